"""What is read from disk: which files of a folder are to be loaded, and the bytes of each."""

import os
from pathlib import Path

from data.intake import LayoutError, Problem
from data.intake.files.endings import TAKEN, has_ending
from data.loading.results import RESULT_ENDINGS, file_problem
from data.settings import settings

_IGNORED = (".part", ".partial", ".filepart", ".crdownload", ".tmp", ".temp", ".swp", ".layout.toml", *RESULT_ENDINGS)


class UnreadableFile(Exception):
    """A file that cannot be loaded at all: what is wrong with it, and what to do."""

    def __init__(self, fault: str, remedy: str):
        super().__init__(fault, remedy)
        self.fault, self.remedy = fault, remedy

    def problem(self, name: str) -> Problem:
        return file_problem("file_unreadable", f"{name} {self.fault}", self.remedy)


def is_ignored(name: str) -> bool:
    """Whether a file is none to load: hidden, still being copied, an editor's own, or a result of ours."""
    low = name.lower()
    return low.startswith((".", "~")) or low.endswith(_IGNORED) or low in ("thumbs.db", "desktop.ini")


def files_in(folder: Path) -> tuple[list[Path], list[str]]:
    """The files of a folder that are tables or archives by their ending, by name; and the names left out.

    Raises OSError.
    """
    files, left_out = [], []
    for each in sorted(folder.iterdir()):
        if is_ignored(each.name):
            continue
        if each.is_file() and has_ending(each.name, TAKEN):
            files.append(each)
        else:
            left_out.append(each.name + ("/" if each.is_dir() else ""))
    return files, left_out


def read_bytes(path: Path, *, through_links: bool = True) -> bytes:
    """The bytes of a file that is not too large. Raises UnreadableFile with a sentence."""
    limit = settings().intake.largest_file_mb
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | (0 if through_links else getattr(os, "O_NOFOLLOW", 0))
    try:
        with open(path, "rb", opener=lambda name, _: os.open(name, flags)) as file:
            if os.fstat(file.fileno()).st_size > limit * 1024 * 1024:
                raise UnreadableFile(f"is larger than {limit} MB", "Export a shorter period and load it in parts.")
            return file.read()
    except OSError as error:
        raise UnreadableFile(fault_of(error), "Check the path.") from None


def fault_of(error: OSError) -> str:
    """What is wrong with a file that cannot be opened, to stand behind its name."""
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    return "is a folder" if isinstance(error, IsADirectoryError) else f"cannot be read: {error.strerror}"


def read_layout_text(path: Path) -> str:
    """The text of a layout's file. Raises LayoutError with a sentence."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise LayoutError(f"The layout {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise LayoutError(f"The layout {path} is not UTF-8 text.") from None
