"""What the server adds around Streamlit: small files, headers that keep strangers out, the way back after sign-in.

Plain ASGI, so that nothing stands between Streamlit's WebSocket and the browser.
"""

import gzip
import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import anyio
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import get_option

from access.packed import brotli
from access.registry import PAGES
from access.scripts import sources

# Streamlit writes inline styles; all else must come from this server, and no text is run as a script.
_POLICY = (
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_BY_HTTPS_ALONE = (b"strict-transport-security", b"max-age=31536000")
_HOST = re.compile(rb"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


def policy(scope: Scope) -> bytes:
    """What a page from this server may load, run and speak to: this server, and the scripts in the page that are ours.

    Older Safari does not count the WebSocket of the very same address as 'self', so that it is named.
    """
    host = header_of(scope, b"host")
    socket = b""
    if _HOST.fullmatch(host):
        socket = b" %s://%s" % (b"wss" if by_https(scope) else b"ws", host)
    scripts = " ".join(("script-src 'self'", *sources()))
    return "; ".join((*_POLICY, scripts, "connect-src 'self'")).encode() + socket


def by_https(scope: Scope) -> bool:
    """Whether the browser came by https: to this server, or to a proxy whose word counts (access.trusted_proxies)."""
    return scope.get("scheme") in ("https", "wss")


class SafeHeaders:
    """Adds the policy and HEADERS to every answer that does not set them itself; by https, its cookies are Secure."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                ours = [(b"content-security-policy", policy(scope)), *HEADERS]
                if by_https(scope):
                    ours.append(_BY_HTTPS_ALONE)
                    headers = [(name, _secure(name, value)) for name, value in headers]
                there = {name.lower() for name, _ in headers}
                message["headers"] = [*headers, *(each for each in ours if each[0] not in there)]
            await send(message)

        await self.app(scope, receive, with_headers)


def _secure(name: bytes, value: bytes) -> bytes:
    parts = {each.strip().lower() for each in value.split(b";")}
    return value + b"; Secure" if name.lower() == b"set-cookie" and b"secure" not in parts else value


class ClosedDoors:
    """Keeps to this machine what Streamlit tells every stranger: its metrics. And no page is where there is none.

    An address that nobody knows still gets Streamlit's page, which says so, but with the status 404.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path = scope["path"].removeprefix("/" + get_option("server.baseUrlPath").strip("/")).strip("/")
        if path == "_stcore/metrics" and not _from_this_machine(scope):
            return await PlainTextResponse("Not found", 404)(scope, receive, send)
        if path in _PAGES or path.startswith("_stcore/"):
            return await self.app(scope, receive, send)

        async def not_found(message: Message) -> None:
            found = message["type"] == "http.response.start" and message["status"] == 200
            if found and header_of(message, b"content-type").startswith(b"text/html"):
                message = {**message, "status": 404}
            await send(message)

        await self.app(scope, receive, not_found)


_PAGES = {"", *(page.url_path for page in PAGES)}


def _from_this_machine(scope: Scope) -> bool:
    client = (scope.get("client") or ("", 0))[0].removeprefix("::ffff:")
    return client in ("127.0.0.1", "::1") and not header_of(scope, b"x-forwarded-for")


# what a browser says that it reads, the better first: Brotli, offered over https alone, leaves a sixth less than gzip
_PACKED: dict[bytes, Callable[[bytes, Callable[[bytes], None]], bytes]] = {
    b"br": brotli,
    b"gzip": lambda body, _: gzip.compress(body, 6),
}


class CompressedFiles:
    """Serves Streamlit's scripts and styles compressed: 2.2 MB instead of 8.6 at a first visit of IT demand.

    Their names carry a hash of what is in them, so each is compressed once in each way and kept. With Brotli it is
    compressed quickly first, and again while nobody waits (access/packed.py).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[tuple[str, bytes], tuple[Message, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        packing = next((each for each in _PACKED if accepts(scope, each)), b"")
        if not (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and "/static/" in path
            and path.endswith((".js", ".css"))
            and packing
            and not header_of(scope, b"range")
            and not header_of(scope, b"if-none-match")
        ):
            return await self.app(scope, receive, send)
        if (path, packing) not in self._kept:
            start, body = await self._whole(scope, receive)
            if not start:
                return  # the browser had gone before there was an answer
            if start["status"] != 200 or str(len(body)).encode() != header_of(start, b"content-length"):
                # not the whole file: a browser that leaves half-way must not spoil it for the next one
                await send(start)
                return await send({"type": "http.response.body", "body": body})

            def keep(packed: bytes) -> None:
                headers = [h for h in start["headers"] if h[0].lower() not in (b"content-length", b"content-encoding")]
                headers += [
                    (b"content-length", str(len(packed)).encode()),
                    (b"content-encoding", packing),
                    (b"vary", b"Accept-Encoding"),
                ]
                self._kept[path, packing] = ({**start, "headers": headers}, packed)

            keep(await anyio.to_thread.run_sync(_PACKED[packing], body, keep))
        start, packed = self._kept[path, packing]
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
            elif message["type"] == "http.response.pathsend":
                # in pieces it would wait for its turn between the threads of a page at each
                parts.append(await anyio.to_thread.run_sync(Path(message["path"]).read_bytes))

        await self.app({**scope, "extensions": {"http.response.pathsend": {}}}, receive, catch)
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
                    if place := _own_place(header_of(scope, b"referer"), header_of(scope, b"host")):
                        headers.append(_cookie(self.COOKIE, quote(place, safe=""), 600))
                elif 300 <= message["status"] < 400 and (place := self._kept_place(scope)):
                    headers = [h for h in headers if h[0].lower() != b"location"]
                    headers += [(b"location", place.encode()), _cookie(self.COOKIE, "", 0)]
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, with_way_back)

    def _kept_place(self, scope: Scope) -> str:
        morsel = SimpleCookie(header_of(scope, b"cookie").decode("latin-1")).get(self.COOKIE)
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


def header_of(scope: Scope | Message, name: bytes) -> bytes:
    """The first header of this name of a request or an answer; empty where there is none."""
    return next((value for key, value in scope.get("headers", ()) if key.lower() == name), b"")


def accepts(scope: Scope, packing: bytes) -> bool:
    """Whether the browser says that it can read what is packed in this way."""
    ways = (each.replace(b" ", b"").partition(b";") for each in header_of(scope, b"accept-encoding").split(b","))
    return any(way == packing and not re.fullmatch(rb"q=0(\.0*)?", weight) for way, _, weight in ways)
