"""The sample council's catalogue of services: what is online since when, and how people get through without it.

What the stories need is written out in services.csv; dates of tests, costs and findings of the others come from seeded
chance.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from numpy.random import Generator

from data.sample import stories as s
from data.sample.incidents import chance
from data.sample.literals import csv_rows, typed

_STEPS = {  # letter in Service.steps: column
    "r": "e_registration", "s": "e_authentication", "a": "e_application", "p": "e_payment", "d": "e_decision",
    "i": "e_issuance", "f": "e_feedback",
}  # fmt: skip
COLUMNS = (
    "service_id", "service_name", "description", "directorate", "portfolio_holder", "url", "customer_type",
    "launched_on", "retired_on", "in_my_account", "joined_my_account_on", *_STEPS.values(), "mobile_ok",
    "accessibility_status", "accessibility_tested_on", "offline_route", "assisted_digital_route", "peak_months",
    "last_tested_on", "test_evidence", "hosting", "shared_service_with", "take_up_target", "forecast_uptake",
    "forecast_cost_gbp", "actual_cost_gbp", "review_due_on", "review_done_on", "review_summary",
    "equality_note", "equality_assessed_on", "visits_on_phones",
)  # fmt: skip
_ROUTES = {  # offline route, assisted route
    "centre": ("Customer service centre in the town hall, or by phone", "Staff of the customer service centre"),
    "phone": ("By phone on the main number", "Staff of the customer service centre, by phone"),
    "post": ("By post on a paper form, or at the town hall", "Library staff, by appointment"),
    "library": ("At the desk of any library, or by phone", "Library staff, at any time"),
    "housing": ("Housing office, by phone or in person", "Housing officers, at home if need be"),
    "leisure": ("At the desk of the leisure centres, or by phone", "Staff of the leisure centres"),
    "schools": ("By post on a paper form, or by phone", "Family support workers and school offices"),
    "none": ("None", "Library staff, by appointment"),
}
_HOSTS = ("Supplier's cloud, United Kingdom", "Council's own cloud tenancy", "Council's data centre")
_FOUND = (
    "Take-up close to the forecast; fewer calls about progress.",
    "Take-up as forecast; residents asked for clearer messages at the end of the form.",
    "Take-up above the forecast; the paper form stays for those who need it.",
    "Take-up a little below the forecast; the start page was rewritten.",
    "Costs as forecast; staff time saved was used to answer calls.",
)
_PROVED = (
    "Tested from end to end by staff and five residents: passed",
    "Tested from end to end after the last release: passed with two minor faults, mended since",
    "Load test at twice the usual demand: passed",
)

_EQUAL = (
    "No group with a protected characteristic was found to be worse off.",
    "Older people and disabled people use the phone and paper more; both stay.",
    "People who read little English need help with the form; staff give it by phone.",
    "Disabled people found the upload of papers hard; that step was made shorter.",
    "Users of screen readers could not choose a date; mended, and tried again with them.",
)
_NEVER_ASSESSED = ("parking-permits", "bulky-waste")  # the stories' own


@dataclass(frozen=True)
class Service:
    """One row of services.csv. steps: letters of _STEPS. route: a key of _ROUTES. Days as 2025-04-07.

    What is empty in the columns from tested_on to review comes from seeded chance; reviewed: no where the review a year
    after the launch has not been done.
    """

    directorate: str
    portfolio: str
    service_id: str
    name: str
    description: str
    launched: str = ""  # empty: still offline
    steps: str = ""
    route: str = "centre"
    peaks: str = ""
    my_account: str = ""  # the day it joined
    retired: str = ""
    customers: str = "Residents"
    target: int | None = None
    tested_on: str = ""
    test_evidence: str = ""
    uptake: int | None = None  # forecast
    forecast_cost: int | None = None
    actual_cost: int | None = None
    reviewed: bool = True
    review: str = ""  # what the review found
    shared: str = ""


CATALOGUE = typed(
    [{column: text for column, text in row.items() if text} for row in csv_rows("services.csv")],  # empty: the default
    Service,
)


def rows(at: date) -> list[list[object]]:
    """The catalogue in COLUMNS, as the officers knew it on the day `at`: what came later is not in it yet."""
    return [list(_row(service, at).values()) for service in CATALOGUE]


def _row(service: Service, at: date) -> dict[str, object]:
    launched, joined = _known(service.launched, at), _known(service.my_account, at)
    offline, assisted = _ROUTES[service.route]
    row: dict[str, object] = dict.fromkeys(COLUMNS, "")
    row |= {
        "service_id": service.service_id,
        "service_name": service.name,
        "description": service.description,
        "directorate": service.directorate,
        "portfolio_holder": f"Portfolio holder for {service.portfolio}",
        "customer_type": service.customers,
        "launched_on": launched or "",
        "retired_on": _known(service.retired, at) or "",
        "in_my_account": _yes(joined is not None),
        "joined_my_account_on": joined or "",
        "offline_route": offline,
        "peak_months": service.peaks,
        "take_up_target": "" if service.target is None else service.target,
        "shared_service_with": service.shared,
    } | {column: _yes(launched is not None and letter in service.steps) for letter, column in _STEPS.items()}
    if launched:
        row["url"] = f"https://www.wendlebury.example/{service.service_id}"
        row["assisted_digital_route"] = assisted
        row |= _quality(service, launched, at) | _review(service, launched, at) | _for_everybody(service, launched, at)
    return row


def _quality(service: Service, launched: date, at: date) -> dict[str, object]:
    """How it is built, and how and when it was tested."""
    rng = chance("catalogue", service.service_id)
    status = str(rng.choice(["fully", "partially", "not", "not tested"], p=[0.57, 0.33, 0.04, 0.06]))
    checked = _a_day_before(rng, launched, 700)
    tested, evidence = _a_day_before(rng, launched, 900), str(rng.choice(_PROVED))
    never = rng.random() < 0.12
    if service.tested_on:
        tested, evidence, never = date.fromisoformat(service.tested_on), service.test_evidence, False
    if not never and tested > at:  # the test of the year before: all that was known
        tested = max(launched, tested - timedelta(days=371))
    return {
        "mobile_ok": _yes(rng.random() > (0.25 if launched < date(2019, 1, 1) else 0.06)),
        "accessibility_status": status,
        "accessibility_tested_on": "" if status == "not tested" else min(checked, at - timedelta(days=30)),
        "last_tested_on": "" if never else tested,
        "test_evidence": "" if never else evidence,
        "hosting": str(rng.choice(_HOSTS, p=[0.6, 0.25, 0.15])),
    }


def _for_everybody(service: Service, launched: date, at: date) -> dict[str, object]:
    """What was found about groups with protected characteristics, of most services; and how many come with a phone."""
    rng = chance("equality", service.service_id)
    found, assessed = str(rng.choice(_EQUAL)), _a_day_before(rng, launched, 1100)
    given = rng.random() > 0.18 and service.service_id not in _NEVER_ASSESSED and assessed <= at
    if service.service_id == "visitor-vouchers":
        found = "Older residents and blind residents could not buy vouchers without help; no other way was opened."
    return {
        "equality_note": found if given else "",
        "equality_assessed_on": assessed if given else "",
        "visits_on_phones": int(rng.integers(28, 74)),
    }


def _review(service: Service, launched: date, at: date) -> dict[str, object]:
    """Forecast, cost and the review a year after the launch; the council has asked for reviews since 2019."""
    if launched < date(2019, 1, 1) or service.retired:
        return {}
    rng = chance("review", service.service_id)
    forecast = int(rng.integers(8, 42)) * 1000
    actual = int(round(forecast * rng.normal(1.03, 0.07), -2))
    forecast, actual = service.forecast_cost or forecast, service.actual_cost or actual
    uptake = service.uptake or int(rng.integers(8, 15)) * 5
    due = _weekday(launched + timedelta(days=365))
    done = _weekday(due + timedelta(days=int(rng.integers(-60, 25))))
    found = service.review or str(rng.choice(_FOUND))
    reviewed = service.reviewed and service.service_id not in s.REVIEWS_FORGOTTEN and done <= at
    return {
        "forecast_uptake": uptake,
        "forecast_cost_gbp": forecast,
        "actual_cost_gbp": actual,
        "review_due_on": due,
        "review_done_on": done if reviewed else "",
        "review_summary": found if reviewed else "",
    }


def _a_day_before(rng: Generator, launched: date, days: int) -> date:
    """A working day in the `days` before October 2026, not before the launch."""
    return max(launched, _weekday(s.UPLOAD_MONTH - timedelta(days=int(rng.integers(20, days)))))


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _known(day: str, at: date) -> date | None:
    """A day that was past on the day `at`; None where it was still to come, or there is none."""
    return date.fromisoformat(day) if day and day <= at.isoformat() else None


def _yes(whether: bool) -> str:
    return "yes" if whether else "no"
