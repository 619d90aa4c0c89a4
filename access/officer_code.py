"""The code that opens the officers' pages, where no identity provider is configured.

One is made and printed at each start; `python -m data code` makes another one while the dashboard runs.
"""

import hmac
import time

from data.new_code import code_checksum, make_code, renewed
from data.settings import settings

_CODE = make_code()  # one for each start
_STARTED = time.time()


def officer_code() -> str:
    """This start's code, as it is printed in the terminal: four letters or digits, a hyphen, and four more."""
    return _CODE


def valid_checksum() -> str:
    """Checksum of the code that counts now: the one made last in the shell since the start, or this start's."""
    new = renewed(settings().store_path)
    return new.checksum if new and new.made_at > _STARTED else code_checksum(_CODE)


def signed_out_at() -> float:
    """When somebody at the shell last signed everybody out, in seconds since 1970; 0 for never."""
    new = renewed(settings().store_path)
    return new.made_at if new and new.sign_out else 0.0


def is_right(typed: str) -> bool:
    """Whether this is the code that counts now, in whatever letters and spaces it was typed."""
    return hmac.compare_digest(code_checksum(typed), valid_checksum())
