"""What each project reports every month: activities done and planned, issues, key risks, decisions."""

from data.contracts.base import Column, Contract, Rule, Sense, Steps, column
from data.contracts.kpi_values import MONTH_SPELLINGS
from data.contracts.projects import PROJECT_SPELLINGS
from data.contracts.statuses import FORWARD


def _rating(what: str, also: str = "", ambiguous: str = "") -> Column:
    return column("rating", f"Status of {what}.", example="Green", also=also, ambiguous=ambiguous)


def _told(meaning: str, example: str, also: str = "") -> Column:
    return column(
        "text",
        f"{meaning} Write None where there is nothing.",
        example=example,
        required=True,
        also=also,
        none_means="None",
    )


class HighlightReports:
    """One row for each project and month."""

    project_id = column(
        "code",
        "Code of the project, as in the register.",
        example="PRJ-014",
        required=True,
        also=f"{PROJECT_SPELLINGS}, id, code, ref",
    )
    month = column("month", "The month it reports on.", example="2026-09", required=True, also=MONTH_SPELLINGS)
    report_date = column(
        "date",
        "The day it was written.",
        example="05/10/2026",
        also="reported_on, date_of_report, submitted_on",
        asked=True,
    )
    status_summary = column(
        "text",
        "Where the project stands, in a sentence or two.",
        example="Numbers are being moved; two sites are left.",
        required=True,
        also="summary, status_update, overall_summary, headline",
    )
    done_this_period = _told(
        "Activities undertaken this month.",
        "Moved 12 sites to the new system.",
        ("activities_undertaken, activities_done, done, achievements, progress_this_period, completed_this_period"),
    )
    planned_next_period = _told(
        "Activities planned for next month.",
        "Move the last two sites.",
        "activities_planned, planned, next_steps, planned_activities, plans_next_period",
    )
    rag_overall = column(
        "rating",
        "Overall status: green, amber or red, or delivery confidence in five steps.",
        example="Amber",
        required=True,
        also="rag, rag_status, overall_rag, overall_status, status, overall",
    )
    rag_overall_as_written = column(
        "text", "Overall status in the words of the file.", example="Amber", copies="rag_overall"
    )
    rag_previous = _rating("the report before", "previous_rag, last_rag, rag_last_period")
    rag_time = _rating("time", "time_rag, schedule_rag, rag_schedule", "time, schedule")
    rag_cost = _rating("cost", "cost_rag, budget_rag, rag_budget", "cost, budget")
    rag_scope = _rating("scope", "scope_rag", "scope")
    rag_quality = _rating("quality", "quality_rag", "quality")
    rag_benefit = _rating("benefits", "benefits_rag, rag_benefits", "benefit, benefits")
    rag_risk = _rating("risk", "risk_rag, rag_risks", "risk")
    forward_look = column(
        "word",
        "Whether things are improving, unchanged or worsening.",
        example="no_change",
        also="outlook, direction_of_travel",
        ambiguous="direction, trend",
        words=FORWARD,
        only_words=True,
    )
    tolerance_exceeded = column(
        "yesno", "Whether time or cost is beyond what was agreed.", example="no", also="out_of_tolerance, exception"
    )
    requests_for_change = column(
        "text", "Changes to the project that were asked for.", example="Two more sites", also="change_requests, changes"
    )
    key_risks = _told("The risks that matter most.", "The supplier's engineers may not be free in November.", "risks")
    key_issues = _told("The issues that matter most.", "One site has no fibre yet.", "issues")
    corrective_actions = column(
        "text", "What is being done about them.", example="A second engineer from October", also="actions, mitigations"
    )
    decisions_needed = column(
        "text",
        "Decisions that somebody has to take.",
        example="Whether to keep the old lines until March",
        also="decisions, decisions_required, decision_needed, asks",
        none_means="None",
    )
    lessons = column("text", "What was learned.", example="Survey sites first", also="lessons_learned")
    author_role = column(
        "text",
        "The post that wrote it: a role, never a name.",
        example="Project manager",
        also="author_post, written_by_role, reported_by_role",
    )
    approved_by_role = column(
        "text", "The post that approved it.", example="Director of Resources", also="approver_role, signed_off_by_role"
    )
    approved_on = column("date", "The day it was approved.", example="07/10/2026", also="approval_date")
    version = column("text", "Version of the report.", example="1.0", also="report_version")


HIGHLIGHT_REPORTS = Contract(
    kind="highlight_reports",
    title="Highlight reports",
    purpose="What each project reports every month: activities done and planned, issues, key risks, decisions, status.",
    model=HighlightReports,
    part=("report", "reports"),
    slice_sql="project_id || '|' || strftime(month, '%Y-%m')",
    identity=("project_id", "month"),
    given=("project_id", "month"),
    steps=Steps("month", of="project_id"),
    rules=(
        Rule(
            "written_before_the_month",
            "report_date < month",
            "report_date",
            "is before the month it reports on",
            "Check the month and the date.",
            "warning",
        ),
    ),
    needs=("projects",),
    not_ahead=("month", "report_date", "approved_on"),
    sense=(Sense("unknown_codes", ("project_id",)),),
    after=("projects",),
)
