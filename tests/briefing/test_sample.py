"""The sample council's briefings, and which published figures were restated or would be."""

import json
from datetime import date, datetime

import pytest

from briefing import Pack, sample
from briefing.kept import differences, file_of, packs, publish, would_differ
from briefing.making import compose
from briefing.sample import publish_sample
from data.intake import take
from data.sample.stories import BRIEFINGS, MEETINGS
from data.store import Author, Store
from tests.briefing.conftest import COMMITTEE, TODAY

JULY, OCTOBER = date(2026, 7, 14), date(2026, 10, 6)


@pytest.fixture
def own(own_sample_store, monkeypatch) -> Store:
    monkeypatch.setenv("COUNCIL_STORE", str(own_sample_store.path))
    monkeypatch.setattr("briefing.kept.today_in_london", lambda: TODAY)
    monkeypatch.setattr("briefing.sample.today_in_london", lambda: TODAY)
    return own_sample_store


def test_the_sample_s_briefings_hold_the_figures_of_their_meeting_s_day(own, store, monkeypatch):
    days = {each.meeting_id: each.meeting_date for each in MEETINGS}
    assert len({each.meeting_id for each in BRIEFINGS}) == 3 and {each.template for each in BRIEFINGS} == {
        "pack", "summary", "year"
    }  # fmt: skip
    july = tuple(each for each in BRIEFINGS if days[each.meeting_id] == JULY)
    monkeypatch.setattr(sample, "BRIEFINGS", july)
    waited = []
    assert len(list(publish_sample(own, lambda: waited.append(1)))) == len(july) == len(waited) == 2
    assert list(publish_sample(own)) == [], "each is published once"
    assert list(publish_sample(store)) == [], "another store is left alone"
    summary, pack = packs(own)
    assert (summary.pack.template, pack.pack.template) == ("summary", "pack")
    assert pack.as_at == JULY and pack.since == date(2026, 4, 21) and pack.published_at == datetime(2026, 7, 14, 16)
    assert pack.pack.final and pack.pack.reason and "June" in pack.pack.note
    assert file_of(own, pack.pack_id, "pdf").startswith(b"%PDF")
    (text,) = own.query("SELECT content FROM packs WHERE pack_id = $id", {"id": pack.pack_id})["content"]
    said = {each["code"]: each for each in json.loads(text)}
    assert said["measure:incidents"]["rows"][0][:2] == ["June 2026", "525"]  # a directorate was left out until 22 July
    assert said["since"]["title"].endswith("since 21 April 2026")
    restated = {(each.row, each.column, each.was, each.now) for each in differences(own, pack)}
    assert ("June 2026", "Incidents raised", "525", "652") in restated
    assert {row for row, *_ in restated} == {"June 2026"}, "what only moves on with each month is not called restated"


def test_a_draft_names_the_briefings_whose_figures_it_restates(own):
    pack = Pack(COMMITTEE, OCTOBER, exhibits=("measure:self_help_views",))
    publish(own, compose(pack, TODAY), Author("Committee officer", "officer"))
    officer = Author("Officer", "officer")

    def draft(month: str) -> str:
        text = f"measure_id,month,value\nself_help_views,{month},1\n".encode()
        return take(own, "kpi_values", text, "corrected.csv", officer, publish=False).submission_id

    assert [(kept.pack.meeting, number) for kept, number in would_differ(own, draft("2026-07"))] == [(OCTOBER, 1)]
    assert would_differ(own, draft("2026-10")) == [], "a new month restates nothing"
