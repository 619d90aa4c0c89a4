"""What the exhibits on objectives say: the same in words, table and figure."""

from datetime import date

import pytest

from data.intake import check, known_from, read
from exhibits import View
from exhibits.projects import alignment, portfolio_register
from exhibits.projects.project_about import about
from tests.exhibits.figures import define, figures
from tests.exhibits.meetings.test_actions import items
from tests.exhibits.portfolio_store import register, reports, six
from tests.queries.test_alignment import TREE, objectives

TODAY = date(2026, 10, 9)
BOTH = (alignment.by_objective, alignment.unaligned)


def words_of(exhibit) -> str:
    return " ".join(
        str(text) for trace in exhibit.figure.data for text in (trace.text if trace.text is not None else ())
    )


@pytest.mark.parametrize("builder", BOTH)
def test_without_objectives_there_are_words_and_no_chart(store, builder):
    register(store, {"project_id": "P1"})
    exhibit = builder(View(), today=TODAY)
    assert exhibit.figure is None
    assert exhibit.table.empty
    assert "no objectives have been published" in exhibit.summary


@pytest.mark.parametrize("builder", BOTH)
def test_objectives_without_projects_and_measures(store, builder):
    objectives(store, *TREE)
    exhibit = builder(View(), today=TODAY)
    assert exhibit.title in {"5 of 5 objectives and priorities have neither project nor measure",
                             "Tied to no objective: no data"}  # fmt: skip
    assert exhibit.summary


def test_each_objective_shows_its_projects_worst_first_and_its_measures(store):
    objectives(store, *TREE)
    register(
        store,
        {"project_id": "P1", "name": "Fine", "objective": "O1"},
        {"project_id": "P2", "name": "Bad", "objective": "O1;O2", "shared_service_with": "Two neighbours"},
        {"project_id": "P3", "name": "Over", "objective": "O1", "closed_on": "2026-06-30"},
        on="2026-04-08",
    )
    reports(store, "P1", six("G G"))
    reports(store, "P2", six("R R"))
    define(store, "calls", name="Calls", objective="O2")
    figures(store, "calls", [100.0 + n % 3 for n in range(35)] + [400.0])
    exhibit = alignment.by_objective(View(), today=TODAY)
    rows = exhibit.table[["Objective", "Name", "How it stands"]].values.tolist()
    assert rows == [
        ["Name of O1", "Bad", "R ■ Red"],
        ["Name of O1", "Fine", "G ● Green"],
        ["Name of O1", "Over", "Ended"],
        ["Name of O1a", "–", "–"],
        ["Name of O2", "Bad", "R ■ Red"],
        ["Name of O2", "Calls", "Unusually high: a concern"],
        ["Name of CP1", "–", "–"],
    ]
    assert exhibit.title == "2 of 5 objectives and priorities have neither project nor measure"
    assert "without either: Name of O1a and Name of CP1." in exhibit.summary
    assert "Without a measure: Name of O1." in exhibit.summary
    assert "Bad is red and serves Name of O1 and Name of O2." in exhibit.summary
    assert "Shared with other bodies: Bad (Two neighbours)." in exhibit.note
    assert "1 project has ended" in exhibit.note
    drawn = words_of(exhibit)
    assert "2 below" in drawn
    assert "1 unusual" in drawn
    assert "Over" not in drawn
    red = next(trace for trace in exhibit.figure.data if trace.name == "Red")
    assert len(red.x) == 2
    assert set(red.text) == {"R"}
    assert red.marker.symbol == "square"


def test_open_actions_stand_below_what_they_are_about_and_private_ones_nowhere(store):
    objectives(store, *TREE)
    register(store, {"project_id": "P1", "name": "Fine", "objective": "O1"}, on="2026-04-08")
    reports(store, "P1", six("G G"))
    define(store, "calls", name="Calls", objective="O2")
    figures(store, "calls", [100.0 + n % 3 for n in range(36)])
    items(
        store,
        {"action_id": "A1", "title": "Why so late", "project_id": "P1", "due_on": date(2026, 9, 9)},
        {"action_id": "A2", "title": "Queue in September", "project_id": "P1", "measure_id": "calls"},
        {"action_id": "A3", "title": "Said in private", "project_id": "P1", "restricted": True},
        {"action_id": "A4", "title": "Done long ago", "project_id": "P1", "status": "done"},
        {"action_id": "A5", "title": "About nothing"},
    )
    exhibit = alignment.by_objective(View(), today=TODAY)
    asked = exhibit.table[exhibit.table["What"] == "Action"]
    assert asked[["Objective", "Name", "How it stands", "Who answers"]].values.tolist() == [
        ["Name of O1", "Why so late", "Overdue by 30 days; about Fine", "Head of IT"],
        ["Name of O1", "Queue in September", "Open, no day named; about Fine", "Head of IT"],
        ["Name of O2", "Queue in September", "Open, no day named; about Calls", "Head of IT"],
    ]
    assert exhibit.more[0] == "2 open items from committees concern these, 1 overdue; 2 concern Name of O1."
    assert exhibit.links["Why so late"] == "/actions?item=A1"
    assert "private" not in " ".join(exhibit.table.astype(str).to_numpy().ravel())


def test_a_missing_report_is_said_beside_the_old_status(store):
    objectives(store, *TREE)
    register(store, {"project_id": "P1", "objective": "O1"}, {"project_id": "P2", "objective": "O2"}, on="2026-04-08")
    reports(store, "P1", six("G", last="2026-08"))
    reports(store, "P2", six("G G"))
    stands = alignment.by_objective(View(), today=date(2026, 10, 20)).table.set_index("Objective")["How it stands"]
    assert stands["Name of O1"] == "G ● Green; report for September 2026 is missing"
    assert stands["Name of O2"] == "G ● Green"


def test_more_projects_than_fit_are_counted(store):
    objectives(store, *TREE)
    register(store, *({"project_id": f"P{n}", "objective": "O1"} for n in range(8)))
    exhibit = alignment.by_objective(View(), today=TODAY)
    assert "+4" in words_of(exhibit)
    assert len(exhibit.table[exhibit.table["Objective"] == "Name of O1"]) == 8


def test_what_is_tied_to_none_is_named_with_its_cost(store):
    objectives(store, *TREE)
    register(
        store,
        {"project_id": "P1", "name": "Loose"},
        {"project_id": "P2", "name": "Wrong", "objective": "O7"},
        {"project_id": "P3", "objective": "O1"},
        {"project_id": "P4", "name": "Gone", "closed_on": "2026-01-31"},
    )
    define(store, "calls", name="Calls")
    exhibit = alignment.unaligned(View(), today=TODAY)
    assert exhibit.title == "2 of 3 projects and 1 of 1 measure are tied to no objective"
    assert "Loose and Wrong, which together cost £200,000 over their whole life." in exhibit.summary
    assert "Measures tied to none: Calls." in exhibit.summary
    assert "Wrong names O7, which no published objective has." in exhibit.summary
    assert exhibit.table["Name"].to_list() == ["Loose", "Wrong", "Calls"]
    assert exhibit.table["What is written"].to_list() == ["Nothing", "O7", "Nothing"]
    shares = {trace.name: list(trace.x) for trace in exhibit.figure.data}
    assert shares["Tied to none"] == pytest.approx([200 / 3, 100])


def test_another_plan_is_named_and_linked_in_alignment_and_on_the_project_s_page(store):
    objectives(store, *TREE)
    plan = {"related_plan": "Climate plan", "related_plan_link": "https://a.example/climate"}
    register(store, {"project_id": "P1", "name": "Move", "objective": "O1", "hosting": "cloud", **plan})
    made = alignment.by_objective(View(), today=TODAY)
    assert made.table.set_index("Name")["Related plan"].to_dict() == {"Move": "Climate plan", "–": "–"}
    assert "Other plans that something here belongs to as well: Climate plan." in made.note
    page = about(View(), project="P1")
    assert "It also belongs to another plan: Climate plan." in page.note
    assert made.links["Climate plan"] == page.links["Climate plan"] == "https://a.example/climate"
    facts = dict(page.table.itertuples(index=False))
    assert (facts["Related plan"], facts["Hosting"]) == ("Climate plan", "Cloud")
    assert portfolio_register.register(View(), today=TODAY).table["Hosting"].tolist() == ["Cloud"]


@pytest.mark.parametrize("kind", ["objectives", "projects"])
def test_an_unsafe_link_to_a_plan_is_refused_of_every_kind(store, kind):
    head = {"objectives": "objective_id,level,name", "projects": "project_id,type,name"}[kind]
    row = {"objectives": "O1,objective,One", "projects": "P1,run,One"}[kind]
    raw = f"{head},related_plan,related_plan_link\n{row},Climate plan,javascript:alert(1)\n".encode()
    problems = check(read(raw, "a.csv"), kind, known_from(store, kind=kind)).problems
    assert "unsafe_link" in {each.code for each in problems if each.severity == "error"}


def test_all_tied_is_good_news(store):
    objectives(store, *TREE)
    register(store, {"project_id": "P1", "objective": "O1"})
    exhibit = alignment.unaligned(View(), today=TODAY)
    assert exhibit.title == "Every project and measure is tied to an objective"
    assert exhibit.table.empty
    assert exhibit.figure is not None


@pytest.mark.parametrize("builder", BOTH)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sample_reads_well_on_a_phone_and_says_its_source(sample, builder, theme):
    exhibit = builder(View(theme=theme), today=date(2026, 10, 23))
    assert len(exhibit.title) <= 75
    assert exhibit.source.startswith("Source: register of projects")
    assert exhibit.table.map(lambda cell: isinstance(cell, str) and cell not in ("", "nan", "None")).all(axis=None)
    assert 1 <= len(exhibit.questions) <= 3
    colours = {trace.marker.color for trace in exhibit.figure.data if isinstance(trace.marker.color, str)}
    assert len(colours - {"rgba(0,0,0,0)"}) <= 4
    assert exhibit.data is not None


def test_figures_follow_the_day(sample):
    now = alignment.unaligned(View(), today=date(2026, 10, 23))
    then = alignment.unaligned(View(as_at=date(2026, 10, 6)), today=date(2026, 10, 23))
    assert "Scanning the paper archive" in now.summary
    assert "Scanning the paper archive" not in then.summary
