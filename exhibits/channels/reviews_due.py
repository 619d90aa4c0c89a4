"""Which reviews of launched services are due, overdue or done, and whether forecasts were met."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.catalogue import NO_CATALOGUE
from exhibits.channels.forecasts import (
    AS_FORECAST,
    COST_MORE,
    REVIEWS_MEAN,
    cost_percent,
    review_state,
    say_against_forecast,
    say_cost_against_forecast,
    say_promised,
    say_take_up_months,
)
from exhibits.common.bar_rows import percent_scale, rows_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of, scope_suffix
from exhibits.common.source import catalogue_source
from exhibits.common.style import colours, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines
from exhibits.common.words import missing, say_count, say_date, say_list, say_number

_YEARS = {
    "first_year": ("Take-up of the first 12 months", "circle"),
    "so_far": ("Take-up so far: the first year is not over", "square-open"),
    "latest": ("Take-up of the newest 12 months", "diamond-open"),
}
_NAMED = 4  # services that a sentence names
_ROWS = 30  # services with a row in the figure; the table has all


def reviews_due(view: View, *, today: date, directorate: str | None = None) -> Exhibit:
    """Every launched service with its review, overdue ones first, and forecast against actual take-up and cost.

    today: the day to count from (a view as at an earlier day counts from that).
    """
    key, day = "reviews_due", day_of(view, today)
    rows = view_rows(view, "channels/reviews", today=day, directorate=directorate)
    if rows.empty:
        return words_only(key, f"Reviews{scope_suffix(directorate)}: no data", _none(view, directorate))
    compared = rows[rows["take_up_gap"].notna()]
    return Exhibit(
        key=key,
        title=_title(rows, directorate),
        summary=_summary(rows, compared),
        table=_table(rows),
        source=catalogue_source(view, REVIEWS_MEAN, volumes=bool(rows["take_up"].notna().any())),
        figure=_figure(compared, view.theme) if len(compared) else None,
        questions=_questions(rows, compared),
        data=rows,
        note=_note(rows, compared),
        beside=who_gets_through_lines(view, directorate=directorate),
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


def _summary(rows: pd.DataFrame, compared: pd.DataFrame) -> str:
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
        sentences.append(
            f"Longest overdue: {first['name']}, by {say_count(int(first['days']), 'day')} "
            f"(due on {say_date(first['review_due_on'])})."
        )
    today = rows[(rows["status"] == "due") & (rows["days"] == 0)]
    if len(today):
        sentences.append(f"Due today: {say_list(list(today['name'].head(_NAMED)))}.")
    return " ".join([*sentences, _forecasts(compared), _costs(rows)]).strip()


def _forecasts(compared: pd.DataFrame) -> str:
    if compared.empty:
        return "No forecast of take-up can be compared with figures yet."
    over = compared[compared["take_up_of"] == "first_year"]
    missed = over[over["take_up_gap"] < -AS_FORECAST].sort_values("take_up_gap")
    if over.empty:
        return "For no service are both a forecast of take-up and the figures of its first 12 months known."
    sentence = (
        f"Of {say_count(len(over), 'service')} with a forecast of take-up and figures of the first 12 months, "
        f"{len(missed) or 'none'} missed it"
    )
    if len(missed):
        worst = missed.iloc[0]
        sentence += f", {worst['name']} by the most: {say_promised(worst)}"
    return f"{sentence}."


def _costs(rows: pd.DataFrame) -> str:
    known = rows[rows["cost_variance"].notna()]
    if known.empty:
        return ""
    above = known[known["cost_variance"] > COST_MORE]
    sentence = f"{len(above) or 'None'} of {len(known)} cost over {COST_MORE}% more than forecast"
    if len(above):
        most = above.loc[above["cost_variance"].idxmax()]
        sentence += f", {most['name']} by the most ({cost_percent(most['cost_variance'])})"
    return f"{sentence}."


def _note(rows: pd.DataFrame, compared: pd.DataFrame) -> str:
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


def _questions(rows: pd.DataFrame, compared: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    overdue = rows[rows["status"] == "overdue"]
    if len(overdue):
        questions.append(f"When will the review of {overdue['name'].iloc[0]} come, and why is it late?")
    missed = compared[(compared["take_up_gap"] < -AS_FORECAST) & (compared["take_up_of"] == "first_year")]
    if len(missed):
        worst = missed.loc[missed["take_up_gap"].idxmin(), "name"]
        questions.append(f"What keeps people from using {worst} online, and what did the forecast rest on?")
    if not questions and (rows["status"] == "no_date").any():
        questions.append("Who decides which launched services get a review, and when?")
    return tuple(questions) or ("What was learnt from the reviews, and which launch used it?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
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


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
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
                hovertext=[f"<b>{safe(row['name'])}</b><br>{say_promised(row)}" for _, row in one.iterrows()],
                hoverinfo="text", cliponaxis=False,
            )  # fmt: skip
    percent_scale(fig)
    return fig


def _short_against(row: pd.Series) -> str:
    """Beside a name, on a phone as well: "27 points below", "as forecast"."""
    gap = row["take_up_gap"]
    if abs(gap) <= AS_FORECAST:
        return "as forecast"
    size = f"{abs(gap):.1f}" if abs(gap) < 10 else f"{abs(gap):.0f}"
    so_far = ", so far" if row["take_up_of"] == "so_far" else ""
    return f"{size.removesuffix('.0')} points {'above' if gap > 0 else 'below'}{so_far}"
