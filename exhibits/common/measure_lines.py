"""A chart of several measures: below the name of each its last two years, with the newest figure and verdict beside."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import View
from exhibits.common.bar_rows import key_below
from exhibits.common.chart_parts import name_link
from exhibits.common.links import measure_address, with_day
from exhibits.common.recent_points import points_of_all, recent
from exhibits.common.style import Colours, colours, figure, safe
from exhibits.common.verdicts import side, status
from exhibits.common.words import missing, say_number, shorten

_ROOM, _BELOW = 76, 44  # pixels of one measure, and below them all
_TOP, _BOTTOM = 0.36, 0.9  # where its line lies in its room
_WIDTH = 0.56  # of the lines; the rest is for words
_NAME = 46  # letters that fit a phone


def measure_lines(view: View, rows: pd.DataFrame) -> go.Figure:
    """A line for each measure, on a scale of its own, its usual range behind it and its target dashed.

    rows: measure_id, name, target_met, and what a row of signals/measures says of the newest month.
    """
    c, points = colours(view.theme), points_of_all(view)
    fig = figure(view.theme, height=_ROOM * len(rows) + _BELOW)
    drawn = [recent(points[row["measure_id"]], row) if _has(row, points) else ([], []) for _, row in rows.iterrows()]
    starts = [month for months, _ in drawn for month in months]
    first, last = (min(starts), max(starts)) if starts else (pd.Timestamp(0), pd.Timestamp(0))
    for number, ((_, row), (months, values)) in enumerate(zip(rows.iterrows(), drawn, strict=True)):
        _line(fig, number, row, months, values, c)
        _words(fig, number, row, last, view, c)
    fig.update_layout(margin={"t": 4, "b": _BELOW, "l": 12, "r": 8}, showlegend=False)
    pad = pd.Timedelta(days=20)
    fig.update_xaxes(domain=[0, _WIDTH], range=[first - pad, last + pad], visible=False)
    fig.update_yaxes(range=[len(rows), 0], visible=False)
    if starts:
        for at, anchor, month in ((0, "left", first), (_WIDTH, "right", last)):
            fig.add_annotation(
                text=f"{month:%b %Y}", x=at, xref="paper", xanchor=anchor, y=0, yref="paper", yanchor="top", yshift=0,
                showarrow=False, font={"size": 12, "color": c.muted},
            )  # fmt: skip
    key_below(fig, ["band: usual range", "┄ target"], view.theme)
    fig.layout.annotations[-1].yshift = -22
    return fig


def _has(row: pd.Series, points: dict) -> bool:
    return row["measure_id"] in points and not missing(row["month"])


def _line(
    fig: go.Figure, number: int, row: pd.Series, months: list[pd.Timestamp], values: list[float], c: Colours
) -> None:
    """Its line in its room: the highest of figures, range and target above, the lowest below."""
    known = [float(value) for value in values if not missing(value)]
    if not known:
        return
    band = [float(row[limit]) for limit in ("lower_limit", "upper_limit") if not missing(row[limit])]
    band = band if len(band) == 2 else []
    target = [] if missing(row["target"]) else [float(row["target"])]
    least, most = min(known + band + target), max(known + band + target)

    def place(value: float) -> float | None:
        if missing(value):
            return None
        return number + _BOTTOM - (float(value) - least) / ((most - least) or 1) * (_BOTTOM - _TOP)

    ends = [months[0], months[-1]]
    plain = {"mode": "lines", "hoverinfo": "skip", "showlegend": False}
    if band:
        for limit, fill in ((band[0], None), (band[1], "tonexty")):
            fig.add_scatter(x=ends, y=[place(limit)] * 2, line={"color": c.edge, "width": 0.5}, fill=fill,
                            fillcolor=c.band, **plain)  # fmt: skip
    if target:
        fig.add_scatter(x=ends, y=[place(target[0])] * 2, line={"color": c.text, "width": 1.5, "dash": "dash"}, **plain)
    fig.add_scatter(x=months, y=[place(value) for value in values], line={"color": c.main, "width": 2}, **plain)
    symbol = {1: "triangle-up", -1: "triangle-down"}.get(side(row), "circle")
    fig.add_scatter(
        x=[months[-1]], y=[place(values[-1])], mode="markers", hoverinfo="skip", showlegend=False, cliponaxis=False,
        marker={"symbol": symbol, "size": 11 if side(row) else 8, "color": c.second if side(row) else c.main},
    )  # fmt: skip


def _figures(row: pd.Series, newest: pd.Timestamp) -> list[str]:
    """Its newest figure, with the month where others have a newer one; the verdict; whether it meets its target."""
    if missing(row["value"]):
        return ["No data"]
    when = "" if row["month"] == newest else f" ({row['month']:%b %Y})"
    judged = [] if missing(row["target_met"]) else ["Target met" if row["target_met"] else "Target missed"]
    return [f"{say_number(row['value'], row['unit'])}{when}", status(row), *judged]


def _words(fig: go.Figure, number: int, row: pd.Series, newest: pd.Timestamp, view: View, c: Colours) -> None:
    words = shorten(str(row["name"]), _NAME)
    name = f"<b>{safe(words)}</b>"
    if not missing(row["month"]):
        own = measure_address(row["measure_id"])
        name = name_link(name, safe(with_day({words: own}, view.as_at)[words]), c)
    beside = "<br>".join(_figures(row, newest))
    for text, x, y, anchor in ((name, 0, number + 0.02, "top"), (beside, _WIDTH + 0.04, number + 0.63, "middle")):
        fig.add_annotation(
            text=text, x=x, xref="paper", xanchor="left", y=y, yanchor=anchor, showarrow=False, align="left",
            font={"size": 13, "color": c.text},
        )  # fmt: skip
