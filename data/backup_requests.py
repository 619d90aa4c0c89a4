"""A backup while the dashboard runs: one process holds the store's file, so the shell asks and the dashboard makes it.

    council.duckdb.wanted-ID        beside the store: a backup is wanted
    council.duckdb.backup-ID        the backup, with its list
    council.duckdb.answer-ID        written last: '' for done, or the sentence that says why not

The dashboard writes beside its store and nowhere else; the shell brings the backup to where it was wanted.
"""

import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from data import backup
from data.backup import BackupError, Manifest
from data.store import Store, StoreBusy, StoreError
from data.whole_file import write_whole

_LOOK_EVERY = 0.1  # seconds between looks for an answer
_ID = r"[0-9a-f]{12}"


def _beside(store_path: Path, what: str, number: str) -> Path:
    return store_path.with_name(f"{store_path.name}.{what}-{number}")


def ask(store_path: Path, place: Path, wait: float) -> Manifest:
    """Have the dashboard that holds the store make a backup, and bring it to `place`. wait: seconds.

    Raises StoreBusy where none answers, BackupError.
    """
    number = secrets.token_hex(6)
    wanted, made, answer = (_beside(store_path, what, number) for what in ("wanted", "backup", "answer"))
    try:
        wanted.touch(exist_ok=False)
        until = time.monotonic() + wait
        while not answer.exists():
            if time.monotonic() > until:
                raise StoreBusy(
                    f"The process that holds the store {store_path.name} has made no backup in {wait:g} seconds. If it "
                    "is the dashboard, give it longer (--wait) or look in its log; if not, stop it and try again."
                )
            time.sleep(_LOOK_EVERY)
        if fault := answer.read_text(encoding="utf-8"):
            raise BackupError(fault)
        backup.move(made, place)
        manifest = backup.read_manifest(place)
        assert manifest is not None  # it was just moved there
        return manifest
    except OSError as error:
        raise BackupError(f"The folder {store_path.parent} cannot be used: {error.strerror or error}.") from None
    finally:
        for each in (wanted, answer, made, backup.manifest_of(made)):
            with suppress(OSError):
                each.unlink(missing_ok=True)


def answer_all(store: Store, log_error: Callable[[BaseException, str], str]) -> int:
    """Make the backups that are wanted of this store; returns how many. log_error: as the drop folder has it."""
    wanted = [
        each
        for each in store.path.parent.glob(f"{store.path.name}.wanted-*")
        if re.fullmatch(_ID, each.name.rpartition("-")[2])
    ]
    for each in wanted:
        number = each.name.rpartition("-")[2]
        fault = ""
        try:
            each.unlink()
            backup.make(store, _beside(store.path, "backup", number))
        except FileNotFoundError:
            continue  # whoever asked has given up
        except StoreError as error:
            fault = str(error)
        except Exception as error:
            fault = f"The backup could not be made: the dashboard's log says why, under {log_error(error, 'a backup')}."
        write_whole(_beside(store.path, "answer", number), fault)
    return len(wanted)
