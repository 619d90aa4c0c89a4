"""Phishing exercises: how many of the test e-mails were reported, how soon, and clicks only with their difficulty."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.assurance_words import say_private
from exhibits.common.bar_rows import key_below, percent_scale, rows_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, say_count, say_date, say_number, upper_first

_KEY = "phishing_exercises"
_SCHEME = "Phishing exercise"
_DRAWN = 6
_DATA = [
    "item_id", "done_on", "difficulty", "phishing_sent", "phishing_reported", "phishing_clicked", "reported", "clicked",
    "minutes_to_first_report", "restricted", "private_session_on", "note",
]  # fmt: skip
_MEANS = (
    "test e-mails that imitate a fraud, sent to staff. The share that is reported shows whether staff raise the alarm; "
    "clicks depend on how hard the e-mails are to recognise, so exercises of different difficulty cannot be compared."
)


def phishing_exercises(view: View, *, today: date) -> Exhibit:
    """Each phishing exercise, the newest first: sent, reported, the first report, and clicks with the difficulty."""
    every = view_rows(view, "cyber/assurance", today=day_of(view, today))
    rows = every[(every["scheme"] == _SCHEME) & every["done_on"].notna()]
    rows = rows.sort_values("done_on", ascending=False, kind="stable").reset_index(drop=True)
    rows = rows.assign(reported=_share(rows, "phishing_reported"), clicked=_share(rows, "phishing_clicked"))
    if rows.empty:
        return words_only(
            _KEY, "Phishing exercises: no data", "No data: no phishing exercise has been published in “Assurance” yet."
        )
    told = rows[rows["reported"].notna()].reset_index(drop=True)
    return Exhibit(
        key=_KEY,
        title=_title(told),
        lead=_lead(rows, told),
        more=_more(told),
        table=_table(rows),
        source=source_of(view, "assurance", means=_MEANS),
        figure=_figure(told.head(_DRAWN), view.theme) if len(told) else None,
        questions=("Do people who report a test e-mail hear what became of it?",),
        data=rows[_DATA],
    )


def _share(rows: pd.DataFrame, counted: str) -> pd.Series:
    """Of 100 sent; NaN where one of both is not stated or nothing was sent."""
    sent = rows["phishing_sent"].astype("Float64").where(rows["phishing_sent"] > 0)
    return (100 * rows[counted].astype("Float64") / sent).astype("Float64")


def _title(told: pd.DataFrame) -> str:
    if told.empty:
        return "Phishing exercises: no count to show"
    return f"{say_number(told['reported'].iloc[0], 'percent', 0)} of the newest test e-mails were reported"


def _lead(rows: pd.DataFrame, told: pd.DataFrame) -> str:
    if told.empty:
        row = rows.iloc[0]
        return (
            f"{say_private(row)}."
            if row["restricted"]
            else "No exercise says how many test e-mails were sent and reported."
        )
    row = told.iloc[0]
    hard = "" if missing(row["difficulty"]) else f" of {row['difficulty']} difficulty"
    said = (
        f"Of {say_count(int(row['phishing_sent']), 'test e-mail')}{hard} on {say_date(row['done_on'])}, "
        f"{say_number(row['reported'], 'percent', 0)} were reported"
    )
    first = row["minutes_to_first_report"]
    return first_that_fits(
        *([] if missing(first) else [f"{said}, the first after {say_number(first, 'minutes')}."]), f"{said}."
    )


def _more(told: pd.DataFrame) -> tuple[str, ...]:
    if told.empty:
        return ()
    points, row = [], told.iloc[0]
    if not missing(row["clicked"]):
        points.append(
            f"{say_number(row['clicked'], 'percent', 0)} were clicked; their difficulty was {row['difficulty']}."
        )
    if len(told) > 1:
        before = told.iloc[1]
        points.append(
            f"In the exercise before, on {say_date(before['done_on'])}, "
            f"{say_number(before['reported'], 'percent', 0)} were reported."
        )
        if row["difficulty"] != before["difficulty"]:
            points.append("The two differ in difficulty, so their clicks cannot be compared.")
    return tuple(points)


def _when(row: pd.Series) -> str:
    hard = "" if missing(row["difficulty"]) else f", {row['difficulty']} difficulty"
    return f"{row['done_on'].day} {row['done_on']:%b %Y}{hard}"


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    def said(row: pd.Series, name: str, unit: str) -> str:
        if row["restricted"]:
            return "Not shown"
        return "Not stated" if missing(row[name]) else say_number(float(row[name]), unit)

    return pd.DataFrame(
        {
            "Exercise": [say_date(row["done_on"]) for _, row in rows.iterrows()],
            "Difficulty": [
                say_private(row)
                if row["restricted"]
                else "Not stated" if missing(row["difficulty"]) else upper_first(str(row["difficulty"]))
                for _, row in rows.iterrows()
            ],
            "Sent": [said(row, "phishing_sent", "count") for _, row in rows.iterrows()],
            "Reported": [said(row, "reported", "percent") for _, row in rows.iterrows()],
            "First report after": [said(row, "minutes_to_first_report", "minutes") for _, row in rows.iterrows()],
            "Clicked": [said(row, "clicked", "percent") for _, row in rows.iterrows()],
        }
    )  # fmt: skip


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """Two bars for each exercise: reported, and clicked where the difficulty is stated."""
    c = colours(theme)
    names = [_when(row) for _, row in rows.iterrows()]
    beside = [_beside(row) for _, row in rows.iterrows()]
    fig = rows_figure(theme, names, beside, entries=1)
    for column, shift, fill in (("reported", -0.09, c.main), ("clicked", 0.11, c.second)):
        fig.add_bar(
            orientation="h", y=[n + shift for n in range(len(rows))], x=rows[column].astype(float), width=0.16,
            marker_color=fill, showlegend=False, hoverinfo="text",
            hovertext=[f"<b>{safe(name)}</b>: {safe(words)}" for name, words in zip(names, beside, strict=True)],
        )  # fmt: skip
    fig.update_layout(barmode="overlay")
    percent_scale(fig)
    key_below(fig, ["upper bar: reported", "lower bar: clicked"], theme)
    return fig


def _beside(row: pd.Series) -> str:
    said = say_number(row["reported"], "percent", 0)
    return (
        f"{said} reported" if missing(row["clicked"]) else f"{said}, {say_number(row['clicked'], 'percent', 0)} clicked"
    )
