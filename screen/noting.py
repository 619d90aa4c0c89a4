"""Note for the meeting: from an exhibit an officer opens the form of a new question that carries its frozen address."""

from datetime import date
from urllib.parse import urlencode, urlsplit

import streamlit as st

from access import sign_in
from briefing.own_list import LIST
from exhibits.common.action_words import actions_address
from screen.links import linked

NOTED = "note"  # in the address of the Actions page: the page that was noted, with its filters and its day
SUBJECT = "about"  # there: the title of the exhibit
_PAGES = ("/it_demand", "/channel_shift", "/projects", "/money")


def can_note() -> bool:
    """Whether exhibits have the way to the form: for officers, on the pages of members."""
    return _page() in _PAGES and sign_in.current_author().may("officer")


def _page() -> str:
    return urlsplit(st.context.url or "").path


def note_for_the_meeting(key: str, title: str) -> None:
    """Draw the way to the form. key: of the exhibit; title: its title."""
    choices = {name: value for name, value in st.query_params.to_dict().items() if name != LIST}
    kept = urlencode({"as_at": str(date.today()), **choices})
    label = "Note for the meeting"
    place = actions_address(**{NOTED: f"{_page()}?{kept}", SUBJECT: title})
    with st.container(key=f"note_{key}", width="content"):
        st.markdown(linked(label, {label: place}))
