"""Services that can only be used online."""

from datetime import date

import pandas as pd

from exhibits import Exhibit, View
from exhibits.channels.catalogue import (
    NO_CATALOGUE,
    completed_cell,
    no_catalogue,
    route_or_not_stated,
    say_completed,
)
from exhibits.common.links import links_to_services
from exhibits.common.scope import day_of, scope_suffix
from exhibits.common.source import catalogue_source
from exhibits.common.view_queries import view_rows
from exhibits.common.words import missing, say_date

_NAMED = 4  # services that have a sentence


def digital_only(view: View, *, directorate: str | None = None, today: date | None = None) -> Exhibit:
    """Exceptions: online services without an offline route, the busiest first. today: as in online_over_time()."""
    key, day = "digital_only", day_of(view, today)
    known = view_rows(view, "channels/catalogue", today=day, directorate=directorate)
    online = int((known["state"] == "online").sum())
    if not online:
        why = NO_CATALOGUE if known.empty else "No data: no service in the catalogue is online."
        return no_catalogue(key, "Services without an offline route", directorate, why)
    rows = view_rows(view, "channels/digital_only", today=day, directorate=directorate)
    of = f"the {online:,} online services" if online > 1 else "the 1 online service"
    means = "A service is digital only where the catalogue writes None for its offline route."
    said = _said(rows, of)
    return Exhibit(
        key=key,
        title=_title(rows, of, scope_suffix(directorate)),
        lead=said[0],
        more=tuple(said[1:5]),
        links=links_to_services(rows),
        table=pd.DataFrame(
            {
                "Service": rows["name"],
                "Directorate": rows["directorate"],
                "Completed in the last 12 months": [completed_cell(row) for _, row in rows.iterrows()],
                "Who helps people to use it": [_help(route) for route in rows["assisted_digital_route"]],
                "Online since": [say_date(day) for day in rows["launched_on"]],
            }
        ),
        source=catalogue_source(view, means, volumes=True),
        questions=_questions(rows),
        data=rows,
    )


def _title(rows: pd.DataFrame, of: str, place: str) -> str:
    if rows.empty:
        return f"Offline routes: there is one for each of {of}{place}"
    return f"{len(rows):,} of {of} {'has' if len(rows) == 1 else 'have'} no offline route{place}"


def _help(route: str | None) -> str:
    return "Nobody" if str(route).strip().lower() == "none" else route_or_not_stated(route)


def _said(rows: pd.DataFrame, of: str) -> list[str]:
    if rows.empty:
        return [f"None of {of} is digital only: the catalogue gives an offline route for each."]
    sentences = []
    for _, row in rows.head(_NAMED).iterrows():
        volume = "" if missing(row["completed"]) else f" ({say_completed(row)})"
        helped = _help(row["assisted_digital_route"])
        ways = {"Nobody": "and nobody helps people to use it", "Not stated": "and who helps is not stated"}
        sentences.append(
            f"{row['name']}{volume} can only be used online, {ways.get(helped, f'with help from: {helped}')}."
        )
    if len(rows) > _NAMED:
        sentences.append(f"{len(rows) - _NAMED} more are in the table.")
    return sentences


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    if rows.empty:
        return ("Does each offline route really work: has anybody tried it lately?",)
    return (
        f"How does somebody without the internet get {rows['name'].iloc[0]}?",
        "Who decided that there is no other way, and was the effect on equality looked at?",
    )
