"""Workbooks: each value is read in one way only, the sheet is chosen safely, and what a cell hides is named."""

import struct
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contracts import contract
from data.intake import Reading, read, take
from data.intake.files.sheet_marks import _is_percent, address
from data.intake.files.workbooks import sheet_of
from data.settings import ROOT
from data.store import Author, Store
from tests.data.keep_workbooks import ods, raw_xlsx, repacked, rows_xlsx, text_cell, xlsx
from tests.examples import examples

HEADER = ["measure_id", "month", "value", "note"]
ROW = ["incidents_opened", "2026-09", 412, "as counted"]


def rows_of(table) -> list[list[str]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]


def said(table) -> str:
    return " ".join([*map(str, table.problems), *table.repairs])


def one_cell(value, form: str | None = None, **options):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ROW)
        sheet.write(1, 2, value, book.add_format({"num_format": form} if form else {}))

    table = read(xlsx(fill, **options), "one.xlsx")
    assert table.headers == HEADER, said(table)
    return rows_of(table)[0][2]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (3, None, "3"),
        (0.1 + 0.2, None, "0.3"),
        (1234567.891, "#,##0", "1234567.891"),
        (1e-7, None, "0.0000001"),
        (0.285, "0.0%", "28.5%"),
        (0.85, "0%;[Red]-0%", "85%"),
        (0.85, '0.0"%"', "0.85"),
        ("007", None, "007"),
        (True, None, "TRUE"),
        (date(2026, 9, 3), "dd/mm/yyyy", "2026-09-03"),
        (date(2026, 9, 1), "mmm-yy", "2026-09-01"),
        (datetime(2026, 9, 3, 12, 29, 59, 999_600), "dd/mm/yyyy hh:mm", "2026-09-03 12:30:00"),
        (time(9, 5), "hh:mm", "09:05:00"),
        (timedelta(hours=36, minutes=5), "[h]:mm:ss", "36:05:00"),
        ("=cmd|' /C calc'!A0", "@", "=cmd|' /C calc'!A0"),
    ],
)
def test_a_cell_has_one_meaning(value, form, text):
    options = {"strings_to_formulas": False}
    assert one_cell(value, form, **options) == text


def test_days_counted_from_1904_are_the_same_days():
    assert one_cell(date(2026, 9, 3), "dd/mm/yyyy", date_1904=True) == "2026-09-03"


@pytest.mark.parametrize(
    ("code", "percent"),
    [("0%", True), ("0.00\\%", False), ('0" % of"', False), ("[Red]0.0%", True), ("General", False)],
)
def test_a_percent_sign_counts_outside_quotes_alone(code, percent):
    assert _is_percent(code) == percent


@examples(25)
@given(
    st.lists(
        st.lists(st.text(st.sampled_from("ab1,;\"'\n \t|é£="), max_size=6), min_size=2, max_size=2),
        min_size=1,
        max_size=5,
    )
)
def test_any_text_comes_back_with_the_row_it_stands_in(rows):
    def fill(book):
        sheet = book.add_worksheet()
        for number, row in enumerate([["measure_id", "month", "note"], *([f"m{n}", *r] for n, r in enumerate(rows))]):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)

    table = read(xlsx(fill), "any.xlsx")
    assert table.headers == ["measure_id", "month", "note"], said(table)
    assert table.lines.to_pylist() == list(range(2, len(rows) + 2))
    assert [row[1:] for row in rows_of(table)] == rows
    again = read(table.raw, "any.csv")
    assert rows_of(again) == rows_of(table)


def test_failed_and_unfinished_formulas_are_named_with_their_cell_and_never_empty():
    def fill(book):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, HEADER)
        for number in (1, 2, 3):
            sheet.write_row(number, 0, ROW)
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 2, "=SUM(A1)", None, "")
        sheet.write_formula(3, 2, "=SUM(A1)", None, 12)
        sheet.write_number(3, 3, 1234567890123456789)

    table = read(xlsx(fill), "f.xlsx")
    assert [row[2] for row in rows_of(table)] == ["#DIV/0!", "", "12"]
    named = [(each.row, each.severity) for each in table.problems]
    assert named == [(3, "error"), (2, "warning"), (4, "warning")]
    for each in ("C2 failed (#DIV/0!)", "C3 has no result", "D4 has more digits than the 15"):
        assert each in said(table)


def test_results_that_were_never_worked_out_are_not_taken_for_nought():
    def fill(book):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 2, "=200+212")  # as programs write it: a formula, and 0 for its result

    table = read(xlsx(fill), "f.xlsx")
    assert "cell C2 has no result" in said(table)
    assert [each.severity for each in table.problems] == ["error"]


def test_merged_cells_and_hidden_rows_are_named():
    def fill(book):
        sheet = book.add_worksheet("Data")
        for number, row in enumerate([HEADER, ROW, ROW, ROW]):
            sheet.write_row(number, 0, row)
        sheet.merge_range(1, 1, 2, 1, "2026-09")
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column(3, 3, 10, None, {"hidden": True})

    assert [each.about for each in read(xlsx(fill), "m.xlsx").questions] == ["fill_down"]
    table = read(xlsx(fill), "m.xlsx", Reading(fill_down="as written"))
    assert "cells B2 to B3 are merged" in said(table)
    assert "1 hidden row was read like any other: 4" in said(table)
    assert "Hidden columns were read like any other: D" in said(table)
    assert table.row_count == 3


# -- which sheet -------------------------------------------------------------------------------------------------------

GOOD = [HEADER, ROW, ROW]
COVER = [["Wendlebury"], [], ["Prepared in October"]]
PAIRS = [["prepared by", "the service desk"], ["prepared on", "1 October"]]


@pytest.mark.parametrize(
    ("sheets", "read_sheet", "asked", "says"),
    [
        ({"Only": GOOD}, "Only", [], "only the cells of this sheet are kept"),
        ({"Cover": COVER, "Data": GOOD}, "Data", [], "'Data' of 2 was read: its columns are known"),
        ({"Cover": PAIRS, "Data": GOOD}, "Data", [False], "'Data' of 2 was read: its columns are known"),
        ({"Sep": GOOD, "Oct": GOOD}, None, [True], "Which sheet"),
        ({"Sep": GOOD, "hidden": GOOD}, "Sep", [False], "A hidden sheet was not read: 'hidden'"),
        ({"hidden": GOOD}, None, [True], "hidden in Excel"),
        ({"Pairs": PAIRS, "hidden": GOOD}, None, [True], "hidden in Excel"),
        ({"One": PAIRS, "Two": PAIRS}, None, [True], "Which sheet"),
        ({"One": []}, None, [], "holds no sheet with anything in it"),
    ],
)
def test_a_sheet_is_read_where_it_is_plainly_the_one_and_asked_for_else(sheets, read_sheet, asked, says):
    if "hidden" in sheets and len(sheets) == 1:
        sheets = {"Cover": [], **sheets}  # Excel wants one that is seen
    raw = rows_xlsx(**sheets)
    table = read(raw, "s.xlsx")
    assert says in said(table)
    assert [each.needed for each in table.questions if each.about == "sheet"] == asked
    assert (table.headers == HEADER) == (read_sheet is not None)
    if asked == [True]:
        last = list(sheets)[-1]
        chosen = read(raw, "s.xlsx", Reading(sheet=last))
        assert chosen.reading.sheet == last
        assert chosen.headers, said(chosen)


def test_a_sheet_that_is_not_there_is_asked_for_again():
    table = read(rows_xlsx(Sep=GOOD, Cover=PAIRS), "s.xlsx", Reading(sheet="Oct"))
    assert not table.headers
    assert "There is no sheet 'Oct'" in said(table)
    alone = read(rows_xlsx(Sep=GOOD), "s.xlsx", Reading(sheet="Oct"))
    assert alone.headers == HEADER
    assert "there is no sheet 'Oct', and it is the only one with a table" in said(alone)


def test_what_is_published_and_kept_is_the_one_sheet(tmp_path):
    store = Store(str(tmp_path / "s.duckdb"))
    kind = "objectives"
    header = [each.name for each in contract(kind).stored]
    cells = [each.example or "x" for each in contract(kind).stored]
    raw = rows_xlsx(Contacts=[["name", "telephone"], ["a person", "01865 000000"]], Data=[header, cells])
    taken = take(store, kind, raw, "o.xlsx", Author("An officer", "officer"))
    assert taken.published, taken.problems
    kept = store.original(taken.submission_id)
    store.close()
    content = kept[1] if isinstance(kept, tuple) else kept
    assert b"01865" not in content
    assert not content.startswith(b"PK")


# -- other formats, and what cannot be read ----------------------------------------------------------------------------


def test_a_workbook_of_excel_2003():
    """Made by xlwt 1.3: a sheet of notes, one with a percentage, a failure and a hidden row, and a hidden one."""
    raw = (ROOT / "tests/data/files/from_excel_2003.xls").read_bytes()
    table = read(raw, "old.xls")
    assert rows_of(table) == [["007", "2026-09-01", "28.5%", "a\nb"], ["abandoned", "2026-09-01", "12", "#REF!"]]
    assert table.lines.to_pylist() == [2, 3]
    assert "cell D3 failed (#REF!)" in said(table)
    assert "1 hidden row was read like any other: 3" in said(table)


def test_a_workbook_of_libreoffice():
    def cell(kind, value="", text="", more=""):
        name = {"string": "", "date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
        attribute = f'office:{name}="{value}"' if name else ""
        opens = f'<table:table-cell office:value-type="{kind}" {attribute} {more}>'
        return f"{opens}<text:p>{text}</text:p></table:table-cell>"

    head = "".join(cell("string", text=each) for each in HEADER)
    failed = 'table:formula="of:=1/0" calcext:value-type="error"'
    table = read(
        ods(
            f'<table:table table:name="Data"><table:table-row>{head}</table:table-row>'
            f"<table:table-row>{cell('string', text='007')}{cell('date', '2026-09-01', 'Sep')}"
            f"{cell('percentage', 0.285)}{cell('time', 'PT36H05M00S')}</table:table-row>"
            f'<table:table-row table:number-rows-repeated="2">{cell("string", text="b")}{cell("boolean", "true")}'
            f"{cell('string', text='#DIV/0!', more=failed)}{cell('string', text='x')}</table:table-row>"
            '<table:table-row table:number-rows-repeated="1048570">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        ),
        "l.ods",
    )
    assert rows_of(table) == [["007", "2026-09-01", "28.5%", "36:05:00"], *[["b", "TRUE", "#DIV/0!", "x"]] * 2]
    assert "cell C3 failed (#DIV/0!)" in said(table)
    assert "cell C4 failed (#DIV/0!)" in said(table)


def test_tables_whose_cells_are_far_apart_or_repeated_take_no_memory():
    declared = raw_xlsx(
        f"<row r='1'>{text_cell('A1', 'measure_id')}{text_cell('B1', 'month')}<c r='XFD1' s='0'/></row>"
        "<row r='2'><c r='A2'><v>1</v></c><c r='B2'><v>2</v></c></row>",
        before="<dimension ref='A1:XFD1048576'/>",
    )
    assert read(declared, "d.xlsx").headers == ["measure_id", "month"]
    far = raw_xlsx("<row r='1'><c r='A1'><v>1</v></c></row><row r='99999'><c r='XFD99999'><v>1</v></c></row>")
    assert "99,999 rows and 16,384 columns" in said(read(far, "f.xlsx"))
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/>'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    many = f'<table:table table:name="A">{row}</table:table>'
    assert "1,000,000 rows and 16,000 columns" in said(read(ods(many), "m.ods"))
    long_text = "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>" + "x" * 500_000
    cells = "".join(f"<row r='{n}'><c r='A{n}' t='s'><v>0</v></c></row>" for n in range(1, 3000))
    repeated = raw_xlsx(cells, {"xl/sharedStrings.xml": long_text + "</t></si></sst>"})
    assert "repeats long texts" in said(read(repeated, "r.xlsx"))


def test_prefixes_and_cells_without_address():
    named = "<x:row r='1'><x:c r='A1' t='e'><x:v>#N/A</x:v></x:c></x:row>"
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    whole = f"<x:worksheet xmlns:x='{namespace}'><x:sheetData>{named}</x:sheetData></x:worksheet>"
    raw = repacked(raw_xlsx(""), lambda name, content: whole if name.endswith("sheet1.xml") else content)
    assert sheet_of(raw, "p.xlsx").body == b"#N/A\n"
    without = read(raw_xlsx("<row><c><v>1</v></c><c t='e'><v>#N/A</v></c></row>"), "w.xlsx")
    assert not without.headers
    assert "does not say where all of its cells stand" in said(without)


def _ole(stream: str) -> bytes:
    """An OLE file that names one empty stream."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)

    def entry(name, kind):
        letters = name.encode("utf-16-le") + b"\0\0"
        return letters.ljust(64, b"\0") + struct.pack("<HB", len(letters), kind) + bytes(61)

    return head.ljust(512, b"\xff") + fat + (entry("Root Entry", 5) + entry(stream, 2)).ljust(512, b"\0")


def test_what_cannot_be_read_is_said_in_a_sentence():
    good = rows_xlsx(Data=GOOD)
    web = b"<html><table><tr><td>measure_id</td></tr></table></html>"
    for raw, name, says in (
        (_ole("EncryptedPackage"), "p.xlsx", "is protected with a password"),
        (_ole("WordDocument"), "p.xls", "is an Office file, but not a workbook"),
        (good[: len(good) // 2], "c.xlsx", "damaged or cut off"),
        (good[:-1000] + good[-999:], "c.xlsx", "damaged"),
        (web, "w.xls", "is a web page or XML, though its name ends in .xls"),
    ):
        table = read(raw, name)
        assert not table.headers
        assert says in said(table), said(table)
    text = read(b"measure_id\tmonth\tvalue\nm1\t2026-09\t3\n", "t.xls")
    assert text.headers == ["measure_id", "month", "value"]


def test_an_address_is_as_excel_writes_it():
    assert [address(0, 0), address(9, 25), address(0, 26), address(1048575, 16383)] == [
        "A1",
        "Z10",
        "AA1",
        "XFD1048576",
    ]
