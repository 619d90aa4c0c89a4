"""Workbooks and archives are read in a process apart: whatever a file does to its reader, the dashboard lives.

A library that meets a made-up file may take all memory, never come to an end, or end the process it runs in; no handler
of Python catches that. So one child per process (reader.py) does such work, one file at a time, within limits of memory
and of time. It starts with the first such file and is used again; after a limit or a crash another one takes its place.
"""

import atexit
import logging
import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from importlib import import_module
from typing import Any

from data.intake.choices import Progress
from data.intake.problem import Problem
from data.settings import ROOT, settings

log = logging.getLogger("dashboard")

# what the child says first of each message
BEGUN, PROGRESS, DONE, TOO_LARGE, FAILED = "begun", "progress", "done", "too large", "failed"
_WHOLE = (
    "Check that it is the file you exported. Export it again, for a shorter period, or save the table as CSV UTF-8."
)


class NotRead(Exception):
    """A file that its reader could not finish. problem: the sentence for whoever brought it."""

    def __init__(self, problem: Problem):
        super().__init__(problem.problem)
        self.problem = problem


class _GoneBefore(Exception):
    """The child had ended before it took the job in hand: no fault of this file."""


class Reader:
    """The child. Jobs of several threads wait for each other.

    memory_mb, seconds: the limits of one file, by council.toml where None. Seconds are those of the processor; a child
    that does nothing for twice as long is ended too.
    """

    def __init__(self, memory_mb: int | None = None, seconds: float | None = None):
        self._memory_mb, self._seconds = memory_mb, seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._limits = (0, 0.0)

    @property
    def pid(self) -> int | None:
        """Of the child, where one is running."""
        return self._process.pid if self._process is not None else None

    def run(self, job: str, file_name: str, *arguments: object, progress: Progress | None = None) -> Any:
        """What the child's job of this name answers (reader.JOBS). file_name: for sentences and the log.

        Raises NotRead where a limit or a crash ended it.
        """
        with self._lock:
            for _ in range(2):
                try:
                    return self._ask(job, file_name, arguments, progress)
                except _GoneBefore:  # killed, or tired of waiting, while nobody asked anything of it
                    self.close()
        raise self._not_read(file_name, "cannot be read now: its reader does not start on this server",
                             "Try again in some minutes. If it stays so, tell those who run this dashboard.",
                             "reader_not_started")  # fmt: skip

    def close(self) -> None:
        """End the child; the next job starts another one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()

    def _ask(self, job: str, file_name: str, arguments: tuple[object, ...], progress: Progress | None) -> Any:
        process = self._started()
        assert process.stdin is not None and process.stdout is not None, "both are pipes"
        _, seconds = self._limits
        begun = False
        try:
            with suppress(BrokenPipeError):  # then there is no answer either
                pickle.dump((job, seconds, arguments), process.stdin, 5)
                process.stdin.flush()
            # before it has begun it may still have to import what it needs
            with _Killer(process, 2 * seconds + 60) as killer:
                try:
                    while (message := _Messages(process.stdout).load())[0] in (BEGUN, PROGRESS):
                        begun = begun or killer.restart(2 * seconds)
                        if message[0] == PROGRESS and progress is not None:
                            progress(*message[1:])
                except (EOFError, pickle.UnpicklingError) as error:
                    if not begun and not killer.has_killed:
                        raise _GoneBefore from error
                    message = ("",)
            if message[0] not in (DONE, FAILED):
                raise self._ended(process, file_name, killer.has_killed, said=message[0])
        except BaseException:  # also where the page is left: what the child would still answer belongs to nobody
            self.close()
            raise
        if message[0] == FAILED:
            raise RuntimeError(f"The reader of workbooks failed:\n{message[1]}")
        return message[1]

    def _started(self) -> "subprocess.Popen[bytes]":
        """The child, with the limits that count now."""
        intake = settings().intake
        memory = self._memory_mb or intake.reading_memory_mb
        self._limits, before = (memory, self._seconds or float(intake.reading_seconds)), self._limits
        if before[0] != memory:
            self.close()
        if self._process is None:
            # Arrow's own pool would set a gigabyte aside, and the algebra library a stack for each of its threads
            spare = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1", "RUST_BACKTRACE": "0"}
            command = [sys.executable, "-m", "data.intake.files.reader", str(memory)]
            try:
                self._process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, **spare}
                )
            except OSError as error:
                raise _GoneBefore from error
        return self._process

    def _ended(self, process: "subprocess.Popen[bytes]", file_name: str, killed: bool, *, said: str) -> NotRead:
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        memory, seconds = self._limits
        late = killed or process.returncode == -_SIGXCPU
        if late:
            what, code = f"took more than {seconds:,.0f} seconds to read, and was given up", "reading_too_slow"
        elif said == TOO_LARGE:
            what, code = f"needs more than {memory:,} MB of memory to be read, and was given up", "reading_too_large"
        else:
            what, code = (
                "broke off its reader: it is damaged, or made to need more memory than there is",
                "reader_ended",
            )
        log.info("The reader of workbooks gave up %r (%s, exit %s)", file_name, code, process.returncode)
        return self._not_read(file_name, what, _WHOLE, code)

    def _not_read(self, file_name: str, what: str, remedy: str, code: str) -> NotRead:
        return NotRead(Problem(None, None, None, f"{file_name} {what}", remedy, code=code))


_SIGXCPU = 24  # of Linux; Windows has none, and no limit of the processor's time


class _Killer:
    """Ends a process that has not answered in time."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float):
        self._process, self.has_killed = process, False
        self._timer = self._timer_of(seconds)

    def _timer_of(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._kill)
        timer.daemon = True
        return timer

    def _kill(self) -> None:
        self.has_killed = True
        self._process.kill()

    def restart(self, seconds: float) -> bool:
        """Count anew; True."""
        self._timer.cancel()
        self._timer = self._timer_of(seconds)
        self._timer.start()
        return True

    def __enter__(self) -> "_Killer":
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()


class _Messages(pickle.Unpickler):
    """What the child answers: plain values and our own records. A child that a file has taken over makes no others."""

    _RECORDS = frozenset({
        ("data.intake.files.workbooks", "Sheet"),
        ("data.intake.files.archives", "Opened"),
        ("data.intake.files.filling", "MergedCells"),
        ("data.intake.problem", "Problem"),
        ("data.intake.problem", "the_rest"),
        ("data.intake.choices", "Question"),
    })  # fmt: skip

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._RECORDS:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")
        return getattr(import_module(module), name)


READER = Reader()
atexit.register(READER.close)
