"""Channel volumes, services and areas at intake: their own ways to write a value, and their sense checks."""

from datetime import date

import pyarrow as pa
import pytest

from data.intake import Known, check, known_from, read, take
from data.store import Author

VOLUMES = pa.table(
    {
        "service_id": ["permits", "permits", "bins"],
        "month": [date(2026, 8, 1), date(2026, 9, 1), date(2026, 7, 1)],
        "months": pa.array([1, 1, 3], pa.int32()),
        "channel": ["online", "online", "online"],
        "completed": [500.0, 520.0, 900.0],
    }
)
KNOWN = Known(
    today=date(2026, 11, 3),
    services={"permits": "Parking permits", "bins": "Missed bins"},
    areas={"E05000001": "Millbrook"},
    volumes=VOLUMES,
)


def checked(text: str, kind: str = "channel_volumes", known: Known = KNOWN):
    return check(read(text.encode(), f"{kind}.csv"), kind, known)


def problems(text: str, kind: str = "channel_volumes", known: Known = KNOWN) -> list[tuple]:
    return [(each.row, each.column, each.value, each.severity) for each in checked(text, kind, known).problems]


# -- codes, months of the year, none -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("parking-permits", "parking-permits"),
        ("Parking permits", "parking-permits"),
        ("  Council  Tax:  account ", "council-tax-account"),
        ("Children's centres", "childrens-centres"),
        ("Café licences & more", "cafe-licences-more"),
        ("E05001234", "E05001234"),
        ("REF/12", "REF/12"),
    ],
)
def test_names_become_codes(cell, code):
    result = checked(f'service_id,month,channel,completed\n"{cell}",2026-09,online,1\n', known=Known())
    assert result.rows["service_id"].to_pylist() == [code]
    assert (any("read" in each for each in result.repairs)) == (code != cell.strip())


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("a@b.org", "an e-mail address"),
        ("x@y", "has an @"),
        ("&! ?", "neither letters nor figures"),
        ("#REF!", "formula"),
    ],
)
def test_what_is_no_code_is_named(cell, words):
    (problem,) = checked(f'service_id,month,channel,completed\n"{cell}",2026-09,online,1\n', known=Known()).errors
    assert problem.column == "service_id" and words in problem.problem and problem.remedy


SERVICE = "service_id,service_name,directorate,offline_route"


@pytest.mark.parametrize(
    ("cell", "months"),
    [
        ("March", "3"),
        ("Mar; Sep", "3;9"),
        ("September and March", "3;9"),
        ("9, 3", "3;9"),
        ("Nov to Feb", "1;2;11;12"),
        ("nov-feb", "1;2;11;12"),
        ("Dec–Jan; June", "1;6;12"),
        ("3; March", "3"),
        ("", None),
        ("n/a", None),
    ],
)
def test_months_of_the_year(cell, months):
    result = checked(f'{SERVICE},peak_months\nbins,Bins,Place,By phone,"{cell}"\n', "online_services")
    assert result.rows["peak_months"].to_pylist() == [months], result.problems


@pytest.mark.parametrize("cell", ["13", "Easter", "March; Easter", "Nov to", "Jan to Mar to May"])
def test_what_is_no_month_of_the_year_is_named(cell):
    (problem,) = checked(f'{SERVICE},peak_months\nbins,Bins,Place,By phone,"{cell}"\n', "online_services").errors
    assert problem.column == "peak_months" and "is not a month of the year" in problem.problem


def test_no_offline_route_is_an_answer_and_an_empty_one_is_not():
    text = f"{SERVICE}\na,A,Place,None\nb,B,Place,no\nc,C,Place,\nd,D,Place,By post\n"
    result = checked(text, "online_services")
    assert [(each.row, each.column) for each in result.errors] == [(4, "offline_route")]
    kept = checked(text.replace("c,C,Place,\n", ""), "online_services")
    assert kept.rows["offline_route"].to_pylist() == ["None", "None", "By post"]


# -- several words for one channel -------------------------------------------------------------------------------------

HEAD = "service_id,month,channel,completed"


def test_rows_of_two_words_for_one_channel_are_added_up_and_the_words_are_named():
    result = checked(
        f"{HEAD},failed,cost_gbp,cost_source,comment\npermits,2026-10,Visit,30,1,10,Ledger 2026,x\n"
        "permits,2026-10,Counter,20,,5,Ledger 2026,y\npermits,2026-10,online,600,2,,,\n"
    )
    assert not result.errors
    rows = result.rows.to_pylist()
    assert [(each["source_row"], each["channel"], each["completed"]) for each in rows] == [
        (2, "face_to_face", 50),
        (4, "online", 600),
    ]
    assert (rows[0]["failed"], rows[0]["cost_gbp"]) == (None, 15), "a sum of which a part is not known is not known"
    assert (rows[0]["cost_source"], rows[0]["comment"]) == ("Ledger 2026", "x; y")
    assert "'counter' and 'visit' both mean face_to_face: their counts were added up." in result.repairs


def test_true_duplicates_stay_an_error():
    for second, other in (("Visit", ""), ("Counter", "Visit")):
        rows = f"permits,2026-10,Visit,30\npermits,2026-10,{second},20\n"
        if other:
            rows += "permits,2026-10,Visit,25\n"
        result = checked(f"{HEAD}\n{rows}")
        assert result.errors and all("with other values" in each.problem for each in result.errors)


def test_averages_are_not_added_up():
    result = checked(
        f"{HEAD},calls_offered,avg_wait_seconds\npermits,2026-10,calls,30,35,100\npermits,2026-10,telephone,20,25,200\n"
    )
    assert [each.row for each in result.errors] == [3]


# -- sense -------------------------------------------------------------------------------------------------------------


def test_services_and_areas_that_nothing_describes_are_named_once():
    text = (
        f"{HEAD},area\npermitz,2026-10,online,5,\npermitz,2026-10,phone,5,\nParking permits,2026-10,phone,1,E05000009\n"
    )
    result = checked(text)
    told = {(each.row, each.column): each for each in result.problems}
    assert set(told) == {(2, "service_id"), (4, "service_id"), (4, "area_id")}
    assert told[2, "service_id"].remedy == "Did you mean permits?" == told[4, "service_id"].remedy
    assert told[4, "area_id"].remedy == "Did you mean E05000001?"
    assert result.rows is not None
    assert problems(text, known=Known(today=KNOWN.today)) == [], "nothing to compare with"


@pytest.mark.parametrize(("completed", "warned"), [(5200, True), (5199, False), (52, True), (53, False)])
def test_a_leap_against_the_month_before(completed, warned):
    told = problems(f"{HEAD}\npermits,2026-10,online,{completed}\n")
    assert told == ([(2, "completed", f"{completed} after 520", "warning")] if warned else [])


def test_a_leap_inside_the_file_and_none_against_another_channel_or_length():
    told = problems(f"{HEAD}\npermits,2026-10,phone,900\npermits,2026-11,phone,90\n")
    assert ("completed", "90 after 900") in [(column, value) for _, column, value, _ in told]
    assert problems(f"{HEAD},months\nbins,2026-10,online,90,1\n") == [], "a month is not compared with a quarter"


def test_a_quarter_over_months_that_are_held_would_count_twice():
    result = checked(f"{HEAD},months\npermits,2026-07,online,1500,3\n")
    (problem,) = result.errors
    assert (problem.row, problem.column, problem.value) == (2, "month", "permits, July to September 2026")
    assert problem.problem == "would count twice: the dashboard already has August 2026"


def test_a_month_inside_a_quarter_that_is_held_would_count_twice():
    (problem,) = checked(f"{HEAD}\nbins,2026-08,online,300\n").errors
    assert problem.problem == "would count twice: the dashboard already has July to September 2026"
    assert checked(f"{HEAD},months\nbins,2026-07,online,900,3\n").rows is not None, "the same quarter is replaced"
    assert checked(f"{HEAD}\nbins,2026-10,online,300\n").rows is not None


def test_a_quarter_and_its_months_in_one_file():
    text = f"{HEAD},months\nnew,2026-07,online,900,3\nnew,2026-08,online,300,1\n"
    (problem,) = checked(text).errors
    assert (problem.row, problem.problem) == (2, "would count twice: the file also has August 2026")


@pytest.mark.parametrize(
    ("waits", "calls", "warned"), [((2, 9), 1200, True), ((2, 31), 1200, False), ((2, 9), 40, False)]
)
def test_a_wait_that_may_be_in_minutes(waits, calls, warned):
    rows = "".join(f"permits,2026-{11 - n},phone,90,{calls},{wait}\n" for n, wait in enumerate(waits))
    told = problems(f"{HEAD},calls_offered,avg_wait_seconds\n{rows}")
    assert ((None, "avg_wait_seconds", "2 to 9", "warning") in told) is warned


def test_dates_and_shares_of_the_catalogue_that_cannot_be_right():
    text = (
        f"{SERVICE},launched_on,last_tested_on,retired_on,forecast_uptake,take_up_target,peak_months\n"
        "a,A,Place,Desk,01/12/2026,04/11/2026,01/04/2027,0.65,80,March\n"
        "b,B,Place,Desk,03/11/2026,,,65,,Jan to Aug\n"
    )
    assert problems(text, "online_services") == [
        (2, "launched_on", "01/12/2026", "warning"),
        (2, "last_tested_on", "04/11/2026", "warning"),
        (2, "forecast_uptake", "0.65", "warning"),
        (3, "peak_months", None, "warning"),
    ]


def test_broadband_as_a_share_of_one():
    assert problems("area_id,area_name,broadband_percent\nw1,North,0.96\nw2,South,96\n", "areas") == [
        (2, "broadband_percent", "0.96", "warning")
    ]


def test_the_store_tells_a_check_what_it_knows(store):
    officer = Author("Officer", "officer")
    for kind, text in (
        ("online_services", f"{SERVICE}\nbins,Missed bins,Place,By phone\n"),
        ("areas", "area_id,area_name\nw1,North\n"),
        ("channel_volumes", f"{HEAD},area,months\nbins,2026-07,online,5,w1,3\nbins,2026-07,online,7,,3\n"),
    ):
        taken = take(store, kind, text.encode(), "file.csv", officer)
        assert taken.published, taken.problems
    known = known_from(store, kind="channel_volumes")
    assert (known.services, known.areas) == ({"bins": "Missed bins"}, {"w1": "North"})
    assert known.volumes.to_pylist() == [
        {
            "service_id": "bins",
            "month": date(2026, 7, 1),
            "months": 3,
            "channel": "online",
            "completed": 12.0,
            "final": True,
        }
    ]
    assert known_from(store, kind="incidents").volumes is None
    twice = take(store, "channel_volumes", f"{HEAD}\nbins,2026-08,online,5\n".encode(), "w.csv", officer)
    assert not twice.published and "would count twice" in twice.problems[0].problem
