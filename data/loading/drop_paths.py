"""Where files lie in the drop folder, and what they are called there: what the shell and the dashboard agree on."""

import os
import re
import secrets
import stat
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import BaseFileLock, FileLock

from data.loading.folders import is_ignored
from data.loading.results import RESULT_ENDINGS
from data.settings import ROOT, settings

PLACES = ("handed", "working", "taken", "refused")
JOB_ID = re.compile(r"\d{8}-\d{12}-[0-9a-f]{6}-\d{4}")
_INSTRUCTIONS = 1_000_000  # bytes
_RECENTLY = 30 * 24 * 3600  # seconds


def drop_folder_of(store_path: Path) -> Path | None:
    """The drop folder of a store: the one council.toml names, else "drop" beside the store; None where it is off."""
    named = settings().intake.drop_folder
    if named == "off":
        return None
    return (ROOT / named).resolve() if named else store_path.parent / "drop"


def recently_refused(folder: Path | None) -> list[tuple[str, list[str]]]:
    """The files that were put into refused/ in the last 30 days and still lie there: name and lines of the result, the
    newest first."""
    found: list[tuple[int, str, list[str]]] = []
    if folder is None:
        return []
    with suppress(OSError):
        for each in os.scandir(folder / "refused"):
            result = folder / "refused" / (each.name + RESULT_ENDINGS[0])
            if not is_ignored(each.name) and result.exists() and time.time() - result.stat().st_mtime < _RECENTLY:
                lines = result.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
                found.append((result.stat().st_mtime_ns, each.name, lines))
    return [(name, lines) for _, name, lines in sorted(found, reverse=True)]


# -- one process works through a folder --------------------------------------------------------------------------------


def worker_lock(folder: Path) -> BaseFileLock:
    """Held by whoever works through the folder; the system lets go of it when that process ends, however it ends."""
    return FileLock(folder / ".lock", blocking=False, thread_local=False)


def is_ours(lock: BaseFileLock) -> bool:
    """Take the lock, unless this process has it already; False where another one has."""
    if not lock.is_locked:
        with suppress(OSError):
            lock.acquire()
    return lock.is_locked


# -- whose a folder is -------------------------------------------------------------------------------------------------


def is_folder(path: Path) -> bool:
    """Whether it is a folder itself, and no link to one."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def must_be_own(path: Path) -> None:
    """Raises PermissionError where a folder is a link, or belongs to another account: it was put there by somebody."""
    if not is_folder(path) or (hasattr(os, "getuid") and path.lstat().st_uid != os.getuid()):
        raise PermissionError(f"{path} is no folder of the dashboard's own account: remove it, and it is made anew")


def instructions_in(path: Path) -> str:
    """The text of a job's instructions, '' where it is no plain file: what is in it is judged later."""
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NOFOLLOW", 0))) as file:
            return file.read(_INSTRUCTIONS).decode("utf-8", "replace") if path.is_file() else ""
    except OSError:
        return ""


# -- names -------------------------------------------------------------------------------------------------------------


def new_batch_id() -> str:
    """What tells a batch from others; sorts by time. A job's id is this and its number in the batch."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S%f}-{secrets.token_hex(3)}"


def name_with_id(name: str, job_id: str) -> str:
    """The name under which a file is put away where its own is taken."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{job_id}.{ending}" if dot else f"{name}.{job_id}"


def plain_name(name: str) -> str:
    """A file's name without what a history, a terminal or a disk may choke on."""
    name = re.sub(r"[\x00-\x1f\x7f]", "_", os.path.basename(name).encode("utf-8", "replace").decode("utf-8"))
    stem, ending = os.path.splitext(name)
    return stem.encode()[:120].decode("utf-8", "ignore") + ending[:20]
