"""The council's own files, made messy as people and their systems do: taken as they were, asked about, or refused."""

import csv
import io
import re
from datetime import date
from functools import cache

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from data.contracts import CONTRACTS
from data.intake import check, read
from data.intake.columns.recognising import recognised
from data.sample import files
from tests.examples import examples
from tests.messes import made_messy, outcome

KINDS = ("finance", "kpi_values", "channel_volumes", "projects", "milestones", "risks_issues", "incidents", "areas")
DAY, FIGURE = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"-?\d+(\.\d+)?")
DAYS = ("{0}", "{1:%d/%m/%Y}", "{1:%d-%b-%y}", "{1:%d.%m.%Y}", "{0}T00:00:00", "{0} 00:00:00")
ABOVE = ("IT performance return", "Month: October 2026", "Data extracted 03/11/2026 09:15", "OFFICIAL")
BELOW = ("Source: council records", "Page 1 of 1", "End of report", "* some figures are provisional")
MONEY = (("£000", 1e3), ("(£k)", 1e3), ("(£m)", 1e6), ("in thousands of pounds", 1e3))


@cache
def clean(kind: str):
    """The rows of a sample file, cell by cell, and what intake makes of them."""
    file = next(each for each in reversed(files()) if each.kind == kind)
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))[:60]
    rows = [
        row for row in rows if not re.fullmatch(r"\d{4}/\d\d Q[1-4]", row[1])
    ]  # nothing here knows which measures are quarterly
    done = taken(as_csv(rows), kind)
    assert done is not None, kind
    return rows, done


def as_csv(rows, **how) -> bytes:
    text = io.StringIO()
    csv.writer(text, **how).writerows(rows)
    return text.getvalue().encode()


def taken(raw: bytes, kind: str, name: str = "file.csv"):
    """The typed rows without their lines, in any order; None where the file is refused or asked about."""
    table = read(raw, name)
    done = check(table, kind)
    if done.rows is None:
        assert done.errors, "refused without a word"
        return None
    first = recognised(table)[0]
    assert not first.sure or first.kind == kind
    left = [each for each in done.rows.column_names if each not in ("source_row", "slice_key")]
    return sorted(map(repr, done.rows.select(left).to_pylist()))


def as_workbook(rows) -> bytes:
    """Days and figures as Excel keeps them; what looks like a figure under a column of text stays text."""
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True}) as book:
        sheet, as_day = book.add_worksheet("Return"), book.add_format({"num_format": "dd/mm/yyyy"})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if DAY.fullmatch(cell):
                    sheet.write_datetime(at, column, date.fromisoformat(cell), as_day)
                elif FIGURE.fullmatch(cell) and "." not in cell and not cell.startswith("0") and len(cell) < 12:
                    sheet.write_number(at, column, int(cell))
                elif cell:
                    sheet.write_string(at, column, cell)
    return raw.getvalue()


@st.composite
def messy(draw, kind: str):
    """A file as it might arrive, and its name."""
    (header, *body), _ = clean(kind)
    columns = CONTRACTS[kind].columns
    money = {at for at, name in enumerate(header) if name in columns and columns[name].unit == "£"}
    days = {at for at, name in enumerate(header) if name in columns and columns[name].type in ("date", "moment")}
    numbers = {at for at, name in enumerate(header) if name in columns and columns[name].type == "number"}
    style, commas = draw(st.sampled_from(DAYS)), draw(st.booleans())
    scale = draw(st.sampled_from((None, None, *MONEY)))

    def rewritten(at: int, cell: str) -> str:
        if at in days and DAY.fullmatch(cell):
            return style.format(cell, date.fromisoformat(cell))
        if at in money and scale and FIGURE.fullmatch(cell):
            return repr(float(cell) / scale[1])
        if at in numbers and commas and FIGURE.fullmatch(cell) and len(cell.partition(".")[0]) > 4:
            return f"{int(cell.partition('.')[0]):,}{''.join(cell.partition('.')[1:])}"
        return cell

    body = [[rewritten(at, cell) for at, cell in enumerate(row)] for row in body]
    names = [f"{name} {scale[0]}" if scale and at in money else name for at, name in enumerate(header)]
    if draw(st.booleans()):
        names = [name.replace("_", " ").title() if "£" not in name else name for name in names]
    order = draw(st.permutations(range(len(names))))
    width = len(names)
    rows = [[row[at] for at in order] for row in (names, *body)]
    for place in draw(st.lists(st.integers(1, len(rows)), max_size=3)):
        rows.insert(place, [""] * width)
    if draw(st.booleans()):
        rows.insert(draw(st.integers(2, len(rows))), list(rows[0]))  # a page break of a report
    if draw(st.booleans()):
        rows.append(["Total", *[""] * (width - 1)])
    padded = draw(st.booleans())
    above = [
        [each, *[""] * (width - 1)] if padded else [each] for each in draw(st.lists(st.sampled_from(ABOVE), max_size=3))
    ]
    rows = [*above, *([[]] if above and draw(st.booleans()) else []), *rows]
    rows += [[each] for each in draw(st.lists(st.sampled_from(BELOW), max_size=2))]
    if draw(st.integers(0, 3)) == 0:
        return as_workbook(rows), "file.xlsx"
    delimiter, end = draw(st.sampled_from(",,;\t|")), draw(st.sampled_from(("\r\n", "\n", "\r")))
    quoting = draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    raw = as_csv(rows, delimiter=delimiter, lineterminator=end, quoting=quoting)
    encoding = draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252")))
    return raw.decode().encode(encoding, errors="strict" if encoding != "cp1252" else "ignore"), "file.csv"


@pytest.mark.parametrize("kind", KINDS)
@examples(6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_a_messy_file_is_taken_as_the_clean_one_or_not_at_all(kind, data):
    raw, name = data.draw(messy(kind))
    assert taken(raw, kind, name) in (clean(kind)[1], None)


@examples(40, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**9))
def test_no_mess_is_taken_for_something_else_without_a_word(seed):
    """Same, asked, refused or named: tests/messes/ has the sorts, their truth and what counts as named."""
    mess = made_messy(seed)
    found = outcome(mess)
    assert found.verdict != "DIFFERENT", (mess.kind, mess.sorts, found.why)


@pytest.mark.parametrize("kind", KINDS)
def test_an_everyday_mess_is_taken(kind):
    """Refusing everything would be no feat."""
    rows, expected = clean(kind)
    width = len(rows[0])
    above = [["IT performance return"], ["Data extracted 03/11/2026 09:15"], []]
    below = [["Total", *[""] * (width - 1)], ["Source: council records"], ["Page 1 of 1"]]
    words = [name.replace("_", " ").capitalize() for name in rows[0]]
    raw = as_csv([*above, words, *rows[1:20], [""] * width, words, *rows[20:], *below], delimiter=";")
    assert taken(raw, kind) == expected
