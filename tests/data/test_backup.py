"""A backup is a backup, a store that lost something says so, and no kill leaves half."""

import json
import logging
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data import backup, backup_requests, watermark
from data import store as store_module
from data.__main__ import main
from data.backup import BackupError
from data.settings import ROOT
from data.store import StoreBusy, StoreError, open_store
from tests.data.test_store import OFFICER, a_disk_with_room_for, current, resource, values
from tests.people import council, officer, said, visitor
from tests.stores import new_store


@pytest.fixture
def backed_up(store, tmp_path) -> Path:
    """A backup of a store with September; October came after it."""
    store.save_and_publish(values(m2026_09=1), OFFICER)
    place = tmp_path / "elsewhere" / "backup.duckdb"
    place.parent.mkdir()
    backup.make(store, place)
    store.save_and_publish(values(m2026_10=2), OFFICER)
    return place


def test_the_file_alone_holds_what_was_acknowledged(store, tmp_path):
    first = store.save_draft(values(m2026_09=1), OFFICER)
    changes = (lambda: store.publish(first, OFFICER), lambda: store.withdraw(first, OFFICER, "why"))
    for number, change in enumerate((*changes, lambda: store.save_draft(values(m2026_10=2), OFFICER))):
        change()
        copy = open_store(shutil.copy(store.path, tmp_path / f"copy{number}.duckdb"))
        every = "FROM submission_events ORDER BY ALL"
        assert copy.query(every).equals(store.query(every))
        copy.close()


# -- a backup and back -------------------------------------------------------------------------------------------------


def test_a_backup_goes_back_and_what_it_replaced_is_kept(store, backed_up, capsys):
    assert main(["restore", str(backed_up), "--store", str(store.path)]) == 1
    assert "in use. Stop the dashboard" in capsys.readouterr().err
    store.close()
    assert main(["restore", str(backed_up), "--store", str(store.path), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    for path, months in ((store.path, {"2026-09"}), (told["aside"], {"2026-09", "2026-10"})):
        opened = open_store(path)
        assert current(opened).keys() == months and not opened.lacks
        opened.close()
    assert told["compared"]


@pytest.mark.parametrize("how", ["a log beside it", "another file", "no list", "half a file", "no file", "the store"])
def test_a_backup_that_is_not_what_it_was_is_refused_and_the_store_stays(store, backed_up, how):
    source, expected = backed_up, "is not the file that its list was written for"
    if how == "a log beside it":
        backed_up.with_name(f"{backed_up.name}.wal").write_bytes(b"the log of another state")
        expected = r"backup\.duckdb\.wal, a write-ahead log that may belong to another state"
    elif how == "another file":
        new_store(backed_up.with_name("other.duckdb")).close()
        backed_up.with_name("other.duckdb").replace(backed_up)
    elif how == "half a file":
        backed_up.write_bytes(backed_up.read_bytes()[: backed_up.stat().st_size // 2])
    elif how == "no list":  # a copy that somebody made by hand, of something else
        backup.manifest_of(backed_up).unlink()
        backed_up.write_bytes(b"Dear Sir or Madam")
        expected = "does not hold what its list says: .*not a valid DuckDB"
    elif how == "no file":
        source, expected = backed_up.with_name("nothing.duckdb"), "is no file"
    else:
        source, expected = store.path, "is the store itself"
    path = store.path
    store.close()
    beside = sorted(os.listdir(path.parent))
    with pytest.raises(BackupError, match=expected):
        backup.restore(source, path)
    assert sorted(os.listdir(path.parent)) == beside
    again = open_store(path)
    assert current(again).keys() == {"2026-09", "2026-10"}
    again.close()


def test_the_log_of_the_replaced_store_does_not_run_into_the_backup(store, backed_up, monkeypatch):
    monkeypatch.setattr(store_module, "_ROOM", 10**18)  # the disk is almost full: the log is not folded in
    store.save_and_publish(values(m2026_11=3), OFFICER)
    killed = store.path.with_name("killed.duckdb")
    for ending in ("", ".wal", ".mark"):
        shutil.copy(f"{store.path}{ending}", f"{killed}{ending}")
    restored = backup.restore(backed_up, killed)
    for path, months in ((killed, {"2026-09"}), (restored.aside, {"2026-09", "2026-10", "2026-11"})):
        opened = open_store(path)
        assert current(opened).keys() == months
        opened.close()


def test_no_backup_is_overwritten_and_nothing_is_left_of_one_that_fails(store, backed_up, capsys):
    path = store.path
    assert main(["backup", str(backed_up), "--store", str(path)]) == 1
    assert "no backup is overwritten" in capsys.readouterr().err
    if resource:
        with a_disk_with_room_for(path, -100_000), pytest.raises(BackupError, match="be written: File too large"):
            backup.make(store, backed_up.with_name("new.duckdb"))
    assert sorted(os.listdir(backed_up.parent)) == ["backup.duckdb", "backup.duckdb.json"]


def test_the_shell_has_the_dashboard_make_the_backup(store, backed_up):
    shell = subprocess.Popen(
        [sys.executable, "-m", "data", "backup", str(backed_up.parent), "--store", str(store.path), "--format", "json"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    made, until = 0, time.monotonic() + 60
    while shell.poll() is None and time.monotonic() < until:
        made += backup_requests.answer_all(store, lambda error, where: pytest.fail(str(error)))
        time.sleep(0.05)
    told = json.loads(shell.communicate(timeout=5)[0])
    assert (shell.returncode, made, told["events"]) == (0, 1, 4)
    assert sorted(each.name for each in store.path.parent.iterdir() if "." in each.name) == [
        "store.duckdb", "store.duckdb.blocks", "store.duckdb.mark"
    ]  # fmt: skip
    copy = open_store(told["backup"])
    assert current(copy) == current(store)
    copy.close()


def test_a_process_that_makes_no_backup_is_named(store, tmp_path):
    with pytest.raises(StoreBusy, match="has made no backup in 0 seconds"):
        backup_requests.ask(store.path, tmp_path / "backup.duckdb", wait=0)
    assert backup_requests.answer_all(store, pytest.fail) == 0


# -- a store that holds less than it did -------------------------------------------------------------------------------


def test_an_older_file_put_back_by_hand_is_noticed_and_loads_nothing(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch, sample=True)
    path = store.path
    empty = shutil.copy(path, tmp_path / "older.duckdb")
    store.save_and_publish(values(m2026_09=1), OFFICER)
    store.close()
    shutil.copy(empty, path)
    app = visitor()
    assert "holds less" not in said(app) and app.title[0].value == "No figures yet"  # and no sample council
    app = officer("pages/submissions.py")
    told = app.error[0].value.replace("\\", "")
    assert "holds less than it did: 2 changes were noted beside it" in told and "It holds no change." in told
    store = open_store()
    store.save_and_publish(values(m2026_10=2), OFFICER)  # what is new does not cover up what is lost
    assert "2 changes were noted beside it" in store.say_lacks()
    app.button(key="accept_store").click().run()
    assert "holds less" not in said(app)
    store.close()
    again = open_store(path)
    assert not again.lacks
    again.close()


def test_a_log_that_was_cut_is_noticed_and_one_that_is_whole_is_said(store, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(store_module, "_ROOM", 10**18)
    for month in range(3):
        store.save_and_publish(values(**{f"m2026_0{month + 1}": 1}), OFFICER)
    whole, cut = tmp_path / "whole" / "s.duckdb", tmp_path / "cut" / "s.duckdb"
    for place in (whole, cut):
        place.parent.mkdir()
        for ending in ("", ".wal", ".mark"):
            shutil.copy(f"{store.path}{ending}", f"{place}{ending}")
    log = cut.with_name("s.duckdb.wal")
    os.truncate(log, log.stat().st_size - 1000)
    caplog.set_level(logging.INFO, "dashboard")
    opened = open_store(whole)
    assert not opened.lacks
    assert "bytes of its write-ahead log were read in. Its newest change is of" in caplog.text
    opened.close()
    opened = open_store(cut)
    assert "6 changes were noted beside it" in opened.say_lacks() and "it holds 4" in opened.say_lacks()
    assert "it holds 4" in caplog.text
    opened.close()


def test_a_log_without_its_file_is_never_run_into_a_new_one(tmp_path):
    path = tmp_path / "store.duckdb"
    path.with_name("store.duckdb.wal").write_bytes(b"a log")
    with pytest.raises(StoreError, match=r"store\.duckdb is missing, and store\.duckdb\.wal, which belongs to it"):
        open_store(path)
    assert not path.exists()


@pytest.mark.skipif(resource is None, reason="no limits of this kind on this system")
def test_a_disk_that_fills_while_the_log_is_folded_in_costs_nothing(store):
    store.save_and_publish(values(m2026_09=1), OFFICER)
    with a_disk_with_room_for(store.path, 20_000):
        store.save_and_publish(values(m2026_10=2), OFFICER)
        assert watermark.log_bytes(store.path)
        assert current(store).keys() == {"2026-09", "2026-10"}
    store.save_and_publish(values(m2026_11=3), OFFICER)
    assert current(store).keys() == {"2026-09", "2026-10", "2026-11"} and not watermark.log_bytes(store.path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_kill_while_migrating_drafting_or_withdrawing_leaves_all_or_nothing():
    told = subprocess.run(
        [sys.executable, "tests/data/kill_while.py", "migrating", "3", "drafting", "2", "withdrawing", "2"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("everything that was said is there") == 3
