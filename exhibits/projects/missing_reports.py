"""Which highlight reports are missing, and which came late."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.no_data import words_only
from exhibits.common.scope import ProjectScope, day_of, project_prefix
from exhibits.common.source import source_of
from exhibits.common.view_queries import view_rows
from exhibits.common.words import name_some, say_count, say_date, say_month
from exhibits.projects.rating_rows import DRAWN, RatingMark, RatingRow, periods_drawn, rating_rows
from exhibits.projects.words import holder_or_none


def missing_reports(view: View, *, today: date, **scope: Unpack[ProjectScope]) -> Exhibit:
    """Which highlight report of the last 12 months is missing or came late: of which project, due when, by how much."""
    key, day = "missing_reports", day_of(view, today)
    statuses = view_rows(view, "projects/statuses", **scope)
    overdue = view_rows(view, "projects/missing_reports", today=day, **scope)
    if overdue.empty and not statuses["source"].eq("report").any():
        sentence = "No data: no highlight report is expected, or has been published, for any of these projects."
        return words_only(key, f"{project_prefix(**scope)}Highlight reports: no data", sentence)
    gone = overdue[overdue["is_newest"] & (overdue["state"] == "missing")]
    return Exhibit(
        key=key,
        title=project_prefix(**scope) + _title(overdue, gone),
        summary=_summary(overdue, gone),
        table=_table(overdue),
        source=source_of(
            view, "projects", "highlight_reports",
            means=f"a month’s report is due by day {settings().projects.report_due_day} of the month after; it came "
            "late if it was written later, or, where it does not say when, first seen later.",
        ),
        figure=_figure(overdue, statuses, view.theme),
        questions=_questions(overdue, gone),
        data=overdue,
        note="Each project of the council’s own register owes a report for every month from its start to its end. "
        "Yearly publications owe none.",
    )  # fmt: skip


def _title(overdue: pd.DataFrame, gone: pd.DataFrame) -> str:
    if len(gone):
        month = say_month(gone["month"].iloc[0])
        return f"{say_count(len(gone), 'highlight report')} for {month} {'is' if len(gone) == 1 else 'are'} missing"
    if len(overdue):
        return "No highlight report is missing for the newest month"
    return "No highlight report of the last 12 months is missing or came late"


def _summary(overdue: pd.DataFrame, gone: pd.DataFrame) -> str:
    if overdue.empty:
        return "Every highlight report that was due in the last 12 months came, and came in time."
    sentences = []
    if len(gone):
        row = gone.iloc[0]
        sentences.append(
            f"No report for {say_month(row['month'])} from {name_some(list(gone['name']))}. It was due on "
            f"{say_date(row['due_on'])}, {say_count(int(row['days_late']), 'day')} ago."
        )
    late = overdue[overdue["is_newest"] & (overdue["state"] == "late")]
    if len(late):
        words = [f"{row['name']} ({say_count(int(row['days_late']), 'day')})" for _, row in late.iterrows()]
        sentences.append(f"Came late for {say_month(late['month'].iloc[0])}: {name_some(words)}.")
    counts = overdue["state"].value_counts()
    sentences.append(
        f"In the last 12 months {say_count(int(counts.get('missing', 0)), 'report')} never came and "
        f"{int(counts.get('late', 0))} came late."
    )
    often = overdue["name"].value_counts()
    often = often[(often == often.max()) & (often > 2)]
    if len(often):
        sentences.append(
            f"Most often: {name_some(sorted(often.index))}, {int(often.iloc[0])} times{' each' * (len(often) > 1)}."
        )
    return " ".join(sentences)


def _questions(overdue: pd.DataFrame, gone: pd.DataFrame) -> tuple[str, ...]:
    if len(gone):
        return (
            f"Who knows how {gone['name'].iloc[0]} is doing, while there is no report?",
            "What happens when a project does not report?",
        )
    return ("What keeps reports coming in time, and who looks after it?",)


def _table(overdue: pd.DataFrame) -> pd.DataFrame:
    if overdue.empty:
        return pd.DataFrame()
    return pd.DataFrame(
        {
            "Project": overdue["name"],
            "Portfolio holder": [holder_or_none(holder) for holder in overdue["portfolio_holder"]],
            "Report for": [say_month(month) for month in overdue["month"]],
            "Due on": [say_date(day) for day in overdue["due_on"]],
            "State": [
                f"Missing, {say_count(int(row['days_late']), 'day')} so far"
                if row["state"] == "missing"
                else f"Came {say_count(int(row['days_late']), 'day')} late, on {say_date(row['came_on'])}"
                for _, row in overdue.iterrows()
            ],
        }
    )


def _figure(overdue: pd.DataFrame, statuses: pd.DataFrame, theme: str) -> go.Figure | None:
    """The last six months of the projects that were late or did not report in them."""
    came = statuses[statuses["source"] == "report"]
    periods = periods_drawn(came, overdue, "report")
    recent = overdue[overdue["month"].isin(periods)]
    if recent.empty:
        return None
    there = set(zip(came["project_id"], came["period"], strict=True))
    state = recent.set_index(["project_id", "month"])
    rows = []
    for project_id, name in recent.drop_duplicates("project_id")[["project_id", "name"]].itertuples(index=False):
        cells: list[RatingMark | str | None] = []
        for period in periods:
            if (project_id, period) in state.index:
                found = state.loc[(project_id, period)]
                days = say_count(int(found["days_late"]), "day")
                cells.append("<b>missing</b>" if found["state"] == "missing" else f"late<br>{days}")
            else:
                cells.append("in<br>time" if (project_id, period) in there else None)
        rows.append(RatingRow(name, "", tuple(cells)))
    return rating_rows(rows[:DRAWN], [f"{p:%b}<br>{p:%Y}" for p in periods], theme)
