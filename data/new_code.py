"""A new officer code, made in the shell while the dashboard runs: it takes the place of the one before.

The code itself is not kept, only its checksum, beside the store and readable by the dashboard's own account alone.
"""

import hashlib
import json
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from data.whole_file import write_whole

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike


@dataclass(frozen=True)
class NewCode:
    """checksum: of the code as bare() writes it. made_at: seconds since 1970. sign_out: everybody signs in anew."""

    checksum: str
    made_at: float
    sign_out: bool


def make_code() -> str:
    """Four letters or digits, a hyphen, and four more."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))


def code_checksum(code: str) -> str:
    """What is kept of a code; the same however it was typed: small letters, spaces, no hyphen."""
    return hashlib.sha256("".join(letter for letter in code.upper() if letter.isalnum()).encode()).hexdigest()


def renew(store: Path, *, sign_out: bool = False) -> str:
    """Make a new code for the dashboard over this store, and return it. Raises OSError where it cannot be kept."""
    code = make_code()
    told = NewCode(code_checksum(code), time.time(), sign_out)
    write_whole(_file(store), json.dumps(asdict(told)), private=True)
    return code


def renewed(store: Path) -> NewCode | None:
    """The code that was made last in the shell, if there is one."""
    try:
        return NewCode(**json.loads(_file(store).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _file(store: Path) -> Path:
    return store.with_name(store.name + ".code")
