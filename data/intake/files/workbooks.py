"""Workbooks (.xlsx, .xls, .ods): one sheet becomes text, which is then read like any other file.

Cells are read by python-calamine, with the results that formulas had when the workbook was saved. Days are written as
2026-09-30, figures with the 15 digits that Excel shows, cells shown as a percentage with their percent sign. Each row
of the sheet is one line of the text, so a line is the row that the officer sees.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from xml.parsers import expat

import pyarrow.compute as pc
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from data.contracts import CONTRACTS, folded
from data.intake.choices import Progress, Question, Reading
from data.intake.files.apart import READER, NotRead
from data.intake.files.endings import REFUSED
from data.intake.files.filling import FILLED, MergedCells
from data.intake.files.sheet_marks import (
    Marks,
    Package,
    Unreadable,
    address,
    archive_of,
    of_ods,
    of_xls,
    of_xlsx,
    streams,
)
from data.intake.problem import Problem, listed, some
from data.settings import settings

if TYPE_CHECKING:
    from data.intake.files.reading import TextTable

_Place = tuple[int, int]  # row and column of a cell, from 0

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 60  # rows in which a header is looked for
_SAVE_AGAIN = "Open it in Excel, save it as an Excel workbook (.xlsx) or as CSV UTF-8, and choose that file."
_EXCEL_KNOWS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}
_KNOWN = {
    kind: {name: column.name for column in each.columns.values() for name in column.spellings}
    for kind, each in CONTRACTS.items()
}


@dataclass(frozen=True)
class Sheet:
    """What was made of a workbook. original: the sheet as CSV. body: the same with one line to each row.

    line_break: the letter that stands in the body for a line break inside a cell; '' where no cell has one.
    problems: with an error among them and an empty body, the workbook is refused. merged: cells that are merged down.
    """

    original: bytes = b""
    body: bytes = b""
    line_break: str = ""
    problems: list[Problem] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    questions: tuple[Question, ...] = ()
    merged: tuple[MergedCells, ...] = ()


def is_workbook(raw: bytes) -> bool:
    """Whether the bytes are a workbook, or were one before they were cut off; told by content, never by name."""
    if raw.startswith(_OLE):
        return True
    if not raw.startswith(b"PK\x03\x04"):
        return False
    try:
        names = archive_of(raw).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        head = raw[:4096]
        return b"[Content_Types].xml" in head or b"xl/" in head or b"opendocument.spreadsheet" in head
    folded_names = {name.replace("\\", "/").lower() for name in names}
    if any(name.startswith("xl/workbook.") for name in folded_names):
        return True
    return "content.xml" in folded_names and "mimetype" in folded_names


def sheet_of(raw: bytes, file_name: str, choices: Reading | None = None, progress: Progress | None = None) -> Sheet:
    """The sheet of a workbook that a person chose, or that the rules find, read in a process apart.

    Never raises for what a file holds, and lives whatever it does to its reader.
    """
    try:
        sheet: Sheet = READER.run("sheet", file_name, raw, file_name, choices, _largest(), progress=progress)
    except NotRead as error:
        return Sheet(problems=[error.problem])
    return sheet


def as_text(raw: bytes, file_name: str, choices: Reading | None, limit: int, progress: Progress) -> Sheet:
    """What sheet_of() answers, read in this process. limit: bytes that a part of the workbook may have unpacked."""
    try:
        return _Workbook(raw, file_name, choices or Reading(), limit, progress).sheet()
    except PasswordError:
        return _refused(f"{file_name} is protected with a password", _WITHOUT_PASSWORD, code="password")
    except Unreadable as error:
        what, _, remedy = str(error).partition(": ")
        return _refused(
            f"{file_name} {what}",
            f"{remedy[:1].upper()}{remedy[1:]}." if remedy else _SAVE_AGAIN,
            code="workbook_unreadable",
        )
    except (
        CalamineError, zipfile.BadZipFile, zlib.error, ElementTree.ParseError, expat.ExpatError, EOFError, ValueError,
        LookupError, NotImplementedError, RuntimeError, OSError, OverflowError, ArithmeticError,
    ):  # fmt: skip
        return _refused(
            f"{file_name} is a workbook that cannot be read: it is damaged or cut off",
            _SAVE_AGAIN,
            code="workbook_damaged",
        )
    except BaseException as error:  # calamine stops in the middle of some damaged files, and not with an Exception
        if type(error).__name__ != "PanicException":
            raise
        return _refused(
            f"{file_name} is a workbook that cannot be read: it is damaged", _SAVE_AGAIN, code="workbook_damaged"
        )


_WITHOUT_PASSWORD = (
    "Open it in Excel, take the password off (File, Info, Protect Workbook), save it and choose it again."
)


def _refused(problem: str, remedy: str, *, code: str) -> Sheet:
    return Sheet(problems=[Problem(None, None, None, problem, remedy, code=code)])


def as_in_workbook(table: "TextTable", sheet: Sheet, choices: Reading) -> "TextTable":
    """The text table cut from a sheet's body, with the line breaks of its cells and what was said of the sheet."""

    def whole(text: str) -> str:
        return text.replace(sheet.line_break, "\n") if sheet.line_break else text

    columns = table.columns
    if sheet.line_break:
        columns = [pc.replace_substring(each, sheet.line_break, "\n") for each in columns]
    return replace(
        table,
        headers=[whole(each) for each in table.headers],
        columns=columns,
        repairs=[whole(each) for each in table.repairs],
        problems=sheet.problems
        + [
            replace(each, value=each.value and whole(each.value), problem=whole(each.problem))
            for each in table.problems
        ],
        reading=replace(table.reading, sheet=choices.sheet, delimiter=choices.delimiter),
        questions=sheet.questions
        + tuple(
            replace(each, text=whole(each.text), options={key: whole(text) for key, text in each.options.items()})
            for each in table.questions
        ),
        left_out=tuple(replace(each, cells=tuple(map(whole, each.cells))) for each in table.left_out),
    )


# -- which sheet -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Candidate:
    """A sheet that holds something. known: how many columns of one kind its best row names; header: that row."""

    name: str
    hidden: bool
    rows: int
    table: bool
    known: int
    header: tuple[str, ...]

    @property
    def meaning(self) -> str:
        columns = f", with the columns {some(self.header, 5)}" if self.known else ""
        return f"{self.rows:,} {'row' if self.rows == 1 else 'rows'}{columns}{', hidden in Excel' * self.hidden}"


def _largest() -> int:
    return settings().intake.largest_file_mb * 1_000_000


class _Workbook:
    def __init__(self, raw: bytes, file_name: str, choices: Reading, limit: int, progress: Progress):
        self._raw, self._file_name, self._choices, self._progress = raw, file_name, choices, progress
        self._limit = limit
        self._repairs: list[str] = []
        self._problems: list[Problem] = []

    def sheet(self) -> Sheet:
        self._progress(0.02, "opening the workbook")
        found = self._marks()
        self._progress(0.1, "looking for the sheet with the table")
        book: CalamineWorkbook = load_workbook(io.BytesIO(self._raw))
        sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        if isinstance(found, list):
            found = dict(zip(book.sheet_names, found, strict=True))
        hidden = {each.name for each in sheets if each.visible != SheetVisibleEnum.Visible}
        candidates: list[_Candidate] = []
        sheet: CalamineSheet | None = None
        for name in (each.name for each in sheets):
            sheet = book.get_sheet_by_name(name)
            candidate = _candidate(name, sheet, name in hidden)
            candidates += [candidate] if candidate else []
        if not candidates:
            raise Unreadable("holds no sheet with anything in it: export it again and check that it has rows")
        chosen, questions = self._chosen(candidates, len(sheets))
        if chosen is None:
            asked = [_as_problem(each) for each in questions]
            return Sheet(problems=asked, questions=questions)
        if sheet is None or sheet.name != chosen:
            sheet = book.get_sheet_by_name(chosen)
        return self._written(sheet, found[chosen], questions)

    def _marks(self) -> dict[str, Marks] | list[Marks]:
        """What the file says of its sheets, by name or in order. Done first: calamine trusts a file more."""
        if self._raw.startswith(_OLE):
            parts = streams(self._raw)
            if "EncryptedPackage" in parts:
                raise PasswordError
            book = parts.get("Workbook") or parts.get("Book")
            if not book:
                raise Unreadable("is an Office file, but not a workbook: choose the file you exported")
            return of_xls(book)
        package = Package(self._raw, self._limit)
        if "xl/workbook.bin" in package:
            raise Unreadable(REFUSED[".xlsb"])
        if "xl/workbook.xml" in package:
            return of_xlsx(package)
        if b"opendocument.spreadsheet" not in package.part("mimetype"):
            raise Unreadable("is an Office file, but not a workbook: choose the file you exported")
        if b"encryption-data" in package.whole("META-INF/manifest.xml"):
            raise PasswordError
        return of_ods(package)

    def _chosen(self, candidates: list[_Candidate], all_sheets: int) -> tuple[str | None, tuple[Question, ...]]:
        """The sheet to read, or none; and what is asked."""
        tables = [each for each in candidates if each.table] or candidates
        best = _best(tables)
        said = self._choices.sheet
        wrong_name = said and said not in {each.name for each in candidates}
        if said and not wrong_name:
            best = next(each for each in candidates if each.name == said)
        elif wrong_name and len(tables) > 1:
            best = None
        if best is None or len(tables) > 1 or best not in tables:
            question = self._question(candidates, tables, best, said if wrong_name else "")
            if best is None:
                return None, (question,)
            questions: tuple[Question, ...] = (question,)
        else:
            questions = ()
        why = (
            f"there is no sheet {said!r}, and it is the only one with a table" if wrong_name
            else "it was chosen" if said
            else f"its columns are known ({some(best.header, 4)})" if best.known
            else "it is the only one with a table"
        )  # fmt: skip
        if all_sheets > 1 or wrong_name:
            of_all = f" of {all_sheets}" if all_sheets > 1 else ""
            self._repairs.append(f"The sheet {best.name!r}{of_all} was read: {why}.")
        concealed = [repr(each.name) for each in tables if each.hidden and each is not best]
        if concealed:
            these = "A hidden sheet was" if len(concealed) == 1 else "Hidden sheets were"
            self._repairs.append(f"{these} not read: {some(concealed)}.")
        self._repairs.append("Of the workbook, only the cells of this sheet are kept, as a CSV file.")
        return best.name, questions

    def _question(
        self, candidates: list[_Candidate], tables: list[_Candidate], best: _Candidate | None, missing: str
    ) -> Question:
        why = f"There is no sheet {missing!r} in {self._file_name}. " if missing else ""
        likeliest = best or max((each for each in tables if not each.hidden), key=lambda each: each.known, default=None)
        if best is None and likeliest and sum(each.known == likeliest.known for each in tables) > 1:
            likeliest = None
        return Question(
            "sheet",
            f"{why}Which sheet of {self._file_name} holds the table?",
            {each.name: each.meaning for each in candidates},
            likeliest.name if likeliest else "",
            needed=best is None,
        )

    # -- cells to text -------------------------------------------------------------------------------------------------

    def _written(self, sheet: CalamineSheet, marks: Marks, questions: tuple[Question, ...]) -> Sheet:
        first = (sheet.start or (0, 0))[1]
        last_row, last_column = sheet.end or (-1, -1)
        if last_row >= marks.rows or last_column >= marks.columns:
            raise Unreadable("has cells where its own parts say there are none: it is damaged")
        cells = _Cells(marks)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")  # inside a cell a line break is \n alone
        before, after = [""] * first, [""] * (marks.columns - 1 - last_column)
        for number, row in enumerate(sheet.iter_rows()):
            if number % 20_000 == 0:
                self._progress(0.15 + 0.13 * number / marks.rows, "reading the sheet")
            writer.writerow([*before, *cells.texts(number, first, row), *after])
            if out.tell() > self._limit:
                raise Unreadable(
                    f"has a sheet of more than {self._limit / 1e6:,.0f} MB as text: split it, for example by month"
                )
        merged = tuple(
            MergedCells(top[1], top[0] + 1, bottom[0] + 1)
            for top, bottom in sheet.merged_cell_ranges or []
            if bottom[0] > top[0] and top[0] < marks.rows
        )
        self._name_cells(marks, cells, merged)
        text = out.getvalue()
        line_break = ""
        body = text.replace("\r\n", "\r")
        if "\n" in body:
            line_break = next(letter for letter in map(chr, range(0xE000, 0xF8FF)) if letter not in body)
            body = body.replace("\n", line_break)
        return Sheet(
            text.encode(),
            body.replace("\r", "\n").encode(),
            line_break,
            self._problems,
            self._repairs,
            questions,
            merged,
        )

    def _name_cells(self, marks: Marks, cells: "_Cells", merged: Sequence[MergedCells]) -> None:
        """Says what a cell holds that its text cannot show."""
        self._name(
            marks.uncounted,
            lambda row, column: f"the formula in cell {address(row, column)} has no result",
            "Open the workbook in Excel, which works its formulas out, save it and choose it again.",
            "error",
            code="formula_without_result",
        )
        self._name(
            sorted(marks.failed),
            lambda row, column: f"the formula in cell {address(row, column)} failed ({marks.failed[row, column]})",
            "Mend the formula. Where the column is not needed, nothing has to be done.",
            "warning",
            code="failed_formula",
        )
        self._name(
            cells.too_long,
            lambda row, column: f"the number in cell {address(row, column)} has more digits than the 15 Excel keeps",
            "A code has to be a text in Excel: format its column as text and put the code in again.",
            "warning",
            code="too_many_digits",
        )
        ends = {(each.first - 1, each.column): address(each.last - 1, each.column) for each in merged}
        self._name(
            sorted(ends) if self._choices.fill_down != FILLED else [],
            lambda row, column: (
                f"the cells {address(row, column)} to {ends[row, column]} are merged: only the first has the value"
            ),
            "Where each row should have it, unmerge the cells in Excel and fill them in.",
            "warning",
            code="merged_cells",
        )
        if marks.hidden_rows:
            many = len(marks.hidden_rows)
            lines = some([row + 1 for row in marks.hidden_rows])
            problem = f"{many:,} hidden {'row was' if many == 1 else 'rows were'} read like any other: {lines}"
            remedy = "Hidden rows are often filtered out. Delete them in Excel if they should not count."
            self._problems.append(
                Problem(marks.hidden_rows[0] + 1, None, None, problem, remedy, "warning", code="hidden_rows")
            )
        if marks.hidden_columns:
            letters = [address(0, column)[:-1] for column in marks.hidden_columns if column < marks.columns]
            if letters:
                self._repairs.append(f"Hidden columns were read like any other: {some(letters)}.")

    def _name(
        self, places: Sequence[_Place], problem: Callable[[int, int], str], remedy: str, severity: str, *, code: str
    ) -> None:
        each = (
            Problem(row + 1, None, None, problem(row, column), remedy, severity, code=code) for row, column in places
        )
        self._problems += listed(each, len(places), None, severity)


def _as_problem(question: Question) -> Problem:
    options = "; ".join(f"{name!r} ({meaning})" for name, meaning in question.options.items())
    remedy = f"Choose one on the Upload page, or say --sheet NAME: {options}."
    return Problem(None, None, None, question.text.rstrip("?") + " is not clear", remedy, code="choose_sheet")


def _candidate(name: str, sheet: CalamineSheet, hidden: bool) -> _Candidate | None:
    head = [[_text(cell).strip() for cell in row] for row in islice(sheet.iter_rows(), _HEAD)]
    if not sheet.height:
        return None
    full = sum(sum(map(bool, row)) > 1 for row in head)
    known, header = 0, tuple[str, ...]()
    for row in head:
        names = {folded(cell): cell for cell in row if cell and len(cell) < 100}
        for spellings in _KNOWN.values():
            found = {spellings[each]: spelt for each, spelt in names.items() if each in spellings}
            if len(found) > known:
                known, header = len(found), tuple(found.values())
    return _Candidate(name, hidden, sheet.height, full > 1, known, header)


def _best(tables: list[_Candidate]) -> _Candidate | None:
    """The table whose columns are known so much better than all others that nobody has to be asked; never hidden."""
    visible = sorted((each for each in tables if not each.hidden), key=lambda each: -each.known)
    if not visible:
        return None
    best = visible[0]
    beyond = max((each.known for each in tables if each.hidden), default=0)
    if len(visible) == 1:
        return best if best.known >= beyond else None
    others = max(beyond, visible[1].known)
    return best if best.known > 1 and others * 2 <= best.known else None


# -- one cell ----------------------------------------------------------------------------------------------------------

_DURATION = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def _text(value: object) -> str:
    """A cell's value as text that is read in one way only."""
    return _WRITTEN[type(value)](value)


def _figure(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return "#NUM!"
    if abs(value) >= 1e15:
        return f"{value:.14E}"  # Excel knows no more digits, and a code that lost its last ones must not pass for one
    text = f"{value:.15g}"
    text = format(Decimal(text), "f") if "e" in text else text
    return "0" if text == "-0" else text


def _moment(value: datetime) -> str:
    if value.microsecond:  # a day's fraction is never exact
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return value.isoformat(" ")


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    minutes, seconds = divmod(abs(seconds), 60)
    return f"{'-' * (value < timedelta())}{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def _clock(value: time) -> str:
    return _duration(
        timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    )


def _letters(value: str) -> str:
    if value.startswith(("PT", "-PT")) and (found := _DURATION.fullmatch(value)):  # as .ods writes a duration
        return f"{found[1]}{int(found[2]):02d}:{int(found[3]):02d}:{int(found[4]):02d}"
    return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value


_WRITTEN: dict[type, Callable[[Any], str]] = {  # each takes a value of its own type
    str: _letters,
    float: _figure,
    int: lambda value: str(value) if abs(value) < 1e15 else _figure(float(value)),
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: _moment,
    date: date.isoformat,
    time: _clock,
    timedelta: _duration,
}


class _Cells:
    """Writes the cells of a sheet. too_long: the figures that Excel could not keep whole."""

    def __init__(self, marks: Marks):
        self.too_long: list[tuple[int, int]] = []
        self._failed: dict[int, dict[int, str]] = {}
        self._percent: dict[int, list[int]] = {}
        for (row, column), shown in marks.failed.items():
            self._failed.setdefault(row, {})[column] = shown if shown in _EXCEL_KNOWS else "#VALUE!"
        for row, column in marks.percent:
            self._percent.setdefault(row, []).append(column)

    def texts(self, number: int, first: int, row: list) -> list[str]:
        """The cells of a row. number: of the row, from 0; first: column of its first cell."""
        texts = [_WRITTEN[type(value)](value) for value in row]
        if any(len(text) > 18 and text[-4:-2] == "E+" for text in texts):
            for column, value in enumerate(row):
                if type(value) in (float, int) and abs(value) >= 1e15:
                    self.too_long.append((number, first + column))
        for column in self._percent.get(number, ()):
            at = column - first
            if 0 <= at < len(row) and type(row[at]) in (float, int):
                texts[at] = f"{_figure(row[at] * 100)}%"
        for column, shown in self._failed.get(number, {}).items():
            texts[column - first : column - first + 1] = [shown]
        return texts
