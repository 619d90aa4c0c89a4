"""Which reviews of launched services are overdue, still to come or done."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.catalogue import NO_CATALOGUE
from exhibits.channels.forecasts import (
    REVIEWS_MEAN,
    review_state,
    say_against_forecast,
    say_cost_against_forecast,
    say_take_up_months,
    say_time,
)
from exhibits.common.bar_rows import bars_figure
from exhibits.common.links import links_to_services
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of, scope_suffix
from exhibits.common.source import catalogue_source
from exhibits.common.style import colours
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.common.words import missing, name_some, say_count, say_date, say_list, say_number

_NAMED = 3  # services that a sentence names
_ROWS = 20  # overdue reviews with a bar; the table has all


def reviews_due(view: View, *, today: date, directorate: str | None = None) -> Exhibit:
    """Every launched service with its review, overdue ones first and drawn.

    today: the day to count from (a view as at an earlier day counts from that).
    """
    key, day = "reviews_due", day_of(view, today)
    rows = view_rows(view, "channels/reviews", today=day, directorate=directorate)
    if rows.empty:
        return words_only(key, f"Reviews{scope_suffix(directorate)}: no data", _none(view, directorate))
    overdue, said = rows[rows["status"] == "overdue"].reset_index(drop=True), _said(rows)
    return Exhibit(
        key=key,
        title=_title(rows, directorate),
        lead=said[0],
        more=tuple(said[1:]),
        table=review_table(rows),
        source=catalogue_source(view, REVIEWS_MEAN, volumes=bool(rows["take_up"].notna().any())),
        figure=_figure(overdue.head(_ROWS), view.theme) if len(overdue) else None,
        questions=_questions(rows),
        data=rows,
        note=f"{len(overdue) - _ROWS} more are in the table only." if len(overdue) > _ROWS else "",
        beside=who_gets_through_lines(view, directorate=directorate),
        links=who_gets_through_links(view, directorate=directorate) | links_to_services(rows),
    )


def _none(view: View, directorate: str | None) -> str:
    known = view_rows(view, "channels/services", directorate=directorate)
    if known["in_catalogue"].any():
        return "No data: no service in the catalogue has been launched yet."
    return NO_CATALOGUE


def _title(rows: pd.DataFrame, directorate: str | None) -> str:
    overdue = int((rows["status"] == "overdue").sum())
    if overdue:
        return f"{say_count(overdue, 'review')} {'is' if overdue == 1 else 'are'} overdue{scope_suffix(directorate)}"
    if (rows["status"] == "no_date").all():
        return f"No launched service has a date for its review{scope_suffix(directorate)}"
    return f"No review is overdue{scope_suffix(directorate)}"


def _said(rows: pd.DataFrame) -> list[str]:
    counts = rows["status"].value_counts()
    parts = [
        f"{counts[status]} {words}"
        for status, words in (
            ("overdue", "overdue"), ("due", "still to come"), ("done", "done"), ("no_date", "without a date")
        )
        if status in counts
    ]  # fmt: skip
    sentences = [f"Reviews of {say_count(len(rows), 'launched service')}: {say_list(parts)}."]
    overdue = rows[rows["status"] == "overdue"]
    if len(overdue):
        first = overdue.iloc[0]
        when = say_date(first["review_due_on"])
        sentences.append(f"Longest overdue: {first['name']}, by {say_time(int(first['days']))} (due on {when}).")
    today = rows[(rows["status"] == "due") & (rows["days"] == 0)]
    if len(today):
        sentences.append(f"Due today: {name_some(today['name'], _NAMED)}.")
    coming = rows[(rows["status"] == "due") & (rows["days"] != 0)].sort_values("review_due_on")
    if len(coming):
        sentences.append(f"Next: {coming['name'].iloc[0]}, on {say_date(coming['review_due_on'].iloc[0])}.")
    return sentences


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    overdue = rows[rows["status"] == "overdue"]
    if len(overdue):
        return (f"When will the review of {overdue['name'].iloc[0]} come, and why is it late?",)
    if (rows["status"] == "no_date").any():
        return ("Who decides which launched services get a review, and when?",)
    return ("What was learnt from the reviews, and which launch used it?",)


def review_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of channels/reviews as members read them."""
    return pd.DataFrame(
        {
            "Service": rows["name"],
            "Launched": [say_date(day) for day in rows["launched_on"]],
            "Review": [review_state(row) for _, row in rows.iterrows()],
            "Take-up forecast": [
                "None given" if missing(value) else say_number(value, "percent") for value in rows["forecast_uptake"]
            ],
            "Take-up": [
                "No data"
                if missing(row["take_up"])
                else f"{say_number(row['take_up'], 'percent')} {say_take_up_months(row)}"
                for _, row in rows.iterrows()
            ],
            "Against forecast": [say_against_forecast(row).capitalize() or "–" for _, row in rows.iterrows()],
            "Cost forecast": [
                "None given" if missing(value) else say_number(value, "gbp") for value in rows["forecast_cost_gbp"]
            ],
            "Cost": [
                say_number(cost, "gbp") + ("" if missing(part) else f" ({say_cost_against_forecast(part)})")
                for cost, part in zip(rows["actual_cost_gbp"], rows["cost_variance"], strict=True)
            ],
        }
    )


def _figure(overdue: pd.DataFrame, theme: str) -> go.Figure:
    """A bar for each overdue review: how long ago it was due."""
    words = [f"{say_time(int(days))}" for days in overdue["days"]]
    fill = [colours(theme).concern] * len(overdue)
    return bars_figure(overdue["days"], list(overdue["name"]), words, fill, "Overdue for", theme)
