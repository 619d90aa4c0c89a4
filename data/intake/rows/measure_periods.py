"""Figures of a quarter or a year: whichever way a cell names one, it stands for the first month of it.

A quarterly measure takes its quarters by name, and months that begin or end one. What a text could mean besides is
asked once for the file, unless one of its readings lies ahead of today.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import COMPUTED, PERIODS, Contract
from data.intake.choices import Answers, Question
from data.intake.known import Known
from data.intake.problem import Problem, listed
from data.intake.rows.conventions import CellsToRead
from data.intake.values.cells import Cells, Connection, ask, days_of
from data.intake.values.longer_periods import (
    BEGINS_IN,
    CALENDAR,
    ENDS_IN,
    FINANCIAL,
    LONGER,
    QUARTERS,
    YEARS,
    Longer,
    fy_of,
    longer,
)
from data.intake.values.periods import Period, financial_year, period_of, say
from data.intake.values.typed_cells import one_chunk
from data.settings import settings

_ONE_YEAR = 4  # figures of a year alone


@dataclass(frozen=True)
class Refused:
    """Cells of a column that are no period of their row's measure. column: its name. rows: where they stand."""

    column: str
    rows: pa.Array
    problems: list[Problem]


def by_period(
    con: Connection,
    lines: pa.Array,
    wanted: Contract,
    to_read: CellsToRead,
    known: Known,
    answers: Answers,
    repairs: list[str],
) -> tuple[CellsToRead, Refused | None]:
    """The cells with the first month of each quarter or year of measures that have one; and what is no such period.

    Those cells are read as some month meanwhile: refuse() takes it away.
    """
    column = next((each for each in wanted.columns.values() if each.period_of and each.name in to_read.cells), None)
    if column is None or not known.periods or column.period_of not in to_read.cells:
        return to_read, None
    texts = pc.utf8_trim_whitespace(one_chunk(to_read.cells[column.name]))
    ids = pc.utf8_trim_whitespace(one_chunk(to_read.cells[column.period_of]))
    rows = pc.indices_nonzero(pc.is_in(ids, value_set=pa.array(list(known.periods), pa.string())))
    if not len(rows):
        return to_read, None
    cells = [
        _Cell(text, measure, known.periods[measure])
        for text, measure in zip(texts.take(rows).to_pylist(), ids.take(rows).to_pylist(), strict=True)
    ]
    found = _read(con, {(each.text, each.months) for each in cells}, known.today, answers)
    wrong = [place for place, each in enumerate(cells) if isinstance(found.get((each.text, each.months)), _Wrong)]
    firsts = [_month(found.get((each.text, each.months)), each.text) for each in cells]
    if not any(answers.is_open(about) for about in (QUARTERS, YEARS)):
        repairs += _said(column.name, cells, found)
    written = pc.replace_with_mask(texts, _mask(len(texts), rows), pa.array(firsts, pa.string()))
    problems = [_problem(column.name, lines[rows[at].as_py()].as_py(), cells[at], found) for at in wrong]
    refused = Refused(column.name, rows.take(pa.array(wrong, pa.int64())), problems) if wrong else None
    return replace(to_read, cells={**to_read.cells, column.name: pa.chunked_array([written])}), refused


def refuse(cells: dict[str, Cells], refused: Refused | None, problems: list[Problem]) -> dict[str, Cells]:
    """The cells without the months that stood for what is no period of the measure; adds what is wrong with them."""
    if refused is None:
        return cells
    read = cells[refused.column]
    gone = _mask(len(read.lines), refused.rows)
    values = pc.if_else(gone, None, one_chunk(read.values))
    wrong = gone if read.wrong is None else pc.or_(read.wrong, gone)
    problems += listed(refused.problems, len(refused.problems), refused.column, "error")
    return {**cells, refused.column: replace(read, values=values, wrong=wrong)}


def _mask(length: int, rows: pa.Array) -> pa.Array:
    return pc.is_in(pa.array(range(length), pa.int64()), value_set=rows.cast(pa.int64()))


# -- one text ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Cell:
    text: str
    measure: str
    months: int


@dataclass(frozen=True)
class _Wrong:
    problem: str
    remedy: str
    code: str


_Found = dict[tuple[str, int], Period | _Wrong]


def _read(con: Connection, texts: Iterable[tuple[str, int]], today: date, answers: Answers) -> _Found:
    """Each text and length with the period it names, or what is wrong with it; not those that are unreadable anyway."""
    named = {key: each for key in texts if (each := longer(key[0])) is not None}
    ways = _conventions(list(named.values()), {text: each for (text, _), each in named.items()}, today, answers)
    days = days_of(con, pa.array(sorted({text for text, _ in texts} - {text for text, _ in named}), pa.string()))
    found: _Found = {}
    for text, length in texts:
        word = LONGER[length]
        if each := named.get((text, length)):
            period = each.ways[ways[each.about]] if ways[each.about] in each.ways else next(iter(each.ways.values()))
            found[text, length] = period if period.months == length else _other_length(each, word)
        elif text in days:
            found[text, length] = _at_an_end(days[text], length)
        elif length == 12 and len(text) == _ONE_YEAR and text.isdecimal():
            before, after = (financial_year(Period(date(year, 12, 1), 1)) for year in (int(text) - 1, int(text)))
            what = "is one year, and a financial year has two"
            found[text, length] = _Wrong(what, f"Write {before} if the year ends in it, {after} if not.", "one_year")
    return found


def _at_an_end(day: date, length: int) -> Period | _Wrong:
    """The quarter or year that begins or ends with a month. day: of the month, its first or its last one."""
    period, word = period_of(day, length), LONGER[length]
    place = day.year * 12 + day.month - 1 - period.number
    whole = day.day == 1 or (day + timedelta(days=1)).day == 1
    if place in (0, length - 1) and whole:
        return period
    said = f"{day:%B %Y}" if whole else f"{day.day} {day:%B %Y}"
    return _Wrong(
        f"is {said}, which neither begins nor ends a {word}: the measure has a figure a {word}",
        f"Write {_example(period)} for {say(period)}.",
        "within_a_period",
    )


def _other_length(each: Longer, word: str) -> _Wrong:
    other = LONGER[each.months]
    return _Wrong(
        f"is a {other}, and the measure has a figure a {word}",
        f"Write the {word} that the figure is for, or give figures of a {other} to a measure of their own.",
        f"a_{other}",
    )


def _example(period: Period) -> str:
    """How a period is best written: 2025/26, or 2025/26 Q4."""
    year = financial_year(period)
    if period.months == 12:
        return year
    return f"{year} Q{(period.number - period_of(period.first, 12).number) // 3 + 1}"


def _month(found: Period | _Wrong | None, text: str) -> str:
    return text if found is None else "2000-01" if isinstance(found, _Wrong) else f"{found.first:%Y-%m}"


# -- two readings ------------------------------------------------------------------------------------------------------


def _conventions(named: list[Longer], texts: dict[str, Longer], today: date, answers: Answers) -> dict[str, str]:
    """Which way each sort of text is read in this file: about → way; asks where the file leaves it open."""
    ways = {"": ""}
    for about in (QUARTERS, YEARS):
        open_ones = [each for each in named if each.about == about]
        if not open_ones:
            continue
        order = (CALENDAR, FINANCIAL) if about == QUARTERS else (ENDS_IN, BEGINS_IN)
        possible = [way for way in order if all(each.ways[way].first <= today for each in open_ones)]
        ways[about] = possible[0] if len(possible) == 1 else answers.to(_question(about, texts)) or order[0]
    return ways


def _question(about: str, texts: dict[str, Longer]) -> Question:
    text, example = max(
        ((text, each) for text, each in texts.items() if each.about == about),
        key=lambda pair: next(iter(pair[1].ways.values())).number,
    )
    if about == QUARTERS:
        asks = f"Are quarters such as {text} those of the calendar year or of the financial year?"
        options = {way: f"{text} is {say(period)}" for way, period in example.ways.items()}
        return Question(QUARTERS, asks, options)
    asks = f"Is FY{fy_of(example)} the financial year that ends in 20{fy_of(example)}, or the one that begins in it?"
    options = {
        way: f"FY{fy_of(example)} is {financial_year(period)}, and {text} is {say(period)}"
        for way, period in example.ways.items()
    }
    return Question(YEARS, asks, options)


# -- in words ----------------------------------------------------------------------------------------------------------


def _problem(column: str, line: int, cell: _Cell, found: _Found) -> Problem:
    wrong = found[cell.text, cell.months]
    assert isinstance(wrong, _Wrong), "only what is wrong has a problem"
    return Problem(line, column, cell.text, wrong.problem, wrong.remedy, code=wrong.code)


def _said(column: str, cells: list[_Cell], found: _Found) -> list[str]:
    """What was read as which period, each length once, by the newest."""
    said = []
    for months, word in LONGER.items():
        taken = {
            each.text: period
            for each in cells
            if each.months == months
            and isinstance(period := found.get((each.text, months)), Period)
            and each.text != say(period)  # as a wide table was read
        }
        if taken:
            text, period = max(taken.items(), key=lambda pair: pair[1].number)
            said.append(f"{column}: figures a {word} were read as such, for example {text} as {say(period)}.")
    return said


# -- definitions -------------------------------------------------------------------------------------------------------


def changed_periods(con: Connection, rows: pa.Table, known: Known, held: pa.Table) -> list[Problem]:
    """Definitions with a period that the measure's published figures do not have, or that its source does not.

    rows: of measures. held: measure_id, month, of what is published.
    """
    lengths = pa.table(
        {
            "measure_id": pa.array(list(known.periods), pa.string()),
            "months": pa.array(known.periods.values(), pa.int32()),
        }
    )
    year = pa.table({"starts": pa.array([settings().council.financial_year_starts], pa.int32())})
    definitions = rows.select(["source_row", "measure_id", "period"])
    odd = ask(con, "changed_periods.sql", definitions=definitions, store_values=held, lengths=lengths, year=year)
    found = [
        Problem(
            each["source_row"],
            "period",
            each["after"],
            f"is not the period of the figures that {each['measure_id']} has: they are of {each['before']}s, such as "
            f"{say(Period(each['month'], PERIODS[each['before']]))}",
            f"Write {each['before']}, or give the figures of a {each['after']} to a measure with a code of its own.",
            code="period_changes",
        )
        for each in odd.to_pylist()
    ]
    longer_ones = pc.and_(
        pc.is_in(rows["period"], value_set=pa.array(list(LONGER.values()))),
        pc.is_in(rows["measure_id"], value_set=pa.array(list(COMPUTED))),
    )
    found += [
        Problem(
            each["source_row"],
            "period",
            each["period"],
            f"is not how {each['measure_id']} is worked out: it comes as the incidents or channel volumes do",
            "Leave period empty, or give your own figures to a measure with a code of its own.",
            code="period_of_computed",
        )
        for each in rows.filter(pc.fill_null(longer_ones, False))
        .select(["source_row", "measure_id", "period"])
        .to_pylist()
    ]
    return listed(found, len(found), "period", "error")
