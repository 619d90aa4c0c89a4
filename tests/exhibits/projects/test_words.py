"""What the exhibits on projects say alike."""

import pytest

from exhibits.projects.words import letters_note, say_slip, short_slip, worse_first


@pytest.mark.parametrize(
    ("days", "said", "short"),
    [
        (92, "92 days later", "<b>+92<br>days</b>"),
        (-1, "1 day earlier", "−1<br>day"),
        (0, "As planned", "0<br>days"),
        (None, "No date", "no<br>date"),
    ],
)
def test_slippage_in_words(days, said, short):
    assert say_slip(days) == said and short_slip(days) == short


def test_the_worst_rating_comes_first_and_its_letter_is_explained():
    assert worse_first({"G", "R", "B", "AG"}) == ["R", "AG", "G", "B"]
    assert letters_note(["G", "R"]) == "Letters: R red, G green."
    assert letters_note([]) == ""
