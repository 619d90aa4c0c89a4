"""Investment beside saving, year by year: what is spent once and every year, and what leaves a budget for good."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.money import CLASSES, CLASSES_NOTE, money_question, no_money_lines, say_years
from exhibits.common.money_bars import Part, fill
from exhibits.common.scope import ProjectScope
from exhibits.common.source import money_source
from exhibits.common.style import colours, figure
from exhibits.common.words import LEAD, POINT, first_that_fits, full_pounds, say_list, say_pounds, short_pounds
from exhibits.money.years import CALLED

_KEY = "investment"
_YEARS = 6  # drawn at most
_COSTS = {"once_gbp": "Invested once", "running_gbp": "Cost of every year", "unsorted_gbp": "Cost, not said which"}
_SAVED = {"cashable_gbp": "Cashable saving", "at_risk_gbp": "Cashable, at risk"}
_MEANS = (
    "costs are the actual of past years, the forecast of this one and the projection of later ones; invested is what "
    "comes once. A saving is what is delivered or still to come. Years that nobody has published count nowhere."
)


def investment(view: View, *, today: date | None = None, **scope: Unpack[ProjectScope]) -> Exhibit:
    """Each financial year's costs beside what is saved in it, each class of saving by itself, and both added up.

    today: the day that says which financial year is this one (None = today).
    """
    question = money_question(view, today, **scope)
    rows = question.rows(view, _KEY)
    if rows.empty:
        return no_money_lines(view, question, _KEY, "Investment beside saving", "costs or savings")
    drawn = _drawn(rows)
    return Exhibit(
        key=_KEY,
        title=question.prefix + _title(rows),
        lead=_lead(rows),
        more=_more(rows),
        table=_table(rows),
        source=money_source(view, rows, _MEANS),
        figure=_figure(drawn, view.theme),
        questions=_questions(rows),
        data=rows,
        note=" ".join([CLASSES_NOTE, *_left_out(rows, drawn)]),
    )


def _now(rows: pd.DataFrame) -> pd.Series:
    """This financial year; where nobody has published it, the last one before it, else the first one after."""
    upto = rows[rows["when_"] != "future"]
    return upto.iloc[-1] if len(upto) else rows.iloc[0]


def _title(rows: pd.DataFrame) -> str:
    last = rows.iloc[-1]
    costs = f"{say_years(list(rows['fin_year']))}: costs of {say_pounds(last['cost_so_far_gbp'])}"
    return f"{costs}, {_saved(last['cashable_so_far_gbp'])}"


def _saved(pounds: float, at_risk: float = 0) -> str:
    """ "cashable savings of £38,870, £53,130 more at risk"."""
    said = f"cashable savings of {say_pounds(pounds)}" if pounds >= 0.5 else "no cashable saving"
    return f"{said}, {say_pounds(at_risk)} more at risk" if at_risk >= 0.5 else said


def _lead(rows: pd.DataFrame) -> str:
    return _so_far(f"{_now(rows)['fin_year']}:", _now(rows), "", LEAD)


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    now, last = _now(rows), rows.iloc[-1]
    points = [_so_far(f"Up to {row['fin_year']}:", row, "_so_far", POINT) for row in (now, last)]
    points = list(dict.fromkeys(points))
    covered = rows[rows["covered"]]
    if len(covered):
        points.append(f"By {covered['fin_year'].iloc[0]} cashable savings, added up, reach the costs until then.")
    else:
        points.append("In no year published do cashable savings, added up, reach the costs until then.")
    others = [
        f"{CLASSES[name].lower()} {say_pounds(rows[f'{name}_gbp'].sum())}"
        for name in ("income", "non_cashable", "avoidance", "not_stated")
        if rows[f"{name}_gbp"].sum() >= 0.5
    ]
    if others:
        points.append(
            first_that_fits(f"Not among these, all years: {say_list(others)}.", f"Besides: {others[0]}.", most=POINT)
        )
    return tuple(points)


def _so_far(begin: str, row: pd.Series, column: str, most: int) -> str:
    """ "2026/27: costs of £2.75 million, £1.7 million of it once; cashable savings of £38,870, £53,130 more at risk."

    column: what the names of the columns have before their unit ("_so_far": added up).
    """
    cost, once, cash, risk = (row[f"{name}{column}_gbp"] for name in ("cost", "once", "cashable", "at_risk"))
    costs = f"{begin} costs of {say_pounds(cost)}"
    return first_that_fits(
        f"{costs}, {say_pounds(once)} of it once; {_saved(cash, risk)}.",
        f"{costs}; {_saved(cash, risk)}.",
        f"{costs}; {_saved(cash)}.",
        most=most,
    )


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    asked, last = [], rows.iloc[-1]
    if last["at_risk_so_far_gbp"] >= 0.5:
        asked.append(
            f"What has to happen so that the {say_pounds(last['at_risk_so_far_gbp'])} at risk is saved after all?"
        )
    if not last["covered"]:
        asked.append("What does the council get for costs that no cashable saving answers, and how is that shown?")
    return tuple(asked) or ("Which budgets became smaller by what was saved, and in which year?",)


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """This year, up to three before it, and those after it."""
    past = int((rows["when_"] == "past").sum())
    first = max(0, min(past - 3, len(rows) - _YEARS))
    return rows.iloc[first : first + _YEARS].reset_index(drop=True)


def _left_out(rows: pd.DataFrame, drawn: pd.DataFrame) -> list[str]:
    if len(drawn) == len(rows):
        return []
    return [f"Drawn are {say_years(list(drawn['fin_year']))}; the table has all years."]


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    columns = {
        **_COSTS, "cost_gbp": "All costs", "cashable_gbp": "Cashable saving", "at_risk_gbp": "Cashable, at risk",
        "income_gbp": CLASSES["income"], "non_cashable_gbp": CLASSES["non_cashable"],
        "avoidance_gbp": CLASSES["avoidance"], "not_stated_gbp": "Saving, not classified",
        "cost_so_far_gbp": "Costs so far", "cashable_so_far_gbp": "Cashable savings so far",
    }  # fmt: skip
    shown = {name: words for name, words in columns.items() if name in ("cost_gbp", "cashable_gbp") or rows[name].any()}
    return pd.DataFrame(
        {
            "Year": [f"{row['fin_year']} {CALLED[row['when_']]}" for _, row in rows.iterrows()],
            **{words: [full_pounds(value) for value in rows[name]] for name, words in shown.items()},
        }
    )


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """For each year a bar of costs and, at its right, one of cashable savings; the sum of each stands above it."""
    c = colours(theme)
    parts = {
        "once_gbp": (-0.2, Part(_COSTS["once_gbp"], c.main)),
        "running_gbp": (-0.2, Part(_COSTS["running_gbp"], c.main, "/")),
        "unsorted_gbp": (-0.2, Part(_COSTS["unsorted_gbp"], c.muted)),
        "cashable_gbp": (0.2, Part(_SAVED["cashable_gbp"], c.second)),
        "at_risk_gbp": (0.2, Part(_SAVED["at_risk_gbp"], c.second, "x")),
    }
    fig = figure(theme, height=400)
    for name, (shift, part) in parts.items():
        if not rows[name].any():
            continue
        fig.add_bar(
            x=[place + shift for place in range(len(rows))], y=rows[name], width=0.36, name=part.name,
            marker=fill(part, c), hoverinfo="text",
            hovertext=[f"{row['fin_year']} {CALLED[row['when_']]}, {part.name.lower()}: {say_pounds(row[name])}"
                       for _, row in rows.iterrows()],
        )  # fmt: skip
    whole = rows["cashable_gbp"] + rows["at_risk_gbp"]
    label = {"yanchor": "bottom", "yshift": 2, "showarrow": False, "font": {"size": 11, "color": c.text}}
    for place, (_, row) in enumerate(rows.iterrows()):
        fig.add_annotation({**label, "x": place - 0.2, "y": row["cost_gbp"], "text": short_pounds(row["cost_gbp"])})
        # from its left edge on: on a phone the bar beside it would lie below the words
        beside = {"x": place + 0.02, "xanchor": "left", "align": "left"}
        fig.add_annotation({**label, **beside, "y": whole[place], "text": _above(row)})
    ticks = [f"<b>{row['fin_year']}</b><br>{CALLED[row['when_']]}" for _, row in rows.iterrows()]
    fig.update_layout(
        barmode="stack", margin={"t": 30, "b": 110}, showlegend=True,
        legend={"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top", "traceorder": "normal"},
    )  # fmt: skip
    fig.update_xaxes(tickvals=list(range(len(rows))), ticktext=ticks, ticks="", range=[-0.55, len(rows) - 0.45],
                     tickfont={"size": 11 if len(rows) > 5 else 12, "color": c.text})  # fmt: skip
    fig.update_yaxes(visible=False, range=[0, max(rows["cost_gbp"].max(), whole.max(), 1) * 1.12])
    return fig


def _above(row: pd.Series) -> str:
    """What stands above the savings of a year: what is expected, and below it how much is at risk."""
    risk = f"<br>+{short_pounds(row['at_risk_gbp'])}" if row["at_risk_gbp"] >= 0.5 else ""
    return f"{short_pounds(row['cashable_gbp'])}{risk}"
