"""Which kind a file is: told by its columns, with the reason, and whether that is sure. Only a person decides the rest.

A header that many kinds know says little, one that a single kind knows says much. It is sure only where every needed
column is there, its cells are what the header says, and no other kind fits nearly as well; where the headers say a
great deal, whatever the cells look like. A template of ours that comes back is known by its headers, however little of
it is filled in.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from data.contracts import CONTRACTS, NEEDED, Column, Contract, about_people, contract, folded, is_guide
from data.intake.columns.agreeing import agree
from data.intake.columns.matching import lacks_one_of, missing_columns
from data.intake.columns.proposing import count_readable, doubtful_columns, filled_cells, fits, proposal
from data.intake.columns.understanding import Understanding, understanding
from data.intake.columns.withheld import twins_joined
from data.intake.files.reading import TextTable
from data.intake.files.shape import shortened
from data.intake.known import Known

_LOOKED_AT = 300  # rows whose cells are read
_READABLE = 0.7  # share of them that must be what the header says: a file with mistakes is still of its kind
_TELLING = 1.0  # of all headers together, below which they could be about anything
_GREAT_DEAL = 2.5  # of all headers together, from which cells that cannot be read do not matter: they are named
_CLEARLY = 1.5  # how much better than the next
_COVERED = 0.3  # share of the headers that must be known
_SPELLING = 0.7  # another spelling says less than the column's own name


@dataclass(frozen=True)
class Recognised:
    """One kind that a file may be. why: in words, such as "has measure_id, month and value". share: how much of what
    the headers say speaks for it, from 0 to 1. sure: nobody needs to be asked. doubt: why it is not sure, where that is
    neither a missing column nor another kind, such as "opened_at holds 'soon'"."""

    kind: str
    why: str
    share: float
    sure: bool
    doubt: str = ""


@dataclass(frozen=True)
class _Candidate:
    """A kind that some headers speak for. lacking: needed columns that are not there. weight: how much its headers say.
    covered: share of the file's headers that the kind knows."""

    wanted: Contract
    understood: Understanding
    lacking: list[str]
    weight: float
    covered: float

    @property
    def lacks_all(self) -> bool:
        """Whether none of the columns that the kind needs is there."""
        needed = [each.name for each in self.wanted.columns.values() if each.required]
        return bool(needed) and not any(name in self.understood.given for name in needed)


def in_order(kinds: Iterable[str]) -> list[str]:
    """The kinds as they must be taken, equals in their place: what others speak of first, because their check knows
    names, units and codes by then."""
    given = list(kinds)

    def depth(kind: str) -> int:
        return 1 + max((depth(each) for each in contract(kind).after), default=-1)

    return sorted(given, key=depth)


def recognised(table: TextTable, known: Known | None = None) -> list[Recognised]:
    """The kinds that a file may be, the likeliest first; empty where no header says anything.

    known: whether a column of measures holds measures. At most the first one is sure. A kind of which the file has no
    needed column is none of them, unless it is the only one.
    """
    if not table.headers:
        return []
    if of_template := kind_of_template(table.headers):
        return [Recognised(of_template, "has the headers of its template", 1.0, True)]
    table, known = twins_joined(table), known or Known()
    everything = sorted(
        (each for each in (_candidate(table, wanted) for wanted in CONTRACTS.values()) if each is not None),
        key=lambda each: (not each.lacking, each.weight),
        reverse=True,
    )
    everything = [each for each in everything if not each.lacks_all] or everything[:1]
    if not everything or everything[0].lacking:
        by_cells = [each for each in (_by_cells(table, wanted, known) for wanted in CONTRACTS.values()) if each]
        if by_cells:
            rest = [each for each in everything if each.wanted.kind not in {found.kind for found in by_cells}]
            return [*by_cells, *_as_recognised(table, rest)]
    if not everything:
        return []
    sure, doubt = _judged(table, everything[0], everything[1:], known)
    return _as_recognised(table, everything, sure=sure, doubt=doubt)


def _as_recognised(
    table: TextTable, candidates: list[_Candidate], *, sure: bool = False, doubt: str = ""
) -> list[Recognised]:
    whole = sum(each.weight for each in candidates) or 1.0
    return [
        Recognised(
            each.wanted.kind,
            _why(table, each),
            round(each.weight / whole, 2),
            sure and place == 0,
            doubt if place == 0 else "",
        )
        for place, each in enumerate(candidates)
    ]


def kind_of_template(headers: Iterable[str]) -> str:
    """The kind whose template has these headers; '' where they are of none.

    A template shows itself by guide columns, by "(needed)" behind a header, or by having every column of its kind; all
    that is needed stands in it by its own name.
    """
    headers = [each.strip() for each in headers if each.strip()]
    marked = any(is_guide(each) or each.casefold().endswith(NEEDED) for each in headers)
    own = {folded(each.removesuffix(NEEDED)) for each in headers if not is_guide(each)}
    fitting: dict[str, int] = {}
    for wanted in CONTRACTS.values():
        names = {folded(each.name) for each in wanted.stored}
        needed = {folded(each.name) for each in wanted.stored if each.required}
        to_fill_in = {folded(each.name) for each in wanted.stored if each.required or not each.copies}
        to_fill_in -= {folded(each.name) for each in wanted.stored if each.collects_withheld}
        if own >= needed and (marked or own >= to_fill_in):
            fitting[wanted.kind] = len(own & names)
    best = sorted(fitting, key=lambda kind: -fitting[kind])[:2]
    if not best or (len(best) == 2 and fitting[best[0]] == fitting[best[1]]):
        return ""
    return best[0] if fitting[best[0]] >= len(own) / 2 else ""


def kind_in_name(name: str) -> str:
    """The kind with which a file's name begins, or ''."""
    low = name.lower().replace("-", "_").replace(" ", "_")
    fitting = [kind for kind in CONTRACTS if low.startswith(kind) and not low[len(kind) : len(kind) + 1].isalpha()]
    return max(fitting, key=len, default="")


def _by_cells(table: TextTable, wanted: Contract, known: Known) -> Recognised | None:
    """A kind that no header tells and the cells do: a column of its own words, and all but one of what is needed."""
    own = [each for each in wanted.columns.values() if each.required and each.only_words]
    positions = range(len(table.headers))
    if not table.row_count or not any(fits(table, position, each) for each in own for position in positions):
        return None
    proposed = proposal(table, wanted.kind, known)
    headers = {name: header for header, name in proposed.layout.columns.items()}
    words = [name for name in proposed.guessed if wanted.columns[name].only_words and name in headers]
    if not words or len(proposed.missing) > 1:
        return None
    why = f"has words of {words[0].replace('_', ' ')} in its column {' '.join(headers[words[0]].split())}"
    lacking = f", but nothing says {proposed.missing[0]}" if proposed.missing else ""
    return Recognised(wanted.kind, why + lacking, 0, False)


def _candidate(table: TextTable, wanted: Contract) -> _Candidate | None:
    understood = understanding(table, wanted)
    position_of, wide = understood.matched.position_of, understood.wide
    if not position_of and wide is None:
        return None
    lacking = [each.name for each in missing_columns(wanted, understood.given)]
    if lacks_one_of(wanted, understood.given):
        lacking.append(wanted.one_of[0][0])
    weight = sum(_weight(table.headers[position], wanted.columns[name]) for name, position in position_of.items())
    weight += min(1.0, 0.5 * len(wide.families)) if wide else 0
    of_things = {position for position, header in enumerate(table.headers) if header and not about_people(header)}
    known_ones = (set(position_of.values()) | (wide.positions if wide else set())) & of_things
    return _Candidate(wanted, understood, lacking, weight, len(known_ones) / max(1, len(of_things)))


_KNOWN_BY = Counter(
    spelling for each in CONTRACTS.values() for spelling in {s for c in each.columns.values() for s in c.spellings}
)


def _weight(header: str, column: Column) -> float:
    key = folded(header)
    rank = column.spellings.get(key)
    return (1.0 if rank == 0 else _SPELLING) / max(1, _KNOWN_BY[key])


def _judged(table: TextTable, first: _Candidate, rest: list[_Candidate], known: Known) -> tuple[bool, str]:
    """Whether the first one is sure; else what there is to say against it beside missing columns and rivals."""
    matched = first.understood.matched
    if first.lacking:
        return False, ""
    if matched.problems:
        return False, f"{matched.problems[0].column} stands twice in its header"
    if first.covered < _COVERED:
        return False, "most of its columns are not known"
    rivals = [each for each in rest if not each.lacking]
    if first.weight < _TELLING and (rivals or not _in_our_words(table, first)):
        return False, "its headers could be about anything"
    if any(each.weight * _CLEARLY > first.weight for each in rivals):
        return False, ""
    needed = [each for each in first.wanted.columns.values() if each.required and each.name in matched.position_of]
    for column in needed:
        position = matched.position_of[column.name]
        if not _is_what_it_says(table, column, position) and (first.weight < _GREAT_DEAL or rivals):
            cells = filled_cells(table, position, _LOOKED_AT).to_pylist()
            held = f"holds {shortened(cells[:1], 30)!r}" if cells else "is empty"
            return False, f"its column {' '.join(table.headers[position].split())!r} {held}, which is no {column.name}"
    if doubtful_columns(table, matched.position_of, known):
        return False, "none of its measures is known"
    return True, ""


def _in_our_words(table: TextTable, candidate: _Candidate) -> bool:
    """Whether every needed column stands there by its own name, as in a template."""
    columns, position_of = candidate.wanted.columns, candidate.understood.matched.position_of
    needed = [name for name, each in columns.items() if each.required and name in position_of]
    headers = {name: folded(table.headers[position_of[name]]) for name in needed}
    return bool(needed) and all(columns[name].spellings.get(header) == 0 for name, header in headers.items())


def _is_what_it_says(table: TextTable, column: Column, position: int) -> bool:
    """Whether most cells are there and can be read as the column. An empty table proves nothing against it."""
    if not table.row_count:
        return True
    cells = filled_cells(table, position, _LOOKED_AT)
    if len(cells) < _READABLE * min(_LOOKED_AT, table.row_count):
        return False
    if column.type in ("moment", "date", "month") and agree(table.columns[position], column):
        return True  # days that are written in another way: the check says which
    return count_readable(cells, column, table.headers[position]) >= _READABLE * len(cells)


def _why(table: TextTable, candidate: _Candidate) -> str:
    wanted, position_of, wide = (
        candidate.wanted,
        candidate.understood.matched.position_of,
        candidate.understood.wide,
    )
    needed = [name for name in position_of if wanted.columns[name].required]
    others = sorted(
        (name for name in position_of if not wanted.columns[name].required),
        key=lambda name: -_weight(table.headers[position_of[name]], wanted.columns[name]),
    )
    shown = [*needed, *others][: max(3, len(needed))][:5]
    names = [" ".join(table.headers[position_of[name]].split()) for name in shown]
    if wide and wide.families:
        what = "month or quarter" if any(each.months for each in wide.families) else "channel"
        names.append(f"a column for each {what}")
    if not candidate.lacking:
        return f"has {_listed(names)}"
    return f"has {_listed(names)}, but not {_listed(candidate.lacking)}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nothing needed"
