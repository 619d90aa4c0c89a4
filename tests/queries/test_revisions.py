"""Which published figures were restated: what they were, what they are, and what does not count as a restatement."""

from datetime import date, datetime

import pytest

from data.intake import take
from data.store import Author
from queries import ask

OFFICER = Author("Officer", "officer")


def publish(store, text: str, at: datetime, kind: str = "kpi_values", period_to: date | None = None) -> str:
    result = take(store, kind, text.encode(), "file.csv", OFFICER, at=at, period_to=period_to)
    assert result.published, result.problems
    return result.submission_id


def values(*rows: tuple[str, float]) -> str:
    return "measure_id,month,value\n" + "".join(f"calls,{month},{value}\n" for month, value in rows)


def revisions(store, **asked) -> list[tuple]:
    rows = ask("submissions/revisions", store=store, **asked)
    return [
        (
            f"{row.month:%Y-%m}",
            row.value_before,
            row.value_now,
            None if row.revised_at is None else str(row.revised_at)[:10],
        )
        for row in rows.astype(object).where(rows.notna(), None).itertuples()
    ]


def test_a_figure_that_was_published_with_another_value_is_revised_and_only_since_then(store):
    publish(store, values(("2026-07", 10), ("2026-08", 412)), datetime(2026, 9, 7, 9))
    publish(store, values(("2026-07", 10), ("2026-08", 398), ("2026-09", 5)), datetime(2026, 11, 12, 9))
    assert revisions(store) == [("2026-08", 412, 398, "2026-11-12")]
    assert revisions(store, measure_id="calls") == revisions(store)
    assert revisions(store, measure_id="call") == [] == revisions(store, directorate="Housing")
    assert revisions(store, as_at=date(2026, 11, 11)) == []


def test_a_month_that_was_still_running_has_grown_and_was_not_revised(store):
    publish(store, values(("2026-08", 200)), datetime(2026, 9, 7, 9), period_to=date(2026, 8, 20))
    publish(store, values(("2026-08", 412)), datetime(2026, 9, 9, 9), period_to=date(2026, 8, 31))
    assert revisions(store) == []


def test_two_corrections_within_a_day_are_one_and_a_figure_that_came_back_is_told_by_what_stood_between(store):
    publish(store, values(("2026-08", 412)), datetime(2026, 9, 7, 9))
    publish(store, values(("2026-08", 40)), datetime(2026, 9, 8, 9))
    publish(store, values(("2026-08", 400)), datetime(2026, 9, 8, 15))
    assert revisions(store) == [("2026-08", 412, 400, "2026-09-08")]
    wrong = publish(store, values(("2026-08", 4)), datetime(2026, 9, 20, 9))
    store.withdraw(wrong, OFFICER, "Wrong file", at=datetime(2026, 9, 20, 10))
    assert revisions(store) == [("2026-08", 412, 400, "2026-09-08")]  # never stood at the end of a day
    store.restore(wrong, OFFICER, "It was right", at=datetime(2026, 9, 21, 9))
    store.withdraw(wrong, OFFICER, "It was not", at=datetime(2026, 9, 25, 9))
    assert revisions(store) == [("2026-08", 4, 400, "2026-09-25"), ("2026-08", 412, 400, "2026-09-08")]


def test_a_draft_would_revise(store):
    publish(store, values(("2026-08", 412)), datetime(2026, 9, 7, 9))
    draft = take(store, "kpi_values", values(("2026-08", 398)).encode(), "d.csv", OFFICER, publish=False).submission_id
    assert revisions(store) == []
    assert revisions(store, with_draft=draft) == [("2026-08", 412, 398, None)]


def test_a_quotient_is_compared_in_percent(store):
    publish(store, "measure_id,name,unit,direction\ncalls,C,percent,up\n", datetime(2026, 9, 1), "measures")
    head = "measure_id,month,numerator,denominator\n"
    publish(store, head + "calls,2026-08,8,10\n", datetime(2026, 9, 7, 9))
    publish(store, head + "calls,2026-08,9,10\n", datetime(2026, 9, 8, 9))
    assert revisions(store) == [("2026-08", 80, 90, "2026-09-08")]


def test_incidents_that_a_first_file_left_out_revise_what_is_counted_from_them(sample_store):
    rows = ask("submissions/revisions", store=sample_store)
    assert set(rows["month"].dt.date) == {date(2026, 6, 1)}  # later exports only settle what was open
    found = rows.set_index("measure_id").loc["incidents"]
    now = ask("measures/values", store=sample_store, measure_id="incidents").set_index("month")["value"]
    then = ask("measures/values", store=sample_store, measure_id="incidents", as_at=date(2026, 7, 21)).set_index(
        "month"
    )
    assert (
        found["value_now"] == now[found["month"]]
        and found["value_before"] == then["value"][found["month"]] != found["value_now"]
    )
    whole = found["value_now"] - found["value_before"]
    ours = ask(
        "submissions/revisions", store=sample_store, directorate="Housing and Communities", measure_id="incidents"
    )
    assert (ours["value_before"].item(), ours["value_now"].item()) == (0, whole)
    assert ask("submissions/revisions", store=sample_store, as_at=date(2026, 7, 21)).empty
    assert rows["why"].str.startswith("Corrected").all()


@pytest.mark.parametrize("measure_id", ["work_time_lost", "minutes_lost_mean", "hours_to_resolve_mean"])
def test_the_value_before_is_the_one_that_stood(sample_store, measure_id):
    row = ask("submissions/revisions", store=sample_store, measure_id=measure_id).iloc[0]
    for as_at, said in ((date(2026, 7, 21), "value_before"), (None, "value_now")):
        stood = ask("measures/values", store=sample_store, measure_id=measure_id, as_at=as_at).set_index("month")[
            "value"
        ]
        assert stood[row["month"]] == pytest.approx(row[said])
