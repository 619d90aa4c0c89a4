"""Quotation marks that swallow lines: one opens in a row, another closes many rows later, and what lies between reads
like rows. A cell of several lines that reads so is refused: nothing tells it from rows that are lost."""

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from data.intake.files.shape import FIGURES, kinds_of

_LOOKED_AT = 1_000  # records of several lines that are looked at one by one
_SAMPLE = 60  # rows that show what the columns hold
_END = re.compile(r"\r\n|\r|\n")


def records_of_many_rows(
    text: np.ndarray, delimiter: int, begins: np.ndarray, starts: np.ndarray, width: int
) -> list[int]:
    """The records of several lines each of which has what divides as many cells as there are names.

    text: the bytes. begins: where each line begins, and the end of the last. starts: the number of each record's first
    line, from 0.
    """
    several = np.flatnonzero(np.diff(np.append(starts, len(begins) - 1)) > 1)
    if not len(several):
        return []
    counts = np.diff(np.searchsorted(np.flatnonzero(text == delimiter), begins))
    lowest = np.minimum.reduceat(counts, starts)
    return [int(each) for each in several if lowest[each] >= width - 1][:_LOOKED_AT]


def reads_like_rows(
    spans: Iterable[tuple[int, str]], delimiter: str, columns: list[pa.ChunkedArray], lines: np.ndarray
) -> list[tuple[int, int]]:
    """The first and the last line of each record that reads like several rows of the table.

    spans: line and text of records of several lines. columns, lines: the table they were cut into.
    """
    width = len(columns)
    cut = [(line, _cells(text, delimiter)) for line, text in spans]
    cut = [(line, rows) for line, rows in cut if len(rows) > 1 and all(len(row) == width for row in rows)]
    if not cut:
        return []
    others = [place for place in range(min(len(lines), _SAMPLE)) if int(lines[place]) not in dict(cut)]
    figures = {}
    for position, column in enumerate(columns):
        cells = [cell for cell in column.take(pa.array(others, pa.int64())).to_pylist() if cell.strip()]
        kinds = kinds_of(set(cells))
        counted = Counter(kinds[cell] for cell in cells).most_common(1)
        if counted and counted[0][0] in FIGURES and counted[0][1] >= 0.6 * len(cells):
            figures[position] = counted[0][0]
    found = []
    for line, rows in cut:
        kinds = kinds_of({row[position].strip('" ') for row in rows for position in figures})
        alike = [sum(kinds[row[each].strip('" ')] == kind for each, kind in figures.items()) for row in rows]
        if (figures and min(alike) * 2 >= len(figures)) or (not figures and len(rows) > 2):
            found.append((line, line + len(rows) - 1))
    return found


def _cells(text: str, delimiter: str) -> list[list[str]]:
    """The cells of each line by itself, as if a quotation mark that does not close on it were a letter."""
    divides = re.escape(delimiter)
    cell = re.compile(rf'("(?:[^"]|"")*"(?={divides}|$)|[^{divides}]*)(?:{divides}|$)')
    rows = []
    for line in _END.split(_END.sub("\n", text).rstrip("\n")):
        found, place = [], 0
        while place <= len(line):
            match = cell.match(line, place)
            if match is None:
                break
            found.append(match[1])
            if match.end() == len(line) and not line.endswith(delimiter, place):
                break
            if match.end() == len(line):
                found.append("")
                break
            place = match.end()
        rows.append(found)
    return rows
