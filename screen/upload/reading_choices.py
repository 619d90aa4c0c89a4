"""Questions about how a file is cut: which sheet, which line has the names of the columns, where the table ends."""

from dataclasses import replace
from typing import Any

import streamlit as st

from data.intake import Question, Reading, TextTable
from screen.show import plain

_FEW = 6  # answers that stand below each other; more of them are a list to choose from
_OTHER = {
    "sheet": "Another sheet",
    "header_line": "Another line as the header",
    "last_line": "Where the table ends",
    "delimiter": "Another way to divide the columns",
}


def ask_reading(text: TextTable, chosen: Reading | None, key: str) -> Reading | None:
    """Draw what is asked about a file; the way of cutting it, once the officer has chosen another one, else None.

    key: of the widgets; another for every cutting.
    """
    needed = [each for each in text.questions if each.needed]
    if needed:
        st.markdown("**The file can be read in more than one way. Nothing is guessed: please choose.**")
        answers = {each.about: _ask(each, key) for each in needed}
        if st.button("Read the file so", type="primary", key=f"read_so_{key}"):
            if None in answers.values():
                st.error("Choose an answer first.")
            else:
                return _with(chosen, answers)
        return None
    for each in text.questions:
        with st.expander(_OTHER.get(each.about, "Read the file in another way")):
            answer = _ask(each, key)
            if st.button("Read the file so", key=f"read_so_{each.about}_{key}") and answer not in (None, each.proposed):
                return _with(chosen, {each.about: answer})
    return None


def _ask(question: Question, key: str) -> str | None:
    options = list(question.options)
    index = options.index(question.proposed) if question.proposed in options else None
    words = {option: f"{_label(question.about, option)}{_meaning(question, option)}" for option in options}
    if len(options) <= _FEW:
        return st.radio(
            plain(question.text), options, index=index, format_func=lambda each: plain(words[each]),
            key=f"ask_{question.about}_{key}",
        )  # fmt: skip
    return st.selectbox(
        plain(question.text), options, index=index, format_func=words.__getitem__, placeholder="Choose",
        key=f"ask_{question.about}_{key}",
    )  # fmt: skip


def _label(about: str, option: str) -> str:
    if about == "delimiter":
        return ""  # the meaning names it
    if about == "figures_in":
        return option.capitalize()
    return f"Line {option}" if about in ("header_line", "last_line") else option


def _meaning(question: Question, option: str) -> str:
    meaning = " ".join(question.options[option].split())
    if not meaning or meaning == option:
        return ""
    return meaning if question.about == "delimiter" else f": {meaning}"


def _with(before: Reading | None, answers: dict[str, str | None]) -> Reading:
    reading = before or Reading()
    if answers.get("sheet", reading.sheet) != reading.sheet:
        reading = Reading()  # what was said about another sheet does not hold for this one
    numbers = ("header_line", "last_line")
    fields: dict[str, Any] = {  # text or a line's number, as the field has it
        about: int(answer) if about in numbers else answer for about, answer in answers.items() if answer is not None
    }
    return replace(reading, **fields)
