"""One file that an officer has in hand: its kind, how it is read, and how far it has come on its way to members."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from data.intake import Checked, Known, Layout, Progress, Reading, TextTable, check
from data.intake.columns.proposing import revised
from data.intake.columns.recognising import Recognised, kind_in_name, recognised
from data.intake.columns.unused import NOT_USED
from data.intake.remembered import Remembered, opened
from data.intake.rows.asking import ASKED
from screen.upload.matching import Matching, begin_matching


class State(Enum):
    """How far a file has come, in the words of the screen."""

    WAITING = "Waiting"
    KIND_OPEN = "Waiting: say what it holds"
    QUESTION = "Waiting: a question about the file"
    PROBLEMS = "Has problems"
    READY = "Ready to publish"
    PUBLISHED = "Published"
    GIVEN_UP = "Given up"
    UNDONE = "Taken back"
    HANDED_OVER = "Waits for an approver"
    REFUSED = "Cannot be read"
    REPLACED = "Replaced by a newer file"

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do about the file."""
        return self in (State.WAITING, State.KIND_OPEN, State.QUESTION, State.PROBLEMS, State.READY)

    @property
    def is_stuck(self) -> bool:
        """Whether the file cannot go on as it is: somebody must answer, or mend it."""
        return self in (State.KIND_OPEN, State.QUESTION, State.PROBLEMS, State.REFUSED)


@dataclass(frozen=True)
class CheckResult:
    """A file as it was checked. matching: what may be matched in it. store_version: what it was compared with."""

    checked: Checked
    matching: Matching | None
    store_version: str


@dataclass(frozen=True)
class KeptDraft:
    """The draft in the store. complete_up_to: the day that the officer gave; None for a kind that has no months."""

    submission_id: str
    complete_up_to: date | None


@dataclass
class FileInHand:
    """One file. number: for the keys of widgets. upload_id: of what was uploaded, such as an archive of several files.

    refusals, notes: sentences about why it cannot be read, and what was taken out of its archive. passed_over: the
    officer goes on to others first. batch: which files came together. replaces: number of the older version of which it
    has taken the place.
    kinds: what it may be, the likeliest first; kind_chosen: the officer named it. reading, left_out, answers: what the
    officer chose about cutting the file, about columns to do without and about its cells. has_table: holds also while
    the text is put aside.
    match: what is remembered for its header, or for one that is near (not same_header). layout: the match by which it
    is read, None where spellings settle everything.
    turn: grows with every new choice, so that the widgets of what follows begin afresh.
    """

    number: int
    upload_id: str
    name: str
    raw: bytes
    state: State = State.WAITING
    refusals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    passed_over: bool = False
    batch: int = 0
    replaces: int | None = None
    kinds: list[Recognised] = field(default_factory=list)
    kind: str | None = None
    kind_chosen: bool = False
    reading: Reading | None = None
    left_out: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    has_table: bool = False
    text: TextTable | None = None
    match: Remembered | None = None
    same_header: bool = False
    layout: Layout | None = None
    result: CheckResult | None = None
    draft: KeptDraft | None = None
    submission_id: str | None = None
    turn: int = 0

    @property
    def key(self) -> str:
        """For the keys of widgets that belong to this file and to what was chosen so far."""
        return f"{self.number}_{self.turn}"

    @property
    def is_open(self) -> bool:
        return self.state.is_open

    @property
    def why_kind(self) -> str:
        """Why it is taken for its kind."""
        if self.match is not None and self.same_header and self.match.kind == self.kind:
            return f"its header is that of {self.match.source!r} files"
        return next((each.why for each in self.kinds if each.kind == self.kind), "")

    @property
    def match_of_kind(self) -> Remembered | None:
        """The match that is remembered, where it is for the kind that the file is taken for."""
        return self.match if self.match is not None and self.match.kind == self.kind else None

    @property
    def is_read_by_match(self) -> bool:
        """Whether the remembered match is the one by which the file is read."""
        return self.match is not None and self.layout is not None and self.layout == self.match.layout

    @property
    def has_new_choices(self) -> bool:
        """Whether the officer has chosen what is not remembered yet."""
        return (
            (self.layout is not None and not self.is_read_by_match)
            or self.reading is not None
            or bool(self.left_out)
            or bool(self.answers)
        )

    def full_layout(self) -> Layout | None:
        """The layout with what the officer said about cutting the file, columns to leave out and its cells."""
        if self.kind is None or (self.layout is None and not self.has_new_choices):
            return None
        base = self.layout or Layout(self.kind)
        dropped = tuple(dict.fromkeys((*base.dropped, *self.left_out)))
        answers = {**base.answers, **self.answers}
        return replace(base, dropped=dropped, reading=self.reading or base.reading, answers=answers)

    # -- steps forward -------------------------------------------------------------------------------------------------

    def cut(self, kept: Iterable[Remembered], known: Known, progress: Progress | None = None) -> None:
        """Cut it into a table by what the officer has chosen, and recognise its kind unless somebody has named it."""
        found = opened(self.raw, self.name, kept, reading=self.reading, known=known, progress=progress)
        self.text, self.match, self.same_header, self.layout = found.text, found.match, found.same, None
        self.kinds = recognised(found.text, known)
        if not self.kind_chosen:
            named = kind_in_name(self.name)
            sure = next((each.kind for each in self.kinds[:1] if each.sure or each.kind == named), None)
            self.kind = found.match.kind if found.match is not None and found.same else sure
        self.has_table = bool(found.text.headers)
        if not self.has_table:
            self.state = State.QUESTION if any(each.needed for each in found.text.questions) else State.PROBLEMS
        elif self.is_open:
            self._wait()

    def check_against(self, known: Known, store_version: str, progress: Progress | None = None) -> CheckResult:
        """Check it as its kind, against what is published by now. Raises ValueError where it has no table or kind."""
        if self.text is None or self.kind is None:
            raise ValueError(f"{self.name} cannot be checked yet.")
        match, fits = self.match_of_kind, True
        if match is not None and self.layout is None:
            fits = self.same_header and not revised(match.layout, self.text, known).needed
            self.layout = match.layout if fits else None
        checked = check(self.text, self.kind, known, layout=self.full_layout(), progress=progress)
        wide = checked.sample is not None or self.layout is not None
        matching = None
        wide = wide or any(each.code == NOT_USED for each in checked.problems)  # what is not used is proposed
        if [each for each in checked.errors if not each.code.startswith(ASKED)] or wide or not fits:
            # of a match that does not fit, at least what it says is proposed
            old = self.layout or (match.layout if match is not None else None)
            matching = begin_matching(self.text, self.kind, known, wide=wide, old=old)
        self.result = CheckResult(checked, matching, store_version)
        waits = any(each.needed for each in checked.questions)
        self.state = State.READY if checked.rows is not None else State.QUESTION if waits else State.PROBLEMS
        return self.result

    def choose_as(self, other: "FileInHand") -> None:
        """Take over what the officer chose about an older version of this file, where it has the same columns."""
        if self.text is None or other.text is None or self.text.headers != other.text.headers:
            return
        if other.kind is not None and (other.kind_chosen or self.kind is None):
            self.kind, self.kind_chosen = other.kind, True
        if self.kind == other.kind:
            self.layout, self.left_out, self.answers = other.layout, other.left_out, dict(other.answers)
        self._wait()

    def matching_anyway(self, known: Known) -> Matching | None:
        """What may be matched in a file that is read without a question; None where it has nothing to match."""
        if self.text is None or self.kind is None:
            return None
        return begin_matching(self.text, self.kind, known, wide=True)

    # -- steps back ----------------------------------------------------------------------------------------------------

    def begin_afresh(self) -> None:
        """Forget what was checked: another kind, another match, another way of cutting."""
        self.result = None
        self.turn += 1
        if self.has_table and self.is_open:
            self._wait()

    def _wait(self) -> None:
        self.state = State.WAITING if self.kind else State.KIND_OPEN

    def put_aside(self) -> None:
        """Keep only its bytes until its turn comes: it is cut and checked again then."""
        self.text = self.result = None

    def close(self, state: State) -> None:
        """Keep no more than its name: nothing is left to do."""
        self.state = state
        self.put_aside()
        self.raw = b""
