"""What the exhibits of months ahead have alike: the figure, and how good the forecast has been so far."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import View
from exhibits.common.chart_parts import caption, end_labels, hover_texts
from exhibits.common.style import axis_floor, colours, figure, month_axis, value_ticks
from exhibits.common.view_queries import measure_rows
from exhibits.common.words import say_count, say_number, short_number

GOES_ON = "It goes on from what was, without months declared exceptional, and knows of no plan."
_FEWEST = 36  # months, as in signals/forecast
_PLOT = 300  # pixels, of the plot itself


def complete_months(view: View, measure_id: str, directorate: str | None = None) -> pd.DataFrame:
    """month and value (NaN = no data) of the complete months, oldest first."""
    points = measure_rows(view, "signals/points", measure_id, directorate=directorate)
    return points.loc[points["complete"], ["month", "value"]].sort_values("month", ignore_index=True)


def why_not(view: View, measure_id: str, directorate: str | None = None) -> str:
    """Why signals/forecast has no row for the measure."""
    months = measure_rows(view, "signals/series", measure_id, directorate=directorate)
    months = months[(months["category"] == "") & months["complete"]]
    if months["value"].isna().all():
        return f"No data: no month of this measure is complete yet. A forecast takes {_FEWEST}."
    newest = months[months["value"].notna()].iloc[-1]
    lately = months["month"] > newest["month"] - pd.DateOffset(months=60)
    there = int(months.loc[lately & (months["segment"] == newest["segment"]), "counted"].count())
    if there < _FEWEST:
        known = say_count(there, "figure is known", "figures are known")
        return f"No forecast is possible yet: it takes {_FEWEST} months counted in one way within five years; {known}."
    return (
        "No forecast is possible: rare events, answers of yes or no, ended measures and those without a calendar month "
        "have none."
    )


def say_tried(rows: pd.DataFrame) -> str:
    """How far off the forecast was so far, beside the same month of the year before. rows: of signals/forecast."""
    first = rows.iloc[0]
    tried = f"Tried from each of the last {say_count(int(first['origins']), 'month')}"
    ours, naive = (say_number(first[name], "percent") for name in ("error_percent", "naive_error_percent"))
    if first["error"] > first["naive_error"]:
        return (
            f"{tried}, the same month of the year before was the better forecast: off by {naive} on average, this one "
            f"by {ours}."
        )
    return f"{tried}, it was off by {ours} on average; the same month of the year before by {naive}."


def ahead_figure(
    history: pd.DataFrame, rows: pd.DataFrame, unit: str, words: str, at_pointer: list[str], theme: str
) -> go.Figure:
    """What was, and what is expected with its range; with the columns `capacity` of both, that too.

    history: month, value; rows: of signals/forecast; unit: of the values; words: what they count, above the chart;
    at_pointer: what the pointer shows at each month ahead.
    """
    c, half = colours(theme), pd.Timedelta(days=15)
    fig = figure(theme, height=_PLOT + 80)
    for column, fill in (("low", None), ("high", "tonexty")):
        fig.add_scatter(
            x=rows["period"], y=rows[column], mode="lines", line={"color": c.edge, "width": 1}, fill=fill,
            fillcolor=c.band, hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    fig.add_scatter(
        x=history["month"], y=history["value"], mode="lines+markers", line={"color": c.main, "width": 2},
        marker={"color": c.main, "size": 5}, showlegend=False, hoverinfo="text",
        hovertext=hover_texts(history["month"], history["value"], unit),
    )  # fmt: skip
    fig.add_scatter(
        x=rows["period"], y=rows["expected"], mode="lines+markers", showlegend=False, hoverinfo="text",
        line={"color": c.main, "width": 2, "dash": "dot"},
        marker={"color": c.page, "size": 7, "line": {"color": c.main, "width": 1.5}},
        hovertext=at_pointer,
    )  # fmt: skip
    last = rows.iloc[-1]
    ends = [(f"Expected<br>{short_number(last['expected'], unit)}", last["expected"])]
    seen = [history["value"], rows["low"], rows["high"]]
    if "capacity" in history:
        for months, values, dash in (
            (history["month"], history["capacity"], "solid"),
            (rows["period"], rows["capacity"], "dash"),  # taken to go on
        ):
            fig.add_scatter(
                x=[month + side * half for month in months for side in (-1, 1)], y=values.repeat(2), mode="lines",
                line={"color": c.second, "width": 2.5, "dash": dash}, hoverinfo="skip", showlegend=False,
                name="Capacity",
            )  # fmt: skip
        seen += [history["capacity"], rows["capacity"]]
        ends.append((f"Capacity<br>{short_number(last['capacity'], unit)}", last["capacity"]))
    lowest, highest = min(each.min() for each in seen), max(each.max() for each in seen)
    floor = axis_floor(lowest, highest) if lowest >= 0 else lowest - (highest - lowest) * 0.08
    top = highest + (highest - floor) * 0.08 or 1
    end_labels(fig, [(label, value - floor) for label, value in ends], top - floor, _PLOT, c)
    for label, (_, value) in zip(fig.layout.annotations, sorted(ends, key=lambda end: end[1]), strict=True):
        label.y = value
    caption(fig, f"{words}; dotted, in a shaded range: expected", c)
    now = history["month"].iloc[-1] + half
    fig.add_shape(type="line", x0=now, x1=now, y0=0, y1=1, yref="paper", line={"color": c.muted, "width": 1})
    month_axis(fig, history["month"].iloc[0], rows["period"].iloc[-1])
    fig.update_layout(margin={"r": 74, "t": 34})
    fig.update_yaxes(range=[floor, top], **value_ticks(unit, floor, top))
    return fig
