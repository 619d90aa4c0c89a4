"""People and equipment: members' IT, staff's devices, and the people who work in IT."""

from collections.abc import Callable
from datetime import date

import streamlit as st

import access
from exhibits import View
from exhibits.people.device_ages import members_devices, staff_devices
from exhibits.people.measures import equipment_measures, members_measures, people_measures
from exhibits.people.returns import members_returns, staff_returns
from screen.filters import bound, buttons, choose_day, past_meetings
from screen.header import footer, header
from screen.show import show

access.guard()

PARTS = {
    "members": "Members’ IT",
    "staff": "Staff equipment",
    "people": "People in IT",
}


def show_members(view: View, today: date) -> None:
    show(members_devices, view, first=True, today=today)
    show(members_measures, view)
    show(members_returns, view, today=today)


def show_staff(view: View, today: date) -> None:
    show(staff_devices, view, first=True, today=today)
    show(equipment_measures, view)
    show(staff_returns, view, today=today)


def show_people(view: View, today: date) -> None:
    show(people_measures, view)


DRAWN: dict[str, Callable[[View, date], None]] = {
    "members": show_members,
    "staff": show_staff,
    "people": show_people,
}

header("People and equipment")
today = date.today()
with st.container(key="filters"), st.columns(2)[0]:
    view = choose_day(past_meetings(today))
DRAWN[bound("view", "Look at", PARTS, draw=buttons, noun="view")](view, view.as_at or today)
footer()
