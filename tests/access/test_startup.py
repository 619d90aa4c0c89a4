"""What happens once at the start: the code, the store, the sample council with its progress."""

import re
import threading

import pytest

from access import startup
from access.officer_code import officer_code
from data.sample import load
from data.store import Author, Draft
from tests.people import council, said, visitor


@pytest.fixture
def store(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch, sample=True)
    yield store
    store.close()


class Loader:
    """Stands for data.sample.load: waits until the test lets it go on."""

    def __init__(self, monkeypatch, fails: Exception | None = None):
        self.fails = fails
        self.started, self.go_on, self.calls = threading.Event(), threading.Event(), 0
        monkeypatch.setattr(load, "load_sample", self.load_sample)

    def load_sample(self, store, progress):
        self.calls += 1
        progress(1, 4, "Loading the sample council: incidents-2024-05.csv")
        self.started.set()
        assert self.go_on.wait(20)
        if self.fails:
            raise self.fails

    def finish(self):
        self.go_on.set()
        for thread in threading.enumerate():
            if thread.name == "load-sample":
                thread.join(20)


def test_the_code_is_long_enough_and_stays_the_same_in_one_process():
    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}", officer_code())
    assert officer_code() == officer_code()


def test_the_terminal_says_address_code_and_log(capsys, store):
    startup.announce()
    told = capsys.readouterr().out
    assert f"Officer code: {officer_code()}" in told
    assert "http://localhost:8501/" in told
    assert str(startup.log_file()) in told


def test_while_the_sample_council_loads_every_page_shows_how_far_it_is(monkeypatch, store):
    loader = Loader(monkeypatch)
    app = visitor()
    assert loader.started.wait(10)
    app.run()
    assert app.progress[0].value == 25
    assert app.progress[0].text.replace("\\", "") == "Loading the sample council: incidents-2024-05.csv"
    assert app.switch_page("pages/sign_in.py").run().title[0].value == "Getting the sample council ready"
    loader.finish()
    assert app.run().title[0].value == "Officer sign in"
    assert loader.calls == 1


def test_a_sample_that_cannot_be_loaded_is_named_with_its_number_and_does_not_lock_the_dashboard(monkeypatch, store):
    loader = Loader(monkeypatch, fails=ValueError("secret detail"))
    app = visitor()
    loader.finish()
    app.run()
    assert app.title[0].value == "No figures yet"
    assert re.search(r"under the number [0-9A-F]{6}\.", app.error[0].value)
    assert "secret" not in said(app)


def test_a_load_that_was_cut_off_goes_on_at_the_next_start(monkeypatch, store):
    store.path.with_suffix(".loading").touch()
    monkeypatch.setattr(startup, "_never_used", lambda store: False)
    loader = Loader(monkeypatch)
    assert startup.ready_store()[1] is not None
    loader.finish()
    assert startup.ready_store() == (store, None)
    assert loader.calls == 1
    assert not store.path.with_suffix(".loading").exists()


def test_the_next_start_writes_the_briefings_that_the_last_one_did_not_and_pages_need_not_wait(monkeypatch, store):
    waiting = store.path.with_suffix(".briefings")
    waiting.touch()
    monkeypatch.setattr(startup, "_never_used", lambda store: False)
    go_on, asked = threading.Event(), []

    def publish_sample(store, before_each):
        asked.append(before_each)
        assert go_on.wait(20)
        yield "20261006-160000-a1b2c3"

    monkeypatch.setattr("briefing.sample.publish_sample", publish_sample)
    assert startup.ready_store() == (store, None) and startup.writing_briefings(store)
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "sample-briefings":
            thread.join(20)
    assert not startup.writing_briefings(store) and not waiting.exists()
    assert startup.ready_store() == (store, None)
    assert asked == [startup._wait_for_rest], "written once, each when the server is at rest"


def test_a_store_with_anything_in_it_is_never_filled_with_the_sample(monkeypatch, store):
    import pyarrow as pa

    rows = pa.table({"source_row": pa.array([2], pa.int64()), "slice_key": ["m"], "meeting_id": ["m"]})
    store.discard(
        store.save_draft(Draft("meetings", "m.csv", b"", rows), Author("x", "officer")), Author("x", "officer")
    )
    loader = Loader(monkeypatch)
    assert startup.ready_store() == (store, None)
    assert loader.calls == 0


def test_a_real_council_says_no_to_the_sample(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch, sample=False)
    loader = Loader(monkeypatch)
    assert startup.ready_store() == (store, None)
    assert loader.calls == 0
    store.close()
