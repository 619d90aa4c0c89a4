"""A file with the figures of several areas: which of them is the council, and only its rows."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract, folded
from data.intake.choices import Answers, Question
from data.intake.columns.matching import column_for, header_key
from data.intake.columns.understanding import understanding
from data.intake.files.reading import TextTable

ABOUT = "area"
_MOST = 1_000  # areas that somebody can choose from


def of_one_area(
    table: TextTable, wanted: Contract, matched: Mapping[str, str], answers: Answers, repairs: list[str]
) -> TextTable:
    """The rows of the area that was chosen, where a file has several rows for the same measure and month.

    matched: header → column, as a layout has it. While nobody has chosen, the table stays as it is and the question is
    open. Adds to repairs how many rows of other areas were left out.
    """
    position = _area_column(table, wanted, matched)
    if position is None:
        return table
    areas = pc.utf8_trim_whitespace(table.columns[position])
    counts = {each["values"].as_py(): each["counts"].as_py() for each in pc.value_counts(areas)}
    options = {area: f"{count:,} {'row' if count == 1 else 'rows'}" for area, count in counts.items() if area}
    if not 1 < len(options) <= _MOST or not _stand_several_times(table, wanted, matched):
        return table
    header = " ".join(table.headers[position].split())
    text = f"The file has figures of {len(options)} areas ({header!r}). Which one is the council?"
    chosen = answers.to(Question(ABOUT, text, options))
    if not chosen:
        return table
    own = pc.fill_null(pc.equal(areas, chosen), False)
    own = own.combine_chunks() if isinstance(own, pa.ChunkedArray) else own
    gone = table.row_count - counts[chosen]
    repairs.append(
        f"Only the {options[chosen]} of {chosen!r} were read, as you said; {gone:,} "
        f"{'row' if gone == 1 else 'rows'} of other areas in {header!r} {'was' if gone == 1 else 'were'} left out."
    )
    return replace(
        table,
        columns=[each.filter(own) for each in table.columns],
        lines=table.lines.filter(own),
        left_out=tuple(each for each in table.left_out if each.what not in ("total", "subtotal")),  # of all areas
    )


def _area_column(table: TextTable, wanted: Contract, matched: Mapping[str, str]) -> int | None:
    """The column that names the areas: the first spelling of the contract that the file has with several of them."""
    taken = {header_key(each) for each in matched}
    positions = {
        folded(header): position
        for position, header in reversed(list(enumerate(table.headers)))
        if header and header_key(header) not in taken
    }
    several = (
        positions[key]
        for each in wanted.areas
        if (key := folded(each)) in positions and pc.count_distinct(table.columns[positions[key]]).as_py() > 1
    )
    return next(several, None)


def _stand_several_times(table: TextTable, wanted: Contract, matched: Mapping[str, str]) -> bool:
    """Whether what makes a row one of its own (the measure and the month) stands in several rows."""
    by_layout = {
        column.name: position
        for position, header in enumerate(table.headers)
        for name, target in matched.items()
        if header_key(name) == header_key(header) and (column := column_for(target, wanted)[0]) is not None
    }
    position_of = {**understanding(table, wanted).matched.position_of, **by_layout}
    # a file may say its measure in two columns: what could be the measure tells rows apart too
    could_be = {
        position
        for position, header in enumerate(table.headers)
        if (column := column_for(header, wanted)[0]) is not None and column.name in wanted.identity
    }
    positions = sorted({position_of[name] for name in wanted.identity if name in position_of} | could_be)
    if not positions:
        return True
    keys = pa.table({str(each): table.columns[each] for each in positions})
    return keys.group_by(list(keys.column_names)).aggregate([]).num_rows < table.row_count
