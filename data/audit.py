"""The audit log: lines that are only ever added, each with a hash of itself and of the line before it.

It holds no more of a person than the history does: the role that was typed or the name of the account, and of a failed
sign-in the address it came from. Never a code, a password or what was typed for one.
"""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from data.watermark import Watermark

# act → what officers read
ACTS = {
    "signed in": "Signed in",
    "sign-in failed": "Sign-in failed",
    "signed out": "Signed out",
    "uploaded": "Uploaded",
    "handed over": "Left a draft for somebody to publish",
    "published": "Published",
    "withdrawn": "Withdrew",
    "restored": "Restored",
    "discarded": "Gave a draft up",
    "layout saved": "Saved a match of columns",
    "layout forgotten": "Forgot a match of columns",
    "briefing published": "Published a briefing",
    "settings": "Settings changed",
    "exported": "Exported rows",
    "shared": "Wrote what other councils may take over",
    "original": "Took an uploaded file out",
    "backup": "Made a backup",
    "backup restored": "Put a backup back",
    "moved": "Moved the store's whole history here",
    "accepted": "Went on with a store that lacks changes",
}
PROOFS = {"account": "Council account", "typed": "Typed, not proved", "none": "–"}

_COLUMNS = "chain, number, happened_at, who, proof, act, about, detail, previous"
# as JSON, so that no text can be moved from one column to the next
_HASH = f"sha256(to_json(struct_pack({_COLUMNS}))::VARCHAR)"

_ADD = f"""
WITH line AS (
    SELECT
        $chain AS chain, coalesce(max(number), 0) + 1 AS number,
        greatest($at::TIMESTAMP, coalesce(max(happened_at), $at::TIMESTAMP)) AS happened_at,
        $who AS who, $proof AS proof, $act AS act, $about AS about, $detail AS detail,
        coalesce(arg_max(hash, number), '') AS previous
    FROM audit_log WHERE chain = $chain
)
INSERT INTO audit_log BY NAME SELECT *, {_HASH} AS hash FROM line
"""

_FAULTS = f"""
WITH lines AS (
    SELECT *, {_HASH} AS right_hash,
        lag(number, 1, 0) OVER (PARTITION BY chain ORDER BY number) AS number_before,
        lag(hash, 1, '') OVER (PARTITION BY chain ORDER BY number) AS hash_before
    FROM audit_log
)
SELECT
    number, number_before,
    CASE
        WHEN number <> number_before + 1 THEN 'missing'
        WHEN hash <> right_hash OR previous <> hash_before THEN 'changed'
    END AS fault
FROM lines WHERE fault IS NOT NULL ORDER BY chain, number
"""


@dataclass(frozen=True)
class Checked:
    """lines: how many there are. faults: a sentence for each place at which the chain is broken."""

    lines: int
    faults: tuple[str, ...]

    def say(self) -> str:
        """The upshot in a sentence or several."""
        if self.faults:
            return " ".join(self.faults)
        return f"{self.lines:,} lines; each follows from the one before it, so none was changed or removed."


def add(
    cursor: duckdb.DuckDBPyConnection,
    act: str,
    who: str,
    proof: str,
    at: datetime,
    *,
    about: str = "",
    detail: str = "",
    chain: str = "",
) -> None:
    """Add a line. at: UTC without zone. A clock that is set back does not bring a line before another."""
    assert act in ACTS, act
    cursor.execute(
        _ADD,
        {"chain": chain, "at": at, "who": who, "proof": proof, "act": act, "about": about, "detail": detail},
    )


def last(cursor: duckdb.DuckDBPyConnection) -> tuple[int, str]:
    """Number and hash of the last line of a file's chain; (0, '') where there is none."""
    row = cursor.execute(
        "SELECT coalesce(max(number), 0), coalesce(arg_max(hash, number), '') FROM audit_log WHERE chain = ''"
    ).fetchone()
    return row or (0, "")


def holds(cursor: duckdb.DuckDBPyConnection, noted: Watermark) -> bool:
    """Whether the log holds the line that was noted beside the store."""
    sql = "SELECT 1 FROM audit_log WHERE chain = '' AND number = $line AND hash = $hash"
    return not noted.line or bool(cursor.execute(sql, {"line": noted.line, "hash": noted.line_hash}).fetchall())


def check(cursor: duckdb.DuckDBPyConnection, noted: Watermark | None) -> Checked:
    """Whether every line follows from the one before it. noted: the mark beside the store, which holds the last one."""
    row = cursor.execute("SELECT count(*) FROM audit_log").fetchone()
    faults = []
    for number, before, fault in cursor.execute(_FAULTS).fetchall():
        if fault == "changed":
            faults.append(f"Line {number} was changed, or the one before it.")
        else:
            faults.append(f"Of the lines after {before} some are missing: the next is {number}.")
    if noted and not holds(cursor, noted):
        faults.append(f"The last lines are missing or others: {noted.line} were noted beside the store.")
    return Checked(row[0] if row else 0, tuple(faults))
