"""The runner, and what holds for every question: its head, its answer on an empty store, and that it ends."""

import gc
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

import queries
from data.contracts import CONTRACTS
from data.moment import Moment, Shelf
from data.settings import ROOT
from data.store import Author, Draft, Store, open_store
from queries import NoSuchQuery, WrongParameter, ask, given_or_set, names, question
from queries.__main__ import main
from tests.bench import stores
from tests.queries.loading import OFFICER, load, table
from tests.stores import quick_store

EVERY = names()


def part(name: str, word: str) -> str:
    """The text of one part of a head: from `word:` to the next part."""
    found = re.search(rf"^{word}:(.*?)(?=^\w+: |\Z)", question(name).head, re.M | re.S)
    assert found, f"{name} does not say its {word}"
    return " ".join(found[1].split())


def columns_named(name: str) -> list[str]:
    """The columns that a head names, without what it says about them in brackets and half-sentences."""
    bare = part(name, "columns")
    while re.search(r"\([^()]*\)", bare):
        bare = re.sub(r"\([^()]*\)", "", bare)
    return [piece.strip() for piece in re.split(r"[,;:]", bare) if re.fullmatch(r"\w+", piece.strip())]


def calls_rows(value: float = 10.0) -> pd.DataFrame:
    return pd.DataFrame({"measure_id": ["calls"], "month": [date(2026, 9, 1)], "value": [value]})


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Store:
    store = quick_store(tmp_path_factory.mktemp("empty") / "empty.duckdb")
    yield store
    store.close()


def test_there_are_questions():
    assert {"measures/values", "signals/points", "signals/measures"} <= set(EVERY)
    files = {path.stem for path in (ROOT / "queries").glob("*/*.sql")}
    assert {name.split("/")[1] for name in EVERY} == files


@pytest.mark.parametrize("name", EVERY)
def test_a_head_says_what_the_file_answers_and_takes(name):
    first = question(name).head.splitlines()[0]
    assert not re.match(r"\w+:", first) and len(first) > 20
    said = set(re.findall(r"\$(\w+)", part(name, "parameters")))
    own = set(re.findall(r"\$(\w+)", question(name).body))
    # what the questions it uses take may be left unsaid where it makes no sense here
    assert own - {"by"} <= said <= question(name).parameters


@pytest.mark.parametrize("name", EVERY)
def test_on_an_empty_store_it_answers_with_the_columns_it_names(name, empty):
    rows = ask(name, store=empty)
    assert rows.empty
    assert list(rows.columns) == columns_named(name)


@pytest.mark.parametrize("name", EVERY)
def test_it_reads_current_views_only(name):
    """Nothing drafted, withdrawn or superseded reaches a member; the history of submissions is about just that."""
    tables = {
        "measures",
        "kpi_values",
        "incidents",
        "explanations",
        "meetings",
        "channel_volumes",
        "online_services",
        "areas",
        "slices",
        "incident_sums",
        "incident_backlog",
    }
    if name.startswith("submissions/"):
        return
    read = set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", question(name).body))
    assert not read & tables


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    return stores.build(tmp_path_factory.mktemp("large") / "large.duckdb", 20_000, 60, 12)


_ASK_ALL = """
import sys
from data.store import open_store
from queries import ask, names, question
store = open_store(sys.argv[1])
for call in ({}, {"measure_id": "measure_7"}, {"directorate": "Directorate 2"},
             {"by": "category"}, {"measure_id": "digital_take_up@service-1"}, {"service": "service-1"},
             {"measure_id": "backlog", "directorate": "Directorate 2", "by": "category"}):
    for name in names():
        takes = question(name).parameters
        if set(call) <= takes:
            print(name, call, end=" ", flush=True)
            print(len(ask(name, store=store, **call)), flush=True)
"""


def test_every_question_comes_to_an_end(large):
    """DuckDB 1.5 can wait for itself for ever where a CTE is read twice under one UNION; nothing can interrupt that."""
    command = [sys.executable, "-c", _ASK_ALL, str(large)]
    try:
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    except subprocess.TimeoutExpired as late:
        pytest.fail(f"never came to an end: {(late.stdout or b'').decode().splitlines()[-1]}")
    assert run.returncode == 0, run.stderr
    rows = dict(line.rsplit(" ", 1) for line in run.stdout.splitlines())
    assert len(rows) > 2 * len(EVERY)
    assert rows["signals/points {}"] == "9480" and rows["signals/measures {}"] == "79"
    assert rows["signals/points {'measure_id': 'measure_7'}"] == "120"


@pytest.mark.parametrize("call", [{}, {"directorate": "Directorate 2"}, {"measure_id": "incidents"}])
def test_what_is_asked_in_one_pass_is_what_each_question_answers_by_itself(large, call):
    store = open_store(large)
    try:
        for as_at in (None, date(2026, 6, 30)):
            for name in ("signals/judged", "signals/measures", "signals/points", "signals/expected", "measures/source"):
                together = ask(name, store=store, as_at=as_at, **call)
                alone = store.query(question(name).sql, given_or_set(question(name), call), as_at=as_at)
                pd.testing.assert_frame_equal(together, alone, check_like=False)
                assert len(alone) or as_at or name == "signals/expected"
    finally:
        store.close()


def test_one_pass_sees_the_draft_of_a_preview_and_of_a_dry_run_and_leaves_nothing_behind(store):
    officer = Author("IT performance officer", "officer")
    load(store, "kpi_values", calls_rows())
    row = {
        "slice_key": "calls|2026-09",
        "measure_id": "calls",
        "month": date(2026, 9, 1),
        "value": 12.0,
        "source_row": 2,
    }
    draft = Draft("kpi_values", "d.csv", b"-", pa.Table.from_pylist([row]), date(2026, 9, 30))
    drafted = store.save_draft(draft, officer)
    assert ask("signals/judged", store=store)["value"].tolist() == [10]
    assert ask("signals/judged", store=store, with_draft=drafted)["value"].tolist() == [12]
    with store.dry_run(draft, officer) as trial:
        assert ask("signals/judged", store=store, with_draft=trial)["value"].tolist() == [12]
        assert ask("signals/judged", store=store, with_draft=trial, measure_id="calls")["value"].tolist() == [12]
    assert store.query("SELECT count(*) AS tables FROM duckdb_tables() WHERE temporary")["tables"].tolist() == [0]


# -- the runner ---------------------------------------------------------------------------------------------


def test_an_unknown_question_or_parameter_is_refused_in_words(store):
    with pytest.raises(NoSuchQuery, match="There is no query 'signals/nothing'"):
        ask("signals/nothing", store=store)
    with pytest.raises(NoSuchQuery):
        ask("../data/schema/0001_store", store=store)
    with pytest.raises(WrongParameter, match=r"does not take colour\. It takes: .*measure_id"):
        ask("signals/points", store=store, colour="red")


def test_an_answer_is_kept_until_the_data_changes(store, monkeypatch):
    asked = []
    real = Moment.rows
    monkeypatch.setattr(Moment, "rows", lambda *args: asked.append(args[1]) or real(*args))
    load(store, "kpi_values", calls_rows())
    first = ask("measures/values", store=store, measure_id="calls")
    first.loc[0, "value"] = -1  # a caller's change stays its own
    assert ask("measures/values", store=store, measure_id="calls")["value"].tolist() == [10]
    before = len(asked)
    ask("measures/values", store=store, measure_id="calls")
    assert len(asked) == before > 0
    load(store, "kpi_values", calls_rows(12))
    assert ask("measures/values", store=store, measure_id="calls")["value"].tolist() == [12]


def test_questions_that_build_on_the_same_rows_share_them(store, monkeypatch):
    for kept in ("_rows_of", "_sizes", "_answers"):  # nothing of other tests, whose stores were as empty
        monkeypatch.setattr(queries, kept, type(getattr(queries, kept))())
    asked = []
    real = Moment.rows
    monkeypatch.setattr(Moment, "rows", lambda *args: asked.append(args[1]) or real(*args))
    load(store, "kpi_values", calls_rows())
    for name in ("signals/measures", "signals/points", "measures/values", "signals/judged"):
        ask(name, store=store)
    assert len(asked) == len(set(asked)) == len(set(question("signals/judged").steps))
    before = len(asked)
    ask("signals/points", store=store, measure_id="calls")  # other rows, and none of those of all measures
    assert len(asked) == before + len(question("signals/points").steps) - 1  # small counts are hidden in all alike


def _read(sql: str) -> set[str]:
    """The tables and views that a SELECT names, by DuckDB's own parser."""
    with duckdb.connect() as connection:
        (text,) = connection.execute("SELECT json_serialize_sql($sql)", {"sql": sql}).fetchone()
    found, open_ = set(), [json.loads(text)]
    while open_:
        node = open_.pop()
        if isinstance(node, dict) and node.get("type") == "BASE_TABLE":
            found.add(node["table_name"])
        open_ += list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    assert found, text
    return found


@pytest.mark.parametrize("name", EVERY)
def test_every_kind_of_file_that_a_question_reads_is_known(name):
    kinds = question(name).kinds
    if kinds is None:  # all of them
        return
    of = {"incident_sums": "incidents", "incident_backlog": "incidents"}
    tables = {re.sub("^(current|published)_", "", table) for table in _read(question(name).sql)}
    assert {of.get(table, table) for table in tables if table in of or table in CONTRACTS} <= kinds
    # of the list of submissions itself, only rows of these kinds
    assert set(re.findall(r"kind = '(\w+)'", question(name).body)) & CONTRACTS.keys() <= kinds


def test_rows_outlast_a_publish_that_they_do_not_rest_on_and_no_other(store, monkeypatch):
    asked = []
    real = Moment.rows
    monkeypatch.setattr(Moment, "rows", lambda *args: asked.append(args[1]) or real(*args))
    load(store, "kpi_values", calls_rows())
    assert ask("measures/values", store=store, measure_id="calls")["value"].tolist() == [10]
    assert ask("meetings/dates", store=store).empty
    asked.clear()
    meeting = {"meeting_id": ["m1"], "committee": ["Scrutiny"], "meeting_date": [date(2026, 10, 6)], "title": ["x"]}
    published = load(store, "meetings", pd.DataFrame(meeting))
    assert ask("measures/values", store=store, measure_id="calls")["value"].tolist() == [10] and asked == []
    assert len(ask("meetings/dates", store=store)) == 1
    store.withdraw(published, OFFICER, "Wrong day")
    assert ask("meetings/dates", store=store).empty
    draft = store.save_draft(Draft("kpi_values", "k.csv", b"", table(store, "kpi_values", *_calls(12))), OFFICER)
    asked.clear()
    assert ask("meetings/dates", store=store, with_draft=draft).empty and asked == []
    assert ask("measures/values", store=store, measure_id="calls", with_draft=draft)["value"].tolist() == [12]


def _calls(value: float) -> tuple[pd.DataFrame, pd.Series]:
    rows = calls_rows(value).assign(month=lambda each: pd.to_datetime(each["month"]))
    return rows, pd.Series(["calls|2026-09"])


def test_a_dry_run_goes_on_with_the_figures_it_began_with_and_leaves_others_theirs(store):
    load(store, "kpi_values", calls_rows())
    before = _shelves()
    with store.dry_run(Draft("kpi_values", "k.csv", b"", table(store, "kpi_values", *_calls(12))), OFFICER) as trial:
        meeting = {"meeting_id": ["m1"], "committee": ["Scrutiny"], "meeting_date": [date(2026, 10, 6)], "title": ["x"]}
        load(store, "meetings", pd.DataFrame(meeting))  # by another officer, meanwhile
        assert ask("meetings/dates", store=store, with_draft=trial).empty
        assert len(ask("meetings/dates", store=store)) == 1
        assert ask("measures/values", store=store, measure_id="calls", with_draft=trial)["value"].tolist() == [12]
    assert ask("measures/values", store=store, measure_id="calls")["value"].tolist() == [10]
    assert _shelves() == before, "what was put into the transaction went with it"


def _shelves() -> set[str]:
    gc.collect()
    return {each.name for each in gc.get_objects() if isinstance(each, Shelf)}


def test_what_a_question_builds_on_is_seen_at_one_moment(store, monkeypatch):
    """Somebody publishes between two steps: the answer is of before or of after, never of both, and so is the next."""
    load(store, "kpi_values", calls_rows())
    real, published = Moment.rows, []

    def publishing(*args):
        rows = real(*args)
        if not published:
            published.append(True)
            load(store, "kpi_values", calls_rows(12))
        return rows

    monkeypatch.setattr(Moment, "rows", publishing)
    assert published == [] and ask("signals/measures", store=store)["value"].tolist() == [12] and published
    assert ask("measures/values", store=store)["value"].tolist() == [12]


def test_rows_in_memory_go_when_nobody_needs_them_and_stay_with_whom_they_serve(tmp_path, monkeypatch):
    for kept in ("_rows_of", "_sizes", "_answers"):
        monkeypatch.setattr(queries, kept, type(getattr(queries, kept))())
    monkeypatch.setattr(queries, "_KEEP_BYTES", 200_000)
    first = quick_store(tmp_path / "first.duckdb")
    load(first, "kpi_values", calls_rows())
    for each in range(30):
        assert ask("measures/values", store=first, measure_id=f"none_{each}").empty
    assert ask("measures/values", store=first, measure_id="calls")["value"].tolist() == [10]
    with first.cursor() as cursor:
        tables = cursor.execute("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'beside'").fetchone()
    assert 0 < tables[0] < 80  # of some 400 that were made: those of the last question go with the next
    first.close()
    # what an empty store answers is the same for every one, also after the first that was asked is closed
    second = quick_store(tmp_path / "second.duckdb")
    assert ask("projects/portfolio", store=second).empty
    second.close()
    again = open_store(tmp_path / "first.duckdb")
    assert ask("projects/portfolio", store=again).empty
    assert ask("measures/values", store=again, measure_id="calls")["value"].tolist() == [10]
    again.close()


def test_numbers_are_handed_on_as_the_numbers_they_are(empty):
    """A whole number too long for 64 bits would be handed to the next step as a decimal, and reckoned with as one."""
    for name in EVERY:
        ask(name, store=empty)
    kept = [rows for (place, *_), rows in queries._rows_of.items() if place in ("", empty.shelf.name)]
    assert len(kept) >= len(EVERY)
    types = {str(field.type) for rows in kept for field in rows.arrow().schema}
    assert not [each for each in types if each.startswith(("decimal", "extension", "fixed_size"))], types


def test_parameters_are_values_and_never_sql(store):
    load(store, "kpi_values", calls_rows())
    assert ask("measures/values", store=store, measure_id="calls' OR '1'='1").empty
    assert len(ask("measures/values", store=store, measure_id="calls")) == 1


def test_a_measure_whose_id_begins_like_another_keeps_its_own_values(store):
    both = pd.concat(
        [calls_rows(), calls_rows(20).assign(measure_id="calls_out"), calls_rows(30).assign(measure_id="call")]
    )
    load(store, "kpi_values", both)
    assert ask("measures/values", store=store, measure_id="calls")["value"].tolist() == [10]
    assert sorted(ask("measures/values", store=store)["value"]) == [10, 20, 30]


def test_a_quotient_stands_in_for_a_value(store):
    rows = pd.concat([calls_rows(None).assign(measure_id=name, numerator=9.0, denominator=12.0) for name in "abc"])
    rows.loc[rows["measure_id"] == "c", "denominator"] = 0
    load(store, "kpi_values", rows)
    load(
        store,
        "measures",
        pd.DataFrame({"measure_id": list("abc"), "name": list("abc"), "unit": ["percent", "ratio", "ratio"]}),
    )
    values = ask("measures/values", store=store).set_index("measure_id")["value"]
    assert (values["a"], values["b"]) == (75, 0.75) and pd.isna(values["c"])


# -- the shell ---------------------------------------------------------------------------------------------


def test_asking_from_the_shell(tmp_path, capsys):
    path = tmp_path / "shell.duckdb"
    store = open_store(path)
    try:
        load(store, "kpi_values", calls_rows(), at=pd.Timestamp("2026-10-05 09:00").to_pydatetime())
        assert main(["ask", "measures/values", "-p", "measure_id=calls", "--store", str(path)]) == 0
        head, row = capsys.readouterr().out.split()
        assert (
            head
            == "measure_id,category,month,value,complete,submission_id,computed,months,nothing_to_count,denominator"
        )
        assert re.fullmatch(r"calls,,2026-09-01,10\.0,true,[\w-]+,false,1,false,", row)
        assert main(["ask", "signals/points", "--store", str(path)]) == 0
        head, row = (line.split(",") for line in capsys.readouterr().out.split())
        point = dict(zip(head, row, strict=True))
        assert (point["month"], point["outside_limits"], point["rule"], point["point_type"], point["trial"]) == (
            "2026-09-01",
            "false",
            "none",
            "common_cause",
            "true",
        )
        assert main(["ask", "measures/values", "--as-at", "2026-10-04", "--store", str(path)]) == 0
        assert len(capsys.readouterr().out.split()) == 1
    finally:
        store.close()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["ask", "signals/nothing"], "There is no query"),
        (["ask", "signals/points", "-p", "colour=red"], "does not take colour"),
        (["ask", "signals/points", "-p", "measure_id"], "write it as KEY=VALUE"),
        (["ask", "measures/lateness", "-p", "today=soon"], "A parameter has the wrong form"),
    ],
)
def test_a_wrong_call_from_the_shell_says_what_is_wrong(tmp_path, capsys, call, words):
    path = tmp_path / "shell.duckdb"
    store = open_store(path)
    try:
        load(store, "kpi_values", calls_rows())
        assert main([*call, "--store", str(path)]) == 1
    finally:
        store.close()
    said = capsys.readouterr()
    assert words in said.err and not said.out and "Traceback" not in said.err


def test_listing_questions_and_their_sql(capsys):
    assert main(["list"]) == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} == set(EVERY)
    assert main(["sql", "signals/points"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("WITH measures_submitted AS (") and "signals_limits AS (" in said


_OPENS = re.compile(r"^(?:WITH (?:RECURSIVE )?)?(\w+)(?: \([\w, ]+\))? AS (?:NOT )?(?:MATERIALIZED )?\((.*)$", re.M)


@pytest.mark.parametrize("name", EVERY)
def test_each_cte_of_the_sql_that_runs_says_which_file_it_comes_from(name):
    found = _OPENS.findall(question(name).sql)
    assert len(found) >= question(name).sql.count(" AS (\n")
    for cte, comment in found:
        file = re.fullmatch(r" -- (queries/\w+/\w+\.sql)", comment)
        assert file, f"{name}: {cte} has no file"
        text = (ROOT / file[1]).read_text(encoding="utf-8")
        assert cte == file[1][8:-4].replace("/", "_") or re.search(rf"^(WITH )?{cte} ", text, re.M)
