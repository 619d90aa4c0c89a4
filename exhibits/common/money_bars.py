"""Stacked bars of money, each under its name."""

from dataclasses import dataclass, field

import plotly.graph_objects as go

from exhibits.common.chart_parts import name_link
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
    """A row: its name, the words beside it, the value of each part, and a mark to compare with.

    heading: of the group that begins with this row. below: a second line under the name. link: where the name leads.
    """

    name: str
    beside: str
    values: tuple[float, ...]
    mark: float | None = None
    hover: tuple[str, ...] = field(default_factory=tuple)
    heading: str = ""
    below: str = ""
    link: str = ""

    @property
    def short_name(self) -> str:
        """The name as it fits a phone with the words beside it."""
        return shorten(self.name, max(14, 46 - len(self.beside)))


_ROW, _TOP, _LINE, _HEADING = 50, 8, 17, 26  # pixels
_PHONE = 340  # pixels that a bar may have on a phone
_LETTER = 6.5  # pixels of a letter of a label below a bar


def fill(part: Part, c: Colours) -> dict:
    """A marker of a bar: hatched parts stay readable without colour."""
    pattern = {"shape": part.shape, "bgcolor": c.page, "fgcolor": part.colour, "size": 7, "solidity": 0.35}
    return {"color": part.colour, "line": {"color": part.colour, "width": 1}, "pattern": pattern if part.shape else {}}


def bars(rows: list[Bars], parts: list[Part], theme: str, *, mark: str = "", named: bool = True) -> go.Figure:
    """Stacked bars, each under its name, so that long names fit a phone. mark: what the line across a bar is.

    Each part is named below the widest stretch of it; where one does not fit there on a phone, a legend names them all.
    named: False where the words of the rows name the parts already.
    """
    c = colours(theme)
    drawn = [n for n in range(len(parts)) if any(row.values[n] for row in rows)]
    row = _ROW + _LINE * any(each.below for each in rows)
    places = _places(rows, row)
    ends = [value for each in rows for value in (_end(each.values, 1), _end(each.values, -1), each.mark or 0)]
    low, high = min([0, *ends]), max([0, *ends])
    direct = _part_labels(rows, parts, places, high - low) if named and not mark and low == 0 else []
    entries = 0 if direct or not named else len(drawn) + bool(mark)
    below = 14 + (22 * entries if entries > 1 else _LINE * bool(direct))
    fig = figure(theme, height=_TOP + round(row * (places[-1] + 1)) + below)
    for n in drawn:
        values = [each.values[n] or None for each in rows]  # 0 would draw an edge
        texts = [safe(each.hover[n]) if each.hover else f"{parts[n].name}: {say_pounds(each.values[n])}"
                 for each in rows]  # fmt: skip
        fig.add_bar(
            x=values, y=places, orientation="h", name=parts[n].name, width=18 / row, marker=fill(parts[n], c),
            hovertext=texts, hoverinfo="text",
        )  # fmt: skip
    if mark:
        there = [(place, each.mark) for place, each in zip(places, rows, strict=True) if each.mark is not None]
        fig.add_scatter(
            x=[value for _, value in there], y=[place for place, _ in there], mode="markers", name=mark,
            marker={"symbol": "line-ns", "size": 17, "line": {"color": c.text, "width": 3}},
            hovertext=[f"{mark}: {say_pounds(value)}" for _, value in there], hoverinfo="text",
        )  # fmt: skip
    room = (high - low) * 0.02 or 1
    fig.update_layout(
        barmode="relative", margin={"t": _TOP, "b": below, "l": 4, "r": 4}, showlegend=entries > 1,
        legend={"orientation": "v", "x": 0, "y": -6 / (row * (places[-1] + 1)), "yanchor": "top",
                "traceorder": "normal"},
        xaxis={"visible": False, "range": [low - room, high + room], "automargin": False},
        yaxis={"visible": False, "range": [places[-1] + 0.4, -0.75 * _ROW / row], "automargin": False},
        annotations=[*_names(rows, places, row, c), *direct],
    )  # fmt: skip
    return fig


def _places(rows: list[Bars], row: int) -> list[float]:
    """Where each row stands, in rows from the top: a second line and a heading push it down."""
    places: list[float] = []
    at = 0.0
    for each in rows:
        at += _LINE / row * bool(each.below) * (not places) + _HEADING / row * bool(each.heading)
        places.append(at)
        at += 1
    return places


def _names(rows: list[Bars], places: list[float], row: int, c: Colours) -> list[dict]:
    label = {"xref": "paper", "yanchor": "bottom", "yshift": 8, "showarrow": False, "font": {"size": 13}}
    made = []
    grouped = any(each.heading for each in rows)
    for each, place in zip(rows, places, strict=True):
        name = safe(each.short_name)
        if each.link:  # Plotly's own blue of links is too light on a white page
            name = name_link(name, safe(each.link), c)
        name = f"<b>{name}</b>" if each.link or not grouped else name
        name = f"{name}<br>{safe(each.below)}" if each.below else name
        for text, x, side in ((name, 0, "left"), (safe(each.beside), 1, "right")):
            made.append({**label, "y": place, "text": text, "x": x, "xanchor": side, "align": side})
        if each.heading:
            above = 30 + _LINE * bool(each.below)
            head = {"text": f"<b>{safe(each.heading)}</b>", "font": {"size": 14}, "yshift": above}
            made.append({**label, "y": place, "x": 0, "xanchor": "left", **head})
    return made


def _part_labels(rows: list[Bars], parts: list[Part], places: list[float], span: float) -> list[dict]:
    """The name of each part below the widest stretch of it; none where one of them is too narrow for its name."""
    made = []
    for n, part in enumerate(parts):
        widest = max(range(len(rows)), key=lambda i: rows[i].values[n])
        size = rows[widest].values[n]
        if not size:
            continue
        if size / (span or 1) * _PHONE < len(part.name) * _LETTER:
            return []
        made.append(
            {"text": safe(part.name), "x": sum(rows[widest].values[:n]), "xanchor": "left", "y": places[widest],
             "yanchor": "top", "yshift": -8, "showarrow": False, "font": {"size": 12}}
        )  # fmt: skip
    return made


def _end(values: tuple[float, ...], side: int) -> float:
    return sum(value for value in values if value * side > 0)
