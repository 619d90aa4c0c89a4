"""Families of columns that say again what another one says: the same cells, or the sums of its last 12 months.

Only proof leaves a family out; without it the officer is asked.
"""

from collections.abc import Iterable

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.columns.families import Family, WideColumn
from data.intake.files.reading import TextTable
from data.intake.values.cells import ask, connection, over

_PROVED = 0.9  # share of cells, and of columns, that must agree
_ENOUGH = 3  # columns, and cells of each, below which nothing is proved


def why_repeated(table: TextTable, one: Family, other: Family) -> str:
    """Why the first of two is left out where every column of it stands in the other with the same cells, else ''."""
    if one.asked or other.asked or one.columns[0].position < other.columns[0].position:
        return ""
    there = {column.period: column.position for column in other.columns}
    same = all(
        column.period in there and table.columns[there[column.period]].equals(table.columns[column.position])
        for column in one.columns
    )
    return f"they repeat those such as {other.example!r}" if same else ""


def why_running_total(table: TextTable, one: Family, other: Family) -> str:
    """Why the first of two is left out where it is proved to hold the sums of 12 months of the other, else ''."""
    if other.months not in (1, 3):
        return ""
    parts = 12 // other.months
    figures_at = _figures(table, (*one.columns, *other.columns))
    sums, terms = _by_month(one, figures_at), _by_month(other, figures_at)
    for lag in range(-12, 13):
        shares, agreed, compared = [], 0, 0
        for start, figures in sums.items():
            months = [start + lag - back * other.months for back in range(parts)]
            if not all(month in terms for month in months):
                continue
            total = np.sum([terms[month] for month in months], axis=0)
            comparable = ~np.isnan(figures) & ~np.isnan(total) & ((figures != 0) | (total != 0))
            if comparable.sum() < _ENOUGH:
                continue
            equal = int((np.abs(figures[comparable] - total[comparable]) < 1e-6).sum())
            shares.append(equal / comparable.sum())
            agreed, compared = agreed + equal, compared + int(comparable.sum())
        if len(shares) >= _ENOUGH and np.mean(np.array(shares) >= _PROVED) >= _PROVED:
            return (
                f"they are running totals of 12 months of those such as {other.example!r} "
                f"(equal to their sum in {agreed / compared:.0%} of {compared:,} cells)"
            )
    return ""


def _by_month(family: Family, figures_at: dict[int, np.ndarray]) -> dict[int, np.ndarray]:
    """Number of the first month → the column's figures."""
    return {each.period.number: figures_at[each.position] for each in family.columns if each.period}


def _figures(table: TextTable, columns: Iterable[WideColumn]) -> dict[int, np.ndarray]:
    """Position → the column as numbers, NaN where there is none; all of them are read at once."""
    positions = [each.position for each in columns]
    cells = pa.chunked_array([chunk for each in positions for chunk in table.columns[each].chunks], pa.string())
    with connection() as con:
        texts = over(con, "SELECT tidy_any(cell) AS text FROM cells", cells=pa.table({"cell": cells}))["text"]
        figures = as_numbers(con, texts).to_numpy(zero_copy_only=False)
    return dict(zip(positions, figures.reshape(len(positions), -1), strict=True))


def as_numbers(con: duckdb.DuckDBPyConnection, texts: pa.ChunkedArray) -> pa.Array:
    """Tidied texts as numbers, NULL where they are none."""
    read = ask(con, "number.sql", texts=pa.table({"text": pc.drop_null(pc.unique(texts))}))
    place = pc.index_in(texts, value_set=read["text"].combine_chunks())
    return read["value"].combine_chunks().cast(pa.float64()).take(place.combine_chunks())
