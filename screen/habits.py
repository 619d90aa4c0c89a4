"""The menu below each exhibit: copy a link to it, print the page, put it on one's own list (screen/habits.js)."""

import html
import re
from pathlib import Path
from urllib.parse import quote

import streamlit as st

from access.scripts import inline
from briefing.own_list import LIST, codes
from screen.links import linked

SCRIPT = inline(Path(__file__).with_suffix(".js").read_text(encoding="utf-8"))
_MENU = (
    '<details class="habits" data-item="{item}" data-exhibit="{exhibit}"><summary>Share or keep'
    '<span class="unseen">: {title}</span></summary><div><button type="button" data-do="copy">Copy link</button>'
    '<button type="button" data-do="print">Print this page</button>'
    '<button type="button" data-do="keep">Add to my list</button><span role="status"></span></div></details>'
)


def menu(item: str, exhibit: str, title: str) -> str:
    """The menu as HTML. item: the exhibit in a list (briefing/own_list.py); exhibit: its key on the page; title: for
    whoever hears the page."""
    named = re.sub(r"[^A-Za-z0-9_-]", "-", exhibit)  # as Streamlit writes a key into the page
    return _MENU.format(item=html.escape(item), exhibit=named, title=html.escape(title))


def list_address(text: str) -> str:
    """Of the page that shows a list. text: the list as an address has it."""
    return f"/chosen?{LIST}={quote(text, safe='*')}"


def link_to_list() -> None:
    """Draw the way to one's own list, where there is one."""
    text = st.query_params.get(LIST, "")
    if number := len(codes(text)):
        label = f"My list ({number})"
        st.markdown(linked(label, {label: list_address(text)}), width="content")
