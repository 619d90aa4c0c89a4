"""What the exhibits on the catalogue of online services share: routes, and volumes beside a service."""

import pandas as pd

from exhibits import Exhibit
from exhibits.common.no_data import words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.words import missing, say_count, say_month, say_number

NO_CATALOGUE = "No data: no catalogue of online services has been published yet."
SERVICES_NAMED = 6  # services named in a sentence at most
ACCESSIBLE = {
    "fully": "Fully meets the rules (WCAG 2.2 AA)",
    "partially": "Partly meets the rules (WCAG 2.2 AA)",
    "not": "Does not meet the rules (WCAG 2.2 AA)",
    "not tested": "Not tested",
}


def no_catalogue(key: str, title: str, directorate: str | None, why: str = NO_CATALOGUE) -> Exhibit:
    """What is shown where the catalogue has nothing to show. why: a sentence."""
    return words_only(key, f"{title}{scope_suffix(directorate)}: no data", why)


def say_completed(row: pd.Series) -> str:
    """ "12,300 in 12 months"; said where the months are not the newest, or not all there."""
    count = f"{say_number(row['completed'], 'count')} in {say_count(int(row['months']), 'month')}"
    return f"{count} to {say_month(row['last_month'])}" if row["behind"] else count


def completed_cell(row: pd.Series) -> str:
    """ "12,300", "5 (7 of 12 months, to March 2024)" for a cell of a table."""
    if missing(row["completed"]):
        return "No data"
    count = say_number(row["completed"], "count")
    extra = [] if row["months"] == 12 else [f"{row['months']:.0f} of 12 months"]
    if row["behind"]:
        extra.append(f"to {say_month(row['last_month'])}")
    return f"{count} ({', '.join(extra)})" if extra else count


def route_or_not_stated(route: str | None) -> str:
    """The route in the words of the catalogue, or that none is stated."""
    return "Not stated" if missing(route) or not str(route).strip() else str(route)
