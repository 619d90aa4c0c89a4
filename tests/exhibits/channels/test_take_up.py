"""Digital take-up: the chart with its launches, each service and directorate, and what must stand beside it."""

from datetime import date

import pandas as pd
import pytest

from data.settings import ROOT
from exhibits import View
from exhibits.channels.take_up import take_up
from exhibits.channels.take_up_by_directorate import by_directorate
from exhibits.channels.take_up_by_service import by_service
from exhibits.common.process_chart import process_chart
from exhibits.common.source import source_line
from exhibits.common.view_queries import definition_of
from exhibits.common.who_gets_through_lines import who_gets_through_lines
from tests.exhibits.channel_store import catalogue, publish_volumes, service, volumes
from tests.queries.loading import load

STEADY = [50 + n % 3 for n in range(36)]
RISING = [40 + n for n in range(36)]


def shares(name: str, online: list[float], **columns) -> pd.DataFrame:
    """A service with 100 transactions a month, so many of them online."""
    return volumes(name, {"online": online, "phone": [100 - each for each in online]}, **columns)


@pytest.fixture
def council(store):
    publish_volumes(store, shares("permits", STEADY), shares("bins", RISING), shares("tax", RISING[::-1]))
    catalogue(
        store,
        service("permits", launched_on=date(2025, 2, 10), take_up_target=80.0),
        service("bins", directorate="Housing", launched_on=date(2019, 6, 1)),
        service("tax", directorate="Housing", launched_on=date(2025, 2, 20), offline_route="None"),
        service("pests", launched_on=None),
    )
    return store


def annotations(exhibit) -> list[str]:
    return [each.text for each in exhibit.figure.layout.annotations]


def names(exhibit) -> list[str]:
    return [trace.name for trace in exhibit.figure.data if trace.name]


# -- over time -------------------------------------------------------------------------------------------------------


def test_the_council_says_how_many_services_it_speaks_for(council):
    exhibit = take_up(View())
    assert "It counts all 3 services with figures by channel, weighted by volume; 1 other has none." in exhibit.summary
    assert exhibit.title.startswith("Digital take-up: ")
    assert exhibit.source.startswith("Source: Channel volumes, October 2023 to September 2026.")
    tick = next(trace for trace in exhibit.figure.data if trace.name == "Services went online")
    assert [str(x)[:7] for x in tick.x] == ["2025-02"]  # 2019 is before the chart
    assert tick.hovertext[0] == "<b>February 2025</b><br>Went online:<br>Permits<br>Tax"


def test_a_service_has_its_launch_and_its_target_on_the_chart(council):
    exhibit = take_up(View(), service="permits")
    assert exhibit.title.startswith("Digital take-up, Permits: ")
    assert "Went online<br>February 2025" in annotations(exhibit)
    line = [shape for shape in exhibit.figure.layout.shapes if shape.line.dash == "dot"]
    assert [str(shape.x0)[:10] for shape in line] == ["2025-02-10"]
    assert "Target<br>80%" in annotations(exhibit) and "The target is 80%" in exhibit.summary
    assert "It went online in February 2025." in exhibit.summary
    earlier = take_up(View(), service="bins")
    assert "It went online in June 2019, before these figures begin." in earlier.summary
    assert not [text for text in annotations(earlier) if "Went online" in text]


@pytest.mark.parametrize(
    ("setting", "words", "value"),
    [("counted", "Assisted digital counts towards take-up", 80), ("separate", "is counted separately", 60)],
)
def test_the_definition_in_force_stands_on_the_chart(store, tmp_path, monkeypatch, setting, words, value):
    text = (ROOT / "council.toml").read_text(encoding="utf-8")
    mine = tmp_path / "council.toml"
    mine.write_text(text.replace('assisted_digital = "counted"', f'assisted_digital = "{setting}"'), encoding="utf-8")
    monkeypatch.setenv("COUNCIL_SETTINGS", str(mine))
    flat = {"online": [60] * 14, "assisted_digital": [20] * 14, "phone": [20] * 14}
    publish_volumes(store, volumes("permits", flat))
    for exhibit in (take_up(View()), process_chart(View(), measure_id="digital_take_up@permits")):
        assert [text for text in annotations(exhibit) if words in text]
        assert set(exhibit.data["value"].round(6)) == {value}
    assert words in take_up(View()).note and words in by_service(View()).note and words in by_directorate(View()).note
    assert by_service(View()).table["Take-up, twelve months"].tolist() == [f"{value}%"]


def test_take_up_is_never_without_what_stands_beside_it(council):
    view = View()
    alone = who_gets_through_lines(view, service="tax")
    assert [line for line in alone if "no offline route" in line]
    assert take_up(view, service="tax").beside == alone
    assert process_chart(view, measure_id="digital_take_up@tax").beside == alone
    assert process_chart(view, measure_id="digital_take_up").beside == who_gets_through_lines(view)
    assert by_service(view, directorate="Housing").beside == who_gets_through_lines(view, directorate="Housing")
    assert by_directorate(view).beside == who_gets_through_lines(view)
    assert not process_chart(view, measure_id="online_failed@tax").beside


def test_a_directorate_has_its_own_chart(council):
    exhibit = take_up(View(), directorate="Housing")
    assert exhibit.title.startswith("Digital take-up, Housing: ")
    assert "It counts all 2 services with figures by channel" in exhibit.summary
    assert exhibit.data["value"].round(6).tolist() == [57.5] * 36


def test_an_empty_store_says_so_with_what_stands_beside_it(store):
    for exhibit in (take_up(View()), take_up(View(), service="x"), by_service(View()), by_directorate(View())):
        assert exhibit.summary.startswith("No data:") and exhibit.figure is None
        assert exhibit.beside


# -- quarters --------------------------------------------------------------------------------------------------------


def test_quarters_are_called_so_and_leave_no_gaps(store):
    online = [300 + 7 * (n % 4) + n % 3 for n in range(16)]
    rows = volumes("permits", {"online": online, "phone": [200] * 16}, first=date(2013, 10, 1), months=3)
    publish_volumes(store, rows)
    exhibit = take_up(View(), service="permits")
    assert exhibit.title.endswith(" in July to September 2017")
    assert exhibit.summary.startswith("July to September 2017: ")
    assert "No data" not in exhibit.note and len(exhibit.data) == 16
    assert "Trial limits: they rest on 15 quarters" in exhibit.note
    assert exhibit.table.columns[0] == "Quarter"
    quarters = exhibit.table["Quarter"].iloc[:2].tolist()
    assert quarters == ["July to September 2017 (Q2 2017/18)", "April to June 2017 (Q1 2017/18)"]
    assert "Source: Channel volumes, October 2013 to September 2017." in exhibit.source
    assert "Final up to September 2017." in exhibit.source
    assert exhibit.figure.layout.xaxis.ticktext[0] == "Jul–Sep<br>2017"
    assert len(take_up(View(), service="permits", months=12).table) == 4


def test_too_few_quarters_are_called_quarters(store):
    publish_volumes(store, volumes("permits", {"online": [5] * 6, "phone": [5] * 6}, first=date(2016, 4, 1), months=3))
    exhibit = take_up(View())
    assert "that takes 12 earlier quarters, and there are 5." in exhibit.summary
    assert "fewer than 12 earlier quarters" in exhibit.note


def test_a_missing_quarter_is_a_gap(store):
    online = [5.0] * 8 + [None] + [5.0] * 5
    rows = volumes("permits", {"online": online, "phone": online}, first=date(2014, 4, 1), months=3)
    publish_volumes(store, rows)
    assert "No data for April to June 2016." in take_up(View()).note


# -- each service ----------------------------------------------------------------------------------------------------


def test_services_are_compared_only_where_the_change_is_real(council):
    exhibit = by_service(View())
    assert exhibit.title == "The one service with a target is below it"
    assert "rose in 1, fell in 1 and did not really change in 1 of 3 services with figures" in exhibit.summary
    assert "Below it: Permits (51%, target 80%)." in exhibit.summary
    assert "A smaller share than a year before completed Tax online." in exhibit.summary
    rows = exhibit.table.set_index("Service")
    assert rows["Change"].to_dict() == {"Permits": "No real change", "Tax": "Fell", "Bins": "Rose"}
    assert rows["Against the target"].to_dict() == {"Permits": "29.0 points below", "Tax": "–", "Bins": "–"}
    assert rows.loc["Bins", "Transactions in the twelve months"] == "1,200"
    before = next(trace for trace in exhibit.figure.data if trace.name == "A year before, where the change is real")
    assert len(before.x) == 2
    assert "1 more service has no figures by channel" in exhibit.note
    assert "Directorate" not in by_service(View(), directorate="Housing").table


def test_short_histories_are_too_early_to_compare(store):
    publish_volumes(store, shares("permits", [50.0] * 9))
    exhibit = by_service(View())
    assert exhibit.table["Change"].tolist() == ["Too early to say"]
    assert "For 1 service it is too early to say." in exhibit.summary
    assert names(exhibit) == ["Take-up, too early to say"]


def test_at_most_thirty_services_are_drawn_and_all_are_in_the_table(store):
    publish_volumes(store, *(shares(f"service-{n}", [50.0] * 14) for n in range(34)))
    exhibit = by_service(View())
    assert len(exhibit.table) == 34
    drawn = {y for trace in exhibit.figure.data for y in trace.y}
    assert len(drawn) == 30 and "4 of the services are in the table only." in exhibit.note


def test_names_from_files_are_text_in_the_figure(store):
    publish_volumes(store, shares("permits", [50.0] * 14, service_name="<b>Permits</b> & more"))
    assert "<b>&lt;b&gt;Permits&lt;/b&gt; &amp; more</b>" in annotations(by_service(View()))


# -- each directorate ------------------------------------------------------------------------------------------------


def test_each_directorate_has_a_chart_and_a_word(council):
    exhibit = by_directorate(View())
    assert exhibit.title == "Digital take-up: no real change in a year in any of 2 directorates"
    assert exhibit.table["Directorate"].tolist() == ["Housing", "Place"]
    assert exhibit.table["Change"].tolist() == ["No real change"] * 2
    assert len(exhibit.figure.data) == 2
    assert "<b>Housing</b><br>58%, no real change" in annotations(exhibit)
    assert set(exhibit.data.columns) >= {"directorate", "month", "take_up", "completed", "services"}


def test_a_rise_in_one_directorate_is_named(store):
    publish_volumes(
        store, shares("bins", RISING, directorate="Housing"), shares("permits", STEADY, directorate="Place")
    )
    exhibit = by_directorate(View())
    assert exhibit.title == "Within a year, digital take-up rose in 1 of 2 directorates"
    assert exhibit.lead == "Over twelve months, highest in Housing, 69.5%; lowest in Place, 51%."
    assert exhibit.more == ("It really rose in Housing (57.5% → 69.5%).", "No real change in Place.")
    low, high = exhibit.figure.layout.yaxis.range
    assert low > 0 and exhibit.figure.layout.yaxis2.range == (low, high), "one scale, around the figures"


def test_the_source_of_calls_is_the_channel_volumes(council):
    source = source_line(View(), definition_of(View(), "phone_wait@permits"))
    assert "What it means: How long callers waited" in source


def test_submitted_months_win_over_volumes_by_quarter(store):
    publish_volumes(store, volumes("permits", {"online": [5] * 6, "phone": [5] * 6}, first=date(2025, 4, 1), months=3))
    months = pd.date_range("2025-04-01", periods=15, freq="MS")
    kpis = pd.DataFrame({"measure_id": "digital_take_up", "month": months, "value": [60.0 + n % 4 for n in range(15)]})
    load(store, "kpi_values", kpis)
    exhibit = process_chart(View(), measure_id="digital_take_up")
    assert exhibit.table["Month"].iloc[0] == "June 2026" and len(exhibit.table) == 15
    assert exhibit.beside == who_gets_through_lines(View())


def test_the_year_is_said_whatever_the_newest_month_says(store):
    online = [40 + n for n in range(36)]
    publish_volumes(store, shares("permits", online, calls_offered={"phone": 50.0}, calls_abandoned={"phone": 5.0}))
    for exhibit in (take_up(View()), take_up(View(), service="permits")):
        assert "Twelve months together: 69.5%, 57.5% the year before (a real rise)." in exhibit.summary
