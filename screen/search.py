"""The search box of every page: measures, services, projects, risks, actions and the dashboard's own words."""

import html

import streamlit as st

from exhibits.common.words import say_count
from screen.links import linked
from screen.plain import plain
from screen.search_index import Found, find

_KINDS = {
    "word": "What a word means",
    "measure": "Measures",
    "service": "Online services",
    "project": "Projects",
    "risk": "Risks and issues",
    "objective": "Objectives",
    "holder": "Portfolio holders",
    "contract": "IT contracts",
    "review": "Scrutiny reviews",
    "test": "Tests, plans and accreditations",
    "lesson": "Lessons",
    "action": "Questions, recommendations and actions",
}
_OF_A_KIND = 6  # shown of one kind; more words narrow it down


@st.fragment
def search_box() -> None:
    """A button that opens the box; what is found comes while somebody types, and only this part is drawn anew."""
    with st.popover("Search", icon=":material/search:", key="search", type="tertiary"):
        typed = st.text_input(
            "Search for measures, services, projects, risks, actions and words",
            key="search_typed",
            type="search",
            live="200ms",
            max_chars=80,
            placeholder="Such as phishing, laptop, parking",
            width=420,
        ).strip()
        if typed:
            _show(typed, find(typed))


def _show(typed: str, found: list[Found]) -> None:
    said = say_count(len(found), "result") if found else "Nothing found"
    hint = "" if found else ". Try another word, or the beginning of one."
    st.html(f'<p role="status">{said} for “{html.escape(typed)}”{hint}</p>')
    for kind in dict.fromkeys(each.kind for each in found):
        several = [each for each in found if each.kind == kind]
        lines = [_line(each) for each in several[:_OF_A_KIND]]
        if len(several) > _OF_A_KIND:
            lines.append(f"and {len(several) - _OF_A_KIND} more")
        st.markdown(f"**{_KINDS[kind]}**\n\n" + "\n".join(f"- {line}" for line in lines))


def _line(found: Found) -> str:
    name = linked(found.name, {found.name: found.place})
    return f"{name}: {plain(found.says)}" if found.says else name
