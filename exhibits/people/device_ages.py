"""How old devices are by type against the age at which they are renewed, and whether that is before an election."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.bar_rows import bars_against, bars_figure, key_below, rows_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours
from exhibits.common.verdicts import known_as
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, naming, say_date, say_month, upper_first
from exhibits.people.words import DEVICES_MEAN, of_group, say_devices, say_each, say_refresh, say_years, whose


def members_devices(view: View, *, today: date) -> Exhibit:
    """Councillors' devices: of each type the newest count with number, average age, age and day of renewal, whether
    that is before the next election, and models to choose from."""
    return _devices(view, "members_devices", today, members=True)


def staff_devices(view: View, *, today: date) -> Exhibit:
    """The same of staff and every other group, without the election."""
    return _devices(view, "staff_devices", today, members=False)


def _devices(view: View, key: str, today: date, *, members: bool) -> Exhibit:
    rows = of_group(view_rows(view, "people/devices", today=day_of(view, today)), members)
    name = upper_first(whose(members))
    if rows.empty:
        return words_only(
            key, f"{name}: no data", f"No data: no count of {whose(members)} is published: see “Devices”."
        )
    return Exhibit(
        key=key,
        title=_title(rows, members),
        lead=_lead(rows, members),
        more=_more(rows, members),
        table=_table(rows, members),
        source=source_of(view, "devices", means=DEVICES_MEAN),
        figure=_figure(rows, view.theme),
        questions=_questions(rows, members),
        data=rows,
    )


def _title(rows: pd.DataFrame, members: bool) -> str:
    told = rows[rows["older_than_refresh"].notna()]
    if told.empty:
        return f"{int(rows['number'].sum()):,} {whose(members)}"
    old, every = int(told["older_than_refresh"].sum()), int(told["number"].sum())
    return f"{old:,} of {every:,} {whose(members)} are past their age of renewal"


def _worst_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Those with both ages, the furthest past its age of renewal first."""
    aged = rows[rows["average_age_years"].notna() & rows["refresh_age_years"].notna()]
    past = aged["average_age_years"] - aged["refresh_age_years"]
    return aged.assign(past=past).sort_values("past", ascending=False, kind="stable")


def _lead(rows: pd.DataFrame, members: bool) -> str:
    aged = _worst_first(rows)
    if aged.empty:
        return "The counts do not state both how old devices are and at which age they are renewed."
    row = aged.iloc[0]
    age = say_years(row["average_age_years"])
    limit = say_years(row["refresh_age_years"]).split(" ")[0]
    said = f"{say_devices(row)} are {age} old on average, to be renewed at {limit}"
    if missing(row["refresh_due_by"]):
        return f"{said}; no day of renewal is stated."
    due = f"{said}; due by {say_date(row['refresh_due_by'])}"
    against = say_refresh(row) if members or row["refresh"] == "past" else ""
    return first_that_fits(*([f"{due}, {against}."] if against else []), f"{due}.", f"{said}.")


def _more(rows: pd.DataFrame, members: bool) -> tuple[str, ...]:
    newest = rows["month"].max()
    count = rows[rows["month"] == newest]
    points = [first_that_fits(f"Counted at the end of {say_month(newest)}: {say_each(count, 'number')}.", most=20)]
    if members:
        points.append(_elections(rows))
    if rows["models_offered"].notna().any():
        points.append(first_that_fits(f"Models to choose from: {say_each(rows, 'models_offered')}.", most=20))
    return tuple(each for each in points if each)


def _elections(rows: pd.DataFrame) -> str:
    if rows["election_on"].isna().all():
        return "No election to come is published, so no renewal is held against one."
    row = rows.iloc[0]
    when = f"“{row['election']}” on {say_date(row['election_on'])}"
    after = [say_devices(each) for _, each in rows[rows["refresh"] == "after"].iterrows()]
    if after:
        return naming(f"Due only after {when}: {{}}.", after)
    told = rows[rows["refresh"].notna()]
    return f"Each with a day of renewal is due before {when}." if len(told) else ""


def _questions(rows: pd.DataFrame, members: bool) -> tuple[str, ...]:
    past, after = (rows[rows["refresh"] == each] for each in ("past", "after"))
    if len(past):
        return (f"{say_devices(past.iloc[0])}: why were they not renewed in time, and what does waiting cost?",)
    if members and len(after):
        row = after.iloc[0]
        return (f"{say_devices(row)}: should they be renewed before “{row['election']}”, and what would that cost?",)
    if members:
        return ("Who is asked which devices new members should choose from, and when?",)
    return ("What does it cost to keep devices past their age of renewal, in repairs and in time?",)


def _table(rows: pd.DataFrame, members: bool) -> pd.DataFrame:
    def whole(name: str) -> list[str]:
        return ["Not stated" if missing(each) else f"{int(each):,}" for each in rows[name]]

    table = {
        "Devices": [say_devices(row) for _, row in rows.iterrows()],
        "Counted": [say_month(month) for month in rows["month"]],
        "Number": whole("number"),
        "Average age": [say_years(each) for each in rows["average_age_years"]],
        "Renewed at": [say_years(each) for each in rows["refresh_age_years"]],
        "Past that age": whole("older_than_refresh"),
        "To be renewed by": ["Not stated" if missing(day) else say_date(day) for day in rows["refresh_due_by"]],
        "Models to choose from": whole("models_offered"),
    }
    if members:
        table["Before the next election?"] = [_standing(row) for _, row in rows.iterrows()]
    return pd.DataFrame(table)


def _standing(row: pd.Series) -> str:
    if missing(row["refresh"]):
        return "No day stated"
    return upper_first(say_refresh(row)) or "No election published"


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure | None:
    """A bar for each type: how old on average, and a line at its age of renewal; without ages, how many are past it."""
    aged = rows[rows["average_age_years"].notna()].reset_index(drop=True)
    if aged.empty:
        return _past_figure(rows[rows["older_than_refresh"].notna()].reset_index(drop=True), theme)
    fig = rows_figure(
        theme, [say_devices(row) for _, row in aged.iterrows()], [_beside(row) for _, row in aged.iterrows()], entries=1
    )
    bars_against(fig, aged["average_age_years"], aged["refresh_age_years"], known_as(aged["too_old"], True), theme)
    top = max(float(aged[["average_age_years", "refresh_age_years"]].max().max()), 1.0)
    step = 1 if top <= 8 else 5
    ticks = list(range(0, int(top) + 1, step))
    fig.update_xaxes(
        range=[-0.01 * top, top * 1.03], tickvals=ticks, ticktext=[f"{n} y" if n else "0" for n in ticks]
    )  # fmt: skip
    key_below(fig, ["bar: average age in years", "┃ age of renewal"], theme)
    return fig


def _beside(row: pd.Series) -> str:
    age = say_years(row["average_age_years"])
    if missing(row["too_old"]):
        return age
    return f"{age}, {'past' if row['too_old'] else 'within'} {say_years(row['refresh_age_years']).split(' ')[0]}"


def _past_figure(rows: pd.DataFrame, theme: str) -> go.Figure | None:
    if rows.empty:
        return None
    beside = [f"{int(row['older_than_refresh']):,} of {int(row['number']):,}" for _, row in rows.iterrows()]
    names = [say_devices(row) for _, row in rows.iterrows()]
    fill = [colours(theme).main] * len(rows)
    return bars_figure(rows["older_than_refresh"], names, beside, fill, "Devices past their age of renewal", theme)
