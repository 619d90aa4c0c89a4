"""A small store made in code, for exhibits and pages: monthly figures, their definitions, explanations, incidents."""

import random
from datetime import date, datetime

import pandas as pd
import pyarrow as pa

from data.store import Author, Draft, Store

OFFICER = Author("Officer", "officer")
_chance = random.Random(7)
STEADY = [round(_chance.gauss(510, 18)) for _ in range(36)]  # chance alone: no season, no signal
FIRST = date(2023, 10, 1)  # 36 months up to September 2026


def months(count: int = 36, first: date = FIRST) -> list[date]:
    return [month.date() for month in pd.date_range(first, periods=count, freq="MS")]


def publish(store: Store, kind: str, rows: list[dict], *, period_to: date | None = None, at=None) -> str:
    table = pa.Table.from_pylist([{"source_row": n, **row} for n, row in enumerate(rows, 2)])
    return store.save_and_publish(
        Draft(kind, f"{kind}.csv", b"-", table, period_to), OFFICER, at=at or datetime(2026, 10, 12, 9)
    )


def define(store: Store, measure_id: str, **columns) -> None:
    row = {
        "name": measure_id.capitalize(),
        "plain_meaning": "What it counts.",
        "unit": "count",
        "direction": "decrease",
    }
    publish(store, "measures", [{"slice_key": measure_id, "measure_id": measure_id, **row, **columns}])


def figures(
    store: Store, measure_id: str, values: list[float | None], *, first: date = FIRST, period_to: date | None = None
) -> None:
    """Values of the months from `first` on; None leaves the month out."""
    stated = [(m, v) for m, v in zip(months(len(values), first), values, strict=True) if v is not None]
    publish(
        store,
        "kpi_values",
        [
            {"slice_key": f"{measure_id}|{m:%Y-%m}", "measure_id": measure_id, "month": m, "value": float(v)}
            for m, v in stated
        ],
        period_to=period_to or (pd.Timestamp(stated[-1][0]) + pd.offsets.MonthEnd(0)).date(),
    )


def explain(store: Store, measure_id: str, month: date, explanation: str, **columns) -> None:
    row = {"cause": "Cause", "exceptional": False, "author_role": "Head of Digital"}
    key = f"{measure_id}|{month:%Y-%m}"
    publish(
        store,
        "explanations",
        [{"slice_key": key, "measure_id": measure_id, "month": month, "explanation": explanation, **row, **columns}],
    )


def incidents(store: Store, counts: list[int], *, first: date = FIRST, period_to: date | None = None) -> None:
    """So many incidents in each month, half of them in Adults and half in Place."""
    rows = []
    for month, count in zip(months(len(counts), first), counts, strict=True):
        for n in range(count):
            opened = datetime(month.year, month.month, 1 + n % 28, 9)
            rows.append(
                {
                    "slice_key": f"{month:%Y-%m}",
                    "ticket_id": f"{month:%y%m}-{n}",
                    "opened_at": opened,
                    "resolved_at": opened.replace(hour=15),
                    "category": ("Password", "Device")[n % 2],
                    "directorate": ("Adults", "Place")[n // 2 % 2],
                    "work_time_lost_minutes": 30.0,
                }
            )
    last = months(len(counts), first)[-1]
    publish(store, "incidents", rows, period_to=period_to or (pd.Timestamp(last) + pd.offsets.MonthEnd(0)).date())


def assert_same_rows(alone: pd.DataFrame, among_all: pd.DataFrame) -> None:
    """In the same order, with the same values. A column in which one thing has nothing has no type of its own when the
    thing is asked for alone."""
    both = (rows.reset_index(drop=True) for rows in (alone, among_all))
    pd.testing.assert_frame_equal(*(rows.astype(object).where(rows.notna(), None) for rows in both))
