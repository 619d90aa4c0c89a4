"""Uploads come into memory from officers alone, and only so many at once.

Streamlit takes a file from every visitor whose session is open. Here a request is answered before a byte of the file is
read: the session it names and the browser it comes from must be those of an officer who is signed in.
"""

import logging
import re
from collections import defaultdict

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime

from access import oddities
from access.browser import signed_in_for
from access.web import header_of
from data.settings import settings

_PATH = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+/?$")
_MB = 1_000_000

log = logging.getLogger("dashboard")


class OfficersUploads:
    """Answers 403 to uploads of anybody but an officer, 413 where memory holds enough."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._coming: dict[str, int] = defaultdict(int)  # session → bytes that are on their way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        named = _PATH.search(scope.get("path", "")) if scope["type"] == "http" else None
        if named is None or scope["method"] == "OPTIONS":
            return await self.app(scope, receive, send)
        session, length = named[1], header_of(scope, b"content-length")
        if not signed_in_for(scope, session).may("officer"):
            oddities.seen(oddities.NO_OFFICERS_UPLOAD)
            log.info("An upload was refused to somebody at %s", (scope.get("client") or ("an unknown address",))[0])
            return await PlainTextResponse(
                "Only officers who are signed in may upload. Load this page again, sign in, then choose it again.",
                403,
            )(scope, receive, send)
        if scope["method"] != "PUT":
            return await self.app(scope, receive, send)
        if not length.isdigit():
            return await PlainTextResponse("An upload has to say how long it is.", 411)(scope, receive, send)
        if refusal := self._too_much(session, int(length)):
            return await PlainTextResponse(refusal, 413)(scope, receive, send)
        self._coming[session] += int(length)
        try:
            await self.app(scope, receive, send)
        finally:
            self._coming[session] -= int(length)
            if not self._coming[session]:
                del self._coming[session]

    def _too_much(self, session: str, length: int) -> str:
        intake, held = settings().intake, _held()
        own = held.get(session, 0) + self._coming.get(session, 0) + length
        if length > intake.uploads_mb * _MB:
            return f"It is larger than the {intake.uploads_mb} MB that one officer may have in hand. Split it by month."
        if own > intake.uploads_mb * _MB:
            return f"More than {intake.uploads_mb} MB are in hand on this page. Publish or remove files, then go on."
        if sum(held.values()) + sum(self._coming.values()) + length > intake.uploads_mb_in_all * _MB:
            return "Other officers have much in hand just now. Try again in some minutes."
        return ""


def _held() -> dict[str, int]:
    """The bytes of the files that Streamlit holds, by session."""
    if not runtime.exists():
        return {}
    storage = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
    return {session: sum(len(file.data) for file in list(files.values())) for session, files in list(storage.items())}
