"""Whether somebody waits for a page. What the server does by itself, it does when nobody does."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock

from starlette.types import ASGIApp, Receive, Scope, Send

_AFTER = 1.5  # seconds after a page, or the last of its files, in which the machine is the visitor's: it still draws
_AT_MOST = 10.0  # seconds that work is put off, where there is always somebody
_LOOK_EVERY = 0.05  # seconds

_lock = Lock()
_waiting = 0  # pages that are being made
_theirs_until = float("-inf")


@contextmanager
def somebody_waits() -> Iterator[None]:
    """Inside the block a page, or a part of one, is being made for a visitor."""
    global _waiting
    with _lock:
        _waiting += 1
    try:
        yield
    finally:
        with _lock:
            _waiting -= 1
            _stays_theirs()


class Turns:
    """Pages are made one after the other: those made together share one interpreter, and all are ready with the last.

    A page that takes long, because it waits for a question or reads a file, keeps nobody from his turn.
    """

    def __init__(self, longest: float) -> None:
        """longest: seconds, after which a page no longer counts."""
        self._longest = longest
        self._free = Condition()
        self._began: dict[object, float] = {}

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn; it is over with the block."""
        turn = object()
        with self._free:
            while (seconds := self._until_free()) > 0:
                self._free.wait(seconds)
            self._began[turn] = time.monotonic()
        try:
            yield
        finally:
            with self._free:
                del self._began[turn]
                self._free.notify()

    def _until_free(self) -> float:
        return max(self._began.values(), default=float("-inf")) + self._longest - time.monotonic()


TURNS = Turns(longest=0.5)  # of this server: a page that somebody has seen takes 0.02 s


def until_nobody_waits() -> None:
    """Return when no page is being made and none was just now; or after some seconds anyway."""
    until = time.monotonic() + _AT_MOST
    while (now := time.monotonic()) < until and (_waiting or now < _theirs_until):
        time.sleep(_LOOK_EVERY)


class FilesOfVisitors:
    """Notes that a browser still asks for files of a page that was made for it just now."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "/static/" in scope["path"] and time.monotonic() < _theirs_until:
            _stays_theirs()
        await self.app(scope, receive, send)


def _stays_theirs() -> None:
    global _theirs_until
    _theirs_until = time.monotonic() + _AFTER
