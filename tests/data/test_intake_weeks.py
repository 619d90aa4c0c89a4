"""Weekly files of the contact centre: asked about, then summed to months so that every total stays what it was."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contracts import contract
from data.intake import Known, Layout, check, read
from data.intake.columns.recognising import recognised
from tests.examples import examples

KNOWN = Known(today=date(2026, 11, 28))
SPLIT = {"weeks": "split by days"}
TAKEN = {**SPLIT, "part_months": "take"}


def weekly(header: str, days: list[str], more: str = "", cells: str = "") -> str:
    rows = "".join(f"parking,{day},phone,{10 * (n + 1)}{cells}\n" for n, day in enumerate(days))
    return f"service_id,{header},channel,completed{more}\n{rows}"


def checked(text: str, answers: dict[str, str] | None = None):
    layout = Layout("channel_volumes", answers=answers) if answers else None
    return check(read(text.encode(), "calls.csv"), "channel_volumes", KNOWN, layout=layout)


def by_month(done, column: str = "completed") -> dict[str, float]:
    rows = done.rows.select(["month", column]).to_pylist()
    return {f"{row['month']:%Y-%m}": row[column] for row in rows}


FEBRUARY = ["02/02/2026", "09/02/2026", "16/02/2026", "23/02/2026"]  # Mondays; the last week ends on 1 March


@pytest.mark.parametrize(
    "header", ["Week commencing", "week_beginning", "W/C", "Week commencing (Monday)", "week start", "Week starting"]
)
def test_weeks_are_asked_about_and_nothing_is_published_before(header):
    done = checked(weekly(header, FEBRUARY))
    assert done.rows is None and [each.about for each in done.questions] == ["weeks"]
    assert [each.code for each in done.errors] == ["asked:weeks"]
    assert "1 of the 4 weeks lie in two months" in done.errors[0].problem
    assert done.questions[0].proposed == "split by days"
    assert "6 of its 7 days to February 2026 and by 1 to March" in done.questions[0].options["split by days"]


def test_a_week_of_two_months_is_split_by_its_days_and_said():
    done = checked(weekly("Week commencing", ["26/01/2026", *FEBRUARY]), TAKEN)
    # 10 calls: 6 of 7 days are 8.57; 50 calls: 6 of 7 days are 42.86
    assert by_month(done) == {"2026-01": 9, "2026-02": 1 + 20 + 30 + 40 + 43, "2026-03": 7}
    assert (done.period_from, done.period_to) == (date(2026, 1, 1), date(2026, 3, 1))
    said = " ".join(done.repairs)
    assert "5 rows of weeks became 3 rows of months." in said
    assert "26/01/2026 (6 of 7 days to January) and 23/02/2026 (6 of 7 days to February); lines 2 and 6" in said
    assert [each.code for each in done.problems if "taken as it is" in each.problem] == ["month_in_part"]


@pytest.mark.parametrize(
    ("header", "days"),
    [
        ("Week ending", ["08/02/2026", "15/02/2026", "22/02/2026", "01/03/2026"]),
        ("ISO week", ["2026-W06", "2026-W07", "2026-W08", "2026-W09"]),
        ("Week", ["2026W06", "2026-W07", "2026-w08", "2026-W09"]),
        ("period", ["2026-W06", "2026-W07", "2026-W08", "2026-W09"]),
    ],
)
def test_weeks_by_their_last_day_and_by_their_number_are_the_same_weeks(header, days):
    assert by_month(checked(weekly(header, days), TAKEN)) == {"2026-02": 10 + 20 + 30 + 34, "2026-03": 6}


@pytest.mark.parametrize("header", ["Week", "Date", "Period"])
def test_a_day_that_may_begin_or_end_its_week_is_asked_about(header):
    text = weekly(header, ["01/02/2026", "08/02/2026", "15/02/2026", "22/02/2026"])  # Sundays
    assert "week_days" in [each.about for each in checked(text).questions]
    assert by_month(checked(text, {**TAKEN, "week_days": "first day"})) == {"2026-02": 100}
    assert by_month(checked(text, {**TAKEN, "week_days": "last day"})) == {"2026-01": 9, "2026-02": 91}


@pytest.mark.parametrize(
    ("how", "months"),
    [
        ("month of the first day", {"2026-01": 10, "2026-02": 140}),
        ("month of the last day", {"2026-02": 100, "2026-03": 50}),
    ],
)
def test_whole_weeks_may_be_put_into_one_month(how, months):
    days = ["26/01/2026", *FEBRUARY]
    assert by_month(checked(weekly("w/c", days), {"weeks": how, "part_months": "take"})) == months
    assert checked(weekly("w/c", FEBRUARY), {"weeks": "month of the first day"}).period_to == date(2026, 2, 28)


def test_a_file_that_names_the_month_of_each_week_is_summed_by_it():
    text = "service_id,month,w/c,channel,completed\n" + "".join(f"parking,2026-02,{day},phone,5\n" for day in FEBRUARY)
    assert checked(text).questions[0].proposed == "month of the row"
    assert by_month(checked(text, {"weeks": "month of the row"})) == {"2026-02": 20}


def test_a_part_of_a_month_is_asked_about_before_it_takes_the_place_of_the_whole():
    text = weekly("Week commencing", ["26/01/2026", *FEBRUARY])
    (question,) = checked(text, SPLIT).questions
    assert question.about == "part_months" and "25 of the 31 days of January 2026" in question.text
    done = checked(text, {**SPLIT, "part_months": "leave out"})
    assert list(by_month(done)) == ["2026-02", "2026-03"] and "left out: it lacks 25" in " ".join(done.repairs)
    gap = checked(weekly("w/c", [day for day in FEBRUARY if not day.startswith("16")]), SPLIT)
    assert "lacks 8 of the 28 days of February 2026" in gap.errors[0].problem
    none = checked(weekly("w/c", FEBRUARY[1:2]), {**SPLIT, "part_months": "leave out"})
    assert [each.code for each in none.errors] == ["no_whole_month"]


def test_averages_are_weighted_and_what_lacks_a_week_stays_empty():
    text = "service_id,w/c,channel,completed,calls_offered,avg_wait_seconds,failed\n" + "".join(
        f"parking,{day},phone,70,{calls},{wait},{failed}\n"
        for day, calls, wait, failed in zip(
            ["01/06/2026", "08/06/2026", "15/06/2026", "22/06/2026", "29/06/2026"],
            (100, 300, 100, 100, 0),
            (60, 20, 60, 60, ""),
            (1, "", 1, 1, 1),
            strict=True,
        )
    )
    done = checked(text, SPLIT)
    assert by_month(done, "avg_wait_seconds")["2026-06"] == pytest.approx((60 * 300 + 20 * 300) / 600)
    assert by_month(done, "failed")["2026-06"] is None
    assert [each.column for each in done.problems if each.code == "week_without_figure"] == ["failed"]


def test_what_is_wrong_with_weeks_is_named_in_its_line():
    days = [*FEBRUARY[:3], "24/02/2026", "soon", ""]
    done = checked(weekly("Week commencing", days), SPLIT)
    found = {(each.row, each.code) for each in done.errors}
    assert {(5, "week_of_another_weekday"), (6, "not_a_day"), (7, "empty_needed_cell")} <= found
    twice = checked(weekly("Week commencing", [*FEBRUARY, FEBRUARY[0]]), TAKEN)
    assert [(each.row, each.code) for each in twice.errors] == [(6, "same_row_other_values")], "never counted twice"
    again = checked(weekly("w/c", FEBRUARY) + "parking,02/02/2026,phone,10\n", TAKEN)
    assert (
        by_month(again) == by_month(checked(weekly("w/c", FEBRUARY), TAKEN)) and "folded: lines 6" in again.repairs[-3]
    )


def test_wide_weeks_and_weeks_by_themselves_are_read_too():
    text = "service_id,w/c,phone,webchat\n" + "".join(f"parking,{day},7,14\n" for day in FEBRUARY)
    done = checked(text, TAKEN)
    rows = {(row["channel"], f"{row['month']:%Y-%m}"): row["completed"] for row in done.rows.to_pylist()}
    assert rows == {
        ("phone", "2026-02"): 27, ("phone", "2026-03"): 1, ("webchat", "2026-02"): 54, ("webchat", "2026-03"): 2,
    }  # fmt: skip
    assert "lines 5 (phone) and 5 (webchat)" in " ".join(done.repairs)
    first = recognised(read(weekly("Week commencing", FEBRUARY).encode(), "export.csv"))[0]
    assert (first.kind, first.sure) == ("channel_volumes", True)


@pytest.mark.parametrize(
    "days",
    [
        ["2026-06", "2026-07", "2026-08"],
        ["01/06/2026", "01/07/2026", "01/08/2026"],
        ["30/06/2026", "31/07/2026", "31/08/2026"],
        ["02/02/2026", "02/03/2026", "06/04/2026"],  # Mondays, a month apart or more
    ],
)
def test_a_monthly_file_is_not_asked_about_weeks(days):
    done = checked(weekly("month", days))
    assert done.questions == () and done.row_count == 3


@examples(15)
@given(
    first=st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    counts=st.lists(st.integers(0, 10**9), min_size=1, max_size=30),
    pence=st.integers(0, 10**8),
)
def test_whatever_is_split_adds_up_to_what_it_was(first, counts, pence):
    rows = "".join(
        f"parking,{first + timedelta(days=7 * n):%Y-%m-%d},phone,{count},{(pence + n) / 100:.2f},Finance\n"
        for n, count in enumerate(counts)
    )
    text = f"service_id,Week commencing,channel,completed,cost_gbp,cost_source\n{rows}"
    done = checked(text, TAKEN)
    completed = by_month(done)
    assert sum(completed.values()) == sum(counts) and all(value == int(value) for value in completed.values())
    cost = sum(round(value * 100) for value in by_month(done, "cost_gbp").values())
    assert cost == sum(pence + n for n in range(len(counts)))


def test_only_a_kind_that_may_be_weekly_has_columns_for_weeks():
    weeks = contract("channel_volumes").weekly
    assert weeks is not None and not contract("channel_volumes").columns[weeks.first_day].stored
    told = check(read(b"measure_id,month,value\nbacklog,2026-W05,5\n", "k.csv"), "kpi_values", KNOWN)
    assert told.rows is None
