"""With and without the longest record: whether a month's work time lost rests on one."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.chart_parts import ink_on
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import missing, say_count, say_month, say_number, say_range
from exhibits.demand.months import WORK_TIME_LOST


def one_record(view: View, *, directorate: str | None = None, month: date | None = None) -> Exhibit:
    """Whether a month's work time lost rests on one long record: with it, and without. Never says whose it is."""
    key, known = "one_record", definition_of(view, WORK_TIME_LOST)
    if known is None:
        return no_such_measure(key)
    source = source_line(view, known)
    rows = view_rows(view, "signals/one_record", directorate=directorate, month=month)
    if rows.empty:
        sentence = "No data: no single records of work time lost are held for this month."
        return words_only(key, f"Single records{scope_suffix(directorate)}: no data", sentence, source)
    first = rows.iloc[0]
    clearing = rows[rows["clears"]]
    few = clearing.iloc[0] if len(clearing) and clearing["share"].iloc[0] >= 0.5 else None
    return Exhibit(
        key=key,
        title=_title(first, few, directorate),
        lead=_lead(rows, few),
        more=_more(rows, few),
        table=_table(rows),
        source=source,
        figure=_with_and_without(first, few, view.theme) if few is not None else None,
        questions=_questions(first, few),
        data=rows,
        note="Nothing is taken out of the figures: this only shows what they rest on. It explains, it does not prove."
        if first["verdict"] == "unusual_high"
        else "",
    )


def _title(first: pd.Series, few: pd.Series | None, directorate: str | None) -> str:
    when = f"{say_month(first['month'])}{scope_suffix(directorate)}"
    if few is None:
        return f"No single record explains {when}"
    return f"{when} was mostly one long record" if few["k"] == 1 else f"{when} was mostly {int(few['k'])} long records"


def _lead(rows: pd.DataFrame, few: pd.Series | None) -> str:
    first = rows.iloc[0]
    when, longest = say_month(first["month"]), _long(first["minutes"])
    value, without = say_number(first["value"], "hours"), say_number(first["value_without"], "hours")
    if first["verdict"] != "unusual_high":
        what = {
            "usual": "is inside its usual range, so one record has nothing to explain",
            "unusual_low": "is below its usual range, which no long record can explain",
        }.get(first["verdict"], "has no usual range to be compared with")
        return f"No single record explains {when}: {value} {what}."
    if few is None:
        if first["value_without"] > first["upper_limit"]:
            return f"No single record explains {when}: {value}, and without the longest ({longest}) {without}."
        return (
            f"No single record explains {when}: the longest ({longest}) makes up less than half of what is above usual."
        )
    k = int(few["k"])
    shortest = _long(few["minutes"])
    each = f"{longest} each" if shortest == longest else f"{shortest} to {longest}"
    what = f"one record of {longest}" if k == 1 else f"{k} records of {each}"
    return (
        f"{when} was mostly {what}: {value} with {'it' if k == 1 else 'them'}, "
        f"{say_number(few['value_without'], 'hours')} without."
    )


def _more(rows: pd.DataFrame, few: pd.Series | None) -> tuple[str, ...]:
    first = rows.iloc[0]
    if first["verdict"] != "unusual_high":
        part = first["minutes"] / 60 / first["value"] if first["value"] else 0
        share = f", {part:.0%} of the month" if part >= 0.01 else ""
        return (f"The longest record is {_long(first['minutes'])}{share}.",)
    usual = f"The usual range is {say_range(first['lower_limit'], first['upper_limit'], 'hours')}."
    if few is not None:
        return (usual,)
    return (
        usual,
        f"{say_count(int(first['records']), 'incident states', 'incidents state')} a figure; half of them lost "
        f"{_long(first['typical_minutes'])} or less.",
    )


def _long(minutes: float) -> str:
    return say_number(minutes / 60, "hours") if minutes >= 90 else say_number(minutes, "minutes")


def _questions(first: pd.Series, few: pd.Series | None) -> tuple[str, ...]:
    if few is not None:
        return (
            "Is the long record right: was that time lost to one incident, or typed in wrongly?",
            "If it is right, why did that one incident take so long?",
        )
    if first["verdict"] == "unusual_high":
        return ("Many people lost time in this month: what did their incidents have in common?",)
    return ("Are very long records checked with the person before they are published?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Longest records": [int(k) for k in rows["k"]],
            "Length of this one": [_long(minutes) for minutes in rows["minutes"]],
            "The month without it and those above": [say_number(value, "hours") for value in rows["value_without"]],
            "Inside the usual range then": [
                "–" if missing(upper) else "Yes" if value <= upper else "No"
                for value, upper in zip(rows["value_without"], rows["upper_limit"], strict=True)
            ],
        }
    )


def _with_and_without(first: pd.Series, few: pd.Series, theme: str) -> go.Figure:
    c, k = colours(theme), int(few["k"])
    fig = figure(theme, height=210)
    names = ["With it", "Without it"] if k == 1 else ["With them", "Without them"]
    values = [first["value"], few["value_without"]]
    fig.add_shape(
        type="rect", x0=max(first["lower_limit"], 0), x1=first["upper_limit"], y0=-0.6, y1=1.6, layer="below",
        fillcolor=c.band, line={"color": c.limit, "width": 1, "dash": "dot"},
    )  # fmt: skip
    fig.add_bar(
        orientation="h", y=names, x=values, width=0.5, marker_color=[c.second, c.main], hoverinfo="skip",
        showlegend=False, text=[f"<b>{say_number(value, 'hours')}</b>" for value in values], textposition="inside",
        insidetextanchor="end", insidetextfont={"color": [ink_on(c.second), ink_on(c.main)], "size": 14},
    )  # fmt: skip
    fig.add_annotation(
        text=f"Usual range: {say_range(first['lower_limit'], first['upper_limit'], 'hours')}", x=0, xref="paper",
        xanchor="left", xshift=4, y=-0.6, yanchor="bottom", yshift=4, showarrow=False,
        font={"size": 13, "color": c.text},
    )  # fmt: skip
    fig.update_xaxes(range=[0, first["value"] * 1.05], title="Hours of work time lost", nticks=5)
    fig.update_yaxes(range=[1.6, -1.1], tickfont={"color": c.text, "size": 14}, showgrid=False)
    return fig
