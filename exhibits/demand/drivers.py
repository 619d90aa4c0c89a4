"""What made the difference between a month and a usual one: its categories."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.bar_rows import rows_figure
from exhibits.common.chart_parts import caption
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, safe
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import (
    UNIT_WORDS,
    for_a,
    missing,
    say_count,
    say_difference,
    say_month,
    say_number,
    shorten,
    signed_number,
)
from exhibits.demand.months import verdict_on

ADDITIVE = ("incidents", "work_time_lost", "password_resets", "reopened", "backlog", "backlog_over_90_days")
_NAMED = 6  # categories with a bar of their own; the table has all


def drivers(view: View, *, measure_id: str, directorate: str | None = None, month: date | None = None) -> Exhibit:
    """Which categories made the difference between the month and a usual one: a bar for each, with exact shares."""
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
            f"{say_month(when)}: {say_number(first['total_value'], unit)}. What is usual for a category takes "
            f"12 earlier months, and there {'is' if earlier == 1 else 'are'} {earlier or 'none'}.",
        )
    return Exhibit(
        key=key,
        title=_title(rows, known["name"], directorate, verdict),
        lead=_lead(rows, unit),
        more=_more(rows, unit, verdict),
        table=_table(rows, unit),
        source=source,
        figure=_bars(_pooled(rows), unit, view.theme) if len(rows) > 1 else None,
        questions=_questions(rows, verdict),
        data=_data(rows),
        note=_note(first),
    )


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


def _lead(rows: pd.DataFrame, unit: str) -> str:
    first = rows.iloc[0]
    excess = first["total_value"] - first["total_usual"]
    usual = f"{'an expected' if first['steady'] else 'a usual'} {say_number(first['total_usual'], unit)}"
    usual += f" {for_a(first['month'])}" if first["seasonal"] else ""
    more = f", {say_difference(excess, unit)}" if not missing(first["share"]) else ""
    return f"{say_month(first['month'])}: {say_number(first['total_value'], unit)} against {usual}{more}."


def _more(rows: pd.DataFrame, unit: str, verdict: str) -> tuple[str, ...]:
    """Which categories made the difference, and which went the other way."""
    if len(rows) == 1:
        return (f"All of it is in one category, {_short(rows.iloc[0])}.",)
    if not verdict.startswith("unusual"):
        chance = ["That is inside the usual range: differences of this size happen by chance."]
        largest = rows.loc[rows["excess"].abs().idxmax()]
        said = f"The largest difference is in {_short(largest)}: {say_difference(largest['excess'], unit)}."
        return (*(chance if verdict == "usual" else []), said)
    excess = rows["total_value"].iloc[0] - rows["total_usual"].iloc[0]
    with_it = rows[rows["excess"] * excess > 0].sort_values("share", ascending=False)
    enough = int((with_it["share"].cumsum().shift(fill_value=0) < 0.75).sum())
    sentences = [_made_up(row, unit) for _, row in with_it.iloc[: min(max(enough, 1), 3)].iterrows()]
    against = rows[rows["share"] < -0.1]
    if len(against):
        largest = against.loc[against["share"].idxmin()]
        also = f", and {len(against) - 1} more" if len(against) > 1 else ""
        sentences.append(f"The other way went {_short(largest)} ({say_difference(largest['excess'], unit)}){also}.")
    return tuple(sentences)


def _made_up(row: pd.Series, unit: str) -> str:
    if row["share"] > 1:
        return f"{_short(row)} alone had {say_difference(row['excess'], unit)}."
    return f"{_short(row)} made up {row['share']:.0%} of the difference ({say_difference(row['excess'], unit)})."


def _short(row: pd.Series) -> str:
    return shorten(row["category"], 40)


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


def _data(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table as numbers: each category, then all."""
    first = rows.iloc[0]
    total, usual = first["total_value"], first["total_usual"]
    share = None if missing(first["share"]) else 1.0
    every = {
        **first,
        "category": "All categories",
        "value": total,
        "usual": usual,
        "excess": total - usual,
        "share": share,
    }
    return pd.DataFrame([*rows.to_dict("records"), every])


def _bars(rows: pd.DataFrame, unit: str, theme: str) -> go.Figure:
    """A bar for each category, how far it was from usual, the largest first; size and direction stand in words."""
    c = colours(theme)
    names = list(rows["category"])
    fig = rows_figure(theme, names, [signed_number(excess, unit) for excess in rows["excess"]])
    fig.add_bar(
        orientation="h",
        y=list(range(len(rows))),
        x=rows["excess"],
        marker_color=[c.second if excess > 0 else c.third for excess in rows["excess"]],
        hovertext=[
            f"<b>{safe(row['category'])}</b>: {say_difference(row['excess'], unit)}" for _, row in rows.iterrows()
        ],
        hoverinfo="text",
        width=0.38,
        showlegend=False,
    )
    for row in range(len(rows)):  # a stroke at 0 for each bar: a line through all would strike out the names
        ends = {"x0": 0, "x1": 0, "y0": row - 0.19, "y1": row + 0.19}
        fig.add_shape(type="line", line={"color": c.text, "width": 1.5}, **ends)
    caption(fig, _counted(unit), c)
    low, high = min(rows["excess"].min(), 0), max(rows["excess"].max(), 0)
    room = (high - low) * 0.02 or 1
    fig.update_xaxes(range=[low - room, high + room], visible=False)
    return fig


def _counted(unit: str) -> str:
    return "More or fewer than usual" if unit == "count" else f"{UNIT_WORDS[unit]} more or less than usual"
