"""The drop folder: files that wait for the dashboard, because one process at a time can write into the store.

    drop/          files that somebody puts here; each is taken once it has stopped growing
    drop/handed/   one folder for each load that the shell hands over, put in whole by renaming
    drop/working/  one folder for each file that is being loaded: job.json says how, begun.json since when
    drop/taken/    files that were published or already stood, each with its result beside it
    drop/refused/  files that somebody must look at, each with its result beside it

Whoever may write into this folder may publish. Every step can be cut off at any moment and goes on at the next start.
"""

import json
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from data.contracts import UnknownKind
from data.intake import Layout, LayoutError, Problem, Reading
from data.loading.loads import (
    RESULTS,
    Loaded,
    LoadRequest,
    Source,
    file_bytes,
    json_text,
    last_event,
    load_all,
    passed_over,
    refused,
    write_results,
    write_whole,
)
from data.settings import ROOT, settings
from data.store import Store, StoreError

PLACES = ("handed", "working", "taken", "refused")
SETTLED = 10.0  # seconds for which a file must not have changed before it is taken
_DEATHS = 3  # of the dashboard, while it had the same file in hand
_TRIES = 30  # of a file that the store could not take for a reason of its own
_LONGEST_WAIT = 600.0  # seconds between tries
_LATELY = 30 * 24 * 3600  # seconds

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


def drop_folder(store_path: Path) -> Path | None:
    """The drop folder of a store: the one council.toml names, else "drop" beside the store; None where it is off."""
    named = settings().intake.drop_folder
    if named == "off":
        return None
    return (ROOT / named).resolve() if named else store_path.parent / "drop"


def refused_lately(folder: Path | None) -> list[tuple[str, list[str]]]:
    """The files that were put into refused/ in the last 30 days and still lie there: name and lines of the result, the
    newest first."""
    found = []
    with suppress(OSError):
        for each in os.scandir(folder / "refused") if folder else ():
            result = folder / "refused" / (each.name + RESULTS[0])
            if not passed_over(each.name) and result.exists() and time.time() - result.stat().st_mtime < _LATELY:
                lines = result.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
                found.append((result.stat().st_mtime_ns, each.name, lines))
    return [(name, lines) for _, name, lines in sorted(found, reverse=True)]


# -- handing over ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ticket:
    """One file that was handed over: the name under which it and its result will lie in taken/ or refused/."""

    folder: Path
    name: str

    def result(self) -> tuple[bool, str, dict] | None:
        """(taken, text of the result, its JSON object), or None while it is not there."""
        for place in ("taken", "refused"):
            file = self.folder / place / (self.name + RESULTS[1])
            if file.exists():  # written last
                text = file.with_name(self.name + RESULTS[0]).read_text(encoding="utf-8")
                return place == "taken", text, json.loads(file.read_text(encoding="utf-8"))
        return None


def at_work(folder: Path | None, store_path: Path) -> bool:
    """Whether a dashboard is working through this folder for this store."""
    if folder is None:
        return False
    try:
        told = json.loads((folder / ".worker.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if told.get("store") != str(store_path):
        return False
    lock = _Lock(folder)
    try:
        return not lock.taken()
    finally:
        lock.let_go()


def hand_over(folder: Path, files: list[tuple[Path, LoadRequest]]) -> list[Ticket]:
    """Copy the files with what is wished into the folder, all at once. Raises OSError."""
    batch = _new_id()
    half = folder / "handed" / f".{batch}.part"
    half.mkdir()
    try:
        tickets = []
        for number, (path, wish) in enumerate(files):
            job = f"{batch}-{number:04}"
            name = _plain(path.name)
            (half / job / "file").mkdir(parents=True)
            with open(path, "rb") as source, open(half / job / "file" / name, "wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
                copy.flush()
                os.fsync(copy.fileno())
            write_whole(half / job / "job.json", json_text(_as_told(wish)))
            tickets.append(Ticket(folder, _with_id(name, job)))
        half.rename(folder / "handed" / batch)
        return tickets
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise


def _as_told(wish: LoadRequest) -> dict:
    return {
        "kind": wish.kind,
        "by": wish.by,
        "period_to": wish.period_to.isoformat() if wish.period_to else None,
        "layout": wish.layout.to_text() if wish.layout else None,
        "hold_warnings": wish.hold_warnings,
        "once": wish.once,
        "again": wish.again,
        "how": asdict(wish.how) if wish.how else None,
    }


def _as_wished(told: dict) -> LoadRequest:
    """Raises ValueError, LayoutError."""
    if not isinstance(told, dict) or not isinstance(told.get("kind"), str) or not isinstance(told.get("by"), str):
        raise ValueError("it does not say kind and by")
    return LoadRequest(
        told["kind"],
        told["by"][:100],
        date.fromisoformat(told["period_to"]) if told.get("period_to") else None,
        Layout.from_text(told["layout"]) if told.get("layout") else None,
        told.get("hold_warnings") is True,
        told.get("once") is True,
        told.get("again") is True,
        _chosen(told.get("how")),
    )


def _chosen(how) -> Reading | None:
    """Raises ValueError."""
    try:
        return Reading(**how) if how else None
    except TypeError:
        raise ValueError("it does not say how the file is read") from None


# -- working through it ------------------------------------------------------------------------------------------------


class _Lock:
    """One process works through a folder; the system lets go of the lock when it ends, however it ends."""

    def __init__(self, folder: Path):
        self._path, self._file = folder / ".lock", None

    @property
    def held(self) -> bool:
        return self._file is not None

    def taken(self) -> bool:
        """Take the lock; False where another process has it."""
        if self.held:
            return True
        try:
            file = open(self._path, "a+b")  # noqa: SIM115 (held open for as long as the lock)
        except OSError:
            return False
        try:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                import msvcrt

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def let_go(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class DropFolder:
    """Works through the drop folder of a store, a look at a time.

    keep: writes an unexpected error to the log and returns its number. settled: seconds for which a file must not
    have changed before it is taken.
    """

    def __init__(self, folder: Path, keep: Callable[[BaseException, str], str], *, settled: float = SETTLED):
        self.folder = folder
        self._keep, self._settled = keep, settled
        self._lock = _Lock(folder)
        self._seen: dict[str, tuple[tuple, float]] = {}  # file → how it looked, since when
        self._tries: dict[str, tuple[int, float]] = {}  # job → tries, not before
        self._done = 0  # files in this look

    def look(self, store: Store) -> int:
        """Load what is ready; returns how many files were dealt with. Raises OSError, StoreError."""
        self._done = 0
        if not self._ready(store):
            return 0
        self._take_handed()
        self._take_dropped()
        sources = {}
        for place in sorted((self.folder / "working").iterdir()):
            if _ID.fullmatch(place.name) and self._tries.get(place.name, (0, 0.0))[1] <= time.monotonic():
                try:
                    source = self._source(store, place)
                except OSError as error:
                    self._keep(error, "the drop folder")
                    self._later(place, self._tries.get(place.name, (0, 0.0))[0] + 1)
                    continue
                if source is not None:
                    sources[id(source)] = (source, place)
        for source in load_all(
            store,
            [source for source, _ in sources.values()],
            lambda source, error: self._failed(sources[id(source)][1], source, error),
        ):
            self._finished(sources[id(source)][1], source)
        self._in_hand.unlink(missing_ok=True)
        return self._done

    def close(self) -> None:
        """Let another process work through the folder."""
        self._lock.let_go()

    @property
    def _in_hand(self) -> Path:
        """Names the job whose file is being read: found at a start, it was there when the dashboard was cut off."""
        return self.folder / "working" / ".in-hand"

    def _ready(self, store: Store) -> bool:
        """Make the folder where it is not there; False where another dashboard works through it."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        for place in (self.folder, *(self.folder / place for place in PLACES)):
            place.mkdir(exist_ok=True, mode=0o700)
        begins = not self._lock.held
        if not self._lock.taken():
            return False
        if begins:
            write_whole(self.folder / ".worker.json", json_text({"store": str(store.path), "pid": os.getpid()}))
            if self._in_hand.exists():
                name = self._in_hand.read_text(encoding="utf-8")
                if _ID.fullmatch(name) and (self.folder / "working" / name).is_dir():
                    with open(self.folder / "working" / name / "deaths", "a", encoding="utf-8") as deaths:
                        deaths.write("+")
                self._in_hand.unlink()
        return True

    def _take_handed(self) -> None:
        """Move loads that the shell has handed over to working/."""
        for batch in sorted((self.folder / "handed").iterdir()):
            if passed_over(batch.name) or batch.is_symlink() or not batch.is_dir():
                continue
            for job in sorted(batch.iterdir()):
                if _ID.fullmatch(job.name) and not (self.folder / "working" / job.name).exists():
                    job.rename(self.folder / "working" / job.name)
            with suppress(OSError):  # something else lies in it
                batch.rmdir()

    def _take_dropped(self) -> None:
        """Move files that have stopped growing to working/, the oldest first."""
        now, seen, ready = time.monotonic(), {}, []
        for each in os.scandir(self.folder):
            # a link could lead to a file that only the dashboard may read
            if passed_over(each.name) or not stat.S_ISREG((found := each.stat(follow_symlinks=False)).st_mode):
                continue
            looks = (found.st_size, found.st_mtime_ns, found.st_ino)
            before, since = self._seen.get(each.name, (None, now))
            seen[each.name] = (looks, since if looks == before else now)
            if now - seen[each.name][1] >= self._settled:
                ready.append((found.st_mtime_ns, each.name))
        self._seen = seen
        batch = _new_id()
        for number, (_, name) in enumerate(sorted(ready)):
            job = self.folder / "working" / f"{batch}-{number:04}"
            (job / "file").mkdir(parents=True)
            write_whole(job / "job.json", json_text({"dropped": True}))
            with suppress(OSError):  # gone again, or still open on Windows: the next look finds it
                (self.folder / name).rename(job / "file" / _plain(name))

    # -- one job: a folder in working/ -----------------------------------------------------------------------------

    def _source(self, store: Store, job: Path) -> Source | None:
        """The file of a job, ready to be loaded; None where there is nothing (more) to load."""
        if (job / "done.json").exists():
            self._put_away(job)
            return None
        files = list((job / "file").iterdir()) if (job / "file").is_dir() else []
        if not files:  # cut off before the file came
            shutil.rmtree(job, ignore_errors=True)
            return None
        if len(files) != 1 or not stat.S_ISREG(files[0].lstat().st_mode):
            job.rename(self.folder / "refused" / job.name)  # not put there by us
            return None
        source = Source(files[0].name, LoadRequest(), lambda: self._bytes(job, files[0]), lambda: _begun(store, job))
        try:
            told = json.loads((job / "job.json").read_text(encoding="utf-8"))
            if told == {"dropped": True}:
                intake = settings().intake
                source.wish = LoadRequest(by=intake.drop_folder_by, hold_warnings=intake.hold_warnings)
                source.why = "From the drop folder"
            else:
                source.wish = _as_wished(told)
                source.why = "Loaded from the shell while the dashboard was running"
        except (OSError, ValueError, LayoutError) as error:
            self._refuse(
                job, source, f"was handed over with instructions that cannot be read: {error}", "Load it again."
            )
            return None
        deaths = job / "deaths"
        if deaths.exists() and deaths.stat().st_size >= _DEATHS:
            self._refuse(
                job,
                source,
                f"was in hand {_DEATHS} times when the dashboard was cut off, so it is not tried again",
                "Look on the Submissions page whether it came in. If not, load it in parts.",
            )
            return None
        return source

    def _bytes(self, job: Path, file: Path) -> bytes:
        write_whole(self._in_hand, job.name)
        return file_bytes(file, through_links=False)

    def _failed(self, job: Path, source: Source, error: Exception) -> Loaded | None:
        """What comes of a file on which an error was raised; None: it is tried again later."""
        if isinstance(error, StoreError):
            tries = self._tries.get(job.name, (0, 0.0))[0] + 1
            if tries == 1:
                self._keep(error, f"the drop folder: {source.name} waits, and is tried again")
            if tries < _TRIES:  # a full disk is no fault of the file
                self._later(job, tries)
                return None
        if isinstance(error, (StoreError, UnknownKind)):
            return refused(source.name, source.wish.kind, Problem(None, None, None, str(error), "", code="not_loaded"))
        number = self._keep(error, f"the drop folder, {source.name}")
        said = f"could not be loaded, through no fault that is known: the log says why, under the number {number}"
        remedy = "Tell those who run this dashboard. Nothing was changed."
        return refused(source.name, source.wish.kind, Problem(None, None, None, said, remedy, code="failed_to_load"))

    def _later(self, job: Path, tries: int) -> None:
        self._tries[job.name] = (tries, time.monotonic() + min(2.0**tries, _LONGEST_WAIT))

    def _refuse(self, job: Path, source: Source, problem: str, remedy: str) -> None:
        source.loaded = [
            refused(source.name, source.wish.kind, Problem(None, None, None, problem, remedy, code="not_loaded"))
        ]
        self._finished(job, source)

    def _finished(self, job: Path, source: Source) -> None:
        """Write the result and move both out of working/. A file that was loaded is not loaded again for it."""
        try:
            place = "taken" if source.fine else "refused"
            name = source.name
            if "dropped" not in (job / "job.json").read_text(encoding="utf-8") or self._is_there(place, name):
                name = _with_id(name, job.name)
            write_results(job / "came", source.name, source.lines(), source.as_dict())
            write_whole(job / "done.json", json_text({"place": place, "name": name}))
            self._put_away(job)
        except OSError as error:
            self._keep(error, f"the drop folder, putting {source.name} away")
            self._later(job, self._tries.get(job.name, (0, 0.0))[0] + 1)
            return
        self._tries.pop(job.name, None)
        self._done += 1

    def _is_there(self, place: str, name: str) -> bool:
        return any((self.folder / place / (name + ending)).exists() for ending in ("", *RESULTS))

    def _put_away(self, job: Path) -> None:
        """Move the file, then its result, out of working/; what was moved before is not there any more."""
        done = json.loads((job / "done.json").read_text(encoding="utf-8"))
        target = self.folder / done["place"] / done["name"]
        for file in (job / "file").iterdir():
            file.rename(target)
        for ending in RESULTS:
            with suppress(FileNotFoundError):
                (job / f"came{ending}").rename(target.with_name(target.name + ending))
        shutil.rmtree(job)


_ID = re.compile(r"\d{8}-\d{12}-[0-9a-f]{6}-\d{4}")


def _new_id() -> str:
    """What tells a batch from others; sorts by time."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S%f}-{secrets.token_hex(3)}"


def _with_id(name: str, job: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{job}.{ending}" if dot else f"{name}.{job}"


def _plain(name: str) -> str:
    """A file's name without what a history, a terminal or a disk may choke on."""
    name = re.sub(r"[\x00-\x1f\x7f]", "_", os.path.basename(name).encode("utf-8", "replace").decode("utf-8"))
    stem, ending = os.path.splitext(name)
    return stem.encode()[:120].decode("utf-8", "ignore") + ending[:20]


def _begun(store: Store, job: Path) -> str:
    """The newest event of the store when the job was first begun, by this process or by one that was cut off."""
    begun = job / "begun"
    if not begun.exists():
        write_whole(begun, last_event(store))
    return begun.read_text(encoding="utf-8")
