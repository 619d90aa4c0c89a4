"""What the estimate says: always an estimate, with its range and costs; extra cost said plainly."""

from datetime import date

import pandas as pd
import pytest

from exhibits import View
from exhibits.channels.avoided_cost import avoided_cost
from exhibits.channels.unit_costs import unit_costs
from exhibits.common.style import colours
from tests.exhibits.figures import publish
from tests.stores import quick_store

BEFORE = {"online": 400, "phone": 500, "face_to_face": 100}
AFTER = {"online": 700, "phone": 400, "face_to_face": 100}
SETTINGS = """
[council]
name = "Test Council"

[[unit_costs]]
channel = "online"
gbp = 0.15
low = 0.15
high = 0.56
source = "Published"
year = 2012

[[unit_costs]]
channel = "phone"
gbp = 2.83
low = 1.28
high = 5.57
source = "Published"
year = 2012

[[unit_costs]]
channel = "face_to_face"
gbp = 8.62
low = 4.83
high = 9.56
source = "Published"
year = 2012
"""


@pytest.fixture
def council(tmp_path, monkeypatch):
    """Unit costs of the tests' own: a council that changes its settings changes no golden figure."""
    (tmp_path / "council.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("COUNCIL_SETTINGS", str(tmp_path / "council.toml"))


@pytest.fixture
def store(tmp_path, monkeypatch, council):
    monkeypatch.setenv("COUNCIL_STORE", str(tmp_path / "store.duckdb"))
    opened = quick_store()
    yield opened
    opened.close()


def volumes(store, counts: dict, *, service="Permits", first="2023-04-01", count=12, **columns) -> None:
    rows = [
        {"slice_key": f"{service}|{month:%Y-%m}", "service_id": service.lower(), "service_name": service,
         "directorate": "Place", "month": month.date(), "months": 1, "channel": channel, "completed": float(number),
         **{column: value(channel, number) for column, value in columns.items()}}
        for month in pd.date_range(first, periods=count, freq="MS") for channel, number in counts.items()
    ]  # fmt: skip
    publish(store, "channel_volumes", rows, period_to=date(2026, 9, 30))


def two_years(store, before=None, after=None, **columns) -> None:
    volumes(store, before or BEFORE, **columns)
    volumes(store, after or AFTER, first="2024-04-01", **columns)


@pytest.mark.parametrize("build", [avoided_cost, unit_costs])
def test_an_empty_store_gives_words_and_no_chart(store, build):
    exhibit = build(View())
    assert exhibit.figure is None and exhibit.table.empty
    assert exhibit.summary.startswith("No data: no channel volumes")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scope", [{}, {"service": "parking-permits"}, {"directorate": "Place and Planning"}])
@pytest.mark.parametrize("build", [avoided_cost, unit_costs])
def test_every_exhibit_of_the_sample_is_whole(sample, build, scope, theme):
    exhibit = build(View(theme=theme), **scope)
    assert exhibit.title and exhibit.summary.endswith(".") and exhibit.questions and exhibit.note
    assert "submitted channel volumes" in exhibit.source and "What it means" in exhibit.source
    assert not exhibit.table.empty and not exhibit.download.empty
    assert not exhibit.table.map(lambda cell: str(cell).lower() in ("nan", "none", "nat")).to_numpy().any()
    assert exhibit.figure.layout.template.layout.font.color == colours(theme).text


def test_the_estimate_is_never_taken_for_savings(sample):
    exhibit = avoided_cost(View())
    assert exhibit.title.endswith("an estimate, not cashable savings")
    assert "not cashable savings" in exhibit.summary and exhibit.note.startswith("An estimate, not cashable savings")


def test_the_worked_example_in_words(store):
    """£8,464.80, from £2,752.80 to £15,266.40: worked out in tests/queries/test_channels_avoided_cost.py."""
    two_years(store)
    exhibit = avoided_cost(View())
    assert exhibit.title == "About £8,460 of cost avoided in 2024/25: an estimate, not cashable savings"
    assert exhibit.lead == (
        "In 2024/25, 2,640 of 14,400 transactions had moved to cheaper channels: by estimate, about £8,460 was avoided "
        "(range: £2,750 to £15,300)."
    )
    assert "Compared with the channels of the baseline year (April 2023 to March 2024)." in exhibit.more
    row = exhibit.table.iloc[0]
    assert row["What"] == "Permits, 2024/25" and row["Estimate"] == "£8,465" and row["Range"] == "£2,753 to £15,266"
    bar, _, ends = exhibit.figure.data
    assert bar.y[0] == pytest.approx(8464.80) and ends.name == "Range"
    assert ends.y[:2] == pytest.approx((2752.80, 15266.40))
    assert "published ones (prices of 2012)" in exhibit.note
    assert "100% of the transactions rest on unit costs that are more than five years old" in exhibit.note
    assert exhibit.data["estimate"].iloc[0] == pytest.approx(8464.80)


def test_extra_cost_is_said_plainly(store):
    two_years(store, AFTER, BEFORE)
    exhibit = avoided_cost(View())
    assert exhibit.title.startswith("About £") and "of extra cost in 2024/25" in exhibit.title
    assert "was spent in addition" in exhibit.summary and "dearer channels" in exhibit.summary
    assert "extra cost" in exhibit.table["Estimate"].iloc[0]
    assert [bar.name for bar in exhibit.figure.select_traces({"type": "bar"})] == ["Extra cost"]
    assert exhibit.figure.layout.yaxis.range[0] < exhibit.data["low"].min()


def test_a_range_on_both_sides_of_nothing_settles_nothing(store):
    """A call may cost more than a visit: £5.57 at most, against £4.83 at least."""
    two_years(store, {"phone": 500, "face_to_face": 500}, {"phone": 600, "face_to_face": 400})
    exhibit = avoided_cost(View())
    assert exhibit.data["low"].iloc[0] == pytest.approx(1200 * (4.83 - 5.57))
    assert "range: an extra cost of £888 to an avoided cost of £9,940" in exhibit.summary
    assert "The range lies on both sides of 0" in exhibit.summary
    assert exhibit.table["Range"].iloc[0] == "£888 extra cost to £9,936"


def test_moves_that_balance_are_no_saving_and_no_cost(store):
    even = {"online": 500, "phone": 500}
    two_years(store, even, {"online": 600, "phone": 400})
    two_years(store, even, {"online": 400, "phone": 600}, service="Bins")
    exhibit = avoided_cost(View())
    assert exhibit.title.startswith("No cost avoided, and none added, in 2024/25")
    assert "2,400 of 24,000 transactions had moved" in exhibit.summary and "balance" in exhibit.summary


def test_no_change_of_mix_is_no_news(store):
    two_years(store, BEFORE, {channel: 2 * count for channel, count in BEFORE.items()})
    exhibit = avoided_cost(View())
    assert exhibit.title.startswith("No cost avoided, and none added, in 2024/25")
    assert "the same mix of channels" in exhibit.summary and exhibit.table["Estimate"].iloc[0] == "£0"


@pytest.mark.parametrize(("change", "estimate", "words"), [(-50, 4232.40, "50% smaller"), (10, 9311.28, "10% larger")])
def test_what_a_member_changes_is_said(store, change, estimate, words):
    two_years(store)
    exhibit = avoided_cost(View(), change=change)
    assert exhibit.data["estimate"].iloc[0] == pytest.approx(estimate)
    assert f"Changed by you: every difference in unit cost is taken to be {words}." in exhibit.summary
    assert "Changed by you" not in avoided_cost(View()).summary


def test_parts_of_a_year_are_drawn_as_such_and_the_headline_is_a_whole_year(store):
    volumes(store, BEFORE, first="2022-10-01")
    volumes(store, AFTER, first="2023-10-01", count=24)
    exhibit = avoided_cost(View())
    assert "in 2024/25" in exhibit.title
    assert "2025/26 so far (6 months): about £" in exhibit.summary
    bars = {bar.name: list(bar.x) for bar in exhibit.figure.select_traces({"type": "bar"})}
    assert bars["Avoided, part of a year"] == ["2023/24<br>6 months", "2025/26<br>6 months"]
    assert bars["Avoided, a whole year"] == ["2024/25"]
    fewer = avoided_cost(View(), months=12)
    assert fewer.title == exhibit.title
    assert sum(len(bar.x) for bar in fewer.figure.select_traces({"type": "bar"})) == 2


def test_channels_and_services_that_are_left_out_are_named(store):
    two_years(store, {**BEFORE, "post": 20}, {**AFTER, "post": 10, "not_stated": 5})
    volumes(store, BEFORE, service="New")
    volumes(store, {"all": 100}, service="Lump")
    exhibit = avoided_cost(View())
    assert "120 by post, which has no unit cost; 60 whose channel is not stated" in exhibit.note
    assert "1 service has no figures by channel (Lump)" in exhibit.note
    assert "1 service has no figures after the first 12 months, which are the baseline (New)" in exhibit.note
    assert "1,200 transactions are totals that nobody has split" in exhibit.note
    assert "The estimate covers 1 of 3 services with volumes." in exhibit.summary
    costs = unit_costs(View())
    assert "120 by post, which has no unit cost" in costs.summary
    post = costs.table[costs.table["Channel"] == "Post"].iloc[0]
    assert post["One transaction"] == "No unit cost" and post["Transactions that rest on it"] == "120 left out"


def test_why_there_is_no_estimate(store):
    volumes(store, BEFORE)
    exhibit = avoided_cost(View())
    assert exhibit.figure is None and "no estimate" in exhibit.title
    assert exhibit.summary.startswith("No estimate can be made. Not in the estimate: 1 service has no figures after")


# -- what it rests on ------------------------------------------------------------------------------------------------


def test_every_unit_cost_has_its_source_year_and_weight_own_first(store):
    two_years(store, cost_gbp=lambda channel, n: n * 4.0 if channel == "phone" else None,
              cost_source=lambda channel, n: "Finance system, 2024/25" if channel == "phone" else None)  # fmt: skip
    two_years(store, service="Bins")
    exhibit = unit_costs(View())
    table = exhibit.table
    assert table["Channel"].tolist() == ["Phone", "Phone", "Online", "Face to face"]
    assert table["Used for"].tolist() == ["Permits", "Bins", "2 services", "2 services"]
    assert table["One transaction"].tolist() == ["£4.00", "£4.00", "£0.15", "£8.62"]
    assert table["Whose figure"].tolist() == [
        "The council's own figure for this service", "The council's own figure over all services",
        "Published estimate", "Published estimate",
    ]  # fmt: skip
    assert table["Source"].tolist() == ["Finance system, 2024/25", "Finance system, 2024/25", "Published", "Published"]
    assert table["Prices of"].tolist()[:1] == ["April 2024 to March 2025"]
    assert table["Prices of"].tolist()[2:] == ["2012: old", "2012: old"]
    assert table["Transactions that rest on it"].tolist() == ["4,800", "4,800", "16,800", "2,400"]
    assert exhibit.title == "33% of transactions rest on the council's own unit costs"
    assert "Online: £0.15 (£0.15 to £0.56), prices of 2012, more than five years old." in exhibit.summary


def test_words_from_a_file_stay_words_in_the_figure(store):
    two_years(store, service="<b>Permits</b>", cost_gbp=lambda channel, n: n * 4.0)
    texts = " ".join(text for trace in unit_costs(View()).figure.data for text in trace.hovertext)
    assert "&lt;b&gt;Permits" in texts and "<b>Permits" not in texts
