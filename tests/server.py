"""A dashboard server of its own for browser tests and the bench."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def settings_with(**values: str) -> str:
    """council.toml of this folder with other values (name → as TOML writes it), each where its name comes first."""
    text = (ROOT / "council.toml").read_text(encoding="utf-8")
    for name, value in values.items():
        text, number = re.subn(rf'(?m)^{name} = ("[^"]*"|\w+)', lambda _, to=f"{name} = {value}": to, text, count=1)
        assert number, f"council.toml has no line for {name}"
    return text


@dataclass
class Server:
    """url without a slash at the end; code: the officer's start-up code, '' where none was printed; pid; log file."""

    url: str
    pid: int
    output: Path

    @property
    def code(self) -> str:
        """Officer code as printed in the terminal at start-up."""
        found = re.search(r"[Cc]ode[^\n]*?\b([A-Z0-9]{4}-[A-Z0-9]{4})\b", self.output.read_text(errors="replace"))
        return found[1] if found else ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(
    command: list[str],
    *,
    store: Path | None = None,
    env: dict | None = None,
    ready_within: float = 60,
    port: int | None = None,
):
    """Run `command` (with {port} filled in) until the block ends; yields a Server once it answers.

    port: where, else on one that is free. Raises TimeoutError with what the server printed when it does not come up.
    """
    port = port or free_port()
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "STREAMLIT_SERVER_PORT": str(port), **(env or {})}
    if store is not None:
        environment["COUNCIL_STORE"] = str(store)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output.txt"
        with output.open("wb") as sink:
            process = subprocess.Popen(
                [part.format(port=port) for part in command], cwd=ROOT, env=environment, stdout=sink, stderr=sink
            )
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process, output, ready_within)
            yield Server(f"http://127.0.0.1:{port}", process.pid, output)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(health: str, process: subprocess.Popen, output: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(health, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)  # polling a port is the only way to see it open
    raise TimeoutError(f"The server did not come up:\n{output.read_text(errors='replace')[-3000:]}")


DASHBOARD = [sys.executable, "serve.py"]
