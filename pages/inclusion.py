"""Digital inclusion: who needs help, what is done so that nobody is left behind, and which groups and areas are."""

from datetime import date

import streamlit as st

import access
from exhibits.channels.areas import by_area
from exhibits.channels.groups_online import groups_online
from exhibits.channels.helped import helped
from exhibits.channels.inclusion_measures import inclusion_measures
from screen.filters import choose_day, past_meetings
from screen.header import footer, header
from screen.show import show

access.guard()

header("Digital inclusion")
with st.container(key="filters"), st.columns(2)[0]:
    view = choose_day(past_meetings(date.today()))
show(inclusion_measures, view)
show(groups_online, view)
show(helped, view)
show(by_area, view)
footer()
