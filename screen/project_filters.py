"""Filters of Projects and Money, kept in the page's address like those of the other pages (screen/filters.py)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import streamlit as st

from exhibits import View
from exhibits.common.ratings import say_rating
from exhibits.common.view_queries import figures_version, view_rows
from exhibits.common.words import say_date, say_report_period
from queries import ask
from screen.filters import bound, buttons, past_meetings
from screen.show import theme

TYPES = {"all": "Run and transform", "run": "Run", "transform": "Transform"}


@dataclass(frozen=True)
class ChosenProjects:
    """What the visitor looks at. project: None = all; the other filters: None = all; part: which sub-view."""

    project: str | None
    portfolio_holder: str | None
    directorate: str | None
    type: str | None
    objective: str | None
    view: View
    part: str

    @property
    def scope(self) -> dict[str, Any]:  # keyword arguments
        """The filters of the portfolio, as the exhibits take them."""
        return {
            "portfolio_holder": self.portfolio_holder,
            "directorate": self.directorate,
            "type": self.type,
            "objective": self.objective,
        }


@dataclass(frozen=True)
class _Offered:
    projects: dict[str, str]
    holders: dict[str, str]
    directorates: dict[str, str]
    objectives: dict[str, str]
    meetings: dict[str, str]


def choose(today: date, parts: dict[str, str], *, one_project: bool = True) -> ChosenProjects | None:
    """Draw the filters and the sub-views (key → words); None where there is no project yet.

    one_project: a single project can be chosen, which has no sub-views.
    """
    offered = _offered(figures_version(), today)
    if not offered.projects:
        return None
    project = "all"
    with st.container(key="filters"):
        first, second = st.columns(3), st.columns(3)
    with first[0]:
        if one_project:
            project = bound("project", "Project", {"all": "All projects"} | offered.projects)
        else:
            objective = bound("objective", "Objective", {"all": "All objectives"} | offered.objectives)
    with first[2]:
        stood = bound("as_at", "Figures as they stood", offered.meetings)
    view = View(as_at=date.fromisoformat(stood) if stood != "now" else None, theme=theme())
    if project != "all":
        return ChosenProjects(project, None, None, None, None, view, "")
    with first[1]:
        holder = bound("holder", "Portfolio holder", {"all": "All portfolio holders"} | offered.holders)
    with second[0]:
        run_or_transform = bound("type", "Run or transform", TYPES)
    with second[1]:
        directorate = bound("directorate", "Directorate", {"all": "Whole council"} | offered.directorates)
    with second[2]:
        if one_project:
            objective = bound("objective", "Objective", {"all": "All objectives"} | offered.objectives)
    return ChosenProjects(
        project=None,
        portfolio_holder=_unless_all(holder),
        directorate=_unless_all(directorate),
        type=_unless_all(run_or_transform),
        objective=_unless_all(objective),
        view=view,
        part=bound("view", "Look at", parts, draw=buttons),
    )


def _unless_all(chosen: str) -> str | None:
    return None if chosen == "all" else chosen


def choose_report(chosen: ChosenProjects) -> date | None:
    """Draw the choice of one project's report; its month (first day), or None for the newest one."""
    reports = _reports(figures_version(), chosen.view, chosen.project)
    if len(reports) < 2:
        return None
    newest = next(iter(reports.values()))
    picked = bound(
        "report", "Report of", {"newest": f"{newest} (the newest)"} | dict(list(reports.items())[1:]), width=420
    )
    return None if picked == "newest" else date.fromisoformat(f"{picked}-01")


@lru_cache(maxsize=200)
def _reports(version: str, view: View, project: str) -> dict[str, str]:
    """Month of each report, newest first → its month and rating in words."""
    rows = view_rows(view, "projects/report", project=project).sort_values("position")
    if (rows["source"] == "report").any():  # a yearly publication beside them is in the status history
        rows = rows[rows["source"] == "report"]
    return {
        f"{row.period:%Y-%m}": f"{say_report_period(row.period, row.source)}: {say_rating(row.rating)}"
        for row in rows.itertuples()
    }


def choose_since(today: date) -> date | None:
    """Draw the choice of the meeting since which changes are shown; None where there was no meeting yet."""
    meetings = [day for day in past_meetings(today) if day != "now"]
    if not meetings:
        return None
    words = {day: f"The meeting on {say_date(date.fromisoformat(day))}" for day in meetings}
    return date.fromisoformat(bound("since", "Changed since", words, width=420))


@lru_cache(maxsize=16)
def _offered(version: str, today: date) -> _Offered:
    projects = ask("projects/register")

    def those_of(column: str) -> dict[str, str]:
        return {name: name for name in sorted(projects[column].dropna().unique())}

    objectives = ask("projects/objectives")
    return _Offered(
        dict(zip(projects["project_id"], projects["name"], strict=True)),
        those_of("portfolio_holder"),
        those_of("directorate"),
        dict(zip(objectives["objective_id"], objectives["name"], strict=True)),
        past_meetings(today),
    )
