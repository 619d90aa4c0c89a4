"""The empty store that exhibits open by themselves, and settings that several of them are tried with."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.settings import ROOT
from data.store import Store
from tests.stores import quick_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("COUNCIL_STORE", str(tmp_path / "store.duckdb"))
    opened = quick_store()
    yield opened
    opened.close()


@pytest.fixture
def small_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings under which counts below 5 are not shown."""
    text = (ROOT / "council.toml").read_text(encoding="utf-8")
    place = tmp_path / "council.toml"
    place.write_text(re.sub(r"small_number = \d+", "small_number = 5", text), encoding="utf-8")
    monkeypatch.setenv("COUNCIL_SETTINGS", str(place))
