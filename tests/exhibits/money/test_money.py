"""What the exhibits on money say: the same in words, table and figure; what is not to be added up stays apart."""

import re
from datetime import date

import pandas as pd
import pytest

from exhibits import View
from exhibits.common.words import say_pounds, short_pounds
from exhibits.money.by_funding import by_funding
from exhibits.money.cost_here_saving_there import cost_here_saving_there
from exhibits.money.savings import savings
from exhibits.money.strategy import strategy
from exhibits.money.variances import variances
from tests.exhibits.money_store import lines, saving
from tests.exhibits.portfolio_store import register

TODAY = date(2026, 11, 20)
PAST, NOW, LATER = "2025/26", "2026/27", "2027/28"
ALL = (strategy, by_funding, cost_here_saving_there, savings, variances)


def shown(builder, theme: str = "light", **scope):
    return builder(View(theme=theme), today=TODAY, **scope)


def words(exhibit) -> str:
    return " ".join([exhibit.title, exhibit.summary, exhibit.note, exhibit.table.to_string(), *exhibit.remarks])


def drawn(exhibit) -> str:
    fig = exhibit.figure.to_dict()
    texts = [str(trace.get("text", "")) + str(trace.get("name", "")) for trace in fig["data"]]
    axis = str(fig["layout"].get("xaxis", {}).get("ticktext", ""))
    return " ".join([*texts, axis, *(note["text"] for note in fig["layout"].get("annotations", []))])


# -- all of them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("builder", ALL)
def test_an_empty_store_gives_words_and_no_chart(store, builder):
    exhibit = shown(builder)
    assert exhibit.figure is None and exhibit.table.empty
    assert exhibit.summary == "No data: no finance lines have been published."


@pytest.mark.parametrize("builder", ALL)
def test_a_choice_without_lines_says_so(store, builder):
    register(store, {"project_id": "P1", "type": "run"})
    lines(store, {"line_id": "A"})
    exhibit = shown(builder, type="run")
    assert exhibit.figure is None and "for this choice" in exhibit.summary
    assert exhibit.title.startswith("Run projects: ")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("builder", ALL)
def test_the_sample_council_is_told_in_words_table_and_figure(sample, builder, theme):
    exhibit = shown(builder, theme)
    assert exhibit.figure is not None and len(exhibit.table) and len(exhibit.data) and exhibit.questions
    assert not re.search(r"\b(nan|NaT|None,|_gbp)\b", words(exhibit) + drawn(exhibit))
    assert "finance lines" in exhibit.source and "Last published on" in exhibit.source
    assert not exhibit.table.isna().any().any()
    colours = {str(trace.marker.color) for trace in exhibit.figure.data if trace.type == "bar"}
    assert len(colours) <= 4


# -- the strategy ----------------------------------------------------------------------------------------------------


def test_three_columns_of_cost_and_the_same_pounds_everywhere(store):
    register(store, {"project_id": "P1"})
    lines(store, {"line_id": "A", "project_id": "P1", "fin_year": PAST, "actual_gbp": 1400},
          {"line_id": "B", "project_id": "P1", "capital_revenue": "capital", "baseline_gbp": 20000,
           "forecast_gbp": 22000, "actual_gbp": 9000},
          {"line_id": "C", "fin_year": LATER, "baseline_gbp": 5000, "forecast_gbp": 6000},
          saving("S", project_id="P1", baseline_gbp=900))  # fmt: skip
    exhibit = shown(strategy)
    assert exhibit.title == "2026/27 is forecast to cost £22,000, 10% above budget"
    assert "Past years cost £1,400 in 2025/26." in exhibit.summary
    assert "budget £20,000, forecast £22,000, £2,000 (10%) more; £9,000 has been spent so far" in exhibit.summary
    assert "Of the forecast, £22,000 is capital." in exhibit.summary
    assert "Projected: £6,000 in 2027/28." in exhibit.summary
    assert "Later years need £1,000 above plan" in exhibit.questions[1]
    table = exhibit.table.set_index("Project")
    assert table.loc["All together"].tolist() == [
        "£1,400", "£20,000", "£22,000", "+£2,000 (+10%)", "£9,000", "£6,000", "£29,400",
    ]  # fmt: skip
    assert table.loc["All, capital", "2026/27 forecast"] == "£22,000"
    assert table.loc["The strategy as a whole", "2027/28 projected"] == "£6,000"
    assert "projection" in drawn(exhibit) and "£22k" in drawn(exhibit)


def test_without_this_year_or_an_actual_it_says_so(store):
    lines(store, {"line_id": "A", "fin_year": PAST, "forecast_gbp": 1200})
    exhibit = shown(strategy)
    assert exhibit.title == "2025/26 cost £1,200"
    assert "No cost is published for this financial year." in exhibit.summary
    assert exhibit.note == "1 line of a past year states no actual: the forecast stands in for it."


def test_a_month_that_figures_are_known_to_is_named(store):
    lines(store, {"line_id": "A", "period": "2026-09"})
    assert "known up to September 2026" in shown(strategy).source
    assert "what was spent so far is not stated" in shown(strategy).summary


# -- funding ---------------------------------------------------------------------------------------------------------


def test_a_reserve_drawdown_is_named_and_first(store):
    register(store, {"project_id": "P1"})
    lines(store, {"line_id": "A", "baseline_gbp": 90000},
          {"line_id": "B", "project_id": "P1", "funding_source": "IT reserve", "forecast_gbp": 1500},
          {"line_id": "C", "project_id": "P1", "funding_source": "IT reserve", "fin_year": LATER},
          {"line_id": "D", "funding_source": None})  # fmt: skip
    exhibit = shown(by_funding)
    assert exhibit.title == "£1,500 comes out of the IT reserve in 2026/27"
    assert "Reserve drawdown: IT reserve, £1,500 in 2026/27 and £1,000 in 2027/28; £2,500 in all, for Project P1." in (
        exhibit.summary
    )
    assert "For £1,000 of all years nobody states what pays." in exhibit.summary
    assert exhibit.table["Reserve"].tolist() == ["Reserve drawdown", "No reserve", "No reserve", "In part"]
    assert "IT reserve (drawdown)" in drawn(exhibit)
    assert "£2,500 still to be drawn" in exhibit.questions[0]


def test_without_a_reserve_nothing_is_drawn_down(store):
    lines(store, {"line_id": "A"})
    exhibit = shown(by_funding)
    assert exhibit.title == "Base budget pays the most, £1,000 in 2026/27"
    assert "No line names a reserve" in exhibit.summary


# -- savings ---------------------------------------------------------------------------------------------------------


def test_classes_are_never_added_up(store):
    lines(store, saving("A", baseline_gbp=30000, delivered_gbp=11000, status="on_track"),
          saving("B", "non_cashable", baseline_gbp=2000), saving("C", "avoidance", baseline_gbp=400, delivered_gbp=150),
          saving("D", None, baseline_gbp=70), {"line_id": "E", "line_type": "income", "baseline_gbp": 5})  # fmt: skip
    exhibit = shown(savings)
    assert exhibit.title == "£11,000 of £30,000 cashable savings for 2026/27 delivered"
    said = words(exhibit) + drawn(exhibit) + words(shown(cost_here_saving_there))
    for total in (32475, 32000, 32400, 32470, 30400, 30070, 30005, 2400, 2470, 470):
        assert f"£{total:,}" not in said
    assert "Costs avoided (estimate) in 2026/27: £400 estimated, £150 claimed so far" in exhibit.summary
    assert "Not classified in 2026/27: £70 planned" in exhibit.summary
    assert exhibit.table["What"].str.endswith("all lines").sum() == 5


def test_what_is_in_doubt_comes_with_what_is_said_about_it(store):
    register(store, {"project_id": "P1"})
    lines(store, saving("A", project_id="P1", status="at_risk", note="Later than planned."),
          saving("B", project_id="P1", status="undeliverable", baseline_gbp=400),
          saving("C", "cashable", project_id="P1", fin_year=LATER, status="at_risk", affects_cyber=True))  # fmt: skip
    exhibit = shown(savings)
    assert "Project P1 for Housing, £1,000 (“Later than planned”); Project P1 for Housing, £400 (no reason given)" in (
        exhibit.summary
    )
    assert "For 2027/28, £1,000 of cashable savings is planned, of which £1,000 is at risk." in exhibit.summary
    assert "Touches cyber security: Project P1 (C, cashable savings, £1,000 planned)." in exhibit.summary
    assert exhibit.table["Status"].tolist()[-1] == "At risk; touches cyber security"
    assert any("cyber security" in question for question in exhibit.questions)


# -- cost here, saving there -----------------------------------------------------------------------------------------


def test_a_saving_that_another_budget_gains_is_the_news(store):
    register(store, {"project_id": "P1"}, {"project_id": "P2"})
    lines(store, {"line_id": "A", "project_id": "P1", "baseline_gbp": 5000},
          saving("B", project_id="P1", baseline_gbp=700),
          saving("C", project_id="P1", baseline_gbp=300, saving_budget_holder="IT"),
          {"line_id": "D", "project_id": "P2", "baseline_gbp": 80}, {"line_id": "E", "baseline_gbp": 9})  # fmt: skip
    exhibit = shown(cost_here_saving_there)
    assert exhibit.title == "£700 of £1,000 expected cashable savings go to budgets that do not pay"
    assert (
        "IT pays £5,080; of the cashable savings expected, £300 stays with it and £700 goes to Housing."
        in exhibit.summary
    )
    assert "£80 pays for 1 project with no benefit in money: Project P2." in exhibit.summary
    assert exhibit.questions[0] == "Has the budget of Housing been made smaller by the £700 that IT pays for?"
    assert exhibit.table[["Pays", "Gains"]].values.tolist() == [
        ["IT", "Housing"], ["IT", "IT"], ["IT", "No benefit in money"],
    ]  # fmt: skip
    outlined = [shape for shape in exhibit.figure.layout.shapes if shape.line.width == 3]
    assert len(outlined) == 1 and "£300" in drawn(exhibit)


def test_more_budgets_than_fit_a_phone_are_put_together(store):
    register(store, *({"project_id": f"P{n}"} for n in range(6)))
    for n in range(6):
        lines(store, {"line_id": f"A{n}", "project_id": f"P{n}", "cost_budget_holder": f"Budget {n}"},
              saving(f"S{n}", project_id=f"P{n}", baseline_gbp=100 * (n + 1)))  # fmt: skip
    exhibit = shown(cost_here_saving_there)
    heads = exhibit.figure.layout.xaxis.ticktext
    assert len(heads) == 4 and "Others" in heads[-1] and "£3,000" in heads[-1]
    assert len(exhibit.table) == 6 and "£600" in drawn(exhibit)


def test_without_a_cashable_saving_there_are_words_and_no_chart(store):
    register(store, {"project_id": "P1"})
    lines(store, {"line_id": "A", "project_id": "P1"}, saving("B", "avoidance", project_id="P1"))
    exhibit = shown(cost_here_saving_there)
    assert exhibit.title == "No project is expected to bring a cashable saving" and exhibit.figure is None
    assert "Costs avoided (estimate), by the budget that gains: Housing £1,000." in exhibit.summary


# -- variances -------------------------------------------------------------------------------------------------------


def test_a_variance_shows_its_reason_or_that_none_is_given(store):
    register(store, {"project_id": "P1"})
    lines(store, {"line_id": "A", "project_id": "P1", "forecast_gbp": 1300, "note": "Prices rose"},
          {"line_id": "B", "project_id": "P1", "forecast_gbp": 1200, "capital_revenue": "capital",
           "funding_source": "IT reserve"},
          {"line_id": "C", "forecast_gbp": 1040}, saving("D", fin_year=LATER, forecast_gbp=500))  # fmt: skip
    exhibit = shown(variances)
    assert exhibit.title == "2 lines are more than 5% off budget in 2026/27; 1 gives no reason"
    assert "No reason given: the capital cost of Project P1 (2026/27: £200 more, +20%)" in exhibit.summary
    assert "£200 would come out of the IT reserve" in exhibit.summary
    table = exhibit.table.set_index("Line")["Reason"]
    assert table["Project P1, revenue cost (A)"] == "Prices rose"
    assert table["Project P1, capital cost (B)"] == "No reason given"
    assert exhibit.remarks == ("Project P1, revenue cost, 2026/27: Prices rose.",)
    assert "+£300 [1]" in drawn(exhibit) and "No reason given" in drawn(exhibit)
    assert (
        exhibit.questions[0]
        == "Why is the cashable saving of the strategy as a whole £500 less than planned in 2027/28?"
    )


def test_where_nobody_gives_a_reason_the_title_says_so(store):
    lines(store, {"line_id": "A", "forecast_gbp": 1300})
    assert shown(variances).title == "1 line is more than 5% off budget in 2026/27; no reason is given"
    lines(store, {"line_id": "B", "forecast_gbp": 1300})
    exhibit = shown(variances)
    assert exhibit.title.endswith("; none gives a reason") and not exhibit.remarks


def test_savings_that_stay_with_the_budget_that_pays_are_said_to(store):
    register(store, {"project_id": "P1"})
    lines(store, {"line_id": "A", "project_id": "P1"}, saving("B", project_id="P1", saving_budget_holder="IT"))
    assert shown(cost_here_saving_there).title == (
        "All £1,000 of expected cashable savings stay with the budgets that pay"
    )


def test_without_a_variance_it_says_so(store):
    lines(store, {"line_id": "A", "forecast_gbp": 1050})
    exhibit = shown(variances)
    assert exhibit.title == "No line is more than 5% off its budget"
    assert exhibit.summary == "Of 1 line, none differs from its budget by more than 5% in any year."


@pytest.mark.parametrize(
    ("value", "said", "short"),
    [(0, "£0", "£0"), (999.6, "£1,000", "£1,000"), (9949, "£9,949", "£9,949"), (9950, "£9,950", "£10k"),
     (999499, "£999,499", "£999k"), (999500, "£1 million", "£1m"), (-1234000, "−£1.23 million", "−£1.23m"),
     (None, "No data", "No data")],
)  # fmt: skip
def test_pounds_in_words_and_in_short(value, said, short):
    assert (say_pounds(value), short_pounds(value)) == (said, short)


def test_the_figures_are_those_of_the_day_asked_for(store):
    lines(store, {"line_id": "A", "forecast_gbp": 1100}, on="2026-03-12")
    lines(store, {"line_id": "A", "forecast_gbp": 1500}, on="2026-10-12")
    then = strategy(View(as_at=date(2026, 3, 20)), today=TODAY)
    assert then.title == "£1,100 projected for 2026/27"
    assert isinstance(then.data, pd.DataFrame) and then.data["expected_gbp"].tolist() == [1100]
