"""The store as a lake: what holds for the DuckDB file holds here, and several servers may write at once.

The tests of the store run again, on a catalogue in a DuckDB file and, where PostgreSQL is installed, on one there.
"""

import importlib.util
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import queries
from data import lake
from data.intake import take
from data.settings import ROOT
from data.store import Store, StoreBusy, StoreError, open_store
from tests.data.test_store import (  # noqa: F401  (run again here, with this module's stores)
    OFFICER,
    current,
    test_a_day_ends_when_it_ends_in_london,
    test_a_discarded_draft_is_gone_and_stays_in_the_history,
    test_a_draft_is_seen_only_by_its_preview,
    test_a_draft_that_cannot_be_stored_leaves_nothing,
    test_a_dry_run_shows_what_would_stand_and_leaves_nothing,
    test_a_dry_run_that_cannot_be_stored_says_so,
    test_an_upload_replaces_exactly_its_slices,
    test_as_at_shows_what_was_shown_that_day,
    test_changes_that_make_no_sense_are_refused_in_words,
    test_events_keep_their_order_in_one_moment,
    test_publishes_of_several_threads_stand_one_after_the_other,
    test_queries_reach_nothing_but_the_store,
    test_the_original_bytes_come_back,
    test_withdraw_brings_the_earlier_figures_back_and_restore_takes_its_old_place,
    values,
)
from tests.postgres import NoPostgres, Postgres, own_postgres

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("duckdb_extension_ducklake") is None, reason="requirements-ducklake.txt is not installed"
)


# -- a PostgreSQL of our own -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def postgres() -> Postgres:
    if importlib.util.find_spec("duckdb_extension_postgres_scanner") is None:
        pytest.skip("requirements-ducklake.txt is not installed")
    with ExitStack() as stack:
        try:
            server = stack.enter_context(own_postgres())
        except NoPostgres as why:
            pytest.skip(str(why))
        yield server


@pytest.fixture(scope="module")
def pair(postgres, tmp_path_factory) -> tuple[Store, Store, Path]:
    """Two servers on one lake that several tests share, and the folder in which its files are."""
    address, folder = postgres.database(), tmp_path_factory.mktemp("pair")
    stores = [Store(address, str(folder / "store-files")) for _ in range(2)]
    yield (*stores, folder)
    for store in stores:
        store.close()


@pytest.fixture
def servers(postgres, tmp_path) -> Callable[[], Store]:
    """Opens the same lake, each time as another server would: nothing is shared but the catalogue and the folder."""
    address, opened = postgres.database(), []

    def another() -> Store:
        opened.append(Store(address, str(tmp_path / "store-files")))
        return opened[-1]

    yield another
    for store in opened:
        store.close()


# Both take seconds: the rest runs where the least is needed, these where they say most.
_WHERE = {
    "test_queries_reach_nothing_but_the_store": ["file", "PostgreSQL"],
    "test_a_draft_is_seen_only_by_its_preview": ["file", "PostgreSQL"],
    "test_the_figures_are_those_of_the_duckdb_file": ["file", "PostgreSQL"],
}


def pytest_generate_tests(metafunc):
    if "store" in metafunc.fixturenames:
        metafunc.parametrize("store", _WHERE.get(metafunc.function.__name__, ["file"]), indirect=True)


@pytest.fixture
def store(request, tmp_path) -> Store:
    """An empty lake of its own for one test, its catalogue in a file or in PostgreSQL."""
    if request.param == "file":
        store = open_store(f"ducklake:{tmp_path / 'store.ducklake'}")
        yield store
        store.close()
    else:
        yield request.getfixturevalue("servers")()


# -- several servers ---------------------------------------------------------------------------------------------------


def _elsewhere(address: str, folder: Path, number: int) -> subprocess.CompletedProcess:
    """Publish a value for September 2026 in another process, which finds the lake through its settings."""
    code = (
        "from data.store import open_store, StoreError\nfrom tests.data.test_store import OFFICER, values\n"
        "try:\n"
        f"    print(open_store().save_and_publish(values(m2026_09={number}), OFFICER))\n"
        "except StoreError as error:\n    print(type(error).__name__, error)"
    )
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=_settings_for(address, folder), check=True
    )


def _settings_for(address: str, folder: Path) -> dict[str, str]:
    """The environment of a process whose council.toml names the lake."""
    toml = folder / "council.toml"
    toml.write_text(f"[council]\nname = 'A'\n[store]\npath = '{address}'\ndata_path = '{folder / 'store-files'}'\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COUNCIL_SETTINGS": str(toml)}
    environment.pop("COUNCIL_STORE", None)
    return environment


def test_what_one_server_publishes_the_other_shows_at_once(pair):
    here, _, folder = pair
    here.save_and_publish(values(m2026_09=1), OFFICER)
    before = here.version()
    assert queries.ask("measures/explanations", store=here).empty
    assert current(here)["2026-09"] == 1
    told = _elsewhere(here.address, folder, 2).stdout.strip()
    assert here.version() != before
    shown = here.query("SELECT submission_id, value FROM current_kpi_values WHERE slice_key = 'm|2026-09'")
    assert shown.to_dict("list") == {"submission_id": [told], "value": [2]}


def test_the_version_changes_although_the_later_commit_holds_the_earlier_event(pair):
    first, second, _ = pair
    first.save_and_publish(values(m2026_09=1), OFFICER)
    late = first.save_draft(values(m2026_10=2), OFFICER)
    with second.cursor() as cursor:  # as a server does whose clock is behind, or whose commit took long
        cursor.begin()
        cursor.execute(
            "INSERT INTO submission_events VALUES ('20200101T000000000000-aaaaaa', $id, 'published', 'B', $at, '')",
            {"id": late, "at": datetime(2020, 1, 1)},
        )
        before = first.versions()
        cursor.commit()
    assert first.versions(at_once=True) != before


def test_a_page_sees_the_publishes_of_its_own_server_at_once_and_those_of_others_within_a_second(pair):
    first, second, _ = pair
    for number, by in enumerate((first, second, first)):
        before = first.version()
        by.save_and_publish(values(m2026_09=number), OFFICER)
        published = time.monotonic()
        while first.version() == before:
            assert by is second and time.monotonic() < published + 1
        assert current(first)["2026-09"] == number


def test_readers_of_one_server_see_whole_publishes_of_the_other(pair):
    """Every publish holds one number in all its months: a reader that sees two numbers saw half a publish."""
    here, there, _ = pair
    months = [f"m20{year}_{month:02}" for year in range(10, 22) for month in range(1, 13)]
    here.save_and_publish(values(**dict.fromkeys(months, -1.0)), OFFICER)
    wrong, seen, done = [], set(), threading.Event()

    def look():
        while not done.is_set():
            row = there.query("""SELECT min(value) AS low, max(value) AS high, count(*) AS n
                                 FROM current_kpi_values WHERE month < DATE '2022-01-01'""").iloc[0]
            seen.add(row["low"])
            if row["low"] != row["high"] or row["n"] != len(months):
                wrong.append(row.to_dict())

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(5):
        here.save_and_publish(values(**dict.fromkeys(months, float(number))), OFFICER)
    done.set()
    reader.join()
    assert not wrong
    assert len(seen) > 1, "the reader saw only one state"


def test_servers_that_write_at_once_lose_nothing(pair):
    *stores, _ = pair
    published, failed = [], []

    def publish(store, number):
        try:
            for i in range(4):
                published.append(store.save_and_publish(values(m2026_09=number, m2026_10=i), OFFICER))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=publish, args=(store, n)) for n, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(published) == 8
    for store in stores:
        rows = store.query("SELECT submission_id, count(*) AS n FROM kpi_values GROUP BY ALL").set_index(
            "submission_id"
        )
        assert rows["n"].reindex(published).tolist() == [2] * 8
    assert current(stores[0]) == current(stores[1])


def test_servers_that_start_at_once_make_the_tables_once(servers):
    opened, failed = [], []

    def start():
        try:
            opened.append(servers())
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    files = sorted(path.name for path in (ROOT / "data" / "schema").glob("[0-9]*.sql"))
    assert opened[0].query("SELECT file FROM schema_versions ORDER BY file")["file"].tolist() == files


def test_a_conflict_starts_the_transaction_again(pair):
    here, there, _ = pair
    with here.cursor() as cursor:
        cursor.execute("CREATE TABLE turn (n INTEGER)")
        cursor.execute("INSERT INTO turn VALUES (0)")
    tries = []

    def take_turn(cursor):
        (n,) = cursor.execute("SELECT max(n) FROM turn").fetchone()
        cursor.execute("DELETE FROM turn")
        cursor.execute("INSERT INTO turn VALUES ($n)", {"n": n + 1})
        tries.append(n)
        if len(tries) == 1:  # the other server is faster
            with there.cursor() as other:
                other.begin()
                other.execute("DELETE FROM turn")
                other.execute("INSERT INTO turn VALUES (10)")
                other.commit()

    here._committed(take_turn)
    assert tries == [0, 10]
    assert there.query("SELECT n FROM turn")["n"].tolist() == [11]


def test_many_who_ask_at_once_share_few_connections(servers):
    store, failed = servers(), []
    open_now = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"

    def ask():
        try:
            with store.moment(alone=True) as moment:
                moment.frame(moment.rows("SELECT count(*) AS n FROM current_kpi_values", {}, {}))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(60)]
    for thread in threads:
        thread.start()
    seen = store.query(f"FROM postgres_query('__ducklake_metadata_lake', '{open_now}') AS t (n)")["n"][0]
    for thread in threads:
        thread.join()
    assert not failed
    assert seen <= 30
    assert store.query("SELECT value FROM duckdb_settings() WHERE name = 'pg_pool_acquire_mode'")["value"][0] == "wait"


def test_a_kill_leaves_all_or_nothing(pair):
    store, _, folder = pair
    publisher = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("keep_publishing.py")), store.address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=_settings_for(store.address, folder),
    )
    told = set()
    try:
        for after_publishes in (0, 1):
            publisher.stdin.write("go\n")
            publisher.stdin.flush()
            pid = int(publisher.stdout.readline().split()[1])
            for _ in range(after_publishes):
                told.add(publisher.stdout.readline().split()[1])
            time.sleep(0.15)
            os.kill(pid, 9)
            while (line := publisher.stdout.readline().split())[0] == "done":
                told.add(line[1])
    finally:
        publisher.stdin.close()
        publisher.wait(10)
    assert told
    found = store.query("""
        SELECT s.submission_id, s.row_count,
               (SELECT count(*) FROM incidents AS t WHERE t.submission_id = s.submission_id) AS rows,
               (SELECT sum(row_count) FROM slices AS t WHERE t.submission_id = s.submission_id) AS in_slices,
               (SELECT count(*) FROM submission_events AS t WHERE t.submission_id = s.submission_id) AS events
        FROM submissions AS s WHERE kind = 'incidents'
    """)
    assert told <= set(found["submission_id"])
    assert (found["rows"] == found["row_count"]).all()
    assert (found["in_slices"] == found["row_count"]).all()
    assert (found["events"] == 2).all()
    strays = store.query("SELECT submission_id FROM incidents EXCEPT SELECT submission_id FROM submissions")
    assert strays.empty


# -- the same figures --------------------------------------------------------------------------------------------------


def _fill(store: Store) -> None:
    measures = (
        "measure_id,name,plain_meaning,unit,direction,target\n"
        "uptime,Time online,Share of the month that the website was up,percent,increase,99\n"
        "calls,Calls,Calls to the contact centre,count,decrease,\n"
    )
    months = [date(2023 + m // 12, m % 12 + 1, 1) for m in range(40)]
    kpi = "measure_id,month,value\n" + "".join(
        f"uptime,{m:%Y-%m},{99 + (i * 7 % 10) / 10:.1f}\ncalls,{m:%Y-%m},{1000 + i * 37 % 90 + 400 * (i == 38)}\n"
        for i, m in enumerate(months)
    )
    incidents = "ticket_id,opened_at,resolved_at,status,category,directorate,work_time_lost_minutes\n" + "".join(
        f"I{i}-{k},{opened:%Y-%m-%d %H:%M},{opened + timedelta(hours=i * k % 50):%Y-%m-%d %H:%M},Closed,"
        f"{('Email', 'Laptop')[k % 2]},{('Housing', 'Finance')[i % 2]},{10 + i * k % 60}\n"
        for i, m in enumerate(months)
        for k in range(12)
        if (opened := datetime(m.year, m.month, 2 * k + 1, 9))
    )
    at = datetime(2026, 5, 5, 9)
    for kind, text in (("measures", measures), ("kpi_values", kpi), ("incidents", incidents)):
        taken = take(store, kind, text.encode(), f"{kind}.csv", OFFICER, at=at)
        assert taken.published, taken.problems
        at += timedelta(minutes=1)
    correction = "measure_id,month,value\ncalls,2026-04,1500\n"
    assert take(store, "kpi_values", correction.encode(), "late.csv", OFFICER, at=at + timedelta(days=1)).published


_ASKED = [("signals/points", None), ("signals/measures", None), ("signals/measures", date(2026, 5, 5))]


def _answers(store: Store) -> list[pd.DataFrame]:
    _fill(store)
    rows = [queries.ask(name, store=store, as_at=as_at) for name, as_at in _ASKED]
    return [
        each.sort_values([key for key in ("measure_id", "category", "month") if key in each], ignore_index=True)
        for each in rows
    ]


@pytest.fixture(scope="module")
def answers_of_the_file(tmp_path_factory) -> list[pd.DataFrame]:
    file = open_store(tmp_path_factory.mktemp("file") / "file.duckdb")
    yield _answers(file)
    file.close()


def test_the_figures_are_those_of_the_duckdb_file(store, answers_of_the_file):
    for here, there in zip(_answers(store), answers_of_the_file, strict=True):
        assert len(here) > 2
        pd.testing.assert_frame_equal(here, there)
    newest = [rows.set_index("measure_id")["value"]["calls"] for rows in answers_of_the_file[1:]]
    assert newest[0] == 1500 != newest[1], "the correction is in the figures now, and not in those before it"
    assert store.query("SELECT count(*) AS n FROM originals")["n"][0] == 4


# -- what the operator is told -----------------------------------------------------------------------------------------


def test_a_catalogue_in_a_file_is_for_one_process(tmp_path):
    store = open_store(f"ducklake:{tmp_path / 'store.ducklake'}", str(tmp_path / "store-files"))
    try:
        told = _elsewhere(f"ducklake:{tmp_path / 'store.ducklake'}", tmp_path, 1).stdout
        assert told.startswith(StoreBusy.__name__)
        assert f"store.ducklake is in use by process {os.getpid()}" in told
    finally:
        store.close()


@pytest.mark.parametrize(
    "address, folder, said",
    [
        (
            "ducklake:postgres:host=127.0.0.1 port=1 dbname=a user=b",
            "f",
            "cannot be reached.*Check that PostgreSQL runs",
        ),
        ("ducklake:postgres:host=127.0.0.1 dbname=a", "", "data_path which folder"),
        ("ducklake:postgres:host=127.0.0.1 dbname=a password=x", "f", "PGPASSFILE"),
        ("ducklake:postgres:postgresql://a:x@127.0.0.1/a", "f", "PGPASSFILE"),
        ("ducklake:sqlite:a.db", "", "is no store"),
        ("ducklake:{tmp}/council.duckdb", "", "must end in .ducklake"),
        ("ducklake:{tmp}/letter.ducklake", "", "letter.ducklake cannot be opened as a lake"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(tmp_path, address, folder, said):
    (tmp_path / "letter.ducklake").write_bytes(b"Dear Sir or Madam" * 1000)
    with pytest.raises(StoreError, match=said) as told:
        open_store(address.format(tmp=tmp_path), str(tmp_path / folder) if folder else "")
    assert "password=x" not in str(told.value)
    assert ":x@" not in str(told.value)


def test_a_missing_extension_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(lake.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StoreError, match=r"pip install -r requirements-ducklake\.txt"):
        open_store(f"ducklake:{tmp_path / 'store.ducklake'}")


def test_another_folder_than_the_lakes_is_refused(pair, tmp_path):
    with pytest.raises(StoreError, match=r"files are in .*store-files/, but .* says .*elsewhere/"):
        Store(pair[0].address, str(tmp_path / "elsewhere"))


def test_a_catalogue_that_stops_is_named_and_used_again_when_it_is_back(servers, postgres):
    store = servers()
    store.save_and_publish(values(m2026_09=1), OFFICER)
    postgres.stop()
    try:
        for what in (
            store.version,
            lambda: current(store),
            lambda: store.save_and_publish(values(m2026_09=2), OFFICER),
        ):
            with pytest.raises(StoreError, match="catalogue cannot be reached"):
                what()
    finally:
        postgres.start()
    deadline = time.monotonic() + 5
    while True:
        try:
            assert current(store) == {"2026-09": 1}
            break
        except (StoreError, duckdb.Error):
            assert time.monotonic() < deadline, "the lake does not come back"
    store.save_and_publish(values(m2026_09=3), OFFICER)
    assert current(store) == {"2026-09": 3}
