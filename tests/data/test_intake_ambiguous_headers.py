"""Headers that can mean two things are taken only where their cells agree; what is not used is shown with samples."""

import pytest

from data.intake import Layout, check, read
from data.intake.columns.proposing import proposal


def checked(text: str, kind: str, layout: Layout | None = None):
    return check(read(text.encode(), f"{kind}.csv"), kind, layout=layout)


def warnings_about(result, header: str):
    return [each for each in result.problems if header in each.problem or header == each.value]


MEASURE = "measure_id,name,plain_meaning,unit,direction,{}\n"
DESK = "number,opened_at,{}\nI1,15/01/2026,{}\nI2,16/01/2026,{}\n"
PROJECT = "project_id,name,type,aims,portfolio_holder,{}\nP1,Phones,run,Better,Resources,{}\n"
RISK = "item_id,kind,title,{}\nR1,risk,Flood,{}\nR2,risk,Fire,{}\n"


# -- a baseline is a starting value ------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["baseline", "Baseline", "Baseline value", "starting_point"])
def test_a_baseline_that_could_be_a_number_of_months_is_asked_about_and_never_taken(header):
    text = MEASURE.format(header) + "forms,Forms,Sent,count,increase,47\nletters,Letters,Sent,count,increase,31\n"
    asked = checked(text, "measures")
    assert asked.rows is None and [each.code for each in asked.errors] == ["asked:column.baseline_points"]
    assert "starting value" in asked.questions[0].options and "'47'" in asked.questions[0].text
    for answer, months in (("starting value", [None, None]), ("baseline points", [47, 31])):
        answered = checked(text, "measures", Layout("measures", answers={"column.baseline_points": answer}))
        assert answered.rows["baseline_points"].to_pylist() == months and not answered.problems


@pytest.mark.parametrize("cells", [("31.5%", "47%"), ("3", "31"), ("1,250.75", "31"), ("None yet", "31")])
def test_a_baseline_that_can_only_be_a_value_is_left_out_without_a_question(cells):
    text = MEASURE.format("baseline") + "".join(
        f'm{n},Forms,Sent,count,increase,"{each}"\n' for n, each in enumerate(cells)
    )
    result = checked(text, "measures")
    assert not result.errors and result.rows["baseline_points"].to_pylist() == [None, None]
    assert any("baseline" in each for each in result.repairs) and not result.questions


def test_baseline_points_by_its_own_names_is_no_question():
    for header in ("baseline_points", "Baseline months", "fix_after_n_points"):
        result = checked(MEASURE.format(header) + "m,Forms,Sent,count,increase,24\n", "measures")
        assert result.rows["baseline_points"].to_pylist() == [24] and not result.problems


# -- cells that contradict a header ------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["Issue Type", "Type", "call_type", "Request type", "Record Type", "case_type"])
def test_types_that_are_no_ticket_types_are_proposed_as_the_category(header):
    text = DESK.format(header, "Billing", "Account access")
    result = checked(text, "incidents")
    (said,) = warnings_about(result, header)
    assert said.severity == "warning" and said.column == "category" and "'Billing'" in said.problem
    assert result.rows["ticket_type"].to_pylist() == [None, None]
    assert proposal(read(text.encode(), "x.csv"), "incidents").layout.columns[header] == "category"


@pytest.mark.parametrize("cells", [("Incident", "Service request"), ("INC", "RITM"), ("Fault", "Change")])
def test_types_that_are_ticket_types_are_taken_without_a_word(cells):
    result = checked(DESK.format("Issue Type", *cells), "incidents")
    assert not result.problems and result.rows["ticket_type"].to_pylist()[0] in ("incident", "request")


@pytest.mark.parametrize(
    ("text", "kind", "header", "column"),
    [
        (DESK.format("resolved", "Yes", "No"), "incidents", "resolved", "resolved_at"),
        (DESK.format("closed", "Y", "N"), "incidents", "closed", "closed_at"),
        (DESK.format("resolution_time", "4.5", "12.25"), "incidents", "resolution_time", "resolved_at"),
        (DESK.format("reopened", "Yes", "No"), "incidents", "reopened", "reopened_count"),
        (DESK.format("sla", "P1 4 hours", "P2 8 hours"), "incidents", "sla", "sla_met"),
        (DESK.format("rating", "Good", "Poor"), "incidents", "rating", "satisfaction"),
        (DESK.format("csat", "80%", "95%"), "incidents", "csat", "satisfaction"),
        (DESK.format("csat", "0.8", "0.95"), "incidents", "csat", "satisfaction"),
        (PROJECT.format("Budget", "120000"), "projects", "Budget", "fy_baseline"),
        (PROJECT.format("forecast", "131000"), "projects", "forecast", "fy_forecast"),
        (PROJECT.format("Spend", "61000"), "projects", "Spend", "fy_actual"),
        (PROJECT.format("priority", "High"), "projects", "priority", "corporate_priority"),
        (PROJECT.format("status", "Amber"), "projects", "status", "stage"),
        (PROJECT.format("exempt", "No"), "projects", "exempt", "exempt_reason"),
        (PROJECT.format("forecast", "30/09/2026"), "projects", "forecast", "fy_forecast"),
        (PROJECT.format("closed", "No"), "projects", "closed", "closed_on"),
        (RISK.format("rating", "High", "Amber"), "risks_issues", "rating", "score"),
        (RISK.format("target", "30/09/2026", "31/12/2026"), "risks_issues", "target", "target_score"),
        (RISK.format("proximity", "Imminent", "Within a year"), "risks_issues", "proximity", "proximity_date"),
        (RISK.format("escalation", "Yes", "No"), "risks_issues", "escalation", "escalated_to"),
        (MEASURE.format("benchmark") + "m,Forms,Sent,count,increase,91.5\n", "measures", "benchmark", "benchmark_name"),
        (MEASURE.format("priority") + "m,Forms,Sent,count,increase,High\n", "measures", "priority", "objective"),
    ],
)
def test_an_ambiguous_header_whose_cells_are_something_else_is_not_taken_and_shown(text, kind, header, column):
    result = checked(text, kind)
    assert result.rows is not None, result.problems
    assert set(result.rows[column].to_pylist()) == {None}
    assert [each.severity for each in warnings_about(result, header)] == ["warning"], result.problems


@pytest.mark.parametrize(
    ("text", "kind", "column"),
    [
        (DESK.format("resolved", "15/01/2026", "16/01/2026"), "incidents", "resolved_at"),
        (DESK.format("closed", "15/01/2026", ""), "incidents", "closed_at"),
        (DESK.format("reopened", "0", "2"), "incidents", "reopened_count"),
        (DESK.format("sla", "Yes", "No"), "incidents", "sla_met"),
        (PROJECT.format("priority", "CP2"), "projects", "corporate_priority"),
        (PROJECT.format("status", "In delivery"), "projects", "stage"),
        (RISK.format("rating", "12", "16"), "risks_issues", "score"),
        (MEASURE.format("benchmark") + "m,Forms,Sent,count,increase,Median\n", "measures", "benchmark_name"),
    ],
)
def test_an_ambiguous_header_whose_cells_agree_is_taken_without_a_word(text, kind, column):
    result = checked(text, kind)
    assert not result.problems and result.rows[column].to_pylist()[0] is not None


def test_a_budget_may_be_of_the_whole_project_or_of_the_year():
    (said,) = warnings_about(checked(PROJECT.format("Budget", "120000"), "projects"), "Budget")
    assert "'120000'" in said.problem and "whole_life_cost_baseline or fy_baseline" in said.remedy


# -- marks out of five are no marks out of ten -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "marks"), [("csat", ("4", "5")), ("Rating", ("5", "")), ("satisfaction_score", ("3", "1"))]
)
def test_marks_of_which_none_is_above_five_are_asked_about(header, marks):
    text = DESK.format(header, *marks)
    asked = checked(text, "incidents")
    assert asked.rows is None and [each.code for each in asked.errors] == ["asked:marks"]
    read_as = {"out of ten": [int(each) if each else None for each in marks], "out of five": [None, None]}
    for answer, values in read_as.items():
        answered = checked(text, "incidents", Layout("incidents", answers={"marks": answer}))
        assert answered.rows["satisfaction"].to_pylist() == values and not answered.problems
        assert any("out of five" in each for each in answered.repairs) == (answer == "out of five")


def test_marks_that_can_only_be_out_of_ten_are_no_question():
    for header, marks in (("csat", ("4", "9")), ("satisfaction_0_10", ("4", "5")), ("satisfaction", ("4", "5"))):
        result = checked(DESK.format(header, *marks), "incidents")
        assert result.rows["satisfaction"].to_pylist() == [int(each) for each in marks] and not result.problems
    many = "number,opened_at,satisfaction\n" + "".join(f"I{n},15/01/2026,{1 + n % 5}\n" for n in range(20))
    assert [each.code for each in checked(many, "incidents").errors] == ["asked:marks"]


def test_dates_that_cannot_be_read_are_named_and_do_not_make_their_column_something_else():
    result = checked(DESK.format("resolved", "31/02/2026", "2026-13-01"), "incidents")
    assert [each.column for each in result.errors] == ["resolved_at", "resolved_at"]


# -- columns that are not used -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "cells", "column"),
    [
        ("Fixed", ("16/01/2026 09:00", "18/01/2026 10:00"), "resolved_at"),
        ("Solved", ("2026-01-16 09:00", ""), "resolved_at"),
        ("Completion date", ("16/01/2026", "18/01/2026"), "resolved_at"),
        ("Dept", ("Housing", "Planning"), "directorate"),
        ("Location", ("Town Hall", "Depot"), "directorate"),
        ("Site", ("Town Hall", "Depot"), "directorate"),
        ("Urgency", ("High", "Low"), "priority"),
        ("Main Area", ("Email", "Printers"), "category"),
        ("Category Tier 1", ("Email", "Printers"), "category"),
        ("Component", ("Email", "Printers"), "category"),
    ],
)
def test_obvious_words_are_shown_with_samples_and_proposed(header, cells, column):
    text = DESK.format(header, *cells)
    result = checked(text, "incidents")
    said = [each for each in result.warnings if each.code == "column_not_used"]
    assert [(each.column, each.value) for each in said] == [(column, header)] and cells[0] in said[0].problem
    assert not any(header in each for each in result.repairs)
    assert proposal(read(text.encode(), "x.csv"), "incidents").layout.columns[header] == column
    matched = checked(text, "incidents", proposal(read(text.encode(), "x.csv"), "incidents").layout)
    assert not matched.problems and matched.rows[column].to_pylist()[0] is not None


def test_a_hint_is_no_question_where_its_column_is_filled_already():
    text = "number,opened_at,priority,urgency,category,dept,directorate\nI1,15/01/2026,P1,High,Email,IT,Housing\n"
    assert not checked(text, "incidents").problems


def test_unknown_headers_are_shown_where_their_cells_may_be_what_is_missing():
    rows = "".join(f"I{n},{n + 14}/01/2026,{n + 14}/02/2026,{area},{n * 7}\n" for n, area in enumerate("ABAB" * 3, 1))
    text = "number,opened_at,Put right,Patch of the borough,Door number\n" + rows.replace(",A,", ",North,")
    (said,) = (each for each in checked(text, "incidents").warnings if each.code == "column_not_used")
    assert "'Put right'" in said.problem and "'Patch of the borough'" in said.problem
    assert "Door number" not in said.problem


def test_no_name_of_a_person_is_shown_as_a_sample():
    rows = "".join(f"I{n},{n + 14}/01/2026,{who}\n" for n, who in enumerate(["Jane Smith", "John Brown"] * 4, 1))
    result = checked("number,opened_at,Dept\n" + rows, "incidents")
    assert not any("Smith" in str(each) or "Brown" in str(each) for each in result.problems)


# -- a register of one sort --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "word"),
    [
        ("risk_id,risk_title", "risk"),
        ("Risk Ref,Risk name", "risk"),
        ("Risk No,Risk", "risk"),
        ("issue_id,issue_title", "issue"),
        ("Issue ref,Issue", "issue"),
    ],
)
def test_a_register_of_one_sort_needs_no_kind(headers, word):
    result = checked(f"{headers},likelihood,impact\nR1,Pay award,4,4\nR2,Supplier fails,2,5\n", "risks_issues")
    assert not result.problems and result.rows["kind"].to_pylist() == [word, word]
    assert any(repr(word) in each for each in result.repairs)


@pytest.mark.parametrize("headers", ["id,title", "risk_id,issue_title"])
def test_a_register_that_does_not_say_its_sort_still_needs_a_kind(headers):
    result = checked(f"{headers}\nR1,Pay award\n", "risks_issues")
    assert "kind" in [each.column for each in result.errors]


def test_a_type_of_risk_is_no_kind_and_is_proposed_as_the_category():
    result = checked("risk_id,risk_title,type\nR1,Pay award,Financial\nR2,Flood,Environmental\n", "risks_issues")
    assert result.rows["kind"].to_pylist() == ["risk", "risk"]
    assert [each.column for each in warnings_about(result, "type")] == ["category"]
