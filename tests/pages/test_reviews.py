"""Scrutiny reviews: officers keep their list as one, change and end it; members read it at its address."""

import re

import pytest

from briefing.own_list import private_pack, read
from briefing.pdf import pdf
from briefing.reviews import reviews
from data.intake import check_rows
from data.store import today_in_london
from exhibits import View
from tests.exhibits.figures import STEADY, define, figures
from tests.people import council, officer, said, visitor

PAGE, TODAY = "pages/chosen.py", today_in_london()
CALLS, MAIL = "process_chart.measure_id.calls.months.36", "process_chart.measure_id.mail.months.36"


@pytest.fixture
def store(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    for measure in ("calls", "mail"):
        define(store, measure, theme="Contact")
        figures(store, measure, STEADY)
    yield store
    store.close()


def publish_form(app, **texts):
    for key, text in texts.items():
        kind = app.text_area if key.startswith("review_scope") else app.text_input
        kind(key=key).set_value(text)
    next(each for each in app.button if each.label == "Publish").click().run()
    assert not app.exception
    return app


def test_an_officer_keeps_a_list_as_a_review_changes_and_ends_it_and_members_read_it(store):
    assert "Keep these exhibits" not in "".join(each.label for each in visitor(PAGE, list=CALLS).expander)
    app = officer("pages/sign_in.py").switch_page(PAGE)
    app.query_params["list"] = CALLS
    app.run()
    publish_form(app, review_title_new="The telephones")
    assert "Write what the review is called" in app.error[0].value and reviews(TODAY) == []
    publish_form(app, review_scope_new="Ring jane.doe@council.example")
    assert "e-mail address" in "".join(each.value.to_csv() for each in app.table) and reviews(TODAY) == []
    publish_form(app, review_scope_new="Whether callers get through.")
    (kept,) = reviews(TODAY)
    assert (kept.review_id, kept.exhibits, kept.is_open) == ("the-telephones", CALLS, True)
    assert "Published: The telephones." in said(app)

    app.query_params["list"] = f"{CALLS}*{MAIL}"  # other exhibits, and an end
    app.run()
    app.selectbox(key="review_which").select("the-telephones").run()
    publish_form(app)
    (kept,) = reviews(TODAY)
    assert kept.exhibits == f"{CALLS}*{MAIL}" and kept.scope == "Whether callers get through."

    member = visitor(PAGE, review="the-telephones")
    assert not member.exception and member.title[0].value == "The telephones"
    assert "Whether callers get through." in said(member) and len(member.header) == 2
    assert {"Download as PDF", "Download as Word file"} <= {each.label for each in member.get("download_button")}
    assert "Change this review" not in [each.label for each in member.expander]
    app.query_params.clear()
    app.query_params["review"] = "the-telephones"
    app.run()
    app.date_input(key="review_ended_the-telephones").set_value(TODAY)
    publish_form(app)
    assert "It ended on" in said(app) and not reviews(TODAY)[0].is_open
    history = store.query("SELECT count(*) AS n FROM reviews")["n"].iloc[0]
    assert history == 3, "nothing is overwritten"


def test_a_review_is_a_pack_with_its_title_and_scope_and_a_page_of_exhibits(sample):
    review = next(each for each in reviews(TODAY) if each.review_id == "experience-of-it")
    entries, unknown = read(review.exhibits, TODAY)
    document = private_pack(entries, View(), TODAY, "https://council.example/chosen", review)
    counted = [bool(re.search(r"% of \d+", part.exhibit.lead)) for part in document.parts]
    assert unknown == 0 and counted == [True, False, True, True], "of how many; of staff the next one says it"
    assert document.name == review.title and document.pack.note == review.scope
    assert pdf(document).startswith(b"%PDF")
    page = visitor("pages/meetings.py")
    assert f"]({review.address})" in said(page) and "Reviews that have ended (1)" in [
        each.label for each in page.expander
    ]
    assert "There is no scrutiny review “gone”" in visitor(PAGE, review="gone").warning[0].value


def test_what_is_no_list_of_exhibits_is_refused(store):
    row = {"review_id": "r", "title": "T", "scope": "S.", "committee": "", "exhibits": "take up", "retired_on": ""}
    (problem,) = check_rows(store, "reviews", [row], "x.csv").problems
    assert problem.code == "no_list_of_exhibits"
