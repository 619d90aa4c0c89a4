"""Digital take-up drawn plainly: each month, twelve months together, the target, and where the figures break."""

import math

import pandas as pd
import plotly.graph_objects as go

from exhibits.common.chart_parts import spread
from exhibits.common.process_figure import Mark
from exhibits.common.style import Colours, colours, figure, line_end_label, month_ticks
from exhibits.common.words import missing, period_word, say_month, say_number, say_period

_TOP, _PLOT, _BELOW = 30, 270, 44  # pixels
_APART = 36  # pixels between two labels at the ends of lines


def take_up_figure(
    points: pd.DataFrame,
    together: pd.DataFrame,
    *,
    target: float | None,
    side: int,
    months: int,
    marks: tuple[Mark, ...],
    caption: str,
    theme: str,
) -> go.Figure:
    """A thin line for the months, a broad one for twelve months together.

    points: month, value, complete, recalculated, flag (number of an explanation, or NaN) of each month to draw.
    together: month, value (take-up of the twelve months to it). side: 1 or -1 where the newest month is unusually high
    or low, else 0. months: of a period. marks: launches. caption: which definition the figures follow.
    """
    c = colours(theme)
    known = points[points["complete"] & points["value"].notna()]
    every = [*known["value"], *together["value"].dropna(), *([] if missing(target) else [target])]
    low, high = max(min(every) - 6, 0), min(max(every) + 6, 102)
    fig = figure(theme, height=_TOP + _PLOT + _BELOW)
    values = points["value"].where(points["complete"])
    fig.add_scatter(
        x=points["month"], y=values, mode="lines+markers", line={"color": c.main, "width": 1.5}, marker={"size": 4},
        connectgaps=False, showlegend=False, hoverinfo="text", cliponaxis=False,
        hovertext=[f"<b>{say_period(m, months)}</b>: {say_number(v, 'percent')}"
                   for m, v in zip(points["month"], values, strict=True)],
    )  # fmt: skip
    fig.add_scatter(
        x=together["month"], y=together["value"], mode="lines", line={"color": c.second, "width": 4}, hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip
    newest = known.iloc[-1]
    symbol = {1: "triangle-up", -1: "triangle-down"}.get(side, "circle")
    fig.add_scatter(
        x=[newest["month"]], y=[newest["value"]], mode="markers", hoverinfo="skip", showlegend=False, cliponaxis=False,
        marker={"symbol": symbol, "size": 13 if side else 9, "color": c.main, "line": {"color": c.text, "width": 1.5}},
    )  # fmt: skip
    first, last = points["month"].iloc[0], points["month"].iloc[-1]
    _launches(fig, [mark for mark in marks if mark.kind], first, low, c)
    _ends(fig, newest, together, target, months, (low, high), c)
    _breaks(fig, points, [mark for mark in marks if not mark.kind], c)
    _flags(fig, points, c)
    if not missing(target):
        fig.add_hline(y=target, line={"color": c.fourth, "width": 2, "dash": "dash"}, layer="below")
    fig.add_annotation(
        text=caption, x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom", yshift=8, showarrow=False,
        font={"size": 12, "color": c.muted},
    )  # fmt: skip
    fig.update_xaxes(**month_ticks(first, last, months), automargin=False)
    fig.update_yaxes(range=[low, high], tickformat=",", ticksuffix="%", nticks=5)
    fig.update_layout(margin={"t": _TOP, "b": _BELOW, "r": 104}, showlegend=False)
    return fig


def _ends(
    fig: go.Figure,
    newest: pd.Series,
    together: pd.DataFrame,
    target: float | None,
    months: int,
    reach: tuple[float, float],
    c: Colours,
) -> None:
    """The names of the lines at their right end instead of a legend, pushed apart where they are close."""
    period = f"{newest['month']:%b %Y}" if months == 1 else f"Newest {period_word(months)}"
    labels = [(newest["value"], f"<b>{period}<br>{say_number(newest['value'], 'percent')}</b>", c.main)]
    if len(together) and not missing(together["value"].iloc[-1]):
        value = together["value"].iloc[-1]
        labels.append((value, f"<b>12 months<br>{say_number(value, 'percent')}</b>", c.text))
    if not missing(target):
        labels.append((target, f"Target<br>{say_number(target, 'percent')}", c.fourth))
    low, high = reach
    labels.sort(key=lambda label: label[0])
    at = [(value - low) / (high - low) * _PLOT for value, _, _ in labels]
    for (value, words, colour), pixel, to in zip(labels, at, spread(at, _APART, 0, math.inf), strict=True):
        label = line_end_label(words, value, colour, shift=round(to - pixel))
        swatch = {"bordercolor": c.second, "borderwidth": 2, "borderpad": 2} if "12 months" in words else {}
        fig.add_annotation(label | swatch)


def _launches(fig: go.Figure, launches: list[Mark], first: pd.Timestamp, low: float, c: Colours) -> None:
    """A tick at the foot for each month in which services went online."""
    shown = [mark for mark in launches if mark.day >= first]
    if not shown:
        return
    fig.add_scatter(
        x=[mark.day for mark in shown], y=[low] * len(shown), mode="markers", name=shown[0].kind, cliponaxis=False,
        marker={"symbol": "line-ns", "size": 14, "line": {"color": c.third, "width": 3}}, showlegend=False,
        hovertext=[mark.words for mark in shown], hoverinfo="text",
    )  # fmt: skip
    fig.add_annotation(
        text=f"| {shown[0].kind}", x=0.01, xref="paper", xanchor="left", y=low, yanchor="bottom", yshift=10,
        showarrow=False, font={"size": 12, "color": c.muted},
    )  # fmt: skip


def _breaks(fig: go.Figure, points: pd.DataFrame, launched: list[Mark], c: Colours) -> None:
    """Upright lines where the figures break: a declared new start, and the launch of the one service that is shown."""
    half = pd.Timedelta(days=15)
    starts = points.loc[points["recalculated"].astype(bool), "month"]
    lines = [(month - half, f"New start<br>{say_month(month)}", "dash") for month in starts]
    first, last = points["month"].iloc[0], points["month"].iloc[-1]
    lines += [(mark.day, mark.words, "dot") for mark in launched if first - half <= mark.day <= last + half]
    for day, words, dash in lines:
        ends = {"x0": day, "x1": day, "y0": 0, "y1": 1, "yref": "paper"}
        fig.add_shape(type="line", line={"color": c.muted, "width": 1.5, "dash": dash}, layer="below", **ends)
        side = "right" if day - first > (last - first) / 2 else "left"
        fig.add_annotation(
            text=words, x=day, xanchor=side, align=side, y=1, yref="paper", yanchor="top", showarrow=False,
            xshift=4 if side == "left" else -4, font={"size": 12, "color": c.muted}, bgcolor=c.page,
        )  # fmt: skip


def _flags(fig: go.Figure, points: pd.DataFrame, c: Colours) -> None:
    """The number of each explanation at its month."""
    for _, row in points[points["flag"].notna() & points["value"].notna()].iterrows():
        fig.add_annotation(
            text=f"<b>{row['flag']:.0f}</b>", x=row["month"], y=row["value"], yshift=20, showarrow=False, borderpad=2,
            font={"size": 12, "color": c.page}, bgcolor=c.text,
        )  # fmt: skip
