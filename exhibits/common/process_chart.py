"""The control chart of one measure, with the verdict on its newest month and what officers say."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.answers import note_answers, say_answers
from exhibits.common.benchmark import say_benchmark
from exhibits.common.event_marks import event_marks, say_events
from exhibits.common.links import links_to_plans
from exhibits.common.no_data import words_only
from exhibits.common.process_figure import Drawn, Mark, draw, half_period, pointer
from exhibits.common.retired import link_to_successor, say_retired
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.verdicts import (
    in_a_run,
    is_by_month,
    is_steady,
    meaning,
    months_of,
    say_interval,
    say_last_event,
    say_news,
    say_running,
    say_usual,
    side,
    signal_side,
    status,
    still_unusual,
    unusual,
)
from exhibits.common.view_queries import figures_version, kept_of_these_figures, measure_rows, service_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.common.words import (
    POINTS,
    full_stop,
    london_day,
    missing,
    name_some,
    period_word,
    quarter_label,
    say_count,
    say_date,
    say_list,
    say_month,
    say_months,
    say_number,
    say_period,
    say_range,
)

_REVISIONS_SHOWN = 2
_AFTER = ("action", "owner_role", "closed_on")  # what became of an explained month
_SAID = ["cause", "explanation", "exceptional", *_AFTER]  # what makes two explanations the same
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
    answers: pd.DataFrame

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
    drawn: bool = True,
) -> Exhibit:
    """The XmR chart of a measure; its title and sentence are the verdict on the newest month.

    directorate: only for measures computed from incidents or channel volumes; months: how many to draw (None = all),
    which changes neither limits nor verdict; marks: what happened when, on the time axis; drawn: False for who draws
    another figure of it. A measure that nobody knows gives an exhibit that says so. Digital take-up always comes with
    what it means for those who are not online.
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
    taken_up = _is_take_up(measure_id)
    return Exhibit(
        key=f"process_{measure_id}",
        title=_title(chart),
        lead=_lead(chart),
        more=_more(chart, shown),
        table=_table(chart, shown),
        source=source_line(view, definition),
        figure=_drawn(view, chart, shown, explained, marks) if drawn else None,
        questions=_questions(chart),
        data=_data(chart, shown),
        note=" ".join(
            filter(
                None,
                (
                    say_retired(view, definition),
                    note_answers(chart.answers, shown, chart.period),
                    _events(view, chart, shown),
                    _note(chart, shown),
                ),
            )
        ),
        links=link_to_successor(view, definition)
        | links_to_plans([definition])
        | (_where_to(view, definition, directorate) if taken_up else {}),
        remarks=_remarks(chart, explained),
        beside=_beside(view, definition, directorate) if taken_up else (),
    )


def _drawn(
    view: View, chart: _Chart, shown: pd.DataFrame, explained: pd.DataFrame, marks: tuple[Mark, ...]
) -> go.Figure:
    known = chart.definition
    taken_up = ASSISTED_WORDS[settings().channel_shift.assisted_digital] if _is_take_up(known["measure_id"]) else ""
    return draw(
        Drawn(
            _drawn_points(chart, shown),
            number_explanations(explained),
            chart.unit,
            known["direction"],
            known["target"],
            is_by_month(chart.verdict),
            chart.verdict["month"],
            chart.whole,
            view.theme,
            chart.months,
            (*marks, *event_marks(view, known["measure_id"])),
            taken_up,
        )
    )


def _events(view: View, chart: _Chart, shown: pd.DataFrame) -> str:
    """What the letters on the chart stand for."""
    half = half_period(chart.months)
    first, last = shown["month"].iloc[0] - half, shown["month"].iloc[-1] + half
    return say_events(view, chart.definition["measure_id"], first, last)


def _is_take_up(measure_id: str) -> bool:
    return measure_id.split("@")[0] == TAKE_UP


def _beside(view: View, definition: pd.Series, directorate: str | None) -> tuple[str, ...]:
    """Whether those who are not online still get through: no page shows take-up without it."""
    service = None if missing(definition["service_id"]) else definition["service_id"]
    return who_gets_through_lines(view, service=service, directorate=directorate)


def _where_to(view: View, definition: pd.Series, directorate: str | None) -> dict[str, str]:
    """Where what stands beside take-up leads."""
    service = None if missing(definition["service_id"]) else definition["service_id"]
    return who_gets_through_links(view, service=service, directorate=directorate)


@dataclass(frozen=True)
class Month:
    """A month that can be looked into: its first day; was: "unusually high", "unusually low", "exceptional" or "";
    months: how many it stands for."""

    month: date
    was: str
    months: int = 1


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
    return tuple(
        Month(month.date(), str(judged), chart.months) for month, judged in zip(rows["month"], was, strict=True)
    )[::-1]


@kept_of_these_figures(500)
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
    months = months_of(verdicts.iloc[0])
    return _Chart(
        definition,
        verdicts.iloc[0],
        _every_month(points, measure_rows(view, "signals/judged", measure_id, directorate=directorate), months),
        measure_rows(view, "measures/explanations", measure_id),
        scope_suffix(directorate),
        bool((values == values.round()).all()),
        months,
        _revisions(view, definition, directorate),
        _replaced(view, definition, directorate),
        measure_rows(view, "measures/answers", measure_id),
    )


def _replaced(view: View, definition: pd.Series, directorate: str | None) -> pd.DataFrame:
    """Months whose channel volumes were replaced by others, of measures of channel shift: month, replaced_at, services.

    What the measure was then is not known, so no point is marked: the note says that its volumes changed.
    """
    if definition["origin"] != "channels" or directorate:
        return pd.DataFrame({"month": [], "replaced_at": [], "services": []})
    service = None if missing(definition["service_id"]) else definition["service_id"]
    rows = service_rows(view, "submissions/replaced_volumes", service)
    return (
        rows.groupby("month").agg(replaced_at=("replaced_at", "max"), services=("service_id", "nunique")).reset_index()
    )


def _revisions(view: View, definition: pd.Series, directorate: str | None) -> pd.DataFrame:
    """The months published with another value before, newest revision of a month first, where it shows when rounded."""
    rows = measure_rows(view, "submissions/revisions", definition["measure_id"], directorate=directorate)
    then, now = (rows[part].map(lambda value: say_number(value, definition["unit"])) for part in _VALUES)
    return rows[then != now]


def _nothing(measure_id: str, title: str, why: str, meaning_of_it: str = "") -> Exhibit:
    return words_only(key=f"process_{measure_id}", title=title, lead=why, source=meaning_of_it)


def _every_month(points: pd.DataFrame, judged: pd.DataFrame, months: int = 1) -> pd.DataFrame:
    """One row per calendar month: the chart's point, the range that it is judged by (`expected`, `low`, `high`) and the
    mark that stands on it (`signal`), both as in signals/judged.

    months: how long the periods are; of quarters there is one row each, and no gap between.
    """
    every = pd.date_range(points["month"].min(), points["month"].max(), freq=pd.DateOffset(months=months))
    lines = judged.rename(columns={"lower_limit": "low", "upper_limit": "high"})
    lines = lines[["month", "low", "high", "expected", "signal", "seasonal"]]
    calendar = pd.DataFrame({"month": every}).astype({"month": points["month"].dtype})
    rows = calendar.merge(points, on="month", how="left").merge(lines, on="month", how="left")
    flags = {
        name: rows[name].astype("boolean").fillna(False).astype(bool)
        for name in ("complete", "exceptional", "recalculated", "seasonal", "nothing_to_count")
    }
    rows = rows.assign(
        **flags,
        segment=rows["segment"].ffill(),
        rule=rows["rule"].astype(object).where(rows["rule"].notna(), "none"),
        point_type=rows["point_type"].astype(object).where(rows["point_type"].notna(), "common_cause"),
        signal=rows["signal"].astype(object).where(rows["signal"].notna(), ""),
        # of rare events there is an average, and no line
        expected=rows["expected"].where(rows["low"].notna()),
    )
    # a month without a row lies between the same lines as those about it; of a season each month has its own
    steady = ~rows.groupby("segment")["seasonal"].transform("any")
    filled = rows.groupby("segment")[["low", "high", "expected"]].ffill()
    rows.loc[steady, ["low", "high", "expected"]] = filled[steady]
    return rows


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
        "nothing_to_count",
        "seasonal",
    ]
    points = shown[columns].to_dict("records")
    revised = _in_cells(chart)
    for row in points:
        words = _in_words(row, chart.definition["direction"], chart.period)
        if row["month"] in revised:
            words = f"{words}. Revised on {revised[row['month']]}"
        row["words"] = pointer(_named(chart, row["month"]), say_number(row["value"], chart.unit), words)
    return points


# -- words -----------------------------------------------------------------------------------------------------------


def _title(chart: _Chart) -> str:
    name = chart.name
    words = status(chart.verdict).lower()
    if words == "no data":
        return f"{name}: no complete {chart.period} yet"
    if chart.verdict["said_rule"] == "steady":
        return f"{name}: {words} up to {_last_month(chart)}"
    return f"{name}: {words} in {chart.when(chart.verdict['month'])}"


def _last_month(chart: _Chart) -> str:
    """The month with which the newest period ends."""
    return say_month(chart.verdict["month"] + pd.DateOffset(months=chart.months - 1))


def _lead(chart: _Chart) -> str:
    largest = chart.points["value"].max()
    return say_news(chart.verdict, largest=largest, whole=chart.whole, owed=not chart.where)


def _more(chart: _Chart, shown: pd.DataFrame) -> tuple[str, ...]:
    """What the newest month means, beyond the lead; then what the months drawn were before they were revised."""
    verdict, sentences = chart.verdict, []
    if status(verdict) == "No data":
        return ()
    kind = meaning(verdict["direction"], signal_side(verdict))
    if kind != "neutral":
        better = "lower" if verdict["direction"] == "decrease" else "higher"
        sentences.append(f"For this measure {better} is better: this is {_A[kind]}.")
    if in_a_run(verdict):
        sentences.append(
            f"It is inside the {say_usual(verdict, largest=chart.points['value'].max(), whole=chart.whole)}."
        )
    elif verdict["periods_unusual"] > 1:
        sentences.append(say_running(verdict))
    elif _moving(verdict):
        sentences.append(
            f"The {chart.period}s before it moved the same way: a lasting change, not one odd {chart.period}."
        )
    sentences += [say_interval(verdict), say_last_event(verdict), _target(chart), *_revised(chart, shown)]
    return tuple(filter(None, sentences))[:POINTS]


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


def _revised(chart: _Chart, shown: pd.DataFrame) -> list[str]:
    """What the months drawn were before: the newest, and how many more there are."""
    rows = _newest_revisions(chart)
    rows = rows[rows.index.isin(shown["month"])].sort_index(ascending=False)
    sentences = [
        f"{chart.when(month)} {'will be' if missing(row['revised_at']) else 'was'} revised on {_revised_on(row)}: "
        f"it was {say_number(row['value_before'], chart.unit)}, it {'will be' if missing(row['revised_at']) else 'is'} "
        f"{say_number(row['value_now'], chart.unit)}."
        for month, row in rows.head(1).iterrows()
    ]
    if more := len(rows) - len(sentences):
        sentences.append(f"{say_count(more, f'earlier {chart.period}')} {'was' if more == 1 else 'were'} revised too.")
    return sentences


def _target(chart: _Chart) -> str:
    """In how many periods the target was met; no promise about those to come."""
    verdict, target = chart.verdict, chart.definition["target"]
    if missing(target):
        return ""
    wanted = f"The target is {say_number(target, chart.unit)}"
    if missing(verdict["target_months"]):
        return f"{wanted}."
    met, of = int(verdict["target_met"]), int(verdict["target_months"])
    said = f"{wanted}: met in {met or 'none'} of the last {say_count(of, chart.period)}"
    if of == 1:
        said = f"{wanted}: {'met' if met else 'missed'} in the one {chart.period} so far"
    if 0 < met < of and not verdict["target_met_newest"]:
        return f"{said}, not in the newest."
    if met == of and verdict["assurance"] == "hit_and_miss" and not verdict["rare_event"] and not _constant(verdict):
        return f"{said}, but the usual range reaches beyond it."
    return f"{said}."


def _constant(verdict: pd.Series) -> bool:
    """Whether there is no usual range to reach beyond anything: all months alike, or none yet."""
    return missing(verdict["lower_limit"]) or verdict["lower_limit"] == verdict["upper_limit"]


def _moving(verdict: pd.Series) -> bool:
    """Whether the newest month is part of a trend or a long run, whatever else it is."""
    same_way = not unusual(verdict) or verdict["run_side"] == side(verdict)
    return verdict["run"] in ("trend", "shift") and same_way


def _besides_time(chart: _Chart) -> list[str]:
    """What else than time the range of each period follows: working days, or how many a percentage is of."""
    return {
        "working_days": [
            f"The range of each {chart.period} is that of its working days: Monday to Friday without bank holidays."
        ],
        "denominator": [f"The fewer a {chart.period}’s percentage is of, the wider its range: chance moves it more."],
    }.get(chart.verdict["expected_from"], [])


def _note(chart: _Chart, shown: pd.DataFrame) -> str:
    verdict, notes = chart.verdict, []
    if verdict["verdict"] == "too_early":
        since = f" from {chart.when(_first_of_newest(chart))} on" if chart.points["low"].notna().any() else ""
        notes.append(f"No range is drawn{since}: fewer than 12 earlier {chart.period}s.")
    elif verdict["trial"]:
        notes.append(
            f"Trial limits: they rest on {int(verdict['history_months'])} {chart.period}s; 24 are needed for firm ones."
        )
    notes += _besides_time(chart)
    if is_steady(verdict):
        notes.append(_steady_note(chart))
    elif verdict["seasonal"]:
        notes.append(
            f"The time of year matters for this measure, so each {chart.period} is compared with the same "
            f"{chart.period} in other years: the stepped line."
        )
    for _, start in shown[shown["recalculated"]].iterrows():
        reason = chart.definition["recalculation_reason"]
        because = f": {full_stop(reason)}" if not missing(reason) else "."
        since = f"{chart.when(start['month'])}{_declared(chart, start['month'])}"
        notes.append(f"The range was worked out afresh from {since}{because}")
    running = shown[~shown["complete"] & shown["value"].notna() & (shown["month"] > verdict["month"])]
    if len(running):
        now = running.iloc[-1]
        so_far = say_number(now["value"], chart.unit)
        notes.append(f"{chart.when(now['month'])} is not complete yet ({so_far} so far) and is not judged.")
    odd = shown[shown["exceptional"]]
    if len(odd):
        notes.append(f"Exceptional and left out of the range: {say_list([chart.when(m) for m in odd['month']])}.")
    gaps = shown["value"].isna()
    for none, words in ((shown["nothing_to_count"], "Nothing to count (0 of 0) in"), (gaps, "No data for")):
        if months := [chart.when(month) for month in shown.loc[none & gaps, "month"]]:
            notes.append(f"{words} {name_some(months, 6)}.")
            gaps &= ~none
    replaced = chart.replaced[chart.replaced["month"].isin(shown["month"])].iloc[::-1]
    for _, row in replaced.head(_REVISIONS_SHOWN).iterrows():
        notes.append(
            f"The volumes of {say_count(int(row['services']), 'service')} in {chart.when(row['month'])} were replaced "
            f"by others on {london_day(row['replaced_at'])}; what this figure was before is not worked out."
        )
    if (more := len(replaced) - _REVISIONS_SHOWN) > 0:
        notes.append(f"Volumes of {say_count(more, f'earlier {chart.period}')} were replaced too.")
    notes.append(say_benchmark(chart.definition))
    return " ".join(filter(None, notes))


def _steady_note(chart: _Chart) -> str:
    """What the figures are compared with where they rise or fall steadily."""
    verdict = chart.verdict
    way = "rises" if verdict["lasting"] == "rising" else "falls"
    season = ", by the time of year" if verdict["seasonal"] else ""
    return (
        f"This measure {way} steadily, so each {chart.period} is compared with what the straight line through the "
        f"{chart.period}s since {chart.when(verdict['lasting_since'])} leads one to expect{season}: the stepped line."
    )


def _declared(chart: _Chart, start: pd.Timestamp) -> str:
    """ ", the first month with a figure after January 2025", where the change was declared for a month without one."""
    declared = [pd.Timestamp(month) for month in chart.definition["recalculate_from"]]
    if start in declared:
        return ""
    before = max((month for month in declared if month < start), default=None)
    return "" if before is None else f", the first {chart.period} with a figure after {say_month(before)}"


def _first_of_newest(chart: _Chart) -> pd.Timestamp:
    """The first month of the newest segment."""
    return chart.points.loc[chart.points["segment"] == chart.points["segment"].iloc[-1], "month"].iloc[0]


def number_explanations(explained: pd.DataFrame) -> dict[pd.Timestamp, int]:
    """Month → number of its explanation, the newest first; months that have the same words have the same number.

    explained: month and _SAID.
    """
    rows = explained.sort_values("month", ascending=False)
    alike = rows.groupby(_SAID, sort=False, dropna=False).ngroup()
    return dict(zip(rows["month"], (alike + 1).astype(int), strict=True))


def _remarks(chart: _Chart, explained: pd.DataFrame) -> tuple[str, ...]:
    """The explanations in the list below the chart, by their number."""
    numbers = explained["month"].map(number_explanations(explained))
    return tuple(_remark(chart, part) for _, part in explained.groupby(numbers, sort=True))


def _remark(chart: _Chart, part: pd.DataFrame) -> str:
    """An explanation with the months that it is for."""
    row = part.iloc[0]
    kinds = [] if missing(row["cause"]) else [row["cause"]]
    kinds += ["exceptional"] if row["exceptional"] else []
    kind = f" ({', '.join(kinds)})" if kinds else ""
    who = "" if missing(row["author_role"]) else f" – {row['author_role']}"
    said = f"{say_months(part['month'], chart.months)}{kind}: {full_stop(row['explanation'])}{who}"
    done = "" if missing(row["action"]) else f"What was done: {full_stop(row['action'])}"
    owner = "" if missing(row["owner_role"]) else f"Owner: {full_stop(row['owner_role'])}"
    closed = "" if missing(row["closed_on"]) else f"Closed on {say_date(row['closed_on'])}."
    return " ".join([f"{full_stop(said)}" if done or owner or closed else said, *filter(None, (done, owner, closed))])


def _questions(chart: _Chart) -> tuple[str, ...]:
    verdict = chart.verdict
    if missing(verdict["month"]):
        return ("When will the first figures be published?",)
    asked = _about_newest(verdict, chart)
    met, of = verdict["target_met"], verdict["target_months"]
    if not missing(of) and met < of and not verdict["rare_event"]:
        if verdict["assurance"] == "consistently_missed" and not _moving(verdict) and not verdict["target_met_newest"]:
            asked.append(
                "The target is out of reach as things are: what would have to change, and what would that cost?"
            )
        elif verdict["assurance"] == "hit_and_miss":
            asked.append(
                f"What would it take to meet the target every {chart.period} and not only in some?"
                if met
                else "Is the target within reach, and by when?"
            )
    if not missing(chart.definition["benchmark_value"]) and chart.definition["benchmark_comparable"] != "yes":
        asked.append("Is the benchmark about councils like ours, and measured in the same way?")
    return tuple(asked[:3]) or ("Is this level good enough for those who depend on it?",)


def _about_newest(verdict: pd.Series, chart: _Chart) -> list[str]:
    kind = meaning(verdict["direction"], side(verdict))
    if not unusual(verdict):
        if in_a_run(verdict):
            if verdict["said_rule"] == "two_of_three":
                return ["Is something beginning to change, and what is being watched?"]
            return ["What changed, was it meant to, and is it here to stay?"]
        if verdict["verdict"] == "too_early":
            return ["What is expected of this measure, until there is enough history to compare with?"]
        if verdict["rare_event"] and verdict["expected"] > 0:
            return ["What was learned from the last time, and has it been put in place?"]
        return []
    asked = []
    if still_unusual(verdict):
        since = chart.when(verdict["unusual_since"])
        asked.append(f"What has been different since {since}, and is it here to stay?")
    elif not verdict["explained"]:
        name = f"{verdict['month']:%B}" if chart.months == 1 else chart.when(verdict["month"])
        again = "again next year" if verdict["seasonal"] else "again"
        asked.append(f"What was different in {name}, and will it happen {again}?")
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


def _in_words(row: dict, direction: str, period: str) -> str:
    if missing(row["value"]):
        return "Nothing to count (0 of 0)" if row["nothing_to_count"] else "No data"
    if not row["complete"]:
        return "Not complete, not judged"
    if row["exceptional"] and not row["signal"]:
        return "Exceptional, left out of the range"
    if not row["signal"]:
        return "Nothing unusual" if not missing(row["low"]) else "Not judged"
    kind = meaning(direction, 1 if row["signal"].endswith("_high") else -1)
    words = _SIGNAL_WORDS[row["signal"]]
    if row.get("seasonal"):
        words = words.replace("the average", f"the usual for the {period}")
    words += {"concern": " (concern)", "improvement": " (improvement)"}.get(kind, "")
    return f"{words}. Exceptional, left out of the range" if row["exceptional"] else words


def _named(chart: _Chart, month: pd.Timestamp) -> str:
    """ "September 2026"; "July to September 2026 (Q2 2026/27)"."""
    label = quarter_label(month, chart.months)
    return f"{chart.when(month)} ({label})" if label else chart.when(month)


def _table(chart: _Chart, shown: pd.DataFrame) -> pd.DataFrame:
    """Newest month first."""
    unit, largest = chart.unit, chart.points["value"].max()
    decimals = 0 if chart.whole and unit == "count" else None
    explanations = chart.explanations.set_index("month")["explanation"].to_dict()
    revised, answered = _in_cells(chart), chart.answers.set_index("month")
    rows = shown.iloc[::-1]
    table = pd.DataFrame(
        {
            chart.period.capitalize(): [_named(chart, month) for month in rows["month"]],
            chart.name: [
                "Nothing to count (0 of 0)" if none else say_number(value, unit)
                for value, none in zip(rows["value"], rows["nothing_to_count"], strict=True)
            ],
            "Usual range": [
                say_range(low, high, unit, decimals=decimals, largest=largest)
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            "What it says": [
                _in_words(row, chart.definition["direction"], chart.period) for row in rows.to_dict("records")
            ],
            "Answers": [say_answers(answered.loc[m]) if m in answered.index else "" for m in rows["month"]],
            "Revised": [revised.get(month, "") for month in rows["month"]],
            "Officers say": [explanations.get(month, "") for month in rows["month"]],
        }
    )
    return table.drop(columns=[each for each in ("Answers", "Revised", "Officers say") if not table[each].any()])


def _data(chart: _Chart, shown: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table as numbers."""
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
    data = shown.iloc[::-1][[*columns, "rule", "point_type", "expected", "low", "high", "signal"]].rename(
        columns={"low": "usual_from", "high": "usual_to", "signal": "judged_as"}
    )
    data.insert(0, "measure_id", chart.definition["measure_id"])
    data.insert(3, "unit", chart.unit)
    explanations = chart.explanations.set_index("month")
    revised, answered = _newest_revisions(chart), chart.answers.set_index("month")
    if len(answered):
        known = ("answers", "invited", "response_rate")
        data = data.assign(**{each: answered[each].reindex(data["month"]).to_numpy() for each in known})
    return data.assign(
        cause=data["month"].map(explanations["cause"]),
        explanation=data["month"].map(explanations["explanation"]),
        **{each: explanations[each].reindex(data["month"]).to_numpy() for each in _AFTER},
        value_before=revised["value_before"].reindex(data["month"]).to_numpy(),
        revised_at=revised["revised_at"].reindex(data["month"]).to_numpy(),
    )
