"""Records of a text, one by one and strict about quotes, and the one mend of quotes that is no guess."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

csv.field_size_limit(1 << 24)
LONGEST = 10_000  # lines of one record: no cell of a table has more, and each takes many times its own size

TOO_MANY_LINES = "cell_of_many_lines"

_QUOTATION = (
    "quotation_mark",
    "a quotation mark opens a cell and nothing closes it as it should",
    'Put "quotation marks" round the whole cell and write those inside it twice, or take them out.',
)
_TOO_LONG = ("cell_too_long", "a cell has more than 16 million characters", "Shorten the cell.")
_TOO_MANY_LINES = (
    TOO_MANY_LINES,
    f"a quotation mark opens a cell that goes on for more than {LONGEST:,} lines",
    "Close the cell with a quotation mark where it ends, or take the mark out.",
)


class _ManyLines(csv.Error):
    """A record that goes on for more lines than any has."""


@dataclass
class Record:
    """One record: its cells, or why it cannot be cut. line: where it starts; next_line: where the next one starts.

    text: what stands there, with its line breaks; of one that cannot be cut, its first line without.
    """

    line: int
    next_line: int
    cells: list[str] | None
    value: str | None = None
    problem: str = ""
    remedy: str = ""
    text: str = ""
    code: str = ""

    @property
    def row(self) -> list[str]:
        """The cells of a record that can be cut; none of another."""
        return self.cells or []


def records(lines: Iterator[str], delimiter: str, first: int = 1, *, spaced: bool = False) -> Iterator[Record]:
    """Records of a text, one by one. A wrong quote spoils its own line and nothing after it.

    spaced: a quotation mark that stands behind a space opens a cell too.
    """
    waiting: list[str] = []
    taken: list[str] = []

    def feed() -> Iterator[str]:
        while True:
            line = waiting.pop() if waiting else next(lines, None)
            if line is None:
                return
            taken.append(line)
            if len(taken) > LONGEST:
                raise _ManyLines
            yield line

    at = first
    while True:
        reader = csv.reader(feed(), delimiter=delimiter, strict=True, skipinitialspace=spaced)
        taken.clear()
        try:
            for cells in reader:
                yield Record(at, at + len(taken), cells, text="".join(taken))
                at += len(taken)
                taken.clear()
            return
        except csv.Error as error:
            # start afresh on the line after the one that spoilt the record
            spoilt, again = taken[0], taken[1:]
            waiting.extend(reversed(again))
            code, problem, remedy = (
                _TOO_MANY_LINES
                if isinstance(error, _ManyLines)
                else _TOO_LONG
                if "field larger" in str(error)
                else _QUOTATION
            )
            yield Record(at, at + 1, None, spoilt.strip()[:80], problem, remedy, spoilt.rstrip("\r\n"), code=code)
            at += 1


def sound_record(delimiter: str, spaced: bool) -> Callable[[str], bool]:
    """Tells whether each cell of a record is bare and has no quotation mark, or stands between two of them."""
    # possessive (++, *+): a way back would be kept for each letter, which took 1.2 GB for a cell of 10 MB
    cell = rf'{" *" * spaced}(?:"(?:[^"]++|"")*+"|[^"{re.escape(delimiter)}\r\n]*+)'
    pattern = re.compile(rf"{cell}(?:{re.escape(delimiter)}{cell})*+[\r\n]*")
    return lambda text: pattern.fullmatch(text) is not None


def mended(text: str, delimiter: str, width: int) -> list[str] | None:
    """The cells of a line whose quotes are wrong, where exactly one way of cutting it gives `width` cells.

    A cell is bare and has no quotation mark, or stands between two of them, whatever is inside.
    """
    pieces = text.split(delimiter)
    if len(text) > 20_000 or not width <= len(pieces) <= width + 60:
        return None
    # ways[cells] → how the pieces so far can make that many cells; two ways are enough to give up
    ways: list[dict[int, list[list[str]]]] = [{0: [[]]}, *({} for _ in pieces)]
    for end in range(1, len(pieces) + 1):
        for start in range(end):
            cell = _as_cell(delimiter.join(pieces[start:end]), start + 1 == end)
            if cell is None:
                continue
            for count, made in ways[start].items():
                if count < width:
                    longer = ways[end].setdefault(count + 1, [])
                    longer.extend([*each, cell] for each in made[: 2 - len(longer)])
    found = ways[-1].get(width, [])
    return found[0] if len(found) == 1 else None


def _as_cell(text: str, one_piece: bool) -> str | None:
    if not text.startswith('"'):
        return text if one_piece and '"' not in text else None
    if len(text) < 2 or not text.endswith('"'):
        return None
    return text[1:-1].replace('\\"', '"').replace('""', '"')
