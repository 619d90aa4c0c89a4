"""What the sample council's files on projects share: months, days as people write them, and what was known when."""

import csv
import io
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from data.sample import stories as s
from data.sample.project_facts import FIRST_REPORTED, PROJECTS, Item, Milestone, Project

Value = TypeVar("Value")

WRITTEN = {
    "words": {"G": "Green", "AG": "Amber/Green", "A": "Amber", "AR": "Amber/Red", "R": "Red", "B": "Complete",
              "NR": "Not rated"},
    "letters": {"G": "G", "AG": "A/G", "A": "A", "AR": "A/R", "R": "R", "B": "B", "NR": "Not rated"},
    "capitals": {"G": "GREEN", "AG": "AMBER/GREEN", "A": "AMBER", "AR": "AMBER/RED", "R": "RED", "B": "COMPLETE",
                 "NR": "NOT RATED"},
}  # fmt: skip


def months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def after(month: date, count: int = 1) -> date:
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def key(month: date) -> str:
    return f"{month:%Y-%m}"


def name(month: date) -> str:
    return f"{month:%B_%Y}".lower()


def fin_year(month: date) -> str:
    start = month.year - (month.month < 4)
    return f"{start}/{(start + 1) % 100:02}"


def holding(changes: Mapping[str, Value], month: date) -> Value | None:
    """What the newest change up to the month says; None where there is none yet."""
    return next((changes[since] for since in sorted(changes, reverse=True) if since <= key(month)), None)


# -- what was known at the end of a month -----------------------------------------------------------------------------


def listed(month: date) -> list[Project]:
    """The projects that stand in the register of a month, closed ones included."""
    return [project for project in PROJECTS if project.start_baseline <= end(month).isoformat()]


def expected(milestone: Milestone, month: date) -> str:
    """The day expected, as a report on the month says it; the day itself once it is past."""
    if is_done(milestone, month):
        return milestone.done_on
    return holding(milestone.forecasts, month) or milestone.baseline


def is_done(milestone: Milestone, month: date) -> bool:
    return bool(milestone.done_on) and milestone.done_on <= end(month).isoformat()


def next_milestone(project: Project, month: date) -> tuple[Milestone, str] | None:
    ahead = [(expected(each, month), each) for each in project.milestones if not is_done(each, month)]
    if not ahead:
        return None
    day, milestone = min(ahead, key=lambda each: each[0])
    return milestone, day


def is_open(item: Item, month: date) -> bool:
    return min(item.scores) <= key(month) and not (item.closed and item.closed <= key(month))


def open_items(project: Project, month: date, kind: str) -> list[Item]:
    found = [item for item in project.items if item.kind == kind and is_open(item, month)]
    return sorted(found, key=lambda item: -score(item, month))


def score(item: Item, month: date) -> int:
    likelihood, impact = scores(item, month)
    return likelihood * impact


def scores(item: Item, month: date) -> tuple[int, int]:
    """Likelihood and impact as a report on the month has them; before it was raised, those of that day."""
    return holding(item.scores, month) or item.scores[min(item.scores)]


def rating_of(project: Project, month: date) -> str:
    """What the report of the month says: G | AG | A | AR | R | B | NR; x where none came; "" where none is due."""
    if month == s.UPLOAD_MONTH:
        return project.october_rating
    ratings = [
        code
        for part in project.ratings.split()
        for code in [part.rstrip("0123456789")] * int(part.lstrip("ABGNRx"))
    ]  # fmt: skip
    number = months(first_report(project), month)
    return ratings[number] if 0 <= number < len(ratings) else ""


def last_rating(project: Project, month: date) -> str:
    """What the project's last report says, up to the month; "" where it reports nothing."""
    while (rating := rating_of(project, month)) in ("", "x") and month > first_report(project):
        month = after(month, -1)
    return rating


def first_report(project: Project) -> date:
    return max(date.fromisoformat(project.start_baseline).replace(day=1), FIRST_REPORTED)


def reason(project: Project, month: date, rating: str) -> str:
    return holding(project.reasons, month) or "" if rating in ("AG", "A", "AR", "R") else ""


# -- how it is written -------------------------------------------------------------------------------------------------


def as_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    rows = list(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def uk(day: str) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}" if day else ""


def said(day: str) -> str:
    at = date.fromisoformat(day)
    return f"{at.day} {at:%B %Y}"


def lower(name: str) -> str:
    """The name inside a sentence; what begins with a number or short form stays."""
    return name[0].lower() + name[1:]


def joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(word for word in words if word))
