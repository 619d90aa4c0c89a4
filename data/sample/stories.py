"""What happens in the sample council: the types of stories.toml, and the figures of the whole council.

Everything else here only carries it out.
"""

from dataclasses import dataclass
from datetime import date, datetime

from data.sample.literals import toml, typed, typed_one

SEED = 2026
FIRST_MONTH = date(2021, 10, 1)
LAST_BULK_MONTH = date(2026, 3, 1)  # up to here the history was loaded at once, when the dashboard began
NEWEST_MONTH = date(2026, 9, 1)
UPLOAD_MONTH = date(2026, 10, 1)  # lies beside, ready for the tour

COMMITTEE = "Overview and Scrutiny Committee"
YEARLY_GROWTH = 0.03
MONTH_SEASON = {1: 1.08, 2: 0.99, 3: 1.02, 4: 0.95, 5: 0.98, 6: 1.0, 7: 0.97, 8: 0.84, 9: 1.02, 10: 1.04, 11: 1.03,
                12: 0.82}  # fmt: skip
CHANCE_OF_MONTH = 0.015  # standard deviation between months, besides that of counting
CHANCE_OF_CATEGORY = 0.03  # the same for each category
SAY_MINUTES = 0.2  # share of people who say how much time they lost
USUAL_MINUTES = 16  # half of them say less, half more
MINUTES_SPREAD = 0.6  # of the logarithm: skewed to the long side
LONGEST_USUAL_MINUTES = 240
GIVE_SATISFACTION = 0.19
SCORES = [0.01, 0.005, 0.01, 0.01, 0.015, 0.02, 0.03, 0.05, 0.09, 0.26, 0.5]  # shares of the scores 0 to 10
TAKES_WEEKS = 0.08  # share of incidents that take weeks
WEEKS_DAYS = 20  # half of those take fewer days
WEEKS_SPREAD = 0.8  # of the logarithm
CLOSED_AFTER_DAYS = 5  # from resolved to closed
REOPENED = 0.045  # share of incidents
REQUESTS = ("Software install", "Access and accounts", "Meeting rooms")  # the rest are incidents

DIRECTORATES = {
    "Resources": 0.17,
    "Customer and Digital": 0.14,
    "Housing and Communities": 0.19,
    "Place and Planning": 0.15,
    "Environment and Streets": 0.13,
    "Schools Support": 0.22,
}
CHANNELS = {  # share in the first month, share in the last
    "Phone": (0.46, 0.34),
    "Portal": (0.30, 0.48),
    "Email": (0.18, 0.13),
    "Walk-in": (0.06, 0.05),
}
PRIORITIES = {"1 - Critical": 0.01, "2 - High": 0.07, "3 - Moderate": 0.60, "4 - Low": 0.32}
TARGET_HOURS = {"1 - Critical": 4, "2 - High": 10, "3 - Moderate": 72, "4 - Low": 168}

JOINED_TOGETHER = (
    "parking-permits", "garden-waste", "missed-bins", "report-it", "housing-repairs", "housing-register",
)  # fmt: skip
STEP_OF_MY_ACCOUNT = 5.0  # percentage points of each one's take-up
WEBCHAT_OPENED = "2026-02"
NEW_TELEPHONES = "2024-04"
REVIEWS_FORGOTTEN = ("digital-skills", "food-registration", "parking-suspensions")

TICKET_TWICE = 200  # this incident of October stands in the file a second time, as its last line

ARCHIVES = ((FIRST_MONTH, date(2024, 3, 1)), (date(2024, 4, 1), LAST_BULK_MONTH))  # files of the history's incidents
HISTORY = datetime(2026, 4, 8, 9, 0)
MONTHLY = {  # month of the data: when its files were published
    date(2026, 4, 1): datetime(2026, 5, 11, 10, 5),
    date(2026, 5, 1): datetime(2026, 6, 10, 9, 20),
    date(2026, 6, 1): datetime(2026, 7, 9, 14, 10),
    date(2026, 7, 1): datetime(2026, 8, 12, 9, 50),
    date(2026, 8, 1): datetime(2026, 9, 9, 11, 30),
    date(2026, 9, 1): datetime(2026, 10, 12, 9, 15),
    date(2026, 10, 1): datetime(2026, 11, 11, 9, 30),  # export of the files that lie ready; nobody has published them
}
MONTHS_IN_AN_EXPORT = 3  # the desk's monthly export goes back, so that what was open then is seen to be resolved


@dataclass(frozen=True)
class Category:
    """A category of incidents. `a_month`: how many in October 2021. `hours`: half are resolved within."""

    name: str
    a_month: float
    hours: float
    first_contact: float
    minutes: float  # times USUAL_MINUTES
    group: str
    subcategories: tuple[str, ...]
    september: float = 1.0  # times more in September
    schools_in_september: float | None = None  # share of Schools Support in September


@dataclass(frozen=True)
class Surge:
    """More of a category than usual in one month: `times` as many, and `extra` on top between two days."""

    month: str
    category: str
    times: float = 1.0
    extra: int = 0
    days: tuple[int, int] = (1, 28)
    minutes: float = 0.0  # typical minutes lost of the extra ones
    say_minutes: float = SAY_MINUTES
    subcategory: str = ""


@dataclass(frozen=True)
class LongRecord:
    """One incident with far more time lost than any other."""

    opened_at: datetime
    category: str
    subcategory: str
    directorate: str
    minutes: float
    days_open: int


@dataclass(frozen=True)
class LeftOut:
    """An export that missed one directorate's incidents of a month, and the corrected file."""

    month: date
    directorate: str
    corrected_at: datetime
    why: str


@dataclass(frozen=True)
class ChannelChange:
    """One thing of a service moves from the usual to `times` as much between two months, and stays.

    what: volume, online, failed, satisfied (odds), avoidable, problems, tickets, abandoned (odds) or wait. passing: it
    goes back to the usual after `last`.
    """

    service_id: str
    what: str
    first: str
    last: str
    times: float
    passing: bool = False


@dataclass(frozen=True)
class Launch:
    """A service goes online: nearly half of `reached` percent at once, all of it after some months."""

    service_id: str
    month: str
    reached: float
    months_to_reach: int = 12


@dataclass(frozen=True)
class DigitalOnly:
    """From a month on there is no way but online; percent completed with help, and who ring about it, of all."""

    service_id: str
    month: str
    assisted: float
    ask_by_phone: float


@dataclass(frozen=True)
class LateVolumes:
    """One service's figures for a month that are missing from its file and come with the next."""

    service_id: str
    month: str
    why: str


@dataclass(frozen=True)
class Explanation:
    """What officers say about one month of one measure, when they said it, and what was done by whom.

    closed_on: None = it is still open.
    """

    said_on: str  # history | a month: with that month's figures
    measure_id: str
    month: str
    cause: str
    explanation: str
    author_role: str
    exceptional: bool = False
    action: str = ""
    owner_role: str = ""
    closed_on: date | None = None


@dataclass(frozen=True)
class Meeting:
    """A meeting of the committee, and the day by which its papers are due."""

    meeting_id: str
    meeting_date: date
    title: str
    papers_due_on: date


@dataclass(frozen=True)
class Briefing:
    """A briefing that was published for a meeting: its template, its covering note, and why it was final although costs
    were missing (briefing/sample.py makes it)."""

    meeting_id: str
    template: str
    note: str
    reason: str


@dataclass(frozen=True)
class Mistake:
    """One typical mistake in the October file: in which of its incidents of October, and what stands there instead."""

    incident: int  # counted from the first incident of October; 0 is the header
    column: str
    written: str
    what: str


_FILE = toml("stories.toml")
CATEGORIES = typed(_FILE["categories"], Category)
SURGES = typed(_FILE["surges"], Surge)
LONG_RECORDS = typed(_FILE["long_records"], LongRecord)
LEFT_OUT = typed_one(_FILE["left_out"], LeftOut)
CHANNEL_CHANGES = typed(_FILE["channel_changes"], ChannelChange)
LAUNCHES = typed(_FILE["launches"], Launch)
DIGITAL_ONLY = typed_one(_FILE["digital_only"], DigitalOnly)
LATE_VOLUMES = typed_one(_FILE["late_volumes"], LateVolumes)
EXPLANATIONS = typed(_FILE["explanations"], Explanation)
MEETINGS = typed(_FILE["meetings"], Meeting)
BRIEFINGS = typed(_FILE["briefings"], Briefing)
MISTAKES = typed(_FILE["mistakes"], Mistake)
