"""The same month in earlier years."""

import re
from datetime import date

import pytest

from exhibits import View
from exhibits.common.words import short_number
from exhibits.demand import earlier_years
from tests.exhibits.demand.incidents import first_month
from tests.exhibits.figures import define, explain, figures


def test_the_same_month_in_earlier_years(sample):
    exhibit = earlier_years.earlier_years(View(), measure_id="incidents")
    assert "The 4 Septembers before it were between 834 and 877." in exhibit.summary
    assert "above the usual range for a September" in exhibit.summary
    assert list(exhibit.table["Month"]) == [f"September {year}" for year in range(2026, 2021, -1)]
    assert list(exhibit.figure.data[0].y) == list(exhibit.data["value"])[::-1]
    assert not re.search(r"%|compared with last|since last", exhibit.summary)
    (words,) = [note.text for note in exhibit.figure.layout.annotations]
    assert words == "Number. Shaded: the usual range for a September"
    (band,) = exhibit.figure.layout.shapes
    assert band.y0 == pytest.approx(exhibit.data["lower_limit"].iloc[0])


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (82.2, "hours", "82.2"),
        (1, "hours", "1"),
        (45.0, "percent", "45%"),
        (1200, "gbp", "£1,200"),
        (877, "count", "877"),
    ],
)
def test_labels_leave_the_word_out_and_keep_the_sign(value, unit, said):
    assert short_number(value, unit) == said


def test_a_month_without_an_earlier_one(store):
    define(store, "calls")
    figures(store, "calls", [100.0 + n % 5 for n in range(10)], first=first_month(10))
    exhibit = earlier_years.earlier_years(View(), measure_id="calls")
    assert "There are no figures for an earlier September." in exhibit.summary
    assert exhibit.figure is None


def test_an_exceptional_year_is_named(store):
    define(store, "calls")
    figures(store, "calls", [100.0 + n % 5 for n in range(36)])
    explain(store, "calls", date(2025, 9, 1), "Flood.", exceptional=True)
    exhibit = earlier_years.earlier_years(View(), measure_id="calls")
    assert "September 2025 was declared exceptional." in exhibit.summary
