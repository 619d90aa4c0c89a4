"""The shape of a text file: which line is the header, what stands above it, and which letter divides the columns.

The header is the first line under which the rows fit, or that carries the spellings of a contract. Where another line
could be the header as well, somebody is asked: a file is never cut on a guess.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from data.contracts import CONTRACTS, folded
from data.intake.choices import NO_LINE, Question
from data.intake.files.records import Record, mended, records
from data.intake.values.figures import figures_in
from data.intake.values.periods import time_in

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
KNOWN = frozenset(name for each in CONTRACTS.values() for column in each.columns.values() for name in column.spellings)
_LOOKED_AT = 60  # lines with cells among which the header is looked for
_BELOW = 30  # lines below it that show what its columns hold
_OFFERED = 8
_LONG = 40  # letters of a cell that is text for certain

FIGURES = frozenset({"number", "date", "period", "code"})  # kinds of cells that few names of columns are
_NOTHING = re.compile(
    r"[-–—]+|n/?a|nil|none|null|tbc|tbd|not (known|available|applicable)|no data|suppressed|exempt", re.I
)
_CODE = re.compile(r"[a-z]{0,8}[-_/]?\d[\w/-]*", re.IGNORECASE)
_NO_FIGURE = re.compile(r"[-–—.:*?x~]+|n/?a|nil|none|null|tbc|tbd|c|s|u|not .*|no data|suppressed|#\S*|exempt.*", re.I)


def kinds_of(texts: Iterable[str]) -> dict[str, str]:
    """What each of a few cells looks like: '' (blank), period (a month, a year, a quarter), date, number, code (INC001)
    or text. The readers of times and figures say so, as they do when the cells are read."""
    kinds = {text: _of_words(text.strip()) for text in texts}
    figures = figures_in(text for text, kind in kinds.items() if kind == "code or number")
    for text, figure in figures.items():
        kinds[text] = "number" if figure.written else "code" if _CODE.fullmatch(text.strip()) else "text"
    return kinds


def _of_words(text: str) -> str:
    if not text:
        return ""
    if len(text) > _LONG:
        return "text"
    may_be_figure = any(map(str.isdigit, text)) or text[0] == "£"  # £- is nought
    return time_in(text) or ("code or number" if may_be_figure else "text")


def kind_of(text: str) -> str:
    """What one cell looks like: see kinds_of."""
    return kinds_of([text])[text]


@dataclass
class _Line:
    """A record that has cells, as far as it tells a header from a title. kinds: what each of its cells looks like."""

    record: Record
    kinds: list[str] = field(default_factory=list)

    @cached_property
    def cells(self) -> list[str]:
        return [tidy(cell) for cell in self.record.row]

    @cached_property
    def filled(self) -> frozenset[int]:
        return frozenset(number for number, cell in enumerate(self.cells) if cell)

    @cached_property
    def known(self) -> int:
        return len({folded(cell) for cell in self.cells} & KNOWN)

    @property
    def text(self) -> str:
        return shortened(self.cells)

    def cell(self, position: int) -> str:
        return self.cells[position] if position < len(self.cells) else ""

    def kind(self, position: int) -> str:
        return self.kinds[position] if position < len(self.kinds) else ""


@dataclass(frozen=True)
class Found:
    """Where the header is: the record, and the one below that goes on with it. question: where somebody must say."""

    header: Record | None = None
    second: Record | None = None
    question: Question | None = None
    above: list[Record] = field(default_factory=list)


def tidy(header: str) -> str:
    """A header without marks nobody sees, and with plain spaces; its line breaks stay."""
    if header.isascii():
        return header.strip()
    return re.sub("[\u200b-\u200f\u2060\ufeff\u00ad]", "", header).replace("\u00a0", " ").replace("\u202f", " ").strip()


def shortened(cells: list[str] | tuple[str, ...], room: int = 100) -> str:
    """The filled cells of a line as one short text."""
    text = " | ".join(" ".join(cell.split()) for cell in cells if cell.strip())
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def head_records(head: str, delimiter: str, *, whole: bool, spaced: bool = False) -> list[Record]:
    """The first records of a text, without the last where it may be cut off; lines with wrong quotes mended where that
    is no guess. spaced: cells in quotation marks may stand behind a space."""
    found = list(islice(records(io.StringIO(head, newline=""), delimiter, spaced=spaced), 400))
    found = found if whole or len(found) < 2 or len(found) == 400 else found[:-1]
    spoilt = [each for each in found if each.cells is None]
    widths = Counter(len(each.row) for each in found if len(each.row) > 1)
    if spoilt and widths:
        width = widths.most_common(1)[0][0]
        return [
            each if each.cells is not None else replace(each, cells=mended(each.text, delimiter, width))
            for each in found
        ]
    return found


def spaced_quotes(head: str, delimiter: str, *, whole: bool) -> bool:
    """Whether cells in quotation marks stand behind a space, as in 1, "a, b", 2, and are sound as such."""
    if delimiter == " " or re.search(re.escape(delimiter) + ' +"', head) is None:
        return False
    plain = head_records(head, delimiter, whole=whole)
    if not any(cell.startswith(" ") and cell.lstrip(" ")[:1] == '"' for each in plain for cell in each.row):
        return False
    spaced = head_records(head, delimiter, whole=whole, spaced=True)
    return sum(each.cells is None for each in spaced) <= sum(each.cells is None for each in plain)


def known_header(record: Record) -> bool:
    """Whether a line carries so many spellings of the contracts that it can be nothing but a header."""
    line = next(iter(_lines_of([record])), None)
    return line is not None and line.known >= 2 and line.known * 2 >= len(line.filled)


def unnamed_header(found: list[Record], first: int) -> Record:
    """Names by position for a table that has none: Column 1, Column 2 and so on. first: the line of its first row."""
    widths = Counter(len(each.row) for each in found if any(map(str.strip, each.row)))
    width = widths.most_common(1)[0][0] if widths else 0
    return Record(0, first, [f"Column {number}" for number in range(1, width + 1)])


def _lines_of(found: list[Record]) -> list[_Line]:
    with_cells = (_Line(each) for each in found if each.cells is not None and any(map(str.strip, each.cells)))
    lines = list(islice((each for each in with_cells if each.filled), _LOOKED_AT + _BELOW))
    kinds = kinds_of({cell for line in lines for cell in line.cells})
    for line in lines:
        line.kinds = [kinds[cell] for cell in line.cells]
    return lines


# -- which line is the header ------------------------------------------------------------------------------------------


class _Table:
    """The lines of a file's head, with what is asked of them again and again."""

    def __init__(self, lines: list[_Line]):
        self.lines = lines
        self._below: dict[int, tuple[list[_Line], dict[int, str]]] = {}

    def below(self, place: int) -> tuple[list[_Line], dict[int, str]]:
        """The rows under a line, and for each of their columns what most of its cells look like."""
        if place not in self._below:
            rows = self.lines[place + 1 : place + 1 + _BELOW]
            full = [row for row in rows if len(row.filled) > 1]
            rows = full or rows
            kinds = {}
            for position in frozenset().union(*(row.filled for row in rows)):
                counted = Counter(row.kind(position) for row in rows if row.kind(position))
                kind, many = counted.most_common(1)[0]
                kinds[position] = kind if many >= 0.6 * counted.total() else "mixed"
            self._below[place] = rows, kinds
        return self._below[place]

    def names(self, place: int) -> set[int]:
        """The positions of a line that name a column: a nameless first one counts where a row's label stands there."""
        line, (_, kinds) = self.lines[place], self.below(place)
        named = set(line.filled)
        if 0 not in named and kinds.get(0) == "text" and all(
            kinds.get(each) in ("number", "date", None) and line.kind(each) in ("text", "period") for each in named
        ) and self.evidence(place):  # fmt: skip
            named.add(0)
        return named

    def evidence(self, place: int) -> int:
        """In how many columns a line has words where the rows below have figures or dates."""
        line, (_, kinds) = self.lines[place], self.below(place)
        return sum(
            (line.kind(each) == "text" and kinds.get(each) in FIGURES)
            or (line.kind(each) == "period" and kinds.get(each) in ("number", "date"))
            for each in line.filled
        )  # fmt: skip

    def like_a_row(self, place: int) -> bool:
        line, (_, kinds) = self.lines[place], self.below(place)
        return any(line.kind(each) != "text" and kinds.get(each) == line.kind(each) for each in line.filled)

    def looks_like_data(self, place: int) -> bool:
        """Whether a line that carries no name we know may be a row: it has figures or dates as the rows below have, no
        figure where they have some, or a word that one of them repeats."""
        line, (rows, kinds) = self.lines[place], self.below(place)
        if line.known * 2 >= len(line.filled):
            return False
        others = [row for row in rows if [folded(cell) for cell in row.cells] != [folded(cell) for cell in line.cells]]
        again = any(row.cell(each) == line.cell(each) for each in line.filled for row in others)
        lacks = any(kinds.get(each) in FIGURES and _NOTHING.fullmatch(line.cell(each)) for each in line.filled)
        return self.like_a_row(place) or lacks or (again and not line.known)

    def row_above(self, place: int, header: int) -> bool:
        """Whether a line above the header has figures wherever the rows below the header have them."""
        line, head, (_, kinds) = self.lines[place], self.lines[header], self.below(header)
        figures = [each for each, kind in kinds.items() if kind in FIGURES]
        enough = len(figures) > 1 or len(line.filled) >= len(head.filled) > 2
        return bool(figures) and enough and all(line.kind(each) == kinds[each] for each in figures)

    def covers(self, place: int) -> bool:
        """Whether the rows below stand under its names."""
        rows, _ = self.below(place)
        named = self.names(place)
        under = sum(row.filled <= named for row in rows)
        return len(named) > 1 and under >= 0.8 * len(rows)

    def fits(self, place: int) -> bool:
        """Whether a line can be the header of what is below it."""
        line = self.lines[place]
        if line.cells[0].startswith("# ") or line.cells[0].endswith(":") or max(map(len, line.cells)) > 300:
            return False
        return bool(self.below(place)[0]) and self.covers(place) and not self.like_a_row(place)

    def complete(self, place: int) -> bool:
        """Whether every column that has cells has a name of its own there."""
        line, (_, kinds) = self.lines[place], self.below(place)
        names = [folded(line.cell(each)) for each in line.filled]
        return line.filled >= set(kinds) and len(set(names)) == len(names)

    def goes_on(self, place: int) -> bool:
        """Whether a line and the next may be one header of two rows: groups above, names below."""
        if place + 1 >= len(self.lines):
            return False
        upper, lower = self.lines[place], self.lines[place + 1]
        if upper.record.next_line != lower.record.line or upper.cells[0].startswith("#"):
            return False
        if upper.filled == {0} or upper.kinds.count("number") or self.like_a_row(place + 1):
            return False
        if len(upper.cells) > len(lower.cells) or max(map(len, lower.cells)) > 80 or not self._rows_under(place):
            return False
        gaps = upper.filled != frozenset(range(len(upper.filled)))
        names = [folded(upper.cell(each)) for each in upper.filled]
        if upper.filled <= {0, 1} and self.complete(place + 1) and upper.filled != {1}:
            return False  # a title and its value
        if self.covers(place) and len(names) == len(set(names)):
            return False
        return gaps or len(set(names)) < len(names) or not self.complete(place + 1)

    def _rows_under(self, place: int) -> bool:
        upper, lower = self.lines[place], self.lines[place + 1]
        rows, _ = self.below(place + 1)
        named = upper.filled | lower.filled
        return (
            len(lower.filled) > 1
            and self.evidence(place + 1) > 0
            and sum(row.filled <= named for row in rows) >= 0.8 * max(len(rows), 1)
        )

    def surely_title(self, place: int, header: int) -> bool:
        """Whether a line above the header cannot be the header itself."""
        line, head = self.lines[place], self.lines[header]
        known_header = self.evidence(header) > 0
        wide, much = len(head.filled), len(line.filled)
        if line.cells[0].startswith("# "):
            return True
        if self.row_above(place, header):
            return False
        if much == 1 and 0 not in line.filled and line.record.next_line == head.record.line:
            return False  # a word over one column, such as the first row of a header of two
        if head.known >= 2 and head.known * 2 >= wide and line.known < 2 and (known_header or much < wide):
            return True
        if much == 1:
            return wide > 2 or (0 in line.filled and 0 in head.filled and self.complete(header))
        if line.filled == {0, 1} and (wide > 3 or (wide > 2 and line.cells[0].endswith((":", "-", "=")))):
            return True
        return wide > 3 and (len(line.cells) * 2 <= len(head.cells) or (known_header and much * 2 <= wide))

    def known_line(self) -> int | None:
        """The first line that carries more spellings of the contracts than any other, at least half of its cells."""
        best = max(range(min(len(self.lines), _LOOKED_AT)), key=lambda place: (self.lines[place].known, -place))
        line = self.lines[best]
        if line.known < 2 or line.known * 2 < len(line.filled):
            return None
        again = [folded(cell) for cell in line.cells]
        above = self.lines[:best]
        below = [each for each in self.lines[best + 1 :] if [folded(cell) for cell in each.cells] != again]
        sure = all(each.known < line.known for each in above) and all(each.known <= line.known for each in below)
        return best if sure else None


def header_of(found: list[Record]) -> Found:
    """The header among the first records of a file, or what has to be asked."""
    lines = _lines_of(found)
    if not lines:
        return Found()
    table = _Table(lines)
    known = table.known_line()
    if known == 0 and (len(lines) == 1 or table.covers(0)):
        return Found(lines[0].record)
    fits = [place for place in range(min(len(lines), _LOOKED_AT)) if table.fits(place)]
    place = fits[0] if fits else None
    if known is not None and (place is None or known <= place or table.evidence(known) or _single(lines[:known])):
        place = known
    if place is None:
        return _unknown(table)
    if not place and known is None and table.looks_like_data(0):
        return Found(question=_asked(table, [0], None, unnamed=True))
    doubts = [each for each in range(place) if not table.surely_title(each, place)]
    if place and table.goes_on(place - 1):
        doubts = sorted({*doubts, place - 1})
    else:
        doubts += _below(table, place)
    if known is not None and known != place:
        doubts = sorted({*doubts, known})
    if not doubts:
        return Found(lines[place].record, above=_above(found, lines[place].record))
    until = max([*doubts, place])
    for each in range(until + 1, min(until + 4, len(lines) - 1)):  # whatever else might be a header just below
        if table.like_a_row(each) or {"number", "date", "code"} & set(lines[each].kinds):
            break
        if table.fits(each) and table.evidence(each):
            doubts.append(each)
    sure = known if known is not None else place if table.evidence(place) and table.complete(place) else None
    return Found(question=_asked(table, [*doubts, place], sure))


def _below(table: _Table, place: int) -> list[int]:
    """The lines under the header that might be the header instead."""
    rival = place + 1 if table.goes_on(place) else _rival(table, place)
    line = table.lines[place]
    if rival is None and place and len(line.filled) == 2 and line.known < 2 and _words_below(table, place):
        rival = place + 1  # the last line of a title, or the header: both have a word and another
    return [] if rival is None else [rival]


def _single(lines: list[_Line]) -> bool:
    return all(len(each.filled) == 1 for each in lines)


def _above(found: list[Record], header: Record) -> list[Record]:
    return [each for each in found if each.line < header.line]


def _rival(table: _Table, place: int) -> int | None:
    """A line soon below the header that might be it instead: words wherever the rows below have figures or dates, or
    words below a gap."""
    head, apart = table.lines[place], False
    for other in range(place + 1, min(place + 8, len(table.lines) - 1)):
        line, (_, kinds) = table.lines[other], table.below(other)
        above = table.lines[other - 1]
        apart |= line.record.line > above.record.next_line or (other > place + 1 and len(above.filled) == 1)
        if (head.known >= 2 and head.known > line.known) or not line.filled:
            continue
        figures = [each for each in kinds if kinds[each] in ("number", "date", "code")]
        if line.cells == head.cells:
            continue
        if table.like_a_row(other):
            return None
        if {"number", "date", "code"} & set(line.kinds):
            continue
        words = [each for each in figures if line.kind(each) == "text" and not _NO_FIGURE.fullmatch(line.cell(each))]
        only_words = bool(figures) and words == [each for each in figures if line.cell(each)] != []
        if (only_words or (apart and not figures)) and table.fits(other):
            return other
    return None


def _words_below(table: _Table, place: int) -> bool:
    kinds = set(table.lines[place + 1].kinds) if place + 2 < len(table.lines) else {"number"}
    return not {"number", "date", "code"} & kinds and table.fits(place + 1)


def _unknown(table: _Table) -> Found:
    """No line stands well over the rows: the first is the header if nothing else can be, else somebody has to say."""
    lines = table.lines
    joins = [place for place in range(min(len(lines) - 1, 12)) if table.goes_on(place)]
    if joins:
        return Found(question=_asked(table, [joins[0], joins[0] + 1], joins[0]))
    first = len(lines[0].filled)
    others = [len(each.filled) for each in lines[1:]]
    if first > 1 and table.looks_like_data(0) and sum(each <= first for each in others) >= 0.8 * len(others):
        return Found(question=_asked(table, [0], None, unnamed=True))
    if (first > 1 and all(each <= first for each in others)) or max([first, *others]) == 1:
        return Found(lines[0].record)
    figures = {"number", "date"}
    if first > 1 and not figures & set(lines[0].kinds) and all(figures & set(each.kinds) for each in lines[1:4]):
        return Found(lines[0].record)  # a header with a gap over rows
    return Found(question=_asked(table, range(min(len(lines), _OFFERED)), None))


def _asked(table: _Table, offered: Iterable[int], sure: int | None, *, unnamed: bool = False) -> Question:
    """unnamed: the first line may be a row, and no line the header."""
    options = {}
    for place in sorted(set(offered))[:_OFFERED]:
        line = table.lines[place]
        if table.goes_on(place):
            both = two_rows(line.record.row, table.lines[place + 1].record.row)
            said = f"lines {line.record.line} and {line.record.line + 1} together: {shortened(both)}"
        else:
            said = line.text
        options[str(line.record.line)] = said
    lines = list(options)
    if unnamed:
        first = table.lines[0]
        options[NO_LINE] = f"line {lines[0]} is the first row, and the columns are named Column 1, Column 2 and so on"
        asks = f"Line {lines[0]} ({shortened(first.cells, 60)!r}) looks like a row. Has it the names of the columns?"
        return Question("header_line", asks, options)
    which = f"{', '.join(lines[:-1])} or {lines[-1]}" if len(lines) > 1 else lines[0]
    return Question(
        "header_line",
        f"More than one line could be the header. Which has the names of the columns: {which}?",
        options,
        "" if sure is None else str(table.lines[sure].record.line),
    )


def header_at(found: list[Record], line: int) -> Found:
    """The header at a line that somebody has named."""
    lines = _lines_of(found)
    place = next((number for number, each in enumerate(lines) if each.record.line == line), None)
    if place is None:
        return Found()
    second = lines[place + 1].record if _Table(lines).goes_on(place) else None
    return Found(lines[place].record, second, above=_above(found, lines[place].record))


def two_rows(upper: list[str], lower: list[str]) -> list[str]:
    """The names of a header of two rows: each name below with the group above it."""
    names, group = [], ""
    for position in range(max(len(upper), len(lower))):
        above = tidy(upper[position]) if position < len(upper) else ""
        name = tidy(lower[position]) if position < len(lower) else ""
        if not name:  # one cell over both rows
            names.append(above)
            group = ""
            continue
        group = above or group
        names.append(f"{group} {name}" if group else name)
    return names


# -- which letter divides the columns ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Cutting:
    delimiter: str
    known: int
    even: float  # share of the rows with several cells that have as many as the header
    rows: int  # how many have
    width: int
    line: int
    text: str
    asked: bool

    def fitness(self, most: int) -> tuple:
        good = self.width > 1 and self.even > 0.5
        return self.known if self.width > 1 else 0, good, self.rows * 2 >= most, self.width, self.rows


def _cutting(head: str, delimiter: str, whole: bool) -> _Cutting:
    found = head_records(head, delimiter, whole=whole)[: _LOOKED_AT + _BELOW]
    where = header_of(found)
    header, asked = where.header, where.question
    if header is None and asked:
        likeliest = asked.proposed
        offered = [each for each in found if str(each.line) in asked.options]
        header = max(offered, key=lambda each: (str(each.line) == likeliest, len(each.row)))
    if header is None:
        return _Cutting(delimiter, 0, 0.0, 0, 0, 0, "", False)
    rows = [each.cells for each in found if each.cells and each.line >= header.line]
    rows = [each for each in rows if sum(map(bool, map(str.strip, each))) > 1] or rows
    width = len(header.row)
    same = sum(len(each) == width for each in rows)
    even = same / len(rows)
    names = {folded(cell) for cell in header.row} & KNOWN
    return _Cutting(delimiter, len(names), even, same, width, header.line, shortened(header.row), asked is not None)


def delimiter_of(head: str, *, whole: bool) -> tuple[str, Question | None]:
    """The one of the four that divides the header into known names; else into most columns, evenly below. Where two
    do so equally well, a question."""
    cut = [_cutting(head, each, whole) for each in DELIMITERS if each in head]
    cut = [each for each in cut if each.width]
    if not cut:
        return ",", None
    most = max((each.rows for each in cut if each.width > 1 and each.even > 0.5), default=0)
    best = max(cut, key=lambda each: each.fitness(most))
    equal = [
        each
        for each in cut
        if each.width > 1
        and each.even == 1
        and each.rows > 1
        and each.known == best.known
        and not each.asked
        and each.rows == best.rows
    ]
    if not best.known:  # a table under another letter stands above
        equal += [
            each for each in cut
            if each.width > 1 and each.even > 0.5 and each.rows > 1 and best.width > 1
            and each.line < best.line and each.rows > best.rows
        ]  # fmt: skip
        equal += [best] if equal and best not in equal else []
    if best.known or best not in equal or len(equal) < 2:
        return best.delimiter if best.width > 1 else ",", None
    options = {each.delimiter: f"{DELIMITERS[each.delimiter]}: {each.text}" for each in equal}
    either = " or by ".join(DELIMITERS[each] for each in options)
    text = f"More than one letter divides the lines evenly. Are the columns divided by {either}?"
    return best.delimiter, Question("delimiter", text, options)
