"""Published briefings: kept byte for byte, superseded but never changed, and compared with the figures of today."""

import io
from dataclasses import replace
from datetime import date, datetime

import pikepdf
import pytest

from briefing import BriefingError, Document
from briefing.kept import Difference, differences, file_of, packs, publish
from data.store import Author, NotAnApprover, NotAnOfficer, Store

OFFICER = Author("Committee officer", "officer")


@pytest.fixture(scope="module")
def one(document) -> Document:
    """A briefing with one exhibit: the control chart of incidents."""
    return replace(document, parts=document.parts[:1])


@pytest.fixture
def kept_store(own_sample_store, monkeypatch) -> Store:
    monkeypatch.setenv("COUNCIL_STORE", str(own_sample_store.path))
    return own_sample_store


def test_a_published_briefing_is_kept_with_who_and_when_and_a_later_one_supersedes_it(kept_store, one):
    first = publish(kept_store, one, OFFICER, at=datetime(2026, 11, 28, 9))
    bytes_of_first = file_of(kept_store, first, "pdf")
    second = publish(kept_store, replace(one, pack=replace(one.pack, note="Corrected.")), OFFICER)
    newest, older = packs(kept_store)
    assert (newest.pack_id, newest.superseded, newest.pack.note) == (second, False, "Corrected.")
    assert (older.pack_id, older.superseded, older.published_by) == (first, True, "Committee officer")
    assert older.pack.exhibits == ("measure:incidents",) and older.as_at == date(2026, 11, 28)
    assert older.published_at == datetime(2026, 11, 28, 9)
    assert file_of(kept_store, first, "pdf") == bytes_of_first
    with pikepdf.open(io.BytesIO(bytes_of_first)) as opened:
        assert str(opened.Root.Lang) == "en-GB"
    assert file_of(kept_store, first, "docx").startswith(b"PK")
    lines = kept_store.query("FROM audit_log WHERE act = 'briefing published' ORDER BY number")
    assert list(lines["about"]) == [first, second] and set(lines["who"]) == {"Committee officer"}
    assert kept_store.check_audit().faults == ()


def test_only_who_may_publish_figures_may_publish_a_briefing(kept_store, one, monkeypatch):
    with pytest.raises(NotAnOfficer):
        publish(kept_store, one, Author("Member", "member"))
    monkeypatch.setattr("briefing.kept.may_publish", lambda by: by.may("approver"))
    with pytest.raises(NotAnApprover, match="ask one to publish"):
        publish(kept_store, one, OFFICER)
    assert packs(kept_store) == []
    with pytest.raises(BriefingError, match="There is no briefing 1-a"):
        file_of(kept_store, "1-a", "pdf")


def test_figures_that_stand_differently_now_are_named_and_new_rows_are_not(kept_store, one):
    exhibit = one.parts[0].exhibit
    publish(kept_store, one, OFFICER, at=datetime(2026, 11, 28, 9))
    assert differences(kept_store, packs(kept_store)[0]) == []
    table = exhibit.table.iloc[1:].copy()  # the newest month came after the briefing
    named = table.columns[1]
    now = str(table[named].iloc[2])
    table.iloc[2, 1] = "123"
    then = replace(one, parts=(replace(one.parts[0], exhibit=replace(exhibit, table=table)),))
    publish(kept_store, then, OFFICER)
    month = str(table.iloc[2, 0])
    assert differences(kept_store, packs(kept_store)[0]) == [Difference(exhibit.title, month, named, "123", now)]
    # a month that was not over then has only been completed since
    publish(kept_store, replace(then, as_at=datetime.strptime(month, "%B %Y").date().replace(day=15)), OFFICER)
    assert differences(kept_store, packs(kept_store)[0]) == []
