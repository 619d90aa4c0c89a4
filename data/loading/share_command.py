"""python -m data share and adopt: what one council hands to another, from the shell."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from data.loading.sharing import adopt, share
from data.store import Author, open_store


class SharingCall(argparse.Namespace):
    """What `python -m data share` or `adopt` was called with."""

    folder: Path
    check: bool
    by: str
    store: str | None
    format: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand behind both words in a call."""
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--by", metavar="NAME", default="shell")


def run_share(call: SharingCall) -> int:
    """Write the folder; returns the exit code. Raises SharingError, StoreError."""
    store = open_store(call.store)
    names = share(store, call.folder)
    store.note("shared", Author(call.by, "administrator"), call.folder.name, f"{len(names)} files")
    if call.format == "json":
        print(json.dumps({"files": names}))
    else:
        said = "It holds no figure of any month, no target and no role. Read it before you hand it on."
        print("\n".join([*names, f"Written into {call.folder}. {said}"]))
    return 0


def run_adopt(call: SharingCall) -> int:
    """Take the folder over; returns the exit code: 1 where something of it was not taken. Raises SharingError."""
    parts = adopt(open_store(call.store), call.folder, Author(call.by, "administrator"), check_only=call.check)
    if call.format == "json":
        print(json.dumps({"checked_only": call.check, "parts": [asdict(each) for each in parts]}))
    else:
        print("\n".join(line for each in parts for line in each.lines()) or "The folder holds nothing to adopt.")
        if call.check:
            print("Only looked at: nothing was changed.")
    return 1 if any(each.problems for each in parts) else 0
