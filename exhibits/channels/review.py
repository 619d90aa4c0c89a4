"""One service before and after its launch, against what the business case promised."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.channels.catalogue import ACCESSIBLE
from exhibits.channels.forecasts import (
    AS_FORECAST,
    COST_MORE,
    REVIEWS_MEAN,
    review_state,
    say_against_forecast,
    say_cost_against_forecast,
    say_promised,
    say_take_up_months,
    say_time,
)
from exhibits.common.before_after import say_average, say_before_and_after, say_change
from exhibits.common.chart_parts import heading, hover_texts, range_band
from exhibits.common.links import links_to_services
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import catalogue_source
from exhibits.common.style import Colours, colours, figure, month_axis
from exhibits.common.view_queries import service_rows, view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.common.words import (
    full_stop,
    lower_first,
    missing,
    period_word,
    say_count,
    say_date,
    say_list,
    say_month,
    say_number,
    say_range,
    signed_percent,
    upper_first,
)

_STATES = {
    "overdue": "its review is overdue",
    "due": "its review is still to come",
    "no_date": "no date is set for its review",
    "done": "its review is done",
}
_MEASURES = {
    "digital_take_up": "Digital take-up",
    "phone_completed": "Completed by phone",
    "completed": "Completed in all",
    "offline_completed": "Completed offline",
    "online_completed": "Completed online",
    "online_failed": "Online attempts failed",
    "phone_abandoned": "Calls abandoned",
    "service_satisfaction": "Satisfied people",
}
_DRAWN = ("digital_take_up", "phone_completed", "completed")
_DAY = "the launch"
_FEW_ANSWERS = 30


# -- one service -----------------------------------------------------------------------------------------------------


def review(view: View, *, service: str, today: date) -> Exhibit:
    """One service before and after its launch, against what the business case promised, and where its review stands.

    today: the day to count from (a view as at an earlier day counts from that).
    """
    key, day = "review", day_of(view, today)
    rows = view_rows(view, "channels/reviews", today=day, service=service)
    if rows.empty:
        title, why = _not_launched(view, service, day)
        return words_only(key, title, why, beside=who_gets_through_lines(view, service=service))
    row = rows.iloc[0]
    months = view_rows(view, "channels/before_after", service=service)
    changes = months.drop_duplicates("measure_id").set_index("measure_id", drop=False)
    effects = view_rows(view, "channels/launch_effect")
    effects = effects[effects["service_id"] == service]
    drawn = months[months["measure_id"].isin(_DRAWN) & months["value"].notna()]
    return Exhibit(
        key=key,
        title=_title(row),
        lead=f"{row['name']} went online on {say_date(row['launched_on'])}. {_due_words(row)}.",
        more=tuple(_said(row, changes)[:4]),
        table=_table(row, changes, effects),
        source=catalogue_source(view, REVIEWS_MEAN, volumes=len(months) > 0),
        figure=_before_and_after(drawn, row, view.theme) if len(drawn) else None,
        questions=_questions(row, changes),
        note=" ".join(filter(None, (_note(row, changes), *_effect_words(effects)))),
        remarks=() if missing(row["review_summary"]) else (_officers_say(row),),
        beside=who_gets_through_lines(view, service=service),
        links=who_gets_through_links(view, service=service) | links_to_services(rows),
    )


def _not_launched(view: View, service: str, day: date) -> tuple[str, str]:
    named = service_rows(view, "channels/services", service)
    if named.empty:
        return "No such service", "No data: there is no service with this name in the figures."
    known = named.iloc[0]
    if not known["in_catalogue"]:
        sentence = "No data: the service is not in the catalogue, so its launch and its forecasts are not known."
    elif missing(known["launched_on"]):
        sentence = "The service is not online yet, so there is no launch to review."
    elif known["launched_on"] > pd.Timestamp(day):
        sentence = f"The service goes online on {say_date(known['launched_on'])}: there is no launch to review yet."
    else:
        sentence = f"The service was taken offline on {say_date(known['retired_on'])}."
    return f"{known['name']}: nothing to review", sentence


def _title(row: pd.Series) -> str:
    gap = row["take_up_gap"]
    if missing(gap):
        return f"{row['name']}: {_STATES[row['status']]}"
    if row["take_up_of"] != "first_year":
        where_it_is = (
            f"{say_against_forecast(row)} its forecast" if abs(gap) > AS_FORECAST else "take-up as forecast so far"
        )
        return f"{row['name']}: {where_it_is}"
    if abs(gap) <= AS_FORECAST:
        return f"{row['name']} reached its forecast of take-up"
    return f"{row['name']} {'exceeded' if gap > 0 else 'missed'} its forecast of take-up"


def _said(row: pd.Series, changes: pd.DataFrame) -> list[str]:
    """Against the business case, and what changed; what else is known of the service stands in the table."""
    sentences = [_take_up_words(row), _say_cost(row)]
    if changes.empty:
        sentences.append("No channel volumes have been published for it, so nothing can be compared.")
    elif _nothing_before(changes):
        sentences.append("There are no figures from before the launch, so nobody can tell what it changed.")
    else:
        sentences += [
            say_before_and_after(_MEASURES[name], changes.loc[name], _DAY) for name in _DRAWN if name in changes.index
        ]
    return list(filter(None, sentences))


def _nothing_before(changes: pd.DataFrame) -> bool:
    return bool(changes["change"].isin(["no_before"]).all())


def _take_up_words(row: pd.Series) -> str:
    if missing(row["forecast_uptake"]):
        if missing(row["take_up"]):
            return "The catalogue has no forecast of its take-up."
        return (
            f"Take-up was {say_number(row['take_up'], 'percent')} {say_take_up_months(row)}; "
            "the catalogue has no forecast to compare it with."
        )
    forecast = say_number(row["forecast_uptake"], "percent")
    if missing(row["take_up"]):
        return f"Take-up: forecast {forecast}; there are no figures to compare it with."
    verdict = say_against_forecast(row)
    return f"Take-up: {say_promised(row)}: {verdict}."


def _say_cost(row: pd.Series) -> str:
    forecast, actual = row["forecast_cost_gbp"], row["actual_cost_gbp"]
    if missing(forecast) and missing(actual):
        return ""  # the table says that none is given
    if missing(actual):
        return f"Cost: forecast {say_number(forecast, 'gbp')}; what it cost in the end is not stated."
    if missing(forecast):
        return f"Cost: {say_number(actual, 'gbp')}; no forecast is stated."
    variance = "" if missing(row["cost_variance"]) else f", {say_cost_against_forecast(row['cost_variance'])}"
    return f"Cost: forecast {say_number(forecast, 'gbp')}, actual {say_number(actual, 'gbp')}{variance}."


def _due_words(row: pd.Series) -> str:
    due = say_date(row["review_due_on"])
    if row["status"] == "no_date":
        return "No date is set for its review"
    if row["status"] == "overdue":
        return f"Its review has been overdue since {due}, by {say_time(int(row['days']))}"
    if row["status"] == "due":
        return "Its review is due today" if row["days"] == 0 else f"Its review is due on {due}"
    late = "" if missing(row["days"]) or row["days"] <= 0 else f", {say_count(int(row['days']), 'day')} late"
    return f"Its review was done on {say_date(row['review_done_on'])}{late}"


def _officers_say(row: pd.Series) -> str:
    when = f" of {say_date(row['review_done_on'])}" if row["status"] == "done" else ""
    return f"Review{when}: {full_stop(row['review_summary'])}"


def _note(row: pd.Series, changes: pd.DataFrame) -> str:
    notes = []
    if row["take_up_of"] == "latest" and not missing(row["take_up"]):
        notes.append("The figures begin too late to show its first 12 months.")
    if changes.empty:
        return " ".join(notes)
    judged = changes[~changes["change"].isin(["no_before", "no_after", "short_before", "too_few"])]
    if len(judged):
        period = period_word(int(judged["months"].iloc[0]))
        notes.append(
            f"A {period} after the launch is unusual where it lies outside the range of those before; 7 in a row on "
            "one side of the average are a lasting change. That shows when something changed, and not why. The band is "
            f"the usual range, from the {period}s before the launch."
        )
        if judged["trial"].any():
            fewest = int(judged["periods_before"].min())
            notes.append(
                f"Trial limits: they rest on {fewest} {period}s before the launch; 24 are needed for firm ones."
            )
        if judged["seasonal"].any():
            notes.append("Where the time of year matters, a month is compared with the same month before the launch.")
    return " ".join(notes)


_NO_COMPARISON = {
    "short_after": "fewer than 6 months have passed since the launch",
    "short_before": "that takes the figures of two years before the launch, month by month",
    "too_few": "fewer than 30 a month are too few for it",
    "few_others": "fewer than 6 other services were without a launch in the same years",
    "not_parallel": "the service and the others had not moved alike before the launch",
}


def _effect_words(effects: pd.DataFrame) -> list[str]:
    """What the launch changed against services without one, measure by measure; where that cannot be said, why."""
    told, said = effects[effects["comparison"] != "none"], []
    if len(told):
        said.append(
            f"Against services without a launch in these years, over {say_count(int(told['months'].max()), 'month')} "
            f"and the same a year before: {say_list([lower_first(_effect(row)) for _, row in told.iterrows()])}."
        )
    for reason, rows in effects[effects["comparison"] == "none"].groupby("reason", sort=False):
        named = [lower_first(_MEASURES[each]) for each in rows["measure_id"]]
        of = "" if len(rows) == len(effects) else f" of {say_list(named)}"
        said.append(f"No comparison{of} with other services is possible: {_NO_COMPARISON[str(reason)]}.")
    return said


def _effect(row: pd.Series) -> str:
    """ "Completed by phone fell by 36% (95% interval −46% to −23%, 17 services)"."""
    interval = f"{signed_percent(round(row['low_percent']))} to {signed_percent(round(row['high_percent']))}"
    size = say_number(abs(round(row["effect_percent"])), "percent")
    what = "did not clearly change" if row["comparison"] == "no_difference" else f"{row['comparison']} by {size}"
    others = say_count(int(row["others"]), "service")
    return f"{_MEASURES[row['measure_id']]} {what} (95% interval {interval}, {others})"


def _questions(row: pd.Series, changes: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    if row["status"] == "overdue":
        questions.append("When will the review be finished, and who answers for it?")
    elif row["status"] == "no_date":
        questions.append("Will this launch be reviewed, and when?")
    gap = row["take_up_gap"]
    if not missing(gap) and gap < -AS_FORECAST and row["take_up_of"] != "so_far":
        questions.append("Why do fewer people use it online than forecast, and what would change that?")
    if not missing(row["cost_variance"]) and row["cost_variance"] > COST_MORE:
        questions.append("Why did it cost more than forecast, and was that decided before it was spent?")
    if "phone_completed" in changes.index and changes.loc["phone_completed", "change"] == "no_change":
        questions.append("The online service was to spare people a call: why do as many still call?")
    if missing(row["last_tested_on"]):
        questions.append("Was the service tested before it was launched, and with whom?")
    return tuple(questions[:3]) or ("What would be done differently at the next launch?",)


# -- one service: table and figure -----------------------------------------------------------------------------------


def _table(row: pd.Series, changes: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    lines = [
        (
            "Take-up against forecast",
            "None given"
            if missing(row["forecast_uptake"])
            else f"Forecast {say_number(row['forecast_uptake'], 'percent')}",
            "No data"
            if missing(row["take_up"])
            else f"{say_number(row['take_up'], 'percent')} {say_take_up_months(row)}",
            say_against_forecast(row).capitalize() or "–",
        ),
        (
            "Cost against forecast",
            "None given"
            if missing(row["forecast_cost_gbp"])
            else f"Forecast {say_number(row['forecast_cost_gbp'], 'gbp')}",
            say_number(row["actual_cost_gbp"], "gbp"),
            "–" if missing(row["cost_variance"]) else say_cost_against_forecast(row["cost_variance"]).capitalize(),
        ),
    ]
    if len(changes) and _nothing_before(changes):
        lines.append(("Before and after the launch", "No data", "–", "No figures from before the launch"))
    else:
        lines += [_compared(changes.loc[name]) for name in _MEASURES if name in changes.index]
    lines += [_against_others(each) for _, each in effects[effects["comparison"] != "none"].iterrows()]
    answers = 0 if missing(row["answers"]) else int(row["answers"])
    lines += [
        (
            "Satisfaction, newest 12 months",
            "–",
            f"{say_number(100 * row['satisfied'] / answers, 'percent')} (n = {answers:,})" if answers else "No data",
            "Too few answers to say much" if 0 < answers < _FEW_ANSWERS else "–",
        ),
        (
            "Problems reported",
            "–",
            "Not recorded" if missing(row["problems"]) else f"{int(row['problems']):,}",
            "–" if missing(row["problems"]) else f"Since {say_month(row['problems_from'])}",
        ),
        (
            "Last tested",
            "–",
            _or(row["last_tested_on"], say_date, "Never"),
            _or(row["test_evidence"], str, "No evidence given"),
        ),
        ("Works on a phone", "–", _or(row["mobile_ok"], lambda yes: "Yes" if yes else "No", "Not stated"), "–"),
        (
            "Accessibility",
            "–",
            _or(row["accessibility_status"], ACCESSIBLE.get, "Not stated"),
            _or(row["accessibility_tested_on"], lambda day: f"Tested on {say_date(day)}", "–"),
        ),
        ("Review", "–", review_state(row), _or(row["review_summary"], str, "–")),
    ]
    return pd.DataFrame(lines, columns=["What", "Forecast, or before the launch", "Since the launch", "What it says"])


def _or(value: object, say: Callable, otherwise: str) -> str:
    return otherwise if missing(value) else say(value)


def _against_others(row: pd.Series) -> tuple[str, str, str, str]:
    theirs, own = (signed_percent(round(row[f"{whose}_percent"], 1)) for whose in ("others", "change"))
    online = int(row["others"] - row["others_offline"])
    kind = f"{say_count(int(row['others']), 'other service')}, {online or 'none'} of them online before"
    return (
        f"{_MEASURES[row['measure_id']]}, against services without a launch",
        f"{theirs} within a year ({kind})",
        f"{own} within a year",
        _effect(row),
    )


def _compared(change: pd.Series) -> tuple[str, str, str, str]:
    unit, before, after = change["unit"], say_average(change, "before"), say_average(change, "after")
    if not (missing(change["lower_limit"]) or change["seasonal"]):
        low, high = change["lower_limit"], change["upper_limit"]
        before += f" (usual range {say_range(low, high, unit, largest=change['before'])})"
    verdict = say_change(change, _DAY)
    name = f"{_MEASURES[change['measure_id']]}, by {period_word(int(change['months']))}"
    return name, before, after, upper_first(verdict)


def _before_and_after(months: pd.DataFrame, row: pd.Series, theme: str) -> go.Figure:
    """One chart above the other, all with the launch as a line and the range of the months before it as a band."""
    c = colours(theme)
    names = [name for name in _DRAWN if (months["measure_id"] == name).any()]
    height = 60 + 172 * len(names)
    fig = make_subplots(rows=len(names), cols=1, shared_xaxes=True, vertical_spacing=min(46 / height, 0.3))
    fig.update_layout(figure(theme, height=height).layout)
    first, last = months["month"].min(), months["month"].max()
    for place, name in enumerate(names, 1):
        one = months[months["measure_id"] == name]
        judged = one[one["lower_limit"].notna()]
        if len(judged):
            range_band(fig, judged["month"], judged["lower_limit"], judged["upper_limit"], c, place)
        fig.add_scatter(
            x=one["month"], y=one["value"], mode="lines+markers", line={"color": c.main, "width": 2},
            marker={"size": 4}, hovertext=hover_texts(one["month"], one["value"], one["unit"].iloc[0]),
            hoverinfo="text", showlegend=False, row=place, col=1,
        )  # fmt: skip
        top = max(one["value"].max(), 0 if judged.empty else judged["upper_limit"].max())
        unit, words = one["unit"].iloc[0], f"<b>{_MEASURES[name]}</b>: {say_change(one.iloc[0], _DAY, already=False)}"
        if name == "digital_take_up" and not missing(row["forecast_uptake"]):
            top = max(top, row["forecast_uptake"])
            _forecast_line(fig, row, last, place, c)
        heading(fig, words if len(words) < 62 else words.replace(": ", "<br>", 1), place, 1, c)
        percent = unit == "percent"
        top = min(top * 1.15, 105) if percent else top * 1.15
        fig.update_yaxes(
            range=[0, top or 1], tickformat=",", ticksuffix="%" if percent else "", nticks=4, row=place, col=1
        )
    launched = pd.Timestamp(row["launched_on"])
    if first <= launched <= last + pd.DateOffset(months=1):
        at = launched - pd.DateOffset(days=15)
        fig.add_vline(x=at, line={"color": c.limit, "width": 1.5, "dash": "dot"})
        right = launched > first + (last - first) / 2
        fig.add_annotation(
            text=f"Online since {launched:%b %Y}", x=at, y=1, yref="y domain", yanchor="top",
            xanchor="right" if right else "left", showarrow=False, font={"size": 12, "color": c.muted},
        )  # fmt: skip
    month_axis(fig, first, last)
    fig.update_layout(margin={"t": 42, "r": 22})
    return fig


def _forecast_line(fig: go.Figure, row: pd.Series, last: pd.Timestamp, place: int, c: Colours) -> None:
    start = max(pd.Timestamp(row["launched_on"]), pd.Timestamp(row["take_up_from"] or row["launched_on"]))
    fig.add_scatter(
        x=[start, last + pd.DateOffset(days=15)], y=[row["forecast_uptake"]] * 2, mode="lines", hoverinfo="skip",
        line={"color": c.fourth, "width": 1.5, "dash": "longdash"}, showlegend=False, row=place, col=1,
    )  # fmt: skip
    fig.add_annotation(
        text=f"Forecast {say_number(row['forecast_uptake'], 'percent')}", x=last, y=row["forecast_uptake"],
        xanchor="right", yanchor="bottom", showarrow=False, font={"size": 12, "color": c.fourth}, row=place, col=1,
    )  # fmt: skip
