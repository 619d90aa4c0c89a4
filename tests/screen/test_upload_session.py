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


BROKEN = VALUES.replace(b"120", b"many")


@pytest.mark.parametrize(
    "broken, mended",
    [
        ("values_2026-09_with_mistakes.csv", "values_2026-09.csv"),
        ("values 2026-09.csv", "Values 2026-09 (1).csv"),
        ("values_2026-09.csv", "values_2026-09.csv"),
        ("Values 2026-09.xlsx.csv", "values 2026-09 v2 FINAL corrected.csv"),
    ],
)
def test_a_mended_file_takes_the_place_of_the_broken_one(session, store, broken, mended):
    take_in(session, Upload("m.csv", MEASURES))
    published(session, session.current())
    take_in(session, Upload(broken, BROKEN, "1"))
    assert session.check(session.current(), silent).checked.rows is None
    take_in(session, Upload(broken, BROKEN, "1"), Upload(mended, VALUES, "2"))
    (file,) = session.ordered()
    assert (file.name, session.current(), session.replaced(file).name) == (mended, file, broken)
    published(session, file)
    assert session.files == [], "the broken one is not asked about again"


@pytest.mark.parametrize(
    "other", ["values_2026-08.csv", "values_2025-09.csv", "other_values_2026-09.csv", "2026-09.csv"]
)
def test_a_file_of_another_month_or_name_replaces_nothing_and_is_looked_at_first(session, other):
    take_in(session, Upload("values_2026-09.csv", BROKEN))
    broken = session.current()
    session.check(broken, silent)
    take_in(session, Upload("values_2026-09.csv", BROKEN), Upload(other, VALUES))
    assert len(session.ordered()) == 2 and session.replaced(session.current()) is None
    assert session.current().name == other, "what came last goes first, while the other cannot go on"


def test_a_good_file_is_not_replaced_by_one_that_is_only_named_alike_and_both_may_be_kept(session):
    take_in(session, Upload("m.csv", MEASURES))
    session.check(session.current(), silent)
    take_in(session, Upload("m.csv", MEASURES), Upload("m (1).csv", MEASURES))
    assert len(session.ordered()) == 2
    take_in(session, Upload("m.csv", MEASURES), Upload("m (1).csv", MEASURES), Upload("m.csv", MEASURES, "again"))
    assert [each.upload_id for each in session.ordered()] == ["m (1).csv", "again"]
    session.keep_both(session.ordered()[1])
    assert len(session.ordered()) == 3
    take_in(session, Upload("m.csv", MEASURES))
    assert [each.upload_id for each in session.ordered()] == ["m.csv"]


def test_the_broken_file_is_in_hand_again_where_the_mended_one_is_taken_away(session):
    take_in(session, Upload("v.csv", BROKEN, "1"))
    session.check(session.current(), silent)
    take_in(session, Upload("v.csv", BROKEN, "1"), Upload("v.csv", VALUES, "2"))
    take_in(session, Upload("v.csv", BROKEN, "1"))
    assert [(each.upload_id, each.state) for each in session.ordered()] == [("1", State.WAITING)]


def test_what_was_chosen_about_the_broken_file_holds_for_the_mended_one_of_the_same_columns(session):
    take_in(session, Upload("r.csv", RIDDLE, "1"))
    session.choose_kind(session.current(), "kpi_values")
    session.check(session.current(), silent)
    take_in(session, Upload("r.csv", RIDDLE, "1"), Upload("r mended.csv", RIDDLE.replace(b",a", b",b"), "2"))
    (file,) = session.ordered()
    assert (file.upload_id, file.kind, file.kind_chosen) == ("2", "kpi_values", True)


def test_matching_is_offered_for_a_file_that_is_fine_and_proposes_what_is_not_used(session):
    desk = b"number,opened_at,Dept\r\nI1,2026-01-15 09:00,Housing\r\n"
    take_in(session, Upload("m.csv", MEASURES), Upload("i.csv", desk))
    fine, unused = session.files
    assert session.check(fine, silent).matching is None
    assert session.matching_anyway(fine).proposal.layout.columns["name"] == "name"
    assert session.check(unused, silent).matching.proposal.layout.columns["Dept"] == "directorate"
