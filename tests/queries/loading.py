"""Tables put straight into a store: for tests of the questions, which do not look at how files are read."""

from datetime import UTC, date, datetime

import pandas as pd
import pyarrow as pa

from data.store import Author, Draft, Store

OFFICER = Author("Test officer", "officer")


def table(store: Store, kind: str, rows: pd.DataFrame, slice_key: pd.Series) -> pa.Table:
    """`rows` as the store takes them: typed like the kind's table, other columns empty."""
    types = store.query_arrow(f"SELECT * FROM {kind} LIMIT 0").schema
    columns = {
        "source_row": pa.array(range(2, len(rows) + 2), pa.int64()),
        "slice_key": pa.array(slice_key, pa.string()),
    }
    for column in rows:
        columns[column] = pa.Array.from_pandas(rows[column]).cast(types.field(column).type)
    return pa.table(columns)


def load(store: Store, kind: str, rows: pd.DataFrame, *, period_to: date | None = date(2026, 9, 30), at=None) -> str:
    """Publish `rows` (the kind's columns; month as the first of the month) and return the submission id."""
    if kind in ("kpi_values", "explanations"):
        rows = rows.assign(month=pd.to_datetime(rows["month"]))
        key = rows["measure_id"] + "|" + rows["month"].dt.strftime("%Y-%m")
    elif kind == "channel_volumes":
        rows = rows.assign(month=pd.to_datetime(rows["month"]))
        key = rows["service_id"] + "|" + rows["month"].dt.strftime("%Y-%m")
    elif kind == "incidents":
        key = pd.to_datetime(rows["opened_at"]).dt.strftime("%Y-%m")
    else:
        key = rows.iloc[:, 0]
    draft = Draft(kind, f"{kind}.csv", b"", table(store, kind, rows, key), period_to=period_to)
    return store.save_and_publish(draft, OFFICER, at=at or datetime.now(UTC).replace(tzinfo=None))
