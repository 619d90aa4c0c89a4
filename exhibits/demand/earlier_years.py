"""The same month in earlier years."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.chart_parts import hover_texts
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure
from exhibits.common.verdicts import VERDICTS
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import for_a, say_list, say_month, say_number, say_range, short_number


def earlier_years(view: View, *, measure_id: str, directorate: str | None = None, month: date | None = None) -> Exhibit:
    """The same month of the year in all years that are held."""
    key, known = f"earlier_years_{measure_id}", definition_of(view, measure_id)
    if known is None:
        return no_such_measure(key)
    name, unit, source = f"{known['name']}{scope_suffix(directorate)}", known["unit"], source_line(view, known)
    rows = view_rows(view, "signals/earlier_years", measure_id=measure_id, directorate=directorate, month=month)
    rows = rows[rows["value"].notna()]
    if rows.empty or not rows["is_this_year"].any():
        return words_only(key, f"{name}: no data", "No data: there are no figures for this month.", source)
    now, before = rows[rows["is_this_year"]].iloc[0], rows[~rows["is_this_year"]]
    return Exhibit(
        key=key,
        title=f"{name}: {now['month']:%B} in {'every year' if len(before) else 'its first year'}",
        summary=_summary(now, before, unit),
        table=_table(rows, unit),
        source=source,
        figure=_figure(rows, unit, view.theme) if len(before) else None,
        questions=_questions(now, before),
        data=rows.drop(columns="measure_id"),
    )


def _summary(now: pd.Series, before: pd.DataFrame, unit: str) -> str:
    name = f"{now['month']:%B}"
    sentence = f"{say_month(now['month'])}: {say_number(now['value'], unit)}."
    if before.empty:
        return f"{sentence} There are no figures for an earlier {name}."
    if len(before) == 1:
        sentence += f" The one {name} before it had {say_number(before['value'].iloc[0], unit)}."
    else:
        least, most = short_number(before["value"].min(), unit), say_number(before["value"].max(), unit)
        between = f"between {least} and {most}" if before["value"].min() < before["value"].max() else f"at {most}"
        sentence += f" The {len(before)} {name}s before it were {between}."
    if now["verdict"].startswith("unusual"):
        usual = say_range(now["lower_limit"], now["upper_limit"], unit)
        of = f" {for_a(now['month'])}" if now["seasonal"] else ""
        side = "above" if now["verdict"] == "unusual_high" else "below"
        sentence += (
            f" It is {side} the usual range{of} of {usual}."
            if usual != "no range yet"
            else f" It is unusually {'high' if side == 'above' else 'low'}."
        )
    elif now["verdict"] == "usual":
        sentence += " It is inside the usual range: changes of this size happen by chance."
    odd = before[before["exceptional"]]
    if len(odd):
        sentence += f" {say_list([say_month(m) for m in odd['month']])} was declared exceptional."
    return sentence


def _questions(now: pd.Series, before: pd.DataFrame) -> tuple[str, ...]:
    name = f"{now['month']:%B}"
    if before.empty:
        return (f"Do older records hold an earlier {name} to compare with?",)
    if now["seasonal"] and now["verdict"] == "unusual_high":
        return (f"What was different from earlier {name}s, and what is planned for the next one?",)
    if now["seasonal"]:
        return ("The time of year matters for this measure: is the team’s year planned around it?",)
    if now["verdict"].startswith("unusual"):
        return (f"Earlier {name}s do not explain this month: what does?",)
    return (f"Is there a reason why {name} should be like any other month?",)


def _table(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    rows = rows.iloc[::-1]
    return pd.DataFrame(
        {
            "Month": [say_month(month) for month in rows["month"]],
            "Value": [say_number(value, unit) for value in rows["value"]],
            "Usual range": [
                say_range(low, high, unit) for low, high in zip(rows["lower_limit"], rows["upper_limit"], strict=True)
            ],
            "Verdict": [
                VERDICTS[verdict] + (" (declared exceptional)" if odd else "")
                for verdict, odd in zip(rows["verdict"], rows["exceptional"], strict=True)
            ],
        }
    ).reset_index(drop=True)


def _figure(rows: pd.DataFrame, unit: str, theme: str) -> go.Figure:
    c = colours(theme)
    rows = rows.tail(10)
    fig = figure(theme, height=280)
    fill = [c.main if this else c.edge for this in rows["is_this_year"]]
    fig.add_bar(
        x=[f"{month:%b}<br>{month:%Y}" for month in rows["month"]],
        y=rows["value"],
        marker={"color": fill},
        text=[
            f"<b>{short_number(value, unit)}</b>" if this else short_number(value, unit)
            for value, this in zip(rows["value"], rows["is_this_year"], strict=True)
        ],
        textposition="outside",
        textfont={"color": c.text},
        cliponaxis=False,
        hovertext=hover_texts(rows["month"], rows["value"], unit),
        hoverinfo="text",
        showlegend=False,
        width=0.6,
    )  # fmt: skip
    low, high = min(rows["value"].min(), 0), max(rows["value"].max(), 0)
    room = (high - low) * 0.14 or 1
    fig.update_yaxes(range=[low - (room if low < 0 else 0), high + room], visible=False)
    return fig
