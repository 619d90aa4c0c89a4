"""The line below an exhibit: where its figures come from, how new and how final they are, and what they mean."""

import pandas as pd

from exhibits import View
from exhibits.asking import of_measure
from exhibits.style import missing, say_date, say_month


def source_line(view: View, definition: pd.Series) -> str:
    """Source, period, last publication, how far the figures are final, and the meaning of one measure.

    definition: a row of measures/definitions.
    """
    rows = of_measure(view, "measures/source", definition["measure_id"])
    named, parts = definition["data_source"], []
    if len(rows):
        row = rows.iloc[0]
        files = "service desk incidents" if row["kind"] == "incidents" else "submitted figures"
        period = f"{say_month(row['first_month'])} to {say_month(row['last_month'])}"
        parts.append(f"Source: {files if missing(named) else named}, {period}.")
        if not missing(row["published_at"]):
            parts.append(f"Last published on {london_day(row['published_at'])}.")
        if not missing(row["complete_to"]):
            parts.append(f"Final up to {say_month(row['complete_to'])}.")
        if missing(row["complete_to"]) or row["last_month"] > row["complete_to"]:
            parts.append(f"{say_month(row['last_month'])} is provisional.")
    parts.append(f"What it means: {stop(definition['plain_meaning'])}")
    return " ".join(parts)


def london_day(moment) -> str:
    """The day in London of a UTC moment, in words."""
    return say_date(pd.Timestamp(moment, tz="UTC").tz_convert("Europe/London"))


def stop(text: str) -> str:
    """The text with a full stop at its end, unless it ends a sentence already."""
    text = str(text).strip()
    return text if text.endswith((".", "!", "?")) else text + "."
