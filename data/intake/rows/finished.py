"""What is finished although no date says when: told by the words of its status, and asked where they do not tell."""

import re
from collections.abc import Mapping
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract, Ends
from data.intake.choices import Answers, Question
from data.intake.problem import some
from data.intake.values.typed_cells import one_chunk

ABOUT = "finished"
_MOST = 60  # different words of a column that is one of states
_REACH = 2  # words behind a negation that it turns round: "not yet resolved"


def with_finished(rows: pa.Table, wanted: Contract, answers: Answers, repairs: list[str]) -> pa.Table:
    """The rows with what their statuses tell of those without an end date; words that tell nothing are asked about.

    What the file itself says in the column stands.
    """
    ends = wanted.ends
    if ends is None or not len(rows):
        return rows
    endless = reduce(pc.and_, (pc.is_null(one_chunk(rows[name])) for name in ends.dates))
    statuses, given = one_chunk(rows[ends.status]), one_chunk(rows[ends.into])
    open_ones = pc.and_(endless, pc.is_null(given))
    counts = {
        each["values"]: each["counts"]
        for each in pc.value_counts(statuses.filter(open_ones)).to_pylist()
        if each["values"] is not None
    }
    if not counts:
        return rows
    told = {status: is_finished(status, ends) for status in counts}
    unknown = [status for status, finished in told.items() if finished is None]
    told |= _answered(unknown, counts, answers) if unknown else {}
    repairs.append(_sentence(told, counts, pc.sum(open_ones).as_py()))
    yes = pa.array([status for status, finished in told.items() if finished], pa.string())
    finished = pc.if_else(pc.and_(open_ones, pc.is_valid(statuses)), pc.is_in(statuses, value_set=yes), None)
    return rows.set_column(rows.schema.get_field_index(ends.into), ends.into, pc.coalesce(given, finished))


def is_finished(status: str, ends: Ends) -> bool | None:
    """Whether a status says that a thing is finished; None where its words do not tell.

    Whole words count, negations first: "unresolved" and "not yet resolved" are open, "closed incomplete" is finished.
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", status).replace("’", "'").casefold().replace("n't", " not")
    words = re.findall(r"[a-z]+", re.sub(r"\b(re|un|in|auto|on)-(?=[a-z])", r"\1", apart))
    finished = unfinished = negated = False
    reach = 0
    for word in words:
        negated = negated or word in ends.negated or (word in ends.finished and reach > 0)
        finished = finished or (word in ends.finished and not reach)
        unfinished = unfinished or word in ends.unfinished
        reach = _REACH if word in ends.negations else reach - 1 if reach else 0
    if finished:
        return None if unfinished else True
    if negated or unfinished:
        return None if ends.doubtful.intersection(words) else False
    return None


def _answered(unknown: list[str], counts: Mapping[str, int], answers: Answers) -> dict[str, bool]:
    """Which of the unknown words mean finished; none of them while nobody has said."""
    if len(unknown) > _MOST:
        return dict.fromkeys(unknown, False)  # no column of states: what is in it says nothing of an end
    options = {each: f"{counts[each]:,} without an end date" for each in sorted(unknown)}
    asks = "Which of these statuses mean finished?"
    chosen = answers.all_of(Question(ABOUT, asks, options, several=True)) or ()
    return {each: each in chosen for each in unknown}


def _sentence(told: Mapping[str, bool | None], counts: Mapping[str, int], endless: int) -> str:
    """How many of those without an end date count as open and how many as finished, and by which status."""

    def of(finished: bool) -> tuple[int, list[str]]:
        there = sorted((each for each in told if bool(told[each]) == finished), key=lambda each: -counts[each])
        return sum(counts[each] for each in there), [f"{each!r} {counts[each]:,}" for each in there]

    (open_ones, open_words), (ended, ended_words) = of(False), of(True)
    if without := endless - open_ones - ended:
        open_words.append(f"no status {without:,}")
    by_status = f" ({some(open_words, 6)})" if open_words else ""
    as_finished = f" and {ended:,} as finished ({some(ended_words, 6)})" if ended else ""
    return f"Without an end date, {endless - ended:,} count as open{by_status}{as_finished}, by their status."
