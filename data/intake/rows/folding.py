"""Rows that speak of the same thing, as one: the last of them, their sum, or the one that the others repeat."""

from collections.abc import Iterable

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract
from data.intake.columns.matching import PositionOf
from data.intake.files.reading import TextTable
from data.intake.problem import Problem, listed, some
from data.intake.values.cells import over


def fold(
    con: duckdb.DuckDBPyConnection,
    rows: pa.Table,
    wanted: Contract,
    table: TextTable,
    position_of: PositionOf,
    problems: list[Problem],
    repairs: list[str],
) -> pa.Table:
    """One row for each thing: the last stands where the contract names how to find it, else only equal rows fold.

    rows: source_row and every column of the contract. Adds to problems the rows that contradict an earlier one, and to
    repairs what was folded.
    """
    identity = ", ".join(wanted.identity)
    needed = [name for name in wanted.identity if wanted.columns[name].required]
    complete = " AND ".join(f"{name} IS NOT NULL" for name in needed)
    # hashes tell at once that nothing is repeated; where two are equal the rows themselves decide below
    hashes = over(
        con,
        f"SELECT hash({identity}) AS h FROM rows WHERE {complete}",
        rows=rows.select(list(wanted.identity)),
    )["h"].to_numpy()
    hashes = np.sort(hashes)  # np.unique takes forty times as long
    if not (hashes[1:] == hashes[:-1]).any():
        return rows
    if wanted.latest_by:
        return _the_last(con, rows, wanted, identity, complete, repairs)
    if wanted.adds_up in position_of:
        rows = _added_up(con, rows, wanted, table, position_of, repairs)
    stored = ", ".join(each.name for each in wanted.stored)
    twins = over(
        con,
        f"""SELECT source_row, min(source_row) OVER same AS first_row, min(source_row) OVER alike AS twin_row
            FROM rows WHERE {complete}
            WINDOW same AS (PARTITION BY {identity}), alike AS (PARTITION BY {stored})
            QUALIFY source_row > first_row ORDER BY source_row""",
        rows=rows,
    ).to_pylist()
    equal = [each["source_row"] for each in twins if each["twin_row"] < each["source_row"]]
    differ = {each["source_row"]: each["first_row"] for each in twins if each["twin_row"] == each["source_row"]}
    if equal:
        repairs.append(f"Rows that repeat an earlier row exactly were folded: lines {some(lines_of(table, equal))}.")
    if differ:
        problems += _contradictions(con, rows, wanted, table, differ)
    gone = pc.is_in(rows["source_row"], value_set=pa.array(equal, pa.int64()))
    return rows.filter(pc.invert(gone))


def _the_last(
    con: duckdb.DuckDBPyConnection, rows: pa.Table, wanted: Contract, identity: str, complete: str, repairs: list[str]
) -> pa.Table:
    """The last row of each thing, by the column that the contract names."""
    lines = over(
        con,
        f"""SELECT source_row FROM rows WHERE {complete}
            QUALIFY row_number() OVER (PARTITION BY {identity}
                                       ORDER BY {wanted.latest_by} DESC NULLS LAST, source_row DESC) > 1""",
        rows=rows,
    )["source_row"]
    gone = pc.is_in(rows["source_row"], value_set=lines.combine_chunks())
    several = pc.count_distinct(rows.filter(gone)[wanted.identity[0]]).as_py()
    order = wanted.latest_by if rows[wanted.latest_by].null_count < len(rows) else "their order in the file"
    repairs.append(
        f"{len(lines):,} {'row was' if len(lines) == 1 else 'rows were'} folded: {several:,} "
        + (f"{wanted.title.lower()} stand" if several > 1 else f"{wanted.title.lower().removesuffix('s')} stands")
        + f" in more than one row, and the last one of each, by {order}, counts."
    )
    return rows.filter(pc.invert(gone))


def _contradictions(
    con: duckdb.DuckDBPyConnection, rows: pa.Table, wanted: Contract, table: TextTable, first_of: dict[int, int]
) -> list[Problem]:
    """Rows that say other things of what an earlier row speaks of. first_of: row → that earlier row."""
    columns = ", ".join(wanted.identity)
    shown = over(con, f"SELECT source_row, {columns} FROM rows", rows=rows).to_pandas().set_index("source_row")
    what = " and ".join(wanted.identity)
    return listed(
        (
            Problem(
                row,
                wanted.identity[0],
                ", ".join(_in_words(value) for value in shown.loc[row] if value is not None),
                f"line {lines_of(table, [first])[0]} has the same {what} with other values",
                "Keep the one that is right.",
                code="same_row_other_values",
            )
            for row, first in first_of.items()
        ),
        len(first_of),
        wanted.identity[0],
        "error",
    )


def lines_of(table: TextTable, rows: list[int]) -> list[str]:
    """Rows as the officer finds them: line numbers, with the header where one line has become several rows."""
    wide = table.unpivoted
    if wide is None:
        return [f"{each}" for each in rows]
    return [f"{wide.line(each)} ({wide.header(each, next(iter(wide.cells)))})" for each in rows]


def _in_words(value: object) -> str:
    return f"{value:%Y-%m}" if hasattr(value, "strftime") else str(value)


def added_up_sql(sums: Iterable[str], texts: Iterable[str], same: Iterable[str]) -> str:
    """What rows that become one have in each column: a sum where all of them have a figure, their texts, the same."""
    return ", ".join(
        [
            *(f"CASE WHEN count({n}) = count(*) THEN sum({n}) END AS {n}" for n in sums),
            *(f"string_agg(DISTINCT {n}, '; ' ORDER BY {n}) AS {n}" for n in texts),
            *(f"any_value({n}) AS {n}" for n in same),
        ]
    )


def _added_up(
    con: duckdb.DuckDBPyConnection,
    rows: pa.Table,
    wanted: Contract,
    table: TextTable,
    position_of: PositionOf,
    repairs: list[str],
) -> pa.Table:
    """Rows that are one thing only because several words of the file mean one of ours, as one row with their sums.

    Only where each row has its own word, and what cannot be added up (an average, the length) is the same in all.
    A sum is empty where a part of it is.
    """
    word, own = wanted.adds_up, [*wanted.identity]
    others = [each for each in wanted.stored if each.name not in own]
    sums = [each.name for each in others if each.type == "number" and each.unit in ("count", "£")]
    texts = [each.name for each in others if each.type == "text"]
    same = [each.name for each in others if each.name not in (*sums, *texts)]
    beside = [name for name in rows.column_names if name not in ("source_row", *own, *sums, *texts, *same)]
    by = ", ".join(own)
    marked = over(
        con,
        """SELECT rows.*, trim(lower(cells.cell)) AS word_in_file FROM rows JOIN cells USING (source_row)""",
        rows=rows,
        cells=pa.table({"source_row": table.lines, "cell": table.columns[position_of[word]]}),
    )
    equal = " AND ".join(
        f"(count(DISTINCT {name}) = 0 OR count(DISTINCT {name}) = 1 AND count({name}) = count(*))" for name in same
    )
    groups = over(
        con,
        f"""SELECT {by}, min(source_row) AS first_row, list(source_row) AS members,
                   list(DISTINCT word_in_file ORDER BY word_in_file) AS words,
                   {added_up_sql(sums, texts, [*same, *beside])}
            FROM marked WHERE {" AND ".join(f"{n} IS NOT NULL" for n in own if wanted.columns[n].required)}
            GROUP BY {by}
            HAVING count(*) > 1 AND count(DISTINCT word_in_file) = count(*)
               AND {equal}""",
        marked=marked,
    )
    if not len(groups):
        return rows
    gone = pc.is_in(rows["source_row"], value_set=pc.list_flatten(groups["members"].combine_chunks()))
    added = groups.rename_columns(["source_row" if name == "first_row" else name for name in groups.column_names])
    kept = pa.concat_tables([rows.filter(pc.invert(gone)), added.select(rows.column_names).cast(rows.schema)])
    pairs = {(tuple(row["words"]), row[word]) for row in groups.select(["words", word]).to_pylist()}
    for words, ours in sorted((" and ".join(f"{each!r}" for each in words), ours) for words, ours in pairs):
        both = "both" if words.count(" and ") == 1 else "all"
        repairs.append(f"{words} {both} mean {ours}: their counts were added up.")
    repairs.append(f"{len(rows):,} rows became {len(kept):,} by adding up.")
    return kept.sort_by("source_row")
