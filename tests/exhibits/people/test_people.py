"""What the exhibits on devices and people say, on stores made of a few rows."""

from collections.abc import Iterator
from datetime import date

import pytest

from data.intake import take
from data.store import Author, Store
from exhibits import View
from exhibits.people.device_ages import members_devices, staff_devices
from exhibits.people.measures import equipment_measures, members_measures, people_measures
from exhibits.people.returns import members_returns, staff_returns
from tests.exhibits.figures import STEADY, define, figures
from tests.stores import quick_store

TODAY = date(2026, 11, 29)
DATED = (members_devices, staff_devices, members_returns, staff_returns)
HEADER = "month,held_by,device_type,number,average_age_years,refresh_age_years,older_than_refresh,refresh_due_by,\
models_offered,issued,returned,disposed,disposed_with_certificate\n"
EVENTS = "event_id,title,happened_on,sort\nE,Local elections,06/05/2027,election\n"


@pytest.fixture
def store(tmp_path, monkeypatch) -> Iterator[Store]:
    monkeypatch.setenv("COUNCIL_STORE", str(tmp_path / "store.duckdb"))
    store = quick_store()
    yield store
    store.close()


def _kept(store: Store, kind: str, text: str) -> None:
    assert take(store, kind, text.encode(), f"{kind}.csv", Author("o", "officer")).published


def _devices(store: Store, *rows: str) -> None:
    _kept(store, "devices", HEADER + "\n".join(rows) + "\n")


def test_renewal_is_said_against_the_election_that_is_to_come(store):
    _kept(store, "events", EVENTS)
    _devices(
        store, "2026-09,members,tablet,42,5.1,4,38,30/04/2027,1,,,,", "2026-09,members,phone,1,2,4,0,06/05/2027,2,,,,"
    )
    made = members_devices(View(), today=TODAY)
    assert made.title == "38 of 43 members’ devices are past their age of renewal"
    assert made.lead == (
        "Members’ tablets are 5.1 years old on average, to be renewed at 4; due by 30 April 2027, "
        "before “Local elections” on 6 May 2027."
    )
    assert made.more == (
        "Counted at the end of September 2026: tablets 42 and phones 1.",
        "Due only after “Local elections” on 6 May 2027: Members’ phones.",
        "Models to choose from: tablets 1 and phones 2.",
    )
    assert made.table["Before the next election?"].tolist() == [
        "Before “Local elections” on 6 May 2027", "After “Local elections” on 6 May 2027"
    ]  # fmt: skip
    bars = made.figure.data[0]
    assert list(bars.x) == [5.1, 2.0] and bars.marker.color[0] != bars.marker.color[1]


def test_without_an_election_it_says_so_and_compares_with_none(store):
    _devices(store, "2026-09,members,tablet,42,5.1,4,38,30/04/2027,1,,,,")
    made = members_devices(View(), today=TODAY)
    assert made.lead.endswith("due by 30 April 2027.")
    assert "No election to come is published, so no renewal is held against one." in made.more
    assert made.table["Before the next election?"].tolist() == ["No election published"]


def test_a_day_of_renewal_that_is_past_is_said(store):
    _devices(store, "2026-09,staff,laptop,10,6,5,9,31/10/2026,1,,,,", "2026-09,Apprentices,laptop,2,1,5,0,,1,,,,")
    made = staff_devices(View(), today=TODAY)
    assert made.lead.endswith("due by 31 October 2026, that day is past.")
    assert "Counted at the end of September 2026: staff laptops 10 and laptops of Apprentices 2." in made.more
    assert "Before the next election?" not in made.table


def test_without_ages_the_chart_counts_those_that_are_past_theirs(store):
    _devices(store, "2026-09,staff,laptop,10,,5,4,,,,,,", "2026-09,staff,phone,5,,,,,,,,,")
    made = staff_devices(View(), today=TODAY)
    assert made.lead == "The counts do not state both how old devices are and at which age they are renewed."
    assert made.title == "4 of 10 staff devices are past their age of renewal", "phones do not state it"
    assert list(made.figure.data[0].x) == [4]


@pytest.mark.parametrize(
    ("cells", "lead"),
    [
        ("20,3,9,7", "3 devices were handed back as unsuitable within three months of issue, and 20 were given out; "
                     "2 of 9 disposed of lack a certificate."),
        ("1,0,9,9", "No device was handed back as unsuitable within three months of issue, and 1 was given out; "
                    "all 9 disposed of have a certificate."),
        (",,9,", "How many devices were handed back is not stated."),
        (",1,9,", "1 device was handed back as unsuitable within three months of issue."),
    ],
)  # fmt: skip
def test_what_came_back_and_what_lacks_a_certificate(store, cells, lead):
    _devices(store, f"2026-09,staff,laptop,10,,,,,,{cells}")
    assert staff_returns(View(), today=TODAY).lead == lead


def test_returns_say_over_how_many_counts(store):
    _devices(store, *[f"2026-{m},staff,laptop,10,,,,,,5,1,2,2" for m in ("03", "06", "09")])
    made = staff_returns(View(), today=TODAY)
    assert made.title == "Staff devices, the last 3 counts: 3 handed back, 6 disposed of"
    assert "Counted in March 2026 to September 2026; each count speaks of the time since the one before." in made.more


def test_measures_are_said_with_target_verdict_proxy_and_what_is_not_measured(store):
    for measure, name, target, proxy in (
        ("vacant", "Vacant posts", 8, None),
        ("sick", "Sickness in IT", None, "Morale"),
        ("left", "Staff turnover", 20, None),
    ):
        define(store, measure, name=name, unit="percent", theme="People in IT", target=target, proxy_for=proxy)
        figures(store, measure, [each / 50 for each in STEADY])
    made = people_measures(View())
    assert made.title == "1 of 2 targets for people in IT is missed"
    assert made.lead == (
        f"Vacant posts: {STEADY[-1] / 50:.1f}% in September 2026, against a target of at most 8%; nothing unusual."
    )
    assert made.more == ("Target missed: Vacant posts.", "Target met: Staff turnover.", "Only a proxy: Sickness in IT.")
    assert made.note == "No measure is kept of: time to fill a post, training."
    proxy = made.table.set_index("Measure")["Proxy"]
    assert proxy["Sickness in IT"] == "It is a proxy: it stands for “Morale”, which is not measured itself."
    assert proxy["Vacant posts"] == "No"
    assert made.links["Vacant posts"] == "/it_demand?measure=vacant"
    assert members_measures(View()).figure is None and equipment_measures(View()).figure is None


def test_a_concern_goes_before_a_target_that_is_missed(store):
    define(store, "vacant", name="Vacant posts", theme="People in IT", target=1)
    figures(store, "vacant", STEADY)
    define(store, "sick", name="Sickness in IT", theme="People in IT")
    figures(store, "sick", [*STEADY[:-1], 900])
    made = people_measures(View())
    assert made.title == "1 of 2 measures of people in IT is unusual in the newest month"
    assert made.lead == "Sickness in IT: 900 in September 2026; unusually high: a concern."
    marks = [trace.marker.symbol for trace in made.figure.data if trace.mode == "markers"]
    assert marks == ["circle", "triangle-up"]


def test_a_measure_without_a_figure_has_its_place_and_no_line(store):
    define(store, "vacant", name="Vacant posts", theme="People in IT")
    figures(store, "vacant", STEADY)
    define(store, "sick", name="Sickness in IT", theme="People in IT")
    made = people_measures(View())
    assert made.table["Figure"].tolist() == [f"{STEADY[-1]}", "No data"]
    assert "Sickness in IT" not in made.links


def test_without_files_each_says_which_one_is_missing(store):
    made = [build(View(), today=TODAY) for build in DATED]
    made += [build(View()) for build in (members_measures, equipment_measures, people_measures)]
    assert all(each.figure is None and each.table.empty and each.lead.startswith("No data:") for each in made)
