"""What is new: the newest month of every measure, and what nobody has explained yet."""

from datetime import date

import streamlit as st

import access
from screen.cards import show_overview
from screen.filters import choose_day, past_meetings
from screen.header import footer, header

access.guard()
header("Overview")
today = date.today()
news = st.container()
with st.container(key="day_of_figures", width=320):  # below: a member who comes for the news need not pass it
    view = choose_day(past_meetings(today))
with news:
    show_overview(today, view.as_at)
footer()
