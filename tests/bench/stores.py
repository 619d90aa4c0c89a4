"""Stores of a stated size for the bench, seeded: incidents over ten years, 200 measures of 120 months, and 40 services
in five channels over the same months."""

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute

from data.sample.load import load_sample
from data.store import Author, Draft, Store, open_store

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


def _channels(count: int) -> tuple[pa.Table, pa.Table]:
    connection = duckdb.connect()
    catalogue = connection.execute(
        """SELECT (i + 2)::BIGINT AS source_row, 'service-' || i AS slice_key, 'service-' || i AS service_id,
                  'Service ' || i AS service_name, 'Directorate ' || i % 6 AS directorate,
                  DATE '2015-01-01' + (hash(i, 1) % 3500)::INTEGER AS launched_on, i % 4 = 0 AS in_my_account,
                  true AS e_application, i % 3 = 0 AS e_payment, true AS mobile_ok,
                  CASE WHEN i % 20 = 0 THEN 'None' ELSE 'Customer service centre' END AS offline_route,
                  (i % 12 + 1)::VARCHAR AS peak_months, 80.0 AS take_up_target, 60.0 AS forecast_uptake
           FROM range($count) AS t (i)""",
        {"count": count},
    ).to_arrow_table()
    volumes = connection.execute(
        """SELECT (row_number() OVER () + 1)::BIGINT AS source_row,
                  'service-' || i || '|' || strftime(month, '%Y-%m') AS slice_key,
                  'service-' || i AS service_id, month::DATE AS month, 1 AS months, channel,
                  (CASE channel WHEN 'online' THEN 200 + 3 * n WHEN 'phone' THEN 700 - 3 * n ELSE 60 END
                   + hash(i, n, channel) % 40)::DOUBLE AS completed,
                  CASE WHEN channel = 'online' THEN (230 + 3 * n + hash(i, n, channel) % 40)::DOUBLE END AS started,
                  CASE WHEN channel = 'online' THEN (10 + hash(i, n) % 20)::DOUBLE END AS failed,
                  CASE WHEN channel = 'phone' THEN (900 - 3 * n)::DOUBLE END AS calls_offered,
                  CASE WHEN channel = 'phone' THEN (40 + hash(i, n, 1) % 30)::DOUBLE END AS calls_abandoned,
                  CASE WHEN channel = 'phone' THEN (90 + hash(i, n, 2) % 60)::DOUBLE END AS avg_wait_seconds
           FROM range($count) AS t (i)
           CROSS JOIN (SELECT unnest(['online', 'phone', 'face_to_face', 'post', 'assisted_digital']) AS channel) AS c
           CROSS JOIN range(120) AS k (n)
           CROSS JOIN (SELECT $first::DATE AS first) AS f,
           LATERAL (SELECT first + to_months(n::INTEGER) AS month) AS m""",
        {"count": count, "first": FIRST_MONTH},
    ).to_arrow_table()
    return catalogue, volumes


_PROJECT_FILES = {
    "projects": """
        SELECT (i + 2)::BIGINT AS source_row, 'P' || i AS slice_key, 'P' || i AS project_id, 'Project ' || i AS name,
               CASE WHEN i % 3 = 0 THEN 'run' ELSE 'transform' END AS type, 'Holder ' || i % 5 AS portfolio_holder,
               'Directorate ' || i % 6 AS directorate, DATE '2025-04-01' AS start_baseline,
               DATE '2027-03-31' AS end_baseline, DATE '2027-03-31' + (i * 9)::INTEGER AS end_forecast,
               100000.0 + i AS whole_life_cost_baseline, 100000.0 + i * 900 AS whole_life_cost_forecast
        FROM range($count) AS t (i)""",
    "highlight_reports": """
        SELECT (i * 18 + n + 2)::BIGINT AS source_row,
               'P' || i || '|' || strftime(DATE '2025-04-01' + to_months(n::INTEGER), '%Y-%m') AS slice_key,
               'P' || i AS project_id, (DATE '2025-04-01' + to_months(n::INTEGER))::DATE AS month,
               (DATE '2025-05-05' + to_months(n::INTEGER))::DATE AS report_date, 'Month ' || n AS status_summary,
               'Done ' || n AS done_this_period, 'Planned ' || n AS planned_next_period,
               ['G', 'AG', 'A', 'R'][1 + (hash(i, n // 4) % 4)::INTEGER] AS rag_overall, 'None' AS key_risks,
               'None' AS key_issues
        FROM range($count) AS t (i) CROSS JOIN range(18) AS k (n)""",
    "milestones": """
        SELECT (i * 6 + n + 2)::BIGINT AS source_row, 'P' || i || '-M' || n AS slice_key,
               'P' || i || '-M' || n AS milestone_id, 'P' || i AS project_id, 'Milestone ' || n AS name,
               (DATE '2026-06-30' + (n * 60)::INTEGER) AS baseline_date,
               (DATE '2026-06-30' + (n * 60 + hash(i, n) % 90)::INTEGER) AS forecast_date, 'on_track' AS status
        FROM range($count) AS t (i) CROSS JOIN range(6) AS k (n)""",
    "finance": """
        SELECT (i * 4 + n + 2)::BIGINT AS source_row, 'F' || i || '|' || (2024 + n) || '/' || (25 + n) AS slice_key,
               'F' || i AS line_id, 'P' || i AS project_id, (2024 + n) || '/' || (25 + n) AS fin_year,
               'cost' AS line_type, 'revenue' AS capital_revenue, 'IT' AS cost_budget_holder,
               20000.0 AS baseline_gbp, 20000.0 + hash(i, n) % 4000 AS forecast_gbp
        FROM range($count) AS t (i) CROSS JOIN range(4) AS k (n)""",
}


def add_projects(path: Path, count: int = 60) -> None:
    """Put so many projects with eighteen months of reports into the closed store at `path`."""
    connection, store = duckdb.connect(), Store(path)
    try:
        for kind, sql in _PROJECT_FILES.items():
            rows = connection.execute(sql, {"count": count}).to_arrow_table()
            store.save_and_publish(Draft(kind, f"{kind}.csv", b"", rows, period_to=LAST_DAY), OFFICER)
    finally:
        store.close()


def build(path: Path, incident_count: int, measure_count: int = 200, service_count: int = 40) -> Path:
    """A closed store at `path` with so many incidents, measures and services; returns the path."""
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
        for kind, rows in zip(("online_services", "channel_volumes"), _channels(service_count), strict=True):
            store.save_and_publish(Draft(kind, f"{kind}.csv", b"", rows, period_to=LAST_DAY), OFFICER)
    finally:
        store.close()
    return path


def sample(path: Path) -> Path:
    """The sample council's store, closed."""
    store = open_store(path)
    load_sample(store)
    store.close()
    return path
