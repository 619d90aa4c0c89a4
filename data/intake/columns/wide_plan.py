"""How a wide file would be read: which families of columns count, which are left out and why, what must be asked.

Where two families would give the same figure twice, the one that is proved to be a running total of the other is left
out; without proof the officer is asked.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from data.contracts import Contract
from data.intake.columns.families import LEFT_OUT, Family, families
from data.intake.columns.matching import WHERE_TO_MATCH, MatchedHeaders, header_key
from data.intake.columns.running_totals import why_repeated, why_running_total
from data.intake.files.reading import TextTable
from data.intake.problem import Problem, some
from data.intake.values.periods import LENGTHS, say
from data.settings import settings

TO_CHOOSE = "?"
_FIGURES = {
    "completed": "completed transactions",
    "value": "values",
    "contacts": "contacts",
    "started": "transactions begun",
}
_OF_THE_PHONE = ("calls_offered", "calls_abandoned", "avg_wait_seconds")


@dataclass(frozen=True)
class WidePlan:
    """How a wide file would be read. families: what is read. left_out: families that are not, with the reason.

    several: two columns at least are understood, so that the file is taken as wide without asking anybody. rivals:
    labels of families that give the same figure, of which the officer must choose one. asks_quarters: whether quarters
    of the calendar year or of the financial year must be chosen between.
    """

    families: tuple[Family, ...] = ()
    left_out: tuple[tuple[Family, str], ...] = ()
    several: bool = False
    rivals: tuple[tuple[str, ...], ...] = ()
    asks_quarters: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def positions(self) -> frozenset[int]:
        """Every column of the file that the plan speaks of."""
        return frozenset(column.position for family in self.every_family for column in family.columns)

    @property
    def positions_read(self) -> frozenset[int]:
        return frozenset(column.position for family in self.families for column in family.columns)

    @property
    def every_family(self) -> tuple[Family, ...]:
        """Those that are read, then those that are left out."""
        return (*self.families, *(family for family, _ in self.left_out))

    @property
    def gives(self) -> frozenset[str]:
        """The columns of the contract that the wide ones give together."""
        given = {each.figure for each in self.families}
        given |= {"month", "months"} if any(each.months for each in self.families) else set()
        return frozenset(given | ({"channel"} if any(each.channel for each in self.families) else set()))


@dataclass
class _Draft:
    """A plan that is still being settled. choices: key of a family's label → target, as somebody has chosen."""

    table: TextTable
    wanted: Contract
    matched: MatchedHeaders
    choices: Mapping[str, str]
    families: list[Family] = field(default_factory=list)
    left_out: list[tuple[Family, str]] = field(default_factory=list)
    rivals: list[tuple[str, ...]] = field(default_factory=list)
    asks_quarters: bool = False
    problems: list[Problem] = field(default_factory=list)

    def is_chosen(self, family: Family) -> bool:
        return header_key(family.label) in self.choices

    def leave_out(self, family: Family, why: str) -> None:
        self.families.remove(family)
        self.left_out.append((family, why))


def plan_wide(
    table: TextTable,
    wanted: Contract,
    matched: MatchedHeaders,
    *,
    choices: Mapping[str, str] | None = None,
    quarters: str = "",
) -> WidePlan | None:
    """How the file would be read as wide; None where no column is. matched: the columns that need no unpivoting.

    choices: label → target, as a layout has them; ? where nobody has chosen yet. quarters: calendar, financial, or
    empty where nobody has said.
    """
    if not wanted.wide:
        return None
    choices = {header_key(label): target for label, target in (choices or {}).items() if target.strip() != TO_CHOOSE}
    draft = _Draft(table, wanted, matched, choices)
    found = [_as_chosen(each, choices, wanted) for each in families(table, wanted, matched.left_out)]
    position_of = matched.position_of
    found = [each for each in found if ("month" not in position_of if each.months else "channel" not in position_of)]
    understood = sum(len(each.columns) for each in found if each.figure or draft.is_chosen(each))
    if not understood or (wanted.wide in position_of and not any(each.months for each in found)):
        return None  # a long file may have columns that are named like channels
    for each in found:
        if each.figure:
            draft.families.append(each)
        elif len(each.columns) > 1 or draft.is_chosen(each):  # else a header that only mentions a month
            draft.left_out.append((each, "what they count is not known"))
    _drop_sums(draft)
    _settle_channels(draft)
    _settle_rivals(draft)
    _settle_periods(draft, quarters)
    if not choices:
        _say_what_is_counted(draft)
    return WidePlan(
        tuple(draft.families),
        tuple(draft.left_out),
        understood > 1,
        tuple(draft.rivals),
        draft.asks_quarters,
        tuple(draft.problems),
    )


def _as_chosen(family: Family, choices: Mapping[str, str], wanted: Contract) -> Family:
    target = choices.get(header_key(family.label))
    if target is None:
        return family
    figure, _, channel = (part.strip() for part in target.partition(","))
    if figure == LEFT_OUT or figure not in wanted.columns:
        return replace(family, figure="")
    channel = "all" if channel == "total" else channel
    return replace(family, figure=figure, channel=channel or None, bare=False)


def _drop_sums(draft: _Draft) -> None:
    """Columns of a year beside columns of its quarters or months: both would count twice."""
    for each in list(draft.families):
        if draft.is_chosen(each) or not each.months:
            continue
        finer = [period for other in draft.families if 0 < other.months < each.months for period in other.periods]
        if any(period.holds(part) for period in each.periods for part in finer):
            draft.leave_out(each, "they add up columns that are read themselves")


def _settle_channels(draft: _Draft) -> None:
    if "channel" not in draft.wanted.columns:
        return
    in_header = [each for each in draft.families if each.channel not in (None, "all")]
    if "channel" in draft.matched.position_of:
        if in_header:
            column = draft.table.headers[draft.matched.position_of["channel"]]
            draft.problems.append(
                Problem(
                    draft.table.header_line,
                    "channel",
                    in_header[0].example,
                    f"names a channel, and the column {column!r} names channels too",
                    f"Say which of the two counts. {WHERE_TO_MATCH}",
                    code="channel_named_twice",
                )
            )
        draft.families = [replace(each, channel=None) if each.is_total else each for each in draft.families]
        return
    phone = any(each.channel == "phone" for each in settings().channels)
    for number, each in enumerate(draft.families):
        if each.channel is None and each.figure in _OF_THE_PHONE and phone:
            draft.families[number] = replace(each, channel="phone")
        elif each.channel is None and any(other.figure == each.figure and other.channel for other in draft.families):
            draft.families[number] = replace(each, channel="all")


def _settle_rivals(draft: _Draft) -> None:
    """Of families that give the same figure of the same time, leave out running totals and repetitions; else ask."""
    groups: dict[tuple[str, str | None], list[Family]] = defaultdict(list)
    for each in draft.families:
        groups[each.figure, each.channel].append(each)
    for same in groups.values():
        for one in same:
            for other in same:
                both_count = one in draft.families and other in draft.families and one is not other
                if not both_count or draft.is_chosen(one) or not _overlap(one, other):
                    continue
                why = why_repeated(draft.table, one, other) or why_running_total(draft.table, one, other)
                if why:
                    draft.leave_out(one, why)
        left = [each for each in same if each in draft.families]
        if all(draft.is_chosen(each) for each in left):
            continue  # whoever wrote the layout wants them added up
        if any(_overlap(one, other) for number, one in enumerate(left) for other in left[number + 1 :]):
            draft.rivals.append(tuple(each.label for each in left))
            several = " and ".join(each.in_words() for each in left)
            draft.problems.append(
                Problem(
                    draft.table.header_line,
                    left[0].figure,
                    None,
                    f"would be counted twice: {several} give the same figure",
                    f"Say which of them counts, or that both do and are added up. {WHERE_TO_MATCH}",
                    code="figure_stands_twice",
                )
            )


def _overlap(one: Family, other: Family) -> bool:
    if not one.months or not other.months:
        return True
    return any(period.overlaps(another) for period in one.periods for another in other.periods)


def _settle_periods(draft: _Draft, quarters: str) -> None:
    chosen_first = {label for labels in draft.rivals for label in labels}
    asked = [each for each in draft.families if each.asked and each.label not in chosen_first]
    if asked and not quarters:
        draft.asks_quarters = True
        readings = [say(asked[0].periods[0].of_year(each)) for each in ("calendar", "financial")]
        draft.problems.append(
            Problem(
                draft.table.header_line,
                "month",
                asked[0].example,
                f"may be {readings[0]} (calendar year) or {readings[1]} (financial year)",
                f"Say which of the two it is. {WHERE_TO_MATCH}",
                code="quarter_of_which_year",
            )
        )
        return
    draft.families = [
        replace(
            each,
            columns=tuple(
                replace(column, period=column.period.of_year(quarters)) if column.period else column
                for column in each.columns
            ),
        )
        for each in draft.families
    ]
    long = next((each for each in draft.families if each.months > 1), None)
    if long and "months" not in draft.wanted.columns and not draft.wanted.columns["month"].period_of:
        draft.problems.append(
            Problem(
                draft.table.header_line,
                "month",
                long.example,
                f"is a {LENGTHS[long.months]}, and {draft.wanted.title} are figures of months",
                "Export the figures month by month.",
                code="period_too_long",
            )
        )


def _say_what_is_counted(draft: _Draft) -> None:
    wanted = draft.wanted
    bare = [each for each in draft.families if each.bare and each.figure == wanted.wide]
    if bare and wanted.columns[wanted.wide].type == "number" and "channel" in wanted.columns:
        draft.problems.append(
            Problem(
                draft.table.header_line,
                wanted.wide,
                some([each.example for each in bare], 4),
                f"does not say what is counted, and was read as {figure_in_words(wanted.wide)}",
                f"If it is something else, say so. {WHERE_TO_MATCH}",
                "warning",
                code="figure_not_named",
            )
        )


def figure_in_words(figure: str) -> str:
    """ "completed transactions", "calls offered"."""
    return _FIGURES.get(figure, figure.replace("_", " "))
