"""What any visitor may rely on: officers' pages stay shut, addresses keep their filters, nothing leaves the council."""

import sys
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from access import PAGES
from tests.e2e.conftest import hosts_asked, open_page, settled, sign_in, walk
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
        page = open_page(chromium, f"{fresh.url}/upload")
        expect(page.get_by_label("Officer code")).to_be_visible()
        expect(page.locator("input[type=file]")).to_have_count(0)
        expect(page.get_by_text("What is in the file?")).to_have_count(0)
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


def test_no_request_leaves_the_council(chromium, server):
    """Nor on any page of any other test here: what each has asked for is looked at when it is closed."""
    page = open_page(chromium, server.url)
    for title in ("IT demand", "Channel shift", "Projects", "Money", "Officer sign in"):
        walk(page, title)
    sign_in(page, server)
    expect(page.get_by_text("Sign out").first).to_be_visible()
    for title in (page.title for page in PAGES if page.officers_only):
        walk(page, title)
    assert hosts_asked(page) == {urlsplit(server.url).netloc}


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


def test_a_member_opens_a_project_from_the_register(chromium, server):
    page = open_page(chromium, f"{server.url}/projects")
    line = page.locator(".st-key-projects_to_open").get_by_role("button").first
    name = line.inner_text().split("\n")[0]
    line.click()
    page.wait_for_url("**project=**")
    settled(page)
    expect(page.get_by_role("heading", level=2).first).to_contain_text(name.rsplit(" ", 1)[0][:12])


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
