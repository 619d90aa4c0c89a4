"""Lines, points and bars of a drawn figure as SVG."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from briefing.drawing.axes import Axis
from briefing.drawing.marks import faint, line, mark, pattern, stroke
from briefing.drawing.text import ASCENT, DESCENT, LINE, num, paint, read, set_text

Trace = Mapping[str, Any]
_MILLISECOND = 1e6  # widths on an axis of dates are given in these
_PAD = 3  # between a bar and the words beside or in it


@dataclass(frozen=True)
class Pen:
    """What traces are drawn with. colours: of traces that name none; text: colour of words; fills: patterns so far."""

    colours: Sequence[str]
    text: str
    size: float
    fills: dict[str, str]

    def colour(self, trace: Trace, place: int) -> str:
        """The colour of a trace by its place among all."""
        own = trace.get("marker", {}).get("color") or trace.get("line", {}).get("color")
        return own if isinstance(own, str) else self.colours[place % len(self.colours)]

    def filled(self, box: str, spec: Mapping[str, Any], colour: str, at: int, edge: str = "") -> str:
        """A rectangle in a colour; one with a pattern, which is kept for the whole figure, has its ground below it: as
        part of the pattern it would show the seams."""
        shape = nth(spec.get("shape"), at) or ""
        if not shape:
            return f"<rect {box}{paint('fill', colour)}{edge}/>"
        ink = nth(spec.get("fgcolor"), at) or colour
        drawn = pattern(shape, ink, float(spec.get("size") or 8), float(spec.get("solidity") or 0.3))
        fill = f' fill="url(#{self.fills.setdefault(drawn, f"pattern{len(self.fills)}")})"'
        return f"<rect {box}{paint('fill', ground(spec, at))}/><rect {box}{fill}{edge}/>"


def ground(spec: Mapping[str, Any], at: int) -> str:
    """The colour below a pattern; "" without one."""
    return (nth(spec.get("bgcolor"), at) or "#FFFFFF") if nth(spec.get("shape"), at) else ""


def nth(given: Any, at: int, default: Any = None) -> Any:
    """The value of the point at a place where there is one for each, or the one for all."""
    if isinstance(given, list | tuple):
        return given[at] if at < len(given) else default
    return default if given is None else given


# -- lines and points --------------------------------------------------------------------------------------------------


def scatter(trace: Trace, x: Axis, y: Axis, pen: Pen, colour: str, before: Trace | None) -> dict[str, str]:
    """A trace of lines, points and words, by what lies below what: "fill", "line", "points".

    before: the trace that a fill "tonexty" goes down to.
    """
    mode = trace.get("mode") or ("lines+markers" if len(trace.get("x") or []) < 20 else "lines")
    points = _pixels(trace, x, y)
    parts = {"fill": _filled(trace, points, before, x, y, colour), "line": "", "points": _errors(trace, x, y, colour)}
    spec = trace.get("line", {})
    if "lines" in mode and (width := float(spec.get("width", 2))):
        path = "".join(_through(run, spec.get("shape")) for run in _runs(points))
        drawn = line(path, spec.get("color") or colour, width, spec.get("dash")) if path else ""
        parts["line"] = faint(trace, drawn)
    if "markers" in mode:
        parts["points"] += faint(trace, "".join(_marks(trace, points, colour)))
    if "text" in mode:
        parts["points"] += faint(trace, "".join(_words(trace, points, pen, with_marks="markers" in mode)))
    return parts


Point = tuple[float, float]


def _pixels(trace: Trace, x: Axis, y: Axis) -> list[Point]:
    across, up = trace.get("x"), trace.get("y")
    across = list(range(len(up or []))) if across is None else across
    up = list(range(len(across))) if up is None else up
    return [(x.at(x.number(a)), y.at(y.number(b))) for a, b in zip(across, up, strict=False)]


def _known(point: Point) -> bool:
    return math.isfinite(point[0]) and math.isfinite(point[1])


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    """The stretches without a gap."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if _known(point):
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _through(run: Sequence[Point], shape: str | None, joined: bool = False) -> str:
    first, *others = run
    path = [f"{'L' if joined else 'M'}{num(first[0])},{num(first[1])}"]
    for left, top in others:
        path.append(f"H{num(left)}V{num(top)}" if shape == "hv" else f"L{num(left)},{num(top)}")
    return "".join(path)


def _filled(trace: Trace, points: list[Point], before: Trace | None, x: Axis, y: Axis, colour: str) -> str:
    kind = trace.get("fill") or "none"
    if kind == "none":
        return ""
    shape = trace.get("line", {}).get("shape")
    own = _runs(points)
    if kind == "tonexty" and before is not None:
        others = _runs(_pixels(before, x, y))
    elif kind in ("tozeroy", "tonexty"):
        ground = y.at(0)
        others = [[(run[0][0], ground), (run[-1][0], ground)] for run in own]
    else:
        raise ValueError(f"a fill that is not drawn: {kind}")
    if len(own) == len(others):
        pairs = list(zip(own, others, strict=True))
    else:  # gaps that differ: one outline over all
        pairs = [([p for run in own for p in run], [p for run in others for p in run])]
    path = "".join(
        _through(upper, shape) + _through(_back(lower, shape), None, joined=True) + "Z"
        for upper, lower in pairs
        if upper
    )
    fill = trace.get("fillcolor") or _half(trace.get("line", {}).get("color") or colour)
    return f'<path d="{path}"{paint("fill", fill)}/>'


def _back(run: Sequence[Point], shape: str | None) -> list[Point]:
    """The way back along a lower edge; of a stepped one with its corners."""
    if shape != "hv":
        return list(reversed(run))
    corners: list[Point] = [run[0]]
    for left, top in run[1:]:
        corners += [(left, corners[-1][1]), (left, top)]
    return list(reversed(corners))


def _half(colour: str) -> str:
    if colour.startswith("#") and len(colour) == 7:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return f"rgba({red},{green},{blue},0.5)"
    return colour


def _marks(trace: Trace, points: Sequence[Point], colour: str) -> Iterator[str]:
    spec = trace.get("marker", {})
    edge = spec.get("line", {})
    for at, (left, top) in enumerate(points):
        if _known((left, top)):
            yield mark(
                nth(spec.get("symbol"), at, "circle"),
                left,
                top,
                float(nth(spec.get("size"), at, 6)),
                nth(spec.get("color"), at, colour),
                nth(edge.get("color"), at, "#444444"),
                float(nth(edge.get("width"), at, 0)),
                float(nth(spec.get("opacity"), at, 1)),
            )


def _words(trace: Trace, points: Sequence[Point], pen: Pen, *, with_marks: bool) -> Iterator[str]:
    font = trace.get("textfont", {})
    for at, (left, top) in enumerate(points):
        said = nth(trace.get("text"), at)
        if not said or not _known((left, top)):
            continue
        words = read(said, float(nth(font.get("size"), at, pen.size)))
        upright, across = str(nth(trace.get("textposition"), at, "middle center")).split(" ")
        radius = float(nth(trace.get("marker", {}).get("size"), at, 6)) / 2 / 0.8 + 1 if with_marks else 0
        signs = {"top": -1, "bottom": 1, "right": 1, "left": -1}
        up, aside = signs.get(upright, 0), signs.get(across, 0)
        tall = (len(words.lines) - 1) * LINE + 1
        baseline = top + words.size * 0.75 + up * radius + (up - 1) * tall * words.size / 2
        anchor = {1: "start", -1: "end", 0: "middle"}[aside]
        yield set_text(words, left + aside * radius, baseline, nth(font.get("color"), at, pen.text), anchor)


def _errors(trace: Trace, x: Axis, y: Axis, colour: str) -> str:
    spec = trace.get("error_x", {})
    if not spec or not spec.get("visible", True):
        return ""
    plus, minus = spec.get("array") or [], spec.get("arrayminus") or spec.get("array") or []
    cap = float(spec.get("width", 4))
    path = []
    for value, up, more, less in zip(trace["x"], trace["y"], plus, minus, strict=False):
        middle, top = x.number(value), y.at(y.number(up))
        if not (math.isfinite(middle) and math.isfinite(top) and more is not None and less is not None):
            continue
        left, right = x.at(middle - float(less)), x.at(middle + float(more))
        path.append(f"M{num(left)},{num(top)}H{num(right)}")
        if cap:
            path += [f"M{num(end)},{num(top - cap)}V{num(top + cap)}" for end in (left, right)]
    return line("".join(path), spec.get("color") or colour, float(spec.get("thickness", 2))) if path else ""


# -- bars --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """One bar: its trace and place in it; middle and wide on the axis of places, from and to on that of values."""

    trace: Trace
    at: int
    middle: float
    wide: float
    start: float
    end: float


def placed(traces: Sequence[Trace], axes: Callable[[Trace], tuple[Axis, Axis]], layout: Mapping[str, Any]) -> list[Bar]:
    """The bars of one plot, laid beside or upon each other as `barmode` says. axes: the x and y of a trace."""
    mode, gap = layout.get("barmode") or "group", float(layout.get("bargap", 0.2))
    ways = [_ways(trace, *axes(trace)) for trace in traces]
    known = sorted({place for places, *_ in ways for place in places if math.isfinite(place)})
    apart = min((b - a for a, b in pairwise(known)), default=1.0)
    side_by_side = mode == "group" and len(traces) > 1
    slot = apart * (1 - gap) / (len(traces) if side_by_side else 1)
    bars: list[Bar] = []
    tops: dict[tuple[float, bool], float] = {}
    for number, (trace, (places, values, unit, ground)) in enumerate(zip(traces, ways, strict=True)):
        shift = (number - (len(traces) - 1) / 2) * slot if side_by_side else 0
        for at, (place, value) in enumerate(zip(places, values, strict=False)):
            given = nth(trace.get("width"), at)
            wide = slot if given is None else float(given) * unit
            start = ground(nth(trace.get("base"), at))
            if mode in ("stack", "relative") and "base" not in trace and math.isfinite(value):
                under = (place, value < 0 and mode == "relative")
                start = tops.get(under, 0.0)
                tops[under] = start + value
            if math.isfinite(place) and math.isfinite(value):
                bars.append(Bar(trace, at, place + shift, wide, start, start + value))
    return bars


def _ways(trace: Trace, x: Axis, y: Axis) -> tuple[list[float], list[float], float, Callable[[Any], float]]:
    """Places, lengths, the unit of widths, and how a base is read; on an axis of dates in nanoseconds."""
    place, length = (y, x) if trace.get("orientation") == "h" else (x, y)
    places = trace.get(place.letter)
    lengths = [math.nan if each is None else float(each) for each in trace.get(length.letter) or []]
    where = [place.number(each) for each in (range(len(lengths)) if places is None else places)]
    if length.kind == "date":
        lengths = [each * _MILLISECOND for each in lengths]
    return where, lengths, _MILLISECOND if place.kind == "date" else 1.0, lambda base: length.number(base or 0)


def bar(each: Bar, x: Axis, y: Axis, pen: Pen, colour: str) -> tuple[str, str]:
    """One bar as SVG, and its words, which lie above all bars."""
    trace, spec = each.trace, each.trace.get("marker", {})
    lying = trace.get("orientation") == "h"
    place, length = (y, x) if lying else (x, y)
    near, far = sorted((place.at(each.middle - each.wide / 2), place.at(each.middle + each.wide / 2)))
    first, last = sorted((length.at(each.start), length.at(each.end)))
    left, right, top, foot = (first, last, near, far) if lying else (near, far, first, last)
    edge = spec.get("line", {})
    width = float(nth(edge.get("width"), each.at, 0))
    box = f'x="{num(left)}" y="{num(top)}" width="{num(right - left)}" height="{num(foot - top)}"'
    side = stroke(nth(edge.get("color"), each.at, colour), width)
    own = nth(spec.get("color"), each.at, colour)
    drawn = pen.filled(box, spec.get("pattern", {}), own, each.at, side) if right > left or foot > top else ""
    forward = (each.end >= each.start) == (length.high >= length.low)
    return faint(trace, drawn), _label(each, (left, right, top, foot), lying, forward, pen)


def _label(each: Bar, box: tuple[float, float, float, float], lying: bool, forward: bool, pen: Pen) -> str:
    trace, (left, right, top, foot) = each.trace, box
    said = nth(trace.get("text"), each.at)
    if not said or trace.get("textposition") == "none":
        return ""
    where = str(nth(trace.get("textposition"), each.at, "auto"))
    font = {**trace.get("textfont", {}), **trace.get(f"{where}textfont", {})}
    words = read(said, float(nth(font.get("size"), each.at, pen.size)))
    fits = words.width <= right - left - 2 * _PAD and words.height <= foot - top
    if where == "auto":
        where = "inside" if fits else "outside"
    if where == "inside" and not fits and trace.get("constraintext", "both") in ("both", "inside"):
        shrunk = min((right - left - 2 * _PAD) / words.width, (foot - top - 2 * _PAD) / words.height, 1)
        if shrunk <= 0:
            return ""
        words = read(said, words.size * shrunk)
    colour = nth(font.get("color"), each.at, pen.text)
    around = ground(trace.get("marker", {}).get("pattern", {}), each.at) if where == "inside" else ""
    centre = (top + foot) / 2
    middle = (left + right) / 2
    if lying:
        baseline = centre - words.height / 2 + ASCENT * words.size
        ahead = right if forward else left
        way = 1 if forward else -1
        if where == "outside":
            return set_text(words, ahead + way * _PAD, baseline, colour, "start" if forward else "end")
        if trace.get("insidetextanchor") == "middle":
            return set_text(words, middle, baseline, colour, "middle", around=around)
        return set_text(words, ahead - way * _PAD, baseline, colour, "end" if forward else "start", around=around)
    if where == "outside":
        baseline = top - _PAD - words.height + ASCENT * words.size if forward else foot + _PAD + ASCENT * words.size
    elif trace.get("insidetextanchor") == "middle":
        baseline = centre - words.height / 2 + ASCENT * words.size
    else:
        baseline = top + _PAD + ASCENT * words.size if forward else foot - _PAD - DESCENT * words.size
    return set_text(words, middle, baseline, colour, "middle", around=around)
