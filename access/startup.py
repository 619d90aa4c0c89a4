"""What happens once when the dashboard starts: log, memory, the store, the sample council, the drop folder."""

from __future__ import annotations

import gc
import logging
import logging.handlers
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from streamlit import get_option

from access import audited, errors
from access.officer_code import officer_code
from access.packed import pack_next
from access.provider import identity_provider
from access.waiting import until_nobody_waits
from briefing.own_list import builders
from data import backup_requests, runs
from data.settings import ROOT, SettingsError, settings
from data.store import Store, StoreError, open_store
from exhibits.common.exhibits_ahead import AHEAD
from exhibits.common.view_queries import warm

if TYPE_CHECKING:
    from data.loading.drop_folder import DropFolder

log = logging.getLogger("dashboard")

_COLLECT_EVERY = 60  # seconds; Streamlit's own collection after every run is off (.streamlit/config.toml)
_LOOK_EVERY = 0.5  # seconds between looks for new figures
_FIRST_COME = 1.5  # seconds after a publish in which whoever looks at it has the machine to themselves
_DROP_EVERY = 2.0  # seconds between looks into the drop folder
_BACKUP_EVERY = 0.5  # seconds between looks for a backup that is wanted
_REST = 2.0  # seconds that are looked at to see whether the server is at rest
_BUSY = 0.2  # of a core in that time: more, and somebody waits for a page

STARTED = secrets.token_hex(8)  # of this process: another start answers with another
STARTED_PATH = "started"  # where it is told

_once = threading.Lock()
_begun = False
_going_on: set[str] = set()  # what is done again and again


@dataclass
class Loading:
    """How far the sample council has come."""

    done: int = 0
    total: int = 1
    sentence: str = "Loading the sample council"
    finished: bool = False
    failed: str = ""  # the number of the error in the log

    @property
    def share(self) -> float:
        """0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


_loadings: dict[str, Loading] = {}
_briefings: dict[str, bool] = {}  # store whose sample briefings were begun → whether they are still being written


def begin() -> bool:
    """Start the log and the collection of memory. Does so once per process: True at that time."""
    global _begun
    with _once:
        if _begun:
            return False
        _begun = True
        _open_log()
        threading.Thread(target=_collect, name="collect-memory", daemon=True).start()
        return True


def trust_proxies() -> None:
    """Before the server starts: believe X-Forwarded-For and -Proto of the proxies in council.toml alone."""
    try:
        proxies = settings().access.trusted_proxies
    except SettingsError:
        proxies = []  # said to the person at the terminal and to every visitor
    os.environ["FORWARDED_ALLOW_IPS"] = ",".join(name for each in proxies for name in _as_seen(each))  # for uvicorn


def _as_seen(proxy: str) -> list[str]:
    """A proxy's address as a server sees it: one that listens to both kinds of address writes the old kind as a new."""
    try:
        network = ip_network(proxy)
    except ValueError:
        return [proxy]
    if network.version == 6:
        return [proxy]
    return [proxy, f"::ffff:{network.network_address}/{96 + network.prefixlen}"]


def announce() -> None:
    """Tell the person at the terminal where the dashboard is, how an officer gets in, and where the log is."""
    lines = [f"The dashboard is at http://{_address()}"]
    if identity_provider():
        lines += ["Officers sign in with their council account."]
    else:
        lines += [
            f"Officer code: {officer_code()}",
            "(opens the officers' pages until the next start, once a browser)",
        ]
    lines += [f"The log is {log_file()}"]
    wide = max(map(len, lines)) + 2
    print("\n".join(["", "=" * wide, *(f" {line}" for line in lines), "=" * wide, ""]), flush=True)


def _address() -> str:
    path = get_option("server.baseUrlPath").strip("/")
    return f"{get_option('server.address') or 'localhost'}:{get_option('server.port')}/{path}"


def ready_store() -> tuple[Store, Loading | None]:
    """The open store, and the sample council's progress while it is being loaded into an empty one.

    Raises StoreError (StoreBusy when another process holds the file) and SettingsError.
    """
    _known_exhibits()
    store = open_store()
    with _once:
        loading = _loadings.get(str(store.path))
        if loading is None and settings().store.sample and _wants_sample(store):
            loading = _loadings[str(store.path)] = Loading()
            threading.Thread(target=_load_sample, args=(store, loading), name="load-sample", daemon=True).start()
        elif loading is None and _without_briefings(store).exists():
            _begin_briefings(store)  # the last run ended before they were written
    return store, loading if loading is not None and not loading.finished else None


def _known_exhibits() -> None:
    """Raise SettingsError where what only officers shall see is no exhibit: a wrong name would hide nothing."""
    if unknown := [each for each in settings().access.officers_exhibits if each not in builders()]:
        raise SettingsError(
            f"access.officers_exhibits in council.toml names {', '.join(unknown)}: there is no such exhibit. "
            f"There are: {', '.join(sorted(builders()))}."
        )


def begin_run(store: Store) -> None:
    """Note beside the store that the dashboard runs, and in the log where its last run was cut off. Once per process.

    Only the server does so: it also says when it ends (data/runs.py).
    """
    if store.say_unwritable():
        return  # nothing can be noted beside it
    try:
        before = runs.begin(store.path)
    except OSError as error:
        log.warning("That the dashboard runs cannot be noted beside the store: %s", error)
        return
    if before is not None:
        files = ", ".join(map(repr, before.files)) or "no file"
        log.warning("The last run ended unexpectedly (a crash, a kill or a power cut); it had %s in hand", files)


def keep_warm() -> None:
    """From now on, ask what pages ask first as soon as the figures change, so that no visitor waits for it.

    Nor waits for the asking: it stops while a page is made.
    """
    _from_now_on("asking ahead", _LOOK_EVERY, _AskingAhead().look)


def make_exhibits_ahead() -> None:
    """From now on, while nobody waits, make what visitors are likely to choose next. Does so once per process."""
    _from_now_on("making charts ahead", _LOOK_EVERY, _make_exhibits)


def _make_exhibits() -> None:
    store, loading = ready_store()
    if loading is None and store.version() != "empty":
        AHEAD.make(until_nobody_waits)


def pack_scripts() -> None:
    """From now on, while nobody waits, pack the scripts that browsers asked for once more, small. Once per process."""
    _from_now_on("packing scripts", _LOOK_EVERY, _pack_scripts)


def _pack_scripts() -> None:
    if not settings().store.ahead:  # nothing is done ahead
        return
    until_nobody_waits()
    while pack_next():
        until_nobody_waits()


def watch_drop_folder() -> None:
    """From now on, load the files that come into the drop folder. Does so once per process."""
    _from_now_on("the drop folder", _DROP_EVERY, _Watch().look)


def make_backups() -> None:
    """From now on, make the backups that the shell asks for. Does so once per process."""
    _from_now_on("making a backup", _BACKUP_EVERY, _answer_requests)


def _from_now_on(what: str, every: float, look: Callable[[], None]) -> None:
    """Look again and again, `every` so many seconds, in a thread that is started once per process.

    An error is kept in the log under `what`: once, however often it comes again.
    """
    with _once:
        if what in _going_on:
            return
        _going_on.add(what)

    def go_on() -> None:
        last_error = ""
        while True:
            try:
                look()
            except (StoreError, SettingsError):
                pass  # said to the person at the terminal and to every visitor
            except Exception as error:
                if repr(error) != last_error:
                    last_error = repr(error)
                    errors.keep(error, what)
            time.sleep(every)

    threading.Thread(target=go_on, name=what.replace(" ", "-"), daemon=True).start()


@dataclass
class _AskingAhead:
    """seen: the figures for which it has been done."""

    seen: str | None = None

    def look(self) -> None:
        store, loading = ready_store()
        begin_run(store)  # where the store could not be opened when the server started
        audited.look_at_settings(store)
        if loading is not None:
            self.seen = "empty"  # who looks at its progress comes before, as after a publish
        elif store.version() not in (self.seen, "empty"):
            first = self.seen in (None, "empty")
            if self.seen is not None:
                time.sleep(_FIRST_COME)
            self.seen = store.version()
            warm(store, until_nobody_waits)
            if first:  # what is kept from now on need not be gone through each minute, while all visitors wait
                gc.collect()
                gc.freeze()


@dataclass
class _Watch:
    """The drop folder that is worked through, which the settings may change."""

    watched: DropFolder | None = None

    def look(self) -> None:
        if self.watched is None:
            until_nobody_waits()  # for all of intake is loaded
        from data.loading.drop_folder import DropFolder
        from data.loading.drop_paths import drop_folder_of

        store, loading = ready_store()
        folder = drop_folder_of(store.path)
        if self.watched is not None and self.watched.folder != folder:
            self.watched.close()
            self.watched = None
        if folder is not None and loading is None and not store.lacks and not store.say_unwritable():
            self.watched = self.watched or DropFolder(folder, errors.keep)
            if number := self.watched.look(store):
                log.info("%d %s of the drop folder dealt with", number, "file" if number == 1 else "files")


def _answer_requests() -> None:
    store, _ = ready_store()
    if number := backup_requests.answer_all(store, errors.keep):
        log.info("%d %s of the store made", number, "backup" if number == 1 else "backups")


def sample_failed(store: Store) -> str:
    """The number in the log of the error that stopped the sample council, or ''."""
    loading = _loadings.get(str(store.path))
    return loading.failed if loading else ""


def log_file() -> Path:
    """Where the log is: beside the store."""
    try:
        return settings().store_path.parent / "dashboard.log"
    except SettingsError:
        return ROOT / "data" / "store" / "dashboard.log"


def _wants_sample(store: Store) -> bool:
    wanted = not store.lacks and (_never_used(store) or _half_loaded(store).exists())
    return wanted and not store.say_unwritable()


def _never_used(store: Store) -> bool:
    if store.version() != "empty":
        return False
    with store.cursor() as cursor:
        return cursor.execute("SELECT submission_id FROM submissions LIMIT 1").fetchone() is None


def _half_loaded(store: Store) -> Path:
    """A file that lies beside the store while the sample council is being loaded: a start that finds it goes on."""
    return store.path.with_suffix(".loading")


def _load_sample(store: Store, loading: Loading) -> None:
    from data.sample.load import load_sample  # only a first start needs it

    def progress(done: int, total: int, sentence: str) -> None:
        loading.done, loading.total, loading.sentence = done, total, sentence

    try:
        started = time.monotonic()
        _half_loaded(store).touch()
        _without_briefings(store).touch()
        load_sample(store, progress)
        _half_loaded(store).unlink()
        log.info("Sample council loaded in %.1f s", time.monotonic() - started)
        _begin_briefings(store)
    except Exception as error:
        loading.failed = errors.keep(error, "loading the sample council")
    finally:
        loading.finished = True


def _without_briefings(store: Store) -> Path:
    """A file that lies beside the store until the sample's briefings are written: a start that finds it writes them."""
    return store.path.with_suffix(".briefings")


def writing_briefings(store: Store) -> bool:
    """Whether the sample council's briefings are still being written."""
    return _briefings.get(str(store.path), False)


def _begin_briefings(store: Store) -> None:
    if str(store.path) not in _briefings:
        _briefings[str(store.path)] = True
        threading.Thread(target=_write_briefings, args=(store,), name="sample-briefings", daemon=True).start()


def _write_briefings(store: Store) -> None:
    """Write the sample's briefings one by one, each when the server is at rest, so that no visitor waits for them."""
    from briefing.sample import publish_sample  # only a first start needs it

    try:
        started = time.monotonic()
        number = sum(1 for _ in publish_sample(store, _wait_for_rest))
        _without_briefings(store).unlink()
        log.info("The sample's %d briefings written %.1f s after its figures", number, time.monotonic() - started)
    except Exception as error:
        errors.keep(error, "writing the sample's briefings")
    finally:
        _briefings[str(store.path)] = False


def _wait_for_rest() -> None:
    while True:
        before = time.process_time()
        time.sleep(_REST)
        if time.process_time() - before < _BUSY * _REST:
            return


def _collect() -> None:
    while True:
        time.sleep(_COLLECT_EVERY)
        gc.collect()


def _open_log() -> None:
    shape = logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handlers.append(
            logging.handlers.RotatingFileHandler(log_file(), maxBytes=5_000_000, backupCount=3, encoding="utf-8")
        )
    except OSError as error:
        print(f"The log goes to this terminal only: {error}.", file=sys.stderr)
    for handler in handlers:
        handler.setFormatter(shape)
        log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
