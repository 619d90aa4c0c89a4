"""Whether the dashboard ended as it should: while it runs, a file beside the store says so, with the files in hand.

A start that finds this file knows that the run before was cut off, by a crash, a kill or a power cut, and tells
officers which file it had in hand then.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data.whole_file import write_whole

_KEPT = 5  # runs that were cut off
_TOLD_FOR = timedelta(days=7)


@dataclass(frozen=True)
class CutOffRun:
    """A run that did not end by itself. noticed_at: the next start, UTC. files: what it had in hand."""

    noticed_at: datetime
    files: tuple[str, ...]


class Run:
    """The run of this process over a store."""

    def __init__(self, store_path: Path):
        self._running, self._ended = store_path.with_suffix(".running"), store_path.with_suffix(".cut-off")
        self._lock = threading.Lock()
        self._files: list[str] = []
        self._begun = False

    def begin(self) -> CutOffRun | None:
        """From now on a file says that the dashboard runs; the run before, where it was cut off.

        Only whoever holds the store may call it. Raises OSError.
        """
        with self._lock:
            found = None
            if self._running.exists():
                found = CutOffRun(datetime.now(UTC), _files_of(_read(self._running)))
                earlier = [found, *cut_off_runs(self._ended)][:_KEPT]
                told = [{**asdict(each), "noticed_at": each.noticed_at.isoformat()} for each in earlier]
                write_whole(self._ended, json.dumps(told))
            self._begun = True
            self._write()
            return found

    def end(self) -> None:
        """The dashboard ends as it should."""
        with self._lock:
            if self._begun:
                self._begun = False
                with suppress(OSError):
                    self._running.unlink(missing_ok=True)

    @contextmanager
    def in_hand(self, name: str) -> Iterator[None]:
        """While a file is read, checked or published."""
        with self._lock:
            self._files.append(name)
            self._write()
        try:
            yield
        finally:
            with self._lock:
                self._files.remove(name)
                self._write()

    def _write(self) -> None:
        if self._begun:
            with suppress(OSError):  # a full disk keeps nobody from working
                write_whole(self._running, json.dumps({"pid": os.getpid(), "files": self._files}))


_run: Run | None = None  # of this process, where it serves the dashboard


def begin(store_path: Path) -> CutOffRun | None:
    """The dashboard runs over this store from now on; the run before, where it was cut off. Once per process: None
    after that. Raises OSError."""
    global _run
    if _run is not None:
        return None
    _run = Run(store_path)
    return _run.begin()


def end() -> None:
    """The dashboard ends as it should."""
    if _run is not None:
        _run.end()


@contextmanager
def in_hand(name: str) -> Iterator[None]:
    """While this file is read, checked or published; says so beside the store where this process is the dashboard."""
    if _run is None:
        yield
    else:
        with _run.in_hand(name):
            yield


def recently_cut_off(store_path: Path) -> list[CutOffRun]:
    """The runs over a store that were cut off in the last 7 days, the newest first."""
    since = datetime.now(UTC) - _TOLD_FOR
    return [each for each in cut_off_runs(store_path.with_suffix(".cut-off")) if each.noticed_at > since]


def cut_off_runs(path: Path) -> list[CutOffRun]:
    """What such a file tells; nothing where it tells nothing that can be understood."""
    told, runs = _read(path), []
    for each in told if isinstance(told, list) else ():
        with suppress(KeyError, TypeError, ValueError):
            runs.append(CutOffRun(datetime.fromisoformat(each["noticed_at"]), _files_of(each)))
    return runs


def _files_of(told: Any) -> tuple[str, ...]:
    files = told.get("files") if isinstance(told, dict) else None
    return tuple(map(str, files)) if isinstance(files, list) else ()


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
