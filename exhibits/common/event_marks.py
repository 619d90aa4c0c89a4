"""Dated events on the charts of the measures that they name: lines with letters, and what the letters stand for."""

from string import ascii_uppercase

import pandas as pd

from exhibits import View
from exhibits.common.process_figure import Mark
from exhibits.common.view_queries import measure_rows
from exhibits.common.words import missing, say_date


def event_marks(view: View, measure_id: str) -> tuple[Mark, ...]:
    """A line for each event of a measure, with its letter."""
    rows = measure_rows(view, "measures/events", measure_id)
    return tuple(
        Mark(pd.Timestamp(day), letter) for letter, day in zip(_letters(len(rows)), rows["happened_on"], strict=True)
    )


def say_events(view: View, measure_id: str, first: pd.Timestamp, last: pd.Timestamp) -> str:
    """ "A: Office move (2 March 2026). B: …" of those between the first and the last day of a chart."""
    rows = measure_rows(view, "measures/events", measure_id)
    inside = rows["happened_on"].between(first, last)
    said = [
        f"{letter}: {row['title']} ({say_when(row)})."
        for letter, (_, row), drawn in zip(_letters(len(rows)), rows.iterrows(), inside, strict=True)
        if drawn
    ]
    return " ".join(said)


def say_when(row: pd.Series) -> str:
    """ "2 March 2026", or "1 March 2026 to 31 May 2026". row: of measures/events."""
    if missing(row["ended_on"]) or row["ended_on"] == row["happened_on"]:
        return say_date(row["happened_on"])
    return f"{say_date(row['happened_on'])} to {say_date(row['ended_on'])}"


def _letters(many: int) -> list[str]:
    """A, B, … Z, A2, B2, …"""
    return [ascii_uppercase[n % 26] + (str(n // 26 + 1) if n >= 26 else "") for n in range(many)]
