"""What a committee asked, from the officer who writes it down to the member who reads what became of it."""

from datetime import date

from queries import ask
from tests.exhibits.figures import STEADY, define, figures
from tests.people import officer, said, visitor

PAGE = "pages/actions.py"
NOTED = "/it_demand?as_at=2026-10-20&measure=calls"


def _at(app, **query):
    """The page of actions, in the same browser."""
    for name, value in query.items():
        app.query_params[name] = value
    return app.switch_page(PAGE).run()


def _press(app):
    next(button for button in app.button if button.label == "Publish").click()
    app.run()


def test_a_noted_figure_becomes_a_question_and_its_reply_ends_it(store):
    define(store, "calls", name="Calls")
    figures(store, "calls", STEADY)
    app = _at(officer("pages/upload.py"), note=NOTED, about="Calls: unusually high")
    assert "Noted: **Calls: unusually high**" in said(app)
    _press(app)
    assert "Write what was asked and who answers for it." in said(app)
    app.text_area(key="new_text").set_value("Why so many?")
    app.text_input(key="new_owner").set_value("Head of Customer Services")
    _press(app)
    assert not app.exception
    code = f"A-{date.today().year}-01"
    assert f"Published as {code}." in said(app)
    row = ask("meetings/actions", store=store).iloc[0]
    assert (row["evidence"], row["measure_id"], row["title"]) == (NOTED, "calls", "Calls: unusually high")

    app = _at(officer("pages/upload.py"), item=code)
    assert [each.value for each in app.subheader] == ["As it stood on 20 October 2026", "As it stands now"]
    app.segmented_control(key=f"state_{code}").set_value("done")
    _press(app)
    assert "Write what was answered or done, or why it is dropped." in said(app)
    app.text_area(key=f"text_{code}").set_value("A change of system.")
    app.segmented_control(key=f"state_{code}").set_value("done")
    _press(app)
    row = ask("meetings/actions", store=store).iloc[0]
    assert (row["state"], row["reply"], row["closed_on"].date()) == ("done", "A change of system.", date.today())
    assert len(ask("submissions/history", store=store).query("kind == 'actions'")) == 2, "nothing is overwritten"


def test_a_member_reads_and_has_no_form(store):
    define(store, "calls", name="Calls")
    figures(store, "calls", STEADY)
    for query in ({}, {"note": NOTED}, {"item": "A-1"}):
        app = visitor(PAGE, **query)
        assert not app.exception
        assert "No data: " in said(app)
        assert not app.text_area
