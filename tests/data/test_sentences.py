"""Personal data inside sentences is warned about before it is public, with the words marked."""

import re

import pytest

from data.intake import Known, check, read
from data.intake.columns.sentences import CODE, found_in, marked
from data.settings import ROOT
from tests.data.sentences import corpus


def warned(text: str) -> str | None:
    """What is marked in an explanation of these words, or None."""
    body = f'measure_id,month,cause,explanation\nbacklog,2026-09,Storm,"{text}"\n'
    done = check(read(body.encode(), "explanations.csv"), "explanations", Known())
    found = [each for each in done.problems if each.code == CODE]
    assert all(each.severity == "warning" and each.row == 2 for each in found)
    return found[0].value if found else None


def test_the_words_are_marked():
    said = "Mrs Patel of 14 Elm Road, Millbrook, born 12 March 1961, rang to say that Jane Smith had not called back."
    assert warned(said) == (
        "«Mrs Patel» of «14 Elm Road», Millbrook, «born 12 March 1961», "
        "rang to say that «Jane Smith» had not called back."
    )
    assert warned("Calls rose in September after the new release of the portal.") is None


@pytest.mark.parametrize(
    "text, words",
    [
        ("paid with 4111 1111 1111 1111 in May", "4111 1111 1111 1111"),
        ("paid with 4111 1111 1111 1112 in May", None),
        ("paid to GB82 WEST 1234 5698 7654 32 in May", "GB82 WEST 1234 5698 7654 32"),
        ("paid to GB83 WEST 1234 5698 7654 32 in May", None),
        ("ask jane.doe (at) council.example about it", "jane.doe (at) council.example"),
        ("ask jane.doe [at] council [dot] example about it", "jane.doe [at] council [dot] example"),
        ("the number AB-12-34-56-C was entered twice", "AB-12-34-56-C"),
        ("the number BG-12-34-56-C was entered twice", None),
        ("her date of birth is 01/02/1961 on it", "date of birth is 01/02/1961"),
        ("Dr. O'Neill asked for it twice", "Dr. O'Neill"),
    ],
)
def test_shapes(text, words):
    assert [text[begin:end] for begin, end in found_in(text)] == ([words] if words else [])


def test_what_a_committee_asked_and_what_was_answered_is_looked_through_too():
    body = (
        "action_id,kind,committee,raised_on,title,text,owner_role,reply\n"
        'A1,question,Scrutiny,2026-09-16,Calls back to Mrs Patel,"Why was Mrs Patel not called back in time?",'
        'Head of IT,"We wrote to 14 Elm Road about it in May."\n'
    )
    done = check(read(body.encode(), "actions.csv"), "actions", Known())
    found = {each.column: each.value for each in done.problems if each.code == CODE}
    assert found == {
        "title": "Calls back to «Mrs Patel»",
        "text": "Why was «Mrs Patel» not called back in time?",
        "reply": "We wrote to «14 Elm Road» about it in May.",
    }


def test_a_long_text_is_cut_from_a_little_before_the_first_piece():
    text = "x" * 100 + " and Mrs Patel rang " + "y" * 300
    assert re.fullmatch(r"…x+ and «Mrs Patel» rang y+…", marked(text, found_in(text)))


def test_the_rates_that_the_documents_state_are_those_of_the_corpus():
    sentences = corpus()
    assert len(sentences) == 400 and len({text for text, _ in sentences}) > 300
    caught = sum(bool(found_in(text)) for text, personal in sentences if personal)
    false = sum(bool(found_in(text)) for text, personal in sentences if not personal)
    stated = f"it marks {caught} of the 200 that hold personal data, and {false} of the 200 that hold none"
    assert stated in re.sub(r"\s+", " ", (ROOT / "docs" / "shell.md").read_text(encoding="utf-8"))
    assert caught >= 150 and false <= 30
