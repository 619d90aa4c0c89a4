"""Figures that can be read and are probably wrong: each is a warning that says against what, and once."""

from datetime import date

import pyarrow as pa
import pytest

from data.intake import Known, check, known_from, read, take
from data.store import Author

TODAY = date(2026, 11, 3)
MONTHS = [date(2024 + at // 12, at % 12 + 1, 1) for at in range(33)]  # to September 2026
UNITS = {"calls": "count", "answered": "percent", "delay": "hours", "spend": "gbp"}
LEVELS = {"calls": 500, "answered": 90, "delay": 40, "spend": 20_000}
WAVE = (0, 3, -2, 1, -4, 2, 4, -1)


def known(**more) -> Known:
    rows = [(name, month, level * (1 + WAVE[at % 8] / 100), month < date(2026, 9, 1))
            for name, level in LEVELS.items() for at, month in enumerate(MONTHS)]  # fmt: skip
    columns = ("measure_id", "month", "value", "final")
    values = pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))
    slices = {"kpi_values": {f"{name}|{month:%Y-%m}": 1 for name, month, *_ in rows}}
    return Known(measures=UNITS, values=values, slices=slices, today=TODAY, **more)


def said(text: str, kind: str = "kpi_values", what: Known | None = None) -> list[tuple]:
    result = check(read(text.encode(), f"{kind}.csv"), kind, what or known())
    assert not result.errors, result.errors
    return [(each.row, each.column, each.problem) for each in result.problems]


def of_october(measure: str, figure: str, head: str = "measure_id,month,value") -> list[tuple]:
    return said(f"{head}\n{measure},2026-10,{figure}\n")


@pytest.mark.parametrize(
    ("measure", "figure", "words"),
    [
        ("calls", "505", None),
        ("calls", "640", "above the usual range of"),
        ("calls", "310", "below the usual range of"),
        ("calls", "5000", "is ten times the month before"),
        ("calls", "0.5", "thousands where single ones are meant"),
        ("delay", "2400", "minutes where hours are meant"),
        ("answered", "0.91", "a share such as 0.93"),
        ("answered", "104", "is over 100%"),
        ("spend", "20", "thousands of pounds where pounds are meant"),
        ("spend", "2010000", "pence where pounds are meant"),
    ],
)
def test_a_value_against_what_is_published_is_said_once(measure, figure, words):
    found = of_october(measure, figure)
    if words == "is over 100%":  # it is outside the usual range as well, which is another matter
        found = [each for each in found if "usual range" not in each[2]]
    assert [row for row, *_ in found] == ([2] if words else []), found
    assert not words or words in found[0][2]


def test_the_range_starts_afresh_where_the_measure_does():
    assert not said("measure_id,month,value\ncalls,2026-10,640\n", what=known(fresh={"calls": date(2026, 6, 1)}))


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ("2026-11", "is the first figure of calls since 2026-10, from which its usual range is worked out afresh"),
        ("2026-10", None),
        ("2026-09", None),
    ],
)
def test_the_first_figure_after_a_change_in_a_month_without_one_is_named(months, words):
    found = said(f"measure_id,month,value\ncalls,{months},505\n", what=known(fresh={"calls": date(2026, 10, 1)}))
    assert [each[2] for each in found if "afresh" in each[2]] == ([words] if words else [])


def test_a_part_is_at_most_the_whole():
    head = "measure_id,month,value,numerator,denominator"
    assert [each[1:] for each in of_october("answered", "90,50,45", head)] == [
        ("numerator", "is more than the denominator")
    ]
    assert not of_october("calls", "505,50,45", head)


def test_what_members_have_seen_as_final():
    august = next(500 * (1 + WAVE[at % 8] / 100) for at, month in enumerate(MONTHS) if month == date(2026, 8, 1))
    text = f"measure_id,month,value\ncalls,2026-07,512\ncalls,2026-08,{august}\ncalls,2026-09,512\n"
    assert [(row, words[:45]) for row, _, words in said(text)] == [(2, "is a figure that members have seen as final: ")]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("measure_id,month,value\ncalls,2026-08,$500\n", ["another_currency"]),
        ("measure_id,month,value\ncalls,2026-08,5o0\ncalls,2026-10,505\n", ["not_a_number"]),
        ("measure_id,month,value,numerator,denominator\nanswered,2026-08,,x,200\n", ["not_a_number"]),
        ("measure_id,month,value,numerator\nanswered,2026-08,9O,180\n", ["not_a_number"]),
        ("measure_id,month,value\ncalls,2026-09,505\ncalls,Septembre,505\ncalls,2026-11,505\n", ["not_a_month"]),
        ("measure_id,month,value\ncalls,2026-10,505\ncalls,2026-09,5o5\nTotal,,1010\n", ["not_a_number"]),
        ("measure_id,month,value\ncalls,2026-08,\n", ["final_figure_changes"]),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_once_and_is_not_empty(text, codes):
    done = check(read(text.encode(), "kpi_values.csv"), "kpi_values", known())
    assert [each.code for each in done.problems if each.code != "in_the_future"] == codes


def test_what_a_contract_asks_of_an_empty_cell_is_not_asked_of_one_that_cannot_be_read():
    text = "project_id,milestone,status,planned_date,actual_date\nP1,Go live,done,2026-03-01,{}\n"
    for cell, codes in (("31/31/2026", {"error"}), ("", {"warning", "error"})):
        done = check(read(text.format(cell).encode(), "milestones.csv"), "milestones")
        of_cell = [each for each in done.problems if each.column == "actual_date"]
        assert len(of_cell) == 1 and of_cell[0].severity in codes, done.problems


@pytest.mark.parametrize("cell", ["As above", "same as above", "''"])
@pytest.mark.parametrize(
    ("kind", "text", "severity"),
    [
        ("meetings", "meeting_id,committee,meeting_date,title\nM1,OSC,2026-09-01,A\nM2,{},2026-10-01,B\n", "error"),
        ("milestones", "milestone_id,project_id,name,baseline_date\nA,P1,Go,2026-09-01\nB,{},Go,2026-09-01\n", "error"),
        ("kpi_values", "measure_id,month,value,note\ncalls,2026-10,505,Late\nspend,2026-10,20000,{}\n", "warning"),
    ],
)  # fmt: skip
def test_words_that_repeat_the_row_above_are_no_value(kind, text, severity, cell):
    done = check(read(text.format(cell).encode(), "x.csv"), kind, known())
    assert [(each.row, each.severity) for each in done.problems if each.code == "as_above"] == [(3, severity)]


def test_percent_signs_in_a_file_whose_measures_are_not_known_are_no_crash():
    done = check(read(b"Zoomf,month,value\na,2026-09,93%\n", "x.csv"), "kpi_values", known())
    assert {each.column for each in done.errors} == {"measure_id"}


def test_a_letter_that_was_lost_is_named():
    text = "measure_id,month,value,note\ncalls,2026-10,505,Caf\ufffd closed\nspend,2026-10,20000,Fine\n"
    assert [(row, column, words) for row, column, words in said(text)] == [
        (2, "note", "has a letter that another program could not keep")
    ]
    assert not said(text.replace("\ufffd", "é"))


@pytest.mark.parametrize("codes", [("P1", "", "", "P2", ""), ("", "P1", "", "")])
def test_a_code_only_in_the_first_row_of_its_block_is_named(codes):
    """As where cells are merged: the rows below may belong to the same project, or to none."""
    head = "line_id,project_id,fin_year,line_type,baseline_gbp\n"

    def named(*projects):
        rows = (f"F{n},{project},2026/27,cost,{n}00\n" for n, project in enumerate(projects, 1))
        done = check(read((head + "".join(rows)).encode(), "x.csv"), "finance")
        return [(each.row, each.value) for each in done.problems if each.code == "code_only_once"]

    assert named(*codes) == [(2 + codes.index("P1"), "P1")]
    assert not named("P1", "P1", "", "P2", "P2") and not named("P1", "P2", "", "P3") and not named("", "", "")


def test_months_and_years_between_are_missed():
    assert not said("measure_id,month,value\ncalls,2026-10,505\n")
    ((row, column, words),) = said("measure_id,month,value\ncalls,2026-11,505\n", what=known())[-1:]
    assert (row, column) == (2, "month") and words.startswith("comes straight after 2026-09")
    years = {"finance": {f"L1|{year}/{year % 100 + 1}": 1 for year in (2021, 2022, 2023)}}
    line = "line_id,fin_year,line_type,baseline_gbp\nL1,2025/26,cost,100\n"
    assert said(line, "finance", Known(slices=years))[0][2].startswith("comes straight after 2023/24")


def test_a_month_that_was_copied():
    what = Known(measures=dict.fromkeys("abcdef", "count"), today=TODAY)
    rows = [f"{name},2026-{month},{at + 7}" for month in ("08", "09") for at, name in enumerate("abcdef")]
    ((_, _, words),) = said("\n".join(["measure_id,month,value", *rows]) + "\n", what=what)
    assert words == "has the values of the month before in all of its 6 measures"


def test_targets_and_budgets_of_nothing_and_tenfold_money():
    text = "measure_id,name,plain_meaning,unit,direction,target\n"
    text += "m,M,What,percent,increase,0\nn,N,What,percent,increase,0.9\n"
    assert [each[:2] for each in said(text, "measures", Known())] == [(2, "target"), (3, "target")]
    money = "line_id,fin_year,line_type,baseline_gbp,forecast_gbp,actual_gbp\n"
    rows = "a,2026/27,cost,0,500,\nb,2026/27,cost,120,120000,90\nc,2026/27,cost,120000,118000,9000\n"
    assert [each[:2] for each in said(money + rows, "finance", Known())] == [(2, "forecast_gbp"), (3, "forecast_gbp")]


def test_totals_that_do_not_add_up():
    rows = 'measure_id,month,value\ncalls,2026-10,505\nspend,2026-10,"20,000"\n'
    assert not said(rows + "Total,,20505\n")
    ((row, column, words),) = said(rows + "Total,,20605\n")
    assert (row, column) == (4, "value") and words == "is given as the total, and the rows add up to 20,505"


@pytest.fixture
def with_incidents(store):
    """Fifteen months of some forty incidents in two categories, with an hour lost to each."""
    rows = ["ticket_id,opened_at,category,work_time_lost_minutes"]
    for month in range(15):
        for at in range(40 + WAVE[month % 8]):
            day = f"{2025 + (month + 5) // 12}-{(month + 5) % 12 + 1:02d}-{at % 27 + 1:02d}"
            rows.append(f"T{month}-{at},{day},{'Hardware' if at % 2 else 'Software'},60")
    taken = take(store, "incidents", "\n".join(rows).encode(), "incidents.csv", Author("An officer", "officer"))
    assert taken.published, taken.problems
    return known_from(store, kind="incidents")


def test_incidents_against_what_is_published(with_incidents):
    rows = ["ticket_id,opened_at,category,work_time_lost_minutes"]
    rows += [f"S{at},2026-09-{at % 27 + 1:02d},{'Hardwear' if at == 3 else 'Telephony' if at == 4 else 'Software'},1"
             for at in range(90)]  # fmt: skip
    result = check(read("\n".join(rows).encode(), "incidents.csv"), "incidents", with_incidents)
    found = {(each.column, each.value): each for each in result.problems}
    assert "Did you mean Hardware?" in found["category", "Hardwear"].remedy
    assert "no file has had so far" in found["category", "Telephony"].problem
    assert "above the usual range" in found["opened_at", "incidents, 2026-09: 90"].problem
    assert "hours may stand where minutes are meant" in found["work_time_lost_minutes", "1 minutes on average"].problem
    assert len(found) == 4 and not result.errors


def test_projects_that_nothing_describes():
    text = "project_id,month,activities_done,activities_planned,issues,key_risks\nPRJ-O1,2026-10,a,b,none,none\n"
    result = check(
        read(text.encode(), "r.csv"), "highlight_reports", Known(projects={"PRJ-01": "New website"}, today=TODAY)
    )
    assert "Did you mean PRJ-01?" in next(each.remedy for each in result.problems if each.column == "project_id")


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ("01/01/2024,spend", "retired_on", "is before the first figure of calls, of January 2024"),
        ("01/04/2026,calls", "replaced_by", "is the measure itself"),
        ("01/04/2026,calls_in_tiem", "replaced_by", "is not a measure that has a definition yet"),
        (",spend", "replaced_by", "names what took its place, and no day on which it was retired stands there"),
        ("01/04/2026,spend", "", ""),
        ("01/04/2026,", "", ""),
        (",", "", ""),
    ],
)
def test_a_retired_measure_is_retired_after_its_first_figure_and_replaced_by_a_known_one(cells, column, words):
    head = "measure_id,name,unit,direction,retired_on,replaced_by"
    found = said(f"{head}\ncalls,Calls,count,decrease,{cells}\n", "measures")
    assert [(each[1], each[2]) for each in found if each[1] in ("retired_on", "replaced_by")] == (
        [(column, words)] if words else []
    )
