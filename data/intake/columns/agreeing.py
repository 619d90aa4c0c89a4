"""Whether cells are what an ambiguous header may say: 'Type' is a ticket type only where its cells are."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column, folded
from data.contracts.statuses import COLOURS, LEVELS, RATINGS
from data.intake.files.shape import kinds_of
from data.intake.values.cells import NO, YES
from data.intake.values.figures import figures_in

_LOOKED_AT = 500  # rows whose cells are looked at
_HALF = 0.5  # share of them that must be what the header says
_RATED = frozenset(folded(spelling) for code, many in RATINGS.items() for spelling in (code, *many))
_GRADED = (frozenset(map(folded, LEVELS)), frozenset(map(folded, COLOURS)))
_DAY_NUMBER = 5  # digits of a day as Excel counts them


def agree(cells: pa.ChunkedArray, column: Column) -> bool:
    """Whether the cells can be what the column holds; an empty column contradicts nothing.

    Prose agrees unless every cell is a figure, a date, yes or no, or a grade such as High or Amber; of every other
    column at least half of the cells must be of its type. A cell that is one and cannot be read is one all the same: it
    is named later, with its line.
    """
    counts = _counted(cells)
    if not counts:
        return True
    kinds = kinds_of(counts)
    if column.type == "text":
        return not is_no_prose(counts, kinds)
    whole = sum(counts.values())
    return sum(count for text, count in counts.items() if _is_like(text, kinds[text], column)) >= _HALF * whole


def _counted(cells: pa.ChunkedArray) -> dict[str, int]:
    """Each different text of the first cells, and how often it stands there."""
    first = pc.utf8_trim_whitespace(cells.slice(0, _LOOKED_AT))
    counts = {each["values"].as_py(): each["counts"].as_py() for each in pc.value_counts(first)}
    return {text: count for text, count in counts.items() if text}


def _is_like(text: str, kind: str, column: Column) -> bool:
    if column.type == "word":
        return folded(text) in column.words or text.casefold() in column.words
    if column.type in ("number", "whole"):
        return kind == "number" and _may_hold(text, column)
    if column.type in ("date", "moment", "month"):
        return kind in ("date", "period") or (text.isdigit() and len(text) == _DAY_NUMBER)
    if column.type == "yesno":
        return text.casefold() in YES or text.casefold() in NO
    return folded(text) in _RATED if column.type == "rating" else True


def _may_hold(text: str, column: Column) -> bool:
    """Whether a figure lies where those of the column do: 80% and 0.8 are no marks from 0 to 10."""
    value = figures_in([text])[text].value
    if value is None:
        return True  # named with its line
    whole = column.type != "whole" or value.is_integer()
    least, most = (column.least or 0, column.most) if column.most is not None else (value, value)
    return whole and least <= value <= most


def is_no_prose(counts: Mapping[str, int], kinds: Mapping[str, str]) -> bool:
    """Whether all of the texts are of one sort that is no prose: figures, dates, yes and no, or grades."""
    if all(kinds[text] == "number" for text in counts) or all(kinds[text] in ("date", "period") for text in counts):
        return True
    if all(text.casefold() in YES or text.casefold() in NO for text in counts):
        return True
    return any(all(folded(text) in grades for text in counts) for grades in _GRADED)


def holds_dates(cells: pa.ChunkedArray) -> bool:
    """Whether most of the cells that hold anything are days."""
    counts = _counted(cells)
    kinds = kinds_of(counts)
    return sum(count for text, count in counts.items() if kinds[text] == "date") > _HALF * sum(counts.values())


def holds_names_of_groups(cells: pa.ChunkedArray) -> bool:
    """Whether the cells are short words that come again and again, such as categories or departments."""
    counts = _counted(cells)
    if not counts or is_no_prose(counts, kinds_of(counts)):
        return False
    often = sum(counts.values())
    return 1 < len(counts) <= often / 2 and max(map(len, counts)) <= _LONGEST and all(map(_is_named, counts))


_LONGEST = 40


def _is_named(text: str) -> bool:
    return any(map(str.isalpha, text))
