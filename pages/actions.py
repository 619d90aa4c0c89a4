"""Actions: what committees asked, recommended or were promised, and what became of it."""

from datetime import date

import streamlit as st

import access
from data.store import StoreError, open_store
from exhibits import View
from exhibits.common.action_words import actions_address
from exhibits.common.view_queries import view_rows
from exhibits.meetings.closed_actions import closed_actions
from exhibits.meetings.one_action import one_action
from exhibits.meetings.open_actions import open_actions
from exhibits.meetings.recommendations import recommendations
from screen.actions import show_evidence, write_item, write_reply
from screen.filters import bound, buttons, choose_day, past_meetings
from screen.frame import committee_in_address
from screen.header import footer, header
from screen.links import linked
from screen.noting import NOTED
from screen.plain import plain
from screen.show import show
from screen.written import show_published

reader = access.guard()

PARTS = {"open": "Open", "recommendations": "Recommendations", "closed": "Closed"}
DRAWN = {"open": open_actions, "recommendations": recommendations, "closed": closed_actions}


def show_list(today: date) -> None:
    committees = sorted(view_rows(View(), "meetings/actions", today=today)["committee"].dropna().unique())
    if (asked := committee_in_address()) and asked not in committees:
        committees.append(asked)  # one without any item yet
    with st.container(key="filters"):
        row = st.columns(2)
    committee = "all"
    if len(committees) > 1:
        with row[1]:
            committee = bound("committee", "Committee", {"all": "All committees"} | {name: name for name in committees})
    with row[0]:
        view = choose_day(past_meetings(today))
    part = bound("view", "Look at", PARTS, draw=buttons, noun="view")
    show(DRAWN[part], view, today=view.as_at or today, committee=None if committee == "all" else committee)


def show_item(item: str, today: date) -> None:
    back = "← All items"
    st.markdown(linked(back, {back: actions_address()}))
    with st.container(key="filters"), st.columns(2)[0]:
        view = choose_day(past_meetings(today))
    show(one_action, view, today=view.as_at or today, item=item)
    rows = view_rows(view, "meetings/actions", today=today)
    evidence = rows.loc[rows["action_id"] == item, "evidence"].dropna()
    if len(evidence):
        show_evidence(evidence.iloc[0])
    if reader.may("officer"):
        write_reply(item, reader, open_store(), today)


header("Actions")
today = date.today()
show_published()
try:
    if asked := st.query_params.get("item"):
        show_item(asked, today)
    else:
        noted, officer = NOTED in st.query_params, reader.may("officer")
        if officer and noted:
            write_item(reader, open_store(), today)
        show_list(today)
        if officer and not noted:
            write_item(reader, open_store(), today)
except StoreError as problem:
    st.error(plain(str(problem)))
footer()
