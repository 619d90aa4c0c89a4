"""What each service handled in each channel: the figures behind digital take-up, channel mix and who is left behind."""

from data.contracts.base import Contract, Rule, Sense, Steps, Weekly, column
from data.contracts.channels import ChannelWords
from data.contracts.kpi_values import MONTH_SPELLINGS


class ChannelVolumes:
    """One row for each service, period and channel (and area, where the file has areas)."""

    service_id = column(
        "code",
        "Code of the service, the same as in the catalogue of online services.",
        example="parking-permits",
        required=True,
        also="service_code, service_ref, service, slug, transaction_id, service_slug",
    )
    service_name = column(
        "text",
        "The service's name as members read it, where the catalogue does not have it.",
        example="Parking permits",
        also="name_of_service, service_title, transaction, transaction_name",
    )
    directorate = column(
        "text",
        "The directorate that runs the service, where the catalogue does not say.",
        example="Place and Planning",
        also="department, service_area, division, dept",
    )
    month = column(
        "month",
        "The month the figures are for; of a quarter, its first month.",
        example="2026-09",
        required=True,
        also=MONTH_SPELLINGS.replace(", period_end", ""),
        length_in="months",
    )
    week_commencing = column(
        "date",
        "The first day of the week that the figures are for, where a file is weekly: weeks are summed to months.",
        example="05/01/2026",
        also=(
            "week_commencing (*), week_beginning, week_starting, week_start, week_start_date, week_from, w/c, wc, "
            "week_of, week, week_date, wk, iso_week, year_week, week_number"
        ),
        stored=False,
    )
    week_ending = column(
        "date",
        "The last day of the week that the figures are for, where a file is weekly.",
        example="11/01/2026",
        also="week_ending (*), week_end, week_end_date, week_to, w/e, wk_ending",
        stored=False,
    )
    months = column(
        "whole",
        "How many months the figures are for: 1, or 3 for a quarter, or 12 for a year. Empty means 1.",
        unit="months",
        example="1",
        also="period_months, months_covered, length_in_months",
        allowed=(1, 3, 12),
    )
    channel = column(
        "word",
        (
            "How people reached the council: one of the channels of council.toml. 'All' is a total that "
            "nobody has split."
        ),
        example="online",
        required=True,
        also="contact_channel, channel_name, access_channel, mode, contact_method, route, method",
        words=ChannelWords(),
        only_words=True,
    )
    area_id = column(
        "code",
        "Code of the ward or area, where the figures are split by area.",
        example="E05001234",
        also="area, area_code, ward, ward_code",
    )
    contacts = column(
        "number",
        "All contacts in the channel, whether or not they ended in a completed transaction.",
        unit="count",
        example="1240",
        also="contacts_received, enquiries, contact_volume, total_contacts",
        least=0,
    )
    started = column(
        "number",
        "Transactions that people began.",
        unit="count",
        example="980",
        also="transactions_started, starts, started_transactions, forms_started",
        least=0,
    )
    completed = column(
        "number",
        "Transactions that ended with what the service is for, refusals included.",
        unit="count",
        example="860",
        required=True,
        also=(
            "completed_transactions, transactions_completed, completions, transactions, volume, "
            "transaction_volume, count, volumes, vol, vols, number_of_transactions"
        ),
        least=0,
    )
    assisted_digital_completed = column(
        "number",
        "Of the completed ones, how many a person was helped with.",
        unit="count",
        example="40",
        also="assisted_completed, assisted_transactions, completed_with_help",
        least=0,
    )
    failed = column(
        "number",
        "Attempts that ended in an error page or were given up.",
        unit="count",
        example="120",
        also="failures, failed_transactions, abandoned_forms, errors, failed_attempts",
        least=0,
    )
    avoidable_contacts = column(
        "number",
        "Contacts that would not have been needed, had something worked the first time.",
        unit="count",
        example="75",
        also="avoidable_contact, failure_demand",
        ambiguous="avoidable",
        least=0,
    )
    avoidable_reason = column(
        "text",
        "The commonest reason for avoidable contacts.",
        example="Asking how far an application has come",
        also="avoidable_contact_reason, reason_avoidable, main_avoidable_reason",
    )
    problems_reported = column(
        "number",
        "Problems with the service that residents reported.",
        unit="count",
        example="4",
        also="issues_reported, problem_reports, reported_problems, complaints",
        least=0,
    )
    calls_offered = column(
        "number",
        "Calls that reached the queue.",
        unit="count",
        example="1310",
        also="calls_received, calls_in, incoming_calls, offered",
        least=0,
    )
    calls_abandoned = column(
        "number",
        "Calls where the caller hung up before an answer.",
        unit="count",
        example="92",
        also="abandoned, abandoned_calls, calls_lost, lost_calls",
        least=0,
    )
    avg_wait_seconds = column(
        "number",
        "How long callers waited for an answer, on average.",
        unit="seconds",
        example="185",
        also="average_wait_seconds, average_wait, avg_wait, asa, average_speed_of_answer, wait_seconds",
        scale={"avg_wait_minutes": 60, "average_wait_minutes": 60, "wait_minutes": 60, "avg_wait_mins": 60},
        least=0,
    )
    cost_gbp = column(
        "number",
        "What the channel cost the council in the period, overheads included.",
        unit="£",
        example="2150.00",
        also="cost, total_cost, channel_cost, cost_pounds",
        least=0,
    )
    cost_source = column(
        "text",
        "Where the cost comes from, with its year.",
        example="Finance system, 2025/26",
        also="source_of_cost, cost_basis, costs_source",
    )
    sat_1 = column(
        "number", "How many answered very dissatisfied.", unit="count", example="3", also="very_dissatisfied", least=0
    )
    sat_2 = column("number", "How many answered dissatisfied.", unit="count", example="5", also="dissatisfied", least=0)
    sat_3 = column(
        "number",
        "How many answered neither.",
        unit="count",
        example="8",
        also="neither, neither_satisfied_nor_dissatisfied",
        least=0,
    )
    sat_4 = column("number", "How many answered satisfied.", unit="count", example="31", also="satisfied", least=0)
    sat_5 = column(
        "number", "How many answered very satisfied.", unit="count", example="24", also="very_satisfied", least=0
    )
    comment = column(
        "text",
        "Anything a reader of the figures should know.",
        example="New telephone system from 14 September",
        also="comments, note, notes, remarks, commentary, data_quality_note",
    )
    support_tickets = column(
        "number",
        "Tickets about the service that reached those who support it, whoever opened them.",
        unit="count",
        example="3",
        also="tickets, support_calls_logged, tickets_logged, tickets_raised",
        least=0,
    )


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
    weekly=Weekly("week_commencing", "week_ending", "month", averages={"avg_wait_seconds": "calls_offered"}),
    rules=(
        Rule(
            "more_completed_than_started",
            "completed > started",
            "completed",
            "is more than were started",
            "Check both. Nobody can complete what they did not start.",
        ),
        Rule(
            "more_failed_than_started",
            "failed > started",
            "failed",
            "is more than were started",
            "Check both. Published as it is, the share of failed attempts is above 100%.",
            "warning",
        ),
        Rule(
            "more_assisted_than_completed",
            "assisted_digital_completed > completed",
            "assisted_digital_completed",
            "is more than were completed",
            "Check both: it is the part of the completed ones that somebody helped with.",
        ),
        Rule(
            "more_abandoned_than_offered",
            "calls_abandoned > calls_offered",
            "calls_abandoned",
            "is more than the calls offered",
            "Check both columns: they may have been swapped.",
        ),
        Rule(
            "more_avoidable_than_contacts",
            "avoidable_contacts > contacts",
            "avoidable_contacts",
            "is more than all contacts",
            "Check both columns.",
        ),
        Rule(
            "cost_without_source",
            "cost_gbp IS NOT NULL AND cost_source IS NULL",
            "cost_gbp",
            "does not say where it comes from: members will read that no source is given",
            "Give the source and its year in cost_source, such as 'Finance system, 2025/26'.",
            "warning",
        ),
    ),
    needs=("channels",),
    not_ahead=("month",),
    sense=(
        Sense("unknown_codes", ("service_id",)),
        Sense("unknown_codes", ("area_id",)),
        Sense("volumes"),
        Sense("waits_in_minutes", ("avg_wait_seconds",)),
    ),
    after=("online_services", "areas"),
)
