"""A word that carries its meaning, by keyboard and by touch; and the page that lists all words."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import open_page, settled
from tests.e2e.test_accessibility import looks_sound, violations

pytestmark = pytest.mark.browser


def test_a_word_says_its_meaning_where_it_stands_and_leads_to_the_page_of_words(chromium, server):
    page = open_page(chromium, f"{server.url}/money?view=savings")
    word = page.locator(".stMain a[href*='#word-cashable']:visible").first
    before = page.url
    word.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name="Cashable saving")
    expect(card).to_contain_text("A saving that takes money out of a budget")
    expect(card.get_by_role("button", name="Close")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(word).to_be_focused()
    assert page.url == before

    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    word.click()
    box = card.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.mouse.click(2, 2)  # beside it
    expect(card).to_be_hidden()
    word.click()
    card.get_by_role("link", name="All words explained").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Words and figures explained")
    expect(page.locator("#word-cashable-saving")).to_be_focused()
    expect(page.locator("#word-cashable-saving")).to_be_in_viewport()
    expect(card).to_be_hidden()
    looks_sound(page, "Words and figures explained")
    page.get_by_text("About these figures", exact=True).click()
    expect(page.locator("#measure-home_working_faults")).to_contain_text("It is a proxy")
    settled(page)
    assert violations(page) == []
