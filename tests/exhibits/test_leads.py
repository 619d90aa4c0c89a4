"""What a member reads first is short, and what they download holds the rows that they see.

Short: a lead of at most 25 words, then at most four bullets of at most 20 words; a word is what stands between spaces.
Each room lists its exhibits as the pages ask for them, all on the sample council. Too long fails with the sentence and
its count, other rows with the exhibit. And each chart can be drawn on paper. One test for all: to build
the exhibits is what it costs.
"""

import html
import re
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
import pytest

from briefing.drawing.figure_svg import figure_svg
from exhibits import Exhibit, View
from exhibits.channels.areas import by_area
from exhibits.channels.avoidable_contact import avoidable
from exhibits.channels.avoided_cost import avoided_cost
from exhibits.channels.by_interaction import by_interaction
from exhibits.channels.channel_mix import mix
from exhibits.channels.digital_only import digital_only
from exhibits.channels.forecasts_met import forecasts_met
from exhibits.channels.groups_online import groups_online
from exhibits.channels.helped import helped
from exhibits.channels.inclusion_measures import inclusion_measures
from exhibits.channels.my_account import my_account
from exhibits.channels.offline_routes import offline_routes
from exhibits.channels.one_service import one_service
from exhibits.channels.online_over_time import online_over_time
from exhibits.channels.peaks import peak_readiness
from exhibits.channels.processing_times import processing_times
from exhibits.channels.review import review
from exhibits.channels.reviews_due import reviews_due
from exhibits.channels.satisfaction import satisfaction
from exhibits.channels.service_facts import service_facts
from exhibits.channels.service_gaps import service_gaps
from exhibits.channels.still_offline import still_offline
from exhibits.channels.take_up import take_up
from exhibits.channels.take_up_by_directorate import by_directorate
from exhibits.channels.take_up_by_service import by_service
from exhibits.channels.unit_costs import unit_costs
from exhibits.channels.volume_and_shift import volume_and_shift
from exhibits.channels.who_gets_through import who_gets_through
from exhibits.common.glossary import Terms, terms
from exhibits.common.process_chart import process_chart
from exhibits.common.words import say_date, say_month
from exhibits.cyber.attacks import attacks
from exhibits.cyber.findings import findings_open
from exhibits.cyber.lessons import lessons_learned
from exhibits.cyber.outage_log import outage_log
from exhibits.cyber.outage_minutes import outage_minutes
from exhibits.cyber.phishing import phishing_exercises
from exhibits.cyber.protection import protection
from exhibits.cyber.recovery import recovery_tests
from exhibits.cyber.register import assurance_register
from exhibits.cyber.risks_and_money import cyber_risks_and_money
from exhibits.demand.backlog_by_age import backlog_by_age
from exhibits.demand.capacity_options import capacity_options
from exhibits.demand.category_charts import category_multiples
from exhibits.demand.count_or_length import count_or_length
from exhibits.demand.demand_ahead import demand_ahead
from exhibits.demand.demand_and_capacity import demand_and_capacity
from exhibits.demand.drivers import drivers
from exhibits.demand.earlier_years import earlier_years
from exhibits.demand.measure_ahead import measure_ahead
from exhibits.demand.one_record import one_record
from exhibits.demand.trend import trend
from exhibits.demand.unusual_months import unusual_months
from exhibits.explained.figures import about_figures
from exhibits.meetings.service_actions import service_actions
from exhibits.money.by_funding import by_funding
from exhibits.money.contract_renewals import contract_renewals
from exhibits.money.cost_here_saving_there import cost_here_saving_there
from exhibits.money.investment import investment
from exhibits.money.savings import savings
from exhibits.money.strategy import strategy
from exhibits.money.value_for_money import services
from exhibits.money.variances import variances
from exhibits.people.device_ages import members_devices, staff_devices
from exhibits.people.measures import equipment_measures, members_measures, people_measures
from exhibits.people.returns import members_returns, staff_returns
from exhibits.projects.alignment import by_objective, unaligned
from exhibits.projects.by_holder import by_holder
from exhibits.projects.changes import changed_since
from exhibits.projects.confidence import confidence
from exhibits.projects.highlight_report import highlight_report
from exhibits.projects.hindsight import hindsight
from exhibits.projects.missing_reports import missing_reports
from exhibits.projects.portfolio_register import register
from exhibits.projects.project_about import about
from exhibits.projects.project_milestones import milestones
from exhibits.projects.project_money import money as money_of_project
from exhibits.projects.project_risks import risks
from exhibits.projects.project_status import status_history
from exhibits.projects.risk_matrix import matrix
from exhibits.projects.slippage import slippage_over_time
from exhibits.projects.status_checks import worth_asking
from exhibits.projects.timeline import timeline
from exhibits.since import all_changes
from queries import ask
from tests.exhibits.demand.incidents import DECEMBER, MAY, SEPTEMBER
from tests.jargon import undefined

LEAD, BULLETS, BULLET = 25, 4, 20
NOW, TODAY = View(), date(2026, 11, 28)


def demand() -> Iterator[Exhibit]:
    yield from (backlog_by_age(NOW), demand_and_capacity(NOW), demand_ahead(NOW), capacity_options(NOW))
    for measure_id in ("incidents", "work_time_lost", "backlog", "mfa_coverage"):
        yield from (build(NOW, measure_id=measure_id) for build in (drivers, category_multiples, earlier_years))
    for month in (SEPTEMBER, DECEMBER, MAY):
        yield from (count_or_length(NOW, month=month), one_record(NOW, month=month))
        yield drivers(NOW, measure_id="incidents", month=month)
    for measure_id in ask("measures/list")["measure_id"]:
        yield from (build(NOW, measure_id=measure_id) for build in (trend, process_chart, measure_ahead))

    yield from (unusual_months(View(as_at=day), today=TODAY) for day in (None, date(2026, 4, 21), date(2026, 10, 6)))


def money() -> Iterator[Exhibit]:
    holders = ask("projects/register")["portfolio_holder"].dropna().unique()
    directorates = ask("channels/services")["directorate"].unique()
    for build in (strategy, variances, by_funding, savings, investment, cost_here_saving_there):
        yield from (build(NOW, today=TODAY, portfolio_holder=holder) for holder in (None, *holders))
        yield from (build(NOW, today=day) for day in (date(2025, 5, 1), date(2027, 5, 1)))
    yield from (services(NOW, directorate=directorate) for directorate in (None, *directorates))
    yield from (contract_renewals(NOW, today=day) for day in (TODAY, date(2025, 5, 1), date(2027, 5, 1)))


def projects() -> Iterator[Exhibit]:
    for build in (register, missing_reports, timeline, worth_asking, by_holder, by_objective, unaligned):
        yield build(NOW, today=TODAY)
    yield from (build(NOW) for build in (slippage_over_time, confidence, matrix))
    yield from (hindsight(NOW, today=TODAY, type=each) for each in (None, "run", "transform"))
    for meeting in ask("meetings/dates")["meeting_date"]:
        yield changed_since(NOW, since=meeting.date(), today=TODAY)
    for project in ask("projects/register")["project_id"]:
        for build in (highlight_report, worth_asking, milestones, money_of_project):
            yield build(NOW, project=project, today=TODAY)
        yield from (build(NOW, project=project) for build in (status_history, risks, about))


def channels() -> Iterator[Exhibit]:
    for service in (None, "parking-permits", "bulky-waste"):
        for build in (mix, volume_and_shift, who_gets_through, avoidable, avoided_cost, by_area):
            yield build(NOW, service=service)
        for build in (offline_routes, satisfaction, unit_costs):
            yield build(NOW, service=service)
        yield from (take_up(NOW, service=service), peak_readiness(NOW, today=TODAY, service=service))
    for service in ("parking-permits", "tenders", "council-tax-account"):
        yield from (build(NOW, service=service, today=TODAY) for build in (one_service, service_facts, service_actions))
    yield service_gaps(NOW, today=TODAY)
    yield from (build(NOW) for build in (inclusion_measures, groups_online, helped))
    yield from (processing_times(NOW, service=each) for each in (None, "council-tax-account", "blue-badge", "bins"))
    for build in (online_over_time, digital_only, by_interaction, still_offline, reviews_due, forecasts_met):
        yield build(NOW, today=TODAY)
    yield from (by_service(NOW), by_directorate(NOW), my_account(NOW))
    yield from (review(NOW, service=each, today=TODAY) for each in ("parking-permits", "bulky-waste", "garden-waste"))


def cyber() -> Iterator[Exhibit]:
    for view in (NOW, View(as_at=date(2026, 4, 21)), View(as_at=date(2026, 10, 20))):
        yield from (build(view) for build in (attacks, protection, lessons_learned))
        for build in (
            phishing_exercises,
            assurance_register,
            findings_open,
            recovery_tests,
            outage_minutes,
            outage_log,
        ):
            yield build(view, today=TODAY)
        yield cyber_risks_and_money(view, today=TODAY)


def people() -> Iterator[Exhibit]:
    for view in (NOW, View(as_at=date(2026, 4, 21)), View(as_at=date(2026, 1, 1))):
        yield from (
            build(view, today=TODAY) for build in (members_devices, staff_devices, members_returns, staff_returns)
        )
        yield from (build(view) for build in (members_measures, equipment_measures, people_measures))


def since() -> Iterator[Exhibit]:
    for meeting in (date(2026, 10, 6), date(2026, 7, 14), date(2020, 1, 31)):
        yield all_changes(NOW, since=meeting, today=TODAY)


def explained() -> Iterator[Exhibit]:
    yield about_figures(NOW, today=TODAY)


# the rooms whose exhibits are short; the owner of a room adds it here
ROOMS: dict[str, Callable[[], Iterator[Exhibit]]] = {
    "demand": demand,
    "channels": channels,
    "money": money,
    "projects": projects,
    "cyber": cyber,
    "people": people,
    "since": since,
    "explained": explained,
}


def too_long(exhibit: Exhibit) -> list[str]:
    """What is too long, with its number of words."""
    faults = [f"{len(exhibit.more)} bullets"] if len(exhibit.more) > BULLETS else []
    for most, sentences in ((LEAD, [exhibit.lead]), (BULLET, exhibit.more)):
        faults += [f"{len(each.split())} words: {each}" for each in sentences if len(each.split()) > most]
    return [f"{exhibit.key}: {fault}" for fault in faults]


def other_rows(exhibit: Exhibit) -> list[str]:
    """What tells that the download holds other rows than the table, or in another order.

    The same: as many, and a column whose cells stand, in words or figures, in the table's rows one by one, but not
    when it is turned round.
    """
    table, data = exhibit.table, exhibit.data
    if data is None:
        return []  # the download is the table
    if len(table) != len(data):
        return [f"{exhibit.key}: {len(table)} rows on the screen, {len(data)} in the download"]
    said = [" | ".join(map(str, row)).lower() for row in table.itertuples(index=False)]
    if len(set(said)) < 2 or any(follows(said, data[name]) and not follows(said[::-1], data[name]) for name in data):
        return []
    return [f"{exhibit.key}: the download’s rows are not those of the table, in their order"]


def not_drawn(exhibit: Exhibit) -> list[str]:
    """What paper could not show of its chart: a part that is refused, or words that are missing from the picture."""
    if exhibit.figure is None:
        return []
    try:
        svg = figure_svg(exhibit.figure, 640)
    except ValueError as error:
        return [f"{exhibit.key}: {error}"]
    said = re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", svg)))
    notes = [html.unescape(re.sub("<[^>]+>", "", each.text)) for each in exhibit.figure.layout.annotations]
    return [f"{exhibit.key}: not in the picture: {each}" for each in notes if re.sub(r"\s+", "", each) not in said]


def unexplained(exhibit: Exhibit) -> list[str]:
    """Jargon that it uses and the glossary does not explain."""
    drawn = exhibit.figure.layout.annotations if exhibit.figure is not None else ()
    texts = (
        exhibit.title, exhibit.summary, exhibit.note, exhibit.source, *exhibit.questions, *exhibit.beside,
        *(section.title for section in exhibit.sections), *exhibit.table.columns, *(each.text for each in drawn),
    )  # fmt: skip
    return [f"{exhibit.key}: nobody explains “{each}”" for each in undefined(" ".join(texts), terms())]


def test_jargon_without_an_explanation_is_found():
    assert undefined("The SRO of Run, a p-chart and KPIs: slippage", Terms(())) == [
        "KPIs",
        "SRO",
        "p-chart",
        "slippage",
    ]
    assert undefined("The SRO of Run, a p-chart and KPIs: slippage", terms()) == []
    assert undefined("Two sigma above the quartile", terms()) == ["quartile", "sigma"]


def follows(said: list[str], cells: pd.Series) -> bool:
    return all(any(form in row for form in forms(cell)) for row, cell in zip(said, cells, strict=True))


def forms(cell: object) -> list[str]:
    """How a cell of a download may be said in a table, in small letters; nothing of an empty one."""
    if not pd.api.types.is_scalar(cell) or pd.isna(cell):
        return []
    if isinstance(cell, date):
        return [say_month(cell).lower(), say_date(cell).lower()]
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return [f"{abs(cell):,.0f}", f"{abs(cell):,.1f}", f"{abs(cell):,.2f}"]
    return [str(cell).lower()]


@pytest.mark.parametrize("room", ROOMS)
def test_leads_are_short_words_explained_downloads_the_tables_and_charts_fit_for_paper(sample, room):
    exhibits = list(ROOMS[room]())
    assert exhibits and all(exhibit.lead.strip() for exhibit in exhibits)
    checks = (too_long, other_rows, not_drawn, unexplained)
    faults = [fault for each in exhibits for check in checks for fault in check(each)]
    assert not faults, "\n".join(dict.fromkeys(faults))
