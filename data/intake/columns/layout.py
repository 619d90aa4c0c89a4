"""A layout: how a file of one source is read as one of our kinds. People write, keep and share it as text (TOML).

What a spelling does not settle is only proposed here; a file is read by a layout that somebody has confirmed.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace

import pyarrow as pa

from data.contracts import Contract, contract, folded
from data.intake.choices import Reading
from data.intake.columns.matching import column_for, header_key
from data.intake.columns.understanding import understanding
from data.intake.columns.unpivoting import unpivot
from data.intake.columns.wide_plan import plan_wide
from data.intake.files.reading import TextTable
from data.intake.problem import Problem, some

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
    file itself is cut: its sheet, its header line; read() takes it before the layout is applied. answers: what is asked
    about its cells ("dates.opened_at") → the option chosen; check() takes them.
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
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def leaves_columns(self) -> bool:
        """Whether it leaves the columns to the rules: it only cuts the file, drops columns and answers questions."""
        return self == Layout(self.kind, dropped=self.dropped, reading=self.reading, answers=self.answers)

    def to_text(self) -> str:
        """The layout as TOML that a person can read and change."""
        wanted = contract(self.kind)
        lines = [
            f"# How a file is read as {wanted.title}. Change what stands right of = and keep the rest.",
            f"kind = {quoted(self.kind)}",
        ]
        if self.left_out:
            lines += ["", "# Columns of the file that are not read.", f"left_out = {_list(self.left_out)}"]
        if self.dropped:
            why = "# Columns of the file that are never kept: they are about people."
            lines += ["", why, f"dropped = {_list(self.dropped)}"]
        if self.quarters:
            which = "# Whether quarters such as 2017-Q3 are of the calendar year or of the financial year."
            lines += ["", which, f"quarters = {quoted(self.quarters)}"]
        lines += _section("columns", self.columns, f"Column in the file = column of {wanted.title}.")
        lines += _section("constants", self.constants, "The same in every row of the file.")
        lines += _section(
            "families",
            self.families,
            'Columns for each month, quarter or channel (* is the month or quarter) = what they hold, or "left out"; '
            '"?" must still be chosen.',
        )
        lines += _reading_section(self.reading)
        lines += _section("answers", self.answers, "What was asked about the cells = what was answered.")
        for name, words in self.words.items():
            known = some(dict.fromkeys(wanted.columns[name].words.values()), 20) if name in wanted.columns else ""
            lines += _section(f"words.{name}", words, f"Word in the file = one of {known}.")
        return "\n".join(lines) + "\n"

    @classmethod
    def from_text(cls, text: str) -> "Layout":
        """A layout from its TOML. Raises LayoutError with a sentence for the person who wrote it."""
        try:
            entries = tomllib.loads(text.removeprefix("\ufeff"))
        except tomllib.TOMLDecodeError as error:
            raise LayoutError(f"The layout is not valid TOML: {error}.") from None
        unknown = sorted(set(entries) - set(cls.__dataclass_fields__))
        if unknown:
            raise LayoutError(f"The layout has an entry that is not known: {some(unknown)}.")
        if not isinstance(entries.get("kind"), str):
            raise LayoutError('The layout does not say its kind. Add a line such as kind = "channel_volumes".')
        words = entries.get("words", {})
        for name in ("columns", "constants", "families", "words", "answers"):
            if not isinstance(entries.get(name, {}), dict):
                raise LayoutError(f"The layout's {name} must be a section: [{name}].")
        for name, section in (
            *((n, entries.get(n, {})) for n in ("columns", "constants", "families", "answers")),
            *((f"words.{column}", section) for column, section in words.items()),
        ):
            if not isinstance(section, dict) or not all(isinstance(value, str) for value in section.values()):
                raise LayoutError(f'In the layout\'s section {name}, each line must be "text" = "text".')
        for name in ("left_out", "dropped"):
            listed = entries.get(name, [])
            if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
                raise LayoutError(f'The layout\'s {name} must be a list such as ["Notes", "Keywords"].')
        return cls(
            entries["kind"],
            entries.get("columns", {}),
            words,
            entries.get("constants", {}),
            entries.get("families", {}),
            entries.get("quarters", "") if isinstance(entries.get("quarters", ""), str) else "?",
            tuple(entries.get("left_out", [])),
            tuple(entries.get("dropped", [])),
            _reading_from(entries.get("reading", {})),
            entries.get("answers", {}),
        )


def _reading_section(reading: Reading) -> list[str]:
    choices = {name: value for name, value in asdict(reading).items() if value}
    if not choices:
        return []
    lines = [f"{name} = {quoted(value) if isinstance(value, str) else value}" for name, value in choices.items()]
    return ["", "# How the file itself is cut.", "[reading]", *lines]


def _reading_from(section: object) -> Reading:
    types = {each.name: type(each.default) for each in fields(Reading)}
    if not isinstance(section, dict) or not all(types.get(name) is type(value) for name, value in section.items()):
        known = ", ".join(f"{name} ({'text' if each is str else 'a number'})" for name, each in types.items())
        raise LayoutError(f"The layout's section reading may hold only: {known}.")
    return Reading(**section)


def quoted(text: str) -> str:
    """A text as TOML has it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(quoted(each) for each in texts)}]"


def _section(name: str, entries: Mapping[str, str], meaning: str) -> list[str]:
    if not entries:
        return []
    return ["", f"# {meaning}", f"[{name}]", *(f"{quoted(key)} = {quoted(value)}" for key, value in entries.items())]


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
    positions = positions_in(table)
    matches: dict[int, str] = {}
    for header, column in layout.columns.items():
        position = positions.get(header_key(header))
        if column_for(column, wanted)[0] is None:
            problems.append(
                _odd(
                    f"is not a column of {wanted.title}",
                    "Change it in the layout.",
                    column,
                    code="layout_no_such_column",
                )
            )
        elif position is None:
            problems.append(
                _odd(
                    "is a column of the layout and not in the file",
                    "Check that it is the layout of this file.",
                    header,
                    code="layout_column_not_in_file",
                )
            )
        else:
            matches[position] = column
    ignored = {positions[key] for each in layout.left_out if (key := header_key(each)) in positions}
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
        position
        for position, header in enumerate(table.headers)
        if position not in matches and (known := column_for(header, wanted)[0]) and known.name in constants
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
    said = [f"{name} is {value!r} in every row, as the layout says." for name, value in constants.items()]
    return with_constants(read, constants, said)


def _odd(problem: str, remedy: str, value: str | None, *, code: str) -> Problem:
    return Problem(None, "layout" if value is None else None, value, problem, remedy, code=code)


def positions_in(table: TextTable) -> dict[str, int]:
    """Key of each header → the position of the first column that has it."""
    found: dict[str, int] = {}
    for position, header in enumerate(table.headers):
        found.setdefault(header_key(header), position)
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
    understood = understanding(table, wanted)
    plan = understood.plan
    if layout.families or layout.quarters:
        plan = plan_wide(table, wanted, understood.matched, choices=layout.families, quarters=layout.quarters)
    return table if plan is None else unpivot(table, wanted, understood.matched, plan)


def with_implied(table: TextTable, wanted: Contract) -> TextTable:
    """The table with the columns that its headers say of every row: a register with risk_id and without kind."""
    implied = understanding(table, wanted).implied
    said = [
        f"{name} is {word!r} in every row: the file has no such column, and {some(headers, 3)} "
        f"{'says' if len(headers) == 1 else 'say'} so."
        for name, (word, headers) in implied.items()
    ]
    return with_constants(table, {name: word for name, (word, _) in implied.items()}, said)


def with_constants(table: TextTable, constants: Mapping[str, str], repairs: list[str]) -> TextTable:
    """The table with columns that hold one value in every row. repairs: what is said of them."""
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
        repairs=[*table.repairs, *repairs],
    )
