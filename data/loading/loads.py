"""Files on their way into the store without anybody at a screen: of a folder, of a zip, of the drop folder.

The same steps as on the Upload page. Which kind a file is must be said or be sure; a file that was loaded before, and
still stands as it is, is not published again.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from data.contracts import CONTRACTS, UnknownKind, contract
from data.intake import (
    Known,
    Layout,
    LayoutError,
    LoadResult,
    Problem,
    Reading,
    check,
    grouped,
    known_from,
    read,
    remembered,
)
from data.intake.columns.recognising import in_order, recognised
from data.intake.files import archives
from data.intake.files.endings import TAKEN, has_ending
from data.settings import settings
from data.store import Author, Draft, Store, StoreError

RESULTS = (".result.txt", ".result.json")
_NOT_FILES = (".part", ".partial", ".filepart", ".crdownload", ".tmp", ".temp", ".swp", ".layout.toml", *RESULTS)
_HEAD = 1_000_000  # bytes of a text file that tell its kind
_RANK = {kind: rank for rank, kind in enumerate(in_order(CONTRACTS))}


@dataclass(frozen=True)
class LoadRequest:
    """What whoever brings a file says about it.

    kind: '' where it is to be recognised. hold_warnings: keep a file with warnings as a draft instead of publishing it.
    once: leave a file out that was ever published as it is, even where it was withdrawn or replaced since: a folder
    that is loaded every night must not bring it back. again: publish it even where it stands unchanged. how: which
    sheet, header line and the like are read, where there is a choice.
    """

    kind: str = ""
    by: str = "shell"
    period_to: date | None = None
    layout: Layout | None = None
    hold_warnings: bool = False
    once: bool = False
    again: bool = False
    how: Reading | None = None


@dataclass(frozen=True)
class Loaded:
    """What came of one table. state: published, unchanged, held or refused."""

    file: str
    taken: LoadResult
    state: str

    @property
    def fine(self) -> bool:
        """Nothing is left for anybody to do."""
        return self.state in ("published", "unchanged")

    def lines(self) -> list[str]:
        """What is printed about it, the upshot last."""
        errors = [each for each in self.taken.problems if each.severity == "error"]
        *mended, before = self.taken.repairs if self.state == "unchanged" else (*self.taken.repairs, "")
        told = [f"Mended: {each}" for each in mended]
        causes = grouped(self.taken.problems)
        told += [f"{'Error' if each.severity == 'error' else 'Warning'}: {each}" for each in causes]
        rows = f"{self.taken.rows:,} {'row' if self.taken.rows == 1 else 'rows'}"
        upshot = {
            "published": f"{rows} published as submission {self.taken.submission_id}.",
            "unchanged": f"{rows} read. {before}",
            "held": f"{rows} read. Kept as draft {self.taken.submission_id}; nothing was published.",
        }
        mistakes = f"{len(errors):,} {'error' if len(errors) == 1 else 'errors'}"
        return [*told, upshot.get(self.state, f"{rows} read, {mistakes}. Nothing was published.")]


@dataclass
class Source:
    """One file to load: a table, or a zip of several. loaded: what came of it, table by table.

    bytes: its content; raises Unreadable. begin: called before a table is published; an event of the store after which
    nothing of this file is published twice, or ''. why: the note of the history.
    """

    name: str
    wish: LoadRequest
    bytes: Callable[[], bytes]
    begin: Callable[[], str] = lambda: ""
    why: str = ""
    path: Path = Path()
    loaded: list[Loaded] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return all(each.fine for each in self.loaded)

    def as_dict(self) -> dict:
        """The object that --format json prints for one file; of a zip, those of its files."""
        if len(self.loaded) == 1:
            return self.loaded[0].taken.as_dict()
        return {"files": [{"file": each.file, **each.taken.as_dict()} for each in self.loaded]}

    def lines(self) -> list[str]:
        """What is printed for one file."""
        if len(self.loaded) == 1:
            return self.loaded[0].lines()
        return [f"{each.file}: {line}" for each in self.loaded for line in each.lines()]


Kept = list[remembered.Remembered]
Failed = Callable[[Source, Exception], Loaded | None]  # None: it is left for another time


@dataclass(frozen=True)
class _Part:
    """One table of a source, and the kind it is loaded as. refused: why no kind was found. error: what went wrong."""

    source: Source
    at: int
    kind: str
    refused: Problem | None = None
    error: Exception | None = None


def passed_over(name: str) -> bool:
    """Whether a file is none to load: hidden, still being copied, an editor's own, or a result of ours."""
    low = name.lower()
    return low.startswith((".", "~")) or low.endswith(_NOT_FILES) or low in ("thumbs.db", "desktop.ini")


def of_folder(folder: Path) -> tuple[list[Path], list[str]]:
    """The files of a folder that are tables or archives by their ending, by name; and the names left out."""
    files, others = [], []
    for each in sorted(folder.iterdir()):
        if passed_over(each.name):
            continue
        if each.is_file() and has_ending(each.name, TAKEN):
            files.append(each)
        else:
            others.append(each.name + ("/" if each.is_dir() else ""))
    return files, others


def file_bytes(path: Path, *, through_links: bool = True) -> bytes:
    """The bytes of a file that is not too large. Raises Unreadable with a sentence."""
    limit = settings().intake.largest_file_mb
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | (0 if through_links else getattr(os, "O_NOFOLLOW", 0))
    try:
        with open(path, "rb", opener=lambda name, _: os.open(name, flags)) as file:
            if os.fstat(file.fileno()).st_size > limit * 1024 * 1024:
                raise Unreadable(f"is larger than {limit} MB", "Export a shorter period and load it in parts.")
            return file.read()
    except OSError as error:
        what = {FileNotFoundError: "does not exist", IsADirectoryError: "is a folder"}.get(
            type(error), f"cannot be read: {error.strerror}"
        )
        raise Unreadable(what, "Check the path.") from None


class Unreadable(Exception):
    """A file that cannot be loaded at all: what is wrong with it, and what to do."""

    def problem(self, name: str) -> Problem:
        return Problem(None, None, None, f"{name} {self.args[0]}", self.args[1], code="file_unreadable")


# -- in order ----------------------------------------------------------------------------------------------------------


def load_all(store: Store, sources: list[Source], failed: Failed | None = None) -> Iterator[Source]:
    """Load the files, what others speak of first; yields each source when its last table is done.

    failed: says what came of a table on which an error was raised. Without it, an error whose message is a sentence
    refuses the table, and any other one is raised.
    """
    failed, unpacked = failed or _refused_by, _Unpacked()
    parts = [part for source in sources for part in _parts_of(store, source, unpacked)]
    # who could not be told may be told once the others are in: measures make a column of figures one of measures
    parts.sort(key=lambda part: (part.refused is not None, _RANK.get(part.kind, -1)))
    waiting = Counter(id(part.source) for part in parts)
    for part in parts:
        if not waiting[id(part.source)]:
            continue
        try:
            loaded = _load_part(store, part, unpacked)
        except Exception as error:
            loaded = failed(part.source, error)
        if loaded is None:
            waiting[id(part.source)] = 0
            continue
        part.source.loaded.append(loaded)
        waiting[id(part.source)] -= 1
        if not waiting[id(part.source)]:
            yield part.source


def _refused_by(source: Source, error: Exception) -> Loaded:
    if not isinstance(error, (StoreError, UnknownKind, LayoutError)):
        raise error
    return refused(source.name, source.wish.kind, Problem(None, None, None, str(error), "", code="not_loaded"))


def _parts_of(store: Store, source: Source, unpacked: "_Unpacked") -> list[_Part]:
    """The tables of a source with their kinds. The bytes are read again when their turn comes, not kept."""
    try:
        known = known_from(store) if not _said_kind(source.wish) else None
        kept = remembered.remembered(store)
        opened = unpacked.of(source)
        parts = [_Part(source, at, *_kind_of(raw, name, source.wish, known, kept))
                 for at, (name, raw) in enumerate(opened.files)]  # fmt: skip
        return parts if not opened.problems else [*parts, _Part(source, len(parts), "", opened.problems[0])]
    except Exception as error:
        return [_Part(source, 0, _said_kind(source.wish), error=error)]


def _load_part(store: Store, part: _Part, unpacked: "_Unpacked") -> Loaded:
    source, kind, no_kind = part.source, part.kind, part.refused
    try:
        if part.error is not None:
            raise part.error
        opened = unpacked.of(source)
    except Unreadable as wrong:
        return refused(str(source.path) if source.path.name else source.name, kind, wrong)
    if part.at >= len(opened.files):
        loaded = refused(source.name, kind, *opened.problems)
    else:
        name, raw = opened.files[part.at]
        if no_kind is not None:
            kind, no_kind = _kind_of(raw, name, source.wish, known_from(store), remembered.remembered(store))
        if no_kind is not None:
            loaded = refused(name, kind, no_kind)
        else:
            loaded = load_one(store, kind, raw, name, source.wish, why=source.why, since=source.begin())
    if part.at == 0 and opened.repairs:
        taken = replace(loaded.taken, repairs=[*opened.repairs, *loaded.taken.repairs])
        loaded = replace(loaded, taken=taken)
    return loaded


class _Unpacked:
    """The files of a source; those of the archive that was opened last are kept, for its next file."""

    def __init__(self):
        self._last: tuple[Source | None, archives.Opened] = (None, archives.Opened())

    def of(self, source: Source) -> archives.Opened:
        """Raises Unreadable."""
        if self._last[0] is not source:
            self._last = (None, archives.Opened())  # before the next one takes its room
            opened = archives.opened(source.bytes(), source.name)
            if len(opened.files) < 2:
                return opened
            self._last = (source, opened)
        return self._last[1]


def refused(name: str, kind: str, *problems: "Problem | Unreadable") -> Loaded:
    """A file of which nothing could be read."""
    told = [each.problem(name) if isinstance(each, Unreadable) else each for each in problems]
    return Loaded(name, LoadResult(kind, 0, False, None, [], told), "refused")


# -- which kind --------------------------------------------------------------------------------------------------------


def _said_kind(wish: LoadRequest) -> str:
    return wish.kind or (wish.layout.kind if wish.layout else "")


def _kind_of(raw: bytes, name: str, wish: LoadRequest, known: Known | None, kept: Kept) -> tuple[str, Problem | None]:
    """The kind of a table, or why none is sure."""
    if said := _said_kind(wish):
        contract(said)
        return said, None
    known_file = remembered.opened(_head(raw), name, kept, how=wish.how, known=known)
    table = known_file.text
    if known_file.same:
        return known_file.match.kind, None
    if not table.headers:
        errors = [each for each in table.problems if each.severity == "error"]
        return "", errors[0] if errors else Problem(
            None, None, None, "has no header line", "Export it again.", code="no_header"
        )
    found, named = recognised(table, known), _named(name)
    if found and found[0].sure:
        if named in ("", found[0].kind):
            return found[0].kind, None
        what = f"is called {named}, but its columns are those of {found[0].kind}: it {found[0].why}"
        return "", Problem(
            None, None, None, what, "Rename it, or load it with its kind: load KIND FILE.", code="another_kind"
        )
    if found and found[0].kind == named:
        return named, None
    fits = "; or ".join(f"{each.kind}, because it {each.why}" for each in found[:3])
    what = f"may be of more than one kind: {fits}" if fits else "has no columns that tell what kind of file it is"
    remedy = "Begin its name with its kind, such as kpi_values_september.csv, or load it with its kind: load KIND FILE."
    return "", Problem(None, None, None, what, remedy, code="kind_not_told")


def _named(name: str) -> str:
    """The kind with which a file's name begins, or ''."""
    low = name.lower().replace("-", "_").replace(" ", "_")
    fitting = [kind for kind in CONTRACTS if low.startswith(kind) and not low[len(kind) : len(kind) + 1].isalpha()]
    return max(fitting, key=len, default="")


def _head(raw: bytes) -> bytes:
    """The first lines of a large text file; other files whole."""
    if len(raw) <= 4 * _HEAD or b"\0" in raw[:_HEAD]:
        return raw
    end = raw.rfind(b"\n", 0, _HEAD)
    return raw[: end + 1] if end > 0 else raw


# -- one table ---------------------------------------------------------------------------------------------------------


def load_one(
    store: Store, kind: str, raw: bytes, name: str, wish: LoadRequest, *, why: str = "", since: str = ""
) -> Loaded:
    """Read, check and publish one table; with errors nothing is kept.

    why: the note of the history. since: an event of the store; what was published after it from this very file is not
    published again, whatever happened to it then. Raises StoreError, UnknownKind.
    """
    known, layout, repairs = known_from(store, kind=kind), wish.layout, []
    if layout is not None:
        table = read(raw, name, wish.how or layout.reading)
    else:
        kept = remembered.remembered(store, kind)
        found = remembered.opened(raw, name, kept, how=wish.how, kind=kind, known=known)
        table, layout = found.text, found.used
        repairs = [remembered.said(found.match)] if layout is not None else []
    checked = check(table, kind, known, period_to=wish.period_to, layout=layout)
    checked = replace(checked, repairs=[*repairs, *checked.repairs])
    taken = LoadResult(kind, checked.row_count, False, None, checked.repairs, checked.problems)
    if checked.rows is None:
        return Loaded(name, taken, "refused")
    draft, by = checked.draft(), Author(wish.by, "officer")
    if since and (done := _published_since(store, draft, since)):
        return Loaded(name, replace(taken, published=True, submission_id=done), "published")
    if not wish.again and (same := _standing(store, draft, "published")):
        said = f"The file was loaded before, unchanged, as submission {same}, and still stands: not published again."
        return Loaded(name, replace(taken, submission_id=same, repairs=[*taken.repairs, said]), "unchanged")
    if wish.once and not wish.again and (same := _ever_published(store, draft)):
        said = (
            f"The file was loaded before, unchanged, as submission {same}, and was withdrawn or replaced since: "
            "not published again. Restore it on the Submissions page, or load it with --again."
        )
        return Loaded(name, replace(taken, submission_id=same, repairs=[*taken.repairs, said]), "unchanged")
    if wish.hold_warnings and taken.problems:
        return Loaded(name, _held(store, draft, by, taken), "held")
    return Loaded(
        name, replace(taken, published=True, submission_id=store.save_and_publish(draft, by, why)), "published"
    )


def _held(store: Store, draft: Draft, by: Author, taken: LoadResult) -> LoadResult:
    kept = _standing(store, draft, "drafted") or store.save_draft(draft, by)
    count = len(taken.problems)
    held = Problem(
        None,
        None,
        None,
        f"has {count:,} {'warning' if count == 1 else 'warnings'}, so it is held as the draft {kept}",
        "An officer must look at it on the Submissions page, and publish it or give it up.",
        code="held_for_warnings",
    )
    return replace(taken, submission_id=kept, problems=[held, *taken.problems])


def last_event(store: Store) -> str:
    """The newest event of the store: what comes after it sorts above it. Never ''."""
    with store.cursor() as cursor:
        return cursor.execute("SELECT coalesce(max(event_id), '0') FROM submission_events").fetchone()[0]


def _published_since(store: Store, draft: Draft, since: str) -> str:
    """The submission that was published from this very file after the event, or ''."""
    with store.cursor() as cursor:
        row = cursor.execute(
            """SELECT s.submission_id FROM submissions AS s JOIN submission_events AS e USING (submission_id)
               WHERE e.event = 'published' AND e.event_id > $since AND s.kind = $kind AND s.sha256 = $sha256
               ORDER BY e.event_id LIMIT 1""",
            {"since": since, **_marks(draft)},
        ).fetchone()
    return row[0] if row else ""


def _standing(store: Store, draft: Draft, state: str) -> str:
    """The submission with this very file, read to these very rows, that is in the state; or ''.

    A published one counts only where members see all of it.
    """
    same = _same(store, draft, (state,))
    if state != "published" or not same:
        return same
    with store.cursor() as cursor:
        (whole,) = cursor.execute(
            """SELECT (SELECT count(*) FROM slices AS x WHERE x.submission_id = $id)
                    = (SELECT count(*) FROM current_slices AS c WHERE c.submission_id = $id)""",
            {"id": same},
        ).fetchone()
    return same if whole else ""


def _ever_published(store: Store, draft: Draft) -> str:
    return _same(store, draft, ("published", "withdrawn"))


def _same(store: Store, draft: Draft, states: tuple[str, ...]) -> str:
    """The newest submission with this very file, read to these very rows, that is in one of the states; or ''."""
    with store.cursor() as cursor:
        rows = cursor.execute(
            """SELECT s.submission_id FROM submissions AS s JOIN submission_states AS t USING (submission_id)
               WHERE s.kind = $kind AND s.sha256 = $sha256 AND list_contains($states, t.state)
                 AND s.row_count = $rows AND s.period_to IS NOT DISTINCT FROM $period_to
               ORDER BY coalesce(t.publish_order, s.submission_id) DESC""",
            {"states": list(states), "rows": draft.rows.num_rows, "period_to": draft.period_to, **_marks(draft)},
        ).fetchall()
        return next((each for (each,) in rows if _same_rows(cursor, draft, each)), "")


def _same_rows(cursor, draft: Draft, submission_id: str) -> bool:
    """Whether the submission holds the draft's rows: another layout reads other rows from the same bytes."""
    columns = ", ".join(f'"{name}"' for name in draft.rows.schema.names)
    cursor.register("draft_rows", draft.rows)
    found = cursor.execute(
        f"""SELECT count(*), sum(hash({columns})::HUGEINT) FROM (
                SELECT 0 AS side, {columns} FROM draft_rows
                UNION ALL SELECT 1, {columns} FROM "{draft.kind}" WHERE submission_id = $id)
            GROUP BY side""",
        {"id": submission_id},
    ).fetchall()
    cursor.unregister("draft_rows")
    return len(found) == 2 and found[0] == found[1]


def _marks(draft: Draft) -> dict[str, str]:
    return {"kind": draft.kind, "sha256": hashlib.sha256(draft.original).hexdigest()}


# -- the result beside the file ----------------------------------------------------------------------------------------


def write_results(place: Path, name: str, lines: list[str], told: dict) -> None:
    """What came of a file, beside it: NAME.result.txt for people, NAME.result.json for programs. Raises OSError."""
    for ending, content in zip(RESULTS, ("\n".join([name, *lines]) + "\n", json_text(told)), strict=True):
        write_whole(place.with_name(place.name + ending), content)


def json_text(told: dict) -> str:
    """The text of a JSON object as the shell prints it."""
    return json.dumps(told, ensure_ascii=True, indent=1) + "\n"


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that nobody ever reads half of it. Raises OSError."""
    half = path.with_name(f".{path.name}.tmp")
    try:
        with open(half, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
