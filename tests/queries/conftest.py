"""The store of a test that asks questions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store
from tests.stores import quick_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store of its own for one test."""
    opened = quick_store(tmp_path / "store.duckdb")
    yield opened
    opened.close()
