"""What a draft would change: the verdict in a sentence, then parts, rows, signals and charts before and after."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from briefing.kept import would_differ
from data.contracts import CONTRACTS
from data.intake import differences, preview, untouched
from data.store import Store, today_in_london
from exhibits import Exhibit, View
from exhibits.common.process_chart import process_chart
from exhibits.common.style import CONFIG
from exhibits.common.view_queries import with_figures
from exhibits.common.words import say_count, say_list
from exhibits.draft_impact import DraftImpact
from screen import submissions as words
from screen.differences import say_fields, show_differences, show_parts
from screen.kinds import SIGNALS, on_screen
from screen.plain import plain
from screen.show import table, theme

_MOST_SAID = 8  # signals and the like, before the rest is only counted
_GONE_SHOWN = 5
_BREAKS_SHOWN = 3


def show_preview(store: Store, draft_id: str, kind: str) -> pd.DataFrame:
    """Draw what the draft would change and return the rows of intake.preview."""
    with st.spinner("Working out what would change…"):
        changes = preview(store, draft_id)
        changed = (changes["change"] == "changed").any()
        rows = differences(store, draft_id) if changed else pd.DataFrame(columns=["change", "field", "slice_key"])
        impact = _impact(kind, draft_id, changes)
    names = words.names_of(store, kind, draft_id)
    st.markdown(f"**{plain(say_verdict(kind, changes, impact))}**")
    st.markdown("\n".join(f"* {plain(line)}" for line in _details(store, kind, changes, rows, names, draft_id)))
    _show_impact(kind, impact)
    if changed:
        _show_briefings(store, draft_id)
    if sums := on_screen(kind).sums:
        alt, rows_of = sums
        if len(money := rows_of(store, draft_id)):
            table(money, alt=alt)
    show_parts(store, kind, changes, names, draft_id)
    _rows(kind, changes, rows, names, draft_id)
    if (changes["change"] != "unchanged").any():
        _charts(changes, kind, names, draft_id)
    return changes


# -- in words ----------------------------------------------------------------------------------------------------------


def say_verdict(kind: str, changes: pd.DataFrame, impact: DraftImpact) -> str:
    """The preview in a sentence or two: "3 figures change and 12 are new. 1 signal appears."."""
    counts = {change: int((changes["change"] == change).sum()) for change in ("changed", "new")}
    if not any(counts.values()):
        return "Members would see no difference: everything in the file is what they see now."
    said: list[str] = []
    for change, one, many in (("changed", "changes", "change"), ("new", "is new", "are new")):
        if number := counts[change]:
            what = f"{number:,}" if said else words.parts_word(kind, number)
            said.append(f"{what} {one if number == 1 else many}")
    sentences = [f"{say_list(said)}."]
    if moved := on_screen(kind).impact:
        moves = [
            f"{say_count(len(which), *moved.word)} {one if len(which) == 1 else many}"
            for which, one, many in ((impact.appear, "appears", "appear"), (impact.go, "goes", "go"))
            if which
        ]
        headlines = len(impact.verdicts)
        if moves:
            sentences.append(f"{say_list(moves)}.")
        elif headlines:
            sentences.append(f"{say_count(headlines, 'headline')} {'changes' if headlines == 1 else 'change'}.")
        elif not impact.too_early:
            sentences.append(f"No {moved.word[0]} appears or goes.")
        if impact.too_early:
            sentences.append(impact.too_early)
    return " ".join(sentences)


def _impact(kind: str, draft_id: str, changes: pd.DataFrame) -> DraftImpact:
    """Only what the kind can touch is asked, and nothing where nothing changes."""
    impact = on_screen(kind).impact
    if impact is None or (changes["change"] == "unchanged").all():
        return DraftImpact()
    return impact.of(draft_id, today_in_london())


def _details(
    store: Store, kind: str, changes: pd.DataFrame, rows: pd.DataFrame, names: dict[str, str], draft_id: str
) -> list[str]:
    sentences = []
    for change, phrase in (("new", "New"), ("changed", "Other than now"), ("unchanged", "The same as now")):
        keys = list(changes.loc[changes["change"] == change, "slice_key"])
        if keys:
            sentences.append(f"{phrase}: {words.say_parts(kind, keys, names)}.")
    sentences += _gone(changes, rows, names)
    if fields := say_fields(kind, rows) if on_screen(kind).fields else "":
        sentences.append(f"What changes most often: {fields}.")
    stay = 0 if CONTRACTS[kind].monthly else untouched(store, draft_id)
    if stay:
        verb = "stays as it is" if stay == 1 else "stay as they are"
        sentences.append(f"{words.parts_word(kind, stay)} that this file does not hold {verb}: nothing is deleted.")
    if sentence := on_screen(kind).sentence:
        sentences.append(sentence(store, changes, draft_id))
    return sentences or ["The file would change nothing."]


def _gone(changes: pd.DataFrame, rows: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """Rows that members see now and that the file no longer has: its parts replace the old ones as a whole."""
    sentences = []
    for row in changes[changes["rows_gone"] > 0].itertuples():
        keys = rows.loc[(rows["change"] == "gone") & (rows["slice_key"] == row.slice_key), "row_key"].head(_GONE_SHOWN)
        more = f" and {row.rows_gone - len(keys):,} more" if row.rows_gone > len(keys) else ""
        sentences.append(
            f"Removed: {say_count(int(row.rows_gone), 'row')} of {words.say_part(row.slice_key, names)} that "
            f"{'is' if row.rows_gone == 1 else 'are'} not in the file: {', '.join(keys)}{more}."
        )
    if len(sentences) > _MOST_SAID:
        rest = int(changes["rows_gone"].sum())
        return [*sentences[:_MOST_SAID], f"In all, {say_count(rest, 'row')} of {len(sentences)} parts are removed."]
    return sentences


def _show_impact(kind: str, impact: DraftImpact) -> None:
    """What members will ask about: what becomes unusual, what no longer is, and what a meeting saw otherwise."""
    moved = on_screen(kind).impact
    if moved is None:
        return
    lines = [
        *_listed("Appears", impact.appear),
        *_listed("Goes", impact.go),
        *([impact.anew] if impact.anew else []),
        *_listed("Headline", impact.verdicts),
    ]
    if still := [name for name in impact.unusual_then if name in impact.unusual_now]:
        lines.append(f"Still unusual in the newest month: {say_list(still)}.")
    if lines:
        st.markdown(f"**{moved.heading}**")
        st.markdown("\n".join(f"* {plain(line)}" for line in lines))
    if impact.breaks:
        st.markdown("**Gone to another level**")
        st.markdown("Where the process itself changed, a new usual range can start on Explain, once this is published.")
        for measure_id, (offer, why) in list(impact.breaks.items())[:_BREAKS_SHOWN]:
            st.page_link("pages/explain.py", label=plain(offer), query_params={"measure": measure_id})
            st.caption(plain(why))
        if (more := len(impact.breaks) - _BREAKS_SHOWN) > 0:
            st.caption(f"And {say_count(more, 'more measure')}: Explain lists them.")
    if impact.seen:
        st.markdown("**What a meeting saw otherwise**")
        st.markdown("\n".join(f"* {plain(line)}" for line in _listed("", impact.seen)))
        st.markdown(
            "The figures as they stood on the day of a meeting stay as they were: choose that day to see them again."
        )


def _show_briefings(store: Store, draft_id: str) -> None:
    """The published briefings that hold figures which the draft restates."""
    found = would_differ(store, draft_id)
    if not found:
        return
    lines = [f"{kept.title}: {say_count(number, 'figure')} would differ" for kept, number in found]
    st.markdown("**Published briefings with figures that change**")
    st.markdown("\n".join(f"* {plain(line)}" for line in _listed("", tuple(lines))))
    st.markdown("They stay as they were given to the committee. On Meetings a new one can be published in their place.")


def _listed(word: str, sentences: tuple[str, ...]) -> list[str]:
    lines = [f"{f'{word}: ' if word else ''}{each}." for each in sentences[:_MOST_SAID]]
    if more := len(sentences) - len(lines):
        lines.append(f"{f'{word}: ' if word else 'And '}{more:,} more.")
    return lines


# -- tables ------------------------------------------------------------------------------------------------------------


def _rows(kind: str, changes: pd.DataFrame, rows: pd.DataFrame, names: dict[str, str], draft_id: str) -> None:
    """Field by field, before and after; of registers at once, of figures behind a label."""
    if rows.empty:
        return
    box = st.expander("Row by row: what changes in each field") if on_screen(kind).impact is SIGNALS else st.container()
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
    moved = changes.loc[changes["change"] != "unchanged", "slice_key"]
    things = [thing for thing in dict.fromkeys(moved.map(words.thing_of)) if thing]
    measures_of = on_screen(kind).measures
    measures = _with_a_figure(measures_of(things, names), draft_id) if measures_of else {}
    builders = on_screen(kind).charts or {}
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


def _with_a_figure(measures: dict[str, str], draft_id: str) -> dict[str, str]:
    """Those whose chart has something to show after publishing, or all where none has. A measure of one service has."""
    figures = with_figures(View(with_draft=draft_id))
    shown = {each: name for each, name in measures.items() if each in figures or "@" in each}
    return shown or measures


def show_side(place: DeltaGenerator, heading: str, view: View, measure: str, key: str) -> None:
    """One of two charts of the same measure that stand side by side."""
    if "@" not in measure and measure not in with_figures(view):
        with place:
            st.subheader(heading, anchor=False)
            st.markdown("No figures: members see no chart of this measure.")
        return
    _side(place, heading, process_chart(view, measure_id=measure), key)


def _side(place: DeltaGenerator, heading: str, exhibit: Exhibit, key: str) -> None:
    with place:
        st.subheader(heading, anchor=False)
        st.markdown(f"**{plain(exhibit.title)}**")
        st.markdown(plain(exhibit.summary))
        if exhibit.figure is not None:
            st.plotly_chart(exhibit.figure, theme=None, config=CONFIG, key=key, alt=exhibit.summary)
