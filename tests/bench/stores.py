"""Stores of a stated size for the bench: incidents over ten years and 200 measures of 120 months, seeded."""

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute

from data.store import Author, Draft, Store

OFFICER = Author("Bench", "officer")
FIRST_MONTH, LAST_DAY = date(2016, 10, 1), date(2026, 9, 30)
AT_A_TIME = 1_000_000

_INCIDENTS = """
SELECT
    (i + 2)::BIGINT AS source_row,
    strftime(opened_at, '%Y-%m') AS slice_key,
    'INC' || lpad(i::VARCHAR, 9, '0') AS ticket_id,
    'incident' AS ticket_type,
    opened_at,
    CASE WHEN hash(i, 1) % 50 > 0 THEN opened_at + to_minutes((hash(i, 2) % 9000)::BIGINT) END AS resolved_at,
    NULL::TIMESTAMP AS closed_at,
    CASE WHEN hash(i, 1) % 50 > 0 THEN 'Closed' ELSE 'Open' END AS status,
    '3 Medium' AS priority,
    CASE hash(i, 3) % 3 WHEN 0 THEN 'Phone' WHEN 1 THEN 'Self-service' ELSE 'Email' END AS contact_channel,
    'Category ' || (hash(i, 4) % 12)::VARCHAR AS category,
    'Subcategory ' || (hash(i, 5) % 50)::VARCHAR AS subcategory,
    'Directorate ' || (hash(i, 6) % 6)::VARCHAR AS directorate,
    'Group ' || (hash(i, 7) % 20)::VARCHAR AS assignment_group,
    (hash(i, 8) % 4)::INTEGER AS reassignments,
    (hash(i, 9) % 30 = 0)::INTEGER AS reopened_count,
    hash(i, 10) % 3 = 0 AS resolved_first_contact,
    hash(i, 11) % 9 > 0 AS sla_met,
    CASE WHEN hash(i, 12) % 2 = 0 THEN (hash(i, 13) % 90)::DOUBLE END AS work_time_lost_minutes,
    (hash(i, 14) % 11)::INTEGER AS satisfaction
FROM (
    SELECT i, $first::TIMESTAMP + to_seconds((i * 86400.0 * $days / $n)::BIGINT) AS opened_at
    FROM range($from_row::BIGINT, $to_row::BIGINT) AS t (i)
)
"""


def incidents(first: int, last: int, of: int) -> pa.Table:
    """Rows `first` to `last` (not included) of `of` incidents spread evenly over ten years, ready for the store."""
    days = (LAST_DAY - FIRST_MONTH).days + 1
    return (
        duckdb.connect()
        .execute(_INCIDENTS, {"first": FIRST_MONTH, "days": days, "n": of, "from_row": first, "to_row": last})
        .to_arrow_table()
    )


def _measures(count: int) -> tuple[pa.Table, pa.Table]:
    connection = duckdb.connect()
    definitions = connection.execute(
        """SELECT (i + 2)::BIGINT AS source_row, 'measure_' || i AS slice_key, 'measure_' || i AS measure_id,
                  'Measure ' || i AS name, 'A measure made for the bench.' AS plain_meaning, 'count' AS unit,
                  'decrease' AS direction, 500.0 AS target, true AS screen_outliers, 'Theme ' || i % 8 AS theme,
                  'Head of service' AS owner_role
           FROM range($count) AS t (i)""",
        {"count": count},
    ).to_arrow_table()
    values = connection.execute(
        """SELECT (row_number() OVER () + 1)::BIGINT AS source_row,
                  'measure_' || i || '|' || strftime(month, '%Y-%m') AS slice_key,
                  'measure_' || i AS measure_id, month::DATE AS month,
                  500 + (hash(i, month) % 1000) / 10.0 AS value
           FROM range($count) AS t (i)
           CROSS JOIN generate_series($first::DATE, DATE '2026-09-01', INTERVAL 1 MONTH) AS m (month)""",
        {"count": count, "first": FIRST_MONTH},
    ).to_arrow_table()
    return definitions, values


def build(path: Path, incident_count: int, measure_count: int = 200) -> Path:
    """A closed store at `path` with so many incidents and measures; returns the path."""
    store = Store(path)
    try:
        # whole months at a time: a month is one slice and belongs to one submission
        months = 1 if incident_count <= AT_A_TIME else incident_count // AT_A_TIME
        everything = [
            incidents(part * incident_count // months, (part + 1) * incident_count // months, incident_count)
            for part in range(months)
        ]
        carried = None
        for part, rows in enumerate(everything):
            rows = rows if carried is None else pa.concat_tables([carried, rows])
            if part < len(everything) - 1:
                last = rows.column("slice_key")[-1].as_py()
                whole = pa.compute.not_equal(rows.column("slice_key"), last)
                carried, rows = rows.filter(pa.compute.invert(whole)), rows.filter(whole)
            draft = Draft("incidents", f"incidents_{part}.csv", b"", rows, period_to=LAST_DAY)
            store.save_and_publish(draft, OFFICER)
        for kind, rows in zip(("measures", "kpi_values"), _measures(measure_count), strict=True):
            store.save_and_publish(Draft(kind, f"{kind}.csv", b"", rows, period_to=LAST_DAY), OFFICER)
    finally:
        store.close()
    return path
