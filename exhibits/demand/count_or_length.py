"""More incidents, or longer ones: which of the two made the hours lost."""

import math
from datetime import date

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.common.chart_parts import heading, hover_texts, range_band, unusual_marks
from exhibits.common.links import measure_address
from exhibits.common.no_data import words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure, month_axis, safe
from exhibits.common.verdicts import VERDICTS
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import say_month, say_number, upper_first
from exhibits.demand.months import WORK_TIME_LOST, against_range, chosen_month, of_month

_NUMBER, _LENGTH = "incidents", "minutes_lost_mean"


def count_or_length(
    view: View, *, directorate: str | None = None, month: date | None = None, months: int | None = None
) -> Exhibit:
    """Whether the number of incidents or their average length made the hours lost. months: how many to draw."""
    key = "count_or_length"
    number, length, lost = (
        view_rows(view, "signals/judged", measure_id=measure_id, directorate=directorate)
        for measure_id in (_NUMBER, _LENGTH, WORK_TIME_LOST)
    )
    known = definition_of(view, WORK_TIME_LOST)
    names = {"number": _name(view, _NUMBER), "length": _name(view, _LENGTH)}
    if known is None or lost["value"].isna().all() or number.empty:
        return words_only(key, "Number or length: no data", "No data: no work time lost has been recorded.")
    when = chosen_month(lost, month)
    n, mean, hours = (of_month(frame, when) for frame in (number, length, lost))
    if n is None or mean is None or hours is None:
        sentence = f"No data: there are no figures for {say_month(when)}."
        return words_only(key, "Number or length: no data", sentence, source_line(view, known))
    together = number.merge(length, on="month", suffixes=("_number", "_length")).merge(lost, on="month")
    shown = together.tail(months) if months else together
    what = _number_or_length(n["verdict"], mean["verdict"], hours["verdict"])
    return Exhibit(
        key=key,
        title=f"{say_month(when)}{scope_suffix(directorate)}: {what[0].lower()}{what[1:]}",
        lead=f"{what}, in {say_month(when)}.",
        more=(
            against_range(names["number"], n, "count"),
            against_range(names["length"], mean, "minutes"),
            _hours(hours["value"], mean["value"], n["value"]),
        ),
        table=_number_table(shown),
        source=source_line(view, known),
        figure=_two_charts(shown, when, names, view.theme),
        questions=_number_questions(n["verdict"], mean["verdict"]),
        data=shown.iloc[::-1][
            ["month", "value_number", "verdict_number", "value_length", "verdict_length", "value", "verdict"]
        ].set_axis(
            [
                "month",
                "incidents",
                "incidents_verdict",
                "minutes_lost_mean",
                "minutes_lost_mean_verdict",
                "work_time_lost_hours",
                "work_time_lost_verdict",
            ],
            axis=1,
        ),
        note="The average is over the incidents that state a figure; the others are not estimated.",
        links={name: measure_address(each) for each, name in zip((_NUMBER, _LENGTH), names.values(), strict=True)},
    )


def _name(view: View, measure_id: str) -> str:
    known = definition_of(view, measure_id)
    return measure_id if known is None else known["name"]


def _hours(hours: float, mean: float, incidents: float) -> str:
    """The hours lost with how many incidents they rest on: hours are the mean times those that state a figure.

    Where they are not, hours or mean were submitted as a figure of their own, and nobody knows.
    """
    times = hours * 60 / mean if mean else 0
    stated = round(times)
    if not 0 < stated <= incidents or not math.isclose(times, stated, rel_tol=1e-6):
        return f"Work time lost came to {say_number(hours, 'hours')}."
    states = "incident that states" if stated == 1 else "incidents that state"
    return f"Work time lost came to {say_number(hours, 'hours')}, from the {stated:,} {states} a figure."


def _number_or_length(number: str, length: str, lost: str) -> str:
    """Which of the two was unusual, as a phrase that starts with a capital."""
    if "too_early" in (number, length):
        return "Too early to say whether number or length was unusual"
    return {
        ("unusual_high", "unusual_high"): "More incidents than usual, and each took longer",
        ("unusual_high", "unusual_low"): "More incidents than usual, but each was shorter",
        ("unusual_high", "usual"): "More incidents, each of usual length",
        ("unusual_low", "unusual_high"): "Fewer incidents than usual, but the average was pulled up",
        ("unusual_low", "unusual_low"): "Fewer incidents than usual, and each was shorter",
        ("unusual_low", "usual"): "Fewer incidents, each of usual length",
        ("usual", "unusual_high"): "Usual number of incidents, but the average was pulled up",
        ("usual", "unusual_low"): "Usual number of incidents, each shorter than usual",
    }.get(
        (number, length),
        "Neither number nor length alone was unusual, only the two together"
        if lost.startswith("unusual")
        else "Usual number of incidents, of usual length",
    )


def _number_questions(number: str, length: str) -> tuple[str, ...]:
    questions = []
    if number == "unusual_high":
        questions.append("What made more people need help, and what would prevent it?")
    if length == "unusual_high":
        questions.append("Why did incidents keep people from work for longer: one long case, or slower help?")
    return tuple(questions) or ("Which would save staff more time: fewer incidents, or a quicker end to each?",)


def _number_table(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.iloc[::-1]
    return pd.DataFrame(
        {
            "Month": [say_month(month) for month in rows["month"]],
            "Incidents": [say_number(value, "count") for value in rows["value_number"]],
            "Number was": [VERDICTS[verdict] for verdict in rows["verdict_number"]],
            "Average work time lost": [say_number(value, "minutes") for value in rows["value_length"]],
            "Length was": [VERDICTS[verdict] for verdict in rows["verdict_length"]],
            "Work time lost": [say_number(value, "hours") for value in rows["value"]],
        }
    ).reset_index(drop=True)


def _two_charts(rows: pd.DataFrame, when: pd.Timestamp, names: dict[str, str], theme: str) -> go.Figure:
    c = colours(theme)
    fig = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.2)
    fig.update_layout(figure(theme, height=430).layout)
    for place, (suffix, words) in enumerate(
        (("number", names["number"]), ("length", f"{names['length']}, minutes")), 1
    ):
        value, low, high = (rows[f"{part}_{suffix}"] for part in ("value", "lower_limit", "upper_limit"))
        range_band(fig, rows["month"], low, high, c, place)
        fig.add_scatter(
            x=rows["month"], y=value, mode="lines+markers", line={"color": c.main, "width": 2}, marker={"size": 5},
            hovertext=hover_texts(rows["month"], value, "count" if suffix == "number" else "minutes"),
            hoverinfo="text", showlegend=False, row=place, col=1,
        )  # fmt: skip
        unusual_marks(fig, rows["month"], value, rows[f"verdict_{suffix}"], c, place, 1)
        now = rows[rows["month"] == when]
        if len(now):
            verdict = VERDICTS[now[f"verdict_{suffix}"].iloc[0]].lower()
            words = f"<b>{safe(words)}</b><br>{upper_first(verdict)} in {when:%b %Y}"
        heading(fig, words, place, 1, c)
        top = max(value.max(), high.max() if high.notna().any() else 0)
        fig.update_yaxes(range=[0, top * 1.1 or 1], tickformat=",", nticks=4, row=place, col=1)
    month_axis(fig, rows["month"].iloc[0], rows["month"].iloc[-1])
    fig.update_layout(margin={"t": 46, "r": 22})
    return fig
