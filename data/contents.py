"""What a store holds, table by table: counted, compared, and carried whole into another store.

Rows go as Arrow, a batch at a time, so that a DuckDB file and a lake need not know of each other.
"""

import duckdb

_BATCH = 122_880  # rows: DuckDB's row group

Contents = dict[str, list[str]]


def contents(cursor: duckdb.DuckDBPyConnection) -> Contents:
    """Name of each table → how many rows, and the sum of their hashes, which does not depend on their order."""
    sums = 'SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) FROM "{name}" AS t'
    return {name: [str(each) for each in _row(cursor, sums.format(name=name))] for name in _names(cursor)}


def differing(found: Contents, holds: Contents) -> list[str]:
    """The tables of which one has other rows than the other, or none."""
    return sorted(name for name in found.keys() | holds.keys() if found.get(name) != holds.get(name))


def filled(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables that hold something, but for the list of what the store's tables were made by."""
    return [
        name
        for name in _names(cursor)
        if name != "schema_versions" and cursor.execute(f'FROM "{name}" LIMIT 1').fetchone() is not None
    ]


def carry(source: duckdb.DuckDBPyConnection, target: duckdb.DuckDBPyConnection) -> None:
    """Make every table of the target hold the rows of the source's and no others.

    Both are in a transaction, which is what makes it all or nothing, and up to date. Raises duckdb.Error.
    """
    for name in _names(source):
        target.execute(f'DELETE FROM "{name}"')
        rows = source.execute(f'FROM "{name}"').to_arrow_reader(_BATCH)
        target.register("rows_to_carry", rows)
        try:
            target.execute(f'INSERT INTO "{name}" BY NAME FROM rows_to_carry')
        finally:
            target.unregister("rows_to_carry")


def _names(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    found = cursor.execute(
        """SELECT table_name FROM duckdb_tables()
           WHERE database_name = current_database() AND schema_name = 'main' AND NOT temporary
           ORDER BY table_name"""
    ).fetchall()
    return [name for (name,) in found]


def _row(cursor: duckdb.DuckDBPyConnection, sql: str) -> tuple:
    row = cursor.execute(sql).fetchone()
    assert row is not None  # an aggregate over all
    return row
