"""One reader of figures and one of times: a header, a total and a cell are judged alike, however they are written."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from data.contracts import CONTRACTS
from data.intake import read
from data.intake.columns.running_totals import as_numbers
from data.intake.files.body import label_of
from data.intake.files.shape import kinds_of
from data.intake.values.cells import ask, connection, typed
from data.intake.values.figures import figures_in, to_add_up
from data.intake.values.periods import found_in, time_in

# text → the figure it is, or None where it is written like one and refused, because nobody could say which it is
FIGURES = {
    "5": 5, "-5": -5, "+5": 5, "−5": -5, "–5": -5, "(12)": -12, "1300000": 1300000, "1,300,000": 1300000,
    "1.3E+06": 1300000, "1.3e6": 1300000, "1e3": 1000, "1E-2": 0.01, "0.5": 0.5, ".5": 0.5, "12.": 12,
    "45%": 45, "45 %": 45, "£5": 5, "£1,200.50": 1200.5, "-£5": -5, "£-5": -5,
    "£\u00a05": 5, "£\u202f1,234.50": 1234.5, "£-": 0, "£ -": 0, "GBP 12": 12, "gbp 12": 12, " 7 ": 7,
    "\u00a07": 7, "'-5": -5, "1.234": 1.234, "12,345": 12345,
    "1.234,5": None, "1 234": None, "1\u00a0234": None, "1\u202f234": None, "1'234": None, "1’234": None, "$5": None,
    "€5": None, "1,23,456": None, "1,5": None, "5k": None, "1.2m": None, "3 million": None, "<5": None, "~5": None,
    "1 2 3": None,
}  # fmt: skip
NO_FIGURES = (
    "abc",
    "INC001",
    "E05001234",
    "SW1A",
    "p1",
    "12th",
    "c10",
    "nil",
    "n/a",
    "-",
    "#REF!",
    "Cost in €",
    "1_000",
)


@pytest.mark.parametrize("text", FIGURES)
def test_a_figure_is_the_same_to_every_reader(text):
    value = FIGURES[text]
    assert figures_in([text])[text] == (value, True, False)
    assert kinds_of([text]) == {text: "number"}
    cells, lines = pa.chunked_array([[text]]), pa.array([2])
    column = CONTRACTS["kpi_values"].columns["value"]
    with connection(0) as con:
        cell = typed(con, column, cells, lines, plain=False, header="value")
        of_wide = as_numbers(con, pa.chunked_array([[text.strip()]])).to_pylist()
    assert cell.values.to_pylist() == [value] and bool(cell.problems) == (value is None)
    if text.strip() == text and text[0] != "'":
        assert of_wide == [value]
    assert value is None or to_add_up(cells).tolist() == [value]


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_is_no_figure_is_none_to_every_reader(text):
    figure = figures_in([text])[text]
    assert (figure.value, figure.written) == (None, False) and kinds_of([text])[text] != "number"
    assert np.isnan(to_add_up(pa.chunked_array([[text]]))).all()


def test_figures_that_are_refused_are_added_up_as_what_they_most_likely_mean():
    def added(*texts):
        return to_add_up(pa.chunked_array([list(texts)])).tolist()

    assert added("1,5", "2,5", "4") == [1.5, 2.5, 4]
    assert added("1.234,5", "1.000") == [1234.5, 1000]
    assert added("1 234", "1'000", "$5") == [1234, 1000, 5]
    assert added("1,23,456", "1,000") == [123456, 1000]


# text → what it speaks of; the period in a header; the month and the day that a cell of it is
_SEP, _DAY = date(2026, 9, 1), date(2026, 9, 1)
TIMES = {
    **dict.fromkeys(
        ["September 2026", "Sep 2026", "Sept 2026", "Sept. 2026", "Sep-26", "Sep 26", "Sep'26", "Sep’26", "SEP 2026",
         "September, 2026", "September/2026", "Sep.2026", "2026 September", "2026-Sep", "2026/Sep", "2026-09",
         "2026/09", "09/2026", "9/2026", "09-2026", "2026-9"],
        ("period", 1, _SEP, None),
    ),
    **dict.fromkeys(["2026.09", "09.2026", "2026 09", "09 2026"], ("", 1, _SEP, None)),  # figures as well
    "202609": ("", None, _SEP, None),
    "20260901": ("", None, _SEP, _DAY),
    **dict.fromkeys(["20261301", "20260931", "01092026", "19000101"], ("", None, None, None)),
    **dict.fromkeys(["2026/27", "2026-27", "2026/2027", "FY 2026/27"], ("period", 12, None, None)),
    **dict.fromkeys(["Q2 2026", "2026 Q2", "Qtr 2 2026", "Q2 2026/27", "2026/27 Q2", "Jul-Sep 2026", "Jul to Sep 2026"],
                    ("period", 3, None, None)),
    **dict.fromkeys(["Aug 2025 - Jul 2026"], ("period", 12, None, None)),
    **dict.fromkeys(["2026", "Q2", "Quarter 2", "Week 12", "wk 3", "September", "Sep", "May", "2026-13", "13/2026"],
                    ("period", None, None, None)),
    **dict.fromkeys(["01/09/2026", "1/9/2026", "01.09.2026", "2026-09-01", "2026/9/1"], ("date", 1, _SEP, _DAY)),
    **dict.fromkeys(["1/9/26", "01-09-26", "01Sep2026"], ("date", None, _SEP, _DAY)),
    **dict.fromkeys(
        ["1 September 2026", "1st September 2026", "1st of September 2026", "01-Sep-2026", "Tue 01-Sep-2026",
         "Tuesday, 1 September 2026", "2026-09-01 09:30", "2026-09-01T09:30:00Z", "01/09/2026, 09:30",
         "1/9/2026 9:30 pm", "1 Sep, 2026"],
        ("date", "beside", _SEP, _DAY),
    ),
    **dict.fromkeys(["31/02/2026", "09/30/2026"], ("date", None, None, None)),
    **dict.fromkeys(["Septober 2026", "March past", "May be late", "1.2.3", "10:30", "INC001", "12.5", "12 Sep"],
                    ("", None, None, None)),
}  # fmt: skip


@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_the_same_to_every_reader(text):
    speaks, months, month, day = TIMES[text]
    assert time_in(text) == speaks
    assert (kinds_of([text])[text] == speaks) if speaks else kinds_of([text])[text] not in ("period", "date")
    period, rest = found_in(text)
    if months == "beside":  # a month, with a day beside it: no header of a month
        assert period and rest != "*"
    else:
        assert (period.months if period else None) == months and (period is None or rest == "*")
    with connection(0) as con:
        texts = pa.table({"text": pa.array([text])})
        days = ask(con, "moment.sql", texts=texts)
        cell = ask(con, "month.sql", texts=texts, days=days).to_pylist()[0]["value"]
    read_day = days.to_pylist()[0]["value"]
    assert (cell, read_day and read_day.date()) == (month, day)
    if period and months == 1:
        assert period.first == month


# -- a row called Total ------------------------------------------------------------------------------------------------

ROWS = "measure_id,Sep 2026,Oct 2026\na,500000,600000\nb,700000,800000\nc,100000,100000\n"


@pytest.mark.parametrize(
    "total",
    ["1300000,1500000", "1.3E+06,1.5E+06", "1.30E+06,1.50E+06", '"1,300,000","£1,500,000"', "GBP 1300000,1500000",
     "1300000,N/A", "-,1500000", "1300000,", "1 300 000,1 500 000"],
)  # fmt: skip
@pytest.mark.parametrize(
    "label",
    [
        "Total",
        "TOTAL",
        "Grand total",
        "Overall total:",
        "Council total",
        "TOTAL (all)",
        "All channels",
        "Whole council",
    ],
)
def test_a_total_is_left_out_and_named_however_its_figures_are_written(label, total):
    table = read(f"{ROWS}{label},{total}\n".encode(), "wide.csv")
    assert not table.problems and not table.questions
    assert [(each.line, each.what) for each in table.left_out] == [(5, "total")] and table.row_count == 3
    assert any("is a total and was left out" in each for each in table.repairs)


@pytest.mark.parametrize("minus", ["-", "−", "–"])
def test_a_negative_total_is_left_out_whichever_its_minus(minus):
    raw = f"measure_id,Sep 2026,Oct 2026\na,{minus}5,{minus}6\nb,{minus}8,{minus}9\nTotal,{minus}13,{minus}15\n"
    assert [each.what for each in read(raw.encode(), "wide.csv").left_out] == ["total"]


def test_a_figure_that_excel_has_shortened_is_the_sum_as_far_as_it_shows():
    rows = "measure_id,Sep 2026\na,512345\nb,800000\n"
    assert [each.what for each in read(f"{rows}Total,1.31E+06\n".encode(), "wide.csv").left_out] == ["total"]
    assert read(f"{rows}Total,1.32E+06\n".encode(), "wide.csv").questions


@pytest.mark.parametrize("total", ["9,9", "N/A,N/A", "1.3m,1.5m", "<5,<5", "1300009,9"])
def test_a_total_that_does_not_add_up_or_cannot_be_judged_is_asked_about(total):
    table = read(f"{ROWS}Total,{total}\n".encode(), "wide.csv")
    assert [each.about for each in table.questions] == ["last_line"]
    between = read(f"{ROWS}Total,{total}\nd,1,2\n".encode(), "wide.csv")
    assert [(each.row, each.code, each.severity) for each in between.problems] == [(5, "total_or_row", "error")]


LONG = "measure_id,month,value\na,2026-08,5\nb,2026-08,7\n{}a,2026-09,6\nb,2026-09,8\n{}"


def test_a_total_of_each_month_is_left_out_of_a_long_file():
    table = read(LONG.format("Total,2026-08,12\n", "Whole council,2026-09,14\n").encode(), "long.csv")
    assert [(each.line, each.what) for each in table.left_out] == [(4, "total"), (7, "total")] and not table.problems


def test_a_total_of_a_long_file_that_does_not_add_up_is_asked_about():
    middle = read(LONG.format("Total,2026-08,13\n", "").encode(), "long.csv")
    assert [(each.row, each.code) for each in middle.problems] == [(4, "total_or_row")]
    end = read(LONG.format("", "Total,2026-09,15\n").encode(), "long.csv")
    assert [each.about for each in end.questions] == ["last_line"]


def test_a_word_total_without_figures_and_a_total_among_channels_are_rows():
    terms = read(b"term,meaning\nTotal,All of it\nShare,A part\n", "glossary.csv")
    assert terms.row_count == 2 and not terms.problems and label_of("Total") == "exact"
    channels = b"Channel,Month,Contacts\nTotal,2026-09,30\nOnline,2026-09,10\nPhone,2026-09,20\n"
    assert read(channels, "channels.csv").row_count == 3
