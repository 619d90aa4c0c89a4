"""What is said alike of outages, tests and plans, on the page about them and beside a service: what one is, where it
stands, how long ago, how long it lasted."""

import re

import pandas as pd

from exhibits.common.words import missing, say_count, say_date, say_number, upper_first

_TESTED = re.compile(r"plan|test|restore|recovery", re.IGNORECASE)


def item_name(row: pd.Series) -> str:
    """ "Penetration test: website", "Business continuity plan: Council tax account", "PSN"."""
    about = [str(row[name]) for name in ("title", "service") if not missing(row[name])]
    return ": ".join([str(row["scheme"]), *about[:1]])


def lower_first_word(scheme: str) -> str:
    """A scheme within a sentence: "penetration test", "PSN"."""
    return scheme if scheme[:2].isupper() else scheme[:1].lower() + scheme[1:]


def say_time(months: float | None, days: float | None) -> str:
    """ "3 months", "12 days": whole months, or days below one."""
    if not missing(months) and months >= 1:
        return say_count(int(months), "month")
    return say_count(0 if missing(days) else int(days), "day")


def say_standing(row: pd.Series) -> str:
    """Where an item of cyber/assurance stands: "Expired 3 months ago", "Not tested for 26 months, 14 overdue"."""
    state = row["state"]
    past = say_time(row["months_past"], row["days_past"])
    if state == "expired":
        return f"Expired {past} ago"
    if state == "overdue":
        if missing(row["done_on"]):
            return f"Not done yet, {past} overdue"
        done = "tested" if _TESTED.search(str(row["scheme"])) else "done"
        since = row["months_since"]
        return f"Not {done} for {say_count(int(since), 'month')}, {past} overdue" if since >= 1 else f"{past} overdue"
    if state == "not_passed":
        return f"Not passed on {say_date(row['done_on'])}"
    if missing(row["ends_on"]):
        return "Not done yet" if state == "planned" else "No next date named"
    expires = row["ends_on"] == row["valid_until"]
    if state == "planned":
        return f"Not done yet, due by {say_date(row['ends_on'])}"
    return f"{'Expires' if expires else 'Due again by'} {'on ' if expires else ''}{say_date(row['ends_on'])}"


def say_private(row: pd.Series) -> str:
    """What is said of an item that members heard of in private session, and all that is said."""
    return f"Reported to members in private session on {say_date(row['private_session_on'])}"


def say_result(row: pd.Series) -> str:
    """What came of an item; where members heard of it in private session, only that."""
    if row["restricted"]:
        return say_private(row)
    return "Not said" if missing(row["result"]) else upper_first(str(row["result"]))


def say_minutes(minutes: float) -> str:
    """ "45 minutes", "4 hours", "9.5 hours", "3.2 days": a length of time in the unit that suits it."""
    if minutes < 120:
        return say_number(float(minutes), "minutes", 0)
    if minutes < 60 * 72:
        return say_number(minutes / 60, "hours", 1)
    return say_number(minutes / 60 / 24, "days", 1)
