"""Ratings of projects in letters, words and shapes: colour is never the only cue."""

from dataclasses import dataclass

from exhibits.common.style import Colours, colours
from exhibits.common.words import missing


@dataclass(frozen=True)
class Rating:
    """How a rating is shown. letter: in a mark; word: in a sentence; sign: beside the letter in a table; symbol: the
    shape's name in Plotly; worse: its place from 0 (best) to 4, None where it is no rating."""

    letter: str
    word: str
    sign: str
    symbol: str
    worse: int | None


RATINGS = {
    "G": Rating("G", "Green", "●", "circle", 0),
    "AG": Rating("AG", "Amber/Green", "◐", "hexagon", 1),
    "A": Rating("A", "Amber", "▲", "triangle-up", 2),
    "AR": Rating("AR", "Amber/Red", "◆", "diamond", 3),
    "R": Rating("R", "Red", "■", "square", 4),
    "B": Rating("C", "Complete", "✓", "circle-open", None),
    "not_rated": Rating("–", "Not rated", "–", "line-ew-open", None),
    "exempt": Rating("X", "Withheld", "×", "x-thin-open", None),
}
# Red and green are red and green on either page: 3:1 or more on both, and no tint that reads as pink or pale.
_RED = {"light": "#B01030", "dark": "#E5323F"}
_GREEN = "#28A197"
_NONE = Rating("", "No report", "", "line-ew-open", None)


def rating_of(code: str | None) -> Rating:
    """How the rating is shown; "No report" where there is none."""
    return _NONE if missing(code) else RATINGS.get(code, _NONE)


def say_rating(code: str | None) -> str:
    """ "Amber", "Complete", "No report"."""
    return rating_of(code).word


def show_rating(code: str | None) -> str:
    """ "A ▲ Amber" for a cell of a table."""
    rating = rating_of(code)
    return " ".join(filter(None, (rating.letter, rating.sign, rating.word)))


def colour_of(code: str | None, c: Colours) -> str:
    """The colour of a rating's mark, from the palette: 3:1 against the page, and never without letter and shape."""
    red = _RED["dark" if c == colours("dark") else "light"]
    fills = {"G": _GREEN, "AG": _GREEN, "A": c.second, "AR": c.second, "R": red, "B": c.main}
    return c.muted if missing(code) else fills.get(code, c.muted)
