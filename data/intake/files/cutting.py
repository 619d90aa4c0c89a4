"""Text to rows of cells. Text without quotes, and text whose quoting is proved sound, is cut by Arrow; everything else
record by record. Every record becomes a row or a problem."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from data.intake.files.records import Record, mended, records
from data.intake.files.shape import DELIMITERS
from data.intake.problem import Problem, listed, some

_CHUNK = 1 << 24
_KEPT = 20_000  # ragged rows whose cells are kept to be looked at


def fill(data: memoryview, delimiter: str, parts: "Parts", quotes: bool) -> None:
    """Cut by the quickest way that is right. Where every row lacks the same last cells, they count as empty."""

    def cut() -> None:
        several = parts.width > 1 and delimiter.isascii()
        quick = several and (
            by_proved_quotes(data, delimiter, parts)
            if quotes
            else by_arrow(data, delimiter, parts, quoted=False, ends=None)
        )
        if not quick:
            parts.clear()
            by_records(data, delimiter, parts)

    cut()
    widths = {cells for _, cells, _ in parts.ragged}
    if len(widths) == 1 and 1 < (width := widths.pop()) < parts.width and len(parts.ragged) > 1 and not parts.filled():
        missing, parts.width = parts.width - width, width
        parts.clear()
        cut()
        parts.width += missing
        rows = sum(map(len, parts.lines))
        parts.columns = [*parts.columns, *(pa.chunked_array([pa.repeat("", rows)]) for _ in range(missing))]
        parts.short = missing


@dataclass
class Parts:
    """The rows while they are cut. ragged: line, how many cells, the cells. mended: lines whose quotes were mended.
    short: how many cells every row lacks at its end."""

    header_line: int
    first_line: int
    width: int
    columns: list[pa.ChunkedArray] = field(default_factory=list)
    lines: list = field(default_factory=list)
    ragged: list[tuple[int, int, list[str] | None]] = field(default_factory=list)
    broken: list[Record] = field(default_factory=list)
    mended: list[int] = field(default_factory=list)
    short: int = 0

    def clear(self) -> None:
        self.columns, self.lines, self.ragged, self.broken, self.mended = [], [], [], [], []

    def filled(self) -> bool:
        """Whether there is any row with as many cells as the header that is not blank."""
        filled = (pc.any(pc.invert(is_blank(each))).as_py() for each in self.columns if len(each))
        return any(filled) or bool(self.broken)

    def keep(self, ragged: list, broken: list[int]) -> None:
        """Only those of the ragged and broken lines."""
        self.ragged, lines = ragged, set(broken)
        self.broken = [each for each in self.broken if each.line in lines]

    def mends(self) -> list[str]:
        """What was mended, as sentences."""
        said = []
        if self.short:
            cells = "the last cell" if self.short == 1 else f"the last {self.short} cells"
            said.append(f"Every row lacks {cells}; they were read as empty.")
        if self.mended:
            lines = f"line {self.mended[0]}" if len(self.mended) == 1 else f"lines {some(self.mended)}"
            said.append(f"Quotation marks inside cells were not written twice; they were understood: {lines}.")
        return said

    def table(self) -> tuple[list[pa.ChunkedArray], pa.Array]:
        lines = self.lines[0] if len(self.lines) == 1 else np.concatenate([*self.lines, np.array([], np.int64)])
        return self.columns, pa.array(lines, pa.int64())

    def problems(self, delimiter: str) -> list[Problem]:
        found = [
            Problem(each.line, None, each.value, each.problem, each.remedy, code=each.code) for each in self.broken
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


def by_arrow(data: bytes | memoryview, delimiter: str, parts: Parts, *, quoted: bool, ends: np.ndarray | None) -> bool:
    """Cut by Arrow on one thread, which keeps count of the rows. ends: line of each record, where cells
    hold line breaks.

    False when Arrow cannot (a row beyond its block, surplus empty cells, a line of spaces): then the records are cut
    one by one.
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
            cells = row.text.rstrip(' "\r\n')
            look_closer |= row.actual_columns > parts.width and cells.endswith(delimiter)
            look_closer |= not cells.strip(f' "\t{delimiter}')
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
    """Cut by Arrow where every quotation mark opens a cell, closes one, or is doubled inside one. False where not."""
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
    starts = np.concatenate([[0], np.flatnonzero(~inside) + 1]) + parts.first_line
    if len(breaks) and breaks[-1] == len(text) - 1 and not inside[-1]:
        starts = starts[:-1]
    return by_arrow(data, delimiter, parts, quoted=True, ends=starts)


def by_records(data: bytes | memoryview, delimiter: str, parts: Parts) -> None:
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
    for record in records(iter(text.readline, ""), delimiter, parts.first_line):
        cells = record.cells
        if cells is None and (cells := mended(record.text, delimiter, parts.width)) is not None:
            parts.mended.append(record.line)
        if cells is None:
            parts.broken.append(record)
            continue
        if len(cells) > parts.width and not any(cell.strip() for cell in cells[parts.width :]):
            cells = cells[: parts.width]
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
