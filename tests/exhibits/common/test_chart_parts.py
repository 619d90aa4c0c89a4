"""Parts of figures, ratings by more than colour, and names short enough for a phone."""

import pandas as pd
import pytest

from exhibits.common.bar_rows import rows_figure
from exhibits.common.chart_parts import hover_texts, ink_on
from exhibits.common.money_bars import Bars, Part, bars
from exhibits.common.ratings import RATINGS, colour_of, show_rating
from exhibits.common.style import colours
from exhibits.common.verdicts import meaning, say_verdict, status


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_on_a_bar_are_black_on_light_fills_and_white_on_dark_ones(theme):
    assert ink_on("#FFFFFF") == "#0B0C0C" and ink_on("#12436D") == "#FFFFFF"
    assert {ink_on(fill) for fill in colours(theme).series} <= {"#0B0C0C", "#FFFFFF"}


def test_the_pointer_says_month_and_value():
    months = pd.Series(pd.to_datetime(["2026-08-01", "2026-09-01"]))
    assert hover_texts(months, pd.Series([1200.0, None]), "count") == [
        "<b>August 2026</b>: 1,200",
        "<b>September 2026</b>: No data",
    ]


def test_every_rating_has_a_letter_and_a_shape_of_its_own():
    assert len({(rating.letter, rating.symbol) for rating in RATINGS.values()}) == len(RATINGS)
    assert show_rating("A") == "A ▲ Amber" and show_rating(None) == "No report"
    assert colour_of(None, colours("light")) == colours("light").muted


def test_a_long_name_leaves_room_for_the_words_beside_it():
    long = "Replacement of the housing management system and its reports"
    rows = rows_figure("light", [long], ["45%, no real change"])
    assert rows.layout.annotations[0].text == "<b>Replacement of the housing m…</b>"
    money = bars([Bars(long, "£1.2m of £3.4m", (1.2,))], [Part("Delivered", "#12436D")], "light")
    assert money.layout.annotations[0].text == "<b>Replacement of the housing mana…</b>"


def test_a_verdict_in_words_names_the_range_and_what_it_means():
    verdict = pd.Series(
        {
            "month": pd.Timestamp(2026, 9, 1), "value": 640.0, "unit": "count", "verdict": "unusual_high",
            "rare_event": False, "seasonal": False, "lower_limit": 430.2, "upper_limit": 570.4, "rule": "none",
            "variation": "common_cause", "direction": "decrease", "history_months": 36, "said_rule": "outside",
            "signal": "outside_high", "explained": True, "expected_from": "mean", "lasting": "",
            "percent_per_year": None, "denominator": None, "working_days": None, "pattern": "",
        }
    )  # fmt: skip
    assert say_verdict(verdict, whole=True) == "September 2026: 640, above the usual range of 431 to 570."
    growing = {"expected_from": "trend_season", "pattern": "trend_season", "lasting": "rising", "percent_per_year": 4.2}
    for more, words in (
        ({}, "September 2026: 640, above the range of 431 to 570 expected from a steady rise of 4.2% a year."),
        ({"percent_per_year": None}, "September 2026: 640, above the range of 431 to 570 expected from a steady rise."),
        (
            {"value": 500.0, "verdict": "usual", "said_rule": "steady", "signal": ""},
            "September 2026: 500, inside the range of 431 to 570 expected from a steady rise of 4.2% a year.",
        ),
    ):
        assert say_verdict(pd.Series({**verdict, **growing, **more}), whole=True) == words
    calm = pd.Series({**verdict, **growing, "verdict": "usual", "said_rule": "steady", "signal": ""})
    assert (status(calm), status(pd.Series({**calm, "lasting": "falling"}))) == ("Rising steadily", "Falling steadily")
    assert status(verdict) == "Unusually high"
    assert meaning("decrease", 1) == "concern" and meaning("increase", 1) == "improvement"
    assert meaning("neutral", 1) == "neutral"
