"""What a page says between its title and its filters: whose day its figures are of, and what in its address is unknown.

A notice of something unknown stays until the visitor chooses or leaves the page: by then the address is mended, so the
next run of the script would not know of it.
"""

from datetime import date

import streamlit as st

from exhibits.common.words import say_date
from screen.plain import plain

_PLACE = "notices_place"
_UNKNOWN = "notices_unknown"  # (the page's title, {name in the address: sentence})


def open_notices(page: str) -> None:
    """Make the place for them below the title of the page; what another page did not know is forgotten."""
    if _UNKNOWN not in st.session_state or st.session_state[_UNKNOWN][0] != page:
        st.session_state[_UNKNOWN] = (page, {})
    st.session_state[_PLACE] = st.container(key="notices")


def unknown(name: str, sentence: str) -> None:
    """Note that what the address says for `name` is not known; say_unknown() says so."""
    if _UNKNOWN in st.session_state:
        st.session_state[_UNKNOWN][1][name] = sentence


def say_unknown(name: str) -> None:
    """Say what was not known of `name`, if anything was."""
    sentence = st.session_state.get(_UNKNOWN, ("", {}))[1].get(name)
    if sentence:
        st.session_state[_PLACE].warning(plain(sentence))


def forget_unknown() -> None:
    """The visitor has chosen: what the address said before is no longer of interest."""
    if _UNKNOWN in st.session_state:
        st.session_state[_UNKNOWN][1].clear()


def say_day(as_at: date | None) -> None:
    """Say that the figures are those of an earlier day, with one press back to now; nothing where they are of now."""
    if as_at is None:
        return
    with st.session_state[_PLACE].container(key="stood", horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(f"**You see the figures as they stood on {say_date(as_at)}.**", width="content")
        st.button("Back to now", key="back_to_now", on_click=_back_to_now)


def _back_to_now() -> None:
    st.query_params.pop("as_at", None)
    forget_unknown()
