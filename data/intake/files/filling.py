"""Cells that stand for those below them: merged in a workbook, or written only in the first row of their block."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.choices import Question
from data.intake.files.cutting import is_blank
from data.intake.files.shape import kinds_of, shortened
from data.intake.problem import Problem, some
from data.intake.values.units import AS_WRITTEN

FILLED = "filled down"
_SHARE = 0.25  # of the rows that have no cell of their own, where a column is written in blocks
_BLOCKS = 2  # the fewest rows without one
_LOOKED_AT = 2_000  # cells that show what a column holds


@dataclass(frozen=True)
class MergedCells:
    """Cells of one column of a sheet that are merged. column: from 0. first, last: rows as a person counts them."""

    column: int
    first: int
    last: int


@dataclass(frozen=True)
class Blocks:
    """Which cells stand for others. above: position of a column → for each row, the row whose cell it may get.

    left: merged cells that are figures, which are never repeated.
    """

    above: dict[int, np.ndarray]
    left: tuple[MergedCells, ...] = ()


def blocks_of(
    names: list[str], columns: list[pa.ChunkedArray], lines: pa.Array, merged: Sequence[MergedCells]
) -> Blocks:
    """The columns of a table that may have to be filled down. names: of the columns; lines: of the rows."""
    if not len(lines):
        return Blocks({})
    numbers = lines.to_numpy()
    above: dict[int, np.ndarray] = {}
    left: list[MergedCells] = []
    for cells in merged:
        first, last = np.searchsorted(numbers, [cells.first, cells.last + 1])
        if cells.column >= len(columns) or first >= len(numbers) or numbers[first] != cells.first or last - first < 2:
            continue
        column = columns[cells.column]
        top = column[int(first)].as_py().strip()
        if not top or not names[cells.column]:
            continue
        if kinds_of([top])[top] == "number":
            left.append(cells)
            continue
        own = above.setdefault(cells.column, np.arange(len(numbers)))
        own[first:last] = first
    return Blocks(above or _written_in_blocks(names, columns), tuple(left))


def _written_in_blocks(names: list[str], columns: list[pa.ChunkedArray]) -> dict[int, np.ndarray]:
    """The first columns of a table, as far as each is empty below the first row of every block."""
    found: dict[int, np.ndarray] = {}
    outer = np.ones(len(columns[0]), bool)
    for position, column in enumerate(columns[:-1]):
        gaps = is_blank(column).to_numpy()
        many = int(gaps.sum())
        if gaps[0] or many < _BLOCKS or many < _SHARE * len(gaps) or not names[position] or (gaps & ~outer).any():
            break
        written = column.filter(pa.array(~gaps))
        if not found and pc.count_distinct(written).as_py() < len(written):
            break  # the same word again and again: a column that is filled in now and then
        kinds = kinds_of(set(written.slice(0, _LOOKED_AT).to_pylist()))
        others = [is_blank(each).to_numpy() for each in columns[position + 1 :]]
        alike = any(not each[~gaps].any() and each[gaps].mean() <= 0.2 for each in others)
        if not alike or list(kinds.values()).count("number") * 2 > len(kinds):
            break
        places = np.arange(len(gaps))
        found[position] = np.maximum.accumulate(np.where(gaps, 0, places))
        outer = gaps
    return found


def question_of(
    blocks: Blocks, names: list[str], columns: list[pa.ChunkedArray], lines: pa.Array, merged: bool
) -> Question | None:
    """What has to be asked, where there is anything to fill down."""
    if not blocks.above:
        return None
    position, above = next(iter(blocks.above.items()))
    place = int(np.flatnonzero(above != np.arange(len(above)))[0])
    value = shortened([columns[position][int(above[place])].as_py()], 40)
    several = some([repr(names[each]) for each in blocks.above])
    these = f"the column {several}" if len(blocks.above) == 1 else f"the columns {several}"
    how = "cells are merged" if merged else "only the first row of each block has a cell"
    text = f"In {these} {how}. Do the rows below belong to the same?"
    gets = f"each row gets the cell of its block: line {lines[place].as_py()} gets {value!r}"
    options = {FILLED: f"{gets}; figures are not repeated", AS_WRITTEN: "the cells below stay empty"}
    return Question("fill_down", text, options, FILLED if merged else "")


def filled(
    blocks: Blocks, names: list[str], columns: list[pa.ChunkedArray], repairs: list[str]
) -> tuple[list[pa.ChunkedArray], list[Problem]]:
    """The columns with each block filled down, and what was not. Adds to repairs."""
    columns = list(columns)
    for position, above in blocks.above.items():
        many = int((above != np.arange(len(above))).sum())
        cells = "1 cell got" if many == 1 else f"{many:,} cells got"
        repairs.append(f"In the column {names[position]!r} {cells} the value of the block above, as was chosen.")
        columns[position] = columns[position].take(pa.array(above))
    remedy = "Where each row should have it, unmerge the cells in Excel and fill them in."
    problems = [
        Problem(
            each.first,
            names[each.column],
            None,
            f"the cells of lines {each.first} to {each.last} are merged, and a figure is not repeated",
            remedy,
            "warning",
            code="merged_cells",
        )
        for each in blocks.left
    ]
    return columns, problems
