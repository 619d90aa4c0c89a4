"""What the store keeps of a file: its bytes, without columns and lines about people."""

import csv
import io

import duckdb
import pyarrow as pa
import pyarrow.csv

from data.contracts import Contract, about_people
from data.intake.columns import personal
from data.intake.columns.matching import PositionOf
from data.intake.files.reading import TextTable
from data.intake.problem import some

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def kept_file(
    con: duckdb.DuckDBPyConnection,
    table: TextTable,
    wanted: Contract,
    position_of: PositionOf,
    repairs: list[str],
    *,
    rewrite: bool,
) -> bytes:
    """The file's bytes; written anew, as UTF-8 with commas, where something of it must not be kept.

    rewrite: columns were taken out of the table before. A workbook is always written anew: what its other sheets and
    its properties hold has not been looked at. Adds to repairs what is not kept.
    """
    used = {position for name, position in position_of.items() if wanted.columns[name].stored} - table.added
    if (wide := table.unpivoted) is not None:
        table, used = wide.source, set(wide.used)
    added = table.added
    gone = {
        position
        for position, header in enumerate(table.headers)
        if position not in used | added and about_people(header)
    }
    for position, header in enumerate(table.headers):
        if position in used | gone | added:
            continue
        if personal.holds_people(con, header, table.columns[position]):
            gone.add(position)
            repairs.append(f"The column {header!r} holds personal data and is not kept either.")
    lines = personal.lines_about_people(con, table)
    if lines:
        many = "Lines" if len(lines) > 1 else "Line"
        repairs.append(
            f"{many} {some(lines)}, outside the rows, {'hold' if len(lines) > 1 else 'holds'} personal data and "
            f"{'are' if len(lines) > 1 else 'is'} not kept."
        )
    if not (gone or lines or rewrite or table.raw.startswith(_WORKBOOKS)):
        return table.raw
    return _as_csv(table, [each for each in range(len(table.headers)) if each not in gone | added])


def _as_csv(table: TextTable, positions: list[int]) -> bytes:
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerow([table.headers[each] for each in positions])
    out = pa.BufferOutputStream()
    out.write(head.getvalue().encode())
    options = pa.csv.WriteOptions(include_header=False, quoting_style="needed", batch_size=65536)
    # numbers for names: a file may have the same header twice
    columns = pa.Table.from_arrays([table.columns[each] for each in positions], names=[f"{each}" for each in positions])
    pa.csv.write_csv(columns, out, options)
    return out.getvalue().to_pybytes()
