"""A Plotly figure as HTML that fills whatever width its page gives it, for a screen that cannot yet run a script.

The figure is drawn at two widths. What moves with the width moves evenly between them, so each place is a share of the
width and a number of pixels; lines are stretched, while words, points, strokes and hatching keep their size.
"""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

import plotly.graph_objects as go

from briefing.drawing.figure_svg import figure_svgs
from briefing.drawing.text import num

_NARROW, _WIDE = 360.0, 1160.0  # a phone and a desktop
_SPACE = ' xmlns="http://www.w3.org/2000/svg"'
_NEAR = 0.05  # pixels that rounding may make
_STEP = re.compile(r"([MLHVhvlZ])|(-?[\d.]+)")
_TRANSLATED = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")
_TURNED = re.compile(r"rotate\((-?[\d.]+) (-?[\d.]+) (-?[\d.]+)\)")
_UNITS = 1000  # a stretched layer counts its width in these


class _Uneven(ValueError):
    """A part that does not move evenly with the width."""


def fluid_html(figure: go.Figure, name: str) -> str:
    """The figure as a stack of SVG layers in one element of class "fluid", as high as the figure's layout says.

    name: an id of its own in the page, for what layers share. "" for a figure that is arranged otherwise at another
    width (a list that wraps, words that no longer fit a bar). Raises ValueError for what figure_svg() does not draw.
    """
    drawn = figure_svgs(figure, (_NARROW, _WIDE))
    narrow, wide = (ElementTree.fromstring(each.replace(_SPACE, "", 1)) for each in drawn)
    try:
        return _Fluid.of(narrow, wide, name).html()
    except _Uneven:
        return ""


@dataclass(frozen=True)
class _Place:
    """Where something lies across: a share of the whole width, and pixels."""

    share: float
    pixels: float

    @classmethod
    def of(cls, narrow: float, wide: float) -> "_Place":
        share = (wide - narrow) / (_WIDE - _NARROW)
        return cls(share, narrow - share * _NARROW)


@dataclass(frozen=True)
class _Cut:
    """The box that a layer is cut with: its sides across, top and height in pixels."""

    left: _Place
    right: _Place
    top: float
    height: float


@dataclass(frozen=True)
class _Part:
    """An element of a layer. kind: "stretched", "even" (its attributes take shares) or "moved" by `share`."""

    kind: str
    drawn: str
    cut: _Cut | None
    seen: str = ""
    share: float = 0.0


@dataclass
class _Fluid:
    height: float
    left: float  # of the plot, in pixels; what is stretched lies between it and `right`
    right: float
    name: str
    cuts: dict[str, _Cut]
    shared: str
    parts: list[_Part] = field(default_factory=list)

    @classmethod
    def of(cls, narrow: ElementTree.Element, wide: ElementTree.Element, name: str) -> "_Fluid":
        """Reads both drawings side by side."""
        cuts: dict[str, _Cut] = {}
        patterns = []
        for one, two in _pairs(narrow.find("defs"), wide.find("defs")):
            if one.tag == "clipPath":
                cuts[one.get("id", "")] = _cut(one[0], two[0])
            else:
                patterns.append(_written(one, id=f"{name}-{one.get('id')}"))
        left = min((cut.left.pixels for cut in cuts.values() if abs(cut.left.share) < 1e-3), default=0.0)
        right = min((-cut.right.pixels for cut in cuts.values() if abs(cut.right.share - 1) < 1e-3), default=0.0)
        made = cls(float(narrow.get("height", 0)), left, right, name, cuts, "".join(patterns))
        for one, two in _pairs(narrow, wide):
            if one.tag != "defs":
                made._read(one, two, None, "")
        return made

    def _read(self, one: ElementTree.Element, two: ElementTree.Element, cut: _Cut | None, seen: str) -> None:
        if one.tag == "g":
            clip = re.sub(r"url\(#(.+)\)", r"\1", one.get("clip-path", ""))
            for below in _pairs(one, two):
                self._read(*below, self.cuts[clip] if clip else cut, one.get("opacity", seen))
            return
        reader = {"path": self._path, "rect": self._rect, "circle": self._circle, "text": self._text}
        part = reader[one.tag](one, two)
        self.parts.append(replace(part, cut=cut, seen=seen))

    # -- elements ------------------------------------------------------------------------------------------------------

    def _path(self, one: ElementTree.Element, two: ElementTree.Element) -> _Part:
        if moved := _TRANSLATED.fullmatch(one.get("transform", "")):
            other = _TRANSLATED.fullmatch(two.get("transform", ""))
            if not other or one.get("d") != two.get("d"):
                raise _Uneven
            place = _Place.of(float(moved[1]), float(other[1]))
            written = _written(one, transform=f"translate({num(place.pixels)},{moved[2]})")
            return _Part("moved", written, None, share=place.share)
        steps = list(_steps(one.get("d", ""), two.get("d", "")))
        places = [step for _, step in steps if isinstance(step, _Place)]
        if all(abs(place.share - places[0].share) < 1e-4 for place in places):
            path = "".join(_step(letter, step if isinstance(step, float) else step.pixels) for letter, step in steps)
            return _Part("moved", _written(one, d=path), None, share=places[0].share)
        path = "".join(
            _step(letter, step if isinstance(step, float) else self._of_plot(step) * _UNITS) for letter, step in steps
        )
        return _Part("stretched", _written(one, d=path), None)

    def _rect(self, one: ElementTree.Element, two: ElementTree.Element) -> _Part:
        start = _Place.of(float(one.get("x", 0)), float(two.get("x", 0)))
        end = _Place.of(*(float(each.get("x", 0)) + float(each.get("width", 0)) for each in (one, two)))
        _same(one, two, "y", "height")
        if abs(start.share - end.share) < 1e-4:
            return _Part("moved", self._filled(one, x=num(start.pixels)), None, share=start.share)
        first, last = self._of_plot(start), self._of_plot(end)
        return _Part("even", self._filled(one, x=_percent(first), width=_percent(last - first)), None)

    def _circle(self, one: ElementTree.Element, two: ElementTree.Element) -> _Part:
        _same(one, two, "cy", "r")
        place = _Place.of(float(one.get("cx", 0)), float(two.get("cx", 0)))
        return _Part("moved", _written(one, cx=num(place.pixels)), None, share=place.share)

    def _text(self, one: ElementTree.Element, two: ElementTree.Element) -> _Part:
        lines = list(_pairs(one, two))
        places = []
        for first, second in lines:
            _same(first, second, "y")
            places.append(_Place.of(float(first.get("x", 0)), float(second.get("x", 0))))
            if "".join(first.itertext()) != "".join(second.itertext()):
                raise _Uneven
            first.set("x", num(places[-1].pixels))
        _same(one, two, "font-size")
        changed = {}
        if turned := _TURNED.fullmatch(one.get("transform", "")):
            other = _TURNED.fullmatch(two.get("transform", ""))
            place = _Place.of(float(turned[2]), float(other[2]) if other else float("nan"))
            changed["transform"] = f"rotate({turned[1]} {num(place.pixels)} {turned[3]})"
            places.append(place)
        if not places or any(abs(place.share - places[0].share) > 1e-4 for place in places):
            raise _Uneven
        return _Part("moved", _written(one, **changed), None, share=places[0].share)

    def _filled(self, one: ElementTree.Element, **changed: str) -> str:
        """A rectangle, with its hatching by the name that it has in the page."""
        fill = one.get("fill", "")
        if fill.startswith("url(#"):
            changed["fill"] = fill.replace("url(#", f"url(#{self.name}-")
        return _written(one, **changed)

    def _of_plot(self, place: _Place) -> float:
        """The share of the plot at which it lies. Raises _Uneven where no share says it."""
        if abs(self.left - place.share * (self.left + self.right) - place.pixels) > _NEAR:
            raise _Uneven
        return place.share

    # -- layers --------------------------------------------------------------------------------------------------------

    def html(self) -> str:
        """All layers, from below upwards."""
        layers = groupby(self.parts, key=lambda part: (part.kind, part.cut, part.seen))
        drawn = "".join(self._layer(kind, cut, seen, list(parts)) for (kind, cut, seen), parts in layers)
        shared = f'<svg width="0" height="0"><defs>{self.shared}</defs></svg>' if self.shared else ""
        return f'<div class="fluid" aria-hidden="true" style="height:{num(self.height)}px">{shared}{drawn}</div>'

    def _layer(self, kind: str, cut: _Cut | None, seen: str, parts: list[_Part]) -> str:
        whole = kind == "moved"
        style = f"height:{num(self.height)}px;"
        if not whole:
            style += f"left:{num(self.left)}px;width:calc(100% - {num(self.left + self.right)}px);"
        if cut is not None:
            sides = (_inset(cut.left, 1), _inset(cut.right, -1)) if whole else self._cut_of_plot(cut)
            foot = num(self.height - cut.top - cut.height)
            style += f"clip-path:inset({num(cut.top)}px {sides[1]} {foot}px {sides[0]});"
        if seen:
            style += f"opacity:{seen};"
        box = f' viewBox="0 0 {_UNITS} {num(self.height)}" preserveAspectRatio="none"' if kind == "stretched" else ""
        inside = "".join(part.drawn for part in parts)
        if whole:
            shares = groupby(parts, key=lambda part: _percent(part.share))
            inside = "".join(_moved(share, "".join(part.drawn for part in same)) for share, same in shares)
        return f'<svg style="{style}"{box}>{inside}</svg>'

    def _cut_of_plot(self, cut: _Cut) -> tuple[str, str]:
        return _percent(self._of_plot(cut.left)), _percent(1 - self._of_plot(cut.right))


def _pairs(
    one: ElementTree.Element | None, two: ElementTree.Element | None
) -> Iterator[tuple[ElementTree.Element, ElementTree.Element]]:
    """The elements of both, side by side. Raises _Uneven where they are not the same ones."""
    first, second = list(one if one is not None else ()), list(two if two is not None else ())
    if [each.tag for each in first] != [each.tag for each in second]:
        raise _Uneven
    return zip(first, second, strict=True)


def _same(one: ElementTree.Element, two: ElementTree.Element, *attributes: str) -> None:
    if any(abs(float(one.get(each, 0)) - float(two.get(each, 0))) > _NEAR for each in attributes):
        raise _Uneven


def _cut(one: ElementTree.Element, two: ElementTree.Element) -> _Cut:
    _same(one, two, "y", "height")
    left = _Place.of(float(one.get("x", 0)), float(two.get("x", 0)))
    right = _Place.of(*(float(each.get("x", 0)) + float(each.get("width", 0)) for each in (one, two)))
    return _Cut(left, right, float(one.get("y", 0)), float(one.get("height", 0)))


def _steps(one: str, two: str) -> Iterator[tuple[str, _Place | float]]:
    """The numbers of a path with the letter before each ("" within one): places across, and heights as they are.

    Raises _Uneven where the paths have other steps or heights.
    """
    first, second = _STEP.findall(one), _STEP.findall(two)
    if [letter for letter, _ in first] != [letter for letter, _ in second]:
        raise _Uneven
    letter, before, across = "", "", True
    for (new, a), (_, b) in zip(first, second, strict=True):
        if new:
            letter = before = new
            across = new not in "Vv"
            if new == "Z":
                yield "Z", 0.0
            continue
        place = _Place.of(float(a), float(b))
        if across and letter not in "hl":
            yield before, place
        elif abs(place.share) * _WIDE > _NEAR:
            raise _Uneven
        else:
            yield before, float(a)
        before = ""
        if letter in "ML" or letter == "l":
            across = not across


def _step(letter: str, number: float) -> str:
    return letter if letter == "Z" else f"{letter or ','}{num(number)}"


def _written(element: ElementTree.Element, **changed: str) -> str:
    """The element as text, with some attributes changed."""
    for name, value in changed.items():
        element.set(name, value)
    return ElementTree.tostring(element, encoding="unicode")


def _percent(share: float) -> str:
    return f"{num(round(share * 100, 2))}%"


def _moved(share: str, drawn: str) -> str:
    return drawn if share == "0%" else f'<svg x="{share}">{drawn}</svg>'


def _inset(side: _Place, way: int) -> str:
    """How far a cut lies from its side of the whole, in CSS. way: 1 from the left, -1 from the right."""
    share = side.share if way == 1 else 1 - side.share
    return f"calc({_percent(share)} + {num(way * side.pixels)}px)"
