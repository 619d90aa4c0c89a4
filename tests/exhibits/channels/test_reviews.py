"""Reviews, My Account, peaks and areas in words, tables and figures: hand-made examples, and the sample council."""

import re
from datetime import date, datetime

import pandas as pd
import pytest

from exhibits import View
from exhibits.channels import areas, forecasts_met, my_account, peaks, reviews_due
from exhibits.channels.review import review as review_of
from tests.exhibits.channel_store import catalogue, publish_volumes, service, volumes
from tests.exhibits.figures import figures
from tests.queries.loading import load

TODAY = date(2026, 11, 23)
CYCLE = [98.0, 102.0, 100.0, 99.0, 101.0]
ALL = {
    "reviews_due": lambda view: reviews_due.reviews_due(view, today=TODAY),
    "forecasts_met": lambda view: forecasts_met.forecasts_met(view, today=TODAY),
    "review": lambda view: review_of(view, service="permits", today=TODAY),
    "my_account": lambda view: my_account.my_account(view),
    "peak_readiness": lambda view: peaks.peak_readiness(view, today=TODAY),
    "by_area": lambda view: areas.by_area(view),
}


def cycle(count: int, level: float = 100.0) -> list[float]:
    return [CYCLE[i % 5] * level / 100 for i in range(count)]


def review(name="permits", view=None, today=TODAY):
    return review_of(view or View(), service=name, today=today)


def launched(store, **columns) -> None:
    """Permits: 24 months of 100 by phone, then 13 with 38 of 100 online, launched on the first of them."""
    publish_volumes(
        store,
        volumes(
            "permits",
            {"phone": [*cycle(24), *cycle(13, 62)], "online": [None] * 24 + cycle(13, 38)},
            first=date(2023, 9, 1),
            problems_reported={"online": 2.0},
            sat_4={"online": 3.0},
            sat_1={"online": 1.0},
        ),
    )
    catalogue(store, service("permits", launched_on=date(2025, 9, 1), forecast_uptake=65.0, **columns))


def line(exhibit, name: str) -> pd.Series:
    return exhibit.table.set_index("What").loc[name]


# -- all of them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_an_empty_store_gives_words_and_no_chart(store, name):
    exhibit = ALL[name](View())
    assert exhibit.figure is None and exhibit.table.empty
    assert "No data" in exhibit.summary and exhibit.title


@pytest.mark.parametrize("name", ["reviews_due", "review", "by_area"])
def test_take_up_never_stands_without_who_is_left_behind(store, name):
    launched(store)
    assert ALL[name](View()).beside


@pytest.mark.parametrize("name", ALL)
def test_the_sample_council_has_figure_sentence_table_and_source(sample, name):
    exhibit = ALL[name](View()) if name != "review" else review("bulky-waste")
    assert exhibit.figure is not None and len(exhibit.table) and exhibit.questions
    assert exhibit.source.startswith("Source: ") and "What it means: " in exhibit.source
    said = " ".join(filter(None, [exhibit.title, exhibit.summary, exhibit.note, *exhibit.questions]))
    assert not re.search(r"\bnan\b|\bNaT\b|\bNone\b|\.\.|  | [.,;]", said)
    assert not exhibit.table.isna().any().any()
    assert not exhibit.table.astype(str).isin(["nan", "NaT", "None"]).any().any()
    dark = ALL[name](View(theme="dark")) if name != "review" else review("bulky-waste", View(theme="dark"))
    assert dark.figure.layout.template != exhibit.figure.layout.template


# -- reviews ---------------------------------------------------------------------------------------------------------


def test_a_launch_that_missed_its_forecast(store):
    launched(store, forecast_cost_gbp=40_000.0, actual_cost_gbp=50_000.0, review_due_on=date(2026, 9, 1))
    exhibit = review()
    assert exhibit.title == "Permits missed its forecast of take-up"
    assert (
        "Take-up: forecast 65%, reached 38% in the first 12 months: missed by 27 percentage points." in exhibit.summary
    )
    assert "Cost: forecast £40,000, actual £50,000, +25%." in exhibit.summary
    assert "Its review has been overdue since 1 September 2026, by 83 days." in exhibit.summary
    assert line(exhibit, "Satisfaction, newest 12 months")["Since the launch"] == "75% (n = 48)"
    assert line(exhibit, "Problems reported").tolist()[1:] == ["26", "Since September 2025"]
    assert line(exhibit, "Last tested")["Since the launch"] == "Never"
    assert line(exhibit, "Take-up against forecast").tolist() == [
        "Forecast 65%",
        "38% in the first 12 months",
        "Missed by 27 percentage points",
    ]
    assert line(exhibit, "Review")["Since the launch"] == "Overdue by 83 days (due on 1 September 2026)"
    assert exhibit.questions[0] == "When will the review be finished, and who answers for it?"


def test_before_and_after_say_what_changed_in_words_table_and_figure(store):
    launched(store)
    exhibit = review()
    assert (
        "Completed by phone: 100 a month on average before the launch, 62 since: fell, and stayed lower."
        in exhibit.summary
    )
    assert "Completed in all: 100 a month on average before the launch, 100 since: no real change." in exhibit.summary
    phone = line(exhibit, "Completed by phone, by month")
    assert phone["What it says"] == "Fell, and stayed lower"
    assert phone["Forecast, or before the launch"].startswith("100 a month on average (usual range 9")
    headings = [note.text for note in exhibit.figure.layout.annotations]
    assert "<b>Completed by phone</b>: fell, and stayed lower" in headings
    assert "Online since Sep 2025" in headings and "Forecast 65%" in headings
    assert "not why" in exhibit.note


def test_too_little_before_the_launch_is_said(store):
    publish_volumes(
        store, volumes("permits", {"phone": cycle(13), "online": [None] * 6 + cycle(7)}, first=date(2025, 9, 1))
    )
    catalogue(store, service("permits", launched_on=date(2026, 3, 1)))
    exhibit = review()
    assert exhibit.title == "Permits: no date is set for its review"
    assert "with only 6 months before the launch it is too early to say" in exhibit.summary
    assert (
        "Take-up was 49.9% in the first 7 months so far" in exhibit.summary
        and "no forecast to compare it with" in exhibit.summary
    )


def test_without_volumes_or_from_before_the_figures(store):
    publish_volumes(store, volumes("bins", {"phone": cycle(12), "online": cycle(12)}, first=date(2025, 10, 1)))
    catalogue(store, service("permits", forecast_uptake=50.0), service("bins", forecast_uptake=40.0))
    empty = review()
    assert empty.figure is None
    assert "forecast 50%; there are no figures to compare it with" in empty.summary
    assert "No channel volumes have been published for it" in empty.summary
    old = review("bins")
    assert old.title == "Bins: now 10 percentage points above its forecast"
    assert "reached 50% in the 12 months to September 2026: now 10 percentage points above." in old.summary
    assert "There are no figures from before the launch" in old.summary
    assert line(old, "Before and after the launch")["What it says"] == "No figures from before the launch"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"launched_on": None}, "not online yet"),
        ({"launched_on": date(2026, 12, 1)}, "goes online on 1 December 2026"),
        ({"retired_on": date(2026, 6, 1)}, "was taken offline on 1 June 2026"),
    ],
)
def test_nothing_to_review_is_said(store, columns, words):
    catalogue(store, service("permits", **columns))
    exhibit = review()
    assert words in exhibit.summary and exhibit.table.empty
    assert review("nobody").summary == "No data: there is no service with this name in the figures."


def test_a_review_due_today_is_not_overdue_and_a_late_one_says_so(store):
    catalogue(
        store,
        service("permits", review_due_on=TODAY),
        service("bins", review_due_on=date(2026, 1, 1), review_done_on=date(2026, 1, 11), review_summary="Calls fell"),
    )
    assert "Its review is due today." in review().summary
    done = review("bins")
    assert "Its review was done on 11 January 2026, 10 days late." in done.summary
    assert done.remarks == ("Review of 11 January 2026: Calls fell.",)
    register = reviews_due.reviews_due(View(), today=TODAY)
    assert register.title == "No review is overdue" and "Due today: Permits." in register.summary
    later = reviews_due.reviews_due(View(), today=date(2026, 11, 24))
    assert later.title == "1 review is overdue"
    assert later.table["Review"].iloc[0] == "Overdue by 1 day (due on 23 November 2026)"


def test_the_register_counts_states_and_first_years_only(store):
    rows = {
        name: volumes(name, {"online": [value] * 12, "phone": [100 - value] * 12}, first=first)
        for name, value, first in (
            ("missed", 38.0, date(2025, 1, 1)),
            ("reached", 70.2, date(2025, 1, 1)),
            ("old", 20.0, date(2025, 1, 1)),
        )
    }
    publish_volumes(store, *rows.values())
    catalogue(
        store,
        service("missed", launched_on=date(2025, 1, 1), forecast_uptake=65.0, review_due_on=date(2026, 1, 1)),
        service("reached", launched_on=date(2025, 1, 1), forecast_uptake=70.0, review_due_on=date(2027, 1, 1)),
        service("old", forecast_uptake=60.0, review_done_on=date(2021, 1, 1)),
        service("plain", directorate="Housing", forecast_cost_gbp=100.0, actual_cost_gbp=149.0),
    )
    exhibit = reviews_due.reviews_due(View(), today=TODAY)
    assert exhibit.lead == "Reviews of 4 launched services: 1 overdue, 1 still to come, 1 done and 1 without a date."
    assert "Longest overdue: Missed, by 10 months (due on 1 January 2026)." in exhibit.more
    assert list(exhibit.figure.data[0].x) == [326], "the chart shows what the title says: the overdue one"
    assert "10 months" in [each.text for each in exhibit.figure.layout.annotations]
    table = exhibit.table.set_index("Service")
    exhibit = forecasts_met.forecasts_met(View(), today=TODAY)
    assert exhibit.title == "1 of 2 services missed their forecast"
    assert (
        "Of 2 services with a forecast of take-up and figures of the first 12 months, 1 missed it. "
        "By the most: Missed, forecast 65%, reached 38% in the first 12 months." in exhibit.summary
    )
    assert "1 of 1 cost over 5% more than forecast, Plain by the most (+49%)." in exhibit.summary
    assert table["Against forecast"].to_dict() == {
        "Missed": "Missed by 27 percentage points",
        "Reached": "As forecast",
        "Old": "Now 40 percentage points below",
        "Plain": "–",
    }
    names = [trace.name for trace in exhibit.figure.data]
    assert names == [
        "Forecast of the business case",
        "Take-up of the first 12 months",
        "Take-up of the newest 12 months",
    ]
    assert exhibit.note.startswith("Where the figures begin too long after a launch")
    housing = reviews_due.reviews_due(View(), today=TODAY, directorate="Housing")
    assert housing.table["Service"].tolist() == ["Plain"] and housing.title.endswith("Housing")


def test_as_at_an_earlier_day_counts_from_that_day(store):
    load(
        store,
        "online_services",
        pd.DataFrame([service("permits", review_due_on=date(2026, 6, 1))]),
        at=datetime(2026, 6, 20, 9),
    )
    exhibit = reviews_due.reviews_due(View(as_at=date(2026, 7, 1)), today=TODAY)
    assert exhibit.table["Review"].tolist() == ["Overdue by 30 days (due on 1 June 2026)"]
    assert "No data" in reviews_due.reviews_due(View(as_at=date(2026, 6, 1)), today=TODAY).summary


# -- My Account ------------------------------------------------------------------------------------------------------


def test_my_account_says_share_and_services(store):
    figures(store, "my_account_registrations", [1000.0] * 24 + [1250.0] * 12)
    figures(store, "my_account_active_users", cycle(36, 300))
    catalogue(
        store,
        service("permits", in_my_account=True, joined_my_account_on=date(2025, 5, 6)),
        service("bins", in_my_account=True, joined_my_account_on=date(2020, 5, 6)),
        service("waste", in_my_account=False),
    )
    exhibit = my_account.my_account(View())
    assert exhibit.title == "23.5% of accounts were used in September 2026"
    assert "September 2026: 1,250 accounts, 1,000 a year before." in exhibit.summary
    assert exhibit.lead == "294 accounts, 23.5% of all, had at least one transaction in September 2026."
    assert "Accounts used in September 2026: nothing unusual." in exhibit.more
    assert "2 of 3 online services are in My Account; last to join: Permits, 6 May 2025." in exhibit.summary
    newest = exhibit.table.iloc[0]
    assert newest.tolist() == ["September 2026", "1,250", "294", "23.5%", "2", "–"]
    assert exhibit.table.set_index("Month").loc["May 2025", "Joined in the month"] == "Permits"
    assert len(my_account.my_account(View(), months=12).table) == 12


def test_a_measure_that_is_not_submitted_is_named_with_its_id(store):
    figures(store, "my_account_registrations", [1000.0] * 12)
    said = my_account.my_account(View()).summary
    assert "Not submitted: how many accounts had at least one transaction in the month" in said
    assert "(measure my_account_active_users)" in said and "my_account_registrations" not in said
    assert "The catalogue names no service that is in My Account." in said


def test_more_active_than_registered_is_not_passed_over(store):
    figures(store, "my_account_registrations", [100.0] * 12)
    figures(store, "my_account_active_users", [130.0] * 12)
    assert "one of the two figures is wrong" in my_account.my_account(View()).summary


def test_only_services_and_no_figures(store):
    catalogue(store, service("permits", in_my_account=True, joined_my_account_on=date(2025, 5, 6)))
    exhibit = my_account.my_account(View())
    assert exhibit.title == "1 service is in My Account"
    assert "my_account_registrations" in exhibit.summary and "my_account_active_users" in exhibit.summary
    assert exhibit.table["In My Account since"].tolist() == ["6 May 2025"]


# -- peaks -----------------------------------------------------------------------------------------------------------


def test_a_service_near_its_peak_without_a_test_is_the_news(store):
    catalogue(
        store,
        service("permits", peak_months="12", last_tested_on=date(2025, 11, 3), test_evidence="Load test: passed"),
        service("waste", peak_months="3", last_tested_on=date(2026, 11, 3)),
    )
    exhibit = peaks.peak_readiness(View(), today=TODAY)
    assert exhibit.title == "1 service is near a peak and not tested since the last"
    assert (
        "Permits: peak in 8 days (December 2026); last tested on 3 November 2025, before its last peak." in exhibit.more
    )
    assert exhibit.table["Last tested"].iloc[0] == "3 November 2025: Load test: passed"
    alone = peaks.peak_readiness(View(), today=TODAY, service="permits")
    assert "What the test showed: “Load test: passed”." in alone.more
    assert "There are no figures for its last peak (December 2025)." in alone.more
    assert exhibit.table["Test"].tolist() == ["Not tested since the last peak", "Tested since the last peak"]
    assert exhibit.table["Last tested"].iloc[1] == "3 November 2026: no evidence given"
    assert exhibit.questions[0] == "Will Permits be tested before December, and against how much?"
    drawn = {trace.name: [str(x)[:7] for x in trace.x] for trace in exhibit.figure.data}
    assert drawn == {
        "Next peak, tested since the last": ["2027-03"],
        "Next peak, not tested since the last": ["2026-12"],
    }


def test_a_peak_this_month_is_now(store):
    catalogue(store, service("permits", peak_months="11;12"), service("waste", peak_months="3"))
    exhibit = peaks.peak_readiness(View(), today=TODAY)
    assert "Permits is in its peak (November to December 2026); no test of it is on record." in exhibit.summary
    assert exhibit.table["Days until"].tolist() == ["Now", "98"]
    assert exhibit.questions[0].startswith("Permits is in its peak without a test since the last")


def test_one_service_says_what_happened_last_time(store):
    rows = volumes(
        "permits", {"online": [90.0] * 11 + [180.0]}, first=date(2025, 10, 1), started={"online": 200.0},
        failed={"online": 10.0}, problems_reported={"online": 3.0},
    )  # fmt: skip
    rows.loc[rows["month"] == pd.Timestamp(2026, 9, 1), "failed"] = 52.0
    publish_volumes(store, rows)
    catalogue(store, service("permits", peak_months="9", last_tested_on=date(2026, 10, 1)))
    exhibit = peaks.peak_readiness(View(), today=TODAY, service="permits")
    assert exhibit.title == "Permits: next peak in 282 days (September 2027), a test since the last one"
    assert "Last time (September 2026): 180 completed transactions a month, 2.0 times its usual month." in exhibit.more
    assert "26% of online attempts failed (usually 5%); 3 problems reported a month (usually 3)." in exhibit.more
    assert exhibit.questions == ("What did the test of Permits show? No evidence is given.",)


def test_peaks_as_at_an_earlier_day_and_without_peak_months(store):
    load(
        store,
        "online_services",
        pd.DataFrame([service("permits", peak_months="9"), service("bins")]),
        at=datetime(2026, 6, 20, 9),
    )
    exhibit = peaks.peak_readiness(View(as_at=date(2026, 8, 31)), today=TODAY)
    assert exhibit.table["Days until"].tolist() == ["1"]
    nothing = peaks.peak_readiness(View(), today=TODAY, service="bins")
    assert "the catalogue names no peak months for this service" in nothing.summary and nothing.figure is None


# -- areas -----------------------------------------------------------------------------------------------------------


def area(name: str, online: float, total: float = 100.0, service_id: str = "permits") -> pd.DataFrame:
    split = {"online": [online] * 12, "phone": [total - online] * 12}
    return volumes(service_id, split, first=date(2025, 10, 1)).assign(area_id=name)


def facts(store, index: dict[str, float]) -> None:
    rows = [
        {
            "area_id": name,
            "area_name": name.capitalize(),
            "population": 6000.0,
            "broadband_percent": 96.4,
            "broadband_source": "Regulator, May 2026",
            "exclusion_index": value,
            "exclusion_source": "Risk index, 2025",
        }
        for name, value in index.items()
    ]
    load(store, "areas", pd.DataFrame(rows))


def test_areas_with_more_exclusion_and_lower_take_up(store):
    publish_volumes(store, *(area(name, 90.0 - 10 * n) for n, name in enumerate("abcdef")))
    facts(store, {name: 1.0 + n for n, name in enumerate("abcdef")} | {"z": 9.0})
    exhibit = areas.by_area(View())
    assert exhibit.title == "Areas with more digital exclusion have lower take-up"
    assert (
        "In the 6 areas compared, a higher digital exclusion index goes with lower take-up. "
        "This shows that the two go together; it does not show cause." in exhibit.summary
    )
    assert set(exhibit.data["correlation"]) == {-1}
    assert exhibit.lead.startswith("Take-up was lowest in F, 40%, and highest in A, 90%")
    assert "F: exclusion index 6, broadband 96.4%; A: exclusion index 1, broadband 96.4%." in exhibit.more
    assert "No volumes by area have come in for Z." in exhibit.summary
    assert exhibit.table["Area"].tolist() == list("ZFEDCBA")
    assert exhibit.table.iloc[1].tolist() == ["F", "40%", "1,200", "6", "96.4%", "6,000"]
    assert list(exhibit.figure.data[0].x) == [40, 50, 60, 70, 80, 90]
    assert "Exclusion index: Risk index, 2025." in exhibit.source


def test_few_areas_and_areas_without_facts_are_said(store):
    publish_volumes(store, area("a", 80.0), area("b", 60.0))
    assert "No area has both take-up and an exclusion index" in areas.by_area(View()).summary
    facts(store, {"a": 1.0})
    said = areas.by_area(View()).summary
    assert "Only 1 area has both take-up and an exclusion index: 6 are needed to compare the two." in said
    assert "No facts about b have been submitted." in said
    assert areas.by_area(View()).title == "Take-up by area is between 60% and 80%"


def test_facts_without_volumes_by_area(store):
    facts(store, {"a": 1.0})
    publish_volumes(store, volumes("permits", {"online": [5.0]}, first=date(2026, 9, 1)))
    exhibit = areas.by_area(View())
    assert exhibit.summary.startswith("No data: no channel volumes by area") and exhibit.figure is None
    assert "Facts about 1 area are there." in exhibit.summary and exhibit.beside


def test_small_numbers_of_an_area_are_hidden_everywhere(store, small_numbers):
    one = volumes("permits", {"online": [3.0], "phone": [47.0]}, first=date(2026, 9, 1)).assign(area_id="a")
    two = volumes("permits", {"online": [60.0], "phone": [11.0]}, first=date(2026, 9, 1)).assign(area_id="b")
    three = volumes("permits", {"online": [70.0], "phone": [30.0]}, first=date(2026, 9, 1)).assign(area_id="c")
    publish_volumes(store, one, two, three)
    exhibit = areas.by_area(View())
    shown = exhibit.table.set_index("Area")["Digital take-up"]
    assert shown.to_dict() == {"c": "70%", "a": "Not shown: small number", "b": "Not shown: small number"}
    everything = exhibit.data.to_string() + exhibit.table.to_string() + exhibit.figure.to_json() + exhibit.summary
    assert "84.5" not in everything and "6%" not in everything
    assert exhibit.data.set_index("area_id").loc[["a", "b"], ["take_up", "completed"]].isna().all().all()
    assert "Counts below 5" in exhibit.note


def test_areas_of_one_service(sample):
    exhibit = areas.by_area(View(), service="library-renewals")
    assert exhibit.title.endswith(": Library renewals and reservations")
    assert exhibit.note.startswith("Counts 1 service")
