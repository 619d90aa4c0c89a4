"""The sample council's files, made from stories.py and measures.py: the same bytes every time.

files() are loaded at the first start; october_files() lie in october_2026/, ready to be uploaded on the tour.
"""

import csv
import io
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.sample import catalogue, channels, projects
from data.sample import stories as s
from data.sample.incidents import COLUMNS, chance, exported, months_between
from data.sample.literals import csv_rows
from data.sample.measures import MEASURES, Measure, Recipe
from data.sample.project_facts import objectives_of

OCTOBER = Path(__file__).parent / "october_2026"


@dataclass(frozen=True)
class SampleFile:
    """One file as an officer published it. published_at: UTC. period_to: the day up to which its data is complete."""

    kind: str
    file_name: str
    make: Callable[[], bytes]
    published_at: datetime
    period_to: date
    why: str

    @cached_property
    def content(self) -> bytes:
        return self.make()


def files() -> list[SampleFile]:
    """Every file of the sample council in the order of its publication; content is made when it is read."""
    made = list(_history())
    made += [SampleFile(*each) for each in projects.published()]
    made += _published_registers()
    for month in months_between(_after(s.LAST_BULK_MONTH), s.NEWEST_MONTH):
        made += _monthly(month)
    made.append(
        SampleFile(
            "incidents",
            f"incidents_{_name(s.LEFT_OUT.month)}_corrected.csv",
            lambda: _incidents_csv([s.LEFT_OUT.month], s.LEFT_OUT.corrected_at, uk_dates=True),
            s.LEFT_OUT.corrected_at,
            _end(s.LEFT_OUT.month),
            s.LEFT_OUT.why,
        )
    )
    return sorted(made, key=lambda file: file.published_at)


def october_files() -> dict[str, bytes]:
    """File name and bytes of what lies ready for October 2026: clean files, and one with typical mistakes."""
    month = s.UPLOAD_MONTH
    return {
        f"incidents_{_name(month)}.csv": _export_of(month),
        f"incidents_{_name(month)}_with_mistakes.csv": with_mistakes(_export_of(month)),
        f"kpi_values_{_name(month)}.csv": _csv(_VALUES, _values([month])),
        f"kpi_values_{_name(month)}_from_excel.csv": _as_excel_saves_it([month]),
        f"explanations_{_name(month)}.csv": _explanations(f"{month:%Y-%m}"),
        **projects.october(),
        f"channel_volumes_{_name(month)}.csv": _channel_volumes([month], late=True),
        f"contact_centre_{_name(month)}_wide.csv": _contact_centre_wide(month),
    }


# -- the history, loaded when the dashboard began --------------------------------------------------------------------


def _history() -> Iterable[SampleFile]:
    minutes = iter(range(100))

    def next_moment() -> datetime:
        return s.HISTORY + timedelta(minutes=7 * next(minutes))

    end = _end(s.LAST_BULK_MONTH)
    start = "Start of the dashboard: "
    yield SampleFile("measures", "measures.csv", _measures, next_moment(), end, start + "what each measure means.")
    yield SampleFile("meetings", "meetings.csv", _meetings, next_moment(), end, start + "meetings of the committee.")
    for months in (months_between(*archive) for archive in s.ARCHIVES):
        name = f"incidents_{months[0]:%Y_%m}_to_{months[-1]:%Y_%m}.csv"
        yield SampleFile(
            "incidents",
            name,
            partial(_incidents_csv, months, s.HISTORY, uk_dates=False),
            next_moment(),
            _end(months[-1]),
            start + "incidents from the service desk's archive.",
        )
    history = months_between(s.FIRST_MONTH, s.LAST_BULK_MONTH)
    yield SampleFile(
        "kpi_values",
        f"kpi_values_{history[0]:%Y_%m}_to_{history[-1]:%Y_%m}.csv",
        lambda: _csv(_VALUES, _values(history)),
        next_moment(),
        end,
        start + "measures since October 2021.",
    )
    known = s.HISTORY.date()
    yield SampleFile(
        "online_services",
        "online_services.csv",
        lambda: _csv(catalogue.COLUMNS, catalogue.rows(known)),
        next_moment(),
        end,
        start + "the catalogue of services.",
    )
    yield SampleFile(
        "areas",
        "areas.csv",
        lambda: _csv(channels.AREA_COLUMNS, channels.areas()),
        next_moment(),
        end,
        start + "the wards, with broadband and digital exclusion.",
    )
    yield SampleFile(
        "channel_volumes",
        f"channel_volumes_{history[0]:%Y_%m}_to_{history[-1]:%Y_%m}.csv",
        lambda: _channel_volumes(history),
        next_moment(),
        end,
        start + "channel volumes since October 2021.",
    )
    yield SampleFile(
        "explanations",
        "explanations_to_march_2026.csv",
        lambda: _explanations("history"),
        next_moment(),
        end,
        start + "explanations given to the committee in earlier reports.",
    )
    yield SampleFile("glossary", "glossary.csv", _glossary, next_moment(), end, start + "the council's own words.")


def _monthly(month: date) -> Iterable[SampleFile]:
    at, end, name = s.MONTHLY[month], _end(month), _name(month)
    why = f"Figures for {month:%B %Y}."
    yield SampleFile("incidents", f"incidents_{name}.csv", lambda: _export_of(month), at, end, why)
    values_at = at + timedelta(minutes=12)
    yield SampleFile(
        "kpi_values", f"kpi_values_{name}.csv", lambda: _csv(_VALUES, _values([month])), values_at, end, why
    )
    yield SampleFile(
        "channel_volumes",
        f"channel_volumes_{name}.csv",
        lambda: _channel_volumes([month]),
        at + timedelta(minutes=20),
        end,
        why,
    )
    if month == s.NEWEST_MONTH:
        yield SampleFile(
            "online_services",
            f"online_services_{name}.csv",
            lambda: _csv(catalogue.COLUMNS, catalogue.rows(at.date())),
            at + timedelta(minutes=26),
            end,
            f"Launches, tests and reviews up to {month:%B %Y}.",
        )
    if any(explanation.said_on == f"{month:%Y-%m}" for explanation in s.EXPLANATIONS):
        yield SampleFile(
            "explanations",
            f"explanations_{name}.csv",
            lambda: _explanations(f"{month:%Y-%m}"),
            at + timedelta(minutes=31),
            end,
            f"Explanations of {month:%B %Y} and the months before it.",
        )


# -- incidents -------------------------------------------------------------------------------------------------------


def _export_of(month: date) -> bytes:
    """A monthly export: the month and the ones before it, as the desk knows them on the day."""
    months = months_between(_after(month, -(s.MONTHS_IN_AN_EXPORT - 1)), month)
    left_out = s.LEFT_OUT if month == s.LEFT_OUT.month else None
    return _incidents_csv(months, s.MONTHLY[month], uk_dates=True, left_out=left_out)


def _incidents_csv(months: list[date], at: datetime, *, uk_dates: bool, left_out: s.LeftOut | None = None) -> bytes:
    rows = pd.concat([exported(month, at) for month in months], ignore_index=True)
    if left_out is not None:
        in_month = rows["opened_at"].dt.to_period("M") == pd.Period(left_out.month, "M")
        rows = rows[~(in_month & (rows["directorate"] == left_out.directorate))]
    pattern = "%d/%m/%Y %H:%M" if uk_dates else "%Y-%m-%d %H:%M"
    for column in ("opened_at", "resolved_at", "closed_at"):
        rows[column] = rows[column].dt.strftime(pattern)
    return rows.to_csv(index=False, lineterminator="\r\n").encode()


def with_mistakes(clean: bytes) -> bytes:
    """The same export after somebody worked on it by hand: see MISTAKES in stories.py."""
    header, *rows = csv.reader(io.StringIO(clean.decode(), newline=""))
    first = _first_of_october(rows)
    for mistake in s.MISTAKES:
        line = header if mistake.incident == 0 else rows[first + mistake.incident - 1]
        line[COLUMNS.index(mistake.column)] = mistake.written
    twice = list(rows[first + s.TICKET_TWICE - 1])
    twice[COLUMNS.index("priority")] = "2 - High"
    return _csv(header, [*rows, twice])


def mistake_lines() -> dict[int, s.Mistake]:
    """Line of the file, as a person counts it, to the mistake that stands there."""
    _, *rows = csv.reader(io.StringIO(_export_of(s.UPLOAD_MONTH).decode(), newline=""))
    first = _first_of_october(rows)
    return {first + mistake.incident + 1 if mistake.incident else 1: mistake for mistake in s.MISTAKES}


def _first_of_october(rows: list[list[str]]) -> int:
    month = f"{s.UPLOAD_MONTH:%m/%Y}"
    return next(i for i, row in enumerate(rows) if row[COLUMNS.index("opened_at")][3:10] == month)


# -- measures and their values ---------------------------------------------------------------------------------------

_VALUES = ("measure_id", "month", "value", "numerator", "denominator", "note", "answers", "invited")


def _measures() -> bytes:
    header = [field.name for field in fields(Measure) if field.name != "recipe"]
    rows = [[*(getattr(measure, name) for name in header), objectives_of(measure)] for measure in MEASURES]
    return _csv([*header, "objective"], rows)


def _values(months: list[date]) -> list[list[Any]]:
    wanted = {f"{month:%Y-%m}" for month in months}
    return [
        [measure.measure_id, _written(measure, row[0]), *row[1:], *_answers(measure.recipe, row)]
        for measure in MEASURES
        if measure.recipe is not None
        for row in _series(measure.measure_id)
        if row[0] in wanted and measure.recipe.first <= row[0] <= measure.recipe.last
        if measure.period == "month" or int(row[0][5:]) % 3 == 0
    ]


def _answers(recipe: Recipe, row: tuple[Any, ...]) -> tuple[Any, Any]:
    """How many answered the survey behind a value, and how many were asked; empty where it is none."""
    if recipe.answers:
        _, _, answered, asked, _ = next(each for each in _series(recipe.answers) if each[0] == row[0])
        return answered, asked
    return (min(row[3], recipe.asked), recipe.asked) if recipe.asked else ("", "")


def _written(measure: Measure, month: str) -> str:
    """The month as the file has it; of a quarterly measure its quarter, such as 2026/27 Q2."""
    if measure.period == "month":
        return month
    since_april = int(month[:4]) * 12 + int(month[5:]) - 4
    return f"{since_april // 12}/{(since_april // 12 + 1) % 100:02} Q{since_april % 12 // 3 + 1}"


@cache
def _series(measure_id: str) -> list[tuple[Any, ...]]:
    """(month, value, numerator, denominator, note) of every month up to October 2026."""
    recipe = next(each.recipe for each in MEASURES if each.measure_id == measure_id and each.recipe is not None)
    return [_value(measure_id, recipe, month) for month in months_between(s.FIRST_MONTH, s.UPLOAD_MONTH)]


def _value(measure_id: str, recipe: Recipe, month: date) -> tuple[Any, ...]:
    key = f"{month:%Y-%m}"
    note = recipe.notes.get(key, "")
    if recipe.rare:
        return key, int(recipe.months.get(key, 0)), "", "", note
    rng = chance("value", measure_id, key)
    years = (month.year - s.FIRST_MONTH.year) + (month.month - s.FIRST_MONTH.month) / 12
    level = next((new for start, new in sorted(recipe.steps.items(), reverse=True) if key >= start), recipe.level)
    level *= recipe.season.get(month.month, 1.0)
    if recipe.of:
        of = recipe.of if recipe.fixed else int(rng.poisson(recipe.of))
        percent = level + recipe.yearly * years + rng.normal(0, recipe.chance * level)
        cases = int(rng.binomial(of, min(recipe.months.get(key, percent), 100) / 100))
        return key, _rounded(100 * cases / of, recipe.decimals), cases, of, note
    value = level * (1 + recipe.yearly) ** years * float(np.exp(rng.normal(0, recipe.chance)))
    value = min(recipe.months.get(key, value), recipe.at_most)
    return key, _rounded(value, recipe.decimals), "", "", note


def _rounded(value: float, decimals: int) -> float | int:
    return round(value, decimals) if decimals else round(value)


def _as_excel_saves_it(months: list[date]) -> bytes:
    """The same values as a person keeps them in Excel: semicolons, windows-1252, £ and %, other headings."""
    units = {measure.measure_id: measure.unit for measure in MEASURES}
    patterns = {"percent": "{}%", "gbp": "£{:,.2f}", "count": "{:,}"}
    rows = []
    for measure_id, month, value, numerator, denominator, note, *_ in _values(months):
        written = patterns.get(units[measure_id], "{}").format(value)
        shown = f"{date.fromisoformat(month + '-01'):%b-%y}"
        rows.append([measure_id, shown, written, numerator, denominator, note or "–"])
    header = ["Measure ID", "Month", "Value", "Numerator", "Denominator", "Note"]
    return _csv(header, rows, delimiter=";").decode().encode("cp1252")


# -- channel shift ---------------------------------------------------------------------------------------------------


def _channel_volumes(months: list[date], *, late: bool = False) -> bytes:
    return _volumes(months, late=late).to_csv(index=False, lineterminator="\r\n").encode()


def _volumes(months: list[date], *, late: bool = False) -> pd.DataFrame:
    """The months' channel volumes; how many callers give up and wait follows the contact centre's own measures."""
    answered, minutes = ({row[0]: row[1] for row in _series(name)} for name in ("calls_answered_share", "average_wait"))
    return channels.exported(
        months,
        lambda month: 100 - answered[f"{month:%Y-%m}"],
        lambda month: 60 * minutes[f"{month:%Y-%m}"],
        late=late,
    )


_WIDE = {  # channel: heading in the contact centre's export
    "phone": "Telephone calls", "online": "Web forms", "face_to_face": "Counter visits", "email": "E-mails",
    "post": "Letters", "webchat": "Webchats", "assisted_digital": "Assisted digital", "automated": "Automated phone",
}  # fmt: skip


def _contact_centre_wide(month: date) -> bytes:
    """The same month as the contact centre exports it: services down the side, a column for each channel, and costs."""
    rows = _volumes([month])
    names = {service.service_id: service.name for service in catalogue.CATALOGUE}
    sums = rows.groupby(["service_id", "channel"], sort=False)[["completed", "cost_gbp"]].sum(min_count=1).unstack()
    header = ["Service code", "Service title", "Month", *_WIDE.values(), "Call cost £"]
    lines = []
    for service_id in dict.fromkeys(rows["service_id"]):
        done = [sums.loc[service_id, ("completed", channel)] for channel in _WIDE]
        cost = sums.loc[service_id, ("cost_gbp", "phone")]
        lines.append(
            [
                service_id,
                names[service_id],
                f"{month:%b-%y}",
                *("-" if pd.isna(count) else f"{int(count):,}" for count in done),
                "-" if pd.isna(cost) else f"£{cost:,.2f}",
            ]
        )
    return _csv(header, lines)


# -- explanations, meetings and actions --------------------------------------------------------------------------------


def _explanations(said_on: str) -> bytes:
    header = ["measure_id", "month", "cause", "explanation", "exceptional", "author_role", "action", "owner_role",
              "closed_on"]  # fmt: skip
    return _csv(
        header,
        [
            [
                e.measure_id,
                e.month,
                e.cause,
                e.explanation,
                "yes" if e.exceptional else "no",
                e.author_role,
                e.action,
                e.owner_role,
                e.closed_on,
            ]
            for e in s.EXPLANATIONS
            if e.said_on == said_on
        ],
    )


_REGISTERS = {  # kind: when its first file was published, what that brought, and what the later ones bring
    "actions": (3, "what the committee asked for.", "What the committee asked for, and replies."),
    "outages": (4, "outages since August 2025.", "Outages since the file before."),
    "assurance": (5, "accreditations, tests and plans.", "Tests since the file before."),
    "lessons": (6, "lessons from attacks on other councils.", "Lessons as they stand."),
    "contracts": (6.5, "the register of IT contracts.", "What was decided on contracts."),
    "events": (7, "days that may have changed a measure.", "Events since the file before."),
    "devices": (7.5, "counts of devices since September 2025.", "Devices at the end of the quarter."),
    "processing_times": (
        7.75,
        "processing times by route since October 2025.",
        "Processing times of the month.",
    ),
    "reviews": (5, "scrutiny reviews.", "Scrutiny reviews as the committee wants them."),
}


def _published_registers() -> Iterable[SampleFile]:
    """Registers that are kept as CSV beside the code, as each stood on the day of each publication."""
    for kind, (hours, first, later) in _REGISTERS.items():
        rows = csv_rows(f"{kind}.csv")
        header = [name for name in rows[0] if name != "published"]
        for day in dict.fromkeys(row["published"] for row in rows):
            begun = day == "history"
            minutes = timedelta(minutes=hours - 3)  # those of one day do not come at one moment
            at = (
                s.HISTORY + timedelta(hours=hours)
                if begun
                else datetime.fromisoformat(day) + timedelta(hours=15) + minutes
            )
            of_day = [[row[name] for name in header] for row in rows if row["published"] == day]
            yield SampleFile(
                kind,
                f"{kind}.csv" if begun else f"{kind}_{at:%Y_%m_%d}.csv",
                partial(_csv, header, of_day),
                at,
                at.date() - timedelta(days=1),
                f"Start of the dashboard: {first}" if begun else later,
            )


def _glossary() -> bytes:
    rows = csv_rows("glossary.csv")
    return _csv(list(rows[0]), [list(row.values()) for row in rows])


def _meetings() -> bytes:
    return _csv(
        ["meeting_id", "committee", "meeting_date", "title", "papers_due_on"],
        [[m.meeting_id, s.COMMITTEE, m.meeting_date, m.title, m.papers_due_on] for m in s.MEETINGS],
    )


# -- small things ----------------------------------------------------------------------------------------------------


def _csv(header: Iterable[str], rows: Iterable[Iterable], delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def _after(month: date, count: int = 1) -> date:
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def _end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _name(month: date) -> str:
    return f"{month:%B_%Y}".lower()
