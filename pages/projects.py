"""Projects: what each project did, will do and is worried about, and whether its status is believable."""

from datetime import date

import streamlit as st

import access
from exhibits.projects import alignment, highlight_report, portfolio, risks, status_checks
from screen import project_filters
from screen.cards import show_projects
from screen.header import footer, header
from screen.project_filters import ChosenProjects
from screen.show import show, show_when_opened

access.guard()

PARTS = {
    "register": "Register",
    "timeline": "Timeline",
    "confidence": "Confidence",
    "asking": "Worth asking",
    "risks": "Risks",
    "alignment": "Alignment",
}


def register(chosen: ChosenProjects, today: date) -> None:
    show(portfolio.register, chosen.view, today=today, **chosen.scope)
    show_when_opened(
        "Reports that are missing or late", portfolio.missing_reports, chosen.view, today=today, **chosen.scope
    )
    st.header("Open a project", anchor=False)
    show_projects(chosen.view, chosen.scope)
    st.header("What changed since we last met", anchor=False)
    since = project_filters.choose_since(today)
    if since is None:
        st.markdown("No meeting has been held yet, so there is nothing to compare with.")
    else:
        show(portfolio.changed_since, chosen.view, level=3, since=since, today=today, **chosen.scope)


def timeline(chosen: ChosenProjects, today: date) -> None:
    show(portfolio.timeline, chosen.view, today=today, **chosen.scope)
    show(portfolio.slippage_over_time, chosen.view, **chosen.scope)


def confidence(chosen: ChosenProjects, today: date) -> None:
    show(portfolio.confidence, chosen.view, **chosen.scope)
    if not any(chosen.scope.values()):
        show(portfolio.by_holder, chosen.view, today=today)


def asking(chosen: ChosenProjects, today: date) -> None:
    show(status_checks.worth_asking, chosen.view, today=today, **chosen.scope)


def all_risks(chosen: ChosenProjects, today: date) -> None:
    show(risks.matrix, chosen.view, **chosen.scope)


def aligned(chosen: ChosenProjects, today: date) -> None:
    show(alignment.by_objective, chosen.view, today=today)
    show(alignment.unaligned, chosen.view, today=today)


DRAWN = {
    "register": register,
    "timeline": timeline,
    "confidence": confidence,
    "asking": asking,
    "risks": all_risks,
    "alignment": aligned,
}


def one_project(chosen: ChosenProjects, today: date) -> None:
    view, which = chosen.view, {"project": chosen.project}
    month = project_filters.choose_report(chosen)
    show(highlight_report.highlight_report, view, today=today, **which, **({"month": month} if month else {}))
    show(status_checks.worth_asking, view, today=today, **which)
    st.header("Status, dates, risks and money", anchor=False)
    show(highlight_report.status_history, view, level=3, **which)
    show(highlight_report.milestones, view, level=3, today=today, **which)
    show_when_opened("Risks and issues", highlight_report.risks, view, **which)
    show_when_opened("What it costs and saves", highlight_report.money, view, today=today, **which)
    show_when_opened("What it is for, and who answers for it", highlight_report.about, view, **which)


header("Projects")
today = date.today()
chosen = project_filters.choose(today, PARTS)
if chosen is None:
    st.markdown(
        "**No projects have been published yet.** This page shows every project as soon as an officer has uploaded the "
        "register of projects and a month of highlight reports."
    )
elif chosen.project:
    one_project(chosen, today)
else:
    DRAWN[chosen.part](chosen, today)
footer()
