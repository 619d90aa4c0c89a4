"""One project's status, milestones, risks, money and what it is for: what they say, and that figure and table agree."""

from datetime import date, datetime

import pytest

from exhibits import View
from exhibits.projects import project_about, project_milestones, project_money, project_risks, project_status
from tests.exhibits.figures import publish
from tests.exhibits.portfolio_store import milestones, register, reports, six

TODAY = date(2026, 10, 23)
VIEW = View()


def risks(store, *rows: dict, on: str = "2026-10-08") -> None:
    made = [{"slice_key": row["item_id"], "project_id": "P1", "kind": "risk", "title": f"Risk {row['item_id']}",
             "status": "open", **row} for row in rows]  # fmt: skip
    known = {name for row in made for name in row}
    publish(store, "risks_issues", [{name: row.get(name) for name in sorted(known)} for row in made],
            at=datetime.fromisoformat(f"{on} 09:00"))  # fmt: skip


def finance(store, *rows: dict) -> None:
    made = [
        {"slice_key": f"{row['line_id']}|{row['fin_year']}", "project_id": "P1", "line_type": "cost", **row}
        for row in rows
    ]
    known = {name for row in made for name in row}
    publish(store, "finance", [{name: row.get(name) for name in sorted(known)} for row in made],
            at=datetime(2026, 10, 8, 9))  # fmt: skip


def letters(exhibit) -> dict[str, list]:
    """What is drawn of each rating: where its marks stand."""
    return {trace.name: list(trace.x) for trace in exhibit.figure.data if trace.mode == "markers+text"}


@pytest.mark.parametrize(
    "builder",
    [
        project_status.status_history,
        project_milestones.milestones,
        project_risks.risks,
        project_money.money,
        project_about.about,
    ],
)
def test_a_project_that_is_not_there_and_one_without_rows_are_said_in_words(store, builder):
    today = {"today": TODAY} if builder in (project_milestones.milestones, project_money.money) else {}
    assert builder(VIEW, project="P1", **today).title == "No such project"
    register(store, {"project_id": "P1", "name": "<b>New</b> telephones"})
    exhibit = builder(VIEW, project="P1", **today)
    if builder is not project_about.about:
        assert exhibit.figure is None and exhibit.table.empty
        assert exhibit.summary.startswith("No data: no ")


# -- status ----------------------------------------------------------------------------------------------------------


def test_status_history_shows_every_part_and_what_the_whole_hides(store):
    register(store, {"project_id": "P1"})
    reports(store, "P1", {"2026-07": "A", "2026-08": "G"}, rag_cost="G", rag_time="G", forward_look="no_change")
    reports(store, "P1", {"2026-09": "G"}, rag_cost="R", rag_time="G", forward_look="worsening")
    exhibit = project_status.status_history(VIEW, project="P1")
    assert exhibit.title == "Status: green in 2 reports running"
    assert exhibit.summary == (
        "Overall Green in September 2026, and in every report since August 2026. Worse than the overall status: cost "
        "(Red). Got worse since August 2026: cost (Green to Red)."
    )
    assert exhibit.questions[0] == "Why is the whole green when cost is worse?"
    assert list(exhibit.table) == ["Report", "Overall", "Time", "Cost", "Outlook"]
    assert exhibit.table.iloc[0].tolist() == ["September 2026", "G ● Green", "G ● Green", "R ■ Red", "↘ Worse"]
    drawn = letters(exhibit)
    assert len(drawn["Red"]) == 1 and len(drawn["Amber"]) == 1
    assert sum(len(marks) for marks in drawn.values()) == 9
    assert "A amber" in exhibit.note


def test_a_month_without_report_keeps_its_place(store):
    register(store, {"project_id": "P1"})
    reports(store, "P1", six("A A . A A A A"))
    exhibit = project_status.status_history(VIEW, project="P1")
    assert exhibit.title == "Status: amber in 6 reports running"
    assert "There is no report for May 2026." in exhibit.summary
    assert "The reports give no status for time" in exhibit.summary
    assert "After 6 reports at amber, what will be done differently?" in exhibit.questions
    assert len(exhibit.figure.layout.xaxis.tickvals) == 7
    assert len(letters(exhibit)["Amber"]) == 6


def test_a_whole_worse_than_every_part_and_a_steep_fall_are_asked_about(store):
    register(store, {"project_id": "P1"})
    reports(store, "P1", six("G R"), rag_time="G", rag_cost="AG")
    exhibit = project_status.status_history(VIEW, project="P1")
    assert exhibit.title == "Status: red in September 2026, after green"
    assert "Every part of it is rated better than the whole." in exhibit.summary
    assert len(exhibit.questions) == 2


# -- milestones ------------------------------------------------------------------------------------------------------


def test_milestones_show_four_dates_slippage_and_how_often_put_off(store):
    register(store, {"project_id": "P1"}, on="2026-06-08")
    row = {"milestone_id": "M1", "project_id": "P1", "baseline_date": "2026-08-31", "critical": True}
    milestones(store, {**row, "forecast_date": "2026-09-30"}, on="2026-07-08")
    milestones(store, {**row, "forecast_date": "2026-10-31"}, on="2026-08-08")
    done = {"milestone_id": "M0", "project_id": "P1", "baseline_date": "2026-03-31", "forecast_date": "2026-04-10",
            "actual_date": "2026-04-10", "status": "done"}  # fmt: skip
    milestones(store, {**row, "forecast_date": "2026-11-30", "status": "on_track"}, done, on="2026-09-08")
    exhibit = project_milestones.milestones(VIEW, project="P1", today=TODAY)
    assert exhibit.title == "2 of 2 milestones later than first agreed"
    assert "Next: Milestone M1, expected on 30 November 2026, 91 days later than first agreed." in exhibit.summary
    assert "Put off since the report before: Milestone M1 (by 30 days)." in exhibit.summary
    assert "Put off more than once: Milestone M1 (2 times)." in exhibit.summary
    assert "Done: 1 of 2, 0 of them on or before the day first agreed." in exhibit.summary
    assert "Not called late or at risk, yet put off: Milestone M1." in exhibit.note
    table = exhibit.table.set_index("Milestone").loc["Milestone M1 (critical)"]
    assert table["Expected in the report before"] == "31 October 2026"
    assert (table["Happened"], table["Slippage"], table["Times put off"]) == ("Not yet", "91 days later", "2")
    drawn = {trace.name: [str(x)[:10] for x in trace.x] for trace in exhibit.figure.data if trace.mode == "markers"}
    assert drawn == {"First agreed": ["2026-03-31", "2026-08-31"], "Expected before": ["2026-10-31"],
                     "Expected now": ["2026-11-30"], "Happened": ["2026-04-10"]}  # fmt: skip


def test_an_overdue_milestone_comes_first_and_the_file_says_what_was_expected_before(store):
    register(store, {"project_id": "P1"})
    milestones(store, {"milestone_id": "M1", "project_id": "P1", "baseline_date": "2026-10-13",
                       "previous_forecast": "2026-10-01", "forecast_date": "2026-10-13"})  # fmt: skip
    exhibit = project_milestones.milestones(VIEW, project="P1", today=TODAY)
    assert exhibit.title == "No milestone slipped, 1 overdue"
    assert exhibit.summary.startswith("Overdue: Milestone M1 (expected on 13 October 2026).")
    assert exhibit.table.loc[0, "Status"] == "Not stated, overdue by 10 days"
    assert exhibit.table.loc[0, "Expected in the report before"] == "1 October 2026"
    assert "overdue" not in project_milestones.milestones(VIEW, project="P1", today=date(2026, 10, 13)).title
    stood = project_milestones.milestones(View(as_at=date(2026, 10, 12)), project="P1", today=TODAY)
    assert "overdue" not in stood.title, "the day of the meeting counts, not today"


def test_a_correction_within_a_month_is_not_putting_off(store):
    register(store, {"project_id": "P1"}, on="2026-06-08")
    row = {"milestone_id": "M1", "project_id": "P1", "baseline_date": "2026-11-01"}
    milestones(store, {**row, "forecast_date": "2026-11-01"}, on="2026-10-05")
    milestones(store, {**row, "forecast_date": "2026-11-20"}, on="2026-10-08")
    exhibit = project_milestones.milestones(VIEW, project="P1", today=TODAY)
    assert exhibit.data["times_put_off"].tolist() == [0]
    assert exhibit.table.loc[0, "Expected in the report before"] == "No date"


# -- risks -----------------------------------------------------------------------------------------------------------


def test_risks_show_score_movement_and_cyber(store):
    register(store, {"project_id": "P1"}, {"project_id": "P2"}, on="2026-06-08")
    up = {"item_id": "R1", "title": "Engineers are ill", "likelihood_1_5": 2, "impact_1_5": 4, "target_score": 6}
    risks(store, up, {"item_id": "R2", "likelihood_1_5": 3, "impact_1_5": 3}, on="2026-09-08")
    risks(store, {**up, "likelihood_1_5": 4, "mitigation_planned": "Hire two"}, {"item_id": "R2", "score": 6},
          {"item_id": "R3", "kind": "issue", "title": "Old software", "score": 15, "affects_cyber": True},
          {"item_id": "R9", "project_id": "P2", "score": 25})  # fmt: skip
    exhibit = project_risks.risks(VIEW, project="P1")
    assert exhibit.title == "2 open risks and 1 open issue: 1 rose, 1 new"
    assert "The highest score: Engineers are ill, 16 of 25 (likelihood 4, impact 4)." in exhibit.summary
    assert "Rose since the version before: Engineers are ill (8 to 16)." in exhibit.summary
    assert "Fell since the version before: Risk R2 (9 to 6)." in exhibit.summary
    assert "New: Old software." in exhibit.summary and "Touches cyber security: Old software." in exhibit.summary
    table = exhibit.table.set_index("Risk or issue")
    assert table.loc["Engineers are ill", "Movement"] == "▲ Up"
    assert table.loc["Engineers are ill", "Score before"] == "8 (published in September 2026)"
    assert table.loc["Engineers are ill", "What is done"] == "Planned: Hire two."
    assert table.loc["Old software", "Cyber security"] == "Yes"
    assert table.loc["Old software", "What is done"] == "Nothing is said"
    drawn = {trace.name: list(trace.x) for trace in exhibit.figure.data if trace.mode == "markers"}
    assert drawn == {"Target": [6], "Score before": [8, 9], "Score, risen": [16], "Score, fallen": [6], "Score": [15]}


def test_risks_without_a_version_before_or_without_a_score_say_so(store):
    register(store, {"project_id": "P1"})
    risks(store, {"item_id": "R1"}, {"item_id": "R2", "status": "closed", "score": 9})
    exhibit = project_risks.risks(VIEW, project="P1")
    assert exhibit.figure is None
    assert "There is no version before to compare with." in exhibit.summary
    assert exhibit.note == "No score is given for Risk R1."
    assert exhibit.table["Score"].tolist()[0] == "Not given"


# -- money -----------------------------------------------------------------------------------------------------------


def test_money_by_year_and_by_class_that_are_never_added_up(store):
    register(store, {"project_id": "P1", "options_considered": "Renew or replace", "funding_source": "Base budget"})
    cost = {"line_id": "F1", "cost_budget_holder": "IT", "capital_revenue": "capital"}
    saving = {"fin_year": "2026/27", "line_type": "saving", "saving_budget_holder": "Housing"}
    finance(
        store,
        {**cost, "fin_year": "2025/26", "baseline_gbp": 50000.0, "actual_gbp": 55000.0, "mtfp_ref": "MTFP-27; MTFP-28"},
        {**cost, "fin_year": "2026/27", "baseline_gbp": 100000.0, "forecast_gbp": 120000.0, "actual_gbp": 40000.0,
         "funding_source": "IT reserve"},
        {**saving, "line_id": "F2", "saving_class": "cashable", "baseline_gbp": 30000.0, "forecast_gbp": 30000.0,
         "status": "undeliverable"},
        {**saving, "line_id": "F3", "saving_class": "non_cashable", "baseline_gbp": 9000.0, "forecast_gbp": 9000.0,
         "status": "at_risk", "affects_cyber": True},
    )  # fmt: skip
    exhibit = project_money.money(VIEW, project="P1", today=TODAY)
    assert exhibit.title == "2026/27 is forecast to cost £120,000, £20,000 (20%) more than budgeted"
    for said in (
        "2026/27: budget £100,000, forecast £120,000, £20,000 (20%) more; £40,000 spent so far.",
        "Whole life: £100,000 as first approved, unchanged.",
        "2026/27 differs from its budget by £20,000; no reason is given.",
        "Cashable savings, all years: £30,000 planned, £0 delivered, £30,000 not expected any more.",
        "Non-cashable benefits, all years: £9,000 planned, £0 delivered, £9,000 at risk.",
        "Paid by: IT. The savings and income go to: Housing.",
    ):
        assert said in exhibit.summary
    assert any("£55,000 spent" in words.text for words in exhibit.figure.layout.annotations)
    assert "39,000" not in exhibit.summary, "classes are not added up"
    assert "Paid from: IT reserve (a reserve is drawn on)." in exhibit.note
    assert "MTFP-27 and MTFP-28" in exhibit.note and "Renew or replace." in exhibit.note
    assert "A saving touches cyber security." in exhibit.note
    assert "IT pays while Housing gains: have both budgets agreed to it?" in exhibit.questions
    table = exhibit.table.set_index("Cost or saving")
    assert table.loc["Cost (capital), 2026/27", "Difference"] == "+£20,000"
    assert table.loc["Cashable savings, 2026/27", "Where it stands"] == "Will not be delivered"
    drawn = {trace.name: [x for x in trace.x if x] for trace in exhibit.figure.data}
    assert drawn["Cost"] == [55000, 120000] and drawn["Benefits that release no cash"] == [9000]
    assert "Cashable savings" not in drawn, "what will not be delivered is not drawn as expected"
    assert drawn["Planned"] == [50000, 100000, 30000, 9000]


def test_money_follows_the_financial_year_of_the_day(store):
    register(store, {"project_id": "P1"})
    finance(store, {"line_id": "F1", "fin_year": "2027/28", "baseline_gbp": 5000.0})
    assert "Projected: £5,000 in 2027/28." in project_money.money(VIEW, project="P1", today=TODAY).summary
    assert "2027/28: budget £5,000" in project_money.money(VIEW, project="P1", today=date(2027, 4, 1)).summary


# -- what it is for --------------------------------------------------------------------------------------------------


def test_about_says_what_it_is_for_what_it_serves_and_what_is_withheld(store):
    exempt = "Exempt under Section 43 (commercial interests)"
    register(
        store,
        {"project_id": "P1", "aims_plain": "Buy payroll anew", "objective": "O1; O9", "end_forecast": "2027-06-30",
         "exempt_reason": exempt, "withheld": f"whole_life_cost_forecast: {exempt}; fy_actual: Not provided",
         "whole_life_cost_forecast": None},
        {"project_id": "P2", "name": "Neighbour", "objective": "O1"},
    )  # fmt: skip
    publish(
        store, "objectives", [{"slice_key": "O1", "objective_id": "O1", "level": "objective", "name": "Safe systems"}]
    )
    exhibit = project_about.about(VIEW, project="P1")
    assert exhibit.summary == (
        "Buy payroll anew. Portfolio holder for Resources answers for it to members. It serves Safe systems and O9. "
        "It is expected to end on 30 June 2027; first approved was 31 March 2027. Withheld: whole-life cost, now "
        "expected and cost of this year so far."
    )
    facts = dict(exhibit.table.itertuples(index=False))
    assert facts["Whole-life cost, now expected"] == f"Withheld: {exempt}"
    assert facts["Whole-life cost, first approved"] == "£100,000"
    assert facts["Options that were considered"] == "Not stated"
    assert "Other projects that serve the same: Neighbour." in exhibit.note
    said = {section.title: "".join(piece.text for piece in section.pieces) for section in exhibit.sections}
    assert said["What is withheld, and why"].splitlines()[0] == f"Whole-life cost, now expected: {exempt}"
    assert exhibit.links["Safe systems"] == "/projects?objective=O1"
    assert said["What is withheld, and why"].splitlines()[1] == "Cost of this year so far: Not provided"
    assert said["Options that were considered"] == ""
    assert exhibit.questions[0] == "Which other options were considered, and why was this one chosen?"


def test_about_a_project_tied_to_nothing(store):
    register(store, {"project_id": "P1", "portfolio_holder": None})
    exhibit = project_about.about(VIEW, project="P1")
    assert "It is tied to no objective." in exhibit.summary
    assert "does not say which portfolio holder answers for it" in exhibit.summary


def test_long_aims_are_cut_in_the_sentence_and_stand_whole_below(store):
    aims = "Replace the system.\n" + "It is old and slow. " * 30
    register(store, {"project_id": "P1", "aims_plain": aims, "portfolio_holder": None})
    exhibit = project_about.about(VIEW, project="P1")
    assert " … The register" in exhibit.summary and len(exhibit.summary) < 500
    assert exhibit.table.iloc[1, 1] == aims
    assert exhibit.summary.startswith("Replace the system. It is old")
    assert "answers for it; Resources runs it." in exhibit.summary
    whole = next(section for section in exhibit.sections if section.title == "What it is for")
    assert whole.pieces[0].text == aims.strip()
