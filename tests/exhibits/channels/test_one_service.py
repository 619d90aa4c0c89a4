"""One service with everything in one place: tested, reported, working; what is known, and what nobody has said."""

from datetime import date

import pytest

from data.intake import take
from data.store import Author
from exhibits import View
from exhibits.channels.one_service import one_service
from exhibits.channels.service_facts import service_facts
from exhibits.channels.service_gaps import service_gaps
from exhibits.meetings.service_actions import service_actions
from tests.exhibits.channel_store import catalogue, publish_volumes, service, volumes

TODAY = date(2026, 11, 29)
FULL = {
    "peak_months": "9",
    "last_tested_on": date(2026, 6, 16),
    "test_evidence": "From end to end: passed",
    "equality_note": "Nobody was found to be worse off.",
    "equality_assessed_on": date(2026, 1, 14),
    "hosting": "Council’s own cloud",
    "mobile_ok": True,
    "visits_on_phones": 58.0,
    "accessibility_status": "partially",
}


def told(store, **columns) -> None:
    """A service of three years: 10 of 100 online attempts fail, and in the last month 30."""
    catalogue(store, service("permits", service_name="Parking permits", **columns))
    online = volumes("permits", {"online": [90.0] * 36}, started={"online": 100.0}, problems_reported={"online": 1.0})
    online["failed"] = [10.0] * 35 + [30.0]
    online["support_tickets"] = [1.0] * 35 + [2.0]
    online.loc[35, "problems_reported"] = 40.0
    publish_volumes(store, online)


def facts() -> dict[str, str]:
    made = service_facts(View(), service="permits", today=TODAY)
    return dict(zip(made.table["What"], made.table["What is known"], strict=True))


def test_the_lead_answers_tested_reported_working(store):
    told(store, **FULL)
    made = one_service(View(), service="permits", today=TODAY)
    assert made.title.startswith("Parking permits: not tested since its last peak")
    assert made.lead == (
        "Tested 16 June 2026, before its last peak; in September 2026 residents reported 40 problems, support logged "
        "2 tickets, and 30% of online attempts failed."
    )
    assert "In 12 months residents reported 51 problems, and 13 tickets reached support." in made.more
    assert "No log of outages has been published." in made.more
    assert "Residents reported far more than reached support: how does support hear of it?" in made.questions
    assert made.table.iloc[0].tolist() == ["September 2026", "30 of 100 (30%)", "No data", "40", "2"]


@pytest.mark.parametrize(
    ("tested_on", "begins"),
    [(None, "No test is on record; "), (date(2026, 12, 1), "No test is on record; "),
     (date(2026, 10, 1), "Tested 1 October 2026, since its last peak; ")],
)  # fmt: skip
def test_a_test_counts_where_it_was_and_since_when(store, tested_on, begins):
    told(store, **{**FULL, "last_tested_on": tested_on})
    assert one_service(View(), service="permits", today=TODAY).lead.startswith(begins)


def test_what_nobody_submitted_is_said_and_nothing_is_drawn(store):
    catalogue(store, service("permits"))
    made = one_service(View(), service="permits", today=TODAY)
    assert made.lead == (
        "No test is on record; nobody has submitted what residents reported, or how many online attempts failed."
    )
    assert made.figure is None
    known = facts()
    assert known["Last load or user test"] == "No test is on record"
    assert known["Effect on protected groups"] == "No equality note was given."
    assert (known["Hosting"], known["Recovery target"]) == ("Not stated", "None is on record")


def test_a_service_that_is_not_online_is_not_asked_for_its_test(store):
    catalogue(store, service("permits", launched_on=None, equality_note="Fine"))
    made = one_service(View(), service="permits", today=TODAY)
    assert made.lead.startswith("It is not online; ") and not any("tested" in each for each in made.questions)
    assert service_facts(View(), service="permits", today=TODAY).lead.startswith("It is not online")


def test_facts_have_their_day_and_a_private_item_shows_its_day_alone(store):
    told(store, **FULL)
    outages = "outage_id,service,started_at,ended_at,planned\nO1,permits,04/11/2026 17:30,04/11/2026 18:30,no\n"
    assurance = (
        "item_id,scheme,service,done_on,result,target_recovery_hours,private_session_on,next_due\n"
        "A,Business continuity plan,permits,01/05/2026,passed,8,,01/05/2027\n"
        "B,Penetration test,permits,01/06/2026,not passed,,08/09/2026,01/06/2027\n"
    )
    for kind, text in (("outages", outages), ("assurance", assurance)):
        assert take(store, kind, text.encode(), f"{kind}.csv", Author("o", "officer")).published
    known = facts()
    assert known["Available, and outages"].endswith(
        "1 outage. Down for 60 minutes: 30 minutes in hours, 30 minutes out of hours"
    )
    assert known["Recovery target"] == "Working again within 8 hours"
    assert known["Business continuity plan"].startswith("Passed. ")
    assert known["Penetration test"].startswith("Reported to members in private session on 8 September 2026.")
    assert known["Works on a phone"] == "Yes; 58% of visits come from one"
    table = service_facts(View(), service="permits", today=TODAY).table.set_index("What")["When"]
    assert (table["Effect on protected groups"], table["Last load or user test"]) == ("14 January 2026", "16 June 2026")


def test_gaps_of_all_services_lead_to_each(store):
    catalogue(store, service("permits", **FULL), service("bins"))
    made = service_gaps(View(), today=TODAY)
    assert made.title == "1 of 2 online services has a gap"
    assert made.lead == "Bins has the most: 3 gaps of 4."
    assert made.table.iloc[0].tolist() == ["Bins", "3", "None", "None", "Yes", "Not stated"]
    assert made.links["Permits"] == "/channel_shift?service=permits&view=service"


def test_on_an_empty_store_each_says_that_there_is_nothing(store):
    for build in (one_service, service_facts, service_actions):
        made = build(View(), service="permits", today=TODAY)
        assert made.table.empty and made.figure is None and made.lead.startswith(("No data", "No question"))
    assert service_gaps(View(), today=TODAY).lead.startswith("No data")
