"""No hidden count can be worked out from all that is shown: somebody solves for it by linear algebra, and fails."""

import numpy as np
import pandas as pd
import pytest

from data.store import Store
from exhibits import View
from exhibits.demand.backlog_by_age import backlog_by_age
from exhibits.demand.category_charts import category_multiples
from exhibits.demand.drivers import drivers
from queries import ask
from tests.exhibits.algebra import follow

SMALLEST = 5  # as small_numbers sets it
MONTHS = 6  # the newest, of 60

COUNTS = """
SELECT month, category AS line, directorate, incidents AS count FROM current_incident_sums
"""
BANDS = """
SELECT m.month, b.age_band AS line, b.directorate, sum(b.incidents) AS count
FROM (SELECT DISTINCT month FROM current_incident_sums) AS m
JOIN current_incident_backlog AS b ON b.category = '*'
    AND last_day(m.month) BETWEEN b.first_month_end AND coalesce(b.last_month_end, DATE '9999-12-31')
GROUP BY ALL
"""


def worked_out(truth: pd.DataFrame, shown: pd.DataFrame) -> tuple[int, list[tuple]]:
    """How many counts are hidden, and those among them that follow from the shown ones.

    truth: month, line, directorate ('*' left out), count. shown: month, line, directorate ('*' = the sum), value.
    """
    hidden, solved = 0, []
    for month, cells in truth.groupby("month"):
        cells = cells.reset_index(drop=True)
        told = shown[shown["month"] == month].drop_duplicates(["line", "directorate"])
        seen = list(zip(told["line"], told["directorate"], strict=True))
        in_line = {each: ((cells["line"] == each) | (each == "*")).to_numpy() for each, _ in seen}
        in_directorate = {each: ((cells["directorate"] == each) | (each == "*")).to_numpy() for _, each in seen}
        system = np.array([in_line[line] & in_directorate[directorate] for line, directorate in seen], float)
        values = told["value"].to_numpy()
        assert np.allclose(system @ cells["count"].to_numpy(float), values), "what is shown does not add up"
        follows = follow(system, np.eye(len(cells)))
        for number, (line, directorate, count) in enumerate(
            cells[["line", "directorate", "count"]].itertuples(index=False)
        ):
            if (line, directorate) not in seen and count > 0:
                hidden += 1
                if follows[number]:
                    solved.append((month, line, directorate, count))
            else:
                assert not 0 < count < SMALLEST, f"{line}, {directorate}, {month}: {count} is shown"
    return hidden, solved


def scopes(store: Store) -> list[str | None]:
    return [None, *ask("demand/directorates", store=store)["directorate"]]


def everything_shown_of_categories(store: Store) -> pd.DataFrame:
    parts = []
    for directorate in scopes(store):
        rows = ask("signals/categories", store=store, measure_id="incidents", directorate=directorate)
        of_total = ask("measures/values", store=store, measure_id="incidents", directorate=directorate)
        parts.append(rows.rename(columns={"category": "line"})[["month", "line", "value"]])
        parts.append(of_total.assign(line="*")[["month", "line", "value"]])
        pooled = drivers(View(), measure_id="incidents", directorate=directorate).data
        shown = pooled[~pooled["category"].str.startswith("Categories with small")]
        named = shown.assign(line=shown["category"].replace("All categories", "*"))
        parts.append(named[["month", "line", "value"]])
        for part in parts[-3:]:
            part["directorate"] = directorate or "*"
    return pd.concat(parts).dropna(subset="value")


def everything_shown_of_bands(store: Store) -> pd.DataFrame:
    parts = []
    for directorate in scopes(store):
        rows = ask("demand/backlog_by_age", store=store, directorate=directorate)
        parts.append(rows[["month", "age_band", "incidents"]].set_axis(["month", "line", "value"], axis=1))
        parts.append(rows[["month", "open_incidents"]].set_axis(["month", "value"], axis=1).assign(line="*"))
        for part in parts[-2:]:
            part["directorate"] = directorate or "*"
    return pd.concat(parts).dropna(subset="value")


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=MONTHS)]


@pytest.mark.parametrize(
    "cells, shown",
    [
        pytest.param(COUNTS, everything_shown_of_categories, id="categories"),
        pytest.param(BANDS, everything_shown_of_bands, id="bands of age"),
    ],
)
def test_no_hidden_count_follows_from_what_is_shown(sample, small_numbers, cells, shown):
    told = newest(shown(sample))
    truth = sample.query(cells)
    truth = truth[(truth["line"] != "*") & (truth["directorate"] != "*") & truth["month"].isin(told["month"])]
    hidden, solved = worked_out(truth, told)
    assert hidden > 50 and solved == []


OPEN = """
SELECT m.month, b.category, b.directorate, b.age_band, sum(b.incidents) AS count
FROM (SELECT DISTINCT month FROM current_incident_sums) AS m
JOIN current_incident_backlog AS b ON b.category <> '*' AND b.directorate <> '*'
    AND last_day(m.month) BETWEEN b.first_month_end AND coalesce(b.last_month_end, DATE '9999-12-31')
GROUP BY ALL
"""
RAISED = """
FROM (SELECT month, category, directorate, reopened, password_resets, incidents - password_resets AS others
      FROM current_incident_sums WHERE category <> '*' AND directorate <> '*')
UNPIVOT (count FOR age_band IN ({columns})) WHERE count > 0
"""


def told(store: Store, measure_id: str) -> pd.DataFrame:
    """What the measure shows by category and by directorate: month, category, directorate ('*' = all), value."""
    parts = []
    for directorate in scopes(store):
        rows = ask(
            "measures/values", store=store, measure_id=None, by="category", directorate=directorate
        )  # once for all
        rows = rows[rows["measure_id"] == measure_id]
        rows = rows.assign(directorate=directorate or "*", category=rows["category"].replace("", "*"))
        parts.append(rows[["month", "category", "directorate", "value"]])
    return pd.concat(parts)


def part_of(cells: pd.DataFrame, bands: set[str], category: str, directorate: str) -> np.ndarray:
    right = cells["age_band"].isin(bands)
    right &= (cells["category"] == category) | (category == "*")
    return (right & ((cells["directorate"] == directorate) | (directorate == "*"))).to_numpy()


@pytest.mark.parametrize(
    "sql, measures, besides",
    [
        pytest.param(
            OPEN,
            {"backlog": {"0-7", "8-30", "31-90", "90+"}, "backlog_over_90_days": {"90+"}},
            (everything_shown_of_bands, "age_band"),
            id="open at a month's end",
        ),
        pytest.param(
            RAISED.format(columns="password_resets, others"),
            {"incidents": {"password_resets", "others"}, "password_resets": {"password_resets"}},
            None,
            id="password resets beside all incidents",
        ),
        pytest.param(RAISED.format(columns="reopened"), {"reopened": {"reopened"}}, None, id="reopened"),
    ],
)
def test_no_small_count_of_another_measure_follows_from_what_is_shown(sample, small_numbers, sql, measures, besides):
    cells = newest(sample.query(sql))
    shown = {measure: newest(told(sample, measure)) for measure in measures}
    bands = newest(besides[0](sample)) if besides else None
    hidden = 0
    for month, of_month in cells.groupby("month"):
        sums, small = [], []
        for measure, parts in measures.items():
            for row in shown[measure][shown[measure]["month"] == month].itertuples():
                wanted = part_of(of_month, parts, row.category, row.directorate)
                count = of_month.loc[wanted, "count"].sum()
                if pd.notna(row.value):
                    assert row.value == count and not 0 < count < SMALLEST, (measure, row)
                    sums.append(wanted)
                elif 0 < count < SMALLEST:
                    small.append((measure, row.category, row.directorate, wanted))
        if bands is not None:
            for row in bands[bands["month"] == month].itertuples():
                every = set(of_month["age_band"]) if row.line == "*" else {row.line}
                sums.append(part_of(of_month, every, "*", row.directorate))
        hidden += len(small)
        follows = follow(sums, [each[3] for each in small])
        assert [each[:3] for each, known in zip(small, follows, strict=True) if known] == [], month
    assert hidden > 10


def test_what_hides_only_the_small_counts_is_solved_by_the_same_algebra(sample, small_numbers):
    """The test before can fail: without the counts that are hidden beside the small ones some follow from the rest."""
    truth = newest(sample.query(COUNTS))
    shown = truth[~truth["count"].between(1, SMALLEST - 1)].rename(columns={"count": "value"})
    inner = truth[(truth["line"] != "*") & (truth["directorate"] != "*")]
    assert len(worked_out(inner, shown)[1]) > 10


def test_the_shell_shows_no_more(sample, small_numbers):
    directorate = ask("demand/directorates", store=sample)["directorate"][0]
    for name, value in (("signals/categories", "value"), ("measures/values", "value"), ("signals/series", "value")):
        by = {} if name == "signals/categories" else {"by": "category"}
        rows = ask(name, store=sample, measure_id="incidents", directorate=directorate, **by)
        assert not rows[value].between(1, SMALLEST - 1).any(), name
    assert not ask("demand/backlog_by_age", store=sample, directorate=directorate)["incidents"].between(1, 4).any()
    records = ask("signals/one_record", store=sample)["records"].iloc[0]
    assert ask("signals/one_record", store=sample, small_number=int(records)).shape[0] > 0
    assert ask("signals/one_record", store=sample, small_number=int(records) + 1).empty


def test_of_how_many_a_share_is_stands_beside_the_whole_councils_alone(sample, small_numbers):
    """Each is a count: those of all parts but one, taken from the whole, would tell the last one."""
    whole = ask("measures/values", store=sample, measure_id="first_contact_share")
    assert whole["denominator"].min() >= SMALLEST
    stated = sample.query("SELECT month, category, directorate, first_contact_stated AS n FROM current_incident_sums")
    few = stated[(stated["category"] != "*") & stated["n"].between(1, SMALLEST - 1)].assign(few=True)
    hidden = 0
    for directorate in scopes(sample):
        rows = ask(
            "measures/values", store=sample, measure_id="first_contact_share", by="category", directorate=directorate
        )
        parts = rows[(rows["category"] != "") | (directorate is not None)]
        assert parts["denominator"].isna().all()
        at = few[few["directorate"] == (directorate or "*")][["month", "category", "few"]]
        told = parts.merge(at, on=["month", "category"])
        assert told["value"].isna().all()
        hidden += len(told)
    assert hidden > 50


def test_the_download_shows_no_more(sample, small_numbers):
    for directorate in scopes(sample):
        of_categories = category_multiples(View(), measure_id="incidents", directorate=directorate).data["value"]
        of_bands = backlog_by_age(View(), directorate=directorate).data.filter(regex="^days_|^open_")
        assert not of_categories.between(1, SMALLEST - 1).any()
        assert not ((of_bands >= 1) & (of_bands < SMALLEST)).any().any()


def test_the_rows_of_what_made_the_difference_add_up(sample, small_numbers):
    for directorate in scopes(sample):
        rows = drivers(View(), measure_id="incidents", directorate=directorate).data
        rows = rows[rows["category"] != "All categories"]
        assert rows["value"].sum() == pytest.approx(rows["total_value"].iloc[0])
        total = ask("measures/values", store=sample, measure_id="incidents", directorate=directorate)
        assert rows["total_value"].iloc[0] == total.set_index("month")["value"][rows["month"].iloc[0]]
