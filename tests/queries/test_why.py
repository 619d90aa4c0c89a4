"""Why a month was as it was: attribution, single records, earlier years, trend, backlog and capacity, in SQL."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store import Store
from queries import ask
from tests.examples import examples
from tests.queries.loading import load
from tests.stores import quick_store

LAST = date(2026, 9, 30)
MEASURES = ("incidents", "work_time_lost", "password_resets", "reopened", "backlog", "backlog_over_90_days")


@pytest.fixture
def store(tmp_path):
    opened = quick_store(tmp_path / "store.duckdb")
    yield opened
    opened.close()


def months(count: int, last: date = LAST) -> list[pd.Timestamp]:
    return list(pd.date_range(end=pd.Timestamp(last).replace(day=1), periods=count, freq="MS"))


def incident(opened: datetime, **columns) -> dict:
    row = {"opened_at": opened, "category": "Devices", "directorate": "Housing", "resolved_at": opened}
    return {**row, "work_time_lost_minutes": 30.0, "reopened_count": 0, "status": "Closed", **columns}


def raise_incidents(store: Store, rows: list[dict], *, period_to: date = LAST, at=None) -> str:
    frame = pd.DataFrame(rows)
    frame["ticket_id"] = frame.get("ticket_id", pd.Series(dtype=object)).reindex(frame.index)
    frame["ticket_id"] = frame["ticket_id"].where(frame["ticket_id"].notna(), [f"T{n}" for n in frame.index])
    return load(store, "incidents", frame, period_to=period_to, at=at)


def submit(store: Store, measure_id: str, values, *, last: date = LAST) -> None:
    rows = pd.DataFrame({"measure_id": measure_id, "month": months(len(values), last), "value": values})
    load(store, "kpi_values", rows, period_to=last)


def flat(count: int, **columns) -> list[dict]:
    """30 to 34 incidents in each of so many months: a calm history that varies, but not with the time of year."""
    rows = []
    for number, month in enumerate(months(count)):
        for day in range(30 + number % 5):
            rows.append(incident(month + timedelta(days=day % 28, hours=9), **columns))
    return rows


# -- what drove the month --------------------------------------------------------------------------------------------


@examples(10)
@given(
    seed=st.integers(0, 10**6),
    month_back=st.integers(0, 3),
    part=st.sampled_from([None, "Housing"]),
    measure_id=st.sampled_from(MEASURES),
)
def test_the_categories_add_up_to_the_total(tmp_path_factory, seed, month_back, part, measure_id):
    """Whatever the incidents: excesses add up to the total's excess, and the usual is that of the verdict."""
    chance = np.random.default_rng(seed)
    store = quick_store(tmp_path_factory.mktemp("drivers") / "store.duckdb")
    try:
        rows = []
        for month in months(30):
            for _ in range(chance.integers(3, 12)):
                opened = month + timedelta(days=int(chance.integers(0, 28)))
                rows.append(
                    incident(
                        opened,
                        category=chance.choice(["Devices", "Password reset", "Printing", None]),
                        directorate=chance.choice(["Housing", "Place"]),
                        resolved_at=opened + timedelta(days=int(chance.integers(0, 200))),
                        work_time_lost_minutes=chance.choice([None, 7.0, 20.0, 33.3]),
                        reopened_count=int(chance.integers(0, 2)),
                    )
                )
        raise_incidents(store, rows)
        odd = pd.DataFrame(
            {"measure_id": ["incidents"], "month": ["2025-11-01"], "exceptional": [True], "explanation": ["Flood."]}
        )
        load(store, "explanations", odd)
        ask_for = {"directorate": part, "store": store}
        month = months(month_back + 1)[0]
        parts = ask("signals/drivers", measure_id=measure_id, month=str(month.date()), **ask_for)
        total = ask("measures/values", measure_id=measure_id, **ask_for).set_index("month")["value"][month]
        if parts.empty:
            assert pd.isna(total) or total == 0
            return
        excess = parts["total_value"].iloc[0] - parts["total_usual"].iloc[0]
        assert parts["total_value"].iloc[0] == pytest.approx(total, rel=1e-9)
        assert parts["excess"].sum() == pytest.approx(excess, rel=1e-9, abs=1e-9)
        assert (parts["value"] - parts["usual"] - parts["excess"]).abs().max() < 1e-9
        if parts["share"].notna().any():
            assert parts["share"].sum() == pytest.approx(1)
        if month_back == 0:
            verdict = ask("signals/measures", measure_id=measure_id, **ask_for).iloc[0]
            assert parts["total_usual"].iloc[0] == pytest.approx(verdict["expected"], rel=1e-9)
    finally:
        store.close()


def test_drivers_name_the_category_that_surged(store):
    rows = flat(30) + [incident(datetime(2026, 9, 20), category="Printing") for _ in range(20)]
    raise_incidents(store, rows)
    parts = ask("signals/drivers", measure_id="incidents", store=store)
    assert parts["category"].iloc[0] == "Printing"
    assert parts.set_index("category").loc["Printing", "excess"] == 20
    assert parts["months"].iloc[0] == 29


def test_usual_is_that_of_the_calendar_month_where_the_year_matters(store):
    rows = flat(48)
    for year in range(2023, 2027):
        rows += [incident(datetime(year, 9, 1 + n % 28), category="Password reset") for n in range(100 + year % 3)]
    raise_incidents(store, rows)
    parts = ask("signals/drivers", measure_id="incidents", store=store).set_index("category")
    assert parts["seasonal"].all()
    assert parts["months"].eq(3).all()
    assert parts.loc["Password reset", "usual"] == pytest.approx(
        np.mean([100 + year % 3 for year in (2023, 2024, 2025)])
    )


def test_drivers_start_afresh_at_a_recalculation_and_leave_exceptional_months_out(store):
    rows = flat(20) + [incident(datetime(2026, 3, 3)) for _ in range(500)]
    raise_incidents(store, rows)
    definition = {"measure_id": ["incidents"], "name": ["Incidents"], "plain_meaning": ["x"], "unit": ["count"]}
    load(store, "measures", pd.DataFrame({**definition, "direction": ["decrease"], "recalculate_from": ["2026-01"]}))
    before = ask("signals/drivers", measure_id="incidents", store=store).iloc[0]
    assert before["months"] == 7 and before["usual"] < 35, "one huge month is left out by itself"
    load(
        store,
        "explanations",
        pd.DataFrame({"measure_id": ["incidents"], "month": ["2026-02-01"], "exceptional": [True]}),
    )
    after = ask("signals/drivers", measure_id="incidents", store=store).iloc[0]
    assert after["months"] == 6 and after["usual"] < 35


@pytest.mark.parametrize("measure_id", ["minutes_lost_mean", "first_contact_share", "satisfaction"])
def test_what_does_not_add_up_is_not_split(store, measure_id):
    raise_incidents(store, flat(20))
    submit(store, "satisfaction", [80.0] * 20)
    assert ask("signals/drivers", measure_id=measure_id, store=store).empty


# -- single records --------------------------------------------------------------------------------------------------


def test_rows_of_one_ticket_are_one_record_and_it_alone_explains_the_month(store):
    long = [incident(datetime(2026, 9, day), ticket_id="LONG", work_time_lost_minutes=1200.0) for day in (3, 4)]
    raise_incidents(store, flat(30) + long)
    records = ask("signals/one_record", store=store)
    assert records["minutes"].iloc[0] == 2400
    assert records["minutes"].iloc[1] == 30
    assert records["value"].iloc[0] - records["value_without"].iloc[0] == pytest.approx(40)
    assert records["clears"].iloc[0] and records["mostly_one_record"].all()
    assert len(records) == 10


def test_two_long_records_are_found_as_two(store):
    long = [incident(datetime(2026, 9, 3), ticket_id=f"LONG{n}", work_time_lost_minutes=1200.0) for n in range(2)]
    raise_incidents(store, flat(30) + long)
    records = ask("signals/one_record", store=store)
    assert not records["mostly_one_record"].any()
    assert list(records["clears"].head(2)) == [False, True]
    assert records["share"].iloc[1] > 0.9


def test_a_surge_of_many_is_not_put_down_to_one_record(store):
    raise_incidents(store, flat(30) + [incident(datetime(2026, 9, 3)) for _ in range(60)])
    records = ask("signals/one_record", store=store)
    assert records["verdict"].iloc[0] == "unusual_high"
    assert not records["clears"].any() and not records["mostly_one_record"].any()


def test_a_long_record_in_a_usual_month_explains_nothing(store):
    raise_incidents(store, flat(30))
    records = ask("signals/one_record", month="2026-05-01", store=store)
    assert records["month"].iloc[0] == pd.Timestamp(2026, 5, 1)
    assert records["verdict"].iloc[0] == "usual"
    assert not records["clears"].any()


def test_records_are_those_of_the_directorate_and_of_the_day(store):
    raise_incidents(store, flat(30), at=datetime(2026, 10, 1, 9))
    more = [*flat(1), incident(datetime(2026, 9, 3), directorate="Place", work_time_lost_minutes=2400.0)]
    raise_incidents(store, more, at=datetime(2026, 10, 8, 9))
    assert ask("signals/one_record", store=store)["minutes"].iloc[0] == 2400
    assert ask("signals/one_record", directorate="Housing", store=store)["minutes"].iloc[0] == 30
    assert ask("signals/one_record", as_at=date(2026, 10, 2), store=store)["minutes"].iloc[0] == 30


# -- earlier years, each category by itself --------------------------------------------------------------------------


def test_earlier_years_hold_that_month_and_nothing_later(store):
    submit(store, "calls", [100 + (n * 7) % 11 for n in range(40)])
    rows = ask("signals/earlier_years", measure_id="calls", month="2025-09-15", store=store)
    assert list(rows["month"]) == [pd.Timestamp(2023, 9, 1), pd.Timestamp(2024, 9, 1), pd.Timestamp(2025, 9, 1)]
    assert list(rows["is_this_year"]) == [False, False, True]
    newest = ask("signals/earlier_years", measure_id="calls", store=store)
    assert newest["month"].iloc[-1] == pd.Timestamp(2026, 9, 1)


def test_judged_months_agree_with_the_verdict_on_the_newest(store):
    submit(store, "calls", [100 + (n * 7) % 11 for n in range(39)] + [180])
    newest = ask("signals/judged", measure_id="calls", store=store).iloc[-1]
    verdict = ask("signals/measures", measure_id="calls", store=store).iloc[0]
    for column in ("value", "expected", "lower_limit", "upper_limit", "verdict"):
        assert newest[column] == verdict[column]
    assert newest["verdict"] == "unusual_high"


def test_a_surge_in_one_category_shows_although_the_total_is_calm(store):
    chance = np.random.default_rng(5)
    rows = []
    for month in months(36):
        for category, usual in (("Devices", 300), ("Printing", 40), ("Rooms", 1)):
            count = int(usual * chance.normal(1, 0.05)) if usual > 5 else usual
            count += 15 if category == "Printing" and month == pd.Timestamp(2026, 9, 1) else 0
            rows += [incident(month + timedelta(hours=n % 600), category=category) for n in range(count)]
    raise_incidents(store, rows)
    assert ask("signals/measures", measure_id="incidents", store=store)["verdict"].iloc[0] == "usual"
    newest = ask("signals/categories", measure_id="incidents", store=store).query("newest").set_index("category")
    assert newest["verdict"].to_dict() == {"Devices": "usual", "Printing": "unusual_high", "Rooms": "too_few"}


def test_a_category_alone_gets_the_limits_of_the_measure(store):
    chance = np.random.default_rng(8)
    raise_incidents(
        store, [incident(m + timedelta(hours=n)) for m in months(30) for n in range(int(chance.normal(60, 8)))]
    )
    verdict = ask("signals/measures", measure_id="incidents", store=store).iloc[0]
    newest = ask("signals/categories", measure_id="incidents", store=store).query("newest").iloc[0]
    for column in ("expected", "lower_limit", "upper_limit"):
        assert newest[column] == pytest.approx(verdict[column], rel=1e-9)


# -- trend -----------------------------------------------------------------------------------------------------------


def found(store: Store, values) -> pd.Series:
    submit(store, "calls", list(values))
    return ask("signals/trend", measure_id="calls", store=store).iloc[0]


def test_a_steady_rise_is_found_with_its_pace(store):
    chance = np.random.default_rng(3)
    fit = found(store, 1000 * (1 + 0.06 * np.arange(60) / 12) + chance.normal(0, 20, 60))
    assert fit["direction"] == "rising"
    assert fit["years"] == 5
    assert fit["change_per_year"] == pytest.approx(60, abs=12)
    assert fit["percent_per_year"] == pytest.approx(100 * fit["change_per_year"] / 1150, rel=0.05)
    newest = ask("signals/measures", measure_id="calls", store=store).iloc[0]
    assert newest["percent_per_year"] == pytest.approx(fit["percent_per_year"], rel=0.05), "what the page says of it"


def test_a_rise_is_found_below_a_strong_season(store):
    chance = np.random.default_rng(4)
    season = 300 * np.sin(2 * np.pi * np.arange(60) / 12)
    fit = found(store, 1000 - 5 * np.arange(60) + season + chance.normal(0, 20, 60))
    assert fit["seasonal"]
    assert fit["direction"] == "falling"
    assert fit["change_per_year"] == pytest.approx(-60, abs=12)


def test_a_step_is_not_called_steady(store):
    chance = np.random.default_rng(5)
    fit = found(store, 1000 + 200 * (np.arange(60) >= 45) + chance.normal(0, 20, 60))
    assert (fit["direction"], fit["supported_by"]) == ("none", "step")
    assert fit["step_month"] == months(60)[45]


def test_one_month_far_off_neither_makes_nor_hides_a_trend(store):
    chance = np.random.default_rng(6)
    values = 1000 * (1 + 0.06 * np.arange(60) / 12) + chance.normal(0, 20, 60)
    values[40] = 9000
    fit = found(store, values)
    assert fit["left_out"] == 1
    assert fit["change_per_year"] == pytest.approx(60, abs=12)


def test_chance_alone_seldom_makes_a_trend(store):
    chance = np.random.default_rng(7)
    values = chance.normal(500, 25, (200, 60))
    rows = pd.DataFrame(
        {
            "measure_id": np.repeat([f"m{n}" for n in range(200)], 60),
            "month": months(60) * 200,
            "value": values.ravel(),
        }
    )
    load(store, "kpi_values", rows)
    fits = ask("signals/trend", store=store)
    assert len(fits) == 200
    assert (fits["direction"] != "none").sum() <= 3  # 0.4% expected


@pytest.mark.parametrize("values", [[5.0] * 60, [0.1] * 60, [10.0] * 12, [1.0, 0.0] * 30])
def test_nothing_is_a_trend_where_there_is_none_to_see(store, values):
    submit(store, "calls", values)
    fits = ask("signals/trend", measure_id="calls", store=store)
    assert fits.empty or fits["direction"].iloc[0] == "none"


def test_a_trend_stops_at_a_recalculation(store):
    submit(store, "calls", [1000.0 + 5 * n for n in range(60)])
    definition = {"measure_id": ["calls"], "name": ["Calls"], "plain_meaning": ["x"], "unit": ["count"]}
    load(store, "measures", pd.DataFrame({**definition, "direction": ["decrease"], "recalculate_from": ["2026-01"]}))
    assert ask("signals/trend", measure_id="calls", store=store).empty


# -- backlog and capacity --------------------------------------------------------------------------------------------


def test_backlog_bands_are_those_of_counting_by_hand(store):
    chance = np.random.default_rng(9)
    rows = []
    for month in months(14):
        for _ in range(25):
            opened = month + timedelta(days=int(chance.integers(0, 28)), hours=int(chance.integers(0, 24)))
            days = int(chance.choice([0, 3, 7, 8, 29, 30, 31, 60, 89, 90, 91, 92, 200]))
            still_open = chance.random() < 0.1
            end = None if still_open else opened + timedelta(days=days)
            rows.append(incident(opened, resolved_at=end, status="Open" if still_open else "Closed"))
    raise_incidents(store, rows)
    got = ask("demand/backlog_by_age", store=store).set_index(["month", "age_band"])["incidents"]
    for month in months(14):
        end = (month + pd.offsets.MonthEnd(0)).date()
        ages = [
            (end - row["opened_at"].date()).days
            for row in rows
            if row["opened_at"].date() <= end and (row["resolved_at"] is None or row["resolved_at"].date() > end)
        ]
        for band, low, high in (("0-7", 0, 7), ("8-30", 8, 30), ("31-90", 31, 90), ("90+", 91, 10**6)):
            assert got[month, band] == sum(low <= age <= high for age in ages), (month, band)


def test_a_desk_that_never_says_when_has_no_backlog(store):
    raise_incidents(store, [incident(month + timedelta(days=1), resolved_at=None) for month in months(4)])
    assert ask("demand/backlog_by_age", store=store).empty


def test_what_is_carried_over_never_falls_below_nothing(store):
    counts, capacity = [10, 30, 12, 5, 5, 5, 40, 20], [20, 20, 20, 20, 20, 20, 25, 20]
    raise_incidents(
        store,
        [incident(m + timedelta(hours=n)) for m, count in zip(months(8), counts, strict=True) for n in range(count)],
    )
    submit(store, "service_desk_capacity", [float(value) for value in capacity])
    rows = ask("demand/demand_and_capacity", store=store)
    left = []
    for count, can in zip(counts, capacity, strict=True):
        left.append(max(0, (left[-1] if left else 0) + count - can))
    assert list(rows["carried_over"]) == left
    assert list(rows["shortfall"]) == [count - can for count, can in zip(counts, capacity, strict=True)]


def test_without_capacity_there_is_nothing_to_compare(store):
    raise_incidents(store, flat(3))
    assert ask("demand/demand_and_capacity", store=store).empty
