"""How long from a request to its outcome, by service, month and route: some routes may be quicker than others."""

from data.contracts.base import Contract, Rule, Sense, Steps, column
from data.contracts.kpi_values import MONTH_SPELLINGS

_MEANS = "mean_days, average_days, avg_days, mean_working_days, average_working_days, avg_working_days"
_MEDIANS = "median_days, median_working_days"


class ProcessingTimes:
    """One row for each service, month and route."""

    service_id = column(
        "code",
        "Code of the service, the same as in the catalogue of online services.",
        example="blue-badge",
        required=True,
        also="service_code, service_ref, service, slug, service_slug",
    )
    month = column(
        "month",
        "The month in which the cases ended.",
        example="2026-09",
        required=True,
        also=f"{MONTH_SPELLINGS}, month_decided, month_completed, month_paid, paid_in",
    )
    route = column(
        "word",
        "How it was asked for or paid, in words that members read: direct debit or not, online or paper form.",
        example="Direct debit",
        required=True,
        also="channel, method, payment_method, method_of_payment, payment_route, way, way_paid, application_route",
        words={
            "Direct debit": "dd, direct debits, by direct debit",
            "Not by direct debit": "not direct debit, other than direct debit, no direct debit, non direct debit",
            "BACS": "bank transfer, bacs transfer, by bacs, bacs payment",
            "Cheque": "cheques, by cheque, check",
            "Online form": "online, web form, online application, e-form, eform, webform",
            "Paper form": "paper, paper application, form on paper, paper forms",
        },
    )
    cases = column(
        "whole",
        "How many cases of the route ended in the month.",
        unit="count",
        example="412",
        required=True,
        also="number_of_cases, cases_completed, cases_closed, completed, processed, paid, decided, number, count, n",
        least=0,
    )
    days = column(
        "number",
        "Days from request to outcome, as taken_as says. Empty where there was no case.",
        unit="days",
        example="6.5",
        also=(
            "days_to_outcome, processing_days, processing_time, processing_time_days, days_taken, time_taken_days, "
            f"turnaround_days, working_days, {_MEANS}, {_MEDIANS}"
        ),
        least=0,
    )
    taken_as = column(
        "word",
        "How the time of a month was taken from its cases: their median (the middle one) or their mean.",
        example="median",
        required=True,
        also="statistic, how_taken, measured_as, average_type, taken_how",
        words={"median": "middle, the middle one, middle case", "mean": "average, avg, arithmetic mean"},
        only_words=True,
        implied_by={"median": tuple(_MEDIANS.split(", ")), "mean": tuple(_MEANS.split(", "))},
    )
    days_are = column(
        "word",
        "Which days were counted: calendar days or working days.",
        example="working",
        also="days_counted, day_type, days_type, type_of_days, kind_of_days",
        words={"calendar": "calendar days, all days", "working": "working days, business days, weekdays"},
        only_words=True,
        implied_by={
            "working": (
                "working_days",
                "median_working_days",
                "mean_working_days",
                "average_working_days",
                "avg_working_days",
            )
        },
    )
    note = column(
        "text",
        "Anything a reader of the figures should know, such as what was asked for.",
        example="Refunds of council tax",
        also="notes, comment, comments, commentary, remarks, what",
    )


PROCESSING_TIMES = Contract(
    kind="processing_times",
    title="Processing times",
    purpose="How many days from a request to its outcome, by service, month and route, and of how many cases.",
    model=ProcessingTimes,
    part=("month of a service’s processing times", "months of services’ processing times"),
    slice_sql="service_id || '|' || strftime(month, '%Y-%m')",
    identity=("service_id", "month", "route"),
    given=("service_id", "month", "route"),
    figure="cases",
    period="month",
    steps=Steps("month", of="service_id"),
    rules=(
        Rule(
            "cases_without_days",
            "cases > 0 AND days IS NULL",
            "days",
            "is empty, though cases ended: the route will show without a time in the month",
            "Give the days from request to outcome, or leave the row out.",
            "warning",
        ),
        Rule(
            "days_without_cases",
            "cases = 0 AND days IS NOT NULL",
            "cases",
            "is 0, and there is a time that they took",
            "Check both: without a case there is no time.",
        ),
    ),
    needs=("channels",),
    not_ahead=("month",),
    sense=(Sense("unknown_codes", ("service_id",)),),
    after=("online_services",),
)
