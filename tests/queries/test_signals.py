"""Control charts beyond the golden series, and the verdict on the newest month."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.rules import bank_holidays
from queries import ask
from tests.queries.loading import load
from tests.stores import new_store

LAST = date(2026, 9, 1)
FLAGS = ["outside_limits", "trend", "two_of_three", "shift"]


def months(count: int, last: date = LAST) -> pd.DatetimeIndex:
    return pd.date_range(end=pd.Timestamp(last), periods=count, freq="MS")


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


def test_a_constant_baseline_then_another_value_is_outside(store):
    submit(store, [5] * 12 + [20], baseline_points=12)
    rows = points(store)
    assert rows[["mean", "lower_limit", "upper_limit", "near_lower", "near_upper"]].eq(5).all(axis=None)
    assert rows["rule"].tolist() == ["none"] * 12 + ["outside"]
    assert rows["point_type"].iloc[-1] == "concern_high"


def test_equal_values_in_binary_fractions_compare_equal(store):
    submit(store, [0.1] * 24)
    submit(store, [0.1 + 0.2, 0.3] * 12, "mixed")
    submit(store, [-0.1, 0.1, 0.2, -0.2, 0.3, -0.3, 0.0] * 3, "about_zero")
    for name in ("calls", "mixed"):
        rows = points(store, name)
        assert not rows[FLAGS].any(axis=None)
        assert (rows["amr"] == 0).all()
    zeros = points(store, "about_zero")
    assert abs(zeros["mean"].iloc[0]) < 1e-12
    assert not zeros["outside_limits"].any()


def test_a_point_on_a_limit_or_on_the_mean_is_not_beyond_it(store):
    # mean 10, every range 2: limits 10 -/+ 5.32, near limits 10 -/+ 10.64 / 3
    history = alternating(12)
    submit(store, [*history, 15.32, 4.68, 15.3200001], baseline_points=12)
    assert points(store)["outside_limits"].tolist() == [False] * 14 + [True]
    submit(store, [*history, 10 + 10.64 / 3, 10 + 10.64 / 3, 11, 9, 13.6, 13.6, 11], "near", baseline_points=12)
    assert points(store, "near")["two_of_three"].tolist() == [False] * 16 + [True, True, False]
    submit(store, [*history, 11, 11, 11, 10, 11, 11, 11], "on_mean", baseline_points=12)
    assert not points(store, "on_mean")["shift"].any()


def test_screening_leaves_out_a_range_at_its_bound_and_keeps_one_below(store):
    # eleven ranges of 8.733 and one of 35.937 average 11, and 3.267 x 11 = 35.937
    calm = alternating(12, 0, 8.733)
    submit(store, [*calm, 35.937])
    assert points(store)["amr"].iloc[0] == pytest.approx(8.733)
    submit(store, [*calm, 35.9])
    assert points(store)["amr"].iloc[0] == pytest.approx((11 * 8.733 + 35.9) / 12)
    submit(store, [*calm, 35.937], screen_outliers=False)
    assert points(store)["amr"].iloc[0] == pytest.approx(11)


def test_a_missing_value_breaks_runs_and_leaves_mean_and_ranges(store):
    rising = [1, 2, 3, 4, None, 5, 6, 7]
    submit(store, rising)
    rows = points(store)
    assert not rows["trend"].any()
    assert rows["mean"].iloc[0] == pytest.approx(4) and rows["amr"].iloc[0] == pytest.approx(1)
    assert rows.loc[4, "rule"] == "none" and rows.loc[4, "point_type"] == "common_cause"
    submit(store, [1, 2, 3, 4, 5, 6, 7], "unbroken")
    assert points(store, "unbroken")["trend"].all()
    # three runs of the same side, two of them cut short by a gap
    submit(store, [*alternating(12), 10.5, 10.5, 10.5, None, *[10.5] * 6], "above", baseline_points=12)
    assert not points(store, "above")["shift"].any()
    submit(store, [*alternating(12), 13.6, None, 13.6, 11], "near", baseline_points=12)
    assert not points(store, "near")["two_of_three"].any()


def test_two_rising_trends_back_to_back_rise_to_their_last_points(store):
    wide = alternating(12, 0, 20)  # limits far away
    submit(store, [*wide, *range(3, 10), *range(4, 11)], baseline_points=12)
    rows = points(store).iloc[12:]
    assert rows["rule"].eq("trend").all()
    assert rows["point_type"].eq("concern_high").all()
    # a peak shared by a rise and a fall belongs to the fall, as in the package
    submit(store, [*wide, *range(3, 10), *range(8, 2, -1)], "peak", baseline_points=12)
    peak = points(store, "peak").iloc[12:]
    assert peak["rule"].eq("trend").all()
    assert peak["point_type"].tolist() == ["concern_high"] * 6 + ["improvement_low"] * 7


@pytest.mark.parametrize(
    ("direction", "high", "low"),
    [
        ("increase", "improvement_high", "concern_low"),
        ("decrease", "concern_high", "improvement_low"),
        ("neutral", "neutral_high", "neutral_low"),
    ],
)
def test_what_high_and_low_mean(store, direction, high, low):
    submit(store, [*alternating(12), 40, 9, -40], baseline_points=12, direction=direction, target=1000)
    assert points(store)["point_type"].tolist()[12:] == [high, "common_cause", low]
    expected = {"increase": "consistently_missed", "decrease": "consistently_met", "neutral": "none"}
    assert verdict(store)["assurance"] == expected[direction]


@pytest.mark.parametrize(
    ("target", "expected"),
    [(15.32, "hit_and_miss"), (15.33, "consistently_missed"), (4.68, "hit_and_miss"), (4.67, "consistently_met")],
)
def test_a_target_equal_to_a_limit_is_hit_and_miss(store, target, expected):
    submit(store, alternating(24), direction="increase", target=target)
    assert verdict(store)["assurance"] == expected


def test_no_target_has_no_assurance(store):
    submit(store, alternating(24))
    assert verdict(store)["assurance"] == "none"


@pytest.mark.parametrize("count", [1, 2])
def test_very_short_series(store, count):
    submit(store, [8.0, 9.0][:count])
    rows = points(store)
    assert len(rows) == count and rows["trial"].all() and rows["rule"].eq("none").all()
    assert rows["upper_limit"].isna().all() == (count == 1)
    assert verdict(store)["verdict"] == "too_early"


def test_a_measure_without_any_value(store):
    submit(store, [None] * 14)
    rows = points(store)
    assert len(rows) == 14 and rows["mean"].isna().all() and not rows[FLAGS].any(axis=None)
    found = verdict(store)
    assert (found["verdict"], found["history_months"], found["explained"]) == ("too_early", 0, False)
    assert pd.isna(found["month"])
    define(store, "empty")
    assert verdict(store, "empty")["verdict"] == "too_early" and points(store, "empty").empty


def test_months_out_of_order_and_absent_months_are_neighbouring_rows(store):
    when = [each for each in months(16) if each.month not in (1, 2)]
    values = alternating(len(when))
    order = np.random.default_rng(5).permutation(len(when))
    submit(store, np.array(values)[order], when=[when[i] for i in order])
    rows = points(store)
    assert rows["month"].tolist() == [f"{each:%Y-%m}" for each in when]
    assert rows["amr"].eq(2).all()


def test_a_recalculation_starts_afresh(store):
    submit(store, alternating(13) + alternating(14, 29, 31), recalculate_from=f"{months(14)[0]:%Y-%m}")
    rows = points(store)
    assert rows["segment"].tolist() == [0] * 13 + [1] * 14
    assert rows["recalculated"].tolist() == [False] * 13 + [True] + [False] * 13
    assert not rows[FLAGS].any(axis=None)
    assert rows["mean"].iloc[-1] == pytest.approx(30) and rows["mean"].iloc[0] == pytest.approx(131 / 13)
    found = verdict(store)
    assert (found["verdict"], found["history_months"], found["trial"]) == ("usual", 13, True)


def test_a_run_does_not_cross_a_recalculation(store):
    submit(store, list(range(1, 11)), recalculate_from=f"{months(5)[0]:%Y-%m}")
    assert not points(store)["trend"].any()


def test_a_recalculation_in_the_newest_month_has_no_history_yet(store):
    submit(store, [*alternating(30), 90], recalculate_from="2026-09")
    rows = points(store)
    assert rows["rule"].eq("none").all() and pd.isna(rows["upper_limit"].iloc[-1]) and rows["trial"].iloc[-1]
    assert verdict(store)["verdict"] == "too_early"


def test_recalculations_before_all_figures_or_on_a_day_are_reported_and_change_nothing(store):
    submit(store, alternating(24), recalculate_from="2019-01; 2026-05-15;2026-05")
    found = ask("signals/unmatched_recalculations", store=store)
    assert found["month"].astype(str).tolist() == ["2019-01-01", "2026-05-15"] and found["begins"].isna().all()
    assert points(store)["segment"].max() == 1


def test_a_baseline_longer_than_the_series_uses_all_of_it(store):
    values = [*alternating(20), 30]
    submit(store, values, baseline_points=100)
    submit(store, values, "all")
    pd.testing.assert_frame_equal(
        points(store).drop(columns="measure_id"), points(store, "all").drop(columns="measure_id")
    )


def test_an_exceptional_month_stays_marked_and_leaves_the_limits(store):
    values = alternating(24)
    values[10] = 100
    submit(store, values)
    before = points(store)
    assert before["mean"].iloc[0] > 13
    explain(store, months(24)[10])
    rows = points(store)
    assert rows["exceptional"].tolist() == [i == 10 for i in range(24)]
    assert rows.loc[10, ["value", "rule", "point_type"]].tolist() == [100, "outside", "concern_high"]
    counted = [value for i, value in enumerate(values) if i != 10]
    assert rows["mean"].iloc[0] == pytest.approx(np.mean(counted))
    assert rows["amr"].iloc[0] == pytest.approx(2)
    assert rows["rule"].drop(index=10).eq("none").all()
    assert verdict(store)["history_months"] == 22


def test_an_exceptional_month_breaks_runs(store):
    submit(store, [1, 2, 3, 4, 5, 6, 7, 8])
    assert points(store)["trend"].all()
    explain(store, months(8)[4])
    assert not points(store)["trend"].any()


def test_an_explanation_alone_changes_no_limits(store):
    submit(store, [*alternating(23), 30])
    before = points(store)
    explain(store, LAST, exceptional=False)
    pd.testing.assert_frame_equal(points(store), before)
    assert verdict(store)["explained"]


# -- the verdict on the newest month -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("history", "expected", "trial"),
    [(11, "too_early", False), (12, "unusual_high", True), (23, "unusual_high", True), (24, "unusual_high", False)],
)
def test_how_much_history_a_verdict_needs(store, history, expected, trial):
    submit(store, [*alternating(history), 17])
    found = verdict(store)
    assert (found["verdict"], found["trial"], found["history_months"]) == (expected, trial, history)
    assert pd.isna(found["expected"]) == (expected == "too_early")


def test_the_newest_month_does_not_widen_its_own_limits(store):
    submit(store, [*alternating(22), 16.1])
    found = verdict(store)
    assert found["expected"] == pytest.approx(10)
    reach = 5.32 * (1 + (7.5 / 21 + 17.25 / 21**2 + 30.1875 / 21**3) / 3)  # 22 months are few
    assert (found["lower_limit"], found["upper_limit"]) == pytest.approx((10 - reach, 10 + reach))
    assert (found["month"], found["value"]) == (pd.Timestamp(LAST), 16.1)
    assert found["verdict"] == "unusual_high"
    assert points(store)["upper_limit"].iloc[0] > 16.1
    submit(store, [*alternating(22), 16.02])
    assert verdict(store)["verdict"] == "usual"
    submit(store, [*alternating(22), 3.9])
    assert verdict(store)["verdict"] == "unusual_low"


def test_limits_are_wider_where_history_is_short(store):
    submit(store, [*alternating(12), 16.7])
    found = verdict(store)
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


def test_a_month_without_a_value_is_not_the_newest(store):
    submit(store, [*alternating(24), None])
    assert (verdict(store)["month"], verdict(store)["value"]) == (pd.Timestamp("2026-08-01"), 9)


def test_a_fixed_baseline_judges_the_newest_month(store):
    submit(store, [*alternating(12), *alternating(12, 29, 31), 31], baseline_points=12)
    found = verdict(store)
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


@pytest.mark.parametrize(("f", "years"), [(4.22, 2), (3.09, 3), (2.56, 6)])
def test_printed_tables_of_f_at_one_percent(store, f, years):
    """The 1% points of F for 11 and 12, 24 and 60 degrees of freedom."""
    submit(store, history_with(f, years))
    assert ask("signals/season", store=store)["probability"].iloc[0] == pytest.approx(0.01, abs=1e-4)


def test_an_odd_number_of_degrees_of_freedom(store):
    submit(store, np.random.default_rng(2).normal(100, 5, 38))
    rows = ask("signals/season", store=store)
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


def test_a_seasonal_measure_is_judged_against_its_calendar_month(store):
    values, history = seasonal_values(3, 104)
    submit(store, values)
    found = verdict(store)
    left = (history - history.mean(axis=0)).ravel()
    ranges = np.abs(np.diff(left))
    amr = ranges[ranges < 3.267 * ranges.mean()].mean()
    reach = 2.66 * amr * math.sqrt(4 / 2)
    assert found["seasonal"] and found["verdict"] == "usual"
    assert found["expected"] == pytest.approx(history[:, 0].mean())
    assert (found["lower_limit"], found["upper_limit"]) == pytest.approx(
        (found["expected"] - reach, found["expected"] + reach)
    )
    # 125 is an ordinary value of the best month, and an odd one for this
    submit(store, [*values[:-1], 125])
    assert verdict(store)["verdict"] == "unusual_high"
    assert not points(store)["outside_limits"].iloc[-1]


def test_the_stepped_line_reaches_every_month_of_the_segment(store):
    values, history = seasonal_values(3, 104)
    submit(store, values)
    submit(store, np.random.default_rng(3).normal(100, 5, 40), "noise")
    rows = ask("signals/expected", store=store)
    assert set(rows.loc[rows["measure_id"] == "noise", "expected_from"]) == {"mean"}
    rows = rows[rows["measure_id"] == "calls"]
    assert set(rows["expected_from"]) == {"season"} and len(rows) == 37
    assert rows["expected"].tolist() == pytest.approx([*np.tile(history.mean(axis=0), 3), history[:, 0].mean()])
    newest, found = rows.iloc[-1], verdict(store)
    for column in ("expected", "lower_limit", "upper_limit"):
        assert newest[column] == pytest.approx(found[column])


def test_no_season_without_every_calendar_month_twice(store):
    values, _ = seasonal_values(2, 104)
    submit(store, values)
    assert verdict(store)["seasonal"]
    submit(store, values[1:], "short")
    assert not verdict(store, "short")["seasonal"]
    assert ask("signals/season", store=store, measure_id="short")["probability"].isna().all()


def test_the_same_every_year_leaves_no_room(store):
    submit(store, [*list(range(100, 112)) * 3, 100])
    assert (verdict(store)["verdict"], verdict(store)["seasonal"]) == ("usual", True)
    submit(store, [*list(range(100, 112)) * 3, 101])
    assert verdict(store)["verdict"] == "unusual_high"


# -- rare events -------------------------------------------------------------------------------------------------------


def binomial_tail(k: int, total: int, months_before: int) -> float:
    p = 1 / (months_before + 1)
    return sum(math.comb(total, j) * p**j * (1 - p) ** (total - j) for j in range(k, total + 1))


@pytest.mark.parametrize(("newest", "expected"), [(0, "rare_event"), (2, "rare_event"), (3, "unusual_high")])
def test_rare_events_are_counted_and_tested_exactly(store, newest, expected):
    history = [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0] * 2
    submit(store, [*history, newest])
    found = verdict(store)
    assert (found["verdict"], found["rare_event"], found["seasonal"]) == (expected, True, False)
    assert found["probability"] == pytest.approx(binomial_tail(newest, sum(history) + newest, 24), abs=1e-9)
    assert found["expected"] == pytest.approx(4 / 24)
    assert pd.isna(found["upper_limit"])
    assert found["months_since_last_event"] == (0 if newest else 6)


def test_a_rare_event_is_never_seasonal(store):
    submit(store, [*([0] * 11 + [6]) * 4, 0])
    assert ask("signals/season", store=store)["probability"].max() < 0.001
    assert (verdict(store)["seasonal"], verdict(store)["rare_event"]) == (False, True)
    assert set(ask("signals/expected", store=store)["expected_from"]) == {"mean"}
    assert ask("signals/judged", store=store).iloc[:-1][["expected", "lower_limit"]].isna().all(axis=None)


# -- growth, and what lasts --------------------------------------------------------------------------------------------


def rising(months_before: int, last: float, *, season: float = 0, seed: int = 4) -> list[float]:
    """Values that grow by 5 a month from 500, with noise of 15, and a newest one that is `last` above that line."""
    time = np.arange(months_before + 1)
    noise = np.random.default_rng(seed).normal(0, 15, months_before + 1)
    noise[-1] = last
    return [*(500 + 5 * time + season * np.sin(2 * np.pi * time / 12) + noise)]


@pytest.mark.parametrize(("season", "expected_from"), [(0, "trend"), (80, "trend_season")])
def test_steady_growth_is_expected_and_a_surge_above_it_is_news(store, season, expected_from):
    submit(store, rising(60, 0, season=season))
    found = verdict(store)
    assert (found["verdict"], found["expected_from"], found["lasting"]) == ("usual", expected_from, "rising")
    assert (found["said_rule"], found["signal"], found["run"], found["periods_unusual"]) == ("steady", "", "none", 0)
    line = 500 + 5 * 60 + season * np.sin(2 * np.pi * 60 / 12)
    assert found["expected"] == pytest.approx(line, abs=25)
    assert found["percent_per_year"] == pytest.approx(100 * 60 / (500 + 5 * 29.5), rel=0.05)
    rows = ask("signals/judged", store=store)
    assert (rows["verdict"] == "usual").sum() >= 59 and rows["expected"].diff().dropna().ne(0).all()
    submit(store, rising(60, 90, season=season))
    found = verdict(store)
    assert (found["verdict"], found["said_rule"], found["lasting"]) == ("unusual_high", "outside", "rising")


def test_a_step_or_a_fixed_baseline_is_no_growth(store):
    submit(store, [*wobbling(30), *(value + 10 for value in wobbling(18)), 20])
    assert verdict(store)["expected_from"] == "mean"
    submit(store, rising(48, 0), "fixed", baseline_points=24)
    found = verdict(store, "fixed")
    assert (found["expected_from"], found["verdict"]) == ("mean", "unusual_high")
    assert found["periods_unusual"] > 6


def test_a_line_begins_where_the_range_was_worked_out_afresh(store):
    submit(store, [*([900] * 12), *rising(36, 0)], recalculate_from="2023-09")
    found = verdict(store)
    assert found["expected_from"] == "trend" and found["lasting_since"] == pd.Timestamp(2023, 9, 1)


def test_a_lasting_step_of_a_seasonal_measure_is_said_with_its_start(store):
    time = np.arange(61)
    season = 100 + 40 * np.sin(2 * np.pi * time / 12)
    noise = np.random.default_rng(6).normal(0, 4, 61)
    submit(store, [*(season + noise - np.where(time >= 51, 12, 0))])
    found = verdict(store)
    assert found["seasonal"] and (found["run"], found["run_side"], found["lasting"]) == ("shift", -1, "lower")
    assert (found["run_months"], found["run_since"]) == (10, pd.Timestamp(2025, 12, 1))
    rows = ask("signals/judged", store=store).set_index("month")["signal"]
    assert set(rows["2025-12":]) <= {"shift_low", "outside_low"} and rows["2025-11":"2025-11"].tolist() == [""]
    submit(store, [*(season + noise)])
    assert (verdict(store)["run"], verdict(store)["lasting"]) == ("none", "")


def test_a_first_event_ever(store):
    submit(store, [0] * 36)
    assert pd.isna(verdict(store)["months_since_last_event"]) and verdict(store)["verdict"] == "rare_event"
    submit(store, [*[0] * 35, 1])
    assert verdict(store)["verdict"] == "rare_event"
    submit(store, [*[0] * 35, 2])
    assert verdict(store)["verdict"] == "unusual_high"


def test_a_constant_count_is_tested_as_a_count(store):
    for newest, expected in ((50, "rare_event"), (58, "rare_event"), (80, "unusual_high"), (20, "unusual_low")):
        submit(store, [*[50] * 24, newest])
        assert (verdict(store)["verdict"], verdict(store)["rare_event"]) == (expected, True), newest
    submit(store, [*[1_000_000_000] * 24, 0], "vast")
    assert verdict(store, "vast")["verdict"] == "unusual_low"


def test_only_whole_counts_are_rare_events(store):
    submit(store, [*alternating(22, 0.7, 0.9), 0.8], unit="ratio")
    assert (verdict(store)["verdict"], verdict(store)["rare_event"]) == ("usual", False)
    submit(store, [*alternating(22, 1.5, 2.5), 9], "thousands")
    assert (verdict(store, "thousands")["verdict"], verdict(store, "thousands")["rare_event"]) == (
        "unusual_high",
        False,
    )
    submit(store, [*alternating(22, -2, 2), 1], "net")
    assert not verdict(store, "net")["rare_event"]


def test_a_constant_percentage_is_judged_by_any_other_value(store):
    submit(store, [*[100] * 24, 100], unit="percent")
    assert verdict(store)["verdict"] == "usual"
    submit(store, [*[100] * 24, 99.5], unit="percent")
    found = verdict(store)
    assert (found["verdict"], found["rare_event"], found["lower_limit"]) == ("unusual_low", False, 100)
    # a dip has been seen before: screening leaves no range, the unscreened one judges
    submit(store, [*[100] * 12, 90, *[100] * 11, 99.5], "dipped", unit="percent")
    assert verdict(store, "dipped")["verdict"] == "usual"
    submit(store, [*[100] * 12, 90, *[100] * 11, 90], "dipped", unit="percent")
    assert verdict(store, "dipped")["verdict"] == "unusual_low"


def test_negative_values_are_judged_like_others(store):
    submit(store, [*alternating(22, -11, -9), -20], unit="score")
    assert (verdict(store)["verdict"], round(verdict(store)["expected"], 9)) == ("unusual_low", -10)


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


@pytest.mark.parametrize("count, listed", [(8, False), (12, False), (13, True)])
def test_nothing_is_to_be_explained_before_the_chart_draws_a_range(store, count, listed):
    submit(store, [*alternating(4), 60, *alternating(count - 5)])
    assert (verdict(store)["verdict"] == "too_early") is not listed
    assert (not ask("signals/unexplained", store=store).empty) is listed
    judged = ask("signals/judged", store=store)["verdict"]
    assert judged.isin(["unusual_high", "unusual_low"]).any() == listed, "a preview says the same"


def test_a_season_is_nothing_to_explain(store):
    rng = np.random.default_rng(4)
    season = np.array([100.0] * 11 + [200])
    values = np.tile(season, 4) + rng.normal(0, 1, 48)
    submit(store, values, last=date(2026, 8, 1))
    rows = points(store)
    assert rows["outside_limits"].sum() >= 4
    assert ask("signals/unexplained", store=store).empty


def test_rare_events_older_than_the_newest_month_are_not_listed(store):
    submit(store, [0] * 20 + [1, 0, 0, 4, 0, 1, 0, 0, 0])
    assert points(store)["outside_limits"].any()
    assert verdict(store)["rare_event"]
    assert ask("signals/unexplained", store=store).empty


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
    store = new_store(tmp_path_factory.mktemp("simulated") / "store.duckdb")
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


def test_a_busy_month_with_more_working_days_is_no_news_and_a_surge_is(store):
    submit(store, by_working_days(50, 1), per_working_day=True)
    found = verdict(store)
    assert (found["verdict"], found["expected_from"], found["working_days"]) == ("usual", "working_days", 22)
    assert found["expected"] == pytest.approx(1100, rel=0.01)
    rows = ask("signals/judged", store=store).set_index("month")
    assert rows["verdict"].eq("usual").all()
    # April 2023 has 18 working days, March 23: the limits follow
    assert rows.loc["2023-04-01", "upper_limit"] < rows.loc["2023-03-01", "lower_limit"]
    submit(store, by_working_days(50, 1.08), per_working_day=True)
    assert verdict(store)["verdict"] == "unusual_high"
    submit(store, by_working_days(50, 1.08), "plain", per_working_day=False)
    assert verdict(store, "plain")["verdict"] == "usual"


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


def test_limits_widen_where_months_resemble_the_month_before(store):
    noise, values = np.random.default_rng(12), [0.0]
    for _ in range(80):
        values.append(0.8 * values[-1] + noise.normal(0, 5))
    values = [100 + each for each in values[-48:]]
    submit(store, values, unit="score")
    apart = [*values[:-1]]
    noise.shuffle(apart)
    submit(store, [*apart, values[-1]], "apart", unit="score")
    sticky, mixed = verdict(store), verdict(store, "apart")
    # shuffled, the same figures lie further from their neighbours: both estimate one and the same spread
    width, width_mixed = (each["upper_limit"] - each["expected"] for each in (sticky, mixed))
    assert 0.6 < width / width_mixed < 1.6
    plain = ask("signals/points", store=store, measure_id="calls").iloc[-1]
    assert width > 1.4 * (plain["upper_limit"] - plain["mean"])


def test_one_huge_record_does_not_move_what_is_usual(store):
    values = [each * 10 for each in wobbling(48)]
    submit(store, [*values[:20], 900, *values[20:], 100], unit="hours")
    found = verdict(store)
    assert found["expected"] == pytest.approx(100, abs=1) and found["history_months"] == 49
    submit(store, [*values[:20], 900, *values[20:], 100], "kept", unit="hours", screen_outliers=False)
    assert verdict(store, "kept")["expected"] > 110


def test_a_percentage_that_is_mostly_100_is_judged_by_how_far_it_has_been_off(store):
    short = [100.0] * 40
    short[7], short[19], short[31] = 98.0, 97.5, 99.0
    for newest, expected in ((100, "usual"), (96, "usual"), (94, "unusual_low")):
        submit(store, [*short, newest], unit="percent", direction="increase")
        assert verdict(store)["verdict"] == expected, newest
