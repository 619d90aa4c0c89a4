"""Open incidents by age, and demand against capacity."""

from datetime import date, datetime

import pandas as pd

from exhibits import View
from exhibits.demand import backlog_by_age, demand_and_capacity
from tests.exhibits.demand.incidents import first_month, raise_incidents
from tests.exhibits.figures import figures, publish


def test_the_backlog_says_how_old_it_is(sample):
    exhibit = backlog_by_age.backlog_by_age(View())
    newest = exhibit.table.iloc[0]
    assert newest["End of"] == "September 2026"
    bands = [int(newest[band]) for band in ("More than 90 days", "31 to 90 days", "8 to 30 days", "7 days or less")]
    assert sum(bands) == int(newest["Open"])
    assert f"{newest['Open']} incidents were open: {bands[0]} of them ({bands[0] / sum(bands):.0%})" in exhibit.summary
    assert [trace.y[-1] for trace in exhibit.figure.data] == bands
    patterns = [trace.marker.pattern.shape for trace in exhibit.figure.data]
    assert len(set(patterns)) == 4  # colour is not the only cue


def open_incidents(store, days: list[int]) -> None:
    """Incidents of September 2026 that are still open, by their day, beside some of earlier months that are closed."""
    raise_incidents(store, {"Devices": [30] * 4})
    row = {"slice_key": "2026-09", "category": "Devices", "status": "Open", "resolved_at": None}
    rows = [{**row, "ticket_id": f"S{n}", "opened_at": datetime(2026, 9, day)} for n, day in enumerate(days)]
    closed = {"status": "Closed", "resolved_at": datetime(2026, 9, 2)}
    rows += [{**row, **closed, "ticket_id": "C", "opened_at": datetime(2026, 9, 1)}]
    publish(store, "incidents", rows, period_to=date(2026, 9, 30))


def test_small_bands_are_not_shown_and_cannot_be_worked_out(store, small_numbers):
    open_incidents(store, [28] * 9 + [10] * 3)
    exhibit = backlog_by_age.backlog_by_age(View())
    newest = exhibit.table.iloc[0]
    assert newest["8 to 30 days"] == newest["7 days or less"] == "Not shown"
    assert newest["Open"] == "12"
    assert exhibit.data.loc[0, ["days_8_30", "days_0_7"]].isna().all() and exhibit.data["open_incidents"].iloc[0] == 12
    assert sum(len(trace.x) for trace in exhibit.figure.data if trace.x[-1] == pd.Timestamp(2026, 9, 1)) == 2 * 4


def test_a_small_backlog_is_fewer_than_five(store, small_numbers):
    open_incidents(store, [28] * 3)
    exhibit = backlog_by_age.backlog_by_age(View())
    assert exhibit.summary == "At the end of September 2026, fewer than 5 incidents were open."
    assert exhibit.table.iloc[0]["Open"] == "Fewer than 5"
    assert not exhibit.data.query("month == '2026-09-01'").isin([3]).any().any()


def test_demand_is_set_against_capacity(sample):
    exhibit = demand_and_capacity.demand_and_capacity(View())
    over = exhibit.table["Above or below"].str.endswith("above").sum()
    assert exhibit.title == f"Demand was above capacity in {over} of 24 months"
    within, above, capacity = exhibit.figure.data
    assert (len(above.x), len(within.x)) == (over, 24 - over)
    assert capacity.name == "Capacity"
    open_now = backlog_by_age.backlog_by_age(View()).table["Open"].iloc[0]
    assert exhibit.lead.endswith(f"; {open_now} were open at its end.")  # the true backlog leads, the reckoning follows
    assert "By our reckoning, not a count" in exhibit.more[-1] and "carried over" in exhibit.more[-1]


def test_without_capacity_figures_the_page_says_how_to_give_them(store):
    raise_incidents(store, {"Devices": [30] * 5})
    exhibit = demand_and_capacity.demand_and_capacity(View())
    assert "no capacity figures have been submitted" in exhibit.summary
    assert exhibit.figure is None


def test_a_month_too_small_to_show_is_left_out_of_demand_against_capacity(store, small_numbers):
    raise_incidents(store, {"Devices": [30, 30, 3, 30, 30]})
    figures(store, "service_desk_capacity", [40.0] * 5, first=first_month(5))
    exhibit = demand_and_capacity.demand_and_capacity(View())
    assert len(exhibit.table) == 4 and "July 2026" not in set(exhibit.table["Month"])


def test_enough_capacity_is_said_as_well(store):
    raise_incidents(store, {"Devices": [30] * 5})
    figures(store, "service_desk_capacity", [40.0] * 5, first=first_month(5))
    exhibit = demand_and_capacity.demand_and_capacity(View())
    assert exhibit.title == "Demand stayed within capacity in all 5 months"
    assert "No work is carried over." in exhibit.summary
