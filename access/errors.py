"""What a person sees when something in the dashboard goes wrong: a sentence and a number, never a traceback."""

import logging
import secrets

import streamlit as st

from access.words import plain

log = logging.getLogger("dashboard")


def keep(error: BaseException, where: str) -> str:
    """Write the error with its traceback to the log; returns the short number under which it stands there."""
    number = secrets.token_hex(3).upper()
    log.error("Error %s in %s", number, where, exc_info=error)
    return number


def show(error: BaseException, where: str) -> None:
    """Log the error and tell the person what to do."""
    number = keep(error, where)
    st.error(
        f"**Something went wrong on this page.** The figures are safe: nothing was changed. "
        f"Load the page again. If it happens again, tell the officers who run this dashboard the number **{number}**: "
        f"the log says under it what happened."
    )


def shown(error: Exception) -> bool:
    """For st.App: errors outside a page, such as in a widget's callback."""
    show(error, "a callback")
    return True


def refusal(sentence: str) -> None:
    """A refusal that already is a sentence for the person who asked, such as those of the store and the settings."""
    st.error(plain(sentence))
