"""A download is named for what it holds and for the filters under which it was made."""

from datetime import date

import pytest

from exhibits import View
from exhibits.common.process_chart import process_chart
from exhibits.demand.drivers import drivers
from exhibits.projects.timeline import timeline
from screen.downloads import file_name

THEN = View(as_at=date(2026, 10, 6))
TODAY = date(2026, 10, 25)


@pytest.mark.parametrize(
    "builder, view, params, name",
    [
        (
            process_chart,
            THEN,
            {"measure_id": "work_time_lost", "directorate": None, "months": 36},
            "work-time-lost_3-years_as-at-2026-10-06.csv",
        ),
        (
            process_chart,
            View(),
            {"measure_id": "digital_take_up@parking-permits", "months": None},
            "digital-take-up-parking-permits_all-months.csv",
        ),
        (
            drivers,
            View(),
            {"measure_id": "incidents", "directorate": "Adults", "month": date(2026, 9, 1)},
            "drivers_incidents-raised_adults_2026-09.csv",
        ),
        (
            timeline,
            THEN,
            {"today": TODAY, "portfolio_holder": None, "type": "run", "objective": "O4"},
            "timeline_run_safe-systems_as-at-2026-10-06.csv",
        ),
        (timeline, View(), {"today": TODAY, "project": "PRJ-001"}, "timeline_housing-management-system.csv"),
        (
            timeline,
            View(),
            {"since": date(2026, 10, 6), "project": "../nobody"},
            "timeline_nobody_since-2026-10-06.csv",
        ),
    ],
)
def test_its_name_says_the_exhibit_the_filters_and_the_day(sample, builder, view, params, name):
    assert file_name(builder, view, params) == name
