"""Assisted volumes: how many transactions people completed with help, period by period."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.volumes import no_volumes
from exhibits.common.chart_parts import caption
from exhibits.common.source import volumes_source
from exhibits.common.style import colours, figure, month_axis, value_axis
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, say_count, say_number, say_period

_KEY = "helped"
_SHOWN = 36  # months
_DAY = 24 * 3600 * 1000  # milliseconds
_MEANS = (
    "completed transactions in which somebody of the council helped, in the channels that council.toml calls assisted; "
    "the share is of all whose channel is known"
)


def helped(view: View) -> Exhibit:
    """Transactions completed with help in each month or quarter, and their share of all whose channel is known."""
    rows = view_rows(view, "channels/periods")
    rows = rows[rows["complete"] & rows["assisted_completed"].notna()].reset_index(drop=True)
    if rows.empty:
        return no_volumes(
            view, _KEY, "Completed with help", None, None, "No data: nobody has submitted what was done with help."
        )
    rows = rows.assign(share=100 * rows["assisted_completed"] / rows["split_completed"].replace(0, pd.NA))
    shown = rows[rows["month"] > rows["month"].iloc[-1] - pd.DateOffset(months=_SHOWN)].reset_index(drop=True)
    newest = rows.iloc[-1]
    return Exhibit(
        key=_KEY,
        title=_title(newest),
        lead=_lead(newest),
        more=_more(rows),
        table=_table(shown),
        source=volumes_source(view, f"{_MEANS}."),
        figure=_figure(shown, view.theme),
        questions=("Who is it that needs help, and with which services most?",),
        data=shown.iloc[::-1].reset_index(drop=True),
    )


def _title(newest: pd.Series) -> str:
    many = say_count(int(newest["assisted_completed"]), "transaction")
    return f"{many} completed with help in {say_period(newest['month'], int(newest['months']))}"


def _lead(newest: pd.Series) -> str:
    when, many = say_period(newest["month"], int(newest["months"])), say_number(newest["assisted_completed"], "count")
    if missing(newest["share"]):
        return f"In {when}, {many} transactions were completed with help."
    share = f"{say_number(newest['share'], 'percent')} of those whose channel is known"
    return first_that_fits(
        f"In {when}, people completed {many} transactions with help: {share}.", f"In {when}, {many} with help: {share}."
    )


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    """Years of twelve complete months alone: a single month before says little."""
    length = int(rows["months"].iloc[-1])
    newest = rows.tail(12 // length)
    if len(newest) < 12 // length:
        return ()
    total, of = newest["assisted_completed"].sum(), newest["split_completed"].sum()
    since, share = say_period(newest["month"].iloc[0], length), say_number(100 * total / of, "percent")
    return (f"Since {since}, {say_number(total, 'count')} together: {share} of all whose channel is known.",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    newest_first = rows.iloc[::-1]
    months = newest_first["months"].astype(int)
    return pd.DataFrame(
        {
            "Period": [say_period(month, n) for month, n in zip(newest_first["month"], months, strict=True)],
            "Completed with help": [say_number(value, "count") for value in newest_first["assisted_completed"]],
            "Completed, channel known": [say_number(value, "count") for value in newest_first["split_completed"]],
            "Share with help": [say_number(value, "percent") for value in newest_first["share"]],
            "Services": [say_number(value, "count") for value in newest_first["services"]],
        }
    )


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=320)
    length = int(rows["months"].iloc[-1])
    fig.add_bar(
        x=rows["month"], y=rows["assisted_completed"], width=20 * length * _DAY, marker_color=c.main, hoverinfo="text",
        hovertext=[
            f"<b>{say_period(row['month'], length)}</b>: {say_number(row['assisted_completed'], 'count')}, "
            f"{say_number(row['share'], 'percent')}"
            for _, row in rows.iterrows()
        ],
    )  # fmt: skip
    month_axis(fig, rows["month"].iloc[0], rows["month"].iloc[-1], length)
    value_axis(fig, "count", 0, float(rows["assisted_completed"].max()))
    fig.update_layout(margin={"t": 34}, showlegend=False)
    caption(fig, "Transactions completed with help", c)
    return fig
