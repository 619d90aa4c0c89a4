"""A chart of rows: above each row its name and the words beside it, so that long names fit a phone."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from exhibits.common.chart_parts import name_link
from exhibits.common.style import Colours, colours, figure, safe
from exhibits.common.words import shorten

ROOM = 46  # pixels of one row


def rows_figure(
    theme: str, names: list[str], beside: list[str], *, entries: int = 0, places: Sequence[str] = ()
) -> go.Figure:
    """A figure with the rows 0, 1, … from the top, their names and the words beside them in place.

    entries: rows of the legend below. places: where the names lead, one for each (empty: nowhere). The caller adds the
    marks and the scale, which stands above the rows.
    """
    c, top = colours(theme), 34
    below = 16 + 21 * entries
    fig = figure(theme, height=top + ROOM * len(names) + below)
    annotations = []
    for number, (name, words) in enumerate(zip(names, beside, strict=True)):
        named = f"<b>{safe(shorten(name, max(14, 48 - len(words))))}</b>"
        named = name_link(named, safe(places[number]), c) if places and places[number] else named
        annotations += [_label(named, number, 0, "left", c)]
        annotations += [_label(safe(words), number, 1, "right", c)]
    fig.update_layout(
        margin={"t": top, "b": below, "l": 12, "r": 16},
        legend={"orientation": "v", "x": 0, "y": -8 / (ROOM * len(names)), "yanchor": "top", "tracegroupgap": 0},
        annotations=annotations,
    )
    fig.update_xaxes(side="top", showgrid=True, zeroline=False, automargin=False)
    fig.update_yaxes(range=[len(names) - 0.6, -0.8], visible=False)
    return fig


def key_below(fig: go.Figure, parts: list[str], theme: str) -> None:
    """One line below the rows that says what the marks are, in place of a legend; parts: "● take-up", "┃ target"."""
    fig.add_annotation(
        text=" &nbsp; ".join(parts), x=0, xref="paper", xanchor="left", y=0, yref="paper", yanchor="top", yshift=-6,
        showarrow=False, font={"size": 13, "color": colours(theme).muted},
    )  # fmt: skip


def percent_scale(fig: go.Figure, *, room: float = 3) -> None:
    """The scale of a share, 0% to 100%. room: beyond 100%, for words behind a mark."""
    ticks = [0, 25, 50, 75, 100]
    fig.update_xaxes(range=[-1.5, 100 + room], tickvals=ticks, ticktext=[f"{tick}%" for tick in ticks])


def bars_against(
    fig: go.Figure, values: pd.Series, aims: pd.Series, concerns: Sequence[bool], theme: str, hover: Sequence[str] = ()
) -> None:
    """A bar for each row of a rows_figure and, where it has one, a line at what it is held against.

    aims: in the unit of the values, with the rows' numbers as index; concerns: whose bars are drawn as one; hover: a
    text for each bar (empty: none).
    """
    c = colours(theme)
    fig.add_bar(
        orientation="h", y=list(range(len(values))), x=values, width=0.34, showlegend=False,
        hoverinfo="text" if hover else "skip", hovertext=list(hover) or None,
        marker_color=[c.concern if each else c.main for each in concerns],
    )  # fmt: skip
    aimed = aims.dropna()
    fig.add_scatter(
        x=aimed, y=aimed.index, mode="markers", hoverinfo="skip", showlegend=False, cliponaxis=False,
        marker={"symbol": "line-ns", "size": 14, "line": {"width": 3, "color": c.text}},
    )  # fmt: skip


def _label(words: str, row: int, x: float, anchor: str, c: Colours) -> dict:
    return {
        "text": words,
        "x": x,
        "xref": "paper",
        "xanchor": anchor,
        "y": row,
        "yanchor": "bottom",
        "yshift": 9,
        "showarrow": False,
        "font": {"size": 13, "color": c.text},
    }


def bars_figure(
    values: pd.Series,
    names: list[str],
    beside: list[str],
    fill: list[str],
    counted: str,
    theme: str,
    *,
    places: Sequence[str] = (),
) -> go.Figure:
    """Horizontal bars from the top down, each below its name and the words beside it. counted: what they count;
    places: where the names lead, one for each (empty: nowhere)."""
    fig = rows_figure(theme, names, beside, places=places)
    fig.add_bar(
        orientation="h", y=list(range(len(names))), x=values, width=0.38, marker_color=fill,
        hovertext=[f"<b>{safe(name)}</b>: {safe(words)}" for name, words in zip(names, beside, strict=True)],
        hoverinfo="text", showlegend=False,
    )  # fmt: skip
    fig.add_annotation(
        text=counted, x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom", yshift=6, showarrow=False,
        font={"size": 13, "color": colours(theme).muted},
    )  # fmt: skip
    fig.update_xaxes(range=[0, max(values.max(), 0) or 1], visible=False)
    return fig
