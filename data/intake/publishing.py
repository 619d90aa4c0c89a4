"""All the steps at once: read, check, and make it current."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from data.contracts import COMPUTED, CONTRACTS, contract
from data.intake.choices import Question
from data.intake.columns.layout import Layout
from data.intake.known import Known
from data.intake.problem import Problem, count_of
from data.intake.remembered import read_for
from data.intake.rows.checking import Checked, check
from data.settings import settings
from data.store import LONDON, Author, Store, today_in_london


@dataclass(frozen=True)
class LoadResult:
    """What came of a file. submission_id: None where nothing was kept. rows: taken, or read where there are errors.

    questions: what nobody has answered about the file, of its cutting and of its cells.
    """

    kind: str
    rows: int
    published: bool
    submission_id: str | None
    repairs: list[str]
    problems: list[Problem]
    questions: tuple[Question, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The object that --format json prints. errors, warnings: how many there are, also where the list is cut."""
        return {
            "kind": self.kind,
            "rows": self.rows,
            "published": self.published,
            "submission_id": self.submission_id,
            "repairs": self.repairs,
            "problems": [each.as_dict() for each in self.problems],
            "errors": count_of(self.problems, "error"),
            "warnings": count_of(self.problems, "warning"),
            "questions": [each.as_dict() for each in self.questions],
        }


def known_from(store: Store, *, at: datetime | None = None, kind: str | None = None) -> Known:
    """What a check needs to know of the store: measures with units, their months and values, rows of each slice.

    kind: the kind that will be checked; what its contract does not need is left empty, because each question takes
    longer than a month's file. Raises UnknownKind.
    """
    known = Known(measures=COMPUTED, slices=_slices(store, kind), today=_day_of(at))
    for part in PARTS if kind is None else contract(kind).needs:
        known = PARTS[part](store, known)
    return known


def known_for_reading(store: Store) -> Known:
    """What reading a file and telling its kind need to know of the store: the measures, whose codes tell a column."""
    return _with_measures(store, Known(measures=COMPUTED))


def _slices(store: Store, kind: str | None) -> dict[str, dict[str, int]]:
    rows = store.query_arrow(
        """SELECT c.kind, c.slice_key, s.row_count
           FROM current_slices AS c JOIN slices AS s USING (submission_id, kind, slice_key)
           WHERE c.kind = coalesce($kind, c.kind)""",
        {"kind": kind},
    )
    slices: dict[str, dict[str, int]] = {each: {} for each in CONTRACTS}
    for each, key, count in zip(*(column.to_pylist() for column in rows.columns), strict=True):
        slices[each][key] = count
    return slices


def _with_measures(store: Store, known: Known) -> Known:
    """Measures and their values: what Known has of KPI values."""
    rows = store.query_arrow(
        "SELECT measure_id, unit, recalculate_from, rules.months_of(period) AS months FROM current_measures"
    ).to_pylist()
    values = store.query_arrow(
        """WITH placed AS (
               SELECT v.measure_id, v.value, l.period_to, rules.months_of(d.period) AS months,
                      rules.period_start(v.month, months, $starts::INTEGER) AS first
               FROM current_kpi_values AS v
               JOIN live_submissions AS l USING (submission_id)
               LEFT JOIN current_measures AS d ON d.measure_id = v.measure_id
           )
           SELECT measure_id, first AS month, value,
                  last_day((first + to_months(months - 1))::DATE) <= period_to AS final
           FROM placed""",
        {"starts": settings().council.financial_year_starts},
    )
    fresh = {
        each["measure_id"]: date.fromisoformat(f"{max(each['recalculate_from'].split(';'))[:7]}-01")
        for each in rows
        if each["recalculate_from"]
    }
    units = {each["measure_id"]: each["unit"] for each in rows}
    periods = {each["measure_id"]: each["months"] for each in rows if each["months"] > 1}
    return replace(known, measures={**COMPUTED, **units}, periods=periods, fresh=fresh, values=values)


def _with_channels(store: Store, known: Known) -> Known:
    """Services, areas and volumes: what Known has of channel shift."""
    services = store.query("SELECT service_id, service_name FROM current_online_services")
    areas = store.query("SELECT area_id, area_name FROM current_areas")
    volumes = store.query_arrow(
        """SELECT v.service_id, v.month, v.months, v.channel, sum(v.completed) AS completed,
                  bool_and(last_day(v.month + to_months(coalesce(v.months, 1) - 1)) <= l.period_to) AS final
           FROM current_channel_volumes AS v JOIN live_submissions AS l USING (submission_id) GROUP BY ALL"""
    )
    return replace(
        known,
        services=dict(zip(services["service_id"], services["service_name"], strict=True)),
        areas=dict(zip(areas["area_id"], areas["area_name"], strict=True)),
        volumes=volumes,
    )


def _with_projects(store: Store, known: Known) -> Known:
    """Projects by code: what the kinds that speak of them are compared with."""
    rows = store.query("SELECT project_id, any_value(name) AS name FROM current_projects GROUP BY 1")
    return replace(known, projects=dict(zip(rows["project_id"], rows["name"], strict=True)))


def _with_incidents(store: Store, known: Known) -> Known:
    """Months of the whole council, and the words that incidents have had."""
    months = store.query_arrow(
        """SELECT month, incidents, minutes_lost, minutes_stated FROM current_incident_sums
           WHERE directorate = '*' AND category = '*'"""
    )
    words = store.query("SELECT DISTINCT category, directorate FROM current_incident_sums")
    return replace(
        known,
        incidents=months,
        categories=frozenset(words["category"].dropna()) - {"*"},
        directorates=frozenset(words["directorate"].dropna()) - {"*"},
    )


# part of Known that a contract needs → the question that fills it
PARTS: dict[str, Callable[[Store, Known], Known]] = {
    "measures": _with_measures,
    "channels": _with_channels,
    "incidents": _with_incidents,
    "projects": _with_projects,
}

# part of Known → the kinds of file whose rows that question reads
_FILLED_FROM = {
    "measures": {"measures", "kpi_values"},
    "channels": {"online_services", "areas", "channel_volumes"},
    "incidents": {"incidents"},
    "projects": {"projects"},
}


def rests_on(kind: str) -> set[str]:
    """The kinds of file whose figures a check of this kind looks at: its own, and those that fill what it needs."""
    return {kind}.union(*(_FILLED_FROM[part] for part in contract(kind).needs))


def _day_of(at: datetime | None) -> date:
    if at is None:
        return today_in_london()
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(LONDON).date()


def take(
    store: Store,
    kind: str,
    raw: bytes,
    file_name: str,
    by: Author,
    publish: bool = True,
    at: datetime | None = None,
    period_to: date | None = None,
    layout: Layout | None = None,
) -> LoadResult:
    """Read, check and publish a file in one go; with errors nothing is kept, with warnings it is published.

    publish: False keeps it as a draft. at: the UTC moment to record, for history loaded later. period_to: the day up
    to which the data is complete, where the caller knows. layout: how the file is read, as somebody confirmed it;
    without one, the match that is remembered for the file's header. Raises NotAnOfficer, UnknownKind.
    """
    contract(kind)
    known = known_from(store, at=at, kind=kind)
    text, layout = read_for(store, kind, raw, file_name, known, layout)
    checked: Checked = check(text, kind, known, period_to=period_to, layout=layout)
    taken = LoadResult(kind, checked.row_count, False, None, checked.repairs, checked.problems)
    if checked.rows is None:
        return taken
    if publish:
        return replace(taken, published=True, submission_id=store.save_and_publish(checked.draft(), by, at=at))
    return replace(taken, submission_id=store.save_draft(checked.draft(), by, at=at))
