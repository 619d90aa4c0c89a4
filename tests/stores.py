"""Stores for tests. An empty one is copied from one that was brought up to date once: three times as fast."""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from data.settings import settings
from data.store import Store, open_store


@cache
def _empty_file() -> Path:
    path = Path(tempfile.mkdtemp(prefix="empty-store-")) / "empty.duckdb"
    Store(path).close()
    return path


def new_store(path: Path | None = None) -> Store:
    """An empty store of its own at `path` (default: where the settings say), unless one stands there; open."""
    path = settings().store_path if path is None else path
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        shutil.copy(_empty_file(), path)
    return open_store(path)


def quick_store(path: Path | None = None) -> Store:
    """The same, for tests of what is asked of a store: changes are folded into the file when it is closed, because that
    takes longer than most changes."""
    store = new_store(path)
    store._settles_later = True
    return store


# -- a folder that may not be written ----------------------------------------------------------------------------------

_MAY_WRITE_ALL = 1 << 1  # CAP_DAC_OVERRIDE of Linux: root writes what nobody may write


@contextmanager
def read_only(folder: Path, *, files: bool = True) -> Iterator[None]:
    """Inside the block this thread, and those it starts, may not write the folder nor its files: not even as root."""
    before = {each: each.stat().st_mode for each in (folder, *(folder.iterdir() if files else ()))}
    try:
        for each in before:
            each.chmod(0o555 if each is folder else 0o444)
        with _without_roots_rights():
            yield
    finally:
        for each, mode in before.items():
            each.chmod(mode)


@contextmanager
def _without_roots_rights() -> Iterator[None]:
    if os.geteuid():
        yield
        return
    system = ctypes.CDLL(None)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3; of this thread
    kept = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice
    assert system.capget(header, kept) == 0
    fewer = (ctypes.c_uint32 * 6)(*kept)
    fewer[0] &= ~_MAY_WRITE_ALL
    assert system.capset(header, fewer) == 0
    try:
        yield
    finally:
        assert system.capset(header, kept) == 0
