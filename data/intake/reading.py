"""The first step: bytes to a table of text. Nothing is guessed about types; what was mended is named.

Encoding: a byte order mark decides; else strict UTF-8; else windows-1252. Columns are found by their header later on,
so here they only have numbers. Every record of the file becomes a row or a problem, except blank ones, which are
named. Text without quotes, and text whose quoting is proved sound, is cut by Arrow; everything else record by record.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from data.contracts import CONTRACTS, folded
from data.intake.choices import LeftOut, Progress, Question, Reading
from data.intake.problem import LISTED, Problem, listed, some
from data.settings import settings

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_CHUNK = 1 << 24
_PLAIN = bytes(set(range(0x20, 0x7F)) - set(b"\"'")) + b"\t\n\r"  # bytes that need no second look
_KNOWN = frozenset(name for each in CONTRACTS.values() for column in each.columns.values() for name in column.spellings)

csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class TextTable:
    """A file as text. columns: one Arrow string array per header; lines: line number in the file of each row.

    plain: no cell holds control characters, unusual spaces or a leading apostrophe. problems: what could not be read;
    a file that cannot be read at all has no headers. repairs: sentences about what was mended.

    What a layout adds: meant: position → column of the contract, where no spelling decides; ignored: positions that
    nobody wants; added: positions that are not in the file; words: column → folded text in the file → word;
    unpivoted: where the cells stood before wide became long; waiting: columns that wide ones would give, once
    somebody has said how they are read.

    How it was cut: reading: the choices that were made; questions: what a person has to choose or may choose
    otherwise; left_out: lines above, below and between the rows that are no rows.
    """

    file_name: str
    raw: bytes
    headers: list[str] = field(default_factory=list)
    columns: list[pa.ChunkedArray] = field(default_factory=list)
    lines: pa.Array = field(default_factory=lambda: pa.array([], pa.int64()))
    header_line: int = 1
    plain: bool = False
    repairs: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    meant: dict[int, str] = field(default_factory=dict)
    ignored: frozenset[int] = frozenset()
    added: frozenset[int] = frozenset()
    waiting: frozenset[str] = frozenset()
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    unpivoted: "Unpivoted | None" = None
    reading: Reading = field(default_factory=Reading)
    questions: tuple[Question, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def row_count(self) -> int:
        return len(self.lines)


@dataclass(frozen=True)
class Unpivoted:
    """Where the rows of a long table come from. source: the wide table; its lines are the file's.

    rows: for each long row, its place in the source. first: for each long row, the position of its first cell there.
    cells: column of the long table → for each long row, the position of its cell there, -1 where it has none.
    used: positions of the source that were read; spread: those of them that were unpivoted; told: positions of which
    repairs speak.
    """

    source: TextTable
    rows: np.ndarray
    first: np.ndarray
    cells: dict[str, np.ndarray]
    used: frozenset[int]
    spread: frozenset[int]
    told: frozenset[int]

    def line(self, number: int) -> int:
        """The file's line of the long row with this number; long rows count from 1."""
        return self.source.lines[int(self.rows[number - 1])].as_py()

    def header(self, number: int, column: str | None) -> str | None:
        """The header above the cell of that row and column, as the file spells it, on one line."""
        if column not in self.cells:
            return column
        position = int(self.cells[column][number - 1])
        return " ".join(self.source.headers[position if position >= 0 else int(self.first[number - 1])].split())


def read(raw: bytes, file_name: str, how: Reading | None = None, progress: Progress | None = None) -> TextTable:
    """Cut a file into a table of text. Never raises for what a file holds: what is wrong stands in .problems.

    how: what a person has chosen, where a file can be read in more than one way (.questions). progress: told how far
    it has come.
    """
    refused = _not_a_table(raw, file_name)
    if refused:
        return TextTable(file_name, raw, problems=[refused])
    repairs: list[str] = []
    body, encoding_problems = _as_utf8(raw, repairs)
    if encoding_problems:
        return TextTable(file_name, raw, problems=encoding_problems)
    unusual = set(body.translate(None, _PLAIN))
    if 0 in unusual:
        return TextTable(file_name, raw, problems=_nul_bytes(body))
    return _cut(raw, file_name, body, unusual, repairs)


# -- is it a text file at all ------------------------------------------------------------------------------------------

_SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"PK\x05\x06", "a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or another Office file"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed (gzip) file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed (7z) file"),
    (b"Rar!", "a compressed (rar) file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a word processor's file"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)


def _not_a_table(raw: bytes, file_name: str) -> Problem | None:
    save = "Open it in Excel and choose Save as, CSV UTF-8 (comma delimited)."
    if not raw.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        what = "is empty: it has 0 bytes" if not raw else "holds only blank lines"
        return Problem(None, None, None, f"{file_name} {what}", "Export the file again and check that it has rows.")
    limit = settings().intake.largest_file_mb
    if len(raw) > limit * 1_000_000:
        return Problem(
            None,
            None,
            None,
            f"{file_name} has {len(raw) / 1e6:,.0f} MB; the largest file taken is {limit} MB",
            "Split it, for example by month: each part replaces only the months it holds.",
        )
    for signature, what in _SIGNATURES:
        if raw.startswith(signature):
            return Problem(None, None, None, f"{file_name} is {what}, not a CSV file", save)
    if raw.startswith(b"MZ") and b"\0" in raw[:1024]:
        return Problem(None, None, None, f"{file_name} is a program, not a CSV file", "Choose the file you exported.")
    start = raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        return Problem(None, None, None, f"{file_name} is a web page or XML, not a CSV file", save)
    return None


# -- encoding ----------------------------------------------------------------------------------------------------------


def _as_utf8(raw: bytes, repairs: list[str]) -> tuple[bytes, list[Problem]]:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if raw.startswith(mark):
            return _decoded(raw[len(mark) :], name)
    if raw.isascii() and b"\0" not in raw[:4096]:
        return raw, []
    guessed = _utf16_without_mark(raw)
    if guessed:
        repairs.append("The file is UTF-16 without a byte order mark; it was read as such.")
        return _decoded(raw, guessed)
    if _is_utf8(raw):
        return raw, []
    good, bad = _utf8_sequences(raw)
    if good > bad:
        line, value = _first_bad_line(raw, "utf-8")
        return b"", [
            Problem(
                line,
                None,
                value,
                "has bytes that are not UTF-8, though the rest of the file is: it was cut off or put together from two",
                "Export the file again, or open it in Excel and save it as CSV UTF-8.",
            )
        ]
    body, problems = _decoded(raw, "cp1252")
    if problems:
        mended, left_out = _without_undefined(raw, repairs)
        if left_out:
            body, problems = _decoded(mended, "cp1252")
    if not problems:
        repairs.append("The file is not UTF-8; it was read as windows-1252, as older Excel versions save it.")
    return body, problems


_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def _without_undefined(raw: bytes, repairs: list[str]) -> tuple[bytes, bool]:
    """The text without the few bytes that mean nothing in windows-1252, as a badly pasted quotation mark leaves them.

    Only where they are rare among letters beyond ASCII: else the file is in another encoding, and is refused.
    """
    bad = list(_UNDEFINED.finditer(raw))
    beyond = len(raw) - len(raw.translate(None, bytes(range(128, 256))))
    if len(bad) * 50 > beyond:
        return raw, False
    lines = [len(re.findall(rb"\r\n|\r|\n", raw[: each.start()])) + 1 for each in bad]
    many = "1 byte that means" if len(bad) == 1 else f"{len(bad)} bytes that mean"
    repairs.append(f"{many} nothing in windows-1252 {'was' if len(bad) == 1 else 'were'} left out: line {some(lines)}.")
    return _UNDEFINED.sub(b"", raw), True


def _utf16_without_mark(raw: bytes) -> str | None:
    """UTF-16 of mostly Latin text: nearly every second byte is zero."""
    head = np.frombuffer(raw[:4096], np.uint8)
    if len(head) < 4 or len(raw) % 2:
        return None
    even, odd = (head[0::2] == 0).mean(), (head[1::2] == 0).mean()
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    if even > 0.7 and odd < 0.1:
        return "utf-16-be"
    return None


def _is_utf8(raw: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(raw), _CHUNK):
            decoder.decode(raw[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


_MULTI = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _utf8_sequences(raw: bytes) -> tuple[int, int]:
    """How many UTF-8 letters beyond ASCII there are, and how many bytes beyond ASCII stand outside such letters."""
    rest, good = _MULTI.subn(b"", raw)
    return good, len(rest.translate(None, bytes(range(128))))


def _decoded(raw: bytes, encoding: str) -> tuple[bytes, list[Problem]]:
    """The text as UTF-8, a piece at a time so that a large file never stands in memory as wide characters."""
    if encoding == "utf-8" and _is_utf8(raw):
        return raw, []
    decoder = codecs.getincrementaldecoder(encoding)()
    out = io.BytesIO()
    try:
        for start in range(0, len(raw), _CHUNK):
            out.write(decoder.decode(raw[start : start + _CHUNK]).encode("utf-8"))
        out.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError:
        line, value = _first_bad_line(raw, encoding)
        return b"", [
            Problem(
                line,
                None,
                value,
                f"has bytes that mean nothing in {'windows-1252' if encoding == 'cp1252' else encoding.upper()}",
                "Open the file in Excel and save it as CSV UTF-8.",
            )
        ]
    return out.getvalue(), []


def _first_bad_line(raw: bytes, encoding: str) -> tuple[int, str]:
    text = raw.decode(encoding, errors="replace")
    at = text.find("�")
    before = text[: max(at, 0)]
    line = len(re.findall("\r\n|\r|\n", before)) + 1
    return line, re.split("[\r\n]", before)[-1][-30:] + re.split("[\r\n]", text[max(at, 0) :])[0][:10]


def _nul_bytes(body: bytes) -> list[Problem]:
    lines = re.split(b"\r\n|\r|\n", body)
    bad = [number for number, line in enumerate(lines, 1) if b"\0" in line]
    return listed(
        (
            Problem(
                line,
                None,
                None,
                "holds NUL bytes, which no text has: the file is damaged or is not text",
                "Export the file again; if it comes from Excel, save it as CSV UTF-8.",
            )
            for line in bad
        ),
        len(bad),
        None,
        "error",
    )


# -- header and delimiter ----------------------------------------------------------------------------------------------


def _cut(raw: bytes, file_name: str, body: bytes, unusual: set[int], repairs: list[str]) -> TextTable:
    head = _head(body)
    declared = re.match(r'\s*"?sep=(.)"?[ \t]*(\r\n|\r|\n)', head, re.IGNORECASE)
    delimiter = declared[1] if declared and declared[1] in DELIMITERS else _delimiter(head)
    if delimiter != ",":
        repairs.append(f"The columns are divided by {DELIMITERS[delimiter]}.")
    records = _records(io.StringIO(head, newline=""), delimiter)
    for record in records:
        if record.cells is None:
            problem = Problem(
                record.line, None, record.value, f"the header cannot be read: {record.problem}", record.remedy
            )
            return TextTable(file_name, raw, problems=[problem])
        if any(cell.strip() for cell in record.cells) and not (declared and record.line == 1):
            break
    else:
        return TextTable(
            file_name, raw, problems=[Problem(1, None, None, "there is no header", "Add the header line.")]
        )
    header_line, headers = record.line, [cell.strip().removeprefix("\ufeff") for cell in record.cells]
    skipped = header_line - 1
    if skipped - bool(declared):
        blank = skipped - bool(declared)
        said = "1 blank line above the header was" if blank == 1 else f"{blank} blank lines above the header were"
        repairs.append(f"{said} left out.")
    named = len(headers)
    while named and not headers[named - 1]:
        named -= 1
    parts = _Parts(header_line=header_line, first_line=record.next_line, width=len(headers))
    data = _after_line(body, record.next_line - 1)
    quick = (
        0x22 not in unusual and len(headers) > 1 and _by_arrow(data, delimiter, parts, quoted=False, ends=None)
    ) or (0x22 in unusual and len(headers) > 1 and _by_proved_quotes(data, delimiter, parts))
    if not quick:
        parts.clear()
        _by_records(data, delimiter, parts)
    columns, lines = parts.table()
    columns, lines = _without_blank_rows(columns, lines, repairs)
    # Excel writes the delimiters of columns that were once used: nameless and empty, they say nothing
    while len(headers) > named and pc.all(_is_blank(columns[-1])).as_py() in (True, None):
        headers, columns = headers[:-1], columns[:-1]
    plain = not (unusual - {0x22})
    return TextTable(
        file_name, raw, headers, columns, lines, header_line, plain, repairs, parts.problems(delimiter, headers)
    )


def _head(body: bytes, size: int = 1 << 16) -> str:
    """The first lines as text, never half a letter."""
    return body[:size].decode("utf-8", errors="ignore")


def _after_line(body: bytes, lines: int) -> memoryview:
    """What follows the first `lines` physical lines, not copied."""
    at = 0
    for _ in range(lines):
        end = re.compile(rb"\r\n|\r|\n").search(body, at)
        if end is None:
            return memoryview(b"")
        at = end.end()
    return memoryview(body)[at:]


def _delimiter(head: str) -> str:
    """The one of the four that divides the first row into known headers; else into most columns, evenly below."""

    def fitness(delimiter: str):
        widths, known = [], 0
        for record in _records(io.StringIO(head, newline=""), delimiter):
            if record.cells and any(cell.strip() for cell in record.cells):
                if not widths:
                    known = len({folded(cell) for cell in record.cells} & _KNOWN)
                widths.append(len(record.cells))
            if len(widths) == 20:
                break
        even = sum(width == widths[0] for width in widths) / len(widths) if widths else 0
        width = widths[0] if widths else 0
        return known if width > 1 else 0, width > 1 and even > 0.5, width

    return max(DELIMITERS, key=fitness)


# -- cutting -----------------------------------------------------------------------------------------------------------


@dataclass
class _Record:
    """One record: its cells, or why it cannot be cut. line: where it starts; next_line: where the next one starts."""

    line: int
    next_line: int
    cells: list[str] | None
    value: str | None = None
    problem: str = ""
    remedy: str = ""


def _records(lines: Iterator[str], delimiter: str, first: int = 1) -> Iterator[_Record]:
    """Records of a text, one by one. A wrong quote spoils its own line and nothing after it."""
    waiting: list[str] = []
    taken: list[str] = []

    def feed():
        while True:
            line = waiting.pop() if waiting else next(lines, None)
            if line is None:
                return
            taken.append(line)
            yield line

    at = first
    while True:
        reader = csv.reader(feed(), delimiter=delimiter, strict=True)
        taken.clear()
        try:
            for cells in reader:
                yield _Record(at, at + len(taken), cells)
                at += len(taken)
                taken.clear()
            return
        except csv.Error as error:
            # start afresh on the line after the one that spoilt the record
            spoilt, again = taken[0], taken[1:]
            waiting.extend(reversed(again))
            too_long = "field larger" in str(error)
            yield _Record(
                at,
                at + 1,
                None,
                spoilt.strip()[:80],
                "a cell has more than 16 million characters"
                if too_long
                else "a quotation mark opens a cell and nothing closes it as it should",
                "Shorten the cell."
                if too_long
                else 'Put "quotation marks" round the whole cell and write those inside it twice, or take them out.',
            )
            at += 1


@dataclass
class _Parts:
    """The rows while they are cut."""

    header_line: int
    first_line: int
    width: int
    columns: list[pa.ChunkedArray] = field(default_factory=list)
    lines: list = field(default_factory=list)
    ragged: list[tuple[int, int, str | None]] = field(default_factory=list)  # line, cells, beginning of the text
    broken: list[_Record] = field(default_factory=list)

    def clear(self) -> None:
        for each in (self.columns, self.lines, self.ragged, self.broken):
            each.clear()

    def table(self) -> tuple[list[pa.ChunkedArray], pa.Array]:
        lines = self.lines[0] if len(self.lines) == 1 else np.concatenate([*self.lines, np.array([], np.int64)])
        return self.columns, pa.array(lines, pa.int64())

    def problems(self, delimiter: str, headers: list[str]) -> list[Problem]:
        found = [Problem(each.line, None, each.value, each.problem, each.remedy) for each in self.broken]
        divided = DELIMITERS[delimiter].removesuffix("s")
        ragged = (
            Problem(
                line,
                None,
                text,
                f"the row has {cells} {'cell' if cells == 1 else 'cells'} where the header has {self.width}",
                f'If a {divided} is part of a cell, put "quotation marks" round that cell; else add what is missing.'
                if cells > self.width
                else "Add the cells that are missing, empty ones too; or mend a line break inside a cell.",
            )
            for line, cells, text in self.ragged
        )
        return found + listed(ragged, len(self.ragged), None, "error")


def _by_arrow(
    data: bytes | memoryview, delimiter: str, parts: _Parts, *, quoted: bool, ends: np.ndarray | None
) -> bool:
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
    odd_rows: list[tuple[int, int, str | None]] = []
    look_closer = False
    if table is None:  # there are ragged rows; only one thread counts on which lines

        def ragged(row):
            nonlocal look_closer
            cells = row.text.rstrip(' "\r\n')
            look_closer |= row.actual_columns > parts.width and cells.endswith(delimiter)
            look_closer |= not cells.strip(f' "\t{delimiter}')
            odd_rows.append((row.number - 1, row.actual_columns, row.text[:80] if len(odd_rows) < LISTED else None))
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


def _parsed(data, delimiter, width, quoted, breaks, *, threads: bool, ragged: Callable) -> pa.Table | None:
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


def _by_proved_quotes(data: bytes | memoryview, delimiter: str, parts: _Parts) -> bool:
    """Cut by Arrow where every quotation mark opens a cell, closes one, or is doubled inside one. False where not."""
    text = np.frombuffer(data, np.uint8)
    if not len(text):
        return _by_arrow(data, delimiter, parts, quoted=True, ends=None)
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
        return _by_arrow(data, delimiter, parts, quoted=True, ends=None)
    starts = np.concatenate([[0], np.flatnonzero(~inside) + 1]) + parts.first_line
    if len(breaks) and breaks[-1] == len(text) - 1 and not inside[-1]:
        starts = starts[:-1]
    return _by_arrow(data, delimiter, parts, quoted=True, ends=starts)


def _by_records(data: bytes | memoryview, delimiter: str, parts: _Parts) -> None:
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
    for record in _records(iter(text.readline, ""), delimiter, parts.first_line):
        cells = record.cells
        if cells is None:
            parts.broken.append(record)
            continue
        if len(cells) > parts.width and not any(cell.strip() for cell in cells[parts.width :]):
            cells = cells[: parts.width]
        if len(cells) != parts.width and not any(cell.strip() for cell in cells):
            cells = [""] * parts.width  # a blank row, however many cells it has
        if len(cells) != parts.width:
            start = delimiter.join(cells)[:80] if len(parts.ragged) < LISTED else None
            parts.ragged.append((record.line, len(cells), start))
            continue
        rows.append(cells)
        lines.append(record.line)
        if len(rows) == 20_000:
            flush()
    flush()
    parts.columns = [pa.chunked_array(column, pa.string()) for column in pieces]


def _is_blank(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.equal(pc.utf8_trim_whitespace(column), "")


def _without_blank_rows(columns, lines: pa.Array, repairs: list[str]):
    blank = None
    for column in columns:
        blank = _is_blank(column) if blank is None else pc.and_(blank, _is_blank(column))
        if not pc.any(blank).as_py():
            return columns, lines
    mask = blank.combine_chunks()
    gone = lines.filter(mask).to_pylist()
    many = f"{len(gone):,} blank rows were left out: lines" if len(gone) > 1 else "A blank row was left out: line"
    repairs.append(f"{many} {some(gone)}.")
    keep = pc.invert(mask)
    return [column.filter(keep) for column in columns], lines.filter(keep)
