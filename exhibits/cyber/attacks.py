"""The month's headline: how many attacks were attempted, and how many got through."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.common.chart_parts import heading
from exhibits.common.links import links_to_measures
from exhibits.common.no_data import words_only
from exhibits.common.source import source_line
from exhibits.common.style import Colours, colours, month_ticks, template, value_ticks
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import (
    first_that_fits,
    full_stop,
    missing,
    say_count,
    say_list,
    say_month,
    say_number,
    say_range,
    upper_first,
)

_KEY = "attacks"
_MONTHS = 24
_WIDE = 20 * 24 * 3600 * 1000  # milliseconds: a column of 20 days
_GROUPS = {"staff": "staff", "councillor": "councillors", "member": "councillors"}


def attacks(view: View) -> Exhibit:
    """Attempted and successful attacks by month; the sentence is one to quote as the month's headline."""
    measures = view_rows(view, "cyber/measures")
    rows = view_rows(view, "cyber/attacks")
    rows = rows[rows["complete"]].reset_index(drop=True)
    if rows.empty:
        return words_only(
            _KEY,
            "Attacks: no data",
            "No data: no measure of the theme “Cyber security” counts attacks: see “Measures” and “KPI values”.",
        )
    newest = rows.iloc[-1]
    counted = measures[measures["subject"].isin(("attempted", "succeeded"))]
    described = definition_of(view, counted["measure_id"].iloc[-1])
    assert described is not None  # it is one of them
    shown = rows.tail(_MONTHS).reset_index(drop=True)
    return Exhibit(
        key=_KEY,
        title=_title(newest),
        lead=_lead(newest, rows, measures),
        more=_more(rows, counted),
        table=_table(shown),
        source=source_line(view, described),
        figure=_figure(shown, view.theme),
        questions=_questions(newest, rows),
        data=shown.iloc[::-1].reset_index(drop=True),
        note=_definition(counted),
        links=links_to_measures(counted),
    )


def in_short(view: View) -> tuple[str, str]:
    """The headline in one sentence, and the measure that counts attempts; ("", "") where nothing is counted."""
    made = attacks(view)
    if made.figure is None:
        return "", ""
    measures = view_rows(view, "cyber/measures")
    tried = measures.loc[measures["subject"] == "attempted", "measure_id"]
    return made.lead, "" if tried.empty else str(tried.iloc[0])


def _got_through(count: float) -> str:
    return "none got through" if count == 0 else f"{say_number(count, 'count')} got through"


def _title(newest: pd.Series) -> str:
    month, count = say_month(newest["month"]), newest["succeeded"]
    if missing(count):
        return f"{say_number(newest['attempted'], 'count')} attacks were attempted in {month}"
    if count == 0:
        return f"No attack got through in {month}"
    return f"{say_count(int(count), 'attack')} got through in {month}"


def _lead(newest: pd.Series, rows: pd.DataFrame, measures: pd.DataFrame) -> str:
    """In October 2026, 41,322 attacks were attempted and none got through; 89% of staff are trained."""
    month, tried, count = say_month(newest["month"]), newest["attempted"], newest["succeeded"]
    if missing(count):
        return f"{say_number(tried, 'count')} attacks were attempted in {month}; how many got through is not stated."
    if missing(tried):
        return f"In {month} {_got_through(count)}; how many were attempted is not stated."
    said = f"In {month}, {say_number(tried, 'count')} attacks were attempted and {_got_through(count)}"
    trained = _training(measures, newest["month"])
    return first_that_fits(*([f"{said}; {trained}."] if trained else []), f"{said}.")


def _training(measures: pd.DataFrame, month: pd.Timestamp) -> str:
    """ "89% of staff and 74% of councillors are trained", of measures with a figure of the same month."""
    rows = measures[
        (measures["subject"] == "training") & (measures["unit"] == "percent") & (measures["month"] == month)
    ]
    groups: dict[str, str] = {}
    for row in rows.itertuples():
        name = str(row.name).lower()
        group = "IT staff" if "it staff" in name else next((say for word, say in _GROUPS.items() if word in name), "")
        if group:
            groups.setdefault(group, say_number(row.value, "percent", 0))
    said = say_list([f"{share} of {group}" for group, share in groups.items()])
    return f"{said} have up-to-date training" if said else ""


def _more(rows: pd.DataFrame, counted: pd.DataFrame) -> tuple[str, ...]:
    points = []
    told = rows[rows["succeeded"].notna()]
    year = told[told["month"] > rows["month"].iloc[-1] - pd.DateOffset(months=12)]
    if len(year):
        months = (
            "last 12 months" if len(year) == 12 else f"{say_count(len(year), 'month')} with a figure of the last 12"
        )
        points.append(f"In the {months}, {_got_through(year['succeeded'].sum())}.")
    hit = told[told["succeeded"] > 0]
    if len(hit) and hit["month"].iloc[-1] != rows["month"].iloc[-1]:
        points.append(f"The last month in which one got through was {say_month(hit['month'].iloc[-1])}.")
    tried = counted[(counted["subject"] == "attempted") & counted["lower_limit"].notna()]
    if len(tried) == 1:
        row = tried.iloc[0]
        side = {"unusual_high": "more than usual", "unusual_low": "fewer than usual"}.get(row["verdict"], "as usual")
        points.append(
            f"Attempts were {side}: the usual range is {say_range(row['lower_limit'], row['upper_limit'], 'count')}."
        )
    return tuple(points)


def _definition(counted: pd.DataFrame) -> str:
    """What counts as an attempt, in the words of the measures; the source line has those of what got through."""
    tried = counted.loc[(counted["subject"] == "attempted") & counted["plain_meaning"].notna(), "plain_meaning"]
    return (
        f"What counts as an attempt: {' '.join(upper_first(full_stop(each)) for each in tried)}" if len(tried) else ""
    )


def _questions(newest: pd.Series, rows: pd.DataFrame) -> tuple[str, ...]:
    if not missing(newest["succeeded"]) and newest["succeeded"] > 0:
        return ("What did the attack that got through reach, who was told, and what was changed since?",)
    return ("How would we know if an attack had got through and nobody had noticed?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    newest_first = rows.iloc[::-1]
    return pd.DataFrame(
        {
            "Month": [say_month(month) for month in newest_first["month"]],
            "Attempted": [say_number(value, "count") for value in newest_first["attempted"]],
            "Got through": [say_number(value, "count") for value in newest_first["succeeded"]],
        }
    )


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """Attempts as columns; below them what got through, a true 0 as a ring on the line."""
    c = colours(theme)
    fig = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.68, 0.32], vertical_spacing=0.2)
    fig.update_layout(template=template(theme), height=380, showlegend=False, margin={"t": 34, "b": 8, "l": 8, "r": 8})
    tried = rows[rows["attempted"].notna()]
    fig.add_bar(
        x=tried["month"], y=tried["attempted"], width=_WIDE, marker_color=c.main, hoverinfo="text", row=1, col=1,
        hovertext=[f"<b>{say_month(m)}</b>: {say_number(v, 'count')} attempted"
                   for m, v in zip(tried["month"], tried["attempted"], strict=True)],
    )  # fmt: skip
    heading(fig, "Attempted", 1, 1, c)
    _through(fig, rows[rows["succeeded"].notna()], c)
    heading(fig, "Got through: ○ a true 0; no mark, no figure", 2, 1, c)
    fig.update_xaxes(**month_ticks(rows["month"].iloc[0], rows["month"].iloc[-1]))
    top = float(tried["attempted"].max()) * 1.1 if len(tried) else 1
    fig.update_yaxes(range=[0, top or 1], nticks=4, row=1, col=1, **value_ticks("count", 0, top or 1))
    return fig


def _through(fig: go.Figure, told: pd.DataFrame, c: Colours) -> None:
    none, some = told[told["succeeded"] == 0], told[told["succeeded"] > 0]
    most = float(told["succeeded"].max()) if len(told) else 1
    fig.add_scatter(
        x=none["month"], y=none["succeeded"], mode="markers", cliponaxis=False, row=2, col=1, hoverinfo="text",
        marker={"symbol": "circle-open", "size": 9, "color": c.main, "line": {"width": 2}},
        hovertext=[f"<b>{say_month(m)}</b>: none got through" for m in none["month"]],
    )  # fmt: skip
    fig.add_bar(
        x=some["month"], y=some["succeeded"], width=_WIDE, marker_color=c.concern, row=2, col=1, hoverinfo="text",
        text=[say_number(value, "count") for value in some["succeeded"]], textposition="outside", cliponaxis=False,
        hovertext=[f"<b>{say_month(m)}</b>: {say_number(v, 'count')} got through"
                   for m, v in zip(some["month"], some["succeeded"], strict=True)],
    )  # fmt: skip
    fig.update_yaxes(range=[-0.15 * max(most, 1), 1.35 * max(most, 1)], tickvals=[0, round(max(most, 1))], row=2, col=1)
