"""python -m data layouts: the matches that the store remembers, from the shell: listed, shared, taken in, forgotten."""

import argparse
import json
import sys
from pathlib import Path

import pandas as pd

from data.csv_out import to_csv
from data.intake import LayoutError, read
from data.intake.remembered import Remembered, forget, from_shared, match_with_id, remember, remembered, to_share
from data.loading.folders import read_layout_text
from data.store import Author, open_store


class LayoutsCall(argparse.Namespace):
    """What `python -m data layouts` was called with."""

    action: str
    what: str | None
    sample: Path | None
    source: str
    by: str
    store: str | None
    format: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand behind `layouts` in a call."""
    parser.add_argument("action", choices=("list", "export", "import", "forget"), nargs="?", default="list")
    parser.add_argument("what", metavar="ID|FILE", nargs="?", help="id of a match, or for import the file of a layout")
    parser.add_argument("--for", dest="sample", metavar="FILE", type=Path,
                        help="import: a file with the header that the layout is for, where it says none")  # fmt: skip
    parser.add_argument("--source", metavar="NAME", default="", help="import: what such files are called")
    parser.add_argument("--by", metavar="NAME", default="shell")


def run(call: LayoutsCall) -> int:
    """List, export, import or forget; returns the exit code. Raises StoreError, LayoutError."""
    by = Author(call.by, "officer")
    if call.action == "list":
        _list(call, remembered(open_store(call.store)))
        return 0
    if not call.what:
        wanted = "the file of a layout" if call.action == "import" else "the id of a match: list them with layouts list"
        raise LayoutError(f"Say which: layouts {call.action} needs {wanted}.")
    store = open_store(call.store)
    if call.action == "export":
        sys.stdout.write(to_share(match_with_id(store, call.what)))
    elif call.action == "forget":
        match = forget(store, call.what, by)
        _print(call, {"forgotten": match.layout_id}, f"{match.source!r} files of {match.kind} are asked about again.")
    else:
        layout, names, source = from_shared(read_layout_text(Path(call.what)), _headers(call.sample))
        layout_id = remember(store, layout, names, call.source or source or Path(call.what).stem, by)
        _print(call, {"layout_id": layout_id}, f"Remembered as {layout_id} for files with {len(names)} columns.")
    return 0


def _print(call: LayoutsCall, result: dict[str, str], sentence: str) -> None:
    print(json.dumps(result) if call.format == "json" else sentence)


def _list(call: LayoutsCall, layouts: list[Remembered]) -> None:
    rows = [
        {"layout_id": each.layout_id, "kind": each.kind, "source": each.source, "columns": len(each.header),
         "saved_by": each.saved_by, "saved_at": each.saved_at.isoformat(" ", "seconds")}
        for each in layouts
    ]  # fmt: skip
    if call.format == "json":
        print(json.dumps({"layouts": rows}, ensure_ascii=True))
    else:
        names = ["layout_id", "kind", "source", "columns", "saved_by", "saved_at"]
        sys.stdout.write(to_csv(pd.DataFrame(rows, columns=names)))


def _headers(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        return read(path.read_bytes(), path.name).headers
    except OSError as error:
        raise LayoutError(f"{path} cannot be read: {error.strerror}.") from None
