"""IT demand over time: each category on its own, how old the backlog is, demand against capacity, and the trend."""

import math

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.chart_parts import (
    VERDICTS,
    definition_of,
    heading,
    hover,
    signed,
    too_small,
    unknown,
    unusual_marks,
    where,
)
from exhibits.common.source import source_line
from exhibits.common.style import (
    colours,
    figure,
    for_a,
    line_end,
    missing,
    month_axis,
    safe,
    say_count,
    say_list,
    say_month,
    say_number,
    say_range,
    value_axis,
)
from exhibits.common.view_queries import measure_rows, view_rows

_CHARTS = 12  # small charts drawn at most
_BY_CHANCE = 0.0077  # share of calm months that one chart flags: one of eight charts in 6% of months
_BANDS = {"90+": "More than 90 days", "31-90": "31 to 90 days", "8-30": "8 to 30 days", "0-7": "7 days or less"}
_OPEN_ONES_MISSING = ("hours_to_resolve_mean", "hours_to_resolve_median")
_PATTERNS = {"90+": "", "31-90": "/", "8-30": ".", "0-7": "x"}


# -- each category on its own ----------------------------------------------------------------------------------------


def category_multiples(
    view: View, *, measure_id: str, directorate: str | None = None, months: int | None = 36
) -> Exhibit:
    """A small chart of each category with the verdict on its newest month. months: how many to draw (None = all)."""
    key, known = f"categories_{measure_id}", definition_of(view, measure_id)
    if known is None:
        return unknown(key)
    name, source = f"{known['name']}{where(directorate)}", source_line(view, known)
    rows = view_rows(view, "signals/categories", measure_id=measure_id, directorate=directorate)
    newest = rows[rows["newest"]]
    if known["origin"] != "computed" or newest.empty:
        said = "No data: this measure has no figures by category."
        return Exhibit(key, f"{name}: no figures by category", said, pd.DataFrame(), source)
    small = too_small(rows, "incidents", settings().demand.small_number)
    rows = rows.assign(value=rows["value"].mask(small), verdict=rows["verdict"].mask(small), hidden=small)
    newest = rows[rows["newest"]].reset_index(drop=True)
    order = rows.groupby("category")["value"].sum().sort_values(ascending=False).index
    newest = newest.set_index("category").loc[order].reset_index()
    flagged = newest[newest["verdict"].astype(str).str.startswith("unusual")]
    when = newest["month"].iloc[0]
    drawn = [*flagged["category"], *(c for c in order if c not in set(flagged["category"]))][:_CHARTS]
    drawn.sort(key=list(order).index)
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    return Exhibit(
        key=key,
        title=_multiples_title(flagged, name, when),
        summary=_multiples_summary(newest, flagged, known["unit"]),
        table=_multiples_table(newest, known["unit"]),
        source=source,
        figure=_multiples_figure(shown, drawn, when, known["unit"], view.theme),
        questions=_multiples_questions(flagged),
        data=rows.drop(columns=["incidents", "hidden"]),
        note=_multiples_note(newest, drawn),
    )


def _multiples_title(flagged: pd.DataFrame, name: str, when) -> str:
    if flagged.empty:
        return f"{name}: no category was unusual in {say_month(when)}"
    if len(flagged) > 3:
        return f"{name}: {len(flagged)} categories were unusual in {say_month(when)}"
    verb = "was" if len(flagged) == 1 else "were"
    return f"{say_list(list(flagged['category']))} {verb} unusual in {say_month(when)}"


def _multiples_summary(newest: pd.DataFrame, flagged: pd.DataFrame, unit: str) -> str:
    judged = newest["verdict"].isin(["unusual_high", "unusual_low", "usual"]).sum()
    if not judged:
        return "It is too early, or there are too few incidents, to say what is usual for any one category."
    said = []
    for _, row in flagged.iterrows():
        side = "above" if row["verdict"] == "unusual_high" else "below"
        usual = say_range(row["lower_limit"], row["upper_limit"], unit)
        of = f" {for_a(row['month'])}" if row["seasonal"] else ""
        said.append(f"{row['category']}: {say_number(row['value'], unit)}, {side} its usual range of {usual}{of}.")
    if flagged.empty:
        said.append(f"Each of the {judged} categories that can be judged was inside its own usual range.")
    elif judged > len(flagged):
        said.append(f"The other {say_count(judged - len(flagged), 'category', 'categories')} were inside theirs.")
    return " ".join(said)


def _multiples_note(newest: pd.DataFrame, drawn: list[str]) -> str:
    judged = int(newest["verdict"].isin(["unusual_high", "unusual_low", "usual"]).sum())
    notes = []
    if judged > 1:
        chance = 1 - (1 - _BY_CHANCE) ** judged
        notes.append(
            f"With {judged} charts looked at at once, at least one shows something by chance alone in about "
            f"{chance:.0%} of months."
        )
    if len(newest) > len(drawn):
        notes.append(f"{len(newest) - len(drawn)} smaller categories are in the table only.")
    notes.append("Each chart has a scale of its own; the bar at the end is the usual range of the newest month.")
    return " ".join(notes)


def _multiples_questions(flagged: pd.DataFrame) -> tuple[str, ...]:
    high = flagged[flagged["verdict"] == "unusual_high"]["category"]
    if len(high):
        return (f"What happened in {say_list(list(high.head(3)))}, and is it over?",)
    if len(flagged):
        return (f"Is the lower figure in {flagged['category'].iloc[0]} a real improvement?",)
    return ("Which category could be made smaller for good, and what would that take?",)


def _multiples_table(newest: pd.DataFrame, unit: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Category": newest["category"],
            say_month(newest["month"].iloc[0]): [
                "Not shown: small number" if hidden else say_number(value, unit)
                for value, hidden in zip(newest["value"], newest["hidden"], strict=True)
            ],
            "Usual range": [
                say_range(low, high, unit)
                for low, high in zip(newest["lower_limit"], newest["upper_limit"], strict=True)
            ],
            "Verdict": ["Not shown" if missing(v) else VERDICTS[v] for v in newest["verdict"]],
        }
    )


def _multiples_figure(rows: pd.DataFrame, drawn: list[str], when, unit: str, theme: str) -> go.Figure:
    c = colours(theme)
    across = 2 if len(drawn) > 1 else 1
    down = math.ceil(len(drawn) / across)
    height = 80 + 132 * down
    fig = make_subplots(
        rows=down, cols=across, vertical_spacing=min(48 / height, 0.9 / max(down - 1, 1)), horizontal_spacing=0.14
    )
    fig.update_layout(figure(theme, height=height).layout)
    fig.update_layout(margin={"t": 44, "b": 36, "r": 30})
    first, last = rows["month"].min(), rows["month"].max()
    for number, category in enumerate(drawn):
        place = {"row": number // across + 1, "col": number % across + 1}
        one = rows[rows["category"] == category]
        now = one[one["month"] == when].iloc[0]
        if not missing(now["lower_limit"]):
            low = max(now["lower_limit"], 0)
            fig.add_scatter(
                x=[when, when], y=[low, now["upper_limit"]], mode="lines+markers", hoverinfo="skip", showlegend=False,
                line={"color": c.limit, "width": 3}, opacity=0.9,
                marker={"symbol": "line-ew", "size": 9, "line": {"color": c.limit, "width": 2}}, **place,
            )  # fmt: skip
        fig.add_scatter(
            x=one["month"], y=one["value"], mode="lines", line={"color": c.main, "width": 2}, showlegend=False,
            hovertext=hover(one["month"], one["value"], unit),
            hoverinfo="text", **place,
        )  # fmt: skip
        unusual_marks(fig, one["month"], one["value"], one["verdict"], c, place["row"], place["col"])
        words = {"unusual_high": "unusually high", "unusual_low": "unusually low"}.get(now["verdict"], "")
        heading(fig, f"<b>{safe(_cut(category))}</b><br>{words or _quiet(now)}", place["row"], place["col"], c)
        top = max(one["value"].max(), 0 if missing(now["upper_limit"]) else now["upper_limit"])
        fig.update_yaxes(range=[0, (0 if missing(top) else top) * 1.12 or 1], nticks=3, tickformat=",", **place)
        middle = first + (last - first) / 2
        fig.update_xaxes(
            range=[first - pd.DateOffset(days=20), last + pd.DateOffset(days=40)],
            tickvals=[pd.Timestamp(middle).replace(day=1, month=1), when],
            ticktext=[f"{middle:%Y}", f"{when:%b %Y}"],
            showticklabels=number + across >= len(drawn),  # the same months for all: named once, below
            **place,
        )
    return fig


def _cut(name: str) -> str:
    """A long name on two lines would cover the chart above on a phone."""
    return name if len(name) <= 22 else name[:21].rstrip() + "…"


def _quiet(now: pd.Series) -> str:
    return "not shown" if missing(now["verdict"]) else VERDICTS[now["verdict"]].lower()


# -- the backlog -----------------------------------------------------------------------------------------------------


def backlog_by_age(view: View, *, directorate: str | None = None, months: int | None = 24) -> Exhibit:
    """Incidents open at the end of each month, by their age. months: how many to draw (None = all)."""
    key, known = "backlog_by_age", definition_of(view, "backlog")
    rows = view_rows(view, "demand/backlog_by_age", directorate=directorate)
    rows = rows[rows["complete"]]
    if rows.empty or known is None:
        said = "No data: the files do not say when incidents were resolved, so nobody can tell which are open."
        return Exhibit(
            key, "Open incidents: no data", said, pd.DataFrame(), "" if known is None else source_line(view, known)
        )
    smallest = settings().demand.small_number
    rows = rows.assign(hidden=too_small(rows, "incidents", smallest))
    now = rows[rows["month"] == rows["month"].max()]
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    total, when = _open(now["open_incidents"].iloc[0], smallest), say_month(now["month"].iloc[0])
    return Exhibit(
        key=key,
        title=f"{total} still open at the end of {when}{where(directorate)}",
        summary=_backlog_summary(now, total, when),
        table=_backlog_table(shown, smallest),
        source=source_line(view, known),
        figure=_backlog_figure(shown[~shown["hidden"]], view.theme),
        questions=_backlog_questions(now),
        data=rows.assign(
            incidents=rows["incidents"].mask(rows["hidden"]),
            open_incidents=rows["open_incidents"].mask(rows["open_incidents"].between(1, smallest - 1)),
            share_over_90_days=rows["share_over_90_days"].mask(
                (rows["hidden"] & (rows["age_band"] == "90+")).groupby(rows["month"]).transform("any")
            ),
        ).drop(columns=["hidden", "complete"]),
        note=_backlog_note(rows, shown, smallest),
    )


def _open(count: float, smallest: int) -> str:
    """ "86 incidents", or "Fewer than 5 incidents" where that is too small to show."""
    return f"Fewer than {smallest} incidents" if 0 < count < smallest else say_count(int(count), "incident")


def _backlog_summary(now: pd.DataFrame, total: str, when: str) -> str:
    said = f"At the end of {when}, {total[0].lower()}{total[1:]} {'was' if total == '1 incident' else 'were'} open"
    everything = now["open_incidents"].iloc[0]
    if not everything or now["hidden"].sum() == 1:
        return f"{said}."
    old = now[now["age_band"] == "90+"].iloc[0]
    if not old["hidden"]:
        share = "under 1%" if 0 < old["share_over_90_days"] < 1 else f"{old['share_over_90_days']:.0f}%"
        some = f": {old['incidents']:,} of them ({share})" if old["incidents"] else ", none of them"
        said += f"{some} for more than 90 days"
    young = now[(now["age_band"] == "0-7") & ~now["hidden"]]
    if len(young):
        said += f". {young['incidents'].iloc[0]:,} had been open for a week or less"
    return f"{said}."


def _backlog_note(rows: pd.DataFrame, shown: pd.DataFrame, smallest: int) -> str:
    notes = []
    begin = rows["month"].min()
    if shown["month"].min() < begin + pd.DateOffset(months=3):
        notes.append(
            f"Incidents opened before {say_month(begin)} are not in the data: the first months show too few old ones."
        )
    if shown["hidden"].any():
        notes.append(f"Counts below {smallest}, and what they could be worked out from, are not shown.")
    return " ".join(notes)


def _backlog_questions(now: pd.DataFrame) -> tuple[str, ...]:
    old = now[now["age_band"] == "90+"].iloc[0]
    if old["incidents"] and not old["hidden"]:
        return (
            "What are the incidents older than 90 days waiting for, and who decides about them?",
            "Do the people who wait know why, and until when?",
        )
    return ("How many open incidents can the team work on at once?",)


def _backlog_table(rows: pd.DataFrame, smallest: int) -> pd.DataFrame:
    wide = rows.pivot(index="month", columns="age_band", values="incidents").iloc[::-1]
    hidden = rows.pivot(index="month", columns="age_band", values="hidden").iloc[::-1]
    totals = rows.drop_duplicates("month").set_index("month")["open_incidents"]
    table = pd.DataFrame({"End of": [say_month(month) for month in wide.index]})
    table["Open"] = [f"Fewer than {smallest}" if 0 < totals[m] < smallest else f"{totals[m]:,}" for m in wide.index]
    for band, words in _BANDS.items():
        table[words] = [
            "Not shown" if small else f"{count:,}" for count, small in zip(wide[band], hidden[band], strict=True)
        ]
    return table


def _backlog_figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=380)
    for (band, words), colour in zip(_BANDS.items(), c.series, strict=True):
        one = rows[rows["age_band"] == band]
        fig.add_bar(
            x=one["month"], y=one["incidents"], name=words,
            marker={"color": colour, "line": {"color": c.page, "width": 1},
                    "pattern": _hatched(_PATTERNS[band], colour, c.page)},
            hovertext=[f"<b>{say_month(m)}</b><br>{words}: {n:,}"
                       for m, n in zip(one["month"], one["incidents"], strict=True)],
            hoverinfo="text",
        )  # fmt: skip
    fig.update_layout(barmode="stack", bargap=0.15, legend={"traceorder": "normal"}, margin={"r": 22})
    month_axis(fig, rows["month"].min(), rows["month"].max())
    fig.update_yaxes(tickformat=",", rangemode="tozero")
    return fig


def _hatched(shape: str, fill: str, lines: str) -> dict:
    """Thin lines on a bar, so that its colour is not the only cue."""
    return {"shape": shape, "bgcolor": fill, "fgcolor": lines, "size": 7, "solidity": 0.2}


# -- demand and capacity ---------------------------------------------------------------------------------------------


def demand_and_capacity(view: View, *, months: int | None = 24) -> Exhibit:
    """Incidents raised against what the desk can handle in a month. months: how many to draw (None = all)."""
    key = "demand_and_capacity"
    rows = view_rows(view, "demand/demand_and_capacity")
    rows = rows[rows["complete"] & rows["capacity"].notna()].reset_index(drop=True)
    known = definition_of(view, "incidents")
    if rows.empty:
        said = (
            "No data: no capacity figures have been submitted. Officers can submit them as the measure "
            "service_desk_capacity: how many incidents the desk can handle in a month."
        )
        source = "" if known is None else source_line(view, known)
        return Exhibit(key, "Demand and capacity: no data", said, pd.DataFrame(), source)
    shown = rows.tail(months) if months else rows
    now, above = shown.iloc[-1], shown[shown["shortfall"] > 0]
    capacity = definition_of(view, "service_desk_capacity")
    return Exhibit(
        key=key,
        title=f"Demand was above capacity in {len(above)} of {say_count(len(shown), 'month')}"
        if len(above)
        else f"Demand stayed within capacity in {'all ' if len(shown) > 1 else ''}{say_count(len(shown), 'month')}",
        summary=_capacity_summary(now, shown, above),
        table=_capacity_table(shown),
        source=f"{source_line(view, known)} Capacity: {source_line(view, capacity)}",
        figure=_capacity_figure(shown, view.theme),
        questions=_capacity_questions(now, above),
        data=rows.drop(columns="complete"),
        note="Carried over is a reckoning, not a count: what all months so far would leave undone if spare months are "
        "used to catch up and every incident takes as much work as any other. The backlog counts what is really open.",
    )


def _capacity_summary(now: pd.Series, shown: pd.DataFrame, above: pd.DataFrame) -> str:
    said = f"{say_month(now['month'])}: {now['incidents']:,} incidents against a capacity of {now['capacity']:,.0f}"
    gap = abs(now["shortfall"])
    said += f", {gap:,.0f} more than the desk can handle. " if now["shortfall"] > 0 else f", {gap:,.0f} to spare. "
    if len(above):
        said += f"Demand was above capacity in {len(above)} of the last {say_count(len(shown), 'month')}. "
    else:
        said += f"Demand was within capacity in each of the last {say_count(len(shown), 'month')}. "
    if now["carried_over"] >= 1:
        return said + f"By then {now['carried_over']:,.0f} incidents’ worth of work had been carried over."
    return said + "No work is carried over."


def _capacity_questions(now: pd.Series, above: pd.DataFrame) -> tuple[str, ...]:
    if now["carried_over"] >= 1:
        return (
            "Is there a business case for more capacity, and what would it cost to do nothing?",
            "Which demand could be prevented, or moved to self-help, before capacity is bought?",
        )
    if len(above):
        return ("How does the desk cover the months in which demand is above capacity?",)
    return ("Is the spare capacity used for work that prevents incidents?",)


def _capacity_table(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.iloc[::-1]
    return pd.DataFrame(
        {
            "Month": [say_month(month) for month in rows["month"]],
            "Incidents raised": [f"{n:,}" for n in rows["incidents"]],
            "Capacity": [f"{n:,.0f}" for n in rows["capacity"]],
            "Above or below": [
                f"{n:,.0f} above" if n > 0 else f"{-n:,.0f} below" if n < 0 else "Equal" for n in rows["shortfall"]
            ],
            "Carried over": [f"{n:,.0f}" for n in rows["carried_over"]],
        }
    ).reset_index(drop=True)


def _capacity_figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=360)
    over = rows["shortfall"] > 0
    for name, some, colour, shape in (
        ("Within capacity", rows[~over], c.main, ""),
        ("Above capacity", rows[over], c.second, "/"),
    ):
        fig.add_bar(
            x=some["month"],
            y=some["incidents"],
            name=name,
            marker={"color": colour, "pattern": _hatched(shape, colour, c.page)},
            hovertext=[
                f"<b>{say_month(row['month'])}</b>: {row['incidents']:,} incidents<br>capacity {row['capacity']:,.0f}"
                for _, row in some.iterrows()
            ],
            hoverinfo="text",
        )
    half = pd.Timedelta(days=15)
    fig.add_scatter(
        x=[month + side * half for month in rows["month"] for side in (-1, 1)], y=rows["capacity"].repeat(2),
        mode="lines", line={"color": c.text, "width": 2.5}, name="Capacity", hoverinfo="skip",
    )  # fmt: skip
    month_axis(fig, rows["month"].iloc[0], rows["month"].iloc[-1])
    fig.update_layout(barmode="overlay", bargap=0.15, margin={"r": 22})
    fig.update_yaxes(tickformat=",", rangemode="tozero")
    return fig


# -- the trend -------------------------------------------------------------------------------------------------------


def trend(view: View, *, measure_id: str, directorate: str | None = None) -> Exhibit:
    """Whether a measure rises or falls steadily, in plain words and with the fitted line where a signal supports it."""
    key, known = f"trend_{measure_id}", definition_of(view, measure_id)
    if known is None:
        return unknown(key)
    name, unit, source = f"{known['name']}{where(directorate)}", known["unit"], source_line(view, known)
    rows = view_rows(view, "signals/trend", measure_id=measure_id, directorate=directorate)
    if rows.empty:
        said = (
            "It is too early to tell a trend from chance: that takes 24 months without a break in the way of counting "
            "(36 where the time of year matters). Rare events have no trend to speak of."
        )
        return Exhibit(key, f"{name}: no trend can be told yet", said, pd.DataFrame(), source)
    if measure_id in _OPEN_ONES_MISSING:
        said = (
            "No trend is worked out for this measure: incidents that are still open are not in it yet, so its newest "
            "months always read too low."
        )
        return Exhibit(key, f"{name}: no trend can be told", said, pd.DataFrame(), source)
    fit = rows.iloc[0]
    points = measure_rows(view, "signals/points", measure_id, directorate=directorate)
    points = points[(points["category"] == "") & (points["month"] >= fit["first_month"]) & points["complete"]]
    return Exhibit(
        key=key,
        title=f"{name}: {_trend_words(fit, unit)}",
        summary=_trend_summary(fit, name, unit),
        table=_trend_table(fit, unit),
        source=source,
        figure=_trend_figure(points, fit, unit, view.theme) if len(points) else None,
        questions=_trend_questions(fit, known["direction"]),
        data=rows,
        note=_trend_note(fit),
    )


def _trend_words(fit: pd.Series, unit: str) -> str:
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


def _trend_summary(fit: pd.Series, name: str, unit: str) -> str:
    if fit["direction"] != "none":
        ends = [_rounded(fit[end], unit) for end in ("first_fitted", "last_fitted")]
        about = "" if ends[0] == ends[1] else f": from about {ends[0]} to about {ends[1]} in a usual month"
        return f"{name}: {_trend_words(fit, unit)}{about}. {_support(fit)} supports it: that is unlikely to be chance."
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


def _trend_note(fit: pd.Series) -> str:
    notes = []
    if fit["seasonal"]:
        notes.append("The time of year is taken out: each month is compared with the same month of the other years.")
    if fit["left_out"]:
        months = say_count(int(fit["left_out"]), "month")
        notes.append(f"{months} far away from the rest {'is' if fit['left_out'] == 1 else 'are'} left out of the line.")
    return " ".join(notes)


def _trend_questions(fit: pd.Series, direction: str) -> tuple[str, ...]:
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


def _trend_table(fit: pd.Series, unit: str) -> pd.DataFrame:
    rows = [
        ("Verdict", _trend_words(fit, unit)[0].upper() + _trend_words(fit, unit)[1:]),
        ("Months looked at", f"{say_month(fit['first_month'])} to {say_month(fit['last_month'])}"),
        ("Months the line rests on", f"{fit['months']}"),
        ("Signal that supports it", "None" if fit["direction"] == "none" else _support(fit)),
    ]
    if fit["direction"] != "none":
        rows += [
            ("Change a year", signed(fit["change_per_year"], unit)),
            ("Line at the start", say_number(fit["first_fitted"], unit)),
            ("Line at the end", say_number(fit["last_fitted"], unit)),
        ]
    return pd.DataFrame(rows, columns=["What", "Figure"])


def _trend_figure(points: pd.DataFrame, fit: pd.Series, unit: str, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=340)
    fig.add_scatter(
        x=points["month"], y=points["value"], mode="lines+markers", line={"color": c.edge, "width": 1.5},
        marker={"color": c.main, "size": 5}, hoverinfo="text", showlegend=False,
        hovertext=hover(points["month"], points["value"], unit),
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
