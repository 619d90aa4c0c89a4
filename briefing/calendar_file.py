"""The committees' meetings and the days their papers are due, as a calendar file (iCalendar, RFC 5545 and RFC 7986)."""

from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import pandas as pd
from icalendar import TRANSP, Calendar, Event, vDuration

from data.settings import settings
from data.version import name_and_version
from exhibits import View
from exhibits.common.view_queries import view_rows
from exhibits.common.words import missing, say_date

_READ_AGAIN = timedelta(hours=12)


def calendar_file(committee: str | None = None, place: str = "") -> bytes:
    """Every meeting that was published, as a whole day: the figures know no hour. A day on which papers are due is one
    of its own. An entry keeps its id, so that a calendar that reads the file again moves it instead of adding it.

    committee: None = all of them; place: address of the page that has the briefings, '' where it is not known.
    """
    rows = view_rows(View(), "meetings/dates")
    own = rows if committee is None else rows[rows["committee"] == committee]
    file = Calendar.new(
        prodid=f"-//{name_and_version()}//EN",
        name=f"{committee or 'Committees'}, {settings().council.name}",
        method="PUBLISH",
        uid=uuid5(NAMESPACE_URL, f"{settings().council.name}/{committee}"),
    )
    file.add("refresh-interval", vDuration(_READ_AGAIN), parameters={"value": "DURATION"})
    file.add("x-published-ttl", vDuration(_READ_AGAIN))  # what Outlook reads
    now = datetime.now(UTC)
    for meeting in own.itertuples(index=False):
        held, due = meeting.meeting_date.date(), meeting.papers_due_on
        about = "" if missing(meeting.title) else f": {meeting.title}"
        file.add_component(_day(meeting, "meeting", held, f"{meeting.committee}{about}", place, now))
        if not missing(due):
            words = f"Papers due for the {meeting.committee} of {say_date(meeting.meeting_date)}"
            file.add_component(_day(meeting, "papers", due.date(), words, place, now))
    return file.to_ical()


def _day(meeting: pd.Series, sort: str, day: date, words: str, place: str, now: datetime) -> Event:
    whose = f"{settings().council.name}/{meeting.committee}/{meeting.meeting_id}/{sort}"
    return Event.new(
        uid=uuid5(NAMESPACE_URL, whose),
        summary=words,
        start=day,
        end=day + timedelta(days=1),
        stamp=now,
        transparency=TRANSP.TRANSPARENT,  # nobody is taken to be busy the whole day
        url=place or None,
    )
