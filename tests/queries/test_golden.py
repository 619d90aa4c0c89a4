"""Every point of the golden control charts through the product: intake, store, signals/points and signals/measures."""

import pandas as pd
import pytest

from data.intake import take
from data.store import open_store
from queries import ask
from tests.queries import golden
from tests.queries.loading import OFFICER

NEAR = {"rel": 1e-9, "abs": 1e-9}
LINES = {
    "mean": "mean",
    "amr": "amr",
    "lower_limit": "lpl",
    "upper_limit": "upl",
    "near_lower": "nlpl",
    "near_upper": "nupl",
}
LIMITS = ["lower_limit", "upper_limit", "near_lower", "near_upper"]
FLAGS = {
    "outside_limits": "outside_limits",
    "trend": "part_trend",
    "two_of_three": "part_two_in_three",
    "shift": "part_shift",
}
CONSTANT = {
    "constant_24": "a constant baseline with screening has no limits in the package; ours equal the mean",
    "constant_24_target": "the same, so that a target below the limits can be told from one within",
    "zeros_24": "the same at 0",
}
RARE = {"zeros_one_spike": "screening takes every range away: rare events, so no limits and nothing is flagged"}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = open_store(tmp_path_factory.mktemp("golden") / "store.duckdb")
    for kind, text in (("measures", golden.measures_csv()), ("kpi_values", golden.kpi_values_csv())):
        taken = take(opened, kind, text.encode(), f"{kind}.csv", OFFICER, publish=True)
        assert taken.published, taken.problems
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def points(store):
    """Ours and the package's answer to each point side by side; the package's columns end in _theirs."""
    ours = ask("signals/points", store=store)
    ours["month"] = pd.to_datetime(ours["month"])
    theirs = golden.expected_points().rename(columns={"series_id": "measure_id", "date": "month"})
    both = ours.merge(theirs.add_suffix("_theirs"), left_on=["measure_id", "month"],
                      right_on=["measure_id_theirs", "month_theirs"], how="outer", indicator=True)  # fmt: skip
    assert (both["_merge"] == "both").all()
    return both


@pytest.fixture(scope="module")
def measures(store):
    return ask("signals/measures", store=store).set_index("measure_id")


def where_lines_differ(points: pd.DataFrame, ours: str, theirs: str) -> pd.DataFrame:
    def same(row) -> bool:
        a, b = row[ours], row[f"{theirs}_theirs"]
        return (pd.isna(a) and pd.isna(b)) or a == pytest.approx(b, **NEAR)

    return points[~points.apply(same, axis=1)]


def their_point_type(row) -> str:
    """The package says improvement or concern; high and low are in its rule's words."""
    kind = row["point_type_theirs"].removeprefix("special_cause_")
    if kind in ("common_cause", "neutral_high", "neutral_low"):
        return kind
    high = any(word in row["special_cause_type_theirs"] for word in ("Above", "Increasing"))
    return f"{kind}_{'high' if high else 'low'}"


def test_every_series_is_compared(points):
    assert len(points) == len(golden.expected_points()) == 1465
    assert points["measure_id"].nunique() == 51


@pytest.mark.parametrize(("ours", "theirs"), LINES.items())
def test_lines(points, ours, theirs):
    differ = set(where_lines_differ(points, ours, theirs)["measure_id"])
    named = {"mean": set(), "amr": set(CONSTANT)}.get(ours, {*CONSTANT, *RARE})
    assert differ == named


@pytest.mark.parametrize(("ours", "theirs"), FLAGS.items())
def test_flags(points, ours, theirs):
    # the package leaves a flag empty where it has no limits or no value: nothing fires
    said = points[f"{theirs}_theirs"].astype("Float64").fillna(0).astype(bool)
    differ = set(points.loc[points[ours].astype(bool) != said, "measure_id"])
    assert differ == (set(RARE) if ours in ("outside_limits", "shift") else set())


def test_rule_and_kind_of_point(points):
    rule = points["special_cause_type_theirs"].map(golden.RULES)
    assert rule.notna().all()
    assert set(points.loc[points["rule"] != rule, "measure_id"]) == set(RARE)
    kind = points.apply(their_point_type, axis=1)
    assert set(points.loc[points["point_type"] != kind, "measure_id"]) == set(RARE)


def test_segments_and_trial_limits(points):
    assert (points["segment"] == points["rebase_group_theirs"]).all()
    assert (points["trial"] == points["short_group_warning_theirs"]).all()


@pytest.mark.parametrize("series", CONSTANT)
def test_difference_constant_baseline_has_its_value_for_limits(points, series):
    ours = points[points["measure_id"] == series]
    assert ours["lpl_theirs"].isna().all() and len(ours) == 24
    assert (ours["amr"] == 0).all()
    for line in LIMITS:
        assert (ours[line] == ours["mean"]).all()
    assert (ours["rule"] == "none").all() and (ours["point_type"] == "common_cause").all()


def test_difference_zeros_with_one_40_are_rare_events(points, measures):
    ours = points[points["measure_id"] == "zeros_one_spike"]
    assert ours["outside_limits_theirs"].all() and len(ours) == 24
    assert ours[LIMITS].isna().all(axis=None)
    assert ours["mean"].tolist() == pytest.approx([40 / 24] * 24)
    assert not ours[list(FLAGS)].any(axis=None)
    assert set(ours["rule"]) == {"none"} and set(ours["point_type"]) == {"common_cause"}
    verdict = measures.loc["zeros_one_spike"]
    assert (verdict["verdict"], verdict["variation"], verdict["months_since_last_event"]) == (
        "rare_event",
        "common_cause",
        8,
    )


def test_variation(measures):
    """The last segment's icon is the package's word for the measure."""
    last = golden.expected_summary().groupby("series_id").last()
    theirs = last["variation_icon"].str.removesuffix(".svg")
    assert set(theirs.index) == set(measures.index)
    assert set(theirs.index[measures["variation"].reindex(theirs.index) != theirs]) == set(RARE)


def test_assurance(measures):
    last = golden.expected_summary().groupby("series_id").last()
    words = {
        "inconsistent": "hit_and_miss",
        "consistent_pass": "consistently_met",
        "consistent_fail": "consistently_missed",
    }
    theirs = last["assurance_type"].map(words).fillna("none")
    ours = measures["assurance"].reindex(theirs.index)
    assert set(theirs) == {"none", *words.values()}
    assert set(theirs.index[ours != theirs]) == {"constant_24_target"}
    # 5 every month against a target of 4, lower being better: missed every time
    assert ours["constant_24_target"] == "consistently_missed"


def test_a_recalculation_that_matches_no_row_is_reported(store):
    found = ask("signals/unmatched_recalculations", store=store)
    assert found[["measure_id", "month"]].astype(str).values.tolist() == [["rebase_not_in_data", "2022-01-15"]]


def test_one_measure_gives_the_same_as_all_at_once(store):
    everything = ask("signals/points", store=store)
    for name in ("step_48_two_rebases", "na_value_last", "two_in_three_neutral"):
        alone = ask("signals/points", store=store, measure_id=name)
        same = everything[everything["measure_id"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, same)
