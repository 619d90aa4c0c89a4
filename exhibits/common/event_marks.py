"""Events and outages on the charts of the measures that they name: lines with letters, and what those stand for."""

from string import ascii_uppercase

import pandas as pd

from exhibits import View
from exhibits.common.assurance_words import say_minutes
from exhibits.common.process_figure import Mark
from exhibits.common.view_queries import measure_rows
from exhibits.common.words import missing, say_date


def event_marks(view: View, measure_id: str) -> tuple[Mark, ...]:
    """A line for each event and outage of a measure, with its letter."""
    rows = _marked(view, measure_id)
    return tuple(
        Mark(pd.Timestamp(day), letter) for letter, day in zip(_letters(len(rows)), rows["happened_on"], strict=True)
    )


def say_events(view: View, measure_id: str, first: pd.Timestamp, last: pd.Timestamp) -> str:
    """ "A: Office move (2 March 2026). B: outage of E-mail, 4 hours (12 May 2026)." of those between the first and the
    last day of a chart."""
    rows = _marked(view, measure_id)
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


def _marked(view: View, measure_id: str) -> pd.DataFrame:
    """happened_on, ended_on and title of the measure's events and outages, by day."""
    events = measure_rows(view, "measures/events", measure_id)[["happened_on", "ended_on", "title"]]
    outages = measure_rows(view, "measures/outages", measure_id)
    if outages.empty:
        return events
    titles = [_say_outage(row) for _, row in outages.iterrows()]
    down = pd.DataFrame({"happened_on": outages["happened_on"], "ended_on": pd.NaT, "title": titles})
    return pd.concat([events, down], ignore_index=True).sort_values("happened_on", kind="stable", ignore_index=True)


def _say_outage(row: pd.Series) -> str:
    """ "outage of E-mail, 4 hours"; "2 outages of Website, the longest 40 minutes". row: of measures/outages."""
    many = int(row["outages"])
    said = f"{'outage' if many == 1 else f'{many} outages'} of {row['service']}"
    if row["is_open"]:
        return f"{said}, not over yet"
    return f"{said}, {'' if many == 1 else 'the longest '}{say_minutes(row['minutes'])}"


def _letters(many: int) -> list[str]:
    """A, B, … Z, A2, B2, …"""
    return [ascii_uppercase[n % 26] + (str(n // 26 + 1) if n >= 26 else "") for n in range(many)]
