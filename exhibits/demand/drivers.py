"""What made the difference between a month and a usual one: its categories."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure, safe
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import (
    for_a,
    missing,
    say_count,
    say_difference,
    say_list,
    say_month,
    say_number,
    signed_number,
)
from exhibits.demand.months import verdict_on
from exhibits.demand.small_numbers import too_small

ADDITIVE = ("incidents", "work_time_lost", "password_resets", "reopened", "backlog", "backlog_over_90_days")
_NAMED = 6  # categories with a bar of their own; the table has all


def drivers(view: View, *, measure_id: str, directorate: str | None = None, month: date | None = None) -> Exhibit:
    """Which categories made the difference between the month and a usual one: a waterfall with exact shares."""
    key, known = f"drivers_{measure_id}", definition_of(view, measure_id)
    if known is None:
        return no_such_measure(key)
    name, unit = f"{known['name']}{scope_suffix(directorate)}", known["unit"]
    source = source_line(view, known)

    def no_split(title: str, why: str) -> Exhibit:
        return words_only(key, title, why, source)

    if measure_id not in ADDITIVE:
        why = "it is submitted as one figure, without categories"
        if known["origin"] == "computed":
            why = "it is an average, a middle value or a share, so the categories do not add up to it"
        return no_split(f"{name}: no split by category", f"{known['name']} cannot be split by category: {why}.")
    rows = view_rows(view, "signals/drivers", measure_id=measure_id, directorate=directorate, month=month)
    if rows.empty:
        return no_split(
            f"{name}: no split by category",
            "No data: there are no figures by category for this month.",
        )
    first = rows.iloc[0]
    when = first["month"]
    verdict = verdict_on(view, measure_id, directorate, when)
    if not first["seasonal"] and (missing(first["months"]) or first["months"] < 12):
        earlier = 0 if missing(first["months"]) else int(first["months"])
        return no_split(
            f"{name}: too early to say what drove {say_month(when)}",
            f"{say_month(when)}: {say_number(first['total_value'], unit)}. What is usual for each category takes "
            f"12 earlier months, and there {'is' if earlier == 1 else 'are'} {earlier or 'none'}.",
        )
    rows = _without_small(rows)
    return Exhibit(
        key=key,
        title=_title(rows, known["name"], directorate, verdict),
        summary=_summary(rows, unit, verdict),
        table=_table(rows, unit),
        source=source,
        figure=_waterfall(_pooled(rows), unit, view.theme) if len(rows) > 1 else None,
        questions=_questions(rows, verdict),
        data=rows.drop(columns="incidents"),
        note=_note(first),
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


def _title(rows: pd.DataFrame, name: str, directorate: str | None, verdict: str) -> str:
    when = f"{say_month(rows['month'].iloc[0])}{scope_suffix(directorate)}"
    if not verdict.startswith("unusual"):
        return f"{name}: what {when} was made up of, against a usual month"
    leader = rows[rows["share"] > 0].nlargest(1, "share")
    if len(leader) and leader["share"].iloc[0] >= 0.5:
        return f"{leader['category'].iloc[0]} made most of the difference in {when}"
    return f"Several categories made the difference in {when}"


def _summary(rows: pd.DataFrame, unit: str, verdict: str) -> str:
    first = rows.iloc[0]
    excess = first["total_value"] - first["total_usual"]
    usual = f"a usual {say_number(first['total_usual'], unit)}"
    usual += f" {for_a(first['month'])}" if first["seasonal"] else ""
    sentences = [f"{say_month(first['month'])}: {say_number(first['total_value'], unit)} against {usual}"]
    sentences[0] += f", {say_difference(excess, unit)}." if not missing(first["share"]) else "."
    if len(rows) == 1:
        return f"{sentences[0]} All of it is in one category, {first['category']}."
    if not verdict.startswith("unusual"):
        if verdict == "usual":
            sentences.append("That is inside the usual range: differences of this size happen by chance.")
        largest = rows.loc[rows["excess"].abs().idxmax()]
        sentences.append(
            f"The largest difference is in {largest['category']}: {say_difference(largest['excess'], unit)}."
        )
        return " ".join(sentences)
    with_it = rows[rows["excess"] * excess > 0].sort_values("share", ascending=False)
    enough = int((with_it["share"].cumsum().shift(fill_value=0) < 0.75).sum())
    sentences.append(_made_up(with_it.iloc[: min(max(enough, 1), 3)], unit))
    against = rows[rows["share"] < -0.1]
    if len(against):
        parts = [f"{row['category']} ({say_difference(row['excess'], unit)})" for _, row in against.head(2).iterrows()]
        sentences.append(f"The other way went {say_list(parts)}.")
    return " ".join(sentences)


def _made_up(rows: pd.DataFrame, unit: str) -> str:
    parts = [
        f"{row['category']} made up {row['share']:.0%} of the difference ({say_difference(row['excess'], unit)})"
        if row["share"] <= 1
        else f"{row['category']} alone had {say_difference(row['excess'], unit)}"
        for _, row in rows.iterrows()
    ]
    return (
        say_list([parts[0], *(part.replace(" made up", "").replace(" of the difference", "") for part in parts[1:])])
        + "."
    )


def _note(first: pd.Series) -> str:
    months = int(first["months"])
    what = f"{first['month']:%B}" if first["seasonal"] else "month"
    how = f"the average of the {say_count(months, what)} before" if months > 1 else f"the one {what} before"
    return (
        f"Usual is {how}, without months declared exceptional. It shows where the difference lies, not what caused it."
    )


def _questions(rows: pd.DataFrame, verdict: str) -> tuple[str, ...]:
    leader = rows.loc[rows["excess"].abs().idxmax(), "category"]
    if verdict == "unusual_high":
        more = f"What lay behind the extra demand in {leader}, and could it have been foreseen?"
        if rows["seasonal"].iloc[0]:
            return more, f"What will be different before next {rows['month'].iloc[0]:%B}?"
        return more, "Has the cause been removed, or will it come back?"
    if verdict == "unusual_low":
        return (f"Is the lower figure in {leader} a real improvement, or are records missing?",)
    return ("Which category costs staff the most, and what is being done about that one?",)


def _table(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    first = rows.iloc[0]
    usual = f"Usual {first['month']:%B}" if first["seasonal"] else "Usual month"
    table = pd.DataFrame(
        {
            "Category": rows["category"],
            say_month(first["month"]): [say_number(value, unit) for value in rows["value"]],
            usual: [say_number(value, unit) for value in rows["usual"]],
            "Difference": [signed_number(value, unit) for value in rows["excess"]],
            "Share of the difference": ["–" if missing(share) else f"{share:.1%}" for share in rows["share"]],
        }
    )
    total = [
        "All categories",
        say_number(first["total_value"], unit),
        say_number(first["total_usual"], unit),
        signed_number(first["total_value"] - first["total_usual"], unit),
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
        hovertext=[
            f"<b>{safe(row['category'])}</b>: {say_difference(row['excess'], unit)}" for _, row in rows.iterrows()
        ],
        hoverinfo="text",
        width=0.5,
        showlegend=False,
    )
    low, high = min(start, end, begins.min(), ends.min()), max(start, end, begins.max(), ends.max())
    room = max(high - low, abs(high) * 0.02, 1e-9)
    for number, row in rows.iterrows():
        fig.add_annotation(  # the name stands above its bar: long names fit a phone
            text=f"{safe(row['category'])} <b>{signed_number(row['excess'], unit)}</b>",
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
