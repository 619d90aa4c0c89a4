"""What the server adds around Streamlit: small files, headers that keep strangers out, the way back after sign-in.

Plain ASGI, so that nothing stands between Streamlit's WebSocket and the browser.
"""

import gzip
from http.cookies import SimpleCookie
from urllib.parse import quote, unquote, urlsplit

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit's own scripts need 'unsafe-eval' (charts) and inline styles; everything must come from this server.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class SafeHeaders:
    """Adds HEADERS to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message.get("headers", ())}
                message["headers"] = [*message.get("headers", ()), *(h for h in HEADERS if h[0] not in there)]
            await send(message)

        await self.app(scope, receive, with_headers)


class CompressedFiles:
    """Serves Streamlit's scripts and styles compressed: 3 MB instead of 9 at a first visit.

    Their names carry a hash of what is in them, so each is compressed once and kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[str, tuple[Message, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if not (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and "/static/" in path
            and path.endswith((".js", ".css"))
            and _asks(scope, b"accept-encoding", b"gzip")
            and not _header(scope, b"range")
            and not _header(scope, b"if-none-match")
        ):
            return await self.app(scope, receive, send)
        if path not in self._kept:
            start, body = await self._whole(scope, receive)
            if not start:
                return  # the browser had gone before there was an answer
            if start["status"] != 200 or str(len(body)).encode() != _header(start, b"content-length"):
                # not the whole file: a browser that leaves half-way must not spoil it for the next one
                await send(start)
                return await send({"type": "http.response.body", "body": body})
            packed = await anyio.to_thread.run_sync(gzip.compress, body, 6)
            headers = [h for h in start["headers"] if h[0].lower() not in (b"content-length", b"content-encoding")]
            headers += [
                (b"content-length", str(len(packed)).encode()),
                (b"content-encoding", b"gzip"),
                (b"vary", b"Accept-Encoding"),
            ]
            self._kept[path] = ({**start, "headers": headers}, packed)
        start, packed = self._kept[path]
        await send({**start, "headers": list(start["headers"])})
        await send({"type": "http.response.body", "body": packed})

    async def _whole(self, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
        start: Message = {}
        parts: list[bytes] = []

        async def catch(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self.app({**scope, "extensions": {}}, receive, catch)
        return start, b"".join(parts)


class BackAfterSignIn:
    """The identity provider sends people back to the front page; this leads them on to the page they came from."""

    COOKIE = "came_from"

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.endswith(("/auth/login", "/oauth2callback")):
            return await self.app(scope, receive, send)
        leaving = path.endswith("/auth/login")

        async def with_way_back(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                if leaving:
                    if place := _own_place(_header(scope, b"referer"), _header(scope, b"host")):
                        headers.append(_cookie(self.COOKIE, quote(place, safe=""), 600))
                elif 300 <= message["status"] < 400 and (place := self._kept_place(scope)):
                    headers = [h for h in headers if h[0].lower() != b"location"]
                    headers += [(b"location", place.encode()), _cookie(self.COOKIE, "", 0)]
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, with_way_back)

    def _kept_place(self, scope: Scope) -> str:
        morsel = SimpleCookie(_header(scope, b"cookie").decode("latin-1")).get(self.COOKIE)
        place = unquote(morsel.value) if morsel else ""
        return _path_only(place) if place == _path_only(place) else ""


def _own_place(referer: bytes, host: bytes) -> str:
    """Path and query of the page a person came from, if it is one of ours."""
    parts = urlsplit(referer.decode("latin-1"))
    return _path_only(referer.decode("latin-1")) if parts.netloc.encode() == host else ""


def _path_only(address: str) -> str:
    parts = urlsplit(address)
    path = "/" + parts.path.lstrip("/\\")
    return quote(path, safe="/%") + ("?" + quote(parts.query, safe="=&%+") if parts.query else "")


def _cookie(name: str, value: str, seconds: int) -> tuple[bytes, bytes]:
    return b"set-cookie", f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax".encode()


def _header(scope: Scope | Message, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key.lower() == name), b"")


def _asks(scope: Scope, name: bytes, word: bytes) -> bool:
    return word in _header(scope, name)
