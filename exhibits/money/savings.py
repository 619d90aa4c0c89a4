"""Savings by class, and which budget pays while which budget gains. Classes are never added to one another."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.chart_parts import ink_on
from exhibits.common.money_bars import (
    CLASSES,
    STRATEGY,
    Bars,
    Part,
    asking,
    bars,
    full_pounds,
    money_source,
    nothing,
    say_pounds,
    say_years,
    short_pounds,
)
from exhibits.common.scope import named
from exhibits.common.source import stop
from exhibits.common.style import colours, figure, missing, safe, say_count

_PARTS = {
    "delivered_gbp": "delivered",
    "to_come_gbp": "still to come",
    "at_risk_gbp": "at risk",
    "not_expected_gbp": "not expected any more",
}
_STATUS = {"delivered": "Delivered", "on_track": "On track", "at_risk": "At risk", "undeliverable": "Not deliverable"}
_KINDS = (
    "Cashable money leaves a budget. A non-cashable benefit is time or quality that takes nothing out of any budget. "
    "An avoided cost is an estimate of what did not have to be spent. They are never added up."
)


# -- by class --------------------------------------------------------------------------------------------------------


def savings(
    view: View,
    *,
    portfolio_holder: str | None = None,
    directorate: str | None = None,
    type: str | None = None,
    objective: str | None = None,
    today: date | None = None,
) -> Exhibit:
    """Cashable, income, non-cashable and avoided, each on its own: planned, delivered, at risk, not expected.

    today: the day that says which financial year is this one (None = today).
    """
    question = asking(view, today, portfolio_holder=portfolio_holder, directorate=directorate, type=type,
                      objective=objective)  # fmt: skip
    rows = question.rows(view, "savings")
    if rows.empty:
        return nothing(view, question, "savings", "Savings", "savings or income")
    rows["project"] = rows["project"].fillna(STRATEGY)
    year = _year_told(rows)
    now = rows[rows["fin_year"] == year]
    return Exhibit(
        key="savings",
        title=question.prefix + _title(now, year),
        summary=_summary(rows, now, year),
        table=_table(rows, year),
        source=money_source(
            view, rows,
            "planned is what was first approved; at risk and not expected are what is planned, less what has been "
            "delivered, of lines with that status.",
        ),
        figure=_figure(now, view.theme),
        questions=_questions(rows, now),
        data=rows,
        note=_KINDS,
    )  # fmt: skip


def _year_told(rows: pd.DataFrame) -> str:
    """This financial year; where it has no line, the first one after it; else the last one."""
    for when, pick in (("this", min), ("future", min), ("past", max)):
        years = rows.loc[rows["when_"] == when, "fin_year"]
        if len(years):
            return pick(years)
    return ""


def _title(now: pd.DataFrame, year: str) -> str:
    cash = now[now["saving_class"] == "cashable"]
    if cash.empty:
        return f"No cashable saving is planned for {year}"
    planned, done = cash["planned_gbp"].sum(), cash["delivered_gbp"].sum()
    return f"{say_pounds(done)} of {say_pounds(planned)} cashable savings for {year} delivered"


def _summary(rows: pd.DataFrame, now: pd.DataFrame, year: str) -> str:
    said = [f"{CLASSES[kind]} in {year}: {_in_parts(kind, part)}." for kind, part in _by_class(now)]
    later = rows[(rows["fin_year"] > year) & (rows["saving_class"] == "cashable")]
    if len(later):
        words = [f"{say_pounds(later[each].sum())} is {_PARTS[each]}" for each in ("at_risk_gbp", "not_expected_gbp")
                 if later[each].sum() >= 0.5]  # fmt: skip
        unsure = f", of which {' and '.join(words)}" if words else ""
        planned = say_pounds(later["planned_gbp"].sum())
        said.append(f"For {say_years(list(later['fin_year']))}, {planned} of cashable savings is planned{unsure}.")
    doubtful = now[(now["at_risk_gbp"] + now["not_expected_gbp"] >= 0.5) & (now["saving_class"] == "cashable")]
    if len(doubtful):
        doubtful = doubtful.assign(lost=doubtful["at_risk_gbp"] + doubtful["not_expected_gbp"])
        lines = [row for _, row in doubtful.sort_values("lost", ascending=False).iterrows()]
        said.append(f"Cashable and in doubt: {'; '.join(_doubt(row) for row in lines[:4])}.")
    said += _cyber(rows)
    return " ".join(said)


def _by_class(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(kind, rows[rows["saving_class"] == kind]) for kind in CLASSES if (rows["saving_class"] == kind).any()]


def _in_parts(kind: str, part: pd.DataFrame) -> str:
    """ "£155,000 planned, £19,480 delivered, £63,000 at risk"; of an estimate nothing is delivered."""
    planned, done = ("estimated", "claimed so far") if kind == "avoidance" else ("planned", "delivered")
    words = [f"{say_pounds(part['planned_gbp'].sum())} {planned}", f"{say_pounds(part['delivered_gbp'].sum())} {done}"]
    for each in ("to_come_gbp", "at_risk_gbp", "not_expected_gbp"):
        if part[each].sum() >= 0.5:
            words.append(f"{say_pounds(part[each].sum())} {_PARTS[each]}")
    return ", ".join(words)


def _doubt(row: pd.Series) -> str:
    reason = "no reason given" if missing(row["note"]) else f"“{str(row['note']).strip().rstrip('.')}”"
    return f"{_gains(row)}, {say_pounds(row['lost'])} ({reason})"


def _gains(row: pd.Series) -> str:
    holder = row["saving_budget_holder"]
    return row["project"] if missing(holder) else f"{row['project']} for {holder}"


def _cyber(rows: pd.DataFrame) -> list[str]:
    cut = rows[rows["affects_cyber"]]
    said = []
    for (line, kind), part in cut.groupby(["line_id", "saving_class"], sort=False):
        first, note = part.iloc[0], part["note"].dropna()
        reason = f": “{note.iloc[0].strip().rstrip('.')}”" if len(note) else ""
        planned = say_pounds(part["planned_gbp"].sum())
        said.append(f"{first['project']} ({line}, {CLASSES[kind].lower()}, {planned} planned{reason})")
    return [f"Touches cyber security: {'; '.join(said)}."] if said else []


def _questions(rows: pd.DataFrame, now: pd.DataFrame) -> tuple[str, ...]:
    said = []
    cash = now[now["saving_class"] == "cashable"]
    gone = cash["at_risk_gbp"].sum() + cash["not_expected_gbp"].sum()
    if gone >= 0.5:
        said.append(f"Which budget is overspent if the {say_pounds(gone)} in doubt does not come?")
    shown = now[(now["delivered_gbp"] >= 0.5) & now["evidence"].isna() & now["measure_id"].isna()]
    if len(shown):
        said.append(f"How was what {shown['project'].iloc[0]} delivered shown, as no evidence is given?")
    if (rows["affects_cyber"] & rows["saving_class"].eq("cashable")).any():
        said.append("Does the saving in cyber security leave residents' data less safe?")
    if now["saving_class"].isin(["non_cashable", "avoidance"]).any():
        said.append("What do staff do with the time gained, if no budget gets smaller?")
    return tuple(said[:3]) or ("Which budgets have become smaller because of these savings?",)


def _table(rows: pd.DataFrame, year: str) -> pd.DataFrame:
    """Of each class one row for all, then one for each line."""
    made = []
    for kind, part in _by_class(rows):
        made.append(
            {
                "What": f"{CLASSES[kind]}, all lines",
                **_pounds(part, year),
                "Status": "See each line",
                "What is said": "See each line",
            }
        )
        for line, own in part.groupby("line_id", sort=False):
            last = own[own["fin_year"] <= year].tail(1) if (own["fin_year"] <= year).any() else own.head(1)
            row = last.iloc[0]
            status = _STATUS.get(row["status"], "Not stated")
            notes = [note for note in (row["note"], *own["note"]) if not missing(note)]
            made.append(
                {
                    "What": f"{_gains(row)} ({line})",
                    **_pounds(own, year),
                    "Status": f"{status}; touches cyber security" if row["affects_cyber"] else status,
                    "What is said": stop(notes[0]) if notes else "Nothing",
                }
            )
    return pd.DataFrame(made)


def _pounds(rows: pd.DataFrame, year: str) -> dict[str, str]:
    now, before, after = (rows[rows["fin_year"] == year], rows[rows["fin_year"] < year], rows[rows["fin_year"] > year])
    said = {f"{year} planned": full_pounds(now["planned_gbp"].sum())}
    said |= {words[0].upper() + words[1:]: full_pounds(now[each].sum()) for each, words in _PARTS.items()}
    said["Delivered in earlier years"] = full_pounds(before["delivered_gbp"].sum())
    said["Planned for later years"] = full_pounds(after["planned_gbp"].sum())
    return said


def _figure(now: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    parts = [Part("Delivered (of estimates: claimed)", c.main), Part("Still to come", c.third, "/"),
             Part("At risk", c.second, "x"), Part("Not expected any more", c.fourth, ".")]  # fmt: skip
    drawn = []
    for kind, part in _by_class(now):
        values = tuple(float(part[each].sum()) for each in _PARTS)
        said = f"{short_pounds(values[0])} of {short_pounds(part['planned_gbp'].sum())}"
        drawn.append(Bars(CLASSES[kind], said, values, mark=float(part["planned_gbp"].sum())))
    return bars(drawn, parts, theme, mark="Planned")


# -- cost here, saving there -----------------------------------------------------------------------------------------

_COLUMNS = 4  # budgets that pay, side by side on a phone


def cost_here_saving_there(
    view: View,
    *,
    portfolio_holder: str | None = None,
    directorate: str | None = None,
    type: str | None = None,
    objective: str | None = None,
    today: date | None = None,
) -> Exhibit:
    """Budgets that pay against budgets that gain: cashable savings in the figure, the other classes in the table.

    today: the day that says which financial year is this one (None = today).
    """
    question = asking(view, today, portfolio_holder=portfolio_holder, directorate=directorate, type=type,
                      objective=objective)  # fmt: skip
    rows = question.rows(view, "cost_here_saving_there")
    if rows.empty:
        return nothing(
            view, question, "cost_here_saving_there", "Cost here, saving there", "costs or savings of projects"
        )
    rows["pays"], rows["gains"] = (
        rows[each].where(rows[each].notna(), "Not stated") for each in ("cost_budget_holder", "saving_budget_holder")
    )
    cash = rows[(rows["saving_class"] == "cashable") & (rows["gbp"].abs() >= 0.5)]
    split = ["Where several budgets pay for a project, what it brings is split by what each pays."]
    return Exhibit(
        key="cost_here_saving_there",
        title=question.prefix + _there_title(cash),
        summary=_there_summary(rows, cash),
        table=_there_table(rows),
        source=money_source(
            view, question.rows(view, "lines"),
            "all years together: what was spent and delivered in past years, and the forecast for this year and later. "
            "The lines of the strategy as a whole are left out.",
        ),
        figure=_matrix(rows, cash, view.theme),
        questions=_there_questions(rows, cash),
        data=rows.drop(columns=["pays", "gains"]),
        note=" ".join([_KINDS, *(split if rows["was_split"].any() else [])]),
    )  # fmt: skip


def _paid(rows: pd.DataFrame) -> pd.Series:
    """What each budget pays for all its projects, each counted once; the most first."""
    once = rows.drop_duplicates(["pays", "project_id"])
    return once.groupby("pays")["cost_gbp"].sum().sort_values(ascending=False)


def _elsewhere(cash: pd.DataFrame) -> pd.DataFrame:
    return cash[
        (cash["pays"] != cash["gains"]) & cash["cost_budget_holder"].notna() & cash["saving_budget_holder"].notna()
    ]


def _there_title(cash: pd.DataFrame) -> str:
    if cash.empty:
        return "No project is expected to bring a cashable saving"
    other, total = _elsewhere(cash)["gbp"].sum(), cash["gbp"].sum()
    if other < 0.5:
        return f"All {say_pounds(total)} of expected cashable savings stay with the budgets that pay"
    return f"{say_pounds(other)} of {say_pounds(total)} expected cashable savings go to budgets that do not pay"


def _there_summary(rows: pd.DataFrame, cash: pd.DataFrame) -> str:
    said, paid = [], _paid(rows)
    for payer, cost in paid.items():
        own = cash[cash["pays"] == payer]
        if own.empty or cost < 0.5:
            continue
        stays = own.loc[own["gains"] == payer, "gbp"].sum()
        others = own[own["gains"] != payer].groupby("gains")["gbp"].sum().sort_values(ascending=False)
        words = [f"{say_pounds(stays)} stays with it"] if stays >= 0.5 else []
        words += [f"{say_pounds(value)} goes to {gains}" for gains, value in others.items()]
        said.append(f"{payer} pays {say_pounds(cost)}; of the cashable savings expected, {named(words, 5)}.")
    for kind in ("income", "non_cashable", "avoidance", "not_stated"):
        part = rows[rows["saving_class"] == kind]
        if len(part):
            gains = part.groupby("gains")["gbp"].sum().sort_values(ascending=False)
            words = [f"{holder} {say_pounds(value)}" for holder, value in gains.items()]
            said.append(f"{CLASSES[kind]}, by the budget that gains: {named(words, 4)}.")
    none = rows[rows["saving_class"].isna()].drop_duplicates(["pays", "project_id"])
    if len(none):
        projects = none["project"].drop_duplicates().sort_values()
        of = say_count(len(projects), "project")
        said.append(
            f"{say_pounds(none['cost_gbp'].sum())} pays for {of} with no benefit in money: {named(list(projects), 4)}."
        )
    return " ".join(said)


def _there_questions(rows: pd.DataFrame, cash: pd.DataFrame) -> tuple[str, ...]:
    other, said = _elsewhere(cash), []
    if len(other):
        pair = other.groupby(["pays", "gains"])["gbp"].sum()
        pays, gains = pair.idxmax()
        said.append(
            f"Has the budget of {gains} been made smaller by the {say_pounds(pair.max())} that {pays} pays for?"
        )
        said.append(f"Who pays {pays} for what goes on every year, when others gain?")
    if rows["saving_class"].isna().any():
        said.append("What do residents get from the projects with no benefit in money?")
    return tuple(said) or ("Do the budgets that pay agree with those that gain on the amounts?",)


def _there_table(rows: pd.DataFrame) -> pd.DataFrame:
    paid, made = _paid(rows), []
    kinds = [kind for kind in CLASSES if (rows["saving_class"] == kind).any()]
    rows = rows.assign(
        order=rows["pays"].map(paid), gains=rows["gains"].where(rows["saving_class"].notna(), "No benefit in money")
    )
    for (_, pays, gains), part in sorted(rows.groupby(["order", "pays", "gains"]), key=lambda each: -each[0][0]):
        once = part.drop_duplicates("project_id")
        row = {"Pays": pays, "Gains": gains, "Projects": ", ".join(once["project"])}
        row["Paid for these projects"] = full_pounds(once["cost_gbp"].sum())
        for kind in kinds:
            own = part[part["saving_class"] == kind]
            row[CLASSES[kind]] = full_pounds(own["gbp"].sum()) if len(own) else "None"
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
        word = word if len(word) <= room else f"{word[: room - 1]}…"
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(safe(line) for line in lines[:3])
