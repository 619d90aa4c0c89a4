"""What one visitor looks at is made for the other choices before anybody asks: the same, once, and of these figures."""

from datetime import date, timedelta

import pandas as pd
import pytest

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.channels.take_up import take_up
from exhibits.common import exhibits_ahead
from exhibits.common.exhibits_ahead import ExhibitsAhead
from queries import ask

NOW = View()


def allow(number: int, monkeypatch) -> None:
    known = settings()
    store = known.store.model_copy(update={"ahead": number})
    monkeypatch.setattr(exhibits_ahead, "settings", lambda: known.model_copy(update={"store": store}))


@pytest.fixture
def ahead(sample, monkeypatch) -> ExhibitsAhead:
    """Of a server that makes up to 30, and has seen nobody yet."""
    allow(30, monkeypatch)
    return ExhibitsAhead()


class Counted:
    """A builder that notes for what it was called."""

    def __init__(self, name: str = "counted", fails: str = ""):
        self.calls, self.fails = [], fails
        self.__module__, self.__qualname__ = __name__, name

    def __call__(self, view: View, **params) -> Exhibit:
        self.calls.append(params)
        if self.fails in params.values():
            raise ValueError("no such figures")
        return Exhibit("counted", str(params), "", pd.DataFrame(), "")


def test_a_service_nobody_chose_is_ready_and_says_what_it_would_say_anyway(ahead):
    asked = {"service": "parking-permits", "directorate": None, "months": 36}
    calls = []

    def builder(view, **params):
        calls.append(params)
        return take_up(view, **params)

    ahead.look_at(builder, NOW, asked)
    assert ahead.make(lambda: None) > 10
    other, before = calls[1], len(calls)
    ready, fresh = ahead.exhibit(builder, NOW, other), take_up(NOW, **other)
    assert len(calls) == before
    assert (ready.title, ready.lead, ready.more, ready.beside) == (fresh.title, fresh.lead, fresh.more, fresh.beside)
    pd.testing.assert_frame_equal(ready.table, fresh.table)
    assert ready.figure == fresh.figure


def test_each_choice_is_made_once_and_not_what_a_visitor_has_had(ahead):
    builder, projects = Counted(), list(ask("projects/register")["project_id"])
    ahead.look_at(builder, NOW, {"project": projects[0]})
    ahead.exhibit(builder, NOW, {"project": projects[0]})
    assert ahead.make(lambda: None) == len(projects) - 1
    assert ahead.make(lambda: None) == 0
    assert sorted(each["project"] for each in builder.calls) == sorted(projects)
    ahead.exhibit(builder, NOW, {"project": projects[1]})
    assert len(builder.calls) == len(projects)


def test_never_more_than_the_settings_allow(ahead, monkeypatch):
    allow(3, monkeypatch)
    builder = Counted()
    ahead.look_at(builder, NOW, {"measure_id": "incidents", "directorate": None})
    assert ahead.make(lambda: None) == 3
    newer = Counted("newer")
    ahead.look_at(newer, NOW, {"service": None})
    assert ahead.make(lambda: None) == 3
    ahead.exhibit(newer, NOW, newer.calls[0])
    assert len(newer.calls) == 3
    ahead.exhibit(builder, NOW, builder.calls[0])  # gave way to what was looked at since
    assert len(builder.calls) == 4
    allow(0, monkeypatch)
    ahead.look_at(Counted(), NOW, {"service": None})
    assert ahead.make(lambda: None) == 0


def test_what_is_due_is_judged_by_the_day_on_which_it_is_made(ahead):
    builder = Counted()
    ahead.look_at(builder, NOW, {"service": None, "today": date.today() - timedelta(days=1)})
    ahead.make(lambda: None)
    assert {each["today"] for each in builder.calls} == {date.today()}


def test_figures_that_changed_leave_nothing_that_was_made_before(ahead, monkeypatch):
    builder, version = Counted(), ["before"]
    monkeypatch.setattr(exhibits_ahead, "figures_version", lambda: version[0])
    ahead.look_at(builder, NOW, {"service": None})
    ahead.make(lambda: None)
    one, calls = builder.calls[0], len(builder.calls)
    version[0] = "after"
    ahead.exhibit(builder, NOW, one)
    assert len(builder.calls) == calls + 1
    # and where they change while one is being made
    assert ahead.make(lambda: version.__setitem__(0, "again")) == 0
    ahead.exhibit(builder, NOW, builder.calls[-1])
    assert len(builder.calls) == calls + 3


@pytest.mark.parametrize("view", [View(with_draft="one"), View(as_at=date(2026, 3, 1))])
def test_drafts_and_past_days_teach_nothing(ahead, view):
    builder = Counted()
    ahead.look_at(builder, view, {"service": None})
    assert ahead.make(lambda: None) == 0


def test_what_cannot_be_made_is_said_to_whoever_asks_for_it(ahead):
    builder = Counted(fails="allotments")
    ahead.look_at(builder, NOW, {"service": None})
    assert ahead.make(lambda: None) == len(builder.calls) - 1
    with pytest.raises(ValueError, match="no such figures"):
        ahead.exhibit(builder, NOW, {"service": "allotments"})
