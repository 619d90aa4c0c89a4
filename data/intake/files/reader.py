"""The child of apart.py: python -m data.intake.files.reader MEMORY_MB.

Jobs come on its standard input, answers leave on its standard output, both pickled. It ends when its parent does, or
after ten minutes without a job.
"""

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pyarrow as pa

from data.intake.files.apart import BEGUN, DONE, FAILED, PROGRESS, TOO_LARGE
from data.intake.files.archives import unpack
from data.intake.files.workbooks import as_text
from data.intake.problem import the_rest

try:
    import resource
except ImportError:  # Windows: the parent's clock is the only limit
    resource = None  # type: ignore[assignment]

JOBS: dict[str, Callable[..., object]] = {"sheet": as_text, "archive": unpack}
_IDLE = 600  # seconds; 150 MB are worth more than the second that another start takes


def serve(memory_mb: int) -> None:
    """Do one job after another until the parent is gone."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the parent
    _limit_memory(memory_mb)

    def say(*message: object) -> None:
        _Answers(answers, 5).dump(message)
        answers.flush()

    while job := _next_job():
        name, seconds, arguments = job
        say(BEGUN)
        _limit_time(seconds)
        try:
            done = JOBS[name](*arguments, progress=lambda share, doing: say(PROGRESS, share, doing))
        except MemoryError:
            job = arguments = None
            say(TOO_LARGE)
            return  # with what is left of the memory nothing can be promised
        except Exception:
            say(FAILED, traceback.format_exc())
        else:
            say(DONE, done)
            done = None


class _Answers(pickle.Pickler):
    """Writes problems that are only counted as plain lists: the parent makes nothing of Arrow's own form."""

    def reducer_override(self, thing: object) -> Any:
        if isinstance(thing, pa.Table):
            return the_rest, tuple(column.to_pylist() for column in thing.columns)
        return NotImplemented


def _next_job() -> tuple[str, float, Any] | None:
    if hasattr(signal, "alarm"):
        signal.alarm(_IDLE)  # which ends this process
    try:
        job: tuple[str, float, Any] = pickle.load(sys.stdin.buffer)
    except EOFError:
        return None
    finally:
        if hasattr(signal, "alarm"):
            signal.alarm(0)
    return job


def _limit_memory(megabytes: int) -> None:
    """So much above what this process has already set aside; and no picture of its memory on the disk if it ends."""
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    has = 0
    with suppress(OSError):  # only Linux tells
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
            score.write("1000")  # where the server's memory runs out, this process goes, and not the dashboard
        with open("/proc/self/status", encoding="ascii") as status:
            has = next((int(line.split()[1]) for line in status if line.startswith("VmData:")), 0)
        limit = has * 1024 + megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _limit_time(seconds: float) -> None:
    """The parent cannot end this process once it is gone itself, so that this process has a limit of its own."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 1, hard))


if __name__ == "__main__":
    serve(int(sys.argv[1]))
