"""What every page of figures shares: its look, its head and its foot."""

from pathlib import Path

import streamlit as st

from access.scripts import inline
from access.streamlit_page import in_every_page, in_page, parts
from data.settings import settings
from data.version import version
from exhibits.common.glossary import PLACE as EXPLAINED
from screen.away import SCRIPT as AWAY
from screen.charts_ahead import SCRIPT as CHARTS
from screen.explained import SCRIPT as WORDS
from screen.habits import SCRIPT as HABITS
from screen.habits import link_to_list
from screen.links import FOLLOW, linked
from screen.notices import open_notices
from screen.picture import SCRIPT as PICTURES
from screen.plain import plain
from screen.search import search_box
from screen.tour import PANEL, PLACE
from screen.tour import SCRIPT as TOUR

_HERE = Path(__file__).parent
_LOOK = [f"<style>{(_HERE / name).read_text(encoding='utf-8')}</style>" for name in ("look.css", "paper.css")]
_PAPER = inline((_HERE / "paper.js").read_text(encoding="utf-8"))
for _part in (*_LOOK, _PAPER, FOLLOW, PICTURES, CHARTS, HABITS, TOUR, AWAY, WORDS):
    in_every_page(_part)


def header(title: str) -> None:
    """The page's one first-level heading under the council's name."""
    with st.container(key="head", gap=None):
        if not in_page():
            st.html(parts(), unsafe_allow_javascript=True)
        st.html(f'<p class="printed"></p>{PANEL}')
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
