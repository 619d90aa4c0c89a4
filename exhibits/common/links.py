"""Where a name on the screen leads: the addresses of a measure, a service, a project and the lists that a filter gives.

An exhibit gives them as `links`, name → address; the screen then makes a link of every such name in its words and
tables, and keeps the day that the figures are looked at as at (screen/links.py).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import urlencode

import pandas as pd


def measure_address(measure_id: str, **filters: str | None) -> str:
    """Of the page that shows a measure; filters: others of that page, such as directorate or month ("2026-09")."""
    return address("it_demand", measure=measure_id, **filters)


def service_address(service_id: str, view: str | None = None) -> str:
    """Of an online service on Channel shift; view: its sub-view ("reviews"), None = the first."""
    return address("channel_shift", service=service_id, view=view)


def project_address(project_id: str) -> str:
    """Of a project's own page."""
    return address("projects", project=project_id)


def address(page: str, **choices: str | None) -> str:
    """Of a page (its url_path in access/registry.py) with these choices of its filters; None leaves one out."""
    query = urlencode({name: choice for name, choice in choices.items() if choice is not None})
    return f"/{page}?{query}" if query else f"/{page}"


def links_to_projects(rows: pd.DataFrame) -> dict[str, str]:
    """Name → address of the projects in `rows` (project_id, and name or project_name)."""
    name = "project_name" if "project_name" in rows else "name"
    return _links(zip(rows[name], map(project_address, rows["project_id"]), strict=True))


def links_to_services(rows: pd.DataFrame, view: str | None = None) -> dict[str, str]:
    """Name → address of the online services in `rows` (service_id, name). view: as in service_address()."""
    places = [service_address(own, view) for own in rows["service_id"]]
    return _links(zip(rows["name"], places, strict=True))


def links_to_directorates(names: Iterable[str]) -> dict[str, str]:
    """Name → address of Channel shift as these directorates see it."""
    return {name: address("channel_shift", directorate=name) for name in names}


def links_to_measures(rows: pd.DataFrame) -> dict[str, str]:
    """Name → address of the measures in `rows` (measure_id, name)."""
    return _links(zip(rows["name"], map(measure_address, rows["measure_id"]), strict=True))


def links_to_plans(rows: Iterable[pd.Series]) -> dict[str, str]:
    """Name → address of the other plans that these rows belong to (related_plan, related_plan_link)."""
    return _links(
        (row["related_plan"], row["related_plan_link"]) for row in rows if not pd.isna(row["related_plan_link"])
    )


def leads_outside(place: str) -> bool:
    """Whether an address is none of the dashboard's own."""
    return place.startswith("https://")


def _links(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Without the names that stand for two things: a link that may lead to the wrong one is worse than none."""
    found: dict[str, set[str]] = {}
    for name, place in pairs:
        if not pd.isna(name) and str(name).strip():
            found.setdefault(str(name), set()).add(place)
    return {name: places.pop() for name, places in found.items() if len(places) == 1}


def with_day(links: Mapping[str, str], as_at: date | None) -> dict[str, str]:
    """The links, each keeping the day that the figures are looked at as at; None = now."""
    if as_at is None:
        return dict(links)
    return {name: place if leads_outside(place) else _on(place, as_at) for name, place in links.items()}


def _on(place: str, as_at: date) -> str:
    return f"{place}{'&' if '?' in place else '?'}as_at={as_at}"
