"""What each measure means, which way is better, and how it is judged."""

from data.contracts import related_plans
from data.contracts.base import Contract, Rule, Sense, Shared, column

# Measures worked out from incidents and channel volumes, with their units: they exist without a submitted definition.
COMPUTED = {
    "work_time_lost": "hours",
    "incidents": "count",
    "password_resets": "count",
    "minutes_lost_mean": "minutes",
    "minutes_lost_median": "minutes",
    "hours_to_resolve_mean": "hours",
    "hours_to_resolve_median": "hours",
    "backlog": "count",
    "backlog_over_90_days": "count",
    "reopened": "count",
    "first_contact_share": "percent",
    "digital_take_up": "percent",
    "assisted_digital": "count",
    "online_completion": "percent",
    "online_failed": "percent",
    "phone_abandoned": "percent",
    "phone_wait": "minutes",
    "avoidable_contact": "percent",
    "service_satisfaction": "percent",
}

FEWEST_BASELINE_MONTHS = 12  # of which a usual range can be made
PERIODS = {"month": 1, "quarter": 3, "year": 12}  # how often there is a figure, and the months of such a period
MEASURE_SPELLINGS = (
    "measure, measure_code, kpi_id, kpi, kpi_code, kpi_ref, indicator_id, indicator, indicator_code, "
    "pi_code, pi_ref, measure_ref"
)


class Measures:
    """One row for each measure."""

    measure_id = column(
        "id",
        "Short code of the measure, the same in every file.",
        example="calls_answered",
        required=True,
        also=f"{MEASURE_SPELLINGS}, id, code, ref",
    )
    name = column(
        "text",
        "The measure's name as members read it.",
        example="Calls answered",
        required=True,
        also="measure_name, kpi_name, indicator_name, title, short_name, description_short",
    )
    plain_meaning = column(
        "text",
        "What it measures, in words anybody understands.",
        example="Share of calls to the contact centre that were answered.",
        also="meaning, description, definition, what_it_means, plain_english, explanation",
        asked=True,
    )
    unit = column(
        "word",
        "What the values are counted in.",
        example="percent",
        required=True,
        also="units, unit_of_measure, measured_in",
        ambiguous="format",
        words={
            "percent": "%, percentage, pct, per cent, % of total",
            "gbp": "£, pounds, pound, currency, money, sterling, £s, pounds sterling",
            "count": "number, no, num, #, volume, total, integer, quantity, numeric",
            "minutes": "minute, mins, min",
            "hours": "hour, hrs, hr",
            "days": "day, working days, calendar days",
            "score": "points, rating, index",
            "ratio": "rate, per head",
            "yesno": "yes/no, yes or no, y/n, boolean",
        },
        only_words=True,
    )
    direction = column(
        "word",
        "Which way is better: increase, decrease, or neutral where neither is.",
        example="increase",
        required=True,
        also="polarity, good_is, better, desired_direction, improvement_direction, which_way_is_better",
        words={
            "increase": (
                "up, higher, high, higher is better, bigger is better, increasing, maximise, more is better, aim "
                "to maximise"
            ),
            "decrease": (
                "down, lower, low, lower is better, smaller is better, decreasing, minimise, less is better, aim "
                "to minimise"
            ),
            "neutral": "neither, either, no direction, information, info only, contextual, not applicable",
        },
        only_words=True,
    )
    target = column(
        "number",
        "The value the council wants to reach, in the unit.",
        unit="the measure's",
        example="95",
        also="target_value, annual_target",
        ambiguous="goal",
    )
    recalculate_from = column(
        "months",
        "Months from which the usual range is worked out afresh, because the process itself changed.",
        example="2025-04;2026-01",
        also="recalculations, recalculate, step_changes, rebase_from, recalculate_months",
    )
    recalculation_reason = column(
        "text",
        "Why the usual range is worked out afresh.",
        example="New telephone system",
        also="recalculate_reason, reason_for_recalculation, step_change_reason",
    )
    baseline_points = column(
        "whole",
        "How many first months fix the usual range; empty uses all of them.",
        unit="months",
        example="24",
        also="baseline_months, fix_after_n_points",
        not_meant="baseline, baseline_value, baseline_figure, baseline_performance, starting_point, start_value",
        not_meant_as="starting value",
        least=FEWEST_BASELINE_MONTHS,
    )
    screen_outliers = column(
        "yesno",
        ("Whether single extreme months are set aside when the usual range is worked out (yes if left empty)."),
        example="yes",
        also="screen, exclude_outliers",
    )
    theme = column(
        "text",
        "The heading under which members find it.",
        example="Customer contact",
        also="category, heading",
        ambiguous="group",
    )
    owner_role = column(
        "text",
        "The post that answers for the measure: a role, never a name.",
        example="Head of Customer Services",
        also="owner_post, responsible_role, lead_role, accountable_role, owner",
    )
    data_source = column(
        "text", "Where the figures come from.", example="Contact centre system", also="source, system, source_system"
    )
    benchmark_name = column(
        "text", "Whom the measure is compared with.", example="Median of 40 district councils", ambiguous="benchmark"
    )
    benchmark_value = column(
        "number",
        "The others' value, in the unit.",
        unit="the measure's",
        example="91.5",
        also="benchmark_figure, comparator_value",
        hints="benchmark, comparator",
    )
    benchmark_definition = column(
        "text",
        "What the benchmark counts, of whom and when.",
        example="Answered within 5 minutes, 2025/26",
        also="benchmark_meaning, comparator_definition",
    )
    due_day = column(
        "whole",
        "Day of the following month by which the figure is due.",
        unit="day of the month",
        example="15",
        also="due_by_day, submission_day",
        ambiguous="due",
        least=1,
        most=31,
    )
    objective = column(
        "text",
        "Codes of the objectives and corporate priorities it serves, with ; between.",
        example="O1;CP1",
        also="objective_id, objectives, corporate_priority",
        ambiguous="priority",
    )
    retired_on = column(
        "date",
        "The day from which it is measured no more. Its figures stay; it owes none from then on.",
        example="01/04/2027",
        also="discontinued_on, withdrawn_on, ended_on, measured_until, retired_from",
        ambiguous="retired, discontinued",
    )
    replaced_by = column(
        "id",
        "Code of the measure that took its place.",
        example="phone_abandoned",
        also="superseded_by, successor, replacement, replaced_with, replacement_measure",
    )
    period = column(
        "word",
        "How often there is a figure: month, quarter or year, as the financial year has them (month if left empty).",
        example="month",
        also="frequency, reporting_frequency, periodicity, how_often, collection_frequency, interval",
        words={
            "month": "monthly, months, m, every month, each month",
            "quarter": "quarterly, quarters, q, qtr, qtrly, every quarter, each quarter, 3-monthly, three-monthly",
            "year": "yearly, years, annual, annually, y, every year, each year, financial year",
        },
        only_words=True,
    )
    per_working_day = column(
        "yesno",
        "Whether a month with more working days is expected to have more; not of percentages (no if left empty).",
        example="no",
        also="working_days, by_working_days, working_day_adjusted",
    )
    version = column(
        "text",
        "Which version of the definition this is.",
        example="2",
        also="definition_version, version_no, version_number",
    )
    approved_by = column(
        "text",
        "The body or post that approved the definition, and when: never a person's name.",
        example="Overview and Scrutiny Committee, 18 March 2026",
        also="approved_by_role, approval, agreed_by, signed_off_by",
    )
    first_period = column(
        "month",
        "The first month, or the first month of the first quarter or year, that is measured in this way.",
        example="2026-04",
        also="first_month, measured_from, measured_since, start_period, effective_from, in_use_from",
    )
    proxy_for = column(
        "text",
        "What the measure only stands for, because that itself cannot be measured; empty where it is the thing itself.",
        example="Productivity of staff who work at home",
        also="proxy, proxy_of, stands_for, stands_in_for",
    )
    benchmark_period = column(
        "text",
        "Of what time the benchmark is.",
        example="April 2025 to March 2026",
        also="benchmark_year, benchmark_date, comparator_period",
    )
    benchmark_n = column(
        "whole",
        "Of how many organisations the benchmark is made.",
        unit="count",
        example="40",
        also="benchmark_count, benchmark_sample_size, number_compared",
        least=1,
    )
    benchmark_formula = column(
        "text",
        "How the benchmark is worked out.",
        example="Calls answered within 5 minutes ÷ calls offered × 100",
        also="benchmark_calculation, comparator_formula",
    )
    benchmark_comparable = column(
        "word",
        "Whether the benchmark can be compared with the council's figure: yes, in part, or no.",
        example="in_part",
        also="comparable, is_comparable, benchmark_is_comparable",
        words={
            "yes": "y, true, comparable, fully",
            "in_part": "in part, partly, partially, limited, with care",
            "no": "n, false, not comparable",
        },
        only_words=True,
    )
    benchmark_comparable_why = column(
        "text",
        "Why it can be compared, or not.",
        example="They count calls that were called back as answered",
        also="benchmark_caveat, comparability, comparable_why, why_comparable",
    )
    related_plan = related_plans.related_plan()
    related_plan_link = related_plans.related_plan_link()


MEASURES = Contract(
    kind="measures",
    title="Measures",
    purpose="What each measure means, its unit, which way is better, its target and when its range starts afresh.",
    model=Measures,
    part=("measure definition", "measure definitions"),
    slice_sql="measure_id",
    identity=("measure_id",),
    needs=("measures",),
    rules=(
        *related_plans.RULES,
        Rule(
            "comparison_without_benchmark",
            "benchmark_comparable IS NOT NULL AND benchmark_value IS NULL",
            "benchmark_comparable",
            "speaks of a benchmark, and there is none",
            "Fill in benchmark_value, or leave benchmark_comparable empty.",
            "warning",
        ),
    ),
    sense=(
        Sense("unmatched_recalculations"),
        Sense("retired_measures"),
        Sense("changed_periods"),
        Sense("noughts", ("target",)),
        Sense("shares_of_one", ("target", "benchmark_value"), "unit = 'percent'"),
    ),
    after=("objectives",),
    shared=Shared(
        (
            "measure_id",
            "name",
            "plain_meaning",
            "unit",
            "direction",
            "screen_outliers",
            "theme",
            "data_source",
            "period",
            "per_working_day",
            "proxy_for",
        ),
        "retired_on IS NULL",
    ),
)
