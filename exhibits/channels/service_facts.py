"""What is known of one service, each fact with its day: tests, outages, access, equality, hosting, cost."""

from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd

from exhibits import Exhibit, View
from exhibits.channels.catalogue import ACCESSIBLE, route_or_not_stated
from exhibits.channels.channel_names import channel_name
from exhibits.channels.one_service import say_lost
from exhibits.channels.peaks import say_peak, say_tested
from exhibits.channels.processing_times import say_days
from exhibits.common.assurance_words import say_result, say_standing
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of, service_scope
from exhibits.common.source import catalogue_source
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.common.words import (
    london_day,
    lower_first,
    missing,
    naming,
    say_count,
    say_date,
    say_list,
    say_month,
    say_number,
    say_span,
    upper_first,
)

_KEY = "service_facts"
GAPS = {
    "no_test": "a load or user test",
    "no_equality_note": "an equality note",
    "no_offline_route": "a way in without the internet",
    "not_accessible": "a test of accessibility that it meets",
}
_NOT_ONLINE, _OF_ONLINE = ("offline", "planned"), ("no_test", "not_accessible")
_NO_TEST = "No test is on record"
_NO_NOTE = "No equality note was given."
_MEANS = (
    "each line has the day or the months that it speaks of. Available: the share of 12 months, and of Monday to Friday "
    "from 8:00 to 18:00 in them, in which the log of outages has it working; planned work is told apart. A cost is "
    "that of the service’s own figures. Satisfied: 4 or 5 of 5."
)
Fact = tuple[str, str, str]  # what, what is known, when


def service_facts(view: View, *, service: str, today: date) -> Exhibit:
    """A table of what is known of the service, with what is not known said in words. today: as in one_service()."""
    day = day_of(view, today)
    name = service_scope(view, service, None) or service
    rows = view_rows(view, "channels/service_gaps", today=day, service=service)
    if rows.empty:
        why = "No data: the catalogue of online services does not have this service."
        return words_only(_KEY, f"{name}: nothing in the catalogue", why)
    row = rows.iloc[0]
    lacking = [GAPS[gap] for gap in _lacking(row)]
    facts = [
        *_what(view, row),
        *_tested(view, row, day),
        *_worked(view, service, day),
        *_for_everybody(view, row),
        *_run(view, row),
        *_used(view, service),
    ]
    return Exhibit(
        key=_KEY,
        title=f"What is known of {name}",
        lead=naming("Not on record: {}.", lacking) if lacking else _nothing_lacks(row),
        table=pd.DataFrame(facts, columns=["What", "What is known", "When"]),
        source=catalogue_source(view, _MEANS, volumes=True),
        questions=_questions(name, row),
        beside=who_gets_through_lines(view, service=service),
        links=who_gets_through_links(view, service=service),
        table_first=True,
    )


def _lacking(row: pd.Series) -> list[str]:
    """The gaps that it has; one that is not online has nothing that could be tested."""
    return [gap for gap in GAPS if row[gap] and (row["state"] not in _NOT_ONLINE or gap not in _OF_ONLINE)]


def _nothing_lacks(row: pd.Series) -> str:
    if row["state"] in _NOT_ONLINE:
        return "It is not online; an equality note and a way in are on record."
    partly = " partly" if row["accessibility_status"] == "partially" else ""
    held = "a test, an equality note and a way in without the internet"
    return f"On record: {held}; it{partly} meets the accessibility rules."


def _questions(name: str, row: pd.Series) -> tuple[str, ...]:
    asked = {
        "no_equality_note": f"Whom does {name} serve less well, and when will that be assessed?",
        "no_offline_route": f"What does somebody without the internet do who needs {name}?",
        "not_accessible": f"When will {name} be tested with disabled people, and by whom?",
        "no_test": f"Why is no test of {name} on record, and when will there be one?",
    }
    return tuple(question for gap, question in asked.items() if gap in _lacking(row))[:3] or (
        f"What did the last test of {name} change for the people who use it?",
    )


# -- the facts, a few at a time --------------------------------------------------------------------------------------


def _what(view: View, row: pd.Series) -> Iterator[Fact]:
    since = "No launch day" if missing(row["launched_on"]) else f"Online since {say_date(row['launched_on'])}"
    if row["state"] == "planned":
        since = f"To go online on {say_date(row['launched_on'])}"
    elif row["state"] == "retired":
        since = f"Taken down on {say_date(row['retired_on'])}"
    yield "What it is", _or(row["description"], str, "The catalogue does not say"), since


def _tested(view: View, row: pd.Series, day: date) -> Iterator[Fact]:
    if row["no_test"]:
        none = "It is not online" if row["state"] in _NOT_ONLINE else _NO_TEST
        yield "Last load or user test", none, "–"
    else:
        evidence = _or(row["test_evidence"], lambda said: f"{said}".rstrip("."), "No evidence is given")
        yield "Last load or user test", evidence, say_date(row["last_tested_on"])
    peaks = view_rows(view, "channels/peaks", today=day, service=row["service_id"])
    if peaks.empty:
        yield "Next peak", "The catalogue names no peak months", "–"
    else:
        peak = peaks.iloc[0]
        yield "Next peak", upper_first(say_tested(peak)), say_peak(peak["next_peak"], peak["next_peak_to"])


def _worked(view: View, service: str, day: date) -> Iterator[Fact]:
    log = view_rows(view, "cyber/outages", today=day)
    own = log[log["service_id"] == service]
    lost = view_rows(view, "cyber/outage_minutes", today=day)
    lost = lost[lost["service_id"] == service]
    year = f"12 months to {say_date(day)}"
    if log.empty:
        yield "Available, and outages", "No log of outages has been published", "–"
    elif lost.empty:
        yield "Available, and outages", "The log of outages names none", year
    else:
        yield "Available, and outages", _say_available(lost.iloc[0]), year
    yield from _recovery(view, service, own, day)


def _say_available(row: pd.Series) -> str:
    planned = f"; planned work besides: {int(row['planned_minutes']):,} minutes" if row["planned_minutes"] else ""
    if not row["minutes"]:
        return f"No outage{planned}"
    always, in_hours = (say_number(row[each], "percent") for each in ("available", "available_in_hours"))
    outages = say_count(int(row["outages"]), "outage")
    return f"{always} of the time, {in_hours} in hours. {outages}. {say_lost(row)}{planned}"


def _recovery(view: View, service: str, outages: pd.DataFrame, day: date) -> Iterator[Fact]:
    rows = view_rows(view, "cyber/assurance", today=day)
    rows = rows[(rows["service_id"] == service) & (rows["state"] != "replaced")]
    aims = rows["target_recovery_hours"].dropna()
    if len(aims):
        yield "Recovery target", f"Working again within {say_number(aims.min(), 'hours')}", "–"
    else:
        yield "Recovery target", "None is on record", "–"
    if rows.empty:
        yield "Continuity or restore test", "None is on record", "–"
    for _, row in rows.iterrows():
        when = "Not yet" if missing(row["done_on"]) else say_date(row["done_on"])
        yield str(row["scheme"]), f"{say_result(row)}. {say_standing(row)}", when


def _for_everybody(view: View, row: pd.Series) -> Iterator[Fact]:
    listed = _listed(view)
    tested = _or(row["accessibility_tested_on"], say_date, listed)
    yield "Accessibility", ACCESSIBLE.get(str(row["accessibility_status"]), "Not stated"), tested
    phone = "Not stated" if missing(row["mobile_ok"]) else "Yes" if row["mobile_ok"] else "No"
    if not missing(row["visits_on_phones"]):
        phone += f"; {say_number(row['visits_on_phones'], 'percent')} of visits come from one"
    yield "Works on a phone", phone, listed
    route = "None: online only" if row["offline_route"] == "None" else route_or_not_stated(row["offline_route"])
    yield "Without the internet", route, listed
    helped = "Nobody" if row["assisted_digital_route"] == "None" else route_or_not_stated(row["assisted_digital_route"])
    yield "Who helps to use it", helped, listed
    assessed = _or(row["equality_assessed_on"], say_date, "No day given" if not row["no_equality_note"] else "–")
    yield "Effect on protected groups", _NO_NOTE if row["no_equality_note"] else str(row["equality_note"]), assessed


def _run(view: View, row: pd.Series) -> Iterator[Fact]:
    listed = _listed(view)
    yield "Hosting", route_or_not_stated(row["hosting"]), listed
    yield "Shared with", _or(row["shared_service_with"], str, "The catalogue names nobody"), listed


def _used(view: View, service: str) -> Iterator[Fact]:
    used = view_rows(view, "channels/yearly_volumes", service=service)
    taken = view_rows(view, "channels/take_up_by_service", service=service)
    if used.empty:
        yield "Volumes and digital take-up", "No volumes have been submitted", "–"
    else:
        row = used.iloc[0]
        said = f"{say_number(row['completed'], 'count')} completed in {say_count(int(row['months']), 'month')}"
        if len(taken) and not missing(taken["take_up"].iloc[0]):
            said += f"; digital take-up {say_number(taken['take_up'].iloc[0], 'percent')}"
            said += _or(taken["target"].iloc[0], lambda aim: f", target {say_number(aim, 'percent')}", "")
        yield "Volumes and digital take-up", said, f"To {say_month(row['last_month'])}"
    yield _cost(view, service)
    yield _by_route(view, service)
    rows = view_rows(view, "channels/satisfaction", service=service)
    together = rows[rows["channel"] == ""]
    if together.empty:
        yield "Satisfied people", "Nobody was asked, or nobody answered", "–"
    else:
        row = together.iloc[0]
        answers = f"{say_number(row['satisfied'], 'percent')} of {say_count(int(row['answers']), 'answer')}"
        few = "" if row["enough"] else ": too few to rest on"
        asked = (
            ""
            if missing(row["response_rate"])
            else f", from {say_number(row['response_rate'], 'percent')} of the transactions completed"
        )
        others = ". Those who answered may not speak for the others" if row["low_response"] else ""
        yield (
            "Satisfied people",
            f"{answers}{few}{asked}{others}",
            f"{say_month(row['first_month'])} to {say_month(row['last_month'])}",
        )


def _by_route(view: View, service: str) -> Fact:
    what, rows = "Days from request to outcome", view_rows(view, "channels/processing_times", service=service)
    if rows.empty:
        return what, "Not submitted by route", "–"
    said = [
        f"{row['route']} {say_days(row)} ({say_count(int(row['cases']), 'case')})" for _, row in rows.head(4).iterrows()
    ]
    return what, f"Typically: {say_list(said)}", say_span(rows["first_month"].min(), rows["last_month"].max())


def _cost(view: View, service: str) -> Fact:
    rows = view_rows(view, "channels/unit_costs", service=service)
    own = rows[(rows["basis"] == "service") & (rows["service_id"] == service)]
    if own.empty:
        return "Cost of one transaction", "The service has no figures of its own", "–"
    said = [
        f"{lower_first(channel_name(row['channel']))} {say_number(row['gbp'], 'gbp', 2)}" for _, row in own.iterrows()
    ]
    return "Cost of one transaction", upper_first(say_list(said)), f"To {say_month(own['last_month'].max())}"


def _listed(view: View) -> str:
    """The day that the catalogue was last published."""
    rows = view_rows(view, "channels/sources").set_index("kind")
    known = "online_services" in rows.index and not missing(rows.loc["online_services", "published_at"])
    return f"Catalogue of {london_day(rows.loc['online_services', 'published_at'])}" if known else "–"


def _or(value: object, words: Callable[..., str], lack: str) -> str:
    return lack if missing(value) or not str(value).strip() else words(value)
