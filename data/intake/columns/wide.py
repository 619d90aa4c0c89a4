"""Wide files: one column for each month, quarter or channel, read as if each cell had a row of its own.

A header is read only where all of its words are understood; whatever else stands in it, the column is left out and
named. Where two families of columns would give the same figure twice, the one that is proved to be a running total of
the other is left out; without proof the officer is asked.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract, about_people, folded
from data.intake.columns.matching import WHERE_TO_MATCH, Matched, matched
from data.intake.files.reading import TextTable, Unpivoted
from data.intake.problem import Problem, listed, some
from data.intake.values.cells import ask, connection, over
from data.intake.values.periods import Period, found_in, might_be_years, say
from data.settings import NOT_STATED, settings

LEFT_OUT = "left out"
TO_CHOOSE = "?"
_FILLERS = frozenset(["number", "numbers", "no", "of", "the", "via", "by", "through", "for", "in", "and", "figures"])
_TOTALS = frozenset(["total", "totals", "all", "overall", "grandtotal", "allchannels", "sum"])
_OF_THE_PHONE = ("calls_offered", "calls_abandoned", "avg_wait_seconds")
_PROVED = 0.9  # share of cells, and of columns, that must agree
_ENOUGH = 3  # columns, and cells of each, below which nothing is proved
_LENGTHS = {1: "month", 3: "quarter", 12: "year"}


@dataclass(frozen=True)
class WideColumn:
    """One column of the file whose header names a month, quarter, year or channel."""

    position: int
    header: str
    period: Period | None


@dataclass(frozen=True)
class Family:
    """Columns whose headers differ in the period alone. label: the header with * for the period.

    figure: the column of the contract that the cells give; None where the words are not understood. channel: the one
    the header names, 'all' for a total, None where it names none. bare: no word of the header says what is counted.
    """

    label: str
    columns: tuple[WideColumn, ...]
    figure: str | None
    channel: str | None
    bare: bool = False

    @property
    def months(self) -> int:
        """How long its periods are; 0 without periods."""
        return self.columns[0].period.months if self.columns[0].period else 0

    @property
    def target(self) -> str:
        """What it is read as, in the words of a layout."""
        if self.figure is None:
            return LEFT_OUT
        return self.figure if self.channel is None else f"{self.figure}, {'total' if self.is_total else self.channel}"

    @property
    def is_total(self) -> bool:
        return self.channel == "all"

    @property
    def asked(self) -> bool:
        return any(each.period and each.period.asked for each in self.columns)

    @property
    def example(self) -> str:
        return " ".join(self.columns[0].header.split())

    def said(self) -> str:
        """ "21 columns such as 'Total transactions Jul - Sep 2012'"."""
        if len(self.columns) == 1:
            return f"The column {self.example!r}"
        return f"{len(self.columns)} columns such as {self.example!r}"


@dataclass
class Plan:
    """How a wide file would be read. families: what is read. left_out: families that are not, with the reason.

    rivals: labels of families that give the same figure, of which the officer must choose one. quarters: whether
    quarters of the calendar year or of the financial year must be chosen between.
    """

    families: list[Family] = field(default_factory=list)
    left_out: list[tuple[Family, str]] = field(default_factory=list)
    rivals: list[list[str]] = field(default_factory=list)
    quarters: bool = False
    problems: list[Problem] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)

    @property
    def positions(self) -> frozenset[int]:
        """Every column of the file that the plan speaks of."""
        return frozenset(
            column.position
            for family in (*self.families, *(family for family, _ in self.left_out))
            for column in family.columns
        )


# -- what the headers say ----------------------------------------------------------------------------------------------


def families(table: TextTable, wanted: Contract, done: Matched) -> list[Family]:
    """The families of a file, in its order: by period where a header names one, else by channel."""
    groups: dict[tuple, list[WideColumn]] = defaultdict(list)
    labels: dict[tuple, str] = {}
    years = might_be_years([table.headers[each] for each in done.left_out])
    for position in done.left_out:
        header = table.headers[position]
        period, rest = found_in(header)
        if position in table.ignored or not header or (period and years and rest == "*"):
            continue
        if period is None and (_meaning(rest, wanted) or ("", ""))[1] is None:
            continue
        key = (rest.casefold(), period.months if period else 0)
        labels.setdefault(key, rest + (" (years)" if period and period.months == 12 else ""))
        groups[key].append(WideColumn(position, header, period))
    made = []
    for key, columns in groups.items():
        meaning = _meaning(key[0], wanted)
        figure, channel = meaning or (None, None)
        made.append(
            Family(labels[key], tuple(columns), (figure or wanted.wide) if meaning else None, channel, figure is None)
        )
    by_period = [each for each in made if each.months]
    # flags such as "Online" beside columns of months are no figures
    return by_period or [each for each in made if _may_be_counts(table, each)]


def _may_be_counts(table: TextTable, family: Family) -> bool:
    """Whether a column called Phone or Email holds counts, and not people's numbers and addresses."""
    if not about_people(family.columns[0].header):
        return True
    cells = pc.utf8_trim_whitespace(table.columns[family.columns[0].position].slice(0, 1000))
    return pc.all(pc.match_substring_regex(cells, r"^(|-|[1-9][\d,]{0,8}(\.0+)?|0)$")).as_py() is not False


def _meaning(rest: str, wanted: Contract) -> tuple[str | None, str | None] | None:
    """Figure and channel that the words of a header name, each None where it names none; None if a word is unknown."""
    rest = re.sub(r"[\[(](12|twelve) months[\])]", "", rest, flags=re.IGNORECASE).replace("*", " ")
    words = [word for each in re.split(r"[\s,:;|/–—-]+", rest) if (word := folded(each))]
    if not words:
        return None, None
    figures = {
        spelling: column.name
        for column in wanted.columns.values()
        if column.type == "number"
        for spelling, rank in column.spellings.items()
        if rank <= len(column.also)  # not those of another unit
    }
    channels = dict(wanted.columns["channel"].words) if "channel" in wanted.columns else {}
    plain = [word for word in words if word not in _FILLERS]
    return _of_words(words, figures, channels) or _of_words(plain, figures, channels)


def _of_words(words: list[str], figures: Mapping, channels: Mapping) -> tuple[str | None, str | None] | None:
    """The longest run of words that is a figure, and the others as a channel."""
    for length in range(len(words), -1, -1):
        for start in range(len(words) - length + 1):
            window, others = words[start : start + length], words[:start] + words[start + length :]
            figure = _one_of("".join(window), figures) if window else None
            if window and figure is None:
                continue
            channel = _channel(others, channels)
            if channel is None and others:
                continue
            if channel is None and channels and "".join(window).startswith("total"):
                channel = "all"
            return figure, channel
    return None


def _one_of(word: str, known: Mapping[str, str]) -> str | None:
    return known.get(word) or known.get(word.removesuffix("s"))


def _channel(words: list[str], channels: Mapping[str, str]) -> str | None:
    """The one channel that the words name, together or each for itself; a total only where they name no other."""
    if not words or not channels:
        return None
    together = "all" if "".join(words) in _TOTALS else _one_of("".join(words), channels)
    if together:
        return together
    each = {"all" if word in _TOTALS else _one_of(word, channels) for word in words}
    if each != {"all"}:
        each.discard("all")
    return each.pop() if len(each) == 1 else None


# -- what is read, what is left out, what must be asked ----------------------------------------------------------------


def plan(
    table: TextTable,
    wanted: Contract,
    done: Matched,
    *,
    choices: Mapping[str, str] | None = None,
    quarters: str = "",
    fewest: int = 2,
) -> Plan | None:
    """How the file would be read as wide; None where it is not wide. done: the columns that need no unpivoting.

    choices: label → target, as a layout has them; ? where nobody has chosen yet. quarters: calendar, financial, or
    empty where nobody has said.
    fewest: columns that make a file wide.
    """
    if not wanted.wide:
        return None
    choices = {_key(label): target for label, target in (choices or {}).items() if target.strip() != TO_CHOOSE}
    found = [_chosen(each, choices, wanted) for each in families(table, wanted, done)]
    found = [each for each in found if ("month" not in done.found if each.months else "channel" not in done.found)]
    if sum(len(each.columns) for each in found if each.figure or _key(each.label) in choices) < fewest:
        return None
    if not any(each.months for each in found) and wanted.wide in done.found:
        return None  # a long file with columns that are named like channels
    made = Plan()
    for each in found:
        if each.figure is None and len(each.columns) == 1 and _key(each.label) not in choices:
            continue  # a header that only mentions a month
        if each.figure is None:
            made.left_out.append((each, "what they count is not known"))
        else:
            made.families.append(each)
    _drop_sums(made, choices)
    _settle_channels(table, made, wanted, done)
    _settle_rivals(table, made, choices)
    _settle_periods(table, made, wanted, quarters)
    if not choices:
        _say_what_is_counted(table, made, wanted)
    return made


def _key(label: str) -> str:
    return " ".join(label.split()).casefold()


def _chosen(family: Family, choices: Mapping[str, str], wanted: Contract) -> Family:
    target = choices.get(_key(family.label))
    if target is None:
        return family
    figure, _, channel = (part.strip() for part in target.partition(","))
    if figure == LEFT_OUT or figure not in wanted.columns:
        return replace(family, figure=None)
    channel = "all" if channel == "total" else channel
    return replace(family, figure=figure, channel=channel or None, bare=False)


def _drop_sums(made: Plan, choices: Mapping[str, str]) -> None:
    """Columns of a year beside columns of its quarters or months: both would count twice."""
    for each in list(made.families):
        if _key(each.label) in choices or not each.months:
            continue
        finer = [column for other in made.families if 0 < other.months < each.months for column in other.columns]
        if any(column.period.holds(other.period) for column in each.columns for other in finer):
            made.families.remove(each)
            made.left_out.append((each, "they add up columns that are read themselves"))


def _settle_channels(table: TextTable, made: Plan, wanted: Contract, done: Matched) -> None:
    if "channel" not in wanted.columns:
        return
    in_header = [each for each in made.families if each.channel not in (None, "all")]
    if "channel" in done.found:
        if in_header:
            made.problems.append(
                Problem(
                    table.header_line,
                    "channel",
                    in_header[0].example,
                    f"names a channel, and the column {table.headers[done.found['channel']]!r} names channels too",
                    f"Say which of the two counts. {WHERE_TO_MATCH}",
                    code="channel_named_twice",
                )
            )
        made.families = [replace(each, channel=None) if each.is_total else each for each in made.families]
        return
    phone = any(each.channel == "phone" for each in settings().channels)
    for number, each in enumerate(made.families):
        if each.channel is None and each.figure in _OF_THE_PHONE and phone:
            made.families[number] = replace(each, channel="phone")
        elif each.channel is None and any(other.figure == each.figure and other.channel for other in made.families):
            made.families[number] = replace(each, channel="all")


def _settle_rivals(table: TextTable, made: Plan, choices: Mapping[str, str]) -> None:
    """Of families that give the same figure of the same time, leave out running totals and repetitions; else ask."""
    groups: dict[tuple, list[Family]] = defaultdict(list)
    for each in made.families:
        groups[each.figure, each.channel].append(each)
    for same in groups.values():
        for one in same:
            for other in same:
                there = one in made.families and other in made.families and one is not other
                if not there or _key(one.label) in choices or not _overlap(one, other):
                    continue
                why = _repeated(table, one, other) or _running_total(table, one, other)
                if why:
                    made.families.remove(one)
                    made.left_out.append((one, why))
        left = [each for each in same if each in made.families]
        if all(_key(each.label) in choices for each in left):
            continue  # whoever wrote the layout wants them added up
        if any(_overlap(one, other) for at, one in enumerate(left) for other in left[at + 1 :]):
            made.rivals.append([each.label for each in left])
            made.problems.append(
                Problem(
                    table.header_line,
                    left[0].figure,
                    None,
                    "would be counted twice: " + " and ".join(each.said() for each in left) + " give the same figure",
                    f"Say which of them counts, or that both do and are added up. {WHERE_TO_MATCH}",
                    code="figure_stands_twice",
                )
            )


def _overlap(one: Family, other: Family) -> bool:
    if not one.months or not other.months:
        return True
    return any(a.period.overlaps(b.period) for a in one.columns for b in other.columns)


def _repeated(table: TextTable, one: Family, other: Family) -> str:
    """Why the first of two is left out where every column of it stands in the other with the same cells."""
    if one.asked or other.asked or one.columns[0].position < other.columns[0].position:
        return ""
    there = {column.period: column.position for column in other.columns}
    same = all(
        column.period in there and table.columns[there[column.period]].equals(table.columns[column.position])
        for column in one.columns
    )
    return f"they repeat those such as {other.example!r}" if same else ""


def _running_total(table: TextTable, one: Family, other: Family) -> str:
    """Why the first of two is left out where it is proved to hold the sums of 12 months of the other."""
    if other.months not in (1, 3):
        return ""
    parts = 12 // other.months
    figures_of = _numbers(table, (*one.columns, *other.columns))
    sums = {each.period.number: figures_of[each.position] for each in one.columns}
    terms = {each.period.number: figures_of[each.position] for each in other.columns}
    for lag in range(-12, 13):
        shares, agreed, compared = [], 0, 0
        for start, figures in sums.items():
            summed = [terms.get(start + lag - back * other.months) for back in range(parts)]
            if any(term is None for term in summed):
                continue
            total = np.sum(summed, axis=0)
            told = ~np.isnan(figures) & ~np.isnan(total) & ((figures != 0) | (total != 0))
            if told.sum() < _ENOUGH:
                continue
            equal = int((np.abs(figures[told] - total[told]) < 1e-6).sum())
            shares.append(equal / told.sum())
            agreed, compared = agreed + equal, compared + int(told.sum())
        if len(shares) >= _ENOUGH and np.mean(np.array(shares) >= _PROVED) >= _PROVED:
            return (
                f"they are running totals of 12 months of those such as {other.example!r} "
                f"(equal to their sum in {agreed / compared:.0%} of {compared:,} cells)"
            )
    return ""


def _numbers(table: TextTable, columns: Iterable[WideColumn]) -> dict[int, np.ndarray]:
    """Position → the column as numbers, NaN where there is none; all of them are read at once."""
    positions = [each.position for each in columns]
    cells = pa.chunked_array([chunk for each in positions for chunk in table.columns[each].chunks], pa.string())
    with connection() as con:
        texts = over(con, "SELECT tidy_any(cell) AS text FROM cells", cells=pa.table({"cell": cells}))["text"]
        figures = _as_numbers(con, texts).to_numpy(zero_copy_only=False)
    return dict(zip(positions, figures.reshape(len(positions), -1), strict=True))


def _as_numbers(con, texts: pa.ChunkedArray) -> pa.Array:
    """Tidied texts as numbers, NULL where they are none."""
    distinct = pc.drop_null(pc.unique(texts))
    read = ask(con, "number.sql", texts=pa.table({"text": distinct}))
    at = pc.index_in(texts, value_set=_one(read["text"]))
    return _one(read["value"]).cast(pa.float64()).take(_one(at))


def _settle_periods(table: TextTable, made: Plan, wanted: Contract, quarters: str) -> None:
    chosen_first = {label for labels in made.rivals for label in labels}
    asked = [each for each in made.families if each.asked and each.label not in chosen_first]
    if asked and not quarters:
        made.quarters = True
        one = asked[0].columns[0]
        readings = [say(one.period.of_year(each)) for each in ("calendar", "financial")]
        made.problems.append(
            Problem(
                table.header_line,
                "month",
                asked[0].example,
                f"may be {readings[0]} (calendar year) or {readings[1]} (financial year)",
                f"Say which of the two it is. {WHERE_TO_MATCH}",
                code="quarter_of_which_year",
            )
        )
        return
    made.families = [
        replace(
            each,
            columns=tuple(
                replace(one, period=one.period.of_year(quarters)) if one.period else one for one in each.columns
            ),
        )
        for each in made.families
    ]
    long = next((each for each in made.families if each.months > 1), None)
    if long and "months" not in wanted.columns:
        made.problems.append(
            Problem(
                table.header_line,
                "month",
                long.example,
                f"is a {_LENGTHS[long.months]}, and {wanted.title} are figures of months",
                "Export the figures month by month.",
                code="period_too_long",
            )
        )


def _say_what_is_counted(table: TextTable, made: Plan, wanted: Contract) -> None:
    bare = [each for each in made.families if each.bare and each.figure == wanted.wide]
    if bare and wanted.columns[wanted.wide].type == "number" and "channel" in wanted.columns:
        made.problems.append(
            Problem(
                table.header_line,
                wanted.wide,
                some([each.example for each in bare], 4),
                f"does not say what is counted, and was read as {_WHAT.get(wanted.wide, wanted.wide)}",
                f"If it is something else, say so. {WHERE_TO_MATCH}",
                "warning",
                code="figure_not_named",
            )
        )


# -- wide to long ------------------------------------------------------------------------------------------------------

_WHAT = {
    "completed": "completed transactions",
    "value": "values",
    "contacts": "contacts",
    "started": "transactions begun",
}


def unpivot(table: TextTable, wanted: Contract, done: Matched, how: Plan) -> TextTable:
    """The table with one row for each cell that says something, and in repairs what was read how."""
    repairs, problems = list(table.repairs), [*table.problems, *done.problems, *how.problems]
    told = how.positions
    if any(each.severity == "error" for each in how.problems):
        waiting = {"month", "months", "channel", *(each.figure for each in how.families)}
        return replace(table, problems=[*table.problems, *how.problems], ignored=table.ignored | told,
                       waiting=frozenset(waiting))  # fmt: skip
    periods = sorted({each.period for family in how.families for each in family.columns if each.period}, key=_order)
    place = {period: number for number, period in enumerate(periods)}
    repairs += _sentences(how)
    with connection() as con:
        cells = _cells(con, table, how, place, problems)
        split = _split(con, table, how, place, cells, repairs, problems)
        figures = list(dict.fromkeys(each.figure for each in how.families))
        long = over(con, _long_sql(figures), cells=split)
    rows, first = long["r"].to_numpy(), long["first"].to_numpy()
    made: dict[str, pa.Array] = {}
    positions: dict[str, np.ndarray] = {}
    if periods:
        at = long["span"].combine_chunks()
        made["month"] = pa.array([f"{each.first:%Y-%m}" for each in periods], pa.string()).take(at)
        positions["month"] = first
        if any(each.months != 1 for each in periods):
            made["months"] = pa.array([str(each.months) for each in periods], pa.string()).take(at)
            positions["months"] = first
    if any(each.channel for each in how.families):
        made["channel"] = long["channel"].combine_chunks()
        positions["channel"] = first
    for figure in figures:
        made[figure] = pc.fill_null(long[figure].combine_chunks(), "")
        positions[figure] = long[f"{figure}_at"].to_numpy()
    kept = {name: position for name, position in done.found.items() if name not in made}
    take = pa.array(rows, pa.int64())
    headers = [*(table.headers[position] for position in kept.values()), *made]
    meant = dict(enumerate([*(table.meant.get(p, name) for name, p in kept.items()), *made]))
    return replace(
        table,
        headers=headers,
        columns=[
            *(pa.chunked_array([_one(table.columns[each]).take(take)]) for each in kept.values()),
            *(pa.chunked_array([each]) for each in made.values()),
        ],
        lines=pa.array(np.arange(1, len(rows) + 1), pa.int64()),
        repairs=repairs,
        problems=problems,
        meant=meant,
        ignored=frozenset(),
        unpivoted=Unpivoted(table, rows, first, positions, frozenset(kept.values()) | _read(how), _read(how), told),
    )


def _order(period: Period) -> tuple[int, int]:
    return period.number, period.months


def _read(how: Plan) -> frozenset[int]:
    return frozenset(column.position for family in how.families for column in family.columns)


def _one(column) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _cells(con, table: TextTable, how: Plan, place: Mapping, problems: list[Problem]) -> pa.Table:
    """Every cell that says something: r, at, figure, channel, position, text, value, digital."""
    digital = {each.channel for each in settings().channels if each.digital}
    pieces = []
    taken: dict[tuple, WideColumn] = {}
    for family in how.families:
        for column in family.columns:
            held = taken.setdefault((family.label, column.period), column)
            if held is not column:
                if not table.columns[held.position].equals(table.columns[column.position]):
                    problems.append(
                        Problem(
                            table.header_line,
                            " ".join(column.header.split()),
                            None,
                            "stands twice in the header, with different cells below",
                            "Delete or rename one of the two columns.",
                            code="column_stands_twice",
                        )
                    )
                continue
            said = over(
                con,
                """SELECT r, text FROM (SELECT row_number() OVER () - 1 AS r, tidy_any(cell) AS text FROM cells)
                   WHERE text IS NOT NULL AND NOT says_nothing(text)""",
                cells=pa.table({"cell": table.columns[column.position]}),
            )
            pieces.append(
                pa.table(
                    {
                        "r": said["r"],
                        "span": pa.repeat(pa.scalar(place.get(column.period, 0), pa.int32()), len(said)),
                        "figure": pa.repeat(family.figure, len(said)),
                        "channel": pa.repeat(pa.scalar(family.channel, pa.string()), len(said)),
                        "position": pa.repeat(pa.scalar(column.position, pa.int32()), len(said)),
                        "text": said["text"],
                        "value": _as_numbers(con, said["text"]),
                        "digital": pa.repeat(family.channel in digital, len(said)),
                    }
                )
            )
    return pa.concat_tables(pieces)


def _split(con, table: TextTable, how: Plan, place: Mapping, cells: pa.Table, repairs, problems) -> pa.Table:
    """The cells with each total split by its channels; what could not be split is told."""
    beside = _columns_beside_totals(how, place)
    if not beside:
        return cells.select(["r", "span", "figure", "channel", "position", "text", "value"])
    totals = pa.table(
        dict(zip(("span", "figure", "digital_columns", "channel_columns"), zip(*beside, strict=True), strict=True))
    )
    totals = totals.set_column(0, "span", totals["span"].cast(pa.int32()))
    done = ask(con, "split_totals.sql", cells=cells, totals=totals)
    problems += _not_split(con, table, done)
    counts = dict(over(con, "SELECT verdict, count(*) FROM done WHERE channel IN ('all', 'not_stated') GROUP BY ALL",
                       done=done).to_pandas().itertuples(index=False))  # fmt: skip
    rests = counts.get("rest", 0)
    if rests:
        channels = sorted({each.channel for each in how.families if each.channel not in (None, "all")})
        known = some([_channel_name(each) for each in channels])
        repairs.append(
            f"Totals were split: {known} as the file has it, and the rest of each total ({rests:,} cells) as "
            f"'{NOT_STATED.name}', because the file does not say by which other channel."
        )
    if whole := counts.get("whole", 0):
        repairs.append(f"{whole:,} totals stand without their channels: they were taken whole, as channel 'all'.")
    # the rest is worked out: it is written as the other cells are
    return over(
        con,
        """SELECT r, span, figure, channel, position, value,
                  CASE WHEN channel <> 'not_stated' OR verdict <> 'rest' THEN text
                       WHEN value = trunc(value) THEN value::BIGINT::VARCHAR
                       ELSE value::VARCHAR END AS text
           FROM done WHERE channel IS NOT NULL""",
        done=done,
    )


def _columns_beside_totals(how: Plan, place: Mapping) -> list[tuple[int, str, int, int]]:
    """at, figure, columns of digital channels, columns of channels: for each period that has a total and channels."""
    digital = {each.channel for each in settings().channels if each.digital}
    found: dict[tuple, list] = defaultdict(list)
    for family in how.families:
        for column in family.columns:
            found[place.get(column.period, 0), family.figure].append(family.channel)
    # a figure that has a total anywhere is read the same way everywhere
    totals = {family.figure for family in how.families if family.is_total}
    split = {family.figure for family in how.families if family.channel not in (None, "all")}
    return [
        (at, figure, sum(each in digital for each in channels), sum(each != "all" for each in channels))
        for (at, figure), channels in found.items()
        if figure in totals & split and None not in channels
    ]


def _not_split(con, table: TextTable, done: pa.Table) -> list[Problem]:
    """Cells that were not taken, or not as they stand."""
    odd = over(
        con,
        """SELECT d.r, d.position, d.text, d.verdict, t.text AS total
           FROM done AS d
           LEFT JOIN done AS t ON t.r = d.r AND t.span = d.span AND t.figure = d.figure AND t.channel = 'all'
           WHERE d.channel IS NULL AND d.verdict IN ('no total', 'too much') ORDER BY d.r, d.span, d.position""",
        done=done,
    ).to_pylist()
    found: list[Problem] = []
    for verdict, problem, remedy in (
        ("no total", "has no total beside it and was not taken", "Give the total, or clear the cell."),
        ("too much", "is more than its total", "Check both. The total was taken undivided, as channel 'all'."),
    ):
        these = [each for each in odd if each["verdict"] == verdict]
        found += listed(
            (
                Problem(
                    table.lines[each["r"]].as_py(),
                    " ".join(table.headers[each["position"]].split()),
                    each["text"] if verdict == "no total" else f"{each['text']} of {each['total']}",
                    problem,
                    remedy,
                    "warning",
                    code="no_total" if verdict == "no total" else "more_than_total",
                )
                for each in these
            ),
            len(these),
            None,
            "warning",
        )
    return found


# several columns of one channel are added up, where a layout says so
_TEXT = """CASE WHEN count(*) FILTER (figure = '{0}') = 1 OR bool_or(value IS NULL) FILTER (figure = '{0}')
                THEN max(text) FILTER (figure = '{0}')
                ELSE printf('%.15g', sum(value) FILTER (figure = '{0}')) END"""


def _long_sql(figures: list[str]) -> str:
    """One row for each row of the file, period and channel. The names come from our own contracts."""
    columns = ", ".join(
        f"{_TEXT.format(each)} AS {each}, coalesce(max(position) FILTER (figure = '{each}'), -1) AS {each}_at"
        for each in figures
    )
    return f"""SELECT r, span, channel, min(position) AS first, {columns}
               FROM cells GROUP BY r, span, channel ORDER BY r, min(position), channel"""


def _channel_name(channel: str) -> str:
    return next((each.name.lower() for each in settings().every_channel if each.channel == channel), channel)


def _sentences(how: Plan) -> list[str]:
    told = []
    for each in how.families:
        what = _WHAT.get(each.figure, each.figure.replace("_", " "))
        of = f" of a {_LENGTHS[each.months]}" if each.months else ""
        where = (
            ""
            if each.channel is None
            else ", all channels together"
            if each.is_total
            else f", {_channel_name(each.channel)}"
        )
        were = "was" if len(each.columns) == 1 else "were"
        by_year = f" ({each.example!r} is {say(each.columns[0].period)})" if each.months > 1 else ""
        told.append(f"{each.said()} {were} read as the {what}{of}{where}{by_year}.")
    reasons: dict[str, list[Family]] = defaultdict(list)
    for family, why in how.left_out:
        reasons[why].append(family)
    for why, many in reasons.items():
        several = sum(len(each.columns) for each in many) > 1
        told.append(f"{some([_lower(each.said()) if at else each.said() for at, each in enumerate(many)])} "
                    f"{'were' if several else 'was'} left out: {why}.")  # fmt: skip
    return told


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


@dataclass(frozen=True)
class Sample:
    """Before and after, for the eye: the first rows of the wide table and of the long one, as text."""

    before: list[str]
    wide_rows: list[list[str]]
    after: list[str]
    long_rows: list[list[str]]


def sample(table: TextTable, rows: int = 5) -> Sample | None:
    """The first rows before and after; None where nothing was unpivoted.

    Of the wide table: the columns that stayed, and the first four that were unpivoted.
    """
    wide = table.unpivoted
    if wide is None:
        return None
    stay = [each for each in sorted(wide.used) if each not in wide.spread]
    before = [*stay, *sorted(wide.spread)[:4]]

    def cut(source: TextTable, positions: list[int]) -> list[list[str]]:
        columns = [source.columns[each].slice(0, rows).to_pylist() for each in positions]
        return [list(row) for row in zip(*columns, strict=True)]

    names = [table.meant.get(each) or header for each, header in enumerate(table.headers)]
    return Sample(
        [" ".join(wide.source.headers[each].split()) for each in before],
        cut(wide.source, before),
        names,
        cut(table, list(range(len(table.headers)))),
    )


def unpivoted(table: TextTable, wanted: Contract) -> TextTable:
    """The table as check takes it without a layout: long, where it is wide in a way that needs no question."""
    if not wanted.wide or table.unpivoted:
        return table
    done = matched(table, wanted)
    how = plan(table, wanted, done)
    return table if how is None else unpivot(table, wanted, done, how)
