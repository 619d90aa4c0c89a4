"""What the exhibits on money share: the question with its filters, classes of savings, and years in words."""

from dataclasses import dataclass
from datetime import date
from typing import Unpack

import pandas as pd

from exhibits import Exhibit, View
from exhibits.common.links import links_to_projects
from exhibits.common.no_data import words_only
from exhibits.common.scope import ProjectScope, day_of, project_prefix
from exhibits.common.view_queries import project_rows, view_rows
from exhibits.common.words import say_list, say_pounds

STRATEGY = "The strategy as a whole"  # lines that belong to no project
CLASSES = {
    "cashable": "Cashable savings",
    "income": "New income",
    "non_cashable": "Non-cashable benefits",
    "avoidance": "Costs avoided (estimate)",
    "not_stated": "Not classified",
}
SAVING_STATUSES = {
    "delivered": "Delivered", "on_track": "On track", "at_risk": "At risk", "undeliverable": "Not deliverable",
}  # fmt: skip

CONTRACT_DECISIONS = {"renew": "Renew", "re_tender": "Re-tender", "end": "End", "undecided": "Undecided"}


@dataclass(frozen=True)
class MoneyQuestion:
    """How money is asked for: the filters and the day."""

    scope: ProjectScope
    day: date
    project: str | None = None

    @property
    def prefix(self) -> str:
        """In front of a title."""
        return project_prefix(**self.scope)

    def rows(self, view: View, name: str) -> pd.DataFrame:
        """The rows of the question money/`name`."""
        scoped = {"today": self.day, **self.scope}
        if self.project:
            return project_rows(view, f"money/{name}", self.project, **scoped)
        return view_rows(view, f"money/{name}", **scoped)


def money_question(
    view: View, today: date | None, project: str | None = None, **scope: Unpack[ProjectScope]
) -> MoneyQuestion:
    """The question's filters. today: None = today, or the day the figures are looked at as at. project: its id."""
    return MoneyQuestion(scope, day_of(view, today), project)


def project_links(rows: pd.DataFrame) -> dict[str, str]:
    """Name → address of the projects in `rows` (project_id, project); the strategy's own lines have none."""
    known = rows.loc[rows["project_id"].notna(), ["project_id", "project"]].drop_duplicates()
    return links_to_projects(known.rename(columns={"project": "name"}))


def no_money_lines(view: View, question: MoneyQuestion, key: str, name: str, what: str) -> Exhibit:
    """What is shown where there are no lines. what: "costs"."""
    if question.rows(view, "lines").empty and not any(question.scope.values()):
        sentence = "No data: no finance lines have been published."
    elif any(question.scope.values()):
        sentence = f"No data: the finance lines published hold no {what} for this choice."
    else:
        sentence = f"No data: the finance lines published hold no {what}."
    return words_only(key, f"{question.prefix}{name}: no data", sentence)


def more_or_less(value: float, budget: float) -> str:
    """ "£61,000 (22.6%) more", "£400 (1%) less", "as budgeted"."""
    if abs(value - budget) < 0.5:
        return "as budgeted"
    share = f" ({abs(value - budget) / abs(budget) * 100:.1f}%)".replace(".0%", "%") if budget else ""
    return f"{say_pounds(abs(value - budget))}{share} {'more' if value > budget else 'less'}"


def say_years(years: list[str]) -> str:
    """ "2026/27", "2024/25 and 2025/26", "2024/25 to 2027/28"."""
    years = sorted(set(years))
    return say_list(years) if len(years) < 3 else f"{years[0]} to {years[-1]}"


def by_year(rows: pd.DataFrame, column: str) -> pd.Series:
    """The sums of a column by financial year, oldest first."""
    return rows.groupby("fin_year")[column].sum().sort_index()


def each_year(sums: pd.Series, most: int = 4) -> str:
    """ "£846,000 in 2024/25 and £2.18 million in 2025/26"; of more years than `most` only their sum."""
    if len(sums) > most:
        return f"{say_pounds(sums.sum())} in {say_years(list(sums.index))}"
    return say_list([f"{say_pounds(value)} in {year}" for year, value in sums.items()])


CLASSES_NOTE = (
    "Cashable money leaves a budget; a non-cashable benefit is time or quality; an avoided cost is an estimate. "
    "They are never added up."
)
