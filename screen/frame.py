"""The frame of a meeting: whose committee, since when, and the day of the figures, kept in the page's address.

Overview draws all three; Meetings takes the committee of it, and Projects since when.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from exhibits import View
from exhibits.common.committees import committees
from exhibits.common.view_queries import view_rows
from exhibits.common.words import say_date
from screen.filters import Width, bound, choose_day, day_in, past_meetings
from screen.fold import Fold, open_filters
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
    """Draw the choices in one row (folded on a phone)."""
    fold = open_filters()
    several = len(_committees()) > 1
    places = fold.place.columns([2, 2, 2] if several else [2, 2])
    with places[-1]:
        view = choose_day(past_meetings(today))
    with places[0]:
        committee = choose_committee(fold=fold)
    with places[-2]:
        since = choose_since(view.as_at or today, committee)
    fold.say("Changes", f"since {say_date(since)}")
    fold.say("Figures", "as they stand now" if view.as_at is None else f"as they stood on {say_date(view.as_at)}")
    fold.close()
    return Frame(committee, since, view)


def choose_committee(*, width: Width = "stretch", fold: Fold | None = None) -> str | None:
    """Draw the choice of a committee where there are several; the first where the address names none, None where
    nobody knows one."""
    known = {name: name for name in _committees()}
    if len(known) > 1:
        return bound("committee", "Committee", known, width=width, fold=fold)
    if known:
        return bound("committee", "Committee", known, draw=lambda *_: next(iter(known)))
    return None


def committee_in_address() -> str | None:
    """The committee that the address names, or the only one; None where there are several and it names none of them."""
    known = _committees()
    asked = st.query_params.get("committee")
    return asked if asked in known else known[0] if len(known) == 1 else None


def choose_since(day: date, committee: str | None, *, width: Width = "stretch") -> date:
    """Draw the choice of since when: the last meeting of the committee before `day`, that of the figures, or another of
    its meetings, or any day; without meetings, three months before. committee: None = the meetings of any."""
    words = _meetings_before(day, committee)
    if not words:
        earlier = (pd.Timestamp(day) - pd.DateOffset(months=3)).date()
        words[earlier.isoformat()] = f"{say_date(earlier)}, three months before"
    usual = next(iter(words))
    asked = day_in(st.query_params.get("since", ""))
    if asked and asked < day and asked.isoformat() not in words:
        words[asked.isoformat()] = say_date(asked)
    offered = words | {_OTHER: "Another day …"}
    chosen = bound("since", "Changes since", offered, default=usual, width=width, noun="earlier day")
    if chosen != _OTHER:
        return date.fromisoformat(chosen)
    st.date_input(
        "Which day?", value=None, max_value=day - pd.Timedelta(days=1), key="frame_day", format="DD/MM/YYYY",
        on_change=_remember, width=width,
    )  # fmt: skip
    return date.fromisoformat(usual)


def _committees() -> list[str]:
    return committees(view_rows(View(), "meetings/dates"))


def _meetings_before(day: date, committee: str | None) -> dict[str, str]:
    """Days of meetings before `day`, newest first → in words; of which committee, where it may be any of several."""
    meetings = view_rows(View(), "meetings/dates")
    held = meetings[meetings["meeting_date"] < pd.Timestamp(day)].iloc[::-1]
    if committee is not None:
        held = held[held["committee"] == committee]
    several = held["committee"].nunique() > 1
    words = {}
    for at, own in held.groupby("meeting_date", sort=False)["committee"]:
        whose = f" of the {' and the '.join(own.unique()[::-1])}" if several else ""
        words[f"{at:%Y-%m-%d}"] = f"The meeting{whose} on {say_date(at)}"
    return words


def _remember() -> None:
    forget_unknown()
    if picked := st.session_state["frame_day"]:
        st.query_params["since"] = picked.isoformat()
