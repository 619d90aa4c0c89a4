"""The measures of one part of the page: members' IT, staff's equipment, and the people who work in IT."""

import pandas as pd

from exhibits import Exhibit, View
from exhibits.common.part_measures import part_measures
from exhibits.common.view_queries import view_rows

_PARTS = {"members": "members’ IT", "equipment": "staff equipment", "people": "people in IT"}
_ASKED = {
    "vacancies": "vacancies", "time_to_fill": "time to fill a post", "turnover": "turnover", "sickness": "sickness",
    "training": "training",
}  # fmt: skip


def members_measures(view: View) -> Exhibit:
    """Every measure of councillors' IT, each with its last two years, verdict, target, and whether it is a proxy."""
    return _measures(view, "members")


def equipment_measures(view: View) -> Exhibit:
    """The same of devices and equipment that are not councillors' alone."""
    return _measures(view, "equipment")


def people_measures(view: View) -> Exhibit:
    """The same of the people who work in IT, with what nobody measures."""
    return _measures(view, "people")


def _measures(view: View, part: str) -> Exhibit:
    every = view_rows(view, "people/measures")
    rows = every[every["part"] == part].reset_index(drop=True)
    note = _not_measured(rows) if part == "people" else ""
    return part_measures(view, rows, f"{part}_measures", _PARTS[part], found_by="their theme or name", note=note)


def _not_measured(rows: pd.DataFrame) -> str:
    lacking = [words for subject, words in _ASKED.items() if subject not in set(rows["subject"])]
    return f"No measure is kept of: {', '.join(lacking)}." if lacking else ""
