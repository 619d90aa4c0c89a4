"""Channel volumes and a catalogue of services made in code, for exhibits on channel shift."""

from datetime import date

import pandas as pd

from data.store import Store
from tests.queries.loading import load

FIRST = date(2023, 10, 1)  # 36 months up to September 2026


def volumes(
    service: str, completed: dict[str, list[float | None]], *, first: date = FIRST, months: int = 1, **columns
) -> pd.DataFrame:
    """Rows of channel_volumes: of each channel its completed transactions, period by period; None leaves one out.

    columns: any other column, one value for all rows or a dictionary of channels.
    """
    rows = [
        {
            "service_id": service,
            "month": pd.Timestamp(first) + pd.DateOffset(months=months * n),
            "months": months,
            "channel": channel,
            "completed": float(value),
            **{name: each.get(channel) if isinstance(each, dict) else each for name, each in columns.items()},
        }
        for channel, values in completed.items()
        for n, value in enumerate(values)
        if value is not None
    ]
    return pd.DataFrame(rows)


def publish_volumes(store: Store, *frames: pd.DataFrame, period_to: date | None = None) -> str:
    """Publish the rows as one file that ends with its last period."""
    rows = pd.concat(frames, ignore_index=True)
    if period_to is None:
        ends = [
            m + pd.DateOffset(months=n) - pd.DateOffset(days=1)
            for m, n in zip(rows["month"], rows["months"], strict=True)
        ]
        period_to = max(ends).date()
    return load(store, "channel_volumes", rows, period_to=period_to)


def service(service_id: str, **columns) -> dict:
    """A row of the catalogue, online since 2020 and with an offline route unless `columns` say otherwise."""
    return {
        "service_id": service_id,
        "service_name": service_id.replace("-", " ").capitalize(),
        "directorate": "Place",
        "launched_on": date(2020, 4, 1),
        "offline_route": "By phone",
        **columns,
    }


def catalogue(store: Store, *services: dict) -> str:
    """Publish the catalogue."""
    return load(store, "online_services", pd.DataFrame(list(services)))
