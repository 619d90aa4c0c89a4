"""Each category by itself."""

import random

from exhibits import View
from exhibits.demand import category_charts
from tests.exhibits.demand.incidents import raise_incidents

_chance = random.Random(11)


def test_categories_are_judged_one_by_one(sample):
    exhibit = category_charts.category_multiples(View(), measure_id="incidents")
    assert exhibit.title == "Password reset and Devices were unusual in September 2026"
    assert "With 12 charts looked at at once, at least one shows something by chance alone in about 9%" in exhibit.note
    assert len(exhibit.table) == 12
    assert len({trace.xaxis for trace in exhibit.figure.data}) == 12
    columns = {round(axis.domain[0], 3) for axis in exhibit.figure.select_xaxes()}
    assert len(columns) == 2  # two side by side at most, so that a phone can show them


def test_eight_charts_show_something_by_chance_in_six_months_of_a_hundred(store):
    raise_incidents(store, {f"C{c}": [20 + _chance.randrange(9) for _ in range(30)] for c in range(8)})
    assert "With 8 charts looked at at once" in category_charts.category_multiples(View(), measure_id="incidents").note
    assert "in about 6% of months" in category_charts.category_multiples(View(), measure_id="incidents").note


def test_no_more_than_twelve_are_drawn_and_the_table_has_all(store):
    raise_incidents(store, {f"C{c:02}": [20 - c + n % 5 for n in range(20)] for c in range(14)})
    exhibit = category_charts.category_multiples(View(), measure_id="incidents")
    assert len({trace.xaxis for trace in exhibit.figure.data}) == 12
    assert len(exhibit.table) == 14
    assert "2 smaller categories are in the table only" in exhibit.note


def test_a_small_category_keeps_its_count(store, small_numbers):
    raise_incidents(store, {"Devices": [40 + n % 5 for n in range(20)], "Security": [7] * 19 + [3]})
    exhibit = category_charts.category_multiples(View(), measure_id="incidents")
    security = exhibit.table.set_index("Category").loc["Security"]
    assert security.iloc[0] == "Not shown: small number"
    assert (
        exhibit.table.set_index("Category").loc["Devices"].iloc[0] == "Not shown: small number"
    )  # total less Security
    assert security["Verdict"] == "Not shown"
    drawn = [y for trace in exhibit.figure.data if trace.mode == "lines" for y in trace.y]
    assert 3 not in drawn
    assert exhibit.data.query("category == 'Security'")["value"].isna().sum() == 1
