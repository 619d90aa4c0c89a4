"""Measures with a figure a quarter or a year: judged, drawn, worded and owed as such."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from data.intake import take
from data.store import Author
from exhibits import View
from exhibits.common.process_chart import months_to_look_into, process_chart
from exhibits.common.view_queries import period_of
from exhibits.demand.earlier_years import earlier_years
from exhibits.demand.trend import trend
from exhibits.overview import newest_months
from queries import ask
from queries.template import template
from tests.stores import quick_store

OFFICER = Author("Officer", "officer")
SEASON = np.array([1.15, 1, 0.85, 1.07])
TODAY = date(2026, 11, 15)
MEASURES = """measure_id,name,unit,direction,plain_meaning,target,period
season,Season,days,increase,What it counts.,120,quarter
rise,Rise,hours,increase,What it counts.,,Quarterly
yearly,Yearly,gbp,decrease,What it counts.,9,annual
monthly,Monthly,count,decrease,What it counts.,,
"""


def quarter(number: int) -> str:
    """ "2020/21 Q1" is number 0; 25 is July to September 2026."""
    return f"{2020 + number // 4}/{(2021 + number // 4) % 100:02} Q{number % 4 + 1}"


def figures() -> str:
    chance = np.random.default_rng(5)
    rows = []
    for at in range(26):
        surge = 40 if at == 25 else 0
        rows.append(f"season,{quarter(at)},{100 * SEASON[at % 4] + chance.normal(0, 3) + surge:.1f}")
        rows.append(f"rise,{quarter(at)},{100 + 2 * at + chance.normal(0, 3):.1f}")
    rows += [f"yearly,{year}/{(year + 1) % 100:02},{10 + year % 3}" for year in range(2016, 2026)]
    rows += [f"monthly,2026-{month:02},5" for month in range(1, 10)]
    return "measure_id,month,value\n" + "\n".join(rows) + "\n"


def load(store, kind: str, text: str) -> None:
    done = take(store, kind, text.encode(), f"{kind}.csv", OFFICER)
    assert done.published, [each.problem for each in done.problems]


@pytest.fixture(scope="module")
def quarterly(tmp_path_factory):
    """One store for all tests here: nothing changes it."""
    with pytest.MonkeyPatch.context() as patch:
        place: Path = tmp_path_factory.mktemp("quarters") / "store.duckdb"
        patch.setenv("COUNCIL_STORE", str(place))
        store = quick_store()
        load(store, "measures", MEASURES)
        load(store, "kpi_values", figures())
        load(store, "explanations", "measure_id,month,explanation\nseason,Q2 2026/27,It rained.\n")
        yield store
        store.close()


def test_a_quarter_is_judged_by_quarters_with_their_season(quarterly):
    rows = ask("signals/measures").set_index("measure_id")
    assert rows["period"].to_dict() == {"monthly": "month", "rise": "quarter", "season": "quarter", "yearly": "year"}
    season = rows.loc["season"]
    assert (season["verdict"], season["expected_from"], season["history_months"]) == ("unusual_high", "season", 25)
    assert (season["target_met"], season["target_months"], season["explained"]) == (1, 12, True)
    assert (rows.loc["rise", "expected_from"], rows.loc["rise", "lasting"]) == ("trend", "rising")
    assert (rows.loc["yearly", "verdict"], rows.loc["yearly", "target_months"]) == ("too_early", 10)


def test_the_chart_of_a_quarterly_measure_speaks_of_quarters(quarterly):
    exhibit = process_chart(View(), measure_id="season")
    assert exhibit.title == "Season: unusually high in July to September 2026"
    assert " for July to September: an improvement, explained below." in exhibit.lead
    assert exhibit.more[1] == "The target is 120 days: met in 1 of the last 12 quarters."
    assert "each quarter is compared with the same quarter in other years" in exhibit.note
    assert exhibit.table["Quarter"].iloc[0] == "July to September 2026 (Q2 2026/27)"
    assert exhibit.table["Officers say"].iloc[0] == "It rained."
    assert len(exhibit.table) == 26 and "No data" not in exhibit.note
    assert exhibit.figure.layout.xaxis.ticktext[0] == "Jul–Sep<br>2026"
    assert months_to_look_into(View(), measure_id="season")[0].months == 3


def test_a_steady_rise_of_quarters_has_its_pace_a_year(quarterly):
    exhibit = trend(View(), measure_id="rise")
    assert exhibit.lead == "Rising steadily, about 6% a year over 6 years: that is unlikely to be chance."
    assert "7 or more quarters above" in exhibit.more[1]
    assert process_chart(View(), measure_id="rise").title == "Rise: rising steadily up to September 2026"


def test_the_same_quarter_in_earlier_years(quarterly):
    exhibit = earlier_years(View(), measure_id="season")
    assert exhibit.title == "Season: July to September in every year"
    assert exhibit.more[0].startswith("The 6 quarters of July to September before it were between")
    assert period_of(View(), "season") == "quarter"


def test_a_year_is_a_financial_year(quarterly):
    exhibit = process_chart(View(), measure_id="yearly")
    assert exhibit.title == "Yearly: too early to say in 2025/26"
    assert exhibit.lead.endswith("that takes 12 earlier years, and there are 9.")
    assert exhibit.figure.layout.xaxis.ticktext[0] == "2025/26"
    assert trend(View(), measure_id="yearly").lead.startswith("No trend is worked out from figures of a year")
    assert earlier_years(View(), measure_id="yearly").title == "Yearly: every year"


def test_overview_says_that_some_are_quarters(quarterly):
    overview = newest_months(View(), today=TODAY)
    assert overview.first.startswith("1 of 4 measures was unusual in September 2026 or its newest quarter; ")
    assert not overview.late


def test_a_quarter_is_owed_when_it_has_ended(quarterly):
    lateness = ask("measures/lateness", today=date(2027, 1, 25)).set_index("measure_id")
    season = lateness.loc["season"]
    assert (season["due_on"].date(), season["days_late"], season["months"]) == (date(2027, 1, 20), 5, 3)
    owed = {
        month: ask("due/owed", month=month, today=TODAY).set_index(["kind", "thing_id"])
        for month in (date(2026, 10, 1), date(2026, 12, 1))
    }
    assert list(owed[date(2026, 10, 1)].loc["kpi_values"].index) == ["monthly"]
    assert owed[date(2026, 12, 1)].loc[("kpi_values", "season"), "name"] == "Season, quarter to December 2026"
    september = ask("due/owed", month=date(2026, 9, 1), today=TODAY)
    assert set(september["state"]) == {"in"} and "explanations" in set(september["kind"])


def test_the_template_of_the_quarters_last_month_can_be_filled_in_and_loaded(quarterly):
    rows = template("kpi_values", date(2026, 12, 1), TODAY).rows
    assert set(rows["measure_id"]) == {"monthly", "rise", "season"}
    assert {f"{each:%Y-%m}" for each in rows["month"]} == {"2026-12"}
    text = "measure_id,month,value\nseason,2026-12,90\n"
    store = quarterly
    draft = take(store, "kpi_values", text.encode(), "k.csv", OFFICER, publish=False)
    values = ask("measures/values", measure_id="season", with_draft=draft.submission_id)
    assert f"{values['month'].max():%Y-%m}" == "2026-10"
