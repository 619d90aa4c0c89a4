"""What is wrong with the headers of a file of a kind: missing, misspelt and doubtful columns, and what is left out."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

import pyarrow.compute as pc

from data.contracts import CONTRACTS, Column, Contract, about_people, folded
from data.intake.choices import Answers, Question
from data.intake.columns.matching import (
    WHERE_TO_MATCH,
    MatchedHeaders,
    PositionOf,
    column_for,
    lacks_one_of,
    may_be_used,
    missing_columns,
    nearest_header,
)
from data.intake.columns.proposing import count_within, doubtful_columns, filled_cells, proposal
from data.intake.columns.understanding import understanding
from data.intake.columns.unused import name_unused, samples, unused_columns
from data.intake.files.reading import TextTable
from data.intake.files.shape import shortened
from data.intake.known import Known
from data.intake.problem import Problem, some


def check_headers(
    table: TextTable,
    wanted: Contract,
    known: Known,
    *,
    proposing: bool,
    problems: list[Problem],
    repairs: list[str],
    answers: Answers | None = None,
) -> PositionOf | None:
    """Contract column → position in the file, by header name. None where the file cannot be this kind at all.

    proposing: nobody has confirmed a layout, so what a column may be is said too. answers: what was answered about
    headers that leave open what they mean. Adds to problems, and to repairs what was left out.
    """
    matched = understanding(table, wanted).matched
    position_of = {**matched.position_of, **_answered(table, wanted, matched, answers or Answers())}
    if turned := _on_its_side(table, wanted, position_of):
        problems.append(turned)
        return None
    problems += matched.problems
    if proposing and not table.unpivoted:
        problems += _doubts(table, position_of, known)
    # wide columns that wait for an answer are not left out yet
    waiting = table.ignored if table.waiting else frozenset()
    source, left_out = table, sorted(set(matched.left_out) - waiting - set(position_of.values()))
    if table.unpivoted:
        source, gone = table.unpivoted.source, table.unpivoted.used | table.unpivoted.planned
        left_out = [each for each in range(len(source.headers)) if each not in gone]
    given = {*position_of, *table.waiting}
    missing = missing_columns(wanted, given)
    if missing:
        problems += _missing(table, wanted, missing, matched, known if proposing else None)
        if not position_of:
            return None
    if lacks_one_of(wanted, given):
        problems.append(
            Problem(
                table.header_line,
                wanted.one_of[0][0],
                None,
                f"there is no column {', nor '.join(' and '.join(group) for group in wanted.one_of)}",
                f"Add a column named {', or both '.join(' and '.join(group) for group in wanted.one_of)}.",
                code="missing_column",
            )
        )
    problems += _asked_for(table, wanted, position_of)
    contradicted = matched.contradicted if source is table else {}
    unused = unused_columns(source, wanted, position_of, left_out, contradicted, given) if proposing else []
    problems += name_unused(source, unused)
    named = {each.position for each in unused}
    left_out = [each for each in left_out if each not in named]
    _name_left_out(source, wanted, left_out, repairs)
    problems += _misspelt(source, wanted, left_out, position_of)
    if proposing and not missing:
        problems += _hardly_known(source, wanted, left_out) + _code_left_out(source, wanted, left_out, position_of)
    return position_of


def _answered(table: TextTable, wanted: Contract, matched: MatchedHeaders, answers: Answers) -> dict[str, int]:
    """Columns whose header can mean something else and whose cells could be either, as somebody has answered."""
    found: dict[str, int] = {}
    for column in wanted.columns.values():
        for position in matched.left_out:
            header = table.headers[position]
            if column.name in matched.position_of or folded(header) not in column.not_meant_by:
                continue
            cells = filled_cells(table, position)
            if position in table.ignored or not len(cells) or count_within(cells, column) < len(cells):
                continue  # it can only be the other thing
            options = {
                column.not_meant_as: "the column is not used",
                column.name.replace("_", " "): column.meaning[:1].lower() + column.meaning[1:].rstrip("."),
            }
            text = f"What is {header!r} (such as {samples(table, position)})?"
            if answers.to(Question(f"column.{column.name}", text, options)) == column.name.replace("_", " "):
                found[column.name] = position
    return found


def _doubts(table: TextTable, position_of: PositionOf, known: Known) -> list[Problem]:
    return [
        Problem(
            table.header_line,
            name,
            table.headers[position_of[name]],
            "only may be this column: none of its cells is a measure that the dashboard knows",
            f"Say which column has the code of the measure. {WHERE_TO_MATCH}",
            code="column_doubted",
        )
        for name in doubtful_columns(table, position_of, known)
    ]


def _asked_for(table: TextTable, wanted: Contract, position_of: PositionOf) -> list[Problem]:
    return [
        Problem(
            table.header_line,
            each.name,
            None,
            "there is no such column, and members need it",
            f"Add it when you can. {each.meaning}",
            "warning",
            code="wanted_column_missing",
        )
        for each in wanted.columns.values()
        if each.asked and each.name not in position_of
    ]


def _hardly_known(table: TextTable, wanted: Contract, left_out: list[int]) -> list[Problem]:
    """A file of which little is read: it may be of another kind, or its columns have to be matched."""
    usable = {position for position, header in enumerate(table.headers) if may_be_used(header)}
    lost = usable.intersection(left_out)
    if len(usable) < 8 or len(lost) < 0.75 * len(usable):
        return []
    what = f"only {len(usable) - len(lost)} of the {len(usable)} columns are known as columns of {wanted.title}"
    remedy = f"Check that it is {wanted.title}, and match the columns that matter. {WHERE_TO_MATCH}"
    return [Problem(table.header_line, None, None, what, remedy, "warning", code="few_columns_known")]


_CODE = re.compile(r"\b(id|ids|code|ref|reference|number|no|identifier|key)\b")


def _code_left_out(table: TextTable, wanted: Contract, left_out: list[int], position_of: PositionOf) -> list[Problem]:
    """A column that may be the code for which a name stands in: by the code the other files would find the thing."""
    problems = []
    for column in (each for each in wanted.columns.values() if each.required and each.copies in position_of):
        if column.name in position_of:
            continue
        for position in left_out:
            header = " ".join(table.headers[position].replace("_", " ").split())
            cells = pc.utf8_trim_whitespace(table.columns[position])
            if not _CODE.search(header.casefold()) or not may_be_used(header) or not len(cells):
                continue
            if pc.count_distinct(cells).as_py() == len(cells) and not pc.any(pc.equal(cells, "")).as_py():
                what = f"may be {column.name}; without one, {column.copies} stands for it"
                remedy = f"If it is, match it with {column.name}, so that other files find the same. {WHERE_TO_MATCH}"
                problems.append(
                    Problem(table.header_line, column.name, header, what, remedy, "warning", code="code_left_out")
                )
    return problems


_FEWEST = 3  # names of columns below each other that are no accident


def _on_its_side(table: TextTable, wanted: Contract, position_of: PositionOf) -> Problem | None:
    """A table with one column for each project or measure, and the names of our columns below each other."""
    fewest = max(_FEWEST, 2 * len(position_of) + 1)  # far more than the header has
    if table.unpivoted or not table.columns or fewest > len(wanted.columns):
        return None
    cells = pc.unique(table.columns[0].slice(0, 200)).to_pylist()
    if len(cells) < fewest:
        return None
    below = {column.name: cell for cell in cells if (column := column_for(cell, wanted)[0])}
    if len(below) < fewest:
        return None
    some_of = some([repr(shortened([cell], 40)) for cell in below.values()], 3)
    return Problem(
        table.header_line,
        None,
        None,
        f"the table stands on its side: in its first column stand names of columns, such as {some_of}",
        "In Excel, copy the table, choose Paste special, Transpose on a new sheet, and upload that.",
        code="table_on_its_side",
    )


def _missing(
    table: TextTable, wanted: Contract, missing: list[Column], matched: MatchedHeaders, known: Known | None
) -> list[Problem]:
    """Each missing column with what it may be in the file, and what else the file may be. known: None for no guesses"""
    problems = []
    free = [table.headers[position] for position in matched.left_out]
    proposed = _proposed_headers(table, wanted, known, missing)
    for each in missing:
        near_name = nearest_header(each.name, free) or proposed.get(each.name)
        if near_name:
            remedy = f"Is it {near_name!r}? Then rename that column to {each.name}, or match the two. {WHERE_TO_MATCH}"
        elif not all(table.headers):
            remedy = f"Is it the column without a header? Then write {each.name} above it."
        elif wanted.adds_up == each.name and table.unpivoted:
            remedy = f"If the whole file is about one {each.name}, say which. {WHERE_TO_MATCH}"
        else:
            remedy = f"Add a column named {each.name}, for example {each.example}."
        problems.append(
            Problem(
                table.header_line,
                each.name,
                None,
                "this column is missing, and it is needed",
                remedy,
                code="missing_column",
            )
        )
    other = None if table.unpivoted else _other_kind(table, wanted)
    if other:
        what, remedy = f"the file looks like {other.title}", f"Upload it as {other.kind}."
        problems.append(Problem(None, None, None, what, remedy, code="another_kind"))
    elif not matched.position_of and len(proposed) < len(missing):
        problems.append(
            Problem(
                table.header_line,
                None,
                some(table.headers, 5)[:80],
                "no header of this row is known",
                "If lines such as a title stand above the header, delete them; else compare with the blank template.",
                code="no_header_known",
            )
        )
    return problems


def _proposed_headers(
    table: TextTable, wanted: Contract, known: Known | None, missing: Iterable[Column]
) -> dict[str, str]:
    """Missing column → the header whose cells look like it."""
    if known is None:
        return {}
    source = table.unpivoted.source if table.unpivoted else table
    guessed = proposal(source, wanted.kind, known).layout.columns
    names = {each.name for each in missing}
    return {column: header for header, column in guessed.items() if column in names}


def _other_kind(table: TextTable, wanted: Contract) -> Contract | None:
    """The kind of which the file has every needed column, and most others."""
    known_headers: dict[str, int] = {}
    for kind, other in CONTRACTS.items():
        columns = [column for column, _ in (column_for(header, other) for header in table.headers) if column]
        needed = {each.name for each in other.columns.values() if each.required}
        if kind != wanted.kind and needed <= {each.name for each in columns}:
            known_headers[kind] = len(columns)
    return CONTRACTS[max(known_headers, key=lambda kind: known_headers[kind])] if known_headers else None


def _name_left_out(table: TextTable, wanted: Contract, left_out: list[int], repairs: list[str]) -> None:
    people = [table.headers[each] for each in left_out if about_people(table.headers[each])]
    other = [table.headers[each] for each in left_out if table.headers[each] and not about_people(table.headers[each])]
    nameless = [each + 1 for each in left_out if not table.headers[each]]
    if people:
        repairs.append(f"Columns about people were left out and are not kept: {', '.join(people)}.")
    if other:
        names = ", ".join(shortened([each], 60) for each in other)
        repairs.append(f"Columns that {wanted.title} does not use were left out: {names}.")
    if nameless:
        repairs.append(f"Columns without a header were left out: {some(f'column {each}' for each in nameless)}.")


def _misspelt(table: TextTable, wanted: Contract, left_out: list[int], position_of: PositionOf) -> list[Problem]:
    """A header that is nearly one of ours: its column would be lost without anybody meaning it."""
    problems = []
    for header in (table.headers[each] for each in left_out):
        free = [each for each in wanted.columns if each not in position_of and not about_people(header)]
        near = get_close_matches(folded(header), [folded(name) for name in free], n=1, cutoff=0.8)
        if near:
            name = next(each for each in free if folded(each) == near[0])
            problems.append(
                Problem(
                    table.header_line,
                    name,
                    header,
                    "this column is not known, and was left out",
                    f"If it is {name}, rename the column to {name} and upload the file again.",
                    "warning",
                    code="column_nearly_known",
                )
            )
    return problems
