"""The first step: bytes to a table of text. Nothing is guessed about types; what was mended is named.

Columns are found by their header later on, so here they only have numbers. Every record of the file becomes a row or a
problem, except blank ones, which are named. encoding knows the bytes, shape the header, cutting the rows, trimming what
stands below them.
"""

import codecs
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import folded
from data.intake.choices import NO_HEADER, NO_LINE, LeftOut, Progress, Question, Reading
from data.intake.files import workbooks
from data.intake.files.apostrophes import (
    SWAPPED,
    between_apostrophes,
    rows_between_apostrophes,
    swapped_back,
)
from data.intake.files.body import Body
from data.intake.files.cutting import Parts, fill, is_blank
from data.intake.files.encoding import as_utf8, empty_or_too_large, letters_put_right, not_a_table, nul_bytes
from data.intake.files.entities import entities_read, has_entities
from data.intake.files.filling import FILLED, MergedCells, blocks_of, filled, question_of
from data.intake.files.naming import as_chosen, beyond_names, dittos, names_of, twins_asked, without_twins
from data.intake.files.numbered import without_numbers
from data.intake.files.records import Record
from data.intake.files.shape import (
    DELIMITERS,
    KNOWN,
    Found,
    delimiter_of,
    head_records,
    header_at,
    header_of,
    known_header,
    shortened,
    spaced_quotes,
    tidy,
    two_rows,
    unnamed_header,
)
from data.intake.files.trimming import trimmed
from data.intake.files.turning import TURNED, on_its_side, turned
from data.intake.problem import Problem, some
from data.intake.values.different import Texts
from data.intake.values.units import AS_WRITTEN, named, of_lines, stated

_COLUMNS = 2_000  # each has to be matched and searched for personal data
_PLAIN = bytes(set(range(0x20, 0x7F)) - set(b"\"'")) + b"\t\n\r"  # bytes that need no second look


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
    # what later steps have worked out from this very table; a changed copy starts with none of it
    worked_out: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def row_count(self) -> int:
        return len(self.lines)

    def texts(self, position: int) -> Texts:
        """The texts of a column."""
        key = f"texts of {position}"
        if key not in self.worked_out:
            self.worked_out[key] = Texts(self.columns[position])
        found = self.worked_out[key]
        assert isinstance(found, Texts)
        return found


@dataclass(frozen=True)
class Unpivoted:
    """Where the rows of a long table come from. source: the wide table; its lines are the file's.

    rows: for each long row, its place in the source. first: for each long row, the position of its first cell there.
    cells: column of the long table → for each long row, the position of its cell there, -1 where it has none.
    used: positions of the source that were read; spread: those of them that were unpivoted; planned: positions that
    were read or left out as families of columns.
    """

    source: TextTable
    rows: np.ndarray
    first: np.ndarray
    cells: dict[str, np.ndarray]
    used: frozenset[int]
    spread: frozenset[int]
    planned: frozenset[int]

    def line(self, number: int) -> int:
        """The file's line of the long row with this number; long rows count from 1."""
        return self.source.lines[int(self.rows[number - 1])].as_py()

    def header(self, number: int, column: str | None) -> str | None:
        """The header above the cell of that row and column, as the file spells it, on one line."""
        if column not in self.cells:
            return column
        position = int(self.cells[column][number - 1])
        return " ".join(self.source.headers[position if position >= 0 else int(self.first[number - 1])].split())


def read(raw: bytes, file_name: str, choices: Reading | None = None, progress: Progress | None = None) -> TextTable:
    """Cut a file into a table of text. Never raises for what a file holds: what is wrong stands in .problems.

    choices: what a person has chosen, where a file can be read in more than one way (.questions). progress: told how
    far it has come.
    """
    refused = empty_or_too_large(raw, file_name)
    if refused is None and workbooks.is_workbook(raw):
        return _of_workbook(raw, file_name, choices or Reading(), progress)
    refused = refused or not_a_table(raw, file_name)
    if refused:
        return TextTable(file_name, raw, problems=[refused])
    repairs: list[str] = []
    body, encoding_problems = as_utf8(raw, repairs)
    if encoding_problems:
        return TextTable(file_name, raw, problems=encoding_problems)
    return _of_text(raw, file_name, body, repairs, choices or Reading(), progress)


def _of_text(
    raw: bytes,
    file_name: str,
    body: bytes,
    repairs: list[str],
    choices: Reading,
    progress: Progress | None,
    merged: Sequence[MergedCells] = (),
) -> TextTable:
    """The table of a text in UTF-8, once its letters are right. merged: cells of a sheet that are merged."""
    unusual = set(body.translate(None, _PLAIN))
    if 0 in unusual:
        return TextTable(file_name, raw, problems=nul_bytes(body))
    warned: list[Problem] = []
    if unusual & {0xC2, 0xC3, 0xEF}:
        body, warned = letters_put_right(body, repairs)
        if any(each.severity == "error" for each in warned):
            return TextTable(file_name, raw, problems=warned, repairs=repairs)
        unusual = set(body.translate(None, _PLAIN))
    body = without_numbers(body, repairs)
    if between_apostrophes(body):
        repairs.append("The cells stand between apostrophes, which were read as the quotation marks of other files.")
        swapped = _cut(raw, file_name, body.translate(SWAPPED), unusual | {0x22, 0x27}, repairs, choices, progress, ())
        table = swapped_back(swapped)
    else:
        table = _cut(raw, file_name, body, unusual, repairs, choices, progress, merged)
    if has_entities(body):
        table = entities_read(table)
    if len(table.headers) > _COLUMNS:
        return TextTable(file_name, raw, problems=[_too_wide(len(table.headers), table.header_line)], repairs=repairs)
    return replace(table, problems=[*warned, *table.problems]) if warned else table


def _too_wide(columns: int, header_line: int) -> Problem:
    what = f"the table has {columns:,} columns; at most {_COLUMNS:,} are read"
    remedy = "Delete the columns that are not needed, or export fewer of them, and choose the file again."
    return Problem(header_line, None, None, what, remedy, code="too_many_columns")


def _of_workbook(raw: bytes, file_name: str, choices: Reading, progress: Progress | None) -> TextTable:
    """One sheet of a workbook, cut like the text of a file; each of its rows is one line."""
    sheet = workbooks.sheet_of(raw, file_name, choices, progress)
    if not sheet.body:
        return TextTable(file_name, raw, problems=sheet.problems, questions=sheet.questions)
    by_rows = replace(choices, delimiter=",")
    table = _of_text(sheet.original, file_name, sheet.body, list(sheet.repairs), by_rows, progress, sheet.merged)
    return workbooks.as_in_workbook(table, sheet, choices)


# -- header and delimiter ----------------------------------------------------------------------------------------------


def _cut(
    raw: bytes,
    file_name: str,
    body: bytes,
    unusual: set[int],
    repairs: list[str],
    choices: Reading,
    progress: Progress | None,
    merged: Sequence[MergedCells],
) -> TextTable:
    body = _even_lines(body, unusual, repairs)
    head, whole = _head(body, choices.header_line)
    declared = re.match(r'\s*"?sep=(.)"?[ \t;,]*(\r\n|\r|\n)', head, re.IGNORECASE)
    text = head[declared.end() :] if declared else head
    delimiter, asked = choices.delimiter or (declared and declared[1] not in '"\r\n ' and declared[1]), None
    if not delimiter:
        delimiter, asked = delimiter_of(text, whole=whole)
    if asked:
        return _to_be_asked(raw, file_name, asked, repairs)
    if delimiter != ",":
        repairs.append(f"The columns are divided by {DELIMITERS.get(delimiter, repr(delimiter))}.")
    first = 2 if declared else 1
    spaced = spaced_quotes(text, delimiter, whole=whole)
    if spaced:
        repairs.append("Spaces before quotation marks were left out: the marks stand round whole cells.")
    above = [
        replace(each, line=each.line + first - 1, next_line=each.next_line + first - 1)
        for each in head_records(text, delimiter, whole=whole, spaced=spaced)
    ]
    sideways = on_its_side(above) if whole and not choices.header_line else None
    if sideways and not choices.turned:
        return _to_be_asked(raw, file_name, sideways, repairs)
    if sideways and choices.turned == TURNED:
        return _turned(raw, file_name, above, unusual, repairs, replace(choices, delimiter=delimiter))
    found = _found(above, first, choices.header_line)
    if spoilt := _spoilt(above, found, choices):
        return TextTable(file_name, raw, problems=[spoilt], repairs=repairs)
    if found.question:
        return _to_be_asked(raw, file_name, found.question, repairs)
    header = found.header
    if header is None:
        return TextTable(file_name, raw, problems=[_no_header(above, choices)], repairs=repairs)
    if found.second is None and (units := _units_below(above, header)):
        found = replace(found, second=units)
    if progress:
        progress(0.3, "cutting the file into rows")
    chosen = replace(choices, delimiter=delimiter)
    return _below(raw, file_name, body, unusual, repairs, chosen, found, header, progress, merged, spaced=spaced)


def _turned(
    raw: bytes, file_name: str, above: list[Record], unusual: set[int], repairs: list[str], choices: Reading
) -> TextTable:
    """A table that stood on its side."""
    headers, columns, numbers, left_out, problems = turned(above)
    repairs.append("The table stood on its side and was turned: line 2 is what stands in its second column, and so on.")
    plain = not (unusual - {0x22})
    return TextTable(
        file_name, raw, headers, columns, numbers, 1, plain, repairs, problems,
        reading=choices, left_out=tuple(left_out),
    )  # fmt: skip


def _found(above: list[Record], first: int, header_line: int) -> Found:
    """The header among the first records, or what has to be asked. first: the line of the first of them."""
    if header_line == NO_HEADER:
        return Found(unnamed_header(above, first))
    return header_at(above, header_line) if header_line else header_of(above)


def _spoilt(above: list[Record], found: Found, choices: Reading) -> Problem | None:
    """A line that cannot be cut and might have been the header, for no line below it may take its place; or one in
    which the header begins."""
    if not choices.header_line and found.header and (cut := _header_cut(found, found.header)):
        return cut
    if choices.header_line or (found.header and known_header(found.header)):
        return None
    lines = [found.header.line] if found.header else []
    lines += [int(each) for each in found.question.options if each.isdigit()] if found.question else []
    spoilt = next((each for each in above if each.cells is None and each.line < max(lines, default=0)), None)
    return _header_spoilt(spoilt) if spoilt else None


def _below(
    raw: bytes,
    file_name: str,
    body: bytes,
    unusual: set[int],
    repairs: list[str],
    choices: Reading,
    found: Found,
    record: Record,
    progress: Progress | None,
    merged: Sequence[MergedCells],
    *,
    spaced: bool,
) -> TextTable:
    """The table under the header that was found. spaced: cells in quotation marks may stand behind a space."""
    delimiter = choices.delimiter
    names = two_rows(record.row, found.second.row) if found.second else [tidy(cell) for cell in record.row]
    names = as_chosen(names, choices.names)
    if found.second:
        both = f"{record.line} and {found.second.line}"
        repairs.append(f"The header stands on lines {both}: each name is read with the one above it.")
    if record.code:
        repairs.append(f"Quotation marks in the header, line {record.line}, were not written twice; understood.")
    left_out = _titles(found, repairs)
    last = found.second or record
    parts = Parts(header_line=record.line, first_line=last.next_line, width=len(names))
    data = _after_line(body, last.next_line - 1)
    fill(data, delimiter, parts, 0x22 in unusual, spaced=spaced)
    if parts.given_up:
        return TextTable(file_name, raw, problems=[parts.given_up], repairs=repairs)
    if progress:
        progress(0.8, "looking for totals and footers")
    columns, lines = parts.table()
    columns, lines, blank = _without_blank_rows(columns, lines, choices.last_line, repairs)
    cells = trimmed(
        Body(
            columns, lines, names, record.line, [each.row for each in (record, found.second) if each],
            [" ".join(each.cells) for each in left_out], parts.ragged, [each.line for each in parts.broken], blank,
            choices.last_line, delimiter=delimiter,
        )
    )  # fmt: skip
    parts.keep(cells.ragged, cells.broken)
    if whole := rows_between_apostrophes(cells.columns, cells.lines):
        return TextTable(file_name, raw, problems=[whole], repairs=repairs)
    if unsure := names_of(parts, names, cells.columns, choices):
        return _to_be_asked(raw, file_name, unsure, repairs)
    blocks = blocks_of(names, cells.columns, cells.lines, merged)
    if not choices.fill_down and (unsure := question_of(blocks, names, cells.columns, cells.lines, bool(merged))):
        return _to_be_asked(raw, file_name, unsure, repairs)
    if choices.fill_down == FILLED:
        cells.columns, not_repeated = filled(blocks, names, cells.columns, cells.repairs)
        cells.problems += not_repeated
    headers, columns, left_out = _without_blank_columns(
        names, cells.columns, [*left_out, *cells.left_out], cells.repairs
    )
    if not choices.twins and (unsure := twins_asked(headers, columns)):
        return _to_be_asked(raw, file_name, unsure, repairs)
    gone = without_twins(headers, columns, choices.twins, cells.repairs)
    headers = [each for place, each in enumerate(headers) if place not in gone]
    columns = [each for place, each in enumerate(columns) if place not in gone]
    left_out = [_without_cells(each, gone) for each in left_out]
    repairs += parts.mends() + cells.repairs
    questions = [each for each in cells.questions if not getattr(choices, each.about)] + _units(left_out, choices)
    if questions:
        return _to_be_asked(raw, file_name, questions[0], repairs)
    if progress:
        progress(1.0, "read")
    table = TextTable(
        file_name,
        raw,
        headers,
        columns,
        cells.lines,
        last.line or 1,
        not (unusual - {0x22}),
        repairs,
        parts.problems(delimiter) + cells.problems + beyond_names(headers, columns, cells.lines),
        reading=replace(choices, header_line=record.line or NO_HEADER),
        left_out=tuple(left_out),
    )
    texts = map(table.texts, range(len(columns)))
    table.problems.extend(dittos(headers, columns, texts, cells.lines))
    return table


def _units(left_out: list[LeftOut], choices: Reading) -> list[Question]:
    """What has to be asked where a line above or below the table speaks of thousands or millions."""
    said = of_lines(left_out)
    if not said or choices.figures_in in (*said, AS_WRITTEN):
        return []
    (words, (line, text)), *others = said.items()
    units = {each: named(each) for each in said}
    options = {each: f"each figure is multiplied by {unit.factor:,.0f}" for each, unit in units.items() if unit}
    options[AS_WRITTEN] = "the figures are in the units that the names of their columns say"
    asks = f"Line {line} says {shortened([text], 60)!r}. In what are the figures written?"
    return [Question("figures_in", asks, options, "" if others else words)]


_ASKED = "Choose on the Upload page, or say {option} on the shell."
_OPTION = {
    "header_line": "--header-line {}",
    "delimiter": "--delimiter {}",
    "last_line": "--last-line {}",
    "figures_in": '--figures-in "{}"',
}
_ANSWER = '--answer {}="{}"'


def _to_be_asked(raw: bytes, file_name: str, asked: Question, repairs: list[str]) -> TextTable:
    """A file that is refused until somebody has answered."""
    words = "; ".join(f"{each.strip() or 'tab'}: {text}" for each, text in asked.options.items())
    options = [repr(each)[1:-1] for each in list(asked.options)[:2]]
    way = _OPTION.get(asked.about)
    option = " or ".join(way.format(each) if way else _ANSWER.format(asked.about, each) for each in options)
    lines = [asked.proposed, *(asked.options if NO_LINE in asked.options else ())]
    line = next((int(each) for each in lines if each.isdigit()), None)
    problem = Problem(
        line, None, None, f"{asked.text} {words}", _ASKED.format(option=option), code=f"choose_{asked.about}"
    )
    return TextTable(file_name, raw, problems=[problem], questions=(asked,), repairs=repairs)


def _no_header(above: list[Record], choices: Reading) -> Problem:
    if choices.header_line:
        return Problem(
            choices.header_line,
            None,
            None,
            "was named as the header, and no row begins there",
            "Name another line.",
            code="no_header",
        )
    spoilt = next((each for each in above if each.cells is None), None)
    if spoilt:
        return _header_spoilt(spoilt)
    return Problem(1, None, None, "there is no header", "Add the header line.", code="no_header")


def _header_spoilt(line: Record) -> Problem:
    what = f"the header cannot be read: {line.problem}"
    return Problem(line.line, None, line.value, what, line.remedy, code=line.code)


def _header_cut(found: Found, header: Record) -> Problem | None:
    """The line above the header in which the first name begins, where a line break cut it: proj, and ect_id below."""
    above = next((each for each in found.above if each.next_line == header.line), None)
    if above is None or not above.cells:
        return None
    begins, ends = tidy(above.cells[-1]), tidy(header.row[0])
    whole = folded(ends) in KNOWN and ends[0].isalnum()  # Project above id is a title
    if not (begins and ends) or whole or folded(begins + ends) not in KNOWN:
        return None
    what = f"the header breaks off here: {ends!r} in line {header.line} goes on with {begins!r}"
    remedy = f"Put the two lines into one, with {begins + ends!r} as one name."
    return Problem(above.line, None, begins, what, remedy, code="header_cut")


def _units_below(records: list[Record], header: Record) -> Record | None:
    """The line under the header that only says what the figures are in, such as ,£000,£000."""
    below = next((each for each in records if each.line == header.next_line and each.cells), None)
    filled = [tidy(cell) for cell in below.row if tidy(cell)] if below else []
    units = [stated(cell) for cell in filled]
    alone = bool(filled) and all(unit and not unit.rest.strip(" ()[]'s") for unit in units)
    alone = alone and below is not None and len(filled) < len(header.row) and len(below.row) <= len(header.row)
    return below if alone else None


def _titles(found: Found, repairs: list[str]) -> list[LeftOut]:
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
    if body.endswith((b"\x1a", b"\x1a\n")):
        body = body.rstrip(b"\x1a\r\n") + b"\n"
        repairs.append("The mark at the end of the file, as DOS wrote it, was left out.")
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


def _without_blank_rows(
    columns: list[pa.ChunkedArray], lines: pa.Array, last_line: int, repairs: list[str]
) -> tuple[list[pa.ChunkedArray], pa.Array, np.ndarray]:
    """The columns without rows that have no cell, and the lines of those rows."""
    blank = is_blank(columns[0])
    for column in columns[1:]:
        if not pc.any(blank).as_py():
            break
        blank = pc.and_(blank, is_blank(column))
    if not pc.any(blank).as_py():
        return columns, lines, np.array([], np.int64)
    mask = blank.combine_chunks()
    gone = lines.filter(mask).to_numpy()
    many = f"{len(gone):,} blank rows were left out: lines" if len(gone) > 1 else "A blank row was left out: line"
    if len(gone):
        repairs.append(f"{many} {some(gone.tolist())}.")
    keep = pc.invert(mask)
    return [column.filter(keep) for column in columns], lines.filter(keep), gone


def _without_blank_columns(
    headers: list[str], columns: list[pa.ChunkedArray], left_out: list[LeftOut], repairs: list[str]
) -> tuple[list[str], list[pa.ChunkedArray], list[LeftOut]]:
    """The columns without those that have neither a name nor a cell: what Excel writes where columns once were."""
    blank = {
        number
        for number, header in enumerate(headers)
        if not header and pc.all(is_blank(columns[number])).as_py() in (True, None)
    }
    if not blank:
        return headers, columns, left_out
    keep = [number for number in range(len(headers)) if number not in blank]
    inner = [number + 1 for number in blank if keep and number < keep[-1]]
    if inner:
        which = f"Column {inner[0]} has" if len(inner) == 1 else f"Columns {some(sorted(inner))} have"
        repairs.append(f"{which} neither a name nor cells and {'was' if len(inner) == 1 else 'were'} left out.")
    left_out = [_without_cells(each, blank) for each in left_out]
    return [headers[each] for each in keep], [columns[each] for each in keep], left_out


def _without_cells(left_out: LeftOut, gone: Set[int]) -> LeftOut:
    return replace(left_out, cells=tuple(cell for place, cell in enumerate(left_out.cells) if place not in gone))
