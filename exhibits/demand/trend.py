"""The trend: whether a measure rises or falls steadily."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.chart_parts import hover_texts
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure, line_end, month_axis, value_axis
from exhibits.common.verdicts import months_of
from exhibits.common.view_queries import definition_of, measure_rows
from exhibits.common.words import missing, say_count, say_number, say_period, say_span, signed_number, upper_first

_OPEN_ONES_MISSING = ("hours_to_resolve_mean", "hours_to_resolve_median")


def trend(view: View, *, measure_id: str, directorate: str | None = None) -> Exhibit:
    """Whether a measure rises or falls steadily, in plain words and with the fitted line where a signal supports it."""
    key, known = f"trend_{measure_id}", definition_of(view, measure_id)
    if known is None:
        return no_such_measure(key)
    name, unit, source = f"{known['name']}{scope_suffix(directorate)}", known["unit"], source_line(view, known)
    rows = measure_rows(view, "signals/trend", measure_id, directorate=directorate)
    if rows.empty:
        sentence = (
            "It is too early to tell a trend from chance: that takes 24 months or 16 quarters, and more where the time "
            "of year matters."
        )
        if known["period"] == "year":
            sentence = "No trend is worked out from figures of a year: too few of them to tell it from chance."
        return words_only(
            key, f"{name}: no trend can be told yet", sentence, source, note="Rare events have no trend to speak of."
        )
    if measure_id in _OPEN_ONES_MISSING:
        sentence = (
            "No trend is worked out: incidents that are still open are not in this measure yet, so its newest months "
            "read too low."
        )
        return words_only(key, f"{name}: no trend can be told", sentence, source)
    fit = rows.iloc[0]
    points = measure_rows(view, "signals/points", measure_id, directorate=directorate)
    points = points[(points["category"] == "") & (points["month"] >= fit["first_month"]) & points["complete"]]
    return Exhibit(
        key=key,
        title=f"{name}: {_words(fit, unit)}",
        lead=_lead(fit, unit),
        more=_more(fit, unit),
        table=_table(fit, unit),
        source=source,
        figure=_figure(points, fit, unit, view.theme) if len(points) else None,
        questions=_questions(fit, known["direction"]),
        note=_note(fit),
    )


def _when(fit: pd.Series, which: str) -> str:
    return say_period(fit[which], months_of(fit))


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


def _lead(fit: pd.Series, unit: str) -> str:
    if fit["direction"] != "none":
        return f"{upper_first(_words(fit, unit))}: that is unlikely to be chance."
    if fit["supported_by"] == "step":
        level = "higher" if fit["change_per_year"] > 0 else "lower"
        return (
            f"No steady rise or fall: it looks more like one step, to a {level} level from about "
            f"{_when(fit, 'step_month')} on."
        )
    return "No steady rise or fall can be told from chance."


def _more(fit: pd.Series, unit: str) -> tuple[str, ...]:
    if fit["direction"] == "none":
        return ()
    ends = [_rounded(fit[end], unit) for end in ("first_fitted", "last_fitted")]
    path = () if ends[0] == ends[1] else (f"From about {ends[0]} to about {ends[1]} in a usual {fit['period']}.",)
    return (*path, f"{_support(fit)} supports it.")


def _support(fit: pd.Series) -> str:
    up = fit["direction"] == "rising"
    if fit["supported_by"] == "trend":
        return f"A run of 6 or more {'rises' if up else 'falls'} in a row"
    if fit["supported_by"] == "line":
        return "A slope of 3 standard errors or more"
    return f"A run of 7 or more {fit['period']}s {'above' if up else 'below'} the average"


def _rounded(value: float, unit: str) -> str:
    return say_number(float(f"{value:.3g}"), unit)


def _note(fit: pd.Series) -> str:
    notes = []
    if fit["seasonal"]:
        each = fit["period"]
        notes.append(f"The time of year is taken out: each {each} is compared with the same {each} of the other years.")
    if fit["left_out"] and fit["direction"] != "none":  # else no line is drawn
        months = say_count(int(fit["left_out"]), fit["period"])
        notes.append(f"{months} far away from the rest {'is' if fit['left_out'] == 1 else 'are'} left out of the line.")
    return " ".join(notes)


def _questions(fit: pd.Series, direction: str) -> tuple[str, ...]:
    if fit["direction"] == "none":
        if fit["supported_by"] == "step":
            return (f"What changed in about {_when(fit, 'step_month')}, and was it meant to?",)
        return ("If nothing is done, is this level good enough for the years ahead?",)
    if direction == "neutral":
        return ("What lies behind the change, and how far will it go?",)
    if (fit["direction"] == "rising") == (direction == "increase"):
        return ("What brought the improvement, and will it last?",)
    return (
        "If this goes on, where will it stand in three years, and what will that cost?",
        f"What is being done about steady change, as against single {fit['period']}s?",
    )


def _table(fit: pd.Series, unit: str) -> pd.DataFrame:
    rows = [
        ("Verdict", _words(fit, unit)[0].upper() + _words(fit, unit)[1:]),
        (f"{upper_first(fit['period'])}s looked at", say_span(fit["first_month"], fit["last_month"], months_of(fit))),
        (f"{upper_first(fit['period'])}s the line rests on", f"{fit['months']}"),
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
        hovertext=hover_texts(points["month"], points["value"], unit, months_of(fit)),
    )  # fmt: skip
    ends = [fit["first_fitted"], fit["last_fitted"]]
    values = [points["value"].min(), points["value"].max(), *ends]
    month_axis(fig, points["month"].iloc[0], points["month"].iloc[-1], months_of(fit))
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
