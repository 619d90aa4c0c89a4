"""What the server adds around Streamlit."""

import base64
import gzip
import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import anyio
import pyarrow as pa
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from access import packed as packed_scripts
from access.browser import KnownBrowser, browser_asking
from access.scripts import inline
from access.web import HEADERS, BackAfterSignIn, CompressedFiles, SafeHeaders
from data.settings import ROOT

SCRIPT = b"const figures = [1, 2, 3];\n" * 200


def _site():
    served = []

    def script(request):
        served.append(request.url.path)
        return Response(SCRIPT, media_type="text/javascript", headers={"etag": '"abc"', "cache-control": "immutable"})

    app = Starlette(
        routes=[
            Route("/", lambda request: PlainTextResponse("page")),
            Route("/own", lambda request: PlainTextResponse("own", headers={"x-frame-options": "SAMEORIGIN"})),
            Route("/static/js/index.abc.js", script),
            Route("/static/js/gone.js", lambda request: PlainTextResponse("gone", 404)),
            Route("/auth/login", lambda request: RedirectResponse("https://provider.example/authorize", 302)),
            Route("/oauth2callback", lambda request: RedirectResponse("/", 302)),
        ],
        middleware=[Middleware(SafeHeaders), Middleware(CompressedFiles), Middleware(BackAfterSignIn)],
    )
    return TestClient(app, base_url="http://council.example", follow_redirects=False), served


def test_every_answer_carries_the_headers_and_none_twice():
    site, _ = _site()
    answer = site.get("/")
    for name, value in HEADERS:
        assert answer.headers.get_list(name.decode()) == [value.decode()]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "http:" not in answer.headers["content-security-policy"]
    assert site.get("/own").headers.get_list("x-frame-options") == ["SAMEORIGIN"]


def test_a_page_speaks_to_this_server_alone_and_runs_no_script_but_ours():
    site, _ = _site()
    element = inline("alert('ours')")
    told = site.get("/").headers["content-security-policy"]
    rules = {name: set(values) for name, *values in map(str.split, told.split(";"))}
    assert element == "<script>alert('ours')</script>"
    known = base64.b64encode(hashlib.sha256(b"alert('ours')").digest()).decode()
    assert f"'sha256-{known}'" in rules["script-src"]
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & rules["script-src"]
    assert rules["connect-src"] == {"'self'", "ws://council.example"}
    odd = site.get("/", headers={"host": "x;script-src *"}).headers["content-security-policy"]
    assert odd.endswith("connect-src 'self'")


def test_scripts_of_ours_are_known_before_the_first_page():
    """A script that a module makes later than the server's start would be refused by every browser."""
    makers = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for folder in ("access", "screen", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if any(sign in path.read_text(encoding="utf-8") for sign in ("<script", "unsafe_allow_javascript", "inline("))
    }
    code = f"import serve, sys; print(*(set({sorted(makers)!r}) - set(sys.modules)))"
    late = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert makers > {"access.scripts", "screen.header", "screen.links"} and late.split() == []
    for name in makers - {"access.scripts"}:
        text = (ROOT / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert "<script" not in text and "inline(" in text, f"{name}: write it with access.scripts.inline()"


def test_by_https_cookies_are_secure_and_browsers_come_back_by_https():
    site, _ = _site()
    plain = site.get("/auth/login", headers={"referer": "http://council.example/upload"})
    assert "Secure" not in plain.headers["set-cookie"] and "strict-transport-security" not in plain.headers
    site.base_url = "https://council.example"
    safe = site.get("/auth/login", headers={"referer": "https://council.example/upload"})
    assert safe.headers["set-cookie"].endswith("; Secure")
    assert safe.headers["strict-transport-security"] == "max-age=31536000"
    assert "connect-src 'self' wss://council.example" in safe.headers["content-security-policy"]


def test_by_https_the_browsers_cookie_is_for_this_very_host_and_no_other_counts(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNCIL_STORE", str(tmp_path / "store.duckdb"))
    asked = []

    def health(request):
        asked.append(browser_asking(request.scope))
        return PlainTextResponse("ok")

    app = Starlette(routes=[Route("/_stcore/health", health)], middleware=[Middleware(KnownBrowser)])
    site = TestClient(app, base_url="https://council.example")
    told = site.get("/_stcore/health").headers["set-cookie"]
    assert told.startswith("__Host-dashboard_browser=") and told.endswith("; Path=/; HttpOnly; SameSite=Strict; Secure")
    site.get("/_stcore/health")
    planted = TestClient(app, base_url="https://council.example", cookies={"dashboard_browser": "planted"})
    planted.get("/_stcore/health")  # by a neighbour of the same domain, or before https
    assert [bool(each) for each in asked] == [False, True, False]


def test_a_script_is_compressed_once_and_comes_back_whole():
    site, served = _site()
    for _ in range(3):
        answer = site.get("/static/js/index.abc.js", headers={"accept-encoding": "gzip"})
        assert answer.content == SCRIPT
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(gzip.compress(SCRIPT, 6)) < len(SCRIPT) / 5
        assert answer.headers["cache-control"] == "immutable"
    assert len(served) == 1


@pytest.mark.parametrize("said", ["gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1"])
def test_a_browser_that_reads_brotli_gets_it_beside_one_that_does_not(said):
    site, served = _site()
    for _ in range(2):
        answer = site.get("/static/js/index.abc.js", headers={"accept-encoding": said})
        assert answer.headers["content-encoding"] == "br" and answer.headers["vary"] == "Accept-Encoding"
        assert pa.Codec("brotli").decompress(answer.content, len(SCRIPT), asbytes=True) == SCRIPT
    assert site.get("/static/js/index.abc.js", headers={"accept-encoding": "gzip, br;q=0"}).content == SCRIPT
    assert len(served) == 2


def test_scripts_are_packed_small_at_rest_and_kept_but_believed_only_where_they_unpack_to_themselves(
    monkeypatch, tmp_path
):
    monkeypatch.setenv("COUNCIL_STORE", str(tmp_path / "of other tests" / "store.duckdb"))
    while packed_scripts.pack_next():
        pass
    monkeypatch.setenv("COUNCIL_STORE", str(tmp_path / "store.duckdb"))
    small = pa.Codec("brotli", 11).compress(SCRIPT, asbytes=True)

    def packed() -> bytes:
        return _site()[0].get("/static/js/index.abc.js", headers={"accept-encoding": "br"}).content

    site, _ = _site()
    quick = site.get("/static/js/index.abc.js", headers={"accept-encoding": "br"}).content
    assert packed_scripts.pack_next() and not packed_scripts.pack_next()
    assert site.get("/static/js/index.abc.js", headers={"accept-encoding": "br"}).content == small != quick
    assert packed() == small and not packed_scripts.pack_next()
    (kept,) = (tmp_path / "scripts").iterdir()
    for planted in (pa.Codec("brotli", 11).compress(b"alert(1)" * len(SCRIPT), asbytes=True), b"", b"no packed script"):
        kept.write_bytes(planted)
        assert packed() == quick


def test_a_browser_that_cannot_read_what_is_packed_or_wants_a_part_gets_the_plain_file():
    site, _ = _site()
    for headers in ({"accept-encoding": "identity"}, {"accept-encoding": "gzip, br", "range": "bytes=0-10"}):
        assert "content-encoding" not in site.get("/static/js/index.abc.js", headers=headers).headers


def test_a_missing_script_stays_missing_and_is_not_kept():
    site, _ = _site()
    for _ in range(2):
        answer = site.get("/static/js/gone.js", headers={"accept-encoding": "gzip"})
        assert (answer.status_code, answer.text) == (404, "gone")


def _round_trip(referer):
    site, _ = _site()
    site.get("/auth/login", headers={"referer": referer} if referer else {})
    answer = site.get("/oauth2callback")
    again = site.get("/oauth2callback")
    return answer.headers["location"], again.headers["location"]


def test_after_sign_in_a_person_lands_where_they_wanted_once():
    assert _round_trip("http://council.example/upload?kind=Incidents") == ("/upload?kind=Incidents", "/")
    assert _round_trip("http://council.example/") == ("/", "/")
    assert _round_trip(None) == ("/", "/")


def test_nobody_is_led_to_another_site_or_given_a_header_of_a_strangers_making():
    for evil in (
        "https://evil.example/upload",
        "http://council.example.evil.example/x",
        "http://council.example@evil.example/x",
    ):
        assert _round_trip(evil) == ("/", "/")
    assert _round_trip("http://council.example//evil.example/x")[0] == "/evil.example/x"
    site, _ = _site()
    for cookie in (
        "%2F%2Fevil.example",
        "https%3A%2F%2Fevil.example",
        "%2Fx%0D%0Aset-cookie%3A%20a%3Db",
        "%5C%5Cevil.example",
    ):
        answer = site.get("/oauth2callback", headers={"cookie": f"came_from={cookie}"})
        assert answer.headers["location"] == "/", cookie
        assert "a=b" not in str(answer.headers.get_list("set-cookie"))


def test_a_browser_that_leaves_half_way_does_not_spoil_the_script_for_the_next_one():
    served = []

    async def half_then_whole(scope, receive, send):
        served.append(scope["path"])
        length = str(len(SCRIPT)).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
        if len(served) > 1:
            await send({"type": "http.response.body", "body": SCRIPT})

    async def visit():
        answers = []

        async def send(message):
            answers.append(message)

        scope = {"type": "http", "method": "GET", "path": "/static/js/a.js", "headers": [(b"accept-encoding", b"gzip")]}
        await site(scope, None, send)
        return answers[-1]["body"]

    site = CompressedFiles(half_then_whole)
    with ThreadPoolExecutor() as elsewhere:  # a browser test of the same run may hold this thread's event loop
        elsewhere.submit(anyio.run, visit).result()
        assert gzip.decompress(elsewhere.submit(anyio.run, visit).result()) == SCRIPT
