"""What became of what committees asked: answered, done or dropped, and how late."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.action_words import ACTIONS_MEAN, action_table, item_name, item_place, links_of, no_items
from exhibits.common.bar_rows import bars_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours
from exhibits.common.view_queries import view_rows
from exhibits.common.words import missing, say_count

_ROWS = 12  # items with a bar; the table has all
_KEY = "closed_actions"


def closed_actions(view: View, *, today: date, committee: str | None = None) -> Exhibit:
    """Every question, recommendation and action that was answered, done or dropped, newest first, with its reply."""
    every = view_rows(view, "meetings/actions", today=day_of(view, today), committee=committee)
    rows = every[every["state"].isin(("done", "dropped"))].reset_index(drop=True)
    if every.empty:
        return words_only(_KEY, "Actions: no data", no_items(committee))
    if rows.empty:
        return words_only(_KEY, "Nothing has been closed yet", f"All {say_count(len(every), 'item')} are still open.")
    done = rows[rows["state"] == "done"]
    timed = done[done["due_on"].notna() & done["closed_on"].notna()]
    drawn = rows[rows["days_open"].notna()].head(_ROWS).reset_index(drop=True)
    return Exhibit(
        key=_KEY,
        title=_title(done, timed),
        lead=_lead(rows, done, timed),
        table=action_table(rows),
        source=source_of(view, "actions", means=ACTIONS_MEAN),
        figure=_figure(drawn, view.theme) if len(drawn) else None,
        questions=("Did what was done change what members hear from residents?",),
        data=rows,
        note=f"{len(rows) - len(drawn)} more are in the table only." if len(rows) > len(drawn) else "",
        links=links_of(rows),
    )


def _title(done: pd.DataFrame, timed: pd.DataFrame) -> str:
    if timed.empty:
        return f"{say_count(len(done), 'item')} {'is' if len(done) == 1 else 'are'} answered or done"
    in_time = int(timed["days_late"].isna().sum())
    if len(timed) == 1:
        return f"The one item that was answered or done came {'in time' if in_time else 'late'}"
    return f"{in_time or 'None'} of {say_count(len(timed), 'item')} answered or done came in time"


def _lead(rows: pd.DataFrame, done: pd.DataFrame, timed: pd.DataFrame) -> str:
    dropped = len(rows) - len(done)
    words = f"{say_count(len(done), 'item')} {'was' if len(done) == 1 else 'were'} answered or done"
    if dropped:
        words += f", {dropped} dropped"
    late = timed[timed["days_late"].notna()]
    if len(late):
        words += f"; the longest delay was {say_count(int(late['days_late'].max()), 'day')}"
    return f"{words}."


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """A bar for each: how long it was open."""
    c = colours(theme)
    fill = [
        c.muted if row["state"] == "dropped" else c.main if missing(row["days_late"]) else c.concern
        for _, row in rows.iterrows()
    ]
    words = [_beside(row) for _, row in rows.iterrows()]
    names = [item_name(row) for _, row in rows.iterrows()]
    days, places = rows["days_open"].clip(lower=0), [item_place(item) for item in rows["action_id"]]
    return bars_figure(days, names, words, fill, "Open from the day it was raised", theme, places=places)


def _beside(row: pd.Series) -> str:
    if row["state"] == "dropped":
        return "dropped"
    if missing(row["due_on"]):
        return "done"
    return "in time" if missing(row["days_late"]) else f"{say_count(int(row['days_late']), 'day')} late"
