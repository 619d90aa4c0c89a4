"""What the exhibits on projects say alike: slippage, ratings, standing, and who answers."""

from collections.abc import Iterable

import pandas as pd

from exhibits import View
from exhibits.common.links import address, project_address, with_day
from exhibits.common.ratings import rating_of
from exhibits.common.words import missing, name_some, say_count

FORWARD = {"improving": ("↗", "Better"), "no_change": ("→", "Same"), "worsening": ("↘", "Worse")}
_STANDINGS = {"on_hold": "On hold", "cancelled": "Cancelled", "ended": "Ended", "not_listed": "No longer listed"}
_WORSE_FIRST = ["R", "AR", "A", "AG", "G", "B", "not_rated", "exempt"]


def say_slip(days: float | None) -> str:
    """ "92 days later", "10 days earlier", "As planned", "No date"."""
    if missing(days):
        return "No date"
    days = int(days)
    return "As planned" if not days else f"{say_count(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def short_slip(days: float | None) -> str:
    """The same for a narrow column of a figure: "+92 days" on two lines."""
    if missing(days):
        return "no<br>date"
    days = int(days)
    words = f"{abs(days):,}<br>{'day' if abs(days) == 1 else 'days'}"
    return f"<b>+{words}</b>" if days > 0 else f"−{words}" if days < 0 else words


def severity(codes: pd.Series) -> pd.Series:
    """How bad each rating is, from 0 (green) to 4 (red); -1 where it is no rating."""
    return codes.map(lambda code: -1 if rating_of(code).worse is None else rating_of(code).worse).astype(int)


def worse_first(codes: Iterable[str]) -> list[str]:
    """The ratings that occur, red first."""
    there = set(codes)
    return [code for code in _WORSE_FIRST if code in there]


def letters_note(codes: Iterable[str]) -> str:
    """What the letters in the marks stand for, of those that occur."""
    phrases = [f"{rating_of(code).letter} {rating_of(code).word.lower()}" for code in worse_first(codes)]
    return f"Letters: {', '.join(phrases)}." if phrases else ""


def say_standing(standing: str) -> str:
    """ "Cancelled", "On hold", "Ended", "No longer listed" of a project that is not open; "" of one that is."""
    return _STANDINGS.get(standing, "")


def not_counted(rows: pd.DataFrame) -> str:
    """Which projects of projects/portfolio stand in no count: "Ended: A and B. Cancelled: C."; "" for none."""
    groups = [(words, list(rows.loc[rows["standing"] == code, "name"])) for code, words in _STANDINGS.items()]
    return " ".join(f"{words}: {name_some(names)}." for words, names in groups if names)


def links_to_holders(holders: Iterable[str]) -> dict[str, str]:
    """Portfolio holder → address of the register of their projects."""
    return {str(name): address("projects", holder=str(name)) for name in holders if not missing(name)}


def project_places(view: View, rows: pd.DataFrame) -> dict[str, str]:
    """Project id → the address that its name in a figure leads to, as at the same day. rows: with project_id."""
    places = {project: project_address(project) for project in rows["project_id"]}
    return with_day(places, view.as_at)


def holder_or_none(holder: str | None) -> str:
    """The portfolio holder, or that none is named."""
    return "None named" if missing(holder) else str(holder)
