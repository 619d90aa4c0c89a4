"""Which highlight reports are missing, and which came late."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.links import links_to_projects
from exhibits.common.no_data import words_only
from exhibits.common.scope import ProjectScope, day_of, project_prefix
from exhibits.common.source import source_of
from exhibits.common.view_queries import view_rows
from exhibits.common.words import LEAD, naming, say_count, say_date, say_month
from exhibits.projects.rating_rows import DRAWN, RatingRow, periods_drawn, rating_rows
from exhibits.projects.words import holder_or_none, links_to_holders, project_places


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
        lead=_lead(overdue, gone),
        more=_more(overdue, gone),
        table=_table(overdue),
        source=source_of(
            view, "projects", "highlight_reports",
            means=f"a month’s report is due by day {settings().projects.report_due_day} of the month after; it came "
            "late if it was written later, or, where it does not say when, first seen later.",
        ),
        figure=_figure(overdue, statuses, view),
        questions=_questions(overdue, gone),
        data=overdue,
        note="Each open project of the council’s own register owes a report for every month from its start. Yearly "
        "publications, and projects cancelled or on hold, owe none.",
        links={**links_to_projects(overdue), **links_to_holders(overdue["portfolio_holder"])},
    )  # fmt: skip


def _title(overdue: pd.DataFrame, gone: pd.DataFrame) -> str:
    if len(gone):
        month = say_month(gone["month"].iloc[0])
        return f"{say_count(len(gone), 'highlight report')} for {month} {'is' if len(gone) == 1 else 'are'} missing"
    if len(overdue):
        return "No highlight report is missing for the newest month"
    return "No highlight report of the last 12 months is missing or came late"


def _lead(overdue: pd.DataFrame, gone: pd.DataFrame) -> str:
    if overdue.empty:
        return "Every highlight report that was due in the last 12 months came, and came in time."
    if gone.empty:
        return _of_the_year(overdue)
    return naming(f"No report for {say_month(gone['month'].iloc[0])} from {{}}.", gone["name"], LEAD)


def _of_the_year(overdue: pd.DataFrame) -> str:
    counts = overdue["state"].value_counts()
    return (
        f"In the last 12 months {say_count(int(counts.get('missing', 0)), 'report')} never came and "
        f"{int(counts.get('late', 0))} came late."
    )


def _more(overdue: pd.DataFrame, gone: pd.DataFrame) -> tuple[str, ...]:
    points = []
    late = overdue[overdue["is_newest"] & (overdue["state"] == "late")]
    if len(late):
        words = [f"{row['name']} ({say_count(int(row['days_late']), 'day')})" for _, row in late.iterrows()]
        points.append(naming(f"Came late for {say_month(late['month'].iloc[0])}: {{}}.", words))
    if len(gone):
        row = gone.iloc[0]
        points.append(f"It was due on {say_date(row['due_on'])}, {say_count(int(row['days_late']), 'day')} ago.")
        points.append(_of_the_year(overdue))
    often = overdue["name"].value_counts()
    often = often[(often == often.max()) & (often > 2)]
    if len(often):
        times = f"{int(often.iloc[0])} times{' each' * (len(often) > 1)}"
        points.append(naming(f"Most often: {{}}, {times}.", sorted(often.index)))
    return tuple(points)


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


def _figure(overdue: pd.DataFrame, statuses: pd.DataFrame, view: View) -> go.Figure | None:
    """Only what is missing, or came late, in the last six months."""
    periods = periods_drawn(statuses[statuses["source"] == "report"], overdue, "report")
    recent = overdue[overdue["month"].isin(periods)]
    if recent.empty:
        return None
    state, places = recent.set_index(["project_id", "month"]), project_places(view, recent)
    rows = []
    for project_id, name in recent.drop_duplicates("project_id")[["project_id", "name"]].itertuples(index=False):
        cells: list[str | None] = []
        for period in periods:
            found = state.loc[(project_id, period)] if (project_id, period) in state.index else None
            if found is None:
                cells.append(None)
            elif found["state"] == "missing":
                cells.append("<b>missing</b>")
            else:
                cells.append(f"late<br>{say_count(int(found['days_late']), 'day')}")
        rows.append(RatingRow(name, "", tuple(cells), places[project_id]))
    return rating_rows(rows[:DRAWN], [f"{p:%b}<br>{p:%Y}" for p in periods], view.theme)
