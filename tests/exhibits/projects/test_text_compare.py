"""Two texts compared sentence by sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits import Piece
from exhibits.projects.text_compare import compare, joined, normal, same_words, says_nothing, sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, []),
        ("  ", []),
        ("One sentence", ["One sentence"]),
        ("Moved 12 sites. Two are left! Why?", ["Moved 12 sites.", "Two are left!", "Why?"]),
        ("It cost £3.5 million. Version 2.1 works.", ["It cost £3.5 million.", "Version 2.1 works."]),
        ("Met Dr. Who, e.g. in No. 4. Then left.", ["Met Dr. Who, e.g. in No. 4.", "Then left."]),
        ("The answer was no. Work stopped.", ["The answer was no.", "Work stopped."]),
        ("Wait, etc. Nobody came.", ["Wait, etc.", "Nobody came."]),
        ("Fibre is late; engineers are ill", ["Fibre is late;", "engineers are ill"]),
        ("- First. More\n• Second\n\n2. Third", ["- First.", "More\n", "• Second\n\n", "2. Third"]),
        ("a) one\r\nb) two", ["a) one\n", "b) two"]),
        ("He said “Stop.” Then it ended.", ["He said “Stop.”", "Then it ended."]),
    ],
)
def test_sentences_and_list_items(text, found):
    assert sentences(text) == found


@given(st.text(alphabet="ab.;!? \n-1A", max_size=60))
def test_no_word_is_lost(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text(alphabet="ab.; \nA", max_size=60))
def test_a_text_never_differs_from_itself(text):
    assert {piece.change for piece in compare(text, text)} <= {"same"}
    assert same_words(text, text)


def test_only_form_does_not_count_and_every_figure_does():
    assert normal("•  The supplier’s  team – left.") == normal("- the supplier's team - LEFT")
    assert normal("Two sites (score 9).") != normal("Two sites (score 12).")


def test_new_ones_stand_in_order_and_gone_ones_at_the_end():
    before = "Fibre is late. Engineers are ill. The contract ends."
    now = "A strike is called. Engineers are ill. Fibre is late."
    assert compare(now, before) == [
        Piece("A strike is called.", "new"),
        Piece("Engineers are ill.", "same"),
        Piece("Fibre is late.", "same"),
        Piece("The contract ends.", "gone"),
    ]
    assert not same_words("B. A.", "A. B.")


def test_a_sentence_said_twice_and_then_once_is_gone_once():
    assert [piece.change for piece in compare("Late. On time.", "Late. Late.")] == ["same", "new", "gone"]


@pytest.mark.parametrize("nothing", ["None", "none.", "N/A", "Nil", "-", "", None])
def test_nothing_is_never_news(nothing):
    assert says_nothing(nothing)
    assert [piece.change for piece in compare("It broke.", nothing)] == ["new"]
    assert [piece.change for piece in compare(nothing, "It broke.")][-1] == "gone"
    assert "new" not in {piece.change for piece in compare(nothing, "It broke.")}


def test_neighbours_of_one_sort_are_one_piece():
    pieces = [Piece("A."), Piece("B.", "new"), Piece("- c\n", "new"), Piece("d", "new"), Piece("E.", "gone")]
    assert joined(pieces) == (Piece("A."), Piece("B. - c\nd", "new"), Piece("E.", "gone"))


def test_a_risk_whose_score_changed_is_one_sentence_with_both_scores():
    before = "Rents may not agree after the move (score 16). Staff may leave (score 9)."
    now = "Rents may not agree after the move (score 20). Staff may leave (score 9)."
    assert compare(now, before) == [
        Piece("Rents may not agree after the move (score 16 → 20).", "scored"),
        Piece("Staff may leave (score 9).", "same"),
    ]
    assert [piece.change for piece in compare("Rents may not agree.", before)] == ["new", "gone", "gone"]
    assert [piece.change for piece in compare("Fibre is late (score 20).", before)] == ["new", "gone", "gone"]
