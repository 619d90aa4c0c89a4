"""Digital take-up of the council or one service over time, with the launches of online services."""

from dataclasses import replace

import pandas as pd

from exhibits import Exhibit, View
from exhibits.channels.take_up_words import definition_in_force, no_take_up
from exhibits.common.process_chart import TAKE_UP, process_chart
from exhibits.common.process_figure import Mark
from exhibits.common.style import safe
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines
from exhibits.common.words import say_count, say_month

_NAMED = 3  # services that a sentence or a tick names
_LAUNCHED = "Services went online"


def take_up(
    view: View, *, service: str | None = None, directorate: str | None = None, months: int | None = None
) -> Exhibit:
    """The control chart of digital take-up with the launches of online services. months: how many to draw (None = all).

    All services together are weighted by volume; the sentence says how many of all services that is.
    """
    measure_id = f"{TAKE_UP}@{service}" if service else TAKE_UP
    if definition_of(view, measure_id) is None:
        return no_take_up(view, "take_up", service=service, directorate=directorate)
    launches = view_rows(view, "channels/launches", service=service, directorate=directorate)
    exhibit = process_chart(
        view,
        measure_id=measure_id,
        directorate=directorate,
        months=months,
        marks=_one_launch(launches) if service else _launch_months(launches),
    )
    if exhibit.figure is None or exhibit.data is None:
        return replace(
            exhibit, key="take_up", beside=who_gets_through_lines(view, service=service, directorate=directorate)
        )
    extra = [_year_words(view, service, directorate)]
    extra.append(_online_since(launches, exhibit.data) if service else _coverage(view, directorate))
    return replace(
        exhibit,
        key="take_up",
        summary=" ".join([exhibit.summary, *filter(None, extra)]),
        note=" ".join(filter(None, [definition_in_force(), exhibit.note])),
    )


def _year_words(view: View, service: str | None, directorate: str | None) -> str:
    """What has become of it within a year, whatever the newest month says; "" where that is not known."""
    rows = view_rows(view, "channels/access_warnings", service=service, directorate=directorate)
    changes = rows.loc[rows["service_id"] == "", "take_up_change"].dropna()
    words = {"rose": "it rose: a real change", "fell": "it fell: a real change"}
    words["no_real_change"] = "it did not really change"
    if changes.empty or changes.iloc[0] not in words:
        return ""
    return f"Over twelve months, against the twelve before, {words[changes.iloc[0]]}."


def _one_launch(launches: pd.DataFrame) -> tuple[Mark, ...]:
    return tuple(
        Mark(pd.Timestamp(row["launched_on"]), f"Went online<br>{say_month(row['launched_on'])}")
        for _, row in launches.iterrows()
    )


def _launch_months(launches: pd.DataFrame) -> tuple[Mark, ...]:
    """One tick for each month in which services went online: lines for all of them would bury the figures."""
    return tuple(
        Mark(pd.Timestamp(month), f"<b>{say_month(month)}</b><br>{_went_online(list(names))}", _LAUNCHED)
        for month, names in launches.groupby("month")["name"]
    )


def _went_online(names: list[str]) -> str:
    """Names one below the other, so that the pointer's words fit a phone."""
    rest = [f"and {len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return "Went online:<br>" + "<br>".join([*map(safe, names[:_NAMED]), *rest])


def _online_since(launches: pd.DataFrame, figures: pd.DataFrame) -> str:
    if launches.empty:
        return "No launch of an online service is recorded for it."
    launched = pd.Timestamp(launches["launched_on"].iloc[0])
    if launched < figures["month"].min():
        return f"It went online in {say_month(launched)}, before these figures begin."
    return f"It went online in {say_month(launched)}."


def _coverage(view: View, directorate: str | None) -> str:
    """How many of all services the newest complete period speaks for, and that it is weighted by volume."""
    rows = view_rows(view, "channels/periods", directorate=directorate)
    rows = rows[rows["complete"] & (rows["split_completed"] > 0)]
    if rows.empty:
        return ""
    now = rows.iloc[-1]
    of = f"{int(now['services'])} of {say_count(int(now['services_in_all']), 'service')}"
    return f"It speaks for {of}, each weighted by its volume: how many transactions it completes."
