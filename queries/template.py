"""The month's template of a kind: which rows it holds is asked here, the file is made in data/templates.py."""

from datetime import date
from typing import Any

import pandas as pd

from data.contracts import CONTRACTS, contract
from data.store import Store, open_store
from data.templates import Template, blank, current_rows, this_month
from queries import ask, names, question

# where the ids come from that a column of another kind may hold
_IDS = {
    "measure_id": ("measures/definitions", "measure_id"),
    "project_id": ("projects/register", "project_id"),
    "service_id": ("channels/services", "service_id"),
    "area_id": ("channels/areas", "area_id"),
}


def has_month(kind: str) -> bool:
    """Whether the kind's template depends on the month; a register is written out as it stands."""
    return f"this_month/{kind}" in names()


def has_rows(kind: str) -> bool:
    """Whether there is more than a blank template of the kind."""
    return kind in CONTRACTS and not CONTRACTS[kind].by_machine


def month_due(today: date) -> date:
    """The month whose figures are collected on this day: the one before."""
    return (pd.Period(today, "M") - 1).start_time.date()


def blank_template(kind: str, *, store: Store | None = None) -> Template:
    """A blank template, with the ids that the store knows to choose from. Raises UnknownKind."""
    return blank(kind, _choices(kind, store or open_store()))


def template(kind: str, month: date, today: date, *, store: Store | None = None) -> Template:
    """The template of the month: what is still owed, or the rows that stand, to be brought up to date.

    Without rows where nothing is owed. Raises UnknownKind.
    """
    store = store or open_store()
    choices = _choices(kind, store)
    if not has_rows(kind):
        return blank(kind, choices)
    if not has_month(kind):
        rows = current_rows(store, kind, where=contract(kind).in_template)
        return this_month(kind, None, rows.drop(columns="slice_key"), choices=choices)
    name = f"this_month/{kind}"
    takes: dict[str, Any] = {"month": month, "today": today}  # Any, as ask() takes it
    rows = ask(name, store=store, **{each: takes[each] for each in question(name).parameters if each in takes})
    standing = current_rows(store, kind) if "slice_key" in rows.columns else None
    return this_month(kind, month, rows, standing, choices)


def _choices(kind: str, store: Store) -> dict[str, list[str]]:
    wanted = [name for name in contract(kind).columns if name in _IDS]
    return {name: sorted(ask(_IDS[name][0], store=store)[_IDS[name][1]].dropna().unique()) for name in wanted}
