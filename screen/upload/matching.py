"""Matching a file's columns to those of a kind: what is proposed, what the officer chooses, and the layout it makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from data.contracts import CONTRACTS, Column, Contract, about_people, folded
from data.intake import Known, Layout, LayoutError, TextTable
from data.intake.columns.families import LEFT_OUT, Family
from data.intake.columns.layout import QUARTERS
from data.intake.columns.matching import missing_columns
from data.intake.columns.proposing import Proposal, near_words, proposal, revised, unknown_words
from data.intake.columns.unpivoting import Sample
from data.intake.columns.wide_plan import TO_CHOOSE, WidePlan
from data.intake.values.periods import say
from exhibits.common.words import say_count, say_list
from screen.plain import plain
from screen.problems import breakable
from screen.show import table

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


def begin_matching(
    text: TextTable, kind: str, known: Known, *, wide: bool = False, old: Layout | None = None
) -> Matching | None:
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
    samples: dict[str, list[str]] = {}
    for header, column in zip(text.headers, text.columns, strict=True):
        if not header or about_people(header) or header in samples:
            continue
        values = dict.fromkeys(" ".join(cell.split()) for cell in column.slice(0, 1000).to_pylist())
        samples[header] = [each if len(each) <= _LONG else each[:_LONG] + "…" for each in values if each][:_SAMPLES]
    return samples


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


def match_form(matching: Matching, kind: str, turn: str) -> Layout | None:
    """Draw the columns to choose alone; the layout once the officer says so, else None."""
    return _form(matching, CONTRACTS[kind], turn)


def _why(proposed: Proposal, wanted: Contract) -> str:
    reasons = []
    if proposed.guessed or proposed.missing:
        names = [breakable(name) for name in (*proposed.guessed, *proposed.missing)]
        reasons.append(f"No header of the file says which column is {say_list(names)}.")
    if proposed.unknown:
        reasons.append("Some words of the file are not known yet.")
    if proposed.plan and proposed.plan.rivals:
        reasons.append("Some columns give the same figure twice, and only one of them may count.")
    if proposed.plan and proposed.plan.asks_quarters:
        reasons.append("The headers leave open which months a quarter has.")
    return " ".join(reasons) + " What follows is a proposal: look at it, change what is wrong, then use it."


def _form(matching: Matching, wanted: Contract, turn: str) -> Layout | None:
    saved = st.file_uploader(
        "If you have saved a match before, drop it here",
        type=["toml", "txt"],
        key=f"layout_file_{turn}",
        max_upload_size=1,
        width=_WIDTH,
    )
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
    chosen = _Chosen()
    first, rest = _in_order(proposed, wanted)
    for column in first:
        _choose(column, matching, turn, chosen)
    with st.expander(f"More columns that {wanted.title} may have ({len(rest)})"):
        for column in rest:
            _choose(column, matching, turn, chosen)
    families, quarters, open_yet = _choose_families(proposed, wanted, turn)
    given = {folded(each) for each in (*chosen.columns.values(), *chosen.constants, *by_wide)}
    given = {name for name, each in wanted.columns.items() if given & set(each.spellings)}
    lacking = [breakable(each.name) for each in missing_columns(wanted, given)]
    if not st.button("Use this match", type="primary", key=f"use_match_{turn}"):
        return None
    if lacking:
        st.error(f"Still to be matched: {plain(say_list(lacking))}.")
        return None
    if open_yet:
        st.error(open_yet)
        return None
    gone = [header for header, name in proposed.layout.columns.items() if name not in by_wide]
    left_out = [each for each in (*gone, *proposed.layout.left_out) if each not in chosen.columns]
    return Layout(
        wanted.kind,
        chosen.columns,
        chosen.words,
        chosen.constants,
        families,
        quarters,
        tuple(dict.fromkeys(left_out)),
        proposed.layout.dropped,
        proposed.layout.reading,
        proposed.layout.answers,
    )


@dataclass
class _Chosen:
    """What the officer has chosen so far, as a layout has it: header → column, column → value, column → its words."""

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)


def _in_order(proposed: Proposal, wanted: Contract) -> tuple[list[Column], list[Column]]:
    """The columns to choose for: those that are needed or proposed first; not those that wide columns give."""
    by_wide = proposed.plan.gives if proposed.plan else frozenset()
    names = {folded(name) for name in (*proposed.layout.columns.values(), *proposed.layout.constants)}
    open_ones = [each for each in wanted.columns.values() if each.name not in by_wide]
    first = [each for each in open_ones if each.required or names & set(each.spellings)]
    return first, [each for each in open_ones if each not in first and each.stored]


def _choose(column: Column, matching: Matching, turn: str, chosen: _Chosen) -> None:
    """One column of the kind: which column of the file it is, or what it is in every row."""
    # a layout may name the unit as well: avg_wait_minutes
    spelt = {
        name: header for header, name in matching.proposal.layout.columns.items() if folded(name) in column.spellings
    }
    name, proposed = next(iter(spelt.items()), (column.name, None))
    headers = [_NOT_THERE, *matching.samples]
    header = st.selectbox(
        f"{breakable(column.name)}{' (needed)' if column.required else ''}",
        headers,
        index=headers.index(proposed) if proposed in headers else 0,
        format_func=lambda header: " ".join(header.split()),
        key=f"match_{column.name}_{turn}",
        width=_WIDTH,
    )
    about = plain(column.meaning)
    if header != _NOT_THERE:
        st.caption(f"{about} In the file: {plain(say_list(matching.samples[header])) or 'nothing'}.")
        chosen.columns[header] = name if header == proposed else column.name
        _choose_words(column, header, matching, turn, chosen)
        return
    st.caption(about)
    before = matching.proposal.layout.constants.get(column.name, "")
    if not column.required and not before and column.name not in _OFTEN_CONSTANT:
        return
    if column.only_words:
        options = list(dict.fromkeys(column.words.values()))
        value = st.selectbox(
            "The same in every row",
            options,
            placeholder="Choose",
            width=_WIDTH,
            index=options.index(before) if before in options else None,
            key=f"constant_{column.name}_{turn}",
        )
    else:
        value = st.text_input(
            f"The same in every row, such as {column.example}",
            value=before,
            width=_WIDTH,
            key=f"constant_{column.name}_{turn}",
        )
    if value and value.strip():
        chosen.constants[column.name] = value.strip()


def _choose_words(column: Column, header: str, matching: Matching, turn: str, chosen: _Chosen) -> None:
    unknown = unknown_words(matching.text, column, matching.text.headers.index(header))
    before = matching.proposal.layout.words.get(column.name, {})
    near = {**near_words(column, unknown), **before}
    if kept := {text: word for text, word in before.items() if word and text not in unknown}:
        chosen.words.setdefault(column.name, {}).update(kept)  # of another month's file
    options = list(dict.fromkeys(column.words.values()))
    for number, text in enumerate(unknown):
        index = options.index(near[text]) if near[text] in options else None
        word = st.selectbox(
            f"In the file: {plain(text)}. It means",
            options,
            index=index,
            placeholder="Choose",
            key=f"word_{column.name}_{number}_{turn}",
            width=_WIDTH,
        )
        if word:
            chosen.words.setdefault(column.name, {})[text] = word


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
    open_ones = [label for label in families if families[label] == TO_CHOOSE]
    if open_ones:
        return families, quarters or "", f"Choose what {plain(say_list(open_ones))} holds, or leave it out."
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
    read_as, _, of_channel = (part.strip() for part in before.partition(","))
    shown = read_as if read_as in options else LEFT_OUT if left_out or not family.figure else family.figure
    index = None if rival and read_as not in options else options.index(shown)
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
    now = of_channel if read_as in figures and of_channel in channels else now
    channel = st.selectbox(
        "Channel",
        list(channels),
        index=list(channels).index(now),
        format_func=lambda each: channels[each],
        key=f"family_channel_{number}_{turn}",
        width=_WIDTH,
    )
    return f"{figure}, {channel}" if channel else figure


def _choose_quarters(plan: WidePlan, families: Mapping[str, str], turn: str, before: str) -> str | None:
    """calendar or financial; empty where no header leaves it open; None while nobody has chosen."""
    asked = [each for each in plan.every_family if each.asked and families.get(each.label) not in (LEFT_OUT, TO_CHOOSE)]
    if not asked:
        return ""
    period = asked[0].periods[0]
    names = {each: f"{each.capitalize()} year: {say(period.of_year(each))}" for each in QUARTERS}
    index = QUARTERS.index(before) if before in QUARTERS else None
    return st.radio(
        f"{plain(asked[0].example)} is of the",
        list(QUARTERS),
        index=index,
        format_func=names.get,
        key=f"quarters_{turn}",
    )


def show_sample(sample: Sample) -> None:
    """The first rows of a wide file as they stand in it, and as they were read."""
    with st.expander("How the wide file was read: the first rows before and after", expanded=True):
        before, after = st.columns(2)
        with before:
            st.markdown("**In the file**")
            table(_upright(sample.before, sample.wide_rows[:2]), alt="The first rows of the file")
        with after:
            st.markdown(f"**As read** ({say_count(len(sample.long_rows), 'row')})")
            wanted = ("service_id", "measure_id", "month", "channel", sample.after[-1])  # four fit a phone
            places = [sample.after.index(name) for name in wanted if name in sample.after]
            rows = [[row[place] for place in places] for row in sample.long_rows]
            names = [breakable(sample.after[place]) for place in places]
            table(pd.DataFrame(rows, columns=names), alt="The first rows as they were read")


def _upright(headers: list[str], rows: list[list[str]]) -> pd.DataFrame:
    """A wide table turned on its side, so that a phone can show it: one line for each column."""
    return pd.DataFrame({"Column": headers, **{f"Row {number}": row for number, row in enumerate(rows, 1)}})
