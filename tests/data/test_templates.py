"""Templates: every kind's goes out, is filled in, and comes back; a workbook says in each column what belongs there."""

import io
import re
import zipfile
from datetime import date, datetime

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from data.__main__ import main
from data.contracts import CONTRACTS, GUIDE, NEEDED, contract
from data.intake import Known, check, read
from data.intake.columns.recognising import kind_of_template, recognised
from data.templates import blank, this_month, to_fill_in

MONTH = date(2026, 10, 1)
KNOWN = Known(measures={"calls": "count", "waits": "minutes"}, today=date(2026, 11, 9))


def _example(column, number: int, names_the_row: bool = False):
    """A cell as a person would fill it in after the help of its column."""
    if column.type == "yesno":
        return True
    if column.type == "word" and column.only_words:
        return column.example
    if column.type in ("number", "whole"):
        return float(column.example)
    if column.type in ("date", "moment"):
        day = datetime.strptime(column.example[:10], "%d/%m/%Y")
        return day if column.type == "moment" else day.date()
    if column.type in ("id", "code") or (column.type in ("text", "word") and names_the_row):
        return f"{column.example}-{number}"
    return column.example


def _filled(kind: str, rows: int = 2):
    return this_month(
        kind,
        None,
        pd.DataFrame(
            [
                {each.name: _example(each, row, each.name in CONTRACTS[kind].identity) for each in to_fill_in(kind)}
                for row in range(rows)
            ]
        ),
    )


@pytest.mark.parametrize("kind", sorted(CONTRACTS))
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_filled_in_with_its_own_examples_comes_back_without_an_error(kind, ending):
    template = _filled(kind)
    raw = template.as_xlsx() if ending == "xlsx" else template.as_csv().encode()
    checked = check(read(raw, template.file_name(ending)), kind, KNOWN)
    assert not checked.errors, [str(each) for each in checked.errors]
    assert checked.rows.num_rows == 2
    first = checked.rows.to_pylist()[0]
    for column in to_fill_in(kind):
        if column.type in ("number", "whole"):
            assert first[column.name] == float(column.example), column.name
        elif column.type == "date":
            assert f"{first[column.name]:%d/%m/%Y}" == column.example
        else:
            assert first[column.name] is not None, column.name


def _kpi_values(**cells) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "measure_id": ["calls", "waits"],
            "month": pd.to_datetime(["2026-10-01"] * 2),
            "guide_name": ["Calls", "=Waits"],
            "guide_last_value": [1204.0, 2.5],
            "guide_last_month": pd.to_datetime(["2026-09-01"] * 2),
            "guide_due_on": pd.to_datetime(["2026-11-01"] * 2),
        }
    )
    return rows.assign(**cells)


def test_guide_columns_stand_beside_what_is_given_and_hold_plain_values():
    head, first, second = this_month("kpi_values", MONTH, _kpi_values()).as_csv().split("\r\n")[:3]
    assert head == (
        "measure_id,month,guide: name,guide: last value,guide: last month,guide: due on,"
        "value,numerator,denominator,note,answers,invited,response_rate"
    )
    assert first == "calls,2026-10,Calls,1204,2026-09,2026-11-01,,,,,,,"
    assert second.startswith("waits,2026-10,'=Waits,2.5,"), "no cell may run as a formula"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rows_left_empty_are_named_and_guides_are_never_taken(ending):
    template = this_month("kpi_values", MONTH, _kpi_values(value=[1310.0, None]))
    raw = template.as_xlsx() if ending == "xlsx" else template.as_csv().encode()
    checked = check(read(raw, template.file_name(ending)), "kpi_values", KNOWN)
    assert checked.rows.select(["measure_id", "value"]).to_pylist() == [{"measure_id": "calls", "value": 1310.0}]
    (warning,) = [each for each in checked.warnings if "left empty" in each.problem]
    assert warning.problem == "1 row was left empty and is not taken: line 3"
    assert "write why in the row" in warning.remedy
    assert any(
        line.startswith("The guide columns of the template were not read: guide: name") for line in checked.repairs
    )
    assert not any("not known" in each.problem or "known" in each.remedy for each in checked.problems)


def test_a_row_that_says_why_there_is_no_figure_is_taken_and_an_untouched_template_is_refused():
    template = this_month("kpi_values", MONTH, _kpi_values(note=["Meter broken", None]))
    checked = check(read(template.as_csv().encode(), "t.csv"), "kpi_values", KNOWN)
    assert [(row["measure_id"], row["value"], row["note"]) for row in checked.rows.to_pylist()] == [
        ("calls", None, "Meter broken")
    ]
    untouched = check(
        read(this_month("kpi_values", MONTH, _kpi_values()).as_csv().encode(), "t.csv"), "kpi_values", KNOWN
    )
    assert [each.problem for each in untouched.errors] == ["every row of the template is still empty"]


def test_without_guide_columns_a_month_without_a_value_still_says_no_data():
    checked = check(read(b"measure_id,month,value\ncalls,2026-10,\n", "k.csv"), "kpi_values", KNOWN)
    assert checked.rows.to_pylist()[0]["value"] is None and not checked.errors


def test_rows_that_stand_go_out_as_they_were_written_and_change_only_where_something_is_given():
    standing = pd.DataFrame(
        {
            "slice_key": ["F1|2026/27|2026-09", "F2|2026/27"],
            "line_id": ["F1", "F2"], "fin_year": "2026/27", "period": [date(2026, 9, 1), None],
            "line_type": "cost", "baseline_gbp": [100.0, 200.0], "forecast_gbp": [90.0, 210.0],
        }
    )  # fmt: skip
    rows = pd.DataFrame(
        {
            "slice_key": ["F2|2026/27", "F1|2026/27|2026-09"],
            "period": pd.to_datetime([None, "2026-10-01"]),
            "baseline_gbp": [200.0, None], "forecast_gbp": [210.0, None], "guide_last_baseline": [None, 100.0],
        }
    )  # fmt: skip
    lines = this_month("finance", MONTH, rows, standing).rows.set_index("line_id")
    assert list(lines.index) == ["F2", "F1"]
    assert lines.loc["F2", "baseline_gbp"] == 200 and pd.isna(lines.loc["F1", "baseline_gbp"])
    assert lines.loc["F1", f"{GUIDE} last baseline"] == 100
    projects = pd.DataFrame(
        {"project_id": ["P1", "P2"], "name": ["One", "Two"], "dca_overall": ["AG", "R"],
         "dca_overall_as_written": ["Amber/Green (board)", None]}
    )  # fmt: skip
    told = this_month("projects", None, projects).rows
    assert list(told["dca_overall"]) == ["Amber/Green (board)", "Red"] and "dca_overall_as_written" not in told


def _sheet(raw: bytes, number: int) -> str:
    return zipfile.ZipFile(io.BytesIO(raw)).read(f"xl/worksheets/sheet{number}.xml").decode()


def test_the_workbook_has_drop_downs_words_and_a_sheet_of_meanings():
    rows = pd.DataFrame(
        {"service_id": ["permits"], "month": [MONTH], "channel": ["phone"], "guide_last_completed": [7.0]}
    )
    raw = this_month("channel_volumes", MONTH, rows, choices={"service_id": ["bins", "permits"]}).as_xlsx()
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    assert book.sheet_names == ["Channel volumes", "Meaning", "Lists"]
    main = book.get_sheet_by_name("Channel volumes").to_python()
    assert main[0][:4] == [f"service_id {NEEDED}", f"month {NEEDED}", f"channel {NEEDED}", "guide: last completed"]
    assert main[1][:4] == ["permits", "2026-10", "phone", 7.0], "a month is text, so that Excel leaves it alone"
    meanings = {row[0]: row for row in book.get_sheet_by_name("Meaning").to_python()}
    completed = contract("channel_volumes").columns["completed"]
    assert meanings["completed"][1:] == [completed.meaning, "count", "a number such as 1234.5", "860", "yes"]
    assert set(meanings) == {"Column", "guide: last completed", *(each.name for each in to_fill_in("channel_volumes"))}
    lists = {
        column[0]: [each for each in column[1:] if each]
        for column in zip(*book.get_sheet_by_name("Lists").to_python(), strict=True)
    }
    assert lists["service_id"] == ["bins", "permits"] and lists["month"][:2] == ["2026-10", "2026-09"]
    assert {"online", "phone", "assisted_digital"} <= set(lists["channel"])
    sheet = _sheet(raw, 1)
    rules = re.findall(r'<dataValidation type="list"[^>]*sqref="([A-Z]+)2:[^>]*>\s*<formula1>([^<]*)', sheet)
    assert dict(rules)["C"].startswith("Lists!$")
    assert 'type="decimal"' in sheet and 'state="frozen"' in sheet and "Needed. Code of the service" in sheet
    assert (
        '<sheet name="Lists" sheetId="3" state="hidden"'
        in zipfile.ZipFile(io.BytesIO(raw)).read("xl/workbook.xml").decode()
    )


def test_dates_are_dates_numbers_are_numbers_and_text_never_runs():
    rows = pd.DataFrame({"item_id": ["007"], "kind": ["risk"], "title": ['=HYPERLINK("http://x")'], "score": [12.0],
                         "due_on": [date(2026, 10, 31)], "status": ["open"], "became_issue": [False]})  # fmt: skip
    raw = this_month("risks_issues", None, rows).as_xlsx()
    head, row = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()
    told = dict(zip((each.removesuffix(f" {NEEDED}") for each in head), row, strict=True))
    assert told["item_id"] == "007" and told["score"] == 12 and told["due_on"] == date(2026, 10, 31)
    assert told["title"] == '=HYPERLINK("http://x")' and told["became_issue"] == "no"
    assert "<f>" not in _sheet(raw, 1)


def test_a_blank_workbook_with_one_row_filled_in_is_read_from_the_right_sheet():
    for kind in ("areas", "meetings", "incidents"):
        checked = check(read(_filled(kind, 1).as_xlsx(), "t.xlsx"), kind, KNOWN)
        assert checked.rows is not None and checked.rows.num_rows == 1, kind
    assert blank("areas").file_name("xlsx") == "areas.xlsx"


def test_a_blank_workbook_from_the_shell(tmp_path, capsys):
    out = tmp_path / "areas.xlsx"
    assert main(["template", "areas", "--out", str(out)]) == 0 and out.read_bytes()[:2] == b"PK"
    assert main(["template", "areas", "--format", "xlsx"]) == 1
    assert main(["template", "areas", "--out", str(tmp_path / "no" / "areas.csv")]) == 1
    told = capsys.readouterr()
    assert "--out FILE" in told.err and "cannot be written" in told.err and "Traceback" not in told.err


# -- known again by their headers --------------------------------------------------------------------------------------


def _of_the_month(kind: str, filled: int, rows: int = 6):
    """A template of the month as Due gives it: what is given stands in each row, and some rows are filled in."""
    given = CONTRACTS[kind].given
    cells = []
    for row in range(rows):
        values = {each.name: _example(each, row) for each in to_fill_in(kind)}
        kept = values if row < filled else {name: values[name] for name in values if name in given}
        cells.append({**dict.fromkeys(values), **kept, "guide_name": f"Row {row}"})
    return this_month(kind, MONTH, pd.DataFrame(cells))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", sorted(CONTRACTS))
def test_a_template_is_known_again_however_little_of_it_is_filled_in(kind, ending):
    templates = [(_filled(kind, 1), 1)]
    if CONTRACTS[kind].given:
        templates += [(_of_the_month(kind, filled), filled) for filled in (1, 2)]
    for template, filled in templates:
        raw = template.as_xlsx() if ending == "xlsx" else template.as_csv().encode()
        text = read(raw, "filled in.csv" if ending == "csv" else "filled in.xlsx")
        assert [(each.kind, each.sure) for each in recognised(text)[:1]] == [(kind, True)]
        checked = check(text, kind, KNOWN)
        assert checked.rows is not None, [str(each) for each in checked.errors]
        assert checked.row_count == filled


def test_a_column_of_the_officers_own_beside_a_template_does_not_hide_its_kind():
    head, *rows = _of_the_month("explanations", 1).as_csv().splitlines()
    text = "\n".join([f"{head},Checked by us", *(f"{row},yes" for row in rows)])
    assert [(each.kind, each.sure) for each in recognised(read(text.encode(), "x.csv"))][:1] == [("explanations", True)]


@pytest.mark.parametrize("header", ["measure_id,month,comment", "ref,title,notes", "measure_id,month (checked),value"])
def test_other_files_are_no_templates(header):
    assert kind_of_template(header.split(",")) == ""
