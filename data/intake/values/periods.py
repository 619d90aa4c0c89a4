"""Months, quarters, years and days as officers write them: what a header says of time and what is left beside it, and
whether a cell speaks of a day or a period at all.

Cells are turned into values by moment.sql and month.sql, which take what is told here to be a day or a month.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from data.contracts import PERIODS
from data.settings import settings

LENGTHS = {months: word for word, months in PERIODS.items()}  # months of a period → what it is called
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:(?:19|20)\d\d|['’]?\d\d)"
_FULL = r"(?:19|20)\d\d"
_START, _END = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_TWO_YEARS = rf"(?:fy ?)?({_FULL}) ?[/-] ?({_FULL}|\d\d)"

_MONTHLIKE_YEARS = [f"{year}/{(year + 1) % 100:02}" for year in range(2000, 2012)]

_FORMS = {
    "span": rf"({_MONTH})\.?[ /-]*({_YEAR})? ?(?:-|–|—|to|/) ?({_MONTH})\.?[ /-]*({_YEAR})",
    "quarter of a financial year": rf"(?:q|qtr ?|quarter ?)([1-4])[ ,-]*{_TWO_YEARS}",
    "financial year, then quarter": rf"{_TWO_YEARS}[ ,-]*(?:q|qtr ?|quarter ?)([1-4])",
    "quarter": rf"(?:q|qtr ?|quarter ?)([1-4])[ ,/-]*({_FULL})",
    "year, then quarter": rf"({_FULL})[ ,/-]*(?:q|qtr ?|quarter ?)([1-4])",
    "day": rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-]({_FULL})(?: 00:00(?::00)?)?",
    "day, year first": rf"({_FULL})[/.-](\d{{1,2}})[/.-](\d{{1,2}})(?: 00:00(?::00)?)?",
    "month in words": rf"({_MONTH})(?:,(?= ?{_FULL}))?[ ./-]*({_YEAR})",
    "year, then month in words": rf"({_FULL})[ ./-]*({_MONTH})",
    # 2009/10 is a financial year, never October 2009
    "year, though a month could be written so": rf"(?:fy ?)?({'|'.join(_MONTHLIKE_YEARS)})",
    "month in figures": rf"({_FULL})[/.-](0?[1-9]|1[0-2])",
    "month in figures, year last": rf"(0?[1-9]|1[0-2])[/.-]({_FULL})",
    "month in figures, alone": rf"^({_FULL}) (0[1-9]|1[0-2])$",
    "month in figures, year last, alone": rf"^(0?[1-9]|1[0-2]) ({_FULL})$",
    "year": _TWO_YEARS,
}
_PATTERNS = {name: re.compile(_START + pattern + _END) for name, pattern in _FORMS.items()}


_DAY = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ ./-]*(?:of )?{_MONTH}[ ,./-]*(?:\d{{4}}|\d\d))"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[., ]+)?"
_A_DAY = re.compile(rf"{_WEEKDAY}{_DAY}(?:[t ,]+\d.*)?")
# a period that may lack its year, or that is written like one and does not exist (2026-13)
_A_PERIOD = re.compile(
    rf"{_FULL}(?:[-/](?:\d\d){{1,2}})?|{_MONTH}[-. /,'’]*(?:\d{{4}}|\d\d)?|{_FULL}[- ./,]*{_MONTH}"
    rf"|\d{{1,2}}[/-]\d{{4}}|{_FULL}[/-]\d"
    rf"|(?:q|qtr|quarter|wk|week)[ -]*\d{{1,2}}(?:[ ,/-]*{_FULL})?|{_FULL}[ ,/-]*(?:q|qtr ?|quarter ?)\d"
)


@lru_cache(maxsize=20_000)  # the same texts come with every file
def time_in(text: str) -> str:
    """What a whole text speaks of: 'date' (a day, with or without its time), 'period' (a month, a quarter, a year, a
    week) or ''.

    A day or a period that no calendar has is one all the same: it is no word and no figure. What is a figure as well
    (2026.09, 202609) is left to the reader of figures, but for a year.
    """
    low = " ".join(text.split()).casefold()
    if _A_PERIOD.fullmatch(low):
        return "period"
    if _A_DAY.fullmatch(low):
        return "date"
    if re.fullmatch(r"[\d. ]+", low):
        return ""
    return "period" if any(pattern.fullmatch(low) for pattern in _PATTERNS.values()) else ""


@dataclass(frozen=True)
class Period:
    """What a header says about time. first: its first month; months: how many it has.

    asked: the quarter may be of the calendar year or of the financial year; first is then the calendar reading.
    """

    first: date
    months: int
    asked: bool = False

    @property
    def number(self) -> int:
        """Months since year 0: for arithmetic."""
        return self.first.year * 12 + self.first.month - 1

    def overlaps(self, other: "Period") -> bool:
        return self.number < other.number + other.months and other.number < self.number + self.months

    def holds(self, other: "Period") -> bool:
        """Whether all of the other, shorter one lies inside."""
        return (
            self.months > other.months
            and self.number <= other.number
            and other.number + other.months <= self.number + self.months
        )

    def of_year(self, quarters: str) -> "Period":
        """The same, settled: quarters is calendar or financial. A financial year goes by the year it begins in."""
        if not self.asked:
            return self
        shift = _first_of_year() - 1 if quarters == "financial" else 0
        return period_at(self.number + shift, self.months)


def period_at(number: int, months: int) -> Period:
    """The period that begins `number` months after year 0."""
    return Period(date(number // 12, number % 12 + 1, 1), months)


def period_of(first: date, months: int) -> Period:
    """The month, quarter or year of the financial year that a month lies in. first: its first day."""
    number = first.year * 12 + first.month - 1
    return period_at(number - (first.month - _first_of_year()) % months, months)


def financial_year(period: Period) -> str:
    """The financial year that a period begins in: "2025/26"."""
    begins = period_of(period.first, 12).first.year
    return f"{begins}/{(begins + 1) % 100:02}"


def found_in(header: str) -> tuple[Period | None, str]:
    """The period in a header and the rest of it with * where the period stood; (None, header) where there is none.

    Two periods in one header are none: nobody could say which one counts.
    """
    text = " ".join(header.split())
    low = text.casefold()
    if len(low) != len(text):
        return None, text
    for name, pattern in _PATTERNS.items():
        found = pattern.search(low)
        if found is None:
            continue
        period = _READ[name](found)
        rest = text[: found.start()] + "*" + text[found.end() :]
        if period is None or not 1990 <= period.first.year <= 2100 or _another(rest.casefold()):
            return None, text
        return period, " ".join(rest.split())
    return None, text


def _another(rest: str) -> bool:
    return any(pattern.search(rest) for pattern in _PATTERNS.values())


def _first_of_year() -> int:
    return settings().council.financial_year_starts


def _month(word: str) -> int:
    return _NAMES.index(word[:3]) + 1


def _year(text: str) -> int:
    figures = text.lstrip("'’")
    return int(figures) if len(figures) == 4 else 2000 + int(figures) if int(figures) < 80 else 1900 + int(figures)


def _made(year: int, month: int, months: int, *, asked: bool = False) -> Period | None:
    return Period(date(year, month, 1), months, asked) if 1 <= month <= 12 and 1 <= year <= 9999 else None


def _span(found: re.Match[str]) -> Period | None:
    first, first_year, last, last_year = found.groups()
    end = _year(last_year) * 12 + _month(last)
    start = _year(first_year) * 12 + _month(first) if first_year else end - (_month(last) - _month(first)) % 12
    months = end - start + 1
    return _made((start - 1) // 12, (start - 1) % 12 + 1, months) if months in (1, 3, 12) else None


def _two_years(first: str, second: str) -> int | None:
    """The year in which a financial year such as 2025/26 begins; None where the two do not follow each other."""
    year = int(first)
    return year if int(second[-2:]) == (year + 1) % 100 and (len(second) == 2 or int(second) == year + 1) else None


def _quarter_of(first: str, second: str, quarter: str) -> Period | None:
    year = _two_years(first, second)
    if year is None:
        return None
    number = year * 12 + _first_of_year() - 1 + (int(quarter) - 1) * 3
    return period_at(number, 3)


def _asked(year: str, quarter: str) -> Period | None:
    return _made(int(year), (int(quarter) - 1) * 3 + 1, 3, asked=_first_of_year() != 1)


def _day(day: str, month: str, year: str) -> Period | None:
    """A month that a spreadsheet wrote as a day: its first. Any other day may be a week or a snapshot."""
    return _made(int(year), int(month), 1) if int(day) == 1 else None


def _of_year(first: str, second: str) -> Period | None:
    year = _two_years(first, second)
    return None if year is None else _made(year, _first_of_year(), 12)


_READ = {
    "span": _span,
    "quarter of a financial year": lambda found: _quarter_of(found[2], found[3], found[1]),
    "financial year, then quarter": lambda found: _quarter_of(found[1], found[2], found[3]),
    "quarter": lambda found: _asked(found[2], found[1]),
    "year, then quarter": lambda found: _asked(found[1], found[2]),
    "day": lambda found: _day(found[1], found[2], found[3]),
    "day, year first": lambda found: _day(found[3], found[2], found[1]),
    "month in words": lambda found: _made(_year(found[2]), _month(found[1]), 1),
    "year, then month in words": lambda found: _made(int(found[1]), _month(found[2]), 1),
    "year, though a month could be written so": lambda found: _of_year(*found[1].split("/")),
    "month in figures": lambda found: _made(int(found[1]), int(found[2]), 1),
    "month in figures, year last": lambda found: _made(int(found[2]), int(found[1]), 1),
    "month in figures, alone": lambda found: _made(int(found[1]), int(found[2]), 1),
    "month in figures, year last, alone": lambda found: _made(int(found[2]), int(found[1]), 1),
    "year": lambda found: _of_year(found[1], found[2]),
}


def might_be_years(headers: list[str]) -> bool:
    """Whether headers such as 2010-11 and 2011-12 may be financial years as well as months: each is one after it."""
    both = [re.fullmatch(rf"({_FULL})-(\d\d)", " ".join(header.split())) for header in headers]
    return len(both) > 1 and all(found and _two_years(found[1], found[2]) is not None for found in both)


def say(period: Period) -> str:
    """ "July to September 2017", "April 2025", "April 2025 to March 2026"."""
    last = period_at(period.number + period.months - 1, 1).first
    if period.months == 1:
        return f"{period.first:%B %Y}"
    if period.first.year == last.year:
        return f"{period.first:%B} to {last:%B %Y}"
    return f"{period.first:%B %Y} to {last:%B %Y}"
