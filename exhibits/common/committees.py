"""Which committees are known, and on which days they meet."""

from datetime import date

import pandas as pd

from data.settings import settings


def committees(meetings: pd.DataFrame) -> list[str]:
    """The committees that are known: those of council.toml, then those that meet. meetings: of meetings/dates."""
    return list(dict.fromkeys([*(one.committee for one in settings().committees), *meetings["committee"].dropna()]))


def meetings_of(meetings: pd.DataFrame, committee: str | None, before: date | None = None) -> list[date]:
    """The days on which a committee meets, oldest first. committee: None = any; before: only those before that day."""
    own = meetings if committee is None else meetings[meetings["committee"] == committee]
    days = [day.date() for day in own["meeting_date"]]
    return days if before is None else [day for day in days if day < before]
