"""Which kind a file is: told by its columns, with the reason, and whether that is sure. Only a person decides the rest.

A header that many kinds know says little, one that a single kind knows says much. It is sure only where every needed
column is there, its cells can be read as what the header says, and no other kind fits nearly as well.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import CONTRACTS, Column, Contract, about_people, folded
from data.intake.columns.layout import doubted, fits, proposal
from data.intake.columns.matching import Matched, lacks_figure, matched
from data.intake.columns.wide import Plan, plan
from data.intake.columns.withheld import twins_joined
from data.intake.files.reading import TextTable
from data.intake.values.cells import connection, typed

_LOOKED_AT = 300  # rows whose cells are read
_READABLE = 0.7  # share of them that must be what the header says: a file with mistakes is still of its kind
_TELLING = 1.0  # of all headers together, below which they could be about anything
_CLEARLY = 1.5  # how much better than the next
_COVERED = 0.3  # share of the headers that must be known
_SPELLING = 0.7  # another spelling says less than the column's own name

# what a file of a kind speaks of must be there before it: its check knows names, units and codes by then
_AFTER = {
    "measures": ("objectives",),
    "kpi_values": ("measures",),
    "explanations": ("measures", "kpi_values"),
    "channel_volumes": ("online_services", "areas"),
    "projects": ("objectives",),
    "highlight_reports": ("projects",),
    "milestones": ("projects",),
    "risks_issues": ("projects",),
    "finance": ("projects", "measures"),
}


@dataclass(frozen=True)
class Recognised:
    """One kind that a file may be. why: in words, such as "has measure_id, month and value". share: how much of what
    the headers say speaks for it, from 0 to 1. sure: nobody needs to be asked."""

    kind: str
    why: str
    share: float
    sure: bool


@dataclass
class _Candidate:
    wanted: Contract
    done: Matched
    how: Plan | None
    lacking: list[str]
    weight: float
    covered: float


def in_order(kinds: Iterable[str]) -> list[str]:
    """The kinds as they must be taken, what others speak of first; equals keep their place."""
    given = list(kinds)

    def depth(kind: str) -> int:
        return 1 + max((depth(each) for each in _AFTER.get(kind, ())), default=-1)

    return sorted(given, key=depth)


def recognised(table: TextTable, known=None) -> list[Recognised]:
    """The kinds that a file may be, the likeliest first; empty where no header says anything.

    known: the Known of the store: whether a column of measures holds measures. At most the first one is sure.
    """
    if not table.headers:
        return []
    table = twins_joined(table)
    everything = sorted(
        (each for each in (_candidate(table, wanted) for wanted in CONTRACTS.values()) if each is not None),
        key=lambda each: (not each.lacking, each.weight),
        reverse=True,
    )
    if not everything or everything[0].lacking:
        by_cells = [each for each in (_by_cells(table, wanted, known) for wanted in CONTRACTS.values()) if each]
        if by_cells:
            rest = [each for each in everything if each.wanted.kind not in {found.kind for found in by_cells}]
            return [*by_cells, *_proposed(table, rest)]
    if not everything:
        return []
    return _proposed(table, everything, sure=_is_sure(table, everything[0], everything[1:], known))


def _proposed(table: TextTable, candidates: list[_Candidate], *, sure: bool = False) -> list[Recognised]:
    whole = sum(each.weight for each in candidates)
    return [
        Recognised(each.wanted.kind, _why(table, each), round(each.weight / whole, 2), sure and at == 0)
        for at, each in enumerate(candidates)
    ]


def _by_cells(table: TextTable, wanted: Contract, known) -> Recognised | None:
    """A kind that no header tells and the cells do: a column of its own words, and all but one of what is needed."""
    own = [each for each in wanted.columns.values() if each.required and each.only_words]
    if not table.row_count or not any(fits(table, at, each) for each in own for at in range(len(table.headers))):
        return None
    found = proposal(table, wanted.kind, known)
    headers = {name: header for header, name in found.layout.columns.items()}
    words = [name for name in found.guessed if wanted.columns[name].only_words and name in headers]
    if not words or len(found.missing) > 1:
        return None
    told = f"the cells of {' '.join(headers[words[0]].split())} are words of {words[0].replace('_', ' ')}"
    return Recognised(wanted.kind, told + (f", but nothing says {found.missing[0]}" if found.missing else ""), 0, False)


def _candidate(table: TextTable, wanted: Contract) -> _Candidate | None:
    done = matched(table, wanted)
    how = plan(table, wanted, done)
    if not done.found and how is None:
        return None
    given = set(done.found) | _given_by(how)
    lacking = [each.name for each in wanted.columns.values() if each.required and not {each.name, each.copies} & given]
    if lacks_figure(wanted, given):
        lacking.append("value")
    weight = sum(_weight(table.headers[at], wanted.columns[name]) for name, at in done.found.items())
    weight += min(1.0, 0.5 * len(how.families)) if how else 0
    told = {at for at, header in enumerate(table.headers) if header and not about_people(header)}
    seen = (set(done.found.values()) | (how.positions if how else set())) & told
    return _Candidate(wanted, done, how, lacking, weight, len(seen) / max(1, len(told)))


def _given_by(how: Plan | None) -> set[str]:
    if how is None:
        return set()
    given = {each.figure for each in how.families if each.figure}
    given |= {"month"} if any(each.months for each in how.families) else set()
    return given | ({"channel"} if any(each.channel for each in how.families) else set())


_KNOWN_BY = Counter(
    spelling for each in CONTRACTS.values() for spelling in {s for c in each.columns.values() for s in c.spellings}
)


def _weight(header: str, column: Column) -> float:
    key = folded(header)
    rank = column.spellings.get(key)
    return (1.0 if rank == 0 else _SPELLING) / max(1, _KNOWN_BY[key])


def _is_sure(table: TextTable, first: _Candidate, rest: list[_Candidate], known) -> bool:
    if first.lacking or first.done.problems or first.covered < _COVERED:
        return False
    rivals = [each for each in rest if not each.lacking]
    if first.weight < _TELLING and (rivals or not _in_our_words(table, first)):
        return False
    if any(each.weight * _CLEARLY > first.weight for each in rivals):
        return False
    needed = [each for each in first.wanted.columns.values() if each.required and each.name in first.done.found]
    if not all(_readable(table, each, first.done.found[each.name]) for each in needed):
        return False
    return not doubted(table, first.done.found, known)


def _in_our_words(table: TextTable, candidate: _Candidate) -> bool:
    """Whether every needed column stands there by its own name, as in a template."""
    found, columns = candidate.done.found, candidate.wanted.columns
    needed = [each.name for each in columns.values() if each.required and each.name in found]
    return bool(needed) and all(columns[name].spellings.get(folded(table.headers[found[name]])) == 0 for name in needed)


def _some_of(table: TextTable, at: int) -> pa.Array:
    cells = table.columns[at].slice(0, _LOOKED_AT)
    cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    return cells.filter(pc.not_equal(pc.utf8_trim_whitespace(cells), ""))


def _readable(table: TextTable, column: Column, at: int) -> bool:
    """Whether most cells are there and are what the header says. An empty table proves nothing against it."""
    if not table.row_count:
        return True
    looked_at = min(_LOOKED_AT, table.row_count)
    said = _some_of(table, at)
    if len(said) < _READABLE * looked_at:
        return False
    optional = replace(column, required=False)
    lines = table.lines.slice(0, len(said))
    with connection() as con:
        read = typed(con, optional, pa.chunked_array([said]), lines, plain=False, header=table.headers[at])
    return len(read.values) - read.values.null_count >= _READABLE * len(said)


def _why(table: TextTable, candidate: _Candidate) -> str:
    wanted, found = candidate.wanted, candidate.done.found
    needed = [name for name in found if wanted.columns[name].required]
    others = sorted(
        (name for name in found if not wanted.columns[name].required),
        key=lambda name: -_weight(table.headers[found[name]], wanted.columns[name]),
    )
    names = [" ".join(table.headers[found[name]].split()) for name in [*needed, *others][: max(3, len(needed))][:5]]
    if candidate.how is not None and candidate.how.families:
        what = "month or quarter" if any(each.months for each in candidate.how.families) else "channel"
        names.append(f"a column for each {what}")
    if not candidate.lacking:
        return f"has {_listed(names)}"
    return f"has {_listed(names)}, but not {_listed(candidate.lacking)}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nothing needed"
