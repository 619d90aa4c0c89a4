"""Preview and publish: what a draft would change, said before it is public; and the four steps at once."""

import inspect
import re
from datetime import date, datetime

import pytest

from data.contracts import CONTRACTS, template_csv
from data.intake import differences, known_from, preview, take, untouched
from data.intake.publishing import PARTS, rests_on
from data.store import Author, NoSuchSubmission, NotAnOfficer

OFFICER = Author("Officer", "officer")


def taken(store, kind: str, text: str, publish: bool = True, **more):
    result = take(store, kind, text.encode(), f"{kind}.csv", OFFICER, publish, **more)
    assert result.submission_id, result.problems
    return result


def changes(store, draft_id: str) -> dict:
    rows = preview(store, draft_id)
    assert rows.columns.tolist() == [
        "slice_key", "change", "rows_before", "rows_after", "value_before", "value_after",
        "rows_new", "rows_gone", "rows_changed",
    ]  # fmt: skip
    rows = rows.astype(object).where(rows.notna(), None)
    return {row.slice_key: tuple(row)[2:7] for row in rows.itertuples()}


def test_preview_of_kpi_values(store):
    taken(store, "kpi_values", "measure_id,month,value\na,2026-07,1\na,2026-08,2\na,2026-09,3\n")
    draft = taken(
        store, "kpi_values", "measure_id,month,value\na,2026-08,2\na,2026-09,30\na,2026-10,4\n", publish=False
    )
    assert not draft.published
    assert changes(store, draft.submission_id) == {
        "a|2026-08": ("unchanged", 1, 1, 2, 2),
        "a|2026-09": ("changed", 1, 1, 3, 30),
        "a|2026-10": ("new", 0, 1, None, 4),
    }
    store.publish(draft.submission_id, OFFICER)
    assert set(store.query("SELECT value FROM current_kpi_values")["value"]) == {1, 2, 30, 4}


def test_preview_of_incidents_counts_and_sums_hours(store):
    header = "ticket_id,opened_at,minutes_lost\n"
    taken(store, "incidents", header + "I1,01/08/2026,60\nI2,01/09/2026,30\nI3,02/09/2026,\n")
    draft = taken(store, "incidents", header + "I2,01/09/2026,90\nI1,01/08/2026,60\n", publish=False)
    assert changes(store, draft.submission_id) == {
        "2026-08": ("unchanged", 1, 1, 1, 1),
        "2026-09": ("changed", 2, 1, 0.5, 1.5),
    }


def test_preview_sees_a_changed_word_where_figures_are_equal(store):
    taken(store, "meetings", "meeting_id,committee,date,title\nM1,Scrutiny,18/11/2026,Old\nM2,Scrutiny,19/11/2026,\n")
    draft = taken(
        store,
        "meetings",
        "meeting_id,committee,date,title\nM2,Scrutiny,19/11/2026,\nM1,Scrutiny,18/11/2026,New\n",
        False,
    )
    assert {key: each[0] for key, each in changes(store, draft.submission_id).items()} == {
        "M1": "changed",
        "M2": "unchanged",
    }


def test_what_a_file_changes_row_by_row_before_and_after_it_is_published(store):
    header = "ticket_id,opened_at,category,minutes_lost\n"
    first = header + "I1,01/09/2026,Email,60\nI2,02/09/2026,Email,\nI3,03/09/2026,Phone,5\n"
    first = taken(store, "incidents", first, at=datetime(2026, 10, 1)).submission_id
    second = header + "I2,02/09/2026,Printer,10\nI3,03/09/2026,Phone,5\nI4,04/09/2026,Email,\nI5,01/10/2026,Email,\n"
    draft = taken(store, "incidents", second, False, at=datetime(2026, 10, 8)).submission_id

    def told(against=None) -> list[tuple]:
        rows = differences(store, draft, against)
        return [
            (row.change, row.row_key, row.source_row, row.field, row.before, row.after)
            for row in rows.astype(object).where(rows.notna(), None).itertuples()
        ]

    expected = [
        ("changed", "I2", 2, "category", "Email", "Printer"),
        ("changed", "I2", 2, "work_time_lost_minutes", None, "10.0"),
        ("gone", "I1", None, None, None, None),
        ("new", "I4", 4, None, None, None),
    ]
    assert told() == expected
    counts = preview(store, draft).set_index("slice_key").loc["2026-09"]
    assert counts[["rows_new", "rows_gone", "rows_changed"]].tolist() == [1, 1, 1]
    store.publish(draft, OFFICER)
    taken(store, "incidents", header + "I9,01/09/2026,Email,1\n")  # replaces it: what it changed stays told
    assert told() == expected
    assert told(against=first) == told()
    assert preview(store, draft, first)["change"].tolist() == ["changed", "new"]
    assert preview(store, first, draft)["change"].tolist() == ["changed", "absent"]


def test_a_register_keeps_what_a_file_does_not_hold(store):
    taken(store, "meetings", "meeting_id,committee,date\nM1,Scrutiny,18/11/2026\nM2,Scrutiny,19/11/2026\n")
    draft = taken(store, "meetings", "meeting_id,committee,date\nM2,Scrutiny,20/11/2026\n", False).submission_id
    assert untouched(store, draft) == 1
    assert differences(store, draft)[["field", "before", "after"]].values.tolist() == [
        ["meeting_date", "2026-11-19", "2026-11-20"]
    ]
    other = taken(store, "kpi_values", "measure_id,month,value\na,2026-07,1\n").submission_id
    with pytest.raises(NoSuchSubmission):
        differences(store, draft, other)


@pytest.mark.parametrize("kind", CONTRACTS)
def test_every_kind_can_be_compared(store, kind):
    example = template_csv(kind).strip() + "\r\n" + ",".join(f'"{each.example}"' for each in CONTRACTS[kind].stored)
    draft = taken(store, kind, example, False).submission_id
    assert preview(store, draft)["change"].tolist() == ["new"]
    store.publish(draft, OFFICER)
    again = taken(store, kind, example, False).submission_id
    assert preview(store, again)["change"].tolist() == ["unchanged"] and differences(store, again).empty


def test_preview_of_nothing(store):
    with pytest.raises(NoSuchSubmission):
        preview(store, "no-such-id")


def test_only_an_officer_takes_files(store):
    with pytest.raises(NotAnOfficer):
        take(store, "kpi_values", b"measure_id,month,value\na,2026-09,1\n", "k.csv", Author("M", "member"))


def test_what_the_store_knows(store):
    taken(store, "measures", "measure_id,name,unit,direction\na,A,percent,up\n", at=datetime(2026, 10, 1))
    taken(store, "kpi_values", "measure_id,month,value\na,2026-08,2\na,2026-09,3\n", at=datetime(2026, 10, 1))
    known = known_from(store, at=datetime(2026, 10, 31, 23, 30))
    assert known.measures["a"] == "percent" and known.measures["work_time_lost"] == "hours"
    assert known.values.sort_by("month")["value"].to_pylist() == [2, 3]
    assert known.slices["kpi_values"] == {"a|2026-08": 1, "a|2026-09": 1}
    assert known.today == date(2026, 10, 31)  # clocks in London have gone back by then
    assert known_from(store, at=datetime(2026, 7, 1, 23, 30)).today == date(2026, 7, 2)


def test_the_day_of_submission_bounds_the_period(store):
    text = "measure_id,month,value\na,2026-10,1\n"
    early = taken(store, "kpi_values", text, at=datetime(2026, 10, 20))
    stated = taken(store, "kpi_values", text, at=datetime(2026, 11, 2), period_to=date(2026, 10, 25))
    late = taken(store, "kpi_values", text, at=datetime(2026, 11, 3))
    rows = store.query("SELECT submission_id, period_to FROM submissions").set_index("submission_id")["period_to"]
    assert [rows[each.submission_id].date() for each in (early, stated, late)] == [
        date(2026, 10, 20), date(2026, 10, 25), date(2026, 10, 31),
    ]  # fmt: skip


def test_warnings_do_not_stop_a_publish_and_repairs_are_kept(store):
    result = taken(store, "kpi_values", "measure_id;month;value\nunknown;2026-09;£1\n")
    assert result.published and [each.severity for each in result.problems] == ["warning"]
    kept = store.query("SELECT repairs FROM submissions")["repairs"][0]
    assert "semicolons" in kept and "pound signs" in kept


def test_a_check_rests_on_every_kind_whose_rows_it_is_told():
    for kind, wanted in CONTRACTS.items():
        read = {
            table for part in wanted.needs for table in re.findall(r"current_(\w+)", inspect.getsource(PARTS[part]))
        }
        assert rests_on(kind) == {kind} | {"incidents" if table == "incident_sums" else table for table in read}
