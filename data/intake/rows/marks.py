"""Marks out of ten: a column in which none is above five may be out of five, and 4 of 5 says other than 4 of 10."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import folded
from data.intake.choices import Answers, Question
from data.intake.columns.matching import PositionOf
from data.intake.files.reading import TextTable
from data.intake.values.cells import Cells
from data.intake.values.typed_cells import one_chunk

ABOUT = "marks"
OUT_OF_TEN, OUT_OF_FIVE = "out of ten", "out of five"
_TEN = "0 to 10"  # unit of such columns
_FIVE = 5
_ENOUGH = 20  # marks under the column's own name that would not all be low


def out_of_ten(
    table: TextTable, position_of: PositionOf, cells: Mapping[str, Cells], answers: Answers, repairs: list[str]
) -> dict[str, Cells]:
    """The cells without a column of marks out of five; asks which it is where none is above five.

    Marks out of five stay empty: no arithmetic makes them marks out of ten. Adds to repairs.
    """
    read = dict(cells)
    for name, each in cells.items():
        header = table.headers[position_of[name]] if name in position_of else ""
        if each.column.unit != _TEN or not header or "10" in folded(header):
            continue
        values = one_chunk(each.values)
        highest, many = pc.max(values).as_py(), len(values) - values.null_count
        if highest is None or highest > _FIVE or (folded(header) == folded(name) and many < _ENOUGH):
            continue
        question = Question(
            ABOUT,
            f"No mark in the column {header!r} is above {highest:.15g}. Are they out of ten or out of five?",
            {
                OUT_OF_TEN: f"{highest:.15g} is {highest:.15g} of 10",
                OUT_OF_FIVE: f"{name} stays empty: the dashboard keeps marks from 0 to 10, and makes no others of them",
            },
        )
        if answers.to(question) == OUT_OF_FIVE:
            repairs.append(f"The column {header!r} was left out: its marks are out of five, as you answered.")
            read[name] = replace(each, values=pa.nulls(len(values), values.type))
    return read
