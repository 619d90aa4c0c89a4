"""What the server does by itself waits while a page is made for somebody, but not for ever."""

import threading

import pytest

from access import waiting


@pytest.fixture
def work(monkeypatch):
    """Work that is put off: the event is set when it goes on."""
    monkeypatch.setattr(waiting, "_AFTER", 0.05)
    going_on = threading.Event()

    def put_off():
        waiting.until_nobody_waits()
        going_on.set()

    return threading.Thread(target=put_off), going_on


def test_work_waits_while_a_page_is_made_and_goes_on_after_it(work):
    thread, going_on = work
    with waiting.somebody_waits():
        with waiting.somebody_waits():
            thread.start()
        assert not going_on.wait(0.2), "a part of the page is made, the rest is not"
    assert going_on.wait(5)


def test_work_goes_on_where_there_is_always_somebody(work, monkeypatch):
    monkeypatch.setattr(waiting, "_AT_MOST", 0.1)
    thread, going_on = work
    with waiting.somebody_waits():
        thread.start()
        assert going_on.wait(5)
