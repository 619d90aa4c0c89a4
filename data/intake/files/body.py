"""The lines of a table while it is judged which of them are rows: what stands where, and which labels say total."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from data.intake.choices import LeftOut, Question
from data.intake.problem import Problem

TAIL = 80  # lines at the end among which footers are looked for
MOST = 5_000  # label-like rows that are looked at one by one

TOTAL_OR_ROW = "total_or_row"  # code of the problem
NO_TOTALS = "Delete the line if it is a total; else give it another name."  # its remedy
_EXACT = re.compile(
    r"(grand|overall|report|column|sum|final|running|combined|all|council|county|borough|district|city|authority)?"
    r" ?totals?( all| overall| amount| for (the )?(period|month|year|report|page|section|group))?"
)
_ENDS = re.compile(
    r"sum|overall|average|mean|averages|sum total|(council|authority) wide"
    r"|(all|whole|entire) (the )?(council|authority|organisation|channels|services|departments|directorates|measures)"
)
_SUB = re.compile(r"sub ?totals?\b.*|.*\bsub ?totals?")
_NAMED = re.compile(r"(grand )?totals?\b.*|.*\btotals?")


def label_of(text: str) -> str:
    """Whether a label says total: 'exact' (Grand total), 'sub' (Subtotal Housing), 'named' (Housing total) or ''."""
    if len(text) > 80:
        return ""
    words = " ".join(re.sub(r"[^\w ]+", " ", text.casefold()).split())
    for name, pattern in (("sub", _SUB), ("exact", _EXACT), ("named", _NAMED), ("end", _ENDS)):
        if pattern.fullmatch(words):
            return name
    return ""


@dataclass
class Item:
    """One line of the table while it is judged. place: its row among the columns, -1 where it is ragged or broken."""

    line: int
    place: int
    cells: list[str]
    ragged: bool = False

    @property
    def filled(self) -> list[int]:
        return [number for number, cell in enumerate(self.cells) if cell.strip()]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.cells).split())


@dataclass
class Body:
    """The rows under the header. ragged: line, how many cells, the cells (None: not kept). blank: lines of blank rows.
    header_rows: the header's cells as written, once for each of its lines. titles: texts above it.
    last_line: the last line of the table, where somebody has said; 0 where not."""

    columns: list[pa.ChunkedArray]
    lines: pa.Array
    headers: list[str]
    header_line: int
    header_rows: list[list[str]]
    titles: list[str]
    ragged: list[tuple[int, int, list[str] | None]]
    broken: list[int]
    blank: np.ndarray
    last_line: int
    delimiter: str = ","
    left_out: list[LeftOut] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.headers)


class BodyLines:
    """The lines of a body. gone: line → what it is, of those that are no rows; kept: what stood in them."""

    def __init__(self, body: Body):
        self.body = body
        self.lines = body.lines.to_numpy()
        self.gone: dict[int, str] = {}  # line → what it is
        self.kept: dict[int, Item] = {}
        self.ragged = {line: cells for line, _, cells in body.ragged}

    def row(self, place: int) -> Item:
        cells = [column[place].as_py() for column in self.body.columns]
        return Item(int(self.lines[place]), place, cells)

    def ragged_item(self, line: int) -> Item:
        return Item(line, -1, self.ragged.get(line) or [], ragged=True)

    def at_end(self) -> list[Item]:
        """The last lines, rows and others, in their order."""
        count = len(self.lines)
        first = max(0, count - TAIL)
        items = [self.row(place) for place in range(first, count)]
        after = int(self.lines[first]) if first else 0
        items += [self.ragged_item(line) for line in self.ragged if line >= after and self.ragged[line] is not None]
        items += [Item(line, -1, [], ragged=True) for line in self.body.broken if line >= after]
        return sorted((each for each in items if each.line not in self.gone), key=lambda each: each.line)

    def before(self, line: int) -> Item | None:
        """What stands directly above a line, blank rows aside."""
        place = bisect_left(self.lines, line) - 1
        above = max((each for each in self.ragged if each < line), default=0) if len(self.ragged) <= MOST else 0
        if place >= 0 and self.lines[place] > above:
            return self.row(place)
        return self.ragged_item(above) if above else None

    def take(self, item: Item, what: str) -> None:
        self.gone[item.line] = what
        self.kept[item.line] = item

    def after_blank(self, line: int, above: int) -> bool:
        """Whether a blank row stands between two lines."""
        blank = self.body.blank
        return bool(len(blank)) and bool(((blank > above) & (blank < line)).any())

    def ask_end(self, above: int, items: list[Item], text: str) -> None:
        """Ask whether the table ends at the line above these."""
        first, last = items[0], items[-1]
        lines = f"line {first.line}" if len(items) == 1 else f"lines {first.line} to {last.line}"
        self.body.questions.append(
            Question(
                "last_line",
                text,
                {
                    str(above): f"the table ends at line {above}; {lines} left out",
                    str(last.line): f"the table goes on to line {last.line}",
                },
                str(above),
            )
        )

    def place_of(self, line: int) -> int:
        """The place of a line among the rows; -1 where it is none of them."""
        place = int(np.searchsorted(self.lines, line))
        return place if place < len(self.lines) and self.lines[place] == line else -1
