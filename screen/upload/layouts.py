"""Remembered matches: the tick box at publishing, and the list from which they are shared, taken in and forgotten."""

import re

import streamlit as st

from access import sign_in
from data.contracts import CONTRACTS
from data.intake import LayoutError
from data.intake.remembered import Remembered, forget, from_shared, remember, remembered, source_of, to_share
from data.store import Author, Store
from exhibits.common.words import say_count, say_date
from screen.plain import plain


def say_match(match: Remembered) -> str:
    """ "Read as 'Contact centre' files were read on 3 October 2026"."""
    return f"Read as {match.source!r} files were read on {say_date(match.saved_at.date())}"


def ask_to_remember(file_name: str, known_as: str | None, key: str) -> None:
    """The tick box at publishing, and what the files are called; name_to_remember() says what was answered."""
    wanted = st.checkbox("Remember this match for files with this header", value=True, key=_wanted(key))
    st.text_input(
        "What do you call these files?", value=known_as or source_of(file_name), key=_source(key), max_chars=60,
        width=420, disabled=not wanted,
    )  # fmt: skip


def name_to_remember(file_name: str, key: str) -> str | None:
    """The name of the source as answered; None where nothing is to be remembered, or nobody was asked."""
    if not st.session_state.get(_wanted(key)):
        return None
    return str(st.session_state.get(_source(key), "")).strip() or source_of(file_name)


def _wanted(key: str) -> str:
    return f"remember_{key}"


def _source(key: str) -> str:
    return f"source_{key}"


def show_remembered(store: Store, officer: Author) -> None:
    """The matches that are kept, each to download; an administrator forgets one, or takes in one that was shared.

    Both change how everybody's files are read; what an officer matches for a file of their own is asked at publishing.
    """
    kept, may_change = remembered(store), sign_in.may_administer(officer)
    with st.expander(f"Remembered matches ({len(kept)})", key="remembered_matches", on_change="rerun") as box:
        if not box.open:
            return
        st.markdown(
            "Columns that an officer has matched once are read in the same way next month, for every file with the "
            "same header. A match that no longer fits is only proposed."
        )
        for match in kept:
            _one(match, store, officer, may_forget=may_change)
        if may_change:
            _take_in(store, officer)
        else:
            st.caption("An administrator forgets a match, or takes in one from elsewhere.")


def _one(match: Remembered, store: Store, officer: Author, *, may_forget: bool) -> None:
    with st.container(border=True, gap="small"):
        st.markdown(
            f"**{plain(match.source)}**: {plain(CONTRACTS[match.kind].title)}, "
            f"{say_count(len(match.header), 'column')}, saved on {say_date(match.saved_at.date())} "
            f"by {plain(match.saved_by)}"
        )
        ways = st.container(horizontal=True)
        name = re.sub(r"[^\w-]+", "-", match.source).strip("-").lower() or match.kind
        ways.download_button(
            "Download", to_share(match), f"layout-{name}.toml", "application/toml", key=f"share_{match.layout_id}",
            on_click="ignore", help="A text that other councils can take in.",
        )  # fmt: skip
        if may_forget and ways.button("Forget it", key=f"forget_{match.layout_id}"):
            forget(store, match.layout_id, officer)
            st.rerun()


def _take_in(store: Store, officer: Author) -> None:
    shared = st.file_uploader("Take in a match that was downloaded here or elsewhere", type=["toml", "txt"],
                              key="shared_layout", max_upload_size=1)  # fmt: skip
    if shared is None or st.session_state.get("shared_layout_taken") == shared.file_id:
        return
    try:
        layout, names, source = from_shared(shared.getvalue().decode("utf-8"))
        if layout.kind not in CONTRACTS:
            raise LayoutError(f"The layout is for {layout.kind}, which is no kind of file here.")
    except UnicodeDecodeError:
        st.error("The match is not UTF-8 text.")
    except LayoutError as error:
        st.error(plain(str(error)))
    else:
        remember(store, layout, names, source or "Shared", officer)
        st.session_state["shared_layout_taken"] = shared.file_id
        st.rerun()
