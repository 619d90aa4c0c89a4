"""Reviews after a launch, before and after, readiness for peaks, areas and My Account, in hand-made examples."""

import math
from datetime import date, datetime
from itertools import permutations

import pandas as pd
import pytest

from queries import ask
from tests.exhibits.channel_store import catalogue, publish_volumes, service, volumes
from tests.queries.loading import load

TODAY = date(2026, 11, 23)
CYCLE = [98.0, 102.0, 100.0, 99.0, 101.0]  # about 100, no calendar month stands out


def cycle(count: int, level: float = 100.0) -> list[float]:
    return [CYCLE[i % 5] * level / 100 for i in range(count)]


def reviewed(store, name="permits", today=TODAY, **params) -> pd.Series:
    rows = ask("channels/reviews", store=store, service=name, today=today, **params)
    assert len(rows) == 1
    return rows.iloc[0]


def compared(store, measure, name="permits") -> pd.DataFrame:
    rows = ask("channels/before_after", store=store, service=name)
    return rows[rows["measure_id"] == measure].reset_index(drop=True)


# -- beside services without a launch --------------------------------------------------------------------------------


def others_and_one(store, one: list[float], others: int = 8, **launch) -> pd.DataFrame:
    """Others whose volumes by phone rise by 0 to 7% in the last year, and permits, launched a year before the end."""
    rows = [
        volumes(f"other-{n}", {"phone": [*cycle(24), *cycle(12, 100 + n)]}, first=date(2023, 10, 1))
        for n in range(others)
    ]
    rows.append(volumes("permits", {"phone": one}, first=date(2023, 10, 1)))
    publish_volumes(store, *rows)
    catalogue(store, service("permits", launched_on=date(2025, 10, 1), **launch))
    return ask("channels/launch_effect", store=store).set_index("measure_id").loc["phone_completed"]


def test_the_effect_of_a_launch_is_its_change_less_that_of_others_with_the_spread_of_theirs(store):
    told = others_and_one(store, [*cycle(24), *cycle(12, 62)])
    assert (told["comparison"], told["reason"], told["months"], told["others"]) == ("fell", "", 12, 8)
    theirs = [math.log(1 + n / 100) for n in range(8)]
    mean = sum(theirs) / 8
    spread = sum((each - mean) ** 2 for each in theirs) / 7
    noise = 1 / 1200 + 1 / 744 - sum(1 / 1200 + 1 / (1200 * (1 + n / 100)) for n in range(8)) / 8
    reach = 2.3646 * math.sqrt(spread * 9 / 8 + max(noise, 0))  # t of 7 degrees of freedom
    effect = math.log(0.62) - mean
    for column, log in (("effect", effect), ("low", effect - reach), ("high", effect + reach)):
        assert told[f"{column}_percent"] == pytest.approx(100 * (math.exp(log) - 1), abs=0.4), column


@pytest.mark.parametrize(
    ("one", "others", "reason"),
    [
        ([*cycle(12), *cycle(12, 60), *cycle(12, 30)], 8, "not_parallel"),
        ([*cycle(24), *cycle(12, 62)], 5, "few_others"),
        ([*cycle(24, 20), *cycle(12, 12)], 8, "too_few"),
        ([None] * 14 + [*cycle(10), *cycle(12)], 8, "short_before"),
        ([*cycle(24), *cycle(4)], 8, "short_after"),
    ],
)
def test_no_comparison_is_made_where_none_is_possible_and_the_reason_is_said(store, one, others, reason):
    told = others_and_one(store, one, others)
    assert (told["comparison"], told["reason"]) == ("none", reason)
    assert pd.isna(told["effect_percent"]) and pd.isna(told["low_percent"])


# -- the register ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "done", "status", "days"),
    [
        (date(2026, 11, 22), None, "overdue", 1),
        (date(2026, 11, 23), None, "due", 0),  # on the day it is not late yet
        (date(2026, 11, 24), None, "due", 1),
        (None, None, "no_date", None),
        (date(2026, 9, 1), date(2026, 9, 11), "done", 10),
        (date(2026, 9, 1), date(2026, 8, 31), "done", -1),
        (None, date(2026, 8, 31), "done", None),
        (date(2026, 9, 1), date(2026, 11, 24), "overdue", 83),  # a review that lies ahead is not done
    ],
)
def test_the_state_of_a_review_at_the_edges_of_its_dates(store, due, done, status, days):
    catalogue(store, service("permits", review_due_on=due, review_done_on=done))
    row = reviewed(store)
    assert row["status"] == status
    assert pd.isna(row["days"]) if days is None else row["days"] == days


def test_overdue_reviews_come_first_the_longest_overdue_on_top(store):
    catalogue(
        store,
        service("a-done", review_done_on=date(2026, 1, 1)),
        service("b-undated"),
        service("c-due", review_due_on=date(2027, 1, 1)),
        service("d-late", review_due_on=date(2026, 11, 1)),
        service("e-later", review_due_on=date(2026, 1, 1)),
        service("f-offline", launched_on=None),
        service("g-planned", launched_on=date(2026, 11, 24)),
        service("h-retired", retired_on=TODAY),
    )
    rows = ask("channels/reviews", store=store, today=TODAY)
    assert rows["service_id"].tolist() == ["e-later", "d-late", "c-due", "b-undated", "a-done"]


def test_take_up_of_the_first_year_counts_the_twelve_whole_months_after_the_launch(store):
    # 20% in the month of the launch and 90% after the year: neither counts; between them 40% of 100, then 30% of 300
    online = [20.0, *[40.0] * 6, *[90.0] * 6, *[90.0] * 3]
    phone = [80.0, *[60.0] * 6, *[210.0] * 6, *[10.0] * 3]
    publish_volumes(store, volumes("permits", {"online": online, "phone": phone}, first=date(2025, 3, 1)))
    catalogue(store, service("permits", launched_on=date(2025, 3, 10), forecast_uptake=65.0))
    row = reviewed(store)
    assert row["take_up"] == pytest.approx(100 * (6 * 40 + 6 * 90) / (6 * 100 + 6 * 300))  # weighted by volume: 32.5
    assert (row["take_up_of"], row["take_up_months"]) == ("first_year", 12)
    assert (str(row["take_up_from"])[:7], str(row["take_up_to"])[:7]) == ("2025-04", "2026-03")
    assert row["take_up_gap"] == pytest.approx(32.5 - 65)


def test_a_launch_on_the_first_of_a_month_counts_that_month(store):
    publish_volumes(store, volumes("permits", {"online": [50.0] * 12, "phone": [50.0] * 12}, first=date(2025, 3, 1)))
    catalogue(store, service("permits", launched_on=date(2025, 3, 1)))
    row = reviewed(store)
    assert (row["take_up_of"], str(row["take_up_from"])[:7]) == ("first_year", "2025-03")


def test_before_the_year_is_over_it_counts_so_far_and_long_after_the_launch_the_newest_year(store):
    publish_volumes(
        store,
        volumes("permits", {"online": [30.0] * 5, "phone": [70.0] * 5}, first=date(2026, 5, 1)),
        volumes("bins", {"online": [*[10.0] * 12, *[80.0] * 12], "phone": [20.0] * 24}, first=date(2024, 10, 1)),
    )
    catalogue(store, service("permits", launched_on=date(2026, 5, 1)), service("bins", launched_on=date(2019, 1, 1)))
    so_far, latest = reviewed(store), reviewed(store, "bins")
    assert (so_far["take_up"], so_far["take_up_of"], so_far["take_up_months"]) == (30, "so_far", 5)
    assert (latest["take_up"], latest["take_up_of"], latest["take_up_months"]) == (80, "latest", 12)


def test_quarters_count_from_the_first_that_begins_after_the_launch(store):
    publish_volumes(
        store,
        volumes("permits", {"online": [10, 20, 40, 60, 80, 90.0], "phone": [90, 80, 60, 40, 20, 10.0]},
                first=date(2025, 1, 1), months=3),
    )  # fmt: skip
    catalogue(store, service("permits", launched_on=date(2025, 2, 14)))
    row = reviewed(store)
    assert (row["take_up"], row["take_up_of"], row["take_up_months"]) == (50, "first_year", 12)
    assert (str(row["take_up_from"])[:7], str(row["take_up_to"])[:7]) == ("2025-04", "2026-03")


def test_cost_problems_and_answers(store):
    rows = volumes(
        "permits", {"online": [50.0] * 24, "phone": [50.0] * 24}, first=date(2024, 10, 1),
        problems_reported={"online": 2.0}, sat_1={"online": 1.0}, sat_4={"online": 2.0}, sat_5={"online": 1.0},
    )  # fmt: skip
    publish_volumes(store, rows)
    catalogue(
        store,
        service("permits", launched_on=date(2025, 4, 1), forecast_cost_gbp=40_000.0, actual_cost_gbp=50_000.0),
    )
    row = reviewed(store)
    assert row["cost_variance"] == 25
    assert (row["problems"], row["problems_months"], str(row["problems_from"])[:7]) == (36, 18, "2025-04")
    assert (row["satisfied"], row["answers"]) == (36, 48)  # of the newest twelve months only


def test_the_register_as_it_stood_on_an_earlier_day(store):
    first = service("permits", review_due_on=date(2026, 6, 1))
    load(store, "online_services", pd.DataFrame([first]), at=datetime(2026, 7, 1, 9))
    done = {**first, "review_done_on": date(2026, 8, 1)}
    load(store, "online_services", pd.DataFrame([done]), at=datetime(2026, 8, 2, 9))
    assert reviewed(store)["status"] == "done"
    before = reviewed(store, today=date(2026, 7, 2), as_at=date(2026, 7, 2))
    assert (before["status"], before["days"]) == ("overdue", 31)


# -- before and after ------------------------------------------------------------------------------------------------


def test_limits_are_those_of_the_months_before_the_launch(store):
    """Mean 100; moving ranges 4, 2, 1, 2, 3, 4, 2, 1, 2, 3, 4: average 28 / 11, so limits 100 -/+ 2.66 x 28 / 11."""
    before = [98, 102, 100, 99, 101, 98, 102, 100, 99, 101, 98, 102.0]
    publish_volumes(store, volumes("permits", {"phone": [*before, 50.0, *[107.5, 106.0]]}, first=date(2025, 3, 1)))
    catalogue(store, service("permits", launched_on=date(2026, 3, 9)))
    rows = compared(store, "phone_completed")
    mean, reach = sum(before) / 12, 2.66 * 28 / 11
    assert rows["phase"].tolist() == ["before"] * 12 + ["launch"] + ["after"] * 2
    assert rows["expected"].tolist() == pytest.approx([mean] * 15)
    assert rows["upper_limit"].iloc[0] == pytest.approx(mean + reach)
    assert rows["lower_limit"].iloc[0] == pytest.approx(mean - reach)
    assert rows["signal"].tolist()[12:] == ["", "outside_high", ""]
    assert (rows["periods_before"].iloc[0], rows["periods_after"].iloc[0]) == (12, 2)
    assert rows["change"].iloc[0] == "for_a_while" and rows["trial"].iloc[0]


@pytest.mark.parametrize(
    ("after", "change"),
    [
        ([96.9] * 7, "fell"),  # inside the limits, but 7 in a row below the average
        ([103.1] * 7, "rose"),
        ([96.9] * 6, "no_change"),
        ([96.9] * 6 + [100.1], "no_change"),
        ([96.9] * 7 + [101.0], "for_a_while"),
        ([60.0] * 3, "fell_so_far"),
        ([140.0] * 3, "rose_so_far"),
        ([60.0, 100.0, 101.0], "for_a_while"),
        (cycle(10), "no_change"),
    ],
)
def test_a_lasting_change_is_seven_in_a_row_up_to_the_newest(store, after, change):
    first = (pd.Timestamp(2026, 10, 1) - pd.DateOffset(months=25 + len(after))).date()
    publish_volumes(store, volumes("permits", {"phone": [*cycle(25), *after]}, first=first))
    launch = (pd.Timestamp(first) + pd.DateOffset(months=25)).date()
    catalogue(store, service("permits", launched_on=launch))
    rows = compared(store, "phone_completed")
    assert set(rows["change"]) == {change}
    assert not rows["already"].any() and not rows["trial"].any()


def test_too_little_before_nothing_before_nothing_after_and_too_few(store):
    publish_volumes(
        store,
        *(volumes(name, {"phone": cycle(24)}, first=date(2024, 10, 1)) for name in ("short", "none", "new")),
        volumes("few", {"phone": [float(i % 3) for i in range(24)]}, first=date(2024, 10, 1)),
    )
    catalogue(
        store,
        service("short", launched_on=date(2025, 9, 1)),  # 11 months before
        service("none", launched_on=date(2019, 1, 1)),
        service("new", launched_on=date(2026, 9, 15)),
        service("few", launched_on=date(2025, 10, 1)),
    )
    wanted = {"short": "short_before", "none": "no_before", "new": "no_after", "few": "too_few"}
    for name, change in wanted.items():
        rows = compared(store, "phone_completed", name)
        assert set(rows["change"]) == {change}
        assert rows["upper_limit"].notna().all() == (name == "new")


def test_what_was_moving_before_the_launch_is_said(store):
    falling = [*cycle(24), *cycle(7, 90)]
    publish_volumes(store, volumes("permits", {"phone": [*falling, *cycle(8, 80)]}, first=date(2023, 7, 1)))
    catalogue(store, service("permits", launched_on=date(2026, 2, 1)))
    assert compared(store, "phone_completed")[["change", "already"]].iloc[0].tolist() == ["fell", True]


def test_a_season_is_not_taken_for_a_change(store):
    """Five times as many each March, with a swing for half of the year: the same after the launch as before."""
    season = [70, 80, 500, 140, 130, 120, 110, 100, 60, 50, 50, 55]
    values = [each + (i % 5) for i, each in enumerate(season * 4)]
    publish_volumes(store, volumes("waste", {"phone": [float(v) for v in values]}, first=date(2022, 10, 1)))
    catalogue(store, service("waste", launched_on=date(2025, 10, 1)))
    rows = compared(store, "phone_completed", "waste")
    assert rows["seasonal"].all() and set(rows["change"]) == {"no_change"}
    december = rows[rows["month"].astype(str).str.endswith("12-01")]
    assert december["expected"].iloc[0] == pytest.approx(sum(values[i] for i in (2, 14, 26)) / 3)


def test_take_up_from_nothing_is_judged_although_it_never_moved_before(store):
    publish_volumes(
        store,
        volumes("permits", {"phone": cycle(24), "online": [None] * 15 + [60.0] * 9}, first=date(2024, 10, 1)),
    )
    catalogue(store, service("permits", launched_on=date(2026, 1, 1)))
    rows = compared(store, "digital_take_up")
    assert rows["expected"].iloc[0] == rows["upper_limit"].iloc[0] == 0
    assert set(rows["change"]) == {"rose"}


def test_before_and_after_by_quarter(store):
    publish_volumes(store, volumes("permits", {"phone": [*cycle(12), *cycle(7, 60)]}, first=date(2022, 1, 1), months=3))
    catalogue(store, service("permits", launched_on=date(2025, 1, 1)))
    rows = compared(store, "phone_completed")
    assert set(rows["months"]) == {3} and set(rows["change"]) == {"fell"}
    assert (rows["periods_before"].iloc[0], rows["periods_after"].iloc[0]) == (12, 7)


# -- peaks -----------------------------------------------------------------------------------------------------------


def peak(store, today=TODAY, name="permits") -> pd.Series:
    rows = ask("channels/peaks", store=store, service=name, today=today)
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize(
    ("months", "today", "following", "days", "last"),
    [
        ("9", date(2026, 8, 31), "2026-09", 1, "2025-09"),
        ("9", date(2026, 9, 1), "2026-09", 0, "2025-09"),  # it is running: the last one is that of the year before
        ("9", date(2026, 9, 30), "2026-09", 0, "2025-09"),
        ("9", date(2026, 10, 1), "2027-09", 335, "2026-09"),
        ("3;9", date(2026, 10, 1), "2027-03", 151, "2026-09"),
        (" 12 ; 1", date(2026, 11, 23), "2026-12", 8, "2025-12"),  # one peak across the turn of the year
        ("12;1", date(2027, 1, 20), "2026-12", 0, "2025-12"),
        ("1;2;3;4;5;6;7;8;9;10;11", date(2026, 12, 5), "2027-01", 27, "2026-01"),
    ],
)
def test_the_next_and_the_last_peak(store, months, today, following, days, last):
    catalogue(store, service("permits", peak_months=months))
    row = peak(store, today)
    assert str(row["next_peak"])[:7] == following
    assert row["days_until"] == days
    assert str(row["last_peak"])[:7] == last


@pytest.mark.parametrize(
    ("tested", "state"),
    [
        (None, "never"),
        (date(2025, 9, 30), "not_since"),  # on the last day of the peak: not after it
        (date(2025, 10, 1), "tested"),
        (date(2026, 8, 31), "tested"),
        (date(2026, 9, 1), "planned"),
    ],
)
def test_a_test_counts_from_the_day_after_the_last_peak(store, tested, state):
    catalogue(store, service("permits", peak_months="9", last_tested_on=tested))
    row = peak(store, date(2026, 8, 31))
    assert (row["test"], row["ready"]) == (state, state == "tested")


def test_soon_and_not_ready_comes_first_then_the_soonest(store):
    catalogue(
        store,
        service("a-far", peak_months="6"),
        service("b-soon-ready", peak_months="12", last_tested_on=date(2026, 10, 1)),
        service("c-soon", peak_months="2"),
        service("d-always", peak_months="1;2;3;4;5;6;7;8;9;10;11;12"),
        service("e-no-peak"),
        service("f-offline", peak_months="12", launched_on=None),
    )
    rows = ask("channels/peaks", store=store, today=TODAY)
    assert rows["service_id"].tolist() == ["c-soon", "b-soon-ready", "a-far"]
    assert rows["soon"].tolist() == [True, True, False]


def test_the_last_peak_is_set_beside_the_other_months_of_its_year(store):
    quiet, busy = [100.0] * 11, [300.0]
    values = [999.0, *quiet, *busy]  # the September before lies outside the year
    rows = volumes(
        "permits", {"online": values, "phone": [v / 2 for v in values]}, first=date(2025, 9, 1),
        started={"online": 400.0}, calls_offered={"phone": 200.0},
    )  # fmt: skip
    september = rows["month"] == pd.Timestamp(2026, 9, 1)
    rows["failed"] = rows["channel"].map({"online": 20.0}).where(~september, rows["channel"].map({"online": 60.0}))
    rows["calls_abandoned"] = (
        rows["channel"].map({"phone": 10.0}).where(~september, rows["channel"].map({"phone": 50.0}))
    )
    rows["problems_reported"] = (
        rows["channel"].map({"online": 1.0}).where(~september, rows["channel"].map({"online": 46.0}))
    )
    publish_volumes(store, rows)
    catalogue(store, service("permits", peak_months="9"))
    row = peak(store)
    assert (row["peak_volume"], row["usual_volume"], row["times"]) == (450, 150, 3)
    assert (row["peak_failed"], row["usual_failed"]) == (15, 5)
    assert (row["peak_abandoned"], row["usual_abandoned"]) == (25, 5)
    assert (row["peak_problems"], row["usual_problems"]) == (46, 1)


def test_other_peaks_are_no_usual_months_and_six_of_those_are_needed(store):
    two_peaks = [*[100.0] * 5, 700.0, *[100.0] * 5, 300.0]
    publish_volumes(
        store,
        volumes("permits", {"online": two_peaks}, first=date(2025, 10, 1)),
        volumes("bins", {"online": two_peaks[6:]}, first=date(2026, 4, 1)),
    )
    catalogue(store, service("permits", peak_months="3;9"), service("bins", peak_months="9"))
    assert peak(store)["times"] == 3
    few = peak(store, name="bins")
    assert few["peak_volume"] == 300 and pd.isna(few["usual_volume"]) and pd.isna(few["times"])


def test_a_quarter_stands_for_the_peak_month_in_it(store):
    publish_volumes(
        store, volumes("permits", {"online": [300.0, 300.0, 300.0, 900.0]}, first=date(2025, 10, 1), months=3)
    )
    catalogue(store, service("permits", peak_months="9"))
    row = peak(store)
    assert (row["months"], row["peak_volume"], row["usual_volume"]) == (3, 300, 100)  # a month


# -- areas -----------------------------------------------------------------------------------------------------------


def area_facts(store, index: dict[str, float | None], **columns) -> None:
    rows = [
        {"area_id": name, "area_name": name.upper(), "exclusion_index": value, **columns}
        for name, value in index.items()
    ]
    load(store, "areas", pd.DataFrame(rows))


def area_volumes(store, online: dict[str, float], total=100.0, name="permits", count=12, **columns) -> None:
    frames = [
        volumes(name, {"online": [value] * count, "phone": [total - value] * count}, first=date(2025, 10, 1), **columns)
        .assign(area_id=area)
        for area, value in online.items()
    ]  # fmt: skip
    publish_volumes(store, *frames)


def test_take_up_by_area_is_weighted_by_volume_over_the_newest_year(store):
    area = volumes("permits", {"online": [0.0, *[10.0] * 6, *[90.0] * 6], "phone": [50.0, *[90.0] * 6, *[210.0] * 6]},
                   first=date(2025, 9, 1)).assign(area_id="e1")  # fmt: skip
    publish_volumes(store, area, volumes("permits", {"email": [5.0]}, first=date(2026, 9, 1)))
    row = ask("channels/areas", store=store).iloc[0]
    assert row["take_up"] == pytest.approx(100 * (60 + 540) / (600 + 1800))
    assert row["completed"] == 2400  # what has no area does not count
    assert not row["has_facts"] and row["name"] == "e1"
    assert (str(row["first_month"])[:7], str(row["last_month"])[:7]) == ("2025-10", "2026-09")


def test_assisted_digital_counts_as_everywhere_else(store):
    rows = volumes("permits", {"online": [60.0], "assisted_digital": [20.0], "phone": [20.0]}, first=date(2026, 9, 1),
                   assisted_digital_completed={"online": 10.0})  # fmt: skip
    publish_volumes(store, rows.assign(area_id="e1"))
    for how in ("counted", "separate"):
        one = ask("channels/areas", store=store, assisted_digital=how).iloc[0]["take_up"]
        together = ask("channels/values", store=store, measure_id="digital_take_up", assisted_digital=how)
        assert one == together["value"].iloc[0] == {"counted": 80, "separate": 50}[how]


def spearman(first: list[float], second: list[float]) -> float:
    """By its definition, for ranks without ties."""
    ranks = [[sorted(each).index(value) for value in each] for each in (first, second)]
    n = len(first)
    return 1 - 6 * sum((a - b) ** 2 for a, b in zip(*ranks, strict=True)) / (n * (n * n - 1))


def test_rank_correlation_with_the_exclusion_index(store):
    index = {"a": 9.0, "b": 7.5, "c": 6.0, "d": 5.0, "e": 3.0, "f": 2.0, "g": None}
    online = {"a": 20.0, "b": 10.0, "c": 30.0, "d": 40.0, "e": 60.0, "f": 50.0, "g": 99.0}
    area_facts(store, index)
    area_volumes(store, online)
    rows = ask("channels/areas", store=store)
    known = [area for area in index if index[area] is not None]
    wanted = spearman([index[a] for a in known], [online[a] for a in known])
    assert rows["correlation"].iloc[0] == pytest.approx(wanted) == pytest.approx(-0.885714, abs=1e-6)
    assert (rows["areas_compared"].iloc[0], rows["pattern"].iloc[0]) == (6, "lower")
    assert rows["area_id"].tolist() == list("abcdefg")  # by the index, the unknown last


@pytest.mark.parametrize(
    ("online", "pattern"),
    [
        ([10, 20, 30, 40, 50, 60], "lower"),
        ([60, 50, 40, 30, 20, 10], "higher"),
        ([10, 30, 20, 50, 40, 60], "lower"),  # rho 0.886: the bound itself
        ([20, 30, 10, 50, 40, 60], "none"),
        ([50, 50, 50, 50, 50, 50], "none"),
    ],
)
def test_a_pattern_is_only_what_chance_seldom_makes(store, online, pattern):
    area_facts(store, {f"e{i}": 10.0 - i for i in range(6)})
    area_volumes(store, {f"e{i}": float(value) for i, value in enumerate(online)})
    assert set(ask("channels/areas", store=store)["pattern"]) == {pattern}


@pytest.mark.parametrize(("n", "bound"), [(6, 0.886), (7, 0.786)])
def test_the_bounds_are_those_of_all_orders(n, bound):
    """Of all orders of n areas, at most one in twenty reaches the bound, and more reach the value below it."""
    seen = [abs(spearman(list(range(n)), list(order))) for order in permutations(range(n))]
    assert sum(each >= bound - 5e-4 for each in seen) / math.factorial(n) <= 0.05
    below = max(each for each in seen if each < bound - 5e-4)
    assert sum(each >= below - 1e-9 for each in seen) / math.factorial(n) > 0.05


def test_five_areas_are_too_few(store):
    area_facts(store, {f"e{i}": float(i) for i in range(5)})
    area_volumes(store, {f"e{i}": 10.0 * i + 20 for i in range(5)})
    row = ask("channels/areas", store=store).iloc[0]
    assert row["pattern"] == "too_few" and pd.isna(row["correlation"])


def test_small_numbers_are_not_given_nor_what_they_could_be_worked_out_from(store):
    area_volumes(store, {"a": 3.0}, total=500.0, count=1)  # 3 online of 500
    frames = {"b": (40.0, 100.0), "c": (90.0, 200.0)}
    for area, (online, total) in frames.items():
        area_volumes(store, {area: online}, total=total, name=f"service-{area}", count=1)
    rows = ask("channels/areas", store=store, small_number=5).set_index("area_id")
    assert rows["hidden"].to_dict() == {"a": True, "b": True, "c": False}
    assert rows["take_up"].isna().to_dict() == rows["completed"].isna().to_dict() == {"a": True, "b": True, "c": False}
    assert not ask("channels/areas", store=store)["hidden"].any()


# -- My Account ------------------------------------------------------------------------------------------------------


def test_the_active_share_is_active_out_of_registrations(store):
    months = [date(2026, 8, 1), date(2026, 9, 1)]
    for name, values in {"my_account_registrations": [1000, 1250], "my_account_active_users": [250, 300]}.items():
        load(
            store,
            "kpi_values",
            pd.DataFrame({"measure_id": name, "month": months, "value": values}).astype({"value": float}),
        )
    rows = ask("channels/my_account", store=store)
    assert rows["active_share"].tolist() == [25, 24]
    assert rows["complete"].all()


def test_services_in_my_account_are_counted_as_they_join(store):
    catalogue(
        store,
        service("a", in_my_account=True, joined_my_account_on=date(2025, 5, 1)),
        service("b", in_my_account=True, joined_my_account_on=None),
        service("c", in_my_account=None, joined_my_account_on=date(2024, 5, 1)),
        service("d", in_my_account=False, joined_my_account_on=None),
        service("e", in_my_account=True, joined_my_account_on=date(2027, 1, 1)),  # still to come
        service("f", in_my_account=True, joined_my_account_on=date(2024, 1, 1), launched_on=None),
    )
    rows = ask("channels/my_account_services", store=store, today=TODAY)
    assert rows[["service_id", "so_far"]].to_numpy().tolist() == [["b", 1], ["c", 2], ["a", 3]]
    assert set(rows["online_services"]) == {5}
