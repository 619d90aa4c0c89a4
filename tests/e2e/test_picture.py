"""The picture of a page's first chart: there before Plotly is, in its place and like it, and gone when it has drawn."""

import gzip
import re
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, Route

from tests.browser import WIDTHS
from tests.e2e.conftest import open_page, settled

pytestmark = pytest.mark.browser
CHARTS = re.compile(r"/static/js/PlotlyChart\..*\.js\?whole")  # what draws charts itself
PARTS = re.compile(r"/static/js/(Selectbox|ButtonGroup|Html|DownloadButton|Table)\.")
_WORDS = """box => [...box.querySelectorAll('text')]
    .filter(each => each.textContent.trim() && each.getClientRects().length)
    .map(each => ({says: each.textContent.replace(/\\s+/g, ''), x: each.getBoundingClientRect().x,
                   y: each.getBoundingClientRect().y}))"""
_ALL_BUT_CHARTS = """() => document.querySelector('[data-testid="stSelectbox"]')
    && [...document.querySelectorAll('[data-testid="stSkeleton"]')].every(e => e.closest('[class*="st-key-chart_"]'))"""
_NEAR = 5  # pixels, of letters set by another hand


class Held:
    """A page for which Streamlit's parts do not come before come()."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self._waiting: list[Route] = []
        self._free: list[re.Pattern] = []
        page.asked, page.of_the_file = [], True
        for parts in (CHARTS, PARTS):
            page.route(parts, self._asked)
        page.goto(address)
        page.locator(".picture").first.wait_for(state="visible")

    def _asked(self, route: Route) -> None:
        if any(parts.search(route.request.url) for parts in self._free):
            route.continue_()
        else:
            self._waiting.append(route)

    def come(self, parts: re.Pattern) -> None:
        self._free.append(parts)
        now = [route for route in self._waiting if parts.search(route.request.url)]
        self._waiting = [route for route in self._waiting if route not in now]
        for route in now:
            route.continue_()


def where(page: Page) -> list[float]:
    """Where the first screen's parts begin, in pixels from the top: headings, the chart, what stands below it."""
    seen = page.locator("h1, h2, [class*='st-key-picture_'], [class*='st-key-more_'], [class*='st-key-csv_']")
    return [seen.nth(number).bounding_box()["y"] for number in range(5)]


@pytest.fixture
def new(chromium):
    """A browser that has nothing yet."""
    context = chromium.new_context(reduced_motion="reduce")
    yield context
    context.close()


@pytest.mark.parametrize(
    ("address", "size"),
    [("/it_demand", "phone"), ("/channel_shift", "ipad"), ("/projects", "desk"), ("/money", "phone")],
)
def test_the_picture_stands_where_plotly_draws_and_says_the_same_words(new, server, address, size):
    page = new.new_page()
    page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[size], strict=True)))
    held = Held(page, server.url + address)
    box = page.locator("[class*='st-key-picture_']").first
    words = box.locator(".picture").evaluate(_WORDS)
    places = [where(page)]
    held.come(PARTS)
    page.wait_for_function(_ALL_BUT_CHARTS)
    places.append(where(page))
    held.come(CHARTS)  # the page stood without it
    settled(page)
    places.append(where(page))
    assert not box.locator(".picture").is_visible() and box.locator(".main-svg").first.is_visible()
    assert places[1] == pytest.approx(places[0], abs=1) and places[2] == pytest.approx(places[0], abs=1), "it jumped"
    drawn = box.locator(".js-plotly-plot").evaluate(_WORDS)
    assert sorted(each["says"] for each in words) == sorted(each["says"] for each in drawn)
    far = [
        one
        for one in words
        if not any(
            one["says"] == two["says"] and abs(one["x"] - two["x"]) < _NEAR and abs(one["y"] - two["y"]) < _NEAR
            for two in drawn
        )
    ]
    assert not far


def test_streamlits_page_carries_our_look_and_scripts_at_every_address(server):
    browser = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    pages = {}
    for address in ("/", "/it_demand", "/nowhere"):
        request = Request(server.url + address, headers={**browser, "If-None-Match": "*"})
        try:
            answer = urlopen(request)
        except HTTPError as error:
            answer = error
        pages[address] = gzip.decompress(answer.read()).decode()
        assert answer.status == (404 if address == "/nowhere" else 200)
    assert len(set(pages.values())) == 1
    body = pages["/"].partition("<body>")[2]
    assert body.count("<style>") == 2 and "st-key-picture_" in body and "dashboardPaper" in body
    assert re.findall(r'modulepreload" crossorigin href="\./static/js/(Html|Selectbox)\.', pages["/"]) == [
        "Selectbox",
        "Html",
    ]


def test_another_choice_has_its_own_picture(chromium, server):
    page = open_page(chromium, f"{server.url}/it_demand?measure=incidents")
    before = page.locator(".picture").inner_html()
    measure = page.get_by_role("combobox", name="Measure")
    measure.fill("Password resets")
    measure.press("Enter")
    page.get_by_role("heading", level=2, name="Password resets").first.wait_for()
    settled(page)
    assert page.locator(".picture").count() == 1 and page.locator(".picture").inner_html() != before
