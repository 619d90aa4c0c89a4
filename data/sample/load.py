"""Loads the sample council into an empty store, through the same intake that officers use."""

from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

from data.intake import check, known_from, read
from data.intake.publishing import rests_on
from data.sample.council import SampleFile, files
from data.store import Author, Draft, Store, StoreError

OFFICER = Author("Officer of the sample council", "approver")
_AT_ONCE, _AHEAD = 2, 30  # files that are checked at once, and that are looked at for one that can be


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
    with store.settling_at_the_end(), closing(_checked_ahead(store, missing)) as drafts:
        for number, (file, draft) in enumerate(drafts, start):
            if progress is not None:
                progress(number, len(every), f"Loading the sample council: {file.file_name}")
            store.save_and_publish(draft, OFFICER, file.why, at=file.published_at)
    if progress is not None:
        progress(len(every), len(every), "The sample council is loaded.")
    return len(missing)


def _checked_ahead(store: Store, files: list[SampleFile]) -> Generator[tuple[SampleFile, Draft], None, None]:
    """Each file as a draft, in order, to be published before the next is taken.

    Some are checked at once, but each only when those before it are published that its check looks at.
    """
    drafts: dict[int, Future[Draft]] = {}
    with ThreadPoolExecutor(_AT_ONCE) as beside:
        try:
            for number, file in enumerate(files):
                for ahead in range(number, min(number + _AHEAD, len(files))):
                    before = {each.kind for each in files[number:ahead]}
                    if ahead not in drafts and not before & rests_on(files[ahead].kind):
                        drafts[ahead] = beside.submit(_checked, store, files[ahead])
                yield file, drafts.pop(number).result()
        finally:
            beside.shutdown(cancel_futures=True)


def _checked(store: Store, file: SampleFile) -> Draft:
    text = read(file.content, file.file_name)
    known = known_from(store, at=file.published_at, kind=file.kind)
    checked = check(text, file.kind, known, period_to=file.period_to)
    if checked.rows is None:
        raise NotForSample(f"The sample's {file.file_name} was refused: {checked.problems[0]}")
    return checked.draft()


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
