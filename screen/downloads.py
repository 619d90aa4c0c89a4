"""Names of downloads: what they hold and how it was filtered, in words, so that a folder of them can be told apart."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from exhibits import View
from exhibits.common.view_queries import definition_of, figures_version, kept_of_these_figures
from queries import ask

_MOST = 120  # characters: folders of an office computer take paths of 260

# whose names they are: parameter → (question, its id, its name)
_NAMED = {
    "service": ("channels/services", "service_id", "name"),
    "project": ("projects/register", "project_id", "name"),
    "objective": ("projects/objectives", "objective_id", "name"),
}
_SAID = ("measure_id", "project", "service", "directorate", "portfolio_holder", "type", "objective")


def file_name(builder: Callable[..., object], view: View, params: Mapping[str, Any]) -> str:
    """Such as work-time-lost_3-years_as-at-2026-10-06.csv: the exhibit, its filters, and the day of its figures.

    The control chart is known by its measure alone.
    """
    parts = [] if builder.__name__ == "process_chart" else [builder.__name__]
    parts += _filters(figures_version(), params)
    if view.as_at is not None:
        parts.append(f"as at {view.as_at}")
    return "_".join(filter(None, map(_slug, parts)))[:_MOST].rstrip("_-") + ".csv"


def _filters(version: str, params: Mapping[str, Any]) -> Iterator[str]:
    for parameter in _SAID:
        if params.get(parameter):
            yield _name(version, parameter, str(params[parameter]))
    if "months" in params:
        yield _period(params["months"])
    for parameter, words in (("month", ""), ("since", "since ")):
        day = params.get(parameter)
        if isinstance(day, date):
            yield f"{words}{day:%Y-%m}" if day.day == 1 else f"{words}{day:%Y-%m-%d}"
    if params.get("change"):
        yield f"costs differ {params['change']} percent"


@kept_of_these_figures(2000)
def _name(version: str, parameter: str, own: str) -> str:
    if parameter == "measure_id":
        definition = definition_of(View(), own)
        return own if definition is None else str(definition["name"])
    if parameter in _NAMED:
        question, key, name = _NAMED[parameter]
        rows = ask(question)
        found = rows.loc[rows[key] == own, name]
        return own if found.empty else str(found.iloc[0])
    return own


def _period(months: int | None) -> str:
    if months is None:
        return "all months"
    return f"{months // 12} years" if months > 24 and months % 12 == 0 else f"{months} months"


def _slug(words: str) -> str:
    return re.sub(r"[\W_]+", "-", words).strip("-").lower()
