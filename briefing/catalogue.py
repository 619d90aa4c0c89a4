"""The exhibits that a briefing can hold, and the rules by which each template chooses among them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps

import pandas as pd

from exhibits import Exhibit, View
from exhibits.channels.areas import by_area
from exhibits.channels.avoidable_contact import avoidable
from exhibits.channels.avoided_cost import avoided_cost
from exhibits.channels.channel_mix import mix
from exhibits.channels.digital_only import digital_only
from exhibits.channels.forecasts_met import forecasts_met
from exhibits.channels.groups_online import groups_online
from exhibits.channels.helped import helped
from exhibits.channels.inclusion_measures import inclusion_measures
from exhibits.channels.offline_routes import offline_routes
from exhibits.channels.one_service import one_service
from exhibits.channels.online_over_time import online_over_time
from exhibits.channels.peaks import peak_readiness
from exhibits.channels.processing_times import processing_times
from exhibits.channels.reviews_due import reviews_due
from exhibits.channels.satisfaction import satisfaction
from exhibits.channels.service_facts import service_facts
from exhibits.channels.service_gaps import service_gaps
from exhibits.channels.still_offline import still_offline
from exhibits.channels.take_up import take_up
from exhibits.channels.take_up_by_directorate import by_directorate
from exhibits.channels.take_up_by_service import by_service
from exhibits.channels.volume_and_shift import volume_and_shift
from exhibits.channels.who_gets_through import who_gets_through
from exhibits.common.audience import officers_only
from exhibits.common.process_chart import process_chart
from exhibits.common.verdicts import unusual, weight
from exhibits.common.view_queries import SERVICE_DESK, view_rows, with_figures
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
from exhibits.demand.one_record import one_record
from exhibits.demand.trend import trend
from exhibits.demand.unusual_months import unusual_months
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
from exhibits.projects.hindsight import hindsight
from exhibits.projects.missing_reports import missing_reports
from exhibits.projects.portfolio_register import register
from exhibits.projects.risk_matrix import matrix
from exhibits.projects.slippage import slippage_over_time
from exhibits.projects.status_checks import worth_asking
from exhibits.projects.timeline import timeline
from exhibits.since import all_changes

EVERY = "Since the meeting before"  # of all subjects
DEMAND, CHANNELS, PROJECTS, MONEY = SERVICE_DESK, "Channel shift", "Projects", "Money"
CYBER, PEOPLE = "Cyber and resilience", "People and equipment"
MEASURE = "measure:"  # in front of a measure's id: its control chart
SERVICE, FACTS = (
    "service:",
    "service-facts:",
)  # in front of a service's id: what happened to it; what is on record of it
_NEWS = 5  # control charts of unusual measures that the rules put into a pack
_LEADING = ("work_time_lost", "incidents")  # the measures with which IT demand begins
_TAKE_UP = "digital_take_up"  # has an exhibit of its own, with who gets through beside it


@dataclass(frozen=True)
class Looked:
    """When a briefing looks: today (the day its figures are looked at) and since (the meeting before; None = none);
    committee: whose actions are among the changes (None = all)."""

    today: date
    since: date | None = None
    committee: str | None = None


Build = Callable[[View, Looked], Exhibit]


@dataclass(frozen=True)
class Offer:
    """An exhibit that a briefing can hold: its code, its subject, its name in a list, and how it is built."""

    code: str
    subject: str
    label: str
    build: Build


# wraps() hands on the builder's name, by which a council says who sees it
def _plain(builder: Callable[..., Exhibit], **params: object) -> Build:
    return wraps(builder)(lambda view, _: builder(view, **params))


def _of_today(builder: Callable[..., Exhibit]) -> Build:
    return wraps(builder)(lambda view, looked: builder(view, today=looked.today))


def _of_service(builder: Callable[..., Exhibit], service: str) -> Build:
    return wraps(builder)(lambda view, looked: builder(view, service=service, today=looked.today))


@wraps(changed_since)
def _changes(view: View, looked: Looked) -> Exhibit:
    return changed_since(view, since=looked.since or looked.today, today=looked.today)


@wraps(all_changes)
def _since(view: View, looked: Looked) -> Exhibit:
    return all_changes(view, since=looked.since or looked.today, today=looked.today, committee=looked.committee)


_LOST = {"measure_id": "work_time_lost"}
_STANDING = (
    Offer("since", EVERY, "All that changed since the meeting before", _since),
    Offer("unusual-months", DEMAND, "Log of unusual months: cause, action, owner", _of_today(unusual_months)),
    Offer("drivers", DEMAND, "What made the difference in work time lost", _plain(drivers, **_LOST)),
    Offer("count-or-length", DEMAND, "More incidents, or longer ones", _plain(count_or_length)),
    Offer("one-record", DEMAND, "With and without the longest record", _plain(one_record)),
    Offer("earlier-years", DEMAND, "Work time lost in the same month of earlier years", _plain(earlier_years, **_LOST)),
    Offer("trend", DEMAND, "Incidents: rising, falling or neither", _plain(trend, measure_id="incidents")),
    Offer("categories", DEMAND, "Work time lost, each category by itself", _plain(category_multiples, **_LOST)),
    Offer("backlog", DEMAND, "Open incidents by age", _plain(backlog_by_age)),
    Offer("capacity", DEMAND, "Demand and what the service desk can handle", _plain(demand_and_capacity)),
    Offer("ahead", DEMAND, "Can the service desk cope with the next 12 months?", _plain(demand_ahead)),
    Offer("capacity-options", DEMAND, "Overtime or permanent growth", _plain(capacity_options)),
    Offer("take-up", CHANNELS, "Digital take-up", _plain(take_up)),
    Offer("gets-through", CHANNELS, "Does everyone still get through?", _plain(who_gets_through)),
    Offer("offline-routes", CHANNELS, "Ways in without the internet", _plain(offline_routes)),
    Offer("satisfaction", CHANNELS, "How satisfied people are, by channel", _plain(satisfaction)),
    Offer("routes", CHANNELS, "Which route to an outcome is quicker", _plain(processing_times)),
    Offer("avoidable", CHANNELS, "Contacts that could have been avoided", _plain(avoidable)),
    Offer("by-service", CHANNELS, "Digital take-up of each service", _plain(by_service)),
    Offer("by-directorate", CHANNELS, "Digital take-up of each directorate", _plain(by_directorate)),
    Offer("mix", CHANNELS, "Channel mix", _plain(mix)),
    Offer("shift", CHANNELS, "A real shift, or less demand?", _plain(volume_and_shift)),
    Offer("online", CHANNELS, "Services online over time", _of_today(online_over_time)),
    Offer("digital-only", CHANNELS, "Services that are only online", _of_today(digital_only)),
    Offer("still-offline", CHANNELS, "Services that are still offline", _of_today(still_offline)),
    Offer("avoided-cost", CHANNELS, "Avoided cost", _plain(avoided_cost)),
    Offer("reviews", CHANNELS, "Reviews that are due", _of_today(reviews_due)),
    Offer("forecasts", CHANNELS, "Was the forecast reached?", _of_today(forecasts_met)),
    Offer("peaks", CHANNELS, "Ready for the next peak?", _of_today(peak_readiness)),
    Offer("gaps", CHANNELS, "What is not on record of each service", _of_today(service_gaps)),
    Offer("inclusion", CHANNELS, "Digital inclusion: training, tablets, libraries", _plain(inclusion_measures)),
    Offer("groups", CHANNELS, "Take-up by group, where a survey has it", _plain(groups_online)),
    Offer("helped", CHANNELS, "Transactions completed with help", _plain(helped)),
    Offer("areas", CHANNELS, "Areas by take-up, broadband and exclusion", _plain(by_area)),
    Offer("changes", PROJECTS, "What changed in projects since the meeting before", _changes),
    Offer("register", PROJECTS, "Register of projects", _of_today(register)),
    Offer("timeline", PROJECTS, "Timeline", _of_today(timeline)),
    Offer("slippage", PROJECTS, "Slippage over time", _plain(slippage_over_time)),
    Offer("confidence", PROJECTS, "Delivery confidence", _plain(confidence)),
    Offer("hindsight", PROJECTS, "Were statuses believable, in hindsight?", _of_today(hindsight)),
    Offer("asking", PROJECTS, "Worth asking about a status", _of_today(worth_asking)),
    Offer("missing", PROJECTS, "Reports that are missing or late", _of_today(missing_reports)),
    Offer("risks", PROJECTS, "Risks", _plain(matrix)),
    Offer("holders", PROJECTS, "Projects by portfolio holder", _of_today(by_holder)),
    Offer("alignment", PROJECTS, "Objectives, with the projects and measures tied to them", _of_today(by_objective)),
    Offer("unaligned", PROJECTS, "Tied to no objective", _of_today(unaligned)),
    Offer("strategy", MONEY, "What the strategy cost, costs and will cost", _of_today(strategy)),
    Offer("variances", MONEY, "Costs and savings that differ from the plan", _of_today(variances)),
    Offer("funding", MONEY, "Which budget or reserve pays", _of_today(by_funding)),
    Offer("savings", MONEY, "Savings", _of_today(savings)),
    Offer("investment", MONEY, "Investment beside saving, year by year", _of_today(investment)),
    Offer("who-pays", MONEY, "Who pays, and who gains", _of_today(cost_here_saving_there)),
    Offer("value", MONEY, "Value for money of services", _plain(services)),
    Offer("contracts", MONEY, "IT contracts that come up for renewal", _of_today(contract_renewals)),
    Offer("attacks", CYBER, "Attacks attempted, and those that got through", _plain(attacks)),
    Offer("protection", CYBER, "Training, updates and sign-in against their targets", _plain(protection)),
    Offer("phishing", CYBER, "Phishing exercises", _of_today(phishing_exercises)),
    Offer("assurance-register", CYBER, "Tests, plans and accreditations, overdue first", _of_today(assurance_register)),
    Offer("findings", CYBER, "Findings that are open, by severity", _of_today(findings_open)),
    Offer("recovery", CYBER, "Continuity plans and restores from backup", _of_today(recovery_tests)),
    Offer("outage-minutes", CYBER, "How long services were down in 12 months", _of_today(outage_minutes)),
    Offer("outage-log", CYBER, "Log of outages, against recovery targets", _of_today(outage_log)),
    Offer("lessons-learned", CYBER, "Lessons from attacks and outages", _plain(lessons_learned)),
    Offer("cyber-risks", CYBER, "Risks and savings that touch cyber security", _of_today(cyber_risks_and_money)),
    Offer("members-devices", PEOPLE, "Members’ devices: age, renewal, choice", _of_today(members_devices)),
    Offer("members-it", PEOPLE, "Members’ IT: requests and satisfaction", _plain(members_measures)),
    Offer("members-returns", PEOPLE, "Members’ devices handed back and disposed of", _of_today(members_returns)),
    Offer("staff-devices", PEOPLE, "Staff devices: age, renewal, choice", _of_today(staff_devices)),
    Offer("staff-equipment", PEOPLE, "Staff equipment: repairs and other measures", _plain(equipment_measures)),
    Offer("staff-returns", PEOPLE, "Staff devices handed back and disposed of", _of_today(staff_returns)),
    Offer("people-in-it", PEOPLE, "People in IT: vacancies, sickness, training", _plain(people_measures)),
)
REPORTS_COST = frozenset(each.code for each in _STANDING if each.subject in (PROJECTS, MONEY)) - {"value", "contracts"}


def offers(view: View) -> dict[str, Offer]:
    """Every exhibit that a briefing can hold now, by code: the standing ones, each measure's control chart, and of each
    service with volumes what happened to it and what is on record. What only officers see is none of them, for members
    read briefings."""
    measures = view_rows(view, "measures/list")
    drawn = with_figures(view)
    charts = [
        Offer(f"{MEASURE}{row.measure_id}", row.theme, row.name, _plain(process_chart, measure_id=row.measure_id))
        for row in measures[["measure_id", "theme", "name"]].itertuples(index=False, name="Row")
        if row.measure_id in drawn and row.measure_id != _TAKE_UP
    ]
    services_known = view_rows(view, "channels/services")
    of_services = [
        Offer(f"{prefix}{row.service_id}", CHANNELS, f"{row.name}: {label}", _of_service(builder, row.service_id))
        for row in services_known[services_known["has_volumes"]].itertuples(index=False, name="Row")
        for prefix, label, builder in (
            (SERVICE, "tests, problems, outages and peaks", one_service),
            (FACTS, "what is on record", service_facts),
        )
    ]
    return {each.code: each for each in (*charts, *_STANDING, *of_services) if not officers_only(each.build)}


# -- the rules ---------------------------------------------------------------------------------------------------------


def chosen(template: str, view: View, looked: Looked) -> tuple[str, ...]:
    """The codes that the rules of a template choose, in order (docs/members.md says the rules in words)."""
    if template == "business-case":
        first = _with_figures(view, ("incidents", "work_time_lost"))
        return (*first, "trend", "earlier-years", "categories", "backlog", "capacity", "ahead", "capacity-options",
                "drivers", "one-record", "unusual-months")  # fmt: skip
    if template == "year":
        first = _with_figures(view, _LEADING)
        return (*first, "unusual-months", "trend", "categories", "take-up", "gets-through", "mix", "online",
                "inclusion", "avoided-cost", "changes", "confidence", "slippage", "attacks", "assurance-register",
                "outage-minutes", "strategy", "savings", "contracts")  # fmt: skip
    news, rest = _news(view, looked.today)
    if template == "summary":
        return (*(news[:1] or _with_figures(view, _LEADING[:1])), "take-up", "register", "strategy")
    why = ("drivers",) if f"{MEASURE}work_time_lost" in news else ()
    every, since = (("since",), ("changes",)) if looked.since else ((), ())
    return (*every, *news, *rest, *why, "unusual-months", "capacity", "take-up", "gets-through", "online",
            "avoided-cost", "reviews", *since, "register", "timeline", "asking", "missing", "risks",
            *_past_their_day(view, looked.today), "strategy", "variances", "savings")  # fmt: skip


def _past_their_day(view: View, today: date) -> tuple[str, ...]:
    """The register of tests, plans and accreditations where one has expired or is overdue, and that of contracts where
    the last day of notice passed without a decision."""
    tests = view_rows(view, "cyber/assurance", today=today)["state"].isin(("expired", "overdue"))
    contracts = view_rows(view, "money/contracts", today=today)["state"].isin(("notice_passed", "renewal_passed"))
    return (*(("assurance-register",) if tests.any() else ()), *(("contracts",) if contracts.any() else ()))


def _with_figures(view: View, measures: tuple[str, ...]) -> tuple[str, ...]:
    drawn = with_figures(view)
    return tuple(f"{MEASURE}{each}" for each in measures if each in drawn)


def _news(view: View, today: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Measures whose newest month is unusual: what nobody has explained first, then concerns, at most five; and the
    leading measures that are not among them."""
    measures = view_rows(view, "measures/list")
    retired = pd.to_datetime(measures["retired_on"]) <= pd.Timestamp(today)
    known = set(measures.loc[~retired, "measure_id"]) - {_TAKE_UP}
    verdicts = view_rows(view, "signals/measures")
    found = [row for _, row in verdicts.iterrows() if row["measure_id"] in known and unusual(row)]
    found.sort(key=lambda row: (bool(row["explained"]), weight(row)))
    news = tuple(f"{MEASURE}{row['measure_id']}" for row in found[:_NEWS])
    return news, tuple(code for code in _with_figures(view, _LEADING) if code not in news)
