"""Filters of Projects and Money, kept in the page's address like those of the other pages (screen/filters.py)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from data.settings import settings
from exhibits import View
from exhibits.common.links import address
from exhibits.common.ratings import say_rating
from exhibits.common.view_queries import figures_version, kept_of_these_figures, project_rows
from exhibits.common.words import say_report_period
from queries import ask
from screen.filters import bound, buttons, choose_day, part_asked_for, past_meetings
from screen.fold import open_filters
from screen.header import header
from screen.links import linked

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
    """filters: name in the address → label, and id → words; they are drawn in this order."""

    projects: dict[str, str]
    filters: dict[str, tuple[str, dict[str, str]]]
    meetings: dict[str, str]


_LIST = ("holder", "type", "directorate", "objective", "view")  # what the list of projects keeps in its address
_KEPT = "projects_list"


def head(today: date, title: str) -> None:
    """The page's head: the name of the project that the address asks for, with a way back to the list as it was; else
    `title`. Pages call it first."""
    name = _offered(figures_version(), today).projects.get(st.query_params.get("project", ""))
    if name is None:
        st.session_state[_KEPT] = {each: st.query_params[each] for each in _LIST if each in st.query_params}
        header(title)
        return
    st.set_page_config(page_title=f"{name} – {settings().council.name}")
    header(name)
    back = "← All projects"
    st.markdown(linked(back, {back: address("projects", **st.session_state.get(_KEPT, {}))}))


def choose(
    today: date,
    parts: Mapping[str, str],
    *,
    one_project: bool = True,
    uses: Mapping[str, Collection[str]] | None = None,
) -> ChosenProjects | None:
    """Draw the filters and the sub-views (key → words); None where there is no project yet.

    one_project: a single project can be chosen, which has no sub-views. uses: which of "holder", "directorate", "type"
    and "objective" do something on a sub-view (default: all of them); the others are not drawn there and not applied.
    """
    offered = _offered(figures_version(), today)
    if not offered.projects:
        return None
    used = (uses or {}).get(part_asked_for(parts), offered.filters)
    shown = [name for name in offered.filters if name in used]
    fold = open_filters()
    places = [*fold.place.columns(3), *(fold.place.columns(3) if len(shown) + one_project > 2 else ())]
    day = places.pop(2)
    project = "all"
    if one_project:
        with places.pop(0):
            project = bound("project", "Project", {"all": "All projects"} | offered.projects, fold=fold)
    with day:
        view = choose_day(offered.meetings)
    if project != "all":
        fold.close()
        return ChosenProjects(project, None, None, None, None, view, "")
    chosen: dict[str, str | None] = dict.fromkeys(offered.filters)
    for name, place in zip(shown, places, strict=False):
        with place:
            picked = bound(name, *offered.filters[name], fold=fold)
        chosen[name] = None if picked == "all" else picked
    fold.close()
    return ChosenProjects(
        project=None,
        portfolio_holder=chosen["holder"],
        directorate=chosen["directorate"],
        type=chosen["type"],
        objective=chosen["objective"],
        view=view,
        part=bound("view", "Look at", parts, draw=buttons, noun="view"),
    )


def choose_report(chosen: ChosenProjects) -> date | None:
    """Draw the choice of one project's report; its month (first day), or None for the newest one."""
    reports = _reports(figures_version(), chosen.view, chosen.project)
    if len(reports) < 2:
        return None
    newest = next(iter(reports.values()))
    picked = bound(
        "report",
        "Report of",
        {"newest": f"{newest} (the newest)"} | dict(list(reports.items())[1:]),
        width=420,
        noun="report of",
    )
    return None if picked == "newest" else date.fromisoformat(f"{picked}-01")


@kept_of_these_figures(200)
def _reports(version: str, view: View, project: str) -> dict[str, str]:
    """Month of each report, newest first → its month and rating in words."""
    rows = project_rows(view, "projects/report", project).sort_values("position")
    if (rows["source"] == "report").any():  # a yearly publication beside them is in the status history
        rows = rows[rows["source"] == "report"]
    return {
        f"{row.period:%Y-%m}": f"{say_report_period(row.period, row.source)}: {say_rating(row.rating)}"
        for row in rows.itertuples()
    }


@kept_of_these_figures(16)
def _offered(version: str, today: date) -> _Offered:
    projects = ask("projects/register")

    def those_of(column: str) -> dict[str, str]:
        return {name: name for name in sorted(projects[column].dropna().unique())}

    objectives = ask("projects/objectives")
    return _Offered(
        dict(zip(projects["project_id"], projects["name"], strict=True)),
        {
            "holder": ("Portfolio holder", {"all": "All portfolio holders"} | those_of("portfolio_holder")),
            "type": ("Run or transform", TYPES),
            "directorate": ("Directorate", {"all": "Whole council"} | those_of("directorate")),
            "objective": (
                "Objective",
                {"all": "All objectives"} | dict(zip(objectives["objective_id"], objectives["name"], strict=True)),
            ),
        },
        past_meetings(today),
    )
