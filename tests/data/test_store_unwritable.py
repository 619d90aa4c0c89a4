"""A store that this account may not write is read on, and a clock that was set back changes no order: both are said."""

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest

import data.store as store_module
from access import startup
from data import watermark
from data.store import StoreError, open_store
from tests.data.kill_while import store_of_schema
from tests.data.test_store import OFFICER, current, values
from tests.people import council, officer, said, visitor
from tests.stores import read_only

REFUSED = r"store\.duckdb cannot be written: this account may not write it\. Let the account .* start it again"


@pytest.mark.parametrize("files", [True, False], ids=["the file and its folder", "the folder alone"])
def test_members_read_on_and_officers_are_told_where_the_store_may_not_be_written(tmp_path, monkeypatch, caplog, files):
    store = council(tmp_path, monkeypatch, sample=True)
    path = store.path
    store.save_and_publish(values(m2026_09=1), OFFICER)
    store.close()
    caplog.set_level(logging.WARNING, "dashboard")
    with read_only(tmp_path, files=files):
        store, loading = startup.ready_store()
        startup.begin_run(store)
        assert re.search(REFUSED, caplog.text) and loading is None
        assert current(store) == {"2026-09": 1.0} and not store.check_audit().faults
        for change in (
            lambda: store.save_and_publish(values(m2026_10=2), OFFICER),
            lambda: store.note("exported", OFFICER),
        ):
            with pytest.raises(StoreError, match=REFUSED + r"\. Nothing was changed"):
                change()
        member = visitor()
        assert member.title[0].value == "Overview" and "cannot be written" not in said(member)
        for page in ("pages/upload.py", "pages/submissions.py"):
            notice = officer(page).error[0].value.replace("\\", "")
            assert re.search(REFUSED + r"\. Members read the figures as they stand", notice), page
        store.close()
    again = open_store(path)
    again.save_and_publish(values(m2026_10=2), OFFICER)
    assert current(again).keys() == {"2026-09", "2026-10"} and not again.say_unwritable()
    again.close()


def test_what_its_log_holds_is_read_too(store, tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "_ROOM", 10**18)  # the disk is almost full: the log is not folded in
    store.save_and_publish(values(m2026_09=1), OFFICER)
    assert watermark.log_bytes(store.path)
    place = tmp_path / "copy"
    place.mkdir()
    for ending in ("", ".wal"):
        file = store.path.with_name(store.path.name + ending)
        (place / file.name).write_bytes(file.read_bytes())
    with read_only(place):
        copy = open_store(place / store.path.name)
        assert current(copy) == {"2026-09": 1.0}
        copy.close()


@pytest.mark.parametrize("written_by", ["nobody", "an earlier version"])
def test_a_store_that_has_to_be_written_first_says_who_must_be_let_in(tmp_path, written_by):
    if written_by != "nobody":
        store_of_schema(tmp_path / "store.duckdb", 2)
    with read_only(tmp_path), pytest.raises(StoreError, match=REFUSED):
        open_store(tmp_path / "store.duckdb")


class Clock(datetime):
    """The server's clock, as the store reads it."""

    moment = datetime(2027, 5, 3, 10, 0, tzinfo=UTC)

    @classmethod
    def now(cls, tz=None):
        return cls.moment


def test_a_clock_that_is_set_back_changes_no_order_and_is_said(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    monkeypatch.setattr(store_module, "datetime", Clock)
    first = store.save_and_publish(values(m2026_09=1), OFFICER)
    assert not store.say_clock()
    monkeypatch.setattr(Clock, "moment", Clock.moment - timedelta(days=200))
    store.save_and_publish(values(m2026_09=2), OFFICER)
    assert current(store) == {"2026-09": 2.0}, "the file published last counts, whatever the clock says"
    store.withdraw(first, OFFICER, "why")
    assert current(store) == {"2026-09": 2.0}
    path = store.path
    store.close()
    store = open_store(path)
    assert not store.lacks and not store.check_audit().faults
    for page in ("pages/upload.py", "pages/submissions.py"):
        notice = officer(page).error[0].value.replace("\\", "")
        assert notice.startswith("This server's clock says 15 October 2026, 10:00 UTC, but the log"), page
    assert "goes up to 3 May 2027, 10:00 UTC" in notice and "clock" not in said(visitor())
    store.close()
