"""A file while it is made messy: its cells, what stands round them, and how it will be written."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random

from data.contracts import CONTRACTS, Column
from data.sample import files

SIZES = (1, 3, 8, 25, 60)


class Raw(str):
    """A cell that is written as it stands, without the quotation marks that it would need."""


@dataclass
class Mess:
    """One file. truth: header and rows as they are meant. columns: the contract's names, in the order of the header.

    above, below: lines round the table. lines: edits of the text; octets: edits of the bytes. book: how a workbook is
    written, None for a text file. named: words of a repair or a problem, one of which says that a row or cell differs.
    """

    kind: str
    columns: list[str]
    header: list[str]
    body: list[list[str]]
    truth: list[list[str]]
    above: list[list[str]] = field(default_factory=list)
    below: list[list[str]] = field(default_factory=list)
    separator: str = ","
    end: str = "\r\n"
    quoting: str = "minimal"
    encoding: str = "utf-8"
    lines: list[Callable[[str], str]] = field(default_factory=list)
    octets: list[Callable[[bytes], bytes]] = field(default_factory=list)
    name: str = "export.csv"
    book: "Callable[[Mess], bytes] | None" = None
    sorts: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    raw: bytes = b""

    def column(self, position: int) -> Column:
        return CONTRACTS[self.kind].columns[self.columns[position]]

    def of_type(self, *types: str) -> list[int]:
        """Places of the columns of these types that have a value somewhere."""
        return [
            at
            for at, name in enumerate(self.columns)
            if name and self.column(at).type in types and any(row[at] for row in self.body)
        ]

    def filled(self, at: int) -> list[int]:
        """Rows in which the column has a value."""
        return [number for number, row in enumerate(self.body) if at < len(row) and row[at]]

    def rewrite(self, positions: list[int], how: Callable[[str], str]) -> bool:
        """Write every filled cell of the columns in another way; whether that changed anything."""
        changed = False
        for number, row in enumerate(self.body):
            for at in positions:
                if self.untouched(number, at) and row[at] and (new := how(row[at])) != row[at]:
                    row[at], changed = new, True
        return changed

    def untouched(self, number: int, at: int) -> bool:
        """Whether a cell is still written as in the clean file: one that is not may mean something else by now."""
        return self.body[number][at] == self.truth[number + 1][at]

    def rewrite_one(self, rng: Random, positions: list[int], how: Callable[[str], str]) -> bool:
        """The same for one cell."""
        places = [
            (row, at)
            for number, row in enumerate(self.body)
            for at in positions
            if row[at] and self.untouched(number, at) and how(row[at]) != row[at]
        ]
        if not places:
            return False
        row, at = rng.choice(places)
        row[at] = how(row[at])
        return True

    def written(self) -> bytes:
        """The file's bytes."""
        if self.book is not None:
            raw = self.book(self)
        else:
            rows = [*self.above, self.header, *self.body, *self.below]
            text = self.end.join(self._line(row) for row in rows) + self.end
            for edit in self.lines:
                text = edit(text)
            raw = self._encoded(text)
        for change in self.octets:
            raw = change(raw)
        return raw

    def _encoded(self, text: str) -> bytes:
        """In UTF-8 where the encoding has no such letter: what gets lost in writing, no reader can know."""
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError:
            return text.encode("utf-8")

    def _line(self, row: list[str]) -> str:
        return self.separator.join(self._cell(cell) for cell in row)

    def _cell(self, cell: str) -> str:
        if isinstance(cell, Raw):
            return cell
        special = any(each in cell for each in (self.separator, '"', "\n", "\r"))
        if self.quoting == "all" or special or (self.quoting == "text" and not cell.replace(".", "", 1).isdigit()):
            return '"' + cell.replace('"', '""') + '"'
        return cell


@dataclass(frozen=True)
class Sort:
    """One sort of mess. apply: makes it, False where it does not apply. stage: in which order sorts are made.

    named: of what the file may say where it is taken with a difference. plain: alone, it is no reason to refuse.
    """

    name: str
    stage: int
    apply: Callable[[Mess, Random], bool | None]
    named: str = ""
    plain: bool = False


SORTS: dict[str, Sort] = {}
VALUES, HEADERS, TABLE, AROUND, WRITING, TEXT, BYTES = range(7)


def sort(
    stage: int, *, name: str = "", named: str = "", plain: bool = False
) -> Callable[[Callable[[Mess, Random], bool | None]], Callable[[Mess, Random], bool | None]]:
    """Register a function as a sort of mess, under its own name where none is given."""

    def registered(apply: Callable[[Mess, Random], bool | None]) -> Callable[[Mess, Random], bool | None]:
        own = name or apply.__name__
        assert own not in SORTS, own
        SORTS[own] = Sort(own, stage, apply, named, plain)
        return apply

    return registered


@cache
def clean_rows(kind: str) -> list[list[str]]:
    """The newest sample file of a kind, cell by cell."""
    file = next(each for each in reversed(files()) if each.kind == kind)
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))


KINDS = tuple(sorted({each.kind for each in files()}))


def _chosen(rng: Random, many: int) -> Iterator[Sort]:
    """Some sorts of mess, in the order in which they are made."""
    yield from sorted(rng.sample(list(SORTS.values()), many), key=lambda each: each.stage)


def made_messy(seed: int, kind: str | None = None, only: tuple[str, ...] | None = None) -> Mess:
    """The file of a seed. kind: else any. only: the sorts that are made of it, else one to four of all."""
    rng = Random(seed)
    kind = kind or rng.choice(KINDS)
    header, *body = clean_rows(kind)
    size = min(len(body), rng.choice(SIZES))
    first = rng.choice((0, len(body) - size))  # few clean files, so that each is read once
    body = [list(row) for row in body[first : first + size]]
    mess = Mess(kind, list(header), list(header), body, [])
    mess.truth = [list(row) for row in (header, *body)]
    asked = [SORTS[name] for name in only] if only is not None else list(_chosen(rng, rng.choice((1, 1, 2, 2, 3, 4))))
    for each in asked:
        if each.apply(mess, rng) is not False:
            mess.sorts.append(each.name)
            if each.named:
                mess.named.append(each.named)
    mess.raw = mess.written()
    return mess
