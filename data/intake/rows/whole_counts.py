"""Counts are whole: 3.994 contacts are four thousand, or a slip, and never three and a bit."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.known import Known
from data.intake.problem import Problem, listed
from data.intake.values.cells import Cells
from data.intake.values.typed_cells import one_chunk
from data.intake.values.units import MEASURES_OWN

_ROUNDED = 1e-6  # what is left of a whole number after it was multiplied


def fractions_of_counts(cells: Mapping[str, Cells], known: Known) -> list[Problem]:
    """Every figure of a count that is not whole, as an error with its line. Its cell counts as wrong from then on.

    A measure in counts whose published figures are not whole is an average: its figures are taken. What is far below
    all that was published is left to the check of units (0.5 where 500 is usual).
    """
    found: list[Problem] = []
    for name, each in cells.items():
        wrong = _broken(name, each, cells, known)
        rows = pc.indices_nonzero(wrong) if wrong is not None else ()
        if not len(rows):
            continue
        each.wrong = wrong if each.wrong is None else pc.or_(each.wrong, wrong)
        lines, values = each.lines.take(rows).to_pylist(), one_chunk(each.values).take(rows).to_pylist()
        problems = (
            Problem(line, name, f"{value:.15g}", "is not a whole number, and counts are whole", _REMEDY, code=_CODE)
            for line, value in zip(lines, values, strict=True)
        )
        found += listed(problems, len(rows), name, "error")
    return found


_CODE = "not_whole"
_REMEDY = "Write the count in full, such as 3994, or say its unit in the header, such as (000s)."


def _broken(name: str, each: Cells, cells: Mapping[str, Cells], known: Known) -> pa.Array | None:
    """Which rows of a column hold a fraction of a count; None where the column is none of counts."""
    if each.column.type != "number":
        return None
    values = one_chunk(each.values)
    broken = pc.fill_null(pc.greater(pc.abs(pc.subtract(values, pc.round(values))), _ROUNDED), False)
    if each.column.unit == "count":
        return broken
    # a target or a benchmark may be an average
    if name != "value" or each.column.unit != MEASURES_OWN or "measure_id" not in cells or not pc.any(broken).as_py():
        return None
    least = _least_of_counts(known)
    ids = one_chunk(cells["measure_id"].values)
    place = pc.index_in(ids, value_set=pa.array(least, pa.string()))
    lowest = pa.array(least.values(), pa.float64()).take(place)
    return pc.and_(broken, pc.fill_null(pc.greater_equal(values, lowest), False))


def _least_of_counts(known: Known) -> dict[str, float]:
    """Measures in counts → half of the least figure published; without those that were published with fractions."""
    least = {measure: -np.inf for measure, unit in known.units.items() if unit == "count"}
    if known.values is None or not known.values.num_rows:
        return least
    for measure, value in zip(*(known.values[name].to_pylist() for name in ("measure_id", "value")), strict=True):
        if measure in least and value is not None:
            if abs(value - round(value)) > _ROUNDED:
                least[measure] = np.inf
            elif least[measure] != np.inf:
                least[measure] = value / 2 if least[measure] == -np.inf else min(least[measure], value / 2)
    return least
