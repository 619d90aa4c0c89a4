"""Columns of a file that are not used: which of them may be a column of ours that stays empty, shown with samples."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column, Contract, folded
from data.intake.columns import personal
from data.intake.columns.agreeing import agree, holds_dates, holds_names_of_groups
from data.intake.columns.matching import WHERE_TO_MATCH, PositionOf, column_for, may_be_used
from data.intake.files.reading import TextTable
from data.intake.files.shape import shortened
from data.intake.problem import Problem, some
from data.intake.values.cells import connection

NOT_USED = "column_not_used"  # code of the warning
_SAMPLES, _LONG = 3, 30  # texts of a column that are shown, and letters of each
_LOOKED_AT = 500  # rows whose cells are looked at
_SHOWN = 6  # columns that one sentence names


@dataclass(frozen=True)
class Unused:
    """A column that is not used. meant: columns of the kind that it may be, the likeliest first; empty where nothing
    says so. contradicted: the one its header may say, while its cells do not agree."""

    position: int
    meant: tuple[Column, ...] = ()
    contradicted: Column | None = None


def unused_columns(
    table: TextTable,
    wanted: Contract,
    position_of: PositionOf,
    left_out: Iterable[int],
    contradicted: Mapping[int, Column] = {},
    given: Iterable[str] = (),
) -> list[Unused]:
    """The columns at these positions that may be a column of the kind, in the order of the file. given: columns of the
    kind that the file gives without a header of their own."""
    filled = {*position_of, *given}
    free = [each for each in left_out if may_be_used(table.headers[each])]
    lacking = [each for each in wanted.stored if each.name not in filled]
    hinted = {position: _hinted(table, position, lacking) for position in free}
    sure = {hinted[position][0].name for position in free if hinted[position]}
    awaited = [each for each in lacking if each.awaited and each.name not in sure]
    found = []
    for position in free:
        meant = hinted[position] or ([] if position in contradicted else _by_cells(table, position, wanted, awaited))
        if meant or position in contradicted:
            found.append(Unused(position, tuple(meant), contradicted.get(position)))
    return found


def _hinted(table: TextTable, position: int, lacking: list[Column]) -> list[Column]:
    key, cells = folded(table.headers[position]), table.columns[position]
    return [each for each in lacking if key in each.hinted and agree(cells, each)] if _filled(table, position) else []


def _by_cells(table: TextTable, position: int, wanted: Contract, awaited: list[Column]) -> list[Column]:
    """The awaited columns that cells like these may be; none where the header is a known one that was not the best."""
    if not awaited or not _filled(table, position) or column_for(table.headers[position], wanted)[0] is not None:
        return []
    cells = table.columns[position]
    days, groups = holds_dates(cells), holds_names_of_groups(cells)
    if not (days or groups) or _about_people(table, position):
        return []
    return [
        each
        for each in awaited
        if (each.type in ("date", "moment") and days)
        or (each.type == "text" and groups and not days)
        or (each.type == "word" and groups and agree(cells, each))
    ]


def _filled(table: TextTable, position: int) -> bool:
    return bool(pc.any(pc.not_equal(pc.utf8_trim_whitespace(table.columns[position]), "")).as_py())


def name_unused(table: TextTable, found: list[Unused]) -> list[Problem]:
    """What is said of them: one warning for each that its header explains or its cells contradict; one for all others
    that only might be a column that is missed."""
    guesses = [each for each in found if each.contradicted is None and not _is_hint(table, each)]
    problems = [_named(table, each) for each in found if each not in guesses]
    return [*problems, _guessed(table, guesses)] if guesses else problems


def _named(table: TextTable, unused: Unused) -> Problem:
    names = " or ".join(column.name for column in unused.meant)
    holds, stay = samples(table, unused.position), "stays" if len(unused.meant) == 1 else "stay"
    if unused.contradicted is not None:
        what = f"is not read as {unused.contradicted.name}: its cells, such as {holds}, are something else"
    else:
        sort = "dates such as " if holds_dates(table.columns[unused.position]) else ""
        what = f"is not used, and {names} {stay} empty; it holds {sort}{holds}"
    if names:
        remedy = f"Is it {names}? Then match the two. {WHERE_TO_MATCH}"
    else:
        remedy = f"Leave it so, mend its cells, or match it with the column it is. {WHERE_TO_MATCH}"
    column = unused.meant[0].name if unused.meant else None
    return _problem(table, column, " ".join(table.headers[unused.position].split()), what, remedy)


def _is_hint(table: TextTable, unused: Unused) -> bool:
    key = folded(table.headers[unused.position])
    return any(key in each.hinted for each in unused.meant)


def _guessed(table: TextTable, guesses: list[Unused]) -> Problem:
    empty = dict.fromkeys(column.name for each in guesses for column in each.meant)
    columns = [
        f"{' '.join(table.headers[each.position].split())!r} (such as {samples(table, each.position)})"
        for each in guesses
    ]
    stay = "stays" if len(empty) == 1 else "stay"
    what = f"{some(empty)} {stay} empty, and columns of the file are not used: {some(columns, _SHOWN)}"
    return _problem(
        table, next(iter(empty)), None, what, f"If one of them is what is missing, match it. {WHERE_TO_MATCH}"
    )


def _problem(table: TextTable, column: str | None, header: str | None, what: str, remedy: str) -> Problem:
    return Problem(table.header_line, column, header, what, remedy, "warning", code=NOT_USED)


def samples(table: TextTable, position: int) -> str:
    """The first different texts of a column, shortened; nothing of one that holds personal data."""
    if _about_people(table, position):
        return "what may be personal data"
    cells = _first(table, position)
    texts = [" ".join(each.split()) for each in pc.unique(cells).to_pylist() if each]
    return some([repr(shortened([each], _LONG)) for each in texts][:_SAMPLES]) or "nothing"


def _first(table: TextTable, position: int) -> pa.ChunkedArray:
    return pc.utf8_trim_whitespace(table.columns[position].slice(0, _LOOKED_AT))


def _about_people(table: TextTable, position: int) -> bool:
    """Whether a column may hold personal data. Worked out once for a table: the search takes some milliseconds."""
    key = f"column {position} may be about people"
    if key not in table.worked_out:
        cells = _first(table, position)
        with connection(rows=0) as con:
            found = personal.holds_people(con, table.headers[position], cells)
        table.worked_out[key] = found or any(map(personal.is_name, pc.unique(cells).to_pylist()))
    return bool(table.worked_out[key])
