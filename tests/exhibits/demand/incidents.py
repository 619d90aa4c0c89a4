"""Incidents for tests of demand, and what an exhibit says of them."""

from datetime import date, datetime

import pandas as pd

from tests.exhibits.figures import months, publish

SEPTEMBER, MAY, DECEMBER = date(2026, 9, 1), date(2026, 5, 1), date(2024, 12, 1)


def raise_incidents(store, counts: dict[str, list[int]], **columns) -> None:
    """So many incidents of each category in each month up to September 2026."""
    rows = []
    for category, numbers in counts.items():
        for month, count in zip(months(len(numbers), first_month(len(numbers))), numbers, strict=True):
            for n in range(count):
                opened = datetime(month.year, month.month, 1 + n % 28, 9)
                row = {"slice_key": f"{month:%Y-%m}", "ticket_id": f"{category}{month:%y%m}-{n}", "opened_at": opened}
                row |= {"resolved_at": opened, "category": category, "directorate": "Place"}
                rows.append({**row, "work_time_lost_minutes": 30.0, **columns})
    publish(store, "incidents", rows, period_to=date(2026, 9, 30))


def first_month(count: int) -> date:
    return pd.date_range(end="2026-09-01", periods=count, freq="MS")[0].date()


def numbers_in(exhibit) -> str:
    return " ".join([exhibit.title, exhibit.summary, exhibit.table.to_string(), exhibit.data.to_string()])
