"""Many members on two servers over one lake, while an officer publishes on one of them and that one is killed.

Members come through the proxy with its cookie, as browsers do, and connect anew where their server goes away. The
officer's files come by the first server's drop folder.
"""

import asyncio
import os
import random
import signal
import statistics
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlparse

import websockets
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from data.store import Store
from tests.bench import lake
from tests.bench.__main__ import at_rest
from tests.bench.load import Session, connected

PAGE, MEASURE = "it_demand", "website_availability"
QUERIES = [f"measure={each}" for each in ("incidents", "backlog", "password_resets", MEASURE)]
THINK = (20.0, 40.0)  # seconds between a member's clicks
COME_WITHIN = 100.0  # seconds
PUBLISHES = 4
AT_ONCE = 8  # files that lie there when the server is killed
WITHIN = 2.0  # seconds: the goal for both servers to show a publish
_PATIENCE = 240.0


@dataclass
class Seen:
    """What the members met with. first, later: seconds of runs; again: seconds until a member whose server had gone
    read on; where: cookie of the proxy → members."""

    first: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    where: Counter = field(default_factory=Counter)
    reading: int = 0


class _Member:
    def __init__(self, proxy: str, number: int, seen: Seen, over: asyncio.Event):
        self.proxy, self.number, self.seen, self.over = proxy, number, seen, over
        self.chance, self.cookie = random.Random(number), ""
        self.lost: float | None = None  # since when it has had no server

    async def stay(self) -> None:
        await asyncio.sleep(self.number * COME_WITHIN / 300)
        self.cookie = await asyncio.to_thread(_cookie_of, self.proxy)
        while not self.over.is_set():
            try:
                await self._read()
            except (OSError, websockets.WebSocketException):
                self.lost = self.lost or time.perf_counter()
                if time.perf_counter() - self.lost > _PATIENCE:
                    self.seen.errors.append(f"no server for {_PATIENCE:g} s")
                    return
                await asyncio.sleep(self.chance.uniform(0.5, 1.5))  # as a browser does
            except Exception as error:
                self.seen.errors.append(f"{type(error).__name__}: {str(error)[:200]}")
                return
            else:
                return

    async def _read(self) -> None:
        began = self.lost or time.perf_counter()
        async with connected(self.proxy, self.cookie) as socket:
            if set_anew := _in_header(socket.response.headers.get_all("Set-Cookie")):
                self.cookie = set_anew
            session = Session(socket, PAGE)
            await asyncio.wait_for(session.run(QUERIES[self.number % len(QUERIES)]), _PATIENCE)
            (self.seen.again if self.lost else self.seen.first).append(time.perf_counter() - began)
            self.lost = None
            self.seen.where[self.cookie] += 1
            self.seen.reading += 1
            try:
                turn = self.number
                while not await _is_over(self.over, self.chance.uniform(*THINK)):
                    began, turn = time.perf_counter(), turn + 1
                    await asyncio.wait_for(session.run(QUERIES[turn % len(QUERIES)]), _PATIENCE)
                    self.seen.later.append(time.perf_counter() - began)
            finally:
                self.seen.reading -= 1
                self.seen.where[self.cookie] -= 1
                self.seen.errors += session.errors


class _Watcher(Session):
    """Keeps what a run says."""

    def __init__(self, socket):
        super().__init__(socket, PAGE)
        self.said: list[bytes] = []

    def take(self, answer: ForwardMsg) -> bool:
        self.said.append(answer.SerializeToString())
        return super().take(answer)

    async def shows(self, words: str) -> bool:
        self.said.clear()
        await asyncio.wait_for(self.run(f"measure={MEASURE}"), _PATIENCE)
        return words.encode() in b"".join(self.said)


def _cookie_of(url: str) -> str:
    with urllib.request.urlopen(f"{url}/", timeout=60) as answer:
        return _in_header(answer.headers.get_all("Set-Cookie"))


def _in_header(cookies: list[str] | None) -> str:
    return next((each.split(";")[0] for each in cookies or [] if each.startswith("council_dashboard=")), "")


async def _is_over(over: asyncio.Event, within: float) -> bool:
    try:
        await asyncio.wait_for(over.wait(), within)
    except TimeoutError:
        return False
    return True


# -- the officer -------------------------------------------------------------------------------------------------------


def _file(value: float) -> str:
    return f"measure_id,month,value\n{MEASURE},2026-10,{value}\n"


def _published(store: Store) -> list[str]:
    rows = store.query(
        """SELECT file_name FROM submissions WHERE file_name LIKE 'kpi_values_load_%' AND submission_id IN
           (SELECT submission_id FROM submission_events WHERE event = 'published') ORDER BY submission_id"""
    )
    return rows["file_name"].tolist()


async def _until(so: Callable[[], bool], within: float, what: str) -> float:
    began = time.perf_counter()
    while not await asyncio.to_thread(so):
        if time.perf_counter() - began > within:
            raise TimeoutError(f"{what}: not within {within:g} s")
        await asyncio.sleep(0.1)
    return time.perf_counter()


async def _shown_after(url: str, words: str, since: float) -> tuple[float, int]:
    """Seconds after `since` at which a member's page on this server shows it, and how many runs did not."""
    async with connected(url) as socket:
        watcher, stale = _Watcher(socket), 0
        while not await watcher.shows(words):
            stale += 1
            if time.perf_counter() - since > _PATIENCE:
                raise TimeoutError(f"{url} does not show {words}")
        return time.perf_counter() - since, stale


async def _publish(running: lake.Arrangement, store: Store, number: int) -> list[tuple[float, int]]:
    """Publish one value on the first server, and look at a member's page on each: see _shown_after."""
    value, name = 81.3 + number, f"kpi_values_load_{number}.csv"
    (running.drop_folder(1) / name).write_text(_file(value))
    at = await _until(lambda: name in _published(store), 90, f"{name} published")
    return await asyncio.gather(*(_shown_after(each.url, f"{value:.1f}%", at) for each in running.dashboards))


# -- the whole ---------------------------------------------------------------------------------------------------------


def drive(running: lake.Arrangement, sessions: int, say: Callable[[str], None]) -> int:
    """Run it and say what was seen; 0 where nothing went wrong, else 1."""
    store = running.store()
    try:
        return asyncio.run(_drive(running, store, sessions, say))
    finally:
        store.close()


async def _drive(running: lake.Arrangement, store: Store, sessions: int, say: Callable[[str], None]) -> int:
    seen, over, wrong = Seen(), asyncio.Event(), []
    say("Waiting until the servers have asked ahead …")
    for server in running.dashboards:
        await asyncio.to_thread(at_rest, server.pid)
    members = [asyncio.create_task(_Member(running.proxy, number, seen, over).stay()) for number in range(sessions)]
    await _until(lambda: seen.reading + len(seen.errors) >= sessions, 2 * _PATIENCE, "everybody is there")
    say(f"{seen.reading} members read, {_split(seen)} on the servers; first run {_times(seen.first)}")

    shown = [await _publish(running, store, number) for number in range(PUBLISHES)]
    for number, each in enumerate(zip(*shown, strict=True), 1):
        slowest, stale = max(seconds for seconds, _ in each), sum(runs for _, runs in each)
        after, met = ", ".join(f"{seconds:.2f}" for seconds, _ in each), "met" if slowest <= WITHIN else "NOT MET"
        say(f"published on server 1, shown on server {number} after {after} s: goal {WITHIN:g} s {met}")
        say(f"  runs of a page on server {number} after a publish that showed the figure before it: {stale}")
    say(f"a member's next run meanwhile {_times(seen.later)}")

    await _kill_while_publishing(running, store, seen, sessions, say, wrong)
    over.set()
    await asyncio.gather(*members)
    if seen.errors:
        wrong.append(f"{len(seen.errors)} errors of members: {Counter(seen.errors).most_common(3)}")
    say("No error." if not wrong else "WRONG: " + "; ".join(wrong))
    return 1 if wrong else 0


async def _kill_while_publishing(running, store, seen: Seen, sessions: int, say, wrong: list[str]) -> None:
    before, first = _published(store), running.dashboards[0]
    names = [f"kpi_values_load_{100 + number}.csv" for number in range(AT_ONCE)]
    for number, name in enumerate(names):
        (running.drop_folder(1) / name).write_text(_file(95 + number / 10))
    await _until(lambda: len(_published(store)) >= len(before) + 2, 120, "two of the files published")
    os.kill(first.pid, signal.SIGKILL)
    at = time.perf_counter()
    stood = set(_published(store))
    say(f"server 1 killed with {len(stood) - len(before)} of {AT_ONCE} files published; members were {_split(seen)}")
    await asyncio.sleep(1)
    there = await _until(lambda: seen.reading + len(seen.errors) >= sessions, _PATIENCE, "everybody reads on")
    say(f"{seen.reading} read on {there - at:.1f} s later, {_split(seen)}")
    say(f"{len(seen.again)} came anew, until they could read on {_times(seen.again)}")
    with lake.dashboard(running.folder, running.address, running.files, 1, urlparse(first.url).port):
        await _until(lambda: set(names) <= set(_published(store)), 240, "the files that lay there")
    published = _published(store)
    if not stood <= set(published) or len(published) != len(set(published)):
        wrong.append("a publish was lost, or stands twice")
    say(
        f"server 1 started again: all {AT_ONCE} files are published, each once: {len(published) == len(set(published))}"
    )


def _split(seen: Seen) -> str:
    there = sorted((number for number in seen.where.values() if number > 0), reverse=True)
    return " and ".join(map(str, there)) if len(there) < 4 else "each by a cookie of their own"


def _times(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return f"{len(seconds)} runs"
    return f"median {statistics.median(seconds):.2f} s, p95 {statistics.quantiles(seconds, n=20)[-1]:.2f} s"
