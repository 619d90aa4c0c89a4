"""Accreditations, tests, exercises and plans: what has expired or is overdue first, then what is due next."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.assurance_words import item_name, say_private, say_result, say_standing, say_time
from exhibits.common.bar_rows import rows_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.words import are, first_that_fits, lower_first, missing, naming, say_count, say_date
from exhibits.cyber.words import ASSURANCE_MEANS, PAST, say_findings, say_service, service_links, short_name

_KEY = "assurance_register"
_DRAWN = 12
_MONTH = 365.25 / 12  # days


def assurance_register(view: View, *, today: date) -> Exhibit:
    """Every accreditation, test, exercise and plan that stands, with what is overdue or expired first."""
    every = view_rows(view, "cyber/assurance", today=day_of(view, today))
    rows = every[every["state"] != "replaced"].reset_index(drop=True)
    if rows.empty:
        return words_only(_KEY, "Assurance: no data", "No data: no accreditation, test or plan has been published yet.")
    past, soon = rows[rows["state"].isin(PAST)], rows[rows["state"] == "soon"]
    return Exhibit(
        key=_KEY,
        title=_title(rows, past),
        lead=_lead(rows, past, soon),
        more=_more(rows, past, soon),
        table=_table(rows),
        source=source_of(view, "assurance", means=ASSURANCE_MEANS),
        figure=_figure(rows[rows["ends_on"].notna()].head(_DRAWN), day_of(view, today), view.theme),
        questions=_questions(past),
        data=rows,
        note=_note(rows),
        links=service_links(rows),
    )


def _title(rows: pd.DataFrame, past: pd.DataFrame) -> str:
    if past.empty:
        return "No test, plan or accreditation is overdue"
    every = say_count(len(rows), "test, plan or accreditation", "tests, plans and accreditations")
    return f"{len(past)} of {every} {are(len(past))} overdue or expired"


def _said(row: pd.Series) -> str:
    return f"{item_name(row)}, {lower_first(say_standing(row))}"


def _lead(rows: pd.DataFrame, past: pd.DataFrame, soon: pd.DataFrame) -> str:
    if len(past):
        row = past.iloc[0]
        return first_that_fits(f"Longest past its day: {_said(row)}.", f"{_said(row)}.")
    if len(soon):
        row = soon.iloc[0]
        return first_that_fits(f"Nothing is past its day; next is {_said(row)}.", f"Next: {_said(row)}.")
    dated = rows[rows["ends_on"].notna()]
    if dated.empty:
        return "No day is named by which any of them is to be done again."
    return "Nothing is past its day, and nothing falls due within six months."


def _more(rows: pd.DataFrame, past: pd.DataFrame, soon: pd.DataFrame) -> tuple[str, ...]:
    points = []
    if len(past) > 1:
        points.append(naming("Also past: {}.", [item_name(row) for _, row in past.iloc[1:].iterrows()]))
    failed = rows[rows["result"] == "not passed"]
    if len(failed):
        points.append(naming("Not passed: {}.", [item_name(row) for _, row in failed.iterrows()]))
    if len(soon):
        points.append(naming("Due within six months: {}.", [item_name(row) for _, row in soon.iterrows()]))
    return tuple(points)


def _note(rows: pd.DataFrame) -> str:
    private = rows[rows["restricted"]]
    return " ".join(f"{item_name(row)}: {lower_first(say_private(row))}." for _, row in private.iterrows())


def _questions(past: pd.DataFrame) -> tuple[str, ...]:
    if past.empty:
        return ("Who outside the service has looked at these results?",)
    row = past.iloc[0]
    who = "" if missing(row["owner_role"]) else f"{row['owner_role']}: "
    return (f"{who}{'w' if who else 'W'}hat stands in the way of “{item_name(row)}”, and by when will it be done?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "What": [item_name(row) for _, row in rows.iterrows()],
            "For": [say_service(row) for _, row in rows.iterrows()],
            "Where it stands": [say_standing(row) for _, row in rows.iterrows()],
            "Result": [say_result(row) for _, row in rows.iterrows()],
            "Findings open": [say_findings(row) for _, row in rows.iterrows()],
            "Last done": ["Not yet" if missing(day) else say_date(day) for day in rows["done_on"]],
            "Answers for it": ["Not stated" if missing(role) else str(role) for role in rows["owner_role"]],
        }
    )


def _figure(rows: pd.DataFrame, day: date, theme: str) -> go.Figure | None:
    """A bar for each: to the left what is past its day, to the right what is left until it, in months."""
    if rows.empty:
        return None
    c = colours(theme)
    months = pd.Series(
        [-row["days_past"] / _MONTH if not missing(row["days_past"]) else row["days_left"] / _MONTH
         for _, row in rows.iterrows()], dtype=float,
    )  # fmt: skip
    names, beside = [short_name(row) for _, row in rows.iterrows()], [_beside(row) for _, row in rows.iterrows()]
    fig = rows_figure(theme, names, beside)
    fig.add_bar(
        orientation="h", y=list(range(len(rows))), x=months, width=0.34, showlegend=False, hoverinfo="text",
        marker_color=[c.concern if each < 0 else c.main for each in months],
        hovertext=[f"<b>{safe(name)}</b>: {safe(say_standing(row))}"
                   for name, (_, row) in zip(names, rows.iterrows(), strict=True)],
    )  # fmt: skip
    low, high = min(months.min(), -1.0), max(months.max(), 1.0)
    room = 0.04 * (high - low)
    fig.add_scatter(  # the day itself, beside each bar and not through the words
        x=[0] * len(rows), y=list(range(len(rows))), mode="markers", hoverinfo="skip", showlegend=False,
        marker={"symbol": "line-ns", "size": 18, "line": {"width": 2, "color": c.text}},
    )  # fmt: skip
    ticks = [tick for tick in range(-120, 121, 12) if low - room <= tick <= high + room]
    words = {0: f"{day.day} {day:%b %Y}"} | {
        tick: f"{'+' if tick > 0 else '−'}{abs(tick) // 12} yr" for tick in ticks if tick
    }
    fig.update_xaxes(range=[low - room, high + room], tickvals=ticks, ticktext=[words[tick] for tick in ticks])
    return fig


def _beside(row: pd.Series) -> str:
    """Short enough to stand beside a name on a phone."""
    if row["state"] in PAST:
        past = say_time(row["months_past"], row["days_past"])
        return f"expired {past} ago" if row["state"] == "expired" else f"{past} overdue"
    return f"{'until' if row['ends_on'] == row['valid_until'] else 'by'} {row['ends_on']:%b %Y}"
