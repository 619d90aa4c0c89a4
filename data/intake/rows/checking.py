"""The second step: a table of text to typed rows, and every problem at once. Nothing is dropped without being named."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from data.contracts import CONTRACTS, Column, Contract, about_people, contract, folded
from data.intake.choices import Progress
from data.intake.columns import personal
from data.intake.columns.layout import Layout, apply, doubted, proposal
from data.intake.columns.matching import WHERE_TO_MATCH, Matched, lacks_figure, matched, may_be_used, meant, nearest
from data.intake.columns.personal import PersonalData
from data.intake.columns.template_rows import without_guides, without_rows_left_empty
from data.intake.columns.unit_scaling import scaled
from data.intake.columns.wide import Sample, sample, unpivoted
from data.intake.columns.withheld import twins_joined, units_of, withheld_apart
from data.intake.files.reading import TextTable, Unpivoted
from data.intake.files.shape import shortened
from data.intake.known import Known
from data.intake.problem import Problem, listed, some, the_rest
from data.intake.rows import sense
from data.intake.rows.marked import WHAT_TO_MEND
from data.intake.rows.row_checks import row_checks
from data.intake.rows.totals import totals
from data.intake.values.cells import Cells, ColumnBatch, connection, over, typed
from data.intake.values.units import AS_WRITTEN, of_lines
from data.store import Draft


@dataclass(frozen=True)
class Checked:
    """A checked file. rows: ready for the store, None where an error stands against it.

    row_count: rows taken, after folding; rows read where there are errors. period_from, period_to: the days the data
    spans. original: the bytes to keep, without columns about people. sample: the first rows before and after, where a
    wide file was made long. personal: personal data that the columns to be kept hold.
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
    file is read, as somebody has confirmed it; without one, what no known spelling settles is refused. progress: told
    how far it has come. Raises UnknownKind.
    """
    wanted = contract(kind)
    known = known or Known()
    tell = progress or (lambda share, what: None)
    tell(0.0, "Matching the columns")
    table, dropped = personal.without(table, (*(layout.dropped if layout else ()), WHAT_TO_MEND))
    guides: list[str] = []
    table, guided = without_guides(table, guides)
    table = twins_joined(table)
    read = _laid_out(table, layout, kind, dropped)
    problems = [*read.problems, *_unit_not_said(table, layout)]
    repairs = [*(_without_people(read.repairs) if read.left_out else read.repairs), *guides]
    _name_dropped(dropped, repairs)
    of_people: tuple[PersonalData, ...] = ()

    def refused() -> Checked:
        with connection() as con:
            told = personal.masked(con, _in_order(problems))
        return Checked(
            kind, table.file_name, None, told, repairs, read.row_count, None, None, b"", sample(read), of_people
        )

    if not read.headers:
        return refused()
    found = _headers(read, wanted, known, layout is None, problems, repairs)
    if found is None:
        return refused()
    if guided:
        read = without_rows_left_empty(read, wanted, found, problems)
    if not read.row_count:
        if not problems:
            problems.append(
                Problem(None, None, None, "the file has a header and no rows", "Export it again.", code="no_rows")
            )
        return refused()
    of_rows: list[Problem] = []
    read = withheld_apart(read, wanted, found, repairs)
    with connection(read.row_count) as con:
        tell(0.1, "Reading every cell")
        cells = _cells(con, read, wanted, found, of_rows, repairs, tell)
        cells = scaled(read, wanted, found, cells, known.measures, problems, repairs)
        of_rows += personal.names_in(read, wanted, found)
        tell(0.6, "Checking every row")
        rows = pa.table({"source_row": read.lines, **{name: each.values for name, each in cells.items()}})
        for column in wanted.columns.values():
            if column.name not in cells:
                rows = rows.append_column(column.name, pa.nulls(len(rows), column.arrow_type))
        rows = _folded(con, rows, wanted, read, found, of_rows, repairs)
        of_rows += row_checks(con, rows, wanted)
        tell(0.75, "Comparing with what is published")
        of_rows += sense.warnings(con, kind, rows, cells, known)
        of_rows = _at_home(read, of_rows)
        problems += of_rows + totals(con, read, wanted, found)
        headers = {name: read.headers[at] for name, at in found.items()}
        of_people = personal.found_in(of_rows, headers, wanted)
        tell(0.9, "Looking for personal data")
        original = _original(con, read, wanted, found, repairs, rewrite=bool(dropped))
        if any(each.severity == "error" for each in problems):
            return refused()
        rows = _with_slices(con, rows, wanted, read)
        problems += sense.lost_rows(rows, known.slices.get(kind, {}))
        start, end = sense.period(con, kind, rows, known.today)
        told = personal.masked(con, _in_order(problems))
    last = period_to or end
    return Checked(
        kind, table.file_name, rows, told, repairs, len(rows), start, last, original, sample(read), of_people
    )


def _laid_out(table: TextTable, layout: Layout | None, kind: str, dropped: list[str]) -> TextTable:
    """The table as the layout reads it; one that only cuts the file or drops columns leaves the rest to the rules."""
    if layout is None or layout == Layout(kind, dropped=layout.dropped, reading=layout.reading):
        return unpivoted(table, contract(kind))
    gone = {" ".join(each.split()).casefold() for each in dropped}
    columns = {key: name for key, name in layout.columns.items() if " ".join(key.split()).casefold() not in gone}
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
        return personal.said_without(con, repairs)


def _name_dropped(dropped: list[str], repairs: list[str]) -> None:
    others = [each for each in dropped if each.casefold() != WHAT_TO_MEND.casefold()]
    if others:
        repairs.append(f"Left out as you said, and not kept: {some(others)}.")
    if len(others) < len(dropped):
        repairs.append(f"The column {WHAT_TO_MEND!r} of a marked copy was left out.")


def _at_home(table: TextTable, problems: list[Problem]) -> list[Problem]:
    """The problems of rows that were unpivoted, with the line and the header that the officer's file has."""
    wide = table.unpivoted
    if wide is None:
        return problems
    return [
        replace(each, row=wide.line(each.row), column=wide.header(each.row, each.column))
        if each.row is not None
        else replace(each, rest=_rest_at_home(wide, each.rest))
        if each.rest is not None
        else each
        for each in problems
    ]


def _rest_at_home(wide: Unpivoted, rest: pa.Table) -> pa.Table:
    rows, columns = rest["line"].to_pylist(), rest["column"].to_pylist()
    headers = [wide.header(row, column) for row, column in zip(rows, columns, strict=True)]
    return the_rest([wide.line(row) for row in rows], headers, rest["problem"], rest["remedy"], rest["code"])


def _lines(table: TextTable, rows: list[int]) -> list[str]:
    """Rows as the officer finds them: line numbers, with the header where one line has become several rows."""
    wide = table.unpivoted
    if wide is None:
        return [f"{each}" for each in rows]
    return [f"{wide.line(each)} ({wide.header(each, next(iter(wide.cells)))})" for each in rows]


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Errors of the whole file first, then by line."""
    return sorted(problems, key=lambda each: (each.row is not None, each.row or 0))


# -- headers -----------------------------------------------------------------------------------------------------------


def _headers(table: TextTable, wanted: Contract, known: Known, proposing: bool, problems, repairs):
    """Contract column -> position in the file, by header name. None where the file cannot be this kind at all."""
    line = table.header_line
    done = matched(table, wanted)
    if turned := _on_its_side(table, wanted, done):
        problems.append(turned)
        return None
    problems += done.problems
    for name in doubted(table, done.found, known) if proposing and not table.unpivoted else ():
        problems.append(
            Problem(
                line,
                name,
                table.headers[done.found[name]],
                "only may be this column: none of its cells is a measure that the dashboard knows",
                f"Say which column has the code of the measure. {WHERE_TO_MATCH}",
                code="column_doubted",
            )
        )
    # wide columns that wait for an answer are not left out yet
    waiting = table.ignored if table.waiting else frozenset()
    found, left_out = done.found, sorted(set(done.left_out) - waiting)
    source = table
    if table.unpivoted:
        source, gone = table.unpivoted.source, table.unpivoted.used | table.unpivoted.told
        left_out = [each for each in range(len(source.headers)) if each not in gone]
    missing = [
        each
        for each in wanted.columns.values()
        if each.required
        and each.name not in found
        and each.name not in table.waiting
        and each.copies not in found  # the other column stands for it
    ]
    if missing:
        problems += _missing(table, wanted, missing, done, known if proposing else None)
        if not found:
            return None
    given = set(found) | table.waiting
    if lacks_figure(wanted, given):
        problems.append(
            Problem(
                line,
                "value",
                None,
                "there is no column value, nor numerator and denominator",
                "Add a column named value, or both numerator and denominator.",
                code="missing_column",
            )
        )
    for each in wanted.columns.values():
        if each.asked and each.name not in found:
            problems.append(
                Problem(
                    line,
                    each.name,
                    None,
                    "there is no such column, and members need it",
                    f"Add it when you can. {each.meaning}",
                    "warning",
                    code="wanted_column_missing",
                )
            )
    _name_left_out(source, wanted, left_out, repairs)
    problems += _misspelt(source, wanted, left_out, found)
    if proposing and not missing:
        problems += _hardly_known(source, wanted, left_out) + _code_left_out(source, wanted, left_out, found)
    return found


def _hardly_known(table: TextTable, wanted: Contract, left_out: list[int]) -> list[Problem]:
    """A file of which little is read: it may be of another kind, or its columns have to be matched."""
    named = [at for at, header in enumerate(table.headers) if may_be_used(header)]
    lost = [at for at in left_out if at in named]
    if len(named) < 8 or len(lost) < 0.75 * len(named):
        return []
    what = f"only {len(named) - len(lost)} of the {len(named)} columns are known as columns of {wanted.title}"
    remedy = f"Check that it is {wanted.title}, and match the columns that matter. {WHERE_TO_MATCH}"
    return [Problem(table.header_line, None, None, what, remedy, "warning", code="few_columns_known")]


_CODE = re.compile(r"\b(id|ids|code|ref|reference|number|no|identifier|key)\b")


def _code_left_out(table: TextTable, wanted: Contract, left_out: list[int], found: dict[str, int]) -> list[Problem]:
    """A column that may be the code for which a name stands in: by the code the other files would find the thing."""
    problems = []
    for column in (each for each in wanted.columns.values() if each.required and each.copies in found):
        if column.name in found:
            continue
        for at in left_out:
            header = " ".join(table.headers[at].replace("_", " ").split())
            cells = pc.utf8_trim_whitespace(table.columns[at])
            if not _CODE.search(header.casefold()) or not may_be_used(header) or not len(cells):
                continue
            if pc.count_distinct(cells).as_py() == len(cells) and not pc.any(pc.equal(cells, "")).as_py():
                what = f"may be {column.name}; without one, {column.copies} stands for it"
                remedy = f"If it is, match it with {column.name}, so that other files find the same. {WHERE_TO_MATCH}"
                problems.append(
                    Problem(table.header_line, column.name, header, what, remedy, "warning", code="code_left_out")
                )
    return problems


_FEWEST = 3  # names of columns below each other that are no accident


def _on_its_side(table: TextTable, wanted: Contract, done: Matched) -> Problem | None:
    """A table with one column for each project or measure, and the names of our columns below each other."""
    fewest = max(_FEWEST, 2 * len(done.found) + 1)  # far more than the header has
    if table.unpivoted or not table.columns or fewest > len(wanted.columns):
        return None
    cells = pc.unique(table.columns[0].slice(0, 200)).to_pylist()
    below = {column.name: cell for cell in cells if (column := meant(cell, wanted)[0])} if len(cells) >= fewest else {}
    if len(below) < fewest:
        return None
    some_of = some([repr(shortened([cell], 40)) for cell in below.values()], 3)
    return Problem(
        table.header_line,
        None,
        None,
        f"the table stands on its side: in its first column stand names of columns, such as {some_of}",
        "In Excel, copy the table, choose Paste special, Transpose on a new sheet, and upload that.",
        code="table_on_its_side",
    )


def _missing(table: TextTable, wanted: Contract, missing, done: Matched, known: Known | None) -> list[Problem]:
    problems = []
    free = [table.headers[position] for position in done.left_out]
    proposed = _proposed(table, wanted, known, missing)
    for each in missing:
        near_name = nearest(each.name, free) or proposed.get(each.name)
        if near_name:
            remedy = f"Is it {near_name!r}? Then rename that column to {each.name}, or match the two. {WHERE_TO_MATCH}"
        elif not all(table.headers):
            remedy = f"Is it the column without a header? Then write {each.name} above it."
        elif wanted.adds_up == each.name and table.unpivoted:
            remedy = f"If the whole file is about one {each.name}, say which. {WHERE_TO_MATCH}"
        else:
            remedy = f"Add a column named {each.name}, for example {each.example}."
        problems.append(
            Problem(
                table.header_line,
                each.name,
                None,
                "this column is missing, and it is needed",
                remedy,
                code="missing_column",
            )
        )
    fits = {
        kind: sum(meant(header, other)[0] is not None for header in table.headers)
        for kind, other in CONTRACTS.items()
        if _has_needed(table.headers, other)
    }
    fits.pop(wanted.kind, None)
    if fits and not table.unpivoted:
        kind = max(fits, key=fits.get)
        problems.append(
            Problem(
                None,
                None,
                None,
                f"the file looks like {CONTRACTS[kind].title}",
                f"Upload it as {kind}.",
                code="another_kind",
            )
        )
    elif not done.found and len(proposed) < len(missing):
        problems.append(
            Problem(
                table.header_line,
                None,
                some(table.headers, 5)[:80],
                "no header of this row is known",
                "If lines such as a title stand above the header, delete them; else compare with the blank template.",
                code="no_header_known",
            )
        )
    return problems


def _proposed(table: TextTable, wanted: Contract, known: Known | None, missing) -> dict[str, str]:
    """Missing column -> the header whose cells look like it."""
    if known is None:
        return {}
    source = table.unpivoted.source if table.unpivoted else table
    guessed = proposal(source, wanted.kind, known).layout.columns
    names = {each.name for each in missing}
    return {column: header for header, column in guessed.items() if column in names}


def _has_needed(headers: list[str], other: Contract) -> bool:
    there = {column.name for column, _ in (meant(header, other) for header in headers) if column}
    return all(each.name in there for each in other.columns.values() if each.required)


def _name_left_out(table: TextTable, wanted: Contract, left_out: list[int], repairs: list[str]) -> None:
    people = [table.headers[each] for each in left_out if about_people(table.headers[each])]
    other = [table.headers[each] for each in left_out if table.headers[each] and not about_people(table.headers[each])]
    nameless = [each + 1 for each in left_out if not table.headers[each]]
    if people:
        repairs.append(f"Columns about people were left out and are not kept: {', '.join(people)}.")
    if other:
        named = ", ".join(shortened([each], 60) for each in other)
        repairs.append(f"Columns that {wanted.title} does not use were left out: {named}.")
    if nameless:
        repairs.append(f"Columns without a header were left out: {some(f'column {each}' for each in nameless)}.")


def _misspelt(table: TextTable, wanted: Contract, left_out: list[int], found: dict[str, int]) -> list[Problem]:
    """A header that is nearly one of ours: its column would be lost without anybody meaning it."""
    problems = []
    for header in (table.headers[each] for each in left_out):
        free = [each for each in wanted.columns if each not in found and not about_people(header)]
        near = get_close_matches(folded(header), [folded(name) for name in free], n=1, cutoff=0.8)
        if near:
            name = next(each for each in free if folded(each) == near[0])
            problems.append(
                Problem(
                    table.header_line,
                    name,
                    header,
                    "this column is not known, and was left out",
                    f"If it is {name}, rename the column to {name} and upload the file again.",
                    "warning",
                    code="column_nearly_known",
                )
            )
    return problems


# -- cells and rows ----------------------------------------------------------------------------------------------------


def _cells(con, table: TextTable, wanted: Contract, found, problems, repairs, tell: Progress) -> dict[str, Cells]:
    columns = [each for each in wanted.columns.values() if each.name in found]
    factors = units_of(table, wanted)

    def one(column: Column, together: ColumnBatch | None = None) -> Cells:
        position = found[column.name]
        if column.name in table.words:
            column = replace(column, words={**column.words, **table.words[column.name]})
        if column.name in factors:
            column = replace(column, scale={folded(table.headers[position]): factors[column.name]})
        with con.cursor() as own:
            return typed(
                together or own,
                column,
                table.columns[position],
                table.lines,
                plain=table.plain,
                # a layout may name the unit: the wait in minutes
                header=table.meant.get(position) or table.headers[position],
            )

    if table.row_count < 50_000:
        every = [(column, table.columns[found[column.name]]) for column in columns]
        together = ColumnBatch(con, every, plain=table.plain)
        done = [one(column, together) for column in columns]
    else:
        with ThreadPoolExecutor(2) as pool:
            done = []
            for each in pool.map(one, columns):
                done.append(each)
                share = len(done) / len(columns)
                tell(0.1 + 0.5 * share, f"Read {each.column.name}, column {len(done)} of {len(columns)}")
    cells = {column.name: each for column, each in zip(columns, done, strict=True)}
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


def _folded(con, rows: pa.Table, wanted: Contract, table: TextTable, found, problems, repairs) -> pa.Table:
    """One row for each thing: the last stands where the contract names how to find it, else only equal rows fold."""
    identity = ", ".join(wanted.identity)
    needed = [name for name in wanted.identity if wanted.columns[name].required]
    complete = " AND ".join(f"{name} IS NOT NULL" for name in needed)
    # hashes tell at once that nothing is repeated; where two are equal the rows themselves decide below
    hashes = over(
        con,
        f"SELECT hash({identity}) AS h FROM rows WHERE {complete}",
        rows=rows.select(list(wanted.identity)),
    )["h"].to_numpy()
    hashes = np.sort(hashes)  # np.unique takes forty times as long
    repeated = bool((hashes[1:] == hashes[:-1]).any())
    if not repeated:
        return rows
    if wanted.latest_by:
        lines = over(
            con,
            f"""SELECT source_row FROM rows WHERE {complete}
                QUALIFY row_number() OVER (PARTITION BY {identity}
                                           ORDER BY {wanted.latest_by} DESC NULLS LAST, source_row DESC) > 1""",
            rows=rows,
        )["source_row"]
        gone = pc.is_in(rows["source_row"], value_set=lines.combine_chunks())
        several = pc.count_distinct(rows.filter(gone)[wanted.identity[0]]).as_py()
        how = wanted.latest_by if rows[wanted.latest_by].null_count < len(rows) else "their order in the file"
        repairs.append(
            f"{len(lines):,} {'row was' if len(lines) == 1 else 'rows were'} folded: {several:,} "
            + (f"{wanted.title.lower()} stand" if several > 1 else f"{wanted.title.lower().removesuffix('s')} stands")
            + f" in more than one row, and the last one of each, by {how}, counts."
        )
        return rows.filter(pc.invert(gone))
    if wanted.adds_up in found:
        rows = _added_up(con, rows, wanted, table, found, repairs)
    stored = ", ".join(each.name for each in wanted.stored)
    twins = over(
        con,
        f"""SELECT source_row, min(source_row) OVER same AS first_row, min(source_row) OVER alike AS twin_row
            FROM rows WHERE {complete}
            WINDOW same AS (PARTITION BY {identity}), alike AS (PARTITION BY {stored})
            QUALIFY source_row > first_row ORDER BY source_row""",
        rows=rows,
    ).to_pylist()
    equal = [each["source_row"] for each in twins if each["twin_row"] < each["source_row"]]
    differ = [each for each in twins if each["twin_row"] == each["source_row"]]
    if equal:
        repairs.append(f"Rows that repeat an earlier row exactly were folded: lines {some(_lines(table, equal))}.")
    if differ:
        shown = over(con, f"SELECT source_row, {identity} FROM rows", rows=rows).to_pandas()
        shown = shown.set_index("source_row")
        what = " and ".join(wanted.identity)
        problems += listed(
            (
                Problem(
                    each["source_row"],
                    wanted.identity[0],
                    ", ".join(_plain(value) for value in shown.loc[each["source_row"]] if value is not None),
                    f"line {_lines(table, [each['first_row']])[0]} has the same {what} with other values",
                    "Keep the one that is right.",
                    code="same_row_other_values",
                )
                for each in differ
            ),
            len(differ),
            wanted.identity[0],
            "error",
        )
    gone = pc.is_in(rows["source_row"], value_set=pa.array(equal, pa.int64()))
    return rows.filter(pc.invert(gone))


def _added_up(con, rows: pa.Table, wanted: Contract, table: TextTable, found, repairs) -> pa.Table:
    """Rows that are one thing only because several words of the file mean one of ours, as one row with their sums.

    Only where each row has its own word, and what cannot be added up (an average, the length) is the same in all.
    A sum is empty where a part of it is.
    """
    word, own = wanted.adds_up, [*wanted.identity]
    others = [each for each in wanted.stored if each.name not in own]
    sums = [each.name for each in others if each.type == "number" and each.unit in ("count", "£")]
    texts = [each.name for each in others if each.type == "text"]
    same = [each.name for each in others if each.name not in (*sums, *texts)]
    by = ", ".join(own)
    marked = over(
        con,
        """SELECT rows.*, trim(lower(cells.cell)) AS word_in_file FROM rows JOIN cells USING (source_row)""",
        rows=rows,
        cells=pa.table({"source_row": table.lines, "cell": table.columns[found[word]]}),
    )
    equal = " AND ".join(
        f"(count(DISTINCT {name}) = 0 OR count(DISTINCT {name}) = 1 AND count({name}) = count(*))" for name in same
    )
    groups = over(
        con,
        f"""SELECT {by}, min(source_row) AS first_row, list(source_row) AS members,
                   list(DISTINCT word_in_file ORDER BY word_in_file) AS words,
                   {", ".join(f"CASE WHEN count({n}) = count(*) THEN sum({n}) END AS {n}" for n in sums)},
                   {", ".join(f"string_agg(DISTINCT {n}, '; ' ORDER BY {n}) AS {n}" for n in texts)},
                   {", ".join(f"any_value({n}) AS {n}" for n in same)}
            FROM marked WHERE {" AND ".join(f"{n} IS NOT NULL" for n in own if wanted.columns[n].required)}
            GROUP BY {by}
            HAVING count(*) > 1 AND count(DISTINCT word_in_file) = count(*)
               AND {equal}""",
        marked=marked,
    )
    if not len(groups):
        return rows
    gone = pc.is_in(rows["source_row"], value_set=pc.list_flatten(groups["members"].combine_chunks()))
    added = groups.rename_columns(["source_row" if name == "first_row" else name for name in groups.column_names])
    kept = pa.concat_tables([rows.filter(pc.invert(gone)), added.select(rows.column_names).cast(rows.schema)])
    told = {
        (" and ".join(f"{each!r}" for each in row["words"]), row[word])
        for row in groups.select(["words", word]).to_pylist()
    }
    for words, ours in sorted(told):
        repairs.append(f"{words} both mean {ours}: their counts were added up." if words.count(" and ") == 1
                       else f"{words} all mean {ours}: their counts were added up.")  # fmt: skip
    repairs.append(f"{len(rows):,} rows became {len(kept):,} by adding up.")
    return kept.sort_by("source_row")


def _plain(value) -> str:
    return f"{value:%Y-%m}" if hasattr(value, "strftime") else str(value)


def _with_slices(con, rows: pa.Table, wanted: Contract, table: TextTable) -> pa.Table:
    if table.unpivoted:  # the rows were numbered one by one; the store keeps the lines of the file
        at = pa.array(table.unpivoted.rows, pa.int64()).take(pc.subtract(rows["source_row"], 1).combine_chunks())
        rows = rows.set_column(0, "source_row", table.unpivoted.source.lines.take(at))
    stored = [each.name for each in wanted.stored]
    keys = over(con, f"SELECT {wanted.slice_sql} AS slice_key FROM rows", rows=rows)["slice_key"]
    done = pa.table({"source_row": rows["source_row"], "slice_key": keys, **{name: rows[name] for name in stored}})
    # pieces of the size of the database's own row groups, so that both cores write
    return pa.Table.from_batches(done.combine_chunks().to_batches(max_chunksize=122_880), done.schema)


# -- what is kept of the file ------------------------------------------------------------------------------------------


def _original(
    con, table: TextTable, wanted: Contract, found: dict[str, int], repairs: list[str], *, rewrite: bool
) -> bytes:
    """The file's bytes; written anew, as UTF-8 with commas, where something of it must not be kept.

    rewrite: columns were taken out of the table before. A workbook is always written anew: what its other sheets and
    its properties hold has not been looked at.
    """
    used = {at for name, at in found.items() if wanted.columns[name].stored} - table.added
    if table.unpivoted:
        table, used = table.unpivoted.source, set(table.unpivoted.used)
    gone = {
        each for each, header in enumerate(table.headers) if each not in used | table.added and about_people(header)
    }
    for position, header in enumerate(table.headers):
        if position in used | gone | table.added:
            continue
        if personal.holds_people(con, header, table.columns[position]):
            gone.add(position)
            repairs.append(f"The column {header!r} holds personal data and is not kept either.")
    lines = personal.lines_about_people(con, table)
    if lines:
        many = "Lines" if len(lines) > 1 else "Line"
        repairs.append(
            f"{many} {some(lines)}, outside the rows, {'hold' if len(lines) > 1 else 'holds'} personal data and "
            f"{'are' if len(lines) > 1 else 'is'} not kept."
        )
    workbook = table.raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    if not (gone or lines or rewrite or workbook):
        return table.raw
    keep = [each for each in range(len(table.headers)) if each not in gone | table.added]
    names, columns = [], []
    for each in keep:
        names.append(table.headers[each])
        columns.append(table.columns[each])
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerow(names)
    out = pa.BufferOutputStream()
    out.write(head.getvalue().encode())
    options = pa.csv.WriteOptions(include_header=False, quoting_style="needed", batch_size=65536)
    # numbers for names: a file may have the same header twice
    pa.csv.write_csv(pa.Table.from_arrays(columns, names=[f"{each}" for each in keep]), out, options)
    return out.getvalue().to_pybytes()
