"""What happens once when the dashboard starts: log, memory, the store, the sample council, the drop folder."""

import gc
import logging
import logging.handlers
import secrets
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from streamlit import get_option

from access import errors
from access.officer_code import officer_code
from access.provider import identity_provider
from data.loading.drop_folder import DropFolder
from data.loading.drop_paths import drop_folder_of
from data.settings import ROOT, SettingsError, settings
from data.store import Store, StoreError, open_store
from exhibits.common.view_queries import warm

log = logging.getLogger("dashboard")

_COLLECT_EVERY = 60  # seconds; Streamlit's own collection after every run is off (.streamlit/config.toml)
_LOOK_EVERY = 0.5  # seconds between looks for new figures
_DROP_EVERY = 2.0  # seconds between looks into the drop folder

STARTED = secrets.token_hex(8)  # of this process: another start answers with another
STARTED_PATH = "started"  # where it is told

_once = threading.Lock()
_begun = False
_watched = False


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


def announce() -> None:
    """Tell the person at the terminal where the dashboard is, how an officer gets in, and where the log is."""
    lines = [f"The dashboard is at http://{_address()}"]
    if identity_provider():
        lines += ["Officers sign in with their council account."]
    else:
        lines += [f"Officer code: {officer_code()}", "(opens the officers' pages until the next start)"]
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
    store = open_store()
    with _once:
        loading = _loadings.get(str(store.path))
        if loading is None and settings().store.sample and (_never_used(store) or _half_loaded(store).exists()):
            loading = _loadings[str(store.path)] = Loading()
            threading.Thread(target=_load_sample, args=(store, loading), name="load-sample", daemon=True).start()
    return store, loading if loading is not None and not loading.finished else None


def keep_warm() -> None:
    """From now on, ask what pages ask first as soon as the figures change, so that no visitor waits for it."""
    threading.Thread(target=_keep_warm, name="keep-warm", daemon=True).start()


def _keep_warm() -> None:
    seen = None
    while True:
        try:
            store, loading = ready_store()
            if loading is None and store.version() not in (seen, "empty"):
                seen = store.version()
                warm(store)
        except (StoreError, SettingsError):
            pass  # said to the person at the terminal and to every visitor
        except Exception as error:
            errors.keep(error, "asking ahead")
        time.sleep(_LOOK_EVERY)


def watch_drop_folder() -> None:
    """From now on, load the files that come into the drop folder. Does so once per process."""
    global _watched
    with _once:
        if not _watched:
            _watched = True
            threading.Thread(target=_watch_drop_folder, name="drop-folder", daemon=True).start()


def _watch_drop_folder() -> None:
    watched: DropFolder | None = None
    last_error = ""  # a folder that cannot be used is said once, not every two seconds
    while True:
        try:
            store, loading = ready_store()
            folder = drop_folder_of(store.path)
            if watched is not None and watched.folder != folder:
                watched.close()
                watched = None
            if folder is not None and loading is None:
                watched = watched or DropFolder(folder, errors.keep)
                if number := watched.look(store):
                    log.info("%d %s of the drop folder dealt with", number, "file" if number == 1 else "files")
        except (StoreError, SettingsError):
            pass  # said to the person at the terminal and to every visitor
        except Exception as error:
            if repr(error) != last_error:
                last_error = repr(error)
                errors.keep(error, "the drop folder")
        time.sleep(_DROP_EVERY)


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
        load_sample(store, progress)
        _half_loaded(store).unlink()
        log.info("Sample council loaded in %.1f s", time.monotonic() - started)
    except Exception as error:
        loading.failed = errors.keep(error, "loading the sample council")
    finally:
        loading.finished = True


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
