"""Which names the cells have where every row has more or fewer cells than the header has names."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import CONTRACTS, folded
from data.intake.choices import IN_ORDER, Question, Reading
from data.intake.files.cutting import Parts, is_blank
from data.intake.files.shape import KNOWN, shortened
from data.intake.problem import Problem, listed_at
from data.intake.values.different import Texts

ONE_COLUMN, FIRST, SECOND = "one column", "first", "second"
_DITTO = pa.array(["ditto", "Ditto", "DITTO", "do.", "Do.", "-do-", *('"' * many for many in (1, 2, 3, 4)), "″", "〃"])
_PARTED, _JOINED = " | ", " + "
_WITHOUT_EMPTY = "without the empty name"
_FEW = 3  # rows fewer than that may all be shifted by accident
_SHOWN = 60  # letters of a cell
_BEHIND_A_COMMA = r"^\s*\d{3}(\.\d+)?\s*$"  # what follows the comma of 1,234


def names_of(parts: Parts, names: list[str], columns: list[pa.ChunkedArray], choices: Reading) -> Question | None:
    """What has to be asked: none where all names are known, for then none of them is two that lost what divides
    them, nor one that was divided; unless the rows are longer and few, or figures such as 1,234 fell apart in them, or
    the rows lack a cell and the header has an empty name among the others."""
    if choices.names:
        return None
    slid = parts.surplus == 1 or _nameless_end(names, columns)
    fused = _fused(names) if slid else [] if parts.short else _fused_of_a_kind(names)
    parted = _parted(names) if parts.short == 1 else [] if slid else _parted_of_a_kind(names)
    if not (parts.surplus or parts.short or fused or parted):
        return None
    longer = parts.surplus and (len(columns[0]) < _FEW or _fell_apart(columns))
    empty = parts.short == 1 and names[:-1].count("") == 1
    if not (longer or parted or empty) and all(folded(each) in KNOWN for each in names if each):
        return None
    width = parts.width + parts.surplus - parts.short
    cells = [shortened([next((cell for cell in column.to_pylist() if cell.strip()), "")], _SHOWN)
             for column in (each.slice(0, 200) for each in columns)]  # fmt: skip
    options = {IN_ORDER: f"each cell has the name at its place: {_shown(names, cells)}"}
    options |= {two: f"{two!r} are two names: {_shown(as_chosen(names, two), cells)}" for two in fused}
    options |= {one: f"{one!r} is one name: {_shown(as_chosen(names, one), cells)}" for one in parted}
    if empty:
        without = as_chosen(names, _WITHOUT_EMPTY)
        options[_WITHOUT_EMPTY] = f"the empty name in the header is one too many: {_shown(without, cells)}"
    last = "the last of them empty" if parts.surplus == 1 else "the last of them empty ones"
    ends = f", {last}" if parts.surplus else ""
    many = sum(map(bool, names)) if fused and not parts.surplus else len(names)
    text = f"The header has {many} names, and every row has {width} cells{ends}. Which names belong to them?"
    if fused and not slid:
        text = f"{' and '.join(fused[0].split(_PARTED))} stand in one cell of the header. Are they two columns?"
    elif parted and not parts.short:
        text = f"{' and '.join(parted[0].split(_JOINED))} stand beside each other in the header. Are they one column?"
    return Question("names", text, options)


def _nameless_end(names: list[str], columns: list[pa.ChunkedArray]) -> bool:
    """Whether the last column lacks its name and most of its cells are filled, as in a sheet whose header slid left."""
    if len(names) < 2 or names[-1] or not names[-2] or not len(columns[-1]):
        return False
    return 2 * (pc.sum(is_blank(columns[-1])).as_py() or 0) < len(columns[-1])


def twins_of(headers: list[str], columns: list[pa.ChunkedArray]) -> list[tuple[int, int]]:
    """Columns of one name that never disagree and yet are not plainly one: the same, or such that every row has a cell
    in one of them."""
    first: dict[str, int] = {}
    found = []
    for place, name in enumerate(headers):
        if not (key := folded(name)) or first.setdefault(key, place) == place:
            continue
        one, two = columns[first[key]], columns[place]
        blank = [is_blank(each) for each in (one, two)]
        empty = any(pc.all(each).as_py() for each in blank)
        plain = one.equals(two) or (not empty and not pc.any(pc.and_(*blank)).as_py())
        if not plain and pc.all(pc.or_(pc.or_(*blank), pc.equal(one, two))).as_py():
            found.append((first[key], place))
    return found


def twins_asked(headers: list[str], columns: list[pa.ChunkedArray]) -> Question | None:
    """What has to be asked of two columns of one name, of which one may be meant, or both."""
    twins = twins_of(headers, columns)
    if not twins:
        return None
    many = [pc.sum(pc.invert(is_blank(columns[each]))).as_py() or 0 for each in twins[0]]
    text = f"The column {headers[twins[0][0]]!r} stands twice: the first has {many[0]:,} filled cells, the second "
    options = {
        ONE_COLUMN: "the two are read as one: where one is empty, the other counts",
        FIRST: "the first counts, and the second is left out",
        SECOND: "the second counts, and the first is left out",
    }
    return Question("twins", f"{text}{many[1]:,}. Which counts?", options)


def without_twins(
    headers: list[str], columns: list[pa.ChunkedArray], choice: str, repairs: list[str]
) -> frozenset[int]:
    """The places of columns that go, as was chosen. Adds to repairs."""
    places = {FIRST: 1, SECOND: 0}
    gone = [pair[places[choice]] for pair in twins_of(headers, columns)] if choice in places else []
    repairs += [f"The column {headers[each]!r} stands twice; the {choice} counts, as was chosen." for each in gone]
    return frozenset(gone)


def dittos(
    headers: list[str], columns: list[pa.ChunkedArray], texts: Iterable[Texts], lines: pa.Array
) -> list[Problem]:
    """Cells that only say that they are as the one above. texts: of each column."""
    problems: list[Problem] = []
    for name, column, several in zip(headers, columns, texts, strict=True):
        if not pc.any(pc.is_in(several.to_look_at, value_set=_DITTO)).as_py():
            continue
        places = pc.indices_nonzero(pc.is_in(column, value_set=_DITTO))
        what, remedy = "stands for the cell above it", "Write what is meant."
        problems += listed_at(places, lines, column, name, what, remedy, code="ditto_mark")
    return problems


def beyond_names(headers: list[str], columns: list[pa.ChunkedArray], lines: pa.Array) -> list[Problem]:
    """The rows that alone have a cell beyond the last name, as where a figure such as 1,234 fell apart."""
    last = max((place for place, name in enumerate(headers) if name), default=-1)
    problems: list[Problem] = []
    for column in columns[last + 1 :]:
        filled = pc.invert(is_blank(column))
        places = pc.indices_nonzero(filled)
        if not len(places) or (len(places) * 2 > len(column) and not _thousands(column.take(places))):
            continue  # a column that only lacks its name
        remedy = "If the row has a cell too many, mend it; else write a name above the cell, or empty it."
        what = "stands beyond the last name of the header, as where 1,234 fell apart or a cell is too many"
        problems += listed_at(places, lines, column, None, what, remedy, code="cell_beyond_names")
    return problems


def _fell_apart(columns: list[pa.ChunkedArray]) -> bool:
    """Whether in most rows two cells beside each other could be the parts of a figure such as 1,234."""
    begins = [pc.match_substring_regex(each, r"^\D*\d{1,3}\s*$").to_numpy() for each in columns]
    goes_on = [pc.match_substring_regex(each, _BEHIND_A_COMMA).to_numpy() for each in columns]
    pairs = [one & two for one, two in zip(begins, goes_on[1:], strict=False)]
    return bool(pairs) and float(np.any(pairs, axis=0).mean()) >= 0.5


def _thousands(cells: pa.ChunkedArray) -> bool:
    """Whether all cells are three figures, as what follows the comma of 1,234."""
    return bool(pc.all(pc.match_substring_regex(cells, _BEHIND_A_COMMA)).as_py())


def as_chosen(names: list[str], choice: str) -> list[str]:
    """The names with one of them, as the header spells it, parted into two; with two of them as the one they are; or
    without the empty one."""
    if choice == _WITHOUT_EMPTY and "" in names:
        return [*names[: names.index("")], *names[names.index("") + 1 :]]
    for apart, many in ((_PARTED, 1), (_JOINED, 2)):
        first, found, second = choice.partition(apart)
        for place in range(len(names) - many + 1) if found else ():
            if folded("".join(names[place : place + many])) != folded(first + second):
                continue
            if many == 2:
                return [*names[:place], f"{first} {second}", *names[place + 2 :]]
            parted = [*names[:place], first, second, *names[place + 1 :]]
            return parted if names[-1] else parted[:-1]
    return names


def _fused(names: list[str]) -> list[str]:
    """Names that are two known ones, with what divides them lost."""
    found = []
    for name in names:
        for place in range(1, len(name)) if folded(name) not in KNOWN else ():
            first, second = name[:place].strip(" ;"), name[place:].strip(" ;")
            if folded(first) in KNOWN and folded(second) in KNOWN:
                found.append(f"{first}{_PARTED}{second}")
    return list(dict.fromkeys(found))


def _fused_of_a_kind(names: list[str]) -> list[str]:
    """Those that are our own names of two columns of one kind, neither of which the header has: in a workbook whose
    last column is empty, nothing else tells that the names slid to the left."""
    there = {folded(each) for each in names}
    own = [frozenset(map(folded, each.columns)) - there for each in CONTRACTS.values()]
    halves = {each: {folded(half) for half in each.split(_PARTED)} for each in _fused(names)}
    return [each for each, both in halves.items() if any(both <= kind for kind in own)]


def _parted(names: list[str]) -> list[str]:
    """Two names beside each other that are one known name together: owner and role, for owner_role."""
    return [f"{one}{_JOINED}{two}" for one, two in pairwise(names) if one and two and folded(f"{one}{two}") in KNOWN]


def _parted_of_a_kind(names: list[str]) -> list[str]:
    """Those that are our own name of a column of a kind that knows one of the two alone, or none: author and role."""
    there = {folded(each) for each in names}
    found = []
    for both in _parted(names):
        one, two = (folded(half) for half in both.split(_JOINED))
        for kind in CONTRACTS.values():
            spelt = {name for column in kind.columns.values() for name in column.spellings}
            own = one + two in {folded(each) for each in kind.columns} and one + two not in there
            if own and not {one, two} <= spelt and len(there & spelt) * 2 > len(there):
                found.append(both)
                break
    return found


def _shown(names: list[str], cells: list[str]) -> str:
    return "; ".join(f"{name} is {cell!r}" if cell else f"{name} is empty"
                     for name, cell in zip(names, [*cells, *[""] * len(names)], strict=False) if name)  # fmt: skip
