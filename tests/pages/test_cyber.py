"""The page on cyber security and resilience, with the sample council and on an empty store."""

import pytest

from tests.people import council, said, visitor

PAGE = "pages/cyber.py"


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("headline", ("attempted and none got through", "measures of protection", "e-mails of high difficulty")),
        ("assurance", ("tests, plans and accreditations", "findings are open", "plans and restores")),
        ("outages", ("E-mail, 4 hours on 12 May 2026", "780 people")),
        ("lessons", ("lessons are acted on in full", "open cyber risks and issues")),
    ],
)  # fmt: skip
def test_each_part_says_what_it_is_about(sample, view, words):
    app = visitor(PAGE, view=view)
    assert not app.exception
    assert [word for word in words if word not in said(app)] == []


def test_the_private_test_is_named_with_its_day_and_nothing_of_it(sample):
    app = visitor(PAGE, view="assurance")
    assert "Network: reported to members in private session on 14 July 2026." in said(app)


def test_on_an_empty_store_it_says_that_there_are_no_figures(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    try:
        app = visitor(PAGE)
        assert not app.exception and "No figures yet" in said(app)
    finally:
        store.close()
