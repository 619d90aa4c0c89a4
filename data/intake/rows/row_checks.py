"""The checks that a contract puts on its columns and on pairs of them: every failure, worded by the contract."""

from datetime import date, datetime

import duckdb
import pyarrow as pa

from data.contracts import Contract, Rule
from data.intake.problem import LISTED, Problem, listed, the_rest
from data.intake.values.cells import over


def row_checks(con: duckdb.DuckDBPyConnection, rows: pa.Table, wanted: Contract) -> list[Problem]:
    """Every row that fails a check of the contract, check by check and line by line.

    rows: the typed columns and source_row. All checks are counted in one pass; only those that fail are asked again.
    """
    checks = wanted.checks
    if not checks:
        return []
    counts = over(con, f"SELECT {', '.join(f'count_if({each.wrong})' for each in checks)} FROM rows", rows=rows)
    problems = []
    for check, (count,) in zip(checks, counts.columns, strict=True):
        if count.as_py():
            problems += _failed(con, rows, check)
    return problems


def _failed(con: duckdb.DuckDBPyConnection, rows: pa.Table, check: Rule) -> list[Problem]:
    sql = f"SELECT source_row, {check.column} AS value FROM rows WHERE {check.wrong} ORDER BY source_row"
    wrong = over(con, sql, rows=rows)
    first, others = wrong.slice(0, LISTED).to_pylist(), wrong["source_row"].slice(LISTED)
    same = [
        pa.repeat(word, len(others)).dictionary_encode()
        for word in (check.column, check.problem, check.remedy, check.code)
    ]
    return listed(
        (
            Problem(
                each["source_row"],
                check.column,
                _as_text(each["value"]),
                check.problem,
                check.remedy,
                check.severity,
                code=check.code,
            )
            for each in first
        ),
        len(wrong),
        check.column,
        check.severity,
        the_rest(others, *same) if len(others) else None,
    )


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"{value:.15g}" if isinstance(value, float) else str(value)
