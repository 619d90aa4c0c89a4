"""What made the difference, category by category."""

from datetime import date

import pytest

from exhibits import View
from exhibits.demand import category_charts, drivers
from tests.exhibits.demand.incidents import MAY, SEPTEMBER, numbers_in, raise_incidents
from tests.exhibits.figures import define, figures


def test_the_peak_is_put_down_to_what_was_put_in(sample):
    exhibit = drivers.drivers(View(), measure_id="incidents", month=SEPTEMBER)
    assert exhibit.title == "Password reset made most of the difference in September 2026"
    assert "Devices" in exhibit.summary
    assert exhibit.table.iloc[-1].iloc[-1] == "100.0%"
    surge = drivers.drivers(View(), measure_id="incidents", month=MAY)
    assert "Remote access" in surge.summary and "made up of" in surge.title  # within what growth leads one to expect


def test_the_bars_add_up_to_the_difference_and_the_largest_stands_first(sample):
    exhibit = drivers.drivers(View(), measure_id="work_time_lost", month=SEPTEMBER)
    (bars,) = exhibit.figure.data
    first = exhibit.data.iloc[0]
    assert sum(bars.x) == pytest.approx(first["total_value"] - first["total_usual"])
    assert bars.base is None and abs(bars.x[0]) == max(abs(excess) for excess in bars.x[:-1])
    assert len(bars.x) == 7  # six named and all others
    assert exhibit.data["category"].tolist() == exhibit.table["Category"].tolist()
    words = " ".join(note.text for note in exhibit.figure.layout.annotations)
    assert "All other categories (6)" in words and "Hours more or less than usual" in words
    assert first["category"] in words


def test_a_usual_month_is_not_made_news(sample):
    exhibit = drivers.drivers(View(), measure_id="incidents", month=date(2026, 8, 1))
    assert "happen by chance" in exhibit.summary
    assert "made" not in exhibit.title.replace("made up of", "")


@pytest.mark.parametrize(
    ("measure_id", "because"),
    [("first_contact_share", "do not add up"), ("minutes_lost_median", "do not add up"), ("calls", "as one figure")],
)
def test_why_there_is_no_split(store, measure_id, because):
    raise_incidents(store, {"Devices": [30] * 20})
    define(store, "calls")
    figures(store, "calls", [100.0] * 20)
    exhibit = drivers.drivers(View(), measure_id=measure_id)
    assert because in exhibit.summary
    assert exhibit.figure is None


def test_too_little_history_is_said_in_words(store):
    raise_incidents(store, {"Devices": [30] * 5, "Printing": [3] * 5})
    exhibit = drivers.drivers(View(), measure_id="incidents")
    assert "there are 4" in exhibit.summary
    assert exhibit.figure is None


def test_one_category_is_nothing_to_compare(store):
    raise_incidents(store, {"Devices": [30 + n % 5 for n in range(20)]})
    exhibit = drivers.drivers(View(), measure_id="incidents")
    assert "All of it is in one category, Devices." in exhibit.summary
    assert exhibit.figure is None


def test_small_numbers_are_put_together_with_the_next_smallest(store, small_numbers):
    counts = {"Devices": [40 + n % 5 for n in range(20)], "Printing": [11] * 20, "Security": [2] * 20}
    raise_incidents(store, counts)
    exhibit = drivers.drivers(View(), measure_id="incidents")
    said = numbers_in(exhibit)
    assert "Security" not in said and "Printing" not in said  # alone, it would be the total less the others
    assert "Categories with small numbers (2)" in said
    assert exhibit.data["value"].iloc[:-1].sum() == exhibit.data["value"].iloc[-1]


def test_names_from_a_file_are_text_in_the_figure(store):
    raise_incidents(store, {"<b>Devices</b>": [30 + n % 5 for n in range(20)], "Printing": [12] * 20})
    for exhibit in (
        drivers.drivers(View(), measure_id="incidents"),
        category_charts.category_multiples(View(), measure_id="incidents"),
    ):
        words = " ".join(note.text for note in exhibit.figure.layout.annotations)
        assert "&lt;b&gt;Devices&lt;/b&gt;" in words
