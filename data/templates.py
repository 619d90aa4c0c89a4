"""Templates to fill in, made from the contracts: blank, or with the rows of a month. As CSV and as a workbook.

A workbook has drop-downs, says in each column what belongs there, and explains every column on a second sheet. Columns
whose header begins with "guide:" only help whoever fills it in; intake names them and does not read them.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import SupportsFloat, cast

import pandas as pd
import pyarrow as pa
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from data.contracts import GUIDE, HOW_TO_WRITE, NEEDED, Column, contract, fields_table
from data.contracts.statuses import RATINGS
from data.csv_out import to_csv
from data.store import Store

RATING_WORDS = {code: words[0] for code, words in RATINGS.items()} | {
    "B": "Complete", "not_rated": "Not rated", "exempt": "Exempt",
}  # fmt: skip
_SPARE_ROWS = 200  # rows below the last one that have drop-downs too
_FORMATS = {"date": "date", "moment": "moment", "number": "number", "whole": "number"}  # of a column's type
_GUIDE_MEANING = "Only a guide, from what was published before. It is not read when you upload the file."

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Template:
    """A file to fill in.

    rows: what is filled in already; its columns are those of the kind that people fill in, in the order of the file,
    with guide columns ("guide: last value") between them. month: the month it is for, None for a blank one or a
    register. choices: column → ids to choose from.
    """

    kind: str
    rows: pd.DataFrame
    month: date | None = None
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def file_name(self, ending: str) -> str:
        """Such as kpi_values_2026-10.xlsx; a register as it stands is projects_current.xlsx."""
        of = f"_{self.month:%Y-%m}" if self.month else "_current" if len(self.rows) else ""
        return f"{self.kind}{of}.{ending}"

    def as_csv(self) -> str:
        """The template as CSV text; text that a spreadsheet would run as a formula is guarded."""
        written = {
            name: pd.Series([_as_csv_text(cell) for cell in cells], dtype=object)
            for name, cells in self.cells().items()
        }
        return to_csv(pd.DataFrame(written, columns=list(self.rows.columns)))

    def as_xlsx(self) -> bytes:
        """The template as a workbook: the table, a sheet "Meaning", and the hidden lists of its drop-downs."""
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            _Writer(book, self).write()
        return out.getvalue()

    def cells(self) -> dict[str, list[Cell]]:
        """What stands in each column, row by row."""
        columns = contract(self.kind).columns
        return {
            name: [_cell(value, columns.get(name)) for value in _months_in_words(self.rows[name], columns.get(name))]
            for name in self.rows.columns
        }


def to_fill_in(kind: str) -> list[Column]:
    """The columns of a kind that a person fills in: not those that intake keeps beside another. Raises UnknownKind."""
    return [each for each in contract(kind).stored if not (_kept_beside(each) or each.collects_withheld)]


def _kept_beside(column: Column) -> bool:
    return bool(column.copies) and not column.required


def blank(kind: str, choices: Mapping[str, Sequence[str]] | None = None) -> Template:
    """A template without rows. Raises UnknownKind."""
    return Template(kind, pd.DataFrame(columns=[each.name for each in to_fill_in(kind)]), None, choices or {})


def this_month(
    kind: str,
    month: date | None,
    rows: pd.DataFrame,
    standing: pd.DataFrame | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
) -> Template:
    """A template with these rows. Raises UnknownKind.

    rows: columns of the kind with what is filled in, and guide_… columns; or slice_key, for rows that are written out
    as they stand, with what else is given put in place of what stands. standing: the kind's rows as they stand, from
    current_rows(), where rows names some of them.
    """
    if standing is not None:
        given = [name for name in rows.columns if name != "slice_key"]
        rows = rows.merge(standing.drop(columns=given, errors="ignore"), on="slice_key", how="inner", sort=False)
    for column in contract(kind).stored:
        if column.name in rows.columns and _kept_beside(column):  # shown as it was written, so that nothing is lost
            words = rows[column.copies].map(RATING_WORDS, na_action="ignore")
            rows = rows.assign(**{column.copies: rows[column.name].where(rows[column.name].notna(), words)})
    filled_in = contract(kind).given or contract(kind).identity
    wanted = [each.name for each in contract(kind).stored if each in to_fill_in(kind) or _withheld_in(rows, each)]
    guides = {
        name: f"{GUIDE} {name.removeprefix('guide_').replace('_', ' ')}"
        for name in rows
        if name.startswith("guide_") and rows[name].notna().any()
    }
    # a column that nothing is given for, such as the length of a period, stands behind those that guide
    first = [name for name in wanted if name in filled_in and name in rows and (rows.empty or rows[name].notna().any())]
    order = [*first, *guides, *(name for name in wanted if name not in first)]
    return Template(kind, rows.reindex(columns=order).rename(columns=guides), month, choices or {})


def _withheld_in(rows: pd.DataFrame, column: Column) -> bool:
    """Whether figures were withheld in words: the words go out and come back with the row."""
    return column.collects_withheld and column.name in rows and bool(rows[column.name].notna().any())


def current_rows(store: Store, kind: str, *, as_at: date | None = None, where: str = "") -> pd.DataFrame:
    """The rows of a kind as they stand: slice_key and every stored column, typed. Raises UnknownKind.

    where: SQL of ours, true of the rows that are wanted (empty: all).
    """
    columns = ", ".join(each.name for each in contract(kind).stored)
    rows = store.query_arrow(
        f"SELECT slice_key, {columns} FROM current_{kind} WHERE {where or 'true'} ORDER BY slice_key, source_row",
        as_at=as_at,
    )
    # whole numbers stay whole where some are missing
    return rows.to_pandas(types_mapper={pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype()}.get)


class TemplateError(Exception):
    """A template cannot be written; the message is a sentence that says why."""


def put_out(template: Template, ending: str | None, out: Path | None) -> str:
    """Write a template for the shell; returns what to print: the CSV itself where there is no file to write.

    ending: csv or xlsx; None: that of the file, else csv. Raises TemplateError.
    """
    ending = ending or ("xlsx" if out and out.suffix.lower() == ".xlsx" else "csv")
    if out is None:
        if ending == "xlsx":
            raise TemplateError("A workbook cannot be printed. Say where to write it with --out FILE.")
        return template.as_csv()
    try:
        out.write_bytes(template.as_xlsx() if ending == "xlsx" else template.as_csv().encode("utf-8"))
    except OSError as error:
        raise TemplateError(f"{out} cannot be written: {error.strerror}.") from None
    rows = len(template.rows)
    return f"{out}: {f'{rows:,}' if rows else 'no'} {'row' if rows == 1 else 'rows'} filled in beforehand.\n"


# -- cells -------------------------------------------------------------------------------------------------------------


def _cell(value: object, column: Column | None) -> Cell:
    """A value as the template holds it: text, a number, a date, or None. column: None for a guide."""
    if value is None or value is pd.NaT or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, bool) or (column is not None and column.type == "yesno"):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return _day(value, column)
    if isinstance(value, str):
        return RATING_WORDS.get(value, value) if column is not None and column.type == "rating" else value
    figure = float(cast(SupportsFloat, value))
    return int(figure) if figure.is_integer() and abs(figure) < 1e15 else figure


def _months_in_words(values: pd.Series, column: Column | None) -> pd.Series:
    """A guide column of months as 2026-09; one of days, such as when something is due, stays one of days."""
    if column is not None or str(values.name).endswith(" on") or not pd.api.types.is_datetime64_any_dtype(values):
        return values
    return values.dt.strftime("%Y-%m")


def _day(value: datetime | date, column: Column | None) -> Cell:
    if column is not None and column.type in ("month", "edition"):
        return f"{value:%Y-%m}"
    if isinstance(value, datetime):
        if column is not None and column.type == "moment":
            return value
        return value.date()
    return value


def _as_csv_text(cell: Cell) -> Cell:
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell


# -- the workbook ------------------------------------------------------------------------------------------------------


class _Writer:
    """Writes one template into one workbook."""

    def __init__(self, book: xlsxwriter.Workbook, template: Template):
        self._book = book
        self._template = template
        self._contract = contract(template.kind)
        self._cells = template.cells()
        cell = {"valign": "top", "text_wrap": True}
        self._formats = {
            "text": book.add_format({**cell, "num_format": "@"}),
            "number": book.add_format({**cell, "num_format": "General"}),
            "date": book.add_format({**cell, "num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({**cell, "num_format": "yyyy-mm-dd hh:mm"}),
            "guide": book.add_format({**cell, "italic": True, "bg_color": "#F0F0F0"}),
            "guide date": book.add_format({**cell, "italic": True, "bg_color": "#F0F0F0", "num_format": "yyyy-mm-dd"}),
        }
        head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        self._heads = {
            "needed": book.add_format({**head, "bg_color": "#12436D", "font_color": "#FFFFFF"}),
            "other": book.add_format({**head, "bg_color": "#DCE6F0"}),
            "guide": book.add_format({**head, "italic": True, "bg_color": "#F0F0F0"}),
        }

    def write(self) -> None:
        what = f"{self._contract.title}{f', {self._template.month:%B %Y}' if self._template.month else ''}"
        self._book.set_properties({"title": what, "comments": self._contract.purpose})
        main = self._book.add_worksheet(self._contract.title[:31])
        meaning = self._book.add_worksheet("Meaning")
        lists = self._book.add_worksheet("Lists")
        lists.hide()
        used = 0
        for position, name in enumerate(self._cells):
            column = self._contract.columns.get(name)
            self._column(main, position, name, column)
            if column is None:
                continue
            options = self._options(name, column)
            if options:
                lists.write_string(0, used, name)
                for row, option in enumerate(options, 1):
                    lists.write_string(row, used, option)
                letter = xlsxwriter.utility.xl_col_to_name(used, True)
                self._rule(main, position, column, f"=Lists!{letter}$2:{letter}${len(options) + 1}")
                used += 1
            else:
                self._rule(main, position, column, None)
        main.freeze_panes(1, self._frozen())
        main.set_row(0, 32)
        main.set_landscape()
        main.repeat_rows(0)
        self._explain(meaning)

    def _frozen(self) -> int:
        """How many columns stay in sight: those that say which row it is, where they fit."""
        names = list(self._cells)
        return 1 if len(names) > 1 and names[0] in self._contract.identity else 0

    def _column(self, sheet: Worksheet, position: int, name: str, column: Column | None) -> None:
        guide = column is None
        head = "guide" if column is None else "needed" if column.required else "other"
        title = f"{name} {NEEDED}" if head == "needed" else name
        like = "guide" if column is None else _FORMATS.get(column.type, "text")
        longest = max((len(str(cell)) for cell in self._cells[name] if cell is not None), default=0)
        prose = column is not None and column.type == "text"
        width = min(max(12, len(title) // 2 + 4, longest + 2, 24 if prose else 0), 44)
        sheet.set_column(position, position, width, self._formats[like])
        sheet.write_string(0, position, title, self._heads[head])
        for row, cell in enumerate(self._cells[name], 1):
            if isinstance(cell, str):  # never as a formula, a number or a link
                sheet.write_string(row, position, cell, self._formats[like])
            elif isinstance(cell, date):
                dated = "guide date" if guide else "moment" if isinstance(cell, datetime) else "date"
                sheet.write_datetime(row, position, cell, self._formats[dated])
            elif cell is not None:
                sheet.write_number(row, position, cell, self._formats[like])
            elif guide:
                sheet.write_blank(row, position, None, self._formats[like])
        message = _GUIDE_MEANING if column is None else self._message(column)
        sheet.data_validation(
            0,
            position,
            0,
            position,
            {"validate": "any", "input_title": _shortened(name, 32), "input_message": _shortened(message, 255)},
        )

    @staticmethod
    def _message(column: Column) -> str:
        example = f" Example: {column.example}." if column.example else ""
        unit = f" Unit: {column.unit}." if column.unit else ""
        needed = "Needed. " if column.required else "May be left empty. "
        return f"{needed}{column.meaning}{unit} Write {HOW_TO_WRITE[column.type]}.{example}"

    def _options(self, name: str, column: Column) -> list[str]:
        if column.type == "yesno":
            return ["yes", "no"]
        if column.type == "rating":
            return list(RATING_WORDS.values())
        if column.words and column.only_words:
            return list(dict.fromkeys(column.words.values()))
        if column.type == "month" and self._template.month:
            newest = pd.Period(self._template.month, "M")
            return [str(newest - back) for back in range(12)]
        own = self._contract.identity == (name,)  # a register's own ids are not chosen from a list
        return [] if own else [str(each) for each in self._template.choices.get(name, ())]

    def _rule(self, sheet: Worksheet, position: int, column: Column, options: str | None) -> None:
        """What may stand in a column. Only a wrong word stops: intake says the rest, and knows more spellings."""
        rule: dict[str, object] = {"validate": "any"}
        wrong = "Check it. "
        if options:
            rule = {"validate": "list", "source": options}
            wrong = "It is not in the list. "
        elif column.type in ("number", "whole"):
            figure = "decimal" if column.type == "number" else "integer"
            rule = {"validate": figure, "criteria": "between", "minimum": -1e12, "maximum": 1e12}
            if column.type == "whole":
                rule |= {"minimum": -1_000_000_000, "maximum": 1_000_000_000}
            wrong = "It is not a number. "
        elif column.type == "date":
            rule = {
                "validate": "date",
                "criteria": "between",
                "minimum": date(1950, 1, 1),
                "maximum": date(2199, 12, 31),
            }
            wrong = "It is not a date. "
        rows = len(self._template.rows) + _SPARE_ROWS
        sheet.data_validation(
            1, position, rows, position,
            {
                **rule,
                "ignore_blank": True,
                "input_title": _shortened(column.name, 32),
                "input_message": _shortened(self._message(column), 255),
                "error_type": "stop" if options and (column.only_words or column.type == "yesno") else "warning",
                "error_title": _shortened(column.name, 32),
                "error_message": _shortened(wrong + HOW_TO_WRITE[column.type].capitalize() + ".", 255),
            },
        )  # fmt: skip

    def _explain(self, sheet: Worksheet) -> None:
        """The second sheet: one row for each column."""
        fields = fields_table(self._template.kind).drop(columns="Also accepted as").set_index("Column", drop=False)
        # no heading of this sheet may be taken for a column of a file
        fields = fields.rename(columns={"Meaning": "What belongs there", "Unit": "Counted in"})
        rows = [
            [name, _GUIDE_MEANING, "", "", "", "no"] if name not in fields.index else list(fields.loc[name])
            for name in self._cells
        ]
        for position, (title, width) in enumerate(zip(fields.columns, (28, 60, 16, 44, 28, 10), strict=True)):
            sheet.set_column(position, position, width, self._formats["text"])
            sheet.write_string(0, position, title, self._heads["other"])
            for row, cells in enumerate(rows, 1):
                sheet.write_string(row, position, str(cells[position]), self._formats["text"])
        sheet.freeze_panes(1, 1)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
