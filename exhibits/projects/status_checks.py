"""Whether a project's status is believable: a stated set of rules, each shown with its evidence.

A rule that fires says "worth asking", never "wrong": there may be a good reason, and the reason is what to ask for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Unpack

import pandas as pd

from data.settings import settings
from exhibits import Exhibit, Piece, Section, View
from exhibits.common.links import links_to_projects
from exhibits.common.no_data import no_projects
from exhibits.common.ratings import say_rating, show_rating
from exhibits.common.scope import ProjectScope, day_of, project_prefix
from exhibits.common.source import source_of
from exhibits.common.view_queries import project_rows
from exhibits.common.words import (
    LEAD,
    full_stop,
    missing,
    naming,
    say_count,
    say_date,
    say_month,
    say_number,
    say_report_period,
    signed_percent,
    upper_first,
)
from exhibits.projects.words import say_slip, worse_first

_NOT_OPEN = {"ended": "has ended", "cancelled": "is cancelled", "on_hold": "is on hold"}
_SHOWN = 15  # projects whose evidence is told; the table has them all


@dataclass(frozen=True)
class _Rule:
    """A rule of projects/status_checks: stated, said in a few words, with its evidence and a question.

    stated: in the table, where it does not fire. why: where it does. evidence: a sentence or two from a row. question:
    what to ask, with {} for the project.
    """

    stated: str
    why: str
    evidence: Callable[[pd.Series], str]
    question: str


# -- evidence, one sentence for each rule ------------------------------------------------------------------------------


def _milestones(row: pd.Series) -> str:
    name, now = f"“{row['slipped_milestone']}”", say_date(row["milestone_now"])
    before, first = say_date(row["milestone_before"]), row["milestone_first"]
    if not missing(first) and first < row["milestone_before"]:
        moved = f"{name} was expected on {say_date(first)}, then on {before}, and is now expected on {now}."
    else:
        moved = f"{name} was expected on {before} and is now expected on {now}."
    latest = say_count(int(row["slipped"]), "milestone")
    return f"{latest} slipped in the newest register, {int(row['slipped_before'])} in the one before. {moved}"


def _cost(row: pd.Series) -> str:
    scope = "over the whole life" if row["cost_basis"] == "whole life" else "this financial year"
    return (
        f"Forecast {say_number(row['cost_forecast'], 'gbp')} {scope} against a baseline of "
        f"{say_number(row['cost_baseline'], 'gbp')}: {signed_percent(row['cost_variance_percent'])}. "
        f"The tolerance is {_tolerance()}."
    )


def _risk(row: pd.Series) -> str:
    title, since = f"“{row['risen_risk']}”", f"since the register published in {say_month(row['risks_before'])}"
    if missing(row["score_before"]) or missing(row["score_now"]):
        sentence = f"The register says that {title} is rising."
    else:
        sentence = f"{title} rose from {int(row['score_before'])} to {int(row['score_now'])} of 25 {since}."
    others = int(row["risen"]) - 1
    return f"{sentence} {say_count(others, 'other risk')} rose too." if others else sentence


def _end_date(row: pd.Series) -> str:
    sentence = (
        f"The expected end moved from {say_date(row['end_before'])} to {say_date(row['end_now'])}, "
        f"{say_slip(row['end_days'])}, since the register published on {say_date(row['end_before_published'])}."
    )
    if row["end_planned"] != row["end_before"]:
        sentence += f" First planned: {say_date(row['end_planned'])}."
    return sentence


def _same_text(row: pd.Series) -> str:
    return (
        f"{_running(row['same_running'], row['same_since'], row['source'])} word for word the same: "
        "summary, activities done and activities planned."
    )


def _amber(row: pd.Series) -> str:
    return (
        f"{_running(row['amber_running'], row['amber_since'], row['source'])} {_in_words(row['amber_ratings'])}. "
        f"The newest says {say_rating(row['rating'])}."
    )


def _in_words(codes: Iterable[str]) -> str:
    """ "Amber or Amber/Green", worst first."""
    words = [say_rating(code) for code in worse_first(codes)]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _no_decision(row: pd.Series) -> str:
    red = int(row["red_running"])
    if red == 1:
        sentence = f"The report for {say_month(row['red_since'])} is red and asks for no decision."
    else:
        sentence = (
            f"Red and without a decision asked for in {red} reports running, since {say_month(row['red_since'])}."
        )
    if missing(row["last_asked"]):
        return f"{sentence} No report has asked for one yet."
    return f"{sentence} The last to ask for one was {say_month(row['last_asked'])}."


def _report_missing(row: pd.Series) -> str:
    last = (
        f"in its last report, {say_report_period(row['period'], row['source'])}" if not missing(row["period"]) else ""
    )
    rated = f"It was rated {say_rating(row['rating'])} {last or 'in the register'}."
    running = int(row["missing_running"])
    months = f" It is the {_th(running)} missing in a row." if running > 1 else ""
    return (
        f"The report for {say_month(row['missing_month'])} was due on {say_date(row['missing_due_on'])}, "
        f"{say_count(int(row['days_late']), 'day')} ago.{months} {rated}"
    )


def _no_reports(row: pd.Series) -> str:
    sentence = "No highlight report of it has ever been published."
    if missing(row["exempt_reason"]):
        return sentence if missing(row["rating"]) else f"{sentence} The register rates it {say_rating(row['rating'])}."
    return f"{sentence} Its figures are withheld: {full_stop(row['exempt_reason'])}"


def _overdue(row: pd.Series) -> str:
    name, since = f"“{row['overdue_milestone']}”", say_date(row["overdue_since"])
    others = int(row["overdue_milestones"]) - 1
    sentence = f"{name} was expected on {since}, and the register does not say that it is done."
    return (
        f"{sentence} {say_count(others, 'other milestone')} {'is' if others == 1 else 'are'} overdue too."
        if others
        else sentence
    )


def _running(count: float, since: pd.Timestamp, source: str) -> str:
    """ "The last 4 reports, since June 2026, are"."""
    what = "editions" if source == "edition" else "reports"
    return f"The last {int(count)} {what}, since {say_report_period(since, source)}, are"


def _th(number: int) -> str:
    """ "2nd", "3rd", "11th"."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def _tolerance() -> str:
    return signed_percent(settings().projects.cost_tolerance_percent).removeprefix("+")


# In the order of the rules' numbers.
_RULES = {
    "milestones": _Rule(
        "green while milestones slipped in each of the two newest registers",
        "milestones slipped twice running", _milestones,
        "What keeps {} green while its milestones slip?",
    ),
    "cost": _Rule(
        "green while the forecast cost is more than {tolerance} over its baseline",
        "forecast cost is over tolerance", _cost,
        "Who pays for what {} costs above its baseline, and why is it green?",
    ),
    "risk": _Rule(
        "green while the score of an open risk rose",
        "a risk’s score rose", _risk,
        "A risk of {} has grown: what was done about it, and when will the status say so?",
    ),
    "end_date": _Rule(
        "green while the expected end moved later",
        "the end date moved", _end_date,
        "Why did the end of {} move, and is the new date one to rely on?",
    ),
    "same_text": _Rule(
        "the report says word for word what the one before said, whatever its rating",
        "the text did not change", _same_text,
        "What did {} really do since the text of its report last changed?",
    ),
    "amber": _Rule(
        "amber, amber/green or amber/red in six reports or more in a row",
        "between green and red for six reports or more", _amber,
        "What would turn {} green, by when, and who decides if it does not happen?",
    ),
    "no_decision": _Rule(
        "red without a decision asked for",
        "red without a decision asked for", _no_decision,
        "{} is red: which decision does it need, and from whom?",
    ),
    "report_missing": _Rule(
        "the newest report that was due is missing, and the last one was green",
        "the report is missing", _report_missing,
        "Is {} still as green as it last reported, and why is there no report?",
    ),
    "no_reports": _Rule(
        "no report was ever published, although one was due",
        "there are no reports", _no_reports,
        "How do members learn how {} is doing, if it publishes no report?",
    ),
    "overdue": _Rule(
        "a milestone’s day has passed, and it is neither done nor cancelled, whatever the rating",
        "a milestone is overdue", _overdue,
        "{} has a milestone whose day has passed: did it happen, and if not, when will it?",
    ),
}  # fmt: skip


def say_rule(rule: str) -> str:
    """A rule of projects/status_checks in a few words: "the end date moved"."""
    return _RULES[rule].why


# -- the exhibit -------------------------------------------------------------------------------------------------------


def worth_asking(view: View, *, today: date, project: str | None = None, **scope: Unpack[ProjectScope]) -> Exhibit:
    """What is worth asking about the status of each open project, or of one: the rules that fire, with their evidence.

    The rules that do not fire are stated at the end of the table. today: the day on which reports count as missing.
    """
    day = day_of(view, today)
    every = project_rows(view, "projects/register", project, **scope)
    if every.empty:
        return no_projects("worth_asking", "Is the status believable", scope, project=project)
    open_ones = every[every["is_open"]]
    rows = project_rows(view, "projects/status_checks", project, today=day, **scope)
    rows = rows.assign(evidence=[_RULES[row["rule"]].evidence(row) for _, row in rows.iterrows()])
    one, listed = every["name"].iloc[0] if project else None, _listed(rows)
    return Exhibit(
        key="worth_asking",
        title=f"{project_prefix(**scope)}{_title(rows, len(open_ones), one)}",
        lead=_summary_of_one(rows, every.iloc[0]) if one else _summary(rows, len(open_ones)),
        table=_table(listed, one),
        source=source_of(
            view, "projects", "highlight_reports", "milestones", "risks_issues",
            means="a rule that fires gives reason to ask about the status. It does not say that the status is wrong.",
        ),
        questions=_questions(rows) if len(open_ones) else (),
        data=_data(listed),
        note=_note(rows, one),
        links={} if one else links_to_projects(rows),
        sections=_evidence_of_one(rows) if one else _evidence(rows),
    )  # fmt: skip


def _title(rows: pd.DataFrame, count: int, one: str | None) -> str:
    if one:
        if not count:
            return f"{one}: not open, no status to ask about"
        return f"{one}: {say_count(len(rows), 'reason')} to ask about its status" if len(rows) else (
            f"{one}: no rule gives reason to ask about its status"
        )  # fmt: skip
    if not count:
        return "No project is open: no status to ask about"
    projects = rows["project_id"].nunique()
    if not projects:
        return "No rule gives reason to ask about a status"
    return f"Worth asking about the status of {projects} of {say_count(count, 'project')}"


def _summary_of_one(rows: pd.DataFrame, known: pd.Series) -> str:
    if not known["is_open"]:
        return f"{known['name']} {_NOT_OPEN[known['standing']]}. The rules look at open projects only."
    if rows.empty:
        return f"None of the {len(_RULES)} rules gives reason to ask about the status of {known['name']}."
    verb = "gives" if len(rows) == 1 else "give"
    return f"{_rated(rows.iloc[0])}. {len(rows)} of {len(_RULES)} rules {verb} reason to ask about it."


def _summary(rows: pd.DataFrame, count: int) -> str:
    if not count:
        return "No project in the register is open. The rules look at open projects only."
    if rows.empty:
        return f"None of the {len(_RULES)} rules gives reason to ask about any of {say_count(count, 'open project')}."
    reasons = rows.groupby("name", sort=False).size()
    most = list(reasons.index[reasons == reasons.max()])
    verb = "gives" if len(most) == 1 else "give"
    words = f"{int(reasons.max())}{' each' * (len(most) > 1)}"
    quiet = count - rows["project_id"].nunique()
    rest = f"; for {say_count(quiet, 'other project')} no rule fires." if quiet else "."
    return naming(f"{{}} {verb} most reasons to ask, {words}{rest}", most, LEAD)


def _with_reasons(rows: pd.DataFrame) -> pd.DataFrame:
    """With the reason in a few words: a list of reasons after "while"."""
    return rows.assign(why=[_RULES[rule].why for rule in rows["rule"]])


def _rated(row: pd.Series) -> str:
    """ "Rated Green in September 2026"."""
    when = "the register" if missing(row["period"]) else say_report_period(row["period"], row["source"])
    if missing(row["rating"]) or row["rating"] == "not_rated":
        return "Not rated"
    return f"Status withheld in {when}" if row["rating"] == "exempt" else f"Rated {say_rating(row['rating'])} in {when}"


def _most_reasons_first(rows: pd.DataFrame) -> list[str]:
    """Project ids by number of rules that fire, then by the first rule, then by name."""
    grouped = rows.groupby("project_id", sort=False).agg(
        reasons=("rule", "size"), first=("rule_number", "min"), name=("name", "first")
    )
    return list(grouped.sort_values(["reasons", "first", "name"], ascending=[False, True, True]).index)


def _evidence_of_one(rows: pd.DataFrame) -> tuple[Section, ...]:
    return tuple(
        Section(upper_first(row["why"]), (Piece(row["evidence"]),)) for _, row in _with_reasons(rows).iterrows()
    )


def _evidence(rows: pd.DataFrame) -> tuple[Section, ...]:
    """Project by project, those with most reasons first."""
    sections = []
    for project_id in _most_reasons_first(rows)[:_SHOWN]:
        of_project = _with_reasons(rows[rows["project_id"] == project_id])
        first = of_project.iloc[0]
        reasons = [f"{upper_first(row['why'])}: {row['evidence']}" for _, row in of_project.iterrows()]
        pieces = [Piece(f"{reason}\n") for reason in reasons[:-1]]  # a line for each reason
        sections.append(Section(f"{first['name']} ({_rated(first)})", (*pieces, Piece(reasons[-1]))))
    return tuple(sections)


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    """One for each of the projects with most reasons, about another rule each time."""
    questions: dict[str, str] = {}
    for project_id in _most_reasons_first(rows):
        of_project = rows[rows["project_id"] == project_id]
        new = of_project[~of_project["rule"].isin(questions)]
        if len(new) and len(questions) < 3:
            rule, name = new["rule"].iloc[0], new["name"].iloc[0]
            questions[rule] = upper_first(_RULES[rule].question.format(name))
    if len(rows) and rows["project_id"].nunique() == 1:
        return tuple(
            upper_first(_RULES[row["rule"]].question.format(row["name"])) for _, row in rows.head(3).iterrows()
        )
    return tuple(questions.values()) or ("How do project managers decide which status to report, and who checks it?",)


def _note(rows: pd.DataFrame, one: str | None) -> str:
    notes = [
        "Where a rule says green, Green or Amber/Green is meant. “Moved”, “rose” and “slipped” compare with the last "
        "register of an earlier month."
    ]
    projects = rows["project_id"].nunique()
    if not one and projects > _SHOWN:
        notes.append(f"Shown are the {_SHOWN} projects with most reasons; the table has all {projects}.")
    return " ".join(notes)


def _listed(rows: pd.DataFrame) -> pd.DataFrame:
    """Each rule that fires with its reason: project by project, those with most reasons first."""
    order = {project_id: place for place, project_id in enumerate(_most_reasons_first(rows))}
    return _with_reasons(rows).sort_values(
        ["project_id", "rule_number"], key=lambda column: column.map(order) if column.name == "project_id" else column
    )


def _quiet(rows: pd.DataFrame) -> dict[str, str]:
    """The rules that do not fire, each with its words."""
    quiet = [rule for rule in _RULES if rule not in set(rows["rule"])]
    return {rule: upper_first(_RULES[rule].stated.format(tolerance=_tolerance())) for rule in quiet}


def _data(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table, with the figures behind each."""
    quiet = _quiet(rows)
    return pd.concat([rows, pd.DataFrame({"rule": quiet.keys(), "why": quiet.values()})], ignore_index=True)


def _table(rows: pd.DataFrame, one: str | None) -> pd.DataFrame:
    """Each rule that fires with its evidence, then those that do not."""
    quiet = _quiet(rows)
    table = pd.DataFrame(
        {
            "Project": [*rows["name"], *["No project"] * len(quiet)],
            "Worth asking, because": [
                *map(upper_first, rows["why"]),
                *quiet.values(),
            ],
            "Evidence": [*rows["evidence"], *["This rule does not fire"] * len(quiet)],
            "Rated": [*map(show_rating, rows["rating"]), *["–"] * len(quiet)],
            "Portfolio holder": [*rows["portfolio_holder"].fillna("None named"), *["–"] * len(quiet)],
        }
    )
    return table.drop(columns=["Project", "Portfolio holder"]) if one else table
