"""The second step: a table of text to typed rows, and every problem at once. Nothing is dropped without being named."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column, Contract, contract, folded
from data.intake.choices import Answers, Progress, Question
from data.intake.columns import personal, publish_safe, sentences
from data.intake.columns.header_checks import check_headers
from data.intake.columns.layout import Layout, apply, with_implied
from data.intake.columns.matching import PositionOf, header_key
from data.intake.columns.one_area import ABOUT as AREA
from data.intake.columns.one_area import of_one_area
from data.intake.columns.personal import PersonalData
from data.intake.columns.template_rows import without_guides, without_rows_left_empty
from data.intake.columns.unit_scaling import scaled
from data.intake.columns.unpivoting import Sample, sample, unpivoted
from data.intake.columns.withheld import twins_joined, units_of, withheld_apart
from data.intake.files.encoding import LETTERS_LOST
from data.intake.files.reading import TextTable, Unpivoted
from data.intake.known import Known
from data.intake.problem import Problem, some, the_rest
from data.intake.rows import sense, weeks
from data.intake.rows.asking import open_questions
from data.intake.rows.conventions import CellsToRead, cells_to_read
from data.intake.rows.finished import with_finished
from data.intake.rows.folding import fold
from data.intake.rows.kept_file import kept_file
from data.intake.rows.marked import WHAT_TO_MEND
from data.intake.rows.marks import out_of_ten
from data.intake.rows.measure_periods import by_period, refuse
from data.intake.rows.odd_cells import LOST_LETTER, odd_cells
from data.intake.rows.row_checks import row_checks
from data.intake.rows.shares import in_percent
from data.intake.rows.totals import totals
from data.intake.rows.whole_counts import fractions_of_counts
from data.intake.values import figure_style
from data.intake.values.cells import Cells, ColumnBatch, connection, over, typed, usual_values
from data.intake.values.units import AS_WRITTEN, of_lines
from data.store import Draft


@dataclass(frozen=True)
class Checked:
    """A checked file. rows: ready for the store, None where an error stands against it.

    row_count: rows taken, after folding; rows read where there are errors. period_from, period_to: the days the data
    spans. original: the bytes to keep, without columns about people. sample: the first rows before and after, where a
    wide file was made long. personal: personal data that the columns to be kept hold. questions: what nobody has
    answered yet; a needed one stands as an error among the problems too. asked: what was asked, answered or not.
    """

    kind: str
    file_name: str
    rows: pa.Table | None
    problems: list[Problem]
    repairs: list[str]
    row_count: int
    period_from: date | None
    period_to: date | None
    original: bytes
    sample: Sample | None = None
    personal: tuple[PersonalData, ...] = ()
    questions: tuple[Question, ...] = ()
    asked: frozenset[str] = frozenset()

    @property
    def errors(self) -> list[Problem]:
        return [each for each in self.problems if each.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        return [each for each in self.problems if each.severity != "error"]

    def draft(self) -> Draft:
        """What the store takes. Raises ValueError where an error stands against the file."""
        if self.rows is None:
            raise ValueError(f"{self.file_name} has errors and cannot be published.")
        return Draft(
            kind=self.kind,
            file_name=self.file_name,
            original=self.original,
            rows=self.rows,
            period_to=self.period_to,
            period_from=self.period_from,
            repairs=self.repairs,
        )


def check(
    table: TextTable,
    kind: str,
    known: Known | None = None,
    *,
    period_to: date | None = None,
    layout: Layout | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Check a table against the contract of a kind. Never raises for what a file holds.

    period_to: the day up to which the data is complete, where the caller knows better than the file. layout: how the
    file is read, and what was answered about it, as somebody has confirmed it; without one, what no known spelling
    settles is refused, and what its cells leave open is asked (.questions). progress: told how far it has come.
    Raises UnknownKind.
    """
    wanted = contract(kind)
    known = known or Known()
    answers = Answers(layout.answers if layout else {})
    tell = progress or _tell_nobody
    tell(0.0, "Matching the columns")
    table, dropped = personal.without(table, (*(layout.dropped if layout else ()), WHAT_TO_MEND))
    guides: list[str] = []
    table, guided = without_guides(table, guides)
    table = twins_joined(table)
    table = of_one_area(table, wanted, layout.columns if layout else {}, answers, guides)
    read = with_implied(_laid_out(table, layout, kind, dropped), wanted)
    problems = [*read.problems, *_unit_not_said(table, layout)]
    repairs = [*(_without_people(read.repairs) if read.left_out else read.repairs), *guides]
    _name_dropped(dropped, repairs)
    if not read.headers:
        return _refused(kind, read, problems, repairs, answers)
    proposing = layout is None or layout.leaves_columns
    position_of = check_headers(
        read, wanted, known, proposing=proposing, problems=problems, repairs=repairs, answers=answers
    )
    if position_of is None or answers.is_open(AREA):
        return _refused(kind, read, [*problems, *open_questions(answers)], repairs, answers)
    if guided:
        read = without_rows_left_empty(read, wanted, position_of, problems)
    if not read.row_count:
        if not any(each.severity == "error" for each in problems):
            what = "the file has a header and no rows"
            problems.append(Problem(None, None, None, what, "Export it again.", code="no_rows"))
        return _refused(kind, read, problems, repairs, answers)
    read, position_of = withheld_apart(read, wanted, position_of, repairs)
    with connection(read.row_count) as con:
        rows, people, up_to = _rows(con, read, wanted, known, position_of, problems, repairs, answers, tell)
        problems += open_questions(answers)
        tell(0.9, "Looking for personal data")
        original = kept_file(con, read, wanted, position_of, repairs, rewrite=bool(dropped))
        if any(each.severity == "error" for each in problems):
            return _refused(kind, read, problems, repairs, answers, people)
        rows = _with_slices(con, rows, wanted, read)
        problems += sense.lost_rows(rows, known.slices.get(kind, {}))
        start, end = sense.period(con, wanted, rows, min(known.today, up_to or known.today), known.periods)
        shown = personal.masked(con, _in_order(problems))
    last = period_to or end
    return Checked(
        kind, read.file_name, rows, shown, repairs, len(rows), start, last, original, sample(read), people,
        tuple(answers.questions), frozenset(answers.used),
    )  # fmt: skip


def _tell_nobody(share: float, what: str) -> None:
    """The progress of a check that nobody watches."""


def _refused(
    kind: str,
    table: TextTable,
    problems: list[Problem],
    repairs: list[str],
    answers: Answers,
    people: tuple[PersonalData, ...] = (),
) -> Checked:
    with connection() as con:
        shown = personal.masked(con, _in_order(problems))
    return Checked(
        kind, table.file_name, None, shown, repairs, table.row_count, None, None, b"", sample(table), people,
        tuple(answers.questions), frozenset(answers.used),
    )  # fmt: skip


def _laid_out(table: TextTable, layout: Layout | None, kind: str, dropped: list[str]) -> TextTable:
    """The table as the layout reads it; one that only cuts the file or drops columns leaves the rest to the rules."""
    if layout is None or (layout.kind == kind and layout.leaves_columns):
        return unpivoted(table, contract(kind))
    gone = {header_key(each) for each in dropped}
    columns = {header: name for header, name in layout.columns.items() if header_key(header) not in gone}
    return apply(table, replace(layout, columns=columns), kind)


def _unit_not_said(table: TextTable, layout: Layout | None) -> list[Problem]:
    """A unit that somebody chose for another file: this one may have lost its title, or be in pounds."""
    unit = table.reading.figures_in or (layout.reading.figures_in if layout else "")
    if unit in ("", AS_WRITTEN, *of_lines(table.left_out)) or not table.headers:
        return []
    what = f"the figures are taken to be in {unit}, and no line of the file says so"
    remedy = "Write the unit into the names of the columns, such as Budget (£000) or Budget (£)."
    return [Problem(table.header_line, None, None, what, remedy, code="unit_not_said")]


def _without_people(repairs: list[str]) -> list[str]:
    with connection(rows=0) as con:
        return personal.without_quotes_of_people(con, repairs)


def _name_dropped(dropped: list[str], repairs: list[str]) -> None:
    others = [each for each in dropped if each.casefold() != WHAT_TO_MEND.casefold()]
    if others:
        repairs.append(f"Left out as you said, and not kept: {some(others)}.")
    if len(others) < len(dropped):
        repairs.append(f"The column {WHAT_TO_MEND!r} of a marked copy was left out.")


def _as_in_file(table: TextTable, problems: list[Problem]) -> list[Problem]:
    """The problems of rows that were unpivoted, with the line and the header that the officer's file has."""
    wide = table.unpivoted
    if wide is None:
        return problems
    return [
        replace(each, row=wide.line(each.row), column=wide.header(each.row, each.column))
        if each.row is not None
        else replace(each, rest=_rest_as_in_file(wide, each.rest))
        if each.rest is not None
        else each
        for each in problems
    ]


def _rest_as_in_file(wide: Unpivoted, rest: pa.Table) -> pa.Table:
    rows, columns = rest["line"].to_pylist(), rest["column"].to_pylist()
    headers = [wide.header(row, column) for row, column in zip(rows, columns, strict=True)]
    return the_rest([wide.line(row) for row in rows], headers, rest["problem"], rest["remedy"], rest["code"])


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Errors of the whole file first, then by line."""
    return sorted(problems, key=lambda each: (each.row is not None, each.row or 0))


# -- cells and rows ----------------------------------------------------------------------------------------------------


def _rows(
    con: duckdb.DuckDBPyConnection,
    table: TextTable,
    wanted: Contract,
    known: Known,
    position_of: PositionOf,
    problems: list[Problem],
    repairs: list[str],
    answers: Answers,
    tell: Progress,
) -> tuple[pa.Table, tuple[PersonalData, ...], date | None]:
    """The typed rows, source_row and every column of the contract, and the personal data that they hold.

    Then the day up to which a file of weeks speaks, else None.
    """
    of_rows: list[Problem] = []
    week, position_of = weeks.week_column(con, table, wanted, position_of)
    if week is not None:
        table = weeks.iso_weeks_as_days(table, position_of[week.name], repairs)
    tell(0.1, "Reading every cell")
    to_read = cells_to_read(table, wanted, position_of, known, answers, repairs)
    problems += to_read.problems
    rows_go_by = week.name if week else ""
    to_read, refused = by_period(con, table.lines, wanted, to_read, known, answers, repairs)
    cells = _cells(con, table, wanted, position_of, to_read, of_rows, repairs, tell, rows_go_by)
    cells = refuse(cells, refused, of_rows)
    cells = scaled(table, wanted, position_of, cells, known.measures, problems, repairs)
    cells = in_percent(cells, known, answers, of_rows, repairs)
    cells = out_of_ten(table, position_of, cells, answers, repairs)
    if not answers.is_open(figure_style.ABOUT):
        of_rows += fractions_of_counts(cells, known)
    of_rows += personal.names_in(table, wanted, position_of) + odd_cells(table, wanted, position_of)
    of_rows += sentences.warnings_of(table, wanted, position_of) + publish_safe.refusals(table, wanted, position_of)
    if any(each.code == LOST_LETTER for each in of_rows):  # named with their lines, and not twice
        repairs[:] = [each for each in repairs if not each.startswith(LETTERS_LOST)]
    tell(0.6, "Checking every row")
    rows = pa.table({"source_row": table.lines, **{name: each.values for name, each in cells.items()}})
    for column in wanted.columns.values():
        if column.name not in cells:
            rows = rows.append_column(column.name, pa.nulls(len(rows), column.arrow_type))
    rows = with_finished(rows, wanted, answers, repairs)
    if week is not None:
        rows = weeks.by_week(rows, wanted, week, answers, of_rows)
    rows = fold(con, rows, wanted, table, position_of, of_rows, repairs)
    of_rows += row_checks(con, rows, wanted, {name: each.wrong_lines for name, each in cells.items()})
    up_to = None
    if week is not None:
        rows, up_to = weeks.to_months(con, rows, wanted, table, week, answers, of_rows, repairs)
    tell(0.75, "Comparing with what is published")
    of_rows += sense.warnings(con, wanted, rows, cells, known)
    of_rows = _as_in_file(table, of_rows)
    problems += of_rows + totals(con, table, wanted, position_of)
    headers = {name: table.headers[position] for name, position in position_of.items()}
    return rows, personal.found_in(of_rows, headers, wanted), up_to


_SMALL = 50_000  # rows up to which the columns of a file are read together


def _cells(
    con: duckdb.DuckDBPyConnection,
    table: TextTable,
    wanted: Contract,
    position_of: PositionOf,
    to_read: CellsToRead,
    problems: list[Problem],
    repairs: list[str],
    tell: Progress,
    rows_go_by: str = "",
) -> dict[str, Cells]:
    """Every column that the file has, typed; adds what is wrong with its cells and what was mended.

    to_read: the cells of each, in the way of writing that the readers of values know. rows_go_by: a column that is
    needed here, though its kind can do without it.
    """
    columns = [each for each in wanted.columns.values() if each.name in position_of]
    factors = units_of(table, wanted)

    def read(column: Column, batch: ColumnBatch | None = None, usual: pa.Array | None = None) -> Cells:
        position = position_of[column.name]
        if column.name in table.words:
            column = replace(column, words={**column.words, **table.words[column.name]})
        if column.name == rows_go_by:
            column = replace(column, stored=True, required=True)
        if column.name in factors:
            column = replace(column, scale={folded(table.headers[position]): factors[column.name]})
        with con.cursor() as own:
            return typed(
                batch or own,
                column,
                to_read.cells[column.name],
                table.lines,
                plain=table.plain,
                # a layout may name the unit: the wait in minutes
                header=table.meant.get(position) or table.headers[position],
                shown=table.columns[position],
                reordered=column.name in to_read.reordered,
                apart=table.texts(position) if to_read.cells[column.name] is table.columns[position] else None,
                usual=usual,
            )

    cells: dict[str, Cells] = {}
    if table.row_count < _SMALL:
        every = {column.name: (column, to_read.cells[column.name]) for column in columns}
        usual = {name: usual_values(con, *each) for name, each in every.items()}
        batch = ColumnBatch(con, [each for name, each in every.items() if usual[name] is None], plain=table.plain)
        cells = {column.name: read(column, batch, usual[column.name]) for column in columns}
    else:
        with ThreadPoolExecutor(2) as pool:
            for column, each in zip(columns, pool.map(read, columns), strict=True):
                cells[column.name] = each
                share = len(cells) / len(columns)
                tell(0.1 + 0.5 * share, f"Read {column.name}, column {len(cells)} of {len(columns)}")
    blanks = []
    for name, each in cells.items():
        problems += each.problems
        repairs += each.repairs
        if each.blanks:
            words = ", ".join(f"{word!r}" for word in each.blanks)
            blanks.append(f"{name} ({sum(each.blanks.values()):,} with {words})")
    if blanks:
        repairs.append(f"Cells that say there is no value were read as empty: {', '.join(blanks)}.")
    return cells


def _with_slices(con: duckdb.DuckDBPyConnection, rows: pa.Table, wanted: Contract, table: TextTable) -> pa.Table:
    """The columns that the store keeps, with the slice that each row belongs to and the line it has in the file."""
    if table.unpivoted:  # the rows were numbered one by one; the store keeps the lines of the file
        wide = table.unpivoted
        place = pa.array(wide.rows, pa.int64()).take(pc.subtract(rows["source_row"], 1).combine_chunks())
        rows = rows.set_column(0, "source_row", wide.source.lines.take(place))
    stored = [each.name for each in wanted.stored]
    keys = over(con, f"SELECT {wanted.slice_sql} AS slice_key FROM rows", rows=rows)["slice_key"]
    kept = pa.table({"source_row": rows["source_row"], "slice_key": keys, **{name: rows[name] for name in stored}})
    return kept.combine_chunks()
