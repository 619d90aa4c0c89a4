"""The dates that matter in each project: as first agreed, as now expected, and as they came."""

from data.contracts.base import Contract, Rule, Sense, column
from data.contracts.projects import PROJECT_SPELLINGS


class Milestones:
    """One row for each milestone."""

    milestone_id = column(
        "code",
        "Short code of the milestone.",
        example="PRJ-014-M3",
        required=True,
        also="milestone_ref, milestone_code, milestone_no, id, code, ref",
    )
    project_id = column(
        "code", "Code of the project, as in the register.", example="PRJ-014", required=True, also=PROJECT_SPELLINGS
    )
    name = column(
        "text",
        "What happens on the day.",
        example="Last site moved",
        required=True,
        also="milestone, milestone_name, title, description",
    )
    type = column(
        "word",
        "What sort of milestone it is.",
        example="delivery",
        also="milestone_type",
        words={
            "approval": "approve, sign-off, decision",
            "assurance": "gate, gateway, review",
            "delivery": "deliverable, product",
            "go_live": "go live, launch, live",
            "benefit": "benefits",
        },
        only_words=True,
    )
    baseline_date = column(
        "date",
        "The day first agreed.",
        example="30/06/2026",
        required=True,
        also="baseline, planned_date, original_date, target_date, due_date",
    )
    previous_forecast = column(
        "date", "The day expected in the report before.", example="31/08/2026", also="last_forecast, previous_date"
    )
    forecast_date = column(
        "date",
        "The day it is now expected.",
        example="30/09/2026",
        also="current_forecast, revised_date, expected_date",
        ambiguous="forecast",
    )
    actual_date = column(
        "date",
        "The day it happened.",
        example="28/09/2026",
        also="date_achieved, achieved_on, completed_on",
        ambiguous="actual",
    )
    status = column(
        "word",
        "Where it stands.",
        example="at_risk",
        also="milestone_status, rag, state",
        words={
            "not_started": "not started, future, planned",
            "on_track": "on track, green, in progress, on schedule",
            "at_risk": "at risk, amber",
            "late": "overdue, red, delayed, missed",
            "done": "complete, completed, achieved, closed, blue",
            "cancelled": "canceled, withdrawn, stopped, dropped, removed, no longer needed, not needed",
        },
        only_words=True,
    )
    critical = column(
        "yesno",
        "Whether the end date depends on it.",
        example="yes",
        also="critical_path, on_critical_path",
        ambiguous="key",
    )
    note = column("text", "Anything to know about it.", example="Waits for fibre", also="notes, comment, comments")


MILESTONES = Contract(
    kind="milestones",
    title="Milestones",
    purpose="The dates that matter in each project: as first agreed, as now expected, and as they came.",
    model=Milestones,
    part=("milestone", "milestones"),
    slice_sql="milestone_id",
    identity=("milestone_id",),
    rules=(
        Rule(
            "done_without_a_day",
            "status = 'done' AND actual_date IS NULL",
            "actual_date",
            "is empty, yet the milestone is done",
            "Give the day.",
            "warning",
        ),
    ),
    needs=("projects",),
    not_ahead=("actual_date",),
    sense=(Sense("unknown_codes", ("project_id",)),),
    after=("projects",),
)
