"""Numbers, ranges and colours as people read and see them."""

import math
import re
from datetime import date

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.common import style


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1234, "count", "1,234"),
        (1200, "gbp", "£1,200"),
        (12.5, "gbp", "£12.50"),
        (-3, "gbp", "-£3"),
        (45.23, "percent", "45.2%"),
        (99.96, "percent", "99.96%"),
        (3.5, "hours", "3.5 hours"),
        (1, "hours", "1 hour"),
        (1, "days", "1 day"),
        (640.4, "minutes", "640 minutes"),
        (-0.01, "score", "0"),
        (0.333, "ratio", "0.33"),
        (1, "yesno", "Yes"),
        (None, "count", "No data"),
        (math.nan, "hours", "No data"),
    ],
)
def test_say_number(value, unit, words):
    assert style.say_number(value, unit) == words


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "more", "words"),
    [
        (429.6, 569.6, "count", {}, "430 to 569"),
        (-30, 569.6, "count", {}, "up to 569"),
        (3.51, 4.29, "hours", {}, "3.6 to 4.2 hours"),
        (-2, 4.29, "hours", {}, "up to 4.2 hours"),
        (1200, 1500.4, "gbp", {}, "£1,200 to £1,500"),
        (-20, -10, "score", {}, "-20 to -10"),
        (90.1, 103, "percent", {"largest": 99.0}, "90.1% or more"),
        (90.1, 103, "percent", {"largest": 104.0}, "90.1% to 103%"),
        (-5, 103, "percent", {"largest": 99.0}, "0% to 100%"),
        (5, 5, "count", {}, "5"),
        (5.2, 5.8, "count", {"decimals": 0}, "5.2 to 5.8"),
        (math.nan, 5, "count", {}, "no range yet"),
    ],
)
def test_say_range(lower, upper, unit, more, words):
    assert style.say_range(lower, upper, unit, **more) == words


@given(
    st.floats(0.1, 1e5),
    st.floats(0.01, 1e4),
    st.floats(1e-3, 1e4),
    st.sampled_from(["count", "hours", "percent", "gbp", "ratio", "score"]),
)
def test_a_value_above_the_range_never_reads_as_inside_it(lower, width, excess, unit):
    upper = lower + width
    value = upper + excess
    decimals = style.decimals_that_differ(value, upper, unit)
    said = style.say_range(lower, upper, unit, decimals=decimals)
    last = float(re.findall(r"[\d,.]+", said)[-1].replace(",", ""))
    shown = float(re.findall(r"[\d,.]+", style.say_number(value, unit, decimals))[0].replace(",", ""))
    assert shown > last


def test_months_days_and_lists():
    assert style.say_month(date(2026, 9, 1)) == "September 2026"
    assert style.say_date(date(2026, 11, 2)) == "2 November 2026"
    assert style.say_list(["a", "b", "c"]) == "a, b and c"
    assert style.say_count(1, "day") == "1 day"
    assert style.say_count(2, "day") == "2 days"


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of two #rrggbb colours, as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_can_be_told_from_the_page(theme):
    c = style.colours(theme)
    for text in (c.text, c.muted, c.limit):
        assert _contrast(text, c.page) >= 4.5
    for mark in (*c.series, c.edge):
        assert _contrast(mark, c.page) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_gesture_zooms_and_all_text_is_horizontal(theme):
    layout = style.figure(theme).layout.template.layout
    assert layout.dragmode is False
    assert layout.xaxis.fixedrange and layout.yaxis.fixedrange
    assert layout.xaxis.tickangle == 0


@pytest.mark.parametrize("count", [1, 7, 13, 36, 60, 120])
def test_month_axis_has_few_labels_and_names_the_newest(count):
    fig = go.Figure()
    last = date(2026, 9, 1)
    first = date(2026 - (count - 1) // 12, (8 - (count - 1)) % 12 + 1, 1)
    style.month_axis(fig, first, last)
    assert 1 <= len(fig.layout.xaxis.ticktext) <= 6
    assert "Sep<br>2026" in fig.layout.xaxis.ticktext


def test_words_from_a_file_cannot_become_tags():
    assert style.safe("<a href='x'>Calls</a>") == "&lt;a href='x'&gt;Calls&lt;/a&gt;"
