"""Whatever the bytes are, reading ends in a table or in a sentence: quickly, and without taking the server's memory."""

import gzip
import os
import subprocess
import sys
import textwrap

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.csv_out import to_csv
from data.intake import read
from data.intake.files.archives import opened
from data.settings import ROOT
from tests.data.keep_workbooks import ods, raw_xlsx, repacked, rows_xlsx, text_cell, zipped
from tests.examples import examples

CSV = b'measure_id,month,value,note\r\nm1,2026-09,3,"two\nlines"\r\nm2,2026-09,"1,200",\xc2\xa3\r\n'
CELL = '<table:table-cell office:value-type="string"><text:p>measure_id</text:p></table:table-cell>'
GOOD = {
    "csv": CSV,
    "xlsx": rows_xlsx(Data=[["measure_id", "month", "value"], ["m1", "2026-09", 3]], More=[["x"]]),
    "ods": ods(f'<table:table table:name="A"><table:table-row>{CELL * 2}</table:table-row></table:table>'),
    "xls": (ROOT / "tests/data/files/from_excel_2003.xls").read_bytes(),
    "zip": zipped({"a.csv": CSV, "b.csv": CSV}),
    "gz": gzip.compress(CSV),
}


def ends_well(raw: bytes, name: str) -> None:
    found = opened(raw, name)
    assert found.files or found.problems
    for file_name, content in found.files:
        table = read(content, file_name)
        assert table.headers or table.problems
        assert all(len(column) == table.row_count for column in table.columns)
        assert all(each.problem and each.remedy for each in table.problems)


@examples(150)
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=100).map(lambda each: b"PK\x03\x04" + each)))
def test_any_bytes_end_in_a_table_or_a_sentence(raw):
    ends_well(raw, "any")


CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from([0, 1, 4, 60]), st.one_of(st.binary(max_size=4), st.just(b"\xff" * 4))),
    min_size=1,
    max_size=5,
)


def changed(raw: bytes, changes) -> bytes:
    for share, gone, put in changes:
        at = int(share * len(raw))
        raw = raw[:at] + put + raw[at + gone :]
    return raw


@examples(250)
@given(st.sampled_from(sorted(GOOD)), st.booleans(), CHANGES)
def test_any_damage_to_a_good_file_ends_in_a_table_or_a_sentence(which, inside, changes):
    raw = GOOD[which]
    if inside and which in ("xlsx", "ods"):  # behind the checksums
        parts = ("sheet1.xml", "workbook.xml", "styles.xml", "content.xml", "sharedStrings.xml")
        raw = repacked(raw, lambda name, content: changed(content, changes) if name.endswith(parts) else content)
    else:
        raw = changed(raw, changes)
    ends_well(raw, f"any.{which}")


def test_unsound_xml_that_the_reader_of_workbooks_would_never_finish_is_refused():
    raw = repacked(GOOD["ods"], lambda name, content: content.replace(b"</table:table>", b"</table\0table>"))
    assert "damaged" in str(read(raw, "a.ods").problems[0])


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty: it has 0 bytes"),
        (b"\0" * 5000, "holds only blank lines"),
        (b"MZ\x90\0" + b"\0" * 500, "is a program"),
        (b"measure_id,month\nm1\0,2026-09\n", "Line 2: holds NUL bytes"),
        (b'"' * 200_001, "more than 100,000 letters in its first line"),
        (b",".join(b"c%d" % number for number in range(100_000)) + b"\n", "more than 100,000 letters"),
        # a cell of 10 MB took 1.2 GB to cut
        (b"a,b\n1,2\n" + b'm1,"' + b"n" * 10_000_000 + b'"\n', "Line 3: has more than 1,000,000 letters"),
        (b"a,b\r" + b"1,2\r" * 300_000 + b"x" * 1_000_001, "Line 300002: has more than"),
        (
            b'a,b\n1,2\nm1,"' + b"n\n" * 10_001 + b'"\n',
            "Line 3: 'm1,\"n' a quotation mark opens a cell that goes on for",
        ),
        (
            b"a,b\n1,2\n" + b'm1,"n\n' * 20_001,
            "Line 3: 'm1,\"n' the quotation marks of more than 20,000 lines are wrong",
        ),
        (b"a,b\n" * 3_000_001, "3,000,001 lines; at most 3,000,000"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(raw, says):
    table = read(raw, "any.csv")
    assert not table.headers
    assert says in " ".join(map(str, table.problems))


def test_a_cell_of_almost_a_megabyte_is_read():
    table = read(b'measure_id,note\nm1,"' + b"n" * 900_000 + b'"\n', "any.csv")
    assert len(table.columns[1][0].as_py()) == 900_000


def test_a_cell_of_almost_ten_thousand_lines_is_read():
    note = "n\n" * 9_900
    for other in ("m2,x\n", 'm2,x"y\n'):  # cut by Arrow, and record by record
        table = read(f'measure_id,note\nm1,"{note}"\n{other}'.encode(), "any.csv")
        assert table.columns[1][0].as_py() == note and not table.problems


@pytest.mark.parametrize(
    ("raw", "most", "says"),
    [
        ('b"x," * 95_000_000', 50, "in its first line"),
        # took 1.3 GB
        ("""b'a,b\\nm1,"' + b"n\\n" * 2_900_000 + b'"\\n'""", 150, "more than 10,000 lines"),
        # took 1.1 GB: a wrong mark elsewhere has each record looked at
        ("""b'a,b\\nm1,"' + (b"n" * 900_000 + b"\\n") * 10 + b'"\\nm2,x"y\\n'""", 150, "0 problems"),
        # took 1.5 GB: a mark in each line that nothing closes as it should
        ("""b'a,b\\n' + b'm2,"n\\n' * 2_000_000""", 150, "20,000 lines are wrong"),
    ],
    ids=["a long line", "a cell of many lines", "a long cell", "many wrong marks"],
)  # fmt: skip
def test_what_is_made_to_fill_the_memory_does_not(raw, most, says):
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(f"""
            import resource
            from data.intake import read
            raw = {raw}
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            table = read(raw, "made_up.csv")
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            print((after - before) // 1000, len(table.problems), "problems", *table.problems)
        """)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    more, told = done.stdout.split(" ", 1)
    assert says in told, told
    assert int(more) < most, "megabytes on top of the file itself"


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("data.intake.files.workbooks._largest", lambda: 1_000_000)
    row = "<row r='{0}'><c r='A{0}'><v>0</v></c></row>"
    raw = raw_xlsx("".join(row.format(number) for number in range(1, 40_000)))
    assert "holds more than 1 MB when it is unpacked" in str(read(raw, "bomb.xlsx").problems[0])


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3"])
def test_a_cell_that_would_run_is_text_when_it_comes_and_harmless_when_it_goes(text):
    raw = raw_xlsx(
        f"<row r='1'>{text_cell('A1', 'measure_id')}{text_cell('B1', 'note')}</row>"
        f"<row r='2'><c r='A2'><v>1</v></c>{text_cell('B2', text)}</row>"
    )
    for content in (raw, f'measure_id,note\n1,"{text}"\n'.encode()):
        table = read(content, "any")
        assert table.columns[1].to_pylist() == [text]
        frame = pd.DataFrame({"note": table.columns[1].to_pylist()})
        assert to_csv(frame).splitlines()[1].lstrip('"').startswith("'" + text[0])


def test_headers_and_categories_that_would_run_go_out_harmless_too():
    frame = pd.DataFrame({"=1+1": pd.Categorical(["＝x", "\n=x"]), "n": [-1, 2]})
    assert to_csv(frame).splitlines() == ["'=1+1,n", "'＝x,-1", "\"'", '=x",2']
