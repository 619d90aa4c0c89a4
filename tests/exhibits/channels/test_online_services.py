"""What the catalogue says to a member: the count, the steps, what is still offline, and the exceptions."""

from datetime import date

import pandas as pd
import pytest

from exhibits import View
from exhibits.channels.by_interaction import by_interaction
from exhibits.channels.catalogue import completed_cell
from exhibits.channels.digital_only import digital_only
from exhibits.channels.online_over_time import online_over_time
from exhibits.channels.still_offline import still_offline
from exhibits.common.style import colours
from tests.exhibits.figures import months, publish

TODAY = date(2026, 11, 23)
ALL = {
    "online_over_time": online_over_time,
    "by_interaction": by_interaction,
    "still_offline": still_offline,
    "digital_only": digital_only,
}


def catalogue(store, *services: dict) -> None:
    rows = []
    for service in services:
        name = service["service_name"]
        row = {"service_id": name.lower(), "directorate": "Place", "offline_route": "By phone", **service}
        rows.append({"slice_key": row["service_id"], **row})
    every = {column: None for row in rows for column in row}
    publish(store, "online_services", [{**every, **row} for row in rows])


def words(exhibit) -> str:
    return " ".join([exhibit.title, exhibit.summary, exhibit.table.to_string()])


@pytest.mark.parametrize("name", ALL)
def test_an_empty_store_gives_words_and_no_chart(store, name):
    exhibit = ALL[name](View(), today=TODAY)
    assert exhibit.figure is None and exhibit.table.empty
    assert exhibit.summary.startswith("No data: no catalogue")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ALL)
def test_every_exhibit_of_the_sample_is_whole(sample, name, theme):
    exhibit = ALL[name](View(theme=theme), today=TODAY)
    assert exhibit.title and exhibit.summary.endswith(".") and exhibit.questions
    assert "catalogue of online services, last published on" in exhibit.source and "What it means" in exhibit.source
    assert not exhibit.table.empty and not exhibit.download.empty
    assert not exhibit.table.map(lambda cell: str(cell).lower() in ("nan", "none", "nat", "")).to_numpy().any()
    if exhibit.figure is not None:
        assert exhibit.figure.layout.template.layout.font.color == colours(theme).text


def test_the_sample_tells_from_14_in_2018_to_now(sample):
    exhibit = online_over_time(View(), today=TODAY)
    now = int(exhibit.data["online"].iloc[0])
    assert now >= 80
    assert exhibit.title == f"{now} services are online, 14 in 2018"
    assert exhibit.summary.startswith(f"From 14 at the end of 2018 to {now} services online on 23 November 2026.")
    ends = [trace.text[0] for trace in exhibit.figure.data if trace.mode == "markers+text"]
    assert ends == ["<b>14</b>", f"<b>{now}</b>"]


def test_the_newest_launches_are_named_and_older_ones_counted(store):
    catalogue(
        store,
        {"service_name": "Tax", "launched_on": date(2018, 3, 5)},
        {"service_name": "Bins", "launched_on": date(2018, 9, 5)},
        {"service_name": "Grants", "launched_on": date(2019, 7, 1), "retired_on": date(2021, 6, 30)},
        {"service_name": "Permits", "launched_on": date(2026, 10, 1)},
        {"service_name": "Vouchers", "launched_on": date(2026, 12, 1)},
    )
    exhibit = online_over_time(View(), today=TODAY)
    assert exhibit.title == "3 services are online, 2 in 2018"
    assert "In the last 12 months Permits went online." in exhibit.summary
    assert "1 service has been taken down over the years." in exhibit.summary
    assert "Vouchers" not in words(exhibit)
    table = exhibit.table.set_index("At the end of")["What changed"]
    assert table["31 October 2026"] == "Went online: Permits"
    assert table["31 December 2018"] == "2 went online"
    assert table["31 December 2021"] == "1 taken down"
    earlier = online_over_time(View(as_at=date(2026, 10, 12)), today=TODAY)
    assert earlier.title == "3 services are online, 2 in 2018" and "12 October 2026" in earlier.summary


def test_as_at_an_earlier_day_later_launches_are_not_counted(store):
    catalogue(
        store,
        {"service_name": "Tax", "launched_on": date(2018, 3, 5)},
        {"service_name": "Permits", "launched_on": date(2026, 10, 20)},
    )  # published on 12 October
    assert online_over_time(View(), today=TODAY).data["online"].iloc[0] == 2
    assert online_over_time(View(as_at=date(2026, 10, 13)), today=TODAY).data["online"].iloc[0] == 1


def test_steps_that_nobody_speaks_of_are_shown_as_not_stated(store):
    started = {"launched_on": date(2020, 1, 1)}
    catalogue(
        store,
        {"service_name": "Tax", "e_payment": True, "e_application": True, "mobile_ok": True, **started},
        {"service_name": "Bins", "e_payment": False, "accessibility_status": "not", **started},
    )
    exhibit = by_interaction(View(), today=TODAY)
    assert exhibit.title == "People can apply in 1 and pay in 1 of 2 online services"
    table = exhibit.table.set_index("What")["Services online"]
    assert table["Pay"] == "1 yes, 1 no"
    assert table["Apply"] == "1 yes, 0 no, 1 not stated"
    assert "1 works on a phone, and of 1 it is not stated." in exhibit.summary
    assert "not counted as no" in exhibit.note
    assert table["Bins"] == "Does not meet them; no date of a test"
    not_stated = next(trace for trace in exhibit.figure.data if trace.name == "Not stated")
    assert list(not_stated.x) == [2, 2, 1, 0, 2, 2, 2, 1]


def test_an_old_accessibility_test_is_flagged(store):
    catalogue(
        store,
        {"service_name": "Tax", "launched_on": date(2020, 1, 1), "accessibility_status": "fully",
         "accessibility_tested_on": date(2024, 5, 3)},
    )  # fmt: skip
    exhibit = by_interaction(View(), today=TODAY)
    table = exhibit.table.set_index("What")["Services online"]
    assert table["Tax"] == "Fully meets them; tested on 3 May 2024, more than 12 months ago"
    assert table["Accessibility rules: fully meets them"] == "1, 1 of them tested more than 12 months ago"
    assert "1 test is older than 12 months." in exhibit.summary


def volumes(store, counts: dict[str, float]) -> None:
    rows = [
        {"slice_key": f"{service}|{month:%Y-%m}", "service_id": service, "month": month, "months": 1,
         "channel": "phone", "completed": count}
        for service, count in counts.items() for month in months(12, date(2025, 10, 1))
    ]  # fmt: skip
    publish(store, "channel_volumes", rows, period_to=date(2026, 9, 30))


def test_the_busiest_offline_service_comes_first(store):
    catalogue(
        store,
        {"service_name": "Graves"},
        {"service_name": "Markets", "launched_on": date(2027, 1, 4)},
        {"service_name": "Zoo", "offline_route": "None"},
        {"service_name": "Tax", "launched_on": date(2020, 1, 1)},
    )
    volumes(store, {"zoo": 50.0, "markets": 20.0})
    exhibit = still_offline(View(), today=TODAY)
    assert exhibit.title == "3 of 4 services are still offline"
    assert exhibit.table["Service"].tolist() == ["Zoo", "Markets", "Graves"]
    assert exhibit.table["Completed in the last 12 months"].tolist() == ["600", "240", "No data"]
    assert exhibit.table["How people get it"].iloc[0] == "No way is stated"
    assert exhibit.table["Online"].iloc[1] == "Planned for 4 January 2027"
    assert "Most used: Zoo (600 in 12 months) and Markets (240 in 12 months)." in exhibit.summary
    assert list(exhibit.figure.data[0].x) == [600, 240]


def test_nothing_is_offline_any_more(store):
    catalogue(store, {"service_name": "Tax", "launched_on": date(2020, 1, 1)})
    exhibit = still_offline(View(), today=TODAY)
    assert exhibit.title == "None of 1 service is still offline"
    assert exhibit.summary == "Every service in the catalogue is online." and exhibit.figure is None


def test_digital_only_services_are_named_as_exceptions(sample):
    exhibit = digital_only(View(), today=TODAY)
    assert exhibit.table["Service"].tolist() == ["Visitor parking vouchers"]
    assert "has no offline route" in exhibit.title and "can only be used online, with help from" in exhibit.summary


def test_no_exception_is_said_in_words(store):
    catalogue(
        store,
        {"service_name": "Tax", "launched_on": date(2020, 1, 1)},
        {"service_name": "Bins", "launched_on": date(2020, 1, 1)},
    )
    exhibit = digital_only(View(), today=TODAY)
    assert exhibit.summary.startswith("None of the 2 online services is digital only")
    assert exhibit.table.empty
    alone = pd.Series({"completed": 5.0, "months": 7, "behind": True, "last_month": pd.Timestamp("2024-03-01")})
    assert completed_cell(alone) == "5 (7 of 12 months, to March 2024)"


def test_a_digital_only_service_that_nobody_helps_with(store):
    catalogue(
        store,
        {"service_name": "Tax", "launched_on": date(2020, 1, 1), "offline_route": "None",
         "assisted_digital_route": "None"},
    )  # fmt: skip
    exhibit = digital_only(View(), today=TODAY)
    assert exhibit.summary == "Tax can only be used online, and nobody helps people to use it."
    assert exhibit.table["Who helps people to use it"].tolist() == ["Nobody"]
    assert exhibit.title == "1 of the 1 online service has no offline route"
