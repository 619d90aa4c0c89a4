"""Templates to download: blank, or with the rows of a month. Nothing is made before somebody presses the button."""

from collections.abc import Callable
from datetime import date, datetime

import streamlit as st

from data.contracts import CONTRACTS
from data.store import LONDON
from exhibits.common.words import say_month
from queries.template import blank_template, has_month, has_rows, month_due, template
from screen.plain import plain

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def today() -> date:
    """The day in the council."""
    return datetime.now(LONDON).date()


def show_templates(kind: str, month: date | None = None) -> None:
    """Draw the downloads of a kind: this month's template (the month that is due, or `month`), and a blank one."""
    title = CONTRACTS[kind].title
    month = month or month_due(today())
    if has_month(kind):
        st.markdown(
            f"**{plain(title)} for {say_month(month)}**: what is still to come is listed, with the newest figures as a "
            "guide. Columns that begin with “guide:” are not read when you upload it, and rows you leave empty are not "
            "taken."
        )
    elif has_rows(kind):
        st.markdown(f"**{plain(title)} as they stand**: change what has changed, delete the other rows if you like.")
    with st.container(horizontal=True, key=f"templates_{kind}"):
        if has_rows(kind):
            download(f"{'This month' if has_month(kind) else 'As they stand'}: Excel", kind, "xlsx", month)
            download(f"{'This month' if has_month(kind) else 'As they stand'}: CSV", kind, "csv", month)
        download("Blank: Excel", kind, "xlsx", None)
        download("Blank: CSV", kind, "csv", None)
    st.caption("The Excel file has drop-downs and says in each column what belongs there.")


def download(label: str, kind: str, ending: str, month: date | None, *, place: str = "template") -> None:
    """One button. month: None for a blank template. place: for the key, where a page offers a template twice."""
    of = "" if month is None else f"_{month:%Y-%m}" if has_month(kind) else "_current"
    st.download_button(
        label,
        _maker(kind, ending, month),
        f"{kind}{of}.{ending}",
        _EXCEL if ending == "xlsx" else "text/csv",
        key=f"{place}_{kind}_{ending}_{'blank' if month is None else 'month'}",
        on_click="ignore",
        icon=":material/download:",
    )


def _maker(kind: str, ending: str, month: date | None) -> Callable[[], bytes]:
    def made() -> bytes:
        filled = blank_template(kind) if month is None else template(kind, month, today())
        return filled.as_xlsx() if ending == "xlsx" else ("\ufeff" + filled.as_csv()).encode()

    return made
