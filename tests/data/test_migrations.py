"""A store that an earlier version wrote is brought up to date and keeps everything."""

import duckdb
import pyarrow as pa

from data.settings import ROOT
from data.store import open_store


def test_the_uploaded_bytes_of_a_first_store_are_kept(tmp_path):
    path = tmp_path / "store.duckdb"
    with duckdb.connect(str(path)) as first:
        first.execute((ROOT / "data" / "schema" / "0001_store.sql").read_text(encoding="utf-8"))
        first.execute("CREATE TABLE schema_versions (file VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)")
        first.execute("INSERT INTO schema_versions VALUES ('0001_store.sql', TIMESTAMP '2026-10-01')")
        first.execute(
            """INSERT INTO submissions VALUES ('a', 'measures', 'measures.csv', 'x', $packed, 5, 1, NULL,
                                               DATE '2026-09-30', '[]', 'Officer', TIMESTAMP '2026-10-02')""",
            {"packed": pa.compress(b"bytes", codec="zstd", asbytes=True)},
        )
        first.execute("INSERT INTO submission_events VALUES ('e', 'a', 'published', 'O', TIMESTAMP '2026-10-02', '')")
    store = open_store(path)
    try:
        assert store.original("a") == ("measures.csv", b"bytes")
        live = store.query("SELECT submission_id, row_count, submitted_by, publish_order FROM live_submissions")
        assert live.values.tolist() == [["a", 1, "Officer", "e"]]
    finally:
        store.close()
