"""What is known of one service, in SQL: minutes lost in and out of hours, gaps, reports beside tickets, actions."""

from datetime import date

import pandas as pd
import pytest

from data.intake import take
from data.store import Author, Store
from queries import ask
from tests.queries.loading import load

TODAY = date(2026, 11, 29)  # a Sunday: the 12 months to it have 365 days, 260 of them from Monday to Friday
OUTAGES = """outage_id,service,started_at,ended_at,planned
O1,bins,06/11/2026 17:00,09/11/2026 09:00,no
O2,bins,09/11/2026 08:30,09/11/2026 10:00,no
O3,bins,10/11/2026 23:30,11/11/2026 00:30,no
O4,bins,11/11/2026 09:00,11/11/2026 12:00,yes
O5,tax,14/11/2026 10:00,15/11/2026 18:00,no
"""
SERVICES = [
    {"service_id": "tax", "last_tested_on": "2026-01-05", "equality_note": "Fine", "accessibility_status": "fully"},
    {"service_id": "bins", "offline_route": "None", "accessibility_status": "not"},
    {
        "service_id": "permits",
        "last_tested_on": "2026-12-01",
        "equality_note": "-",
        "accessibility_status": "partially",
    },
    {"service_id": "fees", "last_tested_on": "2025-01-05", "equality_note": "Fine"},
    {"service_id": "graves", "launched_on": None},
    {"service_id": "grants", "retired_on": "2021-01-01"},
]
USUAL = {"launched_on": "2020-04-01", "offline_route": "By phone", "directorate": "Place"}


def publish(store: Store) -> None:
    rows = pd.DataFrame([{"service_id": "", **USUAL, **each} for each in SERVICES])
    rows["service_name"] = rows["service_id"].str.title()
    for column in ("launched_on", "last_tested_on", "retired_on"):
        rows[column] = pd.to_datetime(rows[column])
    load(store, "online_services", rows)


def test_minutes_in_and_out_of_hours_across_a_weekend_and_midnight(store):
    publish(store)
    assert take(store, "outages", OUTAGES.encode(), "outages.csv", Author("o", "officer")).published
    lost = ask("cyber/outage_minutes", store=store, today=TODAY).set_index("service_id")
    # Friday 17:00 to Monday 9:00, an hour more on Monday, and an hour over midnight; of it Friday's last hour and
    # Monday's first two lie in hours, and the planned work counts nowhere
    assert lost.loc["bins", ["minutes", "in_hours_minutes", "planned_minutes"]].tolist() == [3960, 180, 180]
    assert lost.loc["bins", "available"] == pytest.approx(100 - 100 * 3960 / (365 * 1440))
    assert lost.loc["bins", "available_in_hours"] == pytest.approx(100 - 100 * 180 / (260 * 600))
    assert lost.loc["tax", ["minutes", "in_hours_minutes", "available_in_hours"]].tolist() == [1920, 0, 100]


def test_gaps_are_counted_and_the_most_come_first(store):
    publish(store)
    rows = ask("channels/service_gaps", store=store, today=TODAY).set_index("service_id")
    assert rows["gaps"].to_dict() == {"bins": 4, "fees": 1, "permits": 1, "tax": 0}
    assert list(rows.index) == ["bins", "fees", "permits", "tax"]
    which = ["no_test", "no_equality_note", "no_offline_route", "not_accessible"]
    assert rows.loc["permits", which].tolist() == [True, False, False, False], "a test that is still to come is none"
    assert rows.loc["fees", which].tolist() == [False, False, False, True], "nobody says that it was tested for access"
    assert pd.isna(rows.loc["permits", "last_tested_on"])
    asked = ask("channels/service_gaps", store=store, today=TODAY, service="graves").iloc[0]
    assert (asked["state"], asked["online"]) == ("offline", False), "one that is asked for by name is answered"


def test_reports_stand_beside_tickets_and_what_nobody_recorded_is_no_0(store):
    months = pd.date_range("2025-01-01", periods=14, freq="MS")
    rows = pd.DataFrame({"service_id": "bins", "month": months, "months": 1, "channel": "online", "completed": 90.0})
    rows["problems_reported"] = [None, 5.0, *[1.0] * 11, 20.0]
    rows["support_tickets"] = None
    other = rows.assign(service_id="tax", support_tickets=2.0)
    load(store, "channel_volumes", pd.concat([rows, other]), period_to=date(2026, 2, 28))
    bins = ask("channels/service_months", store=store, service="bins").set_index("month")
    assert bins["problems_reported"].tolist()[-2:] == [1, 20] and bins["support_tickets"].isna().all()
    assert bins["problems_year"].tolist()[-3:] == [15, 16, 31]  # the 5 of February 2025 leave with February 2026
    assert pd.isna(bins["problems_year"].iloc[0]) and bins["tickets_year"].isna().all()
    tax = ask("channels/service_months", store=store, service="tax").iloc[-1]
    assert (tax["support_tickets"], tax["tickets_year"]) == (2, 24)


def test_actions_name_a_service_by_their_evidence_or_their_measure(store):
    given = {
        "A1": ("/channel_shift?service=bins", None, False),
        "A2": ("/channel_shift?view=peaks&service=bins#top", None, False),
        "A3": (None, "online_failed@bins", False),
        "A4": ("/channel_shift?service=bins-and-more", "incidents", False),
        "A5": ("/channel_shift?service=bins", None, True),
    }
    rows = [
        {"action_id": key, "kind": "action", "text": key, "status": "done" if key == "A1" else "open",
         "raised_on": TODAY, "evidence": evidence, "measure_id": measure, "restricted": private}
        for key, (evidence, measure, private) in given.items()
    ]  # fmt: skip
    load(store, "actions", pd.DataFrame(rows))
    assert ask("meetings/service_actions", store=store, service="bins")["action_id"].tolist() == ["A2", "A3", "A1"]
    assert ask("meetings/service_actions", store=store, service="").empty
