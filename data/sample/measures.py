"""The sample council's measures: what each means, and the recipe that makes up its values.

Recipes are plain: a level, a yearly change, chance, a season, steps from a month on, and single months that stand out.
Measures without a recipe are computed from the incidents.
"""

from dataclasses import dataclass, field

from data.sample.stories import COMMITTEE


@dataclass(frozen=True)
class Recipe:
    """How values are made up. `level` is the usual value; shares are in percent and drawn as `of` cases a month."""

    level: float
    yearly: float = 0.0  # change a year, as a share of the level (a share in percent: in percentage points)
    chance: float = 0.0  # standard deviation from month to month, as a share of the level (shares: besides counting)
    of: int = 0  # a share: cases a month that it is a share of; 0 for all others
    fixed: bool = False  # a share of the same number each month, such as councillors
    at_most: float = float("inf")
    decimals: int = 0
    season: dict[int, float] = field(default_factory=dict)  # calendar month: times the level
    steps: dict[str, float] = field(default_factory=dict)  # from this month on: the new level
    months: dict[str, float] = field(default_factory=dict)  # these months: this value (a share: this percentage)
    asked: int = 0  # a survey: people asked a month; those who answered are the cases that it is a share of
    answers: str = ""  # the same of a survey that is no share: the measure whose cases and whose `of` they are
    rare: bool = False  # counts of rare events: 0, except in `months`
    first: str = "2021-10"
    last: str = "9999-12"
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """One row of measures.csv, and the recipe of its values (None: computed from the incidents)."""

    measure_id: str
    name: str
    plain_meaning: str
    unit: str
    direction: str
    theme: str
    owner_role: str
    data_source: str
    recipe: Recipe | None
    target: float | None = None
    due_day: int = 12
    recalculate_from: str = ""
    recalculation_reason: str = ""
    baseline_points: int | None = None
    screen_outliers: str = "yes"
    benchmark_name: str = ""
    benchmark_value: float | None = None
    benchmark_definition: str = ""
    period: str = "month"  # or quarter: its figures are those of the quarters’ last months
    version: str = ""
    approved_by: str = ""
    first_period: str = ""
    proxy_for: str = ""
    benchmark_period: str = ""
    benchmark_n: int | None = None
    benchmark_formula: str = ""
    benchmark_comparable: str = ""
    benchmark_comparable_why: str = ""
    related_plan: str = ""
    related_plan_link: str = ""


DESK = "Service Desk Manager"
DIGITAL = "Head of Digital Services"
CYBER = "Cyber Security Lead"
CONTACT = "Customer Contact Manager"
PEOPLE = "People Business Partner"
NETWORKS = "Infrastructure Manager"
COMMUNITY = "Digital Inclusion Officer"

_PANEL = "Of every 100 people on the residents' panel"
_PANEL_SOURCE = "Quarterly question to the residents' panel"
_INCIDENTS = "Service desk incidents"
_PHONES = "Contact centre telephony"
_VOLUMES = "Channel volumes"
_MY_ACCOUNT = "My Account"
_SIX_JOINED = (
    "Six services joined My Account on 2 September 2024. Figures from before it are no guide to what is usual now."
)
_NEW_PHONES = (
    "A new telephone system with call-back from the queue went live on 2 April 2024. "
    "Calls answered and waiting times from before it are no guide to what is usual now."
)

MEASURES = (
    # IT demand, computed from the incidents
    Measure("work_time_lost", "Work time lost",
            "Hours of work that staff say they lost to IT incidents raised in the month. About one person in five "
            "gives a figure; the rest are not estimated.",
            "hours", "decrease", "IT demand", DESK, _INCIDENTS, None),
    Measure("incidents", "Incidents raised",
            "How many incidents and requests staff, schools and councillors raised with the IT service desk.",
            "count", "decrease", "IT demand", DESK, _INCIDENTS, None),
    Measure("password_resets", "Password resets",
            "How many of the incidents raised were about a forgotten, expired or locked password.",
            "count", "decrease", "IT demand", DESK, _INCIDENTS, None),
    Measure("minutes_lost_mean", "Average work time lost",
            "Minutes lost for each incident that states a figure, on average. One very long record can move it.",
            "minutes", "decrease", "IT demand", DESK, _INCIDENTS, None),
    Measure("minutes_lost_median", "Typical work time lost",
            "The incident in the middle: half of those who gave a figure lost less than this, half lost more.",
            "minutes", "decrease", "IT demand", DESK, _INCIDENTS, None),
    Measure("hours_to_resolve_mean", "Average time to resolve",
            "Hours from raising an incident to its resolution, on average, nights and weekends included. "
            "A few that take weeks move it a good deal. A month is judged once 19 in 20 have been resolved.",
            "hours", "decrease", "IT demand", DESK, _INCIDENTS, None),
    Measure("hours_to_resolve_median", "Typical time to resolve",
            "The incident in the middle: half were resolved sooner than this, half later. "
            "A month is judged once 19 in 20 have been resolved.",
            "hours", "decrease", "IT demand", DESK, _INCIDENTS, None, target=4),
    Measure("backlog", "Open incidents",
            "Incidents that were still open at the end of the month, whenever they were raised.",
            "count", "decrease", "IT demand", DESK, _INCIDENTS, None, target=40),
    Measure("backlog_over_90_days", "Open for more than 90 days",
            "Incidents that had been open for more than 90 days at the end of the month.",
            "count", "decrease", "IT demand", DESK, _INCIDENTS, None),
    Measure("reopened", "Reopened incidents",
            "Incidents raised in the month that came back after they had been marked as resolved.",
            "count", "decrease", "IT demand", DESK, _INCIDENTS, None),
    Measure("first_contact_share", "Resolved at first contact",
            "Of every 100 incidents raised, how many were resolved by the first person who was asked.",
            "percent", "increase", "IT demand", DESK, _INCIDENTS, None, target=55,
            benchmark_name="Neighbouring districts' average", benchmark_value=54,
            benchmark_definition="Mean of the district councils that share their figures, each council counted once.",
            benchmark_period="April 2025 to March 2026", benchmark_n=7,
            benchmark_formula="Incidents resolved by the first person asked ÷ all incidents resolved × 100",
            benchmark_comparable="yes",
            benchmark_comparable_why="Districts of the same size that count in the same way.",
            version="2", approved_by=f"{COMMITTEE}, 14 October 2025", first_period="2025-11"),
    Measure("service_desk_capacity", "Incidents the team can resolve",
            "How many incidents the service desk can resolve in the month with the staff it has: people at work × "
            "working days × 9 incidents a day.",
            "count", "increase", "IT demand", DESK, "Service desk rota",
            Recipe(648, chance=0.025, steps={"2024-06": 662, "2026-02": 633}, season={8: 0.94, 12: 0.9})),
    # Telephony
    Measure("calls_offered", "Calls to the contact centre",
            "How many calls residents made to the council's main number, answered or not.",
            "count", "neutral", "Telephony", CONTACT, _PHONES,
            Recipe(9300, yearly=-0.01, chance=0.03, season={3: 1.16, 4: 1.22, 5: 1.05, 8: 0.92, 12: 0.78})),
    Measure("calls_answered_share", "Calls answered",
            "Of every 100 calls to the council's main number, how many a person answered.",
            "percent", "increase", "Telephony", CONTACT, _PHONES,
            Recipe(82.5, chance=0.011, of=9000, decimals=1, steps={"2024-04": 91.5}, months={"2026-10": 71.5},
                   notes={"2026-10": "Calls could not be taken for most of 14 to 16 October."}),
            target=90, recalculate_from="2024-04", recalculation_reason=_NEW_PHONES),
    Measure("average_wait", "Average wait on the phone",
            "Minutes a caller waits before a person answers, on average. Callers who hang up are not counted.",
            "minutes", "decrease", "Telephony", CONTACT, _PHONES,
            Recipe(4.6, chance=0.07, decimals=1, steps={"2024-04": 2.4}, months={"2026-10": 5.9}),
            target=3, recalculate_from="2024-04", recalculation_reason=_NEW_PHONES),
    # Channel shift, computed from the channel volumes
    Measure("digital_take_up", "Digital take-up",
            "Of every 100 completed transactions, how many people completed online, all services together. Where no "
            "channel is stated, it counts as not online.",
            "percent", "increase", "Channel shift", DIGITAL, _VOLUMES, None, target=75, recalculate_from="2024-09",
            recalculation_reason=_SIX_JOINED),
    Measure("assisted_digital", "Completed with help",
            "Online transactions that somebody helped a person to complete, in a service that counts them.",
            "count", "neutral", "Channel shift", COMMUNITY, _VOLUMES, None),
    Measure("online_completion", "Online attempts completed",
            "Of every 100 transactions that people began online, how many they completed online.",
            "percent", "increase", "Channel shift", DIGITAL, _VOLUMES, None),
    Measure("online_failed", "Online attempts that failed",
            "Of every 100 transactions that people began online, how many ended in an error or were given up.",
            "percent", "decrease", "Channel shift", DIGITAL, _VOLUMES, None),
    Measure("phone_abandoned", "Calls abandoned",
            "Of every 100 calls about a service that reached a queue, how many callers hung up before an answer.",
            "percent", "decrease", "Channel shift", CONTACT, _VOLUMES, None, recalculate_from="2024-04",
            recalculation_reason=_NEW_PHONES),
    Measure("phone_wait", "Wait on the phone for a service",
            "Minutes that callers about a service waited for an answer, on average.",
            "minutes", "decrease", "Channel shift", CONTACT, _VOLUMES, None, recalculate_from="2024-04",
            recalculation_reason=_NEW_PHONES),
    Measure("avoidable_contact", "Avoidable contact",
            "Of every 100 contacts with a person, how many would not have been needed, had something worked the first "
            "time.",
            "percent", "decrease", "Channel shift", CONTACT, _VOLUMES, None),
    Measure("service_satisfaction", "Satisfaction with services",
            "Of every 100 people who answered, online, on the phone or by webchat, how many were satisfied.",
            "percent", "increase", "Channel shift", DIGITAL, _VOLUMES, None),
    Measure("my_account_registrations", "My Account: residents registered",
            "Residents with a My Account at the end of the month. Accounts that nobody has used for two years are "
            "closed, so it can fall.",
            "count", "increase", "Channel shift", DIGITAL, _MY_ACCOUNT,
            Recipe(21400, yearly=0.015, chance=0.014, steps={"2024-09": 27600}), recalculate_from="2024-09",
            recalculation_reason=_SIX_JOINED),
    Measure("my_account_active_users", "My Account: residents who used it",
            "Residents who did at least one thing in their My Account in the month.",
            "count", "increase", "Channel shift", DIGITAL, _MY_ACCOUNT,
            Recipe(5900, yearly=0.01, chance=0.035, steps={"2024-09": 8800}, season={3: 1.25, 4: 1.2, 12: 0.85}),
            recalculate_from="2024-09", recalculation_reason=_SIX_JOINED),
    # Devices and members' IT
    Measure("devices_fixed_in_two_days", "Devices repaired within two working days",
            "Of every 100 laptops, tablets and phones brought in for repair, how many were ready within two working "
            "days.",
            "percent", "increase", "Devices and members' IT", DESK, "Repair log",
            Recipe(84, of=88, decimals=1), target=85),
    Measure("members_requests", "Councillors' requests for help",
            "How many times councillors asked the service desk for help with their tablets, e-mail or meetings.",
            "count", "neutral", "Devices and members' IT", DESK, "Service desk incidents, councillors only",
            Recipe(31, chance=0.15, season={5: 1.15, 8: 0.7}),
            proxy_for="How well members' equipment serves them"),
    Measure("members_satisfied", "Councillors satisfied with their IT",
            "Of every 100 councillors who answered the monthly question, how many were satisfied with their IT.",
            "percent", "increase", "Devices and members' IT", DIGITAL, "Monthly one-question survey of councillors",
            Recipe(71, of=30, asked=42, decimals=1), target=80),
    Measure("devices_recycled", "Devices recycled with a certificate",
            "Worn-out computers and phones that were wiped and recycled, each with a certificate of destruction.",
            "count", "neutral", "Devices and members' IT", NETWORKS, "Disposal certificates",
            Recipe(34, chance=0.17), related_plan="Climate action plan 2030",
            related_plan_link="https://www.wendlebury.example/plans/climate-action"),
    # Cyber security
    Measure("attacks_attempted", "Attempted attacks",
            "Harmful e-mails, blocked sign-ins and scans that the council's defences stopped and counted. "
            "A rise says more about the attackers than about the council.",
            "count", "neutral", "Cyber security", CYBER, "Security monitoring service",
            Recipe(41200, yearly=0.01, chance=0.08, months={"2026-04": 58140})),
    Measure("attacks_succeeded", "Attacks that got through",
            "Attacks that did confirmed harm: data read, systems changed or a service stopped. 0 means none.",
            "count", "decrease", "Cyber security", CYBER, "Security incident log",
            Recipe(0, rare=True, months={"2023-03": 1, "2025-02": 1},
                   notes={"2023-03": "One mailbox was misused for two hours; no personal data was read."}), target=0),
    Measure("phishing_reported", "Test e-mails reported",
            "Of every 100 harmless test e-mails that imitate a fraud, how many staff reported. Moderate difficulty.",
            "percent", "increase", "Cyber security", CYBER, "Phishing simulation",
            Recipe(38, yearly=0.4, of=720, decimals=1), target=50,
            benchmark_name="Regional public sector average", benchmark_value=34,
            benchmark_definition="Mean of the public bodies in the region that ran four or more simulations of "
            "moderate difficulty (61,400 e-mails).",
            benchmark_period="2025", benchmark_n=23, benchmark_formula="Reported ÷ delivered × 100",
            benchmark_comparable="in_part", benchmark_comparable_why="How hard the e-mails were is judged by each body "
            "for itself."),
    Measure("phishing_clicked", "Test e-mails clicked",
            "Of every 100 harmless test e-mails that imitate a fraud, how many staff clicked. Moderate difficulty.",
            "percent", "decrease", "Cyber security", CYBER, "Phishing simulation",
            Recipe(6.2, yearly=-0.15, of=720, decimals=1, months={"2025-11": 11.5}), target=5),
    Measure("updates_in_14_days", "Security updates made within 14 days",
            "Of every 100 important security updates that fell due, how many were in place within 14 days.",
            "percent", "increase", "Cyber security", CYBER, "Update management reports",
            Recipe(93, of=400, decimals=1), target=90),
    Measure("mfa_coverage", "Accounts with a second sign-in step",
            "Of every 100 accounts, how many need a code or an app besides the password.",
            "percent", "increase", "Cyber security", CYBER, "Identity service",
            Recipe(97.4, of=1480, decimals=1, months={"2026-09": 93.6}), target=98),
    Measure("staff_cyber_training", "Staff with up-to-date cyber training",
            "Of every 100 members of staff, how many finished the cyber security course in the last 12 months.",
            "percent", "increase", "Cyber security", PEOPLE, "Learning records",
            Recipe(89, of=760, decimals=1), target=95),
    Measure("it_staff_cyber_training", "IT staff with up-to-date cyber training",
            "Of every 100 people in the IT and digital service, how many finished the course for those who run systems "
            "in the last 12 months.",
            "percent", "increase", "Cyber security", PEOPLE, "Learning records",
            Recipe(93, of=38, fixed=True, decimals=1), target=100),
    Measure("member_cyber_training", "Councillors with up-to-date cyber training",
            "Of every 100 councillors, how many finished the cyber security course in the last 12 months.",
            "percent", "increase", "Cyber security", PEOPLE, "Learning records",
            Recipe(74, of=42, fixed=True, decimals=1), target=100),
    # People in IT
    Measure("it_vacancies", "IT posts that are vacant",
            "Of every 100 posts in the IT and digital service, how many had nobody in them at the end of the month.",
            "percent", "decrease", "People in IT", PEOPLE, "Establishment list",
            Recipe(10.5, chance=0.11, decimals=1), target=8),
    Measure("it_sickness_days", "Days of sickness in IT",
            "Working days lost to sickness for each person in the IT and digital service.",
            "days", "decrease", "People in IT", PEOPLE, "Absence records",
            Recipe(0.66, chance=0.13, decimals=2, season={1: 1.3, 2: 1.2, 7: 0.8, 8: 0.75, 12: 1.25})),
    Measure("time_to_hire", "Time to fill an IT post",
            "Days from advertising an IT post to the new person's first day, on average.",
            "days", "decrease", "People in IT", PEOPLE, "Recruitment system",
            Recipe(88, chance=0.09, last="2026-07"), target=75, due_day=10),
    Measure("it_turnover", "IT staff who left in 12 months",
            "Of every 100 people in the IT and digital service, how many left the council in the 12 months up to "
            "the end of the month.",
            "percent", "decrease", "People in IT", PEOPLE, "Establishment list",
            Recipe(13.2, chance=0.05, decimals=1), target=12),
    # Availability
    Measure("network_availability", "Network available",
            "Of every 100 minutes, how many the council's network was working, nights and weekends included.",
            "percent", "increase", "Availability", NETWORKS, "Network monitoring",
            Recipe(99.86, chance=0.0005, decimals=2, at_most=100), target=99.5),
    Measure("website_availability", "Website and online forms available",
            "Of every 100 minutes, how many residents could use the council's website and forms, at any hour.",
            "percent", "increase", "Availability", DIGITAL, "Website monitoring",
            Recipe(99.74, chance=0.0007, decimals=2, at_most=100), target=99.5),
    Measure("major_outages", "Major outages",
            "Times when a service that most staff or residents rely on was down for more than an hour. 0 means none.",
            "count", "decrease", "Availability", NETWORKS, "Outage log",
            Recipe(0, rare=True, months={"2022-07": 1, "2023-01": 1, "2024-04": 1, "2025-01": 1, "2026-05": 1,
                                         "2026-10": 1},
                   notes={"2024-04": "Two hours, on the day the new telephone system went live."}), target=0),
    # Digital inclusion
    Measure("residents_trained", "Residents trained in digital skills",
            "Residents who finished a free digital skills session at a library or community centre.",
            "count", "increase", "Digital inclusion", COMMUNITY, "Course registers",
            Recipe(118, chance=0.1, season={7: 0.85, 8: 0.6, 12: 0.55, 1: 1.2, 9: 1.15})),
    Measure("learners_started", "Residents who began digital skills training",
            "Residents who came to a first free digital skills session at a library or community centre.",
            "count", "increase", "Digital inclusion", COMMUNITY, "Course registers",
            Recipe(149, chance=0.09, season={7: 0.85, 8: 0.6, 12: 0.55, 1: 1.25, 9: 1.2}, first="2024-04")),
    Measure("learners_over_50", "Learners aged 50 and over",
            "Of every 100 residents who finished a free digital skills session, how many were 50 or older.",
            "percent", "neutral", "Digital inclusion", COMMUNITY, "Course registers",
            Recipe(61, of=118, decimals=1, first="2024-04")),
    Measure("assisted_applications", "Applications made with help",
            "Online applications that a member of staff filled in together with a resident, in person or by phone.",
            "count", "neutral", "Digital inclusion", CONTACT, "Customer records",
            Recipe(412, chance=0.06, season={3: 1.15, 4: 1.2, 12: 0.8})),
    Measure("library_computer_sessions", "Library computer sessions",
            "Times that somebody used a public computer in one of the district's libraries.",
            "count", "neutral", "Digital inclusion", COMMUNITY, "Library booking system",
            Recipe(2640, yearly=-0.02, chance=0.06, season={8: 0.9, 12: 0.8})),
    Measure("devices_lent", "Tablets lent to residents",
            "Tablets with a data card that were out on loan to residents without internet at home.",
            "count", "increase", "Digital inclusion", COMMUNITY, "Loan register",
            Recipe(57, chance=0.09, first="2025-01")),
    Measure("residents_confident_online", "Residents confident online",
            "Of every 100 people on the residents' panel who answered the quarterly question, how many feel confident "
            "doing things online.",
            "percent", "increase", "Digital inclusion", COMMUNITY, "Quarterly question to the residents' panel",
            Recipe(68, of=430, asked=1100, decimals=1), target=70, period="quarter"),
    Measure("residents_used_online", "Dealt with the council online",
            f"{_PANEL} who dealt with the council in the quarter, how many did it online.",
            "percent", "increase", "Digital inclusion", COMMUNITY, _PANEL_SOURCE,
            Recipe(63, of=382, asked=1100, decimals=1, first="2025-04"), period="quarter"),
    *(
        Measure(f"residents_used_online_{group}", name,
                f"{_PANEL} {who} who dealt with the council in the quarter, how many did it online.",
                "percent", "increase", "Digital inclusion", COMMUNITY, _PANEL_SOURCE,
                Recipe(level, of=of, asked=asked, decimals=1, first="2025-04"), period="quarter")
        for group, name, who, level, of, asked in (
            ("65_over", "Aged 65 and over: dealt online", "aged 65 and over", 39, 118, 290),
            ("disabled", "Disabled: dealt online", "who are disabled", 47, 74, 160),
            ("renting", "Council tenants: dealt online", "who rent their home from the council", 53, 61, 190),
            ("under_35", "Aged under 35: dealt online", "aged under 35", 79, 66, 260),
        )
    ),
    # Satisfaction
    Measure("staff_happiness", "Staff happiness with IT",
            "Staff score IT from 0 to 10. This is the share who gave 9 or 10 less the share who gave 0 to 6: "
            "100 is best, -100 is worst.",
            "score", "increase", "Satisfaction", DIGITAL, "Survey after each resolved incident",
            Recipe(66, chance=0.045, answers="staff_survey_responses"), target=70,
            benchmark_name="Global average", benchmark_value=72,
            benchmark_definition="Published by the survey's supplier: mean of the organisations of all sectors and "
            "countries that use the same survey, 1.9 million answers.",
            benchmark_period="January to December 2025", benchmark_n=212,
            benchmark_formula="Share of 9 and 10 less share of 0 to 6",
            benchmark_comparable="no", benchmark_comparable_why="Most of them are private firms in other countries."),
    Measure("staff_survey_responses", "Answers to the staff survey",
            "Of every 100 people asked for a score after their incident was resolved, how many gave one.",
            "percent", "increase", "Satisfaction", DIGITAL, "Survey after each resolved incident",
            Recipe(19, of=560, decimals=1)),
    Measure("website_satisfaction", "Residents satisfied with the website",
            "Of every 100 residents who answered the question at the end of an online form, how many were satisfied.",
            "percent", "increase", "Satisfaction", DIGITAL, "Question at the end of online forms",
            Recipe(78, of=610, asked=14600, decimals=1), target=80),
    Measure("webchat_satisfaction", "Residents satisfied with webchat",
            "Of every 100 residents who answered the question at the end of a webchat, how many were satisfied.",
            "percent", "increase", "Satisfaction", CONTACT, "Question at the end of a webchat",
            Recipe(81, of=140, asked=620, decimals=1, first="2026-02"), target=80),
    Measure("home_working_faults", "Faults reported while working at home",
            "Faults that staff reported to the service desk while they worked at home.",
            "count", "decrease", "Satisfaction", DESK, "Question asked when an incident is raised",
            Recipe(96, chance=0.09, first="2026-04"),
            version="1", approved_by=f"{COMMITTEE}, 20 January 2026", first_period="2026-04",
            proxy_for="Productivity of staff who work at home"),
    Measure("forms_tested", "Online forms tested with a screen reader",
            "Of every 100 online forms, how many were tested with a screen reader in the last 12 months.",
            "percent", "increase", "Satisfaction", DIGITAL, "Accessibility test log",
            Recipe(58, of=64, fixed=True, decimals=1, first="2026-04"), target=90,
            version="1", approved_by=f"{COMMITTEE}, 20 January 2026", first_period="2026-04",
            related_plan="Equality and inclusion plan 2025 to 2029",
            related_plan_link="https://www.wendlebury.example/plans/equality-and-inclusion"),
    # Value for money
    Measure("it_cost_per_user", "Cost of IT for each person who uses it",
            "What IT cost in the month, staff and contracts included, for each person with an account.",
            "gbp", "decrease", "Value for money", DIGITAL, "Finance system",
            Recipe(58.4, yearly=0.03, chance=0.045, decimals=2)),
    Measure("self_help_views", "Self-help pages read",
            "How often staff opened a self-help page of the service desk, for instance on resetting a password.",
            "count", "increase", "Value for money", DESK, "Self-help pages",
            Recipe(2150, yearly=0.035, chance=0.05, months={"2026-08": 2930})),
)  # fmt: skip
