"""Words that a sentence uses carry their meaning, and one page lists them all: with every measure, by the alphabet.

A marked word is a link to its place on that page, with its meaning as title. screen/explained.js shows it where one is.
"""

import html
from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from pathlib import Path

import streamlit as st

from access.scripts import inline
from data.store import open_store
from exhibits import View
from exhibits.common.glossary import Term, Terms, terms
from exhibits.common.links import leads_outside, measure_address
from exhibits.common.view_queries import goes_with_the_figures
from exhibits.common.words import say_count
from exhibits.explained.figures import MeasureExplained, about_figures, measures_explained
from screen.plain import plain

SCRIPT = inline(Path(__file__).with_suffix(".js").read_text(encoding="utf-8"))


def marker(as_at: date | None) -> Callable[[str], str]:
    """Makes Markdown of a text as plain() does, and marks each word that is explained where it comes first: one for
    each exhibit. as_at: the day whose words count."""
    known, done = terms(as_at), set()

    def mark(text: str) -> str:
        made, end = [], 0
        for found in known.pattern.finditer(str(text)):
            term = known.of(found[0])
            if term is None or term in done:
                continue
            done.add(term)
            made += [plain(text[end : found.start()]), _marked(found[0], term)]
            end = found.end()
        return "".join([*made, plain(text[end:])])

    return mark


def _marked(words: str, term: Term) -> str:
    title = " ".join(term.meaning.split())
    for letter in ("\\", '"', "&"):
        title = title.replace(letter, f"\\{letter}")
    return f'[{plain(words)}]({term.address} "{title}")'


# -- the page ----------------------------------------------------------------------------------------------------------


def show_words(today: date) -> None:
    """Draw all words and measures by the alphabet."""
    store = open_store()
    _words_drawn(str(store.path), store.version(), today)


@st.cache_data(max_entries=8, show_spinner="Reading the words…")
def _words_drawn(store: str, version: str, today: date) -> None:
    known, measures = terms(), measures_explained(View(), today)
    entries = _entries(known, measures)
    own = sum(term.own for term in known.every)
    added = f", {own} of them this council’s own" if own else ""
    st.markdown(
        f"{say_count(len(known.every), 'word')}{added}, and {say_count(len(measures), 'measure')}. Press a dotted word "
        "on any page to read its meaning there; your browser’s search finds a word on this page."
    )
    by_letter = [(letter, list(found)) for letter, found in groupby(entries, key=lambda entry: entry[0])]
    letters = " ".join(f'<a href="/about#letter-{letter.lower()}">{letter}</a>' for letter, _ in by_letter)
    parts = [
        f'<h2 id="letter-{letter.lower()}" tabindex="-1">{letter}</h2><dl>{"".join(each for *_, each in found)}</dl>'
        for letter, found in by_letter
    ]
    st.html(f'<div class="explained"><nav aria-label="Letters">{letters}</nav>{"".join(parts)}</div>')


goes_with_the_figures(_words_drawn.clear)


def _entries(known: Terms, measures: Iterable[MeasureExplained]) -> list[tuple[str, str, str]]:
    """Letter, name in small letters, and HTML of each word and of each measure that no word is called like."""
    of_measures = {each.name.casefold(): each for each in measures}
    found = []
    for term in known.every:
        measure = of_measures.pop(term.name.casefold(), None)
        found.append((_letter(term.name), term.name.casefold(), _word(term, measure)))
    found += [(_letter(each.name), name, _measure(each)) for name, each in of_measures.items()]
    return sorted(found)


def _letter(name: str) -> str:
    first = name[:1].upper()
    return first if first.isascii() and first.isalpha() else "0"


def _word(term: Term, measure: MeasureExplained | None) -> str:
    said = [html.escape(term.meaning)]
    if term.also:
        said.append(f"<em>Also called: {html.escape(', '.join(term.also))}.</em>")
    if term.own:
        said.append("<em>This council’s own word.</em>")
    if measure is not None:
        said.append(f"As a measure: {html.escape(measure.meaning)} {_figures(measure)}")
    return _entry(term.anchor, term.name, said)


def _measure(each: MeasureExplained, *more: str) -> str:
    said = [html.escape(each.meaning), *more, _figures(each)]
    return _entry(f"measure-{each.measure_id}", each.name, said)


def _entry(anchor: str, name: str, said: Iterable[str]) -> str:
    words = "".join(f"<dd>{each}</dd>" for each in said if each)
    return f'<div id="{html.escape(anchor)}" tabindex="-1"><dt>{html.escape(name)}</dt>{words}</div>'


def _figures(each: MeasureExplained) -> str:
    if not each.shown:
        return "It has no figures yet."
    place = html.escape(measure_address(each.measure_id))
    return f'<a href="{place}">See the figures<span class="unseen"> of {html.escape(each.name)}</span></a>'


def show_measures(view: View, today: date) -> None:
    """Draw what is known about each measure, theme by theme."""
    store = open_store()
    _measures_drawn(str(store.path), store.version(), view, today)


@st.cache_data(max_entries=20, show_spinner="Reading the figures…")
def _measures_drawn(store: str, version: str, view: View, today: date) -> None:
    outside = {name: place for name, place in about_figures(view, today=today).links.items() if leads_outside(place)}
    known = sorted(measures_explained(view, today), key=lambda each: each.theme.casefold())
    for theme, found in groupby(known, key=lambda each: each.theme):
        st.subheader(plain(theme), anchor=False)
        entries = [_measure(each, *(_with_links(said, outside) for said in each.sentences)) for each in found]
        st.html(f'<div class="explained"><dl>{"".join(entries)}</dl></div>')


goes_with_the_figures(_measures_drawn.clear)


def _with_links(sentence: str, outside: dict[str, str]) -> str:
    """HTML of a sentence with the plans that it names as links."""
    said = html.escape(sentence)
    for name, place in outside.items():
        link = f'<a href="{html.escape(place)}" target="_blank" rel="noopener noreferrer">{html.escape(name)}</a>'
        said = said.replace(f"Related plan: {html.escape(name)}", f"Related plan: {link}")
    return said
