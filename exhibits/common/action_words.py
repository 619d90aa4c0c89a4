"""What the exhibits on actions say alike: what an item is, where it stands, and where its names lead."""

from collections.abc import Mapping

import pandas as pd

from exhibits.common.links import address, links_to_measures, links_to_projects
from exhibits.common.words import missing, say_count, say_date, shorten, upper_first

KINDS = {"question": "Question", "action": "Action", "recommendation": "Recommendation"}
STATES = {"overdue": "Overdue", "open": "Open", "in_progress": "In progress", "done": "Done", "dropped": "Dropped"}
RESPONSES = {
    "accepted": "Accepted",
    "partly_accepted": "Accepted in part",
    "rejected": "Not accepted",
    "awaited": "No response yet",
}
ACTIONS_MEAN = (
    "what committees asked, recommended or were promised; overdue means not answered or done on the day it was due. "
    "Items raised in private session are counted, and their words are not shown."
)

_PRIVATE = "raised in private session"


def no_items(committee: str | None, what: str = "question, recommendation or action") -> str:
    """That nothing of that sort is there; committee: None = of any."""
    return f"No data: no {what} {f'of the {committee} ' if committee else ''}has been published yet."


def item_words(row: pd.Series) -> str:
    """What was asked, in the committee's words; of one raised in private session only what it is."""
    hidden = row["restricted"] or missing(row["text"])
    return f"{KINDS[row['kind']]} {_PRIVATE}" if hidden else upper_first(str(row["text"]).strip())


def item_name(row: pd.Series, room: int = 60) -> str:
    """What it is about in a few words: its title, else its text cut to `room` letters."""
    if row["restricted"] or missing(row["title"]):
        return shorten(item_words(row).rstrip("?. "), room)
    return shorten(str(row["title"]), room)


def say_owner(row: pd.Series) -> str:
    """The post that answers for it; "Not shown" of an item raised in private session."""
    return "Not shown" if missing(row["owner_role"]) else str(row["owner_role"])


def ask_owner(row: Mapping[str, object], name: str) -> str:
    """What keeps an overdue item from being done, asked of the post that answers for it where one is named.
    name: the item's."""
    asked = f"hat stands in the way of “{name}”, and when will it be done?"
    return f"W{asked}" if missing(row["owner_role"]) else f"{row['owner_role']}: w{asked}"


def say_state(row: pd.Series) -> str:
    """ "Overdue by 54 days", "Due on 8 December 2026", "Done on 2 July 2026, 2 days late"."""
    late = "" if missing(row["days_late"]) else say_count(int(row["days_late"]), "day")
    if row["state"] == "overdue":
        return f"Overdue by {late}"
    if row["state"] in ("done", "dropped"):
        when = "" if missing(row["closed_on"]) else f" on {say_date(row['closed_on'])}"
        return f"{STATES[row['state']]}{when}{f', {late} late' if late and row['state'] == 'done' else ''}"
    due = "no day named" if missing(row["due_on"]) else f"due on {say_date(row['due_on'])}"
    return f"{STATES[row['state']]}, {due}"


def actions_address(**choices: str) -> str:
    """Of the page of actions, with these choices in it."""
    return address("actions", **choices)


def item_place(action_id: str) -> str:
    """The address of the item's own view."""
    return actions_address(item=action_id)


def links_to_items(rows: pd.DataFrame, room: int = 60) -> dict[str, str]:
    """Names of items → their own view, but of private session or shared by two. room: as in item_name."""
    rows = rows.drop_duplicates("action_id")
    names = pd.Series([item_name(row, room) for _, row in rows.iterrows()], index=rows.index)
    named = rows[~rows["restricted"] & ~names.duplicated(keep=False)]
    return {names[at]: item_place(item) for at, item in named["action_id"].items()}


def links_of(rows: pd.DataFrame) -> dict[str, str]:
    """Codes and titles of items → their own view; measures and projects → their pages."""
    measures = rows.loc[rows["measure_name"].notna(), ["measure_id", "measure_name"]]
    return {
        **{item: item_place(item) for item in rows["action_id"]},
        **links_to_items(rows, 90),
        **links_to_projects(rows.loc[rows["project_name"].notna(), ["project_id", "project_name"]]),
        **links_to_measures(measures.rename(columns={"measure_name": "name"})),
    }


def action_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of meetings/actions as members read them."""
    return pd.DataFrame(
        {
            "Code": rows["action_id"],
            "About what": [item_name(row, 90) for _, row in rows.iterrows()],
            "In the committee’s words": [item_words(row) for _, row in rows.iterrows()],
            "Sort": [KINDS[kind] for kind in rows["kind"]],
            "Answers for it": [say_owner(row) for _, row in rows.iterrows()],
            "Raised on": [say_date(day) for day in rows["raised_on"]],
            "State": [say_state(row) for _, row in rows.iterrows()],
            "Reply": ["" if missing(reply) else str(reply) for reply in rows["reply"]],
            "Measure or project": [_touched(row) for _, row in rows.iterrows()],
        }
    )


def _touched(row: pd.Series) -> str:
    return "; ".join(str(row[name]) for name in ("measure_name", "project_name") if not missing(row[name]))
