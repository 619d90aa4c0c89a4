"""An exhibit's table as it stands on paper: the first rows, with the widths of columns and which hold numbers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from briefing.drawing.text import width
from exhibits.common.words import say_count

MOST_ROWS = 12  # of months, a year
_FEW = 6  # columns that stand well apart
SIZES = (9.5, 9, 8, 7)  # of the letters in points: the more columns, the smaller
_NUMBER = re.compile(r"[−+\-£]*[\d,.]+(?: ?(?:%|bn|m|k|tn|days?|hours?|minutes?|points?))?")
_LINE = 481.9  # points between the margins: 170 mm
_HEADING = 3  # lines that a name may take
_SPARE = 0.3  # of a letter's size, so that what fits by a hair is not broken


@dataclass(frozen=True)
class PaperTable:
    """columns and rows in words; widths: of the columns, as shares; right: which columns hold numbers; size: of the
    letters, and inset: between a cell's words and its side, in points; note: how many rows are left out, or ""."""

    columns: list[str]
    rows: list[list[str]]
    widths: list[float]
    right: list[bool]
    size: float
    inset: float
    note: str


def paper_table(table: pd.DataFrame) -> PaperTable:
    """The table for paper. Newest or worst come first in every exhibit, so the first rows are those that matter."""
    columns = [str(column) for column in table.columns]
    every = table.astype("str").values.tolist()
    rows = every[:MOST_ROWS]
    note = ""
    if len(every) > len(rows):
        note = f"The first {len(rows)} of {say_count(len(every), 'row')}; the dashboard has them all."
    by_column = list(zip(*rows, strict=True)) if rows else [() for _ in columns]
    size, inset = _size(len(columns)), 5.0 if len(columns) <= _FEW else 3.0
    widths = _widths(columns, by_column, size, inset)
    return PaperTable(columns, rows, widths, [_numbers(cells) for cells in by_column], size, inset, note)


def _size(columns: int) -> float:
    return SIZES[0 if columns <= 4 else 1 if columns <= _FEW else 2 if columns <= 9 else 3]


def _widths(columns: Sequence[str], by_column: Sequence[tuple[str, ...]], size: float, inset: float) -> list[float]:
    """In points: each column's longest word at least. What is left of the line goes to those that want more for their
    longest cell, to each as much, so that short columns stay on one line and long ones share the rest."""
    around = 2 * inset + _SPARE * size
    widths, wanted = [], []
    for name, cells in zip(columns, by_column, strict=True):
        longest = max(_widest(name.split(), bold=True), _widest(word for cell in cells for word in cell.split()))
        whole = max(longest, _widest(cells), width(name, bold=True) / _HEADING)
        widths.append(longest * size + around)
        wanted.append(whole * size + around)
    left = _LINE - sum(widths)
    while left > 1:
        wanting = [at for at, wide in enumerate(widths) if wide < wanted[at]]
        if not wanting:
            return [wide + left / len(widths) for wide in widths]
        share = left / len(wanting)
        for at in wanting:
            more = min(share, wanted[at] - widths[at])
            widths[at] += more
            left -= more
    return widths


def _widest(texts: Iterable[str], *, bold: bool = False) -> float:
    return max((width(text, bold=bold) for text in texts), default=0)


def _numbers(cells: tuple[str, ...]) -> bool:
    said = [cell for cell in cells if cell.strip("–-— ") and cell not in ("No data", "None")]
    return bool(said) and all(_NUMBER.fullmatch(cell) for cell in said)
