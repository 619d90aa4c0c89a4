"""Matching a file's columns to those of a kind: what is proposed, what the officer chooses, and the layout it makes."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.contracts import CONTRACTS, Column, Contract, about_people, folded
from data.intake import Layout, LayoutError, TextTable
from data.intake.columns.families import LEFT_OUT, Family
from data.intake.columns.layout import QUARTERS
from data.intake.columns.proposing import Proposal, near_words, proposal, revised, unknown_words
from data.intake.columns.unpivoting import Sample
from data.intake.columns.wide_plan import TO_CHOOSE, WidePlan
from data.intake.values.periods import say
from exhibits.common.style import say_count, say_list
from screen.problems import breakable
from screen.show import plain, table

_NOT_THERE = "Not in the file"
_WIDTH = 560
_SAMPLES, _LONG = 3, 30  # values, and characters of each
_OFTEN_CONSTANT = ("months", "directorate", "ticket_type")  # columns that one export often has one value of


@dataclass(frozen=True)
class Matching:
    """A file while its columns are matched. samples: header → up to three of its values."""

    text: TextTable
    proposal: Proposal
    samples: Mapping[str, list[str]]


def begun(text: TextTable, kind: str, known, *, wide: bool = False, old: Layout | None = None) -> Matching | None:
    """What there is to match in a file; None where every column that is needed is known by its header.

    wide: the officer may want the file read in another way, though nothing is open. old: a match that was confirmed
    for another file, as what is proposed for this one.
    """
    if not text.headers or not text.row_count:
        return None
    proposed = revised(old, text, known) if old is not None else proposal(text, kind, known)
    if not proposed.layout.columns and proposed.plan is None:
        return None  # nothing of the file looks like this kind: it is another file
    return Matching(text, proposed, _samples(text)) if proposed.needed or wide or old is not None else None


def _samples(text: TextTable) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for header, column in zip(text.headers, text.columns, strict=True):
        if not header or about_people(header) or header in told:
            continue
        values = dict.fromkeys(" ".join(cell.split()) for cell in column.slice(0, 1000).to_pylist())
        told[header] = [each if len(each) <= _LONG else each[:_LONG] + "…" for each in values if each][:_SAMPLES]
    return told


def match_columns(matching: Matching, kind: str, turn: str, in_use: Layout | None) -> Layout | None:
    """Draw the step "Match columns"; the layout once the officer says so, else None.

    turn: of the widgets' keys; another for every file and match. in_use: the layout by which the file was just checked.
    """
    wanted = CONTRACTS[kind]
    if in_use is None and matching.proposal.needed:
        st.subheader("Match columns", anchor=False)
        st.markdown(plain(_why(matching.proposal, wanted)))
        return _form(matching, wanted, turn)
    with st.expander("Match columns: " + ("read the file in another way" if in_use is None else "change your match")):
        chosen = _form(matching, wanted, turn)
    if in_use is None:
        return chosen
    st.download_button(
        "Save this match for the next file",
        in_use.to_text(),
        f"layout-{kind}.toml",
        "application/toml",
        key=f"save_layout_{turn}",
        on_click="ignore",
    )
    return chosen


def _why(proposed: Proposal, wanted: Contract) -> str:
    told = []
    if proposed.guessed or proposed.missing:
        names = [breakable(name) for name in (*proposed.guessed, *proposed.missing)]
        told.append(f"No header of the file says which column is {say_list(names)}.")
    if proposed.unknown:
        told.append("Some words of the file are not known yet.")
    if proposed.plan and proposed.plan.rivals:
        told.append("Some columns give the same figure twice, and only one of them may count.")
    if proposed.plan and proposed.plan.asks_quarters:
        told.append("The headers leave open which months a quarter has.")
    return " ".join(told) + " What follows is a proposal: look at it, change what is wrong, then use it."


def _form(matching: Matching, wanted: Contract, turn: str) -> Layout | None:
    saved = st.file_uploader("If you have saved a match before, drop it here", type=["toml", "txt"],
                             key=f"layout_file_{turn}", max_upload_size=1, width=_WIDTH)  # fmt: skip
    if saved is not None and st.session_state.get(f"layout_used_{turn}") != saved.file_id:
        try:
            layout = Layout.from_text(saved.getvalue().decode("utf-8"))
        except (LayoutError, UnicodeDecodeError) as error:
            st.error(plain(str(error)) if isinstance(error, LayoutError) else "The saved match is not UTF-8 text.")
        else:
            st.session_state[f"layout_used_{turn}"] = saved.file_id
            return layout
    proposed = matching.proposal
    by_wide = proposed.plan.gives if proposed.plan else frozenset()
    told = {folded(name) for name in (*proposed.layout.columns.values(), *proposed.layout.constants)}
    first = [each for each in wanted.columns.values() if each.required or told & set(each.spellings)]
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    for column in first:
        if column.name not in by_wide:
            _choose(column, matching, turn, columns, constants, words)
    rest = [each for each in wanted.columns.values() if each not in first and each.name not in by_wide and each.stored]
    with st.expander(f"More columns that {wanted.title} may have ({len(rest)})"):
        for column in rest:
            _choose(column, matching, turn, columns, constants, words)
    families, quarters, open_yet = _choose_families(proposed, wanted, turn)
    gone = tuple(
        header for header, name in proposed.layout.columns.items() if header not in columns and name not in by_wide
    )
    gone += tuple(each for each in proposed.layout.left_out if each not in (*columns, *gone))
    given = {folded(each) for each in (*columns.values(), *constants, *by_wide)}
    lacking = [each.name for each in first if each.required and not given & set(each.spellings)]
    lacking = [each for each in lacking if wanted.columns[each].copies not in given]
    if not st.button("Use this match", type="primary", key=f"use_match_{turn}"):
        return None
    if lacking:
        st.error(f"Still to be matched: {plain(say_list([breakable(each) for each in lacking]))}.")
        return None
    if open_yet:
        st.error(open_yet)
        return None
    dropped, reading = proposed.layout.dropped, proposed.layout.reading
    return Layout(wanted.kind, columns, words, constants, families, quarters, gone, dropped, reading)


def _choose(column: Column, matching: Matching, turn: str, columns, constants, words) -> None:
    """One column of the kind: which column of the file it is, or what it is in every row."""
    # a layout may name the unit as well: avg_wait_minutes
    named = {
        name: header for header, name in matching.proposal.layout.columns.items() if folded(name) in column.spellings
    }
    as_named, proposed = next(iter(named.items()), (column.name, None))
    headers = [_NOT_THERE, *matching.samples]
    chosen = st.selectbox(
        f"{breakable(column.name)}{' (needed)' if column.required else ''}",
        headers,
        index=headers.index(proposed) if proposed in headers else 0,
        format_func=lambda header: " ".join(header.split()),
        key=f"match_{column.name}_{turn}",
        width=_WIDTH,
    )
    about = plain(column.meaning)
    if chosen != _NOT_THERE:
        st.caption(f"{about} In the file: {plain(say_list(matching.samples[chosen])) or 'nothing'}.")
        columns[chosen] = as_named if chosen == proposed else column.name
        _choose_words(column, chosen, matching, turn, words)
        return
    st.caption(about)
    before = matching.proposal.layout.constants.get(column.name, "")
    if not column.required and not before and column.name not in _OFTEN_CONSTANT:
        return
    if column.only_words:
        options = list(dict.fromkeys(column.words.values()))
        value = st.selectbox("The same in every row", options, placeholder="Choose", width=_WIDTH,
                             index=options.index(before) if before in options else None,
                             key=f"constant_{column.name}_{turn}")  # fmt: skip
    else:
        value = st.text_input(f"The same in every row, such as {column.example}", value=before, width=_WIDTH,
                              key=f"constant_{column.name}_{turn}")  # fmt: skip
    if value and value.strip():
        constants[column.name] = value.strip()


def _choose_words(column: Column, header: str, matching: Matching, turn: str, words) -> None:
    unknown = unknown_words(matching.text, column, matching.text.headers.index(header))
    before = matching.proposal.layout.words.get(column.name, {})
    near = {**near_words(column, unknown), **before}
    if kept := {word: said for word, said in before.items() if said and word not in unknown}:
        words.setdefault(column.name, {}).update(kept)  # of another month's file
    options = list(dict.fromkeys(column.words.values()))
    for number, word in enumerate(unknown):
        index = options.index(near[word]) if near[word] in options else None
        meant = st.selectbox(f"In the file: {plain(word)}. It means", options, index=index, placeholder="Choose",
                             key=f"word_{column.name}_{number}_{turn}", width=_WIDTH)  # fmt: skip
        if meant:
            words.setdefault(column.name, {})[word] = meant


def _choose_families(proposed: Proposal, wanted: Contract, turn: str) -> tuple[dict[str, str], str, str]:
    """What the families of wide columns are read as, which quarters they mean, and what is still to be chosen."""
    plan = proposed.plan
    if plan is None:
        return {}, "", ""
    st.markdown("**Columns for each month, quarter or channel**")
    families: dict[str, str] = {}
    rivals = {label for labels in plan.rivals for label in labels}
    for number, family in enumerate(plan.families):
        before = proposed.layout.families.get(family.label, "")
        target = _choose_family(family, wanted, turn, number, before, rival=family.label in rivals)
        families[family.label] = target
    if plan.left_out:
        with st.expander(f"Columns that are left out ({sum(len(family.columns) for family, _ in plan.left_out)})"):
            for number, (family, why) in enumerate(plan.left_out, len(plan.families)):
                st.caption(plain(f"{family.in_words()}: {why}."))
                before = proposed.layout.families.get(family.label, "")
                families[family.label] = _choose_family(family, wanted, turn, number, before, left_out=True)
    quarters = _choose_quarters(plan, families, turn, proposed.layout.quarters)
    chosen = [label for label in families if families[label] == TO_CHOOSE]
    if chosen:
        return families, quarters or "", f"Choose what {plain(say_list(chosen))} holds, or leave it out."
    if quarters is None:
        return families, "", "Choose which months a quarter has."
    return families, quarters, ""


def _choose_family(
    family: Family,
    wanted: Contract,
    turn: str,
    number: int,
    before: str,
    *,
    rival: bool = False,
    left_out: bool = False,
) -> str:
    """before: what the proposal says of the family, as a layout has it; TO_CHOOSE or nothing where it says nothing."""
    figures = [name for name, each in wanted.columns.items() if each.type == "number"]
    options = [LEFT_OUT, *figures]
    said, _, of_channel = (part.strip() for part in before.partition(","))
    if said in options:
        index = options.index(said)
    else:
        index = None if rival else 0 if left_out or not family.figure else options.index(family.figure)
    figure = st.selectbox(
        f"{plain(family.in_words())} hold" + ("s" if len(family.columns) == 1 else ""),
        options,
        index=index,
        format_func=lambda name: "Nothing that is needed: leave out" if name == LEFT_OUT else name.replace("_", " "),
        placeholder="Choose",
        key=f"family_{number}_{turn}",
        width=_WIDTH,
    )
    if figure is None:
        return TO_CHOOSE
    if figure == LEFT_OUT or "channel" not in wanted.columns:
        return figure
    channels = {"": "no channel: a column of the file names it", "total": "all channels together"}
    channels |= {each: each.replace("_", " ") for each in dict.fromkeys(wanted.columns["channel"].words.values())}
    channels.pop("all", None)
    now = "total" if family.is_total else family.channel or ""
    now = of_channel if said in figures and of_channel in channels else now
    channel = st.selectbox("Channel", list(channels), index=list(channels).index(now), format_func=channels.get,
                           key=f"family_channel_{number}_{turn}", width=_WIDTH)  # fmt: skip
    return f"{figure}, {channel}" if channel else figure


def _choose_quarters(plan: WidePlan, families: Mapping[str, str], turn: str, before: str) -> str | None:
    """calendar or financial; empty where no header leaves it open; None while nobody has chosen."""
    asked = [each for each in plan.every_family if each.asked and families.get(each.label) not in (LEFT_OUT, TO_CHOOSE)]
    if not asked:
        return ""
    period = asked[0].periods[0]
    names = {each: f"{each.capitalize()} year: {say(period.of_year(each))}" for each in QUARTERS}
    index = QUARTERS.index(before) if before in QUARTERS else None
    return st.radio(f"{plain(asked[0].example)} is of the", list(QUARTERS), index=index, format_func=names.get,
                    key=f"quarters_{turn}")  # fmt: skip


def show_sample(told: Sample) -> None:
    """The first rows of a wide file as they stand in it, and as they were read."""
    with st.expander("How the wide file was read: the first rows before and after", expanded=True):
        before, after = st.columns(2)
        with before:
            st.markdown("**In the file**")
            table(_upright(told.before, told.wide_rows[:2]), alt="The first rows of the file")
        with after:
            st.markdown(f"**As read** ({say_count(len(told.long_rows), 'row')})")
            wanted = ("service_id", "measure_id", "month", "channel", told.after[-1])  # four fit a phone
            places = [told.after.index(name) for name in wanted if name in told.after]
            table(
                pd.DataFrame(
                    [[row[at] for at in places] for row in told.long_rows],
                    columns=[breakable(told.after[at]) for at in places],
                ),
                alt="The first rows as they were read",
            )


def _upright(headers: list[str], rows: list[list[str]]) -> pd.DataFrame:
    """A wide table turned on its side, so that a phone can show it: one line for each column."""
    return pd.DataFrame(
        {"Column": headers, **{f"Row {number}": [row[at] for at in range(len(headers))] for number, row in
                               enumerate(rows, 1)}}
    )  # fmt: skip
