"""Why a month was as it was: its categories, number against length, single records, earlier years.

Each builder takes a View and plain parameters and returns an Exhibit. month: a date (any day of the month; None = the
newest complete month); directorate: None = the whole council.
"""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.chart_parts import (
    VERDICTS,
    against_range,
    chosen_month,
    definition_of,
    difference,
    heading,
    hover,
    ink_on,
    of_month,
    range_band,
    short,
    signed,
    too_small,
    unknown,
    unusual_marks,
    verdict_on,
    where,
)
from exhibits.common.source import source_line
from exhibits.common.style import (
    colours,
    figure,
    for_a,
    missing,
    month_axis,
    safe,
    say_count,
    say_list,
    say_month,
    say_number,
    say_range,
)
from exhibits.common.view_queries import view_rows

ADDITIVE = ("incidents", "work_time_lost", "password_resets", "reopened", "backlog", "backlog_over_90_days")
_NAMED = 6  # categories with a bar of their own; the table has all


# -- what drove the month --------------------------------------------------------------------------------------------


def drivers(view: View, *, measure_id: str, directorate: str | None = None, month: date | None = None) -> Exhibit:
    """Which categories made the difference between the month and a usual one: a waterfall with exact shares."""
    key, known = f"drivers_{measure_id}", definition_of(view, measure_id)
    if known is None:
        return unknown(key)
    name, unit = f"{known['name']}{where(directorate)}", known["unit"]
    source = source_line(view, known)

    def words_only(title: str, said: str) -> Exhibit:
        return Exhibit(key=key, title=title, summary=said, table=pd.DataFrame(), source=source)

    if measure_id not in ADDITIVE:
        why = "it is submitted as one figure, without categories"
        if known["origin"] == "computed":
            why = "it is an average, a middle value or a share, so the categories do not add up to it"
        return words_only(f"{name}: no split by category", f"{known['name']} cannot be split by category: {why}.")
    rows = view_rows(view, "signals/drivers", measure_id=measure_id, directorate=directorate, month=month)
    if rows.empty:
        return words_only(
            f"{name}: no split by category",
            "No data: there are no figures by category for this month.",
        )
    first = rows.iloc[0]
    when = first["month"]
    verdict = verdict_on(view, measure_id, directorate, when)
    if not first["seasonal"] and (missing(first["months"]) or first["months"] < 12):
        earlier = 0 if missing(first["months"]) else int(first["months"])
        return words_only(
            f"{name}: too early to say what drove {say_month(when)}",
            f"{say_month(when)}: {say_number(first['total_value'], unit)}. What is usual for each category takes "
            f"12 earlier months, and there {'is' if earlier == 1 else 'are'} {earlier or 'none'}.",
        )
    rows = _without_small(rows)
    return Exhibit(
        key=key,
        title=_drivers_title(rows, known["name"], directorate, verdict),
        summary=_drivers_summary(rows, unit, verdict),
        table=_drivers_table(rows, unit),
        source=source,
        figure=_waterfall(_pooled(rows), unit, view.theme) if len(rows) > 1 else None,
        questions=_drivers_questions(rows, verdict),
        data=rows.drop(columns="incidents"),
        note=_drivers_note(first),
    )


def _without_small(rows: pd.DataFrame) -> pd.DataFrame:
    """Categories with too few incidents to be shown, put together into one."""
    small = too_small(rows, "incidents", settings().demand.small_number)
    if not small.any():
        return rows
    sums = rows.loc[small, ["value", "usual", "excess", "incidents"]].sum()
    share = rows.loc[small, "share"].sum(min_count=1)
    together = {**rows.iloc[0], **sums, "share": share, "category": f"Categories with small numbers ({small.sum()})"}
    return pd.concat([rows[~small], pd.DataFrame([together])], ignore_index=True)


def _pooled(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the figure: the largest differences, and all others as one."""
    if len(rows) <= _NAMED + 1:
        return rows
    rest = rows.iloc[_NAMED:]
    pooled = {"category": f"All other categories ({len(rest)})", "excess": rest["excess"].sum()}
    return pd.concat([rows.iloc[:_NAMED], pd.DataFrame([{**rows.iloc[0], **pooled}])], ignore_index=True)


def _drivers_title(rows: pd.DataFrame, name: str, directorate: str | None, verdict: str) -> str:
    when = f"{say_month(rows['month'].iloc[0])}{where(directorate)}"
    if not verdict.startswith("unusual"):
        return f"{name}: what {when} was made up of, against a usual month"
    leader = rows[rows["share"] > 0].nlargest(1, "share")
    if len(leader) and leader["share"].iloc[0] >= 0.5:
        return f"{leader['category'].iloc[0]} made most of the difference in {when}"
    return f"Several categories made the difference in {when}"


def _drivers_summary(rows: pd.DataFrame, unit: str, verdict: str) -> str:
    first = rows.iloc[0]
    excess = first["total_value"] - first["total_usual"]
    usual = f"a usual {say_number(first['total_usual'], unit)}"
    usual += f" {for_a(first['month'])}" if first["seasonal"] else ""
    said = [f"{say_month(first['month'])}: {say_number(first['total_value'], unit)} against {usual}"]
    said[0] += f", {difference(excess, unit)}." if not missing(first["share"]) else "."
    if len(rows) == 1:
        return f"{said[0]} All of it is in one category, {first['category']}."
    if not verdict.startswith("unusual"):
        if verdict == "usual":
            said.append("That is inside the usual range: differences of this size happen by chance.")
        largest = rows.loc[rows["excess"].abs().idxmax()]
        said.append(f"The largest difference is in {largest['category']}: {difference(largest['excess'], unit)}.")
        return " ".join(said)
    with_it = rows[rows["excess"] * excess > 0].sort_values("share", ascending=False)
    enough = int((with_it["share"].cumsum().shift(fill_value=0) < 0.75).sum())
    said.append(_made_up(with_it.iloc[: min(max(enough, 1), 3)], unit))
    against = rows[rows["share"] < -0.1]
    if len(against):
        parts = [f"{row['category']} ({difference(row['excess'], unit)})" for _, row in against.head(2).iterrows()]
        said.append(f"The other way went {say_list(parts)}.")
    return " ".join(said)


def _made_up(rows: pd.DataFrame, unit: str) -> str:
    parts = [
        f"{row['category']} made up {row['share']:.0%} of the difference ({difference(row['excess'], unit)})"
        if row["share"] <= 1
        else f"{row['category']} alone had {difference(row['excess'], unit)}"
        for _, row in rows.iterrows()
    ]
    return (
        say_list([parts[0], *(part.replace(" made up", "").replace(" of the difference", "") for part in parts[1:])])
        + "."
    )


def _drivers_note(first: pd.Series) -> str:
    months = int(first["months"])
    what = f"{first['month']:%B}" if first["seasonal"] else "month"
    how = f"the average of the {say_count(months, what)} before" if months > 1 else f"the one {what} before"
    return (
        f"Usual is {how}, without months declared exceptional. It shows where the difference lies, not what caused it."
    )


def _drivers_questions(rows: pd.DataFrame, verdict: str) -> tuple[str, ...]:
    leader = rows.loc[rows["excess"].abs().idxmax(), "category"]
    if verdict == "unusual_high":
        more = f"What lay behind the extra demand in {leader}, and could it have been foreseen?"
        if rows["seasonal"].iloc[0]:
            return more, f"What will be different before next {rows['month'].iloc[0]:%B}?"
        return more, "Has the cause been removed, or will it come back?"
    if verdict == "unusual_low":
        return (f"Is the lower figure in {leader} a real improvement, or are records missing?",)
    return ("Which category costs staff the most, and what is being done about that one?",)


def _drivers_table(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    first = rows.iloc[0]
    usual = f"Usual {first['month']:%B}" if first["seasonal"] else "Usual month"
    table = pd.DataFrame(
        {
            "Category": rows["category"],
            say_month(first["month"]): [say_number(value, unit) for value in rows["value"]],
            usual: [say_number(value, unit) for value in rows["usual"]],
            "Difference": [signed(value, unit) for value in rows["excess"]],
            "Share of the difference": ["–" if missing(share) else f"{share:.1%}" for share in rows["share"]],
        }
    )
    total = [
        "All categories",
        say_number(first["total_value"], unit),
        say_number(first["total_usual"], unit),
        signed(first["total_value"] - first["total_usual"], unit),
        "–" if missing(first["share"]) else "100.0%",
    ]
    return pd.concat([table, pd.DataFrame([total], columns=table.columns)], ignore_index=True)


def _waterfall(rows: pd.DataFrame, unit: str, theme: str) -> go.Figure:
    """Bars that float from the usual total to the month's; the step carries its sign, so colour is not the only cue."""
    c, first = colours(theme), rows.iloc[0]
    start, end = first["total_usual"], first["total_value"]
    ends = start + rows["excess"].cumsum()
    begins = ends.shift(fill_value=start)
    fig = figure(theme, height=120 + 44 * len(rows))
    fig.add_bar(
        orientation="h",
        y=list(range(len(rows))),
        base=begins,
        x=rows["excess"],
        marker_color=[c.second if excess > 0 else c.third for excess in rows["excess"]],
        hovertext=[f"<b>{safe(row['category'])}</b>: {difference(row['excess'], unit)}" for _, row in rows.iterrows()],
        hoverinfo="text",
        width=0.5,
        showlegend=False,
    )
    low, high = min(start, end, begins.min(), ends.min()), max(start, end, begins.max(), ends.max())
    room = max(high - low, abs(high) * 0.02, 1e-9)
    for number, row in rows.iterrows():
        fig.add_annotation(  # the name stands above its bar: long names fit a phone
            text=f"{safe(row['category'])} <b>{signed(row['excess'], unit)}</b>",
            x=0, xref="paper", xanchor="left", y=number, yanchor="bottom", yshift=12, showarrow=False,
            font={"size": 13, "color": c.text}, bgcolor=c.page, borderpad=1,
        )  # fmt: skip
    for value, words, side in ((start, "Usual", -1), (end, f"{first['month']:%b %Y}", 1)):
        right = value > (low + high) / 2
        fig.add_shape(
            type="line", x0=value, x1=value, y0=-0.75, y1=len(rows) - 0.5,
            line={"color": c.text if side > 0 else c.limit, "width": 2, "dash": "solid" if side > 0 else "dash"},
            layer="below",
        )  # fmt: skip
        fig.add_annotation(
            text=f"<b>{words} {say_number(value, unit)}</b>",
            x=value, xanchor="right" if right else "left", y=-1.1 if side < 0 else len(rows) - 0.25,
            yanchor="middle", showarrow=False, font={"size": 13, "color": c.text},
        )  # fmt: skip
    fig.update_xaxes(range=[low - room * 0.04, high + room * 0.04], showgrid=False, visible=False)
    fig.update_yaxes(range=[len(rows), -1.4], visible=False)
    return fig


# -- number or length ------------------------------------------------------------------------------------------------

_NUMBER, _LENGTH, _LOST = "incidents", "minutes_lost_mean", "work_time_lost"


def count_or_length(
    view: View, *, directorate: str | None = None, month: date | None = None, months: int | None = None
) -> Exhibit:
    """Whether the number of incidents or their average length made the hours lost. months: how many to draw."""
    key = "count_or_length"
    number, length, lost = (
        view_rows(view, "signals/judged", measure_id=measure_id, directorate=directorate)
        for measure_id in (_NUMBER, _LENGTH, _LOST)
    )
    known = definition_of(view, _LOST)
    if known is None or lost["value"].isna().all() or number.empty:
        return Exhibit(
            key, "Number or length: no data", "No data: no work time lost has been recorded.", pd.DataFrame(), ""
        )
    when = chosen_month(lost, month)
    rows = [of_month(frame, when) for frame in (number, length, lost)]
    if any(row is None for row in rows):
        said = f"No data: there are no figures for {say_month(when)}."
        return Exhibit(key, "Number or length: no data", said, pd.DataFrame(), source_line(view, known))
    n, mean, hours = rows
    together = number.merge(length, on="month", suffixes=("_number", "_length")).merge(lost, on="month")
    shown = together.tail(months) if months else together
    what = _number_or_length(n["verdict"], mean["verdict"], hours["verdict"])
    return Exhibit(
        key=key,
        title=f"{say_month(when)}{where(directorate)}: {what[0].lower()}{what[1:]}",
        summary=f"{what}, in {say_month(when)}. {against_range('Incidents raised', n, 'count')} "
        f"{against_range('Average time lost', mean, 'minutes')} "
        f"Together they came to {say_number(hours['value'], 'hours')}.",
        table=_number_table(shown),
        source=source_line(view, known),
        figure=_two_charts(shown, when, view.theme),
        questions=_number_questions(n["verdict"], mean["verdict"]),
        data=together[
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
    )


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
    asked_now = []
    if number == "unusual_high":
        asked_now.append("What made more people need help, and what would prevent it?")
    if length == "unusual_high":
        asked_now.append("Why did incidents keep people from work for longer: one long case, or slower help?")
    return tuple(asked_now) or ("Which would save staff more time: fewer incidents, or a quicker end to each?",)


def _number_table(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.iloc[::-1]
    return pd.DataFrame(
        {
            "Month": [say_month(month) for month in rows["month"]],
            "Incidents": [say_number(value, "count") for value in rows["value_number"]],
            "Number was": [VERDICTS[verdict] for verdict in rows["verdict_number"]],
            "Average time lost": [say_number(value, "minutes") for value in rows["value_length"]],
            "Length was": [VERDICTS[verdict] for verdict in rows["verdict_length"]],
            "Work time lost": [say_number(value, "hours") for value in rows["value"]],
        }
    ).reset_index(drop=True)


def _two_charts(rows: pd.DataFrame, when, theme: str) -> go.Figure:
    c = colours(theme)
    fig = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.16)
    fig.update_layout(figure(theme, height=430).layout)
    for place, (suffix, words) in enumerate((("number", "Incidents raised"), ("length", "Average minutes lost")), 1):
        value, low, high = (rows[f"{part}_{suffix}"] for part in ("value", "lower_limit", "upper_limit"))
        range_band(fig, rows["month"], low, high, c, place)
        fig.add_scatter(
            x=rows["month"], y=value, mode="lines+markers", line={"color": c.main, "width": 2}, marker={"size": 5},
            hovertext=hover(rows["month"], value, "count" if suffix == "number" else "minutes"),
            hoverinfo="text", showlegend=False, row=place, col=1,
        )  # fmt: skip
        unusual_marks(fig, rows["month"], value, rows[f"verdict_{suffix}"], c, place, 1)
        now = rows[rows["month"] == when]
        if len(now):
            verdict = VERDICTS[now[f"verdict_{suffix}"].iloc[0]].lower()
            words = f"<b>{words}</b>: {verdict} in {when:%b %Y}"
        heading(fig, words, place, 1, c)
        top = max(value.max(), high.max() if high.notna().any() else 0)
        fig.update_yaxes(range=[0, top * 1.1 or 1], tickformat=",", nticks=4, row=place, col=1)
    month_axis(fig, rows["month"].iloc[0], rows["month"].iloc[-1])
    fig.update_layout(margin={"t": 30, "r": 22})
    return fig


# -- one record ------------------------------------------------------------------------------------------------------


def one_record(view: View, *, directorate: str | None = None, month: date | None = None) -> Exhibit:
    """Whether a month's work time lost rests on one long record: with it, and without. Never says whose it is."""
    key, known = "one_record", definition_of(view, _LOST)
    if known is None:
        return unknown(key)
    source = source_line(view, known)
    rows = view_rows(view, "signals/one_record", directorate=directorate, month=month)
    if rows.empty:
        said = "No data: no single records of work time lost are held for this month."
        return Exhibit(key, f"Single records{where(directorate)}: no data", said, pd.DataFrame(), source)
    first = rows.iloc[0]
    clearing = rows[rows["clears"]]
    few = clearing.iloc[0] if len(clearing) and clearing["share"].iloc[0] >= 0.5 else None
    return Exhibit(
        key=key,
        title=_record_title(first, few, directorate),
        summary=_record_summary(rows, few),
        table=_record_table(rows),
        source=source,
        figure=_with_and_without(first, few, view.theme) if few is not None else None,
        questions=_record_questions(first, few),
        data=rows,
        note="Nothing is taken out of the figures: this only shows what they rest on. It explains, it does not prove."
        if first["verdict"] == "unusual_high"
        else "",
    )


def _record_title(first: pd.Series, few: pd.Series | None, directorate: str | None) -> str:
    when = f"{say_month(first['month'])}{where(directorate)}"
    if few is None:
        return f"No single record explains {when}"
    return f"{when} was mostly one long record" if few["k"] == 1 else f"{when} was mostly {int(few['k'])} long records"


def _record_summary(rows: pd.DataFrame, few: pd.Series | None) -> str:
    first = rows.iloc[0]
    when, longest = say_month(first["month"]), _long(first["minutes"])
    value, usual = say_number(first["value"], "hours"), say_range(first["lower_limit"], first["upper_limit"], "hours")
    if first["verdict"] != "unusual_high":
        what = {
            "usual": "is inside its usual range, so there is nothing for one record to explain",
            "unusual_low": "is below its usual range, which no long record can explain",
        }.get(first["verdict"], "has no usual range to be compared with")
        part = first["minutes"] / 60 / first["value"] if first["value"] else 0
        share = f", {part:.0%} of the month" if part >= 0.01 else ""
        return f"No single record explains {when}: {value} {what}. The longest record is {longest}{share}."
    if few is None:
        without = say_number(first["value_without"], "hours")
        if first["value_without"] > first["upper_limit"]:
            said = f"{value}, and without the longest ({longest}) {without}, still above the usual range of {usual}."
        else:
            said = (
                f"the longest ({longest}) makes up less than half of what is above usual; the usual range is {usual}."
            )
        return (
            f"No single record explains {when}: {said} "
            f"{say_count(int(first['records']), 'incident states', 'incidents state')} a figure; half of them lost "
            f"{_long(first['typical_minutes'])} or less."
        )
    k = int(few["k"])
    shortest = _long(few["minutes"])
    each = f"{longest} each" if shortest == longest else f"{shortest} to {longest}"
    what = f"one record of {longest}" if k == 1 else f"{k} records of {each}"
    return (
        f"{when} was mostly {what}: {value} with {'it' if k == 1 else 'them'}, "
        f"{say_number(few['value_without'], 'hours')} without; the usual range is {usual}."
    )


def _long(minutes: float) -> str:
    return say_number(minutes / 60, "hours") if minutes >= 90 else say_number(minutes, "minutes")


def _record_questions(first: pd.Series, few: pd.Series | None) -> tuple[str, ...]:
    if few is not None:
        return (
            "Is the long record right: was that time lost to one incident, or typed in wrongly?",
            "If it is right, why did that one incident take so long?",
        )
    if first["verdict"] == "unusual_high":
        return ("Many people lost time in this month: what did their incidents have in common?",)
    return ("Are very long records checked with the person before they are published?",)


def _record_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Longest records": [int(k) for k in rows["k"]],
            "Length of this one": [_long(minutes) for minutes in rows["minutes"]],
            "The month without it and those above": [say_number(value, "hours") for value in rows["value_without"]],
            "Inside the usual range then": [
                "–" if missing(upper) else "Yes" if value <= upper else "No"
                for value, upper in zip(rows["value_without"], rows["upper_limit"], strict=True)
            ],
        }
    )


def _with_and_without(first: pd.Series, few: pd.Series, theme: str) -> go.Figure:
    c, k = colours(theme), int(few["k"])
    fig = figure(theme, height=210)
    names = ["With it", "Without it"] if k == 1 else ["With them", "Without them"]
    values = [first["value"], few["value_without"]]
    fig.add_shape(
        type="rect", x0=max(first["lower_limit"], 0), x1=first["upper_limit"], y0=-0.6, y1=1.6, layer="below",
        fillcolor=c.band, line={"color": c.limit, "width": 1, "dash": "dot"},
    )  # fmt: skip
    fig.add_bar(
        orientation="h", y=names, x=values, width=0.5, marker_color=[c.second, c.main], hoverinfo="skip",
        showlegend=False, text=[f"<b>{say_number(value, 'hours')}</b>" for value in values], textposition="inside",
        insidetextanchor="end", insidetextfont={"color": [ink_on(c.second), ink_on(c.main)], "size": 14},
    )  # fmt: skip
    fig.add_annotation(
        text=f"Usual range: {say_range(first['lower_limit'], first['upper_limit'], 'hours')}", x=0, xref="paper",
        xanchor="left", xshift=4, y=-0.6, yanchor="bottom", yshift=4, showarrow=False,
        font={"size": 13, "color": c.text},
    )  # fmt: skip
    fig.update_xaxes(range=[0, first["value"] * 1.05], title="Hours of work time lost", nticks=5)
    fig.update_yaxes(range=[1.6, -1.1], tickfont={"color": c.text, "size": 14}, showgrid=False)
    return fig


# -- earlier years ---------------------------------------------------------------------------------------------------


def earlier_years(view: View, *, measure_id: str, directorate: str | None = None, month: date | None = None) -> Exhibit:
    """The same month of the year in all years that are held."""
    key, known = f"earlier_years_{measure_id}", definition_of(view, measure_id)
    if known is None:
        return unknown(key)
    name, unit, source = f"{known['name']}{where(directorate)}", known["unit"], source_line(view, known)
    rows = view_rows(view, "signals/earlier_years", measure_id=measure_id, directorate=directorate, month=month)
    rows = rows[rows["value"].notna()]
    if rows.empty or not rows["is_this_year"].any():
        return Exhibit(key, f"{name}: no data", "No data: there are no figures for this month.", pd.DataFrame(), source)
    now, before = rows[rows["is_this_year"]].iloc[0], rows[~rows["is_this_year"]]
    return Exhibit(
        key=key,
        title=f"{name}: {now['month']:%B} in {'every year' if len(before) else 'its first year'}",
        summary=_years_summary(now, before, unit),
        table=_years_table(rows, unit),
        source=source,
        figure=_years_figure(rows, unit, view.theme) if len(before) else None,
        questions=_years_questions(now, before),
        data=rows.drop(columns="measure_id"),
    )


def _years_summary(now: pd.Series, before: pd.DataFrame, unit: str) -> str:
    name = f"{now['month']:%B}"
    said = f"{say_month(now['month'])}: {say_number(now['value'], unit)}."
    if before.empty:
        return f"{said} There are no figures for an earlier {name}."
    if len(before) == 1:
        said += f" The one {name} before it had {say_number(before['value'].iloc[0], unit)}."
    else:
        least, most = short(before["value"].min(), unit), say_number(before["value"].max(), unit)
        between = f"between {least} and {most}" if before["value"].min() < before["value"].max() else f"at {most}"
        said += f" The {len(before)} {name}s before it were {between}."
    if now["verdict"].startswith("unusual"):
        usual = say_range(now["lower_limit"], now["upper_limit"], unit)
        of = f" {for_a(now['month'])}" if now["seasonal"] else ""
        side = "above" if now["verdict"] == "unusual_high" else "below"
        said += (
            f" It is {side} the usual range{of} of {usual}."
            if usual != "no range yet"
            else f" It is unusually {'high' if side == 'above' else 'low'}."
        )
    elif now["verdict"] == "usual":
        said += " It is inside the usual range: changes of this size happen by chance."
    odd = before[before["exceptional"]]
    if len(odd):
        said += f" {say_list([say_month(m) for m in odd['month']])} was declared exceptional."
    return said


def _years_questions(now: pd.Series, before: pd.DataFrame) -> tuple[str, ...]:
    name = f"{now['month']:%B}"
    if before.empty:
        return (f"Do older records hold an earlier {name} to compare with?",)
    if now["seasonal"] and now["verdict"] == "unusual_high":
        return (f"What was different from earlier {name}s, and what is planned for the next one?",)
    if now["seasonal"]:
        return ("The time of year matters for this measure: is the team’s year planned around it?",)
    if now["verdict"].startswith("unusual"):
        return (f"Earlier {name}s do not explain this month: what does?",)
    return (f"Is there a reason why {name} should be like any other month?",)


def _years_table(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    rows = rows.iloc[::-1]
    return pd.DataFrame(
        {
            "Month": [say_month(month) for month in rows["month"]],
            "Value": [say_number(value, unit) for value in rows["value"]],
            "Usual range": [
                say_range(low, high, unit) for low, high in zip(rows["lower_limit"], rows["upper_limit"], strict=True)
            ],
            "Verdict": [
                VERDICTS[verdict] + (" (declared exceptional)" if odd else "")
                for verdict, odd in zip(rows["verdict"], rows["exceptional"], strict=True)
            ],
        }
    ).reset_index(drop=True)


def _years_figure(rows: pd.DataFrame, unit: str, theme: str) -> go.Figure:
    c = colours(theme)
    rows = rows.tail(10)
    fig = figure(theme, height=280)
    fill = [c.main if this else c.edge for this in rows["is_this_year"]]
    fig.add_bar(
        x=[f"{month:%b}<br>{month:%Y}" for month in rows["month"]],
        y=rows["value"],
        marker={"color": fill},
        text=[
            f"<b>{short(value, unit)}</b>" if this else short(value, unit)
            for value, this in zip(rows["value"], rows["is_this_year"], strict=True)
        ],
        textposition="outside",
        textfont={"color": c.text},
        cliponaxis=False,
        hovertext=hover(rows["month"], rows["value"], unit),
        hoverinfo="text",
        showlegend=False,
        width=0.6,
    )  # fmt: skip
    low, high = min(rows["value"].min(), 0), max(rows["value"].max(), 0)
    room = (high - low) * 0.14 or 1
    fig.update_yaxes(range=[low - (room if low < 0 else 0), high + room], visible=False)
    return fig
