"""A measure that has gone to another level and stayed there: what officers are told of it, and offered."""

import math

import pandas as pd

from data.contracts import FEWEST_BASELINE_MONTHS, PERIODS
from exhibits.common.words import say_count, say_number, say_period


def say_break(row: pd.Series) -> str:
    """ "From March 2026 on it lies about 12 hours higher than before (30 months before, 7 since)."

    row: of signals/breaks.
    """
    far = abs(row["difference"])
    far = round(far, 1 - math.floor(math.log10(far)))  # as much as a level found by a fit can say
    size = f"{far:g} percentage points" if row["unit"] == "percent" else say_number(far, row["unit"])
    way = "higher" if row["difference"] > 0 else "lower"
    season = ", the time of year allowed for" if row["seasonal"] else ""
    return (
        f"From {_first(row)} on it lies about {size} {way} than before{season} "
        f"({row['periods_before']} {row['period']}s before, {row['periods_since']} since)."
    )


def ask_for_range(row: pd.Series) -> str:
    """ "Start a new usual range from March 2026?"."""
    return f"Start a new usual range from {_first(row)}?"


def say_until_judged(row: pd.Series) -> str:
    """What a new range costs at first; "" where it has enough periods already."""
    short = FEWEST_BASELINE_MONTHS + 1 - int(row["periods_since"])  # the newest is judged by those before it
    if short <= 0:
        return ""
    return (
        f"A new range says nothing until it has {FEWEST_BASELINE_MONTHS} earlier {row['period']}s to compare with: "
        f"in {say_count(short, row['period'])}."
    )


def _first(row: pd.Series) -> str:
    return say_period(row["month"], PERIODS[row["period"]])
