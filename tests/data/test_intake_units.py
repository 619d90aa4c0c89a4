"""Figures whose unit the file states: £000, millions, hours, %. A wrong factor is a wrong table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.intake import Known, Layout, Reading, check, read
from data.intake.values.units import stated
from tests.examples import examples

HEAD = "line_id,fin_year,line_type"


def checked(text: str, kind: str = "finance", how: Reading | None = None, known: Known | None = None, layout=None):
    return check(read(text.encode(), "file.csv", how), kind, known, layout=layout)


def finance(*headers: str, cells: str = "120,131.5", above: str = "", below: str = "", how: Reading | None = None):
    return checked(f"{above}{HEAD},{','.join(headers)}\nF-1,2026/27,cost,{cells}\n{below}", how=how)


def money(done) -> tuple:
    assert done.errors == [], done.errors
    return done.rows["baseline_gbp"][0].as_py(), done.rows["forecast_gbp"][0].as_py()


@pytest.mark.parametrize(
    "budget, factor",
    [
        ("Budget £000", 1e3),
        ("Budget (£000s)", 1e3),
        ("Budget £'000", 1e3),
        ("Budget (£’000)", 1e3),
        ("Budget £k", 1e3),
        ("Budget in thousands of pounds", 1e3),
        ("Budget (thousands)", 1e3),
        ("Budget (k)", 1e3),
        ("Budget (£m)", 1e6),
        ("Budget £ million", 1e6),
        ("Budget_gbp_m", 1e6),
        ("Budget (millions)", 1e6),
        ("Budget £bn", 1e9),
        ("Budget (£)", 1),
        ("Budget", 1),
    ],
)
def test_a_header_is_taken_at_its_word(budget, factor):
    done = finance(budget, "Forecast", cells="0.07,131.5")
    assert money(done) == (round(0.07 * factor, 6), 131.5)
    said = [each for each in done.repairs if "multiplied" in each]
    assert len(said) == (factor > 1), done.repairs
    assert all(f"multiplied by {factor:,.0f}" in each for each in said)


@given(
    st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 3)), min_size=1, max_size=40),
    st.sampled_from([("£000", 1_000), ("£m", 1_000_000)]),
)
@examples(12)
def test_no_figure_gains_or_loses_a_digit(figures, unit):
    said, factor = unit
    rows = "".join(
        f"F-{line},2026/27,cost,{figure / 10**decimals:.{decimals}f},1\n"
        for line, (figure, decimals) in enumerate(figures)
    )
    done = checked(f"{HEAD},Budget {said},Forecast\n{rows}")
    assert done.errors == []
    assert done.rows["baseline_gbp"].to_pylist() == [
        float(round(figure * factor / 10**decimals, 3)) for figure, decimals in figures
    ]


@pytest.mark.parametrize(
    "header",
    ["Spend over £1 million", "Projects above £500 (number)", "Calls answered within 20 seconds",
     "Opened in the last 5 days", "Budget", "Cost £000 or £m", "mobile phones", "Forecast (last month)"],
)  # fmt: skip
def test_an_amount_or_a_limit_is_no_unit(header):
    unit = stated(header)
    assert unit is None or unit.factor == 1, unit


@pytest.mark.parametrize(
    "above, below, words, budget",
    [
        ("Figures in £000,,,,\n", "", "thousands of pounds", 120_000.0),
        (",,,£000,£000\n", "", "thousands of pounds", 120_000.0),
        ("IT budget 2026/27,,,,\n", "All figures are in £ million\n", "millions of pounds", 120_000_000.0),
    ],
)
def test_a_line_that_speaks_of_thousands_is_never_overlooked(above, below, words, budget):
    asked = finance("Budget", "Forecast", above=above, below=below)
    assert asked.rows is None
    assert f'--figures-in "{words}" or --figures-in "as written"' in asked.errors[0].remedy
    done = finance("Budget", "Forecast", above=above, below=below, how=Reading(figures_in=words))
    assert money(done)[0] == budget
    assert any(
        f"A line of the file says {words}: each figure of baseline_gbp, forecast_gbp was" in r for r in done.repairs
    )
    plain = finance("Budget", "Forecast", above=above, below=below, how=Reading(figures_in="as written"))
    assert money(plain) == (120.0, 131.5)


def test_the_answer_for_one_file_is_not_used_for_another():
    """A match that is remembered meets a file whose title says something else, or nothing."""
    thousands = Reading(figures_in="thousands of pounds")
    other = finance("Budget", "Forecast", above="Figures in £m,,,,\n", how=thousands)
    assert other.rows is None and "Figures in £m" in other.errors[0].problem
    silent = finance("Budget", "Forecast", how=thousands)
    assert silent.rows is None and "no line of the file says so" in silent.errors[0].problem


def test_a_line_of_units_under_the_header_belongs_to_it():
    text = f"{HEAD},Budget,Forecast\n,,,£000,£m\nF-1,2026/27,cost,120,0.13\n"
    assert money(checked(text)) == (120_000.0, 130_000.0)


def test_a_header_with_its_own_unit_stands_above_the_title():
    done = finance(
        "Budget (£m)", "Forecast", above="Figures in £000,,,,\n", how=Reading(figures_in="thousands of pounds")
    )
    assert money(done) == (120_000_000.0, 131_500.0)


def test_another_unit_under_a_column_of_money_is_refused():
    layout = Layout("finance", columns={"Change (%)": "forecast_gbp"})
    text = f"{HEAD},Budget,Change (%)\nF-1,2026/27,cost,120,5\n"
    done = checked(text, layout=layout)
    assert [(each.row, each.column, each.value) for each in done.errors] == [(1, "forecast_gbp", "Change (%)")]
    assert "says %, and forecast_gbp is in £" in done.errors[0].problem


def test_two_units_in_one_header_are_no_unit():
    layout = Layout("finance", columns={"Cost £000 or £m": "forecast_gbp"})
    done = checked(f"{HEAD},Budget,Cost £000 or £m\nF-1,2026/27,cost,120,5\n", layout=layout)
    assert [each.problem for each in done.errors] == ["says more than one unit, and forecast_gbp is in £"]


def test_the_sign_of_another_unit_in_a_cell_is_refused():
    done = finance("Budget", "Forecast", cells="45%,131.5")
    assert [(each.row, each.value) for each in done.errors] == [(2, "45%")]
    assert "is a percentage, and the column is in £" in done.errors[0].problem


def test_what_the_measure_is_counted_in_decides():
    known = Known(measures={"it_spend": "gbp", "calls": "count", "answered": "percent", "wait": "minutes"})
    text = "measure_id,month,Value (£000)\nit_spend,2026-09,12.5\n"
    assert checked(text, "kpi_values", known=known).rows["value"].to_pylist() == [12500.0]
    hours = "measure_id,month,Value (hours)\nwait,2026-09,1.5\n"
    assert checked(hours, "kpi_values", known=known).rows["value"].to_pylist() == [90.0]
    thousands = "measure_id,month,Value (000s)\ncalls,2026-09,1.5\n"
    assert checked(thousands, "kpi_values", known=known).rows["value"].to_pylist() == [1500.0]
    mixed = checked(text + "answered,2026-09,81\n", "kpi_values", known=known)
    assert mixed.rows is None and "answered" in mixed.errors[0].problem


def test_what_is_said_names_only_the_figures_that_were_multiplied():
    known = Known(measures={"wait": "minutes", "handling": "hours"})
    done = checked("measure_id,month,Value (hours)\nwait,2026-09,2\nhandling,2026-09,3\n", "kpi_values", known=known)
    assert done.rows["value"].to_pylist() == [120.0, 3.0]
    assert [each for each in done.repairs if "multiplied" in each] == [
        "The header 'Value (hours)' says hours: figures of value were multiplied, of wait by 60."
    ]


def test_thousands_of_a_measure_that_nobody_has_defined_yet_are_thousands():
    done = checked("measure_id,month,Value (£000)\nnew_one,2026-09,12.5\n", "kpi_values", known=Known())
    assert done.rows["value"].to_pylist() == [12500.0]


def test_a_definition_says_itself_what_its_measure_is_counted_in():
    text = "measure_id,name,plain_meaning,unit,direction,Target (£000)\n{}\n"
    row = "it_spend,IT spend,What IT costs,gbp,decrease,12.5"
    done = checked(text.format(row), "measures", known=Known(measures={"it_spend": "count"}))
    assert done.errors == [] and done.rows["target"].to_pylist() == [12500.0]
    plain = text.replace("Target (£000)", "target").format(row.replace("gbp", "percent"))
    assert checked(plain, "measures", known=Known(measures={"it_spend": "count"})).errors == []


def test_thousands_without_a_word_of_pounds_hold_for_our_own_headers_too():
    text = f"Figures in thousands,,,,\n{HEAD},baseline_gbp,forecast_gbp\nF-1,2026/27,cost,120,131.5\n"
    assert money(checked(text, how=Reading(figures_in="thousands"))) == (120_000.0, 131_500.0)


def test_a_column_with_the_unit_of_each_row_is_read():
    known = Known(measures={"it_spend": "gbp", "calls": "count", "answered": "percent", "wait": "minutes"})
    long = (
        "measure_id,Unit,month,value\nit_spend,£000,2026-09,12.5\ncalls,Number,2026-09,310\n"
        "answered,%,2026-09,81\nwait,Hours,2026-09,1.5\n"
    )
    done = checked(long, "kpi_values", known=known)
    assert done.rows["value"].to_pylist() == [12500.0, 310.0, 81.0, 90.0]
    assert any("it_spend (£000) by 1,000" in each and "wait (Hours) by 60" in each for each in done.repairs)
    wide = "measure_id,Unit,Aug-26,Sep-26\nit_spend,£000,12,13\ncalls,Number,310,320\n"
    done = checked(wide, "kpi_values", known=known)
    rows = sorted((row["measure_id"], row["value"]) for row in done.rows.to_pylist())
    assert rows == [("calls", 310.0), ("calls", 320.0), ("it_spend", 12000.0), ("it_spend", 13000.0)]
    wrong = checked(long.replace("calls,Number", "calls,%"), "kpi_values", known=known)
    assert [(each.row, each.column, each.value) for each in wrong.errors] == [(3, "Unit", "%")]
    assert "calls is counted in count" in wrong.errors[0].problem
    wrong = checked(wide.replace("calls,Number", "calls,%"), "kpi_values", known=known)
    assert [(each.row, each.column) for each in wrong.errors] == [(3, "Unit")]


# -- lengths of time ---------------------------------------------------------------------------------------------------

TICKET = "ticket_id,ticket_type,opened_at,status,priority,category,directorate"


def minutes(header: str, *cells: str):
    rows = "".join(
        f"INC{number},incident,2026-09-01 09:00,open,2,Email,Resources,{cell}\n" for number, cell in enumerate(cells)
    )
    return checked(f"{TICKET},{header}\n{rows}", "incidents")


@pytest.mark.parametrize("header", ["work_time_lost_minutes", "Work time lost (hours)", "Time lost hours"])
def test_a_length_of_time_says_its_own_unit(header):
    done = minutes(header, "1h 30m", "90 mins", "1.5 hours", "01:30:00", "5400 seconds", "1 hour and 30 minutes")
    assert done.errors == []
    assert done.rows["work_time_lost_minutes"].to_pylist() == [90.0] * 6
    bare = minutes(header, "1.5")
    assert bare.rows["work_time_lost_minutes"].to_pylist() == [1.5 if "minutes" in header else 90.0]


def test_half_a_clock_is_not_guessed():
    done = minutes("work_time_lost_minutes", "1:30", "90")
    assert [(each.row, each.value) for each in done.errors] == [(2, "1:30")]
    assert "hours and minutes, or minutes and seconds" in done.errors[0].problem


# -- tables that are not what they seem --------------------------------------------------------------------------------


def test_a_table_on_its_side_is_named_as_such():
    text = (
        "Project name,Intranet,Telephones\nDepartment,IT,IT\nStart date,01/04/2026,01/05/2026\n"
        "End date,31/03/2027,30/04/2027\nWhole life cost,120000,80000\n"
    )
    done = checked(text, "projects", how=Reading(header_line=1))
    assert done.rows is None
    assert "stands on its side" in done.errors[0].problem and "Transpose" in done.errors[0].remedy


def test_a_code_beside_the_name_that_stands_for_it_is_pointed_out():
    done = checked("Works reference,Project name,Department\nW-1,Intranet,IT\nW-2,Telephones,IT\n", "projects")
    assert done.rows is not None
    assert [each.value for each in done.warnings if "may be project_id" in each.problem] == ["Works reference"]


def test_a_file_of_which_hardly_anything_is_known_says_so():
    others = ",".join(f"remark {number}" for number in range(12))
    done = checked(f"Project name,{others}\nIntranet{',x' * 12}\n", "projects")
    assert any("only 1 of the 13 columns are known" in each.problem for each in done.warnings)


def test_the_published_headers_of_major_projects_are_known():
    """Definitions in brackets, a financial year and the unit stand in them; names of people are never kept."""
    headers = [
        "GMPP ID Number",
        "Project Name",
        "Senior Responsible Owner (SRO) Name",
        '"IPA Delivery Confidence Assessment\n(A judgement of the project at a fixed point in time, on three points)"',
        '"Project - Start Date\n(Latest approved start date)"',
        '"Financial Year Baseline (£m)\n(including Non-Government Costs)"',
        "Departmental narrative on budget/forecast variance for 2020/21 (if variance is more than 5%)",
        '"Whole Life Cost (£m, Presented in 2024/25 Real Prices)"',
    ]
    text = ",".join(headers) + "\nAB_0001_1112-Q1,Ring road,A Person,Amber/Red,01/04/2015,10.5,Weather,300\n"
    done = checked(text, "projects")
    assert done.errors == []
    row = done.rows.to_pylist()[0]
    assert (row["project_id"], row["dca_overall"], row["variance_narrative"]) == ("AB_0001_1112-Q1", "AR", "Weather")
    assert (row["fy_baseline"], row["whole_life_cost_baseline"]) == (10_500_000.0, 300_000_000.0)
    assert b"A Person" not in done.original


THOUSANDS = """Expressed in £1,000s|1000s of pounds|k£|£k|£K|x1000|x 1,000|£'000s|£’000|£`000
in thousands of pounds|000s|(000s)|GBP thousands|Thousands|£ thousands|£000|£000s|£ 000|£,000
GBP'000|All figures in £1,000|Amounts in 1,000s|Sums (£1,000)|All values × 1,000|Figures x £1,000
£ in thousands|kGBP|k GBP|'000|'000s|All amounts shown in £ thousand|Unit: k£|000 £|Units of £1,000
£(000)|£(000s)|figures multiplied by 1,000|£th|£thou|1,000s|Thousand pounds|000's of pounds
Scale: 1,000|scale factor 1000|in £000’s"""
MILLIONS = """£m|£M|£ million|in millions|£mn|Millions|m£|£000,000|£'000,000|£1,000,000s|x 1,000,000|Scale: 1,000,000
in millions of pounds|GBP m|GBP millions|(£m)|Figures in £ m|£000000s|Money (£ million)"""
NO_UNITS = """Office 1000s|15,000 users|£15,000 budget|Payments over £1,000|Spend over £1 million
Over 2 thousand calls|Several thousand users|Serving thousands of residents
Crimes per thousand population|Rate per 1,000|1920 x 1000 pixels|Rounded to the nearest £1,000
Rounded to the nearest thousand|Windows 2000s|Team 000|iPhone 1000|Top 1000 suppliers|The 1990s
Scale 1:1000|Model X1000|Two million visits|£5m programme|£5 million programme|£10k grants|Room K|MK council
Contact 01234 000000|Cost centre 1000|Cost centre 000|1 in 1000 calls
Created 2026-11-28 10:00:00.000"""


def phrases(text: str) -> list[str]:
    return [each for line in text.splitlines() for each in line.split("|")]


@pytest.mark.parametrize(
    ("phrase", "words"),
    [(each, "thousands") for each in phrases(THOUSANDS)] + [(each, "millions") for each in phrases(MILLIONS)],
)
def test_a_title_that_states_a_unit_in_any_phrase_is_asked_about(phrase, words):
    done = read(f'IT spend\n"{phrase}"\n\n{HEAD},Budget,Forecast\nF-1,2026/27,cost,120,131.5\n'.encode(), "file.csv")
    assert [each.code for each in done.problems] == ["choose_figures_in"], phrase
    (question,) = done.questions
    assert question.about == "figures_in" and question.proposed.startswith(words) and phrase[:20] in question.text
    assert stated(f"Budget ({phrase})").factor == (1e3 if words == "thousands" else 1e6)


@pytest.mark.parametrize("phrase", phrases(NO_UNITS))
def test_a_title_that_only_looks_like_a_unit_stays_silent(phrase):
    done = read(f'"{phrase}"\n\n{HEAD},Budget,Forecast\nF-1,2026/27,cost,120,131.5\n'.encode(), "file.csv")
    assert not done.problems and not done.questions
    assert getattr(stated(phrase), "factor", 1) == 1


@pytest.mark.parametrize("phrase", ["Expressed in £1,000s", "All amounts in k£", "£000s", "Note: sums are in £'000"])
def test_a_unit_below_the_table_is_never_passed_over(phrase):
    done = checked(f'{HEAD},Budget,Forecast\nF-1,2026/27,cost,120,131.5\nF-2,2026/27,cost,12,13\n"{phrase}"\n')
    assert done.errors


@pytest.mark.parametrize(
    "header, cell, seconds",
    [
        ("Average wait (mm:ss)", "02:17", 137),
        ("avg_wait (hh:mm)", "02:17", 8220),
        ("Average wait [m:ss]", "137:05", 8225),
        ("Average wait (hh:mm:ss)", "00:02:17", 137),
    ],
)
def test_a_header_that_says_how_lengths_of_time_are_written_settles_them(header, cell, seconds):
    text = f"service_id,month,channel,completed,{header}\nparking,2026-09,phone,5,"
    done = checked(text + cell, "channel_volumes")
    assert done.errors == [] and done.rows["avg_wait_seconds"].to_pylist() == [seconds]
    (error,) = checked(text + "137", "channel_volumes").errors
    assert (error.row, error.column, error.code) == (2, "avg_wait_seconds", "no_length_of_time")
