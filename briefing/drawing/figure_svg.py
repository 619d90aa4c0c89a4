"""A Plotly figure as SVG, without a browser: what the screen draws, for paper and for whatever cannot run a script.

It draws what our exhibits use, in the way of Plotly: lines, points, bars, bands, fills, shapes, annotations, lists and
several plots in one figure. What it cannot draw it refuses with a ValueError that names it; tests draw each exhibit.
"""

import base64
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import plotly.graph_objects as go

from briefing.drawing.axes import Axis, kind_of
from briefing.drawing.legend import Legend, draw, legends
from briefing.drawing.marks import dashes, faint, line, stroke
from briefing.drawing.text import ASCENT, FAMILY, LINE, num, paint, read, set_text
from briefing.drawing.traces import Pen, Trace, bar, placed, scatter

_HEIGHT = 450  # of Plotly, where a figure names none
_DRAWN = ("scatter", "bar")


def figure_svg(figure: go.Figure, width: float, *, words: str = "", face: str = FAMILY) -> str:
    """The figure as the text of an SVG picture, `width` pixels wide and as high as its layout says.

    words: its text alternative (empty: the picture is named elsewhere); face: the font families, in CSS. Text stays
    text. Raises ValueError for a part of Plotly that is not drawn.
    """
    return _Picture.of(_read(figure), width).svg(words, face)


def figure_svgs(figure: go.Figure, widths: Sequence[float]) -> list[str]:
    """figure_svg() at each of the widths, for less than they cost one by one. Raises ValueError as it does."""
    own = _read(figure)
    return [_Picture.of(own, width).svg("", FAMILY) for width in widths]


def _read(figure: go.Figure) -> dict[str, Any]:
    return _plain(figure.to_plotly_json())


def _plain(part: Any) -> Any:
    """Plotly's JSON with lists for its packed numbers and None for what is not a number."""
    if isinstance(part, dict):
        if "bdata" in part and "dtype" in part:
            return _unpacked(part)
        return {name: _plain(value) for name, value in part.items()}
    if isinstance(part, np.ndarray):
        return _plain(part.tolist())
    if isinstance(part, list | tuple):
        return [_plain(value) for value in part]
    if isinstance(part, float | np.floating) and part != part:
        return None
    return part


def _unpacked(part: Mapping[str, Any]) -> list[Any]:
    numbers = np.frombuffer(base64.b64decode(part["bdata"]), dtype=np.dtype(part["dtype"]))
    return [None if value != value else value for value in numbers.tolist()]


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(under)
    for name, value in over.items():
        below = made.get(name)
        made[name] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return made


@dataclass
class _Picture:
    """A figure on its way: its traces, its layout with the template's, axes by name, and the plot's place."""

    traces: list[dict[str, Any]]
    layout: dict[str, Any]
    width: float
    height: float
    axes: dict[str, Axis]
    lists: list[Legend]
    plot: tuple[float, float, float, float] = (0, 0, 1, 1)
    clips: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, own: Mapping[str, Any], width: float) -> "_Picture":
        """Lays out a figure that was read."""
        template = own["layout"].get("template", {}).get("layout", {})
        layout = _merged(template, {name: part for name, part in own["layout"].items() if name != "template"})
        traces = [trace for trace in own["data"] if trace.get("visible", True) is True]
        for trace in traces:
            if trace.get("type", "scatter") not in _DRAWN:
                raise ValueError(f"a chart of a kind that is not drawn: {trace['type']}")
        axes = _axes(traces, layout, template)
        margin = {"l": 80, "r": 80, "t": 100, "b": 80, **layout.get("margin", {})}
        lists = legends(traces, layout, width - margin["l"] - margin["r"])
        picture = cls(traces, layout, width, float(layout.get("height") or _HEIGHT), axes, lists)
        picture._place(margin)
        return picture

    # -- where things lie ----------------------------------------------------------------------------------------------

    def _place(self, margin: Mapping[str, float]) -> None:
        """The plot's place: the margins, widened where labels or a list need it, as Plotly does."""
        self._lay(dict(margin))
        base = {side: (at, float(margin[side])) for side, at in (("l", 0.0), ("r", 1.0), ("b", 0.0), ("t", 1.0))}
        pushes = [base]
        pad = min(12.0, *(float(margin[side]) for side in "lrtb"))
        for each in self.lists:
            if each.spec.get("yref") == "container":
                continue
            push = each.push()
            pushes.append({side: (push["x" if side in "lr" else "y"], push[side] + pad) for side in "lrbt"})
        for axis in self.axes.values():
            if not axis.shown or not axis.spec.get("automargin") or not axis.spec.get("showticklabels", True):
                continue
            side, at = {"left": ("l", 0.0), "right": ("r", 1.0), "bottom": ("b", 0.0), "top": ("t", 1.0)}[axis.side]
            low, high = self._other(axis).domain
            if low == 0 if side in "lb" else high == 1:  # one inside the plot needs no margin
                pushes.append({"l": (0, 0), "r": (1, 0), "b": (0, 0), "t": (1, 0), side: (at, _depth(axis) + pad)})
        made = _margins(pushes, self.width, self.height)
        for each in self.lists:
            if each.spec.get("yref") == "container":
                side = "b" if float(each.spec.get("y", 1)) < 0.5 else "t"
                made[side] = max(made[side], each.height)
        self._lay(made)

    def _lay(self, margin: Mapping[str, float]) -> None:
        left, top = float(margin["l"]), float(margin["t"])
        wide, tall = self.width - left - float(margin["r"]), self.height - top - float(margin["b"])
        self.plot = (left, top, wide, tall)
        for axis in self.axes.values():
            axis.place(left if axis.letter == "x" else top, wide if axis.letter == "x" else tall)

    def _other(self, axis: Axis) -> Axis:
        """The axis that this one is anchored to."""
        letter = "y" if axis.letter == "x" else "x"
        return self.axes.get(str(axis.spec.get("anchor") or letter), self.axes[letter])

    def _of(self, trace: Trace) -> tuple[Axis, Axis]:
        return self.axes[trace.get("xaxis") or "x"], self.axes[trace.get("yaxis") or "y"]

    # -- the picture ---------------------------------------------------------------------------------------------------

    def svg(self, words: str, face: str) -> str:
        font = self.layout.get("font", {})
        ink, size = font.get("color", "#444444"), float(font.get("size", 12))
        pen = Pen(self.layout.get("colorway") or ["#12436D"], ink, size, {})
        plots = self._plots()
        body = [
            self._ground(),
            *(self._shape(shape) for shape in self.layout.get("shapes", []) if shape.get("layer") == "below"),
            *(self._grid(x, y, traces) for x, y, traces in plots),
            *(self._traces(x, y, traces, pen) for x, y, traces in plots),
            *(self._axis(axis, ink) for axis in self.axes.values() if axis.shown),
            *(self._shape(shape) for shape in self.layout.get("shapes", []) if shape.get("layer") != "below"),
            *(draw(each, self.plot, self.height, pen) for each in self.lists),
            *(self._annotation(note, pen) for note in self.layout.get("annotations", []) if note.get("text")),
        ]
        clips = [f'<clipPath id="{name}">{box}</clipPath>' for box, name in self.clips.items()]
        fills = []
        for drawn, name in pen.fills.items():
            size_of, _, inside = drawn.partition(">")
            fills.append(f'<pattern id="{name}" {size_of}>{inside}</pattern>')
        named = f' role="img" aria-label="{html.escape(words)}"' if words else ""
        wide, tall = num(self.width), num(self.height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}" '
            f'font-family="{html.escape(face)}"{named}><defs>{"".join(clips + fills)}</defs>{"".join(body)}</svg>'
        )

    def _ground(self) -> str:
        paper = self.layout.get("paper_bgcolor", "#FFFFFF")
        if paper.replace(" ", "") == "rgba(0,0,0,0)":
            return ""
        return f'<rect width="{num(self.width)}" height="{num(self.height)}"{paint("fill", paper)}/>'

    def _plots(self) -> list[tuple[Axis, Axis, list[tuple[int, dict[str, Any]]]]]:
        """Each pair of axes with its traces and their places among all."""
        found: dict[tuple[str, str], list[tuple[int, dict[str, Any]]]] = {}
        for place, trace in enumerate(self.traces):
            found.setdefault((trace.get("xaxis") or "x", trace.get("yaxis") or "y"), []).append((place, trace))
        return [(self.axes[x], self.axes[y], traces) for (x, y), traces in found.items()]

    def _clip(self, x: Axis, y: Axis) -> str:
        box = f'<rect x="{num(x.start)}" y="{num(y.start)}" width="{num(x.length)}" height="{num(y.length)}"/>'
        return self.clips.setdefault(box, f"plot{len(self.clips)}")

    def _grid(self, x: Axis, y: Axis, traces: Sequence[tuple[int, Trace]]) -> str:
        drawn = []
        for axis, other in ((x, y), (y, x)):
            spec = axis.spec
            ends = (num(other.start), num(other.start + other.length))
            if axis.shown and spec.get("showgrid", axis.kind != "category"):
                path = "".join(_across(axis, axis.at(place), ends) for place, _ in axis.ticks if _inside(axis, place))
                if path:
                    drawn.append(line(path, spec.get("gridcolor", "#EEEEEE"), float(spec.get("gridwidth", 1))))
            if axis.shown and self._has_nought(axis, traces):
                path = _across(axis, axis.at(0), ends)
                drawn.append(line(path, spec.get("zerolinecolor", "#444444"), float(spec.get("zerolinewidth", 1))))
        return "".join(drawn)

    def _has_nought(self, axis: Axis, traces: Sequence[tuple[int, Trace]]) -> bool:
        """Whether a line is drawn at nought: inside the plot; at its edge below bars and fills, or where no axis is."""
        low, high = sorted((axis.low, axis.high))
        if axis.kind != "linear" or not low <= 0 <= high or not axis.spec.get("zeroline", True):
            return False
        if "zeroline" not in axis.spec and _places_of_bars(axis, [trace for _, trace in traces]):
            return False
        inside = min(0 - low, high - 0) / (high - low) * axis.length > 1
        return (
            inside
            or not self._other(axis).spec.get("showline")
            or any(each.get("type") == "bar" or each.get("fill") for _, each in traces)
        )

    def _traces(self, x: Axis, y: Axis, traces: Sequence[tuple[int, dict[str, Any]]], pen: Pen) -> str:
        drawn: list[tuple[bool, str]] = []  # in order, with whether it is cut at the plot's edge
        bars = [trace for _, trace in traces if trace.get("type") == "bar"]
        colours = {id(trace): pen.colour(trace, place) for place, trace in traces}
        said = []
        for each in placed(bars, self._of, self.layout):
            box, label = bar(each, x, y, pen, colours[id(each.trace)])
            drawn.append((each.trace.get("cliponaxis", True), box))
            said.append((each.trace.get("cliponaxis", True), label))
        drawn += said
        before: Trace | None = None
        layers: list[tuple[bool, dict[str, str]]] = []
        for _, trace in traces:
            if trace.get("type", "scatter") != "scatter":
                continue
            parts = scatter(trace, x, y, pen, colours[id(trace)], before)
            if parts["fill"] and layers and trace.get("fill") == "tonexty":
                layers[-1][1]["fill"] += parts["fill"]  # below the line that it goes down to
                parts["fill"] = ""
            layers.append((trace.get("cliponaxis", True), parts))
            before = trace
        for cut, parts in layers:
            drawn.append((True, parts["fill"] + parts["line"]))
            drawn.append((cut, parts["points"]))
        return "".join(
            f'<g clip-path="url(#{self._clip(x, y)})">{part}</g>' if cut else part for cut, part in drawn if part
        )

    def _axis(self, axis: Axis, ink: str) -> str:
        """The line of an axis, its ticks and their labels."""
        spec, other = axis.spec, self._other(axis)
        ends_first = axis.side in ("bottom", "right")
        if axis.letter == "x":
            edge = other.start + (other.length if axis.side == "bottom" else 0)
        else:
            edge = other.start + (0 if axis.side == "left" else other.length)
        out = 1 if ends_first else -1
        drawn = []
        width = float(spec.get("linewidth", 1))
        if spec.get("showline"):
            path = _along(axis, edge + out * width / 2, (num(axis.start), num(axis.start + axis.length)))
            drawn.append(line(path, spec.get("linecolor", ink), width))
        reach = 0.0
        if spec.get("ticks") == "outside":
            reach = float(spec.get("ticklen", 5))
            ends = (num(edge + out * (width if spec.get("showline") else 0)), num(edge + out * reach))
            path = "".join(_across(axis, axis.at(place), ends) for place, _ in axis.ticks)
            if path:
                drawn.append(line(path, spec.get("tickcolor", ink), float(spec.get("tickwidth", 1))))
        if spec.get("showticklabels", True):
            colour = spec.get("tickfont", {}).get("color") or ink
            drawn += [_tick_label(axis, axis.at(place), edge, words, colour, reach) for place, words in axis.ticks]
        return "".join(drawn)

    # -- shapes and annotations ----------------------------------------------------------------------------------------

    def _at(self, letter: str, ref: str | None, value: Any) -> float:
        """The pixel of a value that is given in shares of the plot ("paper"), of an axis' domain, or on an axis."""
        left, top, wide, tall = self.plot
        if ref == "paper":
            return left + wide * float(value) if letter == "x" else top + tall * (1 - float(value))
        axis = self.axes[(ref or letter).removesuffix(" domain")]
        if (ref or "").endswith(" domain"):
            share = float(value)
            return axis.start + axis.length * (share if letter == "x" else 1 - share)
        return axis.at(axis.number(value))

    def _shape(self, shape: Mapping[str, Any]) -> str:
        x0, x1 = (self._at("x", shape.get("xref"), shape[end]) for end in ("x0", "x1"))
        y0, y1 = (self._at("y", shape.get("yref"), shape[end]) for end in ("y0", "y1"))
        edge = shape.get("line", {})
        width = float(edge.get("width", 2))
        lined = stroke(edge.get("color") or "#444444", width) + dashes(edge.get("dash"), width)
        if shape["type"] == "line":
            path = f"M{num(x0)},{num(y0)}L{num(x1)},{num(y1)}"
            drawn = f'<path d="{path}" fill="none"{lined}/>'
        elif shape["type"] == "rect":
            box = (
                f'x="{num(min(x0, x1))}" y="{num(min(y0, y1))}" width="{num(abs(x1 - x0))}" '
                f'height="{num(abs(y1 - y0))}"'
            )
            fill = paint("fill", shape.get("fillcolor") or "rgba(0,0,0,0)")
            drawn = f"<rect {box}{fill}{lined}/>"
        else:
            raise ValueError(f"a shape that is not drawn: {shape['type']}")
        return faint(shape, drawn)

    def _annotation(self, note: Mapping[str, Any], pen: Pen) -> str:
        if note.get("showarrow", True):
            raise ValueError(f"an annotation with an arrow, which is not drawn: {note['text']}")
        font = note.get("font", {})
        words = read(note["text"], float(font.get("size", pen.size)))
        edge_width = float(note.get("borderwidth", 1)) if note.get("bordercolor") else 0
        border = float(note.get("borderpad", 1)) + edge_width
        wide, tall = words.width + 2 * border, words.height + 2 * border
        x = self._at("x", note.get("xref"), note["x"]) + float(note.get("xshift", 0))
        y = self._at("y", note.get("yref"), note["y"]) - float(note.get("yshift", 0))
        left = x - wide * _share(note.get("xanchor"), note.get("xref"), note["x"], ("left", "center", "right"))
        top = y - tall * (1 - _share(note.get("yanchor"), note.get("yref"), note["y"], ("bottom", "middle", "top")))
        turned = float(note.get("textangle", 0))
        drawn = ""
        if note.get("bgcolor") or note.get("bordercolor"):
            edge = stroke(note.get("bordercolor", ""), edge_width)
            fill = paint("fill", note.get("bgcolor") or "rgba(0,0,0,0)")
            drawn = f'<rect x="{num(left)}" y="{num(top)}" width="{num(wide)}" height="{num(tall)}"{fill}{edge}/>'
        align = note.get("align") or "center"
        anchor = {"left": "start", "center": "middle", "right": "end"}[align]
        at = left + border + words.width * {"left": 0, "center": 0.5, "right": 1}[align]
        drawn += set_text(words, at, top + border + ASCENT * words.size, font.get("color") or pen.text, anchor, turned)
        return faint(note, drawn)


def _share(anchor: str | None, ref: str | None, value: Any, names: tuple[str, str, str]) -> float:
    """Where in its box a label is held: 0 at its first name, 1 at its last; by its place where nothing is said."""
    if anchor in names:
        return names.index(anchor) / 2
    if ref != "paper":
        return 0.5
    return 0.0 if float(value) <= 1 / 3 else 1.0 if float(value) >= 2 / 3 else 0.5


# -- axes --------------------------------------------------------------------------------------------------------------


def _axes(traces: Sequence[Trace], layout: Mapping[str, Any], template: Mapping[str, Any]) -> dict[str, Axis]:
    """Every axis that traces or the layout name, by its short name such as "x2"."""
    names = {"x": None, "y": None}
    names |= {part.replace("axis", ""): None for part in layout if part[1:5] == "axis" and part[0] in "xy"}
    names |= {trace[axis]: None for trace in traces for axis in ("xaxis", "yaxis") if trace.get(axis)}
    made: dict[str, Axis] = {}
    open_ended: list[tuple[Axis, list[Trace]]] = []
    for name in names:
        letter = name[0]
        spec = _merged(template.get(f"{letter}axis", {}), layout.get(f"{letter}axis{name[1:]}", {}))
        own = [each for each in traces if (each.get(f"{letter}axis") or letter) == name]
        made[name] = _axis(name, spec, own)
        if not _ended(spec):
            open_ended.append((made[name], own))
    for axis, own in open_ended:
        axis.low, axis.high = _reach(axis, own, _tops(axis, own, made, layout))
        if axis.spec.get("autorange") == "reversed":
            axis.low, axis.high = axis.high, axis.low
        if axis.low == axis.high:
            axis.low, axis.high = axis.low - 1, axis.high + 1
    for axis in made.values():
        if (of := axis.spec.get("matches")) in made and "range" not in axis.spec:
            axis.low, axis.high = made[of].low, made[of].high
    return made


def _axis(name: str, spec: dict[str, Any], traces: Sequence[Trace]) -> Axis:
    letter = name[0]
    lying = [each for each in traces if each.get("orientation") == "h"]
    values = [value for each in traces for value in each.get(letter) or []]
    dated = [value for each in lying for value in each.get("base") or [] if letter == "x"]
    kind = kind_of(spec, dated or values)
    named = [str(each) for each in spec.get("categoryarray") or []] if kind == "category" else []
    categories = (
        tuple(dict.fromkeys([*named, *(str(each) for each in values if each is not None)]))
        if kind == "category"
        else ()
    )
    domain = spec.get("domain") or (0, 1)
    axis = Axis(name, letter, kind, 0, 1, spec, (float(domain[0]), float(domain[1])), categories)
    if _ended(spec):
        axis.low, axis.high = (axis.number(end) for end in spec["range"])
    return axis


def _ended(spec: Mapping[str, Any]) -> bool:
    """Whether it names both of its ends."""
    given = spec.get("range") or (None, None)
    return given[0] is not None and given[1] is not None


def _tops(axis: Axis, traces: Sequence[Trace], axes: Mapping[str, Axis], layout: Mapping[str, Any]) -> list[float]:
    """Where bars that reach along this axis end, upon each other where they are stacked."""
    bars = [each for each in traces if each.get("type") == "bar"]
    if not bars or _places_of_bars(axis, traces):
        return []

    def pair(trace: Trace) -> tuple[Axis, Axis]:
        return axes[trace.get("xaxis") or "x"], axes[trace.get("yaxis") or "y"]

    return [end for each in placed(bars, pair, layout) for end in (each.start, each.end)]


def _reach(axis: Axis, traces: Sequence[Trace], tops: Sequence[float]) -> tuple[float, float]:
    """From the least to the most of an axis that names no range, with a little room; of bars from nought."""
    if axis.kind == "category":
        return -0.5, len(axis.categories) - 0.5
    numbers = [axis.number(value) for each in traces for value in each.get(axis.letter) or [] if value is not None]
    numbers += tops
    if not numbers:
        return 0.0, 1.0
    if _places_of_bars(axis, traces):
        return min(numbers) - 0.5, max(numbers) + 0.5
    low, high = min(numbers), max(numbers)
    if tops or axis.spec.get("rangemode") == "tozero":
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low) * 0.05
    return (low - room if low < 0 or axis.kind == "date" else low and low - room), high + room


def _places_of_bars(axis: Axis, traces: Sequence[Trace]) -> bool:
    """Whether bars stand along this axis, rather than reach along it."""
    return any(
        each.get("type") == "bar" and ("y" if each.get("orientation") == "h" else "x") == axis.letter for each in traces
    )


def _depth(axis: Axis) -> float:
    """How far its labels reach out of the plot."""
    reach = float(axis.spec.get("ticklen", 5)) if axis.spec.get("ticks") == "outside" else 0
    size = float(axis.spec.get("tickfont", {}).get("size", 12))
    off = reach + _standoff(axis, size)
    sizes = [words.width if axis.letter == "y" else words.height for _, words in axis.ticks]
    return off + max(sizes, default=0)


def _standoff(axis: Axis, size: float) -> float:
    """Between a tick and its label."""
    lined = axis.spec.get("ticks") == "outside" or axis.spec.get("showline")
    return (0.2 * size if lined else 0) + float(axis.spec.get("linewidth", 1)) / 2


def _tick_label(axis: Axis, at: float, edge: float, words: Any, colour: str, reach: float) -> str:
    size = words.size
    off = reach + _standoff(axis, size)
    extra = (len(words.lines) - 1) * LINE * size
    if axis.letter == "x":
        baseline = edge + off + size if axis.side == "bottom" else edge - off - 0.2 * size - extra
        return set_text(words, at, baseline, colour, "middle")
    side, anchor = (edge - off, "end") if axis.side == "left" else (edge + off, "start")
    return set_text(words, side, at + size * 0.35 - extra / 2, colour, anchor)


def _inside(axis: Axis, place: float) -> bool:
    low, high = sorted((axis.low, axis.high))
    return low <= place <= high


def _across(axis: Axis, at: float, ends: tuple[str, str]) -> str:
    """A stroke at right angles to an axis, at a pixel of it."""
    return f"M{num(at)},{ends[0]}V{ends[1]}" if axis.letter == "x" else f"M{ends[0]},{num(at)}H{ends[1]}"


def _along(axis: Axis, at: float, ends: tuple[str, str]) -> str:
    return f"M{ends[0]},{num(at)}H{ends[1]}" if axis.letter == "x" else f"M{num(at)},{ends[0]}V{ends[1]}"


def _margins(pushes: Sequence[Mapping[str, tuple[float, float]]], width: float, height: float) -> dict[str, float]:
    """The margins that give every label and list its room: the rule of Plotly's doAutoMargin."""
    base = pushes[0]
    made = {side: base[side][1] for side in "lrbt"}
    for one in pushes:
        for two in pushes:
            for low, high, whole in (("l", "r", width), ("b", "t", height)):
                (at_low, low_size), (at_high, high_size) = one[low], two[high]
                if at_high <= at_low:
                    continue
                span = at_high - at_low
                first = (low_size * at_high + (high_size - whole) * at_low) / span
                second = (high_size * (1 - at_low) + (low_size - whole) * (1 - at_high)) / span
                if first >= 0 and second >= 0 and first + second > made[low] + made[high]:
                    made[low], made[high] = first, second
    return made
