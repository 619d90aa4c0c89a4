"""Working days in England and Wales: Monday to Friday without bank holidays, to tell when a month is over."""

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

_DAY = timedelta(days=1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays that every year has, with their substitute days.

    One that is proclaimed for a single occasion is not among them, so such a day counts as a working day. Source of the
    rule: https://www.gov.uk/bank-holidays, Banking and Financial Dealings Act 1971.
    """
    sunday = easter(year)
    fixed = {sunday - 2 * _DAY, sunday + _DAY, _monday(date(year, 5, 1)), _monday(date(year, 5, 25)),
             _monday(date(year, 8, 25))}  # fmt: skip
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while day.weekday() >= 5 or day in fixed:  # the next day that is none
            day += _DAY
        fixed.add(day)
    return frozenset(fixed)


def _monday(day: date) -> date:
    """The first Monday on the day or after it."""
    return day + timedelta(days=-day.weekday() % 7)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def end_of_month(day: date) -> date:
    """The last day of the month that the day is in."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY


_QUIET = 2  # days without a row at the end of a month that prove no gap


def complete_up_to(newest: date) -> date:
    """The day up to which rows are complete whose newest is of this day.

    The end of its month, where no working day lies between (Friday before a bank holiday that ends the month), or no
    more than two days: the last days of a month may be quiet. Else the day itself: between Christmas and New Year there
    are working days, and a desk that is closed then has to be named by whoever brings the file.
    """
    end = end_of_month(newest)
    between = [newest + n * _DAY for n in range(1, (end - newest).days + 1)]
    return end if len(between) <= _QUIET or not any(is_working_day(day) for day in between) else newest
