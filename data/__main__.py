"""The shell's way to the store: python -m data load|check|layout|submissions|withdraw|restore|export|template …

Exit code 0, 1 when a file or the store refuses, 2 for a wrong call. With --format json, standard output is always one
valid JSON object.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from data.contracts import CONTRACTS, UnknownKind, contract, template_csv
from data.csv_out import to_csv
from data.intake import (
    Layout,
    LayoutError,
    LoadResult,
    Problem,
    Reading,
    check,
    grouped,
    known_from,
    marked_csv,
    propose,
    read,
)  # fmt: skip
from data.intake.remembered import read_for
from data.loading import layouts
from data.loading.drop_folder import Ticket, at_work, drop_folder, hand_over
from data.loading.loads import (
    RESULTS,
    LoadRequest,
    Source,
    Unreadable,
    file_bytes,
    json_text,
    load_all,
    of_folder,
    refused,
    write_results,
)
from data.settings import SettingsError, local_place, settings
from data.store import Author, Store, StoreBusy, StoreError, open_store
from data.templates import TemplateError, blank, current_rows, put_out
from data.version import name_and_version

_LOOK_EVERY = 0.2  # seconds between looks for a result

_SUBMISSIONS = """
SELECT s.submission_id, s.kind, s.file_name, e.state, s.row_count, s.period_from, s.period_to,
       s.submitted_by, s.submitted_at, e.why
FROM submissions AS s
JOIN (
    SELECT submission_id, arg_max(event, event_id) AS state, arg_max(why, event_id) AS why
    FROM submission_events GROUP BY submission_id
) AS e USING (submission_id)
ORDER BY s.submission_id
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    call, others = _parser().parse_known_args(arguments)
    if call.command == "load" and not any(each.startswith("-") for each in others):
        call.what += others  # argparse leaves out what stands behind an option
    elif others:
        _parser().error(f"unrecognized arguments: {' '.join(others)}")
    try:
        return call.run(call)
    except (StoreError, SettingsError, UnknownKind, LayoutError, TemplateError) as error:
        return _refused(call, str(error))
    except BrokenPipeError:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description="Load CSV files into the store, and out of it.")
    parser.add_argument("--version", action="version", version=name_and_version())
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run, help: str, *, store: bool = True, format: bool = False) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help)
        made.set_defaults(run=run, format="text")
        if store:
            made.add_argument("--store", metavar="PATH", help="another store than the one council.toml names")
        if format:
            made.add_argument("--format", choices=("text", "json"), default="text", help="how to print the result")
        return made

    for name, run, help in (
        ("load", _load, "check a file, several or those of a folder, then publish them"),
        ("check", _check, "check a file without publishing it"),
    ):
        made = command(name, run, help, format=True)
        if name == "load":
            made.add_argument(
                "what",
                metavar="WHAT",
                nargs="+",
                help="KIND FILE…; auto FILE… where the columns tell the kind; or FOLDER, for every file in it",
            )
        else:
            made.add_argument("kind", metavar="KIND")
            made.add_argument("file", metavar="FILE", type=Path)
            made.add_argument(
                "--marked", metavar="OUT.csv", type=Path, help="write a copy that says in each row what to mend"
            )
        made.add_argument("--by", metavar="NAME", default="shell", help="who loads it, as the history shows it")
        made.add_argument(
            "--period-to",
            metavar="DATE",
            type=date.fromisoformat,
            help="the day up to which the data is complete (default: worked out from the rows)",
        )
        made.add_argument(
            "--layout", metavar="LAYOUTFILE", type=Path, help="how the file is read, as python -m data layout prints it"
        )
        _add_choices(made)
        if name == "load":
            made.add_argument("--again", action="store_true", help="publish also what was loaded before, unchanged")
            made.add_argument(
                "--hold-warnings",
                action="store_true",
                help="keep a file with warnings as a draft for an officer (always, where council.toml says so)",
            )
            made.add_argument(
                "--wait",
                metavar="SECONDS",
                type=float,
                default=120,
                help="how long to wait for a dashboard that holds the store and loads the files itself (default: 120)",
            )
    made = command("layout", _layout, "the proposed layout of a file: confirm it by loading with --layout")
    made.add_argument("kind", metavar="KIND")
    made.add_argument("file", metavar="FILE", type=Path)
    _add_choices(made)
    layouts.add_to(command("layouts", layouts.run, "the matches that are remembered: list, export, import, forget",
                           format=True))  # fmt: skip
    command("submissions", _submissions, "every submission, as CSV or JSON", format=True)
    for name, run, help in (
        ("withdraw", _withdraw, "take a published submission back: the figures before it stand again"),
        ("restore", _restore, "bring a withdrawn submission back to its old place"),
    ):
        made = command(name, run, help, format=True)
        made.add_argument("id", metavar="ID")
        made.add_argument("--why", metavar="TEXT", required=True, help="the reason, as the history shows it")
        made.add_argument("--by", metavar="NAME", default="shell")
    made = command("export", _export, "the current rows of a kind, as CSV that loads again")
    made.add_argument("kind", metavar="KIND")
    made.add_argument("--as-at", metavar="DATE", type=date.fromisoformat, help="the rows as they stood that day")
    made = command(
        "template", _template, "a blank file of a kind; python -m queries template fills in a month's rows", store=False
    )
    made.add_argument("kind", metavar="KIND")
    made.add_argument("--format", choices=("csv", "xlsx"), default=None, help="default: that of --out, else csv")
    made.add_argument("--out", metavar="FILE", type=Path, help="where to write it; an xlsx needs one")
    return parser


def _add_choices(made: argparse.ArgumentParser) -> None:
    """What only a person can say of a file that could be read in more than one way."""
    made.add_argument("--sheet", metavar="NAME", default="", help="the workbook's sheet to read")
    made.add_argument("--delimiter", metavar="LETTER", default="", help="what divides the columns, such as ;")
    made.add_argument("--header-line", metavar="N", type=int, default=0, help="the line of the header")
    made.add_argument("--last-line", metavar="N", type=int, default=0, help="the last line that is read")
    made.add_argument("--figures-in", metavar="WORDS", default="", help="such as thousands of pounds")


def _how(call) -> Reading | None:
    delimiter = {"tab": "\t", "\\t": "\t"}.get(call.delimiter, call.delimiter)
    chosen = Reading(call.sheet, delimiter, call.header_line, call.last_line, call.figures_in)
    return None if chosen == Reading() else chosen


# -- files in ----------------------------------------------------------------------------------------------------------


def _load(call) -> int:
    kind, paths, left_out = _what(call)
    one = len(paths) == 1 and not left_out and not Path(call.what[0]).is_dir()
    call.kind = kind
    if kind:
        contract(kind)
    wish = LoadRequest(
        kind,
        call.by,
        call.period_to,
        _layout_of(call),
        call.hold_warnings or settings().intake.hold_warnings,
        not one,
        call.again,
        _how(call),
    )
    if wish.how and not one:
        return _refused(call, "A sheet, a header line or a delimiter can only be chosen for one file at a time.")
    told = _several_told if not one else _one_told
    try:
        store = open_store(call.store)
    except StoreBusy as busy:
        return told(call, _handed_over(call, paths, wish, busy), left_out)
    sources = [Source(path.name, wish, lambda path=path: file_bytes(path), path=path) for path in paths]
    return told(call, (_as_told(source) for source in load_all(store, sources)), left_out)


def _what(call) -> tuple[str, list[Path], list[str]]:
    """The kind ('': to be recognised), the files, and the names in a folder that are left out."""
    first, *rest = call.what
    if rest and (first == "auto" or first in CONTRACTS or not Path(first).exists()):
        kind, places = "" if first == "auto" else first, [Path(each) for each in rest]
    elif not rest and first in ("auto", *CONTRACTS) and not Path(first).is_file():
        _parser().error(f"say which file: load {first} FILE")
    else:
        kind, places = "", [Path(each) for each in call.what]
    files, left_out = [], []
    for place in places:
        if place.is_dir() and not (kind and len(places) == 1):
            with suppress(OSError):  # else it is read as a file, and named as a folder
                found, others = of_folder(place)
                files += found
                left_out += [str(place / each) for each in others]
                continue
        files.append(place)
    return kind, files, left_out


@dataclass(frozen=True)
class _Told:
    """What is printed of one file."""

    path: Path
    fine: bool
    lines: list[str]
    told: dict


def _as_told(source: Source) -> _Told:
    return _Told(source.path, source.fine, source.lines(), source.as_dict())


def _handed_over(call, paths: list[Path], wish: LoadRequest, busy: StoreBusy) -> Iterator[_Told]:
    """The files as the dashboard that holds the store loads them. Raises StoreBusy where it is no dashboard."""
    store_path = local_place(settings().store_address if call.store is None else str(Path(call.store).resolve()))
    folder = drop_folder(store_path)
    if not at_work(folder, store_path):
        raise busy
    there = [path for path in paths if path.is_file()]
    try:
        tickets = dict(zip(there, hand_over(folder, [(path, wish) for path in there]), strict=True))
    except OSError as error:
        raise StoreBusy(f"{busy} The load could not be handed over: {error.strerror} ({folder}).") from None
    until = time.monotonic() + call.wait
    for path in paths:
        yield _result_of(path, wish, tickets.get(path), until)


def _result_of(path: Path, wish: LoadRequest, ticket: Ticket | None, until: float) -> _Told:
    if ticket is None:
        source = Source(path.name, wish, lambda: b"")
        try:
            file_bytes(path)
            wrong = Unreadable("is no file", "Check the path.")
        except Unreadable as error:
            wrong = error
        source.loaded = [refused(str(path), wish.kind, wrong)]
        return _Told(path, False, source.lines(), source.as_dict())
    while (result := ticket.result()) is None and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)
    if result is not None:
        taken, text, told = result
        return _Told(path, taken, text.splitlines()[1:], told)
    where = f"{ticket.folder}{os.sep}taken or {os.sep}refused, {ticket.name}{RESULTS[0]}"
    waits = Problem(
        None,
        None,
        None,
        "was handed to the dashboard, which holds the store and has not loaded it yet",
        f"The result will be written to {where}.",
        code="not_loaded_yet",
    )
    source = Source(path.name, wish, lambda: b"", loaded=[refused(path.name, wish.kind, waits)])
    return _Told(path, False, [str(waits)], source.as_dict())


def _one_told(call, files: Iterator[_Told], _left_out) -> int:
    (only,) = files
    if call.format == "json":
        sys.stdout.write(json_text(only.told))
    else:
        print("\n".join(only.lines))
    return 0 if only.fine else 1


def _several_told(call, files: Iterator[_Told], left_out: list[str]) -> int:
    """Print what came of each file as soon as it is known, and write it beside the file."""
    objects, fine = [], 0
    for each in files:
        objects.append({"file": each.path.name, **each.told})
        fine += each.fine
        if call.format == "text":
            print("\n  ".join([f"{each.path.name}:", *each.lines]), flush=True)
        try:
            write_results(each.path, each.path.name, each.lines, each.told)
        except OSError as error:
            print(f"The result of {each.path.name} could not be written beside it: {error.strerror}.", file=sys.stderr)
    if call.format == "json":
        sys.stdout.write(json_text({"files": objects, "left_out": left_out}))
    else:
        print("".join(f"Left out, because it is no table or a folder: {each}\n" for each in left_out), end="")
        print(f"{fine:,} of {len(objects):,} files taken.")
    return 0 if fine == len(objects) else 1


def _check(call) -> int:
    raw = _bytes(call)
    if isinstance(raw, LoadResult):
        return _told(call, raw)
    store = open_store(call.store)
    known = known_from(store, kind=call.kind)
    table, layout = read_for(store, call.kind, raw, call.file.name, known, _layout_of(call), _how(call))
    checked = check(table, call.kind, known, period_to=call.period_to, layout=layout)
    if call.marked and table.headers:
        try:
            call.marked.write_bytes(marked_csv(table, checked.problems, call.kind))
        except OSError as error:
            return _refused(call, f"{call.marked} cannot be written: {error.strerror}.")
    return _told(call, LoadResult(call.kind, checked.row_count, False, None, checked.repairs, checked.problems))


def _layout_of(call) -> Layout | None:
    if call.layout is None:
        return None
    try:
        return Layout.from_text(call.layout.read_text(encoding="utf-8"))
    except OSError as error:
        raise LayoutError(f"The layout {call.layout} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise LayoutError(f"The layout {call.layout} is not UTF-8 text.") from None


def _layout(call) -> int:
    raw = _bytes(call)
    table = read(raw, call.file.name, _how(call)) if isinstance(raw, bytes) else None
    if table is None or not table.headers:
        for each in raw.problems if table is None else table.problems:
            print(each, file=sys.stderr)
        return 1
    proposed = propose(table, call.kind, known_from(open_store(call.store), kind=call.kind))
    sys.stdout.write(replace(proposed, reading=_how(call) or proposed.reading).to_text())
    return 0


def _bytes(call) -> bytes | LoadResult:
    contract(call.kind)
    try:
        return call.file.read_bytes()
    except OSError as error:
        what = {FileNotFoundError: "does not exist", IsADirectoryError: "is a folder"}.get(
            type(error), f"cannot be read: {error.strerror}"
        )
        problem = Problem(None, None, None, f"{call.file} {what}", "Check the path.", code="file_unreadable")
        return LoadResult(call.kind, 0, False, None, [], [problem])


def _told(call, taken: LoadResult) -> int:
    errors = [each for each in taken.problems if each.severity == "error"]
    if call.format == "json":
        print(json.dumps(taken.as_dict(), ensure_ascii=True, indent=1))
        return 1 if errors else 0
    for each in taken.repairs:
        print(f"Mended: {each}")
    for each in grouped(taken.problems):
        print(f"{'Error' if each.severity == 'error' else 'Warning'}: {each}")
    rows = f"{taken.rows:,} {'row' if taken.rows == 1 else 'rows'}"
    if errors:
        nothing = "Nothing was published." if call.command == "load" else "It would not be published."
        print(f"{rows} read, {len(errors):,} {'error' if len(errors) == 1 else 'errors'}. {nothing}")
    elif taken.published:
        print(f"{rows} published as submission {taken.submission_id}.")
    else:
        print(f"{rows} can be published.")
    return 1 if errors else 0


def _refused(call, sentence: str) -> int:
    if call.format == "json" and call.command in ("load", "check"):
        problem = Problem(None, None, None, sentence, "", code="command_refused")
        print(json.dumps(LoadResult(call.kind, 0, False, None, [], [problem]).as_dict(), ensure_ascii=True, indent=1))
    elif call.format == "json":
        print(json.dumps({"error": sentence}, ensure_ascii=True))
    else:
        print(sentence, file=sys.stderr)
    return 1


# -- history -----------------------------------------------------------------------------------------------------------


def _submissions(call) -> int:
    rows = open_store(call.store).query(_SUBMISSIONS)
    if call.format == "json":
        print(json.dumps({"submissions": json.loads(rows.to_json(orient="records", date_format="iso"))}))
    else:
        sys.stdout.write(to_csv(rows))
    return 0


def _withdraw(call) -> int:
    return _changed(call, open_store(call.store), "withdraw", "withdrawn: the figures before it stand again")


def _restore(call) -> int:
    return _changed(call, open_store(call.store), "restore", "restored to its old place")


def _changed(call, store: Store, change: str, said: str) -> int:
    getattr(store, change)(call.id, Author(call.by, "officer"), call.why)
    if call.format == "json":
        print(json.dumps({"submission_id": call.id, "change": change, "why": call.why}))
    else:
        print(f"Submission {call.id} is {said}.")
    return 0


# -- files out ---------------------------------------------------------------------------------------------------------


def _export(call) -> int:
    contract(call.kind)
    rows = current_rows(open_store(call.store), call.kind, as_at=call.as_at)
    sys.stdout.write(to_csv(rows.drop(columns="slice_key")))
    return 0


def _template(call) -> int:
    if call.out is None and call.format != "xlsx":
        sys.stdout.write(template_csv(call.kind))
    else:
        sys.stdout.write(put_out(blank(call.kind), call.format, call.out))
    return 0


if __name__ == "__main__":
    # files are bytes to whoever reads them: our line ends and UTF-8, whatever the terminal's
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    sys.exit(main())
