"""Whose figures an exhibit shows, in front of a title or behind it, and the day they speak of."""

from datetime import date
from typing import TypedDict, Unpack

from exhibits import View
from exhibits.common.view_queries import service_rows
from exhibits.common.words import lower_first, upper_first


class ProjectScope(TypedDict, total=False):
    """The filters of the portfolio; one that is None or absent lets every project through.

    type: "run" or "transform"; objective: its id.
    """

    portfolio_holder: str | None
    directorate: str | None
    type: str | None
    objective: str | None


def day_of(view: View, today: date | None = None) -> date:
    """The day the figures speak of: today, or the day they are looked at as at, if that is earlier."""
    today = today or date.today()
    return min(today, view.as_at) if view.as_at else today


def project_prefix(**scope: Unpack[ProjectScope]) -> str:
    """ "Portfolio holder for Resources, transform projects: " in front of a title; nothing for the whole council."""
    project_type, objective = scope.get("type"), scope.get("objective")
    filters = [
        scope.get("portfolio_holder"),
        scope.get("directorate"),
        f"{project_type} projects" if project_type else None,
        f"objective {objective}" if objective else None,
    ]
    return scope_prefix(upper_first(", ".join(each for each in filters if each)))


def service_scope(view: View, service: str | None, directorate: str | None) -> str | None:
    """The name of the service with this id (the id where nobody knows it), else the directorate; None for all."""
    if service is None:
        return directorate
    names = service_rows(view, "channels/services", service)["name"]
    return names.iloc[0] if len(names) else service


def service_prefix(view: View, service: str | None, directorate: str | None) -> str:
    """ "Housing: " or "Parking permits: " in front of a title; nothing for the whole council."""
    return scope_prefix(service_scope(view, service, directorate))


def scope_prefix(name: str | None) -> str:
    """ "Housing: " in front of a title; nothing for the whole council."""
    return f"{name}: " if name else ""


def scope_suffix(name: str | None) -> str:
    """ ", Housing" behind a month or a title; nothing for the whole council."""
    return f", {name}" if name else ""


def with_prefix(prefix: str, title: str) -> str:
    """ "Parking permits: digital take-up rose"; only the title where there is no prefix."""
    return f"{prefix}{lower_first(title)}" if prefix else title
