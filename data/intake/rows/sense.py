"""Sense checks: figures that can be read and are probably wrong; and the period that a file spans.

Warnings, but for figures that would certainly count twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any  # cells of a row of the database

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import COMPUTED, Contract, Sense, folded
from data.intake.known import Known
from data.intake.problem import Problem, listed
from data.intake.rows import history
from data.intake.rows.measure_periods import changed_periods
from data.intake.rows.shares import against_parts
from data.intake.rows.working_days import complete_up_to
from data.intake.values.cells import Cells, ask, over
from data.intake.values.periods import LENGTHS, Period, say
from data.intake.values.typed_cells import one_chunk


@dataclass(frozen=True)
class FileRows:
    """What a sense check looks at: the typed rows of a file, their cells as they were read, what the store holds."""

    con: duckdb.DuckDBPyConnection
    rows: pa.Table
    cells: Mapping[str, Cells]
    known: Known

    @property
    def store_values(self) -> pa.Table:
        """The values that the store holds: measure_id, month, value, and what else is known of them; maybe none."""
        if self.known.values is not None:
            return self.known.values
        return pa.schema({"measure_id": pa.string(), "month": pa.date32(), "value": pa.float64()}).empty_table()

    def wrong_lines(self, *columns: str) -> pa.Array:
        """Lines in which a cell of the columns could not be read: it is wrong, and not empty."""
        lines = [self.cells[name].wrong_lines.cast(pa.int64()) for name in columns if name in self.cells]
        return pa.concat_arrays([pa.array([], pa.int64()), *lines])


def warnings(
    con: duckdb.DuckDBPyConnection, wanted: Contract, rows: pa.Table, cells: Mapping[str, Cells], known: Known
) -> list[Problem]:
    """Everything odd about the typed rows of a kind, given what the store knows: what its contract asks for."""
    file = FileRows(con, rows, cells, known)
    step = wanted.steps.column if wanted.steps else ""
    found = history.gaps(con, wanted, rows, known.slices.get(wanted.kind, ()), file.wrong_lines(step))
    for column in wanted.not_ahead:
        found += _future(con, rows, column, known.today)
    for each in wanted.sense:
        found += CHECKS[each.check](file, each)
    return found


def _figures(file: FileRows, _: Sense) -> list[Problem]:
    """KPI values: shares above the whole, tenfold changes, what is unusual, what was final."""
    con, rows, known = file.con, file.rows, file.known
    held = history.as_held(known.values)
    wrong = file.wrong_lines("value", "numerator", "denominator")
    readable = rows.filter(pc.invert(pc.is_in(rows["source_row"], value_set=wrong)))
    file_values = _as_values(readable, "measure_id", "value")
    odd, slipped = history.figures(con, file_values, held, known.measures, known.fresh, "value")
    found = _percent_of_what(rows, file.cells, known) + _above_the_whole(con, rows, known) + odd
    found += against_parts(con, readable, known)
    found += [each for each in _tenfold_changes(con, rows, known) if each.row not in slipped]
    tenfold = {each.row for each in found if each.code == "tenfold_change"}
    found = [each for each in found if not (each.row in tenfold and each.code == "outside_usual_range")]
    return found + history.repeated_months(con, file_values, held)


def _as_values(rows: pa.Table, name: str, value: str) -> pa.Table:
    return rows.select(["source_row", name, "month", value]).rename_columns(["source_row", "name", "month", "value"])


def _volumes(file: FileRows, _: Sense) -> list[Problem]:
    """Channel volumes: what would count twice, tenfold changes, what was final. Areas are added up."""
    con, rows, known = file.con, file.rows, file.known
    found = _counted_twice(con, rows, known) + _tenfold_volumes(con, rows, known)
    if known.volumes is None or "final" not in known.volumes.column_names:
        return found
    length = "CASE WHEN coalesce(months, 1) > 1 THEN ', ' || months || ' months' ELSE '' END"
    label = f"service_id || ', ' || channel || {length}"
    summed = f"""SELECT min(source_row) AS source_row, {label} AS name, month, sum(completed) AS value
                 FROM rows GROUP BY ALL
                 HAVING value IS NOT NULL AND NOT bool_or(source_row IN (SELECT line FROM wrong))"""
    wrong = pa.table({"line": file.wrong_lines("completed")})
    file_values = over(con, summed, rows=rows, wrong=wrong)
    held = over(con, f"SELECT {label} AS name, month, completed AS value, final FROM volumes", volumes=known.volumes)
    return found + history.restated(con, file_values, held.cast(history.HELD), "completed")


def _above_the_whole(con: duckdb.DuckDBPyConnection, rows: pa.Table, known: Known) -> list[Problem]:
    """Shares of more than 100%, by their figure or by their numerator."""
    units = known.units
    odd = over(
        con,
        """SELECT source_row, measure_id, value, numerator, denominator FROM rows
           WHERE value > 100 OR numerator > denominator ORDER BY source_row""",
        rows=rows,
    ).to_pylist()
    found = []
    for each in odd:
        if units.get(each["measure_id"]) not in ("percent", None):
            continue
        if each["numerator"] is not None and each["denominator"] is not None:
            if each["numerator"] > each["denominator"]:
                share = f"{each['numerator']:.15g} of {each['denominator']:.15g}"
                found.append(
                    _warning(
                        each,
                        "numerator",
                        share,
                        "is more than the denominator",
                        "They may be swapped.",
                        code="above_the_whole",
                    )
                )
        elif units.get(each["measure_id"]) == "percent" and each["value"] > 100:
            value = f"{each['value']:.15g}"
            found.append(
                _warning(
                    each,
                    "value",
                    value,
                    "is over 100%",
                    "Check it: a part is at most the whole.",
                    code="above_the_whole",
                )
            )
    return listed(found, len(found), None, "warning")


def _warning(
    row: Mapping[str, Any], column: str, value: str | None, problem: str, remedy: str, *, code: str
) -> Problem:
    return Problem(row["source_row"], column, value, problem, remedy, "warning", code=code)


def _noughts(file: FileRows, check: Sense) -> list[Problem]:
    (column,) = check.columns
    sql = f"SELECT source_row FROM rows WHERE {column} = 0 ORDER BY source_row"
    noughts = over(file.con, sql, rows=file.rows.select(["source_row", column])).to_pylist()
    return listed(
        (_warning(each, column, None, "is 0", _NO_TARGET, code="nought") for each in noughts),
        len(noughts),
        column,
        "warning",
    )


def _tenfold_of_plan(file: FileRows, check: Sense) -> list[Problem]:
    """Money that is ten times what was planned, or a tenth; and something spent where nothing was planned."""
    planned, *columns = check.columns
    found = []
    for column in columns:
        odd = over(
            file.con,
            f"""SELECT source_row, {planned} AS planned, {column} AS value FROM rows
                WHERE {planned} = 0 AND {column} <> 0
                   OR greatest(abs({planned}), abs({column})) >= 1000 AND abs({column}) >= 10 * abs({planned})
                   OR '{column}' NOT LIKE '%actual%' AND abs({planned}) >= 1000 AND {column} <> 0
                      AND abs({column}) * 10 <= abs({planned})
                ORDER BY source_row""",
            rows=file.rows.select(["source_row", planned, column]),
        ).to_pylist()
        for each in odd:
            value = f"{each['value']:,.15g}"
            if not each["planned"]:
                found.append(
                    _warning(
                        each,
                        column,
                        value,
                        f"stands beside {planned} of 0",
                        "Check both figures.",
                        code="tenfold_of_plan",
                    )
                )
                continue
            up = abs(each["value"]) > abs(each["planned"])
            plan = f"{planned} ({each['planned']:,.15g})"
            wrong = f"is {'ten times' if up else 'a tenth of'} {plan} or {'more' if up else 'less'}"
            found.append(
                _warning(
                    each,
                    column,
                    value,
                    wrong,
                    "Check the decimal point, and whether it is in thousands.",
                    code="tenfold_of_plan",
                )
            )
    return listed(found, len(found), None, "warning")


def _unknown_measures(file: FileRows, _: Sense) -> list[Problem]:
    ids = file.known.units
    asked = over(
        file.con,
        """SELECT measure_id, min(source_row) AS line FROM rows
           WHERE measure_id IS NOT NULL GROUP BY measure_id ORDER BY line""",
        rows=file.rows,
    ).to_pylist()
    by_case = {each.casefold(): each for each in ids}
    unknown = []
    for each in asked:
        name = each["measure_id"]
        if name in ids or name.partition("@")[0] in COMPUTED:  # a measure of channel shift for one service
            continue
        near = by_case.get(name.casefold()) or next(iter(get_close_matches(name, ids, n=1, cutoff=0.75)), None)
        unknown.append(
            Problem(
                each["line"],
                "measure_id",
                name,
                "is not a measure that has a definition yet",
                f"Did you mean {near}? Else upload its definition as measures, so that members read its name, unit and "
                "meaning."
                if near
                else "Upload its definition as measures, so that members read its name, unit and meaning.",
                "warning",
                code="unknown_measure",
            )
        )
    return listed(unknown, len(unknown), "measure_id", "warning")


def _future(con: duckdb.DuckDBPyConnection, rows: pa.Table, column: str, today: date) -> list[Problem]:
    late = over(
        con,
        f"""SELECT source_row, {column}::DATE AS day FROM rows
            WHERE {column} >= DATE '{today}' + INTERVAL 1 DAY ORDER BY source_row""",
        rows=rows.select(["source_row", column]),
    )
    if not len(late):
        return []
    return listed(
        (
            Problem(
                each["source_row"],
                column,
                f"{each['day']:%Y-%m}" if column == "month" else f"{each['day']:%d/%m/%Y}",
                "is in the future",
                "Check the year.",
                "warning",
                code="in_the_future",
            )
            for each in late.to_pylist()
        ),
        len(late),
        column,
        "warning",
    )


def _percent_of_what(rows: pa.Table, cells: Mapping[str, Cells], known: Known) -> list[Problem]:
    marked = cells["value"].percent if "value" in cells else None
    if marked is None or "measure_id" not in cells:
        return []
    # folding may have taken rows out since the cells were read
    measures = cells["measure_id"].values
    units = known.units
    odd = []
    lines = set(rows["source_row"].to_pylist())
    with_sign = pc.indices_nonzero(pc.fill_null(marked, False))
    all_lines = cells["value"].lines
    for line, name in zip(all_lines.take(with_sign).to_pylist(), measures.take(with_sign).to_pylist(), strict=True):
        unit = units.get(name)
        if unit not in (None, "percent") and line in lines:
            odd.append(
                Problem(
                    line,
                    "value",
                    name,
                    f"has a percent sign, but the measure is counted in {unit}",
                    "Check the value and the measure's unit.",
                    "warning",
                    code="percent_sign",
                )
            )
    return listed(odd, len(odd), "value", "warning")


def _tenfold_changes(con: duckdb.DuckDBPyConnection, rows: pa.Table, known: Known) -> list[Problem]:
    """Values ten times those of the period before, or a tenth: often a slipped decimal point."""
    before = known.values
    if before is None:
        before = pa.table({"measure_id": pa.array([], pa.string()), "month": pa.array([], pa.date32()),
                           "value": pa.array([], pa.float64())})  # fmt: skip
    rows = rows.append_column("months", _lengths(rows["measure_id"], known.periods))
    changes = ask(con, "tenfold_change.sql", file_values=rows, store_values=before).to_pylist()
    return _tenfold(changes, "value", "the {} before", "Check the decimal point and the unit.")


def _tenfold(changes: list[dict[str, Any]], column: str, before: str, remedy: str) -> list[Problem]:
    return listed(
        (
            Problem(
                each["source_row"],
                column,
                f"{each['value']:.15g}",
                f"is {'ten times' if each['upward'] else 'a tenth of'} {before.format(_length(each))} "
                f"({each['before']:.15g}) or {'more' if each['upward'] else 'less'}",
                remedy,
                "warning",
                code="tenfold_change",
            )
            for each in changes
        ),
        len(changes),
        column,
        "warning",
    )


def _lengths(ids: pa.ChunkedArray, lengths: Mapping[str, int]) -> pa.Array:
    """How many months the period of each row's measure has."""
    known = pa.array(list(lengths), pa.string())
    months = pa.array(list(lengths.values()), pa.int32())
    return pc.fill_null(months.take(pc.index_in(one_chunk(ids), value_set=known)), 1)


def _length(row: Mapping[str, Any]) -> str:
    """What the period of a row is called."""
    return LENGTHS[row.get("months", 1)]


# -- channel volumes, services, areas ----------------------------------------------------------------------------------

_VOLUMES = pa.schema(
    {"service_id": pa.string(), "month": pa.date32(), "months": pa.int32(), "channel": pa.string(),
     "completed": pa.float64()}
)  # fmt: skip
# column of codes → the codes that the store knows, and where they stand
_REGISTERS: dict[str, tuple[Callable[[Known], Mapping[str, str]], str]] = {
    "service_id": (lambda known: known.services, "the catalogue of online services"),
    "area_id": (lambda known: known.areas, "the areas"),
    "project_id": (lambda known: known.projects, "the register of projects"),
}
_UNDER = 30  # seconds: a contact centre whose waits are all below this is rare; one that gives minutes is not
_MANY_CALLS = 100
_NO_TARGET = "A target of 0 is met by doing nothing, or never. If there is none, leave the cell empty."


def _unknown_codes(file: FileRows, check: Sense) -> list[Problem]:
    """Services, areas or projects that nothing describes, each once; nothing before there is any to compare with."""
    (column,) = check.columns
    codes_of, where = _REGISTERS[column]
    codes = codes_of(file.known)
    if not codes:
        return []
    asked = over(
        file.con,
        f"SELECT {column} AS code, min(source_row) AS line FROM rows WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2",
        rows=file.rows,
    ).to_pylist()
    spelt = {folded(text): code for code, name in codes.items() for text in (name or code, code)}
    unknown = []
    for each in asked:
        if each["code"] in codes:
            continue
        near = get_close_matches(folded(each["code"]), spelt, n=1, cutoff=0.8)
        unknown.append(
            Problem(
                each["line"],
                column,
                each["code"],
                f"is not in {where} yet",
                f"Did you mean {spelt[near[0]]}?" if near else f"Check the code, or add it to {where}.",
                "warning",
                code="unknown_code",
            )
        )
    return listed(unknown, len(unknown), column, "warning")


def _counted_twice(con: duckdb.DuckDBPyConnection, rows: pa.Table, known: Known) -> list[Problem]:
    """A quarter over months that are held already, or the other way round: an error, because both would count."""
    held = _VOLUMES.empty_table() if known.volumes is None else known.volumes
    twice = ask(con, "counted_twice.sql", file_periods=rows, store_periods=held).to_pylist()
    return listed(
        (
            Problem(
                each["source_row"],
                "month",
                f"{each['service_id']}, {_span(each['month'], each['months'])}",
                "would count twice: "
                + ("the file also has " if each["in_file"] else "the dashboard already has ")
                + _span(each["other_month"], each["other_months"]),
                "Keep either the months or the longer period."
                if each["in_file"]
                else "Leave these rows out, or withdraw the earlier file under Submissions first.",
                code="counted_twice",
            )
            for each in twice
        ),
        len(twice),
        "month",
        "error",
    )


def _span(month: date, months: int) -> str:
    return say(Period(month, months))


def _tenfold_volumes(con: duckdb.DuckDBPyConnection, rows: pa.Table, known: Known) -> list[Problem]:
    before = _VOLUMES.empty_table() if known.volumes is None else known.volumes
    changes = ask(con, "volume_leaps.sql", file_volumes=rows, store_volumes=before).to_pylist()
    return listed(
        (
            Problem(
                each["source_row"],
                "completed",
                f"{each['value']:.15g} after {each['before']:.15g}",
                f"is {'ten times' if each['upward'] else 'a tenth of'} the period before in this channel or "
                f"{'more' if each['upward'] else 'less'}",
                "Check the figure and the channel.",
                "warning",
                code="tenfold_change",
            )
            for each in changes
        ),
        len(changes),
        "completed",
        "warning",
    )


def _waits_in_minutes(file: FileRows, _: Sense) -> list[Problem]:
    found = over(
        file.con,
        """SELECT min(avg_wait_seconds) AS low, max(avg_wait_seconds) AS high, max(calls_offered) AS calls,
                  count(*) AS n
           FROM rows WHERE avg_wait_seconds > 0""",
        rows=file.rows,
    ).to_pylist()[0]
    if not found["n"] or found["high"] >= _UNDER or (found["calls"] or 0) < _MANY_CALLS:
        return []
    return [
        Problem(
            None,
            "avg_wait_seconds",
            f"{found['low']:.15g} to {found['high']:.15g}",
            f"is below {_UNDER} seconds in every row: they may be minutes",
            "If they are, name the column avg_wait_minutes.",
            "warning",
            code="wait_in_minutes",
        )
    ]


def _shares_of_one(file: FileRows, check: Sense) -> list[Problem]:
    """Percentages between 0 and 1: 0.8 where 80 was meant."""
    found = []
    for column in check.columns:
        small = over(
            file.con,
            f"""SELECT source_row, {column} AS value FROM rows
                WHERE {column} > 0 AND {column} <= 1 AND {check.only} ORDER BY source_row""",
            rows=file.rows,
        ).to_pylist()
        found += listed(
            (
                Problem(
                    each["source_row"],
                    column,
                    f"{each['value']:.15g}",
                    "is 1% or less",
                    f"Percentages are written as {each['value'] * 100:.15g}, if that is what it means.",
                    "warning",
                    code="share_of_one",
                )
                for each in small
            ),
            len(small),
            column,
            "warning",
        )
    return found


def _many_peaks(file: FileRows, _: Sense) -> list[Problem]:
    many = over(
        file.con,
        """SELECT source_row, len(string_split(peak_months, ';')) AS months FROM rows
           WHERE len(string_split(peak_months, ';')) > 6 ORDER BY source_row""",
        rows=file.rows,
    ).to_pylist()
    return listed(
        (
            Problem(
                each["source_row"],
                "peak_months",
                None,
                f"names {each['months']} months: a peak is shorter than half of the year",
                "Name the months with the most use only.",
                "warning",
                code="many_peak_months",
            )
            for each in many
        ),
        len(many),
        "peak_months",
        "warning",
    )


def _unmatched_recalculations(file: FileRows, _: Sense) -> list[Problem]:
    if file.known.values is None:
        return []
    odd = ask(file.con, "unmatched.sql", definitions=file.rows, store_values=file.known.values).to_pylist()
    return [
        Problem(
            each["source_row"],
            "recalculate_from",
            each["month"],
            f"is a month for which {each['measure_id']} has no value",
            "Check the month: without a value there, the range starts afresh in the first month after it that has one.",
            "warning",
            code="recalculated_without_value",
        )
        for each in odd
    ]


def _late_recalculations(file: FileRows, _: Sense) -> list[Problem]:
    """The first figures after a declared change of a measure, where the month declared has none."""
    fresh = file.known.fresh
    if not fresh:
        return []
    declared = pa.table(
        {"measure_id": pa.array(fresh.keys(), pa.string()), "declared": pa.array(fresh.values(), pa.date32())}
    )
    late = ask(
        file.con, "late_recalculations.sql", figures=file.rows, declared=declared, store_values=file.store_values
    ).to_pylist()
    return [
        Problem(
            each["source_row"],
            "month",
            f"{each['begins']:%Y-%m}",
            f"is the first figure of {each['measure_id']} since {each['declared']:%Y-%m}, from which its usual range "
            "is worked out afresh",
            f"Give {each['declared']:%Y-%m} as well, or correct the month in the measures file: else the range starts "
            f"in {each['begins']:%Y-%m}.",
            "warning",
            code="recalculated_without_value",
        )
        for each in late
    ]


def _changed_periods(file: FileRows, _: Sense) -> list[Problem]:
    return changed_periods(file.con, file.rows, file.known, file.store_values)


_RETIRED = {
    "before_first_figure": "retired_on|is before the first figure of {measure_id}, of {first_month}|Check the day.",
    "itself": "replaced_by|is the measure itself|Name the measure that took its place, or leave it empty.",
    "unknown": "replaced_by|is not a measure that has a definition yet|Check the code, or upload its definition too.",
    "still_measured": "replaced_by|names what took its place, and no day on which it was retired stands there"
    "|Fill in retired_on, or leave replaced_by empty.",
}


def _retired_measures(file: FileRows, _: Sense) -> list[Problem]:
    """Retired before the first figure, or replaced by themselves, by what nobody knows, or without a day."""
    ids = pa.table({"measure_id": pa.array(list(file.known.units), pa.string())})
    odd = ask(file.con, "retired.sql", definitions=file.rows, store_values=file.store_values, known_ids=ids).to_pylist()
    return [
        Problem(
            each["source_row"], column, each["value"], says.format(**each), remedy, "warning", code="retired_measure"
        )
        for each in odd
        for column, says, remedy in [_RETIRED[each["fault"]].split("|")]
    ]


def lost_rows(rows: pa.Table, slices_now: Mapping[str, int]) -> list[Problem]:
    """Slices that would shrink to less than half: often a filtered export."""
    counts = pc.value_counts(rows["slice_key"].combine_chunks())
    after = zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True)
    return [
        Problem(
            None,
            None,
            key,
            f"would go from {slices_now[key]:,} rows to {count:,}",
            "Check that the export was not filtered and holds the whole month.",
            "warning",
            code="fewer_rows",
        )
        for key, count in sorted(after)
        if count * 2 < slices_now.get(key, 0)
    ]


CHECKS: dict[str, Callable[[FileRows, Sense], list[Problem]]] = {
    "figures": _figures,
    "incidents": lambda file, _: history.incidents(file.con, file.rows, file.known),
    "changed_periods": _changed_periods,
    "late_recalculations": _late_recalculations,
    "many_peaks": _many_peaks,
    "noughts": _noughts,
    "retired_measures": _retired_measures,
    "shares_of_one": _shares_of_one,
    "tenfold_of_plan": _tenfold_of_plan,
    "unknown_codes": _unknown_codes,
    "unknown_measures": _unknown_measures,
    "unmatched_recalculations": _unmatched_recalculations,
    "volumes": _volumes,
    "waits_in_minutes": _waits_in_minutes,
}


# -- the period of a file ----------------------------------------------------------------------------------------------


def period(
    con: duckdb.DuckDBPyConnection, wanted: Contract, rows: pa.Table, today: date, lengths: Mapping[str, int]
) -> tuple[date | None, date | None]:
    """First day the rows speak of, and the day up to which they are complete, never after the day of submission.

    Moments are complete up to the newest one, or to the end of its month where nothing is missed: complete_up_to().
    A register has no period: (None, None). lengths: measure_id → months, of those whose period is no month.
    """
    if not wanted.period:
        return None, None
    if wanted.columns[wanted.period].type == "moment":
        bounds = pc.min_max(rows[wanted.period]).as_py()
        return bounds["min"].date(), min(complete_up_to(bounds["max"].date()), today)
    month, length, whose = wanted.period, wanted.period_months, wanted.columns[wanted.period].period_of
    if whose:
        rows, length = rows.append_column("months", _lengths(rows[whose], lengths)), "months"
    months = f"coalesce({length}, 1)" if length else "1"
    ends = over(
        con,
        f"""SELECT min({month}) AS first, max(last_day({month} + to_months({months} - 1)))::DATE AS last FROM rows""",
        rows=rows.select([month, length] if length else [month]),
    ).to_pylist()[0]
    return ends["first"], min(ends["last"], today)
