"""Working days: Monday to Friday without the bank holidays of the council's nation, to tell when a month is over."""

from datetime import date, timedelta
from functools import cache

from data import rules
from data.settings import settings

_DAY = timedelta(days=1)


@cache
def bank_holidays(nation: str) -> frozenset[date]:
    """Those on weekdays, of a nation as council.toml names it; after the last year that is carried along there are
    none, so such a day counts as a working day."""
    return frozenset(day for of, day, _ in rules.bank_holidays() if of == nation)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(settings().council.nation)


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
