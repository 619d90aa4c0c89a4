"""Settings that several exhibits on demand are tried with."""

import re

import pytest

from data.settings import ROOT


@pytest.fixture
def small_numbers(tmp_path, monkeypatch):
    """Settings under which counts below 5 are not shown."""
    text = (ROOT / "council.toml").read_text(encoding="utf-8")
    place = tmp_path / "council.toml"
    place.write_text(re.sub(r"small_number = \d+", "small_number = 5", text), encoding="utf-8")
    monkeypatch.setenv("COUNCIL_SETTINGS", str(place))
