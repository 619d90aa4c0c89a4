"""Figures brought into the unit of their column, where the file states another: Budget (£000), Figures in millions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column, Contract, folded
from data.intake.columns.matching import PositionOf
from data.intake.columns.withheld import units_of
from data.intake.files.reading import TextTable
from data.intake.problem import Problem, some
from data.intake.values.cells import Cells
from data.intake.values.units import (
    MEASURES_OWN,
    SECONDS,
    Unit,
    factor,
    fits,
    named,
    stated,
)

_SETTLED = ("£", "%", "minutes", "seconds")  # units of a column that another stated unit contradicts
_UNIT_HEADERS = frozenset(("unit", "units", "unitofmeasure", "unitofmeasurement", "measureunit", "uom"))
_OF_MEASURES = {"gbp": "£", "percent": "%"}


@dataclass(frozen=True)
class _UnitStatement:
    """A unit that the file states. unit: of all rows; without one, texts: that of each row. who: in words, says so.

    header: of the column with the texts, '' where it is the header of the figures, or a line, that says the unit.
    """

    who: str
    unit: Unit | None
    header: str = ""
    texts: pa.Array | None = None


def scaled(
    table: TextTable,
    wanted: Contract,
    position_of: PositionOf,
    cells: dict[str, Cells],
    measures: Mapping[str, str],
    problems: list[Problem],
    repairs: list[str],
) -> dict[str, Cells]:
    """The cells with each figure in the unit of its column; what was multiplied is a repair, what contradicts an error.

    position_of: contract column → position. measures: measure_id → unit, for columns whose rows have their measure's.
    """
    result = dict(cells)
    multiplied: dict[tuple[str, float], list[str]] = {}  # what says so, and by how much → columns
    settled = units_of(table, wanted)
    of_file = named(table.reading.figures_in)
    if {"unit", "measure_id"} <= cells.keys():  # definitions say themselves in what their measures are counted
        defined = zip(_texts(cells["measure_id"]), _texts(cells["unit"]), strict=True)
        measures = {**measures, **{measure: unit for measure, unit in defined if measure and unit}}
    for name, each in cells.items():
        column = each.column
        if column.type != "number" or name in settled:
            continue
        headers = _headers(table, name, position_of[name])
        if folded(table.meant.get(position_of[name], "")) in column.scale:
            continue  # whoever matched the column has named its unit
        units = {header: _stated(header, column) or _of_file(of_file, column) for header in headers}
        header, unit = next(((header, unit) for header, unit in units.items() if unit), (headers[0], None))
        who = "A line of the file" if unit is of_file else f"The header {' '.join(header.split())!r}"
        if unit and len({(each.of, each.factor) if each else None for each in units.values()}) > 1:
            what = f"says {unit.said}, and other columns with {name} do not"
            problems.append(_contradicts(table, name, header, what, code="units_differ"))
        elif column.unit == MEASURES_OWN:
            of_rows = None if unit or "unit" in wanted.columns else _of_rows(table)
            statement = _UnitStatement(who, unit) if unit else of_rows
            if "measure_id" in cells and statement:
                result[name] = _by_measure(table, each, cells["measure_id"], statement, measures, problems, repairs)
        elif unit is None:
            continue
        elif fits(unit, column):
            times = factor(unit, column.unit)
            multiplied.setdefault((f"{who} says {unit.said}", times), []).append(column.name)
            result[name] = _multiplied(each, times)
        elif column.unit in _SETTLED or unit.of in ("£", "%"):
            what = f"says {unit.said}, and {name} is in {column.unit or 'single ones'}"
            problems.append(_contradicts(table, name, header, what, code="another_unit"))
    repairs += _named(multiplied)
    return result


def _named(multiplied: Mapping[tuple[str, float], list[str]]) -> list[str]:
    return [
        f"{said}: each figure of {', '.join(names)} was multiplied by {times:,.10g}."
        for (said, times), names in multiplied.items()
        if times != 1
    ]


def _multiplied(figures: Cells, times: float) -> Cells:
    if times == 1:
        return figures
    result = replace(figures)
    result.multiply(times)
    return result


def _texts(each: Cells) -> list[str | None]:
    return pc.cast(each.values, pa.string()).to_pylist()


def _of_rows(table: TextTable) -> _UnitStatement | None:
    """The column that says the unit of each row, if there is one."""
    source = table.unpivoted.source if table.unpivoted else table
    for position, header in enumerate(source.headers):
        if folded(header) in _UNIT_HEADERS:
            cells = source.columns[position].combine_chunks()
            texts = cells.take(pa.array(table.unpivoted.rows)) if table.unpivoted else cells
            return _UnitStatement(f"The column {header!r}", None, header, texts)
    return None


def _by_measure(
    table: TextTable,
    figures: Cells,
    ids: Cells,
    statement: _UnitStatement,
    measures: Mapping[str, str],
    problems: list[Problem],
    repairs: list[str],
) -> Cells:
    """Figures that are counted as their measures are, out of the unit that the file says of all rows or of each."""
    measured = pc.fill_null(pc.cast(ids.values, pa.string()), "")
    texts = statement.texts if statement.texts is not None else pa.repeat("", len(measured))
    pairs = pc.binary_join_element_wise(texts, measured, "\x1f")
    unique = pc.unique(pairs)
    factors, multiplied = [], []
    for pair in unique.to_pylist():
        text, measure = pair.split("\x1f")
        unit, kept = statement.unit or stated(text), measures.get(measure)
        times = _to_measure(unit, kept) if unit else 1.0
        if unit and times is None:
            first = pc.index(pairs, pair).as_py()
            line = table.unpivoted.line(first + 1) if table.unpivoted else table.lines[first].as_py()
            what = f"{'is' if statement.header else 'is said to be in'} {unit.said}, and {measure} is counted in {kept}"
            remedy = "Give the figures in that unit, or match another column."
            column = statement.header or figures.column.name
            problems.append(Problem(line, column, text or None, what, remedy, code="another_unit"))
        elif times is not None and times != 1:
            multiplied.append(f"{measure}{f' ({text.strip()})' if statement.header else ''} by {times:,.10g}")
        factors.append(times or 1.0)
    if not multiplied:
        return figures
    unit_said = statement.unit.said if statement.unit else "other units"
    repairs.append(
        f"{statement.who} says {unit_said}: figures of {figures.column.name} were multiplied, of {some(multiplied)}."
    )
    result = replace(figures)
    result.multiply(pa.array(factors, pa.float64()).take(pc.index_in(pairs, value_set=unique)))
    return result


def _to_measure(unit: Unit, kept: str | None) -> float | None:
    """What a figure in a unit is multiplied by to be in the unit of its measure; None where it cannot be.

    kept: None for a measure that nobody has defined yet: a scale is taken at its word, an hour stays one.
    """
    if unit.of == "time":
        return 1.0 if kept is None else factor(unit, kept) if kept in SECONDS else None
    if unit.of == "clock":
        return 1.0 if kept is None or kept in SECONDS else None
    if unit.of == "":
        return None if kept == "percent" else unit.factor
    return unit.factor if kept is None or _OF_MEASURES.get(kept) == unit.of else None


def _headers(table: TextTable, name: str, position: int) -> list[str]:
    wide = table.unpivoted
    if wide is not None and name in wide.cells:
        used = np.unique(wide.cells[name])
        return [wide.source.headers[position] for position in used if position >= 0]
    return [table.headers[position]]


def _stated(header: str, column: Column) -> Unit | None:
    return None if folded(header) in column.spellings else stated(header)


def _of_file(unit: Unit | None, column: Column) -> Unit | None:
    """What a line of the file says, of a column that does not speak for itself."""
    return unit if unit and fits(unit, column) else None


def _contradicts(table: TextTable, name: str, header: str, what: str, *, code: str) -> Problem:
    remedy = "Write the unit of the figures into the header, or match another column."
    return Problem(table.header_line, name, " ".join(header.split()), what, remedy, code=code)
