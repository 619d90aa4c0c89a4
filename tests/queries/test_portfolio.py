"""The questions about the portfolio: what is missing, what slipped, what comes next."""

from datetime import date

import pandas as pd
import pytest

from queries import ask
from tests.exhibits.portfolio_store import milestones, register, reports, six

TODAY = date(2026, 10, 23)


def one(store, name: str, **params) -> dict:
    rows = ask(name, store=store, **params)
    assert len(rows) == 1
    return rows.iloc[0].to_dict()


def overdue(store, **params) -> list[tuple]:
    rows = ask("projects/missing_reports", store=store, **{"today": TODAY, **params})
    return [(r["project_id"], f"{r['month']:%Y-%m}", r["state"], r["days_late"]) for _, r in rows.iterrows()]


# -- in hindsight ----------------------------------------------------------------------------------------------------


def test_a_green_is_looked_back_on_six_months_after_it_was_due_and_a_holder_only_with_ten(store):
    """P1 slips in October 2025, P2 costs 20% more in December, P3 stays; the reports of 5 months are six months old."""
    later, dearer = {"P1": {"end_forecast": "2027-06-30"}}, {"P2": {"whole_life_cost_forecast": 120000.0}}
    for on, moved in (("2025-05-08", {}), ("2025-10-08", later), ("2025-12-08", later | dearer), ("2026-08-08", {})):
        register(store, *({"project_id": each, **moved.get(each, {})} for each in ("P1", "P2", "P3")), on=on)
    for each in ("P1", "P2", "P3"):
        reports(store, each, six("G G G G A", "2025-08"))
    rows = ask("projects/hindsight", store=store, today=date(2026, 3, 31), cost_tolerance_percent=10)
    told = [(row.rating, row.reports, row.slipped, row.overspent, row.either) for row in rows.itertuples()]
    # of the report for April, the last register within six months is that of October, before P2 cost more
    assert told == [("green", 12, 4, 3, 7), ("amber", 3, 1, 1, 2), ("green", 12, 4, 3, 7)]
    assert rows["portfolio_holder"].dropna().tolist() == ["Portfolio holder for Resources"]
    early = ask("projects/hindsight", store=store, today=date(2026, 1, 31), cost_tolerance_percent=10)
    assert early["reports"].tolist() == [9] and early["portfolio_holder"].isna().all(), "fewer than ten, none too new"


# -- missing and late reports ----------------------------------------------------------------------------------------


def test_a_report_is_missing_only_once_its_due_day_has_passed(store):
    register(store, {"project_id": "P1"}, on="2025-05-08")
    reports(store, "P1", six("G G G G G"))
    reports(store, "P1", six("G G G", last="2026-09"))
    assert overdue(store) == []
    assert overdue(store, today=date(2026, 11, 10)) == []
    assert overdue(store, today=date(2026, 11, 11)) == [("P1", "2026-10", "missing", 1)]
    assert overdue(store, today=date(2026, 11, 11), report_due_day=20) == []


def test_a_report_written_after_its_due_day_came_late(store):
    register(store, {"project_id": "P1"}, on="2025-05-08")
    reports(store, "P1", six("G G", last="2026-08"))
    reports(store, "P1", {"2026-09": "A"}, report_date=date(2026, 10, 14))
    assert overdue(store) == [("P1", "2026-09", "late", 4)]


def test_reports_are_expected_from_start_to_end_only(store):
    register(
        store,
        {"project_id": "RUNS"},
        {"project_id": "STARTS", "start_actual": "2026-08-20"},
        {"project_id": "ENDED", "end_actual": "2026-07-31"},
        {"project_id": "FUTURE", "start_actual": None, "start_baseline": "2027-01-01"},
        {"project_id": "YEARLY", "edition": "2026-01-01"},
        {"project_id": "WITHHELD", "dca_overall": "exempt"},
        on="2026-04-08",
    )
    reports(store, "RUNS", six("G G G G G G"))
    missing = overdue(store)
    assert {project for project, *_ in missing} == {"STARTS", "ENDED"}
    assert [month for project, month, *_ in missing if project == "STARTS"] == ["2026-09", "2026-08"]
    assert [month for project, month, *_ in missing if project == "ENDED"] == [
        "2026-07",
        "2026-06",
        "2026-05",
        "2026-04",
    ]


def test_a_project_is_not_blamed_for_months_before_anybody_knew_of_it(store):
    register(store, {"project_id": "OLD"}, on="2026-02-08")
    reports(store, "OLD", six("G G G G G G", last="2026-07"))
    register(store, {"project_id": "NEW"}, on="2026-08-12")
    reports(store, "OLD", six("G G"))
    assert overdue(store) == [("NEW", "2026-09", "missing", 13), ("NEW", "2026-08", "missing", 43)]


def test_without_any_highlight_report_none_is_expected(store):
    register(store, {"project_id": "P1"})
    assert overdue(store) == []


# -- the portfolio ---------------------------------------------------------------------------------------------------


def test_missing_in_a_row_counts_back_from_the_newest(store):
    register(store, {"project_id": "P1"}, {"project_id": "P2"}, on="2026-01-08")
    reports(store, "P1", six("G G G . G G . ."))
    reports(store, "P2", six("G G G . G G G G"))
    rows = ask("projects/portfolio", store=store, today=TODAY).set_index("project_id")
    assert (rows.loc["P1", "missing_running"], rows.loc["P1", "missing_reports"]) == (2, 3)
    assert (rows.loc["P2", "missing_running"], rows.loc["P2", "missing_reports"]) == (0, 1)
    assert rows.loc["P1", "missing_month"] == pd.Timestamp("2026-09-01") and pd.isna(rows.loc["P2", "missing_month"])


def test_a_status_stands_beside_the_one_before_and_its_age(store):
    register(store, {"project_id": "P1", "dca_overall": "R"})
    reports(store, "P1", six("G A"))
    row = one(store, "projects/portfolio", today=TODAY)
    assert (row["rating"], row["rating_before"], row["report_age_days"]) == ("A", "G", 18)


@pytest.mark.parametrize(
    ("costs", "basis", "percent", "over"),
    [
        ({"whole_life_cost_forecast": 104000.0}, "whole life", 4.0, False),
        ({"whole_life_cost_forecast": 106000.0}, "whole life", 6.0, True),
        ({"whole_life_cost_forecast": None, "fy_baseline": 50.0, "fy_forecast": 60.0}, "this year", 20.0, True),
        ({"whole_life_cost_baseline": 0.0}, "whole life", None, False),
        ({"whole_life_cost_baseline": None, "fy_forecast": 60.0}, None, None, False),
    ],
)
def test_cost_variance_is_forecast_against_baseline(store, costs, basis, percent, over):
    register(store, {"project_id": "P1", **costs})
    row = one(store, "projects/portfolio", today=TODAY)
    assert (None if pd.isna(row["cost_basis"]) else row["cost_basis"]) == basis
    assert row["cost_variance_percent"] == pytest.approx(percent) if percent else pd.isna(row["cost_variance_percent"])
    assert bool(row["is_over_tolerance"]) is over


# -- slippage and milestones -----------------------------------------------------------------------------------------


def test_moving_the_baseline_does_not_hide_slippage(store):
    register(store, {"project_id": "P1", "end_forecast": "2027-04-30"}, on="2026-05-08")
    register(store, {"project_id": "P1", "end_baseline": "2027-05-31", "end_forecast": "2027-05-31"}, on="2026-06-08")
    rows = ask("projects/slippage", store=store)
    assert rows["slippage_days"].tolist() == [30, 61]
    assert rows["is_rebaselined"].tolist() == [False, True]
    assert rows["counted_from"].dt.date.unique().tolist() == [date(2027, 3, 31)]
    assert one(store, "projects/portfolio", today=TODAY)["slippage_days"] == 61
    assert len(ask("projects/slippage", store=store, as_at=date(2026, 5, 31))) == 1


def test_the_actual_end_ends_slippage_and_two_files_of_one_day_are_one_version(store):
    register(store, {"project_id": "P1", "end_forecast": "2027-06-30"}, on="2026-05-08")
    register(store, {"project_id": "P1", "end_actual": "2027-04-01"}, on="2026-05-08")
    row = one(store, "projects/slippage")
    assert (row["slippage_days"], row["position"]) == (1, 1)


def test_editions_without_a_baseline_count_from_the_first_end_date(store):
    for year, code, end in (("2019-01-01", "A_1", "2024-03-31"), ("2020-01-01", "A_2", "2024-09-30")):
        register(store, {"project_id": code, "name": "Big bridge", "edition": year, "end_baseline": None,
                         "end_forecast": end, "dca_overall": "AR"})  # fmt: skip
    rows = ask("projects/slippage", store=store)
    assert rows["project_id"].unique().tolist() == ["A_2"]
    assert rows["slippage_days"].tolist() == [0, 183]
    assert set(rows["counted_from_what"]) == {"first end date"}
    row = one(store, "projects/portfolio", today=TODAY)
    assert (row["source"], row["rating"], row["missing_reports"]) == ("edition", "AR", 0)


def test_the_next_milestone_is_the_earliest_not_done(store):
    register(store, {"project_id": "P1"})
    milestones(
        store,
        {"milestone_id": "M1", "project_id": "P1", "baseline_date": "2026-09-01", "actual_date": "2026-09-11"},
        {"milestone_id": "M2", "project_id": "P1", "baseline_date": "2026-10-01", "forecast_date": "2026-10-13"},
        {"milestone_id": "M3", "project_id": "P1", "baseline_date": "2026-12-01"},
        {"milestone_id": "M4", "project_id": "P1", "baseline_date": "2026-08-01", "status": "done"},
    )
    row = one(store, "projects/next_milestones", today=TODAY)
    assert (row["milestone_id"], row["days_overdue"], row["slippage_days"]) == ("M2", 10, 12)
    assert (row["not_done"], row["overdue"]) == (2, 1)
    assert one(store, "projects/next_milestones", today=date(2026, 10, 13))["overdue"] == 0


def test_a_month_of_three_milestones_is_crowded(store):
    register(store, {"project_id": "P1"}, {"project_id": "P2"})
    days = ["2026-11-02", "2026-11-20", "2026-11-30", "2026-12-01", "2026-12-02"]
    milestones(store, *({"milestone_id": f"M{n}", "project_id": f"P{1 + n % 2}", "baseline_date": d}
                        for n, d in enumerate(days)))  # fmt: skip
    row = one(store, "projects/crowded_months", today=TODAY)
    assert (row["month"], row["milestones"], row["projects"]) == (pd.Timestamp("2026-11-01"), 3, 2)
    assert row["which"].startswith("Project P1: Milestone M0; Project P2: Milestone M1")
    assert ask("projects/crowded_months", store=store, today=date(2026, 12, 1)).empty


def test_every_question_keeps_to_the_projects_chosen(store):
    register(store, {"project_id": "P1", "type": "run", "portfolio_holder": "Portfolio holder for Housing",
                     "directorate": "Homes", "objective": "O1; O4"}, {"project_id": "P2"}, on="2026-01-08")  # fmt: skip
    reports(store, "P1", six("G G . ."))
    reports(store, "P2", six("G G . ."))
    milestones(store, *({"milestone_id": f"{p}{n}", "project_id": p, "baseline_date": "2026-12-01"}
                        for p in ("P1", "P2") for n in range(3)))  # fmt: skip
    for scope in ({"type": "run"}, {"portfolio_holder": "Portfolio holder for Housing"}, {"directorate": "Homes"},
                  {"objective": "O4"}, {"project": "P1"}):  # fmt: skip
        for name in ("portfolio", "missing_reports", "slippage", "next_milestones", "milestone_dates"):
            today = {} if name in ("slippage", "milestone_dates") else {"today": TODAY}
            assert set(ask(f"projects/{name}", store=store, **scope, **today)["project_id"]) == {"P1"}, (name, scope)
        assert one(store, "projects/crowded_months", today=TODAY, **scope)["milestones"] == 3


# -- cancelled and on hold -------------------------------------------------------------------------------------------


def test_a_project_cancelled_or_on_hold_is_counted_nowhere_and_keeps_its_history(store):
    projects = ({"project_id": "P1"}, {"project_id": "STOP"}, {"project_id": "HOLD"})
    register(store, *projects, on="2026-04-08")
    for project in ("P1", "STOP", "HOLD"):
        reports(store, project, six("G A R", last="2026-08"))
    milestones(
        store,
        *({"milestone_id": f"{p}{n}", "project_id": p, "baseline_date": "2026-10-01"}
          for p in ("STOP", "HOLD") for n in range(3)),
    )  # fmt: skip
    then = ask("projects/portfolio", store=store, today=TODAY)
    assert list(then["standing"]) == ["open"] * 3 and {row[0] for row in overdue(store)} == {"P1", "STOP", "HOLD"}
    stages = {"P1": "Delivery", "STOP": "Cancelled by Cabinet in June", "HOLD": "On hold"}
    register(store, *({**project, "stage": stages[project["project_id"]]} for project in projects), on="2026-10-20")
    rows = ask("projects/portfolio", store=store, today=TODAY).set_index("project_id")
    assert rows["standing"].to_dict() == {"HOLD": "on_hold", "P1": "open", "STOP": "cancelled"}
    assert list(rows.index[rows["is_open"]]) == ["P1"]
    assert {row[0] for row in overdue(store)} == {"P1"}
    assert rows.loc["STOP", "rating"] == "R" and rows["overdue_milestones"].eq(0).all()
    assert set(ask("projects/status_checks", store=store, today=TODAY)["project_id"]) == {"P1"}
    assert ask("projects/next_milestones", store=store, today=TODAY).empty
    assert ask("projects/crowded_months", store=store, today=date(2026, 9, 1)).empty
    assert ask("projects/by_holder", store=store, today=TODAY)["projects"].sum() == 1
    assert len(ask("projects/statuses", store=store)) == 9


@pytest.mark.parametrize(
    "stage, dates, standing",
    [
        ("Withdrawn", {}, "cancelled"),
        ("stopped", {"closed_on": "2026-06-30"}, "cancelled"),
        ("Paused until April", {}, "on_hold"),
        ("On-hold", {"end_actual": "2026-06-30"}, "ended"),
        ("Cancellation of the old contract", {}, "open"),
        ("Delivery", {"closed_on": "2026-06-30"}, "ended"),
        (None, {}, "open"),
    ],
)
def test_the_stage_says_that_a_project_is_cancelled_or_on_hold(store, stage, dates, standing):
    register(store, {"project_id": "P1", "stage": stage, **dates})
    row = one(store, "projects/register")
    assert (row["standing"], row["is_open"]) == (standing, standing == "open")


def test_a_cancelled_milestone_is_neither_next_nor_overdue_nor_late(store):
    register(store, {"project_id": "P1"}, on="2026-09-08")
    first = {"milestone_id": "M1", "project_id": "P1", "baseline_date": "2026-09-01", "forecast_date": "2026-09-20"}
    milestones(store, first, on="2026-09-08")
    milestones(store, {**first, "forecast_date": "2026-10-10", "status": "cancelled"}, on="2026-10-08")
    assert ask("projects/next_milestones", store=store, today=TODAY).empty
    assert ask("projects/milestone_slips", store=store).empty
    row = one(store, "projects/milestones", today=TODAY)
    assert row["is_cancelled"] and row["days_overdue"] == 0 and pd.isna(row["slippage_days"])
    assert ask("projects/status_checks", store=store, today=TODAY)["rule"].tolist() == ["no_reports"]


def test_each_directorate_of_a_whole_council_has_its_answer(sample_store):
    """DuckDB pushed a filter into rows of Arrow's that Arrow does not know, for some directorates alone."""
    for directorate in ask("demand/directorates", store=sample_store)["directorate"]:
        rows = ask("projects/portfolio", store=sample_store, directorate=directorate)
        changes = ask("since/projects", store=sample_store, directorate=directorate, since=date(2026, 6, 1))
        assert set(rows["directorate"]) <= {directorate} and set(changes["project_id"].dropna()) <= set(
            rows["project_id"]
        )
