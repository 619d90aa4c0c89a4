"""The trend: whether a measure rises or falls steadily."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.chart_parts import hover_texts
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure, line_end, month_axis, value_axis
from exhibits.common.view_queries import definition_of, measure_rows, view_rows
from exhibits.common.words import missing, say_count, say_month, say_number, signed_number

_OPEN_ONES_MISSING = ("hours_to_resolve_mean", "hours_to_resolve_median")


def trend(view: View, *, measure_id: str, directorate: str | None = None) -> Exhibit:
    """Whether a measure rises or falls steadily, in plain words and with the fitted line where a signal supports it."""
    key, known = f"trend_{measure_id}", definition_of(view, measure_id)
    if known is None:
        return no_such_measure(key)
    name, unit, source = f"{known['name']}{scope_suffix(directorate)}", known["unit"], source_line(view, known)
    rows = view_rows(view, "signals/trend", measure_id=measure_id, directorate=directorate)
    if rows.empty:
        sentence = (
            "It is too early to tell a trend from chance: that takes 24 months without a break in the way of counting "
            "(36 where the time of year matters). Rare events have no trend to speak of."
        )
        return words_only(key, f"{name}: no trend can be told yet", sentence, source)
    if measure_id in _OPEN_ONES_MISSING:
        sentence = (
            "No trend is worked out for this measure: incidents that are still open are not in it yet, so its newest "
            "months always read too low."
        )
        return words_only(key, f"{name}: no trend can be told", sentence, source)
    fit = rows.iloc[0]
    points = measure_rows(view, "signals/points", measure_id, directorate=directorate)
    points = points[(points["category"] == "") & (points["month"] >= fit["first_month"]) & points["complete"]]
    return Exhibit(
        key=key,
        title=f"{name}: {_words(fit, unit)}",
        summary=_summary(fit, name, unit),
        table=_table(fit, unit),
        source=source,
        figure=_figure(points, fit, unit, view.theme) if len(points) else None,
        questions=_questions(fit, known["direction"]),
        data=rows,
        note=_note(fit),
    )


def _words(fit: pd.Series, unit: str) -> str:
    if fit["direction"] == "none":
        return "no steady rise or fall"
    return f"{fit['direction']} steadily, {_pace(fit, unit)} over {say_count(int(fit['years']), 'year')}"


def _pace(fit: pd.Series, unit: str) -> str:
    """ "about 3% a year"; a share changes by percentage points, and what has no percentage by its unit."""
    size = abs(fit["change_per_year"])
    if unit == "percent":
        points = f"{size:.1f}".removesuffix(".0")
        return f"about {points} percentage {'point' if points == '1' else 'points'} a year"
    if missing(fit["percent_per_year"]):
        return f"about {say_number(size, unit)} a year"
    percent = abs(fit["percent_per_year"])
    return f"about {percent:.0f}% a year" if percent >= 1.5 else f"about {percent:.1f}% a year"


def _summary(fit: pd.Series, name: str, unit: str) -> str:
    if fit["direction"] != "none":
        ends = [_rounded(fit[end], unit) for end in ("first_fitted", "last_fitted")]
        about = "" if ends[0] == ends[1] else f": from about {ends[0]} to about {ends[1]} in a usual month"
        return f"{name}: {_words(fit, unit)}{about}. {_support(fit)} supports it: that is unlikely to be chance."
    if fit["supported_by"] == "step":
        level = "higher" if fit["change_per_year"] > 0 else "lower"
        return (
            f"{name}: no steady rise or fall. It looks more like one step, to a {level} level from about "
            f"{say_month(fit['step_month'])} on."
        )
    return f"{name}: no steady rise or fall can be told from chance."


def _support(fit: pd.Series) -> str:
    up = fit["direction"] == "rising"
    if fit["supported_by"] == "trend":
        return f"A run of 6 or more {'rises' if up else 'falls'} in a row"
    return f"A run of 7 or more months {'above' if up else 'below'} the average"


def _rounded(value: float, unit: str) -> str:
    return say_number(float(f"{value:.3g}"), unit)


def _note(fit: pd.Series) -> str:
    notes = []
    if fit["seasonal"]:
        notes.append("The time of year is taken out: each month is compared with the same month of the other years.")
    if fit["left_out"]:
        months = say_count(int(fit["left_out"]), "month")
        notes.append(f"{months} far away from the rest {'is' if fit['left_out'] == 1 else 'are'} left out of the line.")
    return " ".join(notes)


def _questions(fit: pd.Series, direction: str) -> tuple[str, ...]:
    if fit["direction"] == "none":
        if fit["supported_by"] == "step":
            return (f"What changed in about {say_month(fit['step_month'])}, and was it meant to?",)
        return ("If nothing is done, is this level good enough for the years ahead?",)
    if direction == "neutral":
        return ("What lies behind the change, and how far will it go?",)
    if (fit["direction"] == "rising") == (direction == "increase"):
        return ("What brought the improvement, and will it last?",)
    return (
        "If this goes on, where will it stand in three years, and what will that cost?",
        "What is being done about steady change, as against single months?",
    )


def _table(fit: pd.Series, unit: str) -> pd.DataFrame:
    rows = [
        ("Verdict", _words(fit, unit)[0].upper() + _words(fit, unit)[1:]),
        ("Months looked at", f"{say_month(fit['first_month'])} to {say_month(fit['last_month'])}"),
        ("Months the line rests on", f"{fit['months']}"),
        ("Signal that supports it", "None" if fit["direction"] == "none" else _support(fit)),
    ]
    if fit["direction"] != "none":
        rows += [
            ("Change a year", signed_number(fit["change_per_year"], unit)),
            ("Line at the start", say_number(fit["first_fitted"], unit)),
            ("Line at the end", say_number(fit["last_fitted"], unit)),
        ]
    return pd.DataFrame(rows, columns=["What", "Figure"])


def _figure(points: pd.DataFrame, fit: pd.Series, unit: str, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=340)
    fig.add_scatter(
        x=points["month"], y=points["value"], mode="lines+markers", line={"color": c.edge, "width": 1.5},
        marker={"color": c.main, "size": 5}, hoverinfo="text", showlegend=False,
        hovertext=hover_texts(points["month"], points["value"], unit),
    )  # fmt: skip
    ends = [fit["first_fitted"], fit["last_fitted"]]
    values = [points["value"].min(), points["value"].max(), *ends]
    month_axis(fig, points["month"].iloc[0], points["month"].iloc[-1])
    value_axis(fig, unit, min(values), max(values))
    fig.update_layout(margin={"r": 22})
    if fit["direction"] != "none":
        fig.add_scatter(
            x=[fit["first_month"], fit["last_month"]], y=ends, mode="lines", hoverinfo="skip", showlegend=False,
            line={"color": c.second, "width": 4},
        )  # fmt: skip
        change = "+" if fit["change_per_year"] > 0 else "−"
        pace = _pace(fit, unit).replace("about ", change).replace(" a year", "<br>a year")
        line_end(fig, f"<b>{pace.replace(' percentage', '<br>percentage')}</b>", ends[1], c.text)
        fig.update_layout(margin={"r": 78})
    return fig
