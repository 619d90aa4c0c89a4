"""What a draft would change: the verdict in a sentence, then parts, rows, signals and charts before and after."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from data.intake import differences, preview, untouched
from data.intake.known import today_in_london
from data.store import Store
from exhibits import Exhibit, View, draft_impact
from exhibits.channels.online_services import online_over_time
from exhibits.common.process_chart import process_chart
from exhibits.common.style import CONFIG, say_count, say_list, say_month, say_number
from exhibits.draft_impact import DraftImpact
from exhibits.money import costs
from exhibits.projects import portfolio, risks
from queries import ask
from screen import submissions as words
from screen.differences import say_fields, show_differences, show_parts
from screen.show import plain, table, theme

_TOLD = 8  # signals and the like, before the rest is only counted
_GONE_SHOWN = 5
_OF_INCIDENTS = ("work_time_lost", "incidents")  # the measures that an incidents file moves first
_TAKE_UP = "digital_take_up"
_OF_FIGURES = ("kpi_values", "incidents", "channel_volumes", "measures", "explanations")
_OF_PROJECTS = ("projects", "highlight_reports", "milestones", "risks_issues")
_BY_MONTH = ("kpi_values", "incidents", "channel_volumes", "explanations", "highlight_reports")
_CLASSES = {
    "cost": "Costs",
    "cashable": "Savings, cashable",
    "non_cashable": "Savings, non-cashable",
    "avoidance": "Costs avoided",
    "income": "Income",
    "not_stated": "Savings, class not stated",
}

_REGISTER = ("The register of projects", lambda view, today: portfolio.register(view, today=today))
_TIMELINE = ("The timeline of projects", lambda view, today: portfolio.timeline(view, today=today))
_CHARTS: dict[str, tuple[tuple[str, Callable[[View, date], Exhibit]], ...]] = {
    "projects": (_REGISTER, _TIMELINE),
    "highlight_reports": (_REGISTER,),
    "milestones": (_TIMELINE, _REGISTER),
    "risks_issues": (("The matrix of risks", lambda view, today: risks.matrix(view)),),
    "finance": (
        ("What the strategy costs", lambda view, today: costs.strategy(view, today=today)),
        ("What it saves", lambda view, today: costs.savings(view, today=today)),
        ("Who pays", lambda view, today: costs.by_funding(view, today=today)),
    ),
    "online_services": (("Services online", lambda view, today: online_over_time(view, today=today)),),
}


def show_preview(store: Store, draft_id: str, kind: str) -> pd.DataFrame:
    """Draw what the draft would change and return the rows of intake.preview."""
    with st.spinner("Working out what would change…"):
        changes = preview(store, draft_id)
        changed = (changes["change"] == "changed").any()
        rows = differences(store, draft_id) if changed else pd.DataFrame(columns=["change", "field", "slice_key"])
        told = _foretold(kind, draft_id, changes)
    names = words.names_of(store, kind, draft_id)
    st.markdown(f"**{plain(say_verdict(kind, changes, told))}**")
    st.markdown("\n".join(f"* {plain(line)}" for line in _details(store, kind, changes, rows, names, draft_id)))
    _show_foretold(kind, told)
    if kind == "finance":
        _sums(store, draft_id)
    show_parts(store, kind, changes, names, draft_id)
    _rows(kind, changes, rows, names, draft_id)
    if (changes["change"] != "unchanged").any():
        _charts(changes, kind, names, draft_id)
    return changes


# -- in words ----------------------------------------------------------------------------------------------------------


def say_verdict(kind: str, changes: pd.DataFrame, told: DraftImpact) -> str:
    """The preview in a sentence or two: "3 figures change and 12 are new. 1 signal appears."."""
    counts = {change: int((changes["change"] == change).sum()) for change in ("changed", "new")}
    if not any(counts.values()):
        return "Members would see no difference: everything in the file is what they see now."
    said = []
    for change, one, many in (("changed", "changes", "change"), ("new", "is new", "are new")):
        if number := counts[change]:
            what = f"{number:,}" if said else words.parts_word(kind, number)
            said.append(f"{what} {one if number == 1 else many}")
    sentences = [f"{say_list(said)}."]
    if kind in _OF_FIGURES + _OF_PROJECTS:
        what = ("signal", "signals") if kind in _OF_FIGURES else ("reason to ask", "reasons to ask")
        moves = [
            f"{say_count(len(which), *what)} {one if len(which) == 1 else many}"
            for which, one, many in ((told.appear, "appears", "appear"), (told.go, "goes", "go"))
            if which
        ]
        sentences.append(f"{say_list(moves)}." if moves else f"No {what[0]} appears or goes.")
    return " ".join(sentences)


def _foretold(kind: str, draft_id: str, changes: pd.DataFrame) -> DraftImpact:
    """Only what the kind can touch is asked, and nothing where nothing changes."""
    if (changes["change"] == "unchanged").all():
        return DraftImpact()
    if kind in _OF_FIGURES:
        return draft_impact.of_measures(draft_id, today_in_london())
    if kind in _OF_PROJECTS:
        return draft_impact.of_projects(draft_id, today_in_london())
    return DraftImpact()


def _details(store, kind: str, changes: pd.DataFrame, rows: pd.DataFrame, names: dict, draft_id: str) -> list[str]:
    told = []
    for change, phrase in (("new", "New"), ("changed", "Other than now"), ("unchanged", "The same as now")):
        keys = list(changes.loc[changes["change"] == change, "slice_key"])
        if keys:
            told.append(f"{phrase}: {words.say_parts(kind, keys, names)}.")
    told += _gone(changes, rows, names)
    if fields := say_fields(kind, rows) if kind not in ("kpi_values", "measures") else "":
        told.append(f"What changes most often: {fields}.")
    stay = untouched(store, draft_id) if kind not in _BY_MONTH else 0
    if stay:
        verb = "stays as it is" if stay == 1 else "stay as they are"
        told.append(f"{words.parts_word(kind, stay)} that this file does not hold {verb}: nothing is deleted.")
    if kind == "channel_volumes":
        told.append(_figures(store, changes, draft_id))
    return told or ["The file would change nothing."]


def _gone(changes: pd.DataFrame, rows: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """Rows that members see now and that the file no longer has: its parts replace the old ones as a whole."""
    told = []
    for row in changes[changes["rows_gone"] > 0].itertuples():
        keys = rows.loc[(rows["change"] == "gone") & (rows["slice_key"] == row.slice_key), "row_key"].head(_GONE_SHOWN)
        more = f" and {row.rows_gone - len(keys):,} more" if row.rows_gone > len(keys) else ""
        told.append(
            f"Removed: {say_count(int(row.rows_gone), 'row')} of {words.say_part(row.slice_key, names)} that "
            f"{'is' if row.rows_gone == 1 else 'are'} not in the file: {', '.join(keys)}{more}."
        )
    if len(told) > _TOLD:
        rest = int(changes["rows_gone"].sum())
        return [*told[:_TOLD], f"In all, {say_count(rest, 'row')} of {len(told)} parts are removed."]
    return told


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


def _show_foretold(kind: str, told: DraftImpact) -> None:
    """What members will ask about: what becomes unusual, what no longer is, and what a meeting saw otherwise."""
    if kind not in _OF_FIGURES + _OF_PROJECTS:
        return
    lines = [
        *_listed("Appears", told.appear),
        *_listed("Goes", told.go),
        *_listed("Verdict", told.verdicts),
    ]
    if kind in _OF_FIGURES and (still := [name for name in told.unusual_then if name in told.unusual_now]):
        lines.append(f"Still unusual in the newest month: {say_list(still)}.")
    if lines:
        st.markdown("**Signals**" if kind in _OF_FIGURES else "**Worth asking about a status**")
        st.markdown("\n".join(f"* {plain(line)}" for line in lines))
    if told.seen:
        st.markdown("**What a meeting saw otherwise**")
        st.markdown("\n".join(f"* {plain(line)}" for line in _listed("", told.seen)))
        st.markdown(
            "The figures as they stood on the day of a meeting stay as they were: choose that day to see them again."
        )


def _listed(word: str, said: tuple[str, ...]) -> list[str]:
    lines = [f"{f'{word}: ' if word else ''}{each}." for each in said[:_TOLD]]
    if more := len(said) - len(lines):
        lines.append(f"{f'{word}: ' if word else 'And '}{more:,} more.")
    return lines


# -- tables ------------------------------------------------------------------------------------------------------------


def _sums(store: Store, draft_id: str) -> None:
    """All finance lines by class, as members see them: before and after."""
    sums = []
    for draft in (None, draft_id):
        lines = ask("money/lines", store=store, with_draft=draft)
        classes = lines["saving_class"].where(lines["line_type"] != "cost", "cost")
        realised = lines["actual_gbp"].where(lines["line_type"] == "cost", lines["delivered_gbp"])
        sums.append(lines.assign(realised=realised).groupby(classes)[["forecast_gbp", "realised"]].sum())
    now, then = (
        part.reindex([each for each in _CLASSES if each in sums[0].index.union(sums[1].index)]) for part in sums
    )

    def moved(column: str) -> list[str]:
        return [
            pounds if before == after else f"{say_number(before, 'gbp')} → {pounds}"
            for before, after in zip(now[column].fillna(0), then[column].fillna(0), strict=True)
            for pounds in [say_number(after, "gbp")]
        ]

    if len(then):
        table(
            pd.DataFrame(
                {
                    "All years": [_CLASSES[each] for each in then.index],
                    "Forecast": moved("forecast_gbp"),
                    "Spent or delivered": moved("realised"),
                }
            ),
            alt="Money by class, now and after publishing",
        )


def _rows(kind: str, changes: pd.DataFrame, rows: pd.DataFrame, names: dict[str, str], draft_id: str) -> None:
    """Field by field, before and after; of registers at once, of figures behind a label."""
    if rows.empty:
        return
    box = st.expander("Row by row: what changes in each field") if kind in _OF_FIGURES else st.container()
    with box:
        show_differences(
            kind,
            rows,
            lambda key: words.say_part(key, names),
            f"differences_{draft_id}",
            f"what-changes-{kind}.csv",
        )


# -- charts ------------------------------------------------------------------------------------------------------------


def _charts(changes: pd.DataFrame, kind: str, names: dict[str, str], draft_id: str) -> None:
    measures = _measures(changes, kind, names)
    builders = dict(_CHARTS.get(kind, ()))
    if not measures and not builders:
        return
    chosen = st.selectbox(
        "See the chart before and after for",
        list(measures) or list(builders),
        format_func=lambda each: measures.get(each, each),
        key=f"preview_measure_{draft_id}",
    )
    before, after = st.columns(2)
    views = (
        (before, "Now", View(theme=theme())),
        (after, "After publishing", View(with_draft=draft_id, theme=theme())),
    )
    for place, heading, view in views:
        key = f"{heading.split()[0].lower()}_{draft_id}"
        if measures:
            show_side(place, heading, view, chosen, key)
        else:
            _side(place, heading, builders[chosen](view, today_in_london()), key)


def _measures(changes: pd.DataFrame, kind: str, names: dict[str, str]) -> dict[str, str]:
    """The measures whose chart the draft moves: id → name."""
    moved = changes.loc[changes["change"] != "unchanged", "slice_key"]
    if kind in ("kpi_values", "measures", "explanations"):
        return {measure: names[measure] for measure in dict.fromkeys(moved.map(words.thing_of)) if measure in names}
    if kind == "incidents":
        return {measure: names[measure] for measure in _OF_INCIDENTS if measure in names}
    if kind == "channel_volumes" and len(moved):
        services = dict.fromkeys(moved.map(words.thing_of))
        return {_TAKE_UP: "Digital take-up, all services"} | {
            f"{_TAKE_UP}@{service}": f"Digital take-up, {names.get(service, service)}" for service in services
        }
    return {}


def show_side(place, heading: str, view: View, measure: str, key: str) -> None:
    """One of two charts of the same measure that stand side by side."""
    _side(place, heading, process_chart(view, measure_id=measure), key)


def _side(place, heading: str, exhibit: Exhibit, key: str) -> None:
    with place:
        st.subheader(heading, anchor=False)
        st.markdown(f"**{plain(exhibit.title)}**")
        st.markdown(plain(exhibit.summary))
        if exhibit.figure is not None:
            st.plotly_chart(exhibit.figure, theme=None, config=CONFIG, key=key, alt=exhibit.summary)
