"""Archives: a .zip of files, or one file in .gz, becomes those files. A workbook is a zip as well, and stays one file.

Nothing is written to disk, so a name in an archive is only a name. What is unpacked is counted while it is unpacked:
what an archive declares about itself is not believed.
"""

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass, field, replace

from data.intake.choices import Progress
from data.intake.files import workbooks
from data.intake.files.apart import READER, NotRead
from data.intake.files.endings import ARCHIVES, TABLES, has_ending, visible
from data.intake.files.sheet_marks import archive_of, unpacked
from data.intake.problem import Problem, some
from data.settings import settings

_FILES = 200  # entries that an archive may have
_GZIP = b"\x1f\x8b"
_IN_ALL = 2  # all files together may be so many times as large as one may be
_UNPACK = "Unpack it on your own computer and choose the files in it."


@dataclass(frozen=True)
class Opened:
    """The files to read, by name and content, in the order of their names. repairs: what was taken and what not.

    problems: why the archive, or a file of it, was not taken; without files nothing was.
    """

    files: list[tuple[str, bytes]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)


def opened(raw: bytes, file_name: str) -> Opened:
    """The files that a person gave with one file: several of a .zip, else one; archives are unpacked apart.

    Never raises for what a file holds, and lives whatever it does to whoever unpacks it.
    """
    file_name = visible(file_name)
    if not raw.startswith(_GZIP):
        if not raw.startswith((b"PK\x03\x04", b"PK\x05\x06")) or workbooks.is_workbook(raw):
            return Opened([(file_name, raw)])
        if len(raw) > _largest():
            return Opened([(file_name, raw)])  # reading says how large a file may be
    try:
        found: Opened = READER.run("archive", file_name, raw, file_name, _largest())
    except NotRead as error:
        return Opened(problems=[error.problem])
    return replace(found, files=[(visible(name), content) for name, content in found.files])


def unpack(raw: bytes, file_name: str, limit: int, progress: Progress) -> Opened:
    """What opened() answers for an archive, unpacked in this process. limit: bytes that one of its files may have."""
    if raw.startswith(_GZIP):
        return _of_gzip(raw, file_name, limit)
    try:
        return _of_zip(raw, file_name, limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError):
        return _refused(
            f"{file_name} is a zip archive that cannot be opened: it is damaged or cut off",
            _UNPACK,
            code="archive_damaged",
        )


def _largest() -> int:
    return settings().intake.largest_file_mb * 1_000_000


def _refused(problem: str, remedy: str, *, code: str) -> Opened:
    return Opened(problems=[Problem(None, None, None, problem, remedy, code=code)])


def _too_large(what: str, limit: int) -> Opened:
    return _refused(
        f"{what} more than {limit / 1e6:,.0f} MB when it is unpacked",
        "Split it, for example by month: each part replaces only the months it holds.",
        code="too_large",
    )


def _of_gzip(raw: bytes, file_name: str, limit: int) -> Opened:
    inside = file_name[:-3] if file_name.lower().endswith(".gz") else file_name
    pieces, size = [], 0
    try:
        with gzip.open(io.BytesIO(raw)) as source:
            while piece := source.read(1 << 20):
                size += len(piece)
                if size > limit:
                    return _too_large(f"{file_name} has", limit)
                pieces.append(piece)
    except (OSError, EOFError, zlib.error):
        return _refused(
            f"{file_name} is a gzip file that cannot be opened: it is damaged or cut off",
            _UNPACK,
            code="archive_damaged",
        )
    content = b"".join(pieces)
    if content.startswith((_GZIP, b"PK\x05\x06")) or content[257:262] == b"ustar":
        return _refused(f"{file_name} holds another archive", _UNPACK, code="archive_in_archive")
    if content.startswith(b"PK\x03\x04") and not workbooks.is_workbook(content):
        return _refused(f"{file_name} holds another archive", _UNPACK, code="archive_in_archive")
    return Opened([(inside, content)], repairs=[f"{file_name} was unpacked: {inside}."])


def _of_zip(raw: bytes, file_name: str, limit: int) -> Opened:
    archive = archive_of(raw)
    entries = [each for each in archive.infolist() if not _is_clutter(each)]
    if not entries:
        return _refused(
            f"{file_name} is a zip archive without files",
            "Export again and check that it has rows.",
            code="archive_without_files",
        )
    if len(entries) > _FILES:
        return _refused(
            f"{file_name} holds {len(entries):,} files; at most {_FILES} are taken at once",
            _UNPACK,
            code="too_many_files",
        )
    if any(each.flag_bits & 1 for each in entries):
        return _refused(
            f"{file_name} is a zip archive with a password", "Unpack it and choose the files in it.", code="password"
        )
    tables = sorted((each for each in entries if has_ending(each.filename, TABLES)), key=lambda each: each.filename)
    others = [each.filename for each in entries if not has_ending(each.filename, TABLES)]
    inner = [name for name in others if has_ending(name, ARCHIVES)]
    problems = [
        Problem(
            None,
            None,
            None,
            f"{name} in {file_name} is an archive inside an archive",
            _UNPACK,
            code="archive_in_archive",
        )
        for name in inner
    ]
    if sum(each.file_size for each in tables) > _IN_ALL * limit:
        return _too_large(f"the files in {file_name} have", _IN_ALL * limit)
    files: list[tuple[str, bytes]] = []
    left = _IN_ALL * limit
    for each in tables:
        content = unpacked(archive, each, min(limit, left))
        if content is None:
            return _too_large(f"{each.filename} in {file_name} has", limit)
        left -= len(content)
        if content.startswith((b"PK\x03\x04", _GZIP)) and not workbooks.is_workbook(content):
            problems.append(
                Problem(
                    None,
                    None,
                    None,
                    f"{each.filename} in {file_name} is an archive inside an archive",
                    _UNPACK,
                    code="archive_in_archive",
                )
            )
            continue
        files.append((_short(each.filename, tables), content))
    repairs = [f"{file_name} was unpacked: {some(name for name, _ in files)}."] if files else []
    unused = [name for name in others if name not in inner]
    if unused:
        repairs.append(f"Not taken from {file_name}, because they are no tables: {some(unused)}.")
    if not files and not problems:
        problems.append(Problem(None, None, None, f"{file_name} is a zip archive without a CSV file or workbook",
                                "Choose the file that you exported.", code="archive_without_files"))  # fmt: skip
    return Opened(files, problems, repairs)


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    """Folders, and what computers add by themselves."""
    parts = entry.filename.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini", "")


def _short(name: str, entries: list[zipfile.ZipInfo]) -> str:
    """The name without its folders, unless two files have the same."""
    last = name.replace("\\", "/").rpartition("/")[2]
    twins = [each for each in entries if each.filename.replace("\\", "/").rpartition("/")[2] == last]
    return last if len(twins) == 1 else name.replace("\\", "/").lstrip("/").replace("../", "")
