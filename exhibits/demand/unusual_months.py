"""The log of unusual months of two years, of every measure: cause, what was done, who sees to it, closed or not."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from data.contracts import PERIODS
from exhibits import Exhibit, View
from exhibits.common.bar_rows import rows_figure
from exhibits.common.links import links_to_measures, measure_address
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.style import colours, month_axis, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.words import missing, naming, say_count, say_date, say_list, say_number, say_period

STATES = {"unexplained": "Not explained", "open": "Explained, still open", "closed": "Closed"}
_KEY = "unusual_months"
_ROWS = 14  # measures that are drawn; the table has all
_TOP = 18  # pixels more above the rows: a month has two lines
_SIDES = {1: "high", -1: "low"}
_MEANS = (
    "figures outside the usual range in the last 24 months of each measure; closed is what officers say needs nothing "
    "more."
)


def unusual_months(view: View, *, today: date) -> Exhibit:
    """Every unusual month of the last 24 of every measure, those that nobody has explained first.

    today: the day to count from (a view as at an earlier day counts from that).
    """
    rows = view_rows(view, "signals/unusual_months", today=day_of(view, today))
    source = f"Source: the figures of every measure, and officers’ explanations. What it means: {_MEANS}"
    if rows.empty:
        if view_rows(view, "signals/measures").empty:
            return words_only(_KEY, "Unusual months: no data", "No measure has a figure yet.")
        return words_only(_KEY, "No month was unusual in two years", "No measure left its usual range.", source)
    counts = rows["state"].value_counts().reindex(list(STATES), fill_value=0)
    measures = rows.drop_duplicates("measure_id").reset_index(drop=True)
    more = len(measures) - _ROWS
    note = "▲ unusually high, ▼ unusually low."
    return Exhibit(
        key=_KEY,
        title=_title(len(rows), counts),
        lead=_lead(len(rows), counts),
        more=_more(rows),
        table=_table(rows),
        source=source,
        figure=_figure(rows, measures.head(_ROWS), view.theme),
        questions=_questions(rows),
        data=rows,
        note=f"{note} {say_count(more, 'more measure')} {'is' if more == 1 else 'are'} in the table."
        if more > 0
        else note,
        links=links_to_measures(measures),
    )


def _title(number: int, counts: pd.Series) -> str:
    every = say_count(number, "unusual month")
    if counts["unexplained"]:
        has = "has" if counts["unexplained"] == 1 else "have"
        return f"{counts['unexplained']} of {every} {has} no explanation"
    if counts["open"]:
        return f"{counts['open']} of {every} {'is' if counts['open'] == 1 else 'are'} still open"
    return f"All of {every} are closed" if number > 1 else "The one unusual month is closed"


def _lead(number: int, counts: pd.Series) -> str:
    words = {"unexplained": "not explained", "open": "explained and still open", "closed": "closed"}
    parts = [f"{counts[state] or 'none'} {said}" for state, said in words.items()]
    lay = "figure lay" if number == 1 else "figures lay"
    return f"{number:,} {lay} outside the usual range in the last 24 months: {say_list(parts)}."


def _when(row: pd.Series) -> str:
    return say_period(row["month"], PERIODS[row["period"]])


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    points = []
    waiting = rows[rows["state"] == "open"]
    if len(waiting):
        row = waiting.loc[waiting["days_open"].idxmax()]
        days = say_count(int(row["days_open"]), "day")
        points.append(f"Longest explained and open: {row['name']}, {_when(row)} ({days}).")
        nobody = int(waiting["owner_role"].isna().sum())
        if nobody:
            number = "One" if nobody == 1 else f"{nobody}"
            names = "names" if nobody == 1 else "name"
            points.append(f"{number} of the {len(waiting)} that are explained and open {names} no owner.")
    often = rows["name"].value_counts()
    if often.iloc[0] > 1:
        most = [name for name, number in often.items() if number == often.iloc[0]]
        each = " each" if len(most) > 1 else ""
        points.append(naming("Unusual most often: {}" + f" ({often.iloc[0]} months{each}).", most))
    concerns = int((rows["meaning"] == "concern").sum())
    points.append(f"{concerns} of the {len(rows)} {'was a concern' if concerns == 1 else 'were concerns'}.")
    return tuple(filter(None, points))


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    asked = []
    unexplained = rows[(rows["state"] == "unexplained") & (rows["meaning"] != "improvement")]
    if len(unexplained):
        row = unexplained.iloc[-1]
        asked.append(f"Why has nobody explained {row['name']} of {_when(row)}?")
    waiting = rows[(rows["state"] == "open") & (rows["meaning"] != "improvement")]
    if len(waiting):
        row = waiting.loc[waiting["days_open"].idxmax()]
        who = "who sees to it" if missing(row["owner_role"]) else f"what is left for the {row['owner_role']} to do"
        asked.append(f"{row['name']}, {_when(row)}: {who}, and by when?")
    again = rows[rows["meaning"] == "concern"]["name"].value_counts()
    if len(again) and again.iloc[0] > 1:
        asked.append(f"{again.index[0]} was a concern in {again.iloc[0]} months: what would keep it from coming again?")
    return tuple(asked)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Measure": rows["name"],
            "Month": [_when(row) for _, row in rows.iterrows()],
            "Figure": [
                f"{say_number(row['value'], row['unit'])}, unusually {_SIDES[row['side']]}{_meaning(row)}"
                for _, row in rows.iterrows()
            ],
            "Cause": [_cause(row) for _, row in rows.iterrows()],
            "What was done": rows["action"].fillna("–"),
            "Owner": rows["owner_role"].fillna("–"),
            "State": [_state(row) for _, row in rows.iterrows()],
        }
    )


def _meaning(row: pd.Series) -> str:
    return "" if row["meaning"] == "neutral" else f" ({row['meaning']})"


def _cause(row: pd.Series) -> str:
    if row["state"] == "unexplained":
        return "–"
    said = row["explanation"] if missing(row["cause"]) else row["cause"]
    return f"{said} (exceptional)" if row["exceptional"] else said


def _state(row: pd.Series) -> str:
    if row["state"] == "closed":
        return f"Closed on {say_date(row['closed_on'])}"
    words = "Open" if row["state"] == "open" else STATES["unexplained"]
    return f"{words}, {say_count(int(row['days_open']), 'day')}"


def _figure(rows: pd.DataFrame, measures: pd.DataFrame, theme: str) -> go.Figure:
    """A row for each measure, with a mark in each of its unusual months."""
    c = colours(theme)
    own = rows.groupby("measure_id")["state"]
    places = [measure_address(each) for each in measures["measure_id"]]
    beside = [_beside(own.get_group(each)) for each in measures["measure_id"]]
    fig = rows_figure(theme, list(measures["name"]), beside, entries=len(STATES), places=places)
    fill = {"unexplained": c.concern, "open": c.main, "closed": c.page}
    drawn = rows.merge(measures[["measure_id"]].reset_index(names="row"), on="measure_id")
    for state, words in STATES.items():
        part = drawn[drawn["state"] == state]
        fig.add_scatter(
            x=part["month"], y=part["row"], mode="markers", name=words,
            marker={"symbol": [f"triangle-{'up' if side > 0 else 'down'}" for side in part["side"]] or "triangle-up",
                    "size": 14, "color": fill[state], "line": {"color": c.text, "width": 1.5}},
            hovertext=[f"<b>{safe(row['name'])}</b>, {_when(row)}<br>{_state(row)}" for _, row in part.iterrows()],
            hoverinfo="text", showlegend=len(part) > 0,
        )  # fmt: skip
    for row in range(len(measures)):
        fig.add_shape(type="line", x0=0, x1=1, xref="paper", y0=row, y1=row, line={"color": c.grid, "width": 1},
                      layer="below")  # fmt: skip
    newest = rows["month"].max()
    month_axis(fig, newest - pd.DateOffset(months=23), newest)
    fig.update_layout(height=fig.layout.height + _TOP, margin={"t": fig.layout.margin.t + _TOP})
    return fig


def _beside(states: pd.Series) -> str:
    counts = states.value_counts()
    said = {"unexplained": "not explained", "open": "open", "closed": "closed"}
    return ", ".join(f"{counts[state]} {words}" for state, words in said.items() if state in counts)
