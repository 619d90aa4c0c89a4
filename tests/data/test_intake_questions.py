"""Questions about a file's cells: how an answer is read, remembered, and said on the shell."""

from datetime import date

import pyarrow as pa
import pytest

from data.contracts import contract
from data.contracts.incidents import ENDS
from data.intake import Answers, Checked, Known, Layout, Question, check, read
from data.intake.rows.asking import open_questions, unused
from data.intake.rows.finished import is_finished
from data.loading.request import LoadRequest
from data.store import Author, open_store

ORDER = Question("dates.opened_at", "Which is it?", {"day first": "2 March", "month first": "3 February"})
WORDS = Question("finished", "Which of these mean finished?", {"Solved": "", "6": "", "Parked": ""}, several=True)


def test_an_answer_counts_however_it_is_spaced_and_written_and_nothing_is_asked_then():
    answers = Answers({"dates.opened_at": " Month  First"})
    assert answers.to(ORDER) == "month first" and answers.questions == []
    assert answers.used == {"dates.opened_at"}


@pytest.mark.parametrize("given", [{}, {"dates.opened_at": "year first"}, {"dates.closed_at": "day first"}])
def test_what_no_option_answers_is_asked_once_as_one_error_that_says_how_to_answer(given):
    answers = Answers(given)
    assert answers.to(ORDER) == "" == answers.to(ORDER)
    (problem,) = open_questions(answers)
    assert problem.code == "asked:dates.opened_at" and problem.severity == "error"
    assert "Which is it? day first: 2 March; month first: 3 February" in problem.problem
    assert '--answer dates.opened_at="day first"' in problem.remedy and "Upload page" in problem.remedy


def test_a_question_that_need_not_be_answered_stands_open_without_an_error():
    answers = Answers()
    assert answers.to(Question("area", "Which?", {"A": "", "B": ""}, "A", needed=False)) == "A"
    assert open_questions(answers) == [] and len(answers.questions) == 1


@pytest.mark.parametrize(
    ("given", "chosen", "still_asked"),
    [
        ("solved; 6", ("Solved", "6"), False),
        ("none of them", (), False),
        ("Solved; no: 6; no: Parked", ("Solved",), False),
        ("Solved; no: 6", None, True),  # Parked is new since it was answered
        ("no: Solved; no: 6; no: Parked", (), False),
        ("", None, True),
        ("Nothing of the sort", None, True),
    ],
)
def test_an_answer_of_several_words_leaves_open_what_it_does_not_know(given, chosen, still_asked):
    answers = Answers({"finished": given})
    assert answers.all_of(WORDS) == chosen
    assert bool(answers.questions) == still_asked
    if still_asked:
        assert answers.questions[0].proposed == given  # what was said before is not asked twice


def test_answers_are_kept_in_a_layout_that_leaves_the_columns_to_the_rules():
    layout = Layout("incidents", answers={"dates.opened_at": "month first", "finished": "Solved; no: 6"})
    assert Layout.from_text(layout.to_text()) == layout and layout.leaves_columns
    assert not Layout("incidents", columns={"Raised": "opened_at"}, answers=layout.answers).leaves_columns
    assert "[answers]" in layout.to_text() and contract("incidents").title in layout.to_text()


def test_answers_go_with_a_load_that_is_handed_over_and_a_slip_in_a_name_is_said():
    request = LoadRequest("incidents", answers={"finished": "Solved"})
    assert LoadRequest.from_dict(request.as_dict()).answers == {"finished": "Solved"}
    with pytest.raises(ValueError, match="answered"):
        LoadRequest.from_dict({**request.as_dict(), "answers": {"finished": 1}})
    (problem,) = unused({"finishd": "Solved", "finished": "Solved"}, ["finished"])
    assert problem.severity == "warning" and problem.value == "finishd" and "finished" in problem.remedy


# -- how figures are written -------------------------------------------------------------------------------------------

MONEY = "line_id,project_id,fin_year,line_type,baseline_gbp,forecast_gbp\n"
KPI = "measure_id,month,value\n"
UNITS = {"share": "percent", "people": "count", "cost": "gbp", "wait": "minutes"}


def checked(text: str, kind: str, *, divided: str = ",", **answers: str) -> Checked:
    table = read(text.replace(",", divided).replace("~", ",").encode(), f"{kind}.csv")
    layout = Layout(kind, answers={about.replace("__", "."): option for about, option in answers.items()})
    return check(table, kind, Known(measures=UNITS), layout=layout if answers else None)


def asked(done: Checked) -> list[str]:
    assert done.rows is None or not done.questions
    return [each.code.removeprefix("asked:") for each in done.errors if each.code.startswith("asked:")]


def money(*figures: str, divided: str = ",", **answers: str) -> Checked:
    rows = (f"F-{n},PRJ-001,2026/27,cost,{figure},1\n" for n, figure in enumerate(figures))
    return checked(MONEY + "".join(rows), "finance", divided=divided, **answers)


def kpi(measure: str, *figures: str, divided: str = ",", **answers: str) -> Checked:
    rows = (f"{measure},2026-{n:02},{figure}\n" for n, figure in enumerate(figures, 1))
    return checked(KPI + "".join(rows), "kpi_values", divided=divided, **answers)


@pytest.mark.parametrize(
    ("done", "point", "comma"),
    [
        (lambda **how: money("118.000", "36.000", **how), [118, 36], [118_000, 36_000]),
        (lambda **how: money("118.000", "36.500", divided=";", **how), [118, 36.5], [118_000, 36_500]),
        (lambda **how: money("118~000", "36~500", divided=";", **how), [118_000, 36_500], [118, 36.5]),
        (lambda **how: kpi("share", "93~125", "91~750", divided=";", **how), [93_125, 91_750], [93.125, 91.75]),
        (lambda **how: kpi("cost", "£118.000", "(36.000)", **how), [118, -36], [118_000, -36_000]),
        (lambda **how: money("118.000", "0.0", **how), [118, 0], [118_000, 0]),  # a nought tells nothing
        (lambda **how: kpi("wait", "1.500", "2.250", divided=";", **how), [1.5, 2.25], [1500, 2250]),
        (lambda **how: kpi("people", "1.000", "2.000", **how), [1, 2], [1000, 2000]),
    ],
)
def test_a_point_or_comma_that_may_part_thousands_is_asked_about_once_and_read_as_answered(done, point, comma):
    assert asked(done()) == ["figures_written"]
    for answer, figures in (("decimal point", point), ("decimal comma", comma)):
        read_so = done(figures_written=answer)
        column = "value" if "value" in read_so.rows.column_names else "baseline_gbp"
        assert read_so.rows[column].to_pylist() == figures
        assert any(answer in each for each in read_so.repairs)


def test_of_a_share_the_question_says_which_reading_is_impossible():
    (question,) = kpi("share", "93~125", divided=";").questions
    assert question.proposed == "decimal comma" and "As a percentage 93,125 can only be 93.125" in question.text


@pytest.mark.parametrize("settles", ["1.234~50", "1.234.567", "12~5", "0~125", "1234~500", "1 234~50"])
def test_one_figure_with_a_decimal_comma_settles_a_file_divided_by_semicolons(settles):
    done = money("118.000", settles, divided=";")
    assert done.rows["baseline_gbp"].to_pylist()[0] == 118_000
    bare = settles.replace(".", "").replace(" ", "").replace("~", ".")
    assert done.rows["baseline_gbp"].to_pylist()[1] == float(bare)
    assert any("decimal comma" in each for each in done.repairs)


@pytest.mark.parametrize(
    ("measure", "figures"),
    [
        ("people", ('"1~234"', "12")),
        ("share", ("93.125", "91.750")),  # no percentage has thousands
        ("wait", ("12.125", "13.250")),
        ("cost", ("118.50", "118.000")),
        ("cost", ("12.5", '"118~000"')),
        ("cost", ('"1~234~567"', "118.000")),
        ("cost", ("0.125", "118.000")),
        ("cost", ("118", "119")),
    ],
)
def test_plain_english_figures_are_never_asked_about(measure, figures):
    done = kpi(measure, *figures)
    assert done.rows is not None and not done.questions
    assert {each.code for each in done.problems} <= {"tenfold_change"}  # the months here are not alike
    assert done.rows["value"].to_pylist() == [float(each.strip('"').replace("~", "")) for each in figures]


def test_figures_of_both_sorts_in_one_file_are_refused_with_the_line():
    done = money("118.50", "1.118~50", divided=";")
    assert [(each.row, each.code) for each in done.errors] == [(3, "decimal_comma")]


def test_decimal_commas_where_commas_divide_the_columns_are_asked_about_and_read_as_answered():
    figures = ('"1.234~50"', '"118.000"', '"12~5"')
    assert asked(money(*figures)) == ["figures_written"]
    read_so = money(*figures, figures_written="decimal comma")
    assert read_so.rows["baseline_gbp"].to_pylist() == [1234.5, 118_000, 12.5]
    assert any("1.234,50 was read as 1234.50" in each for each in read_so.repairs)
    slips = money(*figures, figures_written="decimal point")
    assert [each.row for each in slips.errors] == [2, 4]


@pytest.mark.parametrize(
    "figures, line", [(("8320.5", "9.057"), 3), (("118.50", "118.000", "12"), 3), (("9.057", "8.250"), None)]
)
def test_one_figure_with_three_decimals_among_money_without_is_refused_with_its_line(figures, line):
    errors = [(each.row, each.code) for each in money(*figures, "0.50" if line else "0.125").errors]
    assert errors == ([(line, "point_may_part_thousands")] if line else [])


def test_a_lone_point_at_the_thousands_of_a_numerator_is_refused_with_its_line():
    rows = "share,2026-01,91.9,4320,4700\nshare,2026-02,92.5,8.320,9000\n"
    done = checked("measure_id,month,value,numerator,denominator\n" + rows, "kpi_values")
    assert [(each.row, each.column, each.value) for each in done.errors] == [(3, "numerator", "8.320")]


@pytest.mark.parametrize("figure", ["3.994", "0.5", "12.25", "1234.5"])
def test_a_fraction_of_a_count_is_refused_with_its_line(figure):
    rows = f"hall,2026-09,online,{figure},3\nhall,2026-09,phone,120.5,110\n"
    done = checked("service_id,month,channel,contacts,completed\n" + rows, "channel_volumes")
    assert [(each.row, each.column, each.code) for each in done.errors] == [
        (2, "contacts", "not_whole"),
        (3, "contacts", "not_whole"),
    ]
    (problem,) = kpi("people", "12", "1180.5").errors
    assert (problem.row, problem.column, problem.code) == (3, "value", "not_whole")


def test_thousands_of_contacts_have_decimals():
    text = "service_id,month,channel,contacts (000s),completed\nhall,2026-09,online,3.994,3\n"
    assert checked(text, "channel_volumes").rows["contacts"].to_pylist() == [3994]


# -- in which order days are written ----------------------------------------------------------------------------------


def tickets(*opened: str, resolved: tuple[str, ...] = (), **answers: str) -> Checked:
    ends = (*resolved, *[""] * (len(opened) - len(resolved)))
    rows = (f"T{n},{day},{end}\n" for n, (day, end) in enumerate(zip(opened, ends, strict=True)))
    return checked("ticket_id,opened_at,resolved_at\n" + "".join(rows), "incidents", **answers)


def milestones(*days: str, forecast: str = "", **answers: str) -> Checked:
    rows = (f"M{n},P-1,Live,go_live,{day},{forecast}\n" for n, day in enumerate(days))
    head = "milestone_id,project_id,name,type,baseline_date,forecast_date\n"
    return checked(head + "".join(rows), "milestones", **answers)


def months(*days: str, **answers: str) -> Checked:
    rows = (f"people,{day},{n}\n" for n, day in enumerate(days, 30))
    return checked(KPI + "".join(rows), "kpi_values", **answers)


def days_of(done: Checked, column: str) -> list[str]:
    return [f"{each:%Y-%m-%d}" for each in done.rows[column].to_pylist()]


@pytest.mark.parametrize(
    ("make", "cells", "about", "answer", "right"),
    [
        (tickets, ("02/28/2026 14:06", "03/12/2026 15:21"), "opened_at", "month first", ["2026-02-28", "2026-03-12"]),
        (tickets, ("2-28-26 2:06 PM", "3-12-26 3:21 PM"), "opened_at", "month first", ["2026-02-28", "2026-03-12"]),
        (milestones, ("07/31/2026", "09/01/2026"), "baseline_date", "month first", ["2026-07-31", "2026-09-01"]),
        (milestones, ("07/01/2026", "08/01/2026"), "baseline_date", "month first", ["2026-07-01", "2026-08-01"]),
        (milestones, ("07/01/2026", "08/01/2026"), "baseline_date", "day first", ["2026-01-07", "2026-01-08"]),
        (milestones, ("26-09-01", "26-10-05"), "baseline_date", "year first", ["2026-09-01", "2026-10-05"]),
        (milestones, ("26/03/24", "26/04/25"), "baseline_date", "year first", ["2026-03-24", "2026-04-25"]),
        (milestones, ("26.03.24", "26.04.25"), "baseline_date", "day first", ["2024-03-26", "2025-04-26"]),
        (milestones, ("26-09-01",), "baseline_date", "year first", ["2026-09-01"]),
        (months, ("07/01/2026", "08/01/2026", "09/01/2026"), "month", "month first",
         ["2026-07-01", "2026-08-01", "2026-09-01"]),
        (months, ("07/05/2026", "08/05/2026"), "month", "month first", ["2026-07-01", "2026-08-01"]),
        (months, ("09/01/2026",), "month", "month first", ["2026-09-01"]),
        (months, ("25-12-01", "26-01-01"), "month", "year first", ["2025-12-01", "2026-01-01"]),
    ],
)  # fmt: skip
def test_an_order_of_days_that_the_column_leaves_open_is_one_question(make, cells, about, answer, right):
    done = make(*cells)
    assert asked(done) == [f"dates.{about}"]
    assert {each.code for each in done.errors} == {f"asked:dates.{about}"}  # nothing else is said of these dates
    read_so = make(*cells, **{f"dates__{about}": answer})
    assert days_of(read_so, about) == right
    assert any(answer in each for each in read_so.repairs)
    assert answer == "day first" or not any("day first" in each for each in read_so.repairs)


@pytest.mark.parametrize(
    ("make", "cells", "column", "right"),
    [
        (tickets, ("28/02/2026 14:06", "03/12/2025 15:21"), "opened_at", ["2026-02-28", "2025-12-03"]),
        (tickets, ("07/01/2026 09:30", "08/01/2026 10:15", "09/01/2026 11:00"), "opened_at",
         ["2026-01-07", "2026-01-08", "2026-01-09"]),
        (tickets, ("2026-01-07T09:30:00Z", "2026-01-08T09:30:00+00:00"), "opened_at", ["2026-01-07", "2026-01-08"]),
        (milestones, ("01-09-26", "15-10-26"), "baseline_date", ["2026-09-01", "2026-10-15"]),
        (milestones, ("24-09-26", "26-09-26"), "baseline_date", ["2026-09-24", "2026-09-26"]),
        (milestones, ("14-09-25", "15-09-26"), "baseline_date", ["2025-09-14", "2026-09-15"]),
        (milestones, ("07/01/2026", "08/02/2026"), "baseline_date", ["2026-01-07", "2026-02-08"]),
        (milestones, ("07/01/2026",), "baseline_date", ["2026-01-07"]),
        (milestones, ("26 Sep 01", "1 September 2026"), "baseline_date", ["2001-09-26", "2026-09-01"]),
        (months, ("01/07/2026", "01/08/2026"), "month", ["2026-07-01", "2026-08-01"]),
        (months, ("31/07/2026", "31/08/2026"), "month", ["2026-07-01", "2026-08-01"]),
        (months, ("01/01/2026",), "month", ["2026-01-01"]),
        (months, ("2009-09", "2009-10", "2009-11"), "month", ["2009-09-01", "2009-10-01", "2009-11-01"]),
        (months, ("2009-10",), "month", ["2009-10-01"]),
        (milestones, ("20260107", "20260213"), "baseline_date", ["2026-01-07", "2026-02-13"]),
    ],
)  # fmt: skip
def test_days_that_are_plain_are_never_asked_about(make, cells, column, right):
    done = make(*cells)
    assert done.rows is not None and not done.questions, done.errors
    assert days_of(done, column) == right


def test_a_column_without_evidence_of_its_own_follows_the_one_that_is_month_first():
    done = tickets(
        "02/28/2026 14:06", "03/02/2026 09:00", resolved=("03/02/2026 10:00",), dates__opened_at="month first"
    )
    assert done.rows["resolved_at"].to_pylist()[0].month == 3
    assert any("as those of opened_at" in each for each in done.repairs)
    alone = tickets("02/28/2026", "03/02/2026", resolved=("03/22/2026",), dates__opened_at="month first")
    assert days_of(alone, "opened_at") == ["2026-02-28", "2026-03-02"] and not alone.problems
    assert alone.rows["resolved_at"].to_pylist()[0].month == 3  # one date of its own that can only be month first


def test_first_days_of_months_in_several_columns_of_a_row_are_asked_about_as_those_of_one():
    head = "project_id,name,start_baseline,end_baseline,end_forecast\n"
    row = head + "P-1,Phones,10/01/2024,12/01/2026,04/01/2027\n"
    assert asked(checked(row, "projects")) == ["dates.start_baseline"]
    done = checked(row, "projects", dates__start_baseline="month first")
    assert [days_of(done, each) for each in ("start_baseline", "end_baseline", "end_forecast")] == [
        ["2024-10-01"], ["2026-12-01"], ["2027-04-01"]
    ]  # fmt: skip
    assert not asked(checked(row.replace("04/01", "04/02"), "projects"))


def test_an_order_that_was_answered_holds_next_month_where_nothing_speaks_against_it():
    answer = {"dates__opened_at": "month first"}
    assert days_of(tickets("03/04/2026 10:00", **answer), "opened_at") == ["2026-03-04"]
    assert days_of(tickets("30/04/2026 10:00", "03/04/2026 11:00", **answer), "opened_at") == [
        "2026-04-30",
        "2026-04-03",
    ]


def test_days_of_both_sorts_in_one_column_are_refused_with_the_lines_of_both():
    done = tickets("28/02/2026 14:06", "03/04/2026 10:00", "03/22/2026 15:21")
    assert [(each.row, each.code) for each in done.errors] == [(4, "month_first")]
    (both,) = [each for each in done.warnings if each.code == "dates_mixed"]
    assert "day first (line 2)" in both.problem and "month first (line 4)" in both.problem


@pytest.mark.parametrize(
    "day", ["01/01/1900", "1899-12-30", "31/12/9999", "01/01/1970", "1 Jan 1900", "1900-01-01T00:00:00", "00/01/1900",
            "0000-00-00", "31/12/2099", "01/01/1753"],
)  # fmt: skip
def test_what_systems_write_for_no_date_is_refused_where_one_is_needed_and_else_read_as_empty(day):
    (problem,) = milestones(day).errors
    assert (problem.row, problem.column, problem.code) == (2, "baseline_date", "no_date")
    done = milestones("01/09/2026", "02/09/2026", forecast=day)
    assert done.rows["forecast_date"].null_count == 2
    (warning,) = [each for each in done.warnings if each.code == "no_date"]
    assert warning.column == "forecast_date" and "2 cells" in warning.problem and day in warning.problem


@pytest.mark.parametrize(
    "years", [("2009/10", "2010/11"), ("2010/11",), ("2009-10", "2010-11"), ("2011/12", "2026/27")]
)
def test_financial_years_are_never_read_as_months(years):
    done = months(*years)
    assert [each.code for each in done.errors] == ["a_year"] * len(years)
    assert f"{int(years[0][:4]) + 1}-03" in done.errors[0].remedy
    wide = checked(f"measure_id,{years[0].replace('-', '/')},2012/13\npeople,1,2\n", "kpi_values")
    assert wide.rows is None and "year" in wide.errors[0].problem


# -- which incidents are finished --------------------------------------------------------------------------------------

FINISHED = """Solved|Closed|Resolved|Withdrawn|Rejected|Declined|Ended|Cancelled|Canceled|Done|Complete|Closed Complete
Closed Incomplete|Resolved by caller|6 - Resolved|auto-closed|Auto Closed|Fixed|closed_complete|Request Fulfilled
ResolvedByVendor|Cancelled - not completed"""
UNFINISHED = """Open|Unresolved|Incomplete|Not resolved|Not yet resolved|Isn't resolved|Reopened|Re-opened|In Progress
On Hold|on-hold|Awaiting user|not closed|Un-resolved|Not started|Pending customer|WIP|to be closed|Partially resolved
InProgress|Part complete|Not Complete|Incomplete - awaiting parts"""
UNKNOWN = """6|Awaiting closure|Pending closure|Parked|Cleared|Resolved - awaiting confirmation
Reopened (was resolved)|Yes"""


@pytest.mark.parametrize(
    ("words", "right"), [(FINISHED, True), (UNFINISHED, False), (UNKNOWN, None)], ids=["finished", "open", "unknown"]
)
def test_a_status_is_judged_by_whole_words_with_negations_first(words, right):
    judged = {each: is_finished(each, ENDS) for line in words.splitlines() for each in line.split("|")}
    assert judged == dict.fromkeys(judged, right)


def desk(*statuses: str, **answers: str) -> Checked:
    rows = (f"T{n},{n:02}/01/2026 09:30,,{status}\n" for n, status in enumerate(statuses, 13))
    return checked("ticket_id,opened_at,resolved_at,status\n" + "".join(rows), "incidents", **answers)


def test_known_statuses_settle_which_incidents_are_open_and_the_file_says_how_many():
    done = desk("Solved", "Open", "Unresolved", "Withdrawn", "")
    assert done.rows["finished"].to_pylist() == [True, False, False, True, None]
    assert not done.questions
    said = "Without an end date, 3 count as open ('Open' 1, 'Unresolved' 1 and no status 1) and 2 as finished"
    assert any(said in each for each in done.repairs)


def test_codes_and_unknown_words_are_asked_about_once_and_an_answer_holds_for_those_it_names():
    codes = ("1", "2", "3", "6", "7", "8", "Open")
    assert asked(desk(*codes)) == ["finished"]
    (question,) = desk(*codes).questions
    assert list(question.options) == ["1", "2", "3", "6", "7", "8"] and question.several
    done = desk(*codes, finished="6; 7; 8")
    assert done.rows["finished"].to_pylist() == [False, False, False, True, True, True, False]
    remembered = "6; 7; 8; no: 1; no: 2; no: 3"
    assert desk("6", "1", finished=remembered).rows["finished"].to_pylist() == [True, False]
    assert asked(desk("6", "Parked", finished=remembered)) == ["finished"]


def test_what_has_an_end_date_is_never_asked_about_and_what_the_file_says_stands():
    text = "ticket_id,opened_at,closed_at,status\nT1,13/01/2026,14/01/2026,6\n"
    done = checked(text, "incidents")
    assert not done.questions and done.rows["finished"].to_pylist() == [None]
    text = "ticket_id,opened_at,status,finished\nT1,13/01/2026,Parked,yes\nT2,13/01/2026,Parked,no\n"
    done = checked(text, "incidents")
    assert not done.questions and done.rows["finished"].to_pylist() == [True, False]


def test_the_backlog_counts_what_the_statuses_say(tmp_path):
    store = open_store(tmp_path / "s.duckdb")
    store.save_and_publish(desk("Solved", "Open", "Unresolved", "6", finished="6").draft(), Author("o", "officer"))
    open_ones = store.query(
        """SELECT sum(incidents) AS n FROM current_incident_backlog
           WHERE directorate = '*' AND category = '*' AND first_month_end = DATE '2026-01-31'"""
    )
    assert open_ones["n"][0] == 2


# -- percentages -------------------------------------------------------------------------------------------------------


def shares(*rows: str, known: Known | None = None, **answers: str) -> Checked:
    text = "measure_id,month,value,numerator,denominator\n" + "".join(f"{row}\n" for row in rows)
    layout = Layout("kpi_values", answers=answers) if answers else None
    return check(read(text.encode(), "kpi_values.csv"), "kpi_values", known or Known(measures=UNITS), layout=layout)


@pytest.mark.parametrize(
    ("row", "right"),
    [
        ("share,2026-10,12.3,643,733", "87.72%"),
        ("share,2026-10,88.7,643,733", "87.72%"),
        ("share,2026-10,8.77,643,733", "87.72%"),
        ("wait,2026-10,35,7,2", "3.5"),
        ("other,2026-10,12.3,643,733", "0.8772"),
    ],
)
def test_a_value_that_is_not_what_its_parts_give_is_named_with_its_line(row, right):
    done = shares(row)
    (warning,) = [each for each in done.problems if each.code == "value_against_parts"]
    assert (warning.row, warning.column, warning.severity) == (2, "value", "warning")
    assert "disagrees with its numerator and denominator" in warning.problem and right in warning.problem


@pytest.mark.parametrize(
    "row",
    ["share,2026-10,87.7,643,733", "share,2026-10,88,643,733", "share,2026-10,87.72,643,733", "wait,2026-10,3.5,7,2",
     "people,2026-10,643,643,733", "other,2026-10,0.877,643,733", "other,2026-10,87.7,643,733", 
     "share,2026-10,,643,733", "share,2026-10,0.5,5,1000", "share,2026-10,87.7,0,0"],
)  # fmt: skip
def test_a_value_that_is_what_its_parts_give_stays_silent(row):
    done = shares(row)
    assert done.rows is not None and not {"value_against_parts"} & {each.code for each in done.problems}


@pytest.mark.parametrize("cells", [("0.93", "0.91"), ("0.93", "1"), ("0.004", "0"), (".5", "0.25")])
def test_fractions_of_a_percentage_without_history_are_asked_about(cells):
    rows = [f"share,2026-{n:02},{cell},," for n, cell in enumerate(cells, 1)]
    assert asked(shares(*rows)) == ["fractions"]
    times = [round(float(cell) * 100, 6) for cell in cells]
    assert shares(*rows, fractions="share").rows["value"].to_pylist() == times
    assert shares(*rows, fractions="none of them").rows["value"].to_pylist() == [float(cell) for cell in cells]


@pytest.mark.parametrize(
    "rows", [("share,2026-01,93,,", "share,2026-02,0.9,,"), ("share,2026-01,0.5%,,",), ("share,2026-01,0,,",),
             ("wait,2026-01,0.5,,",), ("share,2026-01,1,,",)],
)  # fmt: skip
def test_percentages_that_are_plain_are_never_asked_about(rows):
    done = shares(*rows)
    assert not done.questions and "share_of_one" not in {each.code for each in done.warnings}


@pytest.mark.parametrize(("published", "is_asked"), [([93.0], True), ([0.4], False), ([93.0, 92.0, 94.0], False)])
def test_what_is_published_tells_how_a_percentage_is_written(published, is_asked):
    months_before = [date(2025, n, 1) for n in range(1, len(published) + 1)]
    held = pa.table({"measure_id": ["share"] * len(published), "month": months_before, "value": published})
    known = Known(measures=UNITS, values=held)
    assert bool(shares("share,2025-11,0.92,,", "share,2025-12,0.93,,", known=known).questions) == is_asked
    one = shares("share,2025-12,0.93,,", known=known)
    assert not one.questions and ("share_of_one" in {each.code for each in one.warnings}) == is_asked
