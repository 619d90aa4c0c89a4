"""What happens in the sample council, in one place. Everything else here only carries it out.

The situations, each of which the dashboard has to bring to light (tests/data/test_sample.py looks for every one):

* a September peak each year, from password resets and devices at the start of the school year   (CATEGORIES)
* September 2026 far above the usual September; explained in part                                (SURGES, EXPLANATIONS)
* December 2024: work time lost driven by a single record of 40 hours, declared exceptional      (LONG_RECORDS)
* May 2026: a surge in remote access that nobody has explained                                   (SURGES)
* October 2026, not yet uploaded: the telephone system fails for two days                        (SURGES)
* demand that rises by about 3% a year, and has passed the team's capacity                       (YEARLY_GROWTH)
* a file that left out a directorate: seen at the July 2026 meeting, corrected a week later      (LEFT_OUT)
* a step with a declared recalculation, too little history, rare events, a late measure          (measures.py)

and on channel shift (channels.py, catalogue.py):

* parking permits: calls give way to online, while callers give up, attempts fail, and the
  September 2026 renewals go wrong                                                     (CHANNEL_CHANGES, EXPLANATIONS)
* visitor vouchers: online only since April 2025, without an offline route                       (DIGITAL_ONLY)
* bulky waste: launched in October 2024, far below its forecast, over its cost, review overdue   (LAUNCHES, catalogue)
* housing repairs: fewer calls because there are fewer repairs, not because people moved online  (CHANNEL_CHANGES)
* six services join My Account on one day in September 2024: a step in take-up                   (JOINED_TOGETHER)
* webchat since February 2026; planning applications' figures for September 2026 are late        (LATE_VOLUMES)
"""

from dataclasses import dataclass
from datetime import date, datetime

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


CATEGORIES = (
    Category("Password reset", 100, 0.6, 0.93, 0.8, "Service desk",
             ("Forgotten password", "Expired password", "Account locked"), september=2.4, schools_in_september=0.62),
    Category("Devices", 84, 22, 0.34, 1.3, "Devices and printing",
             ("Laptop", "Tablet", "Mobile phone", "Screen or dock"), september=1.8, schools_in_september=0.5),
    Category("Email and calendar", 62, 5, 0.66, 0.9, "Service desk",
             ("Mailbox full", "Shared calendar", "Not delivered")),
    Category("Network and Wi-Fi", 48, 9, 0.42, 1.2, "Infrastructure", ("Wi-Fi", "Slow network", "No connection")),
    Category("Printing", 40, 7, 0.58, 0.7, "Devices and printing", ("Printer offline", "Paper jam", "Scan to e-mail")),
    Category("Telephony", 38, 8, 0.5, 0.9, "Infrastructure", ("Softphone", "Call quality", "Voicemail")),
    Category("Business applications", 66, 20, 0.38, 1.3, "Business applications",
             ("Housing system", "Planning system", "Finance system", "Revenues system")),
    Category("Access and accounts", 50, 10, 0.55, 0.9, "Identity and access",
             ("New starter", "Shared folder", "Leaver")),
    Category("Remote access", 34, 5, 0.56, 1.2, "Infrastructure",
             ("Cannot connect", "Drops out", "Second sign-in step")),
    Category("Software install", 22, 26, 0.3, 0.6, "Devices and printing", ("New software", "Update failed")),
    Category("Meeting rooms", 10, 4, 0.6, 0.8, "Devices and printing", ("Screen", "Microphone", "Hybrid meeting")),
    Category("Security", 14, 12, 0.35, 1.0, "Cyber security", ("Suspicious e-mail", "Lost device", "Blocked website")),
)  # fmt: skip


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


SURGES = (
    Surge("2026-09", "Password reset", times=1.75),
    Surge("2026-09", "Devices", times=1.45),
    Surge("2026-05", "Remote access", extra=130, days=(11, 22), minutes=38, say_minutes=0.3, subcategory="Drops out"),
    Surge("2026-10", "Telephony", extra=250, days=(14, 16), minutes=18, say_minutes=0.25, subcategory="No calls"),
)


@dataclass(frozen=True)
class LongRecord:
    """One incident with far more time lost than any other."""

    opened_at: datetime
    category: str
    subcategory: str
    directorate: str
    minutes: float
    days_open: int


LONG_RECORDS = (
    LongRecord(
        datetime(2024, 12, 10, 10, 20),
        category="Business applications",
        subcategory="Planning system",
        directorate="Place and Planning",
        minutes=2400,
        days_open=7,
    ),
)


@dataclass(frozen=True)
class LeftOut:
    """An export that missed one directorate's incidents of a month, and the corrected file."""

    month: date
    directorate: str
    corrected_at: datetime
    why: str


LEFT_OUT = LeftOut(
    date(2026, 6, 1),
    "Housing and Communities",
    datetime(2026, 7, 22, 9, 40),
    "Corrected: the first file for June 2026 left out Housing and Communities, whose incidents went to a new queue.",
)


MY_ACCOUNT_GROWS = date(2024, 9, 2)
JOINED_TOGETHER = (
    "parking-permits", "garden-waste", "missed-bins", "report-it", "housing-repairs", "housing-register",
)  # fmt: skip
STEP_OF_MY_ACCOUNT = 5.0  # percentage points of each one's take-up
WEBCHAT_OPENED = "2026-02"
NEW_TELEPHONES = "2024-04"
REVIEWS_FORGOTTEN = ("digital-skills", "food-registration", "parking-suspensions")


@dataclass(frozen=True)
class ChannelChange:
    """One thing of a service moves from the usual to `times` as much between two months, and stays.

    what: volume, online, failed, satisfied (odds), avoidable, problems, abandoned (odds) or wait. passing: it goes back
    to the usual after `last`.
    """

    service_id: str
    what: str
    first: str
    last: str
    times: float
    passing: bool = False


CHANNEL_CHANGES = (
    ChannelChange("parking-permits", "online", "2024-10", "2026-09", 1.8),
    ChannelChange("parking-permits", "abandoned", "2025-08", "2026-09", 2.4),
    ChannelChange("parking-permits", "wait", "2025-08", "2026-09", 1.9),
    ChannelChange("parking-permits", "failed", "2025-06", "2026-08", 1.75),
    ChannelChange("parking-permits", "failed", "2026-09", "2026-09", 2.4, passing=True),
    ChannelChange("parking-permits", "problems", "2026-09", "2026-09", 38, passing=True),
    ChannelChange("parking-permits", "satisfied", "2026-09", "2026-09", 0.4, passing=True),
    ChannelChange("housing-repairs", "volume", "2025-08", "2026-03", 0.84),
    ChannelChange("council-tax-account", "online", "2024-10", "2026-09", 1.06),
)


@dataclass(frozen=True)
class Launch:
    """A service goes online: nearly half of `reached` percent at once, all of it after some months."""

    service_id: str
    month: str
    reached: float
    months_to_reach: int = 12


LAUNCHES = (
    Launch("taxi-licences", "2023-06", 72),
    Launch("bulky-waste", "2024-10", 38),
    Launch("births-registration", "2025-04", 42),
    Launch("pest-control", "2025-11", 44),
)


@dataclass(frozen=True)
class DigitalOnly:
    """From a month on there is no way but online; percent completed with help, and who ring about it, of all."""

    service_id: str
    month: str
    assisted: float
    ask_by_phone: float


DIGITAL_ONLY = DigitalOnly("visitor-vouchers", "2025-04", assisted=1.2, ask_by_phone=5.5)


@dataclass(frozen=True)
class LateVolumes:
    """One service's figures for a month that are missing from its file and come with the next."""

    service_id: str
    month: str
    why: str


LATE_VOLUMES = LateVolumes("planning-applications", "2026-09", "Came in late from the planning system")


@dataclass(frozen=True)
class Explanation:
    """What officers say about one month of one measure, and when they said it."""

    said_on: str  # history | a month: with that month's figures
    measure_id: str
    month: str
    cause: str
    explanation: str
    author_role: str
    exceptional: bool = False


_WAITING = (
    "Most of these wait for the supplier of the housing system, who mends faults only with the next release. "
    "We ask for dates each month."
)

EXPLANATIONS = (
    Explanation("history", "incidents", "2023-09", "Seasonal demand",
                "Start of the school year: schools ask for new passwords and devices. Expected each September.",
                "Service Desk Manager"),
    Explanation("history", "password_resets", "2023-09", "Seasonal demand",
                "Start of the school year: passwords had expired over the summer holidays.", "Service Desk Manager"),
    Explanation("history", "incidents", "2025-09", "Seasonal demand",
                "Start of the school year, as each September. Two temporary staff helped for three weeks.",
                "Service Desk Manager"),
    Explanation("history", "password_resets", "2025-09", "Seasonal demand",
                "Start of the school year. We plan to let schools reset passwords themselves.", "Service Desk Manager"),
    Explanation("history", "work_time_lost", "2024-12", "Single record",
                "One person recorded 40 hours for one incident with the planning system: their access took a week to "
                "restore. The month is left out of the usual range, because one record says nothing about the service.",
                "Service Desk Manager", exceptional=True),
    Explanation("history", "minutes_lost_mean", "2024-12", "Single record",
                "The same single record of 40 hours. The typical time lost did not change.", "Service Desk Manager",
                exceptional=True),
    Explanation("history", "phishing_clicked", "2025-11", "Harder test",
                "The November test imitated a parcel message before the sales and was harder than usual. Staff who "
                "clicked were offered a short course.", "Cyber Security Lead"),
    Explanation("history", "calls_offered", "2026-03", "Seasonal demand",
                "Council tax bills go out in March.", "Customer Contact Manager"),
    *(
        Explanation(said_on, "backlog_over_90_days", month, "Waiting for a supplier", _WAITING, "Service Desk Manager")
        for said_on, month in (("history", "2025-12"), ("history", "2026-02"), ("2026-08", "2026-07"),
                               ("2026-08", "2026-08"), ("2026-09", "2026-09"), ("2026-10", "2026-10"))
    ),
    Explanation("2026-06", "it_cost_per_user", "2026-05", "Price rise",
                "The yearly bill for licences fell due, at 6% more than last year.", "Head of Digital Services"),
    Explanation("2026-06", "attacks_attempted", "2026-04", "Outside event",
                "A wave of automatic scans reached many councils in the region from 18 to 21 April. All were blocked.",
                "Cyber Security Lead"),
    Explanation("2026-08", "self_help_views", "2026-08", "Campaign",
                "A campaign on the intranet pointed to the self-help pages before the new password rule of September.",
                "Service Desk Manager"),
    Explanation("2026-09", "password_resets", "2026-09", "Policy change",
                "Start of the school year, and a new rule: since 1 September passwords need 14 characters. Schools "
                "were told only a week before. Self-service resets for schools will start in January 2027.",
                "Service Desk Manager"),
    Explanation("2026-09", "incidents", "2026-09", "Policy change",
                "Most of the increase is password resets under the new 14-character rule, on top of the usual start of "
                "the school year. We are still looking into the increase in device incidents.",
                "Service Desk Manager"),
    Explanation("2026-09", "online_failed@parking-permits", "2026-09", "Fault in a release",
                "A release on 2 September broke the payment step on phones in the week when most permits run out. It "
                "was mended on 17 September. 61 residents were given a permit by hand.", "Parking Services Manager"),
    Explanation("2026-09", "online_failed", "2026-09", "Fault in a release",
                "Nearly all of the increase is parking permits, where a release broke the payment step on phones.",
                "Head of Digital Services"),
    Explanation("2026-09", "online_completion", "2026-09", "Fault in a release",
                "The same fault in parking permits. The other services completed as many as usual.",
                "Head of Digital Services"),
    Explanation("2026-10", "work_time_lost", "2026-09", "Policy change",
                "Schools' staff waited up to an hour for a new password. New laptops for schools came two weeks late, "
                "so old ones failed in the first days of term.",
                "Service Desk Manager"),
    Explanation("2026-10", "calls_answered_share", "2026-10", "Supplier failure",
                "The telephone supplier's data centre lost power on 14 October. Calls were answered again from the "
                "afternoon of 16 October. The supplier's report is due in November.", "Customer Contact Manager"),
    Explanation("2026-10", "average_wait", "2026-10", "Supplier failure",
                "The same failure of the telephone system, 14 to 16 October.", "Customer Contact Manager"),
)  # fmt: skip


@dataclass(frozen=True)
class Meeting:
    meeting_id: str
    meeting_date: date
    title: str
    papers_due_on: date


MEETINGS = (
    Meeting("OSC-2025-10", date(2025, 10, 14), "Digital strategy: first half-year", date(2025, 10, 6)),
    Meeting("OSC-2026-01", date(2026, 1, 20), "IT budget and cyber security", date(2026, 1, 12)),
    Meeting("OSC-2026-04", date(2026, 4, 21), "IT and digital: the year 2025/26", date(2026, 4, 13)),
    Meeting("OSC-2026-07", date(2026, 7, 14), "IT demand and telephony", date(2026, 7, 6)),
    Meeting("OSC-2026-10", date(2026, 10, 6), "Digital inclusion", date(2026, 9, 28)),
    Meeting("OSC-2026-12", date(2026, 12, 8), "IT and digital: half-year report", date(2026, 11, 30)),
    Meeting("OSC-2027-02", date(2027, 2, 9), "IT budget and capacity for peaks", date(2027, 2, 1)),
)


@dataclass(frozen=True)
class Mistake:
    """One typical mistake in the October file: in which of its incidents of October, and what stands there instead."""

    incident: int  # counted from the first incident of October; 0 is the header
    column: str
    written: str
    what: str


MISTAKES = (
    Mistake(0, "priority", "priorty", "a misspelled heading"),
    Mistake(7, "opened_at", "10/22/2026 09:15", "a date written the American way"),
    Mistake(19, "work_time_lost_minutes", "about 2 hours", "words where a number belongs"),
    Mistake(31, "opened_at", "", "a required value that is missing"),
    Mistake(44, "assignment_group", "print.team@wendlebury.example", "an e-mail address"),
    Mistake(58, "opened_at", "31/09/2026 11:05", "a day that does not exist"),
    Mistake(73, "satisfaction", "15", "a score above 10"),
    Mistake(90, "work_time_lost_minutes", "-20", "a number below zero"),
    Mistake(104, "resolved_first_contact", "perhaps", "neither yes nor no"),
    Mistake(121, "resolved_at", "01/09/2026 08:00", "resolved before it was opened"),
    Mistake(150, "ticket_id", "", "an incident without its number"),
)
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
