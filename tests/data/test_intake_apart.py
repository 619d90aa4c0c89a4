"""Workbooks and archives are read in a process apart: a file made to end, stall or fill it ends in a sentence."""

import gzip
import io
import os
import pickle
import re
import signal
import struct
import threading
from contextlib import closing

import pytest

from data.intake import read
from data.intake.files import apart, reader
from data.intake.files.apart import NotRead, Reader
from data.intake.files.archives import opened
from data.settings import ROOT
from tests.data.keep_workbooks import ods, raw_xlsx, repacked, rows_xlsx, text_cell, zipped

GOOD = rows_xlsx(Data=[["measure_id", "month", "value"], ["m1", "2026-09", 3]])
LONG = rows_xlsx(Data=[["measure_id", "note"], *(["m1", "n" * 30_000] for _ in range(4))])  # more than a pipe holds
XLS = (ROOT / "tests/data/files/from_excel_2003.xls").read_bytes()
LIMIT = 200_000_000


def said(table) -> str:
    return " ".join(map(str, table.problems))


@pytest.fixture(scope="module")
def own():
    """A reader of this file's own, with little time and memory; each test leaves it in order."""
    made = Reader(memory_mb=250, seconds=1)
    yield made
    made.close()


def sheet(own: Reader, raw: bytes, progress=None):
    return own.run("sheet", "made_up", raw, "made_up", None, LIMIT, progress=progress)


def fails(own: Reader, job) -> str:
    with pytest.raises(NotRead) as error:
        job()
    assert sheet(own, GOOD).body, "another one takes its place"
    return str(error.value.problem)


def texts_stated(number: int) -> bytes:
    stated = f'uniqueCount="{number}"'.encode()
    return repacked(
        GOOD, lambda name, part: re.sub(rb'uniqueCount="\d+"', stated, part) if "sharedStrings" in name else part
    )


def rarely_closed() -> bytes:
    """1 MB of cells that fail and whose ends are written as nobody writes them: each is looked for to the end."""
    cells = "".join(f"<c r='A{row}' t='e'><v>#N/A</v></c >" for row in range(1, 25_000))
    return raw_xlsx(f"<row r='1'>{cells}</row>")


# -- the child itself --------------------------------------------------------------------------------------------------


def test_a_reader_that_is_ended_in_the_middle_leaves_a_sentence_and_another_one_goes_on(own):
    assert sheet(own, GOOD).body
    first = own.pid
    words = fails(own, lambda: sheet(own, LONG, lambda share, doing: os.kill(own.pid, signal.SIGKILL)))
    assert words.startswith("The file: made_up broke off its reader: it is damaged"), words
    assert "Export it again" in words
    assert own.pid != first
    again = own.pid
    assert sheet(own, GOOD).body
    assert own.pid == again, "a healthy reader is used again"


def test_a_reader_that_ended_while_it_had_nothing_to_do_is_no_fault_of_the_next_file(own):
    assert sheet(own, GOOD).body
    os.kill(own.pid, signal.SIGKILL)
    assert sheet(own, GOOD).body


def test_a_reader_that_stalls_is_given_up(own):
    words = fails(own, lambda: sheet(own, LONG, lambda share, doing: os.kill(own.pid, signal.SIGSTOP)))
    assert "took more than 1 seconds to read, and was given up" in words


def test_a_workbook_that_keeps_its_reader_busy_without_end_is_given_up(own):
    assert "took more than 1 seconds to read, and was given up" in fails(own, lambda: sheet(own, rarely_closed()))


def test_a_page_that_is_left_leaves_no_answer_behind_for_the_next_file(own):
    class Left(Exception):
        pass

    def leave(share, doing):
        raise Left

    with pytest.raises(Left):
        sheet(own, GOOD, leave)
    assert b"another" in sheet(own, rows_xlsx(Data=[["measure_id", "another"], ["m1", 1]])).body


def test_files_of_several_threads_wait_for_each_other_and_get_their_own_answers(own):
    found = {}

    def one(number):
        found[number] = sheet(own, rows_xlsx(Data=[["measure_id", "value"], [f"m{number}", number]])).body

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {number: f"m{number},{number}".encode() in body for number, body in found.items()} == dict.fromkeys(
        range(6), True
    )


def test_what_is_counted_and_not_named_comes_back_whole():
    rows = "".join(f"<row r='{row}'><c r='A{row}'><f>1+1</f></c></row>" for row in range(2, 1_500))
    table = read(raw_xlsx(f"<row r='1'>{text_cell('A1', 'measure_id')}</row>{rows}"), "never_counted.xlsx")
    assert sum(each.count for each in table.problems if each.code != "no_rows") >= 1_498, said(table)


def test_a_reader_that_a_file_has_taken_over_makes_nothing_but_answers():
    message = pickle.dumps(("done", os.getcwd))
    with pytest.raises(pickle.UnpicklingError, match="is no part of an answer"):
        apart._Messages(io.BytesIO(message)).load()


# -- made-up files -----------------------------------------------------------------------------------------------------


def test_a_workbook_that_states_a_hundred_billion_texts_ends_nothing():
    raw = texts_stated(100_000_000_000)
    assert len(raw) < 6_000
    assert "100,000,000,000 different texts and has no room for them" in said(read(raw, "bomb.xlsx"))
    # and where the stated number slips through, the memory's limit holds
    with closing(Reader(memory_mb=250, seconds=60)) as patient:  # so that it is the memory that ends it
        words = fails(patient, lambda: sheet(patient, _texts_at_the_edge()))
    assert "broke off its reader" in words or "MB of memory" in words


def _texts_at_the_edge() -> bytes:
    """As many texts stated as there is room for: 60 MB of nothing, which packs to 60 kB."""

    def change(name: str, part: bytes) -> bytes:
        if "sharedStrings" not in name:
            return part
        stated = re.sub(rb'uniqueCount="\d+"', b'uniqueCount="12000000"', part)
        return stated.replace(b"</sst>", b" " * 60_000_000 + b"</sst>")

    return repacked(GOOD, change)


@pytest.mark.parametrize("number", [10**8, 2**31 - 1])
def test_an_xls_that_states_far_more_texts_than_it_has_is_read_or_refused(number):
    at = XLS.index(b"\xfc\x00" + struct.pack("<H", 87))  # the record of the shared texts
    raw = XLS[: at + 4] + struct.pack("<II", number, number) + XLS[at + 12 :]
    table = read(raw, "bomb.xls")
    assert table.headers or table.problems


@pytest.mark.parametrize(
    "cell",
    [
        '<table:table-cell office:value-type="string" table:number-columns-repeated="4000000000"><text:p>x</text:p>'
        "</table:table-cell>",
        '<table:table-cell office:value-type="string"><text:p>x<text:s text:c="4000000000"/></text:p>'
        "</table:table-cell>",
    ],
)
def test_an_ods_that_repeats_without_end_is_refused(cell):
    table = read(ods(f'<table:table table:name="A"><table:table-row>{cell}</table:table-row></table:table>'), "b.ods")
    assert not table.headers
    assert table.problems[0].remedy


def test_a_sheet_that_says_it_fills_every_cell_there_is_is_read_as_it_stands():
    whole = b'<dimension ref="A1:XFD1048576"'
    raw = repacked(GOOD, lambda name, part: re.sub(rb'<dimension ref="[^"]*"', whole, part))
    assert read(raw, "whole.xlsx").row_count == 1


def test_an_archive_is_unpacked_apart_as_well(monkeypatch):
    asked = []
    run = apart.READER.run
    monkeypatch.setattr(apart.READER, "run", lambda job, *rest, **named: asked.append(job) or run(job, *rest, **named))
    csv = b"measure_id,month,value\nm1,2026-09,3\n"
    assert opened(zipped({"a.csv": csv}), "a.zip").files == [("a.csv", csv)]
    assert opened(gzip.compress(csv), "a.csv.gz").files == [("a.csv", csv)]
    assert read(GOOD, "a.xlsx").row_count == 1
    assert opened(csv, "a.csv").files == [("a.csv", csv)]
    assert read(csv, "a.csv").row_count == 1
    assert asked == ["archive", "archive", "sheet"], "and text is read here"
    assert set(asked) == set(reader.JOBS)


@pytest.mark.parametrize("columns", [2_000, 2_001])
def test_more_columns_than_anybody_needs_are_refused(columns):
    names = [f"c{number}" for number in range(columns)]
    table = read(f"{','.join(names)}\n{','.join('1' for _ in names)}\n".encode(), "wide.csv")
    refused = "the table has 2,001 columns; at most 2,000 are read" in said(table)
    assert (refused, bool(table.headers)) == (columns > 2_000, columns <= 2_000)
