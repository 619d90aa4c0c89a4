"""How to read these charts: the five steps of the tour, by examples out of the council's own figures."""

from datetime import date

import streamlit as st

import access
from screen.header import footer, header
from screen.tour import show_reading

access.guard()
header("How to read these charts")
st.markdown("Five steps, with this council’s newest figures as examples.")
show_reading(date.today())
footer()
