"""What is done so that nobody is left behind: training, tablets, libraries and help, as the council measures them."""

import pandas as pd

from exhibits import Exhibit, View
from exhibits.common.part_measures import part_measures
from exhibits.common.view_queries import view_rows

_ASKED = {
    "helped": "help with applications", "learners": "people who begin training", "completions": "people who finish it",
    "over_50": "learners over 50", "lent": "tablets lent", "library": "library computers",
}  # fmt: skip


def inclusion_measures(view: View) -> Exhibit:
    """Every measure of digital inclusion but those of groups, with its last two years, and what nobody measures."""
    every = view_rows(view, "channels/inclusion")
    rows = every[every["of_measure"].isna() & ~every["has_groups"]].reset_index(drop=True)
    return part_measures(
        view, rows, "inclusion_measures", "digital inclusion", found_by="their theme", note=_not_measured(rows)
    )


def _not_measured(rows: pd.DataFrame) -> str:
    lacking = [words for subject, words in _ASKED.items() if subject not in set(rows["subject"])]
    return f"No measure is kept of: {', '.join(lacking)}." if lacking else ""
