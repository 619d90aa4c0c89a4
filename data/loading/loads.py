"""Files on their way into the store without anybody at a screen: of a folder, of a zip, of the drop folder.

The same steps as on the Upload page. Which kind a file is must be said or be sure; a file that was loaded before, and
still stands as it is, is not published again.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from data.contracts import CONTRACTS, UnknownKind, contract
from data.intake import Known, Layout, LayoutError, LoadResult, Problem, check, known_from, remembered
from data.intake.columns.recognising import in_order, kind_in_name, recognised
from data.intake.files import archives
from data.intake.problem import say_problems, some
from data.intake.rows.asking import unused
from data.loading import earlier_loads
from data.loading.folders import UnreadableFile
from data.loading.request import LoadRequest
from data.loading.results import LoadedTable, file_problem, refused
from data.runs import in_hand
from data.settings import settings
from data.store import Author, Draft, Store, StoreError

_HEAD = 1_000_000  # bytes of a text file that tell its kind
_RANK = {kind: rank for rank, kind in enumerate(in_order(CONTRACTS))}

RememberedLayouts = list[remembered.Remembered]


@dataclass
class IncomingFile:
    """One file to load: a table, or an archive of several. tables: what came of them so far.

    read: gives its content, raises UnreadableFile. since: called before a table is published, gives an event of the
    store after which nothing of this file is published twice, or ''. note: what the history says of it.
    """

    name: str
    request: LoadRequest
    read: Callable[[], bytes]
    since: Callable[[], str] = lambda: ""
    note: str = ""
    path: Path = Path()
    tables: list[LoadedTable] = field(default_factory=list)

    @property
    def settled(self) -> bool:
        """Nothing is left for anybody to do."""
        return all(each.settled for each in self.tables)

    def as_dict(self) -> dict[str, Any]:
        """The object that --format json prints for one file; of an archive, those of its files."""
        if len(self.tables) == 1:
            return self.tables[0].result.as_dict()
        return {"files": [{"file": each.name, **each.result.as_dict()} for each in self.tables]}

    def lines(self) -> list[str]:
        """What is printed for one file."""
        if len(self.tables) == 1:
            return self.tables[0].lines()
        return [f"{each.name}: {line}" for each in self.tables for line in each.lines()]


OnError = Callable[[IncomingFile, Exception], LoadedTable | None]  # None: it is left for another time


@dataclass(frozen=True)
class _Table:
    """One table of a file, and the kind it is loaded as. doubt: why no kind was sure. error: what went wrong."""

    file: IncomingFile
    number: int
    kind: str
    doubt: Problem | None = None
    error: Exception | None = None


# -- in order ----------------------------------------------------------------------------------------------------------


def load_all(store: Store, files: list[IncomingFile], on_error: OnError | None = None) -> Iterator[IncomingFile]:
    """Load the files, what others speak of first; yields each file when the last of its tables is done.

    on_error: says what came of a table on which an error was raised. Without it, an error whose message is a sentence
    refuses the table, and any other one is raised.
    """
    on_error, archive = on_error or _refused_for, _LastArchive()
    tables = [table for file in files for table in _tables_of(store, file, archive)]
    # what could not be recognised may be once the others are in: measures make a column of figures one of measures
    tables.sort(key=lambda table: (table.doubt is not None, _RANK.get(table.kind, -1)))
    waiting = Counter(id(table.file) for table in tables)
    for table in tables:
        file = table.file
        if not waiting[id(file)]:
            continue
        try:
            with in_hand(file.name):
                loaded = _load_in_turn(store, table, archive)
        except Exception as error:
            answer = on_error(file, error)
            if answer is None:
                waiting[id(file)] = 0
                continue
            loaded = answer
        file.tables.append(replace(loaded, state="checked") if file.request.check_only else loaded)
        waiting[id(file)] -= 1
        if not waiting[id(file)]:
            yield file


def _refused_for(file: IncomingFile, error: Exception) -> LoadedTable:
    if not isinstance(error, (StoreError, UnknownKind, LayoutError)):
        raise error
    return refused(file.name, file.request.kind, file_problem("not_loaded", str(error)))


def _tables_of(store: Store, file: IncomingFile, archive: "_LastArchive") -> list[_Table]:
    """The tables of a file with their kinds. The bytes are read again when their turn comes, not kept."""
    try:
        known = known_from(store) if not file.request.stated_kind else None
        layouts = remembered.remembered(store)
        with in_hand(file.name):
            opened = archive.opened(file)
            tables = [
                _Table(file, number, *_kind_of(raw, name, file.request, known, layouts))
                for number, (name, raw) in enumerate(opened.files)
            ]
        return tables if not opened.problems else [*tables, _Table(file, len(tables), "", opened.problems[0])]
    except Exception as error:
        return [_Table(file, 0, file.request.stated_kind, error=error)]


def _load_in_turn(store: Store, table: _Table, archive: "_LastArchive") -> LoadedTable:
    file, kind, doubt = table.file, table.kind, table.doubt
    try:
        if table.error is not None:
            raise table.error
        opened = archive.opened(file)
    except UnreadableFile as fault:
        name = str(file.path) if file.path.name else file.name
        return refused(name, kind, fault.problem(name))
    if table.number >= len(opened.files):
        loaded = refused(file.name, kind, *opened.problems)
    else:
        name, raw = opened.files[table.number]
        if doubt is not None:
            kind, doubt = _kind_of(raw, name, file.request, known_from(store), remembered.remembered(store))
        if doubt is not None:
            loaded = refused(name, kind, doubt)
        else:
            loaded = load_table(store, kind, raw, name, file.request, note=file.note, since=file.since())
    if table.number == 0 and opened.repairs:
        result = replace(loaded.result, repairs=[*opened.repairs, *loaded.result.repairs])
        loaded = replace(loaded, result=result)
    return loaded


class _LastArchive:
    """Opens files; those of the archive that was opened last are kept, for its next table."""

    def __init__(self) -> None:
        self._file: IncomingFile | None = None
        self._opened = archives.Opened()

    def opened(self, file: IncomingFile) -> archives.Opened:
        """Raises UnreadableFile."""
        if self._file is not file:
            self._file, self._opened = None, archives.Opened()  # before the next one takes its room
            opened = archives.opened(file.read(), file.name)
            if len(opened.files) < 2:
                return opened
            self._file, self._opened = file, opened
        return self._opened


# -- which kind --------------------------------------------------------------------------------------------------------


def _kind_of(
    raw: bytes, name: str, request: LoadRequest, known: Known | None, layouts: RememberedLayouts
) -> tuple[str, Problem | None]:
    """The kind of a table, or why none is sure."""
    if request.stated_kind:
        contract(request.stated_kind)
        return request.stated_kind, None
    found = remembered.opened(_head(raw), name, layouts, reading=request.reading, known=known)
    table = found.text
    if found.same and found.match is not None:
        return found.match.kind, None
    if not table.headers:
        errors = [each for each in table.problems if each.severity == "error"]
        return "", errors[0] if errors else file_problem("no_header", "has no header line", "Export it again.")
    kinds, named = recognised(table, known), kind_in_name(name)
    if kinds and kinds[0].sure:
        if named in ("", kinds[0].kind):
            return kinds[0].kind, None
        what = f"is called {named}, but its columns are those of {kinds[0].kind}: it {kinds[0].why}"
        return "", file_problem("another_kind", what, "Rename it, or load it with its kind: load KIND FILE.")
    if kinds and kinds[0].kind == named:
        return named, None
    fits = "; or ".join(f"{each.kind}, because it {each.why}" for each in kinds[:3])
    several = "may be of more than one kind: " if len(kinds) > 1 else "may be "
    what = f"{several}{fits}" if fits else "has no columns that tell what kind of file it is"
    if kinds and kinds[0].doubt:
        what += f". It is not sure, because {kinds[0].doubt}"
    remedy = "Begin its name with its kind, such as kpi_values_september.csv, or load it with its kind: load KIND FILE."
    return "", file_problem("kind_not_told", what, remedy)


def _head(raw: bytes) -> bytes:
    """The first lines of a large text file; other files whole."""
    if len(raw) <= 4 * _HEAD or b"\0" in raw[:_HEAD]:
        return raw
    end = raw.rfind(b"\n", 0, _HEAD)
    return raw[: end + 1] if end > 0 else raw


# -- one table ---------------------------------------------------------------------------------------------------------


def load_table(
    store: Store, kind: str, raw: bytes, name: str, request: LoadRequest, *, note: str = "", since: str = ""
) -> LoadedTable:
    """Read, check and publish one table; with errors, or where it is only to be checked, nothing is kept.

    note: what the history says. since: an event of the store; what was published after it from this very file is not
    published again, whatever happened to it then. Raises StoreError, UnknownKind.
    """
    known = known_from(store, kind=kind)
    table, layout = remembered.read_for(store, kind, raw, name, known, request.layout, request.reading)
    if request.answers:
        layout = replace(layout or Layout(kind), answers={**(layout.answers if layout else {}), **request.answers})
    checked = check(table, kind, known, period_to=request.period_to, layout=layout)
    problems = checked.problems + (unused(request.answers, checked.asked) if checked.rows is not None else [])
    questions = (*table.questions, *checked.questions)
    result = LoadResult(kind, checked.row_count, False, None, checked.repairs, problems, questions)
    if request.check_only:
        return LoadedTable(name, result, "checked", table)
    if checked.rows is None:
        return LoadedTable(name, result, "refused")
    draft, by = checked.draft(), Author(request.by, "officer")
    if since and (submission_id := earlier_loads.published_since(store, draft, since)):
        return LoadedTable(name, replace(result, published=True, submission_id=submission_id), "published")
    if not request.again and (unchanged := _unchanged(store, draft, request, result)):
        return LoadedTable(name, unchanged, "unchanged")
    if any(reason := _reason_to_hold(request, result)):
        return LoadedTable(name, _held(store, draft, by, result, reason), "held")
    submission_id = store.save_and_publish(draft, by, note)
    return LoadedTable(name, replace(result, published=True, submission_id=submission_id), "published")


def _unchanged(store: Store, draft: Draft, request: LoadRequest, result: LoadResult) -> LoadResult | None:
    """The result of a file that was loaded before, the reason as its last repair; None where it is to be loaded."""
    if same := earlier_loads.standing(store, draft):
        reason = "and still stands: not published again."
    elif request.once and (same := earlier_loads.ever_published(store, draft)):
        reason = (
            "and was withdrawn or replaced since: not published again. Restore it on the Submissions page, or load it "
            "with --again."
        )
    else:
        return None
    said = f"The file was loaded before, unchanged, as submission {same}, {reason}"
    return replace(result, submission_id=same, repairs=[*result.repairs, said])


def _reason_to_hold(request: LoadRequest, result: LoadResult) -> tuple[str, str]:
    """Why somebody must look at a file before it is published, as a code and in words; ('', '') where nobody must."""
    if request.hold_warnings and result.problems:
        return "held_for_warnings", f"has {say_problems(result.problems, 'warning')}"
    if settings().access.approval:
        return "held_for_approval", "becomes public here when an approver publishes it"
    losses = [each for each in result.problems if each.code == "fewer_rows"]
    if request.hold_losses and losses:
        parts = some((f"{each.value} {each.problem}" for each in losses), 3)
        return "held_for_losses", f"would take away more than half of what stands ({parts})"
    return "", ""


def _held(store: Store, draft: Draft, by: Author, result: LoadResult, reason: tuple[str, str]) -> LoadResult:
    draft_id = earlier_loads.drafted(store, draft)
    if not draft_id:
        draft_id = store.save_draft(draft, by)
        store.hand_over(draft_id, by)
    code, why = reason
    held = file_problem(
        code,
        f"{why}, so it is held as the draft {draft_id}",
        "An officer must look at it on the Submissions page, and publish it or give it up.",
    )
    return replace(result, submission_id=draft_id, problems=[held, *result.problems])
