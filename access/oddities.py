"""What strangers did again and again since the start, counted, so that somebody is told of it and not the log alone."""

import threading
import time
from collections import Counter

WRONG_CODE, NO_OFFICERS_UPLOAD, TOO_MANY_PAGES = "wrong code", "upload of no officer", "too many pages"
# how often a thing happens before it is odd: people err
_ODD_FROM = {WRONG_CODE: 20, NO_OFFICERS_UPLOAD: 20, TOO_MANY_PAGES: 1}

STARTED_AT = time.time()  # seconds since 1970

_lock = threading.Lock()
_seen: Counter[str] = Counter()


def seen(what: str) -> None:
    """It has happened once more."""
    with _lock:
        _seen[what] += 1


def odd() -> dict[str, int]:
    """What has happened so often that somebody should look, and how often."""
    with _lock:
        return {what: _seen[what] for what, least in _ODD_FROM.items() if _seen[what] >= least}
