"""What changed between a day, such as that of the last meeting, and now: every change in a sentence, from what to what.

The list is queries/since/changes.sql, weightiest first; the Overview and the briefing say the same of it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from exhibits import Exhibit, View
from exhibits.common.action_words import STATES, ask_owner, item_name, item_place
from exhibits.common.assurance_words import say_minutes
from exhibits.common.links import address, measure_address, project_address, service_address
from exhibits.common.money import CLASSES, CONTRACT_DECISIONS, SAVING_STATUSES, STRATEGY
from exhibits.common.no_data import words_only
from exhibits.common.ratings import say_rating
from exhibits.common.scope import day_of
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through_lines import harm_words
from exhibits.common.words import (
    first_that_fits,
    lower_first,
    missing,
    say_count,
    say_date,
    say_list,
    say_month,
    say_number,
    say_period,
    upper_first,
)
from exhibits.cyber.words import within
from exhibits.projects.words import say_standing

# in the order of the blocks; how each is called, and the page that is about it
SUBJECTS = {
    "demand": ("IT demand", "it_demand"),
    "channels": ("Channel shift", "channel_shift"),
    "projects": ("Projects", "projects"),
    "money": ("Money", "money"),
    "cyber": ("Cyber and resilience", "cyber"),
    "actions": ("Actions", "actions"),
    "other": ("Other measures", "it_demand"),
}
QUESTIONS, _OF_ONE_SUBJECT = 5, 2  # worth asking: in all, and of one subject


@dataclass(frozen=True)
class Change:
    """One thing that changed.

    subject: of SUBJECTS; kind: as `change` in queries/since/changes.sql; rank: its weight there; name: what in the
    sentence leads to `place`, the address of its exhibit; question: what a member could ask ("" = nothing).
    """

    subject: str
    kind: str
    rank: int
    name: str
    sentence: str
    place: str
    question: str = ""


def changes_since(view: View, *, since: date, today: date, committee: str | None = None) -> tuple[Change, ...]:
    """All changes between the end of `since` and the day of the figures, the weightiest first. committee: whose actions
    (None = every committee's); today: the day on which the figures are looked at."""
    rows = view_rows(view, "since/changes", since=since, today=day_of(view, today), committee=committee)
    return tuple(_change(row) for row in rows.to_dict("records"))


def all_new(view: View, since: date) -> frozenset[str]:
    """Subjects that have figures now and had none at the end of `since`: all of them is new."""
    rows = view_rows(view, "since/known", since=since)
    return frozenset(rows.loc[rows["has"] & ~rows["had"], "subject"])


def worth_asking(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The weightiest changes with a question: one of each sort, two of one subject, five in all at most."""
    asked: list[Change] = []
    kinds: set[tuple[str, str]] = set()
    subjects: Counter[str] = Counter()
    for change in changes:
        sort = (change.subject if change.kind == "overdue" else "", change.kind)
        if not change.question or sort in kinds or subjects[change.subject] == _OF_ONE_SUBJECT:
            continue
        asked.append(change)
        kinds.add(sort)
        subjects[change.subject] += 1
    return tuple(asked[:QUESTIONS])


def say_changes(changes: Sequence[Change], new: frozenset[str], when: str) -> str:
    """How much changed, in at most 25 words. new: all_new(); when: such as "the meeting on 6 October 2026"."""
    if not changes:
        if new:
            names = [SUBJECTS[subject][0] for subject in SUBJECTS if subject in new]
            return f"Nothing had been published on {say_list(names)} by {when}: all of it is new."
        return f"Nothing has changed since {when}."
    count = say_count(len(changes), "change")
    counts = Counter(change.subject for change in changes)
    of = {
        subject: f"{counts[subject]} on {lower_first_word(SUBJECTS[subject][0])}"
        for subject in SUBJECTS
        if counts[subject]
    }
    most = [subject for subject, _ in counts.most_common(3)]
    largest = [of[subject] for subject in of if subject in most]
    others = say_count(counts.total() - sum(counts[subject] for subject in most), "other")
    return first_that_fits(
        f"{count} since {when}: {say_list(list(of.values()))}.",
        f"{count} since {when}: {say_list([*largest, others])}.",
        f"{count} since {when}.",
    )


def lower_first_word(title: str) -> str:
    """A subject within a sentence: "IT demand", "channel shift"."""
    return title if title[:2].isupper() else lower_first(title)


def all_changes(view: View, *, since: date, today: date, committee: str | None = None) -> Exhibit:
    """Everything that changed since a day, as one table, the weightiest first."""
    day, key = day_of(view, today), "since"
    if since >= day:
        same = f"the figures are those of {say_date(day)}, no later than {say_date(since)}."
        return words_only(key, "What changed: nothing to compare", f"Nothing to compare: {same}")
    changes = changes_since(view, since=since, today=today, committee=committee)
    new, when = all_new(view, since), say_date(since)
    said = say_changes(changes, new, when)
    means = (
        f"the figures as they stood on {when}, compared with those of {say_date(day)}; what weighs most comes first."
    )
    names = [SUBJECTS[subject][0] for subject in SUBJECTS if subject in new]
    return Exhibit(
        key=key,
        title=f"{say_count(len(changes), 'change')} since {when}" if changes else f"Nothing changed since {when}",
        lead=said,
        table=pd.DataFrame(
            {
                "Subject": [SUBJECTS[change.subject][0] for change in changes],
                "About what": [change.name for change in changes],
                "What changed": [_without_name(change) for change in changes],
            }
        ),
        source=f"What it means: {means}",
        questions=tuple(change.question for change in worth_asking(changes)[:3]),
        note=f"Nothing had been published by then on {say_list(names)}." if names and changes else "",
        links=places_of(changes),
    )


def _without_name(change: Change) -> str:
    """The sentence beside a column that names what it is about."""
    return upper_first(change.sentence.removeprefix(f"{change.name}: "))


def places_of(changes: Sequence[Change]) -> dict[str, str]:
    """Name → address, of the names that lead to one place only."""
    found: dict[str, set[str]] = {}
    for change in changes:
        found.setdefault(change.name, set()).add(change.place)
    return {name: places.pop() for name, places in found.items() if len(places) == 1}


# -- one change in words -----------------------------------------------------------------------------------------------

Row = dict  # of queries/since/changes.sql, column → value


def _change(row: Row) -> Change:
    name, kind = _name(row), row["change"]
    says, asks = _WORDS[f"{row['subject']} {kind}" if kind == "overdue" else kind]
    question = asks(name, row) if asks else ""
    return Change(row["subject"], kind, int(row["rank"]), name, says(name, row), _place(row), question)


def _name(row: Row) -> str:
    if row["subject"] == "actions":
        words = {"restricted": row["restricted"], "title": row["name"], "text": row["action_text"]}
        return item_name(pd.Series({**words, "kind": row["action_kind"]}))
    if row["change"] == "missing" and row["things"] > 1:
        return f"{row['things']} projects"
    if missing(row["name"]):
        return STRATEGY if row["subject"] == "money" else "All services together"
    return str(row["name"])


def _place(row: Row) -> str:
    thing, subject, kind = row["thing"], row["subject"], row["change"]
    if subject == "actions":
        return item_place(thing)
    if subject == "money":
        return address("money", view=_MONEY_PARTS.get(kind, "savings"))
    if subject == "cyber":
        return address("cyber", view=_CYBER_PARTS[kind])
    if subject == "projects":
        return address("projects") if kind == "gone" or row["things"] > 1 else project_address(thing)
    if kind not in ("unusual", "explained", "restated"):
        return address("channel_shift") if missing(thing) else service_address(thing)
    return measure_address(thing, month=f"{row['month']:%Y-%m}")


_CYBER_PARTS = {"expired": "assurance", "renewed": "assurance", "outage": "outages", "learned": "lessons"}
_MONEY_PARTS = {"cost_up": None, "cost_down": None} | dict.fromkeys(
    ("notice_passed", "renewal_passed", "decided"), "contracts"
)


def _period(row: Row) -> str:
    return say_period(row["month"], int(row["months"]))


def _unusual(name: str, row: Row) -> str:
    kind = {"concern": ", a concern", "improvement": ", an improvement"}.get(row["meaning"], "")
    explained = "explained" if row["explained"] else "no explanation yet"
    side = "high" if row["side"] > 0 else "low"
    return f"{name}: {say_number(row['now'], row['unit'])} in {_period(row)}, unusually {side}{kind}; {explained}."


def _ask_unusual(name: str, row: Row) -> str:
    if row["explained"]:
        return f"{name}: does the explanation of {_period(row)} hold, and what keeps it from happening again?"
    return f"{name}: what made {_period(row)} unusual, and why has nobody explained it?"


def say_both(was: float, now: float, unit: str) -> tuple[str, str]:
    """Two figures, with as many decimals as show that they differ."""
    usual = (say_number(was, unit), say_number(now, unit))
    for decimals in (None, *range(1, 7)):
        said = (say_number(was, unit, decimals), say_number(now, unit, decimals))
        if said[0] != said[1]:
            return said
    return usual


def _restated(name: str, row: Row) -> str:
    was, now = say_both(row["was"], row["now"], row["unit"])
    return f"{name}: {_period(row)} restated from {was} to {now}."


def _harder(name: str, row: Row) -> str:
    harm = harm_words(pd.Series({**row, "measure_id": row["detail"], "before": row["was"]}))
    return f"{name}: {harm} within a year, while digital take-up rose."


def _dates(name: str, what: str, row: Row) -> str:
    was, now = say_date(row["was_on"]), say_date(row["now_on"])
    return f"{name}: {what} from {was} to {now}."


def _end(name: str, row: Row) -> str:
    return _dates(name, "expected end", row)


def _milestone(name: str, row: Row) -> str:
    return _dates(name, f"“{row['detail']}”", row)


def _pounds(name: str, what: str, row: Row) -> str:
    was, now = say_both(row["was"], row["now"], "gbp")
    return f"{name}: {what} from {was} to {now}."


def _cost_of_year(name: str, row: Row) -> str:
    return _pounds(name, f"cost of {row['fin_year']}", row)


def _whole_life(name: str, row: Row) -> str:
    return _pounds(name, "forecast cost", row)


def _status(name: str, row: Row) -> str:
    return f"{name}: status from {say_rating(row['was_code'])} to {say_rating(row['now_code'])}."


def _overdue(name: str, row: Row) -> str:
    late = say_count(int(row["size"]), "day")
    return f"{name}: “{row['detail']}” was due on {say_date(row['was_on'])}, now {late} overdue."


def _missing(name: str, row: Row) -> str:
    month, due = say_month(row["month"]), say_date(row["now_on"])
    if row["things"] > 1:
        return f"No report for {month} from {name}; they were due on {due}."
    return f"{name}: no report for {month}, due on {due}."


def _on(row: Row, words: str = "") -> str:
    """ " on 6 October 2026", "" where no day is known."""
    return "" if missing(row["now_on"]) else f"{words} on {say_date(row['now_on'])}"


def _done(name: str, row: Row) -> str:
    return f"{name}: “{row['detail']}” was reached{_on(row)}."


def _ended(name: str, row: Row) -> str:
    return f"{name}: from open to ended{_on(row)}."


def _new(name: str, row: Row) -> str:
    return f"{name}: new in the register{_on(row, ', to end')}."


def _standing(name: str, row: Row) -> str:
    was, now = (lower_first(say_standing(row[side]) or "Open") for side in ("was_code", "now_code"))
    return f"{name}: from {was} to {now}."


def _saving(name: str, row: Row) -> str:
    years = row["fin_year"] if row["fin_year"] == row["last_year"] else f"{row['fin_year']} to {row['last_year']}"
    was = "without a status" if missing(row["was_code"]) else lower_first(SAVING_STATUSES[row["was_code"]])
    now = lower_first(SAVING_STATUSES[row["now_code"]])
    what = lower_first(CLASSES.get(row["detail"], "Savings"))
    return f"{name}: {what} of {say_number(row['now'], 'gbp')} ({years}) from {was} to {now}."


def _undecided(what: str) -> Callable[[str, Row], str]:
    return lambda name, row: f"{name}: {what} {say_date(row['now_on'])} passed without a decision."


def _decided(name: str, row: Row) -> str:
    was, now = (lower_first(CONTRACT_DECISIONS[row[side]]) for side in ("was_code", "now_code"))
    return f"{name}: contract from {was} to {now}, renewal {say_date(row['now_on'])}."


def _action(name: str, row: Row) -> str:
    then = {"overdue": "overdue", "in_progress": "in progress"}.get(row["was_code"], "open")
    if row["change"] == "closed":
        return f"{name}: from {then} to {STATES[row['now_code']].lower()}."
    late = say_count(int(row["size"]), "day")
    too = "; overdue then too" if then == "overdue" else ""
    return f"{name}: due on {say_date(row['now_on'])}, {late} overdue{too}."


def _expired(name: str, row: Row) -> str:
    if row["now_code"] == "expired":
        return f"{name}: expired{_on(row)}."
    return f"{name}: overdue since {say_date(row['now_on'])}."


def _outage(name: str, row: Row) -> str:
    if row["is_open"]:
        return f"{name}: down{_on(row).replace(' on ', ' since ')}, and not back yet."
    return f"{name}: down for {say_minutes(row['size'])}{_on(row)}."


def _launched(name: str, row: Row) -> str:
    return f"{name}: online since {say_date(row['now_on'])}."


def _plain(text: str) -> Callable[[str, Row], str]:
    return lambda name, row: text.format(**{**row, "name": name})


Says = Callable[[str, Row], str]
_WORDS: dict[str, tuple[Says, Says | None]] = {
    "unusual": (_unusual, _ask_unusual),
    "explained": (lambda name, row: f"{name}: {_period(row)} has been explained.", None),
    "restated": (
        _restated,
        lambda name, row: f"Why was {name} of {_period(row)} restated, and does it change what was concluded?",
    ),
    "harder": (_harder, _plain("{name}: why does it grow harder to get through, and for whom?")),
    "easier": (_plain("{name}: no longer harder to get through while digital take-up rises."), None),
    "lost_route": (
        _plain("{name}: online, and now without a way in for people who are not."),
        _plain("How do people without the internet get {name} now?"),
    ),
    "gained_route": (_plain("{name}: now has a way in without the internet."), None),
    "launched": (_launched, None),
    "taken_down": (lambda name, row: f"{name}: taken down on {say_date(row['now_on'])}.", None),
    "worse": (_status, _plain("What happened in {name}, and was it foreseen?")),
    "better": (_status, None),
    "other": (_status, None),
    "later": (_end, _plain("What does the later end of {name} cost, and who waits for it?")),
    "sooner": (_end, None),
    "dearer": (_whole_life, _plain("Which budget pays what {name} now costs more?")),
    "cheaper": (_whole_life, None),
    "projects overdue": (_overdue, _plain("{name}: what keeps “{detail}” from being reached?")),
    "missing": (_missing, lambda name, row: f"Why is there no report for {say_month(row['month'])} from {name}?"),
    "slipped": (_milestone, _plain("{name}: does the later “{detail}” still allow the end date?")),
    "forward": (_milestone, None),
    "done": (_done, None),
    "dropped": (_plain("{name}: “{detail}” was cancelled."), None),
    "rebaselined": (
        lambda name, row: _dates(name, "end date first agreed", row),
        _plain("Who agreed to move the baseline of {name}, and was this committee told?"),
    ),
    "outlook": (_plain("{name}: now expected to get worse."), None),
    "cancelled": (_standing, _plain("What was spent on {name} before it was stopped, and what is kept of it?")),
    "held": (_standing, _plain("What would have to happen for {name} to go on?")),
    "resumed": (_standing, None),
    "new": (_new, None),
    "gone": (_plain("{name}: no longer listed in the register."), _plain("What became of {name}?")),
    "ended": (_ended, None),
    "cost_up": (_cost_of_year, _plain("Which budget pays what {name} now costs more in {fin_year}?")),
    "cost_down": (_cost_of_year, None),
    "doubt": (_saving, _plain("{name}: what takes the place of the money that is now in doubt?")),
    "delivered": (_saving, None),
    "notice_passed": (_undecided("last day of notice"), _plain("Why was nothing decided on the contract for {name}?")),
    "renewal_passed": (_undecided("renewal of"), _plain("On what terms does the contract for {name} go on?")),
    "decided": (_decided, None),
    "actions overdue": (_action, lambda name, row: ask_owner(row, name)),
    "closed": (_action, None),
    "expired": (_expired, _plain("{name}: what stands in the way of doing it again, and what follows until then?")),
    "renewed": (lambda name, row: f"{name}: no longer {row['was_code']}.", None),
    "outage": (_outage, _plain("{name}: what has been changed so that the same cause cannot stop it again?")),
    "learned": (lambda name, row: f"{name}: done, a lesson from {within(row['detail'])}.", None),
}
