"""What intake makes of a messy file, held against what the file means."""

import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from data.contracts import CONTRACTS
from data.intake import Checked, Known, check, read
from tests.messes.mess import Mess, clean_rows

Row = tuple[tuple[str, str], ...]  # name and value of each column


@dataclass(frozen=True)
class Outcome:
    """verdict: same, asked, refused, named or DIFFERENT. why: what was said, or what differs."""

    verdict: str
    why: str


@cache
def known() -> Known:
    """What a store with the sample's definitions knows, and no figures."""
    header, *rows = clean_rows("measures")
    units = {row[header.index("measure_id")]: row[header.index("unit")] for row in rows}
    return Known(measures=units)


def rows_of(done: Checked) -> list[tuple[int, Row]]:
    """The typed rows with their lines. Of texts counts what a reader sees: the sort of a space or a dash does not."""
    assert done.rows is not None
    columns = CONTRACTS[done.kind].columns
    left = [
        name
        for name in done.rows.column_names
        if name not in ("source_row", "slice_key") and not name.endswith("_as_written")
    ]

    def shown(name: str, value: Any) -> str:  # Any: whatever the column holds
        if isinstance(value, float):
            return f"{value:.12g}"
        if isinstance(value, str) and columns[name].type == "text":
            return _seen(value)
        return repr(value)

    lines = done.rows["source_row"].to_pylist()
    return [
        (line, tuple((name, shown(name, row[name])) for name in left))
        for line, row in zip(lines, done.rows.select(left).to_pylist(), strict=True)
    ]


def _seen(text: str) -> str:
    text = "".join(
        each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) not in ("Cf", "Cc")
    )
    return re.sub(r"[‐‑‒–—−-]", "-", re.sub(r"\s+", "", text))


@lru_cache(maxsize=512)
def _meant(kind: str, raw: bytes) -> Counter[Row] | None:
    done = check(read(raw, "clean.csv"), kind, known())
    return None if done.rows is None else Counter(row for _, row in rows_of(done))


def meant(mess: Mess) -> Counter[Row]:
    """The typed rows that the file means; none where not even the clean file could be taken."""
    text = io.StringIO()
    csv.writer(text).writerows(mess.truth)
    return _meant(mess.kind, text.getvalue().encode()) or Counter()


def outcome(mess: Mess) -> Outcome:
    """What becomes of the file."""
    table = read(mess.raw, mess.name)
    asked = [each for each in table.questions if each.needed]
    if not table.headers:
        if asked:
            return Outcome("asked", "; ".join(each.about for each in asked))
        assert any(each.severity == "error" for each in table.problems), "refused without a word"
        return Outcome("refused", str(table.problems[0]))
    done = check(table, mess.kind, known())
    if done.rows is None:
        assert done.errors, "refused without a word"
        of_questions = asked or any(each.code.startswith("asked") for each in done.errors)
        return Outcome("asked" if of_questions else "refused", str(done.errors[0]))
    truth, taken = meant(mess), rows_of(done)
    lost = truth - Counter(row for _, row in taken)
    added = [(line, row) for line, row in taken if row not in truth] or _too_often(taken, truth)
    if not lost and not added:
        return Outcome("same", "")
    difference = f"{lost.total()} rows lost, {len(added)} added: {_first_difference(list(lost), added)}"
    said = [*done.repairs, *map(str, done.problems)]
    if any(re.search(each, one, re.IGNORECASE) for each in mess.named for one in said) or _warned(done, lost, added):
        return Outcome("named", difference)
    return Outcome("DIFFERENT", f"{difference}\n      said: {said[:6]}")


def _too_often(taken: list[tuple[int, Row]], truth: Counter[Row]) -> list[tuple[int, Row]]:
    many = Counter(row for _, row in taken) - truth
    return [(line, row) for line, row in reversed(taken) if row in many]


def _nearest(row: Row, rows: list[Row]) -> Row | None:
    return max(rows, key=lambda each: sum(a == b for a, b in zip(row, each, strict=True)), default=None)


def _warned(done: Checked, lost: Counter[Row], added: list[tuple[int, Row]]) -> bool:
    """Whether a warning stands at each row that differs, in one of the columns that do."""
    if lost.total() > len(added):
        return False
    places = {(line, each.column) for each in done.problems for line in each.lines}
    for line, row in added:
        other = _nearest(row, list(lost)) or ()
        differ = [name for name, value in row if (name, value) not in other]
        if not any((line, name) in places for name in differ):
            return False
    return True


def _first_difference(lost: list[Row], added: list[tuple[int, Row]]) -> str:
    if not lost or not added:
        return str((lost or [row for _, row in added])[0])[:200]
    line, row = added[0]
    other = _nearest(row, lost) or ()
    return (
        f"line {line}: "
        + "; ".join(f"{a[0]}: {b[1][:50]} became {a[1][:50]}" for a, b in zip(row, other, strict=True) if a != b)[:400]
    )
