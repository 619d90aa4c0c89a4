"""A layout: how a file of one source is read as one of our kinds. People write, keep and share it as text (TOML).

What a spelling does not settle is only proposed here; a file is read by a layout that somebody has confirmed.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from difflib import get_close_matches

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import COMPUTED, NEEDED, Column, Contract, contract, folded
from data.intake.choices import Reading
from data.intake.columns.matching import Matched, matched, may_be_used, meant, nearest
from data.intake.columns.wide import LEFT_OUT, TO_CHOOSE, Plan, plan, unpivot
from data.intake.files.reading import TextTable
from data.intake.problem import Problem, some
from data.intake.values.cells import connection, over, typed

_LOOKED_AT = 500  # rows that a proposal looks at
_MOST = 0.95  # share of them that must fit
_ALIKE = 0.5  # share of the words of two names that both have
QUARTERS = ("calendar", "financial")


class LayoutError(Exception):
    """A layout cannot be used; the message is a sentence that names the line or the entry."""


@dataclass(frozen=True)
class Layout:
    """How a file is read as a kind.

    columns: header in the file → column of the kind. words: column → text in the file → word of the kind.
    constants: column → the value of every row. families: label of wide columns, * for the month or quarter → what they
    are read as ("completed", "completed, online", "completed, total", "left out"; "?": somebody has yet to choose).
    quarters: calendar or financial, where headers such as 2017-Q3 leave it open. left_out: headers that are not read
    although they could be. dropped: headers whose columns are never kept, not even in the original. reading: how the
    file itself is cut: its sheet, its header line; read() takes it before the layout is applied.
    """

    kind: str
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    quarters: str = ""
    left_out: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)

    def to_text(self) -> str:
        """The layout as TOML that a person can read and change."""
        wanted = contract(self.kind)
        lines = [
            f"# How a file is read as {wanted.title}. Change what stands right of = and keep the rest.",
            f"kind = {_quoted(self.kind)}",
        ]
        if self.left_out:
            lines += ["", "# Columns of the file that are not read.",
                      f"left_out = [{', '.join(_quoted(each) for each in self.left_out)}]"]  # fmt: skip
        if self.dropped:
            lines += ["", "# Columns of the file that are never kept: they are about people.",
                      f"dropped = [{', '.join(_quoted(each) for each in self.dropped)}]"]  # fmt: skip
        if self.quarters:
            lines += ["", "# Whether quarters such as 2017-Q3 are of the calendar year or of the financial year.",
                      f"quarters = {_quoted(self.quarters)}"]  # fmt: skip
        lines += _section("columns", self.columns, f"Column in the file = column of {wanted.title}.")
        lines += _section("constants", self.constants, "The same in every row of the file.")
        lines += _section(
            "families",
            self.families,
            'Columns for each month, quarter or channel (* is the month or quarter) = what they hold, or "left out"; '
            '"?" must still be chosen.',
        )
        lines += _reading_section(self.reading)
        for name, words in self.words.items():
            known = some(dict.fromkeys(wanted.columns[name].words.values()), 20) if name in wanted.columns else ""
            lines += _section(f"words.{name}", words, f"Word in the file = one of {known}.")
        return "\n".join(lines) + "\n"

    @classmethod
    def from_text(cls, text: str) -> "Layout":
        """A layout from its TOML. Raises LayoutError with a sentence for the person who wrote it."""
        try:
            told = tomllib.loads(text.removeprefix("\ufeff"))
        except tomllib.TOMLDecodeError as error:
            raise LayoutError(f"The layout is not valid TOML: {error}.") from None
        unknown = sorted(set(told) - set(cls.__dataclass_fields__))
        if unknown:
            raise LayoutError(f"The layout has an entry that is not known: {some(unknown)}.")
        if not isinstance(told.get("kind"), str):
            raise LayoutError('The layout does not say its kind. Add a line such as kind = "channel_volumes".')
        words = told.get("words", {})
        for name in ("columns", "constants", "families", "words"):
            if not isinstance(told.get(name, {}), dict):
                raise LayoutError(f"The layout's {name} must be a section: [{name}].")
        for name, section in (*((n, told.get(n, {})) for n in ("columns", "constants", "families")),
                              *((f"words.{column}", section) for column, section in words.items())):  # fmt: skip
            if not isinstance(section, dict) or not all(isinstance(value, str) for value in section.values()):
                raise LayoutError(f'In the layout\'s section {name}, each line must be "text" = "text".')
        for name in ("left_out", "dropped"):
            listed = told.get(name, [])
            if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
                raise LayoutError(f'The layout\'s {name} must be a list such as ["Notes", "Keywords"].')
        return cls(
            told["kind"],
            told.get("columns", {}),
            words,
            told.get("constants", {}),
            told.get("families", {}),
            told.get("quarters", "") if isinstance(told.get("quarters", ""), str) else "?",
            tuple(told.get("left_out", [])),
            tuple(told.get("dropped", [])),
            _reading_from(told.get("reading", {})),
        )


def _reading_section(reading: Reading) -> list[str]:
    told = {name: value for name, value in asdict(reading).items() if value}
    if not told:
        return []
    entries = [f"{name} = {_quoted(value) if isinstance(value, str) else value}" for name, value in told.items()]
    return ["", "# How the file itself is cut.", "[reading]", *entries]


def _reading_from(told) -> Reading:
    kinds = {each.name: type(each.default) for each in fields(Reading)}
    if not isinstance(told, dict) or not all(kinds.get(name) is type(value) for name, value in told.items()):
        known = ", ".join(f"{name} ({'text' if kind is str else 'a number'})" for name, kind in kinds.items())
        raise LayoutError(f"The layout's section reading may hold only: {known}.")
    return Reading(**told)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _section(name: str, entries: Mapping[str, str], meaning: str) -> list[str]:
    if not entries:
        return []
    return ["", f"# {meaning}", f"[{name}]", *(f"{_quoted(key)} = {_quoted(value)}" for key, value in entries.items())]


# -- reading a file by a layout ----------------------------------------------------------------------------------------


def apply(table: TextTable, layout: Layout, kind: str) -> TextTable:
    """The table read by the layout: columns matched, wide made long, constants added. Cells stay as they are.

    What of the layout does not fit the file stands in .problems. Raises UnknownKind.
    """
    wanted = contract(kind)
    problems: list[Problem] = []
    if layout.kind != kind:
        problems.append(
            _odd(
                f"is for {layout.kind}, not for {kind}",
                "Choose the layout of this kind.",
                None,
                code="layout_of_another_kind",
            )
        )
    if layout.quarters not in ("", *QUARTERS):
        problems.append(
            _odd(
                "must be calendar or financial",
                "Change quarters in the layout.",
                layout.quarters,
                code="layout_quarters",
            )
        )
    positions = _positions(table)
    matches: dict[int, str] = {}
    for header, column in layout.columns.items():
        at = positions.get(_as_header(header))
        if meant(column, wanted)[0] is None:
            problems.append(
                _odd(
                    f"is not a column of {wanted.title}",
                    "Change it in the layout.",
                    column,
                    code="layout_no_such_column",
                )
            )
        elif at is None:
            problems.append(
                _odd(
                    "is a column of the layout and not in the file",
                    "Check that it is the layout of this file.",
                    header,
                    code="layout_column_not_in_file",
                )
            )
        else:
            matches[at] = column
    ignored = {positions[key] for each in layout.left_out if (key := _as_header(each)) in positions}
    constants = {}
    for name, value in layout.constants.items():
        if name not in wanted.columns:
            problems.append(
                _odd(
                    f"is not a column of {wanted.title}", "Change it in the layout.", name, code="layout_no_such_column"
                )
            )
        elif value.strip():
            constants[name] = value
    # what the whole file says stands above a column that is spelt like it
    ignored |= {
        at
        for at, header in enumerate(table.headers)
        if at not in matches and (known := meant(header, wanted)[0]) and known.name in constants
    }
    read = replace(
        table,
        meant=matches,
        ignored=frozenset(ignored),
        words=_words(layout, wanted, problems),
        problems=[*table.problems, *problems],
    )
    if not table.headers:
        return read
    read = _long(read, layout, wanted)
    return _with_constants(read, constants)


def _odd(problem: str, remedy: str, value: str | None, *, code: str) -> Problem:
    return Problem(None, "layout" if value is None else None, value, problem, remedy, code=code)


def _as_header(header: str) -> str:
    return " ".join(header.split()).casefold()


def _positions(table: TextTable) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, header in enumerate(table.headers):
        found.setdefault(_as_header(header), at)
    return found


def _words(layout: Layout, wanted: Contract, problems: list[Problem]) -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = {}
    for name, words in layout.words.items():
        column = wanted.columns.get(name)
        if column is None or column.type != "word":
            problems.append(
                _odd(
                    f"is not a column of words of {wanted.title}",
                    "Change it in the layout.",
                    name,
                    code="layout_no_words",
                )
            )
            continue
        for text, word in words.items():
            if not word:
                continue
            if column.only_words and word not in column.words.values():
                remedy = f"Write one of: {', '.join(dict.fromkeys(column.words.values()))}."
                problems.append(_odd(f"is not a word of {name}", remedy, word, code="layout_no_such_word"))
            else:
                read.setdefault(name, {})[folded(text)] = word
    return read


def _long(table: TextTable, layout: Layout, wanted: Contract) -> TextTable:
    done = matched(table, wanted)
    how = plan(table, wanted, done, choices=layout.families, quarters=layout.quarters, fewest=1)
    if how is None:
        return table
    return unpivot(table, wanted, done, how)


def _with_constants(table: TextTable, constants: Mapping[str, str]) -> TextTable:
    if not constants:
        return table
    first = len(table.headers)
    added = [pa.chunked_array([pa.repeat(value, table.row_count).cast(pa.string())]) for value in constants.values()]
    return replace(
        table,
        headers=[*table.headers, *constants],
        columns=[*table.columns, *added],
        meant={**table.meant, **dict(enumerate(constants, first))},
        added=frozenset(range(first, first + len(constants))),
        plain=table.plain and all(value.isascii() and value.isprintable() for value in constants.values()),
        repairs=[
            *table.repairs,
            *(f"{name} is {value!r} in every row, as the layout says." for name, value in constants.items()),
        ],
    )


# -- proposing one -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """A layout nobody has confirmed yet, and why. guessed: columns of the kind that no known spelling settled.

    unknown: column of words → words of the file that are not known. plan: how wide columns would be read, or None.
    missing: needed columns for which the file has nothing. asked: a person must look at it in any case.
    """

    layout: Layout
    guessed: tuple[str, ...] = ()
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plan: Plan | None = None
    missing: tuple[str, ...] = ()
    asked: bool | None = None

    @property
    def needed(self) -> bool:
        """Whether a person has something to confirm or to choose."""
        asked = self.asked
        if asked is None:
            asked = self.plan is not None and (bool(self.plan.rivals) or self.plan.quarters)
        return bool(self.guessed or self.unknown or self.missing or asked)


def propose(table: TextTable, kind: str, known=None) -> Layout:
    """The layout that seems to fit the file best: known spellings, near spellings, then what the cells hold.

    known: the Known of the store; its services settle which column names them. Raises UnknownKind.
    """
    return proposal(table, kind, known).layout


def proposal(table: TextTable, kind: str, known=None) -> Proposal:
    """The same with what is only guessed, what is not known, and what must be chosen."""
    wanted = contract(kind)
    if not table.headers:
        return Proposal(Layout(kind))
    done = matched(table, wanted)
    found = dict(done.found)
    doubtful: set[int] = set()
    if doubts := doubted(table, found, known):
        doubtful = {found.pop(name) for name in doubts}
        done = Matched(dict(found), sorted([*done.left_out, *doubtful]))
    how = plan(table, wanted, done, fewest=1 if wanted.wide not in found else 2)
    by_wide = _from_wide(how)
    wide = how.positions if how else frozenset()
    guesses = _guesses(table, wanted, found, by_wide, wide | doubtful, known)
    found |= guesses
    if how is None and guesses:  # a month column that was guessed, with channels beside it
        again = Matched(found, [each for each in done.left_out if each not in guesses.values()])
        how = plan(table, wanted, again, fewest=2)
        by_wide |= _from_wide(how)
    missing = [
        each.name
        for each in wanted.columns.values()
        if each.required and each.name not in found and each.name not in by_wide and each.copies not in found
    ]
    if guesses or missing:  # somebody is asked in any case: what else the headers may mean is proposed too
        free = [
            at
            for at, header in enumerate(table.headers)
            if at not in found.values() and at not in wide and may_be_used(header) and meant(header, wanted)[0] is None
        ]
        others = [each for each in wanted.stored if each.name not in found and each.name not in (*by_wide, *missing)]
        found |= _loosely(table, wanted, others, free)
        for column in (each for each in others if each.type == "word" and each.name not in found):
            alike = [at for at in free if at not in found.values() and fits(table, at, column)]
            if len(alike) == 1:  # 3 - Moderate can only be a priority
                found[column.name] = alike[0]
    unknown = _unknown_words(table, wanted, found)
    layout = Layout(
        kind,
        columns={table.headers[at]: name for name, at in found.items() if table.headers[at] and name not in by_wide},
        words={name: near_words(wanted.columns[name], words) for name, words in unknown.items()},
        constants=dict.fromkeys(missing, ""),
        families=_families(how) if how else {},
    )
    return Proposal(layout, tuple(guesses), unknown, how, tuple(missing))


def revised(layout: Layout, table: TextTable, known=None) -> Proposal:
    """A layout that was confirmed for another file, as a proposal for this one; .needed where it leaves anything open.

    Its columns, words, constants and families stand above what the file itself would propose. Raises UnknownKind.
    """
    wanted = contract(layout.kind)
    fresh = proposal(table, layout.kind, known)
    positions = _positions(table)
    kept = {
        table.headers[positions[_as_header(header)]]: name
        for header, name in layout.columns.items()
        if _as_header(header) in positions
    }
    not_read = {_as_header(each) for each in (*layout.left_out, *layout.dropped)}
    taken = {column.name for name in kept.values() if (column := meant(name, wanted)[0])} | set(layout.constants)
    kept |= {
        header: name
        for header, name in fresh.layout.columns.items()
        if header not in kept and name not in taken and _as_header(header) not in not_read
    }
    read = apply(_first_rows(table), replace(layout, columns=_there(layout, positions)), layout.kind)
    found = matched(read, wanted).found
    gone = [name for header, name in layout.columns.items() if _as_header(header) not in positions]
    lacking = [
        each.name
        for each in wanted.columns.values()
        if each.required and each.name not in found and each.copies not in found and each.name not in read.waiting
    ]
    unknown = {}
    for name, at in found.items():
        column = wanted.columns[name]
        column = replace(column, words={**column.words, **read.words.get(name, {})})
        # all of the file, where its rows were not made anew
        words = unknown_words(read if read.unpivoted or at in read.added else table, column, at)
        if words:
            unknown[name] = words
    words = {name: dict(told) for name, told in layout.words.items()}
    for name, new in unknown.items():
        words[name] = {**words.get(name, {}), **near_words(wanted.columns[name], new)}
    families = {**(fresh.layout.families if fresh.plan else {}), **layout.families} if fresh.plan else {}
    empty = [name for name, value in layout.constants.items() if not value.strip() and name not in found]
    asked = len(read.problems) > len(table.problems)
    return Proposal(
        replace(layout, columns=kept, words=words, families=families,
                constants={**dict.fromkeys(lacking, ""), **layout.constants}),
        tuple(dict.fromkeys(gone)),
        unknown,
        fresh.plan,
        tuple(dict.fromkeys([*lacking, *empty])),
        asked,
    )  # fmt: skip


def _there(layout: Layout, positions: Mapping[str, int]) -> dict[str, str]:
    return {header: name for header, name in layout.columns.items() if _as_header(header) in positions}


def _first_rows(table: TextTable) -> TextTable:
    columns = [each.slice(0, _LOOKED_AT) for each in table.columns]
    return replace(table, columns=columns, lines=table.lines.slice(0, _LOOKED_AT))


_CERTAIN = frozenset(folded(each) for each in ("measure_id", "kpi_id", "indicator_id", "measure_code", "kpi_code"))


def doubted(table: TextTable, found: Mapping[str, int], known) -> tuple[str, ...]:
    """Columns that a header only loosely names and whose cells are something else: a measure that is Count, Percentage.

    A measure is doubted where no cell is a measure of the store, and the store has measures or another header of the
    file could be meant as well.
    """
    at = found.get("measure_id")
    if at is None or at in table.meant or folded(table.headers[at].strip().removesuffix(NEEDED)) in _CERTAIN:
        return ()
    if "name" in found:  # definitions bring measures that nobody knows yet
        return ()
    own = set(getattr(known, "measures", {})) - set(COMPUTED)
    spellings = contract("kpi_values").columns["measure_id"].spellings
    rivals = [each for each in table.headers if folded(each) in spellings]
    if not own and len(rivals) < 2:
        return ()
    told = {folded(each) for each in table.columns[at].slice(0, _LOOKED_AT).to_pylist() if each.strip()}
    return () if told & {folded(each) for each in (*own, *COMPUTED)} or not told else ("measure_id",)


_SAYING_LITTLE = frozenset(
    ["of", "the", "a", "at", "on", "by", "in", "for", "no", "name", "full", "is", "date", "time"]
)


def _words_of(name: str) -> frozenset[str]:
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)
    told = frozenset(each.casefold().removesuffix("s") for each in words)
    return (told - _SAYING_LITTLE) or told


def _loosely(table: TextTable, wanted: Contract, columns: list[Column], free: list[int]) -> dict[str, int]:
    """Columns with the one header that shares most words with a spelling of them, where the cells can be read."""
    scores = []
    for column in columns:
        spellings = [_words_of(each) for each in (column.name, *column.also)]
        for at in free:
            own = _words_of(table.headers[at])
            score = max((len(own & each) / len(own | each) for each in spellings if own and each), default=0)
            if score >= _ALIKE:
                scores.append((score, column.name, at))
    found: dict[str, int] = {}
    for score, name, at in sorted(scores, key=lambda each: -each[0]):
        if name in found or at in found.values():
            continue
        if any(other != at and same == score and each == name for same, each, other in scores):
            continue  # two headers say it equally well
        if wanted.columns[name].type == "text" or _reads(table, wanted.columns[name], at):
            found[name] = at
    return found


def _reads(table: TextTable, column: Column, at: int) -> bool:
    """Whether most of the cells that are filled can be read as the column."""
    cells = _one(table.columns[at].slice(0, _LOOKED_AT))
    said = cells.filter(pc.not_equal(pc.utf8_trim_whitespace(cells), ""))
    if not len(said):
        return False
    optional, lines = replace(column, required=False), table.lines.slice(0, len(said))
    with connection() as con:
        read = typed(con, optional, pa.chunked_array([said]), lines, plain=False, header=column.name)
    return len(read.values) - read.values.null_count >= len(said) / 2


def _families(how: Plan) -> dict[str, str]:
    """What each family would be read as; which of two rivals counts is for a person to say."""
    rivals = {label for labels in how.rivals for label in labels}
    return {
        **{each.label: TO_CHOOSE if each.label in rivals else each.target for each in how.families},
        **{each.label: LEFT_OUT for each, _ in how.left_out},
    }


def _from_wide(how: Plan | None) -> set[str]:
    if how is None:
        return set()
    columns = {each.figure for each in how.families}
    if any(each.months for each in how.families):
        columns |= {"month", "months"}
    if any(each.channel for each in how.families):
        columns.add("channel")
    return columns


def _guesses(table: TextTable, wanted: Contract, found, by_wide, wide, known) -> dict[str, int]:
    """Needed columns without a known spelling, each with the one column of the file that seems to be meant."""
    free = [
        at
        for at, header in enumerate(table.headers)
        if at not in found.values() and at not in wide and may_be_used(header)
    ]
    missing = [
        each
        for each in wanted.columns.values()
        if (each.required or each.name == wanted.wide) and each.name not in found and each.name not in by_wide
    ]
    guessed: dict[str, int] = {}
    for column in missing:
        near = nearest(column.name, [table.headers[at] for at in free])
        if near is not None:
            guessed[column.name] = next(at for at in free if table.headers[at] == near)
            free.remove(guessed[column.name])
    left = [each for each in missing if each.name not in guessed]
    for name, at in _loosely(table, wanted, left, free).items():
        guessed[name] = at
        free.remove(at)
    # what only one kind of cell can be comes first: a month is also a code, and a number may be one
    order = {"month": 0, "word": 1, "number": 2, "code": 3, "id": 3}
    for column in sorted(missing, key=lambda each: order.get(each.type, 9)):
        if column.name in guessed or column.type not in order:
            continue
        alike = [at for at in free if column.name == "service_id" and _names_services(table, at, known)][:1]
        alike = alike or [at for at in free if fits(table, at, column)]
        if len(alike) == 1:
            guessed[column.name] = alike[0]
            free.remove(alike[0])
    return guessed


def fits(table: TextTable, at: int, column: Column) -> bool:
    """Whether nearly all of the cells can be read as the column."""
    cells = _one(table.columns[at].slice(0, _LOOKED_AT))
    said = cells.filter(pc.not_equal(pc.utf8_trim_whitespace(cells), ""))
    lines = table.lines.slice(0, len(said))
    if not len(said):
        return False
    if column.type == "word":  # one word of the council's own must not hide a column of channels
        known_words = dict(column.words)
        told = [known_words[key] for each in said.to_pylist() if (key := folded(each)) in known_words]
        # a column that only says 'all' or 'other' may be about anything
        one_word = len(told) == len(said) and not set(told) <= {"all", "not_stated"}
        return one_word or (len(told) >= len(said) / 2 and len(set(told)) > 1)
    looks = {
        "month": r"^(\d{6}|.{0,19}[A-Za-z/. -].{0,12}\d.{0,19}|.{0,19}\d.{0,12}[A-Za-z/. -].{0,19})$",
        "number": r"^[\s£(+-]*[\d.][\d,.]*\s*%?\)?\s*$",
    }.get(column.type)
    if looks:  # seen at a glance: reading a column takes much longer
        alike = pc.sum(pc.match_substring_regex(said, looks)).as_py() >= _MOST * len(said)
        if column.type == "number" or not alike:
            return alike
    if column.type in ("code", "id") and (
        pc.max(pc.utf8_length(said)).as_py() > 60
        or pc.sum(pc.match_substring_regex(said, r"^[\d.,£%() -]+$")).as_py() > len(said) / 20
    ):
        return False
    with connection() as con:
        if column.type in ("code", "id"):
            return _are_codes(con, said)
        read = typed(
            con, replace(column, required=False), pa.chunked_array([said]), lines, plain=False, header=column.name
        )
    return len(read.values) - read.values.null_count >= _MOST * len(said)


def _are_codes(con, cells) -> bool:
    """Several different texts, none of them about a person."""
    told = over(
        con,
        """SELECT count(*) FILTER (personal_data(text) IS NOT NULL) AS odd, count(DISTINCT text) AS different
           FROM (SELECT tidy_any(cell) AS text FROM cells)""",
        cells=pa.table({"cell": cells}),
    ).to_pylist()[0]
    return not told["odd"] and told["different"] > 1


def _names_services(table: TextTable, at: int, known) -> bool:
    """Whether at least half of the cells are services of the catalogue, by code or by name."""
    names = {folded(each) for pair in (getattr(known, "services", None) or {}).items() for each in pair if each}
    told = [folded(each) for each in table.columns[at].slice(0, _LOOKED_AT).to_pylist() if each.strip()]
    return bool(names and told) and sum(each in names for each in told) >= len(told) / 2


def _unknown_words(table: TextTable, wanted: Contract, found: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    told = {name: unknown_words(table, wanted.columns[name], at) for name, at in found.items()}
    return {name: words for name, words in told.items() if words}


def unknown_words(table: TextTable, column: Column, at: int) -> tuple[str, ...]:
    """The words of the file's column at this position that the contract's column does not know; at most 50.

    Nothing for a column that takes other things than a list of words.
    """
    if column.type != "word" or not column.only_words:
        return ()
    cells = pc.unique(pc.utf8_trim_whitespace(table.columns[at]))
    with connection() as con:
        optional = replace(column, required=False)
        lines = pa.array(range(len(cells)), pa.int64())
        read = typed(con, optional, pa.chunked_array([cells]), lines, plain=False, header=column.name)
    return tuple(cells.filter(pc.fill_null(_one(read.wrong), False)).to_pylist()[:50]) if read.wrong is not None else ()


def _one(values) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def near_words(column: Column, words: tuple[str, ...]) -> dict[str, str]:
    """Each unknown word with the known one that is spelt most like it, or nothing."""
    near = {word: get_close_matches(folded(word), column.words, n=1, cutoff=0.6) for word in words}
    return {word: column.words[found[0]] if found else "" for word, found in near.items()}
