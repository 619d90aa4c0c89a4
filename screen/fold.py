"""The filters of a page in their place: a row where there is room, on a phone one line that opens them.

The server does not know how wide a screen is, so both are drawn and screen/look.css shows one. What opens the filters
is the browser's own <details>: it works by keyboard, and screen readers say whether it is open. Paper shows the words.
"""

import html
from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_OPENER = "<details><summary>Filter</summary></details>"  # never drawn anew, so it stays open from choice to choice


@dataclass
class Fold:
    """place: where the filters are drawn; line: what says on a phone and on paper what is chosen."""

    place: DeltaGenerator
    line: DeltaGenerator
    _said: list[tuple[bool, str]] = field(default_factory=list)

    def say(self, label: str, words: str, *, narrows: bool = True) -> None:
        """Note the words of a choice; one that narrows nothing stands behind those that do."""
        self._said.append((not narrows, f"<b>{html.escape(label)}: </b>{html.escape(words)}"))

    def close(self) -> None:
        """Write what is chosen into the line."""
        said = sorted(self._said, key=lambda each: each[0])
        self.line.html(f"<p>{' · '.join(words for _, words in said)}</p>")


def open_filters() -> Fold:
    """The place for a page's filters, with its line still to be written."""
    place = st.container(key="filters")
    line = place.container(key="filters_fold")
    line.html(_OPENER)
    return Fold(place, line)
