"""Checking: every way to write a value, every problem at once, and nothing dropped without a word."""

from datetime import date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contracts import CONTRACTS
from data.intake import Known, check, read
from data.intake.rows.working_days import bank_holidays
from tests.examples import examples

TODAY = date(2026, 11, 3)
KNOWN = Known(measures={"a": "count", "p": "percent", "calls_answered": "percent"}, today=TODAY)


def checked(text: str | bytes, kind: str = "kpi_values", known: Known = KNOWN):
    raw = text.encode() if isinstance(text, str) else text
    return check(read(raw, f"{kind}.csv"), kind, known)


def named(result, severity: str | None = None) -> list[tuple]:
    return [(each.row, each.column) for each in result.problems if severity in (None, each.severity)]


def values(column: str, cell: str, kind: str, before: str, after: str):
    quoted = '"' + cell.replace('"', '""') + '"'
    return checked(f"{before},{column}\n{after},{quoted}\n", kind)


# -- numbers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", 12),
        ("-12.5", -12.5),
        ("1,234", 1234),
        ("12,345,678.90", 12345678.9),
        ("£1,200.50", 1200.5),
        ("-£3", -3),
        ("£-3", -3),
        ("−4", -4),
        ("(12)", -12),
        ("(£1,200)", -1200),
        ("45%", 45),
        ("45.5 %", 45.5),
        (".5", 0.5),
        ("5.", 5),
        ("1e-05", 0.00001),
        ("0", 0),
        ("  7 ", 7),
        ("\u00a07\u00a0", 7),
        ("?", None),
        ("-", None),
        ("–", None),
        ("N/A", None),
        ("n/a", None),
        ("NULL", None),
        ("No data", None),
        ("", None),
    ],
)
def test_numbers(cell, number):
    result = values("value", cell, "kpi_values", "measure_id,month", "p,2026-09")
    assert not result.errors
    assert result.rows["value"].to_pylist() == [number]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1,23", "comma that is not at the thousands"),
        ("12,34,567", "comma that is not at the thousands"),
        ("1.234,50", "decimal comma"),
        ("0,000", "comma that is not at the thousands"),
        ("1.2k", "shortened"),
        ("£1.2m", "shortened"),
        ("€5", "another currency"),
        ("<5", "not an exact number"),
        ("nil", "may mean 0"),
        ("none", "may mean 0"),
        ("#REF!", "failed Excel formula"),
        ("#N/A", "failed Excel formula"),
        ("########", "failed Excel formula"),
        ("twelve", "not a number"),
        ("1 2", "not a number"),
        ("12 apples", "not a number"),
        ("(12", "not a number"),
        ("--5", "not a number"),
        ("1e999", "not a number"),
        ("inf", "not a number"),
        ("0x10", "not a number"),
        ("1_000", "not a number"),
    ],
)
def test_what_is_no_number_is_named(cell, words):
    result = values("value", cell, "kpi_values", "measure_id,month", "p,2026-09")
    assert result.rows is None
    (problem,) = result.errors
    assert (problem.row, problem.column, problem.value) == (2, "value", cell)
    assert words in problem.problem and problem.remedy


@examples(25)
@given(st.lists(st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: round(x, 4)), min_size=1, max_size=30))
def test_any_number_comes_back_in_every_way_to_write_it(numbers):
    ways = [repr, lambda n: f"{n:,.4f}", lambda n: f"£{n:,.4f}", lambda n: f"({abs(n):,.4f})" if n < 0 else f"{n:.4f}%"]
    cells = [(way(number), number) for way in ways for number in numbers]
    rows = "".join(f'p,{1900 + i}-01,"{cell}"\n' for i, (cell, _) in enumerate(cells))
    result = checked(f"measure_id,month,value\n{rows}")
    assert not result.errors, (rows, result.errors)
    assert result.rows["value"].to_pylist() == pytest.approx([number for _, number in cells], abs=1e-4)


def test_whole_numbers():
    start = "ticket_id,opened_at"
    assert values("reassignments", "3.0", "incidents", start, "I1,2026-09-01").rows["reassignments"].to_pylist() == [3]
    assert "not a whole number" in values("reassignments", "2.5", "incidents", start, "I1,2026-09-01").errors[0].problem
    assert "less than 0" in values("reassignments", "-1", "incidents", start, "I1,2026-09-01").errors[0].problem
    assert "not between 0 and 10" in values("satisfaction", "11", "incidents", start, "I1,2026-09-01").errors[0].problem


# -- dates and months --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("01/09/2026", datetime(2026, 9, 1)),
        ("1/9/2026", datetime(2026, 9, 1)),
        ("01-09-2026 14:05", datetime(2026, 9, 1, 14, 5)),
        ("1/9/26", datetime(2026, 9, 1)),
        ("1/9/26 09:30", datetime(2026, 9, 1, 9, 30)),
        ("01/09/79", datetime(2079, 9, 1)),
        ("01/09/80", datetime(1980, 9, 1)),
        ("31/12/99", datetime(1999, 12, 31)),
        ("01.09.2026", datetime(2026, 9, 1)),
        ("2026-09-01", datetime(2026, 9, 1)),
        ("2026-09-01 14:05:59", datetime(2026, 9, 1, 14, 5, 59)),
        ("2026-09-01T14:05:59.123", datetime(2026, 9, 1, 14, 5, 59)),
        ("2026/09/01", datetime(2026, 9, 1)),
        ("2026-09-01T23:30:00Z", datetime(2026, 9, 2, 0, 30)),
        ("2026-12-01T23:30:00Z", datetime(2026, 12, 1, 23, 30)),
        ("2026-09-01T14:05:00+01:00", datetime(2026, 9, 1, 14, 5)),
        ("2026-10-25T00:59:00Z", datetime(2026, 10, 25, 1, 59)),
        ("2026-10-25T01:00:00Z", datetime(2026, 10, 25, 1, 0)),
        ("01/09/2026 2:05 PM", datetime(2026, 9, 1, 14, 5)),
        ("01/09/2026 12:05 am", datetime(2026, 9, 1, 0, 5)),
        ("01-Sep-2026", datetime(2026, 9, 1)),
        ("1 September 2026", datetime(2026, 9, 1)),
        ("1st Sept 2026 09:30", datetime(2026, 9, 1, 9, 30)),
        ("Tue 01-Sep-26", datetime(2026, 9, 1)),
        ("29/02/2024", datetime(2024, 2, 29)),
    ],
)
def test_moments(cell, moment):
    result = values("opened_at", cell, "incidents", "ticket_id", "I1")
    assert not result.errors, result.errors
    assert result.rows["opened_at"].to_pylist() == [moment]
    assert result.rows["slice_key"].to_pylist() == [f"{moment:%Y-%m}"]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("12/31/2026", "can only be month first"),
        ("31/02/2026", "not a day of the calendar"),
        ("29/02/2026", "not a day of the calendar"),
        ("32/01/2026", "not a day of the calendar"),
        ("01/09/2026 25:00", "no clock shows"),
        ("01/09/2026 12:61", "no clock shows"),
        ("46054", "Excel's own number"),
        ("1-Sep", "has no year"),
        ("yesterday", "is not a day"),
        ("01/09/0026", "a year that cannot be right"),
        ("2026-13-01", "not a day of the calendar"),
        ("#REF!", "failed Excel formula"),
        ("?", "no value"),
    ],
)
def test_what_is_no_moment_is_named(cell, words):
    (problem,) = values("opened_at", cell, "incidents", "ticket_id", "I1").errors
    assert (problem.row, problem.column, problem.value) == (2, "opened_at", cell)
    assert words in problem.problem and problem.remedy


@examples(25)
@given(st.lists(st.datetimes(datetime(1980, 1, 1), datetime(2079, 12, 31)), min_size=1, max_size=20))
def test_any_moment_comes_back_in_every_way_to_write_it(moments):
    ways = ["%d/%m/%Y %H:%M", "%d/%m/%y %H:%M", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M", "%d %B %Y %H:%M", "%d-%b-%y %H:%M",
            "%Y-%m-%dT%H:%M:%S"]  # fmt: skip
    cells = [(moment.strftime(way), moment.replace(microsecond=0)) for way in ways for moment in moments]
    rows = "".join(f"I{i},{cell}\n" for i, (cell, _) in enumerate(cells))
    result = checked("ticket_id,opened_at\n" + rows, "incidents")
    assert not result.errors, (rows, result.errors)
    read_back = [each.replace(second=0) for each in result.rows["opened_at"].to_pylist()]
    assert read_back == [moment.replace(second=0) for _, moment in cells]


def test_that_days_are_read_day_first_is_said_where_their_years_have_two_figures():
    """The first date may be of either order, and the sentence gives it and not one that can only be day first."""
    said = checked("ticket_id,opened_at\nI1,25/08/26 09:00\nI2,7/1/26 07:47\n", "incidents").repairs
    (sentence,) = [each for each in said if each.startswith("opened_at: dates")]
    assert "read day first, and years of two figures as 2000 to 2079" in sentence
    assert sentence.endswith("for example 7/1/26 07:47 as 7 January 2026, 07:47.")
    assert not any(each.startswith("opened_at: years") for each in said)


def test_large_files_are_read_by_the_same_rules():
    """Columns of many different texts are read in place; the odd cells among them by the rules for all."""
    moments = [datetime(2026, 1 + i % 9, 1 + i % 28, i % 24, i % 60) for i in range(60_000)]
    cells = [moment.strftime("%d/%m/%Y %H:%M") for moment in moments]
    cells[10], moments[10] = "1 March 2026", datetime(2026, 3, 1)
    cells[20], moments[20] = " 02-03-26 ", datetime(2026, 3, 2)
    text = "ticket_id,opened_at,minutes_lost\n" + "".join(
        f"INC{i:06},{cell},{i / 100}\n" for i, cell in enumerate(cells)
    )
    good = checked(text, "incidents")
    assert not good.problems
    assert good.rows["opened_at"].to_pylist() == moments
    assert good.rows["work_time_lost_minutes"].to_pylist()[:3] == [0, 0.01, 0.02]
    assert any("day first" in each for each in good.repairs) and any("two figures" in each for each in good.repairs)
    bad = checked(text.replace("INC000030,", ",").replace(cells[40] + ",0.4\n", "12/31/2026,x\n"), "incidents")
    assert named(bad, "error") == [(32, "ticket_id"), (42, "opened_at"), (42, "work_time_lost_minutes")]


def test_a_months_file_says_the_same_be_its_cells_read_in_place_or_one_by_one():
    """One odd cell in a column, and each of its texts is read by the rules for all."""
    head = "ticket_id,opened_at,minutes_lost\n"
    text = "".join(f"INC{i:06},{1 + i % 9}-1{i % 3}-2025 {i % 24}:{i % 60:02},{i / 100}\n" for i in range(1_500))
    usual, odd = checked(head + text, "incidents"), checked(head + text + 'REQ 1.0,1 March 2026,"1,000"\n', "incidents")
    assert not usual.problems and any("day first" in each for each in usual.repairs)
    assert usual.rows.to_pylist() == odd.rows.to_pylist()[:-1]
    assert set(usual.repairs) < set(odd.repairs)


def test_codes_that_a_program_took_for_figures_lose_their_decimals_where_cells_are_read_in_place_too():
    text = "ticket_id,opened_at\n" + "".join(f"{10_000 + i}.0,2026-09-01\n" for i in range(1_100))
    assert checked(text, "incidents").rows["ticket_id"].to_pylist()[:2] == ["10000", "10001"]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-09", "2026/9", "09/2026", "9-2026", "Sep-26", "Sep 2026", "Sept 2026", "September 2026", "SEPTEMBER-26",
        "september, 2026", "2026-09-30", "30/09/2026", "1 Sep 2026", "01-Sep-26", "2026-09-01T00:00:00", "202609",
        "Sep'26",
    ],
)  # fmt: skip
def test_months(cell):
    result = values("month", cell, "kpi_values", "measure_id,value", "p,1")
    assert not result.problems, result.problems
    assert result.rows["month"].to_pylist() == [date(2026, 9, 1)]
    assert result.rows["slice_key"].to_pylist() == ["p|2026-09"]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("Q2 2026/27", "a quarter"),
        ("2026", "a year"),
        ("2026/27", "a year"),
        ("13/2026", "not a month of the calendar"),
        ("Sep", "not a month"),
        ("26-Sep", "has no year"),
        ("12/31/2026", "month first"),
        ("soon", "not a month"),
    ],
)
def test_what_is_no_month_is_named(cell, words):
    (problem,) = values("month", cell, "kpi_values", "measure_id,value", "p,1").errors
    assert (problem.row, problem.column, problem.value) == (2, "month", cell)
    assert words in problem.problem and problem.remedy


def test_repairs_are_named_once_a_column_with_an_example():
    result = checked('measure_id,month,value\na,03/04/2026,"£1,000"\na,04/05/2026,£2\np,Sep-26,50%\n')
    said = " ".join(result.repairs)
    assert "month: dates were read day first, for example 03/04/2026 as 1 April 2026" in said
    assert "month: years of two figures" in said and "for example Sep-26 as 1 September 2026" in said
    assert said.count("day first") == 1 and said.count("pound signs") == 1
    assert "percent signs were taken off, for example 50% as 50" in said


# -- words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("yes", True), ("Y", True), ("TRUE", True), ("1", True), ("no", False), ("N", False), ("false", False),
     ("0", False), ("?", None), ("", None)],
)  # fmt: skip
def test_yes_and_no(cell, answer):
    result = values("sla_met", cell, "incidents", "ticket_id,opened_at", "I1,2026-09-01")
    assert result.rows["sla_met"].to_pylist() == [answer]


def test_neither_yes_nor_no():
    (problem,) = values("made_sla", "maybe", "incidents", "ticket_id,opened_at", "I1,2026-09-01").errors
    assert (problem.row, problem.column) == (2, "sla_met") and "neither yes nor no" in problem.problem


@pytest.mark.parametrize(
    ("cell", "priority"),
    [("1 - Critical", "1 Critical"), ("2 - High", "2 High"), ("3 - Moderate", "3 Medium"), ("4 - Low", "4 Low"),
     ("P2", "2 High"), ("medium", "3 Medium"), ("5", "5 Planning"), ("Gold", "Gold")],
)  # fmt: skip
def test_priorities(cell, priority):
    result = values("priority", cell, "incidents", "ticket_id,opened_at", "I1,2026-09-01")
    assert result.rows["priority"].to_pylist() == [priority]


def test_units_and_directions():
    result = checked(
        "measure_id,name,plain_meaning,unit,direction\na,A,x,%,Higher is better\nb,B,x,£,down\nc,C,x,mins,neither\n",
        "measures",
    )
    assert not result.problems
    assert result.rows["unit"].to_pylist() == ["percent", "gbp", "minutes"]
    assert result.rows["direction"].to_pylist() == ["increase", "decrease", "neutral"]
    (problem,) = checked("measure_id,name,plain_meaning,unit,direction\na,A,x,percnt,up\n", "measures").errors
    assert (problem.row, problem.column, problem.value) == (2, "unit", "percnt")
    assert "Did you mean percent?" in problem.remedy


def test_measures_in_full():
    result = checked(
        "measure_id,name,plain_meaning,unit,direction,target,recalculate_from,baseline_points,screen_outliers,due_day\n"
        'a,A,x,count,up,95,"Apr 2025; 2026-01",24,no,15\n',
        "measures",
    )
    assert not result.problems
    row = result.rows.to_pylist()[0]
    assert (row["recalculate_from"], row["baseline_points"]) == ("2025-04;2026-01", 24)
    assert (row["screen_outliers"], row["due_day"], row["slice_key"]) == (False, 15, "a")
    bad = checked(
        "measure_id,name,plain_meaning,unit,direction,recalculate_from,baseline_points\n"
        "a,A,x,count,up,2025-04;soon,11\n",
        "measures",
    )
    assert named(bad, "error") == [(2, "recalculate_from"), (2, "baseline_points")]


def test_a_minimal_measures_file_is_enough():
    result = checked("measure_id,name,unit,direction\na,A,count,decrease\n", "measures")
    assert result.rows is not None
    assert [(each.column, each.severity) for each in result.problems] == [("plain_meaning", "warning")]


# -- headers -----------------------------------------------------------------------------------------------------------


@examples(15)
@given(st.data())
def test_headers_in_any_order_and_spelling(data):
    columns = [each for each in CONTRACTS["incidents"].columns.values() if each.stored]
    style = data.draw(
        st.sampled_from(
            [
                str,
                str.upper,
                str.title,
                lambda header: header.replace("_", " "),
                lambda header: header.replace("_", "-"),
                lambda header: f" {header.replace('_', '')}: ",
            ]
        )
    )
    headers = [(data.draw(st.sampled_from([each.name, *each.also])), each) for each in columns]
    headers = data.draw(st.permutations(headers))
    text = (
        ",".join(style(header) for header, _ in headers) + "\n" + ",".join(each.example for _, each in headers) + "\n"
    )
    straight = ",".join(each.name for each in columns) + "\n" + ",".join(each.example for each in columns) + "\n"
    result = checked(text, "incidents")
    assert not result.errors, (text, result.errors)
    assert result.rows.to_pylist() == checked(straight, "incidents").rows.to_pylist()


def test_a_missing_column_is_named_with_the_one_that_may_be_meant():
    result = checked("mesure_id,month,value\na,2026-09,1\n")
    (problem,) = result.errors
    assert (problem.row, problem.column) == (1, "measure_id")
    assert "Is it 'mesure_id'?" in problem.remedy


def test_a_file_of_another_kind_is_recognised():
    result = checked("ticket_id,opened_at,status\nI1,2026-09-01,Closed\n")
    assert any("looks like Incidents" in each.problem for each in result.problems)


def test_no_known_header_at_all():
    result = checked("x,y,z\n1,2,3\n")
    assert any("no header of this row is known" in each.problem for each in result.errors)
    assert result.rows is None


def test_the_same_header_twice_is_an_error_where_the_cells_differ():
    (problem,) = checked("measure_id,month,value,Value\na,2026-09,1,2\n").errors
    assert (problem.row, problem.column, problem.value) == (1, "value", "Value")
    assert checked("measure_id,month,value,Value\na,2026-09,1,1\n").rows.num_rows == 1


def test_the_better_of_two_spellings_is_used_and_the_other_named():
    result = checked("number,opened_at,sys_created_at\nI1,01/09/2026,05/05/2020\n", "incidents")
    assert result.rows["opened_at"].to_pylist() == [datetime(2026, 9, 1)]
    assert any("sys_created_at" in each for each in result.repairs)


def test_columns_that_are_not_used_are_named():
    result = checked("measure_id,month,value,colour,\na,2026-09,1,red,x\n")
    assert any("left out: colour" in each for each in result.repairs)
    assert any("column 5" in each for each in result.repairs)


def test_hours_are_turned_into_minutes():
    result = checked("number,opened,Time lost (hours)\nI1,01/09/2026,1.5\n", "incidents")
    assert result.rows["work_time_lost_minutes"].to_pylist() == [90]
    assert any("multiplied by 60" in each for each in result.repairs)


# -- rows --------------------------------------------------------------------------------------------------------------


def test_every_problem_at_once_with_its_line():
    result = checked(
        "Measure ID,Month,Value,Note\n"
        'a,2026-01,1,"two\nlines"\n'
        "\n"
        "a,31/02/2026,x,\n"
        ",2026-03,3,\n"
        "a,12/31/2026,#REF!,\n"
        "a,2026-04\n"
        "a,2026-05,5,fine\n"
    )
    assert named(result, "error") == [
        (5, "month"), (5, "value"), (6, "measure_id"), (7, "month"), (7, "value"), (8, None),
    ]  # fmt: skip
    assert result.rows is None and result.original == b""
    assert all(each.remedy for each in result.problems)


def test_no_rows_is_an_error():
    assert "no rows" in checked("measure_id,month,value\n").errors[0].problem


def test_a_month_without_a_value_is_kept_as_no_data():
    result = checked("measure_id,month,value\na,2026-08,\na,2026-09,5\n")
    assert not result.problems
    assert result.rows["value"].to_pylist() == [None, 5]


def test_numerator_and_denominator_stand_for_a_value():
    result = checked("measure_id,month,numerator,denominator\np,2026-08,45,90\np,2026-09,0,0\np,2026-07,3,\n")
    assert result.rows["numerator"].to_pylist() == [45, 0, 3]
    assert named(result) == [(3, "denominator"), (4, "value")] and not result.errors
    assert named(checked("measure_id,month,numerator\np,2026-08,45\n"), "error") == [(1, "value")]


def test_equal_rows_fold_and_different_ones_are_an_error():
    folded = checked("measure_id,month,value\na,2026-09,1\na,Sep-26,1\n")
    assert folded.rows.num_rows == 1 and folded.row_count == 1
    assert "Rows that repeat an earlier row exactly were folded: lines 3." in folded.repairs
    (problem,) = checked("measure_id,month,value\na,2026-09,1\nb,2026-09,1\na,Sep-26,2\n").errors
    assert (problem.row, problem.value) == (4, "a, 2026-09")
    assert "line 2" in problem.problem


def test_the_last_row_of_an_incident_stands():
    header = "number,opened_at,incident_state,sys_updated_at\n"
    text = header + "I1,01/09/2026,New,{}\nI1,01/09/2026,Closed,{}\nI2,02/09/2026,New,{}\n"
    by_time = checked(text.format("03/09/2026 10:00", "02/09/2026 10:00", ""), "incidents")
    assert by_time.rows["status"].to_pylist() == ["New", "New"] and by_time.row_count == 2
    by_order = checked(text.format("", "", ""), "incidents")
    assert by_order.rows["status"].to_pylist() == ["Closed", "New"]
    assert by_order.rows["source_row"].to_pylist() == [3, 4]
    assert any(
        "1 row was folded: 1 incident stands" in each and "order in the file" in each for each in by_order.repairs
    )


def test_an_unreadable_column_that_only_orders_rows_is_a_warning():
    result = checked("number,opened_at,updated\nI1,01/09/2026,whenever\n", "incidents")
    assert named(result, "warning") == [(2, "updated_at")] and result.rows is not None


@pytest.mark.parametrize(
    ("kind", "header", "row"),
    [
        ("meetings", "meeting_id,committee,meeting_date,title", "{},Scrutiny,2026-09-01,Budget"),
        ("milestones", "milestone_id,project_id,name,type,baseline_date,forecast_date,status,critical",
         "{},P1,Go live,go_live,2026-09-01,2026-09-01,on_track,no"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("OSC-2026-01", "OSC-2026-01"), ("OSC–2026–01", "OSC-2026-01"), ("OSC‑2026−01", "OSC-2026-01"),
        ('"=HYPERLINK(""https://desk.example/1"",""OSC-1"")"', "OSC-1"), ("100001.0", "100001"),
        ("100001．0", "100001"), ("1.0", "1.0"),
        ("007", "007"), ("1E5", "1E5"), ("OSC-1\u2028", "OSC-1"), ("2.607E+15", None), ("=A1", None),
        ('"OSC""1"', None), ("OSC\u20281", None), ("OSC-1\ufffd", None),
    ],
)  # fmt: skip
def test_a_code_is_the_one_that_is_meant_or_it_is_refused(kind, header, row, cell, code):
    done = check(read(f"{header}\n{row.format(cell)}\n".encode(), "x.csv"), kind)
    if code is None:
        assert [each.row for each in done.errors] == [2] and done.errors[0].column == header.split(",")[0]
        return
    assert done.rows[header.split(",")[0]].to_pylist() == [code]
    changed = cell.strip('"\u2028') != code
    assert any(f"as {code}" in each for each in done.repairs) == changed, done.repairs


def test_meetings_and_explanations():
    meetings = checked("meeting_id,committee,date,papers_due\nM1,Scrutiny,18/11/2026,20/11/2026\n", "meetings")
    assert meetings.rows["meeting_date"].to_pylist() == [date(2026, 11, 18)]
    assert named(meetings, "warning") == [(2, "papers_due_on")]
    said = checked(
        "measure_id,month,explanation,exceptional\nwork_time_lost,Sep-26,Schools came back.,yes\n", "explanations"
    )
    assert not said.problems
    assert said.rows.to_pylist()[0]["exceptional"] is True
    assert named(checked("measure_id,month,explanation\na,Sep-26,\n", "explanations"), "error") == [(2, "explanation")]


def test_apostrophes_of_our_own_exports_come_off():
    result = checked("measure_id,month,value,note\np,2026-09,1,'=1+1\n")
    assert result.rows["note"].to_pylist() == ["=1+1"]


def test_control_characters_go_and_text_stays_as_written():
    result = checked("measure_id,month,value,note\np,2026-09,1, \x07Café  “Ünïcode” <b> \n")
    assert result.rows["note"].to_pylist() == ["Café  “Ünïcode” <b>"]


def test_a_million_problems_are_counted_not_kept():
    result = checked("measure_id,month,value\n" + "p,2026-09,x\n" * 5_000)
    assert len(result.problems) == 1001
    assert any("4,000 more rows" in each.problem for each in result.problems)


# -- people ------------------------------------------------------------------------------------------------------------


def test_columns_about_people_go_and_are_not_kept():
    result = checked(
        'number,opened_at,Caller,assigned_to,category,E-mail address\nI1,01/09/2026,Some Person,Other,"a, b",x@y.org\n',
        "incidents",
    )
    assert not result.problems
    assert "Columns about people were left out and are not kept: Caller, assigned_to, E-mail address." in result.repairs
    assert result.original == b'number,opened_at,category\n"I1","01/09/2026","a, b"\n'


def test_the_original_stays_as_it_was_where_nobody_is_in_it():
    raw = b"\xef\xbb\xbfmeasure_id;month;value\r\np;2026-09;1\r\n"
    assert checked(raw).original == raw


def test_personal_data_in_a_column_that_is_left_out_is_not_kept_either():
    result = checked("number,opened_at,summary\nI1,01/09/2026,Ring 07700 900123\n", "incidents")
    assert result.original == b'number,opened_at\n"I1","01/09/2026"\n'
    assert any("'summary' holds personal data" in each for each in result.repairs)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("Ask jo.bloggs@example.org", "e-mail"),
        ("Ring 07700 900123 today", "telephone"),
        ("07700900123", "telephone"),
        ("+44 7700 900123", "telephone"),
        ("+44 (0)20 7946 0123", "telephone"),
        ("(020) 7946 0123", "telephone"),
        ("01632-960123", "telephone"),
        ("NI QQ123456C", None),
        ("AB 12 34 56 C", "National Insurance"),
        ("ni ab123456c.", "National Insurance"),
        ("INC0012345", None),
        ("INC00123456789", None),
        ("RITM0000001234567", None),
        ("Order 01234567", None),
        ("£1,234,567.00", None),
        ("01/02/2026 09:30", None),
        ("2026-01-02 10:30:00", None),
        ("02-01-2026 10:30", None),
        ("Version 10.0.19041.1234", None),
        ("Ext 1234", None),
        ("between 08:00 and 17:00", None),
        ("asset 1234567890123", None),
        ("meet @ noon", None),
        ("GB123456A", None),
    ],
)
def test_personal_data_is_refused_and_numbers_are_not(cell, words):
    result = values("category", cell, "incidents", "ticket_id,opened_at", "I1,2026-09-01")
    if words is None:
        assert not result.errors, result.errors
    else:
        (problem,) = result.errors
        assert (problem.row, problem.column) == (2, "category") and words in problem.problem
        assert cell not in problem.value  # results end up in logs


# -- sense -------------------------------------------------------------------------------------------------------------


def test_an_unknown_measure_is_a_warning_with_the_one_that_may_be_meant():
    result = checked("measure_id,month,value\nCalls_Answered,2026-09,1\nzzz,2026-09,1\nwork_time_lost,2026-09,1\n")
    assert named(result) == [(2, "measure_id"), (3, "measure_id")] and not result.errors
    assert "Did you mean calls_answered?" in result.problems[0].remedy


def test_the_future_is_a_warning():
    assert named(checked("measure_id,month,value\na,2027-01,1\n")) == [(2, "month")]
    assert named(checked("ticket_id,opened_at\nI1,04/11/2026\n", "incidents")) == [(2, "opened_at")]


def test_resolved_before_opened_is_a_warning():
    result = checked("ticket_id,opened_at,resolved_at\nI1,02/09/2026,01/09/2026\n", "incidents")
    assert named(result, "warning") == [(2, "resolved_at")] and result.rows.num_rows == 1


def test_a_percent_sign_on_a_count_is_a_warning():
    result = checked("measure_id,month,value\np,2026-09,45%\na,2026-09,45%\n")
    assert named(result) == [(3, "value")] and "counted in count" in result.problems[0].problem


def test_ten_times_last_month_is_a_warning():
    now = pa.table({"measure_id": ["a"], "month": [date(2026, 8, 1)], "value": [40.0]})
    known = Known(measures={"a": "count"}, values=now, today=TODAY)
    assert named(checked("measure_id,month,value\na,2026-09,400\na,2026-10,39\n", known=known)) == [
        (2, "value"), (3, "value"),
    ]  # fmt: skip
    assert not checked("measure_id,month,value\na,2026-09,399\n", known=known).problems


def test_a_recalculation_without_a_value_is_a_warning():
    now = pa.table({"measure_id": ["a"], "month": [date(2026, 8, 1)], "value": [40.0]})
    header = "measure_id,name,plain_meaning,unit,direction,recalculate_from\n"
    text = header + "a,A,x,count,up,2026-08;2026-07\nb,B,x,count,up,2020-01\n"
    result = checked(text, "measures", Known(values=now, today=TODAY))
    assert [(each.row, each.value) for each in result.problems] == [(2, "2026-07")]
    result = checked(header + "a,A,x,count,up,01/08/2026;15/08/2026\n", "measures", Known(values=now, today=TODAY))
    assert result.rows["recalculate_from"].to_pylist() == ["2026-08;2026-08-15"]
    assert [(each.row, each.value, each.severity) for each in result.problems] == [(2, "2026-08-15", "warning")]


def test_a_slice_that_loses_most_of_its_rows_is_a_warning():
    known = Known(slices={"incidents": {"2026-09": 5, "2026-08": 2}}, today=TODAY)
    result = checked("ticket_id,opened_at\nI1,01/09/2026\nI2,02/09/2026\nI3,01/08/2026\n", "incidents", known)
    assert [(each.value, each.severity) for each in result.problems] == [("2026-09", "warning")]
    assert "from 5 rows to 2" in result.problems[0].problem


@pytest.mark.parametrize(
    ("kind", "rows", "period"),
    [
        ("incidents", "ticket_id,opened_at\nI1,05/09/2026\nI2,28/09/2026\n", (date(2026, 9, 5), date(2026, 9, 30))),
        ("incidents", "ticket_id,opened_at\nI1,27/09/2026\n", (date(2026, 9, 27), date(2026, 9, 27))),
        ("incidents", "ticket_id,opened_at\nI1,02/11/2026\n", (date(2026, 11, 2), date(2026, 11, 2))),
        ("kpi_values", "measure_id,month,value\na,2026-08,1\na,2026-10,1\n", (date(2026, 8, 1), date(2026, 10, 31))),
        ("kpi_values", "measure_id,month,value\na,2026-11,1\n", (date(2026, 11, 1), TODAY)),
        ("measures", "measure_id,name,unit,direction\na,A,count,up\n", (None, None)),
    ],
)
def test_the_day_up_to_which_data_is_complete(kind, rows, period):
    result = checked(rows, kind)
    assert (result.period_from, result.period_to) == period


@pytest.mark.parametrize(
    ("newest", "complete"),
    [
        ("28/08/2026", "31/08/2026"),  # Friday, and the bank holiday is the last day of the month
        ("27/08/2026", "27/08/2026"),  # Thursday: a Friday is missing
        ("28/05/2027", "31/05/2027"),  # the same in May
        ("28/03/2024", "31/03/2024"),  # Thursday before Good Friday and Easter Sunday
        ("27/03/2024", "27/03/2024"),
        ("26/03/2027", "26/03/2027"),  # Good Friday: Tuesday and Wednesday after Easter are missing
        ("30/10/2026", "31/10/2026"),  # Friday before a weekend
        ("28/10/2026", "28/10/2026"),
        ("29/10/2026", "31/10/2026"),  # a quiet last Friday is no gap
        ("29/01/2027", "31/01/2027"),
        ("24/12/2025", "24/12/2025"),  # Christmas to New Year has three working days: whoever closes then has to say so
        ("29/12/2025", "31/12/2025"),
        ("28/08/2020", "31/08/2020"),
    ],
)
def test_a_month_is_complete_where_no_working_day_is_left_of_it(newest, complete):
    table = read(f"ticket_id,opened_at\nI1,{newest} 16:40\n".encode(), "x.csv")
    told = check(table, "incidents", Known(today=date(2030, 1, 1)))
    assert f"{told.period_to:%d/%m/%Y}" == complete


def test_an_export_of_the_day_itself_is_complete_up_to_that_day():
    table = read(b"ticket_id,opened_at\nI1,28/08/2026 16:40\n", "x.csv")
    assert check(table, "incidents", Known(today=date(2026, 8, 28))).period_to == date(2026, 8, 28)


def test_bank_holidays_of_england_and_wales():
    """Against gov.uk/bank-holidays."""
    days = {
        year: {f"{day:%d/%m}" for day in bank_holidays("england_and_wales") if day.year == year}
        for year in (2022, 2026, 2027)
    }
    assert days[2026] == {
        "01/01", "03/04", "06/04", "04/05", "25/05", "31/08", "25/12", "28/12",
    }  # fmt: skip
    assert days[2027] == {
        "01/01", "26/03", "29/03", "03/05", "31/05", "30/08", "27/12", "28/12",
    }  # fmt: skip
    assert days[2022] >= {"03/01", "15/04", "18/04", "03/06", "19/09", "26/12", "27/12"}


def test_the_caller_may_say_up_to_which_day():
    table = read(b"measure_id,month,value\na,2026-10,1\n", "x.csv")
    assert check(table, "kpi_values", KNOWN, period_to=date(2026, 10, 15)).period_to == date(2026, 10, 15)


# -- anything at all ---------------------------------------------------------------------------------------------------

ODD_CELLS = [
    "", "?", "1", "-1", "01/09/2026", "2026-09", "12/31/2026", "#REF!", "yes", "é", "'=1", "1e400", "%", "()", "£",
    "Q1", "99999999999999999999", "01/09/2026 25:99", "0000-00-00", "2026-09-01T00:00:00+99:99", ";;",
    "2026-01;x", "\x07",
]  # fmt: skip
ODD = st.one_of(st.sampled_from(ODD_CELLS), st.text(max_size=12))


@examples(40)
@given(st.sampled_from(sorted(CONTRACTS)), st.data())
def test_every_row_is_taken_or_named_whatever_it_holds(kind, data):
    columns = list(CONTRACTS[kind].columns)
    rows = data.draw(st.lists(st.lists(ODD, min_size=len(columns), max_size=len(columns)), min_size=1, max_size=6))
    rows = [[cell.replace("\r", "").replace("\n", "").replace("\0", "") for cell in row] for row in rows]
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [columns, *rows]]
    try:
        raw = "\n".join(lines).encode()
    except UnicodeEncodeError:
        return
    result = checked(raw, kind)
    assert all(each.problem and each.remedy and each.severity in ("error", "warning") for each in result.problems)
    if result.rows is not None:
        taken = set(result.rows["source_row"].to_pylist())
        accounted = " ".join(result.repairs)
        for line, row in enumerate(rows, 2):
            blank = not any(cell.strip() for cell in row)
            assert line in taken or ("blank row" in accounted if blank else "folded" in accounted), (line, row)
    else:
        assert result.errors
