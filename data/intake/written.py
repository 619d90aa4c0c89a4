"""Rows that an officer writes on the screen: checked as those of a file are, with nothing to cut or to recognise."""

import csv
import io
from collections.abc import Mapping, Sequence

import pyarrow as pa

from data.intake.files.reading import TextTable
from data.intake.publishing import known_from
from data.intake.rows.checking import Checked, check
from data.store import Store


def check_rows(store: Store, kind: str, rows: Sequence[Mapping[str, object]], file_name: str) -> Checked:
    """Check rows of a kind, each with the same columns under the names of the contract; dates and months as in a file.

    file_name: what the history calls them. What is kept as the original is the rows as a CSV file. Raises UnknownKind.
    """
    names = list(rows[0])
    columns = [pa.chunked_array([[str(row[name]) for row in rows]], pa.string()) for name in names]
    lines = pa.array(range(2, len(rows) + 2), pa.int64())  # as they stand in the CSV file
    table = TextTable(file_name, _as_csv(names, rows), names, columns, lines)
    return check(table, kind, known_from(store, kind=kind))


def _as_csv(names: Sequence[str], rows: Sequence[Mapping[str, object]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
