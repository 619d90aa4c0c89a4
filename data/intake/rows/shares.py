"""Percentages of measures: whether 0.93 stands for 93%, and whether a value is what its parts give."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.choices import Answers, Question
from data.intake.known import Known
from data.intake.problem import Problem, listed
from data.intake.values.cells import Cells, over
from data.intake.values.typed_cells import one_chunk
from data.intake.values.units import MEASURES_OWN

ABOUT = "fractions"
_HISTORY = 3  # published months from which a value far from them is named by the check of units


def in_percent(
    cells: dict[str, Cells], known: Known, answers: Answers, problems: list[Problem], repairs: list[str]
) -> dict[str, Cells]:
    """The cells with the values of measures in percent that are written as fractions times 100; asks which are.

    Asked about is a measure of which the file holds nothing but figures from 0 to 1, and of which too little is
    published to tell. A single such figure in a file is a warning.
    """
    values, ids = cells.get("value"), cells.get("measure_id")
    if values is None or ids is None or values.column.unit != MEASURES_OWN:
        return cells
    found = {
        each.measure: each
        for each in _small(cells, values, ids)
        if known.units.get(each.measure) == "percent" and not _told_by_history(each.measure, known)
    }
    if not found:
        return cells
    small = {measure: each.example for measure, each in found.items()}
    if sum(each.figures for each in found.values()) == 1 and ABOUT not in answers.given:
        problems.append(_single(values, ids, *small.items()))
        return cells
    options = {measure: f"{example:.15g} is {example * 100:.15g}%" for measure, example in small.items()}
    measure, example = next(iter(small.items()))
    asks = (
        f"Which of these percentages are written as fractions? For example {measure}: is {example:.15g} "
        f"{example * 100:.15g}%, or {example:.15g}%?"
    )
    chosen = answers.all_of(Question(ABOUT, asks, options, several=True))
    for each in chosen or ():
        repairs.append(f"{each}: fractions were read as percentages, as you answered: {options[each]}.")
    if chosen is None:
        chosen = tuple(small)  # while nobody has answered, nothing else is said of them
    fractions = pc.is_in(one_chunk(ids.values), value_set=pa.array(chosen, pa.string()))
    if values.percent is not None:
        fractions = pc.and_(fractions, pc.invert(pc.fill_null(values.percent, False)))
    scaled = replace(values)
    scaled.multiply(pc.if_else(pc.fill_null(fractions, False), 100.0, 1.0))
    return {**cells, "value": scaled}


@dataclass(frozen=True)
class _Small:
    """A measure of which every figure lies from 0 to 1. example: the first between them. figures: how many it has."""

    measure: str
    example: float
    figures: int


def _single(values: Cells, ids: Cells, small: tuple[str, float]) -> Problem:
    measure, value = small
    there = pc.and_(pc.equal(one_chunk(ids.values), measure), pc.equal(one_chunk(values.values), value))
    line = values.lines[pc.index(there, True).as_py()].as_py()
    what = f"is less than 1%, and {measure} is a percentage of which too little is published to compare it with"
    remedy = f"Write {value * 100:.15g}, if that is what it means."
    return Problem(line, "value", f"{value:.15g}", what, remedy, "warning", code="share_of_one")


def _small(cells: Mapping[str, Cells], values: Cells, ids: Cells) -> list[_Small]:
    """The measures of which every figure lies from 0 to 1.

    A measure with a percent sign is plain, and so are figures that numerator and denominator give in percent.
    """
    figures = one_chunk(values.values)
    if values.percent is not None:
        signed = one_chunk(ids.values).filter(pc.fill_null(values.percent, False))
        figures = pc.if_else(pc.fill_null(pc.is_in(one_chunk(ids.values), value_set=signed), False), None, figures)
    parts = [cells.get(name) for name in ("numerator", "denominator")]
    if parts[0] is not None and parts[1] is not None:
        share = pc.divide(pc.multiply(one_chunk(parts[0].values), 100.0), one_chunk(parts[1].values))
        near = pc.less_equal(pc.abs(pc.subtract(share, figures)), 0.01)
        figures = pc.if_else(pc.fill_null(near, False), None, figures)
    between = pc.and_(pc.greater(figures, 0), pc.less(figures, 1))
    table = pa.table(
        {"id": one_chunk(ids.values), "high": figures, "low": figures, "example": pc.if_else(between, figures, None)}
    )
    grouped = table.group_by("id", use_threads=False).aggregate(
        [("high", "max"), ("low", "min"), ("example", "first"), ("high", "count")]
    )
    return [
        _Small(each["id"], each["example_first"], each["high_count"])
        for each in grouped.to_pylist()
        if each["id"] and each["example_first"] is not None and each["high_max"] <= 1 and each["low_min"] >= 0
    ]


def _told_by_history(measure: str, known: Known) -> bool:
    """Whether what is published tells how the measure is written: small as well, or long enough to compare with."""
    if known.values is None:
        return False
    held = known.values.filter(pc.equal(known.values["measure_id"], measure))["value"]
    if not len(held):
        return False
    highest = pc.max(held).as_py()
    return len(held) >= _HISTORY or (highest is not None and highest <= 1)


def against_parts(con: duckdb.DuckDBPyConnection, rows: pa.Table, known: Known) -> list[Problem]:
    """Values that are not what their numerator and denominator give, as warnings.

    A measure in percent is numerator / denominator × 100, any other numerator / denominator, as in
    queries/measures/values.sql; a difference of less than one in the last decimal of the value is rounding. Of a
    measure that nobody has defined, any of these may be meant, or a count with the whole that it is part of. A measure
    in counts is no share; that a part is at most the whole is said already.
    """
    units = pa.table({"id": list(known.units), "unit": list(known.units.values())}, _UNITS)
    odd = over(con, _AGAINST_PARTS, rows=rows, units=units).to_pylist()
    found = []
    for each in odd:
        sign = "%" if each["unit"] == "percent" else ""
        what = (
            f"disagrees with its numerator and denominator: {each['numerator']:.15g} of {each['denominator']:.15g} is "
            f"{each['meant']:.4g}{sign}"
        )
        remedy = "Check all three. Members see the value."
        found.append(
            Problem(each["source_row"], "value", each["text"], what, remedy, "warning", code="value_against_parts")
        )
    return listed(found, len(found), "value", "warning")


_UNITS = pa.schema({"id": pa.string(), "unit": pa.string()})
_AGAINST_PARTS = """
    WITH parts AS (
        SELECT source_row, value, numerator, denominator, unit, numerator / denominator AS share,
               format('{:.15g}', value) AS text
        FROM rows LEFT JOIN units ON units.id = rows.measure_id
        WHERE value IS NOT NULL AND numerator IS NOT NULL AND denominator <> 0
          AND (unit IS NULL OR unit <> 'count')
          AND NOT (coalesce(unit, 'percent') = 'percent' AND numerator > denominator)
    ),
    judged AS (
        SELECT *,
               CASE WHEN contains(text, 'e') THEN abs(value) * 1e-6
                    ELSE pow(10, -length(split_part(text, '.', 2))) END * 1.000001 AS rounding,
               CASE WHEN unit = 'percent' THEN [share * 100] WHEN unit IS NOT NULL THEN [share]
                    ELSE [share, share * 100, numerator] END AS may_be
        FROM parts
    )
    SELECT source_row, text, numerator, denominator, unit, may_be[1] AS meant FROM judged
    WHERE len(list_filter(may_be, lambda one: abs(value - one) < rounding)) = 0
    ORDER BY source_row
"""
