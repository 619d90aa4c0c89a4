"""Sorts of mess in workbooks: what a cell holds and how it is shown are not the same."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from math import nextafter
from random import Random
from typing import Any

import xlsxwriter

from tests.messes.cells import PLAIN, percents
from tests.messes.dates import moment
from tests.messes.mess import TEXT, Mess, sort

RAGGED = ("a_row_too_short", "a_row_without_its_end", "a_row_too_long", "another_table_beside")
Write = Callable[..., None]  # sheet, formats, row, column, cell, mess


def _kind_of(mess: Mess, column: int) -> str:
    return mess.column(column).type if column < len(mess.columns) and mess.columns[column] else ""


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any):
        self._book, self._made = book, dict[str, Any]()

    def __call__(self, form: str) -> Any:
        if form not in self._made:
            self._made[form] = self._book.add_format({"num_format": form})
        return self._made[form]


def put(sheet: Any, formats: Formats, row: int, column: int, cell: str, mess: Mess) -> None:
    """A cell as Excel keeps it: days, figures and texts."""
    kind, when = _kind_of(mess, column), moment(cell)
    if not cell:
        return
    if kind in ("date", "moment") and when is not None and not _rewritten(mess):
        sheet.write_datetime(row, column, when, formats("dd/mm/yyyy hh:mm" if kind == "moment" else "dd/mm/yyyy"))
    elif kind in ("number", "whole") and PLAIN.fullmatch(cell) and "dots_part_thousands" not in mess.sorts:
        sheet.write_number(row, column, float(cell))
    else:
        sheet.write_string(row, column, cell)


def _rewritten(mess: Mess) -> bool:
    """Whether days are written in a way of their own: then they are text, and 02/09 may be the ninth of February."""
    return any(each.startswith(("days_", "one_day_")) for each in mess.sorts)


def _book(
    mess: Mess, write: Write = put, more: Callable[[Any, Any, int, int], None] | None = None, **options: Any
) -> bytes:
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True, **options}) as book:
        sheet, formats = book.add_worksheet("Return"), Formats(book)
        top = len(mess.above)
        for at, row in enumerate((*mess.above, mess.header, *mess.body, *mess.below)):
            inside = top < at <= top + len(mess.body)
            for column, cell in enumerate(row):
                if inside:
                    write(sheet, formats, at, column, str(cell), mess)
                elif cell:
                    sheet.write_string(at, column, cell)
        if more is not None:
            more(book, sheet, top, top + len(mess.body))
    return raw.getvalue()


def _workbook(
    name: str, make: Callable[[Mess, Random], Callable[[Mess], bytes] | None], *, named: str = "", plain: bool = False
) -> None:
    def apply(mess: Mess, rng: Random) -> bool:
        # where a row is too short, a workbook has empty cells, and nobody can know
        if mess.book is not None or any(each in RAGGED for each in mess.sorts):
            return False
        made = make(mess, rng)
        if made is None:
            return False
        mess.book, mess.name = made, "export.xlsx"
        return True

    sort(TEXT, name=name, plain=plain, named=named)(apply)


def _written(
    how: Callable[[Any, Formats, int, int, str, Mess], bool],
) -> Callable[[Mess, Random], Callable[[Mess], bytes]]:
    """A workbook in which `how` writes what it knows, True where it did; else put()."""

    def write(sheet: Any, formats: Formats, row: int, column: int, cell: str, mess: Mess) -> None:
        if not how(sheet, formats, row, column, cell, mess):
            put(sheet, formats, row, column, cell, mess)

    return lambda mess, rng: lambda mess: _book(mess, write)


_workbook("in_a_workbook", lambda mess, rng: _book, plain=True)
_workbook("in_a_workbook_of_1904", lambda mess, rng: lambda mess: _book(mess, date_1904=True), plain=True)


def _as_text(sheet: Any, formats: Formats, row: int, column: int, cell: str, mess: Mess) -> bool:
    sheet.write_string(row, column, cell)
    return True


def _as_shown_days(form: str) -> Callable[[Any, Formats, int, int, str, Mess], bool]:
    def how(sheet: Any, formats: Formats, row: int, column: int, cell: str, mess: Mess) -> bool:
        when = moment(cell)
        if _kind_of(mess, column) not in ("date", "moment") or when is None or _rewritten(mess):
            return False
        sheet.write_datetime(row, column, when, formats(form))
        return True

    return how


def _as_serials(sheet: Any, formats: Formats, row: int, column: int, cell: str, mess: Mess) -> bool:
    when = moment(cell)
    if _kind_of(mess, column) != "date" or when is None or _rewritten(mess):
        return False
    sheet.write_number(row, column, (when - datetime(1899, 12, 30)).days)
    return True


def _months_as_days(sheet: Any, formats: Formats, row: int, column: int, cell: str, mess: Mess) -> bool:
    if _kind_of(mess, column) != "month" or not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", cell):
        return False
    sheet.write_datetime(row, column, datetime.strptime(cell, "%Y-%m"), formats("mmm-yy"))
    return True


def _shown_in(form: str, factor: float = 1.0) -> Callable[[Any, Formats, int, int, str, Mess], bool]:
    def how(sheet: Any, formats: Formats, row: int, column: int, cell: str, mess: Mess) -> bool:
        if _kind_of(mess, column) != "number" or not PLAIN.fullmatch(cell):
            return False
        sheet.write_number(row, column, float(cell) * factor, formats(form))
        return True

    return how


def _percentages(sheet: Any, formats: Formats, row: int, column: int, cell: str, mess: Mess) -> bool:
    n = row - len(mess.above) - 1
    if not PLAIN.fullmatch(cell) or n >= len(mess.body) or column not in percents_now(mess, n):
        return False
    sheet.write_number(row, column, float(cell) / 100, formats("0.0%"))
    return True


def percents_now(mess: Mess, n: int) -> list[int]:
    return percents(mess, n) if "measure_id" in mess.columns or mess.kind != "kpi_values" else []


def _formulas(sheet: Any, formats: Formats, row: int, column: int, cell: str, mess: Mess) -> bool:
    if _kind_of(mess, column) != "number" or not PLAIN.fullmatch(cell):
        return False
    sheet.write_formula(row, column, f"={cell}*1", None, float(cell))
    return True


def _booleans(sheet: Any, formats: Formats, row: int, column: int, cell: str, mess: Mess) -> bool:
    if _kind_of(mess, column) != "yesno" or cell.lower() not in ("yes", "no"):
        return False
    sheet.write_boolean(row, column, cell.lower() == "yes")
    return True


def _noise(sheet: Any, formats: Formats, row: int, column: int, cell: str, mess: Mess) -> bool:
    if _kind_of(mess, column) != "number" or not PLAIN.fullmatch(cell) or not float(cell):
        return False
    sheet.write_number(row, column, nextafter(float(cell), 1e15))
    return True


_workbook("a_workbook_of_texts", _written(_as_text))
_workbook("a_workbook_with_american_days", _written(_as_shown_days("m/d/yyyy")), plain=True)
_workbook("a_workbook_with_days_in_words", _written(_as_shown_days("dddd, d mmmm yyyy")), plain=True)
_workbook("a_workbook_with_days_as_months", _written(_as_shown_days("mmm yyyy")))
_workbook("a_workbook_with_days_as_figures", _written(_as_serials))
_workbook("a_workbook_with_months_as_days", _written(_months_as_days), plain=True)
_workbook("a_workbook_in_pounds", _written(_shown_in("£#,##0.00")), plain=True)
_workbook("a_workbook_shown_in_thousands", _written(_shown_in("#,##0,")))
_workbook("a_workbook_shown_in_millions", _written(_shown_in('0.0,,"m"')))
_workbook("a_workbook_shown_rounded", _written(_shown_in("0")), plain=True)
_workbook("a_workbook_in_euros", _written(_shown_in("[$€-407]#,##0.00")))
_workbook("a_workbook_with_percentages", _written(_percentages))
_workbook("a_workbook_with_formulas", _written(_formulas), plain=True)
_workbook("a_workbook_with_booleans", _written(_booleans), plain=True)
_workbook("a_workbook_with_noise", _written(_noise))


def _with(more: Callable[[Any, Any, int, int], None]) -> Callable[[Mess, Random], Callable[[Mess], bytes]]:
    return lambda mess, rng: lambda mess: _book(mess, more=more)


def _hidden_row(book: Any, sheet: Any, header: int, last: int) -> None:
    sheet.set_row((header + 1 + last) // 2, None, None, {"hidden": True})


def _filtered(book: Any, sheet: Any, header: int, last: int) -> None:
    sheet.autofilter(header, 0, last, 3)
    sheet.filter_column(0, "x == 1")
    sheet.set_row(last, None, None, {"hidden": True})


def _struck_out(book: Any, sheet: Any, header: int, last: int) -> None:
    sheet.set_row(last, None, book.add_format({"font_strikeout": True}))


_workbook(
    "a_workbook_with_an_empty_sheet", _with(lambda book, sheet, header, last: book.add_worksheet("Empty")), plain=True
)
_workbook(
    "a_workbook_with_notes",
    _with(lambda book, sheet, header, last: book.add_worksheet("Notes").write_string(0, 0, "Read me first")),
    plain=True,
)
_workbook(
    "a_workbook_with_hidden_columns",
    _with(lambda book, sheet, header, last: sheet.set_column(1, 1, None, None, {"hidden": True})),
)
_workbook("a_workbook_with_a_hidden_row", _with(_hidden_row), named="hidden")
_workbook("a_workbook_that_is_filtered", _with(_filtered), named="hidden|filter")
_workbook("a_workbook_with_a_row_struck_out", _with(_struck_out))
_workbook(
    "a_workbook_with_comments",
    _with(lambda book, sheet, header, last: sheet.write_comment(last, 0, "Check this")),
    plain=True,
)


def _second_table(mess: Mess, rng: Random) -> Callable[[Mess], bytes]:
    """Another sheet with the same header and other rows."""

    def more(book: Any, sheet: Any, header: int, last: int) -> None:
        other = book.add_worksheet("Last month")
        for at, row in enumerate((mess.header, *mess.body[: len(mess.body) // 2])):
            for column, cell in enumerate(row):
                other.write_string(at, column, str(cell))

    return lambda mess: _book(mess, more=more)


_workbook("a_workbook_with_two_tables", _second_table)


def _merged(mess: Mess, rng: Random) -> Callable[[Mess], bytes] | None:
    """Equal cells below each other are merged."""
    found = [
        (at, n)
        for at, name in enumerate(mess.columns)
        if name and mess.column(at).type in ("text", "word", "code")
        for n in range(1, len(mess.body))
        if at < min(len(mess.body[n]), len(mess.body[n - 1]))
        and mess.body[n][at]
        and mess.body[n][at] == mess.body[n - 1][at]
    ]
    if not found:
        return None
    column, n = rng.choice(found)

    def more(book: Any, sheet: Any, header: int, last: int) -> None:
        sheet.merge_range(header + n, column, header + n + 1, column, mess.body[n][column])

    return lambda mess: _book(mess, more=more)


_workbook("a_workbook_with_merged_cells", _merged)


def _one_error(mess: Mess, rng: Random) -> Callable[[Mess], bytes] | None:
    places = [(n, at) for at in mess.of_type("number") for n in mess.filled(at) if at < len(mess.body[n])]
    if not places:
        return None
    n, column = rng.choice(places)
    error = rng.choice(("#REF!", "#DIV/0!", "#N/A", "#VALUE!"))

    def more(book: Any, sheet: Any, header: int, last: int) -> None:
        sheet.write_formula(header + n + 1, column, "=1/0", None, error)

    return lambda mess: _book(mess, more=more)


_workbook("a_workbook_with_an_error", _one_error)


def _one_formula_without_value(mess: Mess, rng: Random) -> Callable[[Mess], bytes] | None:
    places = [(n, at) for at in mess.of_type("number") for n in mess.filled(at) if at < len(mess.body[n])]
    if not places:
        return None
    n, column = rng.choice(places)

    def more(book: Any, sheet: Any, header: int, last: int) -> None:
        sheet.write_formula(header + n + 1, column, "=A1+1", None, "")

    return lambda mess: _book(mess, more=more)


_workbook("a_workbook_with_a_formula_that_has_no_value", _one_formula_without_value)
