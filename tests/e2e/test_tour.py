"""The tour of the first visit: opened by who wants it, ended for good, and never on paper; and its page."""

import pytest
from playwright.sync_api import expect

from screen.tour import STEPS
from tests.browser import WIDTHS
from tests.e2e.conftest import open_page, settled
from tests.e2e.test_accessibility import looks_sound, no_sideways_scrolling, violations
from tests.e2e.test_visitor import press_to

pytestmark = pytest.mark.browser


def test_who_is_new_is_led_through_five_steps_by_keyboard_and_not_asked_again(chromium, server):
    page = open_page(chromium, server.url, width=WIDTHS["phone"][0], height=WIDTHS["phone"][1])
    tour = page.locator("details.tour")
    card = tour.locator(".card")
    heading = page.get_by_role("heading", level=1)
    before = heading.bounding_box()
    expect(card).to_be_hidden()  # it waits for who wants it
    press_to(page, tour.locator("summary"))
    expect(card.get_by_text("Step 1 of 5")).to_be_visible()
    assert heading.bounding_box() == before, "nothing on the page moves for it"
    assert violations(page) == [] and no_sideways_scrolling(page)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(tour.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    for title, text in STEPS[:-1]:
        expect(card.get_by_text(title, exact=True)).to_be_visible()
        expect(card.get_by_text(text, exact=True)).to_be_visible()
        press_to(page, card.get_by_role("button", name="Next"))
    expect(card.get_by_text("Step 5 of 5")).to_be_visible()
    expect(card.get_by_role("button", name="Next")).to_be_hidden()
    page.emulate_media(media="print")
    expect(tour).to_be_hidden()
    page.emulate_media(media="screen")
    card.get_by_role("button", name="End the tour").click()
    expect(tour).to_be_hidden()
    page.reload()
    settled(page)
    expect(tour).to_be_hidden()
    page.evaluate("localStorage.removeItem('dashboardTour')")  # the next visitor is new


def test_the_page_of_the_tour_in_all_widths_and_both_themes(chromium, server):
    page = open_page(chromium, server.url)
    page.get_by_role("link", name="How to read these charts").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How to read these charts")
    settled(page)
    looks_sound(page, "How to read these charts")
