"""Scrutiny reviews: the exhibits that a committee looks at together, as the council keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from exhibits import View
from exhibits.common.view_queries import view_rows
from exhibits.common.words import missing

REVIEW = "review"  # its name in an address


@dataclass(frozen=True)
class Review:
    """A review as it stands. exhibits: as an address has a list (own_list.py); committee: '' = of none; ended_on: the
    day it ended or will end; changed_on: the day its present state was published."""

    review_id: str
    title: str
    scope: str
    committee: str
    exhibits: str
    ended_on: date | None
    is_open: bool
    changed_on: date

    @property
    def address(self) -> str:
        """Of the page of its exhibits."""
        return f"/chosen?{urlencode({REVIEW: self.review_id})}"


def reviews(today: date) -> list[Review]:
    """Every review as it stands now, those that go on first. today: the day to count from."""
    return [
        Review(
            row.review_id,
            row.title,
            row.scope,
            "" if missing(row.committee) else row.committee,
            row.exhibits,
            None if missing(row.retired_on) else row.retired_on.date(),
            bool(row.is_open),
            row.changed_on.date(),
        )
        for row in view_rows(View(), "meetings/reviews", today=today).itertuples(index=False)
    ]


def review_called(review_id: str, among: Iterable[Review]) -> Review | None:
    """The review of this id; None where there is none."""
    return next((each for each in among if each.review_id == review_id), None)
