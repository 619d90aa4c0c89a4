"""Published briefings in the store: their bytes as the committee got them, and how their figures stand since."""

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal

import pandas as pd
from pandas.tseries.offsets import MonthEnd

from briefing import BriefingError, Document, Pack
from briefing.catalogue import MEASURE, Looked, offers
from briefing.making import as_json, content, from_json, title
from briefing.pdf import pdf
from briefing.word import word
from data.intake import Problem
from data.intake.columns.own_words import problems_in
from data.store import Author, NotAnApprover, Store, may_publish, today_in_london
from exhibits import View
from exhibits.common.view_queries import figures_version, kept_of_these_figures, view_rows

Form = Literal["pdf", "docx"]
_NOW = View()
_PERIODS = {"Month", "Quarter", "Year", "Period"}  # what the first column of a table is called whose rows are periods
_JUDGED = {"Usual range", "Revised", "Officers say"}  # what is said of a figure, and may change while it stands
_ADD = """
INSERT INTO packs BY NAME SELECT
    $pack_id AS pack_id, $committee AS committee, $meeting AS meeting, $template AS template, $title AS title,
    $final AS final, $as_at AS as_at, $since AS since, $choices AS choices, $content AS content, $exhibits AS exhibits,
    $pdf AS pdf, $docx AS docx, $published_at AS published_at, $published_by AS published_by
"""


@dataclass(frozen=True)
class Kept:
    """A published briefing without its bytes. published_at: UTC; superseded: by a later one for the meeting."""

    pack_id: str
    pack: Pack
    title: str
    as_at: date
    since: date | None
    exhibits: int
    published_at: datetime
    published_by: str
    superseded: bool


@dataclass(frozen=True)
class Difference:
    """A figure that stands differently now: in which exhibit, row and column, what it was and what it is."""

    exhibit: str
    row: str
    column: str
    was: str
    now: str


def publish(
    store: Store, document: Document, by: Author, *, seen: bytes | None = None, at: datetime | None = None
) -> str:
    """Make a briefing public and keep it as PDF and Word; returns its id.

    seen: its PDF, where a preview has made it already; at: the UTC moment to record.

    Raises NotAnOfficer, NotAnApprover, BriefingError, StoreError.
    """
    if by.may("officer") and not may_publish(by):
        raise NotAnApprover("Here an approver makes public what officers prepare: ask one to publish this briefing.")
    if errors := [each for each in own_words(document.pack) if each.severity == "error"]:
        raise BriefingError(" ".join(f"{each.column}: {each.problem}. {each.remedy}." for each in errors))
    moment = at or datetime.now(UTC).replace(tzinfo=None)
    pack_id = f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    pack = document.pack
    chosen = Pack(pack.committee, pack.meeting, pack.template, tuple(part.code for part in document.parts), pack.note,
                  pack.final, pack.reason)  # fmt: skip
    row = {
        "pack_id": pack_id,
        "committee": pack.committee,
        "meeting": pack.meeting,
        "template": pack.template,
        "title": title(document),
        "final": pack.final,
        "as_at": document.as_at,
        "since": document.since,
        "choices": as_json(chosen),
        "content": json.dumps(content(document), ensure_ascii=False),
        "exhibits": len(document.parts),
        "pdf": seen or pdf(document),
        "docx": word(document),
        "published_at": moment,
        "published_by": by.name,
    }
    store.add_row(_ADD, row, by, "briefing published", pack_id)
    return pack_id


def own_words(pack: Pack) -> list[Problem]:
    """What an officer's own words in a briefing hold of people: errors keep it from the public, warnings do not."""
    return problems_in(pack.note, "Covering note") + problems_in(pack.reason, "Why it is final")


def packs(store: Store) -> list[Kept]:
    """Every published briefing, those of the latest meeting first, and of one meeting the newest first."""
    rows = store.query("FROM current_packs ORDER BY meeting DESC, committee, published_at DESC")
    return [
        Kept(
            row.pack_id,
            from_json(row.committee, row.meeting.date(), row.template, bool(row.final), row.choices),
            row.title,
            row.as_at.date(),
            None if pd.isna(row.since) else row.since.date(),
            int(row.exhibits),
            row.published_at.to_pydatetime(),
            row.published_by,
            not pd.isna(row.superseded_by),
        )
        for row in rows.itertuples(index=False)
    ]


def file_of(store: Store, pack_id: str, form: Form) -> bytes:
    """The bytes of a published briefing. Raises BriefingError where there is none of this id."""
    column = {"pdf": "pdf", "docx": "docx"}[form]
    rows = store.query(f"SELECT {column} AS bytes FROM packs WHERE pack_id = $id", {"id": pack_id})
    if rows.empty:
        raise BriefingError(f"There is no briefing {pack_id}. The Meetings page lists those that were published.")
    return bytes(rows["bytes"].iloc[0])


def differences(store: Store, kept: Kept, view: View = _NOW) -> list[Difference]:
    """The figures of a published briefing that have been restated since: those of months, quarters and years that were
    over, as the view sees them (default: now).

    Rows are matched by their first cell and columns by their names, so what has only been added is none of them. What
    moves on by itself is not compared: usual ranges, forecasts, and tables of how things stand. An exhibit that is no
    longer offered is left out. store: the one that the settings name, for exhibits ask no other.
    """
    offered = offers(view)
    return [each for code in _compared(store, kept) if code in offered for each in _of_one(store, kept, view, code)]


def would_differ(store: Store, draft_id: str) -> list[tuple[Kept, int]]:
    """The published briefings of which a draft restates figures that stand until now, and how many of each."""
    view, found = View(with_draft=draft_id), []
    offered, moved = offers(view), {f"{MEASURE}{each}" for each in _restated(view)}
    for kept in packs(store):
        number = 0
        for code in () if kept.superseded else _compared(store, kept):
            if code in offered and (code in moved or not code.startswith(MEASURE)):
                differ = set(_of_one(store, kept, view, code))
                number += len(differ - set(_of_one(store, kept, _NOW, code))) if differ else 0
        if number:
            found.append((kept, number))
    return found


def _restated(view: View) -> set[str]:
    """The measures of which a month has another figure than now."""
    now, then = (view_rows(each, "signals/points") for each in (_NOW, view))
    both = now.merge(then, on=["measure_id", "month", "category"], suffixes=("_now", "_then"))
    was, will = both["value_now"], both["value_then"]
    return set(both.loc[(was != will) & (was.notna() | will.notna()), "measure_id"])


@lru_cache(maxsize=50)
def _compared(store: Store, kept: Kept) -> dict[str, dict[str, list]]:
    """Code → what the briefing said, of its exhibits whose rows are periods; only rows whose period was over."""
    (text,) = store.query("SELECT content FROM packs WHERE pack_id = $id", {"id": kept.pack_id})["content"]
    return {
        was["code"]: {**was, "rows": [row for row in was["rows"] if _is_over(row[0], kept.as_at)]}
        for was in json.loads(text)
        if was["columns"] and was["columns"][0] in _PERIODS
    }


def _of_one(store: Store, kept: Kept, view: View, code: str) -> list[Difference]:
    return _between(_compared(store, kept)[code], *_cells(figures_version(), view, code))


@kept_of_these_figures(200)
def _cells(version: str, view: View, code: str) -> tuple[list[str], list[list[str]]]:
    """The names of the columns and the cells of an exhibit's table. version: of the figures."""
    table = offers(view)[code].build(view, Looked(today_in_london())).table
    return [str(column) for column in table.columns], table.astype("str").values.tolist()


def _is_over(period: str, day: date) -> bool:
    """Whether the period that a row begins with was over by then; one that is no single month is no forecast."""
    month = pd.to_datetime(period, format="%B %Y", errors="coerce")
    return pd.isna(month) or (month + MonthEnd(0)).date() <= day


def _between(was: Mapping[str, list], columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Difference]:
    now = _by_row(columns, rows)
    return [
        Difference(str(was["title"]), key[0], column, cell, now[key][column])
        for key, cells in _by_row(was["columns"], was["rows"]).items()
        if key in now
        for column, cell in cells.items()
        if column not in _JUDGED
        and column in now[key]
        and now[key][column] != cell
        and _is_figure(cell, now[key][column])
    ]


def _by_row(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[tuple[str, int], dict[str, str]]:
    """Rows by their first cell, and by how often it has stood above."""
    seen: Counter[str] = Counter()
    found = {}
    for row in rows:
        found[row[0], seen[row[0]]] = dict(zip(columns[1:], row[1:], strict=True))
        seen[row[0]] += 1
    return found


def _is_figure(*cells: str) -> bool:
    return any(letter.isdigit() for cell in cells for letter in cell)
