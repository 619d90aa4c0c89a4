"""Investment beside saving by year: classes apart, what is at risk apart, and both added up over the years."""

from datetime import date

from exhibits import View
from exhibits.money.investment import investment
from queries import ask
from tests.exhibits.money_store import lines, saving
from tests.exhibits.portfolio_store import register

TODAY = date(2026, 11, 20)


def publish(store) -> None:
    register(store, {"project_id": "P1", "name": "Move"})
    once, every = {"one_off_recurring": "one_off"}, {"one_off_recurring": "recurring"}
    lines(
        store,
        {"line_id": "F1", "project_id": "P1", "fin_year": "2025/26", "baseline_gbp": 400, "actual_gbp": 500, **once},
        {"line_id": "F1", "project_id": "P1", "baseline_gbp": 1000, "forecast_gbp": 1200, **once},
        {"line_id": "F2", "baseline_gbp": 300, **every},
        {"line_id": "F3", "fin_year": "2027/28", "baseline_gbp": 100},
        saving("S1", project_id="P1", baseline_gbp=900, delivered_gbp=200, status="on_track"),
        saving("S1", project_id="P1", fin_year="2027/28", baseline_gbp=1600, status="on_track"),
        saving("S2", project_id="P1", baseline_gbp=70, status="at_risk"),
        saving("S3", "non_cashable", baseline_gbp=5000, status="on_track"),
        saving("S4", "avoidance", baseline_gbp=7000, status="on_track"),
    )


def test_each_year_has_its_costs_beside_its_cashable_savings_and_nothing_else_is_added_to_them(store):
    publish(store)
    rows = ask("money/investment", store=store, today=TODAY).set_index("fin_year")
    columns = ["once_gbp", "running_gbp", "unsorted_gbp", "cost_gbp", "cashable_gbp", "at_risk_gbp", "non_cashable_gbp"]
    assert rows[columns].to_numpy().tolist() == [
        [500, 0, 0, 500, 0, 0, 0], [1200, 300, 0, 1500, 900, 70, 5000], [0, 0, 100, 100, 1600, 0, 0],
    ]  # fmt: skip
    assert rows["cost_so_far_gbp"].tolist() == [500, 2000, 2100]
    assert rows["cashable_so_far_gbp"].tolist() == [0, 900, 2500]
    assert rows["covered"].tolist() == [False, False, True]


def test_the_sentences_follow_from_the_figures(store):
    publish(store)
    made = investment(View(), today=TODAY)
    assert made.title == "2025/26 to 2027/28: costs of £2,100, cashable savings of £2,500"
    assert made.lead == "2026/27: costs of £1,500, £1,200 of it once; cashable savings of £900, £70 more at risk."
    assert made.more == (
        "Up to 2026/27: costs of £2,000, £1,700 of it once; cashable savings of £900, £70 more at risk.",
        "Up to 2027/28: costs of £2,100, £1,700 of it once; cashable savings of £2,500, £70 more at risk.",
        "By 2027/28 cashable savings, added up, reach the costs until then.",
        "Not among these, all years: non-cashable benefits £5,000 and costs avoided (estimate) £7,000.",
    )
    assert "never added up" in made.note
    assert made.table["Year"].tolist() == ["2025/26 actual", "2026/27 forecast", "2027/28 projection"]


def test_a_choice_leaves_out_what_is_not_its_own_and_without_lines_it_says_so(store):
    assert investment(View(), today=TODAY).lead == "No data: no finance lines have been published."
    publish(store)
    own = investment(View(), today=TODAY, type="transform")
    assert own.lead == "2026/27: costs of £1,200, £1,200 of it once; cashable savings of £900, £70 more at risk."
