"""Figures brought into the unit of their column, where the file states another: Budget (£000), Figures in millions."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column, Contract, folded
from data.intake.cells import Cells
from data.intake.problem import Problem, some
from data.intake.reading import TextTable
from data.intake.units import MEASURES_OWN, Unit, factor, fits, named, stated
from data.intake.withheld import units_of

_SETTLED = ("£", "%", "minutes", "seconds")  # units of a column that another stated unit contradicts
_UNIT_HEADERS = frozenset(("unit", "units", "unitofmeasure", "unitofmeasurement", "measureunit", "uom"))
_OF_MEASURES = {"gbp": "£", "percent": "%", "minutes": "time", "hours": "time", "days": "time"}
_MINUTES = {"minutes": 1, "hours": 60, "days": 1440}


def brought(
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
    for name, each in cells.items():
        column = each.column
        if column.type != "number" or name in settled:
            continue
        headers = _headers(table, name, found[name])
        if folded(table.meant.get(found[name], "")) in column.scale:
            continue  # whoever matched the column has named its unit
        units = {header: _stated(header, column) or _of_file(of_file, header, column) for header in headers}
        told = {(unit.of, unit.factor) if unit else None for unit in units.values()}
        if not told - {None}:
            if column.unit == MEASURES_OWN and (said := _unit_cells(table)) is not None:
                done[name] = _by_row(table, each, said, cells, measures, problems, repairs)
            continue
        header, unit = next((header, unit) for header, unit in units.items() if unit)
        if len(told) > 1:
            problems.append(_odd(table, name, header, f"says {unit.said}, and other columns with {name} do not"))
        elif column.unit == MEASURES_OWN:
            times = _by_measure(table, name, header, unit, cells, measures, problems)
            done[name] = _multiplied(each, times, header, unit, of_file, repairs)
        elif fits(unit, column):
            done[name] = _multiplied(each, factor(unit, column), header, unit, of_file, repairs)
        elif column.unit in _SETTLED or unit.of in ("£", "%"):
            what = f"says {unit.said}, and {name} is in {column.unit or 'single ones'}"
            problems.append(_odd(table, name, header, what))
    return done


def _unit_cells(table: TextTable) -> tuple[str, pa.Array] | None:
    """The column that says the unit of each row, as its header and its cells."""
    source = table.unpivoted.source if table.unpivoted else table
    for at, header in enumerate(source.headers):
        if folded(header) in _UNIT_HEADERS:
            cells = source.columns[at].combine_chunks()
            return header, cells.take(pa.array(table.unpivoted.rows)) if table.unpivoted else cells
    return None


def _by_row(table, each: Cells, said: tuple[str, pa.Array], cells, measures, problems, repairs) -> Cells:
    """Figures of measures beside a column with the unit of each row: £000 under a measure of pounds is multiplied."""
    header, texts = said
    if "measure_id" not in cells:
        return each
    ids = pc.fill_null(pc.cast(cells["measure_id"].values, pa.string()), "")
    pairs = pc.binary_join_element_wise(texts, ids, "\x1f")
    unique = pc.unique(pairs)
    factors, scaled = [], []
    for text, measure in (pair.as_py().split("\x1f") for pair in unique):
        unit, kept = stated(text), measures.get(measure)
        factor = _to_measure(unit, kept) if unit and kept else 1.0
        if factor is None:
            what = f"is {unit.said}, and {measure} is counted in {kept}"
            first = pc.index(pairs, f"{text}\x1f{measure}").as_py()
            line = table.unpivoted.line(first + 1) if table.unpivoted else table.lines[first].as_py()
            problems.append(Problem(line, header, text, what, "Give the figures in that unit."))
        elif factor != 1:
            scaled.append(f"{measure} ({text.strip()}) by {factor:,.10g}")
        factors.append(factor or 1.0)
    if not scaled:
        return each
    repairs.append(f"The column {header!r} says other units: multiplied {some(scaled)}.")
    done = replace(each)
    done.multiply(pa.array(factors, pa.float64()).take(pc.index_in(pairs, value_set=unique)))
    return done


def _to_measure(unit: Unit, kept: str) -> float | None:
    """What a figure in a unit is multiplied by to be in the unit of its measure; None where it cannot be."""
    if unit.of == "":
        return None if kept == "percent" else unit.factor
    if unit.of == "time":
        return unit.factor / _MINUTES[kept] if kept in _MINUTES else None
    return unit.factor if _OF_MEASURES.get(kept) == unit.of else None


def _headers(table: TextTable, name: str, position: int) -> list[str]:
    wide = table.unpivoted
    if wide is not None and name in wide.cells:
        used = sorted({int(at) for at in wide.cells[name] if at >= 0})
        return [wide.source.headers[at] for at in used]
    return [table.headers[position]]


def _stated(header: str, column: Column) -> Unit | None:
    return None if folded(header) in column.spellings else stated(header)


def _of_file(unit: Unit | None, header: str, column: Column) -> Unit | None:
    """What a line of the file says, of a column that does not speak for itself: of money only where it says pounds."""
    if unit is None or not fits(unit, column) or (unit.of == "" and stated(header)):
        return None
    return unit


def _by_measure(table, name, header, unit: Unit, cells, measures, problems) -> float | pa.Array:
    """The factor of each row, from the unit of its measure."""
    ids = pc.cast(cells["measure_id"].values, pa.string()) if "measure_id" in cells else pa.nulls(0, pa.string())
    own = {each: measures.get(each) for each in pc.unique(ids).to_pylist() if each in measures}
    factors = {each: _to_measure(unit, kept) for each, kept in own.items()}
    scaled = {each: factor for each, factor in factors.items() if factor is not None}
    others = sorted(set(own) - set(scaled))
    if others:
        what = (
            f"says {unit.said}, and other units are known of {some(others)}: {some(sorted({own[o] for o in others}))}"
        )
        problems.append(_odd(table, name, header, what))
    unique = pc.unique(ids)
    times = pa.array([scaled.get(each, 1.0) for each in unique.to_pylist()], pa.float64())
    return times.take(pc.index_in(ids, value_set=unique))


def _odd(table: TextTable, name: str, header: str, what: str) -> Problem:
    remedy = "Write the unit of the figures into the header, or match another column."
    return Problem(table.header_line, name, " ".join(header.split()), what, remedy)


def _multiplied(each: Cells, times, header: str, unit: Unit, of_file: Unit | None, repairs: list[str]) -> Cells:
    most = times if isinstance(times, float | int) else pc.max(times).as_py()
    if most in (None, 1) and (isinstance(times, float | int) or pc.min(times).as_py() in (None, 1)):
        return each
    who = "A line of the file" if unit is of_file else f"The header {' '.join(header.split())!r}"
    before, after = f"{who} says {unit.said}: each figure of ", f" was multiplied by {most:,.10g}."
    same = next((at for at, said in enumerate(repairs) if said.startswith(before) and said.endswith(after)), None)
    if same is None:
        repairs.append(f"{before}{each.column.name}{after}")
    else:
        repairs[same] = repairs[same].removesuffix(after) + f", {each.column.name}{after}"
    done = replace(each)
    done.multiply(times)
    return done
