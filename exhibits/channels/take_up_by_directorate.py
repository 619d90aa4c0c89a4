"""Digital take-up of each directorate: a small chart for each, all on one scale."""

import math
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.channels.take_up_words import CHANGES, REAL_CHANGE, definition_in_force, no_take_up
from exhibits.common.chart_parts import heading
from exhibits.common.links import links_to_directorates
from exhibits.common.process_chart import TAKE_UP
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure, month_ticks, safe
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.common.words import name_some, say_list, say_number, say_period


def by_directorate(view: View, *, months: int | None = None) -> Exhibit:
    """A small chart of take-up for each directorate, all on one scale. months: how many to draw (None = all)."""
    key, known = "take_up_by_directorate", definition_of(view, TAKE_UP)
    rows = view_rows(view, "channels/take_up_by_directorate")
    rows = rows[rows["take_up"].notna() & rows["complete"]].reset_index(drop=True)
    if rows.empty or known is None:
        return no_take_up(view, key)
    length = int(rows["months"].iloc[0])
    changes = pd.DataFrame([_year_of(view, name) for name in rows["directorate"].unique()])
    said = _said(changes)
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    return Exhibit(
        key=key,
        title=_title(changes),
        lead=said[0],
        more=tuple(said[1:5]),
        table=_table(changes, rows, length),
        source=source_line(view, known),
        figure=_figure(shown, changes, length, view.theme),
        questions=_questions(changes),
        data=_data(changes, rows),
        note=f"{definition_in_force()} Weighted by volume. {REAL_CHANGE}",
        beside=who_gets_through_lines(view),
        links=who_gets_through_links(view) | links_to_directorates(changes["directorate"]),
    )


def _year_of(view: View, directorate: str) -> dict:
    """The directorate's row of channels/year_on_year."""
    rows = view_rows(view, "channels/year_on_year", directorate=directorate, measure_id=None)
    row = rows[(rows["service_id"] == "") & (rows["measure_id"] == TAKE_UP)]
    nothing = {"now": None, "before": None, "change": "too_early", "last_month": None}
    return {"directorate": directorate, **(nothing if row.empty else row.iloc[0][list(nothing)].to_dict())}


def _title(changes: pd.DataFrame) -> str:
    count = len(changes)
    if count == 1:
        return f"Digital take-up in {changes['directorate'].iloc[0]}: {CHANGES[changes['change'].iloc[0]]} in a year"
    rose, fell = ((changes["change"] == each).sum() for each in ("rose", "fell"))
    phrases = [f"rose in {rose}", *([f"fell in {fell}"] if fell else [])]
    if not rose and not fell:
        return f"Digital take-up: no real change in a year in any of {count} directorates"
    return f"Within a year, digital take-up {say_list(phrases)} of {count} directorates"


def _said(changes: pd.DataFrame) -> list[str]:
    known = changes[changes["now"].notna()].sort_values("now", ascending=False)
    if known.empty:
        return ["It is too early to compare years in any directorate."]
    high, low = known.iloc[0], known.iloc[-1]
    sentences = [f"Over twelve months, take-up was {say_number(high['now'], 'percent')} in {high['directorate']}."]
    if len(known) > 1:
        sentences = [
            f"Over twelve months, highest in {high['directorate']}, {say_number(high['now'], 'percent')}; "
            f"lowest in {low['directorate']}, {say_number(low['now'], 'percent')}."
        ]
    for change in ("rose", "fell"):
        parts = [
            f"{row['directorate']} ({say_number(row['before'], 'percent')} → {say_number(row['now'], 'percent')})"
            for _, row in known[known["change"] == change].iterrows()
        ]
        if parts:
            sentences.append(f"It really {change} in {name_some(parts, 2, strict=True)}.")
    for change, words in (("no_real_change", "No real change"), ("too_early", "Too early to say")):
        names = changes.loc[changes["change"] == change, "directorate"]
        if len(names):
            sentences.append(f"{words} in {name_some(names, 4)}.")
    return sentences


def _questions(changes: pd.DataFrame) -> tuple[str, ...]:
    fell = changes[changes["change"] == "fell"]
    if len(fell):
        return (f"Why does a smaller share complete online in {fell['directorate'].iloc[0]} than a year ago?",)
    lowest = changes.sort_values("now").iloc[0]
    return (
        f"{lowest['directorate']} has the lowest take-up: do people there want another way, "
        "or is the online one not good enough?",
    )


def _data(changes: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table as numbers."""
    newest = rows.groupby("directorate").last().drop(columns="complete")
    return changes.drop(columns="last_month").merge(newest.reset_index(), on="directorate")


def _table(changes: pd.DataFrame, rows: pd.DataFrame, length: int) -> pd.DataFrame:
    newest = rows.groupby("directorate").last().loc[changes["directorate"]]
    return pd.DataFrame(
        {
            "Directorate": changes["directorate"],
            "Take-up, twelve months": [say_number(value, "percent") for value in changes["now"]],
            "Twelve months before": [say_number(value, "percent") for value in changes["before"]],
            "Change": [CHANGES[change].capitalize() for change in changes["change"]],
            "Newest period": [say_period(month, length) for month in newest["month"]],
            "Take-up in it": [say_number(value, "percent") for value in newest["take_up"]],
            "Transactions in it": [say_number(value, "count") for value in newest["completed"]],
            "Services with figures": [int(value) for value in newest["services"]],
        }
    )


def _figure(rows: pd.DataFrame, changes: pd.DataFrame, length: int, theme: str) -> go.Figure:
    c = colours(theme)
    across = 2 if len(changes) > 1 else 1
    down = math.ceil(len(changes) / across)
    height = 70 + 152 * down
    fig = make_subplots(
        rows=down, cols=across, vertical_spacing=min(72 / height, 0.9 / max(down - 1, 1)), horizontal_spacing=0.14
    )
    fig.update_layout(figure(theme, height=height).layout)
    fig.update_layout(margin={"t": 60, "b": 36, "r": 22})
    first, last = rows["month"].min(), rows["month"].max()
    ticks, scale = month_ticks(first, last, length), _scale(rows["take_up"])
    for number, change in changes.iterrows():
        place = {"row": number // across + 1, "col": number % across + 1}
        one = _with_gaps(rows[rows["directorate"] == change["directorate"]], length)
        fig.add_scatter(
            x=one["month"], y=one["take_up"], mode="lines" if len(one) > 1 else "markers", showlegend=False,
            line={"color": c.main, "width": 2}, hoverinfo="text",
            hovertext=[f"<b>{say_period(m, length)}</b>: {say_number(v, 'percent')}"
                       for m, v in zip(one["month"], one["take_up"], strict=True)],
            **place,
        )  # fmt: skip
        name, change_said = _lines(change["directorate"]), CHANGES[change["change"]]
        now = say_number(change["now"], "percent", 0)
        heading(fig, f"<b>{name}</b><br>{now}, {change_said}", place["row"], place["col"], c)
        fig.update_yaxes(**scale, **place)
        fig.update_xaxes(
            range=ticks["range"], tickvals=[ticks["tickvals"][-1], ticks["tickvals"][0]],
            ticktext=[ticks["ticktext"][-1], ticks["ticktext"][0]],
            showticklabels=number + across >= len(changes), **place,
        )  # fmt: skip
    return fig


def _scale(values: pd.Series) -> dict:
    """One scale for all, of tens around the figures: from 0% to 100%, every line would look flat."""
    low, high = math.floor((values.min() - 2) / 10) * 10, math.ceil((values.max() + 2) / 10) * 10
    low, high = max(low, 0), min(high, 100)
    middle = round((low + high) / 20) * 10
    ticks = sorted({low, middle, high})
    return {"range": [low, high], "tickvals": ticks, "ticktext": [f"{tick}%" for tick in ticks]}


def _with_gaps(rows: pd.DataFrame, length: int) -> pd.DataFrame:
    """One row for every period, so that the line breaks where there is no figure."""
    every = pd.date_range(rows["month"].min(), rows["month"].max(), freq=pd.DateOffset(months=length))
    calendar = pd.DataFrame({"month": every}).astype({"month": rows["month"].dtype})
    return calendar.merge(rows, on="month", how="left")


def _lines(name: str) -> str:
    """A long name on two lines: beside it stands another, also on a phone."""
    return "<br>".join(map(safe, wrap(name, 19, max_lines=2, placeholder="…")))
