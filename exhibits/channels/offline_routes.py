"""Ways in without the internet: each service's offline route and help to use the online one."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.volumes import no_volumes
from exhibits.common.bar_rows import bars_figure
from exhibits.common.links import links_to_services
from exhibits.common.scope import service_prefix, with_prefix
from exhibits.common.source import catalogue_source
from exhibits.common.style import colours
from exhibits.common.view_queries import service_rows
from exhibits.common.who_gets_through_lines import about_routes
from exhibits.common.words import missing, say_count, say_number

_BARS = 8  # bars drawn at most


_STATES = {"none": "None: online only", "not_known": "Not known"}
_ROUTES_MEANING = (
    "An offline route is a way to get the service without the internet. "
    "An assisted route is help to use the online one."
)


def offline_routes(view: View, *, service: str | None = None, directorate: str | None = None) -> Exhibit:
    """Each service with its offline and its assisted route; those without come first. A figure of these alone."""
    key = "offline_routes"
    rows = service_rows(view, "channels/offline_routes", service, directorate=directorate)
    if rows.empty:
        return no_volumes(view, key, "Ways in without the internet", service, directorate)
    said = _said(rows, service)
    lacking = rows[(rows["state"] != "known") & (rows["completed"] > 0)]
    return Exhibit(
        key=key,
        title=with_prefix(service_prefix(view, service, directorate), _title(rows, service)),
        lead=said[0],
        more=tuple(said[1:]),
        table=_table(rows),
        source=catalogue_source(view, _ROUTES_MEANING, volumes=True),
        figure=_figure(lacking, view.theme) if len(lacking) > 1 else None,
        questions=_questions(rows),
        data=rows,
        note=f"The {_BARS} that most people use are drawn; the table has all." if len(lacking) > _BARS else "",
        links={} if service else links_to_services(rows),
    )


def _title(rows: pd.DataFrame, service: str | None) -> str:
    none, unknown = (int((rows["state"] == state).sum()) for state in ("none", "not_known"))
    if service:
        return "No offline route" if none else "No offline route is known" if unknown else "It has an offline route"
    if none:
        return f"{say_count(none, 'service has', 'services have')} no offline route"
    if unknown == len(rows):
        return "Nobody knows which services have an offline route"
    if unknown:
        return f"No offline route is known for {say_count(unknown, 'service')}"
    return f"{'All' if len(rows) > 1 else 'The one'} {say_count(len(rows), 'service')} can be reached offline"


def _said(rows: pd.DataFrame, service: str | None) -> list[str]:
    sentences = about_routes(rows, service)
    used = rows.loc[rows["state"] == "none", "completed"].sum()
    if used:
        count = say_count(int(used), "transaction was", "transactions were")
        sentences.append(f"{count} completed without an offline route in the last 12 months with figures.")
    if not service:
        online = rows[rows["launched_on"].notna()]
        helped = online["assisted_digital_route"].notna() & (online["assisted_digital_route"] != "None")
        if len(online):
            every = f"all {len(online)}" if helped.all() else f"{helped.sum()} of the {len(online)}"
            sentences.append(f"Help to use the online route is given for {every} services that are online.")
    return sentences


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    none = rows.loc[rows["state"] == "none", "name"]
    if len(none):
        questions.append(f"What does somebody without the internet do who needs {none.iloc[0]}?")
        questions.append("Who decided that there is no offline route, and was the effect on equality assessed?")
    if (rows["state"] == "not_known").any():
        questions.append("When will these services be entered in the catalogue, with their offline routes?")
    return (*questions, "Are the offline routes tried out, and how long do they take?")[:3]


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    def route(value: str | None, lack: str) -> str:
        return "Not known" if missing(value) else lack if value == "None" else value

    return pd.DataFrame(
        {
            "Service": rows["name"],
            "Offline route": [route(value, _STATES["none"]) for value in rows["offline_route"]],
            "Help to use it online": [route(value, "Nobody") for value in rows["assisted_digital_route"]],
            "Directorate": rows["directorate"],
            "Transactions in 12 months": [say_number(value, "count") for value in rows["completed"]],
        }
    )


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c, rows = colours(theme), rows.nlargest(_BARS, "completed").reset_index(drop=True)
    words = [
        say_number(row["completed"], "count") + (", no route" if row["state"] == "none" else ", not known")
        for row in rows.to_dict("records")
    ]
    fill = [c.concern if state == "none" else c.edge for state in rows["state"]]
    return bars_figure(rows["completed"], list(rows["name"]), words, fill, "Transactions in 12 months", theme)
