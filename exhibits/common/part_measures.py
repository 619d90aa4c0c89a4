"""An exhibit of several measures: newest figure, verdict and target of each, and whether it is only a proxy."""

import pandas as pd

from exhibits import Exhibit, View
from exhibits.common.answers import say_answers, say_doubts
from exhibits.common.links import links_to_measures
from exhibits.common.measure_lines import measure_lines
from exhibits.common.no_data import words_only
from exhibits.common.source import say_proxy, source_of_measures
from exhibits.common.verdicts import (
    known_as,
    months_of,
    say_target,
    say_target_met,
    status_meaning,
    unusual,
    weight,
)
from exhibits.common.words import (
    POINT,
    are,
    first_that_fits,
    lower_first,
    missing,
    naming,
    say_count,
    say_number,
    say_period,
    upper_first,
)


def part_measures(view: View, rows: pd.DataFrame, key: str, called: str, *, found_by: str, note: str = "") -> Exhibit:
    """Every measure of a part of a page, each with its last two years, verdict, target, and whether it is a proxy.

    rows: measure_id, name, data_source, proxy_for, target_met, what a row of signals/measures says, and the answers,
    few and low of measures/answers; called: what they are of, such as "members’ IT"; found_by: by what they were
    found; note: a sentence below.
    """
    known = rows[rows["value"].notna()]
    if known.empty:
        lead = f"No data: no measure of {called} has come in: see “Measures” and “KPI values”."
        return words_only(key, f"Measures of {called}: no data", lead)
    return Exhibit(
        key=key,
        title=_title(known, called),
        lead=_lead(known),
        more=_more(known),
        table=_table(rows),
        source=source_of_measures(rows, f"the measures of {called}, found by {found_by}"),
        figure=measure_lines(view, rows),
        questions=_questions(rows, known),
        data=rows,
        note=note,
        links=links_to_measures(known),
    )


def _title(known: pd.DataFrame, called: str) -> str:
    news = sum(unusual(row) for _, row in known.iterrows())
    missed = len(_missed(known))
    judged = int(known["target_met"].notna().sum())
    if news:
        return f"{news} of {say_count(len(known), 'measure')} of {called} {are(news)} unusual in the newest month"
    if missed:
        if missed == judged:
            return f"{'The one target' if judged == 1 else f'All {judged} targets'} for {called} {are(judged)} missed"
        return f"{missed} of {judged} targets for {called} {are(missed)} missed"
    return f"No measure of {called} is unusual in its newest month"


def _missed(known: pd.DataFrame) -> pd.DataFrame:
    return known[known_as(known["target_met"], False)]


def _lead(known: pd.DataFrame) -> str:
    """What is unusual goes first, a concern before all; then a target that is missed; then the first."""
    news = sorted((weight(row), place) for place, (_, row) in enumerate(known.iterrows()) if unusual(row))
    missed = _missed(known)
    row = known.iloc[news[0][1]] if news else missed.iloc[0] if len(missed) else known.iloc[0]
    said = f"{row['name']}: {say_number(row['value'], row['unit'])} in {say_period(row['month'], months_of(row))}"
    aim = "" if missing(row["target"]) else f", against a target of {say_target(row)}"
    words = lower_first(status_meaning(row))
    return first_that_fits(f"{said}{aim}; {words}.", f"{said}; {words}.", f"{said}.")


def _more(known: pd.DataFrame) -> tuple[str, ...]:
    missed = _missed(known)["name"].tolist()
    met = known[known_as(known["target_met"], True)]["name"].tolist()
    points = [naming("Target missed: {}.", missed)] if missed else []
    points += [naming("Target met: {}.", met)] if met else []
    proxies = known[known["proxy_for"].notna()]
    points.append(
        naming("Only a proxy: {}.", proxies["name"]) if len(proxies) else "None of them is marked as a proxy."
    )
    return (*points, *_of_surveys(known))


def _of_surveys(known: pd.DataFrame) -> tuple[str, ...]:
    """How many answered the survey with which to be most careful."""
    surveys = known[known["few"].notna()]
    if surveys.empty:
        return ()
    doubted = surveys[surveys["few"] | surveys["low"]]
    row = (doubted if len(doubted) else surveys).iloc[0]
    short = ": too few to rest on" if row["few"] else ": fewer than half" if row["low"] else ""
    said = f"{say_answers(row)}{short}."
    return (first_that_fits(f"{row['name']}: {said}", upper_first(said), most=POINT),)


def _questions(rows: pd.DataFrame, known: pd.DataFrame) -> tuple[str, ...]:
    proxies = known[known["proxy_for"].notna()]
    if len(proxies):
        return (f"What would it take to measure “{proxies['proxy_for'].iloc[0]}” itself?",)
    missed = _missed(known)
    if len(missed):
        return (f"{missed['name'].iloc[0]}: what stands between the figure and its target, and by when is it met?",)
    return ("Which of these figures would the people concerned say themselves?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    def figure(row: pd.Series) -> str:
        return "No data" if missing(row["value"]) else say_number(row["value"], row["unit"])

    table = pd.DataFrame(
        {
            "Measure": rows["name"],
            "Month": [
                "" if missing(row["month"]) else say_period(row["month"], months_of(row)) for _, row in rows.iterrows()
            ],
            "Figure": [figure(row) for _, row in rows.iterrows()],
            "Verdict": [status_meaning(row) for _, row in rows.iterrows()],
            "Target": [say_target(row) for _, row in rows.iterrows()],
            "Target met": [say_target_met(each) for each in rows["target_met"]],
            "Answers": ["" if missing(row["few"]) else _answers(row) for _, row in rows.iterrows()],
            "Proxy": ["No" if missing(each) else say_proxy(each) for each in rows["proxy_for"]],
        }
    )
    return table if table["Answers"].any() else table.drop(columns="Answers")


def _answers(row: pd.Series) -> str:
    return f"{say_answers(row)}. {say_doubts(row)}".rstrip()
