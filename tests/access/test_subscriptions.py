"""What calendars and readers of news get at /meetings.ics and /feed.xml."""

from datetime import date, datetime
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.testclient import TestClient

from access import subscriptions
from briefing import Pack
from briefing.kept import publish as publish_pack
from briefing.making import compose
from data.store import Author
from tests.exhibits.figures import define, figures, publish
from tests.people import SETTINGS, council

ATOM = "{http://www.w3.org/2005/Atom}"
HELD = date(2026, 12, 8)
MEETINGS = [
    {"meeting_id": "m-1", "committee": "Scrutiny", "meeting_date": HELD, "title": "Budget; IT, and more",
     "papers_due_on": date(2026, 11, 30)},
    {"meeting_id": "m-1", "committee": "Audit", "meeting_date": HELD, "title": None, "papers_due_on": None},
]  # fmt: skip


@pytest.fixture
def store(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    publish(store, "meetings", [{"slice_key": f"m-{n}", **row} for n, row in enumerate(MEETINGS)])
    yield store
    store.close()


@pytest.fixture
def site():
    return TestClient(Starlette(routes=subscriptions.routes()), base_url="https://council.example")


def days(answer) -> dict[str, tuple[str, date, date]]:
    """Id → words, first day and the day after the last, of each entry of a calendar."""
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(each["uid"]): (str(each["summary"]), each.start, each.end) for each in events}


def test_a_calendar_has_every_meeting_and_the_day_its_papers_are_due(store, site):
    answer = site.get("/meetings.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    found = days(answer)
    assert sorted(found.values()) == [
        ("Audit", HELD, date(2026, 12, 9)),
        ("Papers due for the Scrutiny of 8 December 2026", date(2026, 11, 30), date(2026, 12, 1)),
        ("Scrutiny: Budget; IT, and more", HELD, date(2026, 12, 9)),
    ]
    calendar = Calendar.from_ical(answer.content)
    assert calendar["x-wr-calname"] == calendar["name"] == "Committees, Wendlebury District Council"
    assert {str(each["url"]) for each in calendar.walk("VEVENT")} == {"https://council.example/meetings"}

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in answer.text  # a program that reads it again moves what has moved

    moved = {**MEETINGS[0], "meeting_date": date(2026, 12, 15)}
    publish(store, "meetings", [{"slice_key": "m-0", **moved}], at=datetime(2026, 10, 13, 9))
    again = days(site.get("/meetings.ics", params={"committee": "Scrutiny"}))
    assert set(again) < set(found)  # moved, and not another one
    assert ("Scrutiny: Budget; IT, and more", date(2026, 12, 15), date(2026, 12, 16)) in again.values()
    nobody = site.get("/meetings.ics?committee=Nobody")
    assert nobody.status_code == 404 and "There is no committee “Nobody”" in nobody.text


def test_the_meetings_page_says_the_address_that_answers(store, site):
    page = "https://council.example/meetings?committee=Scrutiny"
    address = subscriptions.calendar_address(page, "Audit")
    assert len(days(site.get(address))) == 1
    assert subscriptions.calendar_address("", "Audit") == ""


def test_a_feed_is_there_when_it_is_switched_on_and_holds_no_word_of_a_file(store, site, tmp_path):
    page = "https://council.example/meetings"
    assert site.get("/feed.xml").status_code == 404 and subscriptions.feed_address(page) == ""
    (tmp_path / "council.toml").write_text(SETTINGS.format(sample="false") + "feed = true\n", encoding="utf-8")
    define(store, "secret")
    figures(store, "secret", [7.0] * 36)
    item = {"slice_key": "A1", "action_id": "A1", "kind": "action", "title": "Secret", "text": "Secret.",
            "owner_role": "Secret", "raised_on": HELD, "committee": "Scrutiny", "restricted": True}  # fmt: skip
    taken_back = publish(store, "actions", [item])
    store.withdraw(taken_back, Author("Secret person", "officer"), "Secret reason")
    document = compose(Pack("Scrutiny", HELD, exhibits=("measure:secret",), note="Secret"), date(2026, 10, 20))
    publish_pack(store, document, Author("Secret person", "officer"), at=datetime(2026, 10, 21, 9))

    answer = site.get(subscriptions.feed_address(page))
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    entries = [{part.tag.removeprefix(ATOM): part.text for part in entry} for entry in feed.iter(f"{ATOM}entry")]
    titles = [entry["title"] for entry in entries]
    assert {
        "Measures: 1 file published",
        "Questions, recommendations and actions: 1 file published",
        "Questions, recommendations and actions: 1 file taken back",
    } < set(titles)
    assert "Briefing for the Scrutiny, 8 December 2026" in titles
    assert len({entry["id"] for entry in entries}) == len(entries)
    assert [entry["updated"] for entry in entries] == sorted((entry["updated"] for entry in entries), reverse=True)
    assert "secret" not in answer.text.lower()
    again = ElementTree.fromstring(site.get("/feed.xml").content)
    assert [each.text for each in again.iter(f"{ATOM}id")] == [each.text for each in feed.iter(f"{ATOM}id")]


def test_where_members_sign_in_neither_says_anything(store, site, tmp_path):
    asked = SETTINGS.format(sample="false") + "feed = true\nmembers_sign_in = true\n"
    (tmp_path / "council.toml").write_text(asked, encoding="utf-8")
    for path in ("/meetings.ics", "/feed.xml"):
        answer = site.get(path)
        assert answer.status_code == 403 and "members sign in" in answer.text
        assert "Scrutiny" not in answer.text
    page = "https://council.example/meetings"
    assert subscriptions.calendar_address(page, "Scrutiny") == subscriptions.feed_address(page) == ""
