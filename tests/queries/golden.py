"""The golden control charts as the product's own tables: definitions and monthly values."""

from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent / "spc_golden"

RULES = {
    "Common Cause": "none",
    "Above UCL": "outside",
    "Below LCL": "outside",
    "7 Point Trend (Increasing)": "trend",
    "7 Point Trend (Decreasing)": "trend",
    "2 in 3 Above CL": "two_of_three",
    "2 in 3 Below CL": "two_of_three",
    "7 Points Above CL": "shift",
    "7 Points Below CL": "shift",
}


def inputs() -> pd.DataFrame:
    """One row per series and month, in the order of the file."""
    return pd.read_csv(HERE / "inputs.csv", parse_dates=["date"], dtype={"rebase": "str"})


def expected_points() -> pd.DataFrame:
    """What the R package gives for each point."""
    return pd.read_csv(HERE / "outputs.csv", parse_dates=["date"])


def expected_summary() -> pd.DataFrame:
    """What the R package gives for each series and segment."""
    return pd.read_csv(HERE / "summary.csv")


def measures_csv() -> str:
    """measures.csv of the series: one definition each."""
    one = inputs().drop_duplicates("series_id")
    whole = inputs().groupby("series_id")["value"].agg(lambda values: (values.dropna() % 1 == 0).all())
    return pd.DataFrame(
        {
            "measure_id": one.series_id,
            "name": one.series_id,
            "plain_meaning": one.description,
            "unit": one.series_id.map(whole).map({True: "count", False: "ratio"}),  # a count has no fractions
            "direction": one.improvement_direction,
            "target": one.target,
            "recalculate_from": one.rebase,
            "baseline_points": one.fix_after_n_points.astype("Int64"),
            "screen_outliers": one.screen_outliers.map({True: "yes", False: "no"}),
        }
    ).to_csv(index=False)


def kpi_values_csv() -> str:
    """kpi_values.csv of the series: one value a month; a missing value is left empty."""
    rows = inputs()
    return pd.DataFrame(
        {"measure_id": rows.series_id, "month": rows.date.dt.strftime("%Y-%m"), "value": rows.value}
    ).to_csv(index=False)
