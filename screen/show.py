"""Exhibits on the screen.

What an exhibit draws is kept by (builder, parameters, day, draft, data version, theme), and Streamlit replays its
elements: a page that somebody has seen costs next to nothing the second time, for everybody.
"""

import hashlib
import html
import re
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pandas as pd
import streamlit as st

from data.csv_out import to_csv
from data.store import open_store
from exhibits import Exhibit, Section, View
from exhibits.common.style import CONFIG

Builder = Callable[..., Exhibit]
_COLUMNS = 6  # a table of more is set closer, so that it fits


def theme() -> str:
    """ "light" or "dark": what the visitor's browser shows at this moment."""
    return st.context.theme.type or "light"


def plain(text: str) -> str:
    """Text as Streamlit should show it, character for character: words from a file are data, not Markdown or HTML."""
    text = html.escape(str(text), quote=False)
    text = re.sub(r"([\\`*_{}\[\]~$])", r"\\\1", text)
    text = re.sub(r"(?m)^(\s*)([#+=|-]|\d+(?=[.)]))", "\\1\u2060\\2", text)  # would start a list, heading or table
    # an address would turn into a link, :word: into a picture; an invisible word joiner keeps them words
    return re.sub(r"(?i)(https?:|www\.|mailto:|@(?=\w)|:(?=[a-z][\w+/-]*:))", "\\1\u2060", text)


def show(builder: Builder, view: View, *, level: int = 2, beside: bool = True, **params: Any) -> None:
    """Draw the exhibit `builder(view, **params)`: title, sentence, chart, table, source, questions, and the download.

    level: of its heading, 2 or 3. beside: False only where the same lines stand on the page already. The parameters are
    the builder's and must be plain values: they are the key under which the result is kept.
    """
    store = open_store()
    asked = repr((builder.__module__, builder.__qualname__, sorted(params.items()), view, level, beside))
    _drawn(asked, str(store.path), store.version(), level, beside, lambda: builder(view, **params))
    _download(builder, view, params)


@st.fragment
def show_when_opened(
    label: str, builder: Builder, view: View, *, level: int = 3, at_once: bool = False, **params: Any
) -> None:
    """The exhibit behind its label: nothing is asked or drawn before somebody opens it, and then only this part runs.

    The URL remembers what is open. at_once: no label to open, for an exhibit that is news by itself.
    """
    if at_once:
        show(builder, view, level=level, **params)
        return
    box = st.expander(label, key=f"open_{builder.__name__}", on_change="rerun", bind="query-params")
    if box.open:
        with box:
            show(builder, view, level=level, **params)


@st.cache_data(max_entries=2000, show_spinner="Reading the figures…")
def _drawn(asked: str, store: str, version: str, level: int, beside: bool, _build: Callable[[], Exhibit]) -> None:
    exhibit = _build()
    heading = st.header if level == 2 else st.subheader
    heading(plain(exhibit.title), anchor=False)
    with st.container(key=f"sentence_{exhibit.key}"):
        st.markdown(plain(exhibit.summary))
    if exhibit.beside and beside:
        with st.container(key=f"beside_{exhibit.key}"):
            st.markdown("**Is anyone left behind?**\n\n" + "\n".join(f"- {plain(each)}" for each in exhibit.beside))
    if exhibit.figure is not None:
        st.plotly_chart(exhibit.figure, theme=None, config=CONFIG, key=f"chart_{exhibit.key}", alt=exhibit.summary)
    for section in exhibit.sections:
        _section(section)
    if exhibit.remarks:
        st.markdown(
            "**What officers say**\n\n" + "\n".join(f"{n}. {plain(r)}" for n, r in enumerate(exhibit.remarks, 1))
        )
    if exhibit.note:
        st.caption(plain(exhibit.note))
    if exhibit.questions:
        with st.container(key=f"questions_{exhibit.key}"):
            st.markdown("**You could ask**\n\n" + "\n".join(f"- {plain(q)}" for q in exhibit.questions))
    if not exhibit.table.empty:
        with st.expander("The figures as a table", type="compact"):
            table(exhibit.table, alt=exhibit.title)
    st.caption(plain(exhibit.source))


def _section(section: Section) -> None:
    """A section of a report; what is new or gone is marked by a word and a line, never by colour alone."""
    st.markdown(f"**{plain(section.title)}**")
    marks = {"new": ("ins", "New: "), "gone": ("del", "No longer said: ")}
    words = []
    for piece in section.pieces:
        tag, label = marks.get(piece.change, ("", ""))
        text = html.escape(piece.text).replace("\n", "<br>")
        words.append(f'<{tag}><span class="said">{label}</span>{text}</{tag}>' if tag else f"<span>{text}</span>")
    st.html(f'<div class="report">{" ".join(words) or "Nothing was said."}</div>')


def table(rows: pd.DataFrame, *, alt: str) -> None:
    """A real HTML table with the first column as row headings; `alt` names it for screen readers."""
    words = rows.astype("str").map(plain).rename(columns=plain)
    wide = len(words.columns) > _COLUMNS
    # a table that scrolled sideways could not be read with the keyboard alone
    with st.container(key=f"wide_table_{hashlib.sha256(alt.encode()).hexdigest()[:8]}") if wide else nullcontext():
        st.table(words.set_index(words.columns[0]), border="horizontal", alt=alt)


def _download(builder: Builder, view: View, params: dict[str, object]) -> None:
    def written() -> str:
        exhibit = builder(view, **params)
        return "\ufeff" + to_csv(exhibit.table if exhibit.data is None else exhibit.data)

    name = "-".join([builder.__name__, *(str(value) for _, value in sorted(params.items()) if value)])
    st.download_button(
        "Download as CSV",
        written,
        re.sub(r"[^\w-]+", "-", name).lower() + ".csv",
        "text/csv",
        key=f"csv_{builder.__name__}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )
