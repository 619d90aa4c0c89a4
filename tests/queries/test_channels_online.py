"""The catalogue on a day, in SQL: what is online since when, what can be done there, and what is on one side only."""

from datetime import date

import pandas as pd

from queries import ask
from tests.queries.loading import load

TODAY = date(2026, 11, 23)
SERVICES = [
    {"service_id": "tax", "launched_on": "2018-03-05", "e_payment": True, "e_application": False, "mobile_ok": True},
    {"service_id": "bins", "launched_on": "2018-03-31", "e_payment": True, "e_application": True},
    {"service_id": "grants", "launched_on": "2019-07-01", "retired_on": "2021-06-30", "e_payment": True},
    {"service_id": "vouchers", "launched_on": "2026-11-20", "offline_route": "None", "directorate": "Housing"},
    {"service_id": "permits", "launched_on": "2026-12-01"},
    {"service_id": "graves"},
]


def publish(store, services=SERVICES, **columns) -> None:
    rows = pd.DataFrame([{"directorate": "Place", "offline_route": "By phone", **each, **columns} for each in services])
    rows["service_name"] = rows["service_id"].str.title()
    for column in ("launched_on", "retired_on", "accessibility_tested_on"):
        if column in rows:
            rows[column] = pd.to_datetime(rows[column])
    load(store, "online_services", rows)


def used(store, service: str, completed: list[float], *, months=1, last="2026-09-01", channel="phone") -> None:
    starts = pd.date_range(end=last, periods=len(completed), freq=f"{months}MS")
    rows = {"service_id": service, "month": starts, "months": months, "channel": channel, "completed": completed}
    load(store, "channel_volumes", pd.DataFrame(rows))


def test_what_a_service_is_depends_on_the_day(store):
    publish(store)
    now = ask("channels/catalogue", store=store, today=TODAY).set_index("service_id")["state"]
    assert now.to_dict() == {
        "tax": "online", "bins": "online", "grants": "retired", "vouchers": "online", "permits": "planned",
        "graves": "offline",
    }  # fmt: skip
    then = ask("channels/catalogue", store=store, today=date(2021, 6, 29)).set_index("service_id")["state"]
    assert then["grants"] == "online" and then["vouchers"] == "planned"


def test_the_count_at_each_month_end(store):
    publish(store)
    rows = ask("channels/online_over_time", store=store, today=TODAY).set_index("month")
    online = rows["online"]
    assert len(rows) == 105 and f"{rows.index[0]:%Y-%m}" == "2018-03"
    assert (online["2018-03-01"], online["2019-07-01"], online["2021-05-01"]) == (2, 3, 3)
    assert (online["2021-06-01"], online["2026-10-01"], online["2026-11-01"]) == (
        2,
        2,
        3,
    )  # its last day counts no more
    assert rows["launched"].sum() == 4 and rows["retired"].sum() == 1
    assert rows.loc["2018-03-01", "names"] == "Tax | Bins" and rows.loc["2018-04-01", "names"] == ""
    assert rows["on_day"].iloc[-1] == pd.Timestamp(TODAY)


def test_launches_after_the_day_are_not_counted(store):
    publish(store)
    rows = ask("channels/online_over_time", store=store, today=date(2026, 11, 19))
    assert rows["online"].iloc[-1] == 2 and rows["launched"].iloc[-1] == 0
    assert ask("channels/online_over_time", store=store, today=date(2018, 3, 4)).empty
    assert ask("channels/online_over_time", store=store, today=TODAY, directorate="Housing")["online"].tolist() == [1]


def test_a_step_nobody_speaks_of_is_not_a_no(store):
    publish(store)
    rows = ask("channels/by_interaction", store=store, today=TODAY).set_index("step")
    assert rows.loc["payment", ["yes", "no", "not_stated"]].tolist() == [2, 0, 1]
    assert rows.loc["application", ["yes", "no", "not_stated"]].tolist() == [1, 1, 1]
    assert rows.loc["feedback", ["yes", "no", "not_stated"]].tolist() == [0, 0, 3]
    assert rows["services"].eq(3).all() and rows.index[-1] == "mobile"


def test_an_accessibility_test_is_old_after_twelve_months(store):
    days = {"a": "2025-11-23", "b": "2025-11-22", "c": None}
    publish(
        store,
        [{"service_id": s, "launched_on": "2020-01-01", "accessibility_tested_on": day} for s, day in days.items()],
        accessibility_status="fully",
    )
    rows = ask("channels/accessibility", store=store, today=TODAY).set_index("service_id")
    assert rows["test"].to_dict() == {"a": "recent", "b": "old", "c": "no date"}


def test_offline_services_come_busiest_first(store):
    publish(store, [*SERVICES, {"service_id": "markets"}, {"service_id": "taxis"}])
    used(store, "graves", [10.0] * 30)
    used(store, "markets", [500.0], months=12, last="2022-04-01")
    rows = ask("channels/offline_services", store=store, today=TODAY)
    assert rows["service_id"].tolist() == ["markets", "graves", "permits", "taxis", "grants"]
    rows = rows.set_index("service_id")
    assert rows.loc["graves", ["completed", "months", "behind"]].tolist() == [120, 12, False]
    assert rows.loc["markets", ["completed", "months", "behind"]].tolist() == [500, 12, True]
    assert pd.isna(rows.loc["taxis", "completed"])


def test_digital_only_are_those_online_without_another_route(store):
    publish(
        store, [*SERVICES, {"service_id": "forms", "offline_route": "None"}]
    )  # offline altogether: no exception here
    used(store, "vouchers", [30.0] * 5, channel="online")
    rows = ask("channels/digital_only", store=store, today=TODAY)
    assert rows["service_id"].tolist() == ["vouchers"]
    assert rows[["completed", "months"]].iloc[0].tolist() == [150, 5]


def test_where_the_figures_come_from(store):
    publish(store)
    used(store, "tax", [1.0] * 3, last="2026-10-01")  # complete up to September
    rows = ask("channels/sources", store=store).set_index("kind")
    volumes = rows.loc["channel_volumes", ["first_month", "last_month", "complete_to"]]
    assert [f"{month:%Y-%m}" for month in volumes] == ["2026-08", "2026-10", "2026-09"]
    assert pd.isna(rows.loc["online_services", "last_month"]) and rows["published_at"].notna().all()
