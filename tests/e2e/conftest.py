"""A real server with the sample council, and the system's Chromium."""

import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, expect

from tests.browser import WIDTHS
from tests.server import DASHBOARD, Server, serve

expect.set_options(timeout=30_000)  # two cores, shared with the server under test


@pytest.fixture(scope="session")
def server(sample_file, tmp_path_factory) -> Server:
    """A dashboard over a copy of the sample council, for every file whose tests leave its figures as they are."""
    with serving(sample_file, tmp_path_factory) as running:
        yield running


def serving(sample_file: Path, tmp_path_factory) -> AbstractContextManager[Server]:
    """A dashboard over a new copy of the sample council."""
    return serve(DASHBOARD, store=shutil.copy(sample_file, tmp_path_factory.mktemp("served") / "sample.duckdb"))


@pytest.fixture(autouse=True)
def _closed(chromium):
    """Pages that a test leaves open would go on drawing beside the next one; those of a whole file stay."""
    yield
    for page in [page for context in chromium.contexts for page in context.pages]:
        assert hosts_asked(page) <= {urlsplit(page.url).netloc}, "a request left the council"
        if not page.of_the_file:
            page.close()
    for (_, officer), context in _contexts.items():
        if officer and context in chromium.contexts and not context.pages:
            context.clear_cookies()  # the next officer signs in anew


def hosts_asked(page: Page) -> set[str]:
    """Hosts that the page has asked for anything since it was opened."""
    return {urlsplit(asked).netloc for asked in page.asked if urlsplit(asked).scheme not in ("data", "blob")}


def open_page(
    browser: Browser,
    url: str,
    *,
    width: int = 820,
    height: int = 1180,
    scheme: str = "light",
    of_the_file: bool = False,
    officer: bool = False,
    first: str = "",
) -> Page:
    """A visitor's page with every request noted in `page.asked`. Visitors of one theme share the browser's store of
    scripts, and nothing else that the dashboard knows. of_the_file: it stays open when a test of the file ends.
    officer: somebody who will sign in has a browser of their own; until the test ends, all their pages share it.
    first: a script that runs before those of the page."""
    whose = (scheme, officer)
    if whose not in _contexts or _contexts[whose] not in browser.contexts:
        _contexts[whose] = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = _contexts[whose].new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.asked, page.of_the_file = [], of_the_file
    page.on("request", lambda request: page.asked.append(request.url))
    page.set_default_timeout(60_000)
    page.add_init_script(f"{ASKED}\n{first}")
    page.goto(url)
    settled(page)
    return page


_contexts: dict[tuple[str, bool], BrowserContext] = {}  # by theme, and whether for an officer


def settled(page: Page) -> None:
    """Wait until the page's script has run for all that was done, its charts are drawn and nothing fades any more."""
    page.wait_for_selector("h1")
    page.wait_for_function(SETTLED, polling=100)  # at each frame would make the browser draw frames for it


ASKED = Path(__file__).with_name("asked.js").read_text(encoding="utf-8")
SETTLED = """() => document.querySelector('.stApp[data-test-script-state="notRunning"]')
    && !window.asked
    && !document.querySelector('[data-testid="stStatusWidget"], [data-testid="stSkeleton"]')
    && !document.querySelector('[data-stale="true"]')  // what the last run drew fades meanwhile
    && document.getAnimations().every(each => each.playState !== 'running'
                                              || each.effect.getComputedTiming().endTime === Infinity)
    && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
        .every(chart => chart.querySelector('.main-svg'))"""


def walk(page: Page, title: str) -> None:
    """To another page by its link in the navigation, at a desk; behind "N more" where there is no room for it."""
    page.set_viewport_size({"width": WIDTHS["desk"][0], "height": WIDTHS["desk"][1]})
    # the navigation may find more room, or less, in between
    assert any(_followed(page, title) for _ in range(30)), f"no link to {title} could be clicked"
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    settled(page)


def _followed(page: Page, title: str) -> bool:
    """Whether the link could be clicked where it seemed to be."""
    navigation = page.get_by_role("navigation")
    link = navigation.get_by_text(title, exact=True)
    try:
        if link.evaluate("link => !!link.closest('[inert]')"):
            navigation.get_by_role("button", name="more").click(timeout=2000)
            link = page.get_by_test_id("stTopNavDropdownLink").get_by_text(title, exact=True)
        link.click(timeout=2000)
    except TimeoutError:
        return False
    return True


def in_theme(page: Page, scheme: str) -> None:
    """The page in the light or dark theme of its device; charts take its colours with the next run of the script."""
    if page.evaluate("scheme => matchMedia(`(prefers-color-scheme: ${scheme})`).matches", scheme):
        return
    ground, drawn = page.evaluate(_GROUND), page.evaluate(_CHART_COLOURS)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_function(f"before => ({_GROUND})() !== before", arg=ground, polling=100)
    if drawn:
        page.locator("body").press("r")
        page.wait_for_function(
            f"before => !({_CHART_COLOURS})().some(each => before.includes(each))", arg=drawn, polling=100
        )
    settled(page)


_GROUND = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"
_CHART_COLOURS = "() => [...document.querySelectorAll('.js-plotly-plot')].map(chart => chart._fullLayout.font.color)"


def sign_in(page: Page, server: Server) -> None:
    """Sign in with the start-up code, on whatever page asks for it."""
    page.get_by_label("Officer code").fill(server.code)
    page.get_by_label("Your role, as the history should show it").fill("IT performance officer")
    with page.expect_response("**/signed_in"):  # from then on the browser is known wherever it goes
        page.get_by_role("button", name="Sign in", exact=True).click()
