"""Whether launched services reached the take-up, and kept to the cost, that their business case promised."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.forecasts import AS_FORECAST, COST_MORE, REVIEWS_MEAN, cost_percent, say_promised
from exhibits.channels.reviews_due import review_table
from exhibits.common.bar_rows import key_below, percent_scale, rows_figure
from exhibits.common.links import links_to_services
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of, scope_suffix
from exhibits.common.source import catalogue_source
from exhibits.common.style import colours, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.common.words import say_count

_YEARS = {
    "first_year": ("● first 12 months", "circle", "Take-up of the first 12 months"),
    "so_far": ("□ first year, so far", "square-open", "Take-up so far: the first year is not over"),
    "latest": ("◇ newest 12 months", "diamond-open", "Take-up of the newest 12 months"),
}
_ROWS = 30  # services with a row in the figure; the table has all


def forecasts_met(view: View, *, today: date, directorate: str | None = None) -> Exhibit:
    """Forecast and actual take-up of each launched service, first years first, the widest miss on top; cost in words.

    today: the day to count from (a view as at an earlier day counts from that).
    """
    key, day = "forecasts_met", day_of(view, today)
    rows = view_rows(view, "channels/reviews", today=day, directorate=directorate)
    compared = rows[rows["take_up_gap"].notna()]
    beside = who_gets_through_lines(view, directorate=directorate)
    if compared.empty:
        why = "No data: no forecast of take-up can be compared with figures yet."
        return words_only(key, f"Forecasts of take-up{scope_suffix(directorate)}: no data", why, beside=beside)
    over = compared[compared["take_up_of"] == "first_year"]
    missed = over[over["take_up_gap"] < -AS_FORECAST].sort_values("take_up_gap")
    said = [*_forecasts(over, missed), *_costs(rows)]
    return Exhibit(
        key=key,
        title=_title(over, missed, directorate),
        lead=said[0],
        more=tuple(said[1:]),
        table=review_table(compared),
        source=catalogue_source(view, REVIEWS_MEAN, volumes=True),
        figure=_figure(compared, view.theme),
        questions=_questions(missed),
        data=compared,
        note=_note(rows, compared),
        beside=beside,
        links=who_gets_through_links(view, directorate=directorate) | links_to_services(rows),
    )


def _title(over: pd.DataFrame, missed: pd.DataFrame, directorate: str | None) -> str:
    if over.empty:
        return f"No first year can be compared with its forecast yet{scope_suffix(directorate)}"
    if missed.empty:
        return f"No service missed its forecast of take-up{scope_suffix(directorate)}"
    services = say_count(len(over), "service")
    return (
        f"{len(missed)} of {services} missed {'its' if len(over) == 1 else 'their'} forecast{scope_suffix(directorate)}"
    )


def _forecasts(over: pd.DataFrame, missed: pd.DataFrame) -> list[str]:
    if over.empty:
        return ["For no service are both a forecast of take-up and the figures of its first 12 months known."]
    sentences = [
        f"Of {say_count(len(over), 'service')} with a forecast of take-up and figures of the first 12 months, "
        f"{len(missed) or 'none'} missed it."
    ]
    if len(missed):
        worst = missed.iloc[0]
        sentences.append(f"By the most: {worst['name']}, {say_promised(worst)}.")
    return sentences


def _costs(rows: pd.DataFrame) -> list[str]:
    known = rows[rows["cost_variance"].notna()]
    if known.empty:
        return []
    above = known[known["cost_variance"] > COST_MORE]
    sentence = f"{len(above) or 'None'} of {len(known)} cost over {COST_MORE}% more than forecast"
    if len(above):
        most = above.loc[above["cost_variance"].idxmax()]
        sentence += f", {most['name']} by the most ({cost_percent(most['cost_variance'])})"
    return [f"{sentence}."]


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


def _questions(missed: pd.DataFrame) -> tuple[str, ...]:
    if len(missed):
        worst = missed["name"].iloc[0]
        return (f"What keeps people from using {worst} online, and what did the forecast rest on?",)
    return ("Were the forecasts high enough, and who checks them before a service is paid for?",)


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """Forecast and actual take-up of each service, a line between them: first years first, the widest miss on top."""
    c = colours(theme)
    order = rows["take_up_of"].map(list(_YEARS).index)
    rows = rows.assign(order=order).sort_values(["order", "take_up_gap"]).head(_ROWS).reset_index(drop=True)
    fig = rows_figure(theme, list(rows["name"]), [_short_against(row) for _, row in rows.iterrows()], entries=1)
    for number, row in rows.iterrows():
        fig.add_shape(
            type="line", x0=row["forecast_uptake"], x1=row["take_up"], y0=number, y1=number, layer="below",
            line={"color": c.limit, "width": 2},
        )  # fmt: skip
    fig.add_scatter(
        x=rows["forecast_uptake"], y=rows.index, mode="markers", showlegend=False, hoverinfo="skip",
        name="Forecast of the business case",
        marker={"symbol": "line-ns", "size": 18, "line": {"color": c.fourth, "width": 3}},
    )  # fmt: skip
    key = ["┃ forecast"]
    for of, (words, symbol, name) in _YEARS.items():
        one = rows[rows["take_up_of"] == of]
        if len(one):
            key.append(words)
            fig.add_scatter(
                x=one["take_up"], y=one.index, mode="markers", showlegend=False, name=name,
                marker={"symbol": symbol, "size": 12, "color": c.main, "line": {"color": c.main, "width": 2}},
                hovertext=[f"<b>{safe(row['name'])}</b><br>{say_promised(row)}" for _, row in one.iterrows()],
                hoverinfo="text", cliponaxis=False,
            )  # fmt: skip
    key_below(fig, key, theme)
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
