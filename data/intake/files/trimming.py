"""What stands between and below the rows of a file and is no row: footers, totals, comments, repeated headers.

A line goes only where that is certain, and is named. A total is certain by its label and either by its figures, which
are the sum of rows of the file, or by its gaps, where every row has a cell. What might be a row after all stays, and
somebody is asked or told. Only rows that look odd are looked at one by one: a large file is not slower for it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import CONTRACTS, folded
from data.intake.choices import LeftOut, Question
from data.intake.files.shape import KNOWN, kind_of, kinds_of, shortened, tidy
from data.intake.problem import LISTED, Problem, listed, some
from data.intake.values.figures import figures_in, rounded_by, to_add_up

_SPLIT = frozenset(
    spelling for each in CONTRACTS.values() if each.adds_up for spelling in each.columns[each.adds_up].spellings
)
_TAIL = 80  # lines at the end among which footers are looked for
_MOST = 5_000  # label-like rows that are looked at one by one

_FOOTER = re.compile(
    r"(this )?(report|data|file|list|export|extract|table|figures|information)s? (was |were |is |are )?"
    r"(generated|produced|exported|extracted|created|printed|prepared|run|correct|as at|taken|downloaded|supplied)\b.*"
    r"|(generated|produced|exported|extracted|created|printed|prepared|run|downloaded|published|refreshed|updated"
    r"|last (updated|refreshed|run)|report (date|run|id|name|owner))( (on|by|at|from|date|with|using)\b.*|\s*[:=].*|$)"
    r"|(generated|exported|printed|created|downloaded|produced|extracted)\b.*\d.*"
    r"|(data )?sources?\s*[:=-].*|source$|notes?\s*(\d+)?\s*[:.)-].*|notes?$|n\.?b\.?[\s:].*"
    r"|(the )?(number of |total |no\.? of )?(rows|records|results|lines|entries|items|row count|record count|count)"
    r"( (returned|found|selected|exported|shown|listed|in (this )?(report|file|list|export)))?\s*[:=]\s*\d*.*"
    r"|\(?\d[\d,]* (rows?|records?|results?|lines?|entries|items?)\b.{0,40}"
    r"|page\s*\d+(\s*(of|/)\s*\d+)?|[-=_*]{3,}|[-=_*]{2,}\s*[a-z ]+\s*[-=_*]{2,}"
    r"|[*†‡]{1,3} ?[a-z].*"
    r"|end of (the )?(report|file|data|list|export|table|document)\b.*|<?\s*end\s*>?"
    r"|(©|\(c\)|copyright|crown copyright|contains public sector information).*"
    r"|(not protectively marked|official|official[ -]sensitive|unclassified|confidential|restricted|in confidence)"
    r"( -.*|: .*|$)|disclaimer\b.*|(applied )?(filters?|selection|criteria|parameters|legend|key)( applied)?\s*[:=].*"
    r"|applied filters.*|(contact|for (more|further) information|for (queries|enquiries)|please (contact|note))\b.*"
    r"|((these|all|some|the) )?(figures|data|percentages|numbers|totals|values) (may|might|do|are|have|exclude|include)"
    r"\b.*|nil return",
    re.IGNORECASE | re.DOTALL,
)
_NOTE = re.compile(r"[*†‡§]+\s*\D.*|\(?[a-z0-9]\)\s.*|\d+\.\s\D.*", re.I | re.S)  # if it is long
_PAGE = re.compile(r"page\s*\d+(\s*(of|/)\s*\d+)?", re.IGNORECASE)
_COMMENT = re.compile(r"#(\s|#|!|[^\W\d]\S*\s|[^\W\d]\S*$)")
_EXACT = re.compile(
    r"(grand|overall|report|column|sum|final|running|combined|all)? ?totals?"
    r"( overall| amount| for (the )?(period|month|year|report|page|section|group))?"
)
_ENDS = re.compile(r"sum|overall|average|mean|averages|sum total")
_SUB = re.compile(r"sub ?totals?\b.*|.*\bsub ?totals?")
_NAMED = re.compile(r"(grand )?totals?\b.*|.*\btotals?")


def label_of(text: str) -> str:
    """Whether a label says total: 'exact' (Grand total), 'sub' (Subtotal Housing), 'named' (Housing total) or ''."""
    if len(text) > 80:
        return ""
    words = " ".join(re.sub(r"[^\w ]+", " ", text.casefold()).split())
    for name, pattern in (("sub", _SUB), ("exact", _EXACT), ("named", _NAMED), ("end", _ENDS)):
        if pattern.fullmatch(words):
            return name
    return ""


@dataclass
class Item:
    """One line of the table while it is judged. place: its row among the columns, -1 where it is ragged or broken."""

    line: int
    place: int
    cells: list[str]
    ragged: bool = False

    @property
    def filled(self) -> list[int]:
        return [number for number, cell in enumerate(self.cells) if cell.strip()]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.cells).split())


@dataclass
class Body:
    """The rows under the header. ragged: line, how many cells, the cells (None: not kept). blank: lines of blank rows.
    header_rows: the header's cells as written, once for each of its lines. titles: texts above it.
    last_line: the last line of the table, where somebody has said; 0 where not."""

    columns: list[pa.ChunkedArray]
    lines: pa.Array
    headers: list[str]
    header_line: int
    header_rows: list[list[str]]
    titles: list[str]
    ragged: list[tuple[int, int, list[str] | None]]
    broken: list[int]
    blank: np.ndarray
    last_line: int
    delimiter: str = ","
    left_out: list[LeftOut] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.headers)


def trimmed(body: Body) -> Body:
    """The body without what is certainly no row."""
    if body.width < 2:
        return body
    judge = RowClassifier(body)
    if body.last_line:
        judge.cut_at(body.last_line)
    judge.repeated_headers()
    judge.comments()
    if not body.last_line:
        judge.footers()
    judge.totals()
    if not body.last_line:
        judge.second_table()
    return judge.done()


class RowClassifier:
    def __init__(self, body: Body):
        self.body = body
        self.lines = body.lines.to_numpy()
        self.gone: dict[int, str] = {}  # line → what it is
        self.kept: dict[int, Item] = {}
        self.ragged = {line: cells for line, _, cells in body.ragged}

    # -- looking -------------------------------------------------------------------------------------------------------

    def row(self, place: int) -> Item:
        cells = [column[place].as_py() for column in self.body.columns]
        return Item(int(self.lines[place]), place, cells)

    def ragged_item(self, line: int) -> Item:
        return Item(line, -1, self.ragged.get(line) or [], ragged=True)

    def at_end(self) -> list[Item]:
        """The last lines, rows and others, in their order."""
        count = len(self.lines)
        first = max(0, count - _TAIL)
        items = [self.row(place) for place in range(first, count)]
        after = int(self.lines[first]) if first else 0
        items += [self.ragged_item(line) for line in self.ragged if line >= after and self.ragged[line] is not None]
        items += [Item(line, -1, [], ragged=True) for line in self.body.broken if line >= after]
        return sorted((each for each in items if each.line not in self.gone), key=lambda each: each.line)

    def before(self, line: int) -> Item | None:
        """What stands directly above a line, blank rows aside."""
        place = bisect_left(self.lines, line) - 1
        above = max((each for each in self.ragged if each < line), default=0) if len(self.ragged) <= _MOST else 0
        if place >= 0 and self.lines[place] > above:
            return self.row(place)
        return self.ragged_item(above) if above else None

    def take(self, item: Item, what: str) -> None:
        self.gone[item.line] = what
        self.kept[item.line] = item

    def after_blank(self, line: int, above: int) -> bool:
        """Whether a blank row stands between two lines."""
        blank = self.body.blank
        return bool(len(blank)) and bool(((blank > above) & (blank < line)).any())

    # -- one sort after the other --------------------------------------------------------------------------------------

    def cut_at(self, last: int) -> None:
        """Nothing below the line that somebody has named as the last counts; rows that go so are warned of."""
        below = [self.row(place) for place in np.flatnonzero(self.lines > last)[:LISTED]]
        many = int((self.lines > last).sum()) + sum(line > last for line in (*self.ragged, *self.body.broken))
        rows = [each for each in below if len(each.filled) > 1 and not label_of(each.cells[each.filled[0]])]
        for each in below:
            self.take(each, "footer")
        for line in (*self.ragged, *self.body.broken):
            if line > last:
                self.take(self.ragged_item(line), "footer")
        for place in np.flatnonzero(self.lines > last)[LISTED:]:
            self.gone[int(self.lines[place])] = "footer"
        if rows:
            self.body.problems.append(
                Problem(
                    last + 1,
                    None,
                    shortened(rows[0].cells, 60),
                    f"stands below line {last}, which was named as the last, with {many:,} "
                    f"{'line' if many == 1 else 'lines'} that will not be read, and looks like a row",
                    "Check that the table really ends there.",
                    "warning",
                    code="row_below_the_end",
                )
            )

    def repeated_headers(self) -> None:
        titles = {_plain(each) for each in self.body.titles}
        self._page_numbers()
        for head in self.body.header_rows:
            wanted = [tidy(each) for each in head]
            named = [number for number, name in enumerate(wanted) if name]
            hits: set[int] = set()
            for position in {named[0], named[-1]} if named else ():
                if position < self.body.width:
                    same = pc.equal(self.body.columns[position], head[position])
                    hits.update(pc.indices_nonzero(same)[:_MOST].to_pylist())
            items = [self.row(place) for place in hits]
            items += [self.ragged_item(line) for line, cells in self.ragged.items() if cells]
            for item in items:
                if item.line not in self.gone and _trimmed([tidy(each) for each in item.cells]) == _trimmed(wanted):
                    self.take(item, "repeated header")
                    self._title_again(item, titles)

    def _page_numbers(self) -> None:
        first = self.body.columns[0]
        hits = pc.indices_nonzero(pc.starts_with(first, "Page "))[:_MOST].to_pylist()
        items = [self.row(place) for place in hits]
        items += [self.ragged_item(line) for line, cells in self.ragged.items() if cells and cells[0][:4] == "Page"]
        for item in items:
            if len(item.filled) == 1 and _PAGE.fullmatch(item.text):
                self.take(item, "page number")

    def _title_again(self, header: Item, titles: set[str]) -> None:
        """The lines of a title that stand above a repeated header, as pages of a report have them."""
        line, found = header.line, list[Item]()
        while (item := self.before(line)) is not None and len(found) < 40:
            text = item.text
            if item.line in self.gone:
                line = item.line
                continue
            footer = len(item.filled) == 1 and _FOOTER.fullmatch(text)
            if not text or not (_plain(text) in titles or footer):
                break
            found.append(item)
            line = item.line
        for item in found:
            self.take(item, "title")

    def comments(self) -> None:
        first = self.body.columns[0]
        hits = pc.indices_nonzero(pc.starts_with(first, "#"))
        rows = [self.row(place) for place in hits[:LISTED].to_pylist()]
        comments = [each for each in rows if each.filled == [0] and _COMMENT.match(each.cells[0])]
        if len(hits) <= LISTED and len(comments) == len(hits):
            comments += [self.ragged_item(line) for line, cells in self.ragged.items()
                         if cells and _COMMENT.match(cells[0].lstrip())]  # fmt: skip
        for each in comments:
            self.take(each, "comment")

    def footers(self) -> None:
        items = self.at_end()
        at, found, labels = len(items), len(items), []
        while at:
            item = items[at - 1]
            label = bool(item.filled) and label_of(item.cells[item.filled[0]]) not in ("", "named")
            if label and not _FOOTER.fullmatch(item.text):
                labels.append(item.line)
            elif not self._sparse(item):
                break
            elif _FOOTER.fullmatch(item.text) or (_NOTE.fullmatch(item.text) and len(item.text.split()) > 3):
                found = at - 1
            at -= 1
        for item in items[found:]:
            if item.line not in labels:
                self.take(item, "footer")
        self._doubtful([each for each in items[at:found] if each.line not in labels], items[at - 1].line if at else 0)
        if at and found == len(items) and len(items) == at:
            self._full_footer(items[-1])

    def _sparse(self, item: Item) -> bool:
        if not item.filled:
            return True  # its quotes are broken, or it is too long to be kept
        if item.ragged and len(item.cells) < self.body.width and len(item.filled) <= max(1, self.body.width // 3):
            return True
        if len(item.filled) == 1:
            return True
        if item.ragged and (_NOTE.fullmatch(item.text) or _wordy(item)):
            return True
        return (item.ragged or item.filled == [0, 1]) and _FOOTER.fullmatch(item.text) is not None

    def _doubtful(self, items: list[Item], above: int) -> None:
        """Lines with one cell at the end that no pattern knows: after a blank row, somebody has to say."""
        items = [each for each in items if each.filled]
        if not items or not above:
            return
        for number, first in enumerate(items):
            apart = self.after_blank(first.line, items[number - 1].line if number else above)
            wordy = len(first.text.split()) > 3 and first.filled == [0]
            if apart or wordy:
                self._ask_end(
                    items[number - 1].line if number else above,
                    items[number:],
                    f"Is line {first.line} ({first.text[:60]!r}) still part of the table?",
                )
                return

    def _ask_end(self, above: int, items: list[Item], text: str) -> None:
        first, last = items[0], items[-1]
        lines = f"line {first.line}" if len(items) == 1 else f"lines {first.line} to {last.line}"
        self.body.questions.append(
            Question(
                "last_line",
                text,
                {
                    str(above): f"the table ends at line {above}; {lines} left out",
                    str(last.line): f"the table goes on to line {last.line}",
                },
                str(above),
            )
        )

    def _full_footer(self, item: Item) -> None:
        """A last row that reads like a footer though all its cells are filled."""
        words = item.cells[0].strip() if item.cells else ""
        if re.match(r"(data )?sources?\s*:|(report |data )?(generated|exported|prepared|printed|produced) (on|by)\b",
                    words, re.I) and len(item.filled) < self.body.width + item.ragged:  # fmt: skip
            before = self.before(item.line)
            if before:
                self._ask_end(before.line, [item], f"Is line {item.line} ({item.text[:60]!r}) a footer or a row?")

    def second_table(self) -> None:
        """Another header below a blank row: two tables in one file."""
        blank = self.body.blank
        if not len(blank):
            return
        rows = np.unique(np.searchsorted(self.lines, blank + 1)[:400])
        items = [self.row(int(place)) for place in rows if place < len(self.lines)]
        items += [self.ragged_item(line) for line, cells in self.ragged.items() if cells]
        for item in sorted(items, key=lambda each: each.line):
            known = len({folded(each) for each in item.cells} & KNOWN)
            if item.line in self.gone or known < 2 or known < len(item.filled):
                continue
            before = self.before(item.line)
            if before and self.after_blank(item.line, before.line):
                last = self.at_end()
                end = last[-1] if last else item
                self._ask_end(before.line, [item, end] if end.line > item.line else [item],
                              f"Does a second table begin at line {item.line} ({item.text[:60]!r})?")  # fmt: skip
                return

    # -- totals --------------------------------------------------------------------------------------------------------

    def totals(self) -> None:
        items = self._labelled()
        ragged = [self._padded(self.ragged_item(line)) for line, cells in self.ragged.items()
                  if cells and line not in self.gone and len(cells) < self.body.width]  # fmt: skip
        items += [each for each in ragged if each.filled and label_of(each.cells[each.filled[0]]) not in ("", "end")]
        end = [each for each in self.at_end() if not each.ragged]
        last = end[-1] if end else None
        if last and last.filled and not any(each.place == last.place for each in items):
            label = last.cells[last.filled[0]]
            if label_of(label) == "end" or kind_of(label) == "number" or label.strip().isdigit():
                items.append(last)
        if items:
            _Totals(self, sorted(items, key=lambda each: each.line), last).judge()

    def _padded(self, item: Item) -> Item:
        return replace(item, cells=item.cells + [""] * (self.body.width - len(item.cells)))

    def _labelled(self) -> list[Item]:
        """Rows whose first filled cell may say total: one look at a column, not at its rows."""
        found: list[int] = []
        columns, places = self.body.columns, None
        for column in columns:
            cells = column if places is None else column.take(places)
            # twice by case is quicker than once without
            hits = pc.indices_nonzero(pc.or_(pc.match_substring(cells, "otal"), pc.match_substring(cells, "OTAL")))
            if len(hits):
                found += self._few(cells.take(hits), hits if places is None else places.take(hits))
            empty = pc.indices_nonzero(pc.equal(pc.utf8_trim_whitespace(cells), ""))
            if not len(empty):
                break
            places = empty if places is None else places.take(empty)
        items = (self.row(place) for place in sorted(set(found))[:_MOST])
        return [each for each in items if each.line not in self.gone]

    def _few(self, labels: pa.ChunkedArray, places: pa.Array) -> list[int]:
        counted = pc.value_counts(labels)
        if len(counted) > _MOST:
            return []
        wanted = []
        for each in counted:
            label = label_of(each["values"].as_py())
            if label in ("exact", "sub") or (label == "named" and each["counts"].as_py() <= 20):
                wanted.append(each["values"].as_py())
        return places.filter(pc.is_in(labels, pa.array(wanted, pa.string())).combine_chunks()).to_pylist()

    # -- the end -------------------------------------------------------------------------------------------------------

    def done(self) -> Body:
        body = self.body
        if self.gone:
            places = [place for line in self.gone if (place := self._place(line)) >= 0]
            if places:
                keep = np.ones(len(self.lines), bool)
                keep[places] = False
                mask = pa.array(keep)
                body.columns = [column.filter(mask) for column in body.columns]
                body.lines = body.lines.filter(mask)
            body.ragged = [each for each in body.ragged if each[0] not in self.gone]
            body.broken = [each for each in body.broken if each not in self.gone]
            for line in sorted(self.kept)[:LISTED]:
                cells = self.kept[line].cells
                cells = cells + [""] * (body.width - len(cells))
                body.left_out.append(LeftOut(line, self.gone[line], tuple(cells)))
            body.repairs += named(body.left_out, self.gone)
        return body

    def _place(self, line: int) -> int:
        place = int(np.searchsorted(self.lines, line))
        return place if place < len(self.lines) and self.lines[place] == line else -1


def _wordy(item: Item) -> bool:
    """Whether a line reads as a sentence with commas in it."""
    return len(item.cells[0].split()) > 2 and set(kinds_of(item.cells).values()) <= {"text", ""}


def _plain(text: str) -> str:
    return folded(re.sub(r"\d+", "", text))


def _trimmed(cells: list[str]) -> list[str]:
    cells = list(cells)
    while cells and not cells[-1]:
        cells.pop()
    return cells


_SAID = {
    "title": ("is part of a title", "are parts of a title"),
    "page number": ("is a page number", "are page numbers"),
    "footer": ("below the table is a footer", "below the table are a footer"),
    "total": ("is a total", "are totals"),
    "subtotal": ("is a subtotal", "are subtotals"),
    "comment": ("is a comment", "are comments"),
    "repeated header": ("repeats the header", "repeat the header"),
}


def named(left_out: Iterable[LeftOut], gone: dict[int, str]) -> list[str]:
    """One sentence for each sort of line that was left out, with the beginning of what stood there."""
    said = []
    for what, (one, many) in _SAID.items():
        lines = sorted(line for line, each in gone.items() if each == what)
        if not lines:
            continue
        text = [shortened(each.cells, 60) for each in left_out if each.what == what and any(each.cells)]
        quoted = f": {some([repr(each) for each in dict.fromkeys(text)], 3)}" if text and what[:6] != "repeat" else ""
        subject = f"Line {lines[0]} {one} and was" if len(lines) == 1 else f"Lines {_runs(lines)} {many} and were"
        said.append(f"{subject} left out{quoted}.")
    return said


def _runs(lines: list[int]) -> str:
    if len(lines) > 2 and lines[-1] - lines[0] == len(lines) - 1:
        return f"{lines[0]} to {lines[-1]}"
    return some(lines)


class _Totals:
    """Judges the rows that may be totals. Rows above, below and of the same group are summed column by column."""

    def __init__(self, judge: RowClassifier, items: list[Item], last: Item | None):
        self.judge_of, self.items, self.last = judge, items, last
        self.body = judge.body
        count = len(judge.lines)
        self.plain = np.ones(count, bool)  # rows that are neither totals nor left out
        self.plain[[each.place for each in items if each.place >= 0]] = False
        self.plain[[place for line in judge.gone if (place := judge._place(line)) >= 0]] = False
        self._figures: dict[int, np.ndarray] = {}
        self._full: dict[int, bool] = {}
        self._years: dict[int, bool] = {}
        self.doubts: list[Problem] = []
        self.likely: list[Problem] = []
        self.compared = 0  # totals that were compared with rows like them

    def judge(self) -> None:
        start = 0  # the first row after the last subtotal
        for item in self.items:
            place = item.place if item.place >= 0 else int(np.searchsorted(self.judge_of.lines, item.line))
            what = self.verdict(item, start, place)
            if what in ("total", "subtotal"):
                self.judge_of.take(item, what)
                start = place + (item.place >= 0)
            elif item.place >= 0:
                self.plain[item.place] = True
            if what == "doubt":
                self._doubt(item)
            elif what == "told":
                self._told(item)
        for found, severity in ((self.doubts, "error"), (self.likely, "warning")):
            self.body.problems += listed(found, len(found), None, severity)

    def verdict(self, item: Item, start: int, place: int) -> str:
        """total or subtotal: it goes. doubt: it may be either. told: it stays, and is named. '' : a row."""
        figures = figures_in(item.cells)
        filled = [each for each in item.filled if not figures[item.cells[each]].nothing]
        first = item.filled[0]
        label = label_of(item.cells[first])
        if not label and self.is_figure(first, item.cells[first]):
            first = -1
        rest = [each for each in filled if each != first]
        if not all(self.is_figure(each, item.cells[each]) for each in rest) or not (label or first == -1):
            return self._among_its_like(item, first, rest) if label == "exact" else ""
        if not self.plain.any():
            return "" if first == -1 else "doubt"
        lone = self.plain.sum() == 1  # one row and a total of it: nobody can tell it from two rows
        adds = self._adds(item, rest, start, place, first, label or ("exact" if lone else ""))
        gaps = self._gaps(item, first, rest)
        if first == -1:
            if not gaps or (lone and not adds):
                return "told" if adds == len(rest) > 1 and not lone else ""
            return "total" if adds and not lone else "doubt"
        after = self.plain[place + 1 :].any()
        if label in ("exact", "sub", "end"):
            if adds or gaps:
                return "subtotal" if label == "sub" or (after and gaps) else "total"
            return "doubt" if rest or label != "end" else ""
        if gaps and (adds or self._group(item, first) is not None):
            return "subtotal"
        if adds:
            return "subtotal" if self._group(item, first) is not None else "told"
        return ""

    def _adds(self, item: Item, rest: list[int], start: int, place: int, first: int, label: str) -> int:
        """How many figures are the sum of the rows since the last total, of all above, of all, or of the group."""
        group = self._group(item, first) if label in ("named", "sub") else None
        spans = [slice(start, place), slice(0, place), slice(0, None)]
        adding = 0
        for position in rest:
            cells = self.figures(position)
            text = item.cells[position]
            value = cells[item.place] if item.place >= 0 else to_add_up(pa.chunked_array([[text]], pa.string()))[0]
            if np.isnan(value) or not value:
                continue
            near = 1e-9 + rounded_by(text)
            sums = [(cells[span], self.plain[span]) for span in spans] + ([(cells, group)] if group is not None else [])
            for number, (part, plain) in enumerate(sums):
                added = part[plain & ~np.isnan(part)]
                enough = np.count_nonzero(added) > 1 or (number == 0 and len(added) == 1 and label in ("exact", "sub"))
                if enough and abs(added.sum() - value) <= 1e-9 * max(1.0, abs(value), np.abs(added).sum()) + near:
                    adding += 1
                    break
        return adding

    def _among_its_like(self, item: Item, first: int, rest: list[int]) -> str:
        """The verdict on a row called Total that has words beside its figures, such as its month.

        It is a total where a figure is the sum of the rows that are about the same otherwise, and else in doubt. A
        total among channels is no doubt, for it is split by them; and without a figure it is a row like others.
        """
        with_figures = any(self.is_figure(each, item.cells[each]) for each in rest)
        if folded(self.body.headers[first]) in _SPLIT or not with_figures:
            return ""
        if item.place >= 0 and self._adds_among_its_like(item, rest):
            return "total"
        return "doubt"

    def _adds_among_its_like(self, item: Item, rest: list[int]) -> bool:
        self.compared += 1
        like, numbers = self.plain.copy(), []
        for position in rest if self.compared < 50 else ():
            if self.is_figure(position, item.cells[position]):
                numbers.append(position)
            else:
                like &= pc.equal(self.body.columns[position], item.cells[position]).to_numpy()
        for position in numbers:
            cells = self.figures(position)
            added = cells[like & ~np.isnan(cells)]
            if np.count_nonzero(added) > 1 and abs(added.sum() - cells[item.place]) <= (
                1e-9 * np.abs(added).sum() + rounded_by(item.cells[position])
            ):
                return True
        return False

    def _gaps(self, item: Item, first: int, rest: list[int]) -> bool:
        """Whether a column that says what a row is about is empty here, and in no other row."""
        return any(
            position != first and position not in rest and self.always_full(position)
            for position in range(self.body.width)
        )  # fmt: skip

    def is_figure(self, position: int, text: str) -> bool:
        """Whether a cell is a figure: 1900 is one, but not in a column of years."""
        if kind_of(text) == "period" and text.strip().isdigit():
            if position not in self._years:
                kinds = self._kinds(position)
                self._years[position] = kinds.count("period") * 2 > len(kinds)
            return not self._years[position]
        return figures_in([text])[text].written

    def _kinds(self, position: int) -> list[str]:
        """What the first cells of a column look like."""
        cells = self.body.columns[position].filter(pa.array(self.plain))[:50].to_pylist()
        kinds = kinds_of(cells)
        return [kinds[each] for each in cells]

    def always_full(self, position: int) -> bool:
        if position not in self._full:
            cells = self.body.columns[position].filter(pa.array(self.plain))
            full = not pc.any(pc.equal(pc.utf8_trim_whitespace(cells), "")).as_py()
            kinds = self._kinds(position)
            self._full[position] = full and sum(each != "number" for each in kinds) * 2 > len(kinds)
        return self._full[position]

    def _group(self, item: Item, first: int) -> np.ndarray | None:
        """The rows that have the name of a total (Housing total) in one of their columns."""
        words = re.sub(r"[^\w ]+", " ", item.cells[first].casefold())
        name = folded(re.sub(r"\b(grand|sub ?)?totals?\b|\bfor\b|\bsub\b", " ", words))
        if not name or first < 0:
            return None
        for position in range(min(first + 2, self.body.width)):
            column = self.body.columns[position]
            values = pc.unique(column.filter(pa.array(self.plain)))
            if len(values) > _MOST:
                continue
            same = [each for each in values.to_pylist() if folded(each) == name]
            if same:
                rows = pc.is_in(column, pa.array(same, pa.string())).to_numpy()
                return rows & self.plain
        return None

    def figures(self, position: int) -> np.ndarray:
        if position not in self._figures:
            self._figures[position] = to_add_up(self.body.columns[position])
        return self._figures[position]

    def _doubt(self, item: Item) -> None:
        label = item.text[:60]
        last = self.last and item.line >= self.last.line
        if self.body.last_line and item.line >= self.body.last_line:
            return
        before = self.judge_of.before(item.line)
        if last and before and not self.body.last_line and not self.body.questions:
            self.judge_of._ask_end(
                before.line, [item], f"Is line {item.line} ({label!r}) a total of the rows above or a row of its own?"
            )
            return
        if not item.ragged:
            self.doubts.append(
                Problem(
                    item.line,
                    None,
                    label,
                    "is called a total, and its figures are not the sum of the rows above: it may be a total or a row",
                    "Delete the line if it is a total; else give it another name.",
                    code="total_or_row",
                )
            )

    def _told(self, item: Item) -> None:
        self.likely.append(
            Problem(
                item.line,
                None,
                item.text[:60],
                "has figures that are the sum of other rows, and was read as a row",
                "Delete the line if it is a total: its figures would count twice.",
                "warning",
                code="row_like_a_total",
            )
        )
