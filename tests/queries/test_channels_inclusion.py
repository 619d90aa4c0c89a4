"""Which measures are of digital inclusion, which of groups, and what is said of a group."""

from collections.abc import Iterator

import pytest

from data.store import Store
from exhibits import View
from exhibits.channels.groups_online import groups_online
from exhibits.channels.helped import helped
from exhibits.channels.inclusion_measures import inclusion_measures
from queries import ask
from tests.exhibits.figures import define, publish
from tests.stores import quick_store

MONTHS = ("2026-07-01", "2026-08-01", "2026-09-01")
PANEL = {"unit": "percent", "direction": "increase", "data_source": "Panel"}
MEASURES = {  # id: definition, and numerator and denominator of each month
    "online": (PANEL | {"theme": "Digital inclusion", "name": "Online"}, (60, 100)),
    "online_old": (PANEL | {"theme": "Digital inclusion", "name": "Aged 65 and over"}, (12, 40)),
    "online_few": (PANEL | {"theme": "Digital inclusion", "name": "Carers"}, (2, 4)),
    "online_calls": (PANEL | {"theme": "Digital inclusion", "name": "Online calls", "data_source": "Calls"}, (1, 2)),
    "trained": ({"theme": "Digital skills", "name": "Residents trained", "plain_meaning": "Who finished."}, (30, None)),
    "begun": ({"theme": "Digital inclusion", "name": "Training begun"}, (50, None)),
    "old": ({"theme": "Digital inclusion", "name": "Learners aged 50 and over"}, (20, None)),
    "books": ({"theme": "Libraries", "name": "Library loans"}, (1, None)),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[Store]:
    store = quick_store(tmp_path_factory.mktemp("inclusion") / "store.duckdb")
    for measure, (columns, (upper, lower)) in MEASURES.items():
        define(store, measure, **columns)
        rows = [
            {"slice_key": f"{measure}|{month[:7]}", "measure_id": measure, "month": month}
            | ({"numerator": upper, "denominator": lower} if lower else {"value": float(upper)})
            for month in MONTHS
        ]
        publish(store, "kpi_values", rows, period_to="2026-09-30")
    yield store
    store.close()


def test_a_group_s_code_goes_on_from_that_of_all_with_the_same_source(store):
    rows = ask("channels/inclusion", store=store, small_number=5).set_index("measure_id")
    assert dict(rows["of_measure"].dropna()) == {"online_old": "online", "online_few": "online"}
    assert list(rows.index[rows["has_groups"]]) == ["online"] and list(rows.index[rows["hidden"]]) == ["online_few"]
    subjects = {"trained": "completions", "begun": "learners", "old": "over_50", "online_calls": "other"}
    assert {own: rows.loc[own, "subject"] for own in subjects} == subjects
    assert "books" not in rows.index


def test_a_group_is_clearly_below_where_its_interval_does_not_reach_all(store, monkeypatch):
    monkeypatch.setenv("COUNCIL_STORE", str(store.path))
    made = groups_online(View())
    assert made.title == "1 of 2 groups lies clearly below all residents"
    assert made.lead == "Aged 65 and over: 30% of 40, against 60% of 100 of all, September 2026."
    said = made.table.set_index("Who")["Against all"].to_dict()
    assert said == {"Online": "All", "Aged 65 and over": "Clearly below", "Carers": "No clear difference"}
    assert "No measure is kept of: help with applications" in inclusion_measures(View()).note


def test_the_sample_says_what_was_done_with_help_and_its_share(sample):
    made = helped(View())
    row = ask("channels/periods").query("complete").iloc[-1]
    assert made.title == f"{row['assisted_completed']:,.0f} transactions completed with help in September 2026"
    assert f"{100 * row['assisted_completed'] / row['split_completed']:.0f}%" in made.lead
