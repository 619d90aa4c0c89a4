"""WCAG 2.2 A and AA by axe: every page, light and dark, at 1366, 820 and 390 wide.

Besides: what a screen reader is told, and no sideways scrolling at 400 %.

A member and an officer walk from page to page by the links, as people do: to load a page anew costs a browser more
than to look at it three times.
"""

from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from access import PAGES
from exhibits.common.glossary import Terms, built_in
from tests.browser import WIDTHS
from tests.e2e.conftest import hosts_asked, in_theme, open_page, settled, sign_in, walk
from tests.jargon import undefined

pytestmark = pytest.mark.browser
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],  # what passes is not described: a third of the time
}
AXE = Axe().axe_script
ZOOMED = (320, 256)  # a window of 1280 × 1024 at 400 %
NEEDS_A_NAME = {"button", "link", "combobox", "textbox", "searchbox", "spinbutton", "slider", "checkbox", "radio",
                "radiogroup", "tab", "image", "img", "graphics-document", "table", "DisclosureTriangle"}  # fmt: skip
TITLES = [page.title for page in PAGES if page.in_navigation]  # tests/e2e/test_own_list.py looks at the others
OFFICERS = [page.title for page in PAGES if page.officers_only]


@pytest.fixture(scope="module")
def member(chromium, server) -> Page:
    page = open_page(chromium, server.url, of_the_file=True)
    yield page
    page.close()


@pytest.fixture(scope="module")
def officer(chromium, server) -> Page:
    page = open_page(chromium, f"{server.url}/{PAGES[-1].url_path}", of_the_file=True, officer=True)
    sign_in(page, server)
    yield page
    page.close()


def violations(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("options => axe.run(options).then(done => done.violations)", OPTIONS)
    return [f"{violation['id']} ({violation['impact']}): {violation['nodes'][0]['html'][:160]}" for violation in found]


def no_sideways_scrolling(page: Page) -> bool:
    """Neither the page nor its main part is wider than the screen."""
    return page.evaluate("document.scrollingElement.scrollWidth <= innerWidth") and page.locator(
        '[data-testid="stMain"]'
    ).evaluate("main => main.scrollWidth <= main.clientWidth")


def narrow(page: Page) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), ZOOMED, strict=True)))
    settled(page)


def told(page: Page) -> list[str]:
    """What is wrong with the tree that Chromium gives to a screen reader: a thing without a name, a heading that skips
    a level, or headings that are not read from the top to the bottom of the page."""
    client = page.context.new_cdp_session(page)
    nodes = [each for each in client.send("Accessibility.getFullAXTree")["nodes"] if not each["ignored"]]
    client.detach()
    faults, before = [], 0
    for node in nodes:
        role, name = node["role"]["value"], node.get("name", {}).get("value", "").strip()
        if role in NEEDS_A_NAME and not name:
            faults.append(f"a {role} without a name")
        if role == "heading":
            level = next(each["value"]["value"] for each in node["properties"] if each["name"] == "level")
            if level > before + 1:
                faults.append(f"{name}: a heading of level {level} after one of level {before}")
            before = level
    tops = page.locator(".stMain :is(h1, h2, h3, h4):visible").evaluate_all(
        "all => all.map(each => [each.getBoundingClientRect().top, each.textContent])"
    )
    faults += [f"{b[1]}: read after {a[1]}, and stands above it" for a, b in pairwise(tops) if b[0] < a[0]]
    return faults


def in_width(page: Page, name: str) -> None:
    width, height = WIDTHS[name]
    page.set_viewport_size({"width": width, "height": height})
    settled(page)


def themes_from_here(page: Page) -> list[str]:
    """Both, that in which the page is now first: a theme draws all charts anew."""
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    return ["dark", "light"] if dark else ["light", "dark"]


def looks_sound(page: Page, title: str) -> None:
    """That a page has no violation in any width and either theme."""
    for scheme in themes_from_here(page):
        in_theme(page, scheme)
        # a theme changes colours, not places: dark is looked at on the iPad that members hold
        for name in WIDTHS if scheme == "light" else ["ipad"]:
            in_width(page, name)
            assert violations(page) == [], f"{title} in {scheme} on a {name}"
            assert no_sideways_scrolling(page), f"{title} in {scheme} on a {name}"
            if scheme == "light" and name == "ipad":
                assert told(page) == [], title
    narrow(page)
    assert no_sideways_scrolling(page), f"{title} at 400 %"


@pytest.mark.parametrize("title", TITLES)
def test_no_violation(title, request):
    page = request.getfixturevalue("officer" if title in OFFICERS else "member")
    walk(page, title)
    looks_sound(page, title)
    if title not in OFFICERS:
        assert undefined(page.locator("body").inner_text(), Terms(built_in())) == [], f"{title}: jargon nobody explains"


_PARTS = {"Channel shift": 8, "Projects": 6, "Money": 4, "Cyber and resilience": 4, "People and equipment": 3}


@pytest.mark.parametrize("title", list(_PARTS))
def test_no_violation_in_a_part_of_a_page(member, title):
    """Parts share the page around them: its widths and themes are looked at above. Here each in one of them, and at
    400 % without sideways scrolling."""
    walk(member, title)
    parts = parts_of(member)
    for scheme in themes_from_here(member):
        in_theme(member, scheme)
        name, some = ("phone", parts[1::2]) if scheme == "light" else ("ipad", parts[2::2])
        for part in some:
            in_width(member, name)
            open_part(member, part)
            assert violations(member) == [], f"{title}, {part}: {scheme}, {name}"
            assert told(member) == [], f"{title}, {part}"
            narrow(member)
            assert no_sideways_scrolling(member), f"{title}, {part}"
    assert len(parts) == _PARTS[title]


def test_no_violation_on_a_project(member):
    in_theme(member, "dark")
    open_project(member)
    in_width(member, "ipad")
    assert violations(member) == []
    assert told(member) == []
    narrow(member)
    assert no_sideways_scrolling(member)


@pytest.mark.parametrize(
    "title, part, scheme",
    [
        ("IT demand", "Work time lost", "dark"),
        ("Channel shift", "Services online", "dark"),
        ("Channel shift", "Take-up", "light"),
        ("Projects", "a project", "light"),
    ],
)
def test_no_violation_with_everything_open(member, title, part, scheme):
    in_theme(member, scheme)
    if part == "a project":
        open_project(member)
    else:
        walk(member, title)
    if title == "Channel shift":
        open_part(member, part)
    if title == "IT demand":
        expect(member.get_by_role("heading", level=2).first).to_contain_text(part)
    in_width(member, "ipad")
    menus = ":not(.habits):not(.tour)"  # of which one at a time is open
    shut = member.locator(f"details:not([open]){menus} > summary")
    for _ in range(10):  # opening one may bring others, and shut those that are drawn anew
        if not shut.count():
            quiet(member)
            if not shut.count():
                break
        shut.evaluate_all("all => all.forEach(each => each.click())")
        settled(member)
    assert shut.count() == 0
    assert violations(member) == []
    for menu in ("tour", "habits"):
        member.locator(f"details.{menu} > summary").last.click()
        expect(member.locator(f"details.{menu}[open]")).to_have_count(1)
    assert violations(member) == []
    member.keyboard.press("Escape")


def parts_of(page: Page) -> list[str]:
    """What the page offers under 'Look at', in its order."""
    return page.get_by_role("radiogroup", name="Look at").get_by_role("radio").all_inner_texts()


def open_part(page: Page, part: str) -> None:
    radio = page.get_by_role("radiogroup", name="Look at").get_by_role("radio", name=part, exact=True)
    radio.click()
    expect(radio).to_be_checked()
    settled(page)


def open_project(page: Page) -> None:
    page.goto(urljoin(page.url, "/projects?project=PRJ-001"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Housing management system")
    settled(page)


def quiet(page: Page) -> None:
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


def test_no_request_leaves_the_council(member, officer):
    """From no page that the two walked through by now; _closed in conftest.py looks at those of every other test."""
    for page in (member, officer):
        assert hosts_asked(page) == {urlsplit(page.url).netloc}
