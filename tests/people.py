"""A council of its own for one test, and people in front of its screen."""

import re
import secrets
import shutil
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

from access.officer_code import officer_code
from data.store import Store
from tests.stores import new_store

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = """
[council]
name = "Wendlebury District Council"
[store]
sample = {sample}
threads = 1
[access]
officers = ["head.of.it@wendlebury.example"]
"""

# every AppTest looks through all installed packages for components: no test installs one
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
_timed_out = local_script_runner.require_widgets_deltas


def _wait_for_the_script(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
    """Until its thread ends: AppTest asks a thousand times a second, which the script pays for."""
    runner._script_thread.join(timeout)
    if not runner.script_stopped():
        _timed_out(runner, 0)


local_script_runner.require_widgets_deltas = _wait_for_the_script


def council(
    tmp_path: Path, monkeypatch, *, sample: bool = False, like: Path | None = None, of: Store | None = None
) -> Store:
    """A store with settings of its own, which pages open by themselves: empty, a copy of a closed one (like), or one
    that is open and only read (of)."""
    settings = tmp_path / "council.toml"
    settings.write_text(SETTINGS.format(sample=str(sample).lower()), encoding="utf-8")
    monkeypatch.setenv("COUNCIL_SETTINGS", str(settings))
    monkeypatch.setenv("COUNCIL_STORE", str(of.path if of else tmp_path / "store.duckdb"))
    st.cache_data.clear()
    st.cache_resource.clear()
    if of is not None:
        return of
    if like is not None:
        shutil.copy(like, tmp_path / "store.duckdb")
    return new_store()


def visitor(page: str | None = None, **query) -> AppTest:
    """A browser that has opened the front page, or the address of `page` such as "pages/upload.py"."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.user = {"browser": secrets.token_hex(16)}  # which browser it is, as serve.py tells (access/browser.py)
    for key, value in query.items():
        app.query_params[key] = value
    # addresses are the names of the files (access/registry.py), so a page is found without opening the front page
    return (app.switch_page(page) if page else app).run()


def officer(page: str, **query) -> AppTest:
    """The same, signed in with the start-up code."""
    app = visitor(page, **query)
    app.text_input(key="sign_in_typed").set_value(officer_code())
    next(button for button in app.button if button.label == "Sign in").click()
    return app.run()


def said(app: AppTest) -> str:
    """Everything the page says, as one text; a word that carries its meaning as that word alone."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "success", "error", "warning", "info")
    text = "\n".join(element.value for kind in kinds for element in getattr(app, kind))
    return re.sub(r'\[([^][]*)\]\(/about#word-[\w-]+ "(?:\\.|[^"\\])*"\)', r"\1", text)
