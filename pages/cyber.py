"""Cyber and resilience: the month's headline, what is tested and in date, outages, and lessons from elsewhere."""

from collections.abc import Callable
from datetime import date

import streamlit as st

import access
from exhibits import View
from exhibits.cyber.attacks import attacks
from exhibits.cyber.findings import findings_open
from exhibits.cyber.lessons import lessons_learned
from exhibits.cyber.outage_log import outage_log
from exhibits.cyber.outage_minutes import outage_minutes
from exhibits.cyber.phishing import phishing_exercises
from exhibits.cyber.protection import protection
from exhibits.cyber.recovery import recovery_tests
from exhibits.cyber.register import assurance_register
from exhibits.cyber.risks_and_money import cyber_risks_and_money
from screen.filters import bound, buttons, choose_day, past_meetings
from screen.header import footer, header
from screen.show import show

access.guard()

PARTS = {
    "headline": "Headline",
    "assurance": "Tests and plans",
    "outages": "Outages",
    "lessons": "Lessons and risks",
}


def show_headline(view: View, today: date) -> None:
    show(attacks, view, first=True)
    show(protection, view)
    show(phishing_exercises, view, today=today)


def show_assurance(view: View, today: date) -> None:
    show(assurance_register, view, first=True, today=today)
    show(findings_open, view, today=today)
    show(recovery_tests, view, today=today)


def show_outages(view: View, today: date) -> None:
    show(outage_minutes, view, first=True, today=today)
    show(outage_log, view, today=today)


def show_lessons(view: View, today: date) -> None:
    show(lessons_learned, view)
    show(cyber_risks_and_money, view, today=today)


DRAWN: dict[str, Callable[[View, date], None]] = {
    "headline": show_headline,
    "assurance": show_assurance,
    "outages": show_outages,
    "lessons": show_lessons,
}

header("Cyber and resilience")
today = date.today()
with st.container(key="filters"), st.columns(2)[0]:
    view = choose_day(past_meetings(today))
DRAWN[bound("view", "Look at", PARTS, draw=buttons, noun="view")](view, view.as_at or today)
footer()
