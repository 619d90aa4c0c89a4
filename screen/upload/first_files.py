"""Which files a council brings in first, what members get from each, and how far it has come."""

import streamlit as st

from data.contracts import CONTRACTS
from data.store import Store
from exhibits.common.words import say_count
from screen.kinds import KINDS, Start
from screen.plain import plain
from screen.templates import download


def first_files() -> dict[str, Start]:
    """The kinds to start with, in the order in which they are best taken."""
    starts = {kind: on_screen.start for kind, on_screen in KINDS.items() if on_screen.start is not None}
    return dict(sorted(starts.items(), key=lambda each: each[1].place))


def show_first_files(store: Store, *, in_hand: bool) -> None:
    """Draw the list while a kind of it has no file yet; closed where somebody has a file in hand."""
    there = set(store.query("SELECT DISTINCT kind FROM live_submissions")["kind"])
    files = first_files()
    done = [kind for kind in files if kind in there]
    if len(done) == len(files):
        return
    are_in = f": {len(done)} of them {'is' if len(done) == 1 else 'are'} in" if done else ""
    with st.expander(f"Start with these {len(files)} files{are_in}", expanded=not in_hand):
        st.markdown("One is enough to begin. The kind is told by the columns, so drop what you have.")
        for number, (kind, start) in enumerate(files.items(), 1):
            _show(f"**{number}. {plain(CONTRACTS[kind].title)}**", kind, start, done=kind in done)
        others = say_count(len(CONTRACTS) - len(files), "other kind")
        st.caption(f"{others} can follow in any order: see “What a file may hold, and templates”.")


def _show(title: str, kind: str, start: Start, *, done: bool) -> None:
    if done:
        st.markdown(f"{title}: published")
        return
    words, template = st.columns([4, 1], vertical_alignment="center")
    words.markdown(f"{title}: {plain(start.comes_from)}  \nMembers get {plain(start.members_get)}")
    with template:
        download("Template", kind, "xlsx", None, place="first")
