"""What the exhibits on money say: the same in words, table and figure; what is not to be added up stays apart."""

import re
from datetime import date

import pandas as pd
import pytest

from exhibits import View
from exhibits.common.money_bars import Bars, Part, bars
from exhibits.common.words import say_pounds, short_pounds
from exhibits.money.by_funding import by_funding
from exhibits.money.cost_here_saving_there import cost_here_saving_there
from exhibits.money.savings import savings
from exhibits.money.strategy import strategy
from exhibits.money.value_for_money import services
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
    assert exhibit.title == "£1,500 is forecast to come out of the IT reserve in 2026/27"
    assert exhibit.lead == "Reserve drawdown: IT reserve, £1,500 in 2026/27 and £1,000 in 2027/28; £2,500 in all."
    assert "The IT reserve pays for Project P1." in exhibit.more
    assert "For £1,000 of all years nobody states what pays." in exhibit.summary
    assert exhibit.table["Reserve"].tolist() == ["Reserve drawdown", "No reserve", "No reserve", "In part"]
    assert "IT reserve (drawdown)" in drawn(exhibit)
    assert exhibit.questions[0] == (
        "How much is left in the IT reserve after the £2,500 of this year and later?"  # some of it may be drawn already
    )


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
    assert "Cashable and in doubt: Project P1 (£1,000) and Project P1 (£400)." in exhibit.more
    assert exhibit.remarks == (
        "Project P1, cashable savings: Later than planned.",
        "Project P1, cashable savings: no reason is given.",
    )
    assert "Of £1,000 cashable savings planned for 2027/28, £1,000 is at risk." in exhibit.more
    assert "Touches cyber security: Project P1 (cashable savings, £1,000)." in exhibit.more
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
    assert exhibit.title == "£700 of £1,000 expected cashable savings go to another budget than the one that pays"
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
    assert exhibit.lead == (
        "No reason is given for the capital cost of Project P1: £200 (20%) more than planned in 2026/27."
    )
    assert "£200 would come out of the IT reserve" in exhibit.summary
    table = exhibit.table.set_index("Line")["Reason"]
    assert table["Project P1, revenue cost"] == "Prices rose"
    assert table["Project P1, capital cost"] == "No reason given"
    assert exhibit.remarks == ("Project P1, revenue cost, 2026/27: Prices rose.",)
    assert "Revenue cost 2026/27: £300 more than planned [1]" in drawn(exhibit) and "No reason given" in drawn(exhibit)
    assert (
        exhibit.questions[0]
        == "Why is the cashable saving of the strategy as a whole £500 less than planned in 2027/28?"
    )


def test_a_lost_saving_is_drawn_on_the_side_of_a_higher_cost(store):
    register(store, {"project_id": "P1"})
    lines(store, {"line_id": "A", "project_id": "P1", "forecast_gbp": 1300}, {"line_id": "B", "forecast_gbp": 600},
          saving("C", project_id="P1", forecast_gbp=0), saving("D", forecast_gbp=1900))  # fmt: skip
    exhibit = shown(variances)
    bars = next(trace for trace in exhibit.figure.data if trace.type == "bar")
    said = exhibit.data.assign(drawn=bars.x)[["line_id", "variance_gbp", "drawn"]].values.tolist()
    assert said == [["C", -1000, 1000], ["D", 900, -900], ["B", -400, -400], ["A", 300, 300]]
    assert "Costs more, or saves less →" in drawn(exhibit) and "← Costs less, or saves more" in drawn(exhibit)
    link = '<a href="/projects.project=P1" target="_self" style="color:#[0-9A-F]{6}">'
    assert re.search(f"{link}.*Project P1.*</a>", drawn(exhibit))


def test_what_nobody_explains_comes_first_and_then_the_largest(store):
    lines(store, {"line_id": "A", "forecast_gbp": 1800, "note": "Prices rose."},
          {"line_id": "B", "forecast_gbp": 1100}, {"line_id": "C", "forecast_gbp": 1200, "fin_year": LATER},
          {"line_id": "D", "forecast_gbp": 1900, "note": "A second team."})  # fmt: skip
    exhibit = shown(variances)
    assert exhibit.data["line_id"].tolist() == ["C", "B", "D", "A"]
    headings = [note.text for note in exhibit.figure.layout.annotations if "largest first" in note.text]
    assert headings == ["<b>No reason given, the largest first</b>", "<b>A reason is given, the largest first</b>"]
    assert exhibit.lead.startswith(
        "No reason is given for the revenue cost of the strategy as a whole: £100 (10%) more"
    )


def test_a_line_that_differs_in_two_years_is_one_line(store):
    lines(store, {"line_id": "A", "forecast_gbp": 1200}, {"line_id": "A", "forecast_gbp": 1300, "fin_year": LATER})
    assert "In all years, 1 line differs by more than 5%, 2 times in all; 2 times without a reason." in (
        shown(variances).more
    )
    lines(store, {"line_id": "A"}, {"line_id": "A", "fin_year": LATER})
    assert shown(variances).summary.startswith("Of 1 line, none differs")


def test_a_cost_that_was_only_moved_is_not_asked_about_where_the_reason_says_so(store):
    lines(store, {"line_id": "A", "forecast_gbp": 500, "note": "Moved to next year, as equipment comes late."})
    assert not any("only spent later" in question for question in shown(variances).questions)
    lines(store, {"line_id": "B", "forecast_gbp": 500})
    assert any("only spent later" in question for question in shown(variances).questions)


@pytest.mark.parametrize("builder", ALL)
def test_charts_name_their_series_where_they_are_drawn(sample, builder):
    figure = shown(builder).figure
    assert not figure.layout.showlegend or len([trace for trace in figure.data if trace.showlegend is not False]) > 4


def test_a_part_too_narrow_for_its_name_gets_a_legend():
    parts = [Part("Past years", "#12436D"), Part("Later years", "#28A197")]
    named = bars([Bars("IT reserve", "£2m", (1.0, 1.0))], parts, "light")
    assert not named.layout.showlegend
    assert {"Past years", "Later years"} <= {note.text for note in named.layout.annotations}
    narrow = bars([Bars("IT reserve", "£2m", (2.0, 0.01))], parts, "light")
    assert narrow.layout.showlegend and "Later years" not in {note.text for note in narrow.layout.annotations}


def test_this_year_is_labelled_by_how_much_it_is_above_budget(sample):
    said = drawn(shown(strategy))
    assert "£302k above<br>budget" in said and "Revenue" in said and "Budget" in said


@pytest.mark.parametrize("builder", [*ALL, services])
def test_every_project_and_service_named_leads_on(sample, builder):
    exhibit = builder(View()) if builder is services else shown(builder)
    names = {"Move to the cloud"} if builder is not services else {"Leisure bookings", "Housing register"}
    assert names <= set(exhibit.links)
    assert not re.search(r"\bF-\d", words(exhibit) + drawn(exhibit))


def test_savings_at_risk_are_said_where_savings_are_expected(store):
    register(store, {"project_id": "P1"})
    lines(store, {"line_id": "A", "project_id": "P1"}, saving("B", project_id="P1", status="at_risk"),
          saving("C", project_id="P1", baseline_gbp=200))  # fmt: skip
    assert "Of all £1,200 cashable savings expected, £1,000 is at risk." in shown(cost_here_saving_there).more


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
     (2_000_000_000, "£2 billion", "£2bn"), (1_200_000_000_000, "£1.2 trillion", "£1.2tn"),
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
    assert isinstance(then.data, pd.DataFrame) and set(then.data["All years"]) == {1100}
