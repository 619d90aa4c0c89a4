"""Cells that can be read and say something else than a value: as above, a letter that was lost on the way, or nothing
where the code of the block above is meant."""

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column, Contract
from data.intake.columns.matching import PositionOf
from data.intake.files.body import NO_TOTALS, TOTAL_OR_ROW, label_of
from data.intake.files.cutting import is_blank
from data.intake.files.reading import TextTable
from data.intake.problem import Problem, listed_at

LOST_LETTER = "lost_letter"  # code of the warning
_LOST = "\ufffd"  # what stands where a program could not keep a letter
_AS_ABOVE = ("''", "``", "as above", "same as above", "see above")  # a ditto mark is refused before
_ODD = "''|``|(?i:above|total)"  # what these and totals hold
_GROUPED_BY = ("project_id", "meeting_id", "service_id")  # what rows of one block belong to
_SHARE, _FEWEST = 3, 2  # one row of three without its code, and two at the least, may be rows of a block
_KINDS = ("text", "word", "code", "id")


def odd_cells(table: TextTable, wanted: Contract, position_of: PositionOf) -> list[Problem]:
    """Each cell of text that repeats the one above by a mark, or that lacks a letter; rows that are called a total;
    columns of codes that may stand only in the first row of each block."""
    found = []
    for name, position in position_of.items():
        column = wanted.columns[name]
        if column.type not in _KINDS:
            continue
        texts = table.texts(position).to_look_at
        odd = pc.unique(texts.filter(pc.match_substring_regex(texts, _ODD))).to_pylist()
        found += _totals(table, wanted, column, position, odd)
        if _in_blocks(table, column, position):
            found.append(_blocks(table, column, position))
        if said := [each for each in odd if each.strip().casefold() in _AS_ABOVE]:
            found += _as_above(table, column, position, said)
        if column.type == "text" and pc.any(pc.match_substring(texts, _LOST)).as_py():
            at = pc.indices_nonzero(pc.match_substring(table.columns[position], _LOST))
            what, remedy = "has a letter that another program could not keep", "Export it again as UTF-8, or mend it."
            cells = table.columns[position]
            found += listed_at(at, table.lines, cells, name, what, remedy, "warning", code=LOST_LETTER)
    return found


def _in_blocks(table: TextTable, column: Column, position: int) -> bool:
    """Whether a column of codes of other things may be written only in the first row of each block: no code stands
    twice, and enough rows below the first of them have none. The reader asks of columns that begin a table."""
    if column.required or column.name not in _GROUPED_BY or table.unpivoted:
        return False
    blank = is_blank(table.columns[position])
    first = pc.index(blank, False).as_py()
    below = pc.sum(blank.slice(max(first, 0))).as_py() or 0
    codes = table.columns[position].filter(pc.invert(blank))
    enough = first >= 0 and below >= max(_FEWEST, table.row_count // _SHARE)
    return enough and pc.count_distinct(codes).as_py() == len(codes)


def _blocks(table: TextTable, column: Column, position: int) -> Problem:
    blank = is_blank(table.columns[position])
    first = pc.index(blank, False).as_py()
    code, line = table.columns[position][first].as_py().strip(), table.lines[first].as_py()
    many = pc.sum(blank.slice(first)).as_py()
    what = f"stands in one row, and {many:,} rows from there on have no {column.name}, as where cells are merged"
    remedy = "If the rows below belong to the same, write it in each of them; else they belong to none."
    return Problem(line, column.name, code, what, remedy, "warning", code="code_only_once")


def _totals(table: TextTable, wanted: Contract, column: Column, position: int, texts: list[str]) -> list[Problem]:
    """Rows whose name is that of a total: the reader finds those that begin with it, and not behind other columns.

    texts: those that may be one.
    """
    if column.name not in wanted.identity or column.name == wanted.adds_up:
        return []
    said = [each for each in texts if label_of(each) in ("exact", "sub")]
    if not said:
        return []
    cells = table.columns[position]
    at = pc.indices_nonzero(pc.is_in(cells, value_set=pa.array(said, pa.string())))
    what = "is called a total, and a total is no row of its own"
    return listed_at(at, table.lines, cells, column.name, what, NO_TOTALS, code=TOTAL_OR_ROW)


def _as_above(table: TextTable, column: Column, position: int, said: list[str]) -> list[Problem]:
    cells = table.columns[position]
    at = pc.indices_nonzero(pc.is_in(cells, value_set=pa.array(said, pa.string())))
    what, remedy = "says that it is as in the row above", "Write it in full: rows do not know each other."
    severity = "warning" if column.type == "text" and not column.required else "error"
    return listed_at(at, table.lines, cells, column.name, what, remedy, severity, code="as_above")
