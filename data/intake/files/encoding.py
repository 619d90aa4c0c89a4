"""Whether a file is a table of text at all, and what its bytes mean.

A byte order mark decides; else strict UTF-8; else windows-1252.
"""

import codecs
import io
import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from data.intake.problem import Problem, lines_named, listed, some
from data.settings import settings

_CHUNK = 1 << 24

# -- is it a text file at all ------------------------------------------------------------------------------------------

_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive, or an Excel workbook that is damaged"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an Office file that was cut off"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed (gzip) file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed (7z) file"),
    (b"Rar!", "a compressed (rar) file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a word processor's file"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)


_LONGEST = 100_000
_LONGEST_LINE = 1_000_000  # bytes; to cut one takes more than a hundred times as much memory
_LINES = 3_000_000
_AT_ONCE = 1 << 20  # bytes


def empty_or_too_large(raw: bytes, file_name: str) -> Problem | None:
    """Why a file is refused before it is looked at, or None."""
    blank = b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"
    if not raw[:4096].strip(blank) and not raw.strip(blank):  # the second makes a copy of the file
        what = "is empty: it has 0 bytes" if not raw else "holds only blank lines"
        return Problem(
            None,
            None,
            None,
            f"{file_name} {what}",
            "Export the file again and check that it has rows.",
            code="empty_file",
        )
    limit = settings().intake.largest_file_mb
    if len(raw) > limit * 1_000_000:
        return Problem(
            None,
            None,
            None,
            f"{file_name} has {len(raw) / 1e6:,.0f} MB; the largest file taken is {limit} MB",
            "Split it, for example by month: each part replaces only the months it holds.",
            code="too_large",
        )
    return None


def not_a_table(raw: bytes, file_name: str) -> Problem | None:
    """Why a file is no table of text, such as a picture or a web page, or None."""
    save = "Open it in Excel and choose Save as, CSV UTF-8 (comma delimited)."
    for signature, what in _SIGNATURES:
        if raw.startswith(signature):
            return Problem(None, None, None, f"{file_name} is {what}, not a CSV file", save, code="not_a_table")
    if raw.startswith(b"MZ") and b"\0" in raw[:1024]:
        return Problem(
            None,
            None,
            None,
            f"{file_name} is a program, not a CSV file",
            "Choose the file you exported.",
            code="not_a_table",
        )
    start = raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        ending = file_name.rpartition(".")[2].lower()
        called = f", though its name ends in .{ending}" if ending in ("xls", "xlsx", "csv") else ", not a CSV file"
        return Problem(None, None, None, f"{file_name} is a web page or XML{called}", save, code="not_a_table")
    if len(raw) > _LONGEST and not re.search(rb"[\r\n]", raw[:_LONGEST]):
        what = f"has more than {_LONGEST:,} letters in its first line, which is no header"
        return _line_too_long(1, what)
    if (start_of := _too_long_line(raw)) is not None:
        line = max(raw.count(b"\n", 0, start_of), raw.count(b"\r", 0, start_of)) + 1
        return _line_too_long(line, f"has more than {_LONGEST_LINE:,} letters, which is no row of a table")
    lines = _lines_in(raw) if len(raw) > _LINES else 0
    if lines > _LINES:
        what = f"{file_name} has {lines:,} lines; at most {_LINES:,} are taken"
        return Problem(
            None,
            None,
            None,
            what,
            "Split it, for example by month: each part replaces only its months.",
            code="too_many_lines",
        )
    return None


def _lines_in(raw: bytes) -> int:
    """How many line ends there are, be they written with a carriage return, a line feed, or both."""
    letters, many = np.frombuffer(raw, np.uint8), [0, 0]  # bytes.count takes five times as long
    for at in range(0, len(letters), _AT_ONCE):
        for place, end in enumerate(b"\n\r"):
            many[place] += int(np.count_nonzero(letters[at : at + _AT_ONCE] == end))
    return max(many)


def _line_too_long(line: int, what: str) -> Problem:
    remedy = "Export the file again: each row has to be a line of its own."
    return Problem(line, None, None, what, remedy, code="line_too_long")


def _too_long_line(raw: bytes) -> int | None:
    """Where the first line starts that is too long, looked for in steps of its length; None where there is none."""
    at = 0
    while len(raw) - at > _LONGEST_LINE:
        within = (at, at + _LONGEST_LINE + 1)
        end = max(raw.rfind(b"\n", *within), raw.rfind(b"\r", *within))
        if end < 0:
            return at
        at = end + 1
    return None


# -- encoding ----------------------------------------------------------------------------------------------------------


def as_utf8(raw: bytes, repairs: list[str]) -> tuple[bytes, list[Problem]]:
    """The file as UTF-8 with what was mended named in repairs, or the problems for which it cannot be."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if raw.startswith(mark):
            return _decoded(raw[len(mark) :], name)
    if raw.isascii() and b"\0" not in raw[:4096]:
        return raw, []
    guessed = _utf16_without_mark(raw)
    if guessed:
        repairs.append("The file is UTF-16 without a byte order mark; it was read as such.")
        return _decoded(raw, guessed)
    if _is_utf8(raw):
        return raw, []
    good, bad = _utf8_sequences(raw)
    # a capital with an accent before a quotation mark of windows-1252 looks like a letter of UTF-8
    if good > bad and (good > 10 * bad or _SURELY_UTF8.search(raw)):
        line, value = _first_bad_line(raw, "utf-8")
        return b"", [
            Problem(
                line,
                None,
                value,
                "has bytes that are not UTF-8, though the rest of the file is: it was cut off or put together from two",
                "Export the file again, or open it in Excel and save it as CSV UTF-8.",
                code="bytes_not_text",
            )
        ]
    if both := _two_encodings(raw):
        return b"", [both]
    body, problems = _decoded(raw, "cp1252")
    if problems:
        mended, left_out = _without_undefined(raw, repairs)
        if left_out:
            body, problems = _decoded(mended, "cp1252")
    if not problems:
        repairs.append("The file is not UTF-8; it was read as windows-1252, as older Excel versions save it.")
    return body, problems


_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def _without_undefined(raw: bytes, repairs: list[str]) -> tuple[bytes, bool]:
    """The text without the few bytes that mean nothing in windows-1252, as a badly pasted quotation mark leaves them.

    Only where they are rare among letters beyond ASCII: else the file is in another encoding, and is refused.
    """
    bad = list(_UNDEFINED.finditer(raw))
    beyond = len(raw) - len(raw.translate(None, bytes(range(128, 256))))
    if len(bad) * 50 > beyond:
        return raw, False
    lines = _lines_of(raw, [each.start() for each in bad])
    many = "1 byte that means" if len(bad) == 1 else f"{len(bad)} bytes that mean"
    repairs.append(f"{many} nothing in windows-1252 {'was' if len(bad) == 1 else 'were'} left out: line {some(lines)}.")
    return _UNDEFINED.sub(b"", raw), True


def _lines_of(raw: bytes, places: Sequence[int]) -> list[int]:
    """The line of each place, which are in order."""
    between = (len(_LINE_END.findall(raw, one, other)) for one, other in pairwise([0, *places]))
    return [ends + 1 for ends in accumulate(between)]


# letters in UTF-8 that are no word of any language in windows-1252: Â or Ã before a sign, â€ before another
_SURELY_UTF8 = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]")


def _two_encodings(raw: bytes) -> Problem | None:
    """A file of windows-1252 in which letters of UTF-8 stand, as two files put together have them."""
    strange = _SURELY_UTF8.search(raw)
    if strange is None:
        return None
    (line,) = _lines_of(raw, [strange.start()])
    other = _first_bad_line(raw, "utf-8")[0]
    what = f"is written in UTF-8 and line {other} in windows-1252: the file was put together from two"
    if line == other:
        what = "is written in UTF-8 and in windows-1252: the file was put together from two"
    before = re.split(rb"[\r\n]", raw[max(strange.start() - 400, 0) : strange.start()])[-1][-30:]
    value = (before + strange[0]).decode("utf-8", errors="replace")
    remedy = "Export each part again as CSV UTF-8, and load each by itself or put them together then."
    return Problem(line, None, value, what, remedy, code="two_encodings")


# -- letters that were written the wrong way ---------------------------------------------------------------------------

_LOST = "�".encode()
LETTERS_LOST = "Letters were lost before the file came here"  # begins the sentence that says so
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_NO_LETTER = re.compile(rb"\xc2[\x81\x8d\x8f\x90\x9d]")
_OF_1252 = {chr(byte): bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0xC0)}
_BYTE_OF = {letter: ord(byte) for byte, letter in _OF_1252.items()} | {chr(byte): byte for byte in range(0x80, 0x100)}
_FOLLOWS = b"(?:" + b"|".join(re.escape(each.encode()) for each in sorted(_BYTE_OF) if _BYTE_OF[each] < 0xC0) + b")"
_STARTS = b"(?:" + b"|".join(re.escape(letter.encode()) for byte in range(0x80, 0x85)
                             for letter in {chr(byte), _OF_1252[chr(byte)]}) + b")"  # fmt: skip
# Â or Ã and a second letter; â with two more, as dashes, quotation marks and the euro are
_TWICE = re.compile(rb"\xc3[\x82\x83]" + _FOLLOWS + rb"|\xc3\xa2" + _STARTS + _FOLLOWS)


def letters_put_right(body: bytes, repairs: list[str]) -> tuple[bytes, list[Problem]]:
    """UTF-8 text in which control characters U+0080 to U+009F are the letters that windows-1252 has in their places,
    and letters encoded twice (cafÃ© for café) are as they were, where no other letter beyond ASCII says otherwise.

    The problems: lines with letters encoded twice among others, which stay, as warnings; control characters that are
    no letter, as errors. What was put right is named in repairs.
    """
    problems: list[Problem] = []
    if lost := [each.start() for each in re.finditer(_LOST, body)]:
        where = lines_named(_lines_of(body, lost))
        repairs.append(f"{LETTERS_LOST}, and � stands for them, which was kept: {where}.")
    stay: set[int] = set()  # where letters begin that stay as they are
    twice = [each for each in _TWICE.finditer(body) if _once(each[0])]
    if twice:
        if _TWICE.sub(b"", body).isascii():
            where = lines_named(_lines_of(body, [each.start() for each in twice]))
            example = f"{twice[0][0].decode()!r} is {(_once(twice[0][0]) or b'').decode()!r}"
            repairs.append(f"Letters beyond ASCII were encoded twice, and were read as meant ({example}): {where}.")
            body = _TWICE.sub(lambda found: _once(found[0]) or found[0], body)
        else:
            problems = _named_twice(body, twice)
            stay = {place for each in twice for place in range(*each.span())}
    strange = [each for each in _C1.finditer(body) if each.start() not in stay]
    if not strange:
        return body, problems
    if none := next((each for each in strange if _NO_LETTER.fullmatch(each[0])), None):
        (line,) = _lines_of(body, [none.start()])
        what = f"has the control character U+{none[0].decode().encode('utf-16-be').hex().upper()}, which is no letter"
        return body, [
            *problems,
            Problem(line, None, None, what, "Export the file again as CSV UTF-8.", code="bytes_not_text"),
        ]
    where = lines_named(_lines_of(body, [each.start() for each in strange]))
    repairs.append(f"Control characters were read as the letters that windows-1252 has in their places: {where}.")

    def letter(found: re.Match[bytes]) -> bytes:
        return found[0] if found.start() in stay else _OF_1252[found[0].decode()].encode()

    return _C1.sub(letter, body), problems


def _once(twice: bytes) -> bytes | None:
    """Letters that were encoded twice, encoded once; None where they are none."""
    try:
        return bytes(_BYTE_OF[letter] for letter in twice.decode()).decode("utf-8").encode()
    except (KeyError, UnicodeDecodeError):
        return None


def _named_twice(body: bytes, twice: list[re.Match[bytes]]) -> list[Problem]:
    several = zip(_lines_of(body, [each.start() for each in twice]), twice, strict=True)
    each_line = {line: found[0] for line, found in reversed(list(several))}
    remedy = "Mend it in the system that the file comes from, or here. It is read as it stands."
    named = (
        Problem(
            line,
            None,
            found.decode(),
            f"was encoded twice, and may be meant as {(_once(found) or b'').decode()!r}",
            remedy,
            "warning",
            code="encoded_twice",
        )
        for line, found in sorted(each_line.items())
    )
    return listed(named, len(each_line), None, "warning")


def _utf16_without_mark(raw: bytes) -> str | None:
    """UTF-16 of mostly Latin text: nearly every second byte is zero."""
    head = np.frombuffer(raw[:4096], np.uint8)
    if len(head) < 4 or len(raw) % 2:
        return None
    even, odd = (head[0::2] == 0).mean(), (head[1::2] == 0).mean()
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    if even > 0.7 and odd < 0.1:
        return "utf-16-be"
    return None


def _is_utf8(raw: bytes) -> bool:
    return _first_bad_byte(raw) is None


def _first_bad_byte(raw: bytes) -> int | None:
    """Where the text stops being UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in [*range(0, len(raw), _CHUNK), len(raw)]:
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(raw[start : start + _CHUNK], final=start == len(raw))
        except UnicodeDecodeError as error:
            return start - waiting + error.start
    return None


_ASCII_AS_SPACE = bytes(0x20 if byte < 128 else byte for byte in range(256))
_MULTI = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _utf8_sequences(raw: bytes) -> tuple[int, int]:
    """How many UTF-8 letters beyond ASCII there are, and how many bytes beyond ASCII stand outside such letters."""
    beyond = b" ".join(raw.translate(_ASCII_AS_SPACE).split())  # the pattern is slow where it does not match
    rest, good = _MULTI.subn(b"", beyond)
    return good, len(rest.translate(None, bytes(range(128))))


def _decoded(raw: bytes, encoding: str) -> tuple[bytes, list[Problem]]:
    """The text as UTF-8, a piece at a time so that a large file never stands in memory as wide characters."""
    if encoding == "utf-8" and _is_utf8(raw):
        return raw, []
    decoder = codecs.getincrementaldecoder(encoding)()
    out = io.BytesIO()
    try:
        for start in range(0, len(raw), _CHUNK):
            out.write(decoder.decode(raw[start : start + _CHUNK]).encode("utf-8"))
        out.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError:
        line, value = _first_bad_line(raw, encoding)
        return b"", [
            Problem(
                line,
                None,
                value,
                f"has bytes that mean nothing in {'windows-1252' if encoding == 'cp1252' else encoding.upper()}",
                "Open the file in Excel and save it as CSV UTF-8.",
                code="bytes_not_text",
            )
        ]
    return out.getvalue(), []


def _first_bad_line(raw: bytes, encoding: str) -> tuple[int, str]:
    """The line of the first byte that means nothing, and what stands around it."""
    if encoding in ("utf-8", "cp1252"):  # a large file is not decoded as a whole
        at = _first_bad_byte(raw) if encoding == "utf-8" else next(_UNDEFINED.finditer(raw)).start()
        assert at is not None, "only what could not be decoded is looked through"
        line = len(_LINE_END.findall(raw, 0, at)) + 1
        before = raw[max(at - 400, 0) : at].decode(encoding, errors="ignore")
        after = raw[at : at + 100].decode(encoding, errors="replace")
    else:
        text = raw.decode(encoding, errors="replace")
        before, bad, after = text.partition("�")
        after = bad + after
        line = len(re.findall("\r\n|\r|\n", before)) + 1
    return line, re.split("[\r\n]", before)[-1][-30:] + re.split("[\r\n]", after)[0][:10]


def nul_bytes(body: bytes) -> list[Problem]:
    """The lines that hold NUL bytes, as problems."""
    lines = re.split(b"\r\n|\r|\n", body)
    bad = [number for number, line in enumerate(lines, 1) if b"\0" in line]
    return listed(
        (
            Problem(
                line,
                None,
                None,
                "holds NUL bytes, which no text has: the file is damaged or is not text",
                "Export the file again; if it comes from Excel, save it as CSV UTF-8.",
                code="nul_bytes",
            )
            for line in bad
        ),
        len(bad),
        None,
        "error",
    )
