"""Which budget, grant, loan or reserve pays; what comes out of reserves."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.money import (
    by_year,
    each_year,
    money_question,
    no_money_lines,
    project_links,
    say_years,
)
from exhibits.common.money_bars import DRAWN, Bars, Part, bars
from exhibits.common.scope import ProjectScope
from exhibits.common.source import money_source
from exhibits.common.style import colours
from exhibits.common.words import full_pounds, name_within, say_pounds, short_pounds
from exhibits.money.years import CALLED, of_years, year_columns


def by_funding(view: View, *, today: date | None = None, **scope: Unpack[ProjectScope]) -> Exhibit:
    """Costs by the budget, grant, loan or reserve that pays: what comes out of reserves is named and comes first.

    today: the day that says which financial year is this one (None = today).
    """
    question = money_question(view, today, **scope)
    rows = question.rows(view, "by_funding")
    if rows.empty:
        return no_money_lines(view, question, "by_funding", "Which budget or reserve pays", "costs")
    rows["source"] = rows["funding_source"].where(rows["funding_source"].notna(), _UNSTATED)
    order = rows.groupby(["is_reserve", "source"])["expected_gbp"].sum().reset_index()
    order = order.sort_values(["is_reserve", "expected_gbp"], ascending=False)
    sources = [(source, rows[rows["source"] == source]) for source in order["source"]]
    reserves = rows[rows["is_reserve"]]
    return Exhibit(
        key="by_funding",
        title=question.prefix + _title(rows, reserves),
        lead=_lead(sources),
        more=_more(sources, rows),
        table=_table(sources, rows),
        source=money_source(
            view, rows,
            "what each source paid in past years and is forecast to pay. A reserve is money put aside: what is drawn "
            "from it is not there again.",
        ),
        figure=_figure(sources[:DRAWN], view.theme),
        questions=_questions(rows, reserves),
        data=_table(sources, rows, words=False),
        note=f"Drawn are {DRAWN} of {len(sources)} sources." if len(sources) > DRAWN else "",
        links=project_links(question.rows(view, "lines")),
    )  # fmt: skip


_UNSTATED = "Not stated"


def _title(rows: pd.DataFrame, reserves: pd.DataFrame) -> str:
    now = of_years(reserves, "this")
    drawn = now if len(now) else reserves
    if len(drawn):
        names = sorted(drawn["source"].unique())
        of = f"the {names[0]}" if len(names) == 1 else f"{len(names)} reserves"
        comes = "came" if (drawn["when_"] == "past").all() else "is forecast to come"
        return f"{say_pounds(drawn['expected_gbp'].sum())} {comes} out of {of} in {say_years(list(drawn['fin_year']))}"
    now = of_years(rows, "this")
    drawn = now if len(now) else rows
    sums = drawn.groupby("source")["expected_gbp"].sum()
    return f"{sums.idxmax()} pays the most, {say_pounds(sums.max())} in {say_years(list(drawn['fin_year']))}"


def _lead(sources: list) -> str:
    """What comes out of the reserve that pays most."""
    reserves = [(source, part) for source, part in sources if part["is_reserve"].any()]
    if not reserves:
        return "No line names a reserve that it is paid from."
    source, part = reserves[0]
    return f"Reserve drawdown: {source}, {_drawdown(part)}."


def _drawdown(part: pd.DataFrame) -> str:
    total = f"; {say_pounds(part['expected_gbp'].sum())} in all" if part["fin_year"].nunique() > 1 else ""
    return f"{each_year(by_year(part, 'expected_gbp'))}{total}"


def _more(sources: list, rows: pd.DataFrame) -> tuple[str, ...]:
    sentences = []
    reserves = [(source, part) for source, part in sources if part["is_reserve"].any()]
    for source, part in reserves[:1]:
        names = sorted({name for each in part["project_names"].dropna() for name in each.split("; ")})
        if names:
            sentences.append(name_within(f"The {source} pays for", names, end="."))
    others = [f"{source} ({say_pounds(part['expected_gbp'].sum())})" for source, part in reserves[1:]]
    if others:
        sentences.append(name_within("In all years together, other reserves pay too:", others, end="."))
    now = of_years(rows, "this")
    if len(now):
        sums = now.groupby("source")["expected_gbp"].sum().sort_values(ascending=False)
        words = [f"{source} {say_pounds(value)}" for source, value in sums.items() if source != _UNSTATED]
        if words:
            sentences.append(name_within(f"Forecast for {now['fin_year'].iloc[0]}:", words, 6, end="."))
    unstated = rows.loc[rows["source"] == _UNSTATED, "expected_gbp"].sum()
    if unstated:
        sentences.append(f"For {say_pounds(unstated)} of all years nobody states what pays.")
    return tuple(sentences)


def _table(sources: list, rows: pd.DataFrame, *, words: bool = True) -> pd.DataFrame:
    """One row for each source, then all. words: False = as numbers."""
    made = []
    for source, part in [*sources, ("All together", rows)]:
        reserve = (
            "Reserve drawdown" if part["is_reserve"].all() else "In part" if part["is_reserve"].any() else "No reserve"
        )
        own = part.assign(actual_gbp=float("nan"))
        columns = {name: value for name, value in year_columns(own, rows, words=words).items() if "so far" not in name}
        capital = full_pounds(part["capital_gbp"].sum()) if words else part["capital_gbp"].sum()
        made.append({"Paid from": source, "Reserve": reserve, **columns, "Of all years, capital": capital})
    return pd.DataFrame(made)


def _figure(sources: list, theme: str) -> go.Figure:
    c = colours(theme)
    parts = [Part("Past years", c.main), Part("This year", c.third, "x"), Part("Later years", c.main, "/")]
    drawn = []
    for source, part in sources:
        values = tuple(float(of_years(part, when)["expected_gbp"].sum()) for when in CALLED)
        name = f"{source} (drawdown)" if part["is_reserve"].any() else source
        drawn.append(Bars(name, short_pounds(sum(values)), values))
    return bars(drawn, parts, theme)


def _questions(rows: pd.DataFrame, reserves: pd.DataFrame) -> tuple[str, ...]:
    sentences = []
    if len(reserves):
        source = reserves.groupby("source")["expected_gbp"].sum().idxmax()
        own = reserves[reserves["source"] == source]
        ahead = own[own["when_"] != "past"]["expected_gbp"].sum()
        if ahead >= 0.5:
            sentences.append(f"How much is left in the {source} after the {say_pounds(ahead)} of this year and later?")
        over = of_years(reserves, "this")
        if len(over) and over["expected_gbp"].sum() - over["budget_gbp"].sum() >= 0.5:
            more = say_pounds(over["expected_gbp"].sum() - over["budget_gbp"].sum())
            sentences.append(f"Who agreed to draw {more} more from reserves this year than budgeted?")
    if (rows["source"] == _UNSTATED).any():
        sentences.append("Who pays for the lines that name no funding source?")
    return tuple(sentences) or ("What happens to the services that are paid for when the funding ends?",)
