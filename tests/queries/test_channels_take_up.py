"""Take-up by service and directorate, the channel mix, and its split into demand and shift."""

from datetime import date
from itertools import count

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from data.settings import ROOT
from data.store import open_store
from queries import ask
from tests.examples import examples
from tests.exhibits.channel_store import catalogue, publish_volumes, service, volumes

REAL = ROOT.parent / "shared" / "realdata" / "channels"
EFFECTS = ["volume_effect", "mix_effect", "shift_effect"]
CHANNELS = ("online", "phone", "post")


# -- demand and shift --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """One store for all examples; each has a directorate of its own."""
    store = open_store(tmp_path_factory.mktemp("many") / "many.duckdb")
    yield store
    store.close()


_numbers = count()
_amounts = st.one_of(st.just(0), st.integers(0, 2_000_000))
_services = st.lists(
    st.tuples(st.lists(_amounts, min_size=3, max_size=3), st.lists(_amounts, min_size=3, max_size=3)),
    min_size=1,
    max_size=4,
)


def two_years(store, services) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The split of all services together and of each, for amounts of a month a year before and of this one."""
    name = f"Example {next(_numbers)}"
    frames = [
        volumes(
            f"{name.lower().replace(' ', '-')}-{n}",
            {c: [b, *[None] * 11, a] for c, b, a in zip(CHANNELS, before, after, strict=True)},
            first=date(2025, 9, 1),
            directorate=name,
        )
        for n, (before, after) in enumerate(services)
    ]
    publish_volumes(store, *frames)
    asked = {"store": store, "directorate": name}
    return ask("channels/volume_and_shift", **asked), ask("channels/shift_by_service", **asked)


@given(services=_services)
@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_parts_add_up_exactly_to_the_change(many, services):
    together, each = two_years(many, services)
    both = [(before, after) for before, after in services if sum(before) and sum(after)]
    if not both:
        assert together.empty  # a month without a transaction has no mix
        return
    sums = pd.DataFrame(both)
    before, after = (np.array(sums[side].to_list()).sum(axis=0) for side in (0, 1))
    assert set(together["services"]) == {len(both)}
    wanted = dict(zip(CHANNELS, after - before, strict=True))
    for _, row in together.iterrows():
        assert row["change"] == wanted[row["channel"]]
        assert row[EFFECTS].sum() == pytest.approx(row["change"], rel=1e-9, abs=1e-6)
    assert set(together["channel"]) == {c for c, b, a in zip(CHANNELS, before, after, strict=True) if b or a}
    # nobody can move to another channel without leaving one
    assert together["shift_effect"].sum() == pytest.approx(0, abs=1e-6 * max(before.sum(), after.sum()))
    parts = each[["volume_effect", "shift_effect", "coverage_effect"]].sum(axis=1)
    assert np.allclose(parts, each["change"], rtol=1e-9, atol=1e-6)


@given(
    mixes=st.lists(
        st.tuples(st.lists(st.integers(1, 50), min_size=3, max_size=3), st.integers(1, 900), st.integers(1, 900)),
        min_size=1,
        max_size=4,
    )
)
@examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_without_a_shift_in_any_service_there_is_none_in_all(many, mixes):
    """Some services grow, others shrink, so the council's mix does change."""
    services = [([m * before for m in mix], [m * after for m in mix]) for mix, before, after in mixes]
    together, each = two_years(many, services)
    assert np.allclose(together["shift_effect"], 0, atol=1e-6)
    assert np.allclose(each["shift_effect"], 0, atol=1e-6)
    assert (each["coverage_effect"] == 0).all()


def test_the_formulas_of_one_service(store):
    services = [([400, 500, 100], [480, 300, 20])]  # 1,000 before, 800 now
    together, _ = two_years(store, services)
    rows = together.set_index("channel")
    assert (rows["total_before"] == 1000).all() and (rows["total_now"] == 800).all()
    assert rows["volume_effect"].to_dict() == pytest.approx({"online": -80, "phone": -100, "post": -20})
    assert rows["shift_effect"].to_dict() == pytest.approx({"online": 160, "phone": -100, "post": -60})
    assert rows["mix_effect"].abs().max() < 1e-9
    assert rows["share_now"].to_dict() == pytest.approx({"online": 60, "phone": 37.5, "post": 2.5})


def test_a_busier_phone_service_is_no_shift_to_the_phone(store):
    """Two services that keep their mixes; the one that people phone grows. All together the phone's share rises."""
    together, _ = two_years(store, [([90, 10, 0], [90, 10, 0]), ([10, 90, 0], [30, 270, 0])])
    phone = together.set_index("channel").loc["phone"]
    assert (phone["share_before"], phone["share_now"]) == pytest.approx((50, 70))
    assert phone["shift_effect"] == pytest.approx(0, abs=1e-9)
    assert (phone["volume_effect"], phone["mix_effect"], phone["change"]) == pytest.approx((100, 80, 180))


def test_a_service_that_starts_or_stops_to_report_is_neither_demand_nor_shift(store):
    services = [([50, 50, 0], [60, 40, 0]), ([0, 0, 0], [0, 500, 0]), ([7, 0, 0], [0, 0, 0])]
    together, each = two_years(store, services)
    phone = together.set_index("channel").loc["phone"]
    assert (phone["volume_effect"], phone["shift_effect"], phone["change"]) == pytest.approx((0, -10, -10))
    assert (phone["total_before"], phone["total_now"], phone["services"]) == (100, 100, 1)
    names = [name for name in each["service_id"].unique() if not name.endswith("-0")]
    assert ([*phone["without_before"]], [*phone["without_now"]]) == ([names[0]], [names[1]])
    coverage = each.groupby("service_id")["coverage_effect"].sum()
    assert coverage[names].tolist() == [500, -7]


def test_a_service_that_lags_behind_the_others_is_late(store):
    sent = {"online": [5.0] * 12, "phone": [5.0] * 12}
    lacks = {channel: [*counts[:11], None] for channel, counts in sent.items()}
    quarters = {channel: [15.0] * 3 for channel in sent}
    publish_volumes(
        store,
        *(volumes(name, sent, first=date(2025, 10, 1)) for name in "abcdefghij"),
        *(volumes(name, lacks, first=date(2025, 10, 1)) for name in ("planning", "gone")),
        volumes("by-quarter", quarters, first=date(2025, 10, 1), months=3),
    )
    catalogue(store, service("planning"), service("gone", retired_on=date(2026, 9, 1)))
    asked = {"store": store, "today": date(2026, 11, 28), "late_after_day": 20}
    (late,) = ask("channels/late", **asked).to_dict("records")
    assert (late["service_id"], late["name"], late["days_late"]) == ("planning", "Planning", 39)
    days = [late[each].date() for each in ("newest_month", "due_month", "due_on")]
    assert days == [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 20)]
    assert ask("channels/late", **asked | {"today": date(2026, 10, 20)})["days_late"].tolist() == [0]


@pytest.mark.parametrize(
    ("since", "before", "now"),
    [
        (None, date(2025, 9, 1), date(2026, 9, 1)),
        (date(2024, 5, 20), date(2024, 5, 1), date(2026, 5, 1)),  # the same calendar month
        (date(2026, 3, 1), date(2026, 3, 1), date(2026, 9, 1)),  # there is no later March
        (date(2019, 1, 1), date(2023, 10, 1), date(2025, 10, 1)),  # the first one with figures
    ],
)
def test_which_months_are_compared(store, since, before, now):
    publish_volumes(store, volumes("permits", {"online": range(36), "phone": range(10, 46)}))
    row = ask("channels/volume_and_shift", store=store, since=since).iloc[0]
    assert (row["month_before"].date(), row["month_now"].date()) == (before, now)


def test_nothing_is_compared_without_an_earlier_month(store):
    publish_volumes(store, volumes("permits", {"online": [1, 2, 3], "phone": [1, 2, 3]}))
    assert ask("channels/volume_and_shift", store=store).empty
    assert ask("channels/volume_and_shift", store=store, since=date(2023, 12, 1)).empty  # the newest itself
    assert len(ask("channels/volume_and_shift", store=store, since=date(2023, 11, 1))) == 2


def test_totals_that_nobody_split_are_not_part_of_the_mix(store):
    publish_volumes(
        store, volumes("permits", {"online": [30, 30], "phone": [10, 10]}), volumes("bins", {"all": [500, 500]})
    )
    rows = ask("channels/mix", store=store)
    newest = rows[rows["month"] == "2023-11-01"].set_index("channel")
    assert newest["share"].to_dict() == {"online": 75, "phone": 25}
    assert (newest["not_split"] == 500).all() and (newest["total"] == 40).all()


def test_months_make_a_quarter_where_quarters_are_the_rule(store):
    quarters = [
        volumes(s, {"online": [300] * 8, "phone": [100] * 8}, first=date(2024, 10, 1), months=3) for s in "abde"
    ]
    publish_volumes(store, *quarters, volumes("c", {"online": [10] * 24, "phone": [30] * 24}, first=date(2024, 10, 1)))
    rows = ask("channels/mix", store=store)
    assert set(rows["months"]) == {3} and rows["month"].nunique() == 8
    assert set(rows.loc[rows["channel"] == "online", "completed"]) == {1230}
    split = ask("channels/volume_and_shift", store=store)
    assert set(split["month_before"].dt.date) == {date(2025, 7, 1)} and set(split["months"]) == {3}


# -- by service and directorate ----------------------------------------------------------------------------------------


def test_services_come_in_the_order_that_matters(store):
    steady = [50 + n % 3 for n in range(36)]
    rising = [40 + n for n in range(36)]
    frames = [
        volumes(name, {"online": online, "phone": [100 - each for each in online]})
        for name, online in {
            "far-below": steady, "just-below": steady, "met": steady, "fell": rising[::-1], "rose": rising,
            "steady": steady, "gone": steady,
        }.items()
    ]  # fmt: skip
    publish_volumes(store, *frames)
    catalogue(
        store,
        service("far-below", take_up_target=90.0),
        service("just-below", take_up_target=55.0),
        service("met", take_up_target=40.0),
        *(service(name) for name in ("fell", "rose", "steady")),
        service("gone", retired_on=date(2025, 1, 1)),
    )
    rows = ask("channels/take_up_by_service", store=store)
    assert list(rows["service_id"])[:4] == ["far-below", "just-below", "fell", "rose"]
    assert set(rows["service_id"][4:]) == {"met", "steady"}
    changes = rows.set_index("service_id")["change"]
    assert (changes["fell"], changes["rose"], changes["steady"]) == ("fell", "rose", "no_real_change")
    first = rows.iloc[0]
    assert first["gap"] == pytest.approx(first["take_up"] - 90) and first["completed"] == 1200


def test_a_directorate_is_weighted_by_volume(store):
    publish_volumes(
        store,
        volumes("large", {"online": [900], "phone": [100]}, directorate="Place"),
        volumes("small", {"online": [0], "phone": [100]}, directorate="Place"),
        volumes("other", {"online": [1], "phone": [3]}, directorate="Adults"),
    )
    rows = ask("channels/take_up_by_directorate", store=store).set_index("directorate")
    assert rows["take_up"].to_dict() == pytest.approx({"Adults": 25, "Place": 100 * 900 / 1100})
    assert rows.loc["Place", "services"] == 2 and rows["complete"].all()


def test_launches_by_month(store):
    catalogue(store, service("a", launched_on=date(2024, 5, 20)), service("b", launched_on=None))
    rows = ask("channels/launches", store=store)
    assert list(rows["service_id"]) == ["a"] and rows["month"].iloc[0] == pd.Timestamp(2024, 5, 1)


# -- real files --------------------------------------------------------------------------------------------------------

needs_real = pytest.mark.skipif(not REAL.exists(), reason="the real files are not on this machine")
NHS_CHANNELS = {
    "Face-to-Face": "face_to_face", "Home Visit": "face_to_face", "Telephone": "phone", "Video/Online": "online",
    "Unknown": "not_stated",
}  # fmt: skip


@pytest.fixture(scope="module")
def appointments(tmp_path_factory):
    """GP appointments of 42 areas by mode, January 2020 to June 2022: in spring 2020 they went to the phone."""
    raw = pd.read_csv(REAL / "nhs_gp_appointments_monthly_by_mode_icb.csv")
    rows = pd.DataFrame(
        {
            "service_id": "gp-appointments-" + raw["icb_ons_code"].str.lower(),
            "month": pd.to_datetime(raw["appointment_month"]),
            "months": 1,
            "channel": raw["appointment_mode"].map(NHS_CHANNELS),
            "completed": raw["count_of_appointments"].astype(float),
        }
    )
    assert rows.notna().all(axis=None)
    rows = rows.groupby(["service_id", "month", "months", "channel"], as_index=False).sum()
    store = open_store(tmp_path_factory.mktemp("nhs") / "nhs.duckdb")
    publish_volumes(store, rows)
    yield store, rows
    store.close()


@needs_real
def test_appointments_really_moved_to_the_phone(appointments):
    store, rows = appointments
    split = ask("channels/volume_and_shift", store=store, since=date(2020, 2, 1)).set_index("channel")
    assert set(split["month_now"].dt.date) == {date(2022, 2, 1)} and set(split["services"]) == {42}
    for channel, row in split.iterrows():
        two = rows[rows["channel"] == channel].groupby("month")["completed"].sum()
        assert row["change"] == two["2022-02-01"] - two["2020-02-01"]
        assert row[EFFECTS].sum() == pytest.approx(row["change"], rel=1e-9)
    phone, in_person = split.loc["phone"], split.loc["face_to_face"]
    assert phone["shift_effect"] > 0.9 * phone["change"] > 4_000_000
    assert in_person["shift_effect"] < -4_000_000
    assert split["shift_effect"].sum() == pytest.approx(0, abs=1)


@needs_real
def test_mix_of_appointments_is_the_files(appointments):
    store, rows = appointments
    mix = ask("channels/mix", store=store)
    sums = rows.groupby(["month", "channel"])["completed"].sum()
    got = mix.set_index(["month", "channel"])["completed"]
    assert len(got) == len(sums) and (got.sort_index().to_numpy() == sums.sort_index().to_numpy()).all()
    assert np.allclose(mix.groupby("month")["share"].sum(), 100)


def quarterly_transactions() -> pd.DataFrame:
    """The services of the GOV.UK file that give a volume and a digital volume, by quarter and channel."""
    raw = pd.read_csv(REAL / "govuk_transaction_services_2018-09.csv", dtype=str, encoding_errors="replace")
    frames = []
    for column in [each for each in raw if each.endswith(" Digital vol.")]:
        year, quarter = column[:4], int(column[6])
        number = {
            what: pd.to_numeric(raw[name].str.replace(",", ""), errors="coerce")
            for what, name in (("all", column.replace("Digital vol.", "Vol.")), ("online", column))
        }
        part = pd.DataFrame({"service_id": "s" + raw.index.astype(str), **number}).dropna()
        part = part[(part["online"] >= 0) & (part["online"] <= part["all"])]
        part = part.assign(not_stated=part["all"] - part["online"]).drop(columns="all")
        long = part.melt("service_id", var_name="channel", value_name="completed")
        frames.append(long.assign(month=pd.Timestamp(int(year), 3 * quarter - 2, 1), months=3))
    return pd.concat(frames, ignore_index=True)


@needs_real
def test_quarters_of_many_services(store):
    rows = quarterly_transactions()
    publish_volumes(store, rows)
    values = ask("measures/values", store=store, measure_id="digital_take_up")
    newest = rows[rows["month"] == rows["month"].max()].groupby("channel")["completed"].sum()
    assert set(values["months"]) == {3}
    assert values.set_index("month")["value"].iloc[-1] == pytest.approx(100 * newest["online"] / newest.sum())
    split = ask("channels/volume_and_shift", store=store)
    assert set(split["months"]) == {3} and (split["services"] > 100).all()
    assert np.allclose(split[EFFECTS].sum(axis=1), split["change"], rtol=1e-9)
