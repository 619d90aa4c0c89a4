"""Which texts are figures, and which figures they are: what number.sql says, for whoever asks before cells are read.

The header of a file, its totals and its cells are judged by the same reader, so that none of them takes for a word what
another takes for a figure.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.values.cells import Connection, ask, connection, over

_USUAL = r"\d{1,15}(\.\d+)?"  # as most exports write a figure: there is nothing to ask
_KEPT = 20_000  # texts whose answer is kept: the same ones come with every file


class Figure(NamedTuple):
    """What a text is as a figure. value: the number that it is taken for.

    written: it is written as a figure, be it taken or refused (1.234,5). nothing: it says that there is no figure, or
    may say so (n/a, nil).
    """

    value: float | None = None
    written: bool = False
    nothing: bool = False


_BLANK = Figure(nothing=True)
_known: dict[str, Figure] = {}


def figures_in(texts: Iterable[str]) -> dict[str, Figure]:
    """What each of a few texts is as a figure. Spaces round it do not count; a blank one says that there is nothing."""
    found: dict[str, Figure] = {}
    asked: set[str] = set()
    for text in texts:
        bare = text.strip()
        if not bare:
            found[text] = _BLANK
        elif re.fullmatch(_USUAL, bare, re.ASCII):
            found[text] = Figure(float(bare), written=True)
        elif text in _known:
            found[text] = _known[text]
        else:
            asked.add(text)
    if asked:
        answers = _ask(asked)
        if len(_known) + len(answers) > _KEPT:
            _known.clear()
        _known.update(answers)
        found.update(answers)
    return found


def _ask(texts: set[str]) -> dict[str, Figure]:
    cells = pa.array(sorted(texts), pa.string())
    with connection(len(cells)) as con:
        read = _read(con, cells)
    return {
        cell: Figure(each["value"], each["written"], each["value"] is None and each["code"] in (None, _NIL))
        if each["text"] is not None
        else _BLANK
        for cell, each in zip(cells.to_pylist(), read.to_pylist(), strict=True)
    }


_NIL = "nought_or_unknown"


def _read(con: Connection, cells: pa.Array) -> pa.Table:
    """number.sql on cells as they stand in a file: one row for each, without a text where it is blank."""
    tidied = over(con, "SELECT tidy_any(cell) AS text FROM cells", cells=pa.table({"cell": cells}))["text"]
    texts = pc.drop_null(pc.unique(tidied))
    read = ask(con, "number.sql", texts=pa.table({"text": texts}))
    return read.take(pc.index_in(tidied, value_set=read["text"].combine_chunks()).combine_chunks())


_SHORTENED = re.compile(r"\d*(?:\.(\d*))?[eE]([-+]?\d{1,3})")


def rounded_by(text: str) -> float:
    """How far a figure that Excel has shortened may be from the one it stands for: 5,000 for 1.31E+06; else 0."""
    found = _SHORTENED.search(text)
    return 0.5 * 10.0 ** (int(found[2]) - len(found[1] or "")) if found else 0.0


# -- whole columns -----------------------------------------------------------------------------------------------------


def to_add_up(column: pa.ChunkedArray) -> np.ndarray:
    """The numbers of a column to be added up, NaN where a cell is none.

    A figure that is refused, because it has spaces at the thousands or a decimal comma, counts here as what it most
    likely means: whether a line is the total of others can be told before anybody has mended them.
    """
    values, refused = _numbers(column)
    if not refused:
        return values
    bare = pc.replace_substring_regex(column, _SIGNS, "")
    if _decimal_commas(bare):
        return _numbers(pc.replace_substring(pc.replace_substring(bare, ".", ""), ",", "."))[0]
    likely, _ = _numbers(pc.replace_substring(bare, ",", ""))
    return np.where(np.isnan(values), likely, values)


_SIGNS = r"[$€\s\x{a0}\x{2009}\x{202f}'’]"
_THOUSANDS = r"^[(+-]?[£]?\d{1,3}(,\d{3})*(\.\d+)?[%)]*$|^$|^\D+$"


def _decimal_commas(bare: pa.ChunkedArray) -> bool:
    """Whether the commas of a column stand before decimals, and not at the thousands."""
    some = pc.any(pc.match_substring_regex(bare, r",\d{1,2}[%)]*$")).as_py()
    return bool(some) and not pc.all(pc.match_substring_regex(bare, _THOUSANDS)).as_py()


def _numbers(column: pa.ChunkedArray) -> tuple[np.ndarray, bool]:
    """The numbers of a column, and whether any of its cells is written as a figure and refused."""
    bare = pc.utf8_trim_whitespace(column)
    usual = pc.match_substring_regex(bare, f"^{_USUAL}$")
    values = pc.if_else(usual, bare, None).cast(pa.float64())
    others = pc.unique(column.filter(pc.invert(usual)))
    if not len(others):
        return values.fill_null(np.nan).to_numpy(), False
    with connection(len(others)) as con:
        read = _read(con, others)
    place = pc.index_in(column, value_set=others)
    values = pc.coalesce(values, read["value"].combine_chunks().take(place.combine_chunks()))
    refused = pc.any(pc.and_(read["written"], pc.is_null(read["value"]))).as_py()
    return pc.fill_null(values, np.nan).to_numpy(zero_copy_only=False), bool(refused)
