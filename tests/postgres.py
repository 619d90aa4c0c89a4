"""A PostgreSQL of our own, for tests and for `make lake`: in a folder of its own, on loopback, run by somebody who is
not root."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class NoPostgres(Exception):
    """It cannot be started here; the message says why."""


@dataclass
class Postgres:
    """The server. programs: where they lie; folder: of its data; made: databases so far."""

    programs: Path
    folder: Path
    port: int
    made: int = 0

    def run(self, program: str, *arguments: str) -> None:
        as_somebody = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*as_somebody, str(self.programs / program), *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            start_new_session=True,  # so that Ctrl+C at the terminal stops it last
        )

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self.run("pg_ctl", "-D", str(self.folder / "d"), "-o", options, "-w", "start", "-l", str(self.folder / "log"))

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "d"), "-m", "immediate", "-w", "stop")

    def database(self) -> str:
        """A new, empty one; returns the address of a lake in it."""
        self.made += 1
        name = f"lake{self.made}"
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name)
        return f"ducklake:postgres:host=127.0.0.1 port={self.port} user=postgres dbname={name}"


@contextmanager
def own_postgres() -> Iterator[Postgres]:
    """One that runs until the block ends, without any data before and after. Raises NoPostgres."""
    programs = _programs()
    if os.geteuid() == 0 and (shutil.which("runuser") is None or not _is_user("postgres")):
        raise NoPostgres("PostgreSQL does not run as root, and there is no user postgres")
    # a short path: a socket's may have 107 characters; and not under pytest's folder, which only we may enter
    folder = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Postgres(programs, folder, port)
    try:
        server.run("initdb", "-D", str(folder / "d"), "-A", "trust", "-U", "postgres", "--no-sync")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    found = shutil.which("initdb")
    places += [Path(found).parent] if found else []
    for place in places:
        if (place / "initdb").exists():
            return place
    raise NoPostgres("PostgreSQL is not installed")


def _is_user(name: str) -> bool:
    import pwd

    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False
