"""What a committee asked, recommended or was promised, and what became of it."""

from data.contracts.base import Contract, Rule, Sense, column
from data.contracts.measures import MEASURE_SPELLINGS
from data.contracts.projects import PROJECT_SPELLINGS


class Actions:
    """One row for each question, recommendation or action of a meeting."""

    action_id = column(
        "code",
        "Short code of the question, recommendation or action.",
        example="A-2026-014",
        required=True,
        also=(
            "action_ref, action_no, action_number, recommendation_id, recommendation_ref, question_id, id, ref, code"
        ),
    )
    kind = column(
        "word",
        "Whether it is a question, an action that was promised, or a recommendation to the executive.",
        example="recommendation",
        required=True,
        also="action_type, item_type",
        ambiguous="type",
        words={
            "question": "questions, q, query, information request",
            "action": "actions, a, task, promise, follow-up",
            "recommendation": "recommendations, rec, r, resolution",
        },
        implied_by={"recommendation": ("recommendation_id", "recommendation_ref", "recommendation")},
        only_words=True,
    )
    meeting_id = column(
        "id",
        "Code of the meeting at which it was raised, as in the list of meetings.",
        example="OSC-2026-09",
        also="meeting, meeting_ref, meeting_code",
    )
    committee = column(
        "text",
        "The committee that raised it.",
        example="Overview and Scrutiny Committee",
        also="committee_name, panel, board, body",
    )
    raised_on = column(
        "date",
        "The day it was raised; of a meeting that the dashboard knows, that day if left empty.",
        example="16/09/2026",
        also="date_raised, meeting_date, date_of_meeting, agreed_on, date_agreed",
        ambiguous="date",
    )
    text = column(
        "text",
        "What was asked, recommended or promised, in the committee's words. No names.",
        example="Report how many callers give up before they are answered",
        required=True,
        also="action, question, recommendation, action_agreed, action_required, wording, description, details",
    )
    title = column(
        "text",
        "What it is about, in a few words, as charts and lists name it; the text itself if left empty.",
        example="Callers who give up",
        also="short_title, headline, subject, topic, summary",
    )
    owner_role = column(
        "text",
        "The post that answers for it: a role, never a name.",
        example="Head of Customer Services",
        required=True,
        also="owner, lead_officer, lead, responsible_officer, responsible, action_owner, assigned_to, to_whom, by_whom",
    )
    due_on = column(
        "date",
        "The day by which it should be answered or done.",
        example="18/11/2026",
        also="due, due_date, deadline, target_date, by_when, complete_by",
    )
    status = column(
        "word",
        "Where it stands.",
        example="done",
        also="state, action_status, progress_status",
        words={
            "open": "outstanding, new, not started, pending, awaiting reply",
            "in_progress": "in progress, ongoing, under way, started, active, partly done",
            "done": "complete, completed, closed, answered, implemented, finished, discharged",
            "dropped": "withdrawn, cancelled, superseded, no longer needed, not taken forward",
        },
        only_words=True,
    )
    response = column(
        "word",
        "What the executive said to a recommendation.",
        example="accepted",
        also="cabinet_response, executive_response, decision",
        words={
            "accepted": "agreed, agree, accept, approved",
            "partly_accepted": "partly accepted, accepted in part, partially accepted, partly agreed",
            "rejected": "not accepted, declined, refused, not agreed",
            "awaited": "awaiting response, pending, to be considered, deferred",
        },
        only_words=True,
    )
    reply = column(
        "text",
        "What was answered or done, in plain words. No names.",
        example="8 in 100 callers gave up in September; the figure is now shown on Channel shift.",
        also="answer, outcome, update, progress, latest_update, reply_text, response_text",
    )
    closed_on = column(
        "date",
        "The day it was answered or done.",
        example="02/11/2026",
        also="date_closed, completed_on, date_completed, done_on, closed, answered_on",
    )
    evidence = column(
        "text",
        "Where the dashboard shows it: an address within it.",
        example="/channel_shift?view=volumes&as_at=2026-09-16",
        also="link, evidence_link, exhibit",
    )
    measure_id = column(
        "id",
        "Code of the measure that it is about, if it is about one.",
        example="phone_abandoned",
        also=MEASURE_SPELLINGS,
    )
    project_id = column(
        "code", "Code of the project that it is about, if it is about one.", example="PRJ-014", also=PROJECT_SPELLINGS
    )
    restricted = column(
        "yesno",
        "Whether it was raised in private session: counted, but not shown (no if left empty).",
        example="no",
        also="exempt, confidential, private, part_2",
    )


ACTIONS = Contract(
    kind="actions",
    title="Questions, recommendations and actions",
    purpose="What the committee asked, recommended or was promised, who answers for it, and what became of it.",
    model=Actions,
    part=("action", "actions"),
    slice_sql="action_id",
    identity=("action_id",),
    needs=("measures", "projects"),
    not_ahead=("raised_on", "closed_on"),
    rules=(
        Rule(
            "closed_before_raised",
            "closed_on < raised_on",
            "closed_on",
            "is before the day it was raised",
            "Check both dates.",
        ),
        Rule(
            "due_before_raised",
            "due_on < raised_on",
            "due_on",
            "is before the day it was raised",
            "Check both dates.",
            "warning",
        ),
        Rule(
            "closed_and_open",
            "closed_on IS NOT NULL AND status IN ('open', 'in_progress')",
            "status",
            "says it is open, and closed_on names the day it was closed",
            "Write done, or leave closed_on empty.",
        ),
        Rule(
            "response_to_no_recommendation",
            "response IS NOT NULL AND kind <> 'recommendation'",
            "response",
            "is the executive's answer to a recommendation, and this is none",
            "Write what was answered in reply.",
        ),
        Rule(
            "address_elsewhere",
            "evidence IS NOT NULL AND NOT regexp_matches(evidence, '^/[a-z_]*([?][^\\s<>\"]*)?$')",
            "evidence",
            "is no address within the dashboard",
            "Copy the address of its page from the first / on, such as /projects?project=PRJ-014, or leave it empty.",
        ),
    ),
    sense=(Sense("unknown_codes", ("project_id",)), Sense("unknown_measures", ("measure_id",))),
    after=("measures", "projects", "meetings"),
)
