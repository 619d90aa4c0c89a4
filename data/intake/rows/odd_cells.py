"""Cells that can be read and say something else than a value: as above, or a letter that was lost on the way."""

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column, Contract
from data.intake.columns.matching import PositionOf
from data.intake.files.reading import TextTable
from data.intake.problem import Problem, listed_at

_LOST = "\ufffd"  # what stands where a program could not keep a letter
_AS_ABOVE = ("''", "``", "as above", "same as above", "see above")  # a ditto mark is refused before
_KINDS = ("text", "word", "code", "id")


def odd_cells(table: TextTable, wanted: Contract, position_of: PositionOf) -> list[Problem]:
    """Each cell of text that repeats the one above by a mark, or that lacks a letter."""
    found = []
    for name, position in position_of.items():
        column = wanted.columns[name]
        if column.type not in _KINDS:
            continue
        texts = pc.unique(table.columns[position])
        said = [each for each in texts.to_pylist() if each.strip().casefold() in _AS_ABOVE]
        if said:
            found += _as_above(table, column, position, said)
        if column.type == "text" and pc.any(pc.match_substring(texts, _LOST)).as_py():
            at = pc.indices_nonzero(pc.match_substring(table.columns[position], _LOST))
            what, remedy = "has a letter that another program could not keep", "Export it again as UTF-8, or mend it."
            cells = table.columns[position]
            found += listed_at(at, table.lines, cells, name, what, remedy, "warning", code="lost_letter")
    return found


def _as_above(table: TextTable, column: Column, position: int, said: list[str]) -> list[Problem]:
    cells = table.columns[position]
    at = pc.indices_nonzero(pc.is_in(cells, value_set=pa.array(said, pa.string())))
    what, remedy = "says that it is as in the row above", "Write it in full: rows do not know each other."
    severity = "warning" if column.type == "text" and not column.required else "error"
    return listed_at(at, table.lines, cells, column.name, what, remedy, severity, code="as_above")
