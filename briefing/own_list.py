"""A person's own list of exhibits: written into an address, read again, and set as a private pack.

Nothing of it is kept here. An entry is the exhibit's name and its filters, such as
take_up.months.36.service.bulky-waste; with "on" and a day it shows the figures as they stood then. "*" parts entries.
"""

import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from inspect import Parameter, isfunction, signature
from urllib.parse import quote, unquote

import exhibits
from briefing import PRIVATE, REVIEW, BriefingError, Document, Pack, Part
from briefing.making import cost_gaps
from briefing.reviews import Review
from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.audience import officers_only
from exhibits.common.committees import committees
from exhibits.common.process_chart import process_chart
from exhibits.common.view_queries import SERVICE_DESK, figures_version, kept_of_these_figures, view_rows

LIST = "list"  # its name in an address
MOST = 20  # entries
_BETWEEN, _ON, _ALL = "*", "on", "all"
_SUBJECTS = {
    "demand": SERVICE_DESK, "channels": "Channel shift", "projects": "Projects", "money": "Money",
    "meetings": "Actions", "cyber": "Cyber and resilience",
    "people": "People and equipment",
}  # fmt: skip
_NUMBERS = {"months": range(1, 1201), "change": range(-50, 51)}
_DAYS = ("month", "since")

Value = str | int | date | None


@dataclass(frozen=True)
class Entry:
    """An exhibit with its filters; subject: under which it stands in a pack; day: as at which (None = as the page);
    code: how the address has it."""

    code: str
    subject: str
    builder: Callable[..., Exhibit]
    filters: Mapping[str, Value] = field(default_factory=dict)
    day: date | None = None

    def arguments(self, day: date) -> dict[str, Value]:
        """What the builder takes. day: that of the figures."""
        today = {"today": day} if "today" in signature(self.builder).parameters else {}
        return {**self.filters, **today}


def written(name: str, filters: Mapping[str, object], day: date | None = None) -> str:
    """The code of an exhibit; '' where it cannot stand in a list: a filter is none that an address can hold.

    name: of its builder; filters: the builder's parameters; day: as at which (None = now).
    """
    parts = [name]
    for own, value in sorted(filters.items()):
        if own == "today" or (value is None and own != "months"):
            continue
        if own not in (*_NUMBERS, *_DAYS, *_TEXTS) or not isinstance(value, str | int | date | None):
            return ""
        parts += [own, _ALL if value is None else quote(str(value), safe="").replace(".", "%2E")]
    return _with_day(".".join(parts), day)


def _with_day(code: str, day: date | None) -> str:
    return code if day is None else f"{code}.{_ON}.{day}"


def together(entries: Iterable["Entry"]) -> str:
    """The address's words for a list of these entries."""
    return _BETWEEN.join(entry.code for entry in entries)


def codes(text: str) -> list[str]:
    """The codes in the address's words for the list, each once; at most MOST."""
    return list(dict.fromkeys(filter(None, text.split(_BETWEEN))))[:MOST]


def read(text: str, today: date) -> tuple[list[Entry], int]:
    """The entries of a list in an address, and how many it has of which nobody knows the exhibit or the filter."""
    every = codes(text)
    found = [entry for code in every if (entry := _entry(code, today))]
    return found, len(every) - len(found)


def _entry(code: str, today: date) -> Entry | None:
    name, *rest = code.split(".")
    if name not in builders() or len(rest) % 2:
        return None
    subject, builder = builders()[name]
    if officers_only(builder):  # a list is sent on
        return None
    given = dict(zip(rest[::2], rest[1::2], strict=True))
    day = _day(given.pop(_ON)) if _ON in given else None
    filters = {own: _value(own, unquote(value), today) for own, value in given.items()}
    takes = signature(builder).parameters.values()
    named = {each.name for each in takes}
    scoped = set(_SCOPE) if any(each.kind is Parameter.VAR_KEYWORD for each in takes) else set()
    needs = {each.name for each in takes if each.default is Parameter.empty and each.kind is Parameter.KEYWORD_ONLY}
    wrong = _NOTHING in filters.values() or not set(filters) <= named | scoped or not needs <= {*filters, "today"}
    if wrong or (_ON in code.split(".")[1::2] and day is None):
        return None
    return Entry(code, subject, builder, filters, day)


_NOTHING = "\0"  # no value that anybody knows
_SCOPE = ("portfolio_holder", "directorate", "type", "objective")


def _value(own: str, text: str, today: date) -> Value:
    if own in _NUMBERS:
        if text == _ALL:
            return None
        number = int(text) if re.fullmatch(r"-?\d{1,4}", text) else None
        return number if number in _NUMBERS[own] else _NOTHING
    if own in _DAYS:
        return _day(text) or _NOTHING
    return text if own in _TEXTS and text in _known(figures_version(), today)[own] else _NOTHING


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# whose ids or names they are: filter → (question, column), … ; what nobody has published is no filter
_TEXTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "measure_id": (("measures/list", "measure_id"),),
    "service": (("channels/services", "service_id"),),
    "project": (("projects/register", "project_id"),),
    "objective": (("projects/objectives", "objective_id"),),
    "directorate": (
        ("demand/directorates", "directorate"),
        ("channels/services", "directorate"),
        ("projects/register", "directorate"),
    ),
    "portfolio_holder": (("projects/register", "portfolio_holder"),),
    "type": (("projects/register", "type"),),
    "item": (("meetings/actions", "action_id"),),
    "committee": (("meetings/actions", "committee"),),
}


@kept_of_these_figures(4)
def _known(version: str, today: date) -> Mapping[str, frozenset[str]]:
    view = View()

    def those(question: str, column: str) -> frozenset[str]:
        asked = {"today": today} if question == "meetings/actions" else {}
        return frozenset(view_rows(view, question, **asked)[column].dropna())

    known = {own: frozenset().union(*(those(*each) for each in places)) for own, places in _TEXTS.items()}
    return {**known, "committee": known["committee"] | frozenset(committees(view_rows(view, "meetings/dates")))}


@cache
def builders() -> Mapping[str, tuple[str, Callable[..., Exhibit]]]:
    """Every exhibit that members' pages show, by the name of its builder: its subject and the builder."""
    found: dict[str, tuple[str, Callable[..., Exhibit]]] = {"process_chart": (SERVICE_DESK, process_chart)}
    for room, subject in _SUBJECTS.items():
        for module in pkgutil.iter_modules([f"{exhibits.__path__[0]}/{room}"]):
            for name, each in vars(import_module(f"exhibits.{room}.{module.name}")).items():
                if isfunction(each) and each.__module__.endswith(f".{module.name}") and _builds(name, each):
                    found[name] = (subject, each)
    return found


def _builds(name: str, function: Callable[..., object]) -> bool:
    """Whether it builds an exhibit out of a view and filters, as pages call it."""
    told = signature(function)
    if name.startswith("_") or told.return_annotation is not Exhibit:
        return False
    first, *others = told.parameters.values()
    by_name = all(each.kind in (Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD) for each in others)
    return first.name == "view" and by_name


# -- on paper ----------------------------------------------------------------------------------------------------------


def private_pack(entries: list[Entry], view: View, today: date, place: str, review: Review | None = None) -> Document:
    """The entries as a document for nobody but who asked for it; each says the day of its figures and its address.

    view: how those without a day of their own are looked at; place: the whole address of the page that shows a list;
    review: the one whose exhibits they are, with its title and scope on the first page (None = a person's own list).
    Raises BriefingError where there is no entry.
    """
    if not entries:
        raise BriefingError("Your list is empty. Add an exhibit to it first.")
    parts = []
    for entry in entries:
        day = entry.day or view.as_at or today
        looked = View(as_at=day if day < today else None)
        frozen = entry.code if entry.day else _with_day(entry.code, day)
        exhibit = entry.builder(looked, **entry.arguments(day))
        parts.append(Part(entry.code, entry.subject, exhibit, day, f"{place}?{LIST}={quote(frozen, safe='*')}"))
    pack = Pack(review.committee, today, REVIEW, note=review.scope) if review else Pack("", today, PRIVATE)
    costs = any(part.subject in ("Projects", "Money") for part in parts)
    warnings = cost_gaps(view, view.as_at or today, pack) if costs else ()
    as_at = (view.as_at or today) if review else today
    return Document(pack, settings().council.name, as_at, tuple(parts), warnings, name=review.title if review else "")
