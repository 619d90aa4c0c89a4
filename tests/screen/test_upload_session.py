"""The files an officer has in hand, step by step, without a screen: states, turns, and no draft left lying."""

import io
import zipfile
from dataclasses import dataclass, field

import pytest

from data.store import Author
from screen.upload.file_in_hand import State
from screen.upload.session import UploadSession

OFFICER = Author("IT performance officer", "officer")
MEASURES = b"measure_id,name,plain_meaning,unit,direction\r\nvisits,Visits,Visits to the library,count,increase\r\n"
VALUES = b"measure_id,month,value\r\nvisits,2026-09,120\r\n"
RIDDLE = b"id,name\r\n1,a\r\n"


@dataclass
class Upload:
    name: str
    raw: bytes
    file_id: str = field(default="")

    def __post_init__(self) -> None:
        self.file_id = self.file_id or self.name

    @property
    def size(self) -> int:
        return len(self.raw)

    def getvalue(self) -> bytes:
        return self.raw


def silent(share: float, what: str) -> None:
    pass


@pytest.fixture
def session(store):
    return UploadSession(store, OFFICER)


def take_in(session, *uploads: Upload) -> None:
    session.take_in(session.new_among(uploads), silent)


def published(session, file) -> None:
    session.keep_draft(file, session.check(file, silent).checked, None)
    session.publish(file, "", None)


def events(store) -> list[str]:
    return store.query("SELECT event FROM submission_events ORDER BY event_id")["event"].tolist()


def test_files_are_taken_in_the_order_in_which_they_depend_on_each_other(session):
    take_in(session, Upload("v.csv", VALUES), Upload("r.csv", RIDDLE), Upload("m.csv", MEASURES))
    assert [each.name for each in session.ordered()] == ["m.csv", "v.csv", "r.csv"]
    assert [each.state for each in session.ordered()] == [State.WAITING, State.WAITING, State.KIND_OPEN]
    assert session.current().name == "m.csv"
    session.pass_over(session.current())
    assert session.current().name == "v.csv"
    session.open(session.ordered()[2])
    assert session.current().name == "r.csv"


def test_when_all_files_are_passed_over_none_has_its_turn_until_one_is_opened(session):
    take_in(session, Upload("r.csv", RIDDLE))
    (file,) = session.files
    session.pass_over(file)
    assert session.current() is None
    session.open(file)
    assert session.current() is file


def test_hands_are_empty_once_everything_is_published_and_the_last_round_can_be_undone(session, store):
    take_in(session, Upload("m.csv", MEASURES), Upload("v.csv", VALUES))
    published(session, session.current())
    assert (session.round, len(session.files)) == (0, 2)
    published(session, session.current())
    assert (session.round, session.files, len(session.published)) == (1, [], 2)
    take_in(session, Upload("again.csv", VALUES.replace(b"120", b"130")))
    published(session, session.current())
    assert len(session.published) == 1, "only what was published last"
    session.undo(session.published[0], "again.csv")
    assert session.undone == "again.csv"
    assert store.query("SELECT value FROM current_kpi_values")["value"].tolist() == [120]


@pytest.mark.parametrize(
    "change",
    [
        lambda session, file: session.choose_kind(file, "objectives"),
        lambda session, file: session.leave_out(file, ["plain_meaning"]),
        lambda session, file: session.give_up(file),
        lambda session, file: session.begin_again(),
        lambda session, file: session.new_among([]),
    ],
)
def test_no_draft_is_left_lying_whatever_the_officer_does_next(session, store, change):
    take_in(session, Upload("m.csv", MEASURES))
    (file,) = session.files
    session.keep_draft(file, session.check(file, silent).checked, None)
    assert events(store) == ["drafted"]
    change(session, file)
    assert events(store) == ["drafted", "discarded"]
    assert file.draft is None


def test_a_new_choice_is_checked_afresh_with_widgets_of_its_own(session):
    take_in(session, Upload("m.csv", MEASURES))
    (file,) = session.files
    session.check(file, silent)
    key = file.key
    assert file.state is State.READY and not session.needs_check(file)
    session.leave_out(file, ["plain_meaning"])
    assert file.state is State.WAITING and session.needs_check(file) and file.key != key
    assert "plain_meaning" not in session.check(file, silent).checked.original.decode()


def test_a_file_is_checked_again_after_others_have_published_but_not_once_it_is_a_draft(session, store):
    take_in(session, Upload("m.csv", MEASURES))
    (file,) = session.files
    checked = session.check(file, silent).checked
    store.save_and_publish(checked.draft(), OFFICER)
    assert session.needs_check(file)
    session.keep_draft(file, session.check(file, silent).checked, None)
    store.save_and_publish(checked.draft(), OFFICER)
    assert not session.needs_check(file)


def test_what_cannot_be_read_is_named_and_stays_on_the_list(session):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("m.csv", MEASURES)
        archive.writestr("inner.zip", b"PK\x05\x06" + b"\0" * 18)
    take_in(session, Upload("all.zip", packed.getvalue()), Upload("a.docx", b"x"), Upload("empty.csv", b""))
    states = {each.name: each.state for each in session.files}
    assert states == {"m.csv": State.WAITING, "all.zip": State.REFUSED, "a.docx": State.REFUSED,
                      "empty.csv": State.REFUSED}  # fmt: skip
    assert all(each.refusals for each in session.files if each.state is State.REFUSED)
    published(session, session.current())
    assert session.round == 0 and len(session.files) == 4, "the refused ones are still to be read"


def test_a_file_put_aside_keeps_its_place_and_is_cut_again(session):
    take_in(session, Upload("m.csv", MEASURES))
    (file,) = session.files
    session.check(file, silent)
    file.put_aside()
    assert file.has_table and file.text is None and session.needs_check(file)
    session.cut(file, silent)
    assert session.check(file, silent).checked.row_count == 1
