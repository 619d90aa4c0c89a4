"""A template of the month that comes back: its guide columns are not read, and rows left empty are named, not taken."""

from dataclasses import replace
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract, is_guide
from data.intake.columns.matching import PositionOf
from data.intake.columns.personal import without
from data.intake.files.reading import TextTable
from data.intake.problem import Problem


def without_guides(table: TextTable, repairs: list[str]) -> tuple[TextTable, bool]:
    """The table without the columns that only guided whoever filled it in, and whether it had any."""
    table, gone = without(table, [each for each in table.headers if is_guide(each)])
    if gone:
        repairs.append(f"The guide columns of the template were not read: {', '.join(gone)}.")
    return table, bool(gone)


def without_rows_left_empty(
    table: TextTable, wanted: Contract, position_of: PositionOf, problems: list[Problem]
) -> TextTable:
    """The table without rows that hold only what the template gave: nobody has filled them in.

    Only for tables that had guide columns. In any other file a measure and a month without a value say that there is no
    data, and stay; so does a row of a template where something else is written, such as a note.
    """
    asked = [table.columns[position] for name, position in position_of.items() if name not in wanted.given]
    if not wanted.given or table.unpivoted or not table.row_count:
        return table
    nothing = pa.chunked_array([pa.repeat(True, table.row_count)])
    empty = reduce(pc.and_, (pc.equal(pc.utf8_trim_whitespace(cells), "") for cells in asked), nothing)
    empty = pc.fill_null(empty, True)
    count = pc.sum(empty).as_py()
    if not count:
        return table
    lines = spans(table.lines.filter(empty.combine_chunks()).to_pylist())
    if count == table.row_count:
        problems.append(
            Problem(
                None,
                None,
                None,
                "every row of the template is still empty",
                "Fill in at least one row.",
                code="template_empty",
            )
        )
    else:
        problems.append(
            Problem(
                None,
                None,
                None,
                f"{count:,} {'row was' if count == 1 else 'rows were'} left empty and {'is' if count == 1 else 'are'} "
                f"not taken: {'line' if count == 1 else 'lines'} {lines}",
                "Upload the template again when they are filled in. To publish that there is no figure, write why in "
                "the row."
                if "note" in wanted.columns or "comment" in wanted.columns
                else "Upload the template again when they are filled in.",
                "warning",
                code="template_rows_empty",
            )
        )
    kept = pc.invert(empty)
    return replace(
        table,
        columns=[each.filter(kept) for each in table.columns],
        lines=table.lines.filter(kept.combine_chunks()),
    )


def spans(lines: list[int]) -> str:
    """'3 to 9, 12 and 15'."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    parts = [f"{first}" if first == last else f"{first} to {last}" for first, last in runs]
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
