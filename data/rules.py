"""The rules that all SQL here may call, as rules.name(…): the macros of queries/rules.sql, and months' working days.

Their file stands beside the questions, where whoever checks a figure reads; it belongs to no floor. SQL has no import,
so each database is handed the macros when it is opened, as it is handed the views of data/schema/. Nothing of the floor
above is imported for that, and nothing of it would change: the file is text, named by its path.
"""

import csv
from datetime import date
from functools import cache

import duckdb
import pyarrow as pa

from data.settings import ROOT

NAME = "rules"
_FILE = ROOT / "queries" / "rules.sql"
_BANK_HOLIDAYS = ROOT / "data" / "bank_holidays.csv"
_WORKING_DAYS = ROOT / "data" / "working_days.sql"


def bank_holidays() -> list[tuple[str, date, str]]:
    """(nation, day, name) of the bank holidays on weekdays, as data/bank_holidays.csv has them. Nations are named as in
    council.toml."""
    with _BANK_HOLIDAYS.open(encoding="utf-8", newline="") as file:
        return [(row["nation"], date.fromisoformat(row["date"]), row["name"]) for row in csv.DictReader(file)]


@cache
def _working_days() -> pa.Table:
    """nation, month, days: worked out once, since every store and every check of a file is handed it."""
    nations, days, _ = zip(*bank_holidays(), strict=True)
    with duckdb.connect() as con:
        con.register("bank_holidays", pa.table({"nation": list(nations), "date": list(days)}))
        return con.execute(_WORKING_DAYS.read_text(encoding="utf-8")).to_arrow_table()


def attach(con: duckdb.DuckDBPyConnection) -> None:
    """Give a database, and every cursor of it, the rules: a second database, in memory, that holds only them.

    Not kept in the store: a newer dashboard brings newer rules, and a lake has no macros. Call it once for a database.
    """
    con.execute(f"ATTACH ':memory:' AS {NAME} (READ_WRITE)")  # also beside a store that may only be read
    con.begin()  # one transaction: each macro in one of its own takes longer
    con.register("working_days_of_months", _working_days())
    con.execute(f"CREATE TABLE {NAME}.working_days AS FROM working_days_of_months")
    con.unregister("working_days_of_months")
    con.execute(_FILE.read_text(encoding="utf-8"))
    con.commit()
