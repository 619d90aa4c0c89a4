"""What administrators read where strangers did something again and again: guess codes, upload, open pages."""

from datetime import UTC, datetime

import streamlit as st

from access import oddities
from exhibits.common.words import say_count, say_list
from screen.submissions import say_time

_SAID = {
    oddities.WRONG_CODE: ("wrong officer code was typed", "wrong officer codes were typed"),
    oddities.NO_OFFICERS_UPLOAD: ("upload of somebody who is no officer was refused",
                                  "uploads of people who are no officers were refused"),
    oddities.TOO_MANY_PAGES: ("page was refused, because its address had too many open",
                              "pages were refused, because their address had too many open"),
}  # fmt: skip


def show_oddities() -> None:
    """A notice of what happened so often since the start that somebody should look; nothing else."""
    odd = oddities.odd()
    if not odd:
        return
    since = say_time(datetime.fromtimestamp(oddities.STARTED_AT, UTC).replace(tzinfo=None))
    told = say_list([say_count(number, *_SAID[what]) for what, number in odd.items()])
    st.warning(
        f"Since the dashboard was started on {since}: {told}. The log of the server says from which addresses. If "
        "somebody guesses codes, a new one can be made at any time."
    )
