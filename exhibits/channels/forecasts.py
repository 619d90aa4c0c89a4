"""What both exhibits on reviews say alike: forecast against actual, and where a review stands."""

import pandas as pd

from exhibits.common.words import missing, say_count, say_date, say_month, say_number

AS_FORECAST = 0.5  # percentage points, or percent of a cost, that count as none
COST_MORE = 5  # percent above the forecast from which a cost is news, as for government's major projects
REVIEWS_MEAN = (
    "take-up is the share of completed transactions that people completed online, the first 12 whole months after the "
    "launch together; forecasts are those of the business case."
)


def say_promised(row: pd.Series) -> str:
    """ "forecast 65%, reached 38% in its first 12 months"."""
    return (
        f"forecast {say_number(row['forecast_uptake'], 'percent')}, "
        f"reached {say_number(row['take_up'], 'percent')} {say_take_up_months(row)}"
    )


def say_take_up(row: pd.Series) -> str:
    """ "38% in the first 12 months", "No data"."""
    return (
        "No data" if missing(row["take_up"]) else f"{say_number(row['take_up'], 'percent')} {say_take_up_months(row)}"
    )


def say_take_up_months(row: pd.Series) -> str:
    """Which months the take-up counts: "in the first 12 months", "in the first 5 months so far", …"""
    months = int(row["take_up_months"])
    if row["take_up_of"] == "latest":
        return f"in the {months} months to {say_month(row['take_up_to'])}"
    if row["take_up_of"] == "so_far":
        return "in the first month so far" if months == 1 else f"in the first {months} months so far"
    return "in the first 12 months" if months == 12 else f"in {months} of the first 12 months"


def say_against_forecast(row: pd.Series) -> str:
    """ "missed by 27 percentage points", "as forecast", "so far 5 percentage points below", "now 8 … above"."""
    gap = row["take_up_gap"]
    if missing(gap):
        return ""
    size = round(abs(gap), 1) if abs(gap) < 10 else round(abs(gap))
    points = f"{size:g} percentage {'point' if size == 1 else 'points'}"
    if abs(gap) <= AS_FORECAST:
        return "as forecast"
    if row["take_up_of"] != "first_year":
        return f"{'so far' if row['take_up_of'] == 'so_far' else 'now'} {points} {'above' if gap > 0 else 'below'}"
    return f"exceeded by {points}" if gap > 0 else f"missed by {points}"


def say_time(days: int) -> str:
    """ "54 days", "8 months", "6 years and 6 months": how long something has been overdue."""
    if days < 90:
        return say_count(days, "day")
    years, months = divmod(int(days / 30.44), 12)
    parts = [say_count(years, "year")] * (years > 0) + [say_count(months, "month")] * (months > 0)
    return " and ".join(parts)


def cost_percent(variance: float) -> str:
    """ "+7%", "−0.4%": a variance of cost in percent of its forecast."""
    size = abs(variance)
    digits = f"{size:.0f}" if size >= 1 else f"{size:.1f}"
    return f"{'+' if variance > 0 else '−'}{digits}%"


def say_cost_against_forecast(variance: float) -> str:
    """ "as forecast", "+7%", from a variance in percent of the forecast."""
    return "as forecast" if abs(variance) <= AS_FORECAST else cost_percent(variance)


def review_state(row: pd.Series) -> str:
    """ "Overdue by 54 days (due on 1 April 2026)", "Due today", "Done on …", "No date set"."""
    if row["status"] == "no_date":
        return "No date set"
    days = 0 if missing(row["days"]) else int(row["days"])  # to the day it is due; known where one is set
    due = say_date(row["review_due_on"])
    if row["status"] == "overdue":
        return f"Overdue by {say_time(days)} (due on {due})"
    if row["status"] == "due":
        return "Due today" if days == 0 else f"Due on {due}, in {say_count(days, 'day')}"
    done = f"Done on {say_date(row['review_done_on'])}"
    return f"{done}, {say_count(days, 'day')} late" if days > 0 else done
