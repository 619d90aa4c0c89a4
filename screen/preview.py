"""What a draft would change: its parts before and after, and the chart as members would see it."""

import pandas as pd
import streamlit as st

from data.intake import preview
from data.store import Store
from exhibits import View
from exhibits.process import process_chart
from exhibits.style import CONFIG, missing, say_count, say_list, say_month, say_number
from queries import ask
from screen import submissions as words
from screen.show import plain, table, theme

_ROWS_SHOWN = 30
_OF_INCIDENTS = ("work_time_lost", "incidents")  # the measures that an incidents file moves first
_TAKE_UP = "digital_take_up"


def show_preview(store: Store, draft_id: str, kind: str) -> pd.DataFrame:
    """Draw what the draft would change and return the rows of intake.preview."""
    with st.spinner("Working out what would change…"):
        changes = preview(store, draft_id)
    names = words.names_of(store, kind, draft_id)
    st.markdown(plain(_in_a_sentence(kind, changes, names)))
    if kind == "channel_volumes":
        st.markdown(plain(_figures(store, changes, draft_id)))
    st.markdown(plain(_verdicts(store, draft_id)))
    _table(store, changes, kind, names, draft_id)
    _charts(store, changes, kind, names, draft_id)
    return changes


def _in_a_sentence(kind: str, changes: pd.DataFrame, names: dict[str, str]) -> str:
    told = []
    for change, phrase in (("new", "New"), ("changed", "Other than now"), ("unchanged", "The same as now")):
        keys = list(changes.loc[changes["change"] == change, "slice_key"])
        if keys:
            told.append(f"{phrase}: {words.say_parts(kind, keys, names)}.")
    return " ".join(told) or "The file would change nothing."


def _figures(store: Store, changes: pd.DataFrame, draft_id: str) -> str:
    """Completed transactions of the parts in the file, and digital take-up of the newest month, before and after."""
    before, after = (
        say_count(int(changes[f"value_{when}"].fillna(0).sum()), "completed transaction")
        for when in ("before", "after")
    )
    told = [f"In these parts: {before} now, {after} after publishing."]
    now, then = (
        ask("measures/values", store=store, measure_id=_TAKE_UP, with_draft=draft).dropna(subset="value").tail(1)
        for draft in (None, draft_id)
    )
    if len(then):
        said = [
            f"{say_number(row['value'], 'percent')} ({say_month(row['month'])})" if row is not None else "not known"
            for row in (now.iloc[0] if len(now) else None, then.iloc[0])
        ]
        told.append(f"Digital take-up of the newest month, all services: {said[0]} now, {said[1]} after publishing.")
    return " ".join(told)


def _verdicts(store: Store, draft_id: str) -> str:
    """Which measures the draft would make unusual, and which no longer: what members will ask about."""
    now, then = (
        {row.measure_id: row.name for row in rows.itertuples(index=False) if row.verdict.startswith("unusual")}
        for rows in (ask("signals/measures", store=store), ask("signals/measures", store=store, with_draft=draft_id))
    )
    told = []
    if newly := [name for measure, name in then.items() if measure not in now]:
        told.append(f"Newly unusual: {say_list(newly)}.")
    if still := [name for measure, name in then.items() if measure in now]:
        told.append(f"Still unusual: {say_list(still)}.")
    if no_longer := [name for measure, name in now.items() if measure not in then]:
        told.append(f"No longer unusual: {say_list(no_longer)}.")
    return " ".join(told) or "No measure would be unusual."


def _table(store: Store, changes: pd.DataFrame, kind: str, names: dict[str, str], draft_id: str) -> None:
    rows = changes[changes["change"] != "unchanged"]
    if rows.empty:
        st.info("Members would see no difference: every figure in the file is the one they see now.")
        return
    definitions = ask("measures/definitions", store=store, with_draft=draft_id)
    units = dict(zip(definitions["measure_id"], definitions["unit"], strict=True))
    shown = rows.head(_ROWS_SHOWN)

    def amount(row: pd.Series, when: str) -> str:
        rows_then, value = row[f"rows_{when}"], row[f"value_{when}"]
        if missing(rows_then) or not rows_then:
            return "–"
        if kind == "incidents":
            lost = "" if missing(value) else f", {say_number(value, 'hours')} lost"
            return say_count(int(rows_then), "incident") + lost
        if kind == "channel_volumes" and not missing(value):
            return f"{say_number(value, 'count')} completed"
        if missing(value):
            return say_count(int(rows_then), "row")
        return say_number(value, units.get(words.thing_of(row["slice_key"]), "count"))

    table(
        pd.DataFrame(
            {
                "Part": [words.say_part(key, names) for key in shown["slice_key"]],
                "Now": [amount(row, "before") for _, row in shown.iterrows()],
                "After publishing": [amount(row, "after") for _, row in shown.iterrows()],
                "Change": [
                    "Details only"
                    if row["change"] == "changed" and amount(row, "before") == amount(row, "after")
                    else row["change"].capitalize()
                    for _, row in shown.iterrows()
                ],
            }
        ),
        alt="What the file would change, before and after",
    )
    if len(rows) > len(shown):
        st.caption(f"The first {len(shown)} of {len(rows):,} parts that would change.")


def _charts(store: Store, changes: pd.DataFrame, kind: str, names: dict[str, str], draft_id: str) -> None:
    moved = changes.loc[changes["change"] != "unchanged", "slice_key"]
    if kind in ("kpi_values", "measures", "explanations"):
        measures = [measure for measure in dict.fromkeys(moved.map(words.thing_of)) if measure in names]
    elif kind == "incidents":
        measures = [measure for measure in _OF_INCIDENTS if measure in names]
    elif kind == "channel_volumes" and len(moved):
        services = dict.fromkeys(moved.map(words.thing_of))
        measures = [_TAKE_UP, *(f"{_TAKE_UP}@{service}" for service in services)]
        names = {_TAKE_UP: "Digital take-up, all services"} | {
            f"{_TAKE_UP}@{service}": f"Digital take-up, {names.get(service, service)}" for service in services
        }
    else:
        measures = []
    if not measures:
        return
    measure = st.selectbox(
        "See the chart before and after for",
        measures,
        format_func=names.get,
        key=f"preview_measure_{draft_id}",
    )
    before, after = st.columns(2)
    show_side(before, "Now", View(theme=theme()), measure, f"now_{draft_id}")
    show_side(after, "After publishing", View(with_draft=draft_id, theme=theme()), measure, f"then_{draft_id}")


def show_side(place, heading: str, view: View, measure: str, key: str) -> None:
    """One of two charts of the same measure that stand side by side."""
    exhibit = process_chart(view, measure_id=measure)
    with place:
        st.subheader(heading, anchor=False)
        st.markdown(f"**{plain(exhibit.title)}**")
        st.markdown(plain(exhibit.summary))
        if exhibit.figure is not None:
            st.plotly_chart(exhibit.figure, theme=None, config=CONFIG, key=key, alt=exhibit.summary)
