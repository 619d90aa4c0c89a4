"""Rows of ratings under the name of each project, and bars of ratings: letter, shape and colour say the same."""

from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go

from exhibits.common.chart_parts import ink_on, name_link
from exhibits.common.ratings import RATINGS, colour_of, rating_of
from exhibits.common.style import Colours, colours, figure, safe
from exhibits.common.words import shorten

DRAWN = 30  # projects drawn at most; the table has them all
REPORTS = 6  # shown of each project
LETTERS = 46  # of a name and the words beside it, on one line of a phone


def rating_bar(code: str, c: Colours) -> dict:
    """A bar of a rating: steps between two ratings are hatched, and what is no rating is hollow."""
    fill = colour_of(code, c)
    if rating_of(code).worse is None and code != "B":
        return {"color": c.page, "line": {"color": c.muted, "width": 1.5}}
    shape = {"AG": "/", "AR": "\\"}.get(code, "")
    pattern = {"shape": shape, "bgcolor": fill, "fgcolor": c.page, "size": 9, "solidity": 0.12}
    return {"color": fill, "line": {"color": c.page, "width": 1}, "pattern": pattern}


def rating_ink(code: str, c: Colours) -> str:
    """The colour of figures on such a bar."""
    return c.text if rating_of(code).worse is None and code != "B" else ink_on(colour_of(code, c))


def periods_drawn(statuses: pd.DataFrame, overdue: pd.DataFrame, source: str) -> list[pd.Timestamp]:
    """The last six months up to the newest that is reported or due; of editions, the last six there are."""
    if source == "edition":
        return sorted(pd.Timestamp(period) for period in statuses["period"].unique())[-REPORTS:]
    newest = max((pd.Timestamp(m) for m in [*statuses["period"], *overdue["month"]]), default=None)
    return [] if newest is None else [newest - pd.DateOffset(months=back) for back in range(REPORTS - 1, -1, -1)]


@dataclass(frozen=True)
class RatingMark:
    """A rating in a row of marks, with what the pointer shows."""

    code: str
    hover: str = ""


@dataclass(frozen=True)
class RatingRow:
    """A project: its name, a word beside it, a mark, words or nothing for each column, and where the name leads."""

    name: str
    beside: str = ""
    cells: tuple[RatingMark | str | None, ...] = field(default_factory=tuple)
    address: str = ""

    @property
    def short_name(self) -> str:
        """The name as it fits a phone on one line with the word beside it."""
        return shorten(self.name, LETTERS - len(self.beside))


_ROW, _NAME, _MARK = 56, 13, 36  # pixels: of a row, down to its name, down to its marks
_HEADER = 44


def rating_rows(
    rows: list[RatingRow], columns: list[str], theme: str, *, wide: frozenset[int] = frozenset()
) -> go.Figure:
    """Rows of marks under the name of each project, readable on a phone: letter, shape and colour say the same.

    columns: their headings, short, with <br>. wide: numbers of columns that hold words and need more room.
    """
    c = colours(theme)
    places, at = [], 0.0
    for number in range(len(columns)):
        at += 0.62 if number in wide else 0.5
        places.append(at)
        at += 0.62 if number in wide else 0.5
    fig = figure(theme, height=_HEADER + _ROW * len(rows) + 8)
    for number, row in enumerate(rows):
        fig.add_annotation(row_name(row.short_name, row.beside, _ROW * number + _NAME, c, row.address))
    cells = [
        (n, place, cell) for n, row in enumerate(rows) for place, cell in zip(places, row.cells, strict=True) if cell
    ]
    for code in RATINGS:
        _one_rating(fig, code, [cell for cell in cells if isinstance(cell[2], RatingMark) and cell[2].code == code], c)
    words = [cell for cell in cells if isinstance(cell[2], str)]
    fig.add_scatter(
        x=[place for _, place, _ in words], y=[_ROW * n + _MARK for n, _, _ in words], mode="text",
        text=[word for *_, word in words], textfont={"size": 12, "color": c.text}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    axis = {"side": "top", "ticks": "", "showline": False, "zeroline": False, "automargin": False}
    between = {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "line": {"color": c.grid, "width": 1}}
    fig.update_layout(
        margin={"t": _HEADER, "b": 4, "l": 4, "r": 4},
        xaxis={**axis, "range": [0, at], "tickvals": places, "ticktext": columns, "tickfont": {"size": 12}},
        yaxis={"range": [_ROW * len(rows), 0], "visible": False},
        shapes=[{**between, "y0": _ROW * n, "y1": _ROW * n} for n in range(len(rows))],
    )
    return fig


def row_name(name: str, beside: str, y: float, c: Colours, address: str = "") -> dict:
    """The name of a row with the words beside it, at the left edge: an annotation, since only those can be links."""
    words = f"<b>{safe(name)}</b>"
    words = name_link(words, address, c) if address else words
    return {
        "text": f"{words}{f'  {safe(beside)}' if beside else ''}",
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": y,
        "yanchor": "middle",
        "align": "left",
        "showarrow": False,
        "font": {"size": 13, "color": c.text},
    }


def _one_rating(fig: go.Figure, code: str, cells: list, c: Colours) -> None:
    if not cells:
        return
    rating, fill = rating_of(code), colour_of(code, c)
    hollow = rating.symbol.endswith("-open") or rating.worse is None
    symbol = "circle" if hollow else rating.symbol
    fig.add_scatter(
        x=[place for _, place, _ in cells], y=[_ROW * n + _MARK for n, _, _ in cells], mode="markers+text",
        text=[rating.letter] * len(cells), name=rating.word, showlegend=False,
        textfont={"size": 12 if len(rating.letter) == 1 else 11, "color": c.text if hollow else ink_on(fill)},
        marker={"symbol": symbol, "size": _size(symbol), "color": "rgba(0,0,0,0)" if hollow else fill,
                "line": {"color": fill, "width": 2}},
        hovertext=[safe(mark.hover) for *_, mark in cells], hoverinfo="text",
    )  # fmt: skip


def _size(symbol: str) -> int:
    """A letter needs more room in a triangle or a diamond than in a circle."""
    return {"triangle-up": 27, "diamond": 25, "square": 23}.get(symbol, 25)


CONFIDENCE_MEANS = (
    "green: delivery on time, on budget and to quality appears highly likely; amber: feasible, but significant issues "
    "need attention; red: appears unachievable as things are."
)


def bar_label(code: str, number: int, most: int, share: float = 0.055, between: str = "") -> str:
    """ "AG4" on a bar, where it is at least this share of the longest and so has room."""
    if number < most * share:
        return ""
    letter = rating_of(code).letter
    return f"{letter}{between}{number}" if letter.isalpha() else str(number)  # a dash would read as a minus
