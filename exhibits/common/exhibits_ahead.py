"""Exhibits made ahead: what is looked at for one service, project or measure is made for the others meanwhile.

One question answers for all of them (view_queries.py), so what a choice that nobody made before still costs is working
out its sentences and its figure. A server at rest does that before anybody asks: nobody has to say what for, because
visitors show it.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from threading import Lock
from typing import Any

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.view_queries import figures_version, services_to_choose, with_figures
from queries import ask

Builder = Callable[..., Exhibit]

# parameter of exhibits → what a visitor can choose for it
_CHOICES: Mapping[str, Callable[[], list[str]]] = {
    "service": lambda: list(services_to_choose()["service_id"]),
    "project": lambda: list(ask("projects/register")["project_id"]),
    "measure_id": lambda: sorted(with_figures(View())),
    "directorate": lambda: list(ask("demand/directorates")["directorate"]),
}
_PATTERNS = 60  # the newest ways of looking that are remembered


@dataclass(frozen=True)
class _Pattern:
    """A way of looking: an exhibit with all that it takes but one choice. fixed: the other parameters."""

    builder: Builder
    view: View
    choice: str
    fixed: Mapping[str, Any]

    def of(self, chosen: str) -> dict[str, Any]:
        """The parameters for another choice, as a visitor of today has them."""
        params = {**self.fixed, self.choice: chosen}
        return params | ({"today": date.today()} if "today" in params else {})


class ExhibitsAhead:
    """What was made ahead, and the ways of looking that say what for. All threads of a server share one."""

    def __init__(self) -> None:
        self._patterns: OrderedDict[str, _Pattern] = OrderedDict()  # the newest last
        self._made: dict[str, Exhibit] = {}
        self._had: set[str] = set()  # by visitors; or it could not be made
        self._version = ""  # of the figures
        self._done_for = ("", 0)  # version, and how many ways of looking had been seen
        self._seen = 0
        self._lock = Lock()

    def look_at(self, builder: Builder, view: View, params: Mapping[str, Any]) -> None:
        """Note that a visitor looks at builder(view, **params), so that it can be made for other choices."""
        if view.with_draft or view.as_at or not settings().store.ahead:
            return
        with self._lock:
            for choice in _CHOICES.keys() & params.keys():
                if choice == "directorate" and params.get("service"):
                    continue  # a service has one
                pattern = _Pattern(builder, view, choice, {name: params[name] for name in params if name != choice})
                name = _name(builder, view, pattern.of(""))
                self._seen += name not in self._patterns
                self._patterns[name] = pattern
                self._patterns.move_to_end(name)
            while len(self._patterns) > _PATTERNS:
                self._patterns.popitem(last=False)

    def exhibit(self, builder: Builder, view: View, params: Mapping[str, Any]) -> Exhibit:
        """builder(view, **params): the one made ahead, given once, for whoever asks keeps it; else made now."""
        if view.with_draft or view.as_at:
            return builder(view, **params)
        name = _name(builder, view, params)
        with self._lock:
            self._begin_anew(figures_version())
            self._had.add(name)
            ready = self._made.pop(name, None)
        return ready or builder(view, **params)

    def make(self, wait: Callable[[], None]) -> int:
        """Make what visitors are likely to ask for next, the newest way of looking first; how many exhibits that were.

        wait: returns when nobody is in the way; asked before each exhibit. It ends where the figures change, and where
        as many are ready as settings().store.ahead says.
        """
        version, number, seen = figures_version(), 0, self._seen
        if self._done_for == (version, seen):
            return 0
        for name, (builder, view, params) in self._likely(version).items():
            wait()
            exhibit = None
            with suppress(Exception):  # whoever asks for it is told, with a number in the log
                exhibit = builder(view, **params)
            with self._lock:
                if figures_version() != version:
                    return number
                if exhibit is None:
                    self._had.add(name)
                elif name not in self._had:
                    self._made[name] = exhibit
                    number += 1
        self._done_for = version, seen
        return number

    def _likely(self, version: str) -> dict[str, tuple[Builder, View, dict[str, Any]]]:
        """What is to be made; of what is ready already, nothing stays that older ways of looking alone ask for."""
        with self._lock:
            patterns = list(reversed(self._patterns.values()))
        choices = {choice: _CHOICES[choice]() for choice in {each.choice for each in patterns}}
        likely = {
            _name(pattern.builder, pattern.view, params): (pattern.builder, pattern.view, params)
            for pattern in patterns
            for chosen in choices[pattern.choice]
            for params in (pattern.of(chosen),)
        }
        with self._lock:
            self._begin_anew(version)
            wanted = dict(islice((each for each in likely.items() if each[0] not in self._had), settings().store.ahead))
            self._made = {name: exhibit for name, exhibit in self._made.items() if name in wanted}
            return {name: each for name, each in wanted.items() if name not in self._made}

    def _begin_anew(self, version: str) -> None:
        """Let go of what was made of figures that have changed."""
        if version != self._version:
            self._version = version
            self._made.clear()
            self._had.clear()


def _name(builder: Builder, view: View, params: Mapping[str, Any]) -> str:
    return repr((builder.__module__, builder.__qualname__, view, sorted(params.items())))


AHEAD = ExhibitsAhead()  # of this server
