"""What the officers say about an unusual month."""

from data.contracts.base import Contract, Rule, Sense, column
from data.contracts.kpi_values import MONTH_SPELLINGS
from data.contracts.measures import MEASURE_SPELLINGS


class Explanations:
    """One row for each measure and month that needs explaining."""

    measure_id = column(
        "id",
        "Code of the measure; measures worked out from incidents have codes too, such as work_time_lost.",
        example="work_time_lost",
        required=True,
        also=f"{MEASURE_SPELLINGS}, id, code, ref",
    )
    month = column(
        "month",
        "The month that is explained; of a quarterly or yearly measure, its quarter or financial year.",
        example="2026-09",
        required=True,
        also=MONTH_SPELLINGS,
        period_of="measure_id",
    )
    cause = column(
        "text",
        "The cause in a few words.",
        example="Start of the school year",
        also="cause_category, reason, root_cause, title",
    )
    explanation = column(
        "text",
        "What happened, in plain words. No names.",
        example="Schools reset 900 passwords in the first week of term.",
        required=True,
        also="commentary, comment, comments, narrative, text, description",
    )
    exceptional = column(
        "yesno",
        (
            "Whether the month is set aside when the usual range is worked out, because it will not happen "
            "again (no if left empty)."
        ),
        example="no",
        also="exceptional_point, exclude, exceptional_month, ghost, one_off",
    )
    author_role = column(
        "text",
        "The post that explains: a role, never a name.",
        example="Service Desk Manager",
        also="role, author_post, explained_by_role, post",
    )
    action = column(
        "text",
        "What was done about it, or is to be done, so that it does not come again. No names.",
        example="Schools can reset passwords themselves since October.",
        also="action_taken, what_was_done, remedy, improvement, next_step",
    )
    owner_role = column(
        "text",
        "The post that sees to it: a role, never a name.",
        example="Service Desk Manager",
        also="action_owner, owner, owner_post, responsible",
    )
    closed_on = column(
        "date",
        "The day on which nothing was left to do about it (empty: it is still open).",
        example="30/10/2026",
        also="date_closed, closed, closed_date, completed_on, done_on",
    )


EXPLANATIONS = Contract(
    kind="explanations",
    title="Explanations",
    purpose="What the officers say about an unusual month of a measure.",
    model=Explanations,
    part=("explanation", "explanations"),
    slice_sql="measure_id || '|' || strftime(month, '%Y-%m')",
    identity=("measure_id", "month"),
    given=("measure_id", "month"),
    period="month",
    needs=("measures",),
    not_ahead=("month", "closed_on"),
    rules=(
        Rule(
            "closed_before_month",
            "closed_on < month",
            "closed_on",
            "is before the month that it is about",
            "Check the day and the month.",
        ),
    ),
    sense=(Sense("unknown_measures", ("measure_id",)),),
    after=("measures", "kpi_values"),
)
