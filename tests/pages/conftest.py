"""The empty council's store that the pages open by themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store
from tests.people import council


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    store = council(tmp_path, monkeypatch)
    with store.settling_at_the_end():  # once: a tenth of what an officer's test costs
        yield store
    store.close()
