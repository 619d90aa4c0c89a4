"""Sorts of mess in days, moments, months and years."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from tests.messes.mess import VALUES, Mess, sort

_FORMS = ("%d/%m/%Y %H:%M", "%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")
_EXCEL = datetime(1899, 12, 30)


def moment(cell: str) -> datetime | None:
    """A day or moment as our own files write it."""
    for form in _FORMS:
        try:
            return datetime.strptime(cell, form)
        except ValueError:
            continue
    return None


def _ordinal(day: int) -> str:
    return f"{day}{'th' if 10 < day < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _form(form: str) -> Callable[[datetime], str]:
    def written(when: datetime) -> str:
        text = form.replace("%o", _ordinal(when.day)).replace("%-d", str(when.day)).replace("%-m", str(when.month))
        return when.strftime(text)

    return written


def _rewritten(how: Callable[[datetime], str]) -> Callable[[str], str]:
    def again(cell: str) -> str:
        when = moment(cell)
        return cell if when is None else how(when)

    return again


def days(mess: Mess) -> list[int]:
    return mess.of_type("date", "moment")


def _every(name: str, how: Callable[[datetime], str], *, plain: bool = False, of: tuple[str, ...] = ()) -> None:
    def apply(mess: Mess, rng: Random) -> bool:
        places = mess.of_type(*of) if of else days(mess)
        every = [moment(row[at]) for row in mess.body for at in days(mess)]
        if "month_first" in name and all(when is None or when.day <= 12 for when in every):
            mess.named.append("read day first")  # nothing in the file speaks against it
        if name == "days_year_day_month" and all(when is None or when.day <= 12 for when in every):
            return False  # 2026-01-07 is the seventh of January: so ISO 8601 has it, and no system writes otherwise
        if "year_first_short" in name and len({when for when in every if when}) < 4:
            mess.named.append("years of two figures")  # a row or two say nothing
        return mess.rewrite(places, _rewritten(how))

    sort(VALUES, name=name, plain=plain)(apply)


def _with_time(form: str) -> Callable[[datetime], str]:
    """The form, and the time where it is not midnight."""
    day = _form(form)
    return lambda when: day(when) + (f" {when:%H:%M}" if when.hour or when.minute else "")


for _name, _how, _plain in (
    ("days_day_first", "%d/%m/%Y", True),
    ("days_without_noughts", "%-d/%-m/%Y", True),
    ("days_of_two_figures", "%d/%m/%y", True),
    ("days_with_dashes", "%d-%m-%Y", True),
    ("days_with_dots", "%d.%m.%Y", True),
    ("days_with_month_words", "%d-%b-%y", True),
    ("days_in_words", "%-d %B %Y", True),
    ("days_with_ordinals", "%o %B %Y", False),
    ("days_with_weekdays", "%A %-d %B %Y", False),
    ("days_with_short_weekdays", "%a %d/%m/%Y", False),
    ("days_month_words_first", "%b %-d, %Y", False),
    ("days_year_first_slashes", "%Y/%m/%d", True),
    ("days_without_marks", "%Y%m%d", False),
    ("days_month_first", "%m/%d/%Y", False),
    ("days_month_first_short", "%-m/%-d/%y", False),
    ("days_month_first_dashes", "%m-%d-%Y", False),
    ("days_year_first_short", "%y-%m-%d", False),
    ("days_year_first_short_slashes", "%y/%m/%d", False),
    ("days_year_first_short_dots", "%y.%m.%d", False),
    ("days_day_first_short_dots", "%d.%m.%y", False),
    ("days_year_day_month", "%Y-%d-%m", False),
    ("days_with_spaces", "%d / %m / %Y", False),
    ("days_with_month_capitals", "%d %b %Y", True),
    ("days_of_the_year", "%Y-%j", False),
    ("days_of_weeks", "%G-W%V-%u", False),
    ("days_without_year", "%d %b", False),
    ("days_without_year_figures", "%d/%m", False),
    ("days_without_marks_day_first", "%d%m%Y", False),
    ("days_in_quotes", "'%d/%m/%Y", False),
    ("days_with_commas", "%d,%m,%Y", False),
    ("days_with_colons", "%d:%m:%Y", False),
    ("days_month_first_dots", "%m.%d.%Y", False),
    ("days_with_long_dashes", "%d–%m–%Y", False),
):
    _every(_name, _with_time(_how), plain=_plain)

_every("days_iso_with_time", lambda when: when.strftime("%Y-%m-%dT%H:%M:%S"), plain=True)
_every("days_iso_with_z", lambda when: when.strftime("%Y-%m-%dT%H:%M:%SZ"), of=("date",))
_every("days_with_milliseconds", lambda when: when.strftime("%Y-%m-%d %H:%M:%S.000"))
_every("days_with_seconds", lambda when: when.strftime("%d/%m/%Y %H:%M:%S"), plain=True)
_every("days_with_am_and_pm", lambda when: when.strftime("%d/%m/%Y %I:%M %p"))
_every("days_month_first_with_am_and_pm", lambda when: when.strftime("%m/%d/%Y %I:%M:%S %p"))
_every("days_as_excel_numbers", lambda when: f"{(when - _EXCEL) / timedelta(days=1):.10g}")
_every("days_as_mac_excel_numbers", lambda when: f"{(when - _EXCEL) / timedelta(days=1) - 1462:.10g}")
_every("days_as_unix_seconds", lambda when: f"{(when - datetime(1970, 1, 1)).total_seconds():.0f}")
_every("days_as_unix_milliseconds", lambda when: f"{(when - datetime(1970, 1, 1)).total_seconds() * 1000:.0f}")
_every("moments_with_dots", lambda when: when.strftime("%d/%m/%Y %H.%M"), of=("moment",))
_every("moments_with_h", lambda when: when.strftime("%d/%m/%Y %Hh%M"), of=("moment",))
_every("moments_time_first", lambda when: when.strftime("%H:%M %d/%m/%Y"), of=("moment",))
_every("moments_without_marks", lambda when: when.strftime("%Y%m%d%H%M%S"), of=("moment",))
_every("moments_with_two_spaces", lambda when: when.strftime("%d/%m/%Y  %H:%M"), of=("moment",), plain=True)
_every("moments_with_hard_space", lambda when: when.strftime("%d/%m/%Y\u00a0%H:%M"), of=("moment",))
_every("moments_with_commas", lambda when: when.strftime("%d/%m/%Y, %H:%M:%S"), of=("moment",))
_every("moments_with_thin_space", lambda when: when.strftime("%d/%m/%Y, %I:%M\u202f%p"), of=("moment",))
_every("moments_in_zulu_words", lambda when: when.strftime("%a, %d %b %Y %H:%M:%S"), of=("moment",))
_every("moments_with_iso_commas", lambda when: when.strftime("%Y-%m-%d %H:%M:%S,000"), of=("moment",))

_FAULTS = {
    "one_day_that_is_none": lambda when: f"31/02/{when:%Y}",
    "one_day_of_month_13": lambda when: f"{when:%d}/13/{when:%Y}",
    "one_day_of_no_year": lambda when: f"{when:%d/%m}",
    "one_day_far_ahead": lambda when: f"{when:%d/%m}/3026",
    "one_day_with_a_year_of_three": lambda when: f"{when:%d/%m}/{when.year % 1000:03}",
    "one_day_with_a_range": lambda when: f"{when:%d/%m/%Y} - {when:%d/%m/%Y}",
    "one_day_with_a_word": lambda when: f"{when:%d/%m/%Y} (est)",
    "one_day_with_a_question": lambda when: f"{when:%d/%m/%Y}?",
    "one_day_in_hashes": lambda when: "########",
    "one_day_as_text": lambda when: f"end of {when:%B %Y}",
    "one_month_for_a_day": lambda when: f"{when:%b-%y}",
    "one_year_for_a_day": lambda when: f"{when:%Y}",
    "one_quarter_for_a_day": lambda when: f"Q{(when.month + 2) // 3} {when:%Y}",
    "one_day_as_excel_number": lambda when: f"{(when - _EXCEL).days}",
    "one_day_with_hour_25": lambda when: f"{when:%d/%m/%Y} 25:00",
    "one_day_twice": lambda when: f"{when:%d/%m/%Y}\n{when + timedelta(days=7):%d/%m/%Y}",
    "one_day_of_two": lambda when: f"{when:%d/%m/%Y}; {when + timedelta(days=7):%d/%m/%Y}",
    "one_day_and_night": lambda when: f"{when.day}-{when.day + 1}/{when:%m/%Y}",
    "one_day_with_o": lambda when: f"{when:%d/%m/%Y}".replace("0", "O"),
    "one_day_short_of_a_figure": lambda when: f"{when:%d/%m/%Y}"[:-1],
    "one_day_longer_by_a_figure": lambda when: f"{when:%d/%m/%Y}0",
}


def _fault(name: str, how: Callable[[datetime], str]) -> None:
    def apply(mess: Mess, rng: Random) -> bool:
        return mess.rewrite_one(rng, days(mess), _rewritten(how))

    sort(VALUES, name=name)(apply)


for _name, _fault_of in _FAULTS.items():
    _fault(_name, _fault_of)


@sort(VALUES)
def one_day_month_first(mess: Mess, rng: Random) -> bool:
    """One day of a column that can only be month first, among days that are day first."""
    day, month = _with_time("%d/%m/%Y"), _with_time("%m/%d/%Y")
    if not mess.rewrite_one(rng, days(mess), _rewritten(lambda when: month(when) if when.day > 12 else day(when))):
        return False
    mess.rewrite(days(mess), _rewritten(_with_time("%d/%m/%Y")))
    return True


@sort(VALUES)
def days_of_two_systems(mess: Mess, rng: Random) -> bool:
    """Each row month first or day first, as two exports put together."""
    changed, told = False, False
    for n, row in enumerate(mess.body):
        form = rng.choice(("%d/%m/%Y", "%m/%d/%Y"))
        for at in days(mess):
            when = moment(row[at]) if mess.untouched(n, at) else None
            if when is not None:
                row[at], changed = _with_time(form)(when), True
                told = told or (form.startswith("%m") and when.day > 12)
    if not told:
        mess.named.append("read day first")  # no day can only be month first: nothing speaks against day first
    return changed


@sort(VALUES)
def days_first_of_month_month_first(mess: Mess, rng: Random) -> bool:
    """Month first, and every day the first of a month: read day first, all are in January."""
    changed = False
    if len({row[at][:7] for row in mess.body for at in mess.of_type("date")}) < 4:
        mess.named.append("read day first")  # a day or two say nothing
    for n, row in enumerate(mess.body):
        for at in mess.of_type("date"):
            when = moment(row[at]) if mess.untouched(n, at) else None
            if when is not None:
                first = when.replace(day=1)
                mess.truth[n + 1][at] = f"{first:%Y-%m-%d}"
                row[at], changed = f"{first:%m/%d/%Y}", True
    return changed


@sort(VALUES, named="years of two figures")
def days_cut_by_a_narrow_column(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(days(mess), _rewritten(lambda when: f"{when:%d/%m/%Y}"[:8]))


# -- months and years --------------------------------------------------------------------------------------------------


def _month(cell: str) -> date | None:
    try:
        return datetime.strptime(cell, "%Y-%m").date()
    except ValueError:
        return None


def _months(name: str, how: Callable[[date], str], *, plain: bool = False, one: bool = False) -> None:
    def again(cell: str) -> str:
        month = _month(cell)
        return cell if month is None else how(month)

    def apply(mess: Mess, rng: Random) -> bool:
        places = mess.of_type("month")
        return mess.rewrite_one(rng, places, again) if one else mess.rewrite(places, again)

    sort(VALUES, name=name, plain=plain)(apply)


def _financial(month: date) -> str:
    first = month.year if month.month > 3 else month.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def _last(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


for _name, _form_of, _plain in (
    ("months_in_words", lambda m: f"{m:%B %Y}", True),
    ("months_short", lambda m: f"{m:%b-%y}", True),
    ("months_short_words", lambda m: f"{m:%b %Y}", True),
    ("months_in_capitals", lambda m: f"{m:%b-%y}".upper(), True),
    ("months_with_slashes", lambda m: f"{m:%m/%Y}", True),
    ("months_year_slashes", lambda m: f"{m:%Y/%m}", True),
    ("months_as_first_days", lambda m: f"{m:%d/%m/%Y}", True),
    ("months_as_iso_days", lambda m: f"{m:%Y-%m-%d}", True),
    ("months_as_last_days", lambda m: f"{_last(m):%d/%m/%Y}", False),
    ("months_as_iso_last_days", lambda m: f"{_last(m)}", False),
    ("months_month_first_days", lambda m: f"{m:%m/%d/%Y}", False),
    ("months_short_apostrophe", lambda m: f"{m:%b} '{m:%y}", False),
    ("months_turned", lambda m: f"{m:%y-%b}", False),
    ("months_without_marks", lambda m: f"{m:%Y%m}", False),
    ("months_with_m", lambda m: f"{m:%Y}M{m:%m}", False),
    ("months_of_two_figures", lambda m: f"{m:%m-%y}", False),
    ("months_year_of_two_figures", lambda m: f"{m:%y-%m}", False),
    ("months_of_the_financial_year", lambda m: f"P{(m.month - 4) % 12 + 1:02} {_financial(m)}", False),
    ("months_as_numbers", lambda m: f"{m.month}", False),
    ("months_without_year", lambda m: f"{m:%B}", False),
    ("months_with_midnight", lambda m: f"{m:%Y-%m-%d} 00:00:00", True),
    ("months_as_excel_numbers", lambda m: f"{(datetime(m.year, m.month, 1) - _EXCEL).days}", False),
    ("months_without_noughts", lambda m: f"{m.year}-{m.month}", False),
    ("months_of_a_year", lambda m: f"{m:%B} {_financial(m)}", False),
    ("months_year_first_words", lambda m: f"{m:%Y %b}", False),
    ("months_with_full_stops", lambda m: f"{m:%b}. {m:%Y}", False),
    ("months_to_date", lambda m: f"{m:%b %Y} YTD", False),
    ("months_as_ends", lambda m: f"Month ending {_last(m):%d/%m/%Y}", False),
):
    _months(_name, _form_of, plain=_plain)

for _name, _form_of in (
    ("one_month_13", lambda m: f"{m:%Y}-13"),
    ("one_month_of_two", lambda m: f"{m:%b}-{_last(m) + timedelta(days=1):%b %Y}"),
    ("one_quarter_for_a_month", lambda m: f"Q{(m.month + 2) // 3} {m:%Y}"),
    ("one_year_for_a_month", lambda m: f"{m:%Y}"),
    ("one_financial_year_for_a_month", lambda m: _financial(m)),
    ("one_month_misspelt", lambda m: f"{m:%B}"[1:] + f" {m:%Y}"),
    ("one_week_for_a_month", lambda m: f"{m:%G-W%V}"),
    ("one_year_to_date", lambda m: f"YTD {m:%b %Y}"),
    ("one_day_inside_a_month", lambda m: f"{m.replace(day=17)}"),
    ("one_early_financial_year_for_a_month", lambda m: "2009/10"),
    ("one_rolling_year", lambda m: f"12 months to {m:%b %Y}"),
):
    _months(_name, _form_of, one=True)


def _years(name: str, how: Callable[[int], str], *, plain: bool = False, one: bool = False) -> None:
    def again(cell: str) -> str:
        return how(int(cell[:4])) if len(cell) == 7 and cell[4] == "/" else cell

    def apply(mess: Mess, rng: Random) -> bool:
        places = mess.of_type("financial year")
        return mess.rewrite_one(rng, places, again) if one else mess.rewrite(places, again)

    sort(VALUES, name=name, plain=plain)(apply)


for _name, _year_of, _plain in (
    ("years_with_dashes", lambda y: f"{y}-{(y + 1) % 100:02}", True),
    ("years_in_full", lambda y: f"{y}/{y + 1}", True),
    ("years_in_full_with_dashes", lambda y: f"{y}-{y + 1}", True),
    ("years_with_fy", lambda y: f"FY{y % 100}/{(y + 1) % 100}", True),
    ("years_of_two_figures", lambda y: f"{y % 100}/{(y + 1) % 100}", False),
    ("years_by_their_end", lambda y: f"FY{(y + 1) % 100}", False),
    ("years_alone", lambda y: f"{y}", False),
    ("years_with_long_dashes", lambda y: f"{y}–{(y + 1) % 100:02}", False),
    ("years_with_words", lambda y: f"{y}/{(y + 1) % 100:02} Outturn", False),
    ("years_with_spaces", lambda y: f"{y} / {(y + 1) % 100}", False),
    ("years_ended", lambda y: f"Year ended 31/03/{y + 1}", False),
    ("years_of_three", lambda y: f"{y}/{(y + 1) % 10}", False),
    ("years_as_months", lambda y: f"{y}-04", False),
    ("years_turned", lambda y: f"{(y + 1) % 100}/{y}", False),
):
    _years(_name, _year_of, plain=_plain)

for _name, _year_of in (
    ("one_year_that_is_none", lambda y: f"{y}/{(y + 2) % 100:02}"),
    ("one_year_of_three", lambda y: f"{y}/{(y + 3) % 100:02}"),
    ("one_year_backwards", lambda y: f"{y + 1}/{y % 100:02}"),
    ("one_year_alone", lambda y: f"{y}"),
):
    _years(_name, _year_of, one=True)
