"""So many pages may be open at once from one address: each takes a megabyte or two of memory as long as it is open.

Behind a proxy the address is the visitor's own only where council.toml trusts it (access.trusted_proxies). Browsers in
which somebody is signed in are counted and never refused, so that no stranger keeps an officer out.
"""

import logging
import time
from collections import Counter

from starlette.types import ASGIApp, Receive, Scope, Send

from access import oddities
from access.browser import signed_in_here
from data.settings import SettingsError, settings

log = logging.getLogger("dashboard")

_SAID_EVERY = 60.0  # seconds


class FewEnoughPages:
    """Refuses the WebSocket of a page, by status 503, where its address has enough of them (access.pages_open)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._open: Counter[str] = Counter()  # by address
        self._said = -_SAID_EVERY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            return await self.app(scope, receive, send)
        address = (scope.get("client") or ("an unknown address",))[0]
        most = _most()
        if most and self._open[address] >= most and not signed_in_here(scope):
            return await self._refuse(scope, send, address, most)
        self._open[address] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    async def _refuse(self, scope: Scope, send: Send, address: str, most: int) -> None:
        oddities.seen(oddities.TOO_MANY_PAGES)
        if time.monotonic() - self._said >= _SAID_EVERY:
            self._said = time.monotonic()
            log.warning("%d pages are open from %s: no more are let in from there (access.pages_open)", most, address)
        if "websocket.http.response" in scope.get("extensions", {}):
            await send({"type": "websocket.http.response.start", "status": 503, "headers": [(b"retry-after", b"60")]})
            await send({"type": "websocket.http.response.body", "body": b"Too many pages are open from this address."})
        else:
            await send({"type": "websocket.close", "code": 1013})


def _most() -> int:
    try:
        return settings().access.pages_open
    except SettingsError:
        return 0  # said to every visitor
