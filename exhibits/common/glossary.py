"""The words that the dashboard explains: its own (glossary.toml), and those of the council's files, which win."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from exhibits import View
from exhibits.common.view_queries import figures_version, kept_of_these_figures, view_rows

PLACE = "/about"
_OWN = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Term:
    """A word with its meaning, one sentence. also: other names of the same; forms: how else it stands in a sentence;
    search: what else it is found by; marked: whether sentences mark it; own: the council's own."""

    name: str
    meaning: str
    also: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    search: str = ""
    marked: bool = True
    own: bool = False

    @property
    def names(self) -> frozenset[str]:
        """All that it is called, in small letters."""
        return frozenset(each.casefold() for each in (self.name, *self.also))

    @property
    def anchor(self) -> str:
        """Its place on the page of words."""
        return "-".join(["word", *re.findall(r"[^\W_]+", self.name.lower())])

    @property
    def address(self) -> str:
        """Where it is explained."""
        return f"{PLACE}#{self.anchor}"


@dataclass(frozen=True)
class Terms:
    """All words that are explained, in the order of the alphabet."""

    every: tuple[Term, ...]

    @cached_property
    def _by_name(self) -> dict[str, Term]:
        names = [(each, term) for term in self.every for each in (*term.forms, *term.also)]
        return {name.casefold(): term for name, term in [*names, *((term.name, term) for term in self.every)]}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the words that sentences mark; each is the whole match."""
        marked = [term for term in self.every if term.marked]
        names = {each: "" if each.endswith("s") else "s?" for term in marked for each in (term.name, *term.also)}
        return _whole_words({form: "" for term in marked for form in term.forms} | names)

    def of(self, words: str) -> Term | None:
        """What is called so, in whatever case and number; None where nothing is."""
        found = words.casefold()
        return self._by_name.get(found) or self._by_name.get(found.removesuffix("s"))


def _whole_words(names: Mapping[str, str]) -> re.Pattern[str]:
    """Longest first; abbreviations only in their capitals. names: word → pattern of what may follow it."""
    ways = []
    for name in sorted(names, key=len, reverse=True):
        way = f"{re.escape(name)}{names[name]}"
        ways.append(way if re.search(r"[A-Z]{2}", name) else f"(?i:{way})")
    return re.compile(rf"(?<![\w-])(?:{'|'.join(ways)})(?![\w-])" if ways else r"(?!)")


def terms(as_at: date | None = None) -> Terms:
    """The words as the council has them on that day (None = now)."""
    return _terms(figures_version(), as_at)


@kept_of_these_figures(8)
def _terms(version: str, as_at: date | None) -> Terms:
    rows = view_rows(View(as_at=as_at), "explained/glossary")
    own = [Term(row.term, row.plain_words, tuple(row.also_called), own=True) for row in rows.itertuples()]
    taken = frozenset(name for term in own for name in term.names)
    left = [
        replace(
            term,
            also=tuple(each for each in term.also if each.casefold() not in taken),
            forms=tuple(each for each in term.forms if each.casefold() not in taken),
        )
        for term in built_in()
        if term.name.casefold() not in taken
    ]
    return Terms(tuple(sorted([*own, *left], key=lambda term: term.name.casefold())))


@cache
def built_in() -> tuple[Term, ...]:
    """The dashboard's own words, as its file has them."""
    read = tomllib.loads(_OWN.read_text(encoding="utf-8"))["terms"]
    return tuple(
        Term(
            each["term"], each["meaning"], tuple(each.get("also", ())), tuple(each.get("forms", ())),
            each.get("search", ""), each.get("marked", True),
        )
        for each in read
    )  # fmt: skip
