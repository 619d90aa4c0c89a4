"""The store: all of a publish or nothing, and nothing ever lost or overwritten."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from data import double_write
from data.settings import ROOT
from data.store import Author, Draft, NoSuchSubmission, NotAnOfficer, StoreBusy, StoreError, open_store
from tests.stores import new_store

try:
    import resource
except ImportError:  # Windows has none
    resource = None

OFFICER = Author("Officer", "officer")
MEMBER = Author("Member", "member")


def values(**months: float) -> Draft:
    """KPI values of measure m: values(m2026_09=5)."""
    keys = [f"m|{name[1:5]}-{name[6:]}" for name in months]
    rows = pa.table(
        {
            "source_row": pa.array(range(2, len(keys) + 2), pa.int64()),
            "slice_key": keys,
            "measure_id": ["m"] * len(keys),
            "month": [date(int(key[2:6]), int(key[7:]), 1) for key in keys],
            "value": pa.array(months.values(), pa.float64()),
        }
    )
    return Draft("kpi_values", "values.csv", f"bytes of {months}".encode(), rows, repairs=["mended"])


def current(store, **how) -> dict[str, float]:
    rows = store.query("SELECT slice_key, value FROM current_kpi_values ORDER BY slice_key", **how)
    return {key[2:]: value for key, value in zip(rows["slice_key"], rows["value"], strict=True)}


# -- all or nothing ----------------------------------------------------------------------------------------------------


def test_a_kill_at_any_moment_leaves_all_or_nothing(tmp_path):
    path = tmp_path / "store.duckdb"
    open_store(path).close()
    chance = random.Random(20261001)
    publisher = subprocess.Popen(
        [sys.executable, os.path.join(os.path.dirname(__file__), "keep_publishing.py"), str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    stored: set[str] = set()
    in_the_middle = 0
    rounds, until, longest = 0, time.monotonic() + 20, 0.25
    try:
        while rounds < 40 and (time.monotonic() < until or rounds < 5):
            rounds += 1
            publisher.stdin.write("go\n")
            publisher.stdin.flush()
            pid = int(publisher.stdout.readline().split()[1])
            time.sleep(chance.uniform(0, longest))
            os.kill(pid, signal.SIGKILL)
            told = set()
            while (line := publisher.stdout.readline().split())[0] == "done":
                told.add(line[1])
            found = _whole_submissions(path)
            assert stored | told <= found, "a publish that was reported is gone"
            assert len(found - stored - told) <= 1
            in_the_middle += not told
            stored = found
            longest *= 1 if stored else 1.5  # a busy machine needs longer for its first publish
    finally:
        publisher.stdin.close()
        publisher.wait(10)
    assert stored, "nothing was ever published"
    assert in_the_middle, "no kill fell into a first publish"


def _whole_submissions(path) -> set[str]:
    """Opens the store again; every submission in it must be whole, and nothing may stand there without one."""
    store = open_store(path)
    try:
        rows = store.query("""
            SELECT s.submission_id, s.row_count,
                   (SELECT count(*) FROM incidents AS t WHERE t.submission_id = s.submission_id) AS rows,
                   (SELECT sum(row_count) FROM slices AS t WHERE t.submission_id = s.submission_id) AS in_slices,
                   (SELECT sum(incidents) FROM incident_sums AS t WHERE t.submission_id = s.submission_id
                        AND directorate = '*' AND category = '*') AS in_sums,
                   (SELECT string_agg(event, ' ' ORDER BY event_id) FROM submission_events AS t
                        WHERE t.submission_id = s.submission_id) AS events
            FROM submissions AS s
        """)
        for row in rows.itertuples():
            assert row.row_count == row.rows == row.in_slices == row.in_sums
            assert row.events == "drafted published"
            assert len(store.original(row.submission_id)[1]) == 20_000
        strays = store.query("""
            SELECT submission_id FROM incidents UNION SELECT submission_id FROM slices
            UNION SELECT submission_id FROM incident_sums UNION SELECT submission_id FROM submission_events
            EXCEPT SELECT submission_id FROM submissions
        """)
        assert strays.empty
        return set(rows["submission_id"])
    finally:
        store.close()


# -- a kill while a block is written over ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def overwritten(tmp_path_factory):
    """A store whose last checkpoint wrote over blocks: the files before and after it, by their names' ends, and where
    those blocks begin. Neither file holds less than the other: what is new stands in the log of the first."""
    path = tmp_path_factory.mktemp("overwritten") / "store.duckdb"
    store = new_store(path)
    store.save_and_publish(values(m2026_08=1), OFFICER)
    for _ in range(20):
        with store.settling_at_the_end():
            store.save_and_publish(values(m2026_09=2), OFFICER)
            before = {end: path.with_name(path.name + end).read_bytes() for end in ("", ".wal")}
        after = {end: path.with_name(path.name + end).read_bytes() for end in ("", ".blocks")}
        in_place = json.loads(after[".blocks"].split(b"\n")[0])["blocks"]
        starts = [at for at in (12_288 + 262_144 * number for number in in_place) if _differ(before[""], after[""], at)]
        if starts:
            break
    store.close()
    assert starts, "no checkpoint wrote over a block that it found"
    return before | {".blocks": after[".blocks"]}, after, starts


def _differ(before: bytes, after: bytes, at: int) -> bool:
    return before[at : at + 262_144] != after[at : at + 262_144]


def _killed_after(written: int, overwritten, folder, *ends) -> Path:
    """A store that was killed when it had written so many bytes of each block that it wrote over."""
    before, after, starts = overwritten
    path = folder / f"killed_after_{written}.duckdb"
    torn = bytearray(before[""])
    for at in starts:
        torn[at : at + written] = after[""][at : at + written]
    for end, content in {"": torn, **{end: before[end] for end in ends}}.items():
        path.with_name(path.name + end).write_bytes(content)
    return path


CUTS = (4_096, 32_768, 65_536, 131_072, 258_048)


def test_a_kill_while_blocks_are_written_over_loses_nothing(overwritten, tmp_path, caplog):
    for written in CUTS:
        path = _killed_after(written, overwritten, tmp_path, ".wal", ".blocks")
        for times in ("once", "again"):
            store = open_store(path)
            assert current(store) == {"2026-08": 1, "2026-09": 2}, times
            store.close()
    assert caplog.text.count("Blocks put back") == len(CUTS)


def test_without_the_blocks_kept_such_a_store_cannot_be_opened(overwritten, tmp_path):
    """What data/double_write.py is for: a DuckDB with which this fails may not need it any more."""
    refused = []
    for written in CUTS:
        try:
            open_store(_killed_after(written, overwritten, tmp_path, ".wal")).close()
        except StoreError as error:
            refused.append(str(error))
    assert any("Corrupt database file" in each for each in refused)


def test_blocks_kept_of_another_state_and_broken_ones_are_left_alone(overwritten, tmp_path):
    before, after, _ = overwritten
    path = _killed_after(0, overwritten, tmp_path, ".wal")
    kept = double_write.place_of(path)
    for broken in (b"", before[".blocks"][:-1], b"{}\n", b"[]\nxyz"):
        kept.write_bytes(broken)
        assert double_write.put_back(path) == 0
    path.write_bytes(after[""])
    kept.write_bytes(before[".blocks"])
    assert double_write.put_back(path) == 0, "the checkpoint ended"
    assert path.read_bytes() == after[""]


def test_a_draft_that_cannot_be_stored_leaves_nothing(store):
    wrong = values(m2026_09=1)
    wrong = Draft(wrong.kind, wrong.file_name, wrong.original, wrong.rows.append_column("no_such", pa.array(["x"])))
    with pytest.raises(duckdb.Error):
        store.save_and_publish(wrong, OFFICER)
    for table in ("submissions", "submission_events", "slices", "kpi_values"):
        assert store.query(f"SELECT count(*) AS n FROM {table}")["n"][0] == 0
    store.save_and_publish(values(m2026_09=1), OFFICER)
    assert current(store) == {"2026-09": 1}


# -- slices, undo, as at -----------------------------------------------------------------------------------------------


def test_an_upload_replaces_exactly_its_slices(store):
    store.save_and_publish(values(m2026_08=1, m2026_09=2), OFFICER)
    store.save_and_publish(values(m2026_09=20, m2026_10=30), OFFICER)
    assert current(store) == {"2026-08": 1, "2026-09": 20, "2026-10": 30}
    assert store.query("SELECT count(*) AS n FROM kpi_values")["n"][0] == 4  # nothing was overwritten


def test_withdraw_brings_the_earlier_figures_back_and_restore_takes_its_old_place(store):
    store.save_and_publish(values(m2026_09=1), OFFICER)
    second = store.save_and_publish(values(m2026_09=2, m2026_10=3), OFFICER)
    store.withdraw(second, OFFICER, "wrong file")
    assert current(store) == {"2026-09": 1}
    store.save_and_publish(values(m2026_09=4), OFFICER)
    store.restore(second, OFFICER, "it was right")
    # the third came after the second, and stays above it
    assert current(store) == {"2026-09": 4, "2026-10": 3}


def test_as_at_shows_what_was_shown_that_day(store):
    first = store.save_and_publish(values(m2026_09=1), OFFICER, at=datetime(2026, 10, 5, 12))
    store.save_and_publish(values(m2026_09=2), OFFICER, at=datetime(2026, 10, 10, 12))
    store.withdraw(first, OFFICER, "wrong", at=datetime(2026, 10, 12, 12))
    assert current(store, as_at=date(2026, 10, 4)) == {}
    assert current(store, as_at=date(2026, 10, 5)) == {"2026-09": 1}
    assert current(store, as_at=date(2026, 10, 9)) == {"2026-09": 1}
    assert current(store, as_at=date(2026, 10, 10)) == {"2026-09": 2}
    assert current(store, as_at=datetime(2026, 10, 10, 11, 59, tzinfo=UTC)) == {"2026-09": 1}
    assert current(store) == {"2026-09": 2}


def test_a_day_ends_when_it_ends_in_london(store):
    # 23:30 UTC on 5 July is already 6 July on a clock in London
    store.save_and_publish(values(m2026_06=1), OFFICER, at=datetime(2026, 7, 5, 23, 30))
    assert current(store, as_at=date(2026, 7, 5)) == {}
    assert current(store, as_at=date(2026, 7, 6)) == {"2026-06": 1}


def test_a_draft_is_seen_only_by_its_preview(store):
    store.save_and_publish(values(m2026_09=1), OFFICER)
    before = store.version()
    draft = store.save_draft(values(m2026_09=9), OFFICER)
    assert current(store) == {"2026-09": 1}
    assert current(store, with_draft=draft) == {"2026-09": 9}
    assert store.version() == before
    store.publish(draft, OFFICER)
    assert current(store) == {"2026-09": 9}
    assert store.version() != before


def _everything(store) -> list[int]:
    tables = ("submissions", "submission_events", "slices", "originals", "kpi_values")
    return [int(store.query(f"SELECT count(*) AS n FROM {each}")["n"][0]) for each in tables]


def test_a_dry_run_shows_what_would_stand_and_leaves_nothing(store):
    store.save_and_publish(values(m2026_09=1), OFFICER)
    before = _everything(store)
    with store.dry_run(values(m2026_09=9), OFFICER) as trial:
        assert current(store, with_draft=trial) == {"2026-09": 9}
        assert current(store) == {"2026-09": 1}, "nobody else sees it"
        assert current(store, as_at=date(2020, 1, 1), with_draft=trial) == {}
        store.save_and_publish(values(m2026_08=5), OFFICER)  # another officer, meanwhile
        assert current(store) == {"2026-08": 5, "2026-09": 1}
        assert current(store, with_draft=trial)["2026-09"] == 9
    assert current(store) == current(store, with_draft=trial) == {"2026-08": 5, "2026-09": 1}
    assert _everything(store) == [number + more for number, more in zip(before, (1, 2, 1, 1, 1), strict=True)]
    version = store.version()
    with pytest.raises(RuntimeError), store.dry_run(values(m2026_09=9), OFFICER):
        raise RuntimeError
    with pytest.raises(NotAnOfficer), store.dry_run(values(m2026_09=9), MEMBER):
        pass
    assert store.version() == version
    assert _everything(store) == [number + more for number, more in zip(before, (1, 2, 1, 1, 1), strict=True)]


def test_a_dry_run_that_cannot_be_stored_says_so(store):
    draft = values(m2026_09=9)
    draft = replace(draft, rows=draft.rows.set_column(4, "value", pa.array(["much"])))
    with pytest.raises(StoreError, match="nothing was changed"), store.dry_run(draft, OFFICER):
        pass
    assert _everything(store) == [0, 0, 0, 0, 0]


def test_a_discarded_draft_is_gone_and_stays_in_the_history(store):
    draft = store.save_draft(values(m2026_09=9), OFFICER)
    store.discard(draft, OFFICER)
    with pytest.raises(NoSuchSubmission, match="is discarded"):
        store.publish(draft, OFFICER)
    assert store.query("SELECT event FROM submission_events ORDER BY event_id")["event"].tolist() == [
        "drafted",
        "discarded",
    ]


def test_changes_that_make_no_sense_are_refused_in_words(store):
    published = store.save_and_publish(values(m2026_09=1), OFFICER)
    for change in (
        lambda: store.publish(published, OFFICER),
        lambda: store.restore(published, OFFICER, "why"),
        lambda: store.withdraw("no-such-id", OFFICER, "why"),
        lambda: current(store, with_draft="'; DROP TABLE submissions; --"),
        lambda: store.original("no-such-id"),
    ):
        with pytest.raises(NoSuchSubmission):
            change()
    assert current(store) == {"2026-09": 1}


def test_the_original_bytes_come_back(store):
    draft = values(m2026_09=1)
    assert store.original(store.save_and_publish(draft, OFFICER)) == ("values.csv", draft.original)


@pytest.mark.parametrize("change", ["save_draft", "save_and_publish", "publish", "withdraw", "restore", "discard"])
def test_a_member_changes_nothing(store, change):
    ready = store.save_draft(values(m2026_09=1), OFFICER)
    calls = {
        "save_draft": lambda: store.save_draft(values(m2026_09=2), MEMBER),
        "save_and_publish": lambda: store.save_and_publish(values(m2026_09=2), MEMBER),
        "publish": lambda: store.publish(ready, MEMBER),
        "withdraw": lambda: store.withdraw(ready, MEMBER, "why"),
        "restore": lambda: store.restore(ready, MEMBER, "why"),
        "discard": lambda: store.discard(ready, MEMBER),
    }
    with pytest.raises(NotAnOfficer, match="Sign in as an officer"):
        calls[change]()
    assert store.query("SELECT count(*) AS n FROM submission_events")["n"][0] == 1


def test_events_keep_their_order_in_one_moment(store):
    same = datetime(2026, 10, 1)
    for number in range(5):
        store.save_and_publish(values(m2026_09=number), OFFICER, at=same)
    assert current(store) == {"2026-09": 4}


# -- many at once ------------------------------------------------------------------------------------------------------


def test_readers_see_whole_publishes_while_one_is_written(store):
    """Every publish holds one number in all its months: a reader that sees two numbers saw half a publish."""
    months = {f"m20{year}_{month:02}": 0.0 for year in range(10, 26) for month in range(1, 13)}
    store.save_and_publish(values(**months), OFFICER)
    wrong, done, reads = [], threading.Event(), [0]

    def look():
        while not done.is_set():
            row = store.query(
                "SELECT min(value) AS low, max(value) AS high, count(*) AS n FROM current_kpi_values"
            ).iloc[0]
            reads[0] += 1
            if row["low"] != row["high"] or row["n"] != len(months):
                wrong.append(row.to_dict())

    readers = [threading.Thread(target=look) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(1, 16):
        store.save_and_publish(values(**dict.fromkeys(months, float(number))), OFFICER)
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert reads[0] >= 4


def test_publishes_of_several_threads_stand_one_after_the_other(store):
    failed = []

    def publish(number):
        try:
            store.save_and_publish(values(m2026_09=number), OFFICER)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert store.query("SELECT count(*) AS n FROM submissions")["n"][0] == 8
    newest = store.query(
        "SELECT arg_max(submission_id, event_id) AS id FROM submission_events WHERE event = 'published'"
    )
    shown = store.query("SELECT submission_id FROM current_kpi_values")
    assert shown["submission_id"].tolist() == newest["id"].tolist()


# -- the file ----------------------------------------------------------------------------------------------------------


def test_a_second_process_is_told_who_holds_the_file(store):
    code = "import sys; from data.store import open_store, StoreBusy\n"
    code += "try: open_store(sys.argv[1])\nexcept StoreBusy as error: print(error)"
    told = subprocess.run(
        [sys.executable, "-c", code, str(store.path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    ).stdout
    assert f"in use by process {os.getpid()}" in told
    assert "Upload page, or stop it" in told


def test_a_process_opens_a_store_once(store):
    assert open_store(store.path) is store
    assert issubclass(StoreBusy, StoreError)


def test_a_file_that_is_no_store_is_refused_in_words(tmp_path):
    path = tmp_path / "letter.duckdb"
    path.write_bytes(b"Dear Sir or Madam" * 1000)
    with pytest.raises(StoreError, match="cannot be opened as a store"):
        open_store(path)


def test_migrations_are_recorded_once(store):
    files = sorted(path.name for path in (ROOT / "data" / "schema").glob("[0-9]*.sql"))
    assert store.query("SELECT file FROM schema_versions ORDER BY file")["file"].tolist() == files
    path = store.path
    store.close()
    again = open_store(path)
    assert again.query("SELECT file FROM schema_versions ORDER BY file")["file"].tolist() == files
    with again.cursor() as cursor:
        cursor.execute("INSERT INTO schema_versions VALUES ('9999_from_the_future.sql', TIMESTAMP '2030-01-01')")
    again.close()
    with pytest.raises(StoreError, match="newer version"):
        open_store(path)


def test_queries_reach_nothing_but_the_store(store, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    for sql in (
        f"SELECT * FROM read_csv('{secret}')",
        f"SELECT * FROM read_text('{secret}')",
        f"SELECT * FROM '{secret}'",
        f"SELECT * FROM glob('{tmp_path}/*')",
        f"COPY submissions TO '{tmp_path}/out.csv'",
        f"ATTACH '{tmp_path}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
    ):
        with pytest.raises(duckdb.Error):
            store.query(sql)
    assert sorted(os.listdir(tmp_path)) == sorted(
        {"secret.csv", *[n for n in os.listdir(tmp_path) if n.startswith("store")]}
    )


# -- when the disk, the account or the file is not what it should be ---------------------------------------------------


@contextmanager
def a_disk_with_room_for(path, more: int):
    """No file may grow beyond the store's size and `more` bytes: what a full disk does, without mounting one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + more, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(resource is None, reason="no limits of this kind on this system")
@pytest.mark.parametrize("rows, file_bytes", [(1, 9_000_000), (200_000, 10)])  # into the log, straight into the file
def test_a_full_disk_is_said_and_leaves_everything_as_it_was(tmp_path, rows, file_bytes):
    path = tmp_path / "store.duckdb"
    store = open_store(path)
    store.save_and_publish(values(m2026_09=1), OFFICER)
    table = pa.concat_tables([values(m2026_10=2).rows] * rows).combine_chunks()
    noise = pa.array(map(float, range(rows)))
    big = replace(values(), original=os.urandom(file_bytes), rows=table.set_column(4, "value", noise))
    store.close()
    store = open_store(path)
    before, version = current(store), store.version()
    with a_disk_with_room_for(path, 100_000):
        for change in (store.save_and_publish, store.save_draft):
            with pytest.raises(StoreError, match=r"^The disk is full: .* nothing was changed\.$"):
                change(big, OFFICER)
        assert (current(store), store.version()) == (before, version)
    store.save_and_publish(values(m2026_11=3), OFFICER)  # there is room again
    store.close()
    again = open_store(path)
    assert current(again) == {**before, "2026-11": 3}
    assert again.query("SELECT count(*) AS n FROM submissions")["n"][0] == 2
    again.close()


@pytest.mark.parametrize("how", ["replaced", "removed"])
def test_a_store_that_was_taken_away_while_it_is_open_takes_nothing_more(store, how):
    store.save_and_publish(values(m2026_09=1), OFFICER)
    if how == "replaced":
        other = store.path.with_suffix(".other")
        other.write_bytes(b"Dear Sir or Madam" * 1000)
        other.replace(store.path)
    else:
        store.path.unlink()
    # the open file would take the publish, and with the file it would be gone
    with pytest.raises(StoreError, match="replaced or removed while the dashboard had it open"):
        store.save_and_publish(values(m2026_10=2), OFFICER)
    assert current(store) == {"2026-09": 1}


def test_a_store_that_is_damaged_while_it_is_open_says_so(store):
    store.save_and_publish(values(m2026_09=1), OFFICER)
    path = store.path
    store.close()
    store = open_store(path)
    path.write_bytes(os.urandom(path.stat().st_size))
    with pytest.raises(StoreError, match=r"could not be written.* restore the store from the backup"):
        store.save_and_publish(values(m2026_10=2), OFFICER)
    store.close()
    with pytest.raises(StoreError, match="restore it from the backup"):
        open_store(path)


def test_two_officers_who_publish_the_same_months_at_once_both_stand_in_the_history(store):
    drafts = [store.save_draft(values(m2026_09=number, m2026_10=number), Author(f"Officer {number}", "officer"))
              for number in (1, 2)]  # fmt: skip
    refused, together = [], threading.Barrier(4)

    def publish(draft: str, by: str):
        together.wait()
        try:
            store.publish(draft, Author(by, "officer"))
        except StoreError as error:
            refused.append(str(error))

    # each draft is published twice: a second window of the same officer
    threads = [threading.Thread(target=publish, args=(draft, f"by {n}")) for n, draft in enumerate(drafts * 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 2 and all("is published: it cannot be published now" in each for each in refused)
    events = store.query(
        "SELECT submission_id, event FROM submission_events WHERE event = 'published' ORDER BY event_id"
    )
    assert sorted(events["submission_id"]) == sorted(drafts)
    last = float(1 + drafts.index(events["submission_id"].iloc[-1]))
    assert current(store) == {"2026-09": last, "2026-10": last}
    store.withdraw(events["submission_id"].iloc[-1], OFFICER, "the other was right")
    assert current(store) == {"2026-09": 3 - last, "2026-10": 3 - last}
