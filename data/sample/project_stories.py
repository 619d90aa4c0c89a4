"""What a project of the sample council is made of, who answers for it, and what the council wants to reach.

The projects themselves stand in transform_projects.py and run_projects.py, their money in project_money.py. The
situations, each of which the dashboard has to bring to light (tests/data/test_sample_projects.py looks for every one):

* green while milestones slip two reports running, cost is over tolerance and a risk rises   (PRJ-001)
* the end date moves while the rating stays green-amber                                      (PRJ-002)
* amber for nine reports, and a milestone that is late                                       (PRJ-003)
* red for two reports without a decision asked for                                           (PRJ-004)
* the newest report is missing while the project was rated green                             (PRJ-005)
* a report that came two weeks late                                                          (PRJ-006)
* the text of June 2026 repeated three times                                                 (PRJ-007)
* cost in one budget, savings in others; a cyber risk rises                                  (PRJ-008)
* a saving that touches cyber security                                                       (PRJ-009)
* status and figures exempt                                                                  (PRJ-010)
* red with decisions asked for; paid from a reserve; far over its budget without a reason    (PRJ-011)
* closed, and its review overdue                                                             (PRJ-012)
* ended in the newest month                                                                  (PRJ-013)
* tied to no objective                                                                       (PRJ-014, PRJ-016)
* an objective that nothing serves                                                           (O8)
* shared with neighbours; a report of last winter that never came                            (PRJ-015)
* new in the newest month                                                                    (PRJ-016)
* November 2026, when milestones of many projects fall together
"""

from dataclasses import dataclass, field
from datetime import date

from data.sample.measures import Measure

FIRST_REPORTED = date(2025, 4, 1)

CORPORATE = "Portfolio holder for Corporate Governance"
CUSTOMERS = "Portfolio holder for Customer Services"
FINANCE = "Portfolio holder for Finance"
HOUSING = "Portfolio holder for Housing"
PLANNING = "Portfolio holder for Planning"
SCHOOLS = "Portfolio holder for Children and Schools"

DIGITAL_BOARD = "Digital board"
IT_BOARD = "IT and cyber board"

OBJECTIVES = (  # code, level, name, plain meaning, belongs to, post that answers
    ("A1", "ambition", "Services that are simple to use", "People get what they need at the first attempt.", "",
     "Director of Customer and Digital"),
    ("A2", "ambition", "A council that runs well", "Systems work, are safe, and cost no more than they must.", "",
     "Director of Resources"),
    ("A3", "ambition", "Nobody left behind", "Whoever cannot or will not go online is served as well.", "",
     "Director of Housing and Communities"),
    ("P1", "principle", "Ask once", "Nobody is asked twice for what the council already knows.", "A1",
     "Head of Digital Services"),
    ("P2", "principle", "Buy together", "Systems are bought and shared with other councils where it costs less.", "A2",
     "Head of Digital Services"),
    ("O1", "objective", "Services that work on any device", "Every form can be finished on a phone.", "A1",
     "Head of Digital Services"),
    ("O2", "objective", "One account for everything", "One sign-in for everything a resident or school does.", "A1",
     "Head of Digital Services"),
    ("O3", "objective", "Back offices that save time", "Staff key nothing in twice, and systems are shared.", "A2",
     "Director of Resources"),
    ("O4", "objective", "Safe systems", "Attacks are kept out, and what is lost can be restored.", "A2",
     "Cyber Security Lead"),
    ("O5", "objective", "IT that can be relied on", "Networks and devices work whenever they are needed.", "A2",
     "Infrastructure Manager"),
    ("O6", "objective", "Help for everyone", "Help in person for whoever wants it, and forms that all can use.", "A3",
     "Digital Inclusion Officer"),
    ("O7", "objective", "IT that uses less energy", "Less power, fewer machines, and nothing thrown away early.", "A2",
     "Infrastructure Manager"),
    ("O8", "objective", "Councillors equipped for casework", "Councillors can do their work on what they are given.",
     "A3", "Head of Digital Services"),
    ("CP1", "corporate_priority", "A council that listens", "Residents shape the services they use.", "",
     "Chief Executive"),
    ("CP2", "corporate_priority", "A balanced budget", "What is spent is what was planned, year after year.", "",
     "Director of Resources"),
    ("CP3", "corporate_priority", "Good homes", "Homes that are safe, warm and affordable.", "",
     "Director of Housing and Communities"),
    ("CP4", "corporate_priority", "Net zero by 2030", "The council's own emissions end by 2030.", "",
     "Chief Executive"),
)  # fmt: skip


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
    """A date that matters. moved: month of a report -> the day expected from then on. done: the day it happened."""

    name: str
    type: str
    baseline: str
    moved: dict[str, str] = field(default_factory=dict)
    done: str = ""
    critical: bool = False
    note: str = ""


@dataclass(frozen=True)
class Item:
    """A risk or issue. scores: month from which on -> (likelihood, impact); the first is the month it was raised."""

    title: str
    because: str
    category: str
    hits: str
    scores: dict[str, tuple[int, int]]
    plan: str
    did: str = ""
    owner: str = "Programme manager"
    kind: str = "risk"
    closed: str = ""  # the month in which it ends
    cyber: bool = False
    target: int = 6
    escalated: str = ""


COUNCIL_RISKS = {  # of the whole council, in no project
    "R-001": Item("A cyber attack stops most services for weeks", "Because councils are attacked more often, systems "
                  "may be locked, and benefits, rents and planning stop.", "Cyber", "Security",
                  {"2025-04": (4, 5)}, "The cyber programme (PRJ-009)", "Paper plans for the ten most urgent services",
                  owner="Director of Resources", cyber=True, target=12, escalated="Corporate management team"),
    "R-002": Item("The council cannot fill its IT posts", "Because firms nearby pay more, posts stay vacant and "
                  "projects slip.", "People", "Time", {"2025-10": (3, 3), "2026-05": (4, 3)},
                  "Trainees from the college",
                  owner="Head of Digital Services"),
}  # fmt: skip


@dataclass(frozen=True)
class Project:
    """One project.

    ratings: what its reports said, from the first on: "G3 AG2" is three times G, then twice AG; x: no report; NR: not
    rated yet. october: the rating in the file that lies ready. hurt: the dimensions that are as bad as the whole.
    steps: what is done, month by month, as "Choose the supplier"; "{} of 46 schools|3" takes three months.
    reasons, decisions, changes, lessons: month of the report -> text; a reason holds until the next.
    repeated_from: the text of this month's report is handed in again and again. late: month -> the day it was written.
    The last milestone is the project's end.
    """

    project_id: str
    name: str
    type: str
    directorate: str
    portfolio_holder: str
    aims: str
    category: str
    priority: str
    objective: str
    sro: str
    board: str
    options: str
    start: str
    ratings: str
    october: str
    milestones: tuple[Milestone, ...]
    items: tuple[Item, ...] = ()
    steps: tuple[str, ...] = ()
    hurt: str = "time"
    started: str = ""
    reasons: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)
    changes: dict[str, str] = field(default_factory=dict)
    lessons: dict[str, str] = field(default_factory=dict)
    looks: dict[str, str] = field(default_factory=dict)  # month from which on -> forward look
    repeated_from: str = ""
    late: dict[str, str] = field(default_factory=dict)
    written: str = "words"  # how its reports write a rating: words | letters | capitals
    exempt: str = ""
    shared_with: str = ""
    closed: str = ""
    review_due: str = ""
