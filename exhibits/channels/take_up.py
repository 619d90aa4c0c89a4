"""Digital take-up of the council or one service over time, with the launches of online services."""

from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.channels.take_up_figure import take_up_figure
from exhibits.channels.take_up_words import count_services, definition_in_force, no_take_up
from exhibits.channels.volumes import changes_in_a_year, say_late
from exhibits.common.event_marks import event_marks
from exhibits.common.process_chart import ASSISTED_WORDS, TAKE_UP, number_explanations, process_chart
from exhibits.common.process_figure import Mark
from exhibits.common.style import safe
from exhibits.common.verdicts import side
from exhibits.common.view_queries import definition_of, measure_rows, period_months, service_rows
from exhibits.common.who_gets_through_lines import change_words, who_gets_through_lines, who_gets_through_links
from exhibits.common.words import POINTS, missing, say_month, say_number

_NAMED = 3  # services that a sentence or a tick names
_LAUNCHED = "Services went online"


def take_up(
    view: View, *, service: str | None = None, directorate: str | None = None, months: int | None = None
) -> Exhibit:
    """Digital take-up with its target, its years, and the launches of online services.

    What it says of the newest month is what the control chart says. months: how many to draw (None = all).

    All services together are weighted by volume; a sentence says how many of all services that is.
    """
    measure_id = f"{TAKE_UP}@{service}" if service else TAKE_UP
    if definition_of(view, measure_id) is None:
        return no_take_up(view, "take_up", service=service, directorate=directorate)
    of = {"service": service, "directorate": directorate}
    launches = service_rows(view, "channels/launches", **of)
    exhibit = process_chart(view, measure_id=measure_id, directorate=directorate, months=months, drawn=False)
    kept: dict[str, Any] = {
        "key": "take_up",
        "beside": who_gets_through_lines(view, **of),
        "links": who_gets_through_links(view, **of),
    }
    if exhibit.data is None:
        return replace(exhibit, **kept)
    figures = exhibit.data.sort_values("month")
    counted = "" if service else count_services(view, directorate)
    since = _online_since(launches, figures) if service else say_late(view, None, directorate)
    rest = sorted(exhibit.more, key=lambda sentence: "target" not in sentence)  # what has no room is least missed
    said = [_year_words(view, service, directorate), counted, since, *rest]
    return replace(
        exhibit,
        **kept,
        more=tuple(filter(None, said))[:POINTS],
        note=" ".join(filter(None, [definition_in_force(), exhibit.note])),
        figure=_figure(
            view, figures, measure_id, months, _one_launch(launches) if service else _launch_months(launches), **of
        ),
    )


def _figure(
    view: View,
    data: pd.DataFrame,
    measure_id: str,
    months: int | None,
    marks: tuple[Mark, ...],
    *,
    service: str | None,
    directorate: str | None,
) -> go.Figure:
    """Plain: a share that rises for years would be flagged nearly everywhere, which says nothing."""
    definition = definition_of(view, measure_id)
    length = 1 if definition is None else period_months(view, definition, directorate)
    verdict = measure_rows(view, "signals/measures", measure_id, directorate=directorate).iloc[0]
    shown = data[data["month"] > data["month"].max() - pd.DateOffset(months=months)] if months else data
    numbers = number_explanations(shown[shown["explanation"].notna()])
    together = _twelve_months(view, length, service, directorate)
    return take_up_figure(
        shown.assign(flag=shown["month"].map(numbers)),
        together[together["month"].isin(shown["month"])],
        target=None if definition is None else definition["target"],
        side=side(verdict),
        months=length,
        marks=(*marks, *event_marks(view, measure_id)),
        caption=ASSISTED_WORDS[settings().channel_shift.assisted_digital],
        theme=view.theme,
    )


def _twelve_months(view: View, length: int, service: str | None, directorate: str | None) -> pd.DataFrame:
    """month, value: take-up of the twelve months that end with it, weighted by volume as the year is in words."""
    rows = service_rows(view, "channels/periods", service, directorate=directorate)
    rows = rows[rows["complete"] & (rows["split_completed"] > 0)]
    if rows.empty:
        return pd.DataFrame({"month": [], "value": []})
    by_month = rows.set_index("month")[["take_up_completed", "split_completed"]].asfreq(f"{length}MS")
    sums = by_month.rolling(12 // length).sum()
    share = 100 * sums["take_up_completed"] / sums["split_completed"]
    return (
        pd.DataFrame({"month": share.index, "value": share.to_numpy()}).dropna().astype({"month": rows["month"].dtype})
    )


def _year_words(view: View, service: str | None, directorate: str | None) -> str:
    """What has become of it within a year, whatever the newest month says; "" where that is not known."""
    year = changes_in_a_year(view, service, directorate)
    if TAKE_UP not in year.index or missing(year.loc[TAKE_UP, "before"]):
        return ""
    row = year.loc[TAKE_UP]
    now, before = (say_number(row[each], row["unit"]) for each in ("now", "before"))
    return f"Twelve months together: {now}, {before} the year before ({change_words(row['change'])})."


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
