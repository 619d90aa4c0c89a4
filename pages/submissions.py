"""Submissions: every file that came in, what happened to it, and the way to take it back."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

import access
from access import sign_in
from data.store import Author, StoreError, may_publish, open_store
from screen import submissions as words
from screen.approval import show_waiting
from screen.audit import show_audit
from screen.cut_off_notice import show_cut_off_notice
from screen.differences import show_compared
from screen.drop_notice import show_drop_notice
from screen.header import footer, header
from screen.oddities import show_oddities
from screen.plain import plain
from screen.preview import show_preview
from screen.problems import breakable
from screen.show import table
from screen.store_notice import show_store_notice

officer = access.guard("officer")
store = open_store()
SHOWN_AT_FIRST = 15
ALL, KEPT = "All kinds", "All but drafts given up"


def choose_rows() -> pd.DataFrame:
    """The history, filtered."""
    left, right, _ = st.columns([2, 2, 3])
    rows = words.history(store)
    kinds = sorted(rows["kind"].unique(), key=words.say_kind)
    kind = left.selectbox("Kind of file", [ALL, *map(words.say_kind, kinds)], key="kind", bind="query-params")
    state = right.selectbox("State", [KEPT, *words.STATES.values()], key="state", bind="query-params")
    if kind != ALL:
        rows = rows[rows["kind"].map(words.say_kind) == kind]
    if state == KEPT:
        return rows[rows["state"] != "discarded"]
    return rows[rows["state"].map(words.STATES) == state]


def show_history(rows: pd.DataFrame) -> None:
    if rows.empty:
        if words.history(store).empty:
            st.markdown("Nothing has been uploaded yet.")
            st.page_link("pages/upload.py", label="Upload the first file", icon=":material/arrow_forward:")
        else:
            st.markdown("No submission matches. Choose another kind or state.")
        return
    everything = len(rows) <= SHOWN_AT_FIRST or st.checkbox(f"Show all {len(rows)}", key="all_submissions")
    shown = rows if everything else rows.head(SHOWN_AT_FIRST)
    table(words.table_of(shown), alt="Submissions, newest first")
    if not everything:
        st.caption(f"The newest {SHOWN_AT_FIRST} of {len(rows)}.")


def show_one(submission: pd.Series) -> None:
    st.header(plain(breakable(submission["file_name"])), anchor=False)
    in_force = f"{submission['current_slices']:,} of {submission['slices']:,}"
    facts = {
        "What": words.say_kind(submission["kind"]),
        "State": words.STATES[submission["state"]],
        "Rows": f"{submission['row_count']:,}",
        "Complete up to": words.say_date(submission["period_to"]),
        "Parts that members see now": in_force,
        "Uploaded by": submission["submitted_by"],
    }
    table(pd.DataFrame({"About this file": facts.keys(), "Detail": facts.values()}), alt="About this file")
    with st.expander("What happened to it"):
        events = words.fresh(store, "submissions/events", submission_id=submission["submission_id"])
        happened = {
            "When": events["happened_at"].map(words.say_time),
            "What": events["event"].map(words.EVENTS),
            "By": events["by_whom"],
            "Why": events["why"].replace("", "–"),
        }
        table(pd.DataFrame(happened), alt="What happened to this file, oldest first")
    if pd.notna(submission["published_at"]):
        compare(submission)
    mended = words.repairs(submission)
    with st.expander(f"What was mended when it was read ({len(mended)})"):
        st.markdown("\n".join(f"* {plain(line)}" for line in mended) or "Nothing: the file was clean.")

    def original() -> bytes:
        store.note("original", officer, submission["submission_id"], submission["kind"])
        return store.original(submission["submission_id"])[1]

    st.download_button(
        "Download the file as it was uploaded",
        original,
        submission["file_name"],
        "text/csv",
        key="original",
        on_click="ignore",
    )
    if not may_publish(officer):
        say_who_approves(submission)
    elif submission["state"] in ("published", "superseded"):
        change_back(submission, "Withdraw", "Take this file back", "Withdrawn", store.withdraw)
    elif submission["state"] == "withdrawn":
        change_back(submission, "Restore", "Bring this file back", "Restored", store.restore)
    elif submission["state"] == "drafted":
        finish_draft(submission)


@st.fragment
def compare(submission: pd.Series) -> None:
    """What the file changed when it was published, or how it differs from another of its kind; asked when opened."""
    access.still("officer")
    key = submission["submission_id"]
    box = st.expander("What it changed", key=f"compare_{key}", on_change="rerun")
    if not box.open:
        return
    others = words.history(store, submission["kind"])
    others = others[~others["submission_id"].isin([key]) & (others["state"] != "discarded")].set_index("submission_id")
    with box:
        other = st.selectbox(
            "Compare it with",
            [None, *others.index],
            format_func=lambda each: "What members saw before it" if each is None else words.label_of(others.loc[each]),
            key=f"against_{key}",
        )
        against = None if other is None else others.reset_index().set_index("submission_id", drop=False).loc[other]
        show_compared(store, submission, against)


def change_back(
    submission: pd.Series, verb: str, title: str, changed: str, change: Callable[[str, Author, str], None]
) -> None:
    """Withdraw or restore, after saying what members will see then."""
    st.subheader(title, anchor=False)
    st.markdown("\n".join(f"* {plain(sentence)}" for sentence in words.say_hand_over(store, submission)))
    key = submission["submission_id"]
    with st.form(f"change_{key}", border=False):
        why = st.text_area("Reason, for the history", key=f"why_{key}", max_chars=500, height=90)
        sent = st.form_submit_button(verb, type="primary")
    if not sent:
        return
    if not why.strip():
        st.error("Say why. The reason stays in the history, so that anyone can see later what happened.")
        return
    try:
        change(key, officer, why.strip())
    except StoreError as problem:
        st.error(plain(str(problem)))
        return
    finish(f"{changed}: {submission['file_name']}. Members see the change at once.")


def say_who_approves(submission: pd.Series) -> None:
    """For an officer where an approver changes what members see: the draft can be looked at, and given up."""
    if submission["state"] != "drafted":
        st.markdown("An approver can take this file back, or bring it back.")
        return
    st.subheader("This file is a draft", anchor=False)
    st.markdown("Only officers can see it. An approver publishes it.")
    show_preview(store, submission["submission_id"], submission["kind"])
    if st.button("Give the draft up", key=f"discard_{submission['submission_id']}"):
        try:
            store.discard(submission["submission_id"], officer)
        except StoreError as problem:
            st.error(plain(str(problem)))
            return
        finish(f"Draft given up: {submission['file_name']}.")


def finish_draft(submission: pd.Series) -> None:
    """Publish a draft that was left lying, or give it up."""
    st.subheader("This file is a draft", anchor=False)
    st.markdown("Only officers can see it. Publish it, or give it up; the history keeps it either way.")
    show_preview(store, submission["submission_id"], submission["kind"])
    key = submission["submission_id"]
    buttons = st.container(horizontal=True)
    try:
        if buttons.button("Publish the draft", type="primary", key=f"publish_{key}"):
            store.publish(key, officer)
            finish(f"Published: {submission['file_name']}. Members see it at once.")
        if buttons.button("Give the draft up", key=f"discard_{key}"):
            store.discard(key, officer)
            finish(f"Draft given up: {submission['file_name']}.")
    except StoreError as problem:
        st.error(plain(str(problem)))


def finish(sentence: str) -> None:
    """Say it after the page has been drawn anew."""
    st.session_state["submissions_done"] = sentence
    st.rerun()


header("Submissions")
st.markdown(
    "Every file that officers have uploaded, newest first. Nothing is ever overwritten: a file that is withdrawn gives "
    "its place back to the one before it, and can be restored."
)
if sentence := st.session_state.pop("submissions_done", None):
    st.success(plain(sentence))
show_store_notice(store, officer)
show_cut_off_notice(store)
show_drop_notice(store)
if sign_in.may_administer(officer):
    show_oddities()
show_waiting(store, officer, {"kind": ALL, "state": KEPT})
rows = choose_rows()
show_history(rows)
if len(rows):
    labels = {row["submission_id"]: words.label_of(row) for _, row in rows.iterrows()}
    chosen = st.selectbox(
        "Look at one of them",
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder="Choose a file",
        key="chosen_submission",
    )
    if chosen and (submission := words.one(store, chosen)) is not None:
        show_one(submission)
if sign_in.may_administer(officer):
    show_audit(store, officer)
footer(judges=False)
