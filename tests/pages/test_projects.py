"""What a member sees on Projects and on Money."""

from datetime import date, timedelta

import pytest

from queries import ask
from tests.exhibits.figures import define, figures
from tests.people import council, said, visitor

PARTS = {
    "pages/projects.py": ("register", "timeline", "confidence", "asking", "risks", "alignment"),
    "pages/money.py": ("costs", "savings", "value"),
}


@pytest.mark.parametrize("page, part", [(page, part) for page, parts in PARTS.items() for part in parts])
def test_every_part_answers_for_one_portfolio_holder(sample, page, part):
    holder = ask("projects/register", store=sample)["portfolio_holder"].dropna().iloc[0]
    for scope in ({"holder": holder, "type": "transform"},):
        app = visitor(page, view=part, **scope)
        assert not app.exception
        assert "Something went wrong" not in said(app)
        assert app.header
        levels = [int(h.tag[1]) for h in [*app.title, *app.header, *app.subheader]]
        assert levels.count(1) == 1 and set(levels) <= {1, 2, 3}
        assert {key: app.query_params[key] for key in scope} == scope


def test_a_project_has_a_page_of_its_own(sample):
    """Red, withheld, without its newest report, ended, and one with nothing to say about it."""
    projects = ask("projects/register", store=sample)
    assert len(projects) >= 16
    for project_id in ("PRJ-001", "PRJ-005", "PRJ-010", "PRJ-016"):
        app = visitor("pages/projects.py", project=project_id)
        assert not app.exception and "Something went wrong" not in said(app), project_id
        assert "filter_holder" not in app.session_state, "one project needs no filters of the portfolio"
        assert app.query_params["project"] == project_id


def test_an_earlier_report_can_be_read_again(sample):
    """What a member was told at the time, with what had changed by then."""
    reports = ask("projects/report", store=sample, project="PRJ-001")
    earlier = reports[reports["position"] == 4].iloc[0]["period"]
    app = visitor("pages/projects.py", project="PRJ-001", report=f"{earlier:%Y-%m}")
    assert not app.exception
    assert f"in {earlier:%B %Y}" in said(app)
    assert app.query_params["report"] == f"{earlier:%Y-%m}"


def test_everything_of_a_project_can_be_opened(sample):
    opened = {f"open_{name}": "true" for name in ("risks", "money", "about")}
    app = visitor("pages/projects.py", project="PRJ-001", **opened)
    assert not app.exception and "Something went wrong" not in said(app)
    drawn = {box.label for box in app.expander if box.children and box.label != "The figures as a table"}
    assert drawn == {"Risks and issues", "What it costs and saves", "What it is for, and who answers for it"}


def test_missing_reports_stand_at_the_top_of_the_register(sample):
    app = visitor("pages/projects.py")
    missing = ask("projects/missing_reports", store=sample, today=date.today())
    assert len(missing)
    first = app.markdown[1].value if app.markdown else ""
    assert "report" in (app.header[0].value + first).lower()


def test_what_changed_since_the_meeting_that_the_member_chooses(sample):
    app = visitor("pages/projects.py")
    choice = app.selectbox(key="filter_since")
    assert len(choice.options) > 1
    choice.set_value(choice.options[-1] if choice.options[-1].startswith("20") else choice.value).run()
    assert not app.exception and "Something went wrong" not in said(app)


def test_an_unknown_project_leaves_the_address(sample):
    app = visitor("pages/projects.py", project="PRJ-999", holder="Nobody", type="neither")
    assert not app.exception
    assert app.selectbox(key="filter_project").value == "all"
    assert not app.query_params


def test_figures_as_they_stood_before_the_newest_reports(sample):
    meeting = next(iter(ask("meetings/dates", store=sample)["meeting_date"].sort_values(ascending=False)))
    then = (meeting - timedelta(days=0)).date().isoformat()
    app = visitor("pages/projects.py", as_at=then)
    assert not app.exception and "Something went wrong" not in said(app)


def test_a_council_without_projects_is_told_what_is_missing(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    define(store, "calls")
    figures(store, "calls", [10.0] * 14)
    for page in PARTS:
        app = visitor(page)
        assert not app.exception
        assert "No projects have been published yet" in said(app)
    store.close()
