"""Is a status believable: each rule fires where it should and nowhere else, with its evidence, and accuses nobody."""

import re
from datetime import date

import pandas as pd
import pytest

from data.settings import ROOT
from exhibits import View
from exhibits.projects import status_checks
from queries import ask
from tests.exhibits.portfolio_store import milestones, register, reports, risks, six

TODAY = date(2026, 10, 23)
FIRST, BEFORE, NEWEST = "2026-07-08", "2026-09-08", "2026-10-08"  # a store takes nothing that is older than its newest


def told(store, project_id: str, ratings: str, **columns) -> None:
    """Reports up to September 2026, each with a text of its own."""
    for number, (month, rating) in enumerate(six(ratings).items()):
        text = {"status_summary": f"Summary {number}", "done_this_period": f"Done {number}", **columns}
        reports(store, project_id, {month: rating}, **text)


def fired(store, **params) -> list[tuple[str, str]]:
    rows = ask("projects/status_checks", store=store, **{"today": TODAY, **params})
    return list(zip(rows["project_id"], rows["rule"], strict=True))


def firing(exhibit) -> pd.DataFrame:
    """The rows of the table whose rules fire."""
    return exhibit.table[exhibit.table["Evidence"] != "This rule does not fire"]


def evidence(**params) -> dict[str, str]:
    rows = firing(status_checks.worth_asking(View(), today=TODAY, **params))
    return dict(zip(rows["Worth asking, because"], rows["Evidence"], strict=True))


# -- the rules, one by one ---------------------------------------------------------------------------------------------


def slip(store, **expected: tuple[str, ...]) -> None:
    """Milestones by id: the day expected in the registers of August, September and October, or the last of them."""
    for back in range(max(map(len, expected.values())), 0, -1):
        rows = [
            {"milestone_id": name, "project_id": "P1", "baseline_date": days[0], "forecast_date": days[-back]}
            for name, days in expected.items()
        ]
        milestones(store, *rows, on=f"2026-{11 - back:02}-08")


@pytest.mark.parametrize(
    ("rating", "dates", "fires"),
    [
        ("G", ("2026-11-01", "2026-12-01", "2027-01-15"), True),
        ("AG", ("2026-11-01", "2026-12-01", "2027-01-15"), True),
        ("A", ("2026-11-01", "2026-12-01", "2027-01-15"), False),
        ("G", ("2026-11-01", "2026-11-01", "2027-01-15"), False),
        ("G", ("2026-11-01", "2026-12-01", "2026-12-01"), False),
        ("G", ("2026-11-01", "2027-01-15", "2026-12-01"), False),
        ("G", ("2026-11-01", "2026-12-01"), False),
    ],
)
def test_green_while_milestones_slipped_two_registers_running(store, rating, dates, fires):
    register(store, {"project_id": "P1"}, on=FIRST)
    slip(store, M1=dates)
    told(store, "P1", f"{rating} {rating}")
    assert fired(store) == ([("P1", "milestones")] if fires else [])


def test_the_evidence_names_the_milestone_and_its_three_dates(store):
    register(store, {"project_id": "P1"}, on=FIRST)
    once, twice = ("2026-11-01", "2026-11-01", "2028-01-15"), ("2026-11-01", "2026-12-01", "2027-01-15")
    slip(store, M1=twice, M2=once)
    told(store, "P1", "G G")
    assert evidence() == {
        "Milestones slipped twice running": "2 milestones slipped in the newest register, 1 in the one before. "
        "“Milestone M1” was expected on 1 November 2026, then on 1 December 2026, and is now expected on "
        "15 January 2027."
    }


def test_a_correction_some_days_later_is_no_report_of_its_own(store):
    """The file of October comes twice: the slip of October counts once, and is not forgotten."""
    register(store, {"project_id": "P1"}, on=FIRST)
    slip(store, M1=("2026-11-01", "2026-12-01", "2027-01-15"))
    corrected = {"milestone_id": "M1", "project_id": "P1", "baseline_date": "2026-11-01", "forecast_date": "2027-01-16"}
    milestones(store, corrected, on="2026-10-12")
    told(store, "P1", "G G")
    assert fired(store) == [("P1", "milestones")]
    assert "now expected on 16 January 2027" in evidence()["Milestones slipped twice running"]


def test_a_first_register_may_say_what_was_expected_before(store):
    register(store, {"project_id": "P1"}, on=FIRST)
    row = {"milestone_id": "M1", "project_id": "P1", "baseline_date": "2026-11-01"}
    milestones(store, {**row, "previous_forecast": "2026-11-01", "forecast_date": "2026-12-01"}, on=BEFORE)
    told(store, "P1", "G G")
    assert fired(store) == []
    milestones(store, {**row, "previous_forecast": "2026-12-01", "forecast_date": "2027-01-15"}, on=NEWEST)
    assert fired(store) == [("P1", "milestones")]


@pytest.mark.parametrize(
    ("rating", "forecast", "fires"), [("G", 105001, True), ("G", 105000, False), ("R", 200000, False)]
)
def test_green_while_cost_is_over_tolerance(store, rating, forecast, fires):
    register(store, {"project_id": "P1", "whole_life_cost_forecast": float(forecast)})
    told(store, "P1", f"G {rating}", decisions_needed="Whether to stop.")
    assert fired(store) == ([("P1", "cost")] if fires else [])
    assert fired(store, cost_tolerance_percent=200) == []


def test_the_cost_is_told_with_its_baseline_and_the_councils_tolerance(store):
    register(store, {"project_id": "P1", "whole_life_cost_forecast": 112500.0})
    told(store, "P1", "G G")
    assert evidence()["Forecast cost is over tolerance"] == (
        "Forecast £112,500 over the whole life against a baseline of £100,000: +12.5%. The tolerance is 5%."
    )


@pytest.mark.parametrize(
    ("rating", "before", "now", "fires"),
    [
        ("G", {"score": 8}, {"score": 12}, True),
        ("G", {"score": 12}, {"score": 12}, False),
        ("G", {"score": 12}, {"score": 8, "trend": "up"}, False),
        ("A", {"score": 8}, {"score": 12}, False),
        ("G", {"score": 8}, {"score": 12, "status": "closed"}, False),
        ("G", {"score": 8}, {"score": 12, "kind": "issue"}, False),
        ("G", {"likelihood_1_5": 2, "impact_1_5": 4}, {"likelihood_1_5": 3, "impact_1_5": 4}, True),
    ],
)
def test_green_while_a_risks_score_rose(store, rating, before, now, fires):
    register(store, {"project_id": "P1"}, on=FIRST)
    risks(store, {"item_id": "R1", "project_id": "P1", **before}, on=BEFORE)
    risks(store, {"item_id": "R1", "project_id": "P1", **now}, on=NEWEST)
    told(store, "P1", f"{rating} {rating}")
    assert fired(store) == ([("P1", "risk")] if fires else [])


def test_without_an_earlier_register_its_own_word_counts(store):
    register(store, {"project_id": "P1"}, on=FIRST)
    risks(store, {"item_id": "R1", "project_id": "P1", "score": 9, "trend": "up"}, on=NEWEST)
    told(store, "P1", "G G")
    assert evidence() == {"A risk’s score rose": "The register says that “Risk R1” is rising."}


@pytest.mark.parametrize(
    ("rating", "now", "fires"),
    [("AG", "2027-05-31", True), ("R", "2027-05-31", False), ("G", "2027-03-31", False), ("G", "2027-01-31", False)],
)
def test_green_while_the_end_moved_later(store, rating, now, fires):
    register(store, {"project_id": "P1"}, on=BEFORE)
    register(store, {"project_id": "P1", "end_forecast": now}, on=NEWEST)
    told(store, "P1", f"G {rating}", decisions_needed="Whether to stop.")
    assert fired(store) == ([("P1", "end_date")] if fires else [])
    if fires:
        assert evidence()["The end date moved"] == (
            "The expected end moved from 31 March 2027 to 31 May 2027, 61 days later, since the register published on "
            "8 September 2026."
        )


def test_a_correction_does_not_hide_that_the_end_moved(store):
    register(store, {"project_id": "P1"}, on=BEFORE)
    register(store, {"project_id": "P1", "end_forecast": "2027-05-31"}, on=NEWEST)
    register(store, {"project_id": "P1", "end_forecast": "2027-05-31", "stage": "Delivery"}, on="2026-10-12")
    told(store, "P1", "G G")
    assert fired(store) == [("P1", "end_date")]


@pytest.mark.parametrize(
    ("newest", "fires"),
    [
        ({"status_summary": "All is well.", "done_this_period": "Moved 3 sites"}, True),
        ({"status_summary": "ALL is  well!", "done_this_period": "Moved 3 sites."}, True),
        ({"status_summary": "All is well.", "done_this_period": "Moved 4 sites"}, False),
        ({"status_summary": "All is well.", "done_this_period": "Moved 3 sites", "planned_next_period": "Rest"}, False),
    ],
)
def test_the_text_did_not_change(store, newest, fires):
    register(store, {"project_id": "P1"})
    old = {"status_summary": "All is well.", "done_this_period": "Moved 3 sites"}
    reports(store, "P1", {"2026-06": "G"}, status_summary="Begun.", done_this_period="Nothing yet")
    reports(store, "P1", six("G G", last="2026-08"), **old)
    reports(store, "P1", {"2026-09": "A"}, **newest)
    assert fired(store) == ([("P1", "same_text")] if fires else [])
    if fires:
        assert evidence()["The text did not change"].startswith(
            "The last 3 reports, since July 2026, are word for word"
        )


def test_reports_without_any_text_say_nothing_twice(store):
    register(store, {"project_id": "P1"})
    reports(store, "P1", six("G G G"))
    assert fired(store) == []


@pytest.mark.parametrize(
    ("ratings", "running"),
    [("G A A AG AR A A", 6), ("A A A A A", 0), ("A A A G A A A", 0), ("AG AG AG AG AG AG AG", 7), ("A A A A A A G", 0)],
)
def test_amber_for_six_reports(store, ratings, running):
    register(store, {"project_id": "P1"})
    told(store, "P1", ratings)
    rows = ask("projects/status_checks", store=store, today=TODAY)
    assert list(rows.loc[rows["rule"] == "amber", "amber_running"]) == ([running] if running else [])


def test_which_ambers_are_meant_is_said(store):
    register(store, {"project_id": "P1"})
    told(store, "P1", "AG AG AG A A A")
    assert evidence()["Between green and red for six reports or more"] == (
        "The last 6 reports, since April 2026, are Amber or Amber/Green. The newest says Amber."
    )


def test_editions_count_as_reports_do(store):
    for year in range(2021, 2027):
        register(store, {"project_id": "Y1", "edition": f"{year}-01-01", "dca_overall": "A"}, on=f"{year}-07-01")
    assert fired(store) == [("Y1", "amber")]
    assert evidence()["Between green and red for six reports or more"] == (
        "The last 6 editions, since 2021, are Amber. The newest says Amber."
    )


@pytest.mark.parametrize(
    ("decision", "fires"),
    [(None, True), ("None", True), ("None needed.", True), ("n/a", True), ("No decisions required", True),
     ("Whether to stop.", False), ("No new start before Cabinet decides on the site", False)],
)  # fmt: skip
def test_red_without_a_decision_asked_for(store, decision, fires):
    register(store, {"project_id": "P1"})
    told(store, "P1", "G A R", decisions_needed=decision)
    assert fired(store) == ([("P1", "no_decision")] if fires else [])


def test_a_decision_asked_for_earlier_is_told(store):
    register(store, {"project_id": "P1"})
    reports(store, "P1", {"2026-07": "R"}, status_summary="Stuck", decisions_needed="Whether to stop.")
    reports(store, "P1", {"2026-08": "R"}, status_summary="Still stuck")
    reports(store, "P1", {"2026-09": "R"}, status_summary="Stuck as ever")
    assert evidence()["Red without a decision asked for"] == (
        "Red and without a decision asked for in 2 reports running, since August 2026. "
        "The last to ask for one was July 2026."
    )


def test_a_report_is_missing_while_rated_green(store):
    register(store, {"project_id": "GREEN"}, {"project_id": "RED"}, {"project_id": "HERE"}, on="2026-05-08")
    reports(store, "GREEN", six("G G", last="2026-08"), status_summary=None)
    reports(store, "RED", six("G R", last="2026-08"), decisions_needed="Whether to stop.")
    reports(store, "HERE", six("G G G"))
    assert fired(store) == [("GREEN", "report_missing")]
    assert fired(store, today=date(2026, 10, 10)) == []
    assert evidence()["The report is missing"] == (
        "The report for September 2026 was due on 10 October 2026, 13 days ago. It was rated Green in its last report, "
        "August 2026."
    )


@pytest.mark.parametrize(
    ("columns", "fires"),
    [
        ({}, True),
        ({"start_actual": "2026-09-20"}, True),
        ({"start_actual": "2026-10-01"}, False),
        ({"start_actual": None, "start_baseline": "2027-01-01"}, False),
        ({"end_actual": "2026-08-31"}, False),
        ({"edition": "2026-01-01"}, False),
    ],
)
def test_a_project_without_reports_is_worth_asking_about(store, columns, fires):
    register(store, {"project_id": "P1", **columns})
    assert fired(store) == ([("P1", "no_reports")] if fires else [])


def test_withheld_is_said_in_the_files_words(store):
    register(store, {"project_id": "P1", "dca_overall": "exempt", "exempt_reason": "Exempt under Section 43"})
    exhibit = status_checks.worth_asking(View(), today=TODAY, project="P1")
    assert firing(exhibit)["Evidence"].tolist() == [
        "No highlight report of it has ever been published. Its figures are withheld: Exempt under Section 43."
    ]
    assert exhibit.summary.startswith("Status withheld in the register. ")


def test_an_ended_project_is_not_asked_about(store):
    register(store, {"project_id": "P1", "end_actual": "2026-08-31", "whole_life_cost_forecast": 900000.0})
    told(store, "P1", "A A A A A A G")
    assert fired(store) == []
    exhibit = status_checks.worth_asking(View(), today=TODAY, project="P1")
    assert "has ended" in exhibit.summary and exhibit.questions == ()


# -- the exhibit -------------------------------------------------------------------------------------------------------


def test_an_empty_store_gives_words_and_no_chart(store):
    exhibit = status_checks.worth_asking(View(), today=TODAY)
    assert exhibit.summary.startswith("No data: ") and exhibit.figure is None and exhibit.table.empty


def test_all_rules_are_stated_even_when_none_fires(store):
    register(store, {"project_id": "P1"})
    told(store, "P1", "G G")
    exhibit = status_checks.worth_asking(View(), today=TODAY)
    assert exhibit.title == "No rule gives reason to ask about a status"
    assert exhibit.figure is None and firing(exhibit).empty and not exhibit.sections
    assert len(exhibit.table) == 10
    assert exhibit.table["Worth asking, because"].str.contains("more than 5% over").sum() == 1


def test_the_tolerance_in_the_words_is_the_councils(store, tmp_path, monkeypatch):
    text = (ROOT / "council.toml").read_text(encoding="utf-8")
    place = tmp_path / "council.toml"
    place.write_text(re.sub(r"cost_tolerance_percent = \d+", "cost_tolerance_percent = 12", text), encoding="utf-8")
    monkeypatch.setenv("COUNCIL_SETTINGS", str(place))
    register(store, {"project_id": "P1", "whole_life_cost_forecast": 113000.0})
    told(store, "P1", "G G")
    exhibit = status_checks.worth_asking(View(), today=TODAY)
    assert exhibit.table["Evidence"].iloc[0].endswith("The tolerance is 12%.")


def test_rules_and_words_know_the_same_rules(store):
    head = (ROOT / "queries/projects/status_checks.sql").read_text(encoding="utf-8")
    assert re.findall(r"^--   \d+ (\w+):", head, re.M) == list(status_checks._RULES)


def test_sections_and_table_tell_the_same_projects_most_reasons_first(store):
    register(store, {"project_id": "B", "whole_life_cost_forecast": 120000.0}, {"project_id": "A"}, on=BEFORE)
    register(store, {"project_id": "B", "whole_life_cost_forecast": 120000.0, "end_forecast": "2027-09-30"}, on=NEWEST)
    told(store, "A", "AG AG AG AG AG AG")
    told(store, "B", "G G")
    exhibit = status_checks.worth_asking(View(), today=TODAY)
    assert exhibit.title == "Worth asking about the status of 2 of 2 projects"
    assert list(firing(exhibit)["Project"]) == ["Project B", "Project B", "Project A"]
    assert [section.title for section in exhibit.sections] == [
        "Project B (Rated Green in September 2026)",
        "Project A (Rated Amber/Green in September 2026)",
    ]
    assert [len(section.pieces) for section in exhibit.sections] == [2, 1]
    assert exhibit.figure is None, "the list alone: a chart beside it would say the same again"
    assert exhibit.summary == "Project B gives most reasons to ask, 2."
    assert exhibit.links["Project B"] == "/projects?project=B"


def test_a_milestone_whose_day_has_passed_is_worth_asking_about(store):
    register(store, {"project_id": "P1"})
    told(store, "P1", "A R")
    milestones(
        store, *({"milestone_id": f"M{n}", "project_id": "P1", "baseline_date": f"2026-10-0{n}"} for n in (1, 2))
    )
    assert ("P1", "overdue") in fired(store)
    assert evidence()["A milestone is overdue"] == (
        "“Milestone M1” was expected on 1 October 2026, and the register does not say that it is done. 1 other "
        "milestone is overdue too."
    )


def test_as_at_an_earlier_day_it_asks_what_was_worth_asking_then(store):
    later = {"project_id": "P1", "end_forecast": "2027-05-31"}
    for day, project, month in (
        ("2026-08-07", {"project_id": "P1"}, "07"),
        (BEFORE, later, "08"),
        (NEWEST, later, "09"),
    ):
        register(store, project, on=day)
        reports(store, "P1", {f"2026-{month}": "G"}, status_summary=f"Month {month}")
    assert firing(status_checks.worth_asking(View(), today=TODAY)).empty
    then = status_checks.worth_asking(View(as_at=date(2026, 9, 20)), today=TODAY)
    assert list(firing(then)["Worth asking, because"]) == ["The end date moved"]


SITUATIONS = {
    "PRJ-001": {"milestones", "cost", "risk", "end_date"},
    "PRJ-002": {"end_date"},
    "PRJ-003": {"amber"},
    "PRJ-004": {"no_decision"},
    "PRJ-005": {"report_missing"},
    "PRJ-007": {"same_text"},
    "PRJ-008": {"risk"},
    "PRJ-010": {"no_reports"},
}


def test_the_sample_councils_situations_come_to_light(sample):
    found = {}
    for project_id, rule in fired(sample):
        found.setdefault(project_id, set()).add(rule)
    assert {each: rules & found.get(each, set()) for each, rules in SITUATIONS.items()} == SITUATIONS
    assert not {"PRJ-011", "PRJ-012", "PRJ-013", "PRJ-016"} & set(found)  # asks for decisions; closed; ended; new
    exhibit = status_checks.worth_asking(View(), today=TODAY)
    words = " ".join([exhibit.title, exhibit.summary, *exhibit.questions, *exhibit.table["Evidence"]]).lower()
    assert not re.search(r"\b(wrong|false|untrue|nan|nat|none type)\b", words)
