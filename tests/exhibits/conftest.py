"""The store that exhibits open by themselves: an empty one for one test, or the sample council to read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store
from tests.stores import new_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("COUNCIL_STORE", str(tmp_path / "store.duckdb"))
    opened = new_store()
    yield opened
    opened.close()


@pytest.fixture
def sample(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("COUNCIL_STORE", str(sample_store.path))
    return sample_store
