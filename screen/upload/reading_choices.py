"""What is asked about a file: how it is cut (which sheet, which line has the names of the columns), and what its cells
mean (which order of day and month, which words are finished)."""

from collections.abc import Iterable

import streamlit as st

from data.intake import Question, Reading, TextTable
from data.intake.choices import APART, NO, NO_LINE, NONE, parts_of
from screen.plain import plain

_FEW = 6  # answers that stand below each other; more of them are a list to choose from
_OTHER = {
    "sheet": "Another sheet",
    "header_line": "Another line as the header",
    "last_line": "Where the table ends",
    "delimiter": "Another way to divide the columns",
}


def ask_reading(text: TextTable, chosen: Reading | None, key: str) -> Reading | None:
    """Draw what is asked about a file's cutting; the way of cutting it, once the officer has chosen another one.

    key: of the widgets; another for every cutting.
    """
    answers = ask(text.questions, key)
    return _with(chosen, answers) if answers is not None else None


def ask(questions: Iterable[Question], key: str) -> dict[str, str] | None:
    """Draw questions; the answers by Question.about once the officer has given them, else None.

    Those that are needed stand together, and nothing else is asked before them.
    """
    several = list(questions)
    needed = [each for each in several if each.needed]
    if needed:
        st.markdown("**The file can be read in more than one way. Nothing is guessed: please choose.**")
        answers = {each.about: _ask(each, key) for each in needed}
        if st.button("Read the file so", type="primary", key=f"read_so_{key}"):
            given = {about: answer for about, answer in answers.items() if answer is not None}
            if len(given) == len(answers):
                return given
            st.error("Choose an answer first.")
        return None
    for each in several:
        with st.expander(_OTHER.get(each.about, "Read the file in another way")):
            answer = _ask(each, key)
            pressed = st.button("Read the file so", key=f"read_so_{each.about}_{key}")
            if pressed and answer is not None and answer != each.proposed:
                return {each.about: answer}
    return None


def _ask(question: Question, key: str) -> str | None:
    options = list(question.options)
    key = f"ask_{question.about}_{key}"
    words = {option: f"{_label(question.about, option)}{_meaning(question, option)}" for option in options}
    if question.several:
        return _ask_several(question, words, key)
    index = options.index(question.proposed) if question.proposed in options else None
    if len(options) <= _FEW:
        return st.radio(
            plain(question.text), options, index=index, format_func=lambda each: plain(words[each]), key=key,
        )  # fmt: skip
    return st.selectbox(
        plain(question.text), options, index=index, format_func=words.__getitem__, placeholder="Choose", key=key,
    )  # fmt: skip


def _ask_several(question: Question, words: dict[str, str], key: str) -> str | None:
    """Any number of the options as one answer, those not chosen included, so that a new one is asked about later.

    None while nothing is chosen and "none of them" is not ticked.
    """
    before = parts_of(question.proposed)
    chosen = st.multiselect(
        plain(question.text), list(words), [each for each in words if each in before],
        format_func=words.__getitem__, placeholder="Choose", key=key,
    )  # fmt: skip
    none = st.checkbox(NONE.capitalize(), key=f"{key}_none", disabled=bool(chosen))
    if not chosen and not none:
        return None
    declined = [f"{NO}{each}" for each in words if each not in chosen]
    others = [each for each in before if each.removeprefix(NO) not in words]
    return APART.join([*chosen, *declined, *others])


def _label(about: str, option: str) -> str:
    if about == "delimiter":
        return ""  # the meaning names it
    if about in ("header_line", "last_line"):
        return "No line" if option == NO_LINE else f"Line {option}"
    return option if about in ("sheet", "area") else option[:1].upper() + option[1:]


def _meaning(question: Question, option: str) -> str:
    meaning = " ".join(question.options[option].split())
    if not meaning or meaning == option:
        return ""
    return meaning if question.about == "delimiter" else f": {meaning}"


def _with(before: Reading | None, answers: dict[str, str]) -> Reading:
    reading = before or Reading()
    if answers.get("sheet", reading.sheet) != reading.sheet:
        reading = Reading()  # what was said about another sheet does not hold for this one
    return reading.with_answers(answers)
