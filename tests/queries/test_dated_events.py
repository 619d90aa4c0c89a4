"""What a measure was before and after a dated event that names it, in hand-made examples."""

from datetime import date

import pandas as pd
import pytest

from data.intake import take
from data.store import Author
from exhibits import View
from exhibits.common.event_marks import say_events
from queries import ask
from tests.queries.loading import load
from tests.stores import quick_store

CYCLE = [98.0, 102.0, 100.0, 99.0, 101.0]
FIRST = date(2023, 10, 1)
OFFICER = Author("Officer", "officer")


@pytest.fixture
def store(tmp_path):
    opened = quick_store(tmp_path / "store.duckdb")
    yield opened
    opened.close()


def said(store, values: list[float], *events: tuple[str, date], measure: str = "calls", **definition) -> pd.DataFrame:
    """One row for each event: what signals/before_after says of the measure, by the event's code."""
    load(store, "measures", pd.DataFrame([{"measure_id": measure, "unit": "minutes", **definition}]))
    months = pd.date_range(FIRST, periods=len(values), freq="MS")
    load(store, "kpi_values", pd.DataFrame({"measure_id": measure, "month": months, "value": values}), period_to=None)
    rows = [{"event_id": code, "title": code, "happened_on": day, "measure_id": measure} for code, day in events]
    load(store, "events", pd.DataFrame(rows))
    judged = ask("signals/before_after", store=store)
    assert set(judged["about"]) == {"event"}
    return judged.drop_duplicates("code").set_index("code")


def cycle(months: int, level: float = 100.0) -> list[float]:
    return [CYCLE[n % 5] * level / 100 for n in range(months)]


def test_a_change_is_told_from_the_usual_variation_and_the_month_of_the_day_counts_for_neither_side(store):
    told = said(
        store, [*cycle(24), 500.0, *cycle(8, 120)], ("move", date(2025, 10, 15)), ("poster", date(2025, 2, 1))
    )  # fmt: skip
    assert told.loc["move", ["change", "periods_before", "periods_after"]].tolist() == ["rose", 24, 8]
    assert told.loc["move", "before"] == pytest.approx(100, abs=0.2)
    assert told.loc["move", "after"] == pytest.approx(120, abs=1)
    # the months after the poster hold the rise too: the pages say that this shows no cause
    assert told.loc["poster", ["change", "periods_before", "periods_after"]].tolist() == ["rose", 16, 17]


def test_nothing_is_said_to_change_where_nothing_did_or_where_it_cannot_be_known(store):
    told = said(
        store, cycle(30),
        ("quiet", date(2025, 10, 1)), ("early", date(2024, 3, 1)), ("first", FIRST), ("to come", date(2027, 5, 6)),
    )  # fmt: skip
    assert told["change"].to_dict() == {
        "quiet": "no_change", "early": "short_before", "first": "no_before", "to come": "no_after",
    }  # fmt: skip


def test_no_figure_from_beyond_another_declared_change_is_compared(store):
    told = said(
        store, [*cycle(12, 200), *cycle(18), *cycle(6, 50)], ("move", date(2025, 10, 1)),
        recalculate_from="2024-10;2026-04",
    )  # fmt: skip
    assert told.loc["move", ["change", "periods_before", "periods_after"]].tolist() == ["no_change", 12, 6]


def test_an_event_at_a_declared_change_is_compared_across_it(store):
    told = said(store, [*cycle(24), *cycle(8, 70)], ("rule", date(2025, 10, 1)), recalculate_from="2025-10")
    assert told.loc["rule", ["change", "periods_before", "periods_after"]].tolist() == ["fell", 24, 8]


def test_where_the_time_of_year_matters_the_usual_is_that_of_the_same_months(store):
    season = [100.0 + 10 * n for n in range(12)]
    values = [value + (-1) ** (n + n // 12) for n, value in enumerate(season * 2)] + [value + 1 for value in season[:4]]
    told = said(store, values, ("campaign", date(2025, 10, 1)))
    assert (told.loc["campaign", "seasonal"], told.loc["campaign", "change"]) == (True, "no_change")
    assert told.loc["campaign", "usual_since"] == pytest.approx(115, abs=1)
    assert told.loc["campaign", "before"] == pytest.approx(155, abs=1)


OUTAGES = """outage_id,service,started_at,ended_at,planned,measure_ids
O1,Website,13/08/2025 12:00,13/08/2025 12:40,no,calls; waits
O2,Website,13/08/2025 12:30,13/08/2025 13:05,no,calls
O3,Website,14/09/2025 06:00,14/09/2025 08:00,yes,calls
O4,permits,01/02/2025 08:00,01/02/2025 12:00,no,
"""


def test_an_outage_stands_on_the_charts_that_the_log_names_and_on_those_of_its_service_alone(store, monkeypatch):
    catalogue = b"service_id,service_name,directorate,offline_route\npermits,Permits,Place,Phone\n"
    for kind, text in (("online_services", catalogue), ("outages", OUTAGES.encode())):
        assert take(store, kind, text, f"{kind}.csv", OFFICER).published
    move = {"event_id": "a", "title": "A move", "happened_on": date(2025, 9, 1), "measure_id": "calls"}
    load(store, "events", pd.DataFrame([move]))
    monkeypatch.setenv("COUNCIL_STORE", str(store.path))
    first, last = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31")
    assert say_events(View(), "calls", first, last) == (
        "A: 2 outages of Website, the longest 40 minutes (13 August 2025). B: A move (1 September 2025)."
    )
    assert say_events(View(), "waits", first, last) == "A: outage of Website, 40 minutes (13 August 2025)."
    of_service = "A: outage of Permits, 4 hours (1 February 2025)."
    assert say_events(View(), "digital_take_up@permits", first, last) == of_service
    assert say_events(View(), "digital_take_up", first, last) == "", "no link, no mark"
    wrong = OUTAGES.splitlines()[0] + "\nO5,Website,13/08/2025 12:00,,no,calls and waits\n"
    (problem,) = take(store, "outages", wrong.encode(), "w.csv", OFFICER).problems
    assert problem.code == "no_codes_of_measures"
