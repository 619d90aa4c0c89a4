"""What some publishers' files need before their cells are read: twin columns, figures withheld in words, units."""

from dataclasses import replace
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract, folded
from data.contracts.statuses import WITHHELD
from data.intake.columns.matching import PositionOf
from data.intake.files.reading import TextTable
from data.intake.problem import some


def twins_joined(table: TextTable) -> TextTable:
    """Columns of one header that never disagree (where one has a cell the other is empty, or has the same) as one."""
    joined = table.worked_out.get("twins joined")
    if not isinstance(joined, TextTable):
        joined = _joined(table)
        if joined is not table:  # whoever asks next gets the same one, whose headers are understood by then
            table.worked_out["twins joined"] = joined
    return joined


def _joined(table: TextTable) -> TextTable:
    first: dict[str, int] = {}
    columns, gone, repairs = list(table.columns), set(), list(table.repairs)
    for position, header in enumerate(table.headers):
        key = folded(header)
        if not key or position in gone:
            continue
        if key not in first:
            first[key] = position
            continue
        one, two = columns[first[key]], columns[position]
        if one.equals(two):
            continue
        blank_one, blank_two = (pc.equal(pc.utf8_trim_whitespace(each), "") for each in (one, two))
        if pc.all(pc.or_(pc.or_(blank_one, blank_two), pc.equal(one, two))).as_py():
            columns[first[key]] = pc.if_else(blank_one, two, one)
            gone.add(position)
            repairs.append(
                f"The column {header!r} stands twice. The two never disagree, so they were read as one: where one is "
                "empty, the other counts."
            )
    if not gone:
        return table
    keep = [position for position in range(len(columns)) if position not in gone]
    return replace(
        table, columns=[columns[each] for each in keep], headers=[table.headers[each] for each in keep], repairs=repairs
    )


def withheld_apart(
    table: TextTable, wanted: Contract, given: PositionOf, repairs: list[str]
) -> tuple[TextTable, PositionOf]:
    """The table with cells that say why there is no figure taken out of their columns, and their words in a column of
    their own; and where each column of the contract stands in it, with copies of columns that are kept as written.

    given: contract column → position in the file.
    """
    columns, headers, added, position_of = list(table.columns), list(table.headers), set(table.added), dict(given)

    def add(name: str, cells: pa.ChunkedArray) -> None:
        position_of[name] = len(columns)
        added.add(len(columns))
        columns.append(cells)
        headers.append(name)

    for column in wanted.columns.values():
        if column.copies in position_of and column.name not in position_of:
            add(column.name, columns[position_of[column.copies]])
            if column.required:
                repairs.append(f"There is no column {column.name}, so the {column.copies} stands for it.")
    collects = next((each.name for each in wanted.columns.values() if each.collects_withheld), None)
    if collects and collects not in position_of:
        words: list[list[str]] = [[] for _ in range(table.row_count)]
        for column in wanted.columns.values():
            if column.may_be_withheld and column.name in position_of:
                position = position_of[column.name]
                columns[position] = _without_words(columns[position], column.name, words)
        if any(words):
            add(collects, pa.chunked_array([pa.array(["; ".join(each) for each in words], pa.string())]))
            lines = [line for line, each in zip(table.lines.to_pylist(), words, strict=True) if each]
            repairs.append(
                "Figures that the file withholds in words were left empty, and their words are kept: "
                f"lines {some(lines)}."
            )
    return replace(table, columns=columns, headers=headers, added=frozenset(added)), position_of


def _without_words(cells: pa.ChunkedArray, name: str, words: list[list[str]]) -> pa.ChunkedArray:
    """The cells without those that say why there is no figure, which are added to the words of their rows."""
    lower = pc.utf8_lower(pc.utf8_ltrim_whitespace(cells))
    mask = reduce(pc.or_, (pc.starts_with(lower, start) for start in WITHHELD))
    for row in pc.indices_nonzero(mask).to_pylist():
        words[row].append(f"{name}: {' '.join(cells[row].as_py().split())}")
    return pc.if_else(mask, "", cells)


def units_of(table: TextTable, wanted: Contract) -> dict[str, float]:
    """Column → factor, where the file's headers show that it is a publication that counts in another unit."""
    there = {folded(header) for header in table.headers}
    factors: dict[str, float] = {}
    for headers, each in wanted.units:
        if {folded(header) for header in headers} <= there:
            factors |= each
    return factors
