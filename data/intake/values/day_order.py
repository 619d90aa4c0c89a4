"""In which order the days of a column are written: day first, month first or year first.

It is decided for each column from all its dates. Days are read day first, as in the United Kingdom, unless the dates
speak against it; what they leave open is asked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from data.intake.choices import Answers, Question
from data.intake.problem import Problem, some
from data.intake.values.typed_cells import one_chunk

DAY, MONTH, YEAR = "day first", "month first", "year first"

_MANY = 20_000  # cells from which only their beginnings are told apart
_BEGINNING = 11  # letters that hold a day
_WEEKDAY = r"(?:(?i:mon|tue|wed|thu|fri|sat|sun)[A-Za-z]*[., ]+)?"
_DATE = re.compile(rf"\s*'?{_WEEKDAY}(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}|\d\d)(?![\d/.-])")
_CLOCK = re.compile(r"\d[ T,]+0*[1-9]\d*[:.]\d\d|\d[ T,]+0?0:(?!00)\d\d")
_OTHER_DATE = re.compile(r"\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|\d[ -]*[A-Za-z]{3,9}[ -]*\d")
_TO_DAY_FIRST = rf"^(\s*'?{_WEEKDAY})(\d{{1,2}})([/.-])(\d{{1,2}})([/.-])(\d{{4}}|\d\d)($|[^0-9])"
_TO_YEAR_FIRST = r"^(\s*'?)(\d\d)[/.-](\d{1,2})[/.-](\d{1,2})($|[^0-9])"
_WINDOW = 15  # years before and after today's in which the dates of a file lie, most likely
_NO_MONTH = 12
_FEWEST = 3  # months whose first days stand in several columns, before somebody is asked


@dataclass(frozen=True)
class DayColumn:
    """A column of days as text. type: as the contract has it: date, moment or month."""

    name: str
    type: str
    cells: pa.ChunkedArray


@dataclass(frozen=True)
class _Dates:
    """The different days of a column that are written in three numbers: first, second, third → the cell's text."""

    column: DayColumn
    texts: Mapping[tuple[int, int, str], str]
    others: bool  # days in other forms, which have one reading
    timed: bool  # some have a time of the day

    @classmethod
    def of(cls, column: DayColumn) -> "_Dates":
        cells = column.cells
        if len(cells) > _MANY:
            cells = pc.utf8_slice_codeunits(pc.utf8_ltrim_whitespace(cells), 0, _BEGINNING)
        texts: dict[tuple[int, int, str], str] = {}
        others = timed = False
        for text in pc.drop_null(pc.unique(one_chunk(cells))).to_pylist():
            found = _DATE.match(text)
            if found:
                texts.setdefault((int(found[1]), int(found[2]), found[3]), found[0].strip().lstrip("'"))
                timed = timed or len(column.cells) > _MANY or _CLOCK.search(text) is not None
            else:
                others = others or _OTHER_DATE.search(text) is not None
        return cls(column, texts, others, timed)

    @cached_property
    def day_first(self) -> list[str]:
        """Those that can only be day first."""
        return [text for (first, second, _), text in self.texts.items() if second <= _NO_MONTH < first]

    @cached_property
    def month_first(self) -> list[str]:
        """Those that can only be month first."""
        return [text for (first, second, _), text in self.texts.items() if first <= _NO_MONTH < second]

    @property
    def leaves_open(self) -> bool:
        """Whether it holds days that may be either, and none that settles it."""
        either = any(first != second for first, second, _ in self.texts)
        return either and not self.day_first and not self.month_first

    @property
    def looks_month_first(self) -> bool:
        """Whether each is a month's first day when it is read month first, and all are of one month day first."""
        if not self.leaves_open or self.others:
            return False
        firsts, seconds = {first for first, _, _ in self.texts}, {second for _, second, _ in self.texts}
        if self.column.type == "month":
            return len(seconds) == 1 and (len(firsts) > 1 or (seconds == {1} and firsts != {1}))
        return not self.timed and seconds == {1} and len(firsts) > 1

    def year_first(self, today: date) -> tuple[bool, bool]:
        """Whether the first numbers may be years of two figures, and whether they can be nothing else."""
        if not self.texts or self.others or any(len(third) == 4 for _, _, third in self.texts):
            return False, False
        firsts, thirds = [first for first, _, _ in self.texts], [int(third) for _, _, third in self.texts]
        if not all(1 <= second <= _NO_MONTH and 1 <= int(third) <= 31 for _, second, third in self.texts):
            return False, False
        if max(firsts) > 31:
            return True, True
        far = any(abs(2000 + third - today.year) > _WINDOW for third in thirds)
        near = all(abs(2000 + first - today.year) <= _WINDOW for first in firsts)
        steadier = len(firsts) > 1 and max(firsts) - min(firsts) < max(thirds) - min(thirds)
        return near and (far or steadier), False


@dataclass
class Orders:
    """What was decided. of: column → its order, where it is not day first. mixed: columns with dates of both sorts."""

    of: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def about(column: str) -> str:
    """The name of the question for a column."""
    return f"dates.{column}"


def orders(columns: Iterable[DayColumn], lines: pa.Array, today: date, answers: Answers, repairs: list[str]) -> Orders:
    """The order of each column of days; asks where the dates of one leave it open.

    lines: the file's line of each row. today: the day of submission; years of two figures lie near it. While a
    question is open, its column is read in the likeliest order, so that nothing else is said of its dates.
    """
    decided = Orders()
    every = [dates for column in columns if (dates := _Dates.of(column)).texts]
    settled: dict[str, str] = {}
    for dates in every:
        order = _of_column(dates, lines, today, answers, repairs)
        if order:
            settled[dates.column.name] = order
        if dates.day_first and dates.month_first and order != YEAR:
            decided.problems.append(_mixed(dates, lines))
    if not settled and (first := _first_of_months(every)):
        settled[first.column.name] = _asked(first, MONTH, lines, answers, repairs)
    leader = next((name for name, order in settled.items() if order == MONTH), "")
    for dates in every:
        name = dates.column.name
        if leader and name not in settled and (dates.leaves_open or dates.month_first):
            settled[name] = MONTH
            repairs.append(f"{name}: dates were read month first, as those of {leader}.")
    decided.of = {name: order for name, order in settled.items() if order != DAY}
    return decided


def _first_of_months(every: list[_Dates]) -> _Dates | None:
    """A column of a file whose few days, those of all columns together, are first days of months read month first and
    all of January read day first."""
    open_ones = [each for each in every if each.leaves_open and each.column.type == "date"]
    days = {day for each in open_ones for day in each.texts}
    if any(each.others or each.timed for each in every) or {second for _, second, _ in days} != {1}:
        return None
    return open_ones[0] if len({first for first, _, _ in days}) >= _FEWEST else None


def _of_column(dates: _Dates, lines: pa.Array, today: date, answers: Answers, repairs: list[str]) -> str:
    """The order of one column, '' where it is day first and other columns may say otherwise."""
    name = dates.column.name
    may_be_year, only_year = dates.year_first(today)
    if only_year:
        repairs.append(f"{name}: dates were read year first, for example {next(iter(dates.texts.values()))}.")
        return YEAR
    if may_be_year:
        return _asked(dates, YEAR, lines, answers, repairs)
    if dates.day_first:
        return DAY
    several = len(dates.texts) > 1 or about(name) in answers.given
    if (dates.month_first and several) or dates.looks_month_first:
        return _asked(dates, MONTH, lines, answers, repairs)
    if dates.leaves_open and about(name) in answers.given:
        return _asked(dates, MONTH, lines, answers, repairs)
    return ""


def _asked(dates: _Dates, other: str, lines: pa.Array, answers: Answers, repairs: list[str]) -> str:
    name = dates.column.name
    either = next((text for (first, second, _), text in dates.texts.items() if _differ(first, second, other)), "")
    example = either or next(iter(dates.texts.values()))
    line = _lines(dates.column, [example], lines)[0]
    asks = f"In which order are the dates of {name}? For example {example} on line {line}."
    if other == MONTH and dates.month_first:
        sure = dates.month_first[0]
        where = f"{sure} on line {_lines(dates.column, [sure], lines)[0]}"
        asks += f" {where} can only be month first, and none can only be day first."
    options = {order: _means(example, order) for order in (other, DAY)}
    question = Question(about(name), asks, options, other if other == YEAR or dates.month_first else "")
    answer = answers.to(question)
    if answers.is_open(question.about):
        return other
    repairs.append(f"{name}: dates were read {answer}, as you answered: {_means(example, answer)}.")
    return answer


def _differ(first: int, second: int, other: str) -> bool:
    return other == YEAR or (first != second and second <= _NO_MONTH)


def _means(text: str, order: str) -> str:
    found = _DATE.match(text)
    if found is None:
        return ""
    first, second, third = int(found[1]), int(found[2]), found[3]
    year = int(third) if len(third) == 4 else 2000 + int(third) if int(third) < 80 else 1900 + int(third)
    parts = {DAY: (year, second, first), MONTH: (year, first, second), YEAR: (2000 + first, second, int(third))}[order]
    try:
        day = date(*parts)
    except ValueError:
        return f"{text} is no day, and is refused"
    return f"{text} is {day.day} {day:%B %Y}"


def _mixed(dates: _Dates, lines: pa.Array) -> Problem:
    """Dates of both sorts in one column, with the lines of both; each that is month first is an error of its own."""
    by_day, by_month = (_say_lines(dates.column, some_of, lines) for some_of in (dates.day_first, dates.month_first))
    what = f"has dates that can only be day first ({by_day}) and dates that can only be month first ({by_month})"
    remedy = "Write them all in one way, such as 2026-09-01: those that could be either are in doubt as well."
    return Problem(None, dates.column.name, None, what, remedy, "warning", code="dates_mixed")


def _say_lines(column: DayColumn, texts: list[str], lines: pa.Array) -> str:
    found = _lines(column, texts, lines)
    return f"{'line' if len(found) == 1 else 'lines'} {some(found, 3)}"


def _lines(column: DayColumn, texts: list[str], lines: pa.Array) -> list[int]:
    """The lines of the cells that begin with one of the texts."""
    cells = pc.utf8_ltrim(one_chunk(column.cells), characters=" \t'\u00a0")
    mask = pc.starts_with(cells, texts[0])
    for text in texts[1:20]:
        mask = pc.or_(mask, pc.starts_with(cells, text))
    return lines.filter(pc.fill_null(mask, False)).to_pylist()


def reordered(cells: pa.ChunkedArray, order: str) -> pa.ChunkedArray:
    """The cells with their days as moment.sql reads them: day first, or the year in four figures before all."""
    if order == MONTH:
        return pc.replace_substring_regex(cells, _TO_DAY_FIRST, r"\1\4\3\2\5\6\7")
    return pc.replace_substring_regex(cells, _TO_YEAR_FIRST, r"\120\2-\3-\4\5") if order == YEAR else cells


# -- financial years among months --------------------------------------------------------------------------------------


def years_as_months(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """The cells of a column of months with 2009-10, 2010-11 … as 2009/10, 2010/11 …, where all of them are such years.

    One alone is October 2009. Several, each thirteen months after the one before, are financial years.
    """
    distinct = pc.drop_null(pc.unique(one_chunk(cells)))
    dashed = [text for text in distinct.to_pylist() if re.fullmatch(r"\s*\d{4}-\d\d\s*", text)]
    years = [text for text in dashed if (int(text.strip()[:4]) + 1) % 100 == int(text.strip()[-2:])]
    if len(dashed) < 2 or len(years) < len(dashed):
        return cells
    return pc.replace_substring_regex(cells, r"^(\s*\d{4})-(\d\d\s*)$", r"\1/\2")
