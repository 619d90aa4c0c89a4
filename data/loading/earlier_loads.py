"""Whether a file was loaded before: by its bytes, and by the rows that were read from them."""

import hashlib
from typing import Literal

import duckdb

from data.store import Draft, Store

State = Literal["drafted", "published", "withdrawn"]


def last_event(store: Store) -> str:
    """The newest event of the store: what comes after it sorts above it. Never ''."""
    with store.cursor() as cursor:
        row = cursor.execute("SELECT coalesce(max(event_id), '0') FROM submission_events").fetchone()
    return str(row[0]) if row else "0"


def published_since(store: Store, draft: Draft, event_id: str) -> str:
    """The submission that was published from this very file after the event, or ''."""
    with store.cursor() as cursor:
        row = cursor.execute(
            """SELECT s.submission_id FROM submissions AS s JOIN submission_events AS e USING (submission_id)
               WHERE e.event = 'published' AND e.event_id > $since AND s.kind = $kind AND s.sha256 = $sha256
               ORDER BY e.event_id LIMIT 1""",
            {"since": event_id, **_bytes_of(draft)},
        ).fetchone()
    return str(row[0]) if row else ""


def drafted(store: Store, draft: Draft) -> str:
    """The draft that holds this very file, read to these very rows, or ''."""
    return _same(store, draft, ("drafted",))


def standing(store: Store, draft: Draft) -> str:
    """The submission of this very file, read to these very rows, of which members see every slice; or ''."""
    same = _same(store, draft, ("published",))
    if not same:
        return ""
    with store.cursor() as cursor:
        row = cursor.execute(
            """SELECT (SELECT count(*) FROM slices AS x WHERE x.submission_id = $id)
                    = (SELECT count(*) FROM current_slices AS c WHERE c.submission_id = $id)""",
            {"id": same},
        ).fetchone()
    return same if row and row[0] else ""


def ever_published(store: Store, draft: Draft) -> str:
    """The submission of this very file, read to these very rows, that was ever published; or ''."""
    return _same(store, draft, ("published", "withdrawn"))


def _same(store: Store, draft: Draft, states: tuple[State, ...]) -> str:
    """The newest submission with this very file, read to these very rows, that is in one of the states; or ''."""
    with store.cursor() as cursor:
        rows = cursor.execute(
            """SELECT s.submission_id FROM submissions AS s JOIN submission_states AS t USING (submission_id)
               WHERE s.kind = $kind AND s.sha256 = $sha256 AND list_contains($states, t.state)
                 AND s.row_count = $rows AND s.period_to IS NOT DISTINCT FROM $period_to
               ORDER BY coalesce(t.publish_order, s.submission_id) DESC""",
            {"states": list(states), "rows": draft.rows.num_rows, "period_to": draft.period_to, **_bytes_of(draft)},
        ).fetchall()
        return next((str(each) for (each,) in rows if _same_rows(cursor, draft, each)), "")


def _same_rows(cursor: duckdb.DuckDBPyConnection, draft: Draft, submission_id: str) -> bool:
    """Whether the submission holds the draft's rows: another layout reads other rows from the same bytes."""
    columns = ", ".join(f'"{name}"' for name in draft.rows.schema.names)
    cursor.register("draft_rows", draft.rows)
    sides = cursor.execute(
        f"""SELECT count(*), sum(hash({columns})::HUGEINT) FROM (
                SELECT 0 AS side, {columns} FROM draft_rows
                UNION ALL SELECT 1, {columns} FROM "{draft.kind}" WHERE submission_id = $id)
            GROUP BY side""",
        {"id": submission_id},
    ).fetchall()
    cursor.unregister("draft_rows")
    return len(sides) == 2 and bool(sides[0] == sides[1])


def _bytes_of(draft: Draft) -> dict[str, str]:
    return {"kind": draft.kind, "sha256": hashlib.sha256(draft.original).hexdigest()}
