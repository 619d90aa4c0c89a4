"""The store that the pages open by themselves: an empty council's, or the sample council's to read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store
from tests.people import council


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    store = council(tmp_path, monkeypatch)
    yield store
    store.close()


@pytest.fixture
def sample(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("COUNCIL_STORE", str(sample_store.path))
    return sample_store
