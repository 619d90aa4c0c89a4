"""Questions as a view asks them: at its day, and with its draft."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from data.contracts import PERIODS
from data.settings import settings
from data.store import Store, open_store, today_in_london
from exhibits import View
from exhibits.common.committees import committees, meetings_of
from exhibits.common.words import period_word
from queries import ask

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

T = TypeVar("T")
SERVICE_DESK = "IT demand"  # the theme of what is computed from incidents, where a council names no other
MEETINGS_COMPARED = 3  # the newest, whose figures a preview compares

_CHARTS = ("signals/measures", "signals/points", "signals/expected", "submissions/revisions")
# in the order in which a page asks, so that the first visitor after a start finds as much as there was time for
_FIRST = ("measures/list", "signals/points", "meetings/dates", "measures/definitions", "signals/measures")
_THEN = ("signals/judged", "measures/explanations", "measures/source", "submissions/replaced_volumes")
_TAKE_UP = ("channels/periods", "channels/offline_routes", "channels/access_warnings")
_TAKE_UP_OF_EACH = "digital_take_up@*"
_OF_A_SERVICE = ("channels/launches", "channels/year_on_year", "channels/who_gets_through", *_TAKE_UP)


def warm(store: Store, before_each: Callable[[], None] = lambda: None) -> None:
    """Ask what every page asks first, for the council, each directorate and service: then no visitor waits for SQL.

    before_each: called before each question is asked.
    """

    def asked(name: str, **params: Any) -> pd.DataFrame:
        before_each()
        return ask(name, store=store, **params)

    for name in (*_FIRST, *_CHARTS, *_THEN):
        asked(name)
    directorates, meetings, today = asked("demand/directorates"), ask("meetings/dates", store=store), today_in_london()
    committee = next(iter(committees(meetings)), None)
    for since in meetings_of(meetings, committee, before=today)[-1:]:  # as the Overview asks first
        asked("since/changes", since=since, today=today, committee=committee)
        asked("since/standing", since=since)
    for name in _TAKE_UP:
        asked(name)
    for day in meetings_of(meetings, None, before=today + timedelta(days=1))[-MEETINGS_COMPARED:]:
        asked("measures/values", as_at=day)  # with which a preview compares a draft
    for directorate in directorates["directorate"]:
        for name in _CHARTS:
            asked(name, directorate=directorate)
    for name in _CHARTS:
        asked(name, measure_id=_TAKE_UP_OF_EACH)
    for name in _OF_A_SERVICE:
        asked(name, service="*")


def view_rows(view: View, name: str, **params: Any) -> pd.DataFrame:
    """The rows of the question `name` as the view sees them. params: what its head names, of the types it names."""
    return ask(name, as_at=view.as_at, with_draft=view.with_draft, **params)


def measure_rows(view: View, name: str, measure_id: str, **params: Any) -> pd.DataFrame:
    """The rows of one measure, out of those of all measures.

    All measures cost hardly more than one, and the answer then serves every measure that is chosen next. A measure of
    one service (digital_take_up@parking-permits) is not among all: it is asked for with those of all services.
    """
    base, _, service = measure_id.partition("@")
    asked = {"measure_id": f"{base}@*", **params} if service else params
    return _rows_of(view, name, "measure_id", measure_id, asked)


def service_rows(view: View, name: str, service: str | None, **params: Any) -> pd.DataFrame:
    """The rows of one service, out of those of each by itself; those of all together where it is None.

    Only for questions that take $service = '*' (queries/channels/services.sql) and say in of_service which it is.
    """
    if service is None:
        return view_rows(view, name, **params)
    return _rows_of(view, name, "of_service", service, {"service": "*", **params})


def project_rows(view: View, name: str, project: str | None, **params: Any) -> pd.DataFrame:
    """The rows of one project, out of those of all; those of all where it is None.

    To ask for all costs hardly more, and the answer then serves every project that is chosen next. Only for questions
    whose rows have a project_id and say of a project the same beside others.
    """
    return view_rows(view, name, **params) if project is None else _rows_of(view, name, "project_id", project, params)


def _rows_of(view: View, name: str, column: str, one: str, params: dict[str, Any]) -> pd.DataFrame:
    """Of the rows of the question those whose column is `one`."""
    parts = _parts(figures_version(), view.as_at, view.with_draft, name, column, tuple(sorted(params.items())))
    return parts.get(one, parts[None]).copy(deep=False)  # pandas copies on write


def period_months(view: View, definition: pd.Series, directorate: str | None = None) -> int:
    """How many months each figure of a measure is for: 1, 3 or 12, as its definition or its channel volumes have it.

    definition: a row of measures/definitions.
    """
    if definition["origin"] != "channels":
        return PERIODS[definition["period"]]
    service = None if pd.isna(definition["service_id"]) else definition["service_id"]
    lengths = service_rows(view, "channels/periods", service, directorate=directorate)["months"]
    return int(lengths.max()) if len(lengths) else 1


def period_of(view: View, measure_id: str, directorate: str | None = None) -> str:
    """What the period of a measure is called: "month", "quarter" or "year"."""
    known = definition_of(view, measure_id)
    return "month" if known is None else period_word(period_months(view, known, directorate))


def with_figures(view: View) -> frozenset[str]:
    """Ids of the measures of the whole council that have a figure in some month, complete or not."""
    points = view_rows(view, "signals/points")
    return frozenset(points.loc[points["value"].notna(), "measure_id"])


def services_to_choose() -> pd.DataFrame:
    """Of the rows of channels/services those that have something to show: volumes, or an online service."""
    services = ask("channels/services")
    return services[services["has_volumes"] | services["launched_on"].notna()]


def figures_version() -> str:
    """Changes with the figures, the store and council.toml: a key for what is worked out from them."""
    global _kept_of
    store = open_store()
    version = f"{store.path} {store.version()} {settings().fingerprint}"
    if version != _kept_of:
        _kept_of = version
        for let_go in _kept:
            let_go()
    return version


_kept_of = ""
_kept: list[Callable[[], None]] = []


def kept_of_these_figures(most: int) -> Callable[[Callable[..., T]], "_lru_cache_wrapper[T]"]:
    """Keep up to `most` answers of a function that is told figures_version(), until the figures are others: nobody can
    ask for what was worked out from older ones, and a server would hold it until as much has come after it."""

    def keep(work: Callable[..., T]) -> "_lru_cache_wrapper[T]":
        kept = lru_cache(maxsize=most)(work)
        goes_with_the_figures(kept.cache_clear)
        return kept

    return keep


def goes_with_the_figures(let_go: Callable[[], None]) -> None:
    """Have what is kept elsewhere let go too, where the figures are others. let_go: called once for each change."""
    _kept.append(let_go)


@kept_of_these_figures(128)
def _parts(
    version: str, as_at: date | None, with_draft: str | None, name: str, column: str, params: tuple
) -> dict[str | None, pd.DataFrame]:
    rows = ask(name, as_at=as_at, with_draft=with_draft, **dict(params))
    parts = {one: part.reset_index(drop=True) for one, part in rows.groupby(column, sort=False)}
    return {None: rows.iloc[:0], **parts}


def theme_of(view: View, measure_id: str) -> str:
    """The theme that a measure belongs to, such as "Cyber security"; that of the service desk for one nobody knows."""
    known = definition_of(view, measure_id)
    return SERVICE_DESK if known is None else str(known["theme"])


def definition_of(view: View, measure_id: str) -> pd.Series | None:
    """The measure's row of measures/definitions; None where nobody knows it."""
    known = _definition(figures_version(), view.as_at, view.with_draft, measure_id)
    return None if known is None else known.copy(deep=False)  # pandas copies on write


@kept_of_these_figures(1024)
def _definition(version: str, as_at: date | None, with_draft: str | None, measure_id: str) -> pd.Series | None:
    rows = measure_rows(View(as_at=as_at, with_draft=with_draft), "measures/definitions", measure_id)
    return None if rows.empty else rows.iloc[0]
