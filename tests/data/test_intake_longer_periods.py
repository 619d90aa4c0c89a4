"""Quarters and years in a column of months: refused, with the month to write."""

import pytest

from data.intake import Known, check, read
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
