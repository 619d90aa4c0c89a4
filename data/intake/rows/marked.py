"""The officer's own file with one more column, which says what is wrong in each row. The mended copy loads again."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pyarrow as pa

from data.contracts import about_people, contract
from data.csv_out import guarded
from data.intake.columns.understanding import understanding
from data.intake.files.endings import WORKBOOKS, has_ending
from data.intake.files.reading import TextTable
from data.intake.files.shape import DELIMITERS
from data.intake.problem import Problem

WHAT_TO_MEND = "What to mend"  # header of the added column; a check never reads it
NOT_SHOWN = "(left out)"
_FIGURE = re.compile(r"[-+]+|[-+]?[\s£$€]*[\d.,\s]*\d\s*%?")  # runs as nothing, and stays a figure to mend
_ROWS = 20_000


def marked_csv(table: TextTable, problems: Iterable[Problem], kind: str) -> bytes:
    """The file as UTF-8 that Excel opens, each line with its own cells and, last, what is wrong in it; '' if nothing.

    What is wrong with the whole file stands in its first row. Lines that could not be cut stay as they are, so that
    they are named again until they are mended. Every row is marked, also where only some were listed: a problem that
    counts others carries their lines. Columns about people that the kind does not use hold "(left out)".
    """
    marks, whole = _marks(problems, table.header_line)
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    keep = [at for at, header in enumerate(table.headers) if header.casefold() != WHAT_TO_MEND.casefold()]
    others = sorted([*_outside(table), *_uncut(table, marks)])
    header = (table.header_line, [*(table.headers[at] for at in keep), WHAT_TO_MEND])
    above = [each for each in others if each[0] < table.header_line]
    below = iter([*(each for each in others if each[0] > table.header_line), (None, [])])
    write.writerows(map(_safe, cells) for _, cells in above)
    write.writerow(map(_safe, header[1]))
    line, cells = next(below)
    for number, row in _rows(table, keep, kind):
        while line is not None and line < number:
            write.writerow(_with_mark(cells, line, marks))
            line, cells = next(below)
        mark = " ".join(each for each in (whole, marks.get(number, "")) if each)
        whole = ""
        write.writerow(map(_safe, (*row, mark)))
    while line is not None:
        write.writerow(_with_mark(cells, line, marks))
        line, cells = next(below)
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def _marks(problems: Iterable[Problem], header_line: int) -> tuple[dict[int, str], str]:
    """Line → what is wrong in it; and what is wrong with the whole file or its header."""
    by_line: dict[int, dict[str, None]] = defaultdict(dict)
    whole: dict[str, None] = {}
    for each in problems:
        if each.rest is not None:
            rest = each.rest.to_pandas()
            for (column, what, remedy), rows in rest.groupby(
                ["column", "problem", "remedy"], dropna=False, observed=True
            ):
                sentence = _sentence(column if isinstance(column, str) else None, what, remedy, each.severity)
                for line in rows["line"].tolist():
                    by_line[line].setdefault(sentence)
        elif each.row is None or each.row == header_line:
            value = f" {each.value!r}" if each.value else ""
            whole.setdefault(
                f"Whole file: {_sentence(each.column, value.strip() + ' ' + each.problem, each.remedy, '')}"
            )
        else:
            by_line[each.row].setdefault(_sentence(each.column, each.problem, each.remedy, each.severity))
    return {line: " ".join(words) for line, words in by_line.items()}, " ".join(whole)


def _sentence(column: str | None, problem: str, remedy: str, severity: str) -> str:
    check = "To check: " if severity == "warning" else ""
    return f"{check}{column + ': ' if column else ''}{problem.strip()}. {remedy}".replace("..", ".").strip()


def _safe(text: str | None) -> str:
    """A cell that no spreadsheet runs: what came with the file is no better than what is added."""
    return text or "" if not text or _FIGURE.fullmatch(text) else guarded(text)


def _with_mark(cells: list[str], line: int, marks: dict[int, str]) -> list[str]:
    return [_safe(each) for each in (cells if line not in marks else [*cells, marks[line]])]


def _rows(table: TextTable, keep: list[int], kind: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    used = set(understanding(table, contract(kind)).matched.position_of.values())
    hidden = {at for at in keep if at not in used and about_people(table.headers[at])}
    for start in range(0, table.row_count, _ROWS):
        lines = table.lines.slice(start, _ROWS).to_pylist()
        columns = [
            [NOT_SHOWN] * len(lines) if at in hidden else table.columns[at].slice(start, _ROWS).to_pylist()
            for at in keep
        ]
        yield from zip(lines, zip(*columns, strict=True) if columns else [()] * len(lines), strict=True)


def _outside(table: TextTable) -> list[tuple[int, list[str]]]:
    """Titles, totals, comments and footers, as they stand."""
    return [(each.line, list(each.cells)) for each in table.left_out]


# -- lines that could not be cut ---------------------------------------------------------------------------------------


def _uncut(table: TextTable, marks: dict[int, str]) -> list[tuple[int, list[str]]]:
    """Lines with a problem that are no rows of the table: their cells, or their text where quotes spoil them."""
    known = {*pa.array(table.lines).to_pylist(), *(each.line for each in table.left_out), table.header_line}
    missing = sorted(line for line in marks if line not in known)
    # the lines of a workbook are rows of a sheet, whose cells may have several lines
    if not missing or has_ending(table.file_name, WORKBOOKS):
        return []
    lines = re.split(r"\r\n|\r|\n", _text(table.raw))
    starts = sorted({*known, *missing, len(lines) + 1})
    ends = dict(pairwise(starts))
    divider = _divider(table, lines)
    return [
        (line, _cells("\n".join(lines[line - 1 : ends[line] - 1]), divider)) for line in missing if line <= len(lines)
    ]


def _cells(text: str, divider: str) -> list[str]:
    text = text.rstrip("\n")
    try:
        (cells,) = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
        return cells
    except (csv.Error, ValueError):
        return [text]


def _text(raw: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _divider(table: TextTable, lines: list[str]) -> str:
    if table.reading.delimiter:
        return table.reading.delimiter
    header = lines[table.header_line - 1] if table.header_line <= len(lines) else ""
    return max(DELIMITERS, key=lambda each: len(_cells(header, each)))
