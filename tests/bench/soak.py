"""Many members who stay and click now and then, while an officer publishes: does it stay as fast, and as small?"""

import asyncio
import random
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.load import Session, connected
from tests.server import settings_with

THINK = (5.0, 15.0)  # seconds between a member's clicks
PUBLISH_EVERY = 120.0  # seconds
MEASURE = "website_availability"


@dataclass
class Stay:
    """What was seen. changes: (when it was asked for, seconds it took); memory: MB at the end of each minute;
    published_in: the minutes in which a file came, the first is 0."""

    changes: list[tuple[float, float]] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    published_in: list[int] = field(default_factory=list)
    began: float = 0.0

    def p95(self, minute: int) -> float:
        """Seconds of a change that was asked for in this minute, the first is 0; NaN where there are too few."""
        seconds = [took for at, took in self.changes if minute * 60 <= at - self.began < (minute + 1) * 60]
        return statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else float("nan")

    def middle(self, *, published: bool) -> float:
        """The median of p95() over the minutes in which a file came, or over the others; NaN where there are none."""
        minutes = [each for each in range(len(self.memory)) if (each in self.published_in) is published]
        return statistics.median(map(self.p95, minutes)) if minutes else float("nan")


def settings_with_drop_folder(folder: Path) -> Path:
    """A council.toml that is this folder's, with a drop folder, and that lets all come from one machine."""
    place = folder / "council.toml"
    place.write_text(settings_with(drop_folder=f'"{folder / "drop"}"', pages_open="0"), encoding="utf-8")
    return place


def stay(
    url: str, page: str, queries: list[str], sessions: int, seconds: float,
    *, memory: Callable[[], float] = lambda: 0.0, drop: Path | None = None,
) -> Stay:  # fmt: skip
    """`sessions` members open the page within a minute and then ask for the queries in turn, for `seconds` after that.

    memory: MB of the server, looked at each minute. drop: the folder in which a month's file is laid every two minutes.
    """
    seen, over = Stay(), threading.Event()

    async def member(number: int) -> None:
        chance = random.Random(number)
        await asyncio.sleep(60 * number / sessions)
        try:
            async with connected(url) as socket:
                session = Session(socket, page)
                await asyncio.wait_for(session.run(queries[number % len(queries)]), 120)
                turn = number
                while not over.is_set():
                    await asyncio.sleep(chance.uniform(*THINK))
                    at, turn = time.perf_counter(), turn + 1
                    await asyncio.wait_for(session.run(queries[turn % len(queries)]), 120)
                    seen.changes.append((at, time.perf_counter() - at))
                seen.errors += session.errors
        except Exception as error:
            seen.errors.append(f"{type(error).__name__}: {str(error)[:200]}")

    async def officer() -> None:
        while drop is not None and not over.is_set():
            number = len(seen.published_in)
            (drop / f"kpi_values_soak_{number}.csv").write_text(
                f"measure_id,month,value\n{MEASURE},2026-10,{90 + number / 10}\n"
            )
            seen.published_in.append(int((time.perf_counter() - seen.began) / 60))
            await asyncio.sleep(PUBLISH_EVERY)

    async def clock() -> None:
        await asyncio.sleep(61)
        seen.began = time.perf_counter()
        publishing = asyncio.create_task(officer())
        while time.perf_counter() < seen.began + seconds - 1:
            await asyncio.sleep(min(60.0, seconds))
            seen.memory.append(memory())
        over.set()
        publishing.cancel()

    async def everybody() -> None:
        await asyncio.gather(clock(), *(member(number) for number in range(sessions)))

    asyncio.run(everybody())
    return seen
