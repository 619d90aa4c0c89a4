"""A chart of rows: above each row its name and what is said of it, so that long names fit a phone."""

import plotly.graph_objects as go

from exhibits.style import Colours, colours, figure, safe

ROOM = 46  # pixels of one row


def rows_figure(theme: str, names: list[str], said: list[str], *, entries: int = 0) -> go.Figure:
    """A figure with the rows 0, 1, … from the top, their words in place. entries: rows of the legend below.

    The caller adds the marks, and the scale with along() or of its own; the scale stands above the rows.
    """
    c, top = colours(theme), 34
    below = 16 + 21 * entries
    fig = figure(theme, height=top + ROOM * len(names) + below)
    annotations = []
    for number, (name, words) in enumerate(zip(names, said, strict=True)):
        annotations += [_label(f"<b>{safe(cut(name))}</b>", number, 0, "left", c)]
        annotations += [_label(safe(words), number, 1, "right", c)]
    fig.update_layout(
        margin={"t": top, "b": below, "l": 12, "r": 16},
        legend={"orientation": "v", "x": 0, "y": -8 / (ROOM * len(names)), "yanchor": "top", "tracegroupgap": 0},
        annotations=annotations,
    )
    fig.update_xaxes(side="top", showgrid=True, automargin=False)
    fig.update_yaxes(range=[len(names) - 0.6, -0.8], visible=False)
    return fig


def percent_scale(fig: go.Figure) -> None:
    """The scale of a share, 0% to 100%."""
    fig.update_xaxes(range=[-1.5, 101.5], tickvals=[0, 25, 50, 75, 100], ticksuffix="%")


def cut(name: str) -> str:
    """The name, short enough that words beside it fit on a phone."""
    return name if len(name) <= 25 else name[:24].rstrip() + "…"


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
