"""How to read these charts: the tour's steps, each with a true example."""

import json

from exhibits import View
from exhibits.channels.take_up import take_up
from exhibits.common.verdicts import unusual
from queries import ask
from screen.tour import STEPS
from tests.exhibits.figures import STEADY, define, figures
from tests.people import said, visitor

PAGE = "pages/reading.py"


def test_each_step_has_an_example_out_of_the_councils_own_figures(sample):
    app = visitor(PAGE)
    assert not app.exception
    assert [each.value for each in app.header] == [f"{n}. {title}" for n, (title, _) in enumerate(STEPS, 1)]
    usual, strange, online = [json.loads(each.proto.spec) for each in app.get("plotly_chart")]
    assert "Unusually" in json.dumps(strange) and "Unusually" not in json.dumps(usual)
    verdicts = ask("signals/measures")
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for _, row in verdicts.iterrows():
        names[bool(unusual(row))].add(row["name"])
    boxes = [
        each.value.replace("\\", "") for each in app.markdown if each.value.startswith("**") and "**  \n" in each.value
    ]
    titles = [box.removeprefix("**").split(":")[0] for box in boxes]
    assert titles[0] in names[True] and titles[1] in names[False] and titles[2] == titles[0]
    drawn = take_up(View(), months=36)
    assert len(online["data"]) == len(drawn.figure.data) and drawn.lead in said(app).replace("\\", "")
    assert "Is anyone left behind?" in said(app), "take-up is not shown without it"


def test_where_there_is_no_example_it_says_so(store):
    define(store, "calls", theme="Contact")
    figures(store, "calls", STEADY)
    app = visitor(PAGE)
    assert not app.exception and len(app.header) == len(STEPS)
    assert "No measure is unusual at present, so there is no example." in said(app)
    assert len(app.get("plotly_chart")) == 1
