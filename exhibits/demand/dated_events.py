"""What a measure was before and after each dated event that names it."""

from datetime import date

import pandas as pd

from exhibits import Exhibit, View
from exhibits.common.before_after import say_average, say_before_and_after, say_change
from exhibits.common.event_marks import say_when
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_line
from exhibits.common.view_queries import definition_of, measure_rows, view_rows
from exhibits.common.words import full_stop, missing, say_count, upper_first

_DAY = "it"
_MEANS = (
    "Each period after the day is judged by those before it, back to the last declared change: it counts where it lies "
    "outside their limits, or where seven in a row lie on one side of their average. That shows when something "
    "changed, and not why."
)
_CLEAR = ("rose", "fell", "rose_so_far", "fell_so_far")


def has_events(view: View, measure_id: str) -> bool:
    """Whether an event names the measure."""
    return not measure_rows(view, "measures/events", measure_id).empty


def dated_events(view: View, *, measure_id: str, today: date) -> Exhibit:
    """Each event that names the measure, with its figures before and after, and whether the difference is more than the
    usual variation. Newest first. today: the day to count from."""
    key, definition = "dated_events", definition_of(view, measure_id)
    if definition is None:
        return no_such_measure(key)
    events = measure_rows(view, "measures/events", measure_id).sort_values("happened_on", ascending=False)
    name = definition["name"]
    if events.empty:
        return words_only(key, f"{name}: no dated event", "No event that names this measure has been published.")
    judged = view_rows(view, "signals/before_after")
    judged = judged[(judged["about"] == "event") & (judged["measure_id"] == measure_id)]
    changes = judged.drop_duplicates("code").set_index("code")
    to_come = events["happened_on"] > pd.Timestamp(day_of(view, today))
    rows = [
        _row(event, changes.loc[event["event_id"]] if event["event_id"] in changes.index else None, coming)
        for (_, event), coming in zip(events.iterrows(), to_come, strict=True)
    ]
    told = [
        f"{full_stop(event['title'])} {say_before_and_after(name, changes.loc[event['event_id']], _DAY)}"
        for _, event in events[~to_come & events["event_id"].isin(changes.index)].iterrows()
    ]
    return Exhibit(
        key=key,
        title=_title(name, events, changes),
        lead=_lead(events, changes, int(to_come.sum())),
        more=tuple(told[:4]),
        table=pd.DataFrame(rows),
        source=source_line(view, definition),
        note=_MEANS,
        data=events.merge(
            changes.reset_index()[["code", *_FIGURES]], how="left", left_on="event_id", right_on="code"
        ).drop(columns="code"),
        questions=_questions(events, changes),
    )


_FIGURES = ["before", "after", "periods_before", "periods_after", "change", "already"]


def _row(event: pd.Series, change: pd.Series | None, coming: bool) -> dict[str, str]:
    none = "Still to come" if coming else "No figures about that day"
    return {
        "Event": event["title"],
        "When": say_when(event),
        "What it was": "" if missing(event["what"]) else event["what"],
        "Before": "–" if change is None else say_average(change, "before"),
        "Since": "–" if change is None else say_average(change, "after"),
        "What it says": none if change is None or coming else upper_first(say_change(change, _DAY)),
    }


def _title(name: str, events: pd.DataFrame, changes: pd.DataFrame) -> str:
    clear = int(changes["change"].isin(_CLEAR).sum())
    if not clear:
        return f"{name}: no lasting change after {say_count(len(events), 'dated event')}"
    return f"{name} changed after {clear} of {say_count(len(events), 'dated event')}"


def _lead(events: pd.DataFrame, changes: pd.DataFrame, coming: int) -> str:
    past = events[events["event_id"].isin(changes.index)]
    if past.empty:
        return (
            f"{say_count(coming, 'event')} still to come; none can be looked at yet."
            if coming
            else ("No figures lie about the days of these events.")
        )
    newest = past.iloc[0]
    return f"{newest['title']}, {say_when(newest)}: {say_change(changes.loc[newest['event_id']], _DAY)}."


def _questions(events: pd.DataFrame, changes: pd.DataFrame) -> tuple[str, ...]:
    clear = changes[changes["change"].isin(_CLEAR)]
    asked = [
        f"What else changed at the time of “{row['title']}”?"
        for _, row in events[events["event_id"].isin(clear.index)].head(1).iterrows()
    ]
    return (*asked, "What was it expected to change, and by how much?")
