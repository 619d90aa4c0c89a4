"""Services that are still offline, the busiest first."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.catalogue import SERVICES_NAMED, completed_cell, no_catalogue, route_or_not_stated, say_completed
from exhibits.common.chart_parts import names_above_bars
from exhibits.common.links import links_to_services
from exhibits.common.scope import day_of, scope_suffix
from exhibits.common.source import catalogue_source
from exhibits.common.style import colours, figure, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.words import name_some, say_count, say_date, say_list, say_number


def still_offline(view: View, *, directorate: str | None = None, today: date | None = None) -> Exhibit:
    """The services that are not online, the busiest first. today: as in online_over_time()."""
    key, day = "still_offline", day_of(view, today)
    known = view_rows(view, "channels/catalogue", today=day, directorate=directorate)
    if known.empty:
        return no_catalogue(key, "Services still offline", directorate)
    rows = view_rows(view, "channels/offline_services", today=day, directorate=directorate)
    still = rows[rows["state"] != "retired"]
    said = _said(still, rows[rows["state"] == "retired"])
    standing = int((known["state"] != "retired").sum())
    means = (
        "A service is offline while the catalogue gives no launch day for it, or one that is still to come. Volumes "
        "are what it completed in its last 12 months, all channels together."
    )
    return Exhibit(
        key=key,
        title=f"{len(still) or 'None'} of {say_count(standing, 'service')} "
        f"{'is' if len(still) < 2 else 'are'} still offline{scope_suffix(directorate)}",
        lead=said[0],
        more=tuple(said[1:5]),
        links=links_to_services(rows[rows["launched_on"].notna()]),
        table=_table(rows),
        source=catalogue_source(view, means, volumes=True),
        figure=_volume_figure(still, view.theme),
        questions=_questions(still),
        data=rows.drop(columns=["online", "services"]),
        note=_counted(still),
    )


def _said(still: pd.DataFrame, gone: pd.DataFrame) -> list[str]:
    sentences = []
    counted = still[still["completed"] > 0]
    if still.empty:
        sentences.append("Every service in the catalogue is online.")
    elif len(counted):
        busiest = [f"{row['name']} ({say_completed(row)})" for _, row in counted.head(3).iterrows()]
        sentences.append(f"Most used: {say_list(busiest)}.")
    else:
        sentences.append(f"Nobody has submitted how often {'it is' if len(still) == 1 else 'they are'} used.")
    planned = still[still["state"] == "planned"]
    if len(planned):
        days = [f"{r['name']} on {say_date(r['launched_on'])}" for _, r in planned.iterrows()]
        sentences.append(f"A launch day is set for {say_list(days[:SERVICES_NAMED])}.")
    elif len(still):
        sentences.append("No launch day is set for any of them." if len(still) > 1 else "No launch day is set for it.")
    if len(gone):
        sentences.append(
            f"{name_some(gone['name'], SERVICES_NAMED)} {'was' if len(gone) == 1 else 'were'} online and taken down."
        )
    return sentences


def _counted(still: pd.DataFrame) -> str:
    unknown = int(still["completed"].isna().sum())
    if not unknown or unknown == len(still):
        return ""
    return f"Of {unknown:,} of them nobody has submitted volumes: {'it stands' if unknown == 1 else 'they stand'} last."


def _questions(still: pd.DataFrame) -> tuple[str, ...]:
    if still.empty:
        return ("Which services can be done online only in part?",)
    busiest = still["name"].iloc[0]
    return (
        f"What would it take to put {busiest} online, and would the people who use it want that?",
        "Which of these should stay offline on purpose, and why?",
    )


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Service": rows["name"],
            "Directorate": rows["directorate"],
            "Completed in the last 12 months": [completed_cell(row) for _, row in rows.iterrows()],
            "How people get it": [_offline_way(route) for route in rows["offline_route"]],
            "Online": [_when_online(row) for _, row in rows.iterrows()],
        }
    ).reset_index(drop=True)  # fmt: skip


def _offline_way(route: str | None) -> str:
    return "No way is stated" if str(route).strip().lower() == "none" else route_or_not_stated(route)


def _when_online(row: pd.Series) -> str:
    if row["state"] == "planned":
        return f"Planned for {say_date(row['launched_on'])}"
    if row["state"] == "retired":
        return f"Taken down on {say_date(row['retired_on'])}"
    return "No launch day"


def _volume_figure(rows: pd.DataFrame, theme: str) -> go.Figure | None:
    """Bars of what each service completed, names above the bars; None where nothing is counted."""
    rows = rows[rows["completed"] > 0].head(12)
    if len(rows) < 2:
        return None  # one bar says no more than the sentence
    c = colours(theme)
    fig = figure(theme, height=24 + 46 * len(rows))
    positions = list(range(len(rows)))
    fig.add_bar(
        y=positions, x=rows["completed"], orientation="h", width=0.42, marker={"color": c.main}, showlegend=False,
        hovertext=[f"<b>{safe(row['name'])}</b><br>{say_completed(row)}" for _, row in rows.iterrows()],
        hoverinfo="text",
        text=[say_number(each, "count") for each in rows["completed"]], textposition="outside", cliponaxis=False,
        textfont={"color": c.text, "size": 13},
    )  # fmt: skip
    names_above_bars(fig, list(rows["name"]), c)
    fig.update_xaxes(range=[0, rows["completed"].max() * 1.22], showticklabels=False, ticks="", showline=False)
    fig.update_yaxes(range=[len(rows) - 0.6, -0.75], showticklabels=False, showgrid=False)
    return fig
