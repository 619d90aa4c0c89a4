"""Knows a browser again by a cookie that no script can read and no other site can send.

Streamlit tells sessions apart by an id that stands in the address of every upload. Here the handshake of its WebSocket
is told which browser asks; Streamlit resumes a session only for who began it (server.trustedUserHeaders in
.streamlit/config.toml), so that an id alone opens nothing.
"""

import secrets
from http.cookies import CookieError, SimpleCookie

import streamlit as st
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.scriptrunner import get_script_run_ctx

from access.sign_ins import sign_ins
from access.web import by_https
from data.settings import SettingsError
from data.store import Author

COOKIE = "dashboard_browser"
SAFE_COOKIE = f"__Host-{COOKIE}"  # by https: a browser takes it from this very host alone, by https, for all its paths
HEADER = b"x-dashboard-browser"
EXCHANGE = "signed_in"  # where the browser gets another cookie once somebody has signed in
_LONGEST_TICKET = 200  # bytes


class KnownBrowser:
    """Gives every browser a cookie, another one at sign-in, and tells the WebSocket whose it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "websocket":
            # what a stranger says of themselves does not count
            headers = [each for each in scope["headers"] if each[0].lower() != HEADER]
            if browser := browser_asking(scope):
                headers.append((HEADER, browser.encode()))
            return await self.app({**scope, "headers": headers}, receive, send)
        if scope["type"] == "http" and scope["method"] == "POST" and path.endswith(f"/{EXCHANGE}"):
            return await self._exchange(scope, receive, send, browser_asking(scope))
        if scope["type"] != "http" or not path.endswith("/_stcore/health") or browser_asking(scope):
            return await self.app(scope, receive, send)

        # Not with the page itself: a browser that follows a link from elsewhere keeps a strict cookie back just then
        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), _new_cookie(scope, secrets.token_urlsafe(32))]
            await send(message)

        await self.app(scope, receive, with_cookie)

    async def _exchange(self, scope: Scope, receive: Receive, send: Send, browser: str) -> None:
        ticket = b""
        while len(ticket) <= _LONGEST_TICKET:
            message = await receive()
            ticket += message.get("body", b"")
            if not message.get("more_body"):
                break
        cookie = secrets.token_urlsafe(32)
        done = sign_ins().exchange(ticket.decode("ascii", "replace"), browser, cookie)
        headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
        headers += [_new_cookie(scope, cookie)] if done else []
        await send({"type": "http.response.start", "status": 204 if done else 403, "headers": headers})
        await send({"type": "http.response.body"})


def browser_asking(scope: Scope) -> str:
    """The browser that a request or a handshake comes from, '' where it sends no cookie of ours."""
    told = b"; ".join(value for name, value in scope["headers"] if name.lower() == b"cookie")
    try:
        morsel = SimpleCookie(told.decode("latin-1")).get(_cookie_of(scope))
        return sign_ins().browser_of(morsel.value) if morsel else ""
    except (CookieError, SettingsError):
        return ""


def signed_in_for(scope: Scope, session: str) -> Author:
    """Who a request acts for that names a session, such as an upload: both the session and the cookie must be theirs.

    The author's name is not told, only the role; `.may("officer")` says whether it is an officer's.
    """
    browser = browser_asking(scope)
    try:
        return Author("", sign_ins().role_in(session, browser))
    except SettingsError:
        return Author("", "member")


def signed_in_here(scope: Scope) -> bool:
    """Whether somebody is signed in in the browser that a request or a handshake comes from."""
    try:
        return sign_ins().anybody_in(browser_asking(scope))
    except SettingsError:
        return False


def browser() -> str:
    """The browser in front of the page that is being drawn; '' where it keeps no cookies."""
    context = get_script_run_ctx()  # st.user looks for secrets.toml each time
    return str(context.user_info.get("browser") or "") if context else ""


def address() -> str:
    """Where it asks from; a proxy's word counts only where council.toml trusts it (access.trusted_proxies)."""
    told = st.context.ip_address
    return told if isinstance(told, str) else "this machine"


def session() -> str:
    """The session of the page that is being drawn."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def _new_cookie(scope: Scope, value: str) -> tuple[bytes, bytes]:
    secure = "; Secure" if by_https(scope) else ""
    return b"set-cookie", f"{_cookie_of(scope)}={value}; Path=/; HttpOnly; SameSite=Strict{secure}".encode()


def _cookie_of(scope: Scope) -> str:
    return SAFE_COOKIE if by_https(scope) else COOKIE
