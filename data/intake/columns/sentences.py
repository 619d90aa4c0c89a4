"""Personal data inside sentences: what an officer should look at before it is public, with the words marked.

Lists and patterns only. They miss people and stop at words that are none (docs/shell.md says how often), so they warn
and never refuse, but in columns that are publish_safe; what can be recognised for certain is refused (personal.py).
"""

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract
from data.intake.columns.matching import PositionOf
from data.intake.columns.personal import FORENAMES, NO_NAME, asks_for_a_post
from data.intake.files.reading import TextTable
from data.intake.problem import Problem, listed

CODE = "personal_in_a_sentence"
_FEWEST_WORDS = 4
_LOOKED_AT = 20_000  # different texts of a column
_LETTERS = 160  # of a text, with its marks
_SURNAME = r"(?:(?:Mc|Mac|O['’]|D['’]|van |de )?[A-Z][^\W\d_]+(?:[-'’][A-Z]?[^\W\d_]+)*)"
_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev|Cllr|Councillor)\b\.? (?:[A-Z]\.? ?)?{_SURNAME}"
)
_PAIR = re.compile(rf"\b([A-Z][^\W\d_]+(?:-[A-Z][^\W\d_]+)?)(?= ((?:[A-Z]\. )?{_SURNAME}))")
_STREET = re.compile(
    r"\b\d{1,4}[A-Za-z]?,? (?:[A-Z][a-z'’]+ ){1,3}"
    r"(?:Road|Street|Avenue|Lane|Close|Drive|Way|Court|Crescent|Place|Gardens|Terrace|Grove|Hill|Mews|Row|Walk|Square|Rd|St|Ave)\b"
)
_DAY = r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?(?: of)? [A-Z][a-z]{2,8},? \d{4}|\d{4}-\d\d-\d\d)"
_BORN = re.compile(
    rf"\b(?:born|date of birth|birth date|birthday|d\.?o\.?b\.?)(?:\W{{1,3}}(?:is|was|on|of))*\W{{1,3}}{_DAY}", re.I
)
_CARD = re.compile(r"(?<![\w.,£-])[2-6](?:[ -]?\d){12,18}(?![\w,-]|\.\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_AT = re.compile(r"[\w.+-]+ ?[(\[{] ?(?:at|@) ?[)\]}] ?[\w-]+(?:(?:\.| ?[(\[{] ?dot ?[)\]}] ?| dot )[\w-]+)+", re.I)
_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][-.]\d\d[-.]?\d\d[-.]?\d\d[-.]?[A-D]\b", re.I
)
_HINT = re.compile(r"[A-Z0-9(\[{]")


def found_in(text: str) -> list[tuple[int, int]]:
    """Where personal data seems to stand in a text: begin and end of each piece, in order, none within another."""
    spans = sorted(_spans(text), key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int]] = []
    for begin, end in spans:
        if not kept or begin >= kept[-1][1]:
            kept.append((begin, end))
    return kept


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_TITLED, _STREET, _BORN, _AT, _INSURANCE):
        yield from (found.span() for found in pattern.finditer(text))
    for found in _PAIR.finditer(text):
        first, second = found[1].casefold().split("-")[0], found[2].split(" ")[-1].casefold()
        if first in FORENAMES and first not in NO_NAME and second not in NO_NAME | FORENAMES_AS_WORDS:
            yield found.start(), found.end(2)
    yield from (found.span() for found in _CARD.finditer(text) if _is_card(found[0]))
    yield from (found.span() for found in _IBAN.finditer(text) if _is_iban(found[0]))


# what follows a month or a day of the week that is a forename too: April Budget, May Day
FORENAMES_AS_WORDS = frozenset(["budget", "day", "bank", "election", "elections", "meeting", "report", "figures"])


def _is_card(text: str) -> bool:
    """Luhn's check over 13 to 19 figures (ISO/IEC 7812)."""
    figures = [int(each) for each in text if each.isdigit()]
    doubled = [sum(divmod(2 * each, 10)) if place % 2 else each for place, each in enumerate(reversed(figures))]
    return sum(doubled) % 10 == 0


def _is_iban(text: str) -> bool:
    """The check figures of an IBAN (ISO 13616): 1 modulo 97."""
    bare = text.replace(" ", "")
    return 15 <= len(bare) <= 34 and int("".join(str(int(each, 36)) for each in bare[4:] + bare[:4])) % 97 == 1


def marked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with « and » around the pieces, cut where it is long, from a little before the first of them."""
    for begin, end in reversed(spans):
        text = f"{text[:begin]}«{text[begin:end]}»{text[end:]}"
    start = max(0, spans[0][0] - 20)
    cut = text[start : start + _LETTERS]
    return f"{'…' if start else ''}{cut}{'…' if start + _LETTERS < len(text) else ''}"


def warnings_of(table: TextTable, wanted: Contract, position_of: PositionOf) -> list[Problem]:
    """A warning for each text of several words in which personal data seems to stand, with the words marked; an error
    in a column that is publish_safe."""
    problems: list[Problem] = []
    for name, position in position_of.items():
        column = wanted.columns[name]
        if column.type != "text" or column.only_words or position in table.added or asks_for_a_post(column):
            continue
        cells = table.columns[position]
        different = pc.unique(table.texts(position).to_look_at).slice(0, _LOOKED_AT).to_pylist()
        fewest, severity = (1, "error") if column.publish_safe else (_FEWEST_WORDS, "warning")
        wrong = {
            each: marked(each, spans) for each in different if _worth_a_look(each, fewest) and (spans := found_in(each))
        }
        if not wrong:
            continue
        is_wrong = pc.is_in(cells.combine_chunks(), value_set=pa.array(list(wrong), pa.string()))
        lines = table.lines.filter(is_wrong).to_pylist()
        texts = cells.combine_chunks().filter(is_wrong).to_pylist()
        problems += listed(
            (Problem(line, name, wrong[text], _PROBLEM, _REMEDY, severity, code=CODE)
             for line, text in zip(lines, texts, strict=True)),
            len(lines), name, severity,
        )  # fmt: skip
    return problems


def warnings_in(text: str, column: str) -> list[Problem]:
    """The warning for one text that is no cell of a file, if there is one."""
    spans = found_in(text) if _worth_a_look(text) else []
    return [Problem(None, column, marked(text, spans), _PROBLEM, _REMEDY, "warning", code=CODE)] if spans else []


_PROBLEM = "may name a person or say where to find one"
_REMEDY = "Everybody will read it. If it does, write the post or 'a resident' instead of the marked words"


def _worth_a_look(text: str | None, fewest: int = _FEWEST_WORDS) -> bool:
    return text is not None and text.count(" ") >= fewest - 1 and bool(_HINT.search(text))
