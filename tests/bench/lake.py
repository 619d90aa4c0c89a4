"""Several servers over one body of figures, on this machine alone: `make lake`, until Ctrl+C.

python -m tests.bench.lake [--port 8500] [--load SESSIONS]

PostgreSQL with a catalogue of its own, the sample council moved into the lake, two dashboards and a proxy that keeps
each visitor with one of them (the files of docs/deploy). --load: drive so many sessions through the proxy, while an
officer publishes on one server and that server is killed; say what was seen, and stop.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from data import transfer
from data.settings import local_place
from data.store import Store
from tests import proxies
from tests.postgres import NoPostgres, own_postgres
from tests.server import DASHBOARD, ROOT, Server, free_port, serve, settings_with

DEPLOY = ROOT / "docs" / "deploy"


class CannotBeTried(Exception):
    """Something is not there; the message says what to install."""


@dataclass
class Arrangement:
    """proxy: its address. dashboards: the two behind it. address, files: of the lake. folder: for everything else."""

    proxy: str
    dashboards: list[Server]
    address: str
    files: Path
    folder: Path

    def drop_folder(self, number: int) -> Path:
        return self.folder / f"drop{number}"

    def store(self) -> Store:
        """The lake as a server sees it that is neither of the two."""
        return Store(named(self.address, "looking_on"), str(self.files))


def named(address: str, server: str) -> str:
    """The lake's address for one of several servers on this machine: what each keeps locally goes by its address."""
    return f"{address} application_name={server}"


# -- settings and proxies ----------------------------------------------------------------------------------------------


def settings_of(address: str, files: Path, drop: Path) -> str:
    """council.toml of one server over the lake: that of this folder with another store."""
    return settings_with(
        path=f'"{address}"',
        data_path=f'"{files}"',
        sample="false",
        threads="1",  # two servers share the cores of this machine
        drop_folder=f'"{drop}"',
        pages_open="0",  # everybody comes from this machine
    )


def for_several(name: str, ports: list[int]) -> str:
    """The file of docs/deploy with what it says of two dashboards, which listen on these ports."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    text = re.sub(r"(?m)^.*(reverse_proxy|proxy_pass http://)\s*127\.0\.0\.1:8501;?\n", "", text)
    text, number = re.subn(r"(?m)^(\s*)#several\s", r"\1", text)
    assert number, f"{name} says nothing of several dashboards"
    return text.replace("127.0.0.1:8501", f"127.0.0.1:{ports[0]}").replace("127.0.0.1:8502", f"127.0.0.1:{ports[1]}")


def caddy_command(folder: Path, port: int, ports: list[int]) -> list[str]:
    """Caddy on loopback without https."""
    site = for_several("Caddyfile", ports).replace(
        "dashboard.council.internal {", f"http://:{port} {{\n\tbind 127.0.0.1"
    )
    site = re.sub(r"(?m)^\s*tls .*\n", "", site)
    return proxies.caddy(folder, site, https="off")


def nginx_command(folder: Path, port: int, ports: list[int]) -> list[str]:
    """nginx on loopback without https."""
    text = for_several("nginx.conf", ports).rpartition("\nserver {")[0]  # the last sends http on to https
    text = re.sub(r"(?m)^\s*ssl_certificate.*\n", "", text)
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};").replace("/var/log/nginx/", f"{folder}/")
    return proxies.nginx(folder, text)


PROXIES = {"caddy": caddy_command, "nginx": nginx_command}


@contextmanager
def proxy(folder: Path, port: int, ports: list[int]) -> Iterator[str]:
    """The proxy's address, until the block ends. Raises CannotBeTried."""
    program = next((each for each in PROXIES if shutil.which(each)), None)
    if program is None:
        raise CannotBeTried("Neither Caddy nor nginx is installed: apt-get install caddy, or nginx-light.")
    with (folder / f"{program}.log").open("wb") as sink:
        process = subprocess.Popen(PROXIES[program](folder, port, ports), stdout=sink, stderr=sink)
    try:
        until = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    log = (folder / f"{program}.log").read_text(errors="replace")
                    raise CannotBeTried(f"{program} does not answer:\n{log[-2000:]}") from None
                time.sleep(0.1)  # polling a port is the only way to see it open
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(15)


# -- all of it together ------------------------------------------------------------------------------------------------


def dashboard(folder: Path, address: str, files: Path, number: int, port: int):
    """One of the two; also to start it again. A context of a Server."""
    place = folder / f"server{number}" / "council.toml"
    place.parent.mkdir(exist_ok=True)
    own = named(address, f"dashboard_{number}")
    place.write_text(settings_of(own, files, folder / f"drop{number}"), encoding="utf-8")
    return serve(DASHBOARD, env={"COUNCIL_SETTINGS": str(place)}, ready_within=120, port=port)


@contextmanager
def arrangement(port: int) -> Iterator[Arrangement]:
    """Everything, started one after the other and stopped together. Raises CannotBeTried."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lake-")))
        try:
            address = stack.enter_context(own_postgres()).database()
        except NoPostgres as why:
            raise CannotBeTried(f"{why}: apt-get install postgresql.") from None
        files = folder / "files"
        say("PostgreSQL runs. The sample council is being loaded and moved into the lake …")
        _move_sample(folder / "sample.duckdb", address, files)
        stack.callback(_remove_local_files, address)
        ports = [free_port(), free_port()]
        servers = [
            stack.enter_context(dashboard(folder, address, files, number, each)) for number, each in enumerate(ports, 1)
        ]
        yield Arrangement(stack.enter_context(proxy(folder, port, ports)), servers, address, files, folder)


def _move_sample(file: Path, address: str, files: Path) -> None:
    from tests.bench import stores  # takes a moment

    stores.sample(file)
    source, target = Store(file), Store(named(address, "moving"), str(files))
    transfer.fill(target, source)
    source.close()
    target.close()


def _remove_local_files(address: str) -> None:
    for server in ("dashboard_1", "dashboard_2", "looking_on", "moving"):
        place = local_place(named(address, server))
        for each in place.parent.glob(f"{place.stem}.*"):
            if each.is_file():
                each.unlink()


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Serve until Ctrl+C, or drive the load; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lake", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8500, help="of the proxy (default: 8500)")
    parser.add_argument("--load", metavar="SESSIONS", type=int, default=0, help="drive so many sessions, and stop")
    call = parser.parse_args()
    os.environ.pop("COUNCIL_STORE", None)
    for each in (signal.SIGINT, signal.SIGTERM):  # also where whoever started it had it ignore Ctrl+C
        signal.signal(each, signal.default_int_handler)
    try:
        with arrangement(call.port) as running:
            if call.load:
                from tests.bench.lake_load import drive  # needs what the tests need

                return drive(running, call.load, say)
            say(f"\nThe proxy:    {running.proxy}")
            for number, server in enumerate(running.dashboards, 1):
                say(f"Dashboard {number}:  {server.url}   officer code {server.code or 'in its log'}")
            say(f"The lake:     {running.files}, its catalogue {running.address}\nCtrl+C stops all of it.")
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        say("\nStopped.")
    except CannotBeTried as why:
        say(str(why))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
