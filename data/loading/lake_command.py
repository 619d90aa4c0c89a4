"""python -m data lake tidy: housekeeping of a lake, also while its servers run."""

import argparse
import json
from dataclasses import asdict
from datetime import timedelta

import duckdb

from data import lake
from data.loading.load_command import WrongCall
from data.store import StoreError, open_store

_LEAST = 1.0  # hours: a file that is being written is not in the catalogue yet


class LakeCall(argparse.Namespace):
    """What `python -m data lake` was called with."""

    what: str
    keep: float
    store: str | None
    format: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand behind `lake` in a call."""
    parser.add_argument("what", metavar="WHAT", choices=("tidy",), help="tidy: merge, let go, clean up")
    parser.add_argument(
        "--keep",
        metavar="HOURS",
        type=float,
        default=24.0,
        help="what anybody may have begun to read or write so long ago stays (default: 24)",
    )


def run(call: LakeCall) -> int:
    """Tidy the lake and say what was done; returns the exit code. Raises StoreError, WrongCall."""
    if call.keep < _LEAST:
        raise WrongCall(f"--keep must be at least {_LEAST:g}: another server may be writing a file just now")
    store = open_store(call.store)
    if not lake.is_lake(store.address):
        raise StoreError(f"{store.name} is a single file, which needs no tidying: this is for a lake.")
    try:
        with store.cursor() as cursor:
            done = lake.tidy(cursor, timedelta(hours=call.keep))
    except lake.LakeError as error:
        raise StoreError(str(error)) from None
    except duckdb.TransactionException:
        raise StoreError("Another server changed the lake at that moment. Try again; no figure was touched.") from None
    print(json.dumps(asdict(done)) if call.format == "json" else "\n".join(done.lines()))
    return 0
