"""No two of a measure's title, mark, sentence, card, question, table and what is owed contradict each other.

Over generated series of every sort, many in one store, and over the whole sample. All of them follow from the
judged row of signals/measures and the marks of signals/judged; here they are read as a member reads them.
"""

import random
import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.contracts import PERIODS
from exhibits import Exhibit, View
from exhibits.common.process_chart import process_chart
from exhibits.common.verdicts import in_a_run, say_verdict, status, status_meaning, unusual
from exhibits.common.words import say_period
from exhibits.overview import Overview, newest_months
from queries import ask
from tests.exhibits.figures import months, publish
from tests.stores import quick_store

TODAY = date(2026, 10, 21)
KINDS = ("noise", "step", "trend", "season", "rare", "constant", "spike", "near", "afresh", "short", "gaps", "steps")


def series(kind: str, chance: random.Random) -> list[float | None]:
    """Values of 36 months to September 2026 (None = no row)."""
    noise = [chance.gauss(0, 1) * chance.choice((1, 3)) for _ in range(36)]
    level = chance.choice((0.0, 40.0, 500.0))
    make = {
        "step": lambda n: 8 * (n >= 36 - chance.choice((4, 7, 9))),
        "trend": lambda n: 2 * max(0, n - 28) * chance.choice((1, 1, 1, -1)),
        "season": lambda n: 30 * (n % 12 == 11) + 6 * (n % 12 in (3, 4)),
        "spike": lambda n: chance.choice((25, -25)) * (n in (35, 30, 12)),
        "near": lambda n: 4 * (n in (33, 35)),
        "afresh": lambda n: 60 * (n >= 20),
        "steps": lambda n: 3 * (n // 7),
    }.get(kind, lambda _: 0)
    values: list[float | None] = [
        round(level + make(n) + each, chance.choice((0, 1, 3))) for n, each in enumerate(noise)
    ]
    if kind == "rare":
        values = [float(chance.random() < 0.15) + 4.0 * (n == 35 and chance.random() < 0.5) for n in range(36)]
    if kind == "constant":
        values = [level] * 35 + [level + chance.choice((0, 0, 1))]
    if kind == "short":
        values = [None] * chance.choice((20, 27, 33)) + values[-16:]
        values = values[:36]
    if kind in ("gaps", "afresh"):
        values = [None if chance.random() < 0.1 and n < 35 else value for n, value in enumerate(values)]
    return values


def fill(store, seed: int) -> None:
    """Two measures of each kind, with targets, changes of the process and explanations, in a few submissions."""
    chance = random.Random(seed)
    defined, stated, explained = [], [], []
    for number, kind in enumerate(KINDS * 2):
        name, values = f"{kind}_{number}", series(kind, chance)
        known = [value for value in values if value is not None]
        target = chance.choice((None, min(known), max(known), sum(known) / len(known), max(known) + 50))
        defined.append({
            "slice_key": name, "measure_id": name, "name": f"Measure {name}", "plain_meaning": "What it counts.",
            "unit": chance.choice(("count", "score", "gbp")) if kind != "rare" else "count", "target": target,
            "direction": chance.choice(("increase", "decrease", "neutral")),
            "recalculate_from": f"{months()[chance.choice((20, 21, 28))]:%Y-%m}" if kind == "afresh" else None,
        })  # fmt: skip
        for month, value in zip(months(), values, strict=True):
            key = {"slice_key": f"{name}|{month:%Y-%m}", "measure_id": name, "month": month}
            if value is not None:
                stated.append(key | {"value": float(value)})
            if value is not None and chance.random() < 0.04:
                words = {"cause": "Cause", "explanation": "Because.", "author_role": "Head of Digital"}
                explained.append(key | words | {"exceptional": chance.random() < 0.5})
    publish(store, "measures", defined)
    publish(store, "kpi_values", stated, period_to=date(2026, 9, 30))
    if explained:
        publish(store, "explanations", explained)


def mark_on(exhibit: Exhibit, month: pd.Timestamp) -> str:
    """The name of the signal drawn on the month, without what it means; "" where there is none."""
    names = [
        trace.name for trace in exhibit.figure.data
        if trace.name and re.match("Unusually|Run of", trace.name) and month in [pd.Timestamp(x) for x in trace.x]
    ]  # fmt: skip
    assert len(names) < 2, f"two signals on one point: {names}"
    return names[0].partition(":")[0] if names else ""


def contradictions(verdict: pd.Series, exhibit: Exhibit, overview: Overview, owed: pd.DataFrame) -> list[str]:
    """What does not agree, in words."""
    words, month = status(verdict), verdict["month"]
    said = " ".join((exhibit.title, exhibit.lead, say_verdict(verdict)))
    mark, table = mark_on(exhibit, month), exhibit.table.set_index(exhibit.table.columns[0])["What it says"]
    period = say_period(month, PERIODS[verdict["period"]])
    newest = next(words for label, words in table.items() if label.startswith(period))
    faults = {
        "title": words.lower() in exhibit.title,
        "mark and status": {
            "Unusually high": "Unusually high", "Unusually low": "Unusually low", "Lasting rise": "Run of high months",
            "Lasting fall": "Run of low months", "Near its upper limit": "Run of high months",
            "Near its lower limit": "Run of low months",
        }.get(words, "") == mark,
        "chance": not mark or not re.search("Nothing unusual|happen by chance|happens by chance", said + newest),
        "news": bool(mark) or not re.search("unlikely to be chance|lasting|[Uu]nusually", said + newest),
        "table": bool(mark) != bool(re.match("Nothing unusual|Not judged|Exceptional", newest)),
        "meaning": status_meaning(verdict).endswith(("concern", "improvement")) == ("this is a" in exhibit.summary),
        "question": not re.search("What was different|here to stay", " ".join(exhibit.questions)) or bool(mark),
        "next year": "next year" not in " ".join(exhibit.questions) or verdict["seasonal"],
    }  # fmt: skip
    # every month: outside the range that its own row states, or not, as the row says
    data = exhibit.data[exhibit.data["complete"] & ~exhibit.data["exceptional"] & exhibit.data["usual_from"].notna()]
    near = 1e-9 * data[["value", "usual_from", "usual_to"]].abs().max(axis=1)
    outside = (data["value"] > data["usual_to"] + near) | (data["value"] < data["usual_from"] - near)
    faults["each month"] = outside.equals(data["judged_as"].str.startswith("outside"))
    marked = exhibit.data[exhibit.data["judged_as"] != ""]
    faults["every mark"] = all(mark_on(exhibit, each) for each in marked["month"])
    # Explain asks for what is marked as unusual, and for all of it in the last year
    unusual_months = marked[marked["judged_as"].str.startswith("outside")]["month"]
    mine = owed.loc[owed["measure_id"] == verdict["measure_id"], "month"]
    explained = exhibit.data.loc[exhibit.data["explanation"].notna(), "month"]
    due = unusual_months[(unusual_months >= month - pd.DateOffset(months=12)) & ~unusual_months.isin(explained)]
    faults["explain"] = set(mine) == set(due)
    faults["owed"] = "not explained yet" not in exhibit.lead or month in set(mine)
    # the Overview lists it where its mark belongs
    listed = {line.measure_id: "news" for line in (*overview.unexplained, *overview.explained)}
    listed |= {line.measure_id: "still" for line in overview.still}
    listed |= {line.measure_id: "changing" for line in overview.changing}
    if verdict["measure_id"] not in {line.measure_id for line in overview.late}:
        news = "news" if verdict["periods_unusual"] < 3 else "still"
        where = news if unusual(verdict) else "changing" if in_a_run(verdict) else None
        faults["overview"] = listed.get(verdict["measure_id"]) == where
    return [fault for fault, agrees in faults.items() if not agrees] + targets(verdict, exhibit)


def targets(verdict: pd.Series, exhibit: Exhibit) -> list[str]:
    """The count of months in which the target was met, against the rows."""
    rows = exhibit.data[exhibit.data["complete"] & exhibit.data["value"].notna()].sort_values("month")
    looked_back = 120 if verdict["period"] == "year" else 36
    rows = rows[rows["month"] > verdict["month"] - pd.DateOffset(months=looked_back)]
    found = re.search(r"met in (none|\d+) of the last (\d+) (?:month|quarter|year)", exhibit.summary)
    if pd.isna(verdict["target"]) or verdict["direction"] == "neutral" or len(rows) == 1:
        return ["a count without a target"] if found and len(rows) > 1 else []
    near = 1e-9 * max(abs(verdict["target"]), rows["value"].abs().max())
    up = verdict["direction"] == "increase"
    met = rows["value"] >= verdict["target"] - near if up else rows["value"] <= verdict["target"] + near
    said = "" if found is None else (0 if found[1] == "none" else int(found[1]), int(found[2]))
    faults = [] if said == (met.sum(), len(rows)) else [f"target said {said}, met {met.sum()} of {len(rows)}"]
    asked = " ".join(exhibit.questions)
    if ("meet the target every" in asked and met.all()) or ("out of reach" in asked and met.iloc[-1]):
        faults.append("asks for a target that is met")
    return faults


def judge_all() -> dict[str, list[str]]:
    """Measure → what contradicts what, for all that have a figure."""
    verdicts, owed = ask("signals/measures"), ask("signals/unexplained")
    overview = newest_months(View(), today=TODAY)
    found = {}
    for _, verdict in verdicts[verdicts["month"].notna()].iterrows():
        exhibit = process_chart(View(), measure_id=verdict["measure_id"])
        found[verdict["measure_id"]] = contradictions(verdict, exhibit, overview, owed)
    return {measure_id: faults for measure_id, faults in found.items() if faults}


def test_nothing_in_the_sample_contradicts_itself(sample):
    assert judge_all() == {}


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@settings(max_examples=3, suppress_health_check=list(HealthCheck), deadline=None)
@given(seed=st.integers(0, 10_000))
def test_nothing_in_any_series_contradicts_itself(tmp_path_factory, seed):
    store = quick_store(tmp_path_factory.mktemp("judged") / "store.duckdb")
    try:
        fill(store, seed)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COUNCIL_STORE", str(store.path))
            assert judge_all() == {}
    finally:
        store.close()
