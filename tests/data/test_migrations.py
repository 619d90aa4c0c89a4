"""A store that an earlier version wrote is brought up to date and keeps everything."""

import shutil

import duckdb
import pytest

from data.store import Store, open_store
from queries import ask
from tests.data.kill_while import FILES, OFFICER, draft, is_whole_after_upgrade, store_of_schema
from tests.examples import NIGHTLY


@pytest.mark.parametrize("files", range(1, len(FILES)))
def test_a_store_of_each_earlier_version_keeps_everything(tmp_path, files):
    path = tmp_path / "store.duckdb"
    store_of_schema(path, files)
    store = open_store(path)
    try:
        is_whole_after_upgrade(store)
        assert store.query("SELECT count(*) AS n FROM schema_versions")["n"][0] == len(FILES)
    finally:
        store.close()


EACH = range(1, len(FILES)) if NIGHTLY else (1, 4, 8, len(FILES) - 1)  # some 5 s each


@pytest.mark.parametrize("files", EACH)
def test_a_whole_councils_figures_come_through_from_each_earlier_version(tmp_path, sample_file, sample_store, files):
    """What the sample council holds, as far as that version had tables and columns for it."""
    path = tmp_path / "store.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute("CREATE TABLE schema_versions (file VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)")
        for file in FILES[:files]:
            old.execute(file.read_text(encoding="utf-8"))
            old.execute("INSERT INTO schema_versions VALUES ($file, TIMESTAMP '2026-10-01')", {"file": file.name})
        columns = _columns(old)
        old.execute(f"ATTACH '{shutil.copy(sample_file, tmp_path / 'sample.duckdb')}' AS sample (READ_ONLY)")
        kinds = [table for table in columns if "source_row" in columns[table]]
        for table, names in columns.items():
            if table in ("schema_versions", "audit_log", "packs"):
                continue
            rows = "sample." + table
            if table == "submissions" and "original" in names:
                rows += " JOIN sample.originals USING (submission_id)"
            kept = [name for name in names if name in _columns(old, "sample")[table] or name == "original"]
            where = (
                ""
                if table == "layouts"
                else " SEMI JOIN (FROM sample.submissions WHERE kind IN $kinds) USING (submission_id)"
            )
            old.execute(
                f"INSERT INTO {table} BY NAME SELECT {', '.join(kept)} FROM {rows}{where}",
                {"kinds": kinds} if where else {},
            )
    store = open_store(path)
    try:
        for table in [*kinds, *(each for each in columns if each.startswith("incident_"))]:
            told = f"""SELECT count(*) AS rows, sum(hash({", ".join(columns[table])})::HUGEINT) AS hash
                       FROM current_{table}"""
            assert _only(store, told) == _only(sample_store, told), table
        originals = "SELECT count(*) AS files, sum(hash(submission_id, original)::HUGEINT) AS hash FROM originals"
        originals += f" SEMI JOIN (FROM submissions WHERE kind IN {tuple(kinds)}) USING (submission_id)"
        assert _only(store, originals) == _only(sample_store, originals)
        assert len(ask("signals/measures", store=store)) > 20
        before = store.version()
        store.save_and_publish(draft(1), OFFICER)
        assert store.version() != before and not store.check_audit().faults and not store.lacks
    finally:
        store.close()


def _columns(con: duckdb.DuckDBPyConnection, database: str = "store") -> dict[str, list[str]]:
    rows = con.execute(
        """SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()
           JOIN duckdb_tables() USING (database_name, table_name)
           WHERE database_name = $database GROUP BY table_name""",
        {"database": database},
    ).fetchall()
    return dict(rows)


def _only(store: Store, sql: str) -> tuple:
    return tuple(store.query(sql).iloc[0])
