"""Filters whose choice stands in the page's address, so that a link shows what its sender saw.

The address holds ids ("?measure=work_time_lost"), not names: a renamed measure keeps its links. A value that nobody
offers falls back to the first one, leaves the address, and is named on the page (screen/notices.py).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.settings import settings
from exhibits import View
from exhibits.common.process_chart import Month, months_to_look_into
from exhibits.common.view_queries import (
    figures_version,
    kept_of_these_figures,
    measure_rows,
    service_rows,
    services_to_choose,
    with_figures,
)
from exhibits.common.words import say_date, say_month, say_period
from queries import ask
from screen.fold import Fold, open_filters
from screen.notices import forget_unknown, say_day, say_unknown, unknown
from screen.plain import plain
from screen.show import theme

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

    @property
    def today(self) -> date:
        """The day on which it is looked: what was due by then is judged by it."""
        return self.view.as_at or date.today()


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


def measure_asked_for(today: date) -> str | None:
    """The measure in the address, before the filters are drawn: the first where it names none; None without figures."""
    offered = _offered(figures_version(), today).measures
    return _asked_for("measure", offered) if offered else None


def choose(today: date) -> Chosen | None:
    """Draw the filters in one row (stacked on a phone) and return what is chosen; None where there are no figures."""
    offered = _offered(figures_version(), today)
    if not offered.measures:
        return None
    fold = open_filters()
    row = fold.place.columns([3, 2, 1.5, 2.2])
    with row[0]:
        measure_id = bound("measure", "Measure", offered.measures, fold=fold)
    splits = measure_id in offered.split
    with row[1]:
        directorate = _directorate(offered.directorates, splits or measure_id in offered.of_channels, fold)
    with row[2]:
        period = bound("period", "Period", _PERIODS, default="36", fold=fold)
    with row[3]:
        view = choose_day(offered.meetings)
    fold.close()
    return Chosen(measure_id, directorate, _months(period, view, measure_id, directorate), view, splits)


def choose_service(
    today: date, parts: Mapping[str, str], uses: Mapping[str, Collection[str]] | None = None
) -> ChosenService | None:
    """Draw the filters of Channel shift and its sub-views to choose from (key → words); None where nothing is known.

    uses: which of "service", "directorate" and "period" do something on a sub-view (default: all of them). The others
    are not drawn there and not applied; the address keeps them for the sub-views that use them.
    """
    offered = _services(figures_version(), today)
    if not offered.names:
        return None
    used = (uses or {}).get(part_asked_for(parts), _WIDTHS)
    fold = open_filters()
    row = _row(fold, used)
    service = directorate = "all"
    period = "36"
    if "service" in row:
        with row["service"]:
            service = bound("service", "Service", {"all": "All services"} | offered.names, fold=fold)
    if "directorate" in row:
        with row["directorate"]:
            if service == "all":
                offers = {"all": "Whole council"} | offered.directorates
                directorate = bound("directorate", "Directorate", offers, fold=fold)
            else:
                st.markdown(f"Directorate  \n**{plain(offered.of[service])}**")
                fold.say("Directorate", offered.of[service])
    if "period" in row:
        with row["period"]:
            period = bound("period", "Period", _PERIODS, default="36", fold=fold)
    with row["as_at"]:
        view = choose_day(offered.meetings)
    fold.close()
    return ChosenService(
        None if service == "all" else service,
        None if directorate == "all" else directorate,
        _months(period, view, TAKE_UP if service == "all" else f"{TAKE_UP}@{service}", None),
        view,
        bound("view", "Look at", parts, draw=buttons, noun="view"),
    )


def part_asked_for(parts: Mapping[str, str]) -> str:
    """The sub-view in the address, before its buttons are drawn: it says which filters do something."""
    return _asked_for("view", parts)


def _asked_for(name: str, options: Mapping[str, str], default: str | None = None) -> str:
    """What the address says for `name`, if it is among the options; else the default, which is the first."""
    asked = st.query_params.get(name, "")
    return asked if asked in options else default or next(iter(options))


_WIDTHS = {"service": 3, "directorate": 2, "period": 1.5, "as_at": 2.2}


def _row(fold: Fold, used: Collection[str]) -> dict[str, DeltaGenerator]:
    """A place for each filter that is used, and for the day, in one row; as wide as if all were there."""
    widths = {name: width for name, width in _WIDTHS.items() if name in used or name == "as_at"}
    free = sum(_WIDTHS.values()) - sum(widths.values())
    places = fold.place.columns([*widths.values(), free] if free else list(widths.values()))
    return dict(zip(widths, places, strict=False))


def choose_since(chosen: ChosenService) -> date | None:
    """Draw the choice of the month to compare with; None is the usual one, the same month a year before."""
    periods = service_rows(chosen.view, "channels/periods", chosen.service, directorate=chosen.directorate)
    complete = periods.loc[periods["complete"], "month"].sort_values(ascending=False)
    if len(complete) < 2:
        return None
    words = {f"{month:%Y-%m}": say_month(month) for month in complete.iloc[1:]}
    year_before = f"{complete.iloc[0] - pd.DateOffset(years=1):%Y-%m}"
    usual = year_before if year_before in words else next(iter(words))
    since = bound("since", "Compared with", words, default=usual, width=320, noun="month to compare with")
    return date.fromisoformat(f"{since}-01")


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
    months, words = _looked_into(figures_version(), chosen.view, chosen.measure_id, chosen.directorate)
    if not months:
        return None, False
    picked = bound("month", "Month to look into", words, width=420, noun="complete month")
    month = next(one for one in months if f"{one.month:%Y-%m}" == picked)
    return month.month, month.was.startswith("unusually") or month is not months[0]


@kept_of_these_figures(16)
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


@kept_of_these_figures(16)
def _services(version: str, today: date) -> _Services:
    services = services_to_choose()
    directorates = sorted(set(services["directorate"]), key=lambda name: (name == "Not stated", name))
    return _Services(
        dict(zip(services["service_id"], services["name"], strict=True)),
        dict(zip(services["service_id"], services["directorate"], strict=True)),
        {name: name for name in directorates},
        past_meetings(today),
    )


@kept_of_these_figures(2000)
def _looked_into(
    version: str, view: View, measure_id: str, directorate: str | None
) -> tuple[tuple[Month, ...], Mapping[str, str]]:
    """The months, and for each, as an address names it, its words."""
    months = months_to_look_into(view, measure_id=measure_id, directorate=directorate)
    words = {
        f"{one.month:%Y-%m}": say_period(one.month, one.months) + (f": {one.was}" if one.was else "") for one in months
    }
    return months, words


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


def _directorate(offered: Mapping[str, str], splits: bool, fold: Fold) -> str | None:
    if not splits:
        st.markdown("Directorate  \n**Whole council only**", help="This measure is submitted without directorates.")
        fold.say("Directorate", "Whole council", narrows=False)
        return None
    chosen = bound("directorate", "Directorate", offered, fold=fold)
    return None if chosen == "all" else chosen


def choose_day(meetings: Mapping[str, str]) -> View:
    """Draw the choice of the day that figures are looked at as at (of past_meetings); a banner says when it is not now.

    Every page of members has it, and the address carries it from page to page (screen/links.py).
    """
    stood = bound("as_at", "Figures as they stood", meetings, noun="meeting on")
    view = View(as_at=date.fromisoformat(stood) if stood != "now" else None, theme=theme())
    say_day(view.as_at)
    return view


def day_in(written: str) -> date | None:
    """The day that an address names, None where it names none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def past_meetings(today: date) -> dict[str, str]:
    """The days that figures can be shown as at: now, and past meetings, newest first."""
    meetings = ask("meetings/dates")
    past = meetings[meetings["meeting_date"] < pd.Timestamp(today)].sort_values("meeting_date", ascending=False)
    days = {f"{day:%Y-%m-%d}": f"On {say_date(day)}" for day in past["meeting_date"]}
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
    noun: str | None = None,
    fold: Fold | None = None,
) -> str:
    """A widget whose choice is the address's `name`; the address is the one truth, so that Back works too.

    noun: what an id is that nobody knows, in "There is no … “PRJ-999”" (default: the label). fold: says the choice.
    """
    default = default or next(iter(options))
    key = f"filter_{name}"
    asked = st.query_params.get(name)
    chosen = _asked_for(name, options, default)
    if asked is not None and asked != chosen:
        del st.query_params[name]
        unknown(name, f"There is no {noun or label.lower()} “{asked}”: {_say_instead(chosen, options[chosen])}.")
    say_unknown(name)
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen

    def remember() -> None:
        forget_unknown()
        if st.session_state[key] == default:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = st.session_state[key]

    if fold:
        fold.say(label, options[chosen], narrows=chosen != "all")
    return draw(label, options, key, remember, width)


def _say_instead(chosen: str, words: str) -> str:
    """What is shown in place of what nobody knows."""
    if chosen == "now":
        return "these are the figures as they stand now"
    if chosen == "all":
        return "this is the whole council" if words == "Whole council" else f"these are {words[0].lower()}{words[1:]}"
    return f"this is {words}"
