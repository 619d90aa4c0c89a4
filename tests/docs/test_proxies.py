"""The proxy files of docs/deploy, tried on loopback: the page, its WebSocket, and what strangers may not see.

Each is skipped where its program is not installed: apt-get install nginx-light caddy.
"""

import re
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.sync.client import connect

from data.settings import ROOT, local_place, settings
from tests import proxies
from tests.bench import lake
from tests.server import DASHBOARD, Server, free_port, serve

DEPLOY = ROOT / "docs" / "deploy"


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory) -> Iterator[Server]:
    """A dashboard over an empty store that stays empty."""
    folder = tmp_path_factory.mktemp("behind")
    text = (ROOT / "council.toml").read_text(encoding="utf-8")
    (folder / "council.toml").write_text(re.sub(r"(?m)^sample = true", "sample = false", text), encoding="utf-8")
    settings = {"COUNCIL_SETTINGS": str(folder / "council.toml")}
    with serve(DASHBOARD, store=folder / "store.duckdb", env=settings) as running:
        yield running


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate of localhost, with its key beside it."""
    folder = tmp_path_factory.mktemp("certificate")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=DNS:localhost", "-keyout", "dashboard.key", "-out", "dashboard.pem"]
    subprocess.run(made, cwd=folder, check=True, capture_output=True)
    return folder / "dashboard.pem"


def for_trial(name: str, dashboard: Server, certificate: Path) -> str:
    """The file as it stands, with the certificate and the dashboard of this trial."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert "127.0.0.1:8501" in text and "/etc/ssl/council/" in text
    text = text.replace("127.0.0.1:8501", dashboard.url.removeprefix("http://"))
    return text.replace("/etc/ssl/council", str(certificate.parent))


def caddy_command(folder: Path, dashboard: Server, certificate: Path, port: int) -> list[str]:
    text = for_trial("Caddyfile", dashboard, certificate)
    site = text.replace("dashboard.council.internal {", f"https://localhost:{port} {{")
    assert site != text
    return proxies.caddy(folder, site, https="disable_redirects")


def nginx_command(folder: Path, dashboard: Server, certificate: Path, port: int) -> list[str]:
    text = for_trial("nginx.conf", dashboard, certificate)
    for old, new in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("/var/log/nginx/", f"{folder}/"),
        ("dashboard.council.internal", "localhost"),
    ):
        assert old in text
        text = text.replace(old, new)
    return proxies.nginx(folder, text)


COMMANDS = {"caddy": caddy_command, "nginx": nginx_command}


@contextmanager
def behind(command: list[str], output: Path, port: int, trusted: ssl.SSLContext) -> Iterator[str]:
    """The address of the proxy, from its first answer until the block ends."""
    with output.open("wb") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=sink)
    try:
        until = time.monotonic() + 30
        while True:
            try:
                answer(f"https://localhost:{port}/_stcore/health", trusted)
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < until, output.read_text(errors="replace")
                time.sleep(0.05)  # polling a port is the only way to see it open
        yield f"localhost:{port}"
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answer(url: str, trusted: ssl.SSLContext | None = None) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in small letters, and body."""
    try:
        with urllib.request.urlopen(url, timeout=20, context=trusted) as got:
            return got.status, {name.lower(): value for name, value in got.headers.items()}, got.read()
    except urllib.error.HTTPError as error:
        return error.code, {}, b""


@pytest.mark.parametrize("program", COMMANDS)
def test_a_proxy_passes_the_dashboard_on_and_hides_its_metrics(program, dashboard, certificate, tmp_path):
    for needed in (program, "openssl"):
        if shutil.which(needed) is None:
            pytest.skip(f"{needed} is not installed")
    trusted, port = ssl.create_default_context(cafile=certificate), free_port()
    command = COMMANDS[program](tmp_path, dashboard, certificate, port)
    with behind(command, tmp_path / "output.txt", port, trusted) as host:
        status, headers, body = answer(f"https://{host}/", trusted)
        assert status == 200 and b"<html" in body
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]

        with connect(
            f"wss://{host}/_stcore/stream", ssl=trusted, origin=f"https://{host}", subprotocols=["streamlit"]
        ) as socket:
            assert socket.subprotocol == "streamlit"
            assert socket.ping().wait(20)

        assert answer(f"{dashboard.url}/_stcore/metrics")[0] == 200
        assert answer(f"https://{host}/_stcore/metrics", trusted)[0] == 404


@pytest.mark.parametrize("program", lake.PROXIES)
def test_the_lines_for_two_dashboards_are_whole_and_keep_a_visitor_with_one(program, tmp_path):
    command = lake.PROXIES[program](tmp_path, free_port(), [8601, 8602])
    (file,) = tmp_path.iterdir()
    text = file.read_text(encoding="utf-8")
    assert "127.0.0.1:8601" in text and "127.0.0.1:8602" in text and "council_dashboard" in text
    assert "#several" not in text and "8501" not in text and "/etc/ssl" not in text
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    check = [*command, "-t"] if program == "nginx" else [program, "validate", *command[2:]]
    told = subprocess.run(check, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr


def test_a_server_of_make_lake_has_its_settings_from_council_toml(tmp_path, monkeypatch):
    address = lake.named("ducklake:postgres:host=127.0.0.1 dbname=a", "dashboard_2")
    (tmp_path / "council.toml").write_text(lake.settings_of(address, tmp_path / "files", tmp_path / "drop2"))
    monkeypatch.setenv("COUNCIL_SETTINGS", str(tmp_path / "council.toml"))
    monkeypatch.delenv("COUNCIL_STORE", raising=False)
    read = settings()
    assert read.store_address == address and read.store.data_path == str(tmp_path / "files") and not read.store.sample
    assert read.intake.drop_folder == str(tmp_path / "drop2") and read.access.pages_open == 0
    assert read.store_path != local_place(lake.named("ducklake:postgres:host=127.0.0.1 dbname=a", "dashboard_1"))
