"""Upload: bring files in, in four steps, and see what they change before anyone else does."""

import streamlit as st

import access
from data.store import StoreError, open_store
from exhibits.common.words import say_date
from screen.approval import say_publish, show_that_drafts_wait
from screen.header import footer, header
from screen.plain import plain
from screen.preview import show_preview
from screen.restarts import say_restarted, watch_for_restart
from screen.store_notice import show_store_notice
from screen.upload.choosing import choose_files, say_left, show_files, show_help
from screen.upload.file_in_hand import FileInHand
from screen.upload.first_files import show_first_files
from screen.upload.layouts import show_remembered
from screen.upload.publishing import confirm_and_publish, go_on, keep_draft, publish_if_pressed, show_published
from screen.upload.reading import read_and_ask
from screen.upload.session import UploadSession

officer = access.guard("officer")
store = open_store()
session: UploadSession = st.session_state.setdefault("upload", UploadSession(store, officer))
session.store, session.officer = store, officer


def step(number: int, title: str) -> None:
    st.header(f"{number}. {title}", anchor=False)


def look_at(file: FileInHand) -> None:
    """Steps 2 to 4 of one file."""
    step(2, f"What was read: {plain(file.name)}" if len(session.ordered()) > 1 else "What was read")
    checked = read_and_ask(session, file)
    if checked is None:
        go_on(session, file)
        return
    keep_draft(session, file, checked)
    if file.draft is not None and file.kind is not None:
        step(3, "What would change")
        if file.draft.complete_up_to:
            st.markdown(f"Complete up to **{say_date(file.draft.complete_up_to)}**.")
        show_preview(store, file.draft.submission_id, file.kind)
        step(4, say_publish(officer))
        confirm_and_publish(session, file, checked)


header("Upload")
watch_for_restart()
st.markdown(
    say_publish(
        officer,
        "Four steps: choose the files, see what was read, see what would change, publish. Nothing is public before the "
        "last step, and you can undo it.",
        "Four steps: choose the files, see what was read, see what would change, hand over. Nothing is public before "
        "an approver publishes it.",
    )
)
show_store_notice(store, officer)
show_that_drafts_wait(store, officer)
try:
    publish_if_pressed(session)
    show_published(session)
    step(1, "Choose the files")
    choose_files(session)
    say_restarted(files_in_hand=bool(session.files))
    show_first_files(store, in_hand=bool(session.files))
    show_files(session)
    show_help()
    show_remembered(store, officer)
    session.put_large_ones_aside()
    current = session.current()
    if current is not None:
        look_at(current)
    else:
        say_left(session)
except StoreError as problem:
    st.error(plain(str(problem)))
footer(judges=False)
