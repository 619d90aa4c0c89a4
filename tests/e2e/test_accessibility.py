"""WCAG 2.2 A and AA by axe: every page, light and dark, at 1366, 820 and 390 wide."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from access import PAGES
from tests.browser import WIDTHS
from tests.e2e.conftest import open_page, settled, sign_in

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PARTS = [
    *(f"channel_shift?view={part}" for part in ("mix", "online", "savings", "reviews", "peaks", "areas")),
    *(f"projects?view={part}" for part in ("timeline", "confidence", "asking", "risks", "alignment")),
    "projects?project=PRJ-001",
    *(f"money?view={part}" for part in ("savings", "value")),
]
ADDRESSES = [page.url_path for page in PAGES]


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{violation['id']} ({violation['impact']}): {violation['nodes'][0]['html'][:160]}" for violation in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_violation(chromium, server, address, scheme):
    page = open_page(chromium, f"{server.url}/{address}", scheme=scheme)
    if page.get_by_label("Officer code").count() and address != "sign_in":
        sign_in(page, server)
        page.wait_for_selector('input[aria-label="Officer code"]', state="detached")
        settled(page)
    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        assert violations(page) == [], f"{address} in {scheme} on a {name}"
    page.context.close()


def test_no_violation_in_a_part_of_a_page(chromium, server):
    """Parts share the page around them: its widths and themes are looked at above. Here each in one of them."""
    looks = [("light", "phone"), ("dark", "ipad")]
    pages = [
        open_page(chromium, server.url, width=WIDTHS[name][0], height=WIDTHS[name][1], scheme=scheme)
        for scheme, name in looks
    ]
    for number, address in enumerate(PARTS):
        page = pages[number % 2]
        page.goto(f"{server.url}/{address}")
        settled(page)
        assert violations(page) == [], f"{address}: {looks[number % 2]}"
    for page in pages:
        page.context.close()


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
    for _ in range(40):  # opening one may bring others
        if not shut.count():
            break
        shut.first.click()
        settled(page)
    assert shut.count() == 0
    assert violations(page) == []
    page.context.close()
