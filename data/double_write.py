"""The blocks that a checkpoint writes over, kept in a file beside the store until it has written them.

DuckDB 1.5.5 writes its metadata blocks in place. A kill or a power cut in the middle of one leaves a store that nobody
can open, although its write-ahead log is whole. Databases that write in place keep such blocks twice (the doublewrite
buffer of InnoDB): so does this. A checkpoint ends by writing the header. Where the file still has the header that was
kept with the blocks, the checkpoint did not end, and what it wrote over is put back.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import duckdb

from data.whole_file import write_whole

try:
    import fcntl
except ImportError:  # Windows, where DuckDB lets nobody else write the file
    fcntl = None  # type: ignore[assignment]

_HEADER = 3 * 4096  # bytes: DuckDB's main header and its two headers of a database, written in turn


def place_of(store_path: Path) -> Path:
    """Where the blocks of a store are kept."""
    return store_path.with_name(f"{store_path.name}.blocks")


def keep(store_path: Path, file: BinaryIO, cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep what the next checkpoint may write over. file: the store's bytes, read past DuckDB.

    Where blocks were kept under the same header they stay: the checkpoint since then did not end. Raises OSError.
    """
    file.seek(0)
    header = file.read(_HEADER)
    place = place_of(store_path)
    if (kept := _kept(place)) is not None and kept[0] == header:
        return
    size, blocks = _in_place(cursor)
    found = b"".join(_block(file, number, size) for number in blocks)
    about = {"size": size, "blocks": blocks, "sha256": hashlib.sha256(header + found).hexdigest()}
    write_whole(place, json.dumps(about).encode() + b"\n" + header + found, private=True)


def put_back(store_path: Path) -> int:
    """Put back what a checkpoint that did not end wrote over; returns how many blocks. Raises OSError.

    Nothing is done to a store that another process has open. This process must not: closing the file ends its lock.
    """
    kept = _kept(place_of(store_path))
    if kept is None:
        return 0
    header, size, blocks = kept
    with _alone(store_path) as file:
        if file is None or file.read(_HEADER) != header:
            return 0
        torn = {number: block for number, block in blocks.items() if _block(file, number, size) != block}
        for number, block in torn.items():
            file.seek(_HEADER + number * size)
            file.write(block)
        if torn:
            file.flush()
            os.fsync(file.fileno())
    return len(torn)


@contextmanager
def _alone(store_path: Path) -> Iterator[BinaryIO | None]:
    """The file, to be read and written; None where another process has it, or there is none."""
    try:
        file = open(store_path, "r+b", buffering=0)  # noqa: SIM115  # closed below
    except OSError:
        yield None
        return
    with file:
        try:
            if fcntl is not None:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the lock that DuckDB takes
        except OSError:
            yield None
        else:
            yield file


def _in_place(cursor: duckdb.DuckDBPyConnection) -> tuple[int, list[int]]:
    """Size of a block in bytes, and the numbers of those that are written in place."""
    row = cursor.execute(
        """SELECT (SELECT block_size FROM pragma_database_size() WHERE database_name = current_database()),
                  (SELECT coalesce(list(block_id ORDER BY block_id), []) FROM pragma_metadata_info())"""
    ).fetchone()
    assert row is not None
    return row


def _block(file: BinaryIO, number: int, size: int) -> bytes:
    file.seek(_HEADER + number * size)
    return file.read(size)


def _kept(place: Path) -> tuple[bytes, int, dict[int, bytes]] | None:
    """Header, size of a block, and each block by its number; None where nothing whole is kept."""
    try:
        line, _, body = place.read_bytes().partition(b"\n")
        about = json.loads(line)
        size, blocks = about["size"], about["blocks"]
        whole = hashlib.sha256(body).hexdigest() == about["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    pieces = (body[at : at + size] for at in range(_HEADER, len(body), size))
    return (body[:_HEADER], size, dict(zip(blocks, pieces, strict=True))) if whole else None
