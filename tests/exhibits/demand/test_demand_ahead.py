"""Demand ahead, and what overtime or growth would cover: words, table and figure from the same rows."""

from datetime import date

import pytest

from exhibits import View
from exhibits.demand.capacity_options import capacity_options
from exhibits.demand.demand_ahead import demand_ahead, say_chance
from exhibits.demand.measure_ahead import measure_ahead
from queries import ask
from tests.exhibits.demand.incidents import first_month
from tests.exhibits.figures import figures, incidents


def test_the_likeliest_month_above_capacity_leads_with_its_chance(sample):
    exhibit = demand_ahead(View())
    rows = ask("signals/forecast").query("measure_id == 'incidents'").set_index("period")
    september = rows.loc["2027-09-01"]
    assert september["chance_above_capacity"] == rows["chance_above_capacity"].max() > 0.95
    assert exhibit.title == "The service desk is unlikely to cope with September 2027"
    assert exhibit.lead == (
        f"In September 2027, {september['expected']:,.0f} incidents are expected against a capacity of "
        f"{september['capacity']:,.0f}; the chance of more than that is over 95 in 100."
    )
    assert "September was above capacity in earlier years: 5 of 5, by 172 to 630." in exhibit.more
    assert exhibit.table.iloc[-1]["Above in earlier years"] == "5 of 5, by 172 to 630"
    assert len(exhibit.table) == len(exhibit.download) == 12
    assert exhibit.note.startswith("Tried from each of the last 24 months, it was off by 6.7% on average; ")
    _low, high, history, expected, submitted, ahead = exhibit.figure.data
    assert list(expected.y) == list(rows["expected"]) and list(high.y) == list(rows["high"])
    assert (
        demand_ahead(View(as_at=date(2026, 7, 20))).title == "The service desk is unlikely to cope with September 2026"
    )
    assert history.x[-1] < expected.x[0] and len(history.x) == 24 and submitted.name == ahead.name == "Capacity"


def test_overtime_and_growth_are_weighed_by_what_they_cover(sample):
    exhibit, rows = capacity_options(View()), ask("demand/capacity_options").set_index("option")
    one_off, permanent = rows.loc["one_off"], rows.loc["permanent"]
    assert exhibit.lead == (
        f"Capacity for {one_off['extra']:.0f} incidents more in September 2027 would cover {one_off['covered']:.0%} of "
        f"the work above capacity; {permanent['extra']:.0f} more in every month, {permanent['covered']:.0%}."
    )
    as_it_is, others = exhibit.figure.data
    assert [*as_it_is.x, *others.x] == list(rows["work_above"])
    assert as_it_is.marker.pattern.shape == "/"  # colour is not the only cue


def test_a_measure_is_expected_with_its_range_and_a_better_naive_forecast_is_said(sample):
    exhibit = measure_ahead(View(), measure_id="work_time_lost")
    rows = ask("signals/forecast").query("measure_id == 'work_time_lost'")
    lowest, highest = rows["expected"].min(), rows["expected"].max()
    assert exhibit.title == f"Work time lost: {lowest:.1f} to {highest:.1f} hours expected in the next 12 months"
    assert "the same month of the year before was the better forecast: off by 13.6%" in exhibit.note
    assert "capacity" not in exhibit.download and len(exhibit.download) == 12
    rare = measure_ahead(View(), measure_id="major_outages")
    assert rare.figure is None and "rare events" in rare.lead
    retold = measure_ahead(View(), measure_id="calls_answered_share")  # worked out afresh 30 months ago
    assert retold.figure is None and "30 figures are known" in retold.lead


def test_a_directorate_has_a_forecast_of_its_own(sample):
    exhibit = measure_ahead(View(), measure_id="incidents", directorate="Resources")
    whole = measure_ahead(View(), measure_id="incidents")
    assert exhibit.title.startswith("Incidents raised, Resources: ")
    assert exhibit.data["expected"].max() < whole.data["expected"].min()


def test_too_few_months_give_no_forecast_and_say_how_many_there_are(store):
    incidents(store, [5] * 30, first=first_month(30))
    exhibit = demand_ahead(View())
    assert exhibit.figure is None and exhibit.title == "Demand ahead: no forecast yet"
    assert "it takes 36 months" in exhibit.lead and "30 figures are known" in exhibit.lead
    assert capacity_options(View()).figure is None


def test_without_capacity_the_forecast_stands_alone(store):
    incidents(store, [6 + n % 3 for n in range(36)])
    exhibit = demand_ahead(View())
    assert exhibit.lead.endswith("no capacity has been submitted to set them against.")
    assert "service_desk_capacity" in exhibit.more[0] and "Capacity" not in exhibit.table
    assert not any(trace.name == "Capacity" for trace in exhibit.figure.data)


def test_ample_capacity_and_a_better_naive_forecast_are_said(store):
    """The last three years repeat each other and differ from the two before: the year before foretells them exactly."""
    year = [12, 9, 14, 10, 8, 11, 13, 9, 20, 10, 12, 7]
    incidents(store, [*year[::-1], *year[6:], *year[:6], *year * 3], first=first_month(60))
    figures(store, "service_desk_capacity", [80.0] * 3, first=first_month(3))
    exhibit = demand_ahead(View())
    assert exhibit.title == "The service desk is likely to cope with each of the next 12 months"
    assert "under 5 in 100" in exhibit.lead
    assert "the same month of the year before was the better forecast: off by 0% on average" in exhibit.note
    assert "where that has none, their average" in exhibit.note
    assert "The capacity that there is suffices in 8 months of 10." in exhibit.more
    neither = capacity_options(View())
    assert neither.title == "Overtime or growth: neither is needed" and neither.figure is None


@pytest.mark.parametrize(
    ("chance", "words"),
    [(0.999, "over 95 in 100"), (0.726, "about 75 in 100"), (0.02, "under 5 in 100"), (0.05, "about 5 in 100")],
)
def test_a_chance_is_said_no_finer_than_a_forecast_can_tell(chance, words):
    assert say_chance(chance) == words
