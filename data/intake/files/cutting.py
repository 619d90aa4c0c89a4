"""Text to rows of cells. Text without quotes, and text whose quoting is proved sound, is cut by Arrow; everything else
record by record. Every record becomes a row or a problem."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from data.intake.files.records import LONGEST, TOO_MANY_LINES, Record, mended, records, sound_record
from data.intake.files.shape import DELIMITERS
from data.intake.files.swallowed import reads_like_rows, records_of_many_rows
from data.intake.problem import Problem, lines_named, listed

_CHUNK = 1 << 24
_KEPT = 20_000  # ragged rows whose cells are kept to be looked at


def fill(data: memoryview, delimiter: str, parts: "Parts", quotes: bool, *, spaced: bool = False) -> None:
    """Cut as _fill does, and note the records that have swallowed rows."""
    _fill(data, delimiter, parts, quotes, spaced=spaced)
    if parts.spans and not parts.given_up:
        lines = parts.lines[0] if len(parts.lines) == 1 else np.concatenate(parts.lines)
        parts.swallowed = reads_like_rows(parts.spans, delimiter, parts.columns, lines)


def _fill(data: memoryview, delimiter: str, parts: "Parts", quotes: bool, *, spaced: bool) -> None:
    """Cut by the quickest way that is right. Where no row has as many cells as the header has names, the rows may all
    lack the same last cells, which count as empty, or all have the same ones more, which have to be empty.

    spaced: cells in quotation marks may stand behind a space.
    """

    def cut() -> None:
        several = parts.width > 1 and delimiter.isascii()
        quick = several and (
            by_proved_quotes(data, delimiter, parts)
            if quotes
            else by_arrow(data, delimiter, parts, quoted=False, ends=None)
        )
        if not quick:
            parts.clear()
            by_records(data, delimiter, parts, spaced=spaced)

    def cut_at(width: int) -> None:
        parts.clear()
        names, parts.width = parts.width, width
        cut()
        parts.width = names

    cut()
    if parts.given_up:
        return
    widths = Counter(cells for _, cells, _ in parts.ragged)
    if not widths or parts.filled():
        return
    ((width, many),) = widths.most_common(1)
    if many * 2 <= sum(count for cells, count in widths.items() if cells > 1):
        return
    if width > parts.width:
        cut_at(width)
        surplus = parts.columns[parts.width :]
        if all(pc.all(is_blank(each)).as_py() for each in surplus):
            parts.columns, parts.surplus = parts.columns[: parts.width], len(surplus)
        else:
            cut_at(parts.width)
    elif width > 1 and many > 1:
        cut_at(width)
        parts.short = parts.width - width
        rows = sum(map(len, parts.lines))
        parts.columns = [*parts.columns, *(pa.chunked_array([pa.repeat("", rows)]) for _ in range(parts.short))]


@dataclass
class Parts:
    """The rows while they are cut. ragged: line, how many cells, the cells. mended: lines whose quotes were mended;
    bare: lines with quotes inside cells that have none around them. short, surplus: how many cells every row lacks at
    its end, or has there and empty beyond the names. spans: line and text of records with as many lines as might be
    rows; swallowed: first and last line of those that read like rows. given_up: why the file is not cut to its end."""

    header_line: int
    first_line: int
    width: int
    columns: list[pa.ChunkedArray] = field(default_factory=list)
    lines: list = field(default_factory=list)
    ragged: list[tuple[int, int, list[str] | None]] = field(default_factory=list)
    broken: list[Record] = field(default_factory=list)
    mended: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)
    short: int = 0
    surplus: int = 0
    spans: list[tuple[int, str]] = field(default_factory=list)
    swallowed: list[tuple[int, int]] = field(default_factory=list)
    given_up: Problem | None = None

    def clear(self) -> None:
        self.columns, self.lines, self.ragged, self.broken = [], [], [], []
        self.mended, self.bare, self.spans = [], [], []

    def filled(self) -> bool:
        """Whether there is any row with as many cells as the header that is not blank."""
        filled = (pc.any(pc.invert(is_blank(each))).as_py() for each in self.columns if len(each))
        return any(filled) or bool(self.broken)

    def keep(self, ragged: list, broken: list[int]) -> None:
        """Only those of the ragged and broken lines."""
        self.ragged, lines = ragged, set(broken)
        self.broken = [each for each in self.broken if each.line in lines]

    def give_up(self) -> bool:
        """Whether the last broken record says that it is no use to go on."""
        first, last = self.broken[0], self.broken[-1]
        if last.code == TOO_MANY_LINES:
            self.given_up = _of_broken(last)
        elif len(self.broken) > _KEPT:
            what = f"the quotation marks of more than {_KEPT:,} lines are wrong, and this is the first of them"
            self.given_up = replace(_of_broken(first), problem=what, code="quotation_marks_throughout")
        return self.given_up is not None

    def mends(self) -> list[str]:
        """What was mended, as sentences."""
        said = []
        if self.short:
            cells = "the last cell" if self.short == 1 else f"the last {self.short} cells"
            said.append(f"Every row lacks {cells}; they were read as empty.")
        if self.surplus:
            more = "an empty cell" if self.surplus == 1 else f"{self.surplus} empty cells"
            said.append(f"Every row has {more} more at its end than the header has names; left out.")
        if self.mended:
            understood = "Quotation marks inside cells were not written twice; they were understood"
            said.append(f"{understood}: {lines_named(self.mended)}.")
        if self.bare:
            kept = "Quotation marks inside cells that have none around them were kept as they are"
            said.append(f"{kept}: {lines_named(self.bare)}.")
        return said

    def table(self) -> tuple[list[pa.ChunkedArray], pa.Array]:
        lines = self.lines[0] if len(self.lines) == 1 else np.concatenate([*self.lines, np.array([], np.int64)])
        return self.columns, pa.array(lines, pa.int64())

    def problems(self, delimiter: str) -> list[Problem]:
        found = [_of_broken(each) for each in self.broken]
        found += [
            Problem(
                first,
                None,
                None,
                f"a quotation mark opens here and one closes in line {last}: what lies between reads like rows",
                "Take the marks out if they are strays. If all of it is one cell, write it without line breaks.",
                code="rows_swallowed",
            )
            for first, last in self.swallowed
        ]
        if self.short:
            found.append(
                Problem(
                    self.header_line,
                    None,
                    None,
                    f"the header has {self.width} names, and every row has {self.width - self.short} cells",
                    "Check in the preview that each cell has its own name: the last columns are read as empty.",
                    "warning",
                    code="rows_shorter_than_header",
                )
            )
        divided = DELIMITERS.get(delimiter, repr(delimiter)).removesuffix("s")
        ragged = (
            Problem(
                line,
                None,
                delimiter.join(text)[:80] if text else None,
                f"the row has {cells} {'cell' if cells == 1 else 'cells'} where the header has {self.width}",
                f'If a {divided} is part of a cell, put "quotation marks" round that cell; else add what is missing.'
                if cells > self.width
                else "Add the cells that are missing, empty ones too; or mend a line break inside a cell.",
                code="cells_unlike_header",
            )
            for line, cells, text in self.ragged
        )
        return found + listed(ragged, len(self.ragged), None, "error")


def _of_broken(record: Record) -> Problem:
    return Problem(record.line, None, record.value, record.problem, record.remedy, code=record.code)


def by_arrow(data: bytes | memoryview, delimiter: str, parts: Parts, *, quoted: bool, ends: np.ndarray | None) -> bool:
    """Cut by Arrow on one thread, which keeps count of the rows. ends: line of each record, where cells
    hold line breaks.

    False when Arrow cannot (a row beyond its block, a line of spaces or of empty cells): then the records are cut one
    by one.
    """
    if not data:
        parts.columns = [pa.chunked_array([], pa.string()) for _ in range(parts.width)]
        parts.lines = [np.array([], np.int64)]
        return True
    table = _parsed(data, delimiter, parts.width, quoted, ends is not None, threads=True, ragged=lambda row: "error")
    odd_rows: list[tuple[int, int, list[str] | None]] = []
    look_closer = False
    if table is None:  # there are ragged rows; only one thread counts on which lines

        def ragged(row: pa.csv.InvalidRow) -> str:
            nonlocal look_closer
            look_closer |= not row.text.strip(f' "\t\r\n{delimiter}')
            kept = _cells_of(row.text, delimiter, quoted) if len(odd_rows) < _KEPT else None
            odd_rows.append((row.number - 1, row.actual_columns, kept))
            return "skip"

        table = _parsed(data, delimiter, parts.width, quoted, ends is not None, threads=False, ragged=ragged)
        if table is None:
            return False
    if look_closer:
        return False
    total = table.num_rows + len(odd_rows)
    if ends is not None and len(ends) != total:
        return False
    lines = ends if ends is not None else np.arange(parts.first_line, parts.first_line + total)
    parts.ragged = [(int(lines[number]), cells, text) for number, cells, text in odd_rows]
    if odd_rows:
        lines = np.delete(lines, [number for number, _, _ in odd_rows])
    parts.columns = table.columns
    parts.lines = [lines]
    return True


def _cells_of(text: str, delimiter: str, quoted: bool) -> list[str]:
    text = text.rstrip("\r\n")
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []) if quoted else text.split(delimiter)


def _parsed(
    data: bytes | memoryview,
    delimiter: str,
    width: int,
    quoted: bool,
    breaks: bool,
    *,
    threads: bool,
    ragged: Callable[[pa.csv.InvalidRow], str],
) -> pa.Table | None:
    names = [str(number) for number in range(width)]
    try:
        return pa.csv.read_csv(
            pa.BufferReader(data),
            read_options=pa.csv.ReadOptions(use_threads=threads, column_names=names, block_size=1 << 22),
            parse_options=pa.csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                double_quote=quoted,
                escape_char=False,
                newlines_in_values=breaks,
                ignore_empty_lines=False,
                invalid_row_handler=ragged,
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None


def by_proved_quotes(data: bytes | memoryview, delimiter: str, parts: Parts) -> bool:
    """Cut by Arrow where every quotation mark opens a cell, closes one, or is doubled inside one. False where not, and
    where a record has more lines than any should."""
    text = np.frombuffer(data, np.uint8)
    if not len(text):
        return by_arrow(data, delimiter, parts, quoted=True, ends=None)
    edge = np.zeros(256, bool)
    edge[[ord(delimiter), 10, 13]] = True
    quotes = np.concatenate([np.flatnonzero(text[at : at + _CHUNK] == 34).astype(np.uint32) + np.uint32(at)
                             for at in range(0, len(text), _CHUNK)])  # fmt: skip
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening == 0, 10, text[opening - (opening > 0)])
    after = text[np.minimum(closing.astype(np.int64) + 1, len(text) - 1)]
    at_end = closing == len(text) - 1
    doubled = np.zeros(len(opening), bool)
    doubled[1:] = opening[1:] == closing[:-1] + 1
    opens_well = edge[before] | doubled
    closes_well = edge[after] | at_end
    closes_well[:-1] |= doubled[1:]
    if not (opens_well.all() and closes_well.all()):
        return False
    breaks = np.flatnonzero((text == 10) | (text == 13))
    # a carriage return and a line feed are one line end
    breaks = breaks[
        ~((text[breaks] == 13) & (text[np.minimum(breaks + 1, len(text) - 1)] == 10) & (breaks < len(text) - 1))
    ]
    inside = np.searchsorted(quotes, breaks.astype(np.uint32)) % 2 == 1
    if not inside.any():
        return by_arrow(data, delimiter, parts, quoted=True, ends=None)
    starts = np.concatenate([[0], np.flatnonzero(~inside) + 1])
    if len(breaks) and breaks[-1] == len(text) - 1 and not inside[-1]:
        starts = starts[:-1]
    if np.diff(starts, append=len(breaks)).max() > LONGEST:
        return False
    cut = by_arrow(data, delimiter, parts, quoted=True, ends=starts + parts.first_line)
    begins = np.unique(np.concatenate([[0], breaks + 1, [len(text)]]))
    for record in records_of_many_rows(text, ord(delimiter), begins, starts, parts.width) if cut else ():
        last = starts[record + 1] if record + 1 < len(starts) else len(begins) - 1
        span = bytes(data[begins[starts[record]] : begins[last]]).decode()
        parts.spans.append((int(starts[record]) + parts.first_line, span))
    return cut


def by_records(data: bytes | memoryview, delimiter: str, parts: Parts, *, spaced: bool = False) -> None:
    """Cut record by record, strict about quotes: slower, and able to say what is wrong with each."""
    pieces: list[list[pa.Array]] = [[] for _ in range(parts.width)]
    rows: list[list[str]] = []
    lines: list[int] = []

    def flush() -> None:
        for column, cells in zip(pieces, zip(*rows, strict=True) if rows else [[]] * parts.width, strict=True):
            column.append(pa.array(cells, pa.string()))
        parts.lines.append(np.array(lines, np.int64))
        rows.clear()
        lines.clear()

    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
    sound = sound_record(delimiter, spaced)
    for record in records(iter(text.readline, ""), delimiter, parts.first_line, spaced=spaced):
        cells = record.cells
        if cells is None and (cells := mended(record.text, delimiter, parts.width)) is not None:
            parts.mended.append(record.line)
        if cells is None:
            parts.broken.append(record)
            if parts.give_up():
                return
            continue
        if record.cells and '"' in record.text and not sound(record.text):
            parts.bare.append(record.line)
        if record.next_line > record.line + 1 and record.text.count(delimiter) >= 2 * (parts.width - 1):
            parts.spans.append((record.line, record.text))
        if len(cells) != parts.width and not any(cell.strip() for cell in cells):
            cells = [""] * parts.width  # a blank row, however many cells it has
        if len(cells) != parts.width:
            parts.ragged.append((record.line, len(cells), cells if len(parts.ragged) < _KEPT else None))
            continue
        rows.append(cells)
        lines.append(record.line)
        if len(rows) == 20_000:
            flush()
    flush()
    parts.columns = [pa.chunked_array(column, pa.string()) for column in pieces]


def is_blank(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whether each cell holds nothing but spaces."""
    return pc.equal(pc.utf8_trim_whitespace(column), "")
