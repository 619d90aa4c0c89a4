"""Files whose rows are weeks: summed to months, once somebody has said how.

A week that lies in two months is divided by its days. Counts stay whole and money stays in pence: each share is rounded
down, and what is then left of the week goes to the month with the largest remainder, so both together are the week.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract, Weekly
from data.intake.choices import Answers, Question
from data.intake.columns.matching import PositionOf
from data.intake.files.reading import TextTable
from data.intake.problem import Problem, listed, some
from data.intake.rows.folding import added_up_sql, lines_of
from data.intake.rows.working_days import end_of_month
from data.intake.values.cells import ask, over
from data.intake.values.periods import time_in

WEEKS, WEEK_DAYS, PART_MONTHS = "weeks", "week_days", "part_months"
SPLIT, BY_FIRST, BY_LAST, AS_STATED = (
    "split by days",
    "month of the first day",
    "month of the last day",
    "month of the row",
)
FIRST_DAY, LAST_DAY = "first day", "last day"
LEAVE_OUT, TAKE = "leave out", "take"
_SIX, _SEVEN = timedelta(days=6), timedelta(days=7)
_ISO = re.compile(r"(\d{4})-?W(\d{1,2})(?:-?1)?", re.IGNORECASE)
_FEWEST = 3  # days, 7 apart, that are no accident
_EXAMPLES = 8


@dataclass(frozen=True)
class WeekColumn:
    """The column that says which week a row is of. ends: it holds the last day; None where nobody has said.

    beside_month: the file names the month of each row too.
    """

    name: str
    header: str
    ends: bool | None
    beside_month: bool


def week_column(
    con: duckdb.DuckDBPyConnection, table: TextTable, wanted: Contract, position_of: PositionOf
) -> tuple[WeekColumn | None, PositionOf]:
    """The column of weeks, where the rows of the file are weeks, and the positions with it.

    A column that is called a date or a month, and whose days are all of one weekday and lie 7 days apart, is one too.
    """
    weekly = wanted.weekly
    if weekly is None:
        return None, position_of
    for name, last_day in ((weekly.first_day, False), (weekly.last_day, True)):
        if name in position_of:
            header = table.headers[position_of[name]]
            unsaid = not last_day and _only_week(header) and not _are_iso(table.columns[position_of[name]])
            return WeekColumn(name, header, None if unsaid else last_day, weekly.month in position_of), position_of
    at = position_of.get(weekly.month)
    if at is None or not _are_weeks(con, table.columns[at]):
        return None, position_of
    found = {name: position for name, position in position_of.items() if name != weekly.month}
    ends = False if _are_iso(table.columns[at]) else None
    return WeekColumn(weekly.first_day, table.headers[at], ends, False), {**found, weekly.first_day: at}


def _only_week(header: str) -> bool:
    return header.strip().casefold() in ("week", "weeks", "week date", "week_date", "wk", "week of", "week_of")


def _are_iso(cells: pa.ChunkedArray) -> bool:
    texts = [each.strip() for each in pc.unique(cells).to_pylist()]
    return any(texts) and all(_ISO.fullmatch(each) for each in texts if each)


def _are_weeks(con: duckdb.DuckDBPyConnection, cells: pa.ChunkedArray) -> bool:
    texts = [each.strip() for each in pc.unique(cells).to_pylist() if each.strip()]
    if len(texts) < _FEWEST or not all(time_in(each) == "date" or _ISO.fullmatch(each) for each in texts):
        return False
    if all(_ISO.fullmatch(each) for each in texts):
        return True
    read = ask(con, "moment.sql", texts=pa.table({"text": pa.array(texts, pa.string())}))["value"]
    days = sorted({each.date() for each in read.to_pylist() if each is not None})
    gaps = {(later - day).days for day, later in pairwise(days)}
    # days a month apart may share their weekday by chance; two of one month never do
    return len(days) >= _FEWEST and 7 in gaps and all(gap % 7 == 0 for gap in gaps)


def iso_weeks_as_days(table: TextTable, at: int, repairs: list[str]) -> TextTable:
    """The table with the Monday in place of each ISO week such as 2026-W05."""
    cells = table.columns[at]
    texts = pc.unique(cells).to_pylist()
    mondays = {each: monday for each in texts if (monday := _monday(each.strip()))}
    if not mondays:
        return table
    days = pa.chunked_array([pa.array([mondays.get(each, each) for each in cells.to_pylist()], pa.string())])
    example = next(iter(mondays))
    repairs.append(
        f"{table.headers[at]}: weeks were read as ISO weeks, for example {example} as the week of {mondays[example]}."
    )
    return replace(table, columns=[*table.columns[:at], days, *table.columns[at + 1 :]])


def _monday(text: str) -> str:
    found = _ISO.fullmatch(text)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1).isoformat() if found else ""
    except ValueError:
        return ""


# -- rows of weeks -----------------------------------------------------------------------------------------------------


def by_week(
    rows: pa.Table, wanted: Contract, column: WeekColumn, answers: Answers, problems: list[Problem]
) -> pa.Table:
    """The rows with the first day of their week in the column of months, so that equal weeks are told from others.

    Asks which day of the week the column holds, where its name does not say. A day that is another weekday than most
    is an error: weeks would overlap.
    """
    weekly = _weekly(wanted)
    ends = column.ends
    if ends is None:
        ends = answers.to(_which_day(rows[column.name], column.header)) == LAST_DAY
    days = rows[column.name].combine_chunks().cast(pa.date32()) if len(rows) else rows[column.name]
    problems += _other_weekdays(rows, days, column)
    first = pc.subtract(days, pa.scalar(_SIX)).cast(pa.date32()) if ends else days
    at = rows.schema.get_field_index(weekly.month)
    rows = rows.append_column("stated_month", rows[weekly.month])
    return rows.set_column(at, weekly.month, first)


def _weekly(wanted: Contract) -> Weekly:
    assert wanted.weekly is not None, "only a kind that may have weeks has a column of them"
    return wanted.weekly


def _which_day(days: pa.ChunkedArray, header: str) -> Question:
    day = pc.min(days).as_py()
    if day is None:
        return Question(
            WEEK_DAYS, f"Each row is a week. Which day of it is in {header!r}?", {FIRST_DAY: "", LAST_DAY: ""}
        )
    return Question(
        WEEK_DAYS,
        f"Each row is a week. Is the day in {header!r} the first or the last of its week?",
        {
            FIRST_DAY: f"{_day(day)} stands for the week to {_day(day + _SIX)}",
            LAST_DAY: f"{_day(day)} stands for the week from {_day(day - _SIX)}",
        },
        FIRST_DAY if day.weekday() == 0 else LAST_DAY if day.weekday() in (4, 5) else "",
    )


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _other_weekdays(rows: pa.Table, days: pa.Array, column: WeekColumn) -> list[Problem]:
    weekdays = pc.day_of_week(days)
    usual = pc.mode(weekdays)
    if not len(usual):
        return []
    name = f"{date(2024, 1, 1 + usual[0].as_py()['mode']):%A}"
    at = pc.indices_nonzero(pc.fill_null(pc.not_equal(weekdays, usual[0].as_py()["mode"]), False))
    lines, odd = rows["source_row"].take(at).to_pylist(), days.take(at).to_pylist()
    return listed(
        (
            Problem(
                line,
                column.header,
                f"{day:%d/%m/%Y}",
                f"is a {day:%A}, and the other weeks have a {name}: weeks would overlap or leave days out",
                "Check the day.",
                code="week_of_another_weekday",
            )
            for line, day in zip(lines, odd, strict=True)
        ),
        len(at),
        column.header,
        "error",
    )


# -- weeks to months ---------------------------------------------------------------------------------------------------


def to_months(
    con: duckdb.DuckDBPyConnection,
    rows: pa.Table,
    wanted: Contract,
    table: TextTable,
    column: WeekColumn,
    answers: Answers,
    problems: list[Problem],
    repairs: list[str],
) -> tuple[pa.Table, date | None]:
    """The rows of by_week() as rows of months: counts and money are summed, averages weighted, texts put together.

    Then the day up to which they are complete. Asks how, and about months of which the file has not every day; names
    what was split. Gives no rows while a question is open.
    """
    weekly = _weekly(wanted)
    firsts = sorted(each for each in pc.unique(rows[weekly.month]).to_pylist() if each is not None)
    if not firsts:
        return rows.drop_columns(["stated_month"]), None
    crossing = [each for each in firsts if each.month != (each + _SIX).month]
    how = answers.to(_how(firsts, crossing, column)) or SPLIT
    months = over(con, _sum_sql(wanted, how), rows=rows)
    schema = rows.drop_columns(["stated_month"]).schema
    months = months.select(schema.names).cast(schema)
    said: list[str] = []
    if how != AS_STATED and not answers.is_open(WEEKS):
        months = _whole_months(months, weekly, _in_part(firsts, how), answers, problems, said)
    if any(answers.is_open(each) for each in (WEEKS, WEEK_DAYS, PART_MONTHS)):
        return months.slice(0, 0), None
    problems += _not_summed(con, rows, wanted)
    repairs += [*_said(con, rows, table, weekly, how, crossing, len(months)), *said]
    return months.sort_by("source_row"), _up_to(firsts[-1], how)


def _how(firsts: list[date], crossing: list[date], column: WeekColumn) -> Question:
    text = (
        f"Each row is a week, from {_day(firsts[0])} to {_day(firsts[-1] + _SIX)}, and figures are kept by month: "
        f"{len(crossing)} of the {len(firsts)} weeks lie in two months. How are weeks put into months?"
    )
    split = "each week lies in one month, and is added to it"
    if crossing:
        first = crossing[0]
        days = (end_of_month(first) - first).days + 1
        split = (
            f"the week of {_day(first)} goes by {days} of its 7 days to {first:%B %Y} and by {7 - days} to "
            f"{first + _SIX:%B %Y}; counts stay whole, and both parts together are the week"
        )
    options = {SPLIT: split, BY_FIRST: "a week counts whole in the month in which it begins",
               BY_LAST: "a week counts whole in the month in which it ends"}  # fmt: skip
    if column.beside_month:
        options = {AS_STATED: "a week counts whole in the month that its row names", **options}
    return Question(WEEKS, text, options, next(iter(options)))


def _sums(wanted: Contract) -> dict[str, int]:
    """Columns that are added up, with the decimals that a share of them keeps: counts are whole, pounds have pence."""
    weekly = _weekly(wanted)
    decimals = {"count": 0, "£": 2}
    return {
        each.name: decimals[each.unit]
        for each in wanted.stored
        if each.type == "number" and each.unit in decimals and each.name not in weekly.averages
    }


def _sum_sql(wanted: Contract, how: str) -> str:
    weekly, sums = _weekly(wanted), _sums(wanted)
    own = [name for name in wanted.identity if name != weekly.month]
    texts = [each.name for each in wanted.stored if each.type == "text"]
    same = [
        each.name
        for each in wanted.columns.values()
        if each.name not in (*sums, *texts, *own, *weekly.averages, weekly.month)
    ]
    month = {BY_FIRST: "week", BY_LAST: "week + 6", AS_STATED: "stated_month"}.get(how)
    days = "7" if month else "least(7, date_diff('day', week, last_day(week) + 1))"
    shares = [
        f"CASE WHEN days = 7 THEN {name} ELSE floor({name} * days / 7 * 1e{places} + 0.5) / 1e{places} END "
        f"AS first_{name}"
        for name, places in sums.items()
    ]
    parts = [f"round({name} - first_{name}, {places}) AS {name}" for name, places in sums.items()]
    first = [f"first_{name} AS {name}" for name in sums]
    others = [*own, *texts, *same, *weekly.averages]
    averages = [
        f"""CASE WHEN count({weight}) = count(*) AND NOT bool_or({name} IS NULL AND {weight} > 0)
                 THEN sum({name} * {weight}) / nullif(sum(CASE WHEN {name} IS NOT NULL THEN {weight} END), 0)
            END AS {name}"""
        for name, weight in weekly.averages.items()
    ]
    whole, rest = ", ".join([*others, *first]), ", ".join([*others, *parts])
    return f"""
        WITH weeks AS (SELECT *, {weekly.month} AS week FROM rows WHERE {weekly.month} IS NOT NULL),
        divided AS (SELECT *, {days} AS days FROM weeks),
        shared AS (SELECT *, {", ".join(shares)} FROM divided),
        parts AS (
            SELECT source_row, date_trunc('month', {month or "week"})::DATE AS month_of_part, {whole}
            FROM shared
            UNION ALL
            SELECT source_row, (last_day(week) + 1)::DATE, {rest} FROM shared WHERE days < 7
        )
        SELECT min(source_row) AS source_row, month_of_part AS {weekly.month}, {", ".join(own)},
               {", ".join(averages)},
               {added_up_sql(sums, texts, same)}
        FROM parts GROUP BY month_of_part, {", ".join(own)}"""


def _not_summed(con: duckdb.DuckDBPyConnection, rows: pa.Table, wanted: Contract) -> list[Problem]:
    """Figures that some weeks of a thing have and others lack: its month would be too low, and stays empty."""
    weekly = _weekly(wanted)
    own = ", ".join(name for name in wanted.identity if name != weekly.month)
    needs: dict[str, str] = {**dict.fromkeys(_sums(wanted), ""), **weekly.averages}
    lacks = {
        name: f"sum(CASE WHEN {name} > 0 AND {weight} < weeks THEN weeks - {weight} END)"
        if weight
        else f"sum(CASE WHEN {name} > 0 THEN weeks - {name} END)"
        for name, weight in needs.items()
    }
    each = f"SELECT count(*) AS weeks, {', '.join(f'count({n}) AS {n}' for n in needs)} FROM rows GROUP BY {own}"
    sums = ", ".join(f"{sql} AS {name}" for name, sql in lacks.items())
    counts = over(con, f"SELECT {sums} FROM ({each})", rows=rows).to_pylist()[0]
    found = []
    for name, weight in needs.items():
        if not counts[name]:
            continue
        rows_are = f"{counts[name]:,.0f} {'row' if counts[name] == 1 else 'rows'}"
        what = (
            f"is an average, and {weight}, by which weeks are weighted, is empty in {rows_are}"
            if weight
            else f"is empty in {rows_are}, and given in other weeks of the same"
        )
        found.append(
            Problem(None, name, None, f"{what}: a month with such a week has no {name}",
                    "Fill it in, or leave it: nothing is guessed.", "warning", code="week_without_figure")
        )  # fmt: skip
    return found


def _said(
    con: duckdb.DuckDBPyConnection,
    rows: pa.Table,
    table: TextTable,
    weekly: Weekly,
    how: str,
    crossing: list[date],
    months: int,
) -> list[str]:
    ways = {BY_FIRST: "by their first day", BY_LAST: "by their last day", AS_STATED: "as each row names it"}
    said = [f"{len(rows):,} rows of weeks became {months:,} rows of months{', ' + ways[how] if how in ways else ''}."]
    if how == SPLIT and crossing:
        lines = over(
            con,
            f"SELECT source_row FROM rows WHERE month({weekly.month}) <> month({weekly.month} + 6) ORDER BY 1",
            rows=rows,
        )["source_row"].to_pylist()
        ways_of = [
            f"{each:%d/%m/%Y} ({(end_of_month(each) - each).days + 1} of 7 days to {each:%B})" for each in crossing
        ]
        said.append(
            "Weeks that lie in two months were split by days, and what was left of the rounding went to the larger "
            f"remainder, so that counts stay whole and totals equal: weeks from {some(ways_of, _EXAMPLES)}; lines "
            f"{some(lines_of(table, lines), _EXAMPLES)}."
        )
    return said


def _in_part(firsts: list[date], how: str) -> dict[date, str]:
    """Months that the file has without some of their first days or weeks, or with a gap, and what it lacks of each.

    What comes after the newest week is not missing: the month is complete up to there.
    """
    if how == SPLIT:
        present = {first + timedelta(days=n) for first in firsts for n in range(7)}
        step, what = timedelta(days=1), "days"
    else:
        present = {first + (_SIX if how == BY_LAST else timedelta()) for first in firsts}
        step, what = _SEVEN, "weeks"
    newest, found = max(present), {}
    for month in sorted({day.replace(day=1) for day in present}):
        day = min(each for each in present if each >= month)
        while day - step >= month:
            day -= step
        days = []
        while day <= end_of_month(month):
            days.append(day)
            day += step
        if lacking := sum(each not in present for each in days if each <= newest):
            found[month] = f"{lacking} of the {len(days)} {what} of {month:%B %Y}"
    return found


def _whole_months(
    months: pa.Table,
    weekly: Weekly,
    in_part: dict[date, str],
    answers: Answers,
    problems: list[Problem],
    repairs: list[str],
) -> pa.Table:
    """The months that the file has as a whole; the others as somebody has decided."""
    if not in_part:
        return months
    lacks = some(in_part.values(), _EXAMPLES)
    question = Question(
        PART_MONTHS,
        f"The file lacks {lacks}. Is such a month taken all the same?",
        {
            LEAVE_OUT: "what stands of the month is not replaced by a part of it",
            TAKE: "the month counts as what is in the file, for example because nothing happened on those days",
        },
        LEAVE_OUT,
    )
    if answers.to(question) == TAKE:
        what, remedy = f"lacks {lacks}, and is taken as it is", "Check that nothing is missing."
        problems.append(Problem(None, weekly.month, None, what, remedy, "warning", code="month_in_part"))
        return months
    kept = months.filter(pc.invert(pc.is_in(months[weekly.month], value_set=pa.array(list(in_part), pa.date32()))))
    repairs.append(f"Months that the file has only in part were left out: it lacks {lacks}.")
    if not len(kept) and not answers.is_open(PART_MONTHS):
        remedy = "Export whole months with the weeks at both ends, or put each week into one month."
        problems.append(Problem(None, None, None, "no month is whole in the file", remedy, code="no_whole_month"))
    return kept


def _up_to(first: date, how: str) -> date:
    """The day up to which the months are complete. first: of the newest week."""
    last = first + _SIX
    if how == BY_FIRST:
        return end_of_month(first) if (first + _SEVEN).month != first.month else last
    if how == BY_LAST:
        return end_of_month(last) if (last + _SEVEN).month != last.month else last
    return last
