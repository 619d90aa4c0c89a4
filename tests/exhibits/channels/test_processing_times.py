"""Which route to an outcome is quicker: what is said follows from the months, and small numbers stay unsaid."""

import pytest

from data.intake import take
from data.store import Author
from exhibits import View
from exhibits.channels.processing_times import processing_times
from exhibits.channels.service_facts import service_facts
from queries import ask
from tests.exhibits.channel_store import catalogue, service
from tests.exhibits.channels.test_one_service import TODAY

HEAD = "service_id,month,route,cases,days,taken_as,days_are,note\n"


def publish(store, *routes: tuple[str, list[tuple[int, float | None]]], days_are: str = "working") -> None:
    """Routes of permits with the cases and days of each month, the last in September 2026."""
    catalogue(store, service("permits", service_name="Parking permits"))
    rows = [
        f"permits,{_month(8 - back)},{route},{cases},{'' if days is None else days},median,{days_are},"
        for route, months in routes
        for back, (cases, days) in enumerate(reversed(months))
    ]
    done = take(store, "processing_times", (HEAD + "\n".join(rows)).encode(), "times.csv", Author("o", "officer"))
    assert done.published, done.problems


def _month(since_january: int) -> str:
    return f"{2026 + since_january // 12}-{since_january % 12 + 1:02}"


def test_a_route_that_was_slower_month_after_month_is_said_to_be_with_days_and_cases(store):
    publish(
        store,
        ("DD", [(10, 5.0)] * 7 + [(10, 6.0)]),
        ("cheque", [(5, 12.0)] * 7 + [(6, 13.0)]),
        ("BACS", [(20, 4.0)] * 2 + [(20, 9.0)] * 6),
        ("Giro", [(2, 1.0)] * 8),
    )
    made = processing_times(View(), service="permits")
    assert made.title == "Parking permits: direct debit is quicker than cheque"
    assert made.lead == (
        "Direct debit typically takes 5 working days (80 cases), cheque 12 (41); slower in 8 of 8 months."
    )
    assert "BACS: slower than direct debit in 6 of 8 months; no clear difference." in made.more
    assert "Fewer than 30 cases, so not compared: Giro." in made.more
    assert made.table.iloc[0].tolist() == [
        "September 2026", "6 working days, 10 cases", "9 working days, 20 cases", "13 working days, 6 cases",
        "1 working day, 2 cases",
    ]  # fmt: skip
    assert made.figure is not None
    facts = service_facts(View(), service="permits", today=TODAY).table.set_index("What")["What is known"]
    assert facts["Days from request to outcome"].startswith("Typically: Direct debit 5 working days (80 cases), BACS 9")
    council = processing_times(View())
    assert council.title == "One route is clearly quicker than another in 1 of 1 service"
    assert council.lead.startswith("Parking permits: direct debit typically takes 5 working days (80 cases), cheque 12")


def test_what_chance_explains_is_no_difference(store):
    publish(store, ("Online", [(20, 5.0)] * 7), ("Paper", [(20, 9.0)] * 7))
    made = processing_times(View(), service="permits")
    assert made.title == "Parking permits: no clear difference between routes"
    assert made.lead.startswith("Online form typically takes 5 working days, paper form 9: too alike, month by month")


def test_small_numbers_are_not_shown_and_nothing_is_worked_out_from_them(store, small_numbers):
    publish(store, ("Online", [(20, 5.0)] * 9), ("Paper", [(20, 9.0)] * 8 + [(4, 77.0)]))
    made = processing_times(View(), service="permits")
    assert made.table.iloc[0]["Paper form"] == "Not shown: small number"
    assert "(160);" in made.lead and "small number of cases are not shown" in made.note
    shown = ask("channels/processing_months", store=store)
    assert (shown["days"].max(), shown["cases"].min()) == (9, 20)


@pytest.mark.parametrize(("n", "fewer", "chance"), [(8, 0, 2 / 256), (12, 1, 26 / 4096), (4, 2, 1)])
def test_the_sign_test_is_exact(store, n, fewer, chance):
    found = store.query("SELECT rules.sign_test($n, $fewer) AS p", {"n": n, "fewer": fewer})["p"].iloc[0]
    assert found == pytest.approx(chance)
