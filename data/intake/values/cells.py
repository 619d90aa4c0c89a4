"""Text cells to typed values: each distinct text is read once, by the SQL beside this file, then put in its rows."""

from collections import OrderedDict
from collections.abc import Callable, Container, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data import rules
from data.contracts import HOW_TO_WRITE, Column, folded
from data.contracts.statuses import RATINGS, withheld
from data.intake.values.different import MANY, Texts, mostly_different
from data.intake.values.longer_periods import month_instead
from data.intake.values.typed_cells import (
    Cells,
    mended,
    name_defaults,
    name_empty,
    name_problems,
    name_repairs,
    one_chunk,
)
from data.intake.values.units import SECONDS

_SQL = {path.name: path for path in Path(__file__).parents[1].rglob("*.sql")}  # of every room of intake
_starting = Lock()

YES = frozenset(["yes", "y", "true", "t", "1", "1.0", "on", "ja", "x", "✓", "✔"])
NO = frozenset(["no", "n", "false", "f", "0", "0.0", "off", "✗", "✘"])

# Forms that most exports use, all of them day first or year first; any other goes through the .sql of its type.
_QUICK_MOMENT = """try_strptime(nullif(cell, ''), ['%d/%m/%Y %H:%M', '%Y-%m-%d %H:%M:%S', '%d/%m/%Y %H:%M:%S',
    '%Y-%m-%dT%H:%M:%S', '%d-%m-%Y %H:%M', '%d-%m-%Y %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M', '%d/%m/%Y',
    '%Y-%m-%d', '%d-%m-%Y'])"""
_QUICK = {
    "id": "CASE WHEN regexp_full_match(cell, '[A-Za-z0-9_/-]{5,}') THEN cell END",
    "number": r"CASE WHEN regexp_full_match(cell, '\d{1,15}(\.\d+)?') THEN cell::DOUBLE END",
    "whole": r"CASE WHEN regexp_full_match(cell, '\d{1,9}') THEN cell::INTEGER END",
    # what lies further off, and the first day of 1970, may stand for no date: moment.sql knows
    "moment": f"""CASE WHEN {_QUICK_MOMENT} >= DATE '1905-01-01' AND {_QUICK_MOMENT} < DATE '2090-01-01'
                        AND {_QUICK_MOMENT}::DATE <> DATE '1970-01-01' THEN {_QUICK_MOMENT} END""",
}


@cache
def _root(threads: int) -> duckdb.DuckDBPyConnection:
    """The database in memory in which files are checked: it can reach neither files nor the network."""
    con = duckdb.connect(
        config={
            **({"threads": threads} if threads else {}),
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    for statement in duckdb.extract_statements(_sql("tidy.sql")):
        con.execute(statement)
    rules.attach(con)
    con.execute("SET lock_configuration = true")
    return con


def connection(rows: int = MANY) -> duckdb.DuckDBPyConnection:
    """A cursor of its own for one file; tables registered on it are seen by no other. rows: of the file."""
    with _starting:  # a small question is answered sooner than a second thread wakes up
        return _root(0 if rows >= MANY else 1).cursor()


def ask(con: "Connection", file: str, **tables: pa.Table) -> pa.Table:
    """Run one of the .sql files here over the tables it names; what a ColumnBatch knows is looked up."""
    if isinstance(con, ColumnBatch) and list(tables) == ["texts"]:
        found = con.found(file, tables["texts"]["text"])
        if found is not None:
            return found
    return _run(con, file, **tables)


def _run(con: "Connection", file: str, **tables: pa.Table) -> pa.Table:
    return over(con, _sql(file), **tables)


@cache
def _sql(file: str) -> str:
    return _SQL[file].read_text(encoding="utf-8")


_FEW = 5_000  # rows up to which planning a question takes longer than answering it
_PLANS, _PLANNERS = 50, 100  # plans that a planner keeps, and planners that are kept


class _Rows:
    """A table of a plan that is kept: DuckDB asks for its rows anew whenever it reads them."""

    def __init__(self, schema: pa.Schema) -> None:
        self.rows = schema.empty_table()

    def __arrow_c_schema__(self) -> object:
        return self.rows.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.rows.__arrow_c_stream__(requested_schema)


_Shape = tuple[tuple[str, pa.Schema], ...]  # names and columns of the tables that a question reads


class _Planner:
    """A cursor that keeps the plans of its questions, all over tables of one shape."""

    def __init__(self, shape: _Shape) -> None:
        self._con, self._tables = connection(rows=0), {name: _Rows(schema) for name, schema in shape}
        self._plans: OrderedDict[str, int] = OrderedDict()  # SQL → number of its plan
        self._made = 0
        for name, rows in self._tables.items():
            self._con.register(name, rows)

    def ask(self, sql: str, tables: Mapping[str, pa.Table]) -> pa.Table:
        for name, rows in tables.items():
            self._tables[name].rows = rows
        if sql not in self._plans:
            self._con.execute(f"PREPARE plan_{self._made} AS {sql}")
            self._plans[sql] = self._made
            self._made += 1
            if len(self._plans) > _PLANS:
                self._con.execute(f"DEALLOCATE plan_{self._plans.popitem(last=False)[1]}")
        self._plans.move_to_end(sql)
        return self._con.execute(f"EXECUTE plan_{self._plans[sql]}").to_arrow_table()

    def forget_rows(self) -> None:
        """A planner that waits for the next file holds no row of the last one."""
        for table in self._tables.values():
            table.rows = table.rows.schema.empty_table()

    def close(self) -> None:
        self._con.close()


_planners: list[tuple[_Shape, _Planner]] = []  # those that nobody uses at the moment, used longest ago first
_choosing = Lock()


def _planned(sql: str, tables: Mapping[str, pa.Table]) -> pa.Table:
    """Run SQL over small tables by a plan that is kept for tables of this shape."""
    shape = tuple((name, table.schema) for name, table in tables.items())
    with _choosing:
        place = next((i for i in reversed(range(len(_planners))) if _planners[i][0] == shape), None)
        planner = None if place is None else _planners.pop(place)[1]
    planner = planner or _Planner(shape)
    try:
        found = planner.ask(sql, tables)
    except BaseException:
        planner.close()
        raise
    planner.forget_rows()
    with _choosing:
        _planners.append((shape, planner))
        oldest = _planners.pop(0)[1] if len(_planners) > _PLANNERS else None
    if oldest:
        oldest.close()
    return found


def over(con: "Connection", sql: str, **tables: pa.Table) -> pa.Table:
    """Run SQL over Arrow tables by name, and over nothing else."""
    if all(len(table) <= _FEW for table in tables.values()):
        return _planned(sql, tables)
    for name, table in tables.items():
        con.register(name, table)
    try:
        return con.execute(sql).to_arrow_table()
    finally:
        for name in tables:
            con.unregister(name)


class ColumnBatch:
    """The cells of all columns of a small file, read together: in a small query, planning takes nearly all of the time.

    Stands for the connection; typed() and the readers find in it what was read. plain: the file's letters are plain.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, columns: list[tuple[Column, pa.ChunkedArray]], *, plain: bool):
        self._con = con
        self._tidy = "tidy_plain" if plain else "tidy_any"
        self._cells = pc.unique(
            one_chunk(pa.chunked_array([c for _, cells in columns for c in cells.chunks], pa.string()))
        )
        self._tidied = self._run_tidy()
        self._texts: dict[str, list[pa.Array]] = {}
        for column, cells in columns:
            self._texts.setdefault(column.type, []).append(pc.unique(one_chunk(self.tidied(pc.unique(cells)))))
        self._read: dict[str, pa.Table] = {}

    def __getattr__(self, name: str) -> Any:  # whatever a connection has
        return getattr(self._con, name)

    def _run_tidy(self) -> pa.Array:
        sql = f"SELECT {self._tidy}(cell) AS text FROM cells"
        return one_chunk(over(self._con, sql, cells=pa.table({"cell": self._cells}))["text"])

    def tidied(self, cells: pa.Array) -> pa.Array:
        """The text of each cell, NULL where it is empty."""
        return self._tidied.take(pc.index_in(cells, value_set=self._cells))

    def found(self, file: str, texts: pa.Array) -> pa.Table | None:
        """What the .sql file says of the texts, out of what it says of all; None where it has to be asked."""
        if file not in _READ_TOGETHER:
            return None
        if file not in self._read:
            every = [text for type in _READ_TOGETHER[file] for text in self._texts.get(type, ())]
            distinct = pc.drop_null(pc.unique(one_chunk(pa.chunked_array(every, pa.string()))))
            self._read[file] = _run(self._con, file, texts=pa.table({"text": distinct}))
        read = self._read[file]
        place = pc.index_in(texts, value_set=one_chunk(read["text"]))
        return None if place.null_count else read.take(one_chunk(place))


Connection = duckdb.DuckDBPyConnection | ColumnBatch  # what a question is asked of

# .sql files that read a text, whichever column it stands in, and the types that need them
_READ_TOGETHER = {
    "text.sql": ("text",),
    "code.sql": ("code",),
    "number.sql": ("number", "whole"),
    "moment.sql": ("date", "moment", "month"),
    "words.sql": ("rating", "word", "yesno"),
}


def typed(
    con: Connection,
    column: Column,
    cells: pa.ChunkedArray,
    lines: pa.Array,
    *,
    plain: bool,
    header: str,
    shown: pa.ChunkedArray | None = None,
    reordered: bool = False,
    apart: Texts | None = None,
    usual: pa.Array | None = None,
) -> Cells:
    """Read one column. plain: the file holds only plain letters. header: as the file spells it.

    shown: the cells as the file has them, for problems, where those to be read are written anew. reordered: their
    days were not written day first. apart: the texts of the cells, where they have been told apart before.
    usual: what usual_values() has read.
    """
    shown = cells if shown is None else shown
    if cells.num_chunks == 0:
        cells = pa.chunked_array([[]], pa.string())
    column_cells = Cells(column, pa.nulls(0), lines)
    tidy = "tidy_plain" if plain else "tidy_any"
    severity = "error" if column.stored else "warning"
    quick = rows = dictionary = None
    encoded = None if usual is not None else (apart or Texts(cells)).encoded
    if encoded is None and column.type in _QUICK:
        quick, texts = (
            _quickly(con, column, cells, tidy) if usual is None else (usual, pa.nulls(len(cells), pa.string()))
        )
        if column.type == "moment" and not reordered:
            _name_day_first(con, column_cells, cells, quick)
    else:
        encoded = one_chunk(cells).dictionary_encode() if encoded is None else encoded
        rows, dictionary = encoded.indices, encoded.dictionary
        texts = _tidied(con, tidy, dictionary)
    distinct = pc.drop_null(pc.unique(texts))
    result = _READERS[column.type](con, column, pa.table({"text": distinct}))
    place = pc.index_in(texts, value_set=one_chunk(result["text"])) if len(result) else pa.nulls(len(texts), pa.int32())
    values = one_chunk(result["value"]).cast(column.arrow_type).take(one_chunk(place))
    if quick is not None:
        values = pc.coalesce(one_chunk(quick).cast(column.arrow_type), values)
    if rows is not None:
        values = cells if values.equals(dictionary) else values.take(rows)
        place = one_chunk(place).take(rows)
    column_cells.values = values
    factor = column.scale.get(folded(header))
    shown = one_chunk(shown)
    result, defaults = _without_defaults(result, column)
    name_problems(column_cells, result, place, shown, lines, severity)
    name_repairs(column_cells, result, place, without="day first" if reordered else "")
    name_defaults(column_cells, defaults, place, shown, lines)
    if factor:
        column_cells.multiply(factor)
        column_cells.repairs.append(
            f"{column.name}: the column {header!r} was multiplied by {factor} to give {column.unit}."
        )
    if column.required:
        name_empty(column_cells, shown, lines)
    return column_cells


def _without_defaults(result: pa.Table, column: Column) -> tuple[pa.Table, pa.Array | None]:
    """Days that systems write where there is none, as empty cells of a column that need not be filled; and which."""
    if column.required or column.type not in ("date", "moment"):
        return result, None
    defaults = pc.fill_null(pc.equal(result["code"], "no_date"), False)
    if not pc.any(defaults).as_py():
        return result, None
    return _instead(result, defaults, code=None, problem=None, remedy=None), one_chunk(defaults)


def _tidied(con: Connection, tidy: str, cells: pa.Array) -> pa.Array:
    if isinstance(con, ColumnBatch):
        return con.tidied(cells)
    return over(con, f"SELECT {tidy}(cell) AS text FROM cells", cells=pa.table({"cell": cells}))["text"]


_PLANNED = 1_000  # rows from which one more question is answered sooner than each text is read for itself


def usual_values(con: Connection, column: Column, cells: pa.ChunkedArray) -> pa.Array | None:
    """The values of a column of different cells that are all empty or in the usual form of their type.

    None where one of them is not, so that the readers of values have to say what it is, or where there are few.
    """
    if column.type not in _QUICK or not mostly_different(cells, _PLANNED):
        return None
    values, texts = _quickly(con, column, cells, "tidy_any")
    return values if texts.null_count == len(texts) else None


def _quickly(con: Connection, column: Column, cells: pa.ChunkedArray, tidy: str) -> tuple[pa.Array, pa.Array]:
    """Values of the cells in their usual form, and the texts of the others; each NULL where the other speaks."""
    both = over(
        con,
        f"""SELECT value, CASE WHEN value IS NULL THEN {tidy}(cell) END AS text
            FROM (SELECT cell, {_QUICK[column.type]} AS value FROM cells)""",
        cells=pa.table({"cell": cells}),
    )
    return one_chunk(both["value"]), one_chunk(both["text"])


# -- readers: distinct texts -> text, value, code, problem, remedy, repair ---------------------------------------------


_Reader = Callable[[Connection, Column, pa.Table], pa.Table]


def _with_values(read: pa.Table, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    return read.set_column(read.schema.get_field_index("value"), "value", values)


def _instead(
    read: pa.Table, where: pa.Array | pa.ChunkedArray, **others: pa.Array | pa.ChunkedArray | str | None
) -> pa.Table:
    """The table with other entries in some of its rows. others: column → entry, or one for each row."""
    for name, entries in others.items():
        read = read.set_column(read.schema.get_field_index(name), name, pc.if_else(where, entries, read[name]))
    return read


def _by_sql(file: str) -> _Reader:
    return lambda con, column, texts: ask(con, file, texts=texts)


def _text(con: Connection, column: Column, texts: pa.Table) -> pa.Table:
    read = ask(con, "text.sql", texts=texts)
    if not column.none_means:
        return read
    # here 'none' is what the column is asked for
    none = pc.is_in(pc.utf8_lower(read["text"]), value_set=pa.array(["none", "no", "nil", "none.", "no route"]))
    return _with_values(read, pc.if_else(none, column.none_means, read["value"]))


_SIGNS = {"percent": ("£", "count", "minutes", "seconds"), "pounds": ("%", "count", "minutes", "seconds")}


def _number(con: Connection, column: Column, texts: pa.Table) -> pa.Table:
    """Figures, and lengths of time where the column holds those. A sign of another unit is a contradiction."""
    read = ask(con, "number.sql", texts=texts)
    if column.unit in SECONDS and pc.any(pc.is_valid(read["problem"])).as_py():
        read = _with_lengths(con, column, read)
    for sign, units in _SIGNS.items():
        wrong = pc.fill_null(pc.equal(read["repair"], sign), False)
        if column.unit in units and pc.any(wrong).as_py():
            unit = "single ones" if column.unit == "count" else column.unit
            what = f"is {'a percentage' if sign == 'percent' else 'in pounds'}, and the column is in {unit}"
            remedy = f"Write the figure in {unit}."
            read = _instead(
                read, wrong, value=None, code="sign_of_another_unit", problem=what, remedy=remedy, repair=None
            )
    return read


def _with_lengths(con: Connection, column: Column, read: pa.Table) -> pa.Table:
    lengths = ask(con, "duration.sql", texts=read.select(["text"]))
    lengths = lengths.take(pc.index_in(read["text"], value_set=one_chunk(lengths["text"])))
    odd = pc.is_valid(read["problem"])
    timed = pc.and_(odd, pc.is_valid(lengths["value"]))
    either = pc.and_(odd, pc.is_valid(lengths["problem"]))
    remedy = pc.binary_join_element_wise(lengths["remedy"], f"{column.unit}.", "")
    read = _instead(read, either, code=lengths["code"], problem=lengths["problem"], remedy=remedy)
    value = pc.divide(lengths["value"], float(SECONDS[column.unit]))
    return _instead(read, timed, value=value, code=None, problem=None, remedy=None, repair="length")


def _whole(con: Connection, column: Column, texts: pa.Table) -> pa.Table:
    numbers = ask(con, "number.sql", texts=texts)
    value = one_chunk(numbers["value"])
    broken, large = pc.not_equal(value, pc.trunc(value)), pc.greater_equal(pc.abs(value), 2e9)
    wrong = pc.if_else(broken, "is not a whole number", pc.if_else(large, "is too large", None))
    code = pc.if_else(broken, "not_whole", pc.if_else(large, "too_large", None))
    columns = {
        "text": numbers["text"],
        "value": pc.if_else(pc.or_(broken, large), None, value).cast(pa.int32()),
        "code": pc.coalesce(numbers["code"], code),
        "problem": pc.coalesce(numbers["problem"], wrong),
        "remedy": pc.coalesce(numbers["remedy"], "Write a whole number such as 12."),
        "repair": numbers["repair"],
    }
    return pa.table(columns)


def _date(con: Connection, column: Column, texts: pa.Table) -> pa.Table:
    days = ask(con, "moment.sql", texts=texts)
    return _with_values(days, pc.floor_temporal(days["value"], unit="day").cast(pa.date32()))


def _month(con: Connection, column: Column, texts: pa.Table) -> pa.Table:
    return _longer_named(ask(con, "month.sql", texts=texts, days=ask(con, "moment.sql", texts=texts)), column)


def _longer_named(read: pa.Table, column: Column) -> pa.Table:
    """With which month to write instead of each quarter or year."""
    wrong = read.filter(pc.is_valid(read["problem"]))["text"].unique().to_pylist()
    instead = {text: found for text in wrong if len(text) < 40 and (found := _instead_of(text, column))}
    if not instead:
        return read
    texts = read["text"].to_pylist()
    for place, name in enumerate(("code", "problem", "remedy")):
        told = [instead[text][place] if text in instead else kept
                for text, kept in zip(texts, read[name].to_pylist(), strict=True)]  # fmt: skip
        read = read.set_column(read.schema.get_field_index(name), name, pa.array(told, pa.string()))
    return read


def _instead_of(text: str, column: Column) -> tuple[str, str, str] | None:
    return month_instead(text, column.length_in, by_measure=bool(column.period_of))


def days_of(con: Connection, texts: pa.Array) -> dict[str, date]:
    """Each text that can be read as a month, with its day: the first, where it names none."""
    table = pa.table({"text": texts})
    days = ask(con, "moment.sql", texts=table)
    months = ask(con, "month.sql", texts=table, days=days)
    day_of = {text: moment.date() for text, moment in zip(*_pairs(days), strict=True) if moment is not None}
    return {text: day_of.get(text, month) for text, month in zip(*_pairs(months), strict=True) if month is not None}


def _pairs(read: pa.Table) -> tuple[list, list]:
    return read["text"].to_pylist(), read["value"].to_pylist()


def _edition(con: Connection, column: Column, texts: pa.Table) -> pa.Table:
    return ask(con, "edition.sql", texts=texts, months=_month(con, column, texts))


def _rating(con: Connection, column: Column, texts: pa.Table) -> pa.Table:
    """Status words by the rules of data/contracts/statuses.py."""
    words = {folded(spelling): code for code, many in RATINGS.items() for spelling in (code, *many)}

    def read(text: str) -> _Read:
        code = words.get(folded(text))
        if code:
            return _Read(code, repair=None if folded(text) in (folded(code), folded(RATINGS[code][0])) else "word")
        if withheld(text):
            return _Read("exempt" if text.casefold().startswith("exempt") else "not_rated", repair="word")
        near = get_close_matches(folded(text), words, n=1, cutoff=0.75)
        meant = f"Did you mean {RATINGS[words[near[0]]][0]}? " if near else ""
        return _Read(None, "not_a_status", "is not a status taken here", f"{meant}Write {HOW_TO_WRITE['rating']}.")

    return _in_python(con, texts, pa.string(), read)


def _months(con: Connection, column: Column, texts: pa.Table) -> pa.Table:
    """Lists such as 2025-04; Jan 2026. A day inside a month stays a day: it matches no month's row and is reported."""
    parts = over(
        con,
        r"""SELECT text, trim(part) AS part
            FROM (SELECT text, unnest(string_split_regex(text, '[;,|\n\r]+')) AS part FROM texts)
            WHERE trim(part) <> ''""",
        texts=texts,
    )
    different = over(con, "SELECT DISTINCT part AS text FROM parts", parts=parts)
    days = ask(con, "moment.sql", texts=different)
    read = over(
        con,
        """SELECT m.* REPLACE (CASE WHEN day(d.value) > 1 THEN strftime(d.value, '%Y-%m-%d')
                                    ELSE strftime(m.value, '%Y-%m') END AS value)
           FROM months AS m JOIN days AS d USING (text)""",
        months=ask(con, "month.sql", texts=different, days=days),
        days=days,
    )
    return over(
        con,
        """SELECT t.text,
                  CASE WHEN count(r.problem) = 0 THEN
                      string_agg(r.value, ';' ORDER BY r.value)
                  END AS value,
                  any_value(r.code) AS code,
                  any_value(p.part || ' ' || r.problem) AS problem,
                  any_value(r.remedy) FILTER (r.problem IS NOT NULL) AS remedy,
                  any_value(r.repair) AS repair
           FROM texts AS t
           LEFT JOIN parts AS p ON p.text = t.text
           LEFT JOIN read AS r ON r.text = p.part
           GROUP BY t.text""",
        texts=texts,
        parts=parts,
        read=read,
    )


def _yesno(con: Connection, column: Column, texts: pa.Table) -> pa.Table:
    def read(text: str) -> _Read:
        word = text.casefold().rstrip(".")
        if word in YES or word in NO:
            return _Read(word in YES)
        return _Read(None, "neither_yes_nor_no", "is neither yes nor no", "Write yes or no.")

    return _in_python(con, texts, pa.bool_(), read)


def _word(con: Connection, column: Column, texts: pa.Table) -> pa.Table:
    words = list(dict.fromkeys(column.words.values()))

    def read(text: str) -> _Read:
        word = column.words.get(folded(text)) or column.words.get(text.strip().casefold())
        if word:
            return _Read(word, repair=None if folded(word) == folded(text) else "word")
        if not column.only_words:
            return _Read(text)
        near = get_close_matches(folded(text), column.words, n=1, cutoff=0.75)
        meant = f"Did you mean {column.words[near[0]]}? " if near else ""
        remedy = f"{meant}Write one of: {', '.join(words)}."
        return _Read(None, "not_among_the_words", "is not one of the words taken here", remedy)

    read_words = _in_python(con, texts, pa.string(), read, take_blank_words=column.words)
    if column.only_words:
        return read_words
    kept = ask(con, "text.sql", texts=texts)
    return over(  # words of the service desk's own are kept as text, so they are looked through like text
        con,
        """SELECT w.text, CASE WHEN k.problem IS NULL THEN w.value END AS value,
                  coalesce(k.code, w.code) AS code, coalesce(k.problem, w.problem) AS problem,
                  coalesce(k.remedy, w.remedy) AS remedy, w.repair
           FROM words AS w JOIN kept AS k USING (text)""",
        words=read_words,
        kept=kept,
    )


class _Read(NamedTuple):
    """What a text was read as in Python: the value, or what is wrong with it."""

    value: str | bool | None = None
    code: str | None = None
    problem: str | None = None
    remedy: str | None = None
    repair: str | None = None


_FAILED = _Read(None, "failed_formula", "is a failed Excel formula", "Mend the formula, or leave the cell empty.")


def _in_python(
    con: Connection,
    texts: pa.Table,
    type: pa.DataType,
    read: Callable[[str], _Read],
    take_blank_words: Container[str] = (),
) -> pa.Table:
    def of_cell(cell: dict) -> _Read:
        if cell["nothing"] and folded(cell["text"]) not in take_blank_words:
            return _Read()
        return _FAILED if cell["failed"] else read(cell["text"])

    words = ask(con, "words.sql", texts=texts)
    rows = [of_cell(cell) for cell in words.to_pylist()]
    types = {name: type if name == "value" else pa.string() for name in _Read._fields}
    columns = {name: pa.array([getattr(each, name) for each in rows], kept) for name, kept in types.items()}
    return pa.table({"text": words["text"], **columns})


_READERS: dict[str, _Reader] = {
    "id": _by_sql("id.sql"),
    "code": _by_sql("code.sql"),
    "calendar months": _by_sql("calendar_months.sql"),
    "text": _text,
    "rating": _rating,
    "edition": _edition,
    "financial year": _by_sql("financial_year.sql"),
    "number": _number,
    "moment": _by_sql("moment.sql"),
    "whole": _whole,
    "date": _date,
    "month": _month,
    "months": _months,
    "yesno": _yesno,
    "word": _word,
}


def _name_day_first(con: Connection, column_cells: Cells, cells: pa.ChunkedArray, values: pa.Array) -> None:
    example = over(
        con,
        r"""SELECT cell, value FROM cells
           WHERE day(value) <= 12 AND day(value) <> month(value) AND NOT regexp_matches(cell, '^\s*\d{4}-') LIMIT 1""",
        cells=pa.table({"cell": cells, "value": values}),
    ).to_pylist()
    if example:
        sentence = mended("day first", example[0]["cell"].strip(), example[0]["value"])
        column_cells.repairs.append(f"{column_cells.column.name}: {sentence}.")
