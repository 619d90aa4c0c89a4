"""What any visitor may rely on: officers' pages stay shut, addresses keep their filters, nothing leaves the council."""

import sys
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import open_page, settled, sign_in
from tests.people import SETTINGS
from tests.server import DASHBOARD, serve
from tests.stores import new_store

pytestmark = pytest.mark.browser
OFFICER_PAGES = ("upload", "submissions", "explain")
PLAIN_STREAMLIT = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]


@pytest.mark.parametrize("command", [DASHBOARD, PLAIN_STREAMLIT], ids=["serve", "streamlit"])
def test_the_very_first_visit_to_an_officers_page_shows_nothing_of_it(chromium, tmp_path, command):
    """Streamlit runs a file in pages/ directly before the navigation has run once: the guard must hold even then."""
    new_store(tmp_path / "s.duckdb").close()
    (tmp_path / "council.toml").write_text(SETTINGS.format(sample="false"), encoding="utf-8")
    chosen = {"COUNCIL_SETTINGS": str(tmp_path / "council.toml")}
    with serve(command, store=tmp_path / "s.duckdb", env=chosen) as fresh:
        page = open_page(chromium, f"{fresh.url}/upload", officer=True)
        if command is PLAIN_STREAMLIT:  # nothing gives the browser a cookie then, and nobody signs in without one
            expect(page.get_by_text("keeps no cookie")).to_be_visible()
        else:
            expect(page.get_by_label("Officer code")).to_be_visible()
        expect(page.locator("input[type=file]")).to_have_count(0)
        expect(page.get_by_text("What is in the file?")).to_have_count(0)
        if command is not PLAIN_STREAMLIT:
            sign_in(page, fresh)
            # where the visitor wanted to go
            expect(page.get_by_role("heading", name="Upload", level=1)).to_be_visible()


@pytest.mark.parametrize("name", OFFICER_PAGES)
def test_a_member_cannot_open_an_officers_page(chromium, server, name):
    page = open_page(chromium, f"{server.url}/{name}")
    expect(page.get_by_label("Officer code")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_text("Upload", exact=True)).to_have_count(0)


def test_an_address_keeps_the_filters_that_its_sender_chose(chromium, server):
    page = open_page(chromium, f"{server.url}/it_demand?measure=incidents&period=60")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Incidents raised")
    measure = page.get_by_role("combobox", name="Measure")
    measure.fill("Password resets")
    measure.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Password resets")
    assert "measure=password_resets" in page.url and "period=60" in page.url
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Password resets")


def test_a_card_of_the_overview_leads_to_its_measure(chromium, server):
    page = open_page(chromium, server.url)
    page.get_by_role("link", name="Work time lost", exact=True).first.click()
    expect(page.get_by_role("heading", name="IT demand", level=1)).to_be_visible()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Work time lost")


def test_the_first_page_answers_to_its_name(chromium, server):
    page = open_page(chromium, f"{server.url}/overview")
    expect(page.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    assert urlsplit(page.url).path == "/" and not page.get_by_text("Page not found").count()


def test_channel_shift_is_read_service_by_service_and_part_by_part(chromium, server):
    """Need 45: a member looks into the parking permits, and sends the address on."""
    page = open_page(chromium, f"{server.url}/channel_shift")
    expect(page.get_by_text("Is anyone left behind?")).to_be_visible()
    service = page.get_by_role("combobox", name="Service")
    service.fill("Parking permits")
    service.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Parking permits")
    expect(page.get_by_text("Is anyone left behind?")).to_be_visible()
    page.get_by_text("Reviews", exact=True).click()
    page.wait_for_url("**view=reviews**")
    settled(page)
    expect(page.get_by_text("Is anyone left behind?")).to_be_visible()  # the review shows take-up too
    assert "service=parking-permits" in page.url
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Parking permits")


def test_a_member_opens_a_project_from_the_register_and_comes_back(chromium, server):
    """From its name in the chart, to the top of a page of its own, and back to the list as it was."""
    page = open_page(chromium, f"{server.url}/projects?type=transform")
    settled(page)
    name = page.locator(".js-plotly-plot .annotation a").first
    words = name.text_content()
    name.click()
    page.wait_for_url("**project=**")
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    assert page.title().startswith(words)
    assert page.evaluate("() => document.querySelector('.stMain').scrollTop") == 0
    page.get_by_role("link", name="← All projects").click()
    page.wait_for_url("**/projects?type=transform")
    expect(page.get_by_role("heading", level=1)).to_have_text("Projects")


def test_names_lead_on_in_place_and_the_day_of_the_figures_goes_along(chromium, server):
    """By keyboard and mouse; Ctrl opens another tab as everywhere; no page is loaded anew: officers stay signed in."""
    page = open_page(chromium, f"{server.url}/projects?view=asking&as_at=2026-10-06")
    page.evaluate("() => { window.stays = true; }")
    banner = page.get_by_text("You see the figures as they stood on 6 October 2026.")
    expect(banner).to_be_visible()
    name = page.locator(".stMain [data-testid=stMarkdownContainer] a[href*='project=']:visible").first
    with page.context.expect_page() as opened:
        name.click(modifiers=["Control"])
    opened.value.close()
    assert "project=" not in page.url
    name.press("Enter")
    page.wait_for_url("**project=**")
    settled(page)
    assert page.evaluate("() => document.querySelector('.stMain').scrollTop") == 0
    page.get_by_role("navigation").get_by_text("Money", exact=True).click()
    expect(page.get_by_role("heading", name="Money", level=1)).to_be_visible()
    expect(banner).to_be_visible()
    assert "as_at=2026-10-06" in page.url
    settled(page)
    page.get_by_role("button", name="Back to now").click()
    expect(banner).to_have_count(0)
    assert "as_at" not in page.url and page.evaluate("() => window.stays")


def test_search_answers_to_the_keyboard_and_back_returns_to_where_one_was(chromium, server):
    page = open_page(chromium, server.url)
    page.get_by_role("button", name="Search").press("Enter")
    page.get_by_label("Search for measures, services, projects, risks, actions and words").fill("phising")
    expect(page.get_by_role("status").filter(has_text="results for “phising”")).to_be_visible()
    page.get_by_test_id("stPopoverBody").get_by_role("link", name="Test e-mails clicked").press("Enter")
    page.wait_for_url("**measure=phishing_clicked**")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Test e-mails clicked")
    page.go_back()
    expect(page.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    settled(page)
    measure = page.locator('.stMain a[href*="it_demand?measure="]').last
    measure.scroll_into_view_if_needed()
    there = page.evaluate("() => document.querySelector('.stMain').scrollTop")
    assert there > 500
    measure.click()
    page.wait_for_url("**/it_demand**")
    settled(page)
    page.go_back()
    page.wait_for_function(
        "there => Math.abs(document.querySelector('.stMain').scrollTop - there) < 50", arg=there, polling=100
    )


def test_one_question_is_followed_by_keyboard_alone(chromium, server):
    """From the Overview to a measure, why it was so, a project, and back to all of them."""
    page = open_page(chromium, server.url)
    press_to(page, page.get_by_role("link", name="Work time lost", exact=True).first)
    page.wait_for_url("**/it_demand?measure=work_time_lost")
    settled(page)
    why = page.locator("summary", has_text="More incidents, or longer ones")
    press_to(page, why)
    expect(page.get_by_role("heading", name="September 2026: ")).to_be_visible()
    settled(page)
    press_to(page, page.get_by_role("navigation").get_by_role("link", name="Projects"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Projects")
    settled(page)
    name = page.locator(".stMain [data-testid='stMarkdownContainer'] a[href*='project=']:visible").first
    words = name.text_content()
    press_to(page, name)
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    settled(page)
    press_to(page, page.get_by_role("link", name="← All projects"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Projects")


def press_to(page: Page, there: Locator) -> None:
    """Tab from where one is, round the page if need be, until the focus stands there for all to see; then Enter."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if there.evaluate("it => it === document.activeElement"):
            break
    expect(there).to_be_focused()
    assert there.evaluate(_SEEN), "the focus cannot be seen"
    page.keyboard.press("Enter")


_SEEN = """it => {
    const look = getComputedStyle(it), box = it.getBoundingClientRect();
    const drawn = (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none";
    return drawn && box.top >= 0 && box.bottom <= innerHeight;
}"""


def test_dragging_a_chart_does_not_zoom(chromium, server):
    page = open_page(chromium, f"{server.url}/it_demand?measure=incidents")
    chart = page.locator(".js-plotly-plot").first
    before = chart.evaluate("chart => JSON.stringify(chart.layout.xaxis.range)")
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.5, steps=5)
    page.mouse.up()
    assert chart.evaluate("chart => JSON.stringify(chart.layout.xaxis.range)") == before
