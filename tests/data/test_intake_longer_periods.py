"""Quarters and years in a column of months: taken of a measure that has them, else refused with the month to write."""

from datetime import date

import pyarrow as pa
import pytest

from data.intake import Known, check, read
from data.intake.columns.layout import Layout
from data.intake.values.longer_periods import month_instead


@pytest.mark.parametrize(
    ("cell", "code", "months"),
    [
        ("2025/26 Q4", "a_quarter", ["2026-03"]),
        ("Q1 2026/27", "a_quarter", ["2026-06"]),
        ("25/26 Q4", "a_quarter", ["2026-03"]),
        ("Q3 25/26", "a_quarter", ["2025-12"]),
        ("Quarter 2 2025-26", "a_quarter", ["2025-09"]),
        ("1st quarter 2026/27", "a_quarter", ["2026-06"]),
        ("Apr-Jun 2026", "a_quarter", ["2026-06"]),
        ("October to December 2025", "a_quarter", ["2025-12"]),
        ("FY26 Q1", "a_quarter", ["2025-06 if FY26 is 2025/26", "2026-06 if FY26 is 2026/27"]),
        ("Q2 FY2026", "a_quarter", ["2025-09 if FY26 is 2025/26", "2026-09 if FY26 is 2026/27"]),
        ("Q4 2026", "a_quarter", ["2026-12 (of the calendar year)", "2027-03 (of the financial year)"]),
        ("2025/26", "a_year", ["2026-03"]),
        ("FY 2025/26", "a_year", ["2026-03"]),
        ("FY26", "a_year", ["2026-03 if FY26 is 2025/26", "2027-03 if FY26 is 2026/27"]),
        ("Apr 2025 - Mar 2026", "a_year", ["2026-03"]),
    ],
)
def test_a_quarter_or_a_year_is_refused_with_the_month_to_write(cell, code, months):
    text = f"measure_id,month,value\ncalls,{cell},5\n"
    done = check(read(text.encode(), "k.csv"), "kpi_values", Known(measures={"calls": "count"}))
    (error,) = done.errors
    assert (error.row, error.column, error.code) == (2, "month", code)
    assert all(month in error.remedy for month in months), error.remedy
    assert error.remedy.startswith("Write ") and "not a month" in error.problem


@pytest.mark.parametrize("cell", ["2026-03", "Mar 2026", "soon", "31/02/2026", "2025/27", "Jan-Feb 2026", "12"])
def test_other_cells_say_nothing_of_quarters(cell):
    assert month_instead(cell) is None


def test_where_a_row_may_be_for_a_quarter_its_first_month_and_its_length_are_asked_for():
    text = "service_id,month,channel,completed\np,2025/26 Q4,online,5\np,FY26 Q1,online,5\n"
    errors = check(read(text.encode(), "c.csv"), "channel_volumes").errors
    assert [each.code for each in errors] == ["a_quarter", "a_quarter"]
    assert errors[0].remedy == "Write 2026-01, its first month, and 3 in the column months."
    assert "first month of the quarter" in errors[1].remedy


KNOWN = Known(measures={"answers": "percent", "calls": "count"}, periods={"answers": 3, "spend": 12},
              today=date(2026, 11, 29))  # fmt: skip


def checked(*cells, measure="answers", kind="kpi_values", text=None, known=KNOWN, **answers):
    rows = "".join(f"{measure},{cell},{value}\n" for value, cell in enumerate(cells, 50))
    text = text or f"measure_id,month,value\n{rows}"
    layout = Layout(kind, {}, answers=answers) if answers else None
    return check(read(text.encode(), "k.csv"), kind, known, layout=layout)


def months(done):
    assert not done.errors, [f"{each.value} {each.problem}" for each in done.errors]
    return [f"{each:%Y-%m}" for each in done.rows["month"].to_pylist()]


@pytest.mark.parametrize(
    ("cell", "first"),
    [
        ("2025/26 Q4", "2026-01"), ("Q4 2025/26", "2026-01"), ("Q1 26/27", "2026-04"), ("Quarter 2 2025-26", "2025-07"),
        ("Apr-Jun 2026", "2026-04"), ("April to June 2026", "2026-04"),
        ("2026-06", "2026-04"), ("2026-04", "2026-04"), ("30/06/2026", "2026-04"), ("01/06/2026", "2026-04"),
        ("Jun-26", "2026-04"),
        ("2026 Q4", "2026-10"),  # the financial one has not begun
        ("FY27 Q2", "2026-07"),  # the one that begins in 2027 has not either
    ],
)  # fmt: skip
def test_a_quarterly_measure_takes_quarters_however_they_are_written(cell, first):
    done = checked(cell)
    assert months(done) == [first]
    assert done.rows["slice_key"].to_pylist() == [f"answers|{first}"]


def test_a_quarter_is_complete_when_it_has_ended():
    assert checked("2026-07").period_to == date(2026, 9, 30)
    assert checked("2026/27 Q3").period_to == KNOWN.today


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("2026-05", "is May 2026, which neither begins nor ends a quarter"),
        ("15/06/2026", "is 15 June 2026, which neither begins nor ends a quarter"),
        ("2025/26", "is a year, and the measure has a figure a quarter"),
        ("soon", "is not a month"),
    ],
)
def test_what_is_no_quarter_is_refused(cell, says):
    (error,) = checked("2026-03", cell).errors
    assert (error.row, error.column, error.value) == (3, "month", cell) and error.problem.startswith(says)


@pytest.mark.parametrize(
    ("cell", "about", "ways"),
    [
        ("2026 Q2", "quarters", {"calendar": "2026-04", "financial": "2026-07"}),
        ("FY26 Q1", "financial_years", {"ends in it": "2025-04", "begins in it": "2026-04"}),
    ],
)
def test_what_may_be_two_quarters_is_asked_once(cell, about, ways):
    asked = checked(cell, "2025-12")
    assert [each.code for each in asked.errors] == [f"asked:{about}"]
    (question,) = asked.questions
    assert list(question.options) == list(ways) and not question.proposed
    for way, first in ways.items():
        text = f"measure_id,month,value\nanswers,{cell},50\n"
        assert months(checked(text=text, **{about: way})) == [first]


def test_two_cells_of_one_quarter_are_not_both_taken():
    (error,) = checked("2026-04", "Apr-Jun 2026").errors
    assert error.code == "same_row_other_values"


def test_a_yearly_measure_takes_financial_years():
    assert months(checked("2025/26", "2025-03", "01/04/2023", measure="spend")) == ["2025-04", "2024-04", "2023-04"]
    (error,) = checked("2025", measure="spend").errors
    assert error.remedy == "Write 2024/25 if the year ends in it, 2025/26 if not."


def test_months_stay_months_beside_quarters_in_one_file():
    text = "measure_id,month,value\nanswers,2026-06,5\ncalls,2026-06,6\n"
    assert months(checked(text=text)) == ["2026-04", "2026-06"]


def test_a_column_for_each_quarter_is_read():
    assert months(checked(text="measure_id,Q3 2025/26,Q4 2025/26\nanswers,5,6\n")) == ["2025-10", "2026-01"]
    assert [each.code for each in checked(text="measure_id,Q3 2025/26,Q4 2025/26\ncalls,5,6\n").errors] == [
        "a_quarter"
    ] * 2


def test_an_explanation_of_a_quarter_names_it():
    text = "measure_id,month,explanation\nanswers,2025/26 Q4,The survey was late.\n"
    assert months(checked(text=text, kind="explanations")) == ["2026-01"]


def test_a_measure_does_not_change_its_period_under_its_figures():
    held = pa.table({"measure_id": ["ends", "ends", "calls", "answers"], "value": [1.0, 2.0, 3.0, 4.0],
                     "month": [date(2026, 3, 1), date(2026, 6, 1), date(2026, 5, 1), date(2026, 4, 1)]})  # fmt: skip
    text = "measure_id,name,unit,direction,plain_meaning,period\n" + "".join(
        f"{each},N,count,up,What it is.,{period}\n"
        for each, period in [("ends", "Quarterly"), ("calls", "quarter"), ("answers", ""), ("incidents", "year")]
    )
    done = checked(text=text, kind="measures", known=Known(values=held, periods={"answers": 3}))
    assert {each.row: each.code for each in done.errors} == {
        3: "period_changes", 4: "period_changes", 5: "period_of_computed"
    }  # fmt: skip
    assert "such as May 2026" in done.errors[0].problem and "such as April to June 2026" in done.errors[1].problem
