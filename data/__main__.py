"""The shell's way to the store: python -m data load|check|read|layout|submissions|withdraw|restore|export|backup|…

Exit code 0, 1 when a file or the store refuses, 2 for a wrong call. With --format json, standard output is always one
valid JSON object.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from data.contracts import UnknownKind, contract, template_csv
from data.csv_out import to_csv
from data.intake import LayoutError, LoadResult, Problem, known_from, marked_csv, propose, read
from data.loading import (
    backup_command,
    lake_command,
    layouts_command,
    load_command,
    move_command,
    read_command,
    share_command,
)
from data.loading.folders import fault_of
from data.loading.load_command import ReadingCall, Refusal, WrongCall, answers_of, layout_of, reading_of
from data.loading.loads import load_all
from data.loading.request import LoadRequest
from data.loading.results import LoadedTable, as_json, file_problem
from data.new_code import renew
from data.settings import SettingsError, local_place, settings
from data.store import Author, StoreError, is_submission_id, open_store
from data.templates import TemplateError, blank, current_rows, put_out
from data.transfer import SHELL
from data.version import name_and_version

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


class FileCall(ReadingCall):
    """A call about one file of a kind: check, layout."""

    kind: str
    file: Path
    marked: Path | None
    period_to: date | None
    format: str


class HistoryCall(argparse.Namespace):
    """A call that changes the state of a submission."""

    id: str
    why: str
    by: str
    store: str | None
    format: str


class AuditCall(argparse.Namespace):
    """A call for the audit log."""

    check: bool
    store: str | None
    format: str


class RestoreCall(argparse.Namespace):
    """A call that brings back what was there: a backup, or a submission."""

    what: str
    why: str
    by: str
    store: str | None
    format: str


class RowsCall(argparse.Namespace):
    """A call for what goes out of the store: submissions, export, template."""

    kind: str
    as_at: date | None
    out: Path | None
    store: str | None
    format: str | None


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = _parser()
    call, others = parser.parse_known_args(arguments)
    if call.command == "load" and not any(each.startswith("-") for each in others):
        call.what += others  # argparse leaves out what stands behind an option
    elif others:
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    try:
        return int(call.run(call))
    except WrongCall as wrong:
        parser.error(str(wrong))
    except (Refusal, StoreError, SettingsError, UnknownKind, LayoutError, TemplateError) as error:
        return _refuse(call, str(error))
    except BrokenPipeError:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description="Load CSV files into the store, and out of it.")
    parser.add_argument("--version", action="version", version=name_and_version())
    commands = parser.add_subparsers(dest="command", required=True)

    def command(
        name: str, run: Callable[[Any], int], help: str, *, store: bool = True, format: bool = False
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help)
        made.set_defaults(run=run, format="text")
        if store:
            made.add_argument("--store", metavar="PATH", help="another store than the one council.toml names")
        if format:
            made.add_argument("--format", choices=("text", "json"), default="text", help="how to print the result")
        return made

    made = command("load", load_command.run, "check a file, several or those of a folder, then publish them",
                   format=True)  # fmt: skip
    load_command.add_arguments(made)
    made = command("check", _check, "check a file without publishing it", format=True)
    _add_file(made, "its kind, or auto where the columns tell it")
    made.add_argument("--marked", metavar="OUT.csv", type=Path, help="write a copy that says in each row what to mend")
    load_command.add_checking(made)
    made = command("read", read_command.run, "the text table that a file is cut into, and what was mended or is asked",
                   store=False, format=True)  # fmt: skip
    read_command.add_arguments(made)
    made = command("layout", _layout, "the proposed layout of a file: confirm it by loading with --layout")
    _add_file(made)
    load_command.add_reading(made)
    made = command("layouts", layouts_command.run, "the matches that are remembered: list, export, import, forget",
                   format=True)  # fmt: skip
    layouts_command.add_arguments(made)
    command("submissions", _submissions, "every submission, as CSV or JSON", format=True)
    made = command("withdraw", _withdraw, "take a published submission back: the figures before it stand again",
                   format=True)  # fmt: skip
    _add_change(made)
    made = command(
        "audit", _audit, "who did what, as CSV or JSON, or whether a line was changed or removed", format=True
    )
    made.add_argument("--check", action="store_true", help="say whether each line follows from the one before it")
    made = command("restore", _restore, "put a backup in the store's place, or a withdrawn submission back in its own",
                   format=True)  # fmt: skip
    made.add_argument("what", metavar="WHAT", help="the backup's file; or the ID of a submission")
    made.add_argument("--why", metavar="TEXT", default="", help="of a submission: the reason, as the history shows it")
    made.add_argument("--by", metavar="NAME", default="shell")
    made = command("backup", backup_command.run, "the whole store as one file, also while the dashboard runs",
                   format=True)  # fmt: skip
    backup_command.add_arguments(made)
    made = command("move", move_command.run, "a store's whole history into a lake for several servers, or back",
                   store=False, format=True)  # fmt: skip
    move_command.add_arguments(made)
    made = command("lake", lake_command.run, "housekeeping of a lake, also while its servers run", format=True)
    lake_command.add_arguments(made)
    made = command("share", share_command.run_share, "definitions, words, matches and unit costs for another council",
                   format=True)  # fmt: skip
    share_command.add_arguments(made)
    made = command("adopt", share_command.run_adopt, "take over what another council shared and this one has not got",
                   format=True)  # fmt: skip
    share_command.add_arguments(made)
    made.add_argument("--check", action="store_true", help="say what would be taken over, and keep nothing")
    made = command("code", _code, "a new officer code for the running dashboard, in place of the one before")
    made.add_argument("--sign-out", action="store_true", help="sign everybody out as well, on every device")
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


def _add_file(parser: argparse.ArgumentParser, help: str | None = None) -> None:
    parser.add_argument("kind", metavar="KIND", help=help)
    parser.add_argument("file", metavar="FILE", type=Path)


def _add_change(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--why", metavar="TEXT", required=True, help="the reason, as the history shows it")
    parser.add_argument("--by", metavar="NAME", default="shell")


def _refuse(call: argparse.Namespace, sentence: str) -> int:
    if call.format == "json" and call.command in ("load", "check"):
        problem = file_problem("command_refused", sentence)
        sys.stdout.write(as_json(LoadResult(call.kind, 0, False, None, [], [problem]).as_dict()))
    elif call.format == "json":
        print(json.dumps({"error": sentence}, ensure_ascii=True))
    else:
        print(sentence, file=sys.stderr)
    return 1


# -- one file, looked at -----------------------------------------------------------------------------------------------


def _check(call: FileCall) -> int:
    kind = "" if call.kind == "auto" else contract(call.kind).kind
    request = LoadRequest(
        kind,
        period_to=call.period_to,
        layout=layout_of(call),
        reading=reading_of(call),
        check_only=True,
        answers=answers_of(call),
    )
    (file,) = load_all(open_store(call.store), [load_command.incoming(call.file, request)])
    if call.marked:
        _write_marked(call.marked, file.tables)
    if call.format == "json":
        sys.stdout.write(as_json(file.as_dict()))
    else:
        print("\n".join(file.lines()))
    return 0 if file.settled else 1


def _write_marked(path: Path, tables: list[LoadedTable]) -> None:
    """The copy that says in each row what to mend. Raises Refusal."""
    marked = [(each.text, each.result) for each in tables if each.text is not None and each.text.headers]
    if len(tables) > 1:
        raise Refusal("A marked copy is made of one file at a time: unpack the archive first.")
    for text, result in marked:
        try:
            path.write_bytes(marked_csv(text, result.problems, result.kind))
        except OSError as error:
            raise Refusal(f"{path} cannot be written: {error.strerror}.") from None


def _layout(call: FileCall) -> int:
    raw = _bytes(call)
    if isinstance(raw, Problem):
        print(raw, file=sys.stderr)
        return 1
    table = read(raw, call.file.name, reading_of(call))
    if not table.headers:
        print("".join(f"{each}\n" for each in table.problems), end="", file=sys.stderr)
        return 1
    proposed = propose(table, call.kind, known_from(open_store(call.store), kind=call.kind))
    sys.stdout.write(replace(proposed, reading=reading_of(call) or proposed.reading).to_text())
    return 0


def _bytes(call: FileCall) -> bytes | Problem:
    contract(call.kind)
    try:
        return call.file.read_bytes()
    except OSError as error:
        return file_problem("file_unreadable", f"{call.file} {fault_of(error)}", "Check the path.")


# -- history -----------------------------------------------------------------------------------------------------------


def _submissions(call: RowsCall) -> int:
    rows = open_store(call.store).query(_SUBMISSIONS)
    if call.format == "json":
        print(json.dumps({"submissions": json.loads(rows.to_json(orient="records", date_format="iso"))}))
    else:
        sys.stdout.write(to_csv(rows))
    return 0


def _audit(call: AuditCall) -> int:
    store = open_store(call.store)
    if call.check:
        checked = store.check_audit()
        if call.format == "json":
            print(json.dumps({"lines": checked.lines, "faults": checked.faults}))
        else:
            print(checked.say())
        return 1 if checked.faults else 0
    rows = store.query("FROM audit_log ORDER BY happened_at, chain, number")
    if call.format == "json":
        print(json.dumps({"audit": json.loads(rows.to_json(orient="records", date_format="iso"))}))
    else:
        sys.stdout.write(to_csv(rows))
    return 0


def _withdraw(call: HistoryCall) -> int:
    open_store(call.store).withdraw(call.id, Author(call.by, "administrator"), call.why)
    return _print_change(call, call.id, "withdraw", "withdrawn: the figures before it stand again")


def _code(call: argparse.Namespace) -> int:
    store = local_place(call.store) if call.store else settings().store_path
    try:
        code = renew(store, sign_out=call.sign_out)
    except OSError as error:
        raise StoreError(f"The new code cannot be kept beside the store: {error}.") from None
    print(f"Officer code: {code}")
    print("It counts at once, in place of the one before, until the next start and once in each browser.")
    print("Everybody has to sign in anew." if call.sign_out else "Who is signed in stays signed in.")
    return 0


def _restore(call: RestoreCall) -> int:
    if not is_submission_id(call.what):
        return backup_command.put_back(Path(call.what), call.store, call.format)
    if not call.why:
        raise WrongCall("--why TEXT is needed to restore a submission: the history shows the reason")
    open_store(call.store).restore(call.what, Author(call.by, "administrator"), call.why)
    return _print_change(call, call.what, "restore", "restored to its old place")


def _print_change(call: HistoryCall | RestoreCall, submission_id: str, change: str, what_it_is_now: str) -> int:
    if call.format == "json":
        print(json.dumps({"submission_id": submission_id, "change": change, "why": call.why}))
    else:
        print(f"Submission {submission_id} is {what_it_is_now}.")
    return 0


# -- files out ---------------------------------------------------------------------------------------------------------


def _export(call: RowsCall) -> int:
    contract(call.kind)
    store = open_store(call.store)
    rows = current_rows(store, call.kind, as_at=call.as_at)
    store.note("exported", SHELL, call.kind, f"{len(rows)} rows")
    sys.stdout.write(to_csv(rows.drop(columns="slice_key")))
    return 0


def _template(call: RowsCall) -> int:
    if call.out is None and call.format != "xlsx":
        sys.stdout.write(template_csv(call.kind))
    else:
        sys.stdout.write(put_out(blank(call.kind), call.format, call.out))
    return 0


if __name__ == "__main__":
    # files are bytes to whoever reads them: our line ends and UTF-8, whatever the terminal's
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]  # standard output is a text stream
    sys.exit(main())
