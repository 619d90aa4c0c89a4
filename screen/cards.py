"""The overview on the screen: what is new and what changed since a day, and a row for every measure."""

import html
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import streamlit as st

from data.settings import settings
from data.store import open_store
from exhibits import View
from exhibits.common.links import with_day
from exhibits.common.view_queries import goes_with_the_figures
from exhibits.overview import Block, Line, Overview, Since, newest_months
from exhibits.since import Change
from screen.links import linked
from screen.plain import plain


def show_overview(
    today: date, as_at: date | None = None, *, since: date | None = None, committee: str | None = None
) -> None:
    """Draw the overview as on the day `today`: drawn once for everybody, until figures or the day change.

    as_at: with the figures as they stood on that day, and what was late then; since: with what changed since the end of
    that day; committee: whose meetings and actions (None = all).
    """
    store = open_store()
    st.html(Path(__file__).with_name("overview.css"))
    late_after_day = settings().demand.late_after_day
    _drawn(str(store.path), store.version(), as_at or today, as_at, late_after_day, since, committee)


@st.cache_data(max_entries=20, show_spinner="Reading the figures…")
def _drawn(
    store: str, version: str, today: date, as_at: date | None, late_after_day: int, since: date | None,
    committee: str | None,
) -> None:  # fmt: skip
    news = newest_months(
        View(as_at=as_at), today=today, late_after_day=late_after_day, since=since, committee=committee
    )
    with st.container(key="first_sentence"):
        st.markdown(f"**{plain(news.first)}**{f'  {chr(10)}{plain(news.since.sentence)}' if news.since else ''}")
    parts = [lambda: _unexplained(news, as_at), lambda: _questions(news, as_at), lambda: _blocks(news, as_at)]
    if not news.unexplained:
        parts = [parts[2], parts[0], parts[1]]  # the first screen has a chart, whatever there is to say
    for part in parts:
        part()
    st.caption("  \n".join(plain(line) for line in (news.freshness, news.by_chance, news.meetings) if line))
    _others(news)
    _all_measures(news)


goes_with_the_figures(_drawn.clear)


def _unexplained(news: Overview, as_at: date | None) -> None:
    _cards("Unusual, and no explanation yet", "unexplained", news.unexplained)
    if news.since and news.since.earlier:
        st.markdown(linked(news.since.earlier, with_day(news.since.links, as_at)))


def _questions(news: Overview, as_at: date | None) -> None:
    if not news.since or not news.since.asking:
        return
    st.header("Worth asking", anchor=False)
    asked = [linked(each.question, with_day({each.name: each.place}, as_at)) for each in news.since.asking]
    with st.container(key="questions_overview"):
        st.markdown("\n".join(f"{number}. {each}" for number, each in enumerate(asked, 1)))


def _others(news: Overview) -> None:
    """What is unusual and explained, or has been for long, what is changing, and what is late: behind one line."""
    groups = (
        ("Unusual, and explained", "explained", news.explained),
        ("Still unusual", "still", news.still),
        ("Changing for some months", "changing", news.changing),
        ("Late", "late", news.late),
    )
    counts = [f"{len(lines)} {title[0].lower()}{title[1:]}" for title, _, lines in groups if lines]
    if counts:
        with st.expander(f"Also: {'; '.join(counts)}", type="compact"):
            for title, kind, lines in groups:
                if lines:
                    st.header(title, anchor=False)
                    _grid(kind, lines)


def _blocks(news: Overview, as_at: date | None) -> None:
    if news.since:
        st.header(f"What changed since {plain(news.since.when)}", anchor=False)
    with st.grid(2, min_column_width=300):
        for block in news.blocks:
            _block(block, news.since, as_at)


def _block(block: Block, since: Since | None, as_at: date | None) -> None:
    with st.container(border=True, key=f"card_block_{block.title.replace(' ', '_')}", gap="xsmall"):
        st.page_link(f"pages/{block.page}.py", label=f"**{plain(block.title)}**", help="")
        if block.sentence:
            st.markdown(linked(block.sentence, with_day(block.links, as_at)))
        if block.chart:
            st.html(block.chart)
        if block.beside:
            st.markdown(plain(block.beside))
        if since is None:
            return
        if block.new:
            st.markdown(f"All of it is new: nothing had been published by {plain(since.when)}.")
        elif not block.changes:
            st.markdown("Nothing else has changed." if block.sentence else "")
        st.markdown(_listed(block.changes, as_at))
        if block.rest:
            with st.expander(f"And {block.more} more", type="compact"):
                st.markdown(_listed(block.rest, as_at))


def _listed(changes: Sequence[Change], as_at: date | None) -> str:
    places = [with_day({change.name: change.place}, as_at) for change in changes]
    return "\n".join(f"- {linked(change.sentence, place)}" for change, place in zip(changes, places, strict=True))


def _all_measures(news: Overview) -> None:
    """Every measure, by theme; on a phone a row stands in lines of its own, so each part says which part it is."""
    st.header("All measures", anchor=False)
    titles = ["Measure", "Two years", "Newest figure", "Verdict"] + ([_since_then(news.since)] if news.since else [])
    heads = "".join(f'<th role="columnheader" scope="col">{html.escape(title)}</th>' for title in titles)
    groups = ""
    for theme, lines in (*news.themes, ("Retired", news.retired)):
        if lines:
            name = f'<th role="rowheader" scope="rowgroup" colspan="{len(titles)}">{html.escape(theme)}</th>'
            rows = "".join(_row(line, whole=news.since is not None) for line in lines)
            groups += f'<tbody role="rowgroup"><tr role="row" class="theme">{name}</tr>{rows}</tbody>'
    st.html(
        '<table class="measures" role="table" aria-label="All measures by theme"><thead role="rowgroup">'
        f'<tr role="row">{heads}</tr></thead>{groups}</table>'
    )


def _since_then(since: Since) -> str:
    return f"Since {since.when}"


def _row(line: Line, *, whole: bool) -> str:
    """A measure in a row: its name leads on; what is unusual has a sign as well as words."""
    state = " ".join(filter(None, (line.mark, line.status)))
    state = f"<strong>{html.escape(state)}</strong>" if line.mark else html.escape(state)
    name = f'<a href="{html.escape(line.address)}">{html.escape(line.name)}</a>'
    rest = "".join(f'<td role="cell">{cell}</td>' for cell in (line.chart, html.escape(line.value), state))
    if whole:
        none = ' class="none"' if line.since in ("", "—") else ""
        rest += f'<td role="cell"{none}>{html.escape(line.since)}</td>'
    return f'<tr role="row"><th role="rowheader" scope="row">{name}</th>{rest}</tr>'


_CARDS = 3  # of a kind that are seen at once


def _cards(title: str, kind: str, lines: tuple[Line, ...]) -> None:
    if not lines:
        return
    st.header(title, anchor=False)
    _grid(kind, lines[:_CARDS])
    if rest := lines[_CARDS:]:
        with st.container(key=f"rest_{kind}"), st.expander(f"And {len(rest)} more", type="compact"):
            _grid(kind, rest)


def _grid(kind: str, lines: tuple[Line, ...]) -> None:
    with st.grid(3, min_column_width=300):
        for line in lines:
            _card(kind, line)


def _card(kind: str, line: Line) -> None:
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
