"""Costs of past years, this year and later ones, as columns of a table."""

import pandas as pd

from exhibits.common.money import say_years
from exhibits.common.words import full_pounds, signed_percent

CALLED = {"past": "actual", "this": "forecast", "future": "projection"}


def of_years(rows: pd.DataFrame, when: str) -> pd.DataFrame:
    """The rows of past years ("past"), this one ("this") or later ones ("future")."""
    return rows[rows["when_"] == when]


def year_columns(part: pd.DataFrame, rows: pd.DataFrame, *, words: bool = True) -> dict[str, str | float | None]:
    """Cost in pounds by the financial years of `rows`, of the part of them in `part`: column → cell of a table.

    words: False = the cells as numbers, for the download.
    """
    columns = {}
    past, now, later = (of_years(rows, when) for when in CALLED)
    if len(past):
        years = say_years(list(past["fin_year"]))
        columns[f"{years} actual"] = _sum(of_years(part, "past"), "expected_gbp", words)
    if len(now):
        year, own = now["fin_year"].iloc[0], of_years(part, "this")
        columns |= {
            f"{year} budget": _sum(own, "budget_gbp", words),
            f"{year} forecast": _sum(own, "expected_gbp", words),
            "Forecast against budget": _difference(own, words),
            f"{year} spent so far": _sum(own, "actual_gbp", words),
        }
    if len(later):
        years = say_years(list(later["fin_year"]))
        columns[f"{years} projected"] = _sum(of_years(part, "future"), "expected_gbp", words)
    columns["All years"] = _sum(part, "expected_gbp", words)
    return columns


def _sum(rows: pd.DataFrame, column: str, words: bool) -> str | float | None:
    return _cell(None if rows.empty else rows[column].sum(min_count=1), words)


def _cell(pounds: float | None, words: bool) -> str | float | None:
    return pounds if not words else "None" if pounds is None else full_pounds(pounds)


def _difference(rows: pd.DataFrame, words: bool) -> str | float | None:
    if rows.empty:
        return _cell(None, words)
    cost, budget = rows["expected_gbp"].sum(), rows["budget_gbp"].sum()
    if not words:
        return cost - budget
    difference = full_pounds(cost - budget, signed=True)
    return f"{difference} ({signed_percent((cost / budget - 1) * 100)})" if budget and cost != budget else difference
