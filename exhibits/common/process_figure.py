"""Draws the control chart: plain dictionaries, made into a figure once (adding them one by one costs far more)."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from exhibits.common.chart_parts import spread
from exhibits.common.style import Colours, axis_floor, colours, line_end_label, month_ticks, safe, template, value_ticks
from exhibits.common.verdicts import meaning
from exhibits.common.words import UNIT_WORDS, missing, period_word, say_limit, say_number, short_pounds

_TOP, _PLOT = 28, 290  # pixels above the plot, and of the plot itself


@dataclass(frozen=True)
class Mark:
    """Something that happened. With a kind it is a tick on the time axis, its words at the pointer and the kind in the
    list below; without one it is a dotted line across the chart, with its words."""

    day: pd.Timestamp
    words: str
    kind: str = ""


@dataclass(frozen=True)
class Drawn:
    """What the chart shows.

    points: one row per calendar month (or quarter): month, value (NaN = no data), low, high, expected (the range it is
    judged by, or NaN), signal ("" or such as "outside_high"), complete, exceptional, recalculated, segment, words (at
    pointer), was (the value before it was revised, or NaN), nothing_to_count (submitted as 0 of 0). flags: months with
    an explanation, with its number. by_month: the range differs from month to month. whole: values are whole
    numbers. months: of a period. caption: what the figures count, above the chart.
    """

    points: list[dict]
    flags: dict[pd.Timestamp, int]
    unit: str
    direction: str
    target: float | None
    by_month: bool
    newest: pd.Timestamp | None
    whole: bool
    theme: str
    months: int = 1
    marks: tuple[Mark, ...] = ()
    caption: str = ""

    @property
    def half(self) -> pd.Timedelta:
        """Half a period."""
        return half_period(self.months)


def half_period(months: int) -> pd.Timedelta:
    """How far the axis goes beyond the first and the last point of a chart. months: of a period."""
    return pd.Timedelta(days=15 * months)


def draw(chart: Drawn) -> go.Figure:
    """The figure: values, the range they are judged by, target, signals by shape and colour, flags, gaps."""
    c = colours(chart.theme)
    ends = _line_ends(chart)
    floor, top = _reach(chart)
    ranged = _band(chart, c) if chart.by_month else _limits(chart, c)
    traces = [*ranged, *_revised(chart, c), _values(chart, c), *_marks(chart, c), *_ticks(chart, floor, c)]
    rows = sum(trace.get("showlegend", True) for trace in traces)
    below = 46 + rows * 21
    first, last = chart.points[0]["month"], chart.points[-1]["month"]
    muted = c.muted
    annotations = [
        *([_above_axis(words, muted)] if (words := chart.caption or UNIT_WORDS[chart.unit]) else []),
        *_spread(ends, floor, top, c),
        *(
            _beside_line("Range worked out<br>afresh", row["month"] - chart.half, chart, muted)
            for row in chart.points
            if row["recalculated"]
        ),
        *(
            _beside_line(mark.words, mark.day, chart, c.text, **_clear(mark, chart, floor, top))
            for mark in _lines(chart)
        ),
        *_gaps(chart.points, muted),
        *_flags(chart, c),
    ]
    return go.Figure(
        data=traces,
        layout={
            "template": template(chart.theme),
            "autosize": True,
            "height": _TOP + _PLOT + below,
            "margin": {"t": _TOP, "r": 84 if ends else 12, "b": below},
            # a list below the chart: its rows are known, so the plot has the same height at every width
            "legend": {"orientation": "v", "x": 0, "y": -44 / _PLOT, "yanchor": "top", "tracegroupgap": 0},
            "xaxis": {**month_ticks(first, last, chart.months), "automargin": False},
            "yaxis": {
                "range": [floor, top],
                **value_ticks(chart.unit, floor, top),
            },
            "annotations": annotations,
            "shapes": _shapes(chart, c),
        },
    )


def _reach(chart: Drawn) -> tuple[float, float]:
    """From 0, but for figures that vary little far above it, such as an availability of 99%; with some room."""
    seen = [row[part] for row in chart.points for part in ("value", "low", "high", "was") if not missing(row[part])]
    if not missing(chart.target):
        seen.append(chart.target)
    low, high = min(seen), max(seen)
    values = min(row[part] for row in chart.points for part in ("value", "was") if not missing(row[part]))
    if values >= 0 and chart.unit != "score":
        low = axis_floor(low, high)
    room = (high - low or abs(high) or 1) * 0.14
    return (low if low >= 0 else low - room), high + room


def _column(points: list[dict], name: str) -> list:
    return [None if missing(row[name]) else row[name] for row in points]


def _limits(chart: Drawn, c: Colours) -> list[dict]:
    """Lines of each segment: the limits dashed, the average thin; absent where nothing is judged."""
    parts: dict[int, list[dict]] = {}
    for row in chart.points:
        parts.setdefault(row["segment"], []).append(row)
    traces = []
    for column, dash, width in (("high", "dash", 1.5), ("low", "dash", 1.5), ("expected", "solid", 1)):
        x, y = [], []
        for part in parts.values():
            if not missing(part[0][column]):
                x += [part[0]["month"] - chart.half, part[-1]["month"] + chart.half, None]
                y += [part[0][column], part[-1][column], None]
        if y:
            line = {"color": c.limit, "dash": dash, "width": width}
            traces.append(_trace(x=x, y=y, mode="lines", line=line, showlegend=False))
    return traces


def _band(chart: Drawn, c: Colours) -> list[dict]:
    """The stepped line of what is expected of each month, with its range."""
    edges = [row["month"] + side * chart.half for row in chart.points for side in (-1, 1)]

    def steps(column: str, **more: object) -> dict:
        y = [value for value in _column(chart.points, column) for _ in range(2)]
        return _trace(x=edges, y=y, mode="lines", **more)

    edge, period = {"color": c.edge, "width": 1}, period_word(chart.months)
    return [
        steps("low", line=edge, showlegend=False),
        steps(
            "high", line=edge, fill="tonexty", fillcolor=c.band, showlegend=False, name=f"Usual range for the {period}"
        ),
        steps(
            "expected",
            line={"color": c.limit, "width": 1.5, "dash": "dot"},
            showlegend=False,
            name=f"Expected for the {period}",
        ),
    ]


def _trace(**parts: object) -> dict:
    return {"type": "scatter", "hoverinfo": "skip", **parts}


def _values(chart: Drawn, c: Colours) -> dict:
    return _trace(
        x=[row["month"] for row in chart.points],
        y=_column(chart.points, "value"),
        mode="lines+markers",
        line={"color": c.main, "width": 2},
        marker={"color": c.main, "size": 6},
        hovertext=[row["words"] for row in chart.points],
        hoverinfo="text",
        showlegend=False,
    )


def _marks(chart: Drawn, c: Colours) -> list[dict]:
    """Unfinished and exceptional months hollow; signals by shape, colour and the words of the list below."""
    known = [row for row in chart.points if not missing(row["value"])]
    marks = [
        _mark([r for r in known if not r["complete"]], "Not complete yet", "circle", c.page, 9, c.main),
        _mark([r for r in known if r["exceptional"] and r["complete"]], "Exceptional", "square", c.page, 11, c.main),
    ]
    for high, end, arrow in ((1, "high", "up"), (-1, "low", "down")):
        kind = meaning(chart.direction, high)
        colour = {"concern": c.concern, "improvement": c.improvement}.get(kind, c.fourth)
        means = "" if kind == "neutral" else f": {kind}"
        outside = [row for row in known if row["signal"] == f"outside_{end}"]
        size = [15 if row["month"] == chart.newest else 11 for row in outside]
        marks.append(_mark(outside, f"Unusually {end}{means}", f"triangle-{arrow}", colour, size, c.text))
        run = [row for row in known if row["signal"].endswith(end) and row not in outside]
        periods = period_word(chart.months) + "s"
        symbol = "diamond" if high == 1 else "diamond-tall"
        marks.append(_mark(run, f"Run of {end} {periods}{means}", symbol, colour, 9, c.text))
    return [mark for mark in marks if mark["x"]]


def _revised(chart: Drawn, c: Colours) -> list[dict]:
    """Where a revised figure stood before: a hollow mark, with a thin line to the figure that stands now."""
    rows = [row for row in chart.points if not missing(row["was"]) and not missing(row["value"])]
    if not rows:
        return []
    marker = {"symbol": "cross", "color": c.page, "size": 10, "opacity": 1, "line": {"color": c.text, "width": 1.5}}
    return [
        _trace(
            x=[at for row in rows for at in (row["month"], row["month"], None)],
            y=[value for row in rows for value in (row["was"], row["value"], None)],
            mode="lines", line={"color": c.text, "width": 1.5, "dash": "dot"}, showlegend=False,
        ),
        _trace(
            x=[row["month"] for row in rows], y=[row["was"] for row in rows], mode="markers", marker=marker,
            name="Before it was revised", hovertext=[row["words"] for row in rows], hoverinfo="text",
        ),
    ]  # fmt: skip


def _mark(rows: list[dict], name: str, symbol: str, fill: str, size: int | list[int], edge: str) -> dict:
    marker = {"symbol": symbol, "color": fill, "size": size, "opacity": 1, "line": {"color": edge, "width": 1.5}}
    return _trace(
        x=[row["month"] for row in rows], y=[row["value"] for row in rows], mode="markers", marker=marker, name=name
    )


def _line_ends(chart: Drawn) -> list[tuple[str, float, str]]:
    """The lines that get a label at their end: (words, value, which colour), lowest first."""
    last, unit, lines = chart.points[-1], chart.unit, []
    whole = 0 if chart.whole and unit == "count" else None
    if not missing(last["low"]):
        names = (
            ("Usual up to", "Expected", "Usual from") if chart.by_month else ("Upper limit", "Average", "Lower limit")
        )
        upper, lower = (_narrow(last[end], unit, whole, upper=end == "high") for end in ("high", "low"))
        lines += [
            (f"{names[0]}<br>{upper}", last["high"], "limit"),
            (f"{names[1]}<br>{_narrow(last['expected'], unit, None)}", last["expected"], "limit"),
            (f"{names[2]}<br>{lower}", last["low"], "limit"),
        ]
    if not missing(chart.target):
        lines.append((f"Target<br>{_narrow(chart.target, unit, None)}", chart.target, "fourth"))
    return sorted(lines, key=lambda line: line[1])


def _narrow(value: float, unit: str, decimals: int | None, *, upper: bool | None = None) -> str:
    """A figure for the end of a line, where there is room for a dozen letters. upper: a limit, rounded inwards."""
    if unit == "gbp" and abs(value) >= 999_500:
        return short_pounds(value)
    return say_number(value, unit) if upper is None else say_limit(value, unit, upper=upper, decimals=decimals)


def _spread(lines: list[tuple[str, float, str]], floor: float, top: float, c: Colours) -> list[dict]:
    """Labels at the line ends, pushed apart where they would overlap."""
    lines = [line for line in lines if line[1] >= floor]
    at = [(value - floor) / (top - floor) * _PLOT for _, value, _ in lines]
    wanted = spread(at, 31, 8, _PLOT + 6)
    return [
        line_end_label(words, value, getattr(c, colour), shift=round(to - pixel))
        for (words, value, colour), pixel, to in zip(lines, at, wanted, strict=True)
    ]


def _above_axis(words: str, colour: str) -> dict:
    return _label(words, colour, x=0, xref="paper", xanchor="left", xshift=-4, y=1, yanchor="bottom", yshift=4)


def _label(words: str, colour: str, **place: object) -> dict:
    return {"text": words, "yref": "paper", "showarrow": False, "font": {"size": 12, "color": colour}, **place}


def _lines(chart: Drawn) -> list[Mark]:
    return [mark for mark in _inside(chart) if not mark.kind]


def _inside(chart: Drawn) -> list[Mark]:
    """The marks that lie in the months drawn."""
    first, last = chart.points[0]["month"] - chart.half, chart.points[-1]["month"] + chart.half
    return [mark for mark in chart.marks if first <= mark.day <= last]


def _ticks(chart: Drawn, floor: float, c: Colours) -> list[dict]:
    """Marks of a kind: short strokes at the foot of the chart, named in the list below."""
    kinds: dict[str, list[Mark]] = {}
    for mark in _inside(chart):
        if mark.kind:
            kinds.setdefault(mark.kind, []).append(mark)
    marker = {"symbol": "line-ns", "size": 11, "color": c.text, "opacity": 1, "line": {"color": c.text, "width": 2}}
    return [
        _trace(
            x=[mark.day for mark in marks],
            y=[floor] * len(marks),
            mode="markers",
            marker=marker,
            name=kind,
            hovertext=[mark.words for mark in marks],
            hoverinfo="text",
            cliponaxis=False,
        )
        for kind, marks in kinds.items()
    ]


def _shapes(chart: Drawn, c: Colours) -> list[dict]:
    afresh = [(row["month"] - chart.half, c.limit) for row in chart.points if row["recalculated"]]
    shapes = [
        {
            "type": "line",
            "x0": at,
            "x1": at,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"color": colour, "width": 1.5, "dash": "dot"},
        }
        for at, colour in [*afresh, *((mark.day, c.text) for mark in _lines(chart))]
    ]
    if not missing(chart.target):
        line = {"color": c.fourth, "width": 1.5, "dash": "longdash"}
        ends = {"x0": 0, "x1": 1, "xref": "paper", "y0": chart.target, "y1": chart.target}
        shapes.append({"type": "line", "layer": "below", "line": line, **ends})
    return shapes


def _beside_line(words: str, at: pd.Timestamp, chart: Drawn, colour: str, **place: object) -> dict:
    """Words at the foot of a vertical line, above any ticks there, on the side that has room."""
    first, last = chart.points[0]["month"], chart.points[-1]["month"]
    anchor = "right" if at - first > (last - first) / 2 else "left"
    foot = {"y": 0, "yanchor": "bottom", "yshift": 14 if any(mark.kind for mark in chart.marks) else 0}
    return _label(words, colour, **{"x": at, "xanchor": anchor, "align": anchor, **foot, **place})


def _clear(mark: Mark, chart: Drawn, floor: float, top: float) -> dict:
    """The end of the line that is further from the figures about it."""
    near = [row["value"] for row in chart.points if not missing(row["value"]) and row["month"] <= mark.day][-6:]
    if near and sum(near) / len(near) < (floor + top) / 2:
        return {"y": 1, "yanchor": "top", "yshift": 0}
    return {}


def _gaps(points: list[dict], colour: str) -> list[dict]:
    runs: list[tuple[str, list[pd.Timestamp]]] = []
    before = ""
    for row in points:
        words = "" if not missing(row["value"]) else "0 of<br>0" if row["nothing_to_count"] else "No<br>data"
        if words and words != before:
            runs.append((words, []))
        if words:
            runs[-1][1].append(row["month"])
        before = words
    return [_label(words, colour, x=run[0] + (run[-1] - run[0]) / 2, y=0, yanchor="bottom") for words, run in runs]


def _flags(chart: Drawn, c: Colours) -> list[dict]:
    points = {row["month"]: row for row in chart.points}
    return [
        {
            **_label(f"<b>{number}</b>", c.page, x=month, y=points[month]["value"]),
            "yref": "y",
            "yshift": -20 if points[month]["signal"].endswith("_low") else 20,
            "bgcolor": c.text,
            "borderpad": 2,
        }
        for month, number in chart.flags.items()
        if not missing(points[month]["value"])
    ]


def pointer(month: str, value: str, words: str) -> str:
    """What the pointer shows over a point; all of it plain text."""
    return f"<b>{safe(month)}</b>: {safe(value)}<br>{safe(words)}"
