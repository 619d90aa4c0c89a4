"""Demand ahead: the incidents that are expected in the next 12 months, with their uncertainty, against capacity."""

import pandas as pd

from exhibits import Exhibit, View
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.source import source_line
from exhibits.common.view_queries import definition_of, measure_rows, view_rows
from exhibits.common.words import first_that_fits, lower_first, missing, say_month
from exhibits.demand.ahead_parts import GOES_ON, ahead_figure, complete_months, say_tried, why_not

_KEY = "demand_ahead"
_LIKELY, _MORE_LIKELY_THAN_NOT, _POSSIBLE = 0.8, 0.5, 0.2  # chances of being above capacity


def demand_ahead(view: View, *, months: int | None = 24) -> Exhibit:
    """Whether the service desk can cope with the next 12 months. months: of history to draw (None = all)."""
    known = definition_of(view, "incidents")
    if known is None:
        return no_such_measure(_KEY)
    source = source_line(view, known)
    rows = measure_rows(view, "signals/forecast", "incidents")
    history = _history(view)
    if rows.empty:
        return words_only(_KEY, "Demand ahead: no forecast yet", why_not(view, "incidents"), source)
    capacity = definition_of(view, "service_desk_capacity")
    can_cope = capacity is not None and rows["capacity"].notna().all()
    rows = rows.assign(calendar_month=rows["period"].dt.month).merge(
        view_rows(view, "demand/capacity_by_month"), on="calendar_month", how="left"
    )
    shown = history.tail(months) if months else history
    worst = _worst(rows) if can_cope else None
    return Exhibit(
        key=_KEY,
        title=_title(rows, worst),
        lead=_lead(rows, worst),
        more=_more(view, worst) if worst is not None else _without_capacity(),
        table=_table(rows, worst is not None),
        source=f"{source} Capacity: {source_line(view, capacity)}" if can_cope else source,
        figure=ahead_figure(
            shown if can_cope else shown.drop(columns="capacity"),
            rows,
            "count",
            "Incidents raised",
            [_at_pointer(row) for _, row in rows.iterrows()],
            view.theme,
        ),
        questions=_questions(worst),
        data=rows.drop(columns=["measure_id", "calendar_month", "newest", "newest_shortfall"]),
        note=_note(rows, can_cope),
    )


def _history(view: View) -> pd.DataFrame:
    """month, value (NaN = no data) and capacity (NaN = none) of the complete months, oldest first."""
    against = view_rows(view, "demand/demand_and_capacity")[["month", "capacity"]]
    return complete_months(view, "incidents").merge(against, on="month", how="left")


def _worst(rows: pd.DataFrame) -> pd.Series:
    """The month that is likeliest to be above capacity; of equally likely ones the one with most above it."""
    ordered = rows.assign(chance=rows["chance_above_capacity"].round(3), gap=rows["expected"] - rows["capacity"])
    return rows.loc[ordered.sort_values(["chance", "gap"]).index[-1]]


# -- words -----------------------------------------------------------------------------------------------------------


def _title(rows: pd.DataFrame, worst: pd.Series | None) -> str:
    if worst is None:
        return f"About {_round(rows['expected'].mean())} incidents a month are expected in the next 12 months"
    chance, month = worst["chance_above_capacity"], say_month(worst["period"])
    if chance >= _LIKELY:
        return f"The service desk is unlikely to cope with {month}"
    if chance >= _MORE_LIKELY_THAN_NOT:
        return f"The service desk may well not cope with {month}"
    if chance >= _POSSIBLE:
        return "Each of the next 12 months is likelier to stay within capacity than not"
    return "The service desk is likely to cope with each of the next 12 months"


def _lead(rows: pd.DataFrame, worst: pd.Series | None) -> str:
    if worst is None:
        return (
            f"{_round(rows['expected'].min())} to {_round(rows['expected'].max())} incidents a month are expected up "
            f"to {say_month(rows['period'].iloc[-1])}; no capacity has been submitted to set them against."
        )
    return first_that_fits(
        f"In {say_month(worst['period'])}, {_round(worst['expected'])} incidents are expected against a capacity of "
        f"{_round(worst['capacity'])}; the chance of more than that is {say_chance(worst['chance_above_capacity'])}."
    )


def say_chance(chance: float) -> str:
    """ "about 70 in 100", "over 95 in 100", "under 5 in 100": no finer than a forecast can tell."""
    if chance > 0.95:
        return "over 95 in 100"
    if chance < 0.05:
        return "under 5 in 100"
    return f"about {5 * round(20 * chance)} in 100"


def _more(view: View, worst: pd.Series) -> tuple[str, ...]:
    needed = view_rows(view, "demand/capacity_needed").iloc[0]
    sentences = [f"About {needed['months_above']:.0f} of the next 12 months can be expected to be above capacity."]
    if needed["extra"] > 0:
        sentences.append(
            f"A capacity of {_round(needed['extra'])} more in each month, {_round(needed['capacity_needed'])} on "
            "average, would suffice in 8 months of 10."
        )
    else:
        sentences.append("The capacity that there is suffices in 8 months of 10.")
    if not missing(worst["years"]):
        sentences.append(f"{worst['period']:%B} was above capacity in earlier years: {lower_first(_earlier(worst))}.")
    return tuple(sentences)


def _without_capacity() -> tuple[str, ...]:
    return (
        "Officers can submit capacity as the measure service_desk_capacity: how many incidents the desk can handle "
        "in a month.",
    )


def _earlier(row: pd.Series) -> str:
    """ "5 of 5, by 172 to 630", "None of 5": how often a calendar month was above capacity, and by how much."""
    if missing(row["years"]):
        return "No data"
    if row["above"] == 0:
        return f"None of {row['years']:.0f}"
    least, most = _round(row["least"]), _round(row["most"])
    return f"{row['above']:.0f} of {row['years']:.0f}, by {least}{'' if least == most else f' to {most}'}"


def _note(rows: pd.DataFrame, can_cope: bool) -> str:
    sentences = [say_tried(rows), GOES_ON]
    if can_cope:
        average = "; where that has none, their average" if rows["capacity_of"].isna().any() else ""
        sentences.append(f"Capacity ahead is that of the same month of the last 12{average}.")
    return " ".join(sentences)


def _questions(worst: pd.Series | None) -> tuple[str, ...]:
    if worst is None:
        return ("How many incidents can the service desk handle in a month, and who works that out?",)
    if worst["chance_above_capacity"] >= _MORE_LIKELY_THAN_NOT:
        return (
            f"What will cover {say_month(worst['period'])}: overtime, temporary staff, or fewer incidents?",
            "Which demand could be prevented, or moved to self-help, before capacity is bought?",
        )
    return ("What would the desk do if a month came out at the top of its range?",)


def _table(rows: pd.DataFrame, against: bool) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Month": [say_month(month) for month in rows["period"]],
            "Expected": [_round(each) for each in rows["expected"]],
            "Range for 8 in 10": [
                f"{_round(a)} to {_round(b)}" for a, b in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )
    if against:
        table["Capacity"] = [_round(each) for each in rows["capacity"]]
        table["Chance of more"] = [say_chance(each).removeprefix("about ") for each in rows["chance_above_capacity"]]
        table["Above in earlier years"] = [_earlier(row) for _, row in rows.iterrows()]
    return table


def _round(incidents: float) -> str:
    return f"{incidents:,.0f}"


def _at_pointer(row: pd.Series) -> str:
    words = (
        f"<b>{say_month(row['period'])}</b>: {_round(row['expected'])} expected"
        f"<br>{_round(row['low'])} to {_round(row['high'])} in 8 of 10"
    )
    if missing(row["capacity"]):
        return words
    return f"{words}<br>capacity {_round(row['capacity'])}, chance of more {say_chance(row['chance_above_capacity'])}"
