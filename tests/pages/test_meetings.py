"""Meetings: members find every published briefing; officers make, preview, publish and supersede one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from briefing import BriefingError, Pack
from briefing.kept import packs, publish
from briefing.making import compose
from data.store import Author, today_in_london
from exhibits.common.words import say_date
from tests.exhibits.figures import STEADY, define, figures
from tests.exhibits.figures import publish as publish_rows
from tests.people import council, officer, said, visitor

PAGE, TODAY = "pages/meetings.py", today_in_london()
MEETING = TODAY + timedelta(days=9)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A measure with three years of figures, and a meeting in nine days."""
    store = council(tmp_path, monkeypatch)
    define(store, "calls", theme="Contact")
    figures(store, "calls", STEADY)
    meeting = {"meeting_id": "m-1", "committee": "Scrutiny", "meeting_date": MEETING, "title": "Telephones"}
    publish_rows(store, "meetings", [{"slice_key": "m-1", **meeting}])
    yield store
    store.close()


def _button(app, label: str):
    return next(each for each in app.button if each.label == label)


def test_a_member_finds_meetings_and_briefings_and_cannot_make_one(store):
    app = visitor(PAGE)
    assert not app.exception
    assert "No briefing of this committee has been published yet." in said(app)
    assert "Make a briefing" not in said(app)
    document = compose(Pack("Scrutiny", MEETING, exhibits=("measure:calls",)), TODAY)
    publish(store, document, Author("Committee officer", "officer"))
    app = visitor(PAGE)
    assert f"Briefing for the Scrutiny, {say_date(MEETING)}" in said(app)
    assert f"Draft, with 1 exhibit. Figures as they stood on {say_date(TODAY)}." in said(app)
    assert "by Committee officer." in said(app)
    assert [each.label for each in app.get("download_button")] == [
        "Download as PDF", "Download as Word file", "Put these dates into a calendar"
    ]  # fmt: skip


def test_an_officer_previews_publishes_and_supersedes(store):
    app = officer("pages/sign_in.py").switch_page(PAGE).run()
    app.multiselect[0].set_value(["measure:calls"])
    app.text_area[0].set_value("For the meeting.")
    _button(app, "Preview").click().run()
    assert not app.exception and not app.error
    _button(app, "Publish for everybody").click().run()
    assert f"Published: Briefing for the Scrutiny, {say_date(MEETING)}." in said(app)
    _button(app, "Preview").click().run()
    assert "It supersedes the one published on" in said(app)
    _button(app, "Publish for everybody").click().run()
    newest, older = packs(store)
    assert (newest.superseded, older.superseded) == (False, True)
    assert newest.pack.note == "For the meeting." and newest.pack.exhibits == ("measure:calls",)
    assert "**Superseded**" in said(app)
    app = officer("pages/submissions.py")
    app.session_state["audit"] = True
    app.run()
    lines = "".join(each.value.to_csv() for each in app.table if "Proof" in each.value.columns)
    assert f"Published a briefing: Briefing for the Scrutiny, {say_date(MEETING)}" in lines


def test_a_covering_note_that_names_people_is_refused_or_read_first(store):
    app = officer("pages/sign_in.py").switch_page(PAGE).run()
    app.multiselect[0].set_value(["measure:calls"])
    app.text_area[0].set_value("Write to jane.doe@council.example about it.")
    _button(app, "Preview").click().run()
    assert "Holds an e-mail address" in "".join(each.value.to_csv() for each in app.table)
    assert not any(each.label == "Publish for everybody" for each in app.button)
    app.text_area[0].set_value("We thank Mrs Patel of 14 Elm Road for her letter.")
    _button(app, "Preview").click().run()
    assert "«Mrs Patel» of «14 Elm Road»" in "".join(each.value.to_csv() for each in app.table)
    _button(app, "Publish for everybody").click().run()
    assert "tick the box" in app.error[0].value and packs(store) == []
    app.checkbox(key="briefing_words_read").check()
    _button(app, "Publish for everybody").click().run()
    assert len(packs(store)) == 1
    note = replace(packs(store)[0].pack, note="Ring 020 7946 0958.")
    with pytest.raises(BriefingError, match=r"Covering note: holds a telephone number\. Take it out"):
        publish(store, compose(note, TODAY), Author("Committee officer", "officer"))


def test_what_was_previewed_is_not_published_once_something_has_changed(store):
    app = officer("pages/sign_in.py").switch_page(PAGE).run()
    app.multiselect[0].set_value(["measure:calls"])
    _button(app, "Preview").click().run()
    figures(store, "calls", [*STEADY[:-1], STEADY[-1] + 1])
    app.run()
    assert "Preview it again before you publish it." in said(app)
    assert "Publish for everybody" not in [each.label for each in app.button]


def test_the_preview_of_a_file_names_the_briefings_whose_figures_it_restates(store):
    publish(store, compose(Pack("Scrutiny", MEETING, exhibits=("measure:calls",)), TODAY), Author("Clerk", "officer"))
    month = store.query("SELECT max(month) AS month FROM current_kpi_values")["month"].iloc[0]
    app = officer("pages/upload.py")
    app.file_uploader[0].upload("calls.csv", f"measure_id,month,value\ncalls,{month:%Y-%m},77\n".encode())
    app.run()
    assert not app.exception
    assert f"Briefing for the Scrutiny, {say_date(MEETING)}: 1 figure would differ." in said(app)
    assert "Published briefings with figures that change" in said(app)
