"""What is shown where there are no figures: words alone."""

import pandas as pd

from exhibits import Exhibit
from exhibits.common.scope import ProjectScope


def words_only(
    key: str,
    title: str,
    lead: str,
    source: str = "",
    *,
    questions: tuple[str, ...] = (),
    note: str = "",
    beside: tuple[str, ...] = (),
) -> Exhibit:
    """An exhibit without rows and figure; `lead` says what is missing, or why there is nothing to draw."""
    return Exhibit(key, title, lead, pd.DataFrame(), source, questions=questions, note=note, beside=beside)


def no_such_measure(key: str) -> Exhibit:
    """What is shown for a measure that does not exist."""
    return words_only(key, "No such measure", "No data: there is no measure with this name in the figures.")


def no_projects(key: str, title: str, scope: ProjectScope, *, project: str | None = None) -> Exhibit:
    """What is shown where no project answers to the filters, or to the project's id."""
    why = "no register of projects has been published."
    if project or any(scope.values()):
        why = "no project in the register fits this choice."
    return words_only(key, f"{title}: no data", f"No data: {why}")
