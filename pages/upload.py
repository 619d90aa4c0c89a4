"""Upload: bring files in, in four steps, and see what they change before anyone else does."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

import access
from data.contracts import CONTRACTS, fields_table
from data.intake import known_from
from data.intake.files.endings import TAKEN
from data.intake.remembered import forget, remember, remembered
from data.intake.rows.marked import marked_csv
from data.settings import settings
from data.store import StoreError, open_store
from exhibits.common.style import missing, say_count, say_date, say_list
from screen import submissions as words
from screen.header import header
from screen.kinds import on_screen
from screen.preview import show_preview
from screen.problems import breakable, offer_downloads, show_problems
from screen.show import plain, table
from screen.templates import show_templates
from screen.upload.files_in_hand import (
    FileInHand,
    make_ready,
    ordered,
    put_large_ones_aside,
    read_again,
    show_files,
    taken_in,
)
from screen.upload.layouts import ask_to_remember, say_match, show_remembered
from screen.upload.matching import match_columns, show_sample
from screen.upload.personal import offer_to_drop
from screen.upload.reading_choices import ask_reading

officer = access.guard("officer")
store = open_store()
STATE = "upload"  # in the session: the files that the officer has in hand


def begin_again() -> None:
    """Empty hands; the uploader gets a new key, because Streamlit keeps files under the old one."""
    for each in in_hand["files"]:
        each.drop_draft(store, officer)
        each.let_go()
    in_hand.update(files=[], now=None, round=in_hand["round"] + 1)


def step(number: int, title: str) -> None:
    st.header(f"{number}. {title}", anchor=False)


class Bar:
    """How far reading and checking have come; gone once they are done."""

    def __enter__(self):
        self._bar = st.progress(0.0, text="Reading the file…")
        return self

    def __call__(self, share: float, text: str) -> None:
        self._bar.progress(min(max(share, 0.0), 1.0), text=plain(text))

    def __exit__(self, *_) -> None:
        self._bar.empty()


# -- step 1 ------------------------------------------------------------------------------------------------------------


def choose_files() -> None:
    """The uploader: what is new is read at once, what was taken away is let go."""
    largest = settings().intake.largest_file_mb
    uploads = st.file_uploader(
        f"CSV files or Excel workbooks, as your systems export them (each up to {largest} MB)",
        type=list(TAKEN),
        accept_multiple_files=True,
        key=f"upload_file_{in_hand['round']}",
        max_upload_size=largest,
    )
    there = {each.file_id for each in uploads}
    for file in [each for each in in_hand["files"] if each.upload not in there]:
        file.drop_draft(store, officer)
        in_hand["files"].remove(file)
    held = {each.upload for each in in_hand["files"]}
    new = [each for each in uploads if each.file_id not in held]
    if not new:
        return
    kept, known = remembered(store), known_from(store, kind="measures")
    with Bar() as bar:
        for number, upload in enumerate(new):

            def tell(share: float, text: str, number=number, upload=upload) -> None:
                bar((number + share) / len(new), f"{upload.name}: {text}")

            files = taken_in(upload, in_hand["next"], kept, known, tell)
            in_hand["next"] += len(files)
            in_hand["files"] += files


def change_kind(file: FileInHand, kind: str) -> None:
    file.kind, file.chosen, file.used, file.dropped = kind, True, None, ()
    file.begin_afresh(store, officer)
    in_hand["now"] = file.number
    st.rerun()


def file_now() -> FileInHand | None:
    """The file whose turn it is: the one that was opened, else the first that is not done and was not passed over."""
    files = [each for each in ordered(in_hand["files"]) if each.open]
    opened = [each for each in files if each.number == in_hand["now"]]
    fresh = [each for each in files if each.number not in in_hand["passed"]]
    return next(iter(opened + fresh), None)


def show_help() -> None:
    with st.expander("What a file may hold, and templates"):
        kind = st.selectbox(
            "Kind of file",
            list(CONTRACTS),
            format_func=words.say_kind,
            key="upload_kind",
            bind="query-params",
            width=420,
        )
        st.markdown(plain(CONTRACTS[kind].purpose))
        st.markdown(
            "Columns may stand in any order, and many other spellings of their names are understood. Columns that are "
            "not listed are left out; columns about people are never kept."
        )
        table(help_for(kind), alt=f"Columns of {words.say_kind(kind)}")
        show_templates(kind)


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


# -- step 2 ------------------------------------------------------------------------------------------------------------


def cut(file: FileInHand) -> bool:
    """The file as a table; False while a question about it is open or it has none."""
    if file.text is None:
        with Bar() as bar:
            read_again(file, remembered(store), known_from(store, kind="measures"), bar)
    how = ask_reading(file.text, file.how, file.key)
    if how is not None:
        file.how = how
        file.begin_afresh(store, officer)
        file.text = None
        st.rerun()
    if file.has_table:
        return True
    if any(each.needed for each in file.text.questions):
        return False
    st.error(f"{plain(file.name)} cannot be read.")
    show_problems(file.text.problems)
    return False


def checked_now(file: FileInHand):
    """The checked file, worked out once for each match, and again where others have published since."""
    if file.checked is None or (file.draft_id is None and file.seen != store.version()):
        with Bar() as bar:
            make_ready(file, known_from(store, kind=file.kind), store.version(), bar)
    return file.checked


def match(file: FileInHand) -> None:
    """The step "Match columns", where the file needs it; a new match is checked at once."""
    if file.match is not None and file.used is not None and file.used == file.match.layout:
        line = st.container(horizontal=True, vertical_alignment="center")
        line.info(plain(f"{say_match(file.match)}. You can change the match below."))
        if line.button("Forget this match", key=f"forget_match_{file.key}"):
            forget(store, file.match.layout_id, officer)
            file.match, file.used, file.same = None, None, False
            file.begin_afresh(store, officer)
            st.rerun()
    elif file.match is not None and file.used is None and file.matching is not None and file.match.kind == file.kind:
        st.warning(
            plain(
                f"{file.match.source!r} files were read by a match of {say_date(file.match.saved_at.date())} that does "
                f"not settle all of this file. Look at it before it is used again."
            )
        )
    if file.matching is None:
        return
    layout = match_columns(file.matching, file.kind, file.key, file.used)
    if layout is not None:
        file.begin_afresh(store, officer)
        file.used = layout
        st.rerun()


def show_read(file: FileInHand, checked) -> bool:
    """What was read, mended and wrong; True when nothing stands in the way of publishing."""
    errors = checked.errors
    st.markdown(
        f"**{plain(file.name)}**: {say_count(checked.row_count, 'row')} read as {plain(words.say_kind(file.kind))}."
    )
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
            + ("Match the columns above, or mend" if file.matching is not None else "Mend")
            + " them in the file or in the system it comes from, then upload it again."
        )
    elif not checked.problems:
        st.success("Every row can be taken. Nothing is wrong.")
    leave_out = offer_to_drop(checked, file.text, file.key)
    if leave_out is not None:
        file.dropped = tuple(sorted({*file.dropped, *leave_out}))
        file.begin_afresh(store, officer)
        st.rerun()
    if checked.problems:
        show_problems(checked.problems)
        text = file.text

        def marked() -> bytes:
            return marked_csv(text, checked.problems, file.kind)

        offer_downloads(checked.problems, file.kind, file.name, marked if checked.row_count and text else None)
    return checked.rows is not None


def ask_complete_up_to(proposed: date | None, key: str) -> date | None:
    """The day up to which the data is complete, as typed; None while it cannot be understood."""
    typed = st.text_input(
        "The data is complete up to (day/month/year)",
        value="" if missing(proposed) else f"{proposed:%d/%m/%Y}",
        key=f"complete_{key}",
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


def keep_draft(file: FileInHand, checked, *, at_once: bool) -> None:
    """Keep the file as a draft once the officer has seen what was read; another day makes another draft.

    at_once: of several files nobody has to ask for each to be looked at.
    """
    has_a_day = not missing(checked.period_to)  # a register of measures or meetings is never half complete
    complete = ask_complete_up_to(checked.period_to, file.key) if has_a_day else None
    if file.draft_id and file.complete != complete:
        file.drop_draft(store, officer)
    if file.draft_id or (has_a_day and complete is None):
        return
    if at_once or st.button("See what would change", key="see", type="primary"):
        with st.spinner("Keeping the draft…"):
            draft = replace(checked.draft(), period_to=complete)
            file.draft_id, file.complete = store.save_draft(draft, officer), complete
        st.rerun()


def go_on(file: FileInHand, others: int) -> None:
    """Past a file that cannot be published now, to those that can."""
    ways = st.container(horizontal=True)
    if others and ways.button("Leave it for now and go on to the next", key=f"pass_{file.key}"):
        in_hand["passed"].add(file.number)
        in_hand["now"] = None
        st.rerun()
    if ways.button("Give this file up", key="give_up"):
        done_with(file, "given_up")
        st.rerun()


# -- steps 3 and 4 -----------------------------------------------------------------------------------------------------


def done_with(file: FileInHand, state: str) -> None:
    file.drop_draft(store, officer)
    file.state = state
    file.let_go()
    in_hand["now"] = None
    if not any(each.open for each in in_hand["files"]):
        refused = [each for each in in_hand["files"] if each.state == "refused"]
        if not refused:
            begin_again()


def confirm_and_publish(file: FileInHand, warnings: int, others: int) -> None:
    agreed = not warnings or st.checkbox(
        f"I have read the {say_count(warnings, 'warning')} above and the figures are right.", key=f"agreed_{file.key}"
    )
    new_match = file.used is not None and (file.match is None or file.used != file.match.layout)
    source = None
    if new_match or file.how is not None or file.dropped:
        source = ask_to_remember(file.name, file.match.source if file.match is not None else None, file.key)
    why = st.text_input("Note for the history (you may leave it empty)", key=f"publish_why_{file.key}", max_chars=300)
    buttons = st.container(horizontal=True)
    published = buttons.button("Publish and go to the next" if others else "Publish", type="primary", key="publish")
    if buttons.button("Give this file up", key="give_up"):
        done_with(file, "given_up")
        st.rerun()
    if published:
        if not agreed:
            st.error("Tick the box first: somebody must have read the warnings.")
            return
        with st.spinner("Publishing…"):
            store.publish(file.draft_id, officer, why.strip())
            if source is not None:
                remember(store, file.layout(), file.text.headers, source, officer)
        file.submission_id, file.draft_id = file.draft_id, None
        before = [each for each in in_hand["published"] if each[0] == in_hand["round"]]
        in_hand["published"] = [(in_hand["round"], file.submission_id), *before]
        done_with(file, "published")
        st.rerun()


def show_published() -> None:
    """What was published last, with the way to it and the way back for each file."""
    for _, submission_id in in_hand["published"]:
        submission = words.one(store, submission_id)
        if submission is None or submission["state"] not in ("published", "superseded"):
            continue
        with st.container(border=True):
            st.success(f"Published: {plain(submission['file_name'])}. Members see it now.")
            ways = st.container(horizontal=True, vertical_alignment="center", gap="large")
            ways.page_link(
                on_screen(submission["kind"]).page,
                label="See it as members do",
                icon=":material/arrow_forward:",
            )
            if ways.button("Undo", key=f"undo_{submission_id}"):
                store.withdraw(submission_id, officer, "Undone straight after publishing")
                for each in in_hand["files"]:
                    if each.submission_id == submission_id:
                        each.state = "undone"
                in_hand["undone"] = submission["file_name"]
                st.rerun()


def look_at(file: FileInHand) -> None:
    """Steps 2 to 4 of one file."""
    others = sum(each.open and each is not file for each in in_hand["files"])
    several = len(in_hand["files"]) > 1
    step(2, f"What was read: {plain(file.name)}" if several else "What was read")
    if not cut(file):
        go_on(file, others)
        return
    if file.kind is None:
        st.info(f"Say above what {plain(file.name)} holds: its columns leave it open.")
        go_on(file, others)
        return
    before = file.state
    checked = checked_now(file)
    match(file)
    if file.state != before:
        st.rerun()  # the list above says how the file stands
    if not show_read(file, checked):
        go_on(file, others)
        return
    keep_draft(file, checked, at_once=several)
    if file.draft_id:
        step(3, "What would change")
        if file.complete:
            st.markdown(f"Complete up to **{say_date(file.complete)}**.")
        show_preview(store, file.draft_id, file.kind)
        step(4, "Publish")
        confirm_and_publish(file, len(checked.warnings), others)


st.html("<style>[data-testid=stFileUploader] button { min-width: 1.75rem; min-height: 1.75rem; }</style>")
header("Upload")
st.markdown(
    "Four steps: choose the files, see what was read, see what would change, publish. Nothing is public before the "
    "last step, and you can undo it."
)
in_hand = st.session_state.setdefault(
    STATE, {"round": 0, "next": 1, "files": [], "now": None, "passed": set(), "published": []}
)
try:
    if "undone" in in_hand:
        st.info(f"Undone: {plain(in_hand.pop('undone'))} was withdrawn. The figures before it stand again.")
    show_published()
    step(1, "Choose the files")
    choose_files()
    now = file_now()
    opened = show_files(ordered(in_hand["files"]), now, change_kind)
    if opened is not None:
        in_hand["now"] = opened.number
        in_hand["passed"].discard(opened.number)
        st.rerun()
    show_help()
    show_remembered(store, officer)
    put_large_ones_aside(in_hand["files"], now)
    if now is not None:
        look_at(now)
    elif in_hand["passed"]:
        left = [each.name for each in in_hand["files"] if each.open]
        st.info(f"Nothing more can be published now. Still in hand: {plain(say_list(left))}.")
except StoreError as problem:
    st.error(plain(str(problem)))
