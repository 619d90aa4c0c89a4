"""Whose figures an exhibit shows, and what is shown where there are none."""

from datetime import date

import pytest

from exhibits import View
from exhibits.common.no_data import no_projects, no_such_measure, words_only
from exhibits.common.scope import day_of, project_prefix, scope_prefix, scope_suffix, service_prefix, with_prefix


@pytest.mark.parametrize(
    ("scope", "prefix"),
    [
        ({}, ""),
        ({"directorate": None, "type": None}, ""),
        ({"directorate": "Housing"}, "Housing: "),
        ({"type": "transform"}, "Transform projects: "),
        ({"portfolio_holder": "Holder for Resources", "type": "run"}, "Holder for Resources, run projects: "),
        ({"objective": "O2"}, "Objective O2: "),
    ],
)
def test_the_filters_of_the_portfolio_stand_in_front_of_a_title(scope, prefix):
    assert project_prefix(**scope) == prefix


def test_a_name_stands_in_front_of_a_title_or_behind_it():
    assert with_prefix(scope_prefix("Housing"), "Digital take-up rose") == "Housing: digital take-up rose"
    assert with_prefix(scope_prefix(None), "Digital take-up rose") == "Digital take-up rose"
    assert "Incidents" + scope_suffix("Housing") == "Incidents, Housing"
    assert scope_suffix(None) == ""


def test_a_service_goes_by_its_name_and_one_nobody_knows_by_its_id(sample_store, monkeypatch):
    monkeypatch.setenv("COUNCIL_STORE", str(sample_store.path))
    assert service_prefix(View(), "parking-permits", None) == "Parking permits: "
    assert service_prefix(View(), "no-such", None) == "no-such: "
    assert service_prefix(View(), None, "Housing") == "Housing: "
    assert service_prefix(View(), None, None) == ""


def test_the_day_is_today_or_the_earlier_one_that_is_looked_at():
    today = date(2026, 11, 20)
    assert day_of(View(), today) == today
    assert day_of(View(as_at=date(2026, 3, 1)), today) == date(2026, 3, 1)
    assert day_of(View(as_at=date(2027, 3, 1)), today) == today


def test_where_nothing_is_known_words_stand_alone():
    exhibit = words_only("key", "Title: no data", "No data: nothing has been published.")
    assert exhibit.table.empty and exhibit.figure is None and exhibit.source == ""
    assert no_such_measure("key").summary.startswith("No data: there is no measure")
    assert no_projects("key", "Timeline", {}).summary == "No data: no register of projects has been published."
    fits = "No data: no project in the register fits this choice."
    assert no_projects("key", "Timeline", {"type": "run"}).summary == fits
    assert no_projects("key", "Timeline", {}, project="P1").summary == fits
