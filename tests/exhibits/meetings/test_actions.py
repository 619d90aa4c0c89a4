"""What is open, overdue, recommended and closed, against items worked out by hand."""

from datetime import date

import pandas as pd
import pytest

from exhibits import View
from exhibits.meetings.closed_actions import closed_actions
from exhibits.meetings.one_action import one_action
from exhibits.meetings.open_actions import open_actions
from exhibits.meetings.recommendations import recommendations
from queries import ask
from tests.exhibits.figures import STEADY, define, figures, publish

TODAY = date(2026, 11, 29)
_ITEM = {
    "kind": "action",
    "text": "Say why it took so long.",
    "owner_role": "Head of IT",
    "raised_on": date(2026, 7, 14),
}


def items(store, *rows: dict) -> None:
    names = dict.fromkeys(name for row in rows for name in row)  # a table has the columns of its first row
    publish(store, "actions", [{**names, **_ITEM, "slice_key": row["action_id"], **row} for row in rows])


def test_overdue_items_come_first_and_are_counted_from_the_day_they_were_due(store):
    items(
        store,
        {"action_id": "A1", "due_on": date(2026, 12, 8)},
        {"action_id": "A2", "due_on": date(2026, 11, 9), "title": "Queue in September"},
        {"action_id": "A3", "due_on": date(2026, 11, 29)},  # due today: not overdue yet
        {"action_id": "A4", "status": "in_progress"},
        {"action_id": "A5", "due_on": date(2026, 8, 1), "status": "done", "closed_on": date(2026, 8, 3)},
    )
    shown = open_actions(View(), today=TODAY)
    assert shown.title == "1 of 4 open items is overdue"
    assert shown.lead == "Longest overdue, by 20 days: Queue in September (Head of IT)."
    assert list(shown.table["Code"]) == ["A2", "A3", "A1", "A4"]
    assert list(shown.table["State"]) == [
        "Overdue by 20 days",
        "Open, due on 29 November 2026",
        "Open, due on 8 December 2026",
        "In progress, no day named",
    ]
    closed = closed_actions(View(), today=TODAY)
    assert (closed.title, closed.lead) == (
        "The one item that was answered or done came late",
        "1 item was answered or done; the longest delay was 2 days.",
    )
    earlier = open_actions(View(), today=date(2026, 11, 1))
    assert earlier.title == "None of 4 open items is overdue"
    assert earlier.lead == "Next due: Queue in September, on 9 November 2026."


def test_what_was_raised_in_private_is_counted_and_none_of_its_words_leave_the_query(store):
    secret = {
        "text": "The firewall of the annex",
        "title": "Annex",
        "owner_role": "Network lead",
        "reply": "It is open",
    }
    items(store, {"action_id": "A1", "restricted": True, "due_on": date(2026, 10, 1), "evidence": "/money", **secret})
    rows = ask("meetings/actions", today=TODAY)
    assert rows["state"].tolist() == ["overdue"]
    shown = [open_actions(View(), today=TODAY), one_action(View(), today=TODAY, item="A1")]
    words = " ".join([rows.to_csv(), *(f"{each}{each.table.to_csv()}" for each in shown)])
    assert [each for each in (*secret.values(), "/money") if each in words] == []
    assert shown[0].title == "The one open item is overdue"
    assert "Action raised in private session" in shown[0].lead


def test_a_recommendation_stands_beside_its_measure_before_and_since(store):
    define(store, "waits", unit="minutes", name="Wait")
    figures(store, "waits", [20.0] * 24 + [10.0] * 12)  # from October 2023; the step comes in October 2025
    items(
        store,
        {"action_id": "R1", "kind": "recommendation", "response": "accepted", "status": "done", "measure_id": "waits",
         "raised_on": date(2025, 9, 16), "closed_on": date(2025, 12, 1), "reply": "Two more people."},
        {"action_id": "R2", "kind": "recommendation", "raised_on": date(2026, 9, 1), "measure_id": "waits"},
    )  # fmt: skip
    shown = recommendations(View(), today=TODAY)
    assert shown.title == "1 of 2 recommendations was accepted, wholly or in part"
    assert shown.lead == "1 accepted and 1 without a response yet. Of those accepted, 1 is done."
    cells = dict(zip(shown.table["Code"], shown.table["Its measure"], strict=True))
    assert cells["R1"].startswith(
        "Wait: 20 minutes on average in the 12 months before, 10 minutes in the 12 months since"
    )
    assert cells["R2"] == "Wait: too early to compare"
    row = shown.download.set_index("action_id").loc["R1"]
    assert (row["before"], row["after"], row["periods_before"], row["periods_after"]) == (20, 10, 12, 12)


def test_a_quarterly_measure_is_compared_by_quarters_and_a_lasting_change_is_dated(store):
    define(store, "confident", unit="percent", name="Confident", period="quarter", direction="increase")
    quarters = [date(2019 + n // 4, 1 + 3 * (n % 4), 1) for n in range(31)]  # up to July to September 2026
    stated = [
        {"slice_key": f"confident|{first:%Y-%m}", "measure_id": "confident", "month": first, "value": value}
        for n, first in enumerate(quarters)
        for value in [60.0 + n % 3 if first < date(2024, 4, 1) else 75.0 + n % 3]
    ]
    publish(store, "kpi_values", stated, period_to=date(2026, 9, 30))
    items(
        store,
        {"action_id": "R1", "kind": "recommendation", "measure_id": "confident", "raised_on": date(2024, 3, 5)},
        {"action_id": "R2", "kind": "recommendation", "measure_id": "confident", "raised_on": date(2025, 3, 5)},
    )
    cells = dict(recommendations(View(), today=TODAY).table[["Code", "Its measure"]].itertuples(index=False))
    assert cells["R1"].startswith("Confident: 61% on average in the 4 quarters before, 75.9% in the 10 quarters since")
    assert cells["R1"].endswith("; higher since April to June 2024")
    assert "since April" not in cells["R2"], "the change began before it was raised"


def test_the_meeting_gives_the_day_and_the_committee_that_a_file_leaves_out(store):
    publish(
        store,
        "meetings",
        [{"slice_key": "M1", "meeting_id": "M1", "committee": "Scrutiny", "meeting_date": date(2026, 10, 6)}],
    )
    items(store, {"action_id": "A1", "meeting_id": "M1", "raised_on": None})
    row = ask("meetings/actions", today=TODAY).iloc[0]
    assert (row["committee"], row["raised_on"], row["days_open"]) == ("Scrutiny", pd.Timestamp(2026, 10, 6), 54)
    assert ask("meetings/actions", today=TODAY, committee="Another").empty


@pytest.mark.parametrize("exhibit", [open_actions, closed_actions, recommendations])
def test_without_items_words_say_so(store, exhibit):
    assert exhibit(View(), today=TODAY).lead.startswith("No data: ")
    define(store, "incidents_seen")
    figures(store, "incidents_seen", STEADY)
    assert exhibit(View(), today=TODAY).figure is None


def test_an_item_says_what_was_asked_and_answered(store):
    items(store, {"action_id": "A1", "status": "done", "closed_on": date(2026, 8, 3), "reply": "It was the queue."})
    shown = one_action(View(), today=TODAY, item="A1")
    assert shown.lead == "Done on 3 August 2026. Head of IT answers for it."
    assert [piece.text for section in shown.sections for piece in section.pieces] == [
        _ITEM["text"],
        "It was the queue.",
    ]
    assert one_action(View(), today=TODAY, item="B1").title == "No such item"


def test_beside_each_bar_stands_how_long_it_is_open_and_how_late(store):
    items(store, {"action_id": "A1", "raised_on": date(2026, 9, 1), "due_on": date(2026, 11, 9)})
    figure = open_actions(View(), today=TODAY).figure
    beside = [note["text"] for note in figure.to_dict()["layout"]["annotations"]]
    assert any("89 days, 20 late" in text for text in beside), beside
