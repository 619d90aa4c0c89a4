"""Tables that stand on their side: the names of the columns below each other in the first column, a column for each
project or measure."""

from collections import Counter
from collections.abc import Iterable

import pyarrow as pa

from data.contracts import CONTRACTS, folded
from data.intake.choices import LeftOut, Question
from data.intake.files.records import Record
from data.intake.files.shape import shortened, tidy
from data.intake.problem import Problem
from data.intake.values.units import AS_WRITTEN

TURNED = "turned"
_FEWEST = 3  # names below each other that are no accident
_MOST = 200  # lines of such a table
_COLUMNS = {
    kind: {spelling: column.name for column in each.columns.values() for spelling in column.spellings}
    for kind, each in CONTRACTS.items()
}


def on_its_side(found: list[Record]) -> Question | None:
    """What has to be asked where the first cells of the lines, and no line, are names of the columns of one kind."""
    lines = [each for each in found if any(map(str.strip, each.row))]
    first = [tidy(each.row[0]) for each in lines if each.row[0].strip()]
    if not _FEWEST <= len(first) <= _MOST or max(len(each.row) for each in lines) < 2:
        return None
    kind = max(_COLUMNS, key=lambda each: len(_known(first, each)))
    below = _known(first, kind)
    beside = max(len(_known((cell for cell in each.row[1:]), any_kind)) for each in lines for any_kind in _COLUMNS)
    if len(below) < _FEWEST or len(below) * 2 < len(first) or beside * 2 >= len(below):
        return None
    table = [each for each in lines if each.row[0].strip()]
    start = next(place for place, name in enumerate(first) if _known([name], kind))
    second = [f"{tidy(each.row[0])} is {shortened([each.row[1]], 30)!r}" for each in table[start:] if len(each.row) > 1]
    text = "The names of the columns stand below each other in the first column. Is each further column a row?"
    options = {
        TURNED: f"the table is turned; in its first row {'; '.join(second[:4])}",
        AS_WRITTEN: "each line is a row, as it stands",
    }
    return Question("turned", text, options, TURNED)


def _known(cells: Iterable[str], kind: str) -> set[str]:
    return {name for cell in cells if (name := _COLUMNS[kind].get(folded(cell)))}


def turned(found: list[Record]) -> tuple[list[str], list[pa.ChunkedArray], pa.Array, list[LeftOut], list[Problem]]:
    """Names, columns, for each row the number of its column in the file, lines that are no part of it, and problems."""
    lines = [each for each in found if each.cells is None or any(map(str.strip, each.row))]
    known = {name for kind in _COLUMNS.values() for name in kind}
    places = [place for place, each in enumerate(lines) if each.row and folded(each.row[0]) in known]
    table = [each for each in lines[places[0] : places[-1] + 1] if each.row]
    rest = [each for each in lines[places[-1] + 1 :] if len([cell for cell in each.row if cell.strip()]) > 1]
    table += rest
    width = Counter(len(each.row) for each in table).most_common(1)[0][0]
    while width > 1 and not any(len(each.row) >= width and each.row[width - 1].strip() for each in table):
        width -= 1
    problems = [
        Problem(each.line, None, each.value, each.problem, each.remedy, code=each.code)
        for each in lines
        if each.cells is None
    ]
    problems += [
        Problem(
            each.line,
            None,
            shortened(each.row, 80),
            f"the line has {len(each.row)} cells where others have {width}",
            "Add the cells that are missing, or put quotation marks round one that holds what divides the columns.",
            code="cells_unlike_header",
        )
        for each in table
        if len(each.row) < width or any(map(str.strip, each.row[width:]))
    ]
    cells = [[*each.row, *[""] * width][:width] for each in table]
    filled = [place for place in range(1, width) if any(row[place].strip() for row in cells)]
    columns = [pa.chunked_array([pa.array([row[place] for place in filled], pa.string())]) for row in cells]
    out = [
        LeftOut(each.line, "title" if each.line < table[0].line else "footer", tuple(map(tidy, each.row)))
        for each in lines
        if each.row and each not in table
    ]
    numbers = pa.array([place + 1 for place in filled], pa.int64())
    return [tidy(row[0]) for row in cells], columns, numbers, out, problems
