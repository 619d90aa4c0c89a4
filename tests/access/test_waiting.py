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


def test_pages_are_made_one_after_the_other_and_the_next_begins_as_soon_as_one_is_made():
    turns, inside, most, made = waiting.Turns(longest=60), 0, 0, []
    counting = threading.Lock()

    def page(number: int) -> None:
        nonlocal inside, most
        with turns.one():
            with counting:
                inside += 1
                most = max(most, inside)
            threading.Event().wait(0.01)
            with counting:
                inside -= 1
                made.append(number)

    pages = [threading.Thread(target=page, args=(number,)) for number in range(12)]
    for each in pages:
        each.start()
    for each in pages:
        each.join(20)
    assert sorted(made) == list(range(12))
    assert most == 1


def test_a_page_that_takes_long_or_fails_keeps_nobody_from_his_turn():
    turns, over, had = waiting.Turns(longest=0.1), threading.Event(), threading.Event()

    def long_page() -> None:
        with turns.one():
            over.wait(20)

    def short_page() -> None:
        with turns.one():
            had.set()

    long = threading.Thread(target=long_page)
    long.start()
    try:
        short = threading.Thread(target=short_page)
        short.start()
        assert had.wait(5), "the long page no longer counts"
    finally:
        over.set()
        long.join(5)
    with pytest.raises(ZeroDivisionError), turns.one():
        raise ZeroDivisionError
    patient = waiting.Turns(longest=60)
    with pytest.raises(ZeroDivisionError), patient.one():
        raise ZeroDivisionError
    with patient.one():
        pass
