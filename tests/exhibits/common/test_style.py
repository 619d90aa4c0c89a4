"""Numbers, ranges and colours as people read and see them."""

from datetime import date

import plotly.graph_objects as go
import pytest

from exhibits.common import style


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


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-1_100_000, 600_000, ["−£1m", "−£500k", "£0", "£500k"]),
        (0, 2.4e12, ["£0", "£500bn", "£1tn", "£1.5tn", "£2tn"]),
        (-600_000, 100_000, ["−£600,000", "−£400,000", "−£200,000", "£0"]),
        (0, 1.1, ["£0", "£0.50", "£1"]),
    ],
)
def test_money_on_an_axis_is_written_as_in_sentences(low, high, words):
    assert style.value_ticks("gbp", low, high)["ticktext"] == words


def test_words_from_a_file_cannot_become_tags():
    assert style.safe("<a href='x'>Calls</a>") == "&lt;a href='x'&gt;Calls&lt;/a&gt;"
