"""WCAG 2.2 A and AA by axe: every page, light and dark, at 1366, 820 and 390 wide."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from access import PAGES
from tests.browser import WIDTHS
from tests.e2e.conftest import open_page, settled, sign_in

pytestmark = pytest.mark.browser
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],  # what passes is not described: a third of the time
}
AXE = Axe().axe_script
PARTS = [
    *(f"channel_shift?view={part}" for part in ("mix", "online", "savings", "reviews", "peaks", "areas")),
    *(f"projects?view={part}" for part in ("timeline", "confidence", "asking", "risks", "alignment")),
    "projects?project=PRJ-001",
    *(f"money?view={part}" for part in ("savings", "value")),
]
ADDRESSES = [page.url_path for page in PAGES]


def violations(page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("options => axe.run(options).then(done => done.violations)", OPTIONS)
    return [f"{violation['id']} ({violation['impact']}): {violation['nodes'][0]['html'][:160]}" for violation in found]


def no_sideways_scrolling(page) -> bool:
    """Neither the page nor its main part is wider than the screen."""
    return page.evaluate("document.scrollingElement.scrollWidth <= innerWidth") and page.locator(
        '[data-testid="stMain"]'
    ).evaluate("main => main.scrollWidth <= main.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_violation(chromium, server, address, scheme):
    page = open_page(chromium, f"{server.url}/{address}", scheme=scheme)
    if page.get_by_label("Officer code").count() and address != "sign_in":
        sign_in(page, server)
        page.wait_for_selector('input[aria-label="Officer code"]', state="detached")
        settled(page)
    # a theme changes colours, not places: dark is looked at on the iPad that members hold
    for name, (width, height) in WIDTHS.items() if scheme == "light" else [("ipad", WIDTHS["ipad"])]:
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        assert violations(page) == [], f"{address} in {scheme} on a {name}"
        assert no_sideways_scrolling(page), f"{address} on a {name}"


@pytest.mark.parametrize("scheme, name", [("light", "phone"), ("dark", "ipad")])
def test_no_violation_in_a_part_of_a_page(chromium, server, scheme, name):
    """Parts share the page around them: its widths and themes are looked at above. Here each in one of them, and on
    a phone without sideways scrolling."""
    width, height = WIDTHS[name]
    page = open_page(chromium, server.url, width=width, height=height, scheme=scheme)
    for address in PARTS[scheme == "dark" :: 2]:
        page.goto(f"{server.url}/{address}")
        settled(page)
        assert violations(page) == [], f"{address}: {scheme}, {name}"
        page.set_viewport_size({"width": WIDTHS["phone"][0], "height": height})
        settled(page)
        assert no_sideways_scrolling(page), address
        page.set_viewport_size({"width": width, "height": height})


@pytest.mark.parametrize(
    "address, scheme",
    [
        ("it_demand?measure=work_time_lost", "dark"),
        ("channel_shift", "light"),
        ("channel_shift?view=online", "dark"),
        ("projects?project=PRJ-001", "light"),
    ],
)
def test_no_violation_with_everything_open(chromium, server, address, scheme):
    page = open_page(chromium, f"{server.url}/{address}", scheme=scheme)
    shut = page.locator("details:not([open]) > summary")
    for _ in range(40):  # opening one may bring others, and shut those that are drawn anew
        if not shut.count():
            quiet(page)
            if not shut.count():
                break
        shut.first.click()
        settled(page)
    assert shut.count() == 0
    assert violations(page) == []


def quiet(page) -> None:
    """Wait until nothing of the page has changed for a second."""
    page.evaluate(
        """() => new Promise(done => {
               let timer = setTimeout(finish, 1000);
               const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(finish, 1000); });
               function finish() { watch.disconnect(); done(); }
               watch.observe(document.body, {subtree: true, childList: true, attributes: true});
           })"""
    )
    settled(page)
