"""The cells of one column, typed, and what is said about them: what is wrong, what was mended, what is empty."""

from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column
from data.intake.problem import LISTED, PERSONAL, Problem, listed, some, the_rest


def one_chunk(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


@dataclass
class Cells:
    """One column, typed. values: one per row, NULL where empty or wrong. wrong: rows that have a problem.

    percent: rows whose figure was written with a percent sign. timed: rows whose figure was a length of time and is
    in the column's unit already. blanks: cells that said 'n/a' or the like, by word.
    """

    column: Column
    values: pa.Array | pa.ChunkedArray
    lines: pa.Array
    wrong: pa.Array | None = None
    percent: pa.Array | None = None
    timed: pa.Array | None = None
    problems: list[Problem] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    blanks: dict[str, int] = field(default_factory=dict)

    @property
    def wrong_lines(self) -> pa.Array:
        """The lines of its cells that have a problem."""
        return self.lines.slice(0, 0) if self.wrong is None else self.lines.filter(self.wrong)

    def multiply(self, factor: float | pa.Array) -> None:
        """Bring the figures into the column's unit, but for those that stated their own."""
        scaled = pc.round(pc.multiply(one_chunk(self.values), factor), _DIGITS)  # 0.07 million is 70,000 and no more
        self.values = scaled if self.timed is None else pc.if_else(self.timed, one_chunk(self.values), scaled)


_DIGITS = 6


def name_problems(
    column_cells: Cells, result: pa.Table, place: pa.Array, cells: pa.Array, lines: pa.Array, severity: str
) -> None:
    """Take down a problem for each cell that has no value and should."""
    if result["problem"].null_count == len(result):
        return
    said = {name: one_chunk(result[name]).take(one_chunk(place)) for name in ("problem", "remedy", "code")}
    wrong = pc.is_valid(said["problem"])
    column_cells.wrong = wrong
    at = pc.indices_nonzero(wrong)
    first = at.slice(0, LISTED)
    column_cells.problems += listed(
        (
            Problem(line, column_cells.column.name, _shown(value, code), what, remedy, severity, code=code)
            for line, value, what, remedy, code in zip(
                lines.take(first).to_pylist(),
                cells.take(first).to_pylist(),
                *(each.take(first).to_pylist() for each in said.values()),
                strict=True,
            )
        ),
        len(at),
        column_cells.column.name,
        severity,
        _uncounted(column_cells.column.name, lines, at, said),
    )


def _uncounted(name: str, lines: pa.Array, at: pa.Array, said: dict[str, pa.Array]) -> pa.Table | None:
    """The problems behind the first LISTED, which are only counted."""
    others = at.slice(LISTED)
    if not len(others):
        return None
    named = pa.repeat(name, len(others)).dictionary_encode()
    return the_rest(lines.take(others), named, *(each.take(others) for each in said.values()))


def _shown(value: str, code: str) -> str:
    """The cell, shortened; personal data only by its first letters, because results end up in logs."""
    value = value.strip()
    if code in PERSONAL:
        return value[:2] + "…"
    return value if len(value) <= 80 else value[:79] + "…"


def name_empty(column_cells: Cells, cells: pa.Array, lines: pa.Array) -> None:
    """Take down a problem for each empty cell of a column that has to be filled."""
    if not column_cells.values.null_count:
        return
    empty = pc.is_null(column_cells.values)
    if column_cells.wrong is not None:
        empty = pc.and_not(empty, column_cells.wrong)
    at = pc.indices_nonzero(empty)
    first = at.slice(0, LISTED)
    name = column_cells.column.name
    remedy = f"Fill it in, for example {column_cells.column.example}."
    blank = pc.equal(pc.utf8_trim_whitespace(cells.take(at)), "")
    said = pc.if_else(blank, "is empty, and it is needed", "says that there is no value, and one is needed")
    column_cells.problems += listed(
        (
            Problem(line, name, value.strip(), what, remedy, code="empty_needed_cell")
            for line, value, what in zip(
                lines.take(first).to_pylist(), cells.take(first).to_pylist(), said.to_pylist(), strict=False
            )
        ),
        len(at),
        name,
        "error",
        the_rest(
            lines.take(at.slice(LISTED)),
            pa.repeat(name, len(at) - LISTED).dictionary_encode(),
            said.slice(LISTED),
            *(pa.repeat(word, len(at) - LISTED).dictionary_encode() for word in (remedy, "empty_needed_cell")),
        )
        if len(at) > LISTED
        else None,
    )


_SENTENCES = {
    "brackets": "numbers in brackets were read as negative, for example {text} as {value}",
    "percent": "percent signs were taken off, for example {text} as {value}",
    "pounds": "pound signs were taken off, for example {text} as {value}",
    "thousands": "thousands commas were taken off, for example {text} as {value}",
    "shortened": "numbers that Excel had shortened were read as they stand, for example {text} as {value}: check them",
    "length": "lengths of time were read, for example {text} as {value}",
    "short year": "years of two figures were read as 2000 to 2079 and 1980 to 1999, for example {text} as {value}",
    "short year, day first": (
        "dates were read day first, and years of two figures as 2000 to 2079 and 1980 to 1999, for example {text} as "
        "{value}"
    ),
    "zone": "times with a time zone were turned into United Kingdom time, for example {text} as {value}",
    "day first": "dates were read day first, for example {text} as {value}",
}


def name_defaults(
    column_cells: Cells, defaults: pa.Array | None, place: pa.Array, cells: pa.Array, lines: pa.Array
) -> None:
    """Warn of days that systems write where there is no date, and that were read as empty. defaults: those texts."""
    if defaults is None:
        return
    rows = pc.indices_nonzero(pc.fill_null(defaults.take(one_chunk(place)), False))
    texts = some([repr(text.strip()) for text in pc.unique(cells.take(rows)).to_pylist()], 3)
    many = "1 cell holds" if len(rows) == 1 else f"{len(rows):,} cells hold"
    what = f"{many} {texts}, which systems write where there is no date: read as empty"
    remedy = "Leave such cells empty in the export."
    column_cells.problems.append(
        Problem(lines[rows[0].as_py()].as_py(), column_cells.column.name, None, what, remedy, "warning", code="no_date")
    )


def name_repairs(column_cells: Cells, result: pa.Table, place: pa.Array, without: str = "") -> None:
    """Take down what was mended, each sort once, and how often a cell says that there is nothing.

    without: a sort that is not true of the column.
    """
    name = column_cells.column.name
    nothing = pc.and_(pc.is_null(result["value"]), pc.is_null(result["problem"]))
    codes = one_chunk(result["repair"])
    if codes.null_count < len(codes):
        words = []
        both = "short year, day first" in pc.unique(codes).to_pylist() and without != "day first"
        seen = {without, "short year"} if both else {without}
        for row in result.filter(pc.is_valid(codes)).to_pylist():
            repair = row["repair"] if both else row["repair"].removesuffix(", day first")
            if repair == "word":
                words.append(f"'{row['text']}' as {row['value']}")
            elif repair not in seen:
                seen.add(repair)
                column_cells.repairs.append(f"{name}: {mended(repair, row['text'], row['value'])}.")
        if words:
            column_cells.repairs.append(f"{name}: read {', '.join(words[:8])}{' and so on' if len(words) > 8 else ''}.")
        if "percent" in seen:
            column_cells.percent = pc.equal(codes.take(one_chunk(place)), "percent")
        if "length" in seen:
            column_cells.timed = pc.fill_null(pc.equal(codes.take(one_chunk(place)), "length"), False)
    if pc.any(nothing).as_py():
        said = one_chunk(nothing).take(one_chunk(place))
        counts = pc.value_counts(one_chunk(result["text"]).take(one_chunk(place).filter(said)))
        column_cells.blanks = {
            each["values"]: each["counts"] for each in counts.to_pylist() if each["values"] is not None
        }


def _said(value: object) -> str:
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return f"{value.day} {value:%B %Y, %H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


def mended(repair: str, text: str, value: object) -> str:
    """What was mended in a text, by the code that the .sql files have for it."""
    return _SENTENCES[repair].format(text=text, value=_said(value))
