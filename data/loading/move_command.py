"""python -m data move: a store's whole history into a lake for several servers, or back into a file."""

import argparse
import json
from pathlib import Path

from data import transfer, watermark
from data.contents import Contents, filled
from data.lake import is_lake, is_on_server
from data.settings import local_place
from data.store import Store, open_store
from data.transfer import SHELL, TransferError


class MoveCall(argparse.Namespace):
    """What `python -m data move` was called with."""

    source: str
    target: str
    data_path: str | None
    format: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand behind `move` in a call."""
    parser.add_argument("source", metavar="FROM", help="a store's file, or a lake's address")
    parser.add_argument("target", metavar="TO", help="the address of a lake that holds nothing, or a new file")
    parser.add_argument(
        "--data-path", metavar="FOLDER", help="the folder of the lake's files (default: the one in council.toml)"
    )


def run(call: MoveCall) -> int:
    """Bring all that FROM holds into TO, and compare; returns the exit code. Raises StoreError."""
    if is_lake(call.source) == is_lake(call.target):
        raise TransferError(
            "One of the two must be a file, the other a lake (ducklake:…). For a copy of a file, take a backup: "
            "python -m data backup."
        )
    holds = _into_lake(call) if is_lake(call.target) else _into_file(call)
    target = open_store(call.target, call.data_path)
    with target.cursor() as cursor:
        last = watermark.found_in(cursor)
    target.note("moved", SHELL, detail="from a lake" if is_lake(call.source) else "from a file")
    rows = sum(int(rows) for rows, _ in holds.values())
    if call.format == "json":
        print(json.dumps({"moved": call.source, "to": call.target, "rows": rows, "tables": holds}))
        return 0
    print(
        f"{target.name} holds all that {open_store(call.source, call.data_path).name} holds, which is as it was: "
        f"{rows:,} rows in {len(holds)} tables, each compared. {watermark.say_last(last)}\n"
        "Now name it in council.toml, [store] path, on every server, start the dashboards, and put the old one away."
    )
    return 0


def _into_lake(call: MoveCall) -> Contents:
    return transfer.fill(open_store(call.target, call.data_path), _source(call.source))


def _into_file(call: MoveCall) -> Contents:
    place = Path(call.target).resolve()
    for there in (place, *(place.with_name(f"{place.name}.{each}") for each in ("wal", "mark"))):
        if there.exists():
            raise TransferError(f"{there} is there already, and nothing is written over it. Name a new file.")
    half = place.with_name(f".{place.name}.part")
    half.unlink(missing_ok=True)
    try:
        holds = transfer.write_file(_source(call.source, call.data_path), half)
        half.replace(place)
    except OSError as error:
        raise TransferError(f"{place} cannot be written: {error.strerror or error}.") from None
    finally:
        half.unlink(missing_ok=True)
    return holds


def _source(address: str, data_path: str | None = None) -> Store:
    """The store that is moved, which is there, holds something, and lacks nothing. Raises StoreError."""
    file = local_place(address) if is_lake(address) else Path(address).resolve()
    if not is_on_server(address) and not file.exists():
        raise TransferError(f"There is no store {file} to move.")
    store = open_store(address, data_path)
    if store.lacks:
        raise TransferError(store.say_lacks())
    with store.cursor() as cursor:
        if not filled(cursor):
            raise TransferError(f"{store.name} holds nothing, so there is nothing to move. Is FROM right?")
    return store
