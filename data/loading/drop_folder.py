"""The drop folder: files that wait for the dashboard, because one process at a time can write into the store.

    drop/          files that somebody puts here; each is taken once it has stopped growing
    drop/handed/   one folder for each load that the shell hands over, put in whole by renaming
    drop/working/  one folder for each file that is being loaded, a job: job.json says how, begun since when
    drop/taken/    files that were published or already stood, each with its result beside it
    drop/refused/  files that somebody must look at, each with its result beside it

Whoever may write into this folder may publish, and no more: what decides where a file goes lies in folders that are the
dashboard's own. Every step can be cut off at any moment and goes on at the next start.
"""

import json
import os
import shutil
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from data.contracts import UnknownKind
from data.intake import LayoutError
from data.loading.drop_paths import (
    JOB_ID,
    PLACES,
    instructions_in,
    is_folder,
    is_ours,
    must_be_own,
    name_with_id,
    new_batch_id,
    plain_name,
    worker_lock,
)
from data.loading.earlier_loads import last_event
from data.loading.folders import is_ignored, read_bytes
from data.loading.loads import IncomingFile, load_all
from data.loading.request import LoadRequest
from data.loading.results import RESULT_ENDINGS, LoadedTable, as_json, file_problem, refused, write_results
from data.settings import settings
from data.store import Store, StoreError
from data.whole_file import write_whole

SETTLED = 10.0  # seconds for which a file must not have changed before it is taken
_BY = "Drop folder: "  # before a name that came with a file
_DEATHS = 3  # of the dashboard, while it had the same file in hand
_TRIES = 30  # of a file that the store could not take for a reason of its own
_LONGEST_WAIT = 600.0  # seconds between tries


_Looks = tuple[int, int, int]  # size, time of the last change, inode


class DropFolder:
    """Works through the drop folder of a store, a look at a time.

    log_error: writes an unexpected error to the log and returns its number. settled: seconds for which a file must not
    have changed before it is taken.
    """

    def __init__(self, folder: Path, log_error: Callable[[BaseException, str], str], *, settled: float = SETTLED):
        self.folder = folder
        self._log_error, self._settled = log_error, settled
        self._lock = worker_lock(folder)
        self._seen: dict[str, tuple[_Looks, float]] = {}  # file → how it looked, since when
        self._tries: dict[str, tuple[int, float]] = {}  # job → tries, not before
        self._finished = 0  # files in this look

    def look(self, store: Store) -> int:
        """Load what is ready; returns how many files were dealt with. Raises OSError, StoreError."""
        self._finished = 0
        if not self._ready(store):
            return 0
        self._take_handed()
        self._take_dropped()
        files, jobs = [], {}
        for job in sorted((self.folder / "working").iterdir()):
            if JOB_ID.fullmatch(job.name) and self._not_before(job) <= time.monotonic():
                try:
                    file = self._file_of(job, store)
                except OSError as error:
                    self._log_error(error, "the drop folder")
                    self._try_later(job)
                    continue
                if file is not None:
                    files.append(file)
                    jobs[id(file)] = job
        for file in load_all(store, files, lambda file, error: self._after_error(jobs[id(file)], file, error)):
            self._finish(jobs[id(file)], file)
        self._in_hand.unlink(missing_ok=True)
        return self._finished

    def close(self) -> None:
        """Let another process work through the folder."""
        self._lock.release()

    @property
    def _in_hand(self) -> Path:
        """Names the job whose file is being read: found at a start, it was there when the dashboard was cut off."""
        return self.folder / "working" / ".in-hand"

    def _ready(self, store: Store) -> bool:
        """Make the folder where it is not there; False where another dashboard works through it. Raises OSError."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        for place in (self.folder, *(self.folder / place for place in PLACES)):
            place.mkdir(exist_ok=True, mode=0o700)
        for own in PLACES:
            must_be_own(self.folder / own)
        with suppress(OSError):  # a share of another system knows no modes
            (self.folder / "working").chmod(0o700)
        begins = not self._lock.is_locked
        if not is_ours(self._lock):
            return False
        if begins:
            write_whole(self.folder / ".worker.json", as_json({"store": str(store.path), "pid": os.getpid()}))
            if self._in_hand.exists():
                name = self._in_hand.read_text(encoding="utf-8")
                if JOB_ID.fullmatch(name) and (self.folder / "working" / name).is_dir():
                    with open(self.folder / "working" / name / "deaths", "a", encoding="utf-8") as deaths:
                        deaths.write("+")
                self._in_hand.unlink()
        return True

    def _take_handed(self) -> None:
        """Move loads that the shell has handed over to working/."""
        for batch in sorted((self.folder / "handed").iterdir()):
            if is_ignored(batch.name) or batch.is_symlink() or not batch.is_dir():
                continue
            for job in sorted(batch.iterdir()):
                if JOB_ID.fullmatch(job.name):
                    self._take_job(job)
            with suppress(OSError):  # something else lies in it
                batch.rmdir()

    def _take_job(self, handed: Path) -> None:
        """Move the file and its instructions into a folder of our own: nothing else that was handed over counts."""
        job = self.folder / "working" / handed.name
        there = list((handed / "file").iterdir()) if is_folder(handed) and is_folder(handed / "file") else []
        if not there and job.exists():  # cut off when the file had come
            shutil.rmtree(handed)
        elif len(there) != 1 or not stat.S_ISREG(there[0].lstat().st_mode) or (job / "done.json").exists():
            handed.rename(self.folder / "refused" / handed.name)  # not put there by us
        else:
            (job / "file").mkdir(parents=True, exist_ok=True)
            write_whole(job / "job.json", instructions_in(handed / "job.json"))
            there[0].rename(job / "file" / plain_name(there[0].name))
            shutil.rmtree(handed)

    def _take_dropped(self) -> None:
        """Move files that have stopped growing to working/, the oldest first."""
        now = time.monotonic()
        seen: dict[str, tuple[_Looks, float]] = {}
        ready: list[tuple[int, str]] = []
        for each in os.scandir(self.folder):
            # a link could lead to a file that only the dashboard may read
            if is_ignored(each.name) or not stat.S_ISREG((found := each.stat(follow_symlinks=False)).st_mode):
                continue
            looks = (found.st_size, found.st_mtime_ns, found.st_ino)
            before, since = self._seen.get(each.name, (looks, now))
            since = since if looks == before else now
            seen[each.name] = (looks, since)
            if now - since >= self._settled:
                ready.append((found.st_mtime_ns, each.name))
        self._seen = seen
        batch = new_batch_id()
        for number, (_, name) in enumerate(sorted(ready)):
            job = self.folder / "working" / f"{batch}-{number:04}"
            (job / "file").mkdir(parents=True)
            write_whole(job / "job.json", as_json({"dropped": True}))
            with suppress(OSError):  # gone again, or still open on Windows: the next look finds it
                (self.folder / name).rename(job / "file" / plain_name(name))

    # -- one job: a folder in working/ -----------------------------------------------------------------------------

    def _file_of(self, job: Path, store: Store) -> IncomingFile | None:
        """The file of a job, ready to be loaded; None where there is nothing (more) to load."""
        must_be_own(job)
        if (job / "done.json").exists():
            self._put_away(job)
            return None
        there = list((job / "file").iterdir()) if (job / "file").is_dir() else []
        if not there:  # cut off before the file came
            shutil.rmtree(job, ignore_errors=True)
            return None
        if len(there) != 1 or not stat.S_ISREG(there[0].lstat().st_mode):
            job.rename(self.folder / "refused" / job.name)  # not put there by us
            return None
        (path,) = there
        file = IncomingFile(path.name, LoadRequest(), lambda: self._read(job, path), lambda: _begun(store, job))
        try:
            instructions = json.loads((job / "job.json").read_text(encoding="utf-8"))
            if instructions == {"dropped": True}:
                intake = settings().intake
                file.request = LoadRequest(
                    by=intake.drop_folder_by, hold_warnings=intake.hold_warnings, hold_losses=True
                )
                file.note = "From the drop folder"
            else:
                file.request = LoadRequest.from_dict(instructions)
                if not file.request.by.startswith(_BY):  # nobody has signed in with this name
                    file.request = replace(file.request, by=f"{_BY}{file.request.by}"[:100])
                file.note = "Loaded from the shell while the dashboard was running"
        except (OSError, ValueError, LayoutError) as error:
            self._refuse(job, file, f"was handed over with instructions that cannot be read: {error}", "Load it again.")
            return None
        deaths = job / "deaths"
        if deaths.exists() and deaths.stat().st_size >= _DEATHS:
            self._refuse(
                job,
                file,
                f"was in hand {_DEATHS} times when the dashboard was cut off, so it is not tried again",
                "Look on the Submissions page whether it came in. If not, load it in parts.",
            )
            return None
        return file

    def _read(self, job: Path, path: Path) -> bytes:
        write_whole(self._in_hand, job.name)
        return read_bytes(path, through_links=False)

    def _after_error(self, job: Path, file: IncomingFile, error: Exception) -> LoadedTable | None:
        """What comes of a file on which an error was raised; None: it is tried again later."""
        if isinstance(error, StoreError):
            if self._tries_of(job) == 0:
                self._log_error(error, f"the drop folder: {file.name} waits, and is tried again")
            if self._tries_of(job) + 1 < _TRIES:  # a full disk is no fault of the file
                self._try_later(job)
                return None
        if isinstance(error, (StoreError, UnknownKind)):
            return refused(file.name, file.request.kind, file_problem("not_loaded", str(error)))
        number = self._log_error(error, f"the drop folder, {file.name}")
        fault = f"could not be loaded, through no fault that is known: the log says why, under the number {number}"
        remedy = "Tell those who run this dashboard. Nothing was changed."
        return refused(file.name, file.request.kind, file_problem("failed_to_load", fault, remedy))

    def _try_later(self, job: Path) -> None:
        tries = self._tries_of(job) + 1
        self._tries[job.name] = (tries, time.monotonic() + min(2.0**tries, _LONGEST_WAIT))

    def _tries_of(self, job: Path) -> int:
        return self._tries.get(job.name, (0, 0.0))[0]

    def _not_before(self, job: Path) -> float:
        return self._tries.get(job.name, (0, 0.0))[1]

    def _refuse(self, job: Path, file: IncomingFile, problem: str, remedy: str) -> None:
        file.tables = [refused(file.name, file.request.kind, file_problem("not_loaded", problem, remedy))]
        self._finish(job, file)

    def _finish(self, job: Path, file: IncomingFile) -> None:
        """Write the result and move both out of working/. A file that was loaded is not loaded again for it."""
        try:
            place = "taken" if file.settled else "refused"
            name = file.name
            if "dropped" not in (job / "job.json").read_text(encoding="utf-8") or self._is_there(place, name):
                name = name_with_id(name, job.name)
            write_results(job / "came", file.name, file.lines(), file.as_dict())
            write_whole(job / "done.json", as_json({"place": place, "name": name}))
            self._put_away(job)
        except OSError as error:
            self._log_error(error, f"the drop folder, putting {file.name} away")
            self._try_later(job)
            return
        self._tries.pop(job.name, None)
        self._finished += 1

    def _is_there(self, place: str, name: str) -> bool:
        return any((self.folder / place / (name + ending)).exists() for ending in ("", *RESULT_ENDINGS))

    def _put_away(self, job: Path) -> None:
        """Move the file, then its result, out of working/; what was moved before is not there any more."""
        try:
            decided = json.loads((job / "done.json").read_text(encoding="utf-8"))
            place, name = str(decided["place"]), str(decided["name"])
        except (ValueError, KeyError, TypeError):
            place = name = ""
        if place not in ("taken", "refused") or name in ("", ".", "..") or name != os.path.basename(name):
            raise PermissionError(f"{job / 'done.json'} leads out of the drop folder: remove {job.name}")
        target = self.folder / place / name
        for path in (job / "file").iterdir():
            path.rename(target)
        for ending in RESULT_ENDINGS:
            with suppress(FileNotFoundError):
                (job / f"came{ending}").rename(target.with_name(target.name + ending))
        shutil.rmtree(job)


def _begun(store: Store, job: Path) -> str:
    """The newest event of the store when the job was first begun, by this process or by one that was cut off."""
    begun = job / "begun"
    if not begun.exists():
        write_whole(begun, last_event(store))
    return begun.read_text(encoding="utf-8")
