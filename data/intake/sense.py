"""Sense checks: figures that can be read and are probably wrong. Warnings only; and the period that a file spans."""

from datetime import date, timedelta
from difflib import get_close_matches

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import COMPUTED
from data.intake.cells import ask, over
from data.intake.problem import Problem, listed


def warnings(con, kind: str, rows: pa.Table, cells: dict, known) -> list[Problem]:
    """Everything odd about the typed rows of a kind, given what the store knows."""
    found: list[Problem] = []
    if kind in ("kpi_values", "explanations"):
        found += _unknown_measures(con, rows, known)
        found += _future(con, rows, "month", known.today)
    if kind == "kpi_values":
        found += _percent_of_what(con, rows, cells, known)
        found += _leaps(con, rows, known)
    if kind == "channel_volumes":
        found += _future(con, rows, "month", known.today)
    if kind == "incidents":
        found += _future(con, rows, "opened_at", known.today)
    if kind == "measures":
        found += _unmatched_recalculations(con, rows, known)
    return found


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
                f"Did you mean {near}? Else upload its definition as measures."
                if near
                else "Upload its definition as measures, so that members read its name, unit and meaning.",
                "warning",
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
                    None,
                    f"has a percent sign, but {name} is counted in {unit}",
                    "Check the value and the measure's unit.",
                    "warning",
                )
            )
    return listed(odd, len(odd), "value", "warning")


def _leaps(con, rows: pa.Table, known) -> list[Problem]:
    """Values ten times those of the month before, or a tenth: often a slipped decimal point."""
    before = known.values
    if before is None:
        before = pa.table({"measure_id": pa.array([], pa.string()), "month": pa.array([], pa.date32()),
                           "value": pa.array([], pa.float64())})  # fmt: skip
    leaps = ask(con, "leaps.sql", file_values=rows, store_values=before).to_pylist()
    return listed(
        (
            Problem(
                each["source_row"],
                "value",
                f"{each['value']:.15g}",
                f"is {'ten times' if each['upward'] else 'a tenth of'} the month before ({each['before']:.15g}) or "
                f"{'more' if each['upward'] else 'less'}",
                "Check the decimal point and the unit.",
                "warning",
            )
            for each in leaps
        ),
        len(leaps),
        "value",
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
        )
        for each in odd
    ]


def lost_rows(con, rows: pa.Table, slices_now) -> list[Problem]:
    """Slices that would shrink to less than half: often a filtered export."""
    if not slices_now:
        return []
    now = pa.table({"slice_key": list(slices_now), "row_count": pa.array(slices_now.values(), pa.int64())})
    after = over(con, "SELECT slice_key, count(*) AS row_count FROM rows GROUP BY slice_key", rows=rows)
    lost = ask(con, "slices.sql", slices_now=now, slices_in_file=after).to_pylist()
    return [
        Problem(
            None,
            None,
            each["slice_key"],
            f"would go from {each['rows_before']:,} rows to {each['rows_after']:,}",
            "Check that the export was not filtered and holds the whole month.",
            "warning",
        )
        for each in lost
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
