"""What publishing a draft would do to what members read: signals, reasons to ask, and figures a meeting has seen."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from exhibits import View
from exhibits.common.view_queries import MEETINGS_COMPARED, view_rows
from exhibits.common.words import missing, say_date, say_month, say_number
from exhibits.projects.status_checks import say_rule

_UNUSUAL = {"unusual_high": "unusually high", "unusual_low": "unusually low"}
_NEWEST = {
    **_UNUSUAL,
    "usual": "nothing unusual",
    "rare_event": "rare, and nothing unusual",
    "too_early": "too early to say",
    "no_limits": "no range to judge by",
    "no_data": "no figure",
}


@dataclass(frozen=True)
class DraftImpact:
    """appear, go: signals, one sentence without a stop each; verdicts: on the newest month, where they change;
    seen: figures that members saw at a meeting and that the draft restates; unusual_now, unusual_then: names of the
    measures whose newest month is unusual."""

    appear: tuple[str, ...] = ()
    go: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    unusual_now: tuple[str, ...] = ()
    unusual_then: tuple[str, ...] = ()


def of_measures(draft_id: str, today: date) -> DraftImpact:
    """What a draft of figures would change: every measure of the whole council, in every complete month.

    A month that is unusual only after publishing appears, one that is unusual only now goes.
    """
    now, then = View(), View(with_draft=draft_id)
    rows = _judged(now).merge(_judged(then), on=["measure_id", "month"], how="outer", suffixes=("_now", "_then"))
    names = view_rows(then, "measures/definitions").set_index("measure_id")  # known since _judged
    rows = rows[rows["measure_id"].isin(names.index)].assign(name=rows["measure_id"].map(names["name"]))
    rows = rows.sort_values(["month", "name"], ascending=[False, True])
    was, will = (rows[f"verdict_{when}"].map(_UNUSUAL) for when in ("now", "then"))
    return DraftImpact(
        tuple(_signals(rows[will.notna() & (was != will)], will)),
        tuple(_signals(rows[was.notna() & (was != will)], was)),
        tuple(_verdicts(rows)),
        tuple(_seen(rows, names, today)),
        tuple(rows.loc[rows["newest_now"].eq(True) & was.notna(), "name"]),
        tuple(rows.loc[rows["newest_then"].eq(True) & will.notna(), "name"]),
    )


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
    return view_rows(view, "signals/judged")[["measure_id", "month", "value", "verdict", "newest"]]


def _signals(rows: pd.DataFrame, what: pd.Series) -> list[str]:
    return [f"{row['name']}: {say_month(row['month'])} {what[at]}" for at, row in rows.iterrows()]


def _verdicts(rows: pd.DataFrame) -> list[str]:
    """Where the newest month is judged otherwise than the one that is the newest now."""
    sentences = []
    for name, part in rows.groupby("name", sort=False):
        was, will = part[part["newest_now"].eq(True)], part[part["newest_then"].eq(True)]
        if was.empty or will.empty:
            continue
        was, will = was.iloc[0], will.iloc[0]
        if was["verdict_now"] != will["verdict_then"]:
            sentences.append(
                f"{name}: the newest month changes from {_NEWEST.get(was['verdict_now'], 'not judged')} "
                f"({say_month(was['month'])}) to {_NEWEST.get(will['verdict_then'], 'not judged')} "
                f"({say_month(will['month'])})"
            )
    return sentences


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
                    f"{row.name}, {say_month(row.month)}: members saw {words[0]} at the meeting of "
                    f"{say_date(day)} ({whose}); they would see {words[1]} now"
                )
    return sentences
