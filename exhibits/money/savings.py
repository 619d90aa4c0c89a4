"""Savings by class, each on its own: planned, delivered, at risk, not expected."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.money import (
    CLASSES,
    CLASSES_NOTE,
    SAVING_STATUSES,
    STRATEGY,
    money_question,
    no_money_lines,
    project_links,
    say_years,
)
from exhibits.common.money_bars import Bars, Part, bars
from exhibits.common.scope import ProjectScope
from exhibits.common.source import money_source
from exhibits.common.style import colours
from exhibits.common.words import full_pounds, full_stop, missing, name_within, say_list, say_pounds, upper_first

_PARTS = {
    "delivered_gbp": "delivered",
    "to_come_gbp": "still to come",
    "at_risk_gbp": "at risk",
    "not_expected_gbp": "not expected any more",
}


def savings(view: View, *, today: date | None = None, **scope: Unpack[ProjectScope]) -> Exhibit:
    """Cashable, income, non-cashable and avoided, each on its own: planned, delivered, at risk, not expected.

    today: the day that says which financial year is this one (None = today).
    """
    question = money_question(view, today, **scope)
    rows = question.rows(view, "savings")
    if rows.empty:
        return no_money_lines(view, question, "savings", "Savings", "savings or income")
    rows["project"] = rows["project"].fillna(STRATEGY)
    year = _year_shown(rows)
    now = rows[rows["fin_year"] == year]
    return Exhibit(
        key="savings",
        title=question.prefix + _title(now, year),
        lead=_lead(now, year),
        more=_more(rows, now, year),
        table=_table(rows, year),
        source=money_source(
            view, rows,
            "planned is what was first approved; at risk and not expected are what is planned, less what has been "
            "delivered, of lines with that status.",
        ),
        figure=_figure(now, view.theme),
        questions=_questions(rows, now),
        data=_table(rows, year, words=False),
        note=CLASSES_NOTE,
        remarks=_remarks(rows, year),
        links=project_links(rows),
    )  # fmt: skip


def _year_shown(rows: pd.DataFrame) -> str:
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


def _lead(now: pd.DataFrame, year: str) -> str:
    cash = now[now["saving_class"] == "cashable"]
    if cash.empty:
        return f"No cashable saving is planned for {year}."
    done = say_pounds(cash["delivered_gbp"].sum())
    words = [f"{done} is delivered", *_rest(cash)]
    return f"Of {say_pounds(cash['planned_gbp'].sum())} cashable savings planned for {year}, {say_list(words)}."


def _more(rows: pd.DataFrame, now: pd.DataFrame, year: str) -> tuple[str, ...]:
    sentences = []
    doubtful = _in_doubt(now)
    if len(doubtful):
        words = [f"{row['project']} ({say_pounds(row['lost'])})" for _, row in doubtful.iterrows()]
        sentences.append(name_within("Cashable and in doubt:", words, end="."))
    later = rows[(rows["fin_year"] > year) & (rows["saving_class"] == "cashable")]
    if len(later):
        years, planned = say_years(list(later["fin_year"])), say_pounds(later["planned_gbp"].sum())
        words = _rest(later, _DOUBT, verb="is ") or ["none is at risk"]
        sentences.append(f"Of {planned} cashable savings planned for {years}, {say_list(words)}.")
    sentences += _cyber(rows)
    sentences += [f"{CLASSES[kind]} in {year}: {_in_parts(kind, part)}." for kind, part in _by_class(now)
                  if kind != "cashable"]  # fmt: skip
    return tuple(sentences[:4])


def _in_doubt(rows: pd.DataFrame) -> pd.DataFrame:
    """Cashable lines that are at risk or not expected any more, with `lost` (£), the largest first."""
    rows = rows.assign(lost=rows["at_risk_gbp"] + rows["not_expected_gbp"])
    return rows[(rows["lost"] >= 0.5) & (rows["saving_class"] == "cashable")].sort_values("lost", ascending=False)


def _remarks(rows: pd.DataFrame, year: str) -> tuple[str, ...]:
    """What officers say about what is in doubt this year, and about lines that touch cyber security."""
    doubtful = _in_doubt(rows[rows["fin_year"] == year])
    cut = rows[rows["affects_cyber"] & rows["note"].notna()].drop_duplicates("line_id")
    said = pd.concat([doubtful, cut]).drop_duplicates("line_id")
    return tuple(
        f"{row['project']}, {CLASSES[row['saving_class']].lower()}: "
        f"{'no reason is given.' if missing(row['note']) else full_stop(row['note'])}"
        for _, row in said.head(_REMARKS).iterrows()
    )


_REMARKS = 6


def _by_class(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(kind, rows[rows["saving_class"] == kind]) for kind in CLASSES if (rows["saving_class"] == kind).any()]


def _in_parts(kind: str, part: pd.DataFrame) -> str:
    """ "£59,000 planned, £14,430 delivered, £26,000 at risk"; of an estimate nothing is delivered."""
    planned, done = ("estimated", "claimed so far") if kind == "avoidance" else ("planned", "delivered")
    words = [f"{say_pounds(part['planned_gbp'].sum())} {planned}", f"{say_pounds(part['delivered_gbp'].sum())} {done}"]
    return ", ".join([*words, *_rest(part)])


_DOUBT = ("at_risk_gbp", "not_expected_gbp")


def _rest(part: pd.DataFrame, names: tuple[str, ...] = ("to_come_gbp", *_DOUBT), verb: str = "") -> list[str]:
    """ "£19,390 still to come", "£53,130 at risk": what is not delivered, where there is any. verb: of the first."""
    there = [each for each in names if part[each].sum() >= 0.5]
    return [f"{say_pounds(part[each].sum())} {'' if n else verb}{_PARTS[each]}" for n, each in enumerate(there)]


def _gains(row: pd.Series) -> str:
    holder = row["saving_budget_holder"]
    return row["project"] if missing(holder) else f"{row['project']} for {holder}"


def _cyber(rows: pd.DataFrame) -> list[str]:
    cut = rows[rows["affects_cyber"]]
    phrases = []
    for project, own in cut.groupby("project", sort=False):
        planned = [f"{CLASSES[kind].lower()}, {say_pounds(part['planned_gbp'].sum())}" for kind, part in _by_class(own)]
        phrases.append(f"{project} ({'; '.join(planned)})")
    return [name_within("Touches cyber security:", phrases, 2, end=".")] if phrases else []


def _questions(rows: pd.DataFrame, now: pd.DataFrame) -> tuple[str, ...]:
    sentences = []
    cash = now[now["saving_class"] == "cashable"]
    gone = cash["at_risk_gbp"].sum() + cash["not_expected_gbp"].sum()
    if gone >= 0.5:
        sentences.append(f"Which budget is overspent if the {say_pounds(gone)} in doubt does not come?")
    shown = now[(now["delivered_gbp"] >= 0.5) & now["evidence"].isna() & now["measure_id"].isna()]
    if len(shown):
        sentences.append(f"How was what {shown['project'].iloc[0]} delivered shown, as no evidence is given?")
    if (rows["affects_cyber"] & rows["saving_class"].eq("cashable")).any():
        sentences.append("Does the saving in cyber security leave residents' data less safe?")
    if now["saving_class"].isin(["non_cashable", "avoidance"]).any():
        sentences.append("What do staff do with the time gained, if no budget gets smaller?")
    return tuple(sentences[:3]) or ("Which budgets have become smaller because of these savings?",)


def _table(rows: pd.DataFrame, year: str, *, words: bool = True) -> pd.DataFrame:
    """Of each class one row for all, then one for each line. words: False = pounds as numbers."""
    made = []
    for kind, part in _by_class(rows):
        made.append(
            {
                "What": f"{CLASSES[kind]}, all lines",
                **_pounds(part, year, words),
                "Status": "See each line",
                "What is said": "See each line",
            }
        )
        for _, own in part.groupby("line_id", sort=False):
            last = own[own["fin_year"] <= year].tail(1) if (own["fin_year"] <= year).any() else own.head(1)
            row = last.iloc[0]
            status = SAVING_STATUSES.get(row["status"], "Not stated")
            notes = [note for note in (row["note"], *own["note"]) if not missing(note)]
            made.append(
                {
                    "What": _gains(row),
                    **_pounds(own, year, words),
                    "Status": f"{status}; touches cyber security" if row["affects_cyber"] else status,
                    "What is said": full_stop(notes[0]) if notes else "Nothing",
                }
            )
    return pd.DataFrame(made)


def _pounds(rows: pd.DataFrame, year: str, words: bool) -> dict[str, str | float]:
    now, before, after = (rows[rows["fin_year"] == year], rows[rows["fin_year"] < year], rows[rows["fin_year"] > year])
    sums = {f"{year} planned": now["planned_gbp"].sum()}
    sums |= {upper_first(part): now[each].sum() for each, part in _PARTS.items()}
    sums["Delivered in earlier years"] = before["delivered_gbp"].sum()
    sums["Planned for later years"] = after["planned_gbp"].sum()
    return {name: full_pounds(pounds) if words else pounds for name, pounds in sums.items()}


def _figure(now: pd.DataFrame, theme: str) -> go.Figure:
    """A bar for each part of each class, named beside it: what is in doubt is hatched as well."""
    c = colours(theme)
    parts, drawn = [Part("As planned", c.main), Part("In doubt", c.second, "/")], []
    for kind, part in _by_class(now):
        estimate = kind == "avoidance"
        called = {**_PARTS, "delivered_gbp": "claimed so far"} if estimate else _PARTS
        heading = f"{CLASSES[kind]}: {say_pounds(part['planned_gbp'].sum())} {'estimated' if estimate else 'planned'}"
        for column, words in called.items():
            value = float(part[column].sum())
            if value >= 0.5 or column == "delivered_gbp":
                doubt = column in _DOUBT
                values = (0.0, value) if doubt else (value, 0.0)
                hover = (f"{CLASSES[kind]}, {words}: {say_pounds(value)}",) * 2
                drawn.append(Bars(upper_first(words), say_pounds(value), values, hover=hover, heading=heading))
                heading = ""
    return bars(drawn, parts, theme, named=False)
