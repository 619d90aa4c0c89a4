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
        name = projects.set_index("project_id").loc[project_id, "name"]
        assert app.title[0].value == name, "its name is the page's heading"


def test_a_project_leads_back_to_the_list_as_it_was(sample):
    app = visitor("pages/projects.py", view="asking", type="transform")
    assert any("**[Housing management system](/projects?project=PRJ-001)" in words.value for words in app.markdown)
    app.query_params["project"] = "PRJ-001"
    app.run()
    assert app.title[0].value == "Housing management system"
    assert "[← All projects](/projects?type=transform&view=asking)" in [words.value for words in app.markdown]


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
    folded = {"The figures as a table", "More"}
    drawn = {box.label for box in app.expander if box.children and box.label not in folded}
    assert drawn == {"Risks and issues", "What it costs and saves", "What it is for, and who answers for it"}


def test_missing_reports_stand_at_the_top_of_the_register(sample):
    app = visitor("pages/projects.py")
    missing = ask("projects/missing_reports", store=sample, today=date.today())
    assert len(missing)
    first = app.markdown[1].value if app.markdown else ""
    assert "report" in (app.header[0].value + first).lower()


def test_filters_appear_only_where_they_do_something(sample):
    keys = {"filter_holder", "filter_type", "filter_directorate", "filter_objective"}
    for page, part, drawn in (
        ("pages/projects.py", "risks", keys),
        ("pages/projects.py", "alignment", set()),
        ("pages/money.py", "savings", keys),
        ("pages/money.py", "value", {"filter_directorate"}),
    ):
        app = visitor(page, view=part, type="run")
        assert {key for key in keys if key in app.session_state} == drawn, part
        assert app.query_params["type"] == "run", "kept for the parts that use it"


def test_what_changed_since_the_meeting_that_the_member_chooses(sample):
    app = visitor("pages/projects.py")
    choice = app.selectbox(key="filter_since")
    assert len(choice.options) > 1
    choice.set_value("2026-07-14").run()
    assert not app.exception and "Something went wrong" not in said(app)
    assert app.query_params["since"] == "2026-07-14"
    assert app.subheader[0].value.startswith("Since 14 July 2026: ")
    then = visitor("pages/projects.py", as_at="2026-07-14")
    assert then.selectbox(key="filter_since").value == "2026-04-21", "the meeting before the day of the figures"


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
