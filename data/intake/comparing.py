"""What one submission changes: against what stands, against what stood before it, or against another submission."""

from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from data.contracts import Contract, contract
from data.store import NoSuchSubmission, Store

_HERE = Path(__file__).parent
MOST = 200_000  # differences of rows handed out at once


def preview(store: Store, submission_id: str, against: str | None = None) -> pd.DataFrame:
    """What a submission changes, one row per slice, in the order of the slices.

    A draft is compared with what members see now, a file that was published with what they saw just before; against:
    the id of another submission of the same kind to compare with instead.
    columns: slice_key, change (new|changed|unchanged|absent: only in the other submission), rows_before, rows_after,
    value_before, value_after (the figure of the contract: of KPI values the value, of incidents hours lost, of channel
    volumes what was completed, of finance the forecast in £; else none), rows_new, rows_gone, rows_changed.
    Raises NoSuchSubmission.
    """
    return _compare(store, "preview.sql", submission_id, against)


def differences(store: Store, submission_id: str, against: str | None = None) -> pd.DataFrame:
    """The rows that are new, gone or changed within the slices that both sides have, field by field; at most MOST.

    columns: slice_key, row_key (what identifies the row), change (changed|gone|new), source_row (line in the file),
    field (None = the whole row), before, after (text as the store writes it). Raises NoSuchSubmission.
    """
    return _compare(store, "compared.sql", submission_id, against, most=MOST)


def untouched(store: Store, submission_id: str) -> int:
    """How many slices of its kind members see that the submission does not hold: they stay as they are."""
    rows = store.query(
        """SELECT count(*) AS slices FROM current_slices AS c JOIN submissions AS s USING (kind)
           WHERE s.submission_id = $id
             AND c.slice_key NOT IN (SELECT slice_key FROM slices WHERE submission_id = $id)""",
        {"id": submission_id},
    )
    return int(rows["slices"].iloc[0])


def _compare(store: Store, file: str, submission_id: str, against: str | None, **params: object) -> pd.DataFrame:
    kind, at = _kind_and_moment(store, submission_id)
    if against is not None and _kind_and_moment(store, against)[0] != kind:
        raise NoSuchSubmission("Only files of the same kind can be compared.")
    sql = _filled((_HERE / file).read_text(encoding="utf-8"), contract(kind), against is not None)
    params |= {"after_id": submission_id} | ({} if against is None else {"before_id": against})
    return store.query(sql, params, as_at=None if against is not None else at)


def _kind_and_moment(store: Store, submission_id: str) -> tuple[str, datetime | None]:
    """The kind, and the moment just before it was first published; None where it never was."""
    found = store.query(
        """SELECT s.kind, min(e.happened_at) FILTER (e.event = 'published') AS published_at
           FROM submissions AS s JOIN submission_events AS e USING (submission_id)
           WHERE submission_id = $id GROUP BY s.kind""",
        {"id": submission_id},
    )
    if found.empty:
        raise NoSuchSubmission(f"There is no submission {submission_id}.")
    kind, at = found.iloc[0]
    return kind, None if pd.isna(at) else at.to_pydatetime() - timedelta(microseconds=1)


def _filled(sql: str, wanted: Contract, two_files: bool) -> str:
    """The template as SQL; names come from our own contracts, never from a file."""
    names = [each.name for each in wanted.stored]
    columns = ", ".join(names)
    identity = ", ".join(f"{name}::VARCHAR" for name in wanted.identity)
    before = f"{wanted.kind} WHERE submission_id = $before_id"
    if not two_files:
        before = (
            f"current_{wanted.kind} WHERE slice_key IN (SELECT slice_key FROM slices WHERE submission_id = $after_id)"
        )
    parts = {
        "{kind}": wanted.kind,
        "{columns}": columns,
        # a row without anything that identifies it is the same only where all of it is
        "{key}": f"coalesce(nullif(concat_ws(' · ', {identity}), ''), 'row ' || hash(({columns})))",
        "{figure}": f"({wanted.figure or 'NULL'})::DOUBLE",
        "{fields}": ", ".join(
            f"{{'field': '{name}', 'before': b.{name}::VARCHAR, 'after': a.{name}::VARCHAR}}" for name in names
        ),
        "{before}": before,
    }
    body = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    for name, text in parts.items():
        body = body.replace(name, text)
    return body
