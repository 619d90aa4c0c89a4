"""What changed in the portfolio between a day, such as that of the last meeting, and now."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.links import links_to_projects
from exhibits.common.no_data import no_projects, words_only
from exhibits.common.ratings import say_rating, show_rating
from exhibits.common.scope import ProjectScope, day_of, project_prefix
from exhibits.common.source import source_of
from exhibits.common.view_queries import view_rows
from exhibits.common.words import LEAD, missing, naming, say_count, say_date, say_number, signed_percent
from exhibits.projects.rating_rows import DRAWN, RatingMark, RatingRow, rating_rows
from exhibits.projects.words import FORWARD, letters_note, project_places, say_slip, say_standing, short_slip

# In the order in which a member would want to hear of them; each with the sentence that names the projects.
_KINDS = {
    "worse": ("Status is worse", "Worse: {}."),
    "later": ("End date is later", "End later than they did then: {}."),
    "dearer": ("Forecast cost is higher", "Forecast to cost more: {}."),
    "overdue": ("Milestone overdue", "Milestones are overdue that were not then, in {}."),
    "slipped": ("Milestone slipped", "Milestones slipped in {}."),
    "rebaselined": ("Baseline was moved", "The end date was baselined again: {}."),
    "outlook": ("Expected to get worse", "Now expected to get worse: {}."),
    "other": ("Status changed", "Rated differently, neither better nor worse: {}."),
    "cancelled": ("Cancelled", "Cancelled: {}."),
    "held": ("Put on hold", "Put on hold: {}."),
    "resumed": ("Taken up again", "Taken up again: {}."),
    "new": ("New project", "New in the register: {}."),
    "gone": ("No longer listed", "No longer listed: {}."),
    "ended": ("Ended", "Ended: {}."),
    "better": ("Status is better", "Better: {}."),
    "sooner": ("End date is earlier", "End earlier than they did then: {}."),
    "cheaper": ("Forecast cost is lower", "Forecast to cost less: {}."),
    "done": ("Milestone done", "Milestones were reached in {}."),
    "forward": ("Milestone brought forward", "Milestones were brought forward in {}."),
    "dropped": ("Milestone cancelled", "Milestones were cancelled in {}."),
}


_BESIDE = {"new": "new", "ended": "ended", "cancelled": "cancelled", "held": "on hold", "resumed": "taken up again"}
_SHORT = {"overdue": "overdue", "slipped": "slipped", "done": "done", "forward": "earlier", "dropped": "cancelled"}


@dataclass(frozen=True)
class _Change:
    """One thing that changed. before, now: as the table says them; size: days, £ or steps, for the download."""

    kind: str
    project_id: str
    name: str
    before: str
    now: str
    detail: str = ""
    size: float | None = None


def changed_since(view: View, *, since: date, today: date, **scope: Unpack[ProjectScope]) -> Exhibit:
    """What is different from the figures as they stood at the end of `since`: ratings, end dates, costs, milestones,
    and projects that are new or have ended (queries/since/projects.sql)."""
    day = day_of(view, today)
    now = view_rows(view, "projects/portfolio", today=day, **scope)
    if now.empty:
        return no_projects("changed_since", "What changed", scope)
    then = view_rows(replace(view, as_at=since, with_draft=None), "projects/portfolio", today=since)
    source = source_of(
        view, "projects", "highlight_reports", "milestones",
        means=f"the figures as they stood on {say_date(since)}, compared with those published since.",
    )  # fmt: skip
    nothing = _nothing_to_compare(then, since, day)
    if nothing:
        return words_only("changed_since", f"{project_prefix(**scope)}nothing to compare with", nothing, source)
    rows = view_rows(view, "since/projects", since=since, today=day, **scope)  # missing reports have an exhibit
    found = [_said(row) for _, row in rows[rows["change"] != "missing"].iterrows()]
    quiet = len(now) - len({change.project_id for change in found} & set(now["project_id"]))
    return Exhibit(
        key="changed_since",
        title=f"{project_prefix(**scope)}{_title(found, since)}",
        lead=_lead(found, since),
        more=tuple(naming(*each) for each in _sentences(found)[1:5]),
        table=_table(found),
        source=source,
        figure=_figure(found, then, now, since, view),
        questions=_questions(found, since),
        data=pd.DataFrame(
            [(c.kind, c.project_id, c.name, c.detail, c.before, c.now, c.size) for c in found],
            columns=["change", "project_id", "project", "detail", "before", "now", "size"],
        ),
        note=_note(found, then, now, quiet),
        links=links_to_projects(pd.concat([now, rows])[["project_id", "name"]].drop_duplicates()),
    )


def _nothing_to_compare(then: pd.DataFrame, since: date, day: date) -> str:
    if since >= day:
        return f"Nothing to compare: the figures are those of {say_date(day)}, no later than {say_date(since)}."
    if then.empty:
        return f"No data: by {say_date(since)} no register of projects had been published, so nothing can be compared."
    return ""


# -- what changed ----------------------------------------------------------------------------------------------------


def _said(row: pd.Series) -> _Change:
    """A row of since/projects as the table says it."""
    change = row["change"]
    before, now, detail, size = _BOTH_SIDES[change](row)
    return _Change(change, row["project_id"], row["name"], before, now, detail, size)


Sides = tuple[str, str, str, float | None]  # then, now, detail, size


def _of_status(row: pd.Series) -> Sides:
    codes = (row["was_code"], row["now_code"])
    steps = None if missing(row["size"]) else float(row["size"])
    return show_rating(codes[0]), show_rating(codes[1]), " to ".join(map(say_rating, codes)), steps


def _of_end(row: pd.Series) -> Sides:
    days = (row["now_on"] - row["was_on"]).days
    return say_date(row["was_on"]), say_date(row["now_on"]), say_slip(days), float(abs(days))


def _of_cost(row: pd.Series) -> Sides:
    was, more = row["was_gbp"], row["now_gbp"] - row["was_gbp"]
    share = f", {signed_percent(more / was * 100)}" if was else ""
    detail = f"{say_number(abs(more), 'gbp')} {'more' if more > 0 else 'less'}{share}"
    return say_number(was, "gbp"), say_number(row["now_gbp"], "gbp"), detail, abs(float(more))


def _of_baseline(row: pd.Series) -> Sides:
    return say_date(row["was_on"]), say_date(row["now_on"]), "", None


def _of_outlook(row: pd.Series) -> Sides:
    return FORWARD.get(row["was_code"], ("", "Not said"))[1], "Worse", "", None


def _of_standing(row: pd.Series) -> Sides:
    return say_standing(row["was_code"]) or "Open", say_standing(row["now_code"]) or "Open", "", None


def _of_the_end(row: pd.Series) -> Sides:
    """That it ended, and how far from the day expected then."""
    when = "Ended" if missing(row["now_on"]) else f"Ended on {say_date(row['now_on'])}"
    detail = ""
    if not missing(row["now_on"]) and not missing(row["was_on"]):
        days = (row["now_on"] - row["was_on"]).days
        detail = f"{say_slip(days)} than expected then" if days else "on the day expected then"
    return "Open", when, detail, None


def _of_new(row: pd.Series) -> Sides:
    return "Not listed", "Listed" if missing(row["now_on"]) else f"To end on {say_date(row['now_on'])}", "", None


def _of_gone(row: pd.Series) -> Sides:
    return "Listed", "Not listed" if missing(row["now_code"]) else "Not in the newest edition", "", None


def _of_milestone(row: pd.Series) -> Sides:
    known = not missing(row["was_on"]) and not missing(row["now_on"])
    days = (row["now_on"] - row["was_on"]).days if known else None
    moved = f", {say_slip(days)}" if days else ""
    size = None if days is None else float(abs(days))
    return say_date(row["was_on"]), say_date(row["now_on"]), f"{row['milestone']}{moved}", size


def _of_overdue(row: pd.Series) -> Sides:
    late = say_count(int(row["size"]), "day")
    return f"Due on {say_date(row['was_on'])}", "Overdue", f"{row['milestone']}, {late} overdue", float(row["size"])


_BOTH_SIDES: dict[str, Callable[[pd.Series], Sides]] = {
    **dict.fromkeys(("worse", "better", "other"), _of_status),
    **dict.fromkeys(("later", "sooner"), _of_end),
    **dict.fromkeys(("dearer", "cheaper"), _of_cost),
    **dict.fromkeys(("slipped", "done", "forward", "dropped"), _of_milestone),
    **dict.fromkeys(("cancelled", "held", "resumed"), _of_standing),
    "rebaselined": _of_baseline,
    "outlook": _of_outlook,
    "overdue": _of_overdue,
    "ended": _of_the_end,
    "new": _of_new,
    "gone": _of_gone,
}


# -- how it is said --------------------------------------------------------------------------------------------------


def _projects(found: list[_Change], kind: str) -> list[str]:
    return list(dict.fromkeys(change.name for change in found if change.kind == kind))


def _title(found: list[_Change], since: date) -> str:
    words = {
        "worse": "{} got worse",
        "better": "{} got better",
        "later": "{} will end later",
        "dearer": "{} will cost more",
        "slipped": "{} slipped milestones",
        "cancelled": "{} cancelled",
        "held": "{} put on hold",
        "new": "{} new",
        "ended": "{} ended",
    }
    phrases = [text.format(len(_projects(found, kind))) for kind, text in words.items() if _projects(found, kind)]
    if not phrases:
        return f"{'Little' if found else 'Nothing'} changed since {say_date(since)}"
    return f"Since {say_date(since)}: {', '.join(phrases[:3])}"


def _sentences(found: list[_Change]) -> list[tuple[str, list[str]]]:
    """Of each kind of change its sentence and the projects that it names, the most important first."""
    sentences = []
    for kind, (_, sentence) in _KINDS.items():
        changes = [change for change in found if change.kind == kind]
        if not changes:
            continue
        if kind in ("overdue", "slipped", "done", "forward", "dropped"):
            words = [f"{name} ({sum(c.name == name for c in changes)})" for name in _projects(found, kind)]
        else:
            words = [f"{change.name} ({change.detail})" if change.detail else change.name for change in changes]
        sentences.append((sentence, words))
    return sentences


def _lead(found: list[_Change], since: date) -> str:
    if not found:
        return f"No rating, end date, cost or milestone changed since {say_date(since)}, and no project came or went."
    return naming(*_sentences(found)[0], LEAD)


def _questions(found: list[_Change], since: date) -> tuple[str, ...]:
    questions = []
    for kind, words in (
        ("worse", "What happened in {} since we last met, and was it foreseen?"),
        ("rebaselined", "Who agreed to move the baseline of {}, and was this committee told?"),
        ("later", "What does the later end of {} cost, and who waits for it?"),
        ("dearer", "Which budget pays what {} now costs more?"),
        ("overdue", "What keeps the overdue milestones of {} from being reached?"),
        ("slipped", "Do the slipped milestones of {} still allow the end date?"),
        ("better", "What made {} better, and can others learn from it?"),
    ):
        names = _projects(found, kind)
        if names:
            questions.append(words.format(names[0]))
    return tuple(questions[:3]) or (f"Why did nothing move since {say_date(since)}?",)


def _note(found: list[_Change], then: pd.DataFrame, now: pd.DataFrame, quiet: int) -> str:
    shown = {change.project_id for change in found}
    codes = [*then.loc[then["project_id"].isin(shown), "rating"], *now.loc[now["project_id"].isin(shown), "rating"]]
    notes = [letters_note(codes)] if found else []
    if quiet and found:
        notes.append(f"In {say_count(quiet, 'other project')} nothing of this changed.")
    notes.append("Only the two days are compared: what changed and changed back between them is not seen.")
    if len(shown) > DRAWN:
        notes.append(f"{len(shown) - DRAWN} projects with changes are in the table only.")
    return " ".join(filter(None, notes))


def _table(found: list[_Change]) -> pd.DataFrame:
    if not found:
        return pd.DataFrame()
    return pd.DataFrame(
        {
            "Project": [change.name for change in found],
            "What changed": [_KINDS[change.kind][0] for change in found],
            "Then": [change.before for change in found],
            "Now": [change.now for change in found],
            "Detail": [change.detail for change in found],
        }
    )


def _figure(found: list[_Change], then: pd.DataFrame, now: pd.DataFrame, since: date, view: View) -> go.Figure | None:
    if not found:
        return None
    old, new = then.set_index("project_id"), now.set_index("project_id")
    of: dict[str, list[_Change]] = {}
    for change in found:
        of.setdefault(change.project_id, []).append(change)
    rows, places = [], project_places(view, pd.DataFrame({"project_id": list(of)}))
    for project_id, changes in list(of.items())[:DRAWN]:
        kinds = {change.kind: change for change in changes}
        cells = [_mark(table, project_id, day) for table, day in ((old, say_date(since)), (new, "Now"))]
        moved = kinds.get("later") or kinds.get("sooner")
        cost = kinds.get("dearer") or kinds.get("cheaper")
        cells += [
            _short_move(moved) if moved else None,
            _short_cost(cost) if cost else None,
            _short_milestones(changes),
        ]
        beside = next((word for kind, word in _BESIDE.items() if kind in kinds), "")
        rows.append(RatingRow(changes[0].name, beside, tuple(cells), places[project_id]))
    heads = [f"{since.day} {since:%b}<br>{since:%Y}", "Now", "End<br>moved", "Cost", "Mile-<br>stones"]
    return rating_rows(rows, heads, view.theme, wide=frozenset({2, 3, 4}))


def _mark(rows: pd.DataFrame, project_id: str, day: str) -> RatingMark | str | None:
    if project_id not in rows.index:
        return "not<br>listed"
    code = rows.loc[project_id, "rating"]
    return "no<br>report" if missing(code) else RatingMark(code, f"{day}: {say_rating(code)}")


def _short_move(change: _Change) -> str:
    days = change.size or 0
    return short_slip(days if change.kind == "later" else -days)


def _short_cost(change: _Change) -> str:
    size = change.size or 0
    for limit, unit in ((1e9, "bn"), (1e6, "m")):
        if size >= limit:
            words = f"£{size / limit:.3g}{unit}"
            break
    else:
        words = f"£{size:,.0f}"
    return f"<b>+{words}</b>" if change.kind == "dearer" else f"−{words}"


def _short_milestones(changes: list[_Change]) -> str | None:
    counts = [(sum(change.kind == kind for change in changes), word) for kind, word in _SHORT.items()]
    return "<br>".join(f"{number} {word}" for number, word in counts if number) or None
