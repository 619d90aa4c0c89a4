"""The CSV kinds. A contract alone knows its kind: templates, help, checks and errors are made from it."""

import csv
import io
from difflib import get_close_matches

import pandas as pd

from data.contracts.actions import ACTIONS
from data.contracts.areas import AREAS
from data.contracts.assurance import ASSURANCE
from data.contracts.base import (
    GUIDE,
    HOW_TO_WRITE,
    NEEDED,
    Column,
    Contract,
    Ends,
    Rule,
    Sense,
    Steps,
    Weekly,
    about_people,
    folded,
    is_guide,
)
from data.contracts.channel_volumes import CHANNEL_VOLUMES
from data.contracts.devices import DEVICES
from data.contracts.events import EVENTS
from data.contracts.explanations import EXPLANATIONS
from data.contracts.finance import FINANCE
from data.contracts.glossary import GLOSSARY
from data.contracts.highlight_reports import HIGHLIGHT_REPORTS
from data.contracts.incidents import INCIDENTS
from data.contracts.kpi_values import KPI_VALUES
from data.contracts.lessons import LESSONS
from data.contracts.measures import COMPUTED, FEWEST_BASELINE_MONTHS, MEASURES, PERIODS
from data.contracts.meetings import MEETINGS
from data.contracts.milestones import MILESTONES
from data.contracts.objectives import OBJECTIVES
from data.contracts.online_services import ONLINE_SERVICES
from data.contracts.outages import OUTAGES
from data.contracts.processing_times import PROCESSING_TIMES
from data.contracts.projects import PROJECTS
from data.contracts.reviews import REVIEWS
from data.contracts.risks_issues import RISKS_ISSUES
from data.contracts.supplier_contracts import SUPPLIER_CONTRACTS

CONTRACTS: dict[str, Contract] = {
    each.kind: each
    for each in (
        MEASURES, KPI_VALUES, INCIDENTS, ONLINE_SERVICES, CHANNEL_VOLUMES, AREAS, OBJECTIVES, PROJECTS,
        HIGHLIGHT_REPORTS, MILESTONES, RISKS_ISSUES, FINANCE, EXPLANATIONS, MEETINGS, ACTIONS,
        OUTAGES, ASSURANCE, LESSONS, GLOSSARY, EVENTS, SUPPLIER_CONTRACTS, DEVICES,
        PROCESSING_TIMES,
        REVIEWS,
    )
}  # fmt: skip

__all__ = [
    "COMPUTED",
    "CONTRACTS",
    "FEWEST_BASELINE_MONTHS",
    "GUIDE",
    "HOW_TO_WRITE",
    "NEEDED",
    "PERIODS",
    "Column",
    "Contract",
    "Ends",
    "Rule",
    "Sense",
    "Steps",
    "UnknownKind",
    "Weekly",
    "about_people",
    "contract",
    "fields_table",
    "folded",
    "is_guide",
    "template_csv",
]


class UnknownKind(Exception):
    """No contract has this name; the message lists those there are."""


def contract(kind: str) -> Contract:
    """The contract of a kind. Raises UnknownKind."""
    found = CONTRACTS.get(kind)
    if found is None:
        near = get_close_matches(kind, CONTRACTS, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise UnknownKind(f"There is no kind {kind!r}.{meant} The kinds are: {', '.join(CONTRACTS)}.")
    return found


def template_csv(kind: str) -> str:
    """A blank file of the kind: its header line, ready to fill in. Raises UnknownKind."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(each.name for each in contract(kind).stored)
    return out.getvalue()


def fields_table(kind: str) -> pd.DataFrame:
    """One row per column of the kind, for the help beside the upload box. Raises UnknownKind.

    columns: Column, Meaning, Unit, How to write it, Example, Needed (yes|no), Also accepted as.
    """
    rows = []
    for each in contract(kind).columns.values():
        how = HOW_TO_WRITE[each.type]
        if each.words:
            how = ("" if each.only_words else "best: ") + ", ".join(dict.fromkeys(each.words.values()))
        rows.append(
            {
                "Column": each.name,
                "Meaning": each.meaning,
                "Unit": each.unit,
                "How to write it": how,
                "Example": each.example,
                "Needed": "yes" if each.required else "no",
                "Also accepted as": ", ".join(name.replace("_", " ") for name in each.also[:6]),
            }
        )
    return pd.DataFrame(rows)
