"""Loads the sample council into an empty store, through the same intake that officers use."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from data.intake import TextTable, check, known_from, read
from data.sample.council import SampleFile, files
from data.store import Author, Store, StoreError

OFFICER = Author("Officer of the sample council", "approver")


class NotForSample(StoreError):
    """The store holds a real council's files, or intake refused a file of the sample."""


def is_sample(store: Store) -> bool:
    """Whether the store holds the sample council, or the part of it that was loaded so far."""
    return bool(_loaded(store)[0])


def load_sample(store: Store, progress: Callable[[int, int, str], None] | None = None) -> int:
    """Publish the sample council's files in order, as at the days of their publication; returns how many.

    progress is told (files done, files in all, a sentence). After an interruption it goes on with the files that are
    missing. Raises NotForSample when the store holds anything that is not the sample's and none that is.
    """
    ours, others = _loaded(store)
    if others and not ours:
        raise NotForSample("The store already holds a council's files. The sample council needs an empty store.")
    every = files()
    missing = [file for file in every if (file.kind, file.file_name) not in ours]
    start = len(every) - len(missing)
    with store.settling_at_the_end():
        for number, (file, text) in enumerate(_read_ahead(missing), start):
            if progress is not None:
                progress(number, len(every), f"Loading the sample council: {file.file_name}")
            _publish(store, file, text)
    if progress is not None:
        progress(len(every), len(every), "The sample council is loaded.")
    return len(missing)


def _read_ahead(files: list[SampleFile]) -> Iterator[tuple[SampleFile, TextTable]]:
    """Each file with its text; the next one is made and read while one is checked and published."""
    with ThreadPoolExecutor(1) as beside:
        waiting = None
        for file in files:
            text = beside.submit(_read, file)
            if waiting is not None:
                yield waiting[0], waiting[1].result()
            waiting = file, text
        if waiting is not None:
            yield waiting[0], waiting[1].result()


def _read(file: SampleFile) -> TextTable:
    return read(file.content, file.file_name)


def _publish(store: Store, file: SampleFile, text: TextTable) -> None:
    known = known_from(store, at=file.published_at, kind=file.kind)
    checked = check(text, file.kind, known, period_to=file.period_to)
    if checked.rows is None:
        raise NotForSample(f"The sample's {file.file_name} was refused: {checked.problems[0]}")
    store.save_and_publish(checked.draft(), OFFICER, file.why, at=file.published_at)


def _loaded(store: Store) -> tuple[set[tuple[str, str]], int]:
    """(kind, file name) of the sample's files that were published, and how many submissions are not the sample's."""
    with store.cursor() as cursor:
        rows = cursor.execute(
            """SELECT DISTINCT s.kind, s.file_name, s.submitted_by = $officer
               FROM submissions AS s JOIN submission_events AS e USING (submission_id)
               WHERE e.event = 'published'""",
            {"officer": OFFICER.name},
        ).fetchall()
    return {(kind, name) for kind, name, ours in rows if ours}, sum(not ours for *_, ours in rows)
