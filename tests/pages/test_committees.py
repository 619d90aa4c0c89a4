"""A council with several committees: each has its own meetings, and the address keeps whose are looked at."""

from datetime import date, datetime

import pytest
import streamlit as st

from data.settings import ROOT
from tests.exhibits.figures import publish
from tests.people import said, visitor

FIRST, AUDIT, NEW = "Overview and Scrutiny Committee", "Audit Committee", "Customer Committee"
SAME, OWN = date(2026, 10, 6), date(2026, 9, 10)  # the first committee met on that day too, and only Audit on this one


@pytest.fixture
def council(own_sample_store, tmp_path, monkeypatch):
    """The sample council with two committees more: Audit in the meetings alone, Customer in council.toml alone."""
    settings = (ROOT / "council.toml").read_text(encoding="utf-8")
    more = f'\n[[committees]]\ncommittee = "{NEW}"\nscrutinises = "Customers"\n'
    (tmp_path / "council.toml").write_text(settings + more, encoding="utf-8")
    monkeypatch.setenv("COUNCIL_SETTINGS", str(tmp_path / "council.toml"))
    monkeypatch.setenv("COUNCIL_STORE", str(own_sample_store.path))
    st.cache_data.clear()
    rows = [
        {"slice_key": f"AU-{day}", "meeting_id": f"AU-{day}", "committee": AUDIT, "meeting_date": day}
        for day in (OWN, SAME)
    ]
    publish(own_sample_store, "meetings", rows, at=datetime(2026, 10, 13, 9))


def test_overview_compares_with_the_meetings_of_the_committee_in_the_address(council):
    app = visitor()
    choice = app.selectbox(key="filter_committee")
    assert choice.options == [FIRST, NEW, AUDIT] and choice.value == FIRST
    assert "The meeting on 10 September 2026" not in app.selectbox(key="filter_since").options
    choice.set_value(AUDIT).run()
    assert app.query_params["committee"] == AUDIT
    since = app.selectbox(key="filter_since")
    assert since.options == ["The meeting on 6 October 2026", "The meeting on 10 September 2026", "Another day …"]
    since.set_value(OWN.isoformat()).run()
    assert not app.exception
    assert "What changed since the meeting on 10 September 2026" in [header.value for header in app.header]
    assert (app.query_params["committee"], app.query_params["since"]) == (AUDIT, OWN.isoformat())

    again = visitor(committee=AUDIT, since=OWN.isoformat())  # the address alone
    assert again.selectbox(key="filter_committee").value == AUDIT
    assert "What changed since the meeting on 10 September 2026" in [header.value for header in again.header]
    new = visitor(committee=NEW)
    assert new.selectbox(key="filter_since").options[0].endswith(", three months before")


def test_projects_meetings_and_actions_follow_the_same_committee(council):
    anybody = visitor("pages/projects.py").selectbox(key="filter_since").options
    assert anybody[:2] == [
        f"The meeting of the {AUDIT} and the {FIRST} on 6 October 2026",
        f"The meeting of the {AUDIT} on 10 September 2026",
    ]
    audit = visitor("pages/projects.py", committee=AUDIT, since=OWN.isoformat())
    assert not audit.exception
    assert audit.selectbox(key="filter_since").value == OWN.isoformat()
    assert audit.selectbox(key="filter_since").options[0] == "The meeting on 6 October 2026"
    assert audit.query_params["committee"] == AUDIT

    meetings = visitor("pages/meetings.py", committee=NEW)
    assert meetings.selectbox(key="filter_committee").value == NEW
    assert "No meeting of this committee has been published yet." in said(meetings)
    lost = visitor("pages/meetings.py", committee="Nobody")
    assert f"There is no committee “Nobody”: this is {FIRST}." in [each.value for each in lost.warning]

    none_yet = visitor("pages/actions.py", committee=NEW)
    assert not none_yet.warning and none_yet.selectbox(key="filter_committee").value == NEW
    assert f"No data: no question, recommendation or action of the {NEW} has been published yet." in said(none_yet)
