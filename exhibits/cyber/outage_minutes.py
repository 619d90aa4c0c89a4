"""How long services were down in the last 12 months, service by service; planned work told apart."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.assurance_words import say_minutes
from exhibits.common.bar_rows import key_below, rows_figure
from exhibits.common.links import links_to_services, service_address
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, naming, say_count, say_date
from exhibits.cyber.words import OUTAGES_MEAN, time_axis

_KEY = "outage_minutes"
_DRAWN = 10


def outage_minutes(view: View, *, today: date) -> Exhibit:
    """Minutes that each service was down in the 12 months up to the day, outages that overlap counted once."""
    day = day_of(view, today)
    log = view_rows(view, "cyber/outages", today=day)
    if log.empty:
        return words_only(_KEY, "Outages: no data", "No data: no outage has been published yet.")
    rows = view_rows(view, "cyber/outage_minutes", today=day)
    down = log[log["in_year"] & ~log["planned"]]
    return Exhibit(
        key=_KEY,
        title=_title(rows, down),
        lead=_lead(down, day),
        more=_more(rows, down, day),
        table=_table(rows),
        source=source_of(view, "outages", means=OUTAGES_MEAN),
        figure=_figure(rows.head(_DRAWN), view.theme) if len(rows) else None,
        questions=_questions(down),
        data=rows,
        links=links_to_services(rows[rows["service_id"].notna()].rename(columns={"service": "name"})),
    )


def _title(rows: pd.DataFrame, down: pd.DataFrame) -> str:
    if down.empty:
        return "No outage in the last 12 months"
    services = int((rows["outages"] > 0).sum())
    return f"{say_count(len(down), 'outage')} of {say_count(services, 'service')} in the last 12 months"


def _lead(down: pd.DataFrame, day: date) -> str:
    """The longest outage; one that is open goes before all."""
    if down.empty:
        return "No service was down in the last 12 months, apart from planned work."
    still = down[down["is_open"]]
    if len(still):
        row = still.sort_values("minutes", ascending=False).iloc[0]
        return (
            f"{row['service']} is still down: since {say_date(row['started_at'])}, "
            f"{say_minutes(row['minutes'])} up to the beginning of {say_date(day)}."
        )
    row = down.sort_values(["minutes", "started_at"], ascending=[False, True]).iloc[0]
    said = f"The longest was {row['service']}, {say_minutes(row['minutes'])} on {say_date(row['started_at'])}"
    users = row["users_affected"]
    return first_that_fits(*([] if missing(users) else [f"{said}; it touched {int(users):,} people."]), f"{said}.")


def _more(rows: pd.DataFrame, down: pd.DataFrame, day: date) -> tuple[str, ...]:
    points = []
    most = rows[rows["minutes"] > 0]
    if len(most):
        row = most.iloc[0]
        points.append(f"Down longest in all: {row['service']}, {say_minutes(row['minutes'])}.")
    judged = down[down["within_target"].notna()]
    if len(judged):
        met = int(judged["within_target"].astype(bool).sum())
        points.append(f"{met} of {say_count(len(judged), 'outage')} with a recovery target kept to it.")
    planned = rows[rows["planned_minutes"] > 0]
    if len(planned):
        points.append(f"Planned work besides: {say_minutes(planned['planned_minutes'].sum())}, not counted as outages.")
    still = down[down["is_open"]]
    if len(still):
        points.append(naming("Still down: {}.", list(dict.fromkeys(still["service"]))))
    return tuple(points)


def _questions(down: pd.DataFrame) -> tuple[str, ...]:
    if down.empty:
        return ("Who decides what is written into the log of outages?",)
    row = down.sort_values(["minutes", "started_at"], ascending=[False, True]).iloc[0]
    return (f"{row['service']}: what has been changed so that the same cause cannot stop it again?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Service": rows["service"],
            "Outages": [f"{count:,}" for count in rows["outages"]],
            "Minutes down": [f"{minutes:,}" for minutes in rows["minutes"]],
            "All of it down, minutes": [f"{minutes:,}" for minutes in rows["full_minutes"]],
            "Planned work, minutes": [f"{minutes:,}" for minutes in rows["planned_minutes"]],
            "Most people touched": [
                "Not said" if missing(users) else f"{int(users):,}" for users in rows["most_users"]
            ],
        }
    )


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """A bar for each service: what was not planned, and behind it planned work, hatched."""
    c = colours(theme)
    places = [service_address(each) if not missing(each) else "" for each in rows["service_id"]]
    fig = rows_figure(
        theme, list(rows["service"]), [_beside(row) for _, row in rows.iterrows()], entries=1, places=places
    )
    for column, fill, shape in (("minutes", c.concern, ""), ("planned_minutes", c.edge, "/")):
        fig.add_bar(
            orientation="h", y=list(range(len(rows))), x=rows[column], width=0.36, marker_color=fill, showlegend=False,
            marker_pattern_shape=shape, hoverinfo="skip",
        )  # fmt: skip
    fig.update_layout(barmode="stack")
    time_axis(fig, float((rows["minutes"] + rows["planned_minutes"]).max()))
    key_below(fig, ["plain: down", "hatched: planned work"], theme)
    return fig


def _beside(row: pd.Series) -> str:
    down = (
        say_minutes(row["minutes"])
        if row["minutes"]
        else "only planned work"
        if row["planned_minutes"]
        else "no minute"
    )
    return f"{down}, still down" if row["still_open"] else down
