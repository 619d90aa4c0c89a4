"""What the exhibits of one project share."""

import re

import pandas as pd

from exhibits import Exhibit
from exhibits.common.no_data import words_only
from exhibits.common.words import full_stop, missing

FIGURES = {
    "start_baseline": "Start, first approved",
    "start_forecast": "Start, now expected",
    "start_actual": "Started",
    "end_baseline": "End, first approved",
    "end_forecast": "End, now expected",
    "end_actual": "Ended",
    "whole_life_cost_baseline": "Whole-life cost, first approved",
    "whole_life_cost_forecast": "Whole-life cost, now expected",
    "fy_baseline": "Budget of this year",
    "fy_forecast": "Cost of this year, now expected",
    "fy_actual": "Cost of this year so far",
    "benefits_baseline": "Benefits, first approved",
    "benefits_forecast": "Benefits, now expected",
    "benefits_delivered": "Benefits delivered so far",
    "review_due_on": "Review of the whole project due",
    "closed_on": "Closed",
}


def no_such_project(key: str) -> Exhibit:
    """What is shown for a project that is not in the register."""
    sentence = "No data: there is no project with this code in the register."
    return words_only(key, "No such project", sentence)


def shortened(text: str, most: int = 220) -> str:
    """The text on one line with a stop at its end; a long one is cut behind a word."""
    words = " ".join(text.split())
    return full_stop(words) if len(words) <= most else words[:most].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def withheld_words(known: pd.Series, columns: tuple[str, ...] = ("",)) -> list[tuple[str, str]]:
    """Which figures the register withholds, by name, and why, in the words of its file.

    known: a row of projects/register. columns: beginnings of the names of the columns looked at (default: all).
    """
    if missing(known["withheld"]):
        return []
    found = []
    for part in re.split(r"\s*[;\n]\s*(?=[a-z_]+:)", str(known["withheld"])):
        column, colon, words = part.partition(":")
        if colon and column.strip().startswith(columns):
            found.append((FIGURES.get(column.strip(), column.strip().replace("_", " ")), words.strip().rstrip(".")))
    return found
