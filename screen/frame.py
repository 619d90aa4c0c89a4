"""The frame of the Overview: whose committee, since when, and the day of the figures, kept in the page's address."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from exhibits import View
from exhibits.common.committees import committees, meetings_of
from exhibits.common.view_queries import view_rows
from exhibits.common.words import say_date
from screen.filters import bound, choose_day, day_in, past_meetings
from screen.fold import open_filters
from screen.notices import forget_unknown

_OTHER = "other"


@dataclass(frozen=True)
class Frame:
    """What the visitor looks at. committee: None where none is known; since: the day that the figures are compared
    with; view: the day of the figures."""

    committee: str | None
    since: date
    view: View


def choose_frame(today: date) -> Frame:
    """Draw the choices in one row (folded on a phone). Since when: the last meeting of the committee before the day of
    the figures, or another of its meetings, or any day; without meetings, three months before."""
    fold = open_filters()
    meetings = view_rows(View(), "meetings/dates")
    known = {name: name for name in committees(meetings)}
    places = fold.place.columns([2, 2, 2] if len(known) > 1 else [2, 2])
    with places[-1]:
        view = choose_day(past_meetings(today))
    committee = None
    if len(known) > 1:
        with places[0]:
            committee = bound("committee", "Committee", known, fold=fold)
    elif known:
        committee = bound("committee", "Committee", known, draw=lambda *_: next(iter(known)))
    with places[-2]:
        day = view.as_at or today
        since = _since(day, meetings_of(meetings, committee, before=day))
    fold.say("Changes", f"since {say_date(since)}")
    fold.say("Figures", "as they stand now" if view.as_at is None else f"as they stood on {say_date(view.as_at)}")
    fold.close()
    return Frame(committee, since, view)


def _since(day: date, held: list[date]) -> date:
    words = {each.isoformat(): f"The meeting on {say_date(each)}" for each in reversed(held)}
    if not words:
        earlier = (pd.Timestamp(day) - pd.DateOffset(months=3)).date()
        words[earlier.isoformat()] = f"{say_date(earlier)}, three months before"
    usual = next(iter(words))
    asked = day_in(st.query_params.get("since", ""))
    if asked and asked < day and asked.isoformat() not in words:
        words[asked.isoformat()] = say_date(asked)
    chosen = bound("since", "Changes since", words | {_OTHER: "Another day …"}, default=usual, noun="earlier day")
    if chosen != _OTHER:
        return date.fromisoformat(chosen)
    st.date_input(
        "Which day?", value=None, max_value=day - pd.Timedelta(days=1), key="frame_day", format="DD/MM/YYYY",
        on_change=_remember,
    )  # fmt: skip
    return date.fromisoformat(usual)


def _remember() -> None:
    forget_unknown()
    if picked := st.session_state["frame_day"]:
        st.query_params["since"] = picked.isoformat()
