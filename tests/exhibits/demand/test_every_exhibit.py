"""What holds for every exhibit on demand: words, table and figure say the same; words where there is nothing."""

from datetime import date

import pytest

from exhibits import View
from exhibits.common.style import colours
from exhibits.demand import (
    backlog_by_age,
    capacity_options,
    category_charts,
    count_or_length,
    demand_ahead,
    demand_and_capacity,
    drivers,
    earlier_years,
    measure_ahead,
    one_record,
    trend,
)

ALL = {
    "drivers": lambda view: drivers.drivers(view, measure_id="incidents"),
    "count_or_length": lambda view: count_or_length.count_or_length(view),
    "one_record": lambda view: one_record.one_record(view),
    "earlier_years": lambda view: earlier_years.earlier_years(view, measure_id="incidents"),
    "category_multiples": lambda view: category_charts.category_multiples(view, measure_id="incidents"),
    "backlog_by_age": lambda view: backlog_by_age.backlog_by_age(view),
    "demand_and_capacity": lambda view: demand_and_capacity.demand_and_capacity(view),
    "demand_ahead": lambda view: demand_ahead.demand_ahead(view),
    "capacity_options": lambda view: capacity_options.capacity_options(view),
    "measure_ahead": lambda view: measure_ahead.measure_ahead(view, measure_id="incidents"),
    "trend": lambda view: trend.trend(view, measure_id="incidents"),
}


@pytest.mark.parametrize("name", ALL)
def test_an_empty_store_gives_words_and_no_chart(store, name):
    exhibit = ALL[name](View())
    assert exhibit.figure is None
    assert exhibit.table.empty
    assert "No data" in exhibit.summary


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ALL)
def test_every_exhibit_of_the_sample_is_whole(sample, name, theme):
    exhibit = ALL[name](View(theme=theme))
    assert exhibit.title and exhibit.summary.endswith(".") and exhibit.questions
    assert "Service desk incidents" in exhibit.source and "What it means" in exhibit.source
    assert not exhibit.table.empty and not exhibit.download.empty
    assert not exhibit.table.map(lambda cell: str(cell).lower() in ("nan", "none", "nat")).to_numpy().any()
    assert "nan" not in exhibit.summary.lower()
    if exhibit.figure is not None:
        assert exhibit.figure.layout.template.layout.font.color == colours(theme).text


@pytest.mark.parametrize("name", ["drivers", "category_multiples", "backlog_by_age", "demand_and_capacity", "trend"])
def test_a_figure_as_at_an_earlier_day_ends_earlier(sample, name):
    earlier = ALL[name](View(as_at=date(2026, 7, 20)))
    assert "September 2026" not in earlier.title + earlier.summary


def test_a_measure_nobody_knows_is_said_to_be_unknown(store):
    for build in (
        drivers.drivers,
        earlier_years.earlier_years,
        category_charts.category_multiples,
        trend.trend,
        measure_ahead.measure_ahead,
    ):
        exhibit = build(View(), measure_id="no_such_measure")
        assert "no measure with this name" in exhibit.summary
        assert exhibit.figure is None
