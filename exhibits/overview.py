"""What is new, in one look: a sentence and a small chart for each subject, and the newest month of every measure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from data.contracts import PERIODS
from data.settings import settings
from exhibits import View
from exhibits.common.committees import meetings_of
from exhibits.common.links import address, links_to_projects, measure_address
from exhibits.common.money import by_year, each_year
from exhibits.common.ratings import rating_of, say_rating
from exhibits.common.recent_points import Points, points_of_all, recent
from exhibits.common.retired import say_retired
from exhibits.common.small_charts import columns, ratings, sparkline
from exhibits.common.verdicts import (
    in_a_run,
    is_judged,
    months_of,
    say_running,
    say_too_early,
    say_verdict,
    side,
    status_meaning,
    still_unusual,
    unusual,
    weight,
)
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines
from exhibits.common.words import (
    LEAD,
    first_that_fits,
    missing,
    naming,
    say_count,
    say_date,
    say_list,
    say_month,
    say_number,
    say_ordinal,
    say_period,
)
from exhibits.cyber.attacks import in_short as attacks_in_short
from exhibits.money.strategy import in_short as money_in_short
from exhibits.projects.portfolio_register import in_short as projects_in_short
from exhibits.since import SUBJECTS, Change, all_new, changes_since, say_both, say_changes, worth_asking


@dataclass(frozen=True)
class Line:
    """One measure: what its newest month says.

    running: for how many months it has been unusual, "" in the first; late: "" or a sentence with the date it was due;
    beside: what must be read with it; page: where it is looked into; mark: a sign beside the status; chart: its last
    two years as a small chart (HTML), "" where there is none; since: what became of it since the day compared with.
    """

    measure_id: str
    name: str
    value: str
    status: str
    sentence: str
    explanation: str = ""
    running: str = ""
    late: str = ""
    beside: tuple[str, ...] = ()
    page: str = "it_demand"
    mark: str = ""
    chart: str = ""
    since: str = ""

    @property
    def choices(self) -> dict[str, str]:
        """What the page's filters are set to, so that it shows the measure."""
        service = self.measure_id.partition("@")[2]
        if self.page == "channel_shift":
            return {"service": service} if service else {}
        return {"measure": self.measure_id}

    @property
    def address(self) -> str:
        """Where the measure is looked into."""
        return address(self.page, **self.choices)


@dataclass(frozen=True)
class Block:
    """A subject in one sentence (at most 25 words), with a small chart (HTML) and the page it leads to.

    beside: what must be read with it; links: of names in these words; changes: the weightiest since the day compared
    with; rest: the others; new: nothing had been published by then.
    """

    title: str
    page: str
    sentence: str
    chart: str = ""
    beside: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    rest: tuple[Change, ...] = ()
    new: bool = False

    @property
    def more(self) -> int:
        """How many changes there are besides."""
        return len(self.rest)


@dataclass(frozen=True)
class Since:
    """What changed since a day. when: its words ("the meeting on 6 October 2026"); sentence: how much, in at most 25
    words; changes: all of them, the weightiest first; asking: those whose question is worth asking; earlier: months
    before the newest that nobody has explained, in a sentence with `links` of its names."""

    when: str
    sentence: str
    changes: tuple[Change, ...]
    asking: tuple[Change, ...]
    earlier: str = ""
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Overview:
    """What a member with ten minutes needs.

    first: the sentence that says it; blocks: each subject in a sentence; freshness: how new the figures are, whether
    any are late, and what cannot be judged yet; by_chance: how many would be unusual by chance alone; meetings: the
    last and the next; unexplained and explained: newest months, unusual for the first or second time in a row; still:
    those that have been for longer; late: measures and services that are overdue by themselves; changing: in a trend or
    long run; themes: every measure, grouped; retired: those that are measured no more, in none of the others.
    """

    first: str
    freshness: str
    by_chance: str
    meetings: str
    unexplained: tuple[Line, ...]
    explained: tuple[Line, ...]
    still: tuple[Line, ...]
    late: tuple[Line, ...]
    changing: tuple[Line, ...]
    themes: tuple[tuple[str, tuple[Line, ...]], ...]
    blocks: tuple[Block, ...] = ()
    retired: tuple[Line, ...] = ()
    since: Since | None = None


def newest_months(
    view: View, *, today: date, late_after_day: int = 20, since: date | None = None, committee: str | None = None
) -> Overview:
    """The newest month of every measure, and what changed since a day. today: the day on which the figures are looked
    at, for what is late; late_after_day: the day of the following month by which a figure is due, where a measure names
    none; since: the day compared with (None = with none); committee: whose meetings and actions (None = all)."""
    listed = view_rows(view, "measures/list")
    gone = pd.to_datetime(listed["retired_on"]) <= pd.Timestamp(today)
    measures, retired = listed[~gone], listed[gone]
    verdicts = view_rows(view, "signals/measures").set_index("measure_id")
    lateness = view_rows(view, "measures/lateness", today=today, late_after_day=late_after_day).set_index("measure_id")
    explanations = view_rows(view, "measures/explanations").set_index(["measure_id", "month"])["explanation"]
    lateness = lateness[lateness.index.isin(measures["measure_id"])]
    newest = lateness["newest_month"].max()
    stood, points = _standing(view, since, verdicts), points_of_all(view)
    listed_ids = measures["measure_id"]
    lines = {}
    for _, row in measures[listed_ids.isin(points) & listed_ids.isin(verdicts.index)].iterrows():
        measure_id = row["measure_id"]
        verdict = verdicts.loc[measure_id]
        line = _line(view, row, verdict, lateness.loc[measure_id], explanations, newest)
        chart = _spark(points[measure_id], row["name"], verdict)
        lines[measure_id] = replace(line, chart=chart, since=stood.get(measure_id, ""))
    current = [i for i in lines if not lines[i].late]
    judged = [i for i in current if is_judged(verdicts.loc[i])]
    odd = sorted((i for i in current if unusual(verdicts.loc[i])), key=lambda i: weight(verdicts.loc[i]))
    news = [i for i in odd if not still_unusual(verdicts.loc[i])]
    late = tuple(line for line in lines.values() if line.late)
    early = [i for i in current if i not in judged and not missing(verdicts.loc[i, "month"])]
    first = _first(verdicts.loc[judged], newest, len(late), len(early))
    new = all_new(view, since) if since else frozenset()
    changed = _since(view, today, since, committee, new)
    return Overview(
        first=first or say_too_early(verdicts.loc[early]),
        blocks=_with_changes(_blocks(view, today, lines), changed, new),
        since=changed,
        retired=tuple(_retired(view, row) for _, row in retired.iterrows()),
        freshness=" ".join(
            filter(None, (_freshness(lateness, newest), say_too_early(verdicts.loc[early]) if first else ""))
        ),
        by_chance=_by_chance(verdicts.loc[judged]),
        meetings=_meetings(view_rows(view, "meetings/dates"), today, committee),
        unexplained=tuple(lines[i] for i in news if not verdicts.loc[i, "explained"]),
        explained=tuple(lines[i] for i in news if verdicts.loc[i, "explained"]),
        still=tuple(lines[i] for i in odd if i not in news),
        late=(*late, *_late_services(view, today=today, late_after_day=late_after_day)),
        changing=tuple(lines[i] for i in current if in_a_run(verdicts.loc[i])),
        themes=tuple(
            (theme, tuple(lines[i] for i in group["measure_id"] if i in lines))
            for theme, group in measures.groupby("theme", sort=False)
        ),
    )


def _line(
    view: View,
    measure: pd.Series,
    verdict: pd.Series,
    lateness: pd.Series,
    explanations: pd.Series,
    newest: pd.Timestamp | None,
) -> Line:
    taken_up = measure["measure_id"] == "digital_take_up"
    key = (measure["measure_id"], verdict["month"])
    no_month = missing(verdict["month"])
    return Line(
        measure["measure_id"],
        measure["name"],
        "No data" if no_month else say_number(verdict["value"], verdict["unit"]),
        status_meaning(verdict),
        say_verdict(verdict, whole=not no_month and float(verdict["value"]).is_integer()),
        "" if no_month or key not in explanations.index else str(explanations.loc[key]),
        say_running(verdict),
        _late(lateness, newest),
        who_gets_through_lines(view)[:1] if taken_up else (),
        "channel_shift" if taken_up and measure["origin"] == "channels" else "it_demand",
        _MARKS[side(verdict)] if unusual(verdict) else "↝" if in_a_run(verdict) else "",
    )


def _retired(view: View, measure: pd.Series) -> Line:
    said = say_retired(view, measure)
    return Line(measure["measure_id"], measure["name"], "", said.removesuffix("."), said)


_LEADING = ("work_time_lost", "incidents", "digital_take_up")  # those of the blocks
_MARKS = {1: "▲", -1: "▼"}


def _spark(points: Points, name: str, verdict: pd.Series) -> str:
    """The last two years of a measure, with its usual range and the newest month marked as the verdict says."""
    if missing(verdict["month"]):
        return ""
    months, (starts, values) = months_of(verdict), recent(points, verdict)
    if len(values) < 2:
        return ""
    first, last = (say_period(starts[at], months) for at in (0, -1))
    status = status_meaning(verdict)
    says = f"{name}, {first} to {last}. {status} in {last}."
    return sparkline(values, verdict["lower_limit"], verdict["upper_limit"], (first, last), says, news=side(verdict))


# -- what changed since ------------------------------------------------------------------------------------------------


_IN_A_BLOCK = 3  # changes; the whole list has the others
_STANDINGS = {
    "newly_unusual": "Newly unusual",
    "still_unusual": "Still unusual",
    "no_longer_unusual": "No longer unusual",
    "first_figures": "First figures",
    "no_new_figure": "No new figure",
}


def _standing(view: View, since: date | None, verdicts: pd.DataFrame) -> dict[str, str]:
    """Of each measure, what became of it since the day: "Newly unusual", "Restated from 812 to 830", "—"."""
    if since is None:
        return {}
    rows = view_rows(view, "since/standing", since=since)
    return {row["measure_id"]: _say_standing(row, verdicts["unit"]) for row in rows.to_dict("records")}


def _say_standing(row: dict, units: pd.Series) -> str:
    said = [_STANDINGS.get(row["standing"], "")]
    if row["restated"]:
        was, now = say_both(row["was"], row["now"], units.get(row["measure_id"], "count"))
        more = f", and {row['restated'] - 1} more" if row["restated"] > 1 else ""
        said.append(f"{say_month(row['restated_month'])} restated from {was} to {now}{more}")
    if row["explained"]:
        said.append(f"{say_count(row['explained'], 'month')} explained")
    return "; ".join(filter(None, said)) or "—"


def _since(view: View, today: date, since: date | None, committee: str | None, new: frozenset[str]) -> Since | None:
    if since is None:
        return None
    met = since in meetings_of(view_rows(view, "meetings/dates"), committee)
    when = f"the meeting on {say_date(since)}" if met else say_date(since)
    changes = changes_since(view, since=since, today=today, committee=committee)
    owed = view_rows(view, "signals/unexplained")
    owed = owed[~owed["newest"]]
    names = {
        f"{row['name']} ({say_period(row['month'], PERIODS[row['period']])})": measure_address(
            row["measure_id"], month=f"{row['month']:%Y-%m}"
        )
        for row in owed.to_dict("records")
    }
    earlier = naming("Earlier months that nobody has explained: {}.", names, LEAD) if names else ""
    return Since(when, say_changes(changes, new, when), changes, worth_asking(changes), earlier, names)


def _with_changes(blocks: tuple[Block, ...], since: Since | None, new: frozenset[str]) -> tuple[Block, ...]:
    """The blocks with what changed in each; subjects that have changes alone come last."""
    if since is None:
        return blocks
    of = {block.title: block for block in blocks}
    found = []
    for subject, (title, page) in SUBJECTS.items():
        own = [change for change in since.changes if change.subject == subject]
        block = of.pop(title, None) or (Block(title, page, "") if own else None)
        if block:
            shown, rest = tuple(own[:_IN_A_BLOCK]), tuple(own[_IN_A_BLOCK:])
            found.append(replace(block, changes=shown, rest=rest, new=subject in new))
    return (*found, *of.values())


# -- the subjects ------------------------------------------------------------------------------------------------------


def _blocks(view: View, today: date, lines: Mapping[str, Line]) -> tuple[Block, ...]:
    """A sentence for each subject that has figures: those of its own exhibits and of its judged measure."""
    demand = next((lines[each] for each in _LEADING[:2] if each in lines), None)
    online = lines.get(_LEADING[2])
    blocks = [_of_measure(line, title) for line, title in ((demand, "IT demand"), (online, "Channel shift")) if line]
    sentence, projects = projects_in_short(view, today)
    if sentence:
        codes = sorted((None if missing(each) else str(each) for each in projects["rating"]), key=_worst_first)
        counts = pd.Series([say_rating(code) for code in codes]).value_counts(sort=False)
        says = ", ".join(f"{count} {word}" for word, count in counts.items())
        chart = ratings(codes, f"The newest status of each open project: {says}.")
        blocks.append(Block("Projects", "projects", sentence, chart, links=links_to_projects(projects)))
    sentence, costs = money_in_short(view, today)
    if sentence:
        sums, budget = by_year(costs, "expected_gbp").tail(_YEARS), by_year(costs, "budget_gbp")
        now = costs.loc[costs["when_"] == "this", "fin_year"]
        says = f"Cost by financial year, with a line across each at its budget: {each_year(sums, _YEARS)}."
        chart = columns(sums, budget, now.iloc[0] if len(now) else "", says)
        blocks.append(Block("Money", "money", sentence, chart))
    sentence, tried = attacks_in_short(view)
    if sentence:
        blocks.append(Block("Cyber and resilience", "cyber", sentence, lines[tried].chart if tried in lines else ""))
    return tuple(blocks)


_YEARS = 5


def _worst_first(code: str | None) -> int:
    worse = rating_of(code).worse
    return 9 if worse is None else -worse


def _one(text: str) -> str:
    """Its first sentence."""
    return re.split(r"(?<=[.!?]) (?=[A-Z])", text)[0]


def _of_measure(line: Line, title: str) -> Block:
    sentence = f"{line.name}, {line.sentence}" if line.sentence[:1].isupper() else line.sentence
    return Block(title, line.page, _one(sentence), line.chart, line.beside[0] if line.beside else "",
                 {line.name: line.address})  # fmt: skip


def _late(row: pd.Series, newest: pd.Timestamp | None) -> str:
    """Late by itself: it lags behind the newest month that other measures have."""
    if missing(row["newest_month"]) or row["newest_month"] >= newest or not row["days_late"]:
        return ""
    return (
        f"Late: {_of_last_month(row['due_month'], row)} was due on {say_date(row['due_on'])}, "
        f"{say_count(int(row['days_late']), 'day')} ago."
    )


def _of_last_month(month: pd.Timestamp, row: pd.Series) -> str:
    """The period that ends with a month. row: of measures/lateness, or of channels/late."""
    months = int(row.get("months", 1))
    return say_period(month - pd.DateOffset(months=months - 1), months)


def _late_services(view: View, *, today: date, late_after_day: int) -> list[Line]:
    """Services without figures for the newest month that the others have: without them it is not comparable."""
    late = view_rows(view, "channels/late", today=today, late_after_day=late_after_day)
    return [
        Line(
            f"digital_take_up@{row['service_id']}",
            row["name"],
            "",
            f"No {_of_last_month(row['due_month'], row)} figures",
            f"Figures up to {say_month(row['newest_month'])}.",
            late=_late(row, row["due_month"]),
            page="channel_shift",
        )
        for _, row in late[late["days_late"] > 0].iterrows()
    ]


def _first(judged: pd.DataFrame, newest: pd.Timestamp | None, late: int, early: int) -> str:
    """How many were unusual, of all with figures: of those that are late, or too new to be judged, nobody knows.

    judged: the verdicts of those that could be judged.
    """
    if missing(newest):
        return "No complete month has been published yet."
    if judged.empty:
        return ""
    odd = judged[judged.apply(unusual, axis=1)]
    unusual_ones, unexplained = len(odd), int((~odd["explained"]).sum())
    measures = say_count(len(judged) + late + early, "measure")
    are = {True: "is", False: "are"}
    unknown = [f"{late} {are[late == 1]} late"] if late else []
    unknown += [f"{early} {are[early == 1]} too new to judge"] if early else []
    when = f"{say_month(newest)}{_or_longer(judged, whose='its' if unusual_ones == 1 else 'their')}"
    if not unusual_ones:
        rest = f"; {say_list(unknown)}" if unknown else ""
        return f"None of {measures} was unusual in {when}{rest}."
    was = "was" if unusual_ones == 1 else "were"
    said = f"{unusual_ones} of {measures} {was} unusual in {when}"
    shortly = f"{unusual_ones} of {measures} {was} unusual in {'its' if unusual_ones == 1 else 'their'} newest period"
    rest = say_list([_how_explained(unexplained, unusual_ones), *unknown])
    if still := int(odd.apply(still_unusual, axis=1).sum()):
        since = f"{still} of them for months already"
        if still == unusual_ones:
            since = f"as {'it has' if still == 1 else 'they have'} been for months"
        return first_that_fits(f"{said}, {since}; {rest}.", f"{said}; {rest}.", f"{shortly}; {rest}.")
    return first_that_fits(f"{said}; {rest}.", f"{shortly}; {rest}.")


def _or_longer(judged: pd.DataFrame, whose: str) -> str:
    """ " or its newest quarter": which periods the newest month does not stand for; "" where all are months."""
    longer = [word for word in ("quarter", "year") if judged["period"].eq(word).any()]
    return f" or {whose} newest {' or '.join(longer)}" if longer else ""


_FEWEST = 10  # measures of which it is worth saying what chance does


def _by_chance(judged: pd.DataFrame) -> str:
    """How many of so many measures would be unusual by chance alone in a month; a quarter is new every third."""
    if len(judged) < _FEWEST:
        return ""
    rates = judged["false_alarm_rate"] / judged["period"].map(PERIODS)
    wanted = rates.sum()
    every = round(1 / wanted) if wanted < 0.75 else 1
    when = "each month" if every == 1 else f"every {say_ordinal(every)} month"
    number, look = ("one", "looks") if wanted < 1.5 else (f"{wanted:.0f}", "look")
    return f"Of {say_count(len(rates), 'measure')}, about {number} {look} unusual by chance alone {when}."


def _how_explained(unexplained: int, news: int) -> str:
    if news == 1:
        return "it has no explanation yet" if unexplained else "it is explained"
    if unexplained in (0, news):
        return "none of them is explained yet" if unexplained else "all of them are explained"
    return f"{unexplained} {'has' if unexplained == 1 else 'have'} no explanation yet"


def _freshness(lateness: pd.DataFrame, newest: pd.Timestamp | None) -> str:
    if missing(newest):
        return ""
    sentences = [f"Figures up to {say_month(newest)}."]
    front = lateness[lateness["newest_month"] == newest].sort_values("due_on")
    overdue = front[front["days_late"] > 0]
    due = say_month(front["due_month"].iloc[0])
    if overdue.empty:
        sentences.append(f"{due} is due on {say_date(front['due_on'].iloc[0])}.")
    else:
        worst = overdue.iloc[0]
        days = say_count(int(worst["days_late"]), "day")
        whose = "" if len(overdue) == len(front) else f" for {say_count(len(overdue), 'measure')}"
        sentences.append(f"{due} was due{whose} on {say_date(worst['due_on'])}: {days} late.")
    behind = int(((lateness["newest_month"] < newest) & (lateness["days_late"] > 0)).sum())
    if behind:
        sentences.append(f"{say_count(behind, 'measure')} {'is' if behind == 1 else 'are'} further behind.")
    return " ".join(sentences)


def _meetings(meetings: pd.DataFrame, today: date, committee: str | None) -> str:
    if committee is not None:
        meetings = meetings[meetings["committee"] == committee]
    now = pd.Timestamp(today)
    before, after = meetings[meetings["meeting_date"] < now], meetings[meetings["meeting_date"] >= now]
    sentences = []
    if len(after):
        row = after.iloc[0]
        papers = "" if missing(row["papers_due_on"]) else f" (papers due {say_date(row['papers_due_on'])})"
        looks_at = {one.committee: f", which looks at {one.scrutinises}" for one in settings().committees}
        scope = looks_at.get(row["committee"], "")
        sentences.append(f"Next meeting: {row['committee']}, {say_date(row['meeting_date'])}{papers}{scope}.")
    if len(before):
        row = before.iloc[-1]
        sentences.append(f"Last meeting: {row['committee']}, {say_date(row['meeting_date'])}.")
    return " ".join(sentences)
