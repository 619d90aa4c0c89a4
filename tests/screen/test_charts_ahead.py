"""What the browser fetches before the first chart: it is there to be fetched, and the script may run."""

import re
from pathlib import Path

import streamlit as st
from streamlit import file_util

from access.charts_later import WHOLE
from access.scripts import sources
from screen.header import header


def test_what_draws_charts_is_fetched_ahead_under_the_name_that_it_has(monkeypatch):
    written: list[str] = []
    monkeypatch.setattr(st, "html", lambda text, **how: written.append(str(text)))
    allowed = set(sources())
    header("Overview")
    written = [each for each in written if "chartsAhead" in each]
    (name,) = re.findall(r'URL\("(.*?)"', written[0])
    file, _, query = name.partition("?")
    assert file and Path(file_util.get_static_dir(), "static", "js", file).is_file()
    assert query == WHOLE  # under the file's own name stands what waits for the page (access/charts_later.py)
    assert set(sources()) == allowed  # browsers were told of it before
