"""Quarters and years that stand where a month must: which month to write instead."""

import re

from data.intake.values.periods import Period, found_in, period_at, say

_SHORT_YEARS = re.compile(r"(?<![\d/-])(\d\d)[/-](\d\d)(?![\d/-])")  # 25/26
_ORDINAL = re.compile(r"\b([1-4])(?:st|nd|rd|th) (?:quarter|qtr)\b")
_ENDING = re.compile(r"\bfy ?'?((?:20)?\d\d)\b(?![/-]\d)")  # FY26: whoever writes it means one of two years
_LENGTHS = {3: "quarter", 12: "year"}


def month_instead(text: str, length_in: str = "") -> tuple[str, str, str] | None:
    """Code, problem and remedy of a cell that is a quarter or a year where a month is needed; None for other texts.

    length_in: the column that says how many months a row is for; the first month is written then, else the last one.
    """
    low = _ORDINAL.sub(r"q\1", " ".join(text.casefold().split()))
    low = _SHORT_YEARS.sub(lambda found: f"20{found[1]}/{found[2]}", low)
    if ending := _ENDING.search(low):
        year = int(ending[1][-2:])
        rest = low[: ending.start()] + "{}" + low[ending.end() :]
        years = [f"20{begins:02}/{(begins + 1) % 100:02}" for begins in (year - 1, year)]
        readings = [(each, _period(rest.format(each))) for each in years]
        length = _LENGTHS[readings[0][1].months] if readings[0][1] else ""
        if length_in and readings[0][1]:
            return _first_of(length, readings[0][1].months, length_in)
        ways = [f"{_last(period)} if FY{year:02} is {each}" for each, period in readings if period]
        return _told(length, ways) if length else None
    period = _period(low)
    if period is None:
        return None
    length = _LENGTHS[period.months]
    if length_in and not period.asked:
        remedy = f"Write {period.first:%Y-%m}, its first month, and {period.months} in the column {length_in}."
        return f"a_{length}", f"is a {length} ({say(period)}), not a month", remedy
    if length_in:
        return _first_of(length, period.months, length_in)
    if period.asked:
        ways = [f"{_last(period.of_year(each))} (of the {each} year)" for each in ("calendar", "financial")]
        return _told(length, ways)
    what = f"is a {length} ({say(period)}), not a month"
    return f"a_{length}", what, f"Write {_last(period)}, the last month of the {length}."


def _period(text: str) -> Period | None:
    """The quarter or year that is the whole of a text."""
    period, rest = found_in(text)
    return period if period is not None and rest == "*" and period.months in _LENGTHS else None


def _last(period: Period) -> str:
    return f"{period_at(period.number + period.months - 1, 1).first:%Y-%m}"


def _told(length: str, ways: list[str]) -> tuple[str, str, str]:
    return f"a_{length}", f"is a {length}, not a month", f"Write the last month of the {length}: {' or '.join(ways)}."


def _first_of(length: str, months: int, length_in: str) -> tuple[str, str, str]:
    remedy = f"Write the first month of the {length}, such as 2026-04, and {months} in the column {length_in}."
    return f"a_{length}", f"is a {length}, not a month", remedy
