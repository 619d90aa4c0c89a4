"""What several tests share: the sample council, loaded once and copied for each that wants it."""

import gc
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from data.store import Store, open_store
from tests.browser import CHROMIUM, FLAGS
from tests.examples import NIGHTLY
from tests.server import settings_with
from tests.stores import new_store

# the same examples at every run, so that red means a change of ours; at night new ones are looked for
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("nightly", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile("nightly" if NIGHTLY else "suite")

# Where no bytecode is kept, each server and shell that a test starts would compile the whole product anew.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    sys.dont_write_bytecode = False

# Stores of tests are small, and several workers share two cores: a question that one core answers costs a third less.
# Nor does a server make charts that no test asks for. Servers that a test starts, and the other workers, inherit the
# place of these settings.
if "COUNCIL_SETTINGS" not in os.environ:
    _folder = tempfile.TemporaryDirectory(prefix="one-thread-")
    (Path(_folder.name) / "council.toml").write_text(settings_with(threads="1", ahead="0"), encoding="utf-8")
    os.environ["COUNCIL_SETTINGS"] = str(Path(_folder.name) / "council.toml")


gc.disable()  # until all tests are found, of which none is garbage


def pytest_collection_finish():
    """Thousands of tests and all modules stay to the end: what looks for garbage need not go through them each time."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items):
    """Browsers first: their files are the longest, and the other worker should not wait for them at the end.

    What fails in a browser is tried once more: two engines, a server and two other workers share two cores, and one
    moment that a wait did not know of would make the whole run red. It stands as RERUN in the summary, to be mended.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_terminal_summary(terminalreporter):
    """Why a first try failed, which the summary would not say."""
    for tried in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"first try of {tried.nodeid}")
        terminalreporter.write_line(tried.longreprtext)


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory) -> Path:
    """A store's file that holds the sample council, closed. Loaded once for all workers; copy it, never open it.

    Beside it lies problems.txt: what intake found in the sample's files, line by line.
    """
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made, ready = folder / "sample", folder / "sample.ready"
    try:
        made.mkdir()
    except FileExistsError:
        until = time.monotonic() + 180
        while not ready.exists() and time.monotonic() < until:
            time.sleep(0.1)  # another worker is loading it
        assert ready.exists(), "the worker that loads the sample council did not finish"
        return made / "sample.duckdb"
    _load(made / "sample.duckdb")
    ready.touch()
    return made / "sample.duckdb"


def _load(path: Path) -> None:
    from data.sample import load  # takes a moment: only for the tests that ask for it

    problems = []

    def noting(*arguments, **named):
        checked = check(*arguments, **named)
        problems.extend(str(problem) for problem in checked.problems)
        return checked

    store, check = open_store(path), load.check
    load.check = noting
    try:
        load.load_sample(store)
    finally:
        load.check = check
        store.close()
    path.with_name("problems.txt").write_text("\n".join(problems), encoding="utf-8")


@pytest.fixture(scope="session")
def sample_store(sample_file, tmp_path_factory) -> Store:
    """The sample council, open, for tests that only read."""
    store = open_store(shutil.copy(sample_file, tmp_path_factory.mktemp("read") / "sample.duckdb"))
    yield store
    store.close()


@pytest.fixture
def sample(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The sample council as the store that pages and exhibits open by themselves, for tests that only read."""
    monkeypatch.setenv("COUNCIL_STORE", str(sample_store.path))
    return sample_store


@pytest.fixture
def own_sample_store(sample_file, tmp_path) -> Store:
    """A copy of the sample council for one test, which may change it."""
    store = open_store(shutil.copy(sample_file, tmp_path / "sample.duckdb"))
    yield store
    store.close()


@pytest.fixture
def store(tmp_path) -> Store:
    """An empty store of its own for one test."""
    store = new_store(tmp_path / "store.duckdb")
    yield store
    store.close()


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests (Playwright allows one at a time); each test opens contexts of its own."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
