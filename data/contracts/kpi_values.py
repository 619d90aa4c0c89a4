"""The value of each measure in each month."""

import pandera.pandas as pa

from data.contracts.base import Contract, Steps, column, rule
from data.contracts.measures import MEASURE_SPELLINGS

MONTH_SPELLINGS = (
    "period",
    "month_year",
    "reporting_month",
    "reporting_period",
    "period_start",
    "month_ending",
    "period_end",
    "date",
    "month_date",
)


class KpiValues(pa.DataFrameModel):
    """One row for each measure and month."""

    measure_id: str = column(
        "id",
        "Code of the measure, as in the measures file.",
        example="calls_answered",
        required=True,
        also=(*MEASURE_SPELLINGS, "id", "code", "ref"),
    )
    month: str = column("month", "The month the value is for.", example="2026-09", required=True, also=MONTH_SPELLINGS)
    value: float = column(
        "number",
        "The value in the measure's unit; 45 for 45%. Empty means no data. May be left to numerator and denominator.",
        unit="the measure's",
        example="93.4",
        also=("actual", "result", "figure", "outturn", "kpi_value", "actual_value", "performance", "amount"),
    )
    numerator: float = column(
        "number",
        "The upper part of a share: the value is numerator divided by denominator.",
        example="4670",
        also=("num", "numerator_value"),
    )
    denominator: float = column(
        "number",
        "The lower part of a share.",
        example="5000",
        also=("denom", "denominator_value", "out_of"),
    )
    note: str = column(
        "text",
        "Anything a reader of the figure should know.",
        example="Provisional",
        also=("notes", "comment", "comments", "commentary", "data_quality_note", "remarks"),
    )

    @pa.dataframe_check(
        **rule(
            "half_a_share",
            "value",
            "is empty, and only one of numerator and denominator is given: the month will show as no data",
            "Give the value, or both numerator and denominator.",
            "warning",
        )
    )
    def whole_share(cls, rows):
        return ~(rows["value"].isna() & (rows["numerator"].isna() != rows["denominator"].isna()))

    @pa.dataframe_check(
        **rule(
            "divided_by_nothing",
            "denominator",
            "is 0 and there is no value: the month will show as no data",
            "Leave it, if there was nothing to count in the month; else give the right denominator.",
            "warning",
        )
    )
    def something_to_divide_by(cls, rows):
        return ~(rows["value"].isna() & rows["numerator"].notna() & (rows["denominator"] == 0))


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
)
