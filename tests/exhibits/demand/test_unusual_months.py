"""The log of unusual months: what nobody explained, what is open and what is closed, with who sees to it."""

from datetime import date, datetime

import pytest

from exhibits import View
from exhibits.common.process_chart import process_chart
from exhibits.demand.unusual_months import unusual_months
from queries import ask
from tests.exhibits.figures import STEADY, define, explain, figures, publish

TODAY = date(2026, 11, 29)
MARCH, MAY, JULY, SEPTEMBER = (date(2026, month, 1) for month in (3, 5, 7, 9))


@pytest.fixture
def spikes(store):
    """Spikes of calls in May and September, of mails in March, which is set aside, and one that is too long ago; waits
    were low in July."""
    for name, values in {
        "calls": {31: 620, 35: 630}, "mails": {29: 900}, "waits": {33: 400}, "visits": {3: 620}
    }.items():  # fmt: skip
        define(store, name)
        figures(store, name, [values.get(number, usual) for number, usual in enumerate(STEADY)])
    done = {"action": "A spare line", "owner_role": "Head of Digital"}
    explain(store, "mails", MARCH, "Bills.", exceptional=True, **done, closed_on=date(2026, 4, 30))
    explain(store, "calls", MAY, "A fault.", **done)
    explain(store, "waits", JULY, "Holidays.")
    return store


def test_every_unusual_month_stands_with_cause_action_owner_and_state(spikes):
    rows = ask("signals/unusual_months", today=TODAY)
    told = rows[["measure_id", "month", "side", "state", "owner_role", "days_open"]].astype(object)
    assert [(*row[:1], row[1].date(), *row[2:]) for row in told.where(told.notna(), None).to_numpy().tolist()] == [
        ("calls", SEPTEMBER, 1, "unexplained", None, 60),
        ("waits", JULY, -1, "open", None, 121),
        ("calls", MAY, 1, "open", "Head of Digital", 182),
        ("mails", MARCH, 1, "closed", "Head of Digital", 30),
    ], "and none of January 2024"
    exhibit = unusual_months(View(), today=TODAY)
    assert exhibit.title == "1 of 4 unusual months has no explanation"
    assert exhibit.lead == (
        "4 figures lay outside the usual range in the last 24 months: 1 not explained, 2 explained and still open and "
        "1 closed."
    )
    assert exhibit.more == (
        "Longest explained and open: Calls, May 2026 (182 days).",
        "One of the 2 that are explained and open names no owner.",
        "Unusual most often: Calls (2 months).",
        "3 of the 4 were concerns.",
    )
    assert exhibit.questions[1] == "Calls, May 2026: what is left for the Head of Digital to do, and by when?"
    row = exhibit.table.iloc[-1]
    assert (row["Cause"], row["What was done"], row["State"]) == (
        "Cause (exceptional)",
        "A spare line",
        "Closed on 30 April 2026",
    )
    assert {trace.name: len(trace.x) for trace in exhibit.figure.data} == {
        "Not explained": 1,
        "Explained, still open": 2,
        "Closed": 1,
    }
    assert set(exhibit.figure.data[1].marker.symbol) == {"triangle-up", "triangle-down"}  # no colour alone says it


def test_the_chart_says_what_was_done_and_an_earlier_day_knows_nothing_of_what_came_later(spikes):
    row = {
        "measure_id": "calls",
        "slice_key": "calls|2026-05",
        "month": MAY,
        "explanation": "A fault.",
        "cause": "Cause",
    }
    publish(spikes, "explanations", [{**row, "action": "A spare line", "closed_on": date(2026, 11, 20)}],
            at=datetime(2026, 11, 21, 9))  # fmt: skip
    remarks = " ".join(process_chart(View(), measure_id="calls").remarks)
    assert "A fault. What was done: A spare line. Closed on 20 November 2026." in remarks
    states = [
        ask("signals/unusual_months", as_at=day, today=TODAY).set_index(["measure_id", "month"])["state"][
            "calls", "2026-05-01"
        ]
        for day in (date(2026, 11, 1), None)
    ]
    assert states == ["open", "closed"], "what was said before is kept"


def test_a_council_without_figures_and_one_without_spikes_are_told_so(store):
    assert unusual_months(View(), today=TODAY).lead == "No measure has a figure yet."
    define(store, "calls")
    figures(store, "calls", STEADY)
    assert unusual_months(View(), today=TODAY).title == "No month was unusual in two years"
