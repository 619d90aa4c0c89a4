"""How the figures of a file are written: whether the point or the comma stands before decimals.

It is decided once for the file, from all its figures. 1,234.5 and 12.5 have a decimal point, 1.234,5 and 12,5 a decimal
comma; 118.000 and 93,125 may be either, and what nothing else in the file settles is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Column
from data.intake.choices import Answers, Question
from data.intake.problem import Problem, listed_at
from data.intake.values.typed_cells import one_chunk

ABOUT = "figures_written"
POINT, COMMA = "decimal point", "decimal comma"

_AROUND = r"[£$€%()+\s\x{a0}\x{2007}\x{2009}\x{202f}−–-]|(?i:gbp)"
_SURE_POINT = "|".join(
    [
        r"^\d{1,3}(,\d{3})+\.\d*$",
        r"^\d{1,3}(,\d{3}){2,}$",
        r"^\d*[1-9]\d*\.\d{1,2}$",  # 0.0 tells nothing of a file whose other figures are as 118.000
        r"^\d*\.([1-9]\d?|\d[1-9])$",
        r"^\d*\.\d{4,}$",
        r"^\d{4,}\.\d+$",
        r"^0*\.\d*[1-9]\d*$",
        r"\.\d*[eE][+-]?\d",
    ]
)
_SURE_COMMA = "|".join(
    [
        r"^\d{1,3}(\.\d{3})+,\d+$",
        r"^\d{1,3}(\.\d{3}){2,}$",
        r"^\d+,\d{1,2}$",
        r"^\d+,\d{4,}$",
        r"^\d{4,},\d+$",
        r"^0+,\d+$",
        r"^\d+,\d*[eE][+-]?\d",
    ]
)
_EITHER_POINT, _EITHER_COMMA = r"^[1-9]\d{0,2}\.\d{3}$", r"^[1-9]\d{0,2},\d{3}$"
_EITHER_TEXT = r"^[1-9]\d{0,2}\.\d\d0$"
_WITH_COMMA = (
    r"^[£€(+\s−–-]*(?:(?i:gbp)\s*)?[+−–-]?\s*(\d{1,3}([.'’ \x{a0}\x{2009}\x{202f}]\d{3})+|\d+)(,\d+)?"
    r"([eE][+-]?\d{1,3})?\s*[%)€]*$"
)
_HEAD = 5_000  # cells of a column that are looked at first
_BETWEEN = r"[.'’\s\x{a0}\x{2009}\x{202f}]"
# a file whose columns these divide may have been written where the decimal comma is usual; one with commas was not
_OF_COMMA_COUNTRIES = (";", "\t", "|")
_MONEY_AND_COUNTS = ("£", "count", "gbp", "")


@dataclass(frozen=True)
class FigureColumn:
    """A column of figures as text. units: of each row, where the rows have those of their measures.

    scaled: its header states thousands or millions, of which there are decimals.
    """

    column: Column
    cells: pa.ChunkedArray
    units: pa.Array | None = None
    scaled: bool = False


@dataclass(frozen=True)
class _Either:
    """A figure that could be read in two ways, with its place. unit: that its column or measure has."""

    text: str
    column: str
    line: int
    unit: str

    @property
    def small(self) -> str:
        """What it is where its point or comma stands before decimals."""
        return f"{float(self.text.replace(',', '.')):.15g}"

    @property
    def large(self) -> str:
        """What it is where its point or comma parts the thousands."""
        number = int(self.text.replace(",", "").replace(".", ""))
        return f"{number // 1000} thousand" if number % 1000 == 0 else f"{number} (more than {number // 1000} thousand)"

    @property
    def with_point(self) -> str:
        return self.small if "." in self.text else self.large

    @property
    def with_comma(self) -> str:
        return self.large if "." in self.text else self.small


def style_of(
    columns: Iterable[FigureColumn], lines: pa.Array, delimiter: str, answers: Answers, repairs: list[str]
) -> str:
    """POINT or COMMA for all the figures of a file; asks where they leave it open.

    delimiter: what divides the columns of the file. A file with figures of both sorts is read with the point, so that
    the reader of numbers refuses the others with their lines, as it does one alone with a decimal comma where commas
    divide the columns. While the question is open, figures are read as whole ones, so that nothing else is said of
    them.
    """
    columns = list(columns)
    if any(_has_sure_point(each.cells.slice(0, _HEAD)) for each in columns):
        return POINT  # one settles it: the rest of a large file need not be looked through
    point = comma = False
    either: list[_Either] = []
    example, with_comma = "", set[str]()
    for each in columns:
        distinct = pc.drop_null(pc.unique(one_chunk(each.cells)))
        distinct = distinct.filter(pc.match_substring_regex(distinct, r"\d*[.,]\d"))
        if not len(distinct):
            continue
        bare = pc.replace_substring_regex(distinct, _AROUND, "")
        point = point or bool(pc.any(pc.match_substring_regex(bare, _SURE_POINT)).as_py())
        sure = pc.match_substring_regex(bare, _SURE_COMMA)
        if pc.any(sure).as_py():
            comma, example = True, example or distinct.filter(sure)[0].as_py().strip()
            with_comma.update(bare.filter(sure).to_pylist())
        # the figures of a workbook come with no more decimals than they need: 118.000 is text there
        for pattern in (_EITHER_POINT if delimiter else _EITHER_TEXT, _EITHER_COMMA):
            open_ones = distinct.filter(pc.match_substring_regex(bare, pattern))
            if len(open_ones):
                either += _placed(each, open_ones, lines)
    if comma and not point and delimiter in _OF_COMMA_COUNTRIES:
        value = one_chunk(rewritten(pa.array([example]), COMMA))[0].as_py()
        repairs.append(f"Figures are written with a decimal comma, for example {example} was read as {value}.")
        return COMMA
    if len(with_comma) > 1 and not point:
        return _asked_of_commas(example, columns, lines, answers, repairs)
    if point or comma:
        return POINT
    return _asked(either, delimiter, answers, repairs)


def _asked_of_commas(
    example: str, columns: Iterable[FigureColumn], lines: pa.Array, answers: Answers, repairs: list[str]
) -> str:
    """What a person says of figures with decimal commas in a workbook, or where commas divide the columns."""
    column, at = next(
        (each.column.name, at)
        for each in columns
        if (at := pc.index(pc.utf8_trim_whitespace(one_chunk(each.cells)), example).as_py()) >= 0
    )
    value = one_chunk(rewritten(pa.array([example]), COMMA))[0].as_py()
    asks = f"Are the figures written with a decimal comma? For example {example} (line {lines[at].as_py()}, {column})."
    options = {COMMA: f"{example} is {value}", POINT: f"{example} is a slip, and is refused"}
    answer = answers.to(Question(ABOUT, asks, options, COMMA))
    if not answers.is_open(ABOUT):
        read_as = f": {example} was read as {value}" if answer == COMMA else ""
        repairs.append(f"Figures are written with a {answer}, as you answered{read_as}.")
    return answer


def _has_sure_point(cells: pa.ChunkedArray) -> bool:
    bare = pc.replace_substring_regex(pc.drop_null(pc.unique(one_chunk(cells))), _AROUND, "")
    return bool(pc.any(pc.match_substring_regex(bare, _SURE_POINT)).as_py())


def _placed(each: FigureColumn, texts: pa.Array, lines: pa.Array) -> list[_Either]:
    """The first of the figures for each unit that they have."""
    cells = one_chunk(each.cells)
    there = pc.indices_nonzero(pc.is_in(cells, value_set=texts))
    if each.units is None:
        units = {each.column.unit: there[0].as_py()}
    else:
        of_rows = pc.fill_null(each.units.take(there), "")
        units = {unit: there[pc.index(of_rows, unit).as_py()].as_py() for unit in pc.unique(of_rows).to_pylist()}
    found = []
    for unit, row in units.items():
        bare = pc.replace_substring_regex(pa.array([cells[row].as_py()]), _AROUND, "")[0].as_py()
        stated = "percent" if "%" in cells[row].as_py() else "scaled" if each.scaled else unit
        found.append(_Either(bare, each.column.name, lines[row].as_py(), stated))
    return found


def _asked(either: list[_Either], delimiter: str, answers: Answers, repairs: list[str]) -> str:
    """What a person says of figures that can be read in two ways; POINT where there is no doubt about them."""
    with_points = [each for each in either if "." in each.text]
    with_commas = [each for each in either if "," in each.text]
    shares = [each for each in either if each.unit in ("percent", "%")]
    if with_points and not with_commas:
        # no percentage has thousands: 93.125% is no other figure
        in_doubt = len(shares) < len(with_points) and (
            delimiter == ";" or any(each.unit in _MONEY_AND_COUNTS for each in with_points)
        )
    else:
        in_doubt = bool(with_commas) and (bool(with_points) or delimiter == ";")
    if not in_doubt:
        return POINT
    first = next((each for each in either if each not in shares), either[0])
    proposed = ""
    where = f"line {first.line}, {first.column}"
    asks = f"How are the figures written: is {first.text} ({where}) {first.small}, or {first.large}?"
    if shares:
        proposed = COMMA if "," in shares[0].text else POINT
        asks += f" As a percentage {shares[0].text} can only be {shares[0].small}."
    options = {
        POINT: f"{first.text} is {first.with_point}",
        COMMA: f"{first.text} is {first.with_comma}",
    }
    question = Question(ABOUT, asks, options, proposed)
    answer = answers.to(question)
    if answers.is_open(ABOUT):
        return proposed or (COMMA if "." in first.text else POINT)
    read_as = first.with_comma if answer == COMMA else first.with_point
    repairs.append(f"Figures are written with a {answer}, as you answered: {first.text} was read as {read_as}.")
    return answer


_IN_WHOLE = ("£", "")  # units of columns in which nobody writes three decimals; counts are whole anyway
_FEW = 0.05


def lone_thousands(columns: Iterable[FigureColumn], lines: pa.Array) -> list[Problem]:
    """The few figures of a column with three decimals, such as 9.057 among 8320 and 7114, as errors with their lines.

    Such a point parts the thousands more often than not. In counts every fraction is refused, see whole_counts.
    """
    found: list[Problem] = []
    for each in columns:
        if each.column.unit not in _IN_WHOLE or each.units is not None or each.scaled:
            continue
        bare = pc.replace_substring_regex(one_chunk(each.cells), _AROUND, "")
        long = pc.fill_null(pc.match_substring_regex(bare, r"\.\d{3,}$"), False)
        places = pc.indices_nonzero(pc.and_(long, pc.fill_null(pc.match_substring_regex(bare, _EITHER_POINT), False)))
        if len(places) and pc.sum(long).as_py() == len(places) <= max(1, _FEW * len(bare)):
            cells = pa.chunked_array([one_chunk(each.cells)])
            what = "has a point with three figures behind it, and may mean thousands: no other figure here has three"
            remedy = "Write thousands as 9057 or 9,057, and decimals with two figures or four, such as 9.06."
            found += listed_at(places, lines, cells, each.column.name, what, remedy, code="point_may_part_thousands")
    return found


def rewritten(cells: pa.Array | pa.ChunkedArray, style: str) -> pa.Array | pa.ChunkedArray:
    """The cells with figures as number.sql reads them; every other text stays as it is."""
    if style != COMMA:
        return cells
    figures = pc.match_substring_regex(cells, _WITH_COMMA)
    bare = pc.replace_substring(pc.replace_substring_regex(cells, _BETWEEN, ""), ",", ".")
    return pc.if_else(figures, bare, cells)
