"""The shell's way to the store: python -m data load|check|layout|submissions|withdraw|restore|export|template …

Exit code 0, 1 when a file or the store refuses, 2 for a wrong call. With --format json, standard output is always one
valid JSON object.
"""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa

from data.contracts import UnknownKind, contract, template_csv
from data.csv_out import to_csv
from data.intake import Layout, LayoutError, Problem, Taken, check, grouped, known_from, propose, read, take
from data.settings import SettingsError
from data.store import Author, Store, StoreError, open_store

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
    call = _parser().parse_args(arguments)
    try:
        return call.run(call)
    except (StoreError, SettingsError, UnknownKind, LayoutError) as error:
        return _refused(call, str(error))
    except BrokenPipeError:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description="Load CSV files into the store, and out of it.")
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
        ("load", _load, "check a file, then publish it"),
        ("check", _check, "check a file without publishing it"),
    ):
        made = command(name, run, help, format=True)
        made.add_argument("kind", metavar="KIND")
        made.add_argument("file", metavar="FILE", type=Path)
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
    made = command("layout", _layout, "the proposed layout of a file: confirm it by loading with --layout")
    made.add_argument("kind", metavar="KIND")
    made.add_argument("file", metavar="FILE", type=Path)
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
    command("template", _template, "a blank file of a kind", store=False).add_argument("kind", metavar="KIND")
    return parser


# -- files in ----------------------------------------------------------------------------------------------------------


def _load(call) -> int:
    raw = _bytes(call)
    if isinstance(raw, Taken):
        return _told(call, raw)
    layout = _layout_of(call)
    store = open_store(call.store)
    by = Author(call.by, "officer")
    taken = take(store, call.kind, raw, call.file.name, by, True, period_to=call.period_to, layout=layout)
    return _told(call, taken)


def _check(call) -> int:
    raw = _bytes(call)
    if isinstance(raw, Taken):
        return _told(call, raw)
    known = known_from(open_store(call.store), kind=call.kind)
    table = read(raw, call.file.name)
    checked = check(table, call.kind, known, period_to=call.period_to, layout=_layout_of(call))
    return _told(call, Taken(call.kind, checked.row_count, False, None, checked.repairs, checked.problems))


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
    table = read(raw, call.file.name) if isinstance(raw, bytes) else None
    if table is None or not table.headers:
        for each in raw.problems if table is None else table.problems:
            print(each, file=sys.stderr)
        return 1
    sys.stdout.write(propose(table, call.kind, known_from(open_store(call.store), kind=call.kind)).to_text())
    return 0


def _bytes(call) -> bytes | Taken:
    contract(call.kind)
    try:
        return call.file.read_bytes()
    except OSError as error:
        what = {FileNotFoundError: "does not exist", IsADirectoryError: "is a folder"}.get(
            type(error), f"cannot be read: {error.strerror}"
        )
        problem = Problem(None, None, None, f"{call.file} {what}", "Check the path.")
        return Taken(call.kind, 0, False, None, [], [problem])


def _told(call, taken: Taken) -> int:
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
        problem = Problem(None, None, None, sentence, "")
        print(json.dumps(Taken(call.kind, 0, False, None, [], [problem]).as_dict(), ensure_ascii=True, indent=1))
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
    columns = ", ".join(each.name for each in contract(call.kind).stored)
    rows = open_store(call.store).query_arrow(
        f"SELECT {columns} FROM current_{call.kind} ORDER BY slice_key, source_row", as_at=call.as_at
    )
    # whole numbers stay whole where some are missing
    frame = rows.to_pandas(types_mapper={pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype()}.get)
    sys.stdout.write(to_csv(frame))
    return 0


def _template(call) -> int:
    sys.stdout.write(template_csv(call.kind))
    return 0


if __name__ == "__main__":
    # files are bytes to whoever reads them: our line ends and UTF-8, whatever the terminal's
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    sys.exit(main())
