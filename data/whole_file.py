"""Files of which nobody ever reads half, and which a power cut does not take away again."""

import os
from pathlib import Path


def write_whole(path: Path, text: str | bytes, *, private: bool = False) -> None:
    """Write a file, text as UTF-8, so that nobody ever reads half of it. private: for this account. Raises OSError."""
    half = path.with_name(f".{path.name}.tmp")
    mode = 0o600 if private else 0o666  # less what the system takes away
    try:
        made = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with open(made, "wb") as file:
            file.write(text.encode("utf-8", errors="replace") if isinstance(text, str) else text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
