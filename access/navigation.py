"""Opens the pages a person may see, and guards each of them.

Streamlit runs a file in pages/ directly, without dashboard.py, when the first visitor after a start follows a deep
link. So every page begins with guard(), which then opens the navigation itself.
"""

import threading
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit import runtime
from streamlit.runtime import RuntimeState

from access import errors, sign_in, startup
from access.registry import HOME, PAGES, Page
from access.words import RESTARTED, RESTARTED_KEY, escaped
from data.settings import SettingsError, settings
from data.store import Author, Store, StoreError

_ICON = Path(__file__).parent / "icon.png"
_run = threading.local()  # what the navigation opened in this script run; a page of another run cannot borrow it


def open_navigation() -> None:
    """Draw the navigation and run the page that was asked for. Errors of a page become a sentence with a number."""
    if startup.begin():  # started by `streamlit run dashboard.py`: serve.py would have said it before
        startup.announce()
        # a server runs this, not a test's stand-in for one
        if runtime.exists() and isinstance(runtime.get_instance().state, RuntimeState):
            startup.watch_drop_folder()
    st.set_page_config(page_icon=str(_ICON), layout="wide", initial_sidebar_state="collapsed")
    try:
        council = settings().council.name
        author = sign_in.current_author()
    except SettingsError as problem:
        st.title("The dashboard cannot start")
        errors.refusal(str(problem))
        return
    drawn = {_drawn(page, author): page for page in PAGES}
    chosen = st.navigation(list(drawn), position="top")
    page = drawn[chosen]
    st.set_page_config(page_title=f"{chosen.title} – {council}")
    try:
        store, loading = startup.ready_store()
    except StoreError as problem:
        _head("The figures cannot be opened")
        errors.refusal(str(problem))
        st.button("Try again", key="store_again")
        return
    if loading is not None:
        _wait_for(loading)
        return
    _run.page = page
    try:
        refused = page.officers_only and author.role != "officer"  # the page's own guard says so
        if page.needs_figures and not refused and store.version() == "empty":
            _greet(author, store)
        else:
            chosen.run()
    except Exception as error:
        errors.show(error, page.file)
    finally:
        _run.page = None


def guard(role: str = "member") -> Author:
    """First line of every page: who is looking. A person who may not is told how to get in, and the page stops.

    role: "officer" for a page that only officers may open.
    """
    page: Page | None = getattr(_run, "page", None)
    if page is None:  # Streamlit ran the page's file directly
        open_navigation()
        st.stop()
    author = sign_in.current_author()
    if (role == "officer" or page.officers_only) and author.role != "officer":
        _head(page.title)
        if RESTARTED_KEY in st.query_params:
            st.warning(f"{RESTARTED} Sign in first.")
        st.markdown(
            f"**{page.title}** is for the council's officers. Sign in, and it opens. "
            "Members need no sign-in: everything they may see is in the other pages."
        )
        sign_in.ask_to_sign_in()
        st.stop()
    return author


def visibility(page: Page, author: Author) -> Literal["visible", "hidden"]:
    """ "visible" or "hidden": not left out, so that a deep link leads to the sign-in and then to the page."""
    return "hidden" if page.officers_only and author.role != "officer" else "visible"


def _head(title: str) -> None:
    with st.container(gap=None):
        st.caption(escaped(settings().council.name))
        st.title(title, anchor=False)


def _drawn(page: Page, author: Author) -> "st.Page":
    title = "Sign out" if page.url_path == "sign_in" and author.role == "officer" else page.title
    return st.Page(
        page.file,
        title=title,
        url_path=page.url_path,
        default=page is HOME,
        help=page.says,
        visibility=visibility(page, author),
    )


def _wait_for(loading: startup.Loading) -> None:
    _head("Getting the sample council ready")
    st.markdown("This happens once, at the first start, and takes less than a minute. The page opens by itself.")

    @st.fragment(run_every=0.5)
    def progress() -> None:
        st.progress(loading.share, text=escaped(loading.sentence))
        if loading.finished:
            st.rerun()

    progress()


def _greet(author: Author, store: Store) -> None:
    _head("No figures yet")
    if number := startup.sample_failed(store):
        st.error(f"The sample council could not be loaded. The log says why, under the number {number}.")
    if author.role == "officer":
        st.markdown(
            "This is where members will see the council's IT figures. Bring in the first file: start with your "
            "measures or with a month of service-desk incidents, straight from the system they come from."
        )
        st.page_link("pages/upload.py", label="Upload the first file")
    else:
        st.markdown(
            "The council's officers have not published any figures yet. This page shows them as soon as they have."
        )
        st.page_link("pages/sign_in.py", label="Officers: sign in to upload the first file")
