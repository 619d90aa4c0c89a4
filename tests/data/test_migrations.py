"""A store that an earlier version wrote is brought up to date and keeps everything."""

import pytest

from data.store import open_store
from tests.data.kill_while import FILES, is_whole_after_upgrade, store_of_schema


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
