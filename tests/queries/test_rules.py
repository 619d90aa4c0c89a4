"""The macros of queries/rules.sql: by hand, in every database that runs our SQL, on every cursor."""

import duckdb
import pytest

from data.intake.values.cells import connection
from data.store import open_store


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    opened = open_store(tmp_path_factory.mktemp("rules") / "store.duckdb")
    yield lambda sql: opened.query(f"SELECT {sql} AS answer")["answer"].iloc[0]
    opened.close()


def test_moving_ranges_skip_what_is_missing_and_call_equal_what_is_equal(rules):
    assert list(rules("list_filter(rules.moving_ranges([3, 5, NULL, 4, 1]), lambda r: r IS NOT NULL)")) == [2, 3]
    assert rules("list_sum(rules.moving_ranges([0.1 + 0.2::DOUBLE, 0.3::DOUBLE]))") == 0
    assert rules("len(rules.moving_ranges([3, 5, 9]))") == 3  # the last one has nothing after it


@pytest.mark.parametrize(
    ("ranges", "screening", "chart", "verdict"),
    [
        ("[1, 1, 1, 9]", "true", 3, 3),  # 3.267 x 3 = 9.8: it stays
        ("[1, 1, 1, 1, 1, 1, 1, 9]", "true", 1, 1),  # 3.267 x 2 = 6.5: it leaves
        ("[1, 1, 1, 1, 1, 1, 1, 9]", "false", 2, 2),
        ("[0, 0, 0, 0, 0, 0, 8]", "true", 0, 8 / 7),  # only zeros stay: nothing to judge by
        ("[0, 0, 0]", "true", 0, 0),  # a constant series
        ("[1, NULL, 3]", "true", 2, 2),
    ],
)
def test_screening_has_one_form(rules, ranges, screening, chart, verdict):
    assert rules(f"rules.amr({ranges}, {screening})") == pytest.approx(chart)
    assert rules(f"rules.amr_to_judge_by({ranges}, {screening})") == pytest.approx(verdict)


def test_no_range_gives_no_average(rules):
    assert rules("rules.amr(rules.moving_ranges([5]), true) IS NULL AND rules.amr(NULL, true) IS NULL")


@pytest.mark.parametrize("f", [0.05, 0.5, 1.0, 3.0, 20.0])
@pytest.mark.parametrize("d2", [12, 25, 108])
def test_the_tail_of_f_with_two_degrees_of_freedom_has_a_formula(rules, f, d2):
    assert rules(f"rules.f_tail({f}, 2, {d2})") == pytest.approx((1 + 2 * f / d2) ** (-d2 / 2), abs=2e-4)


def test_the_tail_of_f_at_its_ends(rules):
    assert rules("rules.f_tail(0, 11, 12)") == 1
    assert rules("rules.f_tail('infinity'::DOUBLE, 11, 12)") == 0
    assert rules("rules.f_tail(NULL, 11, 12) IS NULL AND rules.f_tail(2, 11, 0) IS NULL")


def test_limits_widen_only_for_a_calendar_month_seen_twice(rules):
    assert rules("rules.seasonal_widening(2)") == pytest.approx(3**0.5)
    assert rules("rules.seasonal_widening(1) IS NULL AND rules.seasonal_widening(0) IS NULL")


def test_intake_has_the_same_rules_where_files_are_checked():
    for rows in (0, 1_000_000):
        assert connection(rows).execute("SELECT rules.reach(1::DOUBLE), rules.differ(1, 1 + 1e-12)").fetchone() == (
            2.66,
            False,
        )


def test_a_cursor_can_use_the_rules_and_open_nothing_else(tmp_path):
    store = open_store(tmp_path / "store.duckdb")
    try:
        with store.cursor() as cursor:
            assert cursor.execute("SELECT rules.reach(10::DOUBLE)").fetchone()[0] == pytest.approx(26.6)
            with pytest.raises(duckdb.Error):
                cursor.execute(f"ATTACH '{tmp_path / 'other.duckdb'}' AS other")
            with pytest.raises(duckdb.Error):
                cursor.execute("SET enable_external_access = true")
    finally:
        store.close()
