"""What one project costs and saves, year by year, and who pays while who gains."""

import re
from dataclasses import replace
from datetime import date

import pandas as pd

from exhibits import Exhibit, View
from exhibits.common.money import CLASSES, MoneyQuestion, each_year, money_question, more_or_less
from exhibits.common.money_bars import Bars, Part, bars
from exhibits.common.no_data import words_only
from exhibits.common.source import money_source
from exhibits.common.style import colours
from exhibits.common.view_queries import project_rows, view_rows
from exhibits.common.words import (
    LEAD,
    POINT,
    cut,
    first_that_fits,
    full_pounds,
    full_stop,
    missing,
    say_list,
    say_pounds,
)
from exhibits.projects.project_parts import no_such_project, shortened, withheld_words

_BARS = 16  # rows drawn at most
_KINDS = {"capital": "capital", "revenue": "revenue", "not_stated": "capital or revenue not stated"}
_STATUS = {
    "delivered": "Delivered",
    "on_track": "On track",
    "at_risk": "At risk",
    "undeliverable": "Will not be delivered",
}
_MONEY = ("whole_life_cost", "fy_", "benefits_")


def money(view: View, *, project: str, today: date | None = None) -> Exhibit:
    """Cost and savings by financial year against what was planned; classes of savings are never added up.

    project: its id. today: the day that says which financial year is this one (None = today).
    """
    register = project_rows(view, "projects/register", project)
    if register.empty:
        return no_such_project("money")
    known = register.iloc[0]
    question = money_question(view, today, project=project)
    lines = question.rows(view, "lines")
    source = money_source(
        view, lines,
        "past years are what was spent or delivered, this year is the forecast for its end, later years are projected.",
    )  # fmt: skip
    if lines.empty:
        why = "No data: no finance line of this project has been published."
        none = words_only("money", "What it costs and saves: no data", why, source, note=_note(known, lines))
        return replace(none, more=tuple(_whole_life(known)))
    costs = lines[lines["line_type"] == "cost"]
    benefits, listed = question.rows(view, "savings"), _listed(lines)
    whole_life = _with_who(_whole_life(known), _who(costs, benefits))
    return Exhibit(
        key="money",
        title=_title(costs, benefits),
        lead=_lead(costs),
        more=tuple([*whole_life, *_reasons(view, question), *_benefits(benefits)][:4]),
        table=_table(view, listed),
        source=source,
        figure=bars(_rows(costs, benefits)[:_BARS], _parts(view.theme), view.theme, mark="Planned"),
        questions=_questions(costs, benefits),
        data=listed,
        note=_note(known, lines),
    )  # fmt: skip


def _sum(rows: pd.DataFrame, column: str) -> float:
    return float(rows[column].sum())


def _title(costs: pd.DataFrame, benefits: pd.DataFrame) -> str:
    now = costs[costs["when_"] == "this"]
    if len(now):
        year, cost, budget = now["fin_year"].iloc[0], _sum(now, "expected_gbp"), _sum(now, "baseline_gbp")
        return f"{year} is forecast to cost {say_pounds(cost)}, {more_or_less(cost, budget)}" + (
            "" if abs(cost - budget) < 0.5 else " than budgeted"
        )
    if len(costs):
        return f"Costs {say_pounds(_sum(costs, 'expected_gbp'))} in all years together"
    return "It saves, and its cost is not stated" if len(benefits) else "No cost and no saving is stated"


def _lead(costs: pd.DataFrame) -> str:
    """Of this year; else of the years there are."""
    if costs.empty:
        return "No cost of this project is stated."
    rows = costs[costs["when_"] == "this"]
    if rows.empty:
        when, words = ("past", "Spent") if (costs["when_"] == "past").any() else ("future", "Projected")
        years = costs[costs["when_"] == when].groupby("fin_year")["expected_gbp"].sum()
        return cut(f"{words}: {each_year(years)}.", LEAD)
    cost, budget = _sum(rows, "expected_gbp"), _sum(rows, "baseline_gbp")
    spent = "what was spent so far is not stated"
    if rows["actual_gbp"].notna().any():
        spent = f"{say_pounds(_sum(rows, 'actual_gbp'))} spent so far"
    return (
        f"{rows['fin_year'].iloc[0]}: budget {say_pounds(budget)}, forecast {say_pounds(cost)}, "
        f"{more_or_less(cost, budget)}; {spent}."
    )


def _whole_life(known: pd.Series) -> list[str]:
    first, now = known["whole_life_cost_baseline"], known["whole_life_cost_forecast"]
    if missing(first) and missing(now):
        return []
    if missing(now):
        return [f"Whole life: {say_pounds(first)} as first approved; what it is now expected to be is not given."]
    if missing(first):
        return [f"Whole life: {say_pounds(now)} as now expected; what was first approved is not given."]
    differs = more_or_less(now, first)
    words = "unchanged" if differs == "as budgeted" else f"now {say_pounds(now)}, {differs}"
    return [f"Whole life: {say_pounds(first)} as first approved, {words}."]


def _reasons(view: View, question: MoneyQuestion) -> list[str]:
    """What explains the newest variance of costs over the council's tolerance, or that nothing does."""
    rows = question.rows(view, "variances")
    rows = rows[(rows["line_type"] == "cost") & (rows["when_"] != "future")].sort_values("fin_year", ascending=False)
    if rows.empty:
        return []
    row = rows.iloc[0]
    differs = f"{row['fin_year']} differs from its budget by {say_pounds(abs(row['variance_gbp']))}"
    if missing(row["reason"]):
        return [f"{differs}; no reason is given."]
    reason = full_stop(row["reason"])
    return [
        first_that_fits(
            f"{differs}; the reason given is: {reason}",
            f"Reason given for the {say_pounds(abs(row['variance_gbp']))}: {reason}",
            most=POINT,
        )
    ]


def _benefits(benefits: pd.DataFrame) -> list[str]:
    if benefits.empty:
        return ["No saving and no income is stated."]
    sentences: list[str] = []
    for name, words in CLASSES.items():
        rows = benefits[benefits["saving_class"] == name]
        if rows.empty:
            continue
        parts = [
            f"{say_pounds(_sum(rows, 'planned_gbp'))} planned, {say_pounds(_sum(rows, 'delivered_gbp'))} delivered"
        ]
        for column, called in (("at_risk_gbp", "at risk"), ("not_expected_gbp", "not expected any more")):
            if _sum(rows, column) >= 0.5:
                parts.append(f"{say_pounds(_sum(rows, column))} {called}")
        sentences.append(cut(f"{words}, all years: {', '.join(parts)}."))
    return sentences[:2]


def _holders(rows: pd.DataFrame, column: str) -> list[str]:
    return sorted(rows[column].dropna().unique())


def _who(costs: pd.DataFrame, benefits: pd.DataFrame) -> list[str]:
    pays, gains = _holders(costs, "cost_budget_holder"), _holders(benefits, "saving_budget_holder")
    sentences = [f"Paid by: {say_list(pays)}."] if pays else []
    if gains:
        sentences.append(f"The savings and income go to: {say_list(gains)}.")
    return [" ".join(sentences)] if sentences else []


def _with_who(whole_life: list[str], who: list[str]) -> list[str]:
    """The whole life and who pays and gains in one point, or in two where they are long."""
    together = " ".join([*whole_life, *who])
    return [together] if together and len(together.split()) <= POINT else [cut(each) for each in (*whole_life, *who)]


def _questions(costs: pd.DataFrame, benefits: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    now = costs[costs["when_"] == "this"]
    over = _sum(now, "expected_gbp") - _sum(now, "baseline_gbp")
    if over >= 0.5:
        questions.append(f"What pays for the {say_pounds(over)} above this year’s budget?")
    lost = benefits[(benefits["not_expected_gbp"] >= 0.5) & (benefits["saving_class"] == "cashable")]
    if len(lost):
        questions.append(
            f"Cashable savings of {say_pounds(_sum(lost, 'not_expected_gbp'))} are not expected any more: which budget "
            "has already been cut by them?"
        )
    pays, gains = _holders(costs, "cost_budget_holder"), _holders(benefits, "saving_budget_holder")
    if pays and gains and not set(pays) & set(gains):
        questions.append(f"{say_list(pays)} pays while {say_list(gains)} gains: have both budgets agreed to it?")
    reserve = costs[costs["is_reserve"] & (costs["when_"] != "past")]
    if len(reserve):
        questions.append(f"What is left in the {reserve['funding_source'].iloc[0]} after this project has drawn on it?")
    return tuple(questions[:3]) or ("What will it cost every year after the project has ended?",)


def _note(known: pd.Series, lines: pd.DataFrame) -> str:
    notes = []
    funds = _holders(lines, "funding_source") if len(lines) else []
    funds = funds or ([] if missing(known["funding_source"]) else [known["funding_source"]])
    if funds:
        reserve = len(lines) and lines["is_reserve"].any()
        notes.append(f"Paid from: {say_list(funds)}{' (a reserve is drawn on)' if reserve else ''}.")
    refs = [ref for ref in (known["mtfp_ref"], *(lines["mtfp_ref"] if len(lines) else ())) if not missing(ref)]
    plan = {ref.strip() for field in refs for ref in re.split("[;,]", field) if ref.strip()}
    if plan:
        notes.append(f"Lines of the medium term financial plan: {say_list(sorted(plan))}.")
    if not missing(known["options_considered"]):
        notes.append(f"Options that were considered: {full_stop(known['options_considered'])}")
    for column, words in (("variance_narrative", "On the budget"), ("budget_narrative", "On the whole-life cost")):
        if not missing(known[column]):
            notes.append(f"{words}, the register says: {shortened(known[column])}")
    if len(lines) and lines["affects_cyber"].any():
        touching = lines[lines["affects_cyber"] & (lines["line_type"] != "cost")]
        what = "A saving" if len(touching) else "A cost"
        notes.append(f"{what} touches cyber security.")
    notes += [f"{name}: {words}." for name, words in withheld_words(known, _MONEY)]
    return " ".join(notes)


def _name(row: pd.Series) -> str:
    if row["line_type"] == "cost":
        return f"Cost ({_KINDS[row['capital_revenue']]})"
    return CLASSES[row["saving_class"]]


def _listed(lines: pd.DataFrame) -> pd.DataFrame:
    """One row for each line in each year: costs first, then benefits by class, oldest year first."""
    order = {"cost": 0, **{name: n for n, name in enumerate(CLASSES, 1)}}
    place = [order["cost" if row["line_type"] == "cost" else row["saving_class"]] for _, row in lines.iterrows()]
    rows = lines.assign(place=place).sort_values(["place", "fin_year", "line_id"], kind="stable")
    return rows.drop(columns="place")


def _table(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    measures = dict(view_rows(view, "measures/definitions")[["measure_id", "name"]].itertuples(index=False))
    return pd.DataFrame(
        {
            "Cost or saving": [f"{_name(row)}, {row['fin_year']}" for _, row in rows.iterrows()],
            "Planned": [full_pounds(value) for value in rows["baseline_gbp"]],
            "Expected": [full_pounds(value) for value in rows["expected_gbp"]],
            "Difference": [full_pounds(v, signed=True) for v in rows["expected_gbp"] - rows["baseline_gbp"]],
            "Spent or delivered": [_so_far(row) for _, row in rows.iterrows()],
            "Budget": [_budget(row) for _, row in rows.iterrows()],
            "Paid from": ["" if missing(source) else source for source in rows["funding_source"]],
            "Where it stands": ["" if missing(s) else _STATUS[s] for s in rows["status"]],
            "What is said about it": ["" if missing(note) else note for note in rows["note"]],
            "Measure that shows it": ["" if missing(m) else measures.get(m, m) for m in rows["measure_id"]],
        }
    )  # fmt: skip


def _so_far(row: pd.Series) -> str:
    value = row["actual_gbp"] if row["line_type"] == "cost" or missing(row["delivered_gbp"]) else row["delivered_gbp"]
    return "Not yet" if missing(value) and row["when_"] == "future" else full_pounds(value)


def _budget(row: pd.Series) -> str:
    pays, gains = row["cost_budget_holder"], row["saving_budget_holder"]
    phrases = [] if missing(pays) else [f"{pays} pays"]
    return ", ".join([*phrases, f"{gains} gains"] if not missing(gains) else phrases) or "Not stated"


def _parts(theme: str) -> list[Part]:
    c = colours(theme)
    return [
        Part("Cost", c.main),
        Part("Cashable savings", c.third),
        Part("New income", c.third, "/"),
        Part("Benefits that release no cash", c.fourth, "."),
    ]


def _rows(costs: pd.DataFrame, benefits: pd.DataFrame) -> list[Bars]:
    """A bar for each year of cost, and for each class and year of benefit: classes are never stacked."""
    found = []
    called = {"past": "spent", "this": "forecast", "future": "projected"}
    for year, rows in costs.groupby("fin_year", sort=True):
        value, when = _sum(rows, "expected_gbp"), called[rows["when_"].iloc[0]]
        found.append(Bars(f"{year} cost", f"{say_pounds(value)} {when}", (value, 0, 0, 0), _sum(rows, "baseline_gbp")))
    place = {"cashable": 1, "income": 2}
    for name, words in CLASSES.items():
        of_class = benefits[benefits["saving_class"] == name]
        for year, rows in of_class.groupby("fin_year", sort=True):
            values = [0.0, 0.0, 0.0, 0.0]
            values[place.get(name, 3)], beside = _expected(rows)
            short = words.removesuffix(" (estimate)").lower()
            found.append(Bars(f"{year} {short}", beside, tuple(values), _sum(rows, "planned_gbp")))
    return found


def _expected(rows: pd.DataFrame) -> tuple[float, str]:
    """What a class of benefit brings in a year, in pounds, with the words beside its bar."""
    if rows["when_"].iloc[0] == "past":
        value = _sum(rows, "delivered_gbp")
        return value, f"{say_pounds(value)} delivered"
    hoped = rows[rows["status"] != "undeliverable"]
    value = float(hoped["forecast_gbp"].fillna(hoped["planned_gbp"]).sum())
    return value, f"{say_pounds(value)} {'at risk' if (hoped['status'] == 'at_risk').any() else 'expected'}"
