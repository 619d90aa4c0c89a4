"""What the exhibits on why and on demand say: the same in words, table and figure; words where there is nothing."""

import random
import re
from datetime import date, datetime

import pandas as pd
import pytest

from data.settings import ROOT
from exhibits import View
from exhibits.common.style import colours
from exhibits.common.words import short_number
from exhibits.demand import (
    backlog_by_age,
    category_charts,
    count_or_length,
    demand_and_capacity,
    drivers,
    earlier_years,
    one_record,
    trend,
)
from tests.exhibits.figures import define, explain, figures, months, publish
from tests.stores import new_store

SEPTEMBER, MAY, DECEMBER = date(2026, 9, 1), date(2026, 5, 1), date(2024, 12, 1)
_chance = random.Random(11)
ALL = {
    "drivers": lambda view: drivers.drivers(view, measure_id="incidents"),
    "count_or_length": lambda view: count_or_length.count_or_length(view),
    "one_record": lambda view: one_record.one_record(view),
    "earlier_years": lambda view: earlier_years.earlier_years(view, measure_id="incidents"),
    "category_multiples": lambda view: category_charts.category_multiples(view, measure_id="incidents"),
    "backlog_by_age": lambda view: backlog_by_age.backlog_by_age(view),
    "demand_and_capacity": lambda view: demand_and_capacity.demand_and_capacity(view),
    "trend": lambda view: trend.trend(view, measure_id="incidents"),
}


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNCIL_STORE", str(tmp_path / "store.duckdb"))
    opened = new_store()
    yield opened
    opened.close()


@pytest.fixture
def sample(sample_store, monkeypatch):
    monkeypatch.setenv("COUNCIL_STORE", str(sample_store.path))
    return sample_store


@pytest.fixture
def small_numbers(tmp_path, monkeypatch):
    """Settings under which counts below 5 are not shown."""
    text = (ROOT / "council.toml").read_text(encoding="utf-8")
    place = tmp_path / "council.toml"
    place.write_text(re.sub(r"small_number = \d+", "small_number = 5", text), encoding="utf-8")
    monkeypatch.setenv("COUNCIL_SETTINGS", str(place))


def raise_incidents(store, counts: dict[str, list[int]], **columns) -> None:
    """So many incidents of each category in each month up to September 2026."""
    rows = []
    for category, numbers in counts.items():
        for month, count in zip(months(len(numbers), _first(len(numbers))), numbers, strict=True):
            for n in range(count):
                opened = datetime(month.year, month.month, 1 + n % 28, 9)
                row = {"slice_key": f"{month:%Y-%m}", "ticket_id": f"{category}{month:%y%m}-{n}", "opened_at": opened}
                row |= {"resolved_at": opened, "category": category, "directorate": "Place"}
                rows.append({**row, "work_time_lost_minutes": 30.0, **columns})
    publish(store, "incidents", rows, period_to=date(2026, 9, 30))


def _first(count: int) -> date:
    return pd.date_range(end="2026-09-01", periods=count, freq="MS")[0].date()


def numbers_in(exhibit) -> str:
    return " ".join([exhibit.title, exhibit.summary, exhibit.table.to_string(), exhibit.data.to_string()])


# -- all of them -----------------------------------------------------------------------------------------------------


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
    assert not exhibit.table.empty and not exhibit.data.empty
    assert not exhibit.table.map(lambda cell: str(cell).lower() in ("nan", "none", "nat")).to_numpy().any()
    assert "nan" not in exhibit.summary.lower()
    if exhibit.figure is not None:
        assert exhibit.figure.layout.template.layout.font.color == colours(theme).text


@pytest.mark.parametrize("name", ["drivers", "category_multiples", "backlog_by_age", "demand_and_capacity", "trend"])
def test_a_figure_as_at_an_earlier_day_ends_earlier(sample, name):
    earlier = ALL[name](View(as_at=date(2026, 7, 20)))
    assert "September 2026" not in earlier.title + earlier.summary


def test_a_measure_nobody_knows_is_said_to_be_unknown(store):
    for build in (drivers.drivers, earlier_years.earlier_years, category_charts.category_multiples, trend.trend):
        exhibit = build(View(), measure_id="no_such_measure")
        assert "no measure with this name" in exhibit.summary
        assert exhibit.figure is None


# -- drivers ---------------------------------------------------------------------------------------------------------


def test_the_peak_is_put_down_to_what_was_put_in(sample):
    exhibit = drivers.drivers(View(), measure_id="incidents", month=SEPTEMBER)
    assert exhibit.title == "Password reset made most of the difference in September 2026"
    assert "Devices" in exhibit.summary
    assert exhibit.table.iloc[-1].iloc[-1] == "100.0%"
    surge = drivers.drivers(View(), measure_id="incidents", month=MAY)
    assert surge.title == "Remote access made most of the difference in May 2026"


def test_the_waterfall_leads_from_usual_to_the_month(sample):
    exhibit = drivers.drivers(View(), measure_id="work_time_lost", month=SEPTEMBER)
    (bars,) = exhibit.figure.data
    first = exhibit.data.iloc[0]
    assert bars.base[0] == pytest.approx(first["total_usual"])
    assert bars.base[-1] + bars.x[-1] == pytest.approx(first["total_value"])
    assert len(bars.x) == 7  # six named and all others
    assert len(exhibit.table) == len(exhibit.data) + 1
    words = " ".join(note.text for note in exhibit.figure.layout.annotations)
    assert "All other categories (6)" in words


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
    assert exhibit.data["value"].sum() == exhibit.data["total_value"].iloc[0]


def test_names_from_a_file_are_text_in_the_figure(store):
    raise_incidents(store, {"<b>Devices</b>": [30 + n % 5 for n in range(20)], "Printing": [12] * 20})
    for exhibit in (
        drivers.drivers(View(), measure_id="incidents"),
        category_charts.category_multiples(View(), measure_id="incidents"),
    ):
        words = " ".join(note.text for note in exhibit.figure.layout.annotations)
        assert "&lt;b&gt;Devices&lt;/b&gt;" in words


# -- number or length, one record ------------------------------------------------------------------------------------


def test_which_of_number_and_length_was_unusual(sample):
    peak = count_or_length.count_or_length(View(), month=SEPTEMBER)
    assert peak.title == "September 2026: more incidents, each of usual length"
    long = count_or_length.count_or_length(View(), month=DECEMBER)
    assert long.title == "December 2024: usual number of incidents, but the average was pulled up"
    calm = count_or_length.count_or_length(View(), month=date(2026, 8, 1))
    assert calm.title == "August 2026: usual number of incidents, of usual length"
    assert {trace.yaxis for trace in peak.figure.data} == {"y", "y2"}
    assert len({axis.domain for axis in (peak.figure.layout.yaxis, peak.figure.layout.yaxis2)}) == 2  # no dual axis


def test_number_and_length_shows_as_many_months_as_asked_for(sample):
    assert len(count_or_length.count_or_length(View(), months=12).table) == 12


def test_december_was_mostly_one_record_of_40_hours(sample):
    exhibit = one_record.one_record(View(), month=DECEMBER)
    assert exhibit.title == "December 2024 was mostly one long record"
    assert re.match(
        r"December 2024 was mostly one record of 40 hours: 75\.5 hours with it, 35\.5 hours without; "
        r"the usual range is [\d.]+ to [\d.]+ hours\.",
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


# -- earlier years ---------------------------------------------------------------------------------------------------


def test_the_same_month_in_earlier_years(sample):
    exhibit = earlier_years.earlier_years(View(), measure_id="incidents")
    assert "The 4 Septembers before it were between 834 and 877." in exhibit.summary
    assert "above the usual range for a September" in exhibit.summary
    assert list(exhibit.table["Month"]) == [f"September {year}" for year in range(2026, 2021, -1)]
    assert list(exhibit.figure.data[0].y) == list(exhibit.data["value"])
    assert not re.search(r"%|compared with last|since last", exhibit.summary)


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
    figures(store, "calls", [100.0 + n % 5 for n in range(10)], first=_first(10))
    exhibit = earlier_years.earlier_years(View(), measure_id="calls")
    assert "There are no figures for an earlier September." in exhibit.summary
    assert exhibit.figure is None


def test_an_exceptional_year_is_named(store):
    define(store, "calls")
    figures(store, "calls", [100.0 + n % 5 for n in range(36)])
    explain(store, "calls", date(2025, 9, 1), "Flood.", exceptional=True)
    exhibit = earlier_years.earlier_years(View(), measure_id="calls")
    assert "September 2025 was declared exceptional." in exhibit.summary


# -- each category ---------------------------------------------------------------------------------------------------


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


# -- backlog and capacity --------------------------------------------------------------------------------------------


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
    assert not exhibit.data.query("month == '2026-09-01'")["incidents"].isin([3, 9]).any()
    assert sum(len(trace.x) for trace in exhibit.figure.data if trace.x[-1] == pd.Timestamp(2026, 9, 1)) == 2 * 4


def test_a_small_backlog_is_fewer_than_five(store, small_numbers):
    open_incidents(store, [28] * 3)
    exhibit = backlog_by_age.backlog_by_age(View())
    assert exhibit.summary == "At the end of September 2026, fewer than 5 incidents were open."
    assert exhibit.table.iloc[0]["Open"] == "Fewer than 5"
    assert not exhibit.data.query("month == '2026-09-01'")[["incidents", "open_incidents"]].isin([3]).any().any()


def test_demand_is_set_against_capacity(sample):
    exhibit = demand_and_capacity.demand_and_capacity(View())
    over = exhibit.table["Above or below"].str.endswith("above").sum()
    assert exhibit.title == f"Demand was above capacity in {over} of 24 months"
    within, above, capacity = exhibit.figure.data
    assert (len(above.x), len(within.x)) == (over, 24 - over)
    assert capacity.name == "Capacity"
    assert "carried over" in exhibit.summary


def test_without_capacity_figures_the_page_says_how_to_give_them(store):
    raise_incidents(store, {"Devices": [30] * 5})
    exhibit = demand_and_capacity.demand_and_capacity(View())
    assert "no capacity figures have been submitted" in exhibit.summary
    assert exhibit.figure is None


def test_enough_capacity_is_said_as_well(store):
    raise_incidents(store, {"Devices": [30] * 5})
    figures(store, "service_desk_capacity", [40.0] * 5, first=_first(5))
    exhibit = demand_and_capacity.demand_and_capacity(View())
    assert exhibit.title == "Demand stayed within capacity in all 5 months"
    assert "No work is carried over." in exhibit.summary


# -- trend -----------------------------------------------------------------------------------------------------------


def test_a_steady_rise_in_plain_words(sample):
    exhibit = trend.trend(View(), measure_id="self_help_views")
    assert exhibit.title == "Self-help pages read: rising steadily, about 3% a year over 3 years"
    assert "unlikely to be chance" in exhibit.summary
    line = exhibit.figure.data[-1]
    assert list(line.y) == pytest.approx(list(exhibit.data[["first_fitted", "last_fitted"]].iloc[0]))


def test_chance_is_not_called_a_trend(sample):
    exhibit = trend.trend(View(), measure_id="website_availability")
    assert exhibit.summary.endswith("no steady rise or fall can be told from chance.")
    assert len(exhibit.figure.data) == 1  # no line


def test_shares_change_by_percentage_points(store):
    define(store, "share", unit="percent", direction="increase")
    figures(store, "share", [40 + n * 0.25 + (n * 7 % 5) * 0.1 for n in range(36)])
    exhibit = trend.trend(View(), measure_id="share")
    assert exhibit.title == "Share: rising steadily, about 3 percentage points a year over 3 years"
    assert exhibit.questions == ("What brought the improvement, and will it last?",)


def test_a_step_is_called_a_step(store):
    define(store, "calls")
    figures(store, "calls", [500.0 + (n * 7 % 11) + (100 if n >= 24 else 0) for n in range(36)])
    exhibit = trend.trend(View(), measure_id="calls")
    assert "one step, to a higher level from about October 2025 on" in exhibit.summary


def test_too_early_for_a_trend(store):
    define(store, "calls")
    figures(store, "calls", [500.0 + n for n in range(20)], first=_first(20))
    exhibit = trend.trend(View(), measure_id="calls")
    assert "too early" in exhibit.summary
    assert exhibit.figure is None


def test_time_to_resolve_has_no_trend_while_the_open_ones_are_missing(sample):
    exhibit = trend.trend(View(), measure_id="hours_to_resolve_mean")
    assert exhibit.figure is None
    assert "still open" in exhibit.summary
