"""The five questions that a member asks since the committee last met: what became unusual, what was explained, what was
restated, what moved in projects and money, and what is overdue."""

from collections.abc import Iterator
from datetime import date, datetime

import pandas as pd
import pytest

from data.store import Store
from exhibits import View
from exhibits.overview import newest_months
from exhibits.since import Change, all_changes, all_new, changes_since, say_changes, worth_asking
from queries import ask
from tests.exhibits.figures import STEADY, explain, months, publish
from tests.exhibits.money_store import lines, saving
from tests.exhibits.portfolio_store import milestones, register, reports
from tests.stores import quick_store

MET, TODAY, COMMITTEE = date(2026, 10, 6), date(2026, 11, 29), "Scrutiny"
BEFORE, AFTER = datetime(2026, 9, 10, 9), datetime(2026, 10, 12, 9)
LAST = {"calls": 640, "visits": 640, "waits": STEADY[35], "parks": STEADY[35]}  # their September


def figures(store: Store, at: datetime, up_to: date, *stated: tuple[str, dict[date, float]]) -> None:
    rows = [
        {"slice_key": f"{measure}|{month:%Y-%m}", "measure_id": measure, "month": month, "value": float(value)}
        for measure, values in stated
        for month, value in values.items()
    ]
    publish(store, "kpi_values", rows, period_to=up_to, at=at)


def known(values: list[float]) -> dict[date, float]:
    return dict(zip(months(36), values, strict=False))


PROJECTS = ("WORSE", "DATES", "COST", "PENNIES", "SAME")
PLANNED = {"project_id": "DATES", "baseline_date": "2026-10-20", "forecast_date": "2026-10-20"}
TRAINING = {"milestone_id": "M2", "name": "Training", **PLANNED}
ITEMS = {
    "A1": {"title": "Queue in September", "due_on": date(2026, 11, 9)},
    "A2": {"title": "Telephone hours", "due_on": date(2026, 9, 1)},
    "A3": {"title": "Cyber plan", "due_on": date(2026, 12, 1)},
    "A4": {"title": "Of another committee", "due_on": date(2026, 11, 9), "committee": "Audit"},
}


def items(store: Store, at: datetime, **changed: dict) -> None:
    row = {"kind": "action", "text": "Say why.", "owner_role": "Head of IT", "raised_on": date(2026, 7, 14),
           "committee": COMMITTEE, "status": None, "closed_on": None}  # fmt: skip
    publish(store, "actions", [
        {"slice_key": item, "action_id": item, **row, **columns, **changed.get(item, {})}
        for item, columns in ITEMS.items()
    ], at=at)  # fmt: skip


def finance(store: Store, on: str, forecast: int, status: str) -> None:
    lines(store, {"line_id": "L1", "project_id": "COST", "baseline_gbp": 2000, "forecast_gbp": forecast},
          saving("L2", project_id="SAME", baseline_gbp=900, status=status), on=on)  # fmt: skip


def before_the_meeting(store: Store) -> None:
    """Four measures of which August was known at the meeting, and one of which only July."""
    register(store, *({"project_id": name} for name in PROJECTS), on="2026-06-08")
    milestones(store, {"milestone_id": "M1", "name": "Go-live", **PLANNED}, TRAINING, on="2026-06-09")
    publish(store, "meetings", [{"slice_key": "M", "meeting_id": "M", "committee": COMMITTEE, "meeting_date": MET}],
            at=BEFORE)  # fmt: skip
    publish(store, "measures", [
        {"slice_key": name, "measure_id": name, "name": name.capitalize(), "plain_meaning": "What it counts.",
         "unit": "count", "direction": "decrease", "theme": "IT demand"} for name in (*LAST, "buses", "skips")
    ], at=BEFORE)  # fmt: skip
    august = known(STEADY[:35])
    figures(store, BEFORE, date(2026, 8, 31), ("calls", august), ("visits", august), ("waits", august),
            ("parks", known([*STEADY[:34], 640])), ("buses", known(STEADY[:34])))  # fmt: skip
    items(store, BEFORE)
    for name in PROJECTS:
        reports(store, name, {"2026-08": "G"}, on="2026-09-10")
    finance(store, "2026-09-12", 2000, "on_track")


def after_the_meeting(store: Store) -> None:
    """One of everything happens, and a measure has its first figures."""
    moved = {
        "DATES": {"end_forecast": "2027-04-30"},
        "COST": {"whole_life_cost_forecast": 125000.0},
        "PENNIES": {"whole_life_cost_forecast": 100100.0},
    }
    register(store, *({"project_id": name, **moved.get(name, {})} for name in (*PROJECTS, "NEW")), on="2026-10-08")
    late = {"milestone_id": "M1", "name": "Go-live", **PLANNED, "forecast_date": "2027-01-15"}
    milestones(store, late, TRAINING, on="2026-10-09")
    for name in PROJECTS:
        reports(store, name, {"2026-09": "AR" if name == "WORSE" else "G"}, on="2026-10-09")
    figures(store, AFTER, date(2026, 9, 30),
            *((name, {date(2026, 9, 1): value}) for name, value in LAST.items()),
            ("waits", {date(2026, 7, 1): STEADY[33] + 9}), ("skips", known([*STEADY[:20], 640, *STEADY[21:]])),
            ("buses", {date(2026, 8, 1): 640, date(2026, 9, 1): STEADY[35]}))  # fmt: skip
    explain(store, "visits", date(2026, 9, 1), "The leisure centre reopened.")
    explain(store, "parks", date(2026, 8, 1), "A fair.")
    finance(store, "2026-10-12", 2600, "at_risk")
    items(store, AFTER, A3={"status": "done", "closed_on": date(2026, 10, 9)})


@pytest.fixture(scope="module")
def changes(tmp_path_factory) -> Iterator[tuple[Change, ...]]:
    """What changed between the meeting on 6 October 2026 and 29 November in a council made by hand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNCIL_STORE", str(tmp_path_factory.mktemp("since") / "store.duckdb"))
        store = quick_store()
        before_the_meeting(store)
        after_the_meeting(store)
        yield changes_since(View(), since=MET, today=TODAY, committee=COMMITTEE)
        store.close()


def said(changes: tuple[Change, ...], *kinds: str, subject: str = "") -> list[str]:
    return [each.sentence for each in changes if each.kind in kinds and subject in ("", each.subject)]


def test_what_became_unusual_is_every_month_whose_figure_has_come_and_not_only_the_newest(changes):
    assert said(changes, "unusual") == [
        "Calls: 640 in September 2026, unusually high, a concern; no explanation yet.",
        "Buses: 640 in August 2026, unusually high, a concern; no explanation yet.",
        "Visits: 640 in September 2026, unusually high, a concern; explained.",
    ]
    assert "parks" not in str(said(changes, "unusual")), "its August was known at the meeting"
    assert next(each.place for each in changes if each.name == "Buses") == "/it_demand?measure=buses&month=2026-08"


def test_what_was_explained_and_what_was_restated(changes):
    assert said(changes, "explained") == ["Parks: August 2026 has been explained."]
    assert said(changes, "restated") == [f"Waits: July 2026 restated from {STEADY[33]} to {STEADY[33] + 9}."]


def test_what_moved_in_projects_and_money_says_from_what_to_what(changes):
    assert said(changes, "worse", "later", "dearer", "slipped", "new") == [
        "Project WORSE: status from Green to Amber/Red.",
        "Project COST: forecast cost from £100,000 to £125,000.",
        "Project DATES: expected end from 31 March 2027 to 30 April 2027.",
        "Project NEW: new in the register, to end on 31 March 2027.",
        "Project DATES: “Go-live” from 20 October 2026 to 15 January 2027.",
    ], "within the tolerance a cost is no change"
    assert said(changes, "cost_up", "doubt") == [
        "Project SAME: cashable savings of £900 (2026/27) from on track to at risk.",
        "Project COST: cost of 2026/27 from £2,000 to £2,600.",
    ]


def test_what_is_overdue(changes):
    assert said(changes, "overdue", "missing") == [
        "Telephone hours: due on 1 September 2026, 89 days overdue; overdue then too.",
        "Project DATES: “Training” was due on 20 October 2026, now 40 days overdue.",
        "Queue in September: due on 9 November 2026, 20 days overdue.",
        "No report for October 2026 from 6 projects; they were due on 10 November 2026.",
    ], "of this committee alone"
    assert said(changes, "closed") == ["Cyber plan: from open to done."]


def test_the_weightiest_come_first_and_the_questions_follow_from_them(changes):
    assert [each.rank for each in changes] == sorted((each.rank for each in changes), reverse=True)
    assert [each.question for each in worth_asking(changes)] == [
        "Calls: what made September 2026 unusual, and why has nobody explained it?",
        "What happened in Project WORSE, and was it foreseen?",
        "Project SAME: what takes the place of the money that is now in doubt?",
        "Head of IT: what stands in the way of “Telephone hours”, and when will it be done?",
        "Project DATES: what keeps “Training” from being reached?",
    ]


def test_the_overview_has_three_changes_in_a_block_and_the_rest_behind_it(changes):
    news = newest_months(View(), today=TODAY, since=MET, committee=COMMITTEE)
    assert news.since and news.since.when == "the meeting on 6 October 2026" and news.since.changes == changes
    of = {block.title: block for block in news.blocks}
    assert list(of) == ["IT demand", "Projects", "Money", "Actions"]
    own = [each for each in changes if each.subject == "projects"]
    assert of["Projects"].changes == tuple(own[:3]) and of["Projects"].more == len(own) - 3
    stood = {line.measure_id: line.since for _, lines in news.themes for line in lines}
    assert stood == {
        "calls": "Newly unusual", "visits": "Newly unusual", "parks": "No longer unusual; 1 month explained",
        "waits": f"July 2026 restated from {STEADY[33]} to {STEADY[33] + 9}", "buses": "—", "skips": "First figures",
    }  # fmt: skip
    assert news.since.earlier == "Earlier months that nobody has explained: Buses (August 2026)."


def test_where_nothing_was_published_by_then_all_is_new_and_nothing_is_listed(changes):
    long_ago = date(2026, 1, 31)
    assert changes_since(View(), since=long_ago, today=TODAY) == ()
    new = all_new(View(), long_ago)
    assert say_changes((), new, "31 January 2026") == (
        "Nothing had been published on IT demand, Projects, Money and Actions by 31 January 2026: all of it is new."
    )
    news = newest_months(View(), today=TODAY, since=long_ago)
    assert all(block.new and not block.changes for block in news.blocks)
    partly = changes_since(View(), since=date(2026, 8, 1), today=TODAY)
    assert {each.subject for each in partly} == {"projects"}, "only the register was published by then"


def test_a_quiet_month_and_an_empty_council_say_so_in_a_sentence(changes, store):
    exhibit = all_changes(View(), since=MET, today=TODAY, committee=COMMITTEE)  # of the empty store of this test
    assert exhibit.title == "Nothing changed since 6 October 2026" and exhibit.table.empty
    assert exhibit.lead == "Nothing has changed since 6 October 2026."
    news = newest_months(View(), today=TODAY, since=MET)
    assert news.since and news.since.changes == () and news.blocks == ()
    back = all_changes(View(as_at=MET), since=MET, today=TODAY)
    assert "Nothing to compare" in back.lead


def test_each_figure_of_the_sample_agrees_with_the_answers_of_the_two_days(sample):
    since = date(2026, 7, 14)
    rows = ask("since/changes", since=since, today=TODAY)

    def both(question: str, key: list[str], **params) -> tuple[pd.DataFrame, pd.DataFrame]:
        takes_day = {"today": since} if params else {}
        then = ask(question, as_at=since, **takes_day).set_index(key)
        return then, ask(question, **params).set_index(key)

    compared = []
    then, now = both("measures/values", ["measure_id", "month"])
    for row in rows[rows["change"] == "restated"].itertuples():
        at = (row.thing, row.month)
        compared.append((row.was, row.now) == (then.loc[at, "value"], now.loc[at, "value"]))
    unusual = rows[rows["change"] == "unusual"]
    assert len(unusual) and all(pd.isna(then["value"].get((r.thing, r.month))) for r in unusual.itertuples())
    then, now = both("projects/portfolio", ["project_id"], today=TODAY)
    columns = {"worse": ("was_code", "now_code", "rating"), "later": ("was_on", "now_on", "end_expected"),
               "dearer": ("was", "now", "cost_forecast")}  # fmt: skip
    for kind, (was, is_now, column) in columns.items():
        for row in rows[(rows["change"] == kind)].to_dict("records"):
            compared.append((row[was], row[is_now]) == (then.loc[row["thing"], column], now.loc[row["thing"], column]))
    then, now = both("projects/milestone_dates", ["project_id", "milestone"])
    for row in rows[rows["change"] == "slipped"].to_dict("records"):
        at = (row["thing"], row["detail"])
        compared.append((row["was_on"], row["now_on"]) == (then.loc[at, "expected_on"], now.loc[at, "expected_on"]))
    then, now = both("money/lines", ["project_id", "fin_year", "line_type"], today=TODAY)
    for row in rows[rows["change"] == "cost_up"].to_dict("records"):
        at = (row["thing"], row["fin_year"], "cost")
        compared.append((row["was"], row["now"]) == tuple(side.loc[[at], "expected_gbp"].sum() for side in (then, now)))
    then, now = both("meetings/actions", ["action_id"], today=TODAY)
    for row in rows[rows["subject"] == "actions"].to_dict("records"):
        compared.append(row["now_code"] == now.loc[row["thing"], "state"])
    assert len(compared) > 30 and all(compared)
