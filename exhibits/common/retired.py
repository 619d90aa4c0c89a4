"""Measures that are measured no more: since when, and which one took their place."""

import pandas as pd

from exhibits import View
from exhibits.common.links import measure_address
from exhibits.common.view_queries import definition_of
from exhibits.common.words import missing, say_date


def say_retired(view: View, definition: pd.Series) -> str:
    """ "Retired on 1 April 2026, replaced by Calls answered in time."; "" of a measure that is measured.

    definition: a row of measures/definitions.
    """
    if missing(definition["retired_on"]):
        return ""
    names = list(link_to_successor(view, definition))
    return f"Retired on {say_date(definition['retired_on'])}{f', replaced by {names[0]}' if names else ''}."


def link_to_successor(view: View, definition: pd.Series) -> dict[str, str]:
    """Name → address of the measure that took its place; nothing where nobody knows one."""
    successor = None if missing(definition["replaced_by"]) else definition_of(view, definition["replaced_by"])
    return {} if successor is None else {successor["name"]: measure_address(successor["measure_id"])}
