"""What the screen adds to the contract of a kind: the page on which members see it, its charts and its words.

A new kind takes one row in KINDS. What the row leaves out suits a plain register: parts go by their ids, and the
preview says what is new and what changes, field by field.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.store import Store
from exhibits import Exhibit, View, draft_impact
from exhibits.channels.online_over_time import online_over_time
from exhibits.channels.processing_times import processing_times
from exhibits.common.words import missing, say_count, say_month, say_number
from exhibits.draft_impact import DraftImpact
from exhibits.money.by_funding import by_funding
from exhibits.money.contract_renewals import contract_renewals
from exhibits.money.savings import savings
from exhibits.money.strategy import strategy
from exhibits.projects.portfolio_register import register
from exhibits.projects.risk_matrix import matrix
from exhibits.projects.timeline import timeline
from queries import ask

TAKE_UP = "digital_take_up"
_OF_INCIDENTS = ("work_time_lost", "incidents")  # the measures that an incidents file moves first
_CLASSES = {
    "cost": "Costs",
    "cashable": "Savings, cashable",
    "non_cashable": "Savings, non-cashable",
    "avoidance": "Costs avoided",
    "income": "Income",
    "not_stated": "Savings, class not stated",
}


@dataclass(frozen=True)
class Impact:
    """What members will ask about once a draft is published.

    of: draft id and today → what appears and goes. word: one and several of them; heading: above their list.
    """

    of: Callable[[str, date], DraftImpact]
    word: tuple[str, str]
    heading: str


SIGNALS = Impact(draft_impact.of_measures, ("signal", "signals"), "Signals")
REASONS = Impact(draft_impact.of_projects, ("reason to ask", "reasons to ask"), "Worth asking about a status")


@dataclass(frozen=True)
class Start:
    """A kind that a new council brings in among the first. place: in their order; comes_from: where a council has such
    a file; members_get: what they see once it is in."""

    place: int
    comes_from: str
    members_get: str


@dataclass(frozen=True)
class KindOnScreen:
    """One kind as officers see it. A part is a slice of the kind; its name is in the contract.

    page: where members see the kind.
    names: the question, its column of ids and its column of names of the things that parts are about (None:
        submissions/names).
    phrase: several parts in a sentence, with {months} and {things}; things: what those are called where there are
        several (empty: how many parts, and of which months).
    impact: what a draft moves.
    measures: the measures whose chart a draft moves, id → name, from the ids of the things that change and all names.
    charts: label → exhibit of a view, today, for a kind that moves no measure.
    amount: a part's size, from its rows, its figure (NaN: none) and the unit of its measure (None: parts are not
        listed).
    key_of_part: how many pieces of a row's key its part has already, where a part has several rows.
    fields: whether the fields that change most often are named.
    sentence: one more, from the draft's changes and its id.
    sums: alternative text and rows of a table, from the draft's id.
    start: why a new council begins with it.
    """

    page: str = "pages/overview.py"
    names: tuple[str, str, str] | None = None
    phrase: str = ""
    things: str = ""
    impact: Impact | None = None
    measures: Callable[[Sequence[str], Mapping[str, str]], dict[str, str]] | None = None
    charts: Mapping[str, Callable[[View, date], Exhibit]] | None = None
    amount: Callable[[int, float, str], str] | None = None
    key_of_part: int | None = None
    fields: bool = True
    sentence: Callable[[Store, pd.DataFrame, str], str] | None = None
    sums: tuple[str, Callable[[Store, str], pd.DataFrame]] | None = None
    start: Start | None = None


# -- incidents, figures, channel volumes -------------------------------------------------------------------------------


def _their_own(things: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    return {measure: names[measure] for measure in things if measure in names}


def _of_incidents(_: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    return {measure: names[measure] for measure in _OF_INCIDENTS if measure in names}


def _take_up_of(services: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    if not services:
        return {}
    return {TAKE_UP: "Digital take-up, all services"} | {
        f"{TAKE_UP}@{service}": f"Digital take-up, {names.get(service, service)}" for service in services
    }


def _figure(rows: int, value: float, unit: str) -> str:
    return say_count(rows, "row") if missing(value) else say_number(value, unit)


def _incidents(rows: int, hours: float, _: str) -> str:
    return say_count(rows, "incident") + ("" if missing(hours) else f", {say_number(hours, 'hours')} lost")


def _completed(rows: int, value: float, _: str) -> str:
    return say_count(rows, "row") if missing(value) else f"{say_number(value, 'count')} completed"


def _completed_and_take_up(store: Store, changes: pd.DataFrame, draft_id: str) -> str:
    """Completed transactions of the parts in the file, and digital take-up of the newest month, before and after."""
    before, after = (
        say_count(int(changes[f"value_{when}"].fillna(0).sum()), "completed transaction")
        for when in ("before", "after")
    )
    sentences = [f"In these parts: {before} now, {after} after publishing."]
    now, then = (
        points[(points["measure_id"] == TAKE_UP) & points["value"].notna()].tail(1)
        for points in (ask("signals/points", store=store, with_draft=draft) for draft in (None, draft_id))
    )
    if len(then):
        shares = [
            f"{say_number(row['value'], 'percent')} ({say_month(row['month'])})" if row is not None else "not known"
            for row in (now.iloc[0] if len(now) else None, then.iloc[0])
        ]
        sentences.append(
            f"Digital take-up of the newest month, all services: {shares[0]} now, {shares[1]} after publishing."
        )
    return " ".join(sentences)


# -- money -------------------------------------------------------------------------------------------------------------


def _money_by_class(store: Store, draft_id: str) -> pd.DataFrame:
    """All finance lines by class, as members see them: before and after. Empty where there is none."""
    sums = []
    for draft in (None, draft_id):
        lines = ask("money/lines", store=store, with_draft=draft)
        classes = lines["saving_class"].where(lines["line_type"] != "cost", "cost")
        realised = lines["actual_gbp"].where(lines["line_type"] == "cost", lines["delivered_gbp"])
        sums.append(lines.assign(realised=realised).groupby(classes)[["forecast_gbp", "realised"]].sum())
    now, then = (
        part.reindex([each for each in _CLASSES if each in sums[0].index.union(sums[1].index)]) for part in sums
    )

    def moved(column: str) -> list[str]:
        return [
            pounds if before == after else f"{say_number(before, 'gbp')} → {pounds}"
            for before, after in zip(now[column].fillna(0), then[column].fillna(0), strict=True)
            for pounds in [say_number(after, "gbp")]
        ]

    return pd.DataFrame(
        {
            "All years": [_CLASSES[each] for each in then.index],
            "Forecast": moved("forecast_gbp"),
            "Spent or delivered": moved("realised"),
        }
    )


# -- the register ------------------------------------------------------------------------------------------------------

_MEASURES = ("measures/definitions", "measure_id", "name")
_SERVICES = ("channels/services", "service_id", "name")


def _register_of_projects(view: View, today: date) -> Exhibit:
    return register(view, today=today)


def _timeline_of_projects(view: View, today: date) -> Exhibit:
    return timeline(view, today=today)


KINDS: dict[str, KindOnScreen] = {
    "measures": KindOnScreen(
        names=_MEASURES,
        impact=SIGNALS,
        measures=_their_own,
        fields=False,
        start=Start(
            2,
            "a list of your indicators: name, unit, which way is better, target.",
            "the names, meanings and targets that charts carry.",
        ),
    ),
    "kpi_values": KindOnScreen(
        names=_MEASURES,
        impact=SIGNALS,
        measures=_their_own,
        amount=_figure,
        fields=False,
        start=Start(
            3,
            "a figure for each of them and each month, from your performance report.",
            "the Overview, and a chart for each measure.",
        ),
    ),
    "incidents": KindOnScreen(
        "pages/it_demand.py",
        names=_MEASURES,
        phrase="the incidents of {months}",
        impact=SIGNALS,
        measures=_of_incidents,
        amount=_incidents,
        key_of_part=0,
        start=Start(
            1,
            "an export of the service desk, as it is. A month is a start; 13 are needed to say what is unusual.",
            "IT demand: incidents, what is open, times to resolve, what drove a month.",
        ),
    ),
    "online_services": KindOnScreen(
        "pages/channel_shift.py",
        names=_SERVICES,
        charts={"Services online": lambda view, today: online_over_time(view, today=today)},
    ),
    "channel_volumes": KindOnScreen(
        "pages/channel_shift.py",
        names=_SERVICES,
        phrase="the volumes of {things}, {months}",
        things="services",
        impact=SIGNALS,
        measures=_take_up_of,
        amount=_completed,
        key_of_part=2,
        sentence=_completed_and_take_up,
        start=Start(
            4,
            "transactions and contacts by service, month and channel, from contact centre and forms.",
            "Channel shift: how much is done online, and who is left behind.",
        ),
    ),
    "areas": KindOnScreen("pages/channel_shift.py"),
    "objectives": KindOnScreen(),
    "projects": KindOnScreen(
        "pages/projects.py",
        impact=REASONS,
        charts={
            "The register of projects": _register_of_projects,
            "The timeline of projects": _timeline_of_projects,
        },
        start=Start(
            5,
            "your register of projects with stage, rating, dates and cost.",
            "Projects: the register, the timeline, and what is worth asking.",
        ),
    ),
    "highlight_reports": KindOnScreen(
        "pages/projects.py", impact=REASONS, charts={"The register of projects": _register_of_projects}
    ),
    "milestones": KindOnScreen(
        "pages/projects.py",
        impact=REASONS,
        charts={
            "The timeline of projects": _timeline_of_projects,
            "The register of projects": _register_of_projects,
        },
    ),
    "risks_issues": KindOnScreen(
        "pages/projects.py",
        impact=REASONS,
        charts={"The matrix of risks": lambda view, today: matrix(view)},
    ),
    "finance": KindOnScreen(
        "pages/money.py",
        charts={
            "What the strategy costs": lambda view, today: strategy(view, today=today),
            "What it saves": lambda view, today: savings(view, today=today),
            "Who pays": lambda view, today: by_funding(view, today=today),
        },
        sums=("Money by class, now and after publishing", _money_by_class),
    ),
    "explanations": KindOnScreen(names=_MEASURES, impact=SIGNALS, measures=_their_own),
    "meetings": KindOnScreen(),
    "actions": KindOnScreen("pages/actions.py"),
    "outages": KindOnScreen("pages/cyber.py"),
    "assurance": KindOnScreen("pages/cyber.py"),
    "lessons": KindOnScreen("pages/cyber.py"),
    "glossary": KindOnScreen("pages/about.py"),
    "events": KindOnScreen("pages/it_demand.py"),
    "contracts": KindOnScreen(
        "pages/money.py",
        charts={"Contracts that come up for renewal": lambda view, today: contract_renewals(view, today=today)},
    ),
    "devices": KindOnScreen("pages/people.py"),
    "processing_times": KindOnScreen(
        "pages/channel_shift.py",
        names=_SERVICES,
        phrase="the processing times of {things}, {months}",
        things="services",
        key_of_part=2,
        charts={"Which routes are quicker": lambda view, today: processing_times(view)},
    ),
    "reviews": KindOnScreen("pages/meetings.py"),
}


def on_screen(kind: str) -> KindOnScreen:
    """The row of a kind; of one that has none yet, such as of an older store, that of a plain register."""
    return KINDS.get(kind, KindOnScreen())
