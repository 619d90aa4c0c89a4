"""Numbers, ranges, dates and lists in words."""

import math
import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.common.words import (
    decimals_that_differ,
    full_stop,
    london_day,
    lower_first,
    name_some,
    say_count,
    say_date,
    say_list,
    say_month,
    say_number,
    say_pounds,
    say_range,
    short_pounds,
    shorten,
    signed_percent,
    upper_first,
)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1234, "count", "1,234"),
        (1200, "gbp", "£1,200"),
        (12.5, "gbp", "£12.50"),
        (-3, "gbp", "−£3"),
        (-530445, "gbp", "−£530,445"),
        (0.04, "percent", "0.04%"),
        (0.0341, "percent", "0.034%"),
        (99.999, "percent", "99.999%"),
        (0.0000123, "ratio", "0.000012"),
        (0.04, "hours", "0.04 hours"),
        (0.013, "gbp", "£0.013"),
        (45.23, "percent", "45.2%"),
        (99.96, "percent", "99.96%"),
        (3.5, "hours", "3.5 hours"),
        (1, "hours", "1 hour"),
        (1, "days", "1 day"),
        (640.4, "minutes", "640 minutes"),
        (-0.01, "score", "−0.01"),
        (-0.0, "score", "0"),
        (0.333, "ratio", "0.33"),
        (1_200_000_000_000, "gbp", "£1.2tn"),
        (-2_000_000_000, "gbp", "−£2bn"),
        (1, "yesno", "Yes"),
        (None, "count", "No data"),
        (math.nan, "hours", "No data"),
    ],
)
def test_say_number(value, unit, words):
    assert say_number(value, unit) == words


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "more", "words"),
    [
        (429.6, 569.6, "count", {}, "430 to 569"),
        (-30, 569.6, "count", {}, "up to 569"),
        (3.51, 4.29, "hours", {}, "3.6 to 4.2 hours"),
        (-2, 4.29, "hours", {}, "up to 4.2 hours"),
        (1200, 1500.4, "gbp", {}, "£1,200 to £1,500"),
        (1.2e12, 1.3478e12, "gbp", {}, "£1.2tn to £1.34tn"),
        (-1.5e9, 2.004e9, "gbp", {}, "−£1.5bn to £2bn"),
        (-20, -10, "score", {}, "−20 to −10"),
        (0.0214, 0.0612, "percent", {}, "0.022% to 0.061%"),
        (0.0032, 0.0059, "ratio", {}, "0.0032 to 0.0059"),
        (429.6, 430.4, "count", {}, "429.6 to 430.4"),
        (90.1, 103, "percent", {"largest": 99.0}, "90.1% or more"),
        (90.1, 103, "percent", {"largest": 104.0}, "90.1% to 103%"),
        (-5, 103, "percent", {"largest": 99.0}, "0% to 100%"),
        (5, 5, "count", {}, "5"),
        (5.2, 5.8, "count", {"decimals": 0}, "5.2 to 5.8"),
        (math.nan, 5, "count", {}, "no range yet"),
    ],
)
def test_say_range(lower, upper, unit, more, words):
    assert say_range(lower, upper, unit, **more) == words


@given(
    st.floats(0.1, 1e5),
    st.floats(0.01, 1e4),
    st.floats(1e-3, 1e4),
    st.sampled_from(["count", "hours", "percent", "gbp", "ratio", "score"]),
)
def test_a_value_above_the_range_never_reads_as_inside_it(lower, width, excess, unit):
    upper = lower + width
    value = upper + excess
    decimals = decimals_that_differ(value, upper, unit)
    said = say_range(lower, upper, unit, decimals=decimals)
    last = float(re.findall(r"[\d,.]+", said)[-1].replace(",", ""))
    shown = float(re.findall(r"[\d,.]+", say_number(value, unit, decimals))[0].replace(",", ""))
    assert shown > last


@given(
    st.floats(-1e6, 1e6), st.floats(1e-4, 1e4), st.sampled_from(["count", "hours", "percent", "gbp", "ratio", "score"])
)
def test_a_range_begins_with_its_smaller_figure_and_no_figure_is_made_nought(lower, width, unit):
    said = say_range(lower, lower + width, unit).replace("−", "-")
    figures = [float(each.replace(",", "")) for each in re.findall(r"-?[\d,.]*\d", said.replace("£", ""))]
    assert len(figures) == 1 or figures[0] < figures[1]
    shown = float(re.findall(r"[\d,.]*\d", say_number(width, unit))[0].replace(",", ""))
    assert shown == pytest.approx(width, rel=0.05 if width < 20 else 0.03)


@pytest.mark.parametrize(
    ("value", "long", "narrow"),
    [(2e9, "£2 billion", "£2bn"), (-1.25e6, "−£1.25 million", "−£1.25m"), (-500_000, "−£500,000", "−£500k")],
)
def test_large_pounds_are_written_with_a_word(value, long, narrow):
    assert say_pounds(value) == long and short_pounds(value) == narrow


def test_months_days_and_lists():
    assert say_month(date(2026, 9, 1)) == "September 2026"
    assert say_date(date(2026, 11, 2)) == "2 November 2026"
    assert say_list(["a", "b", "c"]) == "a, b and c"
    assert say_count(1, "day") == "1 day"
    assert say_count(2, "day") == "2 days"


def test_long_lists_name_some_and_count_the_rest():
    assert name_some(["A", "B", "C"], 2) == "A, B and C", "one more is named, not counted"
    assert name_some(["A", "B", "C", "D"], 2) == "A, B and 2 more"
    assert name_some(["A", "B", "C"], 2, strict=True) == "A, B and 1 more"
    assert name_some([]) == ""


def test_a_name_is_cut_to_the_room_it_has():
    assert shorten("Parking permits", 15) == "Parking permits"
    assert shorten("Parking permits", 9) == "Parking…"


def test_a_sentence_gets_its_capital_and_its_stop():
    assert upper_first("the end date moved") == "The end date moved"
    assert lower_first("Digital take-up") == "digital take-up"
    assert upper_first("") == lower_first("") == ""
    assert full_stop(" No reason given ") == "No reason given." and full_stop("Why?") == "Why?"


@pytest.mark.parametrize(
    ("value", "said"),
    [(7.5, "+7.5%"), (-2, "−2%"), (0.04, "+0.04%"), (0.0, "0%"), (None, "No data"), (1234.0, "+1,234%")],
)
def test_a_change_in_percent_has_its_sign(value, said):
    assert signed_percent(value) == said


def test_a_moment_is_a_day_in_london():
    assert london_day(pd.Timestamp(2026, 6, 30, 23, 30)) == "1 July 2026"
    assert london_day(pd.Timestamp(2026, 12, 30, 23, 30)) == "30 December 2026"
