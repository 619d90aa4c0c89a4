"""Which column of a contract each header of a file stands for: by name, never by position."""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from data.contracts import Column, Contract, about_people, folded, is_guide
from data.intake.columns.agreeing import agree
from data.intake.files.reading import TextTable
from data.intake.problem import Problem
from data.intake.values.units import Unit, fits, stated

WHERE_TO_MATCH = (
    "On the Upload page that is done under 'Match columns'; from the shell with --layout "
    "(python -m data layout prints one to start from)."
)

PositionOf = Mapping[str, int]  # column of the contract → position of its column in the file


@dataclass(frozen=True)
class MatchedHeaders:
    """position_of: contract column → position in the file. left_out: positions that no column took. contradicted:
    those of left_out whose header may say a column, while the cells do not agree → that column."""

    position_of: PositionOf = field(default_factory=dict)
    left_out: tuple[int, ...] = ()
    contradicted: Mapping[int, Column] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


_WITH_UNIT = 100  # a spelling with a unit behind it is known, and less good than any without


def column_for(header: str, wanted: Contract) -> tuple[Column | None, int]:
    """The column that a header is a known spelling of, and how good a spelling it is: 0 is the column's own name.

    A unit that the header states is no part of the spelling: Budget (£000) is Budget.
    """
    key = folded(header)
    if not key:
        return None, 0
    ranked = [
        (column.spellings[key], number, column)
        for number, column in enumerate(wanted.columns.values())
        if key in column.spellings
    ]
    if not ranked:
        unit = stated(header)
        ranked = [
            (_WITH_UNIT + rank, number, column)
            for number, column in enumerate(wanted.columns.values())
            if (unit or column.defined) and (rank := _rank_beside(header, unit, column)) is not None
        ]
    if not ranked:
        return None, 0
    rank, _, column = min(ranked, key=lambda each: each[:2])
    return column, rank


_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_YEAR = re.compile(r"\b(?:for\s+)?20\d\d\s?[/-]\s?(?:20)?\d\d\b")


def _rank_beside(header: str, unit: Unit | None, column: Column) -> int | None:
    """The rank of a spelling that stands in a header beside a unit or, where the contract allows it, a definition.

    unit: the one that the header states; only a column that can hold such figures is meant beside it.
    """
    bare = unit.rest if unit and fits(unit, column) else None
    spelling = folded(bare) if bare is not None else ""
    if spelling not in column.spellings:
        spelling = next((each for each in _undefined(bare or header) if each in column.defined), "")
    return column.spellings.get(spelling)


@lru_cache(maxsize=2_000)
def _undefined(header: str) -> tuple[str, str]:
    """A header without its financial year, folded; and without brackets as well."""
    undated = _YEAR.sub(" ", header)
    return folded(undated), folded(_BRACKETS.sub(" ", undated))


def match_headers(table: TextTable, wanted: Contract) -> MatchedHeaders:
    """Each contract column with the best header of the file; what a layout has matched stands above every spelling."""
    left_out: list[int] = []
    problems: list[Problem] = []
    contradicted: dict[int, Column] = {}
    best: dict[str, tuple[int, int]] = {}
    for position, header in enumerate(table.headers):
        if position in table.ignored:
            left_out.append(position)
            continue
        if position in table.meant:
            column, rank = column_for(table.meant[position], wanted)[0], -1
        else:
            column, rank = column_for(header, wanted)
            if column is not None and folded(header) in column.doubted and not agree(table.columns[position], column):
                contradicted[position] = column
                column = None
        if column is None:
            left_out.append(position)
            continue
        held = best.get(column.name)
        if held is None or rank < held[0]:
            if held is not None:
                left_out.append(held[1])
            best[column.name] = (rank, position)
        elif rank == held[0] and not table.columns[held[1]].equals(table.columns[position]):
            problems.append(stands_twice(table, column.name, header))
        else:
            left_out.append(position)
    position_of = {name: position for name, (_, position) in best.items()}
    return MatchedHeaders(position_of, tuple(left_out), contradicted, tuple(problems))


def implied_words(table: TextTable, wanted: Contract, position_of: PositionOf) -> dict[str, tuple[str, list[str]]]:
    """Columns that are not there and whose one word the headers of the file say, with those headers: risk_id → risk."""
    headers = {folded(each): each for position, each in enumerate(table.headers) if position not in table.ignored}
    found = {}
    for column in wanted.columns.values():
        if column.name in position_of:
            continue
        words = {word: [headers[key] for each in many if (key := folded(each)) in headers]
                 for word, many in column.implied_by.items()}  # fmt: skip
        telling = {word: saying for word, saying in words.items() if saying}
        if len(telling) == 1:
            found[column.name] = next(iter(telling.items()))
    return found


def stands_twice(table: TextTable, column: str, header: str | None) -> Problem:
    """Two columns of one meaning whose cells differ: nobody could say which one counts."""
    return Problem(
        table.header_line,
        column,
        header,
        "stands twice in the header, with different cells below",
        "Delete or rename one of the two columns.",
        code="column_stands_twice",
    )


def lacks_one_of(wanted: Contract, given: Container[str]) -> bool:
    """Whether a file with these columns gives none of the alternatives of which its kind needs one."""
    return bool(wanted.one_of) and not any(all(name in given for name in group) for group in wanted.one_of)


def missing_columns(wanted: Contract, given: Container[str]) -> list[Column]:
    """The needed columns that a file with these ones does not give, nor the column whose text may stand for them.

    A week stands for its month.
    """
    needed = [each for each in wanted.columns.values() if each.required]
    weekly = wanted.weekly
    by_week = weekly.month if weekly and (weekly.first_day in given or weekly.last_day in given) else ""
    return [each for each in needed if each.name not in given and each.copies not in given and each.name != by_week]


def nearest_header(name: str, headers: Iterable[str], cutoff: float = 0.7) -> str | None:
    """The header that is spelt most like the column's name."""
    headers = list(headers)
    near = get_close_matches(folded(name), [folded(each) for each in headers if each], n=1, cutoff=cutoff)
    return next((each for each in headers if near and folded(each) == near[0]), None)


def header_key(header: str) -> str:
    """A header by which it is found again: capitals and spaces do not matter, all else does."""
    return " ".join(header.split()).casefold()


def may_be_used(header: str) -> bool:
    """Whether a column may be proposed at all: one about people never is, nor one that guided whoever filled it in."""
    return bool(header) and not about_people(header) and not is_guide(header)
