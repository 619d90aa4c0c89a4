"""What a member sees on the overview and on IT demand."""

import json
import os
import re
from datetime import date, datetime

import pytest

from data.store import open_store
from exhibits import View
from exhibits.common.small_charts import sparkline
from exhibits.common.who_gets_through_lines import who_gets_through_lines
from exhibits.money.strategy import strategy
from exhibits.overview import newest_months
from queries import ask
from tests.exhibits.figures import STEADY, define, explain, figures, incidents, publish
from tests.people import council, said, visitor
from tests.server import settings_with
from tests.stores import quick_store

TODAY = date(2026, 10, 25)


@pytest.fixture(scope="module")
def member_file(tmp_path_factory):
    store = quick_store(tmp_path_factory.mktemp("member") / "store.duckdb")
    spike = [*STEADY[:35], 640]
    for measure_id, values in (("calls", spike), ("visits", spike), ("waits", STEADY), ("training", STEADY[:34])):
        define(store, measure_id, theme="Contact")
        figures(store, measure_id, values)
    explain(store, "visits", date(2026, 9, 1), "The leisure centre reopened.")
    incidents(store, [40] * 30 + [60] * 6)
    publish(
        store,
        "meetings",
        [
            {"slice_key": day.isoformat(), "meeting_id": day.isoformat(), "committee": "Scrutiny", "meeting_date": day}
            for day in (date(2026, 6, 17), date(2026, 10, 6), date(2026, 12, 8))
        ],
    )
    store.close()
    return store.path


@pytest.fixture(scope="module")
def member_store(member_file):
    store = open_store(member_file)
    yield store
    store.close()


@pytest.fixture
def store(member_store, tmp_path, monkeypatch):
    """Calls unusual and unexplained, visits unusual and explained, waits usual, training two months late; only read."""
    return council(tmp_path, monkeypatch, of=member_store)


@pytest.fixture
def own_store(member_file, tmp_path, monkeypatch):
    """The same, for a test that publishes."""
    store = council(tmp_path, monkeypatch, like=member_file)
    yield store
    store.close()


def test_overview_says_in_one_look_what_is_unusual_and_unexplained(store):
    news = newest_months(View(), today=TODAY)
    assert [line.measure_id for line in news.still] == ["work_time_lost"], "for six months"
    assert news.first == (
        "4 of 13 measures were unusual in September 2026, 1 of them for months already; 3 have no explanation yet and "
        "1 is late."
    )
    assert len(news.first.split()) <= 25
    assert "calls" in [line.measure_id for line in news.unexplained]
    assert [line.measure_id for line in news.explained] == ["visits"]
    assert news.explained[0].explanation == "The leisure centre reopened."
    assert [line.measure_id for line in news.late] == ["training"]
    assert news.late[0].late == "Late: August 2026 was due on 20 September 2026, 35 days ago."


def test_what_stays_unusual_is_a_headline_for_two_months_and_then_still_unusual(own_store):
    for measure_id, gap in (("lifts", [640, 650, 640]), ("keys", [640, None, 650, 645]), ("boats", [650, 640])):
        define(own_store, measure_id, theme="Contact")
        figures(own_store, measure_id, [*STEADY[: 36 - len(gap)], *gap])
    news = newest_months(View(), today=TODAY)
    assert "boats" in [line.measure_id for line in news.unexplained]
    assert {line.measure_id: line.running for line in news.still if line.measure_id != "work_time_lost"} == {
        "lifts": "Unusual for the 3rd month running, since July 2026.",
        "keys": "Unusual in each of the 3 months with a figure since June 2026.",
    }
    assert re.search(r"unusual in September 2026, 3 of them for months already; \d have no explanation", news.first)
    assert "Still unusual" in [header.value for header in visitor().header]
    page = visitor("pages/it_demand.py", measure="lifts")
    assert "Unusual for the 3rd month running, since July 2026." in said(page)
    assert "What has been different since July 2026, and is it here to stay?" in said(page)


def test_overview_names_every_measure_once_under_its_theme(store):
    news = newest_months(View(), today=TODAY)
    assert [theme for theme, _ in news.themes] == ["IT demand", "Contact"]
    ids = [line.measure_id for _, lines in news.themes for line in lines]
    assert len(ids) == len(set(ids))
    assert {"calls", "visits", "waits", "training", "incidents", "work_time_lost"} <= set(ids)


def test_overview_says_how_new_the_figures_are_and_when_the_committee_meets(store):
    news = newest_months(View(), today=TODAY)
    assert (
        news.freshness
        == "Figures up to September 2026. October 2026 is due on 20 November 2026. 1 measure is further behind."
    )
    assert news.meetings == "Next meeting: Scrutiny, 8 December 2026. Last meeting: Scrutiny, 6 October 2026."
    late = newest_months(View(), today=date(2026, 11, 23))
    assert "October 2026 was due" in late.freshness
    assert "on 20 November 2026: 3 days late." in late.freshness


@pytest.fixture
def young(tmp_path, monkeypatch):
    """Eight months of incidents that state neither an end nor work time lost, and a measure that never had a figure."""
    store = council(tmp_path, monkeypatch)
    define(store, "promised")
    rows = [
        {"slice_key": f"2026-{month:02}", "ticket_id": f"{month}-{n}", "opened_at": datetime(2026, month, 1 + n, 9)}
        for month in range(1, 9)
        for n in range(20)
    ]
    publish(store, "incidents", rows, period_to=date(2026, 8, 31))
    yield store
    store.close()


def test_measures_that_never_had_a_figure_are_not_shown_and_nothing_is_called_usual_too_early(young):
    news = newest_months(View(), today=TODAY)
    ids = [line.measure_id for _, lines in news.themes for line in lines]
    assert ids == ["incidents", "password_resets"]
    assert news.first == (
        "Too early to say for 2 measures: that takes 12 earlier figures to compare with, and they have 7."
    )
    figures(young, "waits", STEADY[:35])
    news = newest_months(View(), today=TODAY)
    assert news.first == "None of 3 measures was unusual in August 2026; 2 are too new to judge."
    assert "Too early to say for 2 measures: that takes 12 earlier figures to compare with, and they have 7." in (
        news.freshness
    )


def test_it_demand_opens_on_the_first_measure_that_has_figures(young):
    app = visitor("pages/it_demand.py")
    assert not app.exception
    box = next(box for box in app.selectbox if box.label == "Measure")
    assert (box.value, len(box.options)) == ("incidents", 2)
    assert "Incidents raised: too early to say in August 2026" in said(app)


def test_it_demand_without_any_figure_says_so(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    define(store, "promised")
    app = visitor("pages/it_demand.py")
    assert not app.exception and "No measure has a figure yet." in said(app)
    store.close()


def test_overview_page_leads_from_each_card_to_the_measure(store):
    app = visitor()
    assert not app.exception
    assert [title.value for title in app.title] == ["Overview"]
    headings = [header.value for header in app.header]
    assert headings[0] == "Unusual, and no explanation yet"
    assert headings[-1] == "All measures"
    words = said(app)
    assert "September 2026: 640, above the usual range of" in words
    assert "Officers say: The leisure centre reopened." in words
    assert "No artificial intelligence writes or changes them." in words
    links = [link.proto for link in app.get("page_link")]
    assert [link.page for link in links if link.query_string == "measure=calls"] == ["it_demand"], "its card"
    tables = [one.proto.body for one in app.get("html") if 'class="measures"' in one.proto.body]
    row = next(row for row in "".join(tables).split("<tr ") if "measure=calls" in row)
    assert '<a href="/it_demand?measure=calls">Calls</a>' in row, "its line among all measures"
    assert "<strong>▲ Unusually high" in row, "its state in words and with a sign"
    assert '<td role="cell">First figures</td>' in row, "none were published by the last meeting"
    assert 'class="small_chart spark"' in row


def test_the_address_says_since_when_and_what_is_unknown_in_it_is_named(own_store):
    corrected = [{"slice_key": "calls|2026-09", "measure_id": "calls", "month": date(2026, 9, 1), "value": 650.0}]
    publish(own_store, "kpi_values", corrected, period_to=date(2026, 9, 30), at=datetime(2026, 10, 25, 9))
    app = visitor()
    assert "What changed since the meeting on 6 October 2026" in [header.value for header in app.header]
    assert "Nothing had been published on IT demand by the meeting on 6 October 2026: all of it is new." in said(app)
    choice = app.selectbox(key="filter_since")
    assert choice.options == ["The meeting on 6 October 2026", "The meeting on 17 June 2026", "Another day …"]
    choice.set_value("other").run()
    app.date_input(key="frame_day").set_value(date(2026, 10, 20)).run()
    assert app.query_params["since"] == "2026-10-20"
    change = "[Calls](/it_demand?measure=calls&month=2026-09): September 2026 restated from 640 to 650."
    assert change in said(app).replace("\u2060", "")
    lost = visitor(since="someday", committee="Nobody", as_at="2026-10-06")
    assert [box.value for box in lost.warning] == [
        "There is no committee “Nobody”: this is Scrutiny.",
        "There is no earlier day “someday”: this is The meeting on 17 June 2026.",
    ]
    assert not set(lost.query_params) & {"since", "committee"}


def test_without_meetings_the_overview_compares_with_three_months_before(young):
    app = visitor()
    assert not app.exception
    assert app.selectbox(key="filter_since").options[0].endswith(", three months before")


def test_overview_says_each_subject_in_a_sentence_with_a_small_chart(sample):
    news = newest_months(View(), today=date(2026, 11, 28))
    titles = ["IT demand", "Channel shift", "Projects", "Money", "Cyber and resilience"]
    assert [block.title for block in news.blocks] == titles
    assert len(news.first.split()) <= 25
    for block in news.blocks:
        assert 'role="img" aria-label="' in block.chart
        assert block.sentence.endswith(".") and len(block.sentence.split()) <= 25
    sentences = {block.title: block.sentence for block in news.blocks}
    assert sentences["Money"] == strategy(View(), today=date(2026, 11, 28)).lead
    assert sentences["IT demand"].startswith("Work time lost, September 2026: 82.2 hours, above the usual range")
    beside = next(block.beside for block in news.blocks if block.title == "Channel shift")
    assert beside == who_gets_through_lines(View())[0], "take-up is never shown without those it may leave behind"


def test_overview_and_alignment_count_the_same_measures(sample):
    news = newest_months(View(), today=date(2026, 11, 28))
    counted = int(re.search(r"of (\d+) measures", news.first)[1])
    assert counted == len([line for _, lines in news.themes for line in lines])


def test_overview_says_how_many_measures_chance_alone_makes_unusual(sample):
    news = newest_months(View(), today=date(2026, 11, 28))
    verdicts = ask("signals/measures").set_index("measure_id")["false_alarm_rate"].dropna()
    judged = len(verdicts.drop([line.measure_id for line in news.late if line.measure_id in verdicts.index]))
    assert news.by_chance == f"Of {judged} measures, about one looks unusual by chance alone every 2nd month."
    assert news.by_chance in said(visitor())


def test_a_small_chart_marks_what_the_words_say_and_nothing_else():
    unusual = sparkline([1, 2, 9], 1, 3, ("July 2026", "September 2026"), "Calls: unusually high", news=1)
    assert "▲" in unusual and 'aria-label="Calls: unusually high"' in unusual
    usual = sparkline([1, None, 2], None, None, ("July 2026", "September 2026"), "Calls")
    assert "●" in usual and 'class="range"' not in usual
    assert sparkline([1], None, None, ("", ""), "Calls") == ""


def test_a_retired_measure_is_in_no_count_owes_nothing_and_stands_in_the_history(own_store):
    before = int(re.search(r"of (\d+) measures", newest_months(View(), today=TODAY).first)[1])
    for measure_id in ("calls", "training"):
        define(own_store, measure_id, theme="Contact", retired_on=date(2025, 1, 1), replaced_by="waits")
    news = newest_months(View(), today=TODAY)
    assert int(re.search(r"of (\d+) measures", news.first)[1]) == before - 2
    shown = {line.measure_id for _, lines in news.themes for line in lines} | {
        line.measure_id for line in (*news.unexplained, *news.explained, *news.late, *news.changing)
    }
    assert not shown & {"calls", "training"} and "further behind" not in news.freshness
    assert [(line.name, line.status) for line in news.retired] == [
        ("Calls", "Retired on 1 January 2025, replaced by Waits"),
        ("Training", "Retired on 1 January 2025, replaced by Waits"),
    ]
    for question, params in (("due/owed", {"today": TODAY}), ("signals/unexplained", {})):
        owed = ask(question, store=own_store, **params)
        assert not {"calls", "training"} & set(owed.get("thing_id", owed.get("measure_id")))
    late = ask("measures/lateness", store=own_store, today=TODAY).set_index("measure_id")["days_late"]
    assert late["training"] == 0
    page = visitor("pages/it_demand.py", measure="calls")
    assert "Retired on 1 January 2025, replaced by [Waits](/it_demand?measure=waits)." in said(page)


def test_it_demand_shows_the_verdict_of_the_measure_in_the_address(store):
    app = visitor("pages/it_demand.py", measure="calls")
    assert not app.exception
    assert [title.value for title in app.title] == ["Contact"], "the measure's theme"
    said_when_closed = " ".join(expander.label for expander in app.expander)
    assert "Open incidents by age" not in said_when_closed, "nothing of the service desk's"
    assert app.header[0].value == "Calls: unusually high in September 2026"
    assert "a concern, not explained yet." in said(app)
    assert app.selectbox(key="filter_measure").value == "calls"
    assert app.query_params["measure"] == "calls"


def test_the_first_measure_is_work_time_lost_and_needs_no_address(store):
    app = visitor("pages/it_demand.py")
    assert app.selectbox(key="filter_measure").value == "work_time_lost"
    assert "measure" not in app.query_params


def test_an_unknown_value_in_the_address_falls_back_and_leaves_it(store):
    app = visitor("pages/it_demand.py", measure="nonsense", period="7", directorate="Nowhere", as_at="1999-01-01")
    assert not app.exception
    assert app.selectbox(key="filter_measure").value == "work_time_lost"
    assert app.selectbox(key="filter_period").value == "36"
    assert app.selectbox(key="filter_directorate").value == "all"
    assert app.selectbox(key="filter_as_at").value == "now"
    assert not app.query_params
    told = [box.value for box in app.warning]
    assert told == [
        "There is no measure “nonsense”: this is Work time lost.",
        "There is no directorate “Nowhere”: this is the whole council.",
        "There is no period “7”: this is 3 years.",
        "There is no meeting on “1999-01-01”: these are the figures as they stand now.",
    ]
    app.run()
    assert [box.value for box in app.warning] == told, "the address is mended, and the page still says so"
    app.selectbox(key="filter_measure").set_value("calls").run()
    assert not app.warning, "until the visitor chooses"


def test_a_banner_says_of_which_day_the_figures_are_and_one_press_leads_back_to_now(store):
    for page in (None, "pages/it_demand.py"):
        app = visitor(page, as_at="2026-10-06")
        assert "**You see the figures as they stood on 6 October 2026.**" in said(app)
        app.button(key="back_to_now").click().run()
        assert not app.query_params and "as they stood on" not in said(app)


def test_the_overview_shows_what_a_meeting_saw(store):
    """What was loaded on 12 October was not there yet at the meeting of 6 October."""
    assert "640" in said(visitor()) and "640" not in said(visitor(as_at="2026-10-06"))


def test_choosing_puts_the_choice_in_the_address_and_the_default_takes_it_out(store):
    app = visitor("pages/it_demand.py")
    app.selectbox(key="filter_measure").set_value("incidents").run()
    app.selectbox(key="filter_directorate").set_value("Adults").run()
    assert app.query_params["measure"] == "incidents"
    assert app.query_params["directorate"] == "Adults"
    assert app.header[0].value.startswith("Incidents raised, Adults: ")
    app.selectbox(key="filter_directorate").set_value("all").run()
    assert "directorate" not in app.query_params
    assert app.header[0].value.startswith("Incidents raised: ")


def test_a_submitted_measure_cannot_be_split_and_says_why(store):
    app = visitor("pages/it_demand.py", measure="calls", directorate="Adults")
    assert "filter_directorate" not in app.session_state
    assert "**Whole council only**" in said(app)
    assert app.header[0].value == "Calls: unusually high in September 2026"


def test_figures_as_they_stood_at_a_past_meeting(own_store):
    corrected = [{"slice_key": "calls|2026-09", "measure_id": "calls", "month": date(2026, 9, 1), "value": 510.0}]
    publish(own_store, "kpi_values", corrected, period_to=date(2026, 9, 30), at=datetime(2026, 10, 20, 9))
    now = visitor("pages/it_demand.py", measure="calls")
    assert now.header[0].value == "Calls: nothing unusual in September 2026"
    # what was loaded on 12 October was not there yet at the meeting of 6 October
    then = visitor("pages/it_demand.py", measure="calls", as_at="2026-10-06")
    assert then.selectbox(key="filter_as_at").value == "2026-10-06"
    assert then.header[0].value != now.header[0].value


def test_a_publish_is_seen_at_once(own_store):
    app = visitor("pages/it_demand.py", measure="calls")
    explain(own_store, "calls", date(2026, 9, 1), "A mailing named the wrong number.")
    app.run()
    assert "A mailing named the wrong number." in said(app)


def test_words_from_a_file_are_shown_and_never_obeyed(own_store):
    explain(own_store, "calls", date(2026, 9, 1), "![x](http://elsewhere.example/x.png) <b>bold</b> $1$ :red[red]")
    app = visitor("pages/it_demand.py", measure="calls")
    assert "![x](" not in said(app)
    assert "<b>" not in said(app)
    assert "://" not in said(app)


def test_every_heading_is_one_level_below_the_one_it_belongs_to(store):
    for page in (None, "pages/it_demand.py"):
        app = visitor(page)
        levels = [int(h.tag[1]) for h in [*app.title, *app.header, *app.subheader]]
        assert levels.count(1) == 1
        assert set(levels) <= {1, 2, 3}


def opened(app) -> set[str]:
    """The labels behind which something is drawn."""
    return {box.label for box in app.expander if box.children and box.label not in ("The figures as a table", "More")}


def test_news_shows_what_made_the_difference_at_once_and_the_rest_when_asked_for(store):
    app = visitor("pages/it_demand.py", measure="incidents")
    labels = [box.label for box in app.expander]
    assert "What made the difference" not in labels
    assert {"More incidents, or longer ones", "The same month in earlier years", "Each category by itself"} <= set(
        labels
    )
    assert not opened(app)
    charts = len(app.get("plotly_chart"))
    assert charts == 2, "the control chart and what made the difference"


def test_what_is_open_stands_in_the_address(store):
    app = visitor("pages/it_demand.py", measure="incidents", open_earlier_years="true")
    assert not app.exception
    assert opened(app) == {"The same month in earlier years"}


def test_a_usual_month_keeps_everything_but_the_control_chart_closed(store):
    app = visitor("pages/it_demand.py", measure="waits")
    assert not opened(app)
    assert len(app.get("plotly_chart")) == 1
    assert "What made the difference" not in [box.label for box in app.expander], "submitted: no categories"


@pytest.mark.parametrize("measure", ["incidents", "backlog", "password_resets", "calls", "training"])
def test_every_part_opens_for_every_sort_of_measure(store, measure):
    names = (
        "drivers count_or_length one_record earlier_years trend category_multiples backlog_by_age demand_and_capacity "
        "demand_ahead capacity_options measure_ahead"
    )
    app = visitor("pages/it_demand.py", measure=measure, **{f"open_{name}": "true" for name in names.split()})
    assert not app.exception
    assert "Something went wrong" not in said(app)
    of_service_desk = measure not in ("calls", "training")  # under another theme, its sections would be out of place
    assert len(opened(app)) >= (4 if of_service_desk else 2)


def test_any_month_can_be_looked_into_and_unusual_ones_are_marked(sample_store, monkeypatch):
    """Needs 41 and 42: why did December 2024 spike? It was declared exceptional: one record of 40 hours."""
    monkeypatch.setenv("COUNCIL_STORE", str(sample_store.path))
    page = visitor("pages/it_demand.py", measure="work_time_lost", month="2024-12")
    assert not page.exception
    offered = page.selectbox(key="filter_month").options
    assert "December 2024: exceptional" in offered
    assert "September 2026: unusually high" in offered
    assert "December 2024" in next(heading.value for heading in page.subheader)


def test_the_financial_year_starts_where_the_settings_say(sample_store, monkeypatch):
    monkeypatch.setenv("COUNCIL_STORE", str(sample_store.path))
    page = visitor("pages/it_demand.py", measure="calls_answered_share", period="year")
    drawn = json.loads(page.get("plotly_chart")[0].proto.spec)
    months = {str(x)[:7] for trace in drawn["data"] for x in trace.get("x") or [] if str(x)[:2] == "20"}
    assert {"2026-04", "2026-09"} <= months and min(months) >= "2026-03"


def test_a_setting_that_was_changed_counts_for_a_page_that_was_drawn_before(sample, tmp_path, monkeypatch):
    place = tmp_path / "council.toml"
    monkeypatch.setenv("COUNCIL_SETTINGS", str(place))
    place.write_text(settings_with(), encoding="utf-8")
    assert "counts towards take-up" in said(visitor("pages/channel_shift.py"))
    place.write_text(settings_with(assisted_digital='"separate"'), encoding="utf-8")
    os.utime(place, ns=(1, 1))  # another moment, however coarse the clock is
    assert "counts towards take-up" not in said(visitor("pages/channel_shift.py"))
