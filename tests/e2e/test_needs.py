"""Each of the 72 needs in docs/needs.md at its address: what the document says is seen there, is seen there."""

import re
from dataclasses import dataclass
from functools import cache

import pytest
from playwright.sync_api import Page

from data.settings import ROOT
from tests.e2e.conftest import open_page, settled

pytestmark = pytest.mark.browser

TEXT = """() => document.querySelector('.stMain').innerText
    + [...document.querySelectorAll('.stMain details:not([open])')].map(each => each.textContent).join('\\n')"""
FOLLOW = "address => { history.pushState({}, '', address); dispatchEvent(new PopStateEvent('popstate')); }"


@dataclass(frozen=True)
class Need:
    """A row of the document. seen: the words in **bold**, each of which stands on the page."""

    number: int
    address: str
    seen: tuple[str, ...]


@cache
def needs() -> tuple[Need, ...]:
    rows = re.findall(r"^\| (\d+) \| .+ \| `(.+)` \| (.+) \|$", (ROOT / "docs/needs.md").read_text("utf-8"), re.M)
    found = [Need(int(row[0]), row[1], tuple(re.findall(r"\*\*(.+?)\*\*", row[2]))) for row in rows]
    return tuple(sorted(found, key=lambda need: need.address))


@pytest.fixture(scope="module")
def read_at(chromium, server):
    """read_at(address): the words of the page there, those behind what can be opened included. Each is opened once."""
    member = open_page(chromium, server.url, of_the_file=True)
    yield cache(lambda address: words_of(member, address))
    member.close()


def words_of(page: Page, address: str) -> str:
    """Gone to as by a link of the dashboard: to load everything anew for each would take three times as long."""
    page.evaluate("window.asked = null")
    page.evaluate(FOLLOW, address)
    page.wait_for_function("window.asked !== null", polling=20)
    settled(page)
    return plain(page.evaluate(TEXT))


def plain(words: str) -> str:
    return re.sub(r"[\s\u2060]+", " ", words)


@pytest.mark.parametrize("need", needs(), ids=lambda need: str(need.number))
def test_what_answers_a_need_is_seen_at_its_address(need, read_at):
    words = read_at(need.address)
    assert need.seen, "the document does not say what is seen"
    assert [each for each in need.seen if plain(each) not in words] == []
