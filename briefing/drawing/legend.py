"""The list that says what the marks of a figure mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.drawing.marks import line, mark, stroke
from briefing.drawing.text import LINE, Words, num, paint, read, set_text
from briefing.drawing.traces import Pen, Trace, nth

_GAP = 5
_INDENT = 40  # the words begin here; the mark stands in the middle of what is left of them
_FROM_TOP_LEFT = {"left": 0.0, "center": 0.5, "right": 1.0, "top": 0.0, "middle": 0.5, "bottom": 1.0, "auto": 0.0}


@dataclass(frozen=True)
class Entry:
    """A row of the list: the trace and its place among all, its words."""

    trace: Trace
    place: int
    words: Words

    @property
    def height(self) -> float:
        return max(len(self.words.lines) * LINE * self.words.size, 16) + 3

    @property
    def width(self) -> float:
        return _INDENT + self.words.width


@dataclass(frozen=True)
class Legend:
    """A list with the place of each entry within it, and its size in pixels."""

    spec: Mapping[str, Any]
    rows: tuple[tuple[Entry, float, float], ...]
    width: float
    height: float

    def push(self) -> dict[str, float]:
        """The room that it takes beside the plot, for the margins: where (shares of the plot) and how much."""
        x, y = float(self.spec.get("x", 1.02)), float(self.spec.get("y", 1))
        left = self.width * _FROM_TOP_LEFT[self.spec.get("xanchor", "left")]
        top = self.height * _FROM_TOP_LEFT[self.spec.get("yanchor", "top")]
        return {"x": x, "y": y, "l": left, "r": self.width - left, "t": top, "b": self.height - top}


def legends(traces: Sequence[Trace], layout: Mapping[str, Any], room: float) -> list[Legend]:
    """The lists of a figure. room: how wide a list in a row may be, in pixels."""
    if layout.get("showlegend") is False:
        return []
    shown = [(place, each) for place, each in enumerate(traces) if each.get("showlegend") is not False]
    if layout.get("showlegend") is None and len(traces) == 1 and not traces[0].get("showlegend"):
        return []
    lists: dict[str, list[Entry]] = {}
    for place, trace in shown:
        spec = layout.get(trace.get("legend") or "legend", {})
        words = read(trace.get("name") or f"trace {place}", float(spec.get("font", {}).get("size", 12)))
        lists.setdefault(trace.get("legend") or "legend", []).append(Entry(trace, place, words))
    backwards = any(
        (each.get("type") == "bar" and layout.get("barmode") == "stack") or each.get("fill") == "tonexty"
        for each in traces
    )
    made = []
    for name, entries in lists.items():
        spec = layout.get(name, {})
        order = spec.get("traceorder") or ("reversed" if backwards else "normal")
        made.append(_laid(spec, entries[::-1] if "reversed" in order else entries, room))
    return made


def _laid(spec: Mapping[str, Any], entries: Sequence[Entry], room: float) -> Legend:
    rows: list[tuple[Entry, float, float]] = []
    if spec.get("orientation", "v") == "v":
        down = float(_GAP)
        for entry in entries:
            rows.append((entry, 0, down + entry.height / 2))
            down += entry.height
        return Legend(spec, tuple(rows), max(entry.width for entry in entries) + _GAP, down + _GAP)
    widest = max(entry.width for entry in entries)
    in_one_row = sum(entry.width + _GAP for entry in entries) <= room
    across, down, tallest, width = 0.0, float(_GAP), 0.0, 0.0
    for entry in entries:
        step = entry.width if in_one_row else widest
        if across and across + step > room:
            across, down, tallest = 0.0, down + tallest, 0.0
        rows.append((entry, across, down + entry.height / 2))
        width = max(width, across + entry.width + _GAP)
        across, tallest = across + step + _GAP, max(tallest, entry.height)
    return Legend(spec, tuple(rows), width, down + tallest + _GAP)


def draw(legend: Legend, plot: tuple[float, float, float, float], height: float, pen: Pen) -> str:
    """The list as SVG. plot: left, top, width and height of the plot; height: of the whole picture."""
    left, top, wide, tall = plot
    spec = legend.spec
    x, y = float(spec.get("x", 1.02)), float(spec.get("y", 1))
    at = left + wide * x - legend.width * _FROM_TOP_LEFT[spec.get("xanchor", "left")]
    down = height * (1 - y) if spec.get("yref") == "container" else top + tall * (1 - y)
    down -= legend.height * _FROM_TOP_LEFT[spec.get("yanchor", "top")]
    colour = spec.get("font", {}).get("color") or pen.text
    return "".join(
        _sample(entry, at + across, down + middle, pen)
        + set_text(
            entry.words,
            at + across + _INDENT,
            down + middle + entry.words.size * LINE * (0.3 + (1 - len(entry.words.lines)) / 2),
            colour,
        )
        for entry, across, middle in legend.rows
    )


def _sample(entry: Entry, x: float, y: float, pen: Pen) -> str:
    trace, colour = entry.trace, pen.colour(entry.trace, entry.place)
    marker, edge = trace.get("marker", {}), trace.get("marker", {}).get("line", {})
    width = min(float(nth(edge.get("width"), 0) or 0), 2)
    if trace.get("type") == "bar":
        box = f'x="{num(x + 14)}" y="{num(y - 6)}" width="12" height="12"'
        own = nth(marker.get("color"), 0) or colour
        return pen.filled(box, marker.get("pattern", {}), own, 0, stroke(nth(edge.get("color"), 0) or colour, width))
    mode, spec, drawn = trace.get("mode") or "lines+markers", trace.get("line", {}), ""
    lined = "lines" in mode and float(spec.get("width", 2)) > 0
    if trace.get("fill") not in (None, "none"):
        up = -2 if lined else 0
        fill = paint("fill", trace.get("fillcolor") or colour)
        drawn += f'<rect x="{num(x + 5)}" y="{num(y + up)}" width="30" height="6"{fill}/>'
        y_line = y + up
    else:
        y_line = y
    if lined:
        path = f"M{num(x + 5)},{num(y_line)}h30"
        drawn += line(path, spec.get("color") or colour, min(float(spec.get("width", 2)), 10), spec.get("dash"))
    if "markers" in mode:
        sizes = marker.get("size", 6)
        size = sum(sizes) / len(sizes) if isinstance(sizes, list) and sizes else sizes
        drawn += mark(
            nth(marker.get("symbol"), 0) or "circle", x + 20, y, min(max(float(size or 6), 2), 16),
            nth(marker.get("color"), 0) or colour, nth(edge.get("color"), 0) or "#444444",
            float(nth(edge.get("width"), 0) or 0), float(nth(marker.get("opacity"), 0) or 1),
        )  # fmt: skip
    return drawn
