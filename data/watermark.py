"""The high-water mark of a store: how many events it holds and which is the last, kept apart in a file beside it.

A store whose file was put back by hand, or whose write-ahead log was cut, opens without an error and holds less. The
mark is what it is held against.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from data.whole_file import write_whole


@dataclass(frozen=True)
class Watermark:
    """event: id of the last event, '' for none; events: how many there are up to it.

    line, line_hash: number and hash of the last line of the audit log.
    """

    event: str = ""
    events: int = 0
    line: int = 0
    line_hash: str = ""

    @property
    def moment(self) -> datetime | None:
        """When the last event happened, in UTC without zone; None where there is none."""
        try:
            return datetime.strptime(self.event[:15], "%Y%m%dT%H%M%S")
        except ValueError:
            return None


def place_of(store_path: Path) -> Path:
    """Where the mark of a store lies."""
    return store_path.with_name(f"{store_path.name}.mark")


def read(store_path: Path) -> Watermark | None:
    """The mark beside the store; None where none lies there, or nobody can read it."""
    try:
        return Watermark(**json.loads(place_of(store_path).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write(store_path: Path, mark: Watermark) -> None:
    """Put the mark beside the store. Raises OSError."""
    write_whole(place_of(store_path), json.dumps(asdict(mark)) + "\n")


def found_in(cursor: duckdb.DuckDBPyConnection, up_to: str | None = None) -> Watermark:
    """The mark of what the store holds. up_to: the event after which nothing counts."""
    row = cursor.execute(
        """SELECT coalesce(max(event_id), ''), count(*) FROM submission_events
           WHERE $up_to IS NULL OR event_id <= $up_to""",
        {"up_to": up_to},
    ).fetchone()
    return Watermark(*row) if row else Watermark()


def log_bytes(store_path: Path) -> int:
    """Bytes of the write-ahead log beside a store's file; 0 where there is none."""
    try:
        return store_path.with_name(f"{store_path.name}.wal").stat().st_size
    except OSError:
        return 0


# -- in words ----------------------------------------------------------------------------------------------------------


def say_last(mark: Watermark) -> str:
    """Such as: Its newest change is of 28 November 2026, 14:05 UTC."""
    return f"Its newest change is of {_say_moment(mark)}." if mark.events else "It holds no change."


def say_lacking(name: str, noted: Watermark, found: Watermark) -> str:
    """What an officer reads of a store that holds less than was noted beside it."""
    return (
        f"The store {name} holds less than it did: {noted.events:,} changes were noted beside it, the last of "
        f"{_say_moment(noted)}; it holds {found.events:,}. {say_last(found)} Its file was replaced by an older one, or "
        "its write-ahead log was cut. Nothing is loaded into it by itself. Stop the dashboard and put a backup back "
        "(python -m data restore), or go on with it as it is: the Submissions page has the button."
    )


def _say_moment(mark: Watermark) -> str:
    return f"{mark.moment:%-d %B %Y, %H:%M} UTC" if mark.moment else "an unknown time"
