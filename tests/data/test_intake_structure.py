"""Files whose structure is not certain: what may be shifted, swallowed or lost is refused with its line, or asked."""

import io

import pytest
import xlsxwriter

from data.intake import check, read
from data.intake.choices import NO_HEADER, Reading

HEAD = "measure_id,month,value,numerator,denominator,note"
GOOD = "calls_answered,2026-08,93.1,,,"


def rows_of(table) -> list[list[str]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]


def text_of(*lines: str) -> bytes:
    return "\r\n".join([*lines, ""]).encode()


def errors_of(raw: bytes, kind: str = "kpi_values"):
    """The errors of the whole check, and whether rows were made."""
    done = check(read(raw, "file.csv"), kind)
    return [(each.row, each.code) for each in done.errors], done.rows is not None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("incidents,2026-09,1,234,,,", "cells_unlike_header"),  # 1,234 fell apart, and the last cell is empty
        ("incidents,2026-09,1180,,,,", "cells_unlike_header"),
        ("incidents,,2026-09,1180,,,", "cells_unlike_header"),
        ("incidents,2026-09,1180,,", "cells_unlike_header"),
        ("incidents2026-09,1180,,,", "cells_unlike_header"),
        ("incidents;2026-09;1180;;;", "cells_unlike_header"),
        ('incidents,2026-09,"1,180,,,', "quotation_mark"),
        ('incidents,2026-09,"1180"0,,,', "quotation_mark"),
        ('incidents,2026-09,1180,,,"said "no", and went', "quotation_mark"),
        ('incidents,2026-09,1180,,,Leeds", North"', "cells_unlike_header"),
        ("incidents,2026-09,1180,,,Leeds\\, North", "cells_unlike_header"),
    ],
)
@pytest.mark.parametrize("last", [True, False])
def test_a_row_that_may_be_shifted_is_refused_with_its_line(line, code, last):
    lines = [HEAD, GOOD, line] if last else [HEAD, line, GOOD]
    errors, taken = errors_of(text_of(*lines))
    assert not taken
    assert (3 if last else 2, code) in errors


@pytest.mark.parametrize("ends", [",", ",,", ",,,,"])
def test_a_figure_that_fell_apart_under_nameless_columns_is_refused(ends):
    rows = [f"incidents,2026-0{month},118{month}{ends}" for month in range(1, 6)]
    broken = f"incidents,2026-06,1,234{ends[1:]}"
    errors, taken = errors_of(text_of("measure_id,month,value" + ends, *rows, broken))
    assert not taken and errors == [(7, "cell_beyond_names")]


def test_the_only_row_of_a_file_may_be_shifted():
    for row in ("incidents,2026-08,1180,,369,397,x,", "incidents,,2026-08,1180,369,397,"):
        errors, taken = errors_of(text_of(HEAD, row))
        assert not taken and errors


def test_figures_that_fell_apart_in_every_row_are_refused():
    rows = [f"incidents,2026-0{month},{month},18{month}" for month in range(1, 6)]
    errors, taken = errors_of(text_of("measure_id,month,value,", *rows))
    assert not taken and errors == [(line, "cell_beyond_names") for line in range(2, 7)]
    rows = [
        f"incidents,2026-0{month},{month},18{month},,," for month in range(1, 6)
    ]  # the last empty cell is pushed out
    assert errors_of(text_of(HEAD, *rows)) == ([(None, "choose_names")], False)


@pytest.mark.parametrize(
    "head",
    [
        "line_id,project_id,fin_year,line_type,baseline_gbp,forecast_gbp,owner_role evidence,note",
        "line_id,project_id,fin_year,line_type,baseline_gbp,forecast_gbpowner_role,evidence,note",
        "line_id,project_id,fin_year,line_type,baseline_gbp;forecast_gbp,owner_role,evidence,note",
    ],
)
def test_a_header_that_lacks_a_delimiter_is_asked_about(head):
    rows = [f"F-{n},PRJ-001,2026/27,cost,{n}000,{n}500,Head of IT,Invoice," for n in (1, 2)]
    raw = text_of(head, *rows)
    (asked,) = read(raw, "file.csv").questions
    assert asked.about == "names" and asked.needed
    assert errors_of(raw, "finance") == ([(None, "choose_names")], False)
    if " evidence" in head:
        mended = read(raw, "file.csv", Reading(names="owner_role | evidence"))
        assert mended.headers[6:] == ["owner_role", "evidence", "note"]
        assert rows_of(mended)[0][6:] == ["Head of IT", "Invoice", ""]


def test_a_name_that_was_divided_into_two_known_ones_is_asked_about_and_joined_as_answered():
    raw = text_of("objective_id,title,owner,role", "O1,Digital by default,Director", "O2,Open data,Head of IT")
    (asked,) = read(raw, "file.csv").questions
    assert asked.about == "names" and "owner role is 'Director'" in asked.options["owner + role"]
    assert read(raw, "file.csv", Reading(names="owner + role")).headers == ["objective_id", "title", "owner role"]


@pytest.mark.parametrize("fused", ["forecast_gbpowner_role", "forecast_gbp owner_role", "forecast_gbp;owner_role"])
def test_two_names_in_one_above_cells_without_a_name_are_asked_about(fused):
    raw = text_of(f"line_id,fin_year,line_type,{fused},", *[f"F-{n},2026/27,cost,{n}000,Head of IT" for n in (1, 2)])
    (asked,) = read(raw, "file.csv").questions
    assert asked.about == "names" and "The header has 4 names, and every row has 5 cells" in asked.text
    parted = read(raw, "file.csv", Reading(names="forecast_gbp | owner_role"))
    assert parted.headers == ["line_id", "fin_year", "line_type", "forecast_gbp", "owner_role"]
    assert parted.columns[4].to_pylist() == ["Head of IT", "Head of IT"]


def test_two_names_in_one_above_a_column_that_is_empty_are_asked_about():
    """As in a workbook, where nothing is written of an empty column."""
    raw = text_of(
        "measure_id,month,value,numerator denominator,note", *[f"m,2026-0{n},9{n},832{n},9057" for n in (1, 2)]
    )
    (asked,) = read(raw, "file.csv").questions
    assert asked.about == "names" and "numerator and denominator stand in one cell of the header" in asked.text
    parted = read(raw, "file.csv", Reading(names="numerator | denominator"))
    assert rows_of(parted)[0][3:] == ["8321", "9057", ""]
    assert not read(text_of("line_id,cost status,status", "a,1,2"), "file.csv", Reading(names="in order")).questions


def test_a_name_of_ours_in_two_cells_above_a_sheet_without_a_sign_of_it_is_asked_about():
    raw = text_of("measure_id,month,author,role,explanation", "m1,2026-08,Head of IT,Late invoices,", "m1,2026-09,A,B,")
    (asked,) = read(raw, "file.csv").questions
    assert asked.about == "names" and "author and role stand beside each other" in asked.text
    assert read(raw, "file.csv", Reading(names="author + role")).headers[2:4] == ["author role", "explanation"]
    assert not read(text_of("line_id,line,type,fin_year", "F1,a,cost,2026/27"), "file.csv").questions


def test_a_header_with_a_name_too_many_is_asked_about_where_the_names_are_not_all_known():
    (asked,) = read(
        text_of("measure_id,month,value, of all,note", "m1,2026-08,3,x", "m1,2026-09,4,y"), "a.csv"
    ).questions
    assert asked.about == "names"
    known = read(text_of("measure_id,month,value,note", "m1,2026-08,3", "m1,2026-09,4"), "a.csv")
    assert not known.questions and [each.severity for each in known.problems] == ["warning"]
    inorder = read(text_of("Ref,Took,Remark", "a1,3", "a2,4"), "a.csv", Reading(names="in order"))
    assert (inorder.headers, rows_of(inorder)[0]) == (["Ref", "Took", "Remark"], ["a1", "3", ""])


@pytest.mark.parametrize(
    "head",
    [
        'measure_id,month,"value,numerator,denominator,note',
        '"measure_id,month,value,numerator,denominator,note',
        'measure_id,month,value,numerator,denominator,"note',
        '"measure_id"x,month,value,numerator,denominator,note',
        'Ref,Month,"Figure,Top,Bottom,Remark',
    ],
)
@pytest.mark.parametrize("above", [[], ["IT performance return,,,,,"], ["Return", ""]])
def test_a_stray_quotation_mark_in_the_header_never_makes_the_first_row_the_header(head, above):
    rows = [f"incidents,2026-0{month},118{month},,," for month in range(1, 8)]
    table = read(text_of(*above, head, *rows), "file.csv")
    line = len(above) + 1
    assert not table.headers
    assert [(each.row, each.code) for each in table.problems] == [(line, "quotation_mark")]
    again = read(text_of(*above, head, *rows, HEAD, *rows), "file.csv")  # nor a header that a page repeats
    assert any(each.severity == "error" for each in again.problems)


def test_quotes_in_a_header_are_mended_where_one_way_is_left_and_named():
    table = read(text_of('"meas"ure",month,value', "m1,2026-08,3", "m1,2026-09,4"), "a.csv")
    assert table.headers == ['meas"ure', "month", "value"] and table.row_count == 2
    assert "Quotation marks in the header, line 1, were not written twice; understood." in table.repairs


def test_quotation_marks_behind_a_space_stand_round_whole_cells():
    table = read(b'measure_id, month, value, note\nm1, 2026-08, "1,180", "a ""b"", c"\nm1, 2026-09, 2, d\n', "a.csv")
    assert rows_of(table) == [["m1", "2026-08", "1,180", 'a "b", c'], ["m1", "2026-09", "2", "d"]]
    assert "Spaces before quotation marks were left out" in table.repairs[0]


def test_a_quotation_mark_inside_a_bare_cell_is_kept_and_named():
    table = read(text_of("measure_id,month,value,note", 'm1,2026-08,3,a 5" pipe', 'm1,2026-09,4,"say ""x"""'), "a.csv")
    assert rows_of(table)[0][3] == 'a 5" pipe' and rows_of(table)[1][3] == 'say "x"'
    assert "none around them were kept as they are: line 2." in table.repairs[-1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_cells_between_apostrophes_are_read_and_named(delimiter):
    rows = [
        ["measure_id", "month", "value", "note"],
        ["m1", "2026-08", "1,180", "Men's; 5\" pipe"],
        ["m2", "2026-08", "2", ""],
    ]
    raw = text_of(*(delimiter.join(f"'{cell}'" for cell in row) for row in rows))
    table = read(raw, "a.csv")
    assert (table.headers, rows_of(table)) == (rows[0], rows[1:])
    assert any("between apostrophes" in each for each in table.repairs)
    plain = read(text_of("measure_id,month,note", "'m1',2026-08,'so'", "'m2',2026-08,'so'"), "a.csv")
    assert plain.columns[0].to_pylist() == ["'m1'", "'m2'"]


SWALLOWED = [
    ['incidents,2026-08,1180,,,"a', "incidents,2026-09,1181,,,b", 'incidents,2026-10,1182,,,c"'],
    ['"incidents,2026-08,1180,,,', 'incidents",2026-09,1181,,,'],
    ['incidents,2026-08,"1180,,,a', *(f"incidents,2025-0{month},9,,," for month in range(1, 9)), 'x,2026-09,1",,,'],
    ['incidents,2026-08,1180,,,"a, b"', 'incidents,2026-09,1180,,,"a', 'x,2026-10,1181,,,"', 'x,2026-11,1182,,,"b"'],
]  # fmt: skip


@pytest.mark.parametrize("lines", SWALLOWED, ids=lambda lines: lines[0])
@pytest.mark.parametrize("slow", ["", 'calls_answered,2026-07,93.0,,,5" pipe'])
def test_quotation_marks_that_swallow_rows_are_refused_with_the_line(lines, slow):
    errors, taken = errors_of(text_of(HEAD, GOOD, *([slow] if slow else []), *lines))
    first = next(place for place, line in enumerate(lines) if line.count('"') == 1) + (4 if slow else 3)
    assert not taken
    assert first in [line for line, code in errors if code in ("rows_swallowed", "quotation_mark")]


@pytest.mark.parametrize(
    "note", ["12 High Street,\nLeeds, West Yorkshire", "a\nb, c, d, e, f, g\nh", "one\n\ntwo,,,,,", "x\n,,,,,\ny"]
)
@pytest.mark.parametrize("slow", ["", 'calls_answered,2026-07,93.0,,,5" pipe'])
def test_a_cell_of_several_lines_is_read(note, slow):
    raw = text_of(HEAD, GOOD, *([slow] if slow else []), f'incidents,2026-09,1180,,,"{note}"', "incidents,2026-10,3,,,")
    table = read(raw, "a.csv")
    assert not table.problems and note in table.columns[5].to_pylist()


# -- letters -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [("10\x9620", "10–20"), ("\x9312\x94", "“12”"), ("5\x80", "5€"), ("3\x85", "3…"), ("a\x92s", "a’s")],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_control_characters_are_the_letters_of_windows_1252(written, meant, encoding):
    table = read(text_of("measure_id,month,value", f"m1,2026-08,{written}").decode().encode(encoding), "a.csv")
    assert table.columns[2].to_pylist() == [meant]
    assert "Control characters were read as the letters that windows-1252 has in their places: line 2." in table.repairs
    if not meant[0].isalpha():
        assert [code for _, code in errors_of(text_of(HEAD, f"m1,2026-08,{written},,,"))[0]] != []


def test_a_control_character_that_is_no_letter_is_refused():
    table = read("measure_id,month\nm1,2026-08\nm2,\x81\n".encode(), "a.csv")
    assert [(each.row, each.code) for each in table.problems] == [(3, "bytes_not_text")]


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ([("é", "utf-8"), ("£", "cp1252")], 2),
        ([("£", "cp1252"), ("é", "utf-8")], 3),
        ([("£", "cp1252"), ("é", "cp1252"), ("–", "utf-8")], 4),
        ([("é", "utf-8"), ("é", "utf-8"), ("£", "cp1252")], 4),
    ],
)
def test_two_encodings_in_one_file_are_refused_with_the_line(parts, line):
    rows = b"".join(f"m1,2026-08,3,{letter}\n".encode(encoding) for letter, encoding in parts)
    table = read(b"measure_id,month,value,note\n" + rows, "a.csv")
    assert not table.headers and [each.row for each in table.problems] == [line]
    assert "put together from two" in table.problems[0].problem


@pytest.mark.parametrize(
    "text", ["café", "£5", "10–20", "it’s", "“so”", "€3", "5 °C", "Brontë & Łódź".replace("Łódź", "é")]
)
@pytest.mark.parametrize("through", ["cp1252", "latin-1"])
def test_letters_that_were_encoded_twice_are_named(text, through):
    as_bytes = text.encode()
    twice = "".join(bytes([each]).decode(through, errors="ignore") or chr(each) for each in as_bytes)
    alone = read(f"measure_id,month,note\nm1,2026-08,{twice}\n".encode(), "a.csv")
    assert alone.columns[2].to_pylist() == [text] and "were encoded twice" in alone.repairs[0]
    among = read(f"measure_id,month,note\nm1,2026-08,{twice}\nm1,2026-09,é\n".encode(), "a.csv")
    assert [(each.row, each.severity, each.code) for each in among.problems] == [(2, "warning", "encoded_twice")]


def test_letters_written_as_in_web_pages_are_read_as_meant_and_named():
    rows = "m1,Supplier&#39;s &amp;amp; own&nbsp;&lt;team&gt;,&pound;1", "m2,none,2"
    table = read(text_of("measure_id,note&#58;,value", *rows), "a.csv")
    assert table.headers == ["measure_id", "note:", "value"]
    assert rows_of(table) == [["m1", "Supplier's &amp; own <team>", "£1"], ["m2", "none", "2"]]
    assert table.repairs == [
        "Letters written as in web pages were read as meant, for example &#39; as ': lines 1 and 2."
    ]


@pytest.mark.parametrize("bare", ["R&D", "a <- b", "<5", "AT&T; x"])
def test_where_a_sign_stands_for_itself_all_are_as_they_were_written(bare):
    table = read(text_of("measure_id,note,value", "m1,&amp; &#39;,1", f"m2,{bare},2"), "a.csv")
    assert [row[1] for row in rows_of(table)] == ["&amp; &#39;", bare] and not table.repairs


@pytest.mark.parametrize("text", ["CAFÉ’S “MENÜ”", "«É»", "MAÇÃO", "ÂGE", "château – 5 €", "naïve £5"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_plain_letters_are_never_taken_for_letters_encoded_twice(text, encoding):
    table = read(f"measure_id,month,note\nm1,2026-08,{text}\n".encode(encoding), "a.csv")
    assert table.columns[2].to_pylist() == [text] and not table.problems
    assert not [each for each in table.repairs if "twice" in each]


# -- no header ---------------------------------------------------------------------------------------------------------

HEADERLESS = [
    ["INC1,01/09/2026,High,10", "INC2,02/09/2026,Low,5", "INC3,03/09/2026,Low,7"],
    ["calls_answered,2026-08,93.1", "calls_answered,2026-09,92.0", "incidents,2026-09,1180"],
    ["Housing,Open", "Parking,Closed", "Voids,Open"],
    ["Housing,n/a", "Parking,3", "Voids,4"],
    ["1,2", "3,4", "5,6"],
    ["28/01/2018,00:00,2,MG-8769,$74.69,Boots,", "29/01/2018,00:15,0,RI-3895,$29.81,Jacket,"],
]


@pytest.mark.parametrize("lines", HEADERLESS, ids=lambda lines: lines[0])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_without_a_header_is_asked_about_and_keeps_its_first_row(lines, delimiter):
    raw = text_of(*lines).replace(b",", delimiter.encode())
    table = read(raw, "file.csv")
    (asked,) = table.questions
    assert not table.headers and (asked.about, list(asked.options)) == ("header_line", ["1", "none"])
    assert table.problems[0].severity == "error" and "--header-line none" in table.problems[0].remedy
    without = read(raw, "file.csv", Reading(header_line=NO_HEADER))
    cells = [line.split(",") for line in lines]
    assert rows_of(without) == cells and without.lines.to_pylist() == list(range(1, len(lines) + 1))
    assert [name for name in without.headers if name][:2] == ["Column 1", "Column 2"]
    assert without.reading.header_line == NO_HEADER
    assert read(raw, "file.csv", Reading(header_line=1)).row_count == len(lines) - 1


@pytest.mark.parametrize(
    "lines",
    [
        ["Ref,Raised,Grade", "INC1,01/09/2026,High", "INC2,02/09/2026,Low"],
        ["Service,Status", "Parking,Closed", "Voids,Open"],
        ["KPI,2019,2020", "Answered,93,94", "Abandoned,3,2"],
        ["Service,Apr-26,May-26", "Parking,1,n/a", "Voids,2,3"],
        ["measure_id,month,value", "value,2026-08,3", "m2,2026-08,n/a"],
    ],
    ids=lambda lines: lines[0],
)
def test_a_plain_header_is_not_asked_about(lines):
    table = read(text_of(*lines), "file.csv")
    assert not table.questions and table.headers == lines[0].split(",")


def test_a_headerless_workbook_or_file_with_a_blank_line_above_is_read_by_position():
    raw = text_of("", *HEADERLESS[0])
    assert read(raw, "a.csv").questions[0].options.keys() == {"2", "none"}
    table = read(raw, "a.csv", Reading(header_line=NO_HEADER))
    assert rows_of(table)[0] == ["INC1", "01/09/2026", "High", "10"] and table.lines.to_pylist() == [2, 3, 4]


# -- cells that stand for others, and tables on their side -------------------------------------------------------------

BLOCKS = [
    "project_id,name,milestone_id,milestone,planned_date",
    "PRJ-001,Alpha,M1,Go,01/10/2026",
    ",,M2,Stop,15/11/2026",
    ",,M3,Rest,16/12/2026",
    "PRJ-002,Beta,M4,Go,17/10/2026",
    ",,M5,End,18/12/2026",
]


def as_workbook(rows, merged=()) -> bytes:
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write(number, column, float(cell) if cell.isdigit() else cell)
        for first, last, column, cell in merged:
            sheet.merge_range(first, column, last, column, cell)
    return raw.getvalue()


def test_a_name_in_the_first_row_of_its_block_is_filled_down_after_a_question():
    raw = text_of(*BLOCKS)
    (asked,) = read(raw, "a.csv").questions
    assert asked.about == "fill_down" and asked.needed and "'project_id' and 'name'" in asked.text
    assert errors_of(raw, "milestones") == ([(None, "choose_fill_down")], False)
    table = read(raw, "a.csv", Reading(fill_down="filled down"))
    assert table.columns[0].to_pylist() == ["PRJ-001"] * 3 + ["PRJ-002"] * 2
    assert table.columns[1].to_pylist() == ["Alpha"] * 3 + ["Beta"] * 2
    assert "In the column 'project_id' 3 cells got the value of the block above, as was chosen." in table.repairs
    as_it_is = read(raw, "a.csv", Reading(fill_down="as written"))
    assert as_it_is.columns[0].to_pylist() == ["PRJ-001", "", "", "PRJ-002", ""]


@pytest.mark.parametrize(
    "lines",
    [
        ["flag,id,month", "Y,a1,2026-08", ",a2,2026-08", ",a3,2026-08", "Y,a4,2026-08"],  # filled in now and then
        ["id,name,month", "a1,x,2026-08", ",y,2026-08", "a3,z,2026-08", "a4,w,2026-08"],  # one cell is missing
        ["id,parent,month", "a1,,2026-08", "a2,a1,2026-08", "a3,,2026-08"],
        ["cost,name,month", "5,x,2026-08", ",y,2026-08", ",z,2026-08", "7,w,2026-08"],
    ],
    ids=lambda lines: lines[0],
)
def test_empty_cells_that_are_no_blocks_are_not_asked_about(lines):
    assert not read(text_of(*lines), "a.csv").questions


def test_merged_cells_of_a_workbook_are_filled_down_by_their_ranges_and_figures_are_not():
    rows = [["project_id", "milestone_id", "milestone", "Budget"], ["", "M1", "Go", ""], ["", "M2", "End", ""],
            ["PRJ-002", "M3", "Go", "7"], ["PRJ-003", "M4", "Go", "8"]]  # fmt: skip
    raw = as_workbook(rows, [(1, 2, 0, "PRJ-001"), (1, 2, 3, 1000)])
    (asked,) = read(raw, "a.xlsx").questions
    assert (asked.about, asked.proposed) == ("fill_down", "filled down") and "'project_id'" in asked.text
    table = read(raw, "a.xlsx", Reading(fill_down="filled down"))
    assert table.columns[0].to_pylist() == ["PRJ-001", "PRJ-001", "PRJ-002", "PRJ-003"]
    assert table.columns[3].to_pylist() == ["1000", "", "7", "8"]
    assert [(each.row, each.code) for each in table.problems] == [(2, "merged_cells")]
    titles = as_workbook([["Return"], *rows[:1], ["PRJ-009", "M0", "Go", "5"], *rows[3:]], [(0, 1, 1, "x")])
    assert not read(titles, "a.xlsx").questions


SIDEWAYS = ["project_id,PRJ-001,PRJ-002", "name,Alpha,Beta", "stage,Live,Live", "start_date,01/04/2026,15/05/2026",
            'budget_gbp,"1,000",2000']  # fmt: skip


@pytest.mark.parametrize("above", [[], ["Projects in October"]])
def test_a_table_on_its_side_is_turned_after_a_question(above):
    raw = text_of(*above, *SIDEWAYS)
    (asked,) = read(raw, "a.csv").questions
    assert (asked.about, list(asked.options)) == ("turned", ["turned", "as written"])
    table = read(raw, "a.csv", Reading(turned="turned"))
    assert table.headers == ["project_id", "name", "stage", "start_date", "budget_gbp"]
    assert rows_of(table) == [["PRJ-001", "Alpha", "Live", "01/04/2026", "1,000"],
                              ["PRJ-002", "Beta", "Live", "15/05/2026", "2000"]]  # fmt: skip
    assert table.lines.to_pylist() == [2, 3] and len(table.left_out) == len(above)
    assert not read(raw, "a.csv", Reading(turned="as written", header_line=1)).questions
    workbook = read(as_workbook([line.replace('"', "").split(",")[:3] for line in SIDEWAYS[:4]]), "a.xlsx")
    assert [each.about for each in workbook.questions] == ["turned"]


def test_a_line_of_a_table_on_its_side_that_is_too_long_is_refused_with_its_number():
    raw = text_of(*SIDEWAYS[:4], "budget_gbp,1,000,2000")
    table = read(raw, "a.csv", Reading(turned="turned"))
    assert [each.row for each in table.problems if each.severity == "error"] == [5]


# -- columns of one name, and rows that may be none --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        (["a,1,", "b,,2", "c,,"], True),
        (["a,,", "b,,2"], True),
        (["a,1,", "b,2,"], True),  # one is empty
        (["a,,1", "b,,2"], True),
        (["a,1,", "b,,2"], False),  # every row has a cell in one of them
        (["a,1,1", "b,2,2"], False),
        (["a,1,2", "b,2,3"], False),  # they disagree: the check refuses that
    ],
)
def test_two_columns_of_one_name_are_asked_about_unless_it_is_plain_which_counts(cells, asked):
    raw = text_of("measure_id,Value,value,month", *(f"{each},2026-08" for each in cells))
    table = read(raw, "a.csv")
    assert [each.about for each in table.questions] == (["twins"] if asked else [])
    if asked:
        assert errors_of(raw) == ([(None, "choose_twins")], False)
        second = read(raw, "a.csv", Reading(twins="second"))
        assert second.headers == ["measure_id", "value", "month"]
        assert second.columns[1].to_pylist() == [each.split(",")[2] for each in cells]
        assert read(raw, "a.csv", Reading(twins="one column")).headers == ["measure_id", "Value", "value", "month"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("# incidents,2026-09,1180,,,", "commented_row"),
        ("#incidents,2026-09,1180,,,", "commented_row"),
        ("incidents,2026-09,1180,,,ditto", "ditto_mark"),
        ('"""",2026-09,1180,,,x', "ditto_mark"),
    ],
)
def test_a_row_that_says_something_of_itself_is_refused_with_its_line(line, code):
    errors, taken = errors_of(text_of(HEAD, GOOD, line, "incidents,2026-10,3,,,y", "incidents,2026-11,3,,,"))
    assert not taken and (3, code) in errors
    every = text_of("ref,name", "#a1,x", "#a2,y", "#a3,ditto marks")  # the codes of this system begin so
    assert not read(every, "a.csv").problems


@pytest.mark.parametrize("label", ["Sub-total", "Total", "GRAND TOTAL", "Subtotal for the page"])
def test_a_total_that_stands_behind_another_column_is_no_row(label):
    """With every cell filled, and with figures that are no sum: the reader looks at what a row begins with."""
    rows = ["source,area_id,area_name,population,as_of", "Index 2025,ward-08,Quayside,11620,2025-12-31"]
    checked = check(read(text_of(*rows, f"Index 2025,{label},Quayside,11620,2025-12-31"), "a.csv"), "areas")
    assert [(each.row, each.column, each.code) for each in checked.errors] == [(3, "area_id", "total_or_row")]
    named = check(read(text_of(*rows, "Index 2025,total-cross,Total Cross,11620,2025-12-31"), "a.csv"), "areas")
    assert not named.errors


def test_apostrophes_around_whole_rows_are_no_letters_of_their_cells():
    rows = [HEAD, "'calls_answered,2026-08,93.1,,,'", "'incidents,2026-09,1180,,,'"]
    assert errors_of(text_of(*rows)) == ([(2, "rows_between_apostrophes")], False)
    assert not read(text_of(HEAD, "'calls_answered,2026-08,93.1,,,as told"), "a.csv").problems  # as Excel marks a text


@pytest.mark.parametrize(("first", "second"), [("proj", "ect_id"), ("project", "_id"), ("p", "roject_id")])
def test_a_header_that_breaks_within_its_first_name_is_no_title(first, second):
    lines = [first, f"{second},name,type,directorate", "PRJ-1,Scan,transform,Resources"]
    (problem,) = read(text_of(*lines), "projects.csv").problems
    assert (problem.row, problem.code) == (1, "header_cut") and f"{second!r} in line 2" in str(problem)
    titled = read(text_of("Projects", "project_id,name,type,directorate", lines[2]), "projects.csv")
    assert not titled.problems and titled.row_count == 1


@pytest.mark.parametrize("label", ["Sub-total", "Subtotal", "Sub total"])
def test_a_subtotal_whose_every_cell_is_filled_is_no_row(label):
    rows = ["number,opened_at,category", "INC1,01/09/2026,Web", "INC2,02/09/2026,Desk", f"{label},02/09/2026,Desk"]
    assert [each.about for each in read(text_of(*rows), "a.csv").questions] == ["last_line"]
    between = read(text_of(*rows, "INC3,03/09/2026,Web"), "a.csv")
    assert [(each.row, each.code) for each in between.problems] == [(4, "total_or_row")]


def test_the_mark_of_dos_at_the_end_goes_and_lost_letters_are_named():
    table = read(b"measure_id,month,note\r\nm1,2026-08,x\r\n\x1a", "a.csv")
    assert not table.problems and table.row_count == 1 and "as DOS wrote it" in table.repairs[0]
    lost = read("measure_id,month,note\nm1,2026-08,caf\ufffd\n".encode(), "a.csv")
    assert not lost.problems and lost.repairs[0].endswith("which was kept: line 2.")
    done = check(lost, "kpi_values")
    assert [each.row for each in done.problems if each.code == "lost_letter"] == [2] and not done.repairs  # said once


def test_an_empty_name_among_the_others_is_asked_about_where_every_row_lacks_a_cell():
    """One delimiter too many in the header: the cells behind it would slide under other names."""
    raw = b"objective_id,title,,owner_role,evidence\n" + b"".join(
        f"O{n},Aim {n},Director,Report {n}\n".encode() for n in range(4)
    )
    (asked,) = read(raw, "file.csv").questions
    assert asked.about == "names" and asked.needed
    assert "owner_role is 'Director'; evidence is 'Report 0'" in asked.options["without the empty name"]
    mended = read(raw, "file.csv", Reading(names="without the empty name"))
    assert mended.headers == ["objective_id", "title", "owner_role", "evidence"]
    assert [column.to_pylist()[0] for column in mended.columns] == ["O0", "Aim 0", "Director", "Report 0"]
