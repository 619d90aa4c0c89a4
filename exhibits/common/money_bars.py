"""Stacked bars of money, each under its name."""

from dataclasses import dataclass, field

import plotly.graph_objects as go

from exhibits.common.style import Colours, colours, figure, safe
from exhibits.common.words import say_pounds, shorten

DRAWN = 12  # rows drawn at most; the table has them all


# -- figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A part of the bars. shape: hatching that tells it apart without colour, as Plotly names it."""

    name: str
    colour: str
    shape: str = ""


@dataclass(frozen=True)
class Bars:
    """A row: its name, the words beside it, the value of each part, and a mark to compare with."""

    name: str
    beside: str
    values: tuple[float, ...]
    mark: float | None = None
    hover: tuple[str, ...] = field(default_factory=tuple)

    @property
    def short_name(self) -> str:
        """The name as it fits a phone with the words beside it."""
        return shorten(self.name, max(14, 46 - len(self.beside)))


_ROW, _TOP = 50, 8


def fill(part: Part, c: Colours) -> dict:
    """A marker of a bar: hatched parts stay readable without colour."""
    pattern = {"shape": part.shape, "bgcolor": c.page, "fgcolor": part.colour, "size": 7, "solidity": 0.35}
    return {"color": part.colour, "line": {"color": part.colour, "width": 1}, "pattern": pattern if part.shape else {}}


def bars(rows: list[Bars], parts: list[Part], theme: str, *, mark: str = "") -> go.Figure:
    """Stacked bars, each under its name, so that long names fit a phone. mark: what the line across a bar is."""
    c = colours(theme)
    drawn = [n for n in range(len(parts)) if any(row.values[n] for row in rows)]
    entries = len(drawn) + bool(mark)
    below = 14 + 22 * entries
    fig = figure(theme, height=_TOP + _ROW * len(rows) + below)
    places = list(range(len(rows)))
    for n in drawn:
        values = [row.values[n] or None for row in rows]  # 0 would draw an edge
        texts = [safe(row.hover[n]) if row.hover else f"{parts[n].name}: {say_pounds(row.values[n])}" for row in rows]
        fig.add_bar(
            x=values, y=places, orientation="h", name=parts[n].name, width=0.36, marker=fill(parts[n], c),
            hovertext=texts, hoverinfo="text",
        )  # fmt: skip
    if mark:
        there = [(n, row.mark) for n, row in enumerate(rows) if row.mark is not None]
        fig.add_scatter(
            x=[value for _, value in there], y=[n for n, _ in there], mode="markers", name=mark,
            marker={"symbol": "line-ns", "size": 17, "line": {"color": c.text, "width": 3}},
            hovertext=[f"{mark}: {say_pounds(value)}" for _, value in there], hoverinfo="text",
        )  # fmt: skip
    ends = [value for row in rows for value in (_end(row.values, 1), _end(row.values, -1), row.mark or 0)]
    low, high = min([0, *ends]), max([0, *ends])
    room = (high - low) * 0.02 or 1
    label = {"xref": "paper", "yanchor": "bottom", "yshift": 8, "showarrow": False, "font": {"size": 13}}
    fig.update_layout(
        barmode="relative", margin={"t": _TOP, "b": below, "l": 4, "r": 4}, showlegend=entries > 1,
        legend={"orientation": "v", "x": 0, "y": -6 / (_ROW * len(rows)), "yanchor": "top", "traceorder": "normal"},
        xaxis={"visible": False, "range": [low - room, high + room], "automargin": False},
        yaxis={"visible": False, "range": [len(rows) - 0.6, -0.75], "automargin": False},
        annotations=[
            {**label, "y": n, "text": text, "x": x, "xanchor": side, "align": side}
            for n, row in enumerate(rows)
            for text, x, side in ((f"<b>{safe(row.short_name)}</b>", 0, "left"), (safe(row.beside), 1, "right"))
        ],
    )  # fmt: skip
    return fig


def _end(values: tuple[float, ...], side: int) -> float:
    return sum(value for value in values if value * side > 0)
