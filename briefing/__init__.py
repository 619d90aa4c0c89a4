"""The briefing: the exhibits of a committee's meeting on paper, as tagged PDF and as a Word file.

The screen and the paper draw the same Exhibit, so the two cannot disagree. No Streamlit and no browser in here.
"""

from dataclasses import dataclass
from datetime import date

from exhibits import Exhibit

# template → how people call it
TEMPLATES = {
    "pack": "Briefing",
    "summary": "One-page summary",
    "year": "Year in review",
    "business-case": "Business-case annex: IT demand",
}


PRIVATE = "private"  # the template of exhibits that somebody chose for themselves (own_list.py); never published
REVIEW = "review"  # the template of the exhibits that a scrutiny review looks at (reviews.py); made anew for who asks


class BriefingError(Exception):
    """A briefing cannot be made; the message is a sentence that says what to do."""


@dataclass(frozen=True)
class Pack:
    """What a briefing is made of.

    exhibits: codes of the catalogue in order (empty: those that the rules of its template choose); note: the covering
    note, paragraphs apart by an empty line; final: no draft any more; reason: why it is final although its first page
    says that something is missing.
    """

    committee: str
    meeting: date
    template: str = "pack"
    exhibits: tuple[str, ...] = ()
    note: str = ""
    final: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Part:
    """One exhibit in a briefing: its code, the subject under which it stands, and the exhibit.

    day: at whose end its figures stood, where each exhibit has its own, and place: the address that shows it so.
    """

    code: str
    subject: str
    exhibit: Exhibit
    day: date | None = None
    place: str = ""


@dataclass(frozen=True)
class Caution:
    """Something that the first page says before all else."""

    title: str
    text: str


@dataclass(frozen=True)
class Document:
    """A briefing ready to be set: the same for every form of file.

    as_at: the day at whose end the figures stood; since: the day that it compares with, if any; parts: in the order of
    the document, those of a subject together; name: of a review, what it is called.
    """

    pack: Pack
    council: str
    as_at: date
    parts: tuple[Part, ...]
    warnings: tuple[Caution, ...] = ()
    since: date | None = None
    name: str = ""

    @property
    def subjects(self) -> list[tuple[str, list[Part]]]:
        """Each subject with its parts, in order."""
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.subject, []).append(part)
        return list(found.items())
