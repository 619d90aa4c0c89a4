"""What the reader of workbooks does not say of a sheet, and what a wrong table could come from: failed formulas,
formulas that were never worked out, cells shown as a percentage, hidden rows, and how far the cells reach.

python-calamine gives an empty text for a failed formula and 0.85 for 85%. So the parts of the file are looked through
here as well: the XML of .xlsx by patterns, the XML of .ods by expat, the records of .xls one by one. It is done before
calamine reads the sheet, because calamine takes memory for every cell between the first and the last.
"""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.etree import ElementTree
from xml.parsers import expat

import numpy as np

CELLS = 20_000_000  # cells between the first and the last that a sheet may have: 0.6 GB of memory
_WINDOW = 1 << 24
_BELIEVED = 1_000_000  # shared texts that a workbook may state without having them: 24 MB of memory


class Unreadable(Exception):
    """A workbook that cannot be read; the message goes on from the file's name: 'is damaged: …'."""


@dataclass
class Marks:
    """One sheet. Cells by (row, column), both from 0.

    rows, columns: how far the cells with content reach. failed: what a failed formula shows. uncounted: formulas
    without a result. percent: cells that are shown as a percentage. hidden_rows, hidden_columns: counted from 0.
    """

    rows: int = 0
    columns: int = 0
    failed: dict[tuple[int, int], str] = field(default_factory=dict)
    uncounted: list[tuple[int, int]] = field(default_factory=list)
    percent: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)

    def checked(self) -> "Marks":
        """Itself. Raises Unreadable where reading the sheet would take too much memory."""
        if self.rows * self.columns > CELLS:
            raise Unreadable(
                f"has a sheet whose cells reach over {self.rows:,} rows and {self.columns:,} columns, which is too much"
                " to read: delete the cells outside the table, or save the table as CSV"
            )
        return self


def address(row: int, column: int) -> str:
    """A1 of row 0 and column 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _place(reference: str) -> tuple[int, int]:
    """Row and column of A1; both from 0."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]) - 1, column - 1


def _is_percent(code: str) -> bool:
    """Whether a number format shows a percentage: a % outside quoted and escaped text."""
    return "%" in re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code.split(";")[0])


# -- unpacking ---------------------------------------------------------------------------------------------------------


def archive_of(raw: bytes) -> zipfile.ZipFile:
    """The zip archive. Raises zipfile.BadZipFile, also where it lists so many files that the list alone is too much."""
    if raw.count(b"PK\x01\x02") > 20_000:
        raise zipfile.BadZipFile
    return zipfile.ZipFile(io.BytesIO(raw))


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes | None:
    """The bytes of one entry, or None where they are more than the limit, whatever the entry declares.

    Raises what zipfile raises for a damaged or encrypted entry.
    """
    if info.file_size > limit:
        return None
    out = io.BytesIO()
    with archive.open(info) as source:
        while piece := source.read(1 << 20):
            if out.tell() + len(piece) > limit:
                return None
            out.write(piece)
    return out.getvalue()


class Package:
    """The parts of an .xlsx or .ods, each within the limit of bytes, all within four times that."""

    def __init__(self, raw: bytes, limit: int):
        self._archive = archive_of(raw)
        self.limit = limit
        self._parts = {info.filename.replace("\\", "/").lower(): info for info in self._archive.infolist()}
        if sum(info.file_size for info in self._archive.infolist()) > 4 * limit:
            self._too_large()

    def _too_large(self) -> NoReturn:
        raise Unreadable(
            f"holds more than {self.limit / 1e6:,.0f} MB when it is unpacked, which is too much to read: save the"
            " sheet as CSV, or split it, for example by month"
        )

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def part(self, name: str) -> bytes:
        """Empty where there is no such part."""
        info = self._parts.get(name.lower())
        if info is None:
            return b""
        found = unpacked(self._archive, info, self.limit)
        if found is None:
            self._too_large()
        return found

    def whole(self, name: str) -> bytes:
        """A part of XML that is sound to its end: calamine goes on for ever in some that are not."""
        found = self.part(name)
        if found:
            expat.ParserCreate(namespace_separator="}").Parse(found, True)
        return found

    def tree(self, name: str) -> ElementTree.Element | None:
        found = self.part(name)
        return ElementTree.fromstring(found) if found else None


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _every(tree: ElementTree.Element | None, tag: str) -> list[ElementTree.Element]:
    return [each for each in tree.iter() if _local(each.tag) == tag] if tree is not None else []


# -- .xlsx -------------------------------------------------------------------------------------------------------------

_ANY = rb"<(?:[A-Za-z]\w*:)?"


class _Tags:
    """Patterns for the tags of one sheet; each begins with plain letters, which is what makes them quick.

    first: cells with content whose address stands first, as nearly all programs write them. referred: any with one.
    """

    def __init__(self, prefix: bytes):
        opens, closes = rb"<" + prefix, rb"</" + prefix
        address = rb"r\s*=\s*[\"']([A-Z]{1,3})[0-9]{1,7}[\"'][^<>/]*>"
        self.closing = closes + rb"c>"
        self.formula_opens = opens + rb"f"
        self.first = re.compile(opens + rb'c r="([A-Z]{1,3})[0-9]{1,7}"[^<>/]*>')
        self.referred = re.compile(opens + rb"c\s(?:[^<>/]*?\s)?" + address)
        self.first_row = re.compile(opens + rb'row r="([0-9]{1,7})"')
        self.row = re.compile(opens + rb"row(?=[\s/>])([^<>]*)>")
        self.column = re.compile(opens + rb"col\s([^<>]*)>")
        self.failed = re.compile(
            opens + rb"c\s([^<>/]*\bt\s*=\s*[\"']e[\"'][^<>/]*)>(.*?)" + closes + rb"c>", re.DOTALL
        )
        self.shown = re.compile(opens + rb"v[^<>]*>([^<]*)<")
        result = rb"(?:" + opens + rb"v[^<>]*(?:/>|>([^<]*)</))?"
        inside = rb"f(?:\s[^<>]*)?(?:/>|>[^<]*" + closes + rb"f>)\s*"
        self.formula = re.compile(opens + rb"c\s([^<>/]*)>\s*" + opens + inside + result)
        self.texts = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^<>]*>\s*" + opens + rb"v>\s*([0-9]+)\s*<")

    @staticmethod
    def styled(prefix: bytes, styles: list[str]) -> re.Pattern:
        style = rb"\ss\s*=\s*[\"'](?:" + "|".join(styles).encode() + rb")[\"']"
        return re.compile(rb"<" + prefix + rb"c(?=\s)([^<>/]*" + style + rb"[^<>/]*)>")


def _attribute(tag: bytes, name: str) -> str:
    found = re.search(rb"(?:^|\s)" + name.encode() + rb"\s*=\s*[\"']([^\"']*)[\"']", tag)
    return found[1].decode("utf-8", "replace") if found else ""


def of_xlsx(package: Package) -> dict[str, Marks]:
    """The sheets of an .xlsx by name. Raises Unreadable, ElementTree.ParseError, expat.ExpatError and what zipfile
    raises."""
    book = package.tree("xl/workbook.xml")
    percent = _percent_styles(package.tree("xl/styles.xml"))
    never_counted = any(each.get("fullCalcOnLoad") in ("1", "true") for each in _every(book, "calcPr"))
    lengths = _text_lengths(_not_exaggerated(package.whole("xl/sharedStrings.xml")))
    found = {}
    for name, part in _sheet_parts(package, book).items():
        xml = package.whole(part)
        if not xml:
            raise Unreadable(f"has a sheet {name!r} that is not where the workbook says it is: the file is damaged")
        found[name] = _of_xml(xml, percent, never_counted, lengths, package.limit).checked()
    return found


def _not_exaggerated(shared: bytes) -> bytes:
    """The shared texts. Raises Unreadable where they are said to be far more than there is room for: calamine takes
    memory for as many as are stated."""
    root = re.search(_ANY + rb"sst\b([^<>]*)>", shared[:10_000])
    stated = int(_attribute(root[1], "uniqueCount") or 0) if root else 0
    if stated > _BELIEVED and stated * len("<si/>") > len(shared):
        raise Unreadable(
            f"says that it holds {stated:,} different texts and has no room for them, so it is damaged or made up: open"
            " it in Excel, save it and choose it again"
        )
    return shared


def _sheet_parts(package: Package, book: ElementTree.Element | None) -> dict[str, str]:
    """The part of each sheet that has cells; those of charts have none."""
    targets = {}
    for each in _every(package.tree("xl/_rels/workbook.xml.rels"), "Relationship"):
        target = each.get("Target", "").replace("\\", "/")
        part = target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"
        targets[each.get("Id")] = part if each.get("Type", "").endswith("/worksheet") else None
    parts = {}
    for each in _every(book, "sheet"):
        found = targets.get(next((value for key, value in each.attrib.items() if _local(key) == "id"), None), "")
        if found is not None:
            parts[each.get("name", "")] = found
    return parts


def _percent_styles(styles: ElementTree.Element | None) -> list[str]:
    own = {each.get("numFmtId"): each.get("formatCode", "") for each in _every(styles, "numFmt")}
    percent = {key for key, code in own.items() if _is_percent(code)} | ({"9", "10"} - set(own))
    formats = next(iter(_every(styles, "cellXfs")), ())
    return [str(place) for place, each in enumerate(formats) if each.get("numFmtId") in percent]


def _text_lengths(shared: bytes) -> np.ndarray:
    """How long each shared text can be."""
    starts = np.array([each.start() for each in re.finditer(_ANY + rb"si(?=[\s/>])", shared)], np.int64)
    return np.diff(np.append(starts, len(shared)))


def _of_xml(xml: bytes, percent: list[str], never_counted: bool, lengths: np.ndarray, limit: int) -> Marks:
    root = re.search(rb"<([A-Za-z]\w*:)?worksheet[\s>]", xml[:4000])
    prefix = (root[1] if root else None) or b""
    tags = _Tags(prefix)
    if len(lengths) and lengths.max() * xml.count(tags.closing) > 4 * limit:
        # one long text in a million cells: small in the file and large in memory
        used = np.array([int(each) for each in tags.texts.findall(xml)], np.int64)
        if lengths[used[used < len(lengths)]].sum() > 4 * limit:
            raise Unreadable("repeats long texts so often that it is too much to read: save the sheet as CSV")
    marks = Marks()
    _columns_and_rows(xml, tags, marks)
    odd = not _reach(xml, tags, marks)
    if re.search(rb"[\"']e[\"']", xml):
        for each in tags.failed.finditer(xml):
            shown = tags.shown.search(each[2])
            odd |= not _noted(marks.failed, each[1], shown[1].decode("utf-8", "replace") if shown else "#VALUE!")
    if tags.formula_opens in xml:
        for each in tags.formula.finditer(xml):
            no_result = not each[2] and _attribute(each[1], "t") != "str"
            if no_result or (never_counted and each[2] == b"0"):
                where = _attribute(each[1], "r")
                odd |= not where
                marks.uncounted += [_place(where)] if where else []
    if percent:
        for each in tags.styled(prefix, percent).finditer(xml):
            where = _attribute(each[1], "r")
            odd |= not where
            if where:
                marks.percent.add(_place(where))
    if odd:
        raise Unreadable(
            "does not say where all of its cells stand, as Excel does: open it in Excel, save it and choose it again"
        )
    return marks


def _reach(xml: bytes, tags: _Tags, marks: Marks) -> bool:
    """How far the columns reach. False where a cell does not say where it stands."""
    for pattern in (tags.first, tags.referred):
        letters: set[bytes] = set()
        found = 0
        for window in _windows(xml):
            several = pattern.findall(window)
            found += len(several)
            letters.update(several)
        if found == xml.count(tags.closing):
            marks.columns = max((_place(f"{each.decode()}1")[1] + 1 for each in letters), default=0)
            return True
    return False


def _noted(cells: dict, tag: bytes, value: str) -> bool:
    where = _attribute(tag, "r")
    if where:
        cells[_place(where)] = value
    return bool(where)


def _columns_and_rows(xml: bytes, tags: _Tags, marks: Marks) -> None:
    hidden = b"hidden" in xml
    rows = [] if hidden else tags.first_row.findall(xml)
    if rows and len(rows) == sum(1 for _ in tags.row.finditer(xml)):
        marks.rows = max(map(int, rows))
        return
    number = 0
    for each in tags.row.finditer(xml):
        number = int(_attribute(each[1], "r") or number + 1)
        marks.rows = max(marks.rows, number)
        if hidden and _attribute(each[1], "hidden") in ("1", "true"):
            marks.hidden_rows.append(number - 1)
    for each in tags.column.findall(xml[: xml.find(b"sheetData")]):
        if _attribute(each, "hidden") in ("1", "true"):
            first, last = int(_attribute(each, "min") or 1), int(_attribute(each, "max") or 1)
            marks.hidden_columns += range(first - 1, min(last, 16_384))


def _windows(xml: bytes) -> Iterator[bytes]:
    """Pieces of the sheet that end where a tag begins."""
    at = 0
    while at < len(xml):
        end = xml.find(b"<", at + _WINDOW)
        end = len(xml) if end < 0 else end
        yield xml[at:end]
        at = end


# -- .ods --------------------------------------------------------------------------------------------------------------


class _OdsReader:
    """Goes through content.xml once; a cell or row that is repeated counts as often as it says."""

    def __init__(self) -> None:
        self.found: dict[str, Marks] = {}
        self._marks: Marks | None = None
        self._row = self._repeat_row = self._column = 0
        self._width = 0  # how far this row's cells with content reach
        self._row_marks: list[tuple[str, int, int]] = []
        self._hidden = False
        self._failed_at: list[tuple[int, str]] = []
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict) -> None:
        tag = _local(tag)
        values = {_local(key): value for key, value in attributes.items() if "calcext" not in key}
        if tag == "table":
            self._marks = self.found[values.get("name", "")] = Marks()
            self._row = 0
        elif self._marks is None:
            return
        elif tag == "table-row":
            self._repeat_row = max(1, int(values.get("number-rows-repeated", 1)))
            self._hidden = values.get("visibility") in ("collapse", "filter")
            self._column = self._width = 0
            self._row_marks = []
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell(values)

    def _cell(self, values: dict) -> None:
        repeat = max(1, int(values.get("number-columns-repeated", 1)))
        first, kind = self._column, values.get("value-type", "")
        self._column += repeat
        if not kind and "formula" not in values:
            return
        self._width = self._column
        if self._width > 16_384:
            raise Unreadable("has a row with more than 16,384 cells: the file is damaged")
        what = "percent" if kind == "percentage" else "uncounted" if not kind else ""
        if "formula" in values:
            self._text = []  # only what a failed formula shows tells it from others
        if what or self._text is not None:
            self._row_marks += [(what or "failed", first, repeat)]

    def text(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def end(self, tag: str) -> None:
        tag = _local(tag)
        if tag in ("table-cell", "covered-table-cell") and self._text is not None:
            shown = "".join(self._text).strip()
            what, first, repeat = self._row_marks.pop()
            if re.fullmatch(r"#[A-Z/0]+[!?]?|Err:[0-9]+", shown):
                self._row_marks.append((f"failed {shown}", first, repeat))
            elif what != "failed":
                self._row_marks.append((what, first, repeat))
            self._text = None
        elif tag == "table-row" and self._marks is not None:
            self._end_row()
        elif tag == "table":
            self._marks = None

    def _end_row(self) -> None:
        rows = range(self._row, self._row + self._repeat_row)
        self._row = rows.stop
        if not self._width:
            return
        marks = self._marks
        assert marks is not None, "a row ends inside its table"
        marks.reach(rows.stop - 1, self._width - 1)
        marks.checked()
        if self._hidden:
            marks.hidden_rows.extend(rows)
        if sum(repeat for _, _, repeat in self._row_marks) * len(rows) > CELLS // 10:
            raise Unreadable("repeats a formula or a percentage too often to be read: save the sheet as CSV")
        for what, first, repeat in self._row_marks:
            places = [(row, column) for row in rows for column in range(first, first + repeat)]
            if what == "percent":
                marks.percent.update(places)
            elif what == "uncounted":
                marks.uncounted += places
            else:
                marks.failed.update(dict.fromkeys(places, what.removeprefix("failed ")))


def of_ods(package: Package) -> dict[str, Marks]:
    """The sheets of an .ods by name. Raises Unreadable, expat.ExpatError and what zipfile raises."""
    reader = _OdsReader()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.Parse(package.part("content.xml"), True)
    return {name: marks.checked() for name, marks in reader.found.items()}


# -- .xls --------------------------------------------------------------------------------------------------------------

_FAILURES = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def streams(raw: bytes) -> dict[str, bytes]:
    """The large streams of an OLE file by name; small ones are empty. Raises Unreadable where it is damaged."""
    try:
        return _streams(raw)
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable("is damaged or cut off: its parts are not where it says they are") from error


def _streams(raw: bytes) -> dict[str, bytes]:
    size = 1 << struct.unpack_from("<H", raw, 30)[0]
    if size not in (512, 4096):
        raise ValueError
    tables, first_directory = struct.unpack_from("<II", raw, 44)
    small_limit, _, _, next_table, more_tables = struct.unpack_from("<5I", raw, 56)

    def sector(number: int) -> bytes:
        at = (number + 1) * size
        if at >= len(raw):
            raise ValueError
        return raw[at : at + size].ljust(size, b"\0")

    places = list(struct.unpack_from("<109I", raw, 76))
    for _ in range(min(more_tables, len(raw) // size)):
        several = struct.unpack(f"<{size // 4}I", sector(next_table))
        places += several[:-1]
        next_table = several[-1]
    used = [each for each in places[:tables] if each < 0xFFFFFFFA]
    chain = np.frombuffer(b"".join(map(sector, used)), "<u4")

    def stream(number: int) -> bytes:
        pieces: list[bytes] = []
        while number < 0xFFFFFFFA:
            if len(pieces) > len(raw) // size:
                raise ValueError  # a chain that bites its tail
            pieces.append(sector(number))
            number = int(chain[number])
        return b"".join(pieces)

    directory = stream(first_directory)
    found = {}
    for at in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        if kind == 2 and 2 <= length <= 64:
            first, bytes_long = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            found[name] = stream(first)[:bytes_long] if bytes_long >= small_limit else b""
    return found


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Records from a place to the end of their part: number and content."""
    depth = 0
    while at + 4 <= len(book):
        number, length = struct.unpack_from("<HH", book, at)
        yield number, book[at + 4 : at + 4 + length]
        depth += (number & 0xFF == 0x09 and number in (0x0009, 0x0209, 0x0409, 0x0809)) - (number == 0x000A)
        if number == 0x000A and depth <= 0:
            return
        at += 4 + length


def of_xls(book: bytes) -> list[Marks]:
    """The sheets in the Workbook stream of an .xls, in order. Raises Unreadable where it is damaged."""
    try:
        starts, percent = _xls_globals(book)
        return [_of_records(book, at, percent).checked() for at in starts]
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable("is damaged or cut off: its records are not where it says they are") from error


def _xls_globals(book: bytes) -> tuple[list[int], np.ndarray]:
    """Where each sheet starts, and for each cell format whether it shows a percentage."""
    starts, own, formats = [], {}, []
    for number, content in _records(book, 0):
        if number == 0x0085:
            starts.append(struct.unpack_from("<I", content)[0])
        elif number == 0x041E:
            letters = content[5:].decode("utf-16-le" if content[4] & 1 else "latin-1", "replace")
            own[struct.unpack_from("<H", content)[0]] = _is_percent(letters)
        elif number == 0x00E0:
            formats.append(struct.unpack_from("<H", content, 2)[0])
    return starts, np.array([own.get(each, each in (9, 10)) for each in formats], bool)


_XLS_CELLS = {0x00BD, 0x0203, 0x0204, 0x00FD, 0x027E, 0x0205, 0x0006, 0x00D6}


def _of_records(book: bytes, at: int, percent: np.ndarray) -> Marks:
    marks = Marks()
    for number, content in _records(book, at):
        if number == 0x0200 and len(content) >= 12:  # what calamine makes room for
            _, last_row, _, last_column = struct.unpack_from("<IIHH", content)
            if last_row > 65_536 or last_column > 256:
                raise ValueError
        elif number == 0x0208 and len(content) >= 16:
            if struct.unpack_from("<H", content, 12)[0] & 0x20:
                marks.hidden_rows.append(struct.unpack_from("<H", content)[0])
        elif number in _XLS_CELLS:
            _xls_cell(number, content, percent, marks)
    return marks


def _xls_cell(number: int, content: bytes, percent: np.ndarray, marks: Marks) -> None:
    row, column, style = struct.unpack_from("<HHH", content)
    styles = [style]
    if number == 0x00BD:  # several numbers side by side
        styles = [struct.unpack_from("<H", content, at)[0] for at in range(4, len(content) - 7, 6)]
    marks.reach(row, column + max(0, len(styles) - 1))
    marks.percent.update(
        (row, column + place) for place, each in enumerate(styles) if each < len(percent) and percent[each]
    )
    if number == 0x0205 and content[7]:
        marks.failed[row, column] = _FAILURES.get(content[6], "#VALUE!")
    elif number == 0x0006 and content[12:14] == b"\xff\xff" and content[6] == 2:
        marks.failed[row, column] = _FAILURES.get(content[8], "#VALUE!")
