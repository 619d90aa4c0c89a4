"""The files an officer has in hand: each with its kind and how far it has come, in the order they must be taken."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace

import streamlit as st

from data.contracts import CONTRACTS
from data.intake import Checked, Known, Layout, Reading, TextTable, check
from data.intake.columns.layout import revised
from data.intake.columns.recognising import Recognised, in_order, recognised
from data.intake.files.archives import opened as unpacked
from data.intake.files.endings import TAKEN, has_ending
from data.intake.remembered import Found, Remembered, opened
from data.settings import settings
from data.store import Author, Store, StoreError
from screen.show import plain
from screen.upload.matching import Matching, begun

STATES = {
    "waiting": "Waiting",
    "kind": "Waiting: say what it holds",
    "question": "Waiting: a question about the file",
    "problems": "Has problems",
    "ready": "Ready to publish",
    "published": "Published",
    "given_up": "Given up",
    "undone": "Taken back",
    "refused": "Cannot be read",
}
DONE = ("published", "given_up", "undone", "refused")
_KEPT_MB = 20  # a larger table is cut again when its turn comes


@dataclass
class FileInHand:
    """One file. upload: id of what was uploaded (several files may come from one archive). number: for widgets' keys.

    how: what the officer chose about cutting the file. used: the layout by which it was checked, None where spellings
    settled everything. chosen: the officer named the kind. seen: the store's version at the check.
    """

    number: int
    upload: str
    name: str
    raw: bytes
    kinds: list[Recognised] = field(default_factory=list)
    kind: str | None = None
    chosen: bool = False
    state: str = "waiting"
    how: Reading | None = None
    dropped: tuple[str, ...] = ()
    text: TextTable | None = None
    match: Remembered | None = None
    same: bool = False
    without_match: bool = False
    used: Layout | None = None
    checked: Checked | None = None
    matching: Matching | None = None
    seen: str = ""
    draft_id: str | None = None
    complete: object = None
    submission_id: str | None = None
    refused: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    has_table: bool = False
    turn: int = 0  # grows with every new match, so that its widgets begin afresh

    @property
    def key(self) -> str:
        return f"{self.number}_{self.turn}"

    @property
    def open(self) -> bool:
        return self.state not in DONE

    @property
    def why(self) -> str:
        """Why it is taken for its kind."""
        if self.match is not None and self.same and self.match.kind == self.kind:
            return f"its header is that of {self.match.source!r} files"
        return next((each.why for each in self.kinds if each.kind == self.kind), "")

    def layout(self) -> Layout | None:
        """The layout to check by, with what the officer said about columns that are never kept and about cutting."""
        if self.used is None and not self.dropped and self.how is None:
            return None
        base = self.used or Layout(self.kind)
        dropped = tuple(dict.fromkeys((*base.dropped, *self.dropped)))
        return replace(base, dropped=dropped, reading=self.how or base.reading)

    def drop_draft(self, store: Store, by: Author) -> None:
        """Give the draft up, if there is one, so that none is left lying."""
        draft_id, self.draft_id = self.draft_id, None
        if draft_id:
            with suppress(StoreError):  # somebody has published it or given it up meanwhile
                store.discard(draft_id, by)

    def begin_afresh(self, store: Store, by: Author) -> None:
        """Forget what was checked: another kind, another match, another way of cutting."""
        self.drop_draft(store, by)
        self.checked = self.matching = None
        self.turn += 1
        if self.has_table and self.state not in DONE:
            self.state = "waiting" if self.kind else "kind"

    def let_go(self) -> None:
        """Keep no more than the name: the file is done with."""
        self.text = self.checked = self.matching = None
        self.raw = b""


# -- taking files in ---------------------------------------------------------------------------------------------------


def taken_in(upload, first_number: int, kept: list[Remembered], known: Known, progress) -> list[FileInHand]:
    """The files of one upload: several of an archive. Each is read, and its kind recognised."""
    refusal = _refusal(upload)
    if refusal:
        return [FileInHand(first_number, upload.file_id, upload.name, b"", state="refused", refused=(refusal,))]
    archive = unpacked(upload.getvalue(), upload.name)
    files = [
        FileInHand(number, upload.file_id, name, raw, told=tuple(archive.repairs) if number == first_number else ())
        for number, (name, raw) in enumerate(archive.files, first_number)
    ]
    for each in files:
        read_again(each, kept, known, progress)
    if archive.problems:
        said = tuple(str(problem) for problem in archive.problems)
        last = first_number + len(files)
        files.append(FileInHand(last, upload.file_id, upload.name, b"", state="refused", refused=said))
    return files


def _refusal(upload) -> str | None:
    """The browser checks these too, but a request can be sent without one."""
    largest = settings().intake.largest_file_mb
    if not has_ending(upload.name, TAKEN):
        return f"{upload.name} is not a CSV file or a workbook. In Excel, choose Save as, then CSV UTF-8."
    if upload.size > largest * 1024 * 1024:
        return f"{upload.name} is larger than {largest} MB. Export a shorter period and upload it in parts."
    return f"{upload.name} is empty. Export it again." if upload.size == 0 else None


def read_again(file: FileInHand, kept: Iterable[Remembered], known: Known, progress=None) -> None:
    """Cut the file by what the officer has chosen, and recognise its kind unless somebody has named it."""
    found: Found = opened(file.raw, file.name, kept, how=file.how, known=known, progress=progress)
    file.text, file.match, file.same, file.used = found.text, found.match, found.same, None
    file.kinds = recognised(file.text, known)
    if not file.chosen:
        sure = next((each.kind for each in file.kinds if each.sure), None)
        file.kind = found.match.kind if found.same else sure
    file.has_table = bool(file.text.headers)
    if not file.has_table:
        file.state = "question" if any(each.needed for each in file.text.questions) else "problems"
    elif file.state not in DONE:
        file.state = "waiting" if file.kind else "kind"


def make_ready(file: FileInHand, known: Known, version: str, progress=None) -> None:
    """Check the file as its kind, against what is published by now. Raises ValueError where it has no table."""
    text = file.text
    if text is None or file.kind is None:
        raise ValueError(f"{file.name} cannot be checked yet.")
    match = file.match if file.match is not None and file.match.kind == file.kind and not file.without_match else None
    fits = True
    if match is not None and file.used is None:
        fits = file.same and not revised(match.layout, text, known).needed
        file.used = match.layout if fits else None
    checked = check(text, file.kind, known, layout=file.layout(), progress=progress)
    wide = checked.sample is not None or file.used is not None
    # of a match that does not fit, at least what it says is proposed
    if checked.errors or wide or not fits:
        old = (file.used or match.layout) if match is not None or file.used is not None else None
        file.matching = begun(text, file.kind, known, wide=wide, old=old)
    else:
        file.matching = None
    file.checked, file.seen = checked, version
    file.state = "problems" if checked.rows is None else "ready"


def put_large_ones_aside(files: Iterable[FileInHand], now: FileInHand | None) -> None:
    """Keep large tables no longer than they are looked at: a month of everything must fit into memory."""
    for file in files:
        if file is not now and len(file.raw) > _KEPT_MB * 1_000_000:
            file.text = file.checked = file.matching = None


# -- the list ----------------------------------------------------------------------------------------------------------


def ordered(files: Iterable[FileInHand]) -> list[FileInHand]:
    """Files in the order in which they must be taken; those without a kind come last."""
    files = list(files)
    places = {kind: place for place, kind in enumerate(in_order(CONTRACTS))}
    return sorted(files, key=lambda each: (places.get(each.kind, len(places)), each.number))


def show_files(
    files: list[FileInHand], now: FileInHand | None, change_kind: Callable[[FileInHand, str | None], None]
) -> FileInHand | None:
    """Draw the files with their kinds and states; the one that the officer opens, else None."""
    opened_now = None
    if len(files) > 1:
        done = sum(not each.open for each in files)
        st.subheader(f"Files in hand: {len(files)}" + (f", {done} done" if done else ""), anchor=False)
        st.caption("They are taken one after another in this order: what others speak of comes first.")
    for file in files:
        with st.container(border=True, key=f"file_in_hand_{file.number}", gap="small"):
            if file.state not in DONE and file.has_table:
                left, right = st.columns(2, vertical_alignment="center")
                with right:
                    _choose_kind(file, change_kind)
                with left:
                    opened_now = _say_file(file, now, len(files)) or opened_now
            else:
                opened_now = _say_file(file, now, len(files)) or opened_now
    return opened_now


def _say_file(file: FileInHand, now: FileInHand | None, many: int) -> FileInHand | None:
    """Name, state and why; the file itself once the officer opens it."""
    state = "Looked at now" if file is now and many > 1 else STATES[file.state]
    kind = f" ({CONTRACTS[file.kind].title})" if file.state in ("published", "undone") else ""
    st.markdown(f"**{plain(file.name)}**: {state}{kind}")
    for sentence in file.refused:
        st.error(plain(sentence))
    for sentence in file.told:
        st.caption(plain(sentence))
    if file.open and file.has_table:
        _say_kind(file)
    if file.open and file is not now and st.button("Look at this file", key=f"open_file_{file.number}"):
        return file
    return None


def _read_aloud(name: str) -> str:
    """A file's name in a label, where escapes would be spoken: without what Markdown minds."""
    return re.sub(r"[\\`*{}<>~$:\[\]]", " ", name)


def _choose_kind(file: FileInHand, change_kind) -> None:
    likely = [each.kind for each in file.kinds]
    options = [*likely, *(kind for kind in CONTRACTS if kind not in likely)]
    chosen = st.selectbox(
        f"What is in {_read_aloud(file.name)}?",
        options,
        index=options.index(file.kind) if file.kind else None,
        format_func=lambda kind: CONTRACTS[kind].title,
        placeholder="Choose what the file holds",
        key=f"kind_{file.number}",
        width=420,
    )
    if chosen is not None and chosen != file.kind:
        change_kind(file, chosen)


def _say_kind(file: FileInHand) -> None:
    if file.kind is not None and file.why:
        st.caption(plain(f"{CONTRACTS[file.kind].title}: {file.why}."))
    elif file.kind is None:
        told = [f"{CONTRACTS[each.kind].title}? It {_as_sentence(each.why)}." for each in file.kinds[:2]]
        st.caption(
            plain(" ".join(["The columns do not say for certain what the file holds.", *told]))
            if told
            else "No column says what the file holds. If none of the kinds fits, it is another file."
        )


def _as_sentence(why: str) -> str:
    return why if why.startswith("has ") else f"may be: {why}"
