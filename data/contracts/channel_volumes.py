"""What each service handled in each channel: the figures behind digital take-up, channel mix and who is left behind."""

import pandera.pandas as pa

from data.contracts.base import Contract, Steps, column, rule
from data.contracts.channels import ChannelWords
from data.contracts.kpi_values import MONTH_SPELLINGS

_COUNT = {"ge": 0}


class ChannelVolumes(pa.DataFrameModel):
    """One row for each service, period and channel (and area, where the file has areas)."""

    service_id: str = column(
        "code",
        "Code of the service, the same as in the catalogue of online services.",
        example="parking-permits",
        required=True,
        also=("service_code", "service_ref", "service", "slug", "transaction_id", "service_slug"),
    )
    service_name: str = column(
        "text",
        "The service's name as members read it, where the catalogue does not have it.",
        example="Parking permits",
        also=("name_of_service", "service_title", "transaction", "transaction_name"),
    )
    directorate: str = column(
        "text",
        "The directorate that runs the service, where the catalogue does not say.",
        example="Place and Planning",
        also=("department", "service_area", "division", "dept"),
    )
    month: str = column(
        "month",
        "The month the figures are for; of a quarter, its first month.",
        example="2026-09",
        required=True,
        also=tuple(each for each in MONTH_SPELLINGS if each != "period_end"),
    )
    months: int = column(
        "whole",
        "How many months the figures are for: 1, or 3 for a quarter, or 12 for a year. Empty means 1.",
        unit="months",
        example="1",
        also=("period_months", "months_covered", "length_in_months"),
        checks={"isin": [1, 3, 12]},
    )
    channel: str = column(
        "word",
        "How people reached the council: one of the channels of council.toml. 'All' is a total that nobody has split.",
        example="online",
        required=True,
        also=("contact_channel", "channel_name", "access_channel", "mode", "contact_method", "route", "method"),
        words=ChannelWords(),
        only_words=True,
    )
    area_id: str = column(
        "code",
        "Code of the ward or area, where the figures are split by area.",
        example="E05001234",
        also=("area", "area_code", "ward", "ward_code"),
    )
    contacts: float = column(
        "number",
        "All contacts in the channel, whether or not they ended in a completed transaction.",
        unit="count",
        example="1240",
        also=("contacts_received", "enquiries", "contact_volume", "total_contacts"),
        checks=_COUNT,
    )
    started: float = column(
        "number",
        "Transactions that people began.",
        unit="count",
        example="980",
        also=("transactions_started", "starts", "started_transactions", "forms_started"),
        checks=_COUNT,
    )
    completed: float = column(
        "number",
        "Transactions that ended with what the service is for, refusals included.",
        unit="count",
        example="860",
        required=True,
        also=("completed_transactions", "transactions_completed", "completions", "transactions", "volume",
              "transaction_volume", "count", "volumes", "vol", "vols", "number_of_transactions"),
        checks=_COUNT,
    )  # fmt: skip
    assisted_digital_completed: float = column(
        "number",
        "Of the completed ones, how many a person was helped with.",
        unit="count",
        example="40",
        also=("assisted_completed", "assisted_transactions", "completed_with_help"),
        checks=_COUNT,
    )
    failed: float = column(
        "number",
        "Attempts that ended in an error page or were given up.",
        unit="count",
        example="120",
        also=("failures", "failed_transactions", "abandoned_forms", "errors", "failed_attempts"),
        checks=_COUNT,
    )
    avoidable_contacts: float = column(
        "number",
        "Contacts that would not have been needed, had something worked the first time.",
        unit="count",
        example="75",
        also=("avoidable", "avoidable_contact", "failure_demand"),
        checks=_COUNT,
    )
    avoidable_reason: str = column(
        "text",
        "The commonest reason for avoidable contacts.",
        example="Asking how far an application has come",
        also=("avoidable_contact_reason", "reason_avoidable", "main_avoidable_reason"),
    )
    problems_reported: float = column(
        "number",
        "Problems with the service that residents reported.",
        unit="count",
        example="4",
        also=("issues_reported", "problem_reports", "reported_problems", "complaints"),
        checks=_COUNT,
    )
    calls_offered: float = column(
        "number",
        "Calls that reached the queue.",
        unit="count",
        example="1310",
        also=("calls_received", "calls_in", "incoming_calls", "offered"),
        checks=_COUNT,
    )
    calls_abandoned: float = column(
        "number",
        "Calls where the caller hung up before an answer.",
        unit="count",
        example="92",
        also=("abandoned", "abandoned_calls", "calls_lost", "lost_calls"),
        checks=_COUNT,
    )
    avg_wait_seconds: float = column(
        "number",
        "How long callers waited for an answer, on average.",
        unit="seconds",
        example="185",
        also=("average_wait_seconds", "average_wait", "avg_wait", "asa", "average_speed_of_answer", "wait_seconds"),
        scale={"avg_wait_minutes": 60, "average_wait_minutes": 60, "wait_minutes": 60, "avg_wait_mins": 60},
        checks=_COUNT,
    )
    cost_gbp: float = column(
        "number",
        "What the channel cost the council in the period, overheads included.",
        unit="£",
        example="2150.00",
        also=("cost", "total_cost", "channel_cost", "cost_pounds"),
        checks=_COUNT,
    )
    cost_source: str = column(
        "text",
        "Where the cost comes from, with its year.",
        example="Finance system, 2025/26",
        also=("source_of_cost", "cost_basis", "costs_source"),
    )
    sat_1: float = column(
        "number", "How many answered very dissatisfied.", unit="count", example="3", also=("very_dissatisfied",),
        checks=_COUNT,
    )  # fmt: skip
    sat_2: float = column(
        "number", "How many answered dissatisfied.", unit="count", example="5", also=("dissatisfied",), checks=_COUNT
    )
    sat_3: float = column(
        "number", "How many answered neither.", unit="count", example="8",
        also=("neither", "neither_satisfied_nor_dissatisfied"), checks=_COUNT,
    )  # fmt: skip
    sat_4: float = column(
        "number", "How many answered satisfied.", unit="count", example="31", also=("satisfied",), checks=_COUNT
    )
    sat_5: float = column(
        "number", "How many answered very satisfied.", unit="count", example="24", also=("very_satisfied",),
        checks=_COUNT,
    )  # fmt: skip
    comment: str = column(
        "text",
        "Anything a reader of the figures should know.",
        example="New telephone system from 14 September",
        also=("comments", "note", "notes", "remarks", "commentary", "data_quality_note"),
    )

    @pa.dataframe_check(
        **rule(
            "more_completed_than_started",
            "completed",
            "is more than were started",
            "Check both. Nobody can complete what they did not start.",
        )
    )
    def completed_of_started(cls, rows):
        return ~(rows["completed"] > rows["started"])

    @pa.dataframe_check(
        **rule(
            "more_failed_than_started",
            "failed",
            "is more than were started",
            "Check both. Published as it is, the share of failed attempts is above 100%.",
            "warning",
        )
    )
    def failed_of_started(cls, rows):
        return ~(rows["failed"] > rows["started"])

    @pa.dataframe_check(
        **rule(
            "more_assisted_than_completed",
            "assisted_digital_completed",
            "is more than were completed",
            "Check both: it is the part of the completed ones that somebody helped with.",
        )
    )
    def assisted_of_completed(cls, rows):
        return ~(rows["assisted_digital_completed"] > rows["completed"])

    @pa.dataframe_check(
        **rule(
            "more_abandoned_than_offered",
            "calls_abandoned",
            "is more than the calls offered",
            "Check both columns: they may have been swapped.",
        )
    )
    def abandoned_of_offered(cls, rows):
        return ~(rows["calls_abandoned"] > rows["calls_offered"])

    @pa.dataframe_check(
        **rule(
            "more_avoidable_than_contacts",
            "avoidable_contacts",
            "is more than all contacts",
            "Check both columns.",
        )
    )
    def avoidable_of_contacts(cls, rows):
        return ~(rows["avoidable_contacts"] > rows["contacts"])

    @pa.dataframe_check(
        **rule(
            "cost_without_source",
            "cost_gbp",
            "does not say where it comes from: members will read that no source is given",
            "Give the source and its year in cost_source, such as 'Finance system, 2025/26'.",
            "warning",
            reads=("cost_source",),
        )
    )
    def cost_with_source(cls, rows):
        return rows["cost_gbp"].isna() | rows["cost_source"].notna()


CHANNEL_VOLUMES = Contract(
    kind="channel_volumes",
    title="Channel volumes",
    purpose="Transactions completed by service, month and channel, with calls, failures, costs and satisfaction.",
    model=ChannelVolumes,
    part=("month of a service’s volumes", "months of services’ volumes"),
    slice_sql="service_id || '|' || strftime(month, '%Y-%m')",
    identity=("service_id", "month", "channel", "area_id"),
    wide="completed",
    adds_up="channel",
    given=("service_id", "service_name", "directorate", "month", "months", "channel", "area_id"),
    figure="completed",
    period="month",
    period_months="months",
    steps=Steps("month", of="service_id"),
)
