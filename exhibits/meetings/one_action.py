"""One question, recommendation or action: what was asked, where it stands, what was answered."""

from datetime import date

import pandas as pd

from exhibits import Exhibit, Piece, Section, View
from exhibits.common.action_words import (
    ACTIONS_MEAN,
    KINDS,
    RESPONSES,
    action_table,
    item_name,
    links_of,
    say_owner,
    say_state,
)
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, say_date

_KEY = "one_action"


def one_action(view: View, *, today: date, item: str) -> Exhibit:
    """The item with this code, in the committee's words and with its reply. today: the day to count from."""
    every = view_rows(view, "meetings/actions", today=day_of(view, today))
    rows = every[every["action_id"] == item].reset_index(drop=True)
    if rows.empty:
        return words_only(_KEY, "No such item", "No data: no question, recommendation or action has this code.")
    row = rows.iloc[0]
    links = links_of(rows)
    links.pop(item)  # it leads here
    return Exhibit(
        key=_KEY,
        title=f"{KINDS[row['kind']]} {item}: {item_name(row, 90)}",
        lead=first_that_fits(f"{say_state(row)}. {say_owner(row)} answers for it.", f"{say_state(row)}."),
        more=_more(row),
        table=action_table(rows),
        source=source_of(view, "actions", means=ACTIONS_MEAN),
        data=rows,
        sections=() if row["restricted"] else _sections(row),
        links=links,
    )


def _more(row: pd.Series) -> tuple[str, ...]:
    raised = "" if missing(row["raised_on"]) else f"Raised on {say_date(row['raised_on'])}"
    by = "" if missing(row["committee"]) else f"by the {row['committee']}"
    points = [f"{' '.join(filter(None, (raised or 'Raised', by)))}."] if raised or by else []
    if not missing(row["response"]):
        points.append(f"The executive’s response: {RESPONSES[row['response']].lower()}.")
    return tuple(points)


def _sections(row: pd.Series) -> tuple[Section, ...]:
    said = [("In the committee’s words", row["text"]), ("What was answered or done", row["reply"])]
    return tuple(Section(title, (Piece(str(text)),)) for title, text in said if not missing(text))
