"""python -m data load: files into the store, here or by the dashboard that holds it; and what is printed of each."""

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data.contracts import CONTRACTS, contract
from data.intake import Layout, Reading
from data.intake.choices import NO_HEADER, NO_LINE, READINGS
from data.loading.drop_paths import drop_folder_of
from data.loading.folders import UnreadableFile, files_in, read_bytes, read_layout_text
from data.loading.handover import Receipt, add_wait, hand_over, has_worker
from data.loading.loads import IncomingFile, load_all
from data.loading.request import LoadRequest
from data.loading.results import RESULT_ENDINGS, as_json, file_problem, refused, write_results
from data.settings import local_place, settings
from data.store import StoreBusy, open_store

_LOOK_EVERY = 0.2  # seconds between looks for a result


class ReadingCall(argparse.Namespace):
    """What a command that reads a file was called with."""

    store: str | None
    layout: Path | None
    sheet: str
    delimiter: str
    header_line: int
    last_line: int
    figures_in: str
    answer: list[str]


class LoadCall(ReadingCall):
    """What `python -m data load` was called with. kind: set once it is known, for whoever prints a refusal."""

    what: list[str]
    kind: str
    by: str
    period_to: date | None
    again: bool
    hold_warnings: bool
    wait: float
    format: str


class WrongCall(Exception):
    """The words of the call make no sense together; the message says why."""


class Refusal(Exception):
    """The call is understood and cannot be done; the message is a sentence."""


def reading_of(call: ReadingCall) -> Reading | None:
    """How the file is cut, where the person has said anything of it. Raises WrongCall."""
    delimiter = {"tab": "\t", "\\t": "\t"}.get(call.delimiter, call.delimiter)
    chosen = Reading(call.sheet, delimiter, call.header_line, call.last_line, call.figures_in)
    answers = {about: option for about, option in _answers(call).items() if about in READINGS}
    try:
        chosen = chosen.with_answers(answers)
    except ValueError:
        raise WrongCall("--answer header_line= and last_line= take the number of a line") from None
    return None if chosen == Reading() else chosen


def answers_of(call: ReadingCall) -> dict[str, str]:
    """What the person has answered about the file's cells. Raises WrongCall."""
    return {about: option for about, option in _answers(call).items() if about not in READINGS}


def _answers(call: ReadingCall) -> dict[str, str]:
    answers = {}
    for each in call.answer:
        about, _, option = each.partition("=")
        if not about.strip() or not option.strip():
            raise WrongCall(f"--answer {each}: write what is asked, =, and the option, such as {_EXAMPLE}")
        answers[about.strip()] = option.strip()
    return answers


_EXAMPLE = '--answer dates.opened_at="day first"'


def layout_of(call: ReadingCall) -> Layout | None:
    """The layout that --layout names. Raises LayoutError."""
    return None if call.layout is None else Layout.from_text(read_layout_text(call.layout))


def add_reading(parser: argparse.ArgumentParser) -> None:
    """What only a person can say of a file that could be read in more than one way."""
    parser.add_argument("--sheet", metavar="NAME", default="", help="the workbook's sheet to read")
    parser.add_argument("--delimiter", metavar="LETTER", default="", help="what divides the columns, such as ;")
    parser.add_argument(
        "--header-line", metavar="N", type=_line, default=0, help="the line of the header; none where there is none"
    )
    parser.add_argument("--last-line", metavar="N", type=int, default=0, help="the last line that is read")
    parser.add_argument("--figures-in", metavar="WORDS", default="", help="such as thousands of pounds")
    parser.add_argument(
        "--answer",
        metavar="ABOUT=OPTION",
        action="append",
        default=[],
        help=f"the answer to what is asked about the file, such as {_EXAMPLE}; may be given several times",
    )


def _line(number: str) -> int:
    """A line's number, or none where no line has the names of the columns. Raises ValueError."""
    return NO_HEADER if number == NO_LINE else int(number)


def add_checking(parser: argparse.ArgumentParser) -> None:
    """What load and check are both told."""
    parser.add_argument("--by", metavar="NAME", default="shell", help="who loads it, as the history shows it")
    parser.add_argument(
        "--period-to",
        metavar="DATE",
        type=date.fromisoformat,
        help="the day up to which the data is complete (default: worked out from the rows)",
    )
    parser.add_argument(
        "--layout", metavar="LAYOUTFILE", type=Path, help="how the file is read, as python -m data layout prints it"
    )
    add_reading(parser)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand behind `load` in a call."""
    parser.add_argument(
        "what",
        metavar="WHAT",
        nargs="+",
        help="KIND FILE…; auto FILE… where the columns tell the kind; or FOLDER, for every file in it",
    )
    add_checking(parser)
    parser.add_argument("--again", action="store_true", help="publish also what was loaded before, unchanged")
    parser.add_argument(
        "--hold-warnings",
        action="store_true",
        help="keep a file with warnings as a draft for an officer (always, where council.toml says so)",
    )
    add_wait(parser, "loads the files")


def run(call: LoadCall) -> int:
    """Load the files and print what came of each; returns the exit code.

    Raises WrongCall, Refusal, StoreError, UnknownKind, LayoutError, SettingsError.
    """
    kind, paths, left_out = _files_of(call.what)
    single = len(paths) == 1 and not left_out and not Path(call.what[0]).is_dir()
    call.kind = kind
    if kind:
        contract(kind)
    request = LoadRequest(
        kind=kind,
        by=call.by,
        period_to=call.period_to,
        layout=layout_of(call),
        hold_warnings=call.hold_warnings or settings().intake.hold_warnings,
        hold_losses=not single,
        once=not single,
        again=call.again,
        reading=reading_of(call),
        answers=answers_of(call),
    )
    if (request.reading or request.answers) and not single:
        raise Refusal("A sheet, a header line, a delimiter or an answer can only be chosen for one file at a time.")
    try:
        store = open_store(call.store)
    except StoreBusy as busy:
        reports = _by_dashboard(call, paths, request, busy)
    else:
        files = [incoming(path, request) for path in paths]
        reports = (_Report.of(file) for file in load_all(store, files))
    return _print_one(call, reports) if single else _print_all(call, reports, left_out)


def incoming(path: Path, request: LoadRequest) -> IncomingFile:
    """A file on disk, on its way in as the request says."""
    return IncomingFile(path.name, request, lambda: read_bytes(path), path=path)


def _files_of(words: list[str]) -> tuple[str, list[Path], list[str]]:
    """The kind ('': to be recognised), the files, and the names in a folder that are left out. Raises WrongCall."""
    first, *rest = words
    if rest and (first == "auto" or first in CONTRACTS or not Path(first).exists()):
        kind, places = "" if first == "auto" else first, [Path(each) for each in rest]
    elif not rest and first in ("auto", *CONTRACTS) and not Path(first).is_file():
        raise WrongCall(f"say which file: load {first} FILE")
    else:
        kind, places = "", [Path(each) for each in words]
    files, left_out = [], []
    for place in places:
        if place.is_dir() and not (kind and len(places) == 1):
            with suppress(OSError):  # else it is read as a file, and named as a folder
                found, others = files_in(place)
                files += found
                left_out += [str(place / each) for each in others]
                continue
        files.append(place)
    return kind, files, left_out


@dataclass(frozen=True)
class _Report:
    """What is printed of one file."""

    path: Path
    settled: bool
    lines: list[str]
    result: dict[str, Any]

    @classmethod
    def of(cls, file: IncomingFile) -> "_Report":
        return cls(file.path, file.settled, file.lines(), file.as_dict())


# -- by the dashboard that holds the store -----------------------------------------------------------------------------


def _by_dashboard(call: LoadCall, paths: list[Path], request: LoadRequest, busy: StoreBusy) -> Iterator[_Report]:
    """The files as the dashboard that holds the store loads them. Raises StoreBusy where it is no dashboard."""
    store_path = local_place(settings().store_address if call.store is None else str(Path(call.store).resolve()))
    folder = drop_folder_of(store_path)
    if folder is None or not has_worker(folder, store_path):
        raise busy
    there = [path for path in paths if path.is_file()]
    try:
        receipts = dict(zip(there, hand_over(folder, [(path, request) for path in there]), strict=True))
    except OSError as error:
        raise StoreBusy(f"{busy} The load could not be handed over: {error.strerror} ({folder}).") from None
    until = time.monotonic() + call.wait
    for path in paths:
        yield _awaited(path, request, receipts[path], until) if path in receipts else _missing(path, request)


def _missing(path: Path, request: LoadRequest) -> _Report:
    fault = UnreadableFile("is no file", "Check the path.")
    try:
        read_bytes(path)
    except UnreadableFile as error:
        fault = error
    table = refused(str(path), request.kind, fault.problem(str(path)))
    return _Report(path, False, table.lines(), table.result.as_dict())


def _awaited(path: Path, request: LoadRequest, receipt: Receipt, until: float) -> _Report:
    while (outcome := receipt.outcome()) is None and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)
    if outcome is not None:
        return _Report(path, outcome.taken, outcome.text.splitlines()[1:], outcome.result)
    where = f"{receipt.folder}{os.sep}taken or {os.sep}refused, {receipt.name}{RESULT_ENDINGS[0]}"
    waits = file_problem(
        "not_loaded_yet",
        "was handed to the dashboard, which holds the store and has not loaded it yet",
        f"The result will be written to {where}.",
    )
    return _Report(path, False, [str(waits)], refused(path.name, request.kind, waits).result.as_dict())


# -- what is printed ---------------------------------------------------------------------------------------------------


def _print_one(call: LoadCall, reports: Iterable[_Report]) -> int:
    (report,) = reports
    if call.format == "json":
        sys.stdout.write(as_json(report.result))
    else:
        print("\n".join(report.lines))
    return 0 if report.settled else 1


def _print_all(call: LoadCall, reports: Iterable[_Report], left_out: list[str]) -> int:
    """Print what came of each file as soon as it is known, and write it beside the file."""
    objects, settled = [], 0
    for report in reports:
        name = report.path.name
        objects.append({"file": name, **report.result})
        settled += report.settled
        if call.format == "text":
            print("\n  ".join([f"{name}:", *report.lines]), flush=True)
        try:
            write_results(report.path, name, report.lines, report.result)
        except OSError as error:
            print(f"The result of {name} could not be written beside it: {error.strerror}.", file=sys.stderr)
    if call.format == "json":
        sys.stdout.write(as_json({"files": objects, "left_out": left_out}))
    else:
        print("".join(f"Left out, because it is no table or a folder: {each}\n" for each in left_out), end="")
        print(f"{settled:,} of {len(objects):,} files taken.")
    return 0 if settled == len(objects) else 1
