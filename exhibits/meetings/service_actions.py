"""What committees asked, recommended or were promised about one service."""

from datetime import date

import pandas as pd

from exhibits import Exhibit, View
from exhibits.common.action_words import ACTIONS_MEAN, KINDS, item_place, say_state
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of, service_scope
from exhibits.common.source import source_of
from exhibits.common.view_queries import view_rows
from exhibits.common.words import missing, say_count, say_date

_KEY = "service_actions"
_FOUND = "Of one service: where the evidence leads to it, or the measure is one of it."


def service_actions(view: View, *, service: str, today: date) -> Exhibit:
    """Questions, recommendations and actions about the service, what is open first. today: the day to count from."""
    name = service_scope(view, service, None) or service
    rows = view_rows(view, "meetings/service_actions", service=service, today=day_of(view, today))
    if rows.empty:
        return words_only(
            _KEY, f"Committees on {name}: nothing", "No question, recommendation or action on it is published."
        )
    names = [str(row["text"] if missing(row["title"]) else row["title"]) for _, row in rows.iterrows()]
    still = rows[~rows["state"].isin(["done", "dropped"])]
    late = int((rows["state"] == "overdue").sum())
    overdue = f", {late} of them overdue" if late else ""
    return Exhibit(
        key=_KEY,
        title=f"Committees on {name}: {say_count(len(rows), 'item')}, {len(still) or 'none'} open",
        lead=f"{say_count(len(still), 'item is', 'items are')} open{overdue}."
        if len(still)
        else "None of them is open.",
        table=pd.DataFrame(
            {
                "What": names,
                "Sort": [KINDS[kind] for kind in rows["kind"]],
                "Raised": [_raised(row) for _, row in rows.iterrows()],
                "Where it stands": [say_state(row) for _, row in rows.iterrows()],
            }
        ),
        source=source_of(view, "actions", means=f"{ACTIONS_MEAN} {_FOUND}"),
        questions=(f"What has changed in {name} since the committee asked?",),
        data=rows,
        links=dict(zip(names, map(item_place, rows["action_id"]), strict=True)),
        table_first=True,
    )


def _raised(row: pd.Series) -> str:
    day = "No day" if missing(row["raised_on"]) else say_date(row["raised_on"])
    return day if missing(row["committee"]) else f"{day}, {row['committee']}"
