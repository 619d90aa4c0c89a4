"""Reading: any dialect comes back as it was written, or is refused with reasons; the quick ways agree with the slow."""

import codecs
import json
import os

import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.intake import read
from data.intake.files.cutting import Parts, by_arrow, by_proved_quotes, by_records
from data.intake.files.shape import DELIMITERS
from data.settings import ROOT
from tests.examples import examples

SHARED = ROOT.parent / "shared" / "realdata"
HEADERS = ["measure_id", "month", "value", "note"]


def rows_of(table) -> list[list[str]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]


def said(table) -> str:
    return " ".join(str(each) for each in table.problems)


# -- every dialect -----------------------------------------------------------------------------------------------------

# letter by letter: st.text() would take words of our own code too, such as those that end a table
LETTERS = st.one_of(st.sampled_from('ab1,;\t|"\n\r £é–'), st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")))
CELLS = st.lists(LETTERS, max_size=8).map("".join)


def written(rows, delimiter: str, line_end: str, quote: str, cells_end: str) -> str:
    def cell(text: str) -> str:
        text = text.replace("\n", cells_end)
        if quote == "all" or (quote == "filled" and text) or any(mark in text for mark in f'{delimiter}"\r\n'):
            return '"' + text.replace('"', '""') + '"'
        return text

    return "".join(delimiter.join(cell(text) for text in row) + line_end for row in rows)


@examples(400)
@given(
    st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6)),
    st.sampled_from(sorted(DELIMITERS)),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["needed", "all", "filled"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
    st.booleans(),
    st.booleans(),
)
def test_a_table_in_any_dialect_comes_back_or_is_refused(
    rows, delimiter, line_end, quote, encoding, last_end, capitals
):
    headers = [name.upper() if capitals else name for name in HEADERS[: len(rows[0]) if rows else 3]]
    text = written([headers, *rows], delimiter, line_end, quote, "\n")
    assume(not {*"ÂÃâ"} & {*text})  # with what may follow them they are letters encoded twice
    assume(all(cell not in ('"', "″", "〃") for row in rows for cell in row))  # marks that stand for the cell above
    if not last_end:
        text = text[: -len(line_end)]
    try:
        raw = text.encode(encoding)
    except UnicodeEncodeError:
        assume(False)
    if encoding == "cp1252" and not raw.isascii():
        try:
            raw.decode("utf-8")
            assume(False)  # the same bytes are good UTF-8: nobody can tell
        except UnicodeDecodeError:
            pass
    table = read(raw, "any.csv")
    if table.questions:  # a last row that might be a total; a first column that is written in blocks
        assert table.questions[0].about in ("last_line", "fill_down")
        return
    if table.problems:
        assert not encoding.startswith("utf-8"), said(table)
        assert all(each.problem and each.remedy for each in table.problems)
        return
    assert table.headers == headers
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert rows_of(table) == kept
    # every line number is the one at which the row starts in the file
    starts, line = [], 2
    for row in rows:
        if any(cell.strip() for cell in row):
            starts.append(line)
        line += 1 + "".join(row).replace("\r\n", "\n").count("\n") + "".join(row).replace("\r\n", "\n").count("\r")
    assert table.lines.to_pylist() == starts


ROUGH = st.text(st.sampled_from('ab,"\n\r '), max_size=40)


@examples(1500)
@given(ROUGH, st.integers(2, 3))
def test_the_quick_ways_cut_as_the_slow_one_does(text, width):
    data = text.encode()
    quick = Parts(header_line=1, first_line=2, width=width)
    way = by_proved_quotes if '"' in text else by_arrow
    extra = {} if '"' in text else {"quoted": False, "ends": None}
    if not way(data, ",", quick, **extra):
        return
    slow = Parts(header_line=1, first_line=2, width=width)
    by_records(data, ",", slow)
    assert not slow.broken
    quick_columns, quick_lines = quick.table()
    slow_columns, slow_lines = slow.table()
    assert quick_lines.equals(slow_lines)
    assert [column.to_pylist() for column in quick_columns] == [column.to_pylist() for column in slow_columns]
    assert [(line, cells) for line, cells, _ in quick.ragged] == [(line, cells) for line, cells, _ in slow.ragged]


@examples(300)
@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_make_it_fall_over(raw):
    table = read(raw, "any.csv")
    assert table.headers or table.problems
    assert all(len(column) == table.row_count for column in table.columns)


def test_sound_quotes_go_the_quick_way_and_others_the_slow():
    quick = Parts(header_line=1, first_line=2, width=2)
    assert by_proved_quotes(b'1,"x\r\ny"\n"a""b",""\n', ",", quick)
    assert quick.table()[1].to_pylist() == [2, 4]
    for text in (b"1,36'37.8\"N\n", b'"a"b,1\n', b'a ,"b" \n', b'1,"open\n'):
        assert not by_proved_quotes(text, ",", Parts(header_line=1, first_line=2, width=2)), text


def test_a_row_longer_than_a_block_is_read_all_the_same():
    long = "\n".join(["x" * 500_000] * 10)  # no line of it is too long
    table = read(f'a,b\n1,"{long}"\n2,y\n'.encode(), "long.csv")
    assert not table.problems
    assert rows_of(table) == [["1", long], ["2", "y"]]


# -- one by one --------------------------------------------------------------------------------------------------------


def test_mixed_line_ends_and_line_numbers():
    table = read(b'a,b\r\n1,2\n3,4\r5,"6\n7"\r\n\r\n8,9', "mixed.csv")
    assert rows_of(table) == [["1", "2"], ["3", "4"], ["5", "6\n7"], ["8", "9"]]
    assert table.lines.to_pylist() == [2, 3, 4, 7]
    assert table.repairs == ["A blank row was left out: line 6."]


def test_windows_1252_is_read_and_named():
    table = read("name,note\nCafé,£5 – “good”\n".encode("cp1252"), "old.csv")
    assert rows_of(table) == [["Café", "£5 – “good”"]]
    assert "windows-1252" in table.repairs[0]


def test_bytes_that_mean_nothing_are_named_with_their_line():
    table = read(b"a,b\n1,2\n3,\x81\xe9\n", "bad.csv")
    assert [(each.row, each.severity) for each in table.problems] == [(3, "error")]
    assert "windows-1252" in said(table)


def test_half_a_letter_in_utf8_is_not_taken_for_windows_1252():
    table = read("a,b\n1,£\n2,é\n3,–\n".encode() + b"4,\xc3\n", "cut.csv")
    assert table.problems[0].row == 5
    assert "not UTF-8" in said(table)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_with_and_without_its_mark(encoding):
    table = read("name;value\r\nÉcole;1\r\n".encode(encoding), "wide.csv")
    assert table.headers == ["name", "value"]
    assert rows_of(table) == [["École", "1"]]


def test_a_separator_line_of_excel_is_understood():
    table = read(b"sep=;\r\na;b\r\n1,5;2\r\n", "excel.csv")
    assert (table.headers, rows_of(table), table.header_line) == (["a", "b"], [["1,5", "2"]], 2)


def test_known_headers_decide_between_delimiters():
    table = read(b"measure_id;month;value, in pounds, net, of all\na;2026-09;1\n", "k.csv")
    assert table.headers == ["measure_id", "month", "value, in pounds, net, of all"]


def test_ragged_rows_are_named_and_hide_nothing():
    table = read(b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n\n10,11,12\n", "ragged.csv")
    assert [(each.row, each.value) for each in table.problems] == [(3, "4,5"), (4, "6,7,8,9")]
    assert "2 cells where the header has 3" in said(table) and "4 cells where the header has 3" in said(table)
    assert rows_of(table) == [["1", "2", "3"], ["10", "11", "12"]]
    assert table.lines.to_pylist() == [2, 6]


def test_surplus_empty_cells_go_only_where_every_row_has_them_and_every_name_is_known():
    head = "measure_id,month,value"
    table = read(f"{head}\nm1,2026-08,2,,\nm1,2026-09,4,,\nm2,2026-09,5,,\n,,\nSource: us\n".encode(), "surplus.csv")
    assert not table.problems
    assert rows_of(table) == [["m1", "2026-08", "2"], ["m1", "2026-09", "4"], ["m2", "2026-09", "5"]]
    assert "Every row has 2 empty cells more at its end than the header has names; left out." in table.repairs
    for rows in (
        "m1,2026-08,1,\nm1,2026-09,4\n",
        "m1,2026-08,4\nm1,2026-09,1,234,\n",
        "m1,2026-08,1,,\nm1,2026-09,4,\n",
    ):
        assert "cells where the header has 3" in said(read(f"{head}\n{rows}".encode(), "surplus.csv")), rows


def test_nameless_empty_columns_at_the_end_go():
    table = read(b"a,b,,\n1,2,,\n", "excel.csv")
    assert table.headers == ["a", "b"]
    kept = read(b"a,b,,\n1,2,,5\n", "excel.csv")
    assert (kept.headers, rows_of(kept)) == (["a", "b", ""], [["1", "2", "5"]])
    assert kept.repairs == ["Column 3 has neither a name nor cells and was left out."]


@pytest.mark.parametrize(
    "line",
    ['"a"b,2,3', '1,"open,3', '"1" ,2,3'],
)
def test_a_wrong_quote_spoils_its_own_line_only(line):
    table = read(f'a,b,c\n1,2,3\n{line}\n4,"5\n5",6\n7,8,9\n'.encode(), "quotes.csv")
    assert [each.row for each in table.problems] == [3]
    assert table.problems[0].value == line
    assert rows_of(table) == [["1", "2", "3"], ["4", "5\n5", "6"], ["7", "8", "9"]]
    assert table.lines.to_pylist() == [2, 4, 6]


def test_a_quote_inside_a_bare_cell_is_part_of_it():
    assert rows_of(read(b"a,b\n36'37.8\"N,2\n", "where.csv")) == [["36'37.8\"N", "2"]]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "0 bytes"),
        (b"\n\r\n  \n", "only blank lines"),
        (codecs.BOM_UTF8, "only blank lines"),
        (b"PK\x05\x06rest of it", "zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "cut off"),
        (b"MZ\x90\x00\x03\x00\x00", "a program"),
        (b"%PDF-1.7 x", "a PDF"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"a,b\n1,\x002\n", "NUL bytes"),
    ],
)
def test_what_is_not_a_table_is_refused_with_a_reason(raw, words):
    table = read(raw, "file.csv")
    assert words in said(table)
    assert not table.headers and all(each.severity == "error" and each.remedy for each in table.problems)


def test_nul_bytes_name_their_lines():
    assert [each.row for each in read(b"a,b\n1,2\n3,\x00\n4,5\n\x00,6\n", "nul.csv").problems] == [3, 5]


def test_a_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(
        "data.intake.files.encoding.settings", lambda: type("S", (), {"intake": type("I", (), {"largest_file_mb": 1})})
    )
    assert "largest file taken is 1 MB" in said(read(b"a,b\n" + b"1,2\n" * 300_000, "big.csv"))


def test_a_thousand_problems_are_listed_and_the_rest_counted():
    table = read(b"a,b,c\n" + b"1,2\n1,2,3,4\n" * 2_500, "ragged.csv")
    assert len(table.problems) == 1001
    assert "4,000 more rows" in table.problems[-1].problem
    assert table.problems[999].row == 1001


# -- files of others ---------------------------------------------------------------------------------------------------

SPECTRUM = SHARED / "messy" / "csv_spectrum"


@pytest.mark.skipif(not SPECTRUM.exists(), reason="the shared files are not here")
@pytest.mark.parametrize("name", sorted(os.listdir(SPECTRUM / "csvs")) if SPECTRUM.exists() else [])
def test_csv_spectrum(name):
    expected = json.loads((SPECTRUM / "json" / name.replace(".csv", ".json")).read_text(encoding="utf-8"))
    table = read((SPECTRUM / "csvs" / name).read_bytes(), name)
    assert not table.problems
    found = [dict(zip(table.headers, row, strict=True)) for row in rows_of(table)]
    if name == "location_coordinates.csv":  # its two files differ in the telephone number and in broken letters
        assert [list(row) for row in found] == [list(expected)]
        assert found[0]["Cities"] == "Modesto" and found[0]["Location Coordinates"].endswith('17.9"W')
        return
    even = [{key: cell.replace("\r\n", "\n") for key, cell in row.items()} for row in expected]
    assert [{key: cell.replace("\r\n", "\n") for key, cell in row.items()} for row in found] == even


@pytest.mark.skipif(not SHARED.exists(), reason="the shared files are not here")
def test_messy_files_are_read_or_refused():
    for path in sorted((SHARED / "messy").rglob("*.csv")):
        table = read(path.read_bytes(), path.name)
        assert table.headers or table.problems, path
        raw_lines = len([line for line in path.read_bytes().splitlines() if line.strip(b', ;"')])
        if not table.problems and raw_lines and b'"' not in path.read_bytes():
            assert table.row_count >= raw_lines - 1 - 5, path
    assert read((SHARED / "messy" / "leeds_spend_2018-10_zero_bytes.csv").read_bytes(), "leeds.csv").problems


def test_columns_are_arrow_text():
    assert all(column.type == pa.string() for column in read(b'a,b\n1,"2"\n', "x.csv").columns)
