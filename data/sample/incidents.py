"""The sample council's incidents, month by month, from the numbers in stories.py.

A month is made from its own seed, so that it is the same whichever months are asked for.
"""

import calendar
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.random import Generator

from data.sample import stories as s

# what an export holds; dates are written by council.py
COLUMNS = (
    "ticket_id", "ticket_type", "opened_at", "resolved_at", "closed_at", "status", "priority", "contact_channel",
    "category", "subcategory", "directorate", "assignment_group", "reassignments", "reopened_count",
    "resolved_first_contact", "sla_met", "work_time_lost_minutes", "satisfaction",
)  # fmt: skip

Columns = dict[str, np.ndarray]  # by name, a value for each incident

_MONDAY_TO_SUNDAY = np.array([1.22, 1.05, 1.0, 0.98, 0.85, 0.06, 0.04])
_HOURS = np.array([0.3, 1.1, 2.0, 2.0, 1.6, 1.0, 1.1, 1.5, 1.4, 1.1, 0.5, 0.2])  # from 7 to 18 o'clock
_OPENS, _CLOSES = 8 * 60, 18 * 60  # minutes of the day at which the desk works
_DAY = 24 * 60


def chance(*names: object) -> Generator:
    """Seeded chance for one thing: the same names give the same numbers."""
    return np.random.default_rng([s.SEED, *(crc32(str(name).encode()) for name in names)])


def months_between(first: date, last: date) -> list[date]:
    """The first day of every month from first to last, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1) for i in range(count)]


@lru_cache(maxsize=128)
def month_of_incidents(month: date) -> pd.DataFrame:
    """Everything that ever happened to the incidents opened in `month`, in COLUMNS, by time of opening.

    Times in minutes (datetime64[m]); what an export of a certain day knows of it is exported()'s business.
    """
    rng = chance("incidents", month)
    years = (month.year - s.FIRST_MONTH.year) + (month.month - s.FIRST_MONTH.month) / 12
    whole_month = (
        s.MONTH_SEASON[month.month] * (1 + s.YEARLY_GROWTH) ** years * np.exp(rng.normal(0, s.CHANCE_OF_MONTH))
    )
    this_month = f"{month:%Y-%m}"
    parts = [_usual(rng, month, category, whole_month) for category in s.CATEGORIES]
    parts += [_extra(rng, month, surge) for surge in s.SURGES if surge.month == this_month and surge.extra]
    parts += [_long(record) for record in s.LONG_RECORDS if f"{record.opened_at:%Y-%m}" == this_month]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(columns["opened_at"], kind="stable")
    return _followed_up(rng, {name: values[order] for name, values in columns.items()}, years)


def exported(month: date, at: datetime) -> pd.DataFrame:
    """The incidents of `month` as the service desk knows them at a moment: what comes later is still empty."""
    rows = month_of_incidents(month).copy()
    resolved, closed = rows["resolved_at"] <= at, rows["closed_at"] <= at
    waiting = np.where(rows["reassignments"] > 0, "On hold", "In progress")
    rows["status"] = np.where(closed, "Closed", np.where(resolved, "Resolved", waiting))
    for column in ("resolved_at", "sla_met", "resolved_first_contact", "reopened_count", "satisfaction"):
        rows[column] = rows[column].where(resolved)
    rows["closed_at"] = rows["closed_at"].where(closed)
    return rows


def _usual(rng: Generator, month: date, category: s.Category, whole_month: float) -> Columns:
    expected = category.a_month * whole_month * np.exp(rng.normal(0, s.CHANCE_OF_CATEGORY))
    directorates = s.DIRECTORATES
    if month.month == 9:
        expected *= category.september
        if category.schools_in_september is not None:
            others = (1 - category.schools_in_september) / (1 - s.DIRECTORATES["Schools Support"])
            directorates = {name: share * others for name, share in s.DIRECTORATES.items()}
            directorates["Schools Support"] = category.schools_in_september
    for surge in s.SURGES:
        if (surge.month, surge.category) == (f"{month:%Y-%m}", category.name):
            expected *= surge.times
    count = int(rng.poisson(expected))
    early = 2.2 if month.month == 9 and category.september > 1 else 1.0  # school starts in the first fortnight
    opened = _opened(rng, month, count, (1, 31), early)
    return _part(rng, category, opened, directorates, s.SAY_MINUTES, s.USUAL_MINUTES * category.minutes)


def _extra(rng: Generator, month: date, surge: s.Surge) -> Columns:
    category = next(category for category in s.CATEGORIES if category.name == surge.category)
    opened = _opened(rng, month, surge.extra, surge.days)
    part = _part(rng, category, opened, s.DIRECTORATES, surge.say_minutes, surge.minutes)
    part["subcategory"][:] = surge.subcategory
    return part


def _long(record: s.LongRecord) -> Columns:
    group = next(category.group for category in s.CATEGORIES if category.name == record.category)
    return {
        "opened_at": np.array([record.opened_at], dtype="datetime64[m]"),
        "category": np.array([record.category], dtype=object),
        "subcategory": np.array([record.subcategory], dtype=object),
        "directorate": np.array([record.directorate], dtype=object),
        "assignment_group": np.array([group], dtype=object),
        "first_contact_chance": np.zeros(1),
        "usual_hours": np.array([record.days_open * 24.0]),
        "work_time_lost_minutes": np.array([record.minutes]),
    }


def _part(
    rng: Generator,
    category: s.Category,
    opened: np.ndarray,
    directorates: dict[str, float],
    say: float,
    minutes: float,
) -> Columns:
    count = len(opened)
    lost = minutes * np.exp(rng.normal(0, s.MINUTES_SPREAD, count))
    lost = np.where(lost > 20, np.round(lost / 5) * 5, np.ceil(lost)).clip(1, s.LONGEST_USUAL_MINUTES)
    return {
        "opened_at": opened,
        "category": np.full(count, category.name, dtype=object),
        "subcategory": _one_of(rng, category.subcategories, count),
        "directorate": _one_of(rng, directorates, count, list(directorates.values())),
        "assignment_group": np.full(count, category.group, dtype=object),
        "first_contact_chance": np.full(count, category.first_contact),
        "usual_hours": np.full(count, category.hours),
        "work_time_lost_minutes": np.where(rng.random(count) < say, lost, np.nan),
    }


def _one_of(
    rng: Generator, names: Iterable[str], count: int, shares: np.ndarray | list[float] | None = None
) -> np.ndarray:
    names = list(names)
    return np.array(names, dtype=object)[rng.choice(len(names), count, p=shares)]


def _opened(rng: Generator, month: date, count: int, days: tuple[int, int], early: float = 1.0) -> np.ndarray:
    last = min(days[1], calendar.monthrange(month.year, month.month)[1])
    each_day = [date(month.year, month.month, day) for day in range(days[0], last + 1)]
    weights = np.array([_MONDAY_TO_SUNDAY[day.weekday()] * (early if day.day <= 14 else 1.0) for day in each_day])
    weights[[(day.month, day.day) in ((12, 25), (12, 26), (1, 1)) for day in each_day]] = 0.01
    day = rng.choice(len(each_day), count, p=weights / weights.sum())
    minute = (7 + rng.choice(len(_HOURS), count, p=_HOURS / _HOURS.sum())) * 60 + rng.integers(0, 60, count)
    return np.datetime64(each_day[0], "m") + (day * _DAY + minute).astype("timedelta64[m]")


def _followed_up(rng: Generator, columns: Columns, years: float) -> pd.DataFrame:
    opened = columns["opened_at"]
    count = len(opened)
    priority = _one_of(rng, s.PRIORITIES, count, list(s.PRIORITIES.values()))
    hurry = np.where(priority == "1 - Critical", 0.25, np.where(priority == "2 - High", 0.6, 1.0))
    at_once = rng.random(count) < columns["first_contact_chance"]
    hours = columns["usual_hours"] * np.exp(rng.normal(0, 0.9, count)) * hurry * np.where(at_once, 0.25, 1.0)
    slow = (rng.random(count) < s.TAKES_WEEKS) & ~at_once
    hours = np.where(slow, s.WEEKS_DAYS * 24 * np.exp(rng.normal(0, s.WEEKS_SPREAD, count)), hours)
    resolved = _in_office_hours(opened, np.ceil(hours * 60).astype("int64") + 3)
    target_minutes = np.array([s.TARGET_HOURS[name] * 60 for name in priority])
    gone = min(years / 5, 1.0)
    channels = np.array([first + (last - first) * gone for first, last in s.CHANNELS.values()])
    score = rng.choice(len(s.SCORES), count, p=s.SCORES)
    requests = np.isin(columns["category"].astype(str), s.REQUESTS)
    made = columns | {
        "ticket_id": [f"INC{str(at)[2:4]}{str(at)[5:7]}{number:05d}" for number, at in enumerate(opened, start=1)],
        "ticket_type": np.where(requests, "Request", "Incident"),
        "resolved_at": resolved,
        "closed_at": resolved + np.timedelta64(s.CLOSED_AFTER_DAYS, "D"),
        "status": "",
        "priority": priority,
        "contact_channel": _one_of(rng, s.CHANNELS, count, channels / channels.sum()),
        "reassignments": np.where(at_once, 0, rng.poisson(0.7, count)),
        "reopened_count": np.where(rng.random(count) < s.REOPENED, 1 + (rng.random(count) < 0.15), 0),
        "resolved_first_contact": np.where(at_once, "Yes", "No"),
        "sla_met": np.where((resolved - opened).astype("int64") <= target_minutes, "Yes", "No"),
        "satisfaction": np.where(rng.random(count) < s.GIVE_SATISFACTION, score, np.nan),
    }
    return pd.DataFrame({name: made[name] for name in COLUMNS}).astype(
        {"reopened_count": "Int64", "satisfaction": "Int64", "work_time_lost_minutes": "Int64"}
    )


def _in_office_hours(opened: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    """When work that takes so many minutes ends: quick work at once, the rest while the desk is open."""
    ends = opened.astype("int64") + minutes
    of_day = ends % _DAY
    spread = ends % 97  # not everything is resolved on the dot of eight
    to_opening = (_OPENS - of_day) % _DAY + spread
    ends = ends + np.where((minutes > 240) & ((of_day < _OPENS) | (of_day > _CLOSES)), to_opening, 0)
    weekday = (ends // _DAY + 3) % 7  # day 0 of the clock was a Thursday
    ends = ends + np.where((minutes > 240) & (weekday >= 5), (7 - weekday) * _DAY, 0)
    return ends.astype("datetime64[m]")
