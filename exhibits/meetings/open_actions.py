"""What committees still wait for: overdue first, by how long."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.action_words import (
    ACTIONS_MEAN,
    KINDS,
    action_table,
    ask_owner,
    item_name,
    item_place,
    links_of,
    no_items,
    say_owner,
)
from exhibits.common.bar_rows import bars_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, naming, say_count, say_date

_OPEN = ("overdue", "open", "in_progress")
_ROWS = 12  # items with a bar; the table has all
_KEY = "open_actions"


def open_actions(view: View, *, today: date, committee: str | None = None) -> Exhibit:
    """Every question, recommendation and action that is not answered or done, overdue ones first.

    today: the day to count from (a view as at an earlier day counts from that).
    """
    every = view_rows(view, "meetings/actions", today=day_of(view, today), committee=committee)
    rows = every[every["state"].isin(_OPEN)].reset_index(drop=True)
    if every.empty:
        return words_only(_KEY, "Actions: no data", no_items(committee))
    if rows.empty:
        closed = "Every question, recommendation and action is answered, done or dropped."
        return words_only(_KEY, "Nothing is open", closed, source_of(view, "actions", means=ACTIONS_MEAN))
    overdue = rows[rows["state"] == "overdue"]
    return Exhibit(
        key=_KEY,
        title=_title(rows, overdue),
        lead=_lead(rows, overdue),
        more=_more(rows, overdue),
        table=action_table(rows),
        source=source_of(view, "actions", means=ACTIONS_MEAN),
        figure=_figure(rows.head(_ROWS), view.theme),
        questions=_questions(overdue),
        data=rows,
        note=f"{len(rows) - _ROWS} more are in the table only." if len(rows) > _ROWS else "",
        links=links_of(rows),
    )


def _title(rows: pd.DataFrame, overdue: pd.DataFrame) -> str:
    if len(rows) == 1:
        return f"The one open item is {'overdue' if len(overdue) else 'not overdue'}"
    if overdue.empty:
        return f"None of {say_count(len(rows), 'open item')} is overdue"
    return f"{len(overdue)} of {say_count(len(rows), 'open item')} {'is' if len(overdue) == 1 else 'are'} overdue"


def _lead(rows: pd.DataFrame, overdue: pd.DataFrame) -> str:
    if overdue.empty:
        dated = rows[rows["due_on"].notna()]
        if dated.empty:
            return "No day is named by which any of them should be answered."
        row = dated.iloc[0]
        return f"Next due: {item_name(row)}, on {say_date(row['due_on'])}."
    row = overdue.iloc[0]
    late = say_count(int(row["days_late"]), "day")
    name = item_name(row, 90)
    return first_that_fits(
        f"Longest overdue, by {late}: {name} ({say_owner(row)}).", f"Longest overdue, by {late}: {name}."
    )


def _more(rows: pd.DataFrame, overdue: pd.DataFrame) -> tuple[str, ...]:
    counts = rows["kind"].value_counts()
    parts = [say_count(int(counts[kind]), KINDS[kind].lower()) for kind in KINDS if kind in counts]
    points = [naming("Open: {}.", parts)]
    if len(overdue) > 1:
        owners = overdue["owner_role"].fillna("not shown").value_counts()
        points.append(naming("Overdue, by who answers: {}.", [f"{name} ({n})" for name, n in owners.items()]))
    undated = int(rows["due_on"].isna().sum())
    if undated:
        points.append(
            f"{say_count(undated, 'item')} of them {'has' if undated == 1 else 'have'} no day by which to be done."
        )
    return tuple(points)


def _questions(overdue: pd.DataFrame) -> tuple[str, ...]:
    named = overdue[~overdue["restricted"] & overdue["owner_role"].notna()]
    if named.empty:
        return ("Which of the open items will be answered before we next meet?",)
    row = named.iloc[0]
    return (ask_owner(row, item_name(row)),)


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """A bar for each open item: how long it has been open, from the day it was raised."""
    c = colours(theme)
    days = rows["days_open"].fillna(0).clip(lower=0)
    fill = [c.concern if state == "overdue" else c.main for state in rows["state"]]
    words = [_beside(row) for _, row in rows.iterrows()]
    names, places = [item_name(row) for _, row in rows.iterrows()], [item_place(item) for item in rows["action_id"]]
    return bars_figure(days, names, words, fill, "Days open since it was raised", theme, places=places)


def _beside(row: pd.Series) -> str:
    if row["state"] == "overdue":
        late = int(row["days_late"])
        if missing(row["days_open"]):
            return f"{say_count(late, 'day')} late"
        return f"{say_count(int(row['days_open']), 'day')}, {late:,} late"
    return "no day" if missing(row["due_on"]) else f"due {pd.Timestamp(row['due_on']).day} {row['due_on']:%b %Y}"
