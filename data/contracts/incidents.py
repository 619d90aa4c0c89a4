"""Incidents and requests raised with the IT service desk."""

from data.contracts.base import Contract, Ends, Rule, Sense, Steps, column, split

PRIORITIES = {
    "1 Critical": "1 - Critical, 1-Critical, P1, 1, Critical, Priority 1, Urgent, Major",
    "2 High": "2 - High, P2, 2, High, Priority 2",
    "3 Medium": "3 - Moderate, 3 - Medium, P3, 3, Medium, Moderate, Normal, Standard, Priority 3",
    "4 Low": "4 - Low, P4, 4, Low, Priority 4",
    "5 Planning": "5 - Planning, P5, 5, Planning, Planned, Priority 5",
}

# whole words of a status, however the desk puts them together; what holds none of them is asked about
ENDS = Ends(
    dates=("resolved_at", "closed_at"),
    status="status",
    into="finished",
    finished=frozenset(
        split(
            "closed, autoclosed, resolved, autoresolved, solved, completed, complete, cancelled, canceled, withdrawn, "
            "rejected, declined, ended, done, fixed, finished, fulfilled, abandoned, archived, concluded, discarded, "
            "refused, denied, terminated, deleted, voided"
        )
    ),
    unfinished=frozenset(
        split(
            "open, opened, new, progress, inprogress, progressing, wip, pending, hold, onhold, held, awaiting, await, "
            "waiting, assigned, unassigned, active, reopened, started, queue, queued, logged, raised, received, "
            "registered, allocated, unallocated, accepted, acknowledged, investigating, investigation, review, "
            "scheduled, planned, ongoing, suspended, paused, escalated, referred, deferred, submitted, draft, triage, "
            "triaged, outstanding, monitoring, todo, backlog, blocked, processing, resolving, working"
        )
    ),
    negated=frozenset(
        split("unresolved, unsolved, incomplete, uncompleted, unfinished, unclosed, unfulfilled, unfixed")
    ),
    negations=frozenset(split("not, never, non, un, be, being, cannot, partly, partially, part, nearly, almost, half")),
    doubtful=frozenset(split("closure, closing, resolution, completion")),
)


class Incidents:
    """One row for each incident or request. No names: columns about people are left out at intake."""

    ticket_id = column(
        "id",
        "The service desk's own number of the incident.",
        example="INC0012345",
        required=True,
        also=(
            "number, ticket_number, incident_number, incident_id, incident_no, ticket_no, ticket, call_id, "
            "call_reference, case_number, case_id, request_id, reference, reference_number, ref, ref_no, id, "
            "issue_key, key, call_number, call_no, call_ref, ticket_ref, ticket_reference, incident_ref, "
            "request_number, request_no, service_record_id, sr_id, sr_number, fault_id, job_number, job_no"
        ),
    )
    ticket_type = column(
        "word",
        "Whether something was broken (incident) or asked for (request).",
        example="incident",
        ambiguous="type, record_type, call_type, case_type, issue_type, task_type, request_type",
        words={
            "incident": "fault, break fix, INC, issue, problem report",
            "request": "service request, REQ, RITM, requested item, SR",
        },
    )
    opened_at = column(
        "moment",
        "When the incident was raised. Its month decides the month it counts in.",
        example="01/09/2026 09:30",
        required=True,
        also=(
            "opened, date_opened, opened_date, open_date, opened_on, date_logged, logged_at, logged, "
            "logged_date, logged_on, date_raised, raised_at, raised, raised_on, date_reported, reported_at, "
            "reported, created_at, created, date_created, created_date, created_on, created_time, "
            "creation_date, open_time, start_date, sys_created_at, sys_created_on, date_occurred, submit_date, "
            "submit_time, submitted_on, date_submitted, request_time, registration_date, call_date, created_date_time"
        ),
    )
    resolved_at = column(
        "moment",
        "When the service worked again for the person who raised it. Empty while it does not.",
        example="01/09/2026 11:00",
        also=(
            "date_resolved, resolved_date, resolved_on, resolution_date, resolved_time, fixed_at, date_fixed, "
            "completed_at, date_completed, solved_at, date_solved, resolved_date_time"
        ),
        ambiguous="resolved, completed, resolution_time",
        hints=(
            "fixed, fixed_on, fix_date, fix_time, time_fixed, solved, solved_on, solved_date, resolve_date, "
            "completion_date, completed_on, finished, finished_on, date_finished, finish_date, finish_time, ended, "
            "ended_on, end_date, end_time, date_ended, actual_end, actual_end_date, restored, restored_at, resolution"
        ),
        awaited=True,
    )
    closed_at = column(
        "moment",
        "When the service desk closed the incident.",
        example="03/09/2026 09:00",
        also="date_closed, closed_date, closed_on, close_date, close_time, closed_time, closure_date, date_of_closure",
        ambiguous="closed",
    )
    status = column(
        "text",
        "Where the incident stands, in the service desk's own words.",
        example="Closed",
        also="incident_state, state, ticket_status, call_status, current_status, request_status, case_status",
        hints="status_name, stage, progress, ticket_state, call_state",
        awaited=True,
    )
    priority = column(
        "word",
        "How urgent the incident is, from 1 Critical to 5 Planning.",
        example="3 Medium",
        also="ticket_priority, priority_level, urgency_priority, severity",
        hints="urgency, ticket_urgency, call_urgency, importance, criticality, impact, priority_code",
        words=PRIORITIES,
        awaited=True,
    )
    contact_channel = column(
        "text",
        "How the incident was raised.",
        example="Self-service",
        also=(
            "contact_type, channel, source, contact_method, method, origin, how_raised, call_source, ticket_source, via"
        ),
    )
    category = column(
        "text",
        "What the incident was about. A month is explained by these.",
        example="Password reset",
        also="incident_category, ticket_category, call_category, classification, issue_category, topic, category_name",
        hints=(
            "issue_type, call_type, request_type, case_type, record_type, task_type, type, problem_type, fault_type, "
            "incident_type, ticket_type, ticket_form, main_area, area, problem_area, service_area, subject_area, "
            "main_category, category_1, category_tier_1, category_level_1, tier_1, operational_categorization_tier_1, "
            "product_categorization_tier_1, closure_category, service_category, product, application, system, "
            "service, component, components, symptom, nature, fault, issue, problem, skill"
        ),
        awaited=True,
    )
    subcategory = column(
        "text",
        "The finer category.",
        example="Account locked",
        also="sub_category, subcat, sub_classification, category_2, secondary_category",
        hints="sub_area, sub_type, subtype, item, category_tier_2, category_level_2, tier_2, detail_area",
    )
    directorate = column(
        "text",
        "The part of the council that raised it.",
        example="Housing",
        also=(
            "department, service_area, division, business_unit, team_department, directorate_name, "
            "business_area, organisation, company"
        ),
        hints=(
            "dept, dept_name, department_name, customer_department, caller_department, user_department, "
            "requester_department, client_department, location, site, office, building, branch, section, "
            "business_service, service, unit, org_unit, organisation_unit, customer_site, cost_centre, faculty"
        ),
        awaited=True,
    )
    assignment_group = column(
        "text",
        "The team that dealt with it.",
        example="Service desk",
        also=(
            "assigned_group, assigned_team, resolver_group, support_group, team, queue, group, operator_group, "
            "owner_team, resolver_team, resolution_group, support_team, technician_group, agent_group"
        ),
    )
    reassignments = column(
        "whole",
        "How many times it was passed to another team.",
        unit="count",
        example="0",
        also="reassignment_count, times_reassigned, number_of_reassignments, bounces",
        ambiguous="reassigned",
        least=0,
    )
    reopened_count = column(
        "whole",
        "How many times it was opened again after it was resolved.",
        unit="count",
        example="0",
        also="reopen_count, times_reopened, number_of_reopens, reopens",
        ambiguous="reopened",
        least=0,
    )
    resolved_first_contact = column(
        "yesno",
        "Whether the first person spoken to resolved it.",
        example="yes",
        also=(
            "first_contact_resolution, first_contact, first_contact_fix, first_time_fix, "
            "first_call_resolution, fcr, resolved_at_first_contact, first_line_fix"
        ),
    )
    sla_met = column(
        "yesno",
        "Whether it was resolved in the time agreed.",
        example="yes",
        also="made_sla, within_sla, met_sla, sla_achieved, in_sla, resolved_within_sla",
        ambiguous="sla",
    )
    work_time_lost_minutes = column(
        "number",
        "Working time the person says they lost. Left empty, it is not estimated.",
        unit="minutes",
        example="45",
        also=(
            "time_lost_minutes, time_lost_mins, work_time_lost_mins, work_time_lost, time_lost, lost_time, "
            "minutes_lost, mins_lost, lost_minutes, productivity_lost_minutes, lost_time_minutes, "
            "working_time_lost, working_time_lost_minutes"
        ),
        scale={
            "work_time_lost_hours": 60,
            "time_lost_hours": 60,
            "hours_lost": 60,
            "lost_hours": 60,
            "work_time_lost_hrs": 60,
            "time_lost_hrs": 60,
            "lost_time_hours": 60,
        },
        least=0,
    )
    satisfaction = column(
        "whole",
        "How happy the person was with the service, from 0 to 10.",
        unit="0 to 10",
        example="8",
        also="satisfaction_0_10, satisfaction_score, happiness, survey_score",
        ambiguous="csat, score, rating",
        least=0,
        most=10,
    )
    finished = column(
        "yesno",
        "Whether it is finished although no date says when. Left out, it is worked out from the status.",
        example="no",
    )
    updated_at = column(
        "moment",
        "When the row was last changed. Only used to find the last of several rows of one incident.",
        example="03/09/2026 09:00",
        also=(
            "sys_updated_at, sys_updated_on, updated, last_updated, date_updated, updated_on, modified, "
            "last_modified, modified_at, date_modified"
        ),
        stored=False,
    )


INCIDENTS = Contract(
    kind="incidents",
    title="Incidents",
    purpose="Every incident and request raised with the IT service desk, one row each, as the desk exports them.",
    model=Incidents,
    part=("month of incidents", "months of incidents"),
    slice_sql="strftime(opened_at, '%Y-%m')",
    identity=("ticket_id",),
    latest_by="updated_at",
    figure="work_time_lost_minutes / 60",
    period="opened_at",
    steps=Steps("opened_at"),
    rules=(
        Rule(
            "resolved_before_opened",
            "resolved_at < opened_at",
            "resolved_at",
            "is before the incident was opened",
            "Check both dates. Published as it is, the incident counts, but not in the times to resolve.",
            "warning",
        ),
        Rule(
            "closed_before_opened",
            "closed_at < opened_at",
            "closed_at",
            "is before the incident was opened",
            "Check both dates. Published as it is, the incident still counts.",
            "warning",
        ),
        Rule(
            "more_than_a_month_lost",
            "work_time_lost_minutes > 160 * 60",
            "work_time_lost_minutes",
            "is more than a working month (160 hours) lost to one incident",
            "Check that the column is in minutes. Published as it is, this one record may make the month.",
            "warning",
        ),
    ),
    needs=("incidents",),
    not_ahead=("opened_at", "resolved_at", "closed_at"),
    sense=(Sense("incidents"),),
    by_machine=True,
    ends=ENDS,
)
