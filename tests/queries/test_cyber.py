"""Outages, tests and lessons against figures worked out by hand, on a store made of a few rows."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from data.intake import take
from data.store import Author, Store
from queries import ask
from tests.exhibits.figures import STEADY, define, figures
from tests.stores import quick_store

TODAY = date(2026, 11, 29)
OUTAGES = """outage_id,service,started_at,ended_at,users_affected,extent,planned,cause
O1,E-mail,12/05/2026 09:00,12/05/2026 13:00,640,full,no,Storage failed
O2,e-mail,12/05/2026 12:00,12/05/2026 14:00,100,part,no,Slow for the same reason
O3,E-MAIL,12/05/2026 13:30,12/05/2026 16:00,,part,yes,Announced work
O4,Website,28/11/2026 12:00,,200,,no,Not known yet
O5,Website,29/11/2025 12:00,30/11/2025 06:00,,,no,Half of it lies before the 12 months
O6,Website,01/11/2025 12:00,01/11/2025 13:00,,,no,Before the 12 months
O7,Online forms,29/11/2026 10:00,29/11/2026 10:30,,full,no,On the day itself
O8,Parking permits,01/03/2026 08:00,01/03/2026 09:00,30,full,no,The catalogue has it by its name
O9,parking-permits,02/03/2026 08:00,02/03/2026 08:20,10,part,no,and by its code
O10,Website,01/12/2026 06:00,,,,yes,Still ahead
"""
ASSURANCE = """item_id,scheme,title,service,done_on,result,high_open,medium_open,high_closed,valid_until,next_due,\
target_recovery_hours,achieved_recovery_hours,phishing_sent,phishing_reported,phishing_clicked,difficulty,private_session_on,note
A,PSN,,,31/08/2025,passed,,,,31/08/2026,,,,,,,,,
B,BCP,,E-mail,29/09/2024,passed,1,,,,29/09/2025,3,2.5,,,,,,
B0,BCP,,e-mail,15/09/2023,passed,5,,,,15/09/2024,1,,,,,,,
C,pen test,Network,,01/06/2026,not passed,2,3,4,,29/05/2027,8,9,,,,,08/09/2026,Told in private
D,pen test,Website,,,,,,,,30/05/2027,,,,,,,,
E,pen test,Forms,,01/06/2026,not passed,0,2,7,,01/06/2027,,,,,,,,
F,External audit,,,01/06/2026,passed,,,,,,,,,,,,,
G,Phishing exercise,,,01/06/2026,passed,,,,,01/06/2027,,,200,90,30,high,,
H,Phishing exercise,,,01/12/2025,passed,,,,,01/12/2026,,,200,60,9,,,
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[Store]:
    store = quick_store(tmp_path_factory.mktemp("cyber") / "store.duckdb")
    catalogue = "service_id,service_name,directorate,offline_route\nparking-permits,Parking permits,Place,By post\n"
    for kind, text in (("online_services", catalogue), ("outages", OUTAGES), ("assurance", ASSURANCE)):
        assert take(store, kind, text.encode(), f"{kind}.csv", Author("o", "officer")).published, kind
    yield store
    store.close()


def _minutes(store: Store, today: date = TODAY) -> pd.DataFrame:
    return ask("cyber/outage_minutes", store=store, today=today).set_index("service")


def test_outages_of_one_service_that_overlap_count_once_and_planned_work_is_told_apart(store):
    mail = _minutes(store).loc["E-MAIL"]
    assert (mail["minutes"], mail["full_minutes"], mail["planned_minutes"]) == (300, 240, 120)
    assert (mail["outages"], mail["longest"], mail["most_users"], mail["still_open"]) == (2, 240, 640, False)


def test_an_open_outage_counts_up_to_the_beginning_of_the_day_and_only_the_12_months_count(store):
    website = _minutes(store).loc["Website"]
    assert website["minutes"] == 12 * 60 + 6 * 60  # of O5 what lies in the 12 months up to the end of the day
    assert website["still_open"] and website["outages"] == 2
    log = ask("cyber/outages", store=store, today=TODAY).set_index("outage_id")
    assert log.loc["O4", ["is_open", "minutes"]].tolist() == [True, 720]
    assert "O10" not in log.index and not log.loc["O6", "in_year"]
    on_the_day = ask("cyber/outages", store=store, today=date(2026, 11, 28)).set_index("outage_id")
    assert on_the_day.loc["O4", ["is_open", "minutes"]].tolist() == [True, 0]


def test_one_that_ended_on_the_day_counts_in_full(store):
    assert _minutes(store).loc["Online forms", "minutes"] == 30
    assert "Online forms" not in _minutes(store, date(2026, 11, 28)).index


def test_a_service_of_the_catalogue_is_one_by_its_code_and_by_its_name(store):
    row = _minutes(store).loc["Parking permits"]
    assert (row["service_id"], row["minutes"], row["outages"]) == ("parking-permits", 80, 2)


def test_an_outage_is_held_against_the_target_of_the_plan_that_stands(store):
    log = ask("cyber/outages", store=store, today=TODAY).set_index("outage_id")
    assert log.loc["O1", ["target_hours", "within_target"]].tolist() == [3, False]
    assert log.loc["O2", "within_target"] == True  # noqa: E712
    assert pd.isna(log.loc["O3", "within_target"]) and pd.isna(log.loc["O8", "target_hours"])


def test_what_is_expired_or_overdue_comes_first_and_what_was_done_again_is_replaced(store):
    rows = ask("cyber/assurance", store=store, today=TODAY).set_index("item_id")
    states = rows["state"].to_dict()
    assert list(states.items())[:3] == [("B", "overdue"), ("A", "expired"), ("E", "not_passed")]
    assert states == {
        "A": "expired", "B": "overdue", "B0": "replaced", "C": "soon", "D": "planned", "E": "not_passed",
        "F": "undated", "G": "in_date", "H": "replaced",
    }  # fmt: skip
    assert rows.loc["B", ["months_since", "months_past", "days_past"]].tolist() == [26, 14, 426]


def test_what_was_reported_in_private_session_shows_its_days_and_nothing_else(store):
    row = ask("cyber/assurance", store=store, today=TODAY).set_index("item_id").loc["C"]
    assert row["restricted"] and row["private_session_on"] == pd.Timestamp(2026, 9, 8)
    shown = {name for name, value in row.items() if not pd.isna(value)}
    assert shown == {
        "scheme", "title", "done_on", "months_since", "next_due", "ends_on", "state", "days_left", "restricted",
        "private_session_on",
    }  # fmt: skip
    # nor does its place tell that it was not passed, nor its recovery target that there is one
    assert row["state"] == "soon"


@pytest.mark.parametrize(
    ("today", "state", "months"),
    [(date(2026, 8, 31), "soon", None), (date(2026, 9, 1), "expired", 0), (date(2026, 9, 29), "expired", 0),
     (date(2026, 9, 30), "expired", 1), (date(2026, 11, 29), "expired", 2), (date(2026, 11, 30), "expired", 3),
     (date(2027, 2, 28), "expired", 6)],
)  # fmt: skip
def test_whole_months_are_counted_to_the_same_day_or_the_end_of_a_shorter_month(store, today, state, months):
    row = ask("cyber/assurance", store=store, today=today).set_index("item_id").loc["A"]
    assert row["state"] == state and (pd.isna(row["months_past"]) if months is None else row["months_past"] == months)


def test_clicks_are_given_only_with_their_difficulty(store):
    rows = ask("cyber/assurance", store=store, today=TODAY).set_index("item_id")
    assert rows.loc["G", "phishing_clicked"] == 30 and pd.isna(rows.loc["H", "phishing_clicked"])


def test_measures_are_found_by_their_theme_and_told_by_the_words_of_their_names(tmp_path):
    store = quick_store(tmp_path / "store.duckdb")
    for measure, name, unit, meaning in (
        ("m1", "Attempted attacks", "count", "What was stopped."),
        ("m2", "Successful cyber attacks", "count", "What did harm."),
        ("m3", "Unsuccessful attacks on schools", "count", "What was stopped."),
        ("m4", "Phishing click rate", "percent", "Easy ones: low difficulty."),
        ("m5", "Phishing e-mails reported", "percent", "Reported."),
        ("m6", "IT staff trained", "percent", "Trained."),
        ("m7", "MFA coverage", "percent", "Covered."),
        ("m8", "Patches in 14 days", "percent", "Made."),
        ("m9", "Attacks by wasps", "count", "In parks."),
    ):
        define(store, measure, name=name, unit=unit, plain_meaning=meaning,
               theme="Parks" if measure == "m9" else "Cyber and resilience")  # fmt: skip
        figures(store, measure, STEADY)
    rows = ask("cyber/measures", store=store).set_index("measure_id")
    assert rows["subject"].to_dict() == {
        "m1": "attempted", "m3": "attempted", "m2": "succeeded", "m6": "training", "m7": "sign_in", "m8": "updates",
        "m5": "reported", "m4": "clicked",
    }  # fmt: skip
    assert rows.loc["m4", "difficulty"] == "low" and rows["difficulty"].notna().sum() == 1
    newest = ask("cyber/attacks", store=store).iloc[-1]
    assert (newest["attempted"], newest["succeeded"]) == (2 * STEADY[-1], STEADY[-1])
    store.close()
