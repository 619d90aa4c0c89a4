"""Money: what the strategy and its projects cost by year, and which budget, grant, loan or reserve pays.

Savings and variances have modules of their own; every builder is found here.
"""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.money_bars import (
    DRAWN,
    STRATEGY,
    Asked,
    Bars,
    Part,
    asking,
    bars,
    by_year,
    each_year,
    fill,
    full_pounds,
    money_source,
    more_or_less,
    nothing,
    say_pounds,
    say_years,
    short_pounds,
)
from exhibits.common.scope import named, say_percent
from exhibits.common.style import colours, figure, say_count, say_list
from exhibits.money.savings import cost_here_saving_there, savings
from exhibits.money.variances import variances

__all__ = ["by_funding", "cost_here_saving_there", "savings", "strategy", "variances"]

_KINDS = {"revenue": "Revenue", "capital": "Capital", "not_stated": "Not stated"}
_CALLED = {"past": "actual", "this": "forecast", "future": "projection"}
_YEARS = 6  # drawn at most


# -- what it cost, costs and will cost -------------------------------------------------------------------------------


def strategy(
    view: View,
    *,
    portfolio_holder: str | None = None,
    directorate: str | None = None,
    type: str | None = None,
    objective: str | None = None,
    today: date | None = None,
) -> Exhibit:
    """Past years' actual, this year's budget and forecast, and the projection: revenue and capital, and each project.

    today: the day that says which financial year is this one (None = today).
    """
    question = asking(view, today, portfolio_holder=portfolio_holder, directorate=directorate, type=type,
                      objective=objective)  # fmt: skip
    rows = question.rows(view, "strategy")
    if rows.empty:
        return nothing(view, question, "strategy", "What the strategy costs", "costs")
    rows["project"] = rows["project"].fillna(STRATEGY)
    drawn = _years_drawn(rows)
    return Exhibit(
        key="strategy",
        title=question.prefix + _title(rows),
        summary=_summary(rows),
        table=_table(rows),
        source=money_source(
            view, rows,
            "past years are what was spent, this year is the forecast for its end, later years are projected. Savings "
            "and income are not taken off.",
        ),
        figure=_figure(rows[rows["fin_year"].isin(drawn)], view.theme),
        questions=_questions(rows),
        data=rows,
        note=_note(rows, question, drawn),
    )  # fmt: skip


def _of(rows: pd.DataFrame, when: str) -> pd.DataFrame:
    return rows[rows["when_"] == when]


def _title(rows: pd.DataFrame) -> str:
    now, later = _of(rows, "this"), _of(rows, "future")
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


def _summary(rows: pd.DataFrame) -> str:
    past, now, later = (_of(rows, when) for when in _CALLED)
    said = []
    if len(past):
        said.append(f"Past years cost {each_year(by_year(past, 'expected_gbp'))}.")
    if len(now):
        said += _this_year(now)
    else:
        said.append("No cost is published for this financial year.")
    if len(later):
        said.append(f"Projected: {each_year(by_year(later, 'expected_gbp'))}.")
    else:
        said.append("No cost is projected for later years.")
    own = rows.loc[rows["project"] == STRATEGY, "expected_gbp"].sum()
    if own and rows["project"].nunique() > 1:
        said.append(f"Of all years together, {say_pounds(own)} belongs to the strategy as a whole and to no project.")
    return " ".join(said)


def _this_year(now: pd.DataFrame) -> list[str]:
    year, cost, budget = now["fin_year"].iloc[0], now["expected_gbp"].sum(), now["budget_gbp"].sum()
    spent = "what was spent so far is not stated"
    if now["actual_gbp"].notna().any():
        spent = f"{say_pounds(now['actual_gbp'].sum())} has been spent so far"
    said = [f"{year}: budget {say_pounds(budget)}, forecast {say_pounds(cost)}, {more_or_less(cost, budget)}; {spent}."]
    kinds = now.groupby("capital_revenue")["expected_gbp"].sum()
    parts = [f"{say_pounds(kinds[kind])} is {words.lower()}" for kind, words in _KINDS.items() if kind in kinds.index]
    said.append(f"Of the forecast, {say_list(parts)}.")
    over = _over(now)
    if len(over):
        words = [f"{project} ({say_pounds(value)})" for project, value in over.items()]
        said.append(f"Furthest above budget: {named(words, 3)}.")
    return said


def _over(now: pd.DataFrame) -> pd.Series:
    """By how many pounds each project is above its budget, of those that are; the most first."""
    sums = now.groupby("project")[["expected_gbp", "budget_gbp"]].sum()
    over = (sums["expected_gbp"] - sums["budget_gbp"]).sort_values(ascending=False)
    return over[over >= 0.5]


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    now, later = _of(rows, "this"), _of(rows, "future")
    said = []
    over = _over(now)
    if len(over):
        said.append(f"What pays for the {say_pounds(over.iloc[0])} that {over.index[0]} is above its budget?")
    if len(later):
        raised = later["expected_gbp"].sum() - later["budget_gbp"].sum()
        if raised >= 0.5:
            said.append(
                f"Later years need {say_pounds(raised)} above plan: does the medium term financial plan hold it?"
            )
        said.append(f"Which costs go on every year after {max(rows['fin_year'])}, and who pays them then?")
    else:
        said.append("Do these projects really cost nothing in later years, such as licences and support?")
    return tuple(said)


def _note(rows: pd.DataFrame, question: Asked, drawn: list[str]) -> str:
    notes = []
    unknown = int(rows["without_actual"].sum())
    if unknown:
        lines = say_count(unknown, "line of a past year states", "lines of past years state")
        notes.append(f"{lines} no actual: the forecast stands in for it.")
    if any(question.scope.values()):
        notes.append("Lines that belong to the strategy as a whole are left out of this choice.")
    if len(drawn) < rows["fin_year"].nunique():
        notes.append(f"Drawn are {say_years(drawn)}; the table counts all years.")
    return " ".join(notes)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each project, the dearest first, then capital, revenue and everything."""
    total = rows.groupby("project")["expected_gbp"].sum().sort_values(ascending=False)
    parts = [(project, rows[rows["project"] == project]) for project in total.index]
    kinds = [kind for kind in _KINDS if kind in set(rows["capital_revenue"])]
    parts += [(f"All, {_KINDS[kind].lower()}", rows[rows["capital_revenue"] == kind]) for kind in kinds]
    return pd.DataFrame([{"Project": name, **_columns(part, rows)} for name, part in [*parts, ("All together", rows)]])


def _columns(part: pd.DataFrame, rows: pd.DataFrame) -> dict[str, str]:
    said = {}
    past, now, later = (_of(rows, when) for when in _CALLED)
    if len(past):
        years = say_years(list(past["fin_year"]))
        said[f"{years} actual"] = _sum(_of(part, "past"), "expected_gbp")
    if len(now):
        year, own = now["fin_year"].iloc[0], _of(part, "this")
        said |= {
            f"{year} budget": _sum(own, "budget_gbp"),
            f"{year} forecast": _sum(own, "expected_gbp"),
            "Forecast against budget": _difference(own),
            f"{year} spent so far": _sum(own, "actual_gbp"),
        }
    if len(later):
        years = say_years(list(later["fin_year"]))
        said[f"{years} projected"] = _sum(_of(part, "future"), "expected_gbp")
    said["All years"] = _sum(part, "expected_gbp")
    return said


def _sum(rows: pd.DataFrame, column: str) -> str:
    return "None" if rows.empty else full_pounds(rows[column].sum(min_count=1))


def _difference(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "None"
    cost, budget = rows["expected_gbp"].sum(), rows["budget_gbp"].sum()
    difference = full_pounds(cost - budget, signed=True)
    return f"{difference} ({say_percent((cost / budget - 1) * 100)})" if budget and cost != budget else difference


def _years_drawn(rows: pd.DataFrame) -> list[str]:
    """This year, up to three before it, and those after it."""
    years = sorted(rows["fin_year"].unique())
    now = len(set(_of(rows, "past")["fin_year"]))
    first = max(0, min(now - 3, len(years) - _YEARS))
    return years[first : first + _YEARS]


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    when = rows.drop_duplicates("fin_year").set_index("fin_year")["when_"].sort_index()
    total, budget = by_year(rows, "expected_gbp"), by_year(rows, "budget_gbp")
    places = list(range(len(when)))
    fig = figure(theme, height=370)
    for kind, colour in zip(_KINDS, (c.main, c.third, c.muted), strict=True):
        sums = by_year(rows[rows["capital_revenue"] == kind], "expected_gbp").reindex(when.index)
        if sums.notna().any():
            marker = fill(Part(_KINDS[kind], colour), c)
            shapes = ["/" if each == "future" else "" for each in when]
            marker["pattern"] = {"shape": shapes, "fgcolor": colour, "bgcolor": c.page, "size": 7, "solidity": 0.35}
            hover = [
                f"{year} {_CALLED[when[year]]}, {_KINDS[kind].lower()}: {say_pounds(v)}" for year, v in sums.items()
            ]
            fig.add_bar(
                x=places, y=sums, name=_KINDS[kind], width=0.62, marker=marker, hovertext=hover, hoverinfo="text"
            )
    for n, value in enumerate(budget):
        fig.add_scatter(
            x=[n - 0.4, n + 0.4], y=[value, value], mode="lines", line={"color": c.text, "width": 3}, name="Budget",
            hovertext=f"{when.index[n]} budget: {say_pounds(value)}", hoverinfo="text", showlegend=n == 0,
        )  # fmt: skip
        fig.add_annotation(
            x=n, y=max(value, total.iloc[n]), text=f"<b>{short_pounds(total.iloc[n])}</b>", yanchor="bottom", yshift=3,
            showarrow=False, font={"size": 13, "color": c.text},
        )  # fmt: skip
    ticks = [f"<b>{year}</b><br>{_CALLED[each]}" for year, each in when.items()]
    fig.update_layout(barmode="stack", margin={"t": 52}, legend={"traceorder": "normal"})
    fig.update_xaxes(tickvals=places, ticktext=ticks, tickfont={"size": 11 if len(when) > 5 else 12, "color": c.text},
                     range=[-0.55, len(when) - 0.45], ticks="")  # fmt: skip
    fig.update_yaxes(visible=False, range=[0, max(total.max(), budget.max(), 1) * 1.14])
    return fig


# -- which budget or reserve pays ------------------------------------------------------------------------------------


def by_funding(
    view: View,
    *,
    portfolio_holder: str | None = None,
    directorate: str | None = None,
    type: str | None = None,
    objective: str | None = None,
    today: date | None = None,
) -> Exhibit:
    """Costs by the budget, grant, loan or reserve that pays: what comes out of reserves is named and comes first.

    today: the day that says which financial year is this one (None = today).
    """
    question = asking(view, today, portfolio_holder=portfolio_holder, directorate=directorate, type=type,
                      objective=objective)  # fmt: skip
    rows = question.rows(view, "by_funding")
    if rows.empty:
        return nothing(view, question, "by_funding", "Which budget or reserve pays", "costs")
    rows["source"] = rows["funding_source"].where(rows["funding_source"].notna(), _UNSTATED)
    order = rows.groupby(["is_reserve", "source"])["expected_gbp"].sum().reset_index()
    order = order.sort_values(["is_reserve", "expected_gbp"], ascending=False)
    sources = [(source, rows[rows["source"] == source]) for source in order["source"]]
    reserves = rows[rows["is_reserve"]]
    return Exhibit(
        key="by_funding",
        title=question.prefix + _funding_title(rows, reserves),
        summary=_funding_summary(sources, rows),
        table=_funding_table(sources, rows),
        source=money_source(
            view, rows,
            "what each source paid in past years and is forecast to pay. A reserve is money put aside: what is drawn "
            "from it is not there again.",
        ),
        figure=_funding_figure(sources[:DRAWN], view.theme),
        questions=_funding_questions(rows, reserves),
        data=rows.drop(columns=["source"]),
        note=f"Drawn are {DRAWN} of {len(sources)} sources." if len(sources) > DRAWN else "",
    )  # fmt: skip


_UNSTATED = "Not stated"


def _funding_title(rows: pd.DataFrame, reserves: pd.DataFrame) -> str:
    now = _of(reserves, "this")
    drawn = now if len(now) else reserves
    if len(drawn):
        names = sorted(drawn["source"].unique())
        of = f"the {names[0]}" if len(names) == 1 else f"{len(names)} reserves"
        return f"{say_pounds(drawn['expected_gbp'].sum())} comes out of {of} in {say_years(list(drawn['fin_year']))}"
    now = _of(rows, "this")
    drawn = now if len(now) else rows
    sums = drawn.groupby("source")["expected_gbp"].sum()
    return f"{sums.idxmax()} pays the most, {say_pounds(sums.max())} in {say_years(list(drawn['fin_year']))}"


def _funding_summary(sources: list, rows: pd.DataFrame) -> str:
    said = []
    for source, part in sources:
        if part["is_reserve"].any():
            names = sorted({name for each in part["project_names"].dropna() for name in each.split("; ")})
            pays = f", for {named(names, 5)}" if names else ""
            total = f"; {say_pounds(part['expected_gbp'].sum())} in all" if part["fin_year"].nunique() > 1 else ""
            said.append(f"Reserve drawdown: {source}, {each_year(by_year(part, 'expected_gbp'))}{total}{pays}.")
    if not said:
        said.append("No line names a reserve that it is paid from.")
    now = _of(rows, "this")
    if len(now):
        sums = now.groupby("source")["expected_gbp"].sum().sort_values(ascending=False)
        words = [f"{source} {say_pounds(value)}" for source, value in sums.items() if source != _UNSTATED]
        if words:
            said.append(f"Forecast for {now['fin_year'].iloc[0]}: {named(words, 6)}.")
    unstated = rows.loc[rows["source"] == _UNSTATED, "expected_gbp"].sum()
    if unstated:
        said.append(f"For {say_pounds(unstated)} of all years nobody states what pays.")
    return " ".join(said)


def _funding_table(sources: list, rows: pd.DataFrame) -> pd.DataFrame:
    made = []
    for source, part in [*sources, ("All together", rows)]:
        reserve = (
            "Reserve drawdown" if part["is_reserve"].all() else "In part" if part["is_reserve"].any() else "No reserve"
        )
        own = part.assign(actual_gbp=float("nan"))
        columns = {name: value for name, value in _columns(own, rows).items() if "so far" not in name}
        capital = full_pounds(part["capital_gbp"].sum())
        made.append({"Paid from": source, "Reserve": reserve, **columns, "Of all years, capital": capital})
    return pd.DataFrame(made)


def _funding_figure(sources: list, theme: str) -> go.Figure:
    c = colours(theme)
    parts = [Part("Past years, actual", c.main), Part("This year, forecast", c.third, "x"),
             Part("Later years, projection", c.main, "/")]  # fmt: skip
    drawn = []
    for source, part in sources:
        values = tuple(float(_of(part, when)["expected_gbp"].sum()) for when in _CALLED)
        name = f"{source} (drawdown)" if part["is_reserve"].any() else source
        drawn.append(Bars(name, short_pounds(sum(values)), values))
    return bars(drawn, parts, theme)


def _funding_questions(rows: pd.DataFrame, reserves: pd.DataFrame) -> tuple[str, ...]:
    said = []
    if len(reserves):
        ahead = reserves[reserves["when_"] != "past"]["expected_gbp"].sum()
        source = reserves["source"].iloc[0]
        said.append(f"How much is left in the {source} after the {say_pounds(ahead)} still to be drawn?")
        over = _of(reserves, "this")
        if len(over) and over["expected_gbp"].sum() - over["budget_gbp"].sum() >= 0.5:
            more = say_pounds(over["expected_gbp"].sum() - over["budget_gbp"].sum())
            said.append(f"Who agreed to draw {more} more from reserves this year than budgeted?")
    if (rows["source"] == _UNSTATED).any():
        said.append("Who pays for the lines that name no funding source?")
    return tuple(said) or ("What happens to the services that are paid for when the funding ends?",)
