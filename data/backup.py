"""A backup of the store: one DuckDB file that holds everything, with a list beside it against which it is held.

Made while the store is open: of a file from the file itself, at a moment at which nothing is written and no write-ahead
log is left; of a lake table by table, as it stood at one moment whatever its servers write meanwhile. It is opened and
compared table by table before it is called a backup, and again before it is put back, into a file or into a lake.
"""

import hashlib
import json
import os
import re
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import duckdb

from data import lake, transfer, watermark
from data.contents import Contents, contents, differing, filled
from data.settings import local_place
from data.store import Store, StoreBusy, StoreError, open_store
from data.transfer import SHELL
from data.version import name_and_version
from data.watermark import say_last
from data.whole_file import write_whole

_SCHEMA = Path(__file__).parent / "schema"


class BackupError(StoreError):
    """The backup cannot be made or put back; the message is a sentence."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    tables: name → [rows, sum of the rows' hashes], comparable under the same `duckdb` version. event, events: the last
    change and how many there are. sha256: of the file. made_at: UTC.
    """

    made_at: str
    made_by: str
    duckdb: str
    sha256: str
    bytes: int
    event: str
    events: int
    tables: dict[str, list[str]]

    def lines(self) -> list[str]:
        """What is printed about it."""
        rows = sum(int(rows) for rows, _ in self.tables.values())
        return [
            f"{rows:,} rows in {len(self.tables)} tables, {self.bytes:,} bytes. "
            + say_last(watermark.Watermark(self.event, self.events))
        ]


def manifest_of(backup: Path) -> Path:
    """Where the list of a backup lies: beside it."""
    return backup.with_name(f"{backup.name}.json")


# -- making one --------------------------------------------------------------------------------------------------------


def place_for(wanted: Path, store_path: Path) -> Path:
    """Where a backup goes that is wanted in this folder or as this file. Raises BackupError where one is there."""
    if wanted.is_dir():
        wanted = wanted / f"{store_path.stem}-{datetime.now(UTC):%Y%m%d-%H%M%S}.duckdb"
    for place in (wanted, manifest_of(wanted)):
        if place.exists():
            raise BackupError(f"{place} is there already, and no backup is overwritten. Give another name.")
    if not wanted.parent.is_dir():
        raise BackupError(f"The folder {wanted.parent} is not there. Make it, or name another.")
    return wanted


def make(store: Store, place: Path) -> Manifest:
    """Write the store to `place`, which is not there yet, with its list; compared with the store before it stands.

    Nobody can publish into a file while it is copied; everybody can read. Raises BackupError, StoreError.
    """
    half = place.with_name(f".{place.name}.part")
    half.unlink(missing_ok=True)
    try:
        if lake.is_lake(store.address):
            holds = transfer.write_file(store, half)
            sha256 = _sha256(half)
        else:
            with store.standing_still() as (cursor, file):
                sha256 = _copy(file, half)
                holds = contents(cursor)
        last = _compare(half, holds, "The backup does not hold what the store holds", "Try again, on another disk.")
        made = Manifest(
            datetime.now(UTC).isoformat(timespec="seconds"), name_and_version(), duckdb.__version__, sha256,
            half.stat().st_size, last.event, last.events, holds,
        )  # fmt: skip
        write_whole(manifest_of(place), json.dumps(asdict(made), indent=1) + "\n")
        half.replace(place)
    except OSError as error:
        raise BackupError(f"The backup {place} cannot be written: {error.strerror or error}.") from None
    finally:
        half.unlink(missing_ok=True)
    store.note("backup", SHELL, detail=made.sha256)
    return made


def _copy(old: BinaryIO, target: Path) -> str:
    """Copy a file and bring it to the disk; returns its sha256."""
    digest = hashlib.sha256()
    with open(target, "xb") as new:
        os.chmod(target, 0o600)  # it holds everything, drafts too
        while piece := old.read(1 << 20):
            digest.update(piece)
            new.write(piece)
        new.flush()
        os.fsync(new.fileno())
    return digest.hexdigest()


def _sha256(file: Path) -> str:
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _compare(file: Path, holds: Contents | None, wrong: str, remedy: str) -> watermark.Watermark:
    """Open a file that nobody else has, and hold it against a list; returns its last event. Raises BackupError."""
    try:
        with duckdb.connect(str(file), read_only=True, config={"enable_external_access": "false"}) as opened:
            found = contents(opened)
            last = watermark.found_in(opened)
            applied = {name for (name,) in opened.execute("SELECT file FROM schema_versions").fetchall()}
    except duckdb.Error as error:
        raise BackupError(f"{wrong}: {str(error).splitlines()[0]} {remedy}") from None
    if newer := applied - {each.name for each in _SCHEMA.glob("[0-9]*.sql")}:
        raise BackupError(f"It was written by a newer version of this dashboard ({min(newer)}). Update the dashboard.")
    if holds is not None and (odd := differing(found, holds)):
        raise BackupError(f"{wrong}: {', '.join(odd)}. {remedy}")
    return last


# -- putting one back --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Restored:
    """What was put back. manifest: None where no list lay beside it. aside: where the replaced store lies now."""

    manifest: Manifest | None
    last: watermark.Watermark
    aside: Path | None


def restore(backup: Path, address: str | os.PathLike) -> Restored:
    """Put a backup in the store's place, compared before it stands there; what the store held is kept beside it.

    address: the store's, a file or a lake. No process may have it open. Raises BackupError, StoreBusy.
    """
    store_path, backup = local_place(os.fspath(address)), backup.resolve()
    _check_source(backup, store_path)
    half = store_path.with_name(f".{store_path.name}.restored")
    half.unlink(missing_ok=True)
    into = _into_lake if lake.is_lake(os.fspath(address)) else _into_file
    try:
        store_path.parent.mkdir(parents=True, exist_ok=True)
        return into(os.fspath(address), half, backup)
    except OSError as error:
        raise BackupError(f"The store {store_path} cannot be written: {error.strerror or error}.") from None
    finally:
        half.unlink(missing_ok=True)


def _into_file(address: str, half: Path, backup: Path) -> Restored:
    store_path = local_place(address)
    _close_properly(store_path)
    manifest, sha256, last = _checked_copy(backup, half)
    _give_to_owner(half, store_path)
    aside = _put_aside(store_path)
    half.replace(store_path)
    watermark.write(store_path, last)
    _give_to_owner(watermark.place_of(store_path), store_path)
    store = open_store(store_path)  # brought up to date
    store.note("backup restored", SHELL, detail=sha256)
    store.close()
    return Restored(manifest, last, aside)


def _into_lake(address: str, half: Path, backup: Path) -> Restored:
    store = open_store(address)
    manifest, sha256, last = _checked_copy(backup, half)
    with store.cursor() as cursor:
        aside = _aside_of(store.path).with_suffix(".duckdb") if filled(cursor) else None
    if aside is not None:
        transfer.write_file(store, aside)
    source = Store(half)  # brought up to date
    try:
        transfer.fill(store, source, instead=True)
    finally:
        source.close()
        transfer.remove_beside(half)
    store.note("backup restored", SHELL, detail=sha256)
    return Restored(manifest, last, aside)


def _checked_copy(backup: Path, half: Path) -> tuple[Manifest | None, str, watermark.Watermark]:
    """Copy the backup and hold it against its list; returns the list, its sha256 and its last event."""
    manifest = read_manifest(backup)
    again = "It was changed or damaged after it was made: take another one."
    with open(backup, "rb") as file:
        sha256 = _copy(file, half)
    if manifest and manifest.sha256 != sha256:
        raise BackupError(f"{backup.name} is not the file that its list was written for. {again}")
    # another version of the database may hash in another way
    holds = manifest.tables if manifest and manifest.duckdb == duckdb.__version__ else None
    return manifest, sha256, _compare(half, holds, f"{backup.name} does not hold what its list says", again)


def _check_source(backup: Path, store_path: Path) -> None:
    if not backup.is_file():
        raise BackupError(f"{backup} is no file. Name the backup that python -m data backup has made.")
    if backup == store_path:
        raise BackupError(f"{backup} is the store itself. Name a backup.")
    if watermark.log_bytes(backup):
        raise BackupError(
            f"Beside {backup.name} lies {backup.name}.wal, a write-ahead log that may belong to another state of it, "
            "so neither is taken. If both were copied together while the dashboard was stopped, open them once: "
            f"python -m data submissions --store {backup}. Look whether everything is listed; the log is then part of "
            "the file. If not, move the .wal away."
        )


def read_manifest(backup: Path) -> Manifest | None:
    """The list that lies beside a backup; None where there is none. Raises BackupError where it cannot be read."""
    place = manifest_of(backup)
    if not place.exists():
        return None
    try:
        return Manifest(**json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise BackupError(f"{place.name}, the list of the backup, cannot be read. Take another backup.") from None


def _close_properly(store_path: Path) -> None:
    """Fold the log of the store that is replaced into it, so that one file holds it; one that is broken stays as it is.

    Raises StoreBusy where a process has it open.
    """
    if not store_path.exists():
        return
    try:
        duckdb.connect(str(store_path), config={"enable_external_access": "false"}).close()
    except duckdb.Error as error:
        if re.search("Conflicting lock|different configuration", str(error)):
            raise StoreBusy(
                f"The store {store_path.name} is in use. Stop the dashboard, put the backup back, and start it again."
            ) from None


def _aside_of(store_path: Path) -> Path:
    return store_path.with_name(f"{store_path.stem}.before-{datetime.now(UTC):%Y%m%d-%H%M%S}{store_path.suffix}")


def _put_aside(store_path: Path) -> Path | None:
    """Move the store and what lies beside it under another name: a log that was left would run into the new file."""
    aside = _aside_of(store_path)
    was_there = store_path.exists()
    for ending in ("", ".wal", ".wal.checkpoint", ".wal.recovery", ".mark", ".blocks"):
        with suppress(FileNotFoundError):
            store_path.with_name(store_path.name + ending).replace(aside.with_name(aside.name + ending))
    return aside if was_there else None


def _give_to_owner(file: Path, store_path: Path) -> None:
    """Let whoever had the store, or has its folder, have the file too: an administrator may put the backup back."""
    like = (store_path if store_path.exists() else store_path.parent).stat()
    with suppress(OSError, AttributeError):  # not ours to give; Windows
        os.chown(file, like.st_uid, like.st_gid)


def move(made: Path, place: Path) -> None:
    """Bring a backup and its list, made beside the store, to where it is wanted, and compare it there.

    Raises BackupError.
    """
    half = place.with_name(f".{place.name}.part")
    half.unlink(missing_ok=True)
    manifest = read_manifest(made)
    if manifest is None:
        raise BackupError(f"{made.name} has no list. Try again.")
    try:
        with open(made, "rb") as file:
            sha256 = _copy(file, half)
        if sha256 != manifest.sha256:
            raise BackupError(f"{place} is not what was made. Try again, on another disk.")
        shutil.copyfile(manifest_of(made), manifest_of(place))
        half.replace(place)
    except OSError as error:
        raise BackupError(f"The backup {place} cannot be written: {error.strerror or error}.") from None
    finally:
        half.unlink(missing_ok=True)
