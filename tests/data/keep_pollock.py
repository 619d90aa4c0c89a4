"""Files polluted as those of Pollock are, the public benchmark of loading CSV, and its score of what was read.

Made from its published description (Vitagliano and others, PVLDB 16, 2023; the kinds, their number and their weights as
the repository lists them), of rows of our own. With 83 rows there are as many files as there:

    python -m tests.data.keep_pollock 83
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from data.intake import TextTable, read

HEADERS = ["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"]
_WORDS = ("light", "boots", "for men's feet", "easy-to-use", "and", "warm", "9' long", "with", "great, dry", "8\\'9\"",
          "comfort", "of wool", "won't slip", "in 3 mm", "50% lighter", "quick", "jacket, print")  # fmt: skip
# how many of the surveyed files had such a fault, where it is not one
_WEIGHTS = {
    "file_no_payload": 15, "file_no_trailing_newline": 184, "file_double_trailing_newline": 5, "file_no_header": 470,
    "file_header_multirow_2": 47, "file_header_multirow_3": 47, "file_preamble": 282, "file_multitable_same": 62.67,
    "file_multitable_more": 62.67, "file_multitable_less": 62.67, "file_header_only": 3, "file_one_data_row": 4,
    "file_record_delimiter_0xD": 7, "file_record_delimiter_0xA": 1691, "file_field_delimiter_0x9": 4,
    "file_field_delimiter_0x3B": 834, "file_field_delimiter_0x20": 4, "file_field_delimiter_0x2C_0x20": 101,
    "file_quotation_char_0x27": 11, "file_escape_char_0x5C": 1, "file_escape_char_0x00": 7,
    "row_less_sep": 0.36775, "row_more_sep": 0.36775, "row_field_delimiter": 0.14286, "row_extra_quote": 0.00926,
}  # fmt: skip


@dataclass(frozen=True)
class Polluted:
    """A polluted file. headers, rows: what a person reads in it."""

    name: str
    raw: bytes
    headers: list[str]
    rows: list[list[str]]

    @property
    def weight(self) -> float:
        return next((share for name, share in _WEIGHTS.items() if self.name.startswith(name)), 1)


def source(count: int, seed: int = 1) -> list[list[str]]:
    """Rows of a shop: dates, times, figures, codes, texts with commas and quotation marks; the last column is empty."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        code = f"{chance.choice('ABGMRYZ')}{chance.choice('CGHIKNY')}-{chance.randint(1000, 9999)}"
        made = [" ".join(chance.sample(_WORDS, several)).capitalize() for several in (3, 9)]
        name = f'{made[0]}, {chance.randint(5, 40)}"' if chance.random() < 0.1 else made[0].replace('"', "")
        rows.append([
            f"{number % 28 + 1:02d}/{number // 28 + 1:02d}/2018", f"{number // 4 % 24:02d}:{number % 4 * 15:02d}",
            str(chance.randint(0, 30)), code, f"${chance.randint(90, 9900) / 100:.2f}", name, f"{made[1]}.",
            f"https://www.example.com/product/{code.replace('-', '_')}.html", "",
        ])  # fmt: skip
    return rows


def polluted(count: int, seed: int = 1) -> Iterator[Polluted]:
    """Every pollution of a file with so many rows below its header; each cell stands in quotation marks."""
    rows = source(count, seed)
    table = [HEADERS, *rows]

    def cell(text: str, escape: str = '"') -> str:
        return '"' + text.replace('"', escape + '"') + '"'

    def line(cells: list[str], delimiter: str = ",", escape: str = '"') -> str:
        return delimiter.join(cell(each, escape) for each in cells)

    def file(name: str, lines: list[str], of=rows, headers=HEADERS, end: str = "\r\n", last: str | None = None):
        text = end.join(lines) + (end if last is None else last)
        return Polluted(name, text.encode(), headers, of)

    lines = [line(each) for each in table]
    yield file("source", lines)
    yield Polluted("file_no_payload", b"", [], [])
    yield file("file_no_trailing_newline", lines, last="")
    yield file("file_double_trailing_newline", lines, last="\r\n\r\n")
    yield file("file_no_header", lines[1:], headers=[])
    for times in (2, 3):
        yield file(f"file_header_multirow_{times}", [lines[0]] * (times - 1) + lines)
    yield file("file_preamble", [line(["PREAMBLE", *[""] * 8]), line([""] * 9), *lines])
    for name, second in (
        ("less", [each[:8] for each in table]), ("same", table), ("more", [[*each, each[7]] for each in table]),
    ):  # fmt: skip
        yield file(f"file_multitable_{name}", [*lines, *map(line, second)], of=[*rows, *second[1:]])
    yield file("file_header_only", lines[:1], of=[])
    yield file("file_one_data_row", lines[:2], of=rows[:1])
    yield file("file_record_delimiter_0xA", lines, end="\n")
    yield file("file_record_delimiter_0xD", lines, end="\r")
    for name, delimiter in (("0x3B", ";"), ("0x9", "\t"), ("0x2C_0x20", ", "), ("0x20", " ")):
        yield file(f"file_field_delimiter_{name}", [line(each, delimiter) for each in table])
    yield file("file_quotation_char_0x27", [",".join(f"'{each}'" for each in row) for row in table])
    yield file("file_escape_char_0x5C", [line(each, escape="\\") for each in table])
    yield file("file_escape_char_0x00", [line(each, escape="") for each in table])
    for place, row in enumerate(table):
        cells = [cell(each) for each in row]

        def changed(name: str, text: str, row: list[str], place: int = place):
            now = [*table[:place], row, *table[place + 1 :]]
            return file(name, [*lines[:place], text, *lines[place + 1 :]], of=now[1:], headers=now[0])

        for column in range(len(row)):
            at = f"row{place}_col{column}"
            more = [*cells[:column], "", *cells[column:]] if column else ["", *cells]
            yield changed(f"row_more_sep_{at}", ",".join(more), row)
            if column:
                fused = [*cells[: column - 1], cells[column - 1] + cells[column], *cells[column + 1 :]]
                yield changed(f"row_less_sep_{at}", ",".join(fused), row)
            marked = [*cells[:column], '"' + cells[column], *cells[column + 1 :]]
            meant = [*row[:column], '"' + row[column], *row[column + 1 :]]
            yield changed(f"row_extra_quote_{at}", ",".join(marked), meant)
        yield changed(f"row_field_delimiter_{place}_0x20", line(row, " "), row)


# -- what was read -----------------------------------------------------------------------------------------------------


def rows_of(table: TextTable) -> list[list[str]]:
    """The rows, cell by cell."""
    return [list(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]


def verdict(file: Polluted, table: TextTable) -> str:
    """'right', 'asked', 'refused', 'named' where it differs and a repair or a warning is there, or 'silently wrong'."""
    if table.questions:
        return "asked"
    if any(each.severity == "error" for each in table.problems):
        return "refused"
    if (table.headers, rows_of(table)) == (file.headers, file.rows):
        return "right"
    return "named" if table.repairs or table.problems else "silently wrong"


def _f1(meant: Counter, found: Counter) -> tuple[float, float, float]:
    if not meant:
        return 1.0, 1.0, 1.0
    same = (meant & found).total()
    if not same:
        return 0.0, 0.0, 0.0
    precision, recall = same / meant.total(), same / found.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def score(file: Polluted, table: TextTable) -> float:
    """Of 10, as the benchmark counts: loaded at all, and precision, recall and F1 of names, rows and cells. A file that
    is asked about counts as read; one of no bytes cannot be."""
    if table.questions or not file.raw:
        return 10.0
    if not table.headers:
        return 0.0
    rows = rows_of(table)
    names = _f1(Counter(file.headers), Counter(table.headers))
    of_rows = _f1(Counter(map(tuple, file.rows)), Counter(map(tuple, rows)))
    cells = _f1(Counter(each for row in file.rows for each in row), Counter(each for row in rows for each in row))
    return 1 + sum(names) + sum(of_rows) + sum(cells)


def tally(count: int, seed: int = 1) -> tuple[Counter, list[str], float, float]:
    """How many files of each verdict, the names of the wrong ones, and the scores of 10: simple and weighted."""
    verdicts: Counter = Counter()
    wrong, simple, weighted, weights = [], 0.0, 0.0, 0.0
    for file in polluted(count, seed):
        table = read(file.raw, f"{file.name}.csv")
        said = verdict(file, table)
        verdicts[said] += 1
        if said == "silently wrong":
            wrong.append(file.name)
        reached = score(file, table)
        simple += reached
        weighted += reached * file.weight
        weights += file.weight
    return verdicts, wrong, simple / verdicts.total(), weighted / weights


if __name__ == "__main__":
    found, different, plain, by_weight = tally(int(sys.argv[1]) if len(sys.argv) > 1 else 83)
    print(f"{found.total():,} files: {dict(found)}; score {plain:.3f}, weighted {by_weight:.3f} of 10")
    print("\n".join(different))
