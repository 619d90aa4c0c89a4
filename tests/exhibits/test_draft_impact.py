"""What publishing a draft would do to signals, to reasons to ask, and to figures that a meeting has seen."""

import random
from datetime import date, datetime

import pyarrow as pa

from data.store import Draft
from exhibits import draft_impact
from tests.exhibits.figures import OFFICER, define, figures, publish

_chance = random.Random(7)
STEADY = [round(_chance.gauss(510, 18)) for _ in range(36)]  # chance alone


def draft(store, month: date, value: float) -> str:
    row = {"slice_key": f"calls|{month:%Y-%m}", "measure_id": "calls", "month": month, "value": value, "source_row": 2}
    return store.save_draft(
        Draft("kpi_values", "d.csv", b"-", pa.Table.from_pylist([row]), date(2026, 12, 31)), OFFICER
    )


def test_a_signal_appears_the_verdict_changes_and_a_draft_is_not_the_figures(store):
    define(store, "calls")
    figures(store, "calls", STEADY)
    told = draft_impact.of_measures(draft(store, date(2026, 10, 1), 900.0), date(2026, 11, 20))
    assert told.appear[0] == "Calls: October 2026 unusually high" and not told.seen
    assert told.verdicts == (
        "Calls: the newest month changes from nothing unusual (September 2026) to unusually high (October 2026)",
    )
    assert told.unusual_then == ("Calls",) and not told.unusual_now


def test_a_signal_goes_where_the_figure_is_corrected_and_the_meeting_that_saw_it_is_named(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:35], 900.0])
    meetings = [
        {"slice_key": day, "meeting_id": day, "committee": "Scrutiny", "meeting_date": date.fromisoformat(day)}
        for day in ("2026-10-06", "2026-11-10", "2026-12-08")
    ]
    publish(store, "meetings", meetings, at=datetime(2026, 9, 1))
    told = draft_impact.of_measures(draft(store, date(2026, 9, 1), 505.0), date(2026, 11, 20))
    assert told.go[0] == "Calls: September 2026 unusually high" and told.go[0] not in told.appear
    assert told.seen == (
        "Calls, September 2026: members saw 900 at the meeting of 10 November 2026 (Scrutiny); they would see 505 now",
    )  # published after the meeting in October; the one in December is to come


def test_a_file_about_projects_takes_a_reason_to_ask_away(store):
    project = {"slice_key": "P1", "project_id": "P1", "name": "New phones", "type": "run", "dca_overall": "G"}
    publish(store, "projects", [project | {"end_forecast": date(2027, 3, 1), "end_baseline": date(2027, 3, 1)}],
            at=datetime(2026, 9, 1))  # fmt: skip
    later = project | {"end_forecast": date(2027, 6, 1), "end_baseline": date(2027, 3, 1), "source_row": 2}
    rows = pa.Table.from_pylist([later])
    drafted = store.save_draft(Draft("projects", "p.csv", b"-", rows, None), OFFICER)
    told = draft_impact.of_projects(drafted, date(2026, 11, 20))
    assert told.appear == ("New phones: the end date moved",) and not told.go


def test_a_measure_gone_to_another_level_is_offered_a_new_range(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:29], *(value + 90 for value in STEADY[29:])])
    told = draft_impact.of_measures(draft(store, date(2026, 10, 1), 605.0), date(2026, 11, 20))
    offer, why = told.breaks["calls"]
    assert offer == "Calls: start a new usual range from March 2026?"
    assert why.startswith("From March 2026 on it lies about ") and "(29 months before, 8 since)" in why
    steady = draft_impact.of_measures(draft(store, date(2026, 3, 1), 505.0), date(2026, 11, 20))
    assert "from April 2026" in steady.breaks["calls"][0], "the draft’s own figures decide"


def test_a_headline_that_changes_by_another_rule_than_the_limits_is_named(store):
    define(store, "calls")
    level = [510, 505, 515, 520, 500] * 6
    figures(store, "calls", [*level, *[519] * 6])  # to September: six months above the average
    told = draft_impact.of_measures(draft(store, date(2026, 10, 1), 519.0), date(2026, 11, 20))
    assert told.verdicts == (
        "Calls: the newest month changes from nothing unusual (September 2026) to lasting rise, a run above the "
        "average (October 2026)",
    )


def test_why_a_month_with_the_figure_it_had_is_judged_anew_is_said(store):
    define(store, "calls", unit="score")
    figures(store, "calls", [*STEADY[:29], *[511.0] * 7])  # so calm of late that the range is narrow
    told = draft_impact.of_measures(draft(store, date(2024, 3, 1), 560.0), date(2026, 11, 20))
    assert told.go and all(each.endswith(", with the figure it had") for each in told.go)
    assert told.anew == (
        "A month with the figure it had is judged anew because the usual range is worked out again with March 2024."
    )
    calm = draft_impact.of_measures(draft(store, date(2026, 10, 1), 510.0), date(2026, 11, 20))
    assert calm.anew == "" or calm.appear or calm.go


def test_what_cannot_be_judged_yet_is_counted(store):
    define(store, "calls")
    figures(store, "calls", STEADY[:6])
    told = draft_impact.of_measures(draft(store, date(2026, 10, 1), 2000.0), date(2026, 11, 20))
    assert told.too_early == (
        "Too early to say for 1 measure: that takes 12 earlier figures to compare with, and it has 6."
    )
    assert not (told.appear or told.go or told.anew)
