"""Opens the pages a person may see, and guards each of them.

Streamlit runs a file in pages/ directly, without dashboard.py, when the first visitor after a start follows a deep
link. So every page begins with guard(), which then opens the navigation itself.
"""

import logging
import threading
from copy import copy
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn

import streamlit as st
from streamlit import runtime
from streamlit.runtime import RuntimeState

from access import browser, errors, sign_in, startup
from access.registry import HOME, PAGES, Page
from access.waiting import TURNS, somebody_waits
from access.words import RESTARTED, RESTARTED_KEY, plain
from data.settings import SettingsError, settings, settings_held
from data.store import Author, Store, StoreError

log = logging.getLogger("dashboard")

_ICON = Path(__file__).parent / "icon.png"
_run = threading.local()  # what the navigation opened in this script run; a page of another run cannot borrow it


@somebody_waits()
@TURNS.one()
@settings_held()
def open_navigation() -> None:
    """Draw the navigation and run the page that was asked for. Errors of a page become a sentence with a number."""
    if startup.begin():  # started by `streamlit run dashboard.py`: serve.py would have said it before
        startup.announce()
        # a server runs this, not a test's stand-in for one
        if runtime.exists() and isinstance(runtime.get_instance().state, RuntimeState):
            startup.watch_drop_folder()
            startup.make_backups()
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
        refused = not _may_open(page, author)  # the page's own guard says so
        if page.needs_figures and not refused and store.version() == "empty":
            _greet(author, store)
        else:
            chosen.run()
    except Exception as error:
        errors.show(error, page.file)
    finally:
        _run.page = None
    sign_in.keep_signed_in()  # last, so that nothing on the page moves when it is done


def guard(role: str = "member") -> Author:
    """First line of every page: who is looking. A person who may not is told how to get in, and the page stops.

    role: "officer" for a page that only officers may open.
    """
    page: Page | None = getattr(_run, "page", None)
    if page is None:  # Streamlit ran the page's file directly
        open_navigation()
        st.stop()
    author = sign_in.current_author()
    if not _may_open(page, author) or (role == "officer" and not author.may("officer")):
        _refuse(page)
    return author


def still(role: str) -> None:
    """First line of a fragment that not everybody may see: Streamlit runs it again without its page, and so without
    the guard. Whoever has lost the role meanwhile gets the whole page anew, which says so."""
    if not sign_in.current_author().may(role):
        st.rerun()


def _may_open(page: Page, author: Author) -> bool:
    if page.officers_only:
        return author.may("officer")
    asked = page.audience == "members" and settings().access.members_sign_in
    return not asked or author.may("officer") or sign_in.signed_in()


def _refuse(page: Page) -> NoReturn:
    _log_refusal(page)
    _head(page.title)
    if RESTARTED_KEY in st.query_params:
        st.warning(f"{RESTARTED} Sign in first.")
    if page.officers_only:
        st.markdown(
            f"**{page.title}** is for the council's officers. Sign in, and it opens. "
            "Members need no sign-in: everything they may see is in the other pages."
            if not settings().access.members_sign_in
            else f"**{page.title}** is for the council's officers. Sign in, and it opens."
        )
    else:
        st.markdown(f"**{page.title}** is for the council's members and officers. Sign in, and it opens.")
    sign_in.ask_to_sign_in()
    st.stop()


def _log_refusal(page: Page) -> None:
    """Once for each page that somebody was kept out of in their session."""
    refused: set[str] = st.session_state.setdefault("pages_refused", set())
    if page.url_path not in refused:
        refused.add(page.url_path)
        log.info("The page %s was refused to somebody at %s", page.url_path, browser.address())


def visibility(page: Page, author: Author) -> Literal["visible", "hidden"]:
    """ "visible" or "hidden": not left out, so that a deep link leads to the sign-in and then to the page."""
    hidden = not page.in_navigation or (page.officers_only and not author.may("officer"))
    return "hidden" if hidden else "visible"


def _head(title: str) -> None:
    with st.container(gap=None):
        st.caption(plain(settings().council.name))
        st.title(title, anchor=False)


def _drawn(page: Page, author: Author) -> "st.Page":
    title = "Sign out" if page.url_path == "sign_in" and author.may("officer") else page.title
    return copy(_known(page, title, visibility(page, author)))  # of this run: the page that is opened is noted in it


@cache
def _known(page: Page, title: str, visible: Literal["visible", "hidden"]) -> "st.Page":
    """Its file is looked for once and not by each visitor."""
    return st.Page(
        page.file, title=title, url_path=page.url_path, default=page is HOME, help=page.says, visibility=visible
    )


def _wait_for(loading: startup.Loading) -> None:
    _head("Getting the sample council ready")
    st.markdown("This happens once, at the first start, and takes less than a minute. The page opens by itself.")

    @st.fragment(run_every=0.5)
    def progress() -> None:
        st.progress(loading.share, text=plain(loading.sentence))
        if loading.finished:
            st.rerun()

    progress()


def _greet(author: Author, store: Store) -> None:
    _head("No figures yet")
    if number := startup.sample_failed(store):
        st.error(f"The sample council could not be loaded. The log says why, under the number {number}.")
    if author.may("officer") and store.lacks:
        st.error(plain(store.say_lacks()))
        st.page_link("pages/submissions.py", label="Go to Submissions")
    elif author.may("officer"):
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
