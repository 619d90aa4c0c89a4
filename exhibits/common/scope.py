"""What the exhibits of the portfolio share: the day they speak of, whose projects, the source, and rows of marks."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.chart_parts import ink_on
from exhibits.common.ratings import RATINGS, colour_of, rating_of
from exhibits.common.source import london_day
from exhibits.common.style import (
    colours,
    figure,
    missing,
    safe,
    say_count,
    say_list,
    say_month,
)
from exhibits.common.view_queries import view_rows

DRAWN = 30  # projects drawn at most; the table has them all
REPORTS = 6  # shown of each project
FORWARD = {"improving": ("↗", "Better"), "no_change": ("→", "Same"), "worsening": ("↘", "Worse")}
_NAMES = {
    "projects": "register of projects",
    "highlight_reports": "highlight reports",
    "milestones": "milestones",
    "risks_issues": "risks and issues",
    "finance": "finance lines",
}
_WORSE_FIRST = ["R", "AR", "A", "AG", "G", "B", "not_rated", "exempt"]


# -- words -----------------------------------------------------------------------------------------------------------


def day_of(view: View, today: date) -> date:
    """The day the figures speak of: today, or the day they are looked at as at, if that is earlier."""
    return min(today, view.as_at) if view.as_at else today


def whose(portfolio_holder=None, directorate=None, type=None, objective=None) -> str:
    """ "Portfolio holder for Resources, transform projects: " in front of a title; nothing for the whole council."""
    parts = [
        portfolio_holder,
        directorate,
        f"{type} projects" if type else None,
        objective and f"objective {objective}",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}: " if said else ""


def no_projects(key: str, title: str, scope: dict) -> Exhibit:
    """What is shown where no project answers to the filters."""
    chosen = any(scope.values())
    said = (
        "No data: no project in the register fits this choice."
        if chosen
        else "No data: no register of projects has been published."
    )
    return Exhibit(key, f"{title}: no data", said, pd.DataFrame(), "")


def source_of(view: View, *kinds: str, means: str) -> str:
    """Which files, when they were last published, and what the figures mean."""
    rows = view_rows(view, "projects/source").set_index("kind")
    there = [kind for kind in kinds if kind in rows.index]
    parts = [f"Source: {say_list([_NAMES[kind] for kind in there])}."] if there else []
    published = rows.loc[there, "published_at"].max() if there else None
    if not missing(published):
        parts.append(f"Last published on {london_day(published)}.")
    return " ".join([*parts, f"What it means: {means}"])


def named(words: list[str], most: int = 4) -> str:
    """ "a, b and c", or "a, b, c, d and 5 more"."""
    words = list(words)
    return say_list(words if len(words) <= most + 1 else [*words[:most], f"{len(words) - most} more"])


def say_slip(days) -> str:
    """ "92 days later", "10 days earlier", "As planned", "No date"."""
    if missing(days):
        return "No date"
    days = int(days)
    return "As planned" if not days else f"{say_count(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def short_slip(days) -> str:
    """The same for a narrow column of a figure: "+92 days" on two lines."""
    if missing(days):
        return "no<br>date"
    days = int(days)
    words = f"{abs(days):,}<br>{'day' if abs(days) == 1 else 'days'}"
    return f"<b>+{words}</b>" if days > 0 else f"−{words}" if days < 0 else words


def say_percent(value) -> str:
    """ "+7.5%", "−2%", "0%", "No data"."""
    if missing(value):
        return "No data"
    digits = f"{abs(value):,.1f}".removesuffix(".0")
    return "0%" if digits == "0" else f"{'+' if value > 0 else '−'}{digits}%"


def say_period(period, source) -> str:
    """ "September 2026" of a report; "2022" of a yearly edition, "June 2022" of one that names its month."""
    if missing(period):
        return "No report"
    stamp = pd.Timestamp(period)
    return f"{stamp:%Y}" if source == "edition" and stamp.month == 1 else say_month(stamp)


def severity(codes: pd.Series) -> pd.Series:
    """How bad each rating is, from 0 (green) to 4 (red); -1 where it is no rating."""
    return codes.map(lambda code: -1 if rating_of(code).worse is None else rating_of(code).worse).astype(int)


def worse_first(codes) -> list[str]:
    """The ratings that occur, red first."""
    there = set(codes)
    return [code for code in _WORSE_FIRST if code in there]


def letters_note(codes) -> str:
    """What the letters in the marks stand for, of those that occur."""
    said = [f"{rating_of(code).letter} {rating_of(code).word.lower()}" for code in worse_first(codes)]
    return f"Letters: {', '.join(said)}." if said else ""


def filled(code: str, c) -> dict:
    """A bar of a rating: steps between two ratings are hatched, and what is no rating is hollow."""
    fill = colour_of(code, c)
    if rating_of(code).worse is None and code != "B":
        return {"color": c.page, "line": {"color": c.muted, "width": 1.5}}
    shape = {"AG": "/", "AR": "\\"}.get(code, "")
    pattern = {"shape": shape, "bgcolor": fill, "fgcolor": c.page, "size": 9, "solidity": 0.12}
    return {"color": fill, "line": {"color": c.page, "width": 1}, "pattern": pattern}


def ink_of(code: str, c) -> str:
    """The colour of figures on such a bar."""
    return c.text if rating_of(code).worse is None and code != "B" else ink_on(colour_of(code, c))


def holder_or_none(holder) -> str:
    """The portfolio holder, or that none is named."""
    return "None named" if missing(holder) else str(holder)


def periods_drawn(statuses: pd.DataFrame, overdue: pd.DataFrame, source: str) -> list[pd.Timestamp]:
    """The last six months up to the newest that is reported or due; of editions, the last six there are."""
    if source == "edition":
        return sorted(pd.Timestamp(period) for period in statuses["period"].unique())[-REPORTS:]
    newest = max((pd.Timestamp(m) for m in [*statuses["period"], *overdue["month"]]), default=None)
    return [] if newest is None else [newest - pd.DateOffset(months=back) for back in range(REPORTS - 1, -1, -1)]


# -- rows of marks ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """A rating in a row of marks, with what the pointer shows."""

    code: str
    hover: str = ""


@dataclass(frozen=True)
class Row:
    """A project: its name, a word beside it, and a mark, words or nothing for each column."""

    name: str
    beside: str = ""
    cells: tuple[Mark | str | None, ...] = field(default_factory=tuple)


_ROW, _NAME, _MARK = 56, 13, 36  # pixels: of a row, down to its name, down to its marks
_HEADER = 44


def marks(rows: list[Row], columns: list[str], theme: str, *, wide: frozenset[int] = frozenset()) -> go.Figure:
    """Rows of marks under the name of each project, readable on a phone: letter, shape and colour say the same.

    columns: their headings, short, with <br>. wide: numbers of columns that hold words and need more room.
    """
    c = colours(theme)
    places, at = [], 0.0
    for number in range(len(columns)):
        at += 0.62 if number in wide else 0.5
        places.append(at)
        at += 0.62 if number in wide else 0.5
    fig = figure(theme, height=_HEADER + _ROW * len(rows) + 8)
    names = [f"<b>{safe(_cut(row))}</b>{f'  {safe(row.beside)}' if row.beside else ''}" for row in rows]
    fig.add_scatter(
        x=[0.04] * len(rows), y=[_ROW * n + _NAME for n in range(len(rows))], mode="text", text=names,
        textposition="middle right", textfont={"size": 13, "color": c.text}, hoverinfo="skip", showlegend=False,
        cliponaxis=False,
    )  # fmt: skip
    cells = [
        (n, place, cell) for n, row in enumerate(rows) for place, cell in zip(places, row.cells, strict=True) if cell
    ]
    for code in RATINGS:
        _one_rating(fig, code, [cell for cell in cells if isinstance(cell[2], Mark) and cell[2].code == code], c)
    words = [cell for cell in cells if isinstance(cell[2], str)]
    fig.add_scatter(
        x=[place for _, place, _ in words], y=[_ROW * n + _MARK for n, _, _ in words], mode="text",
        text=[word for *_, word in words], textfont={"size": 12, "color": c.text}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    axis = {"side": "top", "ticks": "", "showline": False, "zeroline": False, "automargin": False}
    between = {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "line": {"color": c.grid, "width": 1}}
    fig.update_layout(
        margin={"t": _HEADER, "b": 4, "l": 4, "r": 4},
        xaxis={**axis, "range": [0, at], "tickvals": places, "ticktext": columns, "tickfont": {"size": 12}},
        yaxis={"range": [_ROW * len(rows), 0], "visible": False},
        shapes=[{**between, "y0": _ROW * n, "y1": _ROW * n} for n in range(len(rows))],
    )
    return fig


def _one_rating(fig: go.Figure, code: str, cells: list, c) -> None:
    if not cells:
        return
    rating, fill = rating_of(code), colour_of(code, c)
    hollow = rating.symbol.endswith("-open") or rating.worse is None
    symbol = "circle" if hollow else rating.symbol
    fig.add_scatter(
        x=[place for _, place, _ in cells], y=[_ROW * n + _MARK for n, _, _ in cells], mode="markers+text",
        text=[rating.letter] * len(cells), name=rating.word, showlegend=False,
        textfont={"size": 12 if len(rating.letter) == 1 else 11, "color": c.text if hollow else ink_on(fill)},
        marker={"symbol": symbol, "size": _size(symbol), "color": "rgba(0,0,0,0)" if hollow else fill,
                "line": {"color": fill, "width": 2}},
        hovertext=[safe(mark.hover) for *_, mark in cells], hoverinfo="text",
    )  # fmt: skip


def _size(symbol: str) -> int:
    """A letter needs more room in a triangle or a diamond than in a circle."""
    return {"triangle-up": 27, "diamond": 25, "square": 23}.get(symbol, 25)


def _cut(row: Row) -> str:
    """A name that fits a phone on one line."""
    most = 42 - len(row.beside)
    return row.name if len(row.name) <= most else row.name[: most - 1].rstrip() + "…"
