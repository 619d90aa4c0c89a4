"""The same month in earlier years."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.chart_parts import caption, hover_texts
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure, tick_label
from exhibits.common.verdicts import VERDICTS, months_of
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import (
    UNIT_WORDS,
    for_a,
    missing,
    name_period,
    name_some,
    period_word,
    say_number,
    say_period,
    say_range,
    short_number,
)


def earlier_years(view: View, *, measure_id: str, directorate: str | None = None, month: date | None = None) -> Exhibit:
    """The same month of the year, or the same quarter, in all years that are held."""
    key, known = f"earlier_years_{measure_id}", definition_of(view, measure_id)
    if known is None:
        return no_such_measure(key)
    name, unit, source = f"{known['name']}{scope_suffix(directorate)}", known["unit"], source_line(view, known)
    rows = view_rows(view, "signals/earlier_years", measure_id=measure_id, directorate=directorate, month=month)
    rows = rows[rows["value"].notna()]
    if rows.empty or not rows["is_this_year"].any():
        return words_only(key, f"{name}: no data", "No data: there are no figures for this period.", source)
    now, before = rows[rows["is_this_year"]].iloc[0], rows[~rows["is_this_year"]]
    return Exhibit(
        key=key,
        title=_title(name, now, first=before.empty),
        lead=_lead(now, before, unit),
        more=_more(now, before, unit),
        table=_table(rows, unit),
        source=source,
        figure=_figure(rows, unit, view.theme) if len(before) else None,
        questions=_questions(now, before),
        data=rows.iloc[::-1].drop(columns="measure_id"),
    )


def _name(now: pd.Series) -> str:
    """ "September"; "July to September"."""
    return name_period(now["month"], months_of(now))


def _title(name: str, now: pd.Series, *, first: bool) -> str:
    if months_of(now) == _YEAR:
        return f"{name}: {'its first year' if first else 'every year'}"
    return f"{name}: {_name(now)} in {'its first year' if first else 'every year'}"


_YEAR = 12


def _names(now: pd.Series) -> str:
    """ "Septembers"; "quarters of July to September"; "years"."""
    months = months_of(now)
    return {1: f"{_name(now)}s", _YEAR: "years"}.get(months, f"{period_word(months)}s of {_name(now)}")


def _when(now: pd.Series) -> str:
    return say_period(now["month"], months_of(now))


def _lead(now: pd.Series, before: pd.DataFrame, unit: str) -> str:
    sentence = f"{_when(now)}: {say_number(now['value'], unit)}"
    if now["verdict"].startswith("unusual"):
        usual = say_range(now["lower_limit"], now["upper_limit"], unit)
        side = "above" if now["verdict"] == "unusual_high" else "below"
        if usual == "no range yet":
            return f"{sentence}, which is unusually {'high' if side == 'above' else 'low'}."
        of = f" {for_a(now['month'], months_of(now))}" if now["seasonal"] else ""
        return f"{sentence}, {side} the usual range{of} of {usual}."
    if now["verdict"] == "usual":
        return f"{sentence}, inside the usual range: changes of this size happen by chance."
    return f"{sentence}." if len(before) else f"{sentence}, the first {_name(now)} with a figure."


def _more(now: pd.Series, before: pd.DataFrame, unit: str) -> tuple[str, ...]:
    name = _name(now)
    if before.empty:
        return (f"There are no figures for an earlier {name}.",)
    if len(before) == 1:
        sentences = [f"The one {name} before it had {say_number(before['value'].iloc[0], unit)}."]
    else:
        least, most = short_number(before["value"].min(), unit), say_number(before["value"].max(), unit)
        between = f"between {least} and {most}" if before["value"].min() < before["value"].max() else f"at {most}"
        sentences = [f"The {len(before)} {_names(now)} before it were {between}."]
    odd = before[before["exceptional"]]
    if len(odd):
        years = name_some([say_period(m, months_of(now)) for m in odd["month"]], 3, strict=True)
        sentences.append(f"{years} {'was' if len(odd) == 1 else 'were'} declared exceptional.")
    return tuple(sentences)


def _questions(now: pd.Series, before: pd.DataFrame) -> tuple[str, ...]:
    name = _name(now)
    if before.empty:
        return (f"Do older records hold an earlier {name} to compare with?",)
    if now["seasonal"] and now["verdict"] == "unusual_high":
        return (f"What was different from earlier {_names(now)}, and what is planned for the next one?",)
    if now["seasonal"]:
        return ("The time of year matters for this measure: is the team’s year planned around it?",)
    if now["verdict"].startswith("unusual"):
        return (f"Earlier {_names(now)} do not explain this {period_word(months_of(now))}: what does?",)
    if months_of(now) == _YEAR:
        return ("Which way do the years go, and is that what was meant?",)
    return (f"Is there a reason why {name} should be like any other {period_word(months_of(now))}?",)


def _table(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    rows, length = rows.iloc[::-1], months_of(rows.iloc[0])
    return pd.DataFrame(
        {
            period_word(length).capitalize(): [say_period(month, length) for month in rows["month"]],
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
    """A bar for each year, with the usual range of this month's across them."""
    c = colours(theme)
    rows = rows.tail(10)
    now = rows[rows["is_this_year"]].iloc[0]
    length = months_of(now)
    fig = figure(theme, height=310)
    fig.add_bar(
        x=[tick_label(month, length) for month in rows["month"]],
        y=rows["value"],
        marker={"color": [c.main if this else c.edge for this in rows["is_this_year"]]},
        text=[
            f"<b>{short_number(value, unit)}</b>" if this else short_number(value, unit)
            for value, this in zip(rows["value"], rows["is_this_year"], strict=True)
        ],
        textposition="outside",
        textfont={"color": c.text},
        cliponaxis=False,
        hovertext=hover_texts(rows["month"], rows["value"], unit, length),
        hoverinfo="text",
        showlegend=False,
        width=0.6,
    )  # fmt: skip
    seen = [rows["value"].min(), rows["value"].max(), 0]
    words = UNIT_WORDS[unit]
    if not missing(now["lower_limit"]):
        floor = now["lower_limit"] if seen[0] < 0 else max(now["lower_limit"], 0)
        seen += [floor, now["upper_limit"]]
        fig.add_shape(
            type="rect", x0=0, x1=1, xref="paper", y0=floor, y1=now["upper_limit"], layer="below",
            fillcolor=c.band, line={"color": c.limit, "width": 1, "dash": "dot"},
        )  # fmt: skip
        of = f" {for_a(now['month'], months_of(now))}" if now["seasonal"] else ""
        words = f"{words}{'. ' if words else ''}Shaded: the usual range{of}"
    if words:
        caption(fig, words, c)
    low, high = min(seen), max(seen)
    room = (high - low) * 0.14 or 1
    fig.update_layout(margin={"t": 34})
    fig.update_yaxes(range=[low - (room if low < 0 else 0), high + room], visible=False)
    return fig
