"""The unit that a header or a title states: £000, millions, hours, %. It is taken at its word, and named."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from data.contracts import Column
from data.intake.choices import LeftOut

MEASURES_OWN = "the measure's"  # unit of a column whose rows each have the unit of their measure
AS_WRITTEN = "as written"

_POUNDS = r"£|\bgbp(?=\b|k\b|m\b|bn\b)|\bpounds?\b"
# a figure before the word makes it an amount ("over £5 million"), not a unit
_SCALES = (
    (1e9, "billions", r"(?<![\d.]\s)(?<![\d.])\b(?:bn|billions?)\b|(?<=gbp)bn\b"),
    (1e6, "millions", r"(?<![\d.]\s)(?<![\d.])\bmillions?\b|(?:(?<=£)|(?<=£ )|(?<=gbp)|(?<=gbp ))(?:m|mn|mil)\b"),
    (
        1e3,
        "thousands",
        r"(?<![\d.]\s)(?<![\d.])\bthousands?\b|(?:(?<=£)|(?<=£ )|(?<=gbp)|(?<=gbp ))k\b"
        r"|(?<![\d.,])'000'?s?(?!\d)|(?<![\d.,])000'?s\b|(?:(?<=£)|(?<=£ )|(?<=gbp)|(?<=gbp ))000(?!\d)|\(000\)",
    ),
)
_LONE = {"m": 1e6, "k": 1e3}  # in brackets of their own: a unit of money, where nothing but money can be meant
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}  # in each unit of time that we keep
_TIMES = {"second": "seconds", "sec": "seconds", "minute": "minutes", "min": "minutes", "hour": "hours", "hr": "hours",
          "day": "days"}  # fmt: skip
_TIME = rf"({'|'.join(_TIMES)})s?"
_TIME_STATED = re.compile(rf"[(\[]\s*(?:in\s+)?{_TIME}\s*[)\]]|(?:^|(?<!\d)[\s,:-]){_TIME}\s*$")
_PERCENT = re.compile(r"%(?:\s?age)?|\bper ?cent(?:age)?\b")
_AROUND = re.compile(r"\bin\b\s*$|\bof\b|\(\s*\)|\[\s*\]")
_SHORT = 80


@dataclass(frozen=True)
class Unit:
    """A unit that a text states.

    of: £, time, %, '' (of whatever is counted) or ? (more than one unit). factor: how many pounds, seconds or single
    ones it is. said: the unit in words. rest: the text without it.
    """

    of: str
    factor: float
    said: str
    rest: str


@lru_cache(maxsize=2_000)
def stated(text: str) -> Unit | None:
    """The unit that a header states; None where it states none."""
    plain = _plain(text)
    times = [(each[1] or each[2], each.span()) for each in _TIME_STATED.finditer(plain)]
    pounds = [each.span() for each in re.finditer(_POUNDS, plain)]
    scales = _scales(plain)
    lone = re.search(r"[(\[]\s*([mk])\s*[)\]]", plain)
    percents = [each.span() for each in _PERCENT.finditer(plain)]
    if len({factor for factor, _, _ in scales}) > 1 or len(times) > 1 or sum(map(bool, (times, pounds, percents))) > 1:
        return Unit("?", 1, "more than one unit", plain)
    if times and not scales:
        word, span = times[0]
        return Unit("time", SECONDS[_TIMES[word]], _TIMES[word], _without(plain, [span]))
    if percents and not scales:
        return Unit("%", 1, "%", _without(plain, percents))
    if times or percents:
        return Unit("?", 1, "more than one unit", plain)
    spans = pounds + [span for _, _, span in scales]
    if scales:
        factor, name, _ = scales[0]
        return Unit("£" if pounds else "", factor, _said(name, bool(pounds)), _without(plain, spans))
    if pounds:
        return Unit("£", 1, "pounds", _without(plain, spans))
    if lone:
        said = "millions of pounds" if lone[1] == "m" else "thousands of pounds"
        return Unit("£", _LONE[lone[1]], said, _without(plain, [lone.span()]))
    return None


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'").casefold()
    return " ".join(plain.replace("_", " ").split())


def _scales(plain: str) -> list[tuple[float, str, tuple[int, int]]]:
    return [(factor, name, each.span()) for factor, name, how in _SCALES for each in re.finditer(how, plain)]


def _said(scale: str, of_pounds: bool) -> str:
    return f"{scale} of pounds" if of_pounds else scale


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    rest = "".join(letters)
    for _ in range(2):
        rest = _AROUND.sub(" ", rest)
    return rest.strip()


def fits(unit: Unit, column: Column) -> bool:
    """Whether a column can hold figures that are stated in a unit."""
    if column.type != "number":
        return False
    if column.unit == MEASURES_OWN:
        return True  # each row is compared with its measure
    if unit.of == "":
        return column.unit in ("£", "count", "")
    if unit.of == "time":
        return column.unit in SECONDS
    return column.unit == unit.of or (unit.of == "£" and column.unit == "")


def factor(unit: Unit, kept: str) -> float:
    """What figures stated in a unit are multiplied by to be in the one that a column or a measure is kept in."""
    return unit.factor / SECONDS[kept] if unit.of == "time" else unit.factor


def of_lines(left_out: Iterable[LeftOut]) -> dict[str, tuple[int, str]]:
    """The scales that titles, comments and footers state, such as 'Figures in £000': in words → line, its text."""
    found: dict[str, tuple[int, str]] = {}
    for each in left_out:
        if each.what not in ("title", "comment", "footer"):
            continue
        for cell in each.cells:
            plain = _plain(cell)
            pounds = re.search(_POUNDS, plain) is not None
            for _, name, _ in _scales(plain) if pounds or len(cell) <= _SHORT else ():
                found.setdefault(_said(name, pounds), (each.line, cell))
    return found


def named(words: str) -> Unit | None:
    """The unit that an answer names, such as 'thousands of pounds'; None for 'as written' and for nothing."""
    return stated(words) if words and words != AS_WRITTEN else None
