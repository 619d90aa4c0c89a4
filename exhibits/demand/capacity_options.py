"""Overtime or growth: what a one-off in the worst month ahead would cover of the work above capacity, what growth."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.bar_rows import rows_figure
from exhibits.common.chart_parts import hatched
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.source import source_line
from exhibits.common.style import colours
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import first_that_fits, say_count, say_month

_KEY = "capacity_options"


def capacity_options(view: View) -> Exhibit:
    """A one-off, the same amount spread over the year, and permanent growth, by the work above capacity they cover."""
    known, capacity = (definition_of(view, each) for each in ("incidents", "service_desk_capacity"))
    if known is None:
        return no_such_measure(_KEY)
    source = source_line(view, known)
    rows = view_rows(view, "demand/capacity_options")
    if rows.empty or capacity is None:
        sentence = (
            "No data: this takes a forecast of incidents, from 36 months of figures, and the capacity of the service "
            "desk in some month of the last 12."
        )
        return words_only(_KEY, "Overtime or growth: no data", sentence, source)
    rows = rows.set_index("option", drop=False)
    if rows.loc["one_off", "extra"] == 0 and rows.loc["permanent", "extra"] == 0:
        sentence = (
            "Nothing needs to be added: the capacity that there is suffices with a chance of 8 in 10, in the worst "
            "month ahead too."
        )
        return words_only(_KEY, "Overtime or growth: neither is needed", sentence, source)
    return Exhibit(
        key=_KEY,
        title=_title(rows),
        lead=_lead(rows),
        more=_more(rows),
        table=_table(rows),
        source=f"{source} Capacity: {source_line(view, capacity)}",
        figure=_figure(rows, view.theme),
        questions=(
            f"What would each cost: {_incidents(rows.loc['one_off', 'extra'])} once, or "
            f"{_incidents(rows.loc['permanent', 'extra'])} in every month?",
            "What happens to the work above capacity that neither covers?",
        ),
        data=rows.reset_index(drop=True),
        note="Expected over the whole range of the forecast: a month expected to be within capacity counts with its "
        "chance of being above. Nothing is carried over, and spare months do not work ahead.",
    )


def _incidents(number: float) -> str:
    return say_count(round(number), "incident")


def _covers(row: pd.Series) -> str:
    return f"{row['covered']:.0%}"


def _title(rows: pd.DataFrame) -> str:
    one_off, permanent = rows.loc["one_off"], rows.loc["permanent"]
    if one_off["extra"] == 0:
        return f"Permanent growth would cover {_covers(permanent)} of the work above capacity"
    return f"A one-off in {say_month(one_off['month'])} would cover {_covers(one_off)} of the work above capacity"


def _lead(rows: pd.DataFrame) -> str:
    one_off, permanent = rows.loc["one_off"], rows.loc["permanent"]
    if one_off["extra"] == 0:
        return (
            f"Capacity for {_incidents(permanent['extra'])} more in every month would cover {_covers(permanent)} of it."
        )
    growth = f"{permanent['extra']:,.0f} more in every month, {_covers(permanent)}"
    if permanent["extra"] == 0:
        growth = "no permanent growth is needed for 8 months of 10"
    return first_that_fits(
        f"Capacity for {_incidents(one_off['extra'])} more in {say_month(one_off['month'])} would cover "
        f"{_covers(one_off)} of the work above capacity; {growth}."
    )


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    none, spread, permanent = (rows.loc[each] for each in ("none", "spread", "permanent"))
    return (
        f"As things are, {_incidents(none['work_above'])} above capacity can be expected in 12 months.",
        f"The one-off’s amount spread over the year, {_incidents(spread['extra'])} a month, would cover "
        f"{_covers(spread)}.",
        f"Permanent growth would leave about {permanent['months_above']:.0f} of 12 months above capacity, instead of "
        f"{none['months_above']:.0f}.",
    )


def _name(row: pd.Series) -> str:
    return {
        "none": "As things are",
        "one_off": f"One-off in {say_month(row['month'])}",
        "spread": "Spread over the year",
        "permanent": "Permanent growth",
    }[row["option"]]


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "What is added": [_name(row) for _, row in rows.iterrows()],
            "Incidents a month": [f"{each:,.0f}" for each in rows["extra"]],
            "In 12 months": [f"{each:,.0f}" for each in rows["extra_in_year"]],
            "Months above capacity": [f"{each:.1f}" for each in rows["months_above"]],
            "Incidents above capacity": [f"{each:,.0f}" for each in rows["work_above"]],
            "Covered": [_covers(row) for _, row in rows.iterrows()],
        }
    )


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """What stays above capacity with each; the first bar, hatched, is what they are compared with."""
    c = colours(theme)
    fig = rows_figure(
        theme,
        [_name(row) for _, row in rows.iterrows()],
        [
            f"{row['work_above']:,.0f} above"
            + (" capacity" if row["option"] == "none" else f", {_covers(row)} covered")
            for _, row in rows.iterrows()
        ],
    )
    for first, last, colour, shape in ((0, 1, c.second, "/"), (1, len(rows), c.main, "")):
        fig.add_bar(
            x=rows["work_above"].iloc[first:last], y=list(range(first, last)), orientation="h", width=0.3,
            marker={"color": colour, "pattern": hatched(shape, colour, c.page)}, hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    fig.update_layout(barmode="overlay")
    fig.update_xaxes(tickformat=",", rangemode="tozero")
    return fig
