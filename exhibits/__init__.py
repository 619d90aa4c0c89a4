"""What a member sees: a figure, the sentence that says the same, the rows as a table, the source, and what to ask.

No Streamlit in here: the screen and the printed briefing draw the same object, so the two cannot disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import plotly.graph_objects as go


@dataclass(frozen=True)
class View:
    """How the figures are looked at.

    as_at: figures as they stood at the end of that day (None = now); with_draft: with this draft, for a preview;
    theme: "light" or "dark".
    """

    as_at: date | None = None
    with_draft: str | None = None
    theme: str = "light"


# Piece.change → the words that say it, so that colour is never the only cue
CHANGES = {"new": "New:", "gone": "No longer said:", "scored": "Score changed:"}


@dataclass(frozen=True)
class Piece:
    """A stretch of a report's text. change: "same", "new" (not in the report before), "gone" (only in that one) or
    "scored" (a risk whose score differs: the text gives both)."""

    text: str
    change: str = "same"


@dataclass(frozen=True)
class Section:
    """A heading of a report with its text in pieces; no pieces: nothing was said."""

    title: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Exhibit:
    """One answer on the screen.

    title: active, about ten words ("Work time lost was unusually high in September 2026").
    lead: the answer in one sentence of at most 25 words, made by rules from the rows of `table`.
    more: what else there is to say, behind "More": at most four sentences of at most 20 words each.
    figure: Plotly, or None where there is nothing to draw; `lead` then says so in words.
    table: the rows with display-ready column names and values (dates as "September 2026", units in the names).
    source: dataset, period, last upload, provisional or final, definition.
    questions: what a member could ask.
    data: the same rows in the same order with machine-readable values, for the CSV download (None = as in `table`).
    note: a caveat shown beside the figure, such as "trial limits".
    remarks: what officers say about points of the figure, in the order of the numbers on it.
    beside: what must never be shown apart from the figure: with take-up, whether people who cannot use the online route
    still get through (exhibits/common/who_gets_through_lines.py). The first line stands below the figure wherever
    it is shown, the others with it on one page.
    sections: the words of a report, with what changed since the one before marked.
    table_first: the table is what there is to see: it stands open below the figure, and not behind a label.
    links: names in these words and rows that lead on, name → address (exhibits/common/links.py).
    """

    key: str
    title: str
    lead: str
    table: pd.DataFrame
    source: str
    figure: go.Figure | None = None
    questions: tuple[str, ...] = field(default_factory=tuple)
    data: pd.DataFrame | None = None
    note: str = ""
    remarks: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    more: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    table_first: bool = False

    @property
    def download(self) -> pd.DataFrame:
        """The rows of `table` as the CSV download holds them."""
        return self.table if self.data is None else self.data

    @property
    def summary(self) -> str:
        """All that is said, as one text: what a screen reader hears for the chart, and what a preview shows."""
        return " ".join((self.lead, *self.more))
