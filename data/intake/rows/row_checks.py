"""The checks that a contract puts on its columns and on pairs of them: every failure, worded by the contract."""

from datetime import date, datetime

import pyarrow as pa
from pandera.errors import SchemaError, SchemaErrors

from data.contracts import Contract
from data.intake.problem import LISTED, Problem, listed, the_rest

# pandera's name of a check of one column → code and sentence of the problem; the rules of a contract have their own
_WORDING = {
    "greater_than_or_equal_to": ("below_the_least", "is less than {min_value}"),
    "less_than_or_equal_to": ("above_the_most", "is more than {max_value}"),
    "in_range": ("out_of_range", "is not between {min_value} and {max_value}"),
    "isin": ("not_among_the_words", "is none of {allowed_values}"),
}


def row_checks(rows: pa.Table, wanted: Contract) -> list[Problem]:
    """What pandera finds in the columns that carry checks: all failures, worded by the contract."""
    read_by_rules = {name for each in wanted.checks.checks for name in (each.statistics or {}).get("reads", ())}
    names = [
        each.name
        for each in wanted.columns.values()
        if each.type in ("number", "whole", "moment", "date", "month")
        or each.name in wanted.checks.columns
        or each.name in read_by_rules
    ]
    if not names:
        return []
    frame = rows.select(names).to_pandas(date_as_object=False, integer_object_nulls=False)
    try:
        wanted.checks.validate(frame, lazy=True)
    except SchemaErrors as errors:
        problems = []
        for error in errors.schema_errors:
            problems += _failed(error, rows, wanted)
        return problems
    return []


def _failed(error: SchemaError, rows: pa.Table, wanted: Contract) -> list[Problem]:
    about = error.check.statistics or {}
    name = about.get("column") or error.schema.name
    code, wording = _WORDING.get(error.check.name) or (error.check.name, str(error.check.error))
    problem = wording.format(**about)
    column = wanted.columns[name]
    remedy = about.get("remedy") or f"Check it. {column.meaning}"
    severity = about.get("severity", "error")
    passed = error.check_output
    wrong = pa.array(passed.index.to_numpy()[~passed.to_numpy().astype(bool)], pa.int64())
    at, others = wrong.slice(0, LISTED), wrong.slice(LISTED)
    same = [pa.repeat(word, len(others)).dictionary_encode() for word in (name, problem, remedy, code)]
    return listed(
        (
            Problem(line, name, _as_text(value), problem, remedy, severity, code=code)
            for line, value in zip(
                rows["source_row"].take(at).to_pylist(), rows[name].take(at).to_pylist(), strict=True
            )
        ),
        len(wrong),
        name,
        severity,
        the_rest(rows["source_row"].take(others), *same) if len(others) else None,
    )


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"{value:.15g}" if isinstance(value, float) else str(value)
