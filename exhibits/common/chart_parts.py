"""What the exhibits on IT demand share: looking up a month, wording a difference, and parts of figures."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.style import missing, say_month, say_number, say_range
from exhibits.common.view_queries import measure_rows, view_rows

VERDICTS = {
    "unusual_high": "Unusually high",
    "unusual_low": "Unusually low",
    "usual": "Nothing unusual",
    "too_early": "Too early to say",
    "too_few": "Too few to judge",
    "rare_event": "Nothing unusual",
    "no_limits": "Not judged",
    "unfinished": "Not complete yet",
    "no_data": "No data",
}


def definition_of(view: View, measure_id: str) -> pd.Series | None:
    """The measure's row of measures/definitions; None where nobody knows it."""
    rows = measure_rows(view, "measures/definitions", measure_id)
    return None if rows.empty else rows.iloc[0]


def unknown(key: str) -> Exhibit:
    """What is shown for a measure that does not exist."""
    return Exhibit(
        key, "No such measure", "No data: there is no measure with this name in the figures.", pd.DataFrame(), ""
    )


def where(directorate: str | None) -> str:
    """ ", Housing" behind a month or a name; nothing for the whole council."""
    return f", {directorate}" if directorate else ""


def verdict_on(view: View, measure_id: str, directorate: str | None, month) -> str:
    """The verdict on one month, as in signals/judged; "no_data" where there is none."""
    newest = measure_rows(view, "signals/measures", measure_id, directorate=directorate)
    if len(newest) and newest["month"].iloc[0] == month:
        return newest["verdict"].iloc[0]  # every page has asked for it already
    row = of_month(view_rows(view, "signals/judged", measure_id=measure_id, directorate=directorate), month)
    return "no_data" if row is None else row["verdict"]


def chosen_month(judged: pd.DataFrame, month: date | None) -> pd.Timestamp:
    """The month asked for; else the newest complete one; else the newest."""
    if month is not None:
        return pd.Timestamp(month).replace(day=1)
    newest = judged.loc[judged["newest"], "month"]
    return newest.iloc[0] if len(newest) else judged["month"].iloc[-1]


def of_month(judged: pd.DataFrame, month) -> pd.Series | None:
    """The row of the month; None where it has no value."""
    row = judged[judged["month"] == pd.Timestamp(month)]
    return None if row.empty or missing(row["value"].iloc[0]) else row.iloc[0]


def too_small(rows: pd.DataFrame, count: str, smallest: int) -> pd.Series:
    """Which rows of a month a council does not show: counts from 1 to `smallest` - 1.

    One hidden count alone could be worked out from the month's total, so the next smallest is hidden with it.
    """
    small = rows[count].between(1, smallest - 1)
    alone = small.groupby(rows["month"]).transform("sum") == 1
    others = rows.loc[alone & ~small & (rows[count] > 0)]
    next_smallest = others.sort_values(count).drop_duplicates("month").index
    return small | rows.index.isin(next_smallest)


def against_range(name: str, row: pd.Series, unit: str) -> str:
    """ "Incidents raised: 640, above the usual range of 430 to 570." from a row of signals/judged."""
    said = f"{name}: {say_number(row['value'], unit)}"
    usual = say_range(row["lower_limit"], row["upper_limit"], unit)
    if usual == "no range yet" or row["verdict"] == "too_early":
        return f"{said}."
    side = {"unusual_high": "above", "unusual_low": "below"}.get(row["verdict"], "inside")
    return f"{said}, {side} the usual range of {usual}."


def difference(excess: float, unit: str) -> str:
    """ "243 more", "12 fewer", "3.5 hours less"."""
    less = "fewer" if unit == "count" else "less"
    return f"{say_number(abs(excess), unit)} {'more' if excess >= 0 else less}"


def signed(excess: float, unit: str) -> str:
    """ "+243", "−12", "0"."""
    size = say_number(abs(excess), unit)
    return size if size.startswith("0 ") or size == "0" else f"{'+' if excess > 0 else '−'}{size}"


def short(value: float, unit: str) -> str:
    """The value without a word for its unit: "82.2", "45%", "£1,200"."""
    return say_number(value, unit).removesuffix("s").removesuffix(f" {unit.removesuffix('s')}")


def hover(months: pd.Series, values: pd.Series, unit: str) -> list[str]:
    """What the pointer shows at each month: "September 2026: 640"."""
    return [f"<b>{say_month(m)}</b>: {say_number(v, unit)}" for m, v in zip(months, values, strict=True)]


def ink_on(fill: str) -> str:
    """Black or white, whichever reads better on the fill (relative luminance as in WCAG 2.2)."""
    channels = [int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#0B0C0C" if (light + 0.05) ** 2 > 1.05 * 0.05 else "#FFFFFF"


def range_band(fig: go.Figure, months: pd.Series, low: pd.Series, high: pd.Series, c, row: int) -> None:
    """The usual range of each month, stepped."""
    half = pd.Timedelta(days=15)
    edges = [month + side * half for month in months for side in (-1, 1)]
    for line, fill in ((low.clip(lower=0), None), (high, "tonexty")):
        fig.add_scatter(
            x=edges, y=line.repeat(2), mode="lines", line={"color": c.edge, "width": 1}, fill=fill, fillcolor=c.band,
            hoverinfo="skip", showlegend=False, row=row, col=1,
        )  # fmt: skip


def unusual_marks(
    fig: go.Figure, months: pd.Series, values: pd.Series, verdicts: pd.Series, c, row: int, col: int
) -> None:
    for verdict, symbol in (("unusual_high", "triangle-up"), ("unusual_low", "triangle-down")):
        which = verdicts == verdict
        if which.any():
            fig.add_scatter(
                x=months[which], y=values[which], mode="markers", hoverinfo="skip", showlegend=False, row=row, col=col,
                marker={"symbol": symbol, "size": 12, "color": c.second, "line": {"color": c.text, "width": 1.5}},
            )  # fmt: skip


def heading(fig: go.Figure, words: str, row: int, col: int, c) -> None:
    """A heading above one of several charts, at its left edge."""
    plot = fig.get_subplot(row, col)
    fig.add_annotation(
        text=words, x=plot.xaxis.domain[0], xref="paper", xanchor="left", y=plot.yaxis.domain[1], yref="paper",
        yanchor="bottom", yshift=3, showarrow=False, align="left", font={"size": 13, "color": c.text},
    )  # fmt: skip
