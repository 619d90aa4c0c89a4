"""Our own clean files, made messy as people, spreadsheets and systems do; and what intake makes of each.

    made_messy(seed)       a file: bytes, name, the kind it is, the rows that it means, the sorts of mess in it
    outcome(mess)          same, asked, refused, named, or silently different: what must never be

A sort of mess either keeps what a person reads in the file, or spoils it so that nobody can know: in both, the rows
that are taken are those that the file means, or the file is asked about or refused, or the difference is said.
"""

from tests.messes import cells, dates, marks, shapes, sheets, tables  # noqa: F401  # each registers its sorts
from tests.messes.mess import SORTS, Mess, made_messy
from tests.messes.outcomes import Outcome, outcome

__all__ = ["SORTS", "Mess", "Outcome", "made_messy", "outcome"]
