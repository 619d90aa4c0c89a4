"""Wide to long: one column for each month, quarter or channel, read as if each cell had a row of its own."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract
from data.intake.columns.families import Family, WideColumn
from data.intake.columns.matching import MatchedHeaders, stands_twice
from data.intake.columns.running_totals import as_numbers
from data.intake.columns.understanding import understanding
from data.intake.columns.wide_plan import WidePlan, figure_in_words
from data.intake.files.reading import TextTable, Unpivoted
from data.intake.problem import Problem, listed, some
from data.intake.values.cells import ask, connection, over
from data.intake.values.periods import LENGTHS, Period, say
from data.settings import NOT_STATED, settings


def unpivoted(table: TextTable, wanted: Contract) -> TextTable:
    """The table as check takes it without a layout: long, where it is wide in a way that needs no question."""
    if not wanted.wide or table.unpivoted:
        return table
    understood = understanding(table, wanted)
    return unpivot(table, wanted, understood.matched, understood.wide) if understood.wide else table


def unpivot(table: TextTable, wanted: Contract, matched: MatchedHeaders, plan: WidePlan) -> TextTable:
    """The table with one row for each cell that says something, and in repairs what was read how.

    Where the plan leaves something open the table stays wide, and its problems say what has to be chosen.
    """
    repairs, problems = list(table.repairs), [*table.problems, *matched.problems, *plan.problems]
    if any(each.severity == "error" for each in plan.problems):
        waiting = frozenset({"month", "months", "channel", *(each.figure for each in plan.families)})
        return replace(
            table,
            problems=[*table.problems, *plan.problems],
            ignored=table.ignored | plan.positions,
            waiting=waiting,
        )
    periods = sorted({each for family in plan.families for each in family.periods}, key=_by_time)
    place = {period: number for number, period in enumerate(periods)}
    repairs += _sentences(plan)
    with connection() as con:
        cells = _cells(con, table, plan, place, problems)
        split = _split(con, table, plan, place, cells, repairs, problems)
        figures = list(dict.fromkeys(each.figure for each in plan.families))
        long = over(con, _long_sql(figures), cells=split)
    rows, first = long["r"].to_numpy(), long["first"].to_numpy()
    columns: dict[str, pa.Array] = {}
    positions: dict[str, np.ndarray] = {}
    if periods:
        span = long["span"].combine_chunks()
        by_name = bool(wanted.columns["month"].period_of)
        named = [say(each) if by_name and each.months > 1 else f"{each.first:%Y-%m}" for each in periods]
        columns["month"] = pa.array(named, pa.string()).take(span)
        positions["month"] = first
        if not by_name and any(each.months != 1 for each in periods):
            columns["months"] = pa.array([str(each.months) for each in periods], pa.string()).take(span)
            positions["months"] = first
    if any(each.channel for each in plan.families):
        columns["channel"] = long["channel"].combine_chunks()
        positions["channel"] = first
    for figure in figures:
        columns[figure] = pc.fill_null(long[figure].combine_chunks(), "")
        positions[figure] = long[f"{figure}_at"].to_numpy()
    kept = {name: position for name, position in matched.position_of.items() if name not in columns}
    take = pa.array(rows, pa.int64())
    read = plan.positions_read
    return replace(
        table,
        headers=[*(table.headers[position] for position in kept.values()), *columns],
        columns=[
            *(pa.chunked_array([table.columns[each].combine_chunks().take(take)]) for each in kept.values()),
            *(pa.chunked_array([each]) for each in columns.values()),
        ],
        lines=pa.array(np.arange(1, len(rows) + 1), pa.int64()),
        repairs=repairs,
        problems=problems,
        meant=dict(enumerate([*(table.meant.get(position, name) for name, position in kept.items()), *columns])),
        ignored=frozenset(),
        unpivoted=Unpivoted(table, rows, first, positions, frozenset(kept.values()) | read, read, plan.positions),
    )


def _by_time(period: Period) -> tuple[int, int]:
    return period.number, period.months


def _cells(
    con: duckdb.DuckDBPyConnection,
    table: TextTable,
    plan: WidePlan,
    place: Mapping[Period, int],
    problems: list[Problem],
) -> pa.Table:
    """Every cell that says something: r, span, figure, channel, position, text, value, digital."""
    digital = {each.channel for each in settings().channels if each.digital}
    pieces = []
    first_of: dict[tuple[str, Period | None], WideColumn] = {}
    for family in plan.families:
        for column in family.columns:
            held = first_of.setdefault((family.label, column.period), column)
            if held is not column:
                if not table.columns[held.position].equals(table.columns[column.position]):
                    problems.append(stands_twice(table, " ".join(column.header.split()), None))
                continue
            texts = over(
                con,
                """SELECT r, text FROM (SELECT row_number() OVER () - 1 AS r, tidy_any(cell) AS text FROM cells)
                   WHERE text IS NOT NULL AND NOT says_nothing(text)""",
                cells=pa.table({"cell": table.columns[column.position]}),
            )
            span = place[column.period] if column.period else 0
            pieces.append(
                pa.table(
                    {
                        "r": texts["r"],
                        "span": pa.repeat(pa.scalar(span, pa.int32()), len(texts)),
                        "figure": pa.repeat(family.figure, len(texts)),
                        "channel": pa.repeat(pa.scalar(family.channel, pa.string()), len(texts)),
                        "position": pa.repeat(pa.scalar(column.position, pa.int32()), len(texts)),
                        "text": texts["text"],
                        "value": as_numbers(con, texts["text"]),
                        "digital": pa.repeat(family.channel in digital, len(texts)),
                    }
                )
            )
    return pa.concat_tables(pieces)


# -- totals beside their channels --------------------------------------------------------------------------------------


def _split(
    con: duckdb.DuckDBPyConnection,
    table: TextTable,
    plan: WidePlan,
    place: Mapping[Period, int],
    cells: pa.Table,
    repairs: list[str],
    problems: list[Problem],
) -> pa.Table:
    """The cells with each total split by its channels; what could not be split is named."""
    beside = _columns_beside_totals(plan, place)
    if not beside:
        return cells.select(["r", "span", "figure", "channel", "position", "text", "value"])
    totals = pa.table(
        dict(zip(("span", "figure", "digital_columns", "channel_columns"), zip(*beside, strict=True), strict=True))
    )
    totals = totals.set_column(0, "span", totals["span"].cast(pa.int32()))
    parts = ask(con, "split_totals.sql", cells=cells, totals=totals)
    problems += _not_split(con, table, parts)
    verdicts = over(
        con,
        "SELECT verdict, count(*) AS cells FROM parts WHERE channel IN ('all', 'not_stated') GROUP BY ALL",
        parts=parts,
    )
    counts = dict(zip(verdicts["verdict"].to_pylist(), verdicts["cells"].to_pylist(), strict=True))
    if rests := counts.get("rest", 0):
        channels = sorted({each.channel for each in plan.families if each.channel not in (None, "all")})
        known = some([_channel_name(each) for each in channels])
        repairs.append(
            f"Totals were split: {known} as the file has it, and the rest of each total ({rests:,} cells) as "
            f"'{NOT_STATED.name}', because the file does not say by which other channel."
        )
    if whole := counts.get("whole", 0):
        repairs.append(f"{whole:,} totals stand without their channels: they were taken whole, as channel 'all'.")
    # the rest is worked out: it is written as the other cells are
    return over(
        con,
        """SELECT r, span, figure, channel, position, value,
                  CASE WHEN channel <> 'not_stated' OR verdict <> 'rest' THEN text
                       WHEN value = trunc(value) THEN value::BIGINT::VARCHAR
                       ELSE value::VARCHAR END AS text
           FROM parts WHERE channel IS NOT NULL""",
        parts=parts,
    )


def _columns_beside_totals(plan: WidePlan, place: Mapping[Period, int]) -> list[tuple[int, str, int, int]]:
    """span, figure, columns of digital channels, columns of channels: of each period that has a total and channels."""
    digital = {each.channel for each in settings().channels if each.digital}
    channels_of: dict[tuple[int, str], list[str | None]] = defaultdict(list)
    for family in plan.families:
        for column in family.columns:
            channels_of[place[column.period] if column.period else 0, family.figure].append(family.channel)
    # a figure that has a total anywhere is read the same way everywhere
    totals = {family.figure for family in plan.families if family.is_total}
    by_channel = {family.figure for family in plan.families if family.channel not in (None, "all")}
    return [
        (span, figure, sum(each in digital for each in channels), sum(each != "all" for each in channels))
        for (span, figure), channels in channels_of.items()
        if figure in totals & by_channel and None not in channels
    ]


def _not_split(con: duckdb.DuckDBPyConnection, table: TextTable, parts: pa.Table) -> list[Problem]:
    """Cells that were not taken, or not as they stand."""
    odd = over(
        con,
        """SELECT s.r, s.position, s.text, s.verdict, t.text AS total
           FROM parts AS s
           LEFT JOIN parts AS t ON t.r = s.r AND t.span = s.span AND t.figure = s.figure AND t.channel = 'all'
           WHERE s.channel IS NULL AND s.verdict IN ('no total', 'too much') ORDER BY s.r, s.span, s.position""",
        parts=parts,
    ).to_pylist()
    problems: list[Problem] = []
    for verdict, problem, remedy, code in (
        ("no total", "has no total beside it and was not taken", "Give the total, or clear the cell.", "no_total"),
        (
            "too much",
            "is more than its total",
            "Check both. The total was taken undivided, as channel 'all'.",
            "more_than_total",
        ),
    ):
        these = [each for each in odd if each["verdict"] == verdict]
        problems += listed(
            (
                Problem(
                    table.lines[each["r"]].as_py(),
                    " ".join(table.headers[each["position"]].split()),
                    each["text"] if verdict == "no total" else f"{each['text']} of {each['total']}",
                    problem,
                    remedy,
                    "warning",
                    code=code,
                )
                for each in these
            ),
            len(these),
            None,
            "warning",
        )
    return problems


# several columns of one channel are added up, where a layout says so
_TEXT = """CASE WHEN count(*) FILTER (figure = '{0}') = 1 OR bool_or(value IS NULL) FILTER (figure = '{0}')
                THEN max(text) FILTER (figure = '{0}')
                ELSE printf('%.15g', sum(value) FILTER (figure = '{0}')) END"""


def _long_sql(figures: list[str]) -> str:
    """One row for each row of the file, period and channel. The names come from our own contracts."""
    columns = ", ".join(
        f"{_TEXT.format(each)} AS {each}, coalesce(max(position) FILTER (figure = '{each}'), -1) AS {each}_at"
        for each in figures
    )
    return f"""SELECT r, span, channel, min(position) AS first, {columns}
               FROM cells GROUP BY r, span, channel ORDER BY r, min(position), channel"""


# -- in words ----------------------------------------------------------------------------------------------------------


def _channel_name(channel: str) -> str:
    return next((each.name.lower() for each in settings().every_channel if each.channel == channel), channel)


def _sentences(plan: WidePlan) -> list[str]:
    """What was read as what, and what was left out and why."""
    sentences = []
    for each in plan.families:
        of = f" of a {LENGTHS[each.months]}" if each.months else ""
        channel = ""
        if each.channel is not None:
            channel = ", all channels together" if each.is_total else f", {_channel_name(each.channel)}"
        were = "was" if len(each.columns) == 1 else "were"
        by_year = f" ({each.example!r} is {say(each.periods[0])})" if each.months > 1 else ""
        what = f"{figure_in_words(each.figure)}{of}{channel}"
        sentences.append(f"{each.in_words()} {were} read as the {what}{by_year}.")
    reasons: dict[str, list[Family]] = defaultdict(list)
    for family, why in plan.left_out:
        reasons[why].append(family)
    for why, many in reasons.items():
        were = "were" if sum(len(each.columns) for each in many) > 1 else "was"
        names = [each.in_words() for each in many]
        names[1:] = [f"{name[0].lower()}{name[1:]}" for name in names[1:]]
        sentences.append(f"{some(names)} {were} left out: {why}.")
    return sentences


# -- before and after --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    """Before and after, for the eye: the first rows of the wide table and of the long one, as text."""

    before: list[str]
    wide_rows: list[list[str]]
    after: list[str]
    long_rows: list[list[str]]


def sample(table: TextTable, rows: int = 5) -> Sample | None:
    """The first rows before and after; None where nothing was unpivoted.

    Of the wide table: the columns that stayed, and the first four that were unpivoted.
    """
    wide = table.unpivoted
    if wide is None:
        return None
    stay = [each for each in sorted(wide.used) if each not in wide.spread]
    before = [*stay, *sorted(wide.spread)[:4]]

    def first_rows(source: TextTable, positions: list[int]) -> list[list[str]]:
        columns = [source.columns[each].slice(0, rows).to_pylist() for each in positions]
        return [list(row) for row in zip(*columns, strict=True)]

    return Sample(
        [" ".join(wide.source.headers[each].split()) for each in before],
        first_rows(wide.source, before),
        [table.meant.get(each) or header for each, header in enumerate(table.headers)],
        first_rows(table, list(range(len(table.headers)))),
    )
