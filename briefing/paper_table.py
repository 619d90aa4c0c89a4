"""An exhibit's table as it stands on paper: the first rows, with the widths of columns and which hold numbers."""

import re
from dataclasses import dataclass

import pandas as pd

from exhibits.common.words import say_count

MOST_ROWS = 12  # of months, a year
SIZES = (9.5, 8.5, 7.5, 6.5)  # of the letters in points: the more columns, the smaller
_NUMBER = re.compile(r"[−+\-£]*[\d,.]+(?: ?(?:%|bn|m|k|tn|days?|hours?|minutes?|points?))?")
_LEAST, _LINE = 6, 180  # letters: of the narrowest column, and of all columns together


@dataclass(frozen=True)
class PaperTable:
    """columns and rows in words; widths: of the columns, as shares; right: which columns hold numbers; size: of the
    letters in points; note: how many rows are left out, or ""."""

    columns: list[str]
    rows: list[list[str]]
    widths: list[float]
    right: list[bool]
    size: float
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
    return PaperTable(
        columns,
        rows,
        [_width(name, cells, len(columns)) for name, cells in zip(columns, by_column, strict=True)],
        [_numbers(cells) for cells in by_column],
        _size(len(columns)),
        note,
    )


def _size(columns: int) -> float:
    return SIZES[0 if columns <= 4 else 1 if columns <= 6 else 2 if columns <= 9 else 3]


def _width(name: str, cells: tuple[str, ...], columns: int) -> float:
    longest_word = max((len(word) for text in (name, *cells) for word in text.split()), default=1)
    mean = sum(len(cell) for cell in cells) / len(cells) if cells else len(name)
    return max(_LEAST, longest_word + 1.5, min(mean, _LINE / columns))


def _numbers(cells: tuple[str, ...]) -> bool:
    said = [cell for cell in cells if cell.strip("–-— ") and cell != "No data"]
    return bool(said) and all(_NUMBER.fullmatch(cell) for cell in said)
