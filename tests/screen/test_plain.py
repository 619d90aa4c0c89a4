"""Officers' words stand character for character; tests/e2e/test_officer_month.py looks at them in a browser."""

import html
import re

import pytest

from screen.links import linked
from screen.plain import plain
from tests.directives import every_directive


def read(markdown: str) -> str:
    """What is seen of Markdown without commands: no joiners, no backslashes, entities as their signs."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown.replace("\u2060", "")))


@pytest.mark.parametrize("words", every_directive())
def test_nothing_that_streamlit_obeys_is_left_and_every_character_stays(words):
    made = plain(words)
    assert read(made) == words
    assert not re.search(r":(?:[^\W\d_]|[\w+-]+:)", made), "a directive, an icon or an emoji"
    assert not re.search(r"<|(?<!&lt;)->|--|>=|~=|&lt;[-=]|-&gt;", made), "an arrow or another sign"
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_{}\[\]~$|]", made), "Markdown"


@pytest.mark.parametrize(
    "line", ["- a", "+ a", "# a", "1. a", "12) a", "==", "--", ":-", "    code", "\tcode", " ::box"]
)
def test_no_line_begins_a_list_a_heading_a_table_or_code(line):
    for made in (plain(line), plain(f"a\n{line}").split("\n")[1], plain(f"a\r{line}").split("\n")[1]):
        assert made.startswith("\u2060") and read(made) == line


def test_times_amounts_and_sentences_are_left_as_they_are():
    for words in (
        "September 2026: 640",
        "At 14:05, 3:1",
        "£1,000 – 5%",
        "well-known",
        "a = b",
        "(see 2)",
        "88.9% · low",
    ):
        assert plain(words) == words


def test_a_name_is_a_link_and_the_words_around_it_stay_words():
    made = linked("RAG:red -- Parking (permits) <-", {"Parking (permits)": "/channel_shift?service=p_(1)"})
    assert made == "RAG:\u2060red -\u2060- [Parking (permits)](/channel_shift?service=p_(1%29) &lt;\u2060-"
