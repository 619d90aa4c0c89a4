"""Nobody left behind: what stands beside take-up, and what is said of calls, routes, satisfaction and contacts."""

import itertools
from datetime import date

import pandas as pd
import pytest

from exhibits import View
from exhibits.channels import avoidable_contact, offline_routes, satisfaction, who_gets_through
from exhibits.channels.take_up import take_up
from exhibits.common.style import colours
from exhibits.common.who_gets_through_lines import (
    LEFT_BEHIND,
    who_gets_through_lines,
    who_gets_through_links,
)
from tests.exhibits.channel_store import catalogue, publish_volumes, service, volumes
from tests.queries.test_channels_left_behind import TWO_YEARS, answers, two_years, year_pairs

SHIFT = {"online": year_pairs(500, 700, 20), "phone": year_pairs(500, 300, 20)}
HARM = {"abandoned": year_pairs(100, 180, 9)}
# so many calls, up and down by chance, that those of a small service change nothing for the council
BUSY = two_years(
    "calls",
    phone=90000.0,
    offered=90000.0,
    abandoned=[9000, 8000] * 6 + [8000, 9000] * 6,
    wait=[99.0] * 12 + [98, 100] * 6,
)
WARNED = "while digital take-up rose"
ALL = {
    "who_gets_through": who_gets_through.who_gets_through,
    "offline_routes": offline_routes.offline_routes,
    "satisfaction": satisfaction.satisfaction,
    "avoidable": avoidable_contact.avoidable,
}


# -- the lines beside take-up ----------------------------------------------------------------------------------------


def test_an_empty_store_says_that_nobody_knows(store):
    (line,) = who_gets_through_lines(View())
    assert line.startswith("No data") and line.endswith("Nobody knows who gets through.")


@pytest.mark.parametrize("known", list(itertools.product([True, False], repeat=4)))
def test_whatever_is_submitted_there_are_lines_and_the_unknown_is_named(store, known):
    calls, wait, failed, listed = known
    rows = two_years("permits")
    if not calls:
        rows[["calls_offered", "calls_abandoned"]] = None
    if not wait:
        rows["avg_wait_seconds"] = None
    if not failed:
        rows[["started", "failed"]] = None
    publish_volumes(store, rows)
    if listed:
        catalogue(store, service("permits"))
    for of in ({}, {"service": "permits"}, {"directorate": "Place" if listed else "Not stated"}):
        lines = who_gets_through_lines(View(), **of)
        said = " ".join(lines)
        assert 1 <= len(lines) <= 6 and all(line.endswith(".") for line in lines)
        assert all(len(line.split()) <= 25 for line in lines)
        assert ("Calls abandoned: 10%" in said) == calls
        assert ("Nobody has submitted calls abandoned" in said) == (not calls)
        assert ("Wait on the phone: 2 minutes" in said) == wait
        assert ("waiting times" in said) == (not wait)
        assert ("Online attempts that failed: 8.3%" in said) == failed
        assert ("Nobody has submitted failed online attempts" in said) == (not failed)
        assert "Nobody has submitted how many people were helped" in said
        assert ("catalogue" in said) == (not listed)
        assert WARNED not in said


def test_the_service_that_is_worst_comes_first_with_its_figures(store):
    publish_volumes(store, two_years("permits", **SHIFT, **HARM), two_years("waste"))
    catalogue(store, service("permits", service_name="Parking permits"), service("waste"))
    first, together = who_gets_through_lines(View())[:2]
    assert first == "Parking permits: calls abandoned 10% → 18% within a year, while digital take-up rose."
    assert together == "All services together: calls abandoned 10% → 14%."
    alone = who_gets_through_lines(View(), service="permits")
    assert alone[0] == "Calls abandoned 10% → 18% within a year, while digital take-up rose."
    assert alone[2] == "Calls abandoned: 18% in the year to September 2026, 10% before (a real rise)."
    assert WARNED not in who_gets_through_lines(View(), service="waste")[0]


def test_of_two_services_the_one_that_grew_worse_by_more_leads(store):
    publish_volumes(
        store,
        two_years("a", **SHIFT, abandoned=year_pairs(100, 150, 9)),
        two_years("b", **SHIFT, abandoned=year_pairs(100, 250, 9)),
        BUSY,
    )
    first, also = who_gets_through_lines(View())[:2]
    assert first.startswith("b: calls abandoned 10% → 25% within a year")
    assert also == "It grew harder in 1 more service: a."


def test_an_unusual_month_and_the_year_are_said_in_one_sentence(sample):
    """So that "unusually high" on the Overview and "no real change" here do not read as a contradiction."""
    assert (
        "Online attempts that failed: 9.5% in September 2026, unusually high; 7.9% over the year, 7.6% before "
        "(no real change)."
    ) in who_gets_through_lines(View())


def test_the_page_that_has_it_all_is_a_link_away(sample):
    links = who_gets_through_links(View(), directorate="Place and Planning")
    assert links[LEFT_BEHIND] == "/channel_shift?directorate=Place+and+Planning"
    assert links["Parking permits"] == "/channel_shift?service=parking-permits"
    assert "Burials" not in who_gets_through_links(View()), "still offline and without figures: it has no page"


def test_no_warning_where_only_one_of_the_two_rose(store):
    publish_volumes(store, two_years("permits", **SHIFT), two_years("waste", **HARM))
    catalogue(store, service("permits"), service("waste"))
    for each in ("permits", "waste"):
        assert not any(WARNED in line for line in who_gets_through_lines(View(), service=each))


def test_three_services_are_named_and_the_others_counted(store):
    bad = [two_years(f"s{n}", **SHIFT, **HARM) for n in range(5)]
    publish_volumes(store, *bad, BUSY)
    catalogue(store, *(service(f"s{n}", service_name=f"Service {n}") for n in range(5)))
    first, also = who_gets_through_lines(View())[:2]
    assert first == "Service 0: calls abandoned 10% → 18% within a year, while digital take-up rose."
    assert also == "It grew harder in 4 more services: Service 1, Service 2, Service 3 and 1 more."


def test_what_grew_worse_besides_has_its_own_figures(store):
    worse = {"abandoned": year_pairs(100, 180, 9), "wait": year_pairs(120, 200, 9)}
    publish_volumes(store, two_years("a", **SHIFT, **worse), BUSY)
    assert who_gets_through_lines(View())[0] == (
        "a: calls abandoned 10% → 18% and the wait on the phone 2 → 3.3 minutes within a year, "
        "while digital take-up rose."
    )


def test_a_service_without_an_offline_route_is_an_exception(store):
    publish_volumes(store, two_years("permits"), two_years("vouchers"), two_years("badges"))
    catalogue(store, service("permits"), service("vouchers", offline_route="None", assisted_digital_route="None"))
    assert who_gets_through_lines(View())[:2] == (
        "1 service has no offline route: Vouchers.",
        "1 service is not in the catalogue, so no offline route is known: badges.",
    )
    assert (
        who_gets_through_lines(View(), service="vouchers")[0]
        == "It has no offline route; nobody helps people to use it."
    )
    assert who_gets_through_lines(View(), service="permits")[0].startswith("Offline route: By phone; who helps")
    assert "nobody knows whether it has an offline route" in who_gets_through_lines(View(), service="badges")[0]
    assert who_gets_through_lines(View(), directorate="Place")[0].startswith(
        "1 service has no offline route: Vouchers."
    )


def test_all_services_with_an_offline_route_are_said_to_have_one(store):
    catalogue(store, service("permits"), service("waste"))
    assert who_gets_through_lines(View())[0] == "All 2 services have an offline route."
    assert "No channel volumes have been submitted" in who_gets_through_lines(View())[1]


def test_a_publish_is_seen_at_once_and_an_earlier_day_stays_as_it_was(store):
    publish_volumes(store, two_years("permits"))
    before = who_gets_through_lines(View())
    catalogue(store, service("permits"))
    assert who_gets_through_lines(View()) != before
    assert who_gets_through_lines(View(theme="dark")) == who_gets_through_lines(View())
    assert who_gets_through_lines(View(as_at=date(2000, 1, 1)))[0].startswith("No data")


def test_the_month_is_said_once_unless_it_differs(store):
    late = two_years("permits")
    late.loc[late["month"] > "2026-06-01", ["started", "failed"]] = None
    publish_volumes(store, late)
    phone, wait, failed, _ = who_gets_through_lines(View())[1:]
    assert phone.count("September 2026") == 1 and "September 2026" not in wait
    assert "in the year to June 2026" in failed


def test_figures_without_an_earlier_year_say_so(store):
    rows = two_years("permits")
    publish_volumes(store, rows[rows["month"] >= "2026-01-01"])
    assert "Calls abandoned: 10% in the year to September 2026, with no year before to compare." in " ".join(
        who_gets_through_lines(View())
    )


# -- all exhibits ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", [{}, {"service": "permits"}, {"directorate": "Housing"}])
@pytest.mark.parametrize("name", ALL)
def test_an_empty_store_gives_words_and_no_chart(store, name, of):
    exhibit = ALL[name](View(), **of)
    assert exhibit.figure is None and exhibit.table.empty
    assert exhibit.summary.startswith("No data") and "no data" in exhibit.title.lower()


@pytest.mark.parametrize("name", [name for name in ALL if name != "offline_routes"])
def test_volumes_that_say_nothing_of_it_give_words_and_no_chart(store, name):
    publish_volumes(store, volumes("permits", {"phone": [9.0] * 24}, first=TWO_YEARS))
    exhibit = ALL[name](View())
    assert exhibit.figure is None
    assert exhibit.summary.startswith("No data: nobody has submitted")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("of", [{}, {"service": "parking-permits"}, {"directorate": "Place and Planning"}])
@pytest.mark.parametrize("name", ALL)
def test_every_exhibit_of_the_sample_is_whole(sample, name, of, theme):
    exhibit = ALL[name](View(theme=theme), **of)
    assert exhibit.title and exhibit.summary.endswith(".") and 1 <= len(exhibit.questions) <= 3
    assert "last published on" in exhibit.source and "What it means" in exhibit.source
    assert not exhibit.table.empty and not exhibit.download.empty
    assert exhibit.table.columns.is_unique
    assert not exhibit.table.map(lambda cell: str(cell).lower() in ("nan", "none", "nat")).to_numpy().any()
    assert "nan" not in f"{exhibit.summary} {exhibit.note}".lower().replace("maintenance", "")
    if exhibit.figure is not None:
        assert exhibit.figure.layout.template.layout.font.color == colours(theme).text


def test_a_service_of_the_catalogue_without_volumes_is_not_said_to_be_missing_there(sample):
    """Allotments went online, and nobody has submitted its volumes."""
    said = ALL["who_gets_through"](View(), service="allotments").lead
    assert said == "No data: no channel volumes have been submitted for this service."
    assert "nor a catalogue" in ALL["who_gets_through"](View(), service="nobody-knows-it").lead
    assert take_up(View(), service="allotments").lead.endswith("have been published for this service yet.")


# -- who gets through ------------------------------------------------------------------------------------------------


def test_getting_through_is_shown_with_its_comparison_and_the_warning(store):
    publish_volumes(store, two_years("permits", **SHIFT, **HARM))
    exhibit = who_gets_through.who_gets_through(View(), service="permits")
    assert exhibit.title == "permits: digital take-up rose, and so did calls abandoned"
    assert exhibit.lead == "Calls abandoned 10% → 18% within a year, while digital take-up rose."
    assert len(exhibit.table) == 24
    newest = exhibit.table.iloc[0]
    assert newest["Month"] == "September 2026"
    assert newest["Calls abandoned, of calls offered"] == "189 of 1,000 (18.9%)"
    assert newest["Average wait on the phone"] == "2 minutes"
    headings = [note.text for note in exhibit.figure.layout.annotations]
    assert headings[0].startswith("<b>Calls abandoned</b>, share of calls offered")
    assert "<b>18%, a year before 10%: a real rise</b>" in headings[0]
    assert len(headings) == 4  # nobody states assisted digital
    assert "nobody has submitted it: completed with help" in exhibit.note
    assert any("phones" in question for question in exhibit.questions)
    axes = {trace.yaxis for trace in exhibit.figure.data}
    assert len(axes) == 4  # a chart for each: no second axis
    levels = [trace for trace in exhibit.figure.data if trace.yaxis == "y" and trace.mode == "lines"]
    assert [(trace.y[0], trace.line.dash) for trace in levels] == [(10, "dot"), (18, None)]
    assert levels[1].line.color == colours("light").concern


def test_months_cut_the_drawing_and_not_the_comparison(store):
    publish_volumes(store, two_years("permits", **SHIFT, **HARM))
    exhibit = who_gets_through.who_gets_through(View(), months=6)
    assert len(exhibit.table) == len(exhibit.data) == 6
    assert "10% before (a real rise)" in exhibit.summary


def test_calm_figures_are_not_made_news(store):
    publish_volumes(store, two_years("permits"))
    exhibit = who_gets_through.who_gets_through(View())
    assert exhibit.title == "Who gets through: nothing that is known has really grown worse within a year"
    assert WARNED not in exhibit.summary


def test_a_rise_without_more_take_up_is_named_without_a_warning(store):
    publish_volumes(store, two_years("permits", **HARM))
    exhibit = who_gets_through.who_gets_through(View())
    assert exhibit.title == "Within a year there was a real rise in calls abandoned"
    assert WARNED not in exhibit.summary


def test_a_missing_month_breaks_the_line_and_says_no_data(store):
    rows = two_years("permits")
    publish_volumes(store, rows[rows["month"] != "2026-04-01"])
    exhibit = who_gets_through.who_gets_through(View())
    april = exhibit.table.set_index("Month").loc["April 2026"]
    assert set(april) == {"No data"}
    line = next(trace for trace in exhibit.figure.data if trace.mode == "lines+markers")
    assert pd.isna(line.y[18]) and line.connectgaps is False


def test_a_month_that_is_not_over_is_not_drawn(store):
    publish_volumes(store, two_years("permits"), period_to=date(2026, 9, 15))
    exhibit = who_gets_through.who_gets_through(View())
    assert exhibit.table["Month"].iloc[0] == "September 2026 (not complete)"
    assert "September 2026 is not complete yet" in exhibit.note
    line = next(trace for trace in exhibit.figure.data if trace.mode == "lines+markers")
    assert pd.Timestamp(max(line.x)) == pd.Timestamp(2026, 8, 1)


def test_quarters_are_named_by_their_months(store):
    rows = volumes(
        "permits", {"phone": [100.0] * 12}, months=3, calls_offered=50.0, calls_abandoned=5.0, sat_4=40.0, contacts=9.0,
        avoidable_contacts=1.0,
    )  # fmt: skip
    publish_volumes(store, rows)
    exhibit = who_gets_through.who_gets_through(View())
    assert list(exhibit.table["Period"])[:2] == ["July to September 2026", "April to June 2026"]
    assert "Calls abandoned: 10% in the year to September 2026, 10% before (no real change)." in exhibit.summary
    assert satisfaction.satisfaction(View()).summary.startswith("From October 2025 to September 2026, 160 people")
    assert "From October 2025 to September 2026, 4 of 36 contacts" in avoidable_contact.avoidable(View()).summary


def test_the_story_of_the_sample_is_told(sample):
    permits = who_gets_through.who_gets_through(View(), service="parking-permits")
    assert WARNED in permits.lead and permits.title.startswith("Parking permits: digital take-up rose")
    council = who_gets_through.who_gets_through(View())
    assert "Parking permits" in council.title and council.links["Parking permits"]
    assert who_gets_through_lines(View())[0] == (
        "Parking permits: calls abandoned 8.3% → 15.6% and online attempts that failed 9.3% → 15.6% within a year, "
        "while digital take-up rose."
    )
    repairs = who_gets_through_lines(View(), service="housing-repairs")  # phone fell because demand fell
    assert not any(WARNED in line for line in repairs)
    assert who_gets_through_lines(View(), service="visitor-vouchers")[0].startswith("It has no offline route")


# -- offline routes --------------------------------------------------------------------------------------------------


def test_offline_routes_name_the_exceptions_first(store):
    catalogue(
        store,
        service("permits", assisted_digital_route="Library staff"),
        service("vouchers", offline_route="None", assisted_digital_route="None"),
        service("passes", offline_route="None"),
    )
    publish_volumes(
        store,
        volumes("vouchers", {"online": [100.0] * 12}, first=date(2025, 10, 1)),
        volumes("passes", {"online": [50.0] * 12}, first=date(2025, 10, 1)),
    )
    exhibit = offline_routes.offline_routes(View())
    assert exhibit.title == "2 services have no offline route"
    assert "2 services have no offline route: Vouchers and Passes." in exhibit.summary
    assert "1,800 transactions were completed without an offline route" in exhibit.summary
    assert "given for 1 of the 3 services that are online" in exhibit.summary
    assert list(exhibit.table["Service"]) == ["Vouchers", "Passes", "Permits"]
    assert list(exhibit.table["Offline route"]) == ["None: online only", "None: online only", "By phone"]
    assert list(exhibit.table["Help to use it online"]) == ["Nobody", "Not known", "Library staff"]
    assert list(exhibit.figure.data[0].x) == [1200, 600]
    assert "Vouchers" in exhibit.questions[0]


def test_routes_of_a_store_without_a_catalogue_are_unknown(store):
    publish_volumes(store, two_years("permits"))
    exhibit = offline_routes.offline_routes(View())
    assert exhibit.title == "Nobody knows which services have an offline route"
    assert list(exhibit.table["Offline route"]) == ["Not known"]


# -- satisfaction ----------------------------------------------------------------------------------------------------


def test_few_answers_are_shown_and_not_judged(store):
    publish_volumes(
        store,
        answers("permits", "online", (20, 0, 0, 40, 40), 2000),
        answers("permits", "phone", (0, 0, 0, 50, 50), 200),
        answers("permits", "post", (10, 0, 0, 0, 9), 50),
    )
    exhibit = satisfaction.satisfaction(View())
    assert exhibit.title == "Satisfaction is lower for online than for phone"
    assert "Too few answers to tell: Post (19)." in exhibit.summary
    assert "Post: " not in exhibit.summary
    table = exhibit.table.set_index("Channel")
    assert list(table.index) == ["Together", "Online", "Phone", "Post"]
    assert list(table["Share satisfied"]) == ["86.3%", "80%", "100%", "Too few answers to tell"]
    assert list(table.loc["Post"].iloc[-5:]) == ["9", "0", "0", "0", "10"]
    assert list(table["Answered, of completed"]) == ["10%", "5%", "50%", "38%"]
    dots = exhibit.figure.data[-1]
    assert list(dots.marker.color) == [colours("light").main] * 2 + [colours("light").page]
    words = " ".join(note.text for note in exhibit.figure.layout.annotations)
    assert "19 answers: too few to tell" in words
    assert exhibit.data["answers"].tolist() == [219, 100, 100, 19]


def test_nothing_is_compared_where_all_channels_have_few_answers(store):
    publish_volumes(
        store, answers("permits", "online", (9, 0, 0, 0, 9), 50), answers("permits", "phone", (0, 0, 0, 0, 11), 50)
    )
    exhibit = satisfaction.satisfaction(View())
    assert exhibit.title == "Satisfaction by channel: too few answers to tell"
    assert "%" not in exhibit.summary.replace("29% of the transactions", "")


def test_channels_that_do_not_differ_clearly_are_said_not_to(store):
    publish_volumes(
        store,
        answers("permits", "online", (20, 0, 0, 40, 40), 2000),
        answers("permits", "phone", (15, 0, 0, 35, 50), 200),
    )
    assert satisfaction.satisfaction(View()).title == "Satisfaction by channel: no clear difference"


# -- avoidable contact -----------------------------------------------------------------------------------------------


def test_avoidable_contact_says_how_much_where_and_why(store):
    of = {"contacts": 300.0, "avoidable_contacts": 60.0, "avoidable_reason": "Asking how far it is"}
    publish_volumes(
        store,
        volumes("permits", {"phone": [100.0] * 24}, first=TWO_YEARS, **of),
        volumes("waste", {"phone": [100.0] * 24}, first=TWO_YEARS, contacts=100.0, avoidable_contacts=20.0),
        volumes("badges", {"phone": [100.0] * 24}, first=TWO_YEARS),
    )
    exhibit = avoidable_contact.avoidable(View())
    assert exhibit.title == "20% of contacts could have been avoided"
    assert exhibit.summary == (
        "From October 2025 to September 2026, 960 of 4,800 contacts (20%) would not have been needed, had something "
        "worked the first time. The year before it was 20%: no real change. Most came from permits (720) and waste "
        "(240). Named most often: Asking how far it is (720)."
    )
    assert exhibit.note == "2 of 3 services say which contacts were avoidable."
    table = exhibit.table.set_index("Service or channel")
    assert list(table.index) == ["Together", "permits", "waste", "Channel: Phone"]
    assert table.loc["waste", "Commonest reasons"] == "None named"
    assert list(exhibit.figure.data[0].x) == [720, 240]
    one = avoidable_contact.avoidable(View(), service="permits", months=3)
    assert "From July 2026 to September 2026, 180 of 900 contacts" in one.summary
    assert avoidable_contact.avoidable(View(), months=36).summary == exhibit.summary  # 12 months at most


def test_no_avoidable_contact_is_0_and_not_no_data(store):
    publish_volumes(
        store, volumes("permits", {"phone": [9.0] * 12}, first=date(2025, 10, 1), contacts=10.0, avoidable_contacts=0.0)
    )
    exhibit = avoidable_contact.avoidable(View())
    assert exhibit.title == "No avoidable contact was counted"
    assert "0 of 120 contacts (0%)" in exhibit.summary
    assert exhibit.figure is None


@pytest.mark.parametrize("name", ALL)
def test_names_from_a_file_are_text_in_the_figure(store, name):
    reasons = {"contacts": 300.0, "avoidable_contacts": 60.0, "avoidable_reason": "<b>why</b>", "sat_4": 50.0}
    for each in ("a", "b"):
        rows = volumes(each, {"phone": [100.0] * 24}, first=TWO_YEARS, **reasons)
        publish_volumes(store, rows.assign(calls_offered=50.0, calls_abandoned=5.0))
    catalogue(store, *(service(each, service_name=f"<i>{each}</i>", offline_route="None") for each in "ab"))
    exhibit = ALL[name](View())
    words = " ".join(note.text for note in exhibit.figure.layout.annotations)
    assert "<i>" not in words
    if name in ("offline_routes", "avoidable"):
        assert "&lt;i&gt;a&lt;/i&gt;" in words
