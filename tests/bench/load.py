"""Sessions against a running Streamlit server, over its websocket: what a browser sends, without a browser.

A run's time goes from the moment of connecting (first run) or of asking for a rerun to the message that says the
script has finished, all bytes received. Messages the browser would keep in its cache are kept here too.
"""

import asyncio
import random
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urlparse

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

MOST_SESSIONS = 100  # bounded: this is a test of one server on one machine


@dataclass
class Timings:
    """Seconds of the first full runs and of the reruns, and what went wrong."""

    first: list[float] = field(default_factory=list)
    rerun: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def p95(self, which: str) -> float:
        values = getattr(self, which)
        return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else (values or [float("nan")])[0]

    def median(self, which: str) -> float:
        return statistics.median(getattr(self, which) or [float("nan")])


class Session:
    """One browser's connection, and what it keeps."""

    def __init__(self, socket, page: str):
        self.socket, self.page, self.page_hash, self.kept = socket, page, "", {}
        self.runs = 0
        self.errors: list[str] = []

    async def run(self, query: str) -> None:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = query
        if self.page_hash:
            rerun.page_script_hash = self.page_hash
        else:
            rerun.page_name = self.page
        rerun.cached_message_hashes.extend(self.kept)
        rerun.context_info.timezone = "Europe/London"
        rerun.context_info.locale = "en-GB"
        await self.socket.send(message.SerializeToString())
        self.runs += 1
        while not self.take(ForwardMsg.FromString(await self.socket.recv())):
            pass

    def take(self, answer: ForwardMsg) -> bool:
        kind = answer.WhichOneof("type")
        if kind == "new_session":
            self.page_hash = answer.new_session.page_script_hash or self.page_hash
        elif kind == "navigation":
            self.page_hash = answer.navigation.page_script_hash or self.page_hash
        elif kind == "ref_hash":
            self.kept[answer.ref_hash] = self.runs
        elif kind == "page_not_found":
            self.errors.append(f"page not found: {self.page}")
        elif kind == "delta":
            if answer.metadata.cacheable:
                self.kept[answer.hash] = self.runs
            if answer.delta.new_element.WhichOneof("type") == "exception":
                self.errors.append(answer.delta.new_element.exception.message[:200])
        elif kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.kept = {key: run for key, run in self.kept.items() if self.runs - run < 2}
            return True
        return False


def connected(url: str, cookie: str = "") -> websockets.connect:
    """A connection as a browser makes it; a context of its socket."""
    return websockets.connect(
        f"ws://{urlparse(url).netloc}/_stcore/stream",
        subprotocols=["streamlit"],
        origin=url,
        additional_headers={"Cookie": cookie} if cookie else {},
        max_size=None,
        compression=None,
        open_timeout=120,
        ping_interval=None,
    )


async def _visit(
    url: str, page: str, queries: list[str], reruns: int, think: tuple[float, float], seed: int, out: Timings
):
    chance = random.Random(seed)
    try:
        began = time.perf_counter()
        async with connected(url) as socket:
            session = Session(socket, page)
            await asyncio.wait_for(session.run(queries[0]), 120)
            out.first.append(time.perf_counter() - began)
            for turn in range(reruns):
                await asyncio.sleep(chance.uniform(*think))
                began = time.perf_counter()
                await asyncio.wait_for(session.run(queries[(seed + turn + 1) % len(queries)]), 120)
                out.rerun.append(time.perf_counter() - began)
            out.errors += session.errors
    except Exception as error:
        out.errors.append(f"{type(error).__name__}: {str(error)[:200]}")


def visit(url: str, page: str, queries: list[str], *, sessions: int = 1, reruns: int = 5, think=(0.0, 0.0)) -> Timings:
    """`sessions` at once open the page and then rerun it with the query strings in turn.

    think: shortest and longest pause in seconds before each rerun. Raises ValueError above MOST_SESSIONS.
    """
    if sessions > MOST_SESSIONS:
        raise ValueError(f"At most {MOST_SESSIONS} sessions.")
    out = Timings()

    async def everybody():
        await asyncio.gather(*(_visit(url, page, queries, reruns, think, seed, out) for seed in range(sessions)))

    asyncio.run(everybody())
    return out
