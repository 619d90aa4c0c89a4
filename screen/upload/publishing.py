"""Steps 3 and 4 of Upload: the draft, and its way to the members and back."""

from datetime import date

import pandas as pd
import streamlit as st

from data.intake import Checked
from data.intake.problem import say_problems
from data.store import may_publish
from exhibits.common.words import missing
from screen import submissions as words
from screen.approval import say_publish
from screen.kinds import on_screen
from screen.plain import plain
from screen.upload.file_in_hand import FileInHand
from screen.upload.layouts import ask_to_remember, name_to_remember
from screen.upload.session import UploadSession


def show_published(session: UploadSession) -> None:
    """What was published last, with the way to it and the way back for each file."""
    if session.undone is not None:
        st.info(f"Undone: {plain(session.undone)} was withdrawn. The figures before it stand again.")
        session.undone = None
    if session.handed_over is not None:
        st.success(
            f"{plain(session.handed_over)} waits as a draft. Members see nothing of it until an approver publishes it "
            "on the Submissions page."
        )
        session.handed_over = None
    for submission_id in session.published:
        submission = words.one(session.store, submission_id)
        if submission is None or submission["state"] not in ("published", "superseded"):
            continue
        with st.container(border=True):
            st.success(f"Published: {plain(submission['file_name'])}. Members see it now.")
            ways = st.container(horizontal=True, vertical_alignment="center", gap="large")
            ways.page_link(
                on_screen(submission["kind"]).page, label="See it as members do", icon=":material/arrow_forward:"
            )
            if may_publish(session.officer) and ways.button("Undo", key=f"undo_{submission_id}"):
                session.undo(submission_id, submission["file_name"])
                st.rerun()


def go_on(session: UploadSession, file: FileInHand) -> None:
    """Past a file that cannot be published now, to those that can."""
    ways = st.container(horizontal=True)
    if session.open_beside(file) and ways.button("Leave it for now and go on to the next", key=f"pass_{file.key}"):
        session.pass_over(file)
        st.rerun()
    if ways.button("Give this file up", key="give_up"):
        session.give_up(file)
        st.rerun()


def keep_draft(session: UploadSession, file: FileInHand, checked: Checked) -> None:
    """Keep the file as a draft, so that what it would change is seen at once; another day makes another draft."""
    has_a_day = not missing(checked.period_to)  # a register of measures or meetings is never half complete
    complete = _ask_complete_up_to(checked.period_to, file.key) if has_a_day else None
    if file.draft is not None and file.draft.complete_up_to != complete:
        session.drop_draft(file)
    if file.draft is not None or (has_a_day and complete is None):
        return
    with st.spinner("Keeping the draft…"):
        session.keep_draft(file, checked, complete)


def _ask_complete_up_to(proposed: date | None, key: str) -> date | None:
    """The day up to which the data is complete, as typed; None while it cannot be understood."""
    typed = st.text_input(
        "The data is complete up to (day/month/year)",
        value="" if missing(proposed) else f"{proposed:%d/%m/%Y}",
        key=f"complete_{key}",
        width=280,
    )
    st.caption("Months that end after this day are shown, but not judged.")
    day = pd.to_datetime(typed.strip(), format="%d/%m/%Y", errors="coerce")
    if pd.isna(day):
        st.error("Write the day as 31/10/2026.")
        return None
    if not 1990 <= day.year <= 2100:
        st.error("That year cannot be right. Write the day as 31/10/2026.")
        return None
    complete: date = day.date()
    return complete


def confirm_and_publish(session: UploadSession, file: FileInHand, checked: Checked) -> None:
    """The last step: the warnings are read, the match may be remembered, and the draft becomes current.

    What pressing Publish does is done by publish_if_pressed() when the page is drawn anew.
    """
    if checked.warnings:
        st.checkbox(
            f"I have read the {say_problems(checked.warnings, 'warning')} above and the figures are right.",
            key=_agreed(file),
        )
    if file.has_new_choices:
        ask_to_remember(file.name, file.match.source if file.match is not None else None, file.key)
    publishes = may_publish(session.officer)
    if publishes:
        st.text_input("Note for the history (you may leave it empty)", key=_note(file), max_chars=300)
    buttons = st.container(horizontal=True)
    does = say_publish(session.officer)
    label = f"{does} and go to the next" if session.open_beside(file) else does
    pressed = buttons.button(label, type="primary", key=_PUBLISH)
    if buttons.button("Give this file up", key="give_up"):
        session.give_up(file)
        st.rerun()
    if pressed:
        st.error("Tick the box first: somebody must have read the warnings.")
    session.offered = file


def publish_if_pressed(session: UploadSession) -> None:
    """Publish the file whose button was pressed, before its preview would be drawn once more. Raises StoreError.

    A press may end a run that has not come to the button yet, so what was offered stays offered until it is published.
    """
    file, state = session.offered, st.session_state
    if file is None or file.draft is None or not state.get(_PUBLISH) or not state.get(_agreed(file), True):
        return
    session.offered = None
    if not may_publish(session.officer):
        session.hand_over(file)
        return
    with st.spinner("Publishing…"):
        session.publish(file, str(state.get(_note(file), "")).strip(), name_to_remember(file.name, file.key))


_PUBLISH = "publish"


def _agreed(file: FileInHand) -> str:
    return f"agreed_{file.key}"


def _note(file: FileInHand) -> str:
    return f"publish_why_{file.key}"
