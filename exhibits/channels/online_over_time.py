"""How many services are online, since when."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.catalogue import NO_CATALOGUE, SERVICES_NAMED, no_catalogue
from exhibits.common.links import links_to_services
from exhibits.common.scope import day_of, scope_suffix
from exhibits.common.source import catalogue_source
from exhibits.common.style import colours, figure
from exhibits.common.view_queries import view_rows
from exhibits.common.words import name_some, say_count, say_date, say_list

_MEANS = "The catalogue of online services lists every service, with the day it went online."
_YEARS = 8  # two terms of a council: what "now" is compared with


def online_over_time(view: View, *, directorate: str | None = None, today: date | None = None) -> Exhibit:
    """How many services were online at each month end, from the first launch on. today: what "now" means (None = today;
    a view as at an earlier day stands above it)."""
    key, day = "online_over_time", day_of(view, today)
    rows = view_rows(view, "channels/online_over_time", today=day, directorate=directorate)
    if rows.empty:
        known = view_rows(view, "channels/catalogue", today=day, directorate=directorate)
        why = NO_CATALOGUE if known.empty else "No service in the catalogue has been online yet."
        return no_catalogue(key, "Services online", directorate, why)
    now, recent = rows.iloc[-1], rows[rows["month"] > rows["month"].iloc[-1] - pd.DateOffset(months=12)]
    from_year = max(rows["month"].iloc[0].year, rows["month"].iloc[-1].year - _YEARS)
    began = rows[rows["month"].dt.year == from_year].iloc[-1]
    said = _growth(rows, began, now, recent)
    return Exhibit(
        key=key,
        title=f"{say_count(int(now['online']), 'service')} {'is' if now['online'] == 1 else 'are'} online"
        f"{_since(began, now)}{scope_suffix(directorate)}",
        lead=said[0],
        more=tuple(said[1:]),
        links=_links(view, directorate),
        table=_table(_data(rows, recent)),
        source=catalogue_source(view, _MEANS),
        figure=_figure(rows, began, view.theme),
        questions=_questions(recent),
        data=_data(rows, recent),
    )


def _since(began: pd.Series, now: pd.Series) -> str:
    if began["month"] == now["month"]:
        return ""
    return f", {began['online']:,} in {began['month']:%Y}"


def _growth(rows: pd.DataFrame, began: pd.Series, now: pd.Series, recent: pd.DataFrame) -> list[str]:
    count, day = say_count(int(now["online"]), "service"), say_date(now["on_day"])
    sentences = [f"{count} {'was' if now['online'] == 1 else 'were'} online on {day}."]
    if began["month"] != now["month"]:
        sentences = [f"From {began['online']:,} at the end of {began['month']:%Y} to {count} online on {day}."]
    names = _names(recent)
    if names:
        sentences.append(f"In the last 12 months {name_some(names, SERVICES_NAMED)} went online.")
    else:
        sentences.append("In the last 12 months none went online.")
    gone = int(recent["retired"].sum())
    if gone:
        sentences.append(f"{say_count(gone, 'service was', 'services were')} taken down in that time.")
    elif rows["retired"].sum():
        gone = int(rows["retired"].sum())
        sentences.append(f"{say_count(gone, 'service has', 'services have')} been taken down over the years.")
    return sentences


def _links(view: View, directorate: str | None) -> dict[str, str]:
    known = view_rows(view, "channels/services", directorate=directorate)
    return links_to_services(known[known["launched_on"].notna()])


def _names(rows: pd.DataFrame) -> list[str]:
    return [name for names in rows["names"] if names for name in names.split(" | ")]


def _questions(recent: pd.DataFrame) -> tuple[str, ...]:
    if recent["launched"].sum():
        return (
            "Which of the newest services have already had their review, and did people take to them?",
            "Which service goes online next, and what decides the order?",
        )
    return ("Is there still a plan for services to go online, and what holds it up?",)


def _data(rows: pd.DataFrame, recent: pd.DataFrame) -> pd.DataFrame:
    """The last 12 months by month where something changed, and before them a row for each year; newest first.

    launched, retired: in the month, and before the last 12 months in the year; names: only of those in a month.
    """
    newest = recent["month"] == recent["month"].max()
    months = recent[newest | (recent["launched"] > 0) | (recent["retired"] > 0)]
    earlier = rows[rows["month"] < recent["month"].iloc[0]]
    by_year = earlier.groupby(earlier["month"].dt.year)
    years = by_year.tail(1).assign(names="")
    for each in ("launched", "retired"):
        years[each] = by_year[each].sum().to_numpy()
    return pd.concat([years, months]).iloc[::-1].drop(columns="month").reset_index(drop=True)


def _table(lines: pd.DataFrame) -> pd.DataFrame:
    went = [
        f"Went online: {say_list(names.split(' | '))}" if names else f"{launched:,} went online" if launched else ""
        for names, launched in zip(lines["names"], lines["launched"], strict=True)
    ]
    return pd.DataFrame(
        {
            "At the end of": [say_date(day) for day in lines["on_day"]],
            "Services online": [f"{online:,}" for online in lines["online"]],
            "What changed": [_changes(*each) for each in zip(went, lines["retired"], strict=True)],
        }
    )


def _changes(launched: str, retired: int) -> str:
    gone = f"{retired:,} taken down" if retired else ""
    return "; ".join(filter(None, [launched, gone])) or "Nothing"


def _figure(rows: pd.DataFrame, began: pd.Series, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=340)
    fig.add_scatter(
        x=rows["on_day"], y=rows["online"], mode="lines", line={"color": c.main, "width": 2.5, "shape": "hv"},
        fill="tozeroy", fillcolor=c.band, hoverinfo="text", showlegend=False,
        hovertext=[f"<b>{say_date(row['on_day'])}</b>: {row['online']:,} online"
                   + (f"<br>{row['launched']:,} new" if row["launched"] else "") for _, row in rows.iterrows()],
    )  # fmt: skip
    now = rows.iloc[-1]
    for row in [now] if began["month"] == now["month"] else [began, now]:
        fig.add_scatter(
            x=[row["on_day"]], y=[row["online"]], mode="markers+text", text=[f"<b>{row['online']:,}</b>"],
            textposition="top left", textfont={"size": 14, "color": c.text}, hoverinfo="skip", showlegend=False,
            marker={"color": c.main, "size": 8}, cliponaxis=False,
        )  # fmt: skip
    first, last = rows["on_day"].iloc[0], now["on_day"]
    years = last.year - first.year
    step = next(step for step in (1, 2, 5, 10, 20, 50) if years <= step * 5 or step == 50)
    ticks = [pd.Timestamp(year, 1, 1) for year in range(last.year, first.year, -step)] if years else [last]
    fig.update_xaxes(
        tickvals=ticks, ticktext=[f"{tick:%Y}" if years else f"{tick:%b}<br>{tick:%Y}" for tick in ticks],
        range=[first - pd.DateOffset(days=20), last + (last - first) * 0.04 + pd.DateOffset(days=20)],
    )  # fmt: skip
    fig.update_yaxes(range=[0, rows["online"].max() * 1.15 or 1], tickformat=",")
    fig.update_layout(margin={"r": 16})
    return fig
