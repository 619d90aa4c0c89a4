"""Control charts beyond the golden series, and the verdict on the newest month."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.rules import bank_holidays
from queries import ask
from tests.queries.loading import load
from tests.queries.together import LAST, Together, months
from tests.stores import quick_store

together = Together()
FLAGS = ["outside_limits", "trend", "two_of_three", "shift"]


def submit(store, values, measure_id="calls", *, last=LAST, when=None, **definition):
    """Publish a measure's values for consecutive months up to `last` (or for `when`), and its definition."""
    when = months(len(values), last) if when is None else pd.to_datetime(when)
    load(
        store,
        "kpi_values",
        pd.DataFrame({"measure_id": measure_id, "month": when, "value": values}).astype({"value": float}),
    )
    define(store, measure_id, **definition)


def define(store, measure_id="calls", **definition):
    row = {"measure_id": measure_id, "name": "Calls", "unit": "count", "direction": "decrease", **definition}
    load(store, "measures", pd.DataFrame([row]))


def explain(store, *when, measure_id="calls", exceptional=True):
    rows = {"measure_id": measure_id, "month": list(when), "cause": "Other", "explanation": "A pipe burst."}
    load(store, "explanations", pd.DataFrame({**rows, "exceptional": exceptional, "author_role": "Head of IT"}))


def points(store, measure_id="calls", **params) -> pd.DataFrame:
    rows = ask("signals/points", store=store, measure_id=measure_id, **params)
    rows["month"] = pd.to_datetime(rows["month"]).dt.strftime("%Y-%m")
    return rows


def verdict(store, measure_id="calls", **params) -> pd.Series:
    rows = ask("signals/measures", store=store, measure_id=measure_id, **params)
    assert len(rows) == 1
    return rows.iloc[0]


def alternating(count: int, low=9.0, high=11.0) -> list[float]:
    return [low if i % 2 else high for i in range(count)]


def wobbling(count: int) -> list[float]:
    """Values about 10 in a cycle of five months, so that no calendar month stands out."""
    return [(8.0, 12.0, 10.0, 9.0, 11.0)[i % 5] for i in range(count)]


# -- the chart ---------------------------------------------------------------------------------------------------------


@together
def test_a_constant_baseline_then_another_value_is_outside(submit):
    calls = submit([5] * 12 + [20], baseline_points=12)
    yield
    rows = calls.points()
    assert rows[["mean", "lower_limit", "upper_limit", "near_lower", "near_upper"]].eq(5).all(axis=None)
    assert rows["rule"].tolist() == ["none"] * 12 + ["outside"]
    assert rows["point_type"].iloc[-1] == "concern_high"


@together
def test_equal_values_in_binary_fractions_compare_equal(submit):
    calls, mixed = submit([0.1] * 24), submit([0.1 + 0.2, 0.3] * 12)
    about_zero = submit([-0.1, 0.1, 0.2, -0.2, 0.3, -0.3, 0.0] * 3)
    yield
    for each in (calls, mixed):
        rows = each.points()
        assert not rows[FLAGS].any(axis=None)
        assert (rows["amr"] == 0).all()
    zeros = about_zero.points()
    assert abs(zeros["mean"].iloc[0]) < 1e-12
    assert not zeros["outside_limits"].any()


@together
def test_a_point_on_a_limit_or_on_the_mean_is_not_beyond_it(submit):
    # mean 10, every range 2: limits 10 -/+ 5.32, near limits 10 -/+ 10.64 / 3
    history = alternating(12)
    on_limit = submit([*history, 15.32, 4.68, 15.3200001], baseline_points=12)
    near = submit([*history, 10 + 10.64 / 3, 10 + 10.64 / 3, 11, 9, 13.6, 13.6, 11], baseline_points=12)
    on_mean = submit([*history, 11, 11, 11, 10, 11, 11, 11], baseline_points=12)
    yield
    assert on_limit.points()["outside_limits"].tolist() == [False] * 14 + [True]
    assert near.points()["two_of_three"].tolist() == [False] * 16 + [True, True, False]
    assert not on_mean.points()["shift"].any()


@together
def test_screening_leaves_out_a_range_at_its_bound_and_keeps_one_below(submit):
    # eleven ranges of 8.733 and one of 35.937 average 11, and 3.267 x 11 = 35.937
    calm = alternating(12, 0, 8.733)
    at_bound, below = submit([*calm, 35.937]), submit([*calm, 35.9])
    unscreened = submit([*calm, 35.937], screen_outliers=False)
    yield
    assert at_bound.points()["amr"].iloc[0] == pytest.approx(8.733)
    assert below.points()["amr"].iloc[0] == pytest.approx((11 * 8.733 + 35.9) / 12)
    assert unscreened.points()["amr"].iloc[0] == pytest.approx(11)


@together
def test_a_missing_value_breaks_runs_and_leaves_mean_and_ranges(submit):
    broken, unbroken = submit([1, 2, 3, 4, None, 5, 6, 7]), submit([1, 2, 3, 4, 5, 6, 7])
    # three runs of the same side, two of them cut short by a gap
    above = submit([*alternating(12), 10.5, 10.5, 10.5, None, *[10.5] * 6], baseline_points=12)
    near = submit([*alternating(12), 13.6, None, 13.6, 11], baseline_points=12)
    yield
    rows = broken.points()
    assert not rows["trend"].any()
    assert rows["mean"].iloc[0] == pytest.approx(4) and rows["amr"].iloc[0] == pytest.approx(1)
    assert rows.loc[4, "rule"] == "none" and rows.loc[4, "point_type"] == "common_cause"
    assert unbroken.points()["trend"].all()
    assert not above.points()["shift"].any()
    assert not near.points()["two_of_three"].any()


@together
def test_two_rising_trends_back_to_back_rise_to_their_last_points(submit):
    wide = alternating(12, 0, 20)  # limits far away
    rises = submit([*wide, *range(3, 10), *range(4, 11)], baseline_points=12)
    peaks = submit([*wide, *range(3, 10), *range(8, 2, -1)], baseline_points=12)
    yield
    rows = rises.points().iloc[12:]
    assert rows["rule"].eq("trend").all()
    assert rows["point_type"].eq("concern_high").all()
    # a peak shared by a rise and a fall belongs to the fall, as in the package
    peak = peaks.points().iloc[12:]
    assert peak["rule"].eq("trend").all()
    assert peak["point_type"].tolist() == ["concern_high"] * 6 + ["improvement_low"] * 7


@together.each(
    ("direction", "high", "low"),
    [
        ("increase", "improvement_high", "concern_low"),
        ("decrease", "concern_high", "improvement_low"),
        ("neutral", "neutral_high", "neutral_low"),
    ],
)
def test_what_high_and_low_mean(submit, direction, high, low):
    calls = submit([*alternating(12), 40, 9, -40], baseline_points=12, direction=direction, target=1000)
    yield
    assert calls.points()["point_type"].tolist()[12:] == [high, "common_cause", low]
    expected = {"increase": "consistently_missed", "decrease": "consistently_met", "neutral": "none"}
    assert calls.verdict()["assurance"] == expected[direction]


@together.each(
    ("target", "expected"),
    [(15.32, "hit_and_miss"), (15.33, "consistently_missed"), (4.68, "hit_and_miss"), (4.67, "consistently_met")],
)
def test_a_target_equal_to_a_limit_is_hit_and_miss(submit, target, expected):
    calls = submit(alternating(24), direction="increase", target=target)
    yield
    assert calls.verdict()["assurance"] == expected


@together
def test_no_target_has_no_assurance(submit):
    calls = submit(alternating(24))
    yield
    assert calls.verdict()["assurance"] == "none"


@together.each(("count",), [(1,), (2,)])
def test_very_short_series(submit, count):
    calls = submit([8.0, 9.0][:count])
    yield
    rows = calls.points()
    assert len(rows) == count and rows["trial"].all() and rows["rule"].eq("none").all()
    assert rows["upper_limit"].isna().all() == (count == 1)
    assert calls.verdict()["verdict"] == "too_early"


@together
def test_a_measure_without_any_value(submit):
    calls, empty = submit([None] * 14), submit([])
    yield
    rows = calls.points()
    assert len(rows) == 14 and rows["mean"].isna().all() and not rows[FLAGS].any(axis=None)
    found = calls.verdict()
    assert (found["verdict"], found["history_months"], found["explained"]) == ("too_early", 0, False)
    assert pd.isna(found["month"])
    assert empty.verdict()["verdict"] == "too_early" and empty.points().empty


@together
def test_months_out_of_order_and_absent_months_are_neighbouring_rows(submit):
    when = [each for each in months(16) if each.month not in (1, 2)]
    values = alternating(len(when))
    order = np.random.default_rng(5).permutation(len(when))
    calls = submit(np.array(values)[order], when=[when[i] for i in order])
    yield
    rows = calls.points()
    assert rows["month"].tolist() == [f"{each:%Y-%m}" for each in when]
    assert rows["amr"].eq(2).all()


@together
def test_a_recalculation_starts_afresh(submit):
    calls = submit(alternating(13) + alternating(14, 29, 31), recalculate_from=f"{months(14)[0]:%Y-%m}")
    yield
    rows = calls.points()
    assert rows["segment"].tolist() == [0] * 13 + [1] * 14
    assert rows["recalculated"].tolist() == [False] * 13 + [True] + [False] * 13
    assert not rows[FLAGS].any(axis=None)
    assert rows["mean"].iloc[-1] == pytest.approx(30) and rows["mean"].iloc[0] == pytest.approx(131 / 13)
    found = calls.verdict()
    assert (found["verdict"], found["history_months"], found["trial"]) == ("usual", 13, True)


@together
def test_a_run_does_not_cross_a_recalculation(submit):
    calls = submit(list(range(1, 11)), recalculate_from=f"{months(5)[0]:%Y-%m}")
    yield
    assert not calls.points()["trend"].any()


@together
def test_a_recalculation_in_the_newest_month_has_no_history_yet(submit):
    calls = submit([*alternating(30), 90], recalculate_from="2026-09")
    yield
    rows = calls.points()
    assert rows["rule"].eq("none").all() and pd.isna(rows["upper_limit"].iloc[-1]) and rows["trial"].iloc[-1]
    assert calls.verdict()["verdict"] == "too_early"


@together
def test_recalculations_before_all_figures_or_on_a_day_are_reported_and_change_nothing(submit):
    calls = submit(alternating(24), recalculate_from="2019-01; 2026-05-15;2026-05")
    yield
    found = calls.rows("signals/unmatched_recalculations")
    assert found["month"].astype(str).tolist() == ["2019-01-01", "2026-05-15"] and found["begins"].isna().all()
    assert calls.points()["segment"].max() == 1


@together
def test_a_baseline_longer_than_the_series_uses_all_of_it(submit):
    values = [*alternating(20), 30]
    longer, of_all = submit(values, baseline_points=100), submit(values)
    yield
    pd.testing.assert_frame_equal(
        longer.points().drop(columns="measure_id"), of_all.points().drop(columns="measure_id")
    )


@together
def test_an_exceptional_month_stays_marked_and_leaves_the_limits(submit):
    values = alternating(24)
    values[10] = 100
    ordinary, calls = submit(values), submit(values, explained=[months(24)[10]])
    yield
    assert ordinary.points()["mean"].iloc[0] > 13
    rows = calls.points()
    assert rows["exceptional"].tolist() == [i == 10 for i in range(24)]
    assert rows.loc[10, ["value", "rule", "point_type"]].tolist() == [100, "outside", "concern_high"]
    counted = [value for i, value in enumerate(values) if i != 10]
    assert rows["mean"].iloc[0] == pytest.approx(np.mean(counted))
    assert rows["amr"].iloc[0] == pytest.approx(2)
    assert rows["rule"].drop(index=10).eq("none").all()
    assert calls.verdict()["history_months"] == 22


@together
def test_an_exceptional_month_breaks_runs(submit):
    values = [1, 2, 3, 4, 5, 6, 7, 8]
    ordinary, calls = submit(values), submit(values, explained=[months(8)[4]])
    yield
    assert ordinary.points()["trend"].all()
    assert not calls.points()["trend"].any()


def test_an_explanation_alone_changes_no_limits(store):
    submit(store, [*alternating(23), 30])
    before = points(store)
    explain(store, LAST, exceptional=False)
    pd.testing.assert_frame_equal(points(store), before)
    assert verdict(store)["explained"]


# -- the verdict on the newest month -----------------------------------------------------------------------------------


@together.each(
    ("history", "expected", "trial"),
    [(11, "too_early", False), (12, "unusual_high", True), (23, "unusual_high", True), (24, "unusual_high", False)],
)
def test_how_much_history_a_verdict_needs(submit, history, expected, trial):
    calls = submit([*alternating(history), 17])
    yield
    found = calls.verdict()
    assert (found["verdict"], found["trial"], found["history_months"]) == (expected, trial, history)
    assert pd.isna(found["expected"]) == (expected == "too_early")


@together
def test_the_newest_month_does_not_widen_its_own_limits(submit):
    beyond, within, below = (submit([*alternating(22), newest]) for newest in (16.1, 16.02, 3.9))
    yield
    found = beyond.verdict()
    assert found["expected"] == pytest.approx(10)
    reach = 5.32 * (1 + (7.5 / 21 + 17.25 / 21**2 + 30.1875 / 21**3) / 3)  # 22 months are few
    assert (found["lower_limit"], found["upper_limit"]) == pytest.approx((10 - reach, 10 + reach))
    assert (found["month"], found["value"]) == (pd.Timestamp(LAST), 16.1)
    assert found["verdict"] == "unusual_high"
    assert beyond.points()["upper_limit"].iloc[0] > 16.1
    assert within.verdict()["verdict"] == "usual"
    assert below.verdict()["verdict"] == "unusual_low"


@together
def test_limits_are_wider_where_history_is_short(submit):
    calls = submit([*alternating(12), 16.7])
    yield
    found = calls.verdict()
    # Student's t with 11 degrees of freedom at three sigma: 3.850 (scipy 1.17)
    assert found["upper_limit"] == pytest.approx(10 + 5.32 * 3.850 / 3, rel=1e-3)
    assert (found["verdict"], found["expected_from"]) == ("usual", "mean")


def test_an_unfinished_month_is_never_judged(store):
    submit(store, wobbling(25), last=date(2026, 8, 1))
    rows = pd.DataFrame({"measure_id": "calls", "month": [LAST], "value": [900.0]})
    load(store, "kpi_values", rows, period_to=date(2026, 9, 29))
    assert (verdict(store)["month"], verdict(store)["verdict"]) == (pd.Timestamp("2026-08-01"), "usual")
    load(store, "kpi_values", rows, period_to=date(2026, 9, 30))
    assert (verdict(store)["month"], verdict(store)["verdict"]) == (pd.Timestamp(LAST), "unusual_high")


def raise_incidents(store, counts, *, period_to, directorate="Housing"):
    """One submission with so many incidents in each month up to September 2026."""
    opened = np.repeat(months(len(counts)) + pd.Timedelta(days=1), counts)
    rows = pd.DataFrame({"ticket_id": [f"T{i}" for i in range(len(opened))], "opened_at": opened})
    load(store, "incidents", rows.assign(category="Devices", directorate=directorate), period_to=period_to)


def test_a_month_of_incidents_still_coming_in_is_shown_and_leaves_the_chart_alone(store):
    counts = [round(10 * value) for value in wobbling(25)]
    raise_incidents(store, [*counts, 1], period_to=date(2026, 9, 3))
    rows = points(store, "incidents")
    assert rows["value"].iloc[-1] == 1 and not rows["complete"].iloc[-1]
    assert rows["rule"].iloc[-1] == "none"
    assert rows["mean"].iloc[0] == pytest.approx(100)
    found = verdict(store, "incidents")
    assert (found["month"], found["verdict"], found["variation"]) == (
        pd.Timestamp("2026-08-01"),
        "usual",
        "common_cause",
    )


def test_a_directorate_has_charts_and_verdicts_of_its_own(store):
    counts = [round(10 * value) for value in wobbling(25)]
    raise_incidents(store, [*counts, 400], period_to=date(2026, 9, 30))
    submit(store, alternating(26), "submitted")
    rows = ask("signals/measures", store=store, directorate="Housing").set_index("measure_id")
    assert "submitted" not in rows.index
    assert rows.loc["incidents", "verdict"] == "unusual_high"
    assert pd.isna(rows.loc["work_time_lost", "month"])  # no incident states minutes
    assert ask("signals/measures", store=store, directorate="Nowhere").empty
    split = points(store, "incidents", by="category")
    assert split.groupby("category").size().to_dict() == {"": 26, "Devices": 26}
    same = split.drop(columns="category").groupby(split["category"])
    pd.testing.assert_frame_equal(*(rows.reset_index(drop=True) for _, rows in same))


@together
def test_a_month_without_a_value_is_not_the_newest(submit):
    calls = submit([*alternating(24), None])
    yield
    assert (calls.verdict()["month"], calls.verdict()["value"]) == (pd.Timestamp("2026-08-01"), 9)


@together
def test_a_fixed_baseline_judges_the_newest_month(submit):
    calls = submit([*alternating(12), *alternating(12, 29, 31), 31], baseline_points=12)
    yield
    found = calls.verdict()
    assert (found["verdict"], found["expected"], found["history_months"]) == ("unusual_high", 10, 24)


def test_the_figures_as_they_stood(store):
    submit(store, [*wobbling(25), 30])
    day = store.query("SELECT max(happened_at) AS at FROM submission_events")["at"][0].to_pydatetime()
    load(store, "kpi_values", pd.DataFrame({"measure_id": ["calls"], "month": [LAST], "value": [10.0]}))
    assert verdict(store)["verdict"] == "usual"
    assert verdict(store, as_at=day)["verdict"] == "unusual_high"


# -- seasons -----------------------------------------------------------------------------------------------------------


FS, YEARS = (0.02, 0.3, 1.0, 2.0, 2.5, 4.0, 12.0), (2, 3, 4, 5, 10, 40)


def f_tail(f: float, d2: int) -> float:
    """P(F > f) for 11 and an even number of degrees of freedom: the finite sum of the incomplete beta function."""
    b, x = 5.5, d2 / (d2 + 11 * f)
    terms = (math.exp(math.lgamma(b + j) - math.lgamma(b) - math.lgamma(j + 1)) * x**j for j in range(d2 // 2))
    return 1 - (1 - x) ** b * sum(terms)


def history_with(f: float, years: int) -> list[float]:
    """Whole years whose analysis of variance by calendar month gives exactly `f`, and one month more."""
    effects = np.array([3, -1, 4, -1, 5, -9, 2, -6, 5, -3, 5, -4.0])
    # alike before and after the middle, so that the years neither rise nor fall
    yearly = np.abs(np.arange(years) - (years - 1) / 2) if years > 2 else np.array([1.0, -1.0])
    errors = np.tile(yearly[:, None], (1, 12))
    errors -= errors.mean(axis=0)
    between = years * (effects**2).sum() / 11
    within = (errors**2).sum() / (12 * years - 12)
    values = 100 + effects + errors * math.sqrt(between / within / f)
    return [*values.ravel(), 100.0]


def test_the_tail_of_the_f_distribution(store):
    """Each f with each number of years is a measure of its own, and all are asked about at once."""
    cases = {f"f{f}_years{years}": (f, years) for f in FS for years in YEARS}
    series = [
        pd.DataFrame({"measure_id": name, "month": months(12 * years + 1), "value": history_with(f, years)})
        for name, (f, years) in cases.items()
    ]
    load(store, "kpi_values", pd.concat(series))
    definitions = [{"measure_id": name, "name": name, "unit": "count", "direction": "decrease"} for name in cases]
    load(store, "measures", pd.DataFrame(definitions))
    rows = ask("signals/season", store=store).groupby("measure_id").first()
    assert set(rows.index) >= set(cases)
    for name, (f, years) in cases.items():
        row = rows.loc[name]
        assert row["f"] == pytest.approx(f, rel=1e-9), name
        assert row["probability"] == pytest.approx(f_tail(f, 12 * years - 12), abs=1e-7), name
        assert row["seasonal"] == (row["probability"] < 0.01), name


@together.each(("f", "years"), [(4.22, 2), (3.09, 3), (2.56, 6)])
def test_printed_tables_of_f_at_one_percent(submit, f, years):
    """The 1% points of F for 11 and 12, 24 and 60 degrees of freedom."""
    calls = submit(history_with(f, years))
    yield
    assert calls.rows("signals/season")["probability"].iloc[0] == pytest.approx(0.01, abs=1e-4)


@together
def test_an_odd_number_of_degrees_of_freedom(submit):
    calls = submit(np.random.default_rng(2).normal(100, 5, 38))
    yield
    rows = calls.rows("signals/season")
    f, d2 = rows["f"].iloc[0], 37 - 12
    angle = np.linspace(0, math.asin(math.sqrt(d2 / (d2 + 11 * f))), 200_001)
    density = 2 * np.sin(angle) ** (d2 - 1) * np.cos(angle) ** 10
    beta = math.exp(math.lgamma(d2 / 2) + math.lgamma(5.5) - math.lgamma(d2 / 2 + 5.5))
    assert rows["probability"].iloc[0] == pytest.approx(np.trapezoid(density, angle) / beta, abs=1e-7)


def seasonal_values(years: int, last: float) -> tuple[list[float], np.ndarray]:
    rng = np.random.default_rng(11)
    season = 100 + 30 * np.sin(2 * np.pi * np.arange(12) / 12)
    history = np.tile(season, (years, 1)) + rng.normal(0, 3, (years, 12))
    return [*history.ravel(), last], history


@together
def test_a_seasonal_measure_is_judged_against_its_calendar_month(submit):
    values, history = seasonal_values(3, 104)
    # 125 is an ordinary value of the best month, and an odd one for this
    calls, odd = submit(values), submit([*values[:-1], 125])
    yield
    found = calls.verdict()
    left = (history - history.mean(axis=0)).ravel()
    ranges = np.abs(np.diff(left))
    amr = ranges[ranges < 3.267 * ranges.mean()].mean()
    reach = 2.66 * amr * math.sqrt(4 / 2)
    assert found["seasonal"] and found["verdict"] == "usual"
    assert found["expected"] == pytest.approx(history[:, 0].mean())
    assert (found["lower_limit"], found["upper_limit"]) == pytest.approx(
        (found["expected"] - reach, found["expected"] + reach)
    )
    assert odd.verdict()["verdict"] == "unusual_high"
    assert not odd.points()["outside_limits"].iloc[-1]


@together
def test_the_stepped_line_reaches_every_month_of_the_segment(submit):
    values, history = seasonal_values(3, 104)
    calls, noise = submit(values), submit(np.random.default_rng(3).normal(100, 5, 40))
    yield
    assert set(noise.rows("signals/expected")["expected_from"]) == {"mean"}
    rows = calls.rows("signals/expected")
    assert set(rows["expected_from"]) == {"season"} and len(rows) == 37
    assert rows["expected"].tolist() == pytest.approx([*np.tile(history.mean(axis=0), 3), history[:, 0].mean()])
    newest, found = rows.iloc[-1], calls.verdict()
    for column in ("expected", "lower_limit", "upper_limit"):
        assert newest[column] == pytest.approx(found[column])


@together
def test_no_season_without_every_calendar_month_twice(submit):
    values, _ = seasonal_values(2, 104)
    calls, short = submit(values), submit(values[1:])
    yield
    assert calls.verdict()["seasonal"]
    assert not short.verdict()["seasonal"]
    assert len(short.rows("signals/season")) and short.rows("signals/season")["probability"].isna().all()


@together
def test_the_same_every_year_leaves_no_room(submit):
    same, other = (submit([*list(range(100, 112)) * 3, newest]) for newest in (100, 101))
    yield
    assert (same.verdict()["verdict"], same.verdict()["seasonal"]) == ("usual", True)
    assert other.verdict()["verdict"] == "unusual_high"


# -- rare events -------------------------------------------------------------------------------------------------------


def binomial_tail(k: int, total: int, months_before: int) -> float:
    p = 1 / (months_before + 1)
    return sum(math.comb(total, j) * p**j * (1 - p) ** (total - j) for j in range(k, total + 1))


@together.each(("newest", "expected"), [(0, "rare_event"), (2, "rare_event"), (3, "unusual_high")])
def test_rare_events_are_counted_and_tested_exactly(submit, newest, expected):
    history = [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0] * 2
    calls = submit([*history, newest])
    yield
    found = calls.verdict()
    assert (found["verdict"], found["rare_event"], found["seasonal"]) == (expected, True, False)
    assert found["probability"] == pytest.approx(binomial_tail(newest, sum(history) + newest, 24), abs=1e-9)
    assert found["expected"] == pytest.approx(4 / 24)
    assert pd.isna(found["upper_limit"])
    assert found["months_since_last_event"] == (0 if newest else 6)


@together
def test_a_rare_event_is_never_seasonal(submit):
    calls = submit([*([0] * 11 + [6]) * 4, 0])
    yield
    assert calls.rows("signals/season")["probability"].max() < 0.001
    assert (calls.verdict()["seasonal"], calls.verdict()["rare_event"]) == (False, True)
    assert set(calls.rows("signals/expected")["expected_from"]) == {"mean"}
    assert calls.rows("signals/judged").iloc[:-1][["expected", "lower_limit"]].isna().all(axis=None)


# -- growth, and what lasts --------------------------------------------------------------------------------------------


def rising(months_before: int, last: float, *, season: float = 0, seed: int = 4) -> list[float]:
    """Values that grow by 5 a month from 500, with noise of 15, and a newest one that is `last` above that line."""
    time = np.arange(months_before + 1)
    noise = np.random.default_rng(seed).normal(0, 15, months_before + 1)
    noise[-1] = last
    return [*(500 + 5 * time + season * np.sin(2 * np.pi * time / 12) + noise)]


@together.each(("season", "expected_from"), [(0, "trend"), (80, "trend_season")])
def test_steady_growth_is_expected_and_a_surge_above_it_is_news(submit, season, expected_from):
    calls, surge = (submit(rising(60, newest, season=season)) for newest in (0, 90))
    yield
    found = calls.verdict()
    assert (found["verdict"], found["expected_from"], found["lasting"]) == ("usual", expected_from, "rising")
    assert (found["said_rule"], found["signal"], found["run"], found["periods_unusual"]) == ("steady", "", "none", 0)
    line = 500 + 5 * 60 + season * np.sin(2 * np.pi * 60 / 12)
    assert found["expected"] == pytest.approx(line, abs=25)
    assert found["percent_per_year"] == pytest.approx(100 * 60 / (500 + 5 * 29.5), rel=0.05)
    rows = calls.rows("signals/judged")
    assert (rows["verdict"] == "usual").sum() >= 59 and rows["expected"].diff().dropna().ne(0).all()
    found = surge.verdict()
    assert (found["verdict"], found["said_rule"], found["lasting"]) == ("unusual_high", "outside", "rising")


@together
def test_a_step_or_a_fixed_baseline_is_no_growth(submit):
    step = submit([*wobbling(30), *(value + 10 for value in wobbling(18)), 20])
    fixed = submit(rising(48, 0), baseline_points=24)
    yield
    assert step.verdict()["expected_from"] == "mean"
    found = fixed.verdict()
    assert (found["expected_from"], found["verdict"]) == ("mean", "unusual_high")
    assert found["periods_unusual"] > 6


@together
def test_a_line_begins_where_the_range_was_worked_out_afresh(submit):
    calls = submit([*([900] * 12), *rising(36, 0)], recalculate_from="2023-09")
    yield
    found = calls.verdict()
    assert found["expected_from"] == "trend" and found["lasting_since"] == pd.Timestamp(2023, 9, 1)


@together
def test_a_lasting_step_of_a_seasonal_measure_is_said_with_its_start(submit):
    time = np.arange(61)
    season = 100 + 40 * np.sin(2 * np.pi * time / 12)
    noise = np.random.default_rng(6).normal(0, 4, 61)
    calls, calm = submit([*(season + noise - np.where(time >= 51, 12, 0))]), submit([*(season + noise)])
    yield
    found = calls.verdict()
    assert found["seasonal"] and (found["run"], found["run_side"], found["lasting"]) == ("shift", -1, "lower")
    assert (found["run_months"], found["run_since"]) == (10, pd.Timestamp(2025, 12, 1))
    rows = calls.rows("signals/judged").set_index("month")["signal"]
    assert set(rows["2025-12":]) <= {"shift_low", "outside_low"} and rows["2025-11":"2025-11"].tolist() == [""]
    assert (calm.verdict()["run"], calm.verdict()["lasting"]) == ("none", "")


@together
def test_a_first_event_ever(submit):
    none, one, two = (submit([*[0] * 35, newest]) for newest in (0, 1, 2))
    yield
    assert pd.isna(none.verdict()["months_since_last_event"]) and none.verdict()["verdict"] == "rare_event"
    assert one.verdict()["verdict"] == "rare_event"
    assert two.verdict()["verdict"] == "unusual_high"


@together.each(
    ("newest", "expected"), [(50, "rare_event"), (58, "rare_event"), (80, "unusual_high"), (20, "unusual_low")]
)
def test_a_constant_count_is_tested_as_a_count(submit, newest, expected):
    calls, vast = submit([*[50] * 24, newest]), submit([*[1_000_000_000] * 24, 0])
    yield
    assert (calls.verdict()["verdict"], calls.verdict()["rare_event"]) == (expected, True)
    assert vast.verdict()["verdict"] == "unusual_low"


@together
def test_only_whole_counts_are_rare_events(submit):
    ratio = submit([*alternating(22, 0.7, 0.9), 0.8], unit="ratio")
    thousands, net = submit([*alternating(22, 1.5, 2.5), 9]), submit([*alternating(22, -2, 2), 1])
    yield
    assert (ratio.verdict()["verdict"], ratio.verdict()["rare_event"]) == ("usual", False)
    assert (thousands.verdict()["verdict"], thousands.verdict()["rare_event"]) == ("unusual_high", False)
    assert not net.verdict()["rare_event"]


@together
def test_a_constant_percentage_is_judged_by_any_other_value(submit):
    same, other = (submit([*[100] * 24, newest], unit="percent") for newest in (100, 99.5))
    # a dip has been seen before: screening leaves no range, the unscreened one judges
    dipped, again = (submit([*[100] * 12, 90, *[100] * 11, newest], unit="percent") for newest in (99.5, 90))
    yield
    assert same.verdict()["verdict"] == "usual"
    found = other.verdict()
    assert (found["verdict"], found["rare_event"], found["lower_limit"]) == ("unusual_low", False, 100)
    assert dipped.verdict()["verdict"] == "usual"
    assert again.verdict()["verdict"] == "unusual_low"


@together
def test_negative_values_are_judged_like_others(submit):
    calls = submit([*alternating(22, -11, -9), -20], unit="score")
    yield
    assert (calls.verdict()["verdict"], round(calls.verdict()["expected"], 9)) == ("unusual_low", -10)


# -- what nobody has explained -----------------------------------------------------------------------------------------


def test_unexplained_signals_come_newest_first_and_leave_when_explained(store):
    submit(store, [*wobbling(30), 40, *wobbling(5)], "older")
    submit(store, [*alternating(24), 16], "newest")
    submit(store, [*wobbling(10), 40, *wobbling(25)], "long_ago")
    submit(store, alternating(36), "calm")
    rows = ask("signals/unexplained", store=store)
    assert rows["measure_id"].tolist() == ["newest", "older"]
    assert rows["newest"].tolist() == [True, False] and set(rows["rule"]) == {"outside"}
    assert rows["month"].tolist() == [pd.Timestamp(LAST), months(6)[0]]
    explain(store, LAST, measure_id="newest", exceptional=False)
    assert ask("signals/unexplained", store=store)["measure_id"].tolist() == ["older"]
    said = ask("measures/explanations", store=store)
    assert said[["measure_id", "cause", "exceptional"]].values.tolist() == [["newest", "Other", False]]


@together.each(("count", "listed"), [(8, False), (12, False), (13, True)])
def test_nothing_is_to_be_explained_before_the_chart_draws_a_range(submit, count, listed):
    calls = submit([*alternating(4), 60, *alternating(count - 5)])
    yield
    assert (calls.verdict()["verdict"] == "too_early") is not listed
    assert (not calls.rows("signals/unexplained").empty) is listed
    judged = calls.rows("signals/judged")["verdict"]
    assert judged.isin(["unusual_high", "unusual_low"]).any() == listed, "a preview says the same"


@together
def test_a_season_is_nothing_to_explain(submit):
    rng = np.random.default_rng(4)
    season = np.array([100.0] * 11 + [200])
    values = np.tile(season, 4) + rng.normal(0, 1, 48)
    calls = submit(values, last=date(2026, 8, 1))
    yield
    rows = calls.points()
    assert rows["outside_limits"].sum() >= 4
    assert calls.rows("signals/unexplained").empty


@together
def test_rare_events_older_than_the_newest_month_are_not_listed(submit):
    calls = submit([0] * 20 + [1, 0, 0, 4, 0, 1, 0, 0, 0])
    yield
    assert calls.points()["outside_limits"].any()
    assert calls.verdict()["rare_event"]
    assert calls.rows("signals/unexplained").empty


# -- many at once: how often a verdict is wrong ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """Verdicts on 400 measures of each kind: 36 months of history and a newest month, normal noise or counts."""

    rng, each, length, noise = np.random.default_rng(20260930), 400, 37, 8.0
    season = 30 * np.sin(2 * np.pi * np.arange(length) / 12 + 1)
    normal = {
        name: 100 + rng.normal(0, noise, (each, length)) for name in ("calm", "spike", "dip", "season", "seasonspike")
    }
    for name in ("season", "seasonspike"):
        normal[name] += season
    for name, size in (("spike", 4), ("dip", -4), ("seasonspike", 4)):
        normal[name][:, -1] += size * noise
    counts = {f"rare{i}": rng.poisson(rate, (each, length)).astype(float) for i, rate in enumerate((0.3, 1, 3))}
    frames = [
        pd.DataFrame(
            {
                "measure_id": np.repeat([f"{name}_{i}" for i in range(each)], length),
                "month": np.tile(months(length), each),
                "value": values.ravel(),
            }
        )
        for name, values in {**normal, **counts}.items()
    ]
    store = quick_store(tmp_path_factory.mktemp("simulated") / "store.duckdb")
    load(store, "kpi_values", pd.concat(frames, ignore_index=True))
    rows = ask("signals/measures", store=store)
    store.close()
    rows["group"] = rows["measure_id"].str.split("_").str[0]
    assert len(rows) == each * 8
    return rows


def share(rows: pd.DataFrame, group: str, *verdicts: str) -> float:
    return rows.loc[rows["group"] == group, "verdict"].isin(verdicts).mean()


def test_noise_is_seldom_called_unusual(simulated):
    for group in ("calm", "season", "rare0", "rare1", "rare2"):
        assert share(simulated, group, "unusual_high", "unusual_low") <= 0.025, group
    everywhere = simulated[simulated["group"].isin(["calm", "season", "rare0", "rare1", "rare2"])]
    assert 0.001 <= everywhere["verdict"].str.startswith("unusual").mean() <= 0.015


def test_surges_of_four_sigma_are_found(simulated):
    assert share(simulated, "spike", "unusual_high") >= 0.75
    assert share(simulated, "dip", "unusual_low") >= 0.75
    # a chart without seasons finds 17% of these
    assert share(simulated, "seasonspike", "unusual_high") >= 0.6


def test_seasons_and_rare_events_are_recognised(simulated):
    by_group = simulated.groupby("group")
    assert by_group["seasonal"].mean()[["season", "seasonspike"]].min() == 1
    assert by_group["seasonal"].mean()["calm"] <= 0.03
    assert by_group["rare_event"].mean()[["rare0", "rare1", "rare2"]].min() >= 0.99
    assert not by_group["rare_event"].any()[["calm", "spike", "dip", "season", "seasonspike"]].any()


# -- what else than time a month is judged by --------------------------------------------------------------------------


def by_working_days(rate: float, newest: float) -> list[float]:
    """Counts that follow the working days of England from October 2022 on; the newest is `newest` times as many."""
    off = [day for nation, day, _ in bank_holidays() if nation == "england_and_wales"]
    starts = months(48).to_numpy().astype("datetime64[D]")
    ends = (months(48) + pd.offsets.MonthBegin()).to_numpy().astype("datetime64[D]")
    days = np.busday_count(starts, ends, holidays=off)
    noise = np.random.default_rng(8).normal(0, 0.01, len(days))
    values = rate * days * (1 + noise)
    return [*values[:-1].round(), round(rate * days[-1] * newest)]


@together
def test_a_busy_month_with_more_working_days_is_no_news_and_a_surge_is(submit):
    calls, surge = (submit(by_working_days(50, newest), per_working_day=True) for newest in (1, 1.08))
    plain = submit(by_working_days(50, 1.08), per_working_day=False)
    yield
    found = calls.verdict()
    assert (found["verdict"], found["expected_from"], found["working_days"]) == ("usual", "working_days", 22)
    assert found["expected"] == pytest.approx(1100, rel=0.01)
    rows = calls.rows("signals/judged").set_index("month")
    assert rows["verdict"].eq("usual").all()
    # April 2023 has 18 working days, March 23: the limits follow
    assert rows.loc["2023-04-01", "upper_limit"] < rows.loc["2023-03-01", "lower_limit"]
    assert surge.verdict()["verdict"] == "unusual_high"
    assert plain.verdict()["verdict"] == "usual"


def test_working_days_are_those_of_the_councils_nation(store):
    submit(store, by_working_days(50, 1)[:-1], last=date(2026, 8, 1), per_working_day=True)
    days = {
        nation: verdict(store, nation=nation)["working_days"]
        for nation in ("england_and_wales", "scotland", "northern_ireland")
    }
    assert days == {"england_and_wales": 20, "scotland": 20, "northern_ireland": 20}
    rows = ask("signals/series", store=store, nation="scotland").set_index("month")["working_days"]
    assert rows["2025-11-01"] == 20 and rows["2026-06-01"] == 21


def shares(store, numerators, of_all, measure_id="share", **definition):
    """Publish a percentage by its numerators and denominators."""
    rows = {"measure_id": measure_id, "month": months(len(numerators)), "numerator": numerators, "denominator": of_all}
    load(store, "kpi_values", pd.DataFrame(rows).astype({"numerator": float, "denominator": float}))
    define(store, measure_id, unit="percent", direction="increase", **definition)


def test_a_percentage_of_few_has_wider_limits_than_one_of_many(store):
    noise = np.random.default_rng(3)
    of_all = np.array([*[1200] * 36, 40])
    numerators = noise.binomial(of_all, 0.9)
    numerators[-1] = 33
    shares(store, numerators, of_all)
    found = verdict(store, "share")
    assert (found["verdict"], found["expected_from"], found["denominator"]) == ("usual", "denominator", 40)
    sigma = 100 * math.sqrt(0.09 / 40)
    assert found["upper_limit"] - found["expected"] == pytest.approx(3 * sigma, rel=0.3)
    assert (found["interval_low"], found["interval_high"]) == pytest.approx((68.05, 91.25), abs=0.01)
    shares(store, [*numerators[:-1], 26], of_all)
    assert verdict(store, "share")["verdict"] == "unusual_low"
    # all of as many: the plain limits
    shares(store, numerators[:-1], of_all[:-1], "alike")
    assert verdict(store, "alike")["expected_from"] == "mean"


# -- histories that the plain limits do not fit ------------------------------------------------------------------------


@together
def test_limits_widen_where_months_resemble_the_month_before(submit):
    noise, values = np.random.default_rng(12), [0.0]
    for _ in range(80):
        values.append(0.8 * values[-1] + noise.normal(0, 5))
    values = [100 + each for each in values[-48:]]
    apart = [*values[:-1]]
    noise.shuffle(apart)
    calls, shuffled = submit(values, unit="score"), submit([*apart, values[-1]], unit="score")
    yield
    sticky, mixed = calls.verdict(), shuffled.verdict()
    # shuffled, the same figures lie further from their neighbours: both estimate one and the same spread
    width, width_mixed = (each["upper_limit"] - each["expected"] for each in (sticky, mixed))
    assert 0.6 < width / width_mixed < 1.6
    plain = calls.points().iloc[-1]
    assert width > 1.4 * (plain["upper_limit"] - plain["mean"])


@together
def test_one_huge_record_does_not_move_what_is_usual(submit):
    values = [each * 10 for each in wobbling(48)]
    calls, kept = (
        submit([*values[:20], 900, *values[20:], 100], unit="hours", screen_outliers=screened)
        for screened in (True, False)
    )
    yield
    found = calls.verdict()
    assert found["expected"] == pytest.approx(100, abs=1) and found["history_months"] == 49
    assert kept.verdict()["expected"] > 110


@together.each(("newest", "expected"), [(100, "usual"), (96, "usual"), (94, "unusual_low")])
def test_a_percentage_that_is_mostly_100_is_judged_by_how_far_it_has_been_off(submit, newest, expected):
    short = [100.0] * 40
    short[7], short[19], short[31] = 98.0, 97.5, 99.0
    calls = submit([*short, newest], unit="percent", direction="increase")
    yield
    assert calls.verdict()["verdict"] == expected
