"""What the sample council's projects and its strategy cost and save, line by line and year by year.

Figures in thousand pounds. Past years ended as `ended` says, or near what was approved.
"""

from dataclasses import dataclass, field

YEARS = ("2024/25", "2025/26", "2026/27", "2027/28", "2028/29")
RESERVE = "IT reserve"
BASE = "Base budget"
GRANT = "Government grant"
LOAN = "Borrowing"


@dataclass(frozen=True, eq=False)
class Line:
    """One line of finance.csv. planned: by year. changed: month of the restatement -> year -> forecast from then on.

    status, notes: month from which on -> text. late: share of a saving that has come in by now, against the plan.
    """

    line_id: str
    project_id: str
    type: str  # cost | saving | income
    planned: dict[str, float]
    pays: str = ""
    gains: str = ""
    source: str = ""
    capital: bool = False
    recurring: bool = False
    saving_class: str = ""
    mtfp: str = ""
    ended: dict[str, float] = field(default_factory=dict)
    changed: dict[str, dict[str, float]] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    share: float = 1.0
    cyber: bool = False
    measure: str = ""
    evidence: str = ""
    owner: str = ""


def _years(*amounts: float | None, first: str = "2024/25") -> dict[str, float]:
    start = YEARS.index(first)
    return {year: amount for year, amount in zip(YEARS[start:], amounts, strict=False) if amount is not None}


_IT, _HOUSING, _CENTRE, _REVENUES, _PARKING = (
    "IT", "Housing", "Customer Services", "Revenues and Benefits", "Parking",
)  # fmt: skip
_ON = {"2025-04": "on_track"}

LINES = (
    # the strategy as a whole
    Line("F-001", "", "cost", _years(118, 121, 125, 128, 131), _IT, source=BASE, recurring=True, mtfp="MTFP-20",
         owner="Head of Digital Services", evidence="Programme office"),
    Line("F-002", "", "cost", _years(642, 668, 690, 712, 735), _IT, source=BASE, recurring=True, mtfp="MTFP-21",
         changed={"2026-06": {"2026/27": 704}}, ended={"2025/26": 681}, evidence="Licences and support",
         notes={"2026-06": "Licences rose by 6% in May 2026, not by 3%."}, owner="Head of Digital Services"),
    # housing
    Line("F-101", "PRJ-001", "cost", _years(46, 210, 270, None), _HOUSING, source=LOAN, capital=True, mtfp="MTFP-27",
         ended={"2024/25": 44, "2025/26": 214}, changed={"2026-08": {"2026/27": 322}, "2026-09": {"2026/27": 331}},
         notes={"2026-08": "A third comparison of rents, and four more months of the supplier's team."}),
    Line("F-102", "PRJ-001", "cost", _years(62, 64, 66, first="2026/27"), _IT, source=BASE, recurring=True,
         mtfp="MTFP-27"),
    Line("F-103", "PRJ-001", "saving", _years(30, 110, 110, first="2026/27"), gains=_HOUSING, recurring=True,
         saving_class="cashable", mtfp="MTFP-28", changed={"2026-09": {"2026/27": 8}},
         status={"2025-04": "on_track", "2026-09": "at_risk"}, share=0.0,
         notes={"2026-09": "Starts with the go-live, which has moved."}, measure="calls_offered"),
    # passwords for schools
    Line("F-111", "PRJ-002", "cost", _years(14, 22, first="2025/26"), _IT, source=BASE, mtfp="MTFP-31"),
    Line("F-112", "PRJ-002", "saving", _years(18, 18, 18, first="2026/27"), gains="Schools Support", recurring=True,
         saving_class="cashable", status={"2025-11": "on_track", "2026-09": "undeliverable"}, share=0.0,
         notes={"2026-09": "Temporary staff were needed again this September."},
         changed={"2026-09": {"2026/27": 0}}, measure="password_resets"),
    Line("F-113", "PRJ-002", "saving", _years(26, 52, 52, first="2026/27"), gains="Schools Support", recurring=True,
         saving_class="non_cashable", status={"2025-11": "on_track", "2026-09": "at_risk"}, share=0.0,
         notes={"2026-09": "Time of school staff; starts in January 2027."}, measure="work_time_lost",
         changed={"2026-09": {"2026/27": 12}}),
    # planning
    Line("F-121", "PRJ-003", "cost", _years(12, 78, 24), "Planning", source=BASE, mtfp="MTFP-33",
         ended={"2025/26": 80}, changed={"2026-05": {"2026/27": 25}}),
    # network
    Line("F-131", "PRJ-004", "cost", _years(180, 260, None, first="2025/26"), _IT, source=LOAN, capital=True,
         mtfp="MTFP-24", ended={"2025/26": 96}, changed={"2026-01": {"2025/26": 96, "2026/27": 335},
                                                        "2026-08": {"2026/27": 372}},
         notes={"2026-01": "£84,000 moved from last year, as equipment came late.",
                "2026-08": "Another installer has to be found; the amount is an estimate."}),
    # parking
    Line("F-141", "PRJ-005", "cost", _years(18, 64, first="2025/26"), _PARKING, source=BASE, mtfp="MTFP-35"),
    Line("F-142", "PRJ-005", "saving", _years(9, 21, 21, first="2026/27"), gains=_CENTRE, recurring=True,
         saving_class="non_cashable", status={"2026-01": "on_track"}, share=0.4, measure="calls_offered"),
    # website
    Line("F-151", "PRJ-006", "cost", _years(48, 36, 12, first="2025/26"), _IT, source=BASE, mtfp="MTFP-36"),
    # libraries
    Line("F-161", "PRJ-007", "cost", _years(31, 44, 20, first="2025/26"), "Libraries", source=GRANT, mtfp="MTFP-37",
         ended={"2025/26": 30}),
    # one account: paid by IT, saves elsewhere
    Line("F-171", "PRJ-008", "cost", _years(96, 128, 40, first="2025/26"), _IT, source=RESERVE, capital=True,
         mtfp="MTFP-22", ended={"2025/26": 99}, changed={"2026-07": {"2026/27": 132}}),
    Line("F-172", "PRJ-008", "cost", _years(22, 30, 31, first="2026/27"), _IT, source=BASE, recurring=True,
         mtfp="MTFP-22"),
    Line("F-173", "PRJ-008", "saving", _years(34, 62, 62, first="2026/27"), gains=_REVENUES, recurring=True,
         saving_class="cashable", mtfp="MTFP-29", status=_ON, share=0.9, evidence="Two posts not filled again"),
    Line("F-174", "PRJ-008", "saving", _years(28, 55, 55, first="2026/27"), gains=_CENTRE, recurring=True,
         saving_class="cashable", mtfp="MTFP-29", status={"2025-04": "on_track", "2026-06": "at_risk"}, share=0.5,
         notes={"2026-06": "Calls have not fallen as far as planned."}, measure="calls_offered",
         changed={"2026-06": {"2026/27": 19}}),
    Line("F-175", "PRJ-008", "saving", _years(24, 24, first="2027/28"), gains=_HOUSING, recurring=True,
         saving_class="cashable", status=_ON),
    # cyber
    Line("F-181", "PRJ-009", "cost", _years(150, 165, 170, first="2025/26"), _IT, source=RESERVE, mtfp="MTFP-23",
         ended={"2025/26": 152}, cyber=True),
    Line("F-182", "PRJ-009", "saving", _years(40, 40, first="2027/28"), gains=_IT, recurring=True, cyber=True,
         saving_class="cashable", mtfp="MTFP-30", status={"2026-06": "at_risk"},
         notes={"2026-06": "Would end monitoring at night."}, owner="Cyber Security Lead"),
    Line("F-183", "PRJ-009", "saving", _years(250, 250, first="2026/27"), gains="Corporate", cyber=True,
         saving_class="avoidance", status=_ON, share=1.0, evidence="Estimate: cost of a week without systems"),
    # cloud
    Line("F-191", "PRJ-011", "cost", _years(20, 140, 160, 30), _IT, source=RESERVE, capital=True, mtfp="MTFP-25",
         ended={"2024/25": 21, "2025/26": 171}, changed={"2026-03": {"2026/27": 198}, "2026-07": {"2026/27": 246},
                                                         "2026-09": {"2026/27": 251, "2027/28": 92}}),
    Line("F-192", "PRJ-011", "cost", _years(40, 120, 124, 128, first="2025/26"), _IT, source=BASE, recurring=True,
         mtfp="MTFP-25", ended={"2025/26": 42}, changed={"2026-07": {"2026/27": 133}},
         notes={"2026-07": "Both places are paid for longer."}),
    Line("F-193", "PRJ-011", "saving", _years(45, 90, 90, first="2026/27"), gains="Property", recurring=True,
         saving_class="cashable", mtfp="MTFP-29", status={"2025-04": "on_track", "2026-03": "at_risk",
                                                         "2026-07": "undeliverable"},
         share=0.0, changed={"2026-03": {"2026/27": 20}, "2026-07": {"2026/27": 0}},
         notes={"2026-07": "The cellar is not empty before August 2027."}),
    # laptops
    Line("F-201", "PRJ-012", "cost", _years(24, 318), _IT, source=RESERVE, capital=True, mtfp="MTFP-26",
         ended={"2024/25": 22, "2025/26": 326}),
    Line("F-202", "PRJ-012", "income", _years(9, first="2025/26"), gains=_IT, saving_class="income",
         ended={"2025/26": 11}, evidence="Sale of old laptops for parts", status={"2025-04": "delivered"}),
    # webchat
    Line("F-211", "PRJ-013", "cost", _years(52, 18, first="2025/26"), _CENTRE, source=BASE, mtfp="MTFP-34",
         ended={"2025/26": 55}),
    Line("F-212", "PRJ-013", "saving", _years(24, 36, 36, first="2026/27"), gains=_CENTRE, recurring=True,
         saving_class="non_cashable", status={"2025-05": "on_track", "2026-08": "delivered"}, share=1.0,
         evidence="Average wait on the phone", measure="average_wait"),
    # meeting rooms
    Line("F-221", "PRJ-014", "cost", _years(8, 142, first="2025/26"), "Property", source=LOAN, capital=True,
         mtfp="MTFP-38", changed={"2026-06": {"2026/27": 148}}),
    # shared desk
    Line("F-231", "PRJ-015", "cost", _years(26, 58, 30, first="2025/26"), _IT, source=RESERVE, mtfp="MTFP-32",
         ended={"2025/26": 24}),
    Line("F-232", "PRJ-015", "saving", _years(75, 90, first="2027/28"), gains=_IT, recurring=True,
         saving_class="cashable", mtfp="MTFP-32", status={"2025-09": "on_track", "2026-06": "at_risk"},
         notes={"2026-06": "Opens two months later than planned."}, changed={"2026-06": {"2027/28": 62}}),
    Line("F-233", "PRJ-015", "income", _years(20, 20, first="2027/28"), gains=_IT, recurring=True,
         saving_class="income", status={"2025-09": "on_track"}, evidence="Schools that buy the longer hours"),
    # archive
    Line("F-241", "PRJ-016", "cost", _years(34, 52, first="2026/27"), "Finance", source=BASE),
    Line("F-242", "PRJ-016", "income", _years(24, first="2028/29"), gains="Property", recurring=True,
         saving_class="income", status={"2026-09": "on_track"}, evidence="Rent of four rooms"),
)  # fmt: skip
