"""The log of outages: each with its length, whom it touched, its cause, and the recovery time that was aimed at."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.assurance_words import say_minutes
from exhibits.common.bar_rows import bars_against, key_below, rows_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.verdicts import known_as
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, say_count, say_date, say_number
from exhibits.cyber.words import OUTAGES_MEAN, service_links, time_axis

_KEY = "outage_log"
_DRAWN = 8
_MEANS = f"{OUTAGES_MEAN} A recovery target is the shortest that a plan or test of the service names."


def outage_log(view: View, *, today: date) -> Exhibit:
    """Every outage and planned work of the 12 months up to the day, the newest first."""
    day = day_of(view, today)
    rows = view_rows(view, "cyber/outages", today=day)
    rows = rows[rows["in_year"]].reset_index(drop=True)
    if rows.empty:
        return words_only(
            _KEY, "Outages: nothing to list", "No data: no outage of the last 12 months has been published."
        )
    down = rows[~rows["planned"]].reset_index(drop=True)
    late = down[known_as(down["within_target"], False)]
    return Exhibit(
        key=_KEY,
        title=_title(down, late),
        lead=_lead(rows, down, late, day),
        table=_table(rows, day),
        source=source_of(view, "outages", "assurance", means=_MEANS),
        figure=_figure(down.head(_DRAWN), view.theme) if len(down) else None,
        questions=("Which services have no recovery target, and who decided that?",),
        data=rows,
        note=f"{len(down) - _DRAWN} earlier ones are in the table only." if len(down) > _DRAWN else "",
        links=service_links(rows),
    )  # fmt: skip


def _title(down: pd.DataFrame, late: pd.DataFrame) -> str:
    if down.empty:
        return "Only planned work in the last 12 months"
    if len(late):
        return f"{len(late)} of {say_count(len(down), 'outage')} took longer than the plan allows"
    if down["target_hours"].notna().any():
        return "Every outage with a recovery target kept to it so far"
    return f"{say_count(len(down), 'outage')}, none with a recovery target"


def _lead(rows: pd.DataFrame, down: pd.DataFrame, late: pd.DataFrame, day: date) -> str:
    if down.empty:
        return f"{say_count(len(rows), 'time')} of planned work, and nothing else."
    if len(late):
        row = late.sort_values("minutes", ascending=False).iloc[0]
        said = f"{row['service']} took {say_minutes(row['minutes'])} on {say_date(row['started_at'])}"
        return f"{said}; its plan aims at {say_number(row['target_hours'], 'hours')}."
    row = down.iloc[0]
    so_far = f", up to the beginning of {say_date(day)}" if row["is_open"] else ""
    said = f"The newest: {row['service']} on {say_date(row['started_at'])}, {say_minutes(row['minutes'])}{so_far}"
    return first_that_fits(*([] if missing(row["cause"]) else [f"{said} ({row['cause']})."]), f"{said}.")


def _length(row: pd.Series, day: date) -> str:
    lasted = say_minutes(row["minutes"])
    return f"{lasted} up to the beginning of {say_date(day)}; still open" if row["is_open"] else lasted


def _against(row: pd.Series) -> str:
    if row["planned"]:
        return "Planned work"
    if missing(row["target_hours"]):
        return "No target"
    target = say_number(row["target_hours"], "hours")
    if missing(row["within_target"]):
        return f"Within {target} so far"
    return f"Within {target}" if row["within_target"] else f"Longer than {target}"


def _table(rows: pd.DataFrame, day: date) -> pd.DataFrame:
    extents = {"full": "All of it", "part": "Part of it"}
    return pd.DataFrame(
        {
            "Service": rows["service"],
            "Began": [f"{say_date(at)}, {at:%H:%M}" for at in rows["started_at"]],
            "Lasted": [_length(row, day) for _, row in rows.iterrows()],
            "How much was down": [extents.get(str(each), "Not said") for each in rows["extent"]],
            "People touched": ["Not said" if missing(each) else f"{int(each):,}" for each in rows["users_affected"]],
            "Cause": ["Not said" if missing(each) else str(each) for each in rows["cause"]],
            "Against the recovery target": [_against(row) for _, row in rows.iterrows()],
        }
    )


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """A bar for each outage, with a line where its recovery target lies."""
    names = [f"{row['service']}, {row['started_at'].day} {row['started_at']:%b %Y}" for _, row in rows.iterrows()]
    late = known_as(rows["within_target"], False)
    beside = [
        f"{say_minutes(row['minutes'])}{', still open' if row['is_open'] else ', late' if over else ''}"
        for over, (_, row) in zip(late, rows.iterrows(), strict=True)
    ]
    fig = rows_figure(theme, names, beside, entries=1)
    aims = 60 * rows["target_hours"]
    bars_against(fig, rows["minutes"], aims, late, theme)
    time_axis(fig, max(float(rows["minutes"].max()), float(aims.max()) if aims.notna().any() else 0.0))
    key_below(fig, ["┃ recovery target"] if aims.notna().any() else ["no recovery target is known"], theme)
    return fig
