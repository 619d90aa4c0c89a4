"""Projects as publishers and officers write them: the major projects portfolio, status words, withheld figures."""

from datetime import date

import pytest

from data.intake import Known, check, known_from, read, take
from data.settings import ROOT
from data.store import Author
from queries import ask

OFFICER = Author("Test officer", "officer")
EDITIONS = [ROOT.parent / "shared" / "realdata" / "projects" / f"gmpp_{year}.csv" for year in (2019, 2020, 2022)]
TODAY = date(2026, 11, 1)


def checked(kind: str, text: str):
    return check(read(text.encode(), "file.csv"), kind, Known(today=TODAY))


def rows(kind: str, text: str) -> list[dict]:
    done = checked(kind, text)
    assert not done.errors, done.errors
    return done.rows.to_pylist()


@pytest.mark.skipif(not EDITIONS[0].exists(), reason="the real files are not here")
def test_three_editions_of_the_major_projects_portfolio_make_a_register_and_a_history(store):
    for file, many in zip(EDITIONS, (133, 125, 235), strict=True):
        taken = take(store, "projects", file.read_bytes(), file.name, OFFICER)
        assert taken.published and taken.rows == many, taken.problems[:3]
    register = ask("projects/register", store=store)
    assert register["project_id"].is_unique
    pounds = register.set_index("name")["whole_life_cost_baseline"]
    assert pounds["Submarine Dismantling Project"] == 278_000_000, "the file counts in millions"
    history = ask("projects/statuses", store=store)
    assert sorted(history["period"].dt.year.unique()) == [2019, 2020, 2022]
    followed = history.groupby("project_id").size()
    assert (followed == 3).sum() > 50, "projects without a code are followed by their name"
    assert set(history["rating"]) == {"G", "AG", "A", "AR", "R", "exempt", "not_rated"}
    withheld = register[register["withheld"].notna()]
    assert withheld["withheld"].str.contains("Exempt under Section 43").any()
    # where the whole-life cost is withheld there is none
    gone = withheld[withheld["withheld"].str.contains("whole_life_cost_baseline")]
    assert len(gone) and gone["whole_life_cost_baseline"].isna().all()


@pytest.mark.skipif(not EDITIONS[0].exists(), reason="the real files are not here")
def test_a_stray_byte_is_left_out_and_named(store):
    done = check(read(EDITIONS[1].read_bytes(), "gmpp_2020.csv"), "projects", known_from(store))
    assert any("1 byte that means nothing in windows-1252 was left out" in each for each in done.repairs)


def test_a_file_full_of_undefined_bytes_is_still_refused():
    raw = b"project_id,name\r\nP1,\x8d\x90\x9d\xe9 project\r\n"
    assert read(raw, "odd.csv").problems


@pytest.mark.parametrize(
    "written, kept",
    [("R", "R"), ("red", "R"), ("Amber/Green", "AG"), ("amber green", "AG"), ("A/R", "AR"), ("G", "G"), ("Y", "A"),
     ("Complete", "B"), ("Exempt under Section 43 of the Act", "exempt"), ("Early planning project", "not_rated")],
)  # fmt: skip
def test_status_words_are_understood_and_kept_as_written(written, kept):
    (row,) = rows("projects", f"project_id,name,rag\nP1,Phones,{written}\n")
    assert (row["dca_overall"], row["dca_overall_as_written"]) == (kept, written)


def test_a_status_nobody_knows_is_refused_with_the_ones_there_are():
    (problem,) = checked("projects", "project_id,name,rag\nP1,Phones,Ambre\n").errors
    assert problem.column == "dca_overall" and "Did you mean Amber?" in problem.remedy


def test_figures_withheld_in_words_are_empty_and_their_words_kept():
    text = (
        "project_id,name,end_date,yearly_budget\n"
        'P1,Phones,Exempt under Section 43,"Not provided"\n'
        "P2,Laptops,31/03/2027,12000\n"
    )
    withheld, plain = rows("projects", text)
    assert withheld["end_forecast"] is None and withheld["fy_baseline"] is None
    assert withheld["withheld"] == "end_forecast: Exempt under Section 43; fy_baseline: Not provided"
    assert plain["withheld"] is None and plain["end_forecast"] == date(2027, 3, 31) and plain["fy_baseline"] == 12000


def test_a_councils_own_budget_is_in_pounds():
    """Only the portfolio's own headers say millions."""
    (row,) = rows("projects", "project_id,name,department,yearly_budget\nP1,Phones,Resources,40.27\n")
    assert row["fy_baseline"] == 40.27


def test_twin_columns_are_joined_where_they_never_disagree_and_refused_where_they_do():
    joined = rows("projects", "project_id,name,rag,rag\nP1,Phones,Red,\nP2,Laptops,,Green\nP3,Wi-Fi,Amber,Amber\n")
    assert [row["dca_overall"] for row in joined] == ["R", "G", "A"]
    wrong = checked("projects", "project_id,name,rag,rag\nP1,Phones,Red,Green\n")
    assert "stands twice in the header" in wrong.errors[0].problem


@pytest.mark.parametrize(
    "written, kept", [("2026/27", "2026/27"), ("26/27", "2026/27"), ("2026-2027", "2026/27"), ("FY 2026/27", "2026/27")]
)
def test_financial_years(written, kept):
    text = f"line_id,fin_year,line_type,baseline_gbp\nF1,{written},cost,£1200\n"
    assert rows("finance", text)[0]["fin_year"] == kept


@pytest.mark.parametrize("written", ["2026", "2026/28", "next year"])
def test_what_is_no_financial_year_is_refused(written):
    text = f"line_id,fin_year,line_type,baseline_gbp\nF1,{written},cost,1200\n"
    assert [each.column for each in checked("finance", text).errors] == ["fin_year"]


def test_a_highlight_report_must_say_its_four_things():
    """Need 57: activities undertaken, planned, issues and key risks."""
    head = "project_id,month,rag,status_summary,activities_undertaken,activities_planned,issues,risks\n"
    (row,) = rows("highlight_reports", head + "P1,Sep-26,A,Fine,Moved two sites,Move one,None,None\n")
    assert row["key_issues"] == "None", "nothing to report is an answer"
    wrong = checked("highlight_reports", head + "P1,Sep-26,A,Fine,,Move one,None,None\n").errors
    assert [each.column for each in wrong] == ["done_this_period"]
