"""Quarters and years as officers write them: which they may be, and which month to write where a month must stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from data.intake.values.periods import LENGTHS, Period, financial_year, found_in, period_at, say

_SHORT_YEARS = re.compile(r"(?<![\d/-])(\d\d)[/-](\d\d)(?![\d/-])")  # 25/26
_ORDINAL = re.compile(r"\b([1-4])(?:st|nd|rd|th) (?:quarter|qtr)\b")
_ENDING = re.compile(r"\bfy ?'?((?:20)?\d\d)\b(?![/-]\d)")  # FY26: whoever writes it means one of two years
LONGER = {months: word for months, word in LENGTHS.items() if months > 1}
QUARTERS, YEARS = "quarters", "financial_years"
CALENDAR, FINANCIAL, ENDS_IN, BEGINS_IN = "calendar", "financial", "ends in it", "begins in it"


@dataclass(frozen=True)
class Longer:
    """What a text that names a quarter or a year may be. ways: the one period, under ''; or two, by convention.

    about: what is to be said of the file where there are two: QUARTERS (2026 Q2: of the CALENDAR or the FINANCIAL
    year) or YEARS (FY26: the financial year that ENDS_IN 2026 or that BEGINS_IN it).
    """

    about: str
    ways: Mapping[str, Period]

    @property
    def months(self) -> int:
        """3 or 12: how long it is either way."""
        return next(iter(self.ways.values())).months


def longer(text: str) -> Longer | None:
    """The quarter or the year that is the whole of a text; None for other texts."""
    low = _ORDINAL.sub(r"q\1", " ".join(text.casefold().split()))
    low = _SHORT_YEARS.sub(lambda found: f"20{found[1]}/{found[2]}", low)
    if ending := _ENDING.search(low):
        year = int(ending[1][-2:])
        rest = low[: ending.start()] + "{}" + low[ending.end() :]
        begins = {ENDS_IN: year - 1, BEGINS_IN: year}
        ways = {way: _period(rest.format(f"20{each:02}/{(each + 1) % 100:02}")) for way, each in begins.items()}
        known = {way: period for way, period in ways.items() if period}
        return Longer(YEARS, known) if known else None
    period = _period(low)
    if period is None:
        return None
    if period.asked:
        return Longer(QUARTERS, {each: period.of_year(each) for each in (CALENDAR, FINANCIAL)})
    return Longer("", {"": period})


def month_instead(text: str, length_in: str = "", *, by_measure: bool = False) -> tuple[str, str, str] | None:
    """Code, problem and remedy of a cell that is a quarter or a year where a month is needed; None for other texts.

    length_in: the column that says how many months a row is for; the first month is written then, else the last one.
    by_measure: a measure may have a figure a quarter or a year, and this one has not.
    """
    found = longer(text)
    if found is None:
        return None
    length = LENGTHS[found.months]
    code, what = f"a_{length}", f"is a {length}, not a month"
    if not found.about:
        period = found.ways[""]
        what = f"is a {length} ({say(period)}), not a month"
        remedy = f"Write {_last(period)}, the last month of the {length}."
        if length_in:
            remedy = f"Write {period.first:%Y-%m}, its first month, and {period.months} in the column {length_in}."
    elif length_in:
        remedy = (
            f"Write the first month of the {length}, such as 2026-04, and {found.months} in the column {length_in}."
        )
    else:
        ways = [f"{_last(period)} {_if(found, way, period)}" for way, period in found.ways.items()]
        remedy = f"Write the last month of the {length}: {' or '.join(ways)}."
    if by_measure:
        remedy += f" If it is a figure a {length}, publish the measure’s definition with {length} in period first."
    return code, what, remedy


def _if(found: Longer, way: str, period: Period) -> str:
    if found.about == QUARTERS:
        return f"(of the {way} year)"
    return f"if FY{fy_of(found)} is {financial_year(period)}"


def fy_of(found: Longer) -> str:
    """The two figures behind FY of a text that may be of two financial years: "26"."""
    return financial_year(found.ways[ENDS_IN])[-2:]


def _period(text: str) -> Period | None:
    """The quarter or year that is the whole of a text."""
    period, rest = found_in(text)
    return period if period is not None and rest == "*" and period.months in LONGER else None


def _last(period: Period) -> str:
    return f"{period_at(period.number + period.months - 1, 1).first:%Y-%m}"
