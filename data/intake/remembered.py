"""Matches that officers have confirmed, kept in the store and found again by the header of the next month's file.

A remembered match is used only where the header is the same (months in wide headers aside) and everything in the file
is settled by it; else it is no more than a proposal, and a person is asked.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePath

from data.contracts import contract, folded
from data.intake.choices import Progress, Reading
from data.intake.columns.layout import Layout, LayoutError
from data.intake.columns.proposing import revised
from data.intake.files.reading import TextTable, read
from data.intake.known import Known
from data.intake.problem import Problem
from data.intake.values.periods import found_in
from data.store import Author, Store, StoreError

_NEAR = 0.6  # share of the names of two headers that both have, above which one is proposed for the other
_READINGS = 5  # ways of cutting a file that are tried before somebody is asked
_TIMES = ("month", "date", "moment", "edition", "financial year", "months", "calendar months")
_MONTHS = re.compile(
    r"(?i)(?<![a-z])(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?"
    r"|nov(ember)?|dec(ember)?|q[1-4]|final|draft|copy|v\d+)(?![a-z])|\d+"
)


@dataclass(frozen=True)
class Remembered:
    """A match as the store keeps it. header: names in the file's order, * for the month. saved_at: UTC."""

    layout_id: str
    kind: str
    source: str
    header: tuple[str, ...]
    fingerprint: str
    layout: Layout
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True)
class OpenedFile:
    """A file with the match that is remembered for it. same: its header is the one that was remembered.

    used: the layout, where it settles all of the file; None where a person must look at it first.
    """

    text: TextTable
    match: Remembered | None = None
    same: bool = False
    used: Layout | None = None


def header_names(headers: Iterable[str]) -> tuple[str, ...]:
    """The names of a header in their order, each once; * stands for a month, quarter or year, which change."""
    names: dict[str, None] = {}
    for header in headers:
        if header.strip():
            _, label = found_in(header)
            names[label] = None
    return tuple(names)


def fingerprint(names: Iterable[str]) -> str:
    """The same for the same set of names, however they are written and ordered."""
    keys = sorted({folded(each.replace("*", "xthemonthx")) for each in names})
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def source_of(file_name: str) -> str:
    """What files like this one may be called: the name without months, years and endings."""
    words = _MONTHS.sub(" ", re.sub(r"[_\-.()%]+", " ", PurePath(file_name).stem)).split()
    name = " ".join(words) or PurePath(file_name).stem or "File"
    return name[:1].upper() + name[1:]


# -- kept in the store -------------------------------------------------------------------------------------------------


def remembered(store: Store, kind: str | None = None) -> list[Remembered]:
    """Every match that is kept and not forgotten, the newest first. One that can no longer be read is left out."""
    rows = store.query(
        "SELECT * FROM current_layouts WHERE kind = coalesce($kind, kind) ORDER BY saved_at DESC", {"kind": kind}
    )
    found = []
    for row in rows.itertuples(index=False):
        try:
            layout = Layout.from_text(row.toml)
            contract(layout.kind)
        except Exception:  # written by another version: it is asked again
            continue
        found.append(
            Remembered(
                row.layout_id,
                row.kind,
                row.source,
                tuple(json.loads(row.header)),
                row.fingerprint,
                layout,
                row.saved_by,
                row.saved_at.to_pydatetime(),
            )
        )
    return found


def remember(
    store: Store, layout: Layout, headers: Iterable[str], source: str, by: Author, *, at: datetime | None = None
) -> str:
    """Keep a match for files with this header; returns its id. Raises NotAnOfficer, UnknownKind.

    headers: of the file as it was read. What changes every month is not kept: a month that was typed for the whole
    file, and the line at which the file ended.
    """
    wanted = contract(layout.kind)
    constants = {
        name: "" if name in wanted.columns and wanted.columns[name].type in _TIMES else value
        for name, value in layout.constants.items()
    }
    kept = replace(layout, constants=constants, reading=replace(layout.reading, last_line=0))
    return _note(store, "saved", kept, header_names(headers), source, by, at)


def _note(
    store: Store,
    event: str,
    layout: Layout,
    names: Iterable[str],
    source: str,
    by: Author,
    at: datetime | None,
    layout_id: str = "",
) -> str:
    names = list(names)
    now = (at or datetime.now(UTC)).replace(tzinfo=None)
    layout_id = layout_id or f"{now:%Y%m%d-%H%M%S%f}-{secrets.token_hex(3)}"
    store.add_row(
        "INSERT INTO layouts VALUES ($id, $event, $kind, $source, $header, $fingerprint, $toml, $by, $at)",
        {
            "id": layout_id,
            "event": event,
            "kind": layout.kind,
            "source": source.strip()[:100] or "File",
            "header": json.dumps(names, ensure_ascii=False),
            "fingerprint": fingerprint(names),
            "toml": layout.to_text(),
            "by": by.name,
            "at": now,
        },
        by,
        {"saved": "layout saved", "forgotten": "layout forgotten"}[event],
        layout_id,
    )
    return layout_id


def forget(store: Store, layout_id: str, by: Author) -> Remembered:
    """Use a match no longer; it stays in the history. Raises StoreError where there is none, NotAnOfficer."""
    match = match_with_id(store, layout_id)
    _note(store, "forgotten", match.layout, match.header, match.source, by, None, layout_id)
    return match


def match_with_id(store: Store, layout_id: str) -> Remembered:
    """The match with this id. Raises StoreError."""
    match = next((each for each in remembered(store) if each.layout_id == layout_id), None)
    if match is None:
        raise StoreError(f"There is no remembered match {layout_id}. List them with: python -m data layouts")
    return match


# -- as a text that people share: the layout, and the header that it is for --------------------------------------------

_HEADER = re.compile(r"(?m)^# For files with this header \((.*)\): (\[.*\])$")


def to_share(match: Remembered) -> str:
    """The layout as TOML with the header it is for in a comment, so that another council can remember it too."""
    source = match.source.replace("(", " ").replace(")", " ")
    return (
        f"# For files with this header ({source}): {json.dumps(list(match.header), ensure_ascii=False)}\n"
        + match.layout.to_text()
    )


def from_shared(text: str, headers: Iterable[str] = ()) -> tuple[Layout, tuple[str, ...], str]:
    """Layout, header names and source of a text from to_share(). Raises LayoutError.

    headers: those of a file, where the text does not say for which header it is.
    """
    layout = Layout.from_text(text)
    comment = _HEADER.search(text.removeprefix("\ufeff"))
    try:
        names = tuple(str(each) for each in json.loads(comment[2])) if comment else header_names(headers)
    except ValueError:
        names = ()
    if not names:
        raise LayoutError(
            "The layout does not say for which header it is. Export it from the dashboard that remembers it, "
            "or use it for one file with --layout."
        )
    return layout, names, comment[1].strip() if comment else ""


# -- found again -------------------------------------------------------------------------------------------------------


def matching(headers: Iterable[str], kept: Iterable[Remembered]) -> tuple[Remembered | None, bool]:
    """The match remembered for a header, and whether it is the same header; a near one else, or None."""
    names = header_names(headers)
    if not names:
        return None, False
    key, own = fingerprint(names), {folded(each) for each in names}
    best, share = None, _NEAR
    for each in kept:
        if each.fingerprint == key:
            return each, True
        theirs = {folded(name) for name in each.header}
        alike = len(own & theirs) / max(1, len(own | theirs))
        if alike > share:
            best, share = each, alike
    return best, False


def opened(
    raw: bytes,
    file_name: str,
    kept: Iterable[Remembered],
    *,
    reading: Reading | None = None,
    kind: str | None = None,
    known: Known | None = None,
    progress: Progress | None = None,
) -> OpenedFile:
    """Read a file, with the match that is remembered for its header, where there is one.

    reading: what a person has chosen; those of remembered matches are tried only without it. kind: only matches of
    this kind. known: for what a changed file is proposed to be.
    """
    kept = [each for each in kept if kind in (None, each.kind)]
    text = read(raw, file_name, reading, progress)
    match, same = matching(text.headers, kept)
    if not same and reading is None and text.questions:
        earlier = dict.fromkeys(each.layout.reading for each in kept if each.layout.reading != Reading())
        for tried in list(earlier)[:_READINGS]:
            other = read(raw, file_name, tried)
            found, is_same = matching(other.headers, [each for each in kept if each.layout.reading == tried])
            if is_same:
                text, match, same = other, found, True
                break
    if match is None or not text.headers:
        return OpenedFile(text)
    settled = same and not revised(match.layout, text, known).needed
    return OpenedFile(text, match, same, match.layout if settled else None)


def read_for(
    store: Store,
    kind: str,
    raw: bytes,
    file_name: str,
    known: Known | None = None,
    layout: Layout | None = None,
    reading: Reading | None = None,
) -> tuple[TextTable, Layout | None]:
    """A file where nobody can be asked: by the layout that is given, else by the remembered one, said as a repair.

    reading: which sheet, header line and the like are read, where somebody has chosen.
    A remembered match that no longer settles everything is an error of the table: it is never used in part.
    """
    if layout is not None:
        return read(raw, file_name, reading or layout.reading), layout
    found = opened(raw, file_name, remembered(store, kind), reading=reading, known=known)
    text, match = found.text, found.match
    if match is None or not found.same:
        return text, None
    if found.used is not None:
        return replace(text, repairs=[*text.repairs, sentence_of(match)]), found.used
    falls_short = Problem(
        text.header_line,
        None,
        match.source,
        "the match that is remembered for files with this header does not settle all of this file",
        f"Match its columns on the Upload page. Or change the match: python -m data layouts export "
        f"{match.layout_id}, then load the file with --layout.",
        code="remembered_match_falls_short",
    )
    return replace(text, problems=[*text.problems, falls_short]), None


def sentence_of(match: Remembered) -> str:
    """How a file was read, for its repairs: the match, who saved it and when."""
    return f"Read as {match.source!r} files were read on {match.saved_at.day} {match.saved_at:%B %Y}."
