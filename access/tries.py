"""Slows down whoever types wrong codes, and nobody else.

A client is a browser at an address. The wait is its own: however many others try at the same time, a right code opens.
What all of them try together is counted, and said in the log, so that somebody looks.
"""

import logging
import threading
import time
from collections import OrderedDict

log = logging.getLogger("dashboard")

_FREE = 5  # wrong codes before the first wait
_LONGEST_WAIT = 30  # seconds
_CLIENTS = 10_000  # kept; beyond that the one that tried longest ago is forgotten
_BUDGET = 1_000  # wrong codes of all clients together; each further thousand is an error in the log


class Tries:
    """Wrong codes in a row of each client, and of all together since the start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clients: OrderedDict[str, tuple[int, float]] = OrderedDict()  # wrong in a row; no try before
        self.all_wrong = 0

    def wait(self, client: str) -> int:
        """Seconds until the client's next try counts."""
        with self._lock:
            not_before = self._clients.get(client, (0, 0.0))[1]
        return max(0, round(not_before - time.monotonic() + 0.5))

    def right(self, client: str) -> None:
        """The client has typed the right code: it starts afresh."""
        with self._lock:
            self._clients.pop(client, None)

    def wrong(self, client: str, address: str) -> None:
        """The client has typed a wrong code. address: what the log says of where it came from."""
        with self._lock:
            row = self._clients.pop(client, (0, 0.0))[0] + 1
            pause = min(2 ** (row - _FREE + 1), _LONGEST_WAIT) if row >= _FREE else 0
            self._clients[client] = (row, time.monotonic() + pause)
            while len(self._clients) > _CLIENTS:
                self._clients.popitem(last=False)
            self.all_wrong += 1
            together = self.all_wrong
        log.warning("Wrong officer code from %s, %d in a row", address, row)
        if together % _BUDGET == 0:
            log.error(
                "%d wrong officer codes since the start: somebody is guessing. The lines before say from where; "
                "python -m data code makes a new code",
                together,
            )
