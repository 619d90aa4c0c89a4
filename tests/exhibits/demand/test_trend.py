"""Rising, falling or neither."""

import random

import pandas as pd
import pytest

from exhibits import View
from exhibits.demand import trend
from queries import ask
from tests.exhibits.demand.incidents import first_month
from tests.exhibits.figures import define, figures

_chance = random.Random(11)


def fit(measure_id: str) -> pd.Series:
    """What is worked out of its trend."""
    return ask("signals/trend", measure_id=measure_id).iloc[0]


def test_a_steady_rise_in_plain_words(sample):
    exhibit = trend.trend(View(), measure_id="self_help_views")
    assert exhibit.title == "Self-help pages read: rising steadily, about 3% a year over 5 years"
    assert "unlikely to be chance" in exhibit.summary
    line = exhibit.figure.data[-1]
    assert list(line.y) == pytest.approx(list(fit("self_help_views")[["first_fitted", "last_fitted"]]))


def test_chance_is_not_called_a_trend(sample):
    exhibit = trend.trend(View(), measure_id="website_availability")
    assert exhibit.summary == "No steady rise or fall can be told from chance."
    assert len(exhibit.figure.data) == 1  # no line


def test_what_is_left_out_of_the_line_is_said_only_where_a_line_is_drawn(sample):
    drawn = trend.trend(View(), measure_id="incidents")
    assert fit("incidents")["left_out"] and "left out of the line" in drawn.note
    plain = ("minutes_lost_mean", "work_time_lost", "phone_abandoned")
    undrawn = [each for each in plain if fit(each)["direction"] == "none"]
    assert any(fit(each)["left_out"] for each in undrawn)
    assert not any("line" in trend.trend(View(), measure_id=each).note for each in undrawn)


def test_shares_change_by_percentage_points(store):
    define(store, "share", unit="percent", direction="increase")
    figures(store, "share", [40 + n * 0.25 + (n * 7 % 5) * 0.1 for n in range(36)])
    exhibit = trend.trend(View(), measure_id="share")
    assert exhibit.title == "Share: rising steadily, about 3 percentage points a year over 3 years"
    assert exhibit.questions == ("What brought the improvement, and will it last?",)


def test_a_step_is_called_a_step(store):
    define(store, "calls")
    figures(store, "calls", [500.0 + (n * 7 % 11) + (100 if n >= 24 else 0) for n in range(36)])
    exhibit = trend.trend(View(), measure_id="calls")
    assert "one step, to a higher level from about October 2025 on" in exhibit.summary


def test_too_early_for_a_trend(store):
    define(store, "calls")
    figures(store, "calls", [500.0 + n for n in range(20)], first=first_month(20))
    exhibit = trend.trend(View(), measure_id="calls")
    assert "too early" in exhibit.summary
    assert exhibit.figure is None


def test_time_to_resolve_has_no_trend_while_the_open_ones_are_missing(sample):
    exhibit = trend.trend(View(), measure_id="hours_to_resolve_mean")
    assert exhibit.figure is None
    assert "still open" in exhibit.summary
