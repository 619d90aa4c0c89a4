"""Totals that a file gives below its rows, or between them: whether the rows add up to them."""

from collections.abc import Mapping
from itertools import pairwise

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract
from data.intake.choices import LeftOut
from data.intake.columns.matching import PositionOf
from data.intake.files.reading import TextTable
from data.intake.problem import Problem
from data.intake.values.cells import ask
from data.intake.values.figures import rounded_by

_ADDED = ("count", "£", "minutes", "hours", "the measure's")  # units whose figures may be added up


def totals(
    con: duckdb.DuckDBPyConnection, table: TextTable, wanted: Contract, position_of: PositionOf
) -> list[Problem]:
    """Total lines that differ from the sum of their rows, in the columns of figures that are read."""
    given = [each for each in table.left_out if each.what in ("total", "subtotal")]
    if not given:
        return []
    source = table.unpivoted.source if table.unpivoted else table
    if table.unpivoted:
        columns = sorted(table.unpivoted.spread)
    else:
        columns = sorted(
            at
            for name, at in position_of.items()
            if wanted.columns[name].type in ("number", "whole") and wanted.columns[name].unit in _ADDED
        )
    problems = []
    lines = source.lines.to_numpy()
    for at in columns:
        cells = pc.utf8_trim_whitespace(source.columns[at])
        cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
        texts = [_cell(each, at, len(source.headers)) for each in given]
        figures = _figures(con, cells, [text for text in texts if text])
        starts = [0, *(each.line for each in given)]
        for each, text, (before, _) in zip(given, texts, pairwise(starts), strict=True):
            total = figures.get(text)
            if total is None:
                continue
            above = _sum(figures, cells, lines, 0, each.line)
            # a total may stand above its rows; a second one may be of the rows since the first
            sums = [above, _sum(figures, cells, lines, before, each.line) if above is not None else None]
            if above is None:
                sums[0] = _sum(figures, cells, lines, each.line, lines.max(initial=0) + 1)
            added = [one for one in sums if one is not None]
            near = max(0.5, 1e-6 * abs(total), rounded_by(text))
            if added and all(abs(one - total) > near for one in added):
                meant = added[0] if each.what == "total" else added[-1]
                problems.append(_odd(each.line, source.headers[at], text, meant))
    return problems


def _cell(line: LeftOut, at: int, width: int) -> str:
    return line.cells[at].strip() if len(line.cells) == width else ""


def _figures(con: duckdb.DuckDBPyConnection, cells: pa.Array, more: list[str]) -> dict[str, float | None]:
    """Each text of a column, and of its totals, as a figure; nan where it is one that cannot be read.

    A sum over such a cell is nan too and differs from no total: the cell is named, and that is enough.
    """
    texts = pc.unique(pa.concat_arrays([cells, pa.array(more, pa.string())]))
    texts = texts.filter(pc.not_equal(texts, ""))
    read = ask(con, "number.sql", texts=pa.table({"text": texts}))
    values = pc.if_else(pc.is_valid(read["problem"]), float("nan"), read["value"])
    return dict(zip(read["text"].to_pylist(), values.to_pylist(), strict=True))


def _sum(
    figures: Mapping[str, float | None], cells: pa.Array, lines: np.ndarray, first: int, last: int
) -> float | None:
    """The sum of the cells between two lines; None where there is nothing to add up."""
    inside = pa.array((lines > first) & (lines < last))
    values = [figures.get(text) for text in cells.filter(inside).to_pylist()]
    added = [each for each in values if each is not None]
    return sum(added) if added else None


def _odd(line: int, header: str, text: str, total: float) -> Problem:
    return Problem(
        line,
        " ".join(header.split()),
        text,
        f"is given as the total, and the rows add up to {total:,.15g}",
        "Check that no row is missing and none stands twice. The total itself is not taken.",
        "warning",
        code="total_does_not_add_up",
    )
