"""What publishing a draft would do to what members read: signals, reasons to ask, and figures a meeting has seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from data.contracts import PERIODS
from exhibits import View
from exhibits.common.breaks import ask_for_range, say_break
from exhibits.common.verdicts import months_of, say_too_early, signal_side, status
from exhibits.common.view_queries import MEETINGS_COMPARED, view_rows
from exhibits.common.words import lower_first, missing, say_count, say_date, say_number, say_period
from exhibits.projects.status_checks import say_rule

_UNUSUAL = {"outside_high": "unusually high", "outside_low": "unusually low"}  # as marked on the chart


@dataclass(frozen=True)
class DraftImpact:
    """appear, go: signals, one sentence without a stop each; anew: why months whose figures stay are among them;
    verdicts: headlines on the newest month, where they change; too_early: of how many measures nothing can be said yet;
    breaks: id of a measure that has gone to another level → the offer of a new usual range, and why;
    seen: figures that members saw at a meeting and that the draft restates; unusual_now, unusual_then: names of the
    measures whose newest month is unusual."""

    appear: tuple[str, ...] = ()
    go: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    unusual_now: tuple[str, ...] = ()
    unusual_then: tuple[str, ...] = ()
    anew: str = ""
    too_early: str = ""
    breaks: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def of_measures(draft_id: str, today: date) -> DraftImpact:
    """What a draft of figures would change: every measure of the whole council, in every complete month.

    A month that is unusual only after publishing appears, one that is unusual only now goes.
    """
    now, then = View(), View(with_draft=draft_id)
    rows = _judged(now).merge(_judged(then), on=["measure_id", "month"], how="outer", suffixes=("_now", "_then"))
    names = view_rows(then, "measures/definitions").set_index("measure_id")  # known since _judged
    rows = rows[rows["measure_id"].isin(names.index)].assign(name=rows["measure_id"].map(names["name"]))
    rows["period"] = rows["period_then"].fillna(rows["period_now"])
    rows = rows.sort_values(["month", "name"], ascending=[False, True])
    was, will = (rows[f"signal_{when}"].map(_UNUSUAL) for when in ("now", "then"))
    moved = (was != will) & (was.notna() | will.notna())
    verdicts = view_rows(then, "signals/measures").set_index("measure_id")
    restated = rows.loc[_other_figure(rows), "measure_id"].unique()
    return DraftImpact(
        tuple(_signals(rows[will.notna() & moved], will)),
        tuple(_signals(rows[was.notna() & moved], was)),
        tuple(_headlines(view_rows(now, "signals/measures").set_index("measure_id"), verdicts)),
        tuple(_seen(rows, names, today)),
        tuple(rows.loc[rows["newest_now"].eq(True) & was.notna(), "name"]),
        tuple(rows.loc[rows["newest_then"].eq(True) & will.notna(), "name"]),
        _anew(rows, moved),
        say_too_early(verdicts[verdicts.index.isin(restated)]),
        _breaks(then, restated),
    )


def _breaks(view: View, measures: Collection[str]) -> dict[str, tuple[str, str]]:
    rows = view_rows(view, "signals/breaks")
    return {
        row["measure_id"]: (f"{row['name']}: {lower_first(ask_for_range(row))}", say_break(row))
        for _, row in rows[rows["measure_id"].isin(measures)].iterrows()
    }


def of_projects(draft_id: str, today: date) -> DraftImpact:
    """What a draft about projects would change: the reasons to ask about a status that appear or go."""
    now, then = (
        {(row.project_id, row.rule): f"{row.name}: {say_rule(row.rule)}" for row in rows.itertuples(index=False)}
        for rows in (
            view_rows(view, "projects/status_checks", today=today) for view in (View(), View(with_draft=draft_id))
        )
    )
    return DraftImpact(
        tuple(reason for key, reason in then.items() if key not in now),
        tuple(reason for key, reason in now.items() if key not in then),
    )


def _judged(view: View) -> pd.DataFrame:
    return view_rows(view, "signals/judged")[["measure_id", "month", "value", "verdict", "signal", "newest", "period"]]


def _other_figure(rows: pd.DataFrame) -> pd.Series:
    """Whether a month has another figure than now, has one for the first time, or is complete only on one side."""
    figure = (rows["value_now"] != rows["value_then"]) & (rows["value_now"].notna() | rows["value_then"].notna())
    return figure | (rows["verdict_now"].eq("unfinished") != rows["verdict_then"].eq("unfinished"))


def _when(row: pd.Series) -> str:
    """ "September 2026"; "July to September 2026"."""
    return say_period(row["month"], months_of(row))


def _signals(rows: pd.DataFrame, what: pd.Series) -> list[str]:
    other = _other_figure(rows)
    return [
        f"{row['name']}: {_when(row)} {what[at]}" + ("" if other[at] else ", with the figure it had")
        for at, row in rows.iterrows()
    ]


def _anew(rows: pd.DataFrame, moved: pd.Series) -> str:
    """Why a month whose figure stays is judged otherwise: what its usual range is worked out from has changed."""
    other = _other_figure(rows)
    old = rows[moved & ~other]
    if old.empty:
        return ""
    newest = rows[other & rows["measure_id"].isin(old["measure_id"])].drop_duplicates(["month", "period"])
    if newest.empty:
        return "A month with the figure it had is judged anew because its usual range begins or is counted otherwise."
    first = newest.iloc[0]
    which = f"the figures of {say_count(len(newest), first['period'] if newest['period'].nunique() == 1 else 'period')}"
    if len(newest) == 1:
        which = _when(first)
    return f"A month with the figure it had is judged anew because the usual range is worked out again with {which}."


def _headlines(now: pd.DataFrame, then: pd.DataFrame) -> list[str]:
    """Where the headline over a measure's chart changes: what it says of the newest month, and by which rule."""
    sentences = []
    for measure in [each for each in then.index if each in now.index]:
        was, will = now.loc[measure], then.loc[measure]
        if missing(was["month"]) or missing(will["month"]):
            continue
        before, after = _headline(was), _headline(will)
        if before != after:
            sentences.append(
                f"{will['name']}: the newest {will['period']} changes from {before} ({_when(was)}) to {after} "
                f"({_when(will)})"
            )
    return sentences


def _headline(verdict: pd.Series) -> str:
    if verdict["verdict"] == "rare_event":
        return "rare, and nothing unusual"
    words, high = status(verdict).lower(), signal_side(verdict) > 0
    return words + {
        "trend": f", a steady {'rise' if high else 'fall'}",
        "shift": f", a run {'above' if high else 'below'} the average",
    }.get(verdict["said_rule"], "")


def _seen(rows: pd.DataFrame, names: pd.DataFrame, today: date) -> list[str]:
    """What members saw at a meeting that has passed and would see otherwise, where this draft is the reason."""
    before, after = rows["value_now"], rows["value_then"]
    restated = rows[before.notna() & after.notna() & (before != after) & (rows["verdict_now"] != "unfinished")]
    if restated.empty:
        return []
    meetings = view_rows(View(), "meetings/dates")
    meetings = meetings[meetings["meeting_date"] <= pd.Timestamp(today)].tail(MEETINGS_COMPARED)
    sentences = []
    for day, part in meetings[::-1].groupby("meeting_date", sort=False):
        then = view_rows(View(as_at=day.date()), "measures/values")
        then = then[(then["category"] == "") & then["complete"]].set_index(["measure_id", "month"])["value"]
        whose = " and ".join(dict.fromkeys(part["committee"]))
        for row in restated.itertuples(index=False):
            saw, unit = then.get((row.measure_id, row.month)), names["unit"][row.measure_id]
            words = say_number(saw, unit), say_number(row.value_then, unit)
            if not missing(saw) and words[0] != words[1]:
                sentences.append(
                    f"{row.name}, {say_period(row.month, PERIODS[row.period])}: members saw {words[0]} at the meeting "
                    f"of {say_date(day)} ({whose}); they would see {words[1]} now"
                )
    return sentences
