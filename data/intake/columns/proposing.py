"""The layout that seems to fit a file: what a spelling does not settle is proposed here, and a person confirms it.

Known spellings come first, then near ones, then what the cells hold.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import COMPUTED, NEEDED, Column, Contract, contract, folded
from data.intake.columns.families import LEFT_OUT
from data.intake.columns.layout import Layout, apply, positions_in
from data.intake.columns.matching import (
    MatchedHeaders,
    PositionOf,
    column_for,
    header_key,
    may_be_used,
    missing_columns,
    nearest_header,
)
from data.intake.columns.understanding import understanding
from data.intake.columns.unused import unused_columns
from data.intake.columns.wide_plan import TO_CHOOSE, WidePlan, plan_wide
from data.intake.files.reading import TextTable
from data.intake.known import Known
from data.intake.values.cells import Cells, connection, over, typed

_LOOKED_AT = 500  # rows that a proposal looks at
_MOST = 0.95  # share of them that must fit
_ALIKE = 0.5  # share of the words of two names that both have


@dataclass(frozen=True)
class Proposal:
    """A layout nobody has confirmed yet, and why. guessed: columns of the kind that no known spelling settled.

    unknown: column of words → words of the file that are not known. plan: how wide columns would be read, or None.
    missing: needed columns for which the file has nothing. asked: a person must look at it in any case; None where
    the plan alone decides that.
    """

    layout: Layout
    guessed: tuple[str, ...] = ()
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plan: WidePlan | None = None
    missing: tuple[str, ...] = ()
    asked: bool | None = None

    @property
    def needed(self) -> bool:
        """Whether a person has something to confirm or to choose."""
        asked = self.asked
        if asked is None:
            asked = self.plan is not None and (bool(self.plan.rivals) or self.plan.asks_quarters)
        return bool(self.guessed or self.unknown or self.missing or asked)


def propose(table: TextTable, kind: str, known: Known | None = None) -> Layout:
    """The layout that seems to fit the file best: known spellings, near spellings, then what the cells hold.

    known: its services settle which column names them. Raises UnknownKind.
    """
    return proposal(table, kind, known).layout


def proposal(table: TextTable, kind: str, known: Known | None = None) -> Proposal:
    """The same with what is only guessed, what is not known, and what must be chosen. Worked out once for a table."""
    wanted, known = contract(kind), known or Known()
    asked_of_store = (known.measures, known.services)
    kept = table.worked_out.get(f"proposal for {kind}")
    if isinstance(kept, tuple) and kept[:2] == asked_of_store:
        return kept[2]
    proposed = _proposal(table, wanted, known)
    table.worked_out[f"proposal for {kind}"] = (*asked_of_store, proposed)
    return proposed


def _proposal(table: TextTable, wanted: Contract, known: Known) -> Proposal:
    if not table.headers:
        return Proposal(Layout(wanted.kind))
    understood = understanding(table, wanted)
    matched, plan = understood.matched, understood.plan
    if doubts := doubtful_columns(table, matched.position_of, known):
        matched = _without(matched, doubts)
        plan = plan_wide(table, wanted, matched)
    position_of = dict(matched.position_of)
    if plan and wanted.wide in position_of and not plan.several:
        plan = None
    by_wide = plan.gives if plan else frozenset()
    in_plan = plan.positions if plan else frozenset()
    doubtful = {understood.matched.position_of[name] for name in doubts}
    guesses = _guesses(table, wanted, position_of, by_wide, in_plan | doubtful, known)
    position_of |= guesses
    if plan is None and guesses:  # a month column that was guessed, with channels beside it
        left_out = tuple(each for each in matched.left_out if each not in guesses.values())
        plan = plan_wide(table, wanted, MatchedHeaders(position_of, left_out))
        plan = plan if plan and plan.several else None
        by_wide |= plan.gives if plan else frozenset()
    by_wide |= frozenset(understood.implied)
    missing = [each.name for each in missing_columns(wanted, {*position_of, *by_wide})]
    if guesses or missing:  # somebody is asked in any case: what else the headers may mean is proposed too
        position_of |= _others(table, wanted, position_of, {*by_wide, *missing}, in_plan)
    position_of |= _meant(table, wanted, understood.matched, position_of, {*by_wide, *missing}, in_plan)
    unknown = _unknown_words(table, wanted, position_of)
    layout = Layout(
        wanted.kind,
        columns={
            table.headers[position]: name
            for name, position in position_of.items()
            if table.headers[position] and name not in by_wide
        },
        words={name: near_words(wanted.columns[name], words) for name, words in unknown.items()},
        constants=dict.fromkeys(missing, ""),
        families=_targets(plan) if plan else {},
    )
    return Proposal(layout, tuple(guesses), unknown, plan, tuple(missing))


def _without(matched: MatchedHeaders, doubts: Iterable[str]) -> MatchedHeaders:
    doubtful = {name: matched.position_of[name] for name in doubts}
    sure = {name: position for name, position in matched.position_of.items() if name not in doubtful}
    return replace(matched, position_of=sure, left_out=tuple(sorted([*matched.left_out, *doubtful.values()])))


def _others(
    table: TextTable, wanted: Contract, position_of: PositionOf, given: Collection[str], in_plan: Collection[int]
) -> dict[str, int]:
    """Columns that the kind can do without, where a header or the cells seem to mean them. given: without a header."""
    taken = {*position_of.values(), *in_plan}
    free = [
        position
        for position, header in enumerate(table.headers)
        if position not in taken and may_be_used(header) and column_for(header, wanted)[0] is None
    ]
    others = [each for each in wanted.stored if each.name not in position_of and each.name not in given]
    found = _loosely(table, wanted, others, free)
    for column in (each for each in others if each.type == "word" and each.name not in found):
        alike = [each for each in free if each not in found.values() and fits(table, each, column)]
        if len(alike) == 1:  # 3 - Moderate can only be a priority
            found[column.name] = alike[0]
    return found


def _meant(
    table: TextTable,
    wanted: Contract,
    matched: MatchedHeaders,
    position_of: PositionOf,
    given: Collection[str],
    in_plan: Collection[int],
) -> dict[str, int]:
    """Columns that are not used, each as the one column that a hint or its cells say it probably is."""
    taken = {*position_of.values(), *in_plan}
    left_out = [each for each in matched.left_out if each not in taken]
    found: dict[str, int] = {}
    for each in unused_columns(table, wanted, position_of, left_out, matched.contradicted, given):
        free = [column.name for column in each.meant if column.name not in found]
        if free:
            found[free[0]] = each.position
    return found


def _targets(plan: WidePlan) -> dict[str, str]:
    """What each family would be read as; which of two rivals counts is for a person to say."""
    rivals = {label for labels in plan.rivals for label in labels}
    return {
        **{each.label: TO_CHOOSE if each.label in rivals else each.target for each in plan.families},
        **{each.label: LEFT_OUT for each, _ in plan.left_out},
    }


# -- out of one that was confirmed for another file --------------------------------------------------------------------


def revised(layout: Layout, table: TextTable, known: Known | None = None) -> Proposal:
    """A layout that was confirmed for another file, as a proposal for this one; .needed where it leaves anything open.

    Its columns, words, constants and families stand above what the file itself would propose. Raises UnknownKind.
    """
    wanted = contract(layout.kind)
    fresh = proposal(table, layout.kind, known)
    positions = positions_in(table)
    there = {header: name for header, name in layout.columns.items() if header_key(header) in positions}
    kept = {table.headers[positions[header_key(header)]]: name for header, name in there.items()}
    not_read = {header_key(each) for each in (*layout.left_out, *layout.dropped)}
    taken = {column.name for name in kept.values() if (column := column_for(name, wanted)[0])} | set(layout.constants)
    kept |= {
        header: name
        for header, name in fresh.layout.columns.items()
        if header not in kept and name not in taken and header_key(header) not in not_read
    }
    read = apply(_first_rows(table), replace(layout, columns=there), layout.kind)
    position_of = understanding(read, wanted).matched.position_of
    gone = [name for header, name in layout.columns.items() if header not in there]
    lacking = [each.name for each in missing_columns(wanted, {*position_of, *read.waiting})]
    unknown = {}
    for name, position in position_of.items():
        column = wanted.columns[name]
        column = replace(column, words={**column.words, **read.words.get(name, {})})
        # all of the file, where its rows were not made anew
        whole = read if read.unpivoted or position in read.added else table
        if not_known := unknown_words(whole, column, position):
            unknown[name] = not_known
    words = {name: dict(chosen) for name, chosen in layout.words.items()}
    for name, not_known in unknown.items():
        words[name] = {**words.get(name, {}), **near_words(wanted.columns[name], not_known)}
    families = {**fresh.layout.families, **layout.families} if fresh.plan else {}
    empty = [name for name, value in layout.constants.items() if not value.strip() and name not in position_of]
    constants = {**dict.fromkeys(lacking, ""), **layout.constants}
    return Proposal(
        replace(layout, columns=kept, words=words, families=families, constants=constants),
        tuple(dict.fromkeys(gone)),
        unknown,
        fresh.plan,
        tuple(dict.fromkeys([*lacking, *empty])),
        asked=len(read.problems) > len(table.problems),
    )


def _first_rows(table: TextTable) -> TextTable:
    columns = [each.slice(0, _LOOKED_AT) for each in table.columns]
    return replace(table, columns=columns, lines=table.lines.slice(0, _LOOKED_AT))


# -- what headers and cells seem to mean -------------------------------------------------------------------------------

_CERTAIN = frozenset(folded(each) for each in ("measure_id", "kpi_id", "indicator_id", "measure_code", "kpi_code"))


def doubtful_columns(table: TextTable, position_of: PositionOf, known: Known) -> tuple[str, ...]:
    """Columns that a header only loosely names and whose cells are something else: a measure that is Count, Percentage.

    A measure is doubted where no cell is a measure of the store, and the store has measures or another header of the
    file could be meant as well.
    """
    position = position_of.get("measure_id")
    if position is None or position in table.meant:
        return ()
    if folded(table.headers[position].strip().removesuffix(NEEDED)) in _CERTAIN:
        return ()
    if "name" in position_of:  # definitions bring measures that nobody knows yet
        return ()
    own = set(known.measures) - set(COMPUTED)
    spellings = contract("kpi_values").columns["measure_id"].spellings
    rivals = [each for each in table.headers if folded(each) in spellings]
    if not own and len(rivals) < 2:
        return ()
    cells = _folded_cells(table, position)
    return () if set(cells) & {folded(each) for each in (*own, *COMPUTED)} or not cells else ("measure_id",)


def _folded_cells(table: TextTable, position: int) -> list[str]:
    """The first cells of a column that hold anything, folded."""
    return [folded(each) for each in table.columns[position].slice(0, _LOOKED_AT).to_pylist() if each.strip()]


def filled_cells(table: TextTable, position: int, rows: int = _LOOKED_AT) -> pa.Array:
    """The cells of a column that hold anything, as they stand, of the first rows."""
    cells = table.columns[position].slice(0, rows).combine_chunks()
    return cells.filter(pc.not_equal(pc.utf8_trim_whitespace(cells), ""))


def count_readable(cells: pa.Array, column: Column, header: str = "") -> int:
    """How many of the cells can be read as the column. header: above them, where it may state a unit."""
    read = _typed(cells, column, header or column.name)
    return len(read.values) - read.values.null_count


def count_within(cells: pa.Array, column: Column) -> int:
    """How many of the cells can be read as the column and lie within its limits."""
    values = _typed(cells, column, column.name).values
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    values = pc.drop_null(values)
    for limit, inside in ((column.least, pc.greater_equal), (column.most, pc.less_equal)):
        values = values if limit is None else values.filter(inside(values, limit))
    return len(values)


def _typed(cells: pa.Array, column: Column, header: str) -> Cells:
    optional, lines = replace(column, required=False), pa.array(range(len(cells)), pa.int64())
    with connection() as con:
        return typed(con, optional, pa.chunked_array([cells]), lines, plain=False, header=header)


def _guesses(
    table: TextTable,
    wanted: Contract,
    position_of: PositionOf,
    by_wide: Collection[str],
    not_free: Collection[int],
    known: Known,
) -> dict[str, int]:
    """Needed columns without a known spelling, each with the one column of the file that seems to be meant."""
    taken = {*position_of.values(), *not_free}
    free = [each for each, header in enumerate(table.headers) if each not in taken and may_be_used(header)]
    missing = [
        each
        for each in wanted.columns.values()
        if (each.required or each.name == wanted.wide) and each.name not in position_of and each.name not in by_wide
    ]
    guessed: dict[str, int] = {}
    for column in missing:
        near = nearest_header(column.name, [table.headers[each] for each in free])
        if near is not None:
            guessed[column.name] = next(each for each in free if table.headers[each] == near)
            free.remove(guessed[column.name])
    left = [each for each in missing if each.name not in guessed]
    for name, position in _loosely(table, wanted, left, free).items():
        guessed[name] = position
        free.remove(position)
    # what only one kind of cell can be comes first: a month is also a code, and a number may be one
    order = {"month": 0, "word": 1, "number": 2, "code": 3, "id": 3}
    for column in sorted(missing, key=lambda each: order.get(each.type, 9)):
        if column.name in guessed or column.type not in order:
            continue
        alike = [each for each in free if column.name == "service_id" and _names_services(table, each, known)][:1]
        alike = alike or [each for each in free if fits(table, each, column)]
        if len(alike) == 1:
            guessed[column.name] = alike[0]
            free.remove(alike[0])
    return guessed


_SAYING_LITTLE = frozenset(
    ["of", "the", "a", "at", "on", "by", "in", "for", "no", "name", "full", "is", "date", "time"]
)


@lru_cache(maxsize=5_000)
def _words_of(name: str) -> frozenset[str]:
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)
    singular = frozenset(each.casefold().removesuffix("s") for each in words)
    return (singular - _SAYING_LITTLE) or singular


def _loosely(table: TextTable, wanted: Contract, columns: list[Column], free: list[int]) -> dict[str, int]:
    """Columns with the one header that shares most words with a spelling of them, where the cells can be read."""
    scores = []
    for column in columns:
        spellings = [_words_of(each) for each in (column.name, *column.also)]
        for position in free:
            if folded(table.headers[position]) in column.not_meant_by:
                continue
            own = _words_of(table.headers[position])
            score = max((len(own & each) / len(own | each) for each in spellings if own and each), default=0.0)
            if score >= _ALIKE:
                scores.append((score, column.name, position))
    found: dict[str, int] = {}
    for score, name, position in sorted(scores, key=lambda each: -each[0]):
        if name in found or position in found.values():
            continue
        if any(other != position and same == score and each == name for same, each, other in scores):
            continue  # two headers say it equally well
        if wanted.columns[name].type == "text" or _mostly_readable(table, wanted.columns[name], position):
            found[name] = position
    return found


def _mostly_readable(table: TextTable, column: Column, position: int) -> bool:
    """Whether most of the cells that are filled can be read as the column."""
    cells = filled_cells(table, position)
    return len(cells) > 0 and count_readable(cells, column) >= len(cells) / 2


def fits(table: TextTable, position: int, column: Column) -> bool:
    """Whether nearly all of the cells can be read as the column."""
    cells = filled_cells(table, position)
    if not len(cells):
        return False
    if column.type == "word":
        return _are_words(cells, column)
    pattern = {
        "month": r"^(\d{6}|.{0,19}[A-Za-z/. -].{0,12}\d.{0,19}|.{0,19}\d.{0,12}[A-Za-z/. -].{0,19})$",
        "number": r"^[\s£(+-]*[\d.][\d,.]*\s*%?\)?\s*$",
    }.get(column.type)
    if pattern:  # seen at a glance: reading a column takes much longer
        alike = pc.sum(pc.match_substring_regex(cells, pattern)).as_py() >= _MOST * len(cells)
        if column.type == "number" or not alike:
            return alike
    if column.type in ("code", "id") and (
        pc.max(pc.utf8_length(cells)).as_py() > 60
        or pc.sum(pc.match_substring_regex(cells, r"^[\d.,£%() -]+$")).as_py() > len(cells) / 20
    ):
        return False
    return _are_codes(cells) if column.type in ("code", "id") else count_readable(cells, column) >= _MOST * len(cells)


def _are_words(cells: pa.Array, column: Column) -> bool:
    """Whether the cells are words of the column; one word of the council's own must not hide a column of channels."""
    words = [column.words[key] for each in cells.to_pylist() if (key := folded(each)) in column.words]
    # a column that only says 'all' or 'other' may be about anything
    every_one = len(words) == len(cells) and not set(words) <= {"all", "not_stated"}
    return every_one or (len(words) >= len(cells) / 2 and len(set(words)) > 1)


def _are_codes(cells: pa.Array) -> bool:
    """Several different texts, none of them about a person."""
    with connection() as con:
        counts = over(
            con,
            """SELECT count(*) FILTER (personal_data(text) IS NOT NULL) AS odd, count(DISTINCT text) AS different
               FROM (SELECT tidy_any(cell) AS text FROM cells)""",
            cells=pa.table({"cell": cells}),
        ).to_pylist()[0]
    return not counts["odd"] and counts["different"] > 1


def _names_services(table: TextTable, position: int, known: Known) -> bool:
    """Whether at least half of the cells are services of the catalogue, by code or by name."""
    names = {folded(each) for pair in known.services.items() for each in pair if each}
    cells = _folded_cells(table, position)
    return bool(names and cells) and sum(each in names for each in cells) >= len(cells) / 2


# -- words that are not known ------------------------------------------------------------------------------------------


def _unknown_words(table: TextTable, wanted: Contract, position_of: PositionOf) -> dict[str, tuple[str, ...]]:
    found = {name: unknown_words(table, wanted.columns[name], position) for name, position in position_of.items()}
    return {name: words for name, words in found.items() if words}


def unknown_words(table: TextTable, column: Column, position: int) -> tuple[str, ...]:
    """The words of the file's column at this position that the contract's column does not know; at most 50.

    Nothing for a column that takes other things than a list of words.
    """
    if column.type != "word" or not column.only_words:
        return ()
    cells = pc.unique(pc.utf8_trim_whitespace(table.columns[position]))
    wrong = _typed(cells, column, column.name).wrong
    if wrong is None:
        return ()
    wrong = wrong.combine_chunks() if isinstance(wrong, pa.ChunkedArray) else wrong
    return tuple(cells.filter(pc.fill_null(wrong, False)).to_pylist()[:50])


def near_words(column: Column, words: Iterable[str]) -> dict[str, str]:
    """Each unknown word with the known one that is spelt most like it, or nothing."""
    near = {word: get_close_matches(folded(word), column.words, n=1, cutoff=0.6) for word in words}
    return {word: column.words[found[0]] if found else "" for word, found in near.items()}
