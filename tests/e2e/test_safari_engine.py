"""What a member does on an iPad, in the engine that iPads have: to a chart and its filters, to a project and back, to
what they look for, and to paper. One window walks on, as in the other browser's tests."""

import pytest

from tests.browser import WIDTHS
from tests.e2e.conftest import ASKED, SETTLED
from tests.safari import CONTROL, ENTER, Safari, safari

pytestmark = pytest.mark.browser
# for the browser's own, whether screen/paper.js has run by then or not
STUB = "(window.dashboardPaper || window).print = () => { window.printed = true; };"
PLACES = "return [...document.querySelectorAll(arguments[0])].map(each => each.getBoundingClientRect().toJSON())"
MONTHS = """return [...document.querySelector('.js-plotly-plot')?.querySelectorAll('.xtick text') ?? []]
                .map(each => each.textContent)"""
A4_WITHIN_MARGINS = 711  # pixels of 188 mm


@pytest.fixture(scope="module")
def ipad(server) -> Safari:
    with safari(*WIDTHS["ipad"]) as window:
        window.open(f"{server.url}/", first=f"{ASKED} {STUB}")
        settled(window, "Overview")
        yield window


def settled(window: Safari, title: str) -> None:
    """Wait until the page of that heading is there, as in the other browser."""
    window.wait("document.querySelector('h1')?.textContent === arguments[0]", title)
    window.wait(f"({SETTLED})()")


def walk(window: Safari, title: str) -> None:
    """To a page by its link, unless it is there: a link to the page itself would leave nothing to wait for."""
    if window.run("return document.querySelector('h1').textContent") != title:
        window.tap("[data-testid='stTopNavLink']", title)
    settled(window, title)


def test_the_overview_opens_with_its_sentence_and_its_small_charts(ipad):
    sentence = ipad.run("return document.querySelector('.st-key-first_sentence').textContent")
    assert "measures were unusual in their newest period" in sentence
    charts = ipad.run(PLACES, ".small_chart")
    assert len(charts) > 4 and charts[0]["top"] < WIDTHS["ipad"][1]
    assert all(chart["width"] > 100 and chart["height"] > 20 and chart["right"] <= 820 for chart in charts)


def test_a_filter_changes_the_chart_and_the_address_and_a_section_opens(ipad):
    walk(ipad, "IT demand")
    assert "Sep2022" not in ipad.run(MONTHS)
    ipad.tap("input[aria-label$='Period']")
    ipad.type("input[aria-label$='Period']", "5 years" + ENTER)
    ipad.wait("location.search.includes('period=60')")
    ipad.wait(f"(() => {{ {MONTHS} }})().includes('Sep2022')")
    settled(ipad, "IT demand")
    ipad.tap("summary p", "The same month in earlier years")
    ipad.wait("document.querySelector('.stMain details[open] .js-plotly-plot .main-svg')")
    (chart,) = ipad.run(PLACES, ".stMain details[open] .js-plotly-plot")
    assert chart["width"] > 600 and chart["right"] <= 820


def test_a_project_opens_from_its_name_and_back_leads_to_the_list(ipad):
    walk(ipad, "Projects")
    name = ipad.run("return document.querySelector('.js-plotly-plot .annotation a').textContent")
    ipad.tap(".js-plotly-plot .annotation a", name)
    settled(ipad, name)
    assert ipad.run("return document.title").startswith(name)
    assert ipad.run("return document.querySelector('.stMain').scrollTop") == 0
    ipad.back()
    settled(ipad, "Projects")
    assert "project=" not in ipad.run("return location.search")


def test_search_answers_in_spite_of_a_wrong_spelling_and_leads_on(ipad):
    walk(ipad, "Money")
    ipad.tap(".st-key-search button")
    ipad.wait("document.querySelector('[data-testid=stPopoverBody] input')")
    ipad.type("[data-testid=stPopoverBody] input", "phising")
    ipad.wait("document.querySelector('[data-testid=stPopoverBody]').textContent.includes('results for “phising”')")
    ipad.wait(f"({SETTLED})()")  # the words come before what was found
    ipad.tap("[data-testid=stPopoverBody] a", "Test e-mails clicked")
    ipad.wait("location.search.includes('measure=phishing_clicked')")
    settled(ipad, "Cyber security")
    walk(ipad, "IT demand")  # which the measure is a part of: its link leads back to the page as it begins


@pytest.mark.parametrize("drawn_anew", [True, False], ids=["Control and p", "Share, Print"])
def test_paper_holds_the_charts_to_their_newest_month(ipad, drawn_anew):
    """The sheet is laid out by the engine in a frame as wide as A4 within its margins, under the rules for print."""
    walk(ipad, "IT demand")
    if drawn_anew:
        ipad.press(CONTROL, "p")
        ipad.wait("window.printed")
        assert ipad.run(WIDEST_CHART) <= A4_WITHIN_MARGINS
    else:  # too late to draw: it is made smaller
        assert ipad.run(WIDEST_CHART) > A4_WITHIN_MARGINS
    ipad.run("dispatchEvent(new Event('beforeprint'))")
    ipad.run(LAY_OUT, A4_WITHIN_MARGINS)
    ipad.run("dispatchEvent(new Event('afterprint'))")
    ipad.wait(f"(() => {{ {WIDEST_CHART} }})() > arguments[0]", A4_WITHIN_MARGINS)  # again as on the screen
    ipad.wait("document.getElementById('sheet').contentDocument.querySelector('.printed')")
    sheet = ipad.run(MEASURE)
    assert sheet["width"] <= A4_WITHIN_MARGINS
    assert {"Sep2026", "Devices"} <= {words for words, _, _ in sheet["labels"]}
    assert min(left for _, left, _ in sheet["labels"]) >= 0
    assert max(right for _, _, right in sheet["labels"]) <= A4_WITHIN_MARGINS
    assert sheet["printed"].startswith("Printed on ") and sheet["filters"].startswith("Measure: Work time lost")
    assert sheet["pressed"] == []


def test_a_touch_copies_the_link_to_an_exhibit_and_puts_it_on_a_list_of_ones_own(ipad):
    walk(ipad, "Money")
    menu = "document.querySelector('details.habits')"
    ipad.tap("details.habits summary")
    ipad.wait(f"{menu}.open")
    ipad.tap("details.habits button", "Copy link")
    ipad.wait(f"{menu}.querySelector('[role=status]').textContent.includes('link')")
    ipad.tap("details.habits button", "Add to my list")
    ipad.wait("location.search.includes('list=strategy')")
    ipad.tap(".st-key-head a", "My list (1)")
    settled(ipad, "My list")
    (chart,) = ipad.run(PLACES, ".js-plotly-plot")
    assert chart["right"] <= 820
    ipad.tap("details.habits summary")
    ipad.tap("details.habits button", "Take off my list")
    ipad.wait("!location.search")
    ipad.wait("document.querySelector('.stMain').textContent.includes('Nothing is on your list yet.')")


WIDEST_CHART = "return Math.max(...[...document.querySelectorAll('.js-plotly-plot')].map(c => c._fullLayout.width))"
LAY_OUT = """
    const root = document.documentElement.cloneNode(true);
    root.querySelectorAll("script, style, link, iframe").forEach((each) => each.remove());
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText);
    const print = rules.join("").replaceAll("@media print", "@media all");
    document.getElementById("sheet")?.remove();
    const sheet = document.createElement("iframe");
    sheet.id = "sheet";
    sheet.style = `position: absolute; left: -2000px; height: 1050px; border: 0; width: ${arguments[0]}px`;
    sheet.srcdoc = `<!doctype html><style>${print}</style>${root.innerHTML}`;
    document.body.append(sheet);"""
MEASURE = """
    const sheet = document.getElementById("sheet").contentDocument;
    const all = (css) => [...sheet.querySelectorAll(css)].filter((each) => each.getClientRects().length);
    const text = (css) => all(css).map((each) => each.innerText).join("");
    return {
        width: sheet.scrollingElement.scrollWidth,
        labels: all(".js-plotly-plot text").map((each) => {
            const box = each.getBoundingClientRect();
            return [each.textContent, box.left, box.right];
        }),
        printed: text(".printed"),
        filters: text(".st-key-filters_fold p"),
        pressed: all("header, nav, [data-testid=stDownloadButton], .habits, .tour").map((each) => each.textContent),
    };"""
