"""What officers read about submissions: their history in words, and what a withdrawal or restoration changes."""

import json
import re
from datetime import UTC, date, datetime

import pandas as pd

from data.contracts import CONTRACTS
from data.intake.files.endings import visible
from data.store import LONDON, Store
from exhibits.common.words import missing, say_count, say_date, say_list, say_month
from queries import ask, question
from screen.kinds import on_screen
from screen.problems import breakable

STATES = {
    "drafted": "Draft",
    "published": "Published",
    "superseded": "Replaced by later files",
    "withdrawn": "Withdrawn",
    "discarded": "Draft given up",
}
EVENTS = {
    "drafted": "Uploaded as a draft",
    "published": "Published",
    "restored": "Restored",
    "withdrawn": "Withdrawn",
    "discarded": "Draft given up",
}
_MONTH = re.compile(r"\d{4}-\d{2}")


def fresh(store: Store, name: str, **params: object) -> pd.DataFrame:
    """Rows of the question, never from memory: drafts come and go without a new data version."""
    asked = question(name)
    return store.query(asked.sql, {parameter: params.get(parameter) for parameter in asked.parameters})


def history(store: Store, kind: str | None = None) -> pd.DataFrame:
    """Rows of submissions/history, newest first."""
    return fresh(store, "submissions/history", kind=kind)


def one(store: Store, submission_id: str) -> pd.Series | None:
    """The row of submissions/history for one submission, or None."""
    rows = fresh(store, "submissions/history", submission_id=submission_id)
    return rows.iloc[0] if len(rows) else None


def repairs(submission: pd.Series) -> list[str]:
    """What intake mended in the file, as sentences."""
    return json.loads(submission["repairs"])


def say_kind(kind: str) -> str:
    """The kind's name for people, such as "Explanations"."""
    return CONTRACTS[kind].title if kind in CONTRACTS else kind.replace("_", " ").capitalize()


def say_time(moment: datetime) -> str:
    """A UTC moment of the store as people in the council read it: "9 October 2026, 14:05"."""
    if missing(moment):
        return "–"
    there = pd.Timestamp(moment).to_pydatetime().replace(tzinfo=UTC).astimezone(LONDON)
    return f"{say_date(there.date())}, {there:%H:%M}"


def say_day(moment: datetime) -> str:
    """ "9 October 2026"."""
    return say_time(moment).split(",")[0]


def month_of(slice_key: str) -> date | None:
    """The month a part is about: the last piece of its key, where that is a month."""
    last = slice_key.rpartition("|")[2]
    return date.fromisoformat(f"{last}-01") if _MONTH.fullmatch(last) else None


def thing_of(slice_key: str) -> str | None:
    """The measure or the register's id a part is about, or None."""
    first = slice_key.partition("|")[0]
    return None if _MONTH.fullmatch(first) else first


def say_part(slice_key: str, names: dict[str, str]) -> str:
    """ "Staff satisfaction, September 2026", "September 2026", "F-001, 2026/27"."""
    first, *more = slice_key.split("|")
    words = [names.get(first, first), *more]
    return ", ".join(say_month(date.fromisoformat(f"{word}-01")) if _MONTH.fullmatch(word) else word for word in words)


def names_of(store: Store, kind: str, with_draft: str | None = None) -> dict[str, str]:
    """The names of the things that the parts of a kind are about: id → name."""
    if own := on_screen(kind).names:
        name, thing, called = own
        rows = ask(name, store=store, with_draft=with_draft)
        return dict(zip(rows[thing], rows[called], strict=True))
    rows = ask("submissions/names", store=store, with_draft=with_draft, kind=kind)
    return dict(zip(rows["thing_id"], rows["name"], strict=True))


def parts_word(kind: str, number: int) -> str:
    """ "1 figure", "12 figures"."""
    return say_count(number, *_part(kind))


def _part(kind: str) -> tuple[str, str]:
    return CONTRACTS[kind].part if kind in CONTRACTS else ("part", "parts")


def say_parts(kind: str, keys: list[str], names: dict[str, str] | None = None) -> str:
    """How many parts, and of which months: "12 figures of September 2026", "1 measure definition: Calls answered"."""
    names = names or {}
    months = sorted({month for key in keys if (month := month_of(key))})
    if phrase := on_screen(kind).phrase:
        things = sorted({thing for key in keys if (thing := thing_of(key))})
        whose = names.get(things[0], things[0]) if len(things) == 1 else f"{len(things):,} {on_screen(kind).things}"
        return phrase.format(months=_span(months), things=whose)
    if len(keys) == 1:
        return f"1 {_part(kind)[0]}: {say_part(keys[0], names)}"
    return say_count(len(keys), *_part(kind)) + (f" of {_span(months)}" if months else "")


def _span(months: list[date]) -> str:
    if len(months) <= 2:
        return say_list([say_month(month) for month in months])
    return f"{say_month(months[0])} to {say_month(months[-1])}"


def say_hand_over(store: Store, submission: pd.Series) -> list[str]:
    """What members will see after a withdrawal or restoration, one sentence for each source of figures."""
    kind = submission["kind"]
    rows = fresh(store, "submissions/withdrawal_impact", submission_id=submission["submission_id"])
    if rows.empty:
        return ["Members will see no difference: later files have replaced everything in this one."]
    names = names_of(store, kind)
    sentences = []
    for (then_id, then_at), part in rows.groupby(["then_id", "then_at"], dropna=False, sort=False):
        keys = list(part["slice_key"])
        parts = say_parts(kind, keys, names)
        parts = parts[0].upper() + parts[1:]
        if missing(then_id):
            sentences.append(f"{parts} will no longer be shown: no earlier file holds them.")
        elif then_id == submission["submission_id"]:
            sentences.append(f"{parts} will come from this file again.")
        else:
            sentences.append(f"{parts} will go back to those of the submission of {say_day(then_at)}.")
    return sentences


def table_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The history as people read it: columns File, State, Uploaded. Three, so that a phone can show them."""
    return pd.DataFrame(
        {
            "File": [
                f"{breakable(row.file_name)} ({say_kind(row.kind)}, {say_count(row.row_count, 'row')})"
                for row in rows.itertuples()
            ],
            "State": rows["state"].map(STATES).to_list(),
            "Uploaded": [f"{say_time(row.submitted_at)}, by {row.submitted_by}" for row in rows.itertuples()],
        }
    )


def label_of(submission: pd.Series) -> str:
    """One submission in a list to choose from."""
    return (
        f"{say_time(submission['submitted_at'])} – {visible(submission['file_name'])} – "
        f"{say_kind(submission['kind'])} – {STATES[submission['state']]}"
    )
