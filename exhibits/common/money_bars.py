"""What the exhibits on money share: pounds in words, the years looked at, where figures come from, and rows of bars."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.scope import day_of, source_of, whose
from exhibits.common.style import (
    Colours,
    colours,
    figure,
    missing,
    safe,
    say_list,
    say_month,
)
from exhibits.common.view_queries import view_rows

STRATEGY = "The strategy as a whole"  # lines that belong to no project
DRAWN = 12  # rows drawn at most; the table has them all
CLASSES = {
    "cashable": "Cashable savings",
    "income": "New income",
    "non_cashable": "Non-cashable benefits",
    "avoidance": "Costs avoided (estimate)",
    "not_stated": "Not classified",
}


@dataclass(frozen=True)
class Asked:
    """How money is asked for: the filters, the day, and the month in which the financial year starts."""

    scope: dict[str, str | None]
    day: date

    @property
    def prefix(self) -> str:
        """In front of a title."""
        return whose(**self.scope)

    def rows(self, view: View, name: str) -> pd.DataFrame:
        """The rows of the question money/`name`."""
        starts = settings().council.financial_year_starts
        return view_rows(view, f"money/{name}", today=self.day, year_starts=starts, **self.scope)


def asking(view: View, today: date | None, **scope) -> Asked:
    """The question's filters. today: None = today, or the day the figures are looked at as at."""
    return Asked(scope, day_of(view, today or date.today()))


def nothing(view: View, question: Asked, key: str, name: str, what: str) -> Exhibit:
    """What is shown where there are no lines. what: "costs"."""
    if question.rows(view, "lines").empty and not any(question.scope.values()):
        said = "No data: no finance lines have been published."
    elif any(question.scope.values()):
        said = f"No data: the finance lines published hold no {what} for this choice."
    else:
        said = f"No data: the finance lines published hold no {what}."
    return Exhibit(key, f"{question.prefix}{name}: no data", said, pd.DataFrame(), "")


def money_source(view: View, rows: pd.DataFrame, means: str) -> str:
    """Which files, when published, up to which month, and what the figures mean. rows: with or without `period`."""
    period = rows["period"].max() if "period" in rows and len(rows) else None
    upto = "" if missing(period) else f"figures of this year are known up to {say_month(period)}; "
    return source_of(view, "finance", means=f"{upto}{means}")


# -- words -----------------------------------------------------------------------------------------------------------


def say_pounds(value: float) -> str:
    """ "£1.23 million", "£148,000", "−£900", "No data"."""
    if missing(value):
        return "No data"
    size, sign = abs(value), "−" if value <= -0.5 else ""
    if size >= 999_500:
        return f"{sign}£{f'{size / 1e6:,.2f}'.rstrip('0').rstrip('.')} million"
    return f"{sign}£{size:,.0f}"


def short_pounds(value: float) -> str:
    """The same for a narrow figure: "£1.23m", "£148k", "£900"."""
    if missing(value):
        return "No data"
    size, sign = abs(value), "−" if value <= -0.5 else ""
    if size >= 999_500:
        return f"{sign}£{f'{size / 1e6:,.2f}'.rstrip('0').rstrip('.')}m"
    return f"{sign}£{size / 1000:,.0f}k" if size >= 9_950 else f"{sign}£{size:,.0f}"


def full_pounds(value: float, *, signed: bool = False) -> str:
    """For a table: "£148,230"; "No data"; signed: "+£1,200"."""
    if missing(value):
        return "No data"
    sign = "−" if value <= -0.5 else "+" if signed and value >= 0.5 else ""
    return f"{sign}£{abs(value):,.0f}"


def more_or_less(value: float, budget: float) -> str:
    """ "£61,000 (22.6%) more", "£400 (1%) less", "as budgeted"."""
    if abs(value - budget) < 0.5:
        return "as budgeted"
    share = f" ({abs(value - budget) / abs(budget) * 100:.1f}%)".replace(".0%", "%") if budget else ""
    return f"{say_pounds(abs(value - budget))}{share} {'more' if value > budget else 'less'}"


def say_years(years: list[str]) -> str:
    """ "2026/27", "2024/25 and 2025/26", "2024/25 to 2027/28"."""
    years = sorted(set(years))
    return say_list(years) if len(years) < 3 else f"{years[0]} to {years[-1]}"


def by_year(rows: pd.DataFrame, column: str) -> pd.Series:
    """The sums of a column by financial year, oldest first."""
    return rows.groupby("fin_year")[column].sum().sort_index()


def each_year(sums: pd.Series) -> str:
    """ "£846,000 in 2024/25 and £2.18 million in 2025/26"."""
    return say_list([f"{say_pounds(value)} in {year}" for year, value in sums.items()])


# -- figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A part of the bars. shape: hatching that tells it apart without colour, as Plotly names it."""

    name: str
    colour: str
    shape: str = ""


@dataclass(frozen=True)
class Bars:
    """A row: its name, what is said beside it, the value of each part, and a mark to compare with."""

    name: str
    said: str
    values: tuple[float, ...]
    mark: float | None = None
    hover: tuple[str, ...] = field(default_factory=tuple)


_ROW, _TOP = 50, 8


def fill(part: Part, c: Colours) -> dict:
    """A marker of a bar: hatched parts stay readable without colour."""
    pattern = {"shape": part.shape, "bgcolor": c.page, "fgcolor": part.colour, "size": 7, "solidity": 0.35}
    return {"color": part.colour, "line": {"color": part.colour, "width": 1}, "pattern": pattern if part.shape else {}}


def bars(rows: list[Bars], parts: list[Part], theme: str, *, mark: str = "") -> go.Figure:
    """Stacked bars, each under its name, so that long names fit a phone. mark: what the line across a bar is."""
    c = colours(theme)
    drawn = [n for n in range(len(parts)) if any(row.values[n] for row in rows)]
    entries = len(drawn) + bool(mark)
    below = 14 + 22 * entries
    fig = figure(theme, height=_TOP + _ROW * len(rows) + below)
    places = list(range(len(rows)))
    for n in drawn:
        values = [row.values[n] or None for row in rows]  # 0 would draw an edge
        said = [safe(row.hover[n]) if row.hover else f"{parts[n].name}: {say_pounds(row.values[n])}" for row in rows]
        fig.add_bar(
            x=values, y=places, orientation="h", name=parts[n].name, width=0.36, marker=fill(parts[n], c),
            hovertext=said, hoverinfo="text",
        )  # fmt: skip
    if mark:
        there = [(n, row.mark) for n, row in enumerate(rows) if row.mark is not None]
        fig.add_scatter(
            x=[value for _, value in there], y=[n for n, _ in there], mode="markers", name=mark,
            marker={"symbol": "line-ns", "size": 17, "line": {"color": c.text, "width": 3}},
            hovertext=[f"{mark}: {say_pounds(value)}" for _, value in there], hoverinfo="text",
        )  # fmt: skip
    ends = [value for row in rows for value in (_end(row.values, 1), _end(row.values, -1), row.mark or 0)]
    low, high = min([0, *ends]), max([0, *ends])
    room = (high - low) * 0.02 or 1
    label = {"xref": "paper", "yanchor": "bottom", "yshift": 8, "showarrow": False, "font": {"size": 13}}
    fig.update_layout(
        barmode="relative", margin={"t": _TOP, "b": below, "l": 4, "r": 4}, showlegend=entries > 1,
        legend={"orientation": "v", "x": 0, "y": -6 / (_ROW * len(rows)), "yanchor": "top", "traceorder": "normal"},
        xaxis={"visible": False, "range": [low - room, high + room], "automargin": False},
        yaxis={"visible": False, "range": [len(rows) - 0.6, -0.75], "automargin": False},
        annotations=[
            {**label, "y": n, "text": text, "x": x, "xanchor": side, "align": side}
            for n, row in enumerate(rows)
            for text, x, side in ((f"<b>{safe(_cut(row))}</b>", 0, "left"), (safe(row.said), 1, "right"))
        ],
    )  # fmt: skip
    return fig


def _end(values: tuple[float, ...], side: int) -> float:
    return sum(value for value in values if value * side > 0)


def _cut(row: Bars) -> str:
    """A name that fits a phone beside what is said."""
    most = max(14, 46 - len(row.said))
    return row.name if len(row.name) <= most else row.name[: most - 1].rstrip() + "…"
