"""The questions about money: which version of a line counts, whose it is, and what must not be added up."""

from datetime import date

import pandas as pd
import pytest

from queries import ask
from tests.exhibits.money_store import lines, saving
from tests.exhibits.portfolio_store import register

TODAY = date(2026, 11, 20)
PAST, NOW, LATER = "2025/26", "2026/27", "2027/28"


def money(store, name: str, **params) -> pd.DataFrame:
    return ask(f"money/{name}", store=store, **{"today": TODAY, **params})


def one(store, name: str, **params) -> dict:
    rows = money(store, name, **params)
    assert len(rows) == 1
    return rows.iloc[0].to_dict()


# -- which version counts --------------------------------------------------------------------------------------------


def test_the_newest_month_of_a_line_and_year_counts_however_it_was_published(store):
    lines(store, {"line_id": "F", "period": "2026-09", "forecast_gbp": 1200}, on="2026-10-12")
    lines(store, {"line_id": "F", "period": "2026-08", "forecast_gbp": 1100}, on="2026-10-13")
    row = one(store, "lines")
    assert (row["forecast_gbp"], row["period"]) == (1200, pd.Timestamp("2026-09-01"))
    assert one(store, "lines", project=None)["when_"] == "this"


def test_a_row_for_the_whole_year_counts_until_a_newer_month_and_again_as_outturn(store):
    lines(store, {"line_id": "F", "forecast_gbp": 1000}, on="2026-05-12")
    assert one(store, "lines")["forecast_gbp"] == 1000
    lines(store, {"line_id": "F", "period": "2026-09", "forecast_gbp": 1200}, on="2026-10-12")
    assert one(store, "lines")["forecast_gbp"] == 1200
    lines(store, {"line_id": "F", "forecast_gbp": 1300, "actual_gbp": 1310}, on="2027-05-12")
    row = one(store, "lines", today=date(2027, 6, 1))
    assert (row["when_"], row["expected_gbp"]) == ("past", 1310)


def test_a_restated_line_replaces_the_one_before_and_as_at_brings_it_back(store):
    lines(store, {"line_id": "F", "forecast_gbp": 1000}, on="2026-09-12")
    lines(store, {"line_id": "F", "forecast_gbp": 1200}, on="2026-10-12")
    assert one(store, "strategy")["expected_gbp"] == 1200
    rows = ask("money/strategy", store=store, today=TODAY, as_at=date(2026, 9, 30))
    assert rows["expected_gbp"].tolist() == [1000]


@pytest.mark.parametrize(
    ("day", "starts", "when"),
    [
        (date(2026, 3, 31), None, "future"),
        (date(2026, 4, 1), None, "this"),
        (date(2027, 3, 31), None, "this"),
        (date(2027, 4, 1), None, "past"),
        (date(2026, 6, 30), 7, "future"),
        (date(2026, 7, 1), 7, "this"),
    ],
)
def test_years_turn_in_the_month_of_the_council(store, day, starts, when):
    lines(store, {"line_id": "F"})
    assert one(store, "lines", today=day, year_starts=starts)["when_"] == when


def test_what_is_not_stated_is_stood_in_for_by_the_next_best(store):
    lines(store, {"line_id": "A", "fin_year": PAST, "forecast_gbp": 900, "actual_gbp": 950},
          {"line_id": "B", "fin_year": PAST, "forecast_gbp": 900}, {"line_id": "C", "fin_year": PAST},
          {"line_id": "D", "actual_gbp": 500, "forecast_gbp": 1100}, {"line_id": "E", "actual_gbp": 500})  # fmt: skip
    assert money(store, "lines").set_index("line_id")["expected_gbp"].to_dict() == {
        "A": 950, "B": 900, "C": 1000, "D": 1100, "E": 1000,
    }  # fmt: skip
    past = money(store, "strategy").set_index("fin_year").loc[PAST]
    assert (past["without_actual"], past["lines"]) == (2, 3)


# -- whose it is -----------------------------------------------------------------------------------------------------


def test_a_filter_leaves_out_other_projects_and_the_lines_of_the_strategy(store):
    register(store, {"project_id": "P1", "type": "run", "directorate": "Homes", "objective": "O1;O2"},
             {"project_id": "P2"})  # fmt: skip
    lines(store, {"line_id": "A", "project_id": "P1"}, {"line_id": "B", "project_id": "P2"}, {"line_id": "C"},
          {"line_id": "D", "project_id": "P9"})  # fmt: skip
    rows = money(store, "lines").set_index("line_id")
    assert rows["project"].dropna().to_dict() == {"A": "Project P1", "B": "Project P2", "D": "P9"}
    assert rows.index.tolist() == ["C", "A", "B", "D"]
    for scope in ({"type": "run"}, {"directorate": "Homes"}, {"objective": "O2"}, {"project": "P1"}):
        assert money(store, "lines", **scope)["line_id"].tolist() == ["A"]
    assert money(store, "lines", portfolio_holder="Portfolio holder for Resources")["line_id"].tolist() == ["A", "B"]


@pytest.mark.parametrize(
    ("source", "reserve"),
    [("IT reserve", True), ("Earmarked Reserves", True), ("Reserved grant", False), (None, False)],
)  # fmt: skip
def test_a_reserve_is_known_by_its_name(store, source, reserve):
    lines(store, {"line_id": "F", "funding_source": source})
    assert one(store, "by_funding")["is_reserve"] == reserve


# -- which budget pays, which gains ----------------------------------------------------------------------------------


def test_benefits_are_split_by_what_each_budget_pays_and_stay_whole(store):
    register(store, {"project_id": "P1"})
    lines(store, {"line_id": "A", "project_id": "P1", "baseline_gbp": 3000},
          {"line_id": "B", "project_id": "P1", "cost_budget_holder": "Parks"},
          saving("C", project_id="P1", baseline_gbp=800), saving("D", "non_cashable", project_id="P1", baseline_gbp=90),
          saving("E", "cashable", project_id="P1", baseline_gbp=50, cost_budget_holder="Parks"))  # fmt: skip
    rows = money(store, "cost_here_saving_there")
    got = rows.groupby(["cost_budget_holder", "saving_class"])["gbp"].sum().to_dict()
    assert got == pytest.approx({("IT", "cashable"): 600, ("Parks", "cashable"): 250, ("IT", "non_cashable"): 67.5,
                                 ("Parks", "non_cashable"): 22.5})  # fmt: skip
    assert rows.drop_duplicates("cost_budget_holder").set_index("cost_budget_holder")["cost_gbp"].to_dict() == {
        "IT": 3000, "Parks": 1000,
    }  # fmt: skip


def test_costs_without_benefit_and_benefits_without_cost_both_appear(store):
    register(store, {"project_id": "P1"}, {"project_id": "P2"})
    lines(store, {"line_id": "A", "project_id": "P1"}, saving("B", project_id="P2"))
    rows = money(store, "cost_here_saving_there").set_index("project_id")
    assert (rows.loc["P1", "cost_gbp"], pd.isna(rows.loc["P1", "gbp"])) == (1000, True)
    assert (rows.loc["P2", "cost_gbp"], rows.loc["P2", "gbp"]) == (0, 1000)
    assert pd.isna(rows.loc["P2", "cost_budget_holder"]) and rows.loc["P2", "saving_budget_holder"] == "Housing"


def test_an_undeliverable_line_brings_no_more_than_it_brought(store):
    register(store, {"project_id": "P1"})
    lines(store, {"line_id": "A", "project_id": "P1"},
          saving("B", project_id="P1", forecast_gbp=900, delivered_gbp=100, status="undeliverable"))  # fmt: skip
    assert one(store, "cost_here_saving_there")["gbp"] == 100


# -- savings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "delivered", "to_come", "at_risk", "not_expected"),
    [
        ({"delivered_gbp": 300, "status": "on_track"}, 300, 700, 0, 0),
        ({"delivered_gbp": 300, "forecast_gbp": 800, "status": "on_track"}, 300, 500, 0, 200),
        ({"delivered_gbp": 300, "forecast_gbp": 400, "status": "at_risk"}, 300, 0, 700, 0),
        ({"delivered_gbp": 300, "status": "undeliverable"}, 300, 0, 0, 700),
        ({"delivered_gbp": 300, "status": "delivered", "forecast_gbp": 1000}, 300, 700, 0, 0),
        ({"delivered_gbp": 1200, "status": "delivered"}, 1200, 0, 0, 0),
        ({}, 0, 1000, 0, 0),
        ({"fin_year": PAST, "delivered_gbp": 600, "status": "at_risk"}, 600, 0, 0, 400),
        ({"fin_year": LATER, "forecast_gbp": 1000, "status": "at_risk"}, 0, 0, 1000, 0),
        ({"line_type": "income", "saving_class": None, "actual_gbp": 250}, 250, 750, 0, 0),
    ],
)
def test_each_pound_planned_is_delivered_to_come_at_risk_or_not_expected(
    store, line, delivered, to_come, at_risk, not_expected
):
    lines(store, saving("F", **line) if "line_type" not in line else {"line_id": "F", **line})
    row = one(store, "savings")
    assert [row[f"{part}_gbp"] for part in ("delivered", "to_come", "at_risk", "not_expected")] == [
        delivered, to_come, at_risk, not_expected,
    ]  # fmt: skip


def test_a_saving_without_class_is_not_taken_for_cashable(store):
    lines(store, saving("F", None), {"line_id": "G", "line_type": "income"})
    assert set(money(store, "savings")["saving_class"]) == {"not_stated", "income"}


# -- variances -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "percent", "worse"),
    [
        ({"forecast_gbp": 1050}, None, None),  # on the tolerance is not over it
        ({"forecast_gbp": 1051}, 5.1, True),
        ({"forecast_gbp": 900}, -10, False),
        ({"fin_year": PAST, "forecast_gbp": 1000, "actual_gbp": 1100}, 10, True),
        ({"baseline_gbp": 0, "forecast_gbp": 10}, None, True),
        ({"baseline_gbp": 0, "forecast_gbp": 0}, None, None),
        ({"line_type": "saving", "forecast_gbp": 900}, -10, True),
        ({"line_type": "income", "forecast_gbp": 1100}, 10, False),
    ],
)
def test_a_variance_counts_above_the_tolerance_either_way(store, line, percent, worse):
    lines(store, {"line_id": "F", **line})
    rows = money(store, "variances")
    assert len(rows) == (0 if worse is None else 1)
    if worse is not None:
        row = rows.iloc[0]
        assert bool(row["is_worse"]) is worse
        assert (
            pd.isna(row["variance_percent"]) if percent is None else row["variance_percent"] == pytest.approx(percent)
        )
    assert money(store, "variances", cost_tolerance_percent=900).empty is (
        line.get("baseline_gbp") != 0 or worse is None
    )


def test_lines_without_a_reason_come_first(store):
    lines(store, {"line_id": "A", "forecast_gbp": 3000, "note": "Two more licences."},
          {"line_id": "B", "forecast_gbp": 1100, "note": "  "}, {"line_id": "C", "forecast_gbp": 1200})  # fmt: skip
    rows = money(store, "variances")
    assert rows["line_id"].tolist() == ["C", "B", "A"]
    assert rows["reason"].isna().tolist() == [True, True, False]
