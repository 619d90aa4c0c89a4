"""What is wrong by its cause, and the officer's own file with what is wrong in each row."""

import csv
import io

from data.intake import Known, Problem, check, grouped, marked_csv, read
from data.intake.problem import LISTED

KNOWN = Known(measures={"calls": "count", "visits": "count"})


def marked(text: str, kind: str = "kpi_values", known: Known = KNOWN):
    """The checked file, and its marked copy: its bytes and its rows."""
    table = read(text.encode(), f"{kind}.csv")
    result = check(table, kind, known)
    raw = marked_csv(table, result.problems, kind)
    return result, raw, list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


# -- by cause ----------------------------------------------------------------------------------------------------------


def test_problems_that_differ_in_a_figure_a_quote_or_a_guess_have_one_cause():
    causes = grouped(
        [
            Problem(None, None, "a|2026-03", "would go from 12 rows to 3", "Check it.", "warning", code="test"),
            Problem(None, None, "b|2026-04", "would go from 1,400 rows to 7", "Check it.", "warning", code="test"),
            Problem(4, "service_id", "bin", "is not known", "Did you mean bins?", "warning", code="test"),
            Problem(5, "service_id", "zzz", "is not known", "Check the code.", "warning", code="test"),
            Problem(9, "Vol. Apr 2025", "x", "is not a number", "Write it in figures.", code="test"),
            Problem(9, "Vol. May 2025", "y", "is not a number", "Write it in figures.", code="test"),
            Problem(9, "note", "y", "is not a number", "Write it in figures.", code="test"),
        ]
    )
    said = [
        (each.severity, each.column, each.problem, each.remedy, each.count, each.lines, each.values) for each in causes
    ]
    assert said == [
        ("error", "Vol. … 2025", "is not a number", "Write it in figures.", 2, (9,), ("x", "y")),
        ("error", "note", "is not a number", "Write it in figures.", 1, (9,), ("y",)),
        ("warning", None, "would go from … rows to …", "Check it.", 2, (),
         ("a|2026-03 (12 to 3)", "b|2026-04 (1,400 to 7)")),
        ("warning", "service_id", "is not known", "Check the code.", 2, (4, 5), ("bin (did you mean bins?)", "zzz")),
    ]  # fmt: skip
    assert str(causes[1]) == "Line 9, note: 'y' is not a number. Write it in figures."


def test_what_is_only_counted_is_in_the_count_of_its_cause():
    rows = [f"calls,{'' if at % 2 else '2026-13'},{'x' if at % 3 else 1}" for at in range(3 * LISTED)]
    result, _, copy = marked("\n".join(["measure_id,month,value", *rows]) + "\n")
    assert len(result.errors) == 3 * (LISTED + 1)  # one by one, and for each a line that counts the rest
    counts = {(each.column, each.problem): each.count for each in grouped(result.problems)}
    assert counts == {
        ("month", "is not a month of the calendar"): 1.5 * LISTED,
        ("month", "is empty, and it is needed"): 1.5 * LISTED,
        ("value", "is not a number"): 2 * LISTED,
    }
    assert all("month: " in row[-1] for row in copy[1:])  # every row, not only those that are listed
    assert ["value: is not a number" in row[-1] for row in copy[1:]] == [bool(at % 3) for at in range(3 * LISTED)]


# -- the marked copy ---------------------------------------------------------------------------------------------------


def test_the_file_as_it_was_with_one_more_column():
    text = (
        "Figures of the council,,,\nmonth;measure_id;value;Contact name\n".replace(";", ",")
        + "2026-09,calls,1,Ann\n"
        + '2026-10,"calls, all",=2+2,Bob\n'
        + "2026-08,calls\n"
        + '"2026-07"x,calls,1,Eve\n'
        + "2026-06,visits,3,\n"
        + "Total,,4,\n"
    )
    result, raw, copy = marked(text)
    assert raw.startswith(b"\xef\xbb\xbf")
    header = copy[1]
    assert header == ["month", "measure_id", "value", "Contact name", "What to mend"]
    assert copy[0] == ["Figures of the council", "", "", ""] and copy[-1] == ["Total", "", "4", ""]
    assert copy[2][:4] == ["2026-09", "calls", "1", "(left out)"]
    assert copy[3][:3] == ["2026-10", "calls, all", "'=2+2"] and copy[3][-1].startswith("value: is not a number. ")
    assert copy[4][:2] == ["2026-08", "calls"] and "the row has 2 cells" in copy[4][2]
    assert copy[5][0] == '"2026-07"x,calls,1,Eve' and "quotation mark" in copy[5][1]
    assert copy[6] == ["2026-06", "visits", "3", "(left out)", ""]
    again = check(read(raw, "again.csv"), "kpi_values", KNOWN)  # nothing is mended: nothing is taken
    assert again.rows is None and len(again.errors) == len(result.errors)


def test_the_mended_copy_loads_and_its_marks_are_not_read():
    text = "measure_id,month,value\ncalls,2026-13,1\nvisits,2026-09,2\n"
    result, raw, _ = marked(text)
    assert result.rows is None
    mended = check(read(raw.replace(b"2026-13", b"2026-08"), "mended.csv"), "kpi_values", KNOWN)
    assert not mended.problems and mended.rows["value"].to_pylist() == [1, 2]
    assert b"What to mend" not in mended.original
    assert any("What to mend" in each for each in mended.repairs)


def test_what_is_wrong_with_the_whole_file_stands_in_its_first_row():
    _, _, copy = marked("measure_id,value\ncalls,1\nvisits,2\n")
    assert copy[1][-1].startswith("Whole file: month: this column is missing") and copy[2][-1] == ""


def test_a_row_of_a_wide_file_is_marked_once_with_the_header_of_each_cell():
    text = 'service_id,channel,Vol. Apr 2026,Vol. May 2026\nbins,online,1,x\nparking,online,-4,"=y"\n'
    _, _, copy = marked(text, "channel_volumes")
    assert copy[1][:4] == ["bins", "online", "1", "x"]
    assert copy[1][-1].startswith("Vol. May 2026: is not a number")
    assert "Vol. Apr 2026: is less than 0" in copy[2][-1] and "Vol. May 2026: is not a number" in copy[2][-1]


def test_a_header_that_would_run_as_a_formula_does_not_in_the_added_column():
    _, _, copy = marked("service_id,channel,=Vol. Apr 2026,=Vol. May 2026\nbins,online,x,1\n", "channel_volumes")
    assert copy[1][-1].startswith("'=Vol.")


def test_nothing_of_the_officers_own_file_runs_in_the_marked_copy_and_it_still_loads():
    text = (
        '"=cmd|x",,,,\nmeasure_id,month,value,note,=Remark\n'
        'calls,2026-13,-5,"=HYPERLINK(1)",＝x\nvisits,2026-09,"-1,200",- not known,@x\n'
    )
    _, raw, copy = marked(text)
    assert copy[0][0] == "'=cmd|x" and copy[1][4] == "'=Remark"
    assert copy[2][2:5] == ["-5", "'=HYPERLINK(1)", "'＝x"]
    assert copy[3][2:5] == ["-1,200", "'- not known", "'@x"]
    mended = check(read(raw.replace(b"2026-13", b"2026-08"), "mended.csv"), "kpi_values", KNOWN)
    assert [(each["value"], each["note"]) for each in mended.rows.to_pylist()] == [
        (-5, "=HYPERLINK(1)"), (-1200, "- not known")
    ], mended.problems  # fmt: skip
