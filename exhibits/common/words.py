"""How exhibits speak: numbers, dates, lists and money in words; the one place for them."""

import math
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from typing_extensions import TypeIs  # of the type checker; not needed to run

# What stands above a value axis whose labels do not carry the unit.
UNIT_WORDS = {
    "percent": "",
    "gbp": "",
    "count": "Number",
    "minutes": "Minutes",
    "hours": "Hours",
    "days": "Days",
    "score": "Score",
    "ratio": "Ratio",
    "yesno": "1 = yes",
}
_AFTER = {"minutes": ("minute", "minutes"), "hours": ("hour", "hours"), "days": ("day", "days")}
_NEVER_NEGATIVE = {"count", "minutes", "hours", "days", "percent", "ratio"}


def missing(value: object) -> "TypeIs[None]":
    """Whether there is no value: None, NaN or NaT."""
    return value is None or bool(pd.isna(value))


def say_month(month: date) -> str:
    """ "September 2026"."""
    return "No month" if missing(month) else f"{pd.Timestamp(month):%B %Y}"


def say_period(month: date, months: int = 1) -> str:
    """ "September 2026"; "July to September 2017" for the 3 months that begin with July; "2017" for a calendar year."""
    if missing(month) or months == 1:
        return say_month(month)
    start = pd.Timestamp(month)
    end = start + pd.DateOffset(months=months - 1)
    if months == 12 and start.month == 1:
        return f"{start:%Y}"
    return f"{start:%B}{'' if start.year == end.year else f' {start:%Y}'} to {end:%B %Y}"


def period_word(months: int) -> str:
    """What a period of so many months is called: "month", "quarter", "year"."""
    return {1: "month", 3: "quarter", 12: "year"}.get(months, "period")


def for_a(month: date) -> str:
    """ "for a September", "for an October"."""
    name = f"{pd.Timestamp(month):%B}"
    return f"for {'an' if name[0] in 'AO' else 'a'} {name}"


def say_date(day: date) -> str:
    """ "20 November 2026"."""
    return "No date" if missing(day) else f"{pd.Timestamp(day).day} {pd.Timestamp(day):%B %Y}"


def say_list(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def name_some(names: Iterable[str], most: int = 4, *, strict: bool = False) -> str:
    """ "A, B and C", or "A, B, C, D and 5 more".

    strict: False names one above `most` instead of saying "1 more"; True never names more than `most`.
    """
    names = list(names)
    if len(names) <= (most if strict else most + 1):
        return say_list(names)
    return say_list([*names[:most], f"{len(names) - most} more"])


def shorten(name: str, room: int) -> str:
    """The name; a longer one than `room` letters is cut and ends in "…"."""
    return name if len(name) <= room else name[: room - 1].rstrip() + "…"


def upper_first(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text without the capital at its start, to go on in a sentence."""
    return text[:1].lower() + text[1:]


def say_count(number: int, one: str, many: str | None = None) -> str:
    """ "1 measure", "3 measures"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def say_number(value: float, unit: str, decimals: int | None = None) -> str:
    """The value with its unit: 1,234; £1,200; 45.2%; 3.5 hours; "No data". decimals: as many as fit, if not given."""
    if missing(value):
        return "No data"
    if unit == "yesno":
        return "Yes" if value else "No"
    return _with_unit(_digits(value, unit, decimals), unit)


def say_range(
    lower: float, upper: float, unit: str, *, decimals: int | None = None, largest: float | None = None
) -> str:
    """ "430 to 570", "up to 570", "12.5 to 14 hours": the values that lie inside the limits.

    A limit below 0 of a unit that cannot be negative is left out of the words (not of the data). largest: the largest
    value ever seen; a share that never passed 100% gets no upper limit above 100% in words. Limits are rounded inwards,
    so that a value outside never reads as if it were inside.
    """
    if missing(lower) or missing(upper):
        return "no range yet"
    if decimals == 0 and math.floor(upper) < math.ceil(lower):
        decimals = 1  # no whole number lies between
    low = _digits(lower, unit, decimals, math.ceil)
    high = _digits(upper, unit, decimals, math.floor)
    if lower > upper or low == high or math.isclose(lower, upper):
        return _with_unit(_digits(lower, unit, decimals), unit)
    open_top = unit == "percent" and upper > 100 and largest is not None and largest <= 100
    open_bottom = unit in _NEVER_NEGATIVE and lower <= 0
    if open_top and open_bottom:
        return "0% to 100%"
    if open_top:
        return f"{_with_unit(low, unit)} or more"
    if open_bottom:
        return f"up to {_with_unit(high, unit)}"
    first = _with_unit(low, unit) if unit in ("percent", "gbp") else low
    return f"{first} to {_with_unit(high, unit)}"


def say_limit(limit: float, unit: str, *, upper: bool, decimals: int | None = None) -> str:
    """One limit with its unit, rounded inwards as say_range does."""
    return _with_unit(_digits(limit, unit, decimals, math.floor if upper else math.ceil), unit)


def decimals_that_differ(value: float, limit: float, unit: str) -> int | None:
    """How many decimals show that value and limit are not the same; None where the usual number does."""
    for decimals in (None, 1, 2, 3):
        if _digits(value, unit, decimals) not in (
            _digits(limit, unit, decimals, math.floor),
            _digits(limit, unit, decimals, math.ceil),
        ):
            return decimals
    return 4


def _digits(value: float, unit: str, decimals: int | None, rounding: Callable[[float], int] | None = None) -> str:
    if decimals is None:
        decimals = _usual_decimals(value, unit)
    scaled = value * 10**decimals
    nearest = round(scaled)
    # 569.9999999 is 570 that floating point has worn
    if rounding is not None and not math.isclose(scaled, nearest, rel_tol=1e-9, abs_tol=1e-9):
        nearest = rounding(scaled)
    text = f"{nearest / 10**decimals:,.{decimals}f}"
    if unit != "gbp" and "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _usual_decimals(value: float, unit: str) -> int:
    size = abs(value)
    if unit == "count":
        return 0 if math.isclose(value, round(value), abs_tol=1e-9) or size >= 20 else 1
    if unit == "gbp":
        return 0 if size >= 100 or math.isclose(value, round(value), abs_tol=1e-9) else 2
    if unit == "ratio" or (unit == "percent" and 99 < size < 100):
        return 2
    return 0 if size >= 100 and unit != "percent" else 1


def _with_unit(digits: str, unit: str) -> str:
    if unit == "percent":
        return f"{digits}%"
    if unit == "gbp":
        return f"-£{digits[1:]}" if digits.startswith("-") else f"£{digits}"
    if unit in _AFTER:
        one, many = _AFTER[unit]
        return f"{digits} {one if digits == '1' else many}"
    return digits


def say_difference(excess: float, unit: str) -> str:
    """ "243 more", "12 fewer", "3.5 hours less"."""
    less = "fewer" if unit == "count" else "less"
    return f"{say_number(abs(excess), unit)} {'more' if excess >= 0 else less}"


def signed_number(excess: float, unit: str) -> str:
    """ "+243", "−12", "0"."""
    size = say_number(abs(excess), unit)
    return size if size.startswith("0 ") or size == "0" else f"{'+' if excess > 0 else '−'}{size}"


def short_number(value: float, unit: str) -> str:
    """The value without a word for its unit: "82.2", "45%", "£1,200"."""
    return say_number(value, unit).removesuffix("s").removesuffix(f" {unit.removesuffix('s')}")


def signed_percent(value: float | None) -> str:
    """ "+7.5%", "−2%", "0%", "No data"."""
    if missing(value):
        return "No data"
    digits = f"{abs(value):,.1f}".removesuffix(".0")
    return "0%" if digits == "0" else f"{'+' if value > 0 else '−'}{digits}%"


def say_report_period(period: pd.Timestamp | None, source: str) -> str:
    """ "September 2026" of a report; "2022" of a yearly edition, "June 2022" of one that names its month."""
    if missing(period):
        return "No report"
    stamp = pd.Timestamp(period)
    return f"{stamp:%Y}" if source == "edition" and stamp.month == 1 else say_month(stamp)


def say_span(first: date, last: date, months: int = 1) -> str:
    """ "October 2021 to September 2026": from the first period that begins in `first` to the end of the last."""
    end = pd.Timestamp(last) + pd.DateOffset(months=months - 1)
    return f"{say_period(first)} to {say_period(end)}"


def london_day(moment: pd.Timestamp) -> str:
    """The day in London of a UTC moment, in words."""
    return say_date(pd.Timestamp(moment, tz="UTC").tz_convert("Europe/London"))


def full_stop(text: str) -> str:
    """The text with a full stop at its end, unless it ends a sentence already."""
    text = str(text).strip()
    return text if text.endswith((".", "!", "?")) else text + "."


def say_pounds(value: float) -> str:
    """ "£1.23 million", "£148,000", "−£900", "No data"."""
    if missing(value):
        return "No data"
    size, sign = abs(value), "−" if value <= -0.5 else ""
    if size >= 999_500:
        return f"{sign}£{f'{size / 1e6:,.2f}'.rstrip('0').rstrip('.')} million"
    return f"{sign}£{size:,.0f}"


def short_pounds(value: float) -> str:
    """The same for a narrow figure: "£1.23m", "£148k", "£900"."""
    if missing(value):
        return "No data"
    size, sign = abs(value), "−" if value <= -0.5 else ""
    if size >= 999_500:
        return f"{sign}£{f'{size / 1e6:,.2f}'.rstrip('0').rstrip('.')}m"
    return f"{sign}£{size / 1000:,.0f}k" if size >= 9_950 else f"{sign}£{size:,.0f}"


def full_pounds(value: float, *, signed: bool = False) -> str:
    """For a table: "£148,230"; "No data"; signed: "+£1,200"."""
    if missing(value):
        return "No data"
    sign = "−" if value <= -0.5 else "+" if signed and value >= 0.5 else ""
    return f"{sign}£{abs(value):,.0f}"
