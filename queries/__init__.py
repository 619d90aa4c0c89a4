"""Questions to the store: one .sql file each, in a folder per subject.

A file's first comment lines say what it answers, its parameters with units, and its columns. `-- uses: a/b, c/d`
lets it read the rows of those questions as tables named a_b and c_d, so that one question can build on another;
`-- fixes: by = 'category', service = NULL` gives parameters of theirs a value, so that nobody needs to pass one.
`-- then: a/b` lets it read the rows of a question as they stood at the end of the day $since, whole and with $since as
its $today, as a table named then_a_b: what changed between two days is then a join ($since NULL = before all figures).
`-- kinds: incidents` says of which kinds of file the submissions are that a question reads, where it reads the list
of submissions itself. What several files work out alike is a macro of rules.sql, which every question may call as
rules.name(…).
"""

import json
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TypeVar

import pandas as pd

from data.contracts import CONTRACTS
from data.moment import Moment, Rows
from data.settings import Settings, settings
from data.store import Store, open_store, sums_kept

_HERE = Path(__file__).parent
T = TypeVar("T")
_KEEP = 512  # answers kept in memory
_KEEP_BYTES = 200_000_000  # of rows that questions build on, kept in memory
_EMPTY_TABLE = 10_000  # bytes that an entry takes beside its rows, about
_TRIES = 5  # to see all rows of an answer at one moment, while others publish

# Parameters that are the council's settings, where the caller does not give them.
FROM_SETTINGS: dict[str, Callable[[Settings], object]] = {
    "digital_channels": lambda s: tuple(each.channel for each in s.channels if each.digital),
    "assisted_channels": lambda s: tuple(each.channel for each in s.channels if each.assisted),
    "assisted_digital": lambda s: s.channel_shift.assisted_digital,
    "compare_from": lambda s: s.channel_shift.compare_from or None,
    "late_after_day": lambda s: s.demand.late_after_day,
    "small_number": lambda s: s.demand.small_number or None,
    "nation": lambda s: s.council.nation,
    "financial_year_starts": lambda s: s.council.financial_year_starts,
    "year_starts": lambda s: s.council.financial_year_starts,  # as questions on money call it
    "report_due_day": lambda s: s.projects.report_due_day,
    "cost_tolerance_percent": lambda s: s.projects.cost_tolerance_percent,
    "unit_costs": lambda s: json.dumps([each.model_dump() for each in s.unit_costs]),
}  # fmt: skip


class NoSuchQuery(Exception):
    """No file answers to this name; the message lists what there is."""


class WrongParameter(Exception):
    """A parameter that the question does not take."""


@dataclass(frozen=True)
class Question:
    """One .sql file: its head as text, the questions it uses, its own SQL, and the SQL that is all of it in one.

    steps: the questions it builds on, each after those that it builds on itself, and the question last; fixed: the
    parameters of theirs to which it gives a value; parameters: what it takes, those of its steps included; then: the
    questions whose rows of the day $since its own SQL reads.
    """

    name: str
    head: str
    uses: tuple[str, ...]
    then: tuple[str, ...]
    body: str
    sql: str
    steps: tuple[str, ...]
    fixed: Mapping[str, str | None]
    parameters: frozenset[str]

    @property
    def kinds(self) -> frozenset[str] | None:
        """The kinds of file on whose figures its answer rests; None: on all, because it reads what was submitted."""
        return _step(self.name).kinds


@cache
def names() -> tuple[str, ...]:
    """Every question, as subject/question, in the order of the alphabet."""
    return tuple(sorted(path.relative_to(_HERE).with_suffix("").as_posix() for path in _HERE.glob("*/*.sql")))


@cache
def question(name: str) -> Question:
    """The question `name`, read once. Raises NoSuchQuery."""
    path = _HERE / f"{name}.sql"
    if name not in names():
        raise NoSuchQuery(f"There is no query {name!r}. There are: {', '.join(names())}.")
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    head = "\n".join(line.removeprefix("--").removeprefix(" ") for line in lines[:end])
    body = "\n".join(lines[end:]).strip().rstrip(";")
    uses, then = (
        tuple(used for line in re.findall(rf"^{word}:(.*)$", head, re.M) for used in re.findall(r"[\w/]+", line))
        for word in ("uses", "then")
    )
    sql = _with_used(_with_origin(name, body), _in_order(uses))
    fixed = dict(
        pair for line in re.findall(r"^fixes:(.*)$", head, re.M) for pair in re.findall(r"(\w+) = ('[^']*'|NULL)", line)
    )
    for parameter, value in fixed.items():
        sql = re.sub(rf"\${parameter}\b", value, sql)
    values = {parameter: None if value == "NULL" else value.strip("'") for parameter, value in fixed.items()}
    steps = (*_in_order(uses), name)
    takes = _parameters_in(sql) | ({_SINCE} if then or any(question(each).then for each in steps[:-1]) else set())
    return Question(name, head, uses, then, body, sql, steps, values, takes)


def _parameters_in(sql: str) -> frozenset[str]:
    return frozenset(re.findall(r"\$([a-z_]\w*)", _bare(sql)))


@dataclass(frozen=True)
class _Step:
    """A question as part of another: the SQL of its file alone, the tables that it reads (table → question), of now and
    of $since, the parameters in that SQL, and what its rows depend on: parameters, kinds of file (None = all), and
    whether today."""

    sql: str
    reads: Mapping[str, str]
    then: Mapping[str, str]
    parameters: frozenset[str]
    depends_on: frozenset[str]
    kinds: frozenset[str] | None
    of_today: bool


@cache
def _step(name: str) -> _Step:
    asked = question(name)
    before = {_table(each): each for each in asked.steps[:-1]}
    reads = {table: each for table, each in before.items() if re.search(rf"\b{table}\b", asked.body)}
    parameters = _parameters_in(asked.body)
    below = [_step(each) for each in reads.values()]
    then = {f"then_{_table(each)}": each for each in asked.then}
    whole = [_step(part) for each in asked.then for part in question(each).steps]
    kinds = [_kinds_in(asked), *(each.kinds for each in (*below, *whole))]
    return _Step(
        _with_origin(name, asked.body),
        reads,
        then,
        parameters,
        parameters.union({_SINCE} if then else (), *(each.depends_on for each in below)),
        None if None in kinds else frozenset().union(*(each for each in kinds if each is not None)),
        "current_date" in _bare(asked.body) or any(each.of_today for each in below),
    )


def _kinds_in(asked: Question) -> frozenset[str] | None:
    """The kinds of file whose figures the file's own SQL reads; None: all, because it reads what was submitted."""
    body = _OWN_SUBMISSION.sub(" ", _bare(asked.body))
    tables = set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", body))
    said = re.findall(r"^kinds:(.*)$", asked.head, re.M)
    if not said and tables & _SUBMITTED:
        return None
    kinds = {kind for line in said for kind in re.findall(r"\w+", line)}
    for table in tables - _SUBMITTED:
        of = re.sub(r"^(?:current|published)_", "", table)
        kind = of if of in CONTRACTS else sums_kept().get(of)
        if kind is None and table.startswith(("current_", "published_")):
            return None
        kinds.update([kind] if kind else [])
    return frozenset(kinds)


# a row's own submission tells no more than the row
_OWN_SUBMISSION = re.compile(
    r"\bJOIN (live_)?submissions AS (\w+)\s+(USING \(submission_id\)|ON \2\.submission_id = \w+\.submission_id)"
)
_SUBMITTED = {"submissions", "live_submissions", "submission_states", "submission_events", "slices", "current_slices"}


def _table(name: str) -> str:
    return name.replace("/", "_")


def _in_order(uses: tuple[str, ...], seen: dict[str, None] | None = None) -> dict[str, None]:
    seen = {} if seen is None else seen
    for used in uses:
        _in_order(question(used).uses, seen)
        seen.setdefault(used)
    return seen


def _with_used(body: str, used: dict[str, None]) -> str:
    if not used:
        return body
    ctes = ",\n".join(
        f"{_table(name)} AS ({_origin(name)}\n{_with_origin(name, question(name).body)}\n)" for name in used
    )
    own = re.match(r"WITH\s+(RECURSIVE\s+)?", body, re.I)
    return f"WITH {ctes},\n{body[own.end() :]}" if own else f"WITH {ctes}\n{body}"


# the line with which a CTE begins
_CTE = re.compile(r"^(?:WITH (?:RECURSIVE )?)?\w+(?: \([\w, ]+\))? AS (?:NOT )?(?:MATERIALIZED )?\($", re.M)


def _with_origin(name: str, body: str) -> str:
    """Each CTE with its file as a comment, so that an error in a question made of many files leads to the one."""
    return _CTE.sub(rf"\g<0>{_origin(name)}", body)


def _origin(name: str) -> str:
    return f" -- queries/{name}.sql"


def _bare(sql: str) -> str:
    """Without comments and string literals, where a $ is no parameter."""
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", " ", sql)


class _FiguresChanged(Exception):
    """Somebody published between two steps of one answer."""


_answers: OrderedDict[tuple, pd.DataFrame] = OrderedDict()
_rows_of: OrderedDict[tuple, Rows] = OrderedDict()  # of steps, which many questions have in common
_ALL = ()
_BEFORE_ALL = date(1900, 1, 1)
_SINCE = "since"  # the parameter that names the earlier of two days
_sizes: Counter[tuple] = Counter()  # in bytes, of each of them and of _ALL
_newest: dict[str, Mapping[str, str]] = {}  # place of a store → its versions when older rows went
_asking: dict[tuple, Lock] = {}  # one works a step out, the others wait for its rows
_kept_lock = Lock()


def ask(
    name: str,
    *,
    as_at: date | datetime | None = None,
    with_draft: str | None = None,
    store: Store | None = None,
    **params: object,
) -> pd.DataFrame:
    """Rows that answer the question, as pandas; columns and units stand in the file's head.

    Parameters left out are NULL, or the council's setting (FROM_SETTINGS).
    as_at: figures as they stood at the end of that day; with_draft: with that draft.
    Kept in memory by name, parameters and data version; so are the rows of the questions that it builds on, because
    most build on the same ones. Raises NoSuchQuery, WrongParameter.
    """
    asked = question(name)
    unknown = set(params) - asked.parameters
    if unknown:
        takes = ", ".join(sorted(asked.parameters)) or "none"
        raise WrongParameter(f"{name} does not take {', '.join(sorted(unknown))}. It takes: {takes}.")
    store = store or open_store()
    values = given_or_set(asked, params)
    for tries_left in reversed(range(_TRIES)):
        figures = _Figures(store, as_at, with_draft)
        if with_draft is None:
            _let_go_of_older(store.shelf.name, figures.versions)
        key = (*figures.of(name), name, tuple(sorted(values.items())))
        with _kept_lock:
            rows = _from(_answers, key)
        if rows is None:
            still = figures.still if tries_left else lambda: True
            try:
                with store.moment(as_at, with_draft, alone=not tries_left) as moment:
                    rows = moment.frame(_rows(moment, asked, values, figures, still))
            except _FiguresChanged:
                continue
            with _kept_lock:
                _answers[key] = rows
                while len(_answers) > _KEEP:
                    _answers.popitem(last=False)
        return rows.copy(deep=False)  # pandas copies on write
    raise AssertionError("the last try takes the rows as they are")


class _Figures:
    """Of which figures the rows of a question are: rows outlast a publish of kinds of file that they do not rest on."""

    def __init__(self, store: Store, as_at: date | datetime | None, with_draft: str | None):
        self.store, self._as_at, self._draft = store, as_at, with_draft
        self.versions = store.versions(with_draft)
        self._kind = store.kind_of_submission(with_draft) if with_draft else None

    def of(self, name: str) -> tuple:
        """What its rows depend on beside parameters; the same for every store that has nothing of its kinds."""
        step = _step(name)
        kinds = sorted(self.versions if step.kinds is None else step.kinds & self.versions.keys())
        versions = tuple((kind, self.versions[kind]) for kind in kinds)
        draft = self._draft if step.kinds is None or self._kind in step.kinds else None
        today = date.today() if step.of_today else None
        place = self.store.shelf.name if versions or draft or step.kinds is None else ""
        return place, versions, self._as_at, draft, today

    def still(self) -> bool:
        """Whether they are the figures that there are."""
        return self.store.versions(self._draft, at_once=True) == self.versions


def _rows(
    moment: Moment, asked: Question, params: Mapping[str, object], figures: "_Figures", still: Callable[[], bool]
) -> Rows:
    """The rows of the question's last step; each step that is not kept yet is worked out on the way.

    still: whether the figures are still those that there are.
    """
    values = {**params, **asked.fixed}
    rows: dict[str, Rows] = {}
    for name in asked.steps:
        step = _step(name)
        key = (*figures.of(name), name, *(values.get(parameter) for parameter in sorted(step.depends_on)))
        with _kept_lock:
            kept = _from(_rows_of, key)
            lock = _asking.setdefault(key, Lock()) if kept is None else None
        if lock is not None:
            try:
                with lock:
                    with _kept_lock:
                        kept = _from(_rows_of, key)
                    if kept is None:
                        own = {parameter: _for_duckdb(values.get(parameter)) for parameter in step.parameters}
                        reads = {table: rows[each] for table, each in step.reads.items()}
                        since = _day(values.get(_SINCE))
                        reads |= {table: _rows_then(each, since, figures, still) for table, each in step.then.items()}
                        kept = moment.rows(step.sql, own, reads)
                        if not still():
                            raise _FiguresChanged
                        if not key[0]:  # of no store: others may ask for them
                            kept.arrow()
                        _keep_step(key, kept)
            finally:
                with _kept_lock:
                    _asking.pop(key, None)
        assert kept is not None
        rows[name] = kept
    return rows[asked.name]


def _rows_then(name: str, since: date, figures: "_Figures", still: Callable[[], bool]) -> Rows:
    """The rows of the question as it would have been asked on the day `since`."""
    asked = question(name)
    values = given_or_set(asked, {"today": since} if "today" in asked.parameters else {})
    with figures.store.moment(since) as moment:
        return _rows(moment, asked, values, _Figures(figures.store, since, None), still)


def _day(value: object) -> date:
    """The day that a parameter names, as a date or in text; of none, one before all figures."""
    try:
        return date.fromisoformat(str(value)[:10]) if value is not None else _BEFORE_ALL
    except ValueError:
        raise WrongParameter(f"{_SINCE}={value} is not a day: write it as 2026-10-06.") from None


def _let_go_of_older(place: str, versions: Mapping[str, str]) -> None:
    """Keep nothing of figures of this store that have been replaced: nobody asks for it again."""
    with _kept_lock:
        if _newest.get(place) == versions:
            return
        _newest[place] = versions
        current = set(versions.items())
        for kept in (_answers, _rows_of):
            for key in [key for key in kept if key[0] == place and not current.issuperset(key[1])]:
                del kept[key]
                _sizes[_ALL] -= _sizes.pop(key, 0)


def _from(kept: OrderedDict[tuple, T], key: tuple) -> T | None:
    if key in kept:
        kept.move_to_end(key)
    return kept.get(key)


def _keep_step(key: tuple, rows: Rows) -> None:
    size = rows.nbytes + _EMPTY_TABLE
    with _kept_lock:
        if key in _rows_of:  # worked out twice, after somebody published
            return
        _rows_of[key], _sizes[key] = rows, size
        _sizes[_ALL] += size
        while len(_rows_of) > 1 and _sizes[_ALL] > _KEEP_BYTES:
            oldest, _ = _rows_of.popitem(last=False)
            _sizes[_ALL] -= _sizes.pop(oldest)


def given_or_set(asked: Question, params: Mapping[str, object]) -> dict[str, object]:
    """A value for each parameter of the question: as given, else the council's setting, else NULL."""
    values = {parameter: params.get(parameter) for parameter in asked.parameters}
    for parameter in values.keys() & FROM_SETTINGS.keys():
        if values[parameter] is None:
            values[parameter] = FROM_SETTINGS[parameter](settings())
    return values


def _for_duckdb(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
