"""Continuity plans and restores from backup: tested when, and how soon the service worked again against the target."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.assurance_words import item_name, say_private, say_result, say_standing
from exhibits.common.bar_rows import bars_against, key_below, rows_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.view_queries import view_rows
from exhibits.common.words import (
    are,
    first_that_fits,
    lower_first,
    missing,
    naming,
    say_count,
    say_date,
    say_number,
)
from exhibits.cyber.words import ASSURANCE_MEANS, PAST, say_service, service_links, short_name, time_axis

_KEY = "recovery_tests"
_PLANS = ("Business continuity plan", "Disaster recovery test", "Backup restore test")
_DRAWN = 10


def recovery_tests(view: View, *, today: date) -> Exhibit:
    """Every continuity plan, recovery test and restore that stands: when tested, its target, and what was reached."""
    every = view_rows(view, "cyber/assurance", today=day_of(view, today))
    timed = every["target_recovery_hours"].notna() | every["achieved_recovery_hours"].notna()
    rows = every[(every["state"] != "replaced") & (every["scheme"].isin(_PLANS) | timed)].reset_index(drop=True)
    if rows.empty:
        return words_only(
            _KEY, "Plans and restores: no data", "No data: no continuity plan or restore test has been published yet."
        )
    drawn = rows[rows["achieved_recovery_hours"].notna() | rows["target_recovery_hours"].notna()].reset_index(drop=True)
    return Exhibit(
        key=_KEY,
        title=_title(rows),
        lead=_lead(rows),
        more=_more(rows),
        table=_table(rows),
        source=source_of(view, "assurance", means=ASSURANCE_MEANS),
        figure=_figure(drawn.head(_DRAWN), view.theme) if len(drawn) else None,
        questions=_questions(rows),
        data=rows,
        links=service_links(rows),
    )


def _title(rows: pd.DataFrame) -> str:
    past, every = int(rows["state"].isin(PAST).sum()), say_count(len(rows), "plan or restore", "plans and restores")
    return f"{past or 'None'} of {every} {are(past or 1)} overdue for a test"


def _missed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["achieved_recovery_hours"] > rows["target_recovery_hours"]]


def _lead(rows: pd.DataFrame) -> str:
    past, missed = rows[rows["state"].isin(PAST)], _missed(rows)
    if len(past):
        row = past.iloc[0]
        return first_that_fits(f"{item_name(row)}: {lower_first(say_standing(row))}.")
    if len(missed):
        return f"{_reached(missed.iloc[0])}."
    reached = rows[rows["achieved_recovery_hours"].notna() & rows["target_recovery_hours"].notna()]
    if len(reached):
        return f"Every test that was timed kept to its target: {_reached(reached.iloc[0])}."
    return "No test says how long it took until the service worked again."


def _reached(row: pd.Series) -> str:
    took = say_number(row["achieved_recovery_hours"], "hours")
    return f"{item_name(row)} took {took} against a target of {say_number(row['target_recovery_hours'], 'hours')}"


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    points = []
    restores = rows[(rows["scheme"] == "Backup restore test") & rows["done_on"].notna()]
    if len(restores):
        passed = int(restores["result"].isin(("passed", "passed with findings")).sum())
        told = int((~restores["restricted"] & restores["result"].notna()).sum())
        newest = restores.sort_values("done_on").iloc[-1]
        if told:
            when = say_date(newest["done_on"])
            points.append(f"{passed} of {say_count(told, 'restore')} from backup passed; the newest was on {when}.")
    missed = _missed(rows)
    if len(missed):
        points.append(naming("Slower than the target: {}.", [item_name(row) for _, row in missed.iterrows()]))
    never = rows[rows["done_on"].isna()]
    if len(never):
        points.append(naming("Never tested: {}.", [item_name(row) for _, row in never.iterrows()]))
    return tuple(points)


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    past = rows[rows["state"].isin(PAST)]
    if len(past):
        row = past.iloc[0]
        return (f"{item_name(row)}: who would know what to do today, and when is the next test?",)
    return ("Which service would be missed first, and has its plan been tested?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    def hours(row: pd.Series, name: str) -> str:
        if row["restricted"]:
            return "Not shown"
        return "Not stated" if missing(row[name]) else say_number(row[name], "hours")

    return pd.DataFrame(
        {
            "What": [item_name(row) for _, row in rows.iterrows()],
            "For": [say_service(row) for _, row in rows.iterrows()],
            "Last tested": ["Not yet" if missing(day) else say_date(day) for day in rows["done_on"]],
            "Where it stands": [say_standing(row) for _, row in rows.iterrows()],
            "Result": [say_private(row) if row["restricted"] else say_result(row) for _, row in rows.iterrows()],
            "Target": [hours(row, "target_recovery_hours") for _, row in rows.iterrows()],
            "Reached": [hours(row, "achieved_recovery_hours") for _, row in rows.iterrows()],
        }
    )


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """A bar for each test: how long until the service worked again, and a line where its target lies."""
    slow = list(rows["achieved_recovery_hours"] > rows["target_recovery_hours"])
    beside = [_beside(row) for _, row in rows.iterrows()]
    fig = rows_figure(theme, [short_name(row) for _, row in rows.iterrows()], beside, entries=1)
    reached, aims = 60 * rows["achieved_recovery_hours"], 60 * rows["target_recovery_hours"]
    bars_against(fig, reached, aims, slow, theme)
    hours = rows[["achieved_recovery_hours", "target_recovery_hours"]].max().max()
    time_axis(fig, 60 * float(hours))
    key_below(fig, ["bar: until it worked again", "┃ target"], theme)
    return fig


def _beside(row: pd.Series) -> str:
    took, aim = row["achieved_recovery_hours"], row["target_recovery_hours"]
    if missing(took):
        return "not timed"
    return f"{took:g} h" if missing(aim) else f"{took:g} h of {aim:g} h"
