"""Who gets through, offline routes, satisfaction and avoidable contact: the questions, against figures made by hand."""

import math
import statistics
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store import Store
from queries import ask
from tests.examples import examples
from tests.exhibits.channel_store import catalogue, publish_volumes, service, volumes
from tests.stores import quick_store

TWO_YEARS = date(2024, 10, 1)  # 24 months up to September 2026
HARMS = ("phone_abandoned", "phone_wait", "online_failed", "online_completion")


def year_pairs(before: float, now: float, wobble: float = 0.0) -> list[float]:
    """24 months: a year at one level and a year at another, each month a little off."""
    return [round(level + wobble * ((n % 3) - 1)) for level in (before, now) for n in range(12)]


def two_years(service_id: str, **of) -> pd.DataFrame:
    """24 months of a service, the phone and online: each value a list of 24, or one for all months."""
    every = {"online": 500.0, "phone": 500.0, "offered": 1000.0, "abandoned": 100.0, "wait": 120.0} | of
    rows = []
    for n, month in enumerate(pd.date_range(TWO_YEARS, periods=24, freq="MS")):
        at = {name: float(value[n] if isinstance(value, list | tuple) else value) for name, value in every.items()}
        common = {"service_id": service_id, "month": month, "months": 1}
        online = {"channel": "online", "completed": at["online"], "started": at["online"] + at.get("gave_up", 100)}
        rows.append({**common, **online, "failed": at.get("failed", 50)})
        phone = {"channel": "phone", "completed": at["phone"], "calls_offered": at["offered"]}
        rows.append({**common, **phone, "calls_abandoned": at["abandoned"], "avg_wait_seconds": at["wait"]})
    return pd.DataFrame(rows)


def guard(store: Store, **params) -> pd.DataFrame:
    return ask("channels/access_warnings", store=store, **params).set_index(["service_id", "measure_id"])


# -- the warning -----------------------------------------------------------------------------------------------------


def test_now_and_a_year_before_are_shares_of_sums(store):
    publish_volumes(store, two_years("permits", offered=[1000] * 12 + [800] * 12, abandoned=[100] * 12 + [200] * 12))
    row = guard(store).loc[("", "phone_abandoned")]
    assert (row["now"], row["before"], row["unit"]) == (25, 10, "percent")
    assert (row["change"], row["take_up_change"], row["warns"]) == ("rose", "no_real_change", False)
    wait = guard(store).loc[("permits", "phone_wait")]
    assert (wait["now"], wait["before"], wait["unit"], wait["name"]) == (2, 2, "minutes", "permits")


def test_a_rise_in_both_warns_for_the_service_and_not_for_the_other(store):
    more_online = {"online": year_pairs(500, 700, 20), "phone": year_pairs(500, 300, 20)}
    publish_volumes(
        store,
        two_years("permits", **more_online, abandoned=year_pairs(100, 180, 9)),
        two_years("waste", **more_online),
        two_years("badges", abandoned=year_pairs(100, 180, 9)),
    )
    rows = guard(store)
    assert list(rows[rows["warns"]].index) == [("", "phone_abandoned"), ("permits", "phone_abandoned")]
    alone = guard(store, service="permits")
    assert list(alone[alone["warns"]].index) == [("", "phone_abandoned"), ("permits", "phone_abandoned")]
    assert not guard(store, service="waste")["warns"].any()


@pytest.mark.parametrize(
    ("worse", "columns"),
    [
        ("phone_wait", {"wait": year_pairs(120, 200, 9)}),
        ("online_failed", {"failed": year_pairs(50, 100, 6)}),
        ("online_completion", {"gave_up": year_pairs(100, 400, 9)}),
    ],
)
def test_a_longer_wait_and_failures_warn_too(store, worse, columns):
    shift = {"online": year_pairs(500, 700, 20), "phone": year_pairs(500, 300, 20)}
    columns = {"failed": [n // 10 for n in shift["online"]], **columns}
    publish_volumes(store, two_years("permits", **shift, **columns))
    rows = guard(store, service="permits").loc["permits"]
    assert worse in rows.index[rows["warns"]]


def test_figures_that_ended_a_year_ago_do_not_warn(store):
    shift = {"online": year_pairs(500, 700, 20), "phone": year_pairs(500, 300, 20)}
    old = two_years("permits", **shift, abandoned=year_pairs(100, 180, 9))
    old["month"] -= pd.DateOffset(years=2)
    publish_volumes(store, old, two_years("waste"))
    rows = guard(store)
    assert rows.loc[("permits", "phone_abandoned"), "change"] == "rose"
    assert not rows["warns"].any()


def test_a_service_that_was_taken_down_does_not_warn(store):
    shift = {"online": year_pairs(500, 700, 20), "phone": year_pairs(500, 300, 20)}
    publish_volumes(store, two_years("permits", **shift, abandoned=year_pairs(100, 180, 9)))
    assert guard(store).loc[("permits", "phone_abandoned"), "warns"]
    catalogue(store, service("permits", retired_on=date(2026, 8, 31)))
    assert not guard(store).loc[("permits", "phone_abandoned"), "warns"]


def really(differences: list[float]) -> int:
    """1, -1 or 0: the paired t-test with 12 pairs, two-sided, 1 in 100, as a textbook has it."""
    mean, spread = statistics.fmean(differences), statistics.stdev(differences)
    if abs(mean) <= 1e-9 or abs(mean) <= 3.106 * spread / math.sqrt(12):
        return 0
    return 1 if mean > 0 else -1


@examples(12)
@given(
    seed=st.integers(0, 10**6),
    shift=st.sampled_from([-150, 0, 30, 150]),
    harm=st.sampled_from([-60, 0, 12, 60]),
    noise=st.sampled_from([1, 15, 40]),
)
def test_it_warns_exactly_where_both_really_rose(tmp_path_factory, seed, shift, harm, noise):
    chance = np.random.default_rng(seed)

    def series(level: int, by: int) -> list[float]:
        return [float(level + (by if n > 11 else 0) + chance.integers(-noise, noise + 1)) for n in range(24)]

    online, phone, abandoned, wait = series(500, shift), series(500, 0), series(200, harm), series(200, harm)
    failed = series(100, harm)
    store = quick_store(tmp_path_factory.mktemp("guard") / "store.duckdb")
    try:
        columns = {"online": online, "phone": phone, "abandoned": abandoned, "wait": wait, "failed": failed}
        publish_volumes(store, two_years("permits", **columns))
        rows = guard(store)
    finally:
        store.close()
    year = range(12)
    share = [100 * a / (a + b) for a, b in zip(online, phone, strict=True)]
    measured = {
        "phone_abandoned": [a / 10 for a in abandoned],
        "phone_wait": [w / 60 for w in wait],
        "online_failed": [100 * f / (a + 100) for f, a in zip(failed, online, strict=True)],
        "online_completion": [-100 * a / (a + 100) for a in online],  # worse is less
    }
    rose = really([share[n + 12] - share[n] for n in year]) == 1
    for measure_id in HARMS:
        worse = really([measured[measure_id][n + 12] - measured[measure_id][n] for n in year]) == 1
        assert rows.loc[("permits", measure_id), "warns"] == (rose and worse), measure_id
        assert rows.loc[("", measure_id), "warns"] == (rose and worse), measure_id


def test_differences_that_cancel_out_never_warn(store):
    up_and_down = [40, -40] * 6
    publish_volumes(
        store,
        two_years(
            "permits",
            online=[500] * 12 + [500 + d for d in up_and_down],
            abandoned=[100] * 12 + [100 + d for d in up_and_down],
            wait=[120] * 12 + [120 + d for d in up_and_down],
        ),
    )
    assert set(guard(store)["change"]) <= {"no_real_change"}


def test_a_hundred_services_that_differ_by_chance_do_not_warn(store):
    chance = np.random.default_rng(7)

    def noisy(level: int) -> list[float]:
        return list(chance.poisson(level, 24).astype(float))

    calm = [
        two_years(f"s{n}", online=noisy(500), phone=noisy(500), abandoned=noisy(100), wait=noisy(120), failed=noisy(50))
        for n in range(100)
    ]
    publish_volumes(store, *calm)
    assert not guard(store)["warns"].any()


def test_help_is_counted_over_the_year(store):
    publish_volumes(
        store, volumes("permits", {"online": [90.0] * 24, "assisted_digital": [10.0] * 24}, first=TWO_YEARS)
    )
    row = guard(store).loc[("permits", "assisted_share")]
    assert (row["helped"], row["now"], row["before"]) == (120, 10, 10)


def test_who_gets_through_gives_each_month_with_what_it_is_a_share_of(store):
    publish_volumes(store, two_years("permits"), two_years("waste", abandoned=300.0, wait=60.0))
    rows = ask("channels/who_gets_through", store=store)
    last = rows.iloc[-1]
    assert len(rows) == 24 and last["month"] == pd.Timestamp("2026-09-01")
    assert (last["calls_abandoned"], last["calls_offered"], last["phone_abandoned"]) == (400, 2000, 20)
    # 900 callers waited 2 minutes, 700 waited 1
    assert last["phone_wait"] == pytest.approx((900 * 2 + 700) / 1600)
    assert (last["failed"], last["started"]) == (100, 1200)
    assert last["online_failed"] == pytest.approx(100 / 12)
    assert last["online_completion"] == pytest.approx(100 * 1000 / 1200)
    assert pd.isna(last["helped"])
    one = ask("channels/who_gets_through", store=store, service="waste").iloc[-1]
    assert (one["calls_abandoned"], one["phone_wait"]) == (300, 1)


# -- offline routes --------------------------------------------------------------------------------------------------


def test_services_without_an_offline_route_come_first_then_the_unknown(store):
    catalogue(
        store,
        service("waste"),
        service("vouchers", offline_route="None"),
        service("passes", offline_route="None", assisted_digital_route="Library staff"),
        service("gone", offline_route="None", retired_on=date(2026, 1, 31)),
    )
    publish_volumes(
        store,
        volumes("vouchers", {"online": [5.0] * 24}, first=TWO_YEARS),
        volumes("passes", {"online": [7.0] * 24}, first=TWO_YEARS),
        volumes("badges", {"phone": [3.0] * 24}, first=TWO_YEARS),
    )
    rows = ask("channels/offline_routes", store=store)
    assert list(rows["service_id"]) == ["passes", "vouchers", "badges", "waste"]
    assert list(rows["state"]) == ["none", "none", "not_known", "known"]
    assert list(rows["completed"].iloc[:3]) == [84, 60, 36]
    assert pd.isna(rows["completed"].iloc[3])
    assert list(ask("channels/offline_routes", store=store, service="gone")["state"]) == ["none"]


# -- satisfaction ----------------------------------------------------------------------------------------------------


def answers(service_id: str, channel: str, counts: tuple[float, ...], completed: float, **columns) -> pd.DataFrame:
    """One month, September 2026 unless columns say otherwise, with the five counts from very dissatisfied on."""
    row = {"service_id": service_id, "month": pd.Timestamp(2026, 9, 1), "months": 1, "channel": channel}
    named = {f"sat_{n}": float(count) for n, count in enumerate(counts, 1)}
    return pd.DataFrame([{**row, "completed": float(completed), **named, **columns}])


def test_the_share_its_interval_and_the_score(store):
    publish_volumes(
        store,
        answers("permits", "online", (1, 1, 0, 3, 5), 40),
        answers("permits", "phone", (10, 5, 5, 10, 70), 80),
    )
    rows = ask("channels/satisfaction", store=store).set_index("channel")
    online, phone, both = rows.loc["online"], rows.loc["phone"], rows.loc[""]
    assert (online["answers"], online["satisfied"], online["response_rate"], online["enough"]) == (10, 80, 25, False)
    # Wilson's interval for 8 of 10, as tables have it
    assert (round(online["lower"], 2), round(online["upper"], 2)) == (49.02, 94.33)
    assert online["score"] == pytest.approx(((1 + 2 + 12 + 25) / 10 - 1) / 4 * 100)
    assert (phone["satisfied"], phone["enough"]) == (80, True)
    assert pd.isna(phone["response_rate"])  # 100 answers to 80 transactions
    assert [both[f"sat_{n}"] for n in range(1, 6)] == [11, 6, 5, 13, 75]
    assert both["completed"] == 120


@pytest.mark.parametrize(("count", "enough"), [(29, False), (30, True)])
def test_thirty_answers_are_enough(store, count, enough):
    publish_volumes(store, answers("permits", "online", (0, 0, 0, 0, count), 100))
    assert list(ask("channels/satisfaction", store=store)["enough"]) == [enough] * 2


@pytest.mark.parametrize(("phone", "lowest"), [((0, 0, 0, 50, 50), True), ((15, 0, 0, 35, 50), False)])
def test_a_channel_is_lower_only_where_the_intervals_do_not_meet(store, phone, lowest):
    publish_volumes(
        store,
        answers("permits", "online", (20, 0, 0, 40, 40), 500),
        answers("permits", "phone", phone, 500),
        answers("permits", "post", (20, 0, 0, 0, 0), 500),  # too few to be judged
    )
    rows = ask("channels/satisfaction", store=store).set_index("channel")
    assert rows.loc["online", "lowest"] == lowest
    assert not rows.loc[["", "phone", "post"], "lowest"].any()


def test_satisfaction_is_of_the_last_twelve_months(store):
    old = answers("permits", "online", (50, 0, 0, 0, 0), 100, month=pd.Timestamp(2025, 9, 1))
    first = answers("permits", "online", (0, 0, 0, 0, 40), 100, month=pd.Timestamp(2025, 10, 1))
    publish_volumes(store, old, first, answers("permits", "online", (0, 0, 0, 0, 40), 100))
    row = ask("channels/satisfaction", store=store).iloc[0]
    assert (row["answers"], row["satisfied"]) == (80, 100)
    assert (row["first_month"], row["last_month"]) == (pd.Timestamp(2025, 10, 1), pd.Timestamp(2026, 9, 1))


# -- avoidable contact -----------------------------------------------------------------------------------------------


@pytest.fixture
def contacts(store):
    """Two services over 24 months; one more says nothing of avoidable contacts."""
    of = {"contacts": {"online": 300.0, "phone": 200.0}, "avoidable_contacts": {"online": 10.0, "phone": 50.0}}
    why = {"online": "Page unclear", "phone": " Asking how far it is "}
    permits = volumes("permits", {"online": [100.0] * 24, "phone": [50.0] * 24}, first=TWO_YEARS, **of)
    permits["avoidable_reason"] = permits["channel"].map(why)
    waste = volumes("waste", {"phone": [60.0] * 24}, first=TWO_YEARS, contacts=100.0, avoidable_contacts=20.0)
    waste["avoidable_reason"] = [None if n % 2 else "asking how far it is" for n in range(24)]
    publish_volumes(store, permits, waste, volumes("badges", {"phone": [9.0] * 24}, first=TWO_YEARS))
    return store


def test_avoidable_contacts_by_service_and_channel(contacts):
    rows = ask("channels/avoidable", store=contacts)
    total = rows.iloc[0]
    assert (total["level"], total["avoidable"], total["contacts"]) == ("all", 80 * 12, 600 * 12)
    assert (total["services"], total["services_in_all"], total["change"]) == (2, 3, "no_real_change")
    of = rows[rows["level"] == "service"].set_index("service_id")
    assert list(of.index) == ["permits", "waste"]
    assert (of.loc["permits", "avoidable"], of.loc["permits", "share"], of.loc["permits", "part"]) == (720, 12, 75)
    by = rows[rows["level"] == "channel"].set_index("channel")
    assert (by.loc["phone", "avoidable"], by.loc["phone", "contacts"]) == (70 * 12, 300 * 12)
    assert by["change"].isna().all()


def test_avoidable_contacts_of_fewer_months(contacts):
    rows = ask("channels/avoidable", store=contacts, months=3)
    assert rows["avoidable"].iloc[0] == 80 * 3
    assert rows["first_month"].iloc[0] == pd.Timestamp(2026, 7, 1)


def test_reasons_are_counted_whatever_their_spelling(contacts):
    rows = ask("channels/avoidable_reasons", store=contacts)
    first = rows[rows["service_id"] == ""].iloc[0]
    # all 50 × 12 of the permits by phone, and every other month of the waste
    assert (first["reason"].lower(), first["avoidable"], first["place"]) == ("asking how far it is", 600 + 20 * 6, 1)
    waste = rows[rows["service_id"] == "waste"]
    assert list(waste["part"]) == [50]  # months without a reason count too


def test_contacts_without_avoidable_ones_are_no_denominator(store):
    publish_volumes(
        store,
        volumes("permits", {"phone": [50.0]}, first=date(2026, 9, 1), contacts=100.0, avoidable_contacts=30.0),
        volumes("permits", {"online": [50.0]}, first=date(2026, 9, 1), contacts=900.0),
    )
    assert ask("channels/avoidable", store=store)["share"].iloc[0] == 30
