"""Costs of past years, this year and later ones, as columns of a table."""

import pandas as pd

from exhibits.common.money import say_years
from exhibits.common.words import full_pounds, signed_percent

CALLED = {"past": "actual", "this": "forecast", "future": "projection"}


def of_years(rows: pd.DataFrame, when: str) -> pd.DataFrame:
    """The rows of past years ("past"), this one ("this") or later ones ("future")."""
    return rows[rows["when_"] == when]


def year_columns(part: pd.DataFrame, rows: pd.DataFrame) -> dict[str, str]:
    """Cost in pounds by the financial years of `rows`, of the part of them in `part`: column → cell of a table."""
    columns = {}
    past, now, later = (of_years(rows, when) for when in CALLED)
    if len(past):
        years = say_years(list(past["fin_year"]))
        columns[f"{years} actual"] = _sum(of_years(part, "past"), "expected_gbp")
    if len(now):
        year, own = now["fin_year"].iloc[0], of_years(part, "this")
        columns |= {
            f"{year} budget": _sum(own, "budget_gbp"),
            f"{year} forecast": _sum(own, "expected_gbp"),
            "Forecast against budget": _difference(own),
            f"{year} spent so far": _sum(own, "actual_gbp"),
        }
    if len(later):
        years = say_years(list(later["fin_year"]))
        columns[f"{years} projected"] = _sum(of_years(part, "future"), "expected_gbp")
    columns["All years"] = _sum(part, "expected_gbp")
    return columns


def _sum(rows: pd.DataFrame, column: str) -> str:
    return "None" if rows.empty else full_pounds(rows[column].sum(min_count=1))


def _difference(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "None"
    cost, budget = rows["expected_gbp"].sum(), rows["budget_gbp"].sum()
    difference = full_pounds(cost - budget, signed=True)
    return f"{difference} ({signed_percent((cost / budget - 1) * 100)})" if budget and cost != budget else difference
