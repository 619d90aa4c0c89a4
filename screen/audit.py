"""Who did what, for officers: the newest lines of the audit log, whether it is unbroken, and all of it as CSV."""

import pandas as pd
import streamlit as st

import access
from data.audit import ACTS, PROOFS
from data.contracts import CONTRACTS
from data.csv_out import to_csv
from data.store import Author, Store
from screen import submissions as words
from screen.plain import plain
from screen.problems import breakable
from screen.show import table

_SHOWN = 25  # lines


@st.fragment
def show_audit(store: Store, officer: Author) -> None:
    """A part that is asked for when it is opened."""
    access.still("officer")
    box = st.expander("Who did what", key="audit", on_change="rerun")
    if not box.open:
        return
    with box:
        rows = words.fresh(store, "submissions/audit")
        checked = store.check_audit()
        if checked.faults:
            st.error(plain(f"The log of who did what was changed. {checked.say()} Tell those who run this dashboard."))
        else:
            st.markdown(plain(checked.say()))
        table(_shown(rows.head(_SHOWN)), alt="Who did what, newest first")
        if len(rows) > _SHOWN:
            st.caption(f"The newest {_SHOWN} of {len(rows):,} lines; the download has all of them.")

        def everything() -> str:
            store.note("exported", officer, "audit_log", f"{len(rows)} rows")
            return to_csv(rows)

        st.download_button(
            "Download every line", everything, "who-did-what.csv", "text/csv", key="audit_csv", on_click="ignore"
        )


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Three columns, so that a phone shows all of them."""
    said = [f"{ACTS[row['act']]}{_about(row)}" for _, row in rows.iterrows()]
    when = [f"{words.say_time(moment)}, by {who}" for moment, who in zip(rows["happened_at"], rows["who"], strict=True)]
    return pd.DataFrame({"What": said, "When and by whom": when, "Proof": rows["proof"].map(PROOFS)})


def _about(row: pd.Series) -> str:
    """Such as ": KPI values, values.csv"; '' where there is no more to say."""
    if pd.notna(row["file_name"]):
        return f": {words.say_kind(row['detail'])}, {breakable(row['file_name'])}"
    if pd.notna(row["title"]):
        return f": {row['title']}"
    kind = words.say_kind(row["about"]) if row["about"] in CONTRACTS else row["about"]
    # of settings and backups the detail is hashes, for the download
    detail = row["detail"] if row["act"] == "exported" else ""
    said = ", ".join(filter(None, (kind, detail)))
    return f": {said}" if said else ""
