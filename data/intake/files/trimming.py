"""What stands between and below the rows of a file and is no row: footers, totals, comments, repeated headers.

A line goes only where that is certain, and is named. A total is certain by its label and either by its figures, which
are the sum of rows of the file, or by its gaps, where every row has a cell. What might be a row after all stays, and
somebody is asked or told. Only rows that look odd are looked at one by one: a large file is not slower for it.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import folded
from data.intake.choices import LeftOut
from data.intake.files.body import MOST, Body, BodyLines, Item, label_of
from data.intake.files.shape import KNOWN, kind_of, kinds_of, shortened, tidy
from data.intake.files.total_rows import TotalRows
from data.intake.problem import LISTED, Problem, some

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
    r"|[*†‡]{1,3} ?[a-z].*|[a-z]{1,2} ?= ?[a-z].{0,40}"
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


class RowClassifier(BodyLines):
    """Which lines of a body are no rows: one sort after the other is looked for, and what is certain is left out."""

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
                    hits.update(pc.indices_nonzero(same)[:MOST].to_pylist())
            items = [self.row(place) for place in hits]
            items += [self.ragged_item(line) for line, cells in self.ragged.items() if cells]
            for item in items:
                if item.line not in self.gone and _trimmed([tidy(each) for each in item.cells]) == _trimmed(wanted):
                    self.take(item, "repeated header")
                    self._title_again(item, titles)

    def _page_numbers(self) -> None:
        first = self.body.columns[0]
        hits = pc.indices_nonzero(pc.starts_with(first, "Page "))[:MOST].to_pylist()
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
        if len(hits) * 2 < len(self.lines):
            self._commented_out([each for each in rows if len(each.filled) > 1 and _COMMENT.match(each.cells[0])])

    def _commented_out(self, rows: list[Item]) -> None:
        """Rows that begin as comments do, where others do not: they may have been taken out, or be meant."""
        self.body.problems += [
            Problem(
                each.line,
                None,
                each.text[:60],
                "begins with #, as comments do, and has the cells of a row",
                "Delete the line if it was taken out; else take the # away.",
                code="commented_row",
            )
            for each in rows
        ]

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
                self.ask_end(
                    items[number - 1].line if number else above,
                    items[number:],
                    f"Is line {first.line} ({first.text[:60]!r}) still part of the table?",
                )
                return

    def _full_footer(self, item: Item) -> None:
        """A last row that reads like a footer though all its cells are filled."""
        words = item.cells[0].strip() if item.cells else ""
        if re.match(r"(data )?sources?\s*:|(report |data )?(generated|exported|prepared|printed|produced) (on|by)\b",
                    words, re.I) and len(item.filled) < self.body.width + item.ragged:  # fmt: skip
            before = self.before(item.line)
            if before:
                self.ask_end(before.line, [item], f"Is line {item.line} ({item.text[:60]!r}) a footer or a row?")

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
                self.ask_end(before.line, [item, end] if end.line > item.line else [item],
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
            TotalRows(self, sorted(items, key=lambda each: each.line), last).judge()

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
        items = (self.row(place) for place in sorted(set(found))[:MOST])
        return [each for each in items if each.line not in self.gone]

    def _few(self, labels: pa.ChunkedArray, places: pa.Array) -> list[int]:
        counted = pc.value_counts(labels)
        if len(counted) > MOST:
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
            places = [place for line in self.gone if (place := self.place_of(line)) >= 0]
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
