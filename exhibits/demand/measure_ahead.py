"""What is to be expected of a measure in the next 12 months, with the range in which 8 months of 10 come."""

import pandas as pd

from exhibits import Exhibit, View
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import safe
from exhibits.common.view_queries import definition_of, measure_rows
from exhibits.common.words import (
    UNIT_WORDS,
    first_that_fits,
    missing,
    say_month,
    say_number,
    say_range,
    short_number,
)
from exhibits.demand.ahead_parts import GOES_ON, ahead_figure, complete_months, say_tried, why_not

_SEASONAL = 0.5  # share of what calendar months differ by that is more than chance
_WORTH_SAYING = 0.5  # percent a year


def measure_ahead(view: View, *, measure_id: str, directorate: str | None = None, months: int | None = 24) -> Exhibit:
    """The forecast of a measure (signals/forecast). months: of history to draw (None = all)."""
    key, known = f"ahead_{measure_id}", definition_of(view, measure_id)
    if known is None:
        return no_such_measure(key)
    name, unit, source = f"{known['name']}{scope_suffix(directorate)}", known["unit"], source_line(view, known)
    rows = measure_rows(view, "signals/forecast", measure_id, directorate=directorate)
    points = complete_months(view, measure_id, directorate)
    if rows.empty:
        return words_only(key, f"{name}: no forecast is possible", why_not(view, measure_id, directorate), source)
    largest = points["value"].max()
    return Exhibit(
        key=key,
        title=f"{name}: {_expected(rows, unit)} in the next 12 months",
        lead=_lead(rows, unit, largest),
        more=_more(rows),
        table=pd.DataFrame(
            {
                "Month": [say_month(month) for month in rows["period"]],
                "Expected": [say_number(each, unit) for each in rows["expected"]],
                "Range for 8 in 10": [_range(row, unit, largest) for _, row in rows.iterrows()],
            }
        ),
        source=source,
        figure=ahead_figure(
            points.tail(months) if months else points, rows, unit, safe(_axis(known)),
            [_at_pointer(row, unit, largest) for _, row in rows.iterrows()], view.theme,
        ),
        questions=("Which plans would change this, from when, and by how much?",),
        data=rows.drop(columns=["measure_id", "capacity", "capacity_of", "chance_above_capacity"]),
        note=f"{say_tried(rows)} {GOES_ON}",
    )  # fmt: skip


def _expected(rows: pd.DataFrame, unit: str) -> str:
    ends = [say_number(rows["expected"].agg(end), unit) for end in ("min", "max")]
    if ends[0] == ends[1]:
        return f"about {ends[0]} expected"
    return f"{short_number(rows['expected'].min(), unit)} to {ends[1]} expected"


def _range(row: pd.Series, unit: str, largest: float) -> str:
    return say_range(row["low"], row["high"], unit, largest=largest)


def _lead(rows: pd.DataFrame, unit: str, largest: float) -> str:
    first, last = (
        f"{say_month(row['period'])}: {say_number(row['expected'], unit)}" for row in (rows.iloc[0], rows.iloc[-1])
    )
    ranges = [_range(row, unit, largest) for row in (rows.iloc[0], rows.iloc[-1])]
    return first_that_fits(
        f"{first} expected, with a chance of 8 in 10 of {ranges[0]}. {last}, {ranges[1]}.",
        f"{first} expected, 8 in 10 chances of {ranges[0]}. {last}.",
        f"{first} expected, 8 in 10 chances of {ranges[0]}.",
    )


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    sentences, first = [], rows.iloc[0]
    if first["season_share"] >= _SEASONAL:
        high, low = (say_month(rows.loc[rows["expected"].agg(end), "period"]) for end in ("idxmax", "idxmin"))
        sentences.append(f"It is expected to be highest in {high} and lowest in {low}.")
    pace = first["percent_per_year"]
    if not missing(pace) and abs(pace) >= _WORTH_SAYING:
        change = "rise" if pace > 0 else "fall"
        sentences.append(f"A {change} of {say_number(abs(pace), 'percent')} a year goes into it, and slows down.")
    return tuple(sentences)


def _axis(known: pd.Series) -> str:
    return UNIT_WORDS[known["unit"]] or str(known["name"])


def _at_pointer(row: pd.Series, unit: str, largest: float) -> str:
    return (
        f"<b>{say_month(row['period'])}</b>: {say_number(row['expected'], unit)} expected"
        f"<br>{_range(row, unit, largest)} in 8 of 10"
    )
