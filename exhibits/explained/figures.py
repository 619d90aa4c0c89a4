"""What is known about each measure besides its figures: definition, version, approval, proxy, benchmark."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.benchmark import COMPARABLE, say_benchmark
from exhibits.common.links import links_to_measures, links_to_plans
from exhibits.common.no_data import words_only
from exhibits.common.source import say_proxy
from exhibits.common.view_queries import view_rows, with_figures
from exhibits.common.words import full_stop, missing, naming, say_count, say_date, say_list, say_month

_UNITS = {
    "percent": "Percent", "gbp": "Pounds", "count": "A number", "minutes": "Minutes", "hours": "Hours", "days": "Days",
    "score": "A score", "ratio": "A ratio", "yesno": "Yes or no",
}  # fmt: skip
_SOURCE = (
    "Source: definitions of measures, as officers published them; those worked out from incidents and channel volumes "
    "are built in."
)
_BETTER = {"increase": "more is better", "decrease": "less is better", "neutral": "neither more nor less is better"}


@dataclass(frozen=True)
class MeasureExplained:
    """A measure with all that is known about it, in sentences. shown: it has figures, and so a page of its own."""

    measure_id: str
    name: str
    theme: str
    meaning: str
    sentences: tuple[str, ...]
    shown: bool


def measures_explained(view: View, today: date) -> list[MeasureExplained]:
    """Every measure by name. today: the day that says which financial year is this one."""
    shown = with_figures(view)
    return [
        MeasureExplained(
            row["measure_id"], row["name"], row["theme"], full_stop(row["plain_meaning"]),
            tuple(_sentences(row, today)), row["measure_id"] in shown,
        )
        for _, row in _rows(view, today).iterrows()
    ]  # fmt: skip


def about_figures(view: View, *, today: date) -> Exhibit:
    """How many measures there are, which are new, which are proxies, and how far benchmarks can be compared.

    today: the day that says which financial year is this one.
    """
    rows = _rows(view, today)
    if rows.empty:
        return words_only("about_figures", "About these figures: no data", "No data: no measure has been published.")
    known = measures_explained(view, today)
    proxies = rows[rows["proxy_for"].notna()]
    new = rows[rows["began"] == "new"]
    return Exhibit(
        key="about_figures",
        title=_title(new, today),
        lead=_lead(rows, proxies),
        more=tuple(filter(None, (_new(rows), _proxies(proxies), _compared(rows), _not_said(rows)))),
        table=pd.DataFrame(
            [(each.name, each.meaning, " ".join(each.sentences)) for each in known],
            columns=["Measure", "What it means", "What else is known about it"],
        ),
        source=_SOURCE,
        questions=_questions(rows, proxies),
        data=rows,
        links=links_to_measures(rows[rows["measure_id"].isin(with_figures(view))])
        | links_to_plans(row for _, row in rows.iterrows()),
    )  # fmt: skip


def _rows(view: View, today: date) -> pd.DataFrame:
    return view_rows(view, "explained/figures", today=view.as_at or today)


def financial_year(day: date) -> str:
    """ "2026/27", or "2026" where the year begins in January."""
    starts = settings().council.financial_year_starts
    year = day.year - (day.month < starts)
    return str(year) if starts == 1 else f"{year}/{(year + 1) % 100:02}"


def _title(new: pd.DataFrame, today: date) -> str:
    year = financial_year(today)
    if new.empty:
        return f"No measure is new in {year}"
    return f"{say_count(len(new), 'measure is', 'measures are')} new in {year}"


def _lead(rows: pd.DataFrame, proxies: pd.DataFrame) -> str:
    retired = int(rows["retired_on"].notna().sum())
    said = f"{say_count(len(rows) - retired, 'measure')}"
    said += f" and {say_count(retired, 'retired one')}" if retired else ""
    stand = "none is marked as a proxy" if proxies.empty else f"{say_count(len(proxies), 'is a proxy', 'are proxies')}"
    benchmarks = int(rows["benchmark_value"].notna().sum())
    return f"{said}: {stand}, {benchmarks or 'none'} {'has' if benchmarks == 1 else 'have'} a benchmark."


def _new(rows: pd.DataFrame) -> str:
    new, ahead = (rows.loc[rows["began"] == when, "name"] for when in ("new", "ahead"))
    said = [naming("New this financial year: {}.", new)] if len(new) else []
    said += [naming("Agreed for a time to come: {}.", ahead)] if len(ahead) else []
    return " ".join(said)


def _proxies(proxies: pd.DataFrame) -> str:
    return naming("Stands for what is not measured itself: {}.", proxies["name"]) if len(proxies) else ""


def _compared(rows: pd.DataFrame) -> str:
    has = rows[rows["benchmark_value"].notna()]
    counts = {words: int((has["benchmark_comparable"] == judged).sum()) for judged, words in COMPARABLE.items()} | {
        "without a word on it": int(has["benchmark_comparable"].isna().sum())
    }
    said = [f"{number} {words}" for words, number in counts.items() if number]
    return f"Benchmarks: {say_list(said)}." if said else ""


def _not_said(rows: pd.DataFrame) -> str:
    without = rows[rows["approved_by"].isna() & rows["retired_on"].isna()]
    if without.empty:
        return ""
    return f"Of {say_count(len(without), 'measure')} nobody has said who approved the definition."


def _questions(rows: pd.DataFrame, proxies: pd.DataFrame) -> tuple[str, ...]:
    asked = [f"What would it take to measure “{proxies['proxy_for'].iloc[0]}” itself?"] if len(proxies) else []
    apart = rows[rows["benchmark_comparable"].eq("no")]
    if len(apart):
        asked.append(f"Whom could {apart['name'].iloc[0]} be compared with instead?")
    if rows["approved_by"].isna().any():
        asked.append("Who approves a new or changed measure, and does the committee see it first?")
    return tuple(asked) or ("Which of these measures would nobody miss?",)


def _sentences(row: pd.Series, today: date) -> list[str]:
    every = {"month": "every month", "quarter": "every quarter", "year": "every year"}[row["period"]]
    said = [f"{_UNITS[row['unit']]}, {every}; {_BETTER[row['direction']]}."]
    if not missing(row["owner_role"]):
        said.append(f"{row['owner_role']} answers for it.")
    said += _approved(row, today)
    if not missing(row["proxy_for"]):
        said.append(say_proxy(row["proxy_for"]))
    said.append(say_benchmark(row))
    if not missing(row["related_plan"]):
        said.append(f"Related plan: {full_stop(row['related_plan'])}")
    if not missing(row["retired_on"]):
        said.append(f"Retired on {say_date(row['retired_on'])}.")
    return [each for each in said if each]


def _approved(row: pd.Series, today: date) -> list[str]:
    version, body, first = row["version"], row["approved_by"], row["first_period"]
    said = [] if missing(version) else [f"version {str(version).strip()}"]
    said += [] if missing(body) else [f"approved by {str(body).strip().rstrip('.')}"]
    sentences = [f"{', '.join(said)[0].upper()}{', '.join(said)[1:]}."] if said else []
    if not missing(first):
        new = {"new": f", so it is new in {financial_year(today)}", "ahead": ", which is still to come"}
        sentences.append(f"Measured in this way from {say_month(first)}{new.get(row['began'], '')}.")
    return sentences
