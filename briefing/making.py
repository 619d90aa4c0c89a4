"""From a pack to a document: which exhibits it holds, as of which day, and what its first page must say."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandas as pd

from briefing import PRIVATE, REVIEW, TEMPLATES, BriefingError, Caution, Document, Pack, Part
from briefing.catalogue import REPORTS_COST, Looked, chosen, offers
from data.contracts import CONTRACTS
from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common import committees as known_committees
from exhibits.common.money import money_question
from exhibits.common.view_queries import view_rows
from exhibits.common.words import name_some, say_count, say_date, say_list


def committees(view: View) -> list[str]:
    """The committees that are known: those of council.toml, then those that meet."""
    return known_committees.committees(view_rows(view, "meetings/dates"))


def meetings_of(view: View, committee: str) -> list[date]:
    """The days on which a committee meets, oldest first. Raises BriefingError where nobody knows the committee."""
    known = committees(view)
    if committee not in known:
        names = f"The figures know: {say_list(known)}." if known else "No committee is known yet."
        raise BriefingError(
            f"There is no committee “{committee}”. {names} Committees stand in council.toml and in the meetings file."
        )
    return known_committees.meetings_of(view_rows(view, "meetings/dates"), committee)


def compose(pack: Pack, today: date) -> Document:
    """The document of a pack: its exhibits as they stand today, or stood on the day of a meeting that is over.

    Raises BriefingError, with a sentence that says what to do, for a committee, meeting, template or exhibit that
    nobody knows, and for a final pack without a reason where the first page says that costs are missing.
    """
    if pack.template not in TEMPLATES:
        raise BriefingError(f"There is no template “{pack.template}”. There are: {', '.join(TEMPLATES)}.")
    days = meetings_of(View(), pack.committee)
    if pack.meeting not in days:
        listed = f"Its meetings are on {say_list([say_date(day) for day in days])}." if days else "It has none."
        raise BriefingError(
            f"The {pack.committee} has no meeting on {say_date(pack.meeting)} in the figures. {listed} "
            f"A new meeting comes with the file {CONTRACTS['meetings'].title.lower()}.csv."
        )
    view, looked = looking(pack, days, today)
    as_at, since = looked.today, looked.since
    offered = offers(view)
    asked = pack.exhibits or [
        code for code in chosen(pack.template, view, looked) if code in offered
    ]  # but for what only officers see
    if unknown := [code for code in asked if code not in offered]:
        raise BriefingError(
            f"There is no exhibit {say_list([f'“{code}”' for code in unknown])} in the figures of {say_date(as_at)}. "
            "python -m briefing list names those that there are."
        )
    parts = built(asked, view, looked)
    if not pack.exhibits:  # the rules leave out what has nothing to show; an officer's choice stands
        parts = [part for part in parts if not _empty(part.exhibit)]
    if not parts:
        raise BriefingError(f"There were no figures on {say_date(as_at)}: a briefing would be empty.")
    warnings = cost_gaps(view, as_at, pack) if REPORTS_COST & set(asked) else ()
    return Document(pack, settings().council.name, as_at, tuple(parts), warnings, since)


def looking(pack: Pack, days: Sequence[date], today: date) -> tuple[View, Looked]:
    """How a pack looks at the figures: now, or as at the day of its meeting where that is over; and since when.

    days: the committee's meetings.
    """
    as_at = min(today, pack.meeting)
    since = max((day for day in days if day < pack.meeting and day <= as_at), default=None)
    if pack.template == "year":
        since = date(as_at.year - 1, as_at.month, min(as_at.day, 28))
    return View(as_at=as_at if as_at < today else None), Looked(as_at, since, pack.committee)


def built(codes: Iterable[str], view: View, looked: Looked) -> list[Part]:
    """The exhibits of these codes of the catalogue, each once, in their order."""
    offered = offers(view)
    return [Part(code, offered[code].subject, offered[code].build(view, looked)) for code in dict.fromkeys(codes)]


def _empty(exhibit: Exhibit) -> bool:
    return exhibit.table.empty and exhibit.figure is None and not exhibit.sections


def cost_gaps(view: View, day: date, pack: Pack) -> tuple[Caution, ...]:
    """What a pack on projects or the strategy must say of costs that are not reported. Raises BriefingError where it is
    final without a reason."""
    question = money_question(view, day)
    if question.rows(view, "strategy").empty:
        gap = "No cost of any project has been published: no past, no budget and no projected cost."
    else:
        rows = question.rows(view, "cost_gaps")
        if rows.empty:
            return ()
        open_ones = view_rows(view, "projects/register")
        every = int(open_ones["is_open"].sum())
        named = [f"{row['name']} ({say_list(_lacking(row))})" for _, row in rows.iterrows()]
        gap = f"{len(rows)} of {say_count(every, 'open project')} lack some of it: {name_some(named, 6)}."
    if pack.final and not pack.reason.strip():
        raise BriefingError(
            f"This briefing cannot be final yet. {gap} Upload the finance file, or say why it is final all the same."
        )
    said = f" It is final all the same because: {pack.reason.strip()}" if pack.final else ""
    return (Caution("Past, budgeted and projected cost are not all reported.", gap + said),)


def _lacking(row: pd.Series) -> list[str]:
    words = {"lacks_past": "no past cost", "lacks_budget": "no budget", "lacks_projected": "no projected cost"}
    return [said for column, said in words.items() if row[column]]


# -- the words around the exhibits -------------------------------------------------------------------------------------


def title(document: Document) -> str:
    """What the document is called."""
    if document.pack.template == REVIEW:
        return document.name
    if document.pack.template == PRIVATE:
        return f"Chosen exhibits, {say_date(document.as_at)}"
    return f"{TEMPLATES[document.pack.template]} for the {document.pack.committee}, {say_date(document.pack.meeting)}"


def figures_as_at(document: Document) -> str:
    """As of which day its figures are; where each exhibit says its own, when they were chosen."""
    if document.pack.template == PRIVATE:
        return f"Chosen on {say_date(document.as_at)}"
    return f"Figures as they stood on {say_date(document.as_at)}"


def subtitle(document: Document) -> str:
    """The sentence below the title."""
    if document.pack.template == PRIVATE:
        counted = say_count(len(document.parts), "exhibit")
        return f"{counted} that somebody chose for themselves; no briefing of the council or of a committee."
    if document.pack.template == REVIEW:
        whose = f" of the {document.pack.committee}" if document.pack.committee else ""
        counted = say_count(len(document.parts), "exhibit")
        return f"A scrutiny review{whose}. {figures_as_at(document)}, with {counted}."
    state = "Final" if document.pack.final else "Draft"
    compared = f", compared with {say_date(document.since)}" if document.since else ""
    return f"{figures_as_at(document)}{compared}. {state}, with {say_count(len(document.parts), 'exhibit')}."


def running(document: Document) -> str:
    """What stands on top of each page: for whom it is."""
    if document.pack.template == PRIVATE:
        return "Private pack"
    return document.pack.committee or "Scrutiny review"


def stood(part: Part) -> str:
    """As of which day the figures of an exhibit with a day of its own are; '' for any other."""
    return f"Figures as they stood on {say_date(part.day)}" if part.day else ""


def covering(document: Document) -> list[str]:
    """The paragraphs of the covering note."""
    return [part.strip() for part in document.pack.note.split("\n\n") if part.strip()]


def questions(document: Document, most: int = 3) -> dict[str, str]:
    """What to ask about the first exhibits that have a question: code → the first that no exhibit before it asks."""
    found: dict[str, str] = {}
    for part in document.parts:
        new = [question for question in part.exhibit.questions if question not in found.values()]
        if new and len(found) < most:
            found[part.code] = new[0]
    return found


def content(document: Document) -> list[dict[str, object]]:
    """What the exhibits say and the cells of their tables, as plain JSON: kept with a published pack, so that it can be
    compared with what the figures say later."""
    return [
        {
            "code": part.code,
            "title": part.exhibit.title,
            "lead": part.exhibit.lead,
            "columns": [str(column) for column in part.exhibit.table.columns],
            "rows": part.exhibit.table.astype("str").values.tolist(),
        }
        for part in document.parts
    ]


def as_json(pack: Pack) -> str:
    """A pack's choices as JSON, to be kept and read again by from_json()."""
    return json.dumps({"exhibits": list(pack.exhibits), "note": pack.note, "reason": pack.reason}, ensure_ascii=False)


def from_json(committee: str, meeting: date, template: str, final: bool, text: str) -> Pack:
    """The pack that as_json() wrote."""
    kept: Mapping[str, str | list[str]] = json.loads(text)
    return Pack(committee, meeting, template, tuple(kept["exhibits"]), str(kept["note"]), final, str(kept["reason"]))
