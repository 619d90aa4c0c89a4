"""Marks of a drawn figure: points, dashes and patterns, in the shapes of Plotly."""

import math
from collections.abc import Mapping
from typing import Any

from briefing.drawing.text import num, paint

_ROOT = math.sqrt(3)


def _cross(r: float) -> str:
    a, b = num(r * 0.4), num(r * 1.2)
    return f"M{b},{a}H{a}V{b}H-{a}V{a}H-{b}V-{a}H-{a}V-{b}H{a}V-{a}H{b}Z"


def _x(r: float) -> str:
    a = num(r * 0.8 / math.sqrt(2))
    ne, se, sw, nw = f"l{a},-{a}", f"l{a},{a}", f"l-{a},{a}", f"l-{a},-{a}"
    return f"M0,{a}{se}{ne}{nw}{ne}{nw}{sw}{nw}{sw}{se}{sw}{se}{ne}Z"


_SHAPES = {
    "square": lambda r: f"M{num(r)},{num(r)}H-{num(r)}V-{num(r)}H{num(r)}Z",
    "diamond": lambda r: f"M{num(r * 1.3)},0L0,{num(r * 1.3)}L-{num(r * 1.3)},0L0,-{num(r * 1.3)}Z",
    "diamond-tall": lambda r: f"M0,{num(r * 1.4)}L{num(r * 0.7)},0L0,-{num(r * 1.4)}L-{num(r * 0.7)},0Z",
    "triangle-up": lambda r: f"M-{num(r * 2 / _ROOT)},{num(r / 2)}H{num(r * 2 / _ROOT)}L0,-{num(r)}Z",
    "triangle-down": lambda r: f"M-{num(r * 2 / _ROOT)},-{num(r / 2)}H{num(r * 2 / _ROOT)}L0,{num(r)}Z",
    "hexagon": lambda r: (
        f"M{num(r * _ROOT / 2)},-{num(r / 2)}V{num(r / 2)}L0,{num(r)}L-{num(r * _ROOT / 2)},{num(r / 2)}"
        f"V-{num(r / 2)}L0,-{num(r)}Z"
    ),
    "cross": _cross,
    "x": _x,
    "line-ns": lambda r: f"M0,{num(r * 1.4)}V-{num(r * 1.4)}",
    "line-ew": lambda r: f"M{num(r * 1.4)},0H-{num(r * 1.4)}",
}


def mark(symbol: str, x: float, y: float, size: float, fill: str, line: str, width: float, seen: float = 1) -> str:
    """A point at x, y. size: its diameter in pixels; line and width: of its edge; seen: its opacity.

    Raises ValueError for a symbol that is not drawn.
    """
    shape = symbol.removesuffix("-open")
    hollow = shape != symbol
    edge = fill if hollow else line
    width = width or (1 if hollow else 0)
    body = ' fill="none"' if hollow or shape.startswith("line-") else paint("fill", fill)
    drawn = f"{body}{stroke(edge, width)}" + (f' opacity="{num(seen)}"' if seen < 1 else "")
    if shape == "circle":
        return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(size / 2)}"{drawn}/>'
    if shape not in _SHAPES:
        raise ValueError(f"a mark that is not drawn: {symbol}")
    path = _SHAPES[shape](size / 2)
    return f'<path transform="translate({num(x)},{num(y)})" d="{path}"{drawn}/>'


def stroke(colour: str, width: float) -> str:
    """The attributes of an edge; "" without one."""
    return f'{paint("stroke", colour)} stroke-width="{num(width)}"' if width else ""


def faint(spec: Mapping[str, Any], drawn: str) -> str:
    """What is drawn, with the opacity of its part of the figure."""
    seen = float(spec.get("opacity", 1))
    return f'<g opacity="{num(seen)}">{drawn}</g>' if seen < 1 and drawn else drawn


def dashes(dash: str | None, width: float) -> str:
    """The attribute of a dashed line; "" for a solid one. dash: a word of Plotly or lengths such as "6px,2px"."""
    unit = max(width, 3)
    known = {"dot": (1, 1), "dash": (3, 3), "longdash": (5, 5), "dashdot": (3, 1, 1, 1), "longdashdot": (5, 2, 1, 2)}
    if not dash or dash == "solid":
        return ""
    lengths = [num(unit * part) for part in known[dash]] if dash in known else dash.replace("px", "").split(",")
    return f' stroke-dasharray="{",".join(lengths)}"'


def line(path: str, colour: str, width: float, dash: str | None = None) -> str:
    """A path that is not filled."""
    return f'<path d="{path}" fill="none"{stroke(colour, width)}{dashes(dash, width)}/>'


def pattern(shape: str, ink: str, size: float, solid: float) -> str:
    """The inside of an SVG pattern that lies on a bar so that it is told apart without its colour; and its size.

    shape: "/", "\\", "x" or "."; solid: the share that is ink. Raises ValueError for another shape.
    """
    side = size if shape == "." else size * math.sqrt(2)
    if shape == ".":
        radius = math.sqrt(solid * size * size / math.pi)
        drawn = f'<circle cx="{num(side / 2)}" cy="{num(side / 2)}" r="{num(radius)}"{paint("fill", ink)}/>'
    else:
        a, b, c = num(side / 4), num(side / 2), num(side)
        far, beyond = num(side * 3 / 4), num(side * 5 / 4)
        rising = f"M-{a},{a}l{b},-{b}M0,{c}L{c},0M{far},{beyond}l{b},-{b}"
        falling = f"M{far},-{a}l{b},{b}M0,0L{c},{c}M-{a},{far}l{b},{b}"
        if shape not in ("/", "\\", "x"):
            raise ValueError(f"a pattern that is not drawn: {shape}")
        path = {"/": rising, "\\": falling, "x": rising + falling}[shape]
        width = size - size * math.sqrt(1 - solid) if shape == "x" else solid * size
        drawn = f'<path d="{path}"{paint("stroke", ink)} stroke-width="{num(width)}"/>'
    return f'width="{num(side)}" height="{num(side)}" patternUnits="userSpaceOnUse">{drawn}'
