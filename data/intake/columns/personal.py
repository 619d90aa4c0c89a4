"""Personal data: found in whichever column it stands, named with its lines, and never kept.

What a text looks like (an e-mail address, a telephone number, a postcode in full, a National Insurance or NHS number)
is told by tidy.sql; whether a column holds people's names is told here, because that takes the whole column.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column, Contract
from data.intake.columns.matching import PositionOf, header_key
from data.intake.files.reading import TextTable
from data.intake.problem import LISTED, PERSONAL, Problem, listed, the_rest
from data.intake.values.cells import ask, over

_HERE = Path(__file__).parent
_LOOKED_AT = 5000  # different texts of a column that are looked at for names
_AT_ONCE = 50_000  # texts of a column that nobody uses
_NAMED, _SHAPED, _MAYBE = 0.5, 0.7, 0.3  # shares of the different texts of a column
_FEWEST = 5  # numbers of ten figures that must all be NHS or mobile numbers before a column is taken for one of them
NAME = "looks like a person's name"
WRITE_A_POST = "Write the post, such as Head of IT, or leave the column out."


@dataclass(frozen=True)
class PersonalData:
    """Personal data that the kept columns of a file hold. column: its header in the file. what: in a few words.

    lines: the first of them; count: of all rows. needed: the kind cannot do without the column, so its cells must be
    mended.
    """

    column: str
    what: str
    lines: tuple[int, ...]
    count: int
    needed: bool = False


def found_in(problems: Iterable[Problem], headers: Mapping[str, str], wanted: Contract) -> tuple[PersonalData, ...]:
    """The personal data that the problems speak of, by header. headers: column of the contract → header."""
    lines_of: dict[tuple[str, str], set[int]] = {}
    needed: dict[str, bool] = {}
    for problem in problems:
        for each in [problem] if problem.rest is None else _of_rest(problem.rest):
            what = PERSONAL.get(each.code)
            if what and each.row is not None and each.column:
                header = headers.get(each.column, each.column)
                column = wanted.columns.get(each.column)
                needed[header] = column is not None and column.required
                lines_of.setdefault((header, what), set()).add(each.row)
    return tuple(
        PersonalData(header, what, tuple(sorted(lines)[:LISTED]), len(lines), needed[header])
        for (header, what), lines in lines_of.items()
    )


def _of_rest(rest: pa.Table) -> list[Problem]:
    if not any(each in PERSONAL for each in pc.unique(rest["code"]).to_pylist()):
        return []
    return [
        Problem(each["line"], each["column"], None, each["problem"], "", code=each["code"]) for each in rest.to_pylist()
    ]


def masked(con: duckdb.DuckDBPyConnection, problems: list[Problem]) -> list[Problem]:
    """The problems without personal data in their values, of which only the first letters stay: they end up in logs."""
    values = pa.array(list({each.value for each in problems if each.value}), pa.string())
    if not len(values):
        return problems
    personal = _holding(con, values)
    return [
        replace(each, value=each.value[:2] + "…")
        if each.value and (each.value in personal or each.code == "personal_name")
        else each
        for each in problems
    ]


def without_quotes_of_people(con: duckdb.DuckDBPyConnection, repairs: list[str]) -> list[str]:
    """Sentences about what was mended without personal data in what they quote: a title with a name and a number."""
    quotes = {each: _QUOTED.findall(each) for each in repairs}
    every = [quote for several in quotes.values() for quote in several]
    personal = _holding(con, pa.array(every, pa.string())) if every else set()
    return [
        _QUOTED.sub(lambda found: "'…'" if found[1] in personal or _names_somebody(found[1]) else found[0], each)
        if any(quote in personal or _names_somebody(quote) for quote in quotes[each])
        else each
        for each in repairs
    ]


_QUOTED = re.compile(r"(?<!\w)'(.+?)'(?!\w)")


# -- columns that are never kept ---------------------------------------------------------------------------------------


def without(table: TextTable, headers: Iterable[str]) -> tuple[TextTable, list[str]]:
    """The table without the columns of these headers, and which of them it had; capitals and spaces do not matter."""
    keys = {header_key(each) for each in headers}
    gone = [position for position, header in enumerate(table.headers) if header and header_key(header) in keys]
    if not gone:
        return table, []
    width = len(table.headers)
    keep = [position for position in range(width) if position not in gone]
    rest = replace(
        table,
        headers=[table.headers[each] for each in keep],
        columns=[table.columns[each] for each in keep],
        left_out=tuple(
            replace(line, cells=tuple(line.cells[each] for each in keep)) if len(line.cells) == width else line
            for line in table.left_out
        ),
    )
    return rest, [table.headers[each] for each in gone]


def holds_people(con: duckdb.DuckDBPyConnection, header: str, cells: pa.ChunkedArray) -> bool:
    """Whether a column that nobody uses holds personal data, in a cell or in its header."""
    texts = pc.unique(cells)
    all_texts = pa.concat_arrays([pa.array([header], pa.string()), texts])
    return (
        # a piece at a time: most columns that hold personal data show it soon
        any(_holding(con, all_texts.slice(n, _AT_ONCE), "in_code") for n in range(0, len(all_texts), _AT_ONCE))
        or _numbers_of_people(con, texts)
        or _judged(texts.slice(0, _LOOKED_AT).to_pylist()) == "error"
    )


def lines_about_people(con: duckdb.DuckDBPyConnection, table: TextTable) -> list[int]:
    """Lines above, between or below the rows that hold personal data: 'Prepared by' and a name, a telephone number."""
    if not table.left_out:
        return []
    texts = [" ".join(each.cells) for each in table.left_out]
    personal = _holding(con, pa.array(texts, pa.string()))
    return [
        each.line for each, text in zip(table.left_out, texts, strict=True) if text in personal or _names_somebody(text)
    ]


def _holding(con: duckdb.DuckDBPyConnection, texts: pa.Array, as_what: str = "personal") -> set[str]:
    """Those of the texts that hold personal data. as_what: the column of personal.sql that tells."""
    judged = ask(con, "personal.sql", texts=pa.table({"text": pc.drop_null(pc.unique(texts))}))
    return set(judged["text"].filter(pc.is_valid(judged[as_what])).to_pylist())


def _numbers_of_people(con: duckdb.DuckDBPyConnection, texts: pa.Array) -> bool:
    """Ten figures in every cell: NHS numbers where every check digit is right, mobile numbers that lost their 0."""
    filled = texts.filter(pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(texts)), 0))
    if len(filled) < _FEWEST or not pc.all(pc.match_substring_regex(filled, r"^\s*\d{10}\s*$")).as_py():
        return False
    sql = """SELECT bool_and(is_nhs_number(trim(cell)))
                    OR bool_and(regexp_full_match(trim(cell), '7[1-57-9][0-9]{8}')) AS y FROM cells"""
    return bool(over(con, sql, cells=pa.table({"cell": filled}))["y"][0].as_py())


# -- people's names ----------------------------------------------------------------------------------------------------

_TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "cllr", "councillor", "sir", "dame"])
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")


def _words_in(file: str) -> frozenset[str]:
    lines = (_HERE / file).read_text(encoding="utf-8").splitlines()
    return frozenset(word.casefold() for line in lines if not line.startswith("#") for word in line.split())


FORENAMES = _words_in("forenames.txt")
NO_NAME = _words_in("not_names.txt")


def _parts(text: str) -> list[str]:
    """The words of a text that has the shape of a name: two to four capitalised words, or 'Smith, Jane'. [] if not."""
    text = " ".join(text.split())
    if not 4 <= len(text) <= 50:
        return []
    login = re.fullmatch(r"([a-z]{3,})[._]([a-z]{3,})\d?", text)
    if login:
        return [login[1], login[2]]
    last, comma, first = text.partition(", ")
    words = (f"{first} {last}" if comma else text).split(" ")
    if not 2 <= len(words) <= 4 or not all(_WORD.fullmatch(word) for word in words):
        return []
    capitals = text.isupper() or text.islower() or all(word[0].isupper() for word in words)
    folded_words = [word.casefold().rstrip(".") for word in words]
    return folded_words if capitals and not NO_NAME & set(folded_words) else []


def is_name(text: str) -> bool:
    """Whether the text is a person's name, as far as a common forename or a title before it shows."""
    words = _parts(text)
    if not words:
        return False
    initial = re.match(r"[^\W\d_]\. ?[^\W\d_]{2}", text.strip())
    return bool(initial) or words[0] in _TITLES or (words[0].split("-")[0] in FORENAMES and len(words[-1]) > 1)


def _names_somebody(text: str) -> bool:
    """Whether a sentence names a person: 'Prepared by Jane …', 'Contact: Mr …'."""
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)
    return any(
        (one.casefold() in _TITLES or one.casefold() in FORENAMES)
        and one[0].isupper()
        and two[0].isupper()
        and two.casefold() not in NO_NAME
        for one, two in pairwise(words)
    )


def _judged(texts: Iterable[str]) -> str:
    """'error' where the texts are mostly people's names, 'warning' where they may be, else ''."""
    different = list(dict.fromkeys(text.strip() for text in texts if text and text.strip()))
    names = sum(is_name(text) for text in different)
    if names < 2:
        return ""
    shaped = sum(bool(_parts(text)) for text in different)
    if shaped < _SHAPED * len(different):
        return ""
    return "error" if names >= _NAMED * len(different) else "warning" if names >= _MAYBE * len(different) else ""


def asks_for_a_post(column: Column) -> bool:
    """Whether the column is there for posts, so that any name in it is one too many."""
    return column.type == "text" and (
        column.name.endswith(("_role", "_holder", "_by")) or column.name in ("sro", "owner", "author")
    )


def names_in(table: TextTable, wanted: Contract, position_of: PositionOf) -> list[Problem]:
    """Names of people in the columns that are kept: each cell where a post is asked for, else whole columns."""
    problems: list[Problem] = []
    for name, position in position_of.items():
        column = wanted.columns[name]
        if column.type not in ("text", "word", "code") or column.only_words or position in table.added:
            continue
        cells = table.columns[position]
        texts = [each for each in pc.unique(table.texts(position).to_look_at).slice(0, _LOOKED_AT).to_pylist() if each]
        if asks_for_a_post(column):
            names = [text for text in texts if is_name(text)]
            maybe = [text for text in texts if text not in names and _names_somebody(text)]
            problems += _name_problems(table.lines, cells, column, names, "error")
            problems += _name_problems(table.lines, cells, column, maybe, "warning")
        elif severity := _judged(texts):
            names = [text for text in texts if _parts(text)]
            problems += _name_problems(table.lines, cells, column, names, severity)
    return problems


def _name_problems(
    lines: pa.Array, cells: pa.ChunkedArray, column: Column, people: list[str], severity: str
) -> list[Problem]:
    """One for each cell that holds one of these people's names."""
    if not people:
        return []
    cells = cells.combine_chunks()
    marked = pc.is_in(cells, value_set=pa.array(people, pa.string()))
    lines, cells = lines.filter(marked), cells.filter(marked)
    others = lines.slice(LISTED)
    remedy = WRITE_A_POST if severity == "error" else f"If it is, {WRITE_A_POST[:1].lower()}{WRITE_A_POST[1:]}"
    same = (column.name, NAME, remedy, "personal_name")
    return listed(
        (
            Problem(line, column.name, cell.strip(), NAME, remedy, severity, code="personal_name")
            for line, cell in zip(lines.slice(0, LISTED).to_pylist(), cells.slice(0, LISTED).to_pylist(), strict=True)
        ),
        len(lines),
        column.name,
        severity,
        the_rest(others, *[pa.repeat(word, len(others)).dictionary_encode() for word in same]) if len(others) else None,
    )
