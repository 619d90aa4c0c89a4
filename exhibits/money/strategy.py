"""What the strategy and its projects cost by year: actual, budget and forecast, projection."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.chart_parts import ink_on
from exhibits.common.money import (
    STRATEGY,
    MoneyQuestion,
    by_year,
    each_year,
    money_question,
    more_or_less,
    no_money_lines,
    project_links,
    say_years,
)
from exhibits.common.money_bars import Part, fill
from exhibits.common.scope import ProjectScope
from exhibits.common.source import money_source
from exhibits.common.style import colours, figure
from exhibits.common.words import name_within, say_count, say_list, say_pounds, short_pounds
from exhibits.money.years import CALLED, of_years, year_columns

_KINDS = {"revenue": "Revenue", "capital": "Capital", "not_stated": "Not stated"}
_YEARS = 6  # drawn at most


def strategy(view: View, *, today: date | None = None, **scope: Unpack[ProjectScope]) -> Exhibit:
    """Past years' actual, this year's budget and forecast, and the projection: revenue and capital, and each project.

    today: the day that says which financial year is this one (None = today).
    """
    question = money_question(view, today, **scope)
    rows = question.rows(view, "strategy")
    if rows.empty:
        return no_money_lines(view, question, "strategy", "What the strategy costs", "costs")
    rows["project"] = rows["project"].fillna(STRATEGY)
    drawn = _years_drawn(rows)
    return Exhibit(
        key="strategy",
        title=question.prefix + _title(rows),
        lead=_lead(rows),
        more=_more(rows),
        table=_table(rows),
        source=money_source(
            view, rows,
            "past years are what was spent, this year is the forecast for its end, later years are projected. Savings "
            "and income are not taken off.",
        ),
        figure=_figure(rows[rows["fin_year"].isin(drawn)], view.theme),
        questions=_questions(rows),
        data=_table(rows, words=False),
        note=_note(rows, question, drawn),
        links=project_links(rows),
    )  # fmt: skip


def in_short(view: View, today: date) -> tuple[str, pd.DataFrame]:
    """The lead of `strategy` by itself, and the rows it rests on (money/strategy); "" where no costs are published."""
    rows = money_question(view, today).rows(view, "strategy")
    return ("" if rows.empty else _lead(rows)), rows


def _title(rows: pd.DataFrame) -> str:
    now, later = of_years(rows, "this"), of_years(rows, "future")
    if len(now):
        cost, budget = now["expected_gbp"].sum(), now["budget_gbp"].sum()
        against = "as budgeted"
        if budget and abs(cost / budget - 1) >= 0.0005:
            share = f"{abs(cost / budget - 1) * 100:.1f}".removesuffix(".0")
            against = f"{share}% {'above' if cost > budget else 'below'} budget"
        return f"{now['fin_year'].iloc[0]} is forecast to cost {say_pounds(cost)}, {against}"
    if len(later):
        return f"{say_pounds(later['expected_gbp'].sum())} projected for {say_years(list(later['fin_year']))}"
    return f"{say_years(list(rows['fin_year']))} cost {say_pounds(rows['expected_gbp'].sum())}"


def _lead(rows: pd.DataFrame) -> str:
    now = of_years(rows, "this")
    if now.empty:
        return "No cost is published for this financial year."
    year, cost, budget = now["fin_year"].iloc[0], now["expected_gbp"].sum(), now["budget_gbp"].sum()
    spent = "what was spent so far is not stated"
    if now["actual_gbp"].notna().any():
        spent = f"{say_pounds(now['actual_gbp'].sum())} has been spent so far"
    return f"{year}: budget {say_pounds(budget)}, forecast {say_pounds(cost)}, {more_or_less(cost, budget)}; {spent}."


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    past, now, later = (of_years(rows, when) for when in CALLED)
    sentences = []
    over = _over(now)
    if len(over):
        words = [f"{project} ({say_pounds(value)})" for project, value in over.items()]
        sentences.append(name_within("Furthest above budget:", words, 3, end="."))
    if len(now):
        kinds = now.groupby("capital_revenue")["expected_gbp"].sum()
        said = {"revenue": "is revenue", "capital": "is capital", "not_stated": "is not stated as either"}
        parts = [f"{say_pounds(kinds[kind])} {words}" for kind, words in said.items() if kind in kinds.index]
        sentences.append(f"Of the forecast, {say_list(parts)}.")
    if len(past):
        sentences.append(f"Past years cost {each_year(by_year(past, 'expected_gbp'))}.")
    if len(later):
        sentences.append(f"Projected: {each_year(by_year(later, 'expected_gbp'))}.")
    else:
        sentences.append("No cost is projected for later years.")
    return tuple(sentences)


def _over(now: pd.DataFrame) -> pd.Series:
    """By how many pounds each project is above its budget, of those that are; the most first."""
    sums = now.groupby("project")[["expected_gbp", "budget_gbp"]].sum()
    over = (sums["expected_gbp"] - sums["budget_gbp"]).sort_values(ascending=False)
    return over[over >= 0.5]


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    now, later = of_years(rows, "this"), of_years(rows, "future")
    sentences = []
    over = _over(now)
    if len(over):
        sentences.append(f"What pays for the {say_pounds(over.iloc[0])} that {over.index[0]} is above its budget?")
    if len(later):
        raised = later["expected_gbp"].sum() - later["budget_gbp"].sum()
        if raised >= 0.5:
            sentences.append(
                f"Later years need {say_pounds(raised)} above plan: does the medium term financial plan hold it?"
            )
        sentences.append(f"Which costs go on every year after {max(rows['fin_year'])}, and who pays them then?")
    else:
        sentences.append("Do these projects really cost nothing in later years, such as licences and support?")
    return tuple(sentences)


def _note(rows: pd.DataFrame, question: MoneyQuestion, drawn: list[str]) -> str:
    notes = []
    own = rows.loc[rows["project"] == STRATEGY, "expected_gbp"].sum()
    if own and rows["project"].nunique() > 1:
        notes.append(f"Of all years together, {say_pounds(own)} belongs to the strategy as a whole and to no project.")
    unknown = int(rows["without_actual"].sum())
    if unknown:
        lines = say_count(unknown, "line of a past year states", "lines of past years state")
        notes.append(f"{lines} no actual: the forecast stands in for it.")
    if any(question.scope.values()):
        notes.append("Lines that belong to the strategy as a whole are left out of this choice.")
    if len(drawn) < rows["fin_year"].nunique():
        notes.append(f"Drawn are {say_years(drawn)}; the table counts all years.")
    return " ".join(notes)


def _table(rows: pd.DataFrame, *, words: bool = True) -> pd.DataFrame:
    """One row for each project, the dearest first, then capital, revenue and everything. words: False = as numbers."""
    total = rows.groupby("project")["expected_gbp"].sum().sort_values(ascending=False)
    parts = [(project, rows[rows["project"] == project]) for project in total.index]
    kinds = [kind for kind in _KINDS if kind in set(rows["capital_revenue"])]
    parts += [(f"All, {_KINDS[kind].lower()}", rows[rows["capital_revenue"] == kind]) for kind in kinds]
    return pd.DataFrame(
        [{"Project": name, **year_columns(part, rows, words=words)} for name, part in [*parts, ("All together", rows)]]
    )


def _years_drawn(rows: pd.DataFrame) -> list[str]:
    """This year, up to three before it, and those after it."""
    years = sorted(rows["fin_year"].unique())
    now = len(set(of_years(rows, "past")["fin_year"]))
    first = max(0, min(now - 3, len(years) - _YEARS))
    return years[first : first + _YEARS]


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    when = rows.drop_duplicates("fin_year").set_index("fin_year")["when_"].sort_index()
    total, budget = by_year(rows, "expected_gbp"), by_year(rows, "budget_gbp")
    places = list(range(len(when)))
    top = max(total.max(), budget.max(), 1)
    fig = figure(theme, height=370)
    stacks = {}
    for kind, colour in zip(_KINDS, (c.main, c.third, c.muted), strict=True):
        sums = by_year(rows[rows["capital_revenue"] == kind], "expected_gbp").reindex(when.index)
        if sums.notna().any():
            stacks[_KINDS[kind]] = (sums, colour)
            marker = fill(Part(_KINDS[kind], colour), c)
            shapes = ["/" if each == "future" else "" for each in when]
            marker["pattern"] = {"shape": shapes, "fgcolor": colour, "bgcolor": c.page, "size": 7, "solidity": 0.35}
            hover = [
                f"{year} {CALLED[when[year]]}, {_KINDS[kind].lower()}: {say_pounds(v)}" for year, v in sums.items()
            ]
            fig.add_bar(
                x=places, y=sums, name=_KINDS[kind], width=_WIDE, marker=marker, hovertext=hover, hoverinfo="text"
            )
    for n, value in enumerate(budget):
        fig.add_scatter(
            x=[n - 0.45, n + 0.45], y=[value, value], mode="lines", line={"color": c.text, "width": 3}, name="Budget",
            hovertext=f"{when.index[n]} budget: {say_pounds(value)}", hoverinfo="text", showlegend=n == 0,
        )  # fmt: skip
        fig.add_annotation(
            x=n, y=max(value, total.iloc[n]), text=_above(total.iloc[n], value, when.iloc[n]), yanchor="bottom",
            yshift=3, showarrow=False, font={"size": 13, "color": c.text},
        )  # fmt: skip
    labels = _labels(stacks, when, budget, total, top)
    ticks = [f"<b>{year}</b><br>{CALLED[each]}" for year, each in when.items()]
    fig.update_layout(barmode="stack", margin={"t": 12 if labels else 52}, legend={"traceorder": "normal"},
                      showlegend=not labels)  # fmt: skip
    for label in labels:
        fig.add_annotation(label)
    fig.update_xaxes(tickvals=places, ticktext=ticks, tickfont={"size": 11 if len(when) > 5 else 12, "color": c.text},
                     range=[-0.55, len(when) - 0.45], ticks="")  # fmt: skip
    fig.update_yaxes(visible=False, range=[0, top * 1.26])
    return fig


_WIDE = 0.76  # of the room of a year
_LINE = 0.08  # of the highest bar: what a line of words needs


def _above(cost: float, budget: float, when: str) -> str:
    """What stands above a year: its cost, and for this year by how much it is above or below budget."""
    text, differs = f"<b>{short_pounds(cost)}</b>", cost - budget
    if when != "this" or abs(differs) < 0.5:
        return text
    side = "above" if differs > 0 else "below"
    return f"{text}<br><span style='font-size:11px'>{short_pounds(abs(differs))} {side}<br>budget</span>"


def _labels(stacks: dict, when: pd.Series, budget: pd.Series, total: pd.Series, top: float) -> list[dict]:
    """The names of the parts and of the line of the budget, each where it is drawn; none where one does not fit."""
    made, base = [], pd.Series(0.0, index=when.index)
    for name, (sums, colour) in stacks.items():
        solid = sums.where(when != "future").dropna()
        if solid.empty or solid.max() < top * _LINE * 1.5:
            return []
        year = solid.idxmax()
        made.append(
            {"text": name, "x": when.index.get_loc(year), "y": base[year] + top * 0.01, "yanchor": "bottom",
             "showarrow": False, "font": {"size": 12, "color": ink_on(colour)}}
        )  # fmt: skip
        base = base + sums.fillna(0)
    height = pd.concat([budget, total], axis=1).max(axis=1)
    for n in range(len(when) - 1):  # above the next bar and the words on it there is room
        if height.iloc[n + 1] + top * _LINE * 1.4 < budget.iloc[n]:
            said = {"text": "Budget", "x": n + 0.47, "y": budget.iloc[n], "xanchor": "left", "yanchor": "middle"}
            return [*made, {**said, "showarrow": False, "font": {"size": 12}}]
    return []
