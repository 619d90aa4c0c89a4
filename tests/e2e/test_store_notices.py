"""What officers read in a browser of a store that is not as it was left, and everybody while the server is away."""

import json
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

import data.store as store_module
from data import watermark
from data.runs import Run
from data.store import Author
from screen import away
from tests.browser import WIDTHS
from tests.e2e.conftest import open_page, settled, sign_in
from tests.people import SETTINGS
from tests.server import DASHBOARD, serve
from tests.stores import new_store

pytestmark = pytest.mark.browser


class Ahead(datetime):
    """A clock that is months ahead."""

    @classmethod
    def now(cls, tz=None):
        return datetime(2040, 5, 3, 10, 0, tzinfo=UTC)


def test_officers_read_what_is_wrong_with_the_store_and_go_on(chromium, tmp_path, monkeypatch):
    (tmp_path / "council.toml").write_text(SETTINGS.format(sample="false"), encoding="utf-8")
    store = new_store(tmp_path / "store.duckdb")
    with monkeypatch.context() as patched:
        patched.setattr(store_module, "datetime", Ahead)
        store.note("exported", Author("Desk", "officer"), "incidents")
    store.close()
    mark = watermark.place_of(store.path)
    mark.write_text(json.dumps(json.loads(mark.read_text()) | {"event": "20261128T101500000000-abcdef", "events": 3}))
    cut_off = Run(store.path)
    cut_off.begin()
    settings = {"COUNCIL_SETTINGS": str(tmp_path / "council.toml")}
    with cut_off.in_hand("kpi_<b>*september*.xlsx"), serve(DASHBOARD, store=store.path, env=settings) as server:
        width, height = WIDTHS["phone"]
        page = open_page(chromium, f"{server.url}/submissions", width=width, height=height, officer=True)
        sign_in(page, server)
        notices = page.get_by_test_id("stAlert")
        expect(notices).to_have_count(3)
        told = page.locator(".stMain").inner_text().translate({0x2060: None, 0x200B: None})
        for sentence in (
            "but the log of who did what goes up to 3 May 2040, 10:00 UTC",
            "holds less than it did: 3 changes were noted beside it, the last of 28 November 2026, 10:15 UTC",
            "The dashboard ended unexpectedly",
            "It had kpi_<b>*september*.xlsx in hand then",
        ):
            assert sentence in told
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"
        page.get_by_role("button", name="Go on with the store as it is").click()
        expect(notices).to_have_count(2)
        settled(page)
        assert "holds less" not in page.locator(".stMain").inner_text()
    # the server is gone
    expect(page.get_by_role("dialog")).to_contain_text(f"{away.TITLE}{away.WORDS}")
