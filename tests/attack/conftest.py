"""A real server that the tests of this folder share, and an officer at work on it."""

import pytest

from tests.attack.stranger import COOKIE, REFUSED, Tab, new_browser
from tests.people import SETTINGS
from tests.server import DASHBOARD, Server, serve
from tests.stores import new_store


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Server:
    """A dashboard over an empty store that trusts no proxy. It takes 1 MB of uploads from an officer, 2 MB from all."""
    folder = tmp_path_factory.mktemp("attacked")
    new_store(folder / "store.duckdb").close()
    text = SETTINGS.format(sample="false") + "trusted_proxies = []\npages_open = 12\n"
    text += "[intake]\nuploads_mb = 1\nuploads_mb_in_all = 2\n"
    (folder / "council.toml").write_text(text, encoding="utf-8")
    with serve(
        DASHBOARD, store=folder / "store.duckdb", env={"COUNCIL_SETTINGS": str(folder / "council.toml")}
    ) as running:
        yield running


@pytest.fixture
def officer(server):
    """An officer's tab on Upload, signed in; its browser has taken its new cookie."""
    with Tab(new_browser(server.url), "upload") as tab:
        assert REFUSED in tab.said()
        tab.first_cookie = tab.browser.cookies[COOKIE]
        tab.sign_in(server.code)
        assert tab.has("file_uploader")
        yield tab
