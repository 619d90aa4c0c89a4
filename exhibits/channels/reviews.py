"""Post-implementation review: what each launched service was to bring, what it brought, and which review is missing."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.channels.online_services import catalogue_source, day_of
from exhibits.common.bar_rows import percent_scale, rows_figure
from exhibits.common.chart_parts import heading, hover, range_band, where
from exhibits.common.source import stop
from exhibits.common.style import (
    colours,
    figure,
    missing,
    month_axis,
    period_word,
    safe,
    say_count,
    say_date,
    say_list,
    say_month,
    say_number,
    say_range,
)
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through import who_gets_through_lines

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
    "online_completed": "Completed online",
    "online_failed": "Online attempts failed",
    "phone_abandoned": "Calls abandoned",
    "service_satisfaction": "Satisfied people",
}
_DRAWN = ("digital_take_up", "phone_completed", "completed")
_CHANGES = {
    "rose": "rose, and stayed higher",
    "fell": "fell, and stayed lower",
    "rose_so_far": "higher so far",
    "fell_so_far": "lower so far",
    "for_a_while": "changed, but not for good",
    "no_change": "no real change",
    "too_few": "too few to judge",
    "short_before": "too little before the launch to compare with",
    "no_before": "no figures from before the launch",
    "no_after": "no figures since the launch",
}
_ACCESSIBLE = {
    "fully": "Fully meets the rules (WCAG 2.2 AA)",
    "partially": "Partly meets the rules (WCAG 2.2 AA)",
    "not": "Does not meet the rules (WCAG 2.2 AA)",
    "not tested": "Not tested",
}
_YEARS = {
    "first_year": ("Take-up of the first 12 months", "circle"),
    "so_far": ("Take-up so far: the first year is not over", "square-open"),
    "latest": ("Take-up of the newest 12 months", "diamond-open"),
}
_AS_FORECAST = 0.5  # percentage points, or percent of a cost, that count as none
_COST_MORE = 5  # percent above the forecast from which a cost is news, as for government's major projects
_FEW_ANSWERS = 30
_NAMED = 4  # services that a sentence names
_ROWS = 30  # services with a row in the figure; the table has all
_MEANS = (
    "take-up is the share of completed transactions that people completed online, the first 12 whole months after the "
    "launch together; forecasts are those of the business case."
)


# -- the register of reviews -----------------------------------------------------------------------------------------


def reviews_due(view: View, *, today: date, directorate: str | None = None) -> Exhibit:
    """Every launched service with its review, overdue ones first, and forecast against actual take-up and cost.

    today: the day to count from (a view as at an earlier day counts from that).
    """
    key, day = "reviews_due", day_of(view, today)
    rows = view_rows(view, "channels/reviews", today=day, directorate=directorate)
    if rows.empty:
        return Exhibit(key, f"Reviews{where(directorate)}: no data", _none(view, directorate), pd.DataFrame(), "")
    compared = rows[rows["take_up_gap"].notna()]
    return Exhibit(
        key=key,
        title=_register_title(rows, directorate),
        summary=_register_summary(rows, compared),
        table=_register_table(rows),
        source=catalogue_source(view, _MEANS, volumes=bool(rows["take_up"].notna().any())),
        figure=_register_figure(compared, view.theme) if len(compared) else None,
        questions=_register_questions(rows, compared),
        data=rows,
        note=_register_note(rows, compared),
        beside=who_gets_through_lines(view, directorate=directorate),
    )


def _none(view: View, directorate: str | None) -> str:
    known = view_rows(view, "channels/services", directorate=directorate)
    if known["in_catalogue"].any():
        return "No data: no service in the catalogue has been launched yet."
    return "No data: no catalogue of online services has been published yet."


def _register_title(rows: pd.DataFrame, directorate: str | None) -> str:
    overdue = int((rows["status"] == "overdue").sum())
    if overdue:
        return f"{say_count(overdue, 'review')} {'is' if overdue == 1 else 'are'} overdue{where(directorate)}"
    if (rows["status"] == "no_date").all():
        return f"No launched service has a date for its review{where(directorate)}"
    return f"No review is overdue{where(directorate)}"


def _register_summary(rows: pd.DataFrame, compared: pd.DataFrame) -> str:
    counts = rows["status"].value_counts()
    parts = [
        f"{counts[status]} {words}"
        for status, words in (
            ("overdue", "overdue"), ("due", "still to come"), ("done", "done"), ("no_date", "without a date")
        )
        if status in counts
    ]  # fmt: skip
    said = [f"Reviews of {say_count(len(rows), 'launched service')}: {say_list(parts)}."]
    overdue = rows[rows["status"] == "overdue"]
    if len(overdue):
        first = overdue.iloc[0]
        said.append(
            f"Longest overdue: {first['name']}, by {say_count(int(first['days']), 'day')} "
            f"(due on {say_date(first['review_due_on'])})."
        )
    today = rows[(rows["status"] == "due") & (rows["days"] == 0)]
    if len(today):
        said.append(f"Due today: {say_list(list(today['name'].head(_NAMED)))}.")
    return " ".join([*said, _forecasts(compared), _costs(rows)]).strip()


def _forecasts(compared: pd.DataFrame) -> str:
    if compared.empty:
        return "No forecast of take-up can be compared with figures yet."
    over = compared[compared["take_up_of"] == "first_year"]
    missed = over[over["take_up_gap"] < -_AS_FORECAST].sort_values("take_up_gap")
    if over.empty:
        return "For no service are both a forecast of take-up and the figures of its first 12 months known."
    said = (
        f"Of {say_count(len(over), 'service')} with a forecast of take-up and figures of the first 12 months, "
        f"{len(missed) or 'none'} missed it"
    )
    if len(missed):
        worst = missed.iloc[0]
        said += f", {worst['name']} by the most: {_promised(worst)}"
    return f"{said}."


def _costs(rows: pd.DataFrame) -> str:
    known = rows[rows["cost_variance"].notna()]
    if known.empty:
        return ""
    above = known[known["cost_variance"] > _COST_MORE]
    said = f"{len(above) or 'None'} of {len(known)} cost over {_COST_MORE}% more than forecast"
    if len(above):
        most = above.loc[above["cost_variance"].idxmax()]
        said += f", {most['name']} by the most ({_percent(most['cost_variance'])})"
    return f"{said}."


def _promised(row: pd.Series) -> str:
    """ "forecast 65%, reached 38% in its first 12 months"."""
    return (
        f"forecast {say_number(row['forecast_uptake'], 'percent')}, "
        f"reached {say_number(row['take_up'], 'percent')} {_over(row)}"
    )


def _over(row: pd.Series) -> str:
    """Which months the take-up counts: "in the first 12 months", "in the first 5 months so far", …"""
    months = int(row["take_up_months"])
    if row["take_up_of"] == "latest":
        return f"in the {months} months to {say_month(row['take_up_to'])}"
    if row["take_up_of"] == "so_far":
        return "in the first month so far" if months == 1 else f"in the first {months} months so far"
    return "in the first 12 months" if months == 12 else f"in {months} of the first 12 months"


def _against(row: pd.Series) -> str:
    """ "missed by 27 percentage points", "as forecast", "so far 5 percentage points below", "now 8 … above"."""
    gap = row["take_up_gap"]
    if missing(gap):
        return ""
    size = round(abs(gap), 1) if abs(gap) < 10 else round(abs(gap))
    points = f"{size:g} percentage {'point' if size == 1 else 'points'}"
    if abs(gap) <= _AS_FORECAST:
        return "as forecast"
    if row["take_up_of"] != "first_year":
        return f"{'so far' if row['take_up_of'] == 'so_far' else 'now'} {points} {'above' if gap > 0 else 'below'}"
    return f"exceeded by {points}" if gap > 0 else f"missed by {points}"


def _percent(variance: float) -> str:
    size = abs(variance)
    digits = f"{size:.0f}" if size >= 1 else f"{size:.1f}"
    return f"{'+' if variance > 0 else '−'}{digits}%"


def _register_note(rows: pd.DataFrame, compared: pd.DataFrame) -> str:
    notes = []
    if (compared["take_up_of"] == "latest").any():
        notes.append(
            "Where the figures begin too long after a launch, the newest 12 months are shown instead of the first 12: "
            "they do not say whether the forecast was met."
        )
    if len(compared) > _ROWS:
        notes.append(f"{len(compared) - _ROWS} more services are in the table only.")
    without = int((rows["forecast_uptake"].isna() & rows["forecast_cost_gbp"].isna()).sum())
    if without:
        notes.append(f"{say_count(without, 'service has', 'services have')} no forecast in the catalogue.")
    return " ".join(notes)


def _register_questions(rows: pd.DataFrame, compared: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    overdue = rows[rows["status"] == "overdue"]
    if len(overdue):
        questions.append(f"When will the review of {overdue['name'].iloc[0]} come, and why is it late?")
    missed = compared[(compared["take_up_gap"] < -_AS_FORECAST) & (compared["take_up_of"] == "first_year")]
    if len(missed):
        worst = missed.loc[missed["take_up_gap"].idxmin(), "name"]
        questions.append(f"What keeps people from using {worst} online, and what did the forecast rest on?")
    if not questions and (rows["status"] == "no_date").any():
        questions.append("Who decides which launched services get a review, and when?")
    return tuple(questions) or ("What was learnt from the reviews, and which launch used it?",)


def _register_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Service": rows["name"],
            "Launched": [say_date(day) for day in rows["launched_on"]],
            "Review": [_review_state(row) for _, row in rows.iterrows()],
            "Take-up forecast": [
                "None given" if missing(value) else say_number(value, "percent") for value in rows["forecast_uptake"]
            ],
            "Take-up": [
                "No data" if missing(row["take_up"]) else f"{say_number(row['take_up'], 'percent')} {_over(row)}"
                for _, row in rows.iterrows()
            ],
            "Against forecast": [_against(row).capitalize() or "–" for _, row in rows.iterrows()],
            "Cost forecast": [
                "None given" if missing(value) else say_number(value, "gbp") for value in rows["forecast_cost_gbp"]
            ],
            "Cost": [
                say_number(cost, "gbp") + ("" if missing(part) else f" ({_cost_words(part)})")
                for cost, part in zip(rows["actual_cost_gbp"], rows["cost_variance"], strict=True)
            ],
        }
    )


def _cost_words(variance: float) -> str:
    return "as forecast" if abs(variance) <= _AS_FORECAST else _percent(variance)


def _review_state(row: pd.Series) -> str:
    """ "Overdue by 54 days (due on 1 April 2026)", "Due today", "Done on …", "No date set"."""
    if row["status"] == "no_date":
        return "No date set"
    days = None if missing(row["days"]) else int(row["days"])
    due = say_date(row["review_due_on"])
    if row["status"] == "overdue":
        return f"Overdue by {say_count(days, 'day')} (due on {due})"
    if row["status"] == "due":
        return "Due today" if days == 0 else f"Due on {due}, in {say_count(days, 'day')}"
    done = f"Done on {say_date(row['review_done_on'])}"
    return f"{done}, {say_count(days, 'day')} late" if days is not None and days > 0 else done


def _register_figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """Forecast and actual take-up of each service, a line between them: first years first, the widest miss on top."""
    c = colours(theme)
    order = rows["take_up_of"].map(list(_YEARS).index)
    rows = rows.assign(order=order).sort_values(["order", "take_up_gap"]).head(_ROWS).reset_index(drop=True)
    fig = rows_figure(
        theme,
        list(rows["name"]),
        [_short_against(row) for _, row in rows.iterrows()],
        entries=1 + rows["take_up_of"].nunique(),
    )
    for number, row in rows.iterrows():
        fig.add_shape(
            type="line", x0=row["forecast_uptake"], x1=row["take_up"], y0=number, y1=number, layer="below",
            line={"color": c.limit, "width": 2},
        )  # fmt: skip
    fig.add_scatter(
        x=rows["forecast_uptake"], y=rows.index, mode="markers", name="Forecast of the business case",
        marker={"symbol": "line-ns", "size": 18, "line": {"color": c.fourth, "width": 3}}, hoverinfo="skip",
    )  # fmt: skip
    for of, (name, symbol) in _YEARS.items():
        one = rows[rows["take_up_of"] == of]
        if len(one):
            fig.add_scatter(
                x=one["take_up"], y=one.index, mode="markers", name=name,
                marker={"symbol": symbol, "size": 12, "color": c.main, "line": {"color": c.main, "width": 2}},
                hovertext=[f"<b>{safe(row['name'])}</b><br>{_promised(row)}" for _, row in one.iterrows()],
                hoverinfo="text", cliponaxis=False,
            )  # fmt: skip
    percent_scale(fig)
    return fig


def _short_against(row: pd.Series) -> str:
    """Beside a name, on a phone as well: "27 points below", "as forecast"."""
    gap = row["take_up_gap"]
    if abs(gap) <= _AS_FORECAST:
        return "as forecast"
    size = f"{abs(gap):.1f}" if abs(gap) < 10 else f"{abs(gap):.0f}"
    so_far = ", so far" if row["take_up_of"] == "so_far" else ""
    return f"{size.removesuffix('.0')} points {'above' if gap > 0 else 'below'}{so_far}"


# -- one service -----------------------------------------------------------------------------------------------------


def review(view: View, *, service: str, today: date) -> Exhibit:
    """One service before and after its launch, against what the business case promised, and where its review stands.

    today: the day to count from (a view as at an earlier day counts from that).
    """
    key, day = "review", day_of(view, today)
    rows = view_rows(view, "channels/reviews", today=day, service=service)
    if rows.empty:
        title, said = _not_launched(view, service, day)
        return Exhibit(key, title, said, pd.DataFrame(), "", beside=who_gets_through_lines(view, service=service))
    row = rows.iloc[0]
    months = view_rows(view, "channels/before_after", service=service)
    changes = months.drop_duplicates("measure_id").set_index("measure_id", drop=False)
    drawn = months[months["measure_id"].isin(_DRAWN) & months["value"].notna()]
    return Exhibit(
        key=key,
        title=_review_title(row),
        summary=_review_summary(row, changes),
        table=_review_table(row, changes),
        source=catalogue_source(view, _MEANS, volumes=len(months) > 0),
        figure=_before_and_after(drawn, row, view.theme) if len(drawn) else None,
        questions=_review_questions(row, changes),
        data=months if len(months) else rows,
        note=_review_note(changes),
        remarks=() if missing(row["review_summary"]) else (_officers_say(row),),
        beside=who_gets_through_lines(view, service=service),
    )


def _not_launched(view: View, service: str, day: date) -> tuple[str, str]:
    named = view_rows(view, "channels/services", service=service)
    if named.empty:
        return "No such service", "No data: there is no service with this name in the figures."
    known = named.iloc[0]
    if not known["in_catalogue"]:
        said = "No data: the service is not in the catalogue, so its launch and its forecasts are not known."
    elif missing(known["launched_on"]):
        said = "The service is not online yet, so there is no launch to review."
    elif known["launched_on"] > pd.Timestamp(day):
        said = f"The service goes online on {say_date(known['launched_on'])}: there is no launch to review yet."
    else:
        said = f"The service was taken offline on {say_date(known['retired_on'])}."
    return f"{known['name']}: nothing to review", said


def _review_title(row: pd.Series) -> str:
    gap = row["take_up_gap"]
    if missing(gap):
        return f"{row['name']}: {_STATES[row['status']]}"
    if row["take_up_of"] != "first_year":
        where_it_is = f"{_against(row)} its forecast" if abs(gap) > _AS_FORECAST else "take-up as forecast so far"
        return f"{row['name']}: {where_it_is}"
    if abs(gap) <= _AS_FORECAST:
        return f"{row['name']} reached its forecast of take-up"
    return f"{row['name']} {'exceeded' if gap > 0 else 'missed'} its forecast of take-up"


def _review_summary(row: pd.Series, changes: pd.DataFrame) -> str:
    said = [f"{row['name']} went online on {say_date(row['launched_on'])}.", f"{_due_words(row)}."]
    said += [_take_up_words(row), _cost_said(row)]
    said += [_change_words(changes.loc[name]) for name in _DRAWN if name in changes.index]
    if changes.empty:
        said.append("No channel volumes have been published for it, so nothing can be compared.")
    elif _nothing_before(changes):
        said.append("There are no figures from before the launch, so nobody can tell what it changed.")
    used = [_satisfaction_words(row), _problem_words(row), _test_words(row), _fit_words(row)]
    return "\n\n".join(" ".join(filter(None, part)) for part in (said, used))


def _nothing_before(changes: pd.DataFrame) -> bool:
    return bool(changes["change"].isin(["no_before"]).all())


def _take_up_words(row: pd.Series) -> str:
    if missing(row["forecast_uptake"]):
        if missing(row["take_up"]):
            return "The catalogue has no forecast of its take-up."
        return (
            f"Take-up was {say_number(row['take_up'], 'percent')} {_over(row)}; "
            "the catalogue has no forecast to compare it with."
        )
    forecast = say_number(row["forecast_uptake"], "percent")
    if missing(row["take_up"]):
        return f"Take-up: forecast {forecast}; there are no figures to compare it with."
    verdict = _against(row)
    late = "" if row["take_up_of"] != "latest" else " The figures begin too late to show its first 12 months."
    return f"Take-up: {_promised(row)}: {verdict}.{late}"


def _cost_said(row: pd.Series) -> str:
    forecast, actual = row["forecast_cost_gbp"], row["actual_cost_gbp"]
    if missing(forecast) and missing(actual):
        return "The catalogue does not say what it cost."
    if missing(actual):
        return f"Cost: forecast {say_number(forecast, 'gbp')}; what it cost in the end is not stated."
    if missing(forecast):
        return f"Cost: {say_number(actual, 'gbp')}; no forecast is stated."
    variance = "" if missing(row["cost_variance"]) else f", {_cost_words(row['cost_variance'])}"
    return f"Cost: forecast {say_number(forecast, 'gbp')}, actual {say_number(actual, 'gbp')}{variance}."


def _change_words(change: pd.Series) -> str:
    """Before and after the launch in a sentence, with what the test says."""
    name, unit = _MEASURES[change["measure_id"]], change["unit"]
    if change["change"] in ("no_before", "no_after"):
        return ""
    each = f" a {period_word(int(change['months']))}" if unit == "count" else ""
    before, after = _mean(change["before"], unit), _mean(change["after"], unit)
    said = f"{name}: {before}{each} on average before the launch, {after} since"
    if change["change"] == "short_before":
        number = int(change["periods_before"])
        only = say_count(number, period_word(int(change["months"])))
        return f"{said}; with only {only} before the launch it is too early to say whether that is a real change."
    already = " (it had been that way before the launch already)" if change["already"] else ""
    return f"{said}: {_CHANGES[change['change']]}{already}."


def _mean(value: float, unit: str) -> str:
    if missing(value):
        return "No data"
    return say_number(round(value, 0 if unit == "count" and abs(value) >= 20 else 1), unit)


def _satisfaction_words(row: pd.Series) -> str:
    answers = 0 if missing(row["answers"]) else int(row["answers"])
    if not answers:
        return "Nobody has submitted how satisfied people are with it."
    share = say_number(100 * row["satisfied"] / answers, "percent")
    few = ", too few to say much" if answers < _FEW_ANSWERS else ""
    return f"{share} of {say_count(answers, 'answer')} were satisfied in the newest 12 months{few}."


def _problem_words(row: pd.Series) -> str:
    if missing(row["problems"]):
        return "Whether residents reported problems is not recorded."
    number = int(row["problems"])
    since = f"since {say_month(row['problems_from'])}"
    counted = say_count(number, "problem") if number else "No problems"
    return f"{counted} {'was' if number == 1 else 'were'} reported {since}."


def _test_words(row: pd.Series) -> str:
    if missing(row["last_tested_on"]):
        return "No test of it is on record."
    how = (
        "no evidence is given"
        if missing(row["test_evidence"])
        else f"“{str(row['test_evidence']).strip().rstrip('.')}”"
    )
    return f"Last tested on {say_date(row['last_tested_on'])}: {how}."


def _fit_words(row: pd.Series) -> str:
    phone = {True: "It works on a phone", False: "It does not work on a phone"}.get(
        None if missing(row["mobile_ok"]) else bool(row["mobile_ok"]), "Whether it works on a phone is not stated"
    )
    status = row["accessibility_status"]
    if missing(status):
        return (
            f"{phone}, nor whether it meets the accessibility rules."
            if "not stated" in phone
            else (f"{phone}; whether it meets the accessibility rules is not stated.")
        )
    words = {
        "fully": "it fully meets the accessibility rules",
        "partially": "it meets the accessibility rules in part",
        "not": "it does not meet the accessibility rules",
        "not tested": "its accessibility has not been tested",
    }[status]
    when = "" if missing(row["accessibility_tested_on"]) else f" (tested on {say_date(row['accessibility_tested_on'])})"
    return f"{phone}; {words}{when}."


def _due_words(row: pd.Series) -> str:
    due = say_date(row["review_due_on"])
    if row["status"] == "no_date":
        return "No date is set for its review"
    if row["status"] == "overdue":
        return f"Its review has been overdue since {due}, by {say_count(int(row['days']), 'day')}"
    if row["status"] == "due":
        return "Its review is due today" if row["days"] == 0 else f"Its review is due on {due}"
    late = "" if missing(row["days"]) or row["days"] <= 0 else f", {say_count(int(row['days']), 'day')} late"
    return f"Its review was done on {say_date(row['review_done_on'])}{late}"


def _officers_say(row: pd.Series) -> str:
    when = f" of {say_date(row['review_done_on'])}" if row["status"] == "done" else ""
    return f"Review{when}: {stop(row['review_summary'])}"


def _review_note(changes: pd.DataFrame) -> str:
    if changes.empty:
        return ""
    notes = []
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


def _review_questions(row: pd.Series, changes: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    if row["status"] == "overdue":
        questions.append("When will the review be finished, and who answers for it?")
    elif row["status"] == "no_date":
        questions.append("Will this launch be reviewed, and when?")
    gap = row["take_up_gap"]
    if not missing(gap) and gap < -_AS_FORECAST and row["take_up_of"] != "so_far":
        questions.append("Why do fewer people use it online than forecast, and what would change that?")
    if not missing(row["cost_variance"]) and row["cost_variance"] > _COST_MORE:
        questions.append("Why did it cost more than forecast, and was that decided before it was spent?")
    if "phone_completed" in changes.index and changes.loc["phone_completed", "change"] == "no_change":
        questions.append("The online service was to spare people a call: why do as many still call?")
    if missing(row["last_tested_on"]):
        questions.append("Was the service tested before it was launched, and with whom?")
    return tuple(questions[:3]) or ("What would be done differently at the next launch?",)


# -- one service: table and figure -----------------------------------------------------------------------------------


def _review_table(row: pd.Series, changes: pd.DataFrame) -> pd.DataFrame:
    lines = [
        (
            "Take-up against forecast",
            "None given"
            if missing(row["forecast_uptake"])
            else f"Forecast {say_number(row['forecast_uptake'], 'percent')}",
            "No data" if missing(row["take_up"]) else f"{say_number(row['take_up'], 'percent')} {_over(row)}",
            _against(row).capitalize() or "–",
        ),
        (
            "Cost against forecast",
            "None given"
            if missing(row["forecast_cost_gbp"])
            else f"Forecast {say_number(row['forecast_cost_gbp'], 'gbp')}",
            say_number(row["actual_cost_gbp"], "gbp"),
            "–" if missing(row["cost_variance"]) else _cost_words(row["cost_variance"]).capitalize(),
        ),
    ]
    if len(changes) and _nothing_before(changes):
        lines.append(("Before and after the launch", "No data", "–", "No figures from before the launch"))
    else:
        lines += [_compared(changes.loc[name]) for name in _MEASURES if name in changes.index]
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
            _or(row["accessibility_status"], _ACCESSIBLE.get, "Not stated"),
            _or(row["accessibility_tested_on"], lambda day: f"Tested on {say_date(day)}", "–"),
        ),
        ("Review", "–", _review_state(row), _or(row["review_summary"], str, "–")),
    ]
    return pd.DataFrame(lines, columns=["What", "Forecast, or before the launch", "Since the launch", "What it says"])


def _or(value, say, otherwise: str) -> str:
    return otherwise if missing(value) else say(value)


def _compared(change: pd.Series) -> tuple[str, str, str, str]:
    unit, each = change["unit"], f" a {period_word(int(change['months']))}" if change["unit"] == "count" else ""
    before = "No data" if missing(change["before"]) else f"{_mean(change['before'], unit)}{each} on average"
    if not (missing(change["lower_limit"]) or change["seasonal"]):
        low, high = change["lower_limit"], change["upper_limit"]
        before += f" (usual range {say_range(low, high, unit, largest=change['before'])})"
    after = "No data" if missing(change["after"]) else f"{_mean(change['after'], unit)}{each} on average"
    already = "; it had been that way before already" if change["already"] else ""
    said = _CHANGES[change["change"]] + already
    name = f"{_MEASURES[change['measure_id']]}, by {period_word(int(change['months']))}"
    return name, before, after, said[0].upper() + said[1:]


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
            marker={"size": 4}, hovertext=hover(one["month"], one["value"], one["unit"].iloc[0]), hoverinfo="text",
            showlegend=False, row=place, col=1,
        )  # fmt: skip
        top = max(one["value"].max(), 0 if judged.empty else judged["upper_limit"].max())
        unit, words = one["unit"].iloc[0], f"<b>{_MEASURES[name]}</b>: {_CHANGES[one['change'].iloc[0]]}"
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


def _forecast_line(fig: go.Figure, row: pd.Series, last, place: int, c) -> None:
    start = max(pd.Timestamp(row["launched_on"]), pd.Timestamp(row["take_up_from"] or row["launched_on"]))
    fig.add_scatter(
        x=[start, last + pd.DateOffset(days=15)], y=[row["forecast_uptake"]] * 2, mode="lines", hoverinfo="skip",
        line={"color": c.fourth, "width": 1.5, "dash": "longdash"}, showlegend=False, row=place, col=1,
    )  # fmt: skip
    fig.add_annotation(
        text=f"Forecast {say_number(row['forecast_uptake'], 'percent')}", x=last, y=row["forecast_uptake"],
        xanchor="right", yanchor="bottom", showarrow=False, font={"size": 12, "color": c.fourth}, row=place, col=1,
    )  # fmt: skip
