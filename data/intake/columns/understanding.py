"""What the headers of a table mean as columns of one kind: worked out once, and handed to everybody who asks.

Recognising asks it for every kind, checking and the layouts for the one that was chosen; all of them get the same
object, which the table keeps. A table that is changed is another table, and is understood anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.contracts import Contract
from data.intake.columns.matching import MatchedHeaders, implied_words, match_headers
from data.intake.columns.wide_plan import WidePlan, plan_wide
from data.intake.files.reading import TextTable


@dataclass(frozen=True)
class Understanding:
    """matched: which column of the contract each header is. plan: how wide columns would be read, None without any.
    implied: columns that are not there → the word that the headers say for every row, and which headers do."""

    wanted: Contract
    matched: MatchedHeaders
    plan: WidePlan | None
    implied: Mapping[str, tuple[str, list[str]]] = field(default_factory=dict)

    @property
    def wide(self) -> WidePlan | None:
        """The plan, where the file is wide without a question; a single column of a month is only proposed."""
        return self.plan if self.plan and self.plan.several else None

    @property
    def given(self) -> frozenset[str]:
        """Every column of the contract that the file gives: by a header of its own, by wide columns, or by what the
        headers say of every row."""
        wide = self.wide.gives if self.wide else frozenset()
        return frozenset(self.matched.position_of) | wide | frozenset(self.implied)


def understanding(table: TextTable, wanted: Contract) -> Understanding:
    """What the headers of the table mean as columns of a kind."""
    kept = table.worked_out.get(wanted.kind)
    if not isinstance(kept, Understanding) or kept.wanted is not wanted:
        matched = match_headers(table, wanted)
        implied = implied_words(table, wanted, matched.position_of)
        kept = Understanding(wanted, matched, plan_wide(table, wanted, matched), implied)
        table.worked_out[wanted.kind] = kept
    return kept
