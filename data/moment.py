"""Rows that questions build on, kept in memory between them: as tables of a database beside the store.

DuckDB reads a table of its own five times as fast as one of Arrow, which matters where there are few rows and many
questions. Each store has a shelf of such tables that all its cursors see. Who is in a transaction does not see what is
put there later, and cannot add to it, so that a dry run has a shelf of its own. Between shelves rows go as Arrow.
"""

import itertools
import re
import weakref
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from threading import RLock

import duckdb
import pandas as pd
import pyarrow as pa

_BESIDE = "beside"
_COLUMN = 27_000  # bytes that a table's column takes, however few its rows are
_VALUE = 12  # bytes that one more value takes, about
_LOOSE = 400  # columns of new tables that may take the room they were begun with, a quarter of a megabyte each
_numbers = itertools.count(1)


class Rows:
    """Rows of one SELECT. Use Moment.rows(). nbytes: of memory, about."""

    def __init__(self, arrow: pa.Table | None = None):
        self._arrow = arrow
        # of each shelf that is still in use: that of a dry run goes with it
        self._on: weakref.WeakKeyDictionary[Shelf, _Table] = weakref.WeakKeyDictionary()
        self._lock = RLock()
        self.nbytes = arrow.nbytes if arrow is not None else 0

    @classmethod
    def on(cls, shelf: "Shelf", table: "_Table", nbytes: int) -> "Rows":
        """Those of a table of a shelf."""
        rows = cls()
        rows._on[shelf], rows.nbytes = table, nbytes
        return rows

    def arrow(self) -> pa.Table:
        """The rows, wherever they lie; from then on they outlast the store that they were worked out in."""
        with self._lock:
            if self._arrow is None:
                ((shelf, table),) = self._on.items()
                self._arrow = shelf.read(table)
            return self._arrow

    def name_on(self, shelf: "Shelf", cursor: duckdb.DuckDBPyConnection) -> str:
        """What SQL calls them there, where they are put when they are wanted there first."""
        with self._lock:
            if (table := self._on.get(shelf)) is None:
                table = self._on[shelf] = shelf.put(cursor, self.arrow())
            return table.name


class _Table:
    """A table of a shelf, dropped after the last who knows of it. unused: where the shelf looks for such."""

    def __init__(self, name: str, unused: deque[str]):
        self.name = name
        weakref.finalize(self, unused.append, name).atexit = False


class Shelf:
    """Where rows lie as tables. name: unlike that of every shelf before it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, own: bool = False):
        """own: of one connection alone, whose transaction it belongs to; else of all cursors of a store."""
        self.connection = connection
        self._create, self._schema = ("CREATE TEMP TABLE", "temp") if own else ("CREATE TABLE", _BESIDE)
        self.name = f"shelf {next(_numbers)}"
        self._unused: deque[str] = deque()  # filled by whichever thread lets go of a table
        self._columns: dict[str, int] = {}  # of the rows of a SELECT
        self._loose = 0  # columns since tables were last packed
        self._own = own
        if not own:
            connection.execute(f"ATTACH ':memory:' AS {_BESIDE} (READ_WRITE)")

    def answer(self, cursor: duckdb.DuckDBPyConnection, sql: str, params: Mapping[str, object], text: str) -> Rows:
        """The rows of the SELECT, as a table here. text: the same for SELECTs with the same columns."""
        self._drop_unused(cursor)
        table = self._new()
        (count,) = cursor.execute(f"{self._create} {table.name} AS {sql}", dict(params)).fetchone() or (0,)
        if text not in self._columns:
            self._columns[text] = len(cursor.execute(f"FROM {table.name} LIMIT 0").description)
        columns = self._columns[text]
        self._pack(cursor, columns)
        return Rows.on(self, table, columns * (_COLUMN + _VALUE * count) if count else 0)

    def put(self, cursor: duckdb.DuckDBPyConnection, rows: pa.Table) -> _Table:
        """Rows that were worked out elsewhere, as a table here."""
        self._drop_unused(cursor)
        table = self._new()
        cursor.register("rows_to_put", rows)
        try:
            cursor.execute(f"{self._create} {table.name} AS FROM rows_to_put")
        finally:
            cursor.unregister("rows_to_put")
        return table

    def read(self, table: _Table) -> pa.Table:
        """The rows of one of its tables."""
        with self.connection.cursor() as cursor:
            return cursor.execute(f"FROM {table.name}").to_arrow_table()

    def _new(self) -> _Table:
        return _Table(f"{self._schema}.rows_{next(_numbers)}", self._unused)

    def _pack(self, cursor: duckdb.DuckDBPyConnection, columns: int) -> None:
        """Give back what new tables do not fill, now and then: they are begun with room for many more rows."""
        self._loose += columns
        if self._own or self._loose < _LOOSE:
            return
        self._loose = 0
        with suppress(duckdb.TransactionException):  # somebody writes here just now: the next time
            cursor.execute(f"CHECKPOINT {self._schema}")

    def _drop_unused(self, cursor: duckdb.DuckDBPyConnection) -> None:
        with suppress(IndexError):  # there are no more, or another thread has taken the last
            while True:
                cursor.execute(f"DROP TABLE IF EXISTS {self._unused.popleft()}")


class Moment:
    """The store as one cursor sees it, for SELECTs that read each other's rows.

    alone: in a transaction, which sees the store at one moment; else whoever asks makes sure that nothing changed.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, shelf: Shelf, *, alone: bool):
        self._cursor, self._shelf, self._alone = cursor, shelf, alone

    def rows(self, sql: str, params: Mapping[str, object], tables: Mapping[str, Rows]) -> Rows:
        """Rows of one SELECT, which may read from `tables` (name → rows) too. Raises duckdb.Error when it is wrong."""
        text, names = sql, {name: rows.name_on(self._shelf, self._cursor) for name, rows in tables.items()}
        if names:
            read = rf"\b(FROM|JOIN)\s+({'|'.join(sorted(names, key=len, reverse=True))})\b(\s+AS\b)?"
            sql = re.sub(
                read, lambda found: f"{found[1]} {names[found[2]]} AS{'' if found[3] else f' {found[2]}'}", sql
            )
        if self._alone:
            return Rows(self._cursor.execute(sql, dict(params)).to_arrow_table())
        return self._shelf.answer(self._cursor, sql, params, text)

    def frame(self, rows: Rows) -> pd.DataFrame:
        """The rows as query() would give them."""
        return self._cursor.execute(f"FROM {rows.name_on(self._shelf, self._cursor)}").df()
