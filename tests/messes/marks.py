"""Sorts of mess in letters and bytes: encodings, marks, what gets lost on the way."""

import gzip
import io
import zipfile
from random import Random

from tests.messes.mess import BYTES, TEXT, WRITING, Mess, sort

for _name, _encoding, _plain in (
    ("utf8_with_mark", "utf-8-sig", True),
    ("utf16", "utf-16", True),
    ("utf16_little", "utf-16-le", False),
    ("utf16_big", "utf-16-be", False),
    ("utf32", "utf-32", False),
    ("windows_1252", "cp1252", True),
    ("latin_1", "latin-1", True),
    ("latin_9", "iso8859-15", False),
    ("mac_roman", "mac-roman", False),
    ("dos_850", "cp850", False),
    ("dos_437", "cp437", False),
    ("windows_1250", "cp1250", False),
    ("ebcdic", "cp037", False),
):

    def _encode(mess: Mess, rng: Random, encoding=_encoding) -> bool:  # type: ignore[no-untyped-def]  # of the table
        text = "".join("".join(row) for row in (*mess.above, mess.header, *mess.body, *mess.below))
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            return False
        mess.encoding = encoding
        if not encoding.startswith(("utf", "cp1252")):
            mess.named.append("not UTF-8")  # nobody can know which of the old ones it is: it is said which was taken
        return True

    _encode.__name__ = f"encoded_as_{_name}"
    sort(WRITING, plain=_plain)(_encode)


@sort(TEXT, named="encod|garbled|twice|letters|characters")
def encoded_twice(mess: Mess, rng: Random) -> bool:
    """UTF-8 that somebody took for windows-1252 and saved as UTF-8."""
    text = "".join("".join(row) for row in mess.body)
    if text.isascii():
        return False
    mess.lines.append(lambda text: text.encode("utf-8").decode("cp1252", "replace"))
    return True


@sort(BYTES)
def one_line_in_another_encoding(mess: Mess, rng: Random) -> bool:
    """One line in windows-1252 in a file of UTF-8 that has other letters elsewhere."""
    if mess.encoding != "utf-8":
        return False

    def change(raw: bytes) -> bytes:
        lines = raw.split(b"\n")
        odd = [n for n, line in enumerate(lines) if not line.isascii()]
        if len(odd) < 2:
            return raw
        try:
            lines[odd[-1]] = lines[odd[-1]].decode("utf-8").encode("cp1252")
        except UnicodeError:
            return raw  # it has letters that this encoding has not
        return b"\n".join(lines)

    mess.octets.append(change)
    return True


@sort(TEXT, named="character|letter|encod|�|lost")
def letters_lost(mess: Mess, rng: Random) -> bool:
    """Letters that another program could not keep: a question mark in its diamond stands for each."""
    if "".join("".join(row) for row in mess.body).isascii():
        return False
    mess.lines.append(lambda text: "".join(each if each.isascii() else "\ufffd" for each in text))
    return True


def _in_text(name: str, how, *, plain: bool = False) -> None:  # type: ignore[no-untyped-def]  # text, rng → text
    def apply(mess: Mess, rng: Random) -> bool:
        seed = rng.random()
        mess.lines.append(lambda text: how(text, Random(seed)))
        return True

    sort(TEXT, name=name, plain=plain, named="Control characters|Quotation marks inside cells")(apply)


def _somewhere(mark: str):  # type: ignore[no-untyped-def]  # text, rng → text
    def put(text: str, rng: Random) -> str:
        places = [n for n in range(len(text)) if text.count('"', 0, n) % 2 == 0]  # in quotation marks it is text
        at = rng.choice(places[:: max(1, len(places) // 400)])
        return text[:at] + mark + text[at:]

    return put


_in_text("a_nul_somewhere", _somewhere("\0"))
_in_text("a_bell_somewhere", _somewhere("\a"))
_in_text("a_mark_of_order_somewhere", _somewhere("\ufeff"))
_in_text("a_lost_letter_somewhere", _somewhere("\ufffd"))
_in_text("a_c1_letter_somewhere", _somewhere("\x96"))
_in_text("a_next_line_somewhere", _somewhere("\x85"))
_in_text("a_line_separator_somewhere", _somewhere("\u2028"))
_in_text("a_vertical_tab_somewhere", _somewhere("\v"))
_in_text("a_quote_somewhere", _somewhere('"'))
_in_text("a_return_somewhere", _somewhere("\r"))
_in_text("a_line_end_somewhere", _somewhere("\n"))
_in_text("a_digit_in_two_somewhere", _somewhere("\u2060"))
_in_text("two_marks_of_order", lambda text, rng: "\ufeff\ufeff" + text)
_in_text("end_of_file_of_dos", lambda text, rng: text + "\x1a", plain=True)
_in_text("empty_bytes_at_the_end", lambda text, rng: text + "\0" * 64)
_in_text("spaces_at_the_end", lambda text, rng: text + "   \n")
_in_text("full_stops_in_full_width", lambda text, rng: text.replace(".", "．"))
_in_text("commas_in_full_width", lambda text, rng: text.replace(",", "，"))
_in_text("hyphens_as_minus_signs", lambda text, rng: text.replace("-", "−"))
_in_text("hyphens_as_dashes", lambda text, rng: text.replace("-", "–"))
_in_text("spaces_as_hard_ones", lambda text, rng: text.replace(" ", "\u00a0"))
_in_text("html_entities", lambda text, rng: text.replace("&", "&amp;").replace("£", "&pound;").replace("'", "&#39;"))
_in_text("a_web_page_around", lambda text, rng: f"<html><body><pre>\n{text}</pre></body></html>\n")
_in_text("a_mail_around", lambda text, rng: f"Subject: export\n\nDear all,\n{text}\nRegards\n")
_in_text("a_fence_around", lambda text, rng: f"```csv\n{text}```\n")


@sort(TEXT, named="Quotation marks inside cells")
def a_delimiter_somewhere(mess: Mess, rng: Random) -> bool:
    """What divides this very file, in the middle of a cell; where other marks divide it, it is a letter of a text."""
    if "lines_of_a_table_in_markdown" in mess.sorts:
        return False
    seed = rng.random()
    mess.lines.append(lambda text: _somewhere(mess.separator)(text, Random(seed)))
    return True


@sort(BYTES)
def in_a_gzip(mess: Mess, rng: Random) -> bool:
    mess.octets.append(gzip.compress)
    mess.name += ".gz"
    return True


@sort(BYTES)
def in_a_damaged_zip(mess: Mess, rng: Random) -> bool:
    def change(raw: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("export.csv", raw)
        return out.getvalue()[:-20]

    mess.octets.append(change)
    mess.name += ".zip"
    return True
