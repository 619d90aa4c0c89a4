"""Figures of a file against what is published: outside the usual range, in another unit, final already, after a gap."""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any  # cells of a row of the database

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract, folded
from data.intake.known import Known
from data.intake.problem import Problem, listed
from data.intake.values.cells import ask, over

HELD = pa.schema({"name": pa.string(), "month": pa.date32(), "value": pa.float64(), "final": pa.bool_()})
_FRESH = pa.schema({"name": pa.string(), "first": pa.date32()})
_FACTORS = pa.schema({"name": pa.string(), "factor": pa.float64(), "said": pa.string()})
_SETTLED = 3  # months after which a category that nobody has seen is news

# unit → (factor that the figure would be off by, what it may be)
_UNIT_SLIPS = {
    "hours": ((60, "minutes where hours are meant"), (1 / 24, "days where hours are meant"),
              (1 / 60, "divided by 60 once too often")),
    "minutes": ((1 / 60, "hours where minutes are meant"), (60, "seconds where minutes are meant")),
    "days": ((24, "hours where days are meant"), (1 / 24, "divided by 24 once too often")),
    "percent": ((1 / 100, "a share such as 0.93 where 93 is meant"), (100, "written without its decimal point")),
    "ratio": ((100, "a percentage where a ratio is meant"),),
    "gbp": ((1 / 1000, "thousands of pounds where pounds are meant"), (1000, "pounds where thousands are usual"),
            (100, "pence where pounds are meant")),
    "count": ((1 / 1000, "thousands where single ones are meant"), (1000, "single ones where thousands are usual")),
}  # fmt: skip


def as_held(values: pa.Table | None, name: str = "measure_id") -> pa.Table:
    """Values of the store as held_values: name, month, value, final."""
    if values is None:
        return HELD.empty_table()
    if "final" not in values.column_names:
        values = values.append_column("final", pa.repeat(False, len(values)))
    return pa.table([values[each] for each in (name, "month", "value", "final")], names=HELD.names).cast(HELD)


def _warned(found: list[Problem], column: str) -> list[Problem]:
    return listed(found, len(found), column, "warning")


def figures(
    con: duckdb.DuckDBPyConnection,
    file_values: pa.Table,
    held: pa.Table,
    units: Mapping[str, str],
    fresh: Mapping[str, date],
    column: str,
) -> tuple[list[Problem], set[int]]:
    """What is odd about figures by month, each said once: a unit slip, what is outside the usual range, a restatement.

    file_values: source_row, name, month, value. units: name → unit; fresh: name → month from which it starts afresh.
    Gives the problems, and the rows in which a unit has slipped: however else they move is said already.
    """
    if not len(held):
        return [], set()
    names = pc.unique(file_values["name"]).to_pylist()
    slips = [(name, factor, said) for name in names for factor, said in _UNIT_SLIPS.get(units.get(name, ""), ())]
    factors = _rows(slips, _FACTORS)
    slipped = ask(con, "unit_slip.sql", file_values=file_values, held_values=held, factors=factors).to_pylist()
    gone = {each["source_row"] for each in slipped}
    starts = _rows([(name, first) for name, first in fresh.items() if first], _FRESH)
    outside = ask(con, "limits.sql", file_values=file_values, held_values=held, fresh=starts).to_pylist()
    found = _warned(
        [
            Problem(
                each["source_row"],
                column,
                f"{each['value']:.15g}",
                f"is far from the {_near(each['lowest'])} to {_near(each['highest'])} published so far, and may be "
                + each["said"],
                "Check the unit.",
                "warning",
                code="unit_slip",
            )
            for each in slipped
        ],
        column,
    )
    found += _warned(
        [
            Problem(
                each["source_row"],
                column,
                f"{each['name']}, {each['month']:%Y-%m}: {each['value']:.15g}",
                f"is {'above' if each['value'] > each['upper_limit'] else 'below'} the usual range of "
                f"{_near(each['lower_limit'])} to {_near(each['upper_limit'])}, and beyond every month so far",
                "Check the figure. If it is right, members will ask why: give an explanation.",
                "warning",
                code="outside_usual_range",
            )
            for each in outside
            if each["source_row"] not in gone
        ],
        column,
    )
    return found + restated(con, file_values, held, column), gone


def _near(figure: float) -> str:
    """A limit as people say it: no more figures than it can be trusted for."""
    return f"{figure:,.0f}" if abs(figure) >= 1000 else f"{figure:.3g}"


def restated(con: duckdb.DuckDBPyConnection, file_values: pa.Table, held: pa.Table, column: str) -> list[Problem]:
    """Figures that members have seen as final, and that the file would change."""
    rows = ask(con, "restated.sql", file_values=file_values, held_values=held).to_pylist()
    return _warned([_restated(each, column) for each in rows], column)


def _restated(each: Mapping[str, Any], column: str) -> Problem:
    after = "empty" if each["value"] is None else f"{each['value']:.15g}"
    return Problem(
        each["source_row"],
        column,
        f"{each['name']}, {each['month']:%Y-%m}",
        f"is a figure that members have seen as final: it was {each['before']:.15g} and would become {after}",
        "Check that it is meant to change, and say why in the note when you publish.",
        "warning",
        code="final_figure_changes",
    )


def _rows(rows: Iterable[tuple], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(each, kind.type) for each, kind in zip(columns, schema, strict=True)], schema=schema)


# -- gaps and copies ---------------------------------------------------------------------------------------------------


def gaps(
    con: duckdb.DuckDBPyConnection, wanted: Contract, rows: pa.Table, slices: Iterable[str], wrong: pa.Array
) -> list[Problem]:
    """Months, or financial years of a line, that are missing straight before one of the file.

    slices: keys of the kind that the store holds. wrong: lines whose month or year cannot be read: what such a thing
    lacks is not known before they are mended.
    """
    steps = wanted.steps
    if steps is None:
        return []
    column, by_year = steps.column, wanted.columns[steps.column].type == "financial year"
    name = steps.of or "''"
    step = f"CAST({column}[1:4] AS INTEGER)" if by_year else f"year({column}) * 12 + month({column}) - 1"
    sql = f"""SELECT {name} AS name, {step} AS step, min(source_row) AS source_row FROM rows
              WHERE {name} IS NOT NULL AND {step} IS NOT NULL GROUP BY ALL"""
    tables = {"rows": rows.select(["source_row", column, *([steps.of] if steps.of else [])])}
    if len(wrong):
        sql += f" HAVING {name} NOT IN (SELECT {name} FROM rows WHERE source_row IN (SELECT line FROM wrong))"
        tables["wrong"] = pa.table({"line": wrong})
    file_steps = over(con, sql, **tables)
    held = [_step_of(key, of_things=bool(steps.of), by_year=by_year) for key in slices]
    held_steps = _rows([each for each in held if each], pa.schema({"name": pa.string(), "step": pa.int64()}))
    found = ask(con, "gaps.sql", file_steps=file_steps, held_steps=held_steps).to_pylist()
    return _warned(
        [
            Problem(
                each["source_row"],
                column,
                ", ".join(filter(None, [each["name"], _say_step(each["step"], by_year)])),
                f"comes straight after {_say_step(each['before'], by_year)}: what lies between is missing",
                "Add what is missing, or upload it first. It may be right, where there was nothing to count.",
                "warning",
                code="gap_before",
            )
            for each in found
        ],
        column,
    )


def _step_of(key: str, *, of_things: bool, by_year: bool) -> tuple[str, int] | None:
    """A slice key as the thing and its step; None where it has another form."""
    name, _, when = key.partition("|") if of_things else ("", "", key)
    when = when.partition("|")[0]
    try:
        year = int(when[:4])
        return (name, year) if by_year else (name, year * 12 + int(when[5:7]) - 1)
    except ValueError:
        return None


def _say_step(step: int, by_year: bool) -> str:
    return f"{step}/{(step + 1) % 100:02d}" if by_year else f"{step // 12}-{step % 12 + 1:02d}"


def repeated_months(con: duckdb.DuckDBPyConnection, file_values: pa.Table, held: pa.Table) -> list[Problem]:
    """Months in which every measure has the value of the month before."""
    return [
        Problem(
            each["source_row"],
            "value",
            f"{each['month']:%Y-%m}",
            f"has the values of the month before in all of its {each['measures']} measures",
            "Check that the month was not copied.",
            "warning",
            code="repeated_month",
        )
        for each in ask(con, "repeated_month.sql", file_values=file_values, held_values=held).to_pylist()
    ]


# -- incidents ---------------------------------------------------------------------------------------------------------


def incidents(con: duckdb.DuckDBPyConnection, rows: pa.Table, known: Known) -> list[Problem]:
    """Words nobody has used so far; months with an unusual number of incidents; lost time in another unit."""
    if known.incidents is None or len(known.incidents) < _SETTLED:
        return []
    found = _new_words(con, rows, "category", known.categories)
    found += _new_words(con, rows, "directorate", known.directorates)
    held = pa.table([known.incidents[each] for each in ("month", "incidents")], names=["month", "value"])
    held = held.add_column(0, "name", pa.repeat("incidents", len(held)).cast(pa.string()))
    held = held.append_column("final", pa.repeat(False, len(held))).cast(HELD)
    months = over(
        con,
        f"""SELECT min(source_row) AS source_row, 'incidents' AS name, date_trunc('month', opened_at)::DATE AS month,
                   count(*)::DOUBLE AS value
            FROM rows WHERE opened_at IS NOT NULL GROUP BY month HAVING last_day(month) < DATE '{known.today}'""",
        rows=rows.select(["source_row", "opened_at"]),
    )
    odd, _ = figures(con, months, held, {}, {}, "opened_at")
    return found + odd + _lost_time(con, rows, known.incidents)


def _lost_time(con: duckdb.DuckDBPyConnection, rows: pa.Table, held: pa.Table) -> list[Problem]:
    stated = over(
        con,
        "SELECT count(work_time_lost_minutes) AS n, avg(work_time_lost_minutes) AS usual FROM rows",
        rows=rows.select(["work_time_lost_minutes"]),
    ).to_pylist()[0]
    minutes, times = pc.sum(held["minutes_lost"]).as_py(), pc.sum(held["minutes_stated"]).as_py()
    if stated["n"] < 10 or not stated["usual"] or not minutes or not times:
        return []
    ratio = stated["usual"] / (minutes / times)
    if not (20 <= ratio <= 180 or 20 <= 1 / ratio <= 180):
        return []
    return [
        Problem(
            None,
            "work_time_lost_minutes",
            f"{stated['usual']:.3g} minutes on average",
            f"is far from the {minutes / times:.3g} minutes published so far: "
            + ("seconds" if ratio > 1 else "hours")
            + " may stand where minutes are meant",
            "Check the unit. Name the column work_time_lost_hours if it is in hours."
            if ratio < 1
            else "Check the unit, and turn the figures into minutes.",
            "warning",
            code="unit_slip",
        )
    ]


def _new_words(con: duckdb.DuckDBPyConnection, rows: pa.Table, column: str, held: frozenset[str]) -> list[Problem]:
    if not held:
        return []
    words = over(
        con,
        f"SELECT {column} AS word, min(source_row) AS line FROM rows WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2",
        rows=rows.select(["source_row", column]),
    ).to_pylist()
    spelt = {folded(each): each for each in held}
    found = []
    for each in words:
        if each["word"] in held:
            continue
        near = get_close_matches(folded(each["word"]), spelt, n=1, cutoff=0.8)
        rest = "leave it: it will be shown as a new one."
        found.append(
            Problem(
                each["line"],
                column,
                each["word"],
                f"is a {column} that no file has had so far",
                f"Did you mean {spelt[near[0]]}? Else {rest}" if near else f"Check it, or {rest}",
                "warning",
                code="new_word",
            )
        )
    return _warned(found, column)
