"""Figures brought into the unit of their column, where the file states another: Budget (£000), Figures in millions."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column, Contract, folded
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


def scaled(
    table: TextTable,
    wanted: Contract,
    found: Mapping[str, int],
    cells: dict[str, Cells],
    measures: Mapping[str, str],
    problems: list[Problem],
    repairs: list[str],
) -> dict[str, Cells]:
    """The cells with each figure in the unit of its column; what was multiplied is a repair, what contradicts an error.

    found: contract column → position. measures: measure_id → unit, for columns whose rows have their measure's.
    """
    done = dict(cells)
    settled = units_of(table, wanted)
    of_file = named(table.reading.figures_in)
    if {"unit", "measure_id"} <= cells.keys():  # definitions say themselves in what their measures are counted
        measures = {**measures, **dict(zip(_texts(cells["measure_id"]), _texts(cells["unit"]), strict=True))}
    for name, each in cells.items():
        column = each.column
        if column.type != "number" or name in settled:
            continue
        headers = _headers(table, name, found[name])
        if folded(table.meant.get(found[name], "")) in column.scale:
            continue  # whoever matched the column has named its unit
        units = {header: _stated(header, column) or _of_file(of_file, column) for header in headers}
        header, unit = next(((header, unit) for header, unit in units.items() if unit), (headers[0], None))
        if len({(each.of, each.factor) if each else None for each in units.values()}) > 1:
            problems.append(
                _odd(
                    table, name, header, f"says {unit.said}, and other columns with {name} do not", code="units_differ"
                )
            )
        elif column.unit == MEASURES_OWN:
            rows = None if unit or "unit" in wanted.columns else _unit_cells(table)
            if "measure_id" in cells and (unit or rows):
                who = _who(header, unit, of_file)
                done[name] = _by_measure(table, each, cells["measure_id"], unit, who, rows, measures, problems, repairs)
        elif unit is None:
            continue
        elif fits(unit, column):
            done[name] = _multiplied(each, factor(unit, column.unit), unit, _who(header, unit, of_file), repairs)
        elif column.unit in _SETTLED or unit.of in ("£", "%"):
            what = f"says {unit.said}, and {name} is in {column.unit or 'single ones'}"
            problems.append(_odd(table, name, header, what, code="another_unit"))
    return done


def _texts(each: Cells) -> list[str | None]:
    return pc.cast(each.values, pa.string()).to_pylist()


def _who(header: str, unit: Unit | None, of_file: Unit | None) -> str:
    return "A line of the file" if unit is of_file else f"The header {' '.join(header.split())!r}"


def _unit_cells(table: TextTable) -> tuple[str, pa.Array] | None:
    """The column that says the unit of each row, as its header and its cells."""
    source = table.unpivoted.source if table.unpivoted else table
    for at, header in enumerate(source.headers):
        if folded(header) in _UNIT_HEADERS:
            cells = source.columns[at].combine_chunks()
            return header, cells.take(pa.array(table.unpivoted.rows)) if table.unpivoted else cells
    return None


def _by_measure(table, each: Cells, ids: Cells, unit, who: str, rows, measures, problems, repairs) -> Cells:
    """Figures that are counted as their measures are, out of the unit that the header or, row by row, a column says.

    unit: of all rows, which `who` says; else rows: the column with the unit of each, as its header and its cells.
    """
    measured = pc.fill_null(pc.cast(ids.values, pa.string()), "")
    header, texts = rows or (None, pa.repeat("", len(measured)))
    pairs = pc.binary_join_element_wise(texts, measured, "\x1f")
    unique = pc.unique(pairs)
    factors, scaled = [], []
    for pair in unique.to_pylist():
        text, measure = pair.split("\x1f")
        said, kept = unit or stated(text), measures.get(measure)
        times = _to_measure(said, kept) if said else 1.0
        if times is None:
            first = pc.index(pairs, pair).as_py()
            line = table.unpivoted.line(first + 1) if table.unpivoted else table.lines[first].as_py()
            what = f"{'is' if rows else 'is said to be in'} {said.said}, and {measure} is counted in {kept}"
            remedy = "Give the figures in that unit, or match another column."
            problems.append(Problem(line, header or each.column.name, text or None, what, remedy, code="another_unit"))
        elif times != 1:
            scaled.append(f"{measure}{f' ({text.strip()})' if rows else ''} by {times:,.10g}")
        factors.append(times or 1.0)
    if not scaled:
        return each
    by = f"The column {header!r} says other units" if rows else f"{who} says {unit.said}"
    repairs.append(f"{by}: figures of {each.column.name} were multiplied, of {some(scaled)}.")
    done = replace(each)
    done.multiply(pa.array(factors, pa.float64()).take(pc.index_in(pairs, value_set=unique)))
    return done


def _to_measure(unit: Unit, kept: str | None) -> float | None:
    """What a figure in a unit is multiplied by to be in the unit of its measure; None where it cannot be.

    kept: None for a measure that nobody has defined yet: a scale is taken at its word, an hour stays one.
    """
    if unit.of == "time":
        return 1.0 if kept is None else factor(unit, kept) if kept in SECONDS else None
    if unit.of == "":
        return None if kept == "percent" else unit.factor
    return unit.factor if kept is None or _OF_MEASURES.get(kept) == unit.of else None


def _headers(table: TextTable, name: str, position: int) -> list[str]:
    wide = table.unpivoted
    if wide is not None and name in wide.cells:
        used = np.unique(wide.cells[name])
        return [wide.source.headers[at] for at in used if at >= 0]
    return [table.headers[position]]


def _stated(header: str, column: Column) -> Unit | None:
    return None if folded(header) in column.spellings else stated(header)


def _of_file(unit: Unit | None, column: Column) -> Unit | None:
    """What a line of the file says, of a column that does not speak for itself."""
    return unit if unit and fits(unit, column) else None


def _odd(table: TextTable, name: str, header: str, what: str, *, code: str) -> Problem:
    remedy = "Write the unit of the figures into the header, or match another column."
    return Problem(table.header_line, name, " ".join(header.split()), what, remedy, code=code)


def _multiplied(each: Cells, times: float, unit: Unit, who: str, repairs: list[str]) -> Cells:
    if times == 1:
        return each
    before, after = f"{who} says {unit.said}: each figure of ", f" was multiplied by {times:,.10g}."
    same = next((at for at, said in enumerate(repairs) if said.startswith(before) and said.endswith(after)), None)
    if same is None:
        repairs.append(f"{before}{each.column.name}{after}")
    else:
        repairs[same] = repairs[same].removesuffix(after) + f", {each.column.name}{after}"
    done = replace(each)
    done.multiply(times)
    return done
