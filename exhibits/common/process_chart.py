"""The control chart of one measure, with the verdict on its newest month and what officers say."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.no_data import words_only
from exhibits.common.process_figure import Drawn, Mark, draw, pointer
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.verdicts import in_a_run, meaning, say_verdict, side, status, unusual
from exhibits.common.view_queries import figures_version, measure_rows, period_months, view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines
from exhibits.common.words import (
    full_stop,
    london_day,
    missing,
    period_word,
    say_count,
    say_list,
    say_number,
    say_period,
    say_range,
)

_REVISIONS_SHOWN = 2
_VALUES = ("value_before", "value_now")
_A = {"concern": "a concern", "improvement": "an improvement"}
TAKE_UP = "digital_take_up"
ASSISTED_WORDS = {
    "counted": "Assisted digital counts towards take-up",
    "separate": "Assisted digital is counted separately, not towards take-up",
}


@dataclass(frozen=True)
class _Chart:
    """What is known about one measure; `points` has one row for every calendar month, absent ones included.

    months: how long its periods are; where that is a quarter, `points` has one row for every quarter.
    """

    definition: pd.Series
    verdict: pd.Series
    points: pd.DataFrame
    explanations: pd.DataFrame
    where: str
    whole: bool
    months: int
    revisions: pd.DataFrame
    replaced: pd.DataFrame

    @property
    def unit(self) -> str:
        """The measure's unit, as in its definition."""
        return self.definition["unit"]

    @property
    def name(self) -> str:
        """ "Digital take-up", "Digital take-up, Housing", "Digital take-up, Parking permits"."""
        name = self.definition["name"]
        return f"{name if missing(self.definition['service_id']) else name.replace(': ', ', ', 1)}{self.where}"

    @property
    def period(self) -> str:
        """ "month", or "quarter"."""
        return period_word(self.months)

    def when(self, month: pd.Timestamp) -> str:
        """ "September 2026", or "July to September 2026"."""
        return say_period(month, self.months)


def process_chart(
    view: View,
    *,
    measure_id: str,
    directorate: str | None = None,
    months: int | None = None,
    marks: tuple[Mark, ...] = (),
) -> Exhibit:
    """The XmR chart of a measure; its title and sentence are the verdict on the newest month.

    directorate: only for measures computed from incidents or channel volumes; months: how many to draw (None = all),
    which changes neither limits nor verdict; marks: what happened when, on the time axis. A measure that nobody knows
    gives an exhibit that says so. Digital take-up always comes with what it means for those who are not online.
    """
    definition = measure_rows(view, "measures/definitions", measure_id)
    if definition.empty:
        return _nothing(measure_id, "No such measure", "There is no measure with this name in the figures.")
    definition = definition.iloc[0]
    chart = _chart(figures_version(), view, measure_id, directorate)
    if chart is None:
        whose = f" in {directorate}" if directorate else ""
        sentence = f"No data: no figures have been published for this measure{whose} yet."
        if directorate and definition["origin"] == "submitted":
            sentence = f"No data: this measure is submitted for the whole council, without a figure for {directorate}."
        name = f"{definition['name']}{scope_suffix(directorate)}"
        return _nothing(measure_id, f"{name}: no data", sentence, definition["plain_meaning"])
    shown = chart.points.iloc[-max(1, months // chart.months) :] if months else chart.points
    shown = shown.assign(was=_newest_revisions(chart)["value_before"].reindex(shown["month"]).to_numpy())
    explained = chart.explanations[chart.explanations["month"].isin(shown["month"])].sort_values(
        "month", ascending=False
    )
    return Exhibit(
        key=f"process_{measure_id}",
        title=_title(chart),
        summary=" ".join(filter(None, (_summary(chart), _revised(chart, shown)))),
        table=_table(chart, shown),
        source=source_line(view, definition),
        figure=draw(
            Drawn(
                _drawn_points(chart, shown),
                dict(enumerate(explained["month"], 1)),
                chart.unit,
                definition["direction"],
                definition["target"],
                bool(chart.verdict["seasonal"]),
                chart.verdict["month"],
                chart.whole,
                view.theme,
                chart.months,
                marks,
                ASSISTED_WORDS[settings().channel_shift.assisted_digital] if _is_take_up(measure_id) else "",
            )
        ),
        questions=_questions(chart),
        data=_data(chart),
        note=_note(chart, shown),
        remarks=tuple(_remark(chart, row) for _, row in explained.iterrows()),
        beside=_beside(view, definition, directorate) if _is_take_up(measure_id) else (),
    )


def _is_take_up(measure_id: str) -> bool:
    return measure_id.split("@")[0] == TAKE_UP


def _beside(view: View, definition: pd.Series, directorate: str | None) -> tuple[str, ...]:
    """Whether those who are not online still get through: no page shows take-up without it."""
    service = None if missing(definition["service_id"]) else definition["service_id"]
    return who_gets_through_lines(view, service=service, directorate=directorate)


@dataclass(frozen=True)
class Month:
    """A month that can be looked into: its first day; was: "unusually high", "unusually low", "exceptional" or ""."""

    month: date
    was: str


def months_to_look_into(view: View, *, measure_id: str, directorate: str | None = None) -> tuple[Month, ...]:
    """The complete months that have a value, newest first, each with what the chart says of it."""
    chart = _chart(figures_version(), view, measure_id, directorate)
    if chart is None:
        return ()
    rows = chart.points[chart.points["complete"] & chart.points["value"].notna()]
    was = np.select(
        [rows["exceptional"], rows["signal"] == "outside_high", rows["signal"] == "outside_low"],
        ["exceptional", "unusually high", "unusually low"],
        default="",
    )
    return tuple(Month(month.date(), str(judged)) for month, judged in zip(rows["month"], was, strict=True))[::-1]


@lru_cache(maxsize=500)
def _chart(version: str, view: View, measure_id: str, directorate: str | None) -> _Chart | None:
    """What is known about the measure; None where no figures have been published. Kept for each version of them."""
    definitions = measure_rows(view, "measures/definitions", measure_id)
    if definitions.empty:
        return None
    definition = definitions.iloc[0]
    points = measure_rows(view, "signals/points", measure_id, directorate=directorate)
    points = points[points["category"] == ""]
    verdicts = measure_rows(view, "signals/measures", measure_id, directorate=directorate)
    values = points["value"].dropna()
    if verdicts.empty or values.empty:
        return None
    months = min(period_months(view, definition, directorate), _closest(points["month"]))
    return _Chart(
        definition,
        verdicts.iloc[0],
        _every_month(
            points,
            measure_rows(view, "signals/expected", measure_id, directorate=directorate),
            verdicts.iloc[0],
            months,
        ),
        measure_rows(view, "measures/explanations", measure_id),
        scope_suffix(directorate),
        bool((values == values.round()).all()),
        months,
        _revisions(view, definition, directorate),
        _replaced(view, definition, directorate),
    )


def _replaced(view: View, definition: pd.Series, directorate: str | None) -> pd.DataFrame:
    """Months whose channel volumes were replaced by others, of measures of channel shift: month, replaced_at, services.

    What the measure was then is not known, so no point is marked: the note says that its volumes changed.
    """
    if definition["origin"] != "channels" or directorate:
        return pd.DataFrame({"month": [], "replaced_at": [], "services": []})
    service = None if missing(definition["service_id"]) else definition["service_id"]
    rows = view_rows(view, "submissions/replaced_volumes", service=service)
    return (
        rows.groupby("month").agg(replaced_at=("replaced_at", "max"), services=("service_id", "nunique")).reset_index()
    )


def _revisions(view: View, definition: pd.Series, directorate: str | None) -> pd.DataFrame:
    """The months published with another value before, newest revision of a month first, where it shows when rounded."""
    rows = measure_rows(view, "submissions/revisions", definition["measure_id"], directorate=directorate)
    then, now = (rows[part].map(lambda value: say_number(value, definition["unit"])) for part in _VALUES)
    return rows[then != now]


def _closest(months: pd.Series) -> int:
    """The smallest number of months between two figures: what officers submit by month wins over volumes by quarter."""
    numbers = (months.dt.year * 12 + months.dt.month).sort_values().diff().dropna()
    return int(numbers.min()) if len(numbers) else 12


def _nothing(measure_id: str, title: str, why: str, meaning_of_it: str = "") -> Exhibit:
    return words_only(key=f"process_{measure_id}", title=title, summary=why, source=meaning_of_it)


def _every_month(points: pd.DataFrame, expected: pd.DataFrame, verdict: pd.Series, months: int = 1) -> pd.DataFrame:
    """One row per calendar month, with the range that each month is judged by: `expected`, `low`, `high`.

    months: how long the periods are; of quarters there is one row each, and no gap between.
    """
    every = pd.date_range(points["month"].min(), points["month"].max(), freq=pd.DateOffset(months=months))
    calendar = pd.DataFrame({"month": every})
    rows = calendar.astype({"month": points["month"].dtype}).merge(points, on="month", how="left")
    rows = rows.assign(
        complete=rows["complete"].astype("boolean").fillna(False).astype(bool),
        exceptional=rows["exceptional"].astype("boolean").fillna(False).astype(bool),
        recalculated=rows["recalculated"].astype("boolean").fillna(False).astype(bool),
        segment=rows["segment"].ffill(),
        rule=rows["rule"].astype(object).where(rows["rule"].notna(), "none"),
        point_type=rows["point_type"].astype(object).where(rows["point_type"].notna(), "common_cause"),
    )
    last = rows["segment"] == rows["segment"].iloc[-1]
    if verdict["rare_event"] or verdict["verdict"] == "too_early":
        return rows.assign(expected=np.nan, low=np.nan, high=np.nan, signal=_signals(rows, verdict, None))
    rows = rows.assign(expected=rows["mean"], low=rows["lower_limit"], high=rows["upper_limit"])
    if verdict["seasonal"]:
        own = expected.set_index("month").reindex(rows["month"])
        rows["expected"] = np.where(last, own["expected"], rows["expected"])
        rows["low"] = np.where(last, own["lower_limit"], rows["low"])
        rows["high"] = np.where(last, own["upper_limit"], rows["high"])
    else:
        # the line that is drawn is the one that the sentence names: from the months before the newest
        rows.loc[last, ["expected", "low", "high"]] = [
            verdict["expected"],
            verdict["lower_limit"],
            verdict["upper_limit"],
        ]
    return rows.assign(signal=_signals(rows, verdict, last if verdict["seasonal"] else None))


def _signals(rows: pd.DataFrame, verdict: pd.Series, seasonal: pd.Series | None) -> pd.Series:
    """What each point is: '' or a rule with its side, such as "outside_high" or "shift_low".

    A seasonal segment is judged by its stepped line alone: the plain rules would flag every September.
    """
    high = rows["point_type"].str.endswith("_high")
    signal = (rows["rule"] + np.where(high, "_high", "_low")).where(rows["rule"] != "none", "")
    if verdict["verdict"] == "too_early" or verdict["rare_event"]:
        signal[:] = ""
    if seasonal is not None:
        outside = np.select(
            [rows["value"] > rows["high"], rows["value"] < rows["low"]], ["outside_high", "outside_low"], default=""
        )
        signal = signal.where(~seasonal, outside)
    signal = signal.where(rows["complete"] & ~rows["exceptional"], "")
    newest = rows["month"] == verdict["month"]
    judged = {1: "outside_high", -1: "outside_low"}.get(side(verdict))
    if judged:
        signal[newest] = judged
    else:
        signal[newest & signal.str.startswith("outside")] = ""
    return signal


def _drawn_points(chart: _Chart, shown: pd.DataFrame) -> list[dict]:
    columns = [
        "month",
        "value",
        "low",
        "high",
        "expected",
        "signal",
        "complete",
        "exceptional",
        "recalculated",
        "segment",
        "was",
    ]
    points = shown[columns].to_dict("records")
    revised = _in_cells(chart)
    for row in points:
        words = _in_words(row, chart.definition["direction"])
        if row["month"] in revised:
            words = f"{words}. Revised on {revised[row['month']]}"
        row["words"] = pointer(chart.when(row["month"]), say_number(row["value"], chart.unit), words)
    return points


# -- words -----------------------------------------------------------------------------------------------------------


def _title(chart: _Chart) -> str:
    name = chart.name
    words = status(chart.verdict).lower()
    if words == "no data":
        return f"{name}: no complete {chart.period} yet"
    return f"{name}: {words} in {chart.when(chart.verdict['month'])}"


def _summary(chart: _Chart) -> str:
    verdict = chart.verdict
    largest = chart.points["value"].max()
    sentences = [say_verdict(verdict, largest=largest, whole=chart.whole, months=chart.months)]
    if unusual(verdict):
        kind = meaning(verdict["direction"], side(verdict))
        if kind != "neutral":
            better = "lower" if verdict["direction"] == "decrease" else "higher"
            sentences.append(f"For this measure {better} is better: this is {_A[kind]}.")
        if _moving(chart):
            sentences.append(
                f"The {chart.period}s before it moved the same way: this is a lasting change, "
                f"not one odd {chart.period}."
            )
        if not chart.where:
            sentences.append(_officers_explanation(chart))
    sentences.append(_assurance(chart))
    return " ".join(filter(None, sentences))


def _newest_revisions(chart: _Chart) -> pd.DataFrame:
    """The newest revision of each month, by month."""
    return chart.revisions[~chart.revisions["month"].duplicated()].set_index("month")


def _in_cells(chart: _Chart) -> dict[pd.Timestamp, str]:
    """Month → "12 November 2026: was 412", of the newest revision first."""
    found: dict[pd.Timestamp, str] = {}
    for row in chart.revisions.itertuples(index=False):
        sentence = f"{_revised_on(row)}: was {say_number(row.value_before, chart.unit)}"
        found[row.month] = f"{found[row.month]}; {sentence}" if row.month in found else sentence
    return found


def _revised_on(row: pd.Series) -> str:
    return "publishing" if missing(row.revised_at) else london_day(row.revised_at)


def _revised(chart: _Chart, shown: pd.DataFrame) -> str:
    """What the months drawn were before, newest first; beyond two, how many more."""
    rows = _newest_revisions(chart)
    rows = rows[rows.index.isin(shown["month"])].sort_index(ascending=False)
    sentences = [
        f"{chart.when(month)} {'will be' if missing(row['revised_at']) else 'was'} revised on {_revised_on(row)}: "
        f"it was {say_number(row['value_before'], chart.unit)}, it {'will be' if missing(row['revised_at']) else 'is'} "
        f"{say_number(row['value_now'], chart.unit)}."
        for month, row in rows.head(_REVISIONS_SHOWN).iterrows()
    ]
    if more := len(rows) - len(sentences):
        sentences.append(f"{say_count(more, f'earlier {chart.period}')} {'was' if more == 1 else 'were'} revised too.")
    return " ".join(sentences)


def _explained_above(chart: _Chart) -> pd.Timestamp | None:
    """The month whose explanation stands in the summary, or None."""
    return chart.verdict["month"] if unusual(chart.verdict) and not chart.where else None


def _officers_explanation(chart: _Chart) -> str:
    now = chart.explanations[chart.explanations["month"] == chart.verdict["month"]]
    if now.empty:
        return "No explanation has been given yet."
    return f"The officers’ explanation: {full_stop(now['explanation'].iloc[0])}"


def _assurance(chart: _Chart) -> str:
    verdict, target = chart.verdict, chart.definition["target"]
    if missing(target):
        return ""
    wanted = f"The target is {say_number(target, chart.unit)}"
    if verdict["verdict"] == "too_early" or verdict["rare_event"]:
        return f"{wanted}."
    if _moving(chart):
        return (
            f"{wanted}: while the measure is still changing, nobody can say whether it will be met each {chart.period}."
        )
    return {
        "consistently_met": f"{wanted}: as things are, it is met every {chart.period}.",
        "consistently_missed": f"{wanted}: as things are, it is missed every {chart.period} until something changes.",
        "hit_and_miss": f"{wanted}: as things are, it is met in some {chart.period}s and missed in others by chance.",
    }.get(verdict["assurance"], f"{wanted}.")


def _moving(chart: _Chart) -> bool:
    """Whether the newest month is part of a trend or a long run, whatever else it is."""
    newest = chart.points[chart.points["month"] == chart.verdict["month"]]
    return not chart.verdict["seasonal"] and bool((newest["trend"].eq(True) | newest["shift"].eq(True)).any())


def _note(chart: _Chart, shown: pd.DataFrame) -> str:
    verdict, notes = chart.verdict, []
    if verdict["verdict"] == "too_early":
        notes.append(f"No range is drawn: fewer than 12 earlier {chart.period}s.")
    elif verdict["trial"]:
        notes.append(
            f"Trial limits: they rest on {int(verdict['history_months'])} {chart.period}s; 24 are needed for firm ones."
        )
    if verdict["seasonal"]:
        notes.append(
            "The time of year matters for this measure, so each month is compared with the same month in other years: "
            "the stepped line."
        )
    for _, start in shown[shown["recalculated"]].iterrows():
        reason = chart.definition["recalculation_reason"]
        because = f": {full_stop(reason)}" if not missing(reason) else "."
        notes.append(f"The range was worked out afresh from {chart.when(start['month'])}{because}")
    running = shown[~shown["complete"] & shown["value"].notna() & (shown["month"] > verdict["month"])]
    if len(running):
        now = running.iloc[-1]
        so_far = say_number(now["value"], chart.unit)
        notes.append(f"{chart.when(now['month'])} is not complete yet ({so_far} so far) and is not judged.")
    odd = shown[shown["exceptional"]]
    if len(odd):
        notes.append(f"Exceptional and left out of the range: {say_list([chart.when(m) for m in odd['month']])}.")
    gaps = shown[shown["value"].isna()]
    if len(gaps):
        notes.append(f"No data for {say_list([chart.when(m) for m in gaps['month']])}.")
    replaced = chart.replaced[chart.replaced["month"].isin(shown["month"])].iloc[::-1]
    for _, row in replaced.head(_REVISIONS_SHOWN).iterrows():
        notes.append(
            f"The volumes of {say_count(int(row['services']), 'service')} in {chart.when(row['month'])} were replaced "
            f"by others on {london_day(row['replaced_at'])}; what this figure was before is not worked out."
        )
    if (more := len(replaced) - _REVISIONS_SHOWN) > 0:
        notes.append(f"Volumes of {say_count(more, f'earlier {chart.period}')} were replaced too.")
    notes.append(_benchmark(chart))
    return " ".join(filter(None, notes))


def _benchmark(chart: _Chart) -> str:
    value, name, what = (chart.definition[f"benchmark_{part}"] for part in ("value", "name", "definition"))
    if missing(value):
        return ""
    named = "Benchmark" if missing(name) else f"Benchmark, {name}"
    defined = "Nobody has said how it is defined." if missing(what) else f"How it is defined: {full_stop(what)}"
    return f"{named}: {say_number(value, chart.unit)}. {defined}"


def _remark(chart: _Chart, row: pd.Series) -> str:
    """An explanation in the list below the chart; that of the newest month stands in the summary already."""
    kinds = [] if missing(row["cause"]) else [row["cause"]]
    kinds += ["exceptional"] if row["exceptional"] else []
    kind = f" ({', '.join(kinds)})" if kinds else ""
    who = "" if missing(row["author_role"]) else f" – {row['author_role']}"
    words = "see above." if row["month"] == _explained_above(chart) else full_stop(row["explanation"])
    return f"{chart.when(row['month'])}{kind}: {words}{who}"


def _questions(chart: _Chart) -> tuple[str, ...]:
    verdict = chart.verdict
    if missing(verdict["month"]):
        return ("When will the first figures be published?",)
    asked = _about_newest(verdict, chart)
    if verdict["assurance"] == "consistently_missed" and not _moving(chart):
        asked.append("The target is out of reach as things are: what would have to change, and what would that cost?")
    elif verdict["assurance"] == "hit_and_miss" and not verdict["rare_event"]:
        asked.append(f"What would it take to meet the target every {chart.period} and not only in some?")
    if not missing(chart.definition["benchmark_value"]):
        asked.append("Is the benchmark about councils like ours, and measured in the same way?")
    return tuple(asked[:3]) or ("Is this level good enough for those who depend on it?",)


def _about_newest(verdict: pd.Series, chart: _Chart) -> list[str]:
    kind = meaning(verdict["direction"], side(verdict))
    if not unusual(verdict):
        if in_a_run(verdict):
            return ["What changed, was it meant to, and is it here to stay?"]
        if verdict["verdict"] == "too_early":
            return ["What is expected of this measure, until there is enough history to compare with?"]
        if verdict["rare_event"] and verdict["expected"] > 0:
            return ["What was learned from the last time, and has it been put in place?"]
        return []
    asked = []
    if not verdict["explained"]:
        name = f"{verdict['month']:%B}" if chart.months == 1 else chart.when(verdict["month"])
        asked.append(f"What was different in {name}, and will it happen again next year?")
    elif kind == "concern":
        asked.append("Is the cause gone, and how will we know?")
    if kind == "improvement":
        asked.append("What made the difference, and can it be kept up?")
    elif kind == "concern":
        asked.append("What is being done so that it does not happen again?")
    return asked


# -- rows ------------------------------------------------------------------------------------------------------------

_SIGNAL_WORDS = {
    "outside_high": "Unusually high",
    "outside_low": "Unusually low",
    "trend_high": "Part of a steady rise",
    "trend_low": "Part of a steady fall",
    "shift_high": "Part of a long run above the average",
    "shift_low": "Part of a long run below the average",
    "two_of_three_high": "Close to the upper limit again",
    "two_of_three_low": "Close to the lower limit again",
}


def _in_words(row: dict, direction: str) -> str:
    if missing(row["value"]):
        return "No data"
    if not row["complete"]:
        return "Not complete, not judged"
    if row["exceptional"]:
        return "Exceptional, left out of the range"
    if not row["signal"]:
        return "Nothing unusual" if not missing(row["low"]) else "Not judged"
    kind = meaning(direction, 1 if row["signal"].endswith("_high") else -1)
    return _SIGNAL_WORDS[row["signal"]] + {"concern": " (concern)", "improvement": " (improvement)"}.get(kind, "")


def _table(chart: _Chart, shown: pd.DataFrame) -> pd.DataFrame:
    """Newest month first."""
    unit, largest = chart.unit, chart.points["value"].max()
    decimals = 0 if chart.whole and unit == "count" else None
    explanations = chart.explanations.set_index("month")["explanation"].to_dict()
    revised = _in_cells(chart)
    rows = shown.iloc[::-1]
    table = pd.DataFrame(
        {
            chart.period.capitalize(): [chart.when(month) for month in rows["month"]],
            chart.name: [say_number(value, unit) for value in rows["value"]],
            "Usual range": [
                say_range(low, high, unit, decimals=decimals, largest=largest)
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            "What it says": [_in_words(row, chart.definition["direction"]) for row in rows.to_dict("records")],
            "Revised": [revised.get(month, "") for month in rows["month"]],
            "Officers say": [explanations.get(month, "") for month in rows["month"]],
        }
    )
    return table.drop(columns=[each for each in ("Revised", "Officers say") if not table[each].any()])


def _data(chart: _Chart) -> pd.DataFrame:
    columns = [
        "month",
        "value",
        "complete",
        "exceptional",
        "segment",
        "recalculated",
        "mean",
        "lower_limit",
        "upper_limit",
    ]
    data = chart.points[[*columns, "rule", "point_type", "expected", "low", "high", "signal"]].rename(
        columns={"low": "usual_from", "high": "usual_to", "signal": "judged_as"}
    )
    data.insert(0, "measure_id", chart.definition["measure_id"])
    data.insert(3, "unit", chart.unit)
    explanations = chart.explanations.set_index("month")
    revised = _newest_revisions(chart)
    return data.assign(
        cause=data["month"].map(explanations["cause"]),
        explanation=data["month"].map(explanations["explanation"]),
        value_before=revised["value_before"].reindex(data["month"]).to_numpy(),
        revised_at=revised["revised_at"].reindex(data["month"]).to_numpy(),
    )
