"""python -m data backup and restore: the store as one file, and that file back in the store's place."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from data import backup, backup_requests
from data.backup import BackupError
from data.lake import is_on_server
from data.loading.handover import add_wait
from data.settings import local_place, settings
from data.store import StoreBusy, open_store


class BackupCall(argparse.Namespace):
    """What `python -m data backup` was called with."""

    dest: Path
    wait: float
    store: str | None
    format: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand behind `backup` in a call."""
    parser.add_argument("dest", metavar="DEST", type=Path, help="the file to write, or the folder to write it into")
    add_wait(parser, "makes the backup")


def run(call: BackupCall) -> int:
    """Make a backup, here or by the dashboard that holds the store; returns the exit code. Raises StoreError."""
    address = call.store or settings().store_address
    store_path = local_place(address)
    place = backup.place_for(call.dest.resolve(), store_path)
    if not store_path.exists() and not is_on_server(address):
        raise BackupError(f"There is no store {store_path} to back up.")
    try:
        made = backup.make(open_store(call.store), place)
    except StoreBusy:
        made = backup_requests.ask(store_path, place, call.wait)
    if call.format == "json":
        print(json.dumps({"backup": str(place), **asdict(made)}))
    else:
        print("\n".join([f"The backup is {place}, with its list {backup.manifest_of(place).name}.", *made.lines()]))
    return 0


def put_back(source: Path, store: str | None, format: str) -> int:
    """Put a backup in the store's place; returns the exit code. Raises StoreError."""
    restored = backup.restore(source, store or settings().store_address)
    aside = str(restored.aside) if restored.aside else None
    if format == "json":
        print(json.dumps({"restored": str(source), "aside": aside, "compared": restored.manifest is not None}))
        return 0
    print(f"The store is what {source} holds. {backup.say_last(restored.last)}")
    if restored.manifest is None:
        print("No list lay beside it, so what it held when it was made could not be compared.")
    if aside:
        print(f"What it replaced is kept as {aside}.")
    return 0
