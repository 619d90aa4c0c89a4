"""Meetings: when the committee meets, and every briefing that was published for it."""

import streamlit as st

import access
from access.startup import writing_briefings
from data.store import open_store, today_in_london
from screen.briefings import make, packs_of, show_meetings, show_packs
from screen.frame import choose_committee
from screen.header import footer, header
from screen.reviews import show_reviews
from screen.written import show_published

author = access.guard()
store = open_store()
today = today_in_london()

header("Meetings")
committee = choose_committee(width=420)
if committee is None:
    st.markdown("No committee is known yet. Officers publish a file of meetings, or name committees in council.toml.")
else:
    st.header("Briefings", anchor=False)
    show_published()
    own = packs_of(store, committee)
    if writing_briefings(store):
        st.info("The sample council’s briefings are being written. Load this page again in a minute to see them all.")
    if own or not writing_briefings(store):
        show_packs(store, own)
    show_reviews(committee, today)
    if author.may("officer"):
        st.header("Make a briefing", anchor=False)
        make(store, committee, own, author, today)
    st.header("When the committee meets", anchor=False)
    show_meetings(committee, today)
footer()
