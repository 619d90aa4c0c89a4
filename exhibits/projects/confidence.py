"""Delivery confidence of the whole portfolio: over time, and by portfolio holder."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.ratings import rating_of, say_rating
from exhibits.common.scope import (
    day_of,
    filled,
    ink_of,
    letters_note,
    named,
    no_projects,
    say_period,
    source_of,
    whose,
    worse_first,
)
from exhibits.common.style import colours, figure, missing, safe, say_count, say_list
from exhibits.common.view_queries import view_rows

_MONTHS = 12  # drawn at most
_MEANS = (
    "green: delivery on time, on budget and to quality appears highly likely; amber: feasible, but significant issues "
    "need attention; red: appears unachievable as things are."
)
_OF_HOLDER = {
    "R": "red",
    "AR": "amber_red",
    "A": "amber",
    "AG": "amber_green",
    "G": "green",
    "B": "complete",
    "not_rated": "not_rated",
    "exempt": "withheld",
}


# -- over time -------------------------------------------------------------------------------------------------------


def confidence(
    view: View,
    *,
    portfolio_holder: str | None = None,
    directorate: str | None = None,
    type: str | None = None,
    objective: str | None = None,
) -> Exhibit:
    """How many projects had which rating, month by month, or edition by edition of a yearly publication."""
    scope = {"portfolio_holder": portfolio_holder, "directorate": directorate, "type": type, "objective": objective}
    rows = view_rows(view, "projects/confidence", **scope)
    if rows.empty:
        none = no_projects("confidence", "Delivery confidence", scope)
        if view_rows(view, "projects/register", **scope).empty:
            return none
        said = "No data: no rating has been published for any of these projects."
        return Exhibit(none.key, f"{whose(**scope)}{none.title}", said, pd.DataFrame(), "")
    source = "report" if rows["source"].eq("report").any() else "edition"
    shown = rows[rows["source"] == source]
    periods = sorted(shown["period"].unique())[-_MONTHS:]
    drawn = shown[shown["period"].isin(periods)]
    return Exhibit(
        key="confidence",
        title=whose(**scope) + _title(drawn, periods, source),
        summary=_summary(drawn, periods, source),
        table=_table(rows),
        source=source_of(view, *(["highlight_reports"] if source == "report" else ["projects"]), means=_MEANS),
        figure=_figure(drawn, periods, source, view.theme),
        questions=_questions(drawn, periods),
        data=rows,
        note=_note(rows, drawn, source),
    )


def _counts(rows: pd.DataFrame, period) -> dict[str, int]:
    return rows[rows["period"] == period].set_index("rating")["projects"].to_dict()


def _title(rows: pd.DataFrame, periods: list, source: str) -> str:
    now = _counts(rows, periods[-1])
    total = sum(now.values())
    said = [f"{now[code]} {say_rating(code).lower()}" for code in worse_first(now) if rating_of(code).worse is not None]
    of = f"{total} {'projects' if total != 1 else 'project'}"
    return f"{say_list(said) if said else 'None rated'} of {of} in {say_period(periods[-1], source)}"


def _summary(rows: pd.DataFrame, periods: list, source: str) -> str:
    now, total = _counts(rows, periods[-1]), sum(_counts(rows, periods[-1]).values())
    share = [f"{say_rating(code)} {number / total:.0%}" for code in worse_first(now) for number in [now[code]]]
    said = [f"{say_period(periods[-1], source)}: {say_list(share)} of {say_count(total, 'project')}."]
    if len(periods) > 1:
        then, before = _counts(rows, periods[0]), say_period(periods[0], source)
        said.append(f"{before}: {_in_short(then)} of {say_count(sum(then.values()), 'project')}.")
        newest = rows[rows["period"] == periods[-1]]
        worse, better = int(newest["got_worse"].sum()), int(newest["got_better"].sum())
        step = "edition" if source == "edition" else "report"
        if worse or better:
            said.append(f"Against the {step} before, {worse} got worse and {better} better.")
        else:
            said.append(f"Against the {step} before, none got worse or better.")
    return " ".join(said)


def _in_short(counts: dict[str, int]) -> str:
    return say_list([f"{counts[code]} {say_rating(code).lower()}" for code in worse_first(counts)])


def _questions(rows: pd.DataFrame, periods: list) -> tuple[str, ...]:
    now, then = (_bad(_counts(rows, period)) for period in (periods[-1], periods[0]))
    if len(periods) > 1 and now > then:
        return ("Why is confidence lower than it was, and is there a common cause?",
                "Who can stop or change a project that will not deliver?")  # fmt: skip
    if len(periods) > 1 and now < then:
        return ("What brought confidence up, and is it more than milder words?",)
    if not now:
        return ("Who checks that green means green?",)
    return ("Which projects have been red or amber the longest, and what is decided about them?",)


def _bad(counts: dict[str, int]) -> float:
    rated = {code: n for code, n in counts.items() if rating_of(code).worse is not None}
    return sum((rating_of(code).worse or 0) * n for code, n in rated.items()) / max(sum(rated.values()), 1)


def _note(rows: pd.DataFrame, drawn: pd.DataFrame, source: str) -> str:
    notes = [letters_note(drawn["rating"])]
    if source == "report":
        notes.append("A bar counts the reports there are: it is shorter where reports are missing.")
    newest = drawn["period"] == drawn["period"].max()
    between = drawn["rating"].isin(["AG", "AR"])
    if between[~newest].any() and not between[newest].any():
        notes.append(
            "Earlier ratings had steps between (amber/green, amber/red) and the newest have none: a move may be a "
            "change of the scale and not of the project."
        )
    if rows["source"].nunique() > 1:
        notes.append("Projects of a yearly publication are in the table only, by edition.")
    return " ".join(filter(None, notes))


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """Newest first."""
    codes, made = worse_first(rows["rating"]), []
    for (source, period), part in rows.groupby(["source", "period"]):
        counts = part.set_index("rating")["projects"]
        row = {"source": source, "period": period, "Period": say_period(period, source)}
        row |= {say_rating(code): str(counts.get(code, 0)) for code in codes}
        rated = [n for code, n in counts.items() if rating_of(code).worse is not None]
        worst = int(counts.get("R", 0) + counts.get("AR", 0))
        share = f"{worst / sum(rated):.0%}" if rated else "None rated"
        made.append({**row, "Projects": str(counts.sum()), "Red or amber/red, of those rated": share})
    table = pd.DataFrame(made).sort_values(["source", "period"], ascending=[False, False], ignore_index=True)
    return table.drop(columns=["source", "period"])


def _figure(rows: pd.DataFrame, periods: list, source: str, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=400)
    heads = [f"{p:%Y}" if source == "edition" else f"{p:%b}<br>{p:%Y}" for p in map(pd.Timestamp, periods)]
    tallest = int(rows.groupby("period")["projects"].sum().max())
    for code in worse_first(rows["rating"]):
        counts = [_counts(rows, period).get(code, 0) for period in periods]
        fig.add_bar(
            x=list(range(len(periods))), y=[n or None for n in counts], marker=filled(code, c),
            name=f"{rating_of(code).letter} {say_rating(code)}",
            text=[_labelled(code, n, tallest) for n in counts], textposition="inside",
            insidetextanchor="middle", textangle=0, constraintext="none",
            textfont={"size": 11, "color": ink_of(code, c)},
            hovertext=[f"<b>{say_period(p, source)}</b><br>{say_rating(code)}: {n}"
                       for p, n in zip(periods, counts, strict=True)],
            hoverinfo="text",
        )  # fmt: skip
    step = 1 if len(periods) <= 6 else 3
    ticks = list(range(len(periods) - 1, -1, -step))
    fig.update_layout(barmode="stack", bargap=0.08, legend={"traceorder": "normal"})
    fig.update_xaxes(tickvals=ticks, ticktext=[heads[tick] for tick in ticks])
    fig.update_yaxes(tickformat=",", rangemode="tozero")
    return fig


def _labelled(code: str, number: int, most: int, share: float = 0.055, between: str = "") -> str:
    """ "AG4" on a bar, where it is at least this share of the longest and so has room."""
    if number < most * share:
        return ""
    letter = rating_of(code).letter
    return f"{letter}{between}{number}" if letter.isalpha() else str(number)  # a dash would read as a minus


# -- by portfolio holder ---------------------------------------------------------------------------------------------


def by_holder(view: View, *, today: date) -> Exhibit:
    """The newest ratings of each portfolio holder's open projects, and how many reports are missing, late or slipping.

    Where no project names a portfolio holder, by directorate.
    """
    rows = view_rows(view, "projects/by_holder", today=day_of(view, today))
    if rows.empty:
        return no_projects("by_holder", "Projects by portfolio holder", {})
    kind = rows["holder_kind"].iloc[0]
    rows = rows.assign(holder=[f"No {kind} named" if missing(holder) else str(holder) for holder in rows["holder"]])
    return Exhibit(
        key="by_holder",
        title=_holder_title(rows, kind),
        summary=_holder_summary(rows),
        table=_holder_table(rows, kind),
        source=source_of(view, "projects", "highlight_reports", means=_MEANS),
        figure=_holder_figure(rows, view.theme),
        questions=_holder_questions(rows, kind),
        data=rows,
        note=letters_note([code for code, column in _OF_HOLDER.items() if rows[column].sum()]),
    )


def _holder_title(rows: pd.DataFrame, kind: str) -> str:
    red = rows[rows["red"] > 0]
    if red.empty:
        return f"No {kind} has a red project"
    if len(red) == 1:
        return f"{red['holder'].iloc[0]}: {say_count(int(red['red'].iloc[0]), 'red project')}"
    return f"{len(red)} of {say_count(len(rows), kind)} have red projects"


def _holder_summary(rows: pd.DataFrame) -> str:
    said = []
    for column, words in (
        ("red", "Red projects"),
        ("missing", "Reports missing"),
        ("got_worse", "Worse than in the report before"),
        ("over_tolerance", "Over cost tolerance"),
    ):
        some = rows[rows[column] > 0].sort_values(column, ascending=False, kind="stable")
        if len(some):
            holders = [f"{holder} ({n})" for holder, n in zip(some["holder"], some[column], strict=True)]
            said.append(f"{words}: {named(holders)}.")
    later = rows[rows["later"] > 0].sort_values("later", ascending=False, kind="stable")
    if len(later):
        row = later.iloc[0]
        said.append(
            f"Most that will end late: {row['holder']}, {row['later']} of {say_count(row['projects'], 'project')}."
        )
    return " ".join(said) or "No project is red, missing its report, worse than before, over tolerance or late."


def _holder_questions(rows: pd.DataFrame, kind: str) -> tuple[str, ...]:
    none = rows[rows["holder"].str.startswith("No ")]
    asked_ = [f"Which {kind} answers for the projects that name none?"] if len(none) and len(rows) > 1 else []
    red = rows[(rows["red"] > 0) & ~rows["holder"].str.startswith("No ")]
    if len(red):
        asked_.append(f"{red['holder'].iloc[0]}: what is being done about the red ones?")
    return tuple(asked_) or ("Which of your projects worries you most, whatever its colour?",)


def _holder_table(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    there = {code: column for code, column in _OF_HOLDER.items() if rows[column].sum()}
    table = pd.DataFrame({kind.capitalize(): rows["holder"], "Projects": rows["projects"].astype(str)})
    for code, column in there.items():
        table[say_rating(code)] = rows[column].astype(str)
    if rows["no_rating"].sum():
        table["No rating"] = rows["no_rating"].astype(str)
    table["Worse than before"] = rows["got_worse"].astype(str)
    table["Reports missing"] = rows["missing"].astype(str)
    table["Ending late"] = [
        f"{row['later']} (by up to {say_count(int(row['most_days_later']), 'day')})" if row["later"] else "0"
        for _, row in rows.iterrows()
    ]
    table["Over cost tolerance"] = rows["over_tolerance"].astype(str)
    return table


def _holder_figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    row_height, top = 56, 8
    fig = figure(theme, height=top + row_height * len(rows) + 70)
    places = [row_height * n for n in range(len(rows))]
    for code, column in _OF_HOLDER.items():
        if not rows[column].sum():
            continue
        fig.add_bar(
            orientation="h", x=[n or None for n in rows[column]], y=[place + 36 for place in places],
            width=26, marker=filled(code, c), name=f"{rating_of(code).letter} {say_rating(code)}",
            textposition="inside", insidetextanchor="middle",
            text=[_labelled(code, n, rows["projects"].max(), 0.1, " ") for n in rows[column]], textangle=0,
            textfont={"size": 12, "color": ink_of(code, c)}, constraintext="none",
            hovertext=[f"<b>{safe(holder)}</b><br>{say_rating(code)}: {n}"
                       for holder, n in zip(rows["holder"], rows[column], strict=True)],
            hoverinfo="text",
        )  # fmt: skip
    fig.add_scatter(
        x=[0] * len(rows), y=[place + 12 for place in places], mode="text", textposition="middle right",
        cliponaxis=False, text=[_named(row) for _, row in rows.iterrows()],
        textfont={"size": 13, "color": c.text}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    fig.update_layout(
        barmode="stack",
        margin={"t": top, "b": 60, "l": 4, "r": 4},
        legend={"traceorder": "normal", "y": 0, "yanchor": "top"},
    )
    fig.update_xaxes(visible=False, range=[0, rows["projects"].max()])
    fig.update_yaxes(range=[row_height * len(rows), 0], visible=False)
    return fig


def _named(row: pd.Series) -> str:
    """The holder with what a short bar has no room for."""
    red = f", {row['red']} red" if row["red"] else ""
    name = row["holder"] if len(row["holder"]) <= 42 else row["holder"][:41].rstrip() + "…"
    return f"<b>{safe(name)}</b>  {row['projects']}{red}"
