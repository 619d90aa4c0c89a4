"""Files whose cells stand between apostrophes: they are read with the two marks changed over, and changed back."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from data.intake.problem import Problem

if TYPE_CHECKING:
    from data.intake.files.reading import TextTable

SWAPPED = bytes.maketrans(b"'\"", b"\"'")
_LETTERS = str.maketrans("'\"", "\"'")
_HEADER = re.compile(
    rb"\s*'[^'\"\r\n]*'(?:[ ]*[,;\t|][ ]*'[^'\"\r\n]*')+[ ]*(?:\r\n|\r|\n)\s*('[^\r\n]*')[ ]*(?:[\r\n]|$)"
)


def between_apostrophes(body: bytes) -> bool:
    """Whether every cell of the first line stands between apostrophes, and the next line begins and ends with one."""
    return _HEADER.match(body, 0, 1 << 17) is not None


def rows_between_apostrophes(columns: Sequence[pa.ChunkedArray], lines: pa.ChunkedArray) -> Problem | None:
    """Where each row begins with an apostrophe and ends with one, as if it were one text."""
    if len(columns) < 2 or not len(lines):
        return None
    if not pc.all(pc.starts_with(columns[0], "'")).as_py() or not pc.all(pc.ends_with(columns[-1], "'")).as_py():
        return None
    if pc.any(pc.match_substring_regex(columns[0], "'$")).as_py():  # a cell between apostrophes
        return None
    what = "begins with an apostrophe and its row ends with one, as every row does: they are none of the cells"
    remedy = "Export the file again without marks around whole rows."
    return Problem(lines[0].as_py(), None, columns[0][0].as_py(), what, remedy, code="rows_between_apostrophes")


def swapped_back(table: "TextTable") -> "TextTable":
    """The table of a text in which quotation marks and apostrophes were changed over, with the marks of the file."""

    def back(column: pa.ChunkedArray) -> pa.ChunkedArray:
        for one, other in (("'", "\0"), ('"', "'"), ("\0", '"')):
            column = pc.replace_substring(column, one, other)
        return column

    return replace(
        table,
        headers=[each.translate(_LETTERS) for each in table.headers],
        columns=[back(each) for each in table.columns],
        problems=[replace(each, value=each.value and each.value.translate(_LETTERS)) for each in table.problems],
        questions=tuple(
            replace(each, options={key: text.translate(_LETTERS) for key, text in each.options.items()})
            for each in table.questions
        ),
        left_out=tuple(
            replace(each, cells=tuple(cell.translate(_LETTERS) for cell in each.cells)) for each in table.left_out
        ),
    )
