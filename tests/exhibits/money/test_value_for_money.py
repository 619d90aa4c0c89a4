"""Value for money: four figures side by side, each with what it rests on, and never one score."""

import re
from datetime import date

import pandas as pd
import pytest

from exhibits import View
from exhibits.common.who_gets_through_lines import who_gets_through_lines
from exhibits.money import value_for_money
from queries import ask
from tests.exhibits.channel_store import catalogue, publish_volumes, service, volumes

YEARS = 36


def row(store, service_id: str = "bins", **params) -> pd.Series:
    return ask("money/value_for_money", store=store, **params).set_index("service_id").loc[service_id]


def two_services(store, **bins) -> None:
    """Bins, with cost and satisfaction; permits, used less and without either."""
    columns = {
        "cost_gbp": {"online": 20.0, "phone": 280.0},
        "cost_source": "Finance system",
        "sat_4": 3.0,
        "sat_1": 1.0,
    }
    publish_volumes(store, volumes("bins", {"online": [100] * YEARS, "phone": [100] * YEARS}, **{**columns, **bins}),
                    volumes("permits", {"online": [9] * YEARS, "phone": [1] * YEARS}))  # fmt: skip
    catalogue(store, service("bins"), service("permits", directorate="Roads"), service("unused"))


def test_four_figures_of_the_last_twelve_months(store):
    two_services(store)
    got = row(store)
    assert got["cost_per_transaction"] == pytest.approx(1.5) and got["cost_covers"] == pytest.approx(100)
    assert got["cost_before"] == pytest.approx(1.5) and got["cost_source"] == "Finance system"
    assert (got["completed"], got["periods"], got["months"]) == (2400, 12, 1)
    assert (got["satisfied"], got["answers"], got["take_up"]) == (75, 96, 50)
    other = row(store, "permits")
    assert pd.isna(other["cost_per_transaction"]) and other["take_up"] == 90
    assert ask("money/value_for_money", store=store, directorate="Roads")["service_id"].tolist() == ["permits"]


def test_a_cost_speaks_only_of_the_transactions_that_state_one(store):
    costs = [None] * 24 + [300.0] * 12
    rows = volumes("bins", {"online": [100] * YEARS, "phone": [300] * YEARS})
    rows.loc[rows["channel"] == "phone", "cost_gbp"] = costs
    publish_volumes(store, rows)
    got = row(store)
    assert got["cost_per_transaction"] == pytest.approx(1) and got["cost_covers"] == pytest.approx(75)
    assert pd.isna(got["cost_before"])
    exhibit = value_for_money.services(View())
    assert exhibit.table["Cost for one transaction"].tolist() == ["£1.00 (of 75% of transactions)"]
    assert "known for 75% of them" in exhibit.summary and "covers only some channels or months of bins" in exhibit.note


def test_months_that_make_up_a_quarter_are_counted_once(store):
    months = volumes("bins", {"online": [100] * 3}, first=date(2026, 7, 1), cost_gbp=50.0)
    quarters = volumes("bins", {"online": [100] * 8}, first=date(2024, 10, 1), months=3, cost_gbp=200.0)
    others = [volumes(f"other{n}", {"online": [10] * 8}, first=date(2024, 10, 1), months=3) for n in range(2)]
    publish_volumes(store, months)
    publish_volumes(store, quarters[quarters["month"] < "2026-07-01"], *others)
    got = row(store)
    assert (got["completed"], got["periods"], got["months"]) == (600, 4, 3)
    assert got["cost_per_transaction"] == pytest.approx((3 * 200 + 3 * 50) / 600)


def test_the_exhibit_says_each_figure_and_what_is_not_known(store):
    two_services(store)
    exhibit = value_for_money.services(View())
    assert exhibit.title == "A transaction costs £1.50; 1 of 2 services states no cost"
    assert "Most used: Bins, 2,400 completed in the year to September 2026." in exhibit.summary
    assert "No cost is stated for Permits." in exhibit.summary
    assert "Most online: Permits, 90%; least: Bins, 50%." in exhibit.summary
    table = exhibit.table.set_index("Service")
    assert table.loc["Bins", "Satisfied"].startswith("75%") and table.loc["Bins", "Satisfied"].endswith("96 answers")
    assert table.loc["Permits", ["Cost for one transaction", "Satisfied"]].tolist() == ["Not stated", "No answers"]
    assert "1 service has no completed transactions on record." in exhibit.note
    assert "not made into one score" in exhibit.note
    assert not re.search(r"\b(nan|None|NaT)\b", exhibit.summary + exhibit.table.to_string() + exhibit.note)
    texts = [text for trace in exhibit.figure.data if trace.type == "scatter" for text in trace.text]
    assert texts == ["£1.50", "not stated", "2,400", "120", "75%", "too few", "50%", "90%"]


def test_no_column_adds_the_four_up(store):
    two_services(store)
    exhibit = value_for_money.services(View())
    assert not [name for name in [*exhibit.data.columns, *exhibit.table.columns]
                if re.search("score|rank|index|points|value for money", name, re.I)]  # fmt: skip


def test_few_answers_are_not_called_satisfaction(store):
    two_services(store, sat_4=1.0, sat_1=0.0)
    assert row(store)["answers"] == 24
    exhibit = value_for_money.services(View())
    assert "No service has 30 answers or more on satisfaction." in exhibit.summary
    assert exhibit.table["Satisfied"].tolist()[0] == "Too few: 24 answers"


def test_take_up_is_never_shown_without_those_it_may_leave_behind(store):
    two_services(store)
    for directorate in (None, "Roads"):
        exhibit = value_for_money.services(View(), directorate=directorate)
        assert exhibit.beside and exhibit.beside == who_gets_through_lines(View(), directorate=directorate)
    assert exhibit.title == "No service states what a transaction costs, Roads"


def test_without_volumes_there_are_words_and_no_chart(store):
    exhibit = value_for_money.services(View())
    assert exhibit.figure is None and exhibit.table.empty and exhibit.beside
    assert exhibit.summary.startswith("No data: no channel volumes")
