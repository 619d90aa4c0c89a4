"""What intake says about a file: a problem with its row, and problems grouped by their cause."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

import pyarrow as pa

# code of a problem → the personal data that a cell holds
PERSONAL = {
    "personal_email_address": "an e-mail address",
    "personal_telephone_number": "a telephone number",
    "personal_national_insurance_number": "a National Insurance number",
    "personal_nhs_number": "an NHS number",
    "personal_postcode": "a postcode in full",
    "personal_name": "people's names",
}
LISTED = 1000  # problems named one by one for each cause; the rest are counted
_AT_ONCE = 20_000  # of those that are counted
_SHOWN = 80  # letters of a cell
_EXAMPLES = 50  # lines and values that a cause keeps as examples


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. row: line number in the file as a person counts, None for the whole file.

    rest: of a problem that only counts others, those others: a table with line, column, problem, remedy and code.
    code: what is wrong in a short word that stays as it is when the sentence is put better; whoever has to tell one
    problem from another asks for it, and never for words of the sentence.
    """

    row: int | None
    column: str | None
    value: str | None
    problem: str
    remedy: str
    severity: str = "error"
    rest: pa.Table | None = field(default=None, compare=False, repr=False)
    code: str = field(kw_only=True)

    @property
    def count(self) -> int:
        """How many problems it stands for: itself, or those that it only counts."""
        return 1 if self.rest is None else len(self.rest)

    @property
    def lines(self) -> list[int]:
        """The lines it speaks of; none where it speaks of the whole file."""
        if self.rest is not None:
            return [line for line in self.rest["line"].to_pylist() if line is not None]
        return [] if self.row is None else [self.row]

    def as_dict(self) -> dict:
        """The object that --format json prints."""
        names = ("row", "column", "value", "problem", "remedy", "severity", "code")
        return {name: getattr(self, name) for name in names}

    def __str__(self) -> str:
        where = "The file" if self.row is None else f"Line {self.row}"
        column = f", {self.column}" if self.column else ""
        value = f" {self.value!r}" if self.value else ""
        return f"{where}{column}:{value} {self.problem}. {self.remedy}".replace("..", ".")


def listed(
    problems: Iterable[Problem], count: int, column: str | None, severity: str, rest: pa.Table | None = None
) -> list[Problem]:
    """The first LISTED of `count` problems of one cause, and a line that counts the rest.

    rest: the others, where the caller has them as a table; else they are what `problems` still gives.
    """
    several = iter(problems)
    first = [each for _, each in zip(range(LISTED), several, strict=False)]
    if count > len(first):
        first.append(
            Problem(
                None,
                column,
                None,
                f"{count - len(first):,} more rows have the same kind of problem",
                "Mend the rows that are listed and all like them.",
                severity,
                _rest_of(several) if rest is None else rest,
                code="more_of_the_same",
            )
        )
    return first


def _rest_of(problems: Iterator[Problem]) -> pa.Table:
    """Packed some thousands at a time: two million of them as Python's own take a gigabyte."""
    parts = []
    while several := list(islice(problems, _AT_ONCE)):
        told = ((each.row, each.column, each.problem, each.remedy, each.code) for each in several)
        parts.append(the_rest(*zip(*told, strict=True)))
    return pa.concat_tables(parts or [the_rest()]).unify_dictionaries()


def listed_at(
    places: pa.Array,
    lines: pa.Array,
    cells: pa.ChunkedArray,
    column: str | None,
    problem: str,
    remedy: str,
    severity: str = "error",
    *,
    code: str,
) -> list[Problem]:
    """One problem that the cells at these places of a column have, each with its line and text."""
    several = zip(lines.take(places).to_pylist(), cells.take(places).to_pylist(), strict=True)
    each = (
        Problem(line, column, cell.strip()[:_SHOWN], problem, remedy, severity, code=code) for line, cell in several
    )
    return listed(each, len(places), column, severity)


_Many: TypeAlias = pa.Array | pa.ChunkedArray | Sequence


def the_rest(
    lines: _Many = (), columns: _Many = (), problems: _Many = (), remedies: _Many = (), codes: _Many = ()
) -> pa.Table:
    """Problems that are counted and not named, kept small: 1,000,000 of them take some 20 MB."""

    def few(words: _Many) -> pa.Array:
        words = words.combine_chunks() if isinstance(words, pa.ChunkedArray) else words
        words = words if isinstance(words, pa.Array) else pa.array(words, pa.string())
        return words if pa.types.is_dictionary(words.type) else words.dictionary_encode()

    numbers = lines if isinstance(lines, (pa.Array, pa.ChunkedArray)) else pa.array(lines, pa.int64())
    texts = {"column": columns, "problem": problems, "remedy": remedies, "code": codes}
    return pa.table({"line": numbers, **{name: few(words) for name, words in texts.items()}})


# -- by cause ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cause:
    """Problems that have one cause. column, problem, remedy: as of the first, with … for what differs between them.

    code: as of the problems.
    count: how many rows. lines, values: the first of them; a value carries in brackets what the sentence leaves out.
    """

    severity: str
    column: str | None
    problem: str
    remedy: str
    count: int
    lines: tuple[int, ...]
    values: tuple[str, ...]
    code: str

    def __str__(self) -> str:
        if self.count == 1:
            line, value = (*self.lines, None)[0], (*self.values, None)[0]
            return str(Problem(line, self.column, value, self.problem, self.remedy, self.severity, code=self.code))
        values = f": {self.told(5)}" if self.values else ""
        return f"{self.count:,} times. {self.where(8)}: {self.problem}{values}. {self.remedy}".replace("..", ".")

    def told(self, most: int) -> str:
        """At most so many of the values."""
        if len(self.values) <= most:
            return some(self.values, most)
        return ", ".join(self.values[:most]) + " and others"

    def where(self, most: int) -> str:
        """Column and lines, at most so many of them."""
        told = [f"{line:,}" for line in self.lines[:most]]
        lines = ""
        if told:
            more = self.count - len(told)
            lines = ("line " if self.count == 1 else "lines ") + (
                ", ".join(told) + f" and {more:,} more" if more > 0 else some(told, most)
            )
        said = ", ".join(each for each in (self.column, lines) if each)
        return said[:1].upper() + said[1:] if said and not self.column else said or "The whole file"


_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?" \
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"  # fmt: skip
# what may differ between two problems of one cause: figures, months, and what is quoted
_DIFFERS = re.compile(
    rf"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|\b{_MONTH}(?: ?-+ ?{_MONTH})?(?= ?\d)|-?\d[\d,.:/-]*\d|-?\d", re.IGNORECASE
)
_HINT = re.compile(r"^((?:Did you mean|Is it) [^?]*\?)\s*(?:(?:Else|Then) (\w))?")


def grouped(problems: Iterable[Problem]) -> list[Cause]:
    """The problems by cause: errors first, each cause where its first problem stands.

    Problems whose sentences differ only in a value, a figure or in what may be meant instead have one cause. Those
    that are only counted are in the count of theirs.
    """
    causes: dict[tuple, _Gathered] = {}
    counting = []
    for each in problems:
        if each.rest is None:
            _cause_of(causes, each).take(each)
        else:
            counting.append(each)
    for each in counting:
        for of_rest, lines in _causes_of_rest(each):
            _cause_of(causes, of_rest).count_more(of_rest, lines)
    several = [each.cause() for each in causes.values()]
    return sorted(several, key=lambda each: each.severity != "error")


def _cause_of(causes: dict, problem: Problem) -> "_Gathered":
    """The group that the problem belongs to; one that only says what may be meant joins its like."""
    rest = _DIFFERS.sub("…", _without_hint(problem.remedy)[0])
    key = (problem.severity, _DIFFERS.sub("…", problem.column or ""), _DIFFERS.sub("…", problem.problem))
    if not rest:
        rest = next((told for *other, told in causes if tuple(other) == key), "")
    elif (*key, rest) not in causes and (*key, "") in causes:
        causes[*key, rest] = causes.pop((*key, ""))
    return causes.setdefault((*key, rest), _Gathered(problem.severity, problem.code))


def _without_hint(remedy: str) -> tuple[str, str]:
    """The remedy without 'Did you mean …?', and that."""
    hint = _HINT.match(remedy)
    if hint is None:
        return remedy, ""
    rest = remedy[hint.end() :]
    return (hint[2].upper() + rest if hint[2] else rest), hint[1]


def _causes_of_rest(problem: Problem) -> Iterator[tuple[Problem, list[int]]]:
    """What a counting problem counts: one problem for each wording, with its lines."""
    assert problem.rest is not None, "only a problem that counts others is asked"
    rest = problem.rest.to_pandas()
    parts = ["column", "problem", "remedy", "code"]
    for (column, what, remedy, code), rows in rest.groupby(parts, dropna=False, observed=True):
        yield (
            Problem(None, _text(column), None, what, _text(remedy) or "", problem.severity, code=code),
            rows["line"].tolist(),
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


class _Gathered:
    """One cause while it is put together."""

    def __init__(self, severity: str, code: str):
        self.severity, self.code, self.count = severity, code, 0
        self.lines: dict[int, None] = {}
        self.problems: Counter[str] = Counter()
        self.columns: dict[str | None, None] = {}
        self.remedies: dict[str, None] = {}
        self.told: list[tuple[str, str, str]] = []  # value, sentence, what may be meant

    def _wording(self, problem: Problem) -> str:
        self.problems[problem.problem] += 1
        self.columns.setdefault(problem.column)
        remedy, hint = _without_hint(problem.remedy)
        self.remedies.setdefault(remedy)
        return hint

    def take(self, problem: Problem) -> None:
        self.count += 1
        hint = self._wording(problem)
        if problem.row is not None and len(self.lines) < _EXAMPLES:
            self.lines.setdefault(problem.row)
        if len(self.told) < _EXAMPLES:
            self.told.append((problem.value or "", problem.problem, hint))

    def count_more(self, problem: Problem, lines: list[int]) -> None:
        self.count += len(lines)
        self._wording(problem)
        for line in lines[: _EXAMPLES - len(self.lines)]:
            self.lines.setdefault(line)

    def cause(self) -> Cause:
        remedies = [each for each in self.remedies if each]
        one_hint = "" if len({hint for *_, hint in self.told}) != 1 else self.told[0][2]
        several = len(self.problems) > 1
        values = dict.fromkeys(
            self._value(value, sentence, several, "" if one_hint else hint) for value, sentence, hint in self.told
        )
        return Cause(
            self.severity,
            _common(list(self.columns)),
            _common(list(self.problems)) or "",
            " ".join(each for each in (one_hint, _common(remedies) or "") if each),
            self.count,
            tuple(self.lines),
            tuple(value for value in values if value),
            self.code,
        )

    def _value(self, value: str, sentence: str, several: bool, hint: str) -> str:
        apart = [hint[:1].lower() + hint[1:]] if hint else []
        if several:
            common = _common(list(self.problems)) or ""
            apart += _what_differs(common, sentence)
        if not apart:
            return value
        return f"{value} ({'; '.join(apart)})" if value else "; ".join(apart)


def _common(texts: Sequence[str | None]) -> str | None:
    """The text with … in place of the parts that are not the same in all."""
    if len(texts) < 2 or texts[0] is None:
        return texts[0] if texts else None
    parts = [_DIFFERS.findall(text or "") for text in texts]
    if len({len(each) for each in parts}) != 1:
        return texts[0]
    alike = iter([len({each[at] for each in parts}) == 1 for at in range(len(parts[0]))])
    return re.sub(r"…[ …]*…", "…", _DIFFERS.sub(lambda found: found[0] if next(alike) else "…", texts[0]))


def _what_differs(common: str, sentence: str) -> list[str]:
    """The parts of the sentence for which the common wording has …"""
    pattern = "(.+?)".join(re.escape(each) for each in common.split("…"))
    found = re.fullmatch(pattern, sentence, re.DOTALL)
    if found is None:
        return []
    return [" to ".join(each.strip(" '\"") for each in found.groups())] if found.groups() else []


def count_of(problems: Iterable[Problem], severity: str) -> int:
    """How many problems of a severity there are, those included that are only counted."""
    return sum(each.count for each in problems if each.severity == severity)


def say_problems(problems: Iterable[Problem], word: str) -> str:
    """Such as '1 warning', or '10 warnings of 3 kinds' where the list of causes has fewer lines than that."""
    several = list(problems)
    count, kinds = sum(each.count for each in several), len(grouped(several))
    said = f"{count:,} {word if count == 1 else word + 's'}"
    return said if kinds == count else f"{said} of {kinds:,} {'kind' if kinds == 1 else 'kinds'}"


def some(items: Iterable[object], limit: int = 8) -> str:
    """'a, b, c and 4 more'."""
    texts = [str(item) for item in items]
    if len(texts) <= limit:
        return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " and " + texts[-1] if texts else ""
    return ", ".join(texts[:limit]) + f" and {len(texts) - limit:,} more"


def lines_named(lines: Iterable[int]) -> str:
    """'line 3', or 'lines 3, 4 and 6': each line once."""
    several = list(dict.fromkeys(lines))
    return f"line {several[0]}" if len(several) == 1 else f"lines {some(several)}"
