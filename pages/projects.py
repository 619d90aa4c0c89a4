"""Projects: what each project did, will do and is worried about, and whether its status is believable."""

from datetime import date

import streamlit as st

import access
from exhibits.projects.alignment import by_objective, unaligned
from exhibits.projects.by_holder import by_holder
from exhibits.projects.changes import changed_since
from exhibits.projects.confidence import confidence
from exhibits.projects.highlight_report import highlight_report
from exhibits.projects.hindsight import hindsight
from exhibits.projects.missing_reports import missing_reports
from exhibits.projects.portfolio_register import register
from exhibits.projects.project_about import about
from exhibits.projects.project_milestones import milestones
from exhibits.projects.project_money import money
from exhibits.projects.project_risks import risks
from exhibits.projects.project_status import status_history
from exhibits.projects.risk_matrix import matrix
from exhibits.projects.slippage import slippage_over_time
from exhibits.projects.status_checks import worth_asking
from exhibits.projects.timeline import timeline
from screen import project_filters
from screen.frame import choose_since, committee_in_address
from screen.header import footer
from screen.project_filters import ChosenProjects
from screen.show import behind, show, show_when_opened

access.guard()

PARTS = {
    "register": "Register",
    "timeline": "Timeline",
    "confidence": "Confidence",
    "asking": "Worth asking",
    "risks": "Risks",
    "alignment": "Alignment",
}
USES: dict[str, tuple[str, ...]] = {"alignment": ()}  # the whole strategy


def show_register(chosen: ChosenProjects, today: date) -> None:
    show(register, chosen.view, first=True, today=today, **chosen.scope)
    late = {"today": today, **chosen.scope}
    show_when_opened(behind("Reports that are missing or late", missing_reports, chosen.view, **late))
    st.header("What changed since we last met", anchor=False)
    since = choose_since(today, committee_in_address(), width=420)
    show(changed_since, chosen.view, level=3, since=since, today=today, **chosen.scope)


def show_timeline(chosen: ChosenProjects, today: date) -> None:
    show(timeline, chosen.view, today=today, **chosen.scope)
    show(slippage_over_time, chosen.view, **chosen.scope)


def show_confidence(chosen: ChosenProjects, today: date) -> None:
    show(confidence, chosen.view, **chosen.scope)
    show(hindsight, chosen.view, today=today, **chosen.scope)
    if not any(chosen.scope.values()):
        show(by_holder, chosen.view, today=today)


def show_worth_asking(chosen: ChosenProjects, today: date) -> None:
    show(worth_asking, chosen.view, today=today, **chosen.scope)


def show_risks(chosen: ChosenProjects, today: date) -> None:
    show(matrix, chosen.view, **chosen.scope)


def show_alignment(chosen: ChosenProjects, today: date) -> None:
    show(by_objective, chosen.view, first=True, today=today)
    show(unaligned, chosen.view, today=today)


DRAWN = {
    "register": show_register,
    "timeline": show_timeline,
    "confidence": show_confidence,
    "asking": show_worth_asking,
    "risks": show_risks,
    "alignment": show_alignment,
}


def show_one_project(chosen: ChosenProjects, today: date) -> None:
    view, project = chosen.view, chosen.project
    # above the report: where it stands is seen without scrolling
    show(status_history, view, first=True, project=project)
    month = project_filters.choose_report(chosen)
    show(highlight_report, view, today=today, project=project, month=month)
    show(worth_asking, view, today=today, project=project)
    st.header("Dates, risks and money", anchor=False)
    show(milestones, view, level=3, today=today, project=project)
    show_when_opened(
        behind("Risks and issues", risks, view, project=project),
        behind("What it costs and saves", money, view, today=today, project=project),
        behind("What it is for, and who answers for it", about, view, project=project),
    )


today = date.today()
project_filters.head(today, "Projects")
chosen = project_filters.choose(today, PARTS, uses=USES)
if chosen is None:
    st.markdown(
        "**No projects have been published yet.** This page shows every project as soon as an officer has uploaded the "
        "register of projects and a month of highlight reports."
    )
elif chosen.project:
    show_one_project(chosen, chosen.view.as_at or today)
else:
    DRAWN[chosen.part](chosen, chosen.view.as_at or today)
footer()
