"""Filters whose choice stands in the page's address, so that a link shows what its sender saw.

The address holds ids ("?measure=work_time_lost"), not names: a renamed measure keeps its links. A value that nobody
offers falls back to the first one and leaves the address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import pandas as pd
import streamlit as st

from data.settings import settings
from exhibits import View
from exhibits.common.process_chart import Month, months_to_look_into
from exhibits.common.view_queries import figures_version, measure_rows, with_figures
from exhibits.common.words import say_date, say_month
from queries import ask
from screen.show import plain, theme

TAKE_UP = "digital_take_up"

_PERIODS = {
    "year": "This financial year",
    "12": "12 months",
    "24": "24 months",
    "36": "3 years",
    "60": "5 years",
    "all": "All months",
}


@dataclass(frozen=True)
class Chosen:
    """What the visitor looks at. directorate: None = whole council; months: None = all; splits: the measure is computed
    from incidents, so that it can be split by directorate and category."""

    measure_id: str
    directorate: str | None
    months: int | None
    view: View
    splits: bool

    @property
    def scope(self) -> dict[str, Any]:  # keyword arguments
        """The directorate, as the exhibits take it."""
        return {"directorate": self.directorate}


@dataclass(frozen=True)
class ChosenService:
    """What the visitor of Channel shift looks at. service, months: None = all; directorate: None = whole council; part:
    which sub-view."""

    service: str | None
    directorate: str | None
    months: int | None
    view: View
    part: str

    @property
    def scope(self) -> dict[str, Any]:  # keyword arguments
        """Service and directorate, as the exhibits take them."""
        return {"service": self.service, "directorate": self.directorate}


@dataclass(frozen=True)
class _Offered:
    """What there is to choose from: id or key → words. split: measures that can be split by directorate and category;
    of_channels: those that can be split by directorate only."""

    measures: dict[str, str]
    split: frozenset[str]
    of_channels: frozenset[str]
    directorates: dict[str, str]
    meetings: dict[str, str]


@dataclass(frozen=True)
class _Services:
    """The services to choose from: id → name, id → directorate; and the directorates that have any."""

    names: dict[str, str]
    of: dict[str, str]
    directorates: dict[str, str]
    meetings: dict[str, str]


def choose(today: date) -> Chosen | None:
    """Draw the filters in one row (stacked on a phone) and return what is chosen; None where there are no figures."""
    offered = _offered(figures_version(), today)
    if not offered.measures:
        return None
    with st.container(key="filters"):
        row = st.columns([3, 2, 1.5, 2.2])
    with row[0]:
        measure_id = bound("measure", "Measure", offered.measures)
    splits = measure_id in offered.split
    with row[1]:
        directorate = _directorate(offered.directorates, splits or measure_id in offered.of_channels)
    with row[2]:
        period = bound("period", "Period", _PERIODS, default="36")
    with row[3]:
        stood = bound("as_at", "Figures as they stood", offered.meetings)
    view = View(as_at=date.fromisoformat(stood) if stood != "now" else None, theme=theme())
    return Chosen(measure_id, directorate, _months(period, view, measure_id, directorate), view, splits)


def choose_service(today: date, parts: Mapping[str, str]) -> ChosenService | None:
    """Draw the filters of Channel shift and its sub-views to choose from (key → words); None where nothing is known."""
    offered = _services(figures_version(), today)
    if not offered.names:
        return None
    with st.container(key="filters"):
        row = st.columns([3, 2, 1.5, 2.2])
    with row[0]:
        service = bound("service", "Service", {"all": "All services"} | offered.names)
    with row[1]:
        if service == "all":
            directorate = bound("directorate", "Directorate", {"all": "Whole council"} | offered.directorates)
        else:
            st.markdown(f"Directorate  \n**{plain(offered.of[service])}**")
            directorate = "all"
    with row[2]:
        period = bound("period", "Period", _PERIODS, default="36")
    with row[3]:
        stood = bound("as_at", "Figures as they stood", offered.meetings)
    view = View(as_at=date.fromisoformat(stood) if stood != "now" else None, theme=theme())
    chosen = ChosenService(
        None if service == "all" else service,
        None if directorate == "all" else directorate,
        _months(period, view, TAKE_UP if service == "all" else f"{TAKE_UP}@{service}", None),
        view,
        bound("view", "Look at", parts, draw=buttons),
    )
    return chosen


def choose_since(chosen: ChosenService) -> date | None:
    """Draw the choice of the month to compare with; None is the usual one, the same month a year before."""
    periods = ask("channels/periods", as_at=chosen.view.as_at, service=chosen.service, directorate=chosen.directorate)
    complete = periods.loc[periods["complete"], "month"].sort_values(ascending=False)
    if len(complete) < 2:
        return None
    words = {f"{month:%Y-%m}": say_month(month) for month in complete.iloc[1:]}
    year_before = f"{complete.iloc[0] - pd.DateOffset(years=1):%Y-%m}"
    usual = year_before if year_before in words else next(iter(words))
    return date.fromisoformat(bound("since", "Compared with", words, default=usual, width=320) + "-01")


def choose_review(chosen: ChosenService, today: date) -> str | None:
    """Draw the choice of the online service whose review is read, first the one that fell furthest short of its
    forecast; None where none has been launched."""
    if chosen.service:
        return chosen.service
    launched = ask("channels/reviews", as_at=chosen.view.as_at, today=today, directorate=chosen.directorate)
    if launched.empty:
        return None
    launched = launched.sort_values("take_up_gap", kind="stable", na_position="last")
    return bound(
        "review", "Online service", dict(zip(launched["service_id"], launched["name"], strict=True)), width=420
    )


def choose_month(chosen: Chosen) -> tuple[date | None, bool]:
    """Draw the choice of the month to look into, unusual ones marked; returns it (None where there is no complete
    month) and whether it should be explained at once: it was unusual, or somebody asked for it."""
    months = _looked_into(figures_version(), chosen.view, chosen.measure_id, chosen.directorate)
    if not months:
        return None, False
    words = {f"{one.month:%Y-%m}": say_month(one.month) + (f": {one.was}" if one.was else "") for one in months}
    picked = bound("month", "Month to look into", words, width=420)
    month = next(one for one in months if f"{one.month:%Y-%m}" == picked)
    return month.month, month.was.startswith("unusually") or month is not months[0]


@lru_cache(maxsize=16)
def _offered(version: str, today: date) -> _Offered:
    measures = ask("measures/list")
    measures = measures[measures["measure_id"].isin(with_figures(View()))]  # others would be a page without a chart
    return _Offered(
        _names(measures),
        frozenset(measures.loc[measures["origin"] == "computed", "measure_id"]),
        frozenset(measures.loc[measures["origin"] == "channels", "measure_id"]),
        {"all": "Whole council"} | {name: name for name in ask("demand/directorates")["directorate"]},
        past_meetings(today),
    )


@lru_cache(maxsize=16)
def _services(version: str, today: date) -> _Services:
    services = ask("channels/services")
    services = services[services["has_volumes"] | services["launched_on"].notna()]
    directorates = sorted(set(services["directorate"]), key=lambda name: (name == "Not stated", name))
    return _Services(
        dict(zip(services["service_id"], services["name"], strict=True)),
        dict(zip(services["service_id"], services["directorate"], strict=True)),
        {name: name for name in directorates},
        past_meetings(today),
    )


@lru_cache(maxsize=2000)
def _looked_into(version: str, view: View, measure_id: str, directorate: str | None) -> tuple[Month, ...]:
    return months_to_look_into(view, measure_id=measure_id, directorate=directorate)


def _months(period: str, view: View, measure_id: str, directorate: str | None) -> int | None:
    """How many months to draw; the financial year is that of the measure's newest month."""
    if period == "all":
        return None
    if period != "year":
        return int(period)
    points = measure_rows(view, "signals/points", measure_id, directorate=directorate)
    if points.empty:
        return None
    return (points["month"].max().month - settings().council.financial_year_starts) % 12 + 1


def _directorate(offered: Mapping[str, str], splits: bool) -> str | None:
    if not splits:
        st.markdown("Directorate  \n**Whole council only**", help="This measure is submitted without directorates.")
        return None
    chosen = bound("directorate", "Directorate", offered)
    return None if chosen == "all" else chosen


def past_meetings(today: date) -> dict[str, str]:
    """The days that figures can be shown as at: now, and past meetings, newest first."""
    meetings = ask("meetings/dates")
    past = meetings[meetings["meeting_date"] < pd.Timestamp(today)].sort_values("meeting_date", ascending=False)
    days = {f"{day:%Y-%m-%d}": f"At the meeting on {say_date(day)}" for day in past["meeting_date"]}
    return {"now": "Now"} | days


def _names(measures: pd.DataFrame) -> dict[str, str]:
    """Names to choose from, outside IT demand after their theme; a name used twice is told apart by its id."""
    twice = set(measures.loc[measures["name"].duplicated(keep=False), "measure_id"])
    return {
        row["measure_id"]: ("" if row["theme"] == "IT demand" else f"{row['theme']}: ")
        + row["name"]
        + (f" ({row['measure_id']})" if row["measure_id"] in twice else "")
        for _, row in measures.iterrows()
    }


Width = int | Literal["stretch"]
Draw = Callable[[str, Mapping[str, str], str, Callable[[], None], Width], str]


def boxes(label: str, options: Mapping[str, str], key: str, remember: Callable[[], None], width: Width) -> str:
    """Draw the options (key → words) as a list to choose from; the key that is chosen."""
    return st.selectbox(label, list(options), format_func=options.__getitem__, key=key, on_change=remember, width=width)


def buttons(label: str, options: Mapping[str, str], key: str, remember: Callable[[], None], _: Width) -> str:
    """Draw the options (key → words) as buttons in a row; the key that is chosen."""
    chosen = st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        on_change=remember,
        required=True,
        width="content",
    )
    return chosen or next(iter(options))


def bound(
    name: str,
    label: str,
    options: Mapping[str, str],
    *,
    default: str | None = None,
    width: Width = "stretch",
    draw: Draw = boxes,
) -> str:
    """A widget whose choice is the address's `name`; the address is the one truth, so that Back works too."""
    default = default or next(iter(options))
    key = f"filter_{name}"
    asked = st.query_params.get(name)
    chosen = asked if asked in options else default
    if asked is not None and asked != chosen:
        del st.query_params[name]
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen

    def remember() -> None:
        if st.session_state[key] == default:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = st.session_state[key]

    return draw(label, options, key, remember, width)
