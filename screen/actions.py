"""What officers write about what a committee asked, and how a figure stood when it was noted for a meeting."""

from contextlib import nullcontext
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

import pandas as pd
import streamlit as st

from briefing.making import committees
from data.contracts import CONTRACTS
from data.store import Author, Store
from exhibits import View
from exhibits.common.action_words import KINDS, RESPONSES, STATES
from exhibits.common.process_chart import process_chart
from exhibits.common.words import missing, say_date
from queries import ask
from screen.approval import say_publish
from screen.filters import day_in
from screen.links import linked
from screen.noting import NOTED, SUBJECT
from screen.plain import plain
from screen.preview import show_side
from screen.show import may_see, theme
from screen.written import Written, as_in_a_file, publish_or_preview


def write_item(officer: Author, store: Store, today: date) -> None:
    """Draw the form for a new item; it is published, or waits for an approver, once it is complete."""
    noted = st.query_params.get(NOTED, "")
    subject = st.query_params.get(SUBJECT, "")
    label = "Add a question, recommendation or action"
    if noted:
        st.header(label, anchor=False)
        st.markdown(f"Noted: **{plain(subject or noted)}**, as it stands on {say_date(today)}.")
    with nullcontext() if noted else st.expander(label), st.form("new_action", border=False):
        kind = st.segmented_control(
            "What it is", list(KINDS), format_func=KINDS.__getitem__, default="question", key="new_kind"
        )
        title = st.text_input("About what, in a few words", subject, key="new_title", max_chars=80)
        text = st.text_area("In the committee’s words", key="new_text", max_chars=600, height=90)
        meeting = _ask_meeting()
        owner = st.text_input("Who answers for it (a post, not a name)", key="new_owner", max_chars=80)
        due = st.date_input("To be answered or done by", value=None, format="DD/MM/YYYY", key="new_due")
        restricted = st.checkbox("Raised in private session: counted, its words not shown", key="new_restricted")
        pressed = st.form_submit_button(say_publish(officer), type="primary")
    if not pressed:
        return
    if not text.strip() or not owner.strip() or not kind:
        st.error("Write what was asked and who answers for it. Both are shown to members.")
        return
    about = _choices(noted)
    row = {
        "action_id": _next_code(meeting, today),
        "kind": kind,
        "meeting_id": "" if meeting is None else meeting["meeting_id"],
        "committee": next(iter(committees(View())), "") if meeting is None else meeting["committee"],
        "raised_on": f"{today if meeting is None else meeting['meeting_date']:%Y-%m-%d}",
        "text": text.strip(),
        "title": title.strip(),
        "owner_role": owner.strip(),
        "due_on": "" if due is None else f"{due:%Y-%m-%d}",
        "status": "open",
        "evidence": noted,
        "measure_id": about.get("measure", ""),
        "project_id": about.get("project", ""),
        "restricted": "yes" if restricted else "no",
    }
    sentence = f"Published as {row['action_id']}. Members see it now."
    publish_or_preview(Written("actions", [row], sentence), store, officer)


def write_reply(item: str, officer: Author, store: Store, today: date) -> None:
    """Draw the form with which an officer answers or closes an item; what was said before stays in the history."""
    kept = store.query("SELECT * FROM current_actions WHERE action_id = $item", {"item": item})
    if kept.empty:
        return
    row = {name: None if missing(value) else value for name, value in kept.iloc[0].items()}
    with st.expander("Reply or close"), st.form(f"reply_{item}", border=False):
        states = [each for each in STATES if each != "overdue"]
        state = st.segmented_control(
            "Where it stands",
            states,
            format_func=STATES.__getitem__,
            default=row["status"] or "open",
            key=f"state_{item}",
        )
        response = row["response"]
        if row["kind"] == "recommendation":
            response = st.segmented_control(
                "The executive’s response", list(RESPONSES), format_func=RESPONSES.__getitem__,
                default=row["response"] or "awaited", key=f"response_{item}",
            )  # fmt: skip
        reply = st.text_area(
            "What was answered or done", row["reply"] or "", key=f"text_{item}", max_chars=2000, height=110
        )
        due = st.date_input("To be answered or done by", value=row["due_on"], format="DD/MM/YYYY", key=f"due_{item}")
        pressed = st.form_submit_button(say_publish(officer), type="primary")
    if not pressed:
        return
    ended = state in ("done", "dropped")
    if ended and not reply.strip():
        st.error("Write what was answered or done, or why it is dropped. Members read it.")
        return
    row |= {
        "status": state,
        "response": response,
        "reply": reply.strip(),
        "due_on": due,
        "closed_on": (row["closed_on"] or today) if ended else None,
    }
    written = {column.name: as_in_a_file(row[column.name], column) for column in CONTRACTS["actions"].stored}
    publish_or_preview(Written("actions", [written], f"Published: {item}. Members see it now."), store, officer)


def show_evidence(evidence: str) -> None:
    """What an item is about, as it stood when it was noted and as it stands; side by side where it is a measure."""
    choices, path = _choices(evidence), urlsplit(evidence).path
    then = day_in(choices.pop("as_at", ""))
    now = f"{path}?{urlencode(choices)}" if choices else path
    st.header("What it is about, then and now" if then else "What it is about", anchor=False)
    stood, stands = f"As it stood on {say_date(then)}" if then else "", "As it stands now"
    links = ({stood: evidence} if then else {}) | {stands: now}
    st.markdown(" · ".join(linked(each, links) for each in links))
    measure = choices.get("measure")
    if measure is None or not may_see(process_chart):
        return
    if then is None:
        show_side(st.container(), stands, View(theme=theme()), measure, "noted_now")
        return
    before, after = st.columns(2)
    show_side(before, stood, View(as_at=then, theme=theme()), measure, "noted_then")
    show_side(after, stands, View(theme=theme()), measure, "noted_now")


def _choices(place: str) -> dict[str, str]:
    """The filters in an address within the dashboard."""
    return {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}


def _ask_meeting() -> pd.Series | None:
    meetings = ask("meetings/dates").iloc[::-1].reset_index(drop=True)
    words = [f"{row.committee}, {say_date(row.meeting_date)}" for row in meetings.itertuples()]
    chosen: int | None = st.selectbox(
        "At which meeting", [*range(len(words))], format_func=words.__getitem__, index=None, key="new_meeting",
        placeholder="At none",
    )  # fmt: skip
    return None if chosen is None else meetings.iloc[chosen]


def _next_code(meeting: pd.Series | None, today: date) -> str:
    """The next free code of the year: A-2026-015."""
    year = today.year if meeting is None else meeting["meeting_date"].year
    taken = ask("meetings/actions", today=today)["action_id"].str.extract(rf"^A-{year}-(\d+)$")[0].dropna().astype(int)
    return f"A-{year}-{int(taken.max()) + 1 if len(taken) else 1:02d}"
