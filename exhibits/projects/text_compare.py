"""The words of two reports compared, sentence by sentence: what is new, and what is no longer said."""

import re
from collections import Counter

from exhibits import Piece

NOTHING = {"", "none", "nil", "n/a", "na", "nothing", "nothing to report", "none to report", "not applicable"}

# A dot after these ends no sentence.
_SHORT = {"e.g", "i.e", "approx", "mr", "mrs", "ms", "dr", "st", "vs", "cf", "incl", "max", "min", "dept", "cllr"}
_BEFORE_A_NUMBER = {"no", "nos", "fig", "para", "ref", "p", "pp", "sec"}
_ITEM = re.compile(r"^\s*(?:[-–—*•·▪◦‣]+|\(?\d{1,2}[.)](?!\d)|\(?[a-zA-Z][.)](?=\s))\s+")
_END = re.compile(r"""[.!?…]+["'”’)\]]*(?=\s+["'“‘(\[]*[A-Z0-9£])|;(?=\s)""")


def sentences(text: str | None) -> list[str]:
    """The sentences and list items of a text, as written, each with the line breaks behind it.

    A line break ends an item, and so does a semicolon.
    """
    if text is None or not str(text).strip():
        return []
    found = []
    for line in re.findall(r"[^\n]+\n*", re.sub(r"\r\n?", "\n", str(text)).strip()):
        start, end = 0, len(line.rstrip("\n"))
        item = _ITEM.match(line)
        for stop in _END.finditer(line, item.end() if item else 0, end):
            if not _shortened(line[start : stop.start()], stop.group(), line[stop.end() :].lstrip()):
                found.append(line[start : stop.end()].strip())
                start = stop.end()
        rest = line[start:end].strip()
        breaks = line[end:]
        if rest:
            found.append(rest + breaks)
        elif found:
            found[-1] += breaks
    return found


def _shortened(before: str, stop: str, after: str) -> bool:
    """Whether the dot belongs to a shortened word ("e.g.", "No. 4") or an initial, and not to the end of a sentence."""
    if stop != ".":
        return False
    word = re.split(r"[^\w.]", before)[-1].casefold()
    if word in _BEFORE_A_NUMBER:
        return after[:1].isdigit()
    return word in _SHORT or bool(re.fullmatch(r"(?:[a-z]\.)*[a-z]", word))


def normal(sentence: str) -> str:
    """A sentence as it is compared: case, spaces, bullets, kinds of quotes and dashes, and the stop at its end do not
    count; every word and figure does."""
    text = _ITEM.sub("", sentence.strip()).casefold()
    text = re.sub(r"[’‘`]", "'", re.sub(r"[“”]", '"', re.sub(r"[‐‑–—−]", "-", text)))
    return re.sub(r"\s+", " ", text).strip(" .;:,")


def says_nothing(text: str | None) -> bool:
    """Whether the text is empty or says in a word that there is nothing ("None", "n/a")."""
    return text is None or normal(str(text)).strip("-") in NOTHING


def same_words(text: str | None, before: str | None) -> bool:
    """Whether both say the same sentences in the same order."""
    return [normal(one) for one in sentences(text)] == [normal(one) for one in sentences(before)]


def compare(text: str | None, before: str | None) -> list[Piece]:
    """Each sentence of `text` in its order, "same" or "new" against `before`; at the end those that are no longer said
    ("gone"), in their order. A sentence that only moved is the same; one said twice and now once is gone once.

    "None" is never marked: what it replaces is.
    """
    before = None if says_nothing(before) else before
    left = Counter(normal(one) for one in sentences(before))
    pieces = []
    for sentence in sentences(text):
        key = normal(sentence)
        known = left[key] > 0
        left[key] -= known
        pieces.append(Piece(sentence, "same" if known or says_nothing(text) else "new"))
    gone = []
    for sentence in reversed(sentences(before)):  # of one said twice, the last is the one that went
        key = normal(sentence)
        if left[key] > 0:
            left[key] -= 1
            gone.append(Piece(sentence.rstrip("\n"), "gone"))
    return [*pieces, *reversed(gone)]


def joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Neighbours of the same sort as one piece, so that a mark is read once and not before every sentence."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].change == piece.change:
            between = "" if found[-1].text.endswith("\n") else " "
            found[-1] = Piece(f"{found[-1].text}{between}{piece.text}", piece.change)
        else:
            found.append(piece)
    return tuple(found)
