"""The page of one project: its report with what changed, and what it says when there is none."""

from datetime import date

from exhibits import Piece, View
from exhibits.projects import highlight_report
from tests.exhibits.portfolio_store import register, reports, six

TODAY = date(2026, 10, 23)
QUIET = {
    "status_summary": "All is well.",
    "done_this_period": "Moved 12 sites.",
    "planned_next_period": "Move two sites.",
    "key_issues": "None",
    "key_risks": "Fibre is late. Engineers are ill.",
    "decisions_needed": "None",
}


def report(month=None, *, today=TODAY, view=None, project="P1"):
    return highlight_report.highlight_report(view or View(), project=project, today=today, month=month)


def sections(exhibit) -> dict[str, tuple[Piece, ...]]:
    return {section.title: section.pieces for section in exhibit.sections}


# -- the highlight report --------------------------------------------------------------------------------------------


def test_a_report_stands_in_its_own_words_with_what_changed_marked(store):
    register(store, {"project_id": "P1", "name": "New telephones"})
    reports(store, "P1", {"2026-08": "G"}, **QUIET)
    now = {"key_risks": "Engineers are ill. The licence ends.", "done_this_period": "Moved two sites.",
           "planned_next_period": "Move two sites. Close the old lines.", "key_issues": "A site has no fibre.",
           "decisions_needed": "Whether to keep the old lines."}  # fmt: skip
    reports(store, "P1", {"2026-09": "A"}, author_role="Programme manager", **{**QUIET, **now})
    exhibit = report()
    assert exhibit.title == "New telephones: amber in September 2026, worse than in August 2026"
    assert exhibit.summary == (
        "Report for September 2026, written on 5 October 2026. Status: Amber, worse than in August 2026 (Green). "
        "Changed since August 2026: key issues, key risks and decisions needed. Word for word the same: where it "
        "stands. Decision needed: Whether to keep the old lines."
    )
    said = sections(exhibit)
    assert list(said) == ["Where it stands", "Activities done", "What was planned in August 2026", "Activities planned",
                          "Key issues", "Key risks", "Decisions needed"]  # fmt: skip
    assert said["Key risks"] == (
        Piece("Engineers are ill."), Piece("The licence ends.", "new"), Piece("Fibre is late.", "gone"),
    )  # fmt: skip
    assert said["Activities done"] == (Piece("Moved two sites.", "new"),)
    assert said["What was planned in August 2026"] == (Piece("Move two sites."),)
    assert said["Activities planned"] == (Piece("Move two sites."), Piece("Close the old lines.", "new"))
    assert said["Key issues"] == (Piece("A site has no fibre.", "new"),)
    assert "Written by: Programme manager." in exhibit.note
    assert "What took it from Green to Amber?" in exhibit.questions
    gone = exhibit.table[exhibit.table["Against August 2026"] == "No longer said"]
    assert list(gone["What it says"]) == ["Fibre is late."]
    assert list(exhibit.data.loc[exhibit.data["change"] == "gone", "sentence"]) == ["Fibre is late."]


def test_a_risk_that_is_still_named_is_not_said_to_be_left_out(store):
    """Only its score changed: nobody should be asked whether it was settled."""
    register(store, {"project_id": "P1"})
    reports(store, "P1", {"2026-08": "G"}, **{**QUIET, "key_risks": "Rents may not agree (score 16). Fibre is late."})
    reports(store, "P1", {"2026-09": "G"}, **{**QUIET, "key_risks": "Rents may not agree (score 20)."})
    exhibit = report()
    assert sections(exhibit)["Key risks"][0] == Piece("Rents may not agree (score 16 → 20).", "scored")
    assert "“Fibre is late” is no longer named: was it settled, or only left out?" in exhibit.questions
    reports(store, "P1", {"2026-10": "G"}, **{**QUIET, "key_risks": "Rents may not agree (score 12)."}, on="2026-11-06")
    assert not [each for each in report(today=date(2026, 11, 7)).questions if "no longer named" in each]


def test_a_report_that_repeats_its_predecessor_is_said_to(store):
    register(store, {"project_id": "P1"})
    reports(store, "P1", six("G G"), **QUIET)
    exhibit = report()
    assert "The words are the same as in August 2026." in exhibit.summary
    assert exhibit.title.endswith("green in September 2026, in the same words as in August 2026")
    assert "The words are those of August 2026: what has happened since then?" in exhibit.questions
    assert {piece.change for section in exhibit.sections for piece in section.pieces} == {"same"}


def test_empty_reports_do_not_count_as_the_same_words(store):
    register(store, {"project_id": "P1"})
    reports(store, "P1", six("G G"))
    exhibit = report()
    assert "same as in" not in exhibit.summary
    assert "It says nothing in words." in exhibit.summary
    assert sections(exhibit)["Key risks"] == ()
    assert set(exhibit.table["What it says"]) == {"Nothing was said"}


def test_the_first_report_has_nothing_to_compare_with(store):
    register(store, {"project_id": "P1"})
    reports(store, "P1", six("G"), **QUIET)
    exhibit = report()
    assert "There is no report before it to compare with." in exhibit.summary
    assert {piece.change for section in exhibit.sections for piece in section.pieces} == {"same"}
    assert list(exhibit.table) == ["Part of the report", "What it says"]


def test_a_missing_report_comes_first_and_the_last_one_is_shown(store):
    register(store, {"project_id": "P1"}, on="2026-06-08")
    reports(store, "P1", six("G G . ."), **QUIET)
    exhibit = report()
    assert exhibit.title == "Project P1: green in July 2026, and 2 reports missing since"
    assert exhibit.summary.startswith(
        "The reports for August 2026 and September 2026 are missing: the newest was due on 10 October 2026, 13 days "
        "ago. The last one there is stands below. Report for July 2026"
    )
    assert exhibit.questions[0] == "Why is there no report for September 2026, and when will it come?"
    assert "missing" not in report(date(2026, 7, 1)).title
    assert "missing" not in report(view=View(as_at=date(2026, 8, 9))).summary


def test_a_late_report_says_by_how_much(store):
    register(store, {"project_id": "P1"}, on="2026-06-08")
    reports(store, "P1", {"2026-09": "G"}, report_date=date(2026, 10, 14), **QUIET)
    assert "written on 14 October 2026: 4 days late, as it was due on 10 October 2026." in report().summary


def test_a_month_can_be_chosen_and_is_compared_with_the_one_before_it(store):
    register(store, {"project_id": "P1"})
    reports(store, "P1", {"2026-07": "R", "2026-08": "A"}, **QUIET)
    reports(store, "P1", {"2026-09": "G"}, **{**QUIET, "key_risks": "New risk."})
    exhibit = report(date(2026, 8, 1))
    assert "Amber, better than in July 2026 (Red)" in exhibit.summary
    assert "same as in July 2026" in exhibit.summary
    none = report(date(2026, 2, 1))
    assert none.summary.startswith(
        "No data: this project has no report for February 2026. The newest there is: September"
    )
    assert none.table.empty and not none.sections


def test_what_the_report_says_of_the_one_before_is_held_against_it(store):
    register(store, {"project_id": "P1"})
    reports(store, "P1", {"2026-08": "A"}, **QUIET)
    reports(store, "P1", {"2026-09": "G"}, rag_previous="G", tolerance_exceeded=True, **QUIET)
    exhibit = report()
    assert "It says that the report before was rated Green; that report itself said Amber." in exhibit.note
    assert "Time or cost is beyond what was agreed." in exhibit.summary


def test_red_without_a_decision_is_asked_about(store):
    register(store, {"project_id": "P1"})
    reports(store, "P1", {"2026-09": "R"}, **QUIET)
    assert "It is rated red and asks for no decision: what is it waiting for?" in report().questions


def test_a_project_without_reports_says_why(store):
    register(store, {"project_id": "P1", "dca_overall": "exempt", "exempt_reason": "Exempt under Section 43"},
             {"project_id": "P2"})  # fmt: skip
    reports(store, "P2", six("G"), **QUIET)
    exhibit = report()
    assert exhibit.figure is None and exhibit.table.empty
    assert exhibit.summary == (
        "No data: no highlight report of this project has been published. The register gives a reason for what it "
        "withholds: Exempt under Section 43."
    )
    assert report(project="nonsense").title == "No such project"


def test_a_yearly_publication_is_compared_edition_by_edition(store):
    for code, year, rating, words in (("A_1", "2021", "A", "Late. Dear."), ("A_2", "2022", "AR", "Late. Risky.")):
        register(store, {"project_id": code, "name": "Big bridge", "edition": f"{year}-01-01", "dca_overall": rating,
                         "status_narrative": words, "budget_narrative": "As planned."})  # fmt: skip
    exhibit = report(project="A_2")
    assert exhibit.title == "Big bridge: amber/red in 2022, worse than in 2021"
    assert sections(exhibit)["Why it is rated so"] == (Piece("Late."), Piece("Risky.", "new"), Piece("Dear.", "gone"))
    assert "Activities done" not in sections(exhibit)
    assert "Word for word the same: what is said about the whole-life cost." in exhibit.summary


def test_as_at_a_meeting_shows_the_report_of_that_day(store):
    register(store, {"project_id": "P1"}, on="2026-06-08")
    reports(store, "P1", six("G G G"), **QUIET)
    assert "August 2026" in report(view=View(as_at=date(2026, 9, 30))).title
