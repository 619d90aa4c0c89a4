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

_POUNDS = r"£|\bgbp(?=\b|k\b|m\b|bn\b)|(?<=\bk)gbp\b|(?<=\bm)gbp\b|\bpounds?\b|\bsterling\b"
_CURRENCY = r"(?:£|\bgbp)"
_END = r"(?!\w)(?![\d,.]*\d)"  # no figure or word goes on
_BARE = r"(?<![\w£.,'])"  # none goes on into it
_1000 = r"1[,. ]?000"
_MILLION = r"1[,. ]?000[,. ]?000"
# a figure before the word makes it an amount ("over £5 million"), not a unit
_NO_AMOUNT = r"(?<![\d.]\s)(?<![\d.])"


def _written(letters: str, zeros: str, one: str) -> str:
    """A scale as it is written in letters and figures: £k, k£, £000, 000s of pounds, £1,000s, x 1,000, in £1,000."""
    return "|".join(
        [
            rf"{_CURRENCY} ?[-/]? ?\(?(?:{letters}|[',]?{zeros}'?s?|{one}'?s){_END}",
            rf"{_BARE}(?:{letters}) ?(?:£|gbp\b)",
            rf"{_BARE}(?:'?{zeros}'?s?|{one}'?s) ?(?:of )?(?:£|gbp\b|pounds?\b)",
            rf"{_BARE}'?{zeros}'?s{_END}|{_BARE}'{zeros}{_END}|\( ?{zeros} ?\)",
            rf"\( ?(?:in )?(?:£ ?{one}|{one}'?s) ?\)|^(?:£ ?)?{one}'?s$|^(?:£ ?)?'?{zeros}'?s?$",
            rf"\bin (?:units of )?(?:£ ?{one}'?s?|{one}'?s){_END}|\bunits of (?:£ ?)?{one}{_END}",
            rf"(?<![\w.,£])(?<!\d )[x×*] ?(?:£ ?)?{one}{_END}|\bmultipl(?:y|ied) by (?:£ ?)?{one}{_END}",
            rf"\bscale(?: factor)?(?: ?[:=]| of| is)? ?(?:£ ?)?{one}{_END}",
        ]
    )


_SCALES = (
    (1e9, "billions", rf"{_NO_AMOUNT}\b(?:bn|billions?)\b|{_CURRENCY} ?-?(?:bn|billions?)\b"),
    (
        1e6,
        "millions",
        rf"{_NO_AMOUNT}\bmillions?\b|{_CURRENCY} ?-?millions?\b|"
        + _written(r"m|mn|mil|mill|mio", r"000[,. ']?000", _MILLION),
    ),
    (
        1e3,
        "thousands",
        rf"{_NO_AMOUNT}\bthousands?\b|{_CURRENCY} ?-?thousands?\b|\bin k\b|" + _written(r"k|th|thou|tsd", "000", _1000),
    ),
    (1e2, "hundreds", rf"\bin hundreds\b|\bhundreds of pounds\b|{_CURRENCY} ?'?00'?s{_END}"),
)
_AMOUNT = r"(?:hundred|thousand|million|billion)s?"
# what speaks of an amount, a rate or of rounding, and of no unit
_NO_UNIT = re.compile(
    rf"\bper (?:£ ?)?(?:{_MILLION}|{_1000}|{_AMOUNT}|'?000)\b"
    rf"|\bnearest (?:£ ?)?(?:{_MILLION}|{_1000}|{_AMOUNT}|k|'?000s?)\b"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    rf"|ninety|a|several|few|many|some|hundred|half) {_AMOUNT}\b"
    rf"|(?<!\bin )(?<!\bare )\b{_AMOUNT} of (?!pounds|£|gbp)[a-z]+"
)
_LONE = {"m": 1e6, "k": 1e3}  # in brackets of their own: a unit of money, where nothing but money can be meant
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}  # in each unit of time that we keep
_TIMES = {"second": "seconds", "sec": "seconds", "minute": "minutes", "min": "minutes", "hour": "hours", "hr": "hours",
          "day": "days"}  # fmt: skip
_TIME = rf"({'|'.join(_TIMES)})s?"
_TIME_STATED = re.compile(rf"[(\[]\s*(?:in\s+)?{_TIME}\s*[)\]]|(?:^|(?<!\d)[\s,:-]){_TIME}\s*$")
# how lengths of time are written, where a header says that of its cells
_CLOCK = re.compile(r"[(\[]?\b(\[?h{1,2}\]?:mm(?::ss)?|m{1,2}:ss)\b[)\]]?")
_PERCENT = re.compile(r"%(?:\s?age)?|\bper ?cent(?:age)?\b")
_AROUND = re.compile(r"\bin\b\s*$|\bof\b|\(\s*\)|\[\s*\]")
_SHORT = 80


@dataclass(frozen=True)
class Unit:
    """A unit that a text states.

    of: £, time, clock, %, '' (of whatever is counted) or ? (more than one unit). factor: how many pounds, seconds or
    single ones it is; 1 of a clock such as mm:ss, whose cells say themselves what they are. said: the unit in words.
    rest: the text without it.
    """

    of: str
    factor: float
    said: str
    rest: str


@lru_cache(maxsize=2_000)
def stated(text: str) -> Unit | None:
    """The unit that a header states; None where it states none."""
    plain = _plain(text)
    if clock := _CLOCK.search(plain):
        return Unit("clock", 1, clock[1], _without(plain, [clock.span()]))
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
    plain = _MODEL.sub("model ", _QUOTES.sub("'", unicodedata.normalize("NFKC", text))).casefold()
    return " ".join(plain.replace("_", " ").split())


_MODEL = re.compile(r"(?<=[a-z] )X(?=\d)")  # of a printer, such as X1000
_QUOTES = re.compile("[’‘`´′ʼ]")


def _scales(plain: str) -> list[tuple[float, str, tuple[int, int]]]:
    units = _NO_UNIT.sub(lambda found: " " * len(found[0]), plain)
    return [(factor, name, each.span()) for factor, name, how in _SCALES for each in re.finditer(how, units)]


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
    if unit.of in ("time", "clock"):
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
