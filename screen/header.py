"""What every page of figures shares: its look, its head and its foot."""

from pathlib import Path

import streamlit as st

from access.scripts import inline
from data.settings import settings
from data.version import version
from exhibits.common.glossary import PLACE as EXPLAINED
from screen.away import SCRIPT as AWAY
from screen.charts_ahead import SCRIPT as CHARTS
from screen.explained import SCRIPT as WORDS
from screen.habits import SCRIPT, link_to_list
from screen.links import follow_links, linked
from screen.notices import open_notices
from screen.plain import plain
from screen.search import search_box
from screen.tour import PLACE, TOUR

_HERE = Path(__file__).parent
_PAPER = '<p class="printed"></p>' + inline((_HERE / "paper.js").read_text(encoding="utf-8"))
_PAPER += CHARTS + SCRIPT + TOUR + AWAY + WORDS


def header(title: str) -> None:
    """The page's one first-level heading under the council's name."""
    with st.container(key="head", gap=None):
        st.html(_HERE / "look.css")
        st.html(_HERE / "paper.css")
        st.html(_PAPER, unsafe_allow_javascript=True)
        follow_links()
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.caption(plain(settings().council.name), width="content")
            link_to_list()
            search_box()
        st.title(plain(title), anchor=False)
    open_notices(title)


def footer(*, judges: bool = True) -> None:
    """The version, and on a page that judges how its sentences are made: members asked."""
    st.divider()
    if judges:
        st.caption(
            "Sentences, ranges and verdicts on this page are worked out by fixed rules from the council’s own figures. "
            "No artificial intelligence writes or changes them."
        )
    ways = {"How to read these charts": PLACE, "Words and figures explained": EXPLAINED} if judges else {}
    st.caption(" · ".join([f"Version {version()}", *(linked(name, ways) for name in ways)]))
