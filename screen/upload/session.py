"""What an officer has in hand on the Upload page: the files of one sitting, whose turn it is, and what was published.

Every way from one state of a file to the next is a method here, so that no draft is left lying in the store.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from data.contracts import CONTRACTS
from data.intake import Checked, Known, Layout, Progress, Reading, known_for_reading, known_from
from data.intake.columns.recognising import in_order
from data.intake.files.archives import opened as unpacked
from data.intake.files.endings import TAKEN, has_ending, visible
from data.intake.remembered import Remembered, forget, remember, remembered
from data.runs import in_hand
from data.settings import settings
from data.store import Author, Store, StoreError
from screen.upload.file_in_hand import CheckResult, FileInHand, KeptDraft, State
from screen.upload.matching import Matching
from screen.upload.versions import names_alike

_LARGE_MB = 20  # a larger table is cut again when its turn comes


class Upload(Protocol):
    """What Streamlit gives for one file that was uploaded."""

    file_id: str
    name: str
    size: int

    def getvalue(self) -> bytes: ...


@dataclass
class UploadSession:
    """The files of one sitting at the Upload page.

    store, officer: where files go, and who sends them now. round: of the uploader, which begins empty in each.
    batch: of the files that came last. opened: number of the file that the officer asked for. published: ids of the
    submissions of published_round, the newest first. undone: name of the file that was just taken back; handed_over:
    of the one that was just left to an approver.
    offered: the file under whose preview Publish stands.
    """

    store: Store
    officer: Author
    round: int = 0
    next_number: int = 1
    batch: int = 0
    files: list[FileInHand] = field(default_factory=list)
    opened: int | None = None
    published: list[str] = field(default_factory=list)
    published_round: int = 0
    undone: str | None = None
    handed_over: str | None = None
    offered: FileInHand | None = None

    # -- whose turn it is ----------------------------------------------------------------------------------------------

    def ordered(self) -> list[FileInHand]:
        """Files in the order in which they must be taken; those without a kind come last, replaced ones not at all."""
        places: dict[str | None, int] = {kind: place for place, kind in enumerate(in_order(CONTRACTS))}
        files = [each for each in self.files if each.state is not State.REPLACED]
        return sorted(files, key=lambda each: (places.get(each.kind, len(places)), each.number))

    def current(self) -> FileInHand | None:
        """The file whose turn it is: the one that was opened, else the first that is open and was not passed over.

        One that came earlier and cannot go on waits behind those that came last.
        """
        files = [each for each in self.ordered() if each.is_open]
        asked_for = [each for each in files if each.number == self.opened]
        fresh = [each for each in files if not each.passed_over]
        fresh.sort(key=lambda each: each.state.is_stuck and each.batch < self.batch)
        return next(iter(asked_for + fresh), None)

    def open_beside(self, file: FileInHand) -> bool:
        """Whether there is another file to go on to."""
        return any(each.is_open and each is not file for each in self.files)

    def open(self, file: FileInHand) -> None:
        """The officer asks for this file."""
        self.opened, file.passed_over = file.number, False

    def pass_over(self, file: FileInHand) -> None:
        """Leave it for now; it stays in hand."""
        self.opened, file.passed_over = None, True

    # -- files come and go ---------------------------------------------------------------------------------------------

    def new_among(self, uploads: Sequence[Upload]) -> list[Upload]:
        """Let the files of uploads go that were taken away; returns those that were not read yet."""
        there = {each.file_id for each in uploads}
        for file in [each for each in self.files if each.upload_id not in there]:
            self.drop_draft(file)
            self.files.remove(file)
            self._stand_again(file.replaces)
        held = {each.upload_id for each in self.files}
        return [each for each in uploads if each.file_id not in held]

    def take_in(self, uploads: Sequence[Upload], progress: Progress) -> None:
        """Read each upload and recognise its kind; an archive becomes the files in it."""
        kept, known = remembered(self.store), known_for_reading(self.store)
        before = list(self.files)
        self.batch, self.opened = self.batch + 1, None
        for place, upload in enumerate(uploads):

            def tell(share: float, what: str, place: int = place, upload: Upload = upload) -> None:
                progress((place + share) / len(uploads), f"{upload.name}: {what}")

            self._take_in(upload, kept, known, tell)
        for file in self.files[len(before) :]:
            file.batch = self.batch
            self._take_the_place(file, before)

    def _take_the_place(self, file: FileInHand, before: list[FileInHand]) -> None:
        """Let the file stand for the older version of it that could not go on, or that has the very same name."""
        for old in reversed(before):
            same_name = old.name.casefold() == file.name.casefold()
            alike = old.state.is_stuck and names_alike(old.name, file.name)
            if file.has_table and (old.is_open or old.state is State.REFUSED) and (same_name or alike):
                file.choose_as(old)
                if old.kind is None or old.kind == file.kind:
                    self.drop_draft(old)
                    old.state, file.replaces = State.REPLACED, old.number
                    return

    def replaced(self, file: FileInHand) -> FileInHand | None:
        """The older version of which the file has taken the place."""
        return next((each for each in self.files if each.number == file.replaces), None)

    def keep_both(self, file: FileInHand) -> None:
        """The file is no version of the older one after all: that one is in hand again."""
        self._stand_again(file.replaces)
        file.replaces = None

    def _stand_again(self, number: int | None) -> None:
        for old in self.files:
            if old.number == number and old.state is State.REPLACED:
                old.state = State.WAITING if old.has_table else State.REFUSED if old.refusals else State.PROBLEMS
                old.begin_afresh()

    def _take_in(self, upload: Upload, kept: list[Remembered], known: Known, progress: Progress) -> None:
        if refusal := _refusal(upload):
            self.files.append(self._refused(upload, (refusal,)))
            return
        with in_hand(upload.name):
            archive = unpacked(upload.getvalue(), upload.name)
            files = [FileInHand(self._number(), upload.file_id, name, raw) for name, raw in archive.files]
            for file in files:
                file.cut(kept, known, progress)
        if files:
            files[0].notes = tuple(archive.repairs)
        if archive.problems:
            files.append(self._refused(upload, tuple(str(problem) for problem in archive.problems)))
        self.files += files

    def _refused(self, upload: Upload, why: tuple[str, ...]) -> FileInHand:
        return FileInHand(self._number(), upload.file_id, visible(upload.name), b"", State.REFUSED, refusals=why)

    def _number(self) -> int:
        self.next_number += 1
        return self.next_number - 1

    def put_large_ones_aside(self) -> None:
        """Keep large tables no longer than they are looked at: a month of everything must fit into memory."""
        current = self.current()
        for file in self.files:
            if file is not current and len(file.raw) > _LARGE_MB * 1_000_000:
                file.put_aside()

    def begin_again(self) -> None:
        """Empty hands; the uploader begins another round, because Streamlit keeps files under their old key."""
        for each in self.files:
            self.drop_draft(each)
        self.files, self.opened, self.round = [], None, self.round + 1

    # -- how a file is read --------------------------------------------------------------------------------------------

    def cut(self, file: FileInHand, progress: Progress) -> None:
        """Cut the file again, by what was chosen or after it was put aside."""
        with in_hand(file.name):
            file.cut(remembered(self.store), known_for_reading(self.store), progress)

    def needs_check(self, file: FileInHand) -> bool:
        """Whether the file was not checked yet, or others have published since."""
        return file.result is None or (file.draft is None and file.result.store_version != self.store.version())

    def check(self, file: FileInHand, progress: Progress) -> CheckResult:
        """Check the file against what is published by now."""
        with in_hand(file.name):
            return file.check_against(known_from(self.store, kind=file.kind), self.store.version(), progress)

    def matching_anyway(self, file: FileInHand) -> Matching | None:
        """What may be matched in a file of which nothing is open, for an officer who wants it read in another way."""
        return file.matching_anyway(known_for_reading(self.store))

    def choose_kind(self, file: FileInHand, kind: str) -> None:
        """The officer says what the file holds: what was matched or left out for another kind no longer counts."""
        file.kind, file.kind_chosen, file.layout, file.left_out, file.answers = kind, True, None, (), {}
        self._begin_afresh(file)
        self.opened = file.number

    def choose_reading(self, file: FileInHand, reading: Reading) -> None:
        """The officer says how the file is cut."""
        file.reading = reading
        self._begin_afresh(file)
        file.text = None

    def answer(self, file: FileInHand, answers: Mapping[str, str]) -> None:
        """The officer has answered what was asked about the file's cells."""
        file.answers.update(answers)
        self._begin_afresh(file)

    def ask_again(self, file: FileInHand) -> None:
        """What was answered about the file's cells no longer counts."""
        file.answers = {}
        self._begin_afresh(file)

    def use_layout(self, file: FileInHand, layout: Layout) -> None:
        """The officer has matched the columns."""
        file.layout = layout
        self._begin_afresh(file)

    def leave_out(self, file: FileInHand, headers: Iterable[str]) -> None:
        """The officer does without these columns."""
        file.left_out = tuple(sorted({*file.left_out, *headers}))
        self._begin_afresh(file)

    def forget_match(self, file: FileInHand) -> None:
        """The remembered match is used no longer, for this file and for those to come."""
        if file.match is not None:
            forget(self.store, file.match.layout_id, self.officer)
        file.match, file.layout, file.same_header = None, None, False
        self._begin_afresh(file)

    def _begin_afresh(self, file: FileInHand) -> None:
        self.drop_draft(file)
        file.begin_afresh()

    # -- on the way to members -----------------------------------------------------------------------------------------

    def keep_draft(self, file: FileInHand, checked: Checked, complete_up_to: date | None) -> None:
        """Keep what was checked as a draft of which members see nothing."""
        draft = replace(checked.draft(), period_to=complete_up_to)
        file.draft = KeptDraft(self.store.save_draft(draft, self.officer), complete_up_to)

    def drop_draft(self, file: FileInHand) -> None:
        """Give the draft up, if there is one, so that none is left lying."""
        draft, file.draft = file.draft, None
        if draft is not None:
            with suppress(StoreError):  # somebody has published it or given it up meanwhile
                self.store.discard(draft.submission_id, self.officer)

    def publish(self, file: FileInHand, note: str, remember_as: str | None) -> None:
        """Make the draft current for everybody.

        remember_as: the name of the source whose files are read so from now on, or None. Raises StoreError, and
        ValueError where there is no draft.
        """
        if file.draft is None:
            raise ValueError(f"{file.name} has no draft to publish.")
        with in_hand(file.name):
            self.store.publish(file.draft.submission_id, self.officer, note)
        layout = file.full_layout()
        if remember_as is not None and layout is not None and file.text is not None:
            remember(self.store, layout, file.text.headers, remember_as, self.officer)
        before = self.published if self.published_round == self.round else []
        self.published, self.published_round = [file.draft.submission_id, *before], self.round
        file.submission_id, file.draft = file.draft.submission_id, None
        self._close(file, State.PUBLISHED)

    def hand_over(self, file: FileInHand) -> None:
        """Leave the draft to an approver. Raises StoreError."""
        if file.draft is not None:
            self.store.hand_over(file.draft.submission_id, self.officer)
        self.handed_over, file.draft = file.name, None
        self._close(file, State.HANDED_OVER)

    def give_up(self, file: FileInHand) -> None:
        """Publish nothing of it."""
        self._close(file, State.GIVEN_UP)

    def undo(self, submission_id: str, file_name: str) -> None:
        """Take back what was published: the figures before it stand again. Raises StoreError."""
        self.store.withdraw(submission_id, self.officer, "Undone straight after publishing")
        for each in self.files:
            if each.submission_id == submission_id:
                each.state = State.UNDONE
        self.undone = file_name

    def _close(self, file: FileInHand, state: State) -> None:
        self.drop_draft(file)
        file.close(state)
        self.opened = None
        if not any(each.is_open or each.state is State.REFUSED for each in self.files):
            self.begin_again()


def _refusal(upload: Upload) -> str | None:
    """The browser checks these too, but a request can be sent without one."""
    name, largest = visible(upload.name), settings().intake.largest_file_mb
    if not has_ending(upload.name, TAKEN):
        return f"{name} is not a CSV file or a workbook. In Excel, choose Save as, then CSV UTF-8."
    if upload.size > largest * 1024 * 1024:
        return f"{name} is larger than {largest} MB. Export a shorter period and upload it in parts."
    return f"{name} is empty. Export it again." if upload.size == 0 else None
