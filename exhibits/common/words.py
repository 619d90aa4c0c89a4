"""How exhibits speak: numbers, dates, lists and money in words; the one place for them."""

import math
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from data.contracts import PERIODS
from data.settings import settings

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
_MOST_DECIMALS = 9
LEAD, POINT, POINTS = 25, 20, 4  # words of a lead, and of a point behind "More"; points there
_NEVER_NEGATIVE = {"count", "minutes", "hours", "days", "percent", "ratio"}


def missing(value: object) -> "TypeIs[None]":
    """Whether there is no value: None, NaN or NaT."""
    return value is None or bool(pd.isna(value))


def say_month(month: date) -> str:
    """ "September 2026"."""
    return "No month" if missing(month) else f"{pd.Timestamp(month):%B %Y}"


def say_period(month: date, months: int = 1) -> str:
    """ "September 2026"; "July to September 2017" for the 3 months that begin with July; "2017" for a calendar
    year, "2025/26" for a financial one."""
    if missing(month) or months == 1:
        return say_month(month)
    start = pd.Timestamp(month)
    end = start + pd.DateOffset(months=months - 1)
    if months == 12 and start.month == 1:
        return f"{start:%Y}"
    if months == 12 and start.month == settings().council.financial_year_starts:
        return f"{start:%Y}/{end:%y}"
    return f"{start:%B}{'' if start.year == end.year else f' {start:%Y}'} to {end:%B %Y}"


def say_months(starts: Iterable[date], months: int = 1, most: int = 4) -> str:
    """Periods in words, those in a row together: "July to September 2026", "May 2026 and July to September 2026".

    starts: their first months; months: how long each is.
    """
    runs: list[list[pd.Timestamp]] = []
    for start in sorted(map(pd.Timestamp, starts)):
        if runs and start == runs[-1][-1] + pd.DateOffset(months=months):
            runs[-1].append(start)
        else:
            runs.append([start])
    return name_some([say_period(run[0], len(run) * months) for run in runs], most)


def period_word(months: int) -> str:
    """What a period of so many months is called: "month", "quarter", "year"."""
    return next((word for word, length in PERIODS.items() if length == months), "period")


def quarter_label(month: date, months: int = 3) -> str:
    """ "Q2 2026/27" for the quarter of a financial year that begins with July; "" for what is none."""
    start, begins = pd.Timestamp(month), settings().council.financial_year_starts
    since = (start.month - begins) % 12
    if months != 3 or since % 3:
        return ""
    year = start.year - (start.month < begins)
    return f"Q{since // 3 + 1} {year if begins == 1 else f'{year}/{(year + 1) % 100:02}'}"


def name_period(month: date, months: int = 1) -> str:
    """A period without its year, which comes every year: "September", "July to September"; "year"."""
    start = pd.Timestamp(month)
    if months == 1:
        return f"{start:%B}"
    return "year" if months == 12 else f"{start:%B} to {start + pd.DateOffset(months=months - 1):%B}"


def for_a(month: date, months: int = 1) -> str:
    """ "for a September", "for an October"; "for July to September"."""
    if months > 1:
        return f"for {name_period(month, months)}"
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


def name_within(begin: str, names: Iterable[str], most: int = 4, *, words: int = POINT, end: str = "") -> str:
    """`begin`, as many of `names` as the sentence holds in `words` words, and `end`: at least one, at most `most`."""
    names = list(names)
    for shown in range(most, 0, -1):
        sentence = f"{begin} {name_some(names, shown, strict=shown < most)}{end}"
        if len(sentence.split()) <= words:
            return sentence
    return sentence


def naming(sentence: str, names: Iterable[str], most: int = POINT) -> str:
    """The sentence with names in place of its {}: as many as leave it at `most` words ("A, B and 3 more")."""
    names = list(names)
    for named in (4, 3, 2, 1):
        text = sentence.format(name_some(names, named, strict=True))
        if len(text.split()) <= most:
            return text
    return cut(text, most)


def first_that_fits(*sentences: str, most: int = LEAD) -> str:
    """The first of the sentences, fullest first, that has no more than `most` words; else the last, cut."""
    return next((text for text in sentences if len(text.split()) <= most), cut(sentences[-1], most))


def cut(text: str, most: int = POINT) -> str:
    """The text; one of more words than `most` is cut and ends in "…"."""
    words = text.split()
    return text if len(words) <= most else " ".join(words[: most - 1]).rstrip(",;:.") + " …"


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


def are(number: int) -> str:
    """ "is" of one, "are" of several."""
    return "is" if number == 1 else "are"


def say_ordinal(number: int) -> str:
    """ "1st", "2nd", "9th", "12th", "21st"."""
    end = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{end}"


_LARGE = 999_500_000  # pounds: from here on sums are said in billions, as axes do
_SIZES = ((1e12, "tn"), (1e9, "bn"))


def say_number(value: float, unit: str, decimals: int | None = None) -> str:
    """The value with its unit: 1,234; £2bn; 45.2%; 3.5 hours; "No data". decimals: as many as fit, if not given."""
    if missing(value):
        return "No data"
    if unit == "yesno":
        return "Yes" if value else "No"
    if unit == "gbp" and decimals is None and abs(value) >= _LARGE:
        return short_pounds(value)
    return _with_unit(_digits(value, unit, decimals), unit)


def say_range(
    lower: float, upper: float, unit: str, *, decimals: int | None = None, largest: float | None = None
) -> str:
    """ "430 to 570", "up to 570", "12.5 to 14 hours": the values that lie inside the limits.

    A limit below 0 of a unit that cannot be negative is left out of the words (not of the data). largest: the largest
    value ever seen; a share that never passed 100% gets no upper limit above 100% in words. Limits are rounded inwards,
    so that a value outside never reads as if it were inside; with so many decimals that the first is not the larger.
    """
    if missing(lower) or missing(upper):
        return "no range yet"
    if unit == "gbp" and decimals is None and (most := max(abs(lower), abs(upper))) >= _LARGE:
        size, sign = next(each for each in _SIZES if most >= each[0] * 0.9995)
        said = say_range(lower / size, upper / size, unit, decimals=2)
        return re.sub(r"£([\d,]+(?:\.\d*[1-9])?)[.0]*", rf"£\1{sign}", said)
    low, high = (_digits(limit, unit, decimals, how) for limit, how in ((lower, math.ceil), (upper, math.floor)))
    if lower > upper or math.isclose(lower, upper):
        return _with_unit(_digits(lower, unit, decimals), unit)
    for more in range(1, _MOST_DECIMALS + 1):
        if _figure(low) < _figure(high):
            break
        low, high = (_digits(limit, unit, more, how) for limit, how in ((lower, math.ceil), (upper, math.floor)))
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


def _figure(digits: str) -> float:
    return float(digits.replace(",", "").replace("−", "-"))


def say_limit(limit: float, unit: str, *, upper: bool, decimals: int | None = None) -> str:
    """One limit with its unit, rounded inwards as say_range does."""
    return _with_unit(_digits(limit, unit, decimals, math.floor if upper else math.ceil), unit)


def decimals_that_differ(value: float, limit: float, unit: str) -> int | None:
    """How many decimals show that value and limit are not the same; None where the usual number does."""
    if unit == "gbp" and abs(value) >= _LARGE:
        return 0 if short_pounds(value) == short_pounds(limit) else None  # else in full
    for decimals in (None, *range(1, _MOST_DECIMALS)):
        if _digits(value, unit, decimals) not in (
            _digits(limit, unit, decimals, math.floor),
            _digits(limit, unit, decimals, math.ceil),
        ):
            return decimals
    return _MOST_DECIMALS


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
    return "0" if text in ("-0", "-0.00") else text.replace("-", "−")


def _usual_decimals(value: float, unit: str) -> int:
    """As many as are usual for the unit and size; a small figure keeps two that are not 0, so that 0.04% is not 0%."""
    size = abs(value)
    whole = math.isclose(value, round(value), abs_tol=1e-9)
    if unit == "count":
        return 0 if whole or size >= 20 else _significant(size, 1)
    if unit == "gbp":
        return 0 if size >= 100 or whole else _significant(size, 2)
    if unit == "percent" and 99 < size < 100:
        return max(2, _significant(100 - size, 1) - 1)  # 99.999% is not 100%
    if unit == "ratio":
        return _significant(size, 2)
    return 0 if size >= 100 and unit != "percent" else _significant(size, 1)


def _significant(size: float, usual: int) -> int:
    """The usual decimals, or as many as show two figures that are not 0: 0.04 has 3 (0.040), which are then trimmed."""
    if size < 1e-9:
        return usual
    return min(max(usual, 1 - math.floor(math.log10(size))), _MOST_DECIMALS)


def _with_unit(digits: str, unit: str) -> str:
    if unit == "percent":
        return f"{digits}%"
    if unit == "gbp":
        return f"−£{digits[1:]}" if digits.startswith("−") else f"£{digits}"
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
    """ "+7.5%", "−2%", "+0.04%", "0%", "No data"."""
    if missing(value):
        return "No data"
    digits = _digits(abs(value), "percent", _significant(abs(value), 1))
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
    """ "£1.23 million", "£2 billion", "£1.2 trillion", "£148,000", "−£900", "No data"."""
    if missing(value):
        return "No data"
    size, sign = abs(value), "−" if value <= -0.5 else ""
    if size >= 999_500_000_000:
        return f"{sign}£{f'{size / 1e12:,.2f}'.rstrip('0').rstrip('.')} trillion"
    if size >= _LARGE:
        return f"{sign}£{f'{size / 1e9:,.2f}'.rstrip('0').rstrip('.')} billion"
    if size >= 999_500:
        return f"{sign}£{f'{size / 1e6:,.2f}'.rstrip('0').rstrip('.')} million"
    return f"{sign}£{size:,.0f}"


def short_pounds(value: float) -> str:
    """The same for a narrow figure: "£1.23m", "£2bn", "£1.2tn", "£148k", "£900"."""
    if missing(value):
        return "No data"
    size, sign = abs(value), "−" if value <= -0.5 else ""
    if size >= 999_500_000_000:
        return f"{sign}£{f'{size / 1e12:,.2f}'.rstrip('0').rstrip('.')}tn"
    if size >= _LARGE:
        return f"{sign}£{f'{size / 1e9:,.2f}'.rstrip('0').rstrip('.')}bn"
    if size >= 999_500:
        return f"{sign}£{f'{size / 1e6:,.2f}'.rstrip('0').rstrip('.')}m"
    return f"{sign}£{size / 1000:,.0f}k" if size >= 9_950 else f"{sign}£{size:,.0f}"


def full_pounds(value: float, *, signed: bool = False) -> str:
    """For a table: "£148,230"; "No data"; signed: "+£1,200"."""
    if missing(value):
        return "No data"
    sign = "−" if value <= -0.5 else "+" if signed and value >= 0.5 else ""
    return f"{sign}£{abs(value):,.0f}"
