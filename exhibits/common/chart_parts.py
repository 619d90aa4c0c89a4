"""Parts of figures that several exhibits draw: headings, ranges, unusual months, what the pointer shows."""

import pandas as pd
import plotly.graph_objects as go

from exhibits.common.style import Colours, line_end_label, safe
from exhibits.common.words import say_number, say_period


def hover_texts(months: pd.Series, values: pd.Series, unit: str, length: int = 1) -> list[str]:
    """What the pointer shows at each month: "September 2026: 640". length: months of a period."""
    return [f"<b>{say_period(m, length)}</b>: {say_number(v, unit)}" for m, v in zip(months, values, strict=True)]


def name_link(words: str, address: str, c: Colours) -> str:
    """Words of an annotation as a link: underlined, in the colour of links, followed in place (screen/links.py)."""
    return f'<a href="{address}" target="_self" style="color:{c.main}"><u>{words}</u></a>'


def ink_on(fill: str) -> str:
    """Black or white, whichever reads better on the fill (relative luminance as in WCAG 2.2)."""
    channels = [int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#0B0C0C" if (light + 0.05) ** 2 > 1.05 * 0.05 else "#FFFFFF"


def range_band(fig: go.Figure, months: pd.Series, low: pd.Series, high: pd.Series, c: Colours, row: int) -> None:
    """The usual range of each month, stepped."""
    half = pd.Timedelta(days=15)
    edges = [month + side * half for month in months for side in (-1, 1)]
    for line, fill in ((low.clip(lower=0), None), (high, "tonexty")):
        fig.add_scatter(
            x=edges, y=line.repeat(2), mode="lines", line={"color": c.edge, "width": 1}, fill=fill, fillcolor=c.band,
            hoverinfo="skip", showlegend=False, row=row, col=1,
        )  # fmt: skip


def unusual_marks(
    fig: go.Figure, months: pd.Series, values: pd.Series, verdicts: pd.Series, c: Colours, row: int, col: int
) -> None:
    """A triangle on each unusual month: up where it is high, down where it is low."""
    for verdict, symbol in (("unusual_high", "triangle-up"), ("unusual_low", "triangle-down")):
        which = verdicts == verdict
        if which.any():
            fig.add_scatter(
                x=months[which], y=values[which], mode="markers", hoverinfo="skip", showlegend=False, row=row, col=col,
                cliponaxis=False,
                marker={"symbol": symbol, "size": 12, "color": c.second, "line": {"color": c.text, "width": 1.5}},
            )  # fmt: skip


def heading(fig: go.Figure, words: str, row: int, col: int, c: Colours) -> None:
    """A heading above one of several charts, at its left edge."""
    plot = fig.get_subplot(row, col)
    fig.add_annotation(
        text=words, x=plot.xaxis.domain[0], xref="paper", xanchor="left", y=plot.yaxis.domain[1], yref="paper",
        yanchor="bottom", yshift=3, showarrow=False, align="left", font={"size": 13, "color": c.text},
    )  # fmt: skip


def caption(fig: go.Figure, words: str, c: Colours) -> None:
    """What the figures count, above the chart at its left edge; the figure needs a top margin of about 34."""
    fig.add_annotation(
        text=words, x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom", yshift=6, showarrow=False,
        align="left", font={"size": 13, "color": c.muted},
    )  # fmt: skip


def spread(pixels: list[float], room: float, lowest: float, highest: float) -> list[float]:
    """Where labels stand that want to be at `pixels` (rising), `room` apart and between lowest and highest."""
    wanted: list[float] = []
    for pixel in pixels:
        wanted.append(max(pixel, lowest, wanted[-1] + room if wanted else 0))
    for index in range(len(wanted) - 1, -1, -1):  # what was pushed out at the top comes back down
        wanted[index] = min(wanted[index], wanted[index + 1] - room if index + 1 < len(wanted) else highest)
    return wanted


def end_labels(fig: go.Figure, labels: list[tuple[str, float]], top: float, plot: int, c: Colours) -> None:
    """Names beside the newest figures, instead of a legend: words and height, pushed apart where they would overlap.

    The value axis goes from 0 to top in `plot` pixels. Words may hold <br>; each line takes 16 pixels.
    """
    lowest = -8.0
    for words, value in sorted(labels, key=lambda label: label[1]):
        room, at = 16 * (1 + words.count("<br>")), value / top * plot
        wanted = max(at, lowest + room / 2)
        lowest = wanted + room / 2
        fig.add_annotation(line_end_label(words, value, c.text, shift=round(wanted - at)))


def hatched(shape: str, fill: str, lines: str) -> dict:
    """Thin lines on a bar, so that its colour is not the only cue."""
    return {"shape": shape, "bgcolor": fill, "fgcolor": lines, "size": 7, "solidity": 0.2}


def names_above_bars(fig: go.Figure, names: list[str], c: Colours, **place: object) -> None:
    """The name of each bar above it, from the left edge: beside it, a phone would have no room for the bar."""
    for position, name in enumerate(names):
        fig.add_annotation(
            text=safe(name), x=0, xanchor="left", xref="paper", y=position, yanchor="bottom", yshift=10,
            showarrow=False, font={"size": 13, "color": c.text}, **place,
        )  # fmt: skip
