"""Letters written as in web pages (`&#39;`, `&amp;`), as web systems export them: read as the letters they mean."""

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.problem import lines_named

if TYPE_CHECKING:
    from data.intake.files.reading import TextTable

_NAMES = "amp|lt|gt|quot|apos|nbsp|pound|euro|ndash|mdash|lsquo|rsquo|ldquo|rdquo|hellip|eacute|egrave"
_PATTERN = f"&(?:#[0-9]{{2,6}}|#[xX][0-9a-fA-F]{{2,5}}|{_NAMES});"
_ENTITY, _IN_BYTES = re.compile(_PATTERN), re.compile(_PATTERN.encode())
# a system that writes so writes all of them so: one that stands for itself shows that the others do too
_BARE = re.compile(f"[<>]|&(?!{_PATTERN[1:]})".encode())


def has_entities(body: bytes) -> bool:
    """Whether the text of a file holds any, and no sign that they would stand for."""
    return b"&" in body and _IN_BYTES.search(body) is not None and _BARE.search(body) is None


def entities_read(table: "TextTable") -> "TextTable":
    """The table with the letters that entities mean, in cells and headers; repairs name an example and the lines."""
    columns, lines, example = [], [table.header_line] if any(map(_ENTITY.search, table.headers)) else [], ""
    for column in table.columns:
        cells = column.combine_chunks()
        found = pc.fill_null(pc.match_substring_regex(cells, _PATTERN), False)
        if not pc.any(found).as_py():
            columns.append(column)
            continue
        written = cells.filter(found).to_pylist()
        example = example or _ENTITY.findall(written[0])[0]
        changed = pc.replace_with_mask(cells, found, pa.array([_meant(each) for each in written], cells.type))
        columns.append(pa.chunked_array([changed]))
        lines += table.lines.filter(found).to_pylist()
    if not lines:
        return table
    example = example or _ENTITY.findall(" ".join(table.headers))[0]
    letter = _meant(example).strip() or "a space"
    where = lines_named(sorted(int(line) for line in np.unique(lines)))
    repair = f"Letters written as in web pages were read as meant, for example {example} as {letter}: {where}."
    headers = [_meant(each) for each in table.headers]
    return replace(table, headers=headers, columns=columns, repairs=[*table.repairs, repair])


def _meant(text: str) -> str:
    return _ENTITY.sub(lambda match: html.unescape(match[0]).replace("\xa0", " "), text)
