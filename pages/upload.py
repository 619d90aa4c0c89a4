"""Upload: bring a CSV file in, in four steps, and see what it changes before anyone else does."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

import access
from data.contracts import CONTRACTS, fields_table, template_csv
from data.csv_out import to_csv
from data.intake import check, known_from, read
from data.settings import settings
from data.store import StoreError, open_store
from exhibits.style import missing, say_count, say_date
from screen import submissions as words
from screen.header import header
from screen.matching import begun, match_columns, show_sample
from screen.preview import show_preview
from screen.problems import as_table, breakable, show_problems
from screen.show import plain, table

officer = access.guard("officer")
store = open_store()
ENDINGS = ("csv", "tsv", "txt")
SEEN_ON = {
    "incidents": "pages/it_demand.py",
    "channel_volumes": "pages/channel_shift.py",
    "online_services": "pages/channel_shift.py",
    "areas": "pages/channel_shift.py",
}
STATE = "upload"  # in the session: what the officer is in the middle of


def drop_draft(in_hand: dict) -> None:
    """Give up the draft in hand, if there is one, so that none is left lying."""
    if draft_id := in_hand.pop("draft_id", None):
        store.discard(draft_id, access.current_author())


def begin_again(**kept) -> None:
    """Forget the file in hand; the uploader gets a new key, because Streamlit keeps a file under the old one."""
    drop_draft(st.session_state.get(STATE, {}))
    rounds = st.session_state.get(STATE, {}).get("round", 0)
    st.session_state[STATE] = {"round": rounds + 1, **kept}


def step(number: int, title: str) -> None:
    st.header(f"{number}. {title}", anchor=False)


# -- step 1 ------------------------------------------------------------------------------------------------------------


def choose_kind() -> str:
    kind = st.selectbox(
        "What is in the file?",
        list(CONTRACTS),
        format_func=words.say_kind,
        key="upload_kind",
        bind="query-params",
        on_change=begin_again,
        width=420,
    )
    st.markdown(plain(CONTRACTS[kind].purpose))
    with st.expander("Which columns it may have"):
        st.markdown(
            "Columns may stand in any order, and many other spellings of their names are understood. Columns that are "
            "not listed are left out; columns about people are never kept."
        )
        table(help_for(kind), alt=f"Columns of {words.say_kind(kind)}")
        st.download_button(
            "Download an empty template",
            template_csv(kind),
            f"{kind}.csv",
            "text/csv",
            key="template",
            on_click="ignore",
        )
    return kind


def help_for(kind: str) -> pd.DataFrame:
    """The columns of a kind in three columns, which a phone can show."""
    fields = fields_table(kind).itertuples()
    return pd.DataFrame(
        [
            {
                "Column": breakable(field.Column) + (" (needed)" if field.Needed == "yes" else ""),
                "Meaning": field.Meaning,
                "How to write it": f"{field[4]}. Example: {field.Example}" if field.Example else field[4],
            }
            for field in fields
        ]
    )


def choose_file(in_hand: dict):
    largest = settings().intake.largest_file_mb
    file = st.file_uploader(
        f"CSV file, as your system exports it (up to {largest} MB)",
        type=list(ENDINGS),
        key=f"upload_file_{in_hand['round']}",
        max_upload_size=largest,
    )
    if file is None:
        return None
    # the browser checks these too, but a request can be sent without one
    if not file.name.lower().endswith(tuple(f".{ending}" for ending in ENDINGS)):
        st.error(f"{plain(file.name)} is not a CSV file. In Excel, choose Save as, then CSV UTF-8.")
    elif file.size > largest * 1024 * 1024:
        st.error(f"{plain(file.name)} is larger than {largest} MB. Export a shorter period and upload it in parts.")
    elif file.size == 0:
        st.error(f"{plain(file.name)} is empty. Export it again.")
    else:
        return file
    return None


# -- step 2 ------------------------------------------------------------------------------------------------------------


def read_and_check(file, kind: str, in_hand: dict):
    """The checked file, worked out once for each file and match."""
    name = (file.file_id, kind)
    if in_hand.get("file") != name:
        drop_draft(in_hand)
        bar = st.progress(0.05, text="Reading the file…")
        text = read(file.getvalue(), file.name)
        bar.progress(0.35, text="Checking every row…")
        known = known_from(store, kind=kind)
        checked = check(text, kind, known)
        wide = checked.sample is not None
        matching = begun(text, kind, known, wide=wide) if checked.errors or wide else None
        in_hand.update(file=name, checked=checked, layout=None, matching=matching)
        bar.empty()
    return in_hand["checked"]


def match(kind: str, in_hand: dict) -> None:
    """The step "Match columns", where the file needs it; a new match is checked at once."""
    matching = in_hand.get("matching")
    if matching is None:
        return
    layout = match_columns(matching, kind, in_hand["round"], in_hand["layout"])
    if layout is not None:
        drop_draft(in_hand)
        with st.spinner("Checking every row…"):
            checked = check(matching.text, kind, known_from(store, kind=kind), layout=layout)
        in_hand.update(checked=checked, layout=layout)
        st.rerun()


def show_read(checked, file_name: str, kind: str, matching: bool) -> bool:
    """What was read, mended and wrong; True when nothing stands in the way of publishing."""
    errors = checked.errors
    st.markdown(f"**{plain(file_name)}**: {say_count(checked.row_count, 'row')} read as {plain(words.say_kind(kind))}.")
    if checked.sample:
        show_sample(checked.sample)
    if checked.repairs:
        with st.expander(f"What was mended ({len(checked.repairs)})", expanded=len(checked.repairs) <= 5):
            st.markdown("\n".join(f"* {plain(line)}" for line in checked.repairs))
    if errors:
        rows = say_count(len({problem.row for problem in errors if problem.row}), "row")
        st.error(
            f"The file cannot be published yet: {say_count(len(errors), 'problem')} in {rows}. "
            "All of them are listed here. "
            + ("Match the columns above, or mend" if matching else "Mend")
            + " them in the file or in the system it comes from, then upload it again."
        )
    elif not checked.problems:
        st.success("Every row can be taken. Nothing is wrong.")
    if checked.problems:
        show_problems(checked.problems)
        st.download_button(
            "Download the problems as CSV",
            "\ufeff" + to_csv(as_table(checked.problems)),
            f"problems-{kind}.csv",
            "text/csv",
            key="problems",
            on_click="ignore",
        )
    return checked.rows is not None


def ask_complete_up_to(proposed: date | None) -> date | None:
    """The day up to which the data is complete, as typed; None while it cannot be understood."""
    typed = st.text_input(
        "The data is complete up to (day/month/year)",
        value="" if missing(proposed) else f"{proposed:%d/%m/%Y}",
        key=f"complete_{st.session_state[STATE]['round']}",
        width=280,
    )
    st.caption("Months that end after this day are shown, but not judged.")
    day = pd.to_datetime(typed.strip(), format="%d/%m/%Y", errors="coerce")
    if pd.isna(day):
        st.error("Write the day as 31/10/2026.")
        return None
    if not 1990 <= day.year <= 2100:
        st.error("That year cannot be right. Write the day as 31/10/2026.")
        return None
    return day.date()


def keep_draft(checked, in_hand: dict) -> None:
    """Keep the file as a draft once the officer has seen what was read; another day makes another draft."""
    has_a_day = not missing(checked.period_to)  # a register of measures or meetings is never half complete
    complete = ask_complete_up_to(checked.period_to) if has_a_day else None
    if in_hand.get("draft_id") and in_hand["complete"] != complete:
        drop_draft(in_hand)
    if in_hand.get("draft_id") or (has_a_day and complete is None):
        return
    if st.button("See what would change", key="see", type="primary"):
        with st.spinner("Keeping the draft…"):
            draft = replace(checked.draft(), period_to=complete)
            in_hand.update(draft_id=store.save_draft(draft, officer), complete=complete)
        st.rerun()


# -- steps 3 and 4 -----------------------------------------------------------------------------------------------------


def confirm_and_publish(in_hand: dict, warnings: int) -> None:
    agreed = not warnings or st.checkbox(
        f"I have read the {say_count(warnings, 'warning')} above and the figures are right.", key="agreed"
    )
    why = st.text_input("Note for the history (you may leave it empty)", key="publish_why", max_chars=300)
    buttons = st.container(horizontal=True)
    published = buttons.button("Publish", type="primary", key="publish")
    if buttons.button("Give this file up", key="give_up"):
        begin_again()
        st.rerun()
    if published:
        if not agreed:
            st.error("Tick the box first: somebody must have read the warnings.")
            return
        with st.spinner("Publishing…"):
            store.publish(in_hand["draft_id"], officer, why.strip())
        begin_again(published=in_hand.pop("draft_id"))
        st.rerun()


def show_published(in_hand: dict) -> None:
    """What was published last, with the way to it and the way back."""
    submission = words.one(store, in_hand["published"])
    if submission is None or submission["state"] not in ("published", "superseded"):
        return
    with st.container(border=True):
        st.success(f"Published: {plain(submission['file_name'])}. Members see it now.")
        ways = st.container(horizontal=True, vertical_alignment="center", gap="large")
        ways.page_link(
            SEEN_ON.get(submission["kind"], "pages/overview.py"),
            label="See it as members do",
            icon=":material/arrow_forward:",
        )
        if ways.button("Undo", key="undo"):
            store.withdraw(in_hand["published"], officer, "Undone straight after publishing")
            begin_again(undone=submission["file_name"])
            st.rerun()


st.html("<style>[data-testid=stFileUploader] button { min-width: 1.75rem; min-height: 1.75rem; }</style>")
header("Upload")
st.markdown(
    "Four steps: choose the file, see what was read, see what would change, publish. Nothing is public before the "
    "last step, and you can undo it."
)
in_hand = st.session_state.setdefault(STATE, {"round": 0})
try:
    if "undone" in in_hand:
        st.info(f"Undone: {plain(in_hand['undone'])} was withdrawn. The figures before it stand again.")
    if "published" in in_hand:
        show_published(in_hand)

    step(1, "Choose the file")
    kind = choose_kind()
    file = choose_file(in_hand)
    if file is not None:
        step(2, "What was read")
        checked = read_and_check(file, kind, in_hand)
        match(kind, in_hand)
        if show_read(checked, file.name, kind, in_hand["matching"] is not None):
            keep_draft(checked, in_hand)
            if in_hand.get("draft_id"):
                step(3, "What would change")
                if in_hand["complete"]:
                    st.markdown(f"Complete up to **{say_date(in_hand['complete'])}**.")
                show_preview(store, in_hand["draft_id"], kind)
                step(4, "Publish")
                confirm_and_publish(in_hand, len(checked.warnings))
except StoreError as problem:
    st.error(plain(str(problem)))
