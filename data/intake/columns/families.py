"""Families of columns: one column for each month, quarter, year or channel, told by the words of their headers.

A header is read only where all of its words are understood; whatever else stands in it, the column is left out and
named.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow.compute as pc

from data.contracts import Contract, about_people, folded
from data.intake.files.reading import TextTable
from data.intake.values.periods import Period, found_in, might_be_years

LEFT_OUT = "left out"
_FILLERS = frozenset(["number", "numbers", "no", "of", "the", "via", "by", "through", "for", "in", "and", "figures"])
_TOTALS = frozenset(["total", "totals", "all", "overall", "grandtotal", "allchannels", "sum"])


@dataclass(frozen=True)
class WideColumn:
    """One column of the file whose header names a month, quarter, year or channel."""

    position: int
    header: str
    period: Period | None


@dataclass(frozen=True)
class Family:
    """Columns whose headers differ in the period alone. label: the header with * for the period.

    figure: the column of the contract that the cells give; empty where the words are not understood. channel: the one
    the header names, 'all' for a total, None where it names none. bare: no word of the header says what is counted.
    """

    label: str
    columns: tuple[WideColumn, ...]
    figure: str
    channel: str | None
    bare: bool = False

    @property
    def periods(self) -> list[Period]:
        """The period of each column, in order; of a family by channel there are none."""
        return [each.period for each in self.columns if each.period]

    @property
    def months(self) -> int:
        """How long its periods are; 0 without periods."""
        return self.columns[0].period.months if self.columns[0].period else 0

    @property
    def target(self) -> str:
        """What it is read as, in the words of a layout."""
        if not self.figure:
            return LEFT_OUT
        return self.figure if self.channel is None else f"{self.figure}, {'total' if self.is_total else self.channel}"

    @property
    def is_total(self) -> bool:
        return self.channel == "all"

    @property
    def asked(self) -> bool:
        """Whether a person has to say which months its quarters have."""
        return any(each.asked for each in self.periods)

    @property
    def example(self) -> str:
        return " ".join(self.columns[0].header.split())

    def in_words(self) -> str:
        """ "21 columns such as 'Total transactions Jul - Sep 2012'"."""
        if len(self.columns) == 1:
            return f"The column {self.example!r}"
        return f"{len(self.columns)} columns such as {self.example!r}"


def families(table: TextTable, wanted: Contract, positions: Iterable[int]) -> list[Family]:
    """The families among the columns at these positions, in the file's order: by period where a header names one,
    else by channel."""
    positions = list(positions)
    vocabulary = _vocabulary(wanted)
    groups: dict[tuple[str, int], list[WideColumn]] = defaultdict(list)
    labels: dict[tuple[str, int], str] = {}
    years = might_be_years([table.headers[each] for each in positions])
    for position in positions:
        header = table.headers[position]
        period, rest = found_in(header)
        if position in table.ignored or not header or (period and years and rest == "*"):
            continue
        if period is None and (_meaning(rest, *vocabulary) or ("", ""))[1] is None:
            continue
        key = (rest.casefold(), period.months if period else 0)
        labels.setdefault(key, rest + (" (years)" if period and period.months == 12 else ""))
        groups[key].append(WideColumn(position, header, period))
    every = []
    for key, columns in groups.items():
        meaning = _meaning(key[0], *vocabulary)
        figure, channel = meaning or (None, None)
        read_as = (figure or wanted.wide) if meaning else ""
        every.append(Family(labels[key], tuple(columns), read_as, channel, figure is None))
    by_period = [each for each in every if each.months]
    # flags such as "Online" beside columns of months are no figures
    return by_period or [each for each in every if _may_be_counts(table, each)]


def _may_be_counts(table: TextTable, family: Family) -> bool:
    """Whether a column called Phone or Email holds counts, and not people's numbers and addresses."""
    if not about_people(family.columns[0].header):
        return True
    cells = pc.utf8_trim_whitespace(table.columns[family.columns[0].position].slice(0, 1000))
    return pc.all(pc.match_substring_regex(cells, r"^(|-|[1-9][\d,]{0,8}(\.0+)?|0)$")).as_py() is not False


def _vocabulary(wanted: Contract) -> tuple[dict[str, str], dict[str, str]]:
    """What the words of a header may name: spelling → column of figures, and spelling → channel."""
    figures = {
        spelling: column.name
        for column in wanted.columns.values()
        if column.type == "number"
        for spelling, rank in column.spellings.items()
        if rank <= len(column.also)  # not those of another unit
    }
    return figures, dict(wanted.columns["channel"].words) if "channel" in wanted.columns else {}


def _meaning(
    rest: str, figures: Mapping[str, str], channels: Mapping[str, str]
) -> tuple[str | None, str | None] | None:
    """Figure and channel that the words of a header name, each None where it names none; None if a word is unknown."""
    rest = re.sub(r"[\[(](12|twelve) months[\])]", "", rest, flags=re.IGNORECASE).replace("*", " ")
    words = [word for each in re.split(r"[\s,:;|/–—-]+", rest) if (word := folded(each))]
    if not words:
        return None, None
    plain = [word for word in words if word not in _FILLERS]
    return _of_words(words, figures, channels) or _of_words(plain, figures, channels)


def _of_words(
    words: list[str], figures: Mapping[str, str], channels: Mapping[str, str]
) -> tuple[str | None, str | None] | None:
    """The longest run of words that is a figure, and the others as a channel."""
    for length in range(len(words), -1, -1):
        for start in range(len(words) - length + 1):
            window, others = words[start : start + length], words[:start] + words[start + length :]
            figure = _singular_or_plural("".join(window), figures) if window else None
            if window and figure is None:
                continue
            channel = _channel(others, channels)
            if channel is None and others:
                continue
            if channel is None and channels and "".join(window).startswith("total"):
                channel = "all"
            return figure, channel
    return None


def _singular_or_plural(word: str, known: Mapping[str, str]) -> str | None:
    return known.get(word) or known.get(word.removesuffix("s"))


def _channel(words: list[str], channels: Mapping[str, str]) -> str | None:
    """The one channel that the words name, together or each for itself; a total only where they name no other."""
    if not words or not channels:
        return None
    joined = "".join(words)
    together = "all" if joined in _TOTALS else _singular_or_plural(joined, channels)
    if together:
        return together
    each = {"all" if word in _TOTALS else _singular_or_plural(word, channels) for word in words}
    if each != {"all"}:
        each.discard("all")
    return each.pop() if len(each) == 1 else None
