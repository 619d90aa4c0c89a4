"""Savings by class, each on its own: planned, delivered, at risk, not expected."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.money import CLASSES, CLASSES_NOTE, STRATEGY, money_question, no_money_lines, say_years
from exhibits.common.money_bars import Bars, Part, bars
from exhibits.common.scope import ProjectScope
from exhibits.common.source import money_source
from exhibits.common.style import colours
from exhibits.common.words import full_pounds, full_stop, missing, say_pounds, short_pounds

_PARTS = {
    "delivered_gbp": "delivered",
    "to_come_gbp": "still to come",
    "at_risk_gbp": "at risk",
    "not_expected_gbp": "not expected any more",
}
_STATUS = {"delivered": "Delivered", "on_track": "On track", "at_risk": "At risk", "undeliverable": "Not deliverable"}


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
        note=CLASSES_NOTE,
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


def _summary(rows: pd.DataFrame, now: pd.DataFrame, year: str) -> str:
    sentences = [f"{CLASSES[kind]} in {year}: {_in_parts(kind, part)}." for kind, part in _by_class(now)]
    later = rows[(rows["fin_year"] > year) & (rows["saving_class"] == "cashable")]
    if len(later):
        words = [f"{say_pounds(later[each].sum())} is {_PARTS[each]}" for each in ("at_risk_gbp", "not_expected_gbp")
                 if later[each].sum() >= 0.5]  # fmt: skip
        unsure = f", of which {' and '.join(words)}" if words else ""
        planned = say_pounds(later["planned_gbp"].sum())
        sentences.append(f"For {say_years(list(later['fin_year']))}, {planned} of cashable savings is planned{unsure}.")
    doubtful = now[(now["at_risk_gbp"] + now["not_expected_gbp"] >= 0.5) & (now["saving_class"] == "cashable")]
    if len(doubtful):
        doubtful = doubtful.assign(lost=doubtful["at_risk_gbp"] + doubtful["not_expected_gbp"])
        lines = [row for _, row in doubtful.sort_values("lost", ascending=False).iterrows()]
        sentences.append(f"Cashable and in doubt: {'; '.join(_doubt(row) for row in lines[:4])}.")
    sentences += _cyber(rows)
    return " ".join(sentences)


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
    phrases = []
    for (line, kind), part in cut.groupby(["line_id", "saving_class"], sort=False):
        first, note = part.iloc[0], part["note"].dropna()
        reason = f": “{note.iloc[0].strip().rstrip('.')}”" if len(note) else ""
        planned = say_pounds(part["planned_gbp"].sum())
        phrases.append(f"{first['project']} ({line}, {CLASSES[kind].lower()}, {planned} planned{reason})")
    return [f"Touches cyber security: {'; '.join(phrases)}."] if phrases else []


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
                    "What is said": full_stop(notes[0]) if notes else "Nothing",
                }
            )
    return pd.DataFrame(made)


def _pounds(rows: pd.DataFrame, year: str) -> dict[str, str]:
    now, before, after = (rows[rows["fin_year"] == year], rows[rows["fin_year"] < year], rows[rows["fin_year"] > year])
    columns = {f"{year} planned": full_pounds(now["planned_gbp"].sum())}
    columns |= {words[0].upper() + words[1:]: full_pounds(now[each].sum()) for each, words in _PARTS.items()}
    columns["Delivered in earlier years"] = full_pounds(before["delivered_gbp"].sum())
    columns["Planned for later years"] = full_pounds(after["planned_gbp"].sum())
    return columns


def _figure(now: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    parts = [Part("Delivered (of estimates: claimed)", c.main), Part("Still to come", c.third, "/"),
             Part("At risk", c.second, "x"), Part("Not expected any more", c.fourth, ".")]  # fmt: skip
    drawn = []
    for kind, part in _by_class(now):
        values = tuple(float(part[each].sum()) for each in _PARTS)
        sentence = f"{short_pounds(values[0])} of {short_pounds(part['planned_gbp'].sum())}"
        drawn.append(Bars(CLASSES[kind], sentence, values, mark=float(part["planned_gbp"].sum())))
    return bars(drawn, parts, theme, mark="Planned")
