"""The line below an exhibit: where its figures come from, how new and how final they are, and what they mean."""

import pandas as pd

from exhibits import View
from exhibits.common.style import missing, say_date, say_period
from exhibits.common.view_queries import measure_rows, period_months

_FILES = {"incidents": "service desk incidents", "channel_volumes": "channel volumes"}


def source_line(view: View, definition: pd.Series) -> str:
    """Source, period, last publication, how far the figures are final, and the meaning of one measure.

    definition: a row of measures/definitions.
    """
    rows = measure_rows(view, "measures/source", definition["measure_id"])
    named, parts = definition["data_source"], []
    if len(rows):
        row, months = rows.iloc[0], period_months(view, definition)
        files = _FILES.get(row["kind"], "submitted figures")
        period = span(row["first_month"], row["last_month"], months)
        parts.append(f"Source: {files if missing(named) else named}, {period}.")
        if not missing(row["published_at"]):
            parts.append(f"Last published on {london_day(row['published_at'])}.")
        if not missing(row["complete_to"]):
            parts.append(f"Final up to {say_period(row['complete_to'], months)}.")
        if missing(row["complete_to"]) or row["last_month"] > row["complete_to"]:
            parts.append(f"{say_period(row['last_month'], months)} is provisional.")
    parts.append(f"What it means: {stop(definition['plain_meaning'])}")
    return " ".join(parts)


def span(first, last, months: int = 1) -> str:
    """ "October 2021 to September 2026": from the first period that begins in `first` to the end of the last."""
    end = pd.Timestamp(last) + pd.DateOffset(months=months - 1)
    return f"{say_period(first)} to {say_period(end)}"


def london_day(moment) -> str:
    """The day in London of a UTC moment, in words."""
    return say_date(pd.Timestamp(moment, tz="UTC").tz_convert("Europe/London"))


def stop(text: str) -> str:
    """The text with a full stop at its end, unless it ends a sentence already."""
    text = str(text).strip()
    return text if text.endswith((".", "!", "?")) else text + "."
