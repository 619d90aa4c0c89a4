"""How well the council is protected: training, updates, the second sign-in step and test e-mails, against targets."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.bar_rows import bars_against, key_below, percent_scale, rows_figure
from exhibits.common.links import links_to_measures, measure_address, with_day
from exhibits.common.no_data import words_only
from exhibits.common.source import source_of_measures
from exhibits.common.style import safe
from exhibits.common.verdicts import known_as, months_of, say_target, say_target_met
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, naming, say_count, say_number, say_period

_KEY = "protection"
_COUNTS = ("attempted", "succeeded")  # have an exhibit of their own


def protection(view: View) -> Exhibit:
    """Every percentage of the theme cyber security in its newest month beside its target; a click rate only with the
    difficulty of the test e-mails."""
    every = view_rows(view, "cyber/measures")
    every = every[~every["subject"].isin(_COUNTS) & (every["unit"] == "percent") & every["value"].notna()]
    untold = every[(every["subject"] == "clicked") & every["difficulty"].isna()]
    rows = every.drop(untold.index).reset_index(drop=True)
    if rows.empty:
        return words_only(
            _KEY,
            "Protection: no data",
            "No data: no percentage of the theme “Cyber security” has come in: see “Measures” and “KPI values”.",
        )
    return Exhibit(
        key=_KEY,
        title=_title(rows),
        lead=_lead(rows),
        more=_more(rows),
        table=_table(rows),
        source=source_of_measures(rows, "the percentages of the theme “Cyber security”"),
        figure=_figure(rows, view),
        questions=_questions(rows),
        data=rows,
        note=naming("Not shown, as its meaning does not say how difficult the test e-mails were: {}.", untold["name"])
        if len(untold)
        else "",
        links=links_to_measures(rows),
    )


def _missed(rows: pd.DataFrame) -> pd.DataFrame:
    """Those that miss their target, the furthest first (in percentage points)."""
    missed = rows[known_as(rows["target_met"], False)]
    return missed.assign(gap=(missed["target"] - missed["value"]).abs()).sort_values(
        "gap", ascending=False, kind="stable"
    )


def _title(rows: pd.DataFrame) -> str:
    judged, missed = int(rows["target_met"].notna().sum()), len(_missed(rows))
    if not judged:
        return f"{say_count(len(rows), 'measure')} of protection, none with a target"
    if not missed:
        return "The one measure with a target meets it" if judged == 1 else f"All {judged} measures meet their target"
    miss = "misses its" if missed == 1 else "miss their"
    return f"{missed} of {say_count(judged, 'measure')} of protection {miss} target"


def _name(row: pd.Series) -> str:
    """Its name; that of a click rate with the difficulty, without which it says nothing."""
    if row["subject"] != "clicked":
        return str(row["name"])
    return f"{row['name']} ({row['difficulty']} difficulty)"


def _lead(rows: pd.DataFrame) -> str:
    missed = _missed(rows)
    if missed.empty:
        row = rows.iloc[0]
        return f"{_name(row)}: {say_number(row['value'], 'percent')} in {say_period(row['month'], months_of(row))}."
    row = missed.iloc[0]
    figures = f"{say_number(row['value'], 'percent')} against a target of {say_number(row['target'], 'percent')}"
    when = say_period(row["month"], months_of(row))
    return first_that_fits(f"Furthest from its target: {_name(row)}, {figures} in {when}.", f"{_name(row)}: {figures}.")


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    met = [_name(row) for _, row in rows[known_as(rows["target_met"], True)].iterrows()]
    others = [_name(row) for _, row in _missed(rows).iloc[1:].iterrows()]
    points = [naming("Also below what was aimed at: {}.", others)] if others else []
    return (*points, naming("At or beyond their target: {}.", met)) if met else tuple(points)


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    missed = _missed(rows)
    if missed.empty:
        return ("Which of these targets were set by us, and which by somebody else?",)
    return (f"{missed.iloc[0]['name']}: what stands between the figure and its target, and by when will it be met?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Measure": [_name(row) for _, row in rows.iterrows()],
            "Month": [say_period(row["month"], months_of(row)) for _, row in rows.iterrows()],
            "Figure": [say_number(value, "percent") for value in rows["value"]],
            "Target": [say_target(row) for _, row in rows.iterrows()],
            "Target met": [say_target_met(each) for each in rows["target_met"]],
        }
    )


def _figure(rows: pd.DataFrame, view: View) -> go.Figure:
    """A bar for each measure from 0% to 100%, with a line where its target lies."""
    places = [measure_address(each) for each in rows["measure_id"]]
    places = list(with_day(dict(zip(places, places, strict=True)), view.as_at).values()) if view.as_at else places
    names = [_name(row) for _, row in rows.iterrows()]
    beside = [_beside(row) for _, row in rows.iterrows()]
    fig = rows_figure(view.theme, names, beside, entries=1, places=places)
    hover = [f"<b>{safe(name)}</b>: {safe(words)}" for name, words in zip(names, beside, strict=True)]
    bars_against(fig, rows["value"], rows["target"], known_as(rows["target_met"], False), view.theme, hover)
    percent_scale(fig)
    key_below(fig, ["┃ target, met or missed"], view.theme)
    return fig


def _beside(row: pd.Series) -> str:
    value = say_number(row["value"], "percent")
    if missing(row["target_met"]):
        return value
    return f"{value}, {'met' if row['target_met'] else 'missed'}"
