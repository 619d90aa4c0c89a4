"""Kills a process (SIGKILL) at chance moments while it changes a store, and looks at what is left.

    python tests/data/kill_while.py migrating 40 loading_sample 10 drafting 40 publishing 40 withdrawing 40

Prints a line for each: how many kills, how many of them hit the work before it ended. Exit code 1 and a sentence where
anything that was acknowledged is gone or anything is left half done. test_backup runs a few of each, but the sample's.
"""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from data.settings import ROOT
from data.store import Author, Draft, Store, open_store

OFFICER = Author("Officer", "officer")
FILES = sorted((ROOT / "data" / "schema").glob("[0-9]*.sql"))
ROWS = 300

Say = Callable[[str], None]


def draft(number: int) -> Draft:
    rows = pa.table(
        {
            "source_row": pa.array(range(2, ROWS + 2), pa.int64()),
            "slice_key": [f"m{each}|2026-09" for each in range(ROWS)],
            "measure_id": [f"m{each}" for each in range(ROWS)],
            "month": [date(2026, 9, 1)] * ROWS,
            "value": pa.array([float(number)] * ROWS),
        }
    )
    return Draft("kpi_values", f"{number}.csv", b"bytes", rows)


def store_of_schema(path: Path, number: int) -> None:
    """A store as the version with the first `number` schema files left it, with one published submission."""
    with duckdb.connect(str(path)) as old:
        old.execute("CREATE TABLE schema_versions (file VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)")
        for file in FILES[:number]:
            old.execute(file.read_text(encoding="utf-8"))
            old.execute("INSERT INTO schema_versions VALUES ($file, TIMESTAMP '2026-10-01')", {"file": file.name})
        packed = pa.compress(b"bytes", codec="zstd", asbytes=True)
        original = "$packed AS original," if number == 1 else ""  # later it stands in a table of its own
        old.execute(
            f"""INSERT INTO submissions BY NAME SELECT
                    'a' AS submission_id, 'measures' AS kind, 'measures.csv' AS file_name,
                    'x' AS sha256, {original} 5 AS original_bytes, 1 AS row_count, DATE '2026-09-30' AS period_to,
                    '[]' AS repairs, 'Officer' AS submitted_by, TIMESTAMP '2026-10-02' AS submitted_at""",
            {"packed": packed} if original else {},
        )
        if not original:
            old.execute("INSERT INTO originals VALUES ('a', $packed)", {"packed": packed})
        old.execute("INSERT INTO submission_events VALUES ('e', 'a', 'published', 'O', TIMESTAMP '2026-10-02', '')")
        old.execute("INSERT INTO slices VALUES ('a', 'measures', 'backlog', 1)")
        old.execute(
            """INSERT INTO measures (submission_id, source_row, slice_key, measure_id, name)
               VALUES ('a', 2, 'backlog', 'backlog', 'Open incidents')"""
        )


def is_whole_after_upgrade(store: Store) -> None:
    assert store.original("a") == ("measures.csv", b"bytes")
    live = store.query("SELECT submission_id, row_count, submitted_by, publish_order FROM live_submissions")
    assert live.values.tolist() == [["a", 1, "Officer", "e"]]
    measures = store.query("SELECT measure_id, name, retired_on FROM current_measures")
    assert measures["name"].tolist() == ["Open incidents"]


# -- what is killed: how it begins, what it does, what must stand afterwards -------------------------------------------


def begin_migrating(path: Path) -> None:
    store_of_schema(path, 1)


def migrating(path: Path, say: Say) -> None:
    open_store(path)


def after_migrating(path: Path, told: list[str]) -> None:
    is_whole_after_upgrade(open_store(path))


def begin_drafting(path: Path) -> None:
    open_store(path).close()


def drafting(path: Path, say: Say) -> None:
    store = open_store(path)
    for number in range(8):
        say(store.save_draft(draft(number), OFFICER))


def after_drafting(path: Path, told: list[str]) -> None:
    _are_whole(path, told, 1)


begin_publishing = begin_drafting  # an empty store, too


def publishing(path: Path, say: Say) -> None:
    store = open_store(path)
    for number in range(6):
        say(store.save_and_publish(draft(number), OFFICER))


def after_publishing(path: Path, told: list[str]) -> None:
    _are_whole(path, told, 2)  # drafted and published


def _are_whole(path: Path, told: list[str], events: int) -> None:
    found = open_store(path).query(
        """SELECT s.submission_id,
                  (SELECT count(*) FROM kpi_values AS k WHERE k.submission_id = s.submission_id) AS rows,
                  (SELECT count(*) FROM submission_events AS e WHERE e.submission_id = s.submission_id) AS events,
                  (SELECT count(*) FROM originals AS o WHERE o.submission_id = s.submission_id) AS files
           FROM submissions AS s"""
    )
    assert set(told) <= set(found["submission_id"]), "a file that was acknowledged is gone"
    kept = set(map(tuple, found[["rows", "events", "files"]].values.tolist()))
    assert kept <= {(ROWS, events, 1)}, "half a file is there"


def begin_withdrawing(path: Path) -> None:
    store = open_store(path)
    for number in range(2):
        store.save_and_publish(draft(number), OFFICER)
    store.close()


def withdrawing(path: Path, say: Say) -> None:
    store = open_store(path)
    newest = store.query("SELECT max(submission_id) AS id FROM submissions WHERE file_name = '1.csv'")["id"][0]
    for _ in range(5):
        store.withdraw(newest, OFFICER, "why")
        say("0.0")
        store.restore(newest, OFFICER, "why")
        say("1.0")


def after_withdrawing(path: Path, told: list[str]) -> None:
    store = open_store(path)
    values = store.query("SELECT DISTINCT value FROM current_kpi_values")["value"].tolist()
    events = store.query("SELECT count(*) AS n FROM submission_events WHERE why = 'why'")["n"][0]
    assert len(values) == 1, "members see parts of two states"
    assert len(told) <= events <= len(told) + 1, "a change that was acknowledged is gone"
    assert values[0] == (0.0 if events % 2 else 1.0), "members see another state than the last"


def begin_loading_sample(path: Path) -> None:
    pass


def loading_sample(path: Path, say: Say) -> None:
    from data.sample.load import load_sample  # takes a moment

    load_sample(open_store(path), lambda done, total, sentence: say(str(done)))


def after_loading_sample(path: Path, told: list[str]) -> None:
    from data.sample.load import load_sample

    store = open_store(path)
    done = int(told[-1]) if told else 0
    assert store.query("SELECT count(*) AS n FROM live_submissions")["n"][0] >= done, "a file of the sample is gone"
    assert load_sample(store) <= 200  # goes on with what is missing
    twice = "SELECT count(*) AS n FROM (SELECT kind, file_name FROM live_submissions GROUP BY ALL HAVING count(*) > 1)"
    assert store.query(twice)["n"][0] == 0, "a file of the sample was loaded twice"


# -- the killing: this process itself opens no store, so that those that it forks begin anew ---------------------------


def in_a_process(work: Callable[[Say], None], kill_after: float | None) -> tuple[list[str], bool]:
    """What the work said, and whether it was killed before it ended. Raises AssertionError where it failed."""
    told, tell = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(told)
        try:
            work(lambda line: (os.write(tell, f"{line}\n".encode()), None)[1])
        except BaseException as error:
            os.write(tell, f"!{type(error).__name__}: {error}\n".encode())
            os._exit(1)
        os._exit(0)
    os.close(tell)
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    with os.fdopen(told) as lines:
        said = lines.read().splitlines()
    _, status = os.waitpid(pid, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, said[-1][1:]
    return said, os.WIFSIGNALED(status)


def main(what: str, rounds: int, chance: random.Random) -> str:
    begin, work, after = (globals()[f"{name}{what}"] for name in ("begin_", "", "after_"))
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first" / "store.duckdb"
        first.parent.mkdir()
        in_a_process(lambda say: begin(first), None)
        started = time.monotonic()
        whole = Path(folder) / "whole"
        shutil.copytree(first.parent, whole)
        in_a_process(lambda say: work(whole / first.name, say), None)
        takes = time.monotonic() - started
        hit = 0
        for number in range(rounds):
            place = Path(folder) / str(number)
            shutil.copytree(first.parent, place)
            told, killed = in_a_process(
                lambda say, place=place: work(place / first.name, say), chance.uniform(0, takes * 1.05)
            )
            hit += killed
            in_a_process(lambda say, place=place, told=told: after(place / first.name, told), None)
            shutil.rmtree(place)
    return f"{what}: {rounds} kills, {hit} before the work ended ({takes:.1f} s); everything that was said is there"


if __name__ == "__main__":
    chance = random.Random(os.environ.get("SEED", "20261129"))
    for what, rounds in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
        try:
            print(main(what, int(rounds), chance), flush=True)
        except AssertionError as error:
            sys.exit(f"{what}: {error}")
