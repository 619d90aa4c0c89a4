"""Due: who owes which figure or report for a month, by when, and the templates to fill in."""

from datetime import date

import pandas as pd
import streamlit as st

import access
from data.contracts import CONTRACTS
from data.csv_out import to_csv
from data.store import StoreError
from exhibits.common.words import say_count, say_date, say_month
from queries import ask
from queries.owed import NOBODY, by_owner, counts, letter, summary, title
from queries.template import has_month, has_rows, month_due
from screen.filters import bound
from screen.header import footer, header
from screen.plain import plain
from screen.show import table
from screen.templates import download, today

access.guard("officer")
STATES = {"late": "Late", "due": "Due", "in": "In"}


def choose_month(day: date) -> pd.Timestamp:
    newest = pd.Period(month_due(day), "M")
    months = [newest - back for back in range(12)]
    return pd.Period(bound("month", "Month", {str(each): say_month(each.start_time) for each in months})).start_time


def narrowed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the kind, owner and state that are chosen."""
    kinds = {kind: title(kind) for kind in CONTRACTS if kind in set(rows["kind"])}
    owners = {owner: owner for owner, _ in by_owner(rows)}
    with row[1]:
        kind = bound("kind", "What", {"all": "All kinds"} | kinds)
    with row[2]:
        owner = bound("owner", "Who", {"all": "Everybody"} | owners)
    with row[3]:
        state = bound("state", "State", {"all": "All"} | STATES)
    rows = rows if kind == "all" else rows[rows["kind"] == kind]
    rows = rows if owner == "all" else rows[rows["owner_role"].fillna(NOBODY) == owner]
    return rows if state == "all" else rows[rows["state"] == state]


def show_owner(owner: str, rows: pd.DataFrame, alone: bool) -> None:
    """What one post owes: as a table, and as text to send."""
    with st.expander(f"**{plain(owner)}**: {counts(rows)}", expanded=alone):
        table(
            pd.DataFrame(
                {
                    "What": rows["name"],
                    "Kind": rows["kind"].map(title),
                    "Due on": rows["due_on"].map(say_date),
                    "State": [_say_state(each.state, each.days_late) for each in rows.itertuples()],
                }
            ),
            alt=f"What {owner} owes",
        )
        st.caption("To send: copy this text into an e-mail.")
        st.code(letter(owner, rows), language=None, wrap_lines=True)


def _say_state(state: str, days_late: int) -> str:
    return f"Late: {say_count(days_late, 'day')}" if state == "late" else STATES[state]


def show_all_templates(month: date, owed: pd.DataFrame) -> None:
    st.header(f"Templates for {say_month(month)}", anchor=False)
    st.markdown(
        "Each lists what is still to come, or what is open, with the newest figures as a guide. Fill in what you have "
        "and upload it: columns that begin with “guide:” are not read, and rows you leave empty are not taken. The "
        "Excel files have drop-downs and say in each column what belongs there."
    )
    of_month = [kind for kind in CONTRACTS if has_month(kind)]
    show_buttons(of_month, month, owed.loc[owed["state"] != "in", "kind"].value_counts().to_dict())
    with st.expander("Registers as they stand, to bring up to date"):
        show_buttons([kind for kind in CONTRACTS if has_rows(kind) and kind not in of_month], month, {})
    st.page_link("pages/upload.py", label="Upload a file, or get a blank template", icon=":material/arrow_forward:")


def show_buttons(kinds: list[str], month: date, owing: dict[str, int]) -> None:
    with st.grid(2, min_column_width=330):
        for kind in kinds:
            with st.container(gap="xsmall"):
                count = f": {owing[kind]:,} still to come" if kind in owing else ""
                st.markdown(f"**{plain(title(kind))}**{count}")
                with st.container(horizontal=True):
                    download(f"{title(kind)}: Excel", kind, "xlsx", month)
                    download(f"{title(kind)}: CSV", kind, "csv", month)


header("Due")
day = today()
try:
    with st.container(key="filters"):
        row = st.columns([1.8, 2, 2.4, 1.2])
    with row[0]:
        month = choose_month(day)
    owed = ask("due/owed", month=month.date(), today=day)
    with st.container(key="first_sentence"):
        st.markdown(f"**{plain(summary(owed, month))}**")
    shown = narrowed(owed) if len(owed) else owed
    if len(owed) and shown.empty:
        st.markdown("Nothing matches. Choose another kind, post or state.")
    groups = list(by_owner(shown))
    for owner, rows in groups:
        show_owner(owner, rows, alone=len(groups) == 1)
    if len(shown):
        st.download_button(
            "Download this list as CSV",
            lambda: "\ufeff" + to_csv(shown),
            f"due-{month:%Y-%m}.csv",
            "text/csv",
            key="csv_due",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )
        st.caption(
            "A figure is due on its measure’s own day of the following month, else on the council’s day. Measures, "
            "services and projects that have begun and not ended owe theirs; unusual figures owe an explanation. "
            "Tests, plans and accreditations whose day is past stand here until a newer one comes in, and IT contracts "
            "until somebody decides."
        )
    show_all_templates(month.date(), owed)
except StoreError as problem:
    st.error(plain(str(problem)))
footer(judges=False)
