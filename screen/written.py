"""Rows of a kind that an officer writes on the screen: published as one submission, or looked at first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from data.contracts import Column
from data.intake import Problem, check_rows
from data.intake.columns import sentences
from data.store import LONDON, Author, Store, may_publish
from exhibits import View
from exhibits.common.words import missing
from screen.plain import plain
from screen.preview import show_side
from screen.problems import show_problems
from screen.show import theme

_LOOKED_AT = "written_looked_at"  # in the session: the rows whose doubtful words were shown
_PUBLISHED = "written_published"  # in the session: what to say once the page has been drawn anew


@dataclass(frozen=True)
class Written:
    """Rows of a kind as an officer has written them, for one submission.

    sentence: what to say once it is published. to_publish: else only the chart of the measure is wanted.
    """

    kind: str
    rows: list[dict[str, object]]
    sentence: str
    measure_id: str = ""
    to_publish: bool = True


def publish_or_preview(written: Written | None, store: Store, officer: Author) -> None:
    """Publish the rows, or draw the chart as it is and as it would be; their problems where they cannot be taken."""
    if written is None:
        return
    name = f"Written on screen, {datetime.now(LONDON):%Y-%m-%d}.csv"
    checked = check_rows(store, written.kind, written.rows, name)
    if checked.rows is None:
        show_problems(checked.problems)
    elif written.to_publish and not _looked_at(written, checked.problems):
        pass
    elif written.to_publish:
        if may_publish(officer):
            store.save_and_publish(checked.draft(), officer)
            say_next(written.sentence)
        else:
            store.hand_over(store.save_draft(checked.draft(), officer), officer)
            say_next(
                "Your words wait as a draft. Members see them when an approver publishes them on the Submissions page."
            )
        st.rerun()
    else:
        before, after = st.columns(2)
        with store.dry_run(checked.draft(), officer) as trial:
            then = View(with_draft=trial, theme=theme())
            show_side(before, "Now", View(theme=theme()), written.measure_id, "chart_now")
            show_side(after, "After publishing", then, written.measure_id, "chart_then")


def _looked_at(written: Written, problems: list[Problem]) -> bool:
    """Whether words that may name a person were shown to whoever publishes them; else they are, and nothing happens."""
    doubtful = [each for each in problems if each.code == sentences.CODE]
    if not doubtful or st.session_state.get(_LOOKED_AT) == written.rows:
        return True
    st.session_state[_LOOKED_AT] = written.rows
    show_problems(doubtful)
    st.warning("Nothing is public yet. Change the text, or press the same button again to leave it as it is.")
    return False


def say_next(sentence: str) -> None:
    """Have show_published() say it once the page has been drawn anew."""
    st.session_state[_PUBLISHED] = sentence


def show_published() -> None:
    """What was published last, said once."""
    if sentence := st.session_state.pop(_PUBLISHED, None):
        st.success(plain(sentence))


def as_in_a_file(value: Any, column: Column) -> object:
    """A value of the register as a cell of a file has it; "" where there is none."""
    if missing(value):
        return ""
    if column.type == "yesno":
        return "yes" if value else "no"
    if column.type == "date":
        return f"{value:%Y-%m-%d}"
    return int(value) if column.type == "whole" else value
