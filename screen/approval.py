"""Two pairs of eyes on the screen: what a button does where an approver publishes, and what waits for one."""

from collections.abc import Mapping

import streamlit as st

from data.store import Author, Store, may_publish
from exhibits.common.words import say_count
from screen import submissions as words
from screen.plain import plain
from screen.problems import breakable

_NAMED = 5  # drafts that are named one by one


def say_publish(officer: Author, publish: str = "Publish", hand_over: str = "Hand to an approver") -> str:
    """The label of a button: publish, or hand_over where what the person does becomes public by an approver."""
    return publish if may_publish(officer) else hand_over


def show_waiting(store: Store, officer: Author, filters: Mapping[str, str]) -> None:
    """For whoever may publish, a notice while drafts were handed over to them; nothing else.

    On Submissions, where each of them can be opened. filters: the page's own, by their keys, as they show every draft.
    """
    if not may_publish(officer) or (rows := words.fresh(store, "submissions/waiting")).empty:
        return
    wait = "waits" if len(rows) == 1 else "wait"
    st.info(f"{say_count(len(rows), 'draft')} {wait} for you to publish or to give up. Members see nothing of it yet.")
    for row in rows.head(_NAMED).itertuples():
        line = st.container(horizontal=True, vertical_alignment="center")
        handed = f"{words.say_kind(row.kind)}, {words.say_time(row.handed_at)}, by {row.handed_by}"
        line.markdown(f"**{plain(breakable(row.file_name))}**: {plain(handed)}", width="content")
        line.button("Look at it", key=f"waiting_{row.submission_id}", on_click=_open, args=(row.submission_id, filters))
    if len(rows) > _NAMED:
        st.caption(f"The oldest {_NAMED} of {len(rows)}; the others are below, with the state Draft.")


def show_that_drafts_wait(store: Store, officer: Author) -> None:
    """The same in one line with a link to Submissions, for other pages."""
    if not may_publish(officer) or not (many := len(words.fresh(store, "submissions/waiting"))):
        return
    wait = "waits" if many == 1 else "wait"
    line = st.container(horizontal=True, vertical_alignment="center")
    line.markdown(f"{say_count(many, 'draft')} {wait} for you to publish.", width="content")
    line.page_link(
        "pages/submissions.py", label="Look at them" if many > 1 else "Look at it", icon=":material/arrow_forward:"
    )


def _open(submission_id: str, filters: Mapping[str, str]) -> None:
    """Choose the draft on Submissions, whatever is filtered there."""
    st.session_state.update({**filters, "chosen_submission": submission_id})
