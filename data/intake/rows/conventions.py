"""How the cells of a file are written, decided before they are read: the decimal point, and the order of its days."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract
from data.intake.choices import Answers
from data.intake.columns.matching import PositionOf
from data.intake.files.reading import TextTable
from data.intake.known import Known
from data.intake.problem import Problem
from data.intake.values import clocks
from data.intake.values.day_order import DayColumn, orders, reordered, years_as_months
from data.intake.values.figure_style import ABOUT, POINT, FigureColumn, lone_thousands, rewritten, style_of
from data.intake.values.units import MEASURES_OWN, named, stated

FIGURES = ("number", "whole")
DAYS = ("date", "moment", "month")


@dataclass(frozen=True)
class CellsToRead:
    """cells: column of the contract → its cells as the readers of values understand them.

    reordered: columns whose days were written in another order than day first. problems: of whole columns.
    """

    cells: dict[str, pa.ChunkedArray]
    reordered: frozenset[str]
    problems: list[Problem]


def cells_to_read(
    table: TextTable,
    wanted: Contract,
    position_of: PositionOf,
    known: Known,
    answers: Answers,
    repairs: list[str],
) -> CellsToRead:
    """The cells of each column in the one way of writing that is read; what the file leaves open is asked."""
    cells = {name: table.columns[position] for name, position in position_of.items() if name in wanted.columns}
    lines = lines_in_file(table)
    figures = [
        FigureColumn(column, cells[name], _units(column.unit, cells, known.units), _is_scaled(table, position_of[name]))
        for name, column in wanted.columns.items()
        if name in cells and column.type in FIGURES
    ]
    style = style_of(figures, lines, table.reading.delimiter, answers, repairs)
    # where somebody has said how the figures are written, or is asked, there is no more doubt
    problems = lone_thousands(figures, lines) if style == POINT and ABOUT not in answers.used else []
    for each in figures:
        header = table.headers[position_of[each.column.name]]
        written, wrong = clocks.in_words(each.cells, header, each.column, lines)
        cells[each.column.name] = _chunked(rewritten(written, style))
        problems += wrong
    days = [
        DayColumn(name, column.type, cells[name])
        for name, column in wanted.columns.items()
        if name in cells and column.type in DAYS and position_of[name] not in table.added
    ]
    decided = orders(days, lines, known.today, answers, repairs)
    for name, order in decided.of.items():
        cells[name] = _chunked(reordered(cells[name], order))
    for day in days:
        if day.type == "month":
            cells[day.name] = _chunked(years_as_months(cells[day.name]))
    return CellsToRead(cells, frozenset(decided.of), [*problems, *decided.problems])


def lines_in_file(table: TextTable) -> pa.Array:
    """The line that each row has in the officer's file, also where its cells stood beside each other."""
    wide = table.unpivoted
    return table.lines if wide is None else wide.source.lines.take(pa.array(wide.rows, pa.int64()))


def _units(unit: str, cells: Mapping[str, pa.ChunkedArray], of_measures: Mapping[str, str]) -> pa.Array | None:
    """The unit of each row's measure, '' where nobody has defined it; None for a column with a unit of its own."""
    if unit != MEASURES_OWN or "measure_id" not in cells:
        return None
    ids = pc.utf8_trim_whitespace(cells["measure_id"].combine_chunks())
    distinct = pc.unique(ids)
    of_each = pa.array([of_measures.get(each, "") for each in distinct.to_pylist()], pa.string())
    return of_each.take(pc.index_in(ids, value_set=distinct))


def _is_scaled(table: TextTable, position: int) -> bool:
    unit = stated(table.headers[position]) or named(table.reading.figures_in)
    return unit is not None and unit.of in ("£", "") and unit.factor >= 1000


def _chunked(cells: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    return cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([cells])
