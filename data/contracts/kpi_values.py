"""The value of each measure in each month."""

from data.contracts.base import Contract, Rule, Sense, Steps, column, split
from data.contracts.measures import MEASURE_SPELLINGS

MONTH_SPELLINGS = (
    "period, month_year, reporting_month, reporting_period, period_start, month_ending, period_end, date, month_date"
)

_AREAS = split(
    "area_name, area, areaname, local_authority_name, local_authority, authority_name, authority, la_name, la, "
    "lad_name, council_name, council, district_name, district, borough, county, region_name, region, geography_name, "
    "geography, place, locality, ward_name, ward, organisation_name, organisation, area_code, geography_code, la_code, "
    "lad_code, ons_code, gss_code, ward_code, region_code"
)


class KpiValues:
    """One row for each measure and month, or quarter or year."""

    measure_id = column(
        "id",
        "Code of the measure, as in the measures file.",
        example="calls_answered",
        required=True,
        also=f"{MEASURE_SPELLINGS}, id, code, ref",
    )
    month = column(
        "month",
        "The month the value is for; of a quarterly or yearly measure, its quarter or financial year.",
        example="2026-09",
        required=True,
        also=f"{MONTH_SPELLINGS}, quarter, financial_quarter, quarter_ending, fin_quarter, qtr",
        period_of="measure_id",
    )
    value = column(
        "number",
        ("The value in the measure's unit; 45 for 45%. Empty means no data. May be left to numerator and denominator."),
        unit="the measure's",
        example="93.4",
        also="actual, figure, outturn, kpi_value, actual_value, amount",
        ambiguous="result, performance",
    )
    numerator = column(
        "number",
        "The upper part of a share: the value is numerator divided by denominator.",
        example="4670",
        also="num, numerator_value",
    )
    denominator = column(
        "number", "The lower part of a share.", example="5000", also="denom, denominator_value, out_of"
    )
    note = column(
        "text",
        "Anything a reader of the figure should know.",
        example="Provisional",
        also="notes, comment, comments, commentary, data_quality_note, remarks",
    )
    answers = column(
        "number",
        "Of a survey: how many people answered.",
        unit="count",
        example="214",
        also=(
            "responses, n_responses, number_of_responses, respondents, number_of_respondents, survey_responses, "
            "number_of_answers, returns_received"
        ),
        hints="n, base, sample_size",
        least=0,
    )
    invited = column(
        "number",
        "Of a survey: how many people were asked.",
        unit="count",
        example="560",
        also="n_invited, number_invited, people_asked, number_asked, surveyed, surveys_sent, questionnaires_sent",
        hints="asked, sent",
        least=0,
    )
    response_rate = column(
        "number",
        "Of a survey: how many of those asked answered, in percent; 38 for 38%. May be left to answers and invited.",
        unit="%",
        example="38",
        also="response_rate_percent, rate_of_response, survey_response_rate, response_percent",
        least=0,
        most=100,
    )


KPI_VALUES = Contract(
    kind="kpi_values",
    title="KPI values",
    purpose="The value of each measure in each month.",
    model=KpiValues,
    part=("figure", "figures"),
    slice_sql="measure_id || '|' || strftime(month, '%Y-%m')",
    identity=("measure_id", "month"),
    wide="value",
    given=("measure_id", "month"),
    figure="value",
    period="month",
    steps=Steps("month", of="measure_id"),
    rules=(
        Rule(
            "half_a_share",
            "value IS NULL AND (numerator IS NULL) <> (denominator IS NULL)",
            "value",
            "is empty, and only one of numerator and denominator is given: the month will show as no data",
            "Give the value, or both numerator and denominator.",
            "warning",
        ),
        Rule(
            "divided_by_nothing",
            "value IS NULL AND numerator IS NOT NULL AND denominator = 0",
            "denominator",
            "is 0 and there is no value: the month will show as no data",
            "Leave it, if there was nothing to count in the month; else give the right denominator.",
            "warning",
        ),
        Rule(
            "more_answers_than_asked",
            "answers > invited",
            "answers",
            "is more than were asked",
            "Check both columns: they may have been swapped.",
        ),
        Rule(
            "another_response_rate",
            "abs(response_rate - 100 * answers / nullif(invited, 0)) >= 1",
            "response_rate",
            "is not the answers divided by those asked",
            "Check the three, or leave the rate out: it is worked out from the other two.",
        ),
    ),
    needs=("measures",),
    not_ahead=("month",),
    sense=(
        Sense("unknown_measures", ("measure_id",)),
        Sense("figures"),
        Sense("late_recalculations"),
        Sense("shares_of_one", ("response_rate",)),
    ),
    after=("measures",),
    one_of=(("value",), ("numerator", "denominator")),
    areas=_AREAS,
)
