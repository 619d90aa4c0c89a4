"""Questions to the store: one .sql file each, in a folder per subject.

A file's first comment lines say what it answers, its parameters with units, and its columns. `-- uses: a/b, c/d`
puts the SQL of those questions in front as CTEs named a_b and c_d, so that one question can build on another;
`-- fixes: by = 'category', service = NULL` gives parameters of theirs a value, so that nobody needs to pass one.
What several files work out alike is a macro of rules.sql, which every question may call as rules.name(…).
"""

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock

import pandas as pd

from data.settings import Settings, settings
from data.store import Store, open_store

_HERE = Path(__file__).parent
_KEEP = 512  # results kept in memory

# Charts and previews ask these one after another, and they are made of the same parts: who asks one gets all of them in
# one pass, a part at a time, in a third of the time. With those of the whole council come what is known by then anyway.
_TOGETHER = ("signals/points", "signals/expected", "signals/measures", "signals/judged")
_ALONG = ("measures/definitions", "measures/source", "measures/list")

# Parameters that are the council's settings, where the caller does not give them.
FROM_SETTINGS: dict[str, Callable[[Settings], object]] = {
    "digital_channels": lambda s: tuple(each.channel for each in s.channels if each.digital),
    "assisted_channels": lambda s: tuple(each.channel for each in s.channels if each.assisted),
    "assisted_digital": lambda s: s.channel_shift.assisted_digital,
    "compare_from": lambda s: s.channel_shift.compare_from or None,
    "late_after_day": lambda s: s.demand.late_after_day,
    "financial_year_starts": lambda s: s.council.financial_year_starts,
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
    """One .sql file: its head as text, the questions it uses, its own SQL, and the SQL that runs."""

    name: str
    head: str
    uses: tuple[str, ...]
    body: str
    sql: str
    parameters: frozenset[str]


def names() -> list[str]:
    """Every question, as subject/question."""
    return sorted(path.relative_to(_HERE).with_suffix("").as_posix() for path in _HERE.glob("*/*.sql"))


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
    uses = tuple(used for line in re.findall(r"^uses:(.*)$", head, re.M) for used in re.findall(r"[\w/]+", line))
    sql = _with_used(_with_origin(name, body), _in_order(uses))
    for fixed in re.findall(r"^fixes:(.*)$", head, re.M):
        for parameter, value in re.findall(r"(\w+) = ('[^']*'|NULL)", fixed):
            sql = re.sub(rf"\${parameter}\b", value, sql)
    return Question(name, head, uses, body, sql, frozenset(re.findall(r"\$([a-z_]\w*)", _bare(sql))))


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


_results: OrderedDict[tuple, pd.DataFrame] = OrderedDict()
_asking: dict[tuple, Lock] = {}  # one asks, the others wait for its answer
_results_lock = Lock()


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
    Kept in memory by name, parameters and data version. Raises NoSuchQuery, WrongParameter.
    """
    asked = question(name)
    unknown = set(params) - asked.parameters
    if unknown:
        takes = ", ".join(sorted(asked.parameters)) or "none"
        raise WrongParameter(f"{name} does not take {', '.join(sorted(unknown))}. It takes: {takes}.")
    store = store or open_store()
    values = given_or_set(asked, params)
    names = _asked_with(name, values)
    keys = {
        each: (str(store.path), store.version(), each, as_at, with_draft, tuple(sorted(own.items())))
        for each in names
        for own in [{key: values[key] for key in question(each).parameters}]
    }
    rows = _kept(keys[name])
    if rows is None:
        with _results_lock:
            first = _asking.setdefault(keys[names[0]], Lock())
        try:
            with first:
                rows = _kept(keys[name])
                if rows is None:
                    answers = _answers(store, names, _for_duckdb(values), as_at, with_draft)
                    for each, answer in zip(names, answers, strict=True):
                        _keep(keys[each], answer)
                    rows = answers[names.index(name)]
        finally:
            with _results_lock:
                _asking.pop(keys[names[0]], None)
    return rows.copy(deep=False)  # pandas copies on write


def _asked_with(name: str, values: dict[str, object]) -> tuple[str, ...]:
    """The questions that are answered in one pass with this one, and with its values."""
    if name not in _TOGETHER or values["by"] is not None:
        return (name,)
    whole = values["measure_id"] is None and values["directorate"] is None
    return _TOGETHER + _ALONG if whole else _TOGETHER


def _answers(
    store: Store,
    names: tuple[str, ...],
    values: dict[str, object],
    as_at: date | datetime | None,
    with_draft: str | None,
) -> list[pd.DataFrame]:
    if len(names) == 1:
        return [store.query(question(names[0]).sql, values, as_at=as_at, with_draft=with_draft)]
    steps = _steps(names)
    return store.query_in_steps(steps, [_table(each) for each in names], values, as_at=as_at, with_draft=with_draft)


@cache
def _steps(names: tuple[str, ...]) -> dict[str, str]:
    """The questions and all that they use, in an order in which each uses only those before it: table → its SQL."""
    order = _in_order(names)
    return {_table(each): _with_origin(each, question(each).body) for each in order}


def given_or_set(asked: Question, params: Mapping[str, object]) -> dict[str, object]:
    """A value for each parameter of the question: as given, else the council's setting, else NULL."""
    values = {parameter: params.get(parameter) for parameter in asked.parameters}
    for parameter in values.keys() & FROM_SETTINGS.keys():
        if values[parameter] is None:
            values[parameter] = FROM_SETTINGS[parameter](settings())
    return values


def _for_duckdb(values: dict[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _kept(key: tuple) -> pd.DataFrame | None:
    with _results_lock:
        if key in _results:
            _results.move_to_end(key)
        return _results.get(key)


def _keep(key: tuple, rows: pd.DataFrame) -> None:
    with _results_lock:
        _results[key] = rows
        while len(_results) > _KEEP:
            _results.popitem(last=False)
