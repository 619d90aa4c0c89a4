"""More incidents, or longer ones; and whether one long record made the month."""

import re
from datetime import date, datetime

import pytest

from exhibits import View
from exhibits.demand import count_or_length, one_record
from tests.exhibits.demand.incidents import DECEMBER, SEPTEMBER, numbers_in, raise_incidents
from tests.exhibits.figures import figures, publish


def test_which_of_number_and_length_was_unusual(sample):
    peak = count_or_length.count_or_length(View(), month=SEPTEMBER)
    assert peak.title == "September 2026: more incidents, each of usual length"
    long = count_or_length.count_or_length(View(), month=DECEMBER)
    assert long.title == "December 2024: usual number of incidents, but the average was pulled up"
    calm = count_or_length.count_or_length(View(), month=date(2026, 8, 1))
    assert calm.title == "August 2026: usual number of incidents, of usual length"
    assert {trace.yaxis for trace in peak.figure.data} == {"y", "y2"}
    assert len({axis.domain for axis in (peak.figure.layout.yaxis, peak.figure.layout.yaxis2)}) == 2  # no dual axis


def test_hours_are_said_of_the_incidents_that_state_a_figure_and_of_no_others(sample):
    exhibit = count_or_length.count_or_length(View(), month=SEPTEMBER)
    stated = one_record.one_record(View(), month=SEPTEMBER).data["records"].iloc[0]
    assert f"82.2 hours, from the {stated} incidents that state a figure." in exhibit.more[-1]
    assert "together" not in exhibit.summary.lower()  # 1,261 incidents of 20.1 minutes would be 422 hours


def test_hours_that_were_submitted_as_a_figure_rest_on_nothing_that_is_known(store):
    raise_incidents(store, {"Devices": [30 + n % 5 for n in range(20)]})
    figures(store, "work_time_lost", [99.0], first=SEPTEMBER)
    assert count_or_length.count_or_length(View()).more[-1] == "Work time lost came to 99 hours."


def test_number_and_length_shows_as_many_months_as_asked_for(sample):
    assert len(count_or_length.count_or_length(View(), months=12).table) == 12


def test_december_was_mostly_one_record_of_40_hours(sample):
    exhibit = one_record.one_record(View(), month=DECEMBER)
    assert exhibit.title == "December 2024 was mostly one long record"
    assert re.match(
        r"December 2024 was mostly one record of 40 hours: 75\.5 hours with it, 35\.5 hours without\. "
        r"The usual range is [\d.]+ to [\d.]+ hours\.",
        exhibit.summary,
    )
    assert list(exhibit.figure.data[0].x) == pytest.approx([75.533, 35.533], abs=0.01)


def test_a_surge_of_many_is_not_one_record(sample):
    exhibit = one_record.one_record(View(), month=SEPTEMBER)
    assert exhibit.summary.startswith("No single record explains September 2026: 82.2 hours, and without the longest")
    assert exhibit.figure is None
    usual = one_record.one_record(View(), month=date(2026, 8, 1))
    assert "inside its usual range" in usual.summary


def test_several_long_records_are_counted(store):
    raise_incidents(store, {"Devices": [30 + n % 5 for n in range(30)]})
    rows = [
        {"slice_key": "2026-09", "ticket_id": f"S{n}", "opened_at": datetime(2026, 9, 2), "category": "Devices",
         "work_time_lost_minutes": 1200.0 if n < 2 else 30.0}
        for n in range(33)
    ]  # fmt: skip
    publish(store, "incidents", rows, period_to=date(2026, 9, 30))
    exhibit = one_record.one_record(View())
    assert exhibit.title == "September 2026 was mostly 2 long records"
    assert "mostly 2 records of 20 hours each" in exhibit.summary
    assert "with them, 15.5 hours without" in exhibit.summary


def test_no_one_can_be_told_from_a_record(sample):
    for month in (SEPTEMBER, DECEMBER):
        exhibit = one_record.one_record(View(), month=month)
        shown = " ".join([*exhibit.table.columns, *exhibit.data.columns, numbers_in(exhibit)]).lower()
        assert not re.search(r"ticket|inc\d|person|directorate|category", shown)
