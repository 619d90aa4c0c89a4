"""What a member sees on Channel shift: every sub-view, for all services, a directorate and one service."""

import importlib
import inspect
import pkgutil
from datetime import date

import pytest

from exhibits import Exhibit, View, channels
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.overview import newest_months
from queries import ask
from screen.links import linked
from tests.exhibits.figures import define, figures
from tests.people import council, said, visitor

PAGE = "pages/channel_shift.py"
PARTS = ("take_up", "mix", "online", "savings", "reviews", "peaks", "areas", "service")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_answers_for_all_services_a_directorate_and_one_service(sample, part):
    for scope in ({}, {"directorate": "Place and Planning"}, {"service": "parking-permits"}):
        app = visitor(PAGE, view=part, **scope)
        assert not app.exception
        assert "Something went wrong" not in said(app)
        assert len(app.header) >= 1, scope
        levels = [int(h.tag[1]) for h in [*app.title, *app.header, *app.subheader]]
        assert levels.count(1) == 1 and set(levels) <= {1, 2, 3}
        assert {key: app.query_params[key] for key in scope} == scope


def test_everything_that_opens_can_be_opened(sample):
    names = ("offline_routes", "satisfaction", "avoidable", "by_service", "by_directorate", "by_interaction",
             "still_offline")  # fmt: skip
    for part in ("take_up", "online"):
        app = visitor(PAGE, view=part, **{f"open_{name}": "true" for name in names})
        assert not app.exception
        assert "Something went wrong" not in said(app)
        opened = {box.label for box in app.expander if box.children and box.label != "The figures as a table"}
        assert len(opened) >= (5 if part == "take_up" else 2)


def test_the_filters_stand_in_the_address_and_what_is_unknown_leaves_it(sample):
    app = visitor(PAGE, view="nothing", service="no-such-service", directorate="Nowhere", since="1999-01")
    assert not app.exception
    assert app.selectbox(key="filter_service").value == "all"
    assert set(app.query_params) <= {"since"}, "since belongs to a part that is not shown"
    app.selectbox(key="filter_service").set_value("parking-permits").run()
    assert app.query_params["service"] == "parking-permits"
    assert "Parking permits" in app.header[0].value
    assert "**Place and Planning**" in said(app), "one service has one directorate"


def test_the_member_moves_the_cost_difference(sample):
    usual, more = (visitor(PAGE, view="savings", **chosen) for chosen in ({}, {"change": "50"}))
    assert more.slider(key="change").value == 50
    assert usual.header[0].value != more.header[0].value


def test_take_up_is_never_shown_without_who_is_left_behind(sample):
    """On whichever page: the box stands with the figure, not on the page."""
    box, line = "**Is anyone left behind?** ", "**[Is anyone left behind?](/channel_shift)** "
    others, links = who_gets_through_lines(View())[1:], who_gets_through_links(View())
    took_up = said(visitor(PAGE))
    assert took_up.count(box) == 1 and all(linked(each, links) in took_up for each in others), "in full, once"
    for page, choice in ((PAGE, {"view": "areas"}), ("pages/it_demand.py", {"measure": "digital_take_up"})):
        words = said(visitor(page, **choice))
        assert line in words and box not in words and "(/channel_shift?service=parking-permits)" in words
    assert line not in said(visitor("pages/it_demand.py", measure="incidents"))


def test_the_overview_lists_a_service_that_is_late(sample):
    (late,) = [line for line in newest_months(View(), today=date(2026, 11, 28)).late if line.page == "channel_shift"]
    assert (late.name, late.status) == ("Planning applications", "No September 2026 figures")
    assert late.late == "Late: September 2026 was due on 20 October 2026, 39 days ago."


ACCESS = ("who_gets_through", "offline_routes", "satisfaction")  # these say themselves who is left behind


def builders():
    """Every exhibit that can be drawn from a view and the parameters of Channel shift."""
    for found in pkgutil.iter_modules(channels.__path__):
        module = importlib.import_module(f"exhibits.channels.{found.name}")
        for builder in vars(module).values():
            if (
                inspect.isfunction(builder)
                and builder.__module__ == module.__name__
                and not builder.__name__.startswith("_")
                and inspect.signature(builder).return_annotation in (Exhibit, "Exhibit")
                and next(iter(inspect.signature(builder).parameters)) == "view"
                and all(p.kind == p.KEYWORD_ONLY for p in list(inspect.signature(builder).parameters.values())[1:])
            ):
                yield builder


def drawn(builder, **given) -> Exhibit:
    takes = inspect.signature(builder).parameters
    wanted = {"today": date(2026, 10, 25), "service": "parking-permits", **given}
    return builder(View(), **{key: value for key, value in wanted.items() if key in takes})


@pytest.mark.parametrize("builder", list(builders()), ids=lambda one: f"{one.__module__[9:]}.{one.__name__}")
def test_every_exhibit_says_what_it_shows_and_where_it_comes_from(sample, builder):
    for service in ("parking-permits", None):
        takes = inspect.signature(builder).parameters.get("service")
        if service is None and takes is not None and takes.default is inspect.Parameter.empty:
            continue
        made = drawn(builder, service=service)
        assert made.title and made.summary.endswith((".", "?")), builder
        assert made.source or made.table.empty, "every figure says where it comes from"
        assert made.questions or made.table.empty
        assert made.figure is None or made.figure.layout.dragmode is not True
        words = f"{made.title} {made.summary}".lower()
        if "take-up" in words and not made.table.empty and builder.__name__ not in ACCESS:
            assert made.beside, f"{builder.__name__} speaks of take-up without who is left behind"


def test_a_council_without_channel_volumes_is_told_what_is_missing(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    define(store, "calls")
    figures(store, "calls", [10.0] * 14)
    app = visitor(PAGE)
    assert not app.exception
    assert "No channel volumes have been published yet" in said(app)
    assert ask("channels/services").empty
    store.close()


def test_figures_as_they_stood_before_the_first_channel_volumes(sample):
    app = visitor(PAGE, as_at="2025-01-22")
    assert not app.exception
