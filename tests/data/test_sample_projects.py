"""The sample council's projects: believable files, taken without a hitch, and every situation comes to light."""

from collections import Counter
from datetime import date

import pandas as pd
import pytest

from data.intake import check, known_from, read, take
from data.sample import council, stories
from data.sample import project_months as m
from data.sample import projects as files
from data.sample.incidents import months_between
from data.sample.load import OFFICER
from data.sample.project_reports import reports_csv
from queries import ask

TODAY = date(2026, 10, 23)
SEPTEMBER = date(2026, 9, 1)


def sql(store, text: str) -> list[tuple]:
    with store.cursor() as cursor:
        return cursor.execute(text).fetchall()


def asking(store, rule: int) -> set[str]:
    rows = ask("projects/status_checks", store=store, today=TODAY)
    return set(rows.loc[rows["rule_number"] == rule, "project_id"])


# -- the files -------------------------------------------------------------------------------------------------------


def test_sixteen_projects_report_for_eighteen_months(sample_store):
    assert sql(sample_store, "SELECT count(DISTINCT project_id) FROM current_projects") == [(16,)]
    months = sql(sample_store, "SELECT min(month), max(month), count(DISTINCT month) FROM current_highlight_reports")
    assert months == [(date(2025, 4, 1), SEPTEMBER, 18)]
    both = sql(sample_store, "SELECT type, count(*) FROM current_projects GROUP BY type ORDER BY type")
    assert both == [("run", 7), ("transform", 9)]
    posts = sql(sample_store, "SELECT DISTINCT portfolio_holder FROM current_projects")
    assert len(posts) >= 5
    assert all(post.startswith("Portfolio holder for ") for (post,) in posts)


def test_registers_are_restated_by_quarter_and_then_month_by_month(sample_store):
    for kind in ("projects", "milestones", "risks_issues", "finance"):
        days = sql(sample_store, f"SELECT DISTINCT published_at::DATE FROM published_{kind} ORDER BY 1")
        months = ["2025-07", "2025-10", "2026-01", "2026-04", *(f"2026-{month:02}" for month in range(5, 11))]
        assert [f"{day:%Y-%m}" for (day,) in days] == months


@pytest.mark.parametrize("month", [date(2025, 6, 1), date(2026, 2, 1), SEPTEMBER, stories.UPLOAD_MONTH])
def test_what_is_ahead_is_ahead_and_what_is_done_is_done(month):
    last = m.end(month).isoformat()
    overdue = [
        each.name
        for project in m.listed(month)
        for each in project.milestones
        if not m.is_done(each, month) and m.expected(each, month) <= last
    ]
    assert overdue == (["Planners have tested it"] if month >= SEPTEMBER else [])
    for project in m.PROJECTS:
        assert [each.baseline for each in project.milestones] == sorted(each.baseline for each in project.milestones)


def test_reports_differ_from_month_to_month_except_where_one_is_repeated(sample_store):
    repeated = sql(
        sample_store,
        """SELECT DISTINCT project_id FROM (
               SELECT project_id, done_this_period = lag(done_this_period) OVER months AS same
               FROM current_highlight_reports
               WINDOW months AS (PARTITION BY project_id ORDER BY month))
           WHERE same""",
    )
    assert repeated == [("PRJ-007",)]


def test_what_a_report_plans_is_mostly_done_in_the_next():
    months = months_between(date(2025, 4, 1), SEPTEMBER)
    rows = check(read(reports_csv(months), "reports.csv"), "highlight_reports").rows.to_pandas()
    rows = rows[rows["project_id"] == "PRJ-008"].sort_values("month")
    kept = 0
    for plan, done in zip(rows["planned_next_period"], rows["done_this_period"].shift(-1), strict=True):
        objects = [sentence.split(" ", 1)[-1].rstrip(".") for sentence in plan.split(". ")]
        kept += isinstance(done, str) and any(each in done for each in objects)
    assert kept >= 15


def test_the_register_s_costs_are_the_sums_of_its_finance_lines(sample_store):
    apart = sql(
        sample_store,
        """SELECT p.project_id, p.whole_life_cost_forecast, f.forecast
           FROM current_projects AS p
           JOIN (SELECT project_id, sum(forecast_gbp) AS forecast FROM current_finance WHERE line_type = 'cost'
                 GROUP BY project_id) AS f USING (project_id)
           WHERE p.whole_life_cost_forecast <> f.forecast OR p.whole_life_cost_forecast IS NULL""",
    )
    assert apart == []


# -- the situations --------------------------------------------------------------------------------------------------


def test_green_while_everything_moves(sample_store):
    for rule in (1, 2, 3, 4):
        assert "PRJ-001" in asking(sample_store, rule)
    slips = sql(
        sample_store,
        """SELECT published_at::DATE, forecast_date FROM published_milestones
           WHERE milestone_id = 'PRJ-001-M6' AND published_at >= DATE '2026-08-01' ORDER BY 1""",
    )
    assert [forecast for _, forecast in slips] == [date(2026, 11, 30), date(2027, 1, 25), date(2027, 2, 22)]


@pytest.mark.parametrize(
    ("rule", "projects"),
    [
        (1, {"PRJ-001"}),
        (2, {"PRJ-001"}),
        (3, {"PRJ-001", "PRJ-008"}),
        (4, {"PRJ-001", "PRJ-002"}),
        (5, {"PRJ-007"}),
        (6, {"PRJ-003"}),
        (7, {"PRJ-004"}),
        (8, {"PRJ-005"}),
    ],
)
def test_each_rule_of_belief_finds_what_was_put_in(sample_store, rule, projects):
    assert asking(sample_store, rule) == projects


def test_reports_are_missing_and_late_where_they_should_be(sample_store):
    rows = ask("projects/missing_reports", store=sample_store, today=TODAY)
    assert [(r["project_id"], f"{r['month']:%Y-%m}", r["state"]) for _, r in rows.iterrows()] == [
        ("PRJ-005", "2026-09", "missing"),
        ("PRJ-006", "2026-07", "late"),
        ("PRJ-015", "2025-12", "missing"),
    ]
    assert rows.loc[rows["state"] == "late", "days_late"].to_list() == [14]


def test_november_is_crowded(sample_store):
    crowded = ask("projects/crowded_months", store=sample_store, today=TODAY).set_index("month")
    assert crowded["milestones"].idxmax() == pd.Timestamp(2026, 11, 1)
    assert crowded["projects"].max() >= 5


def test_one_pays_and_others_gain(sample_store):
    rows = ask("money/cost_here_saving_there", store=sample_store, today=TODAY)
    gains = rows.loc[(rows["project_id"] == "PRJ-008") & (rows["cost_budget_holder"] == "IT"), "saving_budget_holder"]
    assert set(gains) == {"Revenues and Benefits", "Customer Services", "Housing"}


def test_cyber_risks_and_a_saving_that_touches_cyber(sample_store):
    cyber = sql(sample_store, "SELECT count(*) FROM current_risks_issues WHERE affects_cyber AND status = 'open'")
    assert cyber[0][0] >= 5
    council_s = "SELECT item_id FROM current_risks_issues WHERE affects_cyber AND project_id IS NULL"
    assert sql(sample_store, council_s) == [("R-001",)]
    savings = sql(
        sample_store, "SELECT DISTINCT line_id FROM current_finance WHERE affects_cyber AND saving_class = 'cashable'"
    )
    assert savings == [("F-182",)]


def test_a_large_variance_has_no_reason_and_others_have_one(sample_store):
    rows = ask("money/variances", store=sample_store, today=TODAY)
    this_year = rows[(rows["when_"] == "this") & rows["is_worse"]]
    assert this_year.loc[this_year["reason"].isna(), "line_id"].to_list() == ["F-191"]
    assert this_year["reason"].notna().sum() >= 5


def test_years_before_and_after_and_a_reserve_that_is_drawn_down(sample_store):
    rows = ask("money/by_funding", store=sample_store, today=TODAY)
    assert set(rows["when_"]) == {"past", "this", "future"}
    assert rows.loc[rows["is_reserve"], "expected_gbp"].sum() > 500_000
    kinds = sql(sample_store, "SELECT DISTINCT capital_revenue FROM current_finance ORDER BY 1")
    assert kinds == [("capital",), ("revenue",)]
    classes = sql(sample_store, "SELECT DISTINCT saving_class FROM current_finance WHERE saving_class IS NOT NULL")
    assert {name for (name,) in classes} == {"cashable", "non_cashable", "avoidance", "income"}
    statuses = sql(sample_store, "SELECT DISTINCT status FROM current_finance WHERE status IS NOT NULL")
    assert {name for (name,) in statuses} == {"delivered", "on_track", "at_risk", "undeliverable"}


def test_one_project_is_withheld_one_closed_one_new_and_one_shared(sample_store):
    rows = ask("projects/register", store=sample_store).set_index("project_id")
    withheld = rows[rows["dca_overall"] == "exempt"]
    assert withheld.index.to_list() == ["PRJ-010"]
    assert withheld["whole_life_cost_forecast"].isna().all()
    assert "Section 43" in withheld["withheld"].iloc[0]
    assert rows.index[~rows["is_open"]].to_list() == ["PRJ-012", "PRJ-013"]
    assert rows.loc["PRJ-012", "review_due_on"].date() < TODAY
    assert rows.index[rows["shared_service_with"].notna()].to_list() == ["PRJ-015"]
    before = ask("projects/register", store=sample_store, as_at=date(2026, 10, 6))
    assert set(rows.index) - set(before["project_id"]) == {"PRJ-016"}
    assert set(before.loc[~before["is_open"], "project_id"]) == {"PRJ-012"}


def test_red_with_a_decision_asked_for(sample_store):
    rows = ask("projects/statuses", store=sample_store)
    red = rows[(rows["position"] == 1) & (rows["rating"] == "R")]
    assert set(red["project_id"]) == {"PRJ-004", "PRJ-011"}
    assert Counter(rows.loc[rows["project_id"] == "PRJ-011", "rating"]) == {"G": 5, "AG": 4, "A": 6, "R": 3}


def test_two_projects_an_objective_and_some_measures_are_tied_to_nothing(sample_store):
    none = ask("projects/alignment_none", store=sample_store)
    assert set(none.loc[none["what"] == "project", "item_id"]) == {"PRJ-014", "PRJ-016"}
    assert {"it_vacancies", "members_requests"} <= set(none.loc[none["what"] == "measure", "item_id"])
    tree = ask("projects/alignment_tree", store=sample_store)
    assert tree.loc[(tree["open_projects"] + tree["measures"]) == 0, "objective_id"].to_list() == ["O8"]


# -- October 2026, ready to upload -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", files.KINDS)
def test_the_october_files_on_projects_have_no_problems(sample_store, kind):
    name = f"{kind}_october_2026.csv"
    at = stories.MONTHLY[stories.UPLOAD_MONTH]
    checked = check(read((council.OCTOBER / name).read_bytes(), name), kind, known_from(sample_store, at=at))
    assert checked.rows is not None
    # one project gave no report for September, and October's file shows the gap
    gaps = ["PRJ-005, 2026-10"] if kind == "highlight_reports" else []
    assert [problem.value for problem in checked.problems] == gaps


def test_october_brings_the_missing_project_back_as_amber(own_sample_store):
    for kind in files.KINDS:
        name = f"{kind}_october_2026.csv"
        raw = (council.OCTOBER / name).read_bytes()
        at = stories.MONTHLY[stories.UPLOAD_MONTH]
        assert take(own_sample_store, kind, raw, name, OFFICER, at=at, period_to=date(2026, 10, 31)).published
    rows = ask("projects/statuses", store=own_sample_store)
    newest = rows[rows["position"] == 1].set_index("project_id")
    assert newest.loc["PRJ-005", ["rating", "rating_before"]].to_list() == ["A", "G"]
    assert newest.loc["PRJ-001", ["rating", "rating_before"]].to_list() == ["A", "G"]
    assert set(newest.loc[newest["period"] == pd.Timestamp(2026, 10, 1)].index) >= {"PRJ-007", "PRJ-011", "PRJ-016"}
