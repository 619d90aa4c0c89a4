"""Finds what a member types: by the beginning of a word, by a synonym, and in spite of a spelling mistake.

An index of words is made once for each state of the figures, from queries/search/entries.sql, the glossary and
screen/search.toml. A found word counts more in a name than in a definition, and more as it was typed than as a synonym
or a guess.
"""

import difflib
import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from exhibits import View
from exhibits.common.action_words import item_place
from exhibits.common.glossary import terms
from exhibits.common.links import address, measure_address, project_address, service_address
from exhibits.common.view_queries import figures_version, kept_of_these_figures, with_figures
from queries import ask

_WORDS = Path(__file__).with_name("search.toml")
# too common to tell anything
_STOP = frozenset(
    re.findall(r"\w+", "a an and are as at be by for from how in is it its no of on or so that the this to was")
)
_AS_TYPED, _BEGINNING, _SYNONYM, _GUESS = 4.0, 3.0, 1.5, 1.0
_IN_NAME = 3.0  # against 1 in a definition
_ALIKE = 0.75  # of difflib: "phising" and "labtop" are, "member" and "number" are not asked
_GUESSED_FROM = 4  # letters of a word that may be misspelled


@dataclass(frozen=True)
class Found:
    """One thing that is found. kind: measure|service|project|risk|objective|holder|contract|review|test|lesson|action|
    word; says: one sentence, of a word that is explained; place: its address."""

    kind: str
    name: str
    place: str
    says: str = ""


@dataclass(frozen=True)
class _Index:
    """entries; where: word → entry → weight; words: all of them in order; meanings: word → the synonyms' words."""

    entries: tuple[Found, ...]
    where: Mapping[str, Mapping[int, float]]
    words: list[str]
    meanings: Mapping[str, tuple[tuple[str, ...], ...]]


def find(typed: str, most: int = 30) -> list[Found]:
    """What is found for the words typed, best first: all that has every word, else what has most of them."""
    index = _index(figures_version())
    asked = [word for word in dict.fromkeys(_words(typed)) if word not in _STOP]
    scores: dict[int, float] = defaultdict(float)
    hits: dict[int, int] = defaultdict(int)
    for word in asked:
        for entry, score in _scored(index, word).items():
            scores[entry] += score
            hits[entry] += 1
    if not hits:
        return []
    enough = max(hits.values())
    best = sorted((entry for entry in hits if hits[entry] == enough), key=lambda each: (-scores[each], each))
    return [index.entries[each] for each in best[:most]]


def _scored(index: _Index, word: str) -> dict[int, float]:
    """Entries that have the word, another of its meaning, or, where there is none, one that is spelled alike."""
    found = _beginning_with(index, word)
    _add(found, index, index.meanings.get(word, ()), _SYNONYM)
    if not found and len(word) >= _GUESSED_FROM:
        known = [*index.words, *index.meanings]
        for alike in difflib.get_close_matches(word, known, n=1, cutoff=_ALIKE):
            _add(found, index, ((alike,), *index.meanings.get(alike, ())), _GUESS)
    return found


def _beginning_with(index: _Index, word: str) -> dict[int, float]:
    found: dict[int, float] = {}
    place = bisect_left(index.words, word)
    while place < len(index.words) and index.words[place].startswith(word):
        factor = _AS_TYPED if index.words[place] == word else _BEGINNING
        for entry, weight in index.where[index.words[place]].items():
            found[entry] = max(found.get(entry, 0.0), factor * weight)
        place += 1
    return found


def _add(found: dict[int, float], index: _Index, phrases: Iterable[tuple[str, ...]], factor: float) -> None:
    for phrase in phrases:
        each = [index.where.get(word, {}) for word in phrase]
        for entry in set(each[0]).intersection(*each[1:]):
            found[entry] = max(found.get(entry, 0.0), factor * min(words[entry] for words in each))


@kept_of_these_figures(4)
def _index(version: str) -> _Index:
    synonyms = _synonyms()
    rows = ask("search/entries")
    shown = with_figures(View())  # a measure without a figure has no page
    rows = rows[(rows["kind"] != "measure") | rows["id"].isin(shown)]
    entries: list[Found] = []
    where: dict[str, dict[int, float]] = defaultdict(dict)

    def enter(entry: Found, words: str) -> None:
        for text, weight in ((words, 1.0), (entry.name, _IN_NAME)):
            for word in _words(text):
                where[word][len(entries)] = weight
        entries.append(entry)

    for term in terms().every:
        words = " ".join((*term.also, *term.forms, term.search, term.meaning))
        enter(Found("word", term.name, term.address, says=term.meaning), words)
    for row in rows.itertuples():
        enter(Found(row.kind, row.name, _place(row)), "" if pd.isna(row.words) else row.words)
    return _Index(tuple(entries), dict(where), sorted(where), synonyms)


_CYBER = {"test": "assurance", "lesson": "lessons"}  # kind → the part of its page


def _place(row: Any) -> str:
    """row: of search/entries."""
    kind, own, within = row.kind, row.id, row.within
    if kind == "measure":
        return measure_address(own)
    if kind == "service":
        offline = address("channel_shift", view="online", open_still_offline="true")
        return service_address(own) if row.offered else offline
    if kind == "project":
        return project_address(own)
    if kind == "risk":
        whole = pd.isna(within)
        return address("projects", view="risks") if whole else address("projects", project=within, open_risks="true")
    if kind == "objective":
        return address("projects", objective=own) if within == "objective" else address("projects", view="alignment")
    if kind in _CYBER:
        return address("cyber", view=_CYBER[kind])
    if kind == "contract":
        return address("money", view="contracts")
    if kind == "review":
        return address("chosen", review=own)
    return item_place(own) if kind == "action" else address("projects", holder=own)


@cache
def _synonyms() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Word → the phrases that mean the same."""
    own = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    meanings: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for group in own["synonyms"]:
        phrases = [tuple(_words(phrase)) for phrase in group]
        for phrase in phrases:
            if len(phrase) == 1:
                meanings[phrase[0]] += [other for other in phrases if other != phrase]
    return {word: tuple(phrases) for word, phrases in meanings.items()}


def _words(text: str) -> list[str]:
    """The words of a text as they are looked for: small letters, without accents and plurals; "e-mail" is one word."""
    plain = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode().lower()
    found = []
    for word in re.findall(r"[a-z0-9]+(?:[-'][a-z0-9]+)*", plain):
        parts = [each for each in re.split(r"[-']", word) if len(each) > 1]
        found += [_singular(each) for each in dict.fromkeys([re.sub(r"[-']", "", word), *parts])]
    return found


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
