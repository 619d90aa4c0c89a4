"""Files whose cells stand between apostrophes: they are read with the two marks changed over, and changed back."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

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
