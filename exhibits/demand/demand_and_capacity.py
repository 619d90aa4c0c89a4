"""Demand against capacity: incidents raised, and how many the desk can handle in a month."""

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.chart_parts import caption, end_labels, hatched
from exhibits.common.no_data import words_only
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure, month_axis
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import lower_first, say_count, say_month
from exhibits.demand.backlog_by_age import say_open


def demand_and_capacity(view: View, *, months: int | None = 24) -> Exhibit:
    """Incidents raised against what the desk can handle in a month. months: how many to draw (None = all)."""
    key = "demand_and_capacity"
    rows = view_rows(view, "demand/demand_and_capacity")
    rows = rows[rows["complete"] & rows["capacity"].notna()].reset_index(drop=True)
    known = definition_of(view, "incidents")
    if rows.empty:
        sentence = (
            "No data: no capacity figures have been submitted. Officers can submit them as the measure "
            "service_desk_capacity: how many incidents the desk can handle in a month."
        )
        source = "" if known is None else source_line(view, known)
        return words_only(key, "Demand and capacity: no data", sentence, source)
    shown = rows.tail(months) if months else rows
    now, above = shown.iloc[-1], shown[shown["shortfall"] > 0]
    capacity = definition_of(view, "service_desk_capacity")
    return Exhibit(
        key=key,
        title=f"Demand was above capacity in {len(above)} of {say_count(len(shown), 'month')}"
        if len(above)
        else f"Demand stayed within capacity in {'all ' if len(shown) > 1 else ''}{say_count(len(shown), 'month')}",
        lead=_lead(now, _backlog(view, now["month"])),
        more=_more(now, shown, above),
        table=_table(shown),
        source=f"{source_line(view, known)} Capacity: {source_line(view, capacity)}",
        figure=_figure(shown, view.theme),
        questions=_questions(now, above),
        data=shown.iloc[::-1].drop(columns="complete"),
        note="Carried over is what all months so far would leave undone, if spare months are used to catch up and "
        "every incident takes as much work as any other. The open incidents are counted.",
    )


def _lead(now: pd.Series, backlog: str) -> str:
    gap = abs(now["shortfall"])
    against = f"{gap:,.0f} more than the desk can handle" if now["shortfall"] > 0 else f"{gap:,.0f} to spare"
    raised = say_count(int(now["incidents"]), "incident")
    return f"{say_month(now['month'])}: {raised} against a capacity of {now['capacity']:,.0f}, {against}{backlog}."


def _backlog(view: View, month: pd.Timestamp) -> str:
    """ "; 70 were open at its end", or "" where nobody can tell."""
    rows = view_rows(view, "demand/backlog_by_age")
    rows = rows[(rows["month"] == month) & rows["complete"]]
    if rows.empty:
        return ""
    count = say_open(rows.iloc[0], settings().demand.small_number).partition(" incident")[0]
    return f"; {lower_first(count)} {'was' if count == '1' else 'were'} open at its end"


def _more(now: pd.Series, shown: pd.DataFrame, above: pd.DataFrame) -> tuple[str, ...]:
    months = say_count(len(shown), "month")
    if len(above):
        sentence = f"Demand was above capacity in {len(above)} of the last {months}."
    else:
        sentence = f"Demand was within capacity in each of the last {months}."
    if now["carried_over"] >= 1:
        return sentence, (
            f"By our reckoning, not a count, {now['carried_over']:,.0f} incidents’ worth of work had been carried over "
            "by then."
        )
    return sentence, "No work is carried over."


def _questions(now: pd.Series, above: pd.DataFrame) -> tuple[str, ...]:
    if now["carried_over"] >= 1:
        return (
            "Is there a business case for more capacity, and what would it cost to do nothing?",
            "Which demand could be prevented, or moved to self-help, before capacity is bought?",
        )
    if len(above):
        return ("How does the desk cover the months in which demand is above capacity?",)
    return ("Is the spare capacity used for work that prevents incidents?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.iloc[::-1]
    return pd.DataFrame(
        {
            "Month": [say_month(month) for month in rows["month"]],
            "Incidents raised": [f"{n:,}" for n in rows["incidents"]],
            "Capacity": [f"{n:,.0f}" for n in rows["capacity"]],
            "Above or below": [
                f"{n:,.0f} above" if n > 0 else f"{-n:,.0f} below" if n < 0 else "Equal" for n in rows["shortfall"]
            ],
            "Carried over": [f"{n:,.0f}" for n in rows["carried_over"]],
        }
    ).reset_index(drop=True)


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=360)
    over = rows["shortfall"] > 0
    for name, some, colour, shape in (
        ("Within capacity", rows[~over], c.main, ""),
        ("Above capacity", rows[over], c.second, "/"),
    ):
        fig.add_bar(
            x=some["month"],
            y=some["incidents"],
            name=name,
            marker={"color": colour, "pattern": hatched(shape, colour, c.page)},
            hovertext=[
                f"<b>{say_month(row['month'])}</b>: {row['incidents']:,} incidents<br>capacity {row['capacity']:,.0f}"
                for _, row in some.iterrows()
            ],
            hoverinfo="text",
            showlegend=False,
        )
    half = pd.Timedelta(days=15)
    fig.add_scatter(
        x=[month + side * half for month in rows["month"] for side in (-1, 1)], y=rows["capacity"].repeat(2),
        mode="lines", line={"color": c.text, "width": 2.5}, name="Capacity", hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip
    top = max(rows["incidents"].max(), rows["capacity"].max()) * 1.08 or 1
    now = rows.iloc[-1]
    end_labels(fig, [(f"Capacity<br>{now['capacity']:,.0f}", now["capacity"])], top, 280, c)
    caption(fig, "Incidents raised; hatched: above capacity" if over.any() else "Incidents raised", c)
    month_axis(fig, rows["month"].iloc[0], rows["month"].iloc[-1])
    fig.update_layout(barmode="overlay", bargap=0.15, margin={"r": 74, "t": 34})
    fig.update_yaxes(tickformat=",", range=[0, top])
    return fig
