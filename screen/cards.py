"""The overview on the screen: cards for what is new, and a line for every measure, each a link to its page."""

from datetime import date

import streamlit as st

from data.settings import settings
from data.store import open_store
from exhibits import View
from exhibits.common.ratings import say_rating
from exhibits.common.view_queries import view_rows
from exhibits.overview import Line, newest_months
from screen.show import plain


def show_overview(today: date) -> None:
    """Draw the overview as on the day `today`: drawn once for everybody, until figures or the day change."""
    store = open_store()
    _drawn(str(store.path), store.version(), today, settings().demand.late_after_day)


@st.cache_data(max_entries=20, show_spinner="Reading the figures…")
def _drawn(store: str, version: str, today: date, late_after_day: int) -> None:
    news = newest_months(View(), today=today, late_after_day=late_after_day)
    with st.container(key="first_sentence"):
        st.markdown(f"**{plain(news.first)}**")
    st.markdown("  \n".join(plain(line) for line in (news.freshness, news.meetings) if line))
    _cards("Unusual, and no explanation yet", "unexplained", news.unexplained)
    _cards("Unusual, and explained", "explained", news.explained)
    _cards("Changing for some months", "changing", news.changing)
    _cards("Late", "late", news.late)
    st.header("All measures", anchor=False)
    for number, (theme, lines) in enumerate(news.themes):
        st.subheader(plain(theme), anchor=False)
        with st.container(key=f"measures_{number}", gap=None), st.grid(2, min_column_width=330, gap=None):
            for line in lines:
                _link(line, f"**{plain(line.name)}** {plain(line.value)} · {plain(line.status)}")
                for words in line.beside:
                    st.caption(plain(words))


def show_projects(view: View, scope: dict) -> None:
    """A line for each project, its newest status in words, that opens its page."""
    statuses = view_rows(view, "projects/statuses", **scope)
    newest = statuses[statuses["position"] == 1].set_index("project_id")["rating"]

    def open_project(project_id: str) -> None:
        st.query_params["project"] = project_id  # a link to the page that is open already would change nothing

    with st.container(key="projects_to_open", gap=None), st.grid(2, min_column_width=330, gap=None):
        for row in view_rows(view, "projects/register", **scope).itertuples():
            status = say_rating(newest.get(row.project_id, row.dca_overall))
            st.button(
                f"**{plain(row.name)}** {plain(status)}",
                key=f"open_project_{row.project_id}",
                type="tertiary",
                on_click=open_project,
                args=(row.project_id,),
            )


def _cards(title: str, kind: str, lines: tuple[Line, ...]) -> None:
    if not lines:
        return
    st.header(title, anchor=False)
    with st.grid(3, min_column_width=300):
        for line in lines:
            with st.container(border=True, key=f"card_{kind}_{line.measure_id}", gap="xsmall"):
                _link(line, f"**{plain(line.name)}**")
                st.markdown(f"**{plain(line.status)}**  \n{plain(line.sentence)}")
                officers_say = f"Officers say: {line.explanation}" if line.explanation else ""
                for words in (*line.beside, officers_say, line.late):
                    if words:
                        st.markdown(plain(words))


def _link(line: Line, label: str) -> None:
    chosen = {} if line.page == "channel_shift" else {"measure": line.measure_id}
    st.page_link(f"pages/{line.page}.py", label=label, query_params=chosen, help="")
