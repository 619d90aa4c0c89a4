"""What the executive said to each recommendation, and whether the measure that it is about has moved since."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.action_words import (
    ACTIONS_MEAN,
    RESPONSES,
    item_name,
    item_words,
    links_of,
    no_items,
    say_owner,
    say_state,
)
from exhibits.common.bar_rows import bars_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours
from exhibits.common.verdicts import months_of
from exhibits.common.view_queries import view_rows
from exhibits.common.words import (
    cut,
    first_that_fits,
    lower_first,
    missing,
    say_count,
    say_list,
    say_number,
    say_period,
    upper_first,
)

_KEY = "recommendations"
_ENOUGH = 3  # periods on both sides of the day it was raised, for means to be set side by side


def recommendations(view: View, *, today: date, committee: str | None = None) -> Exhibit:
    """Every recommendation with the executive's response, its state, and its measure before and since."""
    every = view_rows(view, "meetings/actions", today=day_of(view, today), committee=committee)
    rows = every[every["kind"] == "recommendation"].reset_index(drop=True)
    if rows.empty:
        return words_only(_KEY, "Recommendations: no data", no_items(committee, "recommendation"))
    moved = view_rows(view, "meetings/acted_on_measures").set_index("action_id")
    verdicts = view_rows(view, "signals/measures").set_index("measure_id")
    since = {item: _since(moved.loc[item], verdicts) for item in rows["action_id"] if item in moved.index}
    return Exhibit(
        key=_KEY,
        title=_title(rows),
        lead=_lead(rows),
        more=_more(rows, since),
        table=_table(rows, since),
        source=source_of(view, "actions", means=ACTIONS_MEAN),
        figure=_figure(rows, view.theme) if rows["response"].notna().any() else None,
        questions=_questions(rows),
        data=rows.join(moved[["unit", "before", "after", "periods_before", "periods_after"]], on="action_id"),
        note="That a measure moved since does not say that the recommendation moved it." if any(since.values()) else "",
        links=links_of(rows),
    )


def _since(moved: pd.Series, verdicts: pd.DataFrame) -> str:
    """Its measure's means before and since, and a lasting change that began since: "lower since March 2026"; "" where
    it is too early to compare."""
    counts = moved["periods_before"], moved["periods_after"]
    if min(counts) < _ENOUGH:
        return ""
    verdict = verdicts.loc[moved["measure_id"]]
    period = verdict["period"]
    before, after = (say_number(moved[side], moved["unit"]) for side in ("before", "after"))
    words = (
        f"{moved['name']}: {before} on average in the {counts[0]} {period}s before, {after} in the {counts[1]} "
        f"{period}s since"
    )
    if not verdict["lasting"] or verdict["lasting_since"] < moved["raised_on"]:
        return words
    return f"{words}; {verdict['lasting']} since {say_period(verdict['lasting_since'], months_of(verdict))}"


def _title(rows: pd.DataFrame) -> str:
    accepted = int(rows["response"].isin(("accepted", "partly_accepted")).sum())
    some = say_count(len(rows), "recommendation")
    return f"{accepted} of {some} {'was' if accepted == 1 else 'were'} accepted, wholly or in part"


def _lead(rows: pd.DataFrame) -> str:
    counts = rows["response"].value_counts()
    said = RESPONSES | {"awaited": "without a response yet"}
    parts = [f"{counts[code]} {lower_first(words)}" for code, words in said.items() if code in counts]
    private = int(rows["restricted"].sum())
    if private:
        parts.append(f"{private} raised in private session")
    taken = rows[rows["response"].isin(("accepted", "partly_accepted"))]
    done = int((taken["state"] == "done").sum())
    words = f"{upper_first(say_list(parts))}."
    if taken.empty:
        return words
    return first_that_fits(f"{words} Of those accepted, {done} {'is' if done == 1 else 'are'} done.", words)


def _more(rows: pd.DataFrame, since: Mapping[str, str]) -> tuple[str, ...]:
    points = [
        f"Overdue: {item_name(row)}, by {say_count(int(row['days_late']), 'day')}."
        for _, row in rows[rows["state"] == "overdue"].head(2).iterrows()
    ]
    compared = [f"{words}." for words in since.values() if words][:2]
    return tuple(cut(point) for point in (*points, *compared))


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    waiting = rows[(rows["response"] == "awaited") & (rows["state"] != "dropped")]
    if len(waiting):
        return (f"When will the executive respond to “{item_name(waiting.iloc[0])}”?",)
    return ("Which accepted recommendation has changed something that residents notice?",)


def _table(rows: pd.DataFrame, since: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Code": rows["action_id"],
            "About what": [item_name(row, 90) for _, row in rows.iterrows()],
            "Recommendation": [item_words(row) for _, row in rows.iterrows()],
            "Response": [_response(row) for _, row in rows.iterrows()],
            "Answers for it": [say_owner(row) for _, row in rows.iterrows()],
            "State": [say_state(row) for _, row in rows.iterrows()],
            "What became of it": ["" if missing(reply) else str(reply) for reply in rows["reply"]],
            "Its measure": [_measure(row, since) for _, row in rows.iterrows()],
        }
    )


def _measure(row: pd.Series, since: Mapping[str, str]) -> str:
    if row["action_id"] not in since:
        return ""
    return since[row["action_id"]] or f"{row['measure_name']}: too early to compare"


def _response(row: pd.Series) -> str:
    return "Not shown" if row["restricted"] else RESPONSES[row["response"]]


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """A bar for each response: how many recommendations got it."""
    c = colours(theme)
    counts = rows["response"].value_counts()
    there = [code for code in RESPONSES if code in counts]
    fill = {"accepted": c.main, "partly_accepted": c.main, "rejected": c.concern, "awaited": c.muted}
    numbers = pd.Series([int(counts[code]) for code in there], dtype=int)
    beside = [say_count(int(number), "recommendation") for number in numbers]
    names = [RESPONSES[code] for code in there]
    return bars_figure(numbers, names, beside, [fill[code] for code in there], "Recommendations", theme)
