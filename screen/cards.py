"""The overview on the screen: cards for what is new, and a line for every measure, each a link to its page."""

import html
from datetime import date
from pathlib import Path

import streamlit as st

from data.settings import settings
from data.store import open_store
from exhibits import View
from exhibits.common.links import with_day
from exhibits.overview import Block, Line, newest_months
from screen.links import linked
from screen.plain import plain


def show_overview(today: date, as_at: date | None = None) -> None:
    """Draw the overview as on the day `today`: drawn once for everybody, until figures or the day change.

    as_at: with the figures as they stood on that day, and what was late then.
    """
    store = open_store()
    st.html(Path(__file__).with_name("overview.css"))
    _drawn(str(store.path), store.version(), as_at or today, as_at, settings().demand.late_after_day)


@st.cache_data(max_entries=20, show_spinner="Reading the figures…")
def _drawn(store: str, version: str, today: date, as_at: date | None, late_after_day: int) -> None:
    news = newest_months(View(as_at=as_at), today=today, late_after_day=late_after_day)
    with st.container(key="first_sentence"):
        st.markdown(f"**{plain(news.first)}**")
    with st.grid(2, min_column_width=300):
        for block in news.blocks:
            _block(block, as_at)
    st.caption("  \n".join(plain(line) for line in (news.freshness, news.by_chance, news.meetings) if line))
    _cards("Unusual, and no explanation yet", "unexplained", news.unexplained)
    _cards("Unusual, and explained", "explained", news.explained)
    _cards("Still unusual", "still", news.still)
    _cards("Changing for some months", "changing", news.changing)
    _cards("Late", "late", news.late)
    st.header("All measures", anchor=False)
    for theme, lines in (*news.themes, ("Retired", news.retired)):
        if lines:
            st.subheader(plain(theme), anchor=False)
            st.html(f'<ul class="measures">{"".join(_row(line) for line in lines)}</ul>')


def _block(block: Block, as_at: date | None) -> None:
    with st.container(border=True, key=f"card_block_{block.page}", gap="xsmall"):
        st.page_link(f"pages/{block.page}.py", label=f"**{plain(block.title)}**", help="")
        st.markdown(linked(block.sentence, with_day(block.links, as_at)))
        if block.chart:
            st.html(block.chart)
        if block.beside:
            st.markdown(plain(block.beside))


def _row(line: Line) -> str:
    """A measure in a line: its name leads on; what is unusual has a sign as well as words."""
    state = " ".join(filter(None, (line.mark, line.status)))
    state = f"<strong>{html.escape(state)}</strong>" if line.mark else html.escape(state)
    name = f'<a href="{html.escape(line.address)}">{html.escape(line.name)}</a>'
    return f"<li><span>{name}</span><span>{html.escape(line.value)}</span><span>{state}</span></li>"


def _cards(title: str, kind: str, lines: tuple[Line, ...]) -> None:
    if not lines:
        return
    st.header(title, anchor=False)
    with st.grid(3, min_column_width=300):
        for line in lines:
            with st.container(border=True, key=f"card_{kind}_{line.measure_id}", gap="xsmall"):
                _link(line, f"**{plain(line.name)}**")
                st.markdown(f"**{plain(' '.join(filter(None, (line.mark, line.status))))}**  \n{plain(line.sentence)}")
                if line.chart:
                    st.html(line.chart)
                officers_say = f"Officers say: {line.explanation}" if line.explanation else ""
                if kind == "still" and not officers_say:
                    officers_say = "Nobody has explained the newest month yet."
                for words in (line.running, *line.beside, officers_say, line.late):
                    if words:
                        st.markdown(plain(words))


def _link(line: Line, label: str) -> None:
    st.page_link(f"pages/{line.page}.py", label=label, query_params=line.choices, help="")
