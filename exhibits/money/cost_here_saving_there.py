"""Which budget pays while which budget gains."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.chart_parts import ink_on
from exhibits.common.money import CLASSES, CLASSES_NOTE, money_question, no_money_lines, project_links
from exhibits.common.scope import ProjectScope
from exhibits.common.source import money_source
from exhibits.common.style import colours, figure, safe
from exhibits.common.words import (
    full_pounds,
    missing,
    name_within,
    say_count,
    say_list,
    say_pounds,
    short_pounds,
    shorten,
)

_COLUMNS = 4  # budgets that pay, side by side on a phone


def cost_here_saving_there(view: View, *, today: date | None = None, **scope: Unpack[ProjectScope]) -> Exhibit:
    """Budgets that pay against budgets that gain: cashable savings in the figure, the other classes in the table.

    today: the day that says which financial year is this one (None = today).
    """
    question = money_question(view, today, **scope)
    rows = question.rows(view, "cost_here_saving_there")
    if rows.empty:
        return no_money_lines(
            view, question, "cost_here_saving_there", "Cost here, saving there", "costs or savings of projects"
        )
    rows["pays"], rows["gains"] = (
        rows[each].where(rows[each].notna(), "Not stated") for each in ("cost_budget_holder", "saving_budget_holder")
    )
    cash = rows[(rows["saving_class"] == "cashable") & (rows["gbp"].abs() >= 0.5)]
    split = ["Where several budgets pay for a project, what it brings is split by what each pays."]
    return Exhibit(
        key="cost_here_saving_there",
        title=question.prefix + _title(cash),
        lead=_lead(rows, cash),
        more=_more(rows, cash, question.rows(view, "lines")),
        table=_table(rows),
        source=money_source(
            view, question.rows(view, "lines"),
            "all years together: what was spent and delivered in past years, and the forecast for this year and later. "
            "The lines of the strategy as a whole are left out.",
        ),
        figure=_matrix(rows, cash, view.theme),
        questions=_questions(rows, cash),
        data=_table(rows, words=False),
        note=" ".join([CLASSES_NOTE, *(split if rows["was_split"].any() else [])]),
        links=project_links(rows),
    )  # fmt: skip


def _paid(rows: pd.DataFrame) -> pd.Series:
    """What each budget pays for all its projects, each counted once; the most first."""
    once = rows.drop_duplicates(["pays", "project_id"])
    return once.groupby("pays")["cost_gbp"].sum().sort_values(ascending=False)


def _elsewhere(cash: pd.DataFrame) -> pd.DataFrame:
    return cash[
        (cash["pays"] != cash["gains"]) & cash["cost_budget_holder"].notna() & cash["saving_budget_holder"].notna()
    ]


def _title(cash: pd.DataFrame) -> str:
    if cash.empty:
        return "No project is expected to bring a cashable saving"
    other, total = _elsewhere(cash)["gbp"].sum(), cash["gbp"].sum()
    if other < 0.5:
        return f"All {say_pounds(total)} of expected cashable savings stay with the budgets that pay"
    sums = f"{say_pounds(other)} of {say_pounds(total)}"
    return f"{sums} expected cashable savings go to another budget than the one that pays"


def _lead(rows: pd.DataFrame, cash: pd.DataFrame) -> str:
    """What the budget that pays most for cashable savings keeps of them, and who gains the rest."""
    payers = _payers(rows, cash)
    return _say_payer(*payers[0], cash) if payers else "No project is expected to bring a cashable saving."


def _payers(rows: pd.DataFrame, cash: pd.DataFrame) -> list[tuple[str, float]]:
    """Budgets that pay for a cashable saving, and what they pay for all their projects; the most first."""
    there = set(cash["pays"])
    return [(payer, cost) for payer, cost in _paid(rows).items() if payer in there and cost >= 0.5]


def _say_payer(payer: str, cost: float, cash: pd.DataFrame) -> str:
    own = cash[cash["pays"] == payer]
    stays = own.loc[own["gains"] == payer, "gbp"].sum()
    others = own[own["gains"] != payer].groupby("gains")["gbp"].sum().sort_values(ascending=False)
    words = [f"{say_pounds(stays)} stays with it"] if stays >= 0.5 else []
    shown = others if len(others) < 3 else others.head(1)
    words += [f"{say_pounds(value)} goes to {gains}" for gains, value in shown.items()]
    if len(shown) < len(others):
        words.append(f"{say_pounds(others.iloc[1:].sum())} to {len(others) - 1} others")
    return f"{payer} pays {say_pounds(cost)}; of the cashable savings expected, {say_list(words)}."


def _more(rows: pd.DataFrame, cash: pd.DataFrame, lines: pd.DataFrame) -> tuple[str, ...]:
    sentences = [_say_payer(*each, cash) for each in _payers(rows, cash)[1:2]]
    risky = lines[
        (lines["saving_class"] == "cashable") & (lines["status"] == "at_risk") & (lines["when_"] != "past")
        & lines["project_id"].notna()
    ]["expected_gbp"].sum()  # fmt: skip
    if risky >= 0.5:
        sentences.append(
            f"Of all {say_pounds(cash['gbp'].sum())} cashable savings expected, {say_pounds(risky)} is at risk."
        )
    none = rows[rows["saving_class"].isna()].drop_duplicates(["pays", "project_id"])
    if len(none):
        projects = list(none["project"].drop_duplicates().sort_values())
        cost = say_pounds(none["cost_gbp"].sum())
        pays = f"{cost} pays for {say_count(len(projects), 'project')} with no benefit in money:"
        sentences.append(name_within(pays, projects, end="."))
    for kind in ("income", "non_cashable", "avoidance", "not_stated"):
        part = rows[rows["saving_class"] == kind]
        if len(part):
            gains = part.groupby("gains")["gbp"].sum().sort_values(ascending=False)
            words = [f"{holder} {say_pounds(value)}" for holder, value in gains.items()]
            sentences.append(name_within(f"{CLASSES[kind]}, by the budget that gains:", words, end="."))
    return tuple(sentences[:4])


def _questions(rows: pd.DataFrame, cash: pd.DataFrame) -> tuple[str, ...]:
    other, questions = _elsewhere(cash), []
    if len(other):
        pair = other.groupby(["pays", "gains"])["gbp"].sum()
        pays, gains = pair.idxmax()
        questions.append(
            f"Has the budget of {gains} been made smaller by the {say_pounds(pair.max())} that {pays} pays for?"
        )
        questions.append(f"Who pays {pays} for what goes on every year, when others gain?")
    if rows["saving_class"].isna().any():
        questions.append("What do residents get from the projects with no benefit in money?")
    return tuple(questions) or ("Do the budgets that pay agree with those that gain on the amounts?",)


def _table(rows: pd.DataFrame, *, words: bool = True) -> pd.DataFrame:
    """One row for each budget that pays and gains. words: False = pounds as numbers."""
    paid, made = _paid(rows), []
    kinds = [kind for kind in CLASSES if (rows["saving_class"] == kind).any()]
    rows = rows.assign(
        order=rows["pays"].map(paid), gains=rows["gains"].where(rows["saving_class"].notna(), "No benefit in money")
    )
    for (_, pays, gains), part in sorted(rows.groupby(["order", "pays", "gains"]), key=lambda each: -each[0][0]):
        once = part.drop_duplicates("project_id")
        row = {"Pays": pays, "Gains": gains, "Projects": ", ".join(once["project"])}
        row["Paid for these projects"] = full_pounds(once["cost_gbp"].sum()) if words else once["cost_gbp"].sum()
        for kind in kinds:
            own = part[part["saving_class"] == kind]
            row[CLASSES[kind]] = (full_pounds(own["gbp"].sum()) if len(own) else "None") if words else own["gbp"].sum()
        made.append(row)
    return pd.DataFrame(made)


def _matrix(rows: pd.DataFrame, cash: pd.DataFrame, theme: str) -> go.Figure | None:
    """Budgets that gain down the side, budgets that pay across; outlined where it is the same budget."""
    if cash.empty:
        return None
    c = colours(theme)
    grid = cash.pivot_table(index="gains", columns="pays", values="gbp", aggfunc="sum")
    paid, order = _paid(rows), grid.sum().sort_values(ascending=False).index
    if len(order) > _COLUMNS:
        kept, rest = order[: _COLUMNS - 1], order[_COLUMNS - 1 :]
        grid["Others"], paid["Others"] = grid[rest].sum(axis=1, min_count=1), paid[rest].sum()
        order = [*kept, "Others"]
    grid = grid[list(order)].loc[grid.sum(axis=1).sort_values(ascending=False).index]
    top = grid.max().max()
    steps = (
        ["#D6E4F2", "#6BACE6", "#2073BC", "#12436D"]
        if theme != "dark"
        else ["#12304D", "#2073BC", "#6BACE6", "#D6E4F2"]
    )
    fig = figure(theme, height=96 + 52 * len(grid))
    for y, (gains, values) in enumerate(grid.iterrows()):
        for x, (pays, value) in enumerate(values.items()):
            box = {"type": "rect", "x0": x - 0.46, "x1": x + 0.46, "y0": y - 0.42, "y1": y + 0.42, "layer": "below"}
            if missing(value):
                fig.add_shape(**box, line={"color": c.grid, "width": 1})
                continue
            shade = steps[min(3, int(4 * max(value, 0) / top))]
            same = {"color": c.text, "width": 3} if gains == pays else {"width": 0}
            fig.add_shape(**box, fillcolor=shade, line=same)
            fig.add_scatter(
                x=[x], y=[y], mode="text", text=[short_pounds(value)], textfont={"size": 13, "color": ink_on(shade)},
                hovertext=f"{safe(pays)} pays, {safe(gains)} gains {say_pounds(value)}", hoverinfo="text",
                showlegend=False,
            )  # fmt: skip
    heads = [f"<b>{_wrap(pays, 10)}</b><br>pays<br>{short_pounds(paid[pays])}" for pays in grid.columns]
    fig.update_xaxes(
        side="top", tickvals=list(range(len(grid.columns))), ticktext=heads, showline=False, zeroline=False, ticks="",
        range=[-0.5, len(grid.columns) - 0.5], tickfont={"size": 12, "color": c.text},
    )  # fmt: skip
    fig.update_yaxes(
        tickvals=list(range(len(grid))), showgrid=False, range=[len(grid) - 0.5, -0.5],
        ticktext=[f"<b>{_wrap(gains, 14)}</b> gains" for gains in grid.index], tickfont={"size": 12, "color": c.text},
    )  # fmt: skip
    return fig


def _wrap(words: str, room: int) -> str:
    """A name on several short lines."""
    lines = [""]
    for word in str(words).split():
        word = shorten(word, room)
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(safe(line) for line in lines[:3])
