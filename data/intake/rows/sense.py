"""Sense checks: figures that can be read and are probably wrong; and the period that a file spans.

Warnings, but for figures that would certainly count twice.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from difflib import get_close_matches

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import COMPUTED, folded
from data.intake.problem import Problem, listed
from data.intake.rows import history
from data.intake.values.cells import ask, over
from data.intake.values.periods import Period, say


def warnings(con, kind: str, rows: pa.Table, cells: dict, known) -> list[Problem]:
    """Everything odd about the typed rows of a kind, given what the store knows."""
    found: list[Problem] = history.gaps(con, kind, rows, known.slices.get(kind, ()))
    for column in _NOT_YET.get(kind, ()):
        found += _future(con, rows, column, known.today)
    if kind in ("kpi_values", "explanations"):
        found += _unknown_measures(con, rows, known)
    if kind == "kpi_values":
        found += _values(con, rows, cells, known)
    if kind == "channel_volumes":
        found += _unknown_codes(con, rows, "service_id", known.services, "the catalogue of online services")
        found += _unknown_codes(con, rows, "area_id", known.areas, "the areas")
        found += _volumes(con, rows, known)
        found += _wait_in_minutes(con, rows)
    if kind == "online_services":
        found += _shares_of_one(con, rows, ("take_up_target", "forecast_uptake"))
        found += _noughts(con, rows, "take_up_target", _NO_TARGET)
        found += _many_peaks(con, rows)
    if kind == "areas":
        found += _shares_of_one(con, rows, ("broadband_percent",))
    if kind == "incidents":
        found += history.incidents(con, rows, known)
    if kind == "measures":
        found += _unmatched_recalculations(con, rows, known)
        found += _noughts(con, rows, "target", _NO_TARGET)
        found += _shares_of_one(con, rows, ("target", "benchmark_value"), "unit = 'percent'")
    if kind in ("highlight_reports", "milestones", "risks_issues", "finance"):
        found += _unknown_codes(con, rows, "project_id", known.projects, "the register of projects")
    if kind in _TEN_TIMES:
        found += _ten_times_planned(con, rows, *_TEN_TIMES[kind])
    return found


# days that cannot lie ahead
_NOT_YET = {
    "kpi_values": ("month",),
    "explanations": ("month",),
    "channel_volumes": ("month",),
    "online_services": ("launched_on", "joined_my_account_on", "accessibility_tested_on", "last_tested_on",
                        "review_done_on"),
    "areas": ("as_of",),
    "incidents": ("opened_at", "resolved_at", "closed_at"),
    "highlight_reports": ("month", "report_date", "approved_on"),
    "milestones": ("actual_date",),
    "risks_issues": ("raised_on", "reviewed_on"),
    "projects": ("assessed_on", "closed_on"),
    "finance": ("period",),
}  # fmt: skip
_NO_TARGET = "A target of 0 is met by doing nothing, or never. If there is none, leave the cell empty."
# kind → (what was planned, what it is compared with)
_TEN_TIMES = {
    "finance": ("baseline_gbp", ("forecast_gbp", "actual_gbp")),
    "projects": ("whole_life_cost_baseline", ("whole_life_cost_forecast",)),
}


def _values(con, rows: pa.Table, cells: dict, known) -> list[Problem]:
    """KPI values: shares above the whole, what leaps, what is unusual, what was final."""
    held = history.as_held(known.values)
    file_values = _as_values(rows, "measure_id", "value")
    odd, slipped = history.figures(con, file_values, held, known.measures, known.fresh, "value")
    found = _percent_of_what(con, rows, cells, known) + _above_the_whole(con, rows, known) + odd
    found += [each for each in _leaps(con, rows, known) if each.row not in slipped]
    leapt = {each.row for each in found if each.code == "tenfold_change"}
    found = [each for each in found if not (each.row in leapt and each.code == "outside_usual_range")]
    return found + history.copied(con, file_values, held)


def _as_values(rows: pa.Table, name: str, value: str) -> pa.Table:
    return rows.select(["source_row", name, "month", value]).rename_columns(["source_row", "name", "month", "value"])


def _volumes(con, rows: pa.Table, known) -> list[Problem]:
    """Channel volumes: what would count twice, what leaps, what was final. Areas are added up."""
    found = _counted_twice(con, rows, known) + _volume_leaps(con, rows, known)
    if known.volumes is None or "final" not in known.volumes.column_names:
        return found
    length = "CASE WHEN coalesce(months, 1) > 1 THEN ', ' || months || ' months' ELSE '' END"
    label = f"service_id || ', ' || channel || {length}"
    summed = f"""SELECT min(source_row) AS source_row, {label} AS name, month, sum(completed) AS value
                 FROM rows WHERE completed IS NOT NULL GROUP BY ALL"""
    file_values = over(con, summed, rows=rows)
    held = over(con, f"SELECT {label} AS name, month, completed AS value, final FROM volumes", volumes=known.volumes)
    return found + history.restated(con, file_values, held.cast(history.HELD), "completed")


def _above_the_whole(con, rows: pa.Table, known) -> list[Problem]:
    """Shares of more than 100%, by their figure or by their numerator."""
    units = {**COMPUTED, **known.measures}
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
                said = f"{each['numerator']:.15g} of {each['denominator']:.15g}"
                found.append(
                    _warning(
                        each,
                        "numerator",
                        said,
                        "is more than the denominator",
                        "They may be swapped.",
                        code="above_the_whole",
                    )
                )
        elif units.get(each["measure_id"]) == "percent" and each["value"] > 100:
            said = f"{each['value']:.15g}"
            found.append(
                _warning(
                    each,
                    "value",
                    said,
                    "is over 100%",
                    "Check it: a part is at most the whole.",
                    code="above_the_whole",
                )
            )
    return listed(found, len(found), None, "warning")


def _warning(row: dict, column: str, value: str | None, problem: str, remedy: str, *, code: str) -> Problem:
    return Problem(row["source_row"], column, value, problem, remedy, "warning", code=code)


def _noughts(con, rows: pa.Table, column: str, remedy: str) -> list[Problem]:
    sql = f"SELECT source_row FROM rows WHERE {column} = 0 ORDER BY source_row"
    noughts = over(con, sql, rows=rows.select(["source_row", column])).to_pylist()
    return listed(
        (_warning(each, column, None, "is 0", remedy, code="nought") for each in noughts),
        len(noughts),
        column,
        "warning",
    )


def _ten_times_planned(con, rows: pa.Table, planned: str, columns: tuple[str, ...]) -> list[Problem]:
    """Money that is ten times what was planned, or a tenth; and something spent where nothing was planned."""
    found = []
    for column in columns:
        odd = over(
            con,
            f"""SELECT source_row, {planned} AS planned, {column} AS value FROM rows
                WHERE {planned} = 0 AND {column} <> 0
                   OR greatest(abs({planned}), abs({column})) >= 1000 AND abs({column}) >= 10 * abs({planned})
                   OR '{column}' NOT LIKE '%actual%' AND abs({planned}) >= 1000 AND {column} <> 0
                      AND abs({column}) * 10 <= abs({planned})
                ORDER BY source_row""",
            rows=rows.select(["source_row", planned, column]),
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
            said = f"{planned} ({each['planned']:,.15g}) or {'more' if up else 'less'}"
            said = f"is {'ten times' if up else 'a tenth of'} {said}"
            found.append(
                _warning(
                    each,
                    column,
                    value,
                    said,
                    "Check the decimal point, and whether it is in thousands.",
                    code="tenfold_of_plan",
                )
            )
    return listed(found, len(found), None, "warning")


def _unknown_measures(con, rows: pa.Table, known) -> list[Problem]:
    ids = {**COMPUTED, **known.measures}
    asked = over(
        con,
        """SELECT measure_id, min(source_row) AS line FROM rows
           WHERE measure_id IS NOT NULL GROUP BY measure_id ORDER BY line""",
        rows=rows,
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


def _future(con, rows: pa.Table, column: str, today: date) -> list[Problem]:
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


def _percent_of_what(con, rows: pa.Table, cells: dict, known) -> list[Problem]:
    marked = cells["value"].percent if "value" in cells else None
    if marked is None:
        return []
    # folding may have taken rows out since the cells were read
    measures = cells["measure_id"].values
    units = {**COMPUTED, **known.measures}
    odd = []
    lines = set(rows["source_row"].to_pylist())
    at = pc.indices_nonzero(pc.fill_null(marked, False))
    all_lines = cells["value"].lines
    for line, name in zip(all_lines.take(at).to_pylist(), measures.take(at).to_pylist(), strict=True):
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


def _leaps(con, rows: pa.Table, known) -> list[Problem]:
    """Values ten times those of the month before, or a tenth: often a slipped decimal point."""
    before = known.values
    if before is None:
        before = pa.table({"measure_id": pa.array([], pa.string()), "month": pa.array([], pa.date32()),
                           "value": pa.array([], pa.float64())})  # fmt: skip
    leaps = ask(con, "tenfold_change.sql", file_values=rows, store_values=before).to_pylist()
    return _leapt(leaps, "value", "the month before", "Check the decimal point and the unit.")


def _leapt(leaps: list[dict], column: str, before: str, remedy: str) -> list[Problem]:
    return listed(
        (
            Problem(
                each["source_row"],
                column,
                f"{each['value']:.15g}",
                f"is {'ten times' if each['upward'] else 'a tenth of'} {before} ({each['before']:.15g}) or "
                f"{'more' if each['upward'] else 'less'}",
                remedy,
                "warning",
                code="tenfold_change",
            )
            for each in leaps
        ),
        len(leaps),
        column,
        "warning",
    )


# -- channel volumes, services, areas ----------------------------------------------------------------------------------

_VOLUMES = pa.schema(
    {"service_id": pa.string(), "month": pa.date32(), "months": pa.int32(), "channel": pa.string(),
     "completed": pa.float64()}
)  # fmt: skip
_UNDER = 30  # seconds: a contact centre whose waits are all below this is rare; one that gives minutes is not
_MANY_CALLS = 100


def _unknown_codes(con, rows: pa.Table, column: str, codes: Mapping[str, str], where: str) -> list[Problem]:
    """Services or areas that nothing describes, each once; nothing to say before there is anything to compare with."""
    if not codes:
        return []
    asked = over(
        con,
        f"SELECT {column} AS code, min(source_row) AS line FROM rows WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2",
        rows=rows,
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


def _counted_twice(con, rows: pa.Table, known) -> list[Problem]:
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


def _volume_leaps(con, rows: pa.Table, known) -> list[Problem]:
    before = _VOLUMES.empty_table() if known.volumes is None else known.volumes
    leaps = ask(con, "volume_leaps.sql", file_volumes=rows, store_volumes=before).to_pylist()
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
            for each in leaps
        ),
        len(leaps),
        "completed",
        "warning",
    )


def _wait_in_minutes(con, rows: pa.Table) -> list[Problem]:
    found = over(
        con,
        """SELECT min(avg_wait_seconds) AS low, max(avg_wait_seconds) AS high, max(calls_offered) AS calls,
                  count(*) AS n
           FROM rows WHERE avg_wait_seconds > 0""",
        rows=rows,
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


def _shares_of_one(con, rows: pa.Table, columns: tuple[str, ...], only: str = "true") -> list[Problem]:
    """Percentages between 0 and 1: 0.8 where 80 was meant. only: SQL that says which rows are percentages."""
    found = []
    for column in columns:
        small = over(
            con,
            f"""SELECT source_row, {column} AS value FROM rows
                WHERE {column} > 0 AND {column} <= 1 AND {only} ORDER BY source_row""",
            rows=rows,
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


def _many_peaks(con, rows: pa.Table) -> list[Problem]:
    many = over(
        con,
        """SELECT source_row, len(string_split(peak_months, ';')) AS months FROM rows
           WHERE len(string_split(peak_months, ';')) > 6 ORDER BY source_row""",
        rows=rows,
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


def _unmatched_recalculations(con, rows: pa.Table, known) -> list[Problem]:
    if known.values is None:
        return []
    odd = ask(con, "unmatched.sql", definitions=rows, store_values=known.values).to_pylist()
    return [
        Problem(
            each["source_row"],
            "recalculate_from",
            each["month"],
            f"is a month for which {each['measure_id']} has no value",
            "Check the month: without a value the usual range does not start afresh there.",
            "warning",
            code="recalculated_without_value",
        )
        for each in odd
    ]


def lost_rows(rows: pa.Table, slices_now) -> list[Problem]:
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


def period(con, kind: str, rows: pa.Table, today: date) -> tuple[date | None, date | None]:
    """First day the rows speak of, and the day up to which they are complete, never after the day of submission.

    Incidents are complete up to the newest one; to the end of its month when that is at most three days away, because
    a quiet last weekend is no gap.
    """
    if kind == "incidents":
        bounds = pc.min_max(rows["opened_at"]).as_py()
        newest = bounds["max"].date()
        month_end = end_of_month(newest)
        if month_end - newest < timedelta(days=3):
            newest = month_end
        return bounds["min"].date(), min(newest, today)
    if kind == "channel_volumes":
        ends = over(
            con,
            """SELECT min(month) AS first, max(last_day(month + to_months(coalesce(months, 1) - 1)))::DATE AS last
               FROM rows""",
            rows=rows.select(["month", "months"]),
        ).to_pylist()[0]
        return ends["first"], min(ends["last"], today)
    if kind in ("kpi_values", "explanations"):
        bounds = pc.min_max(rows["month"]).as_py()
        return bounds["min"], min(end_of_month(bounds["max"]), today)
    return None, None


def end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
