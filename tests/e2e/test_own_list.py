"""Share or keep, in a browser: a link that leads to its exhibit, and a list that goes along in the address."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import in_theme, open_page, settled, walk
from tests.e2e.test_accessibility import looks_sound, told, violations
from tests.e2e.test_visitor import press_to

pytestmark = pytest.mark.browser
COMMITTEE = "committee=Overview+and+Scrutiny+Committee"


def menu_of(page: Page, exhibit: str):
    return page.locator(f'details.habits[data-exhibit="{exhibit}"]')


def keep(page: Page, exhibit: str) -> None:
    menu_of(page, exhibit).locator("summary").click()
    menu_of(page, exhibit).get_by_role("button", name="Add to my list").click()
    expect(menu_of(page, exhibit).get_by_role("status")).to_contain_text("On your list")


def test_a_list_goes_along_in_the_address_and_is_read_and_printed_as_one(chromium, server):
    page = open_page(chromium, f"{server.url}/it_demand?measure=incidents&period=24&{COMMITTEE}")
    menu = menu_of(page, "process_incidents")
    press_to(page, menu.locator("summary"))  # by keyboard alone
    expect(menu).to_have_attribute("open", "")
    press_to(page, menu.get_by_role("button", name="Add to my list"))
    page.wait_for_url("**&list=process_chart.measure_id.incidents.months.24")
    expect(menu.get_by_role("button", name="Take off my list")).to_be_visible()
    expect(page.get_by_role("link", name="My list (1)")).to_be_visible()
    settled(page)
    assert violations(page) == [] and told(page) == []
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()

    walk(page, "Channel shift")
    assert COMMITTEE in page.url, "whose meetings goes along too"
    keep(page, "take_up")
    settled(page)
    page.evaluate("document.querySelector('.stMain').scrollTo(0, 0)")  # a list of choices shuts when the page scrolls
    service = page.get_by_role("combobox", name="Service")
    service.click()
    service.fill("Parking permits")
    service.press("Enter")
    page.wait_for_url("**service=parking-permits**")
    settled(page)
    assert "list=process_chart" in page.url, "a filter changes nothing of the list"
    keep(page, "take_up")
    page.get_by_role("link", name="My list (3)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My list")
    settled(page)
    titles = page.get_by_role("heading", level=2).all_inner_texts()
    assert [title.split(":")[0] for title in titles] == [
        "Incidents raised", "Digital take-up", "Digital take-up, Parking permits"
    ]  # fmt: skip

    looks_sound(page, "My list")
    in_theme(page, "light")

    with page.expect_download() as taken:
        page.get_by_role("button", name="Download as a private PDF").click()
    assert taken.value.suggested_filename.startswith("chosen_")
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF-")

    menu_of(page, "take_up_1").locator("summary").click()
    menu_of(page, "take_up_1").get_by_role("button", name="Take off my list").click()
    expect(page.get_by_role("link", name="My list (2)")).to_be_visible()
    settled(page)
    assert page.get_by_role("heading", level=2).all_inner_texts() == [titles[0], titles[2]]
    page.go_back()
    expect(page.get_by_role("link", name="My list (3)")).to_be_visible()


def test_a_link_to_an_exhibit_leads_to_it_and_says_nothing_of_ones_list(chromium, server):
    page = open_page(chromium, f"{server.url}/channel_shift?list=mix")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    menu = menu_of(page, "who_gets_through")
    menu.locator("summary").click()
    menu.get_by_role("button", name="Copy link").click()
    expect(menu.get_by_role("status")).to_have_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{server.url}/channel_shift#who_gets_through"
    # where the clipboard may not be used, as on a page that came by http
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.evaluate("document.execCommand = () => false")
    menu.get_by_role("button", name="Copy link").click()
    expect(menu.get_by_role("status")).to_have_text(f"Copy this link: {link}")

    page.evaluate("window.print = () => { window.asked = true; }")
    menu.get_by_role("button", name="Print this page").click()
    assert page.evaluate("window.asked")
    page.emulate_media(media="print")
    expect(menu).to_be_hidden()

    other = open_page(chromium, link)
    first = other.locator(".st-key-lead_who_gets_through")
    other.wait_for_function(
        "() => { const box = document.querySelector('.st-key-lead_who_gets_through').getBoundingClientRect();"
        " return box.top > 50 && box.top < innerHeight / 2; }",
        polling=100,
    )
    expect(first).to_be_in_viewport()
