"""The store: one DuckDB file, or a lake (data/lake.py), in which nothing is ever overwritten.

A submission is drafted, published, withdrawn and restored by events; the current rows of a slice are those of the
submission published last and not withdrawn (views in data/schema/). Figures as at a day, previews and undo are the
same rule with other events.
"""

import hashlib
import json
import logging
import os
import random
import re
import secrets
import shutil
import threading
import time as clock
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO, TypeVar
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pyarrow as pa

from data import audit, double_write, lake, rules, watermark
from data.moment import Moment, Shelf
from data.settings import local_place, settings

LONDON = ZoneInfo("Europe/London")
_HERE = Path(__file__).parent
_CODEC = "zstd"
_ROW_GROUP = 122_880  # rows
_ROOM = 16_000_000  # bytes free beside twice the log: DuckDB dies of a disk that fills while the log is folded in
_LONG_LOG = 64_000_000  # bytes of write-ahead log
_REOPENED_WITHIN = 10.0  # seconds
_CLOCKS_DIFFER = timedelta(minutes=5)
_AS_IT_ACTS = os.access in os.supports_effective_ids
_TRIES = 8  # of a transaction that conflicts with one of another server
_LOOK_EVERY = 0.2  # seconds: whether another server has changed the figures of a lake

T = TypeVar("T")

log = logging.getLogger("dashboard")


class StoreError(Exception):
    """The store cannot do what was asked; the message is a sentence for the person who asked."""


class StoreBusy(StoreError):
    """Another process holds the store's file."""


class NotAnOfficer(StoreError):
    """Only an officer may change what members see."""


class NotAnApprover(StoreError):
    """What members see is changed by an approver here."""


class NoSuchSubmission(StoreError):
    """No submission has this id, or it is not in a state that allows the change."""


@cache
def sums_kept() -> Mapping[str, str]:
    """Table of sums, written with each draft → the kind of file whose rows it sums (data/sums/)."""
    return {
        table: path.stem
        for path in (_HERE / "sums").glob("*.sql")
        for table in re.findall(r"^INSERT INTO (\w+)", path.read_text(encoding="utf-8"), re.M)
    }


ROLES = ("member", "officer", "approver", "administrator")  # each may do what those before it may


@dataclass(frozen=True)
class Author:
    """Who does something: `name` is shown in the history, `role` is one of ROLES.

    proof: "account" where the council's identity provider says who it is; "typed" where the person does.
    """

    name: str
    role: str
    proof: str = field(default="typed", compare=False)

    def may(self, role: str) -> bool:
        """Whether the person has this role or one that stands above it."""
        return self.role in ROLES[ROLES.index(role) :]


@dataclass(frozen=True)
class Draft:
    """One checked file, ready for the store.

    rows: Arrow table with source_row (line in the file), slice_key and the columns of the kind's table.
    period_to: the day up to which the data is complete; months that end later are not judged.
    repairs: sentences about what intake mended.
    """

    kind: str
    file_name: str
    original: bytes
    rows: pa.Table
    period_to: date | None = None
    period_from: date | None = None
    repairs: list[str] = field(default_factory=list)


def is_submission_id(text: str) -> bool:
    """Whether a text has the form of a submission's id, such as 20261102-093015-a1b2c3, and is no file's name."""
    return bool(re.fullmatch(r"\d{8}-\d{6}-[0-9a-f]{6,7}", text))


def today_in_london() -> date:
    return datetime.now(LONDON).date()


def end_of(as_at: date | datetime | None) -> datetime | None:
    """The UTC moment (without zone) up to which events count: a date means the end of that day in London."""
    if as_at is None:
        return None
    if not isinstance(as_at, datetime):
        as_at = datetime.combine(as_at, time.max, tzinfo=LONDON)
    if as_at.tzinfo is not None:
        as_at = as_at.astimezone(UTC).replace(tzinfo=None)
    return as_at


def _limits() -> dict[str, str]:
    """What the database may use, in its own words."""
    chosen = settings().store
    return {"memory_limit": chosen.memory_limit} | ({"threads": str(chosen.threads)} if chosen.threads else {})


class Store:
    """One open store. Use open_store(): a process holds a file once. Each query gets a cursor of its own."""

    def __init__(self, address: str | os.PathLike, data_path: str = ""):
        self.address = os.fspath(address)
        self.path = local_place(self.address)
        self._lake = lake.is_lake(self.address)
        self._forbidden = ""  # why the file could only be opened to be read
        self._root = self._open_lake(data_path) if self._lake else self._open_file()
        self._writing = threading.RLock()
        self._dry_runs: dict[str, Shelf] = {}  # submission id → of the cursor whose transaction has it
        self._changes = 0  # made by this process
        self._changing = False  # between the last moment without a change and the first with it
        self._versions: tuple[int, dict[str, str]] = (-1, {})  # by kind, and for which state of the store
        self._looked: tuple[int, float, int] = (-1, 0.0, -1)  # at a lake: own changes before, when, and what was there
        self._bytes: BinaryIO | None = None  # the file, read past DuckDB
        self._settles_later = False
        self._lost_line: tuple[int, str] | None = None  # of the audit log: noted beside the store and not in it
        self._chain = secrets.token_hex(4) if self._lake else ""  # of lines of the audit log
        self.lacks: watermark.Watermark | None = None  # what was noted beside the store and is not in it
        try:
            self._attach()
            self._migrate()
            self._say_at_the_start()
            if not self._lake:
                self._compare_with_mark()
            self._settle()
        except BaseException:
            self._root.close()
            raise

    def _open_file(self) -> duckdb.DuckDBPyConnection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._log_bytes = watermark.log_bytes(self.path)
            if self._log_bytes and not self.path.exists():
                raise StoreError(_log_without_store(self.path.name))
            if put_back := double_write.put_back(self.path):
                log.warning("The last run ended while the store was written to. Blocks put back: %s", put_back)
            root = self._connect()
            self._file = _identity(self.path)
            return root
        except OSError as error:
            raise StoreError(_forbidden(self.path, error.strerror or str(error))) from None
        except duckdb.IOException as error:
            raise _busy(self.path.name, str(error)) from None
        except duckdb.Error as error:
            raise _no_store(self.path.name, str(error)) from None

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """The file, opened to be written; where this account may not, to be read, so that members read on."""
        config: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "checkpoint_threshold": "1TB",  # never by itself: see _fold_in
            **_limits(),
        }
        try:
            root = duckdb.connect(str(self.path), config=config)
            root.execute("PRAGMA disable_checkpoint_on_shutdown")
            root.execute("SET lock_configuration = true")
            return root
        except duckdb.IOException as error:
            if not re.search(_FORBIDDEN, str(error)):
                raise
            self._forbidden = _forbidden(self.path, str(error))
        try:
            return duckdb.connect(str(self.path), read_only=True, config=config | {"lock_configuration": "true"})
        except duckdb.IOException:
            raise StoreError(self._forbidden) from None  # nor may it read: or there is no file yet

    def _attach(self) -> None:
        rules.attach(self._root)
        self.shelf = Shelf(self._root)

    def _open_lake(self, data_path: str) -> duckdb.DuckDBPyConnection:
        try:
            return lake.open_lake(self.address, data_path, _limits())
        except lake.LakeError as error:
            raise StoreError(str(error)) from None
        except duckdb.Error as error:
            known = lake.explained(error, self.address)
            raise StoreError(known) if known else _busy(self.name, str(error)) from None

    @property
    def name(self) -> str:
        return lake.catalogue_name(self.address) if self._lake else self.path.name

    def close(self) -> None:
        """Close the file and forget the store, so that another process may open it."""
        with _stores_lock:
            _stores.pop(str(self.path), None)
        if not self._lake and watermark.log_bytes(self.path):
            self._settles_later = False
            self._settle()
        self._root.close()
        if self._bytes is not None:
            self._bytes.close()

    # -- reading ---------------------------------------------------------------------------------------------------

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own for one piece of work: a shared one returns other threads' rows."""
        with self._reading(None, None) as cursor:
            yield cursor

    @contextmanager
    def _reading(self, as_at: date | datetime | None, with_draft: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
        dry_run = self._dry_runs.get(with_draft or "")
        cursor = dry_run.connection if dry_run else self._root.cursor()
        try:
            if dry_run is not None:
                cursor.execute("RESET VARIABLE as_at")  # of the query before
            if (moment := end_of(as_at)) is not None:
                cursor.execute(f"SET VARIABLE as_at = TIMESTAMP '{moment.isoformat(' ')}'")
            if with_draft is not None:
                if not re.fullmatch(r"[0-9a-z-]+", with_draft):
                    raise NoSuchSubmission(f"{with_draft!r} is not the id of a submission.")
                cursor.execute(f"SET VARIABLE with_draft = '{with_draft}'")
            if self._lake:
                cursor.execute(f"USE {lake.NAME}")
            yield cursor
        except duckdb.Error as error:
            known = lake.explained(error, self.address) if self._lake else None
            if known is None:
                raise
            raise StoreError(known) from error
        finally:
            if dry_run is None:
                cursor.close()

    def query(
        self,
        sql: str,
        params: Mapping[str, object] | None = None,
        *,
        as_at: date | datetime | None = None,
        with_draft: str | None = None,
    ) -> pd.DataFrame:
        """Rows of one SELECT over the current views.

        as_at: a date (its end, London), a UTC datetime, or None for now. with_draft: id of a draft to count as
        published. Raises duckdb.Error when the SQL is wrong.
        """
        with self._reading(as_at, with_draft) as cursor:
            return cursor.execute(sql, params or {}).df()

    def query_arrow(
        self,
        sql: str,
        params: Mapping[str, object] | None = None,
        *,
        as_at: date | datetime | None = None,
        with_draft: str | None = None,
    ) -> pa.Table:
        """The same as query(), as an Arrow table: for exports, where types must stay exact."""
        with self._reading(as_at, with_draft) as cursor:
            result = cursor.execute(sql, params or {}).to_arrow_table()
        return result

    @contextmanager
    def moment(
        self, as_at: date | datetime | None = None, with_draft: str | None = None, *, alone: bool = False
    ) -> Iterator[Moment]:
        """For SELECTs that build on one another. Arguments as of query().

        alone: they see the store at the same moment whatever others publish, as they always do in a dry run. Else,
        which is faster, ask versions() before and after.
        """
        with self._reading(as_at, with_draft) as cursor:
            if dry_run := self._dry_runs.get(with_draft or ""):  # whose transaction goes on
                yield Moment(cursor, dry_run, alone=True)
            elif not alone:
                yield Moment(cursor, self.shelf, alone=False)
            else:
                cursor.begin()
                try:
                    yield Moment(cursor, Shelf(cursor, own=True), alone=True)
                finally:
                    with suppress(duckdb.Error):
                        cursor.rollback()

    def version(self) -> str:
        """Changes whenever what members see changes, by whichever server; 'empty' while there is nothing."""
        return " ".join(f"{kind} {last}" for kind, last in sorted(self.versions().items())) or "empty"

    def versions(self, with_draft: str | None = None, *, at_once: bool = False) -> Mapping[str, str]:
        """Kind of file → what changes whenever its published figures change; kinds never published are not in it.

        One process holds a DuckDB file, so this one knows when to look. A lake is asked, for a page as it was at most
        _LOOK_EVERY seconds ago: a page wants to know some fifty times. with_draft: a dry run goes on seeing the figures
        with which it began. at_once: as they are now, whoever published.
        """
        if dry_run := self._dry_runs.get(with_draft or ""):
            return self._last_events(dry_run.connection)
        state = self._snapshot(at_once) if self._lake else self._changes
        if self._versions[0] != state or self._changing:
            with self.cursor() as cursor:
                self._versions = (state, self._last_events(cursor))
        return self._versions[1]

    def kind_of_submission(self, submission_id: str) -> str | None:
        """The kind of file that was submitted under this id, a dry run's too; None: there is none."""
        with self._reading(None, submission_id) as cursor:
            found = cursor.execute("SELECT kind FROM submissions WHERE submission_id = $id", {"id": submission_id})
            row = found.fetchone()
        return row[0] if row else None

    def _snapshot(self, at_once: bool) -> int:
        own, at, seen = self._looked
        if not (at_once or self._changing or own != self._changes) and clock.monotonic() < at + _LOOK_EVERY:
            return seen
        own, at = self._changes, clock.monotonic()  # before it is asked, so that it is never older than it says
        with self._root.cursor() as cursor:
            try:
                (seen,) = _one_row(cursor, f"FROM ducklake_current_snapshot('{lake.NAME}')")
            except duckdb.Error as error:
                raise StoreError(lake.explained(error, self.address) or str(error)) from error
        self._looked = own, at, seen
        return seen

    def _last_events(self, cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
        # counted as well: of two servers the one that commits last may hold the earlier event
        return dict(
            cursor.execute(
                """SELECT s.kind, max(e.event_id) || '/' || count(*)
                   FROM submission_events AS e JOIN submissions AS s USING (submission_id)
                   WHERE e.event IN ('published', 'withdrawn') GROUP BY s.kind"""
            ).fetchall()
        )

    def original(self, submission_id: str) -> tuple[str, bytes]:
        """File name and bytes as kept at intake. Raises NoSuchSubmission."""
        with self.cursor() as cursor:
            row = cursor.execute(
                """SELECT s.file_name, o.original, s.original_bytes
                   FROM submissions AS s JOIN originals AS o ON o.submission_id = s.submission_id
                   WHERE s.submission_id = $id AND o.submission_id = $id""",
                {"id": submission_id},
            ).fetchone()
        if row is None:
            raise NoSuchSubmission(f"There is no submission {submission_id}.")
        name, packed, size = row
        return name, pa.decompress(packed, decompressed_size=size, codec=_CODEC, asbytes=True) if size else b""

    # -- writing: one writer at a time, one transaction each -------------------------------------------------------

    def save_draft(self, draft: Draft, by: Author, *, at: datetime | None = None) -> str:
        """Keep a checked file as a draft that only its preview sees; returns its submission id.

        Raises NotAnOfficer. at: the UTC moment to record, for history that is loaded later.
        """
        return self.transaction(by, lambda cursor: self._insert_draft(cursor, draft, by, at))

    def save_and_publish(self, draft: Draft, by: Author, why: str = "", *, at: datetime | None = None) -> str:
        """Draft and publish in one transaction; returns the submission id. Raises NotAnOfficer, NotAnApprover."""
        _must_approve(by)

        def both(cursor: duckdb.DuckDBPyConnection) -> str:
            submission_id = self._insert_draft(cursor, draft, by, at)
            self._event(cursor, submission_id, "published", by, why, at)
            return submission_id

        return self.transaction(by, both)

    @contextmanager
    def dry_run(self, draft: Draft, by: Author) -> Iterator[str]:
        """An id for with_draft: inside the block, and only in its thread, the draft counts as published last.

        Written as a draft is, in a transaction that is rolled back at the end: no submission, no event, no row is kept.
        Raises NotAnOfficer, StoreError.
        """
        _must_be_officer(by)
        self._must_be_writable()
        with self._reading(None, None) as cursor:
            cursor.begin()
            submission_id = ""
            try:
                with self._errors_in_words():
                    submission_id = self._insert_draft(cursor, draft, by, None)
                self._dry_runs[submission_id] = Shelf(cursor, own=True)
                yield submission_id
            finally:
                self._dry_runs.pop(submission_id, None)
                with suppress(duckdb.Error):  # an error has ended the transaction itself
                    cursor.rollback()

    def publish(self, submission_id: str, by: Author, why: str = "", *, at: datetime | None = None) -> None:
        """Make a draft current for everybody. Raises NotAnOfficer, NotAnApprover, NoSuchSubmission."""
        _must_approve(by)
        self._change(submission_id, {"drafted"}, "published", by, why, at)

    def withdraw(self, submission_id: str, by: Author, why: str, *, at: datetime | None = None) -> None:
        """Take a published submission back: the figures before it stand again.

        Raises NotAnOfficer, NotAnApprover, NoSuchSubmission.
        """
        _must_approve(by)
        self._change(submission_id, {"published"}, "withdrawn", by, why, at)

    def restore(self, submission_id: str, by: Author, why: str, *, at: datetime | None = None) -> None:
        """Bring a withdrawn submission back to its old place. Raises NotAnOfficer, NotAnApprover, NoSuchSubmission."""
        _must_approve(by)
        self._change(submission_id, {"withdrawn"}, "published", by, why, at)

    def hand_over(self, submission_id: str, by: Author) -> None:
        """Say that a draft is ready for somebody else to publish. Raises NotAnOfficer, NoSuchSubmission."""
        _must_be_officer(by)
        if (kind := self.kind_of_submission(submission_id)) is None:
            raise NoSuchSubmission(f"There is no submission {submission_id}.")
        self.note("handed over", by, submission_id, kind)

    def discard(self, submission_id: str, by: Author, *, at: datetime | None = None) -> None:
        """Give a draft up; it stays in the history as discarded. Raises NotAnOfficer, NoSuchSubmission."""
        self._change(submission_id, {"drafted"}, "discarded", by, "", at)

    def add_row(self, sql: str, params: Mapping[str, object], by: Author, act: str, about: str) -> None:
        """One INSERT of an officer's, for what is no submission (remembered matches). Raises NotAnOfficer.

        act, about: as the audit log says it.
        """

        def add(cursor: duckdb.DuckDBPyConnection) -> None:
            cursor.execute(sql, params)
            self._note(cursor, act, by, about, "", datetime.now(UTC).replace(tzinfo=None))

        self.transaction(by, add)

    # -- the audit log ---------------------------------------------------------------------------------------------

    def note(self, act: str, by: Author, about: str = "", detail: str = "") -> None:
        """Add a line to the audit log for what changes no figures. act: one of audit.ACTS. Raises StoreError."""
        now = datetime.now(UTC).replace(tzinfo=None)
        self._must_be_writable()
        with self._writing:
            self._still_there()
            with self._errors_in_words():
                self._committed(partial(self._note, act=act, by=by, about=about, detail=detail, at=now))
            self._settle()

    def _note(
        self, cursor: duckdb.DuckDBPyConnection, act: str, by: Author, about: str, detail: str, at: datetime
    ) -> None:
        audit.add(cursor, act, by.name, by.proof, at, about=about, detail=detail, chain=self._chain)

    def say_unwritable(self) -> str:
        """What an officer reads of a store that can be read only, or whose folder can; '' where it can be written."""
        why = self._forbidden
        if not (why or self._lake or os.access(self.path.parent, os.W_OK, effective_ids=_AS_IT_ACTS)):
            why = _forbidden(self.path, "")
        return f"{why} Members read the figures as they stand; until then nothing can be uploaded." if why else ""

    def say_clock(self) -> str:
        """What an officer reads where the server's clock was set back; '' where it was not."""
        now = datetime.now(UTC).replace(tzinfo=None)
        with self.cursor() as cursor:
            (last,) = _one_row(cursor, "SELECT max(happened_at) FROM audit_log")
        if last is None or last < now + _CLOCKS_DIFFER:
            return ""
        return (
            f"This server's clock says {_say_moment(now)}, but the log of who did what goes up to {_say_moment(last)}: "
            "the clock was wrong then, or is wrong now. New changes keep their order and are dated after that moment. "
            "Ask those who run the server to set its clock right."
        )

    def check_audit(self) -> audit.Checked:
        """Whether a line of the audit log was changed or removed."""
        with self.cursor() as cursor:
            return audit.check(cursor, None if self._lake else watermark.read(self.path))

    def _change(
        self, submission_id: str, allowed: set[str], event: str, by: Author, why: str, at: datetime | None
    ) -> None:
        def change(cursor: duckdb.DuckDBPyConnection) -> None:
            (state,) = _one_row(
                cursor,
                "SELECT arg_max(event, event_id) FROM submission_events WHERE submission_id = $id",
                {"id": submission_id},
            )
            if state is None:
                raise NoSuchSubmission(f"There is no submission {submission_id}.")
            if state not in allowed:
                raise NoSuchSubmission(f"Submission {submission_id} is {state}: it cannot be {event} now.")
            self._event(cursor, submission_id, event, by, why, at)

        self.transaction(by, change)

    def transaction(self, by: Author, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        _must_be_officer(by)
        self._must_be_writable()
        with self._writing:
            self._still_there()
            self._changing = True
            try:
                with self._errors_in_words():
                    return self._committed(work)
            finally:
                self._changes += 1
                self._changing = False
                self._settle()

    # -- what is kept beside the file ------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Fold the write-ahead log into the file, and note the last event beside it.

        What was acknowledged then stands in one file, so that a copy of it alone is whole. Where that cannot be done,
        the log still holds the change, and the next change tries again.
        """
        if self._lake or self._forbidden:
            return
        if self._settles_later and watermark.log_bytes(self.path) < _LONG_LOG:
            return
        try:
            with self.cursor() as cursor:
                if self.lacks is None:
                    self._write_mark(cursor)
                if shutil.disk_usage(self.path.parent).free < watermark.log_bytes(self.path) * 2 + _ROOM:
                    log.warning("The disk is almost full: the store keeps its last changes in its write-ahead log")
                    return
                self._fold_in(cursor)
        except duckdb.FatalException as error:
            log.warning("The store is opened again, its write-ahead log could not be folded in: %s", error)
            self._open_again()
        except (duckdb.Error, OSError) as error:
            log.warning("The store keeps its last change in its write-ahead log for now: %s", error)

    def _fold_in(self, cursor: duckdb.DuckDBPyConnection) -> None:
        double_write.keep(self.path, self._past_duckdb(), cursor)
        cursor.execute("CHECKPOINT")

    def _past_duckdb(self) -> BinaryIO:
        """The file's bytes. Opened once: the system lets go of DuckDB's lock with the first closing."""
        if self._bytes is None:
            self._bytes = open(self.path, "rb", buffering=0)  # noqa: SIM115  # closed with the store
        return self._bytes

    def _write_mark(self, cursor: duckdb.DuckDBPyConnection) -> None:
        line, line_hash = self._lost_line or audit.last(cursor)
        watermark.write(self.path, replace(watermark.found_in(cursor), line=line, line_hash=line_hash))

    @contextmanager
    def settling_at_the_end(self) -> Iterator[None]:
        """For many changes of which none is acknowledged before the last: each costs some 60 ms less."""
        self._settles_later = True
        try:
            yield
        finally:
            self._settles_later = False
            with self._writing:
                self._settle()

    def _open_again(self) -> None:
        """After a fatal error DuckDB answers nobody until the last cursor is gone. Raises StoreError."""
        self._root.close()
        until = clock.monotonic() + _REOPENED_WITHIN
        while True:
            try:
                self._root = self._open_file()
                self._attach()
                return
            except duckdb.FatalException:
                self._root.close()
                if clock.monotonic() > until:
                    raise StoreError(_DAMAGED.format(name=self.name)) from None
                clock.sleep(0.05)
            except StoreError:
                raise StoreError(_DAMAGED.format(name=self.name)) from None

    def _compare_with_mark(self) -> None:
        with self.cursor() as cursor:
            last = watermark.found_in(cursor)
            if self._log_bytes:
                log.info(
                    "The last run ended without closing the store: %s bytes of its write-ahead log were read in. %s",
                    f"{self._log_bytes:,}",
                    watermark.say_last(last),
                )
            noted = watermark.read(self.path)
            if noted and not audit.holds(cursor, noted):
                self._lost_line = (noted.line, noted.line_hash)  # the check goes on to say so
            if noted and watermark.found_in(cursor, noted.event).events < noted.events:
                self.lacks = noted
                log.warning("%s", self.say_lacks())

    def _say_at_the_start(self) -> None:
        for sentence in filter(None, (self.say_unwritable(), self.say_clock())):
            log.warning("%s", sentence)

    def say_lacks(self) -> str:
        """What an officer reads of a store that holds less than it did; '' where nothing is lacking."""
        if self.lacks is None:
            return ""
        with self.cursor() as cursor:
            return watermark.say_lacking(self.path.name, self.lacks, watermark.found_in(cursor))

    def accept(self, by: Author) -> None:
        """Go on with a store that lacks what was noted beside it. Raises NotAnOfficer."""
        _must_be_officer(by)
        with self._writing:
            log.warning("%s goes on with a store that lacks changes", by.name)
            self.note("accepted", by)
            self.lacks = self._lost_line = None
            self._settle()

    @contextmanager
    def standing_still(self) -> Iterator[tuple[duckdb.DuckDBPyConnection, BinaryIO]]:
        """Inside the block nothing is written and the file alone holds everything: a cursor that sees it, its bytes.

        Do not close or open the file: the system lets go of DuckDB's lock with the first closing. Raises StoreError
        where the file cannot be brought to that.
        """
        self._must_be_writable()
        with self._writing:
            self._still_there()
            with self._errors_in_words(), self.cursor() as cursor:
                self._fold_in(cursor)
                if watermark.log_bytes(self.path):
                    raise StoreError("The store is being written just now. Try again in a minute.")
                file = self._past_duckdb()
                file.seek(0)
                cursor.begin()
                try:
                    yield cursor, file
                finally:
                    with suppress(duckdb.Error):
                        cursor.rollback()

    @contextmanager
    def _errors_in_words(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            sentence = _not_kept(error, self.path, self.name)
            if sentence is None:
                raise
            raise StoreError(sentence) from error

    def _must_be_writable(self) -> None:
        if self._forbidden:
            raise StoreError(f"{self._forbidden} Nothing was changed.")

    def _still_there(self) -> None:
        """A file that was replaced or removed while it is open would take every publish with it, without an error."""
        if not self._lake and _identity(self.path) != self._file:
            raise StoreError(
                f"The store {self.path.name} was replaced or removed while the dashboard had it open, so nothing can "
                "be kept in it. Stop the dashboard, put the right file in its place, start it again, and try again."
            )

    def _committed(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """Do the work in one transaction, from the start again where another server's came between."""
        tried = 0
        while True:
            tried += 1
            with self.cursor() as cursor:
                cursor.begin()
                try:
                    result = work(cursor)
                    cursor.commit()
                    return result
                except BaseException as error:
                    with suppress(duckdb.Error):  # a commit that failed has ended the transaction itself
                        cursor.rollback()
                    if not isinstance(error, duckdb.TransactionException) or "onflict" not in str(error):
                        raise
                    if tried == _TRIES:
                        raise StoreError(
                            "Other servers are changing the figures too. Try again in a minute."
                        ) from error
            clock.sleep(random.uniform(0, 0.05 * 2**tried))

    def _insert_draft(self, cursor: duckdb.DuckDBPyConnection, draft: Draft, by: Author, at: datetime | None) -> str:
        with ThreadPoolExecutor(1) as beside:  # while the rows are written
            packed = beside.submit(_packed, draft.original)
            return self._insert(cursor, draft, packed, by, at)

    def _insert(
        self,
        cursor: duckdb.DuckDBPyConnection,
        draft: Draft,
        packed: Future[tuple[str, bytes]],
        by: Author,
        at: datetime | None,
    ) -> str:
        now = self._now(cursor, at)
        # ordered within a second too; the last two digits are for two servers of one lake
        submission_id = f"{now:%Y%m%d-%H%M%S}-{now.microsecond:05x}{secrets.token_hex(1)}"
        # in pieces of DuckDB's row-group size, so that both cores take part
        batches = draft.rows.to_batches(max_chunksize=_ROW_GROUP)
        pieces = pa.Table.from_batches(batches, draft.rows.schema)
        cursor.register("draft_rows", pieces)
        kind = _quoted(draft.kind)
        cursor.execute(
            f"INSERT INTO {kind} BY NAME SELECT $id AS submission_id, * FROM draft_rows", {"id": submission_id}
        )
        cursor.execute(
            """INSERT INTO slices SELECT $id, $kind, slice_key, count(*) FROM draft_rows GROUP BY slice_key""",
            {"id": submission_id, "kind": draft.kind},
        )
        cursor.unregister("draft_rows")
        sums = _HERE / "sums" / f"{draft.kind}.sql"
        if sums.exists():
            for statement in duckdb.extract_statements(sums.read_text(encoding="utf-8")):
                cursor.execute(statement, {"submission_id": submission_id})
        sha256, original = packed.result()
        cursor.execute(
            """INSERT INTO submissions VALUES ($id, $kind, $file_name, $sha256, $original_bytes, $row_count,
                                               $period_from, $period_to, $repairs, $by, $at)""",
            {
                "id": submission_id,
                "kind": draft.kind,
                "file_name": draft.file_name,
                "sha256": sha256,
                "original_bytes": len(draft.original),
                "row_count": draft.rows.num_rows,
                "period_from": draft.period_from,
                "period_to": draft.period_to,
                "repairs": json.dumps(draft.repairs),
                "by": by.name,
                "at": now,
            },
        )
        cursor.execute(
            "INSERT INTO originals VALUES ($id, $original)",
            {"id": submission_id, "original": original},
        )
        self._event(cursor, submission_id, "drafted", by, "", at)
        return submission_id

    def _event(
        self,
        cursor: duckdb.DuckDBPyConnection,
        submission_id: str,
        event: str,
        by: Author,
        why: str,
        at: datetime | None,
    ) -> None:
        now = self._now(cursor, at)
        kind, before = _one_row(
            cursor,
            """SELECT (SELECT max(kind) FROM submissions WHERE submission_id = $id),
                      (SELECT arg_max(event, event_id) FROM submission_events WHERE submission_id = $id)""",
            {"id": submission_id},
        )
        act = "restored" if before == "withdrawn" else {"drafted": "uploaded"}.get(event, event)
        self._note(cursor, act, by, submission_id, kind, datetime.now(UTC).replace(tzinfo=None))
        event_id = f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"
        cursor.execute(
            "INSERT INTO submission_events VALUES ($event_id, $submission_id, $event, $by, $at, $why)",
            {
                "event_id": event_id,
                "submission_id": submission_id,
                "event": event,
                "by": by.name,
                "at": now,
                "why": why,
            },
        )

    def _now(self, cursor: duckdb.DuckDBPyConnection, at: datetime | None) -> datetime:
        """Events keep their order even when the clock is set back or two fall into one microsecond."""
        now = end_of(at) or datetime.now(UTC).replace(tzinfo=None)
        (last,) = _one_row(cursor, "SELECT max(happened_at) FROM submission_events")
        return now if last is None or now > last else last + timedelta(microseconds=1)

    def _migrate(self) -> None:
        """Apply the numbered files of data/schema/ that this store has not seen, each in one transaction."""
        files = sorted((_HERE / "schema").glob("[0-9]*.sql"))
        if self._forbidden and not self._is_up_to_date(files):
            raise StoreError(f"{self._forbidden} An earlier version wrote it: it has to be brought up to date first.")
        if not self._forbidden:
            self._committed(
                lambda cursor: cursor.execute(
                    "CREATE TABLE IF NOT EXISTS schema_versions (file VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)"
                )
            )
        newer = self._applied() - {file.name for file in files}
        if newer:
            raise StoreError(
                f"{self.name} was written by a newer version of this dashboard ({min(newer)}). Update the dashboard."
            )
        for file in files:
            if file.name not in self._applied():
                self._committed(partial(self._apply, file))
        if self._lake:
            self._committed(lake.keep_bytes_in_files)

    def _is_up_to_date(self, files: list[Path]) -> bool:
        try:
            return {file.name for file in files} <= self._applied()
        except duckdb.CatalogException:
            return False

    def _applied(self) -> set[str]:
        with self.cursor() as cursor:
            return {row[0] for row in cursor.execute("SELECT file FROM schema_versions").fetchall()}

    @staticmethod
    def _apply(file: Path, cursor: duckdb.DuckDBPyConnection) -> None:
        if _one_row(cursor, "SELECT count(*) FROM schema_versions WHERE file = $file", {"file": file.name})[0]:
            return  # another server was faster
        cursor.execute(file.read_text(encoding="utf-8"))
        cursor.execute(
            "INSERT INTO schema_versions VALUES ($file, $at)",
            {"file": file.name, "at": datetime.now(UTC).replace(tzinfo=None)},
        )


def _one_row(cursor: duckdb.DuckDBPyConnection, sql: str, params: Mapping[str, object] | None = None) -> tuple:
    """The row of a question that always has exactly one: an aggregate over all."""
    row = cursor.execute(sql, params or {}).fetchone()
    assert row is not None
    return row


def _must_be_officer(by: Author) -> None:
    if not by.may("officer"):
        raise NotAnOfficer("Only an officer may change the figures. Sign in as an officer and try again.")


def may_publish(by: Author) -> bool:
    """Whether what the person does may change what members see at once (access.approval). Raises SettingsError."""
    return by.may("approver" if settings().access.approval else "officer")


def _must_approve(by: Author) -> None:
    if by.may("officer") and not may_publish(by):
        raise NotAnApprover(
            "Here an approver changes what members see. Your file waits as a draft on the Submissions page: ask an "
            "approver to publish it."
        )


def _packed(original: bytes) -> tuple[str, bytes]:
    """The checksum of a file, and the bytes that are kept of it."""
    packed = pa.compress(original, codec=_CODEC, asbytes=True) if original else b""
    return hashlib.sha256(original).hexdigest(), packed


_stores: dict[str, Store] = {}
_stores_lock = threading.RLock()


def open_store(path: str | os.PathLike | None = None, data_path: str | None = None) -> Store:
    """The store at `path` (default: the one council.toml names), opened once per process and brought up to date.

    path: a DuckDB file or a ducklake: address; data_path: the folder of a lake's files (default: council.toml's).
    Raises StoreBusy when another process holds the file, StoreError when it is not a store or cannot be reached.
    """
    address = settings().store_address if path is None else os.fspath(path)
    if not lake.is_lake(address):
        # a path given in a call starts where the caller is, one in the settings at the dashboard's folder
        address = str(settings().store_path if path is None else Path(address).resolve())
    with _stores_lock:
        key = str(local_place(address))
        store = _stores.get(key)
        if store is None:
            store = _stores[key] = Store(address, settings().store.data_path if data_path is None else data_path)
        return store


def _busy(name: str, message: str) -> StoreError:
    holder = re.search(r"held in (.*?) \(PID (\d+)\)", message)
    if holder is None:
        return _no_store(name, message)
    program, pid = Path(holder[1]).name, holder[2]
    return StoreBusy(
        f"The store {name} is in use by process {pid} ({program}). If that is the dashboard, upload through its "
        "Upload page, or stop it and try again."
    )


def _no_store(name: str, message: str) -> StoreError:
    return StoreError(
        f"{name} cannot be opened as a store: {message.splitlines()[0]} "
        "If it is not a store, name another file; if it is, restore it from the backup."
    )


_DAMAGED = (
    "The store {name} could not be written, and cannot be opened again: its file is damaged. What was done last may be "
    "lost. Stop the dashboard, check the disk, and restore the store from the backup."
)
_FULL = "No space left|File too large|quota exceeded|not enough space on the disk"
_FORBIDDEN = "Permission denied|Read-only file system|Access is denied"


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of the same name."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _log_without_store(name: str) -> str:
    return (
        f"{name} is missing, and {name}.wal, which belongs to it, is there. Put the file back beside it; or move the "
        ".wal away and put a backup back (python -m data restore)."
    )


def _forbidden(path: Path, message: str) -> str:
    read_only = "the disk is read-only" if "Read-only" in message else "this account may not write it"
    return (
        f"The store {path.name} cannot be written: {read_only}. Let the account that runs the dashboard read and "
        f"write the folder {path.parent} and the files in it, then start it again."
    )


def _say_moment(moment: datetime) -> str:
    return f"{moment:%-d %B %Y, %H:%M} UTC"


def _not_kept(error: duckdb.Error, path: Path, name: str) -> str | None:
    """The sentence for an error of the disk, of memory or of a value; None for one of our own SQL."""
    message = str(error)
    first = message.splitlines()[0].partition("Error: ")[2] or message.splitlines()[0]
    if re.search(_FULL, message, re.IGNORECASE):
        return "The disk is full: free space on the server and try again; nothing was changed."
    if re.search(_FORBIDDEN, message):
        return f"{_forbidden(path, message)} Nothing was changed."
    if isinstance(error, duckdb.OutOfMemoryException):
        return (
            "This needs more memory than the database may use: upload it in parts, or raise memory_limit under [store] "
            "in council.toml and start the dashboard again; nothing was changed."
        )
    if isinstance(error, duckdb.DataError):
        return f"The store cannot take a value of this file ({first}): mend it and try again; nothing was changed."
    if isinstance(error, (duckdb.ProgrammingError, duckdb.NotSupportedError)):
        return None
    return (
        f"The store {name} could not be written ({first}); nothing was changed. Try again. If it happens again, "
        "stop the dashboard, check the disk, and restore the store from the backup."
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
