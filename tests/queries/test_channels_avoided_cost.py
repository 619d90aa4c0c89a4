"""Estimated avoided cost, in SQL: the formula to the penny, what it must never do, and which unit cost is taken."""

import json
from datetime import date

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

# Made for the tests: only these may move a golden figure, never the council's settings.
PUBLISHED = json.dumps(
    [
        {"channel": "online", "gbp": 0.15, "low": 0.15, "high": 0.56, "source": "Published", "year": 2012},
        {"channel": "phone", "gbp": 2.83, "low": 1.28, "high": 5.57, "source": "Published", "year": 2012},
        {"channel": "face_to_face", "gbp": 8.62, "low": 4.83, "high": 9.56, "source": "Published", "year": 2012},
    ]
)
BEFORE = {"online": 400, "phone": 500, "face_to_face": 100}
AFTER = {"online": 700, "phone": 400, "face_to_face": 100}


def volumes(counts: dict[str, float], *, service="permits", first="2023-04-01", count=12, months=1, **columns) -> list:
    """The same counts by channel in each of so many periods."""
    starts = pd.date_range(first, periods=count, freq=f"{months}MS")
    row = {"service_id": service, "service_name": service.title(), "directorate": "Place", "months": months, **columns}
    return [{**row, "month": month, "channel": c, "completed": float(n)} for month in starts for c, n in counts.items()]


def two_years(before=None, after=None, **columns) -> list:
    return [*volumes(before or BEFORE, **columns), *volumes(after or AFTER, first="2024-04-01", **columns)]


def publish(store: Store, rows: list, *, period_to=date(2026, 9, 30)) -> None:
    load(store, "channel_volumes", pd.DataFrame(rows), period_to=period_to)


def estimates(store: Store, **params) -> pd.DataFrame:
    rows = ask("channels/avoided_cost", store=store, **{"unit_costs": PUBLISHED, **params})
    return rows.set_index(["service_id", "year"])


def total(store: Store, service: str = "", **params) -> pd.Series:
    rows = ask("channels/avoided_cost", store=store, **{"unit_costs": PUBLISHED, **params})
    return rows[(rows["service_id"] == service) & rows["year"].isna()].iloc[0]


def costs(store: Store, **params) -> pd.DataFrame:
    rows = ask("channels/unit_costs", store=store, **{"unit_costs": PUBLISHED, **params})
    return rows.set_index(["service_id", "channel"])


# -- the formula -----------------------------------------------------------------------------------------------------


def test_a_worked_example_to_the_penny(store):
    """1,000 a month at 40, 50 and 10% become 1,200 a month at 700, 400 and 100.

    By the baseline mix the second year's 14,400 would have been 5,760 online, 7,200 by phone, 1,440 face to face; they
    were 8,400, 4,800 and 1,200. So 2,400 left the phone, 240 the counter, and 2,640 came online:
    2,400 × £2.83 + 240 × £8.62 - 2,640 × £0.15 = £6,792.00 + £2,068.80 - £396.00 = £8,464.80.
    Lowest: 2,400 × £1.28 + 240 × £4.83 - 2,640 × £0.56 = £2,752.80. Highest: × £5.57, £9.56, £0.15 = £15,266.40.
    """
    publish(store, two_years())
    row = total(store)
    assert row["estimate"] == pytest.approx(8464.80, abs=0.005)
    assert row["low"] == pytest.approx(2752.80, abs=0.005)
    assert row["high"] == pytest.approx(15266.40, abs=0.005)
    assert (row["completed"], row["moved"], row["services"], row["months"]) == (14400, pytest.approx(2640), 1, 12)
    shifted = ask("channels/shifted", store=store, unit_costs=PUBLISHED)
    assert shifted.groupby("channel")["shifted"].sum().to_dict() == pytest.approx(
        {"online": -2640, "phone": 2400, "face_to_face": 240}
    )
    assert shifted["month"].min() == pd.Timestamp("2024-04-01")


def test_the_same_formula_written_out_by_hand(store):
    """Against the shares, month by month, of three services with odd volumes and costs of their own."""
    chance = np.random.default_rng(5)
    rows = []
    for number in range(3):
        for month in pd.date_range("2022-07-01", periods=40, freq="MS"):
            for channel in ("online", "phone", "post"):
                done = float(chance.integers(1, 900))
                row = {"service_id": f"s{number}", "month": month, "channel": channel, "completed": done}
                rows.append({**row, "cost_gbp": done * chance.uniform(0.1, 9) if channel != "post" else None})
    publish(store, rows)
    unit = costs(store)
    frame = pd.DataFrame(rows)
    expected = {}
    for service, part in frame.groupby("service_id"):
        wide = part.pivot(index="month", columns="channel", values="completed")[["online", "phone"]]  # post has no cost
        share = wide.iloc[:12].sum() / wide.iloc[:12].to_numpy().sum()
        later = wide.iloc[12:]
        actual = later.div(later.sum(axis=1), axis=0)
        each = (share - actual).mul(later.sum(axis=1), axis=0)
        expected[service] = sum(each[c].sum() * unit.loc[(service, c), "gbp"] for c in each)
    for service, value in expected.items():
        assert total(store, service)["estimate"] == pytest.approx(value, rel=1e-9)
    assert total(store)["estimate"] == pytest.approx(sum(expected.values()), rel=1e-9)
    found = estimates(store)["estimate"]
    assert found[""].dropna().iloc[:-1].sum() == pytest.approx(found[""].iloc[-1])


def test_people_who_move_to_dearer_channels_are_an_extra_cost(store):
    publish(store, two_years(AFTER, BEFORE))
    row = total(store)
    assert row["estimate"] < 0 and row["low"] <= row["estimate"] <= row["high"]


def test_a_financial_year_is_the_councils(store):
    publish(store, [*volumes(BEFORE, first="2022-10-01"), *volumes(AFTER, first="2023-10-01", count=24)])
    april = estimates(store).loc[""]
    assert [f"{y:%Y-%m}" for y in april.index[:-1]] == ["2023-04", "2024-04", "2025-04"]
    assert april["months"].tolist() == [6, 12, 6, 24]
    january = estimates(store, year_starts=1).loc[""]
    assert january["months"].tolist() == [3, 12, 9, 24]
    assert january["estimate"].iloc[:-1].sum() == pytest.approx(april["estimate"].iloc[-1])


def test_a_member_moves_the_difference_in_unit_cost(store):
    publish(store, two_years())
    still, less, more = (total(store, change=change) for change in (0.0, -50.0, 20.0))
    for column in ("estimate", "low", "high"):
        assert less[column] == pytest.approx(still[column] / 2)
        assert more[column] == pytest.approx(still[column] * 1.2)


# -- what must hold for any figures ----------------------------------------------------------------------------------

MIXES = st.lists(st.integers(0, 500), min_size=3, max_size=3)


@examples(10)
@given(before=MIXES, after=MIXES, second=MIXES, own=st.booleans())
def test_the_estimate_lies_in_its_range_and_grows_with_volume(tmp_path_factory, before, after, second, own):
    def rows(times: int) -> list:
        made = []
        for service, mix in (("a", after), ("b", second)):
            for number, first in enumerate(("2023-04-01", "2024-04-01")):
                counts = dict(zip(BEFORE, (before, mix)[number], strict=True))
                made += volumes({c: n * times for c, n in counts.items()}, service=service, first=first)
        for place, row in enumerate(made):
            row["cost_gbp"] = row["completed"] * (1 + place % 7) if own and row["channel"] == "phone" else None
        return made

    found = []
    for times in (1, 2):
        store = quick_store(tmp_path_factory.mktemp("shift") / "store.duckdb")
        try:
            publish(store, rows(times))
            found.append(ask("channels/avoided_cost", store=store, unit_costs=PUBLISHED))
        finally:
            store.close()
    once, twice = found
    assert (once["low"] <= once["estimate"] + 1e-9).all() and (once["estimate"] <= once["high"] + 1e-9).all()
    assert once.empty == (sum(before) == 0)
    assert np.allclose(once[["estimate", "low", "high"]] * 2, twice[["estimate", "low", "high"]])
    if before == after == second:
        assert np.allclose(once["estimate"], 0)


def test_no_change_of_mix_avoids_nothing_however_volume_changes(store):
    publish(store, two_years(BEFORE, {channel: count * 3 for channel, count in BEFORE.items()}))
    row = total(store)
    assert [row["estimate"], row["low"], row["high"], row["moved"]] == pytest.approx([0, 0, 0, 0], abs=1e-6)


def test_the_same_pound_on_every_channel_changes_nothing(store):
    """What counts is the difference between channels, so overheads that all of them carry cancel out."""
    publish(store, two_years())
    dearer = json.dumps(
        [{**each, **{k: each[k] + 3 for k in ("gbp", "low", "high")}} for each in json.loads(PUBLISHED)]
    )
    assert total(store, unit_costs=dearer)["estimate"] == pytest.approx(total(store)["estimate"])


def test_one_published_cost_is_low_or_high_for_all_services_at_once(store):
    """Two services that swap as many people: whatever a call costs, nothing is avoided on the whole."""
    even = {"online": 500, "phone": 500}
    publish(store, [*two_years(even, {"online": 600, "phone": 400}),
                    *two_years(even, {"online": 400, "phone": 600}, service="bins")])  # fmt: skip
    together = total(store)
    assert [together["estimate"], together["low"], together["high"]] == pytest.approx([0, 0, 0], abs=1e-6)
    assert together["moved"] == pytest.approx(2 * 1200)
    assert total(store, "permits")["low"] > 0 > total(store, "bins")["high"]


# -- which unit cost -------------------------------------------------------------------------------------------------


def priced(counts: dict, cost: dict, **columns) -> list:
    rows = two_years(counts, counts, **columns)
    return [{**r, "cost_gbp": r["completed"] * cost[r["channel"]] if r["channel"] in cost else None} for r in rows]


def test_the_councils_own_cost_wins_over_the_published(store):
    publish(store, [*priced(BEFORE, {"phone": 4.0}, cost_source="Finance, 2024/25"), *two_years(service="bins")])
    unit = costs(store)
    assert unit.loc[("permits", "phone"), ["basis", "gbp", "source", "year"]].tolist() == [
        "service", 4, "Finance, 2024/25", 2025,
    ]  # fmt: skip
    assert unit.loc[("bins", "phone"), ["basis", "gbp", "services"]].tolist() == ["channel", 4, 1]
    assert unit.loc[("bins", "online"), ["basis", "gbp", "year"]].tolist() == ["published", 0.15, 2012]
    assert unit.loc[("bins", "online"), "old"] and not unit.loc[("bins", "phone"), "old"]


def test_a_service_keeps_the_average_of_all_when_it_is_looked_at_alone(store):
    busy, quiet = (
        priced({"phone": 300, "online": 10}, {"phone": 4.0}),
        priced({"phone": 100}, {"phone": 8.0}, service="tax"),
    )
    publish(store, [*busy, *quiet, *two_years(service="bins")])
    alone = costs(store, service="bins").loc[("bins", "phone")]
    assert alone["gbp"] == pytest.approx((300 * 4 + 100 * 8) / 400)  # weighted by volume, never by service
    assert (alone["low"], alone["high"], alone["services"]) == (4, 8, 2)
    assert costs(store, directorate="Place").loc[("bins", "phone"), "gbp"] == alone["gbp"]


def test_own_cost_is_that_of_the_last_year_with_one_and_small_months_do_not_widen_its_range(store):
    rows = priced({"phone": 100.0}, {"phone": 5.0})
    for number, row in enumerate(rows):
        row["cost_gbp"] = 900.0 if number < 12 else 500.0 + 10 * (number - 12)  # the newest year: £5.00 to £6.10
    rows[-1] |= {"completed": 10.0, "cost_gbp": 610.0}  # £61 each, a tenth of the usual volume
    publish(store, rows)
    own = costs(store).loc[("permits", "phone")]
    assert own["gbp"] == pytest.approx((sum(range(500, 610, 10)) + 610) / 1110)
    assert (own["low"], own["high"]) == (5, 6)
    assert f"{own['first_month']:%Y-%m}" == "2024-04"


def test_areas_are_added_up_and_those_without_a_cost_left_out_of_it(store):
    rows = volumes({"phone": 100}, count=24)
    publish(store, [*({**r, "area_id": "A", "cost_gbp": 300.0} for r in rows), *({**r, "area_id": "B"} for r in rows)])
    assert costs(store).loc[("permits", "phone"), "gbp"] == 3


def test_channels_without_a_unit_cost_are_left_out_then_and_now(store):
    """People who left the post are no extra cost online, just because nobody knows what a letter costs."""
    after = {**BEFORE, "online": 600, "post": 100, "not_stated": 50}
    publish(store, two_years({**BEFORE, "post": 300, "not_stated": 10}, after))
    alone = Store(store.path.with_name("alone.duckdb"))
    try:
        publish(alone, two_years(BEFORE, {**BEFORE, "online": 600}))
        assert total(store)["estimate"] == pytest.approx(total(alone)["estimate"])
    finally:
        alone.close()
    use = ask("channels/cost_use", store=store, unit_costs=PUBLISHED).set_index("channel")
    assert use.loc["post", ["basis", "completed"]].tolist() == ["none", 1200]
    assert use.loc["not_stated", "completed"] == 600 and pd.isna(use.loc["post", "expected"])
    assert use.loc["online", "completed"] == 7200
    states = ask("channels/estimated_services", store=store, unit_costs=PUBLISHED).iloc[0]
    assert (states["later"], states["left_out"]) == (12 * 1350, 1800)


def test_no_published_costs_at_all(store):
    publish(store, two_years())
    assert ask("channels/avoided_cost", store=store, unit_costs="[]").empty
    states = ask("channels/estimated_services", store=store, unit_costs="[]")
    assert states["state"].tolist() == ["no_unit_cost"]


# -- the baseline year -----------------------------------------------------------------------------------------------


def test_the_baseline_year_can_be_chosen(store):
    publish(store, [*two_years(), *volumes(BEFORE, first="2025-04-01", service="permits")])
    assert total(store, compare_from="2024-04")["estimate"] < 0  # back to the counter
    assert total(store)["months"] == 24
    late = total(store, compare_from="2022-01")  # before the first figures: the first 12 months then
    assert late["estimate"] == pytest.approx(total(store)["estimate"])


def test_services_outside_the_estimate_say_why(store):
    rows = [
        *two_years(), *volumes(BEFORE, service="new"), *volumes({"all": 900}, count=30, service="lump"),
        *two_years({"post": 10}, {"online": 10}, service="letters"),
    ]  # fmt: skip
    publish(store, rows)
    states = ask("channels/estimated_services", store=store, unit_costs=PUBLISHED).set_index("service_id")
    assert states["state"].to_dict() == {
        "permits": "estimated", "new": "too_early", "lump": "no_split", "letters": "no_unit_cost",
    }  # fmt: skip
    assert states.loc["lump", "unsplit"] == 27000
    assert total(store)["services"] == 1


def test_a_month_that_also_comes_in_a_quarter_counts_once(store):
    quarters = {channel: 3 * count for channel, count in AFTER.items()}
    publish(store, volumes(BEFORE))
    publish(store, volumes(quarters, first="2024-04-01", count=4, months=3))
    expected = total(store)["estimate"]
    publish(store, volumes(AFTER, first="2024-05-01", count=2))
    assert expected == pytest.approx(8464.80)
    assert total(store)["estimate"] == pytest.approx(expected)


def test_a_month_that_is_not_over_does_not_count(store):
    publish(store, two_years())
    before = total(store)["estimate"]
    publish(store, volumes({"phone": 10_000}, first="2025-04-01", count=1), period_to=date(2025, 4, 20))
    assert total(store)["estimate"] == pytest.approx(before)
