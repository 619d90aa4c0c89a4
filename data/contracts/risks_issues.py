"""What may go wrong in a project (risks) and what has (issues), with scores and what is done about them."""

from data.contracts.base import Column, Contract, Sense, column
from data.contracts.projects import PROJECT_SPELLINGS

# Endings of headers that say of which sort every row is: a register of risks has risk_id and risk_title.
_OF_ONE_SORT = (
    *("", "_id", "_ref", "_no", "_number", "_code", "_title", "_name", "_description", "_owner", "_score"),
    *("_status", "_category"),
)


def _step(meaning: str, also: str = "") -> Column:
    return column("whole", meaning, unit="1 to 5", example="3", also=also, least=1, most=5)


class RisksIssues:
    """One row for each risk or issue."""

    item_id = column(
        "code",
        "Short code of the risk or issue.",
        example="R-031",
        required=True,
        also=(
            "risk_id, issue_id, raid_id, risk_ref, issue_ref, id, code, ref, risk_no, risk_number, risk_code, "
            "issue_no, issue_number, issue_code"
        ),
    )
    project_id = column(
        "code",
        "Code of the project, as in the register; empty for a risk of the whole council.",
        example="PRJ-014",
        also=PROJECT_SPELLINGS,
    )
    kind = column(
        "word",
        "Whether it may happen (risk) or has happened (issue).",
        example="risk",
        required=True,
        also="risk_or_issue, raid_type, item_type",
        ambiguous="type",
        words={"risk": "risks, r, threat", "issue": "issues, i, problem"},
        implied_by={word: tuple(f"{word}{of}" for of in _OF_ONE_SORT) for word in ("risk", "issue")},
        only_words=True,
    )
    title = column(
        "text",
        "What it is, in a few words.",
        example="Engineers may not be free",
        required=True,
        also="risk, name, risk_title, issue_title, headline, description, risk_name, issue_name, issue",
    )
    cause_event_effect = column(
        "text",
        "Because of what, what may happen, with which effect.",
        example=("Because the supplier serves three councils, engineers may not be free, and the move slips a month."),
        also="cause, detail, details, risk_description, long_description",
    )
    category = column(
        "text",
        "What sort it is. Cyber is flagged.",
        example="Supplier",
        also="risk_category, theme, area",
        hints="type",
    )
    impact_area = column("text", "What it would hit.", example="Time", also="impact_on, affects, dimension")
    likelihood_1_5 = _step("How likely it is, from 1 rare to 5 almost certain.", "likelihood, probability")
    impact_1_5 = _step("How bad it would be, from 1 minor to 5 severe.", "impact, severity, consequence")
    score = column(
        "whole",
        "Likelihood times impact; worked out where it is left empty.",
        unit="1 to 25",
        example="12",
        also="risk_score, inherent_score, current_score",
        ambiguous="rating",
        least=1,
        most=25,
    )
    residual_likelihood = _step("How likely it is after what is being done.", "residual_probability")
    residual_impact = _step("How bad it would be after what is being done.", "residual_severity")
    target_score = column(
        "whole",
        "The score the council will live with.",
        unit="1 to 25",
        example="6",
        ambiguous="target, appetite",
        least=1,
        most=25,
    )
    trend = column(
        "word",
        "Which way it moves.",
        example="same",
        also="direction_of_travel",
        ambiguous="direction, movement",
        words={
            "up": "rising, increasing, worse, worsening, higher",
            "same": "steady, stable, unchanged, no change, static",
            "down": "falling, decreasing, better, improving, lower",
        },
        only_words=True,
    )
    proximity_date = column(
        "date", "When it would strike.", example="01/11/2026", also="expected_on", ambiguous="proximity"
    )
    mitigation_planned = column(
        "text",
        "What will be done about it.",
        example="Book engineers now",
        also="mitigation, planned_mitigation, actions",
    )
    mitigation_done = column("text", "What has been done about it.", example="Two booked", also="mitigation_taken")
    owner_role = column(
        "text",
        "The post that owns it: a role, never a name.",
        example="Programme manager",
        also="owner, risk_owner, issue_owner, owner_post",
    )
    raised_on = column("date", "The day it was raised.", example="12/06/2026", also="date_raised, opened_on, logged_on")
    reviewed_on = column(
        "date", "The day it was last looked at.", example="30/09/2026", also="last_reviewed, date_reviewed, review_date"
    )
    due_on = column("date", "The day by which it should be dealt with.", example="31/10/2026", also="due, due_date")
    status = column(
        "word",
        "Whether it is still open.",
        example="open",
        also="state, risk_status, issue_status",
        words={
            "open": "active, live, ongoing, new, in progress",
            "closed": "resolved, done, complete, mitigated, accepted, retired",
        },
        only_words=True,
    )
    became_issue = column("yesno", "Whether the risk came true.", example="no", also="materialised, realised")
    escalated_to = column("text", "The body it was passed up to.", example="Digital board", ambiguous="escalation")
    affects_cyber = column(
        "yesno",
        "Whether it touches cyber security.",
        example="no",
        also="cyber_security, cyber_risk",
        ambiguous="cyber",
    )


RISKS_ISSUES = Contract(
    kind="risks_issues",
    title="Risks and issues",
    purpose="What may go wrong in each project and what has, with scores, movement and what is done about it.",
    model=RisksIssues,
    part=("risk or issue", "risks and issues"),
    slice_sql="item_id",
    identity=("item_id",),
    needs=("projects",),
    not_ahead=("raised_on", "reviewed_on"),
    sense=(Sense("unknown_codes", ("project_id",)),),
    after=("projects",),
)
