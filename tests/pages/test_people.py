"""The page on people and equipment, with the sample council and on an empty store."""

import pytest

from tests.people import council, said, visitor

PAGE = "pages/people.py"


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("members", ("before “District elections” on 6 May 2027", "The one target for members’ IT", "1 handed back")),
        ("staff", ("Staff desktops are 6.3 years old", "9 of 450 disposed of lack a certificate", "staff equipment")),
        ("people", ("targets for people in IT", "IT posts that are vacant", "None of them is marked as a proxy")),
    ],
)
def test_each_part_says_what_it_is_about(sample, view, words):
    app = visitor(PAGE, view=view)
    assert not app.exception
    assert [word for word in words if word not in said(app)] == []


def test_on_an_empty_store_it_says_that_there_are_no_figures(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    try:
        app = visitor(PAGE)
        assert not app.exception and "No figures yet" in said(app)
    finally:
        store.close()
