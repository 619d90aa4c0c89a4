"""What the browser fetches before the first chart: it is there to be fetched, and the script may run."""

import re
from pathlib import Path

import streamlit as st
from streamlit import file_util

from access.scripts import sources
from screen.header import header


def test_what_draws_charts_is_fetched_ahead_under_the_name_that_it_has(monkeypatch):
    written: list[str] = []
    monkeypatch.setattr(st, "html", lambda text, **how: written.append(str(text)))
    allowed = set(sources())
    header("Overview")
    written = [each for each in written if "chartsAhead" in each]
    (name,) = re.findall(r'URL\("(.*?)"', written[0])
    assert name and Path(file_util.get_static_dir(), "static", "js", name).is_file()
    assert set(sources()) == allowed  # browsers were told of it before
