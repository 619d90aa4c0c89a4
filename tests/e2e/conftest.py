"""A real server with the sample council, and the system's Chromium."""

import shutil

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.server import DASHBOARD, Server, serve

expect.set_options(timeout=30_000)  # two cores, shared with the server under test


@pytest.fixture(scope="module")
def server(sample_file, tmp_path_factory) -> Server:
    """A dashboard over a copy of the sample council, one for each test file."""
    store = shutil.copy(sample_file, tmp_path_factory.mktemp("served") / "sample.duckdb")
    with serve(DASHBOARD, store=store) as running:
        yield running


@pytest.fixture(autouse=True)
def _closed(chromium):
    """Pages that a test leaves open would go on drawing beside the next one."""
    yield
    for context in chromium.contexts:
        for page in context.pages:
            page.close()


def open_page(browser: Browser, url: str, *, width: int = 820, height: int = 1180, scheme: str = "light") -> Page:
    """A visitor's page with every request noted in `page.asked`. Visitors of one theme share the browser's store of
    scripts, and nothing else that the dashboard knows."""
    if scheme not in _contexts or _contexts[scheme] not in browser.contexts:
        _contexts[scheme] = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = _contexts[scheme].new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.set_default_timeout(60_000)
    page.goto(url)
    settled(page)
    return page


_contexts: dict[str, BrowserContext] = {}


def settled(page: Page) -> None:
    """Wait until the page's script has run and its charts are drawn."""
    page.wait_for_selector("h1")
    page.wait_for_function(
        """() => !document.querySelector('[data-testid="stStatusWidget"], [data-testid="stSkeleton"]')
               && !document.querySelector('.stApp[data-test-script-state="running"]')
               && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
                   .every(chart => chart.querySelector('.main-svg'))""",
        polling=100,  # at each frame would make the browser draw frames for it
    )


def sign_in(page: Page, server: Server) -> None:
    """Sign in with the start-up code, on whatever page asks for it."""
    page.get_by_label("Officer code").fill(server.code)
    page.get_by_label("Your role, as the history should show it").fill("IT performance officer")
    page.get_by_role("button", name="Sign in", exact=True).click()
