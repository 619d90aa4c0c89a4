"""Step 2 of Upload: what was read from a file, what is still asked about it, and what is wrong with it."""

import streamlit as st

from data.intake import Checked, Layout, TextTable
from data.intake.problem import say_problems
from data.intake.rows.asking import ASKED
from data.intake.rows.marked import marked_csv
from exhibits.common.words import say_count, say_date
from screen import submissions as words
from screen.plain import plain
from screen.problems import offer_downloads, show_problems
from screen.upload.file_in_hand import CheckResult, FileInHand
from screen.upload.layouts import say_match
from screen.upload.matching import match_columns, match_form, show_sample
from screen.upload.personal import offer_to_drop
from screen.upload.progress import Bar
from screen.upload.reading_choices import ask, ask_reading
from screen.upload.session import UploadSession


def read_and_ask(session: UploadSession, file: FileInHand) -> Checked | None:
    """Draw what was read; the checked file, or None while a question is open or something has to be mended first."""
    text = _as_table(session, file)
    if text is None:
        return None
    if file.kind is None:
        st.info(f"Say above what {plain(file.name)} holds: its columns leave it open.")
        return None
    state = file.state
    result = file.result
    if result is None or session.needs_check(file):
        with Bar() as bar:
            result = session.check(file, bar)
    _match(session, file, result)
    if file.state is not state:
        st.rerun()  # the list above says how the file stands
    _ask_about_cells(session, file, result)
    _show_checked(session, file, file.kind, text, result)
    return result.checked if result.checked.rows is not None else None


def _as_table(session: UploadSession, file: FileInHand) -> TextTable | None:
    """The file as a table; None while a question about it is open or it has none."""
    if file.text is None:
        with Bar() as bar:
            session.cut(file, bar)
    text = file.text
    if text is None:
        return None
    reading = ask_reading(text, file.reading, file.key)
    if reading is not None:
        session.choose_reading(file, reading)
        st.rerun()
    if file.has_table:
        return text
    if not any(each.needed for each in text.questions):
        st.error(f"{plain(file.name)} cannot be read.")
        show_problems(text.problems)
    return None


def _match(session: UploadSession, file: FileInHand, result: CheckResult) -> None:
    """The step "Match columns", where the file needs it; a new match is checked at once."""
    if file.match is not None and file.is_read_by_match:
        line = st.container(horizontal=True, vertical_alignment="center")
        line.info(plain(f"{say_match(file.match)}. You can change the match below."))
        if line.button("Forget this match", key=f"forget_match_{file.key}"):
            session.forget_match(file)
            st.rerun()
    elif file.match_of_kind is not None and file.layout is None and result.matching is not None:
        match = file.match_of_kind
        st.warning(
            plain(
                f"{match.source!r} files were read by a match of {say_date(match.saved_at.date())} that does not "
                f"settle all of this file. Look at it before it is used again."
            )
        )
    if file.kind is None:
        return
    if result.matching is not None:
        layout = match_columns(result.matching, file.kind, file.key, file.layout)
    else:
        layout = _match_anyway(session, file, file.kind)
    if layout is not None:
        session.use_layout(file, layout)
        st.rerun()


def _match_anyway(session: UploadSession, file: FileInHand, kind: str) -> Layout | None:
    """The same step for a file of which nothing is open: it is worked out only when somebody opens it."""
    with st.expander(
        "Match columns: read the file in another way", key=f"match_anyway_{file.key}", on_change="rerun"
    ) as box:
        if not box.open:
            return None
        matching = session.matching_anyway(file)
        if matching is None:
            st.caption("The file has nothing that could be matched.")
            return None
        return match_form(matching, kind, file.key)


def _ask_about_cells(session: UploadSession, file: FileInHand, result: CheckResult) -> None:
    """What the cells leave open; an answer is checked at once. What was answered may be asked again."""
    answers = ask(result.checked.questions, file.key)
    if answers is not None:
        session.answer(file, answers)
        st.rerun()
    if file.answers and st.button("Ask me again what I answered about this file", key=f"ask_again_{file.key}"):
        session.ask_again(file)
        st.rerun()


def _show_checked(session: UploadSession, file: FileInHand, kind: str, text: TextTable, result: CheckResult) -> None:
    """What was read, mended and wrong."""
    checked = result.checked
    st.markdown(f"**{plain(file.name)}**: {say_count(checked.row_count, 'row')} read as {plain(words.say_kind(kind))}.")
    if checked.sample:
        show_sample(checked.sample)
    if checked.repairs:
        with st.expander(f"What was mended ({len(checked.repairs)})", expanded=len(checked.repairs) <= 5):
            st.markdown("\n".join(f"* {plain(line)}" for line in checked.repairs))
    asked = any(each.needed for each in checked.questions)
    errors = [each for each in checked.errors if not each.code.startswith(ASKED)]
    listed = [each for each in checked.problems if not each.code.startswith(ASKED)]
    if errors:
        rows = say_count(len({line for problem in errors for line in problem.lines}), "row")
        st.error(
            f"The file cannot be published yet: {say_problems(errors, 'problem')} in {rows}. "
            "All of them are listed here. "
            + ("Match the columns above, or mend" if result.matching is not None else "Mend")
            + " them in the file or in the system it comes from, then upload it again."
        )
    elif not listed and not asked:
        st.success("Every row can be taken. Nothing is wrong.")
    leave_out = offer_to_drop(checked, text, file.key)
    if leave_out is not None:
        session.leave_out(file, leave_out)
        st.rerun()
    if listed:
        show_problems(listed)

        def marked() -> bytes:
            return marked_csv(text, listed, kind)

        offer_downloads(listed, kind, file.name, marked if checked.row_count else None)
