"""The words of two reports compared, sentence by sentence: what is new, and what is no longer said."""

import re
from collections import Counter
from dataclasses import replace

from exhibits import Piece

NOTHING = {"", "none", "nil", "n/a", "na", "nothing", "nothing to report", "none to report", "not applicable"}

# A dot after these ends no sentence.
_SHORT = {"e.g", "i.e", "approx", "mr", "mrs", "ms", "dr", "st", "vs", "cf", "incl", "max", "min", "dept", "cllr"}
_BEFORE_A_NUMBER = {"no", "nos", "fig", "para", "ref", "p", "pp", "sec"}
_ITEM = re.compile(r"^\s*(?:[-–—*•·▪◦‣]+|\(?\d{1,2}[.)](?!\d)|\(?[a-zA-Z][.)](?=\s))\s+")
_END = re.compile(r"""[.!?…]+["'”’)\]]*(?=\s+["'“‘(\[]*[A-Z0-9£])|;(?=\s)""")
_SCORE = re.compile(r"(\bscored?\b\s*(?:is|of|now|:|=)?\s*)(\d{1,2})\b", re.IGNORECASE)


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

    "None" is never marked: what it replaces is. Where only a risk's score differs, the sentence is "scored", with both:
    "Rents may not agree (score 16 → 20)".
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
    return _rescored([*pieces, *reversed(gone)])


def without_score(sentence: str) -> str:
    """A sentence as normal() compares it, without the score that it gives a risk."""
    return normal(re.sub(r"[(\[]\s*[)\]]", "", _SCORE.sub("", sentence)))


def _rescored(pieces: list[Piece]) -> list[Piece]:
    """A sentence that is new, and one that is gone, as one where they differ in the score alone."""
    was = {without_score(each.text): each for each in reversed(pieces) if each.change == "gone" and _scores(each.text)}
    found, settled = [], []
    for piece in pieces:
        before = was.get(without_score(piece.text)) if piece.change == "new" else None
        if before is None or before in settled or len(_scores(piece.text)) != len(_scores(before.text)):
            found.append(piece)
            continue
        found.append(replace(piece, text=_both_scores(piece.text, _scores(before.text)), change="scored"))
        settled.append(before)
    return [piece for piece in found if piece not in settled]


def _scores(sentence: str) -> list[str]:
    return [score[2] for score in _SCORE.finditer(sentence)]


def _both_scores(sentence: str, before: list[str]) -> str:
    old = iter(before)

    def both(score: re.Match[str]) -> str:
        was = next(old)
        return score[1] + (was if was == score[2] else f"{was} → {score[2]}")

    return _SCORE.sub(both, sentence)


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
