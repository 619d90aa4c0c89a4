"""The first step: bytes to a table of text. Nothing is guessed about types; what was mended is named.

Encoding: a byte order mark decides; else strict UTF-8; else windows-1252. Columns are found by their header later on,
so here they only have numbers. Every record of the file becomes a row or a problem, except blank ones, which are
named. Text without quotes, and text whose quoting is proved sound, is cut by Arrow; everything else record by record.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from data.intake import workbooks
from data.intake.choices import LeftOut, Progress, Question, Reading
from data.intake.problem import Problem, listed, some
from data.intake.records import Record, mended, records
from data.intake.shape import (
    DELIMITERS,
    Found,
    delimiter_of,
    head_records,
    header_at,
    header_of,
    shortened,
    tidy,
    two_rows,
)
from data.intake.trimming import Body, trimmed
from data.intake.units import AS_WRITTEN, named, of_lines, stated
from data.settings import settings

_CHUNK = 1 << 24
_PLAIN = bytes(set(range(0x20, 0x7F)) - set(b"\"'")) + b"\t\n\r"  # bytes that need no second look
_KEPT = 20_000  # ragged rows whose cells are kept to be looked at


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
    refused = _empty_or_too_large(raw, file_name)
    if refused is None and workbooks.is_workbook(raw):
        return _of_workbook(raw, file_name, how or Reading(), progress)
    refused = refused or _not_a_table(raw, file_name)
    if refused:
        return TextTable(file_name, raw, problems=[refused])
    repairs: list[str] = []
    body, encoding_problems = _as_utf8(raw, repairs)
    if encoding_problems:
        return TextTable(file_name, raw, problems=encoding_problems)
    unusual = set(body.translate(None, _PLAIN))
    if 0 in unusual:
        return TextTable(file_name, raw, problems=_nul_bytes(body))
    return _cut(raw, file_name, body, unusual, repairs, how or Reading(), progress)


def _of_workbook(raw: bytes, file_name: str, how: Reading, progress: Progress | None) -> TextTable:
    """One sheet of a workbook, cut like the text of a file; each of its rows is one line."""
    sheet = workbooks.as_text(raw, file_name, how, progress)
    if not sheet.body:
        return TextTable(file_name, raw, problems=sheet.problems, questions=sheet.questions)
    unusual = set(sheet.body.translate(None, _PLAIN))
    if 0 in unusual:
        return TextTable(file_name, raw, problems=_nul_bytes(sheet.body))
    by_rows = replace(how, delimiter=",")
    table = _cut(sheet.original, file_name, sheet.body, unusual, list(sheet.repairs), by_rows, progress)
    return workbooks.as_in_workbook(table, sheet, how)


# -- is it a text file at all ------------------------------------------------------------------------------------------

_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive, or an Excel workbook that is damaged"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an Office file that was cut off"),
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


_LONGEST = 100_000
_LINES = 3_000_000


def _empty_or_too_large(raw: bytes, file_name: str) -> Problem | None:
    blank = b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"
    if not raw[:4096].strip(blank) and not raw.strip(blank):  # the second makes a copy of the file
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
    return None


def _not_a_table(raw: bytes, file_name: str) -> Problem | None:
    save = "Open it in Excel and choose Save as, CSV UTF-8 (comma delimited)."
    for signature, what in _SIGNATURES:
        if raw.startswith(signature):
            return Problem(None, None, None, f"{file_name} is {what}, not a CSV file", save)
    if raw.startswith(b"MZ") and b"\0" in raw[:1024]:
        return Problem(None, None, None, f"{file_name} is a program, not a CSV file", "Choose the file you exported.")
    start = raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        ending = file_name.rpartition(".")[2].lower()
        called = f", though its name ends in .{ending}" if ending in ("xls", "xlsx", "csv") else ", not a CSV file"
        return Problem(None, None, None, f"{file_name} is a web page or XML{called}", save)
    if len(raw) > _LONGEST and not re.search(rb"[\r\n]", raw[:_LONGEST]):
        what = f"has more than {_LONGEST:,} letters in its first line, which is no header"
        return Problem(1, None, None, what, "Export the file again: each row has to be a line of its own.")
    lines = max(raw.count(b"\n"), raw.count(b"\r"))
    if lines > _LINES:
        what = f"{file_name} has {lines:,} lines; at most {_LINES:,} are taken"
        return Problem(None, None, None, what, "Split it, for example by month: each part replaces only its months.")
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
_LINE_END = re.compile(rb"\r\n|\r|\n")


def _without_undefined(raw: bytes, repairs: list[str]) -> tuple[bytes, bool]:
    """The text without the few bytes that mean nothing in windows-1252, as a badly pasted quotation mark leaves them.

    Only where they are rare among letters beyond ASCII: else the file is in another encoding, and is refused.
    """
    bad = list(_UNDEFINED.finditer(raw))
    beyond = len(raw) - len(raw.translate(None, bytes(range(128, 256))))
    if len(bad) * 50 > beyond:
        return raw, False
    starts = [0, *(each.start() for each in bad)]
    between = (len(_LINE_END.findall(raw, one, other)) for one, other in pairwise(starts))
    lines = [ends + 1 for ends in accumulate(between)]
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
    return _first_bad_byte(raw) is None


def _first_bad_byte(raw: bytes) -> int | None:
    """Where the text stops being UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in [*range(0, len(raw), _CHUNK), len(raw)]:
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(raw[start : start + _CHUNK], final=start == len(raw))
        except UnicodeDecodeError as error:
            return start - waiting + error.start
    return None


_ASCII_AS_SPACE = bytes(0x20 if byte < 128 else byte for byte in range(256))
_MULTI = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _utf8_sequences(raw: bytes) -> tuple[int, int]:
    """How many UTF-8 letters beyond ASCII there are, and how many bytes beyond ASCII stand outside such letters."""
    beyond = b" ".join(raw.translate(_ASCII_AS_SPACE).split())  # the pattern is slow where it does not match
    rest, good = _MULTI.subn(b"", beyond)
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
    """The line of the first byte that means nothing, and what stands around it."""
    if encoding in ("utf-8", "cp1252"):  # a large file is not decoded as a whole
        at = _first_bad_byte(raw) if encoding == "utf-8" else _UNDEFINED.search(raw).start()
        line = len(_LINE_END.findall(raw, 0, at)) + 1
        before = raw[max(at - 400, 0) : at].decode(encoding, errors="ignore")
        after = raw[at : at + 100].decode(encoding, errors="replace")
    else:
        text = raw.decode(encoding, errors="replace")
        before, bad, after = text.partition("�")
        after = bad + after
        line = len(re.findall("\r\n|\r|\n", before)) + 1
    return line, re.split("[\r\n]", before)[-1][-30:] + re.split("[\r\n]", after)[0][:10]


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


def _cut(raw: bytes, file_name: str, body: bytes, unusual: set[int], repairs: list[str], how, progress) -> TextTable:
    body = _even_lines(body, unusual, repairs)
    head, whole = _head(body, how.header_line)
    declared = re.match(r'\s*"?sep=(.)"?[ \t;,]*(\r\n|\r|\n)', head, re.IGNORECASE)
    text = head[declared.end() :] if declared else head
    delimiter, asked = how.delimiter or (declared and declared[1] not in '"\r\n ' and declared[1]), None
    if not delimiter:
        delimiter, asked = delimiter_of(text, whole=whole)
    if asked:
        return _to_be_asked(raw, file_name, asked, repairs)
    if delimiter != ",":
        repairs.append(f"The columns are divided by {DELIMITERS.get(delimiter, repr(delimiter))}.")
    first = 2 if declared else 1
    above = [
        replace(each, line=each.line + first - 1, next_line=each.next_line + first - 1)
        for each in head_records(text, delimiter, whole=whole)
    ]
    found = header_at(above, how.header_line) if how.header_line else header_of(above)
    if found.question:
        return _to_be_asked(raw, file_name, found.question, repairs)
    if found.header is None:
        return TextTable(file_name, raw, problems=[_no_header(above, how)], repairs=repairs)
    if found.second is None and (units := _units_below(above, found.header)):
        found = replace(found, second=units)
    if progress:
        progress(0.3, "cutting the file into rows")
    return _below(raw, file_name, body, unusual, repairs, replace(how, delimiter=delimiter), found, first, progress)


def _below(raw, file_name, body, unusual, repairs, how, found: Found, first: int, progress) -> TextTable:
    """The table under the header that was found."""
    delimiter, record = how.delimiter, found.header
    names = two_rows(record.cells, found.second.cells) if found.second else [tidy(cell) for cell in record.cells]
    if found.second:
        both = f"{record.line} and {found.second.line}"
        repairs.append(f"The header stands on lines {both}: each name is read with the one above it.")
    left_out = _titles(found, first, repairs)
    last = found.second or record
    parts = _Parts(header_line=record.line, first_line=last.next_line, width=len(names))
    data = _after_line(body, last.next_line - 1)
    _fill(data, delimiter, parts, 0x22 in unusual)
    if progress:
        progress(0.8, "looking for totals and footers")
    columns, lines = parts.table()
    columns, lines, blank = _without_blank_rows(columns, lines, how.last_line, repairs)
    cells = trimmed(
        Body(
            columns, lines, names, record.line, [each.cells for each in (record, found.second) if each],
            [" ".join(each.cells) for each in left_out], parts.ragged, [each.line for each in parts.broken], blank,
            how.last_line, delimiter=delimiter,
        )
    )  # fmt: skip
    parts.keep(cells.ragged, cells.broken)
    headers, columns, left_out = _without_blank_columns(
        names, cells.columns, [*left_out, *cells.left_out], cells.repairs
    )
    repairs += parts.mends() + cells.repairs
    questions = [each for each in cells.questions if not getattr(how, each.about)] + _units(left_out, how)
    if questions:
        return _to_be_asked(raw, file_name, questions[0], repairs)
    if progress:
        progress(1.0, "read")
    return TextTable(
        file_name,
        raw,
        headers,
        columns,
        cells.lines,
        last.line,
        not (unusual - {0x22}),
        repairs,
        parts.problems(delimiter) + cells.problems + _not_said(left_out, how),
        reading=replace(how, header_line=record.line),
        left_out=tuple(left_out),
    )


def _units(left_out: list[LeftOut], how: Reading) -> list[Question]:
    """What has to be asked where a line above or below the table speaks of thousands or millions."""
    said = of_lines(left_out)
    if not said or how.figures_in in (*said, AS_WRITTEN):
        return []
    (words, (line, text)), *others = said.items()
    options = {each: f"each figure is multiplied by {named(each).factor:,.0f}" for each in said}
    options[AS_WRITTEN] = "the figures are in the units that the names of their columns say"
    asks = f"Line {line} says {shortened([text], 60)!r}. In what are the figures written?"
    return [Question("figures_in", asks, options, "" if others else words)]


def _not_said(left_out: list[LeftOut], how: Reading) -> list[Problem]:
    """A unit that was chosen for another file, and that this one does not speak of, is never used in silence."""
    if how.figures_in in ("", AS_WRITTEN, *of_lines(left_out)):
        return []
    return [
        Problem(
            None, None, None, f"the figures are said to be in {how.figures_in}, and no line of the file says so",
            "Write it into the names of the columns, such as Budget (£000), or read the file as it is written.",
        )
    ]  # fmt: skip


_ASKED = "Choose on the Upload page, or say {option} on the shell."
_OPTION = {
    "header_line": "--header-line {}",
    "delimiter": "--delimiter {}",
    "last_line": "--last-line {}",
    "figures_in": "--figures-in {!r}",
}


def _to_be_asked(raw: bytes, file_name: str, asked: Question, repairs: list[str]) -> TextTable:
    """A file that is refused until somebody has answered."""
    words = "; ".join(f"{each.strip() or 'tab'}: {text}" for each, text in asked.options.items())
    option = " or ".join(_OPTION[asked.about].format(repr(each)[1:-1]) for each in list(asked.options)[:2])
    option = option.replace("'", '"')
    line = int(asked.proposed) if asked.proposed.isdigit() else None
    problem = Problem(line, None, None, f"{asked.text} {words}", _ASKED.format(option=option))
    return TextTable(file_name, raw, problems=[problem], questions=(asked,), repairs=repairs)


def _no_header(above: list[Record], how: Reading) -> Problem:
    if how.header_line:
        return Problem(
            how.header_line, None, None, "was named as the header, and no row begins there", "Name another line."
        )
    spoilt = next((each for each in above if each.cells is None), None)
    if spoilt:
        return Problem(spoilt.line, None, spoilt.value, f"the header cannot be read: {spoilt.problem}", spoilt.remedy)
    return Problem(1, None, None, "there is no header", "Add the header line.")


def _units_below(records: list[Record], header: Record) -> Record | None:
    """The line under the header that only says what the figures are in, such as ,£000,£000."""
    below = next((each for each in records if each.line == header.next_line and each.cells), None)
    filled = [tidy(cell) for cell in below.cells if tidy(cell)] if below else []
    units = [stated(cell) for cell in filled]
    alone = bool(filled) and all(unit and not unit.rest.strip(" ()[]'s") for unit in units)
    return below if alone and len(filled) < len(header.cells) and len(below.cells) <= len(header.cells) else None


def _titles(found: Found, first: int, repairs: list[str]) -> list[LeftOut]:
    """The lines above the header, named."""
    left_out, blank = [], 0
    for each in found.above:
        cells = tuple(tidy(cell) for cell in each.cells or [each.value or ""])
        if not any(cells):
            blank += each.next_line - each.line
            continue
        left_out.append(LeftOut(each.line, "comment" if cells[0].startswith("#") else "title", cells))
    if blank:
        said = "1 blank line above the header was" if blank == 1 else f"{blank} blank lines above the header were"
        repairs.append(f"{said} left out.")
    for what, one, many in (("title", "is a title", "are a title"), ("comment", "is a comment", "are comments")):
        lines = [each for each in left_out if each.what == what]
        if lines:
            texts = some([repr(shortened(each.cells, 60)) for each in lines], 3)
            where = f"Line {lines[0].line} above the header {one} and was" if len(lines) == 1 else (
                f"Lines {some([each.line for each in lines])} above the header {many} and were")  # fmt: skip
            repairs.append(f"{where} left out: {texts}.")
    return left_out


def _head(body: bytes, header_line: int, size: int = 1 << 17) -> tuple[str, bool]:
    """The first lines as text, never half a letter, and whether they are all there are."""
    if header_line > 100:
        size += len(body) - len(_after_line(body, header_line + 100))
    return body[:size].decode("utf-8", errors="ignore"), len(body) <= size


def _even_lines(body: bytes, unusual: set[int], repairs: list[str]) -> bytes:
    """The text without what joining files leaves in its middle, and without line ends written the wrong way round."""
    mark = codecs.BOM_UTF8
    if mark[0] in unusual and mark in body:
        whole = len(body)
        body = body.removeprefix(mark).replace(b"\n" + mark, b"\n").replace(b"\r" + mark, b"\r")
        if len(body) < whole:
            repairs.append("Byte order marks at the beginning of lines, as joined files have them, were left out.")
    start = body[: 1 << 16]
    if b"\n\r" in start and b"\r\n" not in start.replace(b"\n\r", b""):
        turned = body.count(b"\n\r")
        if turned == body.count(b"\r") and body.count(b"\n") - turned <= 1:
            repairs.append("The line ends are written the wrong way round (LF CR); they were read as line ends.")
            return body.replace(b"\n\r", b"\n")
    return body


def _after_line(body: bytes, lines: int) -> memoryview:
    """What follows the first `lines` physical lines, not copied."""
    at = 0
    for _ in range(lines):
        end = re.compile(rb"\r\n|\r|\n").search(body, at)
        if end is None:
            return memoryview(b"")
        at = end.end()
    return memoryview(body)[at:]


# -- cutting -----------------------------------------------------------------------------------------------------------


def _fill(data: memoryview, delimiter: str, parts: "_Parts", quotes: bool) -> None:
    """Cut by the quickest way that is right. Where every row lacks the same last cells, they count as empty."""

    def cut() -> None:
        several = parts.width > 1 and delimiter.isascii()
        quick = several and (
            _by_proved_quotes(data, delimiter, parts)
            if quotes
            else _by_arrow(data, delimiter, parts, quoted=False, ends=None)
        )
        if not quick:
            parts.clear()
            _by_records(data, delimiter, parts)

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
class _Parts:
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
        filled = (pc.any(pc.invert(_is_blank(each))).as_py() for each in self.columns if len(each))
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
        found = [Problem(each.line, None, each.value, each.problem, each.remedy) for each in self.broken]
        if self.short:
            found.append(
                Problem(
                    self.header_line,
                    None,
                    None,
                    f"the header has {self.width} names, and every row has {self.width - self.short} cells",
                    "Check in the preview that each cell has its own name: the last columns are read as empty.",
                    "warning",
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
    odd_rows: list[tuple[int, int, list[str] | None]] = []
    look_closer = False
    if table is None:  # there are ragged rows; only one thread counts on which lines

        def ragged(row):
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


def _is_blank(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.equal(pc.utf8_trim_whitespace(column), "")


def _without_blank_rows(columns, lines: pa.Array, last_line: int, repairs: list[str]):
    """The columns without rows that have no cell, and the lines of those rows."""
    blank = None
    for column in columns:
        blank = _is_blank(column) if blank is None else pc.and_(blank, _is_blank(column))
        if not pc.any(blank).as_py():
            return columns, lines, np.array([], np.int64)
    mask = blank.combine_chunks()
    gone = lines.filter(mask).to_numpy()
    many = f"{len(gone):,} blank rows were left out: lines" if len(gone) > 1 else "A blank row was left out: line"
    if len(gone):
        repairs.append(f"{many} {some(gone.tolist())}.")
    keep = pc.invert(mask)
    return [column.filter(keep) for column in columns], lines.filter(keep), gone


def _without_blank_columns(headers: list[str], columns: list, left_out: list[LeftOut], repairs: list[str]):
    """The columns without those that have neither a name nor a cell: what Excel writes where columns once were."""
    blank = {
        number
        for number, header in enumerate(headers)
        if not header and pc.all(_is_blank(columns[number])).as_py() in (True, None)
    }
    if not blank:
        return headers, columns, left_out
    keep = [number for number in range(len(headers)) if number not in blank]
    inner = [number + 1 for number in blank if keep and number < keep[-1]]
    if inner:
        which = f"Column {inner[0]} has" if len(inner) == 1 else f"Columns {some(sorted(inner))} have"
        repairs.append(f"{which} neither a name nor cells and {'was' if len(inner) == 1 else 'were'} left out.")
    left_out = [
        each
        if each.what in ("title", "comment") and each.line < 0
        else replace(each, cells=tuple(cell for number, cell in enumerate(each.cells) if number not in blank))
        for each in left_out
    ]
    return [headers[each] for each in keep], [columns[each] for each in keep], left_out
