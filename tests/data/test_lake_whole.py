"""A lake as a whole: moved into, backed up, put back and tidied, with one sample council that all tests here share."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from data import backup, transfer
from data.__main__ import main
from data.contents import contents, differing, filled
from data.lake import tidy
from data.settings import ROOT
from data.store import Store, StoreError, open_store
from queries import ask, names
from tests.data.test_store import OFFICER, current, values
from tests.examples import NIGHTLY
from tests.postgres import NoPostgres, own_postgres
from tests.stores import new_store

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("duckdb_extension_ducklake") is None
    or importlib.util.find_spec("duckdb_extension_postgres_scanner") is None,
    reason="requirements-ducklake.txt is not installed",
)
# all that have an answer of the figures alone: each store notes in its audit log that it was moved or backed up
ASKED = [name for name in names() if name != "submissions/audit"][:: 1 if NIGHTLY else 9]


@dataclass
class Lake:
    """A lake: its address, the folder of its files, what a shell command needs of it, and the file it was made of."""

    address: str
    folder: Path
    settings: Path
    file: Path

    def open(self) -> Store:
        return open_store(self.address, str(self.folder))


@pytest.fixture(scope="module")
def empty_lake(sample_file, tmp_path_factory) -> Lake:
    """One in which there is nothing yet, and a store to be moved into it."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(own_postgres())
        except NoPostgres as why:
            pytest.skip(str(why))
        folder = tmp_path_factory.mktemp("lake")
        file = Path(shutil.copy(sample_file, folder / "file.duckdb"))
        lake = Lake(server.database(), folder / "files", folder / "council.toml", file)
        lake.settings.write_text(
            f"[council]\nname = 'A'\n[store]\npath = '{lake.address}'\ndata_path = '{lake.folder}'\nthreads = 1\n"
        )
        yield lake


_CUT_OFF = """
import os, sys
from data import backup, transfer
from data.__main__ import main
carry = transfer.carry
def cut_off(*cursors):
    carry(*cursors)
    os.kill(os.getpid(), 9)
transfer.carry = cut_off
main(sys.argv[1:])
"""


def move(lake: Lake, *more: str) -> list[str]:
    return ["move", str(lake.file), lake.address, "--data-path", str(lake.folder), *more]


@pytest.fixture(scope="module")
def moved(empty_lake) -> Lake:
    """The lake with the sample council, after a first move was killed just before its end."""
    killed = subprocess.run([sys.executable, "-c", _CUT_OFF, *move(empty_lake)], cwd=ROOT, capture_output=True)
    assert killed.returncode == -9, killed.stderr
    lake = empty_lake.open()
    with lake.cursor() as cursor:
        assert filled(cursor) == []
    assert list(empty_lake.folder.rglob("*.parquet")), "the move was killed before it had written anything"
    try:
        assert main(move(empty_lake)) == 0
        yield empty_lake
    finally:
        lake.close()


def answers(store: Store) -> dict[str, pd.DataFrame]:
    """What the questions say, in an order of the rows that is the same for all stores."""
    said = {name: ask(name, store=store) for name in ASKED}
    return {name: rows.iloc[rows.astype(str).sort_values(list(rows)).index] for name, rows in said.items()}


@pytest.fixture(scope="module")
def answers_of_the_file(sample_store) -> dict[str, pd.DataFrame]:
    said = answers(sample_store)
    assert sum(not rows.empty for rows in said.values()) > 0.6 * len(said)
    return said


def same_answers(store: Store, others: dict[str, pd.DataFrame]) -> None:
    for name, rows in answers(store).items():
        pd.testing.assert_frame_equal(rows.reset_index(drop=True), others[name].reset_index(drop=True), obj=name)


def everything(store: Store) -> dict[str, list[str]]:
    """What a store holds but for the audit log, in which each store notes that it was moved or backed up."""
    with store.cursor() as cursor:
        return {name: told for name, told in contents(cursor).items() if name != "audit_log"}


# -- moved -------------------------------------------------------------------------------------------------------------


@pytest.mark.nightly
def test_a_moved_store_holds_the_whole_history_and_answers_as_before(moved, sample_store, answers_of_the_file):
    lake = moved.open()
    assert differing(everything(lake), everything(sample_store)) == []
    same_answers(lake, answers_of_the_file)
    first = sample_store.query("SELECT min(submission_id) AS id FROM submissions")["id"][0]
    assert lake.original(first) == sample_store.original(first)
    assert lake.check_audit().faults == () and sample_store.check_audit().lines + 1 == lake.check_audit().lines


def test_what_cannot_be_moved_is_said_and_nothing_is_written_over(moved, tmp_path, capsys):
    before = moved.open().version()
    for call, said in (
        (move(moved), r"holds something already \(actions"),
        (["move", str(tmp_path / "none.duckdb"), moved.address], "There is no store"),
        (["move", str(moved.file), str(tmp_path / "to.duckdb")], "One of the two must be a file"),
        (["move", moved.address, str(moved.file), "--data-path", str(moved.folder)], "is there already"),
    ):
        assert main(call) == 1
        assert said.replace("\\", "") in capsys.readouterr().err
    assert moved.open().version() == before and not (tmp_path / "none.duckdb").exists()


def test_a_move_that_brings_in_something_else_changes_nothing(store, tmp_path, monkeypatch):
    store.save_and_publish(values(m2026_09=1), OFFICER)
    to, carry = new_store(tmp_path / "to.duckdb"), transfer.carry

    def with_less(source, target):
        carry(source, target)
        target.execute("DELETE FROM slices")

    monkeypatch.setattr(transfer, "carry", with_less)
    with pytest.raises(transfer.TransferError, match=r"not what was there: slices\. Nothing was changed in to\.duckdb"):
        transfer.fill(to, store)
    with to.cursor() as cursor:
        assert filled(cursor) == []
    to.close()


def test_a_lake_goes_back_into_a_file(moved, tmp_path, capsys):
    to = tmp_path / "file.duckdb"
    call = ["move", moved.address, str(to), "--data-path", str(moved.folder), "--format", "json"]
    assert main(call) == 0
    told = json.loads(capsys.readouterr().out)["tables"]
    back = open_store(to)
    assert differing(everything(back), told) == ["audit_log"] and back.check_audit().faults == ()
    assert back.version() == moved.open().version()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file.duckdb", "file.duckdb.blocks", "file.duckdb.mark"]
    back.close()


# -- backed up and put back --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def other(moved) -> Store:
    """The same lake as another server sees it."""
    store = Store(moved.address, str(moved.folder))
    yield store
    store.close()


@pytest.fixture(scope="module")
def backed_up(moved, other, tmp_path_factory) -> Path:
    """A backup made by the shell's command, while another server published what came too late for it."""
    place, before = tmp_path_factory.mktemp("backups") / "lake.duckdb", everything(moved.open())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNCIL_SETTINGS", str(moved.settings))
        carry = transfer.carry

        def meanwhile(*cursors):
            patch.undo()
            other.save_and_publish(values(m2031_09=1), OFFICER)
            carry(*cursors)

        patch.setattr(transfer, "carry", meanwhile)
        assert main(["backup", str(place), "--store", moved.address]) == 0
    made = backup.read_manifest(place)
    assert made is not None and {name: told for name, told in made.tables.items() if name != "audit_log"} == before
    assert everything(moved.open()) != before and place.stat().st_mode & 0o777 == 0o600
    return place


@pytest.mark.nightly
def test_a_backup_of_a_lake_goes_back_into_a_file(backed_up, answers_of_the_file, tmp_path, capsys):
    assert main(["restore", str(backed_up), "--store", str(tmp_path / "store.duckdb"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["compared"]
    restored = open_store(tmp_path / "store.duckdb")
    same_answers(restored, answers_of_the_file)
    restored.close()


def test_a_backup_goes_back_into_a_lake_and_what_it_replaced_is_kept(moved, backed_up, monkeypatch, capsys):
    monkeypatch.setenv("COUNCIL_SETTINGS", str(moved.settings))
    lake = moved.open()
    late = everything(lake)
    assert main(["restore", str(backed_up), "--store", moved.address, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    manifest = backup.read_manifest(backed_up)
    assert differing(everything(lake), manifest.tables) == ["audit_log"] and not lake.check_audit().faults
    aside = Path(told["aside"])
    try:
        kept = open_store(aside)
        assert told["compared"] and everything(kept) == late
        kept.close()
    finally:
        for each in aside.parent.glob(f"*{aside.name}*"):
            each.unlink()


def test_a_damaged_backup_leaves_the_lake_as_it_is(moved, backed_up, tmp_path, monkeypatch):
    monkeypatch.setenv("COUNCIL_SETTINGS", str(moved.settings))
    damaged, before = tmp_path / "lake.duckdb", moved.open().version()
    damaged.write_bytes(backed_up.read_bytes()[:-4096])
    shutil.copy(backup.manifest_of(backed_up), backup.manifest_of(damaged))
    with pytest.raises(backup.BackupError, match="is not the file that its list was written for"):
        backup.restore(damaged, moved.address)
    assert moved.open().version() == before


# -- tidied ------------------------------------------------------------------------------------------------------------


def test_tidying_removes_files_and_snapshots_and_changes_no_row_for_whoever_reads(moved, other, monkeypatch, capsys):
    monkeypatch.setenv("COUNCIL_SETTINGS", str(moved.settings))
    here = moved.open()
    for number in range(3):
        here.save_and_publish(values(m2031_10=number), OFFICER)
    before, stray = everything(here), moved.folder / "main" / "slices" / "ducklake-0123-abcd.parquet"
    stray.write_bytes(b"half a write")
    with other.moment(alone=True) as reading:

        def still_read():
            rows = reading.frame(reading.rows("SELECT count(*) AS n, sum(hash(original)) AS h FROM originals", {}, {}))
            return rows.values.tolist()

        read = still_read()
        assert main(["lake", "tidy", "--store", moved.address, "--format", "json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["merged"] > 3 and told["files"][1] <= told["files"][0] - 3 and told["removed"] == 0
        assert stray.exists(), "somebody may be writing it"
        assert still_read() == read
    files = len(list(moved.folder.rglob("*.parquet")))
    with here.cursor() as cursor:
        done = tidy(cursor, timedelta(0))
    assert done.strays > 10 and not stray.exists(), "those of the move that was killed lie there too"
    assert done.removed >= told["merged"] and done.snapshots[1] < 3 < done.snapshots[0]
    assert len(list(moved.folder.rglob("*.parquet"))) == files - done.removed - done.strays
    assert everything(other) == before
    other.save_and_publish(values(m2031_10=7), OFFICER)
    assert current(here)["2031-10"] == 7


def test_a_folder_is_one_lakes_alone(moved, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COUNCIL_SETTINGS", str(moved.settings))
    somebodys = moved.folder / "timesheet.parquet"
    somebodys.write_bytes(b"rows")
    os.utime(somebodys, (0, 0))
    assert main(["lake", "tidy", "--store", moved.address]) == 1
    assert "timesheet.parquet is no file of this lake" in capsys.readouterr().err and somebodys.exists()
    somebodys.unlink()
    with pytest.raises(StoreError, match="holds Parquet files, and the catalogue is new"):
        Store(f"ducklake:{tmp_path / 'other.ducklake'}", str(moved.folder))
