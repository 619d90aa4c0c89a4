"""What a member has before they scroll on a narrow screen, and on paper.

One visitor walks through the pages once; the window changes its size, which is cheaper than to load a page anew.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import WIDTHS
from tests.e2e import paper
from tests.e2e.conftest import open_page, settled, walk
from tests.e2e.test_accessibility import open_part, parts_of

pytestmark = pytest.mark.browser
SIZES = {name: WIDTHS[name] for name in ("ipad", "phone")}
FIRST_CHART = ".stMain :is([data-testid='stPlotlyChart'], .small_chart)"
NEWEST = {"IT demand": "Sep2026", "Channel shift": "Sep2026", "Projects": "Oct2026", "Money": "2026/27"}
TITLES = [
    "Overview",
    *NEWEST,
    "Cyber and resilience",
    "People and equipment",
    "Digital inclusion",
    "Actions",
    "a project",
]
WITH_PARTS = ("Channel shift", "Projects", "Money", "Cyber and resilience", "People and equipment", "Actions")
LEAD = ".stMain [class*='st-key-lead_']"  # of a part that is words alone


@pytest.fixture(scope="module")
def member(chromium, server) -> Page:
    page = open_page(chromium, server.url, of_the_file=True, first=paper.STUB)
    yield page
    page.close()


@pytest.mark.parametrize("title", TITLES)
def test_each_part_of_a_page_has_its_chart_on_the_first_screen_and_is_whole_on_paper(member, title):
    """Each part is opened in the size in which the one before was looked at last. Paper is asked for by Control and p
    from each size, and read from a PDF of the last; what opens first also from a desk, and by a browser's own menu."""
    open_title(member, title)
    parts = [""]
    if title in WITH_PARTS:
        expect(member.get_by_role("radiogroup", name="Look at")).to_be_visible()
        parts = parts_of(member)
    if title in NEWEST:
        paper.check_as_it_stands(member, NEWEST[title])
    too_wide = {title: paper.drawn_for_paper(member)["over"]}
    member.evaluate(paper.DONE)
    sizes, too_low = [*SIZES.items()], {}
    for part in parts:
        if part != parts[0]:
            open_part(member, part)
        for size, (width, height) in sizes:
            member.set_viewport_size({"width": width, "height": height})
            settled(member)
            if (top := top_of(member, LEAD if part == "Worth asking" else FIRST_CHART)) >= height:
                too_low[part, size] = top
            drawn = paper.drawn_for_paper(member)
            too_wide[f"{part}, {size}"] = drawn["over"]
            if size == sizes[-1][0]:
                paper.check_printed(member, drawn, part)
            member.evaluate(paper.DONE)
        sizes.reverse()
    assert not too_low and not any(too_wide.values()), too_wide


def open_title(page: Page, title: str) -> None:
    if title != "a project":
        walk(page, title)
        return
    walk(page, "Projects")
    page.locator(".stMain [data-testid='stMarkdownContainer'] a[href*='project=']:visible").first.click()
    expect(page.get_by_role("link", name="← All projects")).to_be_visible()
    settled(page)


def top_of(page: Page, what: str) -> int:
    """Where the first such thing begins, in pixels from the top of the page."""
    page.evaluate("document.querySelector('.stMain').scrollTo(0, 0)")
    return round(page.locator(what).first.bounding_box()["y"])


def test_a_phone_folds_the_filters_into_a_line_that_says_what_is_chosen(member):
    walk(member, "IT demand")
    member.set_viewport_size(dict(zip(("width", "height"), WIDTHS["phone"], strict=True)))
    period = member.get_by_role("combobox", name="Period")
    expect(period).not_to_be_visible()
    line = member.locator(".st-key-filters_fold")
    expect(line).to_contain_text("Work time lost · Period: 3 years · Directorate: Whole council")
    line.locator("summary").press("Enter")
    period.fill("5 years")
    period.press("Enter")
    expect(line).to_contain_text("5 years")
    expect(period).to_be_visible()  # open for the next choice
    line.locator("summary").press("Enter")
    expect(period).not_to_be_visible()
