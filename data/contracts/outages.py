"""When a service did not work: how long, for how many people, and why, in words that may be public."""

from data.contracts.base import Contract, Rule, column


class Outages:
    """One row for each outage, and for each time of planned work."""

    outage_id = column(
        "code",
        "Short code of the outage.",
        example="OUT-2026-04",
        required=True,
        also="outage_ref, outage_no, outage_number, outage_code, incident_id, incident_ref, id, ref, code",
    )
    service = column(
        "text",
        "The service that did not work: its code in the catalogue, or a name such as E-mail where it is in none.",
        example="parking-permits",
        required=True,
        also="service_id, service_name, service_code, system_service, service_affected, affected_service",
        ambiguous="system",
        publish_safe=True,
    )
    started_at = column(
        "moment",
        "When it stopped working.",
        example="12/05/2026 09:10",
        required=True,
        also="start, started, began_at, outage_start, start_time, from, down_from, down_at",
    )
    ended_at = column(
        "moment",
        "When it worked again. Empty: it does not work yet.",
        example="12/05/2026 13:10",
        also="end, ended, restored_at, outage_end, end_time, until, resolved_at, up_at, back_at",
    )
    users_affected = column(
        "whole",
        "How many people could not use it, staff and residents together.",
        unit="count",
        example="640",
        also="people_affected, number_affected, affected_users, users, users_impacted",
        least=0,
    )
    extent = column(
        "word",
        "Whether all of the service was down (full) or some of it (part).",
        example="full",
        also="full_or_part, total_or_partial, outage_extent, impact",
        words={
            "full": "total, complete, whole, all, full outage, total loss",
            "part": "partial, some, degraded, slow, partly, partial outage",
        },
        only_words=True,
    )
    planned = column(
        "yesno",
        "Whether it was work that had been announced (no if left empty).",
        example="no",
        also="planned_work, planned_outage, planned_maintenance, scheduled, maintenance",
    )
    cause = column(
        "text",
        "The cause in general words that may be public: no names of systems, versions or weaknesses.",
        example="The supplier’s storage failed",
        also="reason, root_cause, cause_summary, description, summary, plain_summary",
        publish_safe=True,
    )
    measure_ids = column(
        "text",
        "Codes of the measures that it touched and on whose charts it stands, with ; between.",
        example="website_availability; calls_offered",
        also="measures_touched, touched_measures, kpis_touched",
        publish_safe=True,
    )


OUTAGES = Contract(
    kind="outages",
    title="Outages",
    purpose="When a service did not work: from when to when, for how many people, and why in general words.",
    model=Outages,
    part=("outage", "outages"),
    slice_sql="outage_id",
    identity=("outage_id",),
    not_ahead=("started_at", "ended_at"),
    rules=(
        Rule(
            "ended_before_started",
            "ended_at < started_at",
            "ended_at",
            "is before it began",
            "Check both moments: they may have been swapped.",
        ),
        Rule(
            "no_codes_of_measures",
            "NOT regexp_full_match(trim(measure_ids), '[A-Za-z0-9_@-]+(\\s*;\\s*[A-Za-z0-9_@-]+)*')",
            "measure_ids",
            "is no list of codes of measures",
            "Write the codes as the measures file has them, with ; between.",
        ),
    ),
)
