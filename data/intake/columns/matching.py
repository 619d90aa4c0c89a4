"""Which column of a contract each header of a file stands for: by name, never by position."""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from data.contracts import Column, Contract, about_people, folded, is_guide
from data.intake.files.reading import TextTable
from data.intake.problem import Problem
from data.intake.values.units import without_unit

WHERE_TO_MATCH = (
    "On the Upload page that is done under 'Match columns'; from the shell with --layout "
    "(python -m data layout prints one to start from)."
)


@dataclass
class Matched:
    """found: contract column → position in the file. left_out: positions that no column took."""

    found: dict[str, int] = field(default_factory=dict)
    left_out: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


_WITH_UNIT = 100  # a spelling with a unit behind it is known, and less good than any without


def meant(header: str, wanted: Contract) -> tuple[Column | None, int]:
    """The column that a header is a known spelling of, and how good a spelling it is: 0 is the column's own name.

    A unit that the header states is no part of the spelling: Budget (£000) is Budget.
    """
    key = folded(header)
    ranked = [
        (column.spellings[key], number, column)
        for number, column in enumerate(wanted.columns.values())
        if key in column.spellings
    ]
    if key and not ranked:
        ranked = [
            (_WITH_UNIT + rank, number, column)
            for number, column in enumerate(wanted.columns.values())
            if (rank := _rank_beside(header, column)) is not None
        ]
    if not key or not ranked:
        return None, 0
    rank, _, column = min(ranked, key=lambda each: each[:2])
    return column, rank


_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_YEAR = re.compile(r"\b(?:for\s+)?20\d\d\s?[/-]\s?(?:20)?\d\d\b")


def _rank_beside(header: str, column: Column) -> int | None:
    """The rank of a spelling that stands in a header beside a unit or, where the contract allows it, a definition."""
    bare = without_unit(header, column)
    spelling = folded(bare) if bare is not None else ""
    if spelling not in column.spellings:
        spelling = next((each for each in _undefined(bare or header) if each in column.defined), "")
    return column.spellings.get(spelling)


@lru_cache(maxsize=2_000)
def _undefined(header: str) -> tuple[str, str]:
    """A header without its financial year, folded; and without brackets as well."""
    undated = _YEAR.sub(" ", header)
    return folded(undated), folded(_BRACKETS.sub(" ", undated))


def matched(table: TextTable, wanted: Contract) -> Matched:
    """Each contract column with the best header of the file; what a layout has matched stands above every spelling."""
    done = Matched()
    best: dict[str, tuple[int, int]] = {}
    for position, header in enumerate(table.headers):
        if position in table.ignored:
            done.left_out.append(position)
            continue
        if position in table.meant:
            column, rank = meant(table.meant[position], wanted)[0], -1
        else:
            column, rank = meant(header, wanted)
        if column is None:
            done.left_out.append(position)
            continue
        held = best.get(column.name)
        if held is None or rank < held[0]:
            if held is not None:
                done.left_out.append(held[1])
            best[column.name] = (rank, position)
        elif rank == held[0] and not table.columns[held[1]].equals(table.columns[position]):
            done.problems.append(
                Problem(
                    table.header_line,
                    column.name,
                    header,
                    "stands twice in the header, with different cells below",
                    "Delete or rename one of the two columns.",
                    code="column_stands_twice",
                )
            )
        else:
            done.left_out.append(position)
    done.found = {name: position for name, (_, position) in best.items()}
    return done


def lacks_figure(wanted: Contract, given: Container[str]) -> bool:
    """Whether a file with these columns gives none of the alternatives of which its kind needs one."""
    return (
        wanted.kind == "kpi_values" and "value" not in given and not ("numerator" in given and "denominator" in given)
    )


def nearest(name: str, headers: list[str], cutoff: float = 0.7) -> str | None:
    """The header that is spelt most like the column's name."""
    near = get_close_matches(folded(name), [folded(each) for each in headers if each], n=1, cutoff=cutoff)
    return next((each for each in headers if near and folded(each) == near[0]), None)


def may_be_used(header: str) -> bool:
    """Whether a column may be proposed at all: one about people never is, nor one that guided whoever filled it in."""
    return bool(header) and not about_people(header) and not is_guide(header)
