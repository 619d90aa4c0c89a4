"""The rules that all SQL here may call, as rules.name(…): the macros of queries/rules.sql.

Their file stands beside the questions, where whoever checks a figure reads; it belongs to no floor. SQL has no import,
so each database is handed the macros when it is opened, as it is handed the views of data/schema/. Nothing of the floor
above is imported for that, and nothing of it would change: the file is text, named by its path.
"""

import duckdb

from data.settings import ROOT

NAME = "rules"
_FILE = ROOT / "queries" / "rules.sql"


def attach(con: duckdb.DuckDBPyConnection) -> None:
    """Give a database, and every cursor of it, the rules: a second database, in memory, that holds only them.

    Not kept in the store: a newer dashboard brings newer rules, and a lake has no macros. Call it once for a database.
    """
    con.execute(f"ATTACH ':memory:' AS {NAME}")
    con.execute(_FILE.read_text(encoding="utf-8"))
