"""Exhibits on the screen.

What an exhibit draws is kept by (builder, parameters, day, draft, figures, settings, theme), and Streamlit replays its
elements: a page that somebody has seen costs next to nothing the second time, for everybody.
"""

import hashlib
import html
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from access import sign_in
from access.waiting import somebody_waits
from briefing.own_list import written
from data.csv_out import to_csv
from exhibits import CHANGES, Exhibit, Section, View
from exhibits.common.audience import officers_only
from exhibits.common.exhibits_ahead import AHEAD
from exhibits.common.links import leads_outside, with_day
from exhibits.common.style import CONFIG
from exhibits.common.view_queries import figures_version, goes_with_the_figures
from exhibits.common.who_gets_through_lines import LEFT_BEHIND
from screen.downloads import file_name
from screen.explained import marker
from screen.habits import menu
from screen.links import linked
from screen.noting import can_note, note_for_the_meeting
from screen.picture import picture
from screen.plain import plain

Builder = Callable[..., Exhibit]
_COLUMNS = 6  # a table of more is set closer, so that it fits


def theme() -> str:
    """ "light" or "dark": what the visitor's browser shows at this moment."""
    return st.context.theme.type or "light"


def may_see(builder: Builder) -> bool:
    """Whether whoever looks at the page sees the exhibit: some are for officers only (access.officers_exhibits)."""
    return not officers_only(builder) or sign_in.current_author().may("officer")


def show(
    builder: Builder, view: View, *, level: int = 2, whole: bool = False, first: bool = False, place: str = "",
    **params: Any,
) -> None:  # fmt: skip
    """Draw the exhibit `builder(view, **params)`: title, sentence, chart, table, source, questions, and the download.

    level: of its heading, 2 or 3. whole: show all of `beside`, which a page does once; elsewhere its first line, with a
    link. first: it has the page's first chart, whose picture comes with the words. place: what tells it apart where a
    page may show the same exhibit twice. The parameters are the builder's and must be plain values: they are the key
    under which the result is kept.
    """
    if not may_see(builder):
        st.caption("One exhibit of this page is for officers only.")
        return
    for_officers = officers_only(builder)
    version = figures_version()
    asked = repr((builder.__module__, builder.__qualname__, sorted(params.items()), view, level, whole, first))
    item = "" if view.with_draft or for_officers else written(builder.__name__, params, view.as_at)

    def build() -> Exhibit:
        AHEAD.look_at(builder, view, params)
        return AHEAD.exhibit(builder, view, params)

    with somebody_waits():  # who opens a part of a page, too
        title = _drawn(asked, version, level, whole, first, view.as_at, item, place, build)
    if for_officers:
        st.caption("Only officers see this exhibit.")
    if for_officers or not can_note():
        _download(builder, view, params, place)
        return
    with st.container(horizontal=True, gap="medium", key=f"take_{builder.__name__}{place}"):
        _download(builder, view, params, place)
        note_for_the_meeting(builder.__name__, title)


@dataclass(frozen=True)
class Behind:
    """An exhibit behind its label. at_once: no label to open, for an exhibit that is news by itself."""

    label: str
    builder: Builder
    view: View
    params: Mapping[str, Any]
    at_once: bool


def behind(label: str, builder: Builder, view: View, *, at_once: bool = False, **params: Any) -> Behind:
    """The exhibit `builder(view, **params)` behind its label, for show_when_opened()."""
    return Behind(label, builder, view, params, at_once)


@st.fragment
def show_when_opened(*exhibits: Behind) -> None:
    """Exhibits behind their labels: nothing is asked or drawn before somebody opens one, and then only these run.

    The URL remembers what is open. Those below one heading go together: each part of a page that runs by itself costs
    every visitor, whether it is opened or not.
    """
    for each in exhibits:
        if not may_see(each.builder):
            continue
        if each.at_once:
            show(each.builder, each.view, level=3, **each.params)
            continue
        box = st.expander(each.label, key=f"open_{each.builder.__name__}", on_change="rerun", bind="query-params")
        if box.open:
            with box:
                show(each.builder, each.view, level=3, **each.params)


@st.cache_data(max_entries=2000, show_spinner="Reading the figures…")
def _drawn(
    asked: str, version: str, level: int, whole: bool, first: bool, as_at: date | None, item: str,
    place: str, _build: Callable[[], Exhibit],
) -> str:  # fmt: skip
    """The exhibit, drawn; its title. item: how a person's own list has it, '' = not at all."""
    exhibit = _build()
    key = f"{exhibit.key}{place}"
    links, words = with_day(exhibit.links, as_at), marker(as_at)
    # a word is marked where it comes first, and what is shut comes last
    lead, note = (linked(each, links, words) for each in (exhibit.lead, exhibit.note))
    asked, more = (_bullets(each, links, words) for each in (exhibit.questions, exhibit.more))
    heading = st.header if level == 2 else st.subheader
    heading(plain(exhibit.title), anchor=False)
    with st.container(key=f"lead_{key}"):
        st.markdown(lead)
    if exhibit.figure is not None:
        with picture(exhibit.figure, key) if first else nullcontext():
            st.plotly_chart(exhibit.figure, theme=None, config=CONFIG, key=f"chart_{key}", alt=exhibit.summary)
    if exhibit.table_first and not exhibit.table.empty:
        table(exhibit.table, alt=exhibit.title, links=links)
    if exhibit.beside:
        with st.container(key=f"beside_{key}"):
            st.markdown(_left_behind(exhibit.beside, links, whole=whole))
    if exhibit.more:
        with st.container(key=f"more_{key}"), st.expander("More", type="compact"):
            st.markdown(more)
    for section in exhibit.sections:
        _section(section, links)
    if exhibit.remarks:
        remarks = "\n".join(f"{number}. {linked(each, links)}" for number, each in enumerate(exhibit.remarks, 1))
        st.markdown(f"**What officers say**\n\n{remarks}")
    if note:
        st.caption(note)
    if exhibit.questions:
        with st.container(key=f"questions_{key}"):
            st.markdown(f"**You could ask**\n\n{asked}")
    if not exhibit.table.empty and not exhibit.table_first:
        with st.expander("The figures as a table", type="compact"):
            table(exhibit.table, alt=exhibit.title, links=links)
    outside = {name: place for name, place in links.items() if leads_outside(place)}
    st.caption(linked(exhibit.source, outside))
    if item:
        st.html(menu(item, key, exhibit.title))
    return exhibit.title


goes_with_the_figures(_drawn.clear)


def _bullets(sentences: tuple[str, ...], links: Mapping[str, str], words: Callable[[str], str] = plain) -> str:
    return "\n".join(f"- {linked(each, links, words)}" for each in sentences)


def _left_behind(lines: tuple[str, ...], links: Mapping[str, str], *, whole: bool) -> str:
    """The first line below its heading, and below that all the others where the whole is shown."""
    first = linked(lines[0], links)
    if whole:
        return f"**{LEFT_BEHIND}** {first}\n\n{_bullets(lines[1:], links)}"
    return f"**{linked(LEFT_BEHIND, links)}** {first}"


def _section(section: Section, links: Mapping[str, str]) -> None:
    """A section of a report; what is new or gone is marked by a word and a line, never by colour alone."""
    st.markdown(f"**{linked(section.title, links)}**")
    tags = {"new": "ins", "gone": "del", "scored": "ins"}
    words = []
    for piece in section.pieces:
        tag, label = tags.get(piece.change, ""), CHANGES.get(piece.change, "")
        text = html.escape(piece.text).replace("\n", "<br>")
        words.append(f'<{tag}><span class="said">{label} </span>{text}</{tag}>' if tag else f"<span>{text}</span>")
    st.html(f'<div class="report">{" ".join(words) or "Nothing was said."}</div>')


def table(rows: pd.DataFrame, *, alt: str, links: Mapping[str, str] | None = None) -> None:
    """A real HTML table with the first column as row headings; `alt` names it for screen readers; links: of names."""
    words = rows.astype("str").map(lambda cell: linked(cell, links or {})).rename(columns=plain)
    wide = len(words.columns) > _COLUMNS
    # a table that scrolled sideways could not be read with the keyboard alone
    with st.container(key=f"wide_table_{hashlib.sha256(alt.encode()).hexdigest()[:8]}") if wide else nullcontext():
        st.table(words.set_index(words.columns[0]), border="horizontal", alt=alt)


def _download(builder: Builder, view: View, params: dict[str, Any], place: str) -> None:
    def written() -> str:
        return "\ufeff" + to_csv(builder(view, **params).download)

    st.download_button(
        "Download as CSV",
        written,
        file_name(builder, view, params),
        "text/csv",
        key=f"csv_{builder.__name__}{place}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )
