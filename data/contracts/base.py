"""What a contract is made of: columns with their meaning, checks with their remedy, and how rows fall into slices."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, cast

import pyarrow as arrow

ARROW_TYPES = {
    "id": arrow.string(),
    "code": arrow.string(),
    "text": arrow.string(),
    "word": arrow.string(),
    "months": arrow.string(),
    "calendar months": arrow.string(),
    "financial year": arrow.string(),
    "rating": arrow.string(),
    "edition": arrow.date32(),
    "number": arrow.float64(),
    "whole": arrow.int32(),
    "moment": arrow.timestamp("us"),
    "date": arrow.date32(),
    "month": arrow.date32(),
    "yesno": arrow.bool_(),
}

HOW_TO_WRITE = {
    "id": "a short code without spaces",
    "code": "a short code; a name with spaces becomes one, such as parking-permits",
    "text": "text",
    "word": "one of the words listed",
    "months": "months such as 2026-09, with ; between",
    "calendar months": "months of the year such as March; September",
    "financial year": "a financial year such as 2026/27",
    "rating": "Green, Amber/Green, Amber, Amber/Red or Red (G, A, R); also Complete, Not rated or Exempt",
    "edition": "a year such as 2026, or a month such as 2026-09",
    "number": "a number such as 1234.5",
    "whole": "a whole number such as 12",
    "moment": "a day and a time such as 01/09/2026 09:30, day first",
    "date": "a day such as 01/09/2026, day first",
    "month": "a month such as 2026-09 or Sep 2026, or any day of it",
    "yesno": "yes or no",
}


def folded(name: str) -> str:
    """A header or word without case, spaces, underscores and punctuation: 'Opened At' and opened_at are one."""
    return _kept_folded(name) if len(name) < 100 else _folded(name)


def _folded(name: str) -> str:
    name = unicodedata.normalize("NFKC", name).replace("£", "gbp").replace("%", "percent")
    return "".join(letter for letter in name.casefold() if letter.isalnum())


_kept_folded = lru_cache(maxsize=20_000)(_folded)  # the same headers and words come with every file


NEEDED = "(needed)"  # behind a header of a template, where every cell must be filled
GUIDE = "guide:"  # before a header of a template, where the column only guides whoever fills it in


def is_guide(header: str) -> bool:
    """Whether a column of a filled-in template is not meant to be read."""
    return header.strip().casefold().startswith(GUIDE)


@dataclass(frozen=True)
class Column:
    """One column of a kind.

    type: a key of HOW_TO_WRITE. required: the column must be there and every cell of it filled. also: other
    spellings of the header, best first; behind one that ends in (*), a definition in brackets and a financial year
    may stand. ambiguous: those of also that can mean something else, and are taken only where the cells agree.
    hints: headers that probably mean it: proposed, never taken. not_meant: headers that are near and mean something
    else: never proposed, and asked about where the cells could be either; not_meant_as: what they mean then. awaited:
    where a file lacks it, columns that might be it are named. implied_by: word → headers that say it of every row of a
    file without the column. words: for words, folded spelling -> the word kept; only_words: nothing else
    is taken. scale: folded header -> factor, where a header says another unit. stored: False for a column that only
    helps to order rows. asked: wanted, and missed with a warning. none_means: what 'none' in a cell is kept as, where
    that is an answer and not a gap. may_be_withheld: a cell may say in words why there is no figure (exempt, not
    provided); the column marked collects_withheld keeps those words. copies: another column's text as it was written.
    length_in: of a month, the column that says how many months are counted from there (empty: one). period_of: of a
    month, the column of measures, which may have a figure a quarter or a year: the month is then the first of those.
    publish_safe: what would help an attacker is refused in it (data/intake/columns/publish_safe.py).
    least, most, allowed: figures below, above or beside these are errors.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    example: str = ""
    required: bool = False
    also: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    not_meant: tuple[str, ...] = ()
    not_meant_as: str = ""
    awaited: bool = False
    implied_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    only_words: bool = False
    scale: Mapping[str, float] = field(default_factory=dict)
    stored: bool = True
    asked: bool = False
    none_means: str = ""
    may_be_withheld: bool = False
    collects_withheld: bool = False
    copies: str = ""
    length_in: str = ""
    period_of: str = ""
    publish_safe: bool = False
    least: int | None = None
    most: int | None = None
    allowed: tuple[int, ...] = ()

    @cached_property
    def spellings(self) -> dict[str, int]:
        """Folded accepted headers with their rank: 0 is the column's own name."""
        ranks: dict[str, int] = {}
        for rank, name in enumerate((self.name, *self.also, *self.scale)):
            ranks.setdefault(folded(name), rank)
        if self.required:
            ranks.setdefault(folded(f"{self.name} {NEEDED}"), 0)
        return ranks

    @cached_property
    def doubted(self) -> frozenset[str]:
        """The folded spellings that are taken only where the cells agree."""
        return frozenset(folded(each) for each in self.ambiguous)

    @cached_property
    def hinted(self) -> frozenset[str]:
        """The folded headers that probably mean the column."""
        return frozenset(folded(each) for each in self.hints)

    @cached_property
    def not_meant_by(self) -> frozenset[str]:
        """The folded headers that are near the column's name and mean something else."""
        return frozenset(folded(each) for each in self.not_meant)

    @cached_property
    def defined(self) -> frozenset[str]:
        """The folded spellings behind which a definition may stand."""
        return frozenset(folded(each) for each in self.also if each.endswith("(*)"))

    @property
    def arrow_type(self) -> arrow.DataType:
        """The type in which the store keeps the column."""
        return ARROW_TYPES[self.type]


def column(
    type: str,
    meaning: str,
    *,
    also: str = "",
    ambiguous: str = "",
    hints: str = "",
    not_meant: str = "",
    words: Mapping[str, str | Sequence[str]] | None = None,
    scale: Mapping[str, float] | None = None,
    **about: Any,  # what Column has under the same name: it says which are wrong
) -> Column:
    """A column as a contract writes it down; its name is that of the attribute.

    also, ambiguous, hints, not_meant: spellings with commas between; what is ambiguous need not stand in also too.
    words: the word kept → other spellings of it, likewise or one by one; or the words of council.toml, which are folded
    already. scale: header → factor.
    """
    if isinstance(words, dict):
        words = {folded(spelling): word for word, many in words.items() for spelling in (word, *split(many))}
    return Column(
        "",
        type,
        meaning,
        also=(*split(also), *split(ambiguous)),
        ambiguous=split(ambiguous),
        hints=split(hints),
        not_meant=split(not_meant),
        words=cast(Mapping[str, str], {} if words is None else words),  # those of council.toml are read when asked for
        scale={folded(header): factor for header, factor in (scale or {}).items()},
        **about,
    )


def split(spellings: str | Sequence[str]) -> tuple[str, ...]:
    """Spellings with commas between, one by one."""
    if not isinstance(spellings, str):
        return tuple(spellings)
    return tuple(each.strip() for each in spellings.split(",") if each.strip())


def columns_of(model: type) -> dict[str, Column]:
    """The columns that a class lists, by name and in its order."""
    return {name: replace(each, name=name) for name, each in vars(model).items() if isinstance(each, Column)}


@dataclass(frozen=True)
class Rule:
    """A check of each row.

    code: what is wrong in a short word that stays as it is, for the Problem. wrong: SQL over the typed columns, true of
    a row that fails (beside an empty cell it is NULL, which is not true). column: the one that is named. problem,
    remedy: what is wrong and how to mend it.
    """

    code: str
    wrong: str
    column: str
    problem: str
    remedy: str
    severity: str = "error"


@dataclass(frozen=True)
class Sense:
    """A check of figures that can be read and are probably wrong; intake has the checks (data/intake/rows/sense.py).

    check: its name there. columns: those it looks at. only: SQL, true of the rows it looks at.
    """

    check: str
    columns: tuple[str, ...] = ()
    only: str = "true"


@dataclass(frozen=True)
class Steps:
    """A series of which no step may be missing between two files, month after month or year after year.

    column: of months, moments or financial years. of: the column that says whose (empty: the whole council's); it is
    the first piece of the slice key, and the step comes after it.
    """

    column: str
    of: str = ""


@dataclass(frozen=True)
class Weekly:
    """How rows of weeks become rows of months: counts and pounds are added up.

    first_day, last_day: columns of the days of a week, of which a file has one. month: the column that they stand for.
    averages: column of averages → the column by which they are weighted.
    """

    first_day: str
    last_day: str
    month: str
    averages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ends:
    """How it is known that the thing of a row has ended.

    dates: columns with its end. status: the column of the system's own words, which tells it where there is no date.
    into: the column of yes and no that keeps what they tell. finished, unfinished: whole words, in small letters;
    negations: those that turn the words after them round ("not resolved"); negated: unfinished ones that stand beside
    a finished word without taking it back ("closed incomplete"); doubtful: those that leave it open.
    """

    dates: tuple[str, ...]
    status: str
    into: str
    finished: frozenset[str]
    unfinished: frozenset[str]
    negated: frozenset[str]
    negations: frozenset[str]
    doubtful: frozenset[str]


@dataclass(frozen=True)
class Shared:
    """What of a kind goes to another council: columns with meanings, and none with figures, targets or roles.

    columns: with the kind's identity. where: SQL, true of the rows that go.
    """

    columns: tuple[str, ...]
    where: str = "true"


@dataclass(frozen=True)
class Contract:
    """One kind of CSV: all that intake, the templates and the help know of it.

    model: a class with the columns; its docstring says what a row is. part: what one slice is called, and several.
    slice_sql: SQL over the typed columns that gives the slice key. identity: columns that make two rows speak of the
    same thing. latest_by: column by which the last of several rows is found (None: two rows that differ are an error).
    wide: the figure that a cell under the name of a month or channel stands for, where files may have one column for
    each (empty: never). adds_up: the column of words whose rows are added up where several words of a file mean one of
    ours. units: headers that show a publication which counts in another unit, with the factor of each column. given:
    columns that the month's template fills in beforehand: a row of it with nothing else was left empty (empty: every
    row of a template counts). figure: SQL over the typed columns whose sum two states of a slice are compared by
    (empty: there is none). period: the column of months or moments whose first and last day the file spans (empty: a
    register, which is never half complete); period_months: the column with the number of months from there. steps:
    what must follow without a gap. weekly: how a file whose rows are weeks is read (None: it is not). rules: what each
    row must pass, beside the limits of its columns. not_ahead: columns whose day cannot lie ahead. sense: what else is
    probably wrong. needs: the parts of Known that these checks compare with (measures, channels, incidents, projects).
    one_of: groups of columns of which a file needs one whole (empty: what is required is enough). after: kinds that
    this one speaks of, and that are loaded before it. by_machine: comes straight from a system, and so large that
    nobody fills it in by hand. in_template: SQL, true of the rows that stand in the template of a register (empty:
    all). ends: how a row tells that what it speaks of is finished. shared: what of it another council may take over
    (None: nothing). areas: headers that name an area, best first, of a
    kind whose figures are the council's: of a file with several areas one is chosen.
    """

    kind: str
    title: str
    purpose: str
    model: type
    part: tuple[str, str]
    slice_sql: str
    identity: tuple[str, ...]
    latest_by: str | None = None
    wide: str = ""
    adds_up: str = ""
    units: tuple[tuple[frozenset[str], dict[str, float]], ...] = ()
    given: tuple[str, ...] = ()
    figure: str = ""
    period: str = ""
    period_months: str = ""
    steps: Steps | None = None
    weekly: Weekly | None = None
    rules: tuple[Rule, ...] = ()
    not_ahead: tuple[str, ...] = ()
    sense: tuple[Sense, ...] = ()
    needs: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()
    by_machine: bool = False
    in_template: str = ""
    ends: Ends | None = None
    areas: tuple[str, ...] = ()
    shared: Shared | None = None

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every column by name, in the order of the template."""
        return columns_of(self.model)

    @property
    def stored(self) -> list[Column]:
        """The columns that the store keeps."""
        return [each for each in self.columns.values() if each.stored]

    @property
    def monthly(self) -> bool:
        """Whether a file holds the rows of its months; else it is a register, or a list by year."""
        columns = [self.period, self.steps.column if self.steps else ""]
        return any(self.columns[name].type in ("month", "moment") for name in columns if name)

    @cached_property
    def checks(self) -> tuple[Rule, ...]:
        """What each row must pass: the limits of its columns, then the rules."""
        limits = (_limit(each) for each in self.columns.values())
        return (*(each for each in limits if each), *self.rules)


def _limit(column: Column) -> Rule | None:
    name, remedy = column.name, f"Check it. {column.meaning}"
    if column.allowed:
        among = ", ".join(map(str, column.allowed))
        return Rule("not_among_the_words", f"{name} NOT IN ({among})", name, f"is none of [{among}]", remedy)
    if column.least is not None and column.most is not None:
        between = f"between {column.least} and {column.most}"
        return Rule("out_of_range", f"{name} NOT {between}", name, f"is not {between}", remedy)
    if column.least is not None:
        return Rule("below_the_least", f"{name} < {column.least}", name, f"is less than {column.least}", remedy)
    if column.most is not None:
        return Rule("above_the_most", f"{name} > {column.most}", name, f"is more than {column.most}", remedy)
    return None


# -- columns about people: never kept, whichever kind they stand in ----------------------------------------------------

_PEOPLE_HEADERS = (
    "caller_id caller callers opened_by sys_created_by sys_updated_by created_by updated_by assigned_to assignee "
    "resolved_by closed_by logged_by raised_by reported_by reporter requester requestor requested_for "
    "requested_by customer client contact contact_name contact_details user username user_name user_id userid "
    "login employee employee_id employee_number staff_member staff_name staff_number payroll_number agent analyst "
    "technician engineer owner_name author author_name name_of_person person full_name first_name forename "
    "last_name surname display_name known_as manager line_manager watch_list additional_assignee_list "
    "affected_user affected_users_names on_behalf_of modified_by last_modified_by email e_mail mail email_address "
    "telephone telephone_number phone phone_number phone_no mobile mobile_number mobile_phone extension address "
    "home_address postcode date_of_birth dob ni_number national_insurance_number nino vip samaccountname upn "
    "user_principal_name"
)
_PEOPLE = frozenset(folded(name) for name in _PEOPLE_HEADERS.split())
_PEOPLE_WORDS = re.compile(
    r"e-?mail|telephone|mobile(?! (ok|friendly))|surname|forename|first[ _]?name|last[ _]?name|full[ _]?name"
    r"|\b(caller|requester|requestor|customer|user|staff|employee|contact|agent|analyst|assignee|person|resident)"
    r"s?['’]?s?[ _]+"
    r"(name|e-?mail|phone|number|id)\b"
    r"|\b(sro|owner|officer|sponsor|manager|director|lead|councillor|cllr|member|holder|author|approver|handler)"
    r"s?['’]?s?[)\]]?[ _-]+(full[ _])?names?\b"
    r"|\bnames? of (the )?([a-z]+ ){0,2}(caller|person|customer|user|officer|resident|sro|owner|sponsor|manager"
    r"|director|lead|councillor|member|holder|author)\b"
    r"|\bnational insurance\b|\bdate of birth\b",
    re.IGNORECASE,
)


def about_people(header: str) -> bool:
    """Whether a column with this header names or identifies people."""
    return folded(header) in _PEOPLE or _PEOPLE_WORDS.search(header.replace("_", " ")) is not None
