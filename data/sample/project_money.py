"""What the sample council's projects and its strategy cost and save, line by line and year by year.

Figures in thousand pounds. Past years ended as `ended` says, or near what was approved.
"""

from dataclasses import dataclass, field

from data.sample.literals import toml, typed


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


LINES = typed(toml("finance.toml")["lines"], Line)
