"""python -m data read: a file as the first step of intake reads it, before anything is made of its columns."""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data.intake import TextTable, grouped, read
from data.intake.problem import count_of
from data.loading.folders import UnreadableFile, read_bytes
from data.loading.load_command import ReadingCall, Refusal, add_reading, reading_of

_AT_ONCE = 20_000


class ReadCall(ReadingCall):
    """What `python -m data read` was called with."""

    file: Path
    format: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand behind `read` in a call."""
    parser.add_argument("file", metavar="FILE", type=Path)
    add_reading(parser)


def run(call: ReadCall) -> int:
    """Print the text table and what was said of it; returns the exit code. Raises WrongCall, Refusal."""
    try:
        raw = read_bytes(call.file)
    except UnreadableFile as fault:
        raise Refusal(str(fault.problem(str(call.file)))) from None
    table = read(raw, call.file.name, reading_of(call))
    (_print_json if call.format == "json" else _print_text)(table)
    return 1 if count_of(table.problems, "error") else 0


def _rows(table: TextTable) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each row's line and its cells, as they stand in the file."""
    for start in range(0, table.row_count, _AT_ONCE):
        lines = table.lines.slice(start, _AT_ONCE).to_pylist()
        columns = [each.slice(start, _AT_ONCE).to_pylist() for each in table.columns]
        yield from zip(lines, zip(*columns, strict=True), strict=True)


def _about(table: TextTable) -> dict[str, Any]:
    return {
        "file": table.file_name,
        "headers": table.headers,
        "header_line": table.header_line if table.headers else None,
        "reading": asdict(table.reading),
        "left_out": [{"line": each.line, "what": each.what, "cells": list(each.cells)} for each in table.left_out],
        "repairs": table.repairs,
        "questions": [each.as_dict() for each in table.questions],
        "problems": [each.as_dict() for each in table.problems],
    }


def _print_json(table: TextTable) -> None:
    """One object; the rows a line each, so that a large file is never one text in memory."""
    sys.stdout.write(json.dumps(_about(table), ensure_ascii=True, indent=1).removesuffix("\n}"))
    for name, each_row in (("lines", 0), ("rows", 1)):
        sys.stdout.write(f',\n "{name}": [')
        for number, row in enumerate(_rows(table)):
            sys.stdout.write(("," if number else "") + "\n  " * each_row + json.dumps(row[each_row], ensure_ascii=True))
        sys.stdout.write("]")
    sys.stdout.write("\n}\n")


def _print_text(table: TextTable) -> None:
    """What was said of the file, a blank line, and the table as CSV with the line of each row in front."""
    many = f"{table.row_count:,} {'row' if table.row_count == 1 else 'rows'}"
    print(f"{many}, {len(table.headers)} columns." if table.headers else "The file was not read.")
    for each in table.repairs:
        print(f"Mended: {each}")
    for question in table.questions:
        print(f"Question ({question.about}): {question.text}")
        for option, meaning in question.options.items():
            print(f"  {option}: {meaning}")
    asked = {f"choose_{each.about}" for each in table.questions}
    for cause in grouped(each for each in table.problems if each.code not in asked):
        print(f"{cause.severity.capitalize()}: {cause}")
    if table.headers:
        write = csv.writer(sys.stdout, lineterminator="\n")
        print()
        write.writerow(["line", *table.headers])
        write.writerows([line, *cells] for line, cells in _rows(table))
