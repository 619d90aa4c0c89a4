"""Shapes of text files: the table is found whatever stands round it, or somebody is asked; never another table."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.intake import read
from data.intake.choices import Reading
from data.settings import ROOT
from tests.examples import examples

SPEND = ROOT.parent / "shared" / "realdata" / "messy" / "uk_spend"


def rows_of(table) -> list[list[str]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]


def left(table) -> list[tuple[int, str]]:
    return [(each.line, each.what) for each in table.left_out]


REPORT = b"""Service desk report,,,
Filters: Team = All,,,
,,,
number,opened_at,priority,minutes
# second page follows,,,
INC1,01/09/2026,High,10
Page 1 of 2,,,
number,opened_at,priority,minutes
INC2,02/09/2026,Low,5
Total,,,15

Report generated on 3 October 2026
Rows: 2
"""


def test_a_report_is_read_without_what_is_no_row_and_every_line_is_named():
    table = read(REPORT, "report.csv")
    assert not table.problems and not table.questions
    assert table.headers == ["number", "opened_at", "priority", "minutes"]
    assert rows_of(table) == [["INC1", "01/09/2026", "High", "10"], ["INC2", "02/09/2026", "Low", "5"]]
    assert table.lines.to_pylist() == [6, 9]
    assert left(table) == [
        (1, "title"), (2, "title"), (5, "comment"), (7, "page number"), (8, "repeated header"), (10, "total"),
        (12, "footer"), (13, "footer"),
    ]  # fmt: skip
    assert table.left_out[5].cells == ("Total", "", "", "15")
    assert "Line 10 is a total and was left out: 'Total | 15'." in table.repairs
    assert table.reading == Reading(delimiter=",", header_line=4)


def test_subtotals_go_by_their_sums_and_a_row_that_only_sounds_like_one_stays():
    table = read(
        b"Directorate,Service,Cases\nHousing,Repairs,10\nHousing,Lettings,5\nHousing Total,,15\nParking,Permits,7\n"
        b"Parking,Total Mobile,3\nParking Total,,10\nGrand Total,,25\n",
        "pivot.csv",
    )
    assert not table.problems
    assert [row[1] for row in rows_of(table)] == ["Repairs", "Lettings", "Permits", "Total Mobile"]
    assert left(table) == [(4, "subtotal"), (7, "subtotal"), (8, "total")]
    told = read(b"KPI,Jan,Feb\nAnswered,10,11\nAbandoned,2,1\nTotal calls,12,12\n", "kpi.csv")
    assert len(rows_of(told)) == 3 and [each.severity for each in told.problems] == ["warning"]


def test_a_total_that_may_be_a_row_is_asked_about_at_the_end_and_refused_in_between():
    raw = b"Service,Calls\nA,10\nB,20\nTotal,31\n"
    (asked,) = read(raw, "end.csv").questions
    assert (asked.about, list(asked.options), asked.proposed) == ("last_line", ["3", "4"], "3")
    assert len(rows_of(read(raw, "end.csv", Reading(last_line=3)))) == 2
    kept = read(raw, "end.csv", Reading(last_line=4))
    assert len(rows_of(kept)) == 3 and not kept.problems
    between = read(b"Service,Calls\nA,10\nTotal,31\nB,20\n", "between.csv")
    assert [(each.row, each.severity) for each in between.problems] == [(3, "error")]


def test_a_total_that_looks_like_a_year_is_a_figure():
    assert left(read(b"Service,Owner,Calls\nA,x,900\nB,y,1000\nTotal,,1900\n", "year.csv")) == [(4, "total")]


def test_a_last_line_that_cuts_rows_off_is_warned_of():
    table = read(b"a,b\nx,1\ny,2\nz,3\n", "cut.csv", Reading(last_line=2))
    assert rows_of(table) == [["x", "1"]]
    assert [each.severity for each in table.problems] == ["warning"] and "2 lines" in table.problems[0].problem


def test_a_header_of_two_rows_is_asked_about_and_read_together_or_alone():
    raw = b"Contact centre\n\n,Calls,,Web,\nService,In,Done,In,Done\nHousing,10,9,8,7\nParking,6,5,4,3\n"
    table = read(raw, "two.csv")
    assert not table.headers and list(table.questions[0].options) == ["3", "4"]
    assert "--header-line" in table.problems[0].remedy
    both = read(raw, "two.csv", Reading(header_line=3))
    assert both.headers == ["Service", "Calls In", "Calls Done", "Web In", "Web Done"] and both.row_count == 2
    assert read(raw, "two.csv", Reading(header_line=4)).headers == ["Service", "In", "Done", "In", "Done"]


@pytest.mark.parametrize(
    ("raw", "about"),
    [
        (b"a,b;c,d\n1,2;3,4\n5,6;7,8\n", "delimiter"),
        (b"Report,Incidents\nArea,Housing\nService,Status\nRepairs,Green\nVoids,Red\n", "header_line"),
        (b"Ref,Grade,Minutes\na1,x,4\na2,y,5\n\nThese were counted by hand\n", "last_line"),
        (b"measure_id,month,value\na,2026-01,3\n\nservice_id,name,directorate\nb,x,d\n", "last_line"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked(raw, about):
    table = read(raw, "two.csv")
    assert [each.about for each in table.questions] == [about]
    assert not table.headers and table.problems[0].severity == "error"


def test_decimal_commas_do_not_divide_columns():
    table = read(b"Area;Value;Rate\nLeeds;1,5;2,5\nYork;2,5;3,0\nTotal;4,0;5,5\n", "decimal.csv")
    assert table.headers == ["Area", "Value", "Rate"] and left(table) == [(4, "total")]


def test_quotes_are_mended_only_where_one_way_is_left():
    table = read(b'id,text,n\n1,"say "hello" there",3\n2,"a "b", c",4\n', "quotes.csv")
    assert rows_of(table) == [["1", 'say "hello" there', "3"], ["2", 'a "b", c', "4"]]
    assert "lines 2 and 3" in table.repairs[0]
    assert [each.row for each in read(b'id,text,n\n1,"open,3\n2,b,4\n', "open.csv").problems] == [2]


def test_line_ends_the_wrong_way_round_and_marks_of_joined_files():
    assert rows_of(read(b"a,b\n\r1,2\n\r3,4\n\r", "lfcr.csv")) == [["1", "2"], ["3", "4"]]
    mark = b"\xef\xbb\xbf"
    joined = read(mark + b"measure_id,value\na,3\n" + mark + b"measure_id,value\nb,4\n", "joined.csv")
    assert rows_of(joined) == [["a", "3"], ["b", "4"]] and left(joined) == [(3, "repeated header")]


# -- whatever stands round a table, it is the same table ---------------------------------------------------------------

HEADERS = ["number", "opened_at", "priority", "minutes"]
TITLES = [["Service desk report"], ["September 2026"], ["Period:", "September 2026"], ["Run by", "Service desk"], [""],
          ["Filters: a, b"], ["# made by the desk"], ["Report", "Incidents, all"]]  # fmt: skip
FOOTERS = [["Report generated on 3 October 2026"], ["Source: ledger, all"], ["Rows: 12"], ["Page 1 of 1"], [""],
           ["Prepared by", "Performance"], ["Counted by hand, all of them"]]  # fmt: skip


@examples(120)
@given(
    st.lists(
        st.tuples(st.sampled_from(["INC1", "INC2", "Total Mobile"]), st.sampled_from(["01/09/2026", "2/9/2026"]),
                  st.sampled_from(["High", "", "a, b", 'say "x"']), st.integers(0, 500).map(str)).map(list),
        min_size=1, max_size=6,
    ),
    st.lists(st.sampled_from(TITLES), max_size=4), st.lists(st.sampled_from(FOOTERS), max_size=3),
    st.sampled_from([None, "Total", "Grand total", "", "Total wrong"]), st.sets(st.integers(0, 5)),
    st.sampled_from(",;\t|"), st.booleans(), st.booleans(),
)  # fmt: skip
def test_what_stands_round_a_table_never_changes_it(rows, titles, footers, total, gaps, delimiter, padded, unknown):
    def wide(cells):
        return cells + [""] * (4 - len(cells)) if padded else cells

    # a sum of nothing but noughts, without a word, cannot be told from a row; it is refused later, for its empty cells
    assume(total != "" or any(row[3] != "0" for row in rows))
    headers = ["Ref", "Raised", "Grade", "Took"] if unknown else HEADERS
    written = [*map(wide, titles), headers]
    for number, row in enumerate(rows):
        written += [row, [""] * 4] if number in gaps else [row]
    if total is not None:
        added = sum(int(row[3]) for row in rows) + 7 * (total == "Total wrong")
        written.append([total.removesuffix(" wrong"), "", "", str(added)])
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([*written, *map(wide, footers)])
    table = read(out.getvalue().encode(), "any.csv")
    if any(each.severity == "error" for each in table.problems):
        assert table.questions or not table.headers or all(each.row for each in table.problems)
        return
    assert (table.headers, rows_of(table)) == (headers, rows)


@pytest.mark.skipif(not SPEND.exists(), reason="the shared files are not here")
@pytest.mark.parametrize(
    ("name", "header", "rows", "asked"),
    [
        ("qcdae%20spend%20%20november%202010.csv", 4, 1, ""),
        ("sft%20spend%20-%20july%202011.csv", 5, 1, ""),
        ("rpa-over-25k-1111.csv", 2, 18, ""),
        ("AHDB-Over-25k-1209.csv", 2, 8, ""),
        ("20120404_travel_stationery_Sept_2012.csv", 0, 0, "header_line"),
        ("fera-over-25k-1111.csv", 0, 0, "header_line"),
        ("ccwater-over-25k-1008.csv", 0, 0, "header_line"),
        ("kew-over-25K-1201.csv", 0, 0, "last_line"),
    ],
)
def test_spend_files_are_read_or_asked_about(name, header, rows, asked):
    table = read((SPEND / name).read_bytes(), name)
    assert (table.reading.header_line, table.row_count) == (header, rows)
    assert [each.about for each in table.questions] == ([asked] if asked else [])


def test_numbers_before_every_line_are_no_cells_and_are_named():
    text = "1: measure_id,month,value\n2: m,2026-01,5\n3: m,2026-02,6\n"
    table = read(text.encode(), "file.csv")
    assert table.headers == ["measure_id", "month", "value"] and table.columns[0].to_pylist() == ["m", "m"]
    assert any("begins with its number, from 1 to 3" in each for each in table.repairs)
    once = read(text.replace("3: ", "7: ").encode(), "file.csv")
    assert not any("begins with its number" in each for each in once.repairs)
