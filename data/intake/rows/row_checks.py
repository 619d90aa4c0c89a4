"""The checks that a contract puts on its columns and on pairs of them: every failure, worded by the contract."""

import re
from collections.abc import Mapping
from datetime import date, datetime

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract, Rule
from data.intake.problem import LISTED, Problem, listed, the_rest
from data.intake.values.cells import over


def row_checks(
    con: duckdb.DuckDBPyConnection, rows: pa.Table, wanted: Contract, wrong_lines: Mapping[str, pa.Array]
) -> list[Problem]:
    """Every row that fails a check of the contract, check by check and line by line.

    rows: the typed columns and source_row. wrong_lines: column → lines in which its cell has a problem already: such a
    cell is not empty, so no check that reads it says anything. All checks are counted in one pass; only those that
    fail are asked again.
    """
    checks = wanted.checks
    if not checks:
        return []
    counts = over(con, f"SELECT {', '.join(f'count_if({each.wrong})' for each in checks)} FROM rows", rows=rows)
    problems = []
    for check, (count,) in zip(checks, counts.columns, strict=True):
        if count.as_py():
            problems += _failed(con, _judged_by(check, rows, wrong_lines), check)
    return problems


def _judged_by(check: Rule, rows: pa.Table, wrong_lines: Mapping[str, pa.Array]) -> pa.Table:
    """The rows in which every cell that the check reads is as the file has it."""
    for column, lines in wrong_lines.items():
        if len(lines) and re.search(rf"\b{column}\b", check.wrong):
            rows = rows.filter(pc.invert(pc.is_in(rows["source_row"], value_set=lines)))
    return rows


def _failed(con: duckdb.DuckDBPyConnection, rows: pa.Table, check: Rule) -> list[Problem]:
    sql = f"SELECT source_row, {check.column} AS value FROM rows WHERE {check.wrong} ORDER BY source_row"
    wrong = over(con, sql, rows=rows)
    if not len(wrong):
        return []
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
