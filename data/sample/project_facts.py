"""What a project of the sample council is made of, and what the council wants to reach.

Each project is a file in portfolio/; above it stands the situation that the dashboard has to bring to light
(tests/data/test_sample_projects.py looks for every one). Beside those: no project serves objective O8, and in November
2026 milestones of many projects fall together. Their money stands in finance.toml.
"""

from dataclasses import dataclass, field
from datetime import date

from data.sample.literals import csv_rows, toml, toml_files, typed
from data.sample.measures import Measure

FIRST_REPORTED = date(2025, 4, 1)

OBJECTIVES = csv_rows("objectives.csv")


_OF_THEMES = {  # what the measures of a theme serve; measures of other themes are tied to none
    "IT demand": "O5",
    "Telephony": "O6;CP1",
    "Devices and members' IT": "O5",
    "Cyber security": "O4",
    "Availability": "O5",
    "Digital inclusion": "O6",
    "Satisfaction": "CP1",
    "Channel shift": "O1;CP1",
    "Value for money": "CP2",
}
_OF_MEASURES = {"devices_recycled": "O7;CP4", "password_resets": "O2;O5", "members_requests": ""}


def objectives_of(measure: Measure) -> str:
    """The codes that a measure of the sample is tied to, with ; between; "" for none."""
    return _OF_MEASURES.get(measure.measure_id, _OF_THEMES.get(measure.theme, ""))


@dataclass(frozen=True)
class Milestone:
    """A date that matters. forecasts: month of a report -> the day expected from then on. done_on: when it happened."""

    name: str
    type: str
    baseline: str
    forecasts: dict[str, str] = field(default_factory=dict)
    done_on: str = ""
    critical: bool = False
    note: str = ""


@dataclass(frozen=True)
class Item:
    """A risk or issue. scores: month from which on -> (likelihood, impact); the first is the month it was raised."""

    title: str
    cause_event_effect: str
    category: str
    impact_area: str
    scores: dict[str, tuple[int, int]]
    mitigation_planned: str
    mitigation_done: str = ""
    owner_role: str = "Programme manager"
    kind: str = "risk"
    closed: str = ""  # the month in which it ends
    affects_cyber: bool = False
    target_score: int = 6
    escalated_to: str = ""
    item_id: str = ""  # of one that belongs to no project


@dataclass(frozen=True)
class Project:
    """One project.

    ratings: what its reports said, from the first on: "G3 AG2" is three times G, then twice AG; x: no report; NR: not
    rated yet. october_rating: that in the file that lies ready. hurt_dimensions: those that are as bad as the whole.
    steps: what is done, month by month, as "Choose the supplier"; "{} of 46 schools|3" takes three months.
    reasons, decisions, changes, lessons: month of the report -> text; a reason holds until the next.
    repeated_from: the text of this month's report is handed in again and again. written_late: month -> day.
    The last milestone is the project's end.
    """

    project_id: str
    name: str
    type: str
    directorate: str
    portfolio_holder: str
    aims_plain: str
    category: str
    corporate_priority: str
    objective: str
    sro: str
    board: str
    options_considered: str
    start_baseline: str
    ratings: str
    october_rating: str
    milestones: tuple[Milestone, ...]
    items: tuple[Item, ...] = ()
    steps: tuple[str, ...] = ()
    hurt_dimensions: str = "time"
    start_actual: str = ""
    reasons: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)
    changes: dict[str, str] = field(default_factory=dict)
    lessons: dict[str, str] = field(default_factory=dict)
    forward_looks: dict[str, str] = field(default_factory=dict)  # month from which on -> forward look
    repeated_from: str = ""
    written_late: dict[str, str] = field(default_factory=dict)
    rating_style: str = "words"  # how its reports write a rating: words | letters | capitals
    exempt_reason: str = ""
    shared_service_with: str = ""
    hosting: str = ""
    related_plan: str = ""
    related_plan_link: str = ""
    closed_on: str = ""
    review_due_on: str = ""


PROJECTS = typed(toml_files("portfolio"), Project)  # in the order of their numbers
COUNCIL_RISKS = typed(toml("council_risks.toml")["risks"], Item)
