"""Devices and the measures of members, equipment and people in IT, against figures worked out by hand."""

from collections.abc import Iterator
from datetime import date, datetime

import pandas as pd
import pytest

from data.intake import Known, check, read, take
from data.store import Author, Store
from queries import ask
from tests.exhibits.figures import STEADY, define, figures
from tests.stores import quick_store

TODAY = date(2026, 11, 29)
DEVICES = """month,group,device,count,average_age,refresh_age,older,due,choices,issued,returns,disposals,certificates
2025-09,members,tablet,42,4.1,4,21,30/04/2027,1,9,9,9,9
2025-12,members,tablet,42,4.3,4,30,30/04/2027,1,1,0,2,2
2026-09,Councillors,iPads,40,5.1,4,38,30/04/2027,2,3,1,4,1
2026-09,members,phone,19,2.7,4,3,06/05/2027,,,,5,
2025-10,members,desktop,3,9,6,3,31/12/2025,1,0,0,1,1
2025-09,members,laptop,2,8,6,2,31/12/2026,1,0,0,0,0
2026-06,staff,laptop,700,,5,22,31/10/2026,3,11,1,79,76
2026-06,Apprentices,laptop,6,1,,,,,,,,
2026-12,staff,laptop,1,1,5,0,31/12/2030,3,0,0,0,0
"""
EVENTS = """event_id,title,happened_on,sort
past,Old elections,04/05/2023,election
move,Office move,01/12/2026,office
soon,District elections,06/05/2027,election
later,Later elections,08/05/2031,election
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[Store]:
    store = quick_store(tmp_path_factory.mktemp("people") / "store.duckdb")
    at = datetime(2027, 1, 4, 9)  # a count of December 2026 is there, which nobody sees who looks from November
    for kind, text in (("devices", DEVICES), ("events", EVENTS)):
        kept = take(store, kind, text.encode(), f"{kind}.csv", Author("o", "officer"), at=at)
        assert kept.published, kind
    for measure, name, theme in (
        ("vacant", "Vacant posts", "People in IT"),
        ("left", "Staff turnover", "Workforce"),
        ("trained", "IT staff with training", "Cyber security"),
        ("sat", "Councillors satisfied with IT", "Devices and members' IT"),
        ("fixed", "Devices repaired in time", "Devices and members’ IT"),
        ("lent", "Devices lent to residents", "Digital inclusion"),
        ("resolved", "Incidents the team can resolve", "IT demand"),
        ("gone", "Old measure of posts", "People in IT"),
    ):
        retired = {"retired_on": date(2026, 1, 1)} if measure == "gone" else {}
        define(store, measure, name=name, theme=theme, proxy_for="Morale" if measure == "left" else None, **retired)
        figures(store, measure, STEADY)
    yield store
    store.close()


def _devices(store: Store, today: date = TODAY) -> pd.DataFrame:
    return ask("people/devices", store=store, today=today).set_index(["held_by", "device_type"])


def test_the_newest_count_of_each_type_stands_members_first(store):
    rows = _devices(store)
    assert list(rows.index) == [
        ("members", "tablet"),
        ("members", "phone"),
        ("members", "desktop"),
        ("staff", "laptop"),
        ("Apprentices", "laptop"),
    ]
    assert rows["number"].tolist() == [40, 19, 3, 700, 6]
    assert rows["too_old"].tolist() == [True, False, True, pd.NA, pd.NA]


def test_a_type_that_is_not_counted_any_more_is_left_out_and_a_count_ahead_waits_for_its_month(store):
    assert ("members", "laptop") not in _devices(store).index
    assert _devices(store, date(2026, 12, 31)).loc[("staff", "laptop"), "number"] == 1


def test_what_was_given_out_and_disposed_of_is_that_of_the_counts_of_12_months(store):
    tablets, phones = _devices(store).loc[("members", "tablet")], _devices(store).loc[("members", "phone")]
    told = ["counts", "issued", "returned", "disposed", "disposed_with_certificate", "disposed_known"]
    assert tablets[told].tolist() == [2, 4, 1, 6, 3, 6]
    assert tablets["first_month"] == pd.Timestamp(2025, 12, 1)
    assert phones["disposed"] == 5 and phones[["issued", "disposed_with_certificate", "disposed_known"]].isna().all()


def test_renewal_is_held_against_the_next_election_and_no_other_event(store):
    rows = _devices(store)
    assert set(rows["election"]) == {"District elections"}
    assert rows["refresh"].fillna("").tolist() == ["before", "after", "past", "past", ""]
    assert set(_devices(store, date(2027, 5, 6))["election"]) == {"Later elections"}
    beyond = _devices(store, date(2031, 5, 8))
    assert beyond["election"].isna().all() and beyond.loc[("members", "tablet"), "refresh"] == "past"


def test_measures_belong_by_their_theme_or_by_the_name_of_it_staff(store):
    rows = ask("people/measures", store=store)
    assert rows[["part", "subject", "measure_id"]].to_numpy().tolist() == [
        ["members", "other", "sat"], ["equipment", "other", "fixed"], ["people", "vacancies", "vacant"],
        ["people", "turnover", "left"], ["people", "training", "trained"],
    ]  # fmt: skip
    assert rows.set_index("measure_id")["proxy_for"].dropna().to_dict() == {"left": "Morale"}
    assert rows["value"].tolist() == [STEADY[-1]] * 5


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2026-09,members,tablet,4,,4,5,,", "older_than_refresh"),
        ("2026-09,members,tablet,4,,,,1,2", "disposed_with_certificate"),
        ("2026-09,members,tablet,4,,,,,2", "disposed"),
        ("2026-09,members,toaster,4,,,,,", "device_type"),
        ("2026-09,members,tablet,-1,,,,,", "number"),
        ("2026-09,members,tablet,4,60,,,,", "average_age_years"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_column(row, said):
    header = "month,held_by,device_type,number,average_age_years,refresh_age_years,older_than_refresh,disposed,\
disposed_with_certificate\n"
    checked = check(read(f"{header}{row}\n".encode(), "devices.csv"), "devices", Known())
    assert [each.column for each in checked.errors] == [said]


def test_a_list_of_single_devices_is_refused_with_what_is_missing():
    single = "Serial number,User name,Device type,Issued on\nSN1,A. Person,Laptop,01/09/2025\n"
    checked = check(read(single.encode(), "register.csv"), "devices", Known())
    assert {"month", "held_by", "number"} <= {each.column for each in checked.errors}
