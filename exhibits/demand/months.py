"""Which month of a measure is looked into, and what is said of it."""

from datetime import date

import pandas as pd

from exhibits import View
from exhibits.common.view_queries import measure_rows, view_rows
from exhibits.common.words import missing, say_number, say_range

WORK_TIME_LOST = "work_time_lost"


def chosen_month(judged: pd.DataFrame, month: date | None) -> pd.Timestamp:
    """The month asked for; else the newest complete one; else the newest."""
    if month is not None:
        return pd.Timestamp(month).replace(day=1)
    newest = judged.loc[judged["newest"], "month"]
    return newest.iloc[0] if len(newest) else judged["month"].iloc[-1]


def of_month(judged: pd.DataFrame, month: date) -> pd.Series | None:
    """The row of the month; None where it has no value."""
    row = judged[judged["month"] == pd.Timestamp(month)]
    return None if row.empty or missing(row["value"].iloc[0]) else row.iloc[0]


def verdict_on(view: View, measure_id: str, directorate: str | None, month: pd.Timestamp) -> str:
    """The verdict on one month, as in signals/judged; "no_data" where there is none."""
    newest = measure_rows(view, "signals/measures", measure_id, directorate=directorate)
    if len(newest) and newest["month"].iloc[0] == month:
        return newest["verdict"].iloc[0]  # every page has asked for it already
    row = of_month(view_rows(view, "signals/judged", measure_id=measure_id, directorate=directorate), month)
    return "no_data" if row is None else row["verdict"]


def against_range(name: str, row: pd.Series, unit: str) -> str:
    """ "Incidents raised: 640, above the usual range of 430 to 570." from a row of signals/judged."""
    sentence = f"{name}: {say_number(row['value'], unit)}"
    usual = say_range(row["lower_limit"], row["upper_limit"], unit)
    if usual == "no range yet" or row["verdict"] == "too_early":
        return f"{sentence}."
    side = {"unusual_high": "above", "unusual_low": "below"}.get(row["verdict"], "inside")
    return f"{sentence}, {side} the usual range of {usual}."
