"""Which rows of a table are totals of others: by their label, and by their figures or their gaps."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import CONTRACTS, folded
from data.intake.files.body import MOST, NO_TOTALS, TOTAL_OR_ROW, BodyLines, Item, label_of
from data.intake.files.shape import kind_of, kinds_of
from data.intake.problem import Problem, listed
from data.intake.values.figures import figures_in, rounded_by, to_add_up

_SPLIT = frozenset(
    spelling for each in CONTRACTS.values() if each.adds_up for spelling in each.columns[each.adds_up].spellings
)


class TotalRows:
    """Judges the rows that may be totals. Rows above, below and of the same group are summed column by column."""

    def __init__(self, lines: BodyLines, items: list[Item], last: Item | None):
        self.lines, self.items, self.last = lines, items, last
        self.body = lines.body
        count = len(lines.lines)
        self.plain = np.ones(count, bool)  # rows that are neither totals nor left out
        self.plain[[each.place for each in items if each.place >= 0]] = False
        self.plain[[place for line in lines.gone if (place := lines.place_of(line)) >= 0]] = False
        self._figures: dict[int, np.ndarray] = {}
        self._full: dict[int, bool] = {}
        self._years: dict[int, bool] = {}
        self.doubts: list[Problem] = []
        self.likely: list[Problem] = []
        self.compared = 0  # totals that were compared with rows like them

    def judge(self) -> None:
        start = 0  # the first row after the last subtotal
        for item in self.items:
            place = item.place if item.place >= 0 else int(np.searchsorted(self.lines.lines, item.line))
            what = self.verdict(item, start, place)
            if what in ("total", "subtotal"):
                self.lines.take(item, what)
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
            return self._among_its_like(item, first, rest) if label in ("exact", "sub", "end") else ""
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
        total among channels is no doubt, for it is split by them; and without a figure it is a row like others, unless
        it is called a subtotal, which nothing else is.
        """
        with_figures = label_of(item.cells[first]) == "sub" or any(
            self.is_figure(each, item.cells[each]) for each in rest
        )
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
            if len(values) > MOST:
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
        before = self.lines.before(item.line)
        if last and before and not self.body.last_line and not self.body.questions:
            self.lines.ask_end(
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
                    NO_TOTALS,
                    code=TOTAL_OR_ROW,
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
