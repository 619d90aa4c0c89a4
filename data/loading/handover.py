"""The shell's side of the drop folder: a load is handed over to the dashboard that holds the store."""

import argparse
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.loading.drop_paths import is_ours, name_with_id, new_batch_id, plain_name, worker_lock
from data.loading.request import LoadRequest
from data.loading.results import RESULT_ENDINGS, as_json
from data.whole_file import write_whole


@dataclass(frozen=True)
class Outcome:
    """What the dashboard wrote beside a file: whether it was taken, the text for people, the object for programs."""

    taken: bool
    text: str
    result: dict[str, Any]


@dataclass(frozen=True)
class Receipt:
    """One file that was handed over: the name under which it and its result will lie in taken/ or refused/."""

    folder: Path
    name: str

    def outcome(self) -> Outcome | None:
        """What came of the file, or None while nobody has dealt with it. Raises OSError."""
        for place in ("taken", "refused"):
            file = self.folder / place / (self.name + RESULT_ENDINGS[1])
            if file.exists():  # written last
                text = file.with_name(self.name + RESULT_ENDINGS[0]).read_text(encoding="utf-8")
                return Outcome(place == "taken", text, json.loads(file.read_text(encoding="utf-8")))
        return None


def add_wait(parser: argparse.ArgumentParser, does: str) -> None:
    """The option of a call that the dashboard may have to answer. does: such as "loads the files"."""
    parser.add_argument(
        "--wait",
        metavar="SECONDS",
        type=float,
        default=120,
        help=f"how long to wait for a dashboard that holds the store and {does} itself (default: 120)",
    )


def has_worker(folder: Path | None, store_path: Path) -> bool:
    """Whether a dashboard is working through this folder for this store."""
    if folder is None:
        return False
    try:
        worker = json.loads((folder / ".worker.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if worker.get("store") != str(store_path):
        return False
    lock = worker_lock(folder)
    try:
        return not is_ours(lock)
    finally:
        lock.release()


def hand_over(folder: Path, files: list[tuple[Path, LoadRequest]]) -> list[Receipt]:
    """Copy the files with their requests into the folder, all at once. Raises OSError."""
    batch = new_batch_id()
    half = folder / "handed" / f".{batch}.part"
    half.mkdir()
    try:
        receipts = []
        for number, (path, request) in enumerate(files):
            job_id = f"{batch}-{number:04}"
            name = plain_name(path.name)
            (half / job_id / "file").mkdir(parents=True)
            with open(path, "rb") as source, open(half / job_id / "file" / name, "wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
                copy.flush()
                os.fsync(copy.fileno())
            write_whole(half / job_id / "job.json", as_json(request.as_dict()))
            receipts.append(Receipt(folder, name_with_id(name, job_id)))
        half.rename(folder / "handed" / batch)
        return receipts
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
