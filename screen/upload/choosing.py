"""Step 1 of Upload: the files are chosen, and listed with their kinds and states; help on what a file may hold."""

import re

import pandas as pd
import streamlit as st

from data.contracts import CONTRACTS, fields_table
from data.intake.files.endings import TAKEN
from data.settings import settings
from exhibits.common.words import say_list
from screen import submissions as words
from screen.plain import plain
from screen.problems import breakable
from screen.show import table
from screen.templates import show_templates
from screen.upload.file_in_hand import FileInHand, State
from screen.upload.progress import Bar
from screen.upload.refusals import say_refused_uploads
from screen.upload.session import UploadSession


def choose_files(session: UploadSession) -> None:
    """The uploader: what is new is read at once, what was taken away is let go."""
    largest = settings().intake.largest_file_mb
    st.html("<style>[data-testid=stFileUploader] button { min-width: 1.75rem; min-height: 1.75rem; }</style>")
    uploads = st.file_uploader(
        f"CSV files or Excel workbooks, as your systems export them (each up to {largest} MB)",
        type=list(TAKEN),
        accept_multiple_files=True,
        key=f"upload_file_{session.round}",
        max_upload_size=largest,
    )
    say_refused_uploads()
    if new := session.new_among(uploads):
        with Bar() as bar:
            session.take_in(new, bar)
            current = session.current()
            if current is not None and current.kind is not None and current.text is not None:
                session.check(current, bar)  # before the list is drawn, which says how the file stands


# -- the list ----------------------------------------------------------------------------------------------------------


def show_files(session: UploadSession) -> None:
    """The files with their kinds and states: the officer may open one, or say that it is of another kind."""
    files, current = session.ordered(), session.current()
    if len(files) > 1:
        closed = sum(not each.is_open for each in files)
        st.subheader(f"Files in hand: {len(files)}" + (f", {closed} done" if closed else ""), anchor=False)
        st.caption("They are taken one after another in this order: what others speak of comes first.")
    for file in files:
        with st.container(border=True, key=f"file_in_hand_{file.number}", gap="small"):
            place = st.container()
            if file.is_open and file.has_table:
                place, right = st.columns(2, vertical_alignment="center")
                with right:
                    _choose_kind(session, file)
            with place:
                _show_file(file, looked_at=file is current and len(files) > 1)
                _show_replaced(session, file)
                if (
                    file.is_open
                    and file is not current
                    and st.button("Look at this file", key=f"open_file_{file.number}")
                ):
                    session.open(file)
                    st.rerun()


def say_left(session: UploadSession) -> None:
    """Which files are still in hand, where none of them can go on now."""
    if left := [each.name for each in session.files if each.is_open]:
        st.info(f"Nothing more can be published now. Still in hand: {plain(say_list(left))}.")


def _show_file(file: FileInHand, *, looked_at: bool) -> None:
    """Name, state and why."""
    state = "Looked at now" if looked_at else file.state.value
    if file.kind is not None and file.state in (State.PUBLISHED, State.UNDONE):
        state += f" ({words.say_kind(file.kind)})"
    st.markdown(f"**{plain(file.name)}**: {state}")
    for sentence in file.refusals:
        st.error(plain(sentence))
    for sentence in file.notes:
        st.caption(plain(sentence))
    if file.is_open and file.has_table:
        _show_kind(file)


def _show_replaced(session: UploadSession, file: FileInHand) -> None:
    """Of which older version the file has taken the place, and the way back."""
    old = session.replaced(file) if file.is_open else None
    if old is None:
        return
    line = st.container(horizontal=True, vertical_alignment="center")
    whose = "the earlier file of this name" if old.name == file.name else plain(old.name)
    line.markdown(f"This replaces {whose}, of which nothing was published.")
    if line.button("Keep both", key=f"keep_both_{file.number}"):
        session.keep_both(file)
        st.rerun()


def _choose_kind(session: UploadSession, file: FileInHand) -> None:
    likely = [each.kind for each in file.kinds]
    options = [*likely, *(kind for kind in CONTRACTS if kind not in likely)]
    chosen = st.selectbox(
        f"What is in {_without_markdown(file.name)}?",
        options,
        index=options.index(file.kind) if file.kind else None,
        format_func=words.say_kind,
        placeholder="Choose what the file holds",
        key=f"kind_{file.number}",
        width=420,
    )
    if chosen is not None and chosen != file.kind:
        session.choose_kind(file, chosen)
        st.rerun()


def _without_markdown(name: str) -> str:
    """A file's name in a label, where escapes would be spoken: without what Markdown minds."""
    return re.sub(r"[\\`*{}<>~$:\[\]]|-(?=-)", " ", name)


def _show_kind(file: FileInHand) -> None:
    if file.kind is not None and file.why_kind:
        st.caption(plain(f"{words.say_kind(file.kind)}: {file.why_kind}."))
    elif file.kind is None and file.kinds:
        guesses = [f"{words.say_kind(each.kind)}? It {_as_verb(each.why)}." for each in file.kinds[:2]]
        st.caption(plain(" ".join(["The columns do not say for certain what the file holds.", *guesses])))
    elif file.kind is None:
        st.caption("No column says what the file holds. If none of the kinds fits, it is another file.")


def _as_verb(why: str) -> str:
    return why if why.startswith("has ") else f"may be: {why}"


# -- help --------------------------------------------------------------------------------------------------------------


def show_help() -> None:
    """What a file of each kind may hold, and its templates."""
    with st.expander("What a file may hold, and templates"):
        kind = st.selectbox(
            "Kind of file",
            list(CONTRACTS),
            format_func=words.say_kind,
            key="upload_kind",
            bind="query-params",
            width=420,
        )
        st.markdown(plain(CONTRACTS[kind].purpose))
        st.markdown(
            "Columns may stand in any order, and many other spellings of their names are understood. Columns that are "
            "not listed are left out; columns about people are never kept."
        )
        table(_columns_of(kind), alt=f"Columns of {words.say_kind(kind)}")
        show_templates(kind)


def _columns_of(kind: str) -> pd.DataFrame:
    """The columns of a kind in three columns, which a phone can show."""
    fields = fields_table(kind).itertuples()
    return pd.DataFrame(
        [
            {
                "Column": breakable(field.Column) + (" (needed)" if field.Needed == "yes" else ""),
                "Meaning": field.Meaning,
                "How to write it": f"{field[4]}. Example: {field.Example}" if field.Example else field[4],
            }
            for field in fields
        ]
    )
