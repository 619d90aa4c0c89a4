"""Lengths of time whose header says how they are written: under "Average wait (mm:ss)", 02:17 has one reading."""

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column
from data.intake.problem import Problem, listed_at
from data.intake.values.units import SECONDS, stated

_TWO_FIGURES = r"^\s*(\d{1,4}):([0-5]\d)\s*$"
_BARE = r"^\s*\d+([.,]\d+)?\s*$"


def in_words(
    cells: pa.ChunkedArray, header: str, column: Column, lines: pa.Array
) -> tuple[pa.ChunkedArray, list[Problem]]:
    """The cells of a column with 02:17 as 02m 17s or 02h 17m, which is what duration.sql reads, where the header says
    which; and those that are bare figures, as errors: nobody could say of what.
    """
    unit = stated(header)
    if unit is None or unit.of != "clock" or column.unit not in SECONDS:
        return cells, []
    parts = r"\1m \2s" if unit.said.startswith("m") else r"\1h \2m"
    what, remedy = f"is no length of time, and the header says {unit.said}", f"Write it as {unit.said}."
    places = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(cells, _BARE), False))
    problems = listed_at(places, lines, cells, column.name, what, remedy, code="no_length_of_time")
    return pc.replace_substring_regex(cells, _TWO_FIGURES, parts), problems
