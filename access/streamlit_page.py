"""Streamlit's own HTML page, and what it carries for all of ours: their look, their scripts, and the parts of Streamlit
that each of them shows first.

What stands in it comes once with the page, before the first element, and not with each session's messages. And
Streamlit loads a part of itself only when the first element of its kind comes: named here, a browser fetches it beside
Streamlit's own script, while it would have nothing to do.
"""

import gzip
import json
import re
from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import get_option

from access.registry import PAGES
from access.scripts import inline, streamlits_file, streamlits_folder
from access.web import accepts, header_of

# the files for kinds of elements on the first screen of a page, as far as this version of Streamlit has them
_KINDS = [*filter(None, map(streamlits_file, ("Html", "Selectbox", "ButtonGroup", "Table", "DownloadButton")))]
_IMPORTED = re.compile(r"""(?:from|import)\s*["'`]\./([\w.-]+\.js)["'`]""")
_ADDRESSES = {"", *(page.url_path for page in PAGES)}
_AS_IT_IS = (b"if-none-match", b"if-modified-since", b"accept-encoding", b"range")
_OTHERS = (b"content-length", b"etag", b"last-modified")

_parts: dict[str, None] = {}
_served = False


def in_every_page(part: str) -> None:
    """Put a style, or a script written by inline(), at the end of Streamlit's page; when its module is imported."""
    _parts[part] = None


def in_page() -> bool:
    """Whether pages come from a server that puts in_every_page() into them; `streamlit run dashboard.py` does not."""
    return _served


def parts() -> str:
    """All that in_every_page() was told, as HTML."""
    return "".join(_parts)


class StreamlitPage:
    """Puts into Streamlit's page what all of ours share."""

    def __init__(self, app: ASGIApp) -> None:
        global _served
        self.app = app
        _served = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _asks_for_a_page(scope):
            return await self.app(scope, receive, send)
        start: Message = {}
        body = b""

        async def whole(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            headers, made = list(start["headers"]), body
            if body and header_of(start, b"content-type").startswith(b"text/html"):
                packed = accepts(scope, b"gzip")
                made = _with_parts(body, parts(), packed)
                headers = [each for each in headers if each[0].lower() not in _OTHERS]
                headers += [(b"content-length", str(len(made)).encode())]
                headers += [(b"content-encoding", b"gzip")] if packed else []
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": made})

        # always the whole page: what a browser has kept of it may be of another version of ours
        headers = [each for each in scope["headers"] if each[0].lower() not in _AS_IT_IS]
        await self.app({**scope, "headers": headers, "extensions": {}}, receive, whole)


def _asks_for_a_page(scope: Scope) -> bool:
    """Whether the address is a page of ours, or a browser looks for one: Streamlit has its page for any other too."""
    base = "/" + get_option("server.baseUrlPath").strip("/")
    ours = scope["path"].removeprefix(base).strip("/") in _ADDRESSES
    return ours or b"text/html" in header_of(scope, b"accept")


@lru_cache(maxsize=8)  # Streamlit's page is the same at each address
def _with_parts(body: bytes, shared: str, packed: bool) -> bytes:
    """The page with the files that it does not name itself, and `shared`. packed: by gzip."""
    page = body.decode()
    missing = [name for name in _needed(list(_KINDS)) if name not in page]
    links = "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in missing)
    # behind what Streamlit writes into the head, so that our look is the last word
    page = page.replace("</head>", f"{links}</head>", 1).replace("</body>", f"{_START}{shared}</body>", 1)
    return gzip.compress(page.encode(), 6) if packed else page.encode()


def _needed(files: list[str]) -> list[str]:
    """The files and all that they import, each once."""
    found: dict[str, None] = {}
    while files:
        name = files.pop()
        if name not in found and (path := streamlits_folder() / name).is_file():
            found[name] = None
            files += _IMPORTED.findall(path.read_text(encoding="utf-8"))
    return list(found)


_LOAD = """
document.addEventListener("DOMContentLoaded", () => {
  for (const name of %s) import(new URL(`./static/js/${name}`, document.baseURI)).catch(() => {});
});
"""
# once Streamlit's own script has run: read by then, a part is there at once when Streamlit asks for it
_START = inline(_LOAD % json.dumps(_KINDS))
