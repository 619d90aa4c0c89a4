"""Scripts packed as small as can be: slowly, once for each of Streamlit's files, while nobody waits for a page.

What is packed so is kept beside the store for the next start. It is believed only where it unpacks to the very script
that it stands for, so that whoever can write there cannot hand browsers another.
"""

import hashlib
import logging
from collections.abc import Callable
from queue import Empty, SimpleQueue

import pyarrow as pa

from data.settings import SettingsError, settings
from data.whole_file import write_whole

log = logging.getLogger("dashboard")

_FOLDER = "scripts"  # beside the store
_QUICK, _SMALL = pa.Codec("brotli", 6), pa.Codec("brotli", 11)  # 155 kB and ten seconds apart for what draws charts
_later: SimpleQueue[tuple[bytes, Callable[[bytes], None]]] = SimpleQueue()


def brotli(body: bytes, better: Callable[[bytes], None]) -> bytes:
    """The script packed: as small as can be where it was packed before, else quickly.

    better: is told of it packed small, once pack_next() comes to it.
    """
    try:
        packed = (settings().store_path.parent / _FOLDER / _name(body)).read_bytes()
        if _SMALL.decompress(packed, len(body), asbytes=True) == body:
            return packed
    except (OSError, SettingsError, pa.ArrowException):
        pass
    _later.put((body, better))
    return _QUICK.compress(body, asbytes=True)


def pack_next() -> bool:
    """Pack one script that waits for it, and keep it beside the store; False where none does."""
    try:
        body, better = _later.get_nowait()
    except Empty:
        return False
    packed = _SMALL.compress(body, asbytes=True)
    better(packed)
    try:
        folder = settings().store_path.parent / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / _name(body), packed)
    except (OSError, SettingsError) as error:
        log.info("Packed scripts cannot be kept beside the store, and are packed at each start: %s", error)
    return True


def _name(body: bytes) -> str:
    return f"{hashlib.sha256(body).hexdigest()[:24]}.br"
