"""What is expected of the months ahead, held against the same model worked out with matrices; capacity ahead."""

import math
from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest

from data import rules
from queries import ask
from tests.queries.loading import load
from tests.queries.test_why import incident, months, raise_incidents, submit
from tests.stores import quick_store

_RNG = np.random.default_rng(20261129)


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A store with a few measures, and what is expected of them."""
    store = quick_store(tmp_path_factory.mktemp("forecast") / "store.duckdb")
    time = np.arange(60)
    wave = np.sin(2 * np.pi * time / 12)
    series = {
        "grows": 1000 * np.exp(0.04 / 12 * time + 0.15 * wave + _RNG.normal(0, 0.05, 60)),
        "below_zero": 20 * wave + _RNG.normal(0, 8, 60),
        "with_gaps": np.where(time % 17 == 3, np.nan, 500 + 2 * time + _RNG.normal(0, 20, 60)),
        "of_36_months": 400 * np.exp(0.2 * wave[:36] + _RNG.normal(0, 0.05, 36)),
        "of_35_months": 400 + _RNG.normal(0, 20, 35),
        "never_moves": np.full(48, 7.0),
        "rare": _RNG.poisson(2, 60).astype(float),
        "share": np.minimum(100, 99 + _RNG.normal(0, 0.9, 60)),
    }
    for measure_id, values in series.items():
        submit(store, measure_id, [None if math.isnan(each) else float(each) for each in values])
    define(store, share="percent")
    yield store, series, ask("signals/forecast", store=store)
    store.close()


def define(store, **units: str) -> None:
    rows = [
        {"measure_id": each, "name": each, "plain_meaning": "-", "unit": unit, "direction": "neutral"}
        for each, unit in units.items()
    ]
    load(store, "measures", pd.DataFrame(rows))


def by_matrices(values: np.ndarray) -> np.ndarray:
    """The 12 months after the values, on their scale: what the head of signals/forecast says, as one regression."""
    y = values[-60:]
    there, time, months_of = ~np.isnan(y), np.arange(len(y)) - len(y) + 1.0, np.arange(len(y)) % 12
    design = np.column_stack([months_of[:, None] == np.arange(12), time])
    solved = np.linalg.lstsq(design[there], y[there], rcond=None)[0]
    left = y[there] - design[there] @ solved
    variance = (left**2).sum() / (there.sum() - 13)
    line = np.polynomial.Polynomial.fit(time[there], y[there], 1)
    by_season = ((y[there] - line(time[there])) ** 2).sum() - (left**2).sum()
    season = max(0, 1 - 11 * variance / by_season) * (solved[:12] - solved[:12].mean())
    error = math.sqrt(variance * np.linalg.inv(design[there].T @ design[there])[12, 12])
    trend = solved[12] * max(0, 1 - 9 / (solved[12] / error) ** 2)
    flat = (y - season[months_of] - trend * time)[there]
    late = flat[time[there] > -6]
    level = (flat.mean() + (np.median(late) if len(late) else flat.mean())) / 2
    return np.array(
        [
            level + season[(len(y) - 1 + ahead) % 12] + trend * sum(0.95**n for n in range(1, ahead + 1))
            for ahead in range(1, 13)
        ]
    )


@pytest.mark.parametrize("measure_id", ["grows", "below_zero", "with_gaps", "of_36_months"])
def test_the_forecast_is_the_model_of_its_head_and_its_errors_those_of_the_back_test(asked, measure_id):
    _, series, forecast = asked
    rows, values = forecast[forecast["measure_id"] == measure_id].reset_index(drop=True), series[measure_id]
    logged = np.nanmin(values) > 0
    scaled = np.log(values) if logged else values
    back = np.exp if logged else np.array
    expected = by_matrices(scaled)
    assert list(rows["period"]) == list(pd.date_range("2026-10-01", periods=12, freq="MS"))
    np.testing.assert_allclose(rows["expected"], back(expected), rtol=1e-9)
    last, off, model, naive, steps, origins = len(values), [], [], [], [], 0
    for origin in range(max(24, last - 24), last):
        if (~np.isnan(values[max(0, origin - 60) : origin])).sum() < 24:
            continue
        origins, tried = origins + 1, by_matrices(scaled[:origin])
        for ahead in range(1, min(12, last - origin) + 1):
            at = origin + ahead - 1
            if not math.isnan(values[at]):
                steps.append(ahead)
                off.append(scaled[at] - tried[ahead - 1])
                if not math.isnan(values[at - 12]):
                    model.append(abs(values[at] - back(tried[ahead - 1])))
                    naive.append(abs(values[at] - values[at - 12]))
    first = rows.iloc[0]
    assert (first["origins"], first["compared"]) == (origins, len(naive))
    assert first["error"] == pytest.approx(np.mean(model)) and first["naive_error"] == pytest.approx(np.mean(naive))
    reach = 1.2816 * math.sqrt(np.mean(np.square(off))) * (1 + 2.54 / 1.2816 / origins)
    for column, side in (("low", -1), ("high", 1)):
        ends = [expected[n] + side * reach * math.sqrt((24 + n + 1) / (24 + np.mean(steps))) for n in range(12)]
        np.testing.assert_allclose(rows[column], back(np.array(ends)), rtol=1e-9)


def test_short_rare_and_unknown_measures_have_no_forecast_and_a_figure_that_never_moves_stays(asked):
    store, _, forecast = asked
    assert not {"of_35_months", "rare"} & set(forecast["measure_id"])
    still = forecast[forecast["measure_id"] == "never_moves"]
    np.testing.assert_allclose(still[["expected", "low", "high"]], 7.0)
    assert (still["error"] < 1e-9).all() and still["chance_above_capacity"].isna().all()
    assert ask("signals/forecast", store=store, measure_id="no_such_measure").empty


def test_a_share_is_never_expected_above_100_percent(asked):
    share = asked[2].query("measure_id == 'share'")
    assert share["high"].max() == 100 and (share["low"] < share["expected"]).all()


def test_a_month_declared_exceptional_does_not_count(tmp_path):
    store = quick_store(tmp_path / "store.duckdb")
    values = [100.0 + n % 5 for n in range(48)]
    submit(store, "calls", [*values[:-3], 900.0, *values[-2:]])
    declared = {"measure_id": "calls", "month": months(3)[0], "explanation": "-", "cause": "-", "exceptional": True}
    with_it = ask("signals/forecast", store=store)
    load(store, "explanations", pd.DataFrame([declared]))
    without = ask("signals/forecast", store=store)
    assert without["high"].max() < 110 < with_it["high"].max()
    assert without["months"].iloc[0] == 47
    store.close()


def test_the_normal_tail_is_that_of_the_error_function():
    con = duckdb.connect()
    rules.attach(con)
    zs = [-6.0, -1.2816, -0.3, 0.0, 0.5, 1.2816, 3.0, 6.0]
    con.execute("CREATE TABLE figures AS SELECT unnest($1::DOUBLE[]) AS z", [zs])
    tails = [row[0] for row in con.execute("SELECT rules.normal_tail(z) FROM figures").fetchall()]
    np.testing.assert_allclose(tails, [math.erfc(z / math.sqrt(2)) / 2 for z in zs], atol=1e-7)


# -- capacity ahead --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Four years of 22 to 26 incidents a month, 40 or more each September; a capacity of 25, known for 10 months."""
    store = quick_store(tmp_path_factory.mktemp("desk") / "store.duckdb")
    rows = []
    for number, month in enumerate(months(48)):
        count = 40 + number // 12 if month.month == 9 else 22 + number * 7 % 5
        rows += [incident(month + pd.Timedelta(days=day % 28, hours=9)) for day in range(count)]
    raise_incidents(store, rows)
    submit(store, "service_desk_capacity", [25.0] * 8 + [28.0, 22.0])
    yield store
    store.close()


def test_capacity_ahead_is_that_of_the_same_month_else_the_average_of_the_last_12(desk):
    ahead = ask("demand/capacity_ahead", store=desk).set_index("calendar_month")
    assert ahead.loc[[7, 8, 9], "capacity"].tolist() == [25.0, 28.0, 22.0]
    assert ahead.loc[[10, 11], "capacity"].tolist() == [25.0, 25.0] and ahead.loc[[10, 11], "capacity_of"].isna().all()
    rows = ask("signals/forecast", store=desk).query("measure_id == 'incidents'").set_index("period")
    assert rows.loc["2027-09-01", "capacity"] == 22 and rows.loc["2027-09-01", "chance_above_capacity"] > 0.99
    tail = math.erfc((math.log(25) - rows["middle"].iloc[0]) / rows["spread"].iloc[0] / math.sqrt(2)) / 2
    assert rows["chance_above_capacity"].iloc[0] == pytest.approx(tail, abs=1e-6)


def test_a_forecast_of_one_directorate_is_set_against_no_capacity(desk):
    rows = ask("signals/forecast", store=desk, directorate="Housing").query("measure_id == 'incidents'")
    assert len(rows) == 12 and rows["capacity"].isna().all() and rows["chance_above_capacity"].isna().all()


def test_each_calendar_month_is_counted_against_its_capacity(desk):
    september = ask("demand/capacity_by_month", store=desk).set_index("calendar_month").loc[9]
    assert (september["years"], september["above"], september["least"], september["most"]) == (1, 1, 21, 21)


def test_what_suffices_in_8_months_of_10_leaves_a_chance_of_2_in_10_and_one_less_does_not(desk):
    needed = ask("demand/capacity_needed", store=desk).iloc[0]
    rows = ask("signals/forecast", store=desk).query("measure_id == 'incidents'")

    def months_above(extra: float) -> float:
        z = (np.log(rows["capacity"] + extra) - rows["middle"]) / rows["spread"]
        return sum(math.erfc(each / math.sqrt(2)) / 2 for each in z)

    assert needed["months_above"] == pytest.approx(months_above(0), abs=1e-5)
    assert months_above(needed["extra"]) <= 2.4 + 0.05 and needed["extra"] >= 1
    assert months_above(needed["extra"] - 1) > 2.4
    assert needed["capacity_needed"] == needed["capacity"] + needed["extra"]


def test_a_one_off_in_the_peak_covers_more_than_the_same_amount_spread_over_the_year(desk):
    options = ask("demand/capacity_options", store=desk).set_index("option")
    assert options.index.tolist() == ["none", "one_off", "spread", "permanent"]
    assert options.loc["one_off", "month"].date() == date(2027, 9, 1)
    assert options.loc["spread", "extra_in_year"] == pytest.approx(options.loc["one_off", "extra"])
    assert options.loc["one_off", "covered"] > options.loc["spread", "covered"] > 0 == options.loc["none", "covered"]
    assert options.loc["permanent", "months_above"] <= 2.5
    # the mean of what is above capacity, from the formula for a lognormal figure
    rows = ask("signals/forecast", store=desk).query("measure_id == 'incidents'")
    above = 0.0
    for _, row in rows.iterrows():
        z = (math.log(row["capacity"]) - row["middle"]) / row["spread"]
        tail = [math.erfc(each / math.sqrt(2)) / 2 for each in (z - row["spread"], z)]
        above += math.exp(row["middle"] + row["spread"] ** 2 / 2) * tail[0] - row["capacity"] * tail[1]
    assert options.loc["none", "work_above"] == pytest.approx(above, rel=2e-3)
