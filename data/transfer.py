"""The whole of one store in another, history, events and originals included: all of it, or nothing.

Every table is compared before the transaction that brought it in is committed, and once more after it.
"""

import os
from contextlib import suppress
from pathlib import Path

import duckdb

from data import double_write, watermark
from data.contents import Contents, carry, contents, differing, filled
from data.store import Author, Store, StoreError

SHELL = Author("shell", "officer")


class TransferError(StoreError):
    """What one store holds cannot be brought into the other; the message is a sentence."""


def fill(target: Store, source: Store, *, instead: bool = False) -> Contents:
    """Make `target` hold what `source` holds at this moment; returns what that is.

    instead: in place of what it holds; else it must hold nothing. Where anything goes wrong, or the process is killed,
    it holds what it held. Raises TransferError, StoreError.
    """
    with source.cursor() as reading:
        reading.begin()  # one moment, whatever others publish
        try:
            holds = contents(reading)

            def bring(cursor: duckdb.DuckDBPyConnection) -> None:
                if not instead and (there := filled(cursor)):
                    raise TransferError(
                        f"{target.name} holds something already ({', '.join(there)}), and nothing is written over it. "
                        "Name one that holds nothing: a new file, or a lake with a new database and a new folder."
                    )
                carry(reading, cursor)
                _must_be_the_same(contents(cursor), holds, f"Nothing was changed in {target.name}. Try again.")

            target.transaction(SHELL, bring)
        finally:
            with suppress(duckdb.Error):
                reading.rollback()
    with target.cursor() as cursor:
        others = f"Somebody else wrote into {target.name} meanwhile. Stop every dashboard over it, and begin again."
        _must_be_the_same(contents(cursor), holds, others)
    return holds


def write_file(store: Store, place: Path) -> Contents:
    """Write what the store holds at this moment as a DuckDB file, which is not there yet; returns what that is.

    It is this account's alone. Raises TransferError, StoreError, OSError.
    """
    remove_beside(place)  # of one that was killed
    try:
        duckdb.connect(str(place)).close()
    except duckdb.Error as error:
        raise TransferError(f"{place} cannot be written: {str(error).splitlines()[0]}") from None
    os.chmod(place, 0o600)  # it holds everything, drafts too
    made = Store(place)
    try:
        holds = fill(made, store)
    finally:
        made.close()
        remove_beside(place)
    return holds


def remove_beside(place: Path) -> None:
    """Remove what a store that is closed keeps beside its file, which is to stand alone."""
    for beside in (watermark.place_of(place), double_write.place_of(place), place.with_name(f"{place.name}.wal")):
        beside.unlink(missing_ok=True)


def _must_be_the_same(found: Contents, holds: Contents, remedy: str) -> None:
    if odd := differing(found, holds):
        raise TransferError(f"What was brought in is not what was there: {', '.join(odd)}. {remedy}")
